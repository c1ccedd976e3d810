#!/usr/bin/env python3
"""What tools/check_texts.py refuses, on a folder with one file at a time."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check_texts.py"


def report(name, text, others=()):
    """The findings for one file, beside empty files of the given names; empty when the folder is clean."""
    with tempfile.TemporaryDirectory() as folder:
        for path, content in [(name, text), *((other, "") for other in others)]:
            target = pathlib.Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
        done = subprocess.run([sys.executable, PROGRAM, folder], capture_output=True, text=True, check=False)
        return done.stdout if done.returncode else ""


class MachinePaths(unittest.TestCase):
    def test_are_refused_everywhere(self):
        # Joined here, so that this file isn't a finding itself.
        for path in ("/wor" "k/x", "/hom" "e/maria/x", "/roo" "t/.cache", "/roo" "t", '"/wor' 'k"'):
            self.assertIn("src/a.cpp:1: names a folder", report("src/a.cpp", f"open({path})\n"), path)

    def test_words_and_other_paths_pass(self):
        for text in ("network/works", "${folder}/wor" "k/x", "/api/v1/programmes", "at/home/work", "/workshop/3", "/roots",
                     "instance('x')/roo" "t/item"):
            self.assertEqual(report("src/a.cpp", text + "\n"), "", text)

    def test_the_temporary_folder_is_refused_in_docs_only(self):
        self.assertIn("docs/a.md:1: docs name no temporary folder", report("docs/a.md", "cd /tm" "p/x\n"))
        self.assertEqual(report("tests/a.cpp", "/tm" "p/x\n"), "")


class Leftovers(unittest.TestCase):
    def test_notes_and_conflict_marks_are_refused(self):
        for text in ("// TO" "DO: later", "FIX" "ME", "<<<<" "<<< HEAD", "=====" "=="):
            self.assertIn("something is left", report("src/a.cpp", text + "\n"), text)

    def test_spanish_all_is_no_leftover(self):
        self.assertEqual(report("a.md", "TODO SOBRE LA VISITA\n========\n"), "")


class Links(unittest.TestCase):
    def test_to_nothing_are_refused(self):
        self.assertIn("docs/a.md:2: the link b.md points to nothing", report("docs/a.md", "\n[b](b.md)\n"))
        self.assertIn("the link pictures/x.svg", report("docs/a.md", "![x](pictures/x.svg)\n"))

    def test_to_files_headings_and_addresses_pass(self):
        text = "[b](b.md#part) [c](#here) [d](https://example.org/x) [e](../e.md) `[f](f.md)`\n"
        self.assertEqual(report("docs/a.md", text, ("docs/b.md", "e.md")), "")

    def test_in_code_blocks_are_text(self):
        self.assertEqual(report("docs/a.md", "```\n[b](b.md)\n```\n"), "")


if __name__ == "__main__":
    unittest.main()
