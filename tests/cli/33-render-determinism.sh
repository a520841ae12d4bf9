# SPDX-License-Identifier: MIT
# The same store gives the same bytes, whatever the folder, time zone, language or number of threads.
. "$(dirname "$0")/lib.sh"
need_tool sha256sum

sums() { # sums FOLDER OPTIONS...: draws and prints the hashes
    mkdir -p "$1"
    out=$1
    shift
    for name in a.pdf a.png; do
        run render -s "$store" risk -o "$out/$name" --dpi 72 --quiet "$@"
        expect 0
    done
    run render -s "$store" org -o "$out/o.pdf" --quiet "$@"
    expect 0
    run tiles -s "$store" risk -o "$out/t" --zoom 9 --quiet "$@"
    expect 0
    run dump --stage display -s "$store" risk "$@"
    expect 0
    cp "$work/.out" "$out/display.txt"
    (cd "$out" && find . -type f ! -name .out ! -name .err | LC_ALL=C sort | xargs sha256sum)
}
first=$(sums "$work/1" --threads 1) || {
    printf '%s\n' "$first"
    exit 1
}
again() { # again NAME TEXT
    if [ "$2" != "$first" ]; then
        printf '%s\n' "$first" >"$work/first"
        printf '%s\n' "$2" | diff "$work/first" - | head -n 20
        fail "$1 changes the result"
    fi
}
again 'a second run' "$(sums "$work/2" --threads 1)"
again 'two threads' "$(sums "$work/3" --threads 2)"
again 'time zone and language' "$(TZ=Pacific/Kiritimati LANG=en_US.UTF-8 LC_NUMERIC=de_DE.UTF-8 && export TZ LANG LC_NUMERIC && sums "$work/4" --threads 2)"
again 'another folder and a copy of the store' "$(
    mkdir -p "$work/deep/er" && cd "$work/deep/er" && cp "$store" copy.situ && store=copy.situ && sums . --threads 2 --lang en |
        grep -v copy.situ)"
