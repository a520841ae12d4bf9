// SPDX-License-Identifier: MIT
// What a form asks for: one column a field, with its words, notes, checks and an example.
#include <string.h>

#include "base/str.h"
#include "output/form_internal.h"

static const char *const LEVELS[] = {"重大风险", "较大风险", "一般风险", "低风险", NULL};
static const char *const YES_NO[] = {"是", "否", NULL};
static const char *const FRAMES[] = {"CGCS2000", "WGS84", "GCJ02", "BD09", NULL};

bool situ_form_has(const situ_schema *s)
{
    return s->shape != SITU_SHAPE_LINE && strcmp(s->name, "water") != 0 && strcmp(s->name, "place") != 0;
}

static bool is_asked(const situ_field *f)
{
    return !(f->flags & (SITU_FIELD_DERIVED | SITU_FIELD_INPUT)) && f->kind != SITU_FIELD_LONLAT;
}

static situ_status words_of(const char *const **out, situ_arena *arena, const situ_field *f, situ_error *err)
{
    *out = f->kind == SITU_FIELD_LEVEL ? LEVELS : f->kind == SITU_FIELD_BOOL ? YES_NO : NULL;
    if (f->kind != SITU_FIELD_ENUM || !f->words)
        return SITU_OK;
    size_t n = 0;
    while (f->words[n])
        n++;
    const char **words = situ_arena_alloc(arena, (n + 1) * sizeof *words);
    for (size_t k = 0; words && k < n; k++) {
        size_t bytes;
        const char *word = situ_export_word(f->words[k], &bytes);
        if (!(words[k] = situ_arena_strndup(arena, word, bytes)))
            words = NULL;
    }
    *out = words;
    return words ? SITU_OK : situ_fail_nomem(err);
}

static const char *header_of(situ_arena *arena, const situ_field *f)
{
    static const char *const shown[][2] = {{"m2", "㎡"}, {"m3", "m³"}, {"万m3", "万m³"}, {"min", "分钟"}};
    const char *unit = f->unit;
    for (size_t i = 0; unit && i < sizeof shown / sizeof *shown; i++)
        if (strcmp(shown[i][0], f->unit) == 0)
            unit = shown[i][1];
    return unit && !strchr(f->label, '(') ? situ_arena_printf(arena, "%s(%s)", f->label, unit) : f->label;
}

static situ_status add(situ_form *form, situ_form_column c, situ_error *err)
{
    situ_status status;
    if (c.field) {
        SITU_TRY(words_of(&c.words, form->arena, c.field, err));
        if (!c.header)
            SITU_TRY_ALLOC(c.header = header_of(form->arena, c.field));
        c.required = (c.field->flags & SITU_FIELD_REQUIRED) != 0;
    }
    form->columns[form->count++] = c;
    status = SITU_OK;
done:
    return status;
}

static int front_index(const char *name)
{
    for (int i = 0; i < SITU_FRONT_COUNT; i++)
        if (strcmp(situ_front_columns[i].name, name) == 0)
            return i;
    return -1;
}

// Columns behind the fields: what situ keeps itself, and what an analysis added.
static situ_status add_booked(situ_form *form, const situ_table *table, situ_error *err)
{
    situ_status status = SITU_OK;
    static const int order[] = {SITU_FRONT_REGION_CODE, SITU_FRONT_LOC_QUALITY, SITU_FRONT_CRS_IN, SITU_FRONT_UNIT, SITU_FRONT_SOURCES, SITU_FRONT_REPORT_STATE,
                                SITU_FRONT_UPDATED, SITU_FRONT_FILE, SITU_FRONT_SHEET, SITU_FRONT_ROW}; // not the original cells: what the table says counts
    for (size_t c = 0; c < table->column_count; c++) {
        const situ_field *f = situ_schema_field(form->schema, table->columns[c].name);
        if (front_index(table->columns[c].name) < 0 && (!f || !is_asked(f)))
            SITU_TRY(add(form, (situ_form_column){.role = SITU_FORM_BOOKED, .column = (int)c, .header = situ_export_label(form->schema, table->columns[c].name)}, err));
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        int c = situ_table_find(table, situ_front_columns[order[i]].name);
        if (c >= 0)
            SITU_TRY(add(form, (situ_form_column){.role = SITU_FORM_BOOKED, .column = c, .header = situ_front_columns[order[i]].label}, err));
    }
done:
    return status;
}

