// SPDX-License-Identifier: MIT
#include "unit/store/store_test.h"

// name, industry (text), level (int), score (real)
static situ_table *sample(void)
{
    static const struct {
        const char *name, *industry;
        int64_t level;
        double score;
    } rows[] = {{"甲", "矿山", 1, 320}, {"乙", "消防", 2, 160.5}, {"丙", NULL, 3, NAN}, {"O'D", "矿山", SITU_NULL_INT, 0}};
    situ_table *t = NULL;
    OK(situ_table_new(&t, "risk_point", 0, err));
    OK(situ_table_add_column(t, "name", SITU_TYPE_TEXT, NULL, err));
    OK(situ_table_add_column(t, "industry", SITU_TYPE_TEXT, NULL, err));
    OK(situ_table_add_column(t, "level", SITU_TYPE_INT, NULL, err));
    OK(situ_table_add_column(t, "score", SITU_TYPE_REAL, NULL, err));
    for (size_t i = 0; i < 4; i++) {
        OK(situ_table_add_row(t, NULL, err));
        OK(situ_table_set_text(t, i, 0, rows[i].name, err));
        if (rows[i].industry)
            OK(situ_table_set_text(t, i, 1, rows[i].industry, err));
        situ_table_set_int(t, i, 2, rows[i].level);
        situ_table_set_real(t, i, 3, rows[i].score);
    }
    return t;
}

// The rows as digits: "03" for rows 0 and 3.
static void assert_filter(const situ_table *t, const char *expr, const char *expected)
{
    size_t *rows = NULL, n = 0;
    char got[16] = "";
    OK(situ_expr_filter(&rows, &n, t, expr, err));
    for (size_t i = 0; i < n && i < 15; i++)
        got[i] = (char)('0' + rows[i]);
    situ_free(rows);
    assert_string_equal(got, expected);
}

static void expr__filters_follow_sql(void **state)
{
    (void)state;
    situ_table *t = sample();
    assert_filter(t, "level <= 2", "01");
    assert_filter(t, "industry = '矿山'", "03");
    assert_filter(t, "industry <> '矿山'", "1"); // null is neither equal nor unequal
    assert_filter(t, "industry IS NULL", "2");
    assert_filter(t, "level IN (1,3) AND score >= 320", "0");
    assert_filter(t, "industry LIKE '%防'", "1");
    assert_filter(t, "name = 'O''D' OR name GLOB '[甲]'", "03");
    assert_filter(t, "coalesce(level, 0) = 0", "3");
    assert_filter(t, "CASE WHEN level = 1 THEN 1 ELSE 0 END", "0");
    assert_filter(t, "1", "0123");
    assert_filter(t, "NULL", "");
    assert_filter(t, "score BETWEEN 100 AND 200 -- with a comment", "1");
    assert_filter(t, "level = '1'", "0"); // integer affinity, as in a real table
    situ_table_free(t);
}

static void expr__values_are_numbers_or_texts(void **state)
{
    (void)state;
    situ_table *t = sample(), *v = NULL;
    OK(situ_expr_values(&v, t, "10-level", err));
    assert_int_equal(v->column_count, 1);
    assert_string_equal(v->columns[0].name, "value");
    assert_int_equal(v->columns[0].type, SITU_TYPE_REAL);
    assert_true(situ_table_real(v, 0, 0) == 9 && situ_table_real(v, 2, 0) == 7);
    assert_true(situ_table_is_null(v, 3, 0));
    situ_table_free(v);
    OK(situ_expr_values(&v, t, "name || '·' || coalesce(industry, level)", err));
    assert_int_equal(v->columns[0].type, SITU_TYPE_TEXT);
    assert_string_equal(situ_table_text(v, 0, 0), "甲·矿山");
    assert_string_equal(situ_table_text(v, 2, 0), "丙·3");
    situ_table_free(v);
    OK(situ_expr_values(&v, t, "CASE WHEN level > 1 THEN name ELSE score END", err)); // number first, text later
    assert_int_equal(v->columns[0].type, SITU_TYPE_TEXT);
    assert_string_equal(situ_table_text(v, 0, 0), "320");
    assert_string_equal(situ_table_text(v, 1, 0), "乙");
    assert_string_equal(situ_table_text(v, 3, 0), "0");
    situ_table_free(v);
    OK(situ_expr_values(&v, t, "level", err)); // a plain column
    assert_int_equal(v->columns[0].type, SITU_TYPE_REAL);
    assert_true(situ_table_is_null(v, 3, 0) && situ_table_real(v, 1, 0) == 2);
    situ_table_free(v);
    OK(situ_expr_values(&v, t, "industry", err));
    assert_int_equal(v->columns[0].type, SITU_TYPE_TEXT);
    assert_true(situ_table_is_null(v, 2, 0));
    situ_table_free(v);
    situ_table_free(t);
}

