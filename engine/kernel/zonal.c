// SPDX-License-Identifier: MIT
// Zonal figures: cells weighed by the exact share of their area that lies in the polygon.

#include <math.h>

#include "kernel/kernel.h"
#include "kernel/share.h"

typedef struct gatherer {
    situ_zonal *out;
    const float *cells;
    size_t columns;
    double weight;
} gatherer;

static void gather_row(void *user, uint32_t row, uint32_t c0, uint32_t n, const double *share)
{
    gatherer *g = user;
    const float *cells = g->cells + row * g->columns + c0;
    double sum = 0.0, weight = 0.0; // by row: small sums keep their digits
    for (uint32_t c = 0; c < n; c++) {
        if (!(share[c] > 0.0) || isnan(cells[c]))
            continue;
        double v = cells[c];
        sum += share[c] * v;
        weight += share[c];
        g->out->min = v < g->out->min ? v : g->out->min;
        g->out->max = v > g->out->max ? v : g->out->max;
    }
    g->out->sum += sum;
    g->weight += weight;
}

situ_status situ_kernel_zonal(situ_zonal *out, const float *cells, const situ_raster_frame *frame, const situ_geometry *polygon,
                              situ_error *err)
{
    situ_status status = SITU_OK;
    gatherer g = {.out = out, .cells = cells, .columns = frame->columns};
    *out = (situ_zonal){.mean = NAN, .min = INFINITY, .max = -INFINITY};
    SITU_TRY(situ_kernel_share_rows(polygon, frame, gather_row, &g, err));
    out->area_m2 = g.weight * frame->cell_x * frame->cell_y;
    if (g.weight > 0.0)
        out->mean = out->sum / g.weight;
done:
    if (!(g.weight > 0.0))
        out->min = out->max = NAN;
    return status;
}
