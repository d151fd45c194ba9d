//! The parsed templates of a chart, kept for the next render with the same subcharts.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::resolve::Resolved;
use crate::error::Error;
use crate::template::{SourceFile, Templates};
use crate::value::Str;
use crate::world::World;

/// How many different sets of subcharts are remembered.
const MAX_SETS: usize = 8;

/// The template sets of a chart, one for each set of enabled subcharts.
#[derive(Debug, Default)]
pub(crate) struct Compiled(Mutex<Vec<(Signature, Arc<TemplateSet>)>>);

/// Which charts take part, in the order of [`Resolved::walk`]: depth, identity, name.
type Signature = Vec<(usize, usize, Box<str>)>;

/// The templates of a chart and of the charts below it.
#[derive(Debug)]
pub(super) struct TemplateSet {
    pub(super) templates: Templates,
    /// In the order Helm parses and executes them.
    pub(super) files: Vec<TemplateFile>,
}

/// A template file.
#[derive(Debug)]
pub(super) struct TemplateFile {
    /// `chart/templates/x.yaml`.
    pub(super) name: String,
    /// The same, and `chart/templates`, as templates see them.
    pub(super) name_value: Str,
    pub(super) base_path: Str,
    /// Whether the file is only there for others to include.
    pub(super) is_partial: bool,
    /// The chart, by its place in the order of [`Resolved::walk`].
    pub(super) chart: usize,
    /// Its place among the templates of the chart.
    index: usize,
}

impl Compiled {
    /// The templates of the chart with these subcharts.
    pub(super) fn get(&self, chart: &Resolved<'_>, world: &dyn World) -> Result<Arc<TemplateSet>, Error> {
        if let Some(found) = self.sets().iter().find(|(signature, _)| has_signature(chart, signature)) {
            return Ok(Arc::clone(&found.1));
        }
        let set = Arc::new(parse(chart, template_files(chart), world)?);
        let mut sets = self.sets();
        if sets.len() == MAX_SETS {
            sets.remove(0);
        }
        sets.push((signature(chart), Arc::clone(&set)));
        Ok(set)
    }

    fn sets(&self) -> std::sync::MutexGuard<'_, Vec<(Signature, Arc<TemplateSet>)>> {
        // A set is complete before it is stored, so a panic elsewhere spoils nothing.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The templates that parse, and the errors of the others.
pub(super) fn parse_leniently(chart: &Resolved<'_>) -> (TemplateSet, Vec<Error>) {
    let mut files = template_files(chart);
    let (templates, errors) =
        Templates::parse_all(sources(chart, &files).into_iter().map(|file| (file.name, file.text)));
    let bad: BTreeSet<&str> =
        errors.iter().filter_map(|error| Some(error.location()?.template.as_str())).collect();
    files.retain(|file| !bad.contains(file.name.as_str()));
    (TemplateSet { templates, files }, errors)
}

fn parse(chart: &Resolved<'_>, files: Vec<TemplateFile>, world: &dyn World) -> Result<TemplateSet, Error> {
    let templates = Templates::of_files(sources(chart, &files), world)?;
    Ok(TemplateSet { templates, files })
}

fn sources<'a>(chart: &Resolved<'a>, files: &'a [TemplateFile]) -> Vec<SourceFile<'a>> {
    let charts: Vec<_> = chart.walk().into_iter().map(|(_, chart)| chart.chart()).collect();
    let source = |file: &'a TemplateFile| {
        let chart = charts[file.chart];
        let template = &chart.templates()[file.index];
        let precompiled = chart.precompiled().map(|trees| (trees, &template.name));
        SourceFile { name: &file.name, text: template.data.clone(), precompiled }
    };
    files.iter().map(source).collect()
}

/// All template files, deepest first and then in reverse order of their names.
fn template_files(chart: &Resolved<'_>) -> Vec<TemplateFile> {
    let mut files = Vec::new();
    for (place, (path, chart)) in chart.walk().into_iter().enumerate() {
        let base_path = Str::from(format!("{path}/templates"));
        for (index, template) in chart.chart().templates().iter().enumerate() {
            let template = template.name.to_str();
            let is_partial = template.rsplit('/').next().is_some_and(|base| base.starts_with('_'));
            if chart.chart().is_library() && !is_partial {
                continue;
            }
            let name = format!("{path}/{template}");
            let (name_value, base_path) = (Str::from(name.as_str()), base_path.clone());
            files.push(TemplateFile { name, name_value, base_path, is_partial, chart: place, index });
        }
    }
    // Of equal names, the last one counts.
    files.reverse();
    let depth = |file: &TemplateFile| file.name.bytes().filter(|byte| *byte == b'/').count();
    files.sort_by(|left, right| depth(right).cmp(&depth(left)).then_with(|| right.name.cmp(&left.name)));
    files.dedup_by(|later, earlier| later.name == earlier.name);
    files
}

fn signature(chart: &Resolved<'_>) -> Signature {
    fn add(chart: &Resolved<'_>, depth: usize, signature: &mut Signature) {
        signature.push((depth, identity(chart), Box::from(chart.name())));
        chart.dependencies().iter().for_each(|dependency| add(dependency, depth + 1, signature));
    }
    let mut signature = Vec::new();
    add(chart, 0, &mut signature);
    signature
}

fn has_signature(chart: &Resolved<'_>, signature: &Signature) -> bool {
    fn check(chart: &Resolved<'_>, depth: usize, rest: &mut &[(usize, usize, Box<str>)]) -> bool {
        let Some((first, tail)) = rest.split_first() else { return false };
        *rest = tail;
        first.0 == depth
            && first.1 == identity(chart)
            && *first.2 == *chart.name()
            && chart.dependencies().iter().all(|dependency| check(dependency, depth + 1, rest))
    }
    let mut rest = signature.as_slice();
    check(chart, 0, &mut rest) && rest.is_empty()
}

/// The address of the chart, which lives as long as the chart that holds this cache.
fn identity(chart: &Resolved<'_>) -> usize {
    std::ptr::from_ref(chart.chart()).addr()
}
