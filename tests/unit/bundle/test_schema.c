// SPDX-License-Identifier: MIT
// The ledger tables as data: complete, consistent, and without two meanings for one header.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/str.h"
#include "bundle/schema.h"

static bool among(const char *const *words, const char *word)
{
    for (size_t i = 0; words && words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

static void schema__tables_of_the_contract(void **state)
{
    (void)state;
    static const char *const tables[] = {"boundary", "depot", "flow_node", "hazard_zone", "org_node", "person", "place", "region",
                                         "risk_point", "road", "shelter", "station", "stock", "submission", "team", "water"};
    size_t n = 0;
    for (; situ_schema_registry[n]; n++)
        if (n > 0)
            assert_true(strcmp(situ_schema_registry[n - 1]->name, situ_schema_registry[n]->name) < 0);
    assert_true(n >= sizeof tables / sizeof *tables);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const situ_schema *s = situ_schema_find(tables[i]);
        assert_non_null(s);
        assert_true(s->label && s->label[0] && s->summary && s->summary[0] && s->signature && s->signature[0]);
    }
    assert_null(situ_schema_find("nothing"));
    assert_null(situ_schema_find(NULL));
    assert_null(situ_schema_field(situ_schema_find("region"), "nothing"));
}

static void schema__fields_are_well_formed(void **state)
{
    (void)state;
    static const char *const front[] = {"id", "region_code", "loc_quality", "src_file", "src_sheet", "src_row", "src_text", "updated", NULL};
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        const situ_schema *s = situ_schema_registry[i];
        for (const situ_field *f = s->fields; f->name; f++) {
            assert_true(f->label && f->label[0]);
            assert_false(among(front, f->name));
            for (const char *p = f->name; *p; p++)
                assert_true((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_');
            assert_true((f->kind == SITU_FIELD_ENUM) == (f->words != NULL));
            assert_ptr_equal(situ_schema_field(s, f->name), f); // no name twice
        }
        for (size_t k = 0; s->signature[k]; k++)
            if (!situ_schema_field(s, s->signature[k]))
                fail_msg("%s: signature %s is no field", s->name, s->signature[k]);
    }
}

// A header must not lead to two fields of one table, nor a word to two groups of one enumeration.
static void schema__no_word_with_two_meanings(void **state)
{
    (void)state;
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        const situ_schema *s = situ_schema_registry[i];
        for (const situ_field *a = s->fields; a->name; a++) {
            for (const situ_field *b = a + 1; b->name; b++)
                for (size_t k = 0; a->aliases && a->aliases[k]; k++)
                    if (among(b->aliases, a->aliases[k]) || strcmp(a->aliases[k], b->name) == 0)
                        fail_msg("%s: header %s means %s and %s", s->name, a->aliases[k], a->name, b->name);
            for (size_t g = 0; a->words && a->words[g]; g++)
                for (size_t h = g + 1; a->words[h]; h++)
                    for (const char *p = a->words[g]; *p;) {
                        size_t n = strcspn(p, "=");
                        for (const char *q = a->words[h]; *q;) {
                            size_t m = strcspn(q, "=");
                            if (n == m && memcmp(p, q, n) == 0)
                                fail_msg("%s.%s: \"%.*s\" stands in two groups", s->name, a->name, (int)n, p);
                            q += m + (q[m] == '=');
                        }
                        p += n + (p[n] == '=');
                    }
        }
    }
}

static void schema__columns_and_places(void **state)
{
    (void)state;
    assert_int_equal(situ_field_type(SITU_FIELD_LEVEL), SITU_TYPE_INT);
    assert_int_equal(situ_field_type(SITU_FIELD_BOOL), SITU_TYPE_INT);
    assert_int_equal(situ_field_type(SITU_FIELD_REAL), SITU_TYPE_REAL);
    assert_int_equal(situ_field_type(SITU_FIELD_DATE), SITU_TYPE_TEXT);
    assert_int_equal(situ_field_type(SITU_FIELD_PHONE), SITU_TYPE_TEXT);
    const situ_schema *risk = situ_schema_find("risk_point"), *region = situ_schema_find("region");
    assert_int_equal(risk->shape, SITU_SHAPE_POINT);
    assert_int_equal(region->shape, SITU_SHAPE_ANY);
    assert_false(situ_field_is_stored(situ_schema_field(risk, "lon")));
    assert_true(situ_field_is_stored(situ_schema_field(risk, "town")));
    assert_false(situ_field_is_stored(situ_schema_field(region, "town"))); // feeds name and parent
    // Every point table can be filled from coordinates; every table with them is placed.
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        const situ_schema *s = situ_schema_registry[i];
        bool lon = situ_schema_field(s, "lon") != NULL, lat = situ_schema_field(s, "lat") != NULL;
        assert_int_equal(lon, lat);
        if (s->shape == SITU_SHAPE_POINT)
            assert_true(lon);
    }
    // Personal mobiles, exact dangerous stock and reservoir capacity never reach the public edition.
    assert_true(situ_schema_field(situ_schema_find("person"), "mobile")->flags & SITU_FIELD_PERSONAL);
    assert_false(situ_schema_field(situ_schema_find("person"), "duty_phone")->flags & SITU_FIELD_PERSONAL);
    assert_true(situ_schema_field(risk, "hazmat_qty")->flags & SITU_FIELD_SENSITIVE);
    assert_true(situ_schema_field(risk, "reservoir_capacity")->flags & SITU_FIELD_SENSITIVE);
    assert_true(situ_schema_field(risk, "name")->flags & SITU_FIELD_REQUIRED);
}

static void schema__every_industry_of_the_standard_list(void **state)
{
    (void)state;
    static const char *const industries[] = {"危险作业", "小散工程零星作业", "铁路沿线", "油气管道", "食品药品", "道路交通", "建设施工", "危险化学品", "烟花爆竹",
                                             "民爆", "矿山", "工贸", "消防", "燃气", "特种设备", "城市运行", "旅游", "农林牧渔", "学校医院养老", "自建房",
                                             "大型活动", "其他", "地质灾害", "山洪", "江河洪水", "内涝", "台风", "森林火灾", "地震", "低温雨雪", "干旱",
                                             "大风雷电", "海洋"};
    const situ_field *f = situ_schema_field(situ_schema_find("risk_point"), "industry");
    for (size_t i = 0; i < sizeof industries / sizeof *industries; i++) {
        bool found = false;
        for (size_t g = 0; f->words[g]; g++) {
            size_t n = strcspn(f->words[g], "=");
            found = found || (n == strlen(industries[i]) && strncmp(f->words[g], industries[i], n) == 0);
        }
        if (!found)
            fail_msg("industry %s is missing", industries[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schema__tables_of_the_contract), cmocka_unit_test(schema__fields_are_well_formed),
        cmocka_unit_test(schema__no_word_with_two_meanings), cmocka_unit_test(schema__columns_and_places),
        cmocka_unit_test(schema__every_industry_of_the_standard_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
