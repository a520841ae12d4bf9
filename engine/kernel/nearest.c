// SPDX-License-Identifier: MIT
// Exact nearest site of every cell. Blocks of cells are halved again and again; on the way down a
// site is dropped when another is nearer at all four corners, for then it is nearer in the whole
// block (the difference of two squared distances is linear in the position). Where few are left, that same
// line cuts every row of the block into one run a site, and only cells on a line are compared one by one.
// Dropping and cutting are cautious, comparing is exact: the result does not depend on how the grid was cut.

#include <math.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/alloc.h"
#include "kernel/kernel.h"
#include "kernel/sites.h"
#include "kernel/span.h"

enum { FEW_SITES = 6, LEAF_CELLS = 8, DEPTH_HIGH = 16 };

typedef struct nearest {
    const situ_raster_frame *frame;
    const situ_job *job;
    situ_sites sites;
    uint32_t row_begin, row_end;
    float *distance;
    uint32_t *allocation;
} nearest;

// Keeps, in order, those of from[0..n) that may be nearest to some cell centre of b.
static uint32_t keep_near(uint32_t *to, const uint32_t *from, uint32_t n, const nearest *w, situ_block b)
{
    const situ_raster_frame *f = w->frame;
    const double *xy = w->sites.xy;
    const double x[2] = {situ_raster_x(f, b.c0 + 0.5), situ_raster_x(f, b.c1 - 0.5)};
    const double y[2] = {situ_raster_y(f, b.r0 + 0.5), situ_raster_y(f, b.r1 - 0.5)};
    double best = INFINITY, cx = (x[0] + x[1]) / 2.0, cy = (y[0] + y[1]) / 2.0, ax = cx, ay = cy;
    for (uint32_t k = 0; k < n; k++) {
        const double *s = xy + 2 * (size_t)from[k];
        double d = (s[0] - cx) * (s[0] - cx) + (s[1] - cy) * (s[1] - cy);
        if (d < best) {
            best = d;
            ax = s[0];
            ay = s[1];
        }
    }
    double ax0 = (ax - x[0]) * (ax - x[0]), ax1 = (ax - x[1]) * (ax - x[1]);
    double ay0 = (ay - y[0]) * (ay - y[0]), ay1 = (ay - y[1]) * (ay - y[1]);
    // Rounding of squares is below 1e-15 of them; a part in 1e12 keeps every true tie.
    const double slack = 1.0 + 1e-12;
    double a00 = (ax0 + ay0) * slack, a10 = (ax1 + ay0) * slack, a01 = (ax0 + ay1) * slack, a11 = (ax1 + ay1) * slack;
    uint32_t kept = 0;
    for (uint32_t k = 0; k < n; k++) {
        const double *s = xy + 2 * (size_t)from[k];
        double bx0 = (s[0] - x[0]) * (s[0] - x[0]), bx1 = (s[0] - x[1]) * (s[0] - x[1]);
        double by0 = (s[1] - y[0]) * (s[1] - y[0]), by1 = (s[1] - y[1]) * (s[1] - y[1]);
        if (bx0 + by0 <= a00 || bx1 + by0 <= a10 || bx0 + by1 <= a01 || bx1 + by1 <= a11)
            to[kept++] = from[k];
    }
    return kept;
}

// Cells [c0, c1) of a row that belong to one site.
static void fill_run(const nearest *w, uint32_t row, uint32_t c0, uint32_t c1, uint32_t site)
{
    const situ_raster_frame *f = w->frame;
    const double sx = w->sites.xy[2 * (size_t)site], dy = situ_raster_y(f, row + 0.5) - w->sites.xy[2 * (size_t)site + 1], dy2 = dy * dy;
    size_t at = (size_t)(row - w->row_begin) * f->columns;
    float *distance = w->distance + at;
    uint32_t *who = w->allocation ? w->allocation + at : NULL, id = w->sites.id[site], c = c0;
#ifdef __SSE2__ // four at once: the same operations, so the same bits
    const __m128d vx0 = _mm_set1_pd(f->x0), vcell = _mm_set1_pd(f->cell_x), vsx = _mm_set1_pd(sx), vdy2 = _mm_set1_pd(dy2);
    const __m128d step = _mm_set1_pd(2.0);
    const __m128i vid = _mm_set1_epi32((int)id);
    __m128d column = _mm_set_pd(c0 + 1.5, c0 + 0.5);
    for (; c1 - c >= 4; c += 4) {
        __m128d a = _mm_sub_pd(_mm_add_pd(vx0, _mm_mul_pd(column, vcell)), vsx);
        column = _mm_add_pd(column, step);
        __m128d b = _mm_sub_pd(_mm_add_pd(vx0, _mm_mul_pd(column, vcell)), vsx);
        column = _mm_add_pd(column, step);
        a = _mm_sqrt_pd(_mm_add_pd(_mm_mul_pd(a, a), vdy2));
        b = _mm_sqrt_pd(_mm_add_pd(_mm_mul_pd(b, b), vdy2));
        _mm_storeu_ps(distance + c, _mm_movelh_ps(_mm_cvtpd_ps(a), _mm_cvtpd_ps(b)));
        if (who)
            _mm_storeu_si128((__m128i *)(void *)(who + c), vid);
    }
#endif
    for (; c < c1; c++) {
        double dx = situ_raster_x(f, c + 0.5) - sx;
        distance[c] = (float)sqrt(dx * dx + dy2);
        if (who)
            who[c] = id;
    }
}

