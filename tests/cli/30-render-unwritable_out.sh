# SPDX-License-Identifier: MIT
# An output that cannot be written: said before long, nothing half-written, the old one stands.
. "$(dirname "$0")/lib.sh"
echo file >plain
refused 1 plain 'Not a directory' render -s "$store" risk -o plain/r.pdf
mkdir folder folder.csv
refused 1 输出目标是文件夹 'the output is a folder' export -s "$store" risk_point -o folder.csv
[ "$(cat plain)" = file ] || fail "plain was touched"
refused 1 'plain' 'Not a directory' tiles -s "$store" risk -o plain/t --zoom 8
refused 1 'plain' 'Not a directory' build "$source/data-samples/project.yaml" -o plain/out
refused 1 'plain' 'Not a directory' import -s plain/a.situ "$source/data-samples/ledgers/组织机构.xlsx"
refused 1 'plain' 'Not a directory' sample -o plain/s --size township
refused 2 输出格式 'unknown output format' render -s "$store" risk -o r.gif
refused 2 输出格式 'unknown output format' export -s "$store" risk_point -o r.doc
if [ "$(id -u)" != 0 ]; then
    chmod a-w folder
    refused 1 权限 'ermission' render -s "$store" risk -o folder/r.pdf
    chmod u+w folder
fi
absent r.gif r.doc
[ -z "$(ls folder)" ] || fail "something was written into folder"
