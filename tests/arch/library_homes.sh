# SPDX-License-Identifier: MIT
# Every outside library is known in its few homes only; a header nobody listed here has no home yet.
. "$(dirname "$0")/lib.sh"

check() {
    sources "$1" engine layers cli | (cd "$1" && while read -r file; do
        awk -v file="$file" '
        # home(header, places): places is a regular expression of the files that may include header.
        function home(pattern, places) {
            count++
            patterns[count] = "^(" pattern ")$"
            homes[count] = "^(" places ")"
        }
        BEGIN {
            home("proj[a-z_]*\\.h|geos_c\\.h", "engine/geo/")
            home("gdal[a-z_]*\\.h|ogr[a-z_]*\\.h|cpl_[a-z_]*\\.h", "engine/source/")
            home("sqlite3[a-z]*\\.h|spatialite.*", "engine/store/|engine/output/tilesets/mbtiles\\.c$")
            home("pango/.*|glib.*|fontconfig/.*|hb.*\\.h|ft2build\\.h|freetype/.*", "engine/(text|paint)/")
            home("cairo[a-z0-9-]*\\.h|cairo/.*", "engine/(text|paint|output)/")
            home("expat\\.h", "engine/ledger/xml\\.c$|engine/style/svg\\.c$")
            home("libxml/.*", "engine/ledger/readers/html\\.c$")
            home("yaml\\.h", "engine/base/yaml\\.c$")
            home("xlsxwriter.*", "engine/output/workbook\\.c$")
            home("png\\.h|libdeflate\\.h", "engine/output/")
            home("zlib\\.h", "engine/(store|output)/")
            home("[ei]mmintrin\\.h", "engine/kernel/")
            home("microhttpd\\.h|sys/socket\\.h|sys/un\\.h|netinet/.*|arpa/.*|netdb\\.h", "engine/serve/http\\.c$")
            home("iconv\\.h", "engine/base/")
            home("malloc\\.h", "engine/base/alloc\\.c$")
            home("(assert|complex|ctype|errno|fenv|float|inttypes|limits|math|setjmp|signal|stdalign|stdarg|" \
                 "stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath|time|wchar)\\.h", "")
            home("(dirent|fcntl|fnmatch|ftw|getopt|glob|libgen|poll|pthread|sched|semaphore|spawn|strings|sysexits|" \
                 "termios|unistd|utime)\\.h", "")
            home("sys/(file|ioctl|mman|prctl|resource|stat|statvfs|syscall|sysinfo|time|types|uio|utsname|wait)\\.h", "")
            home("locale\\.h", "cli/|engine/base/str\\.c$")
            home("langinfo\\.h|pwd\\.h", "cli/")
            home("libintl\\.h", "cli/|engine/base/error\\.c$")
            home("situ/.*", "cli/")
        }
        /^[ \t]*#[ \t]*include[ \t]*</ {
            name = $0
            sub(/^[^<]*</, "", name)
            sub(/>.*$/, "", name)
            known = 0
            for (i = 1; i <= count; i++)
                if (name ~ patterns[i]) {
                    known = 1
                    if (file !~ homes[i])
                        print file ":" FNR ": <" name "> has its home in " homes[i]
                }
            if (!known)
                print file ":" FNR ": <" name "> has no home"
        }' "$file"
    done)
}

self_test() {
    put engine/geo/crs.c '#include <proj.h>
#include <stdio.h>'
    put engine/output/tilesets/mbtiles.c '#include <sqlite3.h>'
    put engine/style/svg.c '#include <expat.h>'
    put cli/main.c '#include <locale.h>'
    clean
    for pair in 'store proj.h' 'kernel geos_c.h' 'ledger gdal.h' 'analysis ogr_api.h' 'scene sqlite3.h' \
        'output sqlite3.h' 'scene pango/pangocairo.h' 'scene cairo.h' 'style expat.h' 'style yaml.h' \
        'output xlsxwriter.h' 'serve sys/socket.h' 'base png.h' 'paint locale.h' 'paint curl/curl.h'; do
        folder=${pair% *}
        put "engine/$folder/bad.c" "
#include <${pair#* }>"
        fault "engine/$folder/bad.c:2: <${pair#* }>"
        drop "engine/$folder/bad.c"
    done
    clean
}

run "$@"
