// SPDX-License-Identifier: MIT
// Headers against values: columns that hold each other's values, values that are something else than
// their header says, and columns that only their values explain.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "ledger/internal.h"

enum {
    FEW = 3,       // so many values at least before anything is said of a column
    FEW_SWAPPED = 2,
    MAX_COLUMNS = 512, // beyond them columns are as headed
};

typedef struct voter {
    situ_sheet_run *run;
    situ_votes *votes; // per column
    uint32_t count;
    bool grouped;      // several persons: a phone may be anybody's
    situ_arena *scratch;
} voter;

static bool most(uint32_t part, uint32_t n)
{
    return n > 0 && part * 10 >= n * 8;
}

static bool hardly(uint32_t part, uint32_t n)
{
    return part * 10 <= n;
}

// Values of a column that can be read as the field's kind.
static uint32_t fitting(const situ_field *f, const situ_votes *v)
{
    switch (f->kind) {
    case SITU_FIELD_PHONE:
        return v->phone + v->brief;
    case SITU_FIELD_DATE:
        return v->date + v->serial + v->year;
    case SITU_FIELD_INT:
    case SITU_FIELD_REAL:
        return v->number + v->level; // a rank of a response is a number too
    case SITU_FIELD_LON:
    case SITU_FIELD_LAT:
    case SITU_FIELD_LONLAT:
        return v->number + v->both + v->lon + v->lat;
    case SITU_FIELD_LEVEL:
        return v->level + v->letter + v->high_low;
    case SITU_FIELD_TOWN:
    case SITU_FIELD_VILLAGE:
    case SITU_FIELD_ENUM:
    case SITU_FIELD_BOOL:
    case SITU_FIELD_TEXT:
        break;
    }
    uint32_t other = v->phone + v->date + v->number + v->both + v->code;
    return v->n > other ? v->n - other : 0;
}

// Values that are clearly of the field's kind.
static bool surely(const situ_field *f, const situ_votes *v)
{
    switch (f->kind) {
    case SITU_FIELD_PHONE:
        return most(v->phone, v->n);
    case SITU_FIELD_DATE:
        return most(v->date, v->n);
    case SITU_FIELD_INT:
    case SITU_FIELD_REAL:
        return most(v->number, v->n) && hardly(v->lon + v->lat, v->n);
    case SITU_FIELD_LEVEL:
        return most(v->level, v->n);
    case SITU_FIELD_TEXT:
        return most(v->text, v->n);
    default:
        return false;
    }
}

// A kind of value that no text field would hold by itself.
static bool is_typed(const situ_votes *v)
{
    return most(v->phone, v->n) || most(v->date, v->n) || most(v->number, v->n) || most(v->both, v->n);
}

static const situ_field *field_at(const voter *w, uint32_t c)
{
    int f = w->run->columns.field[c];
    return f >= 0 ? &w->run->columns.schema->fields[f] : NULL;
}

static bool may_trade(const situ_field *f)
{
    return f->kind == SITU_FIELD_PHONE || f->kind == SITU_FIELD_DATE || f->kind == SITU_FIELD_INT || f->kind == SITU_FIELD_REAL ||
           f->kind == SITU_FIELD_LEVEL || (f->kind == SITU_FIELD_TEXT && (f->flags & SITU_FIELD_REQUIRED));
}

static const char *shown(const voter *w, uint32_t c, char name[16])
{
    const char *text = w->run->header.cells[c].shown;
    if (text[0])
        return text;
    situ_cell_name(0, w->run->first_column + c, name);
    name[strlen(name) - 1] = 0;
    return name;
}

static situ_status tell_as(const voter *w, situ_severity severity, const char *rule, uint32_t c, const char *message, const char *cure, situ_error *err)
{
    char cell[16];
    situ_cell_name(w->run->first_row + w->run->header.last_row, w->run->first_column + c, cell);
    return situ_tell_sheet(w->run->im, severity, rule, w->run->name, w->run->row_numbers ? NULL : cell, message, cure, err);
}

