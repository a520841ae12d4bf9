// SPDX-License-Identifier: MIT
#include "unit/output/sheets.h"

#include <expat.h>
#include <signal.h>
#include <sys/resource.h>

static situ_text *text;
static situ_resources res;

static int open_text(void **state)
{
    (void)state;
    res = test_resources();
    return situ_text_new(&text, &res, NULL) == SITU_OK ? 0 : -1;
}

static int close_text(void **state)
{
    situ_text_free(text);
    return drop_scratch(state);
}

static void write_with(const char *path, situ_display *d, double dpi, unsigned threads)
{
    situ_job *job;
    OK(situ_job_new(&job, threads, NULL, NULL, err));
    situ_format_options options = {.dpi = dpi, .title = "岚川县安全风险分布图", .author = "岚川县应急管理局", .date_iso = "2026-06-30", .resources = &res};
    const situ_display *pages[] = {d};
    const situ_format *format = situ_format_find(situ_path_extension(path));
    assert_non_null(format);
    OK(format->write(path, pages, 1, &options, job, err));
    situ_job_free(job);
}

static char *squeezed(char *s) // without white space
{
    char *out = s;
    for (char *p = s; *p; p++)
        if ((unsigned char)*p > ' ') {
            if (strncmp(p, "　", 3) == 0)
                p += 2;
            else
                *out++ = *p;
        }
    *out = 0;
    return s;
}

static void pdf__every_label_is_one_contiguous_run(void **state)
{
    (void)state;
    need("pdftotext");
    situ_display *d = sheet(text, true);
    int code;
    write_with(scratch("a.pdf"), d, 0, 1);
    situ_display_free(d);
    char *all = squeezed(run(&code, "pdftotext -raw '%s' -", scratch("a.pdf")));
    assert_int_equal(code, 0);
    for (int i = 0; LABELS[i]; i++) {
        char label[128];
        snprintf(label, sizeof label, "%s", LABELS[i]);
        if (!strstr(all, squeezed(label)))
            fail_msg("%s is not one run in: %s", LABELS[i], all);
    }
    assert_non_null(strstr(all, "应急管理局(值班室)")); // vertical text in order, brackets as brackets
    free(all);
}

static void pdf__fonts_are_embedded_subsets_of_the_real_faces(void **state)
{
    (void)state;
    need("pdffonts");
    situ_display *d = sheet(text, false);
    int code;
    write_with(scratch("f.pdf"), d, 0, 1);
    situ_display_free(d);
    char *fonts = run(&code, "pdffonts '%s' | tail -n +3", scratch("f.pdf"));
    assert_int_equal(code, 0);
    assert_non_null(strstr(fonts, "NotoSansCJKsc-Regular"));
    assert_non_null(strstr(fonts, "NotoSansCJKsc-Bold")); // the real bold
    assert_non_null(strstr(fonts, "NotoSerifCJKsc-Bold"));
    assert_null(strstr(fonts, "CairoFont")); // no synthetic face
    assert_null(strstr(fonts, "Type 3"));
    for (char *line = strtok(fonts, "\n"); line; line = strtok(NULL, "\n"))
        assert_non_null(strstr(line, "yes yes yes")); // embedded, subset, with Unicode
    free(fonts);
}

static void pdf__is_vector_but_for_the_hill_shade(void **state)
{
    (void)state;
    need("pdfimages");
    int code;
    for (int image = 0; image < 2; image++) {
        situ_display *d = sheet(text, image == 1);
        write_with(scratch("v.pdf"), d, 0, 1);
        situ_display_free(d);
        char *list = run(&code, "pdfimages -list '%s' | tail -n +3", scratch("v.pdf"));
        int lines = 0;
        for (char *p = list; *p; p++)
            lines += *p == '\n';
        assert_int_equal(lines, image); // the shade itself, no rasterised page
        if (image)
            assert_non_null(strstr(list, "   4     4 "));
        free(list);
    }
}

