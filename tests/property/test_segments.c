// SPDX-License-Identifier: MIT
// Pieces of lines by the worst level near them, and the people under overlapping zones, against brute force on random
// shapes. Failing seeds are printed.
#include <math.h>

#include "analysis/people.h"
#include "analysis/segments.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "support/check.h"

enum { CASES = 300, FEATURES = 24 };

#define CHECK_SEED(condition, seed)                                                               \
    do {                                                                                          \
        if (!(condition)) {                                                                       \
            print_error("%s:%d: seed %llu: %s\n", __FILE__, __LINE__, (unsigned long long)(seed), \
                        #condition);                                                              \
            fail();                                                                               \
        }                                                                                         \
    } while (0)

static double at(situ_rng *rng) { return 1000 * situ_rng_unit(rng); }

static situ_geometry *shape(situ_rng *rng, situ_geometry_kind kind)
{
    situ_geometry *g = NULL;
    situ_error err = {0};
    uint32_t n = kind == SITU_GEOM_POINT ? 1 + situ_rng_below(rng, 2) : kind == SITU_GEOM_LINE ? 2 + situ_rng_below(rng, 4) : 5 + situ_rng_below(rng, 8);
    uint32_t parts = kind == SITU_GEOM_POINT ? n : 1;
    double x = at(rng), y = at(rng);
    CHECK_OK(situ_geometry_new(&g, kind, parts, n + (kind == SITU_GEOM_POLYGON), &err), err);
    for (uint32_t i = 0; i < n; i++) {
        double angle = 2 * M_PI * i / n, r = 20 + 180 * situ_rng_unit(rng); // polygons: stars around (x, y)
        g->xy[2 * i] = kind == SITU_GEOM_POLYGON ? x + r * cos(angle) : at(rng);
        g->xy[2 * i + 1] = kind == SITU_GEOM_POLYGON ? y + r * sin(angle) : at(rng);
    }
    for (uint32_t i = 0; i <= parts; i++)
        g->part_start[i] = parts == 1 ? i * g->point_count : i;
    if (kind == SITU_GEOM_POLYGON)
        memcpy(g->xy + 2 * (size_t)n, g->xy, 16);
    situ_geometry_update_box(g);
    return g;
}

// Level at a place; close: some feature is so near to the distance that rounding decides.
static int level_at(situ_geometry *const *shapes, const uint8_t *levels, uint32_t n, double d, double x, double y, bool *close)
{
    int level = 0;
    *close = false;
    for (uint32_t i = 0; i < n; i++) {
        double far = situ_geometry_distance_to_point(shapes[i], x, y);
        *close = *close || fabs(far - d) < 1e-4;
        if (far <= d && levels[i] && (level == 0 || levels[i] < level))
            level = levels[i];
    }
    return level;
}

static void check_line(const situ_geometry *line, situ_geometry *const *shapes, const uint8_t *levels, uint32_t n, double d, const situ_segments *s, situ_rng *rng,
                       uint64_t seed)
{
    situ_segment *pieces = NULL;
    size_t count = 0;
    situ_error err = {0};
    double all = 0;
    CHECK_OK(situ_segments_cut(&pieces, &count, s, line, &err), err);
    for (size_t i = 0; i < count; i++) {
        const situ_segment *p = &pieces[i];
        situ_geometry *g = NULL;
        bool follows = i > 0 && pieces[i - 1].part == p->part;
        CHECK_SEED(p->from_m == (follows ? pieces[i - 1].to_m : 0.0), seed);
        CHECK_SEED(!follows || pieces[i - 1].level != p->level, seed); // merged
        CHECK_OK(situ_segment_geometry(&g, line, p, &err), err);
        CHECK_SEED(fabs(situ_geometry_length(g) - (p->to_m - p->from_m)) < 1e-6, seed);
        all += p->to_m - p->from_m;
        // Figures: features within reach of the piece, found by its geometry's distance at many places.
        bool near[FEATURES] = {0};
        for (int k = 0; k < 200; k++) {
            double want = k < 100 ? (k + 0.5) / 100 : situ_rng_unit(rng), run = 0, x = g->xy[0], y = g->xy[1];
            want *= p->to_m - p->from_m;
            for (uint32_t v = 0; v + 1 < g->point_count; v++) {
                double dx = g->xy[2 * v + 2] - g->xy[2 * v], dy = g->xy[2 * v + 3] - g->xy[2 * v + 1], length = hypot(dx, dy);
                if (want <= run + length) {
                    x = g->xy[2 * v] + dx * (want - run) / length;
                    y = g->xy[2 * v + 1] + dy * (want - run) / length;
                    break;
                }
                run += length;
            }
            bool close;
            int level = level_at(shapes, levels, n, d, x, y, &close);
            CHECK_SEED(close || level == p->level, seed);
            for (uint32_t f = 0; f < n; f++)
                near[f] = near[f] || situ_geometry_distance_to_point(shapes[f], x, y) < d - 1e-4;
        }
        uint32_t seen[5] = {0};
        for (uint32_t f = 0; f < n; f++)
            seen[levels[f]] += near[f];
        for (int level = 0; level < 5; level++)
            CHECK_SEED(p->n[level] >= seen[level], seed);
        CHECK_SEED((p->level == 0) == (p->worst == SIZE_MAX), seed);
        CHECK_SEED(p->level == 0 || (levels[p->worst] == p->level && p->n[p->level] > 0), seed);
        situ_geometry_free(g);
    }
    CHECK_SEED(fabs(all - situ_geometry_length(line)) < 1e-6, seed);
    situ_free(pieces);
}

static void segments__agree_with_brute_force_at_every_place(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        situ_rng rng;
        situ_error err = {0};
        situ_segments *s = NULL;
        situ_geometry *shapes[FEATURES], *line;
        uint8_t levels[FEATURES];
        situ_rng_seed(&rng, seed, 11);
        uint32_t n = situ_rng_below(&rng, FEATURES);
        double d = seed % 3 == 0 ? 5 : 20 + 80 * situ_rng_unit(&rng);
        for (uint32_t i = 0; i < n; i++) {
            shapes[i] = shape(&rng, seed % 2 ? SITU_GEOM_POINT : (situ_geometry_kind)situ_rng_below(&rng, 3));
            levels[i] = (uint8_t)situ_rng_below(&rng, 5);
        }
        CHECK_OK(situ_segments_new(&s, (const situ_geometry *const *)shapes, levels, n, d, &err), err);
        line = shape(&rng, SITU_GEOM_LINE);
        check_line(line, shapes, levels, n, d, s, &rng, seed);
        situ_geometry_free(line);
        situ_segments_free(s);
        for (uint32_t i = 0; i < n; i++)
            situ_geometry_free(shapes[i]);
    }
}

