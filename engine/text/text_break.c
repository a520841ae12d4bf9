// SPDX-License-Identifier: MIT
// Balanced line breaking: break opportunities come from Pango (UAX 14, so no punctuation at a line's
// head), the choice among them from dynamic programming over the sum of squared widths.

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "text/text_internal.h"

// Costs in em^2, beside the squared widths.
#define COST_LONELY 400.0 // a single character on a line
#define COST_SPLIT 6.0    // inside a word such as 街道
#define COST_ITEM 14.0    // inside a short item of a list such as a person's name
#define GAIN_SUFFIX 1.5   // behind an administrative suffix: 云阳县/双江街道
#define GAIN_BRACKET 14.0 // before an opening bracket: 减灾办/(县应急管理局)

typedef struct break_point { // one place a line may end; the first is the text's start
    size_t byte;             // end of the line's text, blanks behind it not counted
    size_t next;             // start of the next line's text
    double x, next_x;        // in em
    size_t characters, next_characters;
    double cost;
    bool forced; // a newline
} break_point;

typedef struct break_plan {
    break_point *points;
    size_t count;
} break_plan;

static const char *const WORDS[] = {"街道", "公司", "中心", "委员", "办公", "管委", "水库", "煤矿", "电站", "学校", "社区",
                                    "小区", "医院", "广场", "大桥", "隧道", "滑坡", "加油", "仓库", "林场", "工业", "园区",
                                    "应急", "救援", "消防", "领导", "小组", "指挥", "部门", "人员", "上报", "响应", NULL};

static bool splits_word(const char *text, size_t byte)
{
    for (size_t i = 0; WORDS[i]; i++)
        if (byte >= 3 && strncmp(text + byte - 3, WORDS[i], 6) == 0)
            return true;
    return false;
}

static bool ends_with_suffix(const char *text, size_t byte)
{
    static const char suffixes[] = "省市区县乡镇村局委办部处院所队站矿厂、，；：";
    if (byte < 3)
        return false;
    for (const char *p = suffixes; *p; p += 3)
        if (memcmp(p, text + byte - 3, 3) == 0)
            return true;
    return false;
}

static bool is_separator(const char *p)
{
    return strncmp(p, "、", 3) == 0 || strncmp(p, "，", 3) == 0 || strncmp(p, "；", 3) == 0 || *p == ',' || *p == ' ' || *p == ';';
}

// True when byte lies inside an item of at most four characters in a list of such items.
static bool splits_item(const char *text, size_t byte)
{
    size_t before = 0, after = 0;
    bool in_list = false;
    const char *p = text + byte, *q = text + byte;
    for (; *p && !is_separator(p) && after <= 4; after++)
        for (p++; ((unsigned char)*p & 0xC0) == 0x80;)
            p++;
    in_list = *p && is_separator(p);
    while (q > text && before <= 4) {
        do
            q--;
        while (((unsigned char)*q & 0xC0) == 0x80);
        if (is_separator(q)) {
            in_list = true;
            break;
        }
        before++;
    }
    return in_list && before > 0 && after > 0 && before + after <= 4;
}

static bool before_bracket(const char *p)
{
    return *p == '(' || strncmp(p, "（", 3) == 0 || strncmp(p, "《", 3) == 0;
}

// x of the leading edge of a byte, in em.
static double x_of(PangoLayoutLine *line, size_t byte)
{
    int x;
    pango_layout_line_index_to_x(line, (int)byte, FALSE, &x);
    return x / (SITU_TEXT_REFERENCE * PANGO_SCALE);
}

// p: a character's first byte. Letters of ó, ñ, š too (U+00C0..U+024F).
static bool is_word(const char *p)
{
    unsigned char c = (unsigned char)*p;
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '+' || c == '/' ||
           (c >= 0xC3 && c <= 0xC9);
}

static size_t character_before(const char *text, size_t byte)
{
    do
        byte--;
    while (byte > 0 && ((unsigned char)text[byte] & 0xC0) == 0x80);
    return byte;
}

