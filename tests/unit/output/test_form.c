// SPDX-License-Identifier: MIT
// Blank ledgers: filled in with valid values they import without one repair, and the values come back.
#include "unit/output/tools.h"

#include "base/report.h"
#include "ledger/ledger.h"
#include "output/form.h"

enum { FILLED = 3 };

// A valid value of a field for a row, as it is stored.
static const char *text_for(const situ_schema *s, const situ_field *f, int row)
{
    static const struct {
        const char *table, *field, *values[FILLED];
    } named[] = {
        {NULL, "name", {"桑坪危岩带", "石梁滑坡", "大湾泥石流沟"}},
        {"region", "name", {"清水镇", "泥溪镇", "凤鸣镇"}},
        {"region", "parent", {"岚川县", "岚川县", "岚川县"}},
        {"region", "code", {"509999101", "509999102", "509999103"}},
        {NULL, "credit_code", {"91500235MA5U000011", "91500235MA5U000024", NULL}},
        {"stock", "item", {"帐篷", "棉被", "救生衣"}},
        {"stock", "unit", {"顶", "床", "件"}},
        {"flow_node", "no", {"1", "2", "3"}},
        {"flow_node", "next", {"2", "3", "1"}},
        {NULL, "period", {"2026年4月", "2026年5月", "2026年6月"}},
        {NULL, "ledger", {"风险点", "物资台账", "救援队伍"}},
    };
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strcmp(named[i].field, f->name) == 0 && (!named[i].table || strcmp(named[i].table, s->name) == 0) &&
            (named[i].table || strcmp(s->name, "region") != 0))
            return named[i].values[row];
    static char text[160];
    snprintf(text, sizeof text, "%s内容%c", f->label, "ABC"[row]);
    return text;
}

static void put(situ_table *t, const situ_schema *s, const situ_field *f, size_t row, size_t column, int seed)
{
    static const char *const towns[] = {"清水镇", "泥溪镇", "凤鸣镇"}, *const villages[] = {"石梁村", "大湾村", "河口社区"};
    char text[128];
    size_t n = 0;
    switch (f->kind) {
    case SITU_FIELD_INT:
        situ_table_set_int(t, row, column, strcmp(f->name, "resp_level") == 0 ? 1 + (int)row : strcmp(f->name, "sort") == 0 ? (int)row + 1 : 10 * seed + (int)row);
        break;
    case SITU_FIELD_REAL:
        // Factors are values of their tables, and the score is their product (LEC, LS, MES).
        if (strncmp(f->name, "lec_", 4) == 0 || strncmp(f->name, "ls_", 3) == 0 || strncmp(f->name, "mes_", 4) == 0)
            situ_table_set_real(t, row, column, strcmp(f->name, "mes_s") == 0 ? 4 : 3);
        else if (strcmp(f->name, "score_given") == 0)
            situ_table_set_real(t, row, column, row == 0 ? 27 : row == 1 ? 9 : 36);
        else
            situ_table_set_real(t, row, column, 1.5 * seed + (double)row);
        break;
    case SITU_FIELD_BOOL:
        situ_table_set_int(t, row, column, row % 2 == 0);
        break;
    case SITU_FIELD_LEVEL:
        situ_table_set_int(t, row, column, 1 + (int64_t)row);
        break;
    case SITU_FIELD_DATE:
        snprintf(text, sizeof text, "%s-0%zu-1%d", strcmp(f->name, "expire") == 0 || strcmp(f->name, "to_date") == 0 ? "2029" : "2026", 1 + row, seed % 10);
        OK(situ_table_set_text(t, row, column, text, err));
        break;
    case SITU_FIELD_ENUM:
        while (f->words[n])
            n++;
        snprintf(text, sizeof text, "%.*s", (int)strcspn(f->words[row % n], "="), f->words[row % n]);
        if (strcmp(s->name, "region") == 0) // the words must fit the names
            snprintf(text, sizeof text, "%s", strcmp(f->name, "level") == 0 ? "乡镇" : "镇");
        OK(situ_table_set_text(t, row, column, text, err));
        break;
    case SITU_FIELD_PHONE:
        OK(situ_table_set_text(t, row, column, row == 0 ? "023-55128091" : row == 1 ? "13912345678" : "023-55128092、13912345679", err));
        break;
    case SITU_FIELD_TOWN:
        OK(situ_table_set_text(t, row, column, towns[row], err));
        break;
    case SITU_FIELD_VILLAGE:
        OK(situ_table_set_text(t, row, column, villages[row], err));
        break;
    default:
        OK(situ_table_set_text(t, row, column, text_for(s, f, (int)row), err));
    }
}

static bool has_points(const situ_schema *s)
{
    return situ_schema_field(s, "lon") && s->shape != SITU_SHAPE_POLYGON;
}

