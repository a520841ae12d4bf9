// SPDX-License-Identifier: MIT
#include "layout/page.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"

typedef struct template_side { double title_mm, band_mm; int at; } template_side; // at: 0 none 1 right 2 bottom
typedef struct template {
    const char *name, *summary;
    double margin_mm, gap_mm, foot_mm, spacing_mm;
    bool diagram, grid;
    template_side landscape, portrait;
} template;

static const char *const at_words[] = {"none", "right", "bottom", NULL};
static const situ_prop side_props[] = {
    {.name = "title", .kind = SITU_PROP_NUMBER, .offset = offsetof(template_side, title_mm), .min = 0, .max = 100, .fallback = "16", .help = N_("height of the title, mm on A3")},
    {.name = "band", .kind = SITU_PROP_NUMBER, .offset = offsetof(template_side, band_mm), .min = 0, .max = 250, .fallback = "0", .help = N_("width or height of the band of tables, mm on A3")},
    {.name = "at", .kind = SITU_PROP_ENUM, .offset = offsetof(template_side, at), .words = at_words, .fallback = "none", .help = N_("where the band lies")},
    {.name = NULL},
};
static const situ_prop template_props[] = {
    {.name = "page", .kind = SITU_PROP_TEXT, .offset = offsetof(template, name), .required = true, .help = N_("name of the template")},
    {.name = "summary", .kind = SITU_PROP_TEXT, .offset = offsetof(template, summary), .help = N_("what it is for")},
    {.name = "margin", .kind = SITU_PROP_NUMBER, .offset = offsetof(template, margin_mm), .min = 0, .max = 60, .fallback = "10", .help = N_("margin of the sheet, mm on A3")},
    {.name = "gap", .kind = SITU_PROP_NUMBER, .offset = offsetof(template, gap_mm), .min = 0, .max = 20, .fallback = "3.4", .help = N_("between outer and inner frame, mm on A3")},
    {.name = "foot", .kind = SITU_PROP_NUMBER, .offset = offsetof(template, foot_mm), .min = 0, .max = 60, .fallback = "8", .help = N_("height of the bottom line, mm on A3")},
    {.name = "spacing", .kind = SITU_PROP_NUMBER, .offset = offsetof(template, spacing_mm), .min = 0, .max = 30, .fallback = "4", .help = N_("between map, band and parts, mm on A3")},
    {.name = "diagram", .kind = SITU_PROP_BOOL, .offset = offsetof(template, diagram), .fallback = "no", .help = N_("no map frame")},
    {.name = "grid", .kind = SITU_PROP_BOOL, .offset = offsetof(template, grid), .fallback = "yes", .help = N_("kilometre grid")},
    {.name = "landscape", .kind = SITU_PROP_OBJECT, .offset = offsetof(template, landscape), .object = side_props, .shorthand = "title", .help = N_("wide sheets")},
    {.name = "portrait", .kind = SITU_PROP_OBJECT, .offset = offsetof(template, portrait), .object = side_props, .shorthand = "title", .help = N_("high sheets")},
    {.name = NULL},
};

static const struct { const char *name; double w, h; } papers[] = {
    {"A0", 841, 1189}, {"A1", 594, 841}, {"A2", 420, 594}, {"A3", 297, 420}, {"A4", 210, 297}};

situ_status situ_paper_parse(situ_paper *out, const char *text, situ_error *err)
{
    double w, h;
    int used = 0;

    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        if (strcasecmp(text, papers[i].name) == 0) {
            *out = (situ_paper){.width_mm = papers[i].w, .height_mm = papers[i].h};
            snprintf(out->name, sizeof out->name, "%s", papers[i].name);
            return SITU_OK;
        }
    if (sscanf(text, "%lfx%lfmm%n", &w, &h, &used) == 2 && text[used] == 0 && w >= 100 && h >= 100 && w <= 5000 && h <= 5000) {
        *out = (situ_paper){.width_mm = w, .height_mm = h};
        snprintf(out->name, sizeof out->name, "%gx%gmm", w, h);
        return SITU_OK;
    }
    return situ_fail(err, SITU_E_USAGE, _("use A0, A1, A2, A3, A4 or a size such as 1000x700mm (100 to 5000 mm)"),
                     _("unknown paper \"%s\""), text);
}

