# SPDX-License-Identifier: MIT
# Results that cannot be printed are a failure; a reader that has seen enough is none.
. "$(dirname "$0")/lib.sh"

[ -c /dev/full ] || skip "there is no /dev/full"
code=0
"$situ" list layers --long --lang en >/dev/full 2>.err || code=$?
expect 1
err_has 'could not be printed'
code=0
"$situ" list layers --long --lang zh >/dev/full 2>.err || code=$?
expect 1
err_has 无法输出
{
    "$situ" list layers --long 2>.err
    echo $? >.code
} | head -n 1 >.out
[ -s .out ] || fail "nothing was printed"
silent
[ "$(cat .code)" = 0 ] || fail "exit $(cat .code) for a pipe that was closed"
