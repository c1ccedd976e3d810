#!/usr/bin/env python3
"""Imports 60,000 schools with the shipped binary, measures time and peak memory, and checks what was stored.

    bench/import_bench.py build/release/minka [--schools 60000] [--database postgresql://...]

The file is made here: invented schools in 1,122 municipalities of 33 departments, with the columns of a real register.
Needs nothing but Python's standard library. The limits are those of the project: 5 s and 300 MiB on SQLite.
"""
import argparse
import csv
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

FIRST = ["Escuela Rural", "Centro Educativo", "Institución Educativa", "Colegio", "Sede", "Escuela Mixta", "Centro Rural"]
SECOND = ["La Esperanza", "San José", "El Porvenir", "Nueva Granada", "Simón Bolívar", "La Unión", "Buenavista",
          "Santa Inés", "El Ñame", "Los Ángeles", "Piedra Pintada", "Río Bravo", "Las Brisas", "Monte Cristo"]
THIRD = ["Alto", "Bajo", "del Norte", "del Sur", "de Occidente", "Central", "Primera", "Segunda", "de las Flores"]
LEVELS = ["Preescolar, Básica primaria", "Básica primaria", "Preescolar", "Básica primaria, Básica secundaria",
          "Preescolar, Básica primaria, Básica secundaria, Media"]


def write_territories(path):
    codes = []
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["divipola", "nombre", "tipo", "codigo padre"])
        for department in range(1, 34):
            out.writerow([f"{department:02}", f"Departamento {department}", "departamento", ""])
            for municipality in range(1, 35):
                code = f"{department:02}{municipality:03}"
                codes.append(code)
                out.writerow([code, f"Municipio {code}", "municipio", f"{department:02}"])
    return codes


def write_schools(path, codes, count):
    draw = random.Random(20260302)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["Código DANE", "Nombre sede", "Código establecimiento", "Nombre establecimiento", "Nivel", "Sector",
                      "Zona", "Divipola", "Latitud", "Longitud", "Altitud", "Acceso", "Horas de acceso", "Lenguas",
                      "Desde", "Teléfono", "Matrícula"])
        for number in range(count):
            town = draw.choice(codes)
            code = f"1{town}{number:06}"
            name = f"{draw.choice(FIRST)} {draw.choice(SECOND)} {draw.choice(THIRD)}"
            out.writerow([code, name, code, name, draw.choice(LEVELS), draw.choice(["Oficial", "No oficial"]),
                          draw.choice(["Rural", "Rural", "Urbana"]), town, f"{draw.uniform(-4, 12):.6f}",
                          f"{draw.uniform(-79, -67):.6f}", draw.randrange(3500), draw.choice(["carretera", "río", "a pie"]),
                          f"{draw.uniform(0, 9):.1f}", draw.choice(["español", "nasa yuwe, español", "awajún"]),
                          f"{draw.randrange(1, 29):02}/{draw.randrange(1, 13):02}/{draw.randrange(1950, 2020)}", "", draw.randrange(400)])


def run(words, quiet=True):
    """Seconds and peak MiB of a command."""
    start = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(words)} ended with {process.returncode}:\n{output[-2000:]}")
    if not quiet:
        print("\n".join(line for line in output.splitlines() if "¿Son lo mismo?" not in line))
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("minka")
    parser.add_argument("--schools", type=int, default=60_000)
    parser.add_argument("--database")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    source = pathlib.Path(__file__).resolve().parent.parent
    for turn in range(options.runs):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="minka-import-"))
        try:
            database = options.database or str(folder / "minka.db")
            base = [options.minka, "--database", database, "--master-key", str(folder / "key")]
            run(base + ["programme", "load", str(source / "examples" / "ser-mas-maestro")])
            codes = write_territories(folder / "territories.csv")
            write_schools(folder / "schools.csv", codes, options.schools)
            into = ["--programme", "ser-mas-maestro"]
            run(base + ["import", "territories", str(folder / "territories.csv"), "--since", "1900-01-01"] + into)
            size = (folder / "schools.csv").stat().st_size / 1e6
            seconds, processor, peak = run(base + ["import", "schools", str(folder / "schools.csv")] + into, quiet=turn > 0)
            again, _, again_peak = run(base + ["import", "schools", str(folder / "schools.csv")] + into)
            if not options.database:
                with sqlite3.connect(database) as stored:
                    schools, sites = (stored.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("school", "site"))
                    entries = stored.execute("SELECT count(*) FROM ledger WHERE kind IN ('school', 'site')").fetchone()[0]
                if (schools, sites, entries) != (options.schools, options.schools, 2 * options.schools):
                    sys.exit(f"stored {schools} schools, {sites} sites, {entries} ledger entries")
            run(base + ["ledger", "verify"])
            print(f"{options.schools} schools ({size:.1f} MB): {seconds:.2f} s, {processor:.2f} s of the processor, {peak:.0f} MiB; "
                  f"again, unchanged: {again:.2f} s, {again_peak:.0f} MiB")
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
