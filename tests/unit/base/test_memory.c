// SPDX-License-Identifier: MIT
// base/alloc.h and base/arena.h, and the sweep that makes every allocation fail once.
#include "base/alloc.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/job.h"
#include "base/path.h"
#include "base/props.h"
#include "base/report.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "support/check.h"

static void alloc__nth_fails_once(void **state)
{
    (void)state;
    situ_alloc_fail_at(2, false);
    void *a = situ_malloc(8), *b = situ_malloc(8), *c = situ_malloc(8);
    situ_alloc_fail_at(0, false);
    assert_non_null(a);
    assert_null(b);
    assert_non_null(c);
    situ_free(a);
    situ_free(c);
}

static void alloc__nth_and_all_later_fail(void **state)
{
    (void)state;
    situ_alloc_fail_at(2, true);
    void *a = situ_calloc(2, 8), *b = situ_strdup("x"), *c = situ_realloc(a, 100);
    situ_alloc_fail_at(0, false);
    assert_null(b);
    assert_null(c);
    assert_non_null(a); // still valid after the failed realloc
    memset(a, 1, 16);
    situ_free(a);
}

static void alloc__counts(void **state)
{
    (void)state;
    situ_alloc_count();
    situ_free(situ_malloc(0));
    situ_free(situ_strdup("a"));
    assert_int_equal(situ_alloc_count(), 2);
    assert_int_equal(situ_alloc_count(), 0);
}

static void alloc__calloc_overflow_is_refused(void **state)
{
    (void)state;
    volatile size_t huge = SIZE_MAX / 2; // hidden from the compiler, which would warn
    assert_null(situ_calloc(huge, 4));
    assert_null(situ_strdup(NULL));
    char *cut = situ_strndup("abcdef", 3);
    assert_string_equal(cut, "abc");
    situ_free(cut);
}

static void alloc__grow_doubles_and_checks_overflow(void **state)
{
    (void)state;
    int *items = NULL;
    size_t capacity = 0;
    situ_error err;
    for (int i = 0; i < 1000; i++) {
        CHECK_OK(situ_grow(&items, &capacity, (size_t)i + 1, sizeof *items, &err), err);
        items[i] = i;
    }
    assert_int_equal(items[999], 999);
    assert_true(capacity >= 1000 && capacity <= 2000);
    size_t before = capacity;
    CHECK_FAILS(SITU_E_NOMEM, situ_grow(&items, &capacity, SIZE_MAX / 2, sizeof *items, &err), err);
    assert_int_equal(capacity, before);
    assert_int_equal(items[0], 0);
    situ_free(items);
}

static void arena__memory_is_zeroed_aligned_and_separate(void **state)
{
    (void)state;
    situ_arena *arena = situ_arena_new();
    assert_non_null(arena);
    unsigned char *parts[500];
    situ_rng rng;
    situ_rng_seed(&rng, 7, 1);
    size_t sizes[500];
    for (size_t i = 0; i < 500; i++) {
        sizes[i] = i % 50 == 0 ? 300000 : situ_rng_below(&rng, 2000);
        parts[i] = situ_arena_alloc(arena, sizes[i]);
        assert_non_null(parts[i]);
        assert_int_equal((uintptr_t)parts[i] % 16, 0);
        for (size_t j = 0; j < sizes[i]; j++)
            assert_int_equal(parts[i][j], 0);
        memset(parts[i], (int)(i % 255) + 1, sizes[i]);
    }
    for (size_t i = 0; i < 500; i++)
        for (size_t j = 0; j < sizes[i]; j++)
            assert_int_equal(parts[i][j], i % 255 + 1);
    assert_true(situ_arena_bytes(arena) >= 10 * 300000);
    assert_null(situ_arena_alloc(arena, SIZE_MAX - 3));
    assert_string_equal(situ_arena_printf(arena, "%s-%d", "四图", 4), "四图-4");
    assert_string_equal(situ_arena_strndup(arena, "abc", 2), "ab");
    assert_null(situ_arena_strdup(arena, NULL));
    situ_arena_free(arena);
    situ_arena_free(NULL);
}

