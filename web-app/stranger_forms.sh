#!/usr/bin/env bash
# stranger_forms.sh MINKA [NAME]   every shipped instrument (or those whose programme and file hold NAME, apostemos/gia), filled by @getodk/web-forms, ODK's
# ready-made client, in Chromium and sent to `minka serve` over a demo. Not part of ./test: it takes minutes and 60 MB of packages
# that nothing else needs. Ends with 77, and says why, where Node, Chromium or npm's packages are not there.
set -euo pipefail
MINKA=$(readlink -f "${1:?the program to serve}")
cd "$(dirname "$(readlink -f "$0")")"
for pinned in node/node_modules/node-linux-*/bin; do
    if [ -x "$pinned/node" ]; then PATH=$PWD/$pinned:$PATH; fi
done
if ! command -v node >/dev/null || [ ! -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
    echo "Skipped: this needs Node and Chromium."
    exit 77
fi
if [ ! -d node_modules/playwright-core ]; then
    echo "Skipped: the packages of npm are not there; web-app/build_app.sh fetches them."
    exit 77
fi
[ -d stranger/node_modules/@getodk/web-forms ] || (cd stranger && npm ci --no-audit --no-fund)
exec node stranger/run.mjs "$MINKA" "${2:-}"