static situ_status add_point(situ_form *form, const situ_field *lon, const situ_field *lat, situ_error *err)
{
    situ_status status;
    SITU_TRY(add(form, (situ_form_column){.role = SITU_FORM_LON, .field = lon, .column = -1, .header = "经度"}, err));
    SITU_TRY(add(form, (situ_form_column){.role = SITU_FORM_LAT, .field = lat, .column = -1, .header = "纬度"}, err));
    SITU_TRY(add(form, (situ_form_column){.role = SITU_FORM_CRS, .column = -1, .header = "坐标系", .words = FRAMES}, err));
done:
    return status;
}

situ_status situ_form_columns(situ_form *out, const situ_schema *schema, const situ_table *table, bool points, situ_arena *arena, situ_error *err)
{
    situ_status status;
    size_t most = (table ? table->column_count : 0) + 8;
    for (const situ_field *f = schema ? schema->fields : NULL; f && f->name; f++)
        most++;
    *out = (situ_form){.schema = schema, .arena = arena};
    SITU_TRY_ALLOC(out->columns = situ_arena_alloc(arena, most * sizeof *out->columns));
    if (!schema) {
        for (size_t c = 0; c < table->column_count; c++)
            SITU_TRY(add(out, (situ_form_column){.role = SITU_FORM_BOOKED, .column = (int)c, .header = table->columns[c].name}, err));
        if (points)
            SITU_TRY(add_point(out, NULL, NULL, err));
        goto done;
    }
    int id = table ? situ_table_find(table, "id") : -1;
    if (!table || id >= 0)
        SITU_TRY(add(out, (situ_form_column){.role = SITU_FORM_ID, .column = id, .header = situ_export_id_header(schema)}, err));
    for (const situ_field *f = schema->fields; f->name; f++) {
        bool lon = f->kind == SITU_FIELD_LON, lat = f->kind == SITU_FIELD_LAT;
        int column = table && !lon && !lat ? situ_table_find(table, f->name) : -1;
        if (!is_asked(f) || lon || lat || (table && column < 0))
            continue;
        SITU_TRY(add(out, (situ_form_column){.role = SITU_FORM_FIELD, .field = f, .column = column}, err));
    }
    if (points)
        SITU_TRY(add_point(out, situ_schema_field(schema, "lon"), situ_schema_field(schema, "lat"), err));
    if (table)
        SITU_TRY(add_booked(out, table, err));
done:
    return status;
}

// --- words for people ---

const char *situ_form_note(const situ_form_column *c)
{
    switch (c->role) {
    case SITU_FORM_ID: return "永久编号，一处一号，不改、不重用；新增的留空，由系统给号";
    case SITU_FORM_LON: return "十进制度，73—135，如 108.697340";
    case SITU_FORM_LAT: return "十进制度，3—54，如 30.930612";
    case SITU_FORM_CRS: return "坐标是从哪里量的；留空即 CGCS2000（天地图、测绘成果）。高德、腾讯地图选 GCJ02，百度地图选 BD09，手持 GPS 选 WGS84";
    case SITU_FORM_BOOKED: return "由系统填写，不必改";
    case SITU_FORM_FIELD: break;
    }
    if (strcmp(c->field->name, "resp_level") == 0)
        return "1、2、3、4 级；0 或留空表示各级通用";
    switch (c->field->kind) {
    case SITU_FIELD_INT: return "整数，不写单位";
    case SITU_FIELD_REAL: return "数字，不写单位";
    case SITU_FIELD_BOOL: return "从下拉表中选：是、否；不清楚的留空";
    case SITU_FIELD_DATE: return "日期，如 2026-06-30";
    case SITU_FIELD_ENUM: return "从下拉表中选";
    case SITU_FIELD_LEVEL: return "从下拉表中选；还没有评估的留空";
    case SITU_FIELD_PHONE: return "固定电话带区号，多个用“、”分开";
    case SITU_FIELD_TOWN: return "乡镇（街道）全称";
    case SITU_FIELD_VILLAGE: return "村（社区）全称";
    default: return "文字";
    }
}