static void arena__texts_and_aligned_memory_do_not_touch(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    situ_arena *arena = situ_arena_new();
    char **texts = situ_calloc(COUNT, sizeof *texts);
    uint64_t **numbers = situ_calloc(COUNT, sizeof *numbers);
    assert_true(arena && texts && numbers);
    for (size_t i = 0; i < COUNT; i++) {
        char text[64];
        snprintf(text, sizeof text, "%zu%.*s", i, (int)(i % 40), "----------------------------------------");
        texts[i] = i % 2 ? situ_arena_strdup(arena, text) : situ_arena_printf(arena, "%s", text);
        numbers[i] = situ_arena_alloc(arena, sizeof **numbers * (1 + i % 3));
        assert_true(texts[i] && numbers[i]);
        assert_int_equal((uintptr_t)numbers[i] % 16, 0);
        assert_int_equal(*numbers[i], 0);
        *numbers[i] = UINT64_MAX - i;
    }
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(strtoul(texts[i], NULL, 10), i);
        assert_int_equal(strlen(texts[i]), (size_t)snprintf(NULL, 0, "%zu", i) + i % 40);
        assert_true(*numbers[i] == UINT64_MAX - i);
    }
    assert_true(situ_arena_bytes(arena) < COUNT * (26 + 32) + (1 << 21)); // short texts take what they need
    situ_free(texts);
    situ_free(numbers);
    situ_arena_free(arena);
}

typedef struct shape {
    double width_mm;
    const char *label;
    situ_texts parts;
    situ_numbers at;
    int side;
} shape;
typedef struct params {
    shape inner;
    const char *title;
} params;
static const char *const sides[] = {"left", "right", NULL};
static const situ_prop shape_props[] = {
    {.name = "width", .kind = SITU_PROP_NUMBER, .offset = offsetof(shape, width_mm), .fallback = "0.5"},
    {.name = "label", .kind = SITU_PROP_TEXT, .offset = offsetof(shape, label), .fallback = "无"},
    {.name = "parts", .kind = SITU_PROP_TEXTS, .offset = offsetof(shape, parts), .fallback = "a,b"},
    {.name = "at", .kind = SITU_PROP_NUMBERS, .offset = offsetof(shape, at), .fallback = "1,2"},
    {.name = "side", .kind = SITU_PROP_ENUM, .offset = offsetof(shape, side), .words = sides},
    {0},
};
static const situ_prop params_props[] = {
    {.name = "inner", .kind = SITU_PROP_OBJECT, .offset = offsetof(params, inner), .object = shape_props},
    {.name = "title", .kind = SITU_PROP_TEXT, .offset = offsetof(params, title)},
    {0},
};

// One journey through everything of base that allocates. Cleans up whatever happens.
static situ_status journey(const char *yaml, situ_error *err)
{
    situ_status status;
    situ_yaml *doc = NULL;
    situ_arena *arena = situ_arena_new();
    situ_map *map = situ_map_new();
    situ_report *report = situ_report_new();
    char *canonical = NULL, *decoded = NULL;
    SITU_TRY_ALLOC(arena);
    SITU_TRY_ALLOC(map);
    SITU_TRY_ALLOC(report);
    SITU_TRY(situ_yaml_parse(&doc, yaml, strlen(yaml), "t.yaml", err));
    params p;
    SITU_TRY(situ_props_read(&p, params_props, situ_yaml_root(doc), NULL, "t.yaml", arena, err));
    SITU_TRY(situ_props_set(&p, params_props, "inner.parts", "x,y,z", arena, err));
    SITU_TRY(situ_props_canonical(&canonical, &p, params_props, err));
    for (size_t i = 0; i < 40; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%zu", i);
        if (situ_map_set(map, key, i) < 0) {
            status = situ_fail_nomem(err);
            goto done;
        }
        situ_issue issue = {.severity = SITU_WARN, .rule = "R", .file = key, .message = "m"};
        SITU_TRY(situ_report_add(report, &issue, err));
        SITU_TRY(situ_report_fate(report, key, NULL, "t", SITU_FATE_USED, err));
    }
    SITU_TRY(situ_decode_text(&decoded, NULL, "\xCB\xC4\xCD\xBC", 4, NULL, NULL, err)); // 四图 in GBK
    if (strcmp(decoded, "四图") != 0 || !strstr(canonical, "x\",\"y") || situ_report_count(report) != 40)
        status = situ_fail(err, SITU_E_FORMAT, NULL, "a failed allocation went unnoticed");
done:
    situ_free(decoded);
    situ_free(canonical);
    situ_report_free(report);
    situ_map_free(map);
    situ_yaml_free(doc);
    situ_arena_free(arena);
    return status;
}

