// SPDX-License-Identifier: MIT
// base/: regions, waters, roads, places, boundary lines as GeoPackages in EPSG:4490, the terrain as
// GeoTIFF in the zone.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "sample/write.h"
#include "source/source.h"

typedef struct base_writer {
    situ_world *w;
    const char *dir;
    situ_transform *to_lonlat;
} base_writer;

situ_status situ_sample_set(situ_table *t, size_t row, const char *column, const char *value, situ_error *err)
{
    size_t at = 0;
    situ_status status = situ_table_add_column(t, column, SITU_TYPE_TEXT, &at, err);
    return status == SITU_OK && value ? situ_table_set_text(t, row, at, value, err) : status;
}

situ_status situ_sample_set_int(situ_table *t, size_t row, const char *column, int64_t value, situ_error *err)
{
    size_t at = 0;
    situ_status status = situ_table_add_column(t, column, SITU_TYPE_INT, &at, err);
    if (status == SITU_OK)
        situ_table_set_int(t, row, at, value);
    return status;
}

situ_status situ_sample_set_shape(situ_table *t, size_t row, situ_geometry *g, const situ_transform *to_lonlat, situ_error *err)
{
    situ_geometry *out = NULL;
    if (!g)
        return SITU_OK;
    situ_status status = situ_geometry_transform(&out, g, to_lonlat, err);
    situ_geometry_free(g);
    if (status != SITU_OK)
        return status;
    for (uint32_t i = 0; i < 2 * out->point_count; i++)
        out->xy[i] = round(out->xy[i] * 1e7) / 1e7;
    situ_geometry_update_box(out);
    return situ_table_set_geometry(t, row, out, err);
}

static situ_status set_shape(const base_writer *b, situ_table *t, size_t row, situ_geometry *g, situ_error *err)
{
    return situ_sample_set_shape(t, row, g, b->to_lonlat, err);
}

static situ_status line_geometry(situ_geometry **out, const situ_sample_line *line, situ_error *err)
{
    situ_status status = situ_geometry_new(out, SITU_GEOM_LINE, 1, (uint32_t)line->count, err);
    if (status != SITU_OK)
        return status;
    (*out)->part_start[1] = (uint32_t)line->count;
    for (size_t i = 0; i < line->count; i++) {
        (*out)->xy[2 * i] = line->items[i].x;
        (*out)->xy[2 * i + 1] = line->items[i].y;
    }
    situ_geometry_update_box(*out);
    return SITU_OK;
}

static situ_status write_one(const base_writer *b, const char *name, const situ_table *t, situ_error *err)
{
    char *path = situ_path_join(b->dir, name);
    if (!path)
        return situ_fail_nomem(err);
    situ_status status = situ_source_write_vector(path, "GPKG", &t, 1, err);
    situ_free(path);
    return status;
}

// --- regions ---
// Labels of one arc set: villages 1..V, neighbours V+1, V+2.
// Thinned as far as every village stays valid.
static bool all_valid(const situ_world *w, const situ_arcs *arcs, situ_geos *geos, uint16_t *groups)
{
    for (int v = 0; v < w->village_count + 3; v++)
        groups[v] = (uint16_t)v;
    for (int v = 0; v < w->village_count; v++) {
        situ_geometry *g = NULL;
        situ_status status = situ_sample_arcs_polygon(&g, arcs, groups, (uint16_t)(v + 1), NULL);
        bool valid = status == SITU_OK && g && situ_geos_is_valid(geos, g, NULL, 0);
        situ_geometry_free(g);
        if (!valid)
            return false;
    }
    return true;
}

static situ_status region_arcs(const situ_world *w, situ_arcs **out, situ_error *err)
{
    size_t n = (size_t)w->frame.columns * (size_t)w->frame.rows;
    situ_status status = SITU_OK;
    situ_geos *geos = NULL;
    uint16_t *labels = situ_malloc(n * sizeof *labels), *groups = situ_calloc((size_t)w->village_count + 3, sizeof *groups);
    SITU_TRY_ALLOC(labels);
    SITU_TRY_ALLOC(groups);
    SITU_TRY(situ_geos_new(&geos, err));
    for (size_t i = 0; i < n; i++)
        labels[i] = w->parish[i] ? w->parish[i] : (uint16_t)(w->village_count + w->neighbour[i]);
    for (double tolerance = 24; tolerance > 1; tolerance *= 0.6) {
        situ_sample_arcs_free(*out);
        *out = NULL;
        SITU_TRY(situ_sample_arcs_new(out, labels, &w->frame, 7, tolerance, err));
        if (all_valid(w, *out, geos, groups))
            break;
    }
done:
    situ_geos_free(geos);
    situ_free(labels);
    situ_free(groups);
    return status;
}

