// SPDX-License-Identifier: MIT
#include "base/alloc.h"
#include "base/props.h"
#include "base/str.h"
#include "support/check.h"

typedef struct fill {
    situ_rgba color;
    const char *palette;
    double opacity;
} fill;
typedef struct style {
    double width_mm;
    long count;
    bool smooth;
    const char *label;
    int cap;
    fill fill;
    situ_numbers dash;
    situ_texts fields;
    const situ_yaml_node *extra;
} style;

static const char *const caps[] = {"butt", "round", "square", NULL};
static const situ_prop fill_props[] = {
    {.name = "color", .kind = SITU_PROP_COLOR, .offset = offsetof(fill, color), .fallback = "#80808080"},
    {.name = "palette", .kind = SITU_PROP_TEXT, .offset = offsetof(fill, palette)},
    {.name = "opacity", .kind = SITU_PROP_NUMBER, .offset = offsetof(fill, opacity), .max = 1, .fallback = "1"},
    {0},
};
static const situ_prop style_props[] = {
    {.name = "width_mm", .kind = SITU_PROP_NUMBER, .offset = offsetof(style, width_mm), .min = 0.05, .max = 5, .fallback = "0.3"},
    {.name = "count", .kind = SITU_PROP_INT, .offset = offsetof(style, count), .min = -5, .max = 100, .fallback = "7"},
    {.name = "smooth", .kind = SITU_PROP_BOOL, .offset = offsetof(style, smooth), .fallback = "yes"},
    {.name = "label", .kind = SITU_PROP_TEXT, .offset = offsetof(style, label), .fallback = "名称"},
    {.name = "cap", .kind = SITU_PROP_ENUM, .offset = offsetof(style, cap), .words = caps, .fallback = "round"},
    {.name = "fill", .kind = SITU_PROP_OBJECT, .offset = offsetof(style, fill), .object = fill_props, .shorthand = "color"},
    {.name = "dash", .kind = SITU_PROP_NUMBERS, .offset = offsetof(style, dash), .max = 100, .fallback = "2, 1"},
    {.name = "fields", .kind = SITU_PROP_TEXTS, .offset = offsetof(style, fields)},
    {.name = "extra", .kind = SITU_PROP_NODE, .offset = offsetof(style, extra)},
    {0},
};
typedef struct needy {
    const char *type;
    double size;
} needy;
static const situ_prop needy_props[] = {
    {.name = "type", .kind = SITU_PROP_TEXT, .offset = offsetof(needy, type), .required = true},
    {.name = "size", .kind = SITU_PROP_NUMBER, .offset = offsetof(needy, size)},
    {0},
};

typedef struct fixture {
    situ_arena *arena;
    situ_yaml *doc;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->arena = situ_arena_new();
    *state = f;
    return f->arena ? 0 : -1;
}

static int teardown(void **state)
{
    fixture *f = *state;
    situ_arena_free(f->arena);
    situ_yaml_free(f->doc);
    free(f);
    return 0;
}

static situ_status read_text(fixture *f, void *out, const situ_prop *table, const char *text,
                             const char *const *also, situ_error *err)
{
    situ_yaml_free(f->doc);
    CHECK_OK(situ_yaml_parse(&f->doc, text, strlen(text), "s.yaml", err), *err);
    return situ_props_read(out, table, situ_yaml_root(f->doc), also, "s.yaml", f->arena, err);
}

static void check_defaults(const style *s)
{
    assert_true(s->width_mm == 0.3);
    assert_int_equal(s->count, 7);
    assert_true(s->smooth);
    assert_string_equal(s->label, "名称");
    assert_int_equal(s->cap, 1);
    assert_int_equal(s->fill.color.r, 0x80);
    assert_int_equal(s->fill.color.a, 0x80);
    assert_null(s->fill.palette);
    assert_true(s->fill.opacity == 1);
    assert_int_equal(s->dash.count, 2);
    assert_true(s->dash.items[0] == 2 && s->dash.items[1] == 1);
    assert_int_equal(s->fields.count, 0);
    assert_null(s->extra);
}

