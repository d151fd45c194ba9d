"""Compares values of the official chart with what `import` made of them, without any of our code.

usage: compare.py ORIGINAL IMPORTED CONFIG

ORIGINAL and IMPORTED are values files, CONFIG is the config.toml that the imported values make. What the original says
must be there, and nothing else. Comments in the original list what may differ:
  # kept: text           runners.config stays as it is
  # moved: KEY           a key of the user's own moves to global
  # unquoted: KEY        a number or boolean in quotes
  # dropped: KEY         a key that the chart does not know
  # dropped-toml: KEY    a key that the runner does not know
  # ignored: KEY         a key of [[runners]] that the registration overrules
"""

import pathlib
import re
import sys
import tomllib

import yaml

# What the start adds to an entry.
ADDED = {"name", "url", "token", "executor", "kubernetes.namespace"}
SECRET = {"AccessKey", "SecretKey", "SessionToken", "AccountName", "AccountKey", "AccessID", "PrivateKey"}


def main():
    text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    original = yaml.safe_load(text)
    imported = yaml.safe_load(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    config = tomllib.loads(pathlib.Path(sys.argv[3]).read_text(encoding="utf-8"))
    marks = re.findall(r"^# (kept|moved|unquoted|dropped|dropped-toml|ignored): (\S+)$", text, re.MULTILINE)
    failures = []

    def marked(kind):
        return {value for mark, value in marks if mark == kind}

    for key in marked("dropped"):
        take(original, key)
    for key in marked("unquoted"):
        *parents, last = key.split(".")
        table = original
        for parent in parents:
            table = table[parent]
        table[last] = yaml.safe_load(table[last])
    kept = bool(marked("kept"))
    for key in marked("moved"):
        original.setdefault("global", {})[key] = original.pop(key)
        original["runners"]["config"] = original["runners"]["config"].replace(f".Values.{key}", f".Values.global.{key}")
    if kept:
        if original != imported:
            failures.append(f"values: {original} != {imported}")
    else:
        toml = original["runners"].pop("config")
        if not original["runners"]:
            del original["runners"]
        several = len(tomllib.loads(plain(toml))["runners"]) > 1
        made = imported.pop("config")
        if set(made) != {"runners"}:
            failures.append(f"config has {sorted(made)}")
        if original != imported:
            failures.append(f"values: {original} != {imported}")
        for number, entry in enumerate(tomllib.loads(plain(toml))["runners"]):
            failures += runner(entry, config["runners"][number], several, marked("ignored"), marked("dropped-toml"))
        if len(config["runners"]) != len(made["runners"]):
            failures.append("another number of runners")
    for failure in failures:
        print(f"FAILED {failure}")
    return 1 if failures else 0


def plain(toml):
    """The release's namespace is the one action in texts that become structured."""
    toml = re.sub(r"\{\{\s*\.Release\.Namespace\s*\}\}", "gitlab-runners", toml)
    if "{{" in toml:
        raise SystemExit("FAILED a template that was not kept")
    return toml


def runner(before, after, several, ignored, dropped):
    old, new = dict(leaves(before)), dict(leaves(after))
    for path in sorted(old.keys() | new.keys()):
        known = [found for found in new if found.lower() == path.lower()]
        value = new[known[0]] if known else None
        if path in old:
            if path in ignored or any(path.startswith(f"{key}.") for key in dropped):
                continue
            if not several and path in {"name", "url", "token"}:
                continue
            if not known or type(value) is not type(old[path]) or value != old[path]:
                yield f"{path}: {old[path]!r} became {value!r}"
        elif path not in ADDED and path.split(".")[-1] not in SECRET and path.lower() not in {key.lower() for key in old}:
            yield f"{path}: {new[path]!r} was added"


def leaves(value, path=""):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value


def take(values, path):
    *parents, last = path.split(".")
    for key in parents:
        values = values[key]
    del values[last]


if __name__ == "__main__":
    sys.exit(main())
