// SPDX-License-Identifier: MIT
// Thinning polygons that share edges: their borders are thinned once each, and every ring keeps the
// vertices that its borders kept.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "geo/geometry.h"

// Set of points by their exact coordinates.
typedef struct point_set {
    double *slots; // interleaved; NaN = free
    size_t size, count;
} point_set;

static situ_status set_init(point_set *set, size_t points, situ_error *err)
{
    for (set->size = 64; set->size < points * 2; set->size *= 2)
        continue;
    set->slots = situ_malloc(set->size * 2 * sizeof *set->slots);
    if (!set->slots)
        return situ_fail_nomem(err);
    for (size_t i = 0; i < 2 * set->size; i++)
        set->slots[i] = NAN;
    return SITU_OK;
}

static double *set_find(const point_set *set, const double *p)
{
    const double key[2] = {p[0] + 0.0, p[1] + 0.0}; // turns -0 into 0
    size_t slot = situ_hash64(key, sizeof key, 0) & (set->size - 1);
    for (;; slot = (slot + 1) & (set->size - 1)) {
        double *at = set->slots + 2 * slot;
        if (isnan(at[0]) || (at[0] == key[0] && at[1] == key[1]))
            return at;
    }
}

// The caller sized the set for all points of the input, so it never fills up.
static void set_add(point_set *set, const double *p)
{
    double *at = set_find(set, p);
    at[0] = p[0] + 0.0;
    at[1] = p[1] + 0.0;
}

static bool set_has(const point_set *set, const double *p)
{
    return !isnan(set_find(set, p)[0]);
}

// Keeps the thinned vertices of one border. A closed one (an island, an enclave) is thinned as a ring.
static situ_status keep_border(point_set *set, const situ_geometry *line, double tolerance, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *thin = NULL, *ring = NULL;
    const double *end = line->xy + 2 * (size_t)line->point_count - 2;
    if (line->xy[0] == end[0] && line->xy[1] == end[1]) {
        SITU_TRY(situ_geometry_new(&ring, SITU_GEOM_POLYGON, 1, line->point_count, err));
        memcpy(ring->xy, line->xy, 2 * (size_t)line->point_count * sizeof *line->xy);
        SITU_TRY(situ_geometry_simplify(&thin, ring, tolerance, err));
    } else {
        SITU_TRY(situ_geometry_simplify(&thin, line, tolerance, err));
    }
    for (uint32_t i = 0; i < thin->point_count; i++)
        set_add(set, thin->xy + 2 * (size_t)i);
done:
    situ_geometry_free(thin);
    situ_geometry_free(ring);
    return status;
}

typedef struct ring_view {
    const double *xy;
    uint32_t n; // without the closing point
} ring_view;

static ring_view ring_at(const situ_geometry *g, uint32_t part)
{
    uint32_t start = g->part_start[part], n = g->part_start[part + 1] - start;
    return (ring_view){g->xy + 2 * (size_t)start, n > 0 ? n - 1 : 0};
}

static uint32_t kept_count(const point_set *set, ring_view r)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < r.n; i++)
        kept += set_has(set, r.xy + 2 * (size_t)i);
    return kept;
}

// Part with the largest box: the one by which a polygon stays on the map whatever its size.
static uint32_t main_part(const situ_geometry *g)
{
    uint32_t best = 0;
    double most = -1;
    for (uint32_t p = 0; p < g->part_count; p++) {
        situ_box box = situ_box_empty();
        ring_view r = ring_at(g, p);
        for (uint32_t i = 0; i < r.n; i++)
            box = situ_box_add(box, r.xy[2 * (size_t)i], r.xy[2 * (size_t)i + 1]);
        double size = g->is_hole[p] || r.n == 0 ? -1 : (box.x1 - box.x0) + (box.y1 - box.y0);
        if (size > most) {
            most = size;
            best = p;
        }
    }
    return best;
}

static double off_chord(const double *p, const double *a, const double *b)
{
    double dx = b[0] - a[0], dy = b[1] - a[1], len = hypot(dx, dy);
    return len > 0 ? fabs((p[0] - a[0]) * dy - (p[1] - a[1]) * dx) / len : hypot(p[0] - a[0], p[1] - a[1]);
}

