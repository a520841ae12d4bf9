// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

typedef struct options {
    const char *store;
    bool detail;
} options;

static const situ_prop table[] = {
    {.name = "long", .kind = SITU_PROP_BOOL, .offset = offsetof(options, detail), .help = N_("with parameters, defaults and explanations")},
    {.name = "store", .kind = SITU_PROP_TEXT, .offset = offsetof(options, store), .help = N_("store, for revisions, submissions and the flows of the county")},
    {.name = NULL},
};

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    char *text = NULL;
    situ_status status = situ_list(session, call->args[0], o->store, o->detail, call->common->json, &text, err);
    (void)exit_code;
    if (status != SITU_OK)
        return status;
    size_t n = strlen(text);
    fwrite(text, 1, n, stdout);
    if (n && text[n - 1] != '\n')
        putchar('\n');
    situ_text_free_string(text);
    return SITU_OK;
}

const situ_command situ_command_list = {
    .name = "list",
    .arguments = "maps|layers|ops|formats|parts|rules|tables|palettes|revisions|submissions [--long]",
    .summary = N_("list what situ knows: maps, layer types, operations, formats and more"),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
