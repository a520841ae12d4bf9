# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
refused 1 'nosuch.xlsx：' 'nosuch.xlsx: the file cannot be opened' import -s new.situ nosuch.xlsx
err_has 'check the spelling of the path'
absent new.situ
# With a good file beside it nothing is taken either, and a dry run says the same.
printf '机构名称,上级机构\n应急委,\n' >org.csv
refused 1 nosuch.xlsx nosuch.xlsx import -s new.situ org.csv nosuch.xlsx
absent new.situ
refused 1 nosuch.xlsx nosuch.xlsx import --dry-run nosuch.xlsx
