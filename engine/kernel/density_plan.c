// SPDX-License-Identifier: MIT

#include "kernel/density_plan.h"

#include <assert.h>
#include <string.h>

#include "base/alloc.h"

enum { DIRECT_BELOW = 8, STRIP_LOW = 256, STRIP_HIGH = 4096, STRIP_PLAIN = 512 };

// Block width in radii. The wider a block, the fewer points cross one, but T and with it the
// cancellation within a polynomial grow; the digits lost are about log10 of (1 + width^2)^degree.
static double block_radii(situ_kernel_shape shape)
{
    switch (shape) {
    case SITU_KERNEL_UNIFORM: return 8.0;
    case SITU_KERNEL_EPANECHNIKOV: return 6.0;
    case SITU_KERNEL_QUARTIC: return 5.0;
    case SITU_KERNEL_TRIWEIGHT:
    case SITU_KERNEL_GAUSSIAN: break;
    }
    return 2.5;
}

// 0: cell by cell; else 1 + octave of the radius in columns.
static int class_of(double radius_columns)
{
    if (radius_columns < DIRECT_BELOW)
        return 0;
    int exponent;
    (void)frexp(radius_columns, &exponent); // [2^(e-1), 2^e)
    return exponent - 3 < SITU_DENSITY_CLASSES ? exponent - 3 : SITU_DENSITY_CLASSES - 1;
}

static uint32_t whole_lanes(double columns)
{
    return columns < 4.0 ? 4 : columns >= STRIP_HIGH ? STRIP_HIGH : (uint32_t)columns / 4 * 4;
}

// Classes from smaller to larger radii with way, unit and width, and the strip that holds whole blocks of each.
static void lay_classes(situ_density_plan *plan, const uint32_t members[SITU_DENSITY_CLASSES], int number[SITU_DENSITY_CLASSES])
{
    const situ_density_input *in = &plan->in;
    const double radii = block_radii(in->shape);
    const bool gauss = in->shape == SITU_KERNEL_GAUSSIAN;
    uint32_t strip = 0;
    for (int k = 0; k < SITU_DENSITY_CLASSES; k++) {
        number[k] = -1;
        if (members[k] == 0)
            continue;
        number[k] = (int)plan->class_count;
        situ_density_class *c = &plan->classes[plan->class_count++];
        double one = in->one_radius_m / plan->frame.cell_x;
        c->way = gauss ? SITU_DENSITY_GAUSS : k == 0 && (in->radius_m || one < DIRECT_BELOW) ? SITU_DENSITY_DIRECT : SITU_DENSITY_SWEEP;
        if (c->way != SITU_DENSITY_SWEEP)
            continue;
        // Octaves double, so that blocks of one class are whole blocks of the smaller ones, also where they end.
        c->unit = in->radius_m ? ldexp(DIRECT_BELOW, k - 1) : one;
        c->width = whole_lanes((in->radius_m ? DIRECT_BELOW : one) * radii);
        for (int octave = 1; in->radius_m && octave < k && c->width * 2 <= STRIP_HIGH; octave++)
            c->width *= 2;
        strip = c->width > strip ? c->width : strip;
    }
    strip = strip == 0 ? STRIP_PLAIN : strip < STRIP_LOW ? (STRIP_LOW + strip - 1) / strip * strip : strip;
    for (size_t k = 0; k < plan->class_count; k++) {
        situ_density_class *c = &plan->classes[k];
        c->width = c->width == 0 ? strip : c->width;
        assert(strip % c->width == 0);
    }
    plan->strip_width = strip;
    plan->strip_count = (plan->frame.columns + strip - 1) / strip;
    for (size_t k = 0; k < plan->class_count; k++)
        plan->classes[k].block_count = plan->strip_count * (strip / plan->classes[k].width);
}

typedef struct block_range { uint32_t first, last; } block_range; // last < first: none

