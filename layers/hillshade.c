// SPDX-License-Identifier: MIT
// Relief: a grey shade multiplied onto the areas below, at most `strength`, so that the fixed tints of
// the levels stay what they are.
#include <math.h>

#include "base/alloc.h"
#include "scene/layer.h"

typedef struct params {
    double strength, azimuth_deg, altitude_deg, exaggeration, cell_mm;
} params;

static const situ_prop props[] = {
    {.name = "strength", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, strength), .min = 0, .max = 0.25, .fallback = "0.22", .help = N_("darkest shade, 0..0.25")},
    {.name = "azimuth_deg", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, azimuth_deg), .min = 0, .max = 360, .fallback = "315", .help = N_("where the light comes from")},
    {.name = "altitude_deg", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, altitude_deg), .min = 1, .max = 90, .fallback = "45", .help = N_("height of the light")},
    {.name = "exaggeration", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, exaggeration), .min = 0.1, .max = 20, .fallback = "1.6", .help = N_("of the heights")},
    {.name = "cell_mm", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, cell_mm), .min = 0.05, .max = 5, .fallback = "0.25", .help = N_("pixel of the shade on paper")},
    {.name = NULL},
};

// Height by a cubic B-spline over the cells around: its slope is continuous, so that a coarse terrain
// shows no facets on a large sheet. Beside the edge or missing cells: bilinear.
static double smooth_height(const situ_grid *grid, double x, double y)
{
    const situ_raster_frame *f = &grid->frame;
    double gx = (x - f->x0) / f->cell_x - 0.5, gy = (f->y0 - y) / f->cell_y - 0.5, sum = 0, wx[4], wy[4];
    double cx = floor(gx), cy = floor(gy);

    if (!(cx >= 1 && cy >= 1 && cx + 2 < f->columns && cy + 2 < f->rows))
        return situ_grid_sample(grid, x, y);
    for (int axis = 0; axis < 2; axis++) {
        double t = axis ? gy - cy : gx - cx, *w = axis ? wy : wx, u = 1 - t;
        w[0] = u * u * u / 6;
        w[1] = (4 - 6 * t * t + 3 * t * t * t) / 6;
        w[2] = (4 - 6 * u * u + 3 * u * u * u) / 6;
        w[3] = t * t * t / 6;
    }
    for (int r = 0; r < 4; r++) {
        const float *row = grid->cells + ((size_t)cy + (size_t)r - 1) * f->columns + (size_t)cx - 1;
        sum += wy[r] * (wx[0] * (double)row[0] + wx[1] * (double)row[1] + wx[2] * (double)row[2] + wx[3] * (double)row[3]);
    }
    return isfinite(sum) ? sum : situ_grid_sample(grid, x, y);
}

// More pixels than this a side help no eye and cost memory on A0.
enum { MAX_SIDE_PX = 1800 };

static situ_status build(situ_scene *scene, const situ_layer_input *in, const void *params_, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    const situ_frame *f = &scene->frame;
    double step = f->media == SITU_PAPER ? p->cell_mm : 1.0;
    uint32_t *pixels = NULL;
    float *heights = NULL;
    double light_x = sin(p->azimuth_deg * M_PI / 180) * cos(p->altitude_deg * M_PI / 180);
    double light_y = cos(p->azimuth_deg * M_PI / 180) * cos(p->altitude_deg * M_PI / 180);
    double light_z = sin(p->altitude_deg * M_PI / 180);
    double longest = fmax(f->width, f->height);
    uint32_t columns, rows;

    if (longest / step > MAX_SIDE_PX)
        step = longest / MAX_SIDE_PX;
    columns = (uint32_t)ceil(f->width / step);
    rows = (uint32_t)ceil(f->height / step);
    pixels = situ_malloc((size_t)columns * rows * sizeof *pixels);
    heights = situ_malloc((size_t)(columns + 2) * (rows + 2) * sizeof *heights);
    SITU_TRY_ALLOC(pixels);
    SITU_TRY_ALLOC(heights);
    for (uint32_t r = 0; r < rows + 2; r++)
        for (uint32_t c = 0; c < columns + 2; c++) {
            situ_point w = situ_frame_to_world(f, ((double)c - 0.5) * step, ((double)r - 0.5) * step);
            heights[(size_t)r * (columns + 2) + c] = (float)smooth_height(in->grid, w.x, w.y);
        }
    double ground = step / f->scale; // metres a pixel (the frame's CRS is metric)
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t c = 0; c < columns; c++) {
            const float *h = heights + (size_t)(r + 1) * (columns + 2) + c + 1;
            double dx = ((double)h[1] - (double)h[-1]) / (2 * ground) * p->exaggeration;
            double dy = ((double)h[-(long)(columns + 2)] - (double)h[columns + 2]) / (2 * ground) * p->exaggeration;
            double shade = (light_z - dx * light_x - dy * light_y) / sqrt(1 + dx * dx + dy * dy);
            double dark = isfinite(shade) ? (light_z - shade) / light_z : 0; // 0 on flat land: tints stay exact there
            unsigned grey;
            if (dark < 0)
                dark = 0;
            if (dark > 1)
                dark = 1;
            grey = (unsigned)lround((1 - dark * p->strength) * 63) * 255 / 63; // few steps pack well
            pixels[(size_t)r * columns + c] = 0xFF000000u | (grey << 16) | (grey << 8) | grey;
        }
    situ_item item = {.kind = SITU_ITEM_IMAGE, .feature = UINT32_MAX};
    item.u.image.pixels = pixels;
    item.u.image.width = columns;
    item.u.image.height = rows;
    item.u.image.target = (situ_box){0, 0, columns * step, rows * step};
    item.u.image.multiply = true;
    SITU_TRY(situ_scene_add_item(scene, &item, err));
done:
    situ_free(pixels);
    situ_free(heights);
    return status;
}

const situ_layer_type situ_layer_hillshade = {
    .name = "hillshade",
    .summary = N_("relief shading from an elevation grid"),
    .wants_grid = true,
    .params_size = sizeof(params),
    .props = props,
    .build = build,
};
