// SPDX-License-Identifier: MIT
#include "layout/compose.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

const situ_rgba SITU_INK = {43, 43, 43, 255}, SITU_GREY = {107, 100, 92, 255}, SITU_ACCENT = {31, 78, 95, 255},
                SITU_WHITE = {255, 255, 255, 255};

situ_status situ_write_width(const situ_writer *w, const char *utf8, double *width, situ_error *err)
{
    situ_extents extents;
    situ_status status = situ_text_measure(w->text, w->font, w->size, utf8, &extents, err);
    *width = status == SITU_OK ? extents.width : 0;
    return status;
}

situ_status situ_write(const situ_writer *w, double x, double y, situ_align align, const char *utf8, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_extents e;
    situ_display_text t = {.utf8 = utf8, .font = w->font, .size = w->size, .y = y, .color = w->color};

    if (!utf8 || !*utf8)
        return SITU_OK;
    SITU_TRY(situ_text_measure(w->text, w->font, w->size, utf8, &e, err));
    t.x = align == SITU_LEFT ? x : align == SITU_RIGHT ? x - e.width : x - e.width / 2;
    SITU_TRY(situ_display_text_add(w->display, w->group, &t, (situ_box){t.x, y - w->size, t.x + e.width, y + w->size * 0.3}, err));
done:
    return status;
}

situ_status situ_draw_line(situ_display *d, const char *group, double x0, double y0, double x1, double y1, double width,
                           situ_rgba color, situ_error *err)
{
    uint8_t verbs[] = {SITU_MOVE, SITU_LINE};
    double xy[] = {x0, y0, x1, y1};
    situ_path path = {verbs, xy, 2, 2};
    situ_pen pen = {.color = color, .width = width};
    return situ_display_path(d, group, &path, NULL, &pen, false, err);
}

situ_status situ_draw_rect(situ_display *d, const char *group, situ_box b, const situ_brush *brush, const situ_pen *pen,
                           situ_error *err)
{
    uint8_t verbs[] = {SITU_MOVE, SITU_LINE, SITU_LINE, SITU_LINE, SITU_CLOSE};
    double xy[] = {b.x0, b.y0, b.x1, b.y0, b.x1, b.y1, b.x0, b.y1};
    situ_path path = {verbs, xy, 5, 4};
    return situ_display_path(d, group, &path, brush, pen, false, err);
}

static situ_rgba part_color(situ_symbol_color kind, situ_rgba fixed, const situ_symbol_look *look)
{
    return kind == SITU_SYMBOL_FILL ? look->fill : kind == SITU_SYMBOL_OUTLINE ? look->outline : kind == SITU_SYMBOL_FIXED ? fixed : (situ_rgba){0, 0, 0, 0};
}

// One part of a symbol; rim: as a white stroke that sticks out beside the part's own outline.
static situ_status add_part(situ_display *d, const char *group, const situ_symbol_part *part, const situ_symbol_look *look, double x, double y,
                            double *xy, bool rim, situ_error *err)
{
    situ_path path = part->path;
    situ_brush brush = {.color = part_color(part->fill, part->fill_rgba, look)};
    situ_pen pen = {.join = SITU_JOIN_ROUND, .cap = SITU_CAP_ROUND, .color = part_color(part->stroke, part->stroke_rgba, look)};

    for (uint32_t k = 0; k < path.point_count; k++) {
        xy[2 * k] = x + path.xy[2 * k] * look->size;
        xy[2 * k + 1] = y + path.xy[2 * k + 1] * look->size;
    }
    path.xy = xy;
    // Outlines keep their width on paper whatever the symbol's size.
    pen.width = part->stroke == SITU_SYMBOL_OUTLINE && look->outline_width > 0 ? look->outline_width : part->stroke_width * look->size;
    if (rim) {
        brush = (situ_brush){.color = SITU_WHITE};
        pen.color = SITU_WHITE;
        pen.width += 2 * look->casing;
    }
    return situ_display_path(d, group, &path, &brush, &pen, part->even_odd && !rim, err);
}

situ_status situ_display_symbol(situ_display *d, const char *group, const situ_symbol_look *look, double x, double y,
                                situ_text *text, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_symbol *symbol = look->symbol;
    double *xy = NULL;
    uint32_t most = 0;

    for (uint32_t i = 0; i < symbol->part_count; i++)
        most = symbol->parts[i].path.point_count > most ? symbol->parts[i].path.point_count : most;
    xy = situ_malloc((most + 1) * 2 * sizeof *xy);
    SITU_TRY_ALLOC(xy);
    for (uint32_t i = 0; i < symbol->part_count && look->casing > 0; i++)
        SITU_TRY(add_part(d, group, &symbol->parts[i], look, x, y, xy, true, err));
    for (uint32_t i = 0; i < symbol->part_count; i++)
        SITU_TRY(add_part(d, group, &symbol->parts[i], look, x, y, xy, false, err));
    if (look->mark && *look->mark) {
        // Symbols may say where their character goes; else it stands in the middle.
        double em = (symbol->mark_size > 0 ? symbol->mark_size : 0.62) * look->size;
        situ_writer w = {d, text, group, {SITU_SANS, true, 0}, em, look->mark_color};
        SITU_TRY(situ_write(&w, x + symbol->mark_x * look->size, y + symbol->mark_y * look->size + em * 0.36, SITU_CENTER, look->mark, err));
    }
done:
    situ_free(xy);
    return status;
}

