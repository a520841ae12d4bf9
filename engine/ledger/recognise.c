// SPDX-License-Identifier: MIT
// One sheet or layer from its blocks to rows: which table each is, what its columns are, in which frame.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "ledger/internal.h"

situ_status situ_tell_sheet(situ_import *im, situ_severity severity, const char *rule, const char *sheet, const char *cell,
                            const char *message, const char *cure, situ_error *err)
{
    situ_issue issue = {.severity = severity, .rule = rule, .file = im->file, .sheet = sheet, .cell = cell, .message = message, .cure = cure};
    return situ_report_add(im->report, &issue, err);
}

bool situ_is_instruction(const char *name)
{
    static const char *const words[] = {"说明", "选项", "封面", "目录", "须知", "字典", "示例", "代码表", NULL};
    for (size_t i = 0; name && words[i]; i++)
        if (strstr(name, words[i]))
            return true;
    return false;
}

situ_status situ_skip_sheet(situ_sheet_run *run, situ_severity severity, const char *rule, const char *message, const char *cure,
                            situ_error *err)
{
    situ_status status = SITU_OK;
    char range[40] = "";
    // A block among others is told with its place.
    if (run->one_of_several) {
        char first[16], last[16];
        situ_cell_name(run->first_row, run->first_column, first);
        situ_cell_name(run->first_row + run->sheet->row_count - 1, run->first_column + run->sheet->column_count - 1, last);
        snprintf(range, sizeof range, "%s:%s", first, last);
    }
    SITU_TRY(situ_tell_sheet(run->im, severity, rule, run->name, range[0] ? range : NULL, message, cure, err));
    for (uint32_t r = 0; r < run->sheet->row_count; r++)
        SITU_TRY(situ_report_fate(run->im->report, run->im->file, run->name, "", SITU_FATE_SKIPPED, err));
done:
    return status;
}

static void add_headers(situ_str *s, const situ_header *h)
{
    size_t shown = 0;
    for (uint32_t c = 0; c < h->column_count && shown < 24; c++)
        if (h->cells[c].shown[0])
            situ_str_addf(s, "%s%.60s", shown++ ? "、" : "", h->cells[c].shown);
}

// The first text of a row, "" when it is empty.
static const char *first_text(const situ_sheet *sheet, uint32_t row)
{
    for (uint32_t c = 0; c < sheet->column_count; c++) {
        const situ_cell *cell = &sheet->cells[(size_t)row * sheet->column_count + c];
        if (cell->text[0])
            return cell->text;
    }
    return "";
}

// What stands above the header, the sheet's and the file's name: hints for the table. A block further
// down that has a title of its own is not what the file is called after.
static char *hint_of(const situ_sheet_run *run, situ_arena *arena)
{
    situ_str s;
    situ_str_init(&s);
    for (uint32_t r = 0; r < run->header.first_row; r++)
        situ_str_addf(&s, " %.200s", first_text(run->sheet, r));
    bool titled = s.length > run->header.first_row;
    if (!titled || run->first_row == 0)
        situ_str_addf(&s, " %s %s", run->im->file, run->name ? run->name : "");
    char *hint = situ_str_ok(&s) ? situ_arena_strdup(arena, s.data) : NULL;
    situ_str_free(&s);
    return hint;
}

// A header such as lon_gcj02 or 经度(高德) says in which frame the figures are.
static situ_status crs_of_header(situ_sheet_run *run, situ_error *err)
{
    run->crs = run->im->options->crs;
    run->epsg = run->im->options->epsg;
    if (run->crs == SITU_CRS_AUTO && run->im->mapping) {
        run->crs = run->im->mapping->crs;
        run->epsg = run->im->mapping->epsg;
    }
    if (run->crs == SITU_CRS_AUTO && run->columns.own_export)
        run->crs = SITU_CRS_CGCS2000;
    if (run->crs != SITU_CRS_AUTO)
        run->crs_why = "declared";
    else if (run->columns.crs_column >= 0)
        run->crs_why = "column";
    for (size_t f = 0; f < run->columns.field_count && run->crs == SITU_CRS_AUTO; f++) {
        situ_field_kind kind = run->columns.schema->fields[f].kind;
        int column = run->columns.of_field[f];
        if (column < 0 || (kind != SITU_FIELD_LON && kind != SITU_FIELD_LONLAT))
            continue;
        const char *flat = run->header.cells[column].flat;
        if (strstr(flat, "gcj02") || strstr(flat, "高德") || strstr(flat, "火星") || strstr(flat, "腾讯"))
            run->crs = SITU_CRS_GCJ02;
        else if (strstr(flat, "bd09") || strstr(flat, "百度"))
            run->crs = SITU_CRS_BD09;
        else
            continue;
        run->crs_why = "header";
        return situ_tell_sheet(run->im, SITU_INFO, "CRS_FROM_HEADER", run->name, NULL,
                               run->crs == SITU_CRS_GCJ02 ? _("the header says that coordinates are GCJ-02") : _("the header says that coordinates are BD-09"),
                               NULL, err);
    }
    return SITU_OK;
}

