// SPDX-License-Identifier: MIT

#include "analysis/surface_banks.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/rows.h"
#include "base/alloc.h"
#include "geo/index.h"

enum { RUN = 8 };

typedef struct run { const double *xy; uint32_t count; } run; // vertices
struct situ_shores {
    run *runs;
    size_t count, capacity;
    situ_rtree *tree;
    const situ_geometry **areas; // borrowed
    size_t area_count, area_capacity;
    situ_rtree *area_tree;
};

static const situ_yaml_node *words(const situ_rules *rules) { return situ_yaml_get(situ_rules_file(rules, "travel"), "water"); }

static double number(const situ_rules *rules, const char *key, double fallback)
{
    double v = fallback;
    const char *text = situ_yaml_text(words(rules), key, NULL);
    return text && situ_parse_double(text, &v) ? v : fallback;
}

int situ_water_bars(const situ_rules *rules, const situ_table *water, size_t row)
{
    const situ_geometry *g = situ_table_geometry(water, row);
    const char *kind = situ_rows_text(water, row, "kind");
    if (!g || g->kind == SITU_GEOM_POINT)
        return SITU_WATER_WADED;
    bool area = g->kind == SITU_GEOM_POLYGON;
    if (kind ? !situ_travel_alias_in(situ_yaml_get(words(rules), area ? "areas" : "lines"), "water", "kind", kind)
             : !situ_streq(situ_yaml_text(words(rules), area ? "unknown_areas" : "unknown_lines", "no"), "yes"))
        return SITU_WATER_WADED;
    if (area)
        return situ_geometry_area(g) < number(rules, "least_m2", 0) ? SITU_WATER_SMALL : SITU_WATER_SHORE;
    return situ_rows_real(water, row, "class") > number(rules, "lines_class", INFINITY) ? SITU_WATER_WADED : SITU_WATER_SHORE;
}

static situ_status add_shore(situ_shores *s, situ_box **boxes, size_t *box_capacity, const situ_geometry *g, situ_error *err)
{
    situ_status status = SITU_OK;
    for (uint32_t part = 0; part < g->part_count; part++)
        for (uint32_t v = g->part_start[part]; v + 1 < g->part_start[part + 1]; v += RUN) {
            uint32_t left = g->part_start[part + 1] - v;
            SITU_TRY(situ_grow(&s->runs, &s->capacity, s->count + 1, sizeof *s->runs, err));
            SITU_TRY(situ_grow(boxes, box_capacity, s->count + 1, sizeof **boxes, err));
            run *r = &s->runs[s->count];
            *r = (run){g->xy + 2 * (size_t)v, left < RUN + 1 ? left : RUN + 1};
            situ_box box = situ_box_empty();
            for (uint32_t k = 0; k < r->count; k++)
                box = situ_box_add(box, r->xy[2 * (size_t)k], r->xy[2 * (size_t)k + 1]);
            (*boxes)[s->count++] = box;
        }
done:
    return status;
}

situ_status situ_shores_new(situ_shores **out, const situ_rules *rules, const situ_table *water, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_box *boxes = NULL, *area_boxes = NULL;
    size_t box_capacity = 0, area_capacity = 0;
    situ_shores *s = situ_calloc(1, sizeof *s);
    SITU_TRY_ALLOC(s);
    for (size_t row = 0; row < water->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(water, row);
        if (situ_water_bars(rules, water, row) != SITU_WATER_SHORE)
            continue;
        SITU_TRY(add_shore(s, &boxes, &box_capacity, g, err));
        if (g->kind != SITU_GEOM_POLYGON)
            continue;
        SITU_TRY(situ_grow(&s->areas, &s->area_capacity, s->area_count + 1, sizeof *s->areas, err));
        SITU_TRY(situ_grow(&area_boxes, &area_capacity, s->area_count + 1, sizeof *area_boxes, err));
        area_boxes[s->area_count] = g->box;
        s->areas[s->area_count++] = g;
    }
    SITU_TRY(situ_rtree_new(&s->area_tree, area_boxes, (uint32_t)s->area_count, err));
    SITU_TRY(situ_rtree_new(&s->tree, boxes, (uint32_t)s->count, err));
    *out = s;
    s = NULL;
done:
    situ_free(boxes);
    situ_free(area_boxes);
    situ_shores_free(s);
    return status;
}

