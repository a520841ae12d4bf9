// SPDX-License-Identifier: MIT
// Every allocation of ours fails once: a clean error, no crash, nothing left behind.
#include "unit/output/sheets.h"

#include "output/export.h"
#include "output/report.h"
#include "output/workbook.h"
#include "style/style.h"

typedef situ_status work_fn(void *user, situ_error *err);

// Runs work with the n-th allocation failing, until it succeeds; returns how many allocations failed.
static unsigned torture(work_fn *work, void *user)
{
    for (unsigned n = 1; n < 20000; n++) {
        situ_error e = {0};
        situ_alloc_fail_at(n, false);
        situ_status status = work(user, &e);
        situ_alloc_fail_at(0, false);
        if (status == SITU_OK)
            return n - 1;
        if (status != SITU_E_NOMEM)
            fail_msg("allocation %u: status %d, %s", n, (int)status, e.cause);
    }
    fail_msg("no end");
    return 0;
}

static situ_resources res;

static situ_status load_styles(void *user, situ_error *err)
{
    situ_status status;
    situ_styles *styles = NULL;
    const situ_palette *palette;
    const situ_symbol *symbol;
    (void)user;
    SITU_TRY(situ_styles_new(&styles, &res, err));
    SITU_TRY(situ_styles_palette(&palette, styles, "level_area", err));
    SITU_TRY(situ_styles_symbol(&symbol, styles, "depot", err));
done:
    situ_styles_free(styles);
    return status;
}

static situ_status shape_text(void *user, situ_error *err)
{
    situ_status status;
    situ_text *text = NULL;
    situ_extents extents;
    double w, h;
    char **lines = NULL;
    situ_str missing;
    (void)user;
    situ_str_init(&missing);
    SITU_TRY(situ_text_new(&text, &res, err));
    SITU_TRY(situ_text_measure(text, (situ_font){0}, 3, "石坝镇", &extents, err));
    SITU_TRY(situ_text_measure_vertical(text, (situ_font){0}, 3, "石坝镇12组", &w, &h, err));
    SITU_TRY(situ_text_break(text, (situ_font){0}, 3, "云阳县双江街道应急办公室", 15, 3, &lines, NULL, err));
    SITU_TRY(situ_text_missing(text, "甲\xF4\x8F\xBF\xBD", &missing, err));
done:
    situ_names_free(lines);
    situ_str_free(&missing);
    situ_text_free(text);
    return status;
}

static situ_status build_display(void *user, situ_error *err)
{
    situ_status status;
    situ_display *d = NULL;
    situ_str dump;
    const double dash[] = {1, 2};
    uint32_t pixel = 0;
    (void)user;
    situ_str_init(&dump);
    SITU_TRY(situ_display_new(&d, 100, 100, 1, err));
    for (int i = 0; i < 40; i++) {
        situ_path_builder b;
        situ_path_begin(&b, d->arena);
        for (int k = 0; k < 40; k++)
            situ_path_line(&b, k, i);
        if (b.failed) {
            status = situ_fail_nomem(err);
            goto done;
        }
        situ_pen pen = {.color = {0, 0, 0, 255}, .width = 1, .dash = dash, .dash_count = 2};
        SITU_TRY(situ_display_path(d, i % 2 ? "a" : "b", &b.path, NULL, &pen, false, err));
    }
    situ_display_text t = {.utf8 = "县", .size = 3, .color = {0, 0, 0, 255}};
    situ_display_image image = {&pixel, 1, 1, {0, 0, 1, 1}, false};
    SITU_TRY(situ_display_text_add(d, "t", &t, (situ_box){0, 0, 1, 1}, err));
    SITU_TRY(situ_display_image_add(d, "i", &image, err));
    SITU_TRY(situ_display_seal(d, err));
    SITU_TRY(situ_display_dump(d, &dump, err));
done:
    situ_str_free(&dump);
    situ_display_free(d);
    return status;
}

static situ_status write_format(void *user, situ_error *err)
{
    const situ_display *pages[] = {user};
    situ_status status = SITU_OK;
    situ_format_options options = {.dpi = 60, .resources = &res};
    for (size_t i = 0; situ_format_registry[i] && status == SITU_OK; i++) {
        char path[160];
        snprintf(path, sizeof path, "%s/faults/x.%s", tools_dir, situ_format_registry[i]->extension);
        status = situ_format_registry[i]->write(path, pages, 1, &options, NULL, err);
    }
    return status;
}

static situ_status encode_tile(void *user, situ_error *err)
{
    static uint32_t px[64 * 64];
    unsigned char *png = NULL;
    size_t bytes;
    situ_rgba exact[] = {{1, 2, 3, 255}};
    (void)user;
    situ_status status = situ_png_encode(&png, &bytes, px, 64, 64, 256, exact, 1, err);
    situ_free(png);
    return status;
}

static situ_status write_report(void *user, situ_error *err)
{
    situ_status status = situ_report_write(&(situ_report_book){.report = user, .date_iso = "2026-06-30"}, scratch("faults/r.xlsx"), err);
    if (status == SITU_OK)
        status = situ_report_write(&(situ_report_book){.report = user}, scratch("faults/r.json"), err);
    return status == SITU_OK ? situ_report_write(&(situ_report_book){.report = user}, scratch("faults/r.csv"), err) : status;
}

static void check_no_leftovers(void)
{
    int code;
    char *left = run(&code, "ls -A '%s/faults' 2>/dev/null | grep -v '^[rx]\\.[a-z]*$'", tools_dir);
    if (left[0])
        fail_msg("left behind: %s", left);
    free(left);
}

static void faults__styles_text_and_display_fail_cleanly(void **state)
{
    (void)state;
    assert_true(torture(load_styles, NULL) > 20);
    assert_true(torture(shape_text, NULL) > 20);
    assert_true(torture(build_display, NULL) > 10);
    assert_true(torture(encode_tile, NULL) >= 4);
}

static void faults__outputs_fail_cleanly_and_leave_nothing(void **state)
{
    (void)state;
    situ_text *text;
    OK(situ_text_new(&text, &res, err));
    situ_display *d = sheet(text, true);
    situ_text_free(text);
    (void)scratch("x");
    assert_true(torture(write_format, d) > 30);
    check_no_leftovers();
    situ_display_free(d);
    situ_report *report = situ_report_new();
    situ_issue issue = {.severity = SITU_WARN, .rule = "R", .message = "说明"};
    OK(situ_report_add(report, &issue, err));
    OK(situ_report_fate(report, "a", "b", "c", SITU_FATE_USED, err));
    assert_true(torture(write_report, report) > 10);
    check_no_leftovers();
    situ_report_free(report);
}

static int setup(void **state)
{
    (void)state;
    res = test_resources();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults__styles_text_and_display_fail_cleanly),
        cmocka_unit_test(faults__outputs_fail_cleanly_and_leave_nothing),
    };
    return cmocka_run_group_tests(tests, setup, drop_scratch);
}
