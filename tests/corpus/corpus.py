#!/usr/bin/env python3
"""Records what a program answers to every command of `commands.txt`, and compares another program with it.

    python3 tests/corpus/corpus.py record  PROGRAM FOLDER [--data DIR]
    python3 tests/corpus/corpus.py compare PROGRAM FOLDER [--data DIR] [--only REGEX] [--lines N]
    python3 tests/corpus/corpus.py list [--data DIR]

Each command runs in a fresh folder that holds `scenarios`, `fixtures` (from this repository), `input` (from
`input.txtar`) and, with --data, `data`. Exit code, standard output, standard error and every written file are
kept. A recording also keeps its inputs: `compare` uses those, so that a changed scenario is no difference.
Recordings may hold real exports; they are not committed.
"""

import argparse
import concurrent.futures
import difflib
import glob
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# Exports of the portal carry no date: the day on which the file was last changed counts.
CHANGED = 1793534400  # 2026-11-01T12:00:00Z
TIMEOUT = 120
# Seconds of each command, for --slow.
TIMES = {}
# A text file can not hold these.
UNREADABLE = {
    "picture.json": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "deep.json": b"[" * 100_000,
    "deep.yaml": b"scenario: " + b"[" * 100_000,
    "latin1.csv": "id,title,points,hours,needs\na,Gr\u00f6\u00dfe,1,1,\n".encode("latin-1"),
    "utf16.csv": "id,title,points,hours,needs\na,One,1,1,\n".encode("utf-16"),
    "tab.yaml": b"scenario: s\n\thorizon: 10d\n",
    "crlf.yaml": b"scenario: s\r\nhorizon: 10d\r\nhorizont: 5d\r\n",
}


def commands(data):
    """The commands of the list; `each PATTERN: COMMAND` is one command for each file: `{}` its path, `{*}`
    what the star stands for."""
    found = []
    with open(os.path.join(HERE, "commands.txt"), encoding="utf-8") as lines:
        for line in lines:
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            needs_data = "data/" in line
            if needs_data and not data:
                continue
            each = re.match(r"each (\S+): (.*)", line)
            if each:
                base, prefix = (data, "data/") if needs_data else (ROOT, "")
                for path in sorted(glob.glob(os.path.join(base, each[1].removeprefix(prefix)))):
                    path = prefix + os.path.relpath(path, base).replace(os.sep, "/")
                    start, end = each[1].split("*")
                    star = path[len(start.split("[")[0]) : len(path) - len(end)]
                    found.append(each[2].replace("{}", shlex.quote(path)).replace("{*}", shlex.quote(star)))
            else:
                found.append(line)
    twice = {command for command in found if found.count(command) > 1}
    if twice:
        sys.exit(f"twice in the list: {sorted(twice)}")
    return found


def slug(command):
    """A folder name that a person recognises and that no other command has."""
    words = re.sub(r"[^A-Za-z0-9.]+", "-", command).strip("-")[:60]
    return f"{words}-{hashlib.sha256(command.encode()).hexdigest()[:8]}"