// look.md: furniture x0.8 1 1.4 2 2.8 and content x0.9 1 1.2 1.4 1.7 at A4 A3 A2 A1 A0, between them by
// the logarithm of the area.
static double size_factor(double area_mm2, const double factors[5])
{
    double steps = log(area_mm2 / (210.0 * 297.0)) / log(2), f;
    int i;
    if (steps <= 0)
        return factors[0];
    if (steps >= 4 && steps < 4.02)
        return factors[4];
    if (steps >= 4)
        return factors[4] * pow(factors[4] / factors[3], steps - 4);
    i = (int)floor(steps);
    f = steps - i;
    if (f < 0.02)
        return factors[i];
    if (f > 0.98)
        return factors[i + 1];
    return factors[i] + (factors[i + 1] - factors[i]) * f;
}

double situ_nice_denominator(double need)
{
    static const double steps[] = {1, 1.2, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};
    double power = pow(10, floor(log10(fmax(need, 1)))), best = 10 * power;
    for (size_t i = sizeof steps / sizeof *steps; i-- > 0;)
        if (steps[i] * power >= need * (1 - 1e-9))
            best = steps[i] * power;
    return best;
}

situ_frame situ_page_frame(const situ_page *page, situ_box world, int epsg, double denominator, bool mono)
{
    situ_frame f = {.media = SITU_PAPER, .diagram = page->diagram, .epsg = epsg, .content = page->content, .mono = mono};
    f.width = page->map.x1 - page->map.x0;
    f.height = page->map.y1 - page->map.y0;
    if (page->diagram)
        return f;
    f.denominator = denominator;
    f.scale = 1000.0 / denominator;
    double cx = (world.x0 + world.x1) / 2, cy = (world.y0 + world.y1) / 2, w = f.width / f.scale, h = f.height / f.scale;
    f.world = (situ_box){cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2};
    return f;
}

static const situ_part_type *find_part(const char *name)
{
    for (const situ_part_type *const *p = situ_part_type_registry; *p; p++)
        if (strcmp((*p)->name, name) == 0)
            return *p;
    return NULL;
}

static situ_status read_part(situ_page *page, const situ_yaml_node *node, const char *file, situ_page_part *out, situ_error *err)
{
    static const char *const also[] = {"part", "share", "grow", NULL};
    situ_status status = SITU_OK;
    const char *name;
    double share;

    if (node->kind != SITU_YAML_MAP || !(name = situ_yaml_text(node, "part", NULL)))
        return situ_yaml_fail(err, file, node, NULL, _("a part needs the key `part`"));
    memset(out, 0, sizeof *out);
    out->type = find_part(name);
    if (!out->type)
        return situ_yaml_fail(err, file, node, _("see `situ list parts`"), _("there is no page part \"%s\""), name);
    out->share = situ_parse_double(situ_yaml_text(node, "share", "1"), &share) && share > 0 ? share : 1;
    out->grow = situ_streq(situ_yaml_text(node, "grow", "no"), "yes");
    out->params = situ_arena_alloc(page->arena, out->type->params_size + 1);
    SITU_TRY_ALLOC(out->params);
    if (out->type->props)
        SITU_TRY(situ_props_read(out->params, out->type->props, node, also, file, page->arena, err));
done:
    return status;
}

static situ_status read_parts(situ_page *page, const situ_yaml_node *list, const char *file, situ_page_part **out, size_t *count, situ_error *err)
{
    situ_status status = SITU_OK;

    *count = 0;
    if (!list)
        return SITU_OK;
    if (list->kind != SITU_YAML_LIST)
        return situ_yaml_fail(err, file, list, NULL, _("parts must be a list"));
    *out = situ_arena_alloc(page->arena, (list->count + 1) * sizeof **out);
    SITU_TRY_ALLOC(*out);
    for (size_t i = 0; i < list->count; i++)
        SITU_TRY(read_part(page, list->items[i], file, &(*out)[(*count)++], err));
done:
    return status;
}

