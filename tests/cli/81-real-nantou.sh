# SPDX-License-Identifier: MIT
# 南投: thirteen townships by a mapping and --where, points made here, zoning by township against a
# recount outside of the program.
. "$(dirname "$0")/lib.sh"

towns=$source/../shared/data/tw_townships/towns.gpkg
[ -f "$towns" ] || skip "the townships are not here"
need_tool sqlite3 ogr2ogr ogrinfo

cat >towns.yaml <<'YAML'
table: region
columns:
  name: TOWNNAME
  code: TOWNCODE
  level: {value: 乡镇}
YAML
run import -s n.situ "$towns" --where "COUNTYNAME='南投縣'" --mapping towns.yaml --quiet
expect 0
[ "$(sqlite3 n.situ "SELECT count(*), sum(geom IS NOT NULL) FROM region WHERE level='乡镇'")" = '13|13' ] || fail "not 13 townships"

# The same points on every machine; about half lie in the county. D = L x E x C far from the class limits.
LC_ALL=C awk '
function rnd() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
BEGIN {
    seed = 20261122
    split("矿山 道路交通 消防 地质灾害 山洪", industry, " ")
    split("6,6,15 3,6,15 3,10,3 1,3,7", factors, " ")
    split("重大风险 较大风险 一般风险 低风险", words, " ")
    print "编号,风险点名称,行业领域,经度,纬度,评估方法,L,E,C,风险等级"
    for (n = 1; n <= 360; n++) {
        x = 120.60 + 0.76 * rnd(); y = 23.43 + 0.83 * rnd(); u = rnd()
        level = u < 0.02 ? 1 : u < 0.06 ? 2 : u < 0.25 ? 3 : u < 0.9 ? 4 : 0
        if (x > 121.1 && level == 1) level = 3 # the far east has no red point
        i = industry[1 + int(5 * rnd())]
        if (level == 0) rest = ",,,,"
        else if (n % 3 == 0) rest = ",,,," words[level]
        else rest = "LEC," factors[level] ","
        printf "NT%03d,%s%d,%s,%.6f,%.6f,%s\n", n, i, n, i, x, y, rest
    }
}' >all.csv
# Which township each lies in, by another program.
cat >points.sql <<'SQL'
SELECT p.编号 AS id, t.TOWNNAME AS town FROM "all" AS p, towns AS t
WHERE t.COUNTYNAME='南投縣' AND ST_Intersects(t.geom, MakePoint(CAST(p.经度 AS float), CAST(p.纬度 AS float), 4326))
SQL
ogr2ogr -f GPKG both.gpkg "$towns" -nln towns >/dev/null 2>&1 && ogr2ogr -f GPKG -update both.gpkg all.csv -nln all >/dev/null 2>&1 || fail "ogr2ogr"
ogr2ogr -f CSV inside.csv both.gpkg -dialect sqlite -sql "$(cat points.sql)" >/dev/null 2>&1 || skip "ogr2ogr has no spatial SQL"
awk -F, 'NR == FNR { gsub(/"/, ""); if (FNR > 1) town[$1] = $2; next }
    FNR == 1 { print; next } $1 in town { print }' inside.csv all.csv >risk.csv
count=$(($(wc -l <risk.csv) - 1))
[ "$count" -ge 100 ] || fail "only $count points lie in the county"
run import -s n.situ risk.csv --as risk_point --report report.csv --quiet
[ "$code" = 0 ] || expect 3
[ "$(sqlite3 n.situ 'SELECT count(*) FROM risk_point WHERE geom IS NOT NULL')" = "$count" ] || fail "not all of $count points are in the store"

# R-MAX by hand: the highest level of a township's points, 0 where none is rated.
awk -F, 'NR == FNR { gsub(/"/, ""); if (FNR > 1) town[$1] = $2; next }
    FNR == 1 { next }
    { if ($6 == "LEC") { d = $7 * $8 * $9; level = d >= 320 ? 1 : d >= 160 ? 2 : d >= 70 ? 3 : 4 }
      else level = $10 == "重大风险" ? 1 : $10 == "较大风险" ? 2 : $10 == "一般风险" ? 3 : $10 == "低风险" ? 4 : 0
      t = town[$1]; if (!(t in best)) best[t] = 0
      if (level && (!best[t] || level < best[t])) best[t] = level }
    END { for (t in best) print t "," best[t] }' inside.csv risk.csv | LC_ALL=C sort >expected.txt
for op in grade zone; do
    run analyze -s n.situ $op --quiet
    [ "$code" = 0 ] || expect 3
done
sqlite3 -separator , n.situ "SELECT name, level FROM derived_zone_regions" >zone.txt 2>zone.err || fail "$(cat zone.err)"
[ "$(wc -l <zone.txt)" = 13 ] || fail "$(wc -l <zone.txt) townships are graded"
while IFS=, read -r name level; do
    wanted=$(sed -n "s/^$name,//p" expected.txt)
    [ "$level" = "${wanted:-0}" ] || fail "$name is level $level, by hand ${wanted:-0}"
done <zone.txt
[ "$(cut -d, -f2 zone.txt | sort -u | wc -l)" -ge 2 ] || fail "all townships have one level: the comparison shows nothing"

# Drawn: metres of the zone of the county's middle (120.98 E: 3-degree zone 40, central meridian 120).
run dump --stage bundle -s n.situ risk
expect 0
grep -q '^table zone.regions epsg 4549 ' .out || fail "not in EPSG 4549: $(grep '^table zone' .out)"
for format in pdf png; do
    run render -s n.situ risk -o "risk.$format" --paper A3 --dpi 100 --quiet
    expect 0
    present "risk.$format"
done
if command -v pdftotext >/dev/null 2>&1; then
    pdftotext -raw risk.pdf - | tr -d ' \n\f' >text.txt
    while IFS=, read -r name level; do
        grep -qF "$name" text.txt || fail "the map lacks $name"
    done <zone.txt
    grep -q '中央经线120°' text.txt || fail "the sheet does not name its central meridian"
fi
