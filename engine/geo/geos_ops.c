// SPDX-License-Identifier: MIT
// The operations left to GEOS, by its reentrant interface. Operations on invalid input are tried
// again on repaired copies before they fail.

#include <stdio.h>
#include <string.h>

#include <geos_c.h>

#include "base/alloc.h"
#include "geo/geometry.h"

struct situ_geos {
    GEOSContextHandle_t handle;
    char message[256]; // of the last failure
};

static void remember(const char *message, void *user)
{
    situ_geos *geos = user;
    snprintf(geos->message, sizeof geos->message, "%s", message);
}

situ_status situ_geos_new(situ_geos **out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geos *geos = situ_calloc(1, sizeof *geos);
    *out = NULL;
    SITU_TRY_ALLOC(geos);
    geos->handle = GEOS_init_r();
    SITU_TRY_ALLOC(geos->handle);
    GEOSContext_setErrorMessageHandler_r(geos->handle, remember, geos);
    *out = geos;
    geos = NULL;
done:
    situ_geos_free(geos);
    return status;
}

void situ_geos_free(situ_geos *geos)
{
    if (!geos)
        return;
    if (geos->handle)
        GEOS_finish_r(geos->handle);
    situ_free(geos);
}

static situ_status failed(situ_geos *geos, situ_error *err)
{
    return situ_fail(err, SITU_E_GEOMETRY,
                     _("repair the polygons (QGIS: Fix geometries) and import them again"),
                     _("geometry operation failed: %s"), geos->message[0] ? geos->message : "?");
}

// --- in ---

static GEOSCoordSequence *sequence(situ_geos *geos, const situ_geometry *g, uint32_t first, uint32_t end)
{
    return GEOSCoordSeq_copyFromBuffer_r(geos->handle, g->xy + 2 * (size_t)first, end - first, 0, 0);
}

static GEOSGeometry *single_polygon(situ_geos *geos, const situ_geometry *g, uint32_t first, uint32_t end)
{
    GEOSGeometry *shell = NULL, *polygon = NULL;
    GEOSGeometry **holes = situ_calloc(end - first, sizeof(GEOSGeometry *));
    uint32_t made = 0;
    bool ok = holes != NULL;
    for (uint32_t p = first; p < end && ok; p++) {
        GEOSCoordSequence *seq = sequence(geos, g, g->part_start[p], g->part_start[p + 1]);
        GEOSGeometry *ring = seq ? GEOSGeom_createLinearRing_r(geos->handle, seq) : NULL;
        ok = ring != NULL;
        if (p == first)
            shell = ring;
        else if (ok)
            holes[made++] = ring;
    }
    if (ok)
        polygon = GEOSGeom_createPolygon_r(geos->handle, shell, holes, made); // takes all over
    if (!ok) {
        if (shell)
            GEOSGeom_destroy_r(geos->handle, shell);
        for (uint32_t i = 0; i < made; i++)
            GEOSGeom_destroy_r(geos->handle, holes[i]);
    }
    situ_free(holes);
    return polygon;
}

static uint32_t item_end(const situ_geometry *g, uint32_t p)
{
    uint32_t end = p + 1;
    while (g->kind == SITU_GEOM_POLYGON && end < g->part_count && g->is_hole[end])
        end++;
    return end;
}

static GEOSGeometry *single(situ_geos *geos, const situ_geometry *g, uint32_t first, uint32_t end)
{
    if (g->kind == SITU_GEOM_POLYGON)
        return single_polygon(geos, g, first, end);
    if (g->kind == SITU_GEOM_POINT)
        return GEOSGeom_createPointFromXY_r(geos->handle, g->xy[2 * (size_t)g->part_start[first]],
                                            g->xy[2 * (size_t)g->part_start[first] + 1]);
    GEOSCoordSequence *seq = sequence(geos, g, g->part_start[first], g->part_start[end]);
    return seq ? GEOSGeom_createLineString_r(geos->handle, seq) : NULL;
}

static GEOSGeometry *to_geos(situ_geos *geos, const situ_geometry *g)
{
    static const int type[] = {GEOS_MULTIPOINT, GEOS_MULTILINESTRING, GEOS_MULTIPOLYGON};
    unsigned count = 0;
    geos->message[0] = 0;
    GEOSGeometry **items = situ_calloc(g->part_count + (size_t)1, sizeof(GEOSGeometry *));
    if (!items)
        return NULL;
    bool ok = true;
    for (uint32_t p = 0; p < g->part_count && ok;) {
        uint32_t end = item_end(g, p);
        items[count] = single(geos, g, p, end);
        ok = items[count] != NULL;
        if (ok)
            count++;
        p = end;
    }
    GEOSGeometry *all = ok ? GEOSGeom_createCollection_r(geos->handle, type[g->kind], items, count) : NULL;
    for (unsigned i = 0; i < count && !ok; i++)
        GEOSGeom_destroy_r(geos->handle, items[i]);
    situ_free(items);
    return all;
}

