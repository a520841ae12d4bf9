// SPDX-License-Identifier: MIT
// The display list as text, one op a line: what golden tests compare.

#include <math.h>

#include "base/hash.h"
#include "layout/display.h"

// To 0.01 unit, without "-0" and trailing noughts.
static void add_number(situ_str *out, double value)
{
    double rounded = round(value * 100) / 100;
    if (rounded == 0)
        rounded = 0;
    char text[32];
    situ_format_double(rounded, text);
    situ_str_add(out, text);
}

static void add_numbers(situ_str *out, const char *name, const double *values, size_t count)
{
    situ_str_addf(out, " %s=", name);
    for (size_t i = 0; i < count; i++) {
        if (i)
            situ_str_add(out, ",");
        add_number(out, values[i]);
    }
}

static void add_color(situ_str *out, const char *name, situ_rgba c)
{
    if (c.a == 255)
        situ_str_addf(out, " %s=#%02X%02X%02X", name, c.r, c.g, c.b);
    else
        situ_str_addf(out, " %s=#%02X%02X%02X%02X", name, c.r, c.g, c.b, c.a);
}

static void add_text(situ_str *out, const char *text)
{
    situ_str_add(out, " \"");
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            situ_str_addf(out, "\\%c", *p);
        else if ((unsigned char)*p < 0x20)
            situ_str_addf(out, "\\x%02x", (unsigned)*p);
        else
            situ_str_add_n(out, p, 1);
    }
    situ_str_add(out, "\"");
}

static void dump_path(const situ_display_op *op, situ_str *out)
{
    static const char *const hatches[] = {"none", "cross", "45", "dots", "rings"};
    static const char letters[] = {'M', 'L', 'C', 'Z'};
    static const uint32_t points_of[] = {1, 1, 3, 0};
    const situ_brush *brush = &op->u.path.brush;
    const situ_pen *pen = &op->u.path.pen;
    const situ_path *path = &op->u.path.path;
    if (brush->color.a)
        add_color(out, "fill", brush->color);
    if (brush->hatch != SITU_HATCH_NONE) {
        situ_str_addf(out, " hatch=%s", hatches[brush->hatch]);
        add_color(out, "hatch-color", brush->hatch_color);
    }
    if (pen->color.a && pen->width > 0) {
        add_color(out, "stroke", pen->color);
        add_numbers(out, "width", &pen->width, 1);
        if (pen->dash_count > 0)
            add_numbers(out, "dash", pen->dash, pen->dash_count);
    }
    if (op->u.path.even_odd)
        situ_str_add(out, " even-odd");
    situ_str_add(out, " d=");
    uint32_t point = 0;
    for (uint32_t i = 0; i < path->verb_count; i++) {
        situ_str_add_n(out, &letters[path->verbs[i]], 1);
        for (uint32_t k = 0; k < points_of[path->verbs[i]]; k++, point++) {
            if (k)
                situ_str_add(out, " ");
            add_number(out, path->xy[2 * point]);
            situ_str_add(out, ",");
            add_number(out, path->xy[2 * point + 1]);
        }
    }
}

static void dump_text(const situ_display_text *text, situ_str *out)
{
    add_text(out, text->utf8);
    situ_str_addf(out, " %s%s", text->font.family == SITU_SERIF ? "serif" : "sans", text->font.bold ? "-bold" : "");
    if (text->font.shear_deg != 0)
        add_numbers(out, "shear", &text->font.shear_deg, 1);
    add_numbers(out, "size", &text->size, 1);
    add_numbers(out, "at", (double[]){text->x, text->y}, 2);
    if (text->angle_rad != 0)
        add_numbers(out, "angle-deg", (double[]){text->angle_rad * 180 / 3.14159265358979323846}, 1);
    add_color(out, "color", text->color);
    if (text->halo > 0) {
        add_numbers(out, "halo", &text->halo, 1);
        add_color(out, "halo-color", text->halo_color);
    }
    if (text->vertical)
        situ_str_add(out, " vertical");
}

static void dump_image(const situ_display_image *image, situ_str *out)
{
    situ_str_addf(out, " %ux%u hash=%016llx%s", image->width, image->height,
                  (unsigned long long)situ_hash64(image->pixels, (size_t)image->width * image->height * sizeof(uint32_t), 0),
                  image->multiply ? " multiply" : "");
    add_numbers(out, "target", (double[]){image->target.x0, image->target.y0, image->target.x1, image->target.y1}, 4);
}

situ_status situ_display_dump(const situ_display *d, situ_str *out, situ_error *err)
{
    static const char *const kinds[] = {"path", "text", "image", "clip", "unclip"};
    situ_str_add(out, "page");
    add_numbers(out, "size", (double[]){d->width, d->height}, 2);
    situ_str_addf(out, " unit=%s", d->unit_pt > 0 ? "mm" : "px");
    add_color(out, "paper", d->paper);
    if (d->epsg) {
        situ_str_addf(out, " epsg=%d", d->epsg);
        add_numbers(out, "map-page", (double[]){d->map_page.x0, d->map_page.y0, d->map_page.x1, d->map_page.y1}, 4);
        add_numbers(out, "map-world", (double[]){d->map_world.x0, d->map_world.y0, d->map_world.x1, d->map_world.y1}, 4);
    }
    situ_str_add(out, "\n");
    for (size_t i = 0; i < d->count; i++) {
        const situ_display_op *op = &d->ops[i];
        situ_str_addf(out, "%s %s", op->group, kinds[op->kind]);
        if (op->kind == SITU_DRAW_PATH)
            dump_path(op, out);
        else if (op->kind == SITU_DRAW_TEXT)
            dump_text(&op->u.text, out);
        else if (op->kind == SITU_DRAW_IMAGE)
            dump_image(&op->u.image, out);
        else if (op->kind == SITU_DRAW_CLIP)
            add_numbers(out, "box", (double[]){op->box.x0, op->box.y0, op->box.x1, op->box.y1}, 4);
        situ_str_add(out, "\n");
    }
    return situ_str_ok(out) ? SITU_OK : situ_fail_nomem(err);
}