static situ_status tell(const voter *w, const char *rule, uint32_t c, const char *message, const char *cure, situ_error *err)
{
    return tell_as(w, SITU_WARN, rule, c, message, cure, err);
}

static void drop(voter *w, uint32_t c)
{
    situ_columns *columns = &w->run->columns;
    int f = columns->field[c];
    if (f >= 0 && columns->of_field[f] == (int)c)
        columns->of_field[f] = -1;
    columns->field[c] = SITU_COLUMN_UNUSED;
    columns->how[c] = "told"; // why, by the caller
}

static void take(voter *w, uint32_t c, size_t f)
{
    w->run->columns.field[c] = (int)f;
    w->run->columns.of_field[f] = (int)c;
    w->run->columns.how[c] = "values";
}

// --- columns that hold each other's values ---

static situ_status swap_pair(voter *w, uint32_t a, uint32_t b, situ_error *err)
{
    char message[400], name_a[16], name_b[16];
    int fa = w->run->columns.field[a], fb = w->run->columns.field[b];
    take(w, a, (size_t)fb);
    take(w, b, (size_t)fa);
    snprintf(message, sizeof message, _("the columns \"%.120s\" and \"%.120s\" hold each other's values; they are read the other way round"),
             shown(w, a, name_a), shown(w, b, name_b));
    return tell(w, "COLUMN_SWAPPED", a, message, _("exchange the two headers"), err);
}

static bool swapped(const voter *w, uint32_t a, uint32_t b)
{
    const situ_field *fa = field_at(w, a), *fb = field_at(w, b);
    const situ_votes *va = &w->votes[a], *vb = &w->votes[b];
    if (!fa || !fb || !may_trade(fa) || !may_trade(fb) || va->n < FEW_SWAPPED || vb->n < FEW_SWAPPED || fa->kind == fb->kind)
        return false;
    return hardly(fitting(fa, va), va->n) && hardly(fitting(fb, vb), vb->n) && surely(fa, vb) && surely(fb, va);
}

static situ_status find_swaps(voter *w, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t lon = UINT32_MAX, lat = UINT32_MAX;
    for (uint32_t a = 0; a < w->count; a++) {
        const situ_field *f = field_at(w, a);
        lon = f && f->kind == SITU_FIELD_LON ? a : lon;
        lat = f && f->kind == SITU_FIELD_LAT ? a : lat;
        for (uint32_t b = a + 1; f && may_trade(f) && b < w->count; b++)
            if (swapped(w, a, b)) {
                SITU_TRY(swap_pair(w, a, b, err));
                break;
            }
    }
    // Longitudes under 纬度 in the whole column: each row is read the other way round as it comes.
    if (lon != UINT32_MAX && lat != UINT32_MAX && w->votes[lon].n >= FEW && most(w->votes[lon].lat, w->votes[lon].n) &&
        most(w->votes[lat].lon, w->votes[lat].n)) {
        char message[400], name_a[16], name_b[16];
        snprintf(message, sizeof message, _("the columns \"%.120s\" and \"%.120s\" hold each other's values; they are read the other way round"),
                 shown(w, lon, name_a), shown(w, lat, name_b));
        w->run->lonlat_swapped = true;
        SITU_TRY(tell(w, "COLUMN_SWAPPED", lon, message, _("exchange the two headers"), err));
    }
done:
    return status;
}

static bool is_word(const char *const *words, const char *key)
{
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], key) == 0)
            return true;
    return false;
}

// --- values that are something else ---

static void add_values(const voter *w, uint32_t c, situ_str *s)
{
    const situ_sheet *sheet = w->run->sheet;
    const char *last[4] = {"", "", "", ""};
    size_t n = 0;
    for (uint32_t r = w->run->header.data_row; r < sheet->row_count && r < w->run->header.data_row + 400 && n < 4; r++) {
        const char *text = sheet->cells[(size_t)r * sheet->column_count + c].text;
        bool again = !text[0] || situ_clean_is_blank(text);
        for (size_t i = 0; i < n; i++)
            again = again || strcmp(last[i], text) == 0;
        if (again)
            continue;
        situ_str_addf(s, "%s%.30s", n ? "、" : "", text);
        last[n++] = text;
    }
}

