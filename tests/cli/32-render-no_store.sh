# SPDX-License-Identifier: MIT
# Stores that are none, and questions a store cannot answer.
. "$(dirname "$0")/lib.sh"
refused 1 'no.situ：' 'no.situ: the store cannot be opened' render -s no.situ risk -o r.pdf
echo text >text.situ
refused 1 text.situ text.situ render -s text.situ risk -o r.pdf
if command -v sqlite3 >/dev/null 2>&1; then
    sqlite3 other.situ 'CREATE TABLE a(b)'
    refused 1 '不是 situ 的数据库' 'no store of situ' render -s other.situ risk -o r.pdf
fi
head -c 100000 "$store" >cut.situ
refused 1 cut.situ cut.situ render -s cut.situ risk -o r.pdf
refused 1 '没有图“nosuch”' 'no map "nosuch"' render -s "$store" nosuch -o r.pdf
refused 1 '没有区域“无此乡”' 'no region "无此乡"' render -s "$store" risk -o r.pdf --region 无此乡
run render -s "$store" risk -o r.pdf --paper A9
expect 2
err_has A9
refused 1 '没有表 nosuch' 'no table nosuch' export -s "$store" nosuch -o t.csv
refused 2 '没有分析“nosuch”' 'no analysis "nosuch"' analyze -s "$store" nosuch
refused 2 没有 unknown analyze -s "$store" zone --nosuch 3
absent r.pdf t.csv
