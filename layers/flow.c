// SPDX-License-Identifier: MIT
// Response flow from the 处置流程 sheet: lanes by actor, steps, decisions, documents, parallel groups, time
// limits on the boxes' edges, a header bar in the response level's colour. graph/flow.h decides where.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "graph/flow.h"
#include "graph/flow_sheet.h"
#include "graph/lines.h"
#include "graph/outline.h"
#include "scene/layer.h"

enum { LINES = 8, GROUPS = 24 };

typedef struct params {
    situ_rgba accent, line, text, second, lane, lane_other, head;
    double step, info;      // text sizes, mm on A3 at scale 1
    double smallest, largest;
    const char *direction;
    situ_texts keep; // words not to be broken
} params;

static const situ_prop props[] = {
    {.name = "accent", .kind = SITU_PROP_COLOR, .offset = offsetof(params, accent), .fallback = "#1F4E5F", .help = N_("outlines, lane heads and the bar of the overview")},
    {.name = "line", .kind = SITU_PROP_COLOR, .offset = offsetof(params, line), .fallback = "#4A4440", .help = N_("arrows")},
    {.name = "text", .kind = SITU_PROP_COLOR, .offset = offsetof(params, text), .fallback = "#2B2B2B", .help = N_("steps")},
    {.name = "second", .kind = SITU_PROP_COLOR, .offset = offsetof(params, second), .fallback = "#6B645C", .help = N_("responsible posts and limits")},
    {.name = "lane", .kind = SITU_PROP_COLOR, .offset = offsetof(params, lane), .fallback = "#F4F6F6", .help = N_("first, third ... lane")},
    {.name = "lane_other", .kind = SITU_PROP_COLOR, .offset = offsetof(params, lane_other), .fallback = "#FBFAF7", .help = N_("second, fourth ... lane")},
    {.name = "head", .kind = SITU_PROP_COLOR, .offset = offsetof(params, head), .fallback = "#DCE5E8", .help = N_("heads of lanes")},
    {.name = "step_size", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, step), .min = 1, .max = 20, .fallback = "3", .help = N_("size of steps against that of other text, mm")},
    {.name = "info_size", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, info), .min = 1, .max = 20, .fallback = "2.4", .help = N_("size of posts and limits, mm")},
    {.name = "smallest", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, smallest), .min = 0.5, .max = 10, .fallback = "2", .help = N_("no text below this on A3, else the flow goes on to further pages, mm")},
    {.name = "largest", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, largest), .min = 2, .max = 20, .fallback = "5", .help = N_("steps are never larger on A3, mm")},
    {.name = "direction", .kind = SITU_PROP_TEXT, .offset = offsetof(params, direction), .fallback = "auto", .help = N_("lanes: across, down or auto")},
    {.name = "keep_together", .kind = SITU_PROP_TEXTS, .offset = offsetof(params, keep), .help = N_("words that are not broken over two lines")},
    {.name = NULL},
};

typedef struct content { // text of a box in one of its breakings
    char *lines[LINES];
    int count, heads; // the first `heads` lines are the step, the rest the post
    int columns;      // groups: cells a row
    double cell_w, cell_h, w, h;
    bool upright;     // groups in vertical writing
} content;

typedef struct node {
    situ_flow_step s;
    char *groups[GROUPS];
    int group_count;
    content forms[2];
} node;

typedef struct chart {
    situ_scene *scene;
    const situ_layer_input *in;
    const params *p;
    situ_arena *arena;
    situ_flow_sheet sheet;
    node *nodes; // one a step
    const char *event;
    double u, content; // one millimetre of A3 on this sheet: of lines, of the smallest text
    double bar;        // height of the header bar with its gap
    situ_error *err;
} chart;

// --- contents ---

static situ_font font_of(bool bold)
{
    return (situ_font){.family = SITU_SANS, .bold = bold};
}

static situ_status text_width(chart *c, bool bold, double size, const char *utf8, double *out)
{
    situ_extents e;
    situ_status status = situ_text_measure(c->in->text, font_of(bold), size, utf8, &e, c->err);
    *out = e.width;
    return status;
}

