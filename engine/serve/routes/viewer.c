// SPDX-License-Identifier: MIT
// GET / and the viewer's files. Without a built viewer `/` is a plain page with the sheets as links.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "serve/state.h"

static const char page_head[] =
    "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
    "<title>四图</title><style>body{font:16px/1.7 sans-serif;max-width:40em;margin:3em auto;padding:0 1em;color:#2b2b2b}"
    "h1{color:#1f4e5f;font-size:1.4em}code{background:#f3f1ec;padding:.1em .3em}</style></head><body>"
    "<h1>应急四图</h1><p>图件可直接打开打印:</p><ul>\n";
static const char page_foot[] =
    "</ul><p>地图浏览界面尚未生成。安装 node 与 npm 后,在源代码目录运行<br><code>cmake --build build --target situ_web</code><br>"
    "再重新启动 <code>situ serve</code> 即可。</p></body></html>\n";

// Names of map specs are file names of styles/maps: only plain ones make a link.
static bool is_plain(const char *name)
{
    return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
}

static situ_status plain_page(situ_response *response, const situ_serve_state *state, situ_error *err)
{
    situ_str s;
    size_t bytes;
    char *body;

    situ_str_init(&s);
    situ_str_add(&s, page_head);
    for (size_t i = 0; i < state->spec_count; i++) {
        const situ_mapspec *spec = state->specs[i].spec;
        if (is_plain(spec->name) && !spec->by)
            situ_str_addf(&s, "<li>%s: <a href=\"/maps/%s.pdf?paper=A3\">A3</a> <a href=\"/maps/%s.pdf?paper=A0\">A0</a></li>\n",
                          spec->label ? spec->label : spec->name, spec->name, spec->name);
    }
    situ_str_add(&s, page_foot);
    bytes = s.length;
    body = situ_str_take(&s);
    situ_str_free(&s);
    if (!body)
        return situ_fail_nomem(err);
    situ_response_body(response, "text/html; charset=utf-8", body, bytes, 0);
    return SITU_OK;
}

static situ_status answer(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err)
{
    const situ_site_file *file = situ_site_find(state->site, request->path);
    char *body;

    if (!file && strcmp(request->path, "/") == 0)
        return plain_page(response, state, err);
    if (!file)
        return situ_response_say(response, 404, err, "没有这个页面。");
    body = situ_malloc(file->bytes);
    if (!body)
        return situ_fail_nomem(err);
    memcpy(body, file->data, file->bytes);
    situ_response_body(response, file->mime, body, file->bytes, 0);
    return SITU_OK;
}

const situ_route situ_route_viewer = {
    .name = "viewer",
    .prefix = "/",
    .summary = N_("the built-in viewer"),
    .in_parent = true,
    .answer = answer,
};