// 等级 and its like count only when their own words say so.
static situ_status judge_level(voter *w, uint32_t c, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_votes *v = &w->votes[c];
    const char *flat = w->run->header.cells[c].flat;
    char name[16];
    int asked = -1;
    situ_str values, message;
    situ_str_init(&values);
    situ_str_init(&message);
    bool bare = !strstr(flat, "风险") && !strstr(flat, "险情");
    uint32_t strict = bare ? v->level - v->size : v->level;
    const situ_level_votes none = {0};
    if (v->n == 0 || strstr(flat, "风险") || situ_level_scale_is_trade(situ_level_scale_in(flat, &none)) || strict * 2 >= v->n || v->high_low * 2 >= v->n)
        goto done;
    add_values(w, c, &values);
    if (v->letter * 2 >= v->n) {
        situ_str_addf(&message, _("\"%s\" holds %s: it cannot be told whether this is the risk level; the values stay empty"), shown(w, c, name), values.data);
        SITU_TRY(tell(w, "LEVEL_ASK", c, message.data,
                      _("head the column 风险等级 if it is one, or give --mapping with level_given: {column: 等级, values: {一级: 重大, 二级: 较大}}"), err));
        asked = w->run->columns.field[c];
    } else if (strict * 4 < v->n) {
        situ_str_addf(&message, _("\"%s\" holds %s: this is no risk level; the column is kept as text only"), shown(w, c, name), values.data);
        SITU_TRY(tell(w, "COLUMN_VALUES", c, message.data, _("head the column 风险等级 and use 重大, 较大, 一般, 低"), err));
    } else {
        goto done; // words of the level beside others: told row by row
    }
    drop(w, c);
    if (asked >= 0)
        w->run->columns.of_field[asked] = SITU_FIELD_ASKED;
done:
    situ_str_free(&values);
    situ_str_free(&message);
    return status;
}

// 设备设施, 作业活动 under 类型: what kind of risk point it is (安全风险分级管控), no trade.
static situ_status judge_industry(voter *w, uint32_t c, situ_error *err)
{
    static const char *const words[] = {"设备设施", "设施设备", "设备", "设施", "作业活动", "作业", "场所", "区域", "部位", "场所部位", "设备设施类", "作业活动类",
                                        "区域场所", "静态", "动态", "固有风险", "动态风险", "静态风险", NULL};
    const situ_sheet *s = w->run->sheet;
    char message[300], name[16];
    uint32_t n = 0, known = 0;
    for (uint32_t r = w->run->header.data_row; r < s->row_count && n < 200; r++) {
        const char *text = s->cells[(size_t)r * s->column_count + c].text;
        if (situ_clean_is_blank(text))
            continue;
        n++;
        known += is_word(words, text);
    }
    if (!most(known, n))
        return SITU_OK;
    snprintf(message, sizeof message, _("\"%.120s\" holds kinds of risk points, no trade; the column is kept as text only"), shown(w, c, name));
    drop(w, c);
    return tell(w, "COLUMN_VALUES", c, message, _("add a column 行业领域"), err);
}