const char *situ_form_example(const situ_form_column *c)
{
    static const char *const named[][2] = {{"name", "××"}, {"address", "××路××号"}, {"resp_person", "张××"}, {"keeper", "张××"}, {"leader", "张××"},
                                           {"manager", "张××"}, {"head", "张××"}, {"dept", "××局"}, {"owner", "××局"}, {"org", "××局"}, {"post", "局长"},
                                           {"item", "帐篷"}, {"unit", "顶"}, {"depot", "××储备库"}, {"spec", "12㎡单帐篷"}, {"credit_code", ""},
                                           {"hazard", "地质灾害"}, {"no", "示例"}, {"next", "2"}, {"lane", "县应急管理局"}, {"text", "接报核实"}, {"object", "××"},
                                           {"title", "××"}, {"ledger", "风险点"}, {"period", "2026年6月"}, {"parent", "××"}, {"filler", "张××"}, {"checker", "李××"}};
    switch (c->role) {
    case SITU_FORM_ID: return "示例";
    case SITU_FORM_LON: return "108.697340";
    case SITU_FORM_LAT: return "30.930612";
    case SITU_FORM_CRS: return "CGCS2000";
    case SITU_FORM_BOOKED: return "";
    case SITU_FORM_FIELD: break;
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strcmp(named[i][0], c->field->name) == 0 && c->field->kind == SITU_FIELD_TEXT)
            return named[i][1];
    switch (c->field->kind) {
    case SITU_FIELD_INT: return strcmp(c->field->name, "resp_level") == 0 ? "3" : strcmp(c->field->name, "sort") == 0 ? "1" : "12";
    case SITU_FIELD_REAL: return c->field->unit ? "120.5" : "";
    case SITU_FIELD_DATE: return "2026-06-30";
    case SITU_FIELD_BOOL:
    case SITU_FIELD_ENUM:
    case SITU_FIELD_LEVEL: return c->words ? c->words[c->field->kind == SITU_FIELD_LEVEL] : "";
    case SITU_FIELD_PHONE: return "023-5512××××";
    case SITU_FIELD_TOWN: return "××镇";
    case SITU_FIELD_VILLAGE: return "××村";
    default: return "";
    }
}

// --- what may be typed ---

static bool may_be_negative(const situ_field *f)
{
    return strcmp(f->name, "elevation_m") == 0;
}

situ_status situ_form_rule(situ_workbook *book, const situ_form_column *c, uint16_t at, uint32_t row0, uint32_t row1, const char *const *towns, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = c->field;
    if (c->role == SITU_FORM_LON)
        status = situ_workbook_check(book, row0, row1, at, SITU_CHECK_NUMBER, 73, 135.1, "经度应在 73 到 135 之间，写成十进制度，如 108.697340。是否与纬度写反了？", err);
    else if (c->role == SITU_FORM_LAT)
        status = situ_workbook_check(book, row0, row1, at, SITU_CHECK_NUMBER, 3, 54, "纬度应在 3 到 54 之间，写成十进制度，如 30.930612。是否与经度写反了？", err);
    else if (c->words && c->words[0])
        status = situ_workbook_choices(book, row0, row1, at, c->words, err);
    else if (c->role != SITU_FORM_FIELD)
        return SITU_OK;
    else if (f->kind == SITU_FIELD_TOWN && towns && towns[0])
        status = situ_workbook_suggestions(book, row0, row1, at, towns, err);
    else if (f->kind == SITU_FIELD_DATE)
        status = situ_workbook_check(book, row0, row1, at, SITU_CHECK_DATE, 0, 0, "请填日期，如 2026-06-30。", err);
    else if (strcmp(f->name, "resp_level") == 0)
        status = situ_workbook_check(book, row0, row1, at, SITU_CHECK_WHOLE, 0, 4, "请填 1、2、3、4，或 0（各级通用）。", err);
    else if (f->kind == SITU_FIELD_INT)
        status = situ_workbook_check(book, row0, row1, at, SITU_CHECK_WHOLE, 0, 2e9, "请填不小于 0 的整数，不写单位。", err);
    else if (f->kind == SITU_FIELD_REAL)
        status = may_be_negative(f) ? situ_workbook_check(book, row0, row1, at, SITU_CHECK_NUMBER, -500, 9000, "请填高程，单位米，-500 到 9000。", err)
                                    : situ_workbook_check(book, row0, row1, at, SITU_CHECK_NUMBER, 0, 1e12, "请填不小于 0 的数，不写单位。", err);
    return status;
}

