//! What a job's variables may change, and how far: `executors/kubernetes/overwrites.go` of GitLab Runner.

use std::collections::BTreeMap;

use helm_render::Value;
use helm_render::functions::pattern_matches;

use super::object::object;
use super::quantity::Quantity;
use super::services::JobService;
use super::{Job, Refusal};
use crate::config::Kubernetes;
use crate::model;
use crate::stack::MASK;
use crate::variables::Variables;

/// The settings after the job's variables.
#[derive(Debug, Default)]
pub(super) struct Overwrites {
    pub(super) namespace: String,
    pub(super) service_account: String,
    pub(super) pod_labels: BTreeMap<String, String>,
    pub(super) pod_annotations: BTreeMap<String, String>,
    pub(super) node_selector: BTreeMap<String, String>,
    pub(super) node_tolerations: BTreeMap<String, String>,
    pub(super) build: Resources,
    pub(super) service: Resources,
    pub(super) helper: Resources,
    pub(super) pod: Resources,
    /// Those of services with variables of their own.
    pub(super) by_service: BTreeMap<String, Resources>,
}

/// Requests and limits by resource.
#[derive(Debug, Clone, Default)]
pub(super) struct Resources {
    requests: Amounts,
    limits: Amounts,
}

type Amounts = BTreeMap<&'static str, Quantity>;

impl Resources {
    /// The `resources` of a container or pod.
    pub(super) fn value(&self) -> Value {
        let amounts = |amounts: &Amounts| {
            if amounts.is_empty() {
                return Value::Nil;
            }
            object(amounts.iter().map(|(name, amount)| (*name, amount.canonical().into())))
        };
        object([("requests", amounts(&self.requests)), ("limits", amounts(&self.limits))])
    }
}

/// One amount of the configuration and the ceiling for jobs that want another.
struct Setting {
    /// The key in `[runners.kubernetes]`.
    key: &'static str,
    value: String,
    max: String,
}

impl Setting {
    /// The variable that jobs set to change it.
    fn variable(&self) -> String {
        format!("KUBERNETES_{}", self.key.to_ascii_uppercase())
    }
}

fn text(value: Option<&model::Quantity>) -> String {
    value.map(|quantity| quantity.0.clone()).unwrap_or_default()
}

macro_rules! settings {
    ($k:ident: $($value:ident $max:ident),+ $(,)?) => {
        [$(Setting { key: stringify!($value), value: text($k.$value.as_ref()), max: text($k.$max.as_ref()) }),+]
    };
}

/// What jobs may change when a pattern allows it.
#[derive(Clone, Copy)]
struct Permission<'a> {
    /// The variable that jobs set, or how their names start.
    variable: &'static str,
    /// The key in `[runners.kubernetes]` that has the pattern.
    key: &'static str,
    /// The pattern, unless it is empty.
    pattern: Option<&'a str>,
}

impl Permission<'_> {
    fn is_asked_by(&self, name: &str) -> bool {
        if self.variable.ends_with('_') { name.starts_with(self.variable) } else { name == self.variable }
    }
}

fn permissions(k: &Kubernetes) -> [Permission<'_>; 6] {
    macro_rules! permissions {
        ($($variable:literal $key:ident),+ $(,)?) => {
            [$(Permission {
                variable: $variable,
                key: stringify!($key),
                pattern: k.$key.as_deref().filter(|pattern| !pattern.is_empty()),
            }),+]
        };
    }
    permissions!(
        "KUBERNETES_NAMESPACE_OVERWRITE" namespace_overwrite_allowed,
        "KUBERNETES_SERVICE_ACCOUNT_OVERWRITE" service_account_overwrite_allowed,
        "KUBERNETES_POD_LABELS_" pod_labels_overwrite_allowed,
        "KUBERNETES_POD_ANNOTATIONS_" pod_annotations_overwrite_allowed,
        "KUBERNETES_NODE_SELECTOR_" node_selector_overwrite_allowed,
        "KUBERNETES_NODE_TOLERATIONS_" node_tolerations_overwrite_allowed,
    )
}

/// The variables that ask for something that the runner does not let jobs change, and so ignores.
pub(super) fn without_effect(job: &Job<'_>) -> Vec<String> {
    let k = job.kubernetes;
    let amounts: Vec<Setting> =
        of_build(k).into_iter().chain(of_services(k)).chain(of_helper(k)).chain(of_pod(k)).collect();
    let mut notes = Vec::new();
    for (name, value) in job.variables.iter().filter(|(_, value)| !value.is_empty()) {
        let missing = permissions(k)
            .into_iter()
            .find(|permission| permission.is_asked_by(name))
            .filter(|permission| permission.pattern.is_none())
            .map(|permission| permission.key.to_owned())
            .or_else(|| {
                let setting = amounts.iter().find(|setting| setting.variable() == name)?;
                setting.max.is_empty().then(|| format!("{}_overwrite_max_allowed", setting.key))
            });
        if let Some(key) = missing {
            notes.push(unasked(name, value, &key));
        } else if name == "KUBERNETES_BEARER_TOKEN" && k.bearer_token_overwrite_allowed != Some(true) {
            notes.push(unasked(name, MASK, "bearer_token_overwrite_allowed"));
        }
    }
    notes
}

