// SPDX-License-Identifier: MIT
#include <math.h>

#include "base/alloc.h"
#include "geo/geometry.h"
#include "unit/geo/shapes.h"

// A writer for foreign WKB: either byte order, any type code.
typedef struct bytes {
    unsigned char data[4096];
    size_t n;
    bool big;
} bytes;

static void put(bytes *b, const void *value, size_t size)
{
    const unsigned char *p = value;
    for (size_t i = 0; i < size; i++)
        b->data[b->n++] = p[b->big ? size - 1 - i : i];
}
static void put_u32(bytes *b, uint32_t v)
{
    put(b, &v, sizeof v);
}
static void put_f64(bytes *b, double v)
{
    put(b, &v, sizeof v);
}
static void head(bytes *b, uint32_t type)
{
    b->data[b->n++] = b->big ? 0 : 1;
    put_u32(b, type);
}

static void assert_same(const situ_geometry *a, const situ_geometry *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->part_count, b->part_count);
    assert_int_equal(a->point_count, b->point_count);
    assert_memory_equal(a->xy, b->xy, (size_t)a->point_count * 16);
    assert_memory_equal(a->part_start, b->part_start, ((size_t)a->part_count + 1) * 4);
    if (a->is_hole)
        assert_memory_equal(a->is_hole, b->is_hole, a->part_count);
    assert_memory_equal(&a->box, &b->box, sizeof a->box);
}

static void round_trip(const situ_geometry *g)
{
    situ_error err = {0};
    unsigned char *wkb = NULL;
    size_t n = 0;
    situ_geometry *back = NULL;
    CHECK_OK(situ_geometry_to_wkb(&wkb, &n, g, &err), err);
    CHECK_OK(situ_geometry_from_wkb(&back, wkb, n, &err), err);
    assert_same(g, back);
    situ_geometry_free(back);
    // Cut at every byte it must be refused, without reading behind the end (a fresh block each).
    for (size_t cut = 0; cut < n; cut++) {
        unsigned char *part = malloc(cut ? cut : 1);
        memcpy(part, wkb, cut);
        assert_int_not_equal(situ_geometry_from_wkb(&back, part, cut, &err), SITU_OK);
        assert_null(back);
        free(part);
    }
    situ_free(wkb);
}

static void wkb__round_trip_and_every_truncation(void **state)
{
    (void)state;
    static const double l[] = {0, 0, 3, 4, 3, 10, -1e-9, 1e17};
    situ_geometry *g = holed();
    round_trip(g);
    situ_geometry_free(g);
    g = shape(SITU_GEOM_LINE, l, 4);
    round_trip(g);
    situ_geometry_free(g);
    situ_error err = {0};
    CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POINT, 3, 3, &err), err);
    for (uint32_t i = 0; i < 3; i++) {
        g->part_start[i] = i;
        g->xy[2 * i] = i;
    }
    situ_geometry_update_box(g);
    round_trip(g);
    situ_geometry_free(g);
    CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 0, 0, &err), err); // empty
    round_trip(g);
    situ_geometry_free(g);
}

static void wkb__random_bytes_changed_never_crash(void **state)
{
    (void)state;
    situ_error err = {0};
    unsigned char *wkb = NULL;
    size_t n = 0;
    situ_geometry *g = holed(), *back = NULL;
    CHECK_OK(situ_geometry_to_wkb(&wkb, &n, g, &err), err);
    unsigned seen_ok = 0;
    for (size_t at = 0; at < n; at++)
        for (unsigned v = 0; v < 256; v += 5) {
            unsigned char old = wkb[at];
            wkb[at] = (unsigned char)v;
            if (situ_geometry_from_wkb(&back, wkb, n, &err) == SITU_OK)
                seen_ok++;
            situ_geometry_free(back);
            wkb[at] = old;
        }
    assert_true(seen_ok > 1000); // most changes hit a coordinate
    situ_free(wkb);
    situ_geometry_free(g);
}

