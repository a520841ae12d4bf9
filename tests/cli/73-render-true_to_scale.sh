# SPDX-License-Identifier: MIT
# The scale bar measures what it says: its millimetres against its label and the 1:N beside it, against
# the frame's metres, and against the ellipsoid. Legend keys have the official colours to the bit.
. "$(dirname "$0")/lib.sh"
need_tool gdaltransform

# The numbers of a path, as x y pairs.
corners() {
    sed 's/.* d=//; s/[A-Z]/ /g; s/,/ /g'
}

check_scale() { # check_scale MAP ARGUMENTS...
    what="$*"
    run dump --stage display -s "$store" "$@"
    expect 0
    mv .out display.txt
    : >.out
    grep '^scale text' display.txt | sed 's/^scale text "\([^"]*\)".*/\1/' >words.txt
    n=$(sed -n 's/^1:\([0-9 ]*\)$/\1/p' words.txt | tr -d ' ')
    last=$(grep -E ' (km|m)$' words.txt | head -n 1)
    metres=$(echo "$last" | awk '{ print $1 * ($2 == "km" ? 1000 : 1) }')
    [ -n "$n" ] && [ -n "$metres" ] || fail "$what: no scale, or no bar: $(cat words.txt)"
    # The filled boxes of the bar lie in a row: from the first's left to the last's right. (The first path is the panel.)
    bar=$(grep '^scale path' display.txt | grep 'fill=' | sed 1d | corners |
        awk '{ for (i = 1; i < NF; i += 2) { if (!n++ || $i < a) a = $i; if ($i > b) b = $i } } END { printf "%.4f", b - a }')
    # 0.01 mm is the last digit of the dump.
    awk -v bar="$bar" -v n="$n" -v m="$metres" 'BEGIN { d = bar - m * 1000 / n; exit !(d < 0.021 && d > -0.021) }' ||
        fail "$what: the bar is $bar mm for $last at 1:$n"
    # The line to check an office printer with, on the sheets that it takes.
    case $what in
    *A3* | *A4*) grep -q 打印后量此线应为50毫米 words.txt || fail "$what: no line to check the printer with" ;;
    esac
    line=$(grep '^scale path' display.txt | grep -v 'fill=' | head -n 1 | corners | awk '{ printf "%.2f", $3 - $1 }')
    [ "${line:-50.00}" = 50.00 ] || fail "$what: the 50 mm line is $line mm"
    # The frame: metres of the zone a millimetre.
    sed -n 's/^page .* epsg=\([0-9]*\) map-page=\([^ ]*\) map-world=\(.*\)$/\1 \2 \3/p' display.txt | tr ',' ' ' >frame.txt
    awk -v n="$n" '{ x = ($8 - $6) / ($4 - $2) * 1000 / n - 1; y = ($9 - $7) / ($5 - $3) * 1000 / n - 1
        exit !(x * x < 1e-8 && y * y < 1e-8) }' frame.txt || fail "$what: the frame is not 1:$n: $(cat frame.txt)"
    # The ellipsoid of CGCS2000: the bar's metres in the middle of the frame, within what the projection
    # stretches at the edge of a zone (1 + x^2/2R^2, 1.6 degrees from the meridian: 0.03 %).
    read -r epsg _ <frame.txt
    awk -v m="$metres" '{ x = ($6 + $8) / 2; y = ($7 + $9) / 2; printf "%.3f %.3f\n%.3f %.3f\n", x - m / 2, y, x + m / 2, y }' frame.txt |
        gdaltransform -s_srs "EPSG:$epsg" -t_srs EPSG:4490 -output_xy 2>/dev/null >lonlat.txt || fail "gdaltransform"
    awk -v m="$metres" '{ lon[NR] = $1; lat[NR] = $2 } END {
        # Traditional order is lon lat; EPSG:4490 itself is lat lon.
        if (lon[1] < 60) for (i = 1; i <= 2; i++) { t = lon[i]; lon[i] = lat[i]; lat[i] = t }
        r = atan2(0, -1) / 180; a = 6378137; f = 1 / 298.257222101; e2 = f * (2 - f); p = (lat[1] + lat[2]) / 2 * r
        w = sqrt(1 - e2 * sin(p) ^ 2); dn = a * (1 - e2) / w ^ 3 * (lat[2] - lat[1]) * r; de = a / w * cos(p) * (lon[2] - lon[1]) * r
        d = sqrt(dn * dn + de * de); printf "%.1f\n", d; exit !(d / m - 1 < 0.0004 && d / m - 1 > -0.0004) }' lonlat.txt >geodesic.txt ||
        fail "$what: $last of the bar are $(cat geodesic.txt) m on the ground"
    echo "$what: 1:$n, bar $bar mm = $last, $(cat geodesic.txt) m on the ellipsoid"
}
check_scale risk --paper A3
check_scale risk --paper A3 --portrait
check_scale risk --paper A0
check_scale materials --paper A4
check_scale materials --paper 500x700mm
check_scale risk --paper A4 --region 桂溪镇

# Legend keys of the A3 picture, at their middles: FF0000 FF8000 FFFF00 0070C0.
"${CC:-cc}" -std=c17 -O2 "$here/mosaic.c" -o mosaic -lpng >.out 2>.err || fail "mosaic.c does not compile"
run render -s "$store" risk -o a3.png --paper A3 --dpi 150 --quiet
expect 0
run dump --stage display -s "$store" risk --paper A3
expect 0
mv .out display.txt
: >.out
sed -n 's/^legend path fill=#\([0-9A-F]*\) .* d=/\1|/p' display.txt | grep -E '^(FF0000|FF8000|FFFF00|0070C0|E8776B|F5B26A|FFF4A8|CFE1F5)' |
    awk -F'|' '{ gsub(/[A-Z,]/, " ", $2); count = split($2, v, " "); a = b = v[1]; c = d = v[2]
        for (i = 1; i < count; i += 2) {
            if (v[i] + 0 < a + 0) a = v[i]; if (v[i] + 0 > b + 0) b = v[i]
            if (v[i + 1] + 0 < c + 0) c = v[i + 1]; if (v[i + 1] + 0 > d + 0) d = v[i + 1]
        }
        print (a + b) / 2 / 25.4 * 150, (c + d) / 2 / 25.4 * 150, $1 }' >keys.txt
for colour in FF0000 FF8000 FFFF00 0070C0 E8776B F5B26A FFF4A8 CFE1F5; do
    grep -q " $colour$" keys.txt || fail "no key of the legend is filled with $colour"
done
./mosaic pixels a3.png <keys.txt >seen.txt || fail "the picture cannot be read"
awk '$1 != $2' seen.txt >.out
[ ! -s .out ] || fail "legend keys are drawn in other colours (drawn, meant)"
