// SPDX-License-Identifier: MIT
// Random chains of revisions (rows put, put again, changed back, removed, meta values set, rollbacks) against
// a model that keeps every revision whole. SITU_SEED repeats a run.
#include "unit/store/store_test.h"

enum { TABLES = 3, IDS = 25, REVISIONS = 45, CHAINS = 4 };
static const char *const names[TABLES] = {"risk_point", "region", "person"};
static const char *const keys[] = {"county", "as_of"};

typedef struct line {
    const situ_table *table; // NULL = there is no such row
    size_t row;
} line;

typedef struct world {
    line rows[TABLES][IDS]; // by id
    int meta[2];            // number of the value, 0 = none
} world;

typedef struct chain {
    situ_rng rng;
    world now;
    world kept[REVISIONS + 1];
    char ids[REVISIONS + 1][65];
    size_t count;
    situ_table *tables[4096];
    size_t table_count;
} chain;

static void id_of(char out[16], size_t i)
{
    snprintf(out, 16, i % 5 ? "N%02zu" : "编%02zu", i);
}

static void copy_cell(situ_table *to, size_t row, const line *from, size_t column)
{
    int c = (int)column;
    if (situ_table_is_null(from->table, from->row, c))
        return;
    if (to->columns[column].type == SITU_TYPE_TEXT)
        OK(situ_table_set_text(to, row, column, situ_table_text(from->table, from->row, c), err));
    else if (to->columns[column].type == SITU_TYPE_INT)
        situ_table_set_int(to, row, column, situ_table_int(from->table, from->row, c));
    else
        situ_table_set_real(to, row, column, situ_table_real(from->table, from->row, c));
}

// A table of some ids: new values, or for half of them those that stand there.
static situ_table *rows_to_put(chain *c, size_t t)
{
    const situ_schema *schema = situ_schema_find(names[t]);
    bool used[IDS] = {false};
    size_t n = 1 + situ_rng_below(&c->rng, IDS);
    situ_table *all = random_table(&c->rng, schema, n, "X"), *out = NULL;
    OK(situ_table_new(&out, schema->name, SITU_EPSG_CGCS2000, err));
    for (size_t i = 0; i < all->column_count; i++)
        OK(situ_table_add_column(out, all->columns[i].name, all->columns[i].type, NULL, err));
    for (size_t i = 0; i < n; i++) {
        char id[16];
        size_t at = situ_rng_below(&c->rng, IDS), row;
        if (used[at])
            continue;
        used[at] = true;
        id_of(id, at);
        line from = {all, i};
        if (c->now.rows[t][at].table && situ_rng_below(&c->rng, 2))
            from = c->now.rows[t][at];
        OK(situ_table_add_row(out, &row, err));
        for (size_t k = 1; k < out->column_count; k++)
            copy_cell(out, row, &from, k);
        OK(situ_table_set_text(out, row, 0, id, err));
        const situ_geometry *g = situ_table_geometry(from.table, from.row);
        if (g) {
            situ_geometry *copy = NULL;
            OK(situ_geometry_copy(&copy, g, err));
            OK(situ_table_set_geometry(out, row, copy, err));
        }
    }
    situ_table_free(all);
    assert_true(c->table_count < 4096);
    c->tables[c->table_count++] = out;
    return out;
}

static void put_some(chain *c, situ_store_writer *w, size_t t)
{
    situ_table *table = rows_to_put(c, t);
    OK(situ_store_put_table(w, table, err));
    for (size_t row = 0; row < table->row_count; row++)
        for (size_t i = 0; i < IDS; i++) {
            char id[16];
            id_of(id, i);
            if (strcmp(id, situ_table_text(table, row, 0)) == 0)
                c->now.rows[t][i] = (line){table, row};
        }
}

static void delete_some(chain *c, situ_store_writer *w, size_t t)
{
    char ids[IDS + 1][16];
    const char *list[IDS + 1];
    size_t n = 0;
    bool all = situ_rng_below(&c->rng, 4) == 0;
    for (size_t i = 0; i < IDS; i++) {
        if (!all && situ_rng_below(&c->rng, 3))
            continue;
        id_of(ids[n], i);
        list[n] = ids[n];
        n++;
        c->now.rows[t][i] = (line){NULL, 0};
    }
    list[n++] = "nobody";
    OK(situ_store_delete_rows(w, names[t], list, n, err));
}

