// SPDX-License-Identifier: MIT
// GET /healthz: the server process lives.
#include "base/alloc.h"
#include "serve/route.h"

static situ_status answer(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err)
{
    char *body = situ_strdup("ok\n");
    (void)request;
    (void)state;
    if (!body)
        return situ_fail_nomem(err);
    situ_response_body(response, "text/plain; charset=utf-8", body, 3, -1);
    return SITU_OK;
}

const situ_route situ_route_healthz = {
    .name = "healthz",
    .prefix = "/healthz",
    .summary = N_("whether the server lives"),
    .in_parent = true,
    .answer = answer,
};
