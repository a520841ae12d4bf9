// SPDX-License-Identifier: MIT
#include "layout/labelplan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

// What stands in the way of labels, in bins over the frame. Texts block, markers cost.
typedef struct obstacle {
    situ_box box;
    double weight;        // INFINITY = may not be touched
    uint32_t layer, feature;
} obstacle;

typedef struct bins {
    situ_box box;
    double cell;
    uint32_t columns, rows;
    uint32_t **ids;
    uint32_t *count;
    size_t *capacity;
    obstacle *items;
    size_t item_count, item_capacity;
    uint32_t *stamp; // last query that saw the item, so that none is counted twice
    size_t stamp_capacity;
    uint32_t query;
} bins;

typedef struct planner {
    const situ_scene *scene;
    situ_text *text;
    situ_label_plan *plan;
    bins obstacles;
    situ_box frame;
    size_t placed_capacity;
    double unit; // 1 mm on paper, 3 px on screen, times the content factor
} planner;

static void bins_free(bins *b)
{
    for (size_t i = 0; b->ids && i < (size_t)b->columns * b->rows; i++)
        situ_free(b->ids[i]);
    situ_free(b->ids);
    situ_free(b->count);
    situ_free(b->capacity);
    situ_free(b->items);
    situ_free(b->stamp);
}

static situ_status bins_init(bins *b, situ_box box, double cell, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n;

    memset(b, 0, sizeof *b);
    b->box = box;
    b->cell = cell;
    b->columns = (uint32_t)ceil(fmax(1, (box.x1 - box.x0) / cell));
    b->rows = (uint32_t)ceil(fmax(1, (box.y1 - box.y0) / cell));
    n = (size_t)b->columns * b->rows;
    b->ids = situ_calloc(n, sizeof *b->ids);
    b->count = situ_calloc(n, sizeof *b->count);
    b->capacity = situ_calloc(n, sizeof *b->capacity);
    SITU_TRY_ALLOC(b->ids);
    SITU_TRY_ALLOC(b->count);
    SITU_TRY_ALLOC(b->capacity);
done:
    return status;
}

static uint32_t bin_of(double v, double origin, double cell, uint32_t n)
{
    double i = floor((v - origin) / cell);
    return i < 0 ? 0 : i >= n ? n - 1 : (uint32_t)i;
}

static situ_status bins_add(bins *b, const obstacle *o, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t id = (uint32_t)b->item_count;

    SITU_TRY(situ_grow(&b->items, &b->item_capacity, b->item_count + 1, sizeof *b->items, err));
    SITU_TRY(situ_grow(&b->stamp, &b->stamp_capacity, b->item_count + 1, sizeof *b->stamp, err));
    b->items[id] = *o;
    b->stamp[id] = 0;
    b->item_count++;
    for (uint32_t r = bin_of(o->box.y0, b->box.y0, b->cell, b->rows); r <= bin_of(o->box.y1, b->box.y0, b->cell, b->rows); r++)
        for (uint32_t c = bin_of(o->box.x0, b->box.x0, b->cell, b->columns); c <= bin_of(o->box.x1, b->box.x0, b->cell, b->columns); c++) {
            size_t at = (size_t)r * b->columns + c;
            SITU_TRY(situ_grow(&b->ids[at], &b->capacity[at], b->count[at] + 1, sizeof **b->ids, err));
            b->ids[at][b->count[at]++] = id;
        }
done:
    return status;
}

static double overlap_area(situ_box a, situ_box b)
{
    double w = fmin(a.x1, b.x1) - fmax(a.x0, b.x0), h = fmin(a.y1, b.y1) - fmax(a.y0, b.y0);
    return w > 0 && h > 0 ? w * h : 0;
}

