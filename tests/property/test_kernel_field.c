// SPDX-License-Identifier: MIT
// k nearest, strength of fading shapes, area shares: against plain loops and against GEOS on random input; every
// kernel that takes bands, on random bands and for several numbers of threads, bit by bit. Seeds are printed.

#include <math.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "geo/geometry.h"
#include "kernel/kernel.h"
#include "support/check.h"

enum { POINTS = 400, CELLS = 160 * 90, SHAPES = 24, K_HIGH = 16 };

static const double pi = 3.14159265358979323846;

typedef struct points {
    situ_raster_frame frame;
    uint32_t count;
    double xy[2 * POINTS], radius[POINTS];
    uint8_t level[POINTS];
} points;

static situ_raster_frame random_frame(situ_rng *rng)
{
    return (situ_raster_frame){.x0 = 420000 + situ_rng_below(rng, 3) * 0.125, .y0 = 3470000, .cell_x = 30,
                               .cell_y = situ_rng_below(rng, 2) ? 30 : 21, .columns = 1 + situ_rng_below(rng, 160), .rows = 1 + situ_rng_below(rng, 90)};
}

static void make_points(points *p, uint64_t seed)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 21);
    p->frame = random_frame(&rng);
    uint32_t kind = situ_rng_below(&rng, 6);
    p->count = situ_rng_below(&rng, situ_rng_below(&rng, 2) ? 8 : POINTS);
    double w = p->frame.cell_x * p->frame.columns, h = p->frame.cell_y * p->frame.rows;
    for (uint32_t i = 0; i < p->count; i++) {
        double u = situ_rng_unit(&rng) * 1.6 - 0.3, v = situ_rng_unit(&rng) * 1.6 - 0.3;
        if (kind == 1) { // on cell centres and corners: many ties
            u = floor(u * 2 * p->frame.columns) / 2 / p->frame.columns;
            v = floor(v * 2 * p->frame.rows) / 2 / p->frame.rows;
        } else if (kind == 2) { // three spots, piled up
            u = (double)(i % 3) / 3;
            v = 0.25;
        } else if (kind == 3) { // all in one cell
            u = (0.1 + 0.8 * situ_rng_unit(&rng)) / p->frame.columns;
            v = (0.1 + 0.8 * situ_rng_unit(&rng)) / p->frame.rows;
        } else if (kind == 4) { // all far outside, in a bunch
            u = 40 + u;
        } else if (kind == 5) { // on a line: no area between them
            u = v;
        }
        p->xy[2 * i] = p->frame.x0 + u * w;
        p->xy[2 * i + 1] = p->frame.y0 - v * h;
        p->radius[i] = 30.0 * (1 + situ_rng_below(&rng, 20)) * (situ_rng_below(&rng, 2) ? 1.0 : 0.777);
        p->level[i] = (uint8_t)situ_rng_below(&rng, 7);
    }
}

// --- nearest ---

// Few sites, nearly or wholly alike: rows and columns of cells at one distance of two of them, sites closer
// together than rounding, rings of sites round a centre.
static uint32_t near_ties(double *xy, situ_rng *rng, const situ_raster_frame *f)
{
    uint32_t n = 2 + situ_rng_below(rng, 7), kind = situ_rng_below(rng, 6);
    double column = situ_rng_below(rng, 2 * f->columns + 1) / 2.0, row = situ_rng_below(rng, 2 * f->rows + 1) / 2.0;
    double x = situ_raster_x(f, column), y = situ_raster_y(f, row), far = f->cell_x * (1 + situ_rng_below(rng, 40));
    for (uint32_t i = 0; i < n; i++) {
        double side = i % 2 ? 1 : -1, k = 1 + (int)i / 2; // in pairs
        double angle = 2 * pi * i / n;
        const double place[6][2] = {{x, y + side * k * far},                        // one column: the lines are rows
                                    {x + side * k * far, y},                        // one row: the lines are columns
                                    {x + side * k * 1e-9 * far, y + k * far},       // nearly one column
                                    {x + 1e-7 * situ_rng_unit(rng), y + 1e-7 * situ_rng_unit(rng)},
                                    {x + far * cos(angle), y + far * sin(angle)},   // round a centre
                                    {x + far * (side * 3), y + far * (k * 4 - 8)}}; // a lattice
        xy[2 * i] = place[kind][0];
        xy[2 * i + 1] = place[kind][1];
    }
    for (uint32_t i = n; i-- > 1;) { // the lower id may be anywhere
        uint32_t j = situ_rng_below(rng, i + 1);
        for (uint32_t a = 0; a < 2; a++) {
            double t = xy[2 * i + a];
            xy[2 * i + a] = xy[2 * j + a];
            xy[2 * j + a] = t;
        }
    }
    return n;
}