static void expr__allowed_functions_work(void **state)
{
    (void)state;
    static const struct {
        const char *expr, *value;
    } cases[] = {
        {"abs(-2)", "2"}, {"max(1,3,2)", "3"}, {"min(2,1)", "1"}, {"ifnull(NULL,5)", "5"}, {"nullif(5,5)", NULL},
        {"iif(1,2,3)", "2"}, {"length('岚川县')", "3"}, {"upper('a1')", "A1"}, {"lower('A')", "a"}, {"trim('  x ')", "x"},
        {"ltrim('xxa','x')", "a"}, {"rtrim('axx','x')", "a"}, {"substr('abcd',2,2)", "bc"}, {"replace('aXb','X','-')", "a-b"},
        {"instr('abc','c')", "3"}, {"round(2.567,2)", "2.57"}, {"typeof(1.5)", "real"}, {"printf('%05.1f|%s',2.5,'x')", "002.5|x"},
        {"format('%d',7)", "7"}, {"char(23665)", "山"}, {"unicode('山')", "23665"}, {"hex('A')", "41"}, {"quote('a')", "'a'"},
        {"sqrt(16)", "4"}, {"pow(2,10)", "1024"}, {"floor(-1.5)", "-2"}, {"ceil(1.2)", "2"}, {"sign(-3)", "-1"}, {"mod(7,4)", "3"},
    };
    situ_table *t = sample();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        situ_table *v = NULL;
        char buffer[32];
        OK(situ_expr_values(&v, t, cases[i].expr, err));
        assert_int_equal(v->row_count, 4);
        if (!cases[i].value)
            assert_true(situ_table_is_null(v, 0, 0));
        else
            assert_string_equal(situ_table_show(v, 0, 0, buffer), cases[i].value);
        situ_table_free(v);
    }
    situ_table_free(t);
}

static void expr__refused_texts(void **state)
{
    (void)state;
    static const char *const texts[] = {
        // Other tables, by any road.
        "(SELECT 1)", "EXISTS(SELECT 1 FROM sqlite_master)", "name IN (SELECT name FROM t)", "name IN t",
        "(WITH public_person AS (SELECT 1 AS a) SELECT a FROM public_person)", "EXISTS(SELECT mobile FROM person)",
        "1 UNION SELECT 1", "(VALUES(1))",
        // What closes the parenthesis, hides it or starts another statement.
        "1) --", "1) /*", "1) OR (1", "1) LIMIT (1", "1) ORDER BY (1", "1)) OR ((1", "1; DROP TABLE t", "1) FROM t WHERE (1", "1 AS TEXT) OR CAST(1", "", "--", "/*",
        // Not the same every time, or with effects.
        "random()", "randomblob(4)", "date('now')", "datetime(name)", "strftime('%s','now')", "current_timestamp", "load_extension('x')",
        "last_insert_rowid()", "changes()", "zeroblob(9)", "sqlite_version()", "sqlite_source_id()", "fts3_tokenizer('x')",
        // Aggregates and windows are not values of a row.
        "count(*)", "max(level)", "sum(level)", "group_concat(name)", "row_number() OVER ()", "max(level) OVER ()",
        // Parameters, double-quoted texts, row values, broken text.
        "?", ":x", "level = ?1", "industry = \"矿山\"", "(1,2)", "level <", "level = = 1", "'unclosed", "level 1", "ATTACH 'x' AS y",
        "PRAGMA user_version", "RAISE(ABORT,'x')", "1 COLLATE nothing",
    };
    situ_table *t = sample();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        situ_table *v = NULL;
        size_t *rows = NULL, n = 0;
        situ_error why = {0};
        if (situ_expr_values(&v, t, texts[i], &why) != SITU_E_ARGUMENT)
            fail_msg("values: \"%s\" gave %d %s", texts[i], (int)why.code, why.cause);
        if (situ_expr_filter(&rows, &n, t, texts[i], &why) != SITU_E_ARGUMENT)
            fail_msg("filter: \"%s\" gave %d %s", texts[i], (int)why.code, why.cause);
        assert_true(strlen(why.cause) > 0);
        assert_null(v);
        assert_null(rows);
    }
    situ_table_free(t);
}

