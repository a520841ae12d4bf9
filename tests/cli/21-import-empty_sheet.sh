# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
need_tool zip
: >zero.csv
refused 1 'zero.csv：文件是空的' 'zero.csv: the file is empty' import -s new.situ zero.csv
printf '风险点名称,乡镇,风险等级\n' >header.csv
refused 1 'header.csv：文件中没有数据行' 'header.csv: the file holds no rows' import -s new.situ header.csv
sheet header.xlsx 风险点 '风险点名称|乡镇|风险等级'
refused 1 header.xlsx 'the file holds no rows' import -s new.situ header.xlsx
sheet blank.xlsx 风险点
refused 1 blank.xlsx blank.xlsx import -s new.situ blank.xlsx
absent new.situ
