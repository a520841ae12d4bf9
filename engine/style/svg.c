// SPDX-License-Identifier: MIT
// Symbols: a small, closed subset of SVG over expat. What is not in the subset is an error, never
// silently left out.

#include <expat.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "style/style.h"
#include "style/svg_internal.h"

#define FILE_LIMIT (256 * 1024)
#define MAX_DEPTH 16
#define MAX_PARTS 256

typedef struct paint { // inherited presentation
    situ_symbol_color fill, stroke;
    situ_rgba fill_rgba, stroke_rgba;
    double stroke_width;
    bool even_odd;
} paint;

typedef struct reader {
    XML_Parser parser;
    situ_arena *arena;
    situ_error *err;
    const char *file;
    situ_status status;
    paint stack[MAX_DEPTH + 1];
    int depth;      // open elements
    int text_depth; // > 0 inside title or desc
    double box[4];  // viewBox: x, y, width, height
    situ_symbol_part parts[MAX_PARTS];
    uint32_t part_count;
    double mark[4]; // box of the shape called mark, viewBox units
    bool has_mark;
} reader;

static void fail(reader *r, situ_status status)
{
    if (r->status != SITU_OK)
        return;
    r->status = status;
    if (r->err)
        situ_error_at(r->err, r->file, NULL, NULL, (long)XML_GetCurrentLineNumber(r->parser), (long)XML_GetCurrentColumnNumber(r->parser) + 1);
    XML_StopParser(r->parser, XML_FALSE);
}

static const char *attribute(const XML_Char **attrs, const char *name)
{
    for (; *attrs; attrs += 2)
        if (strcmp(attrs[0], name) == 0)
            return attrs[1];
    return NULL;
}

static bool number_of(reader *r, const XML_Char **attrs, const char *name, double *out)
{
    const char *text = attribute(attrs, name), *at = text;
    if (!text)
        return true;
    if (situ_svg_number(&at, out) && *at == 0)
        return true;
    fail(r, situ_fail(r->err, SITU_E_FORMAT, NULL, _("%s=\"%s\" is not a number"), name, text));
    return false;
}

static bool color_of(reader *r, const XML_Char **attrs, const char *name, situ_symbol_color *kind, situ_rgba *rgba)
{
    const char *text = attribute(attrs, name);
    if (!text)
        return true;
    if (strcmp(text, "param(fill)") == 0)
        *kind = SITU_SYMBOL_FILL;
    else if (strcmp(text, "param(outline)") == 0)
        *kind = SITU_SYMBOL_OUTLINE;
    else if (strcmp(text, "none") == 0)
        *kind = SITU_SYMBOL_NONE;
    else if (text[0] == '#' && situ_parse_color(text, rgba))
        *kind = SITU_SYMBOL_FIXED;
    else {
        fail(r, situ_fail(r->err, SITU_E_FORMAT, _("use #rrggbb, none, param(fill) or param(outline)"), _("%s=\"%s\" is not a colour of a symbol"), name, text));
        return false;
    }
    return true;
}

// Attributes an element may have beside the presentation; anything else changes the picture in a way
// we do not draw.
static bool check_attributes(reader *r, const char *element, const XML_Char **attrs, const char *const *own)
{
    static const char *const common[] = {"fill", "stroke", "stroke-width", "fill-rule", "id", NULL};
    for (; *attrs; attrs += 2) {
        bool known = false;
        for (int i = 0; common[i] && !known; i++)
            known = strcmp(attrs[0], common[i]) == 0;
        for (int i = 0; own[i] && !known; i++)
            known = strcmp(attrs[0], own[i]) == 0;
        if (!known && strncmp(attrs[0], "xmlns", 5) == 0 && strcmp(element, "svg") == 0)
            known = true;
        if (!known) {
            fail(r, situ_fail(r->err, SITU_E_UNSUPPORTED, _("write the symbol with plain coordinates and colours"), _("the attribute %s of <%s> is not supported in symbols"), attrs[0], element));
            return false;
        }
    }
    return true;
}

static bool read_paint(reader *r, const XML_Char **attrs, paint *out)
{
    const char *rule = attribute(attrs, "fill-rule");
    if (rule)
        out->even_odd = strcmp(rule, "evenodd") == 0;
    return color_of(r, attrs, "fill", &out->fill, &out->fill_rgba) && color_of(r, attrs, "stroke", &out->stroke, &out->stroke_rgba) &&
           number_of(r, attrs, "stroke-width", &out->stroke_width);
}

