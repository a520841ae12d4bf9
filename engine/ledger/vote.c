// SPDX-License-Identifier: MIT
// What a column's values say about it, beside its header.
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/internal.h"

enum { SAMPLES = 400 };

// GB 32100: 18 signs, the last one a check over the others.
static bool is_credit_code(const char *text)
{
    static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    if (strlen(text) != 18)
        return false;
    for (int i = 0; i < 18; i++) {
        const char *at = strchr(signs, text[i] >= 'a' && text[i] <= 'z' ? text[i] - 32 : text[i]);
        if (!at || !*at)
            return false;
        int value = (int)(at - signs);
        if (i == 17)
            return value == (31 - sum % 31) % 31;
        sum += value * weights[i];
    }
    return false;
}

// A mobile or a number with its area code, blanks and dashes inside or not; also one Excel has spoilt.
static bool is_phone(const char *text, bool *mobile)
{
    char digits[16];
    size_t n = 0;
    bool dot = false;
    *mobile = false;
    for (const char *p = text, *end = text + strlen(text);; ) {
        uint32_t c = p < end ? situ_clean_fold_char(situ_utf8_next(&p, end)) : 0xFFFF;
        if (c >= '0' && c <= '9') {
            if (n < sizeof digits)
                digits[n++] = (char)c;
            continue;
        }
        if (c == '-' || c == ' ' || c == '(' || c == ')' || c == '+' || c == 0)
            continue;
        if (c == '.' && n <= 3) {
            dot = true; // 108.7: no phone
            continue;
        }
        const char *d = digits;
        if (n == 13 && d[0] == '8' && d[1] == '6') {
            d += 2;
            n -= 2;
        }
        if (n == 11 && d[0] == '1' && d[1] >= '3') {
            *mobile = true;
            return !dot;
        }
        if (n >= 10 && n <= 12 && d[0] == '0' && (d[1] != '0' || strchr(text, '-'))) // 000-5509…: made up, but a phone
            return !dot;
        n = 0;
        if (c == 0xFFFF)
            break;
    }
    const char *e = strpbrk(text, "eE");
    return e && e > text && e[-1] >= '0' && e[-1] <= '9' && strncmp(e, "E+10", 4) == 0; // 1.38E+10
}

