# SPDX-License-Identifier: MIT
# 云阳, a real county: outline and townships in GCJ-02 are imported and drawn as a map of seats.
. "$(dirname "$0")/lib.sh"

data=$source/../shared/data/seed_counties/yunyang_500235
outline=$data/boundary_vonng2016_gcj02.geojson
list=$data/townships_villages_vonng2016_gcj02.csv
[ -f "$outline" ] && [ -f "$list" ] || skip "the data of 云阳 is not here"
need_tool sqlite3

cat >outline.yaml <<'YAML'
table: region
columns:
  code: adcode
  name: {value: 云阳县}
  level: {value: 县}
YAML
cat >towns.yaml <<'YAML'
table: region
columns:
  code: code
  name: name
  level: {column: level, values: {town: 乡镇, village: 村}}
  town: town
  lon: lon_gcj02
  lat: lat_gcj02
YAML
run import -s y.situ "$outline" --crs gcj02 --mapping outline.yaml --quiet
expect 0
run import -s y.situ "$list" --crs gcj02 --mapping towns.yaml --report report.csv --lang zh --quiet
expect 3 # two villages of one name at one place

# 42 towns, 38 seats; the four without coordinates are told, by name.
query() {
    sqlite3 y.situ "$1"
}
[ "$(query "SELECT count(*) FROM region WHERE level='乡镇'")" = 42 ] || fail "not 42 towns"
[ "$(query "SELECT count(*) FROM region WHERE level='村'")" = 478 ] || fail "not 478 villages"
grep NO_COORDINATES report.csv >told.txt
[ "$(wc -l <told.txt)" = 4 ] || fail "$(wc -l <told.txt) towns are told to have no coordinates, not 4"
for name in 人和街道 盘龙街道 泥溪镇 清水土家族自治乡; do
    grep -q "$name" told.txt || fail "$name is not told to have no coordinates"
done

# Every seat lies in the county, by a ray cast through the exported outline.
run export -s y.situ region -o region.geojson --quiet
expect 0
seats() { # lon lat name of each town with a seat
    sed -n 's/.*"name": "\([^"]*\)", "level": "乡镇".*"type": "\(Multi\)*Point", "coordinates": \[[ []*\([0-9.]*\), \([0-9.]*\) \].*/\3 \4 \1/p' region.geojson
}
seats >seats.txt
[ "$(wc -l <seats.txt)" = 38 ] || fail "$(wc -l <seats.txt) seats exported"
grep '"level": "县"' region.geojson | sed 's/.*"coordinates": //; s/\], \[/\
/g; s/[][{}]//g' | sed 's/[^0-9. ,-]//g' | awk -F, 'NF >= 2 { print $1 + 0, $2 + 0 }' >ring.txt
[ "$(wc -l <ring.txt)" -gt 1000 ] || fail "the outline has $(wc -l <ring.txt) points"
awk 'NR == FNR { x[NR] = $1; y[NR] = $2; n = NR; next }
    { inside = 0
      for (i = 1; i < n; i++)
          if ((y[i] > $2) != (y[i + 1] > $2) && $1 < x[i] + (x[i + 1] - x[i]) * ($2 - y[i]) / (y[i + 1] - y[i])) inside = !inside
      if (!inside) print $3 }' ring.txt seats.txt >outside.txt
[ ! -s outside.txt ] || fail "outside the county: $(tr '\n' ' ' <outside.txt)"

