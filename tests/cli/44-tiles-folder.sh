# SPDX-License-Identifier: MIT
# Tiles land where XYZ wants them, are PNGs, and are counted.
. "$(dirname "$0")/lib.sh"

run tiles -s "$store" risk -o t --zoom 8-10 --json --quiet
expect 0
tiles=$(sed -n 's/.*"tiles": \([0-9]*\).*/\1/p' .out)
[ "$(find t -name '*.png' | wc -l)" = "$tiles" ] || fail "$tiles tiles were counted, others lie there"
[ "$(ls t | grep -c '^[0-9]*$')" = 3 ] || fail "three zoom folders were asked for"
find t -name '*.png' | while read -r tile; do
    head -c 8 "$tile" | LC_ALL=C grep -q PNG || fail "$tile is no PNG"
    echo "${tile#t/}" | grep -qE '^[0-9]+/[0-9]+/[0-9]+\.png$' || fail "$tile lies in the wrong place"
done || exit 1
no_leftovers t
run tiles -s "$store" materials -o m --zoom 8
expect 0
tail -n 1 .out | grep -q 注记 || fail "the last line counts no labels"
run tiles -s "$store" org -o o --zoom 8
[ "$code" = 1 ] || [ "$code" = 2 ] || fail "a diagram has no map tiles, exit $code"
err_has org
absent o/8
# A mosaic of tiles is the block of tiles drawn as one.
run render -s "$store" risk --tile-range 9/412-413/210-211 -o block.png --quiet
case $code in
0) present block.png ;;
*) expect 1 ;;
esac
