// SPDX-License-Identifier: MIT
// Which table a sheet is and which column is which field, from headers alone.
#include "unit/ledger/import_help.h"

#include "ledger/internal.h"

// A sheet of one header row and nothing else.
static void make_header(situ_sheets **sheets, situ_header *header, situ_arena *arena, const char *const *titles)
{
    situ_sheet_builder b = {0};
    situ_sheet *sheet = NULL;
    bool found = false;
    assert_int_equal(situ_sheets_new(sheets, NULL), SITU_OK);
    assert_int_equal(situ_sheets_add(*sheets, "", false, &sheet, NULL), SITU_OK);
    for (uint32_t c = 0; titles[c]; c++) {
        situ_cell *cell = NULL;
        assert_int_equal(situ_sheet_builder_cell(&b, 0, c, &cell, NULL), SITU_OK);
        *cell = (situ_cell){.kind = titles[c][0] ? SITU_CELL_STRING : SITU_CELL_EMPTY, .text = titles[c]};
    }
    assert_int_equal(situ_sheet_builder_finish(&b, sheet, NULL), SITU_OK);
    assert_int_equal(situ_header_find(header, &found, sheet, true, NULL, NULL, arena, NULL), SITU_OK);
    assert_true(found);
}

static const char *field_of(const situ_columns *c, uint32_t column)
{
    int f = c->field[column];
    return f >= 0 ? c->schema->fields[f].name : f == SITU_COLUMN_ID ? "id" : f == SITU_COLUMN_IGNORED ? "-" : f == SITU_COLUMN_ITEM ? "item" : f == SITU_COLUMN_CRS ? "crs" : "";
}

// The labels of every table, which head our templates and exports, lead back to that table and field.
static void recognise__own_labels(void **state)
{
    (void)state;
    for (size_t s = 0; situ_schema_registry[s]; s++) {
        const situ_schema *schema = situ_schema_registry[s];
        const char *titles[64], *names[64];
        size_t n = 0;
        for (const situ_field *f = schema->fields; f->name; f++)
            if (!(f->flags & (SITU_FIELD_DERIVED | SITU_FIELD_INPUT))) {
                names[n] = f->name;
                titles[n++] = f->label;
            }
        titles[n] = NULL;
        situ_arena *arena = situ_arena_new();
        situ_sheets *sheets = NULL;
        situ_header header;
        situ_columns columns;
        bool found = false;
        make_header(&sheets, &header, arena, titles);
        char kind = schema->shape == SITU_SHAPE_LINE ? 'L' : schema->shape == SITU_SHAPE_POLYGON ? 'A' : 0;
        assert_int_equal(situ_table_recognise(&columns, &found, &header, "", kind, arena, NULL), SITU_OK);
        // Lines called by name and level only, as the county boundary, need the file's name.
        if (!found)
            assert_int_equal(situ_table_recognise(&columns, &found, &header, schema->label, kind, arena, NULL), SITU_OK);
        if (!found)
            fail_msg("%s is not recognised by its own labels", schema->name);
        assert_string_equal(columns.schema->name, schema->name);
        for (uint32_t c = 0; c < n; c++)
            if (strcmp(field_of(&columns, c), names[c]) != 0)
                fail_msg("%s: %s became %s, not %s", schema->name, titles[c], field_of(&columns, c), names[c]);
        situ_sheets_free(sheets);
        situ_arena_free(arena);
    }
}

