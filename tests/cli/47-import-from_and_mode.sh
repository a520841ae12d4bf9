# SPDX-License-Identifier: MIT
# Whose report it is: full marks what is missing, patch touches its rows only, nothing is a report too.
. "$(dirname "$0")/lib.sh"

head='编号,风险点名称,乡镇,行业领域,风险等级,经度,纬度'
printf '%s\n' "$head" 'A-1,甲厂,甲镇,危化,重大,108.70,30.93' 'A-2,乙店,甲镇,消防,低,108.71,30.94' 'A-3,丙厂,甲镇,工贸,低,108.72,30.94' >all.csv
printf '%s\n' "$head" 'A-1,甲厂,甲镇,危化,重大,108.70,30.93' 'A-3,丙厂,甲镇,工贸,低,108.72,30.94' >less.csv
printf '%s\n' "$head" 'A-2,乙店,,,较大,,' >fix.csv
printf '%s\n' "$head" >none.csv
refused 2 '--from' '--from' import -s c.situ all.csv --mode full
refused 2 '--from' '--from' import --dry-run all.csv --mode patch
refused 2 'most' 'most' import -s c.situ all.csv --from 甲镇 --mode most
absent c.situ
run import -s c.situ all.csv --from 甲镇 --mode full --crs cgcs2000
expect 0
run import -s c.situ less.csv --from 甲镇 --mode full --crs cgcs2000 --report r.csv --json
expect 3
out_has '"missing": 1' '"unchanged": 2'
grep -q 'NOT_REPORTED.*乙店' r.csv || fail "the missing row is not named"
run export -s c.situ risk_point -o out.csv --quiet
grep '^A-2' out.csv | grep -q '本次未报' || fail "the missing row is not marked"
[ "$(grep -c '本次未报' out.csv)" = 1 ] || fail "too many rows are marked"
run import -s c.situ fix.csv --from 甲镇 --mode patch --json
out_has '"changed": 1' '"missing": 0'
run export -s c.situ risk_point -o out.csv --quiet
grep '^A-2' out.csv | grep -q '消防' || fail "an empty cell of a patch took a value away"
if grep -q '本次未报' out.csv; then fail "a row that is reported again is still marked"; fi
# Most of it gone: done, and said loudly.
run import -s c.situ fix.csv --from 甲镇 --mode full --report r.csv --json
expect 3
out_has '"missing": 2'
grep -q FULL_SHRINKS r.csv || fail "nothing warns of a report that shrank"
# A row that cannot be read is not missing when its number or name tells whose it is; else that is said.
printf '%s\n' "$head" 'B-1,丁厂,丙镇,工贸,低,108.75,30.95' 'B-2,戊厂,丙镇,工贸,低,108.76,30.95' 'B-3,己厂,丙镇,工贸,低,108.77,30.95' >b.csv
run import -s c.situ b.csv --from 丙镇 --mode full --crs cgcs2000 --quiet
expect 0
sed -i 's/戊厂//' b.csv
run import -s c.situ b.csv --from 丙镇 --mode full --crs cgcs2000 --report r.csv --json
expect 3
out_has '"missing": 0' '"rows_rejected": 1'
grep -q 'ROW_HELD.*B-2' r.csv || fail "the rejected row is not named"
sed -i 's/^B-2,/,/' b.csv
run import -s c.situ b.csv --from 丙镇 --mode full --crs cgcs2000 --report r.csv --json
expect 3
out_has '"missing": 1' '"rows_rejected": 1'
grep -q 'FULL_SHRINKS' r.csv || fail "nothing says that the missing row may be the rejected one"
# Nothing to report is a report; without --mode full it is a file without rows.
refused 1 '表头' 'no rows' import -s c.situ none.csv --as risk_point
run import -s c.situ none.csv --from 乙镇 --mode full --json
expect 0
run list submissions -s c.situ
expect 0
silent
out_has 甲镇 乙镇 零报告 已报
run list submissions -s c.situ --json
expect 0
out_has '"status": "零报告"' '"mode": "全量"'
refused 2 '-s' '-s' list submissions
# 删除 in a cell takes a stored value away; a slip in a path makes no folder; a table may be called by its label.
printf '%s\n' "$head" 'A-2,乙店,,删除,,,' >gone.csv
run import -s c.situ gone.csv --from 甲镇 --mode patch --as 风险点 --report r.csv --json
out_has '"changed": 1'
grep -q 'CLEARED.*消防' r.csv || fail "the old value is not told"
run export -s c.situ 风险点 -o out.csv --quiet
if grep '^A-2' out.csv | grep -q '消防'; then fail "the value is still there"; fi
refused 2 'nodir' 'nodir' import -s nodir/c.situ gone.csv
refused 2 'nodir' 'nodir' import -s c.situ gone.csv --report nodir/r.csv
absent nodir
no_leftovers "$work"
