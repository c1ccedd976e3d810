#!/usr/bin/env bash
# server_journeys.sh MINKA   the journeys against `minka serve` itself, over demos of their own.
# Ends with 77, and says why, where Node or npm's packages are not there.
set -euo pipefail
MINKA=$(readlink -f "${1:?the program to serve}")
export MINKA
cd "$(dirname "$(readlink -f "$0")")"
for pinned in node/node_modules/node-linux-*/bin; do
    if [ -x "$pinned/node" ]; then PATH=$PWD/$pinned:$PATH; fi
done
if ! command -v node >/dev/null; then
    echo "Skipped: Node is not there, and these journeys run in it."
    exit 77
fi
if [ ! -d node_modules/oidc-provider ]; then
    echo "Skipped: the packages of npm are not there; web-app/build_app.sh fetches them."
    exit 77
fi
exec node_modules/.bin/vitest run --config vitest.server.config.ts
