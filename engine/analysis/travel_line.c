// SPDX-License-Identifier: MIT
// Straight: distance x detour / speed, and the delay before the departure.

#include <math.h>
#include <stdlib.h>

#include "analysis/travel_parts.h"
#include "base/alloc.h"
#include "geo/index.h"
#include "kernel/kernel.h"

static double minutes_a_metre(const situ_travel *t)
{
    double own = t->o.straight_kmh > 0 ? t->o.straight_kmh : t->o.on_foot ? t->rules.walk_kmh : t->rules.straight_kmh;
    double kmh = own * (t->o.on_foot ? t->walk_factor : t->o.speed_factor);
    return (t->o.straight_detour > 0 ? t->o.straight_detour : t->rules.straight_detour) / kmh * 60 / 1000;
}

static float within(const situ_travel *t, double minutes)
{
    return t->o.limit_min > 0 && !(minutes <= t->o.limit_min) ? INFINITY : (float)minutes;
}

static situ_status matrix(float *minutes, const situ_travel *t, situ_travel_sites sites, const double *targets, uint32_t count, situ_job *job,
                          situ_error *err)
{
    double pace = minutes_a_metre(t);
    for (uint32_t s = 0; s < sites.count; s++) {
        situ_status status = situ_job_check(job, err);
        if (status != SITU_OK)
            return status;
        for (uint32_t k = 0; k < count; k++) {
            double d = hypot(targets[2 * (size_t)k] - sites.items[s].x, targets[2 * (size_t)k + 1] - sites.items[s].y);
            minutes[(size_t)s * count + k] = isnan(d) ? INFINITY : within(t, sites.items[s].delay_min + d * pace);
        }
    }
    return SITU_OK;
}

// The nearest sites in the order of distance, until the next one cannot be sooner even without delay.
static situ_status nearest(float *minutes, uint32_t *site, const situ_travel *t, situ_travel_sites sites, const double *targets, uint32_t count,
                           situ_job *job, situ_error *err)
{
    enum { FIRST = 8 };
    situ_status status = SITU_OK;
    situ_cell_index *index = NULL;
    double pace = minutes_a_metre(t), least = INFINITY;
    double *xy = situ_malloc((2 * (size_t)sites.count + 1) * sizeof *xy), *d = situ_malloc(((size_t)sites.count + 1) * sizeof *d);
    uint32_t *ids = situ_malloc(((size_t)sites.count + 1) * sizeof *ids);
    SITU_TRY_ALLOC(xy);
    SITU_TRY_ALLOC(d);
    SITU_TRY_ALLOC(ids);
    for (uint32_t s = 0; s < sites.count; s++) {
        xy[2 * (size_t)s] = sites.items[s].x;
        xy[2 * (size_t)s + 1] = sites.items[s].y;
        least = fmin(least, sites.items[s].delay_min);
    }
    SITU_TRY(situ_cell_index_new(&index, xy, sites.count, 0, err));
    for (uint32_t k = 0; k < count; k++) {
        const double *p = targets + 2 * (size_t)k;
        double best = INFINITY;
        uint32_t who = UINT32_MAX;
        if (k % 4096 == 0)
            SITU_TRY(situ_job_check(job, err));
        for (uint32_t want = FIRST, done = 0; !isnan(p[0] + p[1]) && done < sites.count;) {
            want = want < sites.count ? want : sites.count;
            uint32_t got = situ_cell_index_nearest(index, p[0], p[1], want, ids, d);
            for (uint32_t i = done; i < got; i++) {
                double m = sites.items[ids[i]].delay_min + d[i] * pace;
                if (m < best || (m <= best && ids[i] < who)) {
                    best = m;
                    who = ids[i];
                }
            }
            if (got < want || (got && least + d[got - 1] * pace > best))
                break;
            done = got;
            want = want > UINT32_MAX / 4 ? UINT32_MAX : want * 4;
        }
        minutes[k] = within(t, best);
        if (site)
            site[k] = isfinite(minutes[k]) ? who : UINT32_MAX;
    }
done:
    situ_cell_index_free(index);
    situ_free(xy);
    situ_free(d);
    situ_free(ids);
    return status;
}

