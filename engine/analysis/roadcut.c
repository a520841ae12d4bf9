// SPDX-License-Identifier: MIT
// A line near risk points is walked once: each segment gives intervals of distance along the line, which are
// merged and cut out.

#include "analysis/roadcut.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/rows.h"
#include "analysis/travel_rules.h"
#include "base/alloc.h"
#include "geo/index.h"

typedef struct stretch { double from, to; size_t by; } stretch; // metres along a part

typedef struct cutter {
    const situ_roadcut_options *o;
    situ_roadcut *out;
    const situ_table *roads;
    size_t capacity_row, capacity_why, capacity_by;
    double least_m;
    situ_cell_index *near;
    stretch *stretches;
    size_t count, capacity;
} cutter;

// --- the order of the rows ---

typedef struct keyed { const situ_geometry *g; const char *name, *class; size_t row; } keyed;

static int by_text(const char *a, const char *b) { return strcmp(a ? a : "", b ? b : ""); }

static int by_geometry(const void *va, const void *vb)
{
    const keyed *a = va, *b = vb;
    if (!a->g || !b->g)
        return a->g ? -1 : b->g ? 1 : a->row < b->row ? -1 : a->row > b->row;
    for (size_t i = 0; i < 2 * (size_t)a->g->point_count && i < 2 * (size_t)b->g->point_count; i++)
        if (a->g->xy[i] != b->g->xy[i])
            return a->g->xy[i] < b->g->xy[i] ? -1 : 1;
    if (a->g->point_count != b->g->point_count)
        return a->g->point_count < b->g->point_count ? -1 : 1;
    int order = by_text(a->name, b->name);
    order = order ? order : by_text(a->class, b->class);
    return order ? order : a->row < b->row ? -1 : a->row > b->row;
}

// --- pieces ---

static situ_status add_piece(cutter *c, size_t from, situ_geometry *geometry, situ_cut_why why, size_t by, situ_error *err)
{
    static const char *const copied[] = {"id", "name", "code", "class", "bridge", "tunnel", "speed_kmh", "oneway", "src_file", "src_sheet", "src_row", NULL};
    situ_status status = SITU_OK;
    situ_table *t = c->out->pieces;
    size_t row;
    SITU_TRY(situ_table_add_row(t, &row, err));
    status = situ_table_set_geometry(t, row, geometry, err);
    geometry = NULL;
    SITU_TRY(status);
    for (size_t k = 0; copied[k]; k++) {
        int source = situ_table_find(c->roads, copied[k]), to = situ_table_find(t, copied[k]);
        if (source < 0)
            continue;
        if (t->columns[to].type == SITU_TYPE_TEXT) {
            const char *text = situ_table_text(c->roads, from, source);
            if (text)
                situ_table_set_borrowed(t, row, (size_t)to, text);
        } else if (t->columns[to].type == SITU_TYPE_INT)
            situ_table_set_int(t, row, (size_t)to, situ_table_int(c->roads, from, source));
        else
            situ_table_set_real(t, row, (size_t)to, situ_table_real(c->roads, from, source));
    }
    SITU_TRY(situ_grow(&c->out->row, &c->capacity_row, row + 1, sizeof *c->out->row, err));
    SITU_TRY(situ_grow(&c->out->why, &c->capacity_why, row + 1, sizeof *c->out->why, err));
    SITU_TRY(situ_grow(&c->out->by, &c->capacity_by, row + 1, sizeof *c->out->by, err));
    c->out->row[row] = from;
    c->out->why[row] = (uint8_t)why;
    c->out->by[row] = by;
done:
    situ_geometry_free(geometry);
    return status;
}

static situ_status add_whole(cutter *c, size_t row, situ_cut_why why, situ_error *err)
{
    situ_geometry *copy = NULL;
    const situ_geometry *g = situ_table_geometry(c->roads, row);
    situ_status status = g ? situ_geometry_copy(&copy, g, err) : SITU_OK;
    return status == SITU_OK ? add_piece(c, row, copy, why, SIZE_MAX, err) : status;
}

