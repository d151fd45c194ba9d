//! The whole way from chart and values to manifests.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::capabilities::Capabilities;
use super::compiled::{TemplateFile, TemplateSet, parse_leniently};
use super::manifests::{self, Manifest};
use super::options::{Notes, OnError, ReleaseOptions, RenderOptions, SchemaCheck};
use super::report::{Origins, Usage};
use super::resolve::Resolved;
use super::root;
use crate::chart::constraint::is_compatible;
use crate::chart::loader::extension;
use crate::chart::{Chart, File};
use crate::error::{Error, ErrorKind};
use crate::template::{Engine, Options, Segment};
use crate::value::cycles::Scope;
use crate::value::{Map, MapType, Str, Value};
use crate::values::coalesce::{Nils, coalesce_owned};
use crate::values::{self, Values};
use crate::world::World;

/// The end of the names of files that are notes.
const NOTES: &str = "NOTES.txt";

/// What a chart renders to.
#[derive(Debug, Default)]
pub struct Rendered {
    /// The manifests in the order `helm template` prints them: resources, then hooks.
    pub manifests: Vec<Manifest>,
    /// The custom resource definitions below `crds/`, with the names that `--include-crds` prints.
    pub crds: Vec<File>,
    /// The text of the chart's `NOTES.txt`.
    pub notes: Str,
    /// What Helm writes to standard error while it succeeds, one line each.
    pub warnings: Vec<String>,
    /// What could not be rendered, when [`OnError::Collect`] was asked for.
    pub errors: Vec<Error>,
    /// What the templates read of the values, when a trace of reads was asked for.
    pub usage: Option<Usage>,
    /// Which template position made which output of each template, when a trace of the output was asked for.
    pub segments: BTreeMap<String, Vec<Segment>>,
}

/// A render that failed.
#[derive(Debug)]
pub struct RenderFailure {
    /// Why.
    pub error: Error,
    /// What Helm writes to standard error before the error, one line each.
    pub warnings: Vec<String>,
    /// What Helm would print with `--debug`; `None` when it failed before it came to rendering.
    pub partial_output: Option<Str>,
}

impl fmt::Display for RenderFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for RenderFailure {}

impl From<RenderFailure> for Error {
    fn from(failure: RenderFailure) -> Self {
        failure.error
    }
}

/// Renders `chart` as `helm template` does.
///
/// # Errors
///
/// What Helm refuses, in its words: [`Chart`](ErrorKind::Chart) (a library, missing dependencies),
/// [`Values`](ErrorKind::Values) and [`Schema`](ErrorKind::Schema) before anything is rendered,
/// [`Parse`](ErrorKind::Parse), [`Execution`](ErrorKind::Execution), [`Fail`](ErrorKind::Fail) and
/// [`Required`](ErrorKind::Required) with a place in a template, [`Manifest`](ErrorKind::Manifest) for output that is not YAML,
/// [`Other`](ErrorKind::Other) for a release name or Kubernetes version that does not fit. Only
/// [`Limit`](ErrorKind::Limit) is mostly ours: Helm has few.
///
/// ```
/// use helm_render::{Capabilities, Chart, ReleaseOptions, Values, render, world::FixedWorld};
///
/// let chart = Chart::from_files([
///     ("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n"),
///     ("values.yaml", "replicas: 1\n"),
///     ("templates/a.yaml", "kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-{{ .Values.replicas }}\n"),
/// ])?;
/// let values = Values::from_yaml("mine.yaml", "replicas: 3\n")?;
/// let release = ReleaseOptions::new("rel");
/// let rendered = render(&chart, &values, &release, &Capabilities::default(), &FixedWorld)?;
/// assert_eq!(rendered.manifests[0].name, "rel-3");
/// # Ok::<(), helm_render::Error>(())
/// ```
pub fn render(
    chart: &Chart,
    values: &Values,
    release: &ReleaseOptions,
    capabilities: &Capabilities,
    world: &dyn World,
) -> Result<Rendered, Error> {
    Ok(render_with(chart, values, release, capabilities, RenderOptions::default(), world)?)
}

