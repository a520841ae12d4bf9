// SPDX-License-Identifier: MIT
// Positions and lines of the chosen arrangement. x is stretched level by level so that narrow rows use
// the room of wide ones; y by one factor for the page, so that ranks stay aligned.
#include "graph/tree_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static const double ROW_SPREAD = 1.5; // a narrow row's gaps grow to this at most
static const double BLOCK_SPREAD = 1.4; // a low block of leaves grows to this at most to stand as high as its neighbours
static const double PAGE_SPREAD = 2.2;
static const double EPS = 1e-6;

enum { NOTHING = 99 };

typedef struct placer {
    situ_tree_layout *out;
    const tree_ctx *ctx;
    double scale, ky, oy;
    int page;
    situ_arena *arena;
    situ_error *err;
} placer;

typedef struct xmap { double o, k; } xmap; // page x = o + k * x

// A line hanging from a bus: down to y_end, then to x_end when that differs.
typedef struct drop { double x, y_end, x_end; int child, rel; } drop;

static double ymap(const placer *p, double y)
{
    return p->oy + p->ky * y;
}

static double grown(const placer *p, double size, double k, double most)
{
    return size * p->scale * fmax(1.0, fmin(k / p->scale, most));
}

static int rel_of(const tree_ctx *ctx, int node)
{
    return ctx->nodes[node].rel;
}

// Strongest style of the leaves of a block from the n-th on.
static int strongest(const tree_ctx *ctx, const tree_item *item, int n)
{
    int rel = NOTHING;
    for (int i = n; i < item->leaf_count; i++)
        rel = rel_of(ctx, item->leaves[i]) < rel ? rel_of(ctx, item->leaves[i]) : rel;
    return rel;
}

static situ_status add_link(placer *p, int rel, int child, const situ_point *points, int count)
{
    situ_tree_link *link = &p->out->links[p->out->link_count];
    situ_point *copy = situ_arena_alloc(p->arena, (size_t)count * sizeof *copy);
    int n = 0;
    if (!copy)
        return situ_fail_nomem(p->err);
    for (int i = 0; i < count; i++) // no zero-length pieces
        if (n == 0 || fabs(points[i].x - copy[n - 1].x) > EPS || fabs(points[i].y - copy[n - 1].y) > EPS)
            copy[n++] = points[i];
    if (n >= 2) {
        *link = (situ_tree_link){p->page, rel, child, copy, n};
        p->out->link_count++;
    }
    return SITU_OK;
}

// The tail of a line that has reached the bus above d.
static int drop_tail(const drop *d, situ_point *points)
{
    points[0] = (situ_point){d->x, d->y_end};
    if (fabs(d->x_end - d->x) < EPS)
        return 1;
    points[1] = (situ_point){d->x_end, d->y_end};
    return 2;
}

// One arm of a bus from (x, y) to its outermost drop `end`; bend: the stem's start, or NULL.
static situ_status emit_arm(placer *p, double x, double y, const situ_point *stem, const drop *end, int strongest)
{
    situ_point points[6];
    int n = 0;
    if (stem)
        points[n++] = *stem;
    points[n++] = (situ_point){x, y};
    points[n++] = (situ_point){end->x, y};
    if (end->rel == strongest) {
        n += drop_tail(end, points + n);
        return add_link(p, strongest, end->child, points, n);
    }
    situ_status status = add_link(p, strongest, -1, points, n);
    if (status != SITU_OK)
        return status;
    points[0] = (situ_point){end->x, y};
    return add_link(p, end->rel, end->child, points, 1 + drop_tail(end, points + 1));
}