static void sweep(const char *yaml, situ_status expected)
{
    situ_error err;
    situ_alloc_count();
    situ_status plain = journey(yaml, &err);
    assert_int_equal(plain, expected);
    uint64_t total = situ_alloc_count();
    assert_true(total > 10);
    for (int all = 0; all < 2; all++)
        for (uint64_t n = 1; n <= total; n++) {
            situ_error_clear(&err);
            situ_alloc_fail_at(n, all);
            situ_status status = journey(yaml, &err);
            situ_alloc_fail_at(0, false);
            // The hint of an error may get lost, its cause and code may not.
            if (status != SITU_E_NOMEM && status != expected)
                fail_msg("allocation %d of %d: %s", (int)n, (int)total, err.cause);
            assert_int_equal(err.code, status);
        }
}

static void alloc__sweep_of_a_good_file(void **state)
{
    (void)state;
    situ_error err;
    const char *yaml = "inner: {width: 3, label: 标签, parts: [p, q], at: [1, 2, 3], side: right}\ntitle: 图\n";
    sweep(yaml, SITU_OK);
    // No allocation of a good run may fail and yet be ignored.
    situ_alloc_count();
    CHECK_OK(journey(yaml, &err), err);
    uint64_t total = situ_alloc_count();
    for (uint64_t n = 1; n <= total; n++) {
        situ_alloc_fail_at(n, false);
        situ_status status = journey(yaml, &err);
        situ_alloc_fail_at(0, false);
        assert_int_equal(status, SITU_E_NOMEM);
    }
}

static void alloc__sweep_of_bad_files(void **state)
{
    (void)state;
    sweep("inner: {widht: 3}\n", SITU_E_SCHEMA);
    sweep("inner: {side: rigth}\n", SITU_E_SCHEMA);
    sweep("inner: {at: [1, x]}\n", SITU_E_SCHEMA);
    sweep("a: 1\na: 2\n", SITU_E_FORMAT);
    sweep("a: [1, 2\n", SITU_E_FORMAT);
    sweep("a: &x 1\n", SITU_E_UNSUPPORTED);
}

static situ_status files_journey(const char *dir, situ_error *err)
{
    situ_status status;
    situ_atomic *file = NULL;
    situ_resources res = {0};
    situ_job *job = NULL;
    char *path = situ_path_join(dir, "deep/er/a.txt"), *text = NULL, *found = NULL;
    char **names = NULL;
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_write_file(path, "hello", 5, err));
    SITU_TRY(situ_read_file(&text, NULL, path, 100, err));
    SITU_TRY(situ_atomic_begin(&file, path, err));
    SITU_TRY(situ_resources_init(&res, dir, NULL, path, err));
    SITU_TRY(situ_resources_find(&found, &res, "deep/er/a.txt", err));
    SITU_TRY(situ_resources_list(&names, &res, "deep/er", "txt", err));
    SITU_TRY(situ_job_new(&job, 3, NULL, NULL, err));
done:
    situ_job_free(job);
    situ_names_free(names);
    situ_free(found);
    situ_resources_free(&res);
    situ_atomic_abort(file);
    situ_free(text);
    situ_free(path);
    return status;
}

static void alloc__sweep_of_files(void **state)
{
    (void)state;
    situ_error err;
    char *dir = check_make_folder();
    situ_alloc_count();
    CHECK_OK(files_journey(dir, &err), err);
    uint64_t total = situ_alloc_count();
    assert_true(total > 20);
    for (uint64_t n = 1; n <= total; n++) {
        situ_alloc_fail_at(n, n % 2);
        situ_status status = files_journey(dir, &err);
        situ_alloc_fail_at(0, false);
        assert_int_equal(status, SITU_E_NOMEM);
    }
    CHECK_OK(situ_remove_tree(dir, &err), err);
    free(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alloc__nth_fails_once),
        cmocka_unit_test(alloc__nth_and_all_later_fail),
        cmocka_unit_test(alloc__counts),
        cmocka_unit_test(alloc__calloc_overflow_is_refused),
        cmocka_unit_test(alloc__grow_doubles_and_checks_overflow),
        cmocka_unit_test(arena__memory_is_zeroed_aligned_and_separate),
        cmocka_unit_test(arena__texts_and_aligned_memory_do_not_touch),
        cmocka_unit_test(alloc__sweep_of_a_good_file),
        cmocka_unit_test(alloc__sweep_of_bad_files),
        cmocka_unit_test(alloc__sweep_of_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