// Blocks a point may reach. One column more on each side than the guess: the sweep decides, a block
// listed in vain costs little.
static block_range blocks_of(const situ_density_plan *plan, const situ_density_class *c, size_t i, double per_cell, double per_block)
{
    double x = (plan->in.xy[2 * i] - plan->frame.x0) * per_cell, r = situ_density_radius(&plan->in, i) * per_cell;
    double a = (x - r - 2.0) * per_block, b = (x + r + 1.0) * per_block, high = (double)c->block_count;
    if (plan->last[i] < 0 || c->block_count == 0 || !(b >= 0.0) || !(a < high))
        return (block_range){1, 0};
    uint32_t first = a < 0.0 ? 0 : (uint32_t)a, last = b < high ? (uint32_t)b : c->block_count - 1;
    return (block_range){first, last};
}

typedef struct listing {
    situ_density_plan *plan;
    situ_density_class *class;
    const uint8_t *octave; // by point; NULL = one class
    int octave_number;
    double per_cell, per_block;
    situ_density_scratch *scratch; // by worker
} listing;

static block_range range_in(const listing *l, uint32_t i)
{
    if (l->octave && l->octave[i] != l->octave_number)
        return (block_range){1, 0};
    return blocks_of(l->plan, l->class, i, l->per_cell, l->per_block);
}

// Task: sorts one block's ids, which ascend, by first row.
static situ_status sort_block(void *user, size_t block, unsigned worker, situ_error *err)
{
    situ_status status = SITU_OK;
    const listing *l = user;
    const situ_density_plan *plan = l->plan;
    uint32_t *ids = l->class->ids + l->class->start[block], n = l->class->start[block + 1] - l->class->start[block];
    uint32_t low = plan->frame.rows, high = 0;
    for (uint32_t j = 0; j < n; j++) {
        uint32_t row = (uint32_t)plan->first[ids[j]];
        low = row < low ? row : low;
        high = row > high ? row : high;
    }
    if (n < 2 || low == high)
        return SITU_OK;
    size_t rows = (size_t)(high - low) + 1;
    SITU_TRY(situ_density_scratch_need(&l->scratch[worker], (rows + 1 + n) * sizeof(uint32_t), err));
    uint32_t *start = l->scratch[worker].memory, *sorted = start + rows + 1;
    memset(start, 0, (rows + 1) * sizeof *start);
    for (uint32_t j = 0; j < n; j++)
        start[(uint32_t)plan->first[ids[j]] - low + 1]++;
    for (size_t r = 0; r < rows; r++)
        start[r + 1] += start[r];
    for (uint32_t j = 0; j < n; j++)
        sorted[start[(uint32_t)plan->first[ids[j]] - low]++] = ids[j];
    memcpy(ids, sorted, (size_t)n * sizeof *ids);
done:
    return status;
}

static situ_status list_blocks(listing *l, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_density_class *c = l->class;
    const situ_density_plan *plan = l->plan;
    uint32_t *fill = NULL;
    uint64_t total = 0;
    l->per_cell = 1.0 / plan->frame.cell_x;
    l->per_block = 1.0 / c->width;
    c->start = situ_calloc((size_t)c->block_count + 1, sizeof *c->start);
    SITU_TRY_ALLOC(c->start);
    for (uint32_t i = 0; i < plan->in.count; i++) {
        block_range range = range_in(l, i);
        for (uint32_t s = range.first; s <= range.last; s++, total++)
            c->start[s + 1]++;
        uint32_t rows = range.first <= range.last ? (uint32_t)(plan->last[i] - plan->first[i]) + 1 : 0;
        c->rows_high = rows > c->rows_high ? rows : c->rows_high;
    }
    if (total > UINT32_MAX) {
        status = situ_fail(err, SITU_E_LIMIT, _("use fewer points or a smaller radius"),
                           _("%u points reach too many strips of the grid"), plan->in.count);
        goto done;
    }
    for (uint32_t s = 0; s < c->block_count; s++)
        c->start[s + 1] += c->start[s];
    c->ids = situ_malloc((size_t)total * sizeof *c->ids);
    SITU_TRY_ALLOC(c->ids);
    fill = situ_malloc(((size_t)c->block_count + 1) * sizeof *fill);
    SITU_TRY_ALLOC(fill);
    memcpy(fill, c->start, (size_t)c->block_count * sizeof *fill);
    for (uint32_t i = 0; i < plan->in.count; i++) {
        block_range range = range_in(l, i);
        for (uint32_t s = range.first; s <= range.last; s++)
            c->ids[fill[s]++] = i;
    }
    SITU_TRY(situ_job_run(job, c->block_count, sort_block, l, err));
done:
    situ_free(fill);
    return status;
}