// The line from a to b metres along a part.
static situ_status slice(situ_geometry **out, const double *xy, size_t count, double a, double b, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *g = NULL;
    size_t n = 0;
    double before = 0;
    SITU_TRY(situ_geometry_new(&g, SITU_GEOM_LINE, 1, (uint32_t)count + 2, err));
    for (size_t i = 0; i + 1 < count; i++) {
        double dx = xy[2 * i + 2] - xy[2 * i], dy = xy[2 * i + 3] - xy[2 * i + 1], length = hypot(dx, dy), end = before + length;
        if (end >= a && before <= b && length > 0) {
            double t0 = fmax(0, (a - before) / length), t1 = fmin(1, (b - before) / length);
            const double ends[2] = {t0, t1};
            for (int k = 0; k < 2; k++) {
                double x = ends[k] >= 1 ? xy[2 * i + 2] : xy[2 * i] + ends[k] * dx, y = ends[k] >= 1 ? xy[2 * i + 3] : xy[2 * i + 1] + ends[k] * dy;
                if (n && g->xy[2 * n - 2] == x && g->xy[2 * n - 1] == y)
                    continue;
                g->xy[2 * n] = x;
                g->xy[2 * n + 1] = y;
                n++;
            }
        }
        before = end;
    }
    g->point_count = g->part_start[1] = (uint32_t)n;
    situ_geometry_update_box(g);
    *out = g;
    g = NULL;
done:
    situ_geometry_free(g);
    return status;
}

// --- stretches near risk points ---

typedef struct look { cutter *c; const double *a; double before, length; situ_status status; situ_error *err; } look;

static bool near_point(void *user, uint32_t id)
{
    look *l = user;
    const double *p = l->c->o->near_xy + 2 * (size_t)id, r = l->c->o->near_m;
    double dx = l->a[2] - l->a[0], dy = l->a[3] - l->a[1], t = ((p[0] - l->a[0]) * dx + (p[1] - l->a[1]) * dy) / (l->length * l->length);
    double off = hypot(p[0] - l->a[0] - t * dx, p[1] - l->a[1] - t * dy);
    if (off > r)
        return true;
    double half = sqrt(r * r - off * off) / l->length, t0 = fmax(0, t - half), t1 = fmin(1, t + half);
    if (t0 > t1)
        return true;
    l->status = situ_grow(&l->c->stretches, &l->c->capacity, l->c->count + 1, sizeof *l->c->stretches, l->err);
    if (l->status != SITU_OK)
        return false;
    l->c->stretches[l->c->count++] = (stretch){l->before + t0 * l->length, l->before + t1 * l->length, l->c->o->near_row[id]};
    return true;
}

static int by_start(const void *va, const void *vb)
{
    const stretch *a = va, *b = vb;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to > b->to ? -1 : 1;
    return a->by < b->by ? -1 : a->by > b->by;
}

static situ_status find_stretches(cutter *c, const double *xy, size_t count, double *length, situ_error *err)
{
    look l = {.c = c, .err = err};
    c->count = 0;
    *length = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        const double *a = xy + 2 * i, r = c->o->near_m;
        l.a = a;
        l.before = *length;
        l.length = hypot(a[2] - a[0], a[3] - a[1]);
        *length += l.length;
        if (!(l.length > 0))
            continue;
        situ_box box = situ_box_grow(situ_box_of(a[0], a[1], a[2], a[3]), r);
        situ_cell_index_query(c->near, box, near_point, &l);
        if (l.status != SITU_OK)
            return l.status;
    }
    // Long enough that the two ends of a cut never count as one node.
    for (size_t i = 0; i < c->count; i++) {
        stretch *s = &c->stretches[i];
        double lack = fmax(0, c->least_m - (s->to - s->from)) / 2;
        s->from = fmax(0, s->from - lack);
        s->to = fmin(*length, s->to + lack);
    }
    if (c->count == 0)
        return SITU_OK;
    qsort(c->stretches, c->count, sizeof *c->stretches, by_start);
    size_t kept = 0;
    for (size_t i = 1; i < c->count; i++) {
        stretch *last = &c->stretches[kept];
        if (c->stretches[i].from <= last->to)
            last->to = fmax(last->to, c->stretches[i].to);
        else
            c->stretches[++kept] = c->stretches[i];
    }
    c->count = kept + 1;
    return SITU_OK;
}

static situ_status add_slice(cutter *c, size_t row, const double *xy, size_t count, double a, double b, situ_cut_why why, size_t by, situ_error *err)
{
    situ_geometry *g = NULL;
    if (!(b > a))
        return SITU_OK;
    situ_status status = slice(&g, xy, count, a, b, err);
    return status == SITU_OK ? add_piece(c, row, g, why, by, err) : status;
}

static situ_status add_near(cutter *c, size_t row, const situ_geometry *g, situ_error *err)
{
    situ_status status = SITU_OK;
    for (uint32_t p = 0; p < g->part_count; p++) {
        const double *xy = g->xy + 2 * (size_t)g->part_start[p];
        size_t count = g->part_start[p + 1] - g->part_start[p];
        double length, at = 0;
        SITU_TRY(find_stretches(c, xy, count, &length, err));
        for (size_t i = 0; i < c->count; i++) {
            SITU_TRY(add_slice(c, row, xy, count, at, c->stretches[i].from, SITU_CUT_NOT, SIZE_MAX, err));
            SITU_TRY(add_slice(c, row, xy, count, c->stretches[i].from, c->stretches[i].to, SITU_CUT_NEAR, c->stretches[i].by, err));
            at = c->stretches[i].to;
        }
        SITU_TRY(add_slice(c, row, xy, count, at, length, SITU_CUT_NOT, SIZE_MAX, err));
    }
done:
    return status;
}

