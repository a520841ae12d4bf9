// SPDX-License-Identifier: MIT
#include "unit/output/tools.h"

#include <math.h>

#include "text/text.h"
#include "text/text_internal.h"

static situ_text *text;
static const situ_font SANS = {SITU_SANS, false, 0}, BOLD = {SITU_SANS, true, 0}, SERIF = {SITU_SERIF, false, 0};

static int open_text(void **state)
{
    (void)state;
    situ_resources res = test_resources();
    return situ_text_new(&text, &res, NULL) == SITU_OK ? 0 : -1;
}

static int close_text(void **state)
{
    (void)state;
    situ_text_free(text);
    return 0;
}

static void measure__hanzi_are_one_em_wide(void **state)
{
    (void)state;
    situ_extents e;
    OK(situ_text_measure(text, SANS, 4.2, "岚川县石坝镇", &e, err));
    assert_near(e.width, 6 * 4.2, 1e-6);
    OK(situ_text_measure(text, SERIF, 2.4, "㙟𡐓蔈", &e, err)); // rare characters have real glyphs
    assert_near(e.width, 3 * 2.4, 1e-6);
    assert_near(e.ascent + e.descent, 1.2 * 2.4, 1e-9);
    assert_true(e.ink_top < -0.5 * 2.4 && e.ink_top > -2.4);
    assert_true(e.ink_bottom > 0 && e.ink_bottom < 0.3 * 2.4);
    assert_true(e.ink_left >= 0 && e.ink_right <= e.width);
}

static void measure__scales_linearly(void **state)
{
    (void)state;
    situ_extents one, seven;
    OK(situ_text_measure(text, SANS, 1, "G348国道K12+300", &one, err));
    OK(situ_text_measure(text, SANS, 7, "G348国道K12+300", &seven, err));
    assert_near(seven.width, 7 * one.width, 1e-9);
    assert_near(seven.ink_right, 7 * one.ink_right, 1e-9);
    assert_true(one.width > 5 && one.width < 10);
}

static void measure__bold_has_heavier_ink_than_regular(void **state)
{
    (void)state;
    situ_extents thin, thick;
    OK(situ_text_measure(text, SANS, 100, "ABC", &thin, err));
    OK(situ_text_measure(text, BOLD, 100, "ABC", &thick, err));
    assert_true(thick.width > thin.width * 1.01); // another face, not a smeared one
}

static void measure__shear_moves_the_ink_not_the_advance(void **state)
{
    (void)state;
    situ_font left = {SITU_SERIF, false, -12};
    situ_extents straight, sheared;
    OK(situ_text_measure(text, SERIF, 10, "长江", &straight, err));
    OK(situ_text_measure(text, left, 10, "长江", &sheared, err));
    assert_near(sheared.width, straight.width, 1e-9);
    double lean = tan(12 * 3.14159265358979 / 180);
    assert_near(sheared.ink_left, straight.ink_left - lean * -straight.ink_top, 1e-6);
}

static void measure__empty_text_and_bad_utf8(void **state)
{
    (void)state;
    situ_extents e;
    situ_error bad = {0};
    OK(situ_text_measure(text, SANS, 3, "", &e, err));
    assert_near(e.width, 0, 1e-12);
    assert_int_equal(situ_text_measure(text, SANS, 3, "\xE5\xB2", &e, &bad), SITU_E_FORMAT);
    OK(situ_text_measure(text, SANS, 1, "甲\n乙", &e, err)); // control characters count as blanks
    assert_true(e.width > 2 && e.width < 2.6);
}

static void missing__names_each_character_once(void **state)
{
    (void)state;
    situ_str missing;
    situ_str_init(&missing);
    OK(situ_text_missing(text, "石坝镇㙟𡐓蔈镕堃旻䶮㵘𫍽𬭎", &missing, err));
    assert_string_equal(missing.data, "");
    OK(situ_text_missing(text, "甲\xF4\x8F\xBF\xBD乙\xF4\x8F\xBF\xBD", &missing, err));
    assert_string_equal(missing.data, "\xF4\x8F\xBF\xBD");
    OK(situ_text_missing(text, "\xF4\x8F\xBF\xBD\xF3\xB0\x80\x80", &missing, err)); // U+10FFFD again, U+F0000
    assert_int_equal(missing.length, 8);
    situ_str_free(&missing);
}

