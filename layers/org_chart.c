// SPDX-License-Identifier: MIT
// Organisation chart from the 组织机构 sheet: heads and duty phones in boxes, leaves in vertical text,
// 牵头 solid, 配合 dashed, 指导 dotted. graph/tree.h decides where; here is what and how it looks.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "graph/lines.h"
#include "graph/org_sheet.h"
#include "graph/outline.h"
#include "graph/tree.h"
#include "scene/layer.h"

enum { LINES = 12, WIDE_FORMS = 3, FORM_COLUMN = 3, FORM_TWO_COLUMNS = 4 };

typedef struct params {
    situ_rgba accent, line, text, second;
    double name, info;     // mm on A3 at scale 1
    double smallest;       // no text below this, mm on A3
    double largest;        // the name of a leaf at most this, mm on A3
    bool phones, deputies, key;
} params;

static const situ_prop props[] = {
    {.name = "accent", .kind = SITU_PROP_COLOR, .offset = offsetof(params, accent), .fallback = "#1F4E5F", .help = N_("outlines and the head unit")},
    {.name = "line", .kind = SITU_PROP_COLOR, .offset = offsetof(params, line), .fallback = "#6B645C", .help = N_("connecting lines")},
    {.name = "text", .kind = SITU_PROP_COLOR, .offset = offsetof(params, text), .fallback = "#2B2B2B", .help = N_("names")},
    {.name = "second", .kind = SITU_PROP_COLOR, .offset = offsetof(params, second), .fallback = "#6B645C", .help = N_("deputies and phones")},
    {.name = "name_size", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, name), .min = 1, .max = 20, .fallback = "3", .help = N_("size of names against that of other text, mm")},
    {.name = "info_size", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, info), .min = 1, .max = 20, .fallback = "2.3", .help = N_("size of heads and phones, mm")},
    {.name = "smallest", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, smallest), .min = 0.5, .max = 10, .fallback = "2", .help = N_("no text below this on A3, else the chart goes on to further pages, mm")},
    {.name = "largest", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, largest), .min = 2, .max = 20, .fallback = "5.2", .help = N_("names of the lowest units are never larger on A3, mm")},
    {.name = "phones", .kind = SITU_PROP_BOOL, .offset = offsetof(params, phones), .fallback = "yes", .help = N_("duty phones in the boxes")},
    {.name = "deputies", .kind = SITU_PROP_BOOL, .offset = offsetof(params, deputies), .fallback = "yes", .help = N_("deputies in the boxes of units with others below")},
    {.name = "key", .kind = SITU_PROP_BOOL, .offset = offsetof(params, key), .fallback = "yes", .help = N_("explains the lines in a free upper corner of the first page")},
    {.name = NULL},
};

typedef struct line { // of text: horizontal, or a column of vertical writing
    const char *utf8;
    double size, extent; // extent: width, of a column height
    bool bold, second, turned; // turned: a row of digits turned to the right, in a column's place
} line;
typedef struct content { line lines[LINES]; int count; double w, h; } content;

typedef struct unit {
    situ_org_unit s;
    content forms[SITU_TREE_FORMS];
} unit;

typedef struct chart {
    situ_scene *scene;
    const situ_layer_input *in;
    const params *p;
    situ_arena *arena;
    unit *units;
    situ_tree_node *nodes;
    int count;
    double u;      // one millimetre of A3 on this sheet
    double margin; // inside the body
    situ_error *err;
} chart;

// --- contents ---