static void expr__an_unknown_column_gets_a_suggestion(void **state)
{
    (void)state;
    situ_table *t = sample(), *v = NULL;
    situ_error why = {0};
    assert_int_equal(situ_expr_values(&v, t, "levle + 1", &why), SITU_E_ARGUMENT);
    assert_non_null(strstr(why.cause, "levle"));
    assert_non_null(strstr(why.cure, "level?"));
    assert_non_null(strstr(why.cure, "industry"));
    assert_int_equal(situ_expr_values(&v, t, "median(level)", &why), SITU_E_ARGUMENT);
    assert_non_null(strstr(why.cause, "median"));
    assert_non_null(strstr(why.cure, "coalesce"));
    situ_table_free(t);
}

static void expr__work_is_limited(void **state)
{
    (void)state;
    situ_table *t = sample(), *v = NULL;
    situ_error why = {0};
    situ_str deep, big;
    situ_str_init(&deep);
    situ_str_init(&big);
    for (int i = 0; i < 5000; i++)
        situ_str_add(&deep, "-(");
    situ_str_add(&deep, "1");
    for (int i = 0; i < 5000; i++)
        situ_str_add(&deep, ")");
    assert_int_not_equal(situ_expr_values(&v, t, deep.data, &why), SITU_OK);
    for (int i = 0; i < 30000; i++)
        situ_str_add(&big, "1+");
    situ_str_add(&big, "1");
    assert_int_equal(situ_expr_values(&v, t, big.data, &why), SITU_E_LIMIT);
    OK(situ_expr_values(&v, t, "printf('%2000000s', 'x')", err)); // SQLite gives null above the limit
    assert_true(situ_table_is_null(v, 0, 0));
    situ_table_free(v);
    assert_int_not_equal(situ_expr_values(&v, t, "abs(-9223372036854775808)", &why), SITU_OK);
    situ_str_free(&deep);
    situ_str_free(&big);
    situ_table_free(t);
}

static void expr__empty_tables_and_odd_names(void **state)
{
    (void)state;
    situ_table *t = NULL, *v = NULL;
    size_t *rows = NULL, n = 9;
    OK(situ_table_new(&t, "x", 0, err));
    OK(situ_expr_values(&v, t, "1+1", err)); // no columns, no rows
    assert_int_equal(v->row_count, 0);
    situ_table_free(v);
    OK(situ_table_add_column(t, "风险 \"等级\"", SITU_TYPE_INT, NULL, err));
    OK(situ_table_add_row(t, NULL, err));
    situ_table_set_int(t, 0, 0, 3);
    OK(situ_expr_filter(&rows, &n, t, "\"风险 \"\"等级\"\"\" = 3", err));
    assert_int_equal(n, 1);
    situ_free(rows);
    OK(situ_expr_values(&v, t, "风险 \"等级\"", err)); // a plain column needs no quotes
    assert_true(situ_table_real(v, 0, 0) == 3);
    situ_table_free(v);
    situ_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expr__filters_follow_sql),
        cmocka_unit_test(expr__values_are_numbers_or_texts),
        cmocka_unit_test(expr__allowed_functions_work),
        cmocka_unit_test(expr__refused_texts),
        cmocka_unit_test(expr__an_unknown_column_gets_a_suggestion),
        cmocka_unit_test(expr__work_is_limited),
        cmocka_unit_test(expr__empty_tables_and_odd_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
