//! Every image that a stack pulls.

mod helper;
mod mirror;

use helm_render::Value;

pub use helper::{HelperChoice, default_helper_image};
pub use mirror::{Copy, Mirror, mirror};

use crate::config::{Kubernetes, Runner};
use crate::fields::{items, text};
use crate::stack::View;
use crate::variables::{Variables, expand};

/// Who uses an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The runner manager.
    Manager,
    /// An init container of the manager's pod.
    Init,
    /// Another container beside the manager.
    Sidecar,
    /// A container of an extra object.
    Extra,
    /// Jobs that name no image.
    Job,
    /// The helper container of job pods.
    Helper,
    /// A service of job pods.
    Service,
    /// Pause pods that keep room for jobs.
    Pause,
}

impl Role {
    /// The role as one word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Init => "init",
            Self::Sidecar => "sidecar",
            Self::Extra => "extra",
            Self::Job => "job",
            Self::Helper => "helper",
            Self::Service => "service",
            Self::Pause => "pause",
        }
    }
}

/// One use of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageUse {
    /// The reference, with what the runner puts in for variables.
    pub image: String,
    /// Who uses it.
    pub role: Role,
    /// The runner whose jobs use it, or the extra object.
    pub owner: String,
    /// The architecture that the tag is for; empty when it is for several.
    pub architecture: String,
    /// Variables in the reference that only a job has; the image cannot be known before.
    pub open: Vec<String>,
}

/// The images of a stack, in the order in which they come to run.
pub fn images(view: &View) -> Vec<ImageUse> {
    let mut uses = Vec::new();
    let manager = view.manager();
    for (object, spec) in view.pod_specs() {
        let name = text(object, &["metadata", "name"]).unwrap_or_default();
        let is_manager = manager.as_ref().is_some_and(|(manager, _)| *manager == name)
            && object.as_map().and_then(|object| object.get("kind")).as_ref().and_then(Value::as_str)
                == Some(&"Deployment".into());
        for (key, first, rest) in
            [("initContainers", Role::Init, Role::Init), ("containers", Role::Manager, Role::Sidecar)]
        {
            for (index, container) in items(&spec, key).iter().enumerate() {
                let Some(image) = text(container, &["image"]) else { continue };
                let role = match (is_manager, index) {
                    (false, _) => Role::Extra,
                    (true, 0) => first,
                    (true, _) => rest,
                };
                let owner = if is_manager { String::new() } else { name.clone() };
                uses.push(ImageUse { image, role, owner, architecture: String::new(), open: Vec::new() });
            }
        }
    }
    let version = runner_version(view);
    for (index, runner) in view.runners().iter().enumerate() {
        of_runner(view, runner, index, &version, &mut uses);
    }
    uses
}

/// The runner's version: from the tag of the manager's image, else the chart's own.
pub fn runner_version(view: &View) -> String {
    let tag = view.pod_specs().next().and_then(|(_, spec)| {
        let image = text(items(&spec, "containers").first()?, &["image"])?;
        let (_, tag) = image.rsplit_once('/').map_or(image.as_str(), |(_, name)| name).split_once(':')?;
        release(tag)
    });
    tag.or_else(|| {
        let deployment = view.of_kind("Deployment").next()?;
        let labels = deployment.as_map()?.get("metadata")?.as_map()?.get("labels")?;
        release(&text(&labels, &["app.kubernetes.io/version"])?)
    })
    .unwrap_or_default()
}

/// The first `X.Y.Z` of a tag such as `alpine-v19.4.0`.
fn release(tag: &str) -> Option<String> {
    tag.split(['-', '@']).find_map(|part| {
        let part = part.strip_prefix('v').unwrap_or(part);
        let numbers: Vec<&str> = part.split('.').collect();
        let is_release = numbers.len() == 3
            && numbers
                .iter()
                .all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
        is_release.then(|| part.to_owned())
    })
}

fn of_runner(view: &View, runner: &Runner, index: usize, version: &str, uses: &mut Vec<ImageUse>) {
    let owner = match runner.name.as_deref() {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => format!("runner {}", index + 1),
    };
    let variables = Variables::of_runner(runner, version);
    let mut add = |image: &str, role: Role, architecture: &str| {
        if image.is_empty() {
            return;
        }
        let mut open = Vec::new();
        let image = expand(image, |name| {
            variables.get(name).map_or_else(
                || {
                    open.push(name.to_owned());
                    format!("${{{name}}}")
                },
                str::to_owned,
            )
        });
        let architecture = architecture.to_owned();
        uses.push(ImageUse { image, role, owner: owner.clone(), architecture, open });
    };
    if let Some(docker) = &runner.docker {
        add(docker.image.as_deref().unwrap_or_default(), Role::Job, "");
        add(docker.helper_image.as_deref().unwrap_or_default(), Role::Helper, "");
        for service in docker.services.iter().flatten() {
            add(service.name.as_deref().unwrap_or_default(), Role::Service, "");
        }
    }
    let Some(kubernetes) = &runner.kubernetes else { return };
    add(kubernetes.image.as_deref().unwrap_or_default(), Role::Job, "");
    match kubernetes.helper_image.as_deref() {
        Some(image) if !image.is_empty() => add(image, Role::Helper, ""),
        _ => {
            for architecture in architectures(view, kubernetes) {
                let choice = HelperChoice {
                    version,
                    architecture: &architecture,
                    shell: runner.shell.as_deref().unwrap_or_default(),
                    concrete: variables.flag(runner, "FF_CONCRETE"),
                };
                add(&default_helper_image(kubernetes, &choice), Role::Helper, &architecture);
            }
        }
    }
    for service in kubernetes.services.iter().flatten() {
        add(service.name.as_deref().unwrap_or_default(), Role::Service, "");
    }
    if let Some(pause) = &kubernetes.autoscaler
        && pause.policy.as_ref().is_some_and(|policies| !policies.is_empty())
    {
        add(pause.pause_pod_image.as_deref().unwrap_or(PAUSE), Role::Pause, "");
    }
}

/// What the runner takes when `pause_pod_image` names none.
const PAUSE: &str = "registry.k8s.io/pause:3.10";

/// The architectures that helper containers of a runner may need.
fn architectures(view: &View, kubernetes: &Kubernetes) -> Vec<String> {
    let selected = kubernetes.node_selector.as_ref().and_then(|labels| labels.get("kubernetes.io/arch"));
    match selected {
        Some(architecture) => vec![architecture.clone()],
        // The manager's own; the image of the manager is for both.
        None if kubernetes.helper_image_autoset_arch_and_os == Some(true) => {
            let own = view.manager_architecture();
            own.map_or_else(|| vec!["amd64".to_owned(), "arm64".to_owned()], |own| vec![own])
        }
        None => vec!["amd64".to_owned()],
    }
}
