# SPDX-License-Identifier: MIT
# The checks find on the sample county what ANSWERS.csv knows, and say of each class what was looked at.
. "$(dirname "$0")/lib.sh"

[ "$(tail -n +2 "$source/data-samples/ANSWERS.csv" | grep -c '等级矛盾\|不符')" -ge 5 ] || fail "the answers have changed"
run check -s "$store" --json --report r.json --lang en --quiet
expect 3
for file in "$source"/engine/analysis/checks/*.c; do
    grep -q "\"name\": \"$(basename "$file" .c)\"" .out || fail "$(basename "$file" .c) is not told"
done
class() { # class NAME: its line
    grep "\"name\": \"$1\"" .out
}
class level_conflict | grep -q '"findings": 5' || fail "level conflicts: $(class level_conflict)"    # T023..T027
class region_no_polygon | grep -q '"findings": 1' || fail "areas: $(class region_no_polygon)"         # T097
class hazard_five | grep -q '"state": "checked", "objects": 6, "unknown": 0, "findings": 1' || fail "major hazards: $(class hazard_five)"
class team_no_leader | grep -q '"state": "checked", "objects": 117, "unknown": 0, "findings": 0' || fail "teams: $(class team_no_leader)"
for text in 岚川工业园区管理委员会 滨江广场应急避难场所 土坪乡 '抗震地灾指挥部办公室(县规划自然资源局) has no head'; do # T097 T082 T084 T088
    grep -qF "$text" r.json || fail "the report lacks $text"
done
grep -qF '"file": "风险点台账.xlsx"' r.json || grep -qF '"file":"风险点台账.xlsx"' r.json || fail "a finding does not name its file"
# A store without a ledger: its class is told as not checked.
run import -s small.situ "$source/data-samples/base/regions.gpkg" --as region --quiet
run import -s small.situ "$source/data-samples/ledgers/风险点台账.xlsx" --as risk_point --quiet
run check -s small.situ --only level_conflict,unit_five --report r.xlsx --lang en --quiet
expect 3
present r.xlsx
out_has '1 of 2 checks made; 5 findings to read' 'not checked: there is no ledger'
[ "$(wc -l <.out)" = 4 ] || fail "one line a class"
run check -s "$store" --only shelter_in_zone --quiet
expect 3
run check -s "$store" --only person_object --quiet
expect 0
refused 2 level_conflict level_conflict check -s "$store" --only level_conflct
refused 1 没有 no.situ check -s no.situ
absent no.situ
