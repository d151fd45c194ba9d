//! Name, labels and annotations of the pod.

use std::collections::BTreeMap;

use super::Job;
use super::overwrites::Overwrites;

/// What stands for the start of the runner's token and for the random end of the name.
const TOKEN: &str = "example00";
const RANDOM: &str = "00000000";

fn unique_name(job: &Job<'_>) -> String {
    let name = format!("runner-{TOKEN}-project-{}-concurrent-0", job.project()).to_lowercase();
    let name: String = name
        .chars()
        .filter(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || *char == '-')
        .collect();
    name.chars().take(63).collect()
}

/// The pod's name, cut so that the random end fits.
pub(super) fn pod_name(job: &Job<'_>) -> String {
    let start: String = unique_name(job).chars().take(54).collect();
    format!("{start}-{RANDOM}")
}

/// The runner's own labels and those of configuration and job, which cannot touch the runner's own.
pub(super) fn labels(job: &Job<'_>, overwrites: &Overwrites) -> BTreeMap<String, String> {
    let variable = |name: &str| sanitized(job.variables.get(name).unwrap_or_default());
    let mut labels = BTreeMap::from([
        ("pod".to_owned(), sanitized(&unique_name(job))),
        ("job.runner.gitlab.com/pod".to_owned(), sanitized(&unique_name(job))),
        ("project.runner.gitlab.com/id".to_owned(), job.project()),
        ("project.runner.gitlab.com/namespace-id".to_owned(), variable("CI_PROJECT_NAMESPACE_ID")),
        ("project.runner.gitlab.com/name".to_owned(), variable("CI_PROJECT_NAME")),
        ("project.runner.gitlab.com/namespace".to_owned(), variable("CI_PROJECT_NAMESPACE")),
        ("project.runner.gitlab.com/root-namespace".to_owned(), variable("CI_PROJECT_ROOT_NAMESPACE")),
        ("project.runner.gitlab.com/root-namespace-id".to_owned(), "0".to_owned()),
        (
            "manager.runner.gitlab.com/name".to_owned(),
            sanitized(job.runner.name.as_deref().unwrap_or_default()),
        ),
        ("manager.runner.gitlab.com/id-short".to_owned(), sanitized(TOKEN)),
    ]);
    let own = job.kubernetes.pod_labels.iter().flatten();
    for (key, value) in own.chain(&overwrites.pod_labels) {
        if !is_runners_own(key) {
            labels.insert(key.clone(), sanitized(&job.variables.expand(value)));
        }
    }
    labels
}

/// What the job is, and the annotations of configuration and job.
pub(super) fn annotations(job: &Job<'_>, overwrites: &Overwrites) -> BTreeMap<String, String> {
    let variable = |name: &str| job.variables.get(name).unwrap_or_default().to_owned();
    let url = format!("{}/-/jobs/{}", variable("CI_PROJECT_URL"), job.id());
    let mut annotations: BTreeMap<String, String> = [
        ("job.runner.gitlab.com/id", job.id()),
        ("job.runner.gitlab.com/url", job.variable_or("CI_JOB_URL", &url)),
        ("job.runner.gitlab.com/sha", variable("CI_COMMIT_SHA")),
        ("job.runner.gitlab.com/before_sha", variable("CI_COMMIT_BEFORE_SHA")),
        ("job.runner.gitlab.com/ref", variable("CI_COMMIT_REF_NAME")),
        ("job.runner.gitlab.com/name", variable("CI_JOB_NAME")),
        ("job.runner.gitlab.com/timeout", duration(job.timeout().unwrap_or(super::HOUR))),
        ("project.runner.gitlab.com/id", job.project()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into();
    for (key, value) in &overwrites.pod_annotations {
        annotations.insert(key.clone(), job.variables.expand(value));
    }
    annotations
}

/// Whether a label is in the runner's name space, in any case and below any subdomain.
fn is_runners_own(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let domain = key.split_once('/').map_or(key.as_str(), |(domain, _)| domain);
    domain == "runner.gitlab.com" || domain.ends_with(".runner.gitlab.com")
}

/// Seconds as Go prints a `time.Duration`.
fn duration(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds}s"),
        (0, _) => format!("{minutes}m{seconds}s"),
        _ => format!("{hours}h{minutes}m{seconds}s"),
    }
}

/// A text as the value of a label.
fn sanitized(text: &str) -> String {
    let is_allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let text: String = text.chars().map(|char| if is_allowed(char) { char } else { '_' }).collect();
    let is_edge = |char: char| matches!(char, '-' | '_' | '.');
    let text = text.trim_matches(is_edge);
    text.chars().take(63).collect::<String>().trim_matches(is_edge).to_owned()
}