static situ_status rect_path(situ_svg_path *p, double x, double y, double w, double h, double rx, situ_error *err)
{
    char d[1024], n[9][32];
    if (!(rx > 0))
        rx = 0;
    rx = fmin(rx, fmin(w, h) / 2);
    const double values[9] = {x + rx, y, x + w - rx, x + w, y + rx, y + h - rx, y + h, x, rx};
    for (int i = 0; i < 9; i++)
        situ_format_double(values[i], n[i]);
    if (rx == 0)
        snprintf(d, sizeof d, "M%s %sH%sV%sH%sZ", n[0], n[1], n[3], n[6], n[7]);
    else
        snprintf(d, sizeof d, "M%s %sH%sA%s %s 0 0 1 %s %sV%sA%s %s 0 0 1 %s %sH%sA%s %s 0 0 1 %s %sV%sA%s %s 0 0 1 %s %sZ", n[0], n[1], n[2],
                 n[8], n[8], n[3], n[4], n[5], n[8], n[8], n[2], n[6], n[0], n[8], n[8], n[7], n[5], n[4], n[8], n[8], n[0], n[1]);
    return situ_svg_path_data(p, d, err);
}

static situ_status points_path(situ_svg_path *p, const char *points, bool close, situ_error *err)
{
    situ_status status;
    const char *at = points;
    double xy[2];
    size_t count = 0;
    while (situ_svg_number(&at, &xy[0])) {
        if (!situ_svg_number(&at, &xy[1]))
            break;
        SITU_TRY(situ_svg_add(p, count++ ? SITU_LINE : SITU_MOVE, xy, err));
    }
    if (*at || count < 2) {
        status = situ_fail(err, SITU_E_FORMAT, NULL, _("malformed points \"%.40s\""), points);
        goto done;
    }
    status = close ? situ_svg_add(p, SITU_CLOSE, NULL, err) : SITU_OK;
done:
    return status;
}

// Path of a shape element; false when the element is no shape of ours or failed.
static bool shape_path(reader *r, const char *name, const XML_Char **attrs, situ_svg_path *p)
{
    static const char *const path_own[] = {"d", NULL}, *const rect_own[] = {"x", "y", "width", "height", "rx", NULL};
    static const char *const circle_own[] = {"cx", "cy", "r", NULL}, *const ellipse_own[] = {"cx", "cy", "rx", "ry", NULL};
    static const char *const points_own[] = {"points", NULL}, *const line_own[] = {"x1", "y1", "x2", "y2", NULL};
    double a = 0, b = 0, c = 0, d = 0, e = 0;
    situ_status status = SITU_OK;
    if (strcmp(name, "path") == 0) {
        if (!check_attributes(r, name, attrs, path_own))
            return false;
        const char *data = attribute(attrs, "d");
        status = situ_svg_path_data(p, data ? data : "", r->err);
    } else if (strcmp(name, "rect") == 0) {
        if (!check_attributes(r, name, attrs, rect_own) || !number_of(r, attrs, "x", &a) || !number_of(r, attrs, "y", &b) ||
            !number_of(r, attrs, "width", &c) || !number_of(r, attrs, "height", &d) || !number_of(r, attrs, "rx", &e))
            return false;
        status = rect_path(p, a, b, c, d, e, r->err);
    } else if (strcmp(name, "circle") == 0) {
        if (!check_attributes(r, name, attrs, circle_own) || !number_of(r, attrs, "cx", &a) || !number_of(r, attrs, "cy", &b) || !number_of(r, attrs, "r", &c))
            return false;
        status = situ_svg_ellipse(p, a, b, c, c, r->err);
    } else if (strcmp(name, "ellipse") == 0) {
        if (!check_attributes(r, name, attrs, ellipse_own) || !number_of(r, attrs, "cx", &a) || !number_of(r, attrs, "cy", &b) ||
            !number_of(r, attrs, "rx", &c) || !number_of(r, attrs, "ry", &d))
            return false;
        status = situ_svg_ellipse(p, a, b, c, d, r->err);
    } else if (strcmp(name, "polygon") == 0 || strcmp(name, "polyline") == 0) {
        const char *points = attribute(attrs, "points");
        if (!check_attributes(r, name, attrs, points_own))
            return false;
        status = points_path(p, points ? points : "", strcmp(name, "polygon") == 0, r->err);
    } else if (strcmp(name, "line") == 0) {
        if (!check_attributes(r, name, attrs, line_own) || !number_of(r, attrs, "x1", &a) || !number_of(r, attrs, "y1", &b) ||
            !number_of(r, attrs, "x2", &c) || !number_of(r, attrs, "y2", &d))
            return false;
        status = situ_svg_add(p, SITU_MOVE, (double[]){a, b}, r->err);
        if (status == SITU_OK)
            status = situ_svg_add(p, SITU_LINE, (double[]){c, d}, r->err);
    } else {
        status = situ_fail(r->err, SITU_E_UNSUPPORTED, _("draw it with path, rect, circle, ellipse, polygon, polyline, line and g"),
                           _("<%s> is not supported in symbols"), name);
    }
    if (status != SITU_OK)
        fail(r, status);
    return status == SITU_OK;
}

