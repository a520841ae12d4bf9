// SPDX-License-Identifier: MIT
// One strip of one class over a band of rows: who enters, who leaves. The row itself is density_row.c.

#include <string.h>

#include "base/alloc.h"
#include "kernel/density_row.h"

static void enter(situ_density_strip *s, uint32_t id)
{
    const situ_density_input *in = s->plan->in;
    const situ_raster_frame *f = s->plan->frame;
    situ_density_live *l = &s->live;
    size_t n = l->count++;
    double r = situ_density_radius(in, id), ratio = s->class->unit * f->cell_x / r;
    l->centre[n] = (in->xy[2 * (size_t)id] - f->x0) / f->cell_x - 0.5 - (double)s->first_column;
    l->y[n] = in->xy[2 * (size_t)id + 1];
    l->weight[n] = in->weight ? in->weight[id] : 1.0;
    l->radius[n] = r / f->cell_x;
    l->inverse2[n] = 1.0 / (r * r);
    l->ratio2[n] = in->radius_m ? ratio * ratio : 1.0;
    l->id[n] = id;
    l->last[n] = s->plan->last[id];
}

// Neighbours in the list on one spot become one point of both weights: piles cost nothing, and a sum
// of a million equal changes loses no digits. The list alone decides, so every band does the same.
static bool same_spot(const situ_density_input *in, uint32_t a, uint32_t b)
{
    return in->xy[2 * (size_t)a] == in->xy[2 * (size_t)b] && in->xy[2 * (size_t)a + 1] == in->xy[2 * (size_t)b + 1] &&
           (!in->radius_m || in->radius_m[a] == in->radius_m[b]);
}

// Closes up over points that are behind row. They add nothing any more, so this may wait.
static void leave(situ_density_live *l, uint32_t row)
{
    size_t kept = 0;
    for (size_t n = 0; n < l->count; n++) {
        if (l->last[n] < (int32_t)row)
            continue;
        if (kept < n) {
            l->centre[kept] = l->centre[n];
            l->y[kept] = l->y[n];
            l->weight[kept] = l->weight[n];
            l->radius[kept] = l->radius[n];
            l->inverse2[kept] = l->inverse2[n];
            l->ratio2[kept] = l->ratio2[n];
            l->id[kept] = l->id[n];
            l->last[kept] = l->last[n];
        }
        kept++;
    }
    l->count = kept;
}

static void lay_blocks(situ_density_strip *s)
{
    uint32_t width = s->class->width;
    for (uint32_t c = 0; c < s->columns; c++) {
        uint32_t begin = c / width * width, end = s->columns - begin < width ? s->columns : begin + width;
        double middle = (double)begin + ((double)width - 1.0) / 2.0;
        s->where[c] = (situ_density_column){middle, c / width, end};
        s->t[c] = ((double)c - middle) * (1.0 / s->class->unit);
    }
}

static situ_status get_memory(situ_density_strip *s, situ_density_scratch *scratch, size_t points, situ_error *err)
{
    size_t n = (points + 2) & ~(size_t)1, columns = s->columns;
    size_t blocks = s->class->width ? columns / s->class->width + 1 : 0;
    size_t delta_bytes = (columns + blocks) * SITU_DENSITY_LANES * sizeof(situ_pair);
    size_t bytes = delta_bytes + columns * (2 * sizeof(double) + sizeof *s->where) + n * (6 * sizeof(double) + sizeof(uint32_t) + sizeof(int32_t));
    if (scratch->block_bytes < bytes) {
        situ_free(scratch->block);
        scratch->block_bytes = 0;
        scratch->block = situ_calloc(1, bytes);
        if (!scratch->block)
            return situ_fail_nomem(err);
        scratch->block_bytes = bytes;
    }
    memset(scratch->block, 0, delta_bytes + columns * sizeof(double)); // delta and sums
    s->delta = scratch->block;
    double *d = (double *)(void *)((char *)scratch->block + delta_bytes);
    s->sums = d;
    s->t = d + columns;
    d += 2 * columns;
    s->where = (situ_density_column *)(void *)d;
    d = (double *)(void *)(s->where + columns);
    double **arrays[] = {&s->live.centre, &s->live.y, &s->live.weight, &s->live.radius, &s->live.inverse2, &s->live.ratio2};
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++, d += n)
        *arrays[k] = d;
    s->live.id = (uint32_t *)(void *)d;
    s->live.last = (int32_t *)(void *)(s->live.id + n);
    return SITU_OK;
}

// First index of ids[0..n) whose first row is not below row.
static uint32_t first_from(const situ_density_plan *plan, const uint32_t *ids, uint32_t n, int64_t row)
{
    uint32_t low = 0;
    while (low < n) {
        uint32_t mid = low + (n - low) / 2;
        if (plan->first[ids[mid]] < row)
            low = mid + 1;
        else
            n = mid;
    }
    return low;
}

situ_status situ_density_sweep(double *acc, situ_density_scratch *scratch, const situ_density_plan *plan,
                               const situ_density_class *c, uint32_t strip, uint32_t row_begin, uint32_t row_end,
                               situ_error *err)
{
    enum { TIDY_ROWS = 4 };
    situ_status status = SITU_OK;
    const uint32_t *ids = c->ids + c->start[strip], n = c->start[strip + 1] - c->start[strip];
    // Members that begin before row_end; those that begin too early are over before row_begin.
    uint32_t begin = first_from(plan, ids, n, (int64_t)row_begin - (int64_t)c->rows_high);
    uint32_t end = first_from(plan, ids, n, row_end);
    situ_density_strip s = {.plan = plan, .class = c, .first_column = strip * plan->strip_width};
    situ_density_row_fn *add_row = situ_density_row(plan->in->shape);
    if (begin >= end)
        return SITU_OK;
    s.columns = plan->frame->columns - s.first_column;
    s.columns = s.columns < plan->strip_width ? s.columns : plan->strip_width;
    SITU_TRY(get_memory(&s, scratch, end - begin, err));
    if (c->width > 0)
        lay_blocks(&s);
    for (uint32_t row = row_begin; row < row_end; row++) {
        if (row % TIDY_ROWS == 0)
            leave(&s.live, row);
        for (; begin < end && plan->first[ids[begin]] <= (int64_t)row; begin++) {
            uint32_t id = ids[begin];
            if (plan->last[id] < (int64_t)row)
                continue;
            if (s.live.count > 0 && begin > 0 && same_spot(plan->in, ids[begin - 1], id))
                s.live.weight[s.live.count - 1] += plan->in->weight ? plan->in->weight[id] : 1.0;
            else
                enter(&s, id);
        }
        s.y = situ_raster_y(plan->frame, (double)row + 0.5);
        if (s.live.count > 0)
            add_row(&s, acc + (size_t)(row - row_begin) * plan->strip_width);
    }
done:
    return status;
}
