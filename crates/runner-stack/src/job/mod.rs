//! The pod that GitLab Runner makes for a CI job, and the jobs that it refuses.
//!
//! What is decided where follows `executors/kubernetes` of GitLab Runner 19.4: first the overwrites of the job's
//! variables, then services, images and pull policies, then the containers, and last the patches of `pod_spec`.

mod allowed;
mod containers;
mod labels;
mod object;
mod overwrites;
mod patch;
mod placement;
mod quantity;
mod security;
mod services;
mod strategic;
mod volumes;

use std::collections::BTreeSet;
use std::fmt;

use helm_render::Value;

use crate::config::{Kubernetes, Runner, feature_flags};
use crate::images::runner_version;
use crate::stack::View;
use crate::variables::{Variables, expand};
use object::{IntoValue as _, nonempty, object};
use overwrites::Overwrites;

/// What is known of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobOptions {
    /// The name of the runner that takes it; not needed when there is only one.
    pub runner: Option<String>,
    /// Its `image`; the runner's own without it.
    pub image: Option<String>,
    /// Its `services`, by image.
    pub services: Vec<String>,
    /// The `pull_policy` of its image.
    pub pull_policies: Vec<String>,
    /// The `user` of its image for this executor, `UID` or `UID:GID`.
    pub user: Option<String>,
    /// Its variables, the later of two with one name winning.
    pub variables: Vec<(String, String)>,
}

/// The pod of a job.
#[derive(Debug, Clone)]
pub struct JobPod {
    /// The runner that makes it.
    pub runner: String,
    /// The pod as the API server gets it; the commands that find a shell are left out.
    pub pod: Value,
    /// What the pod does not show, and what the runner warns about.
    pub notes: Vec<String>,
}

/// Why there is no pod.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoPod {
    /// No runner has this name, or a name is needed.
    NoRunner {
        /// The name that was asked for; empty when none was given.
        asked: String,
        /// The runners that make pods.
        known: Vec<String>,
    },
    /// The job needs what is not shown here.
    NotShown(&'static str),
    /// The runner refuses the job.
    Refused(Refusal),
}

/// A job that the runner refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The cause as the runner prints it.
    pub cause: String,
    /// What else the job's log says about it.
    pub log: Vec<String>,
    /// The setting that decides.
    pub help: String,
}

impl Refusal {
    fn new(cause: impl Into<String>, help: impl Into<String>) -> Self {
        Self { cause: cause.into(), log: Vec::new(), help: help.into() }
    }

    /// The same, behind what was being done.
    fn during(mut self, what: &str) -> Self {
        self.cause = format!("{what}: {}", self.cause);
        self
    }
}

impl From<Refusal> for NoPod {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl fmt::Display for NoPod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list =
            |known: &[String]| known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        match self {
            Self::NoRunner { known, .. } if known.is_empty() => {
                f.write_str("no runner of these values makes pods: none has the kubernetes executor")
            }
            Self::NoRunner { asked, known } if asked.is_empty() => {
                write!(f, "there are {} runners; name one of them: {}", known.len(), list(known))
            }
            Self::NoRunner { asked, known } => {
                write!(f, "no runner `{asked}` with the kubernetes executor; there is {}", list(known))
            }
            Self::NotShown(what) => write!(f, "the pods of {what} cannot be shown"),
            Self::Refused(refusal) => {
                write!(f, "GitLab Runner would refuse this job: {}", refusal.cause)?;
                for line in &refusal.log {
                    write!(f, "\n  {line}")?;
                }
                write!(f, "\n  = help: {}", refusal.help)
            }
        }
    }
}

impl std::error::Error for NoPod {}

/// What GitLab gives projects that set no timeout, in seconds.
const HOUR: i64 = 3600;

/// A job on its runner.
struct Job<'a> {
    runner: &'a Runner,
    kubernetes: &'a Kubernetes,
    options: &'a JobOptions,
    version: String,
    /// What the manager's node selector says of its architecture.
    manager_architecture: Option<String>,
    /// All variables, references in them put in.
    variables: Variables,
}

