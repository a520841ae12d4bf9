// SPDX-License-Identifier: MIT
// SVG written by ourselves: layers as groups, text as text, hill shade as a blend, so that a drawing
// program can go on with the sheet. (Cairo's writer turns text to outlines and blends to pictures.)

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "output/output_internal.h"
#include "text/text_internal.h"

#define MAX_PATTERNS 64

typedef struct pattern {
    situ_hatch hatch;
    situ_rgba color;
    double gap, width;
} pattern;

typedef struct writer {
    situ_str out;
    situ_text *text;
    double step; // coordinates are rounded to it
    const char *group; // open layer, NULL = none
    unsigned groups, clips;
    pattern patterns[MAX_PATTERNS];
    size_t pattern_count;
} writer;

static void add_number(writer *w, double value)
{
    char text[32];
    double rounded = round(value / w->step) * w->step;
    // Rounding once more in decimal hides what the step's binary form adds.
    snprintf(text, sizeof text, "%.3f", rounded == 0 ? 0.0 : rounded);
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == '0')
        n--;
    if (n > 0 && text[n - 1] == '.')
        n--;
    situ_str_add_n(&w->out, strcmp(text, "-0.000") == 0 ? "0" : text, strcmp(text, "-0.000") == 0 ? 1 : n);
}

static void add_attribute(writer *w, const char *name, double value)
{
    situ_str_addf(&w->out, " %s=\"", name);
    add_number(w, value);
    situ_str_add(&w->out, "\"");
}

static void add_color(writer *w, const char *name, situ_rgba c)
{
    situ_str_addf(&w->out, " %s=\"#%02X%02X%02X\"", name, c.r, c.g, c.b);
    if (c.a != 255)
        situ_str_addf(&w->out, " %s-opacity=\"%.3f\"", name, c.a / 255.0);
}

static void add_escaped(writer *w, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '<')
            situ_str_add(&w->out, "&lt;");
        else if (*p == '&')
            situ_str_add(&w->out, "&amp;");
        else if (*p == '>')
            situ_str_add(&w->out, "&gt;");
        else if (*p == '"')
            situ_str_add(&w->out, "&quot;");
        else
            situ_str_add_n(&w->out, (unsigned char)*p < 0x20 ? " " : p, 1);
    }
}

static void add_path_data(writer *w, const situ_path *path)
{
    static const char letters[] = {'M', 'L', 'C', 'Z'};
    static const int counts[] = {2, 2, 6, 0};
    const double *p = path->xy;
    situ_str_add(&w->out, " d=\"");
    for (uint32_t i = 0; i < path->verb_count; i++) {
        situ_str_add_n(&w->out, &letters[path->verbs[i]], 1);
        for (int k = 0; k < counts[path->verbs[i]]; k++) {
            if (k)
                situ_str_add(&w->out, " ");
            add_number(w, *p++);
        }
    }
    situ_str_add(&w->out, "\"");
}

static void add_circle(writer *w, double x, double y, double r)
{
    situ_str_add(&w->out, "<circle");
    add_attribute(w, "cx", x);
    add_attribute(w, "cy", y);
    add_attribute(w, "r", r);
    situ_str_add(&w->out, "/>");
}

