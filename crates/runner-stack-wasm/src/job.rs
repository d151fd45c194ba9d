//! What runs besides the manager: the pods of jobs, and every image.

use helm_render::yaml;
use runner_stack::images::{ImageUse as Used, images as used};
use runner_stack::job::{self as domain, NoPod};
use runner_stack::stack::View;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::Failure;
use crate::input::{ReleaseFlags, SetOptions, ValuesFiles};
use crate::stack::{rendered, view};

/// What is known of a job.
#[derive(Debug, Clone, Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", default)]
pub struct JobOptions {
    /// The name of the runner that takes it; not needed when there is only one.
    #[tsify(optional)]
    pub runner: Option<String>,
    /// Its `image`; the runner's own without it.
    #[tsify(optional)]
    pub image: Option<String>,
    /// Its `services`, by image.
    #[tsify(optional)]
    pub services: Vec<String>,
    /// The `pull_policy` of its image.
    #[tsify(optional)]
    pub pull_policies: Vec<String>,
    /// The `user` of its image, `UID` or `UID:GID`.
    #[tsify(optional)]
    pub user: Option<String>,
    /// Its variables, `KUBERNETES_…` and feature flags included.
    #[tsify(optional, type = "{ readonly [name: string]: string }")]
    pub variables: BTreeMap<String, String>,
}

/// The pod of a job.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct JobPod {
    /// The runner that makes it.
    pub runner: String,
    /// The pod as the API server gets it, as YAML; the commands that find a shell are left out.
    pub pod: String,
    /// What the pod does not show, and what the runner warns about.
    pub notes: Vec<String>,
}

/// An image and what it is for.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ImageUse {
    /// The reference.
    pub image: String,
    /// What it is for: `manager`, `build`, `helper` and so on.
    pub role: &'static str,
    /// The runner or the object that names it.
    pub owner: String,
    /// The architecture that it is for; empty when that does not matter.
    pub architecture: String,
    /// The variables of jobs that stand in the reference, so that only a job knows it.
    pub variables: Vec<String>,
}

/// Every image that the stack pulls.
#[derive(Debug, Clone, Serialize, Tsify)]
pub struct ImageUses(pub Vec<ImageUse>);

/// The pod that a job would get.
#[wasm_bindgen]
pub fn job(
    files: Ts<ValuesFiles>,
    set: Ts<SetOptions>,
    release: Ts<ReleaseFlags>,
    options: Ts<JobOptions>,
) -> Result<Ts<JobPod>, Failure> {
    let (rendered, _) = rendered(&files, &set, &release.to_rust()?)?;
    let pod =
        domain::job(&view(&rendered)?, &options.to_rust()?.into()).map_err(|reason| refused(&reason))?;
    let text = yaml::to_yaml(&pod.pod)
        .map_err(|fault| Failure::argument(format!("the pod cannot be written as YAML: {fault}")))?;
    Ok(JobPod { runner: pod.runner, pod: text.to_string(), notes: pod.notes }.into_ts()?)
}

/// The images that the stack and its jobs pull.
#[wasm_bindgen]
pub fn images(
    files: Ts<ValuesFiles>,
    set: Ts<SetOptions>,
    release: Ts<ReleaseFlags>,
) -> Result<Ts<ImageUses>, Failure> {
    let (rendered, _) = rendered(&files, &set, &release.to_rust()?)?;
    let view: View = view(&rendered)?;
    Ok(ImageUses(used(&view).into_iter().map(ImageUse::from).collect()).into_ts()?)
}

fn refused(reason: &NoPod) -> Failure {
    let message = match reason {
        NoPod::NoRunner { asked, known } if asked.is_empty() && !known.is_empty() => {
            format!("{reason} (the option `runner`)")
        }
        _ => reason.to_string(),
    };
    Failure::refused(message)
}

impl From<JobOptions> for domain::JobOptions {
    fn from(options: JobOptions) -> Self {
        let JobOptions { runner, image, services, pull_policies, user, variables } = options;
        Self { runner, image, services, pull_policies, user, variables: variables.into_iter().collect() }
    }
}

impl From<Used> for ImageUse {
    fn from(used: Used) -> Self {
        Self {
            image: used.image,
            role: used.role.name(),
            owner: used.owner,
            architecture: used.architecture,
            variables: used.open,
        }
    }
}
