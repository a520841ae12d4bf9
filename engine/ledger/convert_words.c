// SPDX-License-Identifier: MIT
// Words of a cell to the words of a field: risk levels by the scale of their column, enumerations.
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/internal.h"

// --- levels ---

// A finding about the column of a field, told at its header.
static situ_status tell_column(situ_sheet_run *run, situ_severity severity, const char *rule, size_t field, const char *message, const char *cure,
                               situ_error *err)
{
    int column = run->columns.of_field[field];
    uint32_t row = run->row;
    run->row = run->header.last_row;
    situ_status status = situ_tell(run, severity, rule, column, run->columns.schema->fields[field].name,
                                   run->header.cells ? run->header.cells[column].shown : NULL, NULL, cure, err, "%s", message);
    run->row = row;
    return status;
}

// A column of a scale that is not the risk scale: 1..5, 五级, 特别重大. Part of it must not be stored.
static situ_status ask_scale(situ_sheet_run *run, size_t field, bool *asked, situ_error *err)
{
    enum { SHOWN = 6 };
    situ_status status = SITU_OK;
    size_t count[SITU_MARK_WORD + 1] = {0}, shown = 0;
    int column = run->columns.of_field[field];
    const char *values[SHOWN];
    situ_str list, message;
    situ_str_init(&list);
    situ_str_init(&message);
    for (uint32_t r = run->header.data_row; r < run->sheet->row_count; r++) {
        const char *text = run->sheet->cells[(size_t)r * run->sheet->column_count + (uint32_t)column].text;
        situ_level_mark mark = situ_level_mark_of(text);
        count[mark]++;
        bool again = mark == SITU_MARK_NONE || shown == SHOWN;
        for (size_t i = 0; i < shown && !again; i++)
            again = strcmp(values[i], text) == 0;
        if (!again) {
            situ_str_addf(&list, "%s%.30s", shown ? "、" : "", text);
            values[shown++] = text;
        }
    }
    bool ranked = count[SITU_MARK_BEYOND] > 0 && count[SITU_MARK_BEYOND] + count[SITU_MARK_DIGIT] + count[SITU_MARK_RANK] >= count[SITU_MARK_OWN] + count[SITU_MARK_WORD];
    *asked = ranked || (count[SITU_MARK_EVENT] > 0 && count[SITU_MARK_WORD] > 0 && count[SITU_MARK_OWN] == 0);
    if (*asked) {
        situ_str_addf(&message, _("\"%s\" holds %s: it cannot be told whether this is the risk level; the values stay empty"),
                      run->header.cells ? run->header.cells[column].shown : "", list.data);
        SITU_TRY(tell_column(run, SITU_WARN, "LEVEL_ASK", field, message.data,
                             _("use 重大, 较大, 一般, 低, or give --mapping with level_given: {column: 等级, values: {一级: 重大, 二级: 较大}}"), err));
        run->columns.of_field[field] = SITU_FIELD_ASKED;
        run->columns.field[column] = SITU_COLUMN_UNUSED;
        run->columns.how[column] = NULL;
    } else if (count[SITU_MARK_DIGIT] > 0 && run->level_risk[field]) {
        SITU_TRY(tell_column(run, SITU_INFO, "LEVEL_SCALE", field, _("1, 2, 3, 4 are read as 重大, 较大, 一般, 低"), NULL, err));
    }
done:
    situ_str_free(&list);
    situ_str_free(&message);
    return status;
}

