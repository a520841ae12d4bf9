# SPDX-License-Identifier: MIT
# What was exported imports again: same number of rows, nothing rejected.
. "$(dirname "$0")/lib.sh"

for kind in csv xlsx gpkg geojson; do
    run export -s "$store" shelter -o shelters.$kind --json
    expect 0
    present shelters.$kind
    rows=$(sed -n 's/.*"rows": \([0-9]*\).*/\1/p' .out)
    [ "$rows" -gt 0 ] || fail "no shelters in $kind"
    run export -s "$store" shelter -o shelters.$kind
    tail -n 1 .out | grep -q "$rows 行" || fail "the last line counts no rows"
done
rows_of() { sed -n 's/.*"rows_'"$1"'": \([0-9]*\).*/\1/p' .out; }
for kind in csv xlsx; do
    cp "$store" mine.situ
    run import -s mine.situ shelters.$kind --json --quiet
    [ "$code" = 0 ] || expect 3
    [ "$(rows_of rejected)" = 0 ] || fail "$kind: rows were rejected"
    [ $(($(rows_of used) + $(rows_of repaired))) = "$rows" ] || fail "$kind: $rows rows went out, not as many came in"
done
run export -s "$store" risk_point -o points.csv --edition public
expect 0
if grep -q '199-\{0,1\}0000' points.csv; then fail "a mobile number is in the public edition"; fi