static bool holds_one(const char *text, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

bool situ_level_is_inherent(const char *flat)
{
    static const char *const words[] = {"固有", "初始", "原始", "控制前", "管控前", "治理前", "整改前", NULL};
    return holds_one(flat, words);
}

bool situ_level_is_current(const char *flat)
{
    static const char *const words[] = {"剩余", "残余", "现状", "现实", "控制后", "管控后", "治理后", "整改后", NULL};
    return holds_one(flat, words);
}

// A second column of levels: colours beside words, or what the risk was before it was held down.
static situ_status find_second_level(voter *w, uint32_t c, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_columns *columns = &w->run->columns;
    char message[400], name[16], other_name[16];
    for (uint32_t o = 0; o < w->count; o++) {
        const situ_votes *v = &w->votes[o];
        const char *flat = w->run->header.cells[o].flat;
        if (o == c || columns->field[o] != SITU_COLUMN_UNUSED || !most(v->level, v->n))
            continue;
        bool before = situ_level_is_inherent(flat);
        if (!before && !situ_level_is_current(flat) && (strstr(flat, "颜色") || strstr(flat, "四色") || strstr(flat, "红橙") || strstr(flat, "色标")) && columns->level_beside == 0) {
            columns->level_beside = (int)o + 1;
            columns->rival[o] = 0; // both are read
        }
        if (!before || situ_level_is_inherent(w->run->header.cells[c].flat))
            continue;
        snprintf(message, sizeof message, _("\"%.120s\" is taken as the risk level, not \"%.120s\""), shown(w, c, name), shown(w, o, other_name));
        SITU_TRY(tell_as(w, SITU_INFO, "LEVEL_CURRENT", c, message, NULL, err));
        columns->rival[o] = 0;
    }
done:
    return status;
}

// Columns that name the same field as well as the column taken.
static situ_status tell_rivals(voter *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_columns *columns = &w->run->columns;
    for (uint32_t c = 0; c < w->count; c++) {
        int f = columns->rival[c] - 1, taken = f >= 0 ? columns->of_field[f] : -1;
        char message[400], name[16], other_name[16];
        if (taken < 0 || columns->field[c] != SITU_COLUMN_UNUSED || w->votes[c].n == 0 || strcmp(w->run->header.cells[c].flat, w->run->header.cells[taken].flat) == 0)
            continue;
        const situ_field *field = &columns->schema->fields[f];
        bool grave = field->kind != SITU_FIELD_TEXT && field->kind != SITU_FIELD_ENUM && field->kind != SITU_FIELD_PHONE;
        snprintf(message, sizeof message, _("the columns \"%.120s\" and \"%.120s\" both name %s; the first is read, the second is kept as text only"), shown(w, (uint32_t)taken, name),
                 shown(w, c, other_name), field->label);
        SITU_TRY(tell_as(w, grave ? SITU_WARN : SITU_INFO, "COLUMN_COMPETES", c, message, _("give the column that counts another header, or give --mapping"), err));
    }
done:
    return status;
}

static situ_status judge_values(voter *w, uint32_t c, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_field *f = field_at(w, c);
    const situ_votes *v = &w->votes[c];
    bool figures = f->kind == SITU_FIELD_INT || f->kind == SITU_FIELD_REAL || f->kind == SITU_FIELD_PHONE || f->kind == SITU_FIELD_LON ||
                   f->kind == SITU_FIELD_LAT || f->kind == SITU_FIELD_LONLAT;
    bool words = f->kind == SITU_FIELD_DATE || f->kind == SITU_FIELD_TOWN || f->kind == SITU_FIELD_VILLAGE;
    bool required = f->flags & SITU_FIELD_REQUIRED, name = required && f->kind == SITU_FIELD_TEXT;
    if (name && strstr(f->label, "编号"))
        return SITU_OK;
    if (figures && f->unit && (strcmp(f->unit, "户") == 0 || strcmp(f->unit, "人") == 0) && situ_header_names_pair(w->run->header.cells[c].flat))
        return SITU_OK; // 5户20人
    if (v->n < FEW || (!figures && !words && !name) || !hardly(fitting(f, v), v->n) || (!figures && !is_typed(v)))
        return SITU_OK;
    char at[16];
    situ_str values, message;
    situ_str_init(&values);
    situ_str_init(&message);
    add_values(w, c, &values);
    situ_str_addf(&message, required ? _("the values under \"%s\" do not look like %s: %s") : _("the values under \"%s\" are no %s: %s; the column is kept as text only"),
                  shown(w, c, at), f->label, values.data);
    SITU_TRY(tell(w, "COLUMN_VALUES", c, message.data, _("correct the header or the values, or give --mapping"), err));
    if (!required)
        drop(w, c);
done:
    situ_str_free(&values);
    situ_str_free(&message);
    return status;
}

// --- columns that only their values explain ---

static int unfilled(const voter *w, situ_field_kind kind)
{
    const situ_columns *columns = &w->run->columns;
    for (size_t f = 0; f < columns->field_count; f++)
        if (columns->schema->fields[f].kind == kind && !(columns->schema->fields[f].flags & SITU_FIELD_DERIVED))
            return columns->of_field[f] == -1 ? (int)f : -1;
    return -1;
}

static bool looks_like(const voter *w, uint32_t c, situ_field_kind kind)
{
    static const char *const lon_words[] = {"e", "东", "x", "x值", "东经e", "经", NULL}, *const lat_words[] = {"n", "北", "y", "y值", "北纬n", "纬", NULL};
    const situ_votes *v = &w->votes[c];
    const char *flat = w->run->header.cells[c].flat;
    if (w->run->columns.field[c] != SITU_COLUMN_UNUSED)
        return false;
    if (kind == SITU_FIELD_LON && is_word(lon_words, flat) && most(v->lon, v->n))
        return true;
    if (kind == SITU_FIELD_LAT && is_word(lat_words, flat) && most(v->lat, v->n))
        return true;
    if (v->n < FEW)
        return false;
    switch (kind) {
    case SITU_FIELD_LON:
        return most(v->lon, v->n) && most(v->fine, v->n);
    case SITU_FIELD_LAT:
        return most(v->lat, v->n) && most(v->fine, v->n);
    case SITU_FIELD_LONLAT:
        return most(v->both, v->n);
    case SITU_FIELD_PHONE:
        return most(v->mobile, v->n) && !w->grouped && (!flat[0] || strcmp(flat, "号码") == 0 || strcmp(flat, "tel") == 0);
    case SITU_FIELD_LEVEL:
        return v->level > v->size && most(v->level - v->size, v->n) && !situ_is_other_grade(flat);
    default:
        return false;
    }
}

// The one column that looks like the kind; -1 for none or several.
static int only_one(const voter *w, situ_field_kind kind)
{
    int found = -1;
    for (uint32_t c = 0; c < w->count; c++)
        if (looks_like(w, c, kind)) {
            if (found >= 0)
                return -1;
            found = (int)c;
        }
    return found;
}

static situ_status guess(voter *w, uint32_t c, int field, situ_error *err)
{
    char message[300], name[16];
    const situ_field *f = &w->run->columns.schema->fields[field];
    take(w, c, (size_t)field);
    snprintf(message, sizeof message, _("the column \"%.120s\" is taken as %s by its values"), shown(w, c, name), f->label);
    return tell(w, "COLUMN_GUESSED", c, message, _("head the column so, or give --mapping if it is something else"), err);
}

static situ_status guess_columns(voter *w, situ_error *err)
{
    situ_status status = SITU_OK;
    static const situ_field_kind kinds[] = {SITU_FIELD_PHONE, SITU_FIELD_LEVEL};
    int lon = unfilled(w, SITU_FIELD_LON), lat = unfilled(w, SITU_FIELD_LAT), both = unfilled(w, SITU_FIELD_LONLAT);
    if (!w->run->geometry && lon >= 0 && lat >= 0 && both >= 0) {
        int a = only_one(w, SITU_FIELD_LON), b = only_one(w, SITU_FIELD_LAT), c = only_one(w, SITU_FIELD_LONLAT);
        if (a >= 0 && b >= 0) {
            SITU_TRY(guess(w, (uint32_t)a, lon, err));
            SITU_TRY(guess(w, (uint32_t)b, lat, err));
        } else if (c >= 0) {
            SITU_TRY(guess(w, (uint32_t)c, both, err));
        }
    } else if (!w->run->geometry && both >= 0 && (lon >= 0) != (lat >= 0)) {
        int c = only_one(w, lon >= 0 ? SITU_FIELD_LON : SITU_FIELD_LAT);
        if (c >= 0)
            SITU_TRY(guess(w, (uint32_t)c, lon >= 0 ? lon : lat, err));
    }
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        int f = unfilled(w, kinds[k]), c = f >= 0 ? only_one(w, kinds[k]) : -1;
        if (c >= 0)
            SITU_TRY(guess(w, (uint32_t)c, f, err));
    }
done:
    return status;
}

