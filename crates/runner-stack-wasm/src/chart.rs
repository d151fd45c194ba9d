//! Any Helm chart: load it once, render it as often as needed.

use helm_render::release::{RenderOptions, Rendered, render_with};
use helm_render::{Chart, ReleaseOptions};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::{Failure, template_text};
use crate::input::{ChartFiles, ReleaseFlags, SetOptions, ValuesFiles};
use crate::output::{self, ChartMetadata, OutputFile, RenderedChart};
use crate::source_map::{SourceMap, traced};

/// A loaded chart.
#[wasm_bindgen]
#[derive(Debug)]
pub struct LoadedChart(Chart);

#[wasm_bindgen]
impl LoadedChart {
    /// Loads a chart from the files of its folder.
    #[wasm_bindgen(js_name = fromFiles)]
    pub fn from_files(files: Ts<ChartFiles>) -> Result<Self, Failure> {
        let files = files.to_rust()?.0.into_iter().map(|file| (file.path, file.data.0));
        Ok(Self(Chart::from_files(files)?))
    }

    /// Loads a packaged chart (`.tgz`); the name is for messages.
    #[wasm_bindgen(js_name = fromArchive)]
    pub fn from_archive(archive: &[u8], name: Option<String>) -> Result<Self, Failure> {
        Ok(Self(match name {
            Some(name) => Chart::from_named_archive(&name, archive)?,
            None => Chart::from_archive(archive)?,
        }))
    }

    /// What `Chart.yaml` says.
    pub fn metadata(&self) -> Result<Ts<ChartMetadata>, Failure> {
        Ok(ChartMetadata::from(self.0.metadata()).into_ts()?)
    }

    /// The text of `values.yaml`; empty when there is none.
    #[wasm_bindgen(js_name = valuesText)]
    pub fn values_text(&self) -> String {
        self.0.values_text().map(ToString::to_string).unwrap_or_default()
    }

    /// The text of `values.schema.json`; empty when there is none.
    #[wasm_bindgen(js_name = schemaText)]
    pub fn schema_text(&self) -> String {
        self.0.schema_text().map(ToString::to_string).unwrap_or_default()
    }

    /// The text of a template by the name that errors and manifests give it.
    #[wasm_bindgen(js_name = templateText)]
    pub fn template_text(&self, name: &str) -> Option<String> {
        template_text(&self.0, name)
    }

    /// Where each line of the rendered text comes from.
    #[wasm_bindgen(js_name = sourceMap)]
    pub fn source_map(
        &self,
        files: Ts<ValuesFiles>,
        set: Ts<SetOptions>,
        release: Ts<ReleaseFlags>,
    ) -> Result<Ts<SourceMap>, Failure> {
        let release = release.to_rust()?;
        let rendered = self.rendered(&files, &set, &release, traced(release.render()))?;
        SourceMap::new(&rendered, &release)
    }

    /// Renders it as `helm template` does.
    pub fn render(
        &self,
        files: Ts<ValuesFiles>,
        set: Ts<SetOptions>,
        release: Ts<ReleaseFlags>,
    ) -> Result<Ts<RenderedChart>, Failure> {
        let release = release.to_rust()?;
        let rendered = self.rendered(&files, &set, &release, release.render())?;
        let secrets = release.secrets();
        let result = RenderedChart {
            manifests: output::manifests(&rendered, secrets),
            crds: rendered.crds.iter().map(OutputFile::from).collect(),
            text: output::text(&rendered.print(&release.print())?, secrets),
            notes: rendered.notes.to_string(),
            warnings: rendered.warnings,
        };
        Ok(result.into_ts()?)
    }
}

impl LoadedChart {
    fn rendered(
        &self,
        files: &Ts<ValuesFiles>,
        set: &Ts<SetOptions>,
        release: &ReleaseFlags,
        options: RenderOptions,
    ) -> Result<Rendered, Failure> {
        let values = set.to_rust()?.values(files.to_rust()?)?;
        let default_name = ReleaseOptions::default().name;
        render_with(
            &self.0,
            &values,
            &release.release(&default_name),
            &release.capabilities()?,
            options,
            &release.world(),
        )
        .map_err(|failure| Failure::render(failure, &self.0))
    }
}
