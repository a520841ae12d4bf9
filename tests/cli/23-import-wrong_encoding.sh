# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
printf '风险点名称,乡镇,风险等级\n甲厂,\377\376\372,\201\n' >bad.csv
refused 1 'bad.csv' 'byte offset' import -s new.situ bad.csv
err_has --encoding
absent new.situ
need_tool iconv
printf '风险点名称,乡镇,风险等级\n甲厂,,重大\n' | iconv -f UTF-8 -t GB18030 >gbk.csv
run import --dry-run gbk.csv
[ "$code" = 0 ] || expect 3
out_has '采用 1'
refused 1 '不是有效的 UTF-8 文本' 'not valid UTF-8 text' import --dry-run gbk.csv --encoding UTF-8
refused 1 '不认识编码' 'is not known on this machine' import --dry-run gbk.csv --encoding KLINGON