static void pdf__blend_mode_is_multiply(void **state)
{
    (void)state;
    char *data;
    size_t bytes;
    situ_display *d = sheet(text, true);
    write_with(scratch("m.pdf"), d, 0, 1);
    situ_display_free(d);
    OK(situ_read_file(&data, &bytes, scratch("m.pdf"), 1 << 26, err));
    assert_non_null(memmem(data, bytes, "/BM /Multiply", 13));
    situ_free(data);
}

static void pdf__same_input_gives_the_same_bytes(void **state)
{
    (void)state;
    situ_display *d = sheet(text, true), *again = sheet(text, true);
    write_with(scratch("one.pdf"), d, 0, 1);
    sleep(1); // another second on the clock
    setenv("TZ", "Asia/Shanghai", 1);
    write_with(scratch("two.pdf"), again, 0, 2);
    unsetenv("TZ");
    assert_same_bytes(scratch("one.pdf"), scratch("two.pdf"));
    situ_display_free(d);
    situ_display_free(again);
}

static void pdf__pages_have_their_size_title_and_date(void **state)
{
    (void)state;
    need("pdfinfo");
    situ_display *d = sheet(text, false), *wide;
    OK(situ_display_new(&wide, 1189, 841, 72 / 25.4, err)); // A0
    put_text(wide, text, "第二页", 100, 100, 20, (situ_font){0}, 0, false);
    OK(situ_display_seal(wide, err));
    const situ_display *pages[] = {d, wide};
    situ_format_options options = {.title = "图册", .date_iso = "2026-06-30", .resources = &res, .text = text};
    OK(situ_format_find("PDF")->write(scratch("p.pdf"), pages, 2, &options, NULL, err));
    int code;
    char *info = run(&code, "TZ=UTC pdfinfo -f 1 -l 2 '%s'", scratch("p.pdf"));
    assert_int_equal(code, 0);
    assert_non_null(strstr(info, "Title:           图册"));
    assert_non_null(strstr(info, "CreationDate:    Tue Jun 30 00:00:00 2026"));
    assert_non_null(strstr(info, "Pages:           2"));
    assert_non_null(strstr(info, "Page    1 size:  595 x 420 pts"));
    assert_non_null(strstr(info, "Page    2 size:  3370 x 2384 pts (A0)"));
    free(info);
    situ_display_free(d);
    situ_display_free(wide);
}

static void pdf__georeference_is_read_back(void **state)
{
    (void)state;
    need("gdalinfo");
    situ_display *d = sheet(text, false);
    const situ_display *pages[] = {d};
    situ_format_options options = {.date_iso = "2026-06-30", .resources = &res, .georeference = true};
    OK(situ_format_find("pdf")->write(scratch("g.pdf"), pages, 1, &options, NULL, err));
    int code;
    char *info = run(&code, "gdalinfo --config GDAL_PDF_DPI 72 '%s' 2>/dev/null", scratch("g.pdf"));
    double ox, oy, sx, sy;
    const char *origin = strstr(info, "Origin = ("), *pixel = strstr(info, "Pixel Size = (");
    assert_non_null(origin);
    assert_non_null(pixel);
    assert_int_equal(sscanf(origin, "Origin = (%lf,%lf)", &ox, &oy), 2);
    assert_int_equal(sscanf(pixel, "Pixel Size = (%lf,%lf)", &sx, &sy), 2);
    // 19 km over 190 mm: 100 m a mm; page corner lies 10 mm west and 20 mm north of the frame
    assert_near(ox, 400000 - 1000, 10); // 0.1 mm of paper
    assert_near(oy, 3411000 + 2000, 10);
    assert_near(sx, 100 * 25.4 / 72, 0.01);
    assert_near(sy, -100 * 25.4 / 72, 0.01);
    free(info);
    d->epsg = 0;
    situ_error e = {0};
    assert_int_equal(situ_format_find("pdf")->write(scratch("g2.pdf"), pages, 1, &options, NULL, &e), SITU_E_ARGUMENT);
    assert_false(situ_path_exists(scratch("g2.pdf")));
    situ_display_free(d);
}

