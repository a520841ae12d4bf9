// SPDX-License-Identifier: MIT
#include "scene/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

// Vertices closer than this to the straight line cannot be seen (dependencies: PDF cost is linear in
// vertices).
static const double THIN_MM = 0.05, THIN_PX = 0.25;

situ_status situ_scene_new(situ_scene **out, const situ_frame *frame, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_scene *scene = situ_calloc(1, sizeof *scene);
    SITU_TRY_ALLOC(scene);
    scene->frame = *frame;
    scene->page_count = 1;
    scene->arena = situ_arena_new();
    SITU_TRY_ALLOC(scene->arena);
    *out = scene;
    scene = NULL;
done:
    situ_scene_free(scene);
    return status;
}

void situ_scene_free(situ_scene *scene)
{
    if (!scene)
        return;
    situ_rtree_free(scene->index);
    situ_arena_free(scene->arena);
    situ_free(scene->items);
    situ_free(scene->labels);
    situ_free(scene->legend);
    situ_free(scene);
}

static situ_status push_item(situ_scene *scene, const situ_item *item, situ_error *err)
{
    situ_status status = situ_grow(&scene->items, &scene->item_capacity, scene->item_count + 1,
                                   sizeof *scene->items, err);
    if (status != SITU_OK)
        return status;
    scene->items[scene->item_count] = *item;
    scene->items[scene->item_count].layer = scene->current_layer;
    scene->item_count++;
    if (item->page >= scene->page_count)
        scene->page_count = (uint16_t)(item->page + 1);
    return SITU_OK;
}

static situ_status copy_path(situ_scene *scene, situ_path *out, const situ_path *in, situ_error *err)
{
    situ_status status = SITU_OK;
    *out = *in;
    out->verbs = situ_arena_alloc(scene->arena, in->verb_count ? in->verb_count : 1);
    out->xy = situ_arena_alloc(scene->arena, (in->point_count ? in->point_count : 1) * 2 * sizeof(double));
    SITU_TRY_ALLOC(out->verbs);
    SITU_TRY_ALLOC(out->xy);
    memcpy(out->verbs, in->verbs, in->verb_count);
    memcpy(out->xy, in->xy, in->point_count * 2 * sizeof(double));
done:
    return status;
}

static situ_status copy_pen(situ_scene *scene, situ_pen *pen, situ_error *err)
{
    situ_status status = SITU_OK;
    if (pen->dash_count > 0) {
        double *dash = situ_arena_alloc(scene->arena, pen->dash_count * sizeof *dash);
        SITU_TRY_ALLOC(dash);
        memcpy(dash, pen->dash, pen->dash_count * sizeof *dash);
        pen->dash = dash;
    }
done:
    return status;
}

static situ_box path_box(const situ_path *path, double margin)
{
    situ_box box = situ_box_empty();
    for (uint32_t i = 0; i < path->point_count; i++)
        box = situ_box_add(box, path->xy[2 * i], path->xy[2 * i + 1]);
    return situ_box_is_empty(box) ? box : situ_box_grow(box, margin);
}

// Parts of a page-unit geometry as a path in the arena. Rings drop their repeated end point.
static situ_status geometry_path(situ_scene *scene, const situ_geometry *g, situ_path *out, situ_error *err)
{
    situ_status status = SITU_OK;
    bool polygon = g->kind == SITU_GEOM_POLYGON;
    uint32_t verbs = 0, points = 0;

    memset(out, 0, sizeof *out);
    out->verbs = situ_arena_alloc(scene->arena, (size_t)g->point_count + g->part_count + 1);
    out->xy = situ_arena_alloc(scene->arena, ((size_t)g->point_count + 1) * 2 * sizeof(double));
    SITU_TRY_ALLOC(out->verbs);
    SITU_TRY_ALLOC(out->xy);
    for (uint32_t part = 0; part < g->part_count; part++) {
        uint32_t begin = g->part_start[part], end = g->part_start[part + 1];
        bool closed = polygon;
        if (end - begin < 2)
            continue;
        if (end - begin > 3 && g->xy[2 * begin] == g->xy[2 * end - 2] && g->xy[2 * begin + 1] == g->xy[2 * end - 1]) {
            closed = true;
            end--;
        }
        for (uint32_t i = begin; i < end; i++) {
            out->verbs[verbs++] = i == begin ? SITU_MOVE : SITU_LINE;
            out->xy[2 * points] = g->xy[2 * i];
            out->xy[2 * points + 1] = g->xy[2 * i + 1];
            points++;
        }
        if (closed)
            out->verbs[verbs++] = SITU_CLOSE;
    }
    out->verb_count = verbs;
    out->point_count = points;
done:
    return status;
}

static bool visible(situ_rgba c)
{
    return c.a != 0;
}

