// SPDX-License-Identifier: MIT
#include <math.h>

#include "base/alloc.h"
#include "source/source.h"
#include "support/folder.h"

// A one-page PDF with a classic cross-reference table, as cairo writes.
static void make_pdf(const char *path, double width, double height)
{
    char text[2048];
    long at[5];
    size_t n = (size_t)snprintf(text, sizeof text, "%%PDF-1.5\n");
    static const char content[] = "0 0 1 RG 10 10 100 100 re S\n";
    for (int i = 1; i <= 4; i++) {
        at[i] = (long)n;
        if (i == 1)
            n += (size_t)snprintf(text + n, sizeof text - n,
                                  "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
        if (i == 2)
            n += (size_t)snprintf(text + n, sizeof text - n,
                                  "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
        if (i == 3)
            n += (size_t)snprintf(text + n, sizeof text - n,
                                  "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Contents 4 0 "
                                  "R/Resources<<>>>>\nendobj\n",
                                  width, height);
        if (i == 4)
            n += (size_t)snprintf(text + n, sizeof text - n,
                                  "4 0 obj\n<</Length %zu>>\nstream\n%sendstream\nendobj\n", strlen(content),
                                  content);
    }
    long table = (long)n;
    n += (size_t)snprintf(text + n, sizeof text - n, "xref\n0 5\n0000000000 65535 f \n");
    for (int i = 1; i <= 4; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%010ld 00000 n \n", at[i]);
    n += (size_t)snprintf(text + n, sizeof text - n,
                          "trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%ld\n%%%%EOF\n", table);
    situ_error err = {0};
    CHECK_OK(situ_write_file(path, text, n, &err), err);
}

// The numbers of the first array behind key.
static int numbers_behind(const char *text, size_t n, const char *key, double *out, int limit)
{
    const char *p = memmem(text, n, key, strlen(key));
    if (!p)
        return 0;
    p = strchr(p, '[');
    int count = 0;
    while (p && *p != ']' && count < limit) {
        char *end;
        out[count++] = strtod(p + 1, &end);
        p = end;
        while (*p == ' ')
            p++;
        if (*p != ']')
            p--;
    }
    return count;
}

static void pdf__is_georeferenced_on_a_page_of_broken_points(void **state)
{
    situ_error err = {0};
    const char *path = in_folder(state, "map.pdf");
    // A3 in points has fractions; the map frame is (60, 70)..(800, 1100), 1:100 000.
    const double width = 841.89, height = 1190.55, metres = 0.0254 / 72 * 100000;
    const double affine[6] = {500000 - 60 * metres, metres, 0, 3430000 + 70 * metres, 0, -metres};
    make_pdf(path, width, height);
    CHECK_OK(situ_source_georeference_pdf(path, 4545, affine, (situ_box){60, 70, 800, 1100}, &err), err);
    assert_int_equal(count_entries(*state), 1);
    char *text = NULL;
    size_t n = 0;
    double box[4];
    CHECK_OK(situ_read_file(&text, &n, path, 1 << 20, &err), err);
    // The viewport in the file, in points from the bottom: within 0.02 pt of the frame (0.007 mm).
    assert_int_equal(numbers_behind(text, n, "/BBox", box, 4), 4);
    CHECK_NEAR(fmin(box[0], box[2]), 60, 0.02);
    CHECK_NEAR(fmax(box[0], box[2]), 800, 0.02);
    CHECK_NEAR(fmin(box[1], box[3]), height - 1100, 0.02);
    CHECK_NEAR(fmax(box[1], box[3]), height - 70, 0.02);
    assert_non_null(memmem(text, n, "re S", 4)); // the page is still vector
    situ_free(text);
}

static void pdf__bad_files_stay_as_they_were(void **state)
{
    situ_error err = {0};
    const double affine[6] = {500000, 10, 0, 3430000, 0, -10};
    const char *path = in_folder(state, "no.pdf");
    CHECK_OK(situ_write_file(path, "%PDF-1.5 nothing", 16, &err), err);
    assert_int_not_equal(situ_source_georeference_pdf(path, 4545, affine, (situ_box){0, 0, 10, 10}, &err),
                         SITU_OK);
    assert_true(err.cause[0] != 0);
    char *text = NULL;
    size_t n = 0;
    CHECK_OK(situ_read_file(&text, &n, path, 1 << 20, &err), err);
    assert_string_equal(text, "%PDF-1.5 nothing");
    situ_free(text);
    make_pdf(path, 595, 842);
    CHECK_FAILS(SITU_E_CRS,
                situ_source_georeference_pdf(path, 999999, affine, (situ_box){0, 0, 10, 10}, &err), err);
    CHECK_FAILS(
        SITU_E_NOT_FOUND,
        situ_source_georeference_pdf(in_folder(state, "x.pdf"), 4545, affine, (situ_box){0, 0, 10, 10}, &err),
        err);
    assert_int_equal(count_entries(*state), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pdf__is_georeferenced_on_a_page_of_broken_points, folder_setup,
                                        folder_teardown),
        cmocka_unit_test_setup_teardown(pdf__bad_files_stay_as_they_were, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
