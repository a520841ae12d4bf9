# SPDX-License-Identifier: MIT
# Every header compiles alone as C17 and may be included twice; public ones also as C++.
. "$(dirname "$0")/lib.sh"

check() {
    root=$1
    flags=$(pkg-config --cflags gdal proj cairo pangocairo pangoft2 sqlite3 2>/dev/null)
    sources "$root" engine layers cli | grep '\.h$' | (cd "$root" && while read -r file; do
        # shellcheck disable=SC2086
        printf '#include "%s"\n#include "%s"\n' "$file" "$file" |
            "$CC" -std=gnu17 -fsyntax-only -Wall -Wextra -Werror -D_GNU_SOURCE -Iengine/include -Iengine -I. $flags -x c - \
                >"$log" 2>&1 || echo "$file: $(grep -m1 error "$log")"
        case $file in
        engine/include/*)
            [ -z "$cxx" ] || printf '#include "%s"\n' "$file" |
                "$cxx" -std=c++17 -fsyntax-only -Wall -Wextra -Werror -Iengine/include -x c++ - >"$log" 2>&1 ||
                echo "$file as C++: $(grep -m1 error "$log")"
            ;;
        esac
    done)
}

self_test() {
    put engine/base/good.h '#ifndef GOOD_H
#define GOOD_H
#include <stddef.h>
size_t good(void);
#endif'
    clean
    put engine/base/bad.h 'size_t bad(void);'
    fault 'engine/base/bad.h: '
    put engine/base/bad.h 'struct twice { int a; };'
    fault 'engine/base/bad.h: '
    drop engine/base/bad.h
    if [ -n "$cxx" ]; then
        put engine/include/situ/bad.h '#pragma once
void bad(int class);'
        fault 'as C++'
    fi
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
cxx=$(command -v c++ || true)
run "$@"
