# SPDX-License-Identifier: MIT
# Every map over the shared ground draws on the sample county, says what it shows, and has no empty table.
. "$(dirname "$0")/lib.sh"
need_tool pdftotext

for spec in "$source"/styles/maps/*.yaml; do
    grep -q '^ground:' "$spec" || continue
    map=$(basename "$spec" .yaml)
    [ "$map" != change ] || continue # needs two revisions: 65-build-as_sent
    run render -s "$store" "$map" -o "$map.pdf" --paper A3 --quiet
    expect 0
    present "$map.pdf"
    pdftotext -raw "$map.pdf" - | tr -d ' \n' >.text
    title=$(sed -n 's/^title: "{county}\(.*\)({year}年)"/\1/p' "$spec")
    if grep -q '^internal: yes' "$spec"; then
        run render -s "$store" "$map" -o public.pdf --edition public --lang en
        expect 1
        err_has "internal use"
        [ ! -e public.pdf ] || fail "$map was drawn for the public"
    fi
    [ -n "$title" ] || fail "$spec: its title has no year"
    grep -qF "$title" .text || fail "$map: the title is not on the sheet"
    # A table's title stands only above rows.
    sed -n 's/.*part: table.*title: \([^,}(]*\).*/\1/p' "$spec" >.titles
    while read -r words; do
        [ "$map" = double ] && [ "$words" = 区无点、区无责任人 ] && continue # the sample's areas all have both
        grep -qF "$words" .text || fail "$map: no table \"$words\""
    done <.titles
done