// Lines at sense (graph/lines.h); false when the text is too long for that.
static situ_status sense_lines(chart *c, content *k, const char *utf8, double size, double width, int most, bool *fits)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    double advance[SITU_LINES_CHARS];
    int ends[SITU_LINES_MOST], n = 0, lines, begin = 0;
    for (const char *p = utf8, *end = utf8 + strlen(utf8); p < end && n < SITU_LINES_CHARS; n++) {
        const char *from = p;
        char one[8] = "";
        situ_utf8_next(&p, end);
        memcpy(one, from, (size_t)(p - from));
        SITU_TRY(text_width(c, false, size, one, &advance[n]));
    }
    lines = (int)situ_utf8_count(utf8) == n ? situ_lines_break(ends, utf8, advance, n, width, most, c->p->keep.items, c->p->keep.count) : 0;
    *fits = lines > 0 && k->count + lines <= LINES;
    for (int i = 0; i < lines && *fits; i++) {
        k->lines[k->count] = situ_arena_strndup(c->arena, utf8 + begin, (size_t)(ends[i] - begin));
        SITU_TRY_ALLOC(k->lines[k->count]);
        k->count++;
        begin = ends[i];
    }
done:
    return status;
}

// Appends utf8 in balanced lines of at most width; the last line holds the rest.
static situ_status add_lines(chart *c, content *k, const char *utf8, double size, double width, int most, double *widest)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    char **lines = NULL;
    bool fits = false;
    int first = k->count;
    if (!*utf8)
        return SITU_OK;
    SITU_TRY(sense_lines(c, k, utf8, size, width, most, &fits));
    if (!fits)
        SITU_TRY(situ_text_break(c->in->text, font_of(false), size, utf8, width, most, &lines, &fits, err));
    for (int i = 0; lines && lines[i] && k->count < LINES; i++) {
        k->lines[k->count] = situ_arena_strdup(c->arena, lines[i]);
        SITU_TRY_ALLOC(k->lines[k->count]);
        k->count++;
    }
    for (int i = first; i < k->count; i++) {
        double w;
        SITU_TRY(text_width(c, false, size, k->lines[i], &w));
        *widest = fmax(*widest, w);
    }
done:
    situ_names_free(lines);
    return status;
}

// Room above the groups: who leads them, and the limit's tag.
static double group_head(const chart *c, const node *v)
{
    return *v->s.role || v->s.limit_min > 0 ? c->p->info * 1.4 : 0;
}

// Groups stand in a row of upright columns, or (second form) in a table of level cells.
static situ_status group_content(chart *c, node *v, content *k, int form)
{
    situ_status status = SITU_OK;
    double size = c->p->step, widest = 0, highest = 0;
    k->upright = form == 0;
    for (int i = 0; i < v->group_count; i++) {
        double w = 0, h = 0;
        if (k->upright)
            SITU_TRY(situ_text_measure_vertical(c->in->text, font_of(false), size, v->groups[i], &w, &h, c->err));
        else
            SITU_TRY(text_width(c, false, size, v->groups[i], &w));
        widest = fmax(widest, w);
        highest = fmax(highest, h);
    }
    k->columns = k->upright ? v->group_count : 2;
    k->cell_w = k->upright ? size * 1.9 : widest + size * 0.9;
    k->cell_h = k->upright ? highest + size * 0.9 : size * 1.7;
    k->w = k->columns * k->cell_w + size * 0.5;
    k->h = ((v->group_count + k->columns - 1) / k->columns) * k->cell_h + size * 0.5 + (group_head(c, v));
done:
    return status;
}