// The same lattices as in paint/paint_fill.c, as a repeating tile from the page's origin.
static void define_pattern(writer *w, const pattern *p, size_t index)
{
    bool lines = p->hatch == SITU_HATCH_45 || p->hatch == SITU_HATCH_CROSS;
    double s = lines ? p->gap * sqrt(2.0) : p->gap, h = lines ? s : p->gap * 0.8660254037844386 * 2;
    situ_str_addf(&w->out, "<defs><pattern id=\"hatch%zu\" patternUnits=\"userSpaceOnUse\"", index + 1);
    add_attribute(w, "width", s);
    add_attribute(w, "height", h);
    situ_str_add(&w->out, "><g");
    if (p->hatch == SITU_HATCH_DOTS) {
        add_color(w, "fill", p->color);
    } else {
        situ_str_add(&w->out, " fill=\"none\"");
        add_color(w, "stroke", p->color);
        add_attribute(w, "stroke-width", p->width);
    }
    situ_str_add(&w->out, ">");
    if (lines) {
        situ_path_builder b; // drawn a tile wide on either side, so that the strokes meet at the edges
        double xy[] = {-s, 2 * s, 2 * s, -s, -s, s, s, -s, 0, 2 * s, 2 * s, 0, -s, -s, 2 * s, 2 * s, 0, -s, 2 * s, s, -s, 0, s, 2 * s};
        uint8_t verbs[] = {SITU_MOVE, SITU_LINE, SITU_MOVE, SITU_LINE, SITU_MOVE, SITU_LINE, SITU_MOVE, SITU_LINE, SITU_MOVE, SITU_LINE, SITU_MOVE, SITU_LINE};
        b.path = (situ_path){verbs, xy, p->hatch == SITU_HATCH_CROSS ? 12 : 6, p->hatch == SITU_HATCH_CROSS ? 12 : 6};
        situ_str_add(&w->out, "<path");
        add_path_data(w, &b.path);
        situ_str_add(&w->out, "/>");
    } else {
        double r = p->hatch == SITU_HATCH_DOTS ? 1.2 * p->width : p->gap / 5;
        const double at[5][2] = {{0, 0}, {s, 0}, {0, h}, {s, h}, {s / 2, h / 2}};
        for (int i = 0; i < 5; i++)
            add_circle(w, at[i][0], at[i][1], r);
    }
    situ_str_add(&w->out, "</g></pattern></defs>\n");
}

// Index of the brush's hatch; SIZE_MAX when there are too many kinds (the colour alone is drawn then).
static size_t pattern_of(writer *w, const situ_brush *brush)
{
    pattern p = {brush->hatch, brush->hatch_color, brush->hatch_gap, brush->hatch_width};
    for (size_t i = 0; i < w->pattern_count; i++) {
        const pattern *q = &w->patterns[i];
        if (q->hatch == p.hatch && memcmp(&q->color, &p.color, sizeof p.color) == 0 && fabs(q->gap - p.gap) < 1e-9 && fabs(q->width - p.width) < 1e-9)
            return i;
    }
    if (w->pattern_count >= MAX_PATTERNS)
        return SIZE_MAX;
    w->patterns[w->pattern_count] = p;
    define_pattern(w, &p, w->pattern_count);
    return w->pattern_count++;
}

static void add_pen(writer *w, const situ_pen *pen)
{
    static const char *const caps[] = {"butt", "round", "square"}, *const joins[] = {"miter", "round", "bevel"};
    add_color(w, "stroke", pen->color);
    add_attribute(w, "stroke-width", pen->width);
    if (pen->cap != SITU_CAP_BUTT)
        situ_str_addf(&w->out, " stroke-linecap=\"%s\"", caps[pen->cap]);
    if (pen->join != SITU_JOIN_MITER)
        situ_str_addf(&w->out, " stroke-linejoin=\"%s\"", joins[pen->join]);
    for (uint32_t i = 0; i < pen->dash_count; i++) {
        situ_str_add(&w->out, i ? " " : " stroke-dasharray=\"");
        add_number(w, pen->dash[i]);
    }
    if (pen->dash_count > 0)
        situ_str_add(&w->out, "\"");
}

static void add_path(writer *w, const situ_display_op *op)
{
    const situ_brush *brush = &op->u.path.brush;
    const situ_pen *pen = &op->u.path.pen;
    bool hatched = brush->hatch != SITU_HATCH_NONE && brush->hatch_color.a && brush->hatch_gap > 0 && brush->hatch_width > 0;
    bool stroked = pen->color.a && pen->width > 0;
    size_t index = hatched ? pattern_of(w, brush) : SIZE_MAX;
    for (int pass = 0; pass < 2; pass++) { // colour (and line, when there is no hatch), then hatch and line
        bool hatch_pass = pass == 1;
        if (hatch_pass ? index == SIZE_MAX : index != SIZE_MAX && !brush->color.a)
            continue;
        situ_str_add(&w->out, "<path");
        if (op->u.path.even_odd)
            situ_str_add(&w->out, " fill-rule=\"evenodd\"");
        if (hatch_pass)
            situ_str_addf(&w->out, " fill=\"url(#hatch%zu)\"", index + 1);
        else if (brush->color.a)
            add_color(w, "fill", brush->color);
        else
            situ_str_add(&w->out, " fill=\"none\"");
        if (stroked && (hatch_pass || index == SIZE_MAX))
            add_pen(w, pen);
        add_path_data(w, &op->u.path.path);
        situ_str_add(&w->out, "/>\n");
    }
}

