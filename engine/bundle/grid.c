// SPDX-License-Identifier: MIT
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/alloc.h"
#include "bundle/table.h"

situ_status situ_grid_new(situ_grid **out, const char *name, int epsg, situ_raster_frame frame,
                          situ_error *err)
{
    situ_status status = SITU_OK;
    situ_grid *grid = situ_calloc(1, sizeof *grid);
    *out = NULL;
    SITU_TRY_ALLOC(grid);
    size_t cells = (size_t)frame.columns * frame.rows; // 32 x 32 bits cannot overflow
    if (cells == 0) {
        status = situ_fail(err, SITU_E_ARGUMENT, NULL, _("grid %s has no cells"), name ? name : "");
        goto done;
    }
    if (cells > SIZE_MAX / sizeof(float)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    grid->epsg = epsg;
    grid->frame = frame;
    grid->name = situ_strdup(name ? name : "");
    grid->cells = situ_malloc(cells * sizeof *grid->cells);
    SITU_TRY_ALLOC(grid->name);
    SITU_TRY_ALLOC(grid->cells);
    for (size_t i = 0; i < cells; i++)
        grid->cells[i] = NAN;
    *out = grid;
    grid = NULL;
done:
    situ_grid_free(grid);
    return status;
}

void situ_grid_free(situ_grid *grid)
{
    if (!grid)
        return;
    if (grid->release)
        grid->release(grid->user);
    situ_free(grid->name);
    situ_free(grid->cells);
    situ_free(grid);
}

situ_status situ_grid_new_lazy(situ_grid **out, const char *name, int epsg, situ_raster_frame frame, situ_grid_fill *fill, void *user,
                               void (*release)(void *user), situ_error *err)
{
    situ_status status = SITU_OK;
    situ_grid *grid = situ_calloc(1, sizeof *grid);
    *out = NULL;
    SITU_TRY_ALLOC(grid);
    grid->name = situ_strdup(name ? name : "");
    SITU_TRY_ALLOC(grid->name);
    grid->epsg = epsg;
    grid->frame = frame;
    grid->fill = fill;
    grid->user = user;
    grid->release = release;
    *out = grid;
    grid = NULL;
done:
    situ_grid_free(grid);
    return status;
}

situ_status situ_grid_rows(float *out, const situ_grid *grid, uint32_t row_begin, uint32_t row_end, situ_job *job, situ_error *err)
{
    if (!grid->cells)
        return grid->fill(grid->user, out, row_begin, row_end, job, err);
    memcpy(out, grid->cells + (size_t)row_begin * grid->frame.columns, (size_t)(row_end - row_begin) * grid->frame.columns * sizeof *out);
    return SITU_OK;
}

// Position along one axis in cell centres: the two cells around it and the weight of the second.
// Within half a cell of the rim the rim's cell counts alone.
static bool around(double at, uint32_t count, uint32_t *first, uint32_t *second, double *weight)
{
    if (!(at >= 0 && at <= count))
        return false;
    double centre = at - 0.5;
    if (centre < 0)
        centre = 0;
    if (centre > count - 1.0)
        centre = count - 1.0;
    *first = (uint32_t)centre;
    *weight = centre - *first;
    *second = *weight > 0 ? *first + 1 : *first;
    return true;
}

double situ_grid_sample(const situ_grid *grid, double x, double y)
{
    const situ_raster_frame *f = &grid->frame;
    uint32_t c0, c1, r0, r1;
    double wx, wy;
    if (!around((x - f->x0) / f->cell_x, f->columns, &c0, &c1, &wx) ||
        !around((f->y0 - y) / f->cell_y, f->rows, &r0, &r1, &wy))
        return NAN;
    const float *north = grid->cells + (size_t)r0 * f->columns,
                *south = grid->cells + (size_t)r1 * f->columns;
    double top = (double)north[c0] * (1 - wx) + (double)north[c1] * wx;
    double bottom = (double)south[c0] * (1 - wx) + (double)south[c1] * wx;
    return top * (1 - wy) + bottom * wy; // NaN cells make the result NaN
}
