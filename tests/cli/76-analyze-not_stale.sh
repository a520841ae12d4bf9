# SPDX-License-Identifier: MIT
# An analysis that reads another's result reads today's: after a new ledger the zones are those of its
# rows, whether or not the grades were computed anew first.
. "$(dirname "$0")/lib.sh"
need_tool sqlite3 iconv

run build "$source/tests/golden/county/project.yaml" -o out --quiet
[ "$code" = 0 ] || expect 3
levels() {
    sqlite3 "$1" 'SELECT name, level FROM derived_zone_regions ORDER BY name'
}
levels out/county.situ >before.txt
grep -q '双江街道|1' before.txt || fail "双江街道 is not red to begin with: $(tr '\n' ' ' <before.txt)"

# The same points, the red ones (L3 E10 C15) now low.
iconv -f GB18030 -t UTF-8 "$source/tests/golden/county/risk.csv" | sed 's/,3,10,15,/,1,1,1,/' >risk.csv
run import -s out/county.situ risk.csv --quiet
[ "$code" = 0 ] || expect 3
cp out/county.situ graded.situ
run analyze -s out/county.situ zone --quiet
[ "$code" = 0 ] || expect 3
levels out/county.situ >after.txt
cmp -s before.txt after.txt && fail "the zones are those of the old ledger"
if grep -q '|1' after.txt; then fail "a township is still red: $(tr '\n' ' ' <after.txt)"; fi
for op in grade zone; do
    run analyze -s graded.situ $op --quiet
    [ "$code" = 0 ] || expect 3
done
levels graded.situ >wanted.txt
cmp wanted.txt after.txt || fail "the zones depend on whether the grades were asked for first"

# Without any grade in the store the zones are found too, and a map draws what they say.
run import -s bare.situ "$source/tests/golden/county/regions.geojson" --as region --quiet
[ "$code" = 0 ] || expect 3
run import -s bare.situ risk.csv --quiet
[ "$code" = 0 ] || expect 3
run analyze -s bare.situ zone --quiet
[ "$code" = 0 ] || expect 3
levels bare.situ | cmp wanted.txt - || fail "zones without stored grades differ"
run dump --stage bundle -s bare.situ risk
expect 0
awk '/^table / { on = $2 == "zone.regions" } on && $1 ~ /^[0-9]+$/ { gsub(/"/, "", $3); print $3 "|" $12 }' .out | LC_ALL=C sort >drawn.txt
LC_ALL=C sort wanted.txt | cmp - drawn.txt || fail "the map draws other levels: $(tr '\n' ' ' <drawn.txt)"
