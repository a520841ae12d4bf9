// SPDX-License-Identifier: MIT
#include "base/alloc.h"
#include "base/str.h"
#include "base/yaml.h"
#include "support/folder.h"

static situ_yaml *parse(const char *text)
{
    situ_yaml *doc = NULL;
    situ_error err;
    CHECK_OK(situ_yaml_parse(&doc, text, strlen(text), "t.yaml", &err), err);
    return doc;
}

static void yaml__tree_with_places(void **state)
{
    (void)state;
    situ_yaml *doc = parse("# 说明\nmap: risk\nlayers:\n  - {type: line, width: 0.3}\n  - type: \"marker\"\nempty:\ncode: '0012'\n");
    const situ_yaml_node *root = situ_yaml_root(doc);
    assert_int_equal(root->kind, SITU_YAML_MAP);
    assert_int_equal(root->count, 4);
    assert_string_equal(root->keys[1], "layers");
    assert_int_equal(root->key_lines[1], 3);
    assert_int_equal(root->key_columns[1], 1);
    assert_string_equal(situ_yaml_text(root, "map", "?"), "risk");
    const situ_yaml_node *layers = situ_yaml_get(root, "layers");
    assert_int_equal(layers->kind, SITU_YAML_LIST);
    assert_int_equal(layers->count, 2);
    assert_string_equal(situ_yaml_text(layers->items[0], "width", "?"), "0.3");
    assert_int_equal(layers->items[0]->line, 4);
    assert_int_equal(layers->items[0]->column, 5);
    const situ_yaml_node *type = situ_yaml_get(layers->items[1], "type");
    assert_string_equal(type->text, "marker");
    assert_true(type->quoted);
    assert_int_equal(type->line, 5);
    assert_int_equal(type->column, 11);
    const situ_yaml_node *empty = situ_yaml_get(root, "empty");
    assert_int_equal(empty->kind, SITU_YAML_SCALAR);
    assert_string_equal(empty->text, "");
    assert_false(empty->quoted);
    assert_string_equal(situ_yaml_text(root, "code", "?"), "0012"); // no octal, no number
    assert_string_equal(situ_yaml_text(root, "absent", "fallback"), "fallback");
    assert_null(situ_yaml_get(layers, "type"));
    assert_null(situ_yaml_get(NULL, "type"));
    assert_string_equal(situ_yaml_file(doc), "t.yaml");
    situ_yaml_free(doc);
    situ_yaml_free(NULL);
}