static const char *head_word(const char *type)
{
    static const char *const words[][2] = {{"应急委", "主任"}, {"安委会", "主任"}, {"减灾委", "主任"}, {"专委会", "主任"}, {"办公室", "主任"},
                                           {"专项指挥部", "指挥长"}, {"工作组", "组长"}, {"专家组", "组长"}, {"队伍", "队长"}, {"网格", "网格长"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(type, words[i][0]) == 0)
            return words[i][1];
    return "";
}

// Splits "张三、李四" (also , ; / and full width); parts live in the arena. Returns the number.
static int split_names(situ_arena *arena, const char *text, const char *out[], int room)
{
    int n = 0;
    const char *p = text, *end = text + strlen(text), *from = text;
    while (n < room) {
        const char *at = p;
        uint32_t ch = p < end ? situ_utf8_next(&p, end) : ',';
        if (ch == ',' || ch == ';' || ch == '/' || ch == 0x3001 || ch == 0xFF0C || ch == 0xFF1B || ch == '\n') {
            if (at > from)
                out[n++] = situ_arena_strndup(arena, from, (size_t)(at - from));
            from = p;
            if (at == end)
                break;
        }
    }
    return n;
}

static situ_status add_line(chart *c, content *k, const char *utf8, double size, bool bold, bool second, bool vertical)
{
    situ_error *err = c->err;
    situ_status status = SITU_OK;
    situ_font font = {.family = SITU_SANS, .bold = bold};
    situ_extents ext;
    line *l = &k->lines[k->count];
    double column = 0;
    if (k->count == LINES || !utf8 || !*utf8)
        return SITU_OK;
    *l = (line){.utf8 = utf8, .size = size, .bold = bold, .second = second};
    if (vertical) {
        SITU_TRY(situ_text_measure_vertical(c->in->text, font, size, utf8, &column, &l->extent, err));
    } else {
        SITU_TRY(situ_text_measure(c->in->text, font, size, utf8, &ext, err));
        l->extent = ext.width;
    }
    k->count++;
done:
    return status;
}

// Where a name of several words breaks well: before a bracket or its last word. Length of the head in bytes, 0 = nowhere.
static size_t word_break(const char *name)
{
    const char *bracket = strstr(name, "（");
    if (!bracket)
        bracket = strchr(name, '(');
    if (bracket && bracket > name + 6)
        return (size_t)(bracket - name);

    static const char *const tails[] = {"专项工作小组", "专项工作组", "应急指挥部", "专项小组", "领导小组", "指挥中心", "工作专班", "指挥部",
                                        "委员会", "办公室", "管委会", "工作组", "管理局", "管理所", "专家组", "大队", "支队", "中心", "公司"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (situ_ends_with(name, tails[i]) && strlen(name) >= strlen(tails[i]) + 6)
            return strlen(name) - strlen(tails[i]);
    return 0;
}

// Name in up to `most` lines (or columns of vertical writing) of about equal length, none below `least`.
static situ_status add_name(chart *c, content *k, const char *name, double size, int most, double least, bool vertical)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    situ_extents ext;
    char **lines = NULL;
    bool fits = true;
    size_t head = word_break(name);
    double width;
    situ_font font = {.family = SITU_SANS, .bold = true};
    SITU_TRY(situ_text_measure(c->in->text, font, size, name, &ext, err));
    width = fmax(ceil(ext.width / size / most + 0.35) * size + 0.1, least);
    if (most > 1 && head > 0 && ext.width > width) { // the last word keeps together, even a little wider
        char *first = situ_arena_strndup(c->arena, name, head), *last = situ_arena_strdup(c->arena, name + head);
        situ_extents a, b;
        SITU_TRY_ALLOC(first);
        SITU_TRY_ALLOC(last);
        SITU_TRY(situ_text_measure(c->in->text, font, size, first, &a, err));
        SITU_TRY(situ_text_measure(c->in->text, font, size, last, &b, err));
        if (most == 2 || fmax(a.width, b.width) <= width + 1.1 * size)
            width = fmax(width, fmin(a.width, width + 2.1 * size));
        SITU_TRY(situ_text_break(c->in->text, font, size, first, fmax(width, b.width), most - 1, &lines, &fits, err));
        if (fits && b.width <= width + 3.1 * size) {
            for (int i = 0; lines[i]; i++)
                SITU_TRY(add_line(c, k, situ_arena_strdup(c->arena, lines[i]), size, true, false, vertical));
            SITU_TRY(add_line(c, k, last, size, true, false, vertical));
            goto done;
        }
        situ_names_free(lines);
        lines = NULL;
    }
    if (most > 1)
        SITU_TRY(situ_text_break(c->in->text, font, size, name, width, most, &lines, &fits, err));
    if (lines && fits) {
        for (int i = 0; lines[i]; i++)
            SITU_TRY(add_line(c, k, situ_arena_strdup(c->arena, lines[i]), size, true, false, vertical));
    } else {
        SITU_TRY(add_line(c, k, name, size, true, false, vertical));
    }
done:
    situ_names_free(lines);
    return status;
}

// "县委书记、县长(双组长)" -> without what stands in brackets at the end.
static const char *without_bracket(situ_arena *arena, const char *post)
{
    size_t n = strlen(post), at = n;
    const char *open = strstr(post, "（");
    if (!open)
        open = strchr(post, '(');
    if (open && (situ_ends_with(post, ")") || situ_ends_with(post, "）")))
        at = (size_t)(open - post);
    return at < n ? situ_arena_strndup(arena, post, at) : post;
}

// A post that is what the head is here (主任, 组长 ...), not another office (县长).
static bool is_role(const char *post)
{
    static const char *const tails[] = {"主任", "组长", "指挥长", "召集人", "联络员", "负责人", "队长", "网格长", "局长", "站长", "总指挥"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (situ_ends_with(post, tails[i]) && situ_utf8_count(post) <= 5)
            return true;
    return false;
}

static situ_status add_heads(chart *c, content *k, const unit *u, double size, bool vertical)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    const char *names[6], *posts[6], *post = without_bracket(c->arena, u->s.post), *word = head_word(u->s.type), *office = NULL;
    SITU_TRY_ALLOC(post);
    int n = split_names(c->arena, u->s.head, names, 6), m = split_names(c->arena, post, posts, 6);
    if (n == 1 && m == 1 && is_role(posts[0]))
        word = posts[0];
    if (n == 1 && m == 2 && is_role(posts[1])) { // 县委常委、组长
        word = posts[1];
        office = posts[0];
    }
    if (u->s.vacant) {
        const char *text = *word ? situ_arena_printf(c->arena, "%s 空缺", word) : "空缺";
        SITU_TRY(add_line(c, k, text, size, true, false, vertical));
        goto done;
    }
    for (int i = 0; i < n; i++) {
        const char *text = *word ? situ_arena_printf(c->arena, "%s %s", word, names[i]) : names[i];
        const char *also = office ? office : m == n && !is_role(posts[i]) ? posts[i] : NULL;
        SITU_TRY_ALLOC(text);
        if (also && !u->s.leaf && !vertical)
            text = situ_arena_printf(c->arena, "%s（%s）", text, also);
        SITU_TRY(add_line(c, k, text, size, false, false, vertical));
    }
done:
    return status;
}

// "副主任 甲、乙、丙" in at most two lines of width, names kept whole. Returns 0 lines when it does not fit.
static situ_status break_names(chart *c, const char *text, double size, double width, const char *const *names, int n, int ends[SITU_LINES_MOST], int *lines)
{
    situ_status status = SITU_OK;
    double advance[SITU_LINES_CHARS];
    int count = 0;
    for (const char *p = text, *end = text + strlen(text); p < end && count < SITU_LINES_CHARS; count++) {
        const char *from = p;
        char one[8] = "";
        situ_extents e;
        situ_utf8_next(&p, end);
        memcpy(one, from, (size_t)(p - from));
        SITU_TRY(situ_text_measure(c->in->text, (situ_font){.family = SITU_SANS}, size, one, &e, c->err));
        advance[count] = e.width;
    }
    *lines = (int)situ_utf8_count(text) == count ? situ_lines_break(ends, text, advance, count, width, 2, names, (size_t)n) : 0;
done:
    return status;
}

static situ_status add_deputies(chart *c, content *k, const unit *u, double size, double width)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    const char *names[40], *word = head_word(u->s.type);
    int n = split_names(c->arena, u->s.deputy, names, 40), lines = 0, ends[SITU_LINES_MOST];
    for (int shown = n; shown > 0 && lines == 0; shown--) { // as many as two lines take, the rest counted
        situ_str s;
        char *text;
        situ_str_init(&s);
        situ_str_addf(&s, "副%s ", *word ? word : "职");
        for (int i = 0; i < shown; i++)
            situ_str_addf(&s, "%s%s", i ? "、" : "", names[i]);
        if (shown < n)
            situ_str_addf(&s, "等%d人", n);
        text = situ_arena_strdup(c->arena, s.data);
        bool ok = situ_str_ok(&s);
        situ_str_free(&s);
        if (!ok || !text)
            return situ_fail_nomem(err);
        SITU_TRY(break_names(c, text, size, width, names, n, ends, &lines));
        for (int i = 0, begin = 0; i < lines; begin = ends[i++]) {
            const char *part = situ_arena_strndup(c->arena, text + begin, (size_t)(ends[i] - begin));
            SITU_TRY_ALLOC(part);
            SITU_TRY(add_line(c, k, part, size, false, true, false));
        }
    }
done:
    return status;
}

