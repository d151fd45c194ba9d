#!/usr/bin/env python3
"""Records what the real Helm prints for the cases below this folder.

Without options, every case that has no expectation yet is run and its output added to the file.

    record.py [--all | --check] [--runs N] [--jobs N] [--helm PATH] [CASE OR FOLDER ...]

The format of a case is described in README.md.
"""

import argparse
import base64
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent
HEADER = re.compile(r"-- (\S+(?: \S+)*) --")
RECORDED = {"want", "want-stderr", "want-file", "error"}
SETTINGS = {"args", "name", "chart"}
DEFAULT_CHART = b"apiVersion: v2\nname: case\nversion: 0.1.0\n"
TIMEOUT_SECONDS = 60


@dataclasses.dataclass
class Section:
    """One part of a case: its header words and its content."""

    words: list[str]
    content: bytes

    @property
    def name(self) -> str:
        return self.words[0]


@dataclasses.dataclass
class Case:
    """A parsed case file."""

    comment: str
    sections: list[Section]

    def inputs(self) -> list[Section]:
        return [s for s in self.sections if s.name not in RECORDED]

    def recorded(self) -> list[Section]:
        return [s for s in self.sections if s.name in RECORDED]

    def lines(self, name: str) -> list[str] | None:
        for section in self.sections:
            if section.name == name:
                return section.content.decode().splitlines()
        return None


def parse(text: str) -> Case:
    """Splits a case file into its comment and its sections."""
    comment: list[str] = []
    parts: list[tuple[list[str], list[str]]] = []
    for line in text.split("\n")[:-1]:
        header = HEADER.fullmatch(line)
        if header:
            parts.append((header.group(1).split(" "), []))
        elif parts:
            parts[-1][1].append(line + "\n")
        else:
            comment.append(line + "\n")
    return Case("".join(comment), [decode(words, "".join(lines)) for words, lines in parts])


def decode(words: list[str], body: str) -> Section:
    """Turns the text of one section into its content."""
    plain = [word for word in words if word not in ("base64", "no-newline")]
    if "base64" in words:
        return Section(plain, base64.b64decode(body))
    if "no-newline" in words:
        body = body.removesuffix("\n")
    return Section(plain, body.encode())


def encode(section: Section) -> str:
    """Writes one section in the plainest form that keeps its content."""
    words = list(section.words)
    body = plain_text(section.content)
    if body is None:
        words.append("base64")
        body = base64.encodebytes(section.content).decode()
    elif body and not body.endswith("\n"):
        words.append("no-newline")
        body += "\n"
    return f"-- {' '.join(words)} --\n{body}"


def plain_text(content: bytes) -> str | None:
    """The content as text, or None when only base64 keeps it safely."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f\x85\ufeff\u2028\u2029]", text):
        return None
    if any(HEADER.fullmatch(line) for line in text.split("\n")):
        return None
    return text


def unparse(case: Case) -> str:
    """Writes a case file."""
    return case.comment + "".join(encode(section) for section in case.sections)


def run(case: Case, helm: str, version: str) -> list[Section]:
    """Runs Helm once on a case and returns what it printed as sections."""
    with tempfile.TemporaryDirectory() as name:
        parent = pathlib.Path(name).resolve()
        chart = parent / "case"
        chart.mkdir()
        files = [s for s in case.inputs() if s.name not in SETTINGS]
        if not any(s.name == "Chart.yaml" for s in files):
            files.append(Section(["Chart.yaml"], DEFAULT_CHART))
        for section in files:
            path = pathlib.Path(os.path.normpath(chart / section.name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(section.content)

        before = {path for path in parent.rglob("*") if path.is_file()}
        command = [helm, "template"]
        command += case.lines("name") if case.lines("name") is not None else ["rel"]
        command += [str(parent / (case.lines("chart") or ["case"])[0])]
        command += [line.replace("{dir}", str(parent)) for line in case.lines("args") or []]
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                command,
                cwd=parent,
                env={"HOME": home, "PATH": os.defpath, "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )

        def shown(output: bytes) -> bytes:
            return output.replace(str(parent).encode(), b"{dir}")

        result = []
        if done.returncode == 0 or done.stdout:
            result.append(Section(["want", "helm", version], shown(done.stdout)))
        if done.returncode != 0:
            result.append(Section(["error", "helm", version], shown(done.stderr)))
        elif done.stderr:
            result.append(Section(["want-stderr"], shown(done.stderr)))
        for path in sorted(path for path in parent.rglob("*") if path.is_file() and path not in before):
            words = ["want-file", path.relative_to(parent).as_posix()]
            result.append(Section(words, shown(path.read_bytes())))
        return result


def settle(path: pathlib.Path, options: argparse.Namespace, version: str) -> str | None:
    """Records or checks one case; returns a complaint, or None when all is well."""
    text = path.read_bytes().decode()
    case = parse(text)
    if case.recorded() and not (options.all or options.check):
        return None
    if options.check and not case.recorded():
        return "no expectation"
    try:
        result = run(case, options.helm, version)
        for _ in range(options.runs - 1):
            if run(case, options.helm, version) != result:
                return "unstable output"
    except subprocess.TimeoutExpired:
        return "Helm did not end in time"
    if options.check:
        return None if result == case.recorded() else "output differs"
    changed = unparse(Case(case.comment, case.inputs() + result))
    if changed != text:
        path.write_bytes(changed.encode())
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--all", action="store_true", help="record again what is recorded")
    mode.add_argument("--check", action="store_true", help="compare instead of recording")
    parser.add_argument("--runs", type=int, default=3, help="runs that must agree (default 3)")
    parser.add_argument("--jobs", type=int, default=2, help="cases at a time (default 2)")
    parser.add_argument("--helm", default="helm", help="the Helm to run (default: helm)")
    parser.add_argument("paths", nargs="*", type=pathlib.Path, default=[ROOT])
    options = parser.parse_args()

    show = [options.helm, "version", "--template", "{{.Version}}"]
    version = subprocess.run(show, capture_output=True, text=True, check=True).stdout.strip()
    cases = [
        found
        for path in options.paths
        for found in (sorted(path.rglob("*.txt")) if path.is_dir() else [path])
        # What differs on purpose, not a case.
        if found != ROOT / "skip.txt"
    ]
    complaints = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda path: settle(path, options, version), cases)
        for path, complaint in zip(cases, results):
            if complaint:
                complaints += 1
                print(f"{path}: {complaint}", file=sys.stderr)
    print(f"{len(cases)} cases, {complaints} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