static void png__has_size_resolution_and_exact_colours(void **state)
{
    (void)state;
    bitmap b;
    situ_display *d = sheet(text, true);
    write_with(scratch("a.png"), d, 150, 2);
    situ_display_free(d);
    read_png(&b, scratch("a.png"));
    assert_int_equal(b.width, 1240);
    assert_int_equal(b.height, 874);
    assert_near(b.dpi, 150, 0.02);
    assert_int_equal(b.color_type, PNG_COLOR_TYPE_RGB);
    static const uint32_t official[] = {0xFF0000FF, 0xFF8000FF, 0xFFFF00FF};
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(rgba_at(&b, (uint32_t)((30 + 40 * i) * 150 / 25.4), (uint32_t)(40 * 150 / 25.4)), official[i]);
    assert_int_equal(rgba_at(&b, 3, 3), 0xFFFFFFFF);
    free(b.rgba);
}

static void png__bytes_do_not_depend_on_threads(void **state)
{
    (void)state;
    situ_display *d = sheet(text, true);
    write_with(scratch("t1.png"), d, 300, 1);
    write_with(scratch("t3.png"), d, 300, 3);
    write_with(scratch("t8.png"), d, 300, 8);
    assert_same_bytes(scratch("t1.png"), scratch("t3.png"));
    assert_same_bytes(scratch("t1.png"), scratch("t8.png"));
    situ_display_free(d);
}

static void png__of_a_screen_page_is_one_to_one(void **state)
{
    (void)state;
    bitmap b;
    situ_display *d;
    OK(situ_display_new(&d, 300, 700, 0, err));
    d->paper.a = 0;
    put_text(d, text, "镇", 10, 20, 15, (situ_font){0}, 0, false);
    OK(situ_display_seal(d, err));
    write_with(scratch("s.png"), d, 0, 1);
    read_png(&b, scratch("s.png"));
    assert_int_equal(b.width, 300);
    assert_int_equal(b.height, 700);
    assert_int_equal(b.color_type, PNG_COLOR_TYPE_RGBA);
    assert_int_equal(rgba_at(&b, 200, 600) & 255, 0); // transparent
    free(b.rgba);
    situ_display_free(d);
}

static void png__too_large_a_picture_is_refused(void **state)
{
    (void)state;
    situ_display *d = sheet(text, false);
    const situ_display *pages[] = {d, d};
    situ_format_options options = {.dpi = 9600, .resources = &res};
    situ_error e = {0};
    assert_int_equal(situ_format_find("png")->write(scratch("big.png"), pages, 1, &options, NULL, &e), SITU_E_LIMIT);
    assert_true(e.cure[0] != 0);
    options.dpi = 72;
    assert_int_equal(situ_format_find("png")->write(scratch("big.png"), pages, 2, &options, NULL, &e), SITU_E_UNSUPPORTED);
    assert_false(situ_path_exists(scratch("big.png")));
    situ_display_free(d);
}

static void svg__is_well_formed_with_layers_text_and_blend(void **state)
{
    (void)state;
    situ_display *d = sheet(text, true);
    char *svg;
    size_t bytes;
    write_with(scratch("a.svg"), d, 0, 1);
    OK(situ_read_file(&svg, &bytes, scratch("a.svg"), 1 << 26, err));
    XML_Parser parser = XML_ParserCreate(NULL);
    assert_int_equal(XML_Parse(parser, svg, (int)bytes, 1), XML_STATUS_OK);
    XML_ParserFree(parser);
    assert_non_null(strstr(svg, "width=\"210mm\" height=\"148mm\" viewBox=\"0 0 210 148\""));
    assert_non_null(strstr(svg, "data-name=\"points\""));
    assert_non_null(strstr(svg, "data-name=\"labels\""));
    assert_non_null(strstr(svg, "fill=\"#FF8000\""));
    assert_non_null(strstr(svg, "url(#hatch1)"));
    assert_non_null(strstr(svg, "mix-blend-mode:multiply"));
    for (int i = 0; LABELS[i]; i++) // each label in one element
        assert_non_null(strstr(svg, LABELS[i]));
    write_with(scratch("b.svg"), d, 0, 2);
    assert_same_bytes(scratch("a.svg"), scratch("b.svg"));
    situ_free(svg);
    situ_display_free(d);
}