// --- roads named by the user ---

static situ_status find_named(uint8_t *named, const situ_table *roads, situ_texts names, situ_error *err)
{
    static const char *const columns[] = {"id", "name", "code", NULL};
    for (size_t i = 0; i < names.count; i++) {
        size_t found = 0;
        for (size_t row = 0; row < roads->row_count; row++)
            for (size_t k = 0; columns[k]; k++)
                if (situ_streq(situ_rows_text(roads, row, columns[k]), names.items[i])) {
                    named[row] = 1;
                    found++;
                }
        if (found == 0)
            return situ_fail(err, SITU_E_NOT_FOUND, _("give a name, a code or an id as it stands in the road table"), _("there is no road \"%s\" to cut"), names.items[i]);
    }
    return SITU_OK;
}

static situ_status make_pieces(cutter *c, const situ_travel_rules *travel, const uint8_t *named, keyed *order, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t row = 0; row < c->roads->row_count; row++)
        order[row] = (keyed){situ_table_geometry(c->roads, row), situ_rows_text(c->roads, row, "name"), situ_rows_text(c->roads, row, "class"), row};
    qsort(order, c->roads->row_count, sizeof *order, by_geometry);
    for (size_t i = 0; i < c->roads->row_count; i++) {
        size_t row = order[i].row;
        const situ_geometry *g = order[i].g;
        if (situ_travel_word_in(travel->impassable, situ_rows_text(c->roads, row, "status")))
            SITU_TRY(add_whole(c, row, SITU_CUT_STATUS, err));
        else if (named[row])
            SITU_TRY(add_whole(c, row, SITU_CUT_NAMED, err));
        else if (c->near && g && g->kind == SITU_GEOM_LINE)
            SITU_TRY(add_near(c, row, g, err));
        else
            SITU_TRY(add_whole(c, row, SITU_CUT_NOT, err));
    }
done:
    return status;
}

situ_status situ_roadcut_new(situ_roadcut *out, const situ_table *roads, const situ_roadcut_options *o, situ_error *err)
{
    static const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, NULL}, {"name", SITU_TYPE_TEXT, NULL}, {"code", SITU_TYPE_TEXT, NULL}, {"class", SITU_TYPE_TEXT, NULL},
        {"bridge", SITU_TYPE_INT, NULL}, {"tunnel", SITU_TYPE_INT, NULL}, {"speed_kmh", SITU_TYPE_REAL, NULL}, {"oneway", SITU_TYPE_INT, NULL},
        {"src_file", SITU_TYPE_TEXT, NULL}, {"src_sheet", SITU_TYPE_TEXT, NULL}, {"src_row", SITU_TYPE_INT, NULL}, {0}};
    situ_status status = SITU_OK;
    situ_travel_rules travel;
    cutter c = {.o = o, .out = out, .roads = roads};
    uint8_t *named = situ_calloc(roads->row_count + 1, 1);
    keyed *order = situ_malloc((roads->row_count + 1) * sizeof *order);
    *out = (situ_roadcut){0};
    SITU_TRY_ALLOC(named);
    SITU_TRY_ALLOC(order);
    SITU_TRY(situ_travel_rules_read(&travel, o->rules, err));
    SITU_TRY(situ_rules_number(&c.least_m, o->rules, "islands", "cut.least_m", err));
    SITU_TRY(find_named(named, roads, o->names, err));
    SITU_TRY(situ_rows_table(&out->pieces, roads->name, roads->epsg, columns, err));
    if (o->near_count && o->near_m > 0)
        SITU_TRY(situ_cell_index_new(&c.near, o->near_xy, o->near_count, 0, err));
    SITU_TRY(make_pieces(&c, &travel, named, order, err));
done:
    situ_cell_index_free(c.near);
    situ_free(c.stretches);
    situ_free(named);
    situ_free(order);
    if (status != SITU_OK)
        situ_roadcut_free(out);
    return status;
}

void situ_roadcut_free(situ_roadcut *cut)
{
    situ_table_free(cut->pieces);
    situ_free(cut->row);
    situ_free(cut->why);
    situ_free(cut->by);
    *cut = (situ_roadcut){0};
}