// A horizontal line at y fed at x = feed.x from feed.y above (feed.y == y: nothing above), with drops in
// order of x. through: another line goes on downwards from the feed.
// `below` is the strongest style of what hangs lower on the same trunk (99: nothing).
static situ_status emit_bus(placer *p, situ_point feed, double y, const drop *drops, int n, int below)
{
    situ_status status = SITU_OK;
    situ_error *err = p->err;
    const drop *left = NULL, *right = NULL;
    int left_rel = NOTHING, right_rel = NOTHING, rel = below;
    bool middle = below < NOTHING;
    (void)err;
    for (int i = 0; i < n; i++) {
        rel = drops[i].rel < rel ? drops[i].rel : rel;
        if (drops[i].x < feed.x - EPS) {
            left_rel = drops[i].rel < left_rel ? drops[i].rel : left_rel;
            left = !left || drops[i].x < left->x ? &drops[i] : left;
        } else if (drops[i].x > feed.x + EPS) {
            right_rel = drops[i].rel < right_rel ? drops[i].rel : right_rel;
            right = !right || drops[i].x > right->x ? &drops[i] : right;
        } else {
            middle = true;
        }
    }
    bool bent = !middle && !(left && right);
    if (!bent)
        SITU_TRY(add_link(p, rel, -1, (situ_point[]){feed, {feed.x, y}}, 2));
    if (left)
        SITU_TRY(emit_arm(p, feed.x, y, bent ? &feed : NULL, left, left_rel));
    if (right)
        SITU_TRY(emit_arm(p, feed.x, y, bent ? &feed : NULL, right, right_rel));
    for (int i = 0; i < n; i++)
        if (&drops[i] != left && &drops[i] != right) {
            situ_point points[3] = {{drops[i].x, y}};
            SITU_TRY(add_link(p, drops[i].rel, drops[i].child, points, 1 + drop_tail(&drops[i], points + 1)));
        }
done:
    return status;
}

static void add_box(placer *p, int node, int form, int depth, double cx, double top, double w, double h)
{
    const tree_ctx *ctx = p->ctx;
    situ_tree_box *b = &p->out->boxes[p->out->box_count++];
    *b = (situ_tree_box){.node = node, .page = p->page, .form = form, .depth = depth, .ref_page = ctx->cut[node], .next_page = -1};
    b->leaf = ctx->first_child[node] < 0;
    b->box = (situ_box){cx - w / 2, top, cx + w / 2, top + h};
}

// Room for a block: how much higher it may become, and where the trunk of the unit above stands.
typedef struct space { double spread, trunk; } space;

static void place_leaf(placer *p, const tree_cand *c, int node, int depth, double x, double y, xmap m, double spread, situ_box *box)
{
    double w = grown(p, c->cw, m.k, p->ctx->page->stretch_x), h = grown(p, c->ch, p->ky * spread, p->ctx->page->stretch_y);
    add_box(p, node, c->form, depth, m.o + m.k * (x + c->cw / 2), ymap(p, y), w, h);
    *box = p->out->boxes[p->out->box_count - 1].box;
}

// Rows of leaves: the first row hangs from the bus above, further rows from a trunk in a gap.
static situ_status place_rows(placer *p, const tree_item *item, const tree_cand *c, int depth, xmap m, double y,
                              space around, drop *drops, int *n)
{
    situ_status status = SITU_OK;
    situ_error *err = p->err;
    const situ_tree_page *pg = p->ctx->page;
    double trunk = m.o + m.k * c->cx, prev_bus = 0, step = (c->ch + pg->gap_y) * around.spread;
    int rel, trunk_at = -1;
    drop *row = situ_malloc((size_t)c->cols * sizeof *row);
    SITU_TRY_ALLOC(row);
    for (int q = 1; q < c->cols; q++) { // a trunk that comes by anyway serves this block too
        double gap = m.o + m.k * (q * (c->cw + pg->gap_x) - pg->gap_x / 2);
        trunk = fabs(gap - around.trunk) < 1e-3 ? gap : trunk;
    }
    rel = strongest(p->ctx, item, c->cols);
    for (int r = 0; r < c->rows; r++) {
        int begin = r * c->cols, end = begin + c->cols < item->leaf_count ? begin + c->cols : item->leaf_count;
        int shift = (c->cols - (end - begin)) / 2; // whole cells, so that gaps stay in line
        double top = y + r * step, bus = ymap(p, top - (step - c->ch) / 2);
        for (int i = begin; i < end; i++) {
            situ_box box;
            place_leaf(p, c, item->leaves[i], depth, (i - begin + shift) * (c->cw + pg->gap_x), top, m, around.spread, &box);
            row[i - begin] = (drop){(box.x0 + box.x1) / 2, box.y0, (box.x0 + box.x1) / 2, item->leaves[i],
                                    rel_of(p->ctx, item->leaves[i])};
            if (r == 0) {
                if (c->rows > 1 && trunk_at < 0 && row[i - begin].x > trunk)
                    trunk_at = *n, drops[(*n)++] = (drop){trunk, 0, trunk, -1, rel};
                drops[(*n)++] = row[i - begin];
            }
        }
        if (r == 1)
            drops[trunk_at].y_end = bus;
        if (r >= 1)
            SITU_TRY(emit_bus(p, (situ_point){trunk, r == 1 ? bus : prev_bus}, bus, row, end - begin, strongest(p->ctx, item, end)));
        prev_bus = bus;
    }
done:
    situ_free(row);
    return status;
}

