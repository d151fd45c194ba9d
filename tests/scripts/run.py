#!/usr/bin/env python3
"""Runs the container scripts of chart/files for real, with stand-ins for gitlab-runner and the tools around it.

    python3 tests/scripts/run.py --busybox PATH --shellcheck PATH [CASE...]

Every file in cases/ is one case (cases/README.md says how to write one) and runs under busybox sh with nothing but
busybox on PATH, under dash with mawk, and under bash with gawk. Prints one line per case and shell, then a summary.
Exit code: 0 all passed, 1 some failed, 2 could not run (a tool is missing).
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SCRIPTS = HERE.parent.parent / "chart" / "files"
# File in chart/files -> its key in the ConfigMap.
KEYS = {
    "entrypoint.sh": "entrypoint",
    "render-config.awk": "render-config.awk",
    "register.sh": "register-the-runner",
    "session-server.sh": "session-server",
    "check-live.sh": "check-live",
}
LIMIT = 60
UNPRIVILEGED = 100


def main():
    options = arguments()
    # Who runs the tests in the background may have these ignored, and no shell can trap what was ignored before it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    tools = find_tools(options)
    import tomllib  # After find_tools, which reports a Python that lacks it.

    paths = sorted((HERE / "cases").glob("*.toml"))
    cases = []
    for path in paths:
        try:
            cases.append((path.stem, tomllib.loads(path.read_text(encoding="utf-8"))))
        except tomllib.TOMLDecodeError as error:
            give_up(f"{path.name}: {error}")
    if options.case:
        unknown = set(options.case) - {name for name, _ in cases}
        if unknown:
            give_up(f"no such case: {', '.join(sorted(unknown))}")
        cases = [case for case in cases if case[0] in options.case]

    with tempfile.TemporaryDirectory(prefix="scripts-") as root:
        root = pathlib.Path(root)
        root.chmod(0o755)
        variants = [Variant(name, tools, root) for name in ("busybox", "dash", "bash") if name in tools]
        jobs = [
            (f"{name} [{variant.name}]", lambda case=case, variant=variant, name=name: Run(name, case, variant, root).problems())
            for name, case in cases
            for variant in variants
            if variant.name in case.get("shells", [variant.name])
        ]
        if not options.case:
            jobs += [(f"shellcheck -s {dialect}", lambda dialect=dialect: shellcheck(tools["shellcheck"], dialect))
                     for dialect in ("sh", "busybox", "dash")]
            jobs.append(("every script is tested", untested_scripts))
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            results = list(pool.map(report, jobs))
    failed = results.count(False)
    print(f"{len(results)} cases, {len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


def arguments():
    parser = argparse.ArgumentParser(description="tests of the container scripts")
    parser.add_argument("--busybox", default=shutil.which("busybox"), help="busybox executable")
    parser.add_argument("--shellcheck", default=shutil.which("shellcheck"), help="shellcheck executable")
    parser.add_argument("--without", action="append", default=[], choices=["dash", "mawk", "gawk"],
                        help="do without this tool (mawk, gawk: the system's awk is used)")
    parser.add_argument("--jobs", type=int, default=6, help="cases at a time")
    parser.add_argument("case", nargs="*", help="names of cases to run; default: all")
    return parser.parse_args()


def find_tools(options):
    missing = []
    tools = {}
    for name, path in (("busybox", options.busybox), ("shellcheck", options.shellcheck)):
        if path and os.access(path, os.X_OK):
            tools[name] = os.path.abspath(path)
        else:
            missing.append(f"{name} (give its path with --{name})")
    for name in ("bash", "dash", "mawk", "gawk"):
        if name in options.without:
            continue
        tools[name] = shutil.which(name)
        if not tools[name]:
            missing.append(f"{name} (install it" + (")" if name == "bash" else f", or pass --without {name})"))
    if sys.version_info < (3, 11):
        missing.append("Python 3.11 or newer (for tomllib)")
    if missing:
        give_up("missing: " + ", ".join(missing))
    if "dash" in options.without:
        del tools["dash"]
    return tools


def give_up(message):
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)


def report(job):
    name, run = job
    try:
        problems = run()
    except Exception as error:  # A broken case is a failed case, and the others still run.
        problems = [f"{type(error).__name__}: {error}"]
    print("\n".join([f"{'FAIL' if problems else 'ok  '} {name}", *(f"     {problem}" for problem in problems)]), flush=True)
    return not problems


def shellcheck(tool, dialect):
    scripts = sorted(str(path) for path in SCRIPTS.glob("*.sh"))
    done = subprocess.run([tool, "--external-sources", "--shell", dialect, *scripts], cwd=SCRIPTS,
                          capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def untested_scripts():
    return [f"{path.name} is not installed by this harness" for path in SCRIPTS.iterdir() if path.name not in KEYS]


class Variant:
    """A shell, and the only programs that its scripts find besides the stand-ins."""

    def __init__(self, name, tools, root):
        self.name = name
        self.bin = root / f"bin-{name}"
        self.bin.mkdir()
        if name == "busybox":
            busybox = shutil.copy(tools["busybox"], self.bin / "busybox")
            applets = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
            # `bash` is no applet of the images' busybox, and a `curl` never was one.
            for applet in set(applets) - {"busybox", "bash"}:
                (self.bin / applet).symlink_to("busybox")
            self.shell = [str(self.bin / "sh")]
            self.path = str(self.bin)
        else:
            awk = tools.get({"dash": "mawk", "bash": "gawk"}[name])
            if awk:
                (self.bin / "awk").symlink_to(awk)
            (self.bin / "sh").symlink_to(tools[name])
            self.shell = [tools[name]]
            self.path = f"{self.bin}:/usr/local/bin:/usr/bin:/bin"


class Run:
    """One case under one shell."""

    def __init__(self, name, case, variant, root):
        self.case = case
        self.variant = variant
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-{variant.name}-", dir=root))
        self.dir.chmod(0o755)
        self.config_dir = self.dir / "config"
        self.log = self.dir / "log"
        self.cmdlines = set()
        self.found = []
        self.prepare()

    def prepare(self):
        case = self.case
        for name in ("configmaps", "secrets", "config", "bin"):
            (self.dir / name).mkdir()
        for script, key in KEYS.items():
            shutil.copy(SCRIPTS / script, self.dir / "configmaps" / key)
        for folder, table in (("configmaps", "files"), ("secrets", "secrets"), ("config", "stale")):
            for name, text in case.get(table, {}).items():
                path = self.dir / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(self.expand(text).encode())
                path.chmod(0o600 if table == "stale" else 0o644)
        if fill := case.get("fill"):
            with open(self.dir / fill["file"], "a", encoding="utf-8") as file:
                file.write(fill["line"] * fill["times"])
        for name in case.get("programs", []):
            self.install(name, (HERE / "stand_in.py").read_text(encoding="utf-8"))
        stand_in = "stand_in.sh" if case.get("unprivileged") else "stand_in.py"
        self.install("gitlab-runner", (HERE / stand_in).read_text(encoding="utf-8"))
        for name in case.get("missing_programs", []):
            (self.dir / "bin" / name).unlink()
        self.log.write_text("")
        self.log.chmod(0o666)
        (self.dir / "plan.json").write_text(json.dumps(case.get("plan", {})))
        if case.get("unprivileged"):
            if os.geteuid() == 0:
                os.chown(self.config_dir, UNPRIVILEGED, UNPRIVILEGED)
            self.config_dir.chmod(case.get("config_dir_mode", 0o700))

    def install(self, name, text):
        path = self.dir / "bin" / name
        path.write_text(text.replace("#!/usr/bin/env python3", f"#!{sys.executable}", 1))
        path.chmod(0o755)

    def path_without(self, hidden):
        visible = self.dir / "visible"
        visible.mkdir()
        for folder in self.variant.path.split(":"):
            for program in pathlib.Path(folder).iterdir():
                link = visible / program.name
                if program.name not in hidden and not link.is_symlink():
                    link.symlink_to(program)
        return str(visible)

    def expand(self, text):
        return text.replace("${DIR}", str(self.dir))

    def problems(self):
        for _ in range(self.case.get("starts", 1)):
            self.start()
        self.check()
        return self.found

    def start(self):
        script = self.case.get("script", "entrypoint")
        path = self.variant.path
        if "hidden_programs" in self.case:
            path = self.path_without(self.case["hidden_programs"])
        environment = {
            "PATH": f"{self.dir}/bin:{path}",
            "STAND_IN_DIR": str(self.dir),
            "HOME": "/nonexistent",
            "TMPDIR": "/nonexistent",
            "CONFIG_TEMPLATE": f"{self.dir}/configmaps/config.toml",
            "CONFIG_FILE": f"{self.config_dir}/config.toml",
            "SECRETS_DIR": f"{self.dir}/secrets",
            "IMAGE_ENTRYPOINT": "/nonexistent",
            "SERVICE_ACCOUNT_DIR": f"{self.dir}/secrets/account",
            "REGISTER_DELAY": "0",
            "SESSION_SERVER_DELAY": "0",
            "STOP_REPEAT": "20",
        }
        for name, value in self.case.get("env", {}).items():
            environment[name] = self.expand(value)
        drop = {}
        if self.case.get("unprivileged") and os.geteuid() == 0:
            drop = {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}
        with open(self.dir / "stdout", "ab") as out, open(self.dir / "stderr", "ab") as err:
            process = subprocess.Popen(
                [*self.variant.shell, f"{self.dir}/configmaps/{script}", *self.case.get("args", [])],
                env=environment, cwd="/", stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True, **drop)
            try:
                self.send_signals(process)
                self.wait(process, lambda: process.poll() is not None, "the script did not end")
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        self.status = process.returncode

    def send_signals(self, process):
        for step in self.case.get("signals", []):
            self.wait(process, lambda step=step: step["after"] in self.events(), f"no event '{step['after']}'")
            if self.found:
                return
            time.sleep(step.get("delay", 0))
            self.watch_arguments()
            number = signal.Signals[f"SIG{step['send']}"]
            # dumb-init signals the process group, tini the process.
            (os.killpg if step.get("to") == "group" else os.kill)(process.pid, number)

    def wait(self, process, reached, message):
        deadline = time.monotonic() + LIMIT
        watched = 0
        while not reached():
            if time.monotonic() > deadline or (process.poll() is not None and not reached()):
                self.found.append(f"{message}; events: {self.events()}")
                return
            if time.monotonic() > watched + 0.2:
                watched = time.monotonic()
                self.watch_arguments()
            time.sleep(0.02)

    def watch_arguments(self):
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = path.read_bytes()
            except OSError:
                continue
            if os.fsencode(str(self.dir)) in line:
                self.cmdlines.add(line.decode(errors="replace"))

    def entries(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def events(self):
        return [entry["event"] for entry in self.entries()]

    # --- What must hold ---------------------------------------------------------------------------------------------

    def check(self):
        want = self.case["want"]
        self.expect("exit code", self.status, want.get("exit", 0))
        out = (self.dir / "stdout").read_text(errors="replace")
        err = (self.dir / "stderr").read_text(errors="replace")
        for text in want.get("stderr", []):
            if self.expand(text) not in err:
                self.found.append(f"stderr lacks {text!r}")
        for text in want.get("stderr_lacks", []):
            if self.expand(text) in err:
                self.found.append(f"stderr has {text!r}")
        if "errors" in want:
            self.expect("number of errors", len([line for line in err.splitlines() if line.startswith("error: ")]), want["errors"])
        for name in want.get("absent", []):
            if (self.dir / name).exists():
                self.found.append(f"{name} exists")
        calls = [entry for entry in self.entries() if "call" in entry]
        if "calls" in want:
            self.expect("calls", [" ".join(entry["call"]) for entry in calls], [self.expand(call) for call in want["calls"]])
        if "events" in want:
            self.expect("events", self.events(), want["events"])
        for call, environment in zip(calls, want.get("environments", []), strict=False):
            for name, value in environment.items():
                self.expect(f"${name} of {call['call'][1]}", call["env"].get(name, ""), self.expand(value))
        for program, argument in want.get("last_argument", {}).items():
            self.expect(f"last argument of {program}", {entry["call"][-1] for entry in calls if entry["call"][0] == program}, {argument})
        if "files" in want:
            self.expect("files", sorted(path.name for path in self.config_dir.iterdir()), want["files"])
        for name, text in want.get("created", {}).items():
            path = self.dir / name
            self.expect(name, path.read_text() if path.exists() else None, text)
        self.check_config(want)
        self.check_secrets(out, err)
        if self.found:
            self.found += [f"| {line}" for line in err.splitlines()[-15:]]

    def check_config(self, want):
        import tomllib

        path = self.config_dir / "config.toml"
        if path.exists():
            content = path.read_bytes()
            self.expect("permissions of config.toml", oct(path.stat().st_mode & 0o777), "0o600")
            parsed = tomllib.loads(content.decode())
            if "config" in want:
                expected = tomllib.loads(self.expand(want["config"]))
                # repr tells 10 from 10.0 and True from 1.
                self.expect("config.toml", repr(parsed), repr(expected))
            if "config_text" in want:
                self.expect("text of config.toml", content.decode(), self.expand(want["config_text"]))
            for key, length in want.get("config_value_length", {}).items():
                self.expect(f"length of {key}", len(parsed[key]), length)
            if "config_lines" in want:
                self.expect("lines of config.toml", content.count(b"\n"), want["config_lines"])
        elif "config" in want or "config_text" in want:
            self.found.append("config.toml was not written")
        if want.get("no_config") and path.exists():
            self.found.append("config.toml was written")

    def check_secrets(self, out, err):
        """No secret is ever printed or put into an argument, whatever else the case is about."""
        if self.case.get("secrets") and not self.cmdlines and self.case.get("signals"):
            self.found.append("no process was seen, so arguments were not checked")
        places = {"stdout": out, "stderr": err}
        places.update({f"arguments {line!r}": line for line in self.cmdlines})
        places.update({f"arguments of {e['call']}": " ".join(e["call"]) for e in self.entries() if "call" in e})
        for name, secret in self.case.get("secrets", {}).items():
            for line in secret.splitlines():
                if len(line) < 8 or line.startswith("-----"):
                    continue
                for place, text in places.items():
                    if line in text:
                        self.found.append(f"secret {name} appears in {place}")

    def expect(self, what, got, wanted):
        if got != wanted:
            self.found.append(f"{what}: got {got!r}, expected {wanted!r}")


if __name__ == "__main__":
    sys.exit(main())
