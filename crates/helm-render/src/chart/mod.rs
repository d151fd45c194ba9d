//! Charts as Helm loads them: folders, archives, dependencies.

mod archive;
pub(crate) mod constraint;
mod content;
pub(crate) mod decode;
#[cfg(feature = "fs")]
mod directory;
mod ignore;
pub(crate) mod loader;
pub(crate) mod metadata;
pub(crate) mod pattern;
mod precompiled;

use std::sync::Arc;

pub use content::Content;
#[cfg(feature = "fs")]
pub use directory::Folder;
pub use metadata::{Dependency, ImportValues, Maintainer, Metadata};

use crate::error::{Error, ErrorKind};
use crate::release::Compiled;
use crate::template;
use crate::value::Str;
use crate::values::{Frozen, Schema};
use loader::BufferedFile;
use precompiled::Precompiled;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A parsed chart with everything below `charts/`: reusable, shareable between threads.
///
/// ```
/// use helm_render::Chart;
///
/// let chart = Chart::from_files([
///     ("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n"),
///     ("templates/a.yaml", "kind: ConfigMap"),
/// ])?;
/// assert_eq!(chart.metadata().name, "demo");
/// # Ok::<(), helm_render::Error>(())
/// ```
#[derive(Debug)]
pub struct Chart {
    metadata: Arc<Metadata>,
    templates: Vec<File>,
    files: Arc<[File]>,
    values: Frozen,
    values_text: Option<Content>,
    schema: Option<Schema>,
    dependencies: Vec<Arc<Chart>>,
    warnings: Vec<String>,
    precompiled: Option<template::Precompiled>,
    compiled: Compiled,
}

/// The files in the order in which Helm walks a folder.
fn buffered<P: Into<String>, D: Into<Content>>(files: impl IntoIterator<Item = (P, D)>) -> Vec<BufferedFile> {
    let mut files: Vec<_> =
        files.into_iter().map(|(path, data)| BufferedFile::new(path.into(), data)).collect();
    files.sort_by(|left, right| left.name.split('/').cmp(right.name.split('/')));
    files
}

/// A file of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The path inside the chart.
    pub name: Str,
    /// The content.
    pub data: Content,
}

impl Chart {
    /// Loads a chart from the files of its folder: the path inside the chart, and the content.
    ///
    /// The files may come in any order, with `/` between folders. `.helmignore` holds, as it does when Helm loads a folder.
    /// Packaged charts below `charts/` are unpacked.
    ///
    /// # Errors
    ///
    /// Of kind [`Chart`](ErrorKind::Chart): no `Chart.yaml`, one that is not valid, a dependency that cannot be read. Templates
    /// are parsed by the first render; what is wrong with them is its error.
    pub fn from_files<P: Into<String>, D: Into<Content>>(
        files: impl IntoIterator<Item = (P, D)>,
    ) -> Result<Self, Error> {
        let mut files = buffered(files);
        let rules = files.iter().find(|file| file.name == ignore::FILE_NAME).map(|file| file.data.as_bytes());
        let rules = ignore::Rules::new(rules)?;
        files.retain(|file| !rules.ignores_file(&file.name));
        loader::load(files, 0)
    }

    /// Loads a packaged chart (`.tgz`).
    ///
    /// Archives that lead out of their folder, or unpack to more than Helm's 100 MiB, are refused.
    ///
    /// # Errors
    ///
    /// Of kind [`Chart`](ErrorKind::Chart), as for [`Chart::from_files`].
    ///
    /// ```
    /// use helm_render::Chart;
    ///
    /// let error = Chart::from_archive(b"no packaged chart").unwrap_err();
    /// assert_eq!(error.to_string(), "gzip: invalid header");
    /// ```
    pub fn from_archive(archive: &[u8]) -> Result<Self, Error> {
        loader::load(archive::unpack(archive)?, 0)
    }

