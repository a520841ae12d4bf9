// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "cli/command.h"

typedef struct options {
    const char *store, *out, *paper, *region, *title, *tile_range;
    bool landscape, portrait, mono, georeference, strict;
    double dpi, scale;
    int edition;
} options;

static const char *const editions[] = {"internal", "public", NULL};

#define OPTION(text, member, option_kind, ...) {.name = text, .kind = option_kind, .offset = offsetof(options, member), __VA_ARGS__}
static const situ_prop table[] = {
    OPTION("store", store, SITU_PROP_TEXT, .required = true, .help = N_("store to draw from")),
    OPTION("out", out, SITU_PROP_TEXT, .required = true, .help = N_("FILE.pdf, .png or .svg to write")),
    OPTION("paper", paper, SITU_PROP_TEXT, .fallback = "A3", .help = N_("A0 to A4, or WxHmm such as 500x700mm")),
    OPTION("landscape", landscape, SITU_PROP_BOOL, .help = N_("wide sheet; without this and --portrait, what shows the map larger")),
    OPTION("portrait", portrait, SITU_PROP_BOOL, .help = N_("tall sheet")),
    OPTION("dpi", dpi, SITU_PROP_NUMBER, .min = 36, .max = 1200, .fallback = "300", .help = N_("dots an inch of a picture")),
    OPTION("scale", scale, SITU_PROP_NUMBER, .min = 0, .max = 1e8, .fallback = "0", .help = N_("draw at 1:N, 0 = the largest that fits")),
    OPTION("region", region, SITU_PROP_TEXT, .help = N_("code or name of the township or village to show")),
    OPTION("edition", edition, SITU_PROP_ENUM, .fallback = "internal", .words = editions, .help = N_("what may be shown: everything, or what may be published")),
    OPTION("mono", mono, SITU_PROP_BOOL, .help = N_("for black-and-white printers")),
    OPTION("title", title, SITU_PROP_TEXT, .help = N_("title in place of the map's own")),
    OPTION("georeference", georeference, SITU_PROP_BOOL, .help = N_("let the PDF know its coordinates")),
    OPTION("tile-range", tile_range, SITU_PROP_TEXT, .help = N_("draw the block of tiles Z/X0-X1/Y0-Y1 as one PNG")),
    OPTION("strict", strict, SITU_PROP_BOOL, .help = N_("exit with 3 when anything was left out")),
    {.name = NULL},
};
#undef OPTION

static void print_result(const situ_cli_call *call, const options *o, const situ_render_result *r)
{
    if (call->common->json) {
        situ_cli_json json;
        situ_cli_json_open(&json);
        situ_cli_json_text(&json, "out", o->out);
        situ_cli_json_count(&json, "pages", r->pages);
        situ_cli_json_number(&json, "scale_denominator", r->denominator);
        situ_cli_json_count(&json, "labels_placed", r->labels_placed);
        situ_cli_json_count(&json, "labels_left_out", r->labels_left_out);
        situ_cli_json_count(&json, "findings", r->findings);
        situ_cli_json_close(&json);
        return;
    }
    printf(_("%s: %zu pages"), o->out, r->pages);
    if (r->denominator > 0)
        printf(_(", scale 1:%.0f"), r->denominator);
    putchar('\n');
    printf(_("%zu labels placed, %zu left out; %zu findings"), r->labels_placed, r->labels_left_out, r->findings);
    putchar('\n');
}

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    situ_render_result result = {0};
    situ_render_options in = {
        .store = o->store, .map = call->args[0], .out = o->out, .paper = o->paper,
        .orientation = o->landscape ? "landscape" : o->portrait ? "portrait" : NULL,
        .dpi = o->dpi, .scale = o->scale, .region = o->region, .edition = editions[o->edition], .title = o->title,
        .mono = o->mono, .georeference = o->georeference, .tile_range = o->tile_range,
    };
    if (o->landscape && o->portrait)
        return situ_fail(err, SITU_E_USAGE, NULL, "%s", _("--landscape and --portrait exclude each other"));
    situ_status status = situ_render(session, &in, &result, err);
    if (status != SITU_OK)
        return status;
    print_result(call, o, &result);
    if (o->strict && (result.labels_left_out || result.findings))
        *exit_code = SITU_EXIT_TO_READ;
    return SITU_OK;
}

const situ_command situ_command_render = {
    .name = "render",
    .arguments = "-s STORE MAP -o FILE.pdf|.png|.svg [OPTIONS]",
    .summary = N_("draw a map on a sheet"),
    .notes = N_("MAP is org, risk, materials or flow:NAME[@1..4], as shown by situ list maps; flow:NAME without a level is the overview. "
                "What could not be placed is counted on the last line."),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
