# SPDX-License-Identifier: MIT
# Blank ledgers: one, or all into a folder; the store gives the townships; an import finds them empty.
. "$(dirname "$0")/lib.sh"

run export --blank -o blank --lang zh
expect 0
silent
count=$(ls blank | wc -l)
[ "$count" -ge 12 ] || fail "only $count blank ledgers"
out_has "$count"
present blank/风险点.xlsx blank/救援队伍.xlsx blank/处置流程.xlsx
absent blank/道路.xlsx # roads are drawn, not typed
run export --blank -o again --json
expect 0
out_has "\"files\": $count"
for file in blank/*.xlsx; do
    cmp -s "$file" "again/$(basename "$file")" || fail "$file is not the same twice"
done
run export --blank risk_point -o one.xlsx -s "$store"
expect 0
present one.xlsx
if command -v unzip >/dev/null 2>&1; then
    unzip -p one.xlsx xl/worksheets/sheet1.xml >sheet.xml
    for word in '重大风险,较大风险,一般风险,低风险' 'CGCS2000,WGS84,GCJ02,BD09' '经度应在 73 到 135 之间'; do
        grep -qF "$word" sheet.xml || fail "the template lacks $word"
    done
    town=$("$situ" export -s "$store" region -o r.csv --quiet >/dev/null; grep -o '[^,]*镇,乡镇' r.csv | head -n 1 | cut -d, -f1)
    [ -n "$town" ] || fail "the sample has no township"
    unzip -p one.xlsx xl/sharedStrings.xml xl/worksheets/sheet1.xml | grep -qF "$town" || fail "$town is not in the drop-down"
fi
# Nothing is filled in: the example row counts for nothing.
refused 1 '.xlsx' '.xlsx' import --dry-run blank/风险点.xlsx
refused 1 'no_table' 'no_table' export --blank no_table -o x.xlsx
refused 1 'road' 'road' export --blank road -o x.xlsx
refused 2 '.xlsx' '.xlsx' export --blank risk_point -o x.csv
refused 2 'situ list tables' 'situ list tables' export -s "$store" -o x.csv
refused 2 '-s' '-s' export risk_point -o x.csv
