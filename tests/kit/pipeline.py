"""Checks a pipeline against GitLab's schema and prints a line per job: its name, stage and tags as JSON.

Usage: pipeline.py FILE
"""

import contextlib
import io
import json
import sys

import check_jsonschema
import yaml

file = sys.argv[1]
# The schema comes with the package; nothing is fetched.
said = io.StringIO()
try:
    with contextlib.redirect_stdout(said):
        check_jsonschema.main(["--builtin-schema", "vendor.gitlab-ci", file])
except SystemExit as end:
    if end.code != 0:
        sys.exit(said.getvalue())
with open(file, encoding="utf-8") as text:
    pipeline = yaml.safe_load(text)
for name, job in pipeline.items():
    if isinstance(job, dict) and "script" in job:
        for other in job.get("needs", []):
            if other not in pipeline:
                sys.exit(f"{name} needs {other}, which is no job")
        print(json.dumps([name, job["stage"], job.get("tags", [])], ensure_ascii=False))
