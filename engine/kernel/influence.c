// SPDX-License-Identifier: MIT
// Highest level wins over discs: per row, each disc adds a span to its level's row of changes; one run over the
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
    const int32_t *rows; // first and last row a disc may reach; last before first = none
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

typedef struct disc { uint32_t id; int32_t last; } disc; // last: southernmost row it may reach

// The discs of a band, by the row of the band where they begin: those of row k lie from start[k] to start[k + 1].
static situ_status list_discs(disc **out, uint32_t start[BAND_ROWS + 1], const influence *w, uint32_t r0, uint32_t r1, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t next[BAND_ROWS + 1] = {0}, sum = 0;
    disc *discs = NULL;
    for (int pass = 0; pass < 2; pass++) { // count, then place
        for (uint32_t i = 0; i < w->count; i++) {
            int64_t first = w->rows[2 * (size_t)i], last = w->rows[2 * (size_t)i + 1];
            if (first >= (int64_t)r1 || last < (int64_t)r0 || last < first)
                continue;
            uint32_t row = first < (int64_t)r0 ? 0 : (uint32_t)first - r0;
            if (pass == 1)
                discs[next[row]] = (disc){i, (int32_t)last};
            next[row]++;
        }
        if (pass == 1)
            break;
        for (uint32_t k = 0; k <= BAND_ROWS; k++) {
            uint32_t n = k < BAND_ROWS ? next[k] : 0;
            start[k] = next[k] = sum;
            sum += n;
        }
        discs = situ_malloc((size_t)sum * sizeof *discs);
        SITU_TRY_ALLOC(discs);
    }
    *out = discs;
done:
    return status;
}

static situ_status influence_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    situ_status status = SITU_OK;
    const influence *w = user;
    const situ_raster_frame *f = w->frame;
    (void)worker;
    uint32_t r0 = w->row_begin + (uint32_t)index * BAND_ROWS, r1 = w->row_end - r0 > BAND_ROWS ? r0 + BAND_ROWS : w->row_end;
    uint32_t start[BAND_ROWS + 1], live = 0;
    disc *discs = NULL;
    int32_t *change = NULL;
    SITU_TRY(situ_job_check(w->job, err));
    SITU_TRY(list_discs(&discs, start, w, r0, r1, err));
    change = situ_calloc(LEVELS * ((size_t)f->columns + 1), sizeof *change);
    SITU_TRY_ALLOC(change);
    for (uint32_t row = r0; row < r1; row++) {
        // Live discs move to the front over those that have ended, which come before start[row - r0].
        for (uint32_t k = start[row - r0]; k < start[row - r0 + 1]; k++)
            discs[live++] = discs[k];
        uint32_t kept = 0;
        for (uint32_t k = 0; k < live; k++) {
            add_disc(change, w, discs[k].id, row);
            if (discs[k].last > (int64_t)row)
                discs[kept++] = discs[k];
        }
        live = kept;
        read_levels(w->out + (size_t)(row - w->row_begin) * f->columns, change, f->columns);
    }
done:
    situ_free(discs);
    situ_free(change);
    return status;
}

situ_status situ_kernel_influence(uint8_t *out, const situ_raster_frame *frame, uint32_t row_begin,
                                  uint32_t row_end, const double *xy, const uint8_t *level,
                                  const double *radius_m, uint32_t count, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    int32_t *rows = NULL;
    SITU_TRY(situ_kernel_check_frame(frame, row_begin, row_end, err));
    SITU_TRY(situ_kernel_check_points(xy, radius_m, count, err));
    rows = situ_malloc(2 * (size_t)count * sizeof *rows);
    SITU_TRY_ALLOC(rows);
    for (size_t i = 0; i < count; i++) {
        rows[2 * i] = 0;
        rows[2 * i + 1] = -1;
        if (level[i] >= 1 && level[i] <= LEVELS && !situ_kernel_disc_rows(frame, xy[2 * i + 1], radius_m[i], &rows[2 * i], &rows[2 * i + 1]))
            rows[2 * i + 1] = -1;
    }
    influence work = {.frame = frame, .job = job, .xy = xy, .radius = radius_m, .level = level, .rows = rows, .count = count,
                      .row_begin = row_begin, .row_end = row_end, .out = out};
    size_t bands = ((size_t)(row_end - row_begin) + BAND_ROWS - 1) / BAND_ROWS;
    SITU_TRY(situ_job_run(job, bands, influence_task, &work, err));
done:
    situ_free(rows);
    return status;
}