static void nearest__near_ties_equal_brute_force(void **state)
{
    (void)state;
    static float distance[CELLS];
    static uint32_t who[CELLS];
    double xy[2 * POINTS];
    situ_error err = {0};
    for (uint64_t seed = 1; seed <= 400; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 28);
        situ_raster_frame f = random_frame(&rng);
        uint32_t n = near_ties(xy, &rng, &f);
        CHECK_OK(situ_kernel_nearest(distance, who, &f, 0, f.rows, xy, n, NULL, &err), err);
        for (uint32_t i = 0; i < f.columns * f.rows; i++) {
            double x = situ_raster_x(&f, i % f.columns + 0.5), y = situ_raster_y(&f, i / f.columns + 0.5), best = INFINITY;
            uint32_t id = 0;
            for (uint32_t k = 0; k < n; k++) {
                double dx = x - xy[2 * k], dy = y - xy[2 * k + 1], d = dx * dx + dy * dy;
                if (d < best) {
                    best = d;
                    id = k;
                }
            }
            if (distance[i] != (float)sqrt(best) || who[i] != id)
                fail_msg("seed %lu cell %u: %g m to %u, expected %g m to %u", (unsigned long)seed, i, (double)distance[i], who[i], sqrt(best), id);
        }
    }
}

// --- k nearest ---

typedef struct candidate { double d2; uint32_t id; } candidate;

static int by_distance(const void *pa, const void *pb)
{
    const candidate *a = pa, *b = pb;
    return a->d2 != b->d2 ? (a->d2 < b->d2 ? -1 : 1) : a->id < b->id ? -1 : a->id > b->id;
}

static void nearest_k__equals_brute_force(void **state)
{
    (void)state;
    static points p;
    static float distance[CELLS * K_HIGH];
    static uint32_t id[CELLS * K_HIGH];
    static candidate all[POINTS];
    situ_error err = {0};
    for (uint64_t seed = 1; seed <= 120; seed++) {
        make_points(&p, seed);
        const uint32_t k = 1 + (uint32_t)(seed * 7 % K_HIGH), cells = p.frame.columns * p.frame.rows;
        CHECK_OK(situ_kernel_nearest_k(distance, id, k, &p.frame, 0, p.frame.rows, p.xy, p.count, NULL, &err), err);
        for (uint32_t i = 0; i < cells; i += 1 + (uint32_t)(seed % 5)) {
            double x = situ_raster_x(&p.frame, i % p.frame.columns + 0.5), y = situ_raster_y(&p.frame, i / p.frame.columns + 0.5);
            for (uint32_t j = 0; j < p.count; j++) {
                double dx = x - p.xy[2 * j], dy = y - p.xy[2 * j + 1];
                all[j] = (candidate){dx * dx + dy * dy, j};
            }
            if (p.count > 1)
                qsort(all, p.count, sizeof *all, by_distance);
            for (uint32_t j = 0; j < k; j++) {
                float want = j < p.count ? (float)sqrt(all[j].d2) : INFINITY;
                uint32_t who = j < p.count ? all[j].id : UINT32_MAX;
                if (distance[i * k + j] != want || id[i * k + j] != who)
                    fail_msg("seed %lu cell %u, %u of %u: %g m to %u, expected %g m to %u", (unsigned long)seed, i, j, k,
                             (double)distance[i * k + j], id[i * k + j], (double)want, who);
            }
        }
    }
}

