// SPDX-License-Identifier: MIT
#ifndef SITU_STORE_TEST_H
#define SITU_STORE_TEST_H

// What the tests of the store share: a folder of their own, tables with random rows, comparison.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "store/internal.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"

// Fails with the error's text.
#define OK(call)                                                                                                        \
    do {                                                                                                                \
        situ_error e_ = {0};                                                                                            \
        situ_error *err = &e_;                                                                                          \
        (void)err;                                                                                                      \
        situ_status s_ = (call);                                                                                        \
        if (s_ != SITU_OK) {                                                                                            \
            char line_[1600];                                                                                           \
            situ_error_format(&e_, line_, sizeof line_);                                                                \
            fail_msg("%s: %s", #call, line_);                                                                           \
        }                                                                                                               \
    } while (0)

typedef struct place {
    char dir[64];
    char path[96];
} place;

static int open_place(void **state)
{
    place *p = calloc(1, sizeof *p);
    strcpy(p->dir, "/tmp/situ-store-XXXXXX");
    if (!p || !mkdtemp(p->dir))
        return -1;
    snprintf(p->path, sizeof p->path, "%s/county.situ", p->dir);
    *state = p;
    return 0;
}

static int close_place(void **state)
{
    place *p = *state;
    chmod(p->dir, 0700);
    situ_error err = {0};
    situ_status status = situ_remove_tree(p->dir, &err);
    free(p);
    return status == SITU_OK ? 0 : -1;
}

static situ_geometry *random_geometry(situ_rng *rng, situ_table_shape shape)
{
    situ_geometry *g = NULL;
    double x = 109 + situ_rng_unit(rng), y = 30 + situ_rng_unit(rng);
    if (shape == SITU_SHAPE_ANY)
        shape = (situ_table_shape)(SITU_SHAPE_POINT + situ_rng_below(rng, 3));
    if (shape == SITU_SHAPE_POINT) {
        OK(situ_geometry_point(&g, x, y, err));
        return g;
    }
    uint32_t parts = 1 + situ_rng_below(rng, 3), each = 5;
    bool polygon = shape == SITU_SHAPE_POLYGON;
    OK(situ_geometry_new(&g, polygon ? SITU_GEOM_POLYGON : SITU_GEOM_LINE, parts, parts * each, err));
    for (uint32_t p = 0; p < parts; p++) {
        // Squares: the second part is a hole of the first, the third stands beside.
        double side = p == 1 ? 0.001 : 0.01, at = p == 2 ? 0.1 : p == 1 ? 0.002 : 0;
        const double corners[5][2] = {{0, 0}, {side, 0}, {side, side}, {0, side}, {0, 0}};
        for (uint32_t i = 0; i < each; i++) {
            g->xy[2 * (p * each + i)] = x + at + corners[i][0];
            g->xy[2 * (p * each + i) + 1] = y + at + corners[i][1];
        }
        g->part_start[p + 1] = (p + 1) * each;
        if (polygon)
            g->is_hole[p] = p == 1;
    }
    situ_geometry_update_box(g);
    return g;
}

static const char *const words[] = {"㙟溪镇", "𡐓口村", "O'Brien", "a\"b", "行1\n行2", "蔈", "'; DROP TABLE region; --", "x"};

// Of a kind that the table can hold.
static situ_geometry *random_geometry_of(situ_rng *rng, const situ_schema *schema)
{
    static const situ_table_shape shapes[] = {[SITU_GEOM_POINT] = SITU_SHAPE_POINT, [SITU_GEOM_LINE] = SITU_SHAPE_LINE,
                                              [SITU_GEOM_POLYGON] = SITU_SHAPE_POLYGON};
    situ_shape_columns columns = situ_shapes_of_schema(schema);
    assert_true(columns.count > 0);
    return random_geometry(rng, shapes[columns.columns[situ_rng_below(rng, (uint32_t)columns.count)].kind]);
}

// All stored columns with random values, some null; ids prefix0000 ..
static situ_table *random_table(situ_rng *rng, const situ_schema *schema, size_t rows, const char *prefix)
{
    situ_table *t = NULL;
    OK(situ_table_new(&t, schema->name, SITU_EPSG_CGCS2000, err));
    for (const situ_front_column *c = situ_front_columns; c->name; c++)
        OK(situ_table_add_column(t, c->name, c->type, NULL, err));
    for (const situ_field *f = schema->fields; f->name; f++)
        if (situ_field_is_stored(f))
            OK(situ_table_add_column(t, f->name, situ_field_type(f->kind), NULL, err));
    for (size_t r = 0; r < rows; r++) {
        char id[40];
        snprintf(id, sizeof id, "%s%04zu", prefix, r);
        OK(situ_table_add_row(t, NULL, err));
        OK(situ_table_set_text(t, r, 0, id, err));
        for (size_t c = 1; c < t->column_count; c++) {
            if (situ_rng_below(rng, 5) == 0)
                continue;
            if (strcmp(t->columns[c].name, "sort") == 0)
                situ_table_set_int(t, r, c, (int64_t)r); // rows come back in this order
            else if (t->columns[c].type == SITU_TYPE_INT)
                situ_table_set_int(t, r, c, (int64_t)situ_rng_u32(rng) - 1000);
            else if (t->columns[c].type == SITU_TYPE_REAL)
                situ_table_set_real(t, r, c, situ_rng_normal(rng) * 1e6);
            else
                OK(situ_table_set_text(t, r, c, words[situ_rng_below(rng, 8)], err));
        }
        int sort = situ_table_find(t, "sort");
        if (sort >= 0)
            situ_table_set_int(t, r, (size_t)sort, (int64_t)r);
        if (schema->shape != SITU_SHAPE_NONE && situ_rng_below(rng, 6) != 0)
            OK(situ_table_set_geometry(t, r, random_geometry_of(rng, schema), err));
    }
    return t;
}

static void assert_geometry_equal(const situ_geometry *a, const situ_geometry *b)
{
    assert_int_equal(a != NULL, b != NULL);
    if (!a)
        return;
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->part_count, b->part_count);
    assert_int_equal(a->point_count, b->point_count);
    assert_memory_equal(a->part_start, b->part_start, (a->part_count + 1) * sizeof *a->part_start);
    assert_memory_equal(a->xy, b->xy, (size_t)a->point_count * 16);
    if (a->kind == SITU_GEOM_POLYGON)
        assert_memory_equal(a->is_hole, b->is_hole, a->part_count);
}

