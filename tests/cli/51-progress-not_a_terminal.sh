# SPDX-License-Identifier: MIT
# Progress goes to stderr, a line a step; --quiet is quiet; results stand on stdout alone.
. "$(dirname "$0")/lib.sh"

run render -s "$store" risk -o r.png --dpi 60
expect 0
[ -s .err ] || fail "no progress was told"
if LC_ALL=C grep -q "$(printf '\033')" .err; then fail "control characters outside a terminal"; fi
[ "$(sort .err | uniq -d | wc -l)" = 0 ] || fail "a step was told twice: $(sort .err | uniq -d)"
out_has r.png
run render -s "$store" risk -o r.png --dpi 60 --quiet
expect 0
silent
out_has r.png
run render -s "$store" risk -o r.png --dpi 60 -q --json
silent
if command -v sqlite3 >/dev/null 2>&1; then
    [ "$(sqlite3 :memory: "SELECT json_valid(CAST(readfile('.out') AS TEXT))")" = 1 ] || fail "--json is no JSON"
fi
need_tool script
# A machine without pseudo terminals (a plain chroot) cannot show the bar.
script -qec true .typescript >/dev/null 2>&1 </dev/null || { echo "no pseudo terminal here: the bar is not tested"; exit 77; }
script -qec "'$situ' render -s '$store' risk -o r.png --dpi 100" .typescript >.tty 2>&1 </dev/null
LC_ALL=C grep -q "$(printf '\033')\[K" .tty || fail "no bar on a terminal"
