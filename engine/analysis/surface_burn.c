// SPDX-License-Identifier: MIT

#include "analysis/surface_burn.h"

#include <math.h>

// Columns that the piece between two heights touches, in one row. Pieces of neighbouring rows meet at the
// same x, so both rows get its column: the cells share a side.
static void burn_row(const situ_raster_frame *f, double row, double xa, double ya, double xb, double yb, situ_burn_fn *burn, void *user)
{
    double low = fmin(xa, xb), high = fmax(xa, xb), first = fmax(floor(low), 0), last = fmin(floor(high), f->columns - 1.0);
    for (double c = first; c <= last; c++) {
        double x = (fmax(low, c) + fmin(high, c + 1)) / 2, y = high > low ? ya + (x - xa) / (xb - xa) * (yb - ya) : (ya + yb) / 2;
        burn(user, (uint32_t)row * f->columns + (uint32_t)c, situ_raster_x(f, x), situ_raster_y(f, y));
    }
}

static void burn_segment(const situ_raster_frame *f, double x0, double y0, double x1, double y1, situ_burn_fn *burn, void *user)
{
    if (y0 > y1) {
        double t = y0;
        y0 = y1;
        y1 = t;
        t = x0;
        x0 = x1;
        x1 = t;
    }
    double first = fmax(floor(y0), 0), last = fmin(floor(y1), f->rows - 1.0), low = fmin(x0, x1), high = fmax(x0, x1);
    if (high < 0 || low >= f->columns)
        return;
    double slope = y1 > y0 ? (x1 - x0) / (y1 - y0) : 0;
    for (double row = first; row <= last; row++) {
        double xa = row <= y0 ? x0 : fmin(fmax(x0 + (row - y0) * slope, low), high);
        double xb = row + 1 >= y1 ? x1 : fmin(fmax(x0 + (row + 1 - y0) * slope, low), high);
        burn_row(f, row, xa, fmax(row, y0), xb, fmin(row + 1, y1), burn, user);
    }
}

void situ_burn_line(const situ_raster_frame *f, const double *xy, uint32_t count, situ_burn_fn *burn, void *user)
{
    for (uint32_t i = 0; i + 1 < count; i++) {
        const double *a = xy + 2 * (size_t)i;
        double x0 = (a[0] - f->x0) / f->cell_x, y0 = (f->y0 - a[1]) / f->cell_y, x1 = (a[2] - f->x0) / f->cell_x, y1 = (f->y0 - a[3]) / f->cell_y;
        if (isfinite(x0) && isfinite(y0) && isfinite(x1) && isfinite(y1))
            burn_segment(f, x0, y0, x1, y1, burn, user);
    }
}