static void missing__every_hanzi_of_the_basic_block_is_there(void **state)
{
    (void)state;
    situ_str missing;
    situ_str_init(&missing);
    char line[4 * 64 + 1];
    for (uint32_t c = 0x4E00; c < 0x9FD0; c += 64) {
        char *p = line;
        for (uint32_t k = 0; k < 64; k++) {
            uint32_t u = c + k;
            *p++ = (char)(0xE0 | (u >> 12));
            *p++ = (char)(0x80 | ((u >> 6) & 63));
            *p++ = (char)(0x80 | (u & 63));
        }
        *p = 0;
        OK(situ_text_missing(text, line, &missing, err));
    }
    assert_string_equal(missing.data, "");
    situ_str_free(&missing);
}

static void vertical__cells_stack_and_digit_pairs_share(void **state)
{
    (void)state;
    double w, h;
    OK(situ_text_measure_vertical(text, SANS, 4, "应急管理局", &w, &h, err));
    assert_near(w, 4, 1e-9);
    assert_near(h, 20, 1e-9);
    situ_text_cell *cells;
    size_t count;
    OK(situ_text_cells(text, SANS, "共12人,2026年", &cells, &count, &w, &h, err));
    assert_int_equal(count, 9); // 共 12 人 , 2 0 2 6 年
    assert_string_equal(cells[1].utf8, "12");
    assert_true(cells[1].squeeze < 1); // two digits in one em
    assert_string_equal(cells[4].utf8, "2");
    for (size_t i = 1; i < count; i++)
        assert_true(cells[i].dy > cells[i - 1].dy);
    assert_near(cells[0].dx, -0.5, 1e-6);
    situ_free(cells);
}

static char *joined(const char *utf8, double width, int max_lines, bool *fits)
{
    char **lines;
    situ_str all;
    situ_str_init(&all);
    OK(situ_text_break(text, SANS, 1, utf8, width, max_lines, &lines, fits, err));
    for (size_t i = 0; lines[i]; i++)
        situ_str_addf(&all, i ? "/%s" : "%s", lines[i]);
    situ_names_free(lines);
    return situ_str_take(&all);
}

#define BREAKS(utf8, width, lines, expected, expect_fit)                                           \
    do {                                                                                           \
        bool fits_;                                                                                \
        char *got_ = joined(utf8, width, lines, &fits_);                                           \
        assert_string_equal(got_, expected);                                                       \
        assert_int_equal(fits_, expect_fit);                                                       \
        situ_free(got_);                                                                           \
    } while (0)

static void breaking__is_balanced_and_minds_words(void **state)
{
    (void)state;
    BREAKS("云阳县双江街道", 5.1, 2, "云阳县/双江街道", true);
    BREAKS("云阳县双江街道", 7.1, 2, "云阳县双江街道", true);
    BREAKS("岚川县应急救援指挥中心", 6.1, 2, "岚川县应急/救援指挥中心", true);
    BREAKS("副主任 郑示七、沈演丙、周演辛、蒋示三", 11.5, 2, "副主任 郑示七、/沈演丙、周演辛、蒋示三", true); // names stay whole
    BREAKS("减灾办(县应急管理局)", 9.1, 2, "减灾办/(县应急管理局)", true);
    BREAKS("ABC def", 3.0, 3, "ABC/def", true);
    BREAKS("", 5, 2, "", true);
    BREAKS("Estany de Baiau", 2, 2, "Estany/de Baiau", false); // too narrow for its words: no word is cut for it
    BREAKS("Sant Julià甲乙丙丁", 4.2, 2, "Sant/Julià甲乙丙丁", false);
}

static void breaking__no_punctuation_at_the_head_no_bracket_at_the_end(void **state)
{
    (void)state;
    static const char *const texts[] = {"自然灾害、综合风险(一张图)、第一版", "县委、县政府、应急局。值班室:电话", "《预案》(试行)、《办法》,全部", NULL};
    static const char *const never_head[] = {"、", "。", ",", "，", "》", ")", "）", ":", "：", NULL};
    static const char *const never_tail[] = {"《", "(", "（", NULL};
    for (size_t t = 0; texts[t]; t++) {
        for (double width = 4.1; width < 12; width += 1) {
            char **lines;
            bool fits;
            OK(situ_text_break(text, SANS, 1, texts[t], width, 8, &lines, &fits, err));
            assert_true(fits);
            for (size_t i = 0; lines[i]; i++) {
                situ_extents e;
                OK(situ_text_measure(text, SANS, 1, lines[i], &e, err));
                assert_true(e.width <= width + 1e-9);
                for (size_t k = 0; never_head[k]; k++)
                    assert_false(situ_starts_with(lines[i], never_head[k]));
                for (size_t k = 0; never_tail[k]; k++)
                    assert_false(situ_ends_with(lines[i], never_tail[k]));
            }
            situ_names_free(lines);
        }
    }
}

