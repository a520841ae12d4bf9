# SPDX-License-Identifier: MIT
# Rules behind the base rule, from the command line; a result that has fewer tables than the one before it.
. "$(dirname "$0")/lib.sh"
need_tool sqlite3

cp "$store" mine.situ
run analyze -s mine.situ zone --rule R-INDEX --then R-FLOOR,R-ACC,R-AREA,R-TIME --max_min 10 -o zone.gpkg --quiet
[ "$code" = 0 ] || expect 3
for rule in R-INDEX R-FLOOR R-ACC R-AREA R-TIME; do
    n=$(sqlite3 mine.situ "SELECT count(*) FROM derived_zone_regions WHERE level_reason LIKE '%$rule%'")
    [ "$n" -gt 10 ] || fail "only $n reasons name $rule"
done
n=$(sqlite3 mine.situ "SELECT count(*) FROM derived_zone_late WHERE level IN (1,2) AND (minutes>10 OR minutes IS NULL)")
all=$(sqlite3 mine.situ "SELECT count(*) FROM derived_zone_late")
[ "$n" -gt 0 ] && [ "$n" = "$all" ] || fail "$n of $all late points are red or orange and late"
n=$(sqlite3 mine.situ "SELECT count(*) FROM derived_zone_regions WHERE level<>0 AND n1+n2+n3+n4=0")
[ "$n" = 0 ] || fail "$n regions without a graded point have a level"

# Neither areas, nor late points, nor a grid this time.
run analyze -s mine.situ zone --by 村 --grid no --quiet
[ "$code" = 0 ] || expect 3
n=$(sqlite3 mine.situ "SELECT count(*) FROM sqlite_master WHERE name IN ('derived_zone_late','derived_zone_areas')")
[ "$n" = 0 ] || fail "tables of the old result are still there"

run analyze -s mine.situ zone --then R-FLOR
expect 2
err_has R-FLOOR
run analyze -s mine.situ zone --then R-MAX
expect 2

# The totals of the matrix are those of zone.
run analyze -s mine.situ matrix --quiet
[ "$code" = 0 ] || expect 3
run analyze -s mine.situ zone --grid no --quiet
[ "$code" = 0 ] || expect 3
n=$(sqlite3 mine.situ "SELECT count(*) FROM derived_matrix_wide m JOIN derived_zone_regions z ON z.id=m.id WHERE z.level<>m.level")
all=$(sqlite3 mine.situ "SELECT count(*) FROM derived_matrix_wide m JOIN derived_zone_regions z ON z.id=m.id")
[ "$n" = 0 ] && [ "$all" -gt 20 ] || fail "$n of $all totals differ from zone's levels"

# Every metre of every line has one level.
run analyze -s mine.situ double_control --quiet
[ "$code" = 0 ] || expect 3
n=$(sqlite3 mine.situ "SELECT count(*) FROM (SELECT max(to_m)-sum(length_m) d, min(from_m) f FROM derived_double_control_lines WHERE line IS NOT NULL GROUP BY kind, line, part HAVING f<>0 OR abs(d)>0.001)")
[ "$n" = 0 ] || fail "$n lines have gaps"
n=$(sqlite3 mine.situ "SELECT count(DISTINCT level) FROM derived_double_control_lines")
[ "$n" -ge 4 ] || fail "only $n levels on lines"