situ_status situ_scene_add_geometry(situ_scene *scene, const situ_geometry *g, const situ_brush *brush,
                                    const situ_pen *pen, const situ_pen *casing, uint16_t pass,
                                    uint32_t feature, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_frame *f = &scene->frame;
    situ_geometry *page = NULL, *thin = NULL, *cut = NULL;
    double widest = pen ? pen->width : 0;
    double unit = f->media == SITU_PAPER ? 1.0 : 3.0;
    situ_box window;
    situ_path path;

    if (casing && casing->width > widest)
        widest = casing->width;
    window = situ_box_grow(situ_box_of(0, 0, f->width, f->height), widest + 6 * unit);
    SITU_TRY(situ_geometry_copy(&page, g, err));
    for (uint32_t i = 0; i < page->point_count; i++) {
        situ_point p = situ_frame_to_page(f, page->xy[2 * i], page->xy[2 * i + 1]);
        page->xy[2 * i] = p.x;
        page->xy[2 * i + 1] = p.y;
    }
    situ_geometry_update_box(page);
    if (!situ_box_touches(page->box, window))
        goto done;
    SITU_TRY(situ_geometry_simplify(&thin, page, f->media == SITU_PAPER ? THIN_MM : THIN_PX, err));
    if (!thin)
        goto done;
    if (situ_box_contains(window, thin->box)) {
        cut = thin;
        thin = NULL;
    } else {
        SITU_TRY(situ_geometry_clip(&cut, thin, window, err));
        if (!cut)
            goto done;
    }
    SITU_TRY(geometry_path(scene, cut, &path, err));
    if (path.verb_count == 0)
        goto done;
    if (casing && visible(casing->color)) {
        situ_item item = {.kind = SITU_ITEM_PATH, .pass = pass > 0 ? (uint16_t)(pass - 1) : 0, .feature = feature};
        item.u.path.path = path;
        item.u.path.pen = *casing;
        SITU_TRY(copy_pen(scene, &item.u.path.pen, err));
        item.box = path_box(&path, casing->width / 2);
        SITU_TRY(push_item(scene, &item, err));
    }
    if ((brush && (visible(brush->color) || brush->hatch)) || (pen && visible(pen->color))) {
        situ_item item = {.kind = SITU_ITEM_PATH, .pass = pass, .feature = feature};
        item.u.path.path = path;
        if (brush)
            item.u.path.brush = *brush;
        if (pen)
            item.u.path.pen = *pen;
        SITU_TRY(copy_pen(scene, &item.u.path.pen, err));
        item.box = path_box(&path, pen ? pen->width / 2 : 0);
        SITU_TRY(push_item(scene, &item, err));
    }
done:
    situ_geometry_free(page);
    situ_geometry_free(thin);
    situ_geometry_free(cut);
    return status;
}

situ_status situ_scene_add_path(situ_scene *scene, const situ_path *path, const situ_brush *brush, const situ_pen *pen,
                                uint16_t pass, uint16_t page, uint32_t feature, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_item item = {.kind = SITU_ITEM_PATH, .pass = pass, .page = page, .feature = feature};

    if (path->verb_count == 0)
        return SITU_OK;
    SITU_TRY(copy_path(scene, &item.u.path.path, path, err));
    if (brush)
        item.u.path.brush = *brush;
    if (pen)
        item.u.path.pen = *pen;
    SITU_TRY(copy_pen(scene, &item.u.path.pen, err));
    item.box = path_box(path, pen ? pen->width : 0);
    SITU_TRY(push_item(scene, &item, err));
done:
    return status;
}

static situ_status copy_text(situ_scene *scene, const char **text, situ_error *err)
{
    if (*text) {
        *text = situ_arena_strdup(scene->arena, *text);
        if (!*text)
            return situ_fail_nomem(err);
    }
    return SITU_OK;
}

situ_status situ_scene_add_item(situ_scene *scene, const situ_item *in, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_item item = *in;

    switch (item.kind) {
    case SITU_ITEM_PATH:
        return situ_scene_add_path(scene, &in->u.path.path, &in->u.path.brush, &in->u.path.pen, in->pass, in->page,
                                   in->feature, err);
    case SITU_ITEM_MARKER: {
        double r = item.u.marker.size / 2 + item.u.marker.outline_width;
        SITU_TRY(copy_text(scene, &item.u.marker.mark, err));
        item.box = (situ_box){item.u.marker.x - r, item.u.marker.y - r, item.u.marker.x + r, item.u.marker.y + r};
        break;
    }
    case SITU_ITEM_IMAGE: {
        size_t n = (size_t)item.u.image.width * item.u.image.height;
        uint32_t *pixels = situ_arena_alloc(scene->arena, n * sizeof *pixels);
        SITU_TRY_ALLOC(pixels);
        memcpy(pixels, item.u.image.pixels, n * sizeof *pixels);
        item.u.image.pixels = pixels;
        item.box = item.u.image.target;
        break;
    }
    case SITU_ITEM_TEXT:
        SITU_TRY(copy_text(scene, &item.u.text.utf8, err));
        break;
    }
    SITU_TRY(push_item(scene, &item, err));
done:
    return status;
}

