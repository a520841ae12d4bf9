// SPDX-License-Identifier: MIT
#include "kernel/sites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

typedef struct place { double x, y; uint32_t id; } place;

static int by_place(const void *pa, const void *pb)
{
    const place *a = pa, *b = pb;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    if (a->y != b->y)
        return a->y < b->y ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static int by_id(const void *pa, const void *pb)
{
    const place *a = pa, *b = pb;
    return a->id < b->id ? -1 : a->id > b->id;
}

static int by_number(const void *pa, const void *pb)
{
    uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
    return a < b ? -1 : a > b;
}

static uint32_t thin_piles(place *p, uint32_t n, uint32_t most)
{
    uint32_t kept = 0, same = 0;
    if (n > 1)
        qsort(p, n, sizeof *p, by_place);
    for (uint32_t i = 0; i < n; i++) {
        same = kept > 0 && p[i].x == p[kept - 1].x && p[i].y == p[kept - 1].y ? same + 1 : 1;
        if (same <= most)
            p[kept++] = p[i];
    }
    if (kept > 1)
        qsort(p, kept, sizeof *p, by_id);
    return kept;
}

situ_status situ_sites_new(situ_sites *out, const double *xy, uint32_t count, uint32_t most, situ_error *err)
{
    situ_status status = SITU_OK;
    memset(out, 0, sizeof *out);
    place *places = situ_malloc((size_t)count * sizeof *places);
    SITU_TRY_ALLOC(places);
    for (uint32_t i = 0; i < count; i++)
        places[i] = (place){xy[2 * (size_t)i] + 0.0, xy[2 * (size_t)i + 1] + 0.0, i}; // + 0.0: no -0.0
    out->count = thin_piles(places, count, most);
    out->xy = situ_malloc(2 * (size_t)out->count * sizeof *out->xy);
    SITU_TRY_ALLOC(out->xy);
    out->id = situ_malloc((size_t)out->count * sizeof *out->id);
    SITU_TRY_ALLOC(out->id);
    for (uint32_t i = 0; i < out->count; i++) {
        out->xy[2 * (size_t)i] = places[i].x;
        out->xy[2 * (size_t)i + 1] = places[i].y;
        out->id[i] = places[i].id;
    }
    SITU_TRY(situ_cell_index_new(&out->index, out->xy, out->count, 0, err));
done:
    situ_free(places);
    if (status != SITU_OK)
        situ_sites_free(out);
    return status;
}

void situ_sites_free(situ_sites *sites)
{
    situ_free(sites->xy);
    situ_free(sites->id);
    situ_cell_index_free(sites->index);
    memset(sites, 0, sizeof *sites);
}

// --- the sites near a block ---

typedef struct finder {
    const situ_sites *sites;
    double x, y, reach2;
    uint32_t *ids, count, most;
    bool full;
} finder;

static bool in_reach(const finder *f, uint32_t i)
{
    double dx = f->sites->xy[2 * (size_t)i] - f->x, dy = f->sites->xy[2 * (size_t)i + 1] - f->y;
    return dx * dx + dy * dy <= f->reach2;
}

static bool take(void *user, uint32_t i)
{
    finder *f = user;
    if (!in_reach(f, i))
        return true;
    f->full = f->count == f->most;
    if (!f->full)
        f->ids[f->count++] = i;
    return !f->full;
}

situ_status situ_sites_near(uint32_t **out, uint32_t *count, const situ_sites *sites, uint32_t k, const situ_raster_frame *frame,
                            situ_block b, situ_error *err)
{
    enum { K_HIGH = 16, FEW = 64 };
    situ_status status = SITU_OK;
    uint32_t near[K_HIGH], found = 0, n = sites->count;
    double distance[K_HIGH];
    const double x0 = situ_raster_x(frame, b.c0 + 0.5), x1 = situ_raster_x(frame, b.c1 - 0.5);
    const double y0 = situ_raster_y(frame, b.r0 + 0.5), y1 = situ_raster_y(frame, b.r1 - 0.5);
    finder f = {.sites = sites, .x = (x0 + x1) / 2.0, .y = (y0 + y1) / 2.0, .reach2 = INFINITY};
    f.ids = situ_malloc((size_t)n * sizeof *f.ids);
    SITU_TRY_ALLOC(f.ids);
    found = situ_cell_index_nearest(sites->index, f.x, f.y, k, near, distance);
    if (found == k && k > 0) {
        // From any cell the k found here are nearer than the farthest of them plus the way to the middle.
        double reach = distance[k - 1] + hypot(x1 - x0, y0 - y1);
        f.reach2 = reach * reach * (1.0 + 1e-9);
        // Many are read faster in their own order than collected and sorted.
        f.most = n <= FEW ? 0 : n / 8;
        situ_box box = {f.x - reach * (1.0 + 1e-9), f.y - reach * (1.0 + 1e-9), f.x + reach * (1.0 + 1e-9), f.y + reach * (1.0 + 1e-9)};
        if (f.most > 0)
            situ_cell_index_query(sites->index, box, take, &f);
    }
    if (f.most > 0 && !f.full) {
        if (f.count > 1)
            qsort(f.ids, f.count, sizeof *f.ids, by_number);
    } else {
        f.count = 0;
        for (uint32_t i = 0; i < n; i++)
            if (in_reach(&f, i))
                f.ids[f.count++] = i;
    }
    *out = f.ids;
    *count = f.count;
    f.ids = NULL;
done:
    situ_free(f.ids);
    return status;
}

// --- tasks ---

size_t situ_block_tasks(const situ_raster_frame *f, uint32_t row_begin, uint32_t row_end)
{
    size_t across = ((size_t)f->columns + SITU_TASK_CELLS - 1) / SITU_TASK_CELLS;
    return across * (((size_t)(row_end - row_begin) + SITU_TASK_CELLS - 1) / SITU_TASK_CELLS);
}

situ_block situ_block_of_task(const situ_raster_frame *f, uint32_t row_begin, uint32_t row_end, size_t index)
{
    size_t across = ((size_t)f->columns + SITU_TASK_CELLS - 1) / SITU_TASK_CELLS;
    situ_block b = {.c0 = (uint32_t)(index % across) * SITU_TASK_CELLS, .r0 = row_begin + (uint32_t)(index / across) * SITU_TASK_CELLS};
    b.c1 = f->columns - b.c0 < SITU_TASK_CELLS ? f->columns : b.c0 + SITU_TASK_CELLS;
    b.r1 = row_end - b.r0 < SITU_TASK_CELLS ? row_end : b.r0 + SITU_TASK_CELLS;
    return b;
}
