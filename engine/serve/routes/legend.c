// SPDX-License-Identifier: MIT
// GET /legend/{map}.json: the keys of a map's signs.
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "serve/icon.h"
#include "serve/json.h"
#include "serve/state.h"

enum { LEGEND_ZOOM = 11 }; // shows the county on a screen, so its roads and borders are the ones to explain

// As printed legends go (look.md).
static const char *const groups[] = {"专题要素", "评级", "行业", "资源", "可达性", "关系", "境界", "居民地", "交通", "水系"};

static int rank_of(const char *group)
{
    int n = (int)(sizeof groups / sizeof *groups);
    for (int i = 0; i < n; i++)
        if (strcmp(groups[i], group) == 0)
            return i;
    return n;
}

static int compare(const void *a_, const void *b_)
{
    const situ_legend_entry *a = *(const situ_legend_entry *const *)a_, *b = *(const situ_legend_entry *const *)b_;
    int ra = rank_of(a->group), rb = rank_of(b->group), c = ra != rb ? ra - rb : strcmp(a->group, b->group);
    if (c == 0)
        c = a->order - b->order;
    return c != 0 ? c : (a > b) - (a < b); // entries of one scene lie in one array: insertion order
}

static situ_rgba color_of(const situ_legend_entry *e)
{
    return e->kind == SITU_LEGEND_MARKER ? e->fill : e->kind == SITU_LEGEND_AREA ? e->brush.color : e->pen.color;
}

static situ_status add_entry(situ_str *s, const situ_legend_entry *e, situ_error *err)
{
    static const char *const kinds[] = {"marker", "area", "line"};
    situ_status status = SITU_OK;
    situ_str icon;
    bool first = true;

    situ_str_init(&icon);
    situ_icon_svg(&icon, e);
    if (!situ_str_ok(&icon))
        SITU_TRY(situ_fail_nomem(err));
    situ_str_add(s, "{");
    situ_json_key(s, &first, "group");
    situ_json_text(s, e->group);
    situ_json_key(s, &first, "label");
    situ_json_text(s, e->label);
    situ_json_key(s, &first, "kind");
    situ_json_text(s, kinds[e->kind]);
    situ_str_add(s, ",\"color\":\"");
    situ_icon_color(s, color_of(e));
    situ_str_add(s, "\",\"icon\":");
    situ_json_text(s, icon.data);
    situ_json_key(s, &first, "count");
    if (e->count >= 0) {
        situ_str_addf(s, "%ld", e->count);
        situ_json_key(s, &first, "unit");
        situ_json_text(s, e->unit ? e->unit : "处");
    } else {
        situ_str_add(s, "null");
    }
    situ_str_add(s, "}");
done:
    situ_str_free(&icon);
    return status;
}

static situ_status write_legend(situ_response *response, const char *map, const situ_scene *scene, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_legend_entry **sorted = situ_calloc(scene->legend_count + 1, sizeof *sorted);
    situ_str s;
    bool first = true;
    size_t bytes;
    char *body;

    situ_str_init(&s);
    SITU_TRY_ALLOC(sorted);
    for (size_t i = 0; i < scene->legend_count; i++)
        sorted[i] = &scene->legend[i];
    qsort(sorted, scene->legend_count, sizeof *sorted, compare);
    situ_str_add(&s, "{\"map\":");
    situ_json_text(&s, map);
    situ_str_add(&s, ",\"entries\":[");
    for (size_t i = 0; i < scene->legend_count; i++) {
        situ_json_comma(&s, &first);
        SITU_TRY(add_entry(&s, sorted[i], err));
    }
    situ_str_add(&s, "]}\n");
    bytes = s.length;
    body = situ_str_take(&s);
    SITU_TRY_ALLOC(body);
    situ_response_body(response, "application/json; charset=utf-8", body, bytes, 0);
done:
    situ_str_free(&s);
    situ_free(sorted);
    return status;
}

static situ_status answer(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_mapspec *spec = situ_serve_state_spec(state, request->name);
    situ_render_options options = {.paper = "A3"};
    situ_serve_map *map;
    situ_map_sheet *sheet = NULL;
    situ_zoom *zoom;

    if (strcmp(request->rest, ".json") != 0)
        return situ_response_say(response, 400, err, "图例地址应为 /legend/图名.json。");
    if (!spec || spec->by) // the sheets of a flow have no common legend
        return situ_response_say(response, 404, err, "没有名为“%s”的图例。", request->name);
    if (!spec->diagram) {
        SITU_TRY(situ_serve_state_zoom(&zoom, state, request->name, LEGEND_ZOOM, err));
        SITU_TRY(write_legend(response, request->name, zoom->scene, err));
        goto done;
    }
    SITU_TRY(situ_serve_state_map(&map, state, request->name, err));
    map->uses++;
    SITU_TRY(situ_map_sheet_new(&sheet, map->map, &options, err));
    SITU_TRY(write_legend(response, request->name, sheet->scene, err));
done:
    situ_map_sheet_free(sheet);
    return situ_response_failed(response, status, err);
}

const situ_route situ_route_legend = {
    .name = "legend",
    .prefix = "/legend/",
    .summary = N_("the keys of a map's signs"),
    .named = true,
    .answer = answer,
};