static void place_boxes(situ_page *page, const template *t)
{
    const template_side *side = page->landscape ? &t->landscape : &t->portrait;
    double k = page->furniture, m = fmax(t->margin_mm * (k > 1 ? (1 + k) / 2 : 1), 7), gap = t->gap_mm * k;
    double space = t->spacing_mm * k, band = side->at ? side->band_mm * k : 0;
    situ_box body;

    page->outer = (situ_box){m, m, page->width - m, page->height - m};
    page->title = (situ_box){m, m, page->width - m, m + side->title_mm * k};
    page->foot = (situ_box){m, page->height - m - t->foot_mm * k, page->width - m, page->height - m};
    body = (situ_box){m, page->title.y1, page->width - m, page->foot.y0};
    page->band_right = side->at == 1;
    if (side->at == 1) {
        page->band = (situ_box){body.x1 - band, body.y0, body.x1, body.y1};
        body.x1 -= band + space;
    } else if (side->at == 2) {
        page->band = (situ_box){body.x0, body.y1 - band, body.x1, body.y1};
        body.y1 -= band + space;
    } else {
        page->band = situ_box_empty();
    }
    page->map = page->diagram ? situ_box_grow(body, -gap) : situ_box_grow(body, -(gap + 0.9 * k / 2));
}

situ_status situ_page_new(situ_page **out, const situ_resources *res, const situ_mapspec *spec, const situ_paper *paper,
                          bool landscape, situ_error *err)
{
    static const char *const also[] = {"parts", "over", "title_part", "foot_part", NULL};
    static const double furniture[] = {0.8, 1, 1.4, 2, 2.8}, content[] = {0.9, 1, 1.2, 1.4, 1.7};
    situ_status status = SITU_OK;
    situ_page *page = NULL;
    situ_arena *arena = situ_arena_new();
    char *path = NULL, *name;
    template t;
    const situ_yaml_node *root, *node;
    bool fixed = strchr(paper->name, 'x') != NULL;

    SITU_TRY_ALLOC(arena);
    page = situ_arena_alloc(arena, sizeof *page);
    SITU_TRY_ALLOC(page);
    page->arena = arena;
    name = situ_arena_printf(arena, "layouts/%s.yaml", spec->page);
    SITU_TRY_ALLOC(name);
    SITU_TRY(situ_resources_find(&path, res, name, err));
    page->file = situ_arena_strdup(arena, path);
    SITU_TRY_ALLOC(page->file);
    SITU_TRY(situ_yaml_read(&page->doc, path, err));
    root = situ_yaml_root(page->doc);
    memset(&t, 0, sizeof t);
    SITU_TRY(situ_props_read(&t, template_props, root, also, page->file, arena, err));
    page->landscape = fixed ? paper->width_mm > paper->height_mm : landscape;
    page->width = page->landscape && !fixed ? paper->height_mm : paper->width_mm;
    page->height = page->landscape && !fixed ? paper->width_mm : paper->height_mm;
    page->furniture = size_factor(paper->width_mm * paper->height_mm, furniture);
    page->content = size_factor(paper->width_mm * paper->height_mm, content);
    page->diagram = t.diagram;
    page->grid = t.grid;
    place_boxes(page, &t);
    if (spec->parts)
        SITU_TRY(read_parts(page, spec->parts, spec->file, &page->parts, &page->part_count, err));
    else
        SITU_TRY(read_parts(page, situ_yaml_get(root, "parts"), page->file, &page->parts, &page->part_count, err));
    SITU_TRY(read_parts(page, situ_yaml_get(root, "over"), page->file, &page->over, &page->over_count, err));
    if ((node = situ_yaml_get(root, "title_part"))) {
        page->title_part = situ_arena_alloc(arena, sizeof *page->title_part);
        SITU_TRY_ALLOC(page->title_part);
        SITU_TRY(read_part(page, node, page->file, page->title_part, err));
    }
    if ((node = situ_yaml_get(root, "foot_part"))) {
        page->foot_part = situ_arena_alloc(arena, sizeof *page->foot_part);
        SITU_TRY_ALLOC(page->foot_part);
        SITU_TRY(read_part(page, node, page->file, page->foot_part, err));
    }
    *out = page;
    page = NULL;
    arena = NULL;
done:
    if (page)
        situ_yaml_free(page->doc);
    situ_arena_free(arena);
    situ_free(path);
    return status;
}

void situ_page_free(situ_page *page)
{
    if (!page)
        return;
    situ_yaml_free(page->doc);
    situ_arena_free(page->arena);
}

// --- composing ---