static situ_status add_cells(writer *w, const situ_display_text *op, situ_error *err)
{
    situ_text_cell *cells = NULL;
    size_t count = 0;
    double width, height;
    situ_status status = situ_text_cells(w->text, op->font, op->utf8, &cells, &count, &width, &height, err);
    for (size_t i = 0; status == SITU_OK && i < count; i++) {
        situ_str_add(&w->out, "<tspan");
        add_attribute(w, "x", cells[i].dx * op->size);
        add_attribute(w, "y", cells[i].dy * op->size);
        if (cells[i].squeeze < 1) {
            add_attribute(w, "textLength", -2 * cells[i].dx * op->size);
            situ_str_add(&w->out, " lengthAdjust=\"spacingAndGlyphs\"");
        }
        situ_str_add(&w->out, ">");
        add_escaped(w, cells[i].utf8);
        situ_str_add(&w->out, "</tspan>");
    }
    situ_free(cells);
    return status;
}

static situ_status add_text(writer *w, const situ_display_text *op, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str_add(&w->out, "<text transform=\"translate(");
    add_number(w, op->x);
    situ_str_add(&w->out, " ");
    add_number(w, op->y);
    situ_str_add(&w->out, ")");
    if (op->angle_rad != 0)
        situ_str_addf(&w->out, " rotate(%.2f)", op->angle_rad * 180 / 3.14159265358979323846);
    if (op->font.shear_deg != 0)
        situ_str_addf(&w->out, " skewX(%.2f)", -op->font.shear_deg);
    situ_str_addf(&w->out, "\" class=\"%s%s\"", op->font.family == SITU_SERIF ? "serif" : "sans", op->font.bold ? " bold" : "");
    add_attribute(w, "font-size", op->size);
    add_color(w, "fill", op->color);
    if (op->halo > 0 && op->halo_color.a) {
        add_color(w, "stroke", op->halo_color);
        add_attribute(w, "stroke-width", 2 * op->halo);
    }
    if (op->vertical)
        situ_str_add(&w->out, " style=\"font-feature-settings:'vert'\"");
    situ_str_add(&w->out, ">");
    if (op->vertical)
        status = add_cells(w, op, err);
    else
        add_escaped(w, op->utf8);
    situ_str_add(&w->out, "</text>\n");
    return status;
}

static void add_base64(writer *w, const unsigned char *data, size_t bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes; i += 3) {
        uint32_t v = (uint32_t)data[i] << 16 | (i + 1 < bytes ? (uint32_t)data[i + 1] << 8 : 0) | (i + 2 < bytes ? data[i + 2] : 0U);
        const char four[4] = {digits[v >> 18], digits[(v >> 12) & 63], i + 1 < bytes ? digits[(v >> 6) & 63] : '=', i + 2 < bytes ? digits[v & 63] : '='};
        situ_str_add_n(&w->out, four, 4);
    }
}

static situ_status add_image(writer *w, const situ_display_image *image, situ_error *err)
{
    unsigned char *png = NULL;
    size_t bytes = 0;
    situ_status status = situ_png_true_color(&png, &bytes, image->pixels, image->width, image->height, err);
    if (status != SITU_OK)
        return status;
    situ_str_add(&w->out, "<image preserveAspectRatio=\"none\"");
    add_attribute(w, "x", image->target.x0);
    add_attribute(w, "y", image->target.y0);
    add_attribute(w, "width", image->target.x1 - image->target.x0);
    add_attribute(w, "height", image->target.y1 - image->target.y0);
    if (image->multiply)
        situ_str_add(&w->out, " style=\"mix-blend-mode:multiply\"");
    situ_str_add(&w->out, " href=\"data:image/png;base64,");
    add_base64(w, png, bytes);
    situ_str_add(&w->out, "\"/>\n");
    situ_free(png);
    return SITU_OK;
}

static void close_group(writer *w)
{
    if (w->group)
        situ_str_add(&w->out, "</g>\n");
    w->group = NULL;
}

static void open_group(writer *w, const char *group)
{
    if (w->group && strcmp(w->group, group) == 0)
        return;
    close_group(w);
    situ_str_addf(&w->out, "<g id=\"layer%u\" data-name=\"", ++w->groups);
    add_escaped(w, group);
    situ_str_add(&w->out, "\">\n");
    w->group = group;
}

