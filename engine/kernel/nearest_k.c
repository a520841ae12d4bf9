// SPDX-License-Identifier: MIT
// The k nearest sites of every cell. Blocks of cells are halved; on the way down a site is dropped when its
// distance to the middle of the block exceeds that of the k-th nearest by more than the block's diagonal: then k
// others are nearer to every cell. What is left is compared cell by cell, by (squared distance, id).

#include <math.h>

#include "base/alloc.h"
#include "kernel/kernel.h"
#include "kernel/sites.h"
#include "kernel/span.h"

enum { K_HIGH = 16, LEAF_CELLS = 8, DEPTH_HIGH = 16 };

typedef struct nearest_k {
    const situ_raster_frame *frame;
    const situ_job *job;
    situ_sites sites;
    uint32_t k, row_begin, row_end;
    float *distance;
    uint32_t *id;
} nearest_k;

typedef struct best_k {
    double d2[K_HIGH];
    uint32_t site[K_HIGH], count;
} best_k;

// Sites come in ascending order: of two at one distance the earlier stays in front.
static inline void offer(best_k *best, uint32_t k, double d2, uint32_t site)
{
    uint32_t i = best->count;
    if (i == k) {
        if (!(d2 < best->d2[k - 1]))
            return;
        i--;
    } else {
        best->count++;
    }
    for (; i > 0 && d2 < best->d2[i - 1]; i--) {
        best->d2[i] = best->d2[i - 1];
        best->site[i] = best->site[i - 1];
    }
    best->d2[i] = d2;
    best->site[i] = site;
}

static double square_to(const nearest_k *w, uint32_t site, double x, double y)
{
    double dx = x - w->sites.xy[2 * (size_t)site], dy = y - w->sites.xy[2 * (size_t)site + 1];
    return dx * dx + dy * dy;
}

// Keeps, in order, those of from[0..n) that may be among the k nearest of some cell centre of b.
static uint32_t keep_near(uint32_t *to, const uint32_t *from, uint32_t n, const nearest_k *w, situ_block b)
{
    const situ_raster_frame *f = w->frame;
    const double x0 = situ_raster_x(f, b.c0 + 0.5), x1 = situ_raster_x(f, b.c1 - 0.5);
    const double y0 = situ_raster_y(f, b.r0 + 0.5), y1 = situ_raster_y(f, b.r1 - 0.5);
    const double cx = (x0 + x1) / 2.0, cy = (y0 + y1) / 2.0;
    best_k best = {.count = 0};
    for (uint32_t i = 0; i < n; i++)
        offer(&best, w->k, square_to(w, from[i], cx, cy), from[i]);
    double reach = best.count < w->k ? INFINITY : sqrt(best.d2[w->k - 1]) + sqrt((x1 - x0) * (x1 - x0) + (y0 - y1) * (y0 - y1));
    reach *= 1.0 + 1e-9; // far above any rounding: a true tie is kept
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (square_to(w, from[i], cx, cy) <= reach * reach)
            to[kept++] = from[i];
    return kept;
}

static void compare_cells(const nearest_k *w, situ_block b, const uint32_t *ids, uint32_t n)
{
    const situ_raster_frame *f = w->frame;
    for (uint32_t row = b.r0; row < b.r1; row++) {
        double y = situ_raster_y(f, row + 0.5);
        for (uint32_t c = b.c0; c < b.c1; c++) {
            double x = situ_raster_x(f, c + 0.5);
            size_t at = ((size_t)(row - w->row_begin) * f->columns + c) * w->k;
            best_k best = {.count = 0};
            for (uint32_t i = 0; i < n; i++)
                offer(&best, w->k, square_to(w, ids[i], x, y), ids[i]);
            for (uint32_t i = 0; i < w->k; i++)
                w->distance[at + i] = i < best.count ? (float)sqrt(best.d2[i]) : INFINITY;
            for (uint32_t i = 0; w->id && i < w->k; i++)
                w->id[at + i] = i < best.count ? w->sites.id[best.site[i]] : UINT32_MAX;
        }
    }
}

// stack: room behind the parent's list for the lists of the levels below.
static void divide(const nearest_k *w, situ_block b, const uint32_t *from, uint32_t n, uint32_t *stack)
{
    uint32_t columns = b.c1 - b.c0, rows = b.r1 - b.r0;
    n = keep_near(stack, from, n, w, b);
    if (n <= w->k || (columns <= LEAF_CELLS && rows <= LEAF_CELLS)) {
        compare_cells(w, b, stack, n);
        return;
    }
    situ_block one, two;
    situ_block_halve(b, &one, &two);
    divide(w, one, stack, n, stack + n);
    divide(w, two, stack, n, stack + n);
}

static situ_status nearest_k_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    situ_status status = SITU_OK;
    const nearest_k *w = user;
    (void)worker;
    uint32_t *ids = NULL, n = 0;
    situ_block b = situ_block_of_task(w->frame, w->row_begin, w->row_end, index);
    SITU_TRY(situ_job_check(w->job, err));
    SITU_TRY(situ_sites_near(&ids, &n, &w->sites, w->k, w->frame, b, err));
    // As many again a level at most: a list never grows on the way down.
    uint32_t *stack = situ_realloc(ids, (size_t)n * (DEPTH_HIGH + 2) * sizeof *ids);
    SITU_TRY_ALLOC(stack);
    ids = stack;
    divide(w, b, ids, n, ids + n);
done:
    situ_free(ids);
    return status;
}

situ_status situ_kernel_nearest_k(float *distance_m, uint32_t *id, uint32_t k, const situ_raster_frame *frame, uint32_t row_begin,
                                  uint32_t row_end, const double *xy, uint32_t count, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    nearest_k work = {.frame = frame, .job = job, .k = k, .row_begin = row_begin, .row_end = row_end, .distance = distance_m, .id = id};
    if (k < 1 || k > K_HIGH)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, _("the number of nearest points is %u, not 1 to %d"), k, K_HIGH);
    SITU_TRY(situ_kernel_check_frame(frame, row_begin, row_end, err));
    SITU_TRY(situ_kernel_check_points(xy, NULL, count, err));
    SITU_TRY(situ_sites_new(&work.sites, xy, count, k, err));
    SITU_TRY(situ_job_run(job, situ_block_tasks(frame, row_begin, row_end), nearest_k_task, &work, err));
done:
    situ_sites_free(&work.sites);
    return status;
}
