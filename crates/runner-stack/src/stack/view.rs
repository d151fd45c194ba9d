//! What a rendered stack says, as objects and as typed configuration: the source of images, companion files and job pods.

use std::fmt;

use helm_render::{Value, toml};

use super::config;
use super::sources::{self, Sources};
use crate::config::{Config, Runner, read};
use crate::fields::{at, field, text};

/// A rendered stack, read back.
#[derive(Debug, Clone)]
pub struct View {
    objects: Vec<Value>,
    config: Config,
    arguments: Vec<Vec<String>>,
    secrets: Sources,
}

/// A rendered stack that cannot be read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// A key of a Secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretRef {
    /// Name of the Secret.
    pub secret: String,
    /// The key in it.
    pub key: String,
    /// Whether the stack itself makes the Secret, from a value given in place.
    pub generated: bool,
}

/// Where a credential of `config.toml` comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// There is none.
    None,
    /// It stands in `config.toml`.
    InPlace,
    /// The start script takes it from a Secret.
    Secret(SecretRef),
}

impl View {
    /// Reads the manifests of a stack.
    pub fn read(manifests: &[impl AsRef<str>]) -> Result<Self, Unreadable> {
        let objects = config::objects(manifests);
        let config_map = config::config_map(&objects)
            .ok_or_else(|| Unreadable("the stack has no ConfigMap with a config.toml".to_owned()))?;
        let data = field(config_map, "data").unwrap_or_default();
        let parse = |name: &str, text: &str| {
            let value = toml::from_toml(text.as_bytes())
                .map_err(|fault| Unreadable(format!("{name} is not TOML: {fault}")))?;
            read(&value).map_err(|error| Unreadable(format!("GitLab Runner would refuse {name}: {error}")))
        };
        let mut config = parse("config.toml", &text(&data, &["config.toml"]).unwrap_or_default())?;
        let mut arguments = Vec::new();
        for index in 0.. {
            let name = format!("template-{index}.toml");
            let Some(template) = text(&data, &[&name]) else { break };
            let given = text(&data, &[&format!("register-{index}.args")]).unwrap_or_default();
            let given: Vec<String> =
                given.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
            for mut runner in parse(&name, &template)?.runners.unwrap_or_default() {
                complete(&mut runner, &given);
                config.runners.get_or_insert_default().push(runner);
                arguments.push(given.clone());
            }
        }
        let secrets = sources::read(&objects);
        Ok(Self { objects, config, arguments, secrets })
    }

    /// The configuration that the runner will read. Secrets in it are placeholders: see [`View::credential`].
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The runners of the configuration.
    pub fn runners(&self) -> &[Runner] {
        self.config.runners.as_deref().unwrap_or_default()
    }

    /// What `gitlab-runner register` gets for the runner, in register mode.
    pub fn register_arguments(&self, runner: usize) -> &[String] {
        // Only templates are registered, and they come behind what config.toml has.
        let first = self.runners().len() - self.arguments.len();
        runner.checked_sub(first).and_then(|index| self.arguments.get(index)).map_or(&[], Vec::as_slice)
    }

    /// The objects of the stack.
    pub fn objects(&self) -> &[Value] {
        &self.objects
    }

    /// The objects of one kind.
    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.objects.iter().filter(move |object| text(object, &["kind"]).as_deref() == Some(kind))
    }

    /// Name and namespace of the Deployment that runs the manager.
    pub fn manager(&self) -> Option<(String, String)> {
        let deployment = self.of_kind("Deployment").next()?;
        Some((
            text(deployment, &["metadata", "name"])?,
            text(deployment, &["metadata", "namespace"]).unwrap_or_default(),
        ))
    }

    /// The architecture that the manager's node selector names.
    pub fn manager_architecture(&self) -> Option<String> {
        let deployment = self.of_kind("Deployment").next()?;
        text(deployment, &["spec", "template", "spec", "nodeSelector", "kubernetes.io/arch"])
    }

    /// The namespaces that objects name.
    pub fn namespaces(&self) -> Vec<String> {
        self.objects.iter().filter_map(|object| text(object, &["metadata", "namespace"])).collect()
    }

    /// Where a credential comes from, by the text that `config.toml` has for it.
    pub fn credential(&self, value: Option<&str>) -> Credential {
        let Some(value) = value.filter(|value| !value.is_empty()) else { return Credential::None };
        let quoted = format!("\"{value}\"");
        let Some((_, file, _)) = config::placeholder(&quoted) else { return Credential::InPlace };
        self.secrets.find(file).map_or(Credential::None, |source| {
            Credential::Secret(SecretRef {
                secret: source.secret,
                key: source.key,
                generated: source.literal.is_some(),
            })
        })
    }

    /// The annotation of the manager's service account, where the stack makes one.
    pub fn account_annotation(&self, name: &str) -> Option<String> {
        self.of_kind("ServiceAccount").find_map(|account| text(account, &["metadata", "annotations", name]))
    }

    /// The service account that the manager runs as.
    pub fn service_account(&self) -> Option<String> {
        let deployment = self.of_kind("Deployment").next()?;
        text(deployment, &["spec", "template", "spec", "serviceAccountName"])
    }

    /// The pods that the stack describes: of Deployments and of whatever else has a pod template.
    pub fn pod_specs(&self) -> impl Iterator<Item = (&Value, Value)> {
        self.objects.iter().filter_map(|object| {
            let template = match text(object, &["kind"]).as_deref() {
                Some("Pod") => at(object, &["spec"]),
                Some("CronJob") => at(object, &["spec", "jobTemplate", "spec", "template", "spec"]),
                _ => at(object, &["spec", "template", "spec"]),
            };
            Some((object, template?))
        })
    }
}

/// What registration adds to a template.
fn complete(runner: &mut Runner, arguments: &[String]) {
    let argument = |name: &str| {
        arguments
            .iter()
            .find_map(|argument| argument.strip_prefix(name)?.strip_prefix('='))
            .map(str::to_owned)
    };
    for (field, name) in
        [(&mut runner.name, "--name"), (&mut runner.url, "--url"), (&mut runner.executor, "--executor")]
    {
        if field.is_none() {
            *field = argument(name);
        }
    }
}
