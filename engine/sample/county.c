// SPDX-License-Identifier: MIT
// The county's outline: two fronts, one from inside and one from outside a wanted shape, meet where
// climbing is dearest, so that most of the line runs on ridges. Outside: two neighbour counties.
#include <math.h>

#include "base/alloc.h"
#include "sample/world.h"

// Radius of the wanted outline in direction angle, as a share of the half axes.
static double outline(const situ_world *w, double angle)
{
    double x = cos(angle) * 1.25 + 5, y = sin(angle) * 1.25 + 5;
    double square = pow(pow(fabs(cos(angle)), 2.4) + pow(fabs(sin(angle)), 2.4), -1 / 2.4);
    return square * (1 + 0.34 * situ_sample_noise_sum(w->seed + 91, x, y, 4));
}

double situ_sample_relative_radius(const situ_world *w, double x, double y)
{
    double dx = x - w->outline_x, dy = y - w->outline_y;
    double radius = hypot(dx / w->outline_a, dy / w->outline_b);
    return radius / outline(w, atan2(dy / w->outline_b, dx / w->outline_a));
}

// Scales and moves the outline so that it fills 80 x 95 km about the frame's middle.
static void fit_outline(situ_world *w)
{
    bool small = w->size == SITU_SAMPLE_TOWNSHIP;
    situ_box box = {1e9, 1e9, -1e9, -1e9};
    for (int k = 0; k < 720; k++) {
        double angle = k * (3.141592653589793 / 360), r = outline(w, angle), x = r * cos(angle), y = r * sin(angle);
        box.x0 = fmin(box.x0, x), box.x1 = fmax(box.x1, x), box.y0 = fmin(box.y0, y), box.y1 = fmax(box.y1, y);
    }
    w->outline_a = (small ? 23000 : 80000) / (box.x1 - box.x0);
    w->outline_b = (small ? 25000 : 95000) / (box.y1 - box.y0);
    w->outline_x = w->frame.x0 + 50.0 * w->frame.columns - w->outline_a * (box.x0 + box.x1) / 2;
    w->outline_y = w->frame.y0 - 50.0 * w->frame.rows - w->outline_b * (box.y0 + box.y1) / 2;
}

situ_status situ_sample_world_county(situ_world *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_grid_frame *f = &w->frame;
    size_t n = (size_t)f->columns * (size_t)f->rows, count = 0;
    situ_spread spread = {0};
    int *cells = situ_malloc(n * sizeof *cells);
    uint16_t *labels = situ_malloc(n * sizeof *labels);
    uint8_t *band = situ_calloc(n, 1);
    SITU_TRY_ALLOC(cells);
    fit_outline(w);
    SITU_TRY_ALLOC(labels);
    SITU_TRY_ALLOC(band);
    w->county = situ_arena_alloc(w->arena, n);
    w->neighbour = situ_arena_alloc(w->arena, n);
    SITU_TRY_ALLOC(w->county);
    SITU_TRY_ALLOC(w->neighbour);
    for (size_t i = 0; i < n; i++) {
        double r = situ_sample_relative_radius(w, situ_cell_x(f, (int)i), situ_cell_y(f, (int)i));
        w->county[i] = r < 0.9;
        band[i] = r >= 0.89 && r <= 1.10;
        if (band[i] && (r < 0.905 || r > 1.085)) {
            labels[count] = r < 1 ? 1 : 2;
            cells[count++] = (int)i;
        }
    }
    situ_spread_rules rules = {.climb = 60, .water = 5, .limit = 15, .turn_noise = 0.4, .mask = band, .stop_cell = -1};
    SITU_TRY(situ_sample_spread_new(&spread, w, err));
    SITU_TRY(situ_sample_spread_run(&spread, w, &rules, cells, NULL, labels, count, err));
    double middle_x = f->x0 + 50.0 * f->columns, middle_y = f->y0 - 50.0 * f->rows;
    for (size_t i = 0; i < n; i++) {
        if (band[i])
            w->county[i] = spread.label[i] == 1;
        double x = situ_cell_x(f, (int)i), y = situ_cell_y(f, (int)i);
        double side = (y - middle_y) + 0.5 * (x - middle_x) + 7000 * situ_sample_noise_sum(w->seed + 92, x / 22000, y / 22000, 3);
        w->neighbour[i] = w->county[i] ? 0 : side > 0.1 * f->rows * f->cell_m ? 1 : 2;
    }
done:
    situ_sample_spread_clear(&spread);
    situ_free(cells);
    situ_free(labels);
    situ_free(band);
    return status;
}