static situ_status prepare_level(situ_sheet_run *run, size_t field, situ_error *err)
{
    int column = run->columns.of_field[field];
    const char *header = run->header.cells ? run->header.cells[column].shown : "";
    situ_level_votes votes = {0};
    situ_status status = SITU_OK;
    run->level_risk[field] = run->im->mapping || strstr(header, "风险");
    run->level_scale[field] = SITU_SCALE_PLAIN;
    if (run->im->mapping)
        return SITU_OK;
    for (uint32_t r = run->header.data_row; r < run->sheet->row_count; r++)
        situ_level_vote(&votes, run->sheet->cells[(size_t)r * run->sheet->column_count + (uint32_t)column].text);
    situ_level_scale scale = situ_level_scale_in(header, &votes);
    run->level_scale[field] = scale;
    if (scale == SITU_SCALE_HIGH4 || scale == SITU_SCALE_HIGH5)
        return tell_column(run, SITU_INFO, "LEVEL_SCALE", field,
                           scale == SITU_SCALE_HIGH4 ? _("极高, 高, 中, 低 are read as 重大, 较大, 一般, 低") : _("高, 中高, 中, 中低 and 低 are read as 重大, 较大, 一般, 低 and 低"),
                           NULL, err);
    if (situ_level_scale_is_trade(scale) && scale != SITU_SCALE_SIZE)
        return tell_column(run, SITU_INFO, "LEVEL_INVERTED", field, _("the marks of this column are read by the scale of their own standard"), NULL, err);
    if (scale == SITU_SCALE_EVENT || scale == SITU_SCALE_GRADE)
        return tell_column(run, SITU_WARN, "LEVEL_EVENT", field, _("this column grades events or merits, not risks; the rows count as not assessed"),
                           _("give the risk level in a column headed 风险等级"), err);
    bool asked = false;
    status = scale == SITU_SCALE_PLAIN ? ask_scale(run, field, &asked, err) : SITU_OK;
    if (asked && status == SITU_OK)
        run->columns.of_field[field] = run->columns.level_beside > 0 ? run->columns.level_beside - 1 : SITU_FIELD_ASKED;
    return status;
}

static situ_status prepare_unit(situ_sheet_run *run, size_t field, situ_error *err)
{
    const situ_field *f = &run->columns.schema->fields[field];
    int column = run->columns.of_field[field];
    const char *unit = run->header.cells ? run->header.cells[column].unit : "";
    double one = 0;
    if (!f->unit || !unit[0] || strcmp(unit, f->unit) == 0 || !situ_clean_convert(1, unit, f->unit, &one) || one == 1.0)
        return SITU_OK;
    return tell_column(run, SITU_INFO, "UNIT_CONVERTED", field, _("numbers are converted from the unit of the header into the unit of the table"), NULL, err);
}

situ_status situ_convert_prepare(situ_sheet_run *run, size_t field, situ_error *err)
{
    if (run->columns.of_field[field] < 0)
        return SITU_OK;
    switch (run->columns.schema->fields[field].kind) {
    case SITU_FIELD_LEVEL:
        return prepare_level(run, field, err);
    case SITU_FIELD_INT:
    case SITU_FIELD_REAL:
        return prepare_unit(run, field, err);
    default:
        return SITU_OK;
    }
}

// What the column of colours beside the level says of the row at hand; -1 = nothing.
static int level_beside(const situ_sheet_run *run, int column)
{
    int at = run->columns.level_beside - 1;
    const char *text = at >= 0 && at != column ? situ_run_cell(run, at)->text : "";
    return situ_clean_is_blank(text) ? -1 : situ_clean_level_in(text, true, SITU_SCALE_PLAIN);
}

situ_status situ_convert_level(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    const situ_field *f = &run->columns.schema->fields[field];
    situ_level_scale scale = run->level_scale[field];
    // A blank says nothing, and must not take back a level known before; 未评估 is said in words.
    int beside = level_beside(run, column);
    if (situ_clean_is_blank(text) && beside > 0)
        situ_table_set_int(run->table, row, (size_t)run->table_column[field], beside);
    if (situ_clean_is_blank(text))
        return SITU_OK;
    int level = situ_clean_level_in(text, run->level_risk[field], scale);
    if (beside > 0 && beside != level) {
        static const char *const words[] = {"", "重大", "较大", "一般", "低"};
        const char *other = situ_run_cell(run, run->columns.level_beside - 1)->text;
        level = level > 0 && level < beside ? level : beside;
        situ_table_set_int(run->table, row, (size_t)run->table_column[field], level);
        return situ_tell(run, SITU_WARN, "LEVEL_CONFLICT", column, f->name, text, words[level], _("make both columns say the same"), err,
                         _("the level \"%s\" and the colour \"%s\" do not say the same; the worse is taken"), text, other);
    }
    if (level >= 0) {
        situ_table_set_int(run->table, row, (size_t)run->table_column[field], level);
        return SITU_OK;
    }
    if (scale == SITU_SCALE_EVENT || scale == SITU_SCALE_GRADE)
        return SITU_OK; // told for the column
    const char *rule = "LEVEL_UNKNOWN", *fmt = _("\"%s\" is no known risk level; the row counts as not assessed"),
               *cure = _("type 重大, 较大, 一般 or 低 (or a colour, or Ⅰ-Ⅳ), or head the column 风险等级");
    if (scale == SITU_SCALE_ASK) {
        rule = "LEVEL_ASK";
        cure = _("a scale of three cannot be told from the words: give --mapping with values: {高: 重大, 中: 较大, 低: 低}");
    } else if (situ_level_is_event(text)) {
        rule = "LEVEL_EVENT";
        fmt = _("\"%s\" grades what has happened, not a risk; the row counts as not assessed");
    } else if (scale == SITU_SCALE_FIRE) {
        rule = "LEVEL_NONE";
        fmt = _("\"%s\" is below the lowest risk level; the row counts as not assessed");
    }
    return situ_tell(run, SITU_WARN, rule, column, f->name, text, NULL, cure, err, fmt, text);
}

