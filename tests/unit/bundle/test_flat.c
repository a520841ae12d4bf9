// SPDX-License-Identifier: MIT
// Values through a child and back; and what a hostile child could send instead.
#include "support/check.h"

#include <math.h>

#include "bundle/flat.h"

static situ_table *make_table(size_t rows)
{
    situ_error err = {0};
    situ_table *t = NULL;
    CHECK_OK(situ_table_new(&t, "risk_point", 4490, &err), err);
    CHECK_OK(situ_table_add_column(t, "name", SITU_TYPE_TEXT, NULL, &err), err);
    CHECK_OK(situ_table_add_column(t, "pop", SITU_TYPE_INT, NULL, &err), err);
    CHECK_OK(situ_table_add_column(t, "score", SITU_TYPE_REAL, NULL, &err), err);
    for (size_t r = 0; r < rows; r++) {
        char text[64];
        CHECK_OK(situ_table_add_row(t, NULL, &err), err);
        snprintf(text, sizeof text, "𡐓家湾%zu", r);
        if (r % 3)
            CHECK_OK(situ_table_set_text(t, r, 0, r % 5 ? text : "", &err), err);
        if (r % 4)
            situ_table_set_int(t, r, 1, (int64_t)r - 7);
        if (r % 5)
            situ_table_set_real(t, r, 2, (double)r / 3);
        situ_geometry *g = NULL;
        if (r % 6 == 1) {
            CHECK_OK(situ_geometry_point(&g, 108.7, 30.9, &err), err);
        } else if (r % 6 == 2) {
            CHECK_OK(situ_geometry_new(&g, SITU_GEOM_POLYGON, 2, 9, &err), err);
            g->part_start[1] = 5;
            g->part_start[2] = 9;
            g->is_hole[1] = 1;
            for (uint32_t i = 0; i < 18; i++)
                g->xy[i] = i * 0.5 + (double)r;
            situ_geometry_update_box(g);
        }
        if (g)
            CHECK_OK(situ_table_set_geometry(t, r, g, &err), err);
    }
    return t;
}

static situ_status send_bundle(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    (void)job;
    return situ_flat_put_bundle(out, user, err);
}

static void flat__bundle_comes_back_equal(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 7, 4096, 4097, 9000};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        situ_error err = {0};
        situ_bundle *bundle = NULL, *back = NULL;
        situ_isolate_answer *answer = NULL;
        situ_str before, after;
        CHECK_OK(situ_bundle_new(&bundle, "internal", "", &err), err);
        CHECK_OK(situ_bundle_add_table(bundle, make_table(sizes[k]), &err), err);
        CHECK_OK(situ_isolate_run(&answer, send_bundle, bundle, &(situ_isolate_limits){0}, NULL, &err), err);
        situ_flat in = situ_flat_of(answer);
        CHECK_OK(situ_flat_get_bundle(&in, &back, &err), err);
        assert_int_equal(in.at, in.bytes);
        situ_isolate_unref(answer); // the table holds what it points into
        situ_str_init(&before);
        situ_str_init(&after);
        CHECK_OK(situ_bundle_dump(bundle, &before, &err), err);
        CHECK_OK(situ_bundle_dump(back, &after, &err), err);
        assert_string_equal(before.data, after.data);
        situ_str_free(&before);
        situ_str_free(&after);
        situ_bundle_free(bundle);
        situ_bundle_free(back);
    }
}

static situ_status send_raw(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    const situ_str *s = user;
    (void)job;
    return situ_isolate_put(out, s->data, s->length, err);
}