static const char *kind_word(situ_unit_kind kind)
{
    static const char *const words[] = {"街道", "镇", "乡", "管委会", "场", "库"};
    return words[kind];
}

const char *situ_sample_zone_word(int zone)
{
    static const char *const words[] = {"城区片区", "北部片区", "东部片区", "南部片区", "西部片区"};
    return words[zone];
}

static situ_status region_row(const base_writer *b, situ_table *t, size_t *row, const char *name, const char *level, const char *kind, const char *code, const char *parent, int pop, int hh, situ_geometry *g, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_table_add_row(t, row, err));
    SITU_TRY(situ_sample_set(t, *row, "name", name, err));
    SITU_TRY(situ_sample_set(t, *row, "level", level, err));
    SITU_TRY(situ_sample_set(t, *row, "kind", kind, err));
    SITU_TRY(situ_sample_set(t, *row, "code", code, err));
    SITU_TRY(situ_sample_set(t, *row, "parent", parent, err));
    SITU_TRY(situ_sample_set_int(t, *row, "pop", pop, err));
    SITU_TRY(situ_sample_set_int(t, *row, "hh", hh, err));
    SITU_TRY(situ_sample_set_int(t, *row, "sort", (int64_t)*row + 1, err));
    SITU_TRY(set_shape(b, t, *row, g, err));
    g = NULL;
done:
    return status;
}

// Towns in the county's own order: streets, towns, townships by code, then units without code.
static void town_order(const situ_world *w, int *order)
{
    for (int t = 0; t < w->town_count; t++) {
        int at = t;
        for (; at > 0; at--) {
            const situ_town *a = &w->towns[order[at - 1]], *c = &w->towns[t];
            bool later = a->code && c->code ? strcmp(a->code, c->code) > 0 : !a->code && c->code;
            if (!later)
                break;
            order[at] = order[at - 1];
        }
        order[at] = t;
    }
}

static situ_status write_regions(const base_writer *b, situ_error *err)
{
    situ_world *w = b->w;
    situ_status status = SITU_OK;
    situ_arcs *arcs = NULL;
    situ_table *t = NULL;
    situ_geometry *g = NULL;
    size_t labels = (size_t)w->village_count + 3, row = 0;
    uint16_t *groups = situ_calloc(labels, sizeof *groups);
    int *order = situ_calloc((size_t)w->town_count, sizeof *order), pop = 0, hh = 0;
    SITU_TRY_ALLOC(groups);
    SITU_TRY_ALLOC(order);
    SITU_TRY(region_arcs(w, &arcs, err));
    SITU_TRY(situ_table_new(&t, "region", SITU_EPSG_CGCS2000, err));
    for (int v = 0; v < w->village_count; v++)
        pop += w->villages[v].pop, hh += w->villages[v].hh, groups[v + 1] = 1;
    SITU_TRY(situ_sample_arcs_polygon(&g, arcs, groups, 1, err));
    SITU_TRY(region_row(b, t, &row, "岚川县", "县", "县", "509999", NULL, pop, hh, g, err));
    town_order(w, order);
    for (int v = 0; v < w->village_count; v++)
        groups[v + 1] = (uint16_t)(w->villages[v].town + 1);
    for (int k = 0; k < w->town_count; k++) {
        const situ_town *town = &w->towns[order[k]];
        SITU_TRY(situ_sample_arcs_polygon(&g, arcs, groups, (uint16_t)(order[k] + 1), err));
        SITU_TRY(region_row(b, t, &row, town->name, "乡镇", kind_word(town->kind), town->code, "岚川县", town->pop, town->hh, g, err));
        SITU_TRY(situ_sample_set(t, row, "is_center", town->is_center ? "是" : "否", err));
        SITU_TRY(situ_sample_set(t, row, "zone", situ_sample_zone_word(town->zone), err));
    }
    // A unit with points but without a polygon.
    SITU_TRY(region_row(b, t, &row, w->zone_unit.name, "乡镇", "管委会", NULL, "岚川县", 0, 0, NULL, err));
    for (size_t i = 0; i < labels; i++)
        groups[i] = (uint16_t)i;
    for (int k = 0; k < w->town_count; k++) {
        const situ_town *town = &w->towns[order[k]];
        for (int v = town->first_village; v < town->first_village + town->village_count; v++) {
            const situ_village *village = &w->villages[v];
            SITU_TRY(situ_sample_arcs_polygon(&g, arcs, groups, (uint16_t)(v + 1), err));
            SITU_TRY(region_row(b, t, &row, village->name, "村", village->is_community ? "社区" : "村", village->code, town->name, village->pop, village->hh, g, err));
            SITU_TRY(situ_sample_set_int(t, row, "pop_0_14", village->pop_0_14, err));
            SITU_TRY(situ_sample_set_int(t, row, "pop_65", village->pop_65, err));
            SITU_TRY(situ_sample_set_int(t, row, "pop_disabled", village->pop_disabled, err));
            SITU_TRY(situ_sample_set(t, row, "island_id", village->on_island ? "江心洲" : NULL, err));
        }
    }
    static const char *const neighbours[2][2] = {{"楚关县", "429999"}, {"鹿鸣县", "509998"}};
    for (int k = 0; k < 2; k++) {
        SITU_TRY(situ_sample_arcs_polygon(&g, arcs, groups, (uint16_t)(w->village_count + 1 + k), err));
        SITU_TRY(region_row(b, t, &row, neighbours[k][0], "邻县", "县", neighbours[k][1], NULL, 0, 0, g, err));
    }
    SITU_TRY(write_one(b, "regions.gpkg", t, err));
    // The province line runs between the northern neighbour and all the rest.
    situ_table_free(t);
    t = NULL;
    SITU_TRY(situ_table_new(&t, "boundary", SITU_EPSG_CGCS2000, err));
    for (size_t i = 1; i < labels; i++)
        groups[i] = i == (size_t)w->village_count + 1 ? 2 : 1;
    SITU_TRY(situ_sample_arcs_border(&g, arcs, groups, 1, 2, err));
    SITU_TRY(situ_table_add_row(t, &row, err));
    SITU_TRY(situ_sample_set(t, row, "name", "省界", err));
    SITU_TRY(situ_sample_set(t, row, "level", "省界", err));
    SITU_TRY(set_shape(b, t, row, g, err));
    SITU_TRY(write_one(b, "boundary.gpkg", t, err));
done:
    situ_table_free(t);
    situ_sample_arcs_free(arcs);
    situ_free(groups);
    situ_free(order);
    return status;
}