// --- what is told of the columns ---

static situ_status tell_header_cell(situ_sheet_run *run, situ_severity severity, const char *rule, uint32_t column, const char *cure,
                                    situ_error *err, const char *fmt, const char *a, const char *b) SITU_PRINTF(7, 0);
static situ_status tell_header_cell(situ_sheet_run *run, situ_severity severity, const char *rule, uint32_t column, const char *cure,
                                    situ_error *err, const char *fmt, const char *a, const char *b)
{
    char message[400], cell[16];
    snprintf(message, sizeof message, fmt, a, b);
    situ_cell_name(run->first_row + run->header.last_row, run->first_column + column, cell);
    return situ_tell_sheet(run->im, severity, rule, run->name, run->row_numbers ? NULL : cell, message, cure, err);
}

// One header over several columns: the first is taken (persons and materials are gathered).
static situ_status tell_duplicates(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map *seen = situ_map_new();
    SITU_TRY_ALLOC(seen);
    for (uint32_t c = 0; c < run->header.column_count; c++) {
        const situ_header_cell *h = &run->header.cells[c];
        int f = run->columns.field[c];
        if (!h->flat[0] || f == SITU_COLUMN_GROUP || f == SITU_COLUMN_ITEM)
            continue;
        if (situ_map_get(seen, h->flat) == SIZE_MAX) {
            if (situ_map_set(seen, h->flat, c) < 0) {
                status = situ_fail_nomem(err);
                goto done;
            }
            continue;
        }
        SITU_TRY(tell_header_cell(run, SITU_WARN, "DUPLICATE_HEADER", c, _("give every column a header of its own"), err,
                                  _("the header \"%s\" stands over several columns; only the first is read%s"), h->shown, ""));
    }
done:
    situ_map_free(seen);
    return status;
}

// Goods in two columns are added up; goods that nobody knows are not counted.
static situ_status tell_items(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_columns *columns = &run->columns;
    for (uint32_t c = 0; columns->item_count > 0 && c < run->header.column_count; c++) {
        if (columns->field[c] != SITU_COLUMN_ITEM)
            continue;
        for (uint32_t b = 0; b < c; b++)
            if (columns->field[b] == SITU_COLUMN_ITEM && columns->item[b] == columns->item[c]) {
                SITU_TRY(tell_header_cell(run, SITU_INFO, "ITEM_REPEATED", c, NULL, err, _("\"%s\" and an earlier column are both %s; they are added up"),
                                          run->header.cells[c].shown, columns->item[c]->item));
                break;
            }
    }
done:
    return status;
}

// Names, phones, places and codes are never left out by choice.
static bool is_missed(const situ_sheet_run *run, uint32_t c, situ_arena *scratch)
{
    static const char *const words[] = {"姓名", "电话", "手机", "经度", "纬度", "坐标", "信用代码", "联系方式", NULL};
    static const char *const others[] = {"负责人数", "是否", "个数", "数量", NULL};
    const char *flat = run->header.cells[c].flat;
    situ_votes v = {0};
    if (situ_streq(run->columns.how[c], "told"))
        return false;
    situ_votes_of(&v, run->sheet, run->header.data_row, c, scratch);
    if (v.n == 0)
        return false;
    for (size_t i = 0; others[i]; i++)
        if (strstr(flat, others[i]))
            return false;
    for (size_t i = 0; words[i]; i++)
        if (strstr(flat, words[i]))
            return true;
    uint32_t places = v.both + (v.fine < v.lon + v.lat ? v.fine : v.lon + v.lat);
    return !run->row_numbers && ((v.mobile * 2 > v.n) || places * 2 > v.n || v.code * 2 > v.n);
}

