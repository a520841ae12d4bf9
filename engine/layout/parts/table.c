// SPDX-License-Identifier: MIT
// A table of the map's data: thin rules, numbers right-aligned, totals bold; as many blocks side by side
// as the place asks for. Rows keep the data's order; `group` adds up rows of one value.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/report.h"
#include "layout/part.h"
#include "store/store.h"

typedef struct params {
    const char *data, *title, *group, *where, *total, *palette, *by, *more, *order;
    const situ_yaml_node *columns; // list of {head, value, width, sum}
    double size_mm, row_mm;
    long max_rows;
    int scope;
} params;

static const char *const scope_words[] = {"both", "county", "region", NULL};

static const situ_prop props[] = {
    {.name = "data", .kind = SITU_PROP_TEXT, .offset = offsetof(params, data), .required = true, .help = N_("source, or analysis.output")},
    {.name = "title", .kind = SITU_PROP_TEXT, .offset = offsetof(params, title), .help = N_("words above the table")},
    {.name = "where", .kind = SITU_PROP_TEXT, .offset = offsetof(params, where), .help = N_("SQL filter")},
    {.name = "group", .kind = SITU_PROP_TEXT, .offset = offsetof(params, group), .help = N_("rows of one value of this expression are added up")},
    {.name = "order", .kind = SITU_PROP_TEXT, .offset = offsetof(params, order), .help = N_("rows rise by this number; without it they keep the data's order")},
    {.name = "total", .kind = SITU_PROP_TEXT, .offset = offsetof(params, total), .help = N_("words of the last row")},
    {.name = "palette", .kind = SITU_PROP_TEXT, .offset = offsetof(params, palette), .help = N_("colour key in front of each row")},
    {.name = "by", .kind = SITU_PROP_TEXT, .offset = offsetof(params, by), .help = N_("expression looked up in the palette")},
    {.name = "columns", .kind = SITU_PROP_NODE, .offset = offsetof(params, columns), .required = true, .help = N_("list of {head, value, width, sum}")},
    {.name = "size", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, size_mm), .min = 1, .max = 10, .fallback = "2.4", .help = N_("em height, mm on A3")},
    {.name = "row", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, row_mm), .min = 1, .max = 20, .fallback = "3.7", .help = N_("row height, mm on A3")},
    {.name = "scope", .kind = SITU_PROP_ENUM, .offset = offsetof(params, scope), .words = scope_words, .fallback = "both", .help = N_("only on maps of the county, or of one township or village")},
    {.name = "max_rows", .kind = SITU_PROP_INT, .offset = offsetof(params, max_rows), .min = 1, .max = 1000, .fallback = "200", .help = N_("more rows are told, not drawn")},
    {.name = "more", .kind = SITU_PROP_TEXT, .offset = offsetof(params, more), .fallback = "另有{n}行未列入", .help = N_("words beside the title when rows are left out; {n} is their number")},
    {.name = NULL},
};

enum { MAX_COLUMNS = 12 };

typedef struct table_column { const char *head; double width; bool sum; bool number; } table_column;
typedef struct cells {
    table_column columns[MAX_COLUMNS];
    size_t column_count, row_count, left_out;
    double sums[MAX_COLUMNS];
    double *numbers;    // row-major; NaN = text
    const char **texts; // row-major
    const situ_palette_entry **keys;
    double width;       // of the columns, mm on A3
    situ_arena *arena;
} cells;

static void cells_free(cells *c)
{
    situ_arena_free(c->arena);
}