// Cells [c0, c1) of a row that may belong to any of n sites.
static void compare_run(const nearest *w, uint32_t row, uint32_t c0, uint32_t c1, const uint32_t *ids, uint32_t n)
{
    const situ_raster_frame *f = w->frame;
    size_t at = (size_t)(row - w->row_begin) * f->columns;
    double y = situ_raster_y(f, row + 0.5);
    for (uint32_t c = c0; c < c1; c++) {
        double best = INFINITY, x = situ_raster_x(f, c + 0.5);
        uint32_t who = 0;
        for (uint32_t k = 0; k < n; k++) {
            const double *s = w->sites.xy + 2 * (size_t)ids[k];
            double dx = x - s[0], dy = y - s[1], d = dx * dx + dy * dy;
            if (d < best) { // ids ascend: ties stay with the lower id
                best = d;
                who = ids[k];
            }
        }
        w->distance[at + c] = (float)sqrt(best);
        if (w->allocation)
            w->allocation[at + c] = w->sites.id[who];
    }
}

// The line between two sites of a block, by row: at column middle0 + row * middle1 of the block, with the left
// one nearer beyond `unsure` columns before it and the right one behind.
typedef struct divide_line {
    uint8_t left, right; // places in cutter.site
    bool flat;           // parallel to the rows, or nearly: the rows decide
    double middle0, middle1, unsure;
} divide_line;

typedef struct cutter {
    uint32_t site[FEW_SITES]; // from west to east: in this order each row meets them
    uint32_t count, lines;
    divide_line line[FEW_SITES * (FEW_SITES - 1) / 2];
} cutter;

static void sort_by_x(cutter *u, const nearest *w, const uint32_t *ids, uint32_t n)
{
    u->count = n;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = k;
        for (; i > 0 && w->sites.xy[2 * (size_t)u->site[i - 1]] > w->sites.xy[2 * (size_t)ids[k]]; i--)
            u->site[i] = u->site[i - 1];
        u->site[i] = ids[k];
    }
}

static void make_lines(cutter *u, const nearest *w, situ_block b)
{
    const situ_raster_frame *f = w->frame;
    // From the block's first centre: small numbers keep their digits.
    const double x0 = situ_raster_x(f, b.c0 + 0.5), y0 = situ_raster_y(f, b.r0 + 0.5);
    const double wide = (b.c1 - b.c0) * f->cell_x, high = (b.r1 - b.r0) * f->cell_y;
    double sx[FEW_SITES] = {0}, sy[FEW_SITES] = {0}, most = 0.0;
    for (uint32_t k = 0; k < u->count; k++) {
        sx[k] = w->sites.xy[2 * (size_t)u->site[k]] - x0;
        sy[k] = w->sites.xy[2 * (size_t)u->site[k] + 1] - y0;
        double dx = fabs(sx[k]) + wide, dy = fabs(sy[k]) + high;
        most = fmax(most, dx * dx + dy * dy);
    }
    // Far above the rounding of any of these squares and coordinates, those of the comparison included.
    const double unsure = 1e-12 * (most + 1e-3 * (x0 * x0 + y0 * y0));
    u->lines = 0;
    for (uint8_t i = 0; i < u->count; i++)
        for (uint8_t j = (uint8_t)(i + 1); j < u->count; j++) {
            // d2(i) - d2(j) = slope * column + base + rise * row
            double slope = 2.0 * (sx[j] - sx[i]) * f->cell_x, rise = -2.0 * (sy[j] - sy[i]) * f->cell_y;
            double base = sx[i] * sx[i] + sy[i] * sy[i] - sx[j] * sx[j] - sy[j] * sy[j];
            divide_line *l = &u->line[u->lines++];
            if (slope * (b.c1 - b.c0) <= unsure) // i is nearer where base + rise * row is surely below 0
                *l = (divide_line){i, j, true, base, rise, 2.0 * unsure};
            else
                *l = (divide_line){i, j, false, -base / slope, -rise / slope, unsure / slope + 1e-9};
        }
}