fn unasked(name: &str, value: &str, key: &str) -> String {
    format!(
        "{name} ({value:?}) has no effect: `{key}` in [runners.kubernetes] is not set, so jobs cannot change this"
    )
}

impl Overwrites {
    pub(super) fn of(job: &Job<'_>) -> Result<Self, Refusal> {
        let k = job.kubernetes;
        let vars = &job.variables;
        let [namespace, service_account, pod_labels, pod_annotations, node_selector, node_tolerations] =
            permissions(k);
        let namespace = one(vars, k.namespace.as_deref(), namespace)?;
        let service_account = one(vars, k.service_account.as_deref(), service_account)?;
        let pod_labels = many(vars, k.pod_labels.as_ref(), pod_labels, key_and_value)?;
        let pod_annotations = many(vars, k.pod_annotations.as_ref(), pod_annotations, key_and_value)?;
        let node_selector = many(vars, k.node_selector.as_ref(), node_selector, key_and_value)?;
        let node_tolerations = many(vars, k.node_tolerations.as_ref(), node_tolerations, |text| {
            let (key, effect) = text.split_once(':').unwrap_or((text, ""));
            Some((key.to_owned(), effect.to_owned()))
        })?;
        let resources = |what: &str, requests: &[Setting], limits: &[Setting]| {
            Ok::<_, Refusal>(Resources {
                requests: amounts(requests, vars)
                    .map_err(|refusal| refusal.during(&format!("invalid {what} requests specified")))?,
                limits: amounts(limits, vars)
                    .map_err(|refusal| refusal.during(&format!("invalid {what} limits specified")))?,
            })
        };
        let (build, service, helper, pod) = (of_build(k), of_services(k), of_helper(k), of_pod(k));
        Ok(Self {
            namespace,
            service_account,
            pod_labels,
            pod_annotations,
            node_selector,
            node_tolerations,
            build: resources("build", &build[..3], &build[3..])?,
            service: resources("service", &service[..3], &service[3..])?,
            helper: resources("helper", &helper[..3], &helper[3..])?,
            pod: resources("Pod", &pod[..2], &pod[2..])?,
            by_service: BTreeMap::new(),
        })
    }

    /// Adds what the variables of single services change.
    pub(super) fn add_services(
        &mut self,
        job: &Job<'_>,
        services: &BTreeMap<String, JobService>,
    ) -> Result<(), Refusal> {
        for (name, service) in services {
            // What stands for a single service starts from what stands for all.
            let mut settings = of_services(job.kubernetes);
            for (at, setting) in settings.iter_mut().enumerate() {
                let amounts = if at < 3 { &self.service.requests } else { &self.service.limits };
                setting.value =
                    amounts.get(resource(setting.key)).map(|amount| amount.canonical()).unwrap_or_default();
            }
            let limits = amounts(&settings[3..], &service.variables)
                .map_err(|refusal| refusal.during("invalid service limits specified"))?;
            let requests = amounts(&settings[..3], &service.variables)
                .map_err(|refusal| refusal.during("invalid service requests specified"))?;
            self.by_service.insert(name.clone(), Resources { requests, limits });
        }
        Ok(())
    }
}

fn of_build(k: &Kubernetes) -> [Setting; 6] {
    settings!(k: cpu_request cpu_request_overwrite_max_allowed,
        memory_request memory_request_overwrite_max_allowed,
        ephemeral_storage_request ephemeral_storage_request_overwrite_max_allowed,
        cpu_limit cpu_limit_overwrite_max_allowed,
        memory_limit memory_limit_overwrite_max_allowed,
        ephemeral_storage_limit ephemeral_storage_limit_overwrite_max_allowed)
}

fn of_helper(k: &Kubernetes) -> [Setting; 6] {
    settings!(k: helper_cpu_request helper_cpu_request_overwrite_max_allowed,
        helper_memory_request helper_memory_request_overwrite_max_allowed,
        helper_ephemeral_storage_request helper_ephemeral_storage_request_overwrite_max_allowed,
        helper_cpu_limit helper_cpu_limit_overwrite_max_allowed,
        helper_memory_limit helper_memory_limit_overwrite_max_allowed,
        helper_ephemeral_storage_limit helper_ephemeral_storage_limit_overwrite_max_allowed)
}

fn of_pod(k: &Kubernetes) -> [Setting; 4] {
    settings!(k: pod_cpu_request pod_cpu_request_overwrite_max_allowed,
        pod_memory_request pod_memory_request_overwrite_max_allowed,
        pod_cpu_limit pod_cpu_limit_overwrite_max_allowed,
        pod_memory_limit pod_memory_limit_overwrite_max_allowed)
}

