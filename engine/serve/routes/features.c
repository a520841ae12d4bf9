// SPDX-License-Identifier: MIT
// GET /features/{table}?bbox=&region=&map=&geometry=: rows with their geometry as GeoJSON (what a click shows).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "serve/geojson.h"
#include "serve/json.h"
#include "serve/state.h"

enum { MOST_FEATURES = 5000 };

// Level of each risk point as the map draws it, by id.
typedef struct grade { const char *id; int64_t level; } grade;
typedef struct query {
    const situ_schema *schema;
    const char *where;      // of the map's source, NULL = all rows
    bool no_geometry;       // rows only: geometry=no
    bool has_box;
    situ_box box;
    situ_geometry *window;  // the box as a polygon
    situ_geos *geos;
    const char *region_name, *region_code; // NULL = everywhere
    grade *grades;
    size_t grade_count;
} query;

static int compare_grades(const void *a, const void *b)
{
    return strcmp(((const grade *)a)->id, ((const grade *)b)->id);
}

// The source of the map that reads the table, and the levels its analysis gave. Texts are borrowed from
// the warm map.
static situ_status read_map(query *q, situ_serve_state *state, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_serve_map *warm;
    const situ_mapspec *spec = situ_serve_state_spec(state, name);
    const char *source = NULL;

    if (!spec)
        return situ_fail(err, SITU_E_NOT_FOUND, NULL, "没有名为“%s”的图。", name);
    for (size_t i = 0; i < spec->source_count && !source; i++)
        if (situ_streq(spec->sources[i].table, q->schema->name)) {
            source = spec->sources[i].name;
            q->where = spec->sources[i].where;
        }
    for (size_t i = 0; source && i < spec->analysis_count; i++) {
        const situ_map_analysis *a = &spec->analyses[i];
        char output[96];
        const situ_table *points;
        int id, level;
        if (strcmp(a->op, "grade") != 0 || a->input_count == 0 || strcmp(a->inputs[0], source) != 0)
            continue;
        SITU_TRY(situ_serve_state_map(&warm, state, name, err));
        snprintf(output, sizeof output, "%s.points", a->name);
        points = situ_bundle_table(warm->map->metric, output);
        id = points ? situ_table_find(points, "id") : -1;
        level = points ? situ_table_find(points, "level_final") : -1;
        if (id < 0 || level < 0 || q->grades)
            continue;
        q->grades = situ_calloc(points->row_count + 1, sizeof *q->grades);
        SITU_TRY_ALLOC(q->grades);
        for (size_t row = 0; row < points->row_count; row++)
            if (situ_table_text(points, row, id))
                q->grades[q->grade_count++] = (grade){situ_table_text(points, row, id), situ_table_int(points, row, level)};
        qsort(q->grades, q->grade_count, sizeof *q->grades, compare_grades);
    }
done:
    return status;
}

// A polygon of the box, for lines and areas that only touch it with their own boxes.
static situ_status set_window(query *q, situ_box b, situ_error *err)
{
    situ_status status = SITU_OK;
    double grow = 1e-7; // about a centimetre: a click is a point
    const double xy[] = {b.x0 - grow, b.y0 - grow, b.x1 + grow, b.y0 - grow, b.x1 + grow, b.y1 + grow, b.x0 - grow, b.y1 + grow, b.x0 - grow, b.y0 - grow};

    SITU_TRY(situ_geometry_new(&q->window, SITU_GEOM_POLYGON, 1, 5, err));
    memcpy(q->window->xy, xy, sizeof xy);
    q->window->part_start[0] = 0;
    q->window->part_start[1] = 5;
    situ_geometry_update_box(q->window);
    SITU_TRY(situ_geos_new(&q->geos, err));
    q->box = b;
    q->has_box = true;
done:
    return status;
}

static bool in_window(const query *q, const situ_geometry *g)
{
    if (!q->has_box)
        return true;
    if (!g || !situ_box_touches(q->window->box, g->box))
        return false;
    return g->kind == SITU_GEOM_POINT ? situ_box_has(q->window->box, g->xy[0], g->xy[1]) || g->point_count > 1
                                      : situ_geos_intersects(q->geos, q->window, g);
}

static bool in_region(const query *q, const situ_table *t, size_t row)
{
    const char *code, *town, *village, *name;
    if (!q->region_name)
        return true;
    code = situ_table_text(t, row, situ_table_find(t, "region_code"));
    town = situ_table_text(t, row, situ_table_find(t, "town"));
    village = situ_table_text(t, row, situ_table_find(t, "village"));
    name = strcmp(t->name, "region") == 0 ? situ_table_text(t, row, situ_table_find(t, "name")) : NULL;
    if (code && q->region_code && *q->region_code && situ_starts_with(code, q->region_code))
        return true;
    return situ_streq(town, q->region_name) || situ_streq(village, q->region_name) || situ_streq(name, q->region_name);
}