static void add_part(reader *r, const paint *look, const situ_svg_path *p)
{
    if (p->verb_count == 0)
        return;
    if (r->part_count >= MAX_PARTS) {
        fail(r, situ_fail(r->err, SITU_E_LIMIT, _("simplify the symbol"), _("the symbol has more than %d parts"), MAX_PARTS));
        return;
    }
    situ_symbol_part *part = &r->parts[r->part_count];
    *part = (situ_symbol_part){.fill = look->fill, .stroke = look->stroke, .fill_rgba = look->fill_rgba, .stroke_rgba = look->stroke_rgba,
                               .stroke_width = look->stroke_width, .even_odd = look->even_odd};
    part->path.verbs = situ_arena_alloc(r->arena, p->verb_count);
    part->path.xy = situ_arena_alloc(r->arena, 2 * p->point_count * sizeof(double));
    if (!part->path.verbs || !part->path.xy) {
        fail(r, situ_fail_nomem(r->err));
        return;
    }
    memcpy(part->path.verbs, p->verbs, p->verb_count);
    memcpy(part->path.xy, p->xy, 2 * p->point_count * sizeof(double));
    part->path.verb_count = (uint32_t)p->verb_count;
    part->path.point_count = (uint32_t)p->point_count;
    r->part_count++;
}

static void set_mark(reader *r, const situ_svg_path *p)
{
    r->mark[0] = r->mark[1] = HUGE_VAL;
    r->mark[2] = r->mark[3] = -HUGE_VAL;
    for (size_t i = 0; i < p->point_count; i++) {
        r->mark[0] = fmin(r->mark[0], p->xy[2 * i]);
        r->mark[1] = fmin(r->mark[1], p->xy[2 * i + 1]);
        r->mark[2] = fmax(r->mark[2], p->xy[2 * i]);
        r->mark[3] = fmax(r->mark[3], p->xy[2 * i + 1]);
    }
    r->has_mark = p->point_count > 0;
}