static void set_meta(chain *c, situ_store_writer *w)
{
    size_t key = situ_rng_below(&c->rng, 2);
    int value = 1 + (int)situ_rng_below(&c->rng, 3);
    char text[16];
    snprintf(text, sizeof text, "值%d", value);
    OK(situ_store_set_meta(w, keys[key], text, err));
    c->now.meta[key] = value;
}

static bool same_cell(const line *a, const line *b, size_t c)
{
    char x[32], y[32];
    int i = (int)c;
    return situ_table_is_null(a->table, a->row, i) == situ_table_is_null(b->table, b->row, i) &&
           strcmp(situ_table_show(a->table, a->row, i, x), situ_table_show(b->table, b->row, i, y)) == 0;
}

// 2: equal, 1: they came from elsewhere, 0: changed.
static int compare_lines(const line *a, const line *b)
{
    int result = 2;
    for (size_t c = 1; c < a->table->column_count; c++)
        if (!same_cell(a, b, c)) {
            bool origin = c == SITU_FRONT_FILE || c == SITU_FRONT_SHEET || c == SITU_FRONT_ROW || c == SITU_FRONT_TEXT || c == SITU_FRONT_UPDATED;
            result = origin ? (result < 1 ? result : 1) : 0;
        }
    const situ_geometry *g = situ_table_geometry(a->table, a->row), *h = situ_table_geometry(b->table, b->row);
    if ((g != NULL) != (h != NULL) || (g && (g->kind != h->kind || g->point_count != h->point_count || memcmp(g->xy, h->xy, (size_t)g->point_count * 16) != 0)))
        return 0;
    return result;
}

static bool count_changes(int64_t counts[3], const world *a, const world *b, size_t t)
{
    bool any = false;
    for (size_t i = 0; i < IDS; i++) {
        const line *x = &a->rows[t][i], *y = &b->rows[t][i];
        int same = x->table && y->table ? compare_lines(x, y) : 2;
        counts[0] += !x->table && y->table;
        counts[1] += same == 0;
        counts[2] += x->table && !y->table;
        any |= !x->table != !y->table || same < 2;
    }
    return any;
}

static void assert_world(situ_store *store, const world *expected, const char *revision)
{
    for (size_t t = 0; t < TABLES; t++) {
        situ_table *got = NULL;
        size_t row = 0;
        OK(situ_store_read_table_at(&got, store, names[t], revision, err));
        // In order of id: N.. before 编...
        for (int pass = 0; pass < 2; pass++)
            for (size_t i = 0; i < IDS; i++) {
                const line *e = &expected->rows[t][i];
                if (!e->table || (i % 5 == 0) != (pass == 1))
                    continue;
                assert_true(row < got->row_count);
                line g = {got, row++};
                char id[16];
                id_of(id, i);
                assert_string_equal(situ_table_text(got, g.row, 0), id);
                assert_int_equal(got->column_count, e->table->column_count);
                assert_int_equal(compare_lines(e, &g), 2);
            }
        assert_int_equal(row, got->row_count);
        situ_table_free(got);
    }
}

// *source: a file was noted, which makes a revision whatever the rows did.
static bool change(chain *c, situ_store_writer *w, bool *source)
{
    bool rollback = false;
    *source = false;
    for (size_t ops = 1 + situ_rng_below(&c->rng, 4); ops > 0; ops--) {
        size_t t = situ_rng_below(&c->rng, TABLES);
        switch (situ_rng_below(&c->rng, 10)) {
        case 0: case 1: case 2: case 3:
            put_some(c, w, t);
            break;
        case 4: case 5:
            delete_some(c, w, t);
            break;
        case 6:
            set_meta(c, w);
            break;
        case 7: {
            char hash[24];
            snprintf(hash, sizeof hash, "%zu", c->count);
            OK(situ_store_note_source(w, &(situ_store_source){.file = "x.csv", .sha256 = hash, .what = names[t]}, err));
            *source = true;
            break;
        }
        default:
            if (c->count) {
                size_t to = situ_rng_below(&c->rng, (uint32_t)c->count);
                OK(situ_store_rollback(w, c->ids[to], err));
                c->now = c->kept[to];
                rollback = true;
            }
            break;
        }
    }
    return rollback;
}