static void nearest_k__refuses_bad_input(void **state)
{
    (void)state;
    const situ_raster_frame f = {.x0 = 0, .y0 = 20, .cell_x = 10, .cell_y = 10, .columns = 2, .rows = 2};
    const double xy[] = {1, 2, NAN, 4};
    float d[4 * K_HIGH];
    uint32_t id[4 * K_HIGH];
    situ_error err = {0};
    CHECK_FAILS(SITU_E_ARGUMENT, situ_kernel_nearest_k(d, id, 0, &f, 0, 2, xy, 1, NULL, &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_kernel_nearest_k(d, id, 17, &f, 0, 2, xy, 1, NULL, &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_kernel_nearest_k(d, id, 2, &f, 0, 2, xy, 2, NULL, &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT, situ_kernel_nearest_k(d, id, 2, &f, 1, 3, xy, 1, NULL, &err), err);
    CHECK_OK(situ_kernel_nearest_k(d, NULL, 2, &f, 0, 2, xy, 1, NULL, &err), err);
    assert_true(isinf(d[1]) && !isinf(d[0]));
    CHECK_OK(situ_kernel_nearest_k(d, id, 2, &f, 0, 2, NULL, 0, NULL, &err), err);
    assert_true(isinf(d[0]) && id[0] == UINT32_MAX);
}

// --- shapes ---

// Appends a ring round (x, y): star-shaped, so that it never crosses itself.
static void add_star(situ_geometry *g, uint32_t part, situ_rng *rng, double x, double y, double low, double high, bool hole)
{
    uint32_t at = g->part_start[part], n = 4 + situ_rng_below(rng, 9);
    bool clockwise = situ_rng_below(rng, 2);
    for (uint32_t i = 0; i < n; i++) {
        double angle = 2 * pi * ((clockwise ? n - i : i) + 0.6 * situ_rng_unit(rng)) / n, r = low + (high - low) * situ_rng_unit(rng);
        g->xy[2 * (at + i)] = x + r * cos(angle);
        g->xy[2 * (at + i) + 1] = y + r * sin(angle);
    }
    memcpy(g->xy + 2 * (at + n), g->xy + 2 * at, 2 * sizeof *g->xy);
    g->part_start[part + 1] = at + n + 1;
    g->is_hole[part] = hole;
}

enum { RING_HIGH = 13 };

// One to three stars side by side, some with a hole; now and then a sliver.
static situ_geometry *random_polygon(situ_rng *rng, const situ_raster_frame *f)
{
    situ_geometry *g = NULL;
    double w = f->cell_x * f->columns, h = f->cell_y * f->rows, size = fmax(w, h) * (0.05 + 0.5 * situ_rng_unit(rng));
    double x = f->x0 + w * (1.4 * situ_rng_unit(rng) - 0.2), y = f->y0 - h * (1.4 * situ_rng_unit(rng) - 0.2);
    uint32_t stars = 1 + situ_rng_below(rng, 3), parts = 0;
    assert_int_equal(situ_geometry_new(&g, SITU_GEOM_POLYGON, 6, 6 * RING_HIGH, NULL), SITU_OK);
    bool sliver = situ_rng_below(rng, 8) == 0;
    if (sliver) {
        double far = size * 4, thin = f->cell_x * (situ_rng_below(rng, 2) ? 1e-3 : 0.4);
        const double ring[] = {x, y, x + far, y + far / 3, x + far, y + far / 3 + thin, x, y};
        memcpy(g->xy, ring, sizeof ring);
        g->part_start[1] = 4;
        parts = 1;
    }
    for (uint32_t i = 0; !sliver && i < stars; i++) {
        double at = x + 2.5 * size * i;
        add_star(g, parts++, rng, at, y, 0.5 * size, size, false);
        if (situ_rng_below(rng, 2))
            add_star(g, parts++, rng, at, y, 0.05 * size, 0.2 * size, true);
    }
    g->part_count = parts;
    g->point_count = g->part_start[parts];
    situ_geometry_update_box(g);
    return g;
}

static situ_geometry *random_shape(situ_rng *rng, const situ_raster_frame *f)
{
    situ_geometry *g = NULL;
    uint32_t kind = situ_rng_below(rng, 3), n = 1 + situ_rng_below(rng, 6);
    if (kind == 0)
        return random_polygon(rng, f);
    double w = f->cell_x * f->columns, h = f->cell_y * f->rows;
    assert_int_equal(situ_geometry_new(&g, kind == 1 ? SITU_GEOM_POINT : SITU_GEOM_LINE, 1, n, NULL), SITU_OK);
    for (uint32_t i = 0; i < n; i++) {
        g->xy[2 * i] = f->x0 + w * (1.4 * situ_rng_unit(rng) - 0.2);
        g->xy[2 * i + 1] = f->y0 - h * (1.4 * situ_rng_unit(rng) - 0.2);
        if (situ_rng_below(rng, 3) == 0) { // on a cell's centre
            g->xy[2 * i] = situ_raster_x(f, situ_rng_below(rng, f->columns) + 0.5);
            g->xy[2 * i + 1] = situ_raster_y(f, situ_rng_below(rng, f->rows) + 0.5);
        }
    }
    g->part_start[1] = n;
    situ_geometry_update_box(g);
    return g;
}

typedef struct shapes {
    situ_raster_frame frame;
    const situ_geometry *items[SHAPES];
    double radius[SHAPES], weight[SHAPES];
    situ_influence_input in;
} shapes;

static void make_shapes(shapes *s, uint64_t seed)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 22);
    s->frame = random_frame(&rng);
    uint32_t count = situ_rng_below(&rng, SHAPES + 1);
    bool same = situ_rng_below(&rng, 2);
    for (uint32_t i = 0; i < count; i++) {
        s->items[i] = situ_rng_below(&rng, 10) ? random_shape(&rng, &s->frame) : NULL;
        s->radius[i] = situ_rng_below(&rng, 8) ? 30.0 * (1 + situ_rng_below(&rng, 25)) : 0.0;
        s->weight[i] = same ? 1.0 : 0.25 * (1 + situ_rng_below(&rng, 8));
    }
    s->in = (situ_influence_input){s->items, s->radius, s->weight, count, (situ_decay)situ_rng_below(&rng, 4)};
}

static void free_shapes(shapes *s)
{
    for (uint32_t i = 0; i < s->in.count; i++)
        situ_geometry_free((situ_geometry *)(uintptr_t)s->items[i]);
}

// By the definition; *rim: so near to the radius that rounding decides.
static double strength_of(const shapes *s, uint32_t i, double x, double y, bool *rim)
{
    if (!s->items[i])
        return 0;
    double d = situ_geometry_distance_to_point(s->items[i], x, y), u = d > 0 ? d / s->radius[i] : 0;
    *rim |= fabs(d - s->radius[i]) < 1e-6;
    if (u > 1)
        return 0;
    const double f[] = {1, 1 - u, 1 - u * u, exp(-4.5 * u * u)};
    return s->weight[i] * f[s->in.decay];
}

static void strength__equals_the_definition(void **state)
{
    (void)state;
    static shapes s;
    static float out[CELLS];
    static uint32_t who[CELLS];
    situ_error err = {0};
    for (uint64_t seed = 1; seed <= 150; seed++) {
        make_shapes(&s, seed);
        CHECK_OK(situ_kernel_strength(out, who, &s.frame, 0, s.frame.rows, &s.in, NULL, &err), err);
        for (uint32_t i = 0; i < s.frame.columns * s.frame.rows; i += 1 + (uint32_t)(seed % 3)) {
            double x = situ_raster_x(&s.frame, i % s.frame.columns + 0.5), y = situ_raster_y(&s.frame, i / s.frame.columns + 0.5), best = 0;
            uint32_t id = UINT32_MAX;
            bool rim = false;
            for (uint32_t k = 0; k < s.in.count; k++) {
                double v = strength_of(&s, k, x, y, &rim);
                if (v > best) {
                    best = v;
                    id = k;
                }
            }
            if (rim)
                continue;
            bool close_call = who[i] != UINT32_MAX && fabs(strength_of(&s, who[i], x, y, &rim) - best) < 1e-6 * best && s.in.decay != SITU_DECAY_NONE;
            if (!(fabs(out[i] - best) <= 1e-6 * (best + 1e-3)) || (who[i] != id && !close_call && best > 1e-6))
                fail_msg("seed %lu cell %u: %.9g of %u, expected %.9g of %u", (unsigned long)seed, i, (double)out[i], who[i], best, id);
        }
        free_shapes(&s);
    }
}

static void strength__of_points_without_decay_covers_what_influence_covers(void **state)
{
    (void)state;
    static points p;
    static float out[CELLS];
    static uint8_t level[CELLS];
    static situ_geometry *items[POINTS];
    static double weight[POINTS];
    situ_error err = {0};
    for (uint64_t seed = 1; seed <= 40; seed++) {
        make_points(&p, seed);
        for (uint32_t i = 0; i < p.count; i++) { // worst level = heaviest
            p.level[i] = (uint8_t)(1 + p.level[i] % 4);
            weight[i] = 5.0 - p.level[i];
            assert_int_equal(situ_geometry_point(&items[i], p.xy[2 * i], p.xy[2 * i + 1], NULL), SITU_OK);
        }
        const situ_influence_input in = {(const situ_geometry *const *)items, p.radius, weight, p.count, SITU_DECAY_NONE};
        CHECK_OK(situ_kernel_strength(out, NULL, &p.frame, 0, p.frame.rows, &in, NULL, &err), err);
        CHECK_OK(situ_kernel_influence(level, &p.frame, 0, p.frame.rows, p.xy, p.level, p.radius, p.count, NULL, &err), err);
        for (uint32_t i = 0; i < p.frame.columns * p.frame.rows; i++)
            if (level[i] != (out[i] > 0.0f ? 5 - (int)out[i] : 0))
                fail_msg("seed %lu cell %u: level %u, strength %g", (unsigned long)seed, i, level[i], (double)out[i]);
        for (uint32_t i = 0; i < p.count; i++)
            situ_geometry_free(items[i]);
    }
}

// --- area shares ---

static situ_geometry *cell_box(const situ_raster_frame *f, uint32_t column, uint32_t row)
{
    situ_geometry *g = NULL;
    double x0 = situ_raster_x(f, column), x1 = situ_raster_x(f, column + 1.0), y0 = situ_raster_y(f, row + 1.0), y1 = situ_raster_y(f, row);
    const double ring[] = {x0, y0, x1, y0, x1, y1, x0, y1, x0, y0};
    assert_int_equal(situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, 5, NULL), SITU_OK);
    memcpy(g->xy, ring, sizeof ring);
    g->part_start[1] = 5;
    situ_geometry_update_box(g);
    return g;
}