static int by_delay(const void *pa, const void *pb)
{
    const situ_travel_site *a = pa, *b = pb;
    return a->delay_min < b->delay_min ? -1 : a->delay_min > b->delay_min;
}

// Sites of equal delay at a time through the kernel of nearest points.
static situ_status add_group(float *minutes, uint32_t *site, const situ_raster_frame *f, const situ_travel *t, situ_travel_sites sites, double delay,
                             situ_job *job, situ_error *err)
{
    enum { ROWS = 512 };
    situ_status status = SITU_OK;
    double pace = minutes_a_metre(t), *xy = situ_malloc((2 * (size_t)sites.count + 1) * sizeof *xy);
    uint32_t n = 0, *who = situ_malloc(((size_t)sites.count + 1) * sizeof *who), *ids = situ_malloc((size_t)ROWS * f->columns * sizeof *ids);
    float *distance = situ_malloc((size_t)ROWS * f->columns * sizeof *distance);
    SITU_TRY_ALLOC(xy);
    SITU_TRY_ALLOC(who);
    SITU_TRY_ALLOC(ids);
    SITU_TRY_ALLOC(distance);
    for (uint32_t s = 0; s < sites.count; s++)
        if (sites.items[s].delay_min <= delay && sites.items[s].delay_min >= delay) {
            xy[2 * (size_t)n] = sites.items[s].x;
            xy[2 * (size_t)n + 1] = sites.items[s].y;
            who[n++] = s;
        }
    for (uint32_t row = 0; row < f->rows; row += ROWS) {
        uint32_t end = f->rows - row < ROWS ? f->rows : row + ROWS;
        SITU_TRY(situ_kernel_nearest(distance, ids, f, row, end, xy, n, job, err));
        for (size_t i = 0; i < (size_t)(end - row) * f->columns; i++) {
            size_t cell = (size_t)row * f->columns + i;
            float m = within(t, delay + (double)distance[i] * pace);
            uint32_t s = ids[i] == UINT32_MAX ? UINT32_MAX : who[ids[i]];
            if (m < minutes[cell] || (isfinite(m) && m <= minutes[cell] && s < site[cell])) {
                minutes[cell] = m;
                site[cell] = s;
            }
        }
    }
done:
    situ_free(xy);
    situ_free(who);
    situ_free(ids);
    situ_free(distance);
    return status;
}

static situ_status field(float *minutes, uint32_t *site, const situ_raster_frame *frame, const situ_travel *t, situ_travel_sites sites, situ_job *job,
                         situ_error *err)
{
    situ_status status = SITU_OK;
    size_t cells = (size_t)frame->columns * frame->rows;
    uint32_t *own = NULL;
    situ_travel_site *sorted = situ_malloc(((size_t)sites.count + 1) * sizeof *sorted);
    SITU_TRY_ALLOC(sorted);
    if (!site) {
        own = situ_malloc((cells + 1) * sizeof *own);
        SITU_TRY_ALLOC(own);
        site = own;
    }
    for (size_t i = 0; i < cells; i++) {
        minutes[i] = INFINITY;
        site[i] = UINT32_MAX;
    }
    for (uint32_t s = 0; s < sites.count; s++)
        sorted[s] = sites.items[s];
    qsort(sorted, sites.count, sizeof *sorted, by_delay);
    for (uint32_t s = 0; s < sites.count; s++)
        if (s == 0 || sorted[s].delay_min > sorted[s - 1].delay_min)
            SITU_TRY(add_group(minutes, site, frame, t, sites, sorted[s].delay_min, job, err));
done:
    situ_free(sorted);
    situ_free(own);
    return status;
}

const situ_travel_way situ_travel_by_line = {matrix, nearest, field};
