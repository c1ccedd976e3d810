#!/usr/bin/env python3
"""Forms the groups of benchmark instances with the shipped binary and compares them with the best values known.

bench/groups_bench.py --minka build/release/minka --data DIR [--seeds 10] [--only RanInt_n120_ds_01]

DIR holds mdgp/*.txt(.gz) and groups/teachers_4200.csv. Limits count what the processor spends: 3 s for 120 people, 20 s
for 240, 120 s for 480. Every sum and every size is measured here again from the instance's own text.
"""
import argparse
import collections
import gzip
import json
import pathlib
import statistics
import subprocess
import tempfile

BEST = {
    "Geo_n010_ss_01": 3660.671, "Geo_n010_ds_01": 3864.689, "Geo_n012_ss_01": 716.463, "Geo_n012_ds_01": 807.677,
    "RanInt_n010_ss_01": 1292, "RanInt_n010_ds_01": 1325, "RanInt_n012_ss_01": 985, "RanInt_n012_ds_01": 1059,
    "RanReal_n010_ss_01": 1427.845, "RanReal_n010_ds_01": 1437.807, "RanReal_n012_ss_01": 956.430,
    "RanReal_n012_ds_01": 1050.349, "RanInt_n120_ss_01": 47909, "RanInt_n120_ds_01": 51171,
    "RanReal_n120_ss_01": 47312.705, "RanReal_n120_ds_01": 50552.674, "Geo_n120_ss_01": 101598.414,
    "Geo_n120_ds_01": 111890.263, "RanInt_n240_ss_01": 155420, "RanReal_n240_ss_01": 155208.390,
    "Geo_n240_ss_01": 188836.923, "RanInt_n240_ds_01": 160596, "Geo_n480_ss_01": 552058.417,
}
SECONDS = {"010": 3, "012": 3, "120": 3, "240": 20, "480": 120}


def measured(text, group_of):
    words = text.split()
    people, groups = int(words[0]), int(words[1])
    sizes = collections.Counter(group_of)
    assert len(group_of) == people
    for group in range(groups):
        least, most = int(words[3 + 2 * group]), int(words[4 + 2 * group])
        assert least <= sizes[group] <= most, f"size of group {group}"
    pairs = iter(words[3 + 2 * groups:])
    return sum(float(distance) for first, second, distance in zip(pairs, pairs, pairs)
               if group_of[int(first)] == group_of[int(second)])


def form(minka, *words):
    run = subprocess.run([minka, "plan", "groups", *words, "--processor-time", "--json"], capture_output=True, text=True,
                         check=True)
    return json.loads(run.stdout)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--minka", required=True)
    words.add_argument("--data", required=True, type=pathlib.Path)
    words.add_argument("--seeds", type=int, default=10)
    words.add_argument("--only", default="")
    asked = words.parse_args()
    only = set(filter(None, asked.only.split(",")))
    gaps = collections.defaultdict(list)
    for name, best in BEST.items():
        if only and name not in only:
            continue
        path = asked.data / "mdgp" / f"{name}.txt"
        text = path.read_text() if path.exists() else gzip.decompress(path.with_suffix(".txt.gz").read_bytes()).decode()
        size = name.split("_n")[1][:3]
        scores = []
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as plain:
            plain.write(text)
            plain.flush()
            for seed in range(1, asked.seeds + 1):
                found = form(asked.minka, "--mdgp", plain.name, "--seed", str(seed), "--time", f"{SECONDS[size]}s")
                score = measured(text, found["groups"])
                assert abs(score - found["score"]) < 1e-3
                scores.append(score)
        gaps[size].append(100 * (1 - statistics.mean(scores) / best))
        print(f"{name:20} known {best:11.3f}  best {max(scores):11.3f}  median {statistics.median(scores):11.3f}  "
              f"median gap {100 * (1 - statistics.median(scores) / best):6.3f} %  mean gap {gaps[size][-1]:6.3f} %",
              flush=True)
    for size, each in sorted(gaps.items()):
        print(f"n = {size}: mean gap {statistics.mean(each):.3f} %")
    if only and "teachers" not in only:
        return
    table = asked.data / "groups" / "teachers_4200.csv"
    for limit in ("1s", "10s"):
        sums = [form(asked.minka, str(table), "--by", "age,experience", "--size", "20", "--time", limit, "--seed",
                     str(seed))["distance"] for seed in range(1, asked.seeds + 1)]
        print(f"4,200 people, {limit}: least {min(sums):.1f}  median {statistics.median(sums):.1f}  most {max(sums):.1f}; "
              "best local maximum known 69130.5", flush=True)


main()