static void share_zonal__equal_clipping_by_geos(void **state)
{
    (void)state;
    static double share[CELLS];
    static float cells[CELLS];
    situ_geos *geos = NULL;
    situ_error err = {0};
    CHECK_OK(situ_geos_new(&geos, &err), err);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 23);
        situ_raster_frame f = random_frame(&rng);
        f.columns = 1 + f.columns % 24;
        f.rows = 1 + f.rows % 24;
        situ_geometry *g = random_polygon(&rng, &f);
        double area = f.cell_x * f.cell_y, sum = 0, total = 0;
        memset(share, 0, sizeof share);
        CHECK_OK(situ_kernel_area_share(share, &f, g, &err), err);
        for (uint32_t i = 0; i < f.columns * f.rows; i++) {
            situ_geometry *box = cell_box(&f, i % f.columns, i / f.columns), *piece = NULL;
            CHECK_OK(situ_geos_overlay(geos, &piece, SITU_INTERSECTION, g, box, &err), err);
            double want = piece && piece->kind == SITU_GEOM_POLYGON ? situ_geometry_area(piece) / area : 0;
            if (!(fabs(share[i] - want) <= 1e-8))
                fail_msg("seed %lu cell %u: %.12g, expected %.12g", (unsigned long)seed, i, share[i], want);
            cells[i] = i % 11 == 5 ? NAN : (float)situ_rng_unit(&rng);
            sum += isnan(cells[i]) ? 0 : want * (double)cells[i];
            total += isnan(cells[i]) ? 0 : want * area;
            situ_geometry_free(box);
            situ_geometry_free(piece);
        }
        situ_zonal z;
        CHECK_OK(situ_kernel_zonal(&z, cells, &f, g, &err), err);
        if (!(fabs(z.sum - sum) <= 1e-6) || !(fabs(z.area_m2 - total) <= 1e-6 * (1 + total)))
            fail_msg("seed %lu: sum %.12g over %.12g m2, expected %.12g over %.12g", (unsigned long)seed, z.sum, z.area_m2, sum, total);
        situ_geometry_free(g);
    }
    situ_geos_free(geos);
}

