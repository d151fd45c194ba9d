//! `runtime-socket`.

use super::context::Place;
use super::Context;
use crate::source::Value;

rule! {
    /// The socket of a container runtime, or the root of a node, mounted from the node.
    ///
    /// ## What it does
    ///
    /// Reports volumes that bring the socket of Docker, containerd, CRI-O or Podman, a folder that holds it, or the
    /// node's root into job pods or the manager.
    ///
    /// ## Why
    ///
    /// Whoever can talk to the runtime can start a privileged container on the node, `read_only` or not. It also works
    /// around every limit that the cluster sets for the pod.
    ///
    /// ## Example
    ///
    /// ```toml
    /// [[runners.kubernetes.volumes.host_path]]
    ///   name = "docker"
    ///   mount_path = "/var/run/docker.sock"
    /// ```
    ///
    /// ## Use instead
    ///
    /// Build images with rootless BuildKit, Buildah or kaniko, which need no socket.
    "runtime-socket", Warning, File, check
}

const SOCKETS: &[&str] = &[
    "/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/run/k3s/containerd/containerd.sock",
    "/run/crio/crio.sock",
    "/run/podman/podman.sock",
    "/run/cri-dockerd.sock",
    "/run/dockershim.sock",
    "/run/buildkit/buildkitd.sock",
];

const HELP: &str = "remove the volume; build images with rootless BuildKit, Buildah or kaniko, which need no socket";

fn check(ctx: &mut Context<'_>) {
    for (at, runner) in ctx.runners() {
        let volumes = runner.value.at(&["kubernetes", "volumes", "host_path"]).map_or(&[][..], Value::items);
        for (index, volume) in volumes.iter().enumerate() {
            let key = if volume.is_set("host_path") { "host_path" } else { "mount_path" };
            let (Some(value), Some(path)) = (volume.get(key), volume.text(key)) else { continue };
            if let Some(what) = danger(path) {
                let place =
                    Place::of_runner(at, &runner, &format!("kubernetes.volumes.host_path[{index}].{key}"), value);
                ctx.report(place, format!("jobs get {what} of their node, {path:?}, and can take it over"), HELP);
            }
        }
        for (index, volume) in
            runner.value.at(&["docker", "volumes"]).map_or(&[][..], Value::items).iter().enumerate()
        {
            let path = volume.as_str().and_then(|text| text.split(':').next()).unwrap_or_default();
            if let Some(what) = danger(path) {
                let place = Place::of_runner(at, &runner, &format!("docker.volumes[{index}]"), volume);
                ctx.report(place, format!("jobs get {what} of their machine, {path:?}, and can take it over"), HELP);
            }
        }
    }
    for (at, values) in ctx.values() {
        let volumes = values.get("volumes").map_or(&[][..], Value::items);
        manager(ctx, volumes, |index, value| Place::of_values(at, &format!("volumes[{index}].hostPath.path"), value));
    }
    for (at, object) in ctx.objects() {
        let Some((pod, path)) = object.pod() else { continue };
        let volumes = pod.get("volumes").map_or(&[][..], Value::items);
        manager(ctx, volumes, |index, value| {
            Place::of_object(at, object, &format!("{path}.volumes[{index}].hostPath.path"), value)
        });
    }
}

fn manager(ctx: &mut Context<'_>, volumes: &[Value], place: impl Fn(usize, &Value) -> Place) {
    for (index, volume) in volumes.iter().enumerate() {
        let Some(value) = volume.at(&["hostPath", "path"]) else { continue };
        let Some(path) = value.as_str() else { continue };
        if let Some(what) = danger(path) {
            ctx.report(place(index, value), format!("the pod gets {what} of its node, {path:?}, and can take it over"), HELP);
        }
    }
}

/// What a path of a node gives away.
fn danger(path: &str) -> Option<&'static str> {
    let path = path.trim();
    let plain = path.strip_prefix("/var/run").map_or_else(|| path.to_owned(), |rest| format!("/run{rest}"));
    let plain = plain.trim_end_matches('/');
    if plain.is_empty() && path.starts_with('/') {
        return Some("the whole file system");
    }
    if SOCKETS.contains(&plain) {
        return Some("the container runtime's socket");
    }
    // `/run` and `/run/containerd` hold a socket.
    let folder = format!("{plain}/");
    (plain.starts_with("/run") && SOCKETS.iter().any(|socket| socket.starts_with(&folder)))
        .then_some("the folder with the container runtime's socket")
}
