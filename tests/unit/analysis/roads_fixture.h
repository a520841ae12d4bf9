// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_UNIT_ANALYSIS_ROADS_FIXTURE_H
#define SITU_TESTS_UNIT_ANALYSIS_ROADS_FIXTURE_H

// Roads and waters written as text, a line a row: "class flags x y x y ..." where flags is "-" or some of
// o (oneway) b (bridge) t (tunnel) X (status 断) J (禁) L (限) and a number for the road's own speed after "@"
// (such as "b@35"). A class "-" is empty. Waters: "kind l x y ..." lines, "kind p x y ..." polygons (closed here).

#include "unit/analysis/fixture.h"
#include "analysis/network.h"
#include "analysis/travel.h"

static inline size_t roads_numbers(const char *text, size_t bytes, double *v, size_t most)
{
    char line[2000];
    size_t n = 0;
    assert_true(bytes < sizeof line);
    memcpy(line, text, bytes);
    line[bytes] = '\0';
    for (char *p = line;; n++) {
        char *end;
        double x = strtod(p, &end);
        if (end == p)
            return n;
        assert_true(n < most);
        v[n] = x;
        p = end;
    }
}

static inline situ_geometry *roads_shape(const char *text, size_t bytes, bool polygon)
{
    double v[400];
    situ_geometry *g = NULL;
    situ_error err = {0};
    size_t n = roads_numbers(text, bytes, v, 398);
    if (n == 0)
        return NULL;
    if (polygon) {
        v[n++] = v[0];
        v[n++] = v[1];
    }
    CHECK_OK(situ_geometry_new(&g, polygon ? SITU_GEOM_POLYGON : SITU_GEOM_LINE, 1, (uint32_t)(n / 2), &err), err);
    memcpy(g->xy, v, n * sizeof *v);
    g->part_start[1] = (uint32_t)(n / 2);
    situ_geometry_update_box(g);
    return g;
}

static inline situ_table *roads_table(const char *name, const char *text)
{
    situ_table *t = NULL;
    situ_error err = {0};
    size_t c_name, c_class, c_speed, c_oneway, c_bridge, c_tunnel, c_status, row;
    CHECK_OK(situ_table_new(&t, name, FIXTURE_EPSG, &err), err);
    CHECK_OK(situ_table_add_column(t, "name", SITU_TYPE_TEXT, &c_name, &err), err);
    CHECK_OK(situ_table_add_column(t, "class", SITU_TYPE_TEXT, &c_class, &err), err);
    CHECK_OK(situ_table_add_column(t, "speed_kmh", SITU_TYPE_REAL, &c_speed, &err), err);
    CHECK_OK(situ_table_add_column(t, "oneway", SITU_TYPE_INT, &c_oneway, &err), err);
    CHECK_OK(situ_table_add_column(t, "bridge", SITU_TYPE_INT, &c_bridge, &err), err);
    CHECK_OK(situ_table_add_column(t, "tunnel", SITU_TYPE_INT, &c_tunnel, &err), err);
    CHECK_OK(situ_table_add_column(t, "status", SITU_TYPE_TEXT, &c_status, &err), err);
    while (*text) {
        char class[64], flags[32];
        int used = 0;
        size_t line = strcspn(text, "\n");
        assert_int_equal(sscanf(text, "%63s %31s%n", class, flags, &used), 2);
        CHECK_OK(situ_table_add_row(t, &row, &err), err);
        if (strcmp(class, "-") != 0)
            CHECK_OK(situ_table_set_text(t, row, c_class, class, &err), err);
        situ_table_set_int(t, row, c_oneway, strchr(flags, 'o') != NULL);
        situ_table_set_int(t, row, c_bridge, strchr(flags, 'b') != NULL);
        situ_table_set_int(t, row, c_tunnel, strchr(flags, 't') != NULL);
        const char *status = strchr(flags, 'X') ? "断" : strchr(flags, 'J') ? "禁" : strchr(flags, 'L') ? "限" : "通";
        CHECK_OK(situ_table_set_text(t, row, c_status, status, &err), err);
        if (strchr(flags, '@'))
            situ_table_set_real(t, row, c_speed, strtod(strchr(flags, '@') + 1, NULL));
        CHECK_OK(situ_table_set_geometry(t, row, roads_shape(text + used, line - (size_t)used, false), &err), err);
        text += line + (text[line] == '\n');
    }
    return t;
}

static inline situ_table *waters_table(const char *text)
{
    situ_table *t = NULL;
    situ_error err = {0};
    size_t c_kind, row;
    CHECK_OK(situ_table_new(&t, "water", FIXTURE_EPSG, &err), err);
    CHECK_OK(situ_table_add_column(t, "kind", SITU_TYPE_TEXT, &c_kind, &err), err);
    while (*text) {
        char kind[64], shape[8];
        int used = 0;
        size_t line = strcspn(text, "\n");
        assert_int_equal(sscanf(text, "%63s %7s%n", kind, shape, &used), 2);
        CHECK_OK(situ_table_add_row(t, &row, &err), err);
        if (strcmp(kind, "-") != 0)
            CHECK_OK(situ_table_set_text(t, row, c_kind, kind, &err), err);
        CHECK_OK(situ_table_set_geometry(t, row, roads_shape(text + used, line - (size_t)used, shape[0] == 'p'), &err), err);
        text += line + (text[line] == '\n');
    }
    return t;
}

#endif
