# SPDX-License-Identifier: MIT
# A dry run reports all and changes nothing, with or without a store.
. "$(dirname "$0")/lib.sh"

printf '风险点名称,风险等级,经度,纬度\n甲厂,重大,,\n乙厂,特急,,\n' >a.csv
run import --dry-run a.csv --report r.json --json
expect 3
out_has '"rows_read": ' '"store": null' '"findings": '
present r.json
if command -v sqlite3 >/dev/null 2>&1; then
    [ "$(sqlite3 :memory: "SELECT json_valid(CAST(readfile('r.json') AS TEXT))")" = 1 ] || fail "the report is no JSON"
fi
for name in r.csv r.xlsx; do
    run import --dry-run a.csv --report $name
    expect 3
    present $name
    out_has "报告：$name"
done
refused 2 '不能写成 .doc' 'cannot be written as .doc' import --dry-run a.csv --report r.doc
run import --dry-run -s new.situ a.csv
expect 3
absent new.situ r.doc
# All or nothing: a good file beside a broken one is not taken.
printf 'nonsense\n' >b.csv
run import -s new.situ a.csv b.csv
expect 1
absent new.situ
no_leftovers "$work"
