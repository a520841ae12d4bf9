// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "cli/command.h"

typedef struct options {
    const char *store, *paper, *region;
    int stage, edition;
    bool landscape, portrait, mono;
} options;

static const char *const stages[] = {"report", "bundle", "scene", "labels", "display", NULL};
static const char *const editions[] = {"internal", "public", NULL};

#define OPTION(member, option_kind, ...) {.name = #member, .kind = option_kind, .offset = offsetof(options, member), __VA_ARGS__}
static const situ_prop table[] = {
    OPTION(stage, SITU_PROP_ENUM, .fallback = "display", .words = stages, .help = N_("which value between two stages to print")),
    OPTION(store, SITU_PROP_TEXT, .help = N_("store to draw from; stage report reads a file instead")),
    OPTION(paper, SITU_PROP_TEXT, .fallback = "A3", .help = N_("A0 to A4, or WxHmm such as 500x700mm")),
    OPTION(landscape, SITU_PROP_BOOL, .help = N_("wide sheet; without this and --portrait, what shows the map larger")),
    OPTION(portrait, SITU_PROP_BOOL, .help = N_("tall sheet")),
    OPTION(region, SITU_PROP_TEXT, .help = N_("code or name of the township or village to show")),
    OPTION(edition, SITU_PROP_ENUM, .fallback = "internal", .words = editions, .help = N_("what may be shown: everything, or what may be published")),
    OPTION(mono, SITU_PROP_BOOL, .help = N_("for black-and-white printers")),
    {.name = NULL},
};
#undef OPTION

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    bool of_file = o->stage == 0;
    char *text = NULL;
    situ_render_options in = {
        .store = o->store, .map = of_file ? NULL : call->args[0], .paper = o->paper, .region = o->region,
        .orientation = o->landscape ? "landscape" : o->portrait ? "portrait" : NULL,
        .edition = editions[o->edition], .mono = o->mono,
    };
    (void)exit_code;
    if (!of_file && !o->store)
        return situ_fail(err, SITU_E_USAGE, NULL, "%s", _("--store is missing"));
    situ_status status = situ_dump(session, stages[o->stage], &in, of_file ? call->args[0] : NULL, &text, err);
    if (status != SITU_OK)
        return status;
    fputs(text, stdout);
    situ_text_free_string(text);
    return SITU_OK;
}

const situ_command situ_command_dump = {
    .name = "dump",
    .arguments = "--stage report FILE | --stage bundle|scene|labels|display -s STORE MAP",
    .summary = N_("print what one stage hands to the next, as text"),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
