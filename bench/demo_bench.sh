#!/usr/bin/env bash
# Seconds and peak memory of both demos at full scale: bench/demo_bench.sh [path of minka]
set -euo pipefail
minka=$(realpath "${1:-build/release/minka}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for programme in ser-mas-maestro apostemos; do
  python3 - "$minka" "$programme" <<'PYTHON'
import os, resource, subprocess, sys, time
minka, programme = sys.argv[1:]
start = time.monotonic()
subprocess.run([minka, "--database", programme + ".db", "demo", programme, "--seed", "1", "--out", "informe-" + programme],
               check=True, stdout=subprocess.DEVNULL)
seconds = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
size = os.path.getsize(programme + ".db") / 2**20
print(f"{programme}: {seconds:.1f} s ({used.ru_utime + used.ru_stime:.1f} s of the processor), "
      f"{used.ru_maxrss / 1024:.0f} MiB at most, database {size:.0f} MiB")
PYTHON
done
