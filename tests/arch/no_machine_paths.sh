# SPDX-License-Identifier: MIT
# No file knows the machine it was written on or the mirror its packages came from, and the library
# has no absolute path compiled in.
. "$(dirname "$0")/lib.sh"

files() {
    if [ -e "$1/.git" ] && git -C "$1" rev-parse >/dev/null 2>&1; then
        git -C "$1" -c core.quotePath=off ls-files -co --exclude-standard
    else
        (cd "$1" && find . -type f -not -path './build*' -not -path './out/*' -not -path './.git/*' -not -path '*/node_modules/*' | sed 's|^\./||')
    fi | sort
}

check() {
    # The brackets keep this file from finding itself.
    files "$1" | (cd "$1" && while read -r file; do
        [ -f "$file" ] || continue
        grep -nIE '(^|[^A-Za-z0-9_.}])/([w]ork|[r]oot|[h]ome/[a-z]+|[U]sers/[a-zA-Z]+)/' "$file" |
            cut -c 1-100 | sed "s|^|$file:|; s|\$| (path of a machine)|"
        grep -nIE '[r]egistry\.npmjs|[n]pmmirror|[d]eb\.debian\.org|[p]ypi\.org|[c]rates\.io|[p]roxy\.golang|[a]rtifactory' "$file" |
            cut -c 1-100 | sed "s|^|$file:|; s|\$| (package registry)|"
        case $file in
        engine/*.[ch] | layers/*.[ch] | cli/*.[ch])
            grep -nE '"/(usr|opt|etc|var|srv|home)/' "$file" | cut -c 1-100 |
                sed "s|^|$file:|; s|\$| (absolute path)|"
            ;;
        esac
    done)
}

self_test() {
    put engine/base/a.c 'const char *p = "/dev/null", *q = "framework/x", *r = "../root/";'
    clean
    put styles/a.yaml "path: /$(echo work)/main/x"
    fault 'styles/a.yaml:1'
    put styles/a.yaml "url: https://registry.$(echo npmjs).org/ol"
    fault 'package registry'
    drop styles
    put layers/a.c 'const char *p = "/usr/share/fonts";'
    fault 'layers/a.c:1:'
}

run "$@"
