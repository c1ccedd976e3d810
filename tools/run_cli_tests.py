#!/usr/bin/env python3
"""Runs command-line tests written as text, and the marked commands of the docs.

usage: run_cli_tests.py --minka BINARY --source DIR FILE...
       run_cli_tests.py --minka BINARY --source DIR --selftest DIR

A *.test file
-------------
    ## A comment; it ends the output expected before it.
    @file schools.csv
    codigo,nombre
    0512345,La Loma
    @end
    $ minka import schools schools.csv --programme demo
    1 school imported
    ...
    $ minka import schools absent.csv --programme demo
    absent.csv: ... (absent.csv)
    [exit 1]

* `@file NAME` ... `@end` writes the lines between into NAME. `@env NAME=VALUE` sets a variable for the commands that
  follow. `@timeout SECONDS` does the same for the time a command may take (120 when not said). `@slow` labels the file
  for ctest; this program ignores it.
* `$ COMMAND` runs in bash (a pipe fails when a part fails); lines starting with `> ` right after it continue it. The
  program under test is first in PATH, as `minka`. Every file has a temporary folder of its own, in which its commands
  run one after the other; `examples` in it is a link to the repository's examples. Standard input is empty.
* The lines up to the next `$ `, `@` or `## ` line are the expected output, standard output and standard error together.
  Blank lines at its end don't count. A line `...` stands for any number of lines, none too; `...` inside a line stands
  for any text of that line. A line of output that would be read as something else is written with `\\` before it.
* In the output the temporary folder reads `{folder}` and the repository `{source}`.
* `[exit N]` as last line gives the exit code; without it, it must be 0.

A *.md file
-----------
A fenced `console` block right after the line `<!-- run -->` is run in the same way, one folder for the whole page; a
fenced block of any language right after `<!-- file: NAME -->` is written to NAME. Every other block is only shown.
A page with the line `<!-- needs datos -->` finds the folder of public data (MINKA_SHARED_DATA, or ../shared/data beside
the repository) as `datos`; where there is none the page is skipped, saying so, with exit code 77.

The self-test runs each *.test file of a folder. One named fails-*.test must fail, and each of its comments
`## reported: TEXT` must appear in what is reported.
"""
import argparse
import dataclasses
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

DEFAULT_TIMEOUT = 120.0
NEEDS_DATA = "<!-- needs datos -->"
SKIP = 77  # as SKIP_RETURN_CODE in tests/cli/CMakeLists.txt


class Skipped(Exception):
    """A page that can't be run here, and why."""


class Malformed(Exception):
    """A test file that can't be read; the message names file, line and what to do."""


@dataclasses.dataclass
class Command:
    line: int
    text: str
    expected: list = dataclasses.field(default_factory=list)
    exit_code: int = 0


@dataclasses.dataclass
class WrittenFile:
    line: int
    name: str
    content: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Setting:
    line: int
    name: str
    value: str


def read_steps(lines, first_line, where):
    """The steps of a *.test file, or of one console block."""
    steps = []
    index = 0
    while index < len(lines):
        number, line = first_line + index, lines[index]
        index += 1
        if line.startswith("$ "):
            command = Command(number, line[2:])
            while index < len(lines) and lines[index].startswith("> "):
                command.text += "\n" + lines[index][2:]
                index += 1
            while index < len(lines) and not re.match(r"\$ |@[a-z]|## ?", lines[index]):
                command.expected.append(lines[index])
                index += 1
            finish(command)
            steps.append(command)
        elif line.startswith("@file "):
            written = WrittenFile(number, line[6:].strip())
            while index < len(lines) and lines[index] != "@end":
                written.content.append(lines[index])
                index += 1
            if index == len(lines):
                raise Malformed(f"{where}:{number}: @file without @end")
            index += 1
            steps.append(written)
        elif setting := re.fullmatch(r"@env ([A-Z_][A-Z0-9_]*)=(.*)", line):
            steps.append(Setting(number, setting[1], setting[2]))
        elif setting := re.fullmatch(r"@timeout ([0-9]+)", line):
            steps.append(Setting(number, "", setting[1]))
        elif line.strip() and line != "@slow" and not line.startswith("##"):
            raise Malformed(f"{where}:{number}: neither a command, a comment nor a known @ line: {line}")
    return steps


def finish(command):
    """Takes the exit code and the blank lines off the end of the expected output."""
    drop_blank_end(command.expected)
    if command.expected and (code := re.fullmatch(r"\[exit ([0-9]+)\]", command.expected[-1])):
        command.exit_code = int(code[1])
        command.expected.pop()
        drop_blank_end(command.expected)


def drop_blank_end(lines):
    while lines and not lines[-1].strip():
        lines.pop()


def read_markdown(lines, where):
    """The steps of the marked blocks of a page."""
    steps, index = [], 0
    while index < len(lines):
        line = lines[index]
        index += 1
        file_mark = re.fullmatch(r"<!-- file: (\S+) -->", line)
        if line != "<!-- run -->" and not file_mark:
            if line.startswith("```"):  # a block that's only shown: its content is not looked at
                index = end_of_block(lines, index, where) + 1
            continue
        if index == len(lines) or not lines[index].startswith("```"):
            raise Malformed(f"{where}:{index}: the mark must stand right above a fenced block")
        if not file_mark and lines[index] != "```console":
            raise Malformed(f"{where}:{index + 1}: only a ```console block can be run")
        index += 1
        end = end_of_block(lines, index, where)
        if file_mark:
            steps.append(WrittenFile(index, file_mark[1], lines[index:end]))
        else:
            steps += read_steps(lines[index:end], index + 1, where)
        index = end + 1
    return steps


