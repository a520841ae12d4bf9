// SPDX-License-Identifier: MIT
// GET /readyz: a render worker answers and the store opens.
#include "base/alloc.h"
#include "serve/state.h"

static situ_status answer(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err)
{
    char *body;
    situ_status status = situ_serve_state_refresh(state, err);
    (void)request;
    if (status != SITU_OK) {
        situ_error_clear(err);
        return situ_response_say(response, 503, err, "数据库暂时打不开。");
    }
    body = situ_strdup("ready\n");
    if (!body)
        return situ_fail_nomem(err);
    situ_response_body(response, "text/plain; charset=utf-8", body, 6, -1);
    return SITU_OK;
}

const situ_route situ_route_readyz = {
    .name = "readyz",
    .prefix = "/readyz",
    .summary = N_("whether the store can be drawn from"),
    .answer = answer,
};