static void assert_table_equal(const situ_table *a, const situ_table *b)
{
    assert_int_equal(a->row_count, b->row_count);
    assert_int_equal(a->column_count, b->column_count);
    for (size_t c = 0; c < a->column_count; c++) {
        assert_string_equal(a->columns[c].name, b->columns[c].name);
        assert_int_equal(a->columns[c].type, b->columns[c].type);
        for (size_t r = 0; r < a->row_count; r++) {
            int i = (int)c;
            assert_int_equal(situ_table_is_null(a, r, i), situ_table_is_null(b, r, i));
            if (situ_table_is_null(a, r, i))
                continue;
            if (a->columns[c].type == SITU_TYPE_INT)
                assert_int_equal(situ_table_int(a, r, i), situ_table_int(b, r, i));
            else if (a->columns[c].type == SITU_TYPE_REAL)
                assert_true(situ_table_real(a, r, i) == situ_table_real(b, r, i));
            else
                assert_string_equal(situ_table_text(a, r, i), situ_table_text(b, r, i));
        }
    }
    for (size_t r = 0; r < a->row_count; r++)
        assert_geometry_equal(situ_table_geometry(a, r), situ_table_geometry(b, r));
}

// A store with `rows` random rows in every table of the schema.
static void write_store(const char *path, uint64_t seed, size_t rows, char revision[65])
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 1);
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, path, err));
    OK(situ_store_set_meta(w, "county", "岚川县", err));
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        situ_table *t = random_table(&rng, situ_schema_registry[i], rows, "A");
        OK(situ_store_put_table(w, t, err));
        situ_table_free(t);
    }
    OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", revision, err));
}

static char *dump_of(const char *path)
{
    situ_store *store = NULL;
    situ_str text;
    situ_str_init(&text);
    OK(situ_store_open(&store, path, "internal", err));
    OK(situ_store_dump(store, &text, err));
    situ_store_close(store);
    return situ_str_take(&text);
}

