#!/usr/bin/env bash
# build_app.sh               builds web-app/dist: pinned packages, types, files with .br and .gz beside them, budget
# build_app.sh --test        and runs the unit tests
# build_app.sh --journeys    and the journeys in Chromium as well
# Any Node from 18 on starts it, Debian's for one; it fetches the one that builds, which is always the same.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

case "${1:-}" in
    "" | --test | --journeys) ;;
    *) sed -n '2,5s/^# //p' "$0" >&2; exit 2 ;;
esac
if ! npm=$(command -v npm); then
    echo "Stopped: npm is missing. On Debian: apt-get install $(grep -v '^#' ../tools/packages/web.txt | tr '\n' ' ')" >&2
    exit 1
fi
npm=$(readlink -f "$npm")

# fetch FOLDER: its packages as its lock says, again only when the lock changed.
fetch() {
    if [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ]; then return; fi
    (cd "$1" && node "$npm" ci --no-audit --no-fund --loglevel=error)
    touch "$1/node_modules/.package-lock.json"
}

fetch node
for pinned in node/node_modules/node-linux-*/bin; do
    if [ -x "$pinned/node" ]; then PATH=$PWD/$pinned:$PATH; fi
done
if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
    echo "Stopped: Node $(node --version) is too old for Vite 8, and the registry has no newer one for $(uname -m)." >&2
    exit 1
fi
fetch .
export PATH=$PWD/node_modules/.bin:$PATH
# What the server documents; packages/api-client/contract_check.ts holds the app to it.
openapi-typescript ../docs/reference/api.yaml -o packages/api-client/api_schema.d.ts > /dev/null
vue-tsc --noEmit
vite build --logLevel warn
node build/compress.mjs dist
node build/budget.mjs dist
if [ "${1:-}" != "" ]; then vitest run; fi
if [ "${1:-}" = --journeys ]; then vitest run --config vitest.journeys.config.ts; fi