// Gives a ring that lost its area vertices back, first the farthest ones, for its neighbours too.
static void save_ring(point_set *set, ring_view r)
{
    for (uint32_t kept = kept_count(set, r); kept < 3 && r.n >= 3; kept++) {
        const double *a = NULL, *b = NULL;
        for (uint32_t i = 0; i < r.n; i++) {
            const double *p = r.xy + 2 * (size_t)i;
            if (!set_has(set, p))
                continue;
            if (!a)
                a = p;
            b = p;
        }
        const double *best = NULL;
        double most = -1;
        for (uint32_t i = 0; i < r.n; i++) {
            const double *p = r.xy + 2 * (size_t)i;
            double d = set_has(set, p) ? -1 : a ? off_chord(p, a, b) : 0;
            // Ties by position, so that the ring's first vertex does not matter.
            if (d > most || (d == most && best && (p[0] < best[0] || (p[0] == best[0] && p[1] < best[1])))) {
                most = d;
                best = p;
            }
        }
        if (!best || most < 0)
            return;
        set_add(set, best);
    }
}

static situ_status rebuild(situ_geometry **out, const situ_geometry *g, const point_set *set, situ_error *err)
{
    uint32_t parts = 0, points = 0, part = 0, point = 0;
    bool shell_kept = false;
    *out = NULL;
    for (int pass = 0; pass < 2; pass++) {
        situ_geometry *to = *out;
        for (uint32_t p = 0; p < g->part_count; p++) {
            ring_view r = ring_at(g, p);
            uint32_t kept = kept_count(set, r);
            bool keep = kept >= 3 && (!g->is_hole[p] || shell_kept);
            if (!g->is_hole[p])
                shell_kept = keep;
            if (!keep)
                continue;
            if (pass == 0) {
                parts++;
                points += kept + 1;
                continue;
            }
            to->part_start[part] = point;
            to->is_hole[part++] = g->is_hole[p];
            uint32_t first = point;
            for (uint32_t i = 0; i < r.n; i++)
                if (set_has(set, r.xy + 2 * (size_t)i))
                    memcpy(to->xy + 2 * (size_t)point++, r.xy + 2 * (size_t)i, 2 * sizeof(double));
            memcpy(to->xy + 2 * (size_t)point++, to->xy + 2 * (size_t)first, 2 * sizeof(double));
        }
        if (pass == 0) {
            situ_status status = situ_geometry_new(out, SITU_GEOM_POLYGON, parts, points, err);
            if (status != SITU_OK)
                return status;
        }
    }
    situ_geometry_update_box(*out);
    return SITU_OK;
}

static bool is_polygon(const situ_geometry *g)
{
    return g && g->kind == SITU_GEOM_POLYGON;
}

situ_status situ_coverage_simplify(situ_geometry ***out, const situ_geometry *const *polygons, size_t n,
                                   double tolerance, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry **made = NULL;
    situ_border *borders = NULL;
    size_t border_count = 0, points = 0;
    point_set set = {0};
    *out = NULL;
    made = situ_calloc(n + 1, sizeof(situ_geometry *));
    SITU_TRY_ALLOC(made);
    SITU_TRY(situ_shared_borders(&borders, &border_count, polygons, n, err));
    for (size_t i = 0; i < n; i++)
        points += is_polygon(polygons[i]) ? polygons[i]->point_count : 0;
    SITU_TRY(set_init(&set, points, err));
    for (size_t i = 0; i < border_count; i++)
        SITU_TRY(keep_border(&set, borders[i].line, tolerance, err));
    for (size_t i = 0; i < n; i++)
        if (is_polygon(polygons[i]) && polygons[i]->part_count > 0)
            save_ring(&set, ring_at(polygons[i], main_part(polygons[i])));
    for (size_t i = 0; i < n; i++)
        if (is_polygon(polygons[i]))
            SITU_TRY(rebuild(&made[i], polygons[i], &set, err));
    *out = made;
    made = NULL;
done:
    situ_coverage_free(made, n);
    situ_borders_free(borders, border_count);
    situ_free(set.slots);
    return status;
}

void situ_coverage_free(situ_geometry **polygons, size_t n)
{
    for (size_t i = 0; polygons && i < n; i++)
        situ_geometry_free(polygons[i]);
    situ_free((void *)polygons);
}
