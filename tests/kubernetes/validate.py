"""Validates manifests against strict Kubernetes schemas, and the config.toml inside them as TOML.

usage: validate.py VERSION[,VERSION…] FILE…

Every document of every file is checked against every version. Kinds that are not Kubernetes' own (ServiceMonitor,
PodMonitor) are named and skipped. Prints one line per problem; the exit code is 1 when there is any.
"""

import sys
import tomllib

import kubernetes_validate
import yaml

FOREIGN_GROUPS = ("monitoring.coreos.com/",)


def problems(path, versions):
    with open(path, encoding="utf-8") as file:
        documents = [document for document in yaml.safe_load_all(file) if document]
    if not documents:
        yield f"{path}: no documents"
    for document in documents:
        name = f"{document.get('kind')}/{document.get('metadata', {}).get('name')}"
        if not str(document.get("apiVersion", "")).startswith(FOREIGN_GROUPS):
            for version in versions:
                try:
                    kubernetes_validate.validate(document, version, strict=True)
                except kubernetes_validate.ValidationError as error:
                    where = "/".join(str(part) for part in error.path)
                    yield f"{path}: {name}: {version}: {where}: {error.message}"
                except kubernetes_validate.SchemaNotFoundError as error:
                    yield f"{path}: {name}: {version}: no schema: {error}"
        if document.get("kind") == "ConfigMap":
            yield from (f"{path}: {name}: {problem}" for problem in toml_problems(document.get("data") or {}))


def toml_problems(data):
    for key, text in data.items():
        if not key.endswith(".toml"):
            continue
        try:
            config = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            yield f"{key}: {error}"
            continue
        if key == "config.toml" and not isinstance(config.get("concurrent"), int):
            yield f"{key}: concurrent is not an integer"
        yield from (f"{key}: {path} is a float without a fraction: {value}" for path, value in floats(config, "") if value.is_integer() and path in INTEGER_KEYS)


# A few keys that Helm turns into floats when a chart uses toToml.
INTEGER_KEYS = {"concurrent", "check_interval", "shutdown_timeout", "runners.limit", "runners.request_concurrency", "runners.kubernetes.poll_timeout"}


def floats(value, path):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from floats(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from floats(item, path)
    elif isinstance(value, float):
        yield path, value


def main():
    versions, files = sys.argv[1].split(","), sys.argv[2:]
    found = [problem for path in files for problem in problems(path, versions)]
    for problem in found:
        print(problem)
    print(f"{len(files)} files, {len(versions)} Kubernetes versions, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