static double line_step(const line *l)
{
    return l->size * 1.28;
}

static void size_content(content *k, bool vertical)
{
    double along = 0, across = 0, pad = k->count ? fmax(1.3, 0.45 * k->lines[0].size) : 1.3;
    for (int i = 0; i < k->count; i++) {
        along = fmax(along, k->lines[i].extent);
        across += line_step(&k->lines[i]);
    }
    k->w = (vertical ? across : along) + 2 * pad * (vertical ? 0.8 : 1);
    k->h = (vertical ? along : across) + 2 * pad;
}

static double name_size(const chart *c, const unit *u)
{
    return c->p->name * (u->s.depth == 0 && !u->s.leaf ? 1.6 : u->s.depth == 1 && !u->s.leaf ? 1.25 : u->s.leaf ? 1 : 1.1);
}

static situ_status make_contents(chart *c)
{
    situ_status status = SITU_OK;
    for (int i = 0; i < c->count; i++) {
        unit *u = &c->units[i];
        double name = name_size(c, u), info = c->p->info * (u->s.depth == 0 && !u->s.leaf ? 1.3 : u->s.leaf ? 1 : 1.08);
        const char *phones[4];
        const char *phone = c->p->phones && split_names(c->arena, u->s.phone, phones, 4) > 0 ? phones[0] : NULL;
        for (int f = 0; f < (u->s.leaf ? FORM_TWO_COLUMNS + 1 : WIDE_FORMS); f++) {
            content *k = &u->forms[f];
            bool vertical = f >= FORM_COLUMN;
            content info_lines = {.count = 0}; // the name need not be narrower than what stands below it
            SITU_TRY(add_heads(c, &info_lines, u, info, vertical));
            if (phone && !vertical)
                SITU_TRY(add_line(c, &info_lines, phone, info, false, true, false));
            double least = vertical ? 5.1 * name : 4.1 * name;
            for (int q = 0; q < info_lines.count; q++)
                least = fmax(least, info_lines.lines[q].extent);
            SITU_TRY(add_name(c, k, u->s.name, name, vertical ? f - FORM_COLUMN + 1 : f + 1, least, vertical));
            SITU_TRY(add_heads(c, k, u, info, vertical));
            if (!u->s.leaf && c->p->deputies && *u->s.deputy) {
                size_content(k, false);
                SITU_TRY(add_deputies(c, k, u, info, fmax(k->w, 34)));
            }
            if (phone) {
                int before = k->count;
                SITU_TRY(add_line(c, k, phone, info, false, true, false));
                if (k->count > before)
                    k->lines[before].turned = vertical;
            }
            size_content(k, vertical);
            c->nodes[i].forms[f] = (situ_tree_form){k->w, k->h, vertical};
        }
    }
done:
    return status;
}

