#!/usr/bin/env bash
# Fails when a C++ file isn't formatted as .clang-format says; changes nothing.
# usage: tools/check_format.sh [FILE...]      (without files: every tracked .h and .cpp)
# To format: clang-format-19 -i FILE...
set -euo pipefail
if [ $# -eq 0 ]; then
    cd "$(dirname "$(readlink -f "$0")")/.."
    # A copy without version control, or one that git refuses to read for this user, has its folders looked through.
    mapfile -t files < <(git ls-files -- '*.h' '*.cpp' 2>/dev/null)
    [ ${#files[@]} -gt 0 ] || mapfile -t files < <(find apps bench fuzz src tests -name '*.h' -o -name '*.cpp' | sort)
else
    files=("$@")
fi
clang-format-19 --dry-run --Werror "${files[@]}"
echo "format: ${#files[@]} files are clean"
