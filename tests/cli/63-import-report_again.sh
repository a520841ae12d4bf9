# SPDX-License-Identifier: MIT
# The report of an import is corrected in place and imported itself: the same rows under the same
# numbers, none twice, and the corrected one is there.
. "$(dirname "$0")/lib.sh"
need_tool sqlite3 zip

sheet ledger.xlsx 风险点 '岚川县风险点台账' '序号|风险点名称|乡镇|风险等级|威胁人数|排查日期|责任人|联系电话' \
    '1|甲厂|清水镇|重大|约500人|2024.4.3|张三|023-55128091' '2|乙厂|清水镇|较大|3.5万|2024-04-03|李四|13812345678' \
    '3||清水镇|一般|12|2024-04-03|王五|13812345679' '4|丁厂|清水镇|特急|7|去年|赵六|13812345670' '合计||||519|||'
run import -s a.situ ledger.xlsx --report r.xlsx --quiet
expect 3
out_has ''
present r.xlsx
ids() { sqlite3 "$1" "SELECT id||' '||name||' '||coalesce(threat_pop,'')||' '||coalesce(found,'')||' '||coalesce(phone,'') FROM risk_point ORDER BY id"; }
ids a.situ >first.txt
[ "$(wc -l <first.txt)" = 3 ] || fail "three rows were to be taken"
run import -s a.situ r.xlsx --report r2.xlsx --quiet --json
expect 3 # what is doubtful stays so
out_has '"rows_rejected": 1'
ids a.situ >second.txt
cmp -s first.txt second.txt || { diff first.txt second.txt; fail "the report's rows are not the same"; }
# Into another store, alone: the same numbers again.
run import -s b.situ r.xlsx --quiet
ids b.situ >third.txt
cmp -s first.txt third.txt || { diff first.txt third.txt; fail "other numbers in another store"; }
# A name corrected in the report keeps its number.
if command -v unzip >/dev/null 2>&1; then
    mkdir x
    (cd x && unzip -q ../r.xlsx && sed -i 's/甲厂/甲化工厂/' xl/sharedStrings.xml && zip -q -X -r ../r3.xlsx .)
    run import -s a.situ r3.xlsx --quiet
    ids a.situ >fourth.txt
    [ "$(wc -l <fourth.txt)" = 3 ] || { cat fourth.txt; fail "the corrected row stands twice"; }
    grep -q '甲化工厂' fourth.txt || fail "the correction is not there"
    [ "$(cut -d' ' -f1 fourth.txt)" = "$(cut -d' ' -f1 first.txt)" ] || fail "the corrected row has another number"
fi
# csv and json, and a report of a file that cannot be taken as a whole.
run import --dry-run ledger.xlsx --report r.json --quiet
expect 3
grep -q '"field":"threat_pop"' r.json || fail "the json does not tell the columns"
