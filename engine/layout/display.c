// SPDX-License-Identifier: MIT
#include "layout/display.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"

situ_status situ_display_new(situ_display **out, double width, double height, double unit_pt, situ_error *err)
{
    situ_status status;
    *out = NULL;
    situ_display *d = NULL;
    if (!(width > 0 && height > 0 && width < 1e7 && height < 1e7) || !(unit_pt >= 0)) {
        status = situ_fail(err, SITU_E_ARGUMENT, NULL, _("a page of %g by %g cannot be drawn"), width, height);
        goto done;
    }
    d = situ_calloc(1, sizeof *d);
    SITU_TRY_ALLOC(d);
    d->arena = situ_arena_new();
    SITU_TRY_ALLOC(d->arena);
    d->width = width;
    d->height = height;
    d->unit_pt = unit_pt;
    d->paper = (situ_rgba){255, 255, 255, 255};
    d->map_page = d->map_world = situ_box_empty();
    *out = d;
    d = NULL;
    status = SITU_OK;
done:
    situ_display_free(d);
    return status;
}

void situ_display_free(situ_display *display)
{
    if (!display)
        return;
    situ_rtree_free(display->index);
    situ_arena_free(display->arena);
    situ_free(display->ops);
    situ_free(display);
}

static situ_status append(situ_display *d, const char *group, situ_display_op **out, situ_error *err)
{
    situ_status status;
    assert(!d->index && "display list is sealed");
    SITU_TRY(situ_grow(&d->ops, &d->capacity, d->count + 1, sizeof *d->ops, err));
    situ_display_op *op = &d->ops[d->count];
    memset(op, 0, sizeof *op);
    if (!group)
        group = "";
    // Ops of one layer come in a row: they share one copy of its name.
    if (d->count > 0 && strcmp(d->ops[d->count - 1].group, group) == 0) {
        op->group = d->ops[d->count - 1].group;
    } else {
        op->group = situ_arena_strdup(d->arena, group);
        SITU_TRY_ALLOC(op->group);
    }
    *out = op;
    status = SITU_OK;
done:
    return status;
}

static void *copy_into(situ_arena *arena, const void *data, size_t bytes)
{
    void *copy = situ_arena_alloc(arena, bytes);
    if (copy)
        memcpy(copy, data, bytes);
    return copy;
}

// How far a stroke reaches beyond its path. Mitred corners reach at most the miter limit (10) but
// only at sharp corners; 4 half widths cover every angle above 29 degrees, and paths with sharper
// corners are drawn with round joins.
static double stroke_reach(const situ_pen *pen)
{
    double half = pen->width / 2;
    return pen->join == SITU_JOIN_MITER ? 4 * half : pen->cap == SITU_CAP_SQUARE ? 1.5 * half : half;
}

situ_status situ_display_path(situ_display *d, const char *group, const situ_path *path, const situ_brush *brush,
                              const situ_pen *pen, bool even_odd, situ_error *err)
{
    situ_status status;
    bool filled = brush && (brush->color.a || (brush->hatch != SITU_HATCH_NONE && brush->hatch_color.a));
    bool stroked = pen && pen->color.a && pen->width > 0;
    if (path->verb_count == 0 || path->point_count == 0 || (!filled && !stroked))
        return SITU_OK;
    situ_display_op *op;
    SITU_TRY(append(d, group, &op, err));
    op->kind = SITU_DRAW_PATH;
    op->box = situ_box_empty();
    for (uint32_t i = 0; i < path->point_count; i++) {
        if (!isfinite(path->xy[2 * i]) || !isfinite(path->xy[2 * i + 1])) {
            status = situ_fail(err, SITU_E_GEOMETRY, NULL, _("a path of %s has a coordinate that is no number"), op->group);
            goto done;
        }
        op->box = situ_box_add(op->box, path->xy[2 * i], path->xy[2 * i + 1]);
    }
    op->u.path.path = *path;
    op->u.path.path.verbs = copy_into(d->arena, path->verbs, path->verb_count);
    op->u.path.path.xy = copy_into(d->arena, path->xy, 2 * (size_t)path->point_count * sizeof(double));
    SITU_TRY_ALLOC(op->u.path.path.verbs);
    SITU_TRY_ALLOC(op->u.path.path.xy);
    op->u.path.even_odd = even_odd;
    if (filled)
        op->u.path.brush = *brush;
    if (stroked) {
        op->u.path.pen = *pen;
        if (pen->dash && pen->dash_count > 0) {
            op->u.path.pen.dash = copy_into(d->arena, pen->dash, pen->dash_count * sizeof(double));
            SITU_TRY_ALLOC(op->u.path.pen.dash);
        }
        op->box = situ_box_grow(op->box, stroke_reach(pen));
    }
    d->count++;
    status = SITU_OK;
done:
    return status;
}

