//! What callers give.

use helm_render::release::{Crds, Hooks, Notes, SchemaCheck};
use helm_render::{Capabilities, Limits, PrintOptions, ReleaseOptions, RenderOptions};
use runner_stack::stack::{Flag, Identity, Input, Secrets};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use tsify::Tsify;
use wasm_bindgen::JsValue;

use crate::failure::Failure;
use crate::host::HostWorld;

/// A values file.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct ValuesFile {
    /// Its name, for messages.
    pub name: String,
    /// Its content: YAML, or JSON.
    pub text: String,
}

/// A file to look at: values, a `config.toml`, manifests.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct SourceFile {
    /// Its name, for messages; `.toml` at its end says what it is.
    pub name: String,
    /// Its content.
    #[tsify(type = "string | Uint8Array")]
    pub text: Content,
}

/// Files to look at.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct SourceFiles(pub Vec<SourceFile>);

/// Values files in the order they are merged; the last wins.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct ValuesFiles(pub Vec<ValuesFile>);

/// Helm's flags that set values over the files.
#[derive(Debug, Clone, Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct SetOptions {
    /// `--set-json`: `key=json`.
    #[tsify(optional)]
    pub set_json: Vec<String>,
    /// `--set`: `key1=value1,key2=value2`; integers, booleans and null are recognised.
    #[tsify(optional)]
    pub set: Vec<String>,
    /// `--set-string`: every value is text.
    #[tsify(optional)]
    pub set_string: Vec<String>,
    /// `--set-file`: every value is the name of a file, which `readFile` reads.
    #[tsify(optional)]
    pub set_file: Vec<String>,
    /// `--set-literal`: all behind the equals sign is text, as it is.
    #[tsify(optional)]
    pub set_literal: Vec<String>,
    /// The content of the files that `setFile` names; throw when there is no such file.
    #[tsify(optional, type = "(path: string) => string | Uint8Array")]
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub read_file: JsValue,
}

/// Whether secret data is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum SecretsOption {
    /// As the cluster will get it.
    #[default]
    Show,
    /// Replaced by a fixed word, for people who look.
    Mask,
}

/// Which hooks are in `text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum HooksOption {
    /// All.
    #[default]
    All,
    /// All but tests: `--skip-tests`.
    WithoutTests,
    /// None: `--no-hooks`.
    None,
}

/// The release and the cluster as templates see them, and what is printed.
#[derive(Debug, Clone, Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of `helm template`")]
pub struct ReleaseFlags {
    /// Release name. The stack's is `gitlab-runner`, another chart's `release-name`.
    #[tsify(optional)]
    pub name: Option<String>,
    /// Namespace of the release; `default`.
    #[tsify(optional)]
    pub namespace: Option<String>,
    /// Kubernetes version the manifests are for; `1.32.0`.
    #[tsify(optional)]
    pub kube_version: Option<String>,
    /// API versions the cluster has besides the built-in ones.
    #[tsify(optional)]
    pub api_versions: Vec<String>,
    /// `.Release.IsUpgrade` is true.
    #[tsify(optional)]
    pub is_upgrade: bool,
    /// `text` starts with the custom resource definitions of the chart.
    #[tsify(optional)]
    pub include_crds: bool,
    /// `text` holds only the manifests of these templates, such as `templates/deployment.yaml`.
    #[tsify(optional)]
    pub show_only: Vec<String>,
    /// Which hooks are in `text`.
    #[tsify(optional)]
    pub hooks: HooksOption,
    /// Do not check the values against the `values.schema.json` of a chart.
    #[tsify(optional)]
    pub skip_schema_validation: bool,
    /// `notes` holds the notes of subcharts too.
    #[tsify(optional)]
    pub subchart_notes: bool,
    /// Whether the data of Secrets is shown in the results.
    #[tsify(optional)]
    pub secrets: SecretsOption,
    /// The time that templates see, in milliseconds since 1970; the real one when absent.
    #[tsify(optional)]
    pub now: Option<f64>,
}

/// What an emitted chart is called.
#[derive(Debug, Clone, Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct ChartIdentity {
    /// Name of the chart; `gitlab-runner`.
    #[tsify(optional)]
    pub name: Option<String>,
    /// Version of the chart.
    #[tsify(optional)]
    pub version: Option<String>,
    /// Version of GitLab Runner that the chart deploys.
    #[tsify(optional)]
    pub app_version: Option<String>,
}

/// A file of a chart.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct ChartFile {
    /// The path inside the chart, with `/`.
    pub path: String,
    /// The content.
    #[tsify(type = "string | Uint8Array")]
    pub data: Content,
}