// A cell's share is the polygon's exact area when the frame holds it all.
static void share__sums_to_the_area(void **state)
{
    (void)state;
    static double share[CELLS];
    situ_error err = {0};
    for (uint64_t seed = 100; seed < 180; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 24);
        situ_raster_frame small = {.x0 = 421000, .y0 = 3469000, .cell_x = 10, .cell_y = 10, .columns = 40, .rows = 40};
        situ_geometry *g = random_polygon(&rng, &small);
        situ_raster_frame f = situ_raster_frame_cover(g->box, fmax(g->box.x1 - g->box.x0, g->box.y1 - g->box.y0) / (5 + situ_rng_below(&rng, 80)));
        assert_true((size_t)f.columns * f.rows <= CELLS);
        memset(share, 0, sizeof share);
        CHECK_OK(situ_kernel_area_share(share, &f, g, &err), err);
        double sum = 0, want = situ_geometry_area(g);
        for (uint32_t i = 0; i < f.columns * f.rows; i++) {
            assert_true(share[i] >= 0.0 && share[i] <= 1.0);
            sum += share[i] * f.cell_x * f.cell_y;
        }
        if (!(fabs(sum - want) <= 1e-7 * want + 1e-5))
            fail_msg("seed %lu: %.12g m2, expected %.12g", (unsigned long)seed, sum, want);
        situ_geometry_free(g);
    }
}

