# SPDX-License-Identifier: MIT
# libsitu exports situ_ names only, and only those declared SITU_API in engine/include.
. "$(dirname "$0")/lib.sh"

check() {
    root=$1
    library=$2/libsitu.so
    if [ ! -e "$library" ]; then
        echo "SKIP: $library is not built"
        return
    fi
    # One declaration per SITU_API; its name stands before the first parenthesis.
    declared=$(cat "$root"/engine/include/situ/*.h | sed 's|//.*||; /^#/d' | tr '\n' ' ' | tr ';{' '\n\n' |
        sed -n 's/.*SITU_API[^(]*[ *]\([a-z_0-9]*\)(.*/\1/p')
    nm -D --defined-only "$library" | awk '{ print $3 }' | sed 's/@.*//' |
        grep -v -E '^(_init|_fini|_edata|_end|__.*|mangle_path)$' | while read -r name; do
        case $name in
        situ_*) echo "$declared" | grep -qx "$name" || echo "$name is exported but not public" ;;
        *) echo "$name is exported" ;;
        esac
    done
}

self_test() {
    put engine/include/situ/a.h '#define SITU_API __attribute__((visibility("default")))
SITU_API const char *situ_name(int code, // a comment
                               int b);'
    mkdir -p "$tree/build"
    put a.c '#include "engine/include/situ/a.h"
int hidden(void);
int hidden(void) { return 0; }
const char *situ_name(int code, int b) { return code + b + hidden() ? "" : 0; }'
    build() { (cd "$tree" && "$CC" -shared -fPIC -fvisibility=hidden -o build/libsitu.so a.c); }
    build
    clean
    put a.c '__attribute__((visibility("default"))) int other(void) { return 0; }'
    build
    fault 'other is exported'
    put a.c '__attribute__((visibility("default"))) int situ_inner(void) { return 0; }'
    build
    fault 'situ_inner is exported but not public'
}

run "$@"
