// SPDX-License-Identifier: MIT
#include "unit/output/tools.h"

#include <math.h>

#include "style/style.h"

static situ_arena *arena;

static int open_arena(void **state)
{
    (void)state;
    return (arena = situ_arena_new()) ? 0 : -1;
}

static int close_arena(void **state)
{
    situ_arena_free(arena);
    return drop_scratch(state);
}

static situ_status read_text(situ_symbol *out, const char *svg, situ_error *e)
{
    const char *path = scratch("s.svg");
    OK(situ_write_file(path, svg, strlen(svg), err));
    return situ_symbol_read(out, arena, path, "s", e);
}

static void svg__shapes_are_normalised_about_the_middle(void **state)
{
    (void)state;
    situ_symbol s;
    OK(read_text(&s, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='10 20 40 20'><rect x='10' y='20' width='40' height='20' fill='param(fill)' stroke='param(outline)' stroke-width='2'/></svg>", err));
    assert_int_equal(s.part_count, 1);
    const situ_symbol_part *p = &s.parts[0];
    assert_int_equal(p->fill, SITU_SYMBOL_FILL);
    assert_int_equal(p->stroke, SITU_SYMBOL_OUTLINE);
    assert_near(p->stroke_width, 2.0 / 40, 1e-12);
    assert_int_equal(p->path.verb_count, 5); // M H V H Z
    assert_near(p->path.xy[0], -0.5, 1e-12);
    assert_near(p->path.xy[1], -0.25, 1e-12); // uniform scale, centred
    assert_near(p->path.xy[4], 0.5, 1e-12);
    assert_near(p->path.xy[5], 0.25, 1e-12);
}

static void svg__groups_hand_down_their_look(void **state)
{
    (void)state;
    situ_symbol s;
    OK(read_text(&s,
                 "<svg viewBox='0 0 24 24'><title>t</title><g fill='#f80' stroke='none'><circle cx='12' cy='12' r='6'/>"
                 "<path d='M0 0L4 4' fill='none' stroke='#112233' fill-rule='evenodd'/></g><line x1='0' y1='0' x2='24' y2='24'/></svg>", err));
    assert_int_equal(s.part_count, 3);
    assert_int_equal(s.parts[0].fill, SITU_SYMBOL_FIXED);
    assert_int_equal(s.parts[0].fill_rgba.r, 0xff);
    assert_int_equal(s.parts[0].fill_rgba.g, 0x88);
    assert_int_equal(s.parts[0].stroke, SITU_SYMBOL_NONE);
    assert_int_equal(s.parts[1].fill, SITU_SYMBOL_NONE);
    assert_int_equal(s.parts[1].stroke_rgba.b, 0x33);
    assert_true(s.parts[1].even_odd);
    assert_int_equal(s.parts[2].fill_rgba.r, 0); // SVG's default: black
}

// Any point of the path at parameter t, by de Casteljau: an oracle for arcs and curves.
static void point_of(const situ_path *p, uint32_t curve, double t, double *x, double *y)
{
    uint32_t at = 1 + 3 * curve; // behind the move
    const double *a = p->xy + 2 * (at - 1), u = 1 - t;
    *x = u * u * u * a[0] + 3 * u * u * t * a[2] + 3 * u * t * t * a[4] + t * t * t * a[6];
    *y = u * u * u * a[1] + 3 * u * u * t * a[3] + 3 * u * t * t * a[5] + t * t * t * a[7];
}

static void svg__arcs_stay_on_their_circle(void **state)
{
    (void)state;
    static const char *const arcs[] = {"M2 12A10 10 0 0 1 22 12", "M2 12a10 10 0 1 0 20 0", "M12 2A10 10 0 1 1 2 12", "M12 2a10,10 0 01 10,10"};
    for (int k = 0; k < 4; k++) {
        char svg[256];
        situ_symbol s;
        snprintf(svg, sizeof svg, "<svg viewBox='0 0 24 24'><path d='%s'/></svg>", arcs[k]);
        OK(read_text(&s, svg, err));
        const situ_path *p = &s.parts[0].path;
        uint32_t curves = p->verb_count - 1;
        assert_int_equal(curves, k == 2 ? 3 : k == 3 ? 1 : 2);
        for (uint32_t c = 0; c < curves; c++)
            for (double t = 0; t <= 1; t += 0.25) {
                double x, y;
                point_of(p, c, t, &x, &y);
                assert_near(hypot(x, y) * 24, 10, 0.005);
            }
    }
}

static void svg__path_commands_relative_smooth_and_compact(void **state)
{
    (void)state;
    situ_symbol s, t;
    OK(read_text(&s, "<svg viewBox='0 0 24 24'><path d='M1 2l3 4h5v-1.5.5zm1,1 2-2'/></svg>", err));
    // absolute: M1,2 L4,6 L9,6 L9,4.5 then v .5 -> 9,5 Z; m from the start 1,2 -> 2,3 l 4,1
    const double want[] = {1, 2, 4, 6, 9, 6, 9, 4.5, 9, 5, 2, 3, 4, 1};
    assert_int_equal(s.parts[0].path.point_count, 7);
    for (int i = 0; i < 14; i++)
        assert_near(s.parts[0].path.xy[i] * 24 + 12, want[i], 1e-9);
    OK(read_text(&s, "<svg viewBox='0 0 24 24'><path d='M0 0C0 4 4 8 8 8S16 12 16 16'/></svg>", err));
    OK(read_text(&t, "<svg viewBox='0 0 24 24'><path d='M0 0C0 4 4 8 8 8C12 8 16 12 16 16'/></svg>", err));
    assert_memory_equal(s.parts[0].path.xy, t.parts[0].path.xy, 14 * sizeof(double));
    OK(read_text(&s, "<svg viewBox='0 0 24 24'><path d='M0 0Q6 0 6 6T12 12'/></svg>", err));
    assert_near(s.parts[0].path.xy[2] * 24 + 12, 4, 1e-9);  // 2/3 of the way to the control point
    assert_near(s.parts[0].path.xy[9] * 24 + 12, 10, 1e-9); // mirrored control 6,12: y of 6 + 2/3*6
}

static void svg__outside_the_subset_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct { const char *body; situ_status status; } cases[] = {
        {"<text>x</text>", SITU_E_UNSUPPORTED},
        {"<script>1</script>", SITU_E_UNSUPPORTED},
        {"<image href='http://x/y.png'/>", SITU_E_UNSUPPORTED},
        {"<use href='#a'/>", SITU_E_UNSUPPORTED},
        {"<linearGradient/>", SITU_E_UNSUPPORTED},
        {"<path d='M0 0L1 1' transform='scale(2)'/>", SITU_E_UNSUPPORTED},
        {"<path d='M0 0L1 1' style='fill:red'/>", SITU_E_UNSUPPORTED},
        {"<path d='M0 0L1 1' fill='url(#g)'/>", SITU_E_FORMAT},
        {"<path d='M0 0L1 1' fill='red'/>", SITU_E_FORMAT},
        {"<path d='L1 1'/>", SITU_E_FORMAT},
        {"<path d='M0 0L1'/>", SITU_E_FORMAT},
        {"<path d='M0 0X1 1'/>", SITU_E_FORMAT},
        {"<path d='M0 0Z5'/>", SITU_E_FORMAT},
        {"<path d='M0 0L1e999 1'/>", SITU_E_FORMAT},
        {"<polygon points='0,0 1'/>", SITU_E_FORMAT},
        {"<circle cx='a' cy='1' r='2'/>", SITU_E_FORMAT},
        {"", SITU_E_FORMAT},
        {"<path d='M0 0L1 1'>", SITU_E_FORMAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char svg[400];
        situ_symbol s;
        situ_error e = {0};
        snprintf(svg, sizeof svg, "<svg viewBox='0 0 24 24'>\n%s</svg>", cases[i].body);
        if (read_text(&s, svg, &e) != cases[i].status)
            fail_msg("%s gives %d, not %d", cases[i].body, (int)e.code, (int)cases[i].status);
        assert_true(e.cause[0] && strstr(e.file, "s.svg"));
        if (cases[i].body[0])
            assert_true(e.row >= 2);
    }
}

static void svg__doctype_entities_and_depth_are_refused(void **state)
{
    (void)state;
    situ_symbol s;
    situ_error e = {0};
    assert_int_equal(read_text(&s, "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg viewBox='0 0 1 1'><path d='M0 0L1 1'/></svg>", &e), SITU_E_UNSUPPORTED);
    assert_int_equal(read_text(&s, "<svg><path d='M0 0L1 1'/></svg>", &e), SITU_E_FORMAT); // no viewBox
    assert_int_equal(read_text(&s, "<svg viewBox='0 0 0 0'><path d='M0 0L1 1'/></svg>", &e), SITU_E_FORMAT);
    situ_str deep;
    situ_str_init(&deep);
    situ_str_add(&deep, "<svg viewBox='0 0 1 1'>");
    for (int i = 0; i < 1000; i++)
        situ_str_add(&deep, "<g>");
    assert_int_equal(read_text(&s, deep.data, &e), SITU_E_LIMIT);
    situ_str_free(&deep);
}

static void svg__mark_gives_the_place_of_a_character(void **state)
{
    (void)state;
    situ_symbol s;
    OK(read_text(&s, "<svg viewBox='0 0 24 24'><path d='M0 0L24 24'/><rect id='mark' x='6' y='12' width='12' height='12'/></svg>", err));
    assert_int_equal(s.part_count, 1); // the mark is not drawn
    assert_near(s.mark_x, 0, 1e-12);
    assert_near(s.mark_y, 0.25, 1e-12);
    assert_near(s.mark_size, 0.5, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(svg__shapes_are_normalised_about_the_middle),
        cmocka_unit_test(svg__groups_hand_down_their_look),
        cmocka_unit_test(svg__arcs_stay_on_their_circle),
        cmocka_unit_test(svg__path_commands_relative_smooth_and_compact),
        cmocka_unit_test(svg__outside_the_subset_is_refused_with_its_place),
        cmocka_unit_test(svg__doctype_entities_and_depth_are_refused),
        cmocka_unit_test(svg__mark_gives_the_place_of_a_character),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
