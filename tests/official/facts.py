"""What a rendered stack does, without how its scripts do it: the facts in which our stack and the official chart's must agree.

Objects are kept as they are, but for what Kubernetes fills in by itself and for the inner workings of the chart (its
scripts, their variables and mounts). The configuration is what the start script, run for real, hands to the runner.
"""

import base64
import json
import re

import yaml

import pod

NAMESPACE = "gitlab-runners"
RELEASE = "ci"
CLUSTER_WIDE = {"ClusterRole", "ClusterRoleBinding"}

# Inner workings of either chart. Variables that the values set count all the same.
OWN_VARIABLES = {
    "CONFIG_TEMPLATE", "CONFIG_FILE", "SECRETS_DIR", "START_MODE", "RUNNER_COUNT", "UNREGISTER_RUNNERS", "RUN_USER",
    "SESSION_SERVER_SERVICE", "SESSION_SERVER_ADDRESS", "SESSION_SERVER_PORT",
    # Of the registration; what comes of them is compared.
    "KUBERNETES_NAMESPACE", "REGISTER_LOCKED", "RUNNER_TAG_LIST",
}
OWN_FILES = {
    "config.toml", "config.template.toml", "entrypoint", "check-live", "register-the-runner", "render-config.awk",
    "session-server", "set-session-server-address", "set-session-server-port", "template-0.toml", "register-0.args",
}
OWN_VOLUMES = {"runner-secrets", "projected-secrets", "configmaps"}
OWN_MOUNTS = {"/secrets", "/configmaps"}
UNREGISTER = {"preStop": {"exec": {"command": ["/entrypoint", "unregister", "--all-runners"]}}}


def facts(text, values, cluster, app_version=None):
    """The facts of one rendered stack, as JSON-able data."""
    objects = [item for item in yaml.safe_load_all(text) if item]
    found = {}
    started = {}
    for item in objects:
        metadata = item["metadata"]
        if item["kind"] not in CLUSTER_WIDE:
            metadata.setdefault("namespace", NAMESPACE)
        if item["kind"] == "Deployment":
            version = app_version or metadata["labels"]["app.kubernetes.io/version"]
            started = pod.start(objects, item, cluster)
    for item in objects:
        metadata = item["metadata"]
        where = "/".join(part for part in (item["kind"], metadata.get("namespace"), metadata["name"]) if part)
        shown = KINDS.get(item["kind"], lambda item: item)(item)
        if item["kind"] == "Deployment":
            shown = deployment(item, values, version)
        if item["kind"] == "ConfigMap" and where in found:
            raise ValueError(f"{where} is there twice")
        label(shown)
        found[where] = prune(shown)
    return found | configuration(started)


def label(item):
    spec = item.get("spec", {})
    for labels in (item["metadata"].get("labels", {}), spec.get("template", {}).get("metadata", {}).get("labels", {}),
                   spec.get("selector", {}).get("matchLabels", {})):
        if "chart" in labels:
            labels["chart"] = "(name and version of the chart)"


def deployment(item, values, version):
    annotations = item["spec"]["template"]["metadata"].get("annotations", {})
    checksums = [name for name in annotations if name.startswith("checksum/")]
    for name in checksums:
        del annotations[name]
    spec = item["spec"]["template"]["spec"]
    manager = spec["containers"].pop(0)
    item["restarted when the configuration changes"] = any("secret" not in name for name in checksums)
    item["restarted when the token changes"] = any("secret" in name for name in checksums) or not values.get("runnerToken")
    manager["init"] = manager.pop("command")[0]
    manager["image"] = re.sub(rf"v{re.escape(version)}$", "v(version of the chart)", manager["image"])
    environment = {variable["name"]: variable for variable in manager.pop("env")}
    given = {item["name"] for item in values.get("envVars", [])} | set(values.get("extraEnv", {})) | set(values.get("extraEnvFrom", {}))
    manager["env"] = [variable for name, variable in environment.items() if name in given or name not in OWN_VARIABLES]
    manager["unregisters when it stops"] = (
        manager.get("lifecycle") == UNREGISTER or environment.get("UNREGISTER_RUNNERS", {}).get("value") == "true")
    if manager.get("lifecycle") == UNREGISTER:
        del manager["lifecycle"]
    for probe in ("livenessProbe", "readinessProbe"):
        command = manager[probe].pop("exec")["command"]
        if command[-2].endswith("check-live"):
            manager[probe]["seconds for the check"] = command[-1]
    manager["volumeMounts"] = {mount.pop("mountPath").rstrip("/"): mount for mount in manager["volumeMounts"]
                               if mount["mountPath"] not in OWN_MOUNTS}
    spec["volumes"] = [volume for volume in spec["volumes"] if volume["name"] not in OWN_VOLUMES]
    spec["manager"] = manager
    return item


def config_map(item):
    item["data"] = {name: text.strip() for name, text in item["data"].items() if name not in OWN_FILES and text and text.strip()}
    return item


def secret(item):
    item["data"] = {name: base64.b64decode(text).decode() for name, text in item["data"].items()}
    return item


def role(item):
    """Rules as one text, so that order counts neither of them nor in them."""
    texts = []
    for rule in item["rules"]:
        resources = rule.pop("resources")
        what = ", ".join(sorted(f"{resource}.{group}" if group else resource for group in rule.pop("apiGroups") for resource in resources))
        names = f" named {', '.join(sorted(rule.pop('resourceNames')))}" if "resourceNames" in rule else ""
        texts.append(f"{', '.join(sorted(rule.pop('verbs')))} {what}{names}" + (f" {rule}" if rule else ""))
    item["rules"] = "; ".join(sorted(texts))
    return item


KINDS = {"ConfigMap": config_map, "Secret": secret, "Role": role, "ClusterRole": role}


def configuration(started):
    config = started["config"]
    runners = config.pop("runners", [])
    for runner in runners:
        executor = runner.get("executor")
        for section in ("custom", "docker", "kubernetes", "machine", "parallels", "ssh", "virtualbox"):
            # `register` drops the sections of other executors.
            if section != (executor or "").split("-")[0].split("+")[0]:
                runner.pop(section, None)
        cache = runner.get("cache", {})
        for kind in ("s3", "gcs", "azure"):
            if cache.get("Type") != kind:
                cache.pop(kind, None)
        if not cache.get("Type"):
            runner.pop("cache", None)
    return {
        "config.toml": prune(config | {"runners": runners}),
        "settings sent to GitLab": prune([server for server in started["registered"] if server]),
        "run": prune(started["run"]),
        "/secrets": prune(started["secrets"]),
    }


def prune(value):
    """Without what is empty, but for volumes, whose type may be an empty map."""
    if isinstance(value, dict):
        pruned = {key: item if key == "volumes" else prune(item) for key, item in value.items()}
        return {key: item for key, item in pruned.items() if item not in (None, "", {}, [])}
    if isinstance(value, list):
        return [prune(item) for item in value]
    return value
