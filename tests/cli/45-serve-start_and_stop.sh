# SPDX-License-Identifier: MIT
# The server starts, answers, tells a busy port, and ends in order with exit 0 when it is stopped.
. "$(dirname "$0")/lib.sh"
need_tool curl

port=$((20000 + $$ % 20000))
"$situ" serve -s "$store" --listen 127.0.0.1:$port >"$work/server.out" 2>"$work/server.err" </dev/null &
server=$!
trap 'kill -KILL $server 2>/dev/null; rm -rf "$work"' EXIT
tries=0
until curl -sf "http://127.0.0.1:$port/healthz" >/dev/null; do
    tries=$((tries + 1))
    kill -0 $server 2>/dev/null || fail "the server ended: $(cat "$work/server.err")"
    [ $tries -lt 100 ] || fail "the server does not answer: $(cat "$work/server.err")"
    sleep 0.1
done
[ "$(curl -s -o page.html -w '%{http_code}' "http://127.0.0.1:$port/")" = 200 ] || fail "no first page"
[ "$(curl -s -o tile.json -w '%{http_code}' "http://127.0.0.1:$port/tiles/risk.json")" = 200 ] || fail "no TileJSON"
[ "$(curl -s -o none -w '%{http_code}' "http://127.0.0.1:$port/tiles/risk/8/x/1.png")" = 400 ] || fail "a malformed path is no 400"
[ "$(curl -s -o none -w '%{http_code}' "http://127.0.0.1:$port/tiles/nosuch/8/1/1.png")" = 404 ] || fail "an absent map is no 404"
[ "$(curl -s -o sheet.pdf -w '%{http_code}' "http://127.0.0.1:$port/maps/materials.pdf?paper=A4")" = 200 ] || fail "no sheet"
head -c 5 sheet.pdf | grep -q '%PDF-' || fail "the sheet is no PDF"

refused 1 "127.0.0.1:$port" "127.0.0.1:$port" serve -s "$store" --listen 127.0.0.1:$port
refused 2 地址 'no address' serve -s "$store" --listen nonsense
refused 1 no.situ no.situ serve -s no.situ --listen 127.0.0.1:$((port + 1))
run serve -s "$store" --edition internal --listen 0.0.0.0:$((port + 1))
[ "$code" = 1 ] || [ "$code" = 2 ] || fail "the internal edition was served to the world, exit $code"

kill -s TERM $server
code=0
wait $server || code=$?
[ "$code" = 0 ] || fail "the server ended with $code: $(cat "$work/server.err")"
