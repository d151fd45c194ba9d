//! The two versions that are compared: values, charts, or manifests.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use helm_render::Chart;
use helm_render::release::{RenderOptions, Rendered, render_with};
use runner_stack::diagnostic::Severity;
use runner_stack::diff::RepeatableWorld;
use runner_stack::documents::{self, Object, holds_objects};
use runner_stack::stack::{Input, Stack};

use crate::args::Diff;
use crate::{reading, report, sources};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The first.
    Before,
    /// The second.
    After,
}

/// The objects of one version.
pub(super) fn objects(args: &Diff, side: Side) -> anyhow::Result<Vec<Object>> {
    let (path, chart) = match side {
        Side::Before => (&args.before, &args.chart_a),
        Side::After => (&args.after, &args.chart_b),
    };
    if is_chart(path) {
        if let Some(chart) = chart {
            bail!("{} is a chart already; it cannot be rendered with {}", path.display(), chart.display());
        }
        return rendered(args, &sources::input(&args.values)?, Some(path));
    }
    if path.is_dir() {
        let mut objects = Vec::new();
        for file in files_in(path)? {
            let text = sources::text(&file)?;
            if documents::is_other(&text) {
                report::warning(&format!("{} holds no Kubernetes object; it is left out", file.display()));
            } else {
                objects.extend(manifests(&file, &text, args)?);
            }
        }
        if objects.is_empty() {
            bail!("{} has no manifests (*.yaml, *.yml, *.json) and no Chart.yaml", path.display());
        }
        return Ok(objects);
    }
    let text = read(path)?;
    if holds_objects(&text) {
        if let Some(chart) = chart {
            bail!("{} holds manifests, not values for {}", path.display(), chart.display());
        }
        return manifests(path, &text, args);
    }
    let mut input = sources::input(&args.values)?;
    input.add_file(path.display().to_string(), text);
    rendered(args, &input, chart.as_deref())
}

fn manifests(path: &Path, text: &str, args: &Diff) -> anyhow::Result<Vec<Object>> {
    documents::objects(text, sources::namespace(&args.release))
        .map_err(|error| anyhow::anyhow!("{}:{}: {}", path.display(), error.line, error.message))
}

/// The objects that a chart makes of values; the embedded chart when none is given.
fn rendered(args: &Diff, input: &Input, chart: Option<&Path>) -> anyhow::Result<Vec<Object>> {
    let release = sources::release_options(&args.name, &args.release);
    let capabilities = sources::capabilities(&args.release)?;
    let world = RepeatableWorld::default();
    let rendered: Result<Rendered, helm_render::Error> = if let Some(path) = chart {
        let chart = load(path)?;
        render_with(&chart, input.values(), &release, &capabilities, RenderOptions::default(), &world)
            .map_err(Into::into)
    } else {
        let findings = input.check();
        report::findings(&findings, input.sources())?;
        if findings.iter().any(|finding| finding.diagnostic.severity == Severity::Error) {
            bail!("the values have mistakes; nothing was compared");
        }
        Stack::embedded().render(input, &release, &capabilities, &world)
    };
    let rendered = match rendered {
        Ok(rendered) => rendered,
        Err(error) => {
            report::render_error(&error);
            bail!("the stack could not be rendered; nothing was compared");
        }
    };
    documents::rendered_objects(&rendered, sources::namespace(&args.release)).map_err(anyhow::Error::msg)
}

fn load(path: &Path) -> anyhow::Result<Chart> {
    let chart = if path.is_dir() {
        Chart::from_dir(path)
    } else {
        Chart::from_archive(
            &reading::file(path).with_context(|| format!("could not read {}", path.display()))?,
        )
    };
    let chart = chart.map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    for warning in chart.warnings() {
        report::warning(warning);
    }
    Ok(chart)
}

fn is_chart(path: &Path) -> bool {
    path.join("Chart.yaml").is_file()
        || path.extension().is_some_and(|ending| ending == "tgz" || ending == "gz")
}

fn files_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("could not read the folder {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("could not read the folder {}", folder.display()))?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "yaml" || ending == "yml" || ending == "json")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> anyhow::Result<String> {
    if path != Path::new("-") {
        return sources::text(path);
    }
    sources::utf8(Path::new("standard input"), reading::standard_input()?)
}