situ_status situ_form_explain(situ_workbook *book, const situ_form *form, const char *notice, bool blank, situ_error *err)
{
    situ_status status;
    static const char *const heads[] = {"列名", "怎么填", "必填", "可选的内容"};
    static const double widths[] = {24, 52, 8, 80};
    static const char *const always[] = {"一行一条，不合并单元格，不改列名；用不着的列可以删去，表上方的标题可以改。",
                                         "坐标是 CGCS2000 的十进制度；从高德、百度等地图上量的，请在“坐标系”一列选明。",
                                         "“编号”是永久编号：改正时不要动它，系统凭它认得是同一处；新增的行留空。要清空库中原值，在该格写“删除”。"};
    uint32_t row = 0;
    SITU_TRY(situ_workbook_sheet(book, "填写说明", err));
    situ_workbook_report_page(book, true);
    for (uint16_t c = 0; c < 4; c++)
        SITU_TRY(situ_workbook_width(book, c, c, widths[c], err));
    SITU_TRY(situ_workbook_height(book, row, 32, err));
    SITU_TRY(situ_workbook_merge(book, row, 0, row, 3, "填写说明", SITU_CELL_BAR, err));
    row++;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++, row++) {
        SITU_TRY(situ_workbook_height(book, row, 20, err));
        SITU_TRY(situ_workbook_merge(book, row, 0, row, 3, always[i], SITU_CELL_BODY, err));
    }
    if (blank) {
        SITU_TRY(situ_workbook_height(book, row, 20, err));
        SITU_TRY(situ_workbook_merge(book, row, 0, row, 3, "灰底的“示例”行只作样子，导入时跳过，可以删去。深色列名是必填的列。", SITU_CELL_BODY, err));
        row++;
    }
    if (notice) {
        SITU_TRY(situ_workbook_height(book, row, 20, err));
        SITU_TRY(situ_workbook_merge(book, row, 0, row, 3, notice, SITU_CELL_BODY, err));
        row++;
    }
    SITU_TRY(situ_workbook_repeat(book, row, row, err));
    SITU_TRY(situ_workbook_height(book, row, 22, err));
    for (uint16_t c = 0; c < 4; c++)
        SITU_TRY(situ_workbook_text(book, row, c, heads[c], SITU_CELL_HEADER, err));
    row++;
    for (size_t i = 0; i < form->count; i++, row++) {
        const situ_form_column *c = &form->columns[i];
        situ_str all;
        situ_str_init(&all);
        for (size_t k = 0; c->words && c->words[k]; k++)
            situ_str_addf(&all, "%s%s", k ? "、" : "", c->words[k]);
        situ_cell_style style = c->role == SITU_FORM_BOOKED ? SITU_CELL_GREY : SITU_CELL_PLAIN;
        size_t lines = situ_workbook_lines(all.data, widths[3]), of_note = situ_workbook_lines(situ_form_note(c), widths[1]);
        status = situ_workbook_height(book, row, situ_workbook_lines_height(lines > of_note ? lines : of_note), err);
        if (status == SITU_OK)
            status = situ_str_ok(&all) ? situ_workbook_text(book, row, 0, c->header, style, err) : situ_fail_nomem(err);
        if (status == SITU_OK)
            status = situ_workbook_text(book, row, 1, situ_form_note(c), style, err);
        if (status == SITU_OK)
            status = situ_workbook_text(book, row, 2, c->required ? "是" : "", SITU_CELL_CENTER, err);
        if (status == SITU_OK)
            status = situ_workbook_text(book, row, 3, all.data, style, err);
        situ_str_free(&all);
        SITU_TRY(status);
    }
done:
    return status;
}