def make_inputs(target, data):
    shutil.copytree(os.path.join(ROOT, "scenarios"), os.path.join(target, "scenarios"))
    shutil.copytree(os.path.join(ROOT, "tests", "fixtures"), os.path.join(target, "fixtures"))
    files = dict(UNREADABLE)
    with open(os.path.join(HERE, "input.txtar"), encoding="utf-8", newline="\n") as archive:
        parts = re.split(r"^-- (\S+) --\n", archive.read(), flags=re.MULTILINE)
    for name, text in zip(parts[1::2], parts[2::2]):
        files[name] = text.encode()
    for name, content in files.items():
        path = os.path.join(target, "input", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
    os.makedirs(os.path.join(target, "input", "empty-folder"), exist_ok=True)
    if data:
        shutil.copytree(data, os.path.join(target, "data"))
        touch(os.path.join(target, "data"))


def prepare(folder, inputs):
    """A fresh working folder. Inputs are copied, since a command may be told to write over them."""
    for name in ("scenarios", "fixtures", "input"):
        shutil.copytree(os.path.join(inputs, name), os.path.join(folder, name))
    touch(folder)
    # What is given is large and only read.
    if os.path.exists(os.path.join(inputs, "data")):
        os.symlink(os.path.abspath(os.path.join(inputs, "data")), os.path.join(folder, "data"))


def touch(folder):
    for path in walk(folder):
        os.utime(os.path.join(folder, path), (CHANGED, CHANGED))


def walk(folder):
    """Paths of all files below, without what links point to."""
    for base, _, names in os.walk(folder):
        for name in sorted(names):
            yield os.path.relpath(os.path.join(base, name), folder).replace(os.sep, "/")


def run(program, command, inputs):
    """What came of a command: a map from names to bytes."""
    began = time.monotonic()
    kept = {}
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS", "LINES", "TERM", "LANG")
        and not name.startswith(("LC_", "RUST_", "SCOREPLAN"))
    }
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder, inputs)
        before = {path: content(folder, path) for path in walk(folder)}
        words, step, code = shlex.split(command), 0, 0
        while words:
            end = next((at for at, word in enumerate(words) if word in ("&&", ";")), len(words))
            part, sign, words = words[:end], words[end:][:1], words[end + 1 :]
            step += 1
            out_file = in_file = None
            if len(part) > 2 and part[-2] == "<":
                part, in_file = part[:-2], part[-1]
            if len(part) > 2 and part[-2] == ">":
                part, out_file = part[:-2], part[-1]
            source = open(os.path.join(folder, in_file), "rb") if in_file else subprocess.DEVNULL
            try:
                # The name under which the program is called shows in its help.
                done = subprocess.run(
                    ["scoreplan", *part],
                    executable=program,
                    cwd=folder,
                    env=environment,
                    stdin=source,
                    capture_output=True,
                    timeout=TIMEOUT,
                    check=False,
                )
                code, out, err = done.returncode, done.stdout, done.stderr
            except subprocess.TimeoutExpired:
                code, out, err = "timeout", b"", b""
            if out_file:
                with open(os.path.join(folder, out_file), "wb") as file:
                    file.write(out)
            else:
                kept[f"{step}.out"] = out
            kept[f"{step}.err"] = err
            kept[f"{step}.exit"] = f"{code}\n".encode()
            if sign == ["&&"] and code != 0:
                break
        for path in walk(folder):
            written = content(folder, path)
            if before.get(path) != written:
                for name, part in unpacked(path, written):
                    kept[f"files/{name}"] = part
        # Names that differ from run to run: the folder, and files that are being written.
        for name, value in kept.items():
            if name.endswith(".err"):
                value = value.replace(folder.encode(), b"FOLDER")
                kept[name] = re.sub(rb"\.scoreplan-\w{6}", b".scoreplan-XXXXXX", value)
    TIMES[command] = time.monotonic() - began
    return kept


def content(folder, path):
    path = os.path.join(folder, path)
    if os.path.islink(path):
        return b""
    with open(path, "rb") as file:
        return file.read()


def unpacked(path, written):
    """A workbook as its parts; their dates within the archive do not count."""
    if not path.endswith(".xlsx"):
        return [(path, written)]
    with tempfile.TemporaryFile() as file:
        file.write(written)
        with zipfile.ZipFile(file) as archive:
            return [(f"{path}/{name}", archive.read(name)) for name in sorted(archive.namelist())]