// Cost of putting ink on box: INFINITY when a text or reserved place is touched.
static double bins_cost(bins *b, situ_box box, const situ_label *self)
{
    double cost = 0, area = fmax(1e-9, (box.x1 - box.x0) * (box.y1 - box.y0));

    b->query++;
    for (uint32_t r = bin_of(box.y0, b->box.y0, b->cell, b->rows); r <= bin_of(box.y1, b->box.y0, b->cell, b->rows); r++)
        for (uint32_t c = bin_of(box.x0, b->box.x0, b->cell, b->columns); c <= bin_of(box.x1, b->box.x0, b->cell, b->columns); c++) {
            size_t at = (size_t)r * b->columns + c;
            for (uint32_t i = 0; i < b->count[at]; i++) {
                uint32_t id = b->ids[at][i];
                const obstacle *o = &b->items[id];
                double shared;
                if (b->stamp[id] == b->query)
                    continue;
                b->stamp[id] = b->query;
                shared = overlap_area(box, o->box);
                if (shared <= 0 || (self && o->weight < INFINITY && o->layer == self->layer && o->feature == self->feature))
                    continue;
                if (isinf(o->weight))
                    return INFINITY;
                cost += o->weight * shared / fmin(area, fmax(1e-9, overlap_area(o->box, o->box)));
            }
        }
    return cost;
}

// --- one candidate: the text's block put somewhere ---
typedef struct block {
    int count;
    char *lines[SITU_LABEL_MAX_LINES];
    situ_extents extents[SITU_LABEL_MAX_LINES];
    double width, height, line_height, ascent;
} block;

static situ_status measure_block(planner *p, const situ_label *label, double max_width, int max_lines, block *out, situ_error *err)
{
    situ_status status = SITU_OK;
    char **lines = NULL;
    bool fits = true;

    memset(out, 0, sizeof *out);
    if (max_lines > SITU_LABEL_MAX_LINES)
        max_lines = SITU_LABEL_MAX_LINES;
    if (max_lines > 1) {
        SITU_TRY(situ_text_break(p->text, label->font, label->size, label->text, max_width, max_lines, &lines, &fits, err));
    }
    for (int i = 0; i < max_lines; i++) {
        const char *line = lines ? lines[i] : i == 0 ? label->text : NULL;
        if (!line)
            break;
        out->lines[i] = situ_arena_strdup(p->plan->arena, line);
        SITU_TRY_ALLOC(out->lines[i]);
        SITU_TRY(situ_text_measure(p->text, label->font, label->size, line, &out->extents[i], err));
        out->width = fmax(out->width, out->extents[i].width);
        out->count++;
    }
    // Chinese characters fill the em box: lines stand 1.15 em apart.
    out->line_height = label->size * 1.15;
    out->ascent = label->size * 0.88;
    out->height = label->size + (out->count - 1) * out->line_height;
done:
    situ_names_free(lines);
    return status;
}

// Box of the block when its left top corner is at (x, y).
static situ_box block_box(const block *b, double x, double y)
{
    return (situ_box){x, y, x + b->width, y + b->height};
}

typedef struct choice {
    double cost, x, y; // left top corner
    bool leader, forced;
    situ_box box;
    int align; // -1 left, 0 centre, 1 right
} choice;

static void consider(planner *p, const situ_label *label, const block *b, double x, double y, double base, int align, choice *best)
{
    situ_box box = block_box(b, x, y);
    double margin = 0.15 * p->unit, cost;

    if (base >= best->cost || !situ_box_contains(p->frame, box))
        return;
    cost = base + bins_cost(&p->obstacles, situ_box_grow(box, margin), label);
    if (cost < best->cost)
        *best = (choice){cost, x, y, false, false, box, align};
}

// Positions around a point: right first (reading order), then the corners, below and above.
static void around_point(planner *p, const situ_label *label, const block *b, double distance, double base, choice *best)
{
    double d = distance + 0.25 * p->unit, k = d * 0.72, w = b->width, h = b->height, x = label->x, y = label->y;
    consider(p, label, b, x + d, y - h / 2, base + 0.00, -1, best);
    consider(p, label, b, x - d - w, y - h / 2, base + 0.12, 1, best);
    consider(p, label, b, x + k, y - k - h, base + 0.15, -1, best);
    consider(p, label, b, x + k, y + k, base + 0.18, -1, best);
    consider(p, label, b, x - w / 2, y - d - h, base + 0.20, 0, best);
    consider(p, label, b, x - w / 2, y + d, base + 0.22, 0, best);
    consider(p, label, b, x - k - w, y - k - h, base + 0.28, 1, best);
    consider(p, label, b, x - k - w, y + k, base + 0.30, 1, best);
}