static void svg__escapes_what_ledgers_hold(void **state)
{
    (void)state;
    situ_display *d;
    char *svg;
    size_t bytes;
    OK(situ_display_new(&d, 50, 20, 72 / 25.4, err));
    put_text(d, text, "<b>A&B\"</b>", 5, 10, 3, (situ_font){0}, 0, false);
    OK(situ_display_seal(d, err));
    write_with(scratch("e.svg"), d, 0, 1);
    OK(situ_read_file(&svg, &bytes, scratch("e.svg"), 1 << 20, err));
    assert_non_null(strstr(svg, "&lt;b&gt;A&amp;B&quot;&lt;/b&gt;"));
    situ_free(svg);
    situ_display_free(d);
}

// The browser's picture of the SVG against our own: mean difference of the channels.
static void svg__a_browser_draws_what_we_draw(void **state)
{
    (void)state;
    need("chromium");
    int code;
    bitmap ours, theirs;
    situ_display *d = sheet(text, true);
    write_with(scratch("c.svg"), d, 0, 1);
    write_with(scratch("c.png"), d, 96, 1);
    situ_display_free(d);
    free(run(&code, "cd '%s' && timeout 60 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir='%s/profile' --screenshot=shot.png "
                    "--window-size=794,560 'file://%s/c.svg' >/dev/null 2>&1", tools_dir, tools_dir, tools_dir));
    if (code != 0 || !situ_path_exists(scratch("shot.png"))) {
        print_message("skipped: chromium does not run here\n");
        skip();
    }
    read_png(&ours, scratch("c.png"));
    read_png(&theirs, scratch("shot.png"));
    double sum = 0, count = 0;
    for (uint32_t y = 0; y < ours.height && y < theirs.height; y++)
        for (uint32_t x = 0; x < ours.width && x < theirs.width; x++, count += 3)
            for (int k = 8; k < 32; k += 8)
                sum += abs((int)((rgba_at(&ours, x, y) >> k) & 255) - (int)((rgba_at(&theirs, x, y) >> k) & 255));
    print_message("mean difference to the browser %.3f of 255\n", sum / count);
    assert_true(count > 1e6);
    assert_true(sum / count < 3);
    free(ours.rgba);
    free(theirs.rgba);
}

// Larger than the full disk in every format.
static situ_display *large_sheet(void)
{
    situ_display *d;
    OK(situ_display_new(&d, 210, 148, 72 / 25.4, err));
    for (int i = 0; i < 1000; i++) {
        char label[32];
        snprintf(label, sizeof label, "石坝镇%c组%d", 'A' + i % 26, i * 7919 % 1000);
        put_text(d, text, label, i % 37 * 5, i % 29 * 5, 2 + i % 3, (situ_font){0}, 0.2, false);
    }
    OK(situ_display_seal(d, err));
    return d;
}

