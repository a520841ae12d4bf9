// SPDX-License-Identifier: MIT
// GET /tiles/{map}/{z}/{x}/{y}.png and /tiles/{map}.json (TileJSON 3.0).
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "serve/json.h"
#include "serve/state.h"

enum { MIN_ZOOM = 8, MAX_ZOOM = 16, DEEPEST_DRAWN = 20, DEEPEST_SPOKEN = 22, TILE_AGE_S = 300 };

// "/10/813/422.png"
static bool parse_tile(const char *rest, uint32_t *z, uint32_t *x, uint32_t *y)
{
    uint32_t *const parts[] = {z, x, y};
    for (int i = 0; i < 3; i++) {
        size_t n;
        if (*rest != '/')
            return false;
        rest++;
        n = strspn(rest, "0123456789");
        if (!situ_request_u32(rest, n, parts[i]))
            return false;
        rest += n;
    }
    return strcmp(rest, ".png") == 0;
}

static situ_status tile(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_zoom *zoom;
    situ_metatile where;
    uint32_t z, x, y;
    unsigned char *png = NULL;
    size_t bytes;

    if (!parse_tile(request->rest, &z, &x, &y) || z > DEEPEST_SPOKEN || x >> z || y >> z)
        return situ_response_say(response, 400, err, "瓦片地址应为 /tiles/图名/级别/列/行.png,级别0至22,列与行不超出该级范围。");
    if (z > DEEPEST_DRAWN)
        return situ_response_say(response, 404, err, "没有这一级瓦片。");
    SITU_TRY(situ_serve_state_zoom(&zoom, state, request->name, (int)z, err));
    if (x < zoom->x0 || x > zoom->x1 || y < zoom->y0 || y > zoom->y1)
        return situ_response_say(response, 404, err, "该瓦片在本县范围以外。");
    where = (situ_metatile){.zoom = (int)z, .x0 = zoom->x0, .y0 = zoom->y0, .tx = x, .ty = y, .columns = 1, .rows = 1};
    SITU_TRY(situ_metatile_one(&png, &bytes, &where, zoom->display, state->session->text, &state->block, err));
    situ_response_body(response, "image/png", (char *)png, bytes, TILE_AGE_S);
done:
    return situ_response_failed(response, status, err);
}

static void add_member(situ_str *s, bool *first, const char *key, const char *text)
{
    situ_json_key(s, first, key);
    situ_json_text(s, text);
}

static void add_attribution(situ_str *s, bool *first, situ_store *store)
{
    const char *const keys[] = {"unit", "source", "map_approval"};
    situ_str text;
    situ_str_init(&text);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *value = situ_store_meta(store, keys[i]);
        if (*value)
            situ_str_addf(&text, "%s%s", text.length ? " · " : "", value);
    }
    add_member(s, first, "attribution", situ_str_ok(&text) ? text.data : "");
    situ_str_free(&text);
}

static situ_status tilejson(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_serve_map *map;
    situ_box b;
    situ_str s;
    bool first = true;
    size_t bytes;
    char *body;

    situ_str_init(&s);
    SITU_TRY(situ_serve_state_map(&map, state, request->name, err));
    SITU_TRY(situ_serve_map_bounds(&b, map, err));
    situ_str_add(&s, "{");
    add_member(&s, &first, "tilejson", "3.0.0");
    situ_json_key(&s, &first, "tiles");
    situ_str_addf(&s, "[\"/tiles/%s/{z}/{x}/{y}.png\"]", request->name);
    add_member(&s, &first, "name", situ_map_word(map->map, "title"));
    add_member(&s, &first, "version", "1.0.0");
    add_member(&s, &first, "scheme", "xyz");
    add_attribution(&s, &first, state->store);
    situ_str_addf(&s, ",\"minzoom\":%d,\"maxzoom\":%d,\"bounds\":[", MIN_ZOOM, MAX_ZOOM);
    const double corners[] = {b.x0, b.y0, b.x1, b.y1};
    for (int i = 0; i < 4; i++) {
        situ_str_add(&s, i ? "," : "");
        situ_json_number(&s, corners[i]);
    }
    situ_str_add(&s, "],\"center\":[");
    situ_json_number(&s, (b.x0 + b.x1) / 2);
    situ_str_add(&s, ",");
    situ_json_number(&s, (b.y0 + b.y1) / 2);
    situ_str_add(&s, ",10]}\n");
    bytes = s.length;
    body = situ_str_take(&s);
    SITU_TRY_ALLOC(body);
    situ_response_body(response, "application/json; charset=utf-8", body, bytes, 0);
done:
    situ_str_free(&s);
    return situ_response_failed(response, status, err);
}

static situ_status answer(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err)
{
    const situ_mapspec *spec = situ_serve_state_spec(state, request->name);

    if (request->rest[0] != '/' && strcmp(request->rest, ".json") != 0)
        return situ_response_say(response, 400, err, "瓦片地址应为 /tiles/图名/级别/列/行.png 或 /tiles/图名.json。");
    if (!spec || spec->diagram || !spec->tiles)
        return situ_response_say(response, 404, err, "没有名为“%s”的瓦片地图。", request->name);
    return request->rest[0] == '/' ? tile(response, request, state, err) : tilejson(response, request, state, err);
}

const situ_route situ_route_tiles = {
    .name = "tiles",
    .prefix = "/tiles/",
    .summary = N_("map tiles and their TileJSON"),
    .named = true,
    .answer = answer,
};
