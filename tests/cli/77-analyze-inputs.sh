# SPDX-License-Identifier: MIT
# An analysis reads another table where a parameter has the name of its input: the nearest team and the
# nearest depot of every risk point.
. "$(dirname "$0")/lib.sh"
need_tool sqlite3
cp "$store" s.situ
points=$(sqlite3 s.situ 'SELECT count(*) FROM risk_point WHERE geom IS NOT NULL')
[ "$points" -gt 100 ] || fail "the sample has only $points risk points with a place"
for sites in team depot; do
    run analyze -s s.situ reach --sites "$sites" --targets risk_point -o "$sites.gpkg" --quiet
    [ "$code" = 0 ] || expect 3
    got=$(sqlite3 "$sites.gpkg" 'SELECT count(*) FROM nearest WHERE site_id IS NOT NULL')
    [ "$got" -ge "$points" ] || fail "$sites: only $got of $points risk points have a nearest one"
    strange=$(sqlite3 "$sites.gpkg" "ATTACH 's.situ' AS s; SELECT count(*) FROM nearest WHERE site_id NOT IN (SELECT id FROM s.$sites)")
    [ "$strange" = 0 ] || fail "$sites: $strange sites are not of that table"
done
refused 1 nosuch nosuch analyze -s s.situ reach --sites nosuch
refused 2 sitez sitez analyze -s s.situ reach --sitez team
