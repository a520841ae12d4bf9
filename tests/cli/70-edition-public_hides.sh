# SPDX-License-Identifier: MIT
# The public edition, from a ledger to every output: no exact place of a sensitive site, no mobile,
# no capacity, no dangerous goods; the internal edition has them all.
. "$(dirname "$0")/lib.sh"

county=$source/tests/golden/county
cat >risk.csv <<'CSV'
风险点名称,所属乡镇,行业领域,经度,纬度,详细地址,评估方法,L,E,C,重大危险源R值,责任人,联系电话,库容,危险品存量,管控措施
石盘民爆储存库,石盘镇,民爆,109.041371,30.437219,石盘镇弹坑路7号,LEC,3,10,15,,演示甲,023-00000011,,乳化炸药38吨,双人双锁
桂溪成品油库,桂溪镇,危险化学品,109.163917,30.421153,桂溪镇油库路9号,,,,,73.4561,演示乙,199-0000-4321,,汽油5600吨,电话19900005678
县看守所,清水镇,消防,108.921477,30.611239,清水镇高墙路1号,LEC,3,6,15,,演示丙,023-00000012,,,
青山水库,云台镇,山洪,109.047713,30.633391,云台镇坝头,LEC,3,6,15,,演示丁,023-00000013、199-0000-8765,4567.25,,
驻军部队营房,大垭乡,消防,109.151119,30.637771,大垭乡,LEC,3,6,15,,演示戊,,,,
普通加油站,石盘镇,危险化学品,109.052629,30.441873,石盘镇大街3号,LEC,3,6,15,,演示己,023-00000014,,,
CSV
cat >team.csv <<'CSV'
队伍名称,队伍层级,总人数,所属乡镇,经度,纬度,队长,联系电话
武警岚山中队,武警,42,桂溪镇,109.171531,30.447757,演示庚,19900007777
县综合应急救援队,县级,60,石盘镇,109.033391,30.451127,演示辛,023-00000021
CSV
cat >stock.csv <<'CSV'
存放地点,物资名称,规格型号,计量单位,数量,生产日期,保管人,联系电话
双江应急物资库,乳化炸药,,吨,3.5,2025-03-01,演示壬,19900006666
双江应急物资库,帐篷,12㎡,顶,120,2025-03-01,演示壬,19900006666
CSV
for file in regions.geojson:region depot.csv:depot org.csv:org_node; do
    run import -s c.situ "$county/${file%:*}" --as "${file#*:}" --quiet
    [ "$code" = 0 ] || expect 3
done
run import -s c.situ risk.csv --as risk_point --quiet
[ "$code" = 0 ] || expect 3
run import -s c.situ team.csv --as team --quiet
[ "$code" = 0 ] || expect 3
run import -s c.situ stock.csv --as stock --quiet
[ "$code" = 0 ] || expect 3

# What nobody outside may read. Coordinates to 1e-4 degrees.
cat >secrets.txt <<'TXT'
109.0414 109.04137
30.4372 30.43722
109.1639 109.16391
30.4212 30.42115
108.9215 108.92147
30.6112 30.61123
109.1715 109.17153
30.4478 30.44775
TXT
tr ' ' '\n' <secrets.txt | awk '{ print substr($0, 1, index($0, ".") + 4) }' | sort -u >places.txt
cat >words.txt <<'TXT'
199-0000
19900000
1990000
4567.25
乳化炸药
汽油5600
73.4561
驻军部队
弹坑路
油库路
高墙路
TXT
clean() { # clean FILE: none of the secrets
    for secret in places.txt words.txt; do
        if grep -nF -f "$secret" "$1" >found.txt; then
            code=0
            cp found.txt "$work/.out"
            fail "$1 of the public edition tells"
        fi
    done
}

