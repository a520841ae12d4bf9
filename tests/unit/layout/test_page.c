// SPDX-License-Identifier: MIT
#include "support/check.h"

#include "layout/page.h"

static situ_error check_error;

static void paper__names_and_sizes(void **state)
{
    situ_paper p;
    situ_error err = {0};
    (void)state;
    CHECK_OK(situ_paper_parse(&p, "A0", &check_error), check_error);
    CHECK_NEAR(p.width_mm, 841, 0);
    CHECK_NEAR(p.height_mm, 1189, 0);
    CHECK_OK(situ_paper_parse(&p, "a4", &check_error), check_error);
    CHECK_NEAR(p.width_mm, 210, 0);
    CHECK_OK(situ_paper_parse(&p, "1000x700mm", &check_error), check_error);
    CHECK_NEAR(p.width_mm, 1000, 0);
    CHECK_FAILS(SITU_E_USAGE, situ_paper_parse(&p, "A9", &err), err);
    CHECK_FAILS(SITU_E_USAGE, situ_paper_parse(&p, "0x0mm", &err), err);
    CHECK_FAILS(SITU_E_USAGE, situ_paper_parse(&p, "1000x700", &err), err);
    CHECK_FAILS(SITU_E_USAGE, situ_paper_parse(&p, "nanxnanmm", &err), err);
}

// domain.md B4: an 80 x 95 km county.
static void scale__nice_numbers_of_the_domain(void **state)
{
    (void)state;
    CHECK_NEAR(situ_nice_denominator(288876), 300000, 0);
    CHECK_NEAR(situ_nice_denominator(102588), 120000, 0);
    CHECK_NEAR(situ_nice_denominator(300000), 300000, 0);
    CHECK_NEAR(situ_nice_denominator(300001), 400000, 0);
    CHECK_NEAR(situ_nice_denominator(120001), 125000, 0);
    CHECK_NEAR(situ_nice_denominator(99999), 100000, 0);
    CHECK_NEAR(situ_nice_denominator(8001), 10000, 0);
}

static situ_page *page_of(const char *paper_name, bool landscape)
{
    situ_resources res = {0};
    static char styles[1024];
    situ_mapspec spec = {.page = "map"};
    situ_paper paper;
    situ_page *page = NULL;
    snprintf(styles, sizeof styles, "%s/styles", SITU_SOURCE_DIR);
    res.dirs[0] = styles;
    CHECK_OK(situ_paper_parse(&paper, paper_name, &check_error), check_error);
    CHECK_OK(situ_page_new(&page, &res, &spec, &paper, landscape, &check_error), check_error);
    return page;
}

static void page__boxes_lie_on_the_sheet_and_do_not_overlap(void **state)
{
    static const char *const papers[] = {"A0", "A1", "A2", "A3", "A4", "1000x700mm"};
    (void)state;
    for (size_t i = 0; i < 6; i++)
        for (int landscape = 0; landscape <= 1; landscape++) {
            situ_page *page = page_of(papers[i], landscape);
            const situ_box boxes[] = {page->title, page->map, page->band, page->foot};
            for (size_t a = 0; a < 4; a++) {
                assert_true(boxes[a].x0 >= 7 - 1e-9 && boxes[a].y0 >= 7 - 1e-9); // nothing within 7 mm of the edge
                assert_true(boxes[a].x1 <= page->width - 7 + 1e-9 && boxes[a].y1 <= page->height - 7 + 1e-9);
                for (size_t b = 0; b < a; b++) {
                    situ_box x = boxes[a], y = boxes[b];
                    assert_false(x.x0 < y.x1 - 1e-9 && y.x0 < x.x1 - 1e-9 && x.y0 < y.y1 - 1e-9 && y.y0 < x.y1 - 1e-9);
                }
            }
            situ_page_free(page);
        }
}

static void page__furniture_and_content_grow_as_the_look_says(void **state)
{
    const struct { const char *paper; double furniture, content; } rows[] = {{"A4", 0.8, 0.9}, {"A3", 1, 1}, {"A2", 1.4, 1.2}, {"A1", 2, 1.4}, {"A0", 2.8, 1.7}};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        situ_page *page = page_of(rows[i].paper, false);
        CHECK_NEAR(page->furniture, rows[i].furniture, 1e-9);
        CHECK_NEAR(page->content, rows[i].content, 1e-9);
        situ_page_free(page);
    }
}

static void page__frame_is_centred_and_true_to_scale(void **state)
{
    situ_page *page = page_of("A3", false);
    situ_box world = {500000, 3400000, 580000, 3495000};
    situ_frame f = situ_page_frame(page, world, 4545, 400000, false);
    (void)state;
    CHECK_NEAR((f.world.x0 + f.world.x1) / 2, 540000, 1e-6);
    CHECK_NEAR((f.world.y0 + f.world.y1) / 2, 3447500, 1e-6);
    CHECK_NEAR((f.world.x1 - f.world.x0) / 400000 * 1000, f.width, 1e-9);
    CHECK_NEAR((f.world.y1 - f.world.y0) / 400000 * 1000, f.height, 1e-9);
    situ_page_free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paper__names_and_sizes), cmocka_unit_test(scale__nice_numbers_of_the_domain), cmocka_unit_test(page__boxes_lie_on_the_sheet_and_do_not_overlap),
        cmocka_unit_test(page__furniture_and_content_grow_as_the_look_says), cmocka_unit_test(page__frame_is_centred_and_true_to_scale)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
