// SPDX-License-Identifier: MIT
// Legend from the entries the layers gave: groups in a fixed order, even columns, counts at the right.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/report.h"
#include "layout/part.h"

typedef struct params { double column_mm; } params;
static const situ_prop props[] = {
    {.name = "column", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, column_mm), .min = 20, .max = 200, .fallback = "40", .help = N_("narrowest column, mm on A3")},
    {.name = NULL},
};

static const char *const group_order[] = {"专题要素", "评级", "行业", "资源", "可达性", "关系", "境界", "居民地", "交通", "水系"};

static int rank_of(const char *group)
{
    for (size_t i = 0; i < sizeof group_order / sizeof *group_order; i++)
        if (strcmp(group, group_order[i]) == 0)
            return (int)i;
    return 100;
}

static int compare_entries(const void *a_, const void *b_)
{
    const situ_legend_entry *a = *(const situ_legend_entry *const *)a_, *b = *(const situ_legend_entry *const *)b_;
    int ra = rank_of(a->group), rb = rank_of(b->group), c;
    if (ra != rb)
        return ra - rb;
    if ((c = strcmp(a->group, b->group)) != 0)
        return c;
    return a->order - b->order;
}

// A legend row: a group's head or an entry.
typedef struct row { const char *head; const situ_legend_entry *entry; double height; } row;
typedef struct rows { row *items; size_t count; double total; } rows;

static situ_status collect(rows *out, const situ_part_input *in, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_scene *scene = in->scene;
    const situ_legend_entry **sorted = situ_calloc(scene->legend_count + 1, sizeof *sorted);
    const char *group = NULL;

    memset(out, 0, sizeof *out);
    out->items = situ_calloc(scene->legend_count * 2 + 1, sizeof *out->items);
    SITU_TRY_ALLOC(sorted);
    SITU_TRY_ALLOC(out->items);
    for (size_t i = 0; i < scene->legend_count; i++)
        sorted[i] = &scene->legend[i];
    qsort(sorted, scene->legend_count, sizeof *sorted, compare_entries);
    for (size_t i = 0; i < scene->legend_count; i++) {
        double size = sorted[i]->kind == SITU_LEGEND_MARKER ? sorted[i]->size : 0;
        if (!group || strcmp(group, sorted[i]->group) != 0) {
            group = sorted[i]->group;
            out->items[out->count++] = (row){group, NULL, 5.4 * in->k};
        }
        out->items[out->count++] = (row){NULL, sorted[i], fmax(4.3 * in->k, size + 0.8 * in->k)};
    }
    for (size_t i = 0; i < out->count; i++)
        out->total += out->items[i].height;
done:
    situ_free(sorted);
    return status;
}

// Height of the highest column when rows are broken greedily at `limit`; *columns counts them. A head
// never ends a column.
static double break_columns(const rows *r, double limit, size_t *columns)
{
    double y = 0, highest = 0;
    *columns = 1;
    for (size_t i = 0; i < r->count; i++) {
        double need = r->items[i].height;
        if (r->items[i].head && i + 1 < r->count)
            need += r->items[i + 1].height;
        if (y > 0 && y + need > limit + 1e-6) {
            (*columns)++;
            y = 0;
        }
        y += r->items[i].height;
        highest = fmax(highest, y);
    }
    return highest;
}

// Smallest height at which `columns` columns do.
static double even_height(const rows *r, size_t columns)
{
    double low = r->total / (double)columns, high = r->total;
    size_t used;
    for (int i = 0; i < 40; i++) {
        double middle = (low + high) / 2;
        break_columns(r, middle, &used);
        if (used <= columns)
            high = middle;
        else
            low = middle;
    }
    return high;
}

static size_t columns_for(const params *p, const situ_part_input *in, double width)
{
    double n = floor((width + 3 * in->k) / (p->column_mm * in->k + 3 * in->k));
    return n < 1 ? 1 : (size_t)n;
}

static double head_height(const situ_part_input *in)
{
    return 7.0 * in->k;
}

static situ_status measure(double *height, const situ_part_input *in, const void *params_, double width, situ_error *err)
{
    situ_status status = SITU_OK;
    rows r = {0};
    SITU_TRY(collect(&r, in, err));
    *height = r.count ? head_height(in) + even_height(&r, columns_for(params_, in, width)) : 0;
done:
    situ_free(r.items);
    return status;
}

// As the marker layer draws it around a symbol of this size.
static situ_status draw_ring(situ_display *d, double x, double y, double size, situ_error *err)
{
    double r = size / 2 * 1.3, k = 0.5522847498 * r, dash[] = {r * 0.5, r * 0.4};
    uint8_t verbs[] = {SITU_MOVE, SITU_CURVE, SITU_CURVE, SITU_CURVE, SITU_CURVE, SITU_CLOSE};
    double xy[] = {x + r, y, x + r, y + k, x + k, y + r, x, y + r, x - k, y + r, x - r, y + k, x - r, y,
                   x - r, y - k, x - k, y - r, x, y - r, x + k, y - r, x + r, y - k, x + r, y};
    situ_path path = {verbs, xy, 6, 13};
    situ_pen pen = {.color = {43, 43, 43, 255}, .width = r * 0.14, .dash = dash, .dash_count = 2};
    return situ_display_path(d, "legend", &path, NULL, &pen, false, err);
}