// Smoothed zones share every edge, so their shares of any other grid add up to 1.
static void share__of_a_partition_sums_to_one(void **state)
{
    (void)state;
    static uint8_t cells[CELLS];
    static double share[CELLS];
    situ_error err = {0};
    for (uint64_t seed = 1; seed <= 30; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 25);
        situ_raster_frame f = random_frame(&rng);
        for (uint32_t i = 0; i < f.columns * f.rows; i++)
            cells[i] = (uint8_t)(i % f.columns == 0 || situ_rng_below(&rng, 3) == 0 ? 1 + situ_rng_below(&rng, 250) : cells[i - 1]);
        situ_zone_polygon *zones = NULL;
        size_t count = 0;
        CHECK_OK(situ_kernel_polygonize(&zones, &count, cells, &f, 0, (int)(seed % 4), seed % 2 ? 4 : 0, &err), err);
        double w = f.cell_x * f.columns, h = f.cell_y * f.rows, size = 7 + 300 * situ_rng_unit(&rng);
        situ_raster_frame other = {f.x0 + 0.3 * size, f.y0 - 0.7 * size, size, 0.9 * size, (uint32_t)fmax(1, fmin(160, floor(w / size) - 1)),
                                   (uint32_t)fmax(1, fmin(90, floor(h / 0.9 / size) - 1))};
        memset(share, 0, sizeof share);
        for (size_t i = 0; i < count; i++)
            CHECK_OK(situ_kernel_area_share(share, &other, zones[i].geometry, &err), err);
        for (uint32_t i = 0; i < other.columns * other.rows; i++) {
            double x1 = situ_raster_x(&other, i % other.columns + 1.0), y1 = situ_raster_y(&other, i / other.columns + 1.0);
            if (x1 <= f.x0 + w && y1 >= f.y0 - h && !(fabs(share[i] - 1) <= 1e-9))
                fail_msg("seed %lu cell %u: shares of all zones sum to %.12g", (unsigned long)seed, i, share[i]);
        }
        situ_zone_polygons_free(zones, count);
    }
}

// --- bands and threads ---

typedef struct outputs {
    float distance[CELLS], distance_k[3 * CELLS], strength[CELLS];
    uint32_t who[CELLS], id_k[3 * CELLS], strongest[CELLS];
    uint8_t level[CELLS];
} outputs;

