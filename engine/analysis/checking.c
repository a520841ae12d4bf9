// SPDX-License-Identifier: MIT

#include "analysis/checking.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"

const situ_table *situ_check_table(const situ_check_call *call, const char *name)
{
    const situ_table *t = situ_bundle_table(call->bundle, name);
    return t && t->row_count > 0 ? t : NULL;
}

const situ_table *situ_check_points(const situ_check_call *call)
{
    const situ_table *t = situ_check_table(call, "grade.points");
    return t ? t : situ_check_table(call, "risk_point");
}

int situ_check_level(const situ_table *points, size_t row)
{
    int column = situ_table_find(points, "level_final");
    int64_t level = situ_table_int(points, row, column >= 0 ? column : situ_table_find(points, "level_given"));
    return level >= 1 && level <= 4 ? (int)level : 0;
}

bool situ_check_is_closed(const situ_check_call *call, const situ_table *t, size_t row)
{
    const char *state = situ_table_text(t, row, situ_table_find(t, "status"));
    return state && strcmp(state, situ_rules_text(call->rules, "region", "closed", "销号")) == 0;
}

// What people write where there is nothing to write.
static bool means_nothing(const char *text)
{
    static const char *const words[] = {"无", "/", "\\", "-", "--", "—", "——", "暂无", "空缺", "待定", "暂缺", "缺", "不详", "未填", "未定", "没有", "否", "未落实", "未明确",
                                        "×", "✗", "X", "x", "空", "0", "null", "NULL", "N/A", "?", "?", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return true;
    return false;
}

const char *situ_check_text(const situ_table *t, size_t row, const char *column)
{
    const char *text = situ_table_text(t, row, situ_table_find(t, column));
    if (!text || !text[strspn(text, " \t\r\n")] || means_nothing(text))
        return NULL;
    return text;
}

const char *situ_check_name(const situ_table *t, size_t row)
{
    static const char *const columns[] = {"name", "title", "text", "item", "town", "id", NULL};
    for (size_t i = 0; columns[i]; i++) {
        const char *text = situ_table_text(t, row, situ_table_find(t, columns[i]));
        if (text && *text)
            return text;
    }
    return "";
}

bool situ_check_exact(const situ_table *t, size_t row)
{
    const char *quality = situ_table_text(t, row, situ_table_find(t, "loc_quality"));
    return situ_table_geometry(t, row) && (!quality || strcmp(quality, "exact") == 0 || strcmp(quality, "interp") == 0);
}

int situ_check_bool(const situ_table *t, size_t row, const char *column)
{
    int64_t value = situ_table_int(t, row, situ_table_find(t, column));
    return value == SITU_NULL_INT ? -1 : value != 0;
}

// --- days ---

// Civil date to days (eras of 400 years from March), as in clean_date the other way round.
static long days_of(long y, long m, long d)
{
    y -= m <= 2;
    long era = (y >= 0 ? y : y - 399) / 400, year = y - era * 400, day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

bool situ_check_day(const char *iso, long *day)
{
    static const int length[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int y = 0, m = 12, d = 0;
    size_t n = iso ? strlen(iso) : 0;
    if (n < 4 || (n != 4 && n != 7 && n < 10))
        return false;
    int parts = sscanf(iso, "%4d-%2d-%2d", &y, &m, &d);
    if (parts < 1 || (parts < 2 && n > 4) || (parts < 3 && n > 7) || y < 1 || m < 1 || m > 12)
        return false;
    if (parts < 3)
        d = m == 2 ? 28 : length[m - 1]; // "2024" is over when the year is
    if (d < 1 || d > length[m - 1])
        return false;
    *day = days_of(y, m, d);
    return true;
}

bool situ_check_day_of(const situ_table *t, size_t row, const char *column, long *day)
{
    return situ_check_day(situ_table_text(t, row, situ_table_find(t, column)), day);
}

bool situ_check_today(situ_check_call *call, long *day)
{
    if (situ_check_day(call->as_of, day))
        return true;
    situ_check_note(call, "%s", _("the date of the data is not known, so nothing counts as late: give --as-of, or as_of in the project file"));
    return false;
}

// --- names ---

// 0 = dropped.
static uint32_t fold(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    if (c <= ' ' || c == 0xA0 || c == 0x3000 || c == 0xFEFF || (c >= 0x2000 && c <= 0x200F))
        return 0;
    static const uint32_t dropped[] = {'(', ')', '[', ']', '{', '}', '"', '\'', '-', 0xB7, 0x2010, 0x2013, 0x2014, 0x201C, 0x201D, 0x300A, 0x300B, 0x3010, 0x3011, 0x30FB, 0};
    for (size_t i = 0; dropped[i]; i++)
        if (dropped[i] == c)
            return 0;
    return c;
}

static char *key_of(situ_arena *arena, const char *text, size_t bytes)
{
    char *out = situ_arena_alloc(arena, bytes + 5); // folding never makes a sign longer
    size_t n = 0;
    if (!out)
        return NULL;
    for (const char *p = text, *end = text + bytes; p < end;) {
        uint32_t c = fold(situ_utf8_next(&p, end));
        if (c == 0xFFFD)
            c = '?';
        if (c)
            n += situ_utf8_put(c, out + n);
    }
    out[n] = '\0';
    return out;
}

char *situ_check_key(situ_arena *arena, const char *text)
{
    return key_of(arena, text ? text : "", text ? strlen(text) : 0);
}

char *situ_check_part(situ_arena *arena, const char **at, bool *no_memory)
{
    static const char *const stops[] = {"、", ",", "，", ";", "；", "\n", "|", NULL};
    *no_memory = false;
    while (*at && **at) {
        const char *p = *at;
        size_t stop = 0;
        while (*p && !stop) {
            for (size_t i = 0; stops[i] && !stop; i++)
                if (situ_starts_with(p, stops[i]))
                    stop = strlen(stops[i]);
            p += !stop;
        }
        char *key = key_of(arena, *at, (size_t)(p - *at));
        *at = p + stop;
        if (!key)
            *no_memory = true;
        if (!key || *key)
            return key;
    }
    return NULL;
}

static situ_status index_add(situ_check_index *index, const char *key, size_t row, situ_error *err)
{
    size_t both = index->capacity;
    situ_status status = situ_grow(&index->row, &both, index->count + 1, sizeof *index->row, err);
    if (status == SITU_OK)
        status = situ_grow(&index->next, &index->capacity, index->count + 1, sizeof *index->next, err);
    if (status != SITU_OK)
        return status;
    index->row[index->count] = row;
    index->next[index->count] = situ_map_get(index->first, key);
    return situ_map_set(index->first, key, index->count++) < 0 ? situ_fail_nomem(err) : SITU_OK;
}

situ_status situ_check_index_new(situ_check_index *out, const situ_table *t, const char *column, bool split, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    int c = situ_table_find(t, column);
    *out = (situ_check_index){.table = t, .first = situ_map_new()};
    SITU_TRY_ALLOC(out->first);
    // From the end, so that each chain runs in the order of the rows.
    for (size_t row = t->row_count; row-- > 0;) {
        const char *text = situ_table_text(t, row, c), *at = text;
        bool no_memory = false;
        for (char *key; text; text = split ? text : NULL) {
            key = split ? situ_check_part(arena, &at, &no_memory) : situ_check_key(arena, text);
            if (!key && split && !no_memory)
                break;
            SITU_TRY_ALLOC(key);
            if (*key)
                SITU_TRY(index_add(out, key, row, err));
        }
    }
done:
    if (status != SITU_OK)
        situ_check_index_free(out);
    return status;
}

void situ_check_index_free(situ_check_index *index)
{
    situ_map_free(index->first);
    situ_free(index->row);
    situ_free(index->next);
    *index = (situ_check_index){0};
}

size_t situ_check_index_find(const situ_check_index *index, const char *key)
{
    return index->first && key && *key ? situ_map_get(index->first, key) : SIZE_MAX;
}

// --- rules ---

situ_status situ_check_rule(double *out, const situ_check_call *call, const char *path, situ_error *err)
{
    return situ_rules_number(out, call->rules, "check", path, err);
}

const situ_yaml_node *situ_check_list(const situ_check_call *call, const char *section, const char *key)
{
    return situ_yaml_get(situ_yaml_get(situ_rules_file(call->rules, "check"), section), key);
}

bool situ_check_in_list(const situ_yaml_node *list, const char *word)
{
    for (size_t i = 0; word && list && list->kind == SITU_YAML_LIST && i < list->count; i++)
        if (situ_streq(list->items[i]->text, word))
            return true;
    return false;
}

bool situ_check_wants_level(const situ_check_call *call, const char *section, int level)
{
    const char digit[2] = {(char)('0' + level), '\0'};
    return situ_check_in_list(situ_check_list(call, section, "levels"), digit);
}

// --- telling ---

void situ_check_note(situ_check_call *call, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(call->note, sizeof call->note, fmt, args);
    va_end(args);
    // A cut note ends between signs.
    size_t bad = strlen(call->note);
    if (!situ_utf8_valid(call->note, bad, &bad))
        call->note[bad] = '\0';
}

situ_status situ_check_tell(situ_check_call *call, const situ_table *t, size_t row, const char *field, const char *value, const char *cure,
                            situ_error *err, const char *fmt, ...)
{
    char text[1024];
    size_t bad;
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    bad = strlen(text);
    if (!situ_utf8_valid(text, bad, &bad))
        text[bad] = '\0';
    situ_issue issue = {.severity = SITU_WARN, .rule = call->check->name, .field = field, .old_value = value, .message = text, .cure = cure};
    if (t) {
        // A result is told as the ledger it was made from.
        issue.table = strchr(t->name, '.') ? "risk_point" : t->name;
        if (row != SIZE_MAX) {
            int64_t src_row = situ_table_int(t, row, situ_table_find(t, "src_row"));
            issue.file = situ_table_text(t, row, situ_table_find(t, "src_file"));
            issue.sheet = situ_table_text(t, row, situ_table_find(t, "src_sheet"));
            issue.row = src_row == SITU_NULL_INT ? 0 : (long)src_row;
        }
    }
    return call->report ? situ_report_add(call->report, &issue, err) : SITU_OK;
}