static situ_status read_columns(cells *c, const situ_table **values, situ_table **owned, const params *p, const situ_part_input *in,
                                const situ_table *table, situ_error *err)
{
    static const char *const known[] = {"head", "value", "width", "sum", NULL};
    situ_status status = SITU_OK;

    if (p->columns->kind != SITU_YAML_LIST || p->columns->count == 0 || p->columns->count > MAX_COLUMNS)
        return situ_yaml_fail(err, in->file, p->columns, NULL, _("columns must be a list of 1 to %d columns"), MAX_COLUMNS);
    for (size_t i = 0; i < p->columns->count; i++) {
        const situ_yaml_node *node = p->columns->items[i];
        table_column *column = &c->columns[c->column_count];
        SITU_TRY(situ_yaml_known(node, in->file, known, err));
        column->head = situ_yaml_text(node, "head", "");
        if (!situ_parse_double(situ_yaml_text(node, "width", "12"), &column->width))
            return situ_yaml_fail(err, in->file, node, NULL, _("width must be a number of millimetres"));
        column->sum = situ_streq(situ_yaml_text(node, "sum", "no"), "yes");
        SITU_TRY(situ_expr_values(&owned[c->column_count], table, situ_yaml_text(node, "value", "''"), err));
        values[c->column_count] = owned[c->column_count];
        column->number = column->sum || (owned[c->column_count]->column_count > 0 && owned[c->column_count]->columns[0].type == SITU_TYPE_REAL);
        c->width += column->width;
        c->column_count++;
    }
done:
    return status;
}

static situ_status fill_row(cells *c, const situ_table *const *values, size_t source, size_t target, bool add, situ_error *err)
{
    char buffer[32];
    for (size_t i = 0; i < c->column_count; i++) {
        size_t at = target * c->column_count + i;
        if (c->columns[i].number) {
            double v = situ_table_real(values[i], source, 0);
            if (add && c->columns[i].sum)
                c->numbers[at] = (isfinite(c->numbers[at]) ? c->numbers[at] : 0) + (isfinite(v) ? v : 0);
            else if (!add)
                c->numbers[at] = v;
        } else if (!add) {
            c->texts[at] = situ_arena_strdup(c->arena, situ_table_show(values[i], source, 0, buffer));
            if (!c->texts[at])
                return situ_fail_nomem(err);
        }
    }
    return SITU_OK;
}

// The row behind the last.
static void set_total(cells *c, const params *p)
{
    size_t last = c->row_count * c->column_count;
    for (size_t i = 0; p->total && c->row_count > 0 && i < c->column_count; i++) {
        c->numbers[last + i] = c->columns[i].sum ? c->sums[i] : NAN;
        c->texts[last + i] = i == 0 ? p->total : "";
    }
}

typedef struct ranked { double value; size_t row; } ranked;

static int rank_order(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    return x->value != y->value ? (x->value > y->value) - (x->value < y->value) : (x->row > y->row) - (x->row < y->row);
}

// Rows by a number, ties and what is no number in the data's order, the latter last.
static situ_status sort_rows(size_t *rows, size_t count, const situ_table *table, const char *order, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *values = NULL;
    ranked *list = situ_malloc((count + 1) * sizeof *list);

    SITU_TRY_ALLOC(list);
    SITU_TRY(situ_expr_values(&values, table, order, err));
    for (size_t i = 0; i < count; i++) {
        double v = situ_table_real(values, rows[i], 0);
        list[i] = (ranked){isnan(v) ? INFINITY : v, rows[i]};
    }
    qsort(list, count, sizeof *list, rank_order);
    for (size_t i = 0; i < count; i++)
        rows[i] = list[i].row;
done:
    situ_table_free(values);
    situ_free(list);
    return status;
}