// --- enumerations ---

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

// A cell of several words: "滑坡、崩塌". The group of the first known one; *hits known ones of different groups.
static situ_status first_of_several(situ_sheet_run *run, const situ_map *map, const char *text, size_t *group, size_t *hits, situ_error *err)
{
    static const char *const separators[] = {"、", "，", ",", "；", ";", "/", "／", "|", "\\", "和", "及", "\n", " ", "+", NULL};
    situ_status status = SITU_OK;
    *group = SIZE_MAX;
    *hits = 0;
    for (const char *p = text; *p;) {
        size_t n = strlen(p), gap = 0;
        for (size_t i = 0; separators[i]; i++) {
            const char *at = strstr(p, separators[i]);
            if (at && (size_t)(at - p) < n) {
                n = (size_t)(at - p);
                gap = strlen(separators[i]);
            }
        }
        char *piece = situ_arena_strndup(run->row_arena, p, n), *key = piece ? situ_clean_header_flat(run->row_arena, piece) : NULL;
        SITU_TRY_ALLOC(key);
        size_t g = key[0] ? situ_map_get(map, key) : SIZE_MAX;
        if (g != SIZE_MAX && g != *group)
            *hits += 1;
        if (*group == SIZE_MAX)
            *group = g;
        p += n + gap;
    }
done:
    return status;
}

situ_status situ_convert_enum(situ_sheet_run *run, size_t field, const char *text, int column, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = &run->columns.schema->fields[field];
    const char *repair = NULL;
    char canonical[64] = "";
    bool other = false;
    situ_str cure;
    situ_str_init(&cure);
    if (!text[0])
        goto done;
    if (!run->words[field])
        SITU_TRY(build_words(run, field, err));
    const situ_map *map = run->words[field];
    char *flat = situ_clean_header_flat(run->row_arena, text);
    SITU_TRY_ALLOC(flat);
    size_t g = situ_map_get(map, flat), hits = 0;
    if (g == SIZE_MAX && situ_clean_is_blank(text))
        goto done; // 无 is a word of some lists, and nothing in the others
    if (g == SIZE_MAX) {
        char *bare = situ_clean_header_bare(run->row_arena, text);
        SITU_TRY_ALLOC(bare);
        g = situ_map_get(map, bare);
    }
    if (g == SIZE_MAX) {
        SITU_TRY(first_of_several(run, map, text, &g, &hits, err));
        repair = hits > 1 ? "WORD_FIRST" : "WORD_INSIDE";
    }
    if (g == SIZE_MAX)
        g = word_inside(map, flat);
    if (g == SIZE_MAX) {
        repair = NULL;
        for (size_t i = 0; f->words[i]; i++)
            if (strncmp(f->words[i], "其他", 6) == 0) {
                g = i;
                other = true;
            }
    }
    if (g != SIZE_MAX) {
        snprintf(canonical, sizeof canonical, "%.*s", (int)strcspn(f->words[g], "="), f->words[g]);
        SITU_TRY(situ_table_set_text(run->table, row, (size_t)run->table_column[field], canonical, err));
    }
    if (repair) {
        SITU_TRY(situ_tell_repair(run, repair, column, f->name, text, canonical, err));
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