// All kernels over rows [row, end), at the place of those rows in o.
static void run_all(outputs *o, const points *p, const shapes *s, uint32_t row, uint32_t end, situ_job *job)
{
    situ_error err = {0};
    const situ_raster_frame *f = &p->frame;
    size_t at = (size_t)row * f->columns;
    CHECK_OK(situ_kernel_nearest(o->distance + at, o->who + at, f, row, end, p->xy, p->count, job, &err), err);
    CHECK_OK(situ_kernel_nearest_k(o->distance_k + 3 * at, o->id_k + 3 * at, 3, f, row, end, p->xy, p->count, job, &err), err);
    CHECK_OK(situ_kernel_influence(o->level + at, f, row, end, p->xy, p->level, p->radius, p->count, job, &err), err);
    CHECK_OK(situ_kernel_strength(o->strength + at, o->strongest + at, f, row, end, &s->in, job, &err), err);
}

static void every_kernel__bands_and_threads_give_the_same_bits(void **state)
{
    (void)state;
    static points p;
    static shapes s;
    static outputs whole, parts;
    situ_error err = {0};
    for (uint64_t seed = 500; seed < 540; seed++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, 26);
        make_points(&p, seed);
        make_shapes(&s, seed);
        p.frame = s.frame;
        run_all(&whole, &p, &s, 0, p.frame.rows, NULL);
        static const unsigned threads[] = {1, 2, 3, 7};
        for (int t = 0; t < 4; t++) {
            situ_job *job = NULL;
            CHECK_OK(situ_job_new(&job, threads[t], NULL, NULL, &err), err);
            memset(&parts, 0x5a, sizeof parts);
            for (uint32_t row = 0, end; row < p.frame.rows; row = end) {
                end = row + 1 + situ_rng_below(&rng, p.frame.rows - row);
                run_all(&parts, &p, &s, row, end, job);
            }
            situ_job_free(job);
            size_t n = (size_t)p.frame.columns * p.frame.rows;
            const char *differs = memcmp(whole.distance, parts.distance, 4 * n) || memcmp(whole.who, parts.who, 4 * n)               ? "nearest"
                                  : memcmp(whole.distance_k, parts.distance_k, 12 * n) || memcmp(whole.id_k, parts.id_k, 12 * n)     ? "nearest_k"
                                  : memcmp(whole.level, parts.level, n)                                                              ? "influence"
                                  : memcmp(whole.strength, parts.strength, 4 * n) || memcmp(whole.strongest, parts.strongest, 4 * n) ? "strength"
                                                                                                                                     : NULL;
            if (differs)
                fail_msg("seed %lu, %u threads: a band of %s differs from the whole", (unsigned long)seed, threads[t], differs);
        }
        free_shapes(&s);
    }
}

// More than one task a row and a column, so that threads have something to share.
static void every_kernel__a_grid_of_many_tasks_does_not_depend_on_threads(void **state)
{
    (void)state;
    enum { C = 700, R = 600, N = 300 };
    const situ_raster_frame f = {.x0 = 420000, .y0 = 3470000, .cell_x = 30, .cell_y = 30, .columns = C, .rows = R};
    static float distance[2][C * R], strength[2][C * R];
    static uint32_t who[2][C * R], strongest[2][C * R];
    static double xy[2 * N], radius[N], weight[N];
    static situ_geometry *items[N];
    situ_rng rng;
    situ_error err = {0};
    situ_rng_seed(&rng, 77, 27);
    for (uint32_t i = 0; i < N; i++) {
        xy[2 * i] = f.x0 + 30.0 * C * situ_rng_unit(&rng);
        xy[2 * i + 1] = f.y0 - 30.0 * R * situ_rng_unit(&rng);
        radius[i] = 100 + 900 * situ_rng_unit(&rng);
        weight[i] = 1 + situ_rng_below(&rng, 3);
        CHECK_OK(situ_geometry_point(&items[i], xy[2 * i], xy[2 * i + 1], &err), err);
    }
    const situ_influence_input in = {(const situ_geometry *const *)items, radius, weight, N, SITU_DECAY_LINEAR};
    for (unsigned threads = 1; threads <= 5; threads += 2) {
        situ_job *job = NULL;
        int to = threads > 1;
        CHECK_OK(situ_job_new(&job, threads, NULL, NULL, &err), err);
        CHECK_OK(situ_kernel_nearest(distance[to], who[to], &f, 0, R, xy, N, job, &err), err);
        CHECK_OK(situ_kernel_strength(strength[to], strongest[to], &f, 0, R, &in, job, &err), err);
        situ_job_free(job);
        if (to) {
            assert_memory_equal(distance[0], distance[1], sizeof distance[0]);
            assert_memory_equal(who[0], who[1], sizeof who[0]);
            assert_memory_equal(strength[0], strength[1], sizeof strength[0]);
            assert_memory_equal(strongest[0], strongest[1], sizeof strongest[0]);
        }
    }
    for (uint32_t i = 0; i < N; i++)
        situ_geometry_free(items[i]);
}

