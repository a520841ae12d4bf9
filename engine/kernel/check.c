// SPDX-License-Identifier: MIT
// What every kernel asks of its input: arithmetic below relies on it, so it is tested, not assumed.

#include "kernel/span.h"

static const double limit_m = 1e9; // far beyond any projected coordinate; keeps squares exact enough

situ_status situ_kernel_check_frame(const situ_raster_frame *f, uint32_t row_begin, uint32_t row_end,
                                    situ_error *err)
{
    enum { MOST = 1 << 30 };
    if (!f || !(f->cell_x > 0.0) || !(f->cell_y > 0.0) || !isfinite(f->cell_x) || !isfinite(f->cell_y) ||
        !(fabs(f->x0) <= limit_m) || !(fabs(f->y0) <= limit_m))
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "%s", _("the grid has no finite origin or a cell size that is not above 0"));
    if (f->columns > MOST || f->rows > MOST || row_begin > row_end || row_end > f->rows)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, _("rows %u to %u do not lie in a grid of %u x %u cells"), row_begin,
                         row_end, f->columns, f->rows);
    return SITU_OK;
}

situ_status situ_kernel_check_radius(double radius_m, situ_error *err)
{
    if (radius_m > 0.0 && radius_m <= limit_m)
        return SITU_OK;
    return situ_fail(err, SITU_E_ARGUMENT, _("give a radius above 0 metres"), _("the radius %g m is not usable"), radius_m);
}

situ_status situ_kernel_check_points(const double *xy, const double *radius, uint32_t count, situ_error *err)
{
    if (count && !xy)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "%s", _("no coordinates given"));
    for (uint32_t i = 0; i < count; i++) {
        if (!(fabs(xy[2 * (size_t)i]) <= limit_m) || !(fabs(xy[2 * (size_t)i + 1]) <= limit_m))
            return situ_fail(err, SITU_E_ARGUMENT, _("leave out points without coordinates"),
                             _("point %u has no usable coordinates"), i);
        if (radius && !(radius[i] > 0.0 && radius[i] <= limit_m))
            return situ_fail(err, SITU_E_ARGUMENT, _("give a radius above 0 metres"),
                             _("point %u has the unusable radius %g m"), i, radius[i]);
    }
    return SITU_OK;
}

static bool has_coordinates(const situ_geometry *g)
{
    for (size_t i = 0; i < 2 * (size_t)g->point_count; i++)
        if (!(fabs(g->xy[i]) <= limit_m))
            return false;
    return true;
}

situ_status situ_kernel_check_shape(const situ_geometry *g, uint32_t number, situ_error *err)
{
    if (has_coordinates(g))
        return SITU_OK;
    return situ_fail(err, SITU_E_ARGUMENT, _("leave out shapes without coordinates"), _("shape %u has no usable coordinates"), number);
}

situ_status situ_kernel_check_polygon(const situ_geometry *g, situ_error *err)
{
    if (!g || g->kind != SITU_GEOM_POLYGON)
        return situ_fail(err, SITU_E_GEOMETRY, NULL, "%s", _("only polygons have an area to fill"));
    if (!has_coordinates(g))
        return situ_fail(err, SITU_E_GEOMETRY, _("leave out shapes without coordinates"), "%s", _("the polygon has no usable coordinates"));
    return SITU_OK;
}
