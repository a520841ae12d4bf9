# SPDX-License-Identifier: MIT
# Every value between two stages has a text dump, the same each time.
. "$(dirname "$0")/lib.sh"

for stage in bundle scene labels display; do
    run dump --stage $stage -s "$store" risk
    expect 0
    silent_or_progress=$(grep -c '^situ: ' .err)
    [ "$silent_or_progress" = 0 ] || fail "dump $stage complains"
    [ "$(wc -l <.out)" -gt 10 ] || fail "dump $stage is empty"
    cp .out $stage.txt
    run dump --stage $stage -s "$store" risk
    cmp -s .out $stage.txt || fail "dump $stage differs from run to run"
done
grep -q 岚川 display.txt || fail "the title is not in the display list"
printf '风险点名称,风险等级\n甲厂,特急\n' >a.csv
run dump --stage report a.csv
expect 0
out_has a.csv
refused 2 没有取值 'unknown value "pixels"' dump --stage pixels -s "$store" risk
refused 2 --store --store dump --stage scene risk
