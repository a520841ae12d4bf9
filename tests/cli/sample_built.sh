# SPDX-License-Identifier: MIT
# Builds the store of the sample county once for all scripts here: the project without its sheets and
# tiles, which have tests of their own.
. "$(dirname "$0")/lib.sh"

rm -rf "$sample"
mkdir -p "$sample"
[ -f "$source/data-samples/project.yaml" ] || fail "data-samples/project.yaml is missing"
for folder in "$source"/data-samples/*/; do
    ln -s "${folder%/}" "$sample/$(basename "$folder")"
done
awk '/^[a-z_]+:/ { drop = /^(sheets|tiles):/ } !drop' "$source/data-samples/project.yaml" >"$sample/project.yaml"
run build "$sample/project.yaml" -o "$sample/out" --lang zh
[ "$code" = 0 ] || expect 3
present "$store" "$sample/out/report.xlsx"
cat "$work/.out"
