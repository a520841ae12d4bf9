// SPDX-License-Identifier: MIT
#include "unit/output/tools.h"

#include "style/style.h"

static situ_styles *styles;
static situ_resources res;

static int open_styles(void **state)
{
    (void)state;
    res = test_resources();
    return situ_styles_new(&styles, &res, NULL) == SITU_OK ? 0 : -1;
}

static int close_styles(void **state)
{
    situ_styles_free(styles);
    return drop_scratch(state);
}

static uint32_t rgb(situ_rgba c) { return (uint32_t)c.r << 16 | (uint32_t)c.g << 8 | c.b; }

static void palettes__hold_the_official_colours(void **state)
{
    (void)state;
    const situ_palette *level, *area, *response;
    static const uint32_t official[] = {0xFF0000, 0xFF8000, 0xFFFF00, 0x0070C0}, tints[] = {0xE8776B, 0xF5B26A, 0xFFF4A8, 0xCFE1F5};
    OK(situ_styles_palette(&level, styles, "level", err));
    OK(situ_styles_palette(&area, styles, "level_area", err));
    OK(situ_styles_palette(&response, styles, "response", err));
    for (uint32_t i = 0; i < 4; i++) {
        char key[2] = {(char)('1' + i), 0};
        assert_int_equal(rgb(situ_palette_find(level, key)->brush.color), official[i]);
        assert_int_equal(rgb(situ_palette_find(response, key)->brush.color), official[i]);
        assert_int_equal(rgb(situ_palette_find(area, key)->brush.color), tints[i]);
        assert_string_equal(level->entries[i].key, key); // legend order
    }
    assert_int_equal(situ_palette_find(area, "1")->brush.hatch, SITU_HATCH_CROSS);
    assert_int_equal(situ_palette_find(area, "2")->brush.hatch, SITU_HATCH_45);
    assert_int_equal(situ_palette_find(area, "4")->brush.hatch, SITU_HATCH_NONE);
    assert_near(situ_palette_find(level, "1")->size, 3.6, 0);
    assert_near(situ_palette_find(level, "1")->outline_width, 0.2, 0);
}

static void palettes__no_data_is_never_a_level(void **state)
{
    (void)state;
    const situ_palette *level, *area;
    OK(situ_styles_palette(&level, styles, "level", err));
    OK(situ_styles_palette(&area, styles, "level_area", err));
    assert_int_equal(rgb(situ_palette_find(level, NULL)->brush.color), 0xBFBFBF);
    assert_int_equal(rgb(situ_palette_find(area, "7")->brush.color), 0xD0CEC9);
    assert_int_equal(rgb(situ_palette_find(area, "未报")->brush.color), 0xFFFFFF);
    assert_int_equal(situ_palette_find(area, "未报")->brush.hatch, SITU_HATCH_45);
    assert_int_equal(situ_palette_find(area, "零报告")->brush.hatch, SITU_HATCH_RINGS);
}

static void styles__every_palette_reads_and_its_symbols_exist(void **state)
{
    (void)state;
    char **names;
    size_t palettes = 0;
    OK(situ_resources_list(&names, &res, "palettes", "yaml", err));
    for (; names[palettes]; palettes++) {
        const situ_palette *p;
        OK(situ_styles_palette(&p, styles, names[palettes], err));
        assert_true(p->count > 0 && p->label[0]);
        for (uint32_t i = 0; i < p->count; i++) {
            const situ_symbol *s;
            if (p->entries[i].symbol)
                OK(situ_styles_symbol(&s, styles, p->entries[i].symbol, err));
        }
    }
    assert_true(palettes >= 8);
    situ_names_free(names);
}

static void styles__every_symbol_reads_and_stays_in_its_box(void **state)
{
    (void)state;
    char **names;
    size_t count = 0;
    OK(situ_resources_list(&names, &res, "symbols", "svg", err));
    for (; names[count]; count++) {
        const situ_symbol *s, *again;
        OK(situ_styles_symbol(&s, styles, names[count], err));
        OK(situ_styles_symbol(&again, styles, names[count], err));
        assert_ptr_equal(s, again);
        assert_true(s->mark_size > 0.3 && s->mark_size < 0.8);
        for (uint32_t i = 0; i < s->part_count; i++)
            for (uint32_t k = 0; k < 2 * s->parts[i].path.point_count; k++)
                assert_true(s->parts[i].path.xy[k] >= -0.56 && s->parts[i].path.xy[k] <= 0.56);
    }
    assert_true(count >= 40);
    situ_names_free(names);
}

static void styles__unknown_names_get_a_suggestion_paths_are_refused(void **state)
{
    (void)state;
    const situ_symbol *s;
    const situ_palette *p;
    situ_error e = {0};
    assert_int_equal(situ_styles_symbol(&s, styles, "hexagn", &e), SITU_E_NOT_FOUND);
    assert_non_null(strstr(e.cure, "hexagon"));
    assert_int_equal(situ_styles_palette(&p, styles, "../fonts", &e), SITU_E_NOT_FOUND);
    assert_null(p);
}

static void check_bad(const char *yaml, const char *part)
{
    char dir[128];
    situ_styles *own;
    const situ_palette *p;
    situ_error e = {0};
    snprintf(dir, sizeof dir, "%s", scratch("styles"));
    situ_resources mine = {.dirs = {dir}};
    OK(situ_write_file(scratch("styles/palettes/bad.yaml"), yaml, strlen(yaml), err));
    OK(situ_styles_new(&own, &mine, err));
    assert_int_not_equal(situ_styles_palette(&p, own, "bad", &e), SITU_OK);
    char text[2048];
    situ_error_format(&e, text, sizeof text);
    if (!strstr(text, part))
        fail_msg("\"%s\" lacks \"%s\"", text, part);
    assert_true(e.row > 0);
    situ_styles_free(own);
}

static void palettes__faults_name_their_line(void **state)
{
    (void)state;
    check_bad("palette: bad\nlabel: x\nentries:\n  - {key: a, label: A, colour: \"#FF0000\"}\n", "colour");
    check_bad("palette: other\nlabel: x\nentries:\n  - {key: a, label: A}\n", "other");
    check_bad("palette: bad\nlabel: x\nentries:\n  - {key: a, label: A}\n  - {key: a, label: B}\n", "\"a\"");
    check_bad("palette: bad\nlabel: x\nentries:\n  - {label: A}\n", "bad.yaml");
    check_bad("palette: bad\nlabel: x\nentries: [x]\n", "bad.yaml");
    check_bad("palette: bad\nlabel: x\nentries: {}\n", "bad.yaml");
    check_bad("palette: bad\nlabel: x\nentries:\n  - {key: a, label: A, hatch: crss}\n", "crss");
    check_bad("palette: bad\nlabel: x\nentries:\n  - {key: a, label: A, fill: \"#GG0000\"}\n", "bad.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(palettes__hold_the_official_colours),
        cmocka_unit_test(palettes__no_data_is_never_a_level),
        cmocka_unit_test(styles__every_palette_reads_and_its_symbols_exist),
        cmocka_unit_test(styles__every_symbol_reads_and_stays_in_its_box),
        cmocka_unit_test(styles__unknown_names_get_a_suggestion_paths_are_refused),
        cmocka_unit_test(palettes__faults_name_their_line),
    };
    return cmocka_run_group_tests(tests, open_styles, close_styles);
}