# Two seats against the formulas of domain.md B4: the stored point, taken to GCJ-02 again, is the
# published one to a metre. The formulas first give domain.md's own check pair.
cat >gcj.awk <<'AWK'
function shift_lat(x, y) {
    return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(x < 0 ? -x : x) + (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3 \
        + (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3 + (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
}
function shift_lon(x, y) {
    return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(x < 0 ? -x : x) + (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3 \
        + (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3 + (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
}
function forward(lon, lat,    r, m, s) { # sets glon, glat
    a = 6378245.0; ee = 0.00669342162296594323
    r = lat / 180 * pi; m = 1 - ee * sin(r) * sin(r); s = sqrt(m)
    glat = lat + shift_lat(lon - 105, lat - 35) * 180 / (a * (1 - ee) / (m * s) * pi)
    glon = lon + shift_lon(lon - 105, lat - 35) * 180 / (a / s * cos(r) * pi)
}
function metres(lon1, lat1, lon2, lat2) {
    return 6371000 * pi / 180 * sqrt((lat1 - lat2) ^ 2 + ((lon1 - lon2) * cos(lat1 * pi / 180)) ^ 2)
}
BEGIN {
    pi = atan2(0, -1)
    forward(108.6972, 30.9306) # domain.md B4, 云阳
    if (metres(glon, glat, 108.701589, 30.928179) > 0.2) { print "the check pair of B4 fails:", glon, glat; exit }
}
{ forward($1, $2); d = metres(glon, glat, $4, $5); if (!(d <= 1)) print $3, d " m off" }
AWK
for name in 双江街道 云阳镇; do
    mine=$(grep " $name\$" seats.txt) || fail "no seat of $name"
    raw=$(awk -F, -v name="$name" 'index($2, name) == 1 && $3 == "town" { print $5, $6 }' "$list")
    echo "$mine $raw"
done >pairs.txt
[ "$(awk 'NF == 5' pairs.txt | wc -l)" = 2 ] || fail "no two pairs: $(cat pairs.txt)"
off=$(LC_ALL=C awk -f gcj.awk pairs.txt)
[ -z "$off" ] || fail "$off"
# Without the frame the seats would stand 500 m away: a wrong village.
awk '{ d = 111195 * sqrt(($2 - $5) ^ 2 + (($1 - $4) * cos($2 * 0.01745329252)) ^ 2); if (d < 450 || d > 550) exit 1 }' pairs.txt ||
    fail "the shift is not half a kilometre"

# The map: named after the county, every seat with its name, in one piece each.
for paper in A3 A0; do
    run render -s y.situ materials -o m.pdf --paper $paper --json --quiet
    expect 0
    out_has '"labels_left_out": 0'
    if command -v pdftotext >/dev/null 2>&1; then
        pdftotext -raw m.pdf - | tr -d ' \n\f' >text.txt
        while read -r lon lat name; do
            grep -qF "$name" text.txt || fail "$paper lacks $name ($lon, $lat)"
        done <seats.txt
        grep -q 云阳县救援物资装备分布图 text.txt || fail "the title is not the county's"
        grep -qF '4处无坐标单位(未上图)' text.txt || fail "the legend does not count the towns without coordinates"
        # Nothing is explained that is not on the map.
        if grep -qE '邻县储备库|河流、水库' text.txt; then fail "the legend explains what is not drawn"; fi
    fi
done
run render -s y.situ materials -o m.png --paper A3 --dpi 100 --quiet
expect 0
present m.png

# Both public lists, which disagree on 25 codes, and the outline, in every order that matters: always 42
# towns, 38 seats, not one of them moved, and 478 villages.
codes=$data/townships_areacity2025.csv
county=$data/boundary_ni1o1_wgs84.geojson
[ -f "$codes" ] && [ -f "$county" ] || skip "the second list of 云阳 is not here"
n=0
for order in "$county $list $codes" "$county $codes $list" "$list $codes $county" "$codes $list $county" "$codes $county $list"; do
    n=$((n + 1))
    for file in $order; do
        run import -s "order$n.situ" "$file" --report "order$n.csv" --lang zh --quiet
        [ "$code" = 0 ] || [ "$code" = 3 ] || fail "exit status $code for $file as part of: $order"
        cat "order$n.csv" >>"all$n.csv"
    done
    counts=$(sqlite3 "order$n.situ" "SELECT level || count(*) FROM region GROUP BY level ORDER BY level" | tr '\n' ' ')
    [ "$counts" = "乡镇42 县1 村478 " ] || fail "$counts after: $order"
    sqlite3 "order$n.situ" "SELECT name || ' ' || CASE WHEN geom_point IS NULL THEN '-' ELSE hex(geom_point) END FROM region WHERE level = '乡镇' ORDER BY name" >"seats$n.txt"
    [ "$(grep -vc -- ' -$' "seats$n.txt")" = 38 ] || fail "$(grep -vc -- ' -$' "seats$n.txt") seats after: $order"
    cmp -s seats1.txt "seats$n.txt" || fail "seats moved: $order"
    grep -q CODE_CONFLICT "all$n.csv" || fail "no conflict of codes is told: $order"
done