// The n-th allocation fails, for every n: the error comes back and nothing is lost (the sanitizers look on).
static void every_kernel__tells_when_memory_runs_out(void **state)
{
    (void)state;
    static points p;
    static shapes s;
    static outputs o;
    static uint8_t cells[CELLS];
    static double share[CELLS];
    make_points(&p, 3);
    make_shapes(&s, 9);
    for (uint64_t seed = 10; s.in.count < 5 || !s.items[0] || s.items[0]->kind != SITU_GEOM_POLYGON; seed++) {
        free_shapes(&s);
        make_shapes(&s, seed);
    }
    p.frame = s.frame;
    for (size_t i = 0; i < CELLS; i++)
        cells[i] = (uint8_t)(1 + i % 7 / 3);
    for (int kernel = 0; kernel < 8; kernel++)
        for (uint64_t n = 1, failed = 1; failed; n++) {
            situ_error err = {0};
            situ_zonal z;
            situ_zone_polygon *zones = NULL;
            size_t count = 0;
            const situ_raster_frame *f = &p.frame;
            situ_status status = SITU_OK;
            situ_alloc_fail_at(n, false);
            switch (kernel) {
            case 0: status = situ_kernel_nearest(o.distance, o.who, f, 0, f->rows, p.xy, p.count, NULL, &err); break;
            case 1: status = situ_kernel_nearest_k(o.distance_k, o.id_k, 3, f, 0, f->rows, p.xy, p.count, NULL, &err); break;
            case 2: status = situ_kernel_influence(o.level, f, 0, f->rows, p.xy, p.level, p.radius, p.count, NULL, &err); break;
            case 3: status = situ_kernel_strength(o.strength, o.strongest, f, 0, f->rows, &s.in, NULL, &err); break;
            case 4: status = situ_kernel_area_share(share, f, s.items[0], &err); break;
            case 5: status = situ_kernel_zonal(&z, o.distance, f, s.items[0], &err); break;
            case 6: status = situ_kernel_rasterize(o.level, f, s.items[0], 3, &err); break;
            default: status = situ_kernel_polygonize(&zones, &count, cells, f, 3, 2, 5, &err); break;
            }
            situ_alloc_fail_at(0, false);
            failed = status != SITU_OK;
            if (failed)
                assert_int_equal(status, SITU_E_NOMEM);
            assert_true(n < 5000);
            situ_zone_polygons_free(zones, count);
        }
    free_shapes(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest__near_ties_equal_brute_force),
        cmocka_unit_test(nearest_k__equals_brute_force),
        cmocka_unit_test(nearest_k__refuses_bad_input),
        cmocka_unit_test(strength__equals_the_definition),
        cmocka_unit_test(strength__of_points_without_decay_covers_what_influence_covers),
        cmocka_unit_test(share_zonal__equal_clipping_by_geos),
        cmocka_unit_test(share__sums_to_the_area),
        cmocka_unit_test(share__of_a_partition_sums_to_one),
        cmocka_unit_test(every_kernel__bands_and_threads_give_the_same_bits),
        cmocka_unit_test(every_kernel__a_grid_of_many_tasks_does_not_depend_on_threads),
        cmocka_unit_test(every_kernel__tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
