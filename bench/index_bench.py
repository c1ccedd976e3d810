#!/usr/bin/env python3
"""Times `minka measure index --out` for a whole cycle: two waves of students, teachers and heads, report written.

    bench/index_bench.py build/release/minka [--students 100000] [--teachers 4200] [--schools 450] [--runs 5] [--linked]
                         [--model graded]

Everything is made here, with a seed: schools, a cycle, answers to examples/ser-mas-maestro/index.yaml (46 items for
students, 61 for teachers), imported by the shipped binary. With --linked students give codes that tie the waves. Needs
PyYAML besides the standard library. The limits are those of the project: 5 s and 500 MiB.
"""
import argparse
import os
import pathlib
import random
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

import yaml

SOURCE = pathlib.Path(__file__).resolve().parent.parent


def forms_of(index):
    forms = {informant["code"]: [] for informant in index["informants"]}
    for facet in index["facets"]:
        for item in facet["items"]:
            for informant in forms:
                if informant in item:
                    forms[informant].append((item["code"], bool(item.get("reversed"))))
    return forms


def sheet(draw, form, level):
    """Answers 1 to 4 of somebody at a level of 0 .. 20; a person leans to one side throughout."""
    share = min(max(level / 20, 0.05), 0.95)
    weights = [(1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3]
    answers = draw.choices("1234", weights=weights, k=len(form))
    return [("4321"["1234".index(answer)] if turned else answer) if draw.random() > 0.02 else ""
            for answer, (_, turned) in zip(answers, form)]


def write_wave(path, wave, schools, people, forms, linked):
    draw = random.Random(f"wave {wave}")
    codes = sorted({code for form in forms.values() for code, _ in form})
    with open(path, "w", encoding="utf-8") as out:
        out.write("escuela;informante;" + ("clave propia;" if linked else "") + ";".join(codes) + "\n")
        for number, school in enumerate(schools):
            climate = random.Random(f"school {number}")
            level = climate.gauss(11, 1) + wave * climate.gauss(0.4, 0.6)
            for informant, counts in people.items():
                form = forms[informant]
                places = {code: i for i, (code, _) in enumerate(form)}
                for person in range(counts[number]):
                    own = random.Random(f"{number} {informant} {person}").gauss(0, 2.2)
                    answers = sheet(draw, form, level + own + draw.gauss(0, 1.5))
                    cells = [answers[places[code]] if code in places else "" for code in codes]
                    code = f"c{person}" if person % 5 else f"w{wave}-{person}"
                    code = ("" if informant != "student" else code) + ";" if linked else ""
                    out.write(f"{school};{informant};{code}{';'.join(cells)}\n")


def prepare(run, folder, schools, people, linked, model):
    shutil.copytree(SOURCE / "examples" / "ser-mas-maestro", folder / "programa")
    index_file = folder / "programa" / "index.yaml"
    text = index_file.read_text(encoding="utf-8")
    if linked:
        index = yaml.safe_load(text)
        next(each for each in index["informants"] if each["code"] == "student")["anonymity"] = "self_coded"
        for facet in index["facets"]:
            if facet.get("anonymous_only"):
                for item in facet["items"]:  # who gives a code is not asked what only the anonymous are
                    item.pop("student", None)
                facet["items"] = [item for item in facet["items"] if "teacher" in item or "head" in item]
        text = yaml.safe_dump(index, allow_unicode=True, sort_keys=False)
        index_file.write_text(text, encoding="utf-8")
    if model:
        text = text.replace("scoring:\n", f"scoring:\n  model: {model}\n", 1)
        index_file.write_text(text, encoding="utf-8")
    forms = forms_of(yaml.safe_load(text))
    run("programme", "load", folder / "programa")
    files = {"lugar": "código,nombre,tipo,sistema,código padre\n", "escuelas": "código;sistema;nombre;código municipio;sector;zona;nivel\n",
             "participan": "escuela;estado;desde\n", "elegibles": "escuela;informante;elegibles\n",
             "personas": "documento;tipo de documento;nombre;rol;programme_role;desde\n"
                         "1001;cc;Persona Uno;director;sí;2024-01-01\n1002;cc;Persona Dos;evaluator;sí;2024-01-01\n"}
    towns = max(len(schools) // 3, 1)
    files["lugar"] += "90,Departamento,departamento,local,\n"
    files["lugar"] += "".join(f"90{town:03},Municipio {town},municipio,local,90\n" for town in range(towns))
    for number, school in enumerate(schools):
        files["escuelas"] += f"{school};local;Escuela {school};90{number % towns:03};oficial;{'urban' if number % 3 == 0 else 'rural'};primaria\n"
        files["participan"] += f"{school};unida;2025-01-15\n"
        for informant, counts in people.items():
            files["elegibles"] += f"{school};{informant};{counts[number]}\n"
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    p = ["--programme", "ser-mas-maestro"]
    c = [*p, "--cycle", "c1"]
    run("import", "territories", folder / "lugar.csv", *p, "--since", "2000-01-01")
    run("import", "schools", folder / "escuelas.csv", *p, "--since", "2000-01-01")
    run("import", "people", folder / "personas.csv", *p)
    run("cycle", "open", *c, "--from", "2025-01-01", "--to", "2025-10-31")
    run("import", "participation", folder / "participan.csv", *c)
    run("cycle", "waive", *c, "--first", "cc:1001", "--second", "cc:1002", "--first-on", "2025-01-10", "--second-on",
        "2025-01-11", "--reason", "Datos inventados para medir tiempos: no hay comunidad a la que preguntar")
    mode = ["--mode", "self_code"] if linked else []
    run("wave", "plan", *c, "--wave", "base", "--from", "2025-02-01", "--to", "2025-03-31", *mode)
    run("wave", "plan", *c, "--wave", "final", "--number", "2", "--from", "2025-09-01", "--to", "2025-10-15", *mode)
    for state in ("co_design", "agreed", "running"):
        run("cycle", "advance", *c, state, "--on", "2025-01-20")
    for number, wave in enumerate(("base", "final")):
        run("import", "eligible", folder / "elegibles.csv", *c, "--wave", wave)
        run("wave", "open", *c, "--wave", wave)
        write_wave(folder / f"{wave}.csv", number, schools, people, forms, linked)
        start = time.monotonic()
        run("import", "responses", folder / f"{wave}.csv", *c, "--wave", wave)
        print(f"{wave}: imported in {time.monotonic() - start:.1f} s", flush=True)
        run("wave", "close", *c, "--wave", wave)
    return c


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("minka")
    words.add_argument("--students", type=int, default=100_000)
    words.add_argument("--teachers", type=int, default=4_200)
    words.add_argument("--schools", type=int, default=450)
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--linked", action="store_true")
    words.add_argument("--model", help="of index.yaml's scoring; means of items when not said")
    given = words.parse_args()
    minka = str(pathlib.Path(given.minka).resolve())
    draw = random.Random(20261122)
    schools = [f"{1000 + i}" for i in range(given.schools)]
    sizes = [draw.uniform(0.3, 1.7) for _ in schools]

    def shared(total):
        counts = [max(1, round(total * size / sum(sizes))) for size in sizes]
        counts[0] += total - sum(counts)
        return counts

    people = {"student": shared(given.students), "teacher": shared(given.teachers), "head": [1] * len(schools)}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def run(*command):
            subprocess.run([minka, "--database", str(folder / "p.db"), *map(str, command)], check=True,
                           stdout=subprocess.DEVNULL)

        cycle = prepare(run, folder, schools, people, given.linked, given.model)
        walls, used, most = [], [], 0
        for _ in range(given.runs):
            command = [minka, "--database", str(folder / "p.db"), "measure", "index", *cycle, "--wave", "final",
                       "--against", "base", "--out", str(folder / "informe")]
            start = time.monotonic()
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            if status != 0:
                raise SystemExit("the measurement failed")
            walls.append(time.monotonic() - start)
            used.append(usage.ru_utime + usage.ru_stime)
            most = max(most, usage.ru_maxrss / 1024)
        page = next((folder / "informe").glob("*.html"))
        print(f"measure index: {statistics.median(walls):.2f} s ({statistics.median(used):.2f} s of the processor), "
              f"{most:.0f} MiB at most, page of {page.stat().st_size // 1024} KiB, medians of {given.runs}")


if __name__ == "__main__":
    main()
