//! Sorts the files of a chart into what they are for.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::metadata::{RawMetadata, check_lock};
use super::precompiled::KnownValues;
use super::{BYTE_ORDER_MARK, Chart, Content, File, archive};
use crate::error::{Error, ErrorKind};
use crate::value::Str;
use crate::values::Frozen;
use crate::yaml::{self, Node};

/// How deep charts may lie inside charts.
const MAX_DEPTH: usize = 64;

/// A file on its way into a chart.
#[derive(Debug)]
pub(super) struct BufferedFile {
    pub(super) name: String,
    pub(super) data: Content,
}

impl BufferedFile {
    /// The file without a byte order mark.
    pub(super) fn new(name: String, data: impl Into<Content>) -> Self {
        Self { name, data: data.into().without_prefix(BYTE_ORDER_MARK) }
    }
}

/// Makes a chart of its files, as `LoadFiles` does.
pub(super) fn load(files: Vec<BufferedFile>, depth: usize) -> Result<Chart, Error> {
    load_known(files, depth, KnownValues::default())
}

/// The same, where it may be known what is in `values.yaml`.
pub(super) fn load_known(files: Vec<BufferedFile>, depth: usize, known: KnownValues) -> Result<Chart, Error> {
    if depth == MAX_DEPTH {
        return Err(Error::new(ErrorKind::Limit, format!("charts are nested more than {MAX_DEPTH} deep")));
    }
    let mut parts = Parts { known, ..Parts::default() };
    for file in files.iter().filter(|file| file.name == "Chart.yaml") {
        let metadata = parts.metadata.get_or_insert_default();
        metadata
            .read(&document(file.data.as_bytes(), "Chart.yaml")?)
            .map_err(|cause| cannot_load("Chart.yaml", &cause))?;
        metadata.default_api_version();
    }
    for file in files {
        parts.add(file)?;
    }
    parts.finish(depth)
}

/// Reads a YAML document, under the name that Helm's refusal carries.
fn document(text: &[u8], name: &str) -> Result<Node, Error> {
    yaml::parse(text).map_err(|cause| cannot_load(name, &cause.to_string()))
}

/// Refuses a lock that Helm refuses.
#[inline(never)]
fn locked(file: &BufferedFile, name: &str) -> Result<(), Error> {
    check_lock(&document(file.data.as_bytes(), name)?).map_err(|cause| cannot_load(name, &cause))
}

#[cold]
fn cannot_load(name: &str, cause: &str) -> Error {
    Error::new(ErrorKind::Chart, format!("cannot load {name}: {cause}"))
}

#[derive(Default)]
struct Parts {
    known: KnownValues,
    metadata: Option<RawMetadata>,
    values: Frozen,
    values_text: Option<Content>,
    schema: Option<Str>,
    templates: Vec<File>,
    files: Vec<File>,
    subcharts: BTreeMap<String, Vec<BufferedFile>>,
    warnings: Vec<String>,
}

impl Parts {
    fn add(&mut self, file: BufferedFile) -> Result<(), Error> {
        match file.name.as_str() {
            "Chart.yaml" => {}
            "Chart.lock" => locked(&file, "Chart.lock")?,
            "values.yaml" => {
                let text = file.data;
                self.values = match self.known.take(text.as_bytes().len()) {
                    Some(values) => values,
                    None => Frozen::table(document(text.as_bytes(), "values.yaml")?)
                        .map_err(|cause| cannot_load("values.yaml", &cause))?,
                };
                self.values_text = Some(text);
            }
            "values.schema.json" => self.schema = Some(file.data.to_text()),
            "requirements.yaml" => self.add_requirements(file)?,
            "requirements.lock" => self.add_requirements_lock(file)?,
            name if name.starts_with("templates/") => self.templates.push(file.into()),
            name if name.starts_with("charts/") => self.add_to_subchart(file),
            _ => self.files.push(file.into()),
        }
        Ok(())
    }