// Headers met in real ledgers (domain.md B5 a to g).
static void recognise__headers_of_the_field(void **state)
{
    (void)state;
    static const struct {
        const char *table;
        const char *titles[24], *fields[24];
    } cases[] = {
        {"risk_point",
         {"序号", "点位名称", "属地", "所属行业领域", "风险分级", "事故发生的可能性", "频繁程度", "后果(C)", "危险性LEC(D=L*E*C)", "管控措施", "监管部门", "责任人", "手机号码", NULL},
         {"-", "name", "town", "industry", "level_given", "lec_l", "lec_e", "lec_c", "score_given", "controls", "dept", "resp_person", "phone"}},
        {"risk_point",
         {"序号", "隐患点编号", "隐患点名称", "类型", "乡镇", "村", "地理位置", "经度", "维度", "险情等级", "威胁财产（万元）", "威胁户数（户）", "威胁人数（人）", "防灾责任人姓名", "防灾责任人电话", NULL},
         {"-", "id", "name", "industry", "town", "village", "address", "lon", "lat", "level_given", "threat_loss", "threat_hh", "threat_pop", "resp_person", "phone"}},
        {"stock",
         {"序号", "物资名称", "规格型号", "单位", "数量", "存放地点", "保管人", "电话", "购置/生产日期", "有效期", "状态", "备注", NULL},
         {"-", "item", "spec", "unit", "qty", "depot", "keeper", "phone", "made", "expire", "state", "-"}},
        {"depot",
         {"储备库名称 ", "地址", "主管部门", "等级", "建成时间", "有效库容", "救灾帐篷", "棉被", "棉衣", "橡皮船", "发电机", "联系电话", "经度", "纬度", NULL},
         {"name", "address", "dept", "grade", "built", "volume_m3", "item", "item", "item", "item", "item", "phone", "lon", "lat"}},
        {"team",
         {"队伍名称", "编号", "地址", "类型", "总人数", "平均出警响应时间", "队长", "联系电话", NULL},
         {"name", "id", "address", "type", "people", "dispatch_min", "leader", "phone"}},
        {"shelter",
         {"名称", "地址", "避灾种类", "避难时长", "室内/室外", "有效避难面积(㎡)", "可容纳人数", "主管单位", NULL},
         {"name", "address", "hazards_ok", "duration", "kind", "area_eff", "cap_given", "owner"}},
        {"person", {"姓名", "职务", "单位", "岗位/角色", "手机", "办公电话", "包保对象", NULL}, {"name", "post", "org", "role", "mobile", "duty_phone", "object"}},
        {"org_node", {"序号", "机构名称", "类型", "上级机构", "负责人", "值班电话", "成员单位", "职责", NULL}, {"sort", "name", "type", "parent", "head", "phone", "members", "duty"}},
        {"flow_node", {"灾种", "响应级别", "编号", "责任主体", "类型", "内容", "时限（分钟）", "下一步", NULL}, {"hazard", "resp_level", "no", "lane", "kind", "text", "time_limit_min", "next"}},
        {"region", {"乡镇", "村(社区)", "常住人口", "户数", NULL}, {"town", "village", "pop", "hh"}},
        {"station", {"测站名称", "测站类型", "测站编码", "LGTD", "LTTD", NULL}, {"name", "kind", "code", "lon", "lat"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        situ_arena *arena = situ_arena_new();
        situ_sheets *sheets = NULL;
        situ_header header;
        situ_columns columns;
        bool found = false;
        make_header(&sheets, &header, arena, cases[i].titles);
        assert_int_equal(situ_table_recognise(&columns, &found, &header, "", 0, arena, NULL), SITU_OK);
        if (!found)
            fail_msg("case %zu (%s) is not recognised", i, cases[i].table);
        assert_string_equal(columns.schema->name, cases[i].table);
        for (uint32_t c = 0; cases[i].titles[c]; c++)
            if (strcmp(field_of(&columns, c), cases[i].fields[c]) != 0)
                fail_msg("%s: %s became \"%s\", not \"%s\"", cases[i].table, cases[i].titles[c], field_of(&columns, c), cases[i].fields[c]);
        situ_sheets_free(sheets);
        situ_arena_free(arena);
    }
}

static void recognise__materials(void **state)
{
    (void)state;
    static const char *const cases[][3] = {{"救灾帐篷", "帐篷", "顶"}, {"棉絮", "棉被", "床"},       {"橡皮船", "橡皮艇", "艘"}, {"抽水泵", "排水泵", "台"},
                                           {"麻袋", "编织袋", "条"},   {"应急灯", "照明灯", "台"},   {"扑火拍", "2号工具", "把"}, {"铜锣", "铜锣", "面"},
                                           {"挖掘机", "挖掘机", "台"}, {"发电机组", "发电机", "台"}, {"矿泉水", "饮用水", "L"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const situ_material *m = situ_material_find(cases[i][0]);
        assert_non_null(m);
        assert_string_equal(m->item, cases[i][1]);
        assert_string_equal(m->unit, cases[i][2]);
    }
    assert_null(situ_material_find(""));
    assert_null(situ_material_find("名称"));
    assert_null(situ_material_find("救灾"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recognise__own_labels),
        cmocka_unit_test(recognise__headers_of_the_field),
        cmocka_unit_test(recognise__materials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
