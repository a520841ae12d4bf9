# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
need_tool zip
sheet good.xlsx 风险点 '风险点名称|风险等级' '甲厂|重大'
run import --dry-run good.xlsx
[ "$code" = 0 ] || expect 3
size=$(wc -c <good.xlsx)
for cut in 3 40 $((size / 4)) $((size / 2)) $((size - 30)); do
    head -c "$cut" good.xlsx >cut.xlsx
    refused 1 cut.xlsx cut.xlsx import -s new.situ cut.xlsx
done
printf 'this is no zip archive' >text.xlsx
refused 1 '不是 zip 压缩包' 'no zip archive' import -s new.situ text.xlsx
# Bytes turned over inside: never a crash, and what is damaged is not taken.
for at in 30 100 200 400 600 800; do
    [ "$at" -lt "$size" ] || break
    { head -c "$at" good.xlsx; printf '\252\125\252\125'; tail -c +$((at + 5)) good.xlsx; } >flip.xlsx
    run import --dry-run flip.xlsx
    case $code in 0 | 1 | 3) ;; *) fail "exit $code with bytes turned over at $at" ;; esac
done
absent new.situ
