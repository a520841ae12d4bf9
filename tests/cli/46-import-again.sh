# SPDX-License-Identifier: MIT
# Importing again updates: the same file changes nothing, a corrected one its rows, an exported one nothing.
. "$(dirname "$0")/lib.sh"

rows() { # rows TABLE: how many the store holds
    run export -s c.situ "$1" -o rows.csv --quiet
    [ "$code" = 0 ] || expect 3
    sed 's/"[^"]*"//g' rows.csv | tail -n +2 | wc -l
}
counts() { # counts NEW CHANGED UNCHANGED MERGED MISSING
    for pair in added:$1 changed:$2 unchanged:$3 merged:$4 missing:$5; do
        out_has "\"${pair%:*}\": ${pair#*:}"
    done
}
head='编号,风险点名称,乡镇,行业领域,风险等级,联系电话,经度,纬度'
printf '%s\n' "$head" 'FX-1,甲厂,甲镇,危化,重大,13800000001,108.70,30.93' ',乙店,甲镇,消防,低,,108.71,30.94' >a.csv
run import -s c.situ a.csv --crs cgcs2000 --json
expect 0
counts 2 0 0 0 0
run import -s c.situ a.csv --crs cgcs2000 --json
expect 0
counts 0 0 2 0 0
# A number keeps its row through another name and place; a row without one through another level.
printf '%s\n' "$head" 'FX-1,甲化工有限公司,甲镇,危化,重大,13800000001,108.75,30.99' ',乙店,甲镇,消防,较大,,108.71,30.94' >a.csv
run import -s c.situ a.csv --crs cgcs2000 --lang zh
expect 0
out_has 2
[ "$(rows risk_point)" = 2 ] || fail "a correction made rows"
grep -q '^FX-1,甲化工有限公司' rows.csv || fail "the number lost its row"
for kind in csv xlsx; do
    run export -s c.situ risk_point -o back.$kind --quiet
    expect 0
    run import -s c.situ back.$kind --json
    expect 0
    counts 0 0 2 0 0
done
# The department knows the plant too: one row, both sources, differences told.
printf '%s\n' '风险点名称,乡镇,行业领域,风险等级,联系电话,经度,纬度' '甲化工有限公司,甲镇,危化,较大,13900000001,108.7501,30.9901' >d.csv
run import -s c.situ d.csv --from 县应急局 --crs cgcs2000 --dry-run --report r.json --json
expect 3
counts 0 1 0 1 0
grep -q MERGE_CONFLICT r.json || fail "no conflict is told"
[ "$(rows risk_point)" = 2 ] || fail "a dry run wrote"
run import -s c.situ d.csv --from 县应急局 --crs cgcs2000 --json
expect 3
counts 0 1 0 1 0
[ "$(rows risk_point)" = 2 ] || fail "one plant became two"
grep '^FX-1' rows.csv | grep -q '县应急局' || fail "the second source is not noted"
no_leftovers "$work"