// Columns of leaves, each hanging from a trunk at its left.
static situ_status place_list(placer *p, const tree_item *item, const tree_cand *c, int depth, xmap m, double y,
                              space around, drop *drops, int *n)
{
    const situ_tree_page *pg = p->ctx->page;
    for (int col = 0; col < c->cols; col++) {
        int begin = col * c->rows, end = begin + c->rows < item->leaf_count ? begin + c->rows : item->leaf_count;
        double x0 = col * (pg->indent + c->cw + pg->gap_x);
        double trunk = m.o + m.k * (x0 + pg->indent / 2);
        drop d = {trunk, 0, trunk, item->leaves[end - 1], NOTHING};
        for (int i = begin; i < end; i++) {
            situ_box box;
            int rel = rel_of(p->ctx, item->leaves[i]);
            place_leaf(p, c, item->leaves[i], depth, x0 + pg->indent, y + (i - begin) * (c->ch + pg->gap_list) * around.spread, m, around.spread, &box);
            d.rel = rel < d.rel ? rel : d.rel;
            d.y_end = (box.y0 + box.y1) / 2;
            d.x_end = box.x0;
            if (i + 1 < end) {
                situ_point stub[2] = {{trunk, d.y_end}, {box.x0, d.y_end}};
                situ_status status = add_link(p, rel, item->leaves[i], stub, 2);
                if (status != SITU_OK)
                    return status;
            }
        }
        drops[(*n)++] = d;
    }
    return SITU_OK;
}

static situ_status place_sub(placer *p, const tree_item *item, const tree_cand *c, xmap m, double y, double height, situ_point *head);

// height: what the row leaves for this item.
static situ_status place_item(placer *p, const tree_item *item, const tree_cand *c, int depth, xmap m, double y,
                              double height, double trunk, drop *drops, int *n)
{
    situ_point head;
    space around = {fmax(1, fmin(height / c->h, BLOCK_SPREAD)), trunk};
    if (c->kind == TREE_ROWS)
        return place_rows(p, item, c, depth, m, y, around, drops, n);
    if (c->kind == TREE_LIST)
        return place_list(p, item, c, depth, m, y, around, drops, n);
    situ_status status = place_sub(p, item, c, m, y, height, &head);
    drops[(*n)++] = (drop){head.x, head.y, head.x, item->sub->node, rel_of(p->ctx, item->sub->node)};
    return status;
}

// Map of one row: spread about cx as far as the subtree's width and taste allow.
static xmap row_map(const tree_cand *c, int r, double width, xmap m)
{
    double left = c->left[r], right = width - left, room = ROW_SPREAD;
    if (left > EPS)
        room = fmin(room, c->cx / left);
    if (right > EPS)
        room = fmin(room, (c->w - c->cx) / right);
    room = fmax(room, 1);
    return (xmap){m.o + m.k * (c->cx - left * room), m.k * room};
}