static void wkb__both_byte_orders_and_extra_dimensions(void **state)
{
    (void)state;
    static const uint32_t codes[] = {3,          1003,       2003,       3003,      0x80000003,
                                     0x40000003, 0xC0000003, 0x20000003, 0xE0000003};
    situ_error err = {0};
    for (int big = 0; big < 2; big++)
        for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
            static const double ring[4][2] = {{0, 0}, {5, 0}, {5, 5}, {0, 0}};
            uint32_t code = codes[k], iso = (code & 0xFFFF) / 1000;
            unsigned extra = (iso == 3 || code >> 30 == 3) ? 2 : (iso || code >> 30) ? 1 : 0;
            bytes b = {.big = big};
            head(&b, code);
            if (code & 0x20000000)
                put_u32(&b, 4490);
            put_u32(&b, 1);
            put_u32(&b, 4);
            for (int i = 0; i < 4; i++) {
                put_f64(&b, ring[i][0]);
                put_f64(&b, ring[i][1]);
                for (unsigned e = 0; e < extra; e++)
                    put_f64(&b, NAN); // a missing Z does no harm
            }
            situ_geometry *g = NULL;
            CHECK_OK(situ_geometry_from_wkb(&g, b.data, b.n, &err), err);
            assert_int_equal(g->kind, SITU_GEOM_POLYGON);
            CHECK_NEAR(situ_geometry_area(g), 12.5, 1e-12);
            situ_geometry_free(g);
        }
}

static void wkb__closes_open_rings_and_skips_empty_ones(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_geometry *g = NULL;
    bytes b = {0};
    head(&b, 6);
    put_u32(&b, 2);
    head(&b, 3);
    put_u32(&b, 1);
    put_u32(&b, 0); // an empty polygon's empty ring
    head(&b, 3);
    put_u32(&b, 1);
    put_u32(&b, 3);
    static const double xy[] = {0, 0, 4, 0, 4, 4};
    for (int i = 0; i < 6; i++)
        put_f64(&b, xy[i]);
    CHECK_OK(situ_geometry_from_wkb(&g, b.data, b.n, &err), err);
    assert_int_equal(g->part_count, 1);
    assert_int_equal(g->point_count, 4);
    assert_true(g->xy[6] == 0 && g->xy[7] == 0);
    situ_geometry_free(g);
}

static void wkb__refusals(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_geometry *g = NULL;
    for (uint32_t type = 7; type <= 17; type++) {
        bytes b = {0};
        head(&b, type);
        put_u32(&b, 0);
        CHECK_FAILS(SITU_E_UNSUPPORTED, situ_geometry_from_wkb(&g, b.data, b.n, &err), err);
    }
    bytes huge = {0}; // four billion points in 9 bytes
    head(&huge, 2);
    put_u32(&huge, 0xFFFFFFFF);
    CHECK_FAILS(SITU_E_GEOMETRY, situ_geometry_from_wkb(&g, huge.data, huge.n, &err), err);
    bytes nan = {0};
    head(&nan, 1);
    put_f64(&nan, NAN);
    put_f64(&nan, 1);
    CHECK_FAILS(SITU_E_GEOMETRY, situ_geometry_from_wkb(&g, nan.data, nan.n, &err), err);
    bytes mixed = {0}; // a line inside a multipoint
    head(&mixed, 4);
    put_u32(&mixed, 1);
    head(&mixed, 2);
    put_u32(&mixed, 0);
    CHECK_FAILS(SITU_E_GEOMETRY, situ_geometry_from_wkb(&g, mixed.data, mixed.n, &err), err);
    bytes rest = {0};
    head(&rest, 2);
    put_u32(&rest, 0);
    rest.n++; // one byte too many
    CHECK_FAILS(SITU_E_GEOMETRY, situ_geometry_from_wkb(&g, rest.data, rest.n, &err), err);
    bytes order = {.data = {7, 1, 0, 0, 0}, .n = 5};
    CHECK_FAILS(SITU_E_GEOMETRY, situ_geometry_from_wkb(&g, order.data, order.n, &err), err);
    assert_null(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wkb__round_trip_and_every_truncation),
        cmocka_unit_test(wkb__random_bytes_changed_never_crash),
        cmocka_unit_test(wkb__both_byte_orders_and_extra_dimensions),
        cmocka_unit_test(wkb__closes_open_rings_and_skips_empty_ones),
        cmocka_unit_test(wkb__refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
