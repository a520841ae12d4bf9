// SPDX-License-Identifier: MIT
// Blank ledgers, one workbook a table, made from the schema: headers with units, notes, drop-downs,
// and a second sheet that explains each column.
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "bundle/schema.h"
#include "sample/ledgers.h"

enum { BLANK_ROWS = 500 };

// Tables that are drawn in a GIS, not typed into a sheet.
static bool is_ledger(const situ_schema *s)
{
    return s->shape != SITU_SHAPE_LINE && strcmp(s->name, "water") != 0 && strcmp(s->name, "place") != 0;
}

static bool is_column(const situ_field *f)
{
    return !(f->flags & (SITU_FIELD_DERIVED | SITU_FIELD_INPUT)) && f->kind != SITU_FIELD_LONLAT;
}

// The canonical words of an ENUM in the arena, NULL-terminated.
static const char *const *canonical(situ_arena *arena, const situ_field *f)
{
    static const char *const levels[] = {"重大", "较大", "一般", "低", NULL}, *const yes[] = {"是", "否", NULL};
    if (f->kind == SITU_FIELD_LEVEL)
        return levels;
    if (f->kind == SITU_FIELD_BOOL)
        return yes;
    if (f->kind != SITU_FIELD_ENUM || !f->words)
        return NULL;
    size_t n = 0;
    while (f->words[n])
        n++;
    const char **out = situ_arena_alloc(arena, (n + 1) * sizeof *out);
    for (size_t k = 0; out && k < n; k++)
        out[k] = situ_arena_strndup(arena, f->words[k], strcspn(f->words[k], "="));
    return out;
}

static const char *kind_note(const situ_field *f)
{
    switch (f->kind) {
    case SITU_FIELD_INT: return "整数";
    case SITU_FIELD_REAL: return "数字";
    case SITU_FIELD_BOOL: return "是/否";
    case SITU_FIELD_DATE: return "日期,如 2026-06-30";
    case SITU_FIELD_ENUM: return "从下拉表中选";
    case SITU_FIELD_LEVEL: return "重大、较大、一般、低;未评估留空";
    case SITU_FIELD_PHONE: return "电话,多个用“、”分开";
    case SITU_FIELD_LON: return "十进制度(CGCS2000),也可写度分秒";
    case SITU_FIELD_LAT: return "十进制度(CGCS2000),也可写度分秒";
    case SITU_FIELD_TOWN: return "乡镇(街道)全称";
    case SITU_FIELD_VILLAGE: return "村(社区)全称";
    default: return "文字";
    }
}

static const char *header_of(situ_arena *arena, const situ_field *f)
{
    const char *unit = !f->unit ? NULL : strcmp(f->unit, "m2") == 0 ? "㎡" : strcmp(f->unit, "m3") == 0 ? "m³" : strcmp(f->unit, "min") == 0 ? "分钟" : f->unit;
    return unit ? situ_arena_printf(arena, "%s(%s)", f->label, unit) : f->label;
}

static situ_status explain(situ_workbook *book, const situ_schema *s, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    static const char *const heads[] = {"列名", "填写要求", "必填", "可选值"};
    static const double widths[] = {20, 42, 8, 80};
    uint32_t row = 1;
    SITU_TRY(situ_workbook_sheet(book, "填写说明", err));
    for (uint16_t c = 0; c < 4; c++) {
        SITU_TRY(situ_workbook_text(book, 0, c, heads[c], SITU_CELL_HEADER, err));
        SITU_TRY(situ_workbook_width(book, c, c, widths[c], err));
    }
    for (const situ_field *f = s->fields; f->name; f++) {
        if (!is_column(f))
            continue;
        const char *const *words = canonical(arena, f);
        const char *all = "";
        for (size_t k = 0; words && words[k]; k++) {
            all = k ? situ_arena_printf(arena, "%s、%s", all, words[k]) : words[k];
            SITU_TRY_ALLOC(all);
        }
        SITU_TRY(situ_workbook_text(book, row, 0, f->label, SITU_CELL_PLAIN, err));
        SITU_TRY(situ_workbook_text(book, row, 1, kind_note(f), SITU_CELL_PLAIN, err));
        SITU_TRY(situ_workbook_text(book, row, 2, f->flags & SITU_FIELD_REQUIRED ? "是" : "", SITU_CELL_PLAIN, err));
        SITU_TRY(situ_workbook_text(book, row++, 3, all, SITU_CELL_PLAIN, err));
    }
done:
    return status;
}

static situ_status write_template(const char *dir, const situ_schema *s, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_arena *arena = situ_arena_new();
    situ_workbook *book = NULL;
    char *path = NULL;
    uint16_t column = 1;
    SITU_TRY_ALLOC(arena);
    const char *file = situ_arena_printf(arena, "%s.xlsx", s->label);
    const char *title = situ_arena_printf(arena, "%s台账(空白模板)", s->label);
    SITU_TRY_ALLOC(file);
    SITU_TRY_ALLOC(title);
    SITU_TRY_ALLOC(path = situ_path_join(dir, file));
    SITU_TRY(situ_workbook_new(&book, path, SITU_SAMPLE_DATE, err));
    SITU_TRY(situ_workbook_sheet(book, s->label, err));
    SITU_TRY(situ_workbook_text(book, 2, 0, "编号", SITU_CELL_HEADER, err));
    SITU_TRY(situ_workbook_comment(book, 2, 0, "永久编号,一处一号,不重用;可留空", err));
    for (const situ_field *f = s->fields; f->name; f++) {
        if (!is_column(f) || strcmp(f->label, "节点编号") == 0)
            continue;
        const char *header = header_of(arena, f);
        SITU_TRY_ALLOC(header);
        SITU_TRY(situ_workbook_text(book, 2, column, header, SITU_CELL_HEADER, err));
        SITU_TRY(situ_workbook_comment(book, 2, column, kind_note(f), err));
        SITU_TRY(situ_workbook_width(book, column, column, strlen(header) > 18 ? 22 : 14, err));
        const char *const *words = canonical(arena, f);
        if (words && words[0])
            SITU_TRY(situ_workbook_choices(book, 3, 2 + BLANK_ROWS, column, words, err));
        column++;
    }
    if (situ_schema_field(s, "no")) { // flow steps have their own number in place of 编号
        SITU_TRY(situ_workbook_text(book, 2, 0, "节点编号", SITU_CELL_HEADER, err));
    }
    SITU_TRY(situ_workbook_merge(book, 0, 0, 0, (uint16_t)(column > 2 ? column - 1 : 1), title, SITU_CELL_TITLE, err));
    SITU_TRY(situ_workbook_text(book, 1, 0, "说明:一行一条,不合并单元格;不改列名;可删去用不着的列。各列要求见“填写说明”。", SITU_CELL_NOTE, err));
    SITU_TRY(situ_workbook_freeze(book, 3, 1));
    SITU_TRY(explain(book, s, arena, err));
    status = situ_workbook_close(book, err);
    book = NULL;
done:
    situ_workbook_abort(book);
    situ_free(path);
    situ_arena_free(arena);
    return status;
}

situ_status situ_sample_write_templates(const char *dir, situ_error *err)
{
    situ_status status = situ_make_dirs(dir, err);
    for (const situ_schema *const *s = situ_schema_registry; status == SITU_OK && *s; s++)
        if (is_ledger(*s))
            status = write_template(dir, *s, err);
    return status;
}