/// The pod that a runner of the stack makes for a job.
pub fn job(view: &View, options: &JobOptions) -> Result<JobPod, NoPod> {
    let (name, runner) = choose(view, options.runner.as_deref())?;
    let version = runner_version(view);
    let none = Kubernetes::default();
    let kubernetes = runner.kubernetes.as_ref().unwrap_or(&none);
    let mut variables = Variables::of_runner(runner, &version);
    // Names and folders have these numbers in them, given or not.
    for name in ["CI_PROJECT_ID", "CI_JOB_ID"] {
        variables.set(name, "1");
    }
    for (name, value) in &options.variables {
        variables.set(name, value);
    }
    let unknown = unknown_references(kubernetes, options, &variables);
    let manager_architecture = view.manager_architecture();
    let variables = variables.expanded();
    let mut job = Job { runner, kubernetes, options, version, manager_architecture, variables };
    // The environment has the flags as they are in the end; the runner's own settings win over the job's.
    for flag in feature_flags::FLAGS {
        if job.variables.get(flag.name).is_some() {
            let is_on = job.flag(flag.name).to_string();
            job.variables.set(flag.name, is_on);
        }
    }
    let job = job;
    for (flag, what) in [
        ("FF_CONCRETE", "jobs with FF_CONCRETE"),
        ("FF_SUSPENDABLE_ENVIRONMENTS", "jobs with FF_SUSPENDABLE_ENVIRONMENTS"),
    ] {
        if job.flag(flag) {
            return Err(NoPod::NotShown(what));
        }
    }
    let (pod, all) = job.pod()?;
    let mut notes: Vec<String> = Vec::new();
    if !unknown.is_empty() {
        let names = unknown.into_iter().collect::<Vec<_>>().join(", ");
        notes.push(format!("without a value, and empty here: {names}; `--variable NAME=VALUE` gives one"));
    }
    for note in all {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    Ok(JobPod { runner: name, pod, notes })
}

/// The variables that texts of runner and job refer to and that have no value.
fn unknown_references(k: &Kubernetes, options: &JobOptions, variables: &Variables) -> BTreeSet<String> {
    let mut unknown = BTreeSet::new();
    let mut look = |text: Option<&str>| {
        expand(text.unwrap_or_default(), |name| {
            if variables.get(name).is_none() {
                unknown.insert(name.to_owned());
            }
            String::new()
        });
    };
    let image = options.image.as_deref().filter(|image| !image.is_empty()).or(k.image.as_deref());
    for text in [image, k.helper_image.as_deref(), options.user.as_deref()] {
        look(text);
    }
    options.services.iter().for_each(|image| look(Some(image)));
    options.variables.iter().for_each(|(_, value)| look(Some(value)));
    for service in k.services.iter().flatten() {
        look(service.name.as_deref());
        look(service.alias.as_deref());
    }
    k.pod_labels
        .iter()
        .chain(&k.pod_annotations)
        .flat_map(|map| map.values())
        .for_each(|value| look(Some(value)));
    volumes::texts_with_variables(k, look);
    unknown
}

/// The runners of a stack that make pods, by name.
pub fn runners(view: &View) -> Vec<String> {
    with_pods(view).map(|(name, _)| name).collect()
}

fn with_pods(view: &View) -> impl Iterator<Item = (String, &Runner)> {
    view.runners().iter().enumerate().filter_map(|(index, runner)| {
        let is_ours = match runner.executor.as_deref() {
            None | Some("") => runner.kubernetes.is_some(),
            Some(executor) => executor == "kubernetes",
        };
        let name = match runner.name.as_deref() {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => format!("runner {}", index + 1),
        };
        is_ours.then_some((name, runner))
    })
}

fn choose<'a>(view: &'a View, asked: Option<&str>) -> Result<(String, &'a Runner), NoPod> {
    let mut runners: Vec<_> = with_pods(view).collect();
    let found = match asked {
        Some(asked) => runners.iter().position(|(name, _)| name == asked),
        None => (runners.len() == 1).then_some(0),
    };
    match found {
        Some(index) => Ok(runners.swap_remove(index)),
        None => Err(NoPod::NoRunner {
            asked: asked.unwrap_or_default().to_owned(),
            known: runners.into_iter().map(|(name, _)| name).collect(),
        }),
    }
}

