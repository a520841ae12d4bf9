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
run analyze -s mine.situ zone --rule R-COUNT --quiet
[ "$code" = 0 ] || expect 3
run analyze -s mine.situ zone --rule R-NONE
expect 2
err_has R-NONE
run analyze -s mine.situ zone --cell_m x
expect 2
err_has cell_m