// Every byte of a small bundle changed, and every length cut: an error or some value, never a crash.
static void flat__damaged_bytes_are_refused_or_harmless(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_bundle *bundle = NULL;
    situ_isolate_answer *answer = NULL;
    CHECK_OK(situ_bundle_new(&bundle, "internal", "", &err), err);
    CHECK_OK(situ_bundle_add_table(bundle, make_table(4), &err), err);
    CHECK_OK(situ_isolate_run(&answer, send_bundle, bundle, &(situ_isolate_limits){0}, NULL, &err), err);
    size_t n = 0, refused = 0;
    const char *good = situ_isolate_data(answer, &n);
    for (size_t i = 0; i < 2 * n; i++) {
        situ_str bytes;
        situ_bundle *back = NULL;
        situ_isolate_answer *bad = NULL;
        situ_str_init(&bytes);
        situ_str_add_n(&bytes, good, i < n ? n : i - n);
        if (i < n)
            bytes.data[i] = (char)(bytes.data[i] ^ (i % 2 ? 0xFF : 0x80));
        if (i % 4 == 0 || i >= n) { // a process each is slow
            CHECK_OK(situ_isolate_run(&bad, send_raw, &bytes, &(situ_isolate_limits){0}, NULL, &err), err);
            situ_flat in = situ_flat_of(bad);
            situ_status status = situ_flat_get_bundle(&in, &back, &err);
            assert_true(status == SITU_OK || status == SITU_E_FORMAT || status == SITU_E_NOMEM || status == SITU_E_ARGUMENT);
            refused += status != SITU_OK;
            if (i >= n)
                assert_int_equal(status, SITU_E_FORMAT); // too short
            if (status == SITU_OK) {
                situ_str dump;
                situ_str_init(&dump);
                CHECK_OK(situ_bundle_dump(back, &dump, &err), err);
                situ_str_free(&dump);
            }
        }
        situ_bundle_free(back);
        situ_isolate_unref(bad);
        situ_str_free(&bytes);
    }
    assert_true(refused > n);
    situ_isolate_unref(answer);
    situ_bundle_free(bundle);
}

// "The same text as row k" written everywhere: rows that do not come before are refused.
static void flat__references_go_back_only(void **state)
{
    (void)state;
    static const uint32_t codes[] = {0x80000000u, 0x80000001u, 0x80000002u, 0xFFFFFFFEu};
    situ_error err = {0};
    situ_bundle *bundle = NULL;
    situ_isolate_answer *answer = NULL;
    CHECK_OK(situ_bundle_new(&bundle, "internal", "", &err), err);
    CHECK_OK(situ_bundle_add_table(bundle, make_table(3), &err), err); // row 0 has no name
    CHECK_OK(situ_isolate_run(&answer, send_bundle, bundle, &(situ_isolate_limits){0}, NULL, &err), err);
    size_t n = 0, same = 0;
    const char *good = situ_isolate_data(answer, &n);
    for (size_t i = 0; i + 4 <= n; i++)
        for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
            situ_str bytes;
            situ_bundle *back = NULL;
            situ_isolate_answer *bad = NULL;
            situ_str_init(&bytes);
            situ_str_add_n(&bytes, good, n);
            memcpy(bytes.data + i, &codes[k], sizeof codes[k]);
            CHECK_OK(situ_isolate_run(&bad, send_raw, &bytes, &(situ_isolate_limits){0}, NULL, &err), err);
            situ_flat in = situ_flat_of(bad);
            if (situ_flat_get_bundle(&in, &back, &err) == SITU_OK) {
                situ_table *t = situ_bundle_table(back, "risk_point");
                for (size_t r = 0; t && r < t->row_count; r++) {
                    const char *text = situ_table_text(t, r, 0);
                    same += r > 0 && text && text == situ_table_text(t, r - 1, 0);
                    assert_true(!text || strlen(text) < n);
                }
            }
            situ_bundle_free(back);
            situ_isolate_unref(bad);
            situ_str_free(&bytes);
        }
    assert_int_equal(same, 0); // the only earlier row it could name is of another text's length, or has none
    situ_isolate_unref(answer);
    situ_bundle_free(bundle);
}

static situ_status send_table(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    (void)job;
    return situ_flat_put_table(out, user, err);
}