static situ_status tell_columns(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str unused, missed, message;
    situ_arena *scratch = situ_arena_new();
    situ_str_init(&unused);
    situ_str_init(&missed);
    situ_str_init(&message);
    SITU_TRY_ALLOC(scratch);
    size_t n = 0, lost = 0, hidden = 0, hidden_columns = 0;
    for (uint32_t c = 0; c < run->header.column_count; c++) {
        const situ_header_cell *h = &run->header.cells[c];
        int f = run->columns.field[c];
        if (f == SITU_COLUMN_UNUSED && h->shown[0] && is_missed(run, c, scratch))
            situ_str_addf(&missed, "%s%.60s", lost++ ? "、" : "", h->shown);
        else if (f == SITU_COLUMN_UNUSED && h->shown[0])
            situ_str_addf(&unused, "%s%.60s", n++ ? "、" : "", h->shown);
        if (f >= 0 && situ_streq(run->columns.how[c], "close") && run->columns.guessed[c])
            SITU_TRY(tell_header_cell(run, SITU_WARN, "HEADER_GUESSED", c, _("correct the header"), err,
                                      _("the header \"%s\" is read as %s"), h->shown, run->columns.schema->fields[f].label));
        hidden_columns += run->sheet->column_hidden && run->sheet->column_hidden[c] && f != SITU_COLUMN_UNUSED && f != SITU_COLUMN_IGNORED;
    }
    if (n > 0 && !run->im->mapping) {
        situ_str_addf(&message, _("columns kept as text only: %s"), unused.data);
        SITU_TRY(situ_tell_sheet(run->im, SITU_INFO, "COLUMN_UNUSED", run->name, NULL, message.data, NULL, err));
    }
    if (lost > 0 && !run->im->mapping) {
        situ_str_clear(&message);
        situ_str_addf(&message, _("columns of names, phones, places or codes that fit no field are kept as text only: %s"), missed.data);
        SITU_TRY(situ_tell_sheet(run->im, SITU_WARN, "COLUMN_UNUSED", run->name, NULL, message.data, _("use a template's headers, or give --mapping"), err));
    }
    if (!run->im->mapping)
        SITU_TRY(tell_duplicates(run, err));
    SITU_TRY(tell_items(run, err));
    for (size_t f = 0; run->columns.name_by_address && f < run->columns.field_count; f++)
        if (strcmp(run->columns.schema->fields[f].name, "name") == 0)
            SITU_TRY(tell_header_cell(run, SITU_WARN, "COLUMN_GUESSED", (uint32_t)run->columns.of_field[f], _("add a column of names"), err,
                                      _("no column names the objects; \"%s\" is taken as their name%s"), run->header.cells[run->columns.of_field[f]].shown, ""));
    for (uint32_t r = 0; run->sheet->row_hidden && r < run->sheet->row_count; r++)
        hidden += run->sheet->row_hidden[r];
    if (hidden > 0) {
        situ_str_clear(&message);
        situ_str_addf(&message, _("%zu hidden rows are read too"), hidden);
        SITU_TRY(situ_tell_sheet(run->im, SITU_INFO, "HIDDEN_ROWS", run->name, NULL, message.data, _("delete them if they do not count"), err));
    }
    if (hidden_columns > 0) {
        situ_str_clear(&message);
        situ_str_addf(&message, _("%zu hidden columns are read too"), hidden_columns);
        SITU_TRY(situ_tell_sheet(run->im, SITU_INFO, "HIDDEN_COLUMNS", run->name, NULL, message.data, _("delete them if they do not count"), err));
    }
done:
    situ_arena_free(scratch);
    situ_str_free(&unused);
    situ_str_free(&missed);
    situ_str_free(&message);
    return status;
}

// --- units from above ---

