// SPDX-License-Identifier: MIT
// Exact nearest site of every cell. Blocks of cells are halved again and again; on the way down a
// site is dropped when another is nearer at all four corners, for then it is nearer in the whole
// block (the difference of two squared distances is linear in the position). The last blocks
// compare their cells with the few sites left. Dropping is cautious, comparing is exact: the
// result does not depend on how the grid was cut.

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "kernel/kernel.h"
#include "kernel/span.h"

enum { TASK_CELLS = 256, LEAF_CELLS = 8, FEW_SITES = 3, DEPTH_HIGH = 16 };

typedef struct site { double x, y; uint32_t id; } site;

typedef struct nearest {
    const situ_raster_frame *frame;
    const situ_job *job;
    const site *sites; // distinct places, ascending id
    uint32_t count, row_begin, row_end, task_columns;
    float *distance;
    uint32_t *allocation;
} nearest;

typedef struct block { uint32_t c0, r0, c1, r1; } block; // half open

// Keeps, in order, those of from[0..n) that may be nearest to some cell centre of b.
static uint32_t keep_near(uint32_t *to, const uint32_t *from, uint32_t n, const nearest *w, block b)
{
    const situ_raster_frame *f = w->frame;
    const double x[2] = {situ_raster_x(f, b.c0 + 0.5), situ_raster_x(f, b.c1 - 0.5)};
    const double y[2] = {situ_raster_y(f, b.r0 + 0.5), situ_raster_y(f, b.r1 - 0.5)};
    double best = INFINITY, cx = (x[0] + x[1]) / 2.0, cy = (y[0] + y[1]) / 2.0;
    site a = {0};
    for (uint32_t k = 0; k < n; k++) {
        const site *s = &w->sites[from[k]];
        double d = (s->x - cx) * (s->x - cx) + (s->y - cy) * (s->y - cy);
        if (d < best) {
            best = d;
            a = *s;
        }
    }
    double ax0 = (a.x - x[0]) * (a.x - x[0]), ax1 = (a.x - x[1]) * (a.x - x[1]);
    double ay0 = (a.y - y[0]) * (a.y - y[0]), ay1 = (a.y - y[1]) * (a.y - y[1]);
    // Rounding of squares is below 1e-15 of them; a part in 1e12 keeps every true tie.
    const double slack = 1.0 + 1e-12;
    double a00 = (ax0 + ay0) * slack, a10 = (ax1 + ay0) * slack, a01 = (ax0 + ay1) * slack, a11 = (ax1 + ay1) * slack;
    uint32_t kept = 0;
    for (uint32_t k = 0; k < n; k++) {
        const site *s = &w->sites[from[k]];
        double bx0 = (s->x - x[0]) * (s->x - x[0]), bx1 = (s->x - x[1]) * (s->x - x[1]);
        double by0 = (s->y - y[0]) * (s->y - y[0]), by1 = (s->y - y[1]) * (s->y - y[1]);
        if (bx0 + by0 <= a00 || bx1 + by0 <= a10 || bx0 + by1 <= a01 || bx1 + by1 <= a11)
            to[kept++] = from[k];
    }
    return kept;
}

static void compare_cells(const nearest *w, block b, const uint32_t *ids, uint32_t n)
{
    enum { WIDTH = TASK_CELLS };
    const situ_raster_frame *f = w->frame;
    double best[WIDTH];
    uint32_t who[WIDTH], columns = b.c1 - b.c0;
    for (uint32_t row = b.r0; row < b.r1; row++) {
        double y = situ_raster_y(f, row + 0.5);
        for (uint32_t c = 0; c < columns; c++) {
            best[c] = INFINITY;
            who[c] = UINT32_MAX;
        }
        for (uint32_t k = 0; k < n; k++) {
            const site s = w->sites[ids[k]];
            double dy2 = (y - s.y) * (y - s.y);
            for (uint32_t c = 0; c < columns; c++) {
                double dx = situ_raster_x(f, b.c0 + c + 0.5) - s.x, d = dx * dx + dy2;
                bool nearer = d < best[c]; // ids ascend: ties stay with the lower id
                best[c] = nearer ? d : best[c];
                who[c] = nearer ? s.id : who[c];
            }
        }
        size_t at = (size_t)(row - w->row_begin) * f->columns + b.c0;
        for (uint32_t c = 0; c < columns; c++)
            w->distance[at + c] = (float)sqrt(best[c]);
        for (uint32_t c = 0; w->allocation && c < columns; c++)
            w->allocation[at + c] = who[c];
    }
}

