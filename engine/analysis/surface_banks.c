// SPDX-License-Identifier: MIT

#include "analysis/surface_banks.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "geo/index.h"

enum { RUN = 8 };

typedef struct run { const double *xy; uint32_t count; } run; // vertices
typedef struct shores {
    run *runs;
    size_t count, capacity;
    situ_rtree *tree;
} shores;

static void shores_free(shores *s)
{
    situ_free(s->runs);
    situ_rtree_free(s->tree);
}

static situ_status list_shores(shores *s, const situ_geometry *const *waters, size_t water_count, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_box *boxes = NULL;
    size_t box_capacity = 0;
    for (size_t i = 0; i < water_count; i++)
        for (uint32_t part = 0; part < waters[i]->part_count; part++)
            for (uint32_t v = waters[i]->part_start[part]; v + 1 < waters[i]->part_start[part + 1]; v += RUN) {
                uint32_t left = waters[i]->part_start[part + 1] - v;
                SITU_TRY(situ_grow(&s->runs, &s->capacity, s->count + 1, sizeof *s->runs, err));
                SITU_TRY(situ_grow(&boxes, &box_capacity, s->count + 1, sizeof *boxes, err));
                run *r = &s->runs[s->count];
                *r = (run){waters[i]->xy + 2 * (size_t)v, left < RUN + 1 ? left : RUN + 1};
                boxes[s->count] = situ_box_empty();
                for (uint32_t k = 0; k < r->count; k++)
                    boxes[s->count] = situ_box_add(boxes[s->count], r->xy[2 * (size_t)k], r->xy[2 * (size_t)k + 1]);
                s->count++;
            }
    SITU_TRY(situ_rtree_new(&s->tree, boxes, (uint32_t)s->count, err));
done:
    situ_free(boxes);
    return status;
}

typedef struct way { const shores *s; double ax, ay, bx, by; bool crosses; } way;

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

static bool crosses(const shores *s, double ax, double ay, double bx, double by)
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
static void shut_around(float *pace, const uint8_t *flags, const situ_raster_frame *f, const situ_bank *banks, size_t count, const shores *s)
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
                dry = !crosses(s, banks[i].x, banks[i].y, x, y);
            if (!dry)
                pace[at] = NAN;
        }
}

situ_status situ_shut_banks(float *pace, const uint8_t *flags, const situ_raster_frame *frame, situ_bank *banks, size_t count,
                            const situ_geometry *const *waters, size_t water_count, situ_error *err)
{
    situ_status status = SITU_OK;
    shores s = {0};
    if (count == 0)
        return SITU_OK;
    SITU_TRY(list_shores(&s, waters, water_count, err));
    qsort(banks, count, sizeof *banks, by_cell);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && banks[end].cell == banks[i].cell; end++)
            ;
        shut_around(pace, flags, frame, banks + i, end - i, &s);
    }
done:
    shores_free(&s);
    return status;
}
