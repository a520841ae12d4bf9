// SPDX-License-Identifier: MIT
// The demonstration county's planted traps against their answer key (data-samples/ANSWERS.csv), as far as
// the import alone decides them; levels computed later and maps are checked elsewhere.
#include "unit/ledger/import_help.h"

#include "ledger/reader.h"

extern const situ_reader situ_reader_csv;

static const char *sample(const char *name)
{
    static char path[2][512];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/data-samples/%s", SITU_SOURCE_DIR, name);
    return path[turn];
}

enum { ID, FILE_, SHEET, ROW, OBJECT, WHAT, EXPECTED, COLUMNS };

typedef struct answer {
    const char *cell[COLUMNS];
    long row;
} answer;

typedef struct world {
    imported regions;
    char file[256];
    imported in; // of file
} world;

static const imported *import_sample(world *w, const char *file)
{
    if (strcmp(w->file, file) == 0)
        return &w->in;
    if (w->file[0])
        import_free(&w->in);
    situ_ledger_options options = {.regions = situ_bundle_table(w->regions.bundle, "region"), .zone_epsg = 4545};
    if (strstr(file, "高德"))
        options.crs = SITU_CRS_GCJ02;
    snprintf(w->file, sizeof w->file, "%s", file);
    w->in = import_file(sample(file), &options);
    if (w->in.status != SITU_OK)
        fail_msg("%s: %s", file, w->in.err.cause);
    fate_count(&w->in, 'r'); // balances
    return &w->in;
}

static const situ_table *row_of(const imported *in, const answer *a, size_t *row)
{
    for (size_t t = 0; t < in->bundle->table_count; t++) {
        const situ_table *table = in->bundle->tables[t];
        for (size_t r = 0; r < table->row_count; r++)
            if (int_at(table, r, "src_row") == a->row && (!a->cell[SHEET][0] || strcmp(text_at(table, r, "src_sheet"), a->cell[SHEET]) == 0)) {
                *row = r;
                return table;
            }
    }
    return NULL;
}

static bool told(const imported *in, const answer *a, const char *rule)
{
    for (size_t i = 0; i < situ_report_count(in->report); i++) {
        const situ_issue *issue = situ_report_get(in->report, i);
        if (strcmp(issue->rule, rule) == 0 && issue->row == a->row)
            return true;
    }
    return false;
}

static bool has_error(const imported *in, const answer *a)
{
    for (size_t i = 0; i < situ_report_count(in->report); i++)
        if (situ_report_get(in->report, i)->row == a->row && situ_report_get(in->report, i)->severity == SITU_ERROR)
            return true;
    return false;
}

// 1 checked, 0 not for us. Fails the test when the answer is wrong.
static int check(const imported *in, const answer *a, const char *key, const char *value)
{
    size_t row = 0;
    const situ_table *t = row_of(in, a, &row);
    char shown[32];
    if (strcmp(key, "fate") == 0) {
        bool want_row = strcmp(value, "used") == 0 || strcmp(value, "repaired") == 0;
        if (want_row != (t != NULL) || (strcmp(value, "rejected") == 0 && !has_error(in, a)))
            fail_msg("%s: fate is not %s", a->cell[ID], value);
        return 1;
    }
    if (strcmp(key, "issue") == 0) {
        if (!told(in, a, value))
            fail_msg("%s: no finding %s in row %ld", a->cell[ID], value, a->row);
        return 1;
    }
    if (strcmp(key, "lon") == 0 || strcmp(key, "lat") == 0) {
        if (!t)
            fail_msg("%s: row %ld is missing", a->cell[ID], a->row);
        assert_near(situ_table_geometry(t, row)->xy[strcmp(key, "lat") == 0], atof(value), 1e-5); // 1 m
        return 1;
    }
    int column = t ? situ_table_find(t, key) : -1;
    if (column < 0)
        return 0;
    if (strcmp(situ_table_show(t, row, column, shown), value) != 0)
        fail_msg("%s: %s is \"%s\", want \"%s\"", a->cell[ID], key, situ_table_show(t, row, column, shown), value);
    return 1;
}

static void sample__answers(void **state)
{
    (void)state;
    situ_sheets *key = NULL;
    world w = {0};
    if (!situ_path_exists(sample("ANSWERS.csv"))) {
        print_message("skipped: no answer key\n");
        skip();
    }
    assert_int_equal(situ_reader_csv.read(&key, sample("ANSWERS.csv"), NULL, NULL), SITU_OK);
    situ_ledger_options options = {.as_table = "region"};
    w.regions = import_file(sample("base/regions.gpkg"), &options);
    assert_int_equal(situ_report_problems(w.regions.report), 0);
    size_t checked = 0;
    const situ_sheet *sheet = &key->items[0];
    for (uint32_t r = 1; r < sheet->row_count; r++) {
        answer a = {0};
        for (uint32_t c = 0; c < COLUMNS; c++)
            a.cell[c] = sheet->cells[r * sheet->column_count + c].text;
        a.row = atol(a.cell[ROW]);
        if (strncmp(a.cell[FILE_], "ledgers/", 8) != 0 || a.row == 0 || strstr(a.cell[FILE_], "填报情况"))
            continue;
        const imported *in = import_sample(&w, a.cell[FILE_]);
        char expected[256], *save = NULL;
        snprintf(expected, sizeof expected, "%s", a.cell[EXPECTED]);
        for (char *one = strtok_r(expected, ";", &save); one; one = strtok_r(NULL, ";", &save)) {
            char *eq = strchr(one, '=');
            assert_non_null(eq);
            *eq = 0;
            checked += (size_t)check(in, &a, one, eq + 1);
        }
    }
    print_message("%zu answers hold\n", checked);
    assert_true(checked >= 40);
    import_free(&w.in);
    import_free(&w.regions);
    situ_sheets_free(key);
}

// The wide depot sheet, summed by item, against the key's sum(物资)=n and depots=n.
static void sample__wide_stock_sums(void **state)
{
    (void)state;
    situ_sheets *key = NULL;
    size_t sums = 0;
    if (!situ_path_exists(sample("ANSWERS.csv")))
        skip();
    assert_int_equal(situ_reader_csv.read(&key, sample("ANSWERS.csv"), NULL, NULL), SITU_OK);
    const situ_sheet *sheet = &key->items[0];
    for (uint32_t r = 1; r < sheet->row_count; r++) {
        const situ_cell *cells = &sheet->cells[r * sheet->column_count];
        const char *p = cells[EXPECTED].text;
        if (!strstr(p, "sum("))
            continue;
        imported in = import_file(sample(cells[FILE_].text), NULL);
        const situ_table *depot = import_table(&in, "depot"), *stock = import_table(&in, "stock");
        const char *count = strstr(p, "depots=");
        if (count)
            assert_int_equal(depot->row_count, atol(count + 7));
        for (; (p = strstr(p, "sum(")); p++, sums++) {
            char item[64];
            double want = 0, sum = 0;
            assert_int_equal(sscanf(p, "sum(%63[^)])=%lf", item, &want), 2);
            for (size_t i = 0; i < stock->row_count; i++)
                sum += situ_streq(text_at(stock, i, "item"), item) ? real_at(stock, i, "qty") : 0;
            if (sum != want)
                fail_msg("%s: %s sums to %.0f, want %.0f", cells[ID].text, item, sum, want);
        }
        import_free(&in);
    }
    assert_true(sums >= 2);
    situ_sheets_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sample__answers), cmocka_unit_test(sample__wide_stock_sums)};
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