// A township in the title, the sheet's or the file's name, where no column names one.
static situ_status unit_of_names(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_named_unit unit = {0};
    const situ_schema *schema = run->columns.schema;
    const char *from = NULL;
    bool wanted = false;
    for (size_t f = 0; f < run->columns.field_count; f++)
        if (schema->fields[f].kind == SITU_FIELD_TOWN)
            wanted = run->columns.of_field[f] < 0;
    if (!wanted || run->row_numbers)
        goto done;
    for (size_t i = 0; run->im->mapping && i < run->im->mapping->count; i++)
        if (strcmp(run->im->mapping->entries[i].field, "town") == 0)
            goto done;
    for (uint32_t r = 0; r < run->header.first_row && !unit.town; r++)
        SITU_TRY(situ_unit_of_title(&unit, run->im, from = first_text(run->sheet, r), err));
    if (!unit.town && run->name)
        SITU_TRY(situ_unit_of_title(&unit, run->im, from = run->name, err));
    if (!unit.town)
        SITU_TRY(situ_unit_of_title(&unit, run->im, from = run->im->file, err));
    if (!unit.town)
        goto done;
    run->town = run->title_town = unit.town;
    situ_issue issue = {.severity = SITU_INFO, .rule = "UNIT_FROM_TITLE", .file = run->im->file, .sheet = run->name, .table = schema->name,
                        .field = "town", .old_value = from, .new_value = unit.town,
                        .message = _("no column names the township; it is taken from the title or the name"),
                        .cure = _("add a column 乡镇")};
    SITU_TRY(situ_report_add(run->im->report, &issue, err));
done:
    return status;
}

// What stands behind 填报单位： in a line above the header; NULL = nothing.
static const char *reporter_in(const situ_sheet *sheet, uint32_t row, situ_arena *arena)
{
    static const char *const words[] = {"填报单位", "报送单位", "上报单位", "填表单位", "填报部门", "报送部门", NULL};
    static const char *const next[] = {"填报", "填表", "报送", "日期", "时间", "联系", "单位：", "单位:", NULL};
    for (uint32_t c = 0; c < sheet->column_count; c++) {
        const situ_cell *cells = &sheet->cells[(size_t)row * sheet->column_count];
        const char *at = NULL, *text = NULL;
        for (size_t i = 0; words[i] && !at; i++)
            at = strstr(cells[c].text, words[i]);
        if (!at || cells[c].merged_fill)
            continue;
        const char *wide = strstr(at, "："), *colon = strchr(at, ':');
        if (wide && (!colon || wide < colon))
            text = wide + 3;
        else if (colon)
            text = colon + 1;
        else
            continue;
        while (*text == ' ' || strncmp(text, "\u3000", 3) == 0)
            text += *text == ' ' ? 1 : 3;
        for (uint32_t d = c + 1; !*text && d < sheet->column_count; d++)
            if (cells[d].text[0] && !cells[d].merged_fill)
                text = cells[d].text;
        size_t n = strlen(text);
        for (const char *stop = text; *stop; stop++) // up to the next item of the line
            if (*stop == ' ' || strncmp(stop, "\u3000", 3) == 0) {
                n = (size_t)(stop - text);
                break;
            }
        for (size_t i = 0; next[i]; i++) {
            const char *stop = strstr(text, next[i]);
            n = stop && (size_t)(stop - text) < n ? (size_t)(stop - text) : n;
        }
        return n > 0 && n < 120 ? situ_arena_strndup(arena, text, n) : NULL;
    }
    return NULL;
}

static situ_status reporter_of_titles(situ_sheet_run *run, situ_error *err)
{
    if (run->im->options->unit || run->columns.unit_column >= 0 || run->row_numbers)
        return SITU_OK;
    for (uint32_t r = 0; r < run->header.first_row && !run->reporter; r++)
        run->reporter = reporter_in(run->sheet, r, run->im->arena);
    if (!run->reporter || situ_clean_is_blank(run->reporter)) {
        run->reporter = NULL;
        return SITU_OK;
    }
    situ_issue issue = {.severity = SITU_INFO, .rule = "REPORTER_FROM_TITLE", .file = run->im->file, .sheet = run->name, .table = run->columns.schema->name,
                        .field = "src_unit", .new_value = run->reporter, .message = _("the line above the header says who reports")};
    return situ_report_add(run->im->report, &issue, err);
}

// --- parts ---