static void breaking__no_single_character_on_a_line_when_avoidable(void **state)
{
    (void)state;
    BREAKS("双江街道办", 4.1, 2, "双江/街道办", true); // a greedy breaker leaves 办 alone
}

static void breaking__numbers_stay_whole(void **state)
{
    (void)state;
    for (double width = 3.1; width < 8; width += 0.5) {
        char **lines;
        bool whole = false;
        OK(situ_text_break(text, SANS, 1, "边界样例1000人滑坡", width, 2, &lines, NULL, err));
        for (size_t i = 0; lines[i]; i++)
            whole = whole || strstr(lines[i], "1000");
        if (!whole)
            fail_msg("width %g: %s / %s", width, lines[0], lines[1]);
        situ_names_free(lines);
    }
    BREAKS("边界样例1000人滑坡", 5.5, 2, "边界样例/1000人滑坡", true);
}

static void breaking__rest_goes_to_the_last_line_when_it_does_not_fit(void **state)
{
    (void)state;
    BREAKS("一二三四五六七八九十", 3.1, 2, "一二三/四五六七八九十", false);
    BREAKS("甲\n乙丙", 9, 3, "甲/乙丙", true); // a newline is kept
    char **lines;
    bool fits;
    situ_str all;
    situ_str_init(&all);
    OK(situ_text_break(text, SANS, 1, "Donaudampfschifffahrtsgesellschaft", 3, 40, &lines, &fits, err)); // breaks inside a word only when it must
    assert_true(fits);
    for (size_t i = 0; lines[i]; i++)
        situ_str_add(&all, lines[i]);
    assert_string_equal(all.data, "Donaudampfschifffahrtsgesellschaft");
    situ_str_free(&all);
    situ_names_free(lines);
}

static void shaping__cache_stays_correct_beyond_its_bound(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 2500; i++) {
            char label[32];
            situ_extents e;
            const situ_text_line *line;
            snprintf(label, sizeof label, "甲%d", i);
            OK(situ_text_shape(text, SANS, label, false, &line, err));
            assert_string_equal(pango_layout_get_text(line->layout), label);
            OK(situ_text_measure(text, SANS, 1, label, &e, err));
            assert_near(e.width, 1 + 0.555 * (i < 10 ? 1 : i < 100 ? 2 : i < 1000 ? 3 : 4), 0.01);
        }
    }
}

static void outline__holds_every_glyph_of_a_long_line(void **state)
{
    (void)state;
    const situ_text_line *line;
    const cairo_path_t *path;
    double right = 0;
    OK(situ_text_shape(text, SANS, "这是一条很长很长的标注文字用来检查轮廓是否完整2026ABC", false, &line, err));
    OK(situ_text_outline(text, line, &path, err));
    for (int i = 0; i < path->num_data; i += path->data[i].header.length)
        for (int k = 1; k < path->data[i].header.length; k++)
            right = fmax(right, path->data[i + k].point.x);
    assert_true(right > 24 * SITU_TEXT_REFERENCE);
}

static void fonts__absent_configuration_is_told(void **state)
{
    (void)state;
    situ_text *none;
    situ_error e = {0};
    static char dir[] = "/nonexistent";
    situ_resources res = {.dirs = {dir}};
    assert_int_equal(situ_text_new(&none, &res, &e), SITU_E_NOT_FOUND);
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measure__hanzi_are_one_em_wide),
        cmocka_unit_test(measure__scales_linearly),
        cmocka_unit_test(measure__bold_has_heavier_ink_than_regular),
        cmocka_unit_test(measure__shear_moves_the_ink_not_the_advance),
        cmocka_unit_test(measure__empty_text_and_bad_utf8),
        cmocka_unit_test(missing__names_each_character_once),
        cmocka_unit_test(missing__every_hanzi_of_the_basic_block_is_there),
        cmocka_unit_test(vertical__cells_stack_and_digit_pairs_share),
        cmocka_unit_test(breaking__is_balanced_and_minds_words),
        cmocka_unit_test(breaking__no_punctuation_at_the_head_no_bracket_at_the_end),
        cmocka_unit_test(breaking__no_single_character_on_a_line_when_avoidable),
        cmocka_unit_test(breaking__numbers_stay_whole),
        cmocka_unit_test(breaking__rest_goes_to_the_last_line_when_it_does_not_fit),
        cmocka_unit_test(shaping__cache_stays_correct_beyond_its_bound),
        cmocka_unit_test(outline__holds_every_glyph_of_a_long_line),
        cmocka_unit_test(fonts__absent_configuration_is_told),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}
