//! Which template line made each line of output.

use helm_render::release::{RenderOptions, Rendered, SourceLine as Made};
use helm_render::template::{Position, Trace};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::Failure;
use crate::input::{ReleaseFlags, SetOptions, ValuesFiles};
use crate::stack::render_with;

/// A line of a template.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct TemplateLine {
    /// The template.
    pub template: String,
    /// The line, from 1.
    pub line: u32,
}

/// Where a line of output comes from.
#[derive(Debug, Clone, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SourceLine {
    /// The template that printed it.
    pub template: String,
    /// The line there, from 1.
    pub line: u32,
    /// The line of the manifest's own template, if that is another one.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called_from: Option<TemplateLine>,
    /// The values that were read for it, as dotted paths.
    pub values: Vec<String>,
}

/// Where the lines of an output come from.
#[derive(Debug, Clone, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct SourceMap {
    /// For each line; null for one that no template made, such as `---`.
    #[tsify(type = "(SourceLine | null)[]")]
    pub lines: Vec<Option<SourceLine>>,
}

/// Where each line of the stack's `text` comes from.
#[wasm_bindgen(js_name = sourceMap)]
pub fn source_map(
    files: Ts<ValuesFiles>,
    set: Ts<SetOptions>,
    release: Ts<ReleaseFlags>,
) -> Result<Ts<SourceMap>, Failure> {
    let release = release.to_rust()?;
    let input = set.to_rust()?.input(files.to_rust()?)?;
    let (rendered, _) = render_with(&input, &release, traced(RenderOptions::default()), &release.world())?;
    SourceMap::new(&rendered, &release)
}

/// The options of a render that remembers what came from where.
pub(crate) fn traced(options: RenderOptions) -> RenderOptions {
    RenderOptions { trace: Trace { reads: true, output: true }, ..options }
}

impl SourceMap {
    pub(crate) fn new(rendered: &Rendered, release: &ReleaseFlags) -> Result<Ts<Self>, Failure> {
        let lines = rendered.printed_lines(&release.print())?.into_iter().map(SourceLine::new).collect();
        Ok(Self { lines }.into_ts()?)
    }
}

impl SourceLine {
    fn new(made: Made) -> Option<Self> {
        let Position { template, line, .. } = made.position?;
        let caller = made.callers.last();
        Some(Self {
            template: template.to_string(),
            line,
            called_from: caller
                .map(|caller| TemplateLine { template: caller.template.to_string(), line: caller.line }),
            values: made.values,
        })
    }
}