// --- drawing ---

_Static_assert((int)SITU_OUTLINE_LINE == (int)SITU_LINE && (int)SITU_OUTLINE_CURVE == (int)SITU_CURVE && (int)SITU_OUTLINE_CLOSE == (int)SITU_CLOSE, "outlines are paths");

// Borrows the outline's arrays; the scene copies them.
static situ_path path_of(situ_outline *o)
{
    return (situ_path){o->verbs, o->xy, o->verb_count, o->point_count};
}

static situ_rgba mix(situ_rgba a, double share) // a on white
{
    return (situ_rgba){(unsigned char)lround(255 - (255 - a.r) * share), (unsigned char)lround(255 - (255 - a.g) * share),
                       (unsigned char)lround(255 - (255 - a.b) * share), 255};
}

static situ_pen rel_pen(const chart *c, int rel)
{
    static const double steps[3][4] = {{0}, {0.3, 0.9}, {1.8, 1.0}};
    situ_pen pen = {.color = c->p->line, .width = 0.3 * c->u, .cap = SITU_CAP_BUTT, .join = SITU_JOIN_ROUND};
    if (rel > 0) {
        double *dash = situ_arena_alloc(c->arena, 2 * sizeof *dash);
        if (!dash)
            return pen; // drawn solid; the next allocation reports
        dash[0] = steps[rel][0] * c->u;
        dash[1] = steps[rel][1] * c->u;
        pen.dash = dash;
        pen.dash_count = 2;
        pen.cap = rel == 1 ? SITU_CAP_ROUND : SITU_CAP_BUTT;
        pen.width *= rel == 1 ? 1.3 : 1;
    }
    return pen;
}

