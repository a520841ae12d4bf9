// SPDX-License-Identifier: MIT
// GRASS as a peer: its modules run in a location of their own, gone when they end, so that several cases may
// run at once; the time is that of one command, taken inside the session.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "bench/bench.h"

static bool present(const bench_context *context)
{
    static const char *const argv[] = {"grass", "--version", NULL};
    double seconds;
    return bench_command(&seconds, NULL, 0, context->folder, argv, NULL) == SITU_OK;
}

situ_status bench_grass(double *seconds, char *text, size_t size, const bench_context *context, const char *const *setup,
                        const char *timed, const char *const *after, situ_error *err)
{
    static const char mark[] = "\nbench-grass-s ";
    situ_status status = SITU_OK;
    situ_str script;
    char *path = NULL, *output = NULL;
    char name[64];
    double whole;
    *seconds = NAN;
    if (size > 0)
        text[0] = '\0';
    if (!present(context)) {
        fprintf(stderr, "bench: GRASS is not installed: no peer (apt: grass-core)\n");
        return SITU_OK;
    }
    situ_str_init(&script);
    situ_str_add(&script, "set -e\n"); // run by bash, which knows the time to the microsecond
    for (const char *const *c = setup; c && *c; c++)
        situ_str_addf(&script, "%s >&2\n", *c);
    situ_str_addf(&script, "begin=$EPOCHREALTIME\n%s >&2\nend=$EPOCHREALTIME\n", timed);
    for (const char *const *c = after; c && *c; c++)
        situ_str_addf(&script, "%s\n", *c);
    situ_str_add(&script, "echo\necho bench-grass-s $(( ${end/./} - ${begin/./} ))\n");
    snprintf(name, sizeof name, "grass-%ld.sh", (long)getpid());
    path = situ_path_join(context->folder, name);
    output = situ_malloc(size + sizeof mark + 64);
    SITU_TRY_ALLOC(situ_str_ok(&script) && path && output ? path : NULL);
    SITU_TRY(situ_write_file(path, script.data, script.length, err));
    const char *const argv[] = {"grass", "--tmp-location", "EPSG:4546", "--exec", "bash", path, NULL};
    SITU_TRY(bench_command(&whole, output, size + sizeof mark + 64, context->folder, argv, err));
    char *at = strstr(output, mark);
    if (!at) {
        status = situ_fail(err, SITU_E_EXTERNAL, "set BENCH_VERBOSE=1 to see its messages", "GRASS told no time for %s", timed);
        goto done;
    }
    *seconds = strtod(at + strlen(mark), NULL) * 1e-6;
    *at = '\0';
    if (size > 0)
        snprintf(text, size, "%s", output);
done:
    if (path)
        remove(path);
    situ_str_free(&script);
    situ_free(output);
    situ_free(path);
    return status;
}

double bench_grass_number(const char *text, const char *name)
{
    size_t n = strlen(name);
    for (const char *line = text; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (strncmp(line, name, n) == 0 && line[n] == '=')
            return strtod(line + n + 1, NULL);
    return NAN;
}
