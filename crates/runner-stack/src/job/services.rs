//! The services of a job: their containers' names and their host names.

use std::collections::{BTreeMap, BTreeSet};

use helm_render::Value;

use super::object::{IntoValue as _, object};
use super::{Job, Refusal};
use crate::config::kubernetes::Service;
use crate::variables::Variables;

/// A service container.
#[derive(Debug, Default)]
pub(super) struct JobService {
    pub(super) image: String,
    aliases: Vec<String>,
    pub(super) entrypoint: Vec<String>,
    pub(super) command: Vec<String>,
    pub(super) variables: Variables,
}

/// The services of the runner and then those of the job, by container name.
pub(super) fn of(job: &Job<'_>) -> BTreeMap<String, JobService> {
    let mut services = BTreeMap::new();
    let mut used = BTreeSet::new();
    let mut unnamed = 0;
    let own = job.kubernetes.services.iter().flatten().map(|service| of_runner(job, service));
    let asked = job
        .options
        .services
        .iter()
        .map(|image| JobService { image: job.variables.expand(image), ..JobService::default() });
    for service in own.chain(asked).filter(|service| !service.image.is_empty()) {
        let name = service_name(&service.aliases, &mut used).unwrap_or_else(|| {
            unnamed += 1;
            format!("svc-{}", unnamed - 1)
        });
        services.insert(name, service);
    }
    services
}

fn of_runner(job: &Job<'_>, service: &Service) -> JobService {
    let alias = job.variables.expand(service.alias.as_deref().unwrap_or_default()).replace(',', " ");
    let mut variables = Variables::default();
    for item in service.environment.iter().flatten() {
        if let Some((name, value)) = item.split_once('=') {
            variables.set(name, value);
        }
    }
    JobService {
        image: job.variables.expand(service.name.as_deref().unwrap_or_default()),
        aliases: alias.split_whitespace().map(str::to_owned).collect(),
        entrypoint: service.entrypoint.clone().unwrap_or_default(),
        command: service.command.clone().unwrap_or_default(),
        variables,
    }
}

/// The first alias that can name a container and does not yet.
fn service_name(aliases: &[String], used: &mut BTreeSet<String>) -> Option<String> {
    aliases.iter().find(|alias| used.insert((*alias).clone()) && is_label(alias)).cloned()
}

/// The hosts entries of services and runner; the services come first, so that they win.
pub(super) fn host_aliases(
    job: &Job<'_>,
    services: &BTreeMap<String, JobService>,
) -> Result<Vec<Value>, Refusal> {
    let mut names = Vec::new();
    for service in services.values() {
        names.extend(names_of_image(&service.image).into_iter().filter(|name| is_subdomain(name)));
        for alias in &service.aliases {
            if !is_subdomain(alias) {
                return Err(Refusal::new(
                    format!(
                        "provided host alias {alias} for service {} is invalid DNS. {SUBDOMAIN}",
                        service.image
                    ),
                    "name the service with lower case letters, digits, `-` and `.`",
                ));
            }
            names.push(alias.clone());
        }
    }
    let mut aliases = Vec::new();
    if !names.is_empty() {
        aliases.push(object([("ip", "127.0.0.1".into()), ("hostnames", (&names).into_value())]));
    }
    for alias in job.kubernetes.host_aliases.iter().flatten() {
        aliases.push(object([
            ("ip", alias.ip.as_deref().unwrap_or_default().into()),
            ("hostnames", alias.hostnames.as_ref().into_value()),
        ]));
    }
    Ok(aliases)
}

/// What Kubernetes says about a name that is no DNS subdomain.
const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or \
    '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/// The host names that an image gives: its path without port and version, with `__` and with `-` for slashes.
fn names_of_image(image: &str) -> Vec<String> {
    let image = image.split_once('@').map_or(image, |(name, _)| name);
    // A colon behind the last slash starts the version.
    let after_slash = image.rfind('/').map_or(0, |at| at + 1);
    let name = image[after_slash..].find(':').map_or(image, |colon| &image[..after_slash + colon]);
    let service = match name.split_once('/') {
        Some((registry, path)) => {
            format!("{}/{path}", registry.split_once(':').map_or(registry, |(host, _)| host))
        }
        None => name.to_owned(),
    };
    let mut names = vec![service.replace('/', "__")];
    let other = service.replace('/', "-");
    if other != names[0] {
        names.push(other);
    }
    names
}

fn is_label(name: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty()
        && name.len() <= 63
        && name.bytes().all(is_inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

fn is_subdomain(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_part)
}