def end_of_block(lines, index, where):
    try:
        return lines.index("```", index)
    except ValueError:
        raise Malformed(f"{where}:{index}: this fenced block has no end") from None


def line_matches(expected, actual):
    if expected.startswith("\\"):
        expected = expected[1:]
    pattern = ".*".join(re.escape(part) for part in expected.split("..."))
    return re.fullmatch(pattern, actual) is not None


def output_matches(expected, actual):
    """Whether the lines match; `...` alone stands for any number of lines. Reached ends, from the first line on."""
    reached = {0}
    for line in expected:
        if line == "...":
            reached = set(range(min(reached), len(actual) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(actual) and line_matches(line, actual[at])}
        if not reached:
            return False
    return len(actual) in reached


def run_command(command, folder, source, environment, timeout):
    """What was wrong with the command, as lines; empty when all was as expected."""
    try:
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command.text], cwd=folder, env=environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return [f"took longer than {timeout:.0f} s"]
    text = done.stdout.decode("utf-8", errors="backslashreplace")
    text = text.replace(folder, "{folder}").replace(source, "{source}")
    actual = text.split("\n")
    drop_blank_end(actual)
    wrong = []
    if done.returncode != command.exit_code:
        wrong.append(f"exit code {done.returncode}, expected {command.exit_code}")
    if not output_matches(command.expected, actual):
        wrong += difflib.unified_diff(command.expected, actual, "expected", "actual", lineterm="")
    elif wrong:
        wrong += actual[-20:]
    return wrong


def run_file(path, minka, source):
    """Runs one file; returns the report of what went wrong, empty when nothing did, and the number of commands."""
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        steps = read_markdown(lines, path) if path.suffix == ".md" else read_steps(lines, 1, path)
    except Malformed as problem:
        return [str(problem)], 0
    commands = sum(isinstance(step, Command) for step in steps)
    if commands == 0:
        return [f"{path}: no command to run"], 0
    data = public_data(source) if NEEDS_DATA in lines else None
    with tempfile.TemporaryDirectory(prefix="minka-cli-") as made:
        folder = os.path.realpath(made)
        return run_steps(steps, path, folder, minka, source, data), commands


def public_data(source):
    folder = os.environ.get("MINKA_SHARED_DATA") or os.path.join(source, "..", "shared", "data")
    if not os.path.isdir(folder):
        raise Skipped(f"skipped: there is no {folder}; set MINKA_SHARED_DATA to the folder of public data")
    return os.path.realpath(folder)


def run_steps(steps, path, folder, minka, source, data):
    programs = tempfile.mkdtemp(prefix=".bin-", dir=folder)
    os.symlink(minka, os.path.join(programs, "minka"))
    work = os.path.join(folder, "work")
    os.mkdir(work)
    if os.path.isdir(os.path.join(source, "examples")):
        os.symlink(os.path.join(source, "examples"), os.path.join(work, "examples"))
    if data:
        os.symlink(data, os.path.join(work, "datos"))
    environment = dict(os.environ, PATH=programs + os.pathsep + os.environ["PATH"], HOME=folder, LC_ALL="C.UTF-8",
                       MINKA_SOURCE_DIR=source)
    timeout, report = DEFAULT_TIMEOUT, []
    for step in steps:
        if isinstance(step, Setting):
            if step.name:
                environment[step.name] = step.value
            else:
                timeout = float(step.value)
        elif isinstance(step, WrittenFile):
            target = pathlib.Path(work, step.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("".join(line + "\n" for line in step.content), encoding="utf-8")
        elif wrong := run_command(step, work, source, environment, timeout):
            report += [f"{path}:{step.line}: $ {step.text}", *("    " + line for line in wrong)]
    return report


def selftest(folder, minka, source):
    """Runs the files of the folder; those named fails-* must fail and report what they say."""
    report = []
    files = sorted(folder.glob("*.test"))
    for path in files:
        found, _ = run_file(path, minka, source)
        if not path.name.startswith("fails-"):
            report += found
            continue
        if not found:
            report.append(f"{path}: must fail, and passed")
        for text in re.findall(r"^## reported: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            if text not in "\n".join(found):
                report += [f"{path}: the report lacks: {text}", *found]
    if not files:
        report.append(f"{folder}: no *.test file")
    return report


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--minka", required=True)
    arguments.add_argument("--source", required=True)
    arguments.add_argument("--selftest", type=pathlib.Path)
    arguments.add_argument("files", nargs="*", type=pathlib.Path)
    given = arguments.parse_args()
    minka, source = os.path.realpath(given.minka), os.path.realpath(given.source)
    report = selftest(given.selftest, minka, source) if given.selftest else []
    for path in given.files:
        found, commands = run_file(path, minka, source)
        report += found
        if not found:
            print(f"{path}: {commands} commands as expected")
    print("\n".join(report))
    return 1 if report else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Skipped as reason:
        print(reason)
        sys.exit(SKIP)
