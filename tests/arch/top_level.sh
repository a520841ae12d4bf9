# SPDX-License-Identifier: MIT
# The visible top level is the project's card and nothing else. What git ignores does not count.
. "$(dirname "$0")/lib.sh"

wanted='CMakeLists.txt LICENSE README.md cli data-samples engine layers styles tests'

entries() {
    if [ -e "$1/.git" ] && git -C "$1" rev-parse >/dev/null 2>&1; then
        # A file that is tracked but gone is no entry.
        git -C "$1" -c core.quotePath=off ls-files -co --exclude-standard | cut -d/ -f1 | sort -u |
            while read -r name; do
                [ ! -e "$1/$name" ] || echo "$name"
            done
    else
        ls "$1" | grep -v -E '^(build.*|out)$'
    fi
}

check() {
    found=$(entries "$1" | grep -v '^\.')
    for name in $found; do
        case " $wanted " in
        *" $name "*) ;;
        *) echo "$name does not belong on the top level" ;;
        esac
    done
    for name in $wanted; do
        [ -e "$1/$name" ] || echo "$name is missing"
    done
}

self_test() {
    for name in $wanted; do
        put "$name/x" ''
    done
    put .hidden ''
    put build/x ''
    clean
    put notes.txt ''
    fault 'notes.txt does not belong'
    drop notes.txt
    drop LICENSE
    fault 'LICENSE is missing'
}

run "$@"
