#!/usr/bin/env bash
# Fails when a C++ file isn't formatted as .clang-format says; changes nothing.
# usage: tools/check_format.sh [FILE...]      (without files: every tracked .h and .cpp)
# To format: clang-format-19 -i FILE...
set -euo pipefail
if [ $# -eq 0 ]; then
    cd "$(dirname "$(readlink -f "$0")")/.."
    mapfile -t files < <(git ls-files -- '*.h' '*.cpp')
else
    files=("$@")
fi
[ ${#files[@]} -gt 0 ] || exit 0
clang-format-19 --dry-run --Werror "${files[@]}"
echo "format: ${#files[@]} files are clean"
