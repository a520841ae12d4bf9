# SPDX-License-Identifier: MIT
# Building twice gives the same rows, findings and revision, and files of the same bytes.
. "$(dirname "$0")/lib.sh"
need_tool sha256sum

for n in 1 2; do
    SOURCE_DATE_EPOCH=1700000000
    export SOURCE_DATE_EPOCH
    run build "$sample/project.yaml" -o "$work/$n" --quiet --threads $n
    [ "$code" = 0 ] || expect 3
    for table in risk_point region depot; do
        run export -s "$work/$n/county.situ" $table -o "$work/$n/$table.csv" --quiet
        expect 0
    done
    run list revisions -s "$work/$n/county.situ"
    expect 0
    cp .out "$n.revisions"
    run render -s "$work/$n/county.situ" risk -o "$work/$n/risk.png" --dpi 72 --quiet
    expect 0
    (cd "$n" && sha256sum risk.png report.xlsx ./*.csv) >$n.sums
done
cmp 1.revisions 2.revisions || fail "the revisions differ: $(cat 1.revisions 2.revisions)"
diff 1.sums 2.sums || fail "the files differ"
: "$store"