static situ_status collect(cells *c, const params *p, const situ_part_input *in, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *table = situ_bundle_table(in->bundle, p->data), *values[MAX_COLUMNS] = {0};
    situ_table *owned[MAX_COLUMNS] = {0}, *groups = NULL, *keys = NULL;
    size_t *rows = NULL, row_count = 0;
    situ_map *seen = situ_map_new();
    const situ_palette *palette = NULL;
    char buffer[32];

    memset(c, 0, sizeof *c);
    c->arena = situ_arena_new();
    SITU_TRY_ALLOC(c->arena);
    SITU_TRY_ALLOC(seen);
    if (!table || table->row_count == 0 || (p->scope && (p->scope == 2) != (*situ_part_word(in, "region", "") != 0)))
        goto done;
    SITU_TRY(read_columns(c, values, owned, p, in, table, err));
    SITU_TRY(situ_expr_filter(&rows, &row_count, table, p->where ? p->where : "1", err));
    if (p->order && row_count > 1)
        SITU_TRY(sort_rows(rows, row_count, table, p->order, err));
    if (p->group)
        SITU_TRY(situ_expr_values(&groups, table, p->group, err));
    if (p->palette) {
        SITU_TRY(situ_styles_palette(&palette, in->styles, p->palette, err));
        if (in->scene && in->scene->frame.mono && palette->mono)
            SITU_TRY(situ_styles_palette(&palette, in->styles, palette->mono, err));
        SITU_TRY(situ_expr_values(&keys, table, p->by ? p->by : p->palette, err));
    }
    c->numbers = situ_arena_alloc(c->arena, (row_count + 2) * c->column_count * sizeof *c->numbers);
    c->texts = situ_arena_alloc(c->arena, (row_count + 2) * c->column_count * sizeof *c->texts);
    c->keys = situ_arena_alloc(c->arena, (row_count + 2) * sizeof *c->keys);
    SITU_TRY_ALLOC(c->numbers);
    SITU_TRY_ALLOC(c->texts);
    SITU_TRY_ALLOC(c->keys);
    for (size_t i = 0; i < row_count; i++) {
        size_t target = c->row_count;
        if (groups) {
            const char *key = situ_table_show(groups, rows[i], 0, buffer);
            size_t known = situ_map_get(seen, key);
            if (known != SIZE_MAX) {
                SITU_TRY(fill_row(c, values, rows[i], known, true, err));
                continue;
            }
            if (situ_map_set(seen, key, target) < 0)
                SITU_TRY_ALLOC(NULL);
        }
        SITU_TRY(fill_row(c, values, rows[i], target, false, err));
        if (palette)
            c->keys[target] = situ_palette_find(palette, situ_table_show(keys, rows[i], 0, buffer));
        c->row_count++;
    }
    // The total is that of all rows, drawn or not.
    for (size_t i = 0; i < c->column_count; i++) {
        c->sums[i] = 0;
        for (size_t r = 0; r < c->row_count; r++) {
            double v = c->numbers[r * c->column_count + i];
            c->sums[i] += isfinite(v) ? v : 0;
        }
    }
    if (c->row_count > (size_t)p->max_rows) {
        c->left_out = c->row_count - (size_t)p->max_rows;
        c->row_count = (size_t)p->max_rows;
    }
    set_total(c, p);
done:
    for (size_t i = 0; i < MAX_COLUMNS; i++)
        situ_table_free(owned[i]);
    situ_table_free(groups);
    situ_table_free(keys);
    situ_free(rows);
    situ_map_free(seen);
    return status;
}

// Thousands apart by a thin gap: 12 345.
static void number_text(char out[48], double v)
{
    char digits[40];
    int n, used = 0, whole;
    if (!isfinite(v)) {
        out[0] = 0;
        return;
    }
    n = snprintf(digits, sizeof digits, fabs(v - round(v)) < 1e-9 ? "%.0f" : "%.1f", v);
    whole = (int)strcspn(digits, ".");
    for (int i = 0; i < n && used < 44; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0 && digits[i - 1] != '-')
            out[used++] = ' ';
        out[used++] = digits[i];
    }
    out[used] = 0;
}

static size_t row_total(const cells *c, const params *p)
{
    return c->row_count + (p->total && c->row_count > 0 ? 1 : 0);
}

static double title_height(const params *p, double k)
{
    return p->title ? 6.2 * k : 0;
}

