# SPDX-License-Identifier: MIT
# The frame of every rule of tests/arch. A rule script defines
#   check ROOT BUILD   prints one line per violation, nothing when all is well
#   self_test          plants faults in $tree and asserts that check sees them: put, drop, clean, fault
# and ends with: run "$@". A rule that cannot fail is no rule, so ctest runs --self-test as well.

LC_ALL=C.UTF-8
export LC_ALL
: "${CC:=cc}"

put() { # put PATH TEXT: a file of the tree under test
    mkdir -p "$tree/$(dirname "$1")"
    printf '%s\n' "$2" >"$tree/$1"
}

drop() {
    rm -rf "${tree:?}/$1"
}

clean() { # the tree obeys the rule
    found=$(check "$tree" "$tree/build")
    if [ -n "$found" ]; then
        echo "self-test: a good tree was refused: $found"
        exit 1
    fi
}

fault() { # fault TEXT: check must print a line with TEXT
    found=$(check "$tree" "$tree/build")
    case $found in
    *"$1"*) ;;
    *)
        echo "self-test: not noticed: $1 (printed: ${found:-nothing})"
        exit 1
        ;;
    esac
}

sources() { # sources ROOT FOLDER...: its C files, sorted, relative to ROOT
    (cd "$1" && shift && for folder; do
        [ ! -d "$folder" ] || find "$folder" -name '*.[ch]' -not -path '*/node_modules/*'
    done | sort)
}

run() {
    if [ "$1" = --self-test ]; then
        tree=$(mktemp -d)
        trap 'rm -rf "$tree"' EXIT
        self_test
        echo "the rule sees its faults"
        exit 0
    fi
    violations=$(check "$1" "$2")
    case $violations in
    '') exit 0 ;;
    SKIP*)
        echo "$violations"
        exit 77
        ;;
    esac
    echo "$violations"
    echo "$(echo "$violations" | wc -l) violations"
    exit 1
}
