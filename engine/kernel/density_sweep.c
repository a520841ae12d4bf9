// SPDX-License-Identifier: MIT
// One strip over a band of rows: who enters, who leaves, block by block. The row itself is density_row.c.

#include <string.h>

#include "kernel/density_row.h"

static void enter(situ_density_block *b, uint32_t id)
{
    const situ_density_input *in = &b->plan->in;
    const situ_raster_frame *f = &b->plan->frame;
    situ_density_live *l = &b->live;
    size_t n = l->count++;
    l->centre[n] = (in->xy[2 * (size_t)id] - f->x0) / f->cell_x - 0.5 - (double)b->first_column;
    l->y[n] = in->xy[2 * (size_t)id + 1];
    l->weight[n] = in->weight ? in->weight[id] : 1.0;
    l->id[n] = id;
    l->last[n] = b->plan->last[id];
    if (l->radius) {
        double r = in->radius_m[id], ratio = b->class->unit * f->cell_x / r;
        l->radius[n] = r / f->cell_x;
        l->inverse2[n] = 1.0 / (r * r);
        l->ratio2[n] = ratio * ratio;
    }
}

static void enter_until(situ_density_block *b, uint32_t row)
{
    enum { AHEAD = 16 };
    const situ_density_plan *plan = b->plan;
    for (; b->next < b->end && plan->first[b->ids[b->next]] <= (int64_t)row; b->next++) {
        uint32_t id = b->ids[b->next];
        if (b->next + AHEAD < b->end) { // the points lie anywhere
            const uint32_t soon = b->ids[b->next + AHEAD];
            __builtin_prefetch(plan->in.xy + 2 * (size_t)soon);
            __builtin_prefetch(plan->first + soon);
            __builtin_prefetch(plan->last + soon);
            if (plan->in.weight)
                __builtin_prefetch(plan->in.weight + soon);
        }
        if (plan->last[id] < (int64_t)row)
            continue;
        if (b->live.count > b->live.over && b->next > 0 && situ_density_same_spot(&plan->in, b->ids[b->next - 1], id))
            b->live.weight[b->live.count - 1] += plan->in.weight ? plan->in.weight[id] : 1.0;
        else
            enter(b, id);
    }
}

// Drops points that are behind row. They reach no cell any more, so this may wait.
static void leave(situ_density_live *l, uint32_t row)
{
    enum { TIDY_ROWS = 4 };
    size_t kept = 0;
    if (!l->radius) { // who comes first leaves first, but for a row
        while (l->over < l->count && l->last[l->over] < (int64_t)row)
            l->over++;
        return;
    }
    if (row % TIDY_ROWS != 0)
        return;
    while (kept < l->count && l->last[kept] >= (int64_t)row)
        kept++;
    for (size_t n = kept; n < l->count; n++) {
        if (l->last[n] < (int64_t)row)
            continue;
        l->centre[kept] = l->centre[n];
        l->y[kept] = l->y[n];
        l->weight[kept] = l->weight[n];
        l->radius[kept] = l->radius[n];
        l->inverse2[kept] = l->inverse2[n];
        l->ratio2[kept] = l->ratio2[n];
        l->id[kept] = l->id[n];
        l->last[kept] = l->last[n];
        kept++;
    }
    l->count = kept;
}

// Cuts memory for arrays off a block of scratch; first with at = NULL to learn the size.
static void *take(char **at, size_t *bytes, size_t need)
{
    need = (need + 63) & ~(size_t)63;
    *bytes += need;
    if (!*at)
        return NULL;
    void *p = *at;
    *at += need;
    return p;
}

typedef struct strip {
    situ_density_block *blocks;
    size_t count;
    double *sums, *delta;
    double *t[SITU_DENSITY_CLASSES];
} strip;

// Members that begin before row_end; those that begin too early are over before row_begin.
static void candidates(situ_density_block *b, uint32_t number, uint32_t row_begin, uint32_t row_end)
{
    const situ_density_class *c = b->class;
    b->ids = c->ids + c->start[number];
    uint32_t n = c->start[number + 1] - c->start[number];
    b->next = situ_density_first_from(b->plan, b->ids, n, (int64_t)row_begin - (int64_t)c->rows_high);
    b->end = situ_density_first_from(b->plan, b->ids, n, row_end);
}