static situ_status draw_grid(void *user, situ_display *d, situ_error *err);

typedef struct grid_state { const situ_page *page; const situ_frame *frame; double step; } grid_state;

static double grid_step(const situ_frame *f)
{
    static const double steps[] = {100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000};
    double span = fmax(f->world.x1 - f->world.x0, f->world.y1 - f->world.y0);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (span / steps[i] <= 14)
            return steps[i];
    return steps[sizeof steps / sizeof *steps - 1];
}

// Small crosses where grid lines meet: the grid can be read without covering the map.
static situ_status draw_grid(void *user, situ_display *d, situ_error *err)
{
    situ_status status = SITU_OK;
    const grid_state *g = user;
    const situ_frame *f = g->frame;
    double arm = 1.1 * g->page->furniture;
    const situ_rgba color = {120, 112, 102, 255};

    for (double x = ceil(f->world.x0 / g->step) * g->step; x < f->world.x1; x += g->step)
        for (double y = ceil(f->world.y0 / g->step) * g->step; y < f->world.y1; y += g->step) {
            situ_point p = situ_frame_to_page(f, x, y);
            p.x += g->page->map.x0;
            p.y += g->page->map.y0;
            SITU_TRY(situ_draw_line(d, "grid", p.x - arm, p.y, p.x + arm, p.y, 0.1 * g->page->furniture, color, err));
            SITU_TRY(situ_draw_line(d, "grid", p.x, p.y - arm, p.x, p.y + arm, 0.1 * g->page->furniture, color, err));
        }
done:
    return status;
}

static void grid_label(char out[32], double value_m, bool first)
{
    // The first label of a row is written in full, the others in the last two digits of kilometres.
    long km = lround(value_m / 1000);
    if (first)
        snprintf(out, 32, "%ld km", km);
    else
        snprintf(out, 32, "%02ld", ((km % 100) + 100) % 100);
}

static situ_status draw_frame(situ_display *d, const situ_page *page, const situ_part_input *in, double step, situ_error *err)
{
    situ_status status = SITU_OK;
    double k = page->furniture, gap = 3.4 * k;
    situ_box inner = page->map, outer = situ_box_grow(inner, gap);
    situ_pen thick = {.color = SITU_INK, .width = 0.9 * k}, thin = {.color = SITU_INK, .width = 0.25 * k};
    const situ_frame *f = &in->scene->frame;
    situ_writer w = {d, in->text, "frame", {SITU_SANS, false, 0}, fmax(2.0 * k, 1.6), SITU_INK};
    char label[32];
    bool first = true;

    SITU_TRY(situ_draw_rect(d, "frame", outer, NULL, &thick, err));
    SITU_TRY(situ_draw_rect(d, "frame", inner, NULL, &thin, err));
    if (step <= 0)
        goto done;
    for (double x = ceil(f->world.x0 / step) * step; x < f->world.x1; x += step) {
        double px = inner.x0 + (x - f->world.x0) * f->scale, width;
        grid_label(label, x, first);
        SITU_TRY(situ_write_width(&w, label, &width, err));
        if (px - width / 2 < inner.x0 || px + width / 2 > inner.x1)
            continue;
        SITU_TRY(situ_draw_line(d, "frame", px, inner.y0, px, inner.y0 - 0.6 * k, 0.15 * k, SITU_INK, err));
        SITU_TRY(situ_draw_line(d, "frame", px, inner.y1, px, inner.y1 + 0.6 * k, 0.15 * k, SITU_INK, err));
        SITU_TRY(situ_write(&w, px, inner.y0 - 0.95 * k, SITU_CENTER, label, err));
        SITU_TRY(situ_write(&w, px, inner.y1 + 0.75 * k + w.size * 0.86, SITU_CENTER, label, err));
        first = false;
    }
    first = true;
    for (double y = ceil(f->world.y0 / step) * step; y < f->world.y1; y += step) {
        double py = inner.y0 + (f->world.y1 - y) * f->scale, width;
        grid_label(label, y, first);
        SITU_TRY(situ_write_width(&w, label, &width, err));
        if (py - width / 2 < inner.y0 || py + width / 2 > inner.y1)
            continue;
        SITU_TRY(situ_draw_line(d, "frame", inner.x0, py, inner.x0 - 0.6 * k, py, 0.15 * k, SITU_INK, err));
        SITU_TRY(situ_draw_line(d, "frame", inner.x1, py, inner.x1 + 0.6 * k, py, 0.15 * k, SITU_INK, err));
        situ_display_text t = {.utf8 = label, .font = w.font, .size = w.size, .color = SITU_INK, .angle_rad = -M_PI / 2};
        t.x = inner.x0 - 0.95 * k;
        t.y = py + width / 2;
        SITU_TRY(situ_display_text_add(d, "frame", &t, (situ_box){t.x - w.size, py - width / 2, t.x + w.size * 0.3, py + width / 2}, err));
        t.x = inner.x1 + 0.75 * k + w.size * 0.86;
        SITU_TRY(situ_display_text_add(d, "frame", &t, (situ_box){t.x - w.size, py - width / 2, t.x + w.size * 0.3, py + width / 2}, err));
        first = false;
    }
done:
    return status;
}

