#!/usr/bin/env python3
"""Records what the real Helm prints where the programs in examples/ render.

    record.py [--helm PATH]

One file per program; version.txt says which Helm printed them.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
CHART = FOLDER.parents[2] / "examples/chart"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--helm", default="helm", help="the Helm to run (default: helm)")
    helm = parser.parse_args().helm

    def run(*args: str, succeeds: bool = True) -> str:
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                [helm, *args],
                env={"HOME": home, "PATH": os.defpath, "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
        if (done.returncode == 0) != succeeds:
            raise SystemExit(f"helm {args} ended with {done.returncode}: {done.stderr}")
        return done.stdout if succeeds else done.stderr

    def record(name: str, text: str) -> None:
        (FOLDER / name).write_text(text)

    record("version.txt", run("version", "--template", "{{.Version}}\n"))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        values = folder / "values.yaml"
        values.write_text("image: {tag: 4.1.2}\nreplicas: 2\n")
        record("render_folder.txt", run("template", "rel", str(CHART), "-f", str(values)))

        chart = folder / "shop"
        shutil.copytree(CHART, chart)
        (chart / "files/motd.txt").write_text("Closed on Sundays\n")
        values.write_text("image: {tag: 4.1.2}\nreplicas: 3\n")
        args = [str(chart), "-f", str(values), "-n", "shops"]
        args += ["--set", "settings.languages={de,fr,it}", "--set", "cache.enabled=false"]
        record("render_from_memory.txt", run("template", "geneva", *args, "--kube-version", "1.31"))
        # `helm template` keeps notes to itself, so the same template runs as a comment of a manifest.
        notes = (chart / "templates/NOTES.txt").read_text()
        (chart / "templates/notes.yaml").write_text("# " + notes)
        shown = run("template", "geneva", *args, "--show-only", "templates/notes.yaml")
        record("render_from_memory-notes.txt", shown.split("\n# ")[-1])

        values.write_text("image:\n  repository: {host: registry.example.com}\n")
        record("errors.txt", run("template", "rel", str(CHART), "-f", str(values), succeeds=False))
        broken = folder / "mine.yaml"
        broken.write_text("image:\n  tag: [1\n")
        text = run("template", "rel", str(CHART), "-f", str(broken), succeeds=False)
        record("unreadable.txt", text.replace(str(broken), "mine.yaml"))

    shops = [run("template", f"shop-{n}", str(CHART), "--set", "image.tag=4.1.2") for n in range(1, 9)]
    record("share_between_threads.txt", "".join(shops))


if __name__ == "__main__":
    main()