// A number or Latin word is cut only when it is wider than a line by itself.
static bool cuts_word(PangoLayoutLine *line, const char *text, size_t byte, double limit)
{
    size_t start = byte, end = byte;
    if (byte == 0 || !is_word(text + character_before(text, byte)) || !is_word(text + byte))
        return false;
    while (start > 0 && is_word(text + character_before(text, start)))
        start = character_before(text, start);
    while (is_word(text + end))
        for (end++; ((unsigned char)text[end] & 0xC0) == 0x80;)
            end++;
    return x_of(line, end) - x_of(line, start) <= limit;
}

// Break opportunities of text. every: at every character (when nothing else fits a line of limit em).
static situ_status find_points(break_plan *plan, const situ_text_line *shaped, const char *original, bool every, double limit, situ_error *err)
{
    situ_status status;
    const char *text = pango_layout_get_text(shaped->layout), *end = text + strlen(text);
    int attr_count = 0;
    const PangoLogAttr *attrs = pango_layout_get_log_attrs_readonly(shaped->layout, &attr_count);
    size_t capacity = 0;
    SITU_TRY(situ_grow(&plan->points, &capacity, (size_t)attr_count + 2, sizeof *plan->points, err));
    plan->points[plan->count++] = (break_point){0};
    const char *p = text;
    size_t last_end = 0, characters = 0, last_characters = 0; // up to the last character that is no blank
    for (int i = 1; p < end && i < attr_count; i++) {
        const char *start = p;
        situ_utf8_next(&p, end);
        characters++;
        if (!attrs[i - 1].is_white) {
            last_end = (size_t)(p - text);
            last_characters = characters;
        }
        bool forced = original[start - text] == '\n';
        size_t byte = (size_t)(p - text);
        bool emergency = every && attrs[i].is_cursor_position && !cuts_word(shaped->line, text, byte, limit);
        if (p < end && !forced && !attrs[i].is_line_break && !emergency)
            continue;
        break_point *point = &plan->points[plan->count++];
        *point = (break_point){.byte = last_end, .next = byte, .x = x_of(shaped->line, last_end), .next_x = x_of(shaped->line, byte),
                               .characters = last_characters, .next_characters = characters, .forced = forced};
        if (splits_word(text, last_end))
            point->cost += COST_SPLIT;
        if (p < end && splits_item(text, last_end))
            point->cost += COST_ITEM;
        if (before_bracket(p))
            point->cost -= GAIN_BRACKET;
        if (p < end && ends_with_suffix(text, last_end))
            point->cost -= GAIN_SUFFIX;
    }
    status = SITU_OK;
done:
    return status;
}

// Cost of a line from break point a to b (0-based into points), DBL_MAX when it does not fit.
static double line_cost(const break_plan *plan, size_t a, size_t b, double limit)
{
    const break_point *from = &plan->points[a], *to = &plan->points[b];
    double width = fmax(to->x - from->next_x, 0);
    if (width > limit + 1e-9)
        return DBL_MAX;
    for (size_t i = a + 1; i < b; i++)
        if (plan->points[i].forced)
            return DBL_MAX;
    double cost = width * width + to->cost;
    if (to->characters == from->next_characters + 1 && plan->count > 2)
        cost += COST_LONELY;
    return cost;
}

// Fewest lines that fit, balanced. ends receives the break points; returns the number of lines, 0 when
// max_lines do not do.
static size_t choose(const break_plan *plan, double limit, size_t max_lines, double *cost, size_t *from, size_t *ends)
{
    size_t n = plan->count;
    for (size_t i = 0; i < n; i++)
        cost[i] = i == 0 ? 0 : DBL_MAX;
    for (size_t k = 1; k <= max_lines; k++) {
        double *before = cost + (k - 1) * n, *now = cost + k * n;
        size_t *back = from + k * n;
        for (size_t j = 0; j < n; j++) {
            now[j] = DBL_MAX;
            for (size_t i = j; i-- > 0;) {
                double c = line_cost(plan, i, j, limit);
                if (c == DBL_MAX && plan->points[j].x - plan->points[i].next_x > limit)
                    break; // longer lines do not fit either
                if (c < DBL_MAX && before[i] < DBL_MAX && before[i] + c < now[j]) {
                    now[j] = before[i] + c;
                    back[j] = i;
                }
            }
        }
        if (now[n - 1] < DBL_MAX) {
            size_t j = n - 1;
            for (size_t line = k; line > 0; line--) {
                ends[line - 1] = j;
                j = from[line * n + j];
            }
            return k;
        }
    }
    return 0;
}

