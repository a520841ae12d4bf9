# SPDX-License-Identifier: MIT
# What the sample county's answer key plants is found by the analyses: the bridge that cuts people off, the
# island with a ferry alone, the township where accidents and dead are both up.
. "$(dirname "$0")/lib.sh"
key=$source/data-samples/ANSWERS.csv

value() { # value WHAT NAME: a figure of the answer key's line
    sed -n "s/.*$1.*[,\";]$2=\([^;\"]*\).*/\1/p" "$key" | tr -d '\r' | head -n 1
}
bridge=$(sed -n 's/^[^,]*,[^,]*,[^,]*,[^,]*,\([^,]*\),一断就成孤岛的桥,.*/\1/p' "$key")
people=$(value 一断就成孤岛的桥 isolated_pop)
alone=$(value 有人岛只有轮渡 island_pop)
rising=$(sed -n 's/^[^,]*,[^,]*,[^,]*,[^,]*,\([^,]*\),事故起数.*/\1/p' "$key")
[ -n "$bridge" ] && [ -n "$people" ] && [ -n "$alone" ] && [ -n "$rising" ] || fail "the answer key has changed"

cp "$store" mine.situ
run analyze -s mine.situ islands -o islands.csv --quiet
[ "$code" = 0 ] || expect 3
grep -q ",$bridge,.*,1,$people," islands-bridges.csv || fail "$bridge should cut off $people people"
grep -q ",孤岛,$alone," islands.csv || fail "no island of $alone people"
# With the bridge down its villages are an island too.
run analyze -s mine.situ islands --cut "$bridge" -o cut.csv --quiet
[ "$code" = 0 ] || expect 3
grep -q ",孤岛,$people," cut.csv || fail "without $bridge $people people should be on an island"
grep -q "$bridge" cut-cuts.csv || fail "$bridge is not told as cut"
# Said twice, both are cut.
ferry=$(sed -n 's/^[^,]*,[^,]*,[^,]*,[^,]*,\([^,]*\),有人岛只有轮渡.*/\1/p' "$key")
run analyze -s mine.situ islands --cut "$bridge" --cut "$ferry" -o both.csv --quiet
[ "$code" = 0 ] || expect 3
grep -q "$bridge" both-cuts.csv && grep -q "$ferry" both-cuts.csv || fail "of two roads to cut one was forgotten"
run analyze -s mine.situ islands --cut 没有这座桥 -o none.csv
[ "$code" != 0 ] || fail "a road that is not there is cut in silence"

run analyze -s mine.situ diff -o diff.csv --quiet
[ "$code" = 0 ] || expect 3
grep -q "$rising" diff-accidents.csv || fail "diff knows no accidents of $rising"
grep "$rising" diff-accidents.csv | grep -q "双上升" || fail "$rising: accidents and dead are both up"