// --- out ---

typedef struct flat {
    situ_geos *geos;
    situ_geometry *g; // NULL = counting
    int dimension;    // of the parts that are kept
    uint64_t parts, points;
    bool ok;
} flat;

static void put_part(flat *f, const GEOSGeometry *g, bool hole)
{
    const GEOSCoordSequence *seq = GEOSGeom_getCoordSeq_r(f->geos->handle, g);
    unsigned n = 0;
    if (!seq || !GEOSCoordSeq_getSize_r(f->geos->handle, seq, &n)) {
        f->ok = false;
        return;
    }
    if (n == 0)
        return;
    if (f->g) {
        f->g->part_start[f->parts] = (uint32_t)f->points;
        if (f->g->is_hole)
            f->g->is_hole[f->parts] = hole;
        if (!GEOSCoordSeq_copyToBuffer_r(f->geos->handle, seq, f->g->xy + 2 * f->points, 0, 0))
            f->ok = false;
    }
    f->parts++;
    f->points += n;
}

// Depth is that of GEOS' own results: a collection of multis at most.
static void flatten(flat *f, const GEOSGeometry *g)
{
    GEOSContextHandle_t h = f->geos->handle;
    int type = GEOSGeomTypeId_r(h, g);
    if (type == GEOS_MULTIPOINT || type == GEOS_MULTILINESTRING || type == GEOS_MULTIPOLYGON ||
        type == GEOS_GEOMETRYCOLLECTION) {
        int n = GEOSGetNumGeometries_r(h, g);
        for (int i = 0; i < n && f->ok; i++)
            flatten(f, GEOSGetGeometryN_r(h, g, i));
        return;
    }
    if (GEOSGeom_getDimensions_r(h, g) != f->dimension || GEOSisEmpty_r(h, g))
        return;
    if (type != GEOS_POLYGON) {
        put_part(f, g, false);
        return;
    }
    put_part(f, GEOSGetExteriorRing_r(h, g), false);
    int n = GEOSGetNumInteriorRings_r(h, g);
    for (int i = 0; i < n; i++)
        put_part(f, GEOSGetInteriorRingN_r(h, g, i), true);
}

// Takes result over (NULL = the operation failed).
static situ_status from_geos(situ_geos *geos, situ_geometry **out, GEOSGeometry *result, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *g = NULL;
    *out = NULL;
    if (!result)
        return failed(geos, err);
    flat f = {.geos = geos, .ok = true, .dimension = GEOSGeom_getDimensions_r(geos->handle, result)};
    flatten(&f, result);
    if (f.ok && f.parts > 0) {
        if (f.points >= UINT32_MAX) {
            status = situ_fail(err, SITU_E_LIMIT, NULL, "%s", _("the geometry has too many points"));
            goto done;
        }
        SITU_TRY(situ_geometry_new(&g, (situ_geometry_kind)f.dimension, (uint32_t)f.parts, (uint32_t)f.points,
                                   err));
        f = (flat){.geos = geos, .ok = true, .dimension = f.dimension, .g = g};
        flatten(&f, result);
    }
    if (!f.ok) {
        status = failed(geos, err);
        goto done;
    }
    if (g)
        situ_geometry_update_box(g);
    *out = g;
    g = NULL;
done:
    situ_geometry_free(g);
    GEOSGeom_destroy_r(geos->handle, result);
    return status;
}

// --- operations ---

situ_status situ_geos_buffer(situ_geos *geos, situ_geometry **out, const situ_geometry *g, double distance,
                             situ_error *err)
{
    *out = NULL;
    GEOSGeometry *in = to_geos(geos, g);
    if (!in)
        return failed(geos, err);
    GEOSGeometry *result = GEOSBuffer_r(geos->handle, in, distance, 16);
    GEOSGeom_destroy_r(geos->handle, in);
    return from_geos(geos, out, result, err);
}

static GEOSGeometry *overlay(situ_geos *geos, situ_overlay op, const GEOSGeometry *a, const GEOSGeometry *b)
{
    switch (op) {
    case SITU_INTERSECTION: return GEOSIntersection_r(geos->handle, a, b);
    case SITU_UNION: return GEOSUnion_r(geos->handle, a, b);
    default: return GEOSDifference_r(geos->handle, a, b);
    }
}

