"""Stands in for mc, gcloud, az, kubectl and skopeo, none of which can run without its service.

Writes each call to a log and remembers what was created, so that a script that creates something twice fails as it
would with the real program. Usage: stand_in.py LOG STATE PROGRAM ARGUMENT...
"""

import json
import pathlib
import sys

log, state_file, program, *args = sys.argv[1:]
state_path = pathlib.Path(state_file)
state = set(json.loads(state_path.read_text())) if state_path.exists() else set()
with open(log, "a", encoding="utf-8") as file:
    file.write(json.dumps([program, *args], ensure_ascii=False) + "\n")


def fail(message):
    print(message, file=sys.stderr)
    sys.exit(1)


def exists(*what):
    if "|".join(what) not in state:
        fail(f"{what[-1]} not found")


def create(*what):
    key = "|".join(what)
    if key in state:
        fail(f"{what[-1]} already exists")
    put(*what)


def put(*what):
    state.add("|".join(what))
    state_path.write_text(json.dumps(sorted(state)))


def option(name):
    for index, arg in enumerate(args):
        if arg == name:
            return args[index + 1]
        if arg.startswith(name + "="):
            return arg[len(name) + 1 :]
    return ""


def mc():
    match args:
        case ["mb", "--ignore-existing", target]:
            put("bucket", target)
        case ["quota", "set", target, "--size", _]:
            exists("bucket", target)
        case ["ilm", "rule", "import", target]:
            exists("bucket", target)
            json.load(sys.stdin)
        case ["admin", "policy", "create", _, name, file]:
            json.loads(pathlib.Path(file).read_text())
            put("policy", name)
        case ["admin", "user", "info", _, name]:
            exists("user", name)
        case ["admin", "user", "add", _]:
            access, secret, *rest = sys.stdin.read().split("\n")
            if rest != [""] or len(access) < 3 or len(secret) < 8:
                fail("keys are too short")
            put("user", access)
        case ["admin", "policy", "attach", _, name, "--user", user]:
            exists("policy", name)
            exists("user", user)
            if f"attached|{name}|{user}" in state:
                fail("mc: <ERROR> The specified policy change is already in effect.")
            put("attached", name, user)
        case _:
            fail("unknown command")


def gcloud():
    match args:
        case ["storage", "buckets", "describe", url]:
            exists("bucket", url)
        case ["storage", "buckets", "create", url, *_]:
            create("bucket", url)
        case ["storage", "buckets", "update", url, _]:
            exists("bucket", url)
            json.loads(pathlib.Path(option("--lifecycle-file")).read_text())
        case ["storage", "buckets", "add-iam-policy-binding", url, *_]:
            exists("bucket", url)
        case ["iam", "service-accounts", "describe", email, *_]:
            exists("account", email)
        case ["iam", "service-accounts", "create", name, *_]:
            create("account", f"{name}@{option('--project')}.iam.gserviceaccount.com")
        case ["iam", "service-accounts", "add-iam-policy-binding", email, *_]:
            exists("account", email)
        case ["iam", "service-accounts", "keys", "list", *_]:
            print("\n".join(key for key in state if key.startswith("key|")))
        case ["iam", "service-accounts", "keys", "create", file, *_]:
            exists("account", option("--iam-account"))
            key = {"client_email": option("--iam-account"), "private_key": "EXAMPLE-private-key\n"}
            pathlib.Path(file).write_text(json.dumps(key))
            put("key", file)
        case _:
            fail("unknown command")


def az():
    match args:
        case ["storage", "account", "show", *_]:
            exists("account", option("--name"))
            print("/subscriptions/EXAMPLE/storageAccounts/" + option("--name"))
        case ["storage", "account", "create", *_]:
            create("account", option("--name"))
        case ["storage", "container-rm", "create", *_]:
            exists("account", option("--storage-account"))
        case ["storage", "account", "management-policy", "create", *_]:
            json.loads(pathlib.Path(option("--policy").removeprefix("@")).read_text())
        case ["storage", "account", "keys", "list", *_]:
            print("EXAMPLE-account-key")
        case ["role", "assignment", "create", *_]:
            pass
        case _:
            fail("unknown command")


def kubectl():
    # kubectl takes only what stands before `--` for the name.
    count = 2 if args[:1] == ["get"] or args[1:2] == ["namespace"] else 3
    name = args[count]
    if name.startswith("-"):
        fail(f"unknown flag: {name}")
    match args[:2]:
        case ["get", "secret"]:
            exists("secret", option("--namespace"), name)
        case ["get", "namespace"]:
            exists("namespace", name)
        case ["create", "namespace"]:
            create("namespace", name)
        case ["create", "secret"]:
            exists("namespace", option("--namespace"))
            for arg in args:
                for flag in ("--from-file=", "--cert=", "--key="):
                    if arg.startswith(flag):
                        path = pathlib.Path(arg[len(flag) :].split("=", 1)[-1])
                        if not (path.is_dir() or path.read_text()):
                            fail(f"{path} is empty")
            create("secret", option("--namespace"), name)
        case _:
            fail("unknown command")


match program:
    case "mc":
        mc()
    case "gcloud":
        gcloud()
    case "az":
        az()
    case "kubectl":
        kubectl()
    case "skopeo":
        pass
    case _:
        fail("unknown program")