/// Renders `chart` with more choices, and keeps the warnings when it fails. Values that nobody needs any more need no copy
/// when they are given as they are, instead of with `&`.
///
/// ```
/// use helm_render::release::OnError;
/// use helm_render::template::Trace;
/// use helm_render::world::FixedWorld;
/// use helm_render::{Capabilities, Chart, ReleaseOptions, RenderOptions, Values, render_with};
///
/// let chart = Chart::from_files([
///     ("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n"),
///     ("templates/bad.yaml", "{{ fail \"not today\" }}"),
///     ("templates/good.yaml", "kind: ConfigMap\ndata: {color: {{ .Values.color }}}\n"),
/// ])?;
/// let values = Values::from_yaml("mine.yaml", "color: red\ncolour: blue\n")?;
/// let options = RenderOptions {
///     errors: OnError::Collect,
///     trace: Trace { reads: true, output: true },
///     ..RenderOptions::default()
/// };
/// let release = ReleaseOptions::new("rel");
/// let rendered = render_with(&chart, &values, &release, &Capabilities::default(), options, &FixedWorld)?;
///
/// assert_eq!(rendered.errors[0].message(), "not today");
/// assert_eq!(rendered.manifests[0].kind, "ConfigMap");
/// // A value that no template read: line 2, column 1.
/// let unused = rendered.usage.as_ref().map(|usage| usage.unused(&values)).unwrap_or_default();
/// assert_eq!(unused[0].dotted(), "colour");
/// assert_eq!(unused[0].source.as_ref().and_then(|source| source.line), Some(2));
/// // The second line of the manifest comes from the second line of its template, and used one value.
/// let lines = rendered.source_lines(&rendered.manifests[0]);
/// assert_eq!(lines[1].values, ["color"]);
/// # Ok::<(), helm_render::Error>(())
/// ```
pub fn render_with<'v>(
    chart: &Chart,
    values: impl Into<Cow<'v, Values>>,
    release: &ReleaseOptions,
    capabilities: &Capabilities,
    options: RenderOptions,
    world: &dyn World,
) -> Result<Rendered, RenderFailure> {
    // It ends last, after the values are gone.
    let _scope = Scope::enter();
    let mut rendered = Rendered { warnings: chart.warnings().to_vec(), ..Rendered::default() };
    let prepared = prepare(chart, values.into(), release, options, &mut rendered);
    let (resolved, values) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return Err(RenderFailure { error, warnings: rendered.warnings, partial_output: None }),
    };
    let origins = options.trace.reads.then(|| Origins::assign(&values));
    let job = Job { chart: &resolved, values: &values, release, capabilities, options, world };
    match job.run(&mut rendered, origins) {
        Ok(()) => Ok(rendered),
        Err((error, partial_output)) => Err(RenderFailure {
            error,
            warnings: rendered.warnings,
            partial_output: Some(Str::from(partial_output)),
        }),
    }
}

/// Everything that can be refused before templates are looked at.
fn prepare<'a>(
    chart: &'a Chart,
    values: Cow<'_, Values>,
    release: &ReleaseOptions,
    options: RenderOptions,
    rendered: &mut Rendered,
) -> Result<(Resolved<'a>, Map), Error> {
    let Rendered { warnings, errors, .. } = rendered;
    let mut go_on = |result: Result<(), Error>| match result {
        Err(error) if options.errors == OnError::Collect => {
            errors.push(error);
            Ok(())
        }
        result => result,
    };
    chart.check_type()?;
    if chart.metadata().deprecated {
        warnings.push("WARNING: This chart is deprecated".to_owned());
    }
    go_on(chart.check_dependencies())?;
    go_on(release.validate())?;
    let values = match values {
        Cow::Borrowed(values) => values.root().thaw(),
        Cow::Owned(values) => values.into_root().melt(),
    };
    let resolved = Resolved::new(chart, &values, warnings)?;
    let values = coalesce_owned(&resolved, values, Nils::Remove, warnings)?;
    if options.schema == SchemaCheck::Enforced {
        go_on(values::validate(&resolved, &values))?;
    }
    Ok((resolved, values))
}

struct Job<'a> {
    chart: &'a Resolved<'a>,
    values: &'a Map,
    release: &'a ReleaseOptions,
    capabilities: &'a Capabilities,
    options: RenderOptions,
    world: &'a dyn World,
}