static situ_status draw_links(chart *c, const situ_tree_layout *l, double radius)
{
    situ_status status = SITU_OK;
    for (int i = 0; i < l->link_count; i++) {
        const situ_tree_link *k = &l->links[i];
        situ_pen pen = rel_pen(c, k->rel);
        situ_outline o;
        situ_path path;
        situ_outline_polyline(&o, k->points, k->count, radius);
        path = path_of(&o);
        SITU_TRY(situ_scene_add_path(c->scene, &path, NULL, &pen, 0, (uint16_t)k->page,
                                     k->child >= 0 ? (uint32_t)c->units[k->child].s.row : UINT32_MAX, c->err));
    }
done:
    return status;
}

static situ_status draw_text(chart *c, const char *utf8, double size, bool bold, situ_rgba color, double cx, double cy, int page, uint32_t row)
{
    situ_status status = SITU_OK;
    situ_extents e;
    situ_item item = {.kind = SITU_ITEM_TEXT, .pass = 2, .page = (uint16_t)page, .feature = row};
    item.u.text.font = (situ_font){.family = SITU_SANS, .bold = bold};
    SITU_TRY(situ_text_measure(c->in->text, item.u.text.font, size, utf8, &e, c->err));
    item.u.text.utf8 = utf8;
    item.u.text.size = size;
    item.u.text.color = color;
    item.u.text.x = cx - e.width / 2;
    item.u.text.y = cy + 0.36 * size; // optical middle of Chinese characters and digits
    item.box = (situ_box){item.u.text.x, item.u.text.y - e.ascent, item.u.text.x + e.width, item.u.text.y + e.descent};
    SITU_TRY(situ_scene_add_item(c->scene, &item, c->err));
done:
    return status;
}

// A column: vertical writing, or digits turned to the right; middle at (cx, cy).
static situ_status draw_column(chart *c, const line *l, double scale, situ_rgba color, double cx, double cy, int page, uint32_t row)
{
    double size = l->size * scale, half = l->extent * scale / 2;
    situ_item item = {.kind = SITU_ITEM_TEXT, .pass = 2, .page = (uint16_t)page, .feature = row};
    item.u.text.font = (situ_font){.family = SITU_SANS, .bold = l->bold};
    item.u.text.utf8 = l->utf8;
    item.u.text.size = size;
    item.u.text.color = color;
    item.u.text.y = cy - half;
    item.u.text.x = l->turned ? cx - 0.36 * size : cx;
    item.u.text.angle_rad = l->turned ? acos(-1) / 2 : 0;
    item.u.text.vertical = !l->turned;
    item.box = (situ_box){cx - size * 0.75, cy - half, cx + size * 0.75, cy + half};
    return situ_scene_add_item(c->scene, &item, c->err);
}

