// SPDX-License-Identifier: MIT
// GET /maps/{map}.pdf|.png|.svg?paper=&region=&name=&level=: a sheet to print.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "output/format.h"
#include "serve/state.h"
#include "serve/flows.h"

enum { PNG_DPI = 150, SHEET_AGE_S = 60 };
#define SHEET_BYTES ((size_t)200 << 20)

static const char *const papers[] = {"A0", "A1", "A2", "A3", "A4", NULL};

static bool is_paper(const char *text)
{
    for (const char *const *p = papers; *p; p++)
        if (strcmp(*p, text) == 0)
            return true;
    return false;
}

// "flow:地质灾害@2" from the query; "risk" for maps of one sheet. "" when name or level are impossible.
static situ_status sheet_name(char *out, size_t size, const situ_mapspec *spec, const situ_request *request, situ_serve_state *state,
                              bool *known, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *name = situ_request_query(request, "name", NULL), *level = situ_request_query(request, "level", NULL);
    char **names = NULL;

    *known = true;
    snprintf(out, size, "%s", spec->name);
    if (!spec->by)
        return SITU_OK;
    SITU_TRY(situ_flow_names(&names, state->store, spec, err));
    // The first flow stands for all when none is named.
    *known = false;
    for (size_t i = 0; names[i] && !*known; i++)
        if (!name || strcmp(names[i], name) == 0) {
            *known = true;
            snprintf(out, size, "%s:%s%s%s", spec->name, names[i], level ? "@" : "", level ? level : "");
        }
done:
    situ_names_free(names);
    return status;
}

// Title as a file name.
static void set_filename(situ_response *response, const situ_map *map, const char *paper, const char *extension)
{
    char title[120];
    size_t n = 0;
    for (const char *p = situ_map_word(map, "title"); *p; p++) {
        // A whole character or none: continuation bytes follow their head.
        if (n + 4 >= sizeof title && ((unsigned char)*p & 0xC0) != 0x80)
            break;
        title[n++] = strchr("/\\:*?\"<>|", *p) || (unsigned char)*p < 0x20 ? '_' : *p;
    }
    title[n] = '\0';
    snprintf(response->filename, sizeof response->filename, "%s-%s.%s", title, paper, extension);
}

// Draws the sheet into the worker's scratch folder and takes the first file.
static situ_status draw(situ_response *response, situ_serve_state *state, situ_map *map, const char *paper, const situ_format *format, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map_sheet *sheet = NULL;
    situ_render_options options = {.paper = paper, .dpi = PNG_DPI};
    char *body = NULL, *path = NULL, file[32];
    size_t bytes = 0;

    snprintf(file, sizeof file, "sheet.%s", format->extension);
    path = situ_path_join(state->scratch, file);
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_map_set_word(map, "left_out", "", err));
    SITU_TRY(situ_map_sheet_new(&sheet, map, &options, err));
    SITU_TRY(situ_make_dirs(state->scratch, err));
    SITU_TRY(situ_map_sheet_write(sheet, map, path, PNG_DPI, !map->spec->diagram && strcmp(format->name, "pdf") == 0, err));
    SITU_TRY(situ_read_file(&body, &bytes, path, SHEET_BYTES, err));
    situ_response_body(response, format->mime, body, bytes, SHEET_AGE_S);
    body = NULL;
    set_filename(response, map, paper, format->extension);
done:
    if (path)
        (void)situ_remove_tree(state->scratch, NULL);
    situ_free(body);
    situ_free(path);
    situ_map_sheet_free(sheet);
    return status;
}

static situ_status draw_map(situ_response *response, situ_serve_state *state, const char *name, const char *region, const char *paper,
                            const situ_format *format, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map *own = NULL;
    situ_serve_map *warm;

    if (region) {
        SITU_TRY(situ_map_open(&own, state->session, state->store, name, region, NULL, err));
        SITU_TRY(draw(response, state, own, paper, format, err));
    } else {
        SITU_TRY(situ_serve_state_map(&warm, state, name, err));
        warm->uses++;
        SITU_TRY(draw(response, state, warm->map, paper, format, err));
    }
done:
    if (own)
        situ_map_close(own);
    return status;
}

static situ_status answer(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_mapspec *spec = situ_serve_state_spec(state, request->name);
    const situ_format *format = request->rest[0] == '.' ? situ_format_find(request->rest + 1) : NULL;
    const char *paper = situ_request_query(request, "paper", "A3"), *region = situ_request_query(request, "region", NULL);
    const char *level = situ_request_query(request, "level", NULL), *edition = situ_request_query(request, "edition", state->edition);
    char name[320];
    bool known;

    if (!format || (strcmp(request->rest, ".pdf") != 0 && strcmp(request->rest, ".png") != 0 && strcmp(request->rest, ".svg") != 0))
        return situ_response_say(response, 400, err, "图件地址应为 /maps/图名.pdf、.png 或 .svg。");
    if (!spec)
        return situ_response_say(response, 404, err, "没有名为“%s”的图。", request->name);
    if (!is_paper(paper))
        return situ_response_say(response, 400, err, "纸张(paper)只能是 A0、A1、A2、A3、A4。");
    if (strcmp(edition, "public") != 0 && strcmp(edition, "internal") != 0)
        return situ_response_say(response, 400, err, "版本(edition)只能是 public 或 internal。");
    if (strcmp(edition, state->edition) != 0)
        return situ_response_say(response, 403, err, "本服务不提供这一版本的图件。");
    if ((level || situ_request_query(request, "name", NULL)) && !spec->by)
        return situ_response_say(response, 400, err, "该图没有分项,不能指定名称(name)或响应级别(level)。");
    if (level && (strlen(level) != 1 || *level < '1' || *level > '4'))
        return situ_response_say(response, 400, err, "响应级别(level)只能是 1、2、3、4。");
    if (region && (spec->diagram || !*region))
        return situ_response_say(response, 400, err, "该图不分乡镇,或乡镇(region)为空。");
    SITU_TRY(situ_serve_state_refresh(state, err));
    SITU_TRY(sheet_name(name, sizeof name, spec, request, state, &known, err));
    if (!known)
        return situ_response_say(response, 404, err, "没有所要的流程。可用的名称见 /maps.json。");
    SITU_TRY(draw_map(response, state, name, region, paper, format, err));
done:
    return situ_response_failed(response, status, err);
}

static const char *const params[] = {"paper", "region", "name", "level", "edition", NULL};

const situ_route situ_route_maps = {
    .name = "maps",
    .prefix = "/maps/",
    .summary = N_("sheets to print"),
    .params = params,
    .slow = true,
    .named = true,
    .answer = answer,
};