// stack: room behind the parent's list for the lists of the levels below.
static void divide(const nearest *w, block b, const uint32_t *from, uint32_t n, uint32_t *stack)
{
    n = keep_near(stack, from, n, w, b);
    uint32_t columns = b.c1 - b.c0, rows = b.r1 - b.r0;
    if (n <= FEW_SITES || (columns <= LEAF_CELLS && rows <= LEAF_CELLS)) {
        compare_cells(w, b, stack, n);
        return;
    }
    block one = b, two = b;
    if (columns >= rows)
        one.c1 = two.c0 = b.c0 + columns / 2;
    else
        one.r1 = two.r0 = b.r0 + rows / 2;
    divide(w, one, stack, n, stack + n);
    divide(w, two, stack, n, stack + n);
}

static situ_status nearest_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    situ_status status = SITU_OK;
    const nearest *w = user;
    (void)worker;
    uint32_t *ids = NULL;
    block b = {.c0 = (uint32_t)(index % w->task_columns) * TASK_CELLS,
               .r0 = w->row_begin + (uint32_t)(index / w->task_columns) * TASK_CELLS};
    b.c1 = w->frame->columns - b.c0 < TASK_CELLS ? w->frame->columns : b.c0 + TASK_CELLS;
    b.r1 = w->row_end - b.r0 < TASK_CELLS ? w->row_end : b.r0 + TASK_CELLS;
    SITU_TRY(situ_job_check(w->job, err));
    // All ids, then at most as many again a level: a list never grows on the way down.
    ids = situ_malloc((size_t)w->count * sizeof *ids);
    SITU_TRY_ALLOC(ids);
    for (uint32_t i = 0; i < w->count; i++)
        ids[i] = i;
    uint32_t n = keep_near(ids, ids, w->count, w, b);
    uint32_t *stack = situ_realloc(ids, (size_t)n * (DEPTH_HIGH + 2) * sizeof *ids);
    SITU_TRY_ALLOC(stack);
    ids = stack;
    divide(w, b, ids, n, ids + n);
done:
    situ_free(ids);
    return status;
}

static int by_place(const void *pa, const void *pb)
{
    const site *a = pa, *b = pb;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    if (a->y != b->y)
        return a->y < b->y ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static int by_id(const void *pa, const void *pb)
{
    const site *a = pa, *b = pb;
    return a->id < b->id ? -1 : a->id > b->id;
}

// Of sites on one spot only the lowest id can win: a pile would make every block slow.
static uint32_t distinct(site *sites, uint32_t n)
{
    uint32_t kept = 0;
    qsort(sites, n, sizeof *sites, by_place);
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || sites[i].x != sites[kept - 1].x || sites[i].y != sites[kept - 1].y)
            sites[kept++] = sites[i];
    qsort(sites, kept, sizeof *sites, by_id);
    return kept;
}

situ_status situ_kernel_nearest(float *distance_m, uint32_t *allocation, const situ_raster_frame *frame,
                                uint32_t row_begin, uint32_t row_end, const double *xy, uint32_t count,
                                situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    site *sites = NULL;
    SITU_TRY(situ_kernel_check_frame(frame, row_begin, row_end, err));
    SITU_TRY(situ_kernel_check_points(xy, NULL, count, err));
    size_t cells = (size_t)(row_end - row_begin) * frame->columns;
    if (count == 0 || cells == 0) {
        for (size_t i = 0; i < cells; i++)
            distance_m[i] = INFINITY;
        for (size_t i = 0; allocation && i < cells; i++)
            allocation[i] = UINT32_MAX;
        goto done;
    }
    sites = situ_malloc((size_t)count * sizeof *sites);
    SITU_TRY_ALLOC(sites);
    for (uint32_t i = 0; i < count; i++)
        sites[i] = (site){xy[2 * (size_t)i] + 0.0, xy[2 * (size_t)i + 1] + 0.0, i}; // + 0.0: no -0.0
    nearest work = {.frame = frame, .job = job, .sites = sites, .count = distinct(sites, count), .row_begin = row_begin,
                    .row_end = row_end, .distance = distance_m, .allocation = allocation};
    work.task_columns = (frame->columns + TASK_CELLS - 1) / TASK_CELLS;
    size_t task_rows = ((size_t)(row_end - row_begin) + TASK_CELLS - 1) / TASK_CELLS;
    SITU_TRY(situ_job_run(job, task_rows * work.task_columns, nearest_task, &work, err));
done:
    situ_free(sites);
    return status;
}
