# SPDX-License-Identifier: MIT
# A disk that fills up: exit 1, a message with a cure, no part of a file, the old file as it was.
. "$(dirname "$0")/lib.sh"

check() { # check FOLDER: its disk has less room than any output needs
    for name in r.pdf r.png r.svg; do
        echo old >"$1/$name"
        run render -s "$store" risk -o "$1/$name" --dpi 200 --lang en --quiet
        expect 1
        err_has "$name"
        [ "$(cat "$1/$name")" = old ] || fail "$name was touched"
    done
    for name in t.csv t.gpkg t.geojson; do
        run export -s "$store" risk_point -o "$1/$name" --lang zh --quiet
        expect 1
        err_has "$name"
        absent "$1/$name"
    done
    run build "$source/data-samples/project.yaml" -o "$1/out" --lang zh --quiet
    expect 1
    absent "$1/out/county.situ"
    run sample -o "$1/sample" --size township --quiet
    expect 1
    no_leftovers "$1"
}

mkdir small
if [ "${SITU_SMALL_DISK:-}" = 1 ]; then # inside unshare, see below
    mount -t tmpfs -o size=200k none small || exit 77
    (check small)
    checked=$?
    umount small
    exit "$checked"
fi
if unshare -rm true 2>/dev/null; then
    SITU_SMALL_DISK=1 unshare -rm sh "$0" "$situ" "$source" "$build"
    small=$?
    [ "$small" = 0 ] || [ "$small" = 77 ] || exit "$small"
fi
# Everywhere else a limit on the size of files stands for the full disk.
(
    ulimit -f 100
    trap '' XFSZ
    trap - EXIT
    check small
) || exit 1
