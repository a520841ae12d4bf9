// SPDX-License-Identifier: MIT
#ifndef SITU_TEST_TABLE_TEXT_H
#define SITU_TEST_TABLE_TEXT_H

// A table written as text, for tests of what is drawn from tables:
//   "id name level:int share:real\n"      columns, TEXT when nothing else is said
//   "a|桂溪镇|1|0.5|Q 10 20 5\n"           cells, ~ = null, then the geometry:
//                                         P x y | Q x y side (square) | L x y x y ... | - (none)

#include "bundle/table.h"
#include "support/check.h"

static inline situ_geometry *geometry_of_text(const char *text)
{
    situ_error err;
    situ_geometry *g = NULL;
    double v[64];
    uint32_t n = 0;
    char *end;

    for (const char *p = text + 1; n < 64; p = end) {
        v[n] = strtod(p, &end);
        if (end == p)
            break;
        n++;
    }
    if (*text == 'P') {
        assert_int_equal(n, 2);
        CHECK_OK(situ_geometry_point(&g, v[0], v[1], &err), err);
    } else if (*text == 'Q') {
        const double xy[] = {v[0], v[1], v[0] + v[2], v[1], v[0] + v[2], v[1] + v[2], v[0], v[1] + v[2], v[0], v[1]};
        assert_int_equal(n, 3);
        CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 1, 5, &err), err);
        memcpy(g->xy, xy, sizeof xy);
        g->part_start[1] = 5;
        situ_geometry_update_box(g);
    } else if (*text == 'L') {
        CHECK_OK(situ_geometry_new(&g, SITU_GEOM_LINE, 1, n / 2, &err), err);
        memcpy(g->xy, v, n * sizeof *v);
        g->part_start[1] = n / 2;
        situ_geometry_update_box(g);
    }
    return g;
}

static inline void set_cell(situ_table *t, size_t row, size_t column, const char *text)
{
    situ_error err;
    if (strcmp(text, "~") == 0)
        return;
    if (t->columns[column].type == SITU_TYPE_TEXT)
        CHECK_OK(situ_table_set_text(t, row, column, text, &err), err);
    else if (t->columns[column].type == SITU_TYPE_INT)
        situ_table_set_int(t, row, column, atoll(text));
    else
        situ_table_set_real(t, row, column, strtod(text, NULL));
}

static inline situ_table *table_of_text(const char *name, const char *text)
{
    situ_error err;
    situ_table *t = NULL;
    char *copy = strdup(text), *line_rest = NULL, *rest = NULL;
    char *line = strtok_r(copy, "\n", &line_rest);

    CHECK_OK(situ_table_new(&t, name, 4545, &err), err);
    for (char *word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        char *type = strchr(word, ':');
        if (type)
            *type++ = 0;
        CHECK_OK(situ_table_add_column(t, word, !type ? SITU_TYPE_TEXT : strcmp(type, "int") == 0 ? SITU_TYPE_INT : SITU_TYPE_REAL, NULL, &err), err);
    }
    while ((line = strtok_r(NULL, "\n", &line_rest))) {
        size_t row, column = 0;
        CHECK_OK(situ_table_add_row(t, &row, &err), err);
        for (char *cell = strtok_r(line, "|", &rest); cell; cell = strtok_r(NULL, "|", &rest), column++) {
            if (column < t->column_count) {
                set_cell(t, row, column, cell);
            } else if (*cell != '-') {
                CHECK_OK(situ_table_set_geometry(t, row, geometry_of_text(cell), &err), err);
            }
        }
    }
    free(copy);
    return t;
}

#endif
