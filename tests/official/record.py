"""Records what the official chart does with each values file: expected/<name>.json, and the list of its keys.

usage: record.py CHART_DIR [NAME…]

CHART_DIR is the official chart, unpacked; HELM names the helm executable (default: helm).
"""

import json
import os
import pathlib
import subprocess
import sys

import yaml

import facts
import keys

HERE = pathlib.Path(__file__).parent


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    chart = pathlib.Path(sys.argv[1])
    helm = os.environ.get("HELM", "helm")
    about = yaml.safe_load((chart / "Chart.yaml").read_text(encoding="utf-8"))
    version = subprocess.run([helm, "version", "--short"], capture_output=True, text=True, check=True).stdout.strip()
    cluster = yaml.safe_load((HERE / "secrets.yaml").read_text(encoding="utf-8"))
    (HERE / "expected").mkdir(exist_ok=True)
    for file in sorted((HERE / "values").glob("*.yaml")):
        if len(sys.argv) > 2 and file.stem not in sys.argv[2:]:
            continue
        rendered = subprocess.run(
            [helm, "template", facts.RELEASE, chart, "-n", facts.NAMESPACE, "-f", file, "--api-versions", "monitoring.coreos.com/v1",
             "--api-versions", "autoscaling/v2"],
            capture_output=True, text=True, check=False)
        if rendered.returncode:
            print(f"{file.name}: {rendered.stderr}", file=sys.stderr)
            return 1
        values = yaml.safe_load(file.read_text(encoding="utf-8"))
        try:
            found = facts.facts(rendered.stdout, values, cluster, about["appVersion"])
        except Exception as error:
            raise RuntimeError(file.name) from error
        recorded = {"recorded with": {"chart": f"{about['name']} {about['version']}", "helm": version}, "facts": found}
        (HERE / "expected" / f"{file.stem}.json").write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    keys.record(chart)
    return 0


if __name__ == "__main__":
    sys.exit(main())
