#!/usr/bin/env bash
# contract.sh MINKA   every route of `minka serve`, read and written through a proxy that holds requests and answers to
# docs/reference/api.yaml, and that file read by a linter. Ends with 77, and says why, where Node or npm's packages cannot be had.
set -euo pipefail
MINKA=$(readlink -f "${1:?the program to serve}")
cd "$(dirname "$(readlink -f "$0")")"
for pinned in node/node_modules/node-linux-*/bin; do
    if [ -x "$pinned/node" ]; then PATH=$PWD/$pinned:$PATH; fi
done
if ! command -v node >/dev/null; then
    echo "Skipped: Node is not there, and the proxy runs in it."
    exit 77
fi
if [ ! -d contract/node_modules/@stoplight/prism-cli ] && ! (cd contract && npm ci --no-audit --no-fund); then
    echo "Skipped: the packages of npm cannot be had."
    exit 77
fi
contract/node_modules/.bin/redocly lint --extends=minimal ../docs/reference/api.yaml
exec python3 contract/drive.py "$MINKA" node contract/node_modules/@stoplight/prism-cli/dist/index.js
