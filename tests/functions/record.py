#!/usr/bin/env python3
"""Records what the real Helm prints for the examples in docs/functions.md.

    record.py [--helm PATH]

Writes helm.json: what each template printed. version.txt beside it says which Helm it was. Run it after `cargo xtask
generate`, when an example is new or has changed.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
PAGE = FOLDER.parents[1] / "docs/functions.md"


def examples() -> list[str]:
    """The templates of all examples, in the order of the page."""
    found = []
    in_block = False
    for line in PAGE.read_text().splitlines():
        if line.startswith("```"):
            in_block = line == "```gotmpl"
        elif in_block and " → " in line:
            found.append(line.split(" → ", 1)[0])
    return found


def render(helm: str, templates: list[str]) -> list[str]:
    """What Helm prints for each."""
    with tempfile.TemporaryDirectory() as name:
        chart = pathlib.Path(name) / "chart"
        (chart / "templates").mkdir(parents=True)
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: chart\nversion: 0.1.0\n")
        lines = []
        for number, template in enumerate(templates):
            # Partials of their own, so that each may define templates; JSON keeps all blanks.
            (chart / f"templates/_{number}.tpl").write_text(template)
            lines.append(f'"{number}": {{{{ include "chart/templates/_{number}.tpl" (dict) | toJson }}}}\n')
        (chart / "templates/all.yaml").write_text("".join(lines))
        done = subprocess.run(
            [helm, "template", "rel", str(chart)],
            env={"HOME": name, "PATH": os.defpath, "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    outputs = [line.split(": ", 1)[1] for line in done.stdout.splitlines() if line.startswith('"')]
    return [json.loads(output) for output in outputs]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--helm", default="helm", help="the Helm to run (default: helm)")
    helm = parser.parse_args().helm
    templates = examples()
    first, second = render(helm, templates), render(helm, templates)
    unstable = [template for template, *both in zip(templates, first, second) if both[0] != both[1]]
    if unstable or len(first) != len(templates):
        print("\n".join(unstable), file=sys.stderr)
        print("an example has to print the same every time", file=sys.stderr)
        return 1
    recorded = dict(sorted(zip(templates, first)))
    (FOLDER / "helm.json").write_text(json.dumps(recorded, ensure_ascii=False, indent=1) + "\n")
    version = subprocess.run([helm, "version", "--template", "{{.Version}}\n"], capture_output=True, check=True)
    (FOLDER / "version.txt").write_bytes(version.stdout)
    print(f"{len(recorded)} examples")
    return 0


if __name__ == "__main__":
    sys.exit(main())
