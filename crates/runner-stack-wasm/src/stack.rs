//! The stack: values in, manifests, `config.toml`, chart and findings out.

use helm_render::World;
use helm_render::release::RenderOptions;
use runner_stack::credentials;
use runner_stack::diagnostic::Severity;
use runner_stack::schema;
use runner_stack::stack::{self, Input, Rendered, Stack, View, embedded};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::failure::Failure;
use crate::input::{ChartIdentity, ReleaseFlags, SetOptions, ValuesFiles};
use crate::output::{self, Config, EmittedChart, OutputFile, Preset, Presets, RenderedStack};

/// The release name that the command line takes when none is given.
pub(crate) const RELEASE_NAME: &str = "gitlab-runner";

/// The manifests, the `config.toml` and the notes of the stack.
#[wasm_bindgen]
pub fn render(
    files: Ts<ValuesFiles>,
    set: Ts<SetOptions>,
    release: Ts<ReleaseFlags>,
) -> Result<Ts<RenderedStack>, Failure> {
    let release = release.to_rust()?;
    let (rendered, diagnostics) = rendered(&files, &set, &release)?;
    let secrets = release.secrets();
    let text = rendered.print(&release.print())?;
    let result = RenderedStack {
        manifests: output::manifests(&rendered, secrets),
        text: output::text(&text, secrets),
        config: final_config(&rendered, &release)?,
        notes: rendered.notes.to_string(),
        warnings: rendered.warnings,
        diagnostics,
    };
    Ok(result.into_ts()?)
}

/// The `config.toml` that the runner will read.
#[wasm_bindgen]
pub fn config(
    files: Ts<ValuesFiles>,
    set: Ts<SetOptions>,
    release: Ts<ReleaseFlags>,
) -> Result<Ts<Config>, Failure> {
    let release = release.to_rust()?;
    let (rendered, _) = rendered(&files, &set, &release)?;
    Ok(final_config(&rendered, &release)?.into_ts()?)
}

/// Everything that is wrong with values, or worth a look.
#[wasm_bindgen]
pub fn check(files: Ts<ValuesFiles>, set: Ts<SetOptions>) -> Result<Ts<Diagnostics>, Failure> {
    let input = set.to_rust()?.input(files.to_rust()?)?;
    Ok(Diagnostics::new(&input.check(), input.sources()).into_ts()?)
}

/// The chart of the stack with the values as its defaults.
#[wasm_bindgen]
pub fn chart(
    files: Ts<ValuesFiles>,
    set: Ts<SetOptions>,
    identity: Ts<ChartIdentity>,
) -> Result<Ts<EmittedChart>, Failure> {
    let input = set.to_rust()?.input(files.to_rust()?)?;
    checked(&input)?;
    let chart = stack::publish(&input, &identity.to_rust()?.into())
        .map_err(|error| Failure::argument(error.to_string()))?;
    let files = chart.files.iter().map(|(path, bytes)| OutputFile {
        path: path.clone(),
        text: String::from_utf8_lossy(bytes).into_owned(),
    });
    let result = EmittedChart {
        files: files.collect(),
        archive: chart.archive(),
        comments_lost: chart.comments_lost,
        holds_secrets: input.holds_literal_secrets(),
        name: chart.name,
        version: chart.version,
    };
    Ok(result.into_ts()?)
}

/// The JSON Schema of the values, as text.
#[wasm_bindgen(js_name = schemaText)]
pub fn schema_text() -> String {
    schema::text().to_owned()
}

/// The starter values files.
#[wasm_bindgen]
pub fn presets() -> Result<Ts<Presets>, Failure> {
    let presets = embedded::presets().map(|(name, text)| Preset { name, text });
    Ok(Presets(presets.collect()).into_ts()?)
}

/// The text with stars in place of the credentials in it, as long as before.
#[wasm_bindgen]
pub fn starred(text: &str) -> String {
    credentials::starred(text)
}

/// The version of the package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The stack of values that have no mistakes, and the warnings about them.
pub(crate) fn rendered(
    files: &Ts<ValuesFiles>,
    set: &Ts<SetOptions>,
    release: &ReleaseFlags,
) -> Result<(Rendered, Vec<Diagnostic>), Failure> {
    let input = set.to_rust()?.input(files.to_rust()?)?;
    render_input(&input, release, &release.world())
}

pub(crate) fn render_input(
    input: &Input,
    release: &ReleaseFlags,
    world: &dyn World,
) -> Result<(Rendered, Vec<Diagnostic>), Failure> {
    render_with(input, release, RenderOptions::default(), world)
}

pub(crate) fn render_with(
    input: &Input,
    release: &ReleaseFlags,
    options: RenderOptions,
    world: &dyn World,
) -> Result<(Rendered, Vec<Diagnostic>), Failure> {
    let diagnostics = checked(input)?;
    let stack = Stack::embedded();
    let rendered = stack
        .render_with(input, &release.release(RELEASE_NAME), &release.capabilities()?, options, world)
        .map_err(|failure| Failure::engine(&failure.error, Some(stack.chart())))?;
    Ok((rendered, diagnostics.0))
}

/// The typed view of a rendered stack.
pub(crate) fn view(rendered: &Rendered) -> Result<View, Failure> {
    let texts: Vec<_> = rendered.manifests.iter().map(|manifest| manifest.text.to_str()).collect();
    View::read(&texts)
        .map_err(|error| Failure::argument(format!("the rendered stack cannot be read back: {error}")))
}

/// The warnings about values that can be rendered; a failure for others.
fn checked(input: &Input) -> Result<Diagnostics, Failure> {
    let findings = input.check();
    let diagnostics = Diagnostics::new(&findings, input.sources());
    if findings.iter().any(|finding| finding.diagnostic.severity == Severity::Error) {
        return Err(Failure::values(diagnostics));
    }
    Ok(diagnostics)
}

fn final_config(rendered: &Rendered, release: &ReleaseFlags) -> Result<Config, Failure> {
    let texts: Vec<_> = rendered.manifests.iter().map(|manifest| manifest.text.to_str()).collect();
    stack::final_config(&texts, release.secrets())
        .map(Config::new)
        .ok_or_else(|| Failure::argument("the stack has no ConfigMap with a config.toml"))
}