    /// Loads a packaged chart that the user knows under a name, for messages as Helm words them.
    pub fn from_named_archive(name: &str, archive: &[u8]) -> Result<Self, Error> {
        archive::check(name, archive)?;
        let files = archive::unpack(archive).map_err(|cause| {
            if cause.message() == "gzip: invalid header" {
                let text =
                    format!("file '{name}' does not appear to be a valid chart file (details: {cause})");
                cause.with_text(text)
            } else {
                cause
            }
        })?;
        loader::load(files, 0)
    }

    /// Loads the chart in a folder, following links as Helm does, with a warning for each.
    ///
    /// Needs the feature `fs`.
    ///
    /// # Errors
    ///
    /// Of kind [`Chart`](ErrorKind::Chart): what cannot be read, in Go's words, and as for [`Chart::from_files`].
    #[cfg(feature = "fs")]
    pub fn from_dir(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        let (files, warnings) = directory::read(path.as_ref(), directory::Reading::AtOnce)?;
        Ok(loader::load(files, 0)?.with_warnings(warnings))
    }

    /// As [`Chart::from_dir`], for a program that renders once and ends: large files are opened, but read only when a
    /// template or the output needs them. Until then they stay open. What cannot be read then is an error of the render
    /// or of [`print`](crate::Rendered::print).
    ///
    /// Needs the feature `fs`.
    ///
    /// # Errors
    ///
    /// As for [`Chart::from_dir`].
    #[cfg(feature = "fs")]
    pub fn from_dir_on_demand(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        let (files, warnings) = directory::read(path.as_ref(), directory::Reading::OnDemand)?;
        Ok(loader::load(files, 0)?.with_warnings(warnings))
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a chart, given once, by the loader")]
    fn new(
        metadata: Metadata,
        templates: Vec<File>,
        files: Vec<File>,
        values: Frozen,
        values_text: Option<Content>,
        schema: Option<Str>,
        dependencies: Vec<Arc<Chart>>,
        warnings: Vec<String>,
    ) -> Self {
        let schema = schema.map(Schema::new);
        Self {
            metadata: Arc::new(metadata),
            templates,
            files: Arc::from(files),
            values,
            values_text,
            schema,
            dependencies,
            warnings,
            precompiled: None,
            compiled: Compiled::default(),
        }
    }

    /// What loading this chart and parsing its templates finds out, without the charts below it, for
    /// [`Chart::from_precompiled`].
    ///
    /// A build script calls it for a chart that the program carries:
    ///
    /// ```
    /// use helm_render::Chart;
    ///
    /// # let files = [("Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n"), ("templates/a.yaml", "a: {{ 1 }}")];
    /// let bytes = Chart::from_files(files)?.precompile()?;
    /// // std::fs::write(out_dir.join("web.chart"), bytes)?;
    ///
    /// // The program, with `include_bytes!(concat!(env!("OUT_DIR"), "/web.chart"))`:
    /// let chart = Chart::from_precompiled(files, bytes.leak())?;
    /// # Ok::<(), helm_render::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of kind [`Parse`](ErrorKind::Parse), as a render would fail.
    pub fn precompile(&self) -> Result<Vec<u8>, Error> {
        precompiled::write(self)
    }

    /// Loads a chart from its files, and what [`Chart::precompile`] found out about the same files. Neither `values.yaml`
    /// nor a template is parsed; what a render uses of the templates is read when it is used for the first time.
    ///
    /// The files are to be those that `.helmignore` leaves. A file whose length is not that of the file it was is parsed
    /// all the same; otherwise nothing is compared, and the two must belong together.
    ///
    /// # Errors
    ///
    /// Of kind [`Chart`](ErrorKind::Chart) if another version of this crate wrote the bytes, and as for
    /// [`Chart::from_files`].
    pub fn from_precompiled<P: Into<String>, D: Into<Content>>(
        files: impl IntoIterator<Item = (P, D)>,
        bytes: &'static [u8],
    ) -> Result<Self, Error> {
        let Some(Precompiled { values, templates }) = precompiled::read(bytes) else {
            let message =
                "the bytes are not those of a chart that this version of helm-render has precompiled";
            return Err(Error::new(ErrorKind::Chart, message));
        };
        let mut chart = loader::load_known(buffered(files), 0, values)?;
        chart.precompiled = Some(templates);
        Ok(chart)
    }

    /// The same chart, with what was found on the way to its files: warnings that come before its own.
    #[must_use]
    pub fn with_warnings(mut self, mut warnings: Vec<String>) -> Self {
        warnings.append(&mut self.warnings);
        self.warnings = warnings;
        self
    }

    /// The content of `Chart.yaml`.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The files below `templates/`.
    pub fn templates(&self) -> &[File] {
        &self.templates
    }

    /// The template file that Helm names `chart/charts/below/templates/x.yaml`, with subcharts under name or alias.
    pub fn template(&self, name: &str) -> Option<&File> {
        let inside = name.strip_prefix(self.metadata.name.as_str())?.strip_prefix('/')?;
        self.template_inside(inside)
    }

    fn template_inside(&self, path: &str) -> Option<&File> {
        let Some((below, path)) = path.strip_prefix("charts/").and_then(|rest| rest.split_once('/')) else {
            return self.templates.iter().find(|file| file.name == *path);
        };
        let aliased = self.metadata.dependencies.iter().flatten().filter(|wanted| wanted.alias == below);
        let names = aliased.map(|wanted| wanted.name.as_str()).chain([below]);
        names
            .flat_map(|name| self.dependencies.iter().filter(move |chart| chart.metadata.name == name))
            .find_map(|chart| chart.template_inside(path))
    }

    /// The other files: what `.Files` holds.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The text of `values.yaml`.
    pub fn values_text(&self) -> Option<&Content> {
        self.values_text.as_ref()
    }

    /// The charts below `charts/`, whether enabled or not, by the name of their folder or archive.
    pub fn dependencies(&self) -> &[Arc<Chart>] {
        &self.dependencies
    }

    /// What Helm writes to standard error when it loads the chart, one line each.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The text of `values.schema.json`.
    pub fn schema_text(&self) -> Option<&Str> {
        self.schema.as_ref().map(Schema::text)
    }

    /// Refuses charts that are not installable: libraries.
    pub fn check_type(&self) -> Result<(), Error> {
        match self.metadata.chart_type.as_str() {
            "" | "application" => Ok(()),
            other => Err(Error::new(ErrorKind::Chart, format!("{other} charts are not installable"))),
        }
    }

    /// Refuses charts whose `Chart.yaml` names dependencies that `charts/` lacks.
    pub fn check_dependencies(&self) -> Result<(), Error> {
        let missing: Vec<&str> = self
            .metadata
            .dependencies
            .iter()
            .flatten()
            .map(|wanted| wanted.name.as_str())
            .filter(|name| !self.dependencies.iter().any(|chart| chart.metadata.name == *name))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let message =
            format!("found in Chart.yaml, but missing in charts/ directory: {}", missing.join(", "));
        let text = format!(
            "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to \
             fetch missing dependencies: {message}",
        );
        Err(Error::new(ErrorKind::Chart, message).with_text(text))
    }

    pub(crate) fn shared_metadata(&self) -> &Arc<Metadata> {
        &self.metadata
    }

    pub(crate) fn shared_files(&self) -> &Arc<[File]> {
        &self.files
    }

    pub(crate) fn values(&self) -> &Frozen {
        &self.values
    }

    pub(crate) fn schema(&self) -> Option<&Schema> {
        self.schema.as_ref()
    }

    pub(crate) fn precompiled(&self) -> Option<&template::Precompiled> {
        self.precompiled.as_ref()
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// Whether only partials of it are rendered.
    pub(crate) fn is_library(&self) -> bool {
        self.metadata.chart_type.eq_ignore_ascii_case("library")
    }
}