// Standing off with a leader line: rings of 16 directions.
static void with_leader(planner *p, const situ_label *label, const block *b, choice *best)
{
    for (int ring = 0; ring < 4; ring++) {
        double radius = label->offset + (3.0 + 3.0 * ring) * p->unit;
        for (int i = 0; i < 16; i++) {
            double angle = i * M_PI / 8, cx = label->x + radius * cos(angle), cy = label->y + radius * sin(angle);
            double x = cos(angle) >= 0 ? cx : cx - b->width;
            choice before = *best;
            consider(p, label, b, x, cy - b->height / 2, 0.9 + 0.25 * ring, cos(angle) >= 0 ? -1 : 1, best);
            if (best->cost != before.cost || best->x != before.x || best->y != before.y) {
                // The line itself must not run over a text.
                bool crossed = false;
                for (int s = 1; s < 6 && !crossed; s++) {
                    double t = s / 6.0, px = label->x + (cx - label->x) * t, py = label->y + (cy - label->y) * t;
                    crossed = isinf(bins_cost(&p->obstacles, situ_box_grow((situ_box){px, py, px, py}, 0.2 * p->unit), label));
                }
                if (crossed)
                    *best = before;
                else
                    best->leader = true;
            }
        }
    }
}

static void inside_area(planner *p, const situ_label *label, const block *b, choice *best)
{
    double step = fmax(label->room * 0.22, 0.6 * p->unit);
    for (int r = 0; r <= 3; r++)
        for (int i = -r; i <= r; i++)
            for (int j = -r; j <= r; j++) {
                if (abs(i) != r && abs(j) != r)
                    continue;
                consider(p, label, b, label->x + i * step - b->width / 2, label->y + j * step - b->height / 2, 0.1 * r, 0, best);
            }
}

// True when the label's text already stands near the box.
static bool said_nearby(const planner *p, const situ_label *label, situ_box box)
{
    situ_box near = situ_box_grow(box, label->min_repeat);
    for (size_t i = 0; label->min_repeat > 0 && i < p->plan->placed_count; i++)
        if (situ_box_touches(near, p->plan->placed[i].box) && strcmp(p->scene->labels[p->plan->placed[i].label].text, label->text) == 0)
            return true;
    return false;
}

// A marker or line crossing of this cost is worse than no label.
static const double WORST_COST = 1.6;

static situ_status accept(planner *p, uint32_t index, const block *b, const choice *c, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_label *label = &p->scene->labels[index];
    situ_placed_label *placed;
    obstacle o = {.box = c->box, .weight = INFINITY};

    SITU_TRY(situ_grow(&p->plan->placed, &p->placed_capacity, p->plan->placed_count + 1, sizeof *p->plan->placed, err));
    placed = &p->plan->placed[p->plan->placed_count++];
    memset(placed, 0, sizeof *placed);
    placed->label = index;
    placed->line_count = b->count;
    for (int i = 0; i < b->count; i++) {
        double slack = b->width - b->extents[i].width;
        placed->lines[i].text = b->lines[i];
        placed->lines[i].x = c->x + (c->align < 0 ? 0 : c->align > 0 ? slack : slack / 2);
        placed->lines[i].y = c->y + b->ascent + i * b->line_height;
    }
    placed->box = c->box;
    placed->forced = c->forced;
    placed->leader = c->leader;
    if (c->leader) {
        double tx = c->x > label->x ? c->x : c->x + b->width, ty = c->y + b->height / 2;
        double d = hypot(tx - label->x, ty - label->y);
        double t = d > 0 ? label->offset / d : 0;
        placed->leader_xy[0] = label->x + (tx - label->x) * t;
        placed->leader_xy[1] = label->y + (ty - label->y) * t;
        placed->leader_xy[2] = tx + (c->x > label->x ? -0.2 : 0.2) * p->unit;
        placed->leader_xy[3] = ty;
        for (int s = 1; s < 8; s++) {
            double f = s / 8.0, px = placed->leader_xy[0] + (placed->leader_xy[2] - placed->leader_xy[0]) * f;
            double py = placed->leader_xy[1] + (placed->leader_xy[3] - placed->leader_xy[1]) * f;
            obstacle dot = {.box = situ_box_grow((situ_box){px, py, px, py}, 0.1 * p->unit), .weight = INFINITY};
            SITU_TRY(bins_add(&p->obstacles, &dot, err));
        }
    }
    SITU_TRY(bins_add(&p->obstacles, &o, err));
done:
    return status;
}