static situ_status add_op(writer *w, const situ_display_op *op, situ_error *err)
{
    if (op->kind == SITU_DRAW_CLIP) {
        close_group(w);
        situ_str_addf(&w->out, "<clipPath id=\"clip%u\"><rect", ++w->clips);
        add_attribute(w, "x", op->box.x0);
        add_attribute(w, "y", op->box.y0);
        add_attribute(w, "width", op->box.x1 - op->box.x0);
        add_attribute(w, "height", op->box.y1 - op->box.y0);
        situ_str_addf(&w->out, "/></clipPath><g clip-path=\"url(#clip%u)\">\n", w->clips);
        return SITU_OK;
    }
    if (op->kind == SITU_DRAW_UNCLIP) {
        close_group(w);
        situ_str_add(&w->out, "</g>\n");
        return SITU_OK;
    }
    open_group(w, op->group);
    if (op->kind == SITU_DRAW_PATH)
        add_path(w, op);
    else if (op->kind == SITU_DRAW_TEXT)
        return add_text(w, &op->u.text, err);
    else
        return add_image(w, &op->u.image, err);
    return SITU_OK;
}

static void add_head(writer *w, const situ_display *page, const situ_format_options *options)
{
    const char *unit = page->unit_pt > 0 ? "mm" : "px";
    double mm = page->unit_pt > 0 ? page->unit_pt * 25.4 / 72 : 1;
    situ_str_add(&w->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"");
    add_number(w, page->width * mm);
    situ_str_addf(&w->out, "%s\" height=\"", unit);
    add_number(w, page->height * mm);
    situ_str_addf(&w->out, "%s\" viewBox=\"0 0 ", unit);
    add_number(w, page->width);
    situ_str_add(&w->out, " ");
    add_number(w, page->height);
    situ_str_add(&w->out, "\" stroke-miterlimit=\"4\">\n");
    if (options->title) {
        situ_str_add(&w->out, "<title>");
        add_escaped(w, options->title);
        situ_str_add(&w->out, "</title>\n");
    }
    situ_str_add(&w->out, "<style>text{white-space:pre;paint-order:stroke;stroke-linejoin:round;stroke-linecap:round}"
                          ".sans{font-family:'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',SimHei,sans-serif}"
                          ".serif{font-family:'Noto Serif CJK SC','Source Han Serif SC',SimSun,serif}.bold{font-weight:bold}</style>\n");
    if (page->paper.a) {
        situ_str_add(&w->out, "<rect width=\"100%\" height=\"100%\"");
        add_color(w, "fill", page->paper);
        situ_str_add(&w->out, "/>\n");
    }
}

static situ_status write_svg(const char *path, const situ_display *const *pages, size_t count,
                             const situ_format_options *options, situ_job *job, situ_error *err)
{
    situ_status status;
    extern const situ_format situ_format_svg;
    situ_text *own = NULL;
    writer *w = situ_calloc(1, sizeof *w);
    SITU_TRY_ALLOC(w);
    situ_str_init(&w->out);
    SITU_TRY(situ_output_check_pages(&situ_format_svg, pages, count, err));
    if (!options->text)
        SITU_TRY(situ_text_new(&own, options->resources, err));
    w->text = options->text ? options->text : own;
    const situ_display *page = pages[0];
    w->step = page->unit_pt > 0 ? 0.001 : 0.01;
    add_head(w, page, options);
    for (size_t i = 0; i < page->count; i++) {
        if (i % 256 == 0)
            SITU_TRY(situ_job_check(job, err));
        SITU_TRY(add_op(w, &page->ops[i], err));
    }
    close_group(w);
    situ_str_add(&w->out, "</svg>\n");
    if (!situ_str_ok(&w->out)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_job_check(job, err));
    SITU_TRY(situ_write_file(path, w->out.data, w->out.length, err));
    situ_job_progress(job, _("drawing the SVG"), 1);
done:
    situ_text_free(own);
    if (w)
        situ_str_free(&w->out);
    situ_free(w);
    return status;
}

const situ_format situ_format_svg = {
    .name = "svg",
    .extension = "svg",
    .mime = "image/svg+xml",
    .summary = N_("vector sheet for browsers and drawing programs, layers as groups, text as text"),
    .caps = SITU_FORMAT_VECTOR,
    .write = write_svg,
};
