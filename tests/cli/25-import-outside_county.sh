# SPDX-License-Identifier: MIT
# A place outside the county: the row is in the report with its row and cell; the rest goes on.
. "$(dirname "$0")/lib.sh"
cp "$store" mine.situ
printf '风险点名称,乡镇,风险等级,经度,纬度\n甲厂,,重大,120.1,30.2\n乙厂,,一般,13.5,52.4\n' >far.csv
for lang in zh en; do
    cp "$store" mine.situ
    run import -s mine.situ far.csv --report r-$lang.csv --lang $lang --quiet
    expect 3
    present r-$lang.csv
    grep -q '^[^,]*,[A-Z_]*,far.csv,[^,]*,2,' r-$lang.csv || fail "row 2 is not in the report"
    grep -q '^[^,]*,[A-Z_]*,far.csv,[^,]*,3,' r-$lang.csv || fail "row 3 is not in the report"
done
grep -q '县界外\|县域外' r-zh.csv || fail "the report does not say outside the county"
grep -q 'outside the county' r-en.csv || fail "the English report does not say outside the county"