static void open_svg(reader *r, const XML_Char **attrs)
{
    static const char *const own[] = {"viewBox", "width", "height", "version", NULL};
    const char *view = attribute(attrs, "viewBox"), *at = view ? view : "";
    bool good = true;
    for (int i = 0; i < 4; i++)
        good = good && situ_svg_number(&at, &r->box[i]);
    if (check_attributes(r, "svg", attrs, own) && (!good || *at || !(r->box[2] > 0) || !(r->box[3] > 0)))
        fail(r, situ_fail(r->err, SITU_E_FORMAT, _("give viewBox=\"0 0 24 24\""), "%s", _("the symbol has no usable viewBox")));
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attrs)
{
    reader *r = user;
    if (r->status != SITU_OK)
        return;
    if (r->text_depth > 0 || strcmp(name, "title") == 0 || strcmp(name, "desc") == 0) {
        r->text_depth++;
        return;
    }
    if (r->depth >= MAX_DEPTH) {
        fail(r, situ_fail(r->err, SITU_E_LIMIT, NULL, _("the symbol is nested deeper than %d"), MAX_DEPTH));
        return;
    }
    paint look = r->stack[r->depth];
    static const char *const none[] = {NULL};
    bool root = strcmp(name, "svg") == 0;
    if ((r->depth == 0) != root) {
        fail(r, situ_fail(r->err, SITU_E_FORMAT, NULL, "%s", _("a symbol is one <svg> with shapes in it")));
        return;
    }
    if (root)
        open_svg(r, attrs);
    bool group = root || strcmp(name, "g") == 0;
    if (!root && group && !check_attributes(r, name, attrs, none))
        return;
    if (r->status != SITU_OK || !read_paint(r, attrs, &look))
        return;
    r->stack[++r->depth] = look;
    if (!group) {
        situ_svg_path p = {0};
        const char *id = attribute(attrs, "id");
        if (shape_path(r, name, attrs, &p)) {
            if (id && strcmp(id, "mark") == 0)
                set_mark(r, &p);
            else
                add_part(r, &look, &p);
        }
        situ_svg_path_free(&p);
    }
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    reader *r = user;
    (void)name;
    if (r->text_depth > 0)
        r->text_depth--;
    else
        r->depth--;
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public_id, int subset)
{
    reader *r = user;
    (void)name, (void)system, (void)public_id, (void)subset;
    fail(r, situ_fail(r->err, SITU_E_UNSUPPORTED, _("remove the DOCTYPE line"), "%s", _("a symbol may not hold a DOCTYPE")));
}

// viewBox -> -0.5..0.5, uniformly, centred.
static void normalize(reader *r, situ_symbol *out)
{
    double size = fmax(r->box[2], r->box[3]), cx = r->box[0] + r->box[2] / 2, cy = r->box[1] + r->box[3] / 2;
    for (uint32_t i = 0; i < r->part_count; i++) {
        situ_symbol_part *part = &r->parts[i];
        for (uint32_t k = 0; k < part->path.point_count; k++) {
            part->path.xy[2 * k] = (part->path.xy[2 * k] - cx) / size;
            part->path.xy[2 * k + 1] = (part->path.xy[2 * k + 1] - cy) / size;
        }
        part->stroke_width /= size;
    }
    out->mark_size = 0.58;
    if (r->has_mark) {
        out->mark_x = ((r->mark[0] + r->mark[2]) / 2 - cx) / size;
        out->mark_y = ((r->mark[1] + r->mark[3]) / 2 - cy) / size;
        out->mark_size = fmin(r->mark[2] - r->mark[0], r->mark[3] - r->mark[1]) / size;
    }
}

situ_status situ_symbol_read(situ_symbol *out, situ_arena *arena, const char *path, const char *name, situ_error *err)
{
    situ_status status;
    char *data = NULL;
    size_t bytes = 0;
    reader *r = situ_calloc(1, sizeof *r);
    SITU_TRY_ALLOC(r);
    SITU_TRY(situ_read_file(&data, &bytes, path, FILE_LIMIT, err));
    r->parser = XML_ParserCreate("UTF-8");
    SITU_TRY_ALLOC(r->parser);
    r->arena = arena;
    r->err = err;
    r->file = path;
    r->stack[0] = (paint){.fill = SITU_SYMBOL_FIXED, .fill_rgba = {0, 0, 0, 255}, .stroke_width = 1};
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    if (XML_Parse(r->parser, data, (int)bytes, 1) == XML_STATUS_ERROR && r->status == SITU_OK)
        fail(r, situ_fail(err, SITU_E_FORMAT, NULL, _("the symbol is not well-formed XML: %s"), XML_ErrorString(XML_GetErrorCode(r->parser))));
    SITU_TRY(r->status);
    if (r->part_count == 0) {
        status = situ_fail(err, SITU_E_FORMAT, NULL, "%s", _("the symbol draws nothing"));
        situ_error_at(err, path, NULL, NULL, 0, 0);
        goto done;
    }
    *out = (situ_symbol){.name = situ_arena_strdup(arena, name), .part_count = r->part_count};
    normalize(r, out);
    out->parts = situ_arena_alloc(arena, r->part_count * sizeof *out->parts);
    SITU_TRY_ALLOC(out->name);
    SITU_TRY_ALLOC(out->parts);
    memcpy(out->parts, r->parts, r->part_count * sizeof *out->parts);
    status = SITU_OK;
done:
    if (r && r->parser)
        XML_ParserFree(r->parser);
    situ_free(r);
    situ_free(data);
    return status;
}