// --- waters ---
static situ_status mask_polygon(situ_geometry **out, const uint8_t *mask, uint8_t value, const situ_grid_frame *f, double tolerance_m, situ_error *err)
{
    size_t n = (size_t)f->columns * (size_t)f->rows;
    uint16_t *labels = situ_malloc(n * sizeof *labels);
    if (!labels)
        return situ_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        labels[i] = mask[i] == value;
    situ_arcs *arcs = NULL;
    const uint16_t groups[2] = {0, 1};
    situ_status status = situ_sample_arcs_new(&arcs, labels, f, 5, tolerance_m, err);
    if (status == SITU_OK)
        status = situ_sample_arcs_polygon(out, arcs, groups, 1, err);
    situ_sample_arcs_free(arcs);
    situ_free(labels);
    return status;
}

static situ_status water_row(const base_writer *b, situ_table *t, const char *name, const char *kind, int class, situ_geometry *g, situ_error *err)
{
    size_t row;
    situ_status status = situ_table_add_row(t, &row, err);
    if (status == SITU_OK)
        status = situ_sample_set(t, row, "name", name, err);
    if (status == SITU_OK)
        status = situ_sample_set(t, row, "kind", kind, err);
    if (status == SITU_OK)
        status = situ_sample_set_int(t, row, "class", class, err);
    return status == SITU_OK ? set_shape(b, t, row, g, err) : status;
}

static bool near_county(const situ_world *w, const situ_sample_line *line, double reach)
{
    for (size_t i = 0; i < line->count; i += 4)
        if (situ_sample_relative_radius(w, line->items[i].x, line->items[i].y) < reach)
            return true;
    return false;
}

// The river's middle line, for its name; left out where it would cross an island.
static situ_status middle_lines(const base_writer *b, situ_table *t, situ_error *err)
{
    const situ_world *w = b->w;
    situ_status status = SITU_OK;
    situ_sample_line line = {0};
    situ_geometry *g = NULL;
    for (int k = 0; k <= w->course_count; k++) {
        bool keep = k < w->course_count;
        if (keep) {
            const situ_course_point *c = &w->course[k];
            keep = situ_sample_relative_radius(w, c->x, c->y) < 1.3;
            for (int i = 0; i < 2; i++)
                keep = keep && hypot(c->x - w->islands[i].x, c->y - w->islands[i].y) > w->islands[i].half_length_m * 1.4;
            if (keep)
                SITU_TRY(situ_sample_line_push(&line, c->x, c->y, err));
        }
        if (keep || line.count < 40)
            continue;
        SITU_TRY(situ_sample_line_thin(&line, 15, err));
        SITU_TRY(line_geometry(&g, &line, err));
        SITU_TRY(water_row(b, t, "长江", "河流", 1, g, err));
        line.count = 0;
    }
done:
    situ_sample_line_clear(&line);
    return status;
}