static situ_status box_content(chart *c, node *v, content *k, int form)
{
    situ_status status = SITU_OK;
    const params *p = c->p;
    double whole, wide = 0, aim, step = p->step;
    bool diamond = v->s.kind == SITU_FLOW_DECISION, pill = v->s.kind == SITU_FLOW_START || v->s.kind == SITU_FLOW_END;
    SITU_TRY(text_width(c, false, step, v->s.text, &whole));
    // Two lines where it reads well; the narrow form takes three or four.
    if (pill || (diamond && situ_utf8_count(v->s.text) <= 14))
        form = 0; // a pill stays low, a diamond wide
    aim = form == 0 ? fmax(whole / (pill ? 2.6 : 2) + step, step * (diamond ? 5.2 : 9.2)) : fmax(whole / (diamond ? 3 : 3.6) + step * 0.8, step * (diamond ? 4.2 : 7.2));
    SITU_TRY(add_lines(c, k, v->s.text, step, aim, 6, &wide));
    k->heads = k->count;
    if (*v->s.role && !diamond)
        SITU_TRY(add_lines(c, k, v->s.role, p->info, fmax(wide, step * 6), 2, &wide));
    double high = k->heads * step * 1.3 + (k->count - k->heads) * p->info * 1.3;
    k->w = wide + step * (pill ? 2.4 : 1.2);
    k->h = high + step * (v->s.kind == SITU_FLOW_DOCUMENT ? 1.7 : 1.1);
    if (diamond) { // the text's rectangle touches the slopes: wide / w + high / h = 1
        k->h = fmax(high * 2.3, step * 4.6);
        k->w = wide / (1 - high / k->h) + step * 0.8;
    }
done:
    return status;
}

static situ_status split_groups(chart *c, node *v)
{
    const char *p = v->s.text, *bar;
    while (*p && v->group_count < GROUPS) {
        bar = strstr(p, "‖");
        size_t n = bar ? (size_t)(bar - p) : strlen(p);
        if (n > 0 && !(v->groups[v->group_count++] = situ_arena_strndup(c->arena, p, n)))
            return situ_fail_nomem(c->err);
        p = bar ? bar + strlen("‖") : p + n;
    }
    return SITU_OK;
}

static situ_status make_contents(chart *c, situ_flow_node *nodes)
{
    situ_status status = SITU_OK;
    for (int i = 0; i < c->sheet.count; i++) {
        node *v = &c->nodes[i];
        if (v->s.kind == SITU_FLOW_GROUP || strstr(v->s.text, "‖"))
            SITU_TRY(split_groups(c, v));
        for (int form = 0; form < 2; form++)
            SITU_TRY(v->group_count > 1 ? group_content(c, v, &v->forms[form], form) : box_content(c, v, &v->forms[form], form));
        nodes[i] = (situ_flow_node){v->s.lane, v->s.kind, v->forms[0].w, v->forms[0].h, v->forms[1].w, v->forms[1].h};
    }
done:
    return status;
}

// --- drawing ---

_Static_assert((int)SITU_OUTLINE_LINE == (int)SITU_LINE && (int)SITU_OUTLINE_CURVE == (int)SITU_CURVE && (int)SITU_OUTLINE_CLOSE == (int)SITU_CLOSE, "outlines are paths");

static void shape(situ_outline *o, situ_flow_kind kind, situ_box b, double u)
{
    double w = b.x1 - b.x0, h = b.y1 - b.y0, cx = (b.x0 + b.x1) / 2, cy = (b.y0 + b.y1) / 2;
    if (kind == SITU_FLOW_DECISION)
        situ_outline_polygon(o, (situ_point[]){{cx, b.y0}, {b.x1, cy}, {cx, b.y1}, {b.x0, cy}}, 4, 0.6 * u);
    else if (kind == SITU_FLOW_DOCUMENT)
        situ_outline_document(o, b, fmin(h * 0.14, 2.2 * u));
    else if (kind == SITU_FLOW_START || kind == SITU_FLOW_END)
        situ_outline_box(o, b, fmin(fmin(w, h) / 2, 7 * u));
    else
        situ_outline_box(o, b, kind == SITU_FLOW_CONNECTOR ? fmin(w, h) / 2 : 1.0 * u);
}

// Borrows the outline's arrays; the scene copies them.
static situ_path path_of(const situ_outline *o)
{
    return (situ_path){(uint8_t *)o->verbs, (double *)o->xy, o->verb_count, o->point_count};
}

static situ_status add_path(chart *c, const situ_outline *o, situ_rgba fill, situ_rgba stroke, double width, int pass, int page, uint32_t feature)
{
    situ_brush brush = {.color = fill};
    situ_pen pen = {.color = stroke, .width = width, .join = SITU_JOIN_ROUND};
    situ_path path = path_of(o);
    return situ_scene_add_path(c->scene, &path, fill.a ? &brush : NULL, stroke.a ? &pen : NULL, (uint16_t)pass, (uint16_t)page, feature, c->err);
}

