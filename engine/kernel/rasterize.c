// SPDX-License-Identifier: MIT
// Even-odd fill of the cells whose centre lies in a polygon. An edge holds the rows from its lower
// to below its upper end, a span the centres from its left end to before its right end, so that
// polygons which share edges share out the cells: none twice, none forgotten.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "kernel/fill.h"
#include "kernel/kernel.h"
#include "kernel/span.h"

typedef struct side { double x0, y0, x1, y1; uint32_t row; } side; // y0 < y1; row: northernmost it may cross

static int by_row(const void *pa, const void *pb)
{
    const side *a = pa, *b = pb;
    return a->row < b->row ? -1 : a->row > b->row;
}

static int by_x(const void *pa, const void *pb)
{
    double a = *(const double *)pa, b = *(const double *)pb;
    return a < b ? -1 : a > b;
}

// Non-horizontal sides that may cross a row of centres, northernmost first.
static situ_status list_sides(side **out, size_t *count, const situ_geometry *g, const situ_raster_frame *f, uint32_t row_begin,
                              uint32_t row_end, situ_error *err)
{
    side *sides = situ_malloc((size_t)g->point_count * sizeof *sides);
    size_t n = 0;
    if (!sides)
        return situ_fail_nomem(err);
    for (uint32_t part = 0; part < g->part_count; part++)
        for (uint32_t i = g->part_start[part]; i + 1 < g->part_start[part + 1]; i++) {
            const double *p = g->xy + 2 * (size_t)i;
            side s = p[1] < p[3] ? (side){p[0], p[1], p[2], p[3], 0} : (side){p[2], p[3], p[0], p[1], 0};
            double top = floor((f->y0 - s.y1) / f->cell_y - 0.5);
            double bottom = ceil((f->y0 - s.y0) / f->cell_y - 0.5);
            if (!(s.y0 < s.y1) || !(top < (double)row_end) || !(bottom >= (double)row_begin))
                continue;
            s.row = top < (double)row_begin ? row_begin : (uint32_t)top;
            sides[n++] = s;
        }
    if (n > 1)
        qsort(sides, n, sizeof *sides, by_row);
    *out = sides;
    *count = n;
    return SITU_OK;
}

// First column whose centre is not left of x.
static int64_t first_column(const situ_raster_frame *f, double x)
{
    double guess = ceil((x - f->x0) / f->cell_x - 0.5);
    if (!(guess > 0.0))
        return 0;
    if (guess > (double)f->columns)
        return f->columns;
    int64_t c = (int64_t)guess;
    while (c > 0 && situ_raster_x(f, (double)c - 0.5) >= x)
        c--;
    while (c < (int64_t)f->columns && situ_raster_x(f, (double)c + 0.5) < x)
        c++;
    return c;
}

situ_status situ_kernel_fill_runs(const situ_geometry *polygon, const situ_raster_frame *frame, uint32_t row_begin,
                                  uint32_t row_end, situ_run_fn *run, void *user, situ_error *err)
{
    situ_status status = SITU_OK;
    side *sides = NULL;
    size_t count = 0, next = 0, live_count = 0;
    side *live = NULL;
    double *cross = NULL;
    SITU_TRY(list_sides(&sides, &count, polygon, frame, row_begin, row_end, err));
    live = situ_malloc(count * sizeof *live);
    SITU_TRY_ALLOC(live);
    cross = situ_malloc(count * sizeof *cross);
    SITU_TRY_ALLOC(cross);
    for (uint32_t row = row_begin; row < row_end && (next < count || live_count > 0); row++) {
        double y = situ_raster_y(frame, row + 0.5);
        for (; next < count && sides[next].row <= row; next++)
            live[live_count++] = sides[next];
        size_t kept = 0, n = 0;
        for (size_t k = 0; k < live_count; k++) {
            side s = live[k];
            if (s.y0 <= y && y < s.y1)
                cross[n++] = s.x0 + (s.x1 - s.x0) * ((y - s.y0) / (s.y1 - s.y0));
            if (s.y0 <= y)
                live[kept++] = s;
        }
        live_count = kept;
        if (n > 1)
            qsort(cross, n, sizeof *cross, by_x);
        for (size_t k = 0; k + 1 < n; k += 2) {
            int64_t c0 = first_column(frame, cross[k]), c1 = first_column(frame, cross[k + 1]);
            if (c0 < c1)
                run(user, row, (uint32_t)c0, (uint32_t)c1);
        }
    }
done:
    situ_free(sides);
    situ_free(live);
    situ_free(cross);
    return status;
}

typedef struct painter { uint8_t *cells, value; size_t columns; } painter;

static void paint_run(void *user, uint32_t row, uint32_t c0, uint32_t c1)
{
    const painter *p = user;
    memset(p->cells + row * p->columns + c0, p->value, c1 - c0);
}

situ_status situ_kernel_rasterize(uint8_t *cells, const situ_raster_frame *frame, const situ_geometry *polygon,
                                  uint8_t value, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_kernel_check_frame(frame, 0, frame->rows, err));
    SITU_TRY(situ_kernel_check_polygon(polygon, err));
    painter p = {.cells = cells, .value = value, .columns = frame->columns};
    SITU_TRY(situ_kernel_fill_runs(polygon, frame, 0, frame->rows, paint_run, &p, err));
done:
    return status;
}
