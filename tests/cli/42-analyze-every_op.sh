# SPDX-License-Identifier: MIT
# Each op runs on the sample store, keeps its result there, and writes it out on demand.
. "$(dirname "$0")/lib.sh"

cp "$store" mine.situ
for path in "$source"/engine/analysis/ops/*.c; do
    op=$(basename "$path" .c)
    run analyze -s mine.situ "$op" -o "$op.gpkg" --json --quiet
    [ "$code" = 0 ] || expect 3
    rows=$(sed -n 's/.*"rows": \([0-9]*\).*/\1/p' .out)
    [ "$rows" -gt 0 ] || fail "$op gave no rows"
    present "$op.gpkg"
done
# A grid is a GeoTIFF in metres; an op without one says so before it computes anything.
for op in density reach zone; do
    run analyze -s mine.situ "$op" -o "$op.tif" --report "$op.csv" --lang en
    [ "$code" = 0 ] || expect 3
    present "$op.tif" "$op.csv"
    if command -v gdalinfo >/dev/null 2>&1; then
        gdalinfo "$op.tif" >.info 2>&1 || fail "gdalinfo cannot read $op.tif"
        grep -q "LAYOUT=COG" .info || fail "$op.tif is no COG"
        grep -q "CGCS2000" .info || fail "$op.tif is not in the county's frame"
    fi
done
run analyze -s mine.situ grade -o grade.tif --lang en
expect 2
err_has "makes tables and no grid"
# A grid too large to hold goes into a GeoTIFF or nowhere, and never leaves an empty-handed success.
run analyze -s mine.situ density --cell_m 8 --radius_m 40 -o large.csv --lang en
expect 1
err_has "FILE.tif"
[ ! -e large.csv ] || fail "a file was written beside the refusal"
run analyze -s mine.situ grade -o grade.doc --lang en
expect 2
err_has ".gpkg"
# Findings are told each time, from a store that keeps the result too.
run analyze -s mine.situ grade --report one.csv --quiet
expect 3
run analyze -s mine.situ grade --report two.csv --quiet
expect 3
cmp one.csv two.csv || fail "a kept result tells other findings"
run analyze -s mine.situ zone --rule R-COUNT --quiet
[ "$code" = 0 ] || expect 3
run analyze -s mine.situ zone --rule R-NONE
expect 2
err_has R-NONE
run analyze -s mine.situ zone --cell_m x
expect 2
err_has cell_m
