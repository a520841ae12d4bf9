# SPDX-License-Identifier: MIT
# A family member's .name is its file name, and its object defines its descriptor and nothing else.
. "$(dirname "$0")/lib.sh"

families() { # folder and prefix of each situ_family(...)
    cat "$1/engine/modules.cmake" "$1/cli/CMakeLists.txt" 2>/dev/null |
        sed -n 's/^situ_family(\([a-z_]*\)  *\([^ ]*\)  *\([^ ]*\)  *\([^ ]*\)  *\([^ )]*\)).*/\2 \5/p' |
        sed "s|[$]{PROJECT_SOURCE_DIR}/||"
}

check() {
    root=$1
    build=$2
    found=$(families "$root")
    if [ -z "$found" ]; then
        echo "no situ_family() in engine/modules.cmake"
        return
    fi
    objects=$(find "$build" -name '*.c.o' 2>/dev/null)
    echo "$found" | while read -r folder prefix; do
        for path in "$root/$folder"/*; do
            file=$folder/$(basename "$path")
            stem=$(basename "$path" .c)
            case $path in
            */\* | */README.md) continue ;;
            *.c) ;;
            *)
                echo "$file: only members live in a family folder"
                continue
                ;;
            esac
            awk -v stem="$stem" -v symbol="${prefix}_$stem" -v file="$file" '
            $0 ~ "^const [a-z_0-9]+ " symbol "( |$)" { inside = 1 }
            inside && match($0, /\.name *= *"[^"]*"/) {
                name = substr($0, RSTART, RLENGTH)
                gsub(/^[^"]*"|"$/, "", name)
                if (name != stem)
                    print file ":" FNR ": .name is \"" name "\", not \"" stem "\""
                named = 1
                exit
            }
            END { if (!named) print file ": no descriptor " symbol " with a .name" }' "$path"
            object=$(echo "$objects" | grep -F "/$file.o" | head -n 1)
            [ -z "$object" ] || nm -g --defined-only "$object" | awk '{ print $3 }' | grep -v '^__' |
                grep -vx "${prefix}_$stem" | sed "s|^|$file: not static: |"
        done
    done
}

self_test() {
    put engine/modules.cmake 'situ_family(op engine/analysis/ops analysis/op.h situ_op situ_op)'
    put engine/analysis/ops/zone.c 'typedef struct situ_op { const char *name; } situ_op;
extern const situ_op situ_op_zone;
const situ_op situ_op_zone = {
    .name = "zone",
};'
    object() {
        mkdir -p "$tree/build/engine/analysis/ops"
        "$CC" -c "$tree/engine/analysis/ops/zone.c" -o "$tree/build/engine/analysis/ops/zone.c.o"
    }
    object
    clean
    put engine/analysis/ops/help.h ''
    fault 'engine/analysis/ops/help.h: only members'
    drop engine/analysis/ops/help.h
    echo 'int helper(void); int helper(void) { return 1; }' >>"$tree/engine/analysis/ops/zone.c"
    object
    fault 'engine/analysis/ops/zone.c: not static: helper'
    drop build
    clean
    put engine/analysis/ops/zone.c 'const situ_op situ_op_zone = {.name = "zones"};'
    fault '.name is "zones", not "zone"'
    put engine/analysis/ops/zone.c 'const situ_op situ_op_zones = {.name = "zone"};'
    fault 'no descriptor situ_op_zone '
}

run "$@"