static situ_status measure(double *height, const situ_part_input *in, const void *params_, double width, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    cells c;
    double blocks;

    SITU_TRY(collect(&c, p, in, err));
    blocks = c.width > 0 ? fmax(1, floor((width / in->k + 4) / (c.width + (p->palette ? 4 : 0) + 4))) : 1;
    *height = c.row_count ? title_height(p, in->k) + (ceil((double)row_total(&c, p) / blocks) + 1.2) * p->row_mm * in->k : 0;
done:
    cells_free(&c);
    return status;
}

static situ_status draw_cell(const situ_writer *w, const table_column *col, double x, double width, double y, double number, const char *text, situ_error *err)
{
    char buffer[48];
    situ_writer fit = *w;
    double wide = 0;
    if (col->number && isfinite(number)) {
        number_text(buffer, number);
        return situ_write(w, x + width - 0.6 * w->size, y, SITU_RIGHT, buffer, err);
    }
    if (!text || !*text)
        return SITU_OK;
    situ_status status = situ_write_width(w, text, &wide, err);
    if (status == SITU_OK && wide > width - 0.3 * w->size)
        fit.size *= (width - 0.3 * w->size) / wide;
    return status == SITU_OK ? situ_write(&fit, x, y, SITU_LEFT, text, err) : status;
}

static situ_status draw_block(situ_display *d, const situ_part_input *in, const params *p, const cells *c, size_t begin, size_t end,
                              double x, double y, double stretch, double row, situ_error *err)
{
    situ_status status = SITU_OK;
    double k = in->k, key = p->palette ? 4 * k : 0, width = key + c->width * k * stretch, left;
    situ_writer w = {d, in->text, "table", {SITU_SANS, true, 0}, p->size_mm * k, SITU_GREY};

    SITU_TRY(situ_draw_line(d, "table", x, y, x + width, y, 0.25 * k, SITU_INK, err));
    left = x + key;
    for (size_t i = 0; i < c->column_count; i++) {
        double cw = c->columns[i].width * k * stretch;
        if (c->columns[i].number)
            SITU_TRY(situ_write(&w, left + cw - 0.6 * w.size, y + row * 0.5 + w.size * 0.36, SITU_RIGHT, c->columns[i].head, err));
        else
            SITU_TRY(situ_write(&w, left, y + row * 0.5 + w.size * 0.36, SITU_LEFT, c->columns[i].head, err));
        left += cw;
    }
    y += row;
    SITU_TRY(situ_draw_line(d, "table", x, y, x + width, y, 0.15 * k, SITU_INK, err));
    w.color = SITU_INK;
    for (size_t r = begin; r < end; r++) {
        double base = y + row * 0.5 + w.size * 0.36;
        w.font.bold = r == c->row_count; // totals
        if (w.font.bold)
            SITU_TRY(situ_draw_line(d, "table", x, y, x + width, y, 0.15 * k, SITU_INK, err));
        if (p->palette && r < c->row_count && c->keys[r]) {
            situ_pen pen = {.color = {120, 112, 102, 255}, .width = 0.1 * k};
            SITU_TRY(situ_draw_rect(d, "table", (situ_box){x + 0.2 * k, y + row * 0.2, x + 2.8 * k, y + row * 0.8}, &c->keys[r]->brush, &pen, err));
        }
        left = x + key;
        for (size_t i = 0; i < c->column_count; i++) {
            double cw = c->columns[i].width * k * stretch;
            size_t at = r * c->column_count + i;
            SITU_TRY(draw_cell(&w, &c->columns[i], left, cw, base, c->columns[i].number ? c->numbers[at] : NAN, c->texts[at], err));
            left += cw;
        }
        y += row;
        if (r + 1 < end)
            SITU_TRY(situ_draw_line(d, "table", x, y, x + width, y, 0.06 * k, (situ_rgba){190, 184, 176, 255}, err));
    }
    SITU_TRY(situ_draw_line(d, "table", x, y, x + width, y, 0.25 * k, SITU_INK, err));
done:
    return status;
}