situ_status situ_scene_add_label(situ_scene *scene, const situ_label *in, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_label label = *in;

    if (!label.text || !*label.text)
        return SITU_OK;
    SITU_TRY(situ_grow(&scene->labels, &scene->label_capacity, scene->label_count + 1, sizeof *scene->labels, err));
    SITU_TRY(copy_text(scene, &label.text, err));
    if (!label.id)
        label.id = "";
    SITU_TRY(copy_text(scene, &label.id, err));
    if (label.kind == SITU_LABEL_LINE)
        SITU_TRY(copy_path(scene, &label.line, &in->line, err));
    label.layer = scene->current_layer;
    scene->labels[scene->label_count++] = label;
done:
    return status;
}

situ_status situ_scene_add_legend(situ_scene *scene, const situ_legend_entry *in, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_legend_entry entry = *in;

    SITU_TRY(situ_grow(&scene->legend, &scene->legend_capacity, scene->legend_count + 1, sizeof *scene->legend, err));
    SITU_TRY(copy_text(scene, &entry.group, err));
    SITU_TRY(copy_text(scene, &entry.label, err));
    SITU_TRY(copy_text(scene, &entry.mark, err));
    SITU_TRY(copy_text(scene, &entry.unit, err));
    SITU_TRY(copy_pen(scene, &entry.pen, err));
    SITU_TRY(copy_pen(scene, &entry.casing, err));
    entry.order = (int)scene->legend_count;
    scene->legend[scene->legend_count++] = entry;
done:
    return status;
}

// Order of painting. Insertion order is kept by the index carried beside the item.
typedef struct sort_key {
    uint64_t order; // page, layer, pass
    size_t index;
} sort_key;

static int compare_keys(const void *a, const void *b)
{
    const sort_key *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

situ_status situ_scene_seal(situ_scene *scene, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = scene->item_count;
    sort_key *keys = situ_calloc(n + 1, sizeof *keys);
    situ_item *sorted = situ_calloc(n + 1, sizeof *sorted);
    situ_box *boxes = situ_calloc(n + 1, sizeof *boxes);

    SITU_TRY_ALLOC(keys);
    SITU_TRY_ALLOC(sorted);
    SITU_TRY_ALLOC(boxes);
    for (size_t i = 0; i < n; i++) {
        const situ_item *item = &scene->items[i];
        keys[i].order = ((uint64_t)item->page << 48) | ((uint64_t)item->layer << 16) | item->pass;
        keys[i].index = i;
    }
    qsort(keys, n, sizeof *keys, compare_keys);
    for (size_t i = 0; i < n; i++) {
        sorted[i] = scene->items[keys[i].index];
        boxes[i] = sorted[i].box;
    }
    SITU_TRY(situ_rtree_new(&scene->index, boxes, (uint32_t)n, err));
    situ_free(scene->items);
    scene->items = sorted;
    scene->item_capacity = n + 1;
    sorted = NULL;
done:
    situ_free(keys);
    situ_free(sorted);
    situ_free(boxes);
    return status;
}

situ_status situ_scene_dump(const situ_scene *scene, situ_str *out, situ_error *err)
{
    static const char *const kinds[] = {"path", "marker", "image", "text"};
    static const char *const label_kinds[] = {"point", "area", "line"};

    situ_str_addf(out, "scene %.2f x %.2f pages %u items %zu labels %zu\n", scene->frame.width, scene->frame.height,
                  scene->page_count, scene->item_count, scene->label_count);
    for (size_t i = 0; i < scene->item_count; i++) {
        const situ_item *item = &scene->items[i];
        const char *layer = item->layer < scene->layer_count ? scene->layer_names[item->layer] : "?";
        situ_str_addf(out, "%s page=%u %s/%u feature=%ld box=%.2f,%.2f,%.2f,%.2f", kinds[item->kind], item->page, layer,
                      item->pass, item->feature == UINT32_MAX ? -1L : (long)item->feature, item->box.x0, item->box.y0,
                      item->box.x1, item->box.y1);
        if (item->kind == SITU_ITEM_MARKER)
            situ_str_addf(out, " %s fill=#%02X%02X%02X", item->u.marker.symbol ? item->u.marker.symbol->name : "-",
                          item->u.marker.fill.r, item->u.marker.fill.g, item->u.marker.fill.b);
        if (item->kind == SITU_ITEM_PATH)
            situ_str_addf(out, " fill=#%02X%02X%02X%02X pen=#%02X%02X%02X %.2f points=%u", item->u.path.brush.color.r,
                          item->u.path.brush.color.g, item->u.path.brush.color.b, item->u.path.brush.color.a,
                          item->u.path.pen.color.r, item->u.path.pen.color.g, item->u.path.pen.color.b,
                          item->u.path.pen.width, item->u.path.path.point_count);
        if (item->kind == SITU_ITEM_TEXT)
            situ_str_addf(out, " \"%s\"", item->u.text.utf8);
        situ_str_add(out, "\n");
    }
    for (size_t i = 0; i < scene->label_count; i++) {
        const situ_label *label = &scene->labels[i];
        situ_str_addf(out, "label %s \"%s\" id=%s priority=%.2f at=%.2f,%.2f\n", label_kinds[label->kind], label->text,
                      label->id, label->priority, label->x, label->y);
    }
    return situ_str_ok(out) ? SITU_OK : situ_fail_nomem(err);
}