static const char *frame_name(const situ_sheet_run *run, situ_arena *arena)
{
    switch (run->crs) {
    case SITU_CRS_AUTO:
        if (run->plane_epsg > 0)
            return situ_arena_printf(arena, "EPSG:%d", run->plane_epsg);
        return "cgcs2000";
    case SITU_CRS_CGCS2000:
        return "cgcs2000";
    case SITU_CRS_WGS84:
        return "wgs84";
    case SITU_CRS_GCJ02:
        return "gcj02";
    case SITU_CRS_BD09:
        return "bd09";
    case SITU_CRS_EPSG:
        break;
    }
    return situ_arena_printf(arena, "EPSG:%d", run->epsg);
}

static const char *field_shown(const situ_sheet_run *run, uint32_t c)
{
    const situ_columns *columns = &run->columns;
    int f = columns->field[c];
    if (f >= 0)
        return columns->schema->fields[f].name;
    if (f == SITU_COLUMN_ID)
        return "id";
    if (f == SITU_COLUMN_ITEM)
        return "item";
    if (f == SITU_COLUMN_GROUP)
        return situ_groups_field(columns, &run->header, c);
    return (int)c == columns->unit_column ? "src_unit" : (int)c == columns->crs_column ? "crs_in" : NULL;
}

static bool has_coordinates(const situ_sheet_run *run)
{
    for (size_t f = 0; f < run->columns.field_count; f++) {
        situ_field_kind kind = run->columns.schema->fields[f].kind;
        if (run->columns.of_field[f] >= 0 && (kind == SITU_FIELD_LON || kind == SITU_FIELD_LAT || kind == SITU_FIELD_LONLAT))
            return true;
    }
    return run->geometry != NULL;
}

situ_status situ_add_part(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_import *im = run->im;
    situ_arena *arena = im->arena;
    const situ_header *h = &run->header;
    bool known = run->columns.schema != NULL;
    uint32_t n = run->sheet->column_count;
    // The array doubles in the arena: parts are few.
    if ((im->part_count & (im->part_count - 1)) == 0) {
        situ_ledger_part *more = situ_arena_alloc(arena, (im->part_count * 2 + 1) * sizeof *more);
        SITU_TRY_ALLOC(more);
        if (im->part_count)
            memcpy(more, im->parts, im->part_count * sizeof *more);
        im->parts = more;
    }
    situ_ledger_part p = {.schema = run->columns.schema, .first_row = run->first_row, .first_column = run->first_column, .column_count = n,
                          .last_row = run->first_row + (run->sheet->row_count ? run->sheet->row_count - 1 : 0),
                          .header_first = run->first_row + h->first_row, .header_last = run->first_row + h->last_row, .crs = "", .crs_why = ""};
    SITU_TRY_ALLOC(p.sheet = situ_arena_strdup(arena, run->name ? run->name : ""));
    SITU_TRY_ALLOC(p.columns = situ_arena_alloc(arena, ((size_t)n + 1) * sizeof *p.columns));
    for (uint32_t c = 0; c < n; c++) {
        SITU_TRY_ALLOC(p.columns[c].header = situ_arena_strdup(arena, h->cells && c < h->column_count ? h->cells[c].shown : ""));
        if (!known)
            continue;
        p.columns[c].field = field_shown(run, c);
        if (p.columns[c].field)
            p.columns[c].how = run->columns.how[c] ? run->columns.how[c] : "alias";
    }
    if (known && has_coordinates(run)) {
        SITU_TRY_ALLOC(p.crs = frame_name(run, arena));
        p.crs_why = run->crs_why ? run->crs_why : "assumed";
    }
    im->parts[im->part_count++] = p;
done:
    return status;
}

// A row below the header that is more than a template's example.
static bool holds_rows(const situ_sheet_run *run)
{
    for (uint32_t r = run->header.data_row; r < run->sheet->row_count; r++) {
        const char *text = first_text(run->sheet, r);
        if (text[0] && !situ_starts_with(text, "示例") && !situ_starts_with(text, "样例"))
            return true;
    }
    return false;
}

// --- one block ---

static bool lacks_required(const situ_sheet_run *run, const situ_schema *only, situ_str *seen)
{
    bool lacks = false;
    for (size_t f = 0; f < run->columns.field_count; f++)
        if ((only->fields[f].flags & SITU_FIELD_REQUIRED) && run->columns.of_field[f] < 0 && strcmp(only->name, "region") != 0) {
            situ_str_addf(seen, _("no column for %s among: "), only->fields[f].label);
            lacks = true;
        }
    return lacks;
}

