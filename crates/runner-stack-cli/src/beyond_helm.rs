//! What `template` and `render` can do and Helm cannot: partial output, unused values, source maps.

use std::collections::BTreeMap;

use helm_render::Values;
use helm_render::release::{OnError, PrintOptions, RenderOptions, Rendered, SourceLine};
use helm_render::template::Trace;

use crate::args::BeyondHelm;
use crate::report;
use crate::source_map::{self, Output};

/// The options with what the flags ask for.
pub(crate) fn render_options(args: &BeyondHelm, options: RenderOptions) -> RenderOptions {
    let source_map = args.source_map.is_some();
    RenderOptions {
        errors: if args.partial { OnError::Collect } else { OnError::Stop },
        trace: Trace { reads: source_map || args.report_unused, output: source_map },
        ..options
    }
}

/// Names the values that no template read, and where each comes from; flags without what they set, which may be
/// secret.
pub(crate) fn report_unused(args: &BeyondHelm, rendered: &Rendered, values: &Values) {
    let Some(usage) = rendered.usage.as_ref().filter(|_| args.report_unused) else { return };
    for unused in usage.unused(values) {
        let place = match &unused.source {
            None => String::new(),
            Some(source) => match (source.line, source.column) {
                (Some(line), Some(column)) => format!("{}:{line}:{column}: ", source.name),
                _ => format!("{}: ", source.name.split(' ').next().unwrap_or_default()),
            },
        };
        report::warning(&format!("{place}no template reads `{}`", unused.dotted()));
    }
    if !rendered.errors.is_empty() {
        report::warning("a template with an error may read more than was seen");
    }
}

/// Writes the map of what is printed.
pub(crate) fn map_print(
    args: &BeyondHelm,
    rendered: &Rendered,
    options: &PrintOptions,
) -> anyhow::Result<()> {
    let Some(path) = &args.source_map else { return Ok(()) };
    // What cannot be shown has been reported.
    let lines = rendered.printed_lines(options).unwrap_or_default();
    source_map::write(path, &[Output { path: "-".to_owned(), lines }])
}

/// Writes the map of files.
pub(crate) fn map_files(args: &BeyondHelm, files: BTreeMap<String, Vec<SourceLine>>) -> anyhow::Result<()> {
    let Some(path) = &args.source_map else { return Ok(()) };
    let outputs: Vec<_> = files.into_iter().map(|(path, lines)| Output { path, lines }).collect();
    source_map::write(path, &outputs)
}

/// Where the lines of each write come from; nothing when no map is asked for.
pub(crate) fn written_lines(
    args: &BeyondHelm,
    rendered: &Rendered,
    options: &PrintOptions,
) -> Vec<Vec<SourceLine>> {
    if args.source_map.is_some() { rendered.written_lines(options) } else { Vec::new() }
}
