# SPDX-License-Identifier: MIT
# No source file is longer than 800 lines, and each begins with its licence.
. "$(dirname "$0")/lib.sh"

check() {
    (cd "$1" && for folder in engine layers cli tests; do
        [ ! -d $folder ] || find $folder -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.js' -o -name '*.mjs' \
            -o -name '*.css' -o -name '*.awk' -o -name CMakeLists.txt -o -name '*.cmake' \) \
            -not -path '*/node_modules/*' -not -path '*/dist/*'
    done | sort | while read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le 800 ] || echo "$file: $lines lines"
        case $file in
        *.[ch] | *.sh | *.awk)
            head -n 2 "$file" | grep -q 'SPDX-License-Identifier: MIT' || echo "$file: no licence in its first lines"
            ;;
        esac
    done)
}

self_test() {
    put engine/base/a.c '// SPDX-License-Identifier: MIT'
    clean
    put layers/b.c 'int x;'
    fault 'layers/b.c: no licence'
    put layers/b.c "// SPDX-License-Identifier: MIT
$(seq 800)"
    fault 'layers/b.c: 801 lines'
}

run "$@"