// One line of text with its middle at (cx, cy); align -1: begins at cx, +1: ends there.
static situ_status add_text(chart *c, const char *utf8, double size, bool bold, situ_rgba color, double cx, double cy, int align, int page, uint32_t feature)
{
    situ_status status = SITU_OK;
    situ_extents e;
    situ_item item = {.kind = SITU_ITEM_TEXT, .pass = 9, .page = (uint16_t)page, .feature = feature};
    SITU_TRY(situ_text_measure(c->in->text, font_of(bold), size, utf8, &e, c->err));
    item.u.text.utf8 = utf8;
    item.u.text.font = font_of(bold);
    item.u.text.size = size;
    item.u.text.color = color;
    item.u.text.x = align < 0 ? cx : align > 0 ? cx - e.width : cx - e.width / 2;
    if (align == 0 && (situ_ends_with(utf8, "、") || situ_ends_with(utf8, "，") || situ_ends_with(utf8, "：")))
        item.u.text.x += size * 0.25; // the sign's right half is empty
    item.u.text.y = cy + 0.36 * size;
    item.box = (situ_box){item.u.text.x, item.u.text.y - e.ascent, item.u.text.x + e.width, item.u.text.y + e.descent};
    SITU_TRY(situ_scene_add_item(c->scene, &item, c->err));
done:
    return status;
}

static situ_status add_column(chart *c, const char *utf8, double size, bool bold, situ_rgba color, double cx, double cy, int page, uint32_t feature)
{
    situ_status status = SITU_OK;
    double w, h;
    situ_item item = {.kind = SITU_ITEM_TEXT, .pass = 9, .page = (uint16_t)page, .feature = feature};
    SITU_TRY(situ_text_measure_vertical(c->in->text, font_of(bold), size, utf8, &w, &h, c->err));
    item.u.text.utf8 = utf8;
    item.u.text.font = font_of(bold);
    item.u.text.size = size;
    item.u.text.color = color;
    item.u.text.x = cx;
    item.u.text.y = cy - h / 2;
    item.u.text.vertical = true;
    item.box = (situ_box){cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2};
    SITU_TRY(situ_scene_add_item(c->scene, &item, c->err));
done:
    return status;
}

static const situ_rgba none = {0, 0, 0, 0}, white = {255, 255, 255, 255};

static situ_rgba level_color(const chart *c)
{
    static const situ_rgba official[] = {{0xFF, 0, 0, 255}, {0xFF, 0x80, 0, 255}, {0xFF, 0xFF, 0, 255}, {0, 0x70, 0xC0, 255}};
    return c->sheet.level >= 1 && c->sheet.level <= 4 ? official[c->sheet.level - 1] : c->p->accent;
}

// The bar across every page: the event, and the response level in words (never by colour alone).
static situ_status draw_bar(chart *c, int page, int pages)
{
    static const char *const levels[] = {"总流程", "Ⅰ级响应", "Ⅱ级响应", "Ⅲ级响应", "Ⅳ级响应"};
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    double h = c->bar * 0.78, w = c->scene->frame.width, size = 5.2 * c->u;
    bool dark = c->sheet.level == 0 || c->sheet.level == 1 || c->sheet.level == 4;
    situ_rgba ink = dark ? white : c->p->text;
    situ_outline o;
    const char *left = *c->event ? situ_arena_printf(c->arena, "%s应急处置", c->event) : "应急处置";
    const char *right = pages > 1 ? situ_arena_printf(c->arena, "第%d页 共%d页", page + 1, pages) : NULL;
    SITU_TRY_ALLOC(left);
    situ_outline_box(&o, (situ_box){0, 0, w, h}, 1.2 * c->u);
    SITU_TRY(add_path(c, &o, level_color(c), none, 0, 0, page, UINT32_MAX));
    SITU_TRY(add_text(c, levels[c->sheet.level], size, true, ink, w / 2, h / 2, 0, page, UINT32_MAX));
    SITU_TRY(add_text(c, left, size * 0.72, true, ink, 4 * c->u, h / 2, -1, page, UINT32_MAX));
    if (right)
        SITU_TRY(add_text(c, right, size * 0.72, true, ink, w - 4 * c->u, h / 2, 1, page, UINT32_MAX));
done:
    return status;
}