static situ_status draw_key(situ_display *d, const situ_part_input *in, const situ_legend_entry *e, situ_box key, situ_error *err)
{
    double cy = (key.y0 + key.y1) / 2, k = in->k;
    situ_status status = SITU_OK;

    if (e->kind == SITU_LEGEND_MARKER) {
        situ_symbol_look look = {.symbol = e->symbol, .size = e->size, .outline_width = e->pen.width, .fill = e->fill, .outline = e->outline,
                                 .mark = e->mark, .mark_color = e->mark_color};
        SITU_TRY(situ_display_symbol(d, "legend", &look, (key.x0 + key.x1) / 2, cy, in->text, err));
        if (e->ringed)
            SITU_TRY(draw_ring(d, (key.x0 + key.x1) / 2, cy, e->size, err));
    } else if (e->kind == SITU_LEGEND_AREA) {
        situ_pen pen = {.color = {120, 112, 102, 255}, .width = 0.12 * k};
        SITU_TRY(situ_draw_rect(d, "legend", (situ_box){key.x0 + 0.4 * k, cy - 1.4 * k, key.x1 - 0.4 * k, cy + 1.4 * k}, &e->brush, &pen, err));
    } else {
        uint8_t verbs[] = {SITU_MOVE, SITU_LINE};
        double xy[] = {key.x0, cy, key.x1, cy};
        situ_path path = {verbs, xy, 2, 2};
        if (e->casing.color.a)
            SITU_TRY(situ_display_path(d, "legend", &path, NULL, &e->casing, false, err));
        SITU_TRY(situ_display_path(d, "legend", &path, NULL, &e->pen, false, err));
    }
done:
    return status;
}

static situ_status draw_row(situ_display *d, const situ_part_input *in, const row *r, double x, double y, double width, situ_error *err)
{
    situ_status status = SITU_OK;
    double k = in->k, key = 8 * k, text_width, room;
    situ_writer w = {d, in->text, "legend", {SITU_SANS, r->head != NULL, 0}, 2.6 * k, SITU_INK};
    char count[64];

    if (r->head) {
        w.color = SITU_ACCENT;
        SITU_TRY(situ_write(&w, x, y + r->height - 1.4 * k, SITU_LEFT, r->head, err));
        goto done;
    }
    SITU_TRY(draw_key(d, in, r->entry, (situ_box){x, y, x + key, y + r->height}, err));
    room = width - key - 2 * k;
    if (r->entry->count >= 0) {
        snprintf(count, sizeof count, "%ld%s", r->entry->count, r->entry->unit ? r->entry->unit : "处");
        w.color = SITU_GREY;
        SITU_TRY(situ_write(&w, x + width, y + r->height / 2 + w.size * 0.36, SITU_RIGHT, count, err));
        SITU_TRY(situ_write_width(&w, count, &text_width, err));
        room -= text_width + 1 * k;
        w.color = SITU_INK;
    }
    SITU_TRY(situ_write_width(&w, r->entry->label, &text_width, err));
    if (text_width > room)
        w.size *= room / text_width;
    SITU_TRY(situ_write(&w, x + key + 2 * k, y + r->height / 2 + w.size * 0.36, SITU_LEFT, r->entry->label, err));
done:
    return status;
}

static situ_status draw(situ_display *d, const situ_part_input *in, const void *params_, situ_box box, situ_error *err)
{
    situ_status status = SITU_OK;
    rows r = {0};
    size_t columns, column = 0, used;
    double k = in->k, gap = 4 * k, width, limit, squeeze, y = 0, top = box.y0 + head_height(in);
    situ_writer w = {d, in->text, "legend", {SITU_SANS, true, 0}, 3.6 * k, SITU_INK};

    SITU_TRY(collect(&r, in, err));
    if (r.count == 0)
        goto done;
    columns = columns_for(params_, in, box.x1 - box.x0);
    limit = even_height(&r, columns);
    // As few columns as fill the height: even, and no wider than needed.
    while (columns > 1 && even_height(&r, columns - 1) <= box.y1 - top)
        limit = even_height(&r, --columns);
    // Rows draw closer, but not below the height of their text, before anything sticks out.
    squeeze = fmin(1, fmax(0.74, (box.y1 - top) / limit));
    for (size_t i = 0; i < r.count; i++)
        r.items[i].height *= squeeze;
    limit *= squeeze;
    break_columns(&r, limit, &used);
    width = fmin((box.x1 - box.x0 - gap * (double)(used - 1)) / (double)used, 58 * k);
    SITU_TRY(situ_write(&w, box.x0, box.y0 + 4.2 * k, SITU_LEFT, "图　例", err));
    if (limit > box.y1 - top + 0.5)
        SITU_TRY(situ_report_add(in->report, &(situ_issue){.severity = SITU_WARN, .rule = "LEGEND_OVERFLOW",
                                 .message = _("the legend is higher than its place; use a larger paper or fewer layers")}, err));
    for (size_t i = 0; i < r.count; i++) {
        double need = r.items[i].height + (r.items[i].head && i + 1 < r.count ? r.items[i + 1].height : 0);
        if (y > 0 && y + need > limit + 1e-6) {
            column++;
            y = 0;
        }
        SITU_TRY(draw_row(d, in, &r.items[i], box.x0 + (width + gap) * (double)column, top + y, width, err));
        y += r.items[i].height;
    }
done:
    situ_free(r.items);
    return status;
}

const situ_part_type situ_part_legend = {
    .name = "legend", .summary = N_("legend with counts"), .params_size = sizeof(params), .props = props, .measure = measure, .draw = draw};
