// SPDX-License-Identifier: MIT
// One cell to one typed value, with every repair told.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "ledger/internal.h"

static const situ_cell empty_cell = {.kind = SITU_CELL_EMPTY, .text = ""};

const situ_cell *situ_run_cell(const situ_sheet_run *run, int column)
{
    if (column < 0 || (uint32_t)column >= run->sheet->column_count)
        return &empty_cell;
    return &run->sheet->cells[(size_t)run->row * run->sheet->column_count + (uint32_t)column];
}

static const situ_mapping_entry *entry_of(const situ_sheet_run *run, size_t field)
{
    const situ_mapping *m = run->im->mapping;
    for (size_t i = 0; m && i < m->count; i++)
        if (strcmp(m->entries[i].field, run->columns.schema->fields[field].name) == 0)
            return &m->entries[i];
    return NULL;
}

// Without blanks (of any width) and line breaks at both ends.
static const char *trimmed(situ_arena *arena, const char *text)
{
    const char *end = text + strlen(text), *first = NULL, *last = text;
    for (const char *p = text; p < end;) {
        const char *start = p;
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c == 0 || c == ' ')
            continue;
        if (!first)
            first = start;
        last = p;
    }
    if (!first)
        return "";
    if (first == text && last == end)
        return text;
    return situ_arena_strndup(arena, first, (size_t)(last - first));
}

situ_status situ_run_text(situ_sheet_run *run, size_t field, const char **text, int *column, situ_error *err)
{
    const situ_mapping_entry *e = entry_of(run, field);
    *column = run->columns.of_field[field];
    *text = "";
    if (e && e->constant) {
        *text = e->constant;
        *column = -1;
        return SITU_OK;
    }
    if (*column < 0)
        return SITU_OK;
    *text = trimmed(run->row_arena, situ_run_cell(run, *column)->text);
    if (!*text)
        return situ_fail_nomem(err);
    if (e && e->values) {
        const char *other = situ_yaml_text(e->values, *text, NULL);
        if (other)
            *text = other;
    }
    return SITU_OK;
}

static void set_number(situ_sheet_run *run, size_t row, size_t column, double v)
{
    if (run->table->columns[column].type == SITU_TYPE_INT)
        situ_table_set_int(run->table, row, column, (int64_t)llround(v));
    else
        situ_table_set_real(run->table, row, column, v);
}

// A quantity that a merged cell spreads over several rows must count once.
static bool counts_once(const situ_field *f)
{
    return f->unit != NULL || strcmp(f->name, "qty") == 0;
}

// Converts into the field's unit. The unit comes from the cell, the mapping or the header's brackets.
static situ_status in_unit(situ_sheet_run *run, const situ_field *f, const situ_mapping_entry *e, int column, const char *cell_unit,
                           const char *rule, double *v, situ_error *err)
{
    const char *from = cell_unit;
    if (!from && rule && strcmp(rule, "NUMBER_WAN") == 0 && f->unit && strcmp(f->unit, "万元") == 0)
        from = "元"; // "500万" in a column of 万元 means 500
    if (!from && e && e->unit)
        from = e->unit;
    if (!from && column >= 0 && run->header.cells) {
        const char *unit = run->header.cells[column].unit;
        from = unit[0] && situ_clean_unit(unit, NULL, NULL) ? unit : NULL;
    }
    if (!from || !f->unit || strcmp(from, f->unit) == 0)
        return SITU_OK;
    double out = 0;
    if (situ_clean_convert(*v, from, f->unit, &out)) {
        *v = out;
        return SITU_OK;
    }
    if (!situ_clean_unit(f->unit, NULL, NULL))
        return SITU_OK;
    const situ_cell *cell = situ_run_cell(run, column);
    return situ_tell(run, SITU_WARN, "UNIT", column, f->name, cell->text, NULL, _("write the number alone, in the unit of the column"), err,
                     _("\"%s\" cannot be counted in %s; the number is taken as it is"), from, f->unit);
}

