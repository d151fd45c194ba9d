"""Runs the start script of a rendered Deployment in a folder that stands for its pod."""

import base64
import json
import os
import pathlib
import re
import stat
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).parent
# Paths of the pod that scripts, variables and arguments name.
PLACES = {
    "/home/gitlab-runner/.gitlab-runner": "config",
    "/etc/gitlab-runner": "config",
    "/configmaps": "configmaps",
    "/secrets": "secrets",
    "/var/run/secrets/kubernetes.io/serviceaccount": "serviceaccount",
    "/entrypoint": "bin/gitlab-runner",
}


class StartFailed(Exception):
    pass


def start(objects, deployment, cluster):
    """The finished configuration: globals, runners, what GitLab was told, and the files under /secrets.

    objects   all rendered objects
    cluster   what exists beside them: kind → name → key → value
    """
    cluster = {kind: dict(entries) for kind, entries in cluster.items()}
    for item in objects:
        if item["kind"] == "Secret":
            data = {key: base64.b64decode(value).decode() for key, value in (item.get("data") or {}).items()}
            cluster["Secret"][item["metadata"]["name"]] = data
        elif item["kind"] == "ConfigMap":
            cluster["ConfigMap"][item["metadata"]["name"]] = item.get("data") or {}
    with tempfile.TemporaryDirectory(prefix="pod-") as root:
        return Pod(pathlib.Path(root), deployment, cluster).start()


class Pod:
    def __init__(self, root, deployment, cluster):
        self.root = root
        self.spec = deployment["spec"]["template"]["spec"]
        self.container = self.spec["containers"][0]
        self.cluster = cluster
        for folder in ("bin", "config", "configmaps", "secrets", "serviceaccount"):
            (root / folder).mkdir()

    def start(self):
        for name in ("gitlab-runner", "curl"):
            program = self.root / "bin" / name
            program.write_text(f"#!{sys.executable}\n" + (HERE / "stand_in.py").read_text(encoding="utf-8"), encoding="utf-8")
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        (self.root / "registered.json").write_text("[]", encoding="utf-8")
        for name, text in (("namespace", "gitlab-runners"), ("token", "EXAMPLE"), ("ca.crt", "")):
            (self.root / "serviceaccount" / name).write_text(text, encoding="utf-8")
        secrets = self.mount()
        command = self.container["command"]
        script = self.local(command[command.index("--") + 2])
        done = subprocess.run([pathlib.Path(command[command.index("--") + 1]).name, script], env=self.environment(),
                              cwd=self.root, capture_output=True, text=True, timeout=60, check=False, start_new_session=True)
        if (self.root / "problem").exists() or done.returncode:
            problem = self.root / "problem"
            raise StartFailed(problem.read_text(encoding="utf-8") if problem.exists() else done.stderr)
        noted = json.loads(self.pod_paths((self.root / "run.json").read_text(encoding="utf-8")))
        registered = json.loads(self.pod_paths((self.root / "registered.json").read_text(encoding="utf-8")))
        config = tomllib.loads(noted.pop("config"))
        if registered:
            config["runners"] = [item["entry"] for item in registered]
        return {"config": config, "registered": [item["server"] for item in registered], "run": noted, "secrets": secrets}

    def mount(self):
        """Writes the ConfigMap's and the Secrets' files; returns the latter."""
        secrets = {}
        for volume in self.spec.get("volumes", []):
            if volume["name"] == "configmaps":
                for key, text in self.cluster["ConfigMap"][volume["configMap"]["name"]].items():
                    (self.root / "configmaps" / key).write_text(self.local(text), encoding="utf-8")
            for source in volume.get("projected", {}).get("sources", []):
                source = source["secret"]
                data = self.cluster["Secret"].get(source["name"])
                if data is None and source.get("optional"):
                    continue
                if data is None:
                    raise StartFailed(f"there is no Secret {source['name']}")
                for item in source.get("items") or [{"key": key, "path": key} for key in data]:
                    if item["key"] in data:
                        secrets[item["path"]] = data[item["key"]]
                    elif not source.get("optional"):
                        raise StartFailed(f"Secret {source['name']} has no key {item['key']}")
        for path, text in secrets.items():
            file = self.root / "secrets" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return secrets

    def environment(self):
        found = {"PATH": f"{self.root / 'bin'}:{os.environ['PATH']}", "HOME": str(self.root), "STAND_IN_DIR": str(self.root),
                 "REGISTER_ATTEMPTS": "1"}
        for source in self.container.get("envFrom", []):
            kind, reference = ("Secret", source["secretRef"]) if "secretRef" in source else ("ConfigMap", source["configMapRef"])
            found |= self.cluster[kind].get(reference["name"], {})
        for variable in self.container.get("env", []):
            found[variable["name"]] = self.local(str(self.value(variable)))
        return found

    def value(self, variable):
        source = variable.get("valueFrom") or {}
        for kind, key in (("Secret", "secretKeyRef"), ("ConfigMap", "configMapKeyRef")):
            if key in source:
                return self.cluster[kind][source[key]["name"]][source[key]["key"]]
        if "fieldRef" in source:
            return f"({source['fieldRef']['fieldPath']})"
        return variable.get("value") or ""

    def local(self, text):
        pattern = "|".join(re.escape(path) for path in PLACES)
        return re.sub(rf"(?<![\w/.-])({pattern})(?![\w-])", lambda found: str(self.root / PLACES[found[1]]), text)

    def pod_paths(self, text):
        return text.replace(str(self.root), "")
