#!/usr/bin/env python3
"""Stands in for gitlab-runner, its /entrypoint, curl, wget, pgrep and id: writes each call and signal to $STAND_IN_DIR/log as a JSON line and
acts as $STAND_IN_DIR/plan.json says. Like the real runner it takes SIGQUIT even though a shell's background processes
start with that signal ignored, finishes its jobs on SIGQUIT, and aborts them on any other stop signal."""

import json
import os
import pathlib
import signal
import sys
import time

DIR = pathlib.Path(os.environ["STAND_IN_DIR"])
NAME = pathlib.Path(sys.argv[0]).name
RECORDED = ("CI_SERVER_", "REGIST", "RUNNER_TAG_LIST", "CACHE_", "GOOGLE_", "CONFIG_PATH_FOR_INIT")
PLAN = json.loads((DIR / "plan.json").read_text())


def log(event, **more):
    line = json.dumps({"event": event, **more}) + "\n"
    descriptor = os.open(DIR / "log", os.O_WRONLY | os.O_APPEND)
    os.write(descriptor, line.encode())
    os.close(descriptor)


def nth_call(name):
    events = [json.loads(line)["event"] for line in (DIR / "log").read_text().splitlines()]
    return events.count(f"call {name}")


def option(name):
    return sys.argv[sys.argv.index(name) + 1]


def run(plan):
    time.sleep(plan.get("deaf_seconds", 0))
    received = []
    for name in ("QUIT", "TERM", "INT", "HUP"):
        signal.signal(signal.Signals[f"SIG{name}"], lambda number, _: received.append(signal.Signals(number).name[3:]))
    log("ready")
    status = plan.get("exit", 0)
    if not plan.get("wait"):
        return status
    finished = None
    while finished is None or time.monotonic() < finished:
        while received:
            name = received.pop(0)
            log(f"signal {name}")
            if name in ("TERM", "INT"):
                log("jobs aborted")
                return 1
            if name == "QUIT" and finished is None:
                finished = time.monotonic() + plan.get("job_seconds", 0)
        time.sleep(0.02)
    log("jobs finished")
    return status


def register(plan):
    if plan.get("seconds"):
        signal.signal(signal.SIGINT, lambda *_: (log("registration undone"), os._exit(1)))
        time.sleep(plan["seconds"])
    if nth_call("register") <= plan.get("failures", 0) or nth_call("register") in plan.get("failing_calls", []):
        return 1
    config = pathlib.Path(option("--config"))
    token = os.environ.get("CI_SERVER_TOKEN") or "from " + os.environ["REGISTRATION_TOKEN"]
    with config.open("a", encoding="utf-8") as file:
        file.write(f"[[runners]]\n  token = {json.dumps(token)}\n")
        if "--template-config" in sys.argv:
            template = pathlib.Path(option("--template-config"))
            log(f"template mode {template.stat().st_mode & 0o777:o}")
            file.write(template.read_text().replace("[[runners]]\n", ""))
    return 0


def unregister(plan):
    return plan.get("exit", 0)


def verify(plan):
    time.sleep(plan.get("seconds", 0))
    print(plan.get("output", ""), flush=True)
    return plan.get("exit", 0)


def answers(plan):
    """curl and wget: the planned answer of this call; an empty one is a failure."""
    if "--help" in sys.argv:
        print("--ca-certificate=FILE")
        return 0
    source = option("--config") if "--config" in sys.argv else sys.argv[1].removeprefix("--config=")
    given = sys.stdin.read() if source == "-" else pathlib.Path(source).read_text()
    text = plan[min(nth_call(NAME), len(plan)) - 1]
    log(f"token sent: {'Bearer ' in given}")
    print(text)
    return 0 if text else 22


def main():
    if NAME == "id":
        print(PLAN["id"])
        return 0
    if NAME in ("gitlab-runner", "entrypoint"):
        command = sys.argv[1]
        environment = {name: value for name, value in os.environ.items() if name.startswith(RECORDED)}
        log(f"call {command}", call=[NAME, *sys.argv[1:]], env=environment)
        return {"run": run, "register": register, "unregister": unregister, "verify": verify}[command](PLAN.get(command, {}))
    if "--help" not in sys.argv:
        log(f"call {NAME}", call=[NAME, *sys.argv[1:]], env={})
    return PLAN["pgrep"] if NAME == "pgrep" else answers(PLAN.get(NAME, []))


sys.exit(main())
