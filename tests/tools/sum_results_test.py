#!/usr/bin/env python3
"""What ./test counts: every kind of outcome that ctest 3.25 writes, over two stages and the other checks."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "tools" / "sum_results.py"
# The forms ctest 3.25 gives to a test that passed, failed, was skipped by its return code, and couldn't be started.
PASSED = '<testcase name="a" status="run"/>'
FAILED = '<testcase name="b" status="fail"><failure message=""/></testcase>'
SKIPPED = '<testcase name="c" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>'
MISSING = '<testcase name="d" status="notrun"><skipped message="Unable to find executable"/></testcase>'
DISABLED = '<testcase name="e" status="disabled"/>'


def closing_line(stages, checks=""):
    with tempfile.TemporaryDirectory() as folder:
        for name, cases in stages.items():
            pathlib.Path(folder, name + ".xml").write_text(f"<testsuite>{cases}</testsuite>")
        if checks:
            pathlib.Path(folder, "checks.txt").write_text(checks)
        done = subprocess.run([sys.executable, PROGRAM, folder], capture_output=True, text=True, check=False)
        return done.stdout.splitlines()[-1], done.returncode


class ClosingLine(unittest.TestCase):
    def test_adds_up_all_stages_and_checks(self):
        self.assertEqual(closing_line({"dev": PASSED * 3, "asan": PASSED + FAILED}, "passed build/dev\nfailed formatting\n"),
                         ("5 passed, 2 failed", 1))

    def test_all_passed_is_success(self):
        self.assertEqual(closing_line({"dev": PASSED * 2}), ("2 passed, 0 failed", 0))

    def test_names_skipped_tests_apart(self):
        self.assertEqual(closing_line({"dev": PASSED + SKIPPED + DISABLED}), ("1 passed, 0 failed, 2 skipped", 0))

    def test_a_program_that_is_missing_is_a_failure(self):
        self.assertEqual(closing_line({"dev": PASSED + MISSING}), ("1 passed, 1 failed", 1))

    def test_nothing_run_is_no_success(self):
        self.assertEqual(closing_line({}), ("0 passed, 0 failed", 1))


if __name__ == "__main__":
    unittest.main()
