//! The containers of the pod.

use std::collections::BTreeMap;

use helm_render::Value;

use super::allowed::{self, ListOf};
use super::object::{IntoValue as _, nonempty, object};
use super::overwrites::{Overwrites, Resources};
use super::services::JobService;
use super::{Job, NoPod, Refusal, security};
use crate::config::kubernetes::{ContainerSecurityContext, Hook};
use crate::images::{HelperChoice, default_helper_image};

/// What stands for the runner's script that starts the first shell that the image has.
const FIND_SHELL: &str = "# (the runner's script that looks for bash or sh)";
/// What stands for the runner's script that makes PowerShell read commands from standard input.
const READ_COMMANDS: &str = "# (the runner's script that reads commands, in base64)";
/// What stands for the runner's script that looks for the file of [`marker`].
const WAIT_FOR_SHELL: &str = "# (the runner's script that looks whether the shell is up)";

/// The helper image: its reference, and the repository of the default one.
pub(super) struct Helper {
    image: String,
    repository: String,
}

/// What the containers are made from.
pub(super) struct Containers<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) overwrites: &'a Overwrites,
    pub(super) image: &'a str,
    pub(super) helper: &'a Helper,
    pub(super) policies: &'a BTreeMap<String, &'static str>,
    pub(super) notes: &'a mut Vec<String>,
}

/// A container that runs all the time: build, helper or service.
struct Running<'a> {
    name: &'a str,
    image: &'a str,
    resources: &'a Resources,
    security: Option<&'a ContainerSecurityContext>,
    /// The `user` that the job wants, `UID` or `UID:GID`.
    user: &'a str,
    command: Vec<String>,
    args: Vec<String>,
    env: Vec<Value>,
}

impl Job<'_> {
    pub(super) fn helper_image(
        &self,
        overwrites: &Overwrites,
        notes: &mut Vec<String>,
    ) -> Result<Helper, NoPod> {
        let label = |name: &str| {
            let own = self.kubernetes.node_selector.as_ref().and_then(|labels| labels.get(name));
            overwrites.node_selector.get(name).or(own).filter(|value| !value.is_empty()).cloned()
        };
        if label("kubernetes.io/os").as_deref() == Some("windows") {
            return Err(NoPod::NotShown("jobs on Windows nodes"));
        }
        let own = self.variables.expand(self.kubernetes.helper_image.as_deref().unwrap_or_default());
        let mut architecture = label("kubernetes.io/arch");
        if architecture.is_none() && self.kubernetes.helper_image_autoset_arch_and_os == Some(true) {
            architecture.clone_from(&self.manager_architecture);
            if architecture.is_none() && own.is_empty() {
                notes.push("the helper image has the manager's architecture; shown for amd64".to_owned());
            }
        }
        let choice = HelperChoice {
            version: &self.version,
            architecture: architecture.as_deref().unwrap_or("amd64"),
            shell: self.runner.shell.as_deref().unwrap_or_default(),
            concrete: false,
        };
        let default = default_helper_image(self.kubernetes, &choice);
        let repository = default.rsplit_once(':').map_or(default.as_str(), |(name, _)| name).to_owned();
        Ok(Helper { image: if own.is_empty() { default } else { own }, repository })
    }
}