static void props__defaults(void **state)
{
    fixture *f = *state;
    situ_error err;
    style s;
    memset(&s, 0xAA, sizeof s);
    CHECK_OK(situ_props_default(&s, style_props, f->arena, &err), err);
    check_defaults(&s);
    memset(&s, 0xAA, sizeof s);
    CHECK_OK(situ_props_read(&s, style_props, NULL, NULL, "s.yaml", f->arena, &err), err);
    check_defaults(&s);
    CHECK_OK(read_text(f, &s, style_props, "label:\nwidth_mm: ~\n", NULL, &err), err); // no value: default
    check_defaults(&s);
}

static void props__reads_every_kind(void **state)
{
    fixture *f = *state;
    situ_error err;
    style s;
    CHECK_OK(read_text(f, &s, style_props,
                       "width_mm: 1.25\ncount: -5\nsmooth: off\nlabel: ''\ncap: square\n"
                       "fill: {palette: level, opacity: 0.5}\ndash: [1, 2.5, 3]\nfields: [名称, 等级]\nextra: {a: [1]}\n",
                       NULL, &err),
             err);
    assert_true(s.width_mm == 1.25);
    assert_int_equal(s.count, -5);
    assert_false(s.smooth);
    assert_string_equal(s.label, ""); // quoted, so it is a value
    assert_int_equal(s.cap, 2);
    assert_string_equal(s.fill.palette, "level");
    assert_true(s.fill.opacity == 0.5);
    assert_int_equal(s.fill.color.a, 0x80); // unnamed members keep their defaults
    assert_int_equal(s.dash.count, 3);
    assert_true(s.dash.items[1] == 2.5);
    assert_int_equal(s.fields.count, 2);
    assert_string_equal(s.fields.items[1], "等级");
    assert_int_equal(s.extra->kind, SITU_YAML_MAP);
    assert_ptr_equal(s.extra, situ_yaml_get(situ_yaml_root(f->doc), "extra"));
}

static void props__texts_outlive_the_file(void **state)
{
    fixture *f = *state;
    situ_error err;
    style s;
    CHECK_OK(read_text(f, &s, style_props, "label: 标签\nfields: [甲, 乙]\n", NULL, &err), err);
    situ_yaml_free(f->doc);
    f->doc = NULL;
    assert_string_equal(s.label, "标签");
    assert_string_equal(s.fields.items[0], "甲");
}

static void props__one_value_stands_for_a_list(void **state)
{
    fixture *f = *state;
    situ_error err;
    style s;
    CHECK_OK(read_text(f, &s, style_props, "dash: 4\nfields: 'a,b'\n", NULL, &err), err);
    assert_int_equal(s.dash.count, 1);
    assert_true(s.dash.items[0] == 4);
    assert_int_equal(s.fields.count, 1);
    assert_string_equal(s.fields.items[0], "a,b"); // a file has lists: commas are text
    CHECK_OK(read_text(f, &s, style_props, "dash: []\nfields: []\n", NULL, &err), err);
    assert_int_equal(s.dash.count, 0);
    assert_int_equal(s.fields.count, 0);
}

static void props__object_shorthand(void **state)
{
    fixture *f = *state;
    situ_error err;
    style s;
    CHECK_OK(read_text(f, &s, style_props, "fill: '#102030'\n", NULL, &err), err);
    assert_int_equal(s.fill.color.r, 0x10);
    assert_int_equal(s.fill.color.g, 0x20);
    assert_int_equal(s.fill.color.b, 0x30);
    assert_int_equal(s.fill.color.a, 0xFF);
    assert_true(s.fill.opacity == 1);
    CHECK_FAILS(SITU_E_SCHEMA, read_text(f, &s, style_props, "fill: [1]\n", NULL, &err), err);
}

static void check_bad(fixture *f, const char *text, long line, long column, const char *cause, const char *cure)
{
    situ_error err;
    style s;
    CHECK_FAILS(SITU_E_SCHEMA, read_text(f, &s, style_props, text, NULL, &err), err);
    assert_string_equal(err.file, "s.yaml");
    CHECK_HOLDS(err.cause, cause);
    CHECK_HOLDS(err.cure, cure);
    if (err.row != line || err.column != column)
        fail_msg("%s: %ld:%ld, wanted %ld:%ld", err.cause, err.row, err.column, line, column);
}