situ_status situ_density_plan_make(situ_density_plan *plan, const situ_raster_frame *frame, uint32_t row_begin, uint32_t row_end,
                                   const situ_density_input *in, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t members[SITU_DENSITY_CLASSES] = {0};
    int number[SITU_DENSITY_CLASSES];
    unsigned workers = situ_job_threads(job);
    uint8_t *octave = NULL;
    int32_t high = 0; // most rows of a disc, less one
    listing l = {.plan = plan};
    memset(plan, 0, sizeof *plan);
    plan->in = *in;
    plan->frame = *frame;
    plan->row_begin = row_begin;
    plan->row_end = row_end;
    plan->first = situ_malloc((size_t)in->count * sizeof *plan->first);
    SITU_TRY_ALLOC(plan->first);
    plan->last = situ_malloc((size_t)in->count * sizeof *plan->last);
    SITU_TRY_ALLOC(plan->last);
    l.scratch = situ_calloc(workers, sizeof *l.scratch);
    SITU_TRY_ALLOC(l.scratch);
    for (uint32_t i = 0; i < in->count; i++)
        if (!situ_kernel_disc_rows(frame, in->xy[2 * (size_t)i + 1], situ_density_radius(in, i), &plan->first[i], &plan->last[i])) {
            plan->first[i] = 0;
            plan->last[i] = -1;
        } else
            high = plan->last[i] - plan->first[i] > high ? plan->last[i] - plan->first[i] : high;
    // By first row alone: whoever shares a first row stays together, so that lists of any band agree on neighbours.
    for (uint32_t i = 0; i < in->count && (row_begin > 0 || row_end < frame->rows); i++)
        if (plan->first[i] >= (int64_t)row_end || plan->first[i] + (int64_t)high < (int64_t)row_begin)
            plan->last[i] = -1;
    if (in->radius_m && in->shape != SITU_KERNEL_GAUSSIAN) {
        octave = situ_malloc(in->count);
        SITU_TRY_ALLOC(octave);
        for (uint32_t i = 0; i < in->count; i++)
            members[octave[i] = (uint8_t)class_of(in->radius_m[i] / frame->cell_x)]++;
    } else
        members[0] = in->count;
    lay_classes(plan, members, number);
    l.octave = octave;
    for (l.octave_number = 0; l.octave_number < SITU_DENSITY_CLASSES; l.octave_number++)
        if (number[l.octave_number] >= 0) {
            l.class = &plan->classes[number[l.octave_number]];
            SITU_TRY(list_blocks(&l, job, err));
        }
done:
    for (unsigned k = 0; l.scratch && k < workers; k++)
        situ_free(l.scratch[k].memory);
    situ_free(l.scratch);
    situ_free(octave);
    return status;
}

void situ_density_plan_free(situ_density_plan *plan)
{
    for (size_t k = 0; k < plan->class_count; k++) {
        situ_free(plan->classes[k].start);
        situ_free(plan->classes[k].ids);
    }
    situ_free(plan->first);
    situ_free(plan->last);
    memset(plan, 0, sizeof *plan);
}

uint32_t situ_density_first_from(const situ_density_plan *plan, const uint32_t *ids, uint32_t n, int64_t row)
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

situ_status situ_density_scratch_need(situ_density_scratch *scratch, size_t bytes, situ_error *err)
{
    if (bytes <= scratch->bytes)
        return SITU_OK;
    situ_free(scratch->memory);
    scratch->bytes = 0;
    scratch->memory = situ_malloc(bytes);
    if (!scratch->memory)
        return situ_fail_nomem(err);
    scratch->bytes = bytes;
    return SITU_OK;
}
