#!/usr/bin/env bash
# Minka beside R on the same simulated files in the same run: seconds of the processor and the same figure of both.
# Minka's are those of the whole command (reading, computing, writing); R's those of the call alone, without starting R,
# loading the package and reading the file. Where Rscript or a package is absent the row says so and Minka runs alone.
#   bench/against_r.sh [path of minka] [respondents of the long runs, 100000 by default; 0: none] [repetitions, 3]
set -euo pipefail
minka=$(realpath "${1:-build/release/minka}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 - "$minka" "${2:-100000}" "${3:-3}" <<'PYTHON'
import json, math, os, random, shutil, statistics, subprocess, sys

minka, many, repetitions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
has_r = shutil.which("Rscript") is not None


def write(name, header, rows):
    with open(name, "w") as file:
        file.write(",".join(header) + "\n")
        file.writelines(",".join(map(str, row)) + "\n" for row in rows)


def graded(count, items, seed):
    """Answers 0 to 4 to items of a graded response model."""
    draw = random.Random(seed)
    places = [(0.8 + 1.4 * (i % 7) / 6, -0.6 + 1.2 * (i % 5) / 4) for i in range(items)]
    for _ in range(count):
        theta = draw.gauss(0, 1)
        row = []
        for slope, place in places:
            u = draw.random()
            odds = math.log(u / (1 - u))
            row.append(sum(slope * (theta - place - step) > odds for step in (-1.8, -0.6, 0.6, 1.8)))
        yield row


def change(schools, teachers, seed):
    draw = random.Random(seed)
    person = 0
    for school in range(schools):
        level, own = draw.gauss(0, 0.3), 0.2 + draw.gauss(0, 0.15)
        for _ in range(teachers):
            person += 1
            ability = draw.gauss(0, 0.6)
            for wave in (1, 2):
                score = level + (wave - 1) * own + ability + draw.gauss(0, 0.7)
                yield school, person, wave, f"{score:.6f}"


def ratings(count, seed):
    draw = random.Random(seed)
    for _ in range(count):
        quality = draw.gauss(0, 1)
        yield [max(0, min(4, round(2 + quality + 0.7 * draw.gauss(0, 1)))) for _ in range(2)]


def of_minka(words, figure):
    """Median seconds of the processor, peak MiB, and the figure."""
    seconds = []
    for _ in range(repetitions):
        read, write_end = os.pipe()
        child = subprocess.Popen([minka, "measure", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        text = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        os.close(read)
        os.close(write_end)
        if status != 0:
            return None
        seconds.append(used.ru_utime + used.ru_stime)
    return statistics.median(seconds), used.ru_maxrss / 1024, figure(text.decode())


def of_r(package, prepare, call, figure):
    """Median seconds of the processor of the call, version and figure; or why there are none."""
    if not has_r:
        return "R is not installed: skipped"
    lines = [
        f'if (!requireNamespace("{package}", quietly = TRUE)) {{ cat("absent\\n"); quit(status = 0) }}',
        f"suppressMessages(library({package}))",
        prepare,
        "times <- c()",
        f"for (i in 1:{repetitions}) {{ t <- system.time(result <- suppressWarnings(suppressMessages({call}))); times <- c(times, t[[1]] + t[[2]]) }}",
        f'cat("result", median(times), as.character(packageVersion("{package}")), sprintf("%.10g", {figure}), "\\n")',
    ]
    done = subprocess.run(["Rscript", "--vanilla", "-e", "\n".join(lines)], capture_output=True, text=True)
    for line in done.stdout.splitlines():
        if line == "absent":
            return f"R has no {package}: skipped"
        if line.startswith("result"):
            _, time, version, value = line.split()
            return float(time), f"{package} {version}", float(value)
    return f"R failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'no word'}"


def number(path):
    def find(text):
        value = json.loads(text)
        for key in path:
            value = value[key]
        return float(value)

    return find


def coefficient(name):
    return lambda text: next(c["value"] for c in json.loads(text)["coefficients"] if c["coefficient"] == name)


items = [f"i{k:02}" for k in range(1, 41)]
listed = ",".join(items)
sizes = [4200] + ([many] if many > 0 else [])
for size in sizes:
    write(f"graded_{size}.csv", items, graded(size, 40, 1))
write("change.csv", ["school", "teacher", "wave", "y"], change(450, 10, 2))
write("ratings.csv", ["a", "b"], ratings(5000, 3))
subprocess.run([minka, "measure", "calibrate", "graded_4200.csv", "--items", listed, "--categories", "0,1,2,3,4",
                "--out", "calibration.json"], check=True, stdout=subprocess.DEVNULL)

read = 'd <- read.csv("{}")'.format
tasks = []
for size in sizes:
    file = f"graded_{size}.csv"
    tasks.append((f"graded response, {size} x 40, log-likelihood",
                  (["calibrate", file, "--items", listed, "--categories", "0,1,2,3,4", "--json"], number(["log_likelihood"])),
                  ("mirt", read(file), 'mirt(d, 1, itemtype = "graded", quadpts = 61, verbose = FALSE, TOL = 1e-4)',
                   'extract.mirt(result, "logLik")')))
    tasks.append((f"EAP scores with errors, {size}, mean error",
                  (["score", file, "--items", listed, "--calibration", "calibration.json", "--method", "eap"],
                   lambda text: statistics.fmean(float(line.split(",")[3]) for line in text.splitlines()[1:])),
                  ("mirt", read(file) + '; m <- mirt(d, 1, itemtype = "graded", quadpts = 61, verbose = FALSE)',
                   'fscores(m, method = "EAP", full.scores.SE = TRUE, quadpts = 61)', "mean(result[, 2])")))
    tasks.append((f"alpha of 40 items, {size}",
                  (["describe", file, "--items", listed, "--json"], number(["alpha", "value"])),
                  ("psych", read(file), "alpha(d)", "result$total$raw_alpha")))
tasks.append(("ordered factor model, robust, 4200 x 40, scaled chi-square",
              (["structure", "graded_4200.csv", "--items", listed, "--categories", "0,1,2,3,4", "--json"],
               number(["fit", "scaled_chi_square"])),
              ("lavaan", read("graded_4200.csv"),
               'cfa(paste("f =~", paste(names(d), collapse = " + ")), d, ordered = names(d), std.lv = TRUE, estimator = "WLSMV")',
               'fitMeasures(result, "chisq.scaled")')))
tasks.append(("weighted kappa of two raters, 5000",
              (["agreement", "ratings.csv", "--raters", "a,b", "--only", "kappa_quadratic", "--replicates", "0", "--json"],
               coefficient("kappa_quadratic")),
              ("psych", read("ratings.csv"), "cohen.kappa(d)", "result$weighted.kappa")))
tasks.append(("ICC(2,1) of two raters, 5000",
              (["agreement", "ratings.csv", "--raters", "a,b", "--only", "icc_2_1", "--replicates", "0", "--json"],
               coefficient("icc_2_1")),
              ("psych", read("ratings.csv"), "ICC(d, lmer = FALSE)", "result$results$ICC[2]")))


def model_estimate(text):
    return json.loads(text)["scales"][0]["model"]["satterthwaite"]["estimate"]


tasks.append(("change with a wave slope by school and persons, 9000 rows, estimate",
              (["change", "change.csv", "--score", "y", "--person", "teacher", "--link", "token", "--json"], model_estimate),
              ("lme4", read("change.csv"), "lmer(y ~ wave + (1 + wave | school) + (1 | teacher), d)", 'fixef(result)[["wave"]]')))

print("| what, and the figure of both | Minka, s | MiB | Minka's figure | R, s | R's figure | R / Minka | by |")
print("|---|---|---|---|---|---|---|---|")
for name, own, other in tasks:
    mine = of_minka(*own)
    theirs = of_r(*other)
    left = "failed | | " if mine is None else f"{mine[0]:.2f} | {mine[1]:.0f} | {mine[2]:.7g}"
    if isinstance(theirs, str):
        print(f"| {name} | {left} | | | | {theirs} |", flush=True)
    else:
        ratio = f"{theirs[0] / mine[0]:.1f}" if mine and mine[0] > 0 else ""
        print(f"| {name} | {left} | {theirs[0]:.2f} | {theirs[2]:.7g} | {ratio} | {theirs[1]} |", flush=True)
PYTHON