situ_status situ_geos_overlay(situ_geos *geos, situ_geometry **out, situ_overlay op, const situ_geometry *a,
                              const situ_geometry *b, situ_error *err)
{
    GEOSGeometry *result = NULL;
    *out = NULL;
    GEOSGeometry *ga = to_geos(geos, a), *gb = ga ? to_geos(geos, b) : NULL;
    if (ga && gb)
        result = overlay(geos, op, ga, gb);
    if (ga && gb && !result) {
        GEOSGeometry *va = GEOSMakeValid_r(geos->handle, ga), *vb = GEOSMakeValid_r(geos->handle, gb);
        if (va && vb)
            result = overlay(geos, op, va, vb);
        if (va)
            GEOSGeom_destroy_r(geos->handle, va);
        if (vb)
            GEOSGeom_destroy_r(geos->handle, vb);
    }
    if (ga)
        GEOSGeom_destroy_r(geos->handle, ga);
    if (gb)
        GEOSGeom_destroy_r(geos->handle, gb);
    return from_geos(geos, out, result, err);
}

static GEOSGeometry *union_and_merge(situ_geos *geos, const GEOSGeometry *all, bool lines)
{
    GEOSGeometry *result = GEOSUnaryUnion_r(geos->handle, all);
    if (!result || !lines)
        return result;
    GEOSGeometry *merged = GEOSLineMerge_r(geos->handle, result);
    GEOSGeom_destroy_r(geos->handle, result);
    return merged;
}

situ_status situ_geos_union_all(situ_geos *geos, situ_geometry **out, const situ_geometry *const *items,
                                size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    GEOSGeometry *all = NULL, *result = NULL;
    unsigned count = 0;
    bool lines = n > 0;
    *out = NULL;
    GEOSGeometry **list = situ_calloc(n + 1, sizeof(GEOSGeometry *));
    SITU_TRY_ALLOC(list);
    for (size_t i = 0; i < n; i++) {
        if (!items[i])
            continue;
        lines = lines && items[i]->kind == SITU_GEOM_LINE;
        list[count] = to_geos(geos, items[i]);
        if (!list[count]) {
            status = failed(geos, err);
            goto done;
        }
        count++;
    }
    if (count == 0)
        goto done;
    all = GEOSGeom_createCollection_r(geos->handle, GEOS_GEOMETRYCOLLECTION, list, count);
    count = 0; // owned by all, also when that failed
    if (all)
        result = union_and_merge(geos, all, lines);
    if (all && !result) {
        GEOSGeometry *valid = GEOSMakeValid_r(geos->handle, all);
        if (valid) {
            result = union_and_merge(geos, valid, lines);
            GEOSGeom_destroy_r(geos->handle, valid);
        }
    }
    status = from_geos(geos, out, result, err);
done:
    for (unsigned i = 0; i < count; i++)
        GEOSGeom_destroy_r(geos->handle, list[i]);
    if (all)
        GEOSGeom_destroy_r(geos->handle, all);
    situ_free(list);
    return status;
}

bool situ_geos_is_valid(situ_geos *geos, const situ_geometry *g, char *reason, size_t reason_size)
{
    if (reason && reason_size)
        reason[0] = 0;
    GEOSGeometry *in = to_geos(geos, g);
    if (!in) {
        if (reason && reason_size)
            snprintf(reason, reason_size, "%s", geos->message);
        return false;
    }
    bool valid = GEOSisValid_r(geos->handle, in) == 1;
    if (!valid && reason && reason_size) {
        char *text = GEOSisValidReason_r(geos->handle, in);
        if (text) {
            snprintf(reason, reason_size, "%s", text);
            GEOSFree_r(geos->handle, text);
        }
    }
    GEOSGeom_destroy_r(geos->handle, in);
    return valid;
}

situ_status situ_geos_make_valid(situ_geos *geos, situ_geometry **out, const situ_geometry *g,
                                 situ_error *err)
{
    *out = NULL;
    GEOSGeometry *in = to_geos(geos, g);
    if (!in)
        return failed(geos, err);
    GEOSGeometry *result = GEOSMakeValid_r(geos->handle, in);
    GEOSGeom_destroy_r(geos->handle, in);
    return from_geos(geos, out, result, err);
}

bool situ_geos_intersects(situ_geos *geos, const situ_geometry *a, const situ_geometry *b)
{
    if (!situ_box_touches(a->box, b->box))
        return false;
    GEOSGeometry *ga = to_geos(geos, a), *gb = ga ? to_geos(geos, b) : NULL;
    bool hit = ga && gb && GEOSIntersects_r(geos->handle, ga, gb) == 1;
    if (ga)
        GEOSGeom_destroy_r(geos->handle, ga);
    if (gb)
        GEOSGeom_destroy_r(geos->handle, gb);
    return hit;
}

situ_status situ_geos_line_merge(situ_geos *geos, situ_geometry **out, const situ_geometry *g,
                                 situ_error *err)
{
    *out = NULL;
    GEOSGeometry *in = to_geos(geos, g);
    if (!in)
        return failed(geos, err);
    GEOSGeometry *result = GEOSLineMerge_r(geos->handle, in);
    GEOSGeom_destroy_r(geos->handle, in);
    return from_geos(geos, out, result, err);
}