// Fills lines as far as they go; the last takes the rest.
static size_t fill(const break_plan *plan, double limit, size_t max_lines, size_t *ends)
{
    size_t lines = 0, at = 0, last = plan->count - 1;
    while (at < last && lines + 1 < max_lines) {
        size_t to = at + 1;
        while (to < last && !plan->points[to].forced && plan->points[to + 1].x - plan->points[at].next_x <= limit)
            to++;
        ends[lines++] = to;
        at = to;
    }
    if (at < last)
        ends[lines++] = last;
    return lines;
}

static situ_status emit(const break_plan *plan, const char *text, const size_t *ends, size_t lines, char ***out, situ_error *err)
{
    situ_status status;
    char **list = situ_calloc(lines + 1, sizeof *list);
    SITU_TRY_ALLOC(list);
    size_t at = 0;
    for (size_t i = 0; i < lines; i++) {
        size_t start = plan->points[at].next, end = plan->points[ends[i]].byte;
        while (start < end && text[start] == ' ')
            start++;
        list[i] = situ_strndup(text + start, end > start ? end - start : 0);
        SITU_TRY_ALLOC(list[i]);
        at = ends[i];
    }
    *out = list;
    list = NULL;
    status = SITU_OK;
done:
    situ_names_free(list);
    return status;
}

situ_status situ_text_break(situ_text *text, situ_font font, double size, const char *utf8, double max_width,
                            int max_lines, char ***lines, bool *fits, situ_error *err)
{
    situ_status status;
    break_plan plan = {0};
    double *cost = NULL;
    size_t *from = NULL, *ends = NULL;
    const situ_text_line *shaped;
    *lines = NULL;
    SITU_TRY(situ_text_shape(text, font, utf8, false, &shaped, err));
    double limit = size > 0 ? max_width / size : 0;
    size_t limit_lines = max_lines > 0 ? (size_t)max_lines : 1, count = 0;
    for (int every = 0; every < 2 && count == 0; every++) {
        plan.count = 0;
        situ_free(plan.points);
        plan.points = NULL;
        SITU_TRY(find_points(&plan, shaped, utf8, every == 1, limit, err));
        size_t rows = limit_lines < plan.count ? limit_lines : plan.count;
        situ_free(cost);
        situ_free(from);
        situ_free(ends);
        cost = situ_calloc((rows + 1) * plan.count, sizeof *cost);
        from = situ_calloc((rows + 1) * plan.count, sizeof *from);
        ends = situ_calloc(rows + 1, sizeof *ends);
        SITU_TRY_ALLOC(cost);
        SITU_TRY_ALLOC(from);
        SITU_TRY_ALLOC(ends);
        if (plan.count > 1)
            count = choose(&plan, limit, rows, cost, from, ends);
    }
    if (fits)
        *fits = count > 0 || plan.count <= 1;
    if (count == 0 && plan.count > 1) { // too long however it is cut: then at least between words
        plan.count = 0;
        situ_free(plan.points);
        plan.points = NULL;
        SITU_TRY(find_points(&plan, shaped, utf8, false, limit, err));
    }
    if (count == 0 && plan.count > 1)
        count = fill(&plan, limit, limit_lines, ends);
    SITU_TRY(emit(&plan, pango_layout_get_text(shaped->layout), ends, count, lines, err));
    status = SITU_OK;
done:
    situ_free(plan.points);
    situ_free(cost);
    situ_free(from);
    situ_free(ends);
    return status;
}
