# SPDX-License-Identifier: MIT
# A township's sheet shows what the county's sheet shows of it: its analyses see the whole county.
. "$(dirname "$0")/lib.sh"

town=楠木镇
row_of() { # row_of FILE TABLE: the township's row, without its number and shape
    awk -v table="$2" '$1 == "table" { on = $2 == table } on' "$1" | grep -F "\"$town\"" | sed 's/^ *[0-9]* //; s/ polygon (.*//' | head -n 1
}
rows_in() { # rows_in FILE TABLE
    sed -n "s/^table $2 epsg [0-9]* rows \([0-9]*\)$/\1/p" "$1"
}
for pair in coverage:coverage.towns selfhelp:reach.towns; do
    map=${pair%:*}
    table=${pair#*:}
    run dump --stage bundle -s "$store" "$map" --quiet
    expect 0
    cp .out county.txt
    run dump --stage bundle -s "$store" "$map" --region "$town" --quiet
    expect 0
    cp .out town.txt
    row_of county.txt "$table" >a
    row_of town.txt "$table" >b
    [ -s a ] || fail "$map: the county's sheet knows no $town"
    cmp -s a b || fail "$map: the township's figures differ: $(cat a) / $(cat b)"
    [ "$(rows_in county.txt "$table")" -gt 40 ] || fail "$map: the county has too few rows"
    [ "$(rows_in town.txt "$table")" = 1 ] || fail "$map: the township's sheet lists other townships"
done
