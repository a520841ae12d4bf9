# SPDX-License-Identifier: MIT
# Every table of the sample goes out as xlsx, csv and gpkg and comes back as the same rows: numbers, all
# fields, geometry, frame, unit and state of report.
. "$(dirname "$0")/lib.sh"
need_tool sqlite3

columns() { # columns TABLE: what must come back, as one SQL list
    sqlite3 "$store" "SELECT group_concat(name)
        FROM pragma_table_info('$1') WHERE name NOT LIKE 'src\\_%' ESCAPE '\\' AND name NOT LIKE 'geom%' AND name<>'sources' AND name<>'fid' OR name='src_unit'"
}
shapes() { # shapes TABLE: the geometry columns
    sqlite3 "$store" "SELECT coalesce(group_concat('hex('||name||')'),'1') FROM pragma_table_info('$1') WHERE name LIKE 'geom%'"
}
rows() { # rows STORE TABLE LIST
    sqlite3 "$1" "SELECT $3 FROM $2 ORDER BY id"
}
tables=$("$situ" list tables | cut -d' ' -f1)
seen=0
for table in $tables; do
    [ "$(sqlite3 "$store" "SELECT count(*) FROM sqlite_master WHERE name='$table'")" = 1 ] || continue
    count=$(sqlite3 "$store" "SELECT count(*) FROM $table")
    [ "$count" -gt 0 ] || continue
    seen=$((seen + 1))
    list=$(columns "$table")
    rows "$store" "$table" "$list" >want.txt
    [ -s want.txt ] || fail "$table: no rows to compare"
    for kind in xlsx csv gpkg; do
        run export -s "$store" "$table" -o "$table.$kind" --quiet
        expect 0
        # Over the same store: nothing doubled, nothing changed.
        cp "$store" mine.situ
        run import -s mine.situ "$table.$kind" --quiet --json
        [ "$code" = 0 ] || expect 3
        out_has '"rows_rejected": 0'
        [ "$kind" = gpkg ] || out_has '"rows_repaired": 0'
        rows mine.situ "$table" "$list" >got.txt
        cmp -s want.txt got.txt || { diff want.txt got.txt | head -n 6; fail "$table.$kind: rows came back otherwise"; }
        run export -s mine.situ "$table" -o again.csv --quiet
        run export -s "$store" "$table" -o first.csv --quiet
        for side in first again; do # where a row was read from may change, and with it the order
            cut -d, -f1-6 "$side.csv" | LC_ALL=C sort >"$side.txt"
        done
        cmp -s first.txt again.txt || fail "$table.$kind: the second export begins otherwise"
        if [ "$kind" = gpkg ]; then
            shape=$(shapes "$table")
            rows "$store" "$table" "$shape" >want-shape.txt
            rows mine.situ "$table" "$shape" >got-shape.txt
            cmp -s want-shape.txt got-shape.txt || fail "$table.$kind: shapes came back otherwise"
        fi
        # Into a store that knows the units alone.
        [ "$table" = region ] && continue
        [ -s units.situ ] || { run export -s "$store" region -o units.gpkg --quiet; run import -s units.situ units.gpkg --quiet; }
        cp units.situ fresh.situ
        run import -s fresh.situ "$table.$kind" --quiet
        [ "$code" = 0 ] || expect 3
        sqlite3 fresh.situ "SELECT id FROM $table ORDER BY id" >got.txt
        sqlite3 "$store" "SELECT id FROM $table ORDER BY id" >ids.txt
        cmp -s ids.txt got.txt || fail "$table.$kind: other numbers in an empty store"
    done
done
[ "$seen" -ge 14 ] || fail "only $seen tables were tried"
# Lines and areas are not in a sheet: that is told, with what to do.
run export -s "$store" road -o road.xlsx --lang zh
expect 0
err_has '.gpkg'
# Points: the same place to a hundred-millionth of a degree, and the files of both stores say so.
run import -s points.situ risk_point.xlsx --quiet
run export -s points.situ risk_point -o a.csv --quiet
run export -s "$store" risk_point -o b.csv --quiet
for side in a b; do
    sqlite3 :memory: '.mode csv' ".import $side.csv t" 'SELECT 风险点名称, 经度, 纬度, 坐标系 FROM t ORDER BY 1, 2, 3' >$side.txt
done
[ -s a.txt ] || fail "no points came back"
cmp -s a.txt b.txt || { diff a.txt b.txt | head -n 6; fail "points lie elsewhere"; }