static situ_status convert_number(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    const situ_cell *cell = situ_run_cell(run, column);
    size_t to = (size_t)run->table_column[field];
    double v = 0;
    const char *unit = NULL, *rule = NULL;
    bool about = false;
    if (strcmp(f->name, "resp_level") == 0) {
        int level = strstr(text, "总") ? 0 : situ_clean_level_in(text, true, SITU_SCALE_PLAIN);
        if (level >= 0) {
            situ_table_set_int(run->table, row, to, level);
            return SITU_OK;
        }
    }
    if (situ_clean_is_blank(text))
        return SITU_OK;
    if (cell->merged_fill && column >= 0 && counts_once(f))
        return situ_tell(run, SITU_INFO, "MERGED_NUMBER", column, f->name, text, NULL, NULL, err, "%s",
                         _("one number for several merged rows is counted in the first"));
    if (column >= 0 && cell->kind == SITU_CELL_NUMBER && text == cell->text) {
        v = cell->number;
    } else if (f->unit && strcmp(f->unit, "min") == 0 && (strstr(text, "立即") || strstr(text, "即时"))) {
        v = 0;
    } else if (!situ_clean_number(text, &v, &unit, &about, &rule)) {
        bool vague = rule && strcmp(rule, "NUMBER_VAGUE") == 0;
        return situ_tell(run, SITU_WARN, rule ? rule : "NUMBER", column, f->name, text, NULL, _("type a number"), err,
                         vague ? _("\"%s\" is no count; the value stays empty") : _("\"%s\" is no number; the value stays empty"), text);
    }
    if (rule && strcmp(rule, "UNIT_UNKNOWN") == 0) {
        SITU_TRY(situ_tell(run, SITU_WARN, rule, column, f->name, text, NULL, _("write the number alone or use a known unit"), err,
                           _("the unit \"%s\" is not known; the number is taken as it is"), unit));
        unit = NULL;
    }
    SITU_TRY(in_unit(run, f, entry_of(run, field), column, unit, rule, &v, err));
    if (v < 0 && counts_once(f)) {
        status = situ_tell(run, SITU_WARN, "NEGATIVE", column, f->name, text, NULL, _("type a number of at least 0"), err,
                           _("%s is negative; the value stays empty"), text);
        goto done;
    }
    if (fabs(v) > 9e15) {
        status = situ_tell(run, SITU_WARN, "NUMBER", column, f->name, text, NULL, _("type a number"), err,
                           _("%s is too large; the value stays empty"), text);
        goto done;
    }
    set_number(run, row, to, v);
    if (rule && strcmp(rule, "UNIT_UNKNOWN") != 0) {
        char shown[32];
        situ_format_double(v, shown);
        SITU_TRY(situ_tell_repair(run, rule, column, f->name, text, shown, err));
    }
    // The unit of a stock row may stand in the cell: 20顶.
    if (unit && strcmp(f->name, "qty") == 0) {
        int c = situ_table_find(run->table, "unit");
        if (c >= 0 && situ_table_is_null(run->table, row, c))
            SITU_TRY(situ_table_set_text(run->table, row, (size_t)c, unit, err));
    }
done:
    return status;
}

static situ_status convert_bool(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    const situ_field *f = &run->columns.schema->fields[field];
    if (!text[0])
        return SITU_OK;
    int b = situ_clean_bool(text);
    if (b < 0)
        return situ_tell(run, SITU_WARN, "BOOLEAN", column, f->name, text, NULL, _("type 是 or 否"), err,
                         _("\"%s\" is neither yes nor no; the value stays empty"), text);
    situ_table_set_int(run->table, row, (size_t)run->table_column[field], b);
    return SITU_OK;
}

