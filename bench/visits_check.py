#!/usr/bin/env python3
"""Holds a plan's visits.csv against its inputs, sharing no code with the planner.

bench/visits_check.py --minka build/release/minka --programme examples/ser-mas-maestro --inputs FOLDER --plan FOLDER/plan

Checked: days of lessons, closures, refused weekdays and dates, topics, days away, gaps, hours at school, and that a pair
can travel from one visit of a day to the next.
Visits to schools of high security are in no file and are not looked at. Prints each broken rule; exit 1 when there is one.
"""
import argparse
import csv
import datetime
import math
import pathlib
import re
import subprocess

words = argparse.ArgumentParser()
words.add_argument("--minka", required=True)
words.add_argument("--programme", required=True)
words.add_argument("--inputs", required=True, type=pathlib.Path)
words.add_argument("--teams", default="pairs.csv", help="of the plan, in the folder of inputs")
words.add_argument("--plan", required=True, type=pathlib.Path)
asked = words.parse_args()

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def day(text):
    return datetime.date.fromisoformat(text)


def ranges(text):
    return [tuple(day(end) for end in (part.split("/") * 2)[:2]) for part in text.split(";") if part]


def minutes(text):
    return 60 * int(text[:2]) + int(text[3:])


def lessons(territory, year):
    """The days of lessons of a territory, and those in the rains."""
    shown = subprocess.run([asked.minka, "calendar", "show", "--programme", asked.programme, "--territory", territory,
                            "--year", str(year)], capture_output=True, text=True, check=True).stdout
    found, wet = set(), set()
    for first, last, what in re.findall(r"^(\S{10})(?: a (\S{10}))?  (.*)$", shown, re.M):
        at = day(first)
        while at <= day(last or first):
            if "lluvias" in what:
                wet.add(at)
            if what.startswith("clases") and at.weekday() < 5:
                found.add(at)
            at += datetime.timedelta(1)
    return found, wet


def road(one, other):
    """Minutes at 35 km/h over 1.4 times the great circle."""
    a, b, c, d = (math.radians(float(x)) for x in (one["latitude"], other["latitude"], one["longitude"], other["longitude"]))
    chord = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin((d - c) / 2) ** 2
    return 2 * 6371 * math.asin(min(1, math.sqrt(chord))) * 1.4 / 35 * 60


rules = (asked.inputs / "rules.yaml").read_text()
least, most = (int(re.search(key + r": (\d+)", rules).group(1)) for key in ("least_gap", "most_gap"))
moments = [(int(length), topics.split(", ") if topics else [])
           for length, topics in re.findall(r"- \{minutes: (\d+)(?:, topics: \[(.*?)\])?\}", rules)]
closures = [(place, day(first), day(last))
            for place, first, last in re.findall(r'place: "(\d+)", from: (\S+), to: (\S+),', rules)]
schools = {row["code"]: row for row in table(asked.inputs / "schools.csv")}
teams = {row["code"]: row for row in table(asked.inputs / asked.teams)}
visits = table(asked.plan / "visits.csv")
dated = [row for row in visits if row["date"]]
open_days, wet_days = lessons("05000", 2026)
broken = []


def rule(holds, what, row):
    if not holds:
        broken.append(f"{what}: {row}")


for row in visits:
    rule(row["date"] or row["reason"], "no date and no reason", row)
for row in dated:
    school, team, on = schools[row["school"]], teams[row["team"]], day(row["date"])
    length, topics = moments[int(row["visit"]) - 1]
    rule(on in open_days, "no day of lessons", row)
    rule(not any(school["territory"].startswith(p) and a <= on <= b for p, a, b in closures), "closed zone", row)
    rule(DAYS[on.weekday()] not in school["refused_weekdays"].split(";"), "refused weekday", row)
    rule(not any(a <= on <= b for a, b in ranges(school["refused"])), "refused date", row)
    rule(all(topic in team["topics"].split(";") for topic in topics), "topic", row)
    rule(not any(a <= on <= b for a, b in ranges(team["away"])), "pair away", row)
    rule(int(team["people"]) >= 2, "fewer than two people", row)
    rule(minutes(row["begins"]) >= 420 and minutes(row["begins"]) + length <= 781, "hours at school", row)
rule(len({(row["school"], row["visit"]) for row in visits}) == len(visits), "a visit twice", "")
last = None
for row in sorted(dated, key=lambda each: (each["school"], int(each["visit"]))):
    if last and last["school"] == row["school"]:
        steps, gap = int(row["visit"]) - int(last["visit"]), (day(row["date"]) - day(last["date"])).days
        rule(least * steps <= gap <= most * steps, f"gap of {gap} days", row)
    last = row
last = None
for row in sorted(dated, key=lambda each: (each["team"], each["date"], each["begins"])):
    if last and (last["team"], last["date"]) == (row["team"], row["date"]):
        column = "wet_access_minutes" if day(row["date"]) in wet_days else "access_minutes"
        way = road(schools[last["school"]], schools[row["school"]]) + sum(float(schools[each["school"]][column])
                                                                         for each in (last, row))
        ends = minutes(last["begins"]) + moments[int(last["visit"]) - 1][0]
        rule(minutes(row["begins"]) + 2 >= ends + way, "two visits of a day too close", row)
    last = row
print("\n".join(broken[:20]))
print(f"{len(visits)} visits, {len(dated)} with a date, {len(broken)} broken rules")
raise SystemExit(1 if broken else 0)