/// The files of a chart.
#[derive(Debug, Clone, Deserialize, Tsify)]
pub struct ChartFiles(pub Vec<ChartFile>);

/// Text or bytes.
#[derive(Debug, Clone)]
pub struct Content(pub Vec<u8>);

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrBytes;

        impl Visitor<'_> for TextOrBytes {
            type Value = Content;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a Uint8Array")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Content, E> {
                Ok(Content(text.as_bytes().to_vec()))
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Content, E> {
                Ok(Content(bytes.to_vec()))
            }

            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Content, E> {
                Ok(Content(bytes))
            }
        }

        deserializer.deserialize_any(TextOrBytes)
    }
}

impl SetOptions {
    /// The values of files and flags, in Helm's order.
    pub(crate) fn input(&self, files: ValuesFiles) -> Result<Input, Failure> {
        let mut input = Input::new();
        for file in files.0 {
            input.add_file(file.name, file.text);
        }
        for (flag, lines) in
            [(Flag::SetJson, &self.set_json), (Flag::Set, &self.set), (Flag::SetString, &self.set_string)]
        {
            for line in lines {
                input.add_flag(flag, line);
            }
        }
        for line in &self.set_file {
            let mut failure = None;
            input.add_file_flag(line, |path| {
                self.read(path).inspect_err(|message| {
                    failure.get_or_insert_with(|| message.clone());
                })
            });
            if let Some(message) = failure {
                return Err(Failure::argument(format!("--set-file {line}: {message}")));
            }
        }
        for line in &self.set_literal {
            input.add_flag(Flag::SetLiteral, line);
        }
        Ok(input)
    }

    /// The values for a chart that is not ours: nothing but Helm's rules.
    pub(crate) fn values(&self, files: ValuesFiles) -> Result<helm_render::Values, Failure> {
        let mut values = helm_render::Values::new();
        for file in files.0 {
            values.add_file(file.name, file.text)?;
        }
        self.set_json.iter().try_for_each(|line| values.set_json(line))?;
        self.set.iter().try_for_each(|line| values.set(line))?;
        self.set_string.iter().try_for_each(|line| values.set_string(line))?;
        self.set_file.iter().try_for_each(|line| values.set_file(line, |path| self.read(path)))?;
        self.set_literal.iter().try_for_each(|line| values.set_literal(line))?;
        Ok(values)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        crate::host::read_file(&self.read_file, path)
    }
}

impl ReleaseFlags {
    pub(crate) fn release(&self, default_name: &str) -> ReleaseOptions {
        let mut release = ReleaseOptions::new(self.name.as_deref().unwrap_or(default_name));
        if let Some(namespace) = self.namespace.as_deref().filter(|namespace| !namespace.is_empty()) {
            namespace.clone_into(&mut release.namespace);
        }
        release.is_upgrade = self.is_upgrade;
        release
    }

    pub(crate) fn capabilities(&self) -> Result<Capabilities, Failure> {
        let capabilities =
            Capabilities::default().with_api_versions(self.api_versions.iter().map(String::as_str));
        match self.kube_version.as_deref().filter(|version| !version.is_empty()) {
            Some(version) => Ok(capabilities.with_kube_version(version)?),
            None => Ok(capabilities),
        }
    }

    pub(crate) fn print(&self) -> PrintOptions {
        PrintOptions {
            crds: if self.include_crds { Crds::Included } else { Crds::Skipped },
            hooks: match self.hooks {
                HooksOption::All => Hooks::All,
                HooksOption::WithoutTests => Hooks::WithoutTests,
                HooksOption::None => Hooks::None,
            },
            show_only: self.show_only.clone(),
        }
    }

    pub(crate) fn render(&self) -> RenderOptions {
        RenderOptions {
            schema: if self.skip_schema_validation { SchemaCheck::Skipped } else { SchemaCheck::Enforced },
            notes: if self.subchart_notes { Notes::All } else { Notes::Root },
            limits: Limits::default(),
            ..RenderOptions::default()
        }
    }

    pub(crate) fn secrets(&self) -> Secrets {
        match self.secrets {
            SecretsOption::Show => Secrets::Show,
            SecretsOption::Mask => Secrets::Mask,
        }
    }

    pub(crate) fn world(&self) -> HostWorld {
        HostWorld { now: self.now }
    }
}

impl From<ChartIdentity> for Identity {
    fn from(identity: ChartIdentity) -> Self {
        let ChartIdentity { name, version, app_version } = identity;
        Self { name, version, app_version }
    }
}
