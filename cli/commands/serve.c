// SPDX-License-Identifier: MIT
#include "cli/command.h"

typedef struct options {
    const char *store, *listen;
    int edition;
} options;

static const char *const editions[] = {"internal", "public", NULL};

#define OPTION(member, option_kind, ...) {.name = #member, .kind = option_kind, .offset = offsetof(options, member), __VA_ARGS__}
static const situ_prop table[] = {
    OPTION(store, SITU_PROP_TEXT, .required = true, .help = N_("store to serve")),
    OPTION(listen, SITU_PROP_TEXT, .fallback = "127.0.0.1:8080", .help = N_("address and port")),
    OPTION(edition, SITU_PROP_ENUM, .fallback = "public", .words = editions, .help = N_("what may be shown: everything, or what may be published")),
    {.name = NULL},
};
#undef OPTION

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    situ_serve_options in = {.store = o->store, .listen = o->listen, .edition = editions[o->edition]};
    situ_status status = situ_serve(session, &in, err);
    (void)exit_code;
    return status == SITU_E_CANCELLED ? SITU_OK : status; // Ctrl-C is how a server ends
}

const situ_command situ_command_serve = {
    .name = "serve",
    .arguments = "-s STORE [OPTIONS]",
    .summary = N_("show the maps in a browser, with tiles and sheets to print"),
    .notes = N_("Runs until Ctrl-C. Shows what may be published unless --edition internal is given."),
    .options = table,
    .params_size = sizeof(options),
    .run = run,
};
