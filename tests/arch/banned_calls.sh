# SPDX-License-Identifier: MIT
# Calls that have no place in the library: unbounded or locale-dependent, global state, clocks,
# printing, memory behind the back of base/alloc.h, SQL put together from texts.
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)

banned='sprintf|vsprintf|strcpy|stpcpy|strcat|strncat|strtok|localtime|localtime_r|ctime|asctime|rand|srand|random|drand48'
banned="$banned|setlocale|gets|atoi|atol|atof|strtod|strtof|time|printf|vprintf|puts|putchar|exit|abort|system|popen"
banned="$banned|malloc|calloc|realloc|strdup|strndup|asprintf|vasprintf"

check() {
    sources "$1" engine layers | (cd "$1" && while read -r file; do
        case $file in
        engine/base/alloc.c) calls='system' ;;
        engine/base/str.c) calls=$(echo "$banned" | sed 's/|strtod|/|/') ;;
        *) calls=$banned ;;
        esac
        awk -v strings=0 -f "$here/strip.awk" "$file" |
            awk -v file="$file" -v calls="(^|[^A-Za-z0-9_.>])($calls) *[(]" '
            match($0, calls) {
                name = substr($0, RSTART, RLENGTH)
                gsub(/[^a-z0-9_]/, "", name)
                print file ":" FNR ": " name "()"
            }'
        # SQL is built where names are quoted, and for the views, whose names are constants of the schemas.
        case $file in
        engine/store/sql.c | engine/store/public.c) continue ;;
        esac
        awk -v strings=1 -f "$here/strip.awk" "$file" | tr "{}" ";;" | awk -v RS=";" -v file="$file" '
            {
                body = $0
                before = 0
                if (match(body, /[^ \t\n]/)) {
                    head = substr(body, 1, RSTART)
                    before = gsub(/\n/, "", head)
                }
                if (body ~ /(snprintf|str_addf|arena_printf|mprintf)[ \n]*[(]/ &&
                    body ~ /"[^"]*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA) / &&
                    body ~ /%[-.*0-9]*s/)
                    print file ":" line + 1 + before ": SQL made of texts"
                line += gsub(/\n/, "", body)
            }'
    done)
}

self_test() {
    put engine/base/a.c 'int f(void) { return snprintf(p, 3, "%d", situ_malloc(3)); } // sprintf(
/* strcpy(a, b)
   rand() */ int travel_time(int x); const char *s = "exit(1) \" atoi(";
int g(struct s *p) { return p->time(3) + mktime(x) + my.exit(2); }'
    put engine/store/sql.c 'int f(void) { situ_str_addf(s, "SELECT * FROM %s", name); }'
    put engine/store/a.c 'int f(void) { situ_str_addf(s, "SELECT * FROM t LIMIT %d", 3); log("%s", t); }'
    clean
    for name in sprintf strcpy strcat strtok localtime rand setlocale gets atoi malloc printf exit time; do
        put layers/bad.c "
int f(void) { return $name(x); }"
        fault "layers/bad.c:2: $name()"
    done
    drop layers/bad.c
    put engine/serve/bad.c '
int f(void)
{
    snprintf(sql, sizeof sql,
             "SELECT * FROM \"%s\"",
             name);
}'
    fault 'engine/serve/bad.c:4: SQL made of texts'
    put engine/serve/bad.c 'int f(void) { situ_str_addf(&s, "INSERT INTO t VALUES (%s)", v); }'
    fault 'SQL made of texts'
}

run "$@"