static situ_status draw_lanes(chart *c, const situ_flow_layout *l)
{
    situ_status status = SITU_OK;
    int index = 0;
    for (int i = 0; i < l->lane_count; i++) {
        const situ_flow_lane *lane = &l->lanes[i];
        situ_box b = lane->body, h = lane->head;
        double size = c->p->step * l->scale, w, hi;
        situ_outline o;
        index = i > 0 && lane->band == l->lanes[i - 1].band ? index + 1 : 0;
        situ_outline_box(&o, b, 0);
        SITU_TRY(add_path(c, &o, index % 2 ? c->p->lane_other : c->p->lane, none, 0, 0, lane->page, UINT32_MAX));
        situ_outline_box(&o, situ_box_grow(h, -0.3 * c->u), 1.0 * c->u);
        SITU_TRY(add_path(c, &o, c->p->head, none, 0, 1, lane->page, UINT32_MAX));
        SITU_TRY(situ_text_measure_vertical(c->in->text, font_of(true), size, c->sheet.lanes[lane->lane], &w, &hi, c->err));
        if (l->across)
            SITU_TRY(add_column(c, c->sheet.lanes[lane->lane], fmin(size, size * 0.92 * (h.y1 - h.y0) / hi), true, c->p->accent, (h.x0 + h.x1) / 2, (h.y0 + h.y1) / 2, lane->page, UINT32_MAX));
        else {
            SITU_TRY(text_width(c, true, size, c->sheet.lanes[lane->lane], &w));
            SITU_TRY(add_text(c, c->sheet.lanes[lane->lane], fmin(size, size * 0.92 * (h.x1 - h.x0) / w), true, c->p->accent, (h.x0 + h.x1) / 2, (h.y0 + h.y1) / 2, 0, lane->page, UINT32_MAX));
        }
    }
done:
    return status;
}

// Shortens the route to the head's base.
static situ_status draw_arrow(chart *c, situ_flow_route *r, double scale, double radius)
{
    situ_status status = SITU_OK;
    double head = 2.2 * c->u, half = 0.75 * c->u;
    situ_point tip = r->points[r->count - 1], before = r->points[r->count - 2];
    double length = hypot(tip.x - before.x, tip.y - before.y), dx = (tip.x - before.x) / length, dy = (tip.y - before.y) / length;
    situ_outline o;
    r->points[r->count - 1] = (situ_point){tip.x - dx * head * 0.8, tip.y - dy * head * 0.8};
    situ_outline_polyline(&o, r->points, r->count, radius);
    SITU_TRY(add_path(c, &o, none, c->p->line, 0.35 * c->u, 3, r->page, UINT32_MAX));
    situ_outline_begin(&o);
    situ_outline_move(&o, tip.x, tip.y);
    situ_outline_line(&o, tip.x - dx * head - dy * half, tip.y - dy * head + dx * half);
    situ_outline_line(&o, tip.x - dx * head + dy * half, tip.y - dy * head - dx * half);
    situ_outline_close(&o);
    SITU_TRY(add_path(c, &o, c->p->line, none, 0, 6, r->page, UINT32_MAX));
    if (r->has_label) { // near the box it leaves
        bool level = fabs(r->points[1].y - r->points[0].y) < 1e-6, leftwards = r->points[1].x < r->points[0].x;
        bool right_of = r->label.x0 > r->points[0].x - 1e-6;
        int align = level ? (leftwards ? 1 : -1) : right_of ? -1 : 1;
        SITU_TRY(add_text(c, c->sheet.arrows[r->arrow].label, c->p->info * scale, true, c->p->accent, align < 0 ? r->label.x0 : r->label.x1,
                          (r->label.y0 + r->label.y1) / 2, align, r->page, UINT32_MAX));
    }
done:
    return status;
}

