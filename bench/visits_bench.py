#!/usr/bin/env python3
"""Plans the visits of a made-up cycle with the shipped binary, and again after a pair is lost.

bench/visits_bench.py --minka build/release/minka --programme examples/ser-mas-maestro [--scale 1] [--time 60s]

450 schools in 150 municipalities, ten visits each, 38 pairs, 44 weeks of the year's calendar, closed zones, refused days
and rains; every number times --scale. The binary audits its plan and refuses to show one that breaks a rule;
visits_check.py holds what it wrote against the inputs once more.
"""
import argparse
import csv
import pathlib
import random
import resource
import subprocess
import tempfile
import time

words = argparse.ArgumentParser()
words.add_argument("--minka", required=True)
words.add_argument("--programme", required=True)
words.add_argument("--scale", type=int, default=1)
words.add_argument("--time", default="60s")
words.add_argument("--keep", help="folder for the inputs and the plan")
asked = words.parse_args()

chance = random.Random(7)
folder = pathlib.Path(asked.keep or tempfile.mkdtemp())
folder.mkdir(parents=True, exist_ok=True)
side = 3.2 * asked.scale ** 0.5
towns = [(6 + chance.random() * side, -76 + chance.random() * side) for _ in range(150 * asked.scale)]
topics = ["comunicacion", "liderazgo", "afecto"]
(folder / "rules.yaml").write_text(f"""format: 1
cycle: bench
starts_on: 2026-01-19
ends_on: 2026-11-27
least_gap: 14
most_gap: 63
leaves: "05:00"
returns: "19:00"
opens: "07:00"
closes: "13:00"
visits:
{"".join(f"  - {{minutes: {300 if n % 3 == 0 else 240}{', topics: [' + topics[n % 3] + ']' if n in (2, 5) else ''}}}" + chr(10)
         for n in range(10))}closures:
{"".join(f'  - {{place: "{5000 + town:05}", from: 2026-{month:02}-01, to: 2026-{month:02}-21, why: security}}' + chr(10)
         for town, month in ((chance.randrange(150 * asked.scale), chance.randint(2, 10)) for _ in range(8 * asked.scale)))}""")
with open(folder / "schools.csv", "w", newline="", encoding="utf-8") as file:
    table = csv.writer(file)
    table.writerow(["code", "territory", "latitude", "longitude", "access_minutes", "wet_access_minutes", "security",
                    "refused_weekdays", "refused"])
    for school in range(450 * asked.scale):
        town = towns[school // 3]
        way = chance.randint(10, 70)
        table.writerow([f"E{school:05}", f"{5000 + school // 3:05}", f"{town[0] + chance.gauss(0, .05):.5f}",
                        f"{town[1] + chance.gauss(0, .05):.5f}", way, round(1.5 * way),
                        "high" if chance.random() < .05 else "low",
                        chance.choice(["monday", "wednesday", "friday"]) if chance.random() < .2 else "",
                        "2026-05-04/2026-05-08" if chance.random() < .1 else ""])
pairs = []
for pair in range(38 * asked.scale):
    # A mediator lives where schools are: a base near every fourth town.
    town = towns[pair * len(towns) // (38 * asked.scale)]
    pairs.append([f"P{pair:03}", f"{town[0]:.5f}", f"{town[1]:.5f}", 2, ";".join(topics[i % 3] for i in (pair, pair + 1)),
                  "2026-08-10/2026-08-14" if pair % 5 == 0 else ""])


def write_pairs():
    with open(folder / "pairs.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["code", "latitude", "longitude", "people", "topics", "away"])
        table.writerows(pairs)


def plan(out, *more):
    start = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([asked.minka, "plan", "visits", "--programme", asked.programme, "--rules", folder / "rules.yaml",
                          "--schools", folder / "schools.csv", "--teams", folder / "pairs.csv", "--out", folder / out,
                          *more], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(run.stdout if len(run.stdout) < 2000 else run.stdout[:1200] + "...\n" + run.stdout[-300:], run.stderr, sep="")
    print(f"{time.monotonic() - start:.1f} s, {after.ru_utime - before.ru_utime:.1f} s of processor, "
          f"{after.ru_maxrss / 1024:.0f} MiB", flush=True)


write_pairs()
plan("plan", "--time", asked.time, "--curve")
pairs[5][5] = "2026-05-04/2026-11-27"
write_pairs()
print("A pair is lost from 4 May on:")
plan("again", "--time", "5s", "--former", folder / "plan" / "visits.csv", "--today", "2026-05-04")
