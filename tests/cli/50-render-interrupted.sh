# SPDX-License-Identifier: MIT
# Ctrl-C and SIGTERM: an orderly end with exit 1, nothing half-written, the old file stands.
. "$(dirname "$0")/lib.sh"

echo old >big.png
for signal in INT TERM HUP; do
    for after in 0.15 0.6; do
        sh -c 'trap - INT; exec "$0" "$@"' "$situ" render -s "$store" risk -o big.png --paper A0 --dpi 300 --lang en --quiet \
            >.out 2>.err </dev/null &
        pid=$!
        sleep $after
        # A background job ignores SIGINT in sh, and the program takes what it gets.
        kill -s $signal $pid 2>/dev/null
        code=0
        wait $pid || code=$?
        case $code in
        0) ;; # it was done before the signal came
        1)
            err_has cancelled
            [ "$(cat big.png)" = old ] || fail "the old file was touched"
            ;;
        129 | 130 | 143) # before the work began
            [ "$(cat big.png)" = old ] || fail "the old file was touched"
            ;;
        *) fail "exit $code after $signal" ;;
        esac
        [ "$code" != 0 ] || echo old >big.png
        no_leftovers "$work"
    done
done
mkdir t
"$situ" build "$sample/project.yaml" -o t/out --quiet >.out 2>.err </dev/null &
pid=$!
sleep 0.3
kill -s TERM $pid 2>/dev/null
code=0
wait $pid || code=$?
case $code in
0 | 3) ;;
1 | 143) absent t/out/county.situ ;;
*) fail "exit $code" ;;
esac
no_leftovers t