    // Not in the place of the only call, here and below: most charts have none of it, and WebAssembly is compiled as it is
    // entered, function by function.
    #[inline(never)]
    fn add_to_subchart(&mut self, file: BufferedFile) {
        if extension(&file.name) == ".prov" {
            self.files.push(file.into());
            return;
        }
        let name = file.name["charts/".len()..].to_owned();
        let folder = name.split('/').next().unwrap_or_default().to_owned();
        self.subcharts.entry(folder).or_default().push(BufferedFile { name, data: file.data });
    }

    #[inline(never)]
    fn add_requirements(&mut self, file: BufferedFile) -> Result<(), Error> {
        let metadata = self.metadata.get_or_insert_default();
        let is_v1 = metadata.api_version() == "v1";
        if !is_v1 {
            self.warnings.push(
                "load.go:120: Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We recommend \
                 migrating dependencies to Chart.yaml."
                    .to_owned(),
            );
        }
        metadata
            .read(&document(file.data.as_bytes(), "requirements.yaml")?)
            .map_err(|cause| cannot_load("requirements.yaml", &cause))?;
        if metadata.api_version() == "v1" {
            self.files.push(file.into());
        }
        Ok(())
    }

    #[inline(never)]
    fn add_requirements_lock(&mut self, file: BufferedFile) -> Result<(), Error> {
        locked(&file, "requirements.lock")?;
        if self.metadata.get_or_insert_default().api_version() == "v1" {
            self.files.push(file.into());
        } else {
            self.warnings.push(
                "load.go:138: Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". We \
                 recommend migrating to Chart.lock."
                    .to_owned(),
            );
        }
        Ok(())
    }

    fn finish(self, depth: usize) -> Result<Chart, Error> {
        let metadata = self
            .metadata
            .ok_or_else(|| Error::new(ErrorKind::Chart, "Chart.yaml file is missing"))?
            .validate()?;
        let mut warnings = self.warnings;
        let dependencies = if self.subcharts.is_empty() {
            Vec::new()
        } else {
            load_subcharts(&metadata.name, self.subcharts, depth, &mut warnings)?
        };
        Ok(Chart::new(
            metadata,
            self.templates,
            self.files,
            self.values,
            self.values_text,
            self.schema,
            dependencies,
            warnings,
        ))
    }
}

enum Unpacking {
    Tar(String),
    Chart(Error),
}

#[inline(never)]
fn load_subcharts(
    parent: &str,
    subcharts: BTreeMap<String, Vec<BufferedFile>>,
    depth: usize,
    warnings: &mut Vec<String>,
) -> Result<Vec<Arc<Chart>>, Error> {
    let mut charts = Vec::new();
    for (name, files) in subcharts {
        if name.starts_with(['_', '.']) {
            continue;
        }
        let mut chart = load_subchart(&name, files, depth).map_err(|cause| match cause {
            Unpacking::Tar(expected) => Error::new(
                ErrorKind::Chart,
                format!("error unpacking subchart tar in {parent}: expected {name}, got {expected}"),
            ),
            Unpacking::Chart(cause) => {
                let text = format!("error unpacking subchart {name} in {parent}: {cause}");
                cause.with_text(text)
            }
        })?;
        warnings.append(&mut chart.warnings);
        charts.push(Arc::new(chart));
    }
    Ok(charts)
}

fn load_subchart(name: &str, mut files: Vec<BufferedFile>, depth: usize) -> Result<Chart, Unpacking> {
    if extension(name) == ".tgz" {
        let file = files.swap_remove(0);
        if file.name != name {
            return Err(Unpacking::Tar(file.name));
        }
        let files = archive::unpack(file.data.as_bytes()).map_err(Unpacking::Chart)?;
        return load(files, depth + 1).map_err(Unpacking::Chart);
    }
    let files = files
        .into_iter()
        .filter_map(|file| {
            let (_, rest) = file.name.split_once('/')?;
            Some(BufferedFile { name: rest.to_owned(), data: file.data })
        })
        .collect();
    load(files, depth + 1).map_err(Unpacking::Chart)
}

/// Go's `filepath.Ext`.
pub(crate) fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rfind('.').map_or("", |index| &name[index..])
}

impl From<BufferedFile> for File {
    fn from(file: BufferedFile) -> Self {
        Self { name: Str::from(file.name), data: file.data }
    }
}
