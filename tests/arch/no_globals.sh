# SPDX-License-Identifier: MIT
# The library has no global state that changes. The exceptions are named here, with their reason.
. "$(dirname "$0")/lib.sh"

# Anything named ...once is a pthread_once_t. alloc: the test hook. atomic: temporary files for a
# signal handler. str: the C locale, made once.
allowed='alloc.c:hook_on alloc.c:counted alloc.c:fail_at alloc.c:fail_later atomic.c:slots atomic.c:counter
str.c:c_locale'

check() {
    if grep -qsE '^CMAKE_BUILD_TYPE:[A-Z]*=(Asan|Coverage)' "$2/CMakeCache.txt"; then
        echo "SKIP: instrumented objects have globals of their own"
        return
    fi
    objects=$(find "$2" -path '*situ_*' -name '*.c.o' 2>/dev/null | sort)
    if [ -z "$objects" ]; then
        echo "SKIP: nothing is built"
        return
    fi
    echo "$objects" | while read -r object; do
        source=$(basename "$object" .o)
        relative=${object##*.dir/}
        [ -e "$1/${relative%.o}" ] || continue # generated, or left over from a file that is gone
        # Relocated constants lie in .data.rel.ro: they never change after loading.
        nm -f sysv --defined-only "$object" | awk -F'|' '
            { gsub(/ /, "", $1); gsub(/ /, "", $4); gsub(/ /, "", $7) }
            $4 == "OBJECT" || $4 == "TLS" {
                if ($7 ~ /^\.(bss|data|tbss|tdata)/ && $7 !~ /^\.data\.rel\.ro/)
                    print $1
            }' | while read -r name; do
            case $name in
            *once | *once.[0-9]*) continue ;;
            esac
            case " $(echo $allowed) " in
            *" $source:$name "*) ;;
            *) echo "${object##*CMakeFiles/}: $name changes" ;;
            esac
        done
    done
}

self_test() {
    compile() {
        mkdir -p "$tree/build/situ_x.dir"
        "$CC" -O1 -fPIC -c "$tree/x.c" -o "$tree/build/situ_x.dir/x.c.o"
    }
    put x.c 'extern const char *const names[]; const char *const names[] = {"a", "b"};
static const int table[] = {1, 2}; int f(int i); int f(int i) { return table[i]; }'
    compile
    clean
    put x.c '#include <pthread.h>
pthread_once_t my_once = PTHREAD_ONCE_INIT; int *f(void); int *f(void) { static int once; return &once; }'
    compile
    clean
    put x.c 'int f(void); int f(void) { static int calls; return ++calls; }'
    compile
    fault 'calls'
    put x.c 'int state = 3;'
    compile
    fault 'state changes'
    put x.c '_Thread_local int mine;'
    compile
    fault 'mine changes'
}

run "$@"