// Columns of figures among the goods of a wide sheet that are no known goods: they would be missed.
static situ_status tell_unknown_items(voter *w, situ_error *err)
{
    static const char *const no_goods[] = {"金额", "折合", "价值", "单价", "总价", "面积", "人数", "户数", "库容", "合计", "小计", "编码", "代码", NULL};
    situ_status status = SITU_OK;
    const situ_columns *columns = &w->run->columns;
    uint32_t first = UINT32_MAX, last = 0;
    for (uint32_t c = 0; c < w->count && columns->item_count > 0; c++)
        if (columns->field[c] == SITU_COLUMN_ITEM) {
            first = first == UINT32_MAX ? c : first;
            last = c;
        }
    for (uint32_t c = 0; first != UINT32_MAX && c < w->count; c++) {
        const situ_header_cell *h = &w->run->header.cells[c];
        const situ_votes *v = &w->votes[c];
        bool counted = h->unit[0] && situ_clean_unit(h->unit, NULL, NULL), other = columns->field[c] != SITU_COLUMN_UNUSED || !h->shown[0];
        for (size_t i = 0; no_goods[i]; i++)
            other = other || strstr(h->flat, no_goods[i]);
        if (other || !(counted || (c > first && c < last)) || !most(v->number, v->n))
            continue;
        char message[300];
        snprintf(message, sizeof message, _("\"%.120s\" is no known kind of goods; the column is kept as text only"), h->shown);
        SITU_TRY(tell(w, "ITEM_UNKNOWN", c, message, _("enter it as a row of a goods list with 物资名称, 单位, 数量"), err));
    }
done:
    return status;
}