fn of_services(k: &Kubernetes) -> [Setting; 6] {
    settings!(k: service_cpu_request service_cpu_request_overwrite_max_allowed,
        service_memory_request service_memory_request_overwrite_max_allowed,
        service_ephemeral_storage_request service_ephemeral_storage_request_overwrite_max_allowed,
        service_cpu_limit service_cpu_limit_overwrite_max_allowed,
        service_memory_limit service_memory_limit_overwrite_max_allowed,
        service_ephemeral_storage_limit service_ephemeral_storage_limit_overwrite_max_allowed)
}

/// The resource that a key such as `helper_cpu_limit` is about.
fn resource(key: &str) -> &'static str {
    match key {
        _ if key.contains("cpu") => "cpu",
        _ if key.contains("memory") => "memory",
        _ => "ephemeral-storage",
    }
}

fn one(variables: &Variables, value: Option<&str>, permission: Permission<'_>) -> Result<String, Refusal> {
    let asked = variables.get(permission.variable).unwrap_or_default();
    match permission.pattern {
        Some(pattern) if !asked.is_empty() => {
            must_match(permission.key, pattern, asked)?;
            Ok(asked.to_owned())
        }
        _ => Ok(value.unwrap_or_default().to_owned()),
    }
}

fn many(
    variables: &Variables,
    values: Option<&BTreeMap<String, String>>,
    permission: Permission<'_>,
    split: impl Fn(&str) -> Option<(String, String)>,
) -> Result<BTreeMap<String, String>, Refusal> {
    let mut result = values.cloned().unwrap_or_default();
    let Some(pattern) = permission.pattern else { return Ok(result) };
    for (name, value) in variables.iter().filter(|(name, _)| permission.is_asked_by(name)) {
        must_match(permission.key, pattern, value)?;
        let (entry, content) = split(value).ok_or_else(|| {
            Refusal::new(
                format!("provided value {value:?} does not match \"k=v\""),
                format!("write `{name}` as key=value"),
            )
        })?;
        result.insert(entry, content);
    }
    Ok(result)
}

fn key_and_value(text: &str) -> Option<(String, String)> {
    text.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()))
}

fn must_match(key: &str, pattern: &str, value: &str) -> Result<(), Refusal> {
    match pattern_matches(pattern, value) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Refusal::new(
            format!("provided value {value:?} does not match {pattern:?}"),
            format!("`{key}` in [runners.kubernetes] decides which values are allowed"),
        )),
        Err(fault) => {
            Err(Refusal::new(fault.to_string(), format!("correct `{key}` in [runners.kubernetes]")))
        }
    }
}

fn amounts(settings: &[Setting], variables: &Variables) -> Result<Amounts, Refusal> {
    let values: Vec<(&Setting, String)> = settings
        .iter()
        .map(|setting| Ok((setting, amount(setting, variables)?)))
        .collect::<Result<_, Refusal>>()?;
    let mut result = Amounts::new();
    for (setting, value) in values {
        if value.is_empty() {
            continue;
        }
        let name = resource(setting.key);
        let shown = if name == "ephemeral-storage" { "ephemeralStorage" } else { name };
        let quantity = Quantity::parse(&value).map_err(|error| {
            Refusal::new(
                format!("parsing resource {shown:?} with value {value:?}: {error:?}"),
                format!("correct `{}` in [runners.kubernetes]", setting.key),
            )
        })?;
        result.insert(name, quantity);
    }
    Ok(result)
}

/// The amount that the job gets.
fn amount(setting: &Setting, variables: &Variables) -> Result<String, Refusal> {
    let variable = setting.variable();
    let asked = variables.get(&variable).unwrap_or_default();
    if setting.max.is_empty() || asked.is_empty() {
        return Ok(setting.value.clone());
    }
    let key = format!("{}_overwrite_max_allowed", setting.key);
    let parse = |text: &str, help: String| {
        Quantity::parse(text)
            .map_err(|error| Refusal::new(format!("parsing resource limit: {error:?}"), help))
    };
    let max = parse(&setting.max, format!("correct `{key}` in [runners.kubernetes]"))?;
    if parse(asked, format!("correct the variable {variable}"))? > max {
        return Err(Refusal::new(
            format!(
                "the resource {:?} requested {asked:?} is higher than limit allowed {:?}",
                field_name(setting.key),
                setting.max
            ),
            format!("`{key}` in [runners.kubernetes] is the most that a job may ask for"),
        ));
    }
    Ok(asked.to_owned())
}

/// The runner's name for a key: `helper_cpu_limit` is `HelperCPULimit`.
fn field_name(key: &str) -> String {
    let words = key.split('_').map(|word| {
        if word == "cpu" {
            return "CPU".to_owned();
        }
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{}{rest}", first.to_ascii_uppercase())
    });
    words.collect()
}
