#!/usr/bin/env python3
"""Plans the benchmark routes with the shipped binary and compares them with the best known values.

bench/routes_bench.py --minka build/release/minka --data DIR [--seeds 10] [--only p01,R101]

DIR holds pvrp/ and vrptw/ with their instances and best_known.csv. Each run gets 60 s (pvrp) or 10 s (vrptw) of one processor,
as it counts them. Every plan is measured here again from the instance's own text.
"""
import argparse
import csv
import json
import math
import pathlib
import statistics
import subprocess


def numbers(path):
    rows = []
    for line in path.read_text().splitlines():
        words = []
        for word in line.split():
            try:
                words.append(float(word))
            except ValueError:
                break
        if words:
            rows.append(words)
    return rows


def measured(kind, path, days):
    """The length of all routes; stops with an error when a rule is broken."""
    rows = numbers(path)
    horizon = int(rows[0][3]) if kind == "pvrp" else 1
    places = rows[1 + horizon:] if kind == "pvrp" else rows[1:]
    seen = [0] * len(places)
    total = 0.0
    for day, routes in enumerate(days):
        for route in routes:
            way, load, clock, service, at = 0.0, 0.0, 0.0, 0.0, 0
            for stop in [*route, 0]:
                step = math.hypot(places[at][1] - places[stop][1], places[at][2] - places[stop][2])
                way += step
                if kind == "vrptw":
                    clock = max(clock + step, places[stop][4])
                    assert clock <= places[stop][5] + 1e-6, f"late at {stop}"
                    clock += places[stop][6]
                if stop:
                    load += places[stop][4 if kind == "pvrp" else 3]
                    service += places[stop][3] if kind == "pvrp" else 0
                    seen[stop] += 1 << (horizon - 1 - day)
                at = stop
            total += way
            longest, capacity = rows[1 + day][:2] if kind == "pvrp" else (0, rows[0][1])
            assert not capacity or load <= capacity + 1e-6, "capacity"
            assert not longest or way + service <= longest + 1e-6, "duration"
    for stop, place in enumerate(places[1:], 1):
        assert seen[stop] in (place[7:] if kind == "pvrp" else [1]), f"days of {stop}"
    return total


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--minka", required=True)
    words.add_argument("--data", required=True, type=pathlib.Path)
    words.add_argument("--seeds", type=int, default=10)
    words.add_argument("--only", default="")
    words.add_argument("--kinds", default="pvrp,vrptw")
    asked = words.parse_args()
    only = set(filter(None, asked.only.split(",")))
    for kind in asked.kinds.split(","):
        seconds = {"pvrp": 60, "vrptw": 10}[kind]
        gaps = []
        with open(asked.data / kind / "best_known.csv", encoding="utf-8") as file:
            best = {}
            for name, cost, *_ in csv.reader(file):
                if name != "instance" and name != "instance_objective":
                    best[name.removesuffix("_distance")] = float(cost)
        for name, known in best.items():
            if only and name not in only:
                continue
            path = asked.data / kind / (name + (".txt" if kind == "vrptw" else ""))
            costs = []
            for seed in range(1, asked.seeds + 1):
                run = subprocess.run([asked.minka, "plan", "visits", f"--{kind}", str(path), "--seed", str(seed),
                                      "--time", f"{seconds}s", "--processor-time", "--json"], capture_output=True, text=True, check=True)
                plan = json.loads(run.stdout)
                cost = measured(kind, path, plan["days"])
                assert abs(cost - plan["distance"]) < 1e-3
                costs.append(cost)
            gaps.append([100 * (cost / known - 1) for cost in costs])
            print(f"{name:8} known {known:9.2f}  best {min(costs):9.2f}  median {statistics.median(costs):9.2f}  "
                  f"median gap {statistics.median(gaps[-1]):6.3f} %  worst {max(gaps[-1]):6.3f} %", flush=True)
        middle = [statistics.median(each) for each in gaps]
        print(f"{kind}: mean of median gaps {statistics.mean(middle):.3f} %, worst median {max(middle):.3f} %")


main()