static const char *limit_text(const chart *c, double minutes)
{
    double hours = minutes / 60, days = hours / 24;
    if (minutes >= 1440 && fabs(days - round(days)) < 1e-9)
        return situ_arena_printf(c->arena, "%.0f天内", days);
    if (minutes >= 60 && fabs(hours * 2 - round(hours * 2)) < 1e-9)
        return situ_arena_printf(c->arena, "%g小时内", hours);
    return situ_arena_printf(c->arena, "%g分钟内", minutes);
}

// A pill with a clock face on the upper edge of the box, at its right.
static situ_status draw_limit(chart *c, const node *v, situ_box b, double scale, int page)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    double size = c->p->info * 0.92 * scale, w, h = size * 1.45, r = size * 0.42, cx, cy;
    const char *text = limit_text(c, v->s.limit_min);
    situ_box tag;
    situ_outline o;
    SITU_TRY_ALLOC(text);
    SITU_TRY(text_width(c, false, size, text, &w));
    w += size * 1.9;
    cy = v->s.kind == SITU_FLOW_DECISION ? b.y0 + (b.y1 - b.y0) * 0.14 : b.y0;
    cx = v->s.kind == SITU_FLOW_DECISION ? (b.x0 + b.x1) / 2 + (b.x1 - b.x0) * 0.12 : fmax(b.x1 - w - 0.8 * c->u, (b.x0 + b.x1) / 2 + 1.4 * c->u);
    tag = (situ_box){cx, cy - h / 2, cx + w, cy + h / 2};
    situ_outline_box(&o, tag, h / 2);
    SITU_TRY(add_path(c, &o, white, c->p->accent, 0.2 * c->u, 7, page, (uint32_t)v->s.row));
    cx = tag.x0 + size * 0.75;
    situ_outline_box(&o, (situ_box){cx - r, cy - r, cx + r, cy + r}, r);
    SITU_TRY(add_path(c, &o, none, c->p->accent, 0.18 * c->u, 8, page, (uint32_t)v->s.row));
    situ_outline_begin(&o);
    situ_outline_move(&o, cx, cy - r * 0.65);
    situ_outline_line(&o, cx, cy);
    situ_outline_line(&o, cx + r * 0.55, cy + r * 0.1);
    SITU_TRY(add_path(c, &o, none, c->p->accent, 0.18 * c->u, 8, page, (uint32_t)v->s.row));
    SITU_TRY(add_text(c, text, size, false, c->p->accent, tag.x0 + size * 1.4, cy, -1, page, (uint32_t)v->s.row));
done:
    return status;
}

static situ_status draw_groups(chart *c, const node *v, const content *k, situ_box b, double scale, int page)
{
    situ_status status = SITU_OK;
    double pad = c->p->step * 0.25 * scale, foot = group_head(c, v) * scale;
    int rows = (v->group_count + k->columns - 1) / k->columns;
    double w = (b.x1 - b.x0 - 2 * pad) / k->columns, h = (b.y1 - b.y0 - 2 * pad - foot) / rows, gap = 0.35 * c->u;
    for (int i = 0; i < v->group_count; i++) {
        double x = b.x0 + pad + w * (i % k->columns), y = b.y0 + pad + foot + h * (i / k->columns);
        double end = i + 1 == v->group_count ? b.x1 - pad : x + w; // the last one fills its row
        situ_box one = {x + gap, y + gap, end - gap, y + h - gap};
        situ_outline o;
        situ_outline_box(&o, one, 0.6 * c->u);
        SITU_TRY(add_path(c, &o, white, c->p->accent, 0.2 * c->u, 5, page, (uint32_t)v->s.row));
        if (k->upright)
            SITU_TRY(add_column(c, v->groups[i], c->p->step * scale, false, c->p->text, (x + end) / 2, y + h / 2, page, (uint32_t)v->s.row));
        else
            SITU_TRY(add_text(c, v->groups[i], c->p->step * scale, false, c->p->text, (x + end) / 2, y + h / 2, 0, page, (uint32_t)v->s.row));
    }
    if (*v->s.role)
        SITU_TRY(add_text(c, v->s.role, c->p->info * scale, true, c->p->accent, b.x0 + pad * 2, b.y0 + pad + foot * 0.5, -1, page, (uint32_t)v->s.row));
done:
    return status;
}