// One row of the block: runs that surely belong to a site are filled, what lies between is compared.
static void cut_row(const nearest *w, const cutter *u, situ_block b, uint32_t row, const uint32_t *ids)
{
    const double r = row - b.r0, last = b.c1 - b.c0 - 1.0;
    double low[FEW_SITES], high[FEW_SITES];
    for (uint32_t k = 0; k < u->count; k++) {
        low[k] = 0.0;
        high[k] = last;
    }
    for (const divide_line *l = u->line; l < u->line + u->lines; l++) {
        double middle = l->middle0 + l->middle1 * r, before = middle - l->unsure, behind = middle + l->unsure;
        if (l->flat) {
            high[l->left] = behind < 0.0 ? high[l->left] : -1.0;
            high[l->right] = before > 0.0 ? high[l->right] : -1.0;
            continue;
        }
        high[l->left] = before < high[l->left] ? before : high[l->left];
        low[l->right] = behind > low[l->right] ? behind : low[l->right];
    }
    uint32_t c = b.c0;
    for (uint32_t k = 0; k < u->count; k++) {
        if (!(low[k] <= high[k]))
            continue;
        uint32_t from = (uint32_t)low[k], end = b.c0 + (uint32_t)high[k] + 1;
        from += b.c0 + ((double)from < low[k]);
        if (from >= end)
            continue;
        if (c < from)
            compare_run(w, row, c, from, ids, u->count);
        fill_run(w, row, from, end, u->site[k]);
        c = end;
    }
    if (c < b.c1)
        compare_run(w, row, c, b.c1, ids, u->count);
}

static void fill_block(const nearest *w, situ_block b, const uint32_t *ids, uint32_t n)
{
    cutter u;
    if (n > 1 && n <= FEW_SITES) {
        sort_by_x(&u, w, ids, n);
        make_lines(&u, w, b);
    }
    for (uint32_t row = b.r0; row < b.r1; row++)
        if (n == 1)
            fill_run(w, row, b.c0, b.c1, ids[0]);
        else if (n <= FEW_SITES)
            cut_row(w, &u, b, row, ids);
        else
            compare_run(w, row, b.c0, b.c1, ids, n);
}

// stack: room behind the parent's list for the lists of the levels below.
static void divide(const nearest *w, situ_block b, const uint32_t *from, uint32_t n, uint32_t *stack)
{
    n = keep_near(stack, from, n, w, b);
    uint32_t columns = b.c1 - b.c0, rows = b.r1 - b.r0;
    if (n <= FEW_SITES || (columns <= LEAF_CELLS && rows <= LEAF_CELLS)) {
        fill_block(w, b, stack, n);
        return;
    }
    situ_block one, two;
    situ_block_halve(b, &one, &two);
    divide(w, one, stack, n, stack + n);
    divide(w, two, stack, n, stack + n);
}

static situ_status nearest_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    situ_status status = SITU_OK;
    const nearest *w = user;
    (void)worker;
    uint32_t *ids = NULL, n = 0;
    situ_block b = situ_block_of_task(w->frame, w->row_begin, w->row_end, index);
    SITU_TRY(situ_job_check(w->job, err));
    SITU_TRY(situ_sites_near(&ids, &n, &w->sites, 1, w->frame, b, err));
    n = keep_near(ids, ids, n, w, b);
    // As many again a level at most: a list never grows on the way down.
    uint32_t *stack = situ_realloc(ids, (size_t)n * (DEPTH_HIGH + 2) * sizeof *ids);
    SITU_TRY_ALLOC(stack);
    ids = stack;
    divide(w, b, ids, n, ids + n);
done:
    situ_free(ids);
    return status;
}

situ_status situ_kernel_nearest(float *distance_m, uint32_t *allocation, const situ_raster_frame *frame,
                                uint32_t row_begin, uint32_t row_end, const double *xy, uint32_t count,
                                situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    nearest work = {.frame = frame, .job = job, .row_begin = row_begin, .row_end = row_end, .distance = distance_m, .allocation = allocation};
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
    SITU_TRY(situ_sites_new(&work.sites, xy, count, 1, err));
    SITU_TRY(situ_job_run(job, situ_block_tasks(frame, row_begin, row_end), nearest_task, &work, err));
done:
    situ_sites_free(&work.sites);
    return status;
}
