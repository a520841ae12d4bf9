# SPDX-License-Identifier: MIT
# A report that cannot be written is said before anything is read; without a store a dry run reports too.
. "$(dirname "$0")/lib.sh"

refused 2 '.doc' '.doc' import -s c.situ absent.csv --report r.doc
refused 2 '.xlsx' '.xlsx' import --dry-run absent.csv --report r
absent c.situ r.doc r
printf '%s\n' '编号,风险点名称,乡镇,风险等级,经度,纬度' 'A-1,甲厂,甲镇,重大,108.70,30.93' 'A-2,,甲镇,重大,,' >a.csv
for kind in xlsx csv json; do
    run import --dry-run a.csv --report r.$kind --quiet
    expect 3
    present r.$kind
done
# The report workbook comes back corrected: its rows are found by their numbers.
run import -s c.situ a.csv --crs cgcs2000 --report r.xlsx --quiet
expect 3
present r.xlsx
run import -s c.situ r.xlsx --quiet --json
[ "$code" = 0 ] || expect 3
out_has '"added": 0'
no_leftovers "$work"