static situ_status place_block(planner *p, uint32_t index, bool *done_, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_label *label = &p->scene->labels[index];
    block one, more = {0};
    choice best = {.cost = WORST_COST};
    const block *used = &one;

    SITU_TRY(measure_block(p, label, 0, 1, &one, err));
    if (label->kind == SITU_LABEL_AREA)
        inside_area(p, label, &one, &best);
    else
        around_point(p, label, &one, label->offset, 0, &best);
    // Two lines where one does not fit well, or sticks far out of a small area.
    if (label->max_lines > 1 && (best.cost > 0.5 || (label->kind == SITU_LABEL_AREA && one.width > 2.4 * label->room))) {
        choice second = best;
        double was = best.cost;
        double width = label->kind == SITU_LABEL_AREA ? fmax(2.2 * label->room, 2.2 * label->size) : label->size * 5.2;
        SITU_TRY(measure_block(p, label, width, label->max_lines, &more, err));
        if (more.count > 1) {
            if (label->kind == SITU_LABEL_AREA && one.width > 2.4 * label->room)
                second.cost = WORST_COST; // sticking out counts as bad
            if (label->kind == SITU_LABEL_AREA)
                inside_area(p, label, &more, &second);
            else
                around_point(p, label, &more, label->offset, 0.3, &second);
            if (second.cost < was || (label->kind == SITU_LABEL_AREA && second.cost < WORST_COST)) {
                best = second;
                used = &more;
            }
        }
    }
    if (best.cost >= WORST_COST && label->leader && label->kind == SITU_LABEL_POINT) {
        best.cost = 2.4;
        with_leader(p, label, &one, &best);
        used = &one;
        if (!best.leader)
            best.cost = WORST_COST;
    }
    if ((best.cost >= WORST_COST && !best.leader) && label->required) {
        used = more.count > 1 ? &more : &one;
        best = (choice){.cost = 0, .x = label->x - used->width / 2, .y = label->y - used->height / 2, .forced = true};
        best.x = fmin(fmax(best.x, p->frame.x0), fmax(p->frame.x0, p->frame.x1 - used->width));
        best.y = fmin(fmax(best.y, p->frame.y0), fmax(p->frame.y0, p->frame.y1 - used->height));
        best.box = block_box(used, best.x, best.y);
    }
    *done_ = best.leader || best.forced || best.cost < WORST_COST;
    if (*done_ && !said_nearby(p, label, best.box))
        SITU_TRY(accept(p, index, used, &best, err));
done:
    return status;
}

// --- labels along lines: the straightest stretch that is long enough, near the middle ---
static situ_point along(const situ_path *line, const double *at, double s)
{
    for (uint32_t i = 1; i < line->point_count; i++)
        if (at[i] >= s || i + 1 == line->point_count) {
            double t = at[i] > at[i - 1] ? (s - at[i - 1]) / (at[i] - at[i - 1]) : 0;
            return (situ_point){line->xy[2 * i - 2] + (line->xy[2 * i] - line->xy[2 * i - 2]) * t,
                                line->xy[2 * i - 1] + (line->xy[2 * i + 1] - line->xy[2 * i - 1]) * t};
        }
    return (situ_point){line->xy[0], line->xy[1]};
}

static double rotated_cost(planner *p, const situ_label *label, situ_point a, double angle, double width, double height, situ_box *hull)
{
    // The slanted text as a row of small boxes, one about every em.
    int pieces = (int)fmax(1, ceil(width / height));
    double cost = 0;
    *hull = situ_box_empty();
    for (int i = 0; i < pieces; i++) {
        double s = (i + 0.5) * width / pieces, x = a.x + cos(angle) * s, y = a.y + sin(angle) * s;
        situ_box box = situ_box_grow((situ_box){x, y, x, y}, height * 0.55);
        if (!situ_box_contains(p->frame, box))
            return INFINITY;
        cost += bins_cost(&p->obstacles, box, label) / pieces;
        *hull = situ_box_union(*hull, box);
        if (isinf(cost))
            return cost;
    }
    return cost;
}