// 责任人及电话: one column of names and phones is read for both, where no other names the person.
static situ_status find_joint(voter *w, situ_error *err)
{
    static const char *const persons[] = {"resp_person", "keeper", "leader", "manager", NULL};
    situ_columns *columns = &w->run->columns;
    int person = -1;
    for (size_t f = 0; f < columns->field_count; f++)
        for (size_t i = 0; persons[i]; i++)
            if (strcmp(columns->schema->fields[f].name, persons[i]) == 0 && columns->of_field[f] == -1)
                person = (int)f;
    for (uint32_t c = 0; person >= 0 && c < w->count; c++) {
        const situ_field *f = field_at(w, c);
        const situ_votes *v = &w->votes[c];
        if (!f || f->kind != SITU_FIELD_PHONE || v->named == 0 || v->named * 2 < v->n)
            continue;
        char message[300], cell[16], name[16];
        columns->joint_person = person;
        snprintf(message, sizeof message, _("the column \"%.120s\" holds names and phones; both are read"), shown(w, c, name));
        situ_cell_name(w->run->first_row + w->run->header.last_row, w->run->first_column + c, cell);
        return situ_tell_sheet(w->run->im, SITU_INFO, "COLUMN_JOINT", w->run->name, w->run->row_numbers ? NULL : cell, message, NULL, err);
    }
    return SITU_OK;
}

// --- all together ---

static situ_status voter_new(voter *w, situ_sheet_run *run, situ_error *err)
{
    *w = (voter){.run = run, .scratch = situ_arena_new()};
    if (!w->scratch)
        return situ_fail_nomem(err);
    uint32_t n = run->sheet->column_count;
    w->count = n < MAX_COLUMNS ? n : MAX_COLUMNS;
    w->votes = situ_arena_alloc(w->scratch, ((size_t)w->count + 1) * sizeof *w->votes);
    if (!w->votes)
        return situ_fail_nomem(err);
    for (uint32_t c = 0; c < w->count; c++) {
        int f = run->columns.field ? run->columns.field[c] : SITU_COLUMN_UNUSED;
        w->grouped = w->grouped || f == SITU_COLUMN_GROUP;
        if (f >= 0 || f == SITU_COLUMN_UNUSED)
            situ_votes_of(&w->votes[c], run->sheet, run->header.data_row, c, w->scratch);
    }
    return SITU_OK;
}

