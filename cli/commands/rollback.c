// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "cli/command.h"

typedef struct options {
    const char *store;
} options;

static const situ_prop table[] = {
    {.name = "store", .kind = SITU_PROP_TEXT, .offset = offsetof(options, store), .required = true, .help = N_("store to work on")},
    {.name = NULL},
};

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    char revision[65] = "";
    situ_status status = situ_rollback(session, o->store, call->args[0], call->operator_name, call->wall_time, revision, err);
    (void)exit_code;
    if (status != SITU_OK)
        return status;
    if (call->common->json) {
        situ_cli_json json;
        situ_cli_json_open(&json);
        situ_cli_json_text(&json, "store", o->store);
        situ_cli_json_text(&json, "revision", revision);
        situ_cli_json_close(&json);
    } else {
        printf(_("revision %.12s"), revision);
        putchar('\n');
    }
    return SITU_OK;
}

const situ_command situ_command_rollback = {
    .name = "rollback",
    .arguments = "-s STORE REV",
    .summary = N_("make the ledgers what they were at a revision, as a new revision"),
    .notes = N_("Nothing is lost: the revisions in between stay, and a rollback can itself be rolled back. Terrain is not kept in the history and stays."),
    .options = table,
    .params_size = sizeof(options),
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