impl Containers<'_> {
    /// The init containers.
    pub(super) fn init(&mut self) -> Vec<Value> {
        let job = self.job;
        let mut containers = Vec::new();
        if job.flag("FF_DISABLE_UMASK_FOR_KUBERNETES_EXECUTOR") {
            let command = format!("> {}/.gitlab-build-uid-gid", job.builds_dir());
            let name = "init-build-uid-gid-collector";
            let own = job.kubernetes.build_container_security_context.as_ref();
            let security = security::of_container_for(job.kubernetes, own, name, &job.user(), self.notes);
            containers.push(self.init_container(
                name,
                self.image,
                &self.overwrites.build,
                security,
                &command,
            ));
        }
        if !job.is_legacy() || job.has_dumb_init() {
            let mut commands = Vec::new();
            if !job.is_legacy() {
                let log = format!("{}/output.log", job.logs_dir());
                commands.push(format!("touch {log} && (chmod 777 {log} || exit 0)"));
            }
            if job.has_dumb_init() {
                commands.push(format!("cp /usr/bin/dumb-init {}", job.scripts_dir()));
            }
            let own = job.kubernetes.init_permissions_container_security_context.as_ref();
            let security = security::of_container(job.kubernetes, own, self.notes);
            containers.push(self.init_container(
                "init-permissions",
                &self.helper.image,
                &self.overwrites.helper,
                security,
                &commands.join(";\n"),
            ));
        }
        containers
    }

    fn init_container(
        &self,
        name: &str,
        image: &str,
        resources: &Resources,
        security: Value,
        command: &str,
    ) -> Value {
        object([
            ("name", name.into()),
            ("image", image.into()),
            ("command", Value::strings(["sh", "-c", command])),
            ("imagePullPolicy", self.policies.get(name).copied().into_value()),
            ("resources", resources.value()),
            ("volumeMounts", nonempty(self.job.mounts())),
            ("securityContext", security),
        ])
    }

    /// The containers of services, in the order of their names.
    pub(super) fn services(
        &mut self,
        services: &BTreeMap<String, JobService>,
    ) -> Result<Vec<Value>, Refusal> {
        let mut containers = Vec::new();
        for (name, service) in services {
            allowed::image(self.job, &service.image, ListOf::Services, &self.helper.repository)?;
            let (mut command, mut args) = (service.entrypoint.clone(), service.command.clone());
            if self.job.flag("FF_KUBERNETES_HONOR_ENTRYPOINT") {
                (command, args) = (Vec::new(), Vec::new());
            }
            let env = self.job.variables.iter().chain(service.variables.iter());
            containers.push(self.running(Running {
                name,
                image: &service.image,
                resources: self.overwrites.by_service.get(name).unwrap_or(&self.overwrites.service),
                security: self.job.kubernetes.service_container_security_context.as_ref(),
                user: "",
                command,
                args,
                env: environment(env),
            }));
        }
        Ok(containers)
    }

    /// The build and the helper container.
    pub(super) fn build_and_helper(&mut self) -> Result<Vec<Value>, Refusal> {
        let job = self.job;
        allowed::image(job, self.image, ListOf::Images, &self.helper.repository)
            .map_err(|refusal| refusal.during("building build container"))?;
        let mut command = job.start(None);
        let waits = job.flag("FF_KUBERNETES_HONOR_ENTRYPOINT") && job.is_legacy();
        if job.has_dumb_init() {
            let start = [format!("{}/dumb-init", job.scripts_dir()), "--".to_owned()];
            command = start.into_iter().chain(command).collect();
        }
        let build_command = if waits { job.start(Some(&job.marker())) } else { command.clone() };
        let split = |command: Vec<String>| {
            let honours = job.flag("FF_KUBERNETES_HONOR_ENTRYPOINT");
            if honours { (Vec::new(), command) } else { (command, Vec::new()) }
        };
        let (own_command, args) = split(build_command);
        let build = self.running(Running {
            name: "build",
            image: self.image,
            resources: &self.overwrites.build,
            security: job.kubernetes.build_container_security_context.as_ref(),
            user: &job.user(),
            command: own_command,
            args,
            env: environment(job.variables.iter()),
        });
        if waits && let Some(map) = build.as_map() {
            map.insert("startupProbe", startup_probe(job));
        }
        let (command, args) = split(command);
        let helper = self.running(Running {
            name: "helper",
            image: &self.helper.image,
            resources: &self.overwrites.helper,
            security: job.kubernetes.helper_container_security_context.as_ref(),
            // The helper does not take over the user of the job.
            user: "",
            command,
            args,
            env: Vec::new(),
        });
        Ok(vec![build, helper])
    }

    fn running(&mut self, container: Running<'_>) -> Value {
        let Running { name, security, user, .. } = container;
        let security = security::of_container_for(self.job.kubernetes, security, name, user, self.notes);
        object([
            ("name", container.name.into()),
            ("image", container.image.into()),
            ("command", nonempty(&container.command)),
            ("args", nonempty(&container.args)),
            ("imagePullPolicy", self.policies.get(container.name).copied().into_value()),
            ("env", nonempty(container.env)),
            ("resources", container.resources.value()),
            ("volumeMounts", nonempty(self.job.mounts())),
            ("securityContext", security),
            ("lifecycle", self.job.lifecycle()),
            ("stdin", true.into()),
        ])
    }
}

