// SPDX-License-Identifier: MIT
// Halos in pictures. The mask lies on whole device pixels and covers the whole label, whatever the
// window, so that bands and tiles agree.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "paint/paint_internal.h"

#define MAX_RADIUS_PX 24
#define MAX_MASK_BYTES (8u << 20)
#define LANE 16 // rows are padded so that inner loops have a fixed length the compiler can vectorise

typedef struct mask {
    int x, y, width, height, stride;
    unsigned char *rows;
} mask;

cairo_matrix_t situ_paint_snapped(cairo_t *cr, const cairo_matrix_t *frame)
{
    cairo_matrix_t user, m;
    cairo_get_matrix(cr, &user);
    cairo_matrix_multiply(&m, frame, &user);
    // The odd offset keeps round page coordinates away from the places where rounding tips over.
    m.x0 = floor(m.x0 * 64 + 0.37) / 64;
    m.y0 = floor(m.y0 * 64 + 0.37) / 64;
    return m;
}

// Device pixels the widened label may touch.
static bool place(const situ_text_line *line, const cairo_matrix_t *to_device, double radius, mask *m)
{
    double x0 = HUGE_VAL, y0 = HUGE_VAL, x1 = -HUGE_VAL, y1 = -HUGE_VAL;
    for (int corner = 0; corner < 4; corner++) {
        double x = corner & 1 ? line->x1 : line->x0, y = corner & 2 ? line->y1 : line->y0;
        cairo_matrix_transform_point(to_device, &x, &y);
        x0 = fmin(x0, x);
        y0 = fmin(y0, y);
        x1 = fmax(x1, x);
        y1 = fmax(y1, y);
    }
    double margin = ceil(radius) + 2;
    if (!(x1 >= x0 && y1 >= y0) || x1 - x0 > 30000 || y1 - y0 > 30000 || fabs(x0) > 1e6 || fabs(y0) > 1e6)
        return false;
    m->x = (int)floor(x0 - margin);
    m->y = (int)floor(y0 - margin);
    m->width = (int)ceil(x1 + margin) - m->x;
    m->height = (int)ceil(y1 + margin) - m->y;
    m->stride = (m->width + LANE - 1) / LANE * LANE + 2 * LANE;
    return (size_t)m->stride * (size_t)m->height <= MAX_MASK_BYTES;
}

static void widen_row(unsigned char *restrict out, const unsigned char *restrict in, int count, unsigned weight)
{
    for (int x = 0; x < count; x += LANE) {
        if (weight >= 256) {
            for (int k = 0; k < LANE; k++)
                out[x + k] = in[x + k] > out[x + k] ? in[x + k] : out[x + k];
        } else {
            for (int k = 0; k < LANE; k++) {
                unsigned char v = (unsigned char)((in[x + k] * weight) >> 8);
                out[x + k] = v > out[x + k] ? v : out[x + k];
            }
        }
    }
}

// Strokes thinner than a pixel cover it in part only, but their halo must be whole.
static void strengthen(unsigned char *restrict out, const unsigned char *restrict in, size_t count)
{
    for (size_t i = 0; i < count; i += LANE)
        for (int k = 0; k < LANE; k++)
            out[i + (size_t)k] = in[i + (size_t)k] > 85 ? 255 : (unsigned char)(in[i + (size_t)k] * 3);
}

// out(p) = the largest coverage within radius of p, fading over the last pixel.
static void widen(const mask *in, const unsigned char *strong, unsigned char *out, double radius)
{
    int reach = (int)ceil(radius);
    int count = in->stride - 2 * LANE;
    for (int dy = -reach; dy <= reach; dy++) {
        for (int dx = -reach; dx <= reach; dx++) {
            double weight = radius + 0.5 - hypot(dx, dy);
            if (weight <= 0)
                continue;
            unsigned scaled = weight >= 1 ? 256 : (unsigned)(weight * 256);
            int from = dy < 0 ? -dy : 0, to = dy > 0 ? in->height - dy : in->height;
            // The margin of empty pixels is wider than the reach: reading past a row's end meets blanks.
            for (int y = from; y < to; y++)
                widen_row(out + (size_t)y * (size_t)in->stride + LANE, strong + (size_t)(y + dy) * (size_t)in->stride + LANE + dx, count, scaled);
        }
    }
}

static cairo_surface_t *surface_of(unsigned char *rows, const mask *m)
{
    return cairo_image_surface_create_for_data(rows, CAIRO_FORMAT_A8, m->stride, m->height, m->stride);
}

// The outline's coverage, at a left margin of LANE.
static bool cover(const situ_text_line *line, const cairo_matrix_t *to_device, const mask *m)
{
    cairo_surface_t *surface = surface_of(m->rows, m);
    cairo_t *cr = cairo_create(surface);
    cairo_translate(cr, LANE - m->x, -m->y);
    cairo_transform(cr, to_device);
    cairo_append_path(cr, line->outline);
    cairo_fill(cr);
    bool good = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    cairo_surface_destroy(surface);
    return good;
}

static void show(cairo_t *cr, unsigned char *rows, const mask *m, situ_rgba color)
{
    cairo_surface_t *surface = surface_of(rows, m);
    situ_paint_source(cr, color);
    cairo_mask_surface(cr, surface, m->x - LANE, m->y);
    cairo_surface_destroy(surface);
}

situ_status situ_paint_halo_mask(cairo_t *cr, const situ_text_line *line, const cairo_matrix_t *frame, const situ_display_text *op,
                                 bool with_text, bool *done, situ_error *err)
{
    cairo_matrix_t user, to_device = situ_paint_snapped(cr, frame);
    cairo_get_matrix(cr, &user);
    double radius = op->halo * sqrt(fabs(user.xx * user.yy - user.xy * user.yx));
    mask m = {0};
    *done = false;
    if (radius > MAX_RADIUS_PX || !place(line, &to_device, radius, &m))
        return SITU_OK;
    size_t bytes = (size_t)m.stride * (size_t)m.height;
    unsigned char *wide = situ_calloc(3, bytes);
    if (!wide)
        return situ_fail_nomem(err);
    m.rows = wide + bytes;
    *done = cover(line, &to_device, &m);
    if (*done) {
        strengthen(wide + 2 * bytes, m.rows, bytes); // rows are whole lanes
        widen(&m, wide + 2 * bytes, wide, radius);
        cairo_save(cr);
        cairo_identity_matrix(cr);
        show(cr, wide, &m, op->halo_color);
        if (with_text)
            show(cr, m.rows, &m, op->color);
        cairo_restore(cr);
    }
    situ_free(wide);
    return SITU_OK;
}
