// SPDX-License-Identifier: MIT

#include "kernel/density_plan.h"

#include <string.h>

#include "base/alloc.h"

enum { DIRECT_BELOW = 8, STRIP_LOW = 1000, STRIP_HIGH = 4096 };

// Block width in radii. The wider a block, the fewer points cross one, but T and with it the
// cancellation within a polynomial grow; the digits lost are about log10 of (1 + 3 width^2 / 4)^degree.
static double block_radii(situ_kernel_shape shape)
{
    switch (shape) {
    case SITU_KERNEL_UNIFORM: return 4.0;
    case SITU_KERNEL_EPANECHNIKOV: return 3.0;
    case SITU_KERNEL_QUARTIC: return 3.0;
    case SITU_KERNEL_TRIWEIGHT:
    case SITU_KERNEL_GAUSSIAN: break;
    }
    return 1.25;
}

// 0: cell by cell; else 1 + octave of the radius in columns.
static int class_of(double radius_columns)
{
    if (radius_columns < DIRECT_BELOW)
        return 0;
    int exponent;
    (void)frexp(radius_columns, &exponent); // [2^(e-1), 2^e)
    return exponent - 3;
}

typedef struct strip_range { uint32_t first, last; } strip_range; // last < first: none

// Strips a point may reach. One column more on each side than the guess: the sweep decides, a strip
// listed in vain costs nothing.
static strip_range strips_of(const situ_density_plan *plan, size_t i, double per_cell, double per_strip)
{
    const situ_raster_frame *f = plan->frame;
    double x = (plan->in->xy[2 * i] - f->x0) * per_cell, r = situ_density_radius(plan->in, i) * per_cell;
    double a = (x - r - 2.0) * per_strip, b = (x + r + 1.0) * per_strip, high = (double)plan->strip_count;
    if (!(b >= 0.0) || !(a < high))
        return (strip_range){1, 0};
    uint32_t first = a < 0.0 ? 0 : (uint32_t)a, last = b < high ? (uint32_t)b : plan->strip_count - 1;
    return (strip_range){first, last};
}

// Ids of all points on the grid by (first row, id): one counting sort for all classes.
static situ_status order_by_row(uint32_t **out, uint32_t *out_count, situ_density_plan *plan, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t rows = plan->frame->rows, n = 0;
    uint32_t *start = situ_calloc((size_t)rows + 1, sizeof *start);
    uint32_t *ids = NULL;
    SITU_TRY_ALLOC(start);
    for (uint32_t i = 0; i < plan->in->count; i++) {
        double r = situ_density_radius(plan->in, i);
        if (!situ_kernel_disc_rows(plan->frame, plan->in->xy[2 * (size_t)i + 1], r, &plan->first[i], &plan->last[i])) {
            plan->first[i] = 0;
            plan->last[i] = -1;
            continue;
        }
        start[plan->first[i] + 1]++;
        n++;
    }
    ids = situ_malloc((size_t)n * sizeof *ids);
    SITU_TRY_ALLOC(ids);
    for (uint32_t r = 0; r < rows; r++)
        start[r + 1] += start[r];
    for (uint32_t i = 0; i < plan->in->count; i++)
        if (plan->last[i] >= plan->first[i])
            ids[start[plan->first[i]]++] = i;
    *out = ids;
    *out_count = n;
    ids = NULL;
done:
    situ_free(ids);
    situ_free(start);
    return status;
}

