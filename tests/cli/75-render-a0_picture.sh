# SPDX-License-Identifier: MIT
# An A0 picture at 300 dpi, 139 million pixels, is painted in bands: at most 220 MB (200 is the aim), and
# the size of the paper.
. "$(dirname "$0")/lib.sh"

"${CC:-cc}" -std=c17 -O2 "$here/mosaic.c" -o mosaic -lpng >.out 2>.err || fail "mosaic.c does not compile"
case $(sed -n 's/^CMAKE_BUILD_TYPE:[A-Z]*=//p' "$build/CMakeCache.txt") in
Asan) skip "the sanitizers take memory of their own" ;;
esac
for map in risk materials; do
    code=0
    ./mosaic peak "$situ" render -s "$store" $map -o a0.png --paper A0 --dpi 300 --quiet >.out 2>.err || code=$?
    expect 0
    read -r seconds kib <<TXT
$(tail -n 1 .out)
TXT
    echo "$map at A0, 300 dpi: $seconds s, $((kib / 1024)) MB, $(($(wc -c <a0.png) / 1000000)) MB file"
    [ "$kib" -le $((220 * 1024)) ] || fail "$map at A0 took $((kib / 1024)) MB"
    # 841 x 1189 mm at 300 dpi, either way up.
    case $(./mosaic size a0.png) in
    '9933 14043 11811 11811' | '14043 9933 11811 11811') ;;
    *) fail "A0 at 300 dpi is $(./mosaic size a0.png)" ;;
    esac
done
