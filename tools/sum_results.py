#!/usr/bin/env python3
"""Adds up the results of ./test and prints its closing line.

usage: sum_results.py FOLDER

FOLDER holds one JUnit file of ctest per stage (*.xml) and checks.txt, with a line "passed|failed|skipped NAME" for each
check that isn't a ctest test. Ends with status 1 when something failed, or when nothing ran at all.
"""
import collections
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

WORD = {"run": "passed", "fail": "failed", "notrun": "skipped", "disabled": "skipped"}


def outcomes(folder):
    """Pairs of outcome and name, in the order of the stages' file names."""
    for path in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            # A test whose program is missing counts as failed: ctest writes it as not run, with a failure inside.
            failed = case.find("failure") is not None or case.find("error") is not None
            word = "failed" if failed else WORD.get(case.get("status", ""), "failed")
            if word == "skipped" and case.get("status") == "notrun":
                skipped = case.find("skipped")
                reason = skipped.get("message", "") if skipped is not None else ""
                if "SKIP_" not in reason:
                    word = "failed"
            yield word, f"{path.stem}: {case.get('name')}"
    checks = folder / "checks.txt"
    if checks.exists():
        for line in checks.read_text().splitlines():
            word, _, name = line.partition(" ")
            yield word, name


def main():
    counts = collections.Counter()
    for word, name in outcomes(pathlib.Path(sys.argv[1])):
        counts[word] += 1
        if word != "passed":
            print(f"{word}: {name}")
    closing = f"{counts['passed']} passed, {counts['failed']} failed"
    if counts["skipped"]:
        closing += f", {counts['skipped']} skipped"
    print(closing)
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