// Fails with the first line that differs.
static void assert_dump_equal(const char *a, const char *b)
{
    while (*a && *b) {
        size_t m = strcspn(a, "\n"), n = strcspn(b, "\n");
        if (m != n || memcmp(a, b, n) != 0)
            fail_msg("%.*s\ninstead of\n%.*s", (int)(n < 700 ? n : 700), b, (int)(m < 700 ? m : 700), a);
        a += m + (a[m] == '\n');
        b += n + (b[n] == '\n');
    }
    assert_true(*a == *b);
}

// The part of a dump that stores of versions before 3 have too.
static char *old_dump_of(const char *path)
{
    char *dump = dump_of(path), *end = strstr(dump, "table revision_kind\n");
    if (end)
        *end = '\0';
    return dump;
}

static const char *const version_3_columns[] = {"crs_in", "src_unit", "sources", "report_state"};

static void edit_store(const char *path, void (*edit)(const situ_sql *sql, const situ_schema *schema), const char *more)
{
    situ_sql sql = {NULL, path};
    void *spatialite = NULL;
    OK(situ_db_open_write(&sql.db, &spatialite, path, path, err));
    for (size_t i = 0; situ_schema_registry[i]; i++)
        edit(&sql, situ_schema_registry[i]);
    OK(situ_sql_exec(&sql, err, "%s", more));
    situ_db_close(sql.db, spatialite);
}

static void clear_columns(const situ_sql *sql, const situ_schema *schema)
{
    for (size_t i = 0; i < 4; i++)
        OK(situ_sql_exec(sql, err, "UPDATE \"%w\" SET %s=NULL", schema->name, version_3_columns[i]));
}

static void drop_columns(const situ_sql *sql, const situ_schema *schema)
{
    OK(situ_sql_exec(sql, err, "DROP VIEW \"public_%w\"", schema->name));
    for (size_t i = 0; i < 4; i++)
        OK(situ_sql_exec(sql, err, "ALTER TABLE \"%w\" DROP COLUMN %s", schema->name, version_3_columns[i]));
    // The index of ids was part of the table; here it stays, so that writing needs it no less.
    OK(situ_sql_exec(sql, err, "DROP INDEX \"%w_id\"; CREATE UNIQUE INDEX \"old_%w\" ON \"%w\"(id); DROP TABLE IF EXISTS \"history_%w\"", schema->name,
                     schema->name, schema->name, schema->name));
    OK(situ_sql_exec(sql, err, "CREATE VIEW \"public_%w\" AS SELECT fid, id FROM \"%w\"", schema->name, schema->name));
}

// Empties the columns that version 3 brought.
static void clear_version_3(const char *path)
{
    edit_store(path, clear_columns, "");
}

// Makes the store at path one of version 2; its views of the public edition are of no use to this program.
static void make_version_2(const char *path)
{
    edit_store(path, drop_columns,
               "ALTER TABLE revision DROP COLUMN action; ALTER TABLE revision DROP COLUMN target; ALTER TABLE revision DROP COLUMN added;"
               "ALTER TABLE revision DROP COLUMN changed; ALTER TABLE revision DROP COLUMN removed; ALTER TABLE source DROP COLUMN mapping;"
               "ALTER TABLE source DROP COLUMN unit; ALTER TABLE source DROP COLUMN mode; ALTER TABLE issue ADD COLUMN message TEXT;"
               "ALTER TABLE issue ADD COLUMN cure TEXT; DROP TABLE source_rule; DROP TABLE revision_table; DROP TABLE history_table;"
               "DROP TABLE history_meta; PRAGMA user_version=2");
}

// A table of one schema with the named text columns: rows of values, NULL ends each row list.
static situ_table *small_table(const char *name, const char *const *columns, const char *const *const *rows)
{
    situ_table *t = NULL;
    OK(situ_table_new(&t, name, SITU_EPSG_CGCS2000, err));
    for (size_t c = 0; columns[c]; c++)
        OK(situ_table_add_column(t, columns[c], SITU_TYPE_TEXT, NULL, err));
    for (size_t r = 0; rows[r]; r++) {
        OK(situ_table_add_row(t, NULL, err));
        for (size_t c = 0; columns[c]; c++)
            if (rows[r][c])
                OK(situ_table_set_text(t, r, c, rows[r][c], err));
    }
    return t;
}

#pragma GCC diagnostic pop

#endif
