//! The stack: the embedded chart, rendered with the user's values.
//!
//! ```
//! use runner_stack::stack::{Capabilities, Input, ReleaseOptions, Stack};
//! use helm_render::world::FixedWorld;
//!
//! let mut input = Input::new();
//! input.add_file("values.yaml", "gitlabUrl: https://gitlab.example.com\nrunnerToken: glrt-EXAMPLE\n");
//! assert!(input.check().is_empty());
//! let release = ReleaseOptions::new("gitlab-runner");
//! let rendered = Stack::embedded().render(&input, &release, &Capabilities::default(), &FixedWorld)?;
//! assert!(rendered.manifests.iter().any(|manifest| manifest.kind == "Deployment"));
//! # Ok::<(), helm_render::Error>(())
//! ```

mod archive;
mod config;
pub mod embedded;
mod input;
mod mask;
mod notes;
mod places;
mod publish;
mod readme;
mod runners;
mod sources;
mod view;

use std::sync::OnceLock;

use helm_render::chart::Content;
use helm_render::release::{RenderFailure, RenderOptions, SchemaCheck, render_with};
use helm_render::{Chart, Values, World};

pub(crate) use config::config_lines;
pub use config::{Secrets, final_config};
pub use helm_render::release::{Capabilities, ReleaseOptions, Rendered};
pub(crate) use input::not_yaml;
pub use input::{Finding, Flag, Input, Source};
pub(crate) use mask::masked_lines;
pub use mask::{MASK, mask_documents, mask_secrets};
pub(crate) use notes::without_effect;
pub use publish::{Identity, NoChart, PublishedChart, publish};
#[cfg(feature = "generate")]
pub(crate) use readme::readme;
pub use runners::{RunnerConfig, runner_configs};
pub(crate) use sources::decode_base64;
pub use view::{Credential, SecretRef, Unreadable, View};

/// The chart of the stack, parsed once and shared by all renders.
#[derive(Debug)]
pub struct Stack {
    chart: Chart,
}

/// What somebody wants of the stack besides its pods, and the problems that keep it from being rendered.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted {
    /// The other objects: accounts, roles.
    pub(crate) access: bool,
    /// The text of `config.toml`, with the problems that only its writer sees: lists that mix plain values with maps in
    /// tables of free form.
    pub(crate) config: bool,
}

impl Stack {
    /// The stack that this build carries.
    pub fn embedded() -> &'static Self {
        Self::part(Wanted { access: true, config: true })
    }

    /// The stack without what is not wanted: a render takes less.
    pub(crate) fn part(wanted: Wanted) -> &'static Self {
        const ALWAYS: [&str; 4] = ["NOTES.txt", "deployment.yaml", "extra-objects.yaml", "validation.yaml"];
        // Whatever writes config.toml leaves it empty.
        const NO_CONFIG: &[u8] =
            b"{{ define \"gitlab-runner.toml.init\" }}{{ end }}{{ define \"gitlab-runner.toml.table\" }}{{ end }}";
        static STACKS: [[OnceLock<Stack>; 2]; 2] = [const { [const { OnceLock::new() }; 2] }; 2];
        let stack = &STACKS[usize::from(wanted.access)][usize::from(wanted.config)];
        stack.get_or_init(|| {
            // The schema is not among them: `Input::check` does its work, with positions, and parsing it takes time.
            let files = embedded::CHART.iter().filter_map(|(path, bytes)| {
                let bytes: &'static [u8] = match path.strip_prefix("templates/") {
                    Some("_toml.tpl") if !wanted.config => NO_CONFIG,
                    Some(name) if !wanted.access && !name.starts_with('_') && !ALWAYS.contains(&name) => {
                        return None;
                    }
                    _ => bytes,
                };
                Some((*path, Content::of_program(bytes)))
            });
            let chart = Chart::from_precompiled(files, embedded::PRECOMPILED);
            Self { chart: chart.expect("the build embeds a valid chart, which the tests load") }
        })
    }

    /// The chart.
    pub fn chart(&self) -> &Chart {
        &self.chart
    }

    /// The manifests of the stack. The input is to have passed [`Input::check`]. Its warnings name what is switched on and
    /// comes to nothing.
    pub fn render(
        &self,
        input: &Input,
        release: &ReleaseOptions,
        capabilities: &Capabilities,
        world: &dyn World,
    ) -> Result<Rendered, helm_render::Error> {
        Ok(self.render_with(input, release, capabilities, RenderOptions::default(), world)?)
    }

    /// The same with more choices; what the options say of the schema does not count.
    pub fn render_with(
        &self,
        input: &Input,
        release: &ReleaseOptions,
        capabilities: &Capabilities,
        options: RenderOptions,
        world: &dyn World,
    ) -> Result<Rendered, RenderFailure> {
        let options = RenderOptions { schema: SchemaCheck::Skipped, ..options };
        let mut rendered = render_with(&self.chart, input.values(), release, capabilities, options, world)?;
        rendered.warnings.extend(without_effect(&rendered.notes.to_str()).map(str::to_owned));
        Ok(rendered)
    }

    /// The manifests of one values file by itself, for a release that is like any other in a cluster that has what the
    /// values ask for.
    pub(crate) fn render_alone(
        &self,
        values: Values,
        world: &dyn World,
    ) -> Result<Rendered, helm_render::Error> {
        let release = ReleaseOptions::new("gitlab-runner");
        let options = RenderOptions { schema: SchemaCheck::Skipped, ..RenderOptions::default() };
        let capabilities = Capabilities::default().with_api_versions(["monitoring.coreos.com/v1"]);
        Ok(render_with(&self.chart, values, &release, &capabilities, options, world)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use helm_render::world::FixedWorld;

    #[test]
    fn a_part_of_the_stack_has_what_the_whole_has_of_it() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../chart/ci");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).expect("the chart has values for tests") {
            let text = std::fs::read_to_string(entry.expect("it can be listed").path()).expect("it is text");
            let values = Values::from_yaml("values.yaml", text.as_str()).expect("it is YAML");
            let objects = |stack: &Stack, access: bool| {
                let rendered =
                    stack.render_alone(values.clone(), &FixedWorld).map_err(|error| error.to_string())?;
                let is_wanted = |kind: &str| match kind {
                    "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob" | "Pod" => true,
                    "ConfigMap" | "Secret" => false,
                    _ => access,
                };
                // A checksum is of a text that a part need not have.
                let text = |text: String| -> String {
                    text.lines().filter(|line| !line.contains("checksum/config")).collect()
                };
                let objects = rendered.manifests.iter().filter(|manifest| is_wanted(&manifest.kind));
                Ok::<_, String>(objects.map(|object| text(object.text.to_string())).collect::<Vec<_>>())
            };
            for access in [false, true] {
                let whole = objects(Stack::embedded(), access);
                for config in [false, true] {
                    let part = objects(Stack::part(Wanted { access, config }), access);
                    assert_eq!(whole, part, "access {access}, config {config}");
                }
                seen += whole.map_or(0, |objects| objects.len());
            }
        }
        assert!(seen > 100, "only {seen} objects were compared");
    }
}