enum { LEAST_PART_MM = 24 }; // of a part that is cut, on A3

// Parts below each other, left-over height shared as spacing (or given to the part that grows).
static situ_status draw_band_right(situ_display *d, const situ_page *page, const situ_part_input *in, situ_error *err)
{
    situ_status status = SITU_OK;
    double width = page->band.x1 - page->band.x0, height = page->band.y1 - page->band.y0, used = 0, space, y = page->band.y0;
    double *heights = situ_calloc(page->part_count + 1, sizeof *heights);
    size_t growing = 0;

    SITU_TRY_ALLOC(heights);
    for (size_t i = 0; i < page->part_count; i++) {
        const situ_page_part *part = &page->parts[i];
        if (part->type->measure)
            SITU_TRY(part->type->measure(&heights[i], in, part->params, width, err));
        used += heights[i];
        growing += part->grow;
    }
    space = page->part_count > 1 ? (height - used) / (double)(page->part_count - 1) : 0;
    if (growing > 0) {
        // Parts that grow also give way: a table draws its rows closer before anything is cut.
        double over;
        space = fmin(fmax(space, 3 * page->furniture), 5 * page->furniture);
        over = used + space * (double)(page->part_count - 1) - height;
        for (size_t i = 0; i < page->part_count && over > 0; i++)
            if (page->parts[i].grow)
                heights[i] = fmax(heights[i] - over / (double)growing, heights[i] * 0.72);
        used = 0;
        for (size_t i = 0; i < page->part_count; i++)
            used += heights[i];
        // Then they are cut, and say so: nothing is drawn below the sheet's edge.
        over = used + space * (double)(page->part_count - 1) - height;
        for (size_t i = 0; i < page->part_count && over > 0; i++)
            if (page->parts[i].grow)
                heights[i] = fmax(heights[i] - over / (double)growing, fmin(heights[i], LEAST_PART_MM * page->furniture));
        used = 0;
        for (size_t i = 0; i < page->part_count; i++)
            used += heights[i];
    }
    if (used > height + 0.5)
        SITU_TRY(situ_report_add(in->report, &(situ_issue){.severity = SITU_WARN, .rule = "BAND_OVERFLOW", .message = _("the tables beside the map are higher than the sheet; use a larger paper")}, err));
    for (size_t i = 0; i < page->part_count; i++) {
        situ_box box = {page->band.x0, y, page->band.x1, fmin(y + heights[i], fmax(page->band.y1, y))};
        SITU_TRY(page->parts[i].type->draw(d, in, page->parts[i].params, box, err));
        y += heights[i] + fmax(space, 0);
    }
done:
    situ_free(heights);
    return status;
}