// Places the label once between arc lengths from and to of its line.
static situ_status place_on_stretch(planner *p, uint32_t index, const block *text, const double *at, double from, double to, bool *done_, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_label *label = &p->scene->labels[index];
    const situ_path *line = &label->line;
    const block b = *text;
    double best = 1.0, best_s = -1, w = b.width, length = to - from;

    if (length < w * 1.15)
        goto done;
    for (int i = 0; i <= 24; i++) {
        double s = from + (length - w) * i / 24, bend = 0, cost;
        situ_point a = along(line, at, s), z = along(line, at, s + w);
        double chord = hypot(z.x - a.x, z.y - a.y), angle;
        situ_box hull;
        if (said_nearby(p, label, (situ_box){fmin(a.x, z.x), fmin(a.y, z.y), fmax(a.x, z.x), fmax(a.y, z.y)})) {
            *done_ = true; // the name is there already
            continue;
        }
        for (int k = 1; k < 6; k++) {
            situ_point q = along(line, at, s + w * k / 6);
            double off = fabs((z.x - a.x) * (a.y - q.y) - (a.x - q.x) * (z.y - a.y)) / fmax(chord, 1e-9);
            bend = fmax(bend, off);
        }
        if (chord < w * 0.8)
            continue;
        if (z.x < a.x) {
            situ_point t = a;
            a = z;
            z = t;
        }
        angle = atan2(z.y - a.y, z.x - a.x);
        // Centre the text on the chord.
        double slack = (chord - w) / 2;
        a.x += cos(angle) * slack;
        a.y += sin(angle) * slack;
        cost = bend / label->size * 0.35 + fabs(i - 12.0) / 60;
        if (cost < best) {
            cost += rotated_cost(p, label, a, angle, w, label->size, &hull);
            if (cost < best) {
                best = cost;
                best_s = s;
            }
        }
    }
    if (best_s >= 0) {
        situ_placed_label *placed;
        SITU_TRY(situ_grow(&p->plan->placed, &p->placed_capacity, p->plan->placed_count + 1, sizeof *p->plan->placed, err));
        placed = &p->plan->placed[p->plan->placed_count++];
        situ_point a = along(line, at, best_s), z = along(line, at, best_s + w);
        double angle, chord = hypot(z.x - a.x, z.y - a.y), slack, drop = label->size * 0.36;
        int pieces = (int)fmax(1, ceil(w / label->size));
        if (z.x < a.x) {
            situ_point t = a;
            a = z;
            z = t;
        }
        angle = atan2(z.y - a.y, z.x - a.x);
        slack = (chord - w) / 2;
        a.x += cos(angle) * slack;
        a.y += sin(angle) * slack;
        memset(placed, 0, sizeof *placed);
        placed->label = index;
        placed->line_count = 1;
        placed->angle_rad = angle;
        placed->lines[0] = (situ_placed_line){b.lines[0], a.x - sin(angle) * drop, a.y + cos(angle) * drop};
        placed->box = situ_box_empty();
        for (int i = 0; i < pieces; i++) {
            double s = (i + 0.5) * w / pieces, x = a.x + cos(angle) * s, y = a.y + sin(angle) * s;
            obstacle o = {.box = situ_box_grow((situ_box){x, y, x, y}, label->size * 0.55), .weight = INFINITY};
            placed->box = situ_box_union(placed->box, o.box);
            SITU_TRY(bins_add(&p->obstacles, &o, err));
        }
        *done_ = true;
    }
done:
    return status;
}

// A name is repeated about every ten centimetres of a long river.
static situ_status place_on_line(planner *p, uint32_t index, bool *done_, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_label *label = &p->scene->labels[index];
    const situ_path *line = &label->line;
    block b;
    double *at = situ_calloc(line->point_count + 1, sizeof *at), length;
    int times = 1;

    *done_ = false;
    SITU_TRY_ALLOC(at);
    SITU_TRY(measure_block(p, label, 0, 1, &b, err));
    for (uint32_t i = 1; i < line->point_count; i++)
        at[i] = at[i - 1] + hypot(line->xy[2 * i] - line->xy[2 * i - 2], line->xy[2 * i + 1] - line->xy[2 * i - 1]);
    length = line->point_count ? at[line->point_count - 1] : 0;
    if (label->repeat)
        times = (int)fmin(6, fmax(1, floor(length / (100 * p->unit))));
    for (int i = 0; i < times; i++)
        SITU_TRY(place_on_stretch(p, index, &b, at, length * i / times, length * (i + 1) / times, done_, err));
done:
    situ_free(at);
    return status;
}

