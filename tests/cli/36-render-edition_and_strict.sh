# SPDX-License-Identifier: MIT
# --strict turns what was left out into exit 3; the public edition draws too.
. "$(dirname "$0")/lib.sh"

run render -s "$store" risk -o a4.pdf --paper A4 --json --quiet
expect 0
left=$(sed -n 's/.*"labels_left_out": \([0-9]*\).*/\1/p' .out)
found=$(sed -n 's/.*"findings": \([0-9]*\).*/\1/p' .out)
run render -s "$store" risk -o a4.pdf --paper A4 --strict --quiet
if [ "$left" -gt 0 ] || [ "$found" -gt 0 ]; then
    expect 3
else
    expect 0
fi
present a4.pdf
run render -s "$store" materials -o public.pdf --edition public --quiet
expect 0
need_tool pdftotext
pdftotext -raw public.pdf - >public.txt
pdftotext -raw a4.pdf - >a4.txt
# No personal mobile of the sample (199-0000-xxxx) gets onto a public sheet.
if grep -q '199-\{0,1\}0000' public.txt; then fail "a mobile number is on the public sheet"; fi
