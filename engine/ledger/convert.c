// SPDX-License-Identifier: MIT
// One cell to one typed value, with every repair told.
#include <math.h>
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

// Units of a section or title stand in where the row names none of its own.
static const char *unit_above(const situ_sheet_run *run, size_t field)
{
    const situ_columns *c = &run->columns;
    if (c->schema->fields[field].kind == SITU_FIELD_TOWN)
        return run->town;
    if (c->schema->fields[field].kind != SITU_FIELD_VILLAGE || !run->village)
        return NULL;
    for (size_t f = 0; f < c->field_count; f++)
        if (c->schema->fields[f].kind == SITU_FIELD_TOWN && !situ_clean_is_blank(situ_run_cell(run, c->of_field[f])->text))
            return NULL; // the row's own township need not have that village
    return run->village;
}

// Whether 同上 may stand in a field: not for numbers and places, where a repeat would be counted twice.
static bool takes_ditto(situ_field_kind kind)
{
    return kind != SITU_FIELD_INT && kind != SITU_FIELD_REAL && kind != SITU_FIELD_LON && kind != SITU_FIELD_LAT && kind != SITU_FIELD_LONLAT;
}

// What 同上 in a column of the row at hand repeats; NULL = nothing near above.
static const char *text_above(situ_sheet_run *run, int column)
{
    enum { NEAR = 500 };
    uint32_t here = run->row;
    const char *text = NULL;
    for (uint32_t n = 0; !text && run->row > run->header.data_row && n < NEAR; n++) {
        run->row--;
        const char *one = trimmed(run->row_arena, situ_run_cell(run, column)->text);
        if (!one || (one[0] && !situ_clean_is_ditto(one)))
            text = one ? one : "";
    }
    run->row = here;
    return text && text[0] ? text : NULL;
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
    if (*column >= 0) {
        *text = trimmed(run->row_arena, situ_run_cell(run, *column)->text);
        if (!*text)
            return situ_fail_nomem(err);
        *text = situ_joined_degrees(run, field, *text);
        const char *repeated = situ_clean_is_ditto(*text) && takes_ditto(run->columns.schema->fields[field].kind) ? text_above(run, *column) : NULL;
        *text = repeated ? repeated : *text;
    }
    const char *above = unit_above(run, field);
    if (above && situ_clean_is_blank(*text)) {
        *text = above;
        *column = -1;
    }
    if (*column < 0)
        return SITU_OK;
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
// *twice: text and column both count in 万; it is counted once.
static situ_status in_unit(situ_sheet_run *run, const situ_field *f, const situ_mapping_entry *e, int column, const char *cell_unit,
                           const char *text, double *v, bool *twice, situ_error *err)
{
    const char *from = cell_unit, *rest = "", *unit = e && e->unit ? e->unit : column >= 0 && run->header.cells ? run->header.cells[column].unit : "";
    double times = situ_unit_multiplier(unit, &rest), out = 0;
    bool known = situ_clean_unit(unit, NULL, NULL) || (e && e->unit), bare = times > 1 && !rest[0]; // 威胁人口(万)
    *twice = times > 1 && (known || bare) && situ_text_multiplies(text);
    bool usual = f->unit && situ_unit_multiplier(f->unit, NULL) > 1; // 500万 under 投资(万元): everybody writes so
    if (!from && *twice)
        from = bare ? NULL : rest; // 0.12万 under (万人) means 1200人
    else if (!from && times > 1 && bare && !usual)
        *v *= times;
    else if (!from && known)
        from = unit;
    if (!from && f->unit && situ_text_multiplies(text) && situ_unit_multiplier(f->unit, &rest) > 1)
        from = rest; // 500万 in a field of 万元 means 500
    *twice = *twice && !usual;
    if (!from || !f->unit || strcmp(from, f->unit) == 0)
        return SITU_OK;
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

static situ_status refuse_number(situ_sheet_run *run, const situ_field *f, const char *text, int column, const char *rule, situ_error *err)
{
    const char *cure = _("type a number"), *fmt = _("\"%s\" is no number; the value stays empty");
    if (situ_streq(rule, "NUMBER_VAGUE"))
        fmt = _("\"%s\" is no count; the value stays empty");
    else if (situ_streq(rule, "NUMBER_SEVERAL"))
        fmt = _("\"%s\" holds several numbers; the value stays empty");
    else if (situ_streq(rule, "NO_VALUE"))
        fmt = _("the cell shows the error %s");
    else if (column >= 0 && situ_run_cell(run, column)->kind == SITU_CELL_ISO_DATE) {
        fmt = _("the spreadsheet made the date %s of what was typed; the value stays empty");
        cure = _("format the column as text and type the number again");
    }
    return situ_tell(run, SITU_WARN, rule ? rule : "NUMBER", column, f->name, text, NULL, cure, err, fmt, text);
}

// Households and people of one place: 5户20人 in one cell. -1 = the field has no such other.
static int other_of_pair(const situ_sheet_run *run, size_t field)
{
    static const char *const pairs[][2] = {{"threat_pop", "threat_hh"}, {"pop", "hh"}};
    const char *name = run->columns.schema->fields[field].name;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (size_t k = 0; k < 2; k++)
            if (strcmp(name, pairs[i][k]) == 0)
                return situ_field_named(&run->columns, pairs[i][1 - k]);
    return -1;
}

// 威胁户数/人数: one header for both.
bool situ_header_names_pair(const char *flat)
{
    return strstr(flat, "户") && (strstr(flat, "人数") || strstr(flat, "人口") || situ_ends_with(flat, "户人"));
}

static bool names_pair(const situ_sheet_run *run, int column)
{
    return column >= 0 && run->header.cells && situ_header_names_pair(run->header.cells[column].flat);
}

// What a cell says in the unit of the other field of its pair: stored where that has no column of its own.
static situ_status fill_other(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    int other = other_of_pair(run, field);
    double v = 0;
    char shown[32];
    if (other < 0 || run->table_column[other] < 0)
        return SITU_OK;
    const situ_field *f = &run->columns.schema->fields[other];
    if (!f->unit || !situ_clean_number_part(text, f->unit, &v) || v < 0 || v > 9e15)
        return SITU_OK;
    situ_format_double(v, shown);
    if (run->columns.of_field[other] >= 0 && !names_pair(run, column))
        return situ_tell(run, SITU_WARN, "NUMBER_PART", column, f->name, text, NULL, _("type one number in each column"), err,
                         _("\"%s\" also tells %s, which has a column of its own; that column counts"), text, f->label);
    set_number(run, row, (size_t)run->table_column[other], v);
    SITU_TRY(situ_tell_repair(run, "NUMBER_PAIR", column, f->name, text, shown, err));
done:
    return status;
}

// 5/20 under 户数/人数, in the header's order.
static bool slashed_pair(const situ_sheet_run *run, size_t field, int column, const char *text, double *own, double *other)
{
    const char *flat = column >= 0 && run->header.cells ? run->header.cells[column].flat : "", *hh = strstr(flat, "户"), *pop = strstr(flat, "人");
    char left[24];
    size_t n = strcspn(text, "/");
    double a = 0, b = 0;
    if (!names_pair(run, column) || !pop || n == 0 || n >= sizeof left || text[n] == 0)
        return false;
    memcpy(left, text, n);
    left[n] = 0;
    if (!situ_parse_double(left, &a) || !situ_parse_double(text + n + 1, &b) || a < 0 || b < 0)
        return false;
    bool first = (strcmp(run->columns.schema->fields[field].unit, "户") == 0) == (hh < pop);
    *own = first ? a : b;
    *other = first ? b : a;
    return true;
}

static situ_status convert_number(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    const situ_cell *cell = situ_run_cell(run, column);
    size_t to = (size_t)run->table_column[field];
    double v = 0;
    const char *unit = NULL, *rule = NULL;
    bool about = false, twice = false;
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
        double second = 0;
        int other = other_of_pair(run, field);
        if (other >= 0 && run->table_column[other] >= 0 && slashed_pair(run, field, column, text, &v, &second)) {
            set_number(run, row, (size_t)run->table_column[other], second);
            rule = "NUMBER_PAIR";
        } else if (!situ_streq(rule, "NUMBER_SEVERAL") || !f->unit || !situ_clean_number_part(text, f->unit, &v)) {
            return refuse_number(run, f, text, column, rule, err);
        } else {
            SITU_TRY(fill_other(run, field, text, column, row, err));
            rule = "NUMBER_PART"; // 3户12人
        }
        unit = f->unit;
    } else if (names_pair(run, column) && other_of_pair(run, field) >= 0 && !(unit && f->unit && situ_clean_convert(v, unit, f->unit, &v))) {
        if (unit) // 20人 under 户数/人数
            return fill_other(run, field, text, column, row, err);
        return situ_tell(run, SITU_WARN, "NUMBER", column, f->name, text, NULL, _("write 5户20人, or a column for each"), err,
                         _("\"%s\" may count households or people; the value stays empty"), text);
    }
    if (rule && strcmp(rule, "UNIT_UNKNOWN") == 0) {
        SITU_TRY(situ_tell(run, SITU_WARN, rule, column, f->name, text, NULL, _("write the number alone or use a known unit"), err,
                           _("the unit \"%s\" is not known; the number is taken as it is"), unit));
        unit = NULL;
    }
    SITU_TRY(in_unit(run, f, entry_of(run, field), column, unit, text, &v, &twice, err));
    rule = twice ? "UNIT_TWICE" : rule;
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
    if (!rule && run->table->columns[to].type == SITU_TYPE_INT && fabs(v - floor(v + 0.5)) > 1e-6)
        rule = "NUMBER_ROUNDED";
    if (rule && strcmp(rule, "UNIT_UNKNOWN") != 0) {
        char shown[32];
        situ_format_double(run->table->columns[to].type == SITU_TYPE_INT ? floor(v + 0.5) : v, shown);
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

static bool is_ring(const char *text)
{
    return strcmp(text, "○") == 0 || strcmp(text, "〇") == 0 || strcmp(text, "◯") == 0;
}

// ○ is no beside ● or √, and yes on other forms.
static bool ring_is_no(const situ_sheet_run *run, int column)
{
    static const char *const marks[] = {"●", "√", "✓", "✔", "☑", "■", NULL};
    const situ_sheet *s = run->sheet;
    for (uint32_t r = run->header.data_row; column >= 0 && (uint32_t)column < s->column_count && r < s->row_count; r++)
        for (size_t i = 0; marks[i]; i++)
            if (strcmp(s->cells[(size_t)r * s->column_count + (uint32_t)column].text, marks[i]) == 0)
                return true;
    return false;
}

static situ_status convert_bool(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    const situ_field *f = &run->columns.schema->fields[field];
    if (!text[0])
        return SITU_OK;
    int b = situ_clean_bool(text);
    if (is_ring(text)) {
        if (run->ring[field] == 0)
            run->ring[field] = ring_is_no(run, column) ? 1 : 2; // once a column
        b = run->ring[field] == 1 ? 0 : -1;
    }
    if (b < 0)
        return situ_tell(run, SITU_WARN, "BOOLEAN", column, f->name, text, NULL, _("type 是 or 否"), err,
                         _("\"%s\" is neither yes nor no; the value stays empty"), text);
    situ_table_set_int(run->table, row, (size_t)run->table_column[field], b);
    return SITU_OK;
}

// Days on which something has happened: none of them lies beyond the data's own day.
static bool is_past(const char *field)
{
    static const char *const past[] = {"found", "counted", "made", "built", "reported", "inspected", "closed", "issued", NULL};
    for (size_t i = 0; past[i]; i++)
        if (strcmp(past[i], field) == 0)
            return true;
    return false;
}

// 2024.1 as a number was typed as 2024.1 or as 2024.10: nobody can tell any more.
static bool lost_a_zero(const situ_cell *cell, const char *text)
{
    size_t n = strlen(text);
    return cell->kind == SITU_CELL_NUMBER && n == 6 && text[4] == '.' && text[5] == '1';
}

static situ_status refuse_date(situ_sheet_run *run, const situ_field *f, const char *text, int column, const char *rule, situ_error *err)
{
    const char *fmt = _("\"%s\" is no date; the value stays empty");
    if (situ_streq(rule, "DATE_NONE"))
        return situ_tell(run, SITU_INFO, rule, column, f->name, text, NULL, NULL, err, "%s", _("no end is set; the value stays empty"));
    if (situ_streq(rule, "DATE_IMPOSSIBLE"))
        fmt = _("there is no such day as %s; the value stays empty");
    else if (situ_streq(rule, "DATE_AMBIGUOUS"))
        fmt = _("\"%s\" may mean several days; the value stays empty");
    return situ_tell(run, SITU_WARN, rule ? rule : "DATE", column, f->name, text, NULL, _("type a date such as 2026-06-30"), err, fmt, text);
}

bool situ_convert_life(const situ_sheet_run *run, int column, const char *text, int *months, int *days)
{
    char with_unit[64];
    if (situ_clean_life(text, months, days))
        return true;
    const char *unit = column >= 0 && run->header.cells ? run->header.cells[column].unit : "";
    if (!unit[0] || strlen(text) + strlen(unit) + 1 > sizeof with_unit || strspn(text, "0123456789.") != strlen(text))
        return false;
    size_t n = strlen(text);
    memcpy(with_unit, text, n);
    memcpy(with_unit + n, unit, strlen(unit) + 1);
    return situ_clean_life(with_unit, months, days); // 保质期(月): 36
}

static situ_status convert_date(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    const situ_cell *cell = situ_run_cell(run, column);
    const char *rule = NULL, *as_of = run->im->options->data_as_of;
    bool expire = strcmp(f->name, "expire") == 0;
    char iso[11];
    int months = 0, days = 0;
    if (situ_clean_is_blank(text))
        return expire && strcmp(text, "无") == 0 ? refuse_date(run, f, text, column, "DATE_NONE", err) : SITU_OK;
    if (column >= 0 && cell->kind == SITU_CELL_ISO_DATE && text == cell->text && strlen(text) == 10) {
        memcpy(iso, text, sizeof iso);
    } else if (lost_a_zero(cell, text)) {
        return refuse_date(run, f, text, column, "DATE_AMBIGUOUS", err);
    } else if (!situ_clean_date(text, iso, &rule)) {
        if (expire && !rule && situ_convert_life(run, column, text, &months, &days))
            return SITU_OK; // how long it keeps: row_checks.c
        return refuse_date(run, f, text, column, rule, err);
    }
    SITU_TRY(situ_table_set_text(run->table, row, (size_t)run->table_column[field], iso, err));
    if (rule)
        SITU_TRY(situ_tell_repair(run, rule, column, f->name, text, iso, err));
    if (as_of && as_of[0] && is_past(f->name) && strcmp(iso, as_of) > 0)
        SITU_TRY(situ_tell(run, SITU_WARN, "DATE_FUTURE", column, f->name, text, iso, _("check the date"), err,
                           _("%s lies behind the day of the data, %s"), iso, as_of));
done:
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
                         : strcmp(rule, "PHONE_MASKED") == 0   ? _("digits of %s are hidden; the value stays empty")
                                                               : _("\"%s\" holds no phone number; the value stays empty"), text);
    SITU_TRY(situ_table_set_text(run->table, row, (size_t)run->table_column[field], phones, err));
    if (situ_streq(rule, "PHONE_LENGTH"))
        status = situ_tell(run, SITU_WARN, rule, column, f->name, text, phones, _("check the number"), err,
                           _("a number in \"%s\" has too few or too many digits; it is kept"), text);
    else if (rule)
        SITU_TRY(situ_tell_repair(run, rule, column, f->name, text, phones, err));
done:
    return status;
}

static bool is_person(const char *field)
{
    static const char *const persons[] = {"resp_person", "keeper", "leader", "manager", "head", "owner", "filler", "checker", NULL};
    for (size_t i = 0; persons[i]; i++)
        if (strcmp(persons[i], field) == 0)
            return true;
    return false;
}

static situ_status convert_text(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    const situ_cell *cell = situ_run_cell(run, column);
    if (!text[0])
        return SITU_OK;
    // A long number kept by Excel as a number has lost its last digits.
    if ((column >= 0 && cell->kind == SITU_CELL_NUMBER && fabs(cell->number) >= 1e15) || situ_text_is_rounded(text))
        return situ_tell(run, SITU_WARN, "DIGITS_LOST", column, f->name, text, NULL,
                         _("format the column as text and type the number again"), err, "%s",
                         _("a number of more than 15 digits was rounded by the spreadsheet; the value stays empty"));
    bool person = is_person(f->name);
    if ((f->flags & SITU_FIELD_REQUIRED) || person || strcmp(f->name, "name") == 0) {
        const char *name = situ_clean_name(run->row_arena, text, person || strcmp(run->columns.schema->name, "person") == 0);
        SITU_TRY_ALLOC(name);
        if (name != text)
            SITU_TRY(situ_tell_repair(run, "NAME_FORM", column, f->name, text, name, err));
        text = name;
    }
    SITU_TRY(situ_table_set_text(run->table, row, (size_t)run->table_column[field], text, err));
done:
    return status;
}

// 删除 or 清空 in a cell: what is stored there shall go. The merge does it (merge_wishes.c), which knows whose row it is.
static bool asks_to_clear(const situ_field *f, const char *text)
{
    bool place = f->kind == SITU_FIELD_LON || f->kind == SITU_FIELD_LAT || f->kind == SITU_FIELD_LONLAT || f->kind == SITU_FIELD_TOWN ||
                 f->kind == SITU_FIELD_VILLAGE;
    if (place || (strcmp(text, "删除") != 0 && strcmp(text, "清空") != 0))
        return false;
    for (size_t i = 0; f->words && f->words[i]; i++)
        if (strstr(f->words[i], text))
            return false; // a word of its own list
    return true;
}

situ_status situ_convert_field(situ_sheet_run *run, size_t field, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    const char *text = "";
    int column = -1;
    SITU_TRY(situ_run_text(run, field, &text, &column, err));
    if (column >= 0 && situ_run_cell(run, column)->kind == SITU_CELL_PICTURE) {
        status = situ_tell(run, SITU_WARN, "CELL_PICTURE", column, f->name, SITU_PICTURE_TEXT, NULL, _("delete the picture and type what it shows"), err,
                           "%s", _("the cell holds a picture; the value stays empty"));
        goto done;
    }
    if (column >= 0 && situ_run_cell(run, column)->kind == SITU_CELL_NO_VALUE) {
        const char *shown = situ_run_cell(run, column)->text;
        status = situ_tell(run, SITU_WARN, "NO_VALUE", column, f->name, shown, NULL,
                           _("open the workbook, let it compute, save it; or replace the formula by its value"), err,
                           shown[0] ? _("the cell shows the error %s") : "%s", shown[0] ? shown : _("the formula has no stored value"));
        goto done;
    }
    if (column >= 0 && asks_to_clear(f, text)) {
        if (f->flags & SITU_FIELD_REQUIRED)
            goto done; // no value: the row is refused as one that lacks it
        status = situ_tell(run, SITU_INFO, "CLEAR_ASKED", column, f->name, text, NULL, NULL, err, "%s",
                           _("the word asks to clear the stored value; it is no value itself"));
        goto done;
    }
    if (column >= 0 && situ_clean_is_ditto(situ_run_cell(run, column)->text) && !situ_clean_is_ditto(text))
        SITU_TRY(situ_tell_repair(run, "DITTO", column, f->name, situ_run_cell(run, column)->text, text, err));
    if (f->kind == SITU_FIELD_BOOL || f->kind == SITU_FIELD_ENUM || f->kind == SITU_FIELD_LEVEL) {
        const char *ticked = strlen(text) > 6 ? situ_clean_ticked(run->row_arena, text) : NULL;
        if (ticked) {
            SITU_TRY(situ_tell_repair(run, "CHECKBOX", column, f->name, text, ticked, err));
            text = ticked;
        }
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
        status = situ_convert_enum(run, field, text, column, row, err);
        break;
    case SITU_FIELD_LEVEL:
        status = situ_convert_level(run, field, text, column, row, err);
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
