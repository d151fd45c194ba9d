"""Compares our stack for the values of the official chart's users with the recorded facts of that chart.

usage: compare.py [--all] [--also DIFFERENCES] RENDERED_DIR [NAME…]

RENDERED_DIR holds <name>.yaml, our manifests, for each values/<name>.yaml, or <name>.err, why there are none. A difference that differences.yaml does not list is
a failure, and so is a listed one that does not exist. --all shows the listed ones too, with their reasons.
--also names a file with further differences.
"""

import concurrent.futures
import fnmatch
import json
import pathlib
import sys

import yaml

import facts

HERE = pathlib.Path(__file__).parent
ABSENT = "(absent)"


def main():
    everything = "--all" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--all"]
    also = []
    if "--also" in arguments:
        at = arguments.index("--also")
        also = yaml.safe_load(pathlib.Path(arguments[at + 1]).read_text(encoding="utf-8"))
        del arguments[at:at + 2]
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    folder, given = pathlib.Path(arguments[0]), arguments[1:]
    cluster = yaml.safe_load((HERE / "secrets.yaml").read_text(encoding="utf-8"))
    rules = yaml.safe_load((HERE / "differences.yaml").read_text(encoding="utf-8")) + also
    names = given or sorted(file.stem for file in (HERE / "values").glob("*.yaml"))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        compared = list(pool.map(lambda name: compare(name, folder, cluster), names))

    failures, used, count = [], set(), 0
    for found in compared:
        for where, before, after in found:
            count += 1
            index = next((index for index, rule in enumerate(rules) if matches(rule, where, before, after)), None)
            used.add(index)
            reason = "NOT LISTED" if index is None else rules[index]["reason"]
            if everything or index is None:
                print(f"{where}\n    official: {before!r}\n    ours:     {after!r}\n    why:      {reason}")
            if index is None:
                failures.append(where)
    if not given:
        failures += [f"listed, but not there: {rule['at']}" for index, rule in enumerate(rules) if index not in used]
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{len(names)} values files, {count} differences, {len(failures)} failures")
    return 1 if failures else 0


def compare(name, rendered, cluster):
    """All differences of one values file: where, official, ours."""
    official = json.loads((HERE / "expected" / f"{name}.json").read_text(encoding="utf-8"))["facts"]
    values = yaml.safe_load((HERE / "values" / f"{name}.yaml").read_text(encoding="utf-8"))
    refused = rendered / f"{name}.err"
    if refused.exists():
        return [(f"{name}: ", "works", f"does not: {refused.read_text(encoding='utf-8').strip()}")]
    try:
        ours = facts.facts((rendered / f"{name}.yaml").read_text(encoding="utf-8"), values, cluster)
    except (OSError, ValueError, facts.pod.StartFailed) as error:
        return [(f"{name}: ", "works", f"does not: {error}")]
    found = []
    for part in sorted(official.keys() | ours.keys()):
        if part not in official or part not in ours:
            if official.get(part, ours.get(part)):
                found.append((f"{name}: {part}: ", *("present" if part in side else ABSENT for side in (official, ours))))
            continue
        theirs, mine = dict(flatten(official[part])), dict(flatten(ours[part]))
        for path in sorted(theirs.keys() | mine.keys()):
            before, after = theirs.get(path, ABSENT), mine.get(path, ABSENT)
            if before != after:
                found.append((f"{name}: {part}: {path}", before, after))
    return found


def flatten(value, path=""):
    """Leaves by their path; lists whose items have a name are keyed by it, so that order does not matter."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from flatten(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            # Only one side may name its runners and ports.
            named = isinstance(item, dict) and not path.endswith(("runners", "ports"))
            yield from flatten(item, f"{path}[{item.get('name', index) if named else index}]")
    elif value not in ({}, []):
        yield path, value


def matches(rule, where, before, after):
    return (any(fits(where, at) for at in listed(rule["at"]))
            and all(fits(str(value), rule[side]) for side, value in (("official", before), ("ours", after)) if side in rule))


def fits(text, pattern):
    # Brackets in paths are meant as they stand.
    return fnmatch.fnmatchcase(text, str(pattern).replace("[", "[[]"))


def listed(value):
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    sys.exit(main())
