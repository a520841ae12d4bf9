# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
printf '机构名称,上级机构,负责人,值班电话\n应急委,安委会,甲,023-1\n安委会,应急委,乙,023-2\n' >org.csv
run import -s o.situ org.csv --quiet
[ "$code" = 0 ] || expect 3
refused 1 组织机构出现循环 'runs in a circle' render -s o.situ org -o o.pdf
err_has 应急委 安委会 org.csv
absent o.pdf
# An old sheet stays.
echo old >o.pdf
refused 1 组织机构出现循环 'runs in a circle' render -s o.situ org -o o.pdf
[ "$(cat o.pdf)" = old ] || fail "the old output was touched"