// A sheet that shows a part of a list says so.
static situ_status write_more(const situ_writer *title, const params *p, double x, double y, size_t left_out, situ_error *err)
{
    situ_writer w = *title;
    situ_str text;
    const char *at = strstr(p->more, "{n}");
    situ_str_init(&text);
    if (at)
        situ_str_addf(&text, "%.*s%zu%s", (int)(at - p->more), p->more, left_out, at + 3);
    else
        situ_str_add(&text, p->more);
    w.font.bold = false;
    w.size *= 0.75;
    w.color = SITU_GREY;
    situ_status status = situ_str_ok(&text) ? situ_write(&w, x, y, SITU_RIGHT, text.data, err) : situ_fail_nomem(err);
    situ_str_free(&text);
    return status;
}

static situ_status draw(situ_display *d, const situ_part_input *in, const void *params_, situ_box box, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    cells c;
    double k = in->k, gap = 4 * k, row = p->row_mm * k, block_width, room, stretch;
    size_t total, blocks, per, most;
    situ_writer w = {d, in->text, "table", {SITU_SANS, true, 0}, 3.2 * k, SITU_INK};

    SITU_TRY(collect(&c, p, in, err));
    total = row_total(&c, p);
    if (total == 0)
        goto done;
    if (p->title)
        SITU_TRY(situ_write(&w, box.x0, box.y0 + 4.0 * k, SITU_LEFT, p->title, err));
    block_width = (c.width + (p->palette ? 4 : 0)) * k;
    most = (size_t)fmax(1, floor((box.x1 - box.x0 + gap) / (block_width + gap)));
    room = box.y1 - box.y0 - title_height(p, k);
    // As few blocks as the height allows; rows shrink a little before the table is cut.
    for (blocks = 1; blocks < most && (ceil((double)total / (double)blocks) + 1) * row > room + 0.01; blocks++)
        continue;
    per = (total + blocks - 1) / blocks;
    if (((double)per + 1) * row > room && room > 0)
        row = fmax(room / ((double)per + 1), p->size_mm * k * 1.05);
    if (((double)per + 1) * row > room + 0.5) {
        size_t fit = (size_t)fmax(1, floor(room / row) - 1);
        if (total > fit * blocks) { // rows are cut, the total stands
            size_t shown = fit * blocks - (p->total && fit * blocks > 1);
            c.left_out += c.row_count - shown;
            c.row_count = shown;
            set_total(&c, p);
            total = row_total(&c, p);
        }
        per = fit;
    }
    stretch = fmin(2.6, (box.x1 - box.x0 - gap * (double)(blocks - 1) - (p->palette ? 4 * k * (double)blocks : 0)) / (double)blocks / (c.width * k));
    for (size_t b = 0; b < blocks; b++) {
        size_t begin = b * per, end = begin + per < total ? begin + per : total;
        if (begin < end)
            SITU_TRY(draw_block(d, in, p, &c, begin, end, box.x0 + (c.width * k * stretch + (p->palette ? 4 * k : 0) + gap) * (double)b,
                                box.y0 + title_height(p, k), stretch, row, err));
    }
    if (c.left_out > 0 && p->title)
        SITU_TRY(write_more(&w, p, box.x0 + ((c.width * k * stretch + (p->palette ? 4 * k : 0) + gap) * (double)blocks - gap), box.y0 + 4.0 * k, c.left_out, err));
    if (c.left_out > 0) {
        char text[64];
        snprintf(text, sizeof text, "%zu", c.left_out);
        SITU_TRY(situ_report_add(in->report, &(situ_issue){.severity = SITU_WARN, .rule = "TABLE_OVERFLOW", .old_value = text, .table = p->data,
                                 .message = _("rows of a table did not fit on the sheet; use a larger paper")}, err));
    }
done:
    cells_free(&c);
    return status;
}

const situ_part_type situ_part_table = {
    .name = "table", .summary = N_("a table of the map's data"), .params_size = sizeof(params), .props = props, .measure = measure, .draw = draw};
