"""Compares the guide's manifests with the render of examples/guide.yaml, object by object, key by key.

usage: compare.py DIFFERENCES MANIFESTS RENDERED

DIFFERENCES lists which object stands for which, and every deliberate difference with its reason. A difference that is
not listed is a failure, and so is a listed one that does not exist. config.toml is compared as TOML.
"""

import fnmatch
import pathlib
import sys
import tomllib

import yaml


def load(path):
    path = pathlib.Path(path)
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    objects = {}
    for file in files:
        for document in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            if document:
                objects[f"{document['kind']}/{document['metadata']['name']}"] = document
    return objects


def flatten(value, path=""):
    """Leaves by their path; lists whose items have a name are keyed by it, so that order does not matter."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            if key.endswith(".toml") and isinstance(item, str):
                item = tomllib.loads(item)
                key = "toml"
            yield from flatten(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            # Only one side names its runners.
            named = isinstance(item, dict) and not path.endswith("toml.runners")
            name = item.get("name", index) if named else index
            yield from flatten(item, f"{path}[{name}]")
    else:
        yield path, value


def main():
    rules = yaml.safe_load(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    guide, ours = load(sys.argv[2]), load(sys.argv[3])
    found = []
    paired = set()
    for pair in rules["pairs"]:
        paired.update((pair["guide"], pair["ours"]))
        theirs, mine = dict(flatten(guide[pair["guide"]])), dict(flatten(ours[pair["ours"]]))
        for path in sorted(theirs.keys() | mine.keys()):
            before, after = theirs.get(path, "(absent)"), mine.get(path, "(absent)")
            if before != after:
                found.append((f"{pair['guide']}: {path}", before, after))
    found += [(f"{name}: ", "present", "(absent)") for name in guide if name not in paired]
    found += [(f"{name}: ", "(absent)", "present") for name in ours if name not in paired]

    failures, used = [], set()
    for where, before, after in found:
        matching = [index for index, rule in enumerate(rules["differences"]) if matches(rule, where)]
        used.update(matching[:1])
        reason = rules["differences"][matching[0]]["reason"] if matching else None
        print(f"{where}\n    guide: {before!r}\n    ours:  {after!r}\n    why:   {reason or 'NOT LISTED'}")
        if not reason:
            failures.append(where)
    for index, rule in enumerate(rules["differences"]):
        if index not in used:
            failures.append(f"listed, but not there: {rule['at']}")
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{len(found)} differences, {len(failures)} failures")
    return 1 if failures else 0


def matches(rule, where):
    # Brackets in paths are meant as they stand.
    return any(fnmatch.fnmatchcase(where, at.replace("[", "[[]")) for at in listed(rule["at"]))


def listed(value):
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    sys.exit(main())