situ_status situ_display_text_add(situ_display *d, const char *group, const situ_display_text *text, situ_box ink, situ_error *err)
{
    situ_status status;
    if (!text->utf8 || !*text->utf8 || !(text->size > 0))
        return SITU_OK;
    if (!isfinite(text->x) || !isfinite(text->y) || !isfinite(text->angle_rad))
        return situ_fail(err, SITU_E_GEOMETRY, NULL, _("the text %s has a place that is no number"), text->utf8);
    situ_display_op *op;
    SITU_TRY(append(d, group, &op, err));
    op->kind = SITU_DRAW_TEXT;
    op->box = situ_box_grow(ink, text->halo > 0 ? text->halo : 0);
    op->u.text = *text;
    op->u.text.utf8 = situ_arena_strdup(d->arena, text->utf8);
    SITU_TRY_ALLOC(op->u.text.utf8);
    d->count++;
    status = SITU_OK;
done:
    return status;
}

situ_status situ_display_image_add(situ_display *d, const char *group, const situ_display_image *image, situ_error *err)
{
    situ_status status;
    if (image->width == 0 || image->height == 0 || situ_box_is_empty(image->target))
        return SITU_OK;
    situ_display_op *op;
    SITU_TRY(append(d, group, &op, err));
    op->kind = SITU_DRAW_IMAGE;
    op->box = image->target;
    op->u.image = *image;
    op->u.image.pixels = copy_into(d->arena, image->pixels, (size_t)image->width * image->height * sizeof(uint32_t));
    SITU_TRY_ALLOC(op->u.image.pixels);
    d->count++;
    status = SITU_OK;
done:
    return status;
}

situ_status situ_display_clip(situ_display *d, situ_box box, situ_error *err)
{
    situ_display_op *op;
    situ_status status = append(d, "clip", &op, err);
    if (status != SITU_OK)
        return status;
    op->kind = SITU_DRAW_CLIP;
    op->box = box;
    d->count++;
    return SITU_OK;
}

situ_status situ_display_unclip(situ_display *d, situ_error *err)
{
    situ_display_op *op;
    situ_status status = append(d, "clip", &op, err);
    if (status != SITU_OK)
        return status;
    op->kind = SITU_DRAW_UNCLIP;
    op->box = situ_box_empty();
    d->count++;
    return SITU_OK;
}

situ_status situ_display_seal(situ_display *d, situ_error *err)
{
    situ_status status;
    situ_box *boxes = situ_malloc((d->count + 1) * sizeof *boxes);
    int depth = 0;
    SITU_TRY_ALLOC(boxes);
    if (d->count > UINT32_MAX) {
        status = situ_fail(err, SITU_E_LIMIT, NULL, "%s", _("the page has too many parts"));
        goto done;
    }
    for (size_t i = 0; i < d->count; i++) {
        bool clip = d->ops[i].kind == SITU_DRAW_CLIP || d->ops[i].kind == SITU_DRAW_UNCLIP;
        depth += d->ops[i].kind == SITU_DRAW_CLIP;
        depth -= d->ops[i].kind == SITU_DRAW_UNCLIP;
        assert(depth >= 0 && "unclip without clip");
        boxes[i] = clip ? (situ_box){-1e9, -1e9, 1e9, 1e9} : d->ops[i].box;
    }
    assert(depth == 0 && "clip without unclip");
    situ_rtree_free(d->index);
    d->index = NULL;
    SITU_TRY(situ_rtree_new(&d->index, boxes, (uint32_t)d->count, err));
    status = SITU_OK;
done:
    situ_free(boxes);
    return status;
}