void situ_shores_free(situ_shores *s)
{
    if (!s)
        return;
    situ_free(s->runs);
    situ_rtree_free(s->tree);
    situ_free(s->areas);
    situ_rtree_free(s->area_tree);
    situ_free(s);
}

typedef struct spot { const situ_shores *s; double x, y; bool wet; } spot;

static bool visit_area(void *user, uint32_t id)
{
    spot *p = user;
    p->wet = situ_geometry_contains_point(p->s->areas[id], p->x, p->y);
    return !p->wet;
}

bool situ_shores_in_water(const situ_shores *s, double x, double y)
{
    spot p = {s, x, y, false};
    situ_rtree_query(s->area_tree, situ_box_of(x, y, x, y), visit_area, &p);
    return p.wet;
}

typedef struct way { const situ_shores *s; double ax, ay, bx, by; bool crosses; } way;

static double side(double ax, double ay, double bx, double by, double x, double y) { return (bx - ax) * (y - ay) - (by - ay) * (x - ax); }

static bool visit(void *user, uint32_t id)
{
    way *w = user;
    const run *r = &w->s->runs[id];
    for (uint32_t i = 0; i + 1 < r->count && !w->crosses; i++) {
        const double *c = r->xy + 2 * (size_t)i;
        double a = side(c[0], c[1], c[2], c[3], w->ax, w->ay), b = side(c[0], c[1], c[2], c[3], w->bx, w->by);
        double p = side(w->ax, w->ay, w->bx, w->by, c[0], c[1]), q = side(w->ax, w->ay, w->bx, w->by, c[2], c[3]);
        w->crosses = ((a > 0) != (b > 0)) && ((p > 0) != (q > 0));
    }
    return !w->crosses;
}

bool situ_shores_cross(const situ_shores *s, double ax, double ay, double bx, double by)
{
    way w = {s, ax, ay, bx, by, false};
    situ_rtree_query(s->tree, situ_box_of(ax, ay, bx, by), visit, &w);
    return w.crosses;
}

static int by_cell(const void *pa, const void *pb)
{
    const situ_bank *a = pa, *b = pb;
    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    if (a->x < b->x || a->x > b->x)
        return a->x < b->x ? -1 : 1;
    return a->y < b->y ? -1 : a->y > b->y;
}

// All places of roads in one cell: its neighbours that none of them reaches dry are shut.
static void shut_around(float *pace, const uint8_t *flags, const situ_raster_frame *f, const situ_bank *banks, size_t count, const situ_shores *s)
{
    int64_t column = banks->cell % f->columns, row = banks->cell / f->columns;
    for (int64_t r = row - 1; r <= row + 1; r++)
        for (int64_t c = column - 1; c <= column + 1; c++) {
            if (r < 0 || c < 0 || r >= f->rows || c >= f->columns || (r == row && c == column))
                continue;
            uint32_t at = (uint32_t)r * f->columns + (uint32_t)c;
            bool dry = flags[at] != 0 || isnan(pace[at]);
            double x = situ_raster_x(f, (double)c + 0.5), y = situ_raster_y(f, (double)r + 0.5);
            for (size_t i = 0; i < count && !dry; i++)
                dry = !situ_shores_cross(s, banks[i].x, banks[i].y, x, y);
            if (!dry)
                pace[at] = NAN;
        }
}

void situ_shut_banks(float *pace, const uint8_t *flags, const situ_raster_frame *frame, situ_bank *banks, size_t count, const situ_shores *shores)
{
    if (count > 1)
        qsort(banks, count, sizeof *banks, by_cell);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && banks[end].cell == banks[i].cell; end++)
            ;
        shut_around(pace, flags, frame, banks + i, end - i, shores);
    }
}
