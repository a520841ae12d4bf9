# SPDX-License-Identifier: MIT
# kill -9 at any moment of an import: the store is the old one or the new one, and the next import works.
. "$(dirname "$0")/lib.sh"

seed=${SITU_SEED:-20260630}
echo "seed $seed"
awk 'BEGIN {
    print "编号,风险点名称,乡镇,行业领域,风险等级,经度,纬度"
    for (i = 1; i <= 3000; i++)
        printf "A-%d,青山采石场%d,甲镇,危化,%s,%.5f,%.5f\n", i, i, i % 2 ? "重大" : "低", 108 + i / 10000, 30 + i / 20000
}' >a.csv
mkdir later
sed 's/,低,/,较大,/' a.csv >later/a.csv
run import -s c.situ a.csv --crs cgcs2000 --quiet
expect 0
# What a whole store looks like, by the number of its revisions: 1500 rows of one level or the other.
whole() {
    run list revisions -s c.situ --quiet
    expect 0
    revisions=$(wc -l <.out)
    run export -s c.situ risk_point -o out.csv --quiet
    expect 0
    low=$(grep -c '低风险' out.csv)
    middle=$(grep -c '较大风险' out.csv)
    [ $((low + middle)) = 1500 ] || fail "$low and $middle rows: neither the old nor the new"
    [ "$low" = 0 ] || [ "$middle" = 0 ] || fail "half of a revision: $low and $middle"
}
whole
for i in $(seq 1 20); do
    before=$revisions
    delay=$(awk -v seed="$seed" -v i="$i" 'BEGIN { srand(seed * 100 + i); printf "%.3f", rand() * rand() * 1.2 }')
    file=a.csv
    [ $((i % 2)) = 0 ] || file=later/a.csv
    "$situ" import -s c.situ $file --crs cgcs2000 --quiet >/dev/null 2>&1 </dev/null &
    pid=$!
    sleep "$delay"
    kill -s KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    whole
    [ "$revisions" = "$before" ] || [ "$revisions" = $((before + 1)) ] || fail "kill $i after $delay s: $before revisions became $revisions"
done
run import -s c.situ later/a.csv --crs cgcs2000 --quiet
expect 0
whole
[ "$middle" = 1500 ] || fail "the import after the kills is not in the store"
no_leftovers "$work"
