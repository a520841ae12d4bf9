// SPDX-License-Identifier: MIT
// A recognised table's columns as a mapping file, to be corrected by hand and used again with --mapping.
#include <string.h>

#include "ledger/internal.h"

// Always quoted: headers hold colons, brackets, blanks at the end.
static void add_quoted(situ_str *out, const char *text)
{
    situ_str_add(out, "\"");
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\')
            situ_str_addf(out, "\\%c", c);
        else if (c == '\n')
            situ_str_add(out, "\\n");
        else if (c < 0x20 || c == 0x7F)
            situ_str_addf(out, "\\x%02X", c);
        else
            situ_str_add_n(out, p, 1);
    }
    situ_str_add(out, "\"");
}

// For a comment: one line.
static void add_plain(situ_str *out, const char *text)
{
    for (const char *p = text; *p; p++)
        situ_str_add_n(out, (unsigned char)*p < 0x20 ? " " : p, 1);
}

static const char *how_shown(const char *how)
{
    static const char *const words[][2] = {{"alias", ""}, {"mapping", ""}, {"close", "  # 表头与此相近,请核对"}, {"values", "  # 由列中的内容判断,请核对"}};
    for (size_t i = 0; how && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], how) == 0)
            return words[i][1];
    return "";
}

static const char *why_shown(const char *why)
{
    static const char *const words[][2] = {{"declared", "导入时指定"}, {"header", "表头注明"}, {"column", "坐标系列逐行注明"}, {"inferred", "由坐标与所在乡镇比对推断,请核对"}};
    for (size_t i = 0; why && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], why) == 0)
            return words[i][1];
    return "未注明,按此处理";
}

// The name under which a mapping finds the column again: a second column of one header is 表头#2.
static void add_name(situ_str *out, const situ_ledger_part *part, uint32_t c)
{
    const char *header = part->columns[c].header;
    size_t times = 1;
    for (uint32_t b = 0; b < c; b++)
        times += strcmp(part->columns[b].header, header) == 0;
    if (times == 1) {
        add_quoted(out, header);
        return;
    }
    situ_str name;
    situ_str_init(&name);
    situ_str_addf(&name, "%s#%zu", header, times);
    add_quoted(out, name.data);
    situ_str_free(&name);
}

static bool listed(const situ_ledger_part *part, uint32_t c)
{
    const char *field = part->columns[c].field, *how = part->columns[c].how;
    if (!field || !part->columns[c].header[0] || (how && (strcmp(how, "group") == 0 || strcmp(how, "item") == 0)))
        return false;
    for (uint32_t b = 0; b < c; b++) // degrees, minutes, seconds: the first leads to the others
        if (situ_streq(part->columns[b].field, field) && part->columns[b].header[0])
            return false;
    return strcmp(field, "id") == 0 || situ_schema_field(part->schema, field);
}

situ_status situ_mapping_write(situ_str *out, const situ_ledger_part *part, situ_error *err)
{
    size_t n = 0, items = 0, groups = 0, unused = 0;
    if (!part->schema)
        return situ_fail(err, SITU_E_SCHEMA, _("give --as TABLE"), "%s", _("the sheet is not recognised; there is no mapping to save"));
    for (uint32_t c = 0; c < part->column_count; c++)
        n += listed(part, c);
    if (n == 0)
        return situ_fail(err, SITU_E_SCHEMA, _("add a header row"), "%s", _("no column has a header; there is no mapping to save"));
    situ_str_addf(out, "# 字段对应:每行为 字段: \"表头\"。改正后用 --mapping 再次导入同样格式的表。\ntable: %s  # %s\n", part->schema->name, part->schema->label);
    if (part->sheet && part->sheet[0]) {
        situ_str_add(out, "# 只读这一张工作表时去掉行首的 #:\n# sheet: ");
        situ_str rest;
        situ_str_init(&rest);
        add_quoted(&rest, part->sheet);
        situ_str_add(out, rest.data);
        situ_str_free(&rest);
        situ_str_add(out, "\n");
    }
    situ_str_addf(out, "# 表头在第 %u 行", part->header_first + 1);
    if (part->header_last > part->header_first)
        situ_str_addf(out, "至第 %u 行(各级表头用 / 连接)", part->header_last + 1);
    situ_str_add(out, ",每次按表头文字查找。\n");
    if (part->crs && part->crs[0]) {
        bool sure = part->crs_why && strcmp(part->crs_why, "assumed") != 0 && strcmp(part->crs_why, "column") != 0;
        situ_str_addf(out, "%scrs: %s  # %s\n", sure ? "" : "# ", part->crs, why_shown(part->crs_why));
    }
    situ_str_add(out, "columns:\n");
    for (uint32_t c = 0; c < part->column_count; c++) {
        if (!listed(part, c))
            continue;
        const situ_field *f = situ_schema_field(part->schema, part->columns[c].field);
        situ_str_addf(out, "  %s: ", part->columns[c].field);
        add_name(out, part, c);
        const char *doubt = how_shown(part->columns[c].how);
        situ_str_addf(out, "%s%s\n", *doubt ? doubt : "  # ", *doubt ? "" : f ? f->label : "编号");
    }
    // A list without names, called by its addresses.
    const situ_field *name = situ_schema_field(part->schema, "name");
    int address = -1;
    for (uint32_t c = 0; c < part->column_count; c++) {
        if (situ_streq(part->columns[c].field, "name"))
            name = NULL;
        if (situ_streq(part->columns[c].field, "address") && listed(part, c))
            address = (int)c;
    }
    if (name && (name->flags & SITU_FIELD_REQUIRED) && address >= 0) {
        situ_str_add(out, "  name: ");
        add_name(out, part, (uint32_t)address);
        situ_str_add(out, "  # 表中没有名称列,以地址代替\n");
    }
    for (uint32_t c = 0; c < part->column_count; c++) {
        const char *how = part->columns[c].how;
        items += how && strcmp(how, "item") == 0;
        groups += how && strcmp(how, "group") == 0;
        unused += !part->columns[c].field && part->columns[c].header[0];
    }
    if (items)
        situ_str_addf(out, "# 另有 %zu 列物资名称,自动转为物资行。\n", items);
    if (groups)
        situ_str_addf(out, "# 另有 %zu 列成组的人员和电话,自动合并。\n", groups);
    if (unused) {
        situ_str_add(out, "# 未使用的列:");
        for (uint32_t c = 0, k = 0; c < part->column_count; c++)
            if (!part->columns[c].field && part->columns[c].header[0]) {
                situ_str_add(out, k++ ? "、" : " ");
                add_plain(out, part->columns[c].header);
            }
        situ_str_add(out, "\n");
    }
    return situ_str_ok(out) ? SITU_OK : situ_fail_nomem(err);
}