for table in risk_point team stock depot org_node region; do
    case $table in
    risk_point | team | depot | region) kinds='geojson csv' ;;
    *) kinds=csv ;;
    esac
    for kind in $kinds; do
        run export -s c.situ $table -o "out_$table.$kind" --edition public --quiet
        expect 0
        present "out_$table.$kind"
        clean "out_$table.$kind"
        run export -s c.situ $table -o "in_$table.$kind" --quiet
        expect 0
    done
done
grep -q '109\.04137' in_risk_point.geojson || fail "the internal edition lost a place"
for word in 4567.25 乳化炸药38吨 73.4561 驻军部队 弹坑路; do
    grep -q "$word" in_risk_point.csv || fail "the internal edition lost $word"
done
grep -q 19900007777 in_team.csv || fail "the internal edition lost a phone"
grep -q 乳化炸药 in_stock.csv || fail "the internal edition lost a row"
# What may be told is told.
grep -q '109\.0526' out_risk_point.geojson || fail "a filling station was moved"
for word in 石盘民爆储存库 桂溪成品油库 县看守所 普通加油站 023-00000011 023-00000013 石盘镇大街3号; do
    grep -q "$word" out_risk_point.csv || fail "the public edition lacks $word"
done
grep -q 帐篷 out_stock.csv || fail "the public edition lacks the tents"

# A GeoPackage and every stage of a drawing hold no more.
run export -s c.situ risk_point -o out.gpkg --edition public --quiet
expect 0
if command -v ogr2ogr >/dev/null 2>&1; then
    ogr2ogr -f CSV gpkg.csv out.gpkg -lco GEOMETRY=AS_WKT >/dev/null 2>&1 || fail "ogr2ogr"
    clean gpkg.csv
fi
for map in risk materials org; do
    for stage in bundle labels; do
        run dump --stage $stage -s c.situ $map --edition public
        expect 0
        grep -vE '^(paper|frame)' .out >stage.txt
        grep -nF -f words.txt stage.txt >found.txt && fail "stage $stage of $map tells: $(head -n 3 found.txt)"
    done
    run render -s c.situ $map -o $map.pdf --edition public --quiet
    expect 0
    run render -s c.situ $map -o $map.svg --edition public --quiet
    expect 0
    command -v pdftotext >/dev/null 2>&1 || continue
    pdftotext -raw $map.pdf - | tr -d ' \n\f' >text.txt
    grep -qF -f words.txt text.txt && fail "$map.pdf tells: $(grep -oF -f words.txt text.txt | head -n 3)"
    grep -q 公开版 text.txt || fail "$map.pdf does not say that it is the public edition"
    if grep -q 内部资料 text.txt; then fail "$map.pdf calls itself internal"; fi
done
# The moved site stands at its township's point: both editions draw it, at two places.
run dump --stage scene -s c.situ risk --edition public
expect 0
grep 石盘民爆 .out >a.txt
run dump --stage scene -s c.situ risk
grep 石盘民爆 .out >b.txt
[ -s a.txt ] && [ -s b.txt ] || fail "the site is not in the scene"
if cmp -s a.txt b.txt; then fail "the site was not moved"; fi

# Analyses of the public edition come from public rows: the hidden site alone made its township orange.
level() { # level EDITION NAME
    run analyze -s c.situ zone -o "zone-$1.gpkg" --edition "$1" --quiet
    [ "$code" = 0 ] || expect 3
    sqlite3 "zone-$1.gpkg" "SELECT level FROM regions WHERE name='$2'"
}
if command -v sqlite3 >/dev/null 2>&1; then
    [ "$(level internal 大垭乡)" = 2 ] || fail "大垭乡 is level $(level internal 大垭乡) inside, not 2 (L3 E6 C15)"
    [ "$(level public 大垭乡)" = 0 ] || fail "大垭乡 is level $(level public 大垭乡) in public: the hidden site is counted"
    [ "$(level public 清水镇)" = 2 ] || fail "清水镇 lost its moved site: level $(level public 清水镇)"
    # A result kept in the store is of its own edition.
    run analyze -s c.situ zone --quiet
    [ "$(level public 大垭乡)" = 0 ] || fail "the public edition was given the internal result"
fi