// Maps the columns. *known false: not a table we know; seen receives its headers, if it has any.
static situ_status map_columns(situ_sheet_run *run, char kind, bool *known, situ_str *seen, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_import *im = run->im;
    const situ_schema *only = im->options->as_table ? situ_schema_find(im->options->as_table) : NULL;
    *known = false;
    SITU_TRY(situ_header_find(&run->header, known, run->sheet, run->row_numbers != NULL, only, im->mapping, im->arena, err));
    if (!*known) {
        if (only && !im->mapping && !run->row_numbers)
            SITU_TRY(situ_columns_from_values(run, only, known, err));
        goto done;
    }
    if (im->mapping) {
        SITU_TRY(situ_columns_from_mapping(&run->columns, &run->header, im->mapping, im->arena, err));
    } else if (only) {
        SITU_TRY(situ_columns_match(&run->columns, &run->header, only, im->arena, err));
        *known = !lacks_required(run, only, seen);
    } else {
        char *hint = hint_of(run, im->arena);
        SITU_TRY_ALLOC(hint);
        SITU_TRY(situ_table_recognise(&run->columns, known, &run->header, hint, kind, im->arena, err));
    }
    if (!*known)
        add_headers(seen, &run->header);
done:
    return status;
}

// True when the first row already holds figures: somebody cut the header off.
static bool begins_with_data(const situ_sheet *sheet)
{
    size_t texts = 0, figures = 0;
    for (uint32_t c = 0; c < sheet->column_count; c++) {
        const situ_cell *cell = &sheet->cells[c];
        bool digit = cell->text[0] >= '0' && cell->text[0] <= '9';
        figures += cell->kind == SITU_CELL_NUMBER || cell->kind == SITU_CELL_ISO_DATE || (cell->kind == SITU_CELL_STRING && digit);
        texts += cell->kind == SITU_CELL_STRING && !digit && cell->text[0];
    }
    return figures >= 2 && figures + texts >= 3;
}

// The first row of several texts, so that the reader finds the table that is meant.
static void add_first_words(situ_str *s, const situ_sheet *sheet)
{
    for (uint32_t r = 0; r < sheet->row_count; r++) {
        size_t own = 0, shown = 0;
        const situ_cell *row = &sheet->cells[(size_t)r * sheet->column_count];
        for (uint32_t c = 0; c < sheet->column_count; c++)
            own += row[c].text[0] && !row[c].merged_fill;
        for (uint32_t c = 0; own >= 2 && c < sheet->column_count && shown < 12; c++)
            if (row[c].text[0] && !row[c].merged_fill)
                situ_str_addf(s, "%s%.60s", shown++ ? "、" : ": ", row[c].text);
        if (own >= 2)
            return;
    }
}

static situ_status tell_unknown(situ_sheet_run *run, const situ_str *seen, situ_outcome *o, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str message;
    situ_str_init(&message);
    const situ_mapping *mapping = run->im->mapping;
    const char *counted = NULL, *form = NULL;
    if (!mapping && !run->im->options->as_table) {
        const char *hint = hint_of(run, run->im->arena);
        SITU_TRY_ALLOC(hint);
        for (size_t i = 0; run->header.column_count == 0 && i < (size_t)run->sheet->column_count * 4 && i < (size_t)run->sheet->column_count * run->sheet->row_count; i++)
            if (run->sheet->cells[i].text[0] && !run->sheet->cells[i].merged_fill) // no header: the first rows
                SITU_TRY_ALLOC(hint = situ_arena_printf(run->im->arena, "%s %.60s", hint, run->sheet->cells[i].text));
        counted = situ_statistic_word(&run->header, hint);
        form = situ_foreign_word(&run->header, hint);
    }
    if (seen->length == 0 && mapping) {
        situ_str columns;
        situ_str_init(&columns);
        for (size_t i = 0, n = 0; i < mapping->count && n < 8; i++)
            if (mapping->entries[i].column)
                situ_str_addf(&columns, "%s%.60s", n++ ? "、" : "", mapping->entries[i].column);
        situ_str_addf(&message, _("no row of the sheet names the columns of the mapping (%s)"), columns.data);
        situ_str_free(&columns);
    } else if (counted)
        situ_str_addf(&message, seen->length ? _("this looks like a statistic (%s), not a ledger; it is not kept: %s") : _("this looks like a statistic (%s), not a ledger; it is not kept%s"), counted,
                      seen->data);
    else if (form)
        situ_str_addf(&message, seen->length ? _("this looks like another form (%s), not a ledger; it is not kept: %s") : _("this looks like another form (%s), not a ledger; it is not kept%s"), form,
                      seen->data);
    else if (seen->length > 0)
        situ_str_addf(&message, _("the table is not recognised by its headers: %s"), seen->data);
    else if (run->sheet->row_count > 0 && begins_with_data(run->sheet))
        situ_str_add(&message, _("no header row is found in the sheet: it begins with data"));
    else
        situ_str_add(&message, _("no header row is found in the sheet"));
    if (seen->length == 0)
        add_first_words(&message, run->sheet);
    bool instruction = situ_is_instruction(run->name);
    if (o->seen.length == 0 && !instruction) {
        situ_str_add(&o->seen, message.data);
        snprintf(o->seen_sheet, sizeof o->seen_sheet, "%s", run->name ? run->name : "");
    }
    SITU_TRY(situ_skip_sheet(run, instruction ? SITU_INFO : SITU_WARN, "SHEET_UNKNOWN", message.data,
                             _("give --as TABLE or --mapping FILE, or use a template's headers"), err));
done:
    situ_str_free(&message);
    return status;
}

