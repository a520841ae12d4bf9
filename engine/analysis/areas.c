// SPDX-License-Identifier: MIT

#include "analysis/areas.h"

#include <math.h>

situ_status situ_areas_frame(situ_raster_frame *out, situ_box box, double cell_m, situ_error *err)
{
    const double most = SITU_AREAS_CELLS;
    double columns = (box.x1 - box.x0) / cell_m + 2.0, rows = (box.y1 - box.y0) / cell_m + 2.0;
    if (situ_box_is_empty(box) || !(columns * rows <= most))
        return situ_fail(err, SITU_E_LIMIT, _("give a larger cell_m"), _("cells of %g m make a grid of %.0f x %.0f, more than %.0f million cells"),
                         cell_m, columns, rows, most / 1e6);
    *out = situ_raster_frame_cover(box, cell_m);
    return SITU_OK;
}

// Cuts one polygon at the outline; NULL when nothing is left.
static situ_status cut(situ_geometry **g, situ_geos *geos, const situ_geometry *outline, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *valid = NULL, *inside = NULL;
    const situ_geometry *from = *g;
    if (!situ_geos_is_valid(geos, *g, NULL, 0)) {
        SITU_TRY(situ_geos_make_valid(geos, &valid, *g, err));
        from = valid;
    }
    SITU_TRY(situ_geos_overlay(geos, &inside, SITU_INTERSECTION, from, outline, err));
    if (inside && inside->kind != SITU_GEOM_POLYGON) { // touches in a line or a point only
        situ_geometry_free(inside);
        inside = NULL;
    }
    situ_geometry_free(*g);
    *g = inside;
done:
    situ_geometry_free(valid);
    return status;
}

situ_status situ_areas_make(situ_zone_polygon **out, size_t *count, const uint8_t *cells,
                            const situ_raster_frame *frame, double min_km2, int smooth, situ_geos *geos,
                            const situ_geometry *outline, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_zone_polygon *zones = NULL;
    size_t n = 0, kept = 0;
    double min_cells = min_km2 * 1e6 / (frame->cell_x * frame->cell_y);
    *out = NULL;
    *count = 0;
    // A tenth of a cell: round edges stay round, and no neighbour is reached.
    SITU_TRY(situ_kernel_polygonize(&zones, &n, cells, frame, min_cells > 1e9 ? 1000000000u : (uint32_t)ceil(min_cells), smooth,
                                    frame->cell_x / 10.0, err));
    for (size_t i = 0; i < n; i++) {
        if (outline)
            SITU_TRY(cut(&zones[i].geometry, geos, outline, err));
        if (zones[i].geometry)
            zones[i].area_m2 = situ_geometry_area(zones[i].geometry);
    }
    for (size_t i = 0; i < n; i++)
        if (zones[i].geometry)
            zones[kept++] = zones[i];
    *out = zones;
    *count = kept;
    zones = NULL;
done:
    situ_zone_polygons_free(zones, n);
    return status;
}