static void segments__edge_cases(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_segments *s = NULL;
    situ_segment *pieces = NULL;
    situ_geometry *line = NULL, *point = NULL;
    size_t count;
    CHECK_FAILS(SITU_E_ARGUMENT, situ_segments_new(&s, NULL, NULL, 0, 0, &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_segments_new(&s, NULL, NULL, 0, NAN, &err), err);
    CHECK_OK(situ_geometry_point(&point, 50, 50, &err), err);
    const situ_geometry *shapes[] = {point, NULL};
    const uint8_t levels[] = {2, 1};
    CHECK_OK(situ_segments_new(&s, shapes, levels, 2, 50, &err), err);
    CHECK_OK(situ_geometry_new(&line, SITU_GEOM_LINE, 2, 6, &err), err);
    // The first part touches the circle in one place; the second has no length.
    const double xy[] = {0, 0, 50, 0, 50, 0, 100, 0, 50, 50, 50, 50};
    memcpy(line->xy, xy, sizeof xy);
    line->part_start[1] = 4;
    line->part_start[2] = 6;
    situ_geometry_update_box(line);
    CHECK_OK(situ_segments_cut(&pieces, &count, s, line, &err), err);
    assert_int_equal(count, 1);
    assert_int_equal(pieces[0].level, 0);
    CHECK_NEAR(pieces[0].to_m, 100, 1e-12);
    situ_free(pieces);
    situ_geometry_free(line);
    situ_geometry_free(point);
    situ_segments_free(s);
}

// The share of a polygon under several others, against a fine grid of places.
static void people__share_agrees_with_counted_places(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_geos *geos = NULL;
    CHECK_OK(situ_geos_new(&geos, &err), err);
    for (uint64_t seed = 1; seed <= 40; seed++) {
        situ_rng rng;
        situ_geometry *zones[6], *village;
        double share;
        size_t in = 0, covered = 0;
        situ_rng_seed(&rng, seed, 12);
        uint32_t n = situ_rng_below(&rng, 7);
        village = shape(&rng, SITU_GEOM_POLYGON);
        for (uint32_t i = 0; i < n; i++)
            zones[i] = shape(&rng, SITU_GEOM_POLYGON);
        for (uint32_t i = 0; i < n; i += 2) // near the village, so that something is covered
            for (uint32_t v = 0; v < zones[i]->point_count; v++) {
                zones[i]->xy[2 * v] += village->xy[0] - zones[i]->box.x0 - 100;
                zones[i]->xy[2 * v + 1] += village->xy[1] - zones[i]->box.y0 - 100;
            }
        for (uint32_t i = 0; i < n; i++)
            situ_geometry_update_box(zones[i]);
        CHECK_OK(situ_people_share(&share, geos, village, (const situ_geometry *const *)zones, n, &err), err);
        for (int k = 0; k < 250 * 250; k++) {
            double x = village->box.x0 + (k % 250 + 0.5) / 250 * (village->box.x1 - village->box.x0);
            double y = village->box.y0 + (k / 250 + 0.5) / 250 * (village->box.y1 - village->box.y0);
            if (!situ_geometry_contains_point(village, x, y))
                continue;
            in++;
            bool any = false;
            for (uint32_t i = 0; i < n && !any; i++)
                any = situ_geometry_contains_point(zones[i], x, y);
            covered += any;
        }
        CHECK_SEED(fabs(share - (double)covered / (double)in) < 0.01, seed);
        for (uint32_t i = 0; i < n; i++)
            situ_geometry_free(zones[i]);
        situ_geometry_free(village);
    }
    situ_geos_free(geos);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments__agree_with_brute_force_at_every_place),
        cmocka_unit_test(segments__edge_cases),
        cmocka_unit_test(people__share_agrees_with_counted_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