static situ_status draw_content(chart *c, const content *k, bool vertical, situ_box b, double scale, bool on_accent, int page, uint32_t row)
{
    situ_status status = SITU_OK;
    double across = 0, at, cx = (b.x0 + b.x1) / 2, cy = (b.y0 + b.y1) / 2;
    for (int i = 0; i < k->count; i++)
        across += line_step(&k->lines[i]) * scale;
    at = vertical ? cx + across / 2 : cy - across / 2;
    for (int i = 0; i < k->count; i++) { // lines downwards; columns from the right, as vertical writing goes
        const line *l = &k->lines[i];
        double step = line_step(l) * scale;
        situ_rgba color = on_accent ? (situ_rgba){255, 255, 255, 255} : l->second ? c->p->second : c->p->text;
        if (vertical)
            SITU_TRY(draw_column(c, l, scale, color, at - step / 2, cy, page, row));
        else
            SITU_TRY(draw_text(c, l->utf8, l->size * scale, l->bold, color, cx, at + step / 2, page, row));
        at += vertical ? -step : step;
    }
done:
    return status;
}

static situ_pen box_pen(const chart *c, bool vacant, double dash[2])
{
    situ_pen pen = {.color = c->p->accent, .width = 0.3 * c->u, .join = SITU_JOIN_ROUND};
    dash[0] = 1.4 * c->u;
    dash[1] = 0.8 * c->u;
    if (vacant) {
        pen.dash = dash;
        pen.dash_count = 2;
    }
    return pen;
}

static situ_status draw_box(chart *c, const situ_tree_layout *l, const situ_tree_box *b)
{
    static const double tints[] = {1, 0.20, 0.12, 0.07};
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    const unit *u = &c->units[b->node];
    bool head = u->s.depth == 0 && !b->leaf, vertical = b->form >= FORM_COLUMN;
    situ_rgba fill = b->leaf ? (situ_rgba){255, 255, 255, 255} : mix(c->p->accent, tints[u->s.depth < 3 ? u->s.depth : 3]);
    situ_brush brush = {.color = fill};
    double dash[2];
    situ_pen pen = box_pen(c, u->s.vacant, dash);
    situ_outline o;
    situ_path path;
    situ_box text = b->box;
    situ_outline_box(&o, b->box, fmin(1.0 * c->u, (b->box.x1 - b->box.x0) / 4));
    path = path_of(&o);
    SITU_TRY(situ_scene_add_path(c->scene, &path, &brush, &pen, 1, (uint16_t)b->page, (uint32_t)u->s.row, c->err));
    if (b->ref_page >= 0 && !b->again) { // what hangs below stands on another page
        double size = c->p->info * l->scales[b->page];
        const char *note = situ_arena_printf(c->arena, "见第%d页", b->ref_page + 1);
        SITU_TRY_ALLOC(note);
        text.y1 -= size * 1.2;
        SITU_TRY(draw_text(c, note, size, false, head ? (situ_rgba){255, 255, 255, 255} : c->p->accent, (b->box.x0 + b->box.x1) / 2,
                           b->box.y1 - size * 0.9, b->page, (uint32_t)u->s.row));
    } else if (b->again || b->next_page >= 0) { // top of a page that is one of several: beside the box
        double size = c->p->info * l->scales[b->page];
        const char *note = !b->again ? situ_arena_printf(c->arena, "转第%d页", b->next_page + 1)
                           : b->next_page < 0 ? situ_arena_printf(c->arena, "接第%d页", b->ref_page + 1)
                                              : situ_arena_printf(c->arena, "接第%d页 转第%d页", b->ref_page + 1, b->next_page + 1);
        SITU_TRY_ALLOC(note);
        SITU_TRY(draw_text(c, note, size, false, c->p->accent, b->box.x1 + size * (b->again && b->next_page >= 0 ? 5.5 : 3), (b->box.y0 + b->box.y1) / 2, b->page, (uint32_t)u->s.row));
    }
    SITU_TRY(draw_content(c, &u->forms[b->form], vertical, text, l->scales[b->page], head, b->page, (uint32_t)u->s.row));
done:
    return status;
}

