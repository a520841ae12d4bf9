# SPDX-License-Identifier: MIT
# A GeoPackage is opened read-only: its triggers do not fire and its views call nothing. A database that
# cannot be reached is named without its password.
. "$(dirname "$0")/lib.sh"
need_tool ogr2ogr sqlite3
cat >a.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"名称":"鑫泰加油站","风险等级":"重大风险"},"geometry":{"type":"Point","coordinates":[108.7,30.9]}}]}
JSON
ogr2ogr -f GPKG good.gpkg a.geojson -nln 风险点 >/dev/null 2>&1 || skip "ogr2ogr writes no GeoPackage"
cp good.gpkg trigger.gpkg
sqlite3 trigger.gpkg 'CREATE TRIGGER t AFTER INSERT ON "风险点" BEGIN DELETE FROM "风险点"; END;' || skip "sqlite3 failed"
before=$(cksum <trigger.gpkg)
run import --dry-run --lang en --as risk_point trigger.gpkg
[ "$code" = 0 ] || expect 3
[ "$(cksum <trigger.gpkg)" = "$before" ] || fail "the source was changed"
cp good.gpkg view.gpkg
sqlite3 view.gpkg "CREATE VIEW leak AS SELECT fid, load_extension('/tmp/no.so') AS a FROM \"风险点\";
INSERT INTO gpkg_contents(table_name,data_type,identifier,srs_id) VALUES('leak','attributes','leak',0);" || skip "sqlite3 failed"
run import --dry-run --lang en --quiet view.gpkg
expect 1
err_has 'view.gpkg'
for address in /vsicurl/http://127.0.0.1:9/a.gpkg /vsizip/good.zip http://127.0.0.1:9/a.csv; do
    run import --dry-run --lang en --quiet "$address"
    expect 1
done
run import --dry-run --lang en --quiet 'PG:host=127.0.0.1 port=1 dbname=x user=u password=geheim'
expect 1
! grep -q geheim .out .err || fail "the password is shown"
err_has 'PG:host=127.0.0.1'