static situ_status draw_connector(chart *c, const situ_flow_box *b, double scale)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    situ_outline o;
    char *letter = situ_arena_printf(c->arena, "%c", b->letter);
    char *note = situ_arena_printf(c->arena, b->incoming ? "接第%d页" : "转第%d页", b->other_page + 1);
    double size = c->p->info * scale;
    SITU_TRY_ALLOC(letter);
    SITU_TRY_ALLOC(note);
    shape(&o, SITU_FLOW_CONNECTOR, b->box, c->u);
    SITU_TRY(add_path(c, &o, c->p->accent, none, 0, 4, b->page, UINT32_MAX));
    SITU_TRY(add_text(c, letter, size, true, white, (b->box.x0 + b->box.x1) / 2, (b->box.y0 + b->box.y1) / 2, 0, b->page, UINT32_MAX));
    if (b->other_page != b->page)
        SITU_TRY(add_text(c, note, size * 0.9, false, c->p->second, (b->box.x0 + b->box.x1) / 2, b->box.y1 + size * 0.7, 0, b->page, UINT32_MAX));
done:
    return status;
}

static situ_rgba tint(situ_rgba a, double share)
{
    return (situ_rgba){(unsigned char)lround(255 - (255 - a.r) * share), (unsigned char)lround(255 - (255 - a.g) * share),
                       (unsigned char)lround(255 - (255 - a.b) * share), 255};
}

static situ_status draw_box(chart *c, const situ_flow_box *b, double scale)
{
    situ_status status = SITU_OK;
    const node *v;
    const content *k;
    situ_outline o;
    bool pill;
    if (b->node < 0)
        return draw_connector(c, b, scale);
    v = &c->nodes[b->node];
    k = &v->forms[b->form];
    pill = v->s.kind == SITU_FLOW_START || v->s.kind == SITU_FLOW_END;
    shape(&o, v->s.kind, b->box, c->u);
    SITU_TRY(add_path(c, &o, pill ? c->p->accent : v->s.kind == SITU_FLOW_DECISION ? tint(c->p->accent, 0.10) : v->group_count > 1 ? tint(c->p->accent, 0.14) : white,
                      c->p->accent, 0.3 * c->u, 4, b->page, (uint32_t)v->s.row));
    if (v->group_count > 1) {
        SITU_TRY(draw_groups(c, v, k, b->box, scale, b->page));
    } else {
        double step = c->p->step * 1.3 * scale, info = c->p->info * 1.3 * scale;
        double high = k->heads * step + (k->count - k->heads) * info;
        double y = (b->box.y0 + b->box.y1 - high) / 2 - (v->s.kind == SITU_FLOW_DOCUMENT ? c->p->step * 0.3 * scale : 0);
        for (int i = 0; i < k->count; i++) {
            bool head = i < k->heads;
            situ_rgba color = pill ? white : head ? c->p->text : c->p->second;
            y += (head ? step : info) / 2;
            SITU_TRY(add_text(c, k->lines[i], (head ? c->p->step : c->p->info) * scale, false, color, (b->box.x0 + b->box.x1) / 2, y, 0, b->page, (uint32_t)v->s.row));
            y += (head ? step : info) / 2;
        }
    }
    if (v->s.limit_min > 0)
        SITU_TRY(draw_limit(c, v, b->box, scale, b->page));
done:
    return status;
}

static void shift(situ_flow_layout *l, double dy)
{
    for (int i = 0; i < l->box_count; i++)
        l->boxes[i].box.y0 += dy, l->boxes[i].box.y1 += dy;
    for (int i = 0; i < l->lane_count; i++) {
        l->lanes[i].head.y0 += dy, l->lanes[i].head.y1 += dy;
        l->lanes[i].body.y0 += dy, l->lanes[i].body.y1 += dy;
    }
    for (int i = 0; i < l->route_count; i++) {
        for (int k = 0; k < l->routes[i].count; k++)
            l->routes[i].points[k].y += dy;
        l->routes[i].label.y0 += dy, l->routes[i].label.y1 += dy;
    }
}