def every(program, chosen, inputs, done):
    """Runs the commands, a few at a time, and gives what came of each to `done` in the order of the list."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        work = [pool.submit(run, program, command, inputs) for command in chosen]
        for command, result in zip(chosen, work):
            done(command, result.result())


def record(arguments):
    folder = arguments.folder
    if os.path.exists(os.path.join(folder, "cases")):
        shutil.rmtree(os.path.join(folder, "cases"))
    inputs = os.path.join(folder, "inputs")
    if os.path.exists(inputs):
        shutil.rmtree(inputs)
    os.makedirs(inputs)
    make_inputs(inputs, arguments.data)
    codes = {}

    def keep(command, kept):
        case = os.path.join(folder, "cases", slug(command))
        for name, value in kept.items():
            path = os.path.join(case, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(value)
        with open(os.path.join(case, "command"), "w", encoding="utf-8") as file:
            file.write(command + "\n")
        last = max(name for name in kept if name.endswith(".exit"))
        code = kept[last].decode().strip()
        codes[code] = codes.get(code, 0) + 1

    chosen = commands(arguments.data)
    every(arguments.program, chosen, inputs, keep)
    by_code = ", ".join(f"{count} end with {code}" for code, count in sorted(codes.items()))
    print(f"{len(chosen)} commands recorded: {by_code}")
    return 0


def recorded(case):
    kept = {}
    for path in walk(case):
        if path != "command":
            with open(os.path.join(case, path), "rb") as file:
                kept[path] = file.read()
    return kept


def lines_of(value):
    """Lines that a person can compare: documents without line breaks are broken at their elements."""
    text = value.decode("utf-8", "backslashreplace")
    lines = []
    for line in text.split("\n"):
        if len(line) > 400:
            lines += line.replace("><", ">\n<").split("\n")
        else:
            lines.append(line)
    return lines


def expected():
    """What differs on purpose: patterns of commands, of the lines that may differ (all, without one), and the reason."""
    path = os.path.join(HERE, "changes.txt")
    found = []
    if os.path.exists(path):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                line = line.strip()
                if line and not line.startswith("#"):
                    patterns, _, reason = line.partition(" # ")
                    pattern, _, lines_pattern = patterns.partition(" => ")
                    found.append((re.compile(pattern), re.compile(lines_pattern), reason))
    return found


def difference(name, before, now):
    """The lines that differ, each with its sign; where a file is missing, one line that says so."""
    if before is None or now is None:
        return [f"{'+' if before is None else '-'}the file {name}"]
    lines = difflib.unified_diff(lines_of(before), lines_of(now), "", "", "", "", 1, "")
    return [line for line in lines if line not in ("--- ", "+++ ")]


def compare(arguments):
    inputs = os.path.join(arguments.folder, "inputs")
    known, new = [], []
    for command in commands(arguments.data):
        if arguments.only and not re.search(arguments.only, command):
            continue
        case = os.path.join(arguments.folder, "cases", slug(command))
        (known if os.path.exists(case) else new).append(command)
    purposes = expected()
    count = {"same": 0, "on purpose": 0, "different": 0}

    def judge(command, now):
        before = recorded(os.path.join(arguments.folder, "cases", slug(command)))
        names = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
        if not names:
            count["same"] += 1
            return
        differences = {name: difference(name, before.get(name), now.get(name)) for name in names}
        changed = [line[1:] for lines in differences.values() for line in lines if line[0] in "+-"]
        reason = next(
            (
                reason
                for pattern, allowed, reason in purposes
                if pattern.search(command) and all(allowed.search(line) for line in changed)
            ),
            None,
        )
        if reason is not None and not arguments.all:
            count["on purpose"] += 1
            print(f"~ {command}\n    on purpose: {reason}")
            return
        count["different"] += 1
        print(f"! {command}\n    {slug(command)}: {', '.join(names)}")
        for name, lines in differences.items():
            print(f"  {name}:")
            for line in lines[: arguments.lines]:
                print("  " + line[:200])
            if len(lines) > arguments.lines:
                print(f"  ... {len(lines) - arguments.lines} more lines")

    every(arguments.program, known, inputs, judge)
    print(", ".join(f"{number} {what}" for what, number in count.items()) + f", {len(new)} not recorded")
    for command in new:
        print(f"? {command}")
    return 1 if count["different"] else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("record", "compare"):
        parts = verbs.add_parser(verb)
        parts.add_argument("program")
        parts.add_argument("folder")
        parts.add_argument("--data", help="a folder with real exports; without it their commands are left out")
        parts.add_argument("--slow", type=int, default=0, help="show so many of the slowest commands")
        if verb == "compare":
            parts.add_argument("--only", help="only the commands that this pattern matches")
            parts.add_argument("--lines", type=int, default=20, help="how much of each difference is shown")
            parts.add_argument("--all", action="store_true", help="show what differs on purpose, too")
    verbs.add_parser("list").add_argument("--data")
    arguments = parser.parse_args()
    if arguments.data:
        arguments.data = os.path.abspath(arguments.data)
    if arguments.verb == "list":
        print("\n".join(commands(arguments.data)))
        return 0
    arguments.program = os.path.abspath(arguments.program)
    code = record(arguments) if arguments.verb == "record" else compare(arguments)
    for command, seconds in sorted(TIMES.items(), key=lambda pair: -pair[1])[: arguments.slow]:
        print(f"{seconds:6.1f} s  {command}")
    return code


if __name__ == "__main__":
    sys.exit(main())
