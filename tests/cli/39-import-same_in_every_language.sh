# SPDX-License-Identifier: MIT
# The same ledgers imported under Chinese and English messages: the stores are equal to the last byte.
. "$(dirname "$0")/lib.sh"
data=$source/data-samples
SOURCE_DATE_EPOCH=1782777600
export SOURCE_DATE_EPOCH

printf '编号,名称,经度,纬度,风险等级,联系电话\nA1,北坡,30.55,109.25,重大,1390000\nA2,南坡,109.26,30.56,特别大,13900000001\nA3,,109.27,30.57,低,\n' >dirty.csv

for lang in zh en; do
    run import -s $lang.situ --lang $lang "$data/base/regions.gpkg" --as region
    [ "$code" = 0 ] || expect 3
    run import -s $lang.situ --lang $lang --quiet "$data/ledgers/应急物资储备库.xlsx" "$data/ledgers/责任人名单.xlsx" "$data/ledgers/救援队伍.xlsx"
    [ "$code" = 0 ] || expect 3
    run import -s $lang.situ --lang $lang --as risk_point --report $lang.csv dirty.csv
    expect 3
    cp .out $lang.out
done
cmp -s zh.out en.out && fail "the messages are the same in both languages"
cmp -s zh.csv en.csv && fail "the reports are the same in both languages"
cmp zh.situ en.situ || fail "the stores differ"
