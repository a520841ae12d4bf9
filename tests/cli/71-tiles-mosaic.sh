# SPDX-License-Identifier: MIT
# Tiles side by side are the block drawn as one, to the last pixel; the official colours are exact.
. "$(dirname "$0")/lib.sh"

"${CC:-cc}" -std=c17 -O2 "$here/mosaic.c" -o mosaic -lpng >.out 2>.err || fail "mosaic.c does not compile"
for map in risk materials; do
    run tiles -s "$store" $map -o $map --zoom 10-12 --threads 2 --quiet
    expect 0
    for zoom in 10 11 12; do
        columns=$(ls $map/$zoom | sort -n)
        x0=$(echo "$columns" | head -n 1)
        x1=$(echo "$columns" | tail -n 1)
        rows=$(find $map/$zoom -name '*.png' | sed 's|.*/||; s|\.png||' | sort -n | uniq)
        y0=$(echo "$rows" | head -n 1)
        y1=$(echo "$rows" | tail -n 1)
        run render -s "$store" $map --tile-range "$zoom/$x0-$x1/$y0-$y1" -o block.png --quiet
        expect 0
        code=0
        ./mosaic compare block.png $map $zoom "$x0" "$y0" >.out 2>.err || code=$?
        expect 0
        out_has 'absent 0 differing 0'
        echo "$map $zoom: $(cat .out)"
        # A part that begins within a block of tiles and ends in the next.
        run render -s "$store" $map --tile-range "$zoom/$((x0 + 1))-$((x0 + 2))/$((y0 + 1))-$((y0 + 2))" -o part.png --quiet
        expect 0
        code=0
        ./mosaic compare part.png $map $zoom $((x0 + 1)) $((y0 + 1)) >.out 2>.err || code=$?
        expect 0
    done
done

# The same tiles from another run, of one zoom and one thread.
run tiles -s "$store" risk -o again --zoom 11 --threads 1 --quiet
expect 0
diff -r risk/11 again/11 >.out || fail "another run gives other tiles"

# Red, orange, yellow and blue of the points, and the four tints of the townships, to the bit.
count() { # count FILE COLOUR...: every colour is in FILE
    ./mosaic colours "$@" >.out 2>.err || fail "$1 cannot be read"
    if grep ' 0$' .out; then fail "$1 lacks colours"; fi
}
run render -s "$store" risk --tile-range "12/$x0-$x1/$y0-$y1" -o all.png --quiet
count all.png FF0000 FF8000 FFFF00 0070C0 E8776B F5B26A FFF4A8 CFE1F5
run render -s "$store" risk -o a3.png --paper A3 --dpi 150 --quiet
expect 0
count a3.png FF0000 FF8000 FFFF00 0070C0 E8776B F5B26A FFF4A8 CFE1F5
# Width, height and resolution of the picture are those of the paper.
[ "$(./mosaic size a3.png)" = '2480 1754 5906 5906' ] || fail "A3 at 150 dpi is $(./mosaic size a3.png)"