// Texts that repeat, columns that end in nulls or hold nothing else, and what that saves.
static void flat__repeated_texts_and_nulls_cost_little(void **state)
{
    (void)state;
    enum { ROWS = 10000, COLUMNS = 40 };
    situ_error err = {0};
    situ_table *t = NULL, *back = NULL;
    situ_isolate_answer *answer = NULL;
    size_t bytes = 0;
    CHECK_OK(situ_table_new(&t, "risk_point", 0, &err), err);
    for (int c = 0; c < COLUMNS; c++) {
        char name[16];
        snprintf(name, sizeof name, "c%d", c);
        CHECK_OK(situ_table_add_column(t, name, (situ_type)(c % 3), NULL, &err), err);
    }
    for (size_t r = 0; r < ROWS; r++) {
        char own[32];
        CHECK_OK(situ_table_add_row(t, NULL, &err), err);
        snprintf(own, sizeof own, "第%zu号", r);
        CHECK_OK(situ_table_set_text(t, r, 0, r % 7 ? "一个很长的乡镇名称和它的文件名.xlsx" : own, &err), err);
        if (r < 100)
            situ_table_set_int(t, r, 1, (int64_t)r);
        if (r % 2)
            CHECK_OK(situ_table_set_text(t, r, 3, r % 3 ? "双江镇" : "龙角镇", &err), err);
    }
    CHECK_OK(situ_isolate_run(&answer, send_table, t, &(situ_isolate_limits){0}, NULL, &err), err);
    situ_isolate_data(answer, &bytes);
    assert_in_range(bytes, ROWS * 2 * 4, ROWS * 2 * 4 + ROWS + ROWS / 7 * 16 + 8000);
    situ_flat in = situ_flat_of(answer);
    CHECK_OK(situ_flat_get_table(&in, &back, &err), err);
    assert_int_equal(in.at, in.bytes);
    situ_isolate_unref(answer);
    assert_int_equal(back->row_count, ROWS);
    for (size_t r = 0; r < ROWS; r++)
        for (int c = 0; c < COLUMNS; c++) {
            char a[32], b[32];
            assert_int_equal(situ_table_is_null(t, r, c), situ_table_is_null(back, r, c));
            assert_string_equal(situ_table_show(t, r, c, a), situ_table_show(back, r, c, b));
        }
    CHECK_OK(situ_table_add_row(back, NULL, &err), err); // it can grow on
    assert_true(situ_table_is_null(back, ROWS, 0) && situ_table_is_null(back, ROWS, 1));
    situ_table_set_int(back, ROWS, 4, 5);
    assert_int_equal(situ_table_int(back, ROWS, 4), 5);
    situ_table_free(t);
    situ_table_free(back);
}

static situ_status send_report(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    (void)job;
    return situ_flat_put_report(out, user, err);
}

static void flat__report_comes_back_equal(void **state)
{
    (void)state;
    situ_error err = {0};
    situ_isolate_answer *answer = NULL;
    situ_report *report = situ_report_new(), *back = situ_report_new();
    const situ_issue issue = {.severity = SITU_WARN, .rule = "DMS", .file = "a.xlsx", .cell = "C7", .row = 7, .old_value = "108°", .message = "说明"};
    CHECK_OK(situ_report_add(report, &issue, &err), err);
    for (int i = 0; i < 5; i++)
        CHECK_OK(situ_report_fate(report, "a.xlsx", NULL, "depot", i ? SITU_FATE_USED : SITU_FATE_REJECTED, &err), err);
    CHECK_OK(situ_isolate_run(&answer, send_report, report, &(situ_isolate_limits){0}, NULL, &err), err);
    situ_flat in = situ_flat_of(answer);
    CHECK_OK(situ_flat_get_report(&in, back, &err), err);
    situ_isolate_unref(answer);
    assert_int_equal(situ_report_count(back), 1);
    const situ_issue *got = situ_report_get(back, 0);
    assert_int_equal(got->severity, SITU_WARN);
    assert_int_equal(got->row, 7);
    assert_string_equal(got->rule, "DMS");
    assert_string_equal(got->old_value, "108°");
    assert_null(got->new_value);
    assert_null(got->sheet);
    const situ_source_count *c = situ_report_source(back, 0);
    assert_int_equal(c->read, 5);
    assert_int_equal(c->used, 4);
    assert_int_equal(c->rejected, 1);
    situ_report_free(report);
    situ_report_free(back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flat__bundle_comes_back_equal),
        cmocka_unit_test(flat__damaged_bytes_are_refused_or_harmless),
        cmocka_unit_test(flat__references_go_back_only),
        cmocka_unit_test(flat__repeated_texts_and_nulls_cost_little),
        cmocka_unit_test(flat__report_comes_back_equal),
    };
    return cmocka_run_group_tests_name("flat", tests, NULL, NULL);
}