static situ_status write_water(const base_writer *b, situ_error *err)
{
    situ_world *w = b->w;
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    situ_geometry *g = NULL;
    SITU_TRY(situ_table_new(&t, "water", SITU_EPSG_CGCS2000, err));
    SITU_TRY(mask_polygon(&g, w->fine_water, SITU_RIVER, &w->fine, 9, err));
    SITU_TRY(water_row(b, t, "长江", "河流", 1, g, err));
    if (w->reservoir_cell >= 0) {
        SITU_TRY(mask_polygon(&g, w->water, SITU_RESERVOIR, &w->frame, 14, err));
        if (g)
            SITU_TRY(water_row(b, t, "碧云水库", "水库", 2, g, err));
    }
    SITU_TRY(middle_lines(b, t, err));
    for (size_t k = 0; k < w->stream_count; k++) {
        situ_stream *s = &w->streams[k];
        if (!near_county(w, &s->line, s->order_class == 4 ? 1.05 : s->order_class == 3 ? 1.2 : 1.6))
            continue;
        SITU_TRY(situ_sample_line_thin(&s->line, s->order_class == 4 ? 26 : 20, err));
        SITU_TRY(line_geometry(&g, &s->line, err));
        SITU_TRY(water_row(b, t, s->name, s->order_class == 4 ? "溪沟" : "河流", s->order_class + 1, g, err));
    }
    SITU_TRY(write_one(b, "water.gpkg", t, err));
done:
    situ_table_free(t);
    return status;
}

// --- roads ---
static situ_status write_roads(const base_writer *b, situ_error *err)
{
    static const char *const words[] = {"", "高速", "国道", "省道", "县道", "乡道", "村道", "轮渡"};
    static const int speeds[] = {0, 80, 50, 45, 40, 30, 20, 15};
    situ_world *w = b->w;
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    situ_geometry *g = NULL;
    size_t row;
    SITU_TRY(situ_table_new(&t, "road", SITU_EPSG_CGCS2000, err));
    for (size_t k = 0; k < w->road_count; k++) {
        const situ_road *road = &w->roads[k];
        SITU_TRY(line_geometry(&g, &road->line, err));
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(situ_sample_set(t, row, "name", road->name, err));
        SITU_TRY(situ_sample_set(t, row, "class", words[road->road_class], err));
        SITU_TRY(situ_sample_set(t, row, "bridge", road->bridge ? "是" : "否", err));
        SITU_TRY(situ_sample_set_int(t, row, "speed_kmh", speeds[road->road_class], err));
        SITU_TRY(situ_sample_set(t, row, "status", "通", err));
        SITU_TRY(set_shape(b, t, row, g, err));
    }
    SITU_TRY(write_one(b, "roads.gpkg", t, err));
done:
    situ_table_free(t);
    return status;
}

// --- places ---
static situ_status place_row(const base_writer *b, situ_table *t, const char *name, const char *kind, double x, double y, double elevation, situ_error *err)
{
    size_t row, at;
    situ_geometry *g = NULL;
    situ_status status = SITU_OK;
    SITU_TRY(situ_table_add_row(t, &row, err));
    SITU_TRY(situ_sample_set(t, row, "name", name, err));
    SITU_TRY(situ_sample_set(t, row, "kind", kind, err));
    SITU_TRY(situ_table_add_column(t, "elevation_m", SITU_TYPE_REAL, &at, err));
    situ_table_set_real(t, row, at, round(elevation));
    SITU_TRY(situ_geometry_point(&g, x, y, err));
    SITU_TRY(set_shape(b, t, row, g, err));
done:
    return status;
}

