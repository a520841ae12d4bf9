// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_MERGE_HELP_H
#define SITU_TESTS_MERGE_HELP_H

#include "unit/ledger/import_help.h"

#include "ledger/merge.h"

// A store of one table in memory: what situ_ledger_merge gives is put as the real one puts it.
typedef struct book {
    situ_table *rows; // NULL = empty
    situ_report *report;
    situ_merge_counts counts;
} book;

static const situ_precedence merge_rules[] = {
    {NULL, "level_given", SITU_BELIEVE_WORST, "t"},   {NULL, "coordinates", SITU_BELIEVE_DEPARTMENT, "t"},
    {NULL, "phone", SITU_BELIEVE_TOWN, "t"},          {NULL, "accident_type", SITU_BELIEVE_JOIN, "t"},
    {"stock", "qty", SITU_BELIEVE_KEEPER, "t"},       {NULL, "threat_pop", SITU_BELIEVE_WORST, "t"},
    {NULL, NULL, SITU_BELIEVE_NEWEST, "else"},        {0},
};

static inline void copy_row(situ_table *to, const situ_table *from, size_t r)
{
    situ_error err = {0};
    size_t row;
    assert_int_equal(situ_table_add_row(to, &row, &err), SITU_OK);
    for (size_t c = 0; c < from->column_count; c++) {
        int k = situ_table_find(to, from->columns[c].name);
        if (from->columns[c].type == SITU_TYPE_TEXT)
            assert_int_equal(situ_table_set_text(to, row, (size_t)k, situ_table_text(from, r, (int)c), &err), SITU_OK);
        else if (from->columns[c].type == SITU_TYPE_INT)
            situ_table_set_int(to, row, (size_t)k, situ_table_int(from, r, (int)c));
        else
            situ_table_set_real(to, row, (size_t)k, situ_table_real(from, r, (int)c));
    }
    situ_geometry *g = NULL;
    if (situ_table_geometry(from, r)) {
        assert_int_equal(situ_geometry_copy(&g, situ_table_geometry(from, r), &err), SITU_OK);
        assert_int_equal(situ_table_set_geometry(to, row, g, &err), SITU_OK);
    }
}

static inline void put(book *b, const situ_table *rows)
{
    situ_error err = {0};
    situ_table *now = NULL;
    situ_map *ids = situ_map_new();
    assert_int_equal(situ_table_new(&now, rows->name, rows->epsg, &err), SITU_OK);
    for (size_t c = 0; c < rows->column_count; c++)
        assert_int_equal(situ_table_add_column(now, rows->columns[c].name, rows->columns[c].type, NULL, &err), SITU_OK);
    for (size_t r = 0; r < rows->row_count; r++) {
        assert_non_null(situ_table_text(rows, r, SITU_FRONT_ID));
        assert_int_equal(situ_map_set(ids, situ_table_text(rows, r, SITU_FRONT_ID), r), 0); // each once
    }
    for (size_t r = 0; b->rows && r < b->rows->row_count; r++)
        if (situ_map_get(ids, situ_table_text(b->rows, r, SITU_FRONT_ID)) == SIZE_MAX)
            copy_row(now, b->rows, r);
    for (size_t r = 0; r < rows->row_count; r++)
        copy_row(now, rows, r);
    situ_map_free(ids);
    situ_table_free(b->rows);
    b->rows = now;
}

static inline void merge_as(book *b, const char *file, const char *text, const char *unit, situ_merge_mode mode, const char *as)
{
    situ_error err = {0};
    situ_table *out = NULL;
    situ_ledger_options options = {.unit = unit, .empty_ok = true, .as_table = as, .crs = SITU_CRS_CGCS2000};
    imported in = import_file(help_write(file, text), &options);
    situ_table *t = import_table(&in, as ? as : "risk_point");
    situ_report_free(b->report);
    b->report = situ_report_new();
    assert_non_null(b->report);
    assert_int_equal(situ_ledger_merge(&out, &b->counts, t, b->rows, &(situ_merge_options){.mode = mode, .unit = unit, .rules = merge_rules}, b->report, &err), SITU_OK);
    for (size_t r = 0; r < t->row_count; r++)
        assert_non_null(situ_table_text(t, r, SITU_FRONT_ID));
    put(b, out ? out : t);
    situ_table_free(out);
    import_free(&in);
}

static inline void book_free(book *b)
{
    situ_table_free(b->rows);
    situ_report_free(b->report);
    *b = (book){0};
}

static inline size_t told(const book *b, const char *rule)
{
    size_t n = 0;
    for (size_t i = 0; i < situ_report_count(b->report); i++)
        n += strcmp(situ_report_get(b->report, i)->rule, rule) == 0;
    return n;
}

static inline size_t rows_of(const book *b)
{
    return b->rows ? b->rows->row_count : 0;
}

#endif