static situ_status add_moved_path(situ_display *d, const char *group, const situ_item *item, double dx, double dy,
                                  double **buffer, size_t *capacity, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_path path = item->u.path.path;

    if (dx != 0 || dy != 0) {
        SITU_TRY(situ_grow(buffer, capacity, (size_t)path.point_count * 2 + 2, sizeof **buffer, err));
        for (uint32_t i = 0; i < path.point_count; i++) {
            (*buffer)[2 * i] = path.xy[2 * i] + dx;
            (*buffer)[2 * i + 1] = path.xy[2 * i + 1] + dy;
        }
        path.xy = *buffer;
    }
    SITU_TRY(situ_display_path(d, group, &path, &item->u.path.brush, &item->u.path.pen, true, err));
done:
    return status;
}

static situ_status add_item(situ_display *d, const char *group, const situ_item *item, double dx, double dy,
                            situ_text *text, situ_error *err)
{
    if (item->kind == SITU_ITEM_MARKER) {
        situ_symbol_look look = {.symbol = item->u.marker.symbol, .size = item->u.marker.size, .outline_width = item->u.marker.outline_width,
                                 .casing = item->u.marker.casing, .fill = item->u.marker.fill, .outline = item->u.marker.outline,
                                 .mark = item->u.marker.mark, .mark_color = item->u.marker.mark_color};
        return situ_display_symbol(d, group, &look, item->u.marker.x + dx, item->u.marker.y + dy, text, err);
    }
    if (item->kind == SITU_ITEM_IMAGE) {
        situ_display_image image = {item->u.image.pixels, item->u.image.width, item->u.image.height, item->u.image.target, item->u.image.multiply};
        image.target = (situ_box){image.target.x0 + dx, image.target.y0 + dy, image.target.x1 + dx, image.target.y1 + dy};
        return situ_display_image_add(d, group, &image, err);
    }
    situ_display_text t = {.utf8 = item->u.text.utf8, .font = item->u.text.font, .size = item->u.text.size,
                           .x = item->u.text.x + dx, .y = item->u.text.y + dy, .angle_rad = item->u.text.angle_rad,
                           .color = item->u.text.color, .halo = item->u.text.halo, .halo_color = SITU_WHITE,
                           .vertical = item->u.text.vertical};
    situ_box ink = {item->box.x0 + dx, item->box.y0 + dy, item->box.x1 + dx, item->box.y1 + dy};
    return situ_display_text_add(d, group, &t, ink, err);
}

static situ_status add_label(situ_display *d, const situ_scene *scene, const situ_placed_label *l, double dx, double dy, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_label *label = &scene->labels[l->label];
    const char *group = label->layer < scene->layer_count ? scene->layer_names[label->layer] : "labels";

    if (l->leader)
        SITU_TRY(situ_draw_line(d, group, l->leader_xy[0] + dx, l->leader_xy[1] + dy, l->leader_xy[2] + dx,
                                l->leader_xy[3] + dy, scene->frame.media == SITU_PAPER ? 0.15 * scene->frame.content : 0.6, SITU_INK, err));
    for (int i = 0; i < l->line_count; i++) {
        situ_display_text t = {.utf8 = l->lines[i].text, .font = label->font, .size = label->size, .x = l->lines[i].x + dx,
                               .y = l->lines[i].y + dy, .angle_rad = l->angle_rad, .color = label->color,
                               .halo = l->halo ? label->halo : 0, .halo_color = label->halo_color};
        situ_box ink = situ_box_grow(l->box, label->halo + label->size * 0.2);
        ink = (situ_box){ink.x0 + dx, ink.y0 + dy, ink.x1 + dx, ink.y1 + dy};
        SITU_TRY(situ_display_text_add(d, group, &t, ink, err));
    }
done:
    return status;
}

situ_status situ_display_scene(situ_display *d, const situ_scene *scene, uint16_t page, const situ_label_plan *plan,
                               double dx, double dy, situ_text *text, situ_under_labels_fn *under_labels, void *user,
                               situ_error *err)
{
    situ_status status = SITU_OK;
    double *buffer = NULL;
    size_t capacity = 0;

    for (size_t i = 0; i < scene->item_count; i++) {
        const situ_item *item = &scene->items[i];
        const char *group = item->layer < scene->layer_count ? scene->layer_names[item->layer] : "scene";
        if (item->page != page)
            continue;
        if (item->kind == SITU_ITEM_PATH)
            SITU_TRY(add_moved_path(d, group, item, dx, dy, &buffer, &capacity, err));
        else
            SITU_TRY(add_item(d, group, item, dx, dy, text, err));
    }
    if (under_labels)
        SITU_TRY(under_labels(user, d, err));
    // The most important labels are painted last, above the halos of the others.
    for (size_t i = plan ? plan->placed_count : 0; i-- > 0;)
        SITU_TRY(add_label(d, scene, &plan->placed[i], dx, dy, err));
done:
    situ_free(buffer);
    return status;
}