situ_status situ_vote_columns(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    voter w = {0};
    if (run->header.data_row >= run->sheet->row_count || run->columns.by_values)
        return SITU_OK;
    SITU_TRY(voter_new(&w, run, err));
    if (run->im->mapping) { // what a mapping says is not doubted
        SITU_TRY(find_joint(&w, err));
        goto done;
    }
    SITU_TRY(find_swaps(&w, err));
    for (uint32_t c = 0; c < w.count; c++) {
        const situ_field *f = field_at(&w, c);
        if (f && f->kind == SITU_FIELD_LEVEL) {
            SITU_TRY(find_second_level(&w, c, err));
            SITU_TRY(judge_level(&w, c, err));
        } else if (f && strcmp(f->name, "industry") == 0)
            SITU_TRY(judge_industry(&w, c, err));
        else if (f)
            SITU_TRY(judge_values(&w, c, err));
    }
    SITU_TRY(tell_rivals(&w, err));
    SITU_TRY(guess_columns(&w, err));
    SITU_TRY(tell_unknown_items(&w, err));
    SITU_TRY(find_joint(&w, err));
done:
    situ_arena_free(w.scratch);
    return status;
}

// --- no header row at all ---

// Values of a column that are words of an enumeration.
static bool holds_words_of(const voter *w, uint32_t c, const situ_field *f)
{
    const situ_sheet *s = w->run->sheet;
    uint32_t n = 0, known = 0;
    for (uint32_t r = w->run->header.data_row; r < s->row_count && n < 100; r++) {
        const char *text = s->cells[(size_t)r * s->column_count + c].text;
        if (situ_clean_is_blank(text))
            continue;
        n++;
        bool hit = false;
        for (size_t g = 0; f->words[g] && !hit; g++)
            for (const char *p = f->words[g]; *p && !hit;) {
                size_t m = strcspn(p, "=");
                hit = strlen(text) == m && memcmp(p, text, m) == 0;
                p += m + (p[m] == '=');
            }
        known += hit;
    }
    return n >= FEW && most(known, n);
}

static bool mostly_distinct(const voter *w, uint32_t c)
{
    const situ_sheet *s = w->run->sheet;
    uint32_t n = 0;
    situ_map *seen = situ_map_new();
    for (uint32_t r = w->run->header.data_row; seen && r < s->row_count && n < 100; r++) {
        const char *text = s->cells[(size_t)r * s->column_count + c].text;
        if (text[0]) {
            n++;
            (void)situ_map_set(seen, text, 1);
        }
    }
    bool distinct = seen && n > 0 && situ_map_count(seen) * 10 >= n * 8;
    situ_map_free(seen);
    return distinct;
}

static bool is_serial(const voter *w, uint32_t c)
{
    const situ_sheet *s = w->run->sheet;
    uint32_t rising = 0, n = 0;
    long long last = -1, x = 0;
    for (uint32_t r = w->run->header.data_row; r < s->row_count && n < 100; r++, n++) {
        if (!situ_parse_int(s->cells[(size_t)r * s->column_count + c].text, &x))
            continue;
        rising += x == last + 1 || last < 0;
        last = x;
    }
    return n > 0 && rising * 10 >= n * 8;
}

static bool fits_alone(const voter *w, uint32_t c, const situ_field *f)
{
    const situ_votes *v = &w->votes[c];
    switch (f->kind) {
    case SITU_FIELD_LON:
        return most(v->lon, v->n) && most(v->fine, v->n);
    case SITU_FIELD_LAT:
        return most(v->lat, v->n) && most(v->fine, v->n);
    case SITU_FIELD_LONLAT:
        return most(v->both, v->n);
    case SITU_FIELD_PHONE:
        return most(v->phone, v->n);
    case SITU_FIELD_DATE:
        return most(v->date, v->n);
    case SITU_FIELD_LEVEL:
        return v->level > v->size && most(v->level - v->size, v->n);
    case SITU_FIELD_TOWN:
        return most(v->town, v->n);
    case SITU_FIELD_VILLAGE:
        return most(v->village, v->n);
    case SITU_FIELD_ENUM:
        return most(v->text, v->n) && holds_words_of(w, c, f);
    case SITU_FIELD_TEXT:
        if (strcmp(f->name, "credit_code") == 0)
            return most(v->code, v->n);
        if (situ_streq(f->name, "resp_person") || situ_streq(f->name, "keeper") || situ_streq(f->name, "leader") || situ_streq(f->name, "manager"))
            return most(v->person, v->n);
        return false;
    default:
        return false;
    }
}