static void props__errors_name_place_cause_and_cure(void **state)
{
    fixture *f = *state;
    check_bad(f, "width_mm: 宽\n", 1, 11, "width_mm: \"宽\" is not a number", "12 or 0.5");
    check_bad(f, "width_mm: 0.3mm\n", 1, 11, "\"0.3mm\" is not a number", "without unit");
    check_bad(f, "\nwidth_mm: 6\n", 2, 11, "6 is out of range", "from 0.05 to 5");
    check_bad(f, "width_mm: 0\n", 1, 11, "0 is out of range", "from 0.05 to 5");
    check_bad(f, "count: 1.5\n", 1, 8, "\"1.5\" is not a whole number", "12");
    check_bad(f, "count: 101\n", 1, 8, "out of range", "from -5 to 100");
    check_bad(f, "smooth: maybe\n", 1, 9, "neither yes nor no", "yes or no");
    check_bad(f, "cap: rund\n", 1, 6, "cap: unknown value \"rund\"", "did you mean \"round\"?");
    check_bad(f, "cap: triangular\n", 1, 6, "unknown value", "one of: butt, round, square");
    check_bad(f, "fill: {color: red}\n", 1, 15, "\"red\" is not a colour", "#E02020");
    check_bad(f, "fill: {opasity: 1}\n", 1, 8, "unknown key \"opasity\"", "did you mean \"opacity\"?");
    check_bad(f, "dash: [1, 2, x]\n", 1, 14, "\"x\" is not a number", "12");
    check_bad(f, "dash: [1, -2]\n", 1, 11, "out of range", "from 0 to 100");
    check_bad(f, "fields: [a, [b]]\n", 1, 13, "plain values", "");
    check_bad(f, "label: {a: 1}\n", 1, 8, "one plain value", "");
    check_bad(f, "dash: {a: 1}\n", 1, 7, "a list is expected", "");
    check_bad(f, "with_mm: 1\n", 1, 1, "unknown key \"with_mm\"", "did you mean \"width_mm\"?");
    check_bad(f, "[1]\n", 1, 1, "key: value pairs", "");
}

static void props__keys_read_by_others(void **state)
{
    fixture *f = *state;
    situ_error err;
    style s;
    static const char *const also[] = {"type", "data", NULL};
    CHECK_OK(read_text(f, &s, style_props, "type: line\ncount: 3\n", also, &err), err);
    assert_int_equal(s.count, 3);
    CHECK_FAILS(SITU_E_SCHEMA, read_text(f, &s, style_props, "typ: line\n", also, &err), err);
    CHECK_HOLDS(err.cure, "\"type\"");
}

static void props__required_members(void **state)
{
    fixture *f = *state;
    situ_error err;
    needy n;
    CHECK_FAILS(SITU_E_SCHEMA, read_text(f, &n, needy_props, "size: 2\n", NULL, &err), err);
    assert_string_equal(err.cause, "type: is missing");
    assert_int_equal(err.row, 1);
    CHECK_FAILS(SITU_E_SCHEMA, read_text(f, &n, needy_props, "type:\nsize: 2\n", NULL, &err), err);
    CHECK_FAILS(SITU_E_SCHEMA, situ_props_read(&n, needy_props, NULL, NULL, "s.yaml", f->arena, &err), err);
    assert_string_equal(err.file, "s.yaml");
    CHECK_OK(read_text(f, &n, needy_props, "type: x\n", NULL, &err), err);
    CHECK_OK(situ_props_default(&n, needy_props, f->arena, &err), err); // defaults alone ask for nothing
    assert_null(n.type);
}

