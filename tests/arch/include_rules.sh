# SPDX-License-Identifier: MIT
# A file includes headers of a lower rank or of its own folder, as "module/file.h".
. "$(dirname "$0")/lib.sh"

check() {
    sources "$1" engine layers cli | (cd "$1" && while read -r file; do
        awk -v file="$file" '
        BEGIN {
            split("base 0 geo 1 bundle 2 source 3 kernel 4 ledger 4 store 4 style 4 text 4 graph 4 analysis 5 " \
                  "scene 6 layers 7 layout 7 paint 8 output 9 pipeline 10 sample 10 serve 11 cli 12", words, " ")
            for (i = 1; i in words; i += 2)
                rank[words[i]] = words[i + 1]
            split(file, parts, "/")
            own = parts[1] == "engine" ? parts[2] : parts[1]
        }
        /^[ \t]*#[ \t]*include[ \t]*"/ {
            name = $0
            sub(/^[^"]*"/, "", name)
            sub(/".*$/, "", name)
            place = file ":" FNR ": "
            if (name !~ /\//) {
                print place "\"" name "\" must be written module/" name
                next
            }
            module = name
            sub(/\/.*/, "", module)
            if (module == "situ")
                next
            if (own == "include")
                print place "a public header includes " name
            else if (name ~ /\.\./ || !(module in rank))
                print place name " lies in no module"
            else if (!(own in rank))
                print place "the folder " own " has no rank"
            else if (module != own && rank[module] >= rank[own])
                print place own " must not know " name
            else if (own == "analysis" && rank[module] == 4 && module != "kernel" && module != "style")
                print place "analysis knows kernel and style only, not " name
        }' "$file"
    done)
}

self_test() {
    put engine/base/a.c '#include "base/error.h"
#include "situ/status.h"'
    put engine/geo/a.c '#include "base/error.h"'
    put engine/analysis/ops/zone.c '#include "kernel/kernel.h"'
    put layers/line.c '#include "scene/layer.h"'
    put engine/include/situ/job.h '#include "situ/status.h"'
    put cli/main.c '#include "serve/route.h"'
    clean
    put engine/base/b.c '// a comment
#include "geo/crs.h"'
    fault 'engine/base/b.c:2: base must not know geo/crs.h'
    drop engine/base/b.c
    put engine/kernel/b.c '#include "store/store.h"'
    fault 'kernel must not know store/store.h'
    put engine/kernel/b.c '#include "analysis/op.h"'
    fault 'kernel must not know analysis/op.h'
    drop engine/kernel/b.c
    put engine/analysis/ops/zone.c '  #  include "store/store.h"'
    fault 'analysis knows kernel and style only'
    put engine/analysis/ops/zone.c '#include "op.h"'
    fault 'must be written module/op.h'
    put engine/analysis/ops/zone.c '#include "../base/error.h"'
    fault 'lies in no module'
    drop engine/analysis
    put engine/layout/parts/title.c '#include "layers/line.h"'
    fault 'layout must not know layers/line.h'
    drop engine/layout
    put engine/include/situ/job.h '#include "base/error.h"'
    fault 'a public header includes base/error.h'
}

run "$@"
