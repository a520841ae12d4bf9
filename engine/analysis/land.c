// SPDX-License-Identifier: MIT

#include "analysis/land.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

typedef struct shell { situ_geometry *g; double area; } shell;

// A shell and the holes behind it.
static situ_status take_shell(shell *out, const situ_geometry *outline, uint32_t first, uint32_t end, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t base = outline->part_start[first], points = outline->part_start[end] - base;
    SITU_TRY(situ_geometry_new(&out->g, SITU_GEOM_POLYGON, end - first, points, err));
    memcpy(out->g->xy, outline->xy + 2 * (size_t)base, 2 * (size_t)points * sizeof *outline->xy);
    for (uint32_t i = first; i <= end; i++) {
        out->g->part_start[i - first] = outline->part_start[i] - base;
        if (i < end)
            out->g->is_hole[i - first] = i > first;
    }
    situ_geometry_update_box(out->g);
    out->area = situ_geometry_area(out->g);
done:
    return status;
}

static int by_area(const void *va, const void *vb)
{
    const shell *a = va, *b = vb;
    if (a->area != b->area)
        return a->area > b->area ? -1 : 1;
    if (a->g->box.x0 != b->g->box.x0)
        return a->g->box.x0 < b->g->box.x0 ? -1 : 1;
    return a->g->box.y0 < b->g->box.y0 ? -1 : a->g->box.y0 > b->g->box.y0;
}

situ_status situ_land_new(situ_land *out, const situ_geometry *outline, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t most = outline && outline->kind == SITU_GEOM_POLYGON ? outline->part_count : 0, count = 0;
    shell *shells = situ_calloc(most + 1, sizeof *shells);
    situ_box *boxes = situ_malloc((most + 1) * sizeof *boxes);
    *out = (situ_land){0};
    SITU_TRY_ALLOC(shells);
    SITU_TRY_ALLOC(boxes);
    out->parts = situ_calloc(most + 1, sizeof *out->parts);
    SITU_TRY_ALLOC(out->parts);
    out->area_m2 = situ_calloc(most + 1, sizeof *out->area_m2);
    SITU_TRY_ALLOC(out->area_m2);
    out->ready = situ_calloc(most + 1, sizeof *out->ready);
    SITU_TRY_ALLOC(out->ready);
    for (uint32_t i = 0; i < most;) {
        uint32_t end = i + 1;
        while (end < most && outline->is_hole[end])
            end++;
        SITU_TRY(take_shell(&shells[count++], outline, i, end, err));
        i = end;
    }
    qsort(shells, count, sizeof *shells, by_area);
    for (size_t i = 0; i < count; i++) {
        out->parts[i] = shells[i].g;
        out->area_m2[i] = shells[i].area;
        boxes[i] = shells[i].g->box;
        shells[i].g = NULL;
        out->count++;
        SITU_TRY(situ_prepared_new(&out->ready[i], out->parts[i], err));
    }
    SITU_TRY(situ_rtree_new(&out->tree, boxes, (uint32_t)count, err));
done:
    for (size_t i = 0; shells && i < most; i++)
        situ_geometry_free(shells[i].g);
    situ_free(shells);
    situ_free(boxes);
    if (status != SITU_OK)
        situ_land_free(out);
    return status;
}

void situ_land_free(situ_land *land)
{
    for (size_t i = 0; i < land->count; i++) {
        situ_prepared_free(land->ready[i]); // borrows the part
        situ_geometry_free(land->parts[i]);
    }
    situ_free(land->ready);
    situ_free(land->parts);
    situ_free(land->area_m2);
    situ_rtree_free(land->tree);
    *land = (situ_land){0};
}

typedef struct look { const situ_land *land; double x, y, least; size_t best; } look;

static bool visit(void *user, uint32_t id)
{
    look *l = user;
    double d = l->least > 0 ? situ_prepared_distance(l->land->ready[id], l->x, l->y) : situ_prepared_contains(l->land->ready[id], l->x, l->y) ? 0 : INFINITY;
    if (d < l->least || (d <= l->least && id < l->best)) {
        l->least = d;
        l->best = id;
    }
    return true;
}

size_t situ_land_of(const situ_land *land, double x, double y, double most_m)
{
    look l = {.land = land, .x = x, .y = y, .least = most_m, .best = SIZE_MAX};
    if (land->count)
        situ_rtree_query(land->tree, situ_box_grow((situ_box){x, y, x, y}, most_m), visit, &l);
    return l.best;
}
