#!/usr/bin/env python3
"""Fills the last column of the tables with what the real Helm prints.

    record.py HELM [--check]

A line of a table is FUNCTION, ARGUMENT… and RESULT, separated by tabs. An argument is `kind:text`: i int, l int64,
f float64, b bool, s string, n nil, j any value as JSON. Control characters and bytes that are not UTF-8 are written
`\\n`, `\\t`, `\\r`, `\\xNN`, and a backslash `\\\\`.
Results of `from…` functions are shown with `toJson`, those of `fromToml` with `print`.
"""

import base64
import pathlib
import re
import subprocess
import sys
import tempfile

ESCAPE = re.compile(rb"\\(n|t|r|\\|x[0-9a-f]{2})")


def unescape(text):
    def one(match):
        code = match.group(1)
        if code[:1] == b"x":
            return bytes([int(code[1:], 16)])
        return {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"\\": b"\\"}[code]

    return ESCAPE.sub(one, text.encode())


def escape(data):
    out = []
    text = data.decode("utf-8", "surrogateescape")
    for char in text:
        code = ord(char)
        if char in "\n\t\r\\":
            out.append({"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\"}[char])
        elif 0xDC80 <= code <= 0xDCFF:
            out.append("\\x%02x" % (code - 0xDC00))
        elif code < 0x20 or 0x7F <= code < 0xA0 or code in (0x2028, 0x2029, 0xFEFF):
            out.extend("\\x%02x" % byte for byte in char.encode())
        else:
            out.append(char)
    return "".join(out)


def argument(column):
    kind, text = column.split(":", 1)
    quoted = '(b64dec "%s")' % base64.b64encode(unescape(text)).decode()
    return {
        "i": text,
        "l": "(int64 %s)" % text,
        "f": '(float64 "%s")' % text,
        "b": text,
        "s": quoted,
        "n": "nil",
        "j": "(mustFromJson %s)" % quoted,
    }[kind]


def action(columns):
    call = " ".join([columns[0]] + [argument(column) for column in columns[1:]])
    if columns[0] == "fromToml":
        call = "print (%s)" % call
    elif columns[0].startswith("from"):
        call = "toJson (%s)" % call
    return "{{ %s | b64enc }}" % call


def run(helm, rows):
    with tempfile.TemporaryDirectory() as folder:
        chart = pathlib.Path(folder) / "chart"
        (chart / "templates").mkdir(parents=True)
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: chart\nversion: 0.1.0\n")
        lines = ["#%d:%s" % (at, action(row)) for at, row in enumerate(rows)]
        (chart / "templates" / "all.yaml").write_text("a: |\n  " + "\n  ".join(lines) + "\n")
        done = subprocess.run([helm, "template", "x", str(chart)], capture_output=True, text=True, env={"TZ": "UTC", "HOME": folder})
        if done.returncode:
            sys.exit(done.stderr)
        found = dict(re.findall(r"^  #(\d+):(\S*)$", done.stdout, re.M))
        return [base64.b64decode(found[str(at)]) for at in range(len(rows))]


def main():
    helm, check = sys.argv[1], "--check" in sys.argv
    for path in sorted(pathlib.Path(__file__).parent.glob("*.tsv")):
        old = path.read_text()
        lines = old.splitlines()
        rows = [line.split("\t")[:-1] for line in lines if not line.startswith("#")]
        results = iter(run(helm, rows))
        new = []
        for line in lines:
            if line.startswith("#"):
                new.append(line)
            else:
                new.append("\t".join(line.split("\t")[:-1] + [escape(next(results))]))
        new = "\n".join(new) + "\n"
        if check and new != old:
            sys.exit("%s differs" % path.name)
        path.write_text(new)


if __name__ == "__main__":
    main()