typedef struct key_entry { const char *label; int rel; bool box; } key_entry;

// What the chart's lines and outlines mean; nothing when all lines are alike and no post is vacant.
static int key_entries(const chart *c, key_entry out[4])
{
    bool used[3] = {false, false, false}, vacant = false;
    int n = 0;
    for (int i = 0; i < c->count; i++) {
        used[c->nodes[i].rel] |= c->nodes[i].parent >= 0;
        vacant |= c->units[i].s.vacant;
    }
    if (used[0] && (used[1] || used[2]))
        out[n++] = (key_entry){"领导、牵头", 0, false};
    if (used[2])
        out[n++] = (key_entry){"配合", 2, false};
    if (used[1])
        out[n++] = (key_entry){"指导", 1, false};
    if (vacant)
        out[n++] = (key_entry){"负责人空缺", 0, true};
    return n;
}

static situ_status add_legend(chart *c)
{
    situ_status status = SITU_OK;
    key_entry entries[4];
    double dash[2];
    int n = c->in->group ? key_entries(c, entries) : 0;
    for (int i = 0; i < n; i++) {
        situ_legend_entry e = {.group = c->in->group, .label = entries[i].label, .kind = entries[i].box ? SITU_LEGEND_AREA : SITU_LEGEND_LINE, .count = -1, .order = i};
        e.pen = entries[i].box ? box_pen(c, true, dash) : rel_pen(c, entries[i].rel);
        if (entries[i].box)
            e.brush.color = (situ_rgba){255, 255, 255, 255};
        SITU_TRY(situ_scene_add_legend(c->scene, &e, c->err));
    }
done:
    return status;
}

static bool is_free(const situ_tree_layout *l, situ_box b)
{
    for (int i = 0; i < l->box_count; i++)
        if (l->boxes[i].page == 0 && situ_box_touches(b, l->boxes[i].box))
            return false;
    for (int i = 0; i < l->link_count; i++)
        for (int k = 1; l->links[i].page == 0 && k < l->links[i].count; k++)
            if (situ_box_touches(b, situ_box_of(l->links[i].points[k - 1].x, l->links[i].points[k - 1].y, l->links[i].points[k].x, l->links[i].points[k].y)))
                return false;
    return true;
}

// The same explanation inside the drawing, in whichever upper corner is free.
static situ_status draw_key(chart *c, const situ_tree_layout *l)
{
    situ_status status = SITU_OK;
    key_entry entries[4];
    int n = key_entries(c, entries);
    double size = 2.6 * c->u, row = size * 1.6, sample = 9 * c->u, w = sample + size * 6.5, h = n * row, x = c->margin, y = c->margin, dash[2];
    if (n == 0 || !c->p->key)
        return SITU_OK;
    if (!is_free(l, situ_box_grow((situ_box){x, y, x + w, y + h}, 2 * c->u)))
        x = c->scene->frame.width - c->margin - w;
    if (!is_free(l, situ_box_grow((situ_box){x, y, x + w, y + h}, 2 * c->u)))
        return SITU_OK;
    for (int i = 0; i < n; i++) {
        double cy = y + (i + 0.5) * row;
        situ_pen pen = entries[i].box ? box_pen(c, true, dash) : rel_pen(c, entries[i].rel);
        situ_extents e;
        situ_outline o;
        situ_path path;
        if (entries[i].box)
            situ_outline_box(&o, (situ_box){x, cy - size * 0.55, x + sample, cy + size * 0.55}, 0.8 * c->u);
        else
            situ_outline_polyline(&o, (situ_point[]){{x, cy}, {x + sample, cy}}, 2, 0);
        path = path_of(&o);
        SITU_TRY(situ_scene_add_path(c->scene, &path, NULL, &pen, 1, 0, UINT32_MAX, c->err));
        SITU_TRY(situ_text_measure(c->in->text, (situ_font){.family = SITU_SANS}, size, entries[i].label, &e, c->err));
        SITU_TRY(draw_text(c, entries[i].label, size, false, c->p->second, x + sample + size * 0.7 + e.width / 2, cy, 0, UINT32_MAX));
    }
done:
    return status;
}