// Every field of the table, filled in.
static situ_table *filled(const situ_schema *s)
{
    situ_table *t;
    OK(situ_table_new(&t, s->name, 4490, err));
    bool placed = has_points(s), numbered = situ_schema_field(s, "no") == NULL;
    if (numbered)
        OK(situ_table_add_column(t, "id", SITU_TYPE_TEXT, NULL, err));
    for (const situ_field *f = s->fields; f->name; f++)
        if (situ_field_is_stored(f) && !(f->flags & SITU_FIELD_DERIVED))
            OK(situ_table_add_column(t, f->name, situ_field_type(f->kind), NULL, err));
    for (size_t row = 0; row < FILLED; row++) {
        int seed = 1;
        OK(situ_table_add_row(t, NULL, err));
        if (numbered) {
            char id[32];
            snprintf(id, sizeof id, strcmp(s->name, "region") == 0 ? "50999910%zu" : "BH-%04zu", row + 1);
            OK(situ_table_set_text(t, row, 0, id, err));
        }
        for (const situ_field *f = s->fields; f->name; f++, seed++)
            if (situ_field_is_stored(f) && !(f->flags & SITU_FIELD_DERIVED))
                put(t, s, f, row, (size_t)situ_table_find(t, f->name), seed);
        if (placed) {
            situ_geometry *g;
            OK(situ_geometry_point(&g, 108.7 + 0.01 * (double)row, 30.9 + 0.01 * (double)row, err));
            OK(situ_table_set_geometry(t, row, g, err));
        }
    }
    return t;
}

static void assert_same(const situ_schema *s, const situ_table *out, const situ_table *in)
{
    char a[32], b[32];
    assert_int_equal(in->row_count, FILLED);
    for (size_t c = 0; c < out->column_count; c++) {
        const char *name = out->columns[c].name;
        int column = situ_table_find(in, name);
        if (column < 0)
            fail_msg("%s has no column %s", s->name, name);
        for (size_t row = 0; row < FILLED; row++) {
            const char *x = situ_table_show(out, row, (int)c, a), *y = situ_table_show(in, row, column, b);
            if (strcmp(x, y) != 0)
                fail_msg("%s.%s row %zu: \"%s\" came back as \"%s\"", s->name, name, row, x, y);
        }
    }
    for (size_t row = 0; row < FILLED && has_points(s); row++) {
        const situ_geometry *g = situ_table_geometry(in, row);
        if (!g)
            fail_msg("%s row %zu has no place", s->name, row);
        assert_near(g->xy[0], 108.7 + 0.01 * (double)row, 1e-9);
        assert_near(g->xy[1], 30.9 + 0.01 * (double)row, 1e-9);
    }
}

static void import_clean(const situ_schema *s, const char *path, const situ_table *rows)
{
    situ_report *report = situ_report_new();
    situ_ledger_result *result = NULL;
    const situ_ledger_options options = {.data_as_of = "2026-06-30"};
    OK(situ_ledger_read(&result, path, &options, report, NULL, err));
    for (size_t i = 0; i < situ_report_count(report); i++) {
        const situ_issue *issue = situ_report_get(report, i);
        if (issue->severity != SITU_INFO || (issue->new_value && issue->row > 0))
            fail_msg("%s: %s at %s: \"%s\" %s", s->name, issue->rule, issue->cell ? issue->cell : "-", issue->old_value ? issue->old_value : "", issue->message ? issue->message : "");
    }
    size_t used = 0;
    for (size_t i = 0; i < situ_report_source_count(report); i++) {
        const situ_source_count *c = situ_report_source(report, i);
        used += c->used;
        assert_int_equal(c->repaired, 0);
        assert_int_equal(c->rejected, 0);
    }
    assert_int_equal(used, FILLED);
    const situ_table *in = situ_bundle_table(result->bundle, s->name);
    if (!in)
        fail_msg("%s came back as another table", s->name);
    assert_same(s, rows, in);
    situ_ledger_result_free(result);
    situ_report_free(report);
}

static void template__filled_in_imports_without_repairs(void **state)
{
    (void)state;
    size_t seen = 0;
    for (const situ_schema *const *s = situ_schema_registry; *s; s++) {
        char name[64];
        if (!situ_form_has(*s))
            continue;
        situ_table *rows = filled(*s);
        snprintf(name, sizeof name, "%s.xlsx", (*s)->label);
        OK(situ_form_write_template(scratch(name), *s, rows, &(situ_form_options){.date_iso = "2026-06-30"}, err));
        import_clean(*s, scratch(name), rows);
        situ_table_free(rows);
        seen++;
    }
    assert_true(seen >= 12);
}

// A blank one is known for its table; its example row is no data.
static void template__blank_is_recognised_and_empty(void **state)
{
    (void)state;
    for (const situ_schema *const *s = situ_schema_registry; *s; s++) {
        situ_error e = {0};
        char name[64];
        if (!situ_form_has(*s))
            continue;
        snprintf(name, sizeof name, "%s.xlsx", (*s)->label);
        OK(situ_form_write_template(scratch(name), *s, NULL, &(situ_form_options){0}, err));
        situ_report *report = situ_report_new();
        situ_ledger_result *result = NULL;
        situ_status status = situ_ledger_read(&result, scratch(name), &(situ_ledger_options){0}, report, NULL, &e);
        if (status == SITU_OK) // nothing rejected, nothing used
            situ_ledger_result_free(result);
        else
            assert_int_equal(status, SITU_E_FORMAT);
        const situ_source_count *first = situ_report_source(report, 0);
        assert_non_null(first->table);
        assert_string_equal(first->table, (*s)->name);
        assert_int_equal(first->used + first->repaired + first->rejected, 0);
        situ_report_free(report);
    }
}

