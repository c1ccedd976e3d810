# What ./run and ./test share: one line per step, a clear stop, disk and network, packages, configuring and building.
# Sourced by bash with the repository as current folder; it sets `top`, where ccache keeps its objects, and the log folder.
# shellcheck shell=bash
top=$PWD
logs=$top/build/logs
quiet=${quiet:-no}
# One cache for all clones of this user: a second one, in whatever folder, compiles what differs.
export CCACHE_DIR=${CCACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-$top/build}/.cache}/ccache}
export CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1

# Only steps go through here, so that `./run -- ARGS` can keep the terminal for the program.
say() {
    [ "$quiet" = yes ] || printf '%s\n' "$*"
}

# stop_with MESSAGE: says what is missing and what to do, and ends with status 1.
stop_with() {
    printf '\nStopped: %s\n' "$*" >&2
    exit 1
}

# need_disk FOLDER GIB: a build that dies of a full disk leaves torn objects, so the room is looked at first.
need_disk() {
    local free_kib
    free_kib=$(df -Pk "$1" | awk 'NR == 2 {print $4}')
    if [ "$free_kib" -lt $(($2 * 1024 * 1024)) ]; then
        stop_with "$(printf 'only %d MiB are free on the disk of %s and %d GiB are needed. Free some room, or move the folder to a larger disk.' \
            $((free_kib / 1024)) "$1" "$2")"
    fi
}

# need_writable: the repository holds build/; say so before cmake does it in its own words.
need_writable() {
    if ! mkdir -p "$logs" 2>/dev/null || ! [ -w "$logs" ]; then
        stop_with "cannot write to $top/build. Give this user the folder (chown -R $(id -un) $top) or clone into one of its own."
    fi
}

# as_root COMMAND...: runs it as root, straight or through sudo; in English, since explain_apt reads what it says.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        env LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env LC_ALL=C DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# packages_missing FILE...: the packages of the lists that dpkg doesn't hold as installed, one a line.
packages_missing() {
    local wanted
    wanted=$(grep -hEv '^[[:space:]]*(#|$)' "$@" | sort -u)
    # shellcheck disable=SC2086  # one word a package
    comm -23 <(printf '%s\n' $wanted) \
        <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | awk '$1 == "installed" {print $2}' | sort -u)
}

# explain_apt LOG: turns the reasons apt gives into one sentence each.
explain_apt() {
    local absent
    absent=$(awk '/Unable to locate package/ {print $NF}' "$1" | sort -u | tr '\n' ' ')
    if grep -qiE 'No space left on device|enough free space' "$1"; then
        stop_with "the disk of /var is full; apt could not unpack. Free some room and repeat. ($1)"
    elif grep -qiE 'Temporary failure resolving|Could not resolve|Could not connect|Unable to connect|Network is unreachable|Connection timed out' "$1"; then
        stop_with "no network: apt cannot reach its mirror. Connect, or set a proxy for apt, and repeat. ($1)"
    elif [ -n "$absent" ]; then
        stop_with "apt does not know these packages: ${absent% }. Minka is built on Debian 12 (bookworm) with its main section. ($1)"
    elif grep -qiE 'Could not get lock|Unable to acquire' "$1"; then
        stop_with "another program is installing packages; wait until it ends and repeat. ($1)"
    elif grep -qiE 'a password is required|not in the sudoers|may not run sudo|incorrect password' "$1"; then
        stop_with "sudo refused. Ask who administers this machine to run: apt-get install $(tr '\n' ' ' <<<"$2")"
    fi
    tail -n 15 "$1" >&2
    stop_with "apt could not install the packages; its last lines are above. ($1)"
}

# install_packages FILE...: installs what is missing from the lists; does nothing, and takes no time, when nothing is.
install_packages() {
    local missing log=$logs/packages.log
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        stop_with "this is not Debian (dpkg and apt-get are missing). Minka is built on Debian 12 (bookworm)."
    fi
    missing=$(packages_missing "$@")
    if [ -z "$missing" ]; then
        return
    fi
    say "Installing $(wc -w <<<"$missing") packages: $(tr '\n' ' ' <<<"$missing")"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        stop_with "packages are missing, and this user is not root and has no sudo. As root: apt-get install $(tr '\n' ' ' <<<"$missing")"
    fi
    need_disk /var 2
    as_root apt-get -o DPkg::Lock::Timeout=300 -q update >"$log" 2>&1 || explain_apt "$log" "$missing"
    # shellcheck disable=SC2086  # one word a package
    as_root apt-get -o DPkg::Lock::Timeout=300 -qy install --no-install-recommends $missing >>"$log" 2>&1 ||
        explain_apt "$log" "$missing"
    missing=$(packages_missing "$@")
    [ -z "$missing" ] || stop_with "still missing after installing: $(tr '\n' ' ' <<<"$missing")($log)"
}

# build_web_app [--test|--journeys]: web-app/dist, again only when its sources changed or tests are asked for.
build_web_app() {
    local log=$logs/web-app.log dist=$top/web-app/dist
    if [ $# = 0 ] && [ -s "$dist/index.html" ] &&
        [ -z "$(find "$top/web-app" -path "*/node_modules" -prune -o -path "$dist" -prune -o -type f -newer "$dist/index.html" -print -quit)" ]; then
        return
    fi
    # Another npm than Debian's may be there, and the two don't stand side by side.
    if ! command -v npm >/dev/null; then install_packages tools/packages/web.txt; fi
    say "Building the web app${1:+ ($1)}"
    if ! "$top/web-app/build_app.sh" "$@" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        return 1
    fi
}

# configure PRESET: configures build/PRESET, again only when the presets changed; ninja follows the CMakeLists by itself.
configure() {
    local folder=$top/build/$1 log=$logs/$1-configure.log
    if [ "$folder/configured" -nt "$top/CMakePresets.json" ]; then
        return
    fi
    say "Configuring build/$1"
    if ! cmake --preset "$1" >"$log" 2>&1; then
        grep -A 40 'CMake Error' "$log" >&2 || tail -n 25 "$log" >&2
        return 1
    fi
    touch "$folder/configured"
}

# build PRESET TARGET...: builds with one job a core; ninja does nothing when nothing changed.
build() {
    local preset=$1 log=$logs/$1-build.log
    shift
    say "Building build/$preset ($*)"
    if ! ninja -C "$top/build/$preset" -j "$(nproc)" "$@" >"$log" 2>&1; then
        grep -q 'No space left on device' "$log" && stop_with "the disk is full; the build could not go on. ($log)"
        # What failed comes before what other jobs still printed.
        grep -E -A 12 'FAILED:|error:' "$log" | head -n 60 >&2 || tail -n 30 "$log" >&2
        return 1
    fi
}
