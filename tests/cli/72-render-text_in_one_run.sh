# SPDX-License-Identifier: MIT
# What is written on a sheet can be searched and copied: each label is one run of the PDF's text once
# white space is removed; fonts are embedded, subset and have Unicode; nothing is a picture but the relief.
. "$(dirname "$0")/lib.sh"
need_tool pdftotext pdffonts pdfimages sqlite3

# occurs TEXTS: each line is in text.txt at least as often as it stands in the file.
occurs() {
    LC_ALL=C awk -v file="$1" 'BEGIN {
        while ((getline line < "text.txt") > 0) text = text line
        while ((getline line < file) > 0) { wanted[line]++; n++ }
        for (w in wanted) {
            found = 0
            for (rest = text; (at = index(rest, w)) > 0; rest = substr(rest, at + length(w))) found++
            if (found < wanted[w]) { print w " (" found " of " wanted[w] ")"; bad++ }
        }
        exit bad > 0
    }' >missing.txt || fail "$2: not in one run: $(head -n 5 missing.txt | tr '\n' ' ')"
}

for paper in A3 A0; do
    for map in risk materials org flow:地质灾害 flow:地质灾害@2; do
        run render -s "$store" "$map" -o m.pdf --paper $paper --json --quiet
        expect 0
        placed=$(sed -n 's/.*"labels_placed": \([0-9]*\).*/\1/p' .out)
        pdftotext -raw m.pdf - | tr -d ' \n\f' >text.txt
        case $map in
        org) sqlite3 "$store" 'SELECT name FROM org_node' ;;
        flow*@*) sqlite3 "$store" "SELECT text FROM flow_node WHERE hazard='地质灾害' AND resp_level=2" ;;
        flow*) sqlite3 "$store" "SELECT text FROM flow_node WHERE hazard='地质灾害' AND coalesce(resp_level,0)=0" ;;
        *)
            run dump --stage labels -s "$store" $map --paper $paper
            expect 0
            # ID "part of a line" X,Y "next line" X,Y angle=..: the lines of a label follow each other
            sed -n 's/^[^ ]* "/"/p' .out | sed 's/" [-0-9.,]* "//g; s/^"//; s/" [-0-9.]*,[-0-9.]* angle=.*//' >labels.txt
            [ "$(wc -l <labels.txt)" = "$placed" ] || fail "$map $paper: $placed labels are counted, $(wc -l <labels.txt) planned"
            cat labels.txt
            ;;
        esac | tr -d ' ' | sed 's|‖|\n|g' | grep . >wanted.txt
        [ "$(wc -l <wanted.txt)" -ge 8 ] || fail "$map $paper: only $(wc -l <wanted.txt) texts to look for"
        occurs wanted.txt "$map $paper"
        echo "$map $paper: $(wc -l <wanted.txt) texts, each in one run"

        pdffonts m.pdf | tail -n +3 >fonts.txt
        [ -s fonts.txt ] || fail "$map $paper has no fonts"
        awk '{ if ($(NF - 4) != "yes" || $(NF - 3) != "yes" || $(NF - 2) != "yes") print }' fonts.txt >odd.txt
        [ ! -s odd.txt ] || fail "$map $paper: not embedded, subset and with Unicode: $(head -n 1 odd.txt)"
        # Names of subset fonts begin with six letters and a plus.
        if grep -vqE '^[A-Z]{6}\+' fonts.txt; then fail "$map $paper: $(grep -vE '^[A-Z]{6}\+' fonts.txt | head -n 1)"; fi

        pictures=$(pdfimages -list m.pdf | tail -n +3 | grep -c ' image ')
        case $map in
        risk | materials) [ "$pictures" -le 1 ] || fail "$map $paper holds $pictures pictures" ;;
        *) [ "$pictures" = 0 ] || fail "$map $paper holds $pictures pictures" ;;
        esac
    done
done
