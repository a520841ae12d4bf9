# SPDX-License-Identifier: MIT
# Two revisions of a small county: what is new, struck off, upgraded, downgraded, moved; the change map;
# going back.
. "$(dirname "$0")/lib.sh"

box() { # box NAME LEVEL PARENT X0 Y0 X1 Y1
    printf '{"type":"Feature","properties":{"name":"%s","level":"%s","parent":"%s"},"geometry":{"type":"Polygon","coordinates":[[[%s,%s],[%s,%s],[%s,%s],[%s,%s],[%s,%s]]]}}' \
        "$1" "$2" "$3" "$4" "$5" "$6" "$5" "$6" "$7" "$4" "$7" "$4" "$5"
}
printf '{"type":"FeatureCollection","features":[%s,%s,%s]}' "$(box 试县 县 '' 108 30 108.3 30.3)" \
    "$(box 甲镇 乡镇 试县 108 30 108.15 30.3)" "$(box 乙镇 乡镇 试县 108.15 30 108.3 30.3)" >region.geojson
head=编号,风险点名称,乡镇,行业领域,评估方法,可能性L,暴露频率E,后果C,责任人,联系电话,经度,纬度,状态
cat >a.csv <<CSV
$head
FX-1001,甲化工厂,甲镇,危险化学品,LEC,3,6,3,王一,19900000001,108.05,30.05,管理
FX-1002,甲加油站,甲镇,危险化学品,LEC,3,6,15,王一,19900000001,108.06,30.06,管理
FX-1003,甲仓库,甲镇,危险化学品,LEC,6,10,15,王一,19900000001,108.07,30.07,管理
FX-1004,乙厂,乙镇,工贸,LEC,3,6,3,李二,19900000002,108.25,30.05,管理
FX-1005,乙矿,乙镇,矿山,LEC,3,6,3,李二,19900000002,108.26,30.06,管理
FX-1006,乙店,乙镇,消防,LEC,1,6,3,李二,19900000002,108.27,30.07,管理
CSV
cat >b.csv <<CSV
$head
FX-1001,甲化工厂,甲镇,危险化学品,LEC,6,10,15,王一,19900000001,108.05,30.05,管理
FX-1002,甲加油站,甲镇,危险化学品,LEC,3,6,15,王一,19900000001,108.06,30.06,销号
FX-1003,甲仓库,甲镇,危险化学品,LEC,1,6,3,王一,19900000001,108.07,30.07,管理
FX-1004,乙厂,乙镇,工贸,LEC,3,6,3,李二,19900000002,108.25,30.059,管理
FX-1005,乙矿,乙镇,矿山,LEC,3,6,3,周三,19900000003,108.26,30.06,管理
FX-1006,乙店,乙镇,消防,LEC,1,6,3,李二,19900000002,108.27,30.07,管理
FX-1007,新厂,乙镇,工贸,LEC,3,6,15,李二,19900000002,108.28,30.08,管理
CSV
run import -s t.situ region.geojson a.csv --quiet
[ "$code" = 0 ] || expect 3
refused 1 t.situ t.situ diff -s t.situ previous latest # one revision only
refused 1 change change render -s t.situ change -o m.png
absent m.png
run import -s t.situ b.csv --quiet
[ "$code" = 0 ] || expect 3
run diff -s t.situ previous latest -o d.csv --lang en --quiet
expect 0
out_has '新增  橙  新厂' '销号  橙  甲加油站' '升级  蓝→红  甲化工厂' '降级  红→蓝  甲仓库' '变更  蓝  乙矿' '责任人 李二→周三' '6 changes in 1 ledgers'
grep -q '移位  蓝  乙厂  乙镇  99[0-9] m' .out || fail "乙厂 moved 998 m"
grep -q '行政区划  3 → 3  unchanged' .out || fail "the regions did not change"
[ "$(wc -l <d.csv)" = 7 ] || fail "six changes and a header, not $(wc -l <d.csv) lines"
head -n 1 d.csv | grep -q 变化 || fail "the header is not Chinese"
run diff -s t.situ 1 2 --json --quiet
expect 0
out_has '"upgraded": 1' '"downgraded": 1' '"struck_off": 1' '"added": 1' '"moved": 1' '"table": "risk_point", "rows_before": 6, "rows_after": 7'
run diff -s t.situ 2 1 --quiet # backwards: what was new is gone
expect 0
out_has '减少  橙  新厂' '降级  红→蓝  甲化工厂' '新增  橙  甲加油站'
run diff -s t.situ 2 2 --lang en --quiet
expect 0
out_has '0 changes in 0 ledgers'
for file in d.xlsx d.gpkg d.geojson; do
    run diff -s t.situ 1 2 -o $file --quiet
    expect 0
    present $file
done
refused 2 d.doc d.doc diff -s t.situ 1 2 -o d.doc
refused 1 99 99 diff -s t.situ 99 2

# The change map, with the revisions by default and by name, in colour and without, and nothing changed.
for map in change change:1..2 change:2..2; do
    run render -s t.situ "$map" -o m.svg --quiet
    expect 0
    present m.svg
done
run render -s t.situ change -o m.pdf --mono --quiet
expect 0
refused 2 change:1 REV1..REV2 render -s t.situ change:1 -o n.png
refused 1 risk_point public render -s t.situ change -o n.png --edition public
absent n.png
if command -v pdftotext >/dev/null 2>&1; then
    run render -s t.situ change -o m.pdf --quiet
    pdftotext -raw m.pdf - | tr -d ' \n' >m.txt
    grep -q '新增1、销号1、升级1、降级1、移位1、变更1' m.txt || fail "the sheet does not count the changes"
    run render -s t.situ change:2..2 -o m.pdf --quiet
    pdftotext -raw m.pdf - | tr -d ' \n' | grep -q 两版之间没有变化 || fail "a map without changes does not say so"
fi

# Back to the first revision, as a third one; and back again.
run rollback -s t.situ 1 --json --quiet
expect 0
out_has '"revision": "'
run diff -s t.situ 1 3 --lang en --quiet
out_has '0 changes in 0 ledgers'
run diff -s t.situ 2 3 --quiet
out_has '减少  橙  新厂'
run list revisions -s t.situ --quiet
out_has 回退到
refused 2 t.situ newest rollback -s t.situ latest
refused 1 77 77 rollback -s t.situ 77
refused 1 none.situ none.situ rollback -s none.situ 1
absent none.situ
run rollback -s t.situ 2 --quiet
expect 0
run diff -s t.situ 2 latest --lang en --quiet
out_has '0 changes in 0 ledgers'
no_leftovers "$work"
