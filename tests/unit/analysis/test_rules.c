// SPDX-License-Identifier: MIT
// Rules files: every one carries an id and its source; values by path; what is wrong is named with its place.

#include "style/rules.h"
#include "analysis/levels.h"
#include "base/str.h"
#include "support/folder.h"

static situ_rules *load(const char *dir)
{
    situ_resources res;
    situ_rules *rules = NULL;
    situ_error err = {0};
    CHECK_OK(situ_resources_init(&res, dir, NULL, NULL, &err), err);
    CHECK_OK(situ_rules_load(&rules, &res, &err), err);
    situ_resources_free(&res);
    return rules;
}

// A map that holds numbers must say where they come from, itself or a map above it.
static void check_sources(const char *file, const situ_yaml_node *node, bool sourced)
{
    double number;
    if (node->kind != SITU_YAML_MAP)
        return;
    sourced = sourced || *situ_yaml_text(node, "source", "") != '\0';
    for (size_t i = 0; i < node->count; i++) {
        const situ_yaml_node *item = node->items[i];
        const situ_yaml_node *first = item->kind == SITU_YAML_LIST && item->count ? item->items[0] : item;
        bool plain = first->kind == SITU_YAML_SCALAR && !first->quoted && situ_parse_double(first->text, &number);
        if (plain && !sourced)
            fail_msg("%s line %ld: \"%s\" has no source", file, item->line, node->keys[i]);
        check_sources(file, item, sourced);
    }
}

static void rules__every_value_has_a_source_and_every_file_an_id(void **state)
{
    (void)state;
    static const char *const files[] = {"accident", "coverage", "density", "double_control", "gb18218", "geohazard", "islands", "lec", "level", "ls", "mes", "needs", "rain", "reach", "region", "travel", "zone"};
    situ_rules *rules = load(SITU_SOURCE_DIR "/styles");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const situ_yaml_node *root = situ_rules_file(rules, files[i]);
        if (!root)
            fail_msg("rules/%s.yaml is absent", files[i]);
        if (!situ_yaml_get(root, "rules"))
            assert_true(*situ_rules_text(rules, files[i], "id", "") != '\0');
        assert_int_equal(strlen(situ_rules_hash(rules, files[i])), 64);
        check_sources(files[i], root, false);
    }
    situ_rules_free(rules);
}

static void rules__values_by_path(void **state)
{
    (void)state;
    situ_rules *rules = load(SITU_SOURCE_DIR "/styles");
    double value = 0;
    situ_error err = {0};
    CHECK_OK(situ_rules_number(&value, rules, "lec", "levels.red", &err), err);
    CHECK_NEAR(value, 320, 0);
    CHECK_OK(situ_rules_number(&value, rules, "ls", "variants.V3.orange", &err), err);
    CHECK_NEAR(value, 11, 0);
    assert_string_equal(situ_rules_text(rules, "level", "words.red", ""), "红");
    assert_string_equal(situ_rules_text(rules, "level", "words.violet", "fallback"), "fallback");
    assert_string_equal(situ_rules_hash(rules, "absent"), "");
    assert_null(situ_rules_file(rules, "absent"));
    situ_rules_free(rules);
}

static void rules__faults_name_file_line_and_value(void **state)
{
    situ_error err = {0};
    double value;
    situ_scale scale;
    assert_int_equal(situ_make_dirs(in_folder(state, "s/rules"), &err), SITU_OK);
    static const char text[] = "levels:\n  red: many\n  orange: 5\n  yellow: 5\n  list: [1]\nflat: {red: 3, orange: 2, yellow: 2}\n";
    CHECK_OK(situ_write_file(in_folder(state, "s/rules/lec.yaml"), text, sizeof text - 1, &err), err);
    situ_rules *rules = load(in_folder(state, "s"));
    CHECK_FAILS(SITU_E_FORMAT, situ_rules_number(&value, rules, "lec", "levels.red", &err), err);
    assert_int_equal(err.row, 2);
    CHECK_HOLDS(err.file, "lec.yaml");
    CHECK_HOLDS(err.cause, "many");
    CHECK_FAILS(SITU_E_FORMAT, situ_rules_number(&value, rules, "lec", "levels.list", &err), err);
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_rules_number(&value, rules, "lec", "levels.blue", &err), err);
    CHECK_HOLDS(err.cause, "levels.blue");
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_rules_number(&value, rules, "none", "a", &err), err);
    CHECK_FAILS(SITU_E_FORMAT, situ_scale_read(&scale, rules, "lec", "flat", &err), err); // no room for yellow
    CHECK_HOLDS(err.cause, "flat");
    situ_rules_free(rules);
}

static void rules__a_level_is_reached_at_its_threshold(void **state)
{
    (void)state;
    const situ_scale scale = {320, 160, 70};
    assert_int_equal(situ_scale_level(&scale, 320), 1);
    assert_int_equal(situ_scale_level(&scale, 319.99), 2);
    assert_int_equal(situ_scale_level(&scale, 160), 2);
    assert_int_equal(situ_scale_level(&scale, 70), 3);
    assert_int_equal(situ_scale_level(&scale, 69.99), 4);
    assert_int_equal(situ_level_worse(0, 3), 3);
    assert_int_equal(situ_level_worse(2, 0), 2);
    assert_int_equal(situ_level_worse(4, 1), 1);
    assert_int_equal(situ_level_worse(0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules__every_value_has_a_source_and_every_file_an_id),
        cmocka_unit_test(rules__values_by_path),
        cmocka_unit_test_setup_teardown(rules__faults_name_file_line_and_value, folder_setup, folder_teardown),
        cmocka_unit_test(rules__a_level_is_reached_at_its_threshold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
