#!/usr/bin/env python3
"""What check_sentences.py finds: a sentence of a problem without its Spanish, however the source puts it together."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check_sentences.py"
TWINS = 'Twin{"The row has {} cells.", "La fila tiene {} celdas."},\nTwin{"The file is empty.", "El archivo está vacío."},\n'


def run_on(source, twins=TWINS):
    with tempfile.TemporaryDirectory() as folder:
        for room in ("sentences", "forms"):
            pathlib.Path(folder, "src", room).mkdir(parents=True)
        pathlib.Path(folder, "apps").mkdir()
        pathlib.Path(folder, "src/sentences/row_sentences.cpp").write_text(twins)
        pathlib.Path(folder, "src/forms/row.cpp").write_text(source)
        done = subprocess.run([sys.executable, PROGRAM, folder], capture_output=True, text=True, check=False)
        return done.stdout, done.returncode


class Sentences(unittest.TestCase):
    def test_accepts_what_has_a_twin(self):
        for source in ('return invalid("The file is "\n"empty.");',
                       'return invalid("The row has " + std::to_string(n) + " cells.", "row");',
                       'add(fmt::format("The row has {:d} cells.", n));'):
            self.assertEqual(run_on(source)[1], 0, source)

    def test_names_file_and_sentence_without_a_twin(self):
        for source in ('return invalid("The file is torn.");',
                       'return problem(ProblemCode::io_failed, full ? "The file is torn." : "The file is empty.");',
                       'list.push_back("The file is " + std::string(why) + ".");',
                       'note(fmt::format("The file is {}.", full ? "torn" : "empty"));'):
            told, code = run_on(source)
            self.assertEqual(code, 1, source)
            self.assertIn("src/forms/row.cpp: no Spanish for: The file is ", told)

    def test_leaves_texts_with_their_spanish_beside_them(self):
        self.assertEqual(run_on('tell(say("El archivo no está.", "The file is not there.")); invalid("The file is empty.");')[1], 0)

    def test_names_twins_with_other_places(self):
        told, code = run_on('invalid("The file is empty.");', TWINS + 'Twin{"It has {} and {}.", "Tiene {}."},\n')
        self.assertEqual(code, 1)
        self.assertIn("the places differ", told)


if __name__ == "__main__":
    unittest.main()