// --- halo only where ink lies below (each costs time and bytes in a PDF) ---
static bool segment_hits(situ_box b, double x0, double y0, double x1, double y1)
{
    double t0 = 0, t1 = 1, dx = x1 - x0, dy = y1 - y0;
    const double p[4] = {-dx, dx, -dy, dy}, q[4] = {x0 - b.x0, b.x1 - x0, y0 - b.y0, b.y1 - y0};
    for (int i = 0; i < 4; i++) {
        if (p[i] == 0) {
            if (q[i] < 0)
                return false;
        } else {
            double t = q[i] / p[i];
            if (p[i] < 0)
                t0 = fmax(t0, t);
            else
                t1 = fmin(t1, t);
        }
    }
    return t0 <= t1;
}

typedef struct ink_query { const situ_scene *scene; situ_box box; bool found; } ink_query;

// Even-odd rule on a path of straight edges.
static bool path_holds(const situ_path *path, double x, double y)
{
    bool inside = false;
    double x0 = 0, y0 = 0, start_x = 0, start_y = 0;
    for (uint32_t v = 0, k = 0; v < path->verb_count; v++) {
        double x1 = start_x, y1 = start_y;
        if (path->verbs[v] == SITU_CURVE)
            k += 2;
        if (path->verbs[v] != SITU_CLOSE) {
            x1 = path->xy[2 * k];
            y1 = path->xy[2 * k + 1];
            k++;
        }
        if (path->verbs[v] == SITU_MOVE) {
            start_x = x1;
            start_y = y1;
        } else if ((y0 > y) != (y1 > y) && x < x0 + (x1 - x0) * (y - y0) / (y1 - y0)) {
            inside = !inside;
        }
        x0 = x1;
        y0 = y1;
    }
    return inside;
}

// Dark text on a dark or strong fill cannot be read without a halo.
static bool is_dark(situ_rgba c)
{
    return c.a > 127 && 0.299 * c.r + 0.587 * c.g + 0.114 * c.b < 170;
}

static bool ink_visit(void *user, uint32_t id)
{
    ink_query *q = user;
    const situ_item *item = &q->scene->items[id];
    if (item->kind == SITU_ITEM_MARKER || item->kind == SITU_ITEM_TEXT)
        q->found = true;
    if (item->kind == SITU_ITEM_PATH) {
        const situ_path *path = &item->u.path.path;
        if (is_dark(item->u.path.brush.color) || item->u.path.brush.hatch) {
            double y = (q->box.y0 + q->box.y1) / 2;
            for (int i = 0; i <= 2 && !q->found; i++)
                q->found = path_holds(path, q->box.x0 + (q->box.x1 - q->box.x0) * i / 2, y);
        }
        for (uint32_t v = 0, k = 0; v < path->verb_count && !q->found; v++) {
            if (path->verbs[v] == SITU_LINE)
                q->found = segment_hits(q->box, path->xy[2 * k - 2], path->xy[2 * k - 1], path->xy[2 * k], path->xy[2 * k + 1]);
            if (path->verbs[v] == SITU_CURVE) {
                q->found = true;
                k += 2;
            }
            if (path->verbs[v] != SITU_CLOSE)
                k++;
        }
    }
    return !q->found;
}

typedef struct order_key { const situ_label *label; uint32_t index; } order_key;

static int compare_priority(const void *a, const void *b)
{
    const order_key *x = a, *y = b;
    int c;
    if (x->label->priority != y->label->priority)
        return x->label->priority > y->label->priority ? -1 : 1;
    if ((c = strcmp(x->label->id, y->label->id)) != 0)
        return c;
    if ((c = strcmp(x->label->text, y->label->text)) != 0)
        return c;
    return x->index < y->index ? -1 : x->index > y->index;
}