static bool is_size(const char *text)
{
    static const char *const words[] = {"特大型", "大型", "中型", "小型", "特大", "大", "中", "小", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return true;
    return false;
}

static bool is_high_low(const char *text)
{
    static const char *const words[] = {"极高", "高", "中高", "较高", "中", "中低", "较低", "低", "高风险", "中风险", "低风险", "极高风险", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return true;
    return false;
}

// Two to four signs that begin with a common family name.
static bool is_person(const char *text)
{
    static const char surnames[] = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
                                   "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文向冉谈牟";
    static const char *const no_names[] = {"村", "社区", "镇", "乡", "街道", "厂", "店", "库", "山", "桥", "路", "站", "校", "公司", NULL};
    size_t n = strlen(text);
    if (n < 6 || n > 12 || n % 3 != 0)
        return false;
    for (size_t i = 0; i < n; i += 3)
        if (((unsigned char)text[i] & 0xF0) != 0xE0)
            return false;
    for (size_t i = 0; no_names[i]; i++)
        if (situ_ends_with(text, no_names[i]))
            return false;
    for (const char *s = surnames; *s; s += 3)
        if (memcmp(s, text, 3) == 0)
            return true;
    return false;
}

static void vote_number(situ_votes *v, double x, bool fraction, size_t decimals)
{
    bool mobile = x >= 13000000000.0 && x < 20000000000.0; // 13800138000.0 too, and 8613800138000
    if (x == floor(x) && (mobile || (x >= 8613000000000.0 && x < 8620000000000.0))) {
        v->phone++;
        v->mobile++;
        return;
    }
    if (!fraction && x >= 19500101 && x <= 20991231) {
        int month = (int)(x / 100) % 100, day = (int)x % 100;
        if (month >= 1 && month <= 12 && day >= 1 && day <= 31) {
            v->date++;
            return;
        }
    }
    v->number++;
    v->serial += !fraction && x >= 32874 && x <= 55153; // 1990..2050
    v->year += !fraction && x >= 1950 && x <= 2100;
    v->brief += !fraction && x >= 100 && x < 1e10; // 2355128091: a landline that lost its 0
    if (!fraction)
        return;
    bool lon = x >= 73 && x <= 135.1, lat = x >= 3 && x <= 54;
    v->lon += lon;
    v->lat += lat;
    v->fine += (lon || lat) && decimals >= 3;
}

static bool vote_coordinates(situ_votes *v, const char *text, const char *plain)
{
    situ_coord_text at[2];
    situ_coord_marks marks = {0};
    size_t n = situ_coord_scan(text, at, &marks);
    double deg = 0;
    const char *rule = NULL;
    if (situ_clean_coordinate(text, &deg, &rule) && situ_streq(rule, "COMMA_DECIMAL") && strlen(strchr(plain, ',') + 1) > 3) {
        at[0] = (situ_coord_text){.deg = deg, .parts = 2}; // 108,6972
        n = 1;
    }
    if (n == 0 || (n == 1 && at[0].parts < 2 && !at[0].hemisphere))
        return false;
    bool lon = at[0].deg >= 73 && at[0].deg <= 135.1, lat = at[0].deg >= 3 && at[0].deg <= 54;
    if (n == 2) {
        bool lon2 = at[1].deg >= 73 && at[1].deg <= 135.1, lat2 = at[1].deg >= 3 && at[1].deg <= 54;
        if (!((lon && lat2) || (lat && lon2)))
            return false;
        v->both++;
        return true;
    }
    if (!lon && !lat)
        return false;
    v->lon += lon;
    v->lat += lat;
    v->fine++;
    return true;
}

// 张三13800138000, but not 手机13800138000.
static bool begins_with_name(const char *text)
{
    static const char *const words[] = {"电话", "手机", "座机", "办公", "值班", "联系", "固话", NULL};
    size_t n = 0;
    for (size_t i = 0; words[i]; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return false;
    while (n < 6 && ((unsigned char)text[n * 3] & 0xF0) == 0xE0 && (unsigned char)text[n * 3] >= 0xE4 && (unsigned char)text[n * 3] <= 0xE9)
        n++;
    return n >= 2 && n <= 5;
}

static void vote_text(situ_votes *v, const char *text, const char *plain)
{
    char iso[11];
    const char *rule = NULL, *unit = NULL;
    bool mobile = false, about = false, digit = strpbrk(text, "0123456789") != NULL;
    double x = 0;
    size_t length = strlen(plain);
    if (plain[0] == '0' && length >= 10 && length <= 12 && strspn(plain, "0123456789") == length && is_phone(plain, &mobile)) {
        v->phone++; // 02355128091
        return;
    }
    if (digit && situ_parse_double(plain, &x) && strpbrk(plain, "eE") == NULL) {
        const char *dot = strchr(plain, '.');
        vote_number(v, x, dot != NULL, dot ? strlen(dot + 1) : 0);
        return;
    }
    int level = situ_clean_level_in(text, false, SITU_SCALE_PLAIN);
    if (is_high_low(plain))
        v->high_low++;
    if (level > 0) {
        v->level++;
        v->size += is_size(plain);
        return;
    }
    if (situ_clean_level_in(text, true, SITU_SCALE_PLAIN) > 0)
        v->letter++;
    if (is_credit_code(plain))
        v->code++;
    else if (is_phone(text, &mobile))
        v->phone++, v->mobile += mobile, v->named += begins_with_name(text);
    else if (digit && situ_clean_date(text, iso, &rule))
        v->date++;
    else if (digit && vote_coordinates(v, text, plain))
        v->text += 0;
    else if (situ_clean_number(text, &x, &unit, &about, &rule) || situ_streq(rule, "NUMBER_VAGUE") ||
             (situ_streq(rule, "NUMBER_SEVERAL") && (situ_clean_number_part(text, "人", &x) || situ_clean_number_part(text, "户", &x)))) // 5户20人
        v->number++;
    else {
        v->text++;
        v->town += situ_ends_with(plain, "镇") || situ_ends_with(plain, "乡") || situ_ends_with(plain, "街道") || situ_ends_with(plain, "办事处");
        v->village += situ_ends_with(plain, "村") || situ_ends_with(plain, "社区") || situ_ends_with(plain, "委会");
        v->person += is_person(plain);
    }
}

void situ_votes_of(situ_votes *out, const situ_sheet *sheet, uint32_t row, uint32_t column, situ_arena *scratch)
{
    *out = (situ_votes){0};
    if (row >= sheet->row_count || column >= sheet->column_count)
        return;
    // Spread over the rows; the odd step keeps clear of patterns that repeat every few rows.
    uint32_t step = ((sheet->row_count - row) / SAMPLES) | 1;
    for (uint32_t r = row; r < sheet->row_count; r += step) {
        const situ_cell *cell = &sheet->cells[(size_t)r * sheet->column_count + column];
        if (cell->kind == SITU_CELL_EMPTY || cell->kind == SITU_CELL_NO_VALUE || cell->kind == SITU_CELL_PICTURE || situ_clean_is_blank(cell->text))
            continue;
        out->n++;
        if (cell->kind == SITU_CELL_ISO_DATE) {
            out->date++;
        } else if (cell->kind == SITU_CELL_NUMBER) {
            double x = cell->number;
            const char *dot = strchr(cell->text, '.');
            vote_number(out, x, x != floor(x), dot ? strlen(dot + 1) : 0);
            out->letter += x == floor(x) && x >= 1 && x <= 4;
        } else {
            char *plain = situ_clean_fold(scratch, cell->text);
            if (!plain)
                return;
            vote_text(out, cell->text, plain);
            out->letter += strlen(plain) == 1 && plain[0] >= '1' && plain[0] <= '4';
        }
    }
}