static void props__command_line(void **state)
{
    fixture *f = *state;
    situ_error err;
    style s;
    CHECK_OK(situ_props_default(&s, style_props, f->arena, &err), err);
    CHECK_OK(situ_props_set(&s, style_props, "width-mm", "2", f->arena, &err), err); // as options are written
    CHECK_OK(situ_props_set(&s, style_props, "dash", "1,2 , 3.5", f->arena, &err), err);
    CHECK_OK(situ_props_set(&s, style_props, "fields", "甲,乙", f->arena, &err), err);
    CHECK_OK(situ_props_set(&s, style_props, "fill", "#FFF", f->arena, &err), err);
    CHECK_OK(situ_props_set(&s, style_props, "fill.opacity", "0.25", f->arena, &err), err);
    assert_true(s.width_mm == 2);
    assert_int_equal(s.dash.count, 3);
    assert_true(s.dash.items[2] == 3.5);
    assert_int_equal(s.fields.count, 2);
    assert_string_equal(s.fields.items[1], "乙");
    assert_int_equal(s.fill.color.g, 0xFF);
    assert_true(s.fill.opacity == 0.25);
    CHECK_FAILS(SITU_E_USAGE, situ_props_set(&s, style_props, "widht-mm", "2", f->arena, &err), err);
    CHECK_HOLDS(err.cure, "width_mm");
    CHECK_FAILS(SITU_E_USAGE, situ_props_set(&s, style_props, "xyz", "2", f->arena, &err), err);
    CHECK_HOLDS(err.cure, "one of: width_mm, count");
    CHECK_FAILS(SITU_E_USAGE, situ_props_set(&s, style_props, "count", "many", f->arena, &err), err);
    CHECK_FAILS(SITU_E_USAGE, situ_props_set(&s, style_props, "count", "1000", f->arena, &err), err);
    CHECK_FAILS(SITU_E_USAGE, situ_props_set(&s, style_props, "extra", "1", f->arena, &err), err);
    CHECK_FAILS(SITU_E_USAGE, situ_props_set(&s, style_props, "count.x", "1", f->arena, &err), err);
    assert_int_equal(s.count, 7); // a failed set changes nothing
    assert_ptr_equal(situ_props_find(style_props, "cap"), &style_props[4]);
    assert_null(situ_props_find(style_props, "ca"));
}

static void props__colors(void **state)
{
    (void)state;
    situ_rgba c;
    assert_true(situ_parse_color("#E0a020", &c));
    assert_true(c.r == 0xE0 && c.g == 0xA0 && c.b == 0x20 && c.a == 0xFF);
    assert_true(situ_parse_color("#12345678", &c));
    assert_true(c.r == 0x12 && c.g == 0x34 && c.b == 0x56 && c.a == 0x78);
    assert_true(situ_parse_color("#1aF", &c));
    assert_true(c.r == 0x11 && c.g == 0xAA && c.b == 0xFF && c.a == 0xFF);
    assert_true(situ_parse_color("none", &c));
    assert_true(c.r == 0 && c.g == 0 && c.b == 0 && c.a == 0);
    static const char *const bad[] = {"", "#", "#12", "#12345", "#1234567", "#12345g", "123456", "red", "#1234567890"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(situ_parse_color(bad[i], &c));
    assert_false(situ_parse_color(NULL, &c));
}

static void props__canonical_text(void **state)
{
    fixture *f = *state;
    situ_error err;
    style s;
    char *text = NULL, *other = NULL;
    CHECK_OK(read_text(f, &s, style_props, "label: 'a\";b'\nextra: {k: [1, x]}\nfields: [a]\n", NULL, &err), err);
    CHECK_OK(situ_props_canonical(&text, &s, style_props, &err), err);
    assert_string_equal(text, "width_mm=0.3;count=7;smooth=yes;label=\"a\\\";b\";cap=round;"
                              "fill={color=#80808080;palette=null;opacity=1};dash=[2,1];fields=[\"a\"];"
                              "extra={\"k\":[\"1\",\"x\"]}");
    // The order and the way of writing do not matter, every value does.
    CHECK_OK(read_text(f, &s, style_props, "fields: a\nwidth_mm: 3e-1\nextra: {k: ['1', x]}\nlabel: 'a\";b'\n", NULL, &err), err);
    CHECK_OK(situ_props_canonical(&other, &s, style_props, &err), err);
    assert_string_equal(other, text);
    situ_free(other);
    static const char *const changes[][2] = {{"width-mm", "0.30001"}, {"count", "8"}, {"smooth", "no"}, {"label", "a"},
                                             {"cap", "butt"}, {"fill.palette", "null"}, {"dash", "2"}, {"fields", "a,b"}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        style changed = s;
        CHECK_OK(situ_props_set(&changed, style_props, changes[i][0], changes[i][1], f->arena, &err), err);
        CHECK_OK(situ_props_canonical(&other, &changed, style_props, &err), err);
        assert_string_not_equal(other, text);
        situ_free(other);
    }
    situ_free(text);
}

#define WITH(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(props__defaults),
        WITH(props__reads_every_kind),
        WITH(props__texts_outlive_the_file),
        WITH(props__one_value_stands_for_a_list),
        WITH(props__object_shorthand),
        WITH(props__errors_name_place_cause_and_cure),
        WITH(props__keys_read_by_others),
        WITH(props__required_members),
        WITH(props__command_line),
        cmocka_unit_test(props__colors),
        WITH(props__canonical_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
