"""Validates manifests against strict Kubernetes schemas, and the config.toml inside them as TOML.

usage: validate.py VERSION[,VERSION…] FILE…

Every document of every file is checked against every version; every config.toml against the types of its keys. Kinds that are not Kubernetes' own (ServiceMonitor,
PodMonitor) are named and skipped. Prints one line per problem; the exit code is 1 when there is any.
"""

import datetime
import json
import pathlib
import sys
import tomllib

import jsonschema
import kubernetes_validate
import yaml

SCHEMA = pathlib.Path(__file__).parents[2] / "chart/values.schema.json"
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
        if key == "config.toml":
            yield from (f"{key}: {problem}" for problem in type_problems(config))


def config_validator():
    """Types of config.toml as the runner's decoder wants them: a TOML float is no integer, even without a fraction."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    types = jsonschema.Draft7Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    )
    strict = jsonschema.validators.extend(jsonschema.Draft7Validator, type_checker=types)
    return strict({"$ref": "#/definitions/config.ConfigOrNull", "definitions": schema["definitions"]})


def type_problems(config):
    for error in config_validator().iter_errors(jsonable(config)):
        yield f"{'.'.join(str(part) for part in error.path)}: {error.message}"


def jsonable(value):
    """Dates of TOML as the text that the schema describes."""
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [jsonable(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.datetime) else value


def main():
    versions, files = sys.argv[1].split(","), sys.argv[2:]
    found = [problem for path in files for problem in problems(path, versions)]
    for problem in found:
        print(problem)
    print(f"{len(files)} files, {len(versions)} Kubernetes versions, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