static situ_status place_sub(placer *p, const tree_item *item, const tree_cand *c, xmap m, double y, double height, situ_point *head)
{
    situ_status status = SITU_OK;
    situ_error *err = p->err;
    const tree_ctx *ctx = p->ctx;
    const tree_sub *sub = item->sub;
    double gap = tree_item_gap(ctx), top = y, end = y + height, cx = m.o + m.k * c->cx, feed_y = 0, bottom = 0;
    drop *drops = situ_malloc(((size_t)ctx->count + 2) * sizeof *drops);
    SITU_TRY_ALLOC(drops);
    *head = (situ_point){cx, ymap(p, y)};
    if (sub->node >= 0) {
        double h = grown(p, c->ch, p->ky, ctx->page->stretch_y);
        add_box(p, sub->node, c->form, sub->depth, cx, ymap(p, y), grown(p, c->cw, m.k, ctx->page->stretch_x), h);
        bottom = feed_y = ymap(p, y) + h;
        top += c->ch + ctx->page->gap_y;
    }
    for (int r = 0; r < c->rows; r++) {
        int i = r ? c->row_end[r - 1] : 0, j = c->row_end[r], n = 0;
        double width = -gap, high = 0, x = 0, bus;
        xmap rm;
        for (int k = i; k < j; k++) {
            width += gap + sub->items[k].cands[c->pick[k]].w;
            high = fmax(high, sub->items[k].cands[c->pick[k]].h);
        }
        rm = row_map(c, r, width, m);
        if (r + 1 == c->rows)
            high = fmax(high, end - top);
        for (int k = i; k < j; k++) {
            const tree_cand *e = &sub->items[k].cands[c->pick[k]];
            SITU_TRY(place_item(p, &sub->items[k], e, sub->depth + 1, (xmap){rm.o + rm.k * x, rm.k}, top, high, cx, drops, &n));
            x += e->w + gap;
        }
        bus = r == 0 ? (bottom + ymap(p, top)) / 2 : ymap(p, top - ctx->page->gap_y / 2);
        if (sub->node >= 0) {
            int below = NOTHING;
            for (int k = j; k < sub->item_count; k++) {
                int rel = sub->items[k].sub ? rel_of(ctx, sub->items[k].sub->node) : strongest(ctx, &sub->items[k], 0);
                below = rel < below ? rel : below;
            }
            SITU_TRY(emit_bus(p, (situ_point){cx, feed_y}, bus, drops, n, below));
            feed_y = bus;
        }
        top += high + ctx->page->gap_y;
    }
done:
    situ_free(drops);
    return status;
}

situ_status tree_place(situ_tree_layout *out, const tree_ctx *ctx, const tree_item *item, const tree_cand *c, double scale,
                       int page, situ_arena *arena, situ_error *err)
{
    const situ_tree_page *pg = ctx->page;
    double fx = fmin(pg->width / (c->w * scale), PAGE_SPREAD), fy = fmin(pg->height / (c->h * scale), PAGE_SPREAD);
    placer p = {.out = out, .ctx = ctx, .scale = scale, .ky = scale * fmax(fy, 1), .page = page, .arena = arena, .err = err};
    xmap m = {0, scale * fmax(fx, 1)};
    m.o = (pg->width - m.k * c->w) / 2;
    p.oy = (pg->height - p.ky * c->h) / 2;
    if (c->kind == TREE_SUB) {
        situ_point head;
        return place_sub(&p, item, c, m, 0, c->h, &head);
    }
    for (int i = 0; i < item->leaf_count; i++) { // units without anything below
        situ_box box;
        place_leaf(&p, c, item->leaves[i], 0, (i % c->cols) * (c->cw + pg->gap_x), (i / c->cols) * (c->ch + pg->gap_y), m, 1, &box);
    }
    return SITU_OK;
}