// A block of texts alone, one a row (a note, a title, a signature), is no table that anybody would miss.
static bool only_remarks(const situ_sheet *sheet)
{
    for (uint32_t r = 0; r < sheet->row_count; r++) {
        size_t own = 0;
        for (uint32_t c = 0; c < sheet->column_count; c++) {
            const situ_cell *cell = &sheet->cells[(size_t)r * sheet->column_count + c];
            own += cell->kind != SITU_CELL_EMPTY && cell->text[0] && !cell->merged_fill;
        }
        if (own > 1)
            return false;
    }
    return true;
}

static situ_status recognise_block(situ_sheet_run *run, char kind, situ_outcome *o, situ_error *err)
{
    situ_status status = SITU_OK;
    bool known = false;
    situ_str seen;
    situ_str_init(&seen);
    if (run->sheet->row_count == 0)
        goto done;
    SITU_TRY(map_columns(run, kind, &known, &seen, err));
    if (!known) {
        run->columns = (situ_columns){0};
        SITU_TRY(situ_add_part(run, err));
        if (run->one_of_several && seen.length == 0 && only_remarks(run->sheet))
            SITU_TRY(situ_skip_sheet(run, SITU_INFO, "NOTE_ROW", _("these rows are no data"), NULL, err));
        else
            SITU_TRY(tell_unknown(run, &seen, o, err));
        goto done;
    }
    o->tables++;
    o->filled += run->row_numbers ? run->header.data_row < run->sheet->row_count : holds_rows(run);
    SITU_TRY(situ_vote_columns(run, err));
    SITU_TRY(crs_of_header(run, err));
    SITU_TRY(tell_columns(run, err));
    SITU_TRY(unit_of_names(run, err));
    SITU_TRY(reporter_of_titles(run, err));
    SITU_TRY(situ_frame_infer(run, err));
    SITU_TRY(situ_run_sheet(run, err));
    SITU_TRY(situ_add_part(run, err));
done:
    situ_str_free(&seen);
    return status;
}

situ_status situ_recognise_sheet(situ_sheet_run *run, char kind, situ_outcome *o, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_import *im = run->im;
    situ_block *blocks = NULL;
    size_t n = 0;
    if (run->row_numbers || run->sheet->row_count == 0)
        return recognise_block(run, kind, o, err);
    const situ_schema *only = im->options->as_table ? situ_schema_find(im->options->as_table) : NULL;
    SITU_TRY(situ_blocks_find(&blocks, &n, run->sheet, only, im->mapping, im->arena, err));
    for (size_t i = 0; i < n; i++) {
        situ_sheet_run one = {.im = im, .sheet = &blocks[i].sheet, .name = run->name, .first_row = blocks[i].first_row,
                              .first_column = blocks[i].first_column, .one_of_several = n > 1};
        SITU_TRY(recognise_block(&one, kind, o, err));
    }
done:
    return status;
}
