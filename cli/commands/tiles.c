// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"

typedef struct options {
    const char *store, *out, *zoom;
    int edition;
    bool strict;
} options;

enum { DEEPEST_ZOOM = 20 };
static const char *const editions[] = {"internal", "public", NULL};

#define OPTION(member, option_kind, ...) {.name = #member, .kind = option_kind, .offset = offsetof(options, member), __VA_ARGS__}
static const situ_prop table[] = {
    OPTION(store, SITU_PROP_TEXT, .required = true, .help = N_("store to draw from")),
    OPTION(out, SITU_PROP_TEXT, .required = true, .help = N_("folder to write {z}/{x}/{y}.png into")),
    OPTION(zoom, SITU_PROP_TEXT, .fallback = "8-14", .help = N_("zoom levels, one or FIRST-LAST")),
    OPTION(edition, SITU_PROP_ENUM, .fallback = "internal", .words = editions, .help = N_("what may be shown: everything, or what may be published")),
    OPTION(strict, SITU_PROP_BOOL, .help = N_("exit with 3 when anything was left out")),
    {.name = NULL},
};
#undef OPTION

static bool parse_zoom(const char *text, int *first, int *last)
{
    char low[8];
    long long a, b;
    const char *dash = strchr(text, '-');
    size_t n = dash ? (size_t)(dash - text) : strlen(text);
    if (n >= sizeof low)
        return false;
    memcpy(low, text, n);
    low[n] = '\0';
    if (!situ_parse_int(low, &a) || !situ_parse_int(dash ? dash + 1 : low, &b) || a < 0 || b < a || b > DEEPEST_ZOOM)
        return false;
    *first = (int)a;
    *last = (int)b;
    return true;
}

static void print_result(const situ_cli_call *call, const options *o, const situ_tiles_result *r)
{
    double rate = r->seconds > 0 ? (double)r->tiles / r->seconds : 0;
    if (call->common->json) {
        situ_cli_json json;
        situ_cli_json_open(&json);
        situ_cli_json_text(&json, "out", o->out);
        situ_cli_json_count(&json, "tiles", r->tiles);
        situ_cli_json_count(&json, "bytes", r->bytes);
        situ_cli_json_number(&json, "seconds", r->seconds);
        situ_cli_json_number(&json, "tiles_per_second", rate);
        situ_cli_json_count(&json, "labels_left_out", r->labels_left_out);
        situ_cli_json_close(&json);
        return;
    }
    printf(_("%s: %zu tiles, %.1f MB in %.1f s (%.0f a second)"), o->out, r->tiles, (double)r->bytes / 1e6, r->seconds, rate);
    putchar('\n');
    printf(_("%zu labels left out"), r->labels_left_out);
    putchar('\n');
}

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    situ_tiles_result result = {0};
    situ_tiles_options in = {.store = o->store, .map = call->args[0], .out = o->out, .edition = editions[o->edition]};
    if (!parse_zoom(o->zoom, &in.min_zoom, &in.max_zoom))
        return situ_fail(err, SITU_E_USAGE, _("write it as 8-14 or 12, from 0 to 20"), _("malformed zoom range \"%s\""), o->zoom);
    situ_status status = situ_tiles(session, &in, &result, err);
    if (status != SITU_OK)
        return status;
    print_result(call, o, &result);
    if (o->strict && result.labels_left_out)
        *exit_code = SITU_EXIT_TO_READ;
    return SITU_OK;
}

const situ_command situ_command_tiles = {
    .name = "tiles",
    .arguments = "-s STORE MAP -o DIR [OPTIONS]",
    .summary = N_("cut a map into web tiles"),
    .notes = N_("Web Mercator, 256 pixels, DIR/{z}/{x}/{y}.png. Labels are placed once for the whole county, so that they fit across tiles."),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
