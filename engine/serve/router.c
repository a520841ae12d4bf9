// SPDX-License-Identifier: MIT
#include <string.h>

#include "base/str.h"
#include "serve/route.h"

static bool ends_in_slash(const char *text)
{
    size_t n = strlen(text);
    return n > 0 && text[n - 1] == '/';
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// Cuts the name and the rest behind the prefix.
static bool cut(situ_request *request, const situ_route *route)
{
    const char *p = request->path + strlen(route->prefix);
    size_t n = 0;

    if (!route->named)
        return true;
    while (is_name_char(p[n]))
        n++;
    if (n == 0 || n >= sizeof request->name || (p[n] != '\0' && p[n] != '.' && p[n] != '/') || strlen(p + n) >= sizeof request->rest)
        return false;
    memcpy(request->name, p, n);
    request->name[n] = '\0';
    memcpy(request->rest, p + n, strlen(p + n) + 1);
    return true;
}

static bool params_known(const situ_request *request, const situ_route *route)
{
    for (int i = 0; i < request->query_count; i++) {
        bool known = false;
        for (const char *const *p = route->params; p && *p && !known; p++)
            known = strcmp(*p, request->query[i].key) == 0;
        if (!known)
            return false;
    }
    return true;
}

const situ_route *situ_route_find(situ_request *request, int *status)
{
    const situ_route *best = NULL;

    for (const situ_route *const *r = situ_route_registry; *r; r++) {
        const char *prefix = (*r)->prefix;
        bool fits = ends_in_slash(prefix) ? situ_starts_with(request->path, prefix) : strcmp(request->path, prefix) == 0;
        if (fits && (!best || strlen(prefix) > strlen(best->prefix)))
            best = *r;
    }
    *status = best ? 400 : 404;
    return best && cut(request, best) && params_known(request, best) ? best : NULL;
}

void situ_route_answer(situ_response *response, const situ_route *route, const situ_request *request,
                       situ_serve_state *state, situ_error *err)
{
    situ_status status;

    situ_error_clear(err);
    memset(response, 0, sizeof *response);
    status = route->answer(response, request, state, err);
    if (status == SITU_OK) {
        situ_error_clear(err);
        return;
    }
    situ_response_free(response);
    // Nothing is left to do when even this fails: an empty body with the status then.
    if (situ_response_say(response, 500, NULL, "服务器内部错误,未能生成所请求的内容。原因已写入服务器的运行记录。") != SITU_OK) {
        memset(response, 0, sizeof *response);
        response->status = 500;
    }
}