impl Job<'_> {
    /// Fills in what the templates make; on failure, what Helm prints for debugging.
    fn run(&self, rendered: &mut Rendered, origins: Option<Origins>) -> Result<(), (Error, Vec<u8>)> {
        let collect = self.options.errors == OnError::Collect;
        if let Err(error) = self.check_kube_version() {
            if !collect {
                return Err((error, Vec::new()));
            }
            rendered.errors.push(error);
        }
        let lenient;
        let shared;
        let set: &TemplateSet = match self.chart.chart().compiled().get(self.chart, self.world) {
            Ok(set) => {
                shared = set;
                &shared
            }
            Err(error) if !collect => return Err((error, Vec::new())),
            Err(_) => {
                let (set, errors) = parse_leniently(self.chart);
                rendered.errors.extend(errors);
                lenient = set;
                &lenient
            }
        };
        let files = self.execute(set, rendered, origins);
        // What could not be read comes before whatever followed from its absence.
        self.check_files().map_err(|error| (error, Vec::new()))?;
        let files = files.map_err(|error| (error, Vec::new()))?;
        self.sort(&files, rendered)?;
        add_crds(self.chart, &mut rendered.crds);
        Ok(())
    }

    /// Fails when a template asked for a file that could not be read.
    fn check_files(&self) -> Result<(), Error> {
        let charts = self.chart.walk();
        let mut files = charts.iter().flat_map(|(_, chart)| chart.chart().files());
        files.try_for_each(|file| file.data.check())
    }

    fn check_kube_version(&self) -> Result<(), Error> {
        let wanted = &self.chart.chart().metadata().kube_version;
        let version = self.capabilities.kube_version();
        if wanted.is_empty() || is_compatible(wanted, &version) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Other,
            format!("chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {version}"),
        ))
    }

    /// The output of every file that is not a partial, in the order of their names.
    fn execute<'s>(
        &self,
        set: &'s TemplateSet,
        rendered: &mut Rendered,
        origins: Option<Origins>,
    ) -> Result<Vec<(&'s str, Vec<u8>)>, Error> {
        let release = root::release_value(self.release);
        let roots = root::roots(self.chart, self.values, &release, self.capabilities);
        let options =
            Options { limits: self.options.limits, trace: self.options.trace, ..Options::default() };
        let mut engine = Engine::new(&set.templates, self.world, options);
        let mut outputs = Vec::new();
        let mut usage = origins.map(|origins| Usage::new(origins, self.chart));
        for file in set.files.iter().filter(|file| !file.is_partial) {
            let Some(root) = roots.get(file.chart) else { continue };
            root.insert("Template", template_value(file));
            let result = engine.execute(&file.name, &Value::Map(root.as_type(MapType::Values)));
            if self.options.trace.output {
                rendered.segments.insert(file.name.clone(), engine.take_segments());
            }
            match result {
                Ok(output) => {
                    outputs.push((file.name.as_str(), output));
                }
                Err(error) if self.options.errors == OnError::Collect => rendered.errors.push(error),
                Err(error) => return Err(error),
            }
        }
        if let Some(usage) = &mut usage {
            usage.finish(engine.reads());
        }
        rendered.usage = usage;
        outputs.sort_by_key(|(name, _)| *name);
        Ok(outputs)
    }

    /// Notes, manifests and hooks out of the files.
    fn sort(&self, files: &[(&str, Vec<u8>)], rendered: &mut Rendered) -> Result<(), (Error, Vec<u8>)> {
        let own_notes = format!("{}/templates/{NOTES}", self.chart.name());
        let mut notes: Vec<u8> = Vec::new();
        let mut manifests = Vec::new();
        for (name, content) in files {
            if name.ends_with(NOTES) {
                if self.options.notes == Notes::All || *name == own_notes {
                    if !notes.is_empty() {
                        notes.push(b'\n');
                    }
                    notes.extend_from_slice(content);
                }
                continue;
            }
            for result in manifests::read_file(name, content, &mut rendered.warnings) {
                match result {
                    Ok(manifest) => manifests.push(manifest),
                    Err(error) if self.options.errors == OnError::Collect => rendered.errors.push(error),
                    Err(error) => return Err((error, debug_output(files))),
                }
            }
        }
        manifests::sort(&mut manifests);
        rendered.manifests = manifests;
        rendered.notes = Str::from(notes);
        Ok(())
    }
}

/// `.Template` of a file.
fn template_value(file: &TemplateFile) -> Value {
    let entries = [("BasePath", &file.base_path), ("Name", &file.name_value)];
    let map: Map =
        entries.into_iter().map(|(key, text)| (Str::from(key), Value::String(text.clone()))).collect();
    Value::Map(map.as_type(MapType::Values))
}

/// All files as they are, for someone who looks for a mistake in them.
#[cold]
fn debug_output(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut output = Vec::new();
    for (name, content) in files.iter().filter(|(name, _)| !name.ends_with(NOTES)) {
        if manifests::trim(content).is_empty() {
            continue;
        }
        output.extend_from_slice(format!("---\n# Source: {name}\n").as_bytes());
        output.extend_from_slice(content);
        output.push(b'\n');
    }
    output
}

fn add_crds(chart: &Resolved<'_>, crds: &mut Vec<File>) {
    for (path, chart) in chart.walk() {
        let files = chart.chart().files();
        for file in files.iter().filter(|file| file.name.as_bytes().starts_with(b"crds/")) {
            let name = file.name.to_str();
            let is_manifest = ["yaml", "yml", "json"].iter().any(|known| {
                extension(&name).strip_prefix('.').is_some_and(|found| found.eq_ignore_ascii_case(known))
            });
            if is_manifest {
                crds.push(File { name: Str::from(format!("{path}/{name}")), data: file.data.clone() });
            }
        }
    }
}