// Lays the strip's arrays out at at (NULL: only counts bytes). Blocks without candidates are left out.
static size_t lay_out(strip *s, char *at, const situ_density_plan *plan, uint32_t number, uint32_t row_begin, uint32_t row_end)
{
    const size_t width = plan->strip_width;
    size_t bytes = 0, most = 0;
    for (size_t k = 0; k < plan->class_count; k++)
        most += width / plan->classes[k].width;
    s->count = 0;
    s->sums = take(&at, &bytes, (width + SITU_DENSITY_LANES) * sizeof *s->sums);
    s->delta = take(&at, &bytes, (width + SITU_DENSITY_LANES + SITU_DENSITY_BEHIND) * SITU_DENSITY_ENTRY * sizeof *s->delta);
    s->blocks = take(&at, &bytes, most * sizeof *s->blocks);
    for (size_t k = 0; k < plan->class_count; k++) {
        const situ_density_class *c = &plan->classes[k];
        const bool own = plan->in.radius_m != NULL;
        s->t[k] = take(&at, &bytes, (c->width + (size_t)SITU_DENSITY_LANES) * sizeof *s->t[k]);
        for (uint32_t j = 0; j < plan->strip_width / c->width; j++) {
            uint32_t first = number * plan->strip_width + j * c->width;
            if (first >= plan->frame.columns)
                break;
            situ_density_block b = {.plan = plan, .class = c, .first_column = first, .t = s->t[k], .delta = s->delta};
            b.columns = plan->frame.columns - first < c->width ? plan->frame.columns - first : c->width;
            b.padded = (b.columns + 3) & ~(uint32_t)3;
            b.one_radius = plan->in.one_radius_m / plan->frame.cell_x;
            b.one_inverse2 = 1.0 / (plan->in.one_radius_m * plan->in.one_radius_m);
            candidates(&b, number * (plan->strip_width / c->width) + j, row_begin, row_end);
            if (b.next >= b.end)
                continue;
            size_t n = (size_t)(b.end - b.next) + SITU_DENSITY_LANES;
            b.live.centre = take(&at, &bytes, n * sizeof(double));
            b.live.y = take(&at, &bytes, n * sizeof(double));
            b.live.weight = take(&at, &bytes, n * sizeof(double));
            if (own) {
                b.live.radius = take(&at, &bytes, n * sizeof(double));
                b.live.inverse2 = take(&at, &bytes, n * sizeof(double));
                b.live.ratio2 = take(&at, &bytes, n * sizeof(double));
            }
            b.live.id = take(&at, &bytes, n * sizeof(uint32_t));
            b.live.last = take(&at, &bytes, n * sizeof(int32_t));
            if (at)
                s->blocks[s->count] = b;
            s->count++;
        }
    }
    return bytes;
}

static void lay_units(const strip *s, const situ_density_plan *plan)
{
    for (size_t k = 0; k < plan->class_count; k++) {
        const situ_density_class *c = &plan->classes[k];
        double middle = ((double)c->width - 1.0) / 2.0;
        for (uint32_t i = 0; c->way == SITU_DENSITY_SWEEP && i < c->width + SITU_DENSITY_LANES; i++)
            s->t[k][i] = ((double)i - middle) * (1.0 / c->unit);
    }
}

situ_status situ_density_sweep(const situ_density_target *to, situ_density_scratch *scratch, const situ_density_plan *plan,
                               uint32_t number, uint32_t row_begin, uint32_t row_end, situ_density_simd simd, situ_error *err)
{
    situ_status status = SITU_OK;
    strip s = {0};
    situ_density_row_fn *add_row = situ_density_row(plan->in.shape, simd);
    const uint32_t first = number * plan->strip_width;
    const uint32_t columns = plan->frame.columns - first < plan->strip_width ? plan->frame.columns - first : plan->strip_width;
    SITU_TRY(situ_density_scratch_need(scratch, lay_out(&s, NULL, plan, number, row_begin, row_end) + 64, err));
    lay_out(&s, (char *)scratch->memory + (64 - (uintptr_t)scratch->memory % 64) % 64, plan, number, row_begin, row_end);
    lay_units(&s, plan);
    memset(s.delta, 0, ((size_t)plan->strip_width + SITU_DENSITY_LANES + SITU_DENSITY_BEHIND) * SITU_DENSITY_ENTRY * sizeof *s.delta);
    // One block that is the whole strip puts its sums; several add to zeros.
    const bool add = s.count != 1 || s.blocks[0].columns != columns || s.blocks[0].class->way != SITU_DENSITY_SWEEP;
    for (uint32_t row = row_begin; row < row_end; row++) {
        bool any = false;
        if (add)
            memset(s.sums, 0, (size_t)columns * sizeof *s.sums);
        for (size_t k = 0; k < s.count; k++) {
            situ_density_block *b = &s.blocks[k];
            double *sums = s.sums + (b->first_column - first);
            leave(&b->live, row);
            enter_until(b, row);
            if (b->live.over == b->live.count)
                continue;
            any = true;
            b->y = situ_raster_y(&plan->frame, (double)row + 0.5);
            if (b->class->way == SITU_DENSITY_DIRECT)
                situ_density_row_direct(b, sums);
            else
                add_row(b, sums, add);
        }
        situ_density_put(to, row, first, any ? s.sums : NULL, columns, plan->frame.columns);
    }
done:
    return status;
}