// Parts beside each other. A part that would be higher than the band is given more width, the others
// less; parts without content take none.
static situ_status draw_band_bottom(situ_display *d, const situ_page *page, const situ_part_input *in, situ_error *err)
{
    situ_status status = SITU_OK;
    double x = page->band.x0, space = 5 * page->furniture, height = page->band.y1 - page->band.y0, width = 0, sum = 0;
    double *shares = situ_calloc(page->part_count + 1, sizeof *shares);
    size_t shown = 0;

    SITU_TRY_ALLOC(shares);
    for (size_t i = 0; i < page->part_count; i++) {
        const situ_page_part *part = &page->parts[i];
        double natural = 1;
        if (part->type->measure)
            SITU_TRY(part->type->measure(&natural, in, part->params, page->band.x1 - page->band.x0, err));
        shares[i] = natural > 0 ? part->share : 0;
        shown += shares[i] > 0;
    }
    width = page->band.x1 - page->band.x0 - space * (double)(shown > 0 ? shown - 1 : 0);
    for (int round = 0; round < 60; round++) {
        double worst = 1.12; // rows of legends and tables draw that much closer by themselves
        size_t at = page->part_count;
        sum = 0;
        for (size_t i = 0; i < page->part_count; i++)
            sum += shares[i];
        for (size_t i = 0; i < page->part_count; i++) {
            double natural = 0;
            if (shares[i] > 0 && page->parts[i].type->measure)
                SITU_TRY(page->parts[i].type->measure(&natural, in, page->parts[i].params, width * shares[i] / sum, err));
            if (natural / height > worst) {
                worst = natural / height;
                at = i;
            }
        }
        if (at == page->part_count)
            break;
        shares[at] *= 1.06;
    }
    sum = 0;
    for (size_t i = 0; i < page->part_count; i++)
        sum += shares[i];
    for (size_t i = 0; i < page->part_count; i++) {
        double w = sum > 0 ? width * shares[i] / sum : 0;
        if (w <= 0)
            continue;
        SITU_TRY(page->parts[i].type->draw(d, in, page->parts[i].params, (situ_box){x, page->band.y0, x + w, page->band.y1}, err));
        x += w + space;
    }
done:
    situ_free(shares);
    return status;
}

size_t situ_page_reserved(const situ_page *page, const situ_part_input *given, situ_box *boxes)
{
    situ_part_input in = *given;
    size_t n = 0;
    in.k = page->furniture;
    in.map_box = page->map;
    in.page_width = page->width;
    in.page_height = page->height;
    for (size_t i = 0; i < page->over_count; i++) {
        situ_box b = page->over[i].type->reserve ? page->over[i].type->reserve(&in, page->over[i].params, page->map) : situ_box_empty();
        if (!situ_box_is_empty(b))
            boxes[n++] = (situ_box){b.x0 - page->map.x0, b.y0 - page->map.y0, b.x1 - page->map.x0, b.y1 - page->map.y0};
    }
    return n;
}

situ_status situ_page_compose(situ_display **out, const situ_page *page, const situ_part_input *given, uint16_t number, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_display *d = NULL;
    situ_part_input in = *given;
    const situ_frame *f = &in.scene->frame;
    grid_state grid = {page, f, page->grid && !page->diagram ? grid_step(f) : 0};

    in.k = page->furniture;
    in.map_box = page->map;
    in.page = number;
    in.page_count = in.scene->page_count;
    in.page_width = page->width;
    in.page_height = page->height;
    in.file = page->file;
    SITU_TRY(situ_display_new(&d, page->width, page->height, 72 / 25.4, err));
    d->paper = SITU_WHITE;
    if (!page->diagram) {
        d->epsg = f->epsg;
        d->map_page = page->map;
        d->map_world = f->world;
        SITU_TRY(situ_display_clip(d, page->map, err));
    }
    SITU_TRY(situ_display_scene(d, in.scene, number, in.plan, page->map.x0, page->map.y0, in.text,
                                grid.step > 0 ? draw_grid : NULL, &grid, err));
    if (!page->diagram) {
        SITU_TRY(situ_display_unclip(d, err));
        SITU_TRY(draw_frame(d, page, &in, grid.step, err));
    }
    for (size_t i = 0; i < page->over_count; i++)
        SITU_TRY(page->over[i].type->draw(d, &in, page->over[i].params, page->map, err));
    if (page->title_part)
        SITU_TRY(page->title_part->type->draw(d, &in, page->title_part->params, page->title, err));
    if (!situ_box_is_empty(page->band) && page->part_count > 0 && number == 0)
        SITU_TRY(page->band_right ? draw_band_right(d, page, &in, err) : draw_band_bottom(d, page, &in, err));
    if (page->foot_part)
        SITU_TRY(page->foot_part->type->draw(d, &in, page->foot_part->params, page->foot, err));
    SITU_TRY(situ_display_seal(d, err));
    *out = d;
    d = NULL;
done:
    situ_display_free(d);
    return status;
}
