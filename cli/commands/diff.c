// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

typedef struct options {
    const char *store, *out;
} options;

static const situ_prop table[] = {
    {.name = "store", .kind = SITU_PROP_TEXT, .offset = offsetof(options, store), .required = true, .help = N_("store to work on")},
    {.name = "out", .kind = SITU_PROP_TEXT, .offset = offsetof(options, out), .help = N_("write one row a change to FILE.xlsx, .csv, .gpkg or .geojson")},
    {.name = NULL},
};

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    situ_diff_result result = {0};
    char *text = NULL;
    const situ_diff_options in = {.store = o->store, .before = call->args[0], .after = call->args[1], .out = o->out};
    situ_status status = situ_diff(session, &in, call->common->json, &text, &result, err);
    (void)exit_code;
    if (status != SITU_OK)
        return status;
    fwrite(text, 1, strlen(text), stdout);
    situ_text_free_string(text);
    if (!call->common->json) {
        printf(_("%zu changes in %zu ledgers"), result.changes, result.tables_changed);
        putchar('\n');
    }
    return SITU_OK;
}

const situ_command situ_command_diff = {
    .name = "diff",
    .arguments = "-s STORE REV1 REV2 [-o FILE]",
    .summary = N_("what changed between two revisions: new, struck off, upgraded, downgraded, moved"),
    .notes = N_("A revision is named by its number, the start of its id, latest or previous (situ list revisions -s STORE). "
                "An upgraded risk has become worse. The map \"change\" draws the same."),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 2,
    .max_args = 2,
    .run = run,
};
