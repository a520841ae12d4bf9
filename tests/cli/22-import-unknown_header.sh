# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
need_tool zip
printf 'foo,bar\n1,2\n' >a.csv
refused 1 'a.csv：' 'a.csv: no header row is found' import -s new.situ a.csv
err_has --mapping
sheet b.xlsx 表一 'foo|bar' '1|2'
refused 1 '工作表 表一' 'sheet 表一' import -s new.situ b.xlsx
absent new.situ
# Forced into a table, the columns it lacks are named.
refused 1 表头 header import -s new.situ a.csv --as risk_point
absent new.situ
# A mapping makes it readable.
cat >map.yaml <<YAML
table: risk_point
columns: {name: foo, level_given: bar}
YAML
printf 'foo,bar\n甲厂,重大\n' >c.csv
run import --dry-run c.csv --mapping map.yaml
[ "$code" = 0 ] || expect 3
out_has '采用 1'