static void yaml__null_is_empty_and_quoted_null_is_not(void **state)
{
    (void)state;
    situ_yaml *doc = parse("[no, 1_000, ~, null, 'null', \"a\\u56fe\"]");
    static const char *const want[] = {"no", "1_000", "", "", "null", "a图"};
    const situ_yaml_node *root = situ_yaml_root(doc);
    assert_int_equal(root->count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(root->items[i]->text, want[i]);
    situ_yaml_free(doc);
}

static void check_refused(const char *text, situ_status code, long line, long column, const char *cause)
{
    situ_yaml *doc = NULL;
    situ_error err;
    CHECK_FAILS(code, situ_yaml_parse(&doc, text, strlen(text), "t.yaml", &err), err);
    assert_null(doc);
    assert_string_equal(err.file, "t.yaml");
    CHECK_HOLDS(err.cause, cause);
    if (err.row != line || err.column != column)
        fail_msg("%s: %ld:%ld, wanted %ld:%ld", err.cause, err.row, err.column, line, column);
}

static void yaml__refusals_name_line_and_column(void **state)
{
    (void)state;
    check_refused("a: 1\nb: &x 2\n", SITU_E_UNSUPPORTED, 2, 4, "anchors");
    check_refused("a: 1\nb: *x\n", SITU_E_UNSUPPORTED, 2, 4, "aliases");
    check_refused("a: [1, !!int 2]\n", SITU_E_UNSUPPORTED, 1, 8, "tags");
    check_refused("a: !t {x: 1}\n", SITU_E_UNSUPPORTED, 1, 4, "tags");
    check_refused("a: &m {x: 1}\n", SITU_E_UNSUPPORTED, 1, 4, "anchors");
    check_refused("a: 1\n---\nb: 2\n", SITU_E_UNSUPPORTED, 2, 1, "more than one document");
    check_refused("名称: 1\nb: 2\n  \n名称: 3\n", SITU_E_FORMAT, 4, 1, "the key \"名称\" stands twice, first in line 1");
    check_refused("x: {a: 1, b: 2, a: 3}\n", SITU_E_FORMAT, 1, 17, "\"a\" stands twice");
    check_refused("? [a, b]\n: 1\n", SITU_E_FORMAT, 1, 3, "cannot be a key");
    check_refused("a: b: c\n", SITU_E_FORMAT, 1, 5, "mapping values are not allowed");
    check_refused("a: [1, 2\nb: 3\n", SITU_E_FORMAT, 2, 2, "did not find expected ',' or ']'");
    check_refused("a:\n\t- 1\n", SITU_E_FORMAT, 2, 1, "cannot start any token");
    check_refused("a: 1\n b: 2\n", SITU_E_FORMAT, 2, 3, "mapping values");
    check_refused("a: \"x\\0y\"\n", SITU_E_FORMAT, 1, 4, "NUL");
    check_refused("", SITU_E_FORMAT, 0, 0, "empty");
    check_refused("# only a comment\n", SITU_E_FORMAT, 0, 0, "empty");
}

static void yaml__depth_and_size_limits(void **state)
{
    (void)state;
    situ_str s;
    situ_str_init(&s);
    for (int i = 0; i < 64; i++)
        situ_str_add(&s, "[");
    for (int i = 0; i < 64; i++)
        situ_str_add(&s, "]");
    situ_yaml_free(parse(s.data));
    situ_str_clear(&s);
    for (int i = 0; i < 100000; i++)
        situ_str_add(&s, "[");
    check_refused(s.data, SITU_E_LIMIT, 1, 65, "nested deeper than 64");
    situ_str_clear(&s);
    for (int i = 0; i < 65; i++)
        situ_str_add(&s, "{a: ");
    check_refused(s.data, SITU_E_LIMIT, 1, 64 * 4 + 1, "nested deeper than 64");
    situ_str_clear(&s);
    situ_str_add(&s, "a: ");
    while (s.length <= 4 << 20)
        situ_str_add(&s, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    check_refused(s.data, SITU_E_LIMIT, 0, 0, "larger than 4194304 bytes");
    situ_str_free(&s);
}

static void yaml__many_keys_are_quick_and_duplicates_found(void **state)
{
    (void)state;
    situ_str s;
    situ_str_init(&s);
    for (int i = 0; i < 20000; i++)
        situ_str_addf(&s, "k%d: %d\n", i, i);
    situ_yaml *doc = parse(s.data);
    assert_int_equal(situ_yaml_root(doc)->count, 20000);
    assert_string_equal(situ_yaml_root(doc)->keys[12345], "k12345");
    situ_yaml_free(doc);
    situ_str_add(&s, "k777: again\n");
    check_refused(s.data, SITU_E_FORMAT, 20001, 1, "\"k777\" stands twice, first in line 778");
    situ_str_free(&s);
}

static void yaml__broken_bytes_never_crash(void **state)
{
    (void)state;
    const char *text = "map: risk\nlayers:\n  - {type: line, width: [0.3, 1]}\n  - type: \"marker\"\n";
    size_t n = strlen(text);
    char copy[128];
    for (size_t i = 0; i < n; i++)
        for (int byte = 0; byte < 256; byte += 5) {
            memcpy(copy, text, n);
            copy[i] = (char)byte;
            situ_yaml *doc = NULL;
            situ_error err;
            situ_error_clear(&err);
            if (situ_yaml_parse(&doc, copy, n, "t.yaml", &err) == SITU_OK)
                assert_non_null(situ_yaml_root(doc));
            else
                assert_true(err.cause[0] && err.file[0]);
            situ_yaml_free(doc);
        }
    for (size_t i = 0; i < n; i++) { // cut short
        situ_yaml *doc = NULL;
        situ_error err;
        if (situ_yaml_parse(&doc, text, i, "t.yaml", &err) != SITU_OK)
            assert_string_equal(err.file, "t.yaml");
        situ_yaml_free(doc);
    }
}

static void yaml__files_in_gbk_and_missing_files(void **state)
{
    situ_error err;
    situ_yaml *doc = NULL;
    const char *path = in_folder(state, "p.yaml");
    CHECK_OK(situ_write_file(path, "county: \xD4\xC6\xD1\xF4\xCF\xD8\r\n", 16, &err), err);
    CHECK_OK(situ_yaml_read(&doc, path, &err), err);
    assert_string_equal(situ_yaml_text(situ_yaml_root(doc), "county", ""), "云阳县");
    assert_string_equal(situ_yaml_file(doc), path);
    situ_yaml_free(doc);
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_yaml_read(&doc, in_folder(state, "none.yaml"), &err), err);
    CHECK_HOLDS(err.file, "none.yaml");
    CHECK_OK(situ_write_file(path, "a: 1\nb: \x01\n", 10, &err), err);
    CHECK_FAILS(SITU_E_FORMAT, situ_yaml_read(&doc, path, &err), err);
    assert_int_equal(err.row, 2);
}

static void yaml__unknown_keys_get_a_suggestion(void **state)
{
    (void)state;
    static const char *const known[] = {"type", "data", "symbol", "priority", "风险", NULL};
    situ_error err;
    situ_yaml *doc = parse("type: line\nprioritty: 3\n");
    CHECK_FAILS(SITU_E_SCHEMA, situ_yaml_known(situ_yaml_root(doc), "t.yaml", known, &err), err);
    assert_string_equal(err.cause, "unknown key \"prioritty\"");
    assert_string_equal(err.cure, "did you mean \"priority\"?");
    assert_int_equal(err.row, 2);
    assert_int_equal(err.column, 1);
    situ_yaml_free(doc);
    doc = parse("type: 1\n\n  \ncompletely: 1\n");
    CHECK_FAILS(SITU_E_SCHEMA, situ_yaml_known(situ_yaml_root(doc), "t.yaml", known, &err), err);
    assert_string_equal(err.cure, "known keys: type, data, symbol, priority, 风险");
    assert_int_equal(err.row, 4);
    situ_yaml_free(doc);
    doc = parse("{type: 1, 风险: 2}");
    CHECK_OK(situ_yaml_known(situ_yaml_root(doc), "t.yaml", known, &err), err);
    situ_yaml_free(doc);
    doc = parse("- 1\n");
    CHECK_FAILS(SITU_E_SCHEMA, situ_yaml_known(situ_yaml_root(doc), "t.yaml", known, &err), err);
    CHECK_FAILS(SITU_E_SCHEMA, situ_yaml_fail(&err, "t.yaml", situ_yaml_root(doc)->items[0], NULL, "bad %d", 7), err);
    assert_string_equal(err.cause, "bad 7");
    assert_int_equal(err.row, 1);
    assert_int_equal(err.column, 3);
    situ_yaml_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml__tree_with_places),
        cmocka_unit_test(yaml__null_is_empty_and_quoted_null_is_not),
        cmocka_unit_test(yaml__refusals_name_line_and_column),
        cmocka_unit_test(yaml__depth_and_size_limits),
        cmocka_unit_test(yaml__many_keys_are_quick_and_duplicates_found),
        cmocka_unit_test(yaml__broken_bytes_never_crash),
        cmocka_unit_test_setup_teardown(yaml__files_in_gbk_and_missing_files, folder_setup, folder_teardown),
        cmocka_unit_test(yaml__unknown_keys_get_a_suggestion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