static void shift(situ_tree_layout *l, double by)
{
    for (int i = 0; i < l->box_count; i++)
        l->boxes[i].box = (situ_box){l->boxes[i].box.x0 + by, l->boxes[i].box.y0 + by, l->boxes[i].box.x1 + by, l->boxes[i].box.y1 + by};
    for (int i = 0; i < l->link_count; i++)
        for (int k = 0; k < l->links[i].count; k++) {
            l->links[i].points[k].x += by;
            l->links[i].points[k].y += by;
        }
}

static situ_status build(situ_scene *scene, const situ_layer_input *in, const void *params_, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    chart c = {.scene = scene, .in = in, .p = p, .arena = scene->arena, .err = err};
    situ_tree_layout layout;
    situ_tree_page page;
    situ_org_sheet sheet;
    double factor = scene->frame.content > 0 ? scene->frame.content : 1;
    c.u = fmax(factor, fmin(scene->frame.width / 400, scene->frame.height / 250)); // a wall sheet is read from afar
    c.margin = fmin(3 * c.u, 0.02 * fmin(scene->frame.width, scene->frame.height));
    if (!in->table)
        return situ_fail(err, SITU_E_NOT_FOUND, _("import the sheet 组织机构 first"), "%s", _("there are no units for the organisation chart"));
    SITU_TRY(situ_org_sheet_read(&sheet, in->table, in->report, c.arena, err));
    c.count = sheet.count;
    c.units = situ_arena_alloc(c.arena, (size_t)c.count * sizeof *c.units);
    c.nodes = situ_arena_alloc(c.arena, (size_t)c.count * sizeof *c.nodes);
    SITU_TRY_ALLOC(c.units);
    SITU_TRY_ALLOC(c.nodes);
    for (int i = 0; i < c.count; i++) {
        const situ_org_unit *u = &sheet.units[i];
        c.units[i].s = *u;
        c.nodes[i] = (situ_tree_node){.parent = u->parent, .group = u->group, .rel = u->style, .upright = u->depth <= 1};
    }
    SITU_TRY(make_contents(&c));
    page = (situ_tree_page){.width = scene->frame.width, .height = scene->frame.height, .gap_x = 1.6, .gap_y = 6.5, .gap_list = 1.2,
                            .indent = 4, .ref_h = p->info * 1.4, .min_scale = p->smallest * factor / p->info,
                            .max_scale = p->largest * c.u / p->name, .radius = 0.8 * c.u, .stretch_x = 1.35, .stretch_y = 1.25};
    page.width -= 2 * c.margin;
    page.height -= 2 * c.margin;
    SITU_TRY(situ_tree_layout_make(&layout, c.nodes, c.count, &page, c.arena, err));
    shift(&layout, c.margin);
    SITU_TRY(draw_links(&c, &layout, page.radius));
    for (int i = 0; i < layout.box_count; i++)
        SITU_TRY(draw_box(&c, &layout, &layout.boxes[i]));
    SITU_TRY(draw_key(&c, &layout));
    SITU_TRY(add_legend(&c));
done:
    return status;
}

const situ_layer_type situ_layer_org_chart = {
    .name = "org_chart",
    .summary = N_("organisation chart, laid out for the page"),
    .diagram = true,
    .params_size = sizeof(params),
    .props = props,
    .build = build,
};