impl Job<'_> {
    fn flag(&self, name: &str) -> bool {
        self.variables.flag(self.runner, name)
    }

    /// Whether scripts run through `exec` instead of `attach`.
    fn is_legacy(&self) -> bool {
        self.flag("FF_USE_LEGACY_KUBERNETES_EXECUTION_STRATEGY")
    }

    fn has_dumb_init(&self) -> bool {
        self.flag("FF_USE_DUMB_INIT_WITH_KUBERNETES_EXECUTOR")
    }

    fn variable_or(&self, name: &str, otherwise: &str) -> String {
        self.variables.get(name).filter(|value| !value.is_empty()).unwrap_or(otherwise).to_owned()
    }

    fn project(&self) -> String {
        self.variable_or("CI_PROJECT_ID", "1")
    }

    fn id(&self) -> String {
        self.variable_or("CI_JOB_ID", "1")
    }

    /// The job's timeout in seconds, where it is known.
    fn timeout(&self) -> Option<i64> {
        self.variables
            .get("CI_JOB_TIMEOUT")?
            .parse()
            .ok()
            .filter(|seconds| (1..=i64::from(i32::MAX)).contains(seconds))
    }

    fn pod(&self) -> Result<(Value, Vec<String>), NoPod> {
        let mut notes = overwrites::without_effect(self);
        let mut overwrites =
            Overwrites::of(self).map_err(|refusal| refusal.during("couldn't prepare overwrites"))?;
        let services = services::of(self);
        overwrites
            .add_services(self, &services)
            .map_err(|refusal| refusal.during("couldn't prepare explicit service overwrites"))?;
        let image = self.image()?;
        if self.kubernetes.namespace_per_job == Some(true) {
            overwrites.namespace = format!("ci-job-{}", self.id());
        } else if overwrites.namespace.is_empty() {
            "default".clone_into(&mut overwrites.namespace);
            notes.push("Namespace is empty, therefore assuming 'default'.".to_owned());
        }
        let helper = self.helper_image(&overwrites, &mut notes)?;
        let policies = allowed::pull_policies(self, &services)?;
        let mut containers = containers::Containers {
            job: self,
            overwrites: &overwrites,
            image: &image,
            helper: &helper,
            policies: &policies,
            notes: &mut notes,
        };
        let during = |refusal: Refusal| refusal.during("setting up build pod");
        let init = containers.init();
        let of_services = containers.services(&services).map_err(during)?;
        let host_aliases = services::host_aliases(self, &services).map_err(during)?;
        let mut all = containers.build_and_helper().map_err(during)?;
        all.extend(of_services);
        notes.push(
            "the environment has GitLab's predefined variables and the state of all feature flags besides what is \
             shown"
                .to_owned(),
        );
        let k = self.kubernetes;
        let mut spec = object([
            ("volumes", nonempty(self.volumes(&mut notes))),
            ("schedulerName", nonempty(k.scheduler_name.as_deref())),
            ("serviceAccountName", nonempty(overwrites.service_account.as_str())),
            ("automountServiceAccountToken", k.automount_service_account_token.into_value()),
            ("restartPolicy", "Never".into()),
            ("nodeSelector", nonempty(&overwrites.node_selector)),
            ("tolerations", nonempty(placement::tolerations(&overwrites.node_tolerations))),
            ("initContainers", nonempty(init)),
            ("containers", Value::list(all)),
            (
                "terminationGracePeriodSeconds",
                k.pod_termination_grace_period_seconds.map(|seconds| seconds.0).into_value(),
            ),
            ("activeDeadlineSeconds", self.deadline(&mut notes)),
            ("imagePullSecrets", nonempty(self.pull_secrets(&mut notes))),
            ("securityContext", security::of_pod(k, &mut notes)),
            ("hostAliases", nonempty(host_aliases)),
            ("affinity", placement::affinity(k)),
            ("dnsPolicy", nonempty(placement::dns_policy(k, &mut notes))),
            ("dnsConfig", placement::dns_config(k)),
            ("runtimeClassName", k.runtime_class_name.as_deref().into_value()),
            ("priorityClassName", nonempty(k.priority_class_name.as_deref())),
            ("resources", overwrites.pod.value()),
        ]);
        if self.flag("FF_USE_ADVANCED_POD_SPEC_CONFIGURATION") {
            spec = patch::apply(k, spec, &mut notes)?;
        } else if k.pod_spec.as_ref().is_some_and(|patches| !patches.is_empty()) {
            notes.push(
                "pod_spec is not applied: FF_USE_ADVANCED_POD_SPEC_CONFIGURATION is off for this job"
                    .to_owned(),
            );
        }
        let pod = object([
            ("apiVersion", "v1".into()),
            ("kind", "Pod".into()),
            (
                "metadata",
                object([
                    ("name", labels::pod_name(self).into()),
                    ("namespace", overwrites.namespace.as_str().into()),
                    ("labels", labels::labels(self, &overwrites).into_value()),
                    ("annotations", labels::annotations(self, &overwrites).into_value()),
                ]),
            ),
            ("spec", spec),
        ]);
        Ok((pod, notes))
    }

    /// The image of the build container.
    fn image(&self) -> Result<String, Refusal> {
        let asked = self.options.image.as_deref().unwrap_or_default();
        let own = self.kubernetes.image.as_deref().unwrap_or_default();
        let image = self.variables.expand(if asked.is_empty() { own } else { asked });
        if image.is_empty() {
            return Err(Refusal::new(
                "check defaults error: no image specified and no default set in config",
                "give the job an image or set `image` in [runners.kubernetes]",
            ));
        }
        Ok(image)
    }

    fn deadline(&self, notes: &mut Vec<String>) -> Value {
        if !self.flag("FF_USE_POD_ACTIVE_DEADLINE_SECONDS") {
            return Value::Nil;
        }
        let timeout = self.timeout();
        if timeout.is_none() {
            notes.push("activeDeadlineSeconds is the job's timeout and a second; shown for one hour, GitLab's default (give CI_JOB_TIMEOUT for another)".to_owned());
        }
        Value::Int64(timeout.unwrap_or(HOUR) + 1)
    }

    fn pull_secrets(&self, notes: &mut Vec<String>) -> Vec<Value> {
        if self.kubernetes.use_service_account_image_pull_secrets == Some(true) {
            return Vec::new();
        }
        notes.push(
            "GitLab's registry credentials come as one more imagePullSecret that the runner makes for the job"
                .to_owned(),
        );
        let names = self.kubernetes.image_pull_secrets.iter().flatten();
        names.map(|name| object([("name", name.as_str().into())])).collect()
    }
}
