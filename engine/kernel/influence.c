// SPDX-License-Identifier: MIT
// Highest level wins: per row, each disc adds a span to its level's row of changes; one run over the
// columns then knows which levels hold a cell. Counts are integers, so the order of points is free.

#include <string.h>

#include "base/alloc.h"
#include "kernel/kernel.h"
#include "kernel/span.h"

enum { BAND_ROWS = 64, LEVELS = 4 };

typedef struct influence {
    const situ_raster_frame *frame;
    const situ_job *job;
    const double *xy, *radius;
    const uint8_t *level;
    uint32_t count, row_begin, row_end;
    uint8_t *out;
} influence;

static void add_disc(int32_t *change, const influence *w, uint32_t i, uint32_t row)
{
    const situ_raster_frame *f = w->frame;
    double px = w->xy[2 * (size_t)i], r = w->radius[i];
    double dy = situ_raster_y(f, (double)row + 0.5) - w->xy[2 * (size_t)i + 1];
    double half2 = r * r - dy * dy;
    int64_t c0, c1;
    if (!situ_kernel_span(f, px, dy, r, (px - f->x0) / f->cell_x - 0.5, half2 > 0.0 ? sqrt(half2) / f->cell_x : 0.0, 0,
                          (int64_t)f->columns - 1, &c0, &c1))
        return;
    int32_t *line = change + (size_t)(w->level[i] - 1) * ((size_t)f->columns + 1);
    line[c0]++;
    line[c1 + 1]--;
}

static void read_levels(uint8_t *out, int32_t *change, uint32_t columns)
{
    int32_t held[LEVELS] = {0};
    for (uint32_t c = 0; c < columns; c++) {
        uint8_t best = 0;
        for (int k = LEVELS - 1; k >= 0; k--) {
            held[k] += change[(size_t)k * ((size_t)columns + 1) + c];
            best = held[k] > 0 ? (uint8_t)(k + 1) : best;
        }
        out[c] = best;
    }
    memset(change, 0, LEVELS * ((size_t)columns + 1) * sizeof *change);
}

static situ_status influence_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    situ_status status = SITU_OK;
    const influence *w = user;
    const situ_raster_frame *f = w->frame;
    (void)worker;
    uint32_t r0 = w->row_begin + (uint32_t)index * BAND_ROWS, r1 = w->row_end - r0 > BAND_ROWS ? r0 + BAND_ROWS : w->row_end;
    uint32_t *ids = NULL, n = 0;
    int32_t *rows = NULL, *change = NULL;
    SITU_TRY(situ_job_check(w->job, err));
    ids = situ_malloc((size_t)w->count * sizeof *ids);
    SITU_TRY_ALLOC(ids);
    rows = situ_malloc((size_t)w->count * 2 * sizeof *rows);
    SITU_TRY_ALLOC(rows);
    change = situ_calloc(LEVELS * ((size_t)f->columns + 1), sizeof *change);
    SITU_TRY_ALLOC(change);
    for (uint32_t i = 0; i < w->count; i++) {
        if (w->level[i] < 1 || w->level[i] > LEVELS)
            continue;
        if (situ_kernel_disc_rows(f, w->xy[2 * (size_t)i + 1], w->radius[i], &rows[2 * (size_t)n], &rows[2 * (size_t)n + 1]) &&
            rows[2 * (size_t)n] < (int64_t)r1 && rows[2 * (size_t)n + 1] >= (int64_t)r0)
            ids[n++] = i;
    }
    for (uint32_t row = r0; row < r1; row++) {
        for (uint32_t k = 0; k < n; k++)
            if (rows[2 * (size_t)k] <= (int64_t)row && rows[2 * (size_t)k + 1] >= (int64_t)row)
                add_disc(change, w, ids[k], row);
        read_levels(w->out + (size_t)(row - w->row_begin) * f->columns, change, f->columns);
    }
done:
    situ_free(ids);
    situ_free(rows);
    situ_free(change);
    return status;
}

situ_status situ_kernel_influence(uint8_t *out, const situ_raster_frame *frame, uint32_t row_begin,
                                  uint32_t row_end, const double *xy, const uint8_t *level,
                                  const double *radius_m, uint32_t count, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_kernel_check_frame(frame, row_begin, row_end, err));
    SITU_TRY(situ_kernel_check_points(xy, radius_m, count, err));
    influence work = {.frame = frame, .job = job, .xy = xy, .radius = radius_m, .level = level, .count = count,
                      .row_begin = row_begin, .row_end = row_end, .out = out};
    size_t bands = ((size_t)(row_end - row_begin) + BAND_ROWS - 1) / BAND_ROWS;
    SITU_TRY(situ_job_run(job, bands, influence_task, &work, err));
done:
    return status;
}
