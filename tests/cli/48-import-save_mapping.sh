# SPDX-License-Identifier: MIT
# What each column was taken for can be saved, looked through and used again.
. "$(dirname "$0")/lib.sh"

printf '%s\n' '点位名称,镇街,风险级别,手机,经度,纬度' '甲厂,甲镇,重大,13800000001,108.70,30.93' >a.csv
refused 2 '.yaml' '.yaml' import --dry-run a.csv --save-mapping m.txt
cp a.csv b.csv
refused 2 '--save-mapping' '--save-mapping' import --dry-run a.csv b.csv --save-mapping m.yaml
absent m.txt m.yaml
run import --dry-run a.csv --save-mapping m.yaml --crs cgcs2000 --json
expect 0
out_has '"mapping": "m.yaml"'
present m.yaml
for word in 'table: risk_point' 点位名称 镇街 风险级别; do
    grep -q "$word" m.yaml || fail "the mapping lacks $word"
done
run import -s c.situ a.csv --mapping m.yaml --crs cgcs2000 --json
expect 0
out_has '"added": 1'
run import -s c.situ a.csv --crs cgcs2000 --json
expect 0
out_has '"unchanged": 1'
no_leftovers "$work"