static situ_status convert_date(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    const situ_cell *cell = situ_run_cell(run, column);
    char iso[11];
    const char *rule = NULL;
    if (situ_clean_is_blank(text))
        return SITU_OK;
    if (column >= 0 && cell->kind == SITU_CELL_ISO_DATE && text == cell->text) {
        status = situ_table_set_text(run->table, row, (size_t)run->table_column[field], text, err);
    } else if (situ_clean_date(text, iso, &rule)) {
        SITU_TRY(situ_table_set_text(run->table, row, (size_t)run->table_column[field], iso, err));
        if (rule)
            SITU_TRY(situ_tell_repair(run, rule, column, f->name, text, iso, err));
    } else {
        status = situ_tell(run, SITU_WARN, "DATE", column, f->name, text, NULL, _("type a date such as 2026-06-30"), err,
                           _("\"%s\" is no date; the value stays empty"), text);
    }
done:
    return status;
}

static situ_status convert_level(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    const situ_field *f = &run->columns.schema->fields[field];
    int level = situ_clean_level_in(text, run->level_risk[field], run->level_scale[field]);
    if (level < 0) {
        bool ask = run->level_scale[field] == SITU_SCALE_ASK;
        return situ_tell(run, SITU_WARN, "LEVEL_UNKNOWN", column, f->name, text, NULL,
                         ask ? _("a scale of three cannot be told from the words: give --mapping with values: {高: 重大, 中: 较大, 低: 低}")
                             : _("type 重大, 较大, 一般 or 低 (or a colour, or Ⅰ-Ⅳ), or head the column 风险等级"),
                         err, _("\"%s\" is no known risk level; the row counts as not assessed"), text);
    }
    situ_table_set_int(run->table, row, (size_t)run->table_column[field], level);
    return SITU_OK;
}

// Words of an enumeration: folded word -> index of its group.
static situ_status build_words(situ_sheet_run *run, size_t field, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    situ_map *map = situ_map_new();
    SITU_TRY_ALLOC(map);
    run->words[field] = map;
    for (size_t g = 0; f->words[g]; g++)
        for (const char *p = f->words[g]; *p;) {
            size_t n = strcspn(p, "=");
            char *word = situ_arena_strndup(run->im->arena, p, n);
            char *key = word ? situ_clean_header_flat(run->im->arena, word) : NULL;
            SITU_TRY_ALLOC(key);
            if (situ_map_get(map, key) == SIZE_MAX && situ_map_set(map, key, g) < 0) {
                status = situ_fail_nomem(err);
                goto done;
            }
            p += n + (p[n] == '=');
        }
done:
    return status;
}

// The longest known word of at least two signs inside text.
static size_t word_inside(const situ_map *map, const char *text)
{
    size_t best = SIZE_MAX, longest = 0;
    for (size_t i = 0; i < situ_map_count(map); i++) {
        const char *word = situ_map_key(map, i);
        size_t n = strlen(word);
        if (n >= 6 && n > longest && strstr(text, word)) {
            longest = n;
            best = situ_map_value(map, i);
        }
    }
    return best;
}

static situ_status convert_enum(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    size_t to = (size_t)run->table_column[field];
    situ_str cure;
    situ_str_init(&cure);
    if (situ_clean_is_blank(text))
        goto done;
    if (!run->words[field])
        SITU_TRY(build_words(run, field, err));
    char *flat = situ_clean_header_flat(run->row_arena, text), *bare = situ_clean_header_bare(run->row_arena, text);
    SITU_TRY_ALLOC(flat && bare ? flat : NULL);
    size_t g = situ_map_get(run->words[field], flat);
    bool guessed = false;
    if (g == SIZE_MAX)
        g = situ_map_get(run->words[field], bare);
    if (g == SIZE_MAX) {
        g = word_inside(run->words[field], flat);
        guessed = g != SIZE_MAX;
    }
    bool other = false;
    if (g == SIZE_MAX)
        for (size_t i = 0; f->words[i]; i++)
            if (strncmp(f->words[i], "其他", 6) == 0) {
                g = i;
                other = true;
            }
    char canonical[64] = "";
    if (g != SIZE_MAX) {
        snprintf(canonical, sizeof canonical, "%.*s", (int)strcspn(f->words[g], "="), f->words[g]);
        SITU_TRY(situ_table_set_text(run->table, row, to, canonical, err));
    }
    if (guessed) {
        SITU_TRY(situ_tell_repair(run, "WORD_INSIDE", column, f->name, text, canonical, err));
    } else if (g == SIZE_MAX || other) {
        for (size_t i = 0; f->words[i]; i++)
            situ_str_addf(&cure, "%s%.*s", i ? "、" : "", (int)strcspn(f->words[i], "="), f->words[i]);
        SITU_TRY(situ_tell(run, SITU_WARN, "WORD_UNKNOWN", column, f->name, text, other ? canonical : NULL, cure.data, err,
                           other ? _("\"%s\" is none of the known words; taken as 其他") : _("\"%s\" is none of the known words; the value stays empty"), text));
    }
done:
    situ_str_free(&cure);
    return status;
}

