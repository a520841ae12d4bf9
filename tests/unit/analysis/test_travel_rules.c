// SPDX-License-Identifier: MIT
// rules/travel.yaml: every fault of it is named, with the file.

#include "analysis/travel.h"
#include "analysis/travel_rules.h"
#include "base/alloc.h"
#include "base/str.h"
#include "support/folder.h"

// The shipped file with one text replaced by another, read as rules.
static situ_status read_with(void **state, const char *from, const char *to, situ_travel_rules *out, situ_rules **rules, situ_error *err)
{
    char *text = NULL;
    size_t bytes;
    situ_resources res;
    situ_str changed;
    CHECK_OK(situ_read_file(&text, &bytes, SITU_SOURCE_DIR "/styles/rules/travel.yaml", 1 << 20, err), *err);
    const char *at = strstr(text, from);
    if (!at)
        fail_msg("travel.yaml has no \"%s\"", from);
    situ_str_init(&changed);
    situ_str_add_n(&changed, text, (size_t)(at - text));
    situ_str_add(&changed, to);
    situ_str_add(&changed, at + strlen(from));
    CHECK_OK(situ_make_dirs(in_folder(state, "s/rules"), err), *err);
    CHECK_OK(situ_write_file(in_folder(state, "s/rules/travel.yaml"), changed.data, changed.length, err), *err);
    situ_str_free(&changed);
    situ_free(text);
    CHECK_OK(situ_resources_init(&res, in_folder(state, "s"), NULL, NULL, err), *err);
    CHECK_OK(situ_rules_load(rules, &res, err), *err);
    situ_resources_free(&res);
    return situ_travel_rules_read(out, *rules, err);
}

static void travel_rules__are_read(void **state)
{
    situ_travel_rules r;
    situ_rules *rules = NULL;
    situ_error err = {0};
    CHECK_OK(read_with(state, "县道: {kmh: 40", "县道: {kmh: 35", &r, &rules, &err), err);
    CHECK_NEAR(r.classes[situ_travel_class_find(&r, "县道")].kmh, 35, 0);
    CHECK_NEAR(r.classes[situ_travel_class_find(&r, "tertiary_link")].kmh, 35, 0);
    assert_int_equal(situ_travel_class_find(&r, "县"), SIZE_MAX);
    assert_int_equal(situ_travel_class_find(&r, NULL), SIZE_MAX);
    assert_string_equal(r.classes[r.unknown].name, "便道");
    const situ_travel_class *ferry = &r.classes[situ_travel_class_find(&r, "ferry")];
    assert_true(ferry->ferry);
    CHECK_NEAR(ferry->wait_min, 30, 0);
    CHECK_NEAR(r.snap_m, 500, 0);
    situ_rules_free(rules);
}

static void travel_rules__faults_are_named(void **state)
{
    static const struct { const char *from, *to, *said; } cases[] = {
        {"县道: {kmh: 40", "县道: {kmh: fast", "kmh"},
        {"县道: {kmh: 40", "县道: {kmh: -40", "kmh"},
        {"县道: {kmh: 40", "县道: {speed: 40", "speed"},
        {"县道: {kmh: 40, limit_kmh: 50}", "县道: {limit_kmh: 50}", "县道"},
        {"县道: {kmh: 40, limit_kmh: 50}", "县道: 40", "县道"},
        {"enter: no, foot", "enter: never, foot", "enter"},
        {"{value: 便道", "{value: 小巷", "unknown_class"},
        {"{kmh: [5, 130]", "{kmh: [130, 5]", "plausible"},
        {"plausible: [1, 8]", "plausible: [1]", "plausible"},
        {"snap: {m: 500", "snap: {m: far", "snap.m"},
        {"offroad: {kmh: 3, detour: 1.3", "offroad: {kmh: 3, detour: 0.3", "offroad.detour"},
        {"walk: {kmh: 5", "walk: {speed: 5", "walk.kmh"},
        {"\"10\": 4 ", "\"wood\": 4 ", "wood"},
        {"\"10\": 4 ", "\"10\": -4 ", "10"},
        {"roads:", "ways:", "roads"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        situ_travel_rules r;
        situ_rules *rules = NULL;
        situ_error err = {0};
        situ_status status = read_with(state, cases[i].from, cases[i].to, &r, &rules, &err);
        if (status == SITU_OK)
            fail_msg("\"%s\" was taken", cases[i].to);
        char text[2048];
        situ_error_format(&err, text, sizeof text);
        CHECK_HOLDS(text, cases[i].said);
        CHECK_HOLDS(err.file, "travel.yaml");
        situ_rules_free(rules);
    }
}

static void travel_rules__factors_are_checked(void **state)
{
    situ_travel_rules r;
    situ_rules *rules = NULL;
    situ_error err = {0};
    double factor;
    CHECK_OK(read_with(state, "ice: 0.5", "ice: slow", &r, &rules, &err), err);
    CHECK_FAILS(SITU_E_SCHEMA, situ_travel_condition(&factor, rules, "ice", &err), err);
    CHECK_HOLDS(err.file, "travel.yaml");
    CHECK_FAILS(SITU_E_ARGUMENT, situ_travel_condition(&factor, rules, "source", &err), err);
    situ_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(travel_rules__are_read, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(travel_rules__faults_are_named, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(travel_rules__factors_are_checked, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