situ_status situ_columns_from_values(situ_sheet_run *run, const situ_schema *schema, bool *found, situ_error *err)
{
    situ_status status = SITU_OK;
    voter w = {0};
    *found = false;
    SITU_TRY(situ_header_none(&run->header, run->sheet, run->im->arena, err));
    SITU_TRY(situ_columns_new(&run->columns, &run->header, schema, run->im->arena, err));
    SITU_TRY(voter_new(&w, run, err));
    run->columns.by_values = true;
    for (size_t f = 0; f < run->columns.field_count; f++) {
        const situ_field *field = &schema->fields[f];
        if (field->flags & SITU_FIELD_DERIVED)
            continue;
        for (uint32_t c = 0; c < w.count && run->columns.of_field[f] < 0; c++)
            if (run->columns.field[c] == SITU_COLUMN_UNUSED && w.votes[c].n >= FEW && fits_alone(&w, c, field))
                SITU_TRY(guess(&w, c, (int)f, err));
    }
    // The name: the first column of texts of which hardly two are alike.
    for (size_t f = 0; f < run->columns.field_count; f++) {
        const situ_field *field = &schema->fields[f];
        if (field->kind != SITU_FIELD_TEXT || !(field->flags & SITU_FIELD_REQUIRED))
            continue;
        for (uint32_t c = 0; c < w.count && run->columns.of_field[f] < 0; c++)
            if (run->columns.field[c] == SITU_COLUMN_UNUSED && most(w.votes[c].text, w.votes[c].n) && !is_serial(&w, c) && mostly_distinct(&w, c))
                SITU_TRY(guess(&w, c, (int)f, err));
    }
    *found = true;
    for (size_t f = 0; f < run->columns.field_count; f++)
        *found = *found && !((schema->fields[f].flags & SITU_FIELD_REQUIRED) && run->columns.of_field[f] < 0);
    run->columns.score = 1;
done:
    situ_arena_free(w.scratch);
    return status;
}

// 工程技术:静电接地; 应急处置:启动预案
static const char *joined_measures(situ_sheet_run *run, const char *text)
{
    const situ_columns *columns = &run->columns;
    const char *all = "";
    for (size_t i = 0; i < columns->joined_count && all; i++) {
        const char *one = situ_run_cell(run, columns->joined[i])->text, *label = run->header.cells[columns->joined[i]].shown;
        if (situ_clean_is_blank(one))
            continue;
        label = strrchr(label, '/') ? strrchr(label, '/') + 1 : label;
        size_t n = strlen(label);
        n -= n > 6 && situ_ends_with(label, "措施") ? 6 : 0;
        all = situ_arena_printf(run->row_arena, "%s%s%.*s:%s", all, all[0] ? "; " : "", (int)n, label, one);
    }
    return all && all[0] ? all : text;
}

const char *situ_joined_degrees(situ_sheet_run *run, size_t field, const char *text)
{
    if (run->columns.joined_count > 0 && (int)field == run->columns.joined_field)
        return joined_measures(run, text);
    situ_field_kind kind = run->columns.schema->fields[field].kind;
    const int *at = run->columns.degrees[kind == SITU_FIELD_LAT];
    double v = 0;
    if ((kind != SITU_FIELD_LON && kind != SITU_FIELD_LAT) || at[0] == 0 || !situ_parse_double(text, &v))
        return text;
    const char *minutes = situ_run_cell(run, at[1] - 1)->text, *seconds = situ_run_cell(run, at[2] - 1)->text;
    if (!situ_parse_double(minutes, &v))
        return text;
    bool full = situ_parse_double(seconds, &v);
    const char *joined = full ? situ_arena_printf(run->row_arena, "%s°%s′%s″", text, minutes, seconds) : situ_arena_printf(run->row_arena, "%s°%s′", text, minutes);
    return joined ? joined : text;
}