static situ_status convert_phone(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    const char *rule = NULL;
    if (situ_clean_is_blank(text))
        return SITU_OK;
    char *phones = situ_clean_phones(run->row_arena, text, &rule);
    if (!phones && !rule)
        return situ_fail_nomem(err);
    if (!phones)
        return situ_tell(run, SITU_WARN, rule, column, f->name, text, NULL, _("format the column as text and type the number again"), err,
                         strcmp(rule, "PHONE_SCIENTIFIC") == 0 ? _("%s was shortened by the spreadsheet; the number is lost")
                                                               : _("\"%s\" holds no phone number; the value stays empty"), text);
    SITU_TRY(situ_table_set_text(run->table, row, (size_t)run->table_column[field], phones, err));
    if (rule)
        SITU_TRY(situ_tell_repair(run, rule, column, f->name, text, phones, err));
done:
    return status;
}

static situ_status convert_text(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    const situ_field *f = &run->columns.schema->fields[field];
    const situ_cell *cell = situ_run_cell(run, column);
    if (!text[0])
        return SITU_OK;
    // A long number kept by Excel as a number has lost its last digits.
    if (column >= 0 && cell->kind == SITU_CELL_NUMBER && fabs(cell->number) >= 1e15)
        return situ_tell(run, SITU_WARN, "DIGITS_LOST", column, f->name, text, NULL,
                         _("format the column as text and type the number again"), err, "%s",
                         _("a number of more than 15 digits was rounded by the spreadsheet; the value stays empty"));
    return situ_table_set_text(run->table, row, (size_t)run->table_column[field], text, err);
}

situ_status situ_convert_field(situ_sheet_run *run, size_t field, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    const char *text = "";
    int column = -1;
    SITU_TRY(situ_run_text(run, field, &text, &column, err));
    if (column >= 0 && situ_run_cell(run, column)->kind == SITU_CELL_NO_VALUE) {
        const char *shown = situ_run_cell(run, column)->text;
        status = situ_tell(run, SITU_WARN, "NO_VALUE", column, f->name, shown, NULL,
                           _("open the workbook, let it compute, save it; or replace the formula by its value"), err,
                           shown[0] ? _("the cell shows the error %s") : "%s", shown[0] ? shown : _("the formula has no stored value"));
        goto done;
    }
    switch (f->kind) {
    case SITU_FIELD_INT:
    case SITU_FIELD_REAL:
        status = convert_number(run, field, text, column, row, err);
        break;
    case SITU_FIELD_BOOL:
        status = convert_bool(run, field, text, column, row, err);
        break;
    case SITU_FIELD_DATE:
        status = convert_date(run, field, text, column, row, err);
        break;
    case SITU_FIELD_ENUM:
        status = convert_enum(run, field, text, column, row, err);
        break;
    case SITU_FIELD_LEVEL:
        status = convert_level(run, field, text, column, row, err);
        break;
    case SITU_FIELD_PHONE:
        status = convert_phone(run, field, text, column, row, err);
        break;
    case SITU_FIELD_TEXT:
        status = convert_text(run, field, text, column, row, err);
        break;
    case SITU_FIELD_LON:
    case SITU_FIELD_LAT:
    case SITU_FIELD_LONLAT:
    case SITU_FIELD_TOWN:
    case SITU_FIELD_VILLAGE:
        break; // place.c
    }
done:
    return status;
}
