# SPDX-License-Identifier: MIT
# Each of the four maps as PDF, PNG and SVG; the last line counts what was left out.
. "$(dirname "$0")/lib.sh"

run list maps -s "$store" --json
expect 0
flow=$(sed -n 's/.*灾种,.*//p' .out)
flow=地质灾害
for map in org risk materials "flow:$flow" "flow:$flow@2"; do
    for name in m.pdf m.png m.svg; do
        rm -f $name
        run render -s "$store" "$map" -o $name --dpi 60 --quiet
        expect 0
        present $name
        tail -n 1 .out | grep -q '注记 [0-9]* 条，未能放下 [0-9]* 条' || fail "$map $name: the last line counts no labels"
        silent
    done
    head -c 5 m.pdf | grep -q '%PDF-' || fail "$map: no PDF"
    grep -q '<svg' m.svg || fail "$map: no SVG"
    head -c 8 m.png | LC_ALL=C grep -q PNG || fail "$map: no PNG"
done
run render -s "$store" risk -o r.pdf --lang en --json --quiet
expect 0
out_has '"labels_left_out": ' '"pages": 1' '"scale_denominator": '
run render -s "$store" risk -o r.pdf --paper 500x400mm --portrait --mono --title 试印 --quiet
expect 0
need_tool pdftotext pdfinfo pdffonts
pdftotext -raw r.pdf - | tr -d ' \n' | grep -q 试印 || fail "the title is not in the PDF"
pdfinfo r.pdf | grep -q 'Page size' || fail "pdfinfo cannot read it"
pdffonts r.pdf | tail -n +3 | awk '{ if ($0 !~ / yes yes /) bad = 1 } END { exit bad || NR == 0 }' || fail "a font is not embedded as a subset: $(pdffonts r.pdf)"
