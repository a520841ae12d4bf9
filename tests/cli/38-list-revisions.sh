# SPDX-License-Identifier: MIT
# `situ list revisions`: what each import did, in short, at length and as JSON.
. "$(dirname "$0")/lib.sh"
SOURCE_DATE_EPOCH=1782777600
export SOURCE_DATE_EPOCH

printf '编号,名称,地址\nD1,县库,城关镇\nD2,乡库,青石镇\nD3,村库,高山村\n' >depots.csv
run import -s t.situ --as depot depots.csv --quiet
[ "$code" = 0 ] || expect 3
sed 's/乡库/青石镇储备库/' depots.csv >later.csv
run import -s t.situ --as depot later.csv --quiet
[ "$code" = 0 ] || expect 3

run list revisions -s t.situ --lang en
expect 0
silent
[ "$(wc -l <.out)" -eq 2 ] || fail "two lines are wanted"
grep -q '^   1  [0-9a-f]\{12\}  3 added, 0 changed, 0 removed  import depots.csv$' .out || fail "the first revision"
grep -q '^   2  [0-9a-f]\{12\}  0 added, 1 changed, 0 removed  import later.csv$' .out || fail "the second revision"
run list revisions -s t.situ --lang en --long
expect 0
out_has "depot              0 added, 1 changed, 0 removed" 2026-06-30
run list revisions -s t.situ --lang zh
expect 0
run list revisions -s t.situ --json --long
expect 0
out_has '"action": "import"' '"changed": 1' '"tables": [{"table": "depot", "added": 3'
if command -v sqlite3 >/dev/null 2>&1; then
    [ "$(sqlite3 :memory: "SELECT json_valid(CAST(readfile('.out') AS TEXT))")" = 1 ] || fail "no JSON"
fi
