#!/usr/bin/env python3
"""Fails on what must not be in the repository's texts.

usage: check_texts.py DIR

* In any tracked text file: a path of the machine it was written on, a merge conflict mark, a note to finish something.
* In docs/ and README.md also the temporary folder; readers have their own places.
* In any tracked *.md: a link to a file that isn't there.
"""
import pathlib
import re
import subprocess
import sys

# Written in two parts, so that this file isn't its own finding.  A closing tag of XML is no path.
MACHINE_PATH = re.compile(r"(?<![\w.})<])/(?:wor" r"k|roo" r"t|hom" r"e/\w+|Use" r"rs/\w+)(?=/|\b(?![-\w]))")
TEMPORARY_PATH = re.compile(r"(?<![\w.}])/tm" r"p/")
LEFTOVER = re.compile(r"^(?:<{7} |>{7} |={7}$)|\bFIX" r"ME\b|\bTO" r"DO[:(]|\bXX" r"X\b|[Ll]orem ip" r"sum")
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^\s*(```|~~~)")


def tracked_files(root):
    """Files under version control; everything but build/ in a copy without it."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [root / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in sorted(root.rglob("*")) if path.relative_to(root).parts[0] not in {"build", ".git"}]


def text_of(path):
    """The file's text; None for folders, links and binary files."""
    if path.is_symlink() or not path.is_file():
        return None
    content = path.read_bytes()
    return None if b"\0" in content[:8000] else content.decode("utf-8", errors="replace")


def findings_in_lines(path, name, text):
    is_doc = name.startswith("docs/") or name == "README.md"
    for number, line in enumerate(text.splitlines(), 1):
        if MACHINE_PATH.search(line):
            yield f"{path}:{number}: names a folder of the machine it was written on: {line.strip()[:100]}"
        if is_doc and TEMPORARY_PATH.search(line):
            yield f"{path}:{number}: docs name no temporary folder; let the reader choose one: {line.strip()[:100]}"
        if LEFTOVER.search(line):
            yield f"{path}:{number}: something is left to be done here: {line.strip()[:100]}"


def broken_links(path, text, root):
    inside_block = False
    for number, line in enumerate(text.splitlines(), 1):
        if FENCE.match(line):
            inside_block = not inside_block
        if inside_block:
            continue
        for target in LINK.findall(re.sub(r"`[^`]*`", "", line)):
            if re.match(r"[a-z][a-z0-9+.-]*:", target) or target.startswith("#"):
                continue
            goal = target.split("#")[0]
            place = root / goal.lstrip("/") if goal.startswith("/") else path.parent / goal
            if not place.exists():
                yield f"{path}:{number}: the link {target} points to nothing"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    found, read = [], 0
    for path in tracked_files(root):
        text = text_of(path)
        if text is None:
            continue
        read += 1
        name = path.relative_to(root).as_posix()
        found += findings_in_lines(path, name, text)
        if path.suffix == ".md":
            found += broken_links(path, text, root)
    print("\n".join(found) or f"texts: {read} files are clean")
    return 1 if found or read == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
