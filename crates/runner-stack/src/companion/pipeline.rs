//! The pipeline that tries the runners.

use serde::Serialize;

use super::storage::runner_name;
use super::templates;
use super::{Choices, slug};
use crate::config::Runner;
use crate::stack::View;

/// The text of `.gitlab-ci.yml`.
pub(super) fn pipeline(view: &View, choices: &Choices) -> String {
    #[derive(Serialize)]
    struct One {
        name: String,
        build_job: String,
        cache_job: String,
        deploy_job: String,
        last_job: String,
        cache_key: String,
        cache: bool,
        tags: Vec<String>,
        guessed: bool,
        environment: String,
        /// The commands that try the kubeconfig of job pods.
        deploy: Vec<String>,
    }
    #[derive(Serialize)]
    struct Context {
        runners: Vec<One>,
    }
    let several = view.runners().len() > 1;
    let mut runners: Vec<One> = Vec::new();
    for (index, runner) in view.runners().iter().enumerate() {
        let mut name = job_name(&runner_name(runner, index));
        if runners.iter().any(|other| other.name == name) {
            name = format!("{name} {}", index + 1);
        }
        let job = |stage: &str| if several { format!("{stage} {name}") } else { format!("try-{stage}") };
        let cache = has_cache(runner);
        runners.push(One {
            build_job: job("build"),
            cache_job: job("cache"),
            deploy_job: job("deploy"),
            last_job: job(if cache { "cache" } else { "build" }),
            cache_key: format!("runner-stack-{}-$CI_PIPELINE_ID", slug(&name)),
            cache,
            guessed: several && known_tags(view, runner, index, choices).is_empty(),
            tags: tags(view, runner, index, choices),
            environment: format!("runner-stack/{}", slug(&name)),
            deploy: kubeconfig(runner).map(|path| deployment(&path)).unwrap_or_default(),
            name,
        });
    }
    templates::render("pipeline.yml", &Context { runners })
}

/// Whether the runner has a cache that other pods see.
pub(super) fn has_cache(runner: &Runner) -> bool {
    runner.cache.as_ref().is_some_and(|cache| match cache.r#type.as_deref() {
        Some("s3") => cache.s3.is_some(),
        Some("gcs") => cache.gcs.is_some(),
        Some("azure") => cache.azure.is_some(),
        _ => false,
    })
}

/// The tags that lead a job to the runner: as told, else those of its registration, else its name among several.
///
/// With an authentication token the tags are GitLab's, and the values do not know them.
pub(super) fn tags(view: &View, runner: &Runner, index: usize, choices: &Choices) -> Vec<String> {
    let known = known_tags(view, runner, index, choices);
    if known.is_empty() && view.runners().len() > 1 {
        return vec![templates::one_line(&runner_name(runner, index))];
    }
    known
}

fn known_tags(view: &View, runner: &Runner, index: usize, choices: &Choices) -> Vec<String> {
    let told: Vec<String> = choices
        .tags
        .iter()
        .filter(|(name, _)| name.is_none() || *name == runner.name)
        .map(|(_, tag)| tag.clone())
        .collect();
    if !told.is_empty() {
        return told;
    }
    let registered = view
        .register_arguments(index)
        .iter()
        .filter_map(|argument| argument.strip_prefix("--tag-list="))
        .map(str::to_owned);
    let values = choices.values_tags.iter().cloned();
    // The chart passes runners.tags to the registration; with an authentication token it has no use for them.
    let lists: Vec<String> = registered.chain(values).take(1).collect();
    let tags = lists.iter().flat_map(|tags| tags.split(','));
    tags.map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect()
}

/// A runner's name as part of a job's name, which has at most 255 characters.
fn job_name(name: &str) -> String {
    templates::one_line(name).chars().take(200).collect::<String>().trim().to_owned()
}

fn deployment(kubeconfig: &str) -> Vec<String> {
    let path = templates::shell_quoted(kubeconfig);
    vec![
        format!("test -r {path}"),
        format!("if command -v kubectl; then KUBECONFIG={path} kubectl version; fi"),
    ]
}

/// Where job pods find a kubeconfig.
fn kubeconfig(runner: &Runner) -> Option<String> {
    let volumes = runner.kubernetes.as_ref()?.volumes.as_ref()?;
    volumes.secret.iter().flatten().find_map(|volume| {
        let path = volume.mount_path.as_deref()?.trim_end_matches('/');
        path.ends_with("/.kube").then(|| format!("{path}/config"))
    })
}