// Highest cells far from each other.
static situ_status write_peaks(const base_writer *b, situ_table *t, situ_error *err)
{
    static const char *const names[] = {"云顶山", "大垭包", "老鹰岩", "轿子顶", "五峰山", "香炉山", "石柱梁", "青龙寨", "望夫岭", "黄草坪", "鸡公岭", "马头山", "尖山子", "凤凰山", "棋盘寨", "天子岭", "白岩头", "雪宝顶包", "铜锣山", "方斗梁"};
    const situ_world *w = b->w;
    const situ_grid_frame *f = &w->frame;
    int chosen[20], count = 0;
    while (count < (int)(sizeof names / sizeof *names)) {
        int at = -1;
        double best = 0;
        for (int i = 0; i < f->columns * f->rows; i++) {
            if (!w->county[i])
                continue;
            double least = 11000;
            for (int k = 0; k < count && least > 5000; k++)
                least = fmin(least, hypot(situ_cell_x(f, i) - situ_cell_x(f, chosen[k]), situ_cell_y(f, i) - situ_cell_y(f, chosen[k])));
            double worth = least > 5000 ? ((double)w->height[i] - 250) * least : 0;
            if (worth > best)
                best = worth, at = i;
        }
        if (at < 0)
            break;
        situ_status status = place_row(b, t, names[count], "山峰", situ_cell_x(f, at), situ_cell_y(f, at), (double)w->height[at], err);
        if (status != SITU_OK)
            return status;
        chosen[count++] = at;
    }
    return SITU_OK;
}

static situ_status write_places(const base_writer *b, situ_error *err)
{
    const situ_world *w = b->w;
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    SITU_TRY(situ_table_new(&t, "place", SITU_EPSG_CGCS2000, err));
    const situ_town *seat = &w->towns[w->seat_town];
    SITU_TRY(place_row(b, t, "岚川县", "县政府驻地", seat->x + 350, seat->y + 150, (double)w->height[seat->cell], err));
    for (int k = 0; k < w->town_count; k++)
        SITU_TRY(place_row(b, t, w->towns[k].name, "乡镇驻地", w->towns[k].x, w->towns[k].y, (double)w->height[w->towns[k].cell], err));
    for (int v = 0; v < w->village_count; v++)
        if (w->villages[v].cell != w->towns[w->villages[v].town].cell)
            SITU_TRY(place_row(b, t, w->villages[v].name, "村委会", w->villages[v].x, w->villages[v].y, (double)w->height[w->villages[v].cell], err));
    SITU_TRY(write_peaks(b, t, err));
    SITU_TRY(place_row(b, t, "江心洲", "岛屿", w->islands[0].x, w->islands[0].y, 150, err));
    SITU_TRY(place_row(b, t, "鹭洲", "岛屿", w->islands[1].x, w->islands[1].y, 138, err));
    SITU_TRY(write_one(b, "places.gpkg", t, err));
done:
    situ_table_free(t);
    return status;
}

// --- terrain: whole metres ---
static situ_status write_terrain(const base_writer *b, situ_error *err)
{
    const situ_world *w = b->w;
    situ_status status = SITU_OK;
    situ_grid *grid = NULL;
    char *path = situ_path_join(b->dir, "dem.tif");
    const int step = 1;
    situ_raster_frame frame = {w->frame.x0, w->frame.y0, 100.0 * step, 100.0 * step, (uint32_t)(w->frame.columns / step), (uint32_t)(w->frame.rows / step)};
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_grid_new(&grid, "dem", SITU_WORLD_EPSG, frame, err));
    for (int r = 0; r < (int)frame.rows; r++)
        for (int c = 0; c < (int)frame.columns; c++) {
            double sum = 0;
            for (int k = 0; k < step * step; k++)
                sum += (double)w->height[situ_cell(&w->frame, c * step + k % step, r * step + k / step)];
            grid->cells[(size_t)r * frame.columns + (size_t)c] = (float)round(sum / (step * step));
        }
    SITU_TRY(situ_source_write_grid(path, grid, SITU_GRID_SMALL, NULL, err));
done:
    situ_grid_free(grid);
    situ_free(path);
    return status;
}

situ_status situ_sample_write_base(situ_world *world, const char *out_dir, situ_error *err)
{
    situ_status status = SITU_OK;
    base_writer b = {.w = world};
    char *dir = situ_path_join(out_dir, "base");
    SITU_TRY_ALLOC(dir);
    b.dir = dir;
    SITU_TRY(situ_make_dirs(dir, err));
    SITU_TRY(situ_transform_new(&b.to_lonlat, SITU_WORLD_EPSG, SITU_EPSG_CGCS2000, err));
    SITU_TRY(write_terrain(&b, err));
    SITU_TRY(write_regions(&b, err));
    SITU_TRY(write_water(&b, err));
    SITU_TRY(write_roads(&b, err));
    SITU_TRY(write_places(&b, err));
done:
    situ_transform_free(b.to_lonlat);
    situ_free(dir);
    return status;
}