static void add_feature(situ_str *s, const query *q, const situ_table *t, size_t row)
{
    bool first = true;
    const char *id = situ_table_text(t, row, situ_table_find(t, "id")), *quality = situ_table_text(t, row, situ_table_find(t, "loc_quality"));
    grade key = {id ? id : "", 0};
    const grade *found = q->grade_count ? bsearch(&key, q->grades, q->grade_count, sizeof key, compare_grades) : NULL;

    situ_str_add(s, "{\"type\":\"Feature\",\"id\":");
    situ_json_text(s, id);
    situ_str_add(s, ",\"geometry\":");
    situ_geojson_geometry(s, q->no_geometry ? NULL : situ_table_geometry(t, row));
    situ_str_add(s, ",\"properties\":{");
    if (found)
        situ_str_addf(s, "\"level_final\":%lld", (long long)found->level);
    first = found == NULL;
    if (quality) { // a point that stands for a village or town must say so
        situ_json_key(s, &first, "loc_quality");
        situ_json_text(s, quality);
    }
    situ_geojson_properties(s, t, row, q->schema, &first);
    situ_str_add(s, "}}");
}

static situ_status write_collection(situ_response *response, const query *q, const situ_table *t, situ_serve_state *state, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;
    bool first = true;
    size_t matched = 0, returned = 0, bytes;
    char *body;

    situ_str_init(&s);
    situ_str_add(&s, "{\"type\":\"FeatureCollection\",\"table\":");
    situ_json_text(&s, q->schema->name);
    situ_str_add(&s, ",\"label\":");
    situ_json_text(&s, q->schema->label);
    situ_str_add(&s, ",\"edition\":");
    situ_json_text(&s, state->edition);
    situ_str_add(&s, ",\"fields\":[");
    if (q->grade_count > 0) {
        situ_str_add(&s, "{\"name\":\"level_final\",\"label\":\"评定等级\",\"kind\":\"level\"}");
        first = false;
    }
    situ_geojson_fields(&s, q->schema, &first);
    situ_str_add(&s, "],\"features\":[");
    first = true;
    for (size_t row = 0; row < t->row_count; row++) {
        if (!in_window(q, situ_table_geometry(t, row)) || !in_region(q, t, row))
            continue;
        if (matched++ >= MOST_FEATURES)
            continue;
        situ_json_comma(&s, &first);
        add_feature(&s, q, t, row);
        returned++;
    }
    situ_str_addf(&s, "],\"numberMatched\":%zu,\"numberReturned\":%zu}\n", matched, returned);
    bytes = s.length;
    body = situ_str_take(&s);
    situ_str_free(&s);
    SITU_TRY_ALLOC(body);
    situ_response_body(response, "application/geo+json; charset=utf-8", body, bytes, 0);
done:
    return status;
}

static situ_status find_region(query *q, situ_table **regions, situ_store *store, const char *wanted, situ_error *err)
{
    situ_status status = SITU_OK;
    int name, code;

    SITU_TRY(situ_store_read_table(regions, store, "region", NULL, err));
    name = situ_table_find(*regions, "name");
    code = situ_table_find(*regions, "code");
    for (size_t i = 0; i < (*regions)->row_count; i++)
        if (situ_streq(situ_table_text(*regions, i, name), wanted) || situ_streq(situ_table_text(*regions, i, code), wanted)) {
            q->region_name = situ_table_text(*regions, i, name);
            q->region_code = situ_table_text(*regions, i, code);
            return SITU_OK;
        }
    status = situ_fail(err, SITU_E_NOT_FOUND, NULL, "没有名为“%s”的乡镇或村。", wanted);
done:
    return status;
}

static situ_status answer(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err)
{
    situ_status status = SITU_OK;
    query q = {.schema = situ_schema_find(request->name)};
    const char *bbox = situ_request_query(request, "bbox", NULL), *region = situ_request_query(request, "region", NULL);
    const char *map = situ_request_query(request, "map", NULL), *geometry = situ_request_query(request, "geometry", "yes");
    situ_table *table = NULL, *regions = NULL;
    situ_box box;

    if (*request->rest)
        return situ_response_say(response, 400, err, "要素地址应为 /features/表名。");
    if (!q.schema || q.schema->shape == SITU_SHAPE_NONE)
        return situ_response_say(response, 404, err, "没有名为“%s”的空间数据表。", request->name);
    if (bbox && !situ_request_bbox(bbox, &box))
        return situ_response_say(response, 400, err, "范围(bbox)应为“西,南,东,北”,单位为度。");
    if (strcmp(geometry, "yes") != 0 && strcmp(geometry, "no") != 0)
        return situ_response_say(response, 400, err, "geometry 只能是 yes 或 no。");
    q.no_geometry = strcmp(geometry, "no") == 0;
    SITU_TRY(situ_serve_state_refresh(state, err));
    if (!situ_store_has(state->store, q.schema->name))
        return situ_response_say(response, 404, err, "库中没有“%s”的数据。", q.schema->label);
    if (map)
        SITU_TRY(read_map(&q, state, map, err));
    if (region)
        SITU_TRY(find_region(&q, &regions, state->store, region, err));
    if (bbox)
        SITU_TRY(set_window(&q, box, err));
    SITU_TRY(situ_store_read_table(&table, state->store, q.schema->name, q.where, err));
    SITU_TRY(write_collection(response, &q, table, state, err));
done:
    situ_table_free(table);
    situ_table_free(regions);
    situ_geometry_free(q.window);
    situ_geos_free(q.geos);
    situ_free(q.grades);
    return situ_response_failed(response, status, err);
}

static const char *const params[] = {"bbox", "region", "map", "geometry", NULL};

const situ_route situ_route_features = {
    .name = "features",
    .prefix = "/features/",
    .summary = N_("rows of a ledger with their places, as GeoJSON"),
    .params = params,
    .named = true,
    .answer = answer,
};
