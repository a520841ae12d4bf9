// SPDX-License-Identifier: MIT
#include "layout/part.h"

#include <string.h>

const char *situ_part_word(const situ_part_input *in, const char *name, const char *fallback)
{
    for (const char *const *w = in->words; w && w[0]; w += 2)
        if (strcmp(w[0], name) == 0)
            return w[1] && *w[1] ? w[1] : fallback;
    return fallback;
}

// Share of a panel that lies on the county: sample points against its polygons.
static double covered(const situ_part_input *in, const situ_table *table, situ_box panel, situ_box map)
{
    enum { N = 12 };
    int hits = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            double x = panel.x0 + (panel.x1 - panel.x0) * (i + 0.5) / N, y = panel.y0 + (panel.y1 - panel.y0) * (j + 0.5) / N;
            situ_point p = situ_frame_to_world(&in->scene->frame, x - map.x0, y - map.y0);
            for (size_t row = 0; row < table->row_count; row++) {
                const situ_geometry *g = situ_table_geometry(table, row);
                if (g && g->kind == SITU_GEOM_POLYGON && situ_box_has(g->box, p.x, p.y) && situ_geometry_contains_point(g, p.x, p.y)) {
                    hits++;
                    break;
                }
            }
        }
    return (double)hits / (N * N);
}

situ_box situ_part_corner(const situ_part_input *in, situ_box map, double width, double height)
{
    const situ_box corners[] = {{map.x0, map.y1 - height, map.x0 + width, map.y1},
                                {map.x1 - width, map.y1 - height, map.x1, map.y1},
                                {map.x0, map.y0, map.x0 + width, map.y0 + height}};
    const situ_table *table = situ_bundle_table(in->bundle, "county");
    double least = 2;
    size_t best = 0;

    if (!table || table->row_count == 0)
        table = situ_bundle_table(in->bundle, "town");
    for (size_t i = 0; table && i < sizeof corners / sizeof *corners; i++) {
        double share = covered(in, table, corners[i], map);
        if (share < least - 1e-9) {
            least = share;
            best = i;
        }
    }
    return corners[best];
}