static situ_status page_of(chart *c, situ_flow_page *page)
{
    situ_status status = SITU_OK;
    const params *p = c->p;
    double w, h, size = p->step;
    *page = (situ_flow_page){.width = c->scene->frame.width, .height = c->scene->frame.height - c->bar, .gap = 3.4, .track = 2.2,
                             .label_w = p->info, .label_h = p->info * 1.2, .head_across = size * 2.2, .head_down = size * 2.2, .connector = size * 1.7,
                             .min_scale = p->smallest * c->content / p->info, .max_scale = p->largest * c->u / p->step, .radius = 0.8 * c->u, .grid = 2};
    page->direction = strcmp(p->direction, "across") == 0 ? 1 : strcmp(p->direction, "down") == 0 ? 2 : 0;
    for (int i = 0; i < c->sheet.lane_count; i++) {
        SITU_TRY(situ_text_measure_vertical(c->in->text, font_of(true), size, c->sheet.lanes[i], &w, &h, c->err));
        page->lane_min_across = fmax(page->lane_min_across, h + size);
        SITU_TRY(text_width(c, true, size, c->sheet.lanes[i], &w));
        page->lane_min_down = fmax(page->lane_min_down, w + size);
    }
    for (int i = 0; i < c->sheet.arrow_count; i++)
        if (c->sheet.arrows[i].label) {
            SITU_TRY(text_width(c, true, p->info, c->sheet.arrows[i].label, &w));
            page->label_w = fmax(page->label_w, w);
        }
done:
    return status;
}

static situ_status build(situ_scene *scene, const situ_layer_input *in, const void *params_, situ_error *err)
{
    situ_status status = SITU_OK;
    chart c = {.scene = scene, .in = in, .p = params_, .arena = scene->arena, .err = err};
    situ_flow_layout layout;
    situ_flow_page page;
    situ_flow_node *nodes;
    const char *level;
    c.event = situ_layer_word(in, "event", "");
    c.content = scene->frame.content > 0 ? scene->frame.content : 1;
    c.u = fmax(c.content, fmin(scene->frame.width / 400, scene->frame.height / 250)); // a wall sheet is read from afar
    c.bar = 12 * c.u;
    if (!in->table)
        return situ_fail(err, SITU_E_NOT_FOUND, _("import the sheet 处置流程 first"), _("there is no flow \"%s\""), c.event);
    level = situ_layer_word(in, "resp_level", "0");
    SITU_TRY(situ_flow_sheet_read(&c.sheet, in->table, c.event, level[0] >= '0' && level[0] <= '4' ? level[0] - '0' : 0, in->report, c.arena, err));
    c.nodes = situ_arena_alloc(c.arena, (size_t)c.sheet.count * sizeof *c.nodes);
    SITU_TRY_ALLOC(c.nodes);
    for (int i = 0; i < c.sheet.count; i++)
        c.nodes[i].s = c.sheet.steps[i];
    nodes = situ_arena_alloc(c.arena, ((size_t)c.sheet.count + 1) * sizeof *nodes);
    SITU_TRY_ALLOC(nodes);
    SITU_TRY(make_contents(&c, nodes));
    SITU_TRY(page_of(&c, &page));
    SITU_TRY(situ_flow_layout_make(&layout, nodes, c.sheet.count, c.sheet.lane_count, c.sheet.arrows, c.sheet.arrow_count, &page, c.arena, err));
    shift(&layout, c.bar);
    for (int i = 0; i < layout.page_count; i++)
        SITU_TRY(draw_bar(&c, i, layout.page_count));
    SITU_TRY(draw_lanes(&c, &layout));
    for (int i = 0; i < layout.route_count; i++)
        SITU_TRY(draw_arrow(&c, &layout.routes[i], layout.scale, page.radius));
    for (int i = 0; i < layout.box_count; i++)
        SITU_TRY(draw_box(&c, &layout.boxes[i], layout.scale));
done:
    return status;
}

const situ_layer_type situ_layer_flow = {
    .name = "flow",
    .summary = N_("response flow in lanes, laid out for the page"),
    .diagram = true,
    .params_size = sizeof(params),
    .props = props,
    .build = build,
};
