// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "cli/command.h"

typedef struct options {
    const char *out;
    int size;
    long seed;
} options;

static const char *const sizes[] = {"township", "county", "province", NULL};

static const situ_prop table[] = {
    {.name = "out", .kind = SITU_PROP_TEXT, .offset = offsetof(options, out), .required = true, .help = N_("folder to write into")},
    {.name = "size", .kind = SITU_PROP_ENUM, .offset = offsetof(options, size), .fallback = "county", .words = sizes, .help = N_("how much to make up")},
    {.name = "seed", .kind = SITU_PROP_INT, .offset = offsetof(options, seed), .min = 0, .max = 2147483647, .fallback = "1", .help = N_("the same number gives the same county")},
    {.name = NULL},
};

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    situ_status status = situ_sample(session, o->out, sizes[o->size], (uint64_t)o->seed, err);
    (void)exit_code;
    if (status != SITU_OK)
        return status;
    if (call->common->json) {
        situ_cli_json json;
        situ_cli_json_open(&json);
        situ_cli_json_text(&json, "out", o->out);
        situ_cli_json_text(&json, "size", sizes[o->size]);
        situ_cli_json_count(&json, "seed", (size_t)o->seed);
        situ_cli_json_close(&json);
    } else {
        printf(_("%s: a made-up county; next: situ build %s/project.yaml"), o->out, o->out);
        putchar('\n');
    }
    return SITU_OK;
}

const situ_command situ_command_sample = {
    .name = "sample",
    .arguments = "-o DIR [--size township|county|province] [--seed N]",
    .summary = N_("make up a county with terrain, rivers, roads and ledgers"),
    .options = table,
    .params_size = sizeof(options),
    .run = run,
};