// Lists the members of class number k a strip. order is by (first row, id) and stays so.
static situ_status list_strips(situ_density_class *c, const situ_density_plan *plan, const uint32_t *order,
                               uint32_t n, const uint8_t *class_number, int k, situ_error *err)
{
    situ_status status = SITU_OK;
    double per_cell = 1.0 / plan->frame->cell_x, per_strip = 1.0 / plan->strip_width;
    strip_range *range = situ_malloc((size_t)n * sizeof *range);
    uint32_t *fill = situ_calloc((size_t)plan->strip_count + 1, sizeof *fill);
    SITU_TRY_ALLOC(range);
    SITU_TRY_ALLOC(fill);
    c->start = situ_calloc((size_t)plan->strip_count + 1, sizeof *c->start);
    SITU_TRY_ALLOC(c->start);
    uint64_t total = 0;
    for (uint32_t j = 0; j < n; j++) {
        uint32_t i = order[j];
        range[j] = class_number[i] == k ? strips_of(plan, i, per_cell, per_strip) : (strip_range){1, 0};
        for (uint32_t s = range[j].first; s <= range[j].last; s++, total++)
            c->start[s + 1]++;
        uint32_t rows = (uint32_t)(plan->last[i] - plan->first[i]) + 1;
        c->rows_high = class_number[i] == k && rows > c->rows_high ? rows : c->rows_high;
    }
    if (total > UINT32_MAX) {
        status = situ_fail(err, SITU_E_LIMIT, _("use fewer points or a smaller radius"),
                           _("%u points reach too many strips of the grid"), n);
        goto done;
    }
    for (uint32_t s = 0; s < plan->strip_count; s++)
        c->start[s + 1] += c->start[s];
    c->ids = situ_malloc((size_t)total * sizeof *c->ids);
    SITU_TRY_ALLOC(c->ids);
    memcpy(fill, c->start, (size_t)plan->strip_count * sizeof *fill);
    for (uint32_t j = 0; j < n; j++)
        for (uint32_t s = range[j].first; s <= range[j].last; s++)
            c->ids[fill[s]++] = order[j];
done:
    situ_free(range);
    situ_free(fill);
    return status;
}

situ_status situ_density_plan_make(situ_density_plan *plan, const situ_raster_frame *frame,
                                   const situ_density_input *in, situ_error *err)
{
    situ_status status = SITU_OK;
    double unit[SITU_DENSITY_CLASSES] = {0};
    uint32_t members[SITU_DENSITY_CLASSES] = {0}, n = 0, *order = NULL;
    uint8_t *class_number = NULL;
    double widest = 0.0;
    memset(plan, 0, sizeof *plan);
    plan->in = in;
    plan->frame = frame;
    plan->first = situ_malloc((size_t)in->count * sizeof *plan->first);
    SITU_TRY_ALLOC(plan->first);
    plan->last = situ_malloc((size_t)in->count * sizeof *plan->last);
    SITU_TRY_ALLOC(plan->last);
    class_number = situ_calloc(in->count, 1);
    SITU_TRY_ALLOC(class_number);
    for (uint32_t i = 0; in->radius_m && i < in->count; i++) {
        double columns = in->radius_m[i] / frame->cell_x;
        int k = class_of(columns);
        class_number[i] = (uint8_t)(k < SITU_DENSITY_CLASSES ? k : SITU_DENSITY_CLASSES - 1);
        k = class_number[i];
        unit[k] = members[k]++ == 0 || columns < unit[k] ? columns : unit[k];
        widest = unit[k] > widest ? unit[k] : widest;
    }
    if (!in->radius_m && in->count > 0) { // one class; number 0 of every point must mean it
        unit[0] = in->one_radius_m / frame->cell_x;
        members[0] = in->count;
        widest = unit[0];
    }
    double want = widest * block_radii(in->shape);
    uint32_t block = want < 1.0 ? 1 : want >= STRIP_HIGH ? STRIP_HIGH : (uint32_t)want;
    plan->strip_width = (STRIP_LOW + block - 1) / block * block; // whole blocks
    plan->strip_count = (frame->columns + plan->strip_width - 1) / plan->strip_width;
    SITU_TRY(order_by_row(&order, &n, plan, err));
    for (int k = 0; k < SITU_DENSITY_CLASSES; k++) {
        if (members[k] == 0)
            continue;
        situ_density_class *c = &plan->classes[plan->class_count++];
        double width = floor(unit[k] * block_radii(in->shape));
        c->unit = unit[k];
        c->width = c->unit < DIRECT_BELOW ? 0 : width > plan->strip_width ? plan->strip_width : (uint32_t)width;
        SITU_TRY(list_strips(c, plan, order, n, class_number, k, err));
    }
done:
    situ_free(order);
    situ_free(class_number);
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
