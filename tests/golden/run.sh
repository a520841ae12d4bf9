#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh SITU IMGDIFF CASE WORK: draws one case and compares it with its references.
# The file CASE/case holds the render arguments, for instance: risk --paper A3 --landscape
set -eu
situ=$1 imgdiff=$2 case=$3 work=$4
name=$(basename "$case")
out=$work/$name
mkdir -p "$out"
set -- $(cat "$case/case")
"$situ" dump --stage display -s "$work/county.situ" "$@" >"$out/actual.txt"
"$situ" render -s "$work/county.situ" "$@" --dpi 60 -o "$out/actual.png" --quiet
failed=0
for kind in txt png; do
    [ -f "$case/expected.$kind" ] || { echo "golden $name: no reference expected.$kind (look at $out/actual.$kind, then sh tests/golden/accept.sh $name)"; failed=1; }
done
[ "$failed" -eq 0 ] || exit 1
diff -u "$case/expected.txt" "$out/actual.txt" >"$out/text.diff" || { echo "golden $name: the display list changed:"; head -n 40 "$out/text.diff"; failed=1; }
# At most 0.05 % of the pixels may differ by more than 8 of 255 in a channel.
"$imgdiff" "$case/expected.png" "$out/actual.png" 8 0.0005 "$out/diff.png" || { echo "golden $name: the picture changed: $out/actual.png, $out/diff.png"; failed=1; }
exit "$failed"
