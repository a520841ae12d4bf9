# SPDX-License-Identifier: MIT
# A list in a web map's frame that does not say so: the question is put with figures and exit 3; an answer
# or a telling header settles it; without any outline the import only mentions it.
. "$(dirname "$0")/lib.sh"

data=$source/../shared/data/seed_counties/yunyang_500235
[ -f "$data/boundary_ni1o1_wgs84.geojson" ] && [ -f "$data/townships_villages_vonng2016_gcj02.csv" ] || skip "the data of 云阳 is not here"
need_tool sqlite3

sed '1s/lon_gcj02,lat_gcj02/lon,lat/' "$data/townships_villages_vonng2016_gcj02.csv" >list.csv
run import -s a.situ "$data/boundary_ni1o1_wgs84.geojson" --quiet
expect 0
cp a.situ b.situ

# 70 points deep inside one outline cannot tell 500 m: asked, and read as they stand.
run import -s a.situ list.csv --report a.csv --lang zh --quiet
expect 3
grep CRS_ASSUMED a.csv | grep -q -- --crs || fail "the question is not put"
[ "$(sqlite3 a.situ "SELECT DISTINCT crs_in FROM region WHERE level <> '县' AND geom_point IS NOT NULL")" = cgcs2000 ] || fail "not read as CGCS2000"

run import -s b.situ list.csv --crs gcj02 --report b.csv --lang zh --quiet
if grep -q CRS_ASSUMED b.csv; then fail "asked though told"; fi
[ "$(sqlite3 b.situ "SELECT DISTINCT crs_in FROM region WHERE level <> '县' AND geom_point IS NOT NULL")" = gcj02 ] || fail "not read as GCJ-02"

# Exported and read again, nothing is shifted twice, though the rows remember the frame they came in.
run export -s b.situ region -o back.xlsx --quiet
expect 0
cp b.situ c.situ
run import -s c.situ back.xlsx --as region --report c.csv --lang zh --quiet
run export -s b.situ region -o before.csv --quiet
run export -s c.situ region -o after.csv --quiet
cut -d, -f2,19,20 before.csv | sort >before.txt
cut -d, -f2,19,20 after.csv | sort >after.txt
grep -q '双江街道,108.7003' before.txt || fail "no coordinates exported: $(sed -n 3p before.txt)"
cmp -s before.txt after.txt || fail "points moved by an export and an import"

# No outline at all: said, without alarm.
run import -s d.situ list.csv --report d.csv --lang zh --quiet
grep CRS_ASSUMED d.csv | grep -qv 警告 || fail "an alarm without anything to test"
