# SPDX-License-Identifier: MIT
# Wrong usage: exit 2, one line on stderr, nothing on stdout, nothing written.
. "$(dirname "$0")/lib.sh"

refused 2 没有命令 'unknown command "rendr"' rendr
err_has 'did you mean "render"?'
refused 2 '没有选项 --papr' 'unknown option --papr' render -s a risk -o b.pdf --papr A3
err_has 'did you mean --paper?'
refused 2 '没有选项 -x' 'unknown option -x' render -x
refused 2 '缺少 --out' '--out is missing' render -s a risk
refused 2 缺少参数 'an argument is missing' render -s a -o b.pdf
refused 2 '参数过多：org' 'too many arguments: org' render -s a -o b.pdf risk org
refused 2 '不是数字' '"x" is not a number' render -s a -o b.pdf risk --dpi x
refused 2 '36 至 1200' 'from 36 to 1200' render -s a -o b.pdf risk --dpi 5000
refused 2 '没有取值' 'unknown value "publik"' render -s a -o b.pdf risk --edition publik
err_has 'did you mean "public"?'
refused 2 '只能选一个' 'exclude each other' render -s a -o b.pdf risk --landscape --portrait
refused 2 '--dry-run' '--dry-run' import x.csv
refused 2 缩放级别 'malformed zoom range' tiles -s a risk -o t --zoom 9-8
refused 2 缩放级别 'malformed zoom range' tiles -s a risk -o t --zoom 8-99
run
expect 2
err_has situ
run render -s
expect 2
err_has '--store'
run --threads 2 render
expect 2
absent b.pdf t
[ ! -s .out ] || fail "usage errors print nothing on stdout"