static void formats__full_disk_and_bad_folder_leave_nothing(void **state)
{
    (void)state;
    situ_display *d = large_sheet();
    const situ_display *pages[] = {d};
    situ_format_options options = {.dpi = 300, .resources = &res};
    char file[128];
    snprintf(file, sizeof file, "%s", scratch("plainfile"));
    OK(situ_write_file(file, "x", 1, err));
    for (size_t i = 0; situ_format_registry[i]; i++) {
        char path[160];
        situ_error e = {0};
        snprintf(path, sizeof path, "%s/x.%s", file, situ_format_registry[i]->extension); // a file where a folder should be
        assert_int_not_equal(situ_format_registry[i]->write(path, pages, 1, &options, NULL, &e), SITU_OK);
        assert_true(e.cause[0] != 0);
    }
    // A limit on the size of files stands for the full disk: it needs no mount and no rights.
    struct rlimit before, tight = {.rlim_cur = 6000};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight.rlim_max = before.rlim_max;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    char small[128];
    snprintf(small, sizeof small, "%s", scratch("small"));
    OK(situ_make_dirs(small, err));
    for (size_t i = 0; situ_format_registry[i]; i++) {
        char path[160], *old;
        size_t bytes;
        int code;
        situ_error e = {0};
        snprintf(path, sizeof path, "%s/x.%s", small, situ_format_registry[i]->extension);
        OK(situ_write_file(path, "old", 3, err));
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
        situ_status status = situ_format_registry[i]->write(path, pages, 1, &options, NULL, &e);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        if (status == SITU_OK)
            fail_msg("%s was written to a full disk", situ_format_registry[i]->name);
        assert_true(e.cause[0] != 0);
        OK(situ_read_file(&old, &bytes, path, 1 << 20, err));
        assert_string_equal(old, "old"); // the old output stands
        situ_free(old);
        remove(path);
        char *left = run(&code, "ls -A '%s'", small);
        if (left[0])
            fail_msg("left by %s: %s", situ_format_registry[i]->name, left);
        free(left);
    }
    signal(SIGXFSZ, handler);
    situ_display_free(d);
}

static void formats__cancelled_job_leaves_nothing(void **state)
{
    (void)state;
    situ_display *d = sheet(text, true);
    const situ_display *pages[] = {d};
    situ_format_options options = {.dpi = 300, .resources = &res};
    situ_job *job;
    OK(situ_job_new(&job, 2, NULL, NULL, err));
    situ_job_cancel(job);
    for (size_t i = 0; situ_format_registry[i]; i++) {
        char path[160];
        situ_error e = {0};
        snprintf(path, sizeof path, "%s/c.%s", scratch("cancelled"), situ_format_registry[i]->extension);
        assert_int_equal(situ_format_registry[i]->write(path, pages, 1, &options, job, &e), SITU_E_CANCELLED);
        assert_false(situ_path_exists(path));
    }
    situ_job_free(job);
    int code;
    char *left = run(&code, "ls -A '%s' 2>/dev/null", scratch("cancelled"));
    assert_int_equal(left[0], 0);
    free(left);
    situ_display_free(d);
}

static void formats__are_found_by_extension_in_any_case(void **state)
{
    (void)state;
    assert_string_equal(situ_format_find("PDF")->name, "pdf");
    assert_string_equal(situ_format_find("png")->mime, "image/png");
    assert_null(situ_format_find("bmp"));
    assert_null(situ_format_find(NULL));
    for (size_t i = 1; situ_format_registry[i]; i++)
        assert_true(strcmp(situ_format_registry[i - 1]->name, situ_format_registry[i]->name) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pdf__every_label_is_one_contiguous_run),
        cmocka_unit_test(pdf__fonts_are_embedded_subsets_of_the_real_faces),
        cmocka_unit_test(pdf__is_vector_but_for_the_hill_shade),
        cmocka_unit_test(pdf__blend_mode_is_multiply),
        cmocka_unit_test(pdf__same_input_gives_the_same_bytes),
        cmocka_unit_test(pdf__pages_have_their_size_title_and_date),
        cmocka_unit_test(pdf__georeference_is_read_back),
        cmocka_unit_test(png__has_size_resolution_and_exact_colours),
        cmocka_unit_test(png__bytes_do_not_depend_on_threads),
        cmocka_unit_test(png__of_a_screen_page_is_one_to_one),
        cmocka_unit_test(png__too_large_a_picture_is_refused),
        cmocka_unit_test(svg__is_well_formed_with_layers_text_and_blend),
        cmocka_unit_test(svg__escapes_what_ledgers_hold),
        cmocka_unit_test(svg__a_browser_draws_what_we_draw),
        cmocka_unit_test(formats__full_disk_and_bad_folder_leave_nothing),
        cmocka_unit_test(formats__cancelled_job_leaves_nothing),
        cmocka_unit_test(formats__are_found_by_extension_in_any_case),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}