static situ_status add_obstacles(planner *p, const situ_box *reserved, size_t reserved_count, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < reserved_count; i++) {
        obstacle o = {.box = reserved[i], .weight = INFINITY, .layer = UINT32_MAX};
        SITU_TRY(bins_add(&p->obstacles, &o, err));
    }
    for (size_t i = 0; i < p->scene->item_count; i++) {
        const situ_item *item = &p->scene->items[i];
        obstacle o = {.box = item->box, .layer = item->layer, .feature = item->feature};
        if (item->kind == SITU_ITEM_MARKER)
            o.weight = item->u.marker.priority;
        else if (item->kind == SITU_ITEM_TEXT)
            o.weight = INFINITY;
        else
            continue;
        SITU_TRY(bins_add(&p->obstacles, &o, err));
    }
done:
    return status;
}

situ_status situ_label_plan_new(situ_label_plan **out, const situ_scene *scene, situ_text *text,
                                const situ_box *reserved, size_t reserved_count, situ_error *err)
{
    situ_status status = SITU_OK;
    planner p = {.scene = scene, .text = text};
    situ_label_plan *plan = situ_calloc(1, sizeof *plan);
    order_key *keys = situ_calloc(scene->label_count + 1, sizeof *keys);

    SITU_TRY_ALLOC(plan);
    SITU_TRY_ALLOC(keys);
    p.plan = plan;
    p.frame = (situ_box){0, 0, scene->frame.width, scene->frame.height};
    p.unit = scene->frame.media == SITU_PAPER ? scene->frame.content : 3.0;
    plan->arena = situ_arena_new();
    plan->unplaced = situ_calloc(scene->label_count + 1, sizeof *plan->unplaced);
    SITU_TRY_ALLOC(plan->arena);
    SITU_TRY_ALLOC(plan->unplaced);
    SITU_TRY(bins_init(&p.obstacles, p.frame, fmax(8 * p.unit, fmax(p.frame.x1, p.frame.y1) / 400), err));
    SITU_TRY(add_obstacles(&p, reserved, reserved_count, err));
    for (size_t i = 0; i < scene->label_count; i++)
        keys[i] = (order_key){&scene->labels[i], (uint32_t)i};
    qsort(keys, scene->label_count, sizeof *keys, compare_priority);
    for (size_t i = 0; i < scene->label_count; i++) {
        bool placed = false;
        if (keys[i].label->kind == SITU_LABEL_LINE)
            SITU_TRY(place_on_line(&p, keys[i].index, &placed, err));
        else
            SITU_TRY(place_block(&p, keys[i].index, &placed, err));
        if (!placed)
            plan->unplaced[plan->unplaced_count++] = keys[i].index;
    }
    for (size_t i = 0; i < plan->placed_count; i++) {
        situ_placed_label *l = &plan->placed[i];
        if (scene->labels[l->label].halo > 0) {
            ink_query q = {scene, situ_box_grow(l->box, 0.2 * p.unit), false};
            situ_rtree_query(scene->index, q.box, ink_visit, &q);
            l->halo = q.found;
        }
    }
    *out = plan;
    plan = NULL;
done:
    bins_free(&p.obstacles);
    situ_free(keys);
    situ_label_plan_free(plan);
    return status;
}

void situ_label_plan_free(situ_label_plan *plan)
{
    if (!plan)
        return;
    situ_arena_free(plan->arena);
    situ_free(plan->placed);
    situ_free(plan->unplaced);
    situ_free(plan);
}

situ_status situ_label_plan_dump(const situ_label_plan *plan, const situ_scene *scene, situ_str *out, situ_error *err)
{
    situ_str_addf(out, "labels placed %zu unplaced %zu\n", plan->placed_count, plan->unplaced_count);
    for (size_t i = 0; i < plan->placed_count; i++) {
        const situ_placed_label *l = &plan->placed[i];
        situ_str_addf(out, "%s", scene->labels[l->label].id);
        for (int k = 0; k < l->line_count; k++)
            situ_str_addf(out, " \"%s\" %.2f,%.2f", l->lines[k].text, l->lines[k].x, l->lines[k].y);
        situ_str_addf(out, " angle=%.3f%s%s%s\n", l->angle_rad, l->leader ? " leader" : "", l->halo ? " halo" : "",
                      l->forced ? " forced" : "");
    }
    for (size_t i = 0; i < plan->unplaced_count; i++)
        situ_str_addf(out, "unplaced %s \"%s\"\n", scene->labels[plan->unplaced[i]].id, scene->labels[plan->unplaced[i]].text);
    return situ_str_ok(out) ? SITU_OK : situ_fail_nomem(err);
}
