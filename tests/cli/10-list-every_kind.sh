# SPDX-License-Identifier: MIT
# `situ list` knows every member of every family, and its JSON is JSON.
. "$(dirname "$0")/lib.sh"

members() { # members KIND FOLDER EXTENSION: each file is listed under its name
    run list "$1"
    expect 0
    silent
    for path in "$source/$2"/*."$3"; do
        name=$(basename "$path" ".$3")
        grep -q "^$name" .out || fail "situ list $1 lacks $name"
    done
}
members layers layers c
members ops engine/analysis/ops c
members parts engine/layout/parts c
members tables engine/bundle/tables c
members palettes styles/palettes yaml
members rules styles/rules yaml
members maps styles/maps yaml
run list formats
expect 0
out_has pdf png svg

for kind in layers ops formats parts rules tables palettes maps; do
    run list $kind
    short=$(wc -c <.out)
    run list $kind --long
    expect 0
    [ "$(wc -c <.out)" -ge "$short" ] || fail "--long is shorter"
    run list $kind --lang en
    expect 0
    run list $kind --json
    expect 0
    if command -v sqlite3 >/dev/null 2>&1; then
        [ "$(sqlite3 :memory: "SELECT json_valid(CAST(readfile('.out') AS TEXT))")" = 1 ] || fail "list $kind --json is no JSON"
    fi
done
run list layers --long
out_has width
run list layrs
expect 2
err_has layrs layers
run list revisions
expect 2
