"""Stands in for gitlab-runner and curl while a start script runs, and notes in $STAND_IN_DIR what became of the configuration.

`register` does what the real one does to the [[runners]] entry: options, then environment, then the template for what is
still empty. `run` ends at once.
"""

import json
import os
import pathlib
import sys
import tomllib

DIR = pathlib.Path(os.environ.get("STAND_IN_DIR", "."))

# The variables of `register` that the values files use, each with its key in the entry and its type.
VARIABLES = {
    "RUNNER_NAME": ("name", str),
    "CI_SERVER_URL": ("url", str),
    "RUNNER_EXECUTOR": ("executor", str),
    "RUNNER_REQUEST_CONCURRENCY": ("request_concurrency", int),
    "CACHE_TYPE": ("cache.Type", str),
    "CACHE_SHARED": ("cache.Shared", bool),
    "CACHE_S3_SERVER_ADDRESS": ("cache.s3.ServerAddress", str),
    "CACHE_S3_BUCKET_NAME": ("cache.s3.BucketName", str),
    "CACHE_S3_BUCKET_LOCATION": ("cache.s3.BucketLocation", str),
    "CACHE_S3_ACCESS_KEY": ("cache.s3.AccessKey", str),
    "CACHE_S3_SECRET_KEY": ("cache.s3.SecretKey", str),
    "CACHE_GCS_ACCESS_ID": ("cache.gcs.AccessID", str),
    "CACHE_GCS_PRIVATE_KEY": ("cache.gcs.PrivateKey", str),
    "CACHE_AZURE_ACCOUNT_NAME": ("cache.azure.AccountName", str),
    "CACHE_AZURE_ACCOUNT_KEY": ("cache.azure.AccountKey", str),
    "KUBERNETES_NAMESPACE": ("kubernetes.namespace", str),
    "KUBERNETES_IMAGE": ("kubernetes.image", str),
    "KUBERNETES_PRIVILEGED": ("kubernetes.privileged", bool),
    "KUBERNETES_CPU_REQUEST": ("kubernetes.cpu_request", str),
    "KUBERNETES_POLL_TIMEOUT": ("kubernetes.poll_timeout", int),
}
# Those and the options that no entry holds: GitLab gets them with a registration token.
SERVER = {
    "tag-list": ("RUNNER_TAG_LIST", ""),
    "locked": ("REGISTER_LOCKED", "true"),
    "run-untagged": ("REGISTER_RUN_UNTAGGED", "false"),
    "access-level": ("REGISTER_ACCESS_LEVEL", ""),
    "maximum-timeout": ("REGISTER_MAXIMUM_TIMEOUT", "0"),
}
OTHER = {"CI_SERVER_TOKEN", "REGISTRATION_TOKEN"} | {variable for variable, _ in SERVER.values()}
ENTRY_OPTIONS = ("name", "url", "executor", "tls-ca-file")
# Not for `register`.
PREFIXES = ("CACHE_", "CI_SERVER_", "KUBERNETES_", "REGISTER_", "REGISTRATION_", "RUNNER_")
FOREIGN = {"REGISTER_ATTEMPTS", "RUNNER_COUNT", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"}


def register(options):
    unknown = [name for name in os.environ
               if name.startswith(PREFIXES) and name not in VARIABLES.keys() | OTHER | FOREIGN]
    if unknown:
        return f"variables that this stand-in does not know: {unknown}"
    server = {name: options.get(name, os.environ.get(variable, default)) for name, (variable, default) in SERVER.items()}
    moved = [name for name, (_, default) in SERVER.items() if server[name] != default]
    token, registration = os.environ.get("CI_SERVER_TOKEN", ""), os.environ.get("REGISTRATION_TOKEN", "")
    if token:
        if token.startswith("glrt-") and moved:
            return f"GitLab keeps these settings itself and refuses them: {moved}"
        server = {}
    elif registration:
        token = f"(issued by GitLab for {registration})"
    else:
        return "the registration token needs to be entered"

    entry = {"name": "(host name of the pod)", "token": token}
    for variable, (path, kind) in VARIABLES.items():
        if variable in os.environ:
            text = os.environ[variable]
            put(entry, path, text == "true" if kind is bool else kind(text))
    entry |= {name: options[name] for name in ENTRY_OPTIONS if options.get(name)}
    if "template-config" in options:
        template = tomllib.loads(pathlib.Path(options["template-config"]).read_text(encoding="utf-8"))
        if len(template.get("runners", [])) != 1:
            return "configuration template must contain exactly one [[runners]] entry"
        fill(entry, {key: value for key, value in template["runners"][0].items() if key != "token"})
    if not entry.get("url"):
        return "the URL needs to be entered"
    noted = json.loads((DIR / "registered.json").read_text(encoding="utf-8"))
    noted.append({"entry": entry, "server": server})
    (DIR / "registered.json").write_text(json.dumps(noted, default=str), encoding="utf-8")
    # Enough for those who look whether something is registered.
    with pathlib.Path(options.get("config", os.environ.get("CONFIG_FILE", DIR / "config/config.toml"))).open("a", encoding="utf-8") as file:
        file.write(f"\n[[runners]]\n  token = {json.dumps(token)}\n")
    return None


def run(options):
    config = pathlib.Path(options.get("config", DIR / "config/config.toml")).read_text(encoding="utf-8")
    note = {
        "config": config,
        "user": options.get("user", ""),
        "working-directory": options.get("working-directory", ""),
        "GOOGLE_APPLICATION_CREDENTIALS": os.environ.get("GOOGLE_APPLICATION_CREDENTIALS", ""),
    }
    (DIR / "run.json").write_text(json.dumps(note), encoding="utf-8")


def put(table, path, value):
    *parents, last = path.split(".")
    for parent in parents:
        table = table.setdefault(parent, {})
    table[last] = value


def fill(base, template):
    """What is empty in base comes from the template; tables are filled key by key."""
    for key, value in template.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            fill(base[key], value)
        elif base.get(key) in (None, "", 0, [], {}):
            base[key] = value


def options(arguments):
    """--option=value, --option value and --option."""
    found, waiting = {}, None
    for argument in arguments:
        if argument.startswith("--"):
            name, equals, value = argument[2:].partition("=")
            found[name] = value if equals else "true"
            waiting = None if equals else name
        elif waiting:
            found[waiting], waiting = argument, None
    return found


SERVICE = {
    "spec": {"ports": [{"port": 9000, "nodePort": 31234}]},
    "status": {"loadBalancer": {"ingress": [{"ip": "198.51.100.7"}]}},
}


def main():
    if pathlib.Path(sys.argv[0]).name == "curl":
        print(json.dumps(SERVICE, indent=2))
        return 0
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    problem = {"register": register, "run": run}.get(command, lambda _: f"unexpected command {command}")(options(sys.argv[2:]))
    if problem:
        (DIR / "problem").write_text(problem, encoding="utf-8")
        print(f"stand-in: {problem}", file=sys.stderr)
        # Nothing gets better by trying again.
        os.killpg(0, 9)
    return 0


if __name__ == "__main__":
    sys.exit(main())
