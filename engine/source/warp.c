// SPDX-License-Identifier: MIT
// Warping in memory: every target cell looks up its place in the source. The transformation is exact
// on a lattice of every 16th cell and bilinear between (the error at county scale is far below a
// hundredth of a cell); a coarser target averages several samples a cell.

#include "source/warp.h"

#include <math.h>

#include "base/alloc.h"
#include "source/source.h"

enum { STEP = 16, MAX_SAMPLES = 8 };
static const double MAX_CELLS = 512.0 * 1024 * 1024;

situ_status situ_warp_cell(double *out, const situ_grid *grid, const situ_transform *forward, situ_error *err)
{
    const situ_raster_frame *f = &grid->frame;
    double c = f->columns / 2.0, r = f->rows / 2.0;
    double xy[6] = {situ_raster_x(f, c), situ_raster_y(f, r), situ_raster_x(f, c + 1),
                    situ_raster_y(f, r), situ_raster_x(f, c), situ_raster_y(f, r + 1)};
    situ_status status = situ_transform_apply(forward, xy, 3, err);
    if (status != SITU_OK)
        return status;
    double area = fabs((xy[2] - xy[0]) * (xy[5] - xy[1]) - (xy[4] - xy[0]) * (xy[3] - xy[1]));
    *out = sqrt(area);
    return SITU_OK;
}

typedef struct lattice {
    double *xy; // source places of two lattice rows
    uint32_t nodes;
} lattice;

// Places of the lattice nodes along target row (in cells, may lie behind the last one).
static void lattice_row(double *xy, uint32_t nodes, const situ_raster_frame *f, double row,
                        const situ_transform *back)
{
    for (uint32_t i = 0; i < nodes; i++) {
        xy[2 * i] = situ_raster_x(f, (double)i * STEP);
        xy[2 * i + 1] = situ_raster_y(f, row);
    }
    // Nodes that cannot be transformed become NaN, and so do the cells around them.
    situ_status status = situ_transform_apply(back, xy, nodes, NULL);
    (void)status;
}

static float sample_cell(const situ_grid *from, const lattice *l, uint32_t column, double row, int samples)
{
    double sum = 0;
    int hits = 0;
    for (int sy = 0; sy < samples; sy++)
        for (int sx = 0; sx < samples; sx++) {
            double u = column + (sx + 0.5) / samples, v = (row + (sy + 0.5) / samples) / STEP;
            uint32_t node = (uint32_t)(u / STEP);
            double w = u / STEP - node;
            const double *a = l->xy + 2 * (size_t)node, *b = a + 2 * (size_t)l->nodes;
            double x = (a[0] * (1 - w) + a[2] * w) * (1 - v) + (b[0] * (1 - w) + b[2] * w) * v;
            double y = (a[1] * (1 - w) + a[3] * w) * (1 - v) + (b[1] * (1 - w) + b[3] * w) * v;
            double value = situ_grid_sample(from, x, y);
            if (isnan(value))
                continue;
            sum += value;
            hits++;
        }
    return 2 * hits >= samples * samples ? (float)(sum / hits) : NAN;
}

static situ_status fill(situ_grid *to, const situ_grid *from, const situ_transform *back, int samples,
                        situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_raster_frame *f = &to->frame;
    lattice l = {NULL, (f->columns + STEP - 1) / STEP + 1};
    l.xy = situ_malloc((size_t)l.nodes * 4 * sizeof *l.xy);
    SITU_TRY_ALLOC(l.xy);
    for (uint32_t r = 0; r < f->rows; r++) {
        if (r % STEP == 0) {
            lattice_row(l.xy, l.nodes, f, r, back);
            lattice_row(l.xy + 2 * (size_t)l.nodes, l.nodes, f, (double)r + STEP, back);
        }
        for (uint32_t c = 0; c < f->columns; c++)
            to->cells[(size_t)r * f->columns + c] = sample_cell(from, &l, c, r % STEP, samples);
    }
done:
    situ_free(l.xy);
    return status;
}

situ_status situ_source_warp_grid(situ_grid **out, const situ_grid *grid, int to_epsg, double cell,
                                  const situ_box *box, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_transform *forward = NULL, *back = NULL;
    situ_grid *made = NULL;
    situ_box area;
    double own;
    *out = NULL;
    SITU_TRY(situ_transform_new(&forward, grid->epsg, to_epsg, err));
    SITU_TRY(situ_transform_new(&back, to_epsg, grid->epsg, err));
    SITU_TRY(situ_warp_cell(&own, grid, forward, err));
    if (!(cell > 0))
        cell = own;
    if (box)
        area = *box;
    else
        SITU_TRY(situ_transform_box(forward, situ_raster_frame_box(&grid->frame), &area, err));
    situ_raster_frame frame = situ_raster_frame_cover(area, cell);
    if (frame.columns == 0 || (double)frame.columns * frame.rows > MAX_CELLS) {
        status = situ_fail(err, SITU_E_LIMIT, _("choose a larger cell"), "%s",
                           _("the grid would have too many cells"));
        goto done;
    }
    SITU_TRY(situ_grid_new(&made, grid->name, to_epsg, frame, err));
    double ratio = ceil(cell / own - 0.25);
    SITU_TRY(fill(made, grid, back, ratio > 1 ? (int)fmin(ratio, MAX_SAMPLES) : 1, err));
    *out = made;
    made = NULL;
done:
    situ_grid_free(made);
    situ_transform_free(forward);
    situ_transform_free(back);
    return status;
}
