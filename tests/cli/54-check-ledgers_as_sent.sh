# SPDX-License-Identifier: MIT
# Ledgers of hazards, plans, units and teams as they are sent: read as their tables, and checked.
. "$(dirname "$0")/lib.sh"

cat >隐患.csv <<'CSV'
序号,隐患内容,隐患等级,单位名称,乡镇,检查日期,整改时限,整改责任人,联系电话,整改方案,整改资金,整改措施,整改状态,销号时间
1,氨机房未装报警器,重大隐患,甲冷库,甲镇,2026-05-06,2026-06-01,王一,19900000001,有,5万元,安装报警器,整改中,
2,消防通道堵塞,重大隐患,乙商场,甲镇,2026-05-06,2026-08-01,李二,19900000002,有,,清理,整改中,
3,灭火器过期,一般隐患,丙店,甲镇,2026-05-06,2026-05-20,赵三,19900000003,,,更换,已销号,2026-05-18
CSV
cat >预案.csv <<'CSV'
预案名称,预案类别,灾种,编制单位,印发日期,修订日期
甲县突发事件总体应急预案,总体,,县政府办,2020-03-01,2025-04-01
甲县森林火灾应急预案,专项,森林火灾,县林业局,2019-03-01,
CSV
cat >五有.csv <<'CSV'
单位,有机构,有人员,有条件,有能力,有规则,应急岗位设置,安全职责落实,风险隐患排查,应急调度,考核督查
甲镇,有,有,有,有,有,到位,到位,到位,到位,到位
乙镇,√,√,×,√,√,是,是,否,是,是
CSV
cat >队伍.csv <<'CSV'
队伍名称,队伍层级,总人数,队长,联系电话,直接领导,直接建立,直接管理,专职人员,办公场所,营房仓库,训练场地,专业装备,统一服装,管理制度,训练日志,招录标准,意外保险
甲队,乡镇,20,王一,19900000001,是,是,是,是,是,是,是,是,是,是,是,是,是
乙队,乡镇,10,,19900000002,是,是,是,是,是,是,是,是,是,是,是,是,否
CSV
run import -s t.situ 隐患.csv 预案.csv 五有.csv 队伍.csv --json --quiet
[ "$code" = 0 ] || expect 3
out_has '"rows_rejected": 0'
sqlite() {
    "$situ" export -s t.situ "$1" -o "$1.csv" --quiet >/dev/null 2>&1 || fail "there is no table $1"
    present "$1.csv"
}
for table in hazard plan_doc unit_ready team; do
    sqlite $table
done
grep -q '氨机房未装报警器' hazard.csv || fail "the hazard is not in its table"
run check -s t.situ --only hazard_five,unit_five,coverage_ability,team_standard,team_no_leader --json --report r.json --lang en --quiet
expect 3
grep '"name": "hazard_five"' .out | grep -q '"objects": 2, "unknown": 0, "findings": 1' || fail "$(grep hazard_five .out)"
grep '"name": "unit_five"' .out | grep -q '"objects": 2, "unknown": 0, "findings": 1' || fail "$(grep unit_five .out)"
grep '"name": "coverage_ability"' .out | grep -q '"findings": 1' || fail "$(grep coverage_ability .out)"
grep '"name": "team_standard"' .out | grep -q '"objects": 2, "unknown": 0, "findings": 1' || fail "$(grep team_standard .out)"
grep '"name": "team_no_leader"' .out | grep -q '"findings": 1' || fail "$(grep team_no_leader .out)"
grep -qF 12/13 r.json || fail "the score of 乙队"
grep -qF 整改资金 r.json || fail "what the hazard lacks"
# Headers of two rows: 整改五到位 of hazards is not 五到位 of units.
cat >two.csv <<'CSV'
甲县重大事故隐患整改台账,,,,,,,,,,,
序号,隐患内容,隐患级别,所在单位,属地,整改五到位,,,,,整改状态,挂牌级别
,,,,,方案,时限,责任,资金,措施,,
1,储罐区消防水池缺水,重大,甲化工,甲镇,√,√,√,×,√,整改中,县级
2,尾矿库排洪不畅,重大,乙矿,乙镇,√,√,√,√,√,整改中,市级
CSV
cat >units.csv <<'CSV'
乡镇(街道),基层五有,,,,,五到位,,,,
,有机构,有人员,有条件,有能力,有规则,应急岗位设置,安全职责落实,风险隐患排查,应急调度,考核督查
丙镇,√,√,√,√,√,√,√,√,√,√
丁镇,√,√,,√,√,√,√,√,×,√
CSV
run import -s two.situ two.csv units.csv --json --quiet
[ "$code" = 0 ] || expect 3
out_has '"rows_rejected": 0'
run check -s two.situ --only hazard_five,unit_five --json --report two.json --lang en --quiet
expect 3
grep '"name": "hazard_five"' .out | grep -q '"objects": 2, "unknown": 0, "findings": 1' || fail "$(grep hazard_five .out)"
grep '"name": "unit_five"' .out | grep -q '"objects": 2, "unknown": 0, "findings": 1' || fail "$(grep unit_five .out)"
grep -qF 整改资金 two.json || fail "the hazard lacks its money"
grep -qF 应急调度 two.json || fail "丁镇 lacks 应急调度"

# Without a date of the data nothing is late; with one, the hazard of 1 June is.
run check -s t.situ --only hazard_overdue --json --lang en --quiet
expect 0
out_has as_of
run check -s t.situ --only hazard_overdue --as-of 2026-06-30 --json --quiet
expect 3
out_has '"findings": 1'
refused 2 2026-13-01 2026-13-01 check -s t.situ --as-of 2026-13-01
