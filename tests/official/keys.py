"""The keys of the official chart, and whether the values files set every one of them.

usage: keys.py

Recorded in keys.txt: what its values.yaml sets, what it shows in comments, and what only its templates read.
"""

import pathlib
import re
import sys

import yaml

HERE = pathlib.Path(__file__).parent
# Words before a colon in comments that are no keys.
PROSE = {"ref", "tpl", "http", "https", "Example"}
# Examples of things inside a key's own Kubernetes or GitLab vocabulary.
FREE = {
    "affinity", "configMaps", "deploymentAnnotations", "deploymentLabels", "deploymentLifecycle", "envVars", "extraContainers",
    "extraEnv", "extraEnvFrom", "extraEnvFromRefs", "extraObjects", "hostAliases", "hpa.metrics", "imagePullSecrets",
    "nodeSelector", "podAnnotations", "podLabels", "rbac.rules", "rbac.serviceAccountAnnotations", "secrets",
    "serviceAccount.annotations", "service.additionalPorts", "strategy", "tolerations", "topologySpreadConstraints",
    "volumeMounts", "volumes", "metrics.podMonitor.labels", "metrics.serviceMonitor.labels", "sessionServer.ingress.annotations",
}


def main():
    given = set()
    for file in sorted((HERE / "values").glob("*.yaml")):
        given |= set(flatten(yaml.safe_load(file.read_text(encoding="utf-8"))))
    recorded = (HERE / "keys.txt").read_text(encoding="utf-8").split()
    missing = [key for key in recorded if key not in given]
    for key in missing:
        print(f"FAILED no values file sets {key}")
    print(f"{len(recorded)} keys, {len(missing)} not set")
    return 1 if missing else 0


def record(chart):
    (HERE / "keys.txt").write_text("\n".join(sorted(keys(chart))) + "\n", encoding="utf-8")


def keys(chart):
    """Every key, as dotted paths; maps with keys of their own are left out."""
    text = (chart / "values.yaml").read_text(encoding="utf-8")
    found = set(flatten(yaml.safe_load(text))) | set(commented(text))
    for file in (chart / "templates").iterdir():
        for path in re.findall(r"\.Values\.([A-Za-z_][A-Za-z0-9_.]*)", file.read_text(encoding="utf-8")):
            if not path.startswith("global"):
                found.add(path.rstrip("."))
        for path in re.findall(r"hasKey \.Values\.(\w+) \"(\w+)\"", file.read_text(encoding="utf-8")):
            found.add(".".join(path))
    found = {free(path) for path in found}
    return {path for path in found if not any(other.startswith(path + ".") for other in found)}


def free(path):
    return next((key for key in FREE if path.startswith(key + ".")), path)


def commented(text):
    """Keys in comments, by their column, below the keys around them."""
    stack = []
    for line in text.splitlines():
        found = re.match(r"^( *)(#{0,2})( *)([A-Za-z_][A-Za-z0-9_-]*):( .*)?$", line)
        if not found:
            continue
        before, mark, after, key, value = found.groups()
        if key in PROSE or (mark == "##" and (value or "").strip() not in ("{}", "[]")):
            continue
        column = len(before) + (max(len(after) - 1, 0) if mark else 0)
        while stack and stack[-1][0] >= column:
            stack.pop()
        if stack and stack[-1][1] == key:
            # An example repeats the key that it stands under.
            continue
        stack.append((column, key))
        if mark:
            yield ".".join(name for _, name in stack)


def flatten(value, path=""):
    """Paths of all keys, those of maps and of their items alike."""
    for key, item in value.items():
        below = f"{path}.{key}" if path else str(key)
        yield below
        if isinstance(item, dict):
            yield from flatten(item, below)


if __name__ == "__main__":
    sys.exit(main())