static void template__has_choices_checks_and_towns(void **state)
{
    (void)state;
    need("unzip");
    int code;
    static const char *const towns[] = {"清水镇", "泥溪镇", NULL};
    OK(situ_form_write_template(scratch("t.xlsx"), situ_schema_find("risk_point"), NULL, &(situ_form_options){.towns = towns}, err));
    char *sheet = run(&code, "unzip -p '%s' xl/worksheets/sheet1.xml", scratch("t.xlsx"));
    static const char *const wanted[] = {"\"重大风险,较大风险,一般风险,低风险\"", "\"清水镇,泥溪镇\"", "\"CGCS2000,WGS84,GCJ02,BD09\"", "选项!$A$1:$A$", "经度应在 73 到 135 之间", "纬度应在 3 到 54 之间",
                                         "请填不小于 0 的整数", "请填日期", "<formula1>73</formula1>", "<formula2>54</formula2>"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(sheet, wanted[i]))
            fail_msg("the template lacks %s", wanted[i]);
    // Excel takes lists of 255 characters at most.
    for (const char *p = sheet; (p = strstr(p, "<formula1>\"")); p++)
        assert_true((size_t)(strchr(p, '/') - p) < 11 + 3 * 255);
    free(sheet);
    char *book = run(&code, "unzip -p '%s' xl/workbook.xml", scratch("t.xlsx"));
    assert_non_null(strstr(book, "name=\"选项\" sheetId=\"2\" state=\"hidden\""));
    assert_non_null(strstr(book, "name=\"填写说明\""));
    free(book);
}

// The largest export in one go: row by row, without holding the workbook.
static void table__of_many_rows_is_written_and_read(void **state)
{
    (void)state;
    enum { MANY = 12000 };
    situ_table *t;
    size_t id, name, level, row;
    OK(situ_table_new(&t, "risk_point", 4490, err));
    OK(situ_table_add_column(t, "id", SITU_TYPE_TEXT, &id, err));
    OK(situ_table_add_column(t, "name", SITU_TYPE_TEXT, &name, err));
    OK(situ_table_add_column(t, "level_given", SITU_TYPE_INT, &level, err));
    for (int i = 0; i < 40; i++) {
        static const char *const more[] = {"town", "village", "address", "industry", "accident_type", "controls", "dept", "resp_person"};
        OK(situ_table_add_column(t, more[i % 8], SITU_TYPE_TEXT, NULL, err));
    }
    for (int i = 0; i < MANY; i++) {
        char text[32];
        situ_geometry *g;
        OK(situ_table_add_row(t, &row, err));
        snprintf(text, sizeof text, "R-%06d", i);
        OK(situ_table_set_text(t, row, id, text, err));
        snprintf(text, sizeof text, "第%d号点", i);
        OK(situ_table_set_text(t, row, name, text, err));
        situ_table_set_int(t, row, level, 1 + i % 4);
        for (size_t c = 3; c < t->column_count; c++)
            OK(situ_table_set_text(t, row, c, c == 6 ? "其他" : "清水镇", err));
        OK(situ_geometry_point(&g, 108.5 + i * 1e-5, 30.9, err));
        OK(situ_table_set_geometry(t, row, g, err));
    }
    OK(situ_form_write_table(scratch("many.xlsx"), t, situ_schema_find("risk_point"), &(situ_form_options){0}, err));
    sleep(2); // zip times have a step of two seconds
    OK(situ_form_write_table(scratch("same.xlsx"), t, situ_schema_find("risk_point"), &(situ_form_options){0}, err));
    assert_same_bytes(scratch("many.xlsx"), scratch("same.xlsx"));
    situ_report *report = situ_report_new();
    situ_ledger_result *result = NULL;
    OK(situ_ledger_read(&result, scratch("many.xlsx"), &(situ_ledger_options){0}, report, NULL, err));
    const situ_table *in = situ_bundle_table(result->bundle, "risk_point");
    assert_non_null(in);
    assert_int_equal(in->row_count, MANY);
    assert_string_equal(situ_table_text(in, MANY - 1, situ_table_find(in, "id")), "R-011999");
    assert_int_equal(situ_table_int(in, MANY - 1, situ_table_find(in, "level_given")), 4);
    situ_ledger_result_free(result);
    situ_report_free(report);
    situ_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(template__filled_in_imports_without_repairs),
        cmocka_unit_test(template__blank_is_recognised_and_empty),
        cmocka_unit_test(template__has_choices_checks_and_towns),
        cmocka_unit_test(table__of_many_rows_is_written_and_read),
    };
    return cmocka_run_group_tests(tests, NULL, drop_scratch);
}
