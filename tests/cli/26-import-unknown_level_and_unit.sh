# SPDX-License-Identifier: MIT
# A level or unit nobody knows: counted, told with its cell, and never painted as a low risk.
. "$(dirname "$0")/lib.sh"
printf '风险点名称,风险等级\n甲厂,特急\n乙厂,重大\n' >level.csv
printf '储备库名称,储备库等级,面积\n甲库,县,300平方丈\n' >unit.csv
run import --dry-run level.csv --report level-zh.csv --quiet
expect 3
grep -q '特急.*未评估' level-zh.csv || fail "the unknown level is not told"
grep -q ',2,B2,' level-zh.csv || fail "the cell is not told"
run import --dry-run level.csv --report level-en.csv --quiet --lang en
expect 3
grep -q 'no known risk level' level-en.csv || fail "the unknown level is not told in English"
run import --dry-run unit.csv --report unit-zh.csv --quiet
expect 3
grep -q ',2,C2,.*不认识单位“平方丈”' unit-zh.csv || fail "the unknown unit is not told"
run import --dry-run unit.csv --report unit-en.csv --quiet --lang en
expect 3
grep -q 'unit ""平方丈"" is not known' unit-en.csv || fail "the unknown unit is not told in English"
# In the store the unknown level is not assessed.
need_tool sqlite3
run import -s new.situ level.csv --quiet
expect 3
run export -s new.situ risk_point -o out.csv
expect 0
grep -q '甲厂' out.csv || fail "the row is lost"
if grep '甲厂' out.csv | grep -q '低'; then fail "not assessed became low"; fi