impl Job<'_> {
    fn user(&self) -> String {
        self.variables.expand(self.options.user.as_deref().unwrap_or_default())
    }

    fn shell(&self) -> &str {
        self.runner.shell.as_deref().filter(|shell| !shell.is_empty()).unwrap_or("bash")
    }

    /// The file that tells the startup probe that the shell is up.
    fn marker(&self) -> String {
        format!("{}/.gitlab-startup-marker", self.builds_dir().trim_end_matches('/'))
    }

    /// The command that starts the shell, after making a file to say so.
    fn start(&self, marker: Option<&str>) -> Vec<String> {
        if self.shell() == "pwsh" {
            let flags = "-NoProfile -NoLogo -InputFormat text -OutputFormat text -NonInteractive -ExecutionPolicy Bypass";
            let flags = flags.split(' ').chain(["-EncodedCommand", READ_COMMANDS]);
            return ["pwsh"].into_iter().chain(flags).map(str::to_owned).collect();
        }
        let script = match marker {
            Some(marker) => format!(">'{marker}'; {FIND_SHELL}"),
            None => FIND_SHELL.to_owned(),
        };
        vec!["sh".to_owned(), "-c".to_owned(), script]
    }

    fn lifecycle(&self) -> Value {
        let Some(hooks) = &self.kubernetes.container_lifecycle else { return Value::Nil };
        if hooks.post_start.is_none() && hooks.pre_stop.is_none() {
            return Value::Nil;
        }
        object([
            ("postStart", hooks.post_start.as_ref().map_or(Value::Nil, hook)),
            ("preStop", hooks.pre_stop.as_ref().map_or(Value::Nil, hook)),
        ])
    }
}

fn hook(hook: &Hook) -> Value {
    let port = |port: Option<crate::model::Port>| Value::Int64(port.map_or(0, |port| port.0));
    let exec = hook.exec.as_ref().map(|exec| object([("command", nonempty(exec.command.as_ref()))]));
    let http_get = hook.http_get.as_ref().map(|get| {
        let headers = get.http_headers.iter().flatten().map(|header| {
            object([
                ("name", header.name.as_deref().unwrap_or_default().into()),
                ("value", header.value.as_deref().unwrap_or_default().into()),
            ])
        });
        object([
            ("host", nonempty(get.host.as_deref())),
            ("port", port(get.port)),
            ("path", nonempty(get.path.as_deref())),
            ("scheme", nonempty(get.scheme.as_deref())),
            ("httpHeaders", nonempty(headers.collect::<Vec<_>>())),
        ])
    });
    let tcp_socket = hook
        .tcp_socket
        .as_ref()
        .map(|socket| object([("host", nonempty(socket.host.as_deref())), ("port", port(socket.port))]));
    object([
        ("exec", exec.unwrap_or_default()),
        ("httpGet", http_get.unwrap_or_default()),
        ("tcpSocket", tcp_socket.unwrap_or_default()),
    ])
}

fn startup_probe(job: &Job<'_>) -> Value {
    let positive = |value: Option<crate::model::Count>, otherwise: i64| {
        value.map(|value| value.0).filter(|value| *value > 0).unwrap_or(otherwise)
    };
    let interval = positive(job.kubernetes.poll_interval, 3);
    let timeout = positive(job.kubernetes.poll_timeout, 180);
    let (shell, marker, message) = (job.shell(), job.marker(), "gitlab-runner shell not up yet");
    let command = if shell == "pwsh" {
        Value::strings([shell, "-CommandWithArgs", WAIT_FOR_SHELL, &marker, message])
    } else {
        Value::strings([shell, "-c", WAIT_FOR_SHELL, "--", &marker, message])
    };
    object([
        ("exec", object([("command", command)])),
        ("successThreshold", Value::Int64(1)),
        ("initialDelaySeconds", Value::Int64(1)),
        ("periodSeconds", Value::Int64(interval)),
        ("failureThreshold", Value::Int64(timeout / interval)),
    ])
}

/// The variables in order; of two with one name, the later one's value at the earlier one's place.
fn environment<'a>(variables: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Value> {
    let mut entries: Vec<(&str, String)> = Vec::new();
    for (name, value) in variables {
        // Kubernetes would take `$(NAME)` for a reference.
        let value = value.replace('$', "$$");
        match entries.iter_mut().find(|(known, _)| *known == name) {
            Some(entry) => entry.1 = value,
            None => entries.push((name, value)),
        }
    }
    let entry = |(name, value): (&str, String)| object([("name", name.into()), ("value", nonempty(value))]);
    entries.into_iter().map(entry).collect()
}