static void assert_counts(situ_store *store, const chain *c, const world *before)
{
    situ_table *all = NULL;
    int64_t sums[3] = {0, 0, 0};
    static const char *const columns[] = {"added", "changed", "removed"};
    for (size_t t = 0; t < TABLES; t++) {
        int64_t counts[3] = {0, 0, 0}, got = 0;
        count_changes(counts, before, &c->now, t);
        for (size_t k = 0; k < 3; k++) {
            OK(situ_sql_int(&got, &store->sql, 0, err, "SELECT %s FROM revision_table WHERE revision=%Q AND \"table\"=%Q", columns[k], c->ids[c->count - 1], names[t]));
            assert_int_equal(got, counts[k]);
            sums[k] += counts[k];
        }
    }
    OK(situ_store_revisions(&all, store, err));
    assert_int_equal(all->row_count, c->count);
    for (size_t k = 0; k < 3; k++)
        assert_int_equal(situ_table_int(all, c->count - 1, situ_table_find(all, columns[k])), sums[k]);
    situ_table_free(all);
}

static void assert_sound(const char *path)
{
    situ_store_writer *w = NULL;
    int64_t ok = 0;
    OK(situ_store_begin(&w, path, err));
    OK(situ_sql_int(&ok, &situ_store_writer_view(w)->sql, 0, err, "SELECT CheckSpatialIndex()"));
    assert_int_equal(ok, 1);
    situ_store_abort(w);
}

static void run_chain(const char *path, uint64_t seed, uint64_t stream)
{
    chain *c = calloc(1, sizeof *c);
    assert_non_null(c);
    situ_rng_seed(&c->rng, seed, stream);
    for (size_t round = 0; round < REVISIONS; round++) {
        world before = c->now;
        situ_store_writer *w = NULL;
        situ_store *store = NULL;
        bool source;
        char id[65];
        OK(situ_store_begin(&w, path, err));
        bool rollback = change(c, w, &source);
        OK(situ_store_commit(w, "tester", "2026-01-02T03:04:05Z", id, err));
        bool expected = rollback || source || !c->count || memcmp(before.meta, c->now.meta, sizeof before.meta) != 0;
        for (size_t t = 0; t < TABLES; t++)
            expected |= count_changes((int64_t[3]){0}, &before, &c->now, t);
        if (expected) {
            c->kept[c->count] = c->now;
            memcpy(c->ids[c->count++], id, 65);
        } else {
            assert_string_equal(id, c->ids[c->count - 1]);
        }
        OK(situ_store_open(&store, path, "internal", err));
        assert_string_equal(situ_store_revision(store), c->ids[c->count - 1]);
        if (expected)
            assert_counts(store, c, &before);
        for (size_t k = 0; k < 2; k++) {
            char text[16] = "";
            if (c->now.meta[k])
                snprintf(text, sizeof text, "值%d", c->now.meta[k]);
            assert_string_equal(situ_store_meta(store, keys[k]), text);
        }
        for (size_t i = 0; i < c->count; i++)
            if (round + 1 == REVISIONS || situ_rng_below(&c->rng, 8) == 0)
                assert_world(store, &c->kept[i], c->ids[i]);
        situ_store_close(store);
    }
    assert_sound(path);
    print_message("%zu revisions\n", c->count);
    for (size_t i = 0; i < c->table_count; i++)
        situ_table_free(c->tables[i]);
    free(c);
}

static void store_history__every_revision_is_read_as_it_was(void **state)
{
    const place *p = *state;
    const char *given = getenv("SITU_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 20261122;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t i = 0; i < CHAINS; i++) {
        char path[120];
        snprintf(path, sizeof path, "%s/chain%llu.situ", p->dir, (unsigned long long)i);
        run_chain(path, seed, i);
    }
}

static void store_history__equal_chains_give_equal_stores(void **state)
{
    const place *p = *state;
    char *dumps[2];
    for (int i = 0; i < 2; i++) {
        char path[120];
        snprintf(path, sizeof path, "%s/%s/x.situ", p->dir, i ? "a" : "b");
        run_chain(path, 7, 77);
        dumps[i] = dump_of(path);
    }
    assert_dump_equal(dumps[0], dumps[1]);
    situ_free(dumps[0]);
    situ_free(dumps[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(store_history__every_revision_is_read_as_it_was, open_place, close_place),
        cmocka_unit_test_setup_teardown(store_history__equal_chains_give_equal_stores, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
