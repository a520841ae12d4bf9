// SPDX-License-Identifier: MIT
// Labels -> polygons that share every edge. The edges between cells of two labels are joined to arcs
// that end where three or more labels meet (or at the grid's rim); each arc is smoothed and thinned
// once, and every polygon, of any grouping of labels, is put together from the same arcs.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/world.h"

typedef struct arc {
    situ_sample_line line;
    uint16_t left, right; // labels; 0 = none (also outside the grid)
    int32_t from, to;     // corner ids; equal for a ring
} arc;

struct situ_arcs {
    arc *items;
    size_t count, capacity;
    size_t label_count;
};

// Corners are numbered row-major over (columns + 1) x (rows + 1). Directions: 0 east, 1 south, 2 west, 3 north.
typedef struct tracer {
    const uint16_t *labels;
    const situ_grid_frame *frame;
    uint8_t *used; // per corner: bit 0 its east edge, bit 1 its south edge already in an arc
    situ_arcs *out;
} tracer;

static uint16_t label_at(const tracer *t, int column, int row)
{
    if (column < 0 || row < 0 || column >= t->frame->columns || row >= t->frame->rows)
        return 0;
    return t->labels[situ_cell(t->frame, column, row)];
}

// Labels left and right of the edge that leaves corner (c, r) in direction d.
static void sides(const tracer *t, int c, int r, int d, uint16_t *left, uint16_t *right)
{
    static const int lc[4] = {0, 0, -1, -1}, lr[4] = {-1, 0, 0, -1}, rc[4] = {0, -1, -1, 0}, rr[4] = {0, 0, -1, -1};
    *left = label_at(t, c + lc[d], r + lr[d]);
    *right = label_at(t, c + rc[d], r + rr[d]);
}

static bool is_edge(const tracer *t, int c, int r, int d)
{
    uint16_t a, b;
    if ((d == 0 && c >= t->frame->columns) || (d == 1 && r >= t->frame->rows) || (d == 2 && c <= 0) || (d == 3 && r <= 0))
        return false;
    sides(t, c, r, d, &a, &b);
    return a != b;
}

static int degree(const tracer *t, int c, int r)
{
    return is_edge(t, c, r, 0) + is_edge(t, c, r, 1) + is_edge(t, c, r, 2) + is_edge(t, c, r, 3);
}

static uint8_t *edge_flag(const tracer *t, int c, int r, int d, uint8_t *bit)
{
    size_t width = (size_t)t->frame->columns + 1;
    if (d == 2)
        c--;
    if (d == 3)
        r--;
    *bit = d & 1 ? 2 : 1;
    return &t->used[(size_t)r * width + (size_t)c];
}

// Walks from a corner until the next junction or back to the start.
static situ_status trace(tracer *t, int c, int r, int d, int smooth, double tolerance_m, situ_error *err)
{
    static const int dc[4] = {1, 0, -1, 0}, dr[4] = {0, 1, 0, -1};
    situ_status status = SITU_OK;
    const situ_grid_frame *f = t->frame;
    int width = f->columns + 1, start = r * width + c;
    arc a = {.from = start};
    sides(t, c, r, d, &a.left, &a.right);
    SITU_TRY(situ_sample_line_push(&a.line, f->x0 + c * f->cell_m, f->y0 - r * f->cell_m, err));
    for (;;) {
        uint8_t bit, *flag = edge_flag(t, c, r, d, &bit);
        *flag |= bit;
        c += dc[d], r += dr[d];
        SITU_TRY(situ_sample_line_push(&a.line, f->x0 + c * f->cell_m, f->y0 - r * f->cell_m, err));
        a.to = r * width + c;
        if (a.to == start || degree(t, c, r) != 2)
            break;
        int back = (d + 2) & 3;
        for (int k = 0; k < 4; k++)
            if (k != back && is_edge(t, c, r, k)) {
                d = k;
                break;
            }
    }
    bool closed = a.from == a.to && degree(t, c, r) == 2;
    situ_sample_line_smooth(&a.line, smooth, closed);
    SITU_TRY(situ_sample_line_thin(&a.line, tolerance_m, err));
    SITU_TRY(situ_grow(&t->out->items, &t->out->capacity, t->out->count + 1, sizeof a, err));
    t->out->items[t->out->count++] = a;
    a.line = (situ_sample_line){0};
done:
    situ_sample_line_clear(&a.line);
    return status;
}

situ_status situ_sample_arcs_new(situ_arcs **out, const uint16_t *labels, const situ_grid_frame *frame, int smooth, double tolerance_m, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t corners = ((size_t)frame->columns + 1) * ((size_t)frame->rows + 1);
    situ_arcs *arcs = situ_calloc(1, sizeof *arcs);
    tracer t = {labels, frame, situ_calloc(corners, 1), arcs};
    SITU_TRY_ALLOC(arcs);
    SITU_TRY_ALLOC(t.used);
    for (int pass = 0; pass < 2; pass++) // from junctions first; what is left are rings
        for (int r = 0; r <= frame->rows; r++)
            for (int c = 0; c <= frame->columns; c++) {
                if (pass == 0) {
                    int n = degree(&t, c, r);
                    if (n == 0 || n == 2)
                        continue;
                }
                for (int d = 0; d < (pass ? 2 : 4); d++) {
                    uint8_t bit;
                    if (is_edge(&t, c, r, d) && !(*edge_flag(&t, c, r, d, &bit) & bit))
                        SITU_TRY(trace(&t, c, r, d, smooth, tolerance_m, err));
                }
            }
    *out = arcs;
    arcs = NULL;
done:
    situ_free(t.used);
    situ_sample_arcs_free(arcs);
    return status;
}

void situ_sample_arcs_free(situ_arcs *arcs)
{
    if (!arcs)
        return;
    for (size_t i = 0; i < arcs->count; i++)
        situ_sample_line_clear(&arcs->items[i].line);
    situ_free(arcs->items);
    situ_free(arcs);
}

// Joins arcs of one group end to end with the group on the left; at a corner that the group touches
// twice the sharpest left turn keeps rings simple.
typedef struct piece {
    const arc *arc;
    bool reverse, used;
} piece;

static int32_t piece_from(const piece *p) { return p->reverse ? p->arc->to : p->arc->from; }
static int32_t piece_to(const piece *p) { return p->reverse ? p->arc->from : p->arc->to; }

// First direction of a piece, as an angle in quarter turns by its un-thinned first edge: kept simply
// by coordinates, since arcs leave a corner along different lines.
static double leave_angle(const piece *p, bool at_end)
{
    const situ_sample_line *l = &p->arc->line;
    bool tail = p->reverse != at_end;
    situ_point a = tail ? l->items[l->count - 1] : l->items[0];
    situ_point b = tail ? l->items[l->count - 2] : l->items[1];
    return atan2(b.y - a.y, b.x - a.x);
}

static situ_status append_piece(situ_sample_line *ring, const piece *p, situ_error *err)
{
    const situ_sample_line *l = &p->arc->line;
    for (size_t k = ring->count ? 1 : 0; k < l->count; k++) {
        situ_point at = l->items[p->reverse ? l->count - 1 - k : k];
        situ_status status = situ_sample_line_push(ring, at.x, at.y, err);
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

static size_t next_piece(const piece *pieces, size_t count, size_t current)
{
    size_t best = SIZE_MAX;
    double least = 1e9, back = leave_angle(&pieces[current], true);
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].used || piece_from(&pieces[i]) != piece_to(&pieces[current]))
            continue;
        // Clockwise from the way we came: the first met keeps the group on our left and the ring small.
        double turn = back - leave_angle(&pieces[i], false);
        while (turn <= 0)
            turn += 6.283185307179586;
        if (turn < least)
            least = turn, best = i;
    }
    return best;
}

static double ring_area(const situ_sample_line *ring)
{
    double sum = 0;
    situ_point o = ring->items[0];
    for (size_t i = 1; i < ring->count; i++)
        sum += (ring->items[i - 1].x - o.x) * (ring->items[i].y - o.y) - (ring->items[i].x - o.x) * (ring->items[i - 1].y - o.y);
    return sum / 2;
}

static bool ring_has(const situ_sample_line *ring, situ_point p)
{
    bool inside = false;
    for (size_t i = 1; i < ring->count; i++) {
        situ_point a = ring->items[i - 1], b = ring->items[i];
        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x))
            inside = !inside;
    }
    return inside;
}

static void copy_ring(situ_geometry *g, const situ_sample_line *ring, bool hole, uint32_t *part, uint32_t *at)
{
    g->is_hole[*part] = hole;
    g->part_start[(*part)++] = *at;
    for (size_t j = 0; j < ring->count; j++, ++*at) {
        g->xy[2 * *at] = ring->items[j].x;
        g->xy[2 * *at + 1] = ring->items[j].y;
    }
}

// Shells first, each with its holes behind it.
static situ_status build_polygon(situ_geometry **out, const situ_sample_line *rings, size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t points = 0;
    situ_geometry *g = NULL;
    int *shell = situ_malloc((count ? count : 1) * sizeof *shell);
    double *area = situ_malloc((count ? count : 1) * sizeof *area);
    SITU_TRY_ALLOC(shell);
    SITU_TRY_ALLOC(area);
    for (size_t i = 0; i < count; i++)
        area[i] = ring_area(&rings[i]), points += rings[i].count;
    for (size_t i = 0; i < count; i++) {
        shell[i] = -1;
        for (size_t k = 0; area[i] <= 0 && k < count; k++) {
            situ_point mid = {(rings[i].items[0].x + rings[i].items[1].x) / 2, (rings[i].items[0].y + rings[i].items[1].y) / 2};
            if (area[k] > -area[i] && ring_has(&rings[k], mid) && (shell[i] < 0 || area[k] < area[shell[i]]))
                shell[i] = (int)k;
        }
    }
    SITU_TRY(situ_geometry_new(&g, SITU_GEOM_POLYGON, (uint32_t)count, (uint32_t)points, err));
    uint32_t at = 0, part = 0;
    for (size_t i = 0; i < count; i++) {
        if (area[i] <= 0)
            continue;
        copy_ring(g, &rings[i], false, &part, &at);
        for (size_t k = 0; k < count; k++)
            if (shell[k] == (int)i)
                copy_ring(g, &rings[k], true, &part, &at);
    }
    g->part_count = part; // a hole without shell cannot be; were it so, it is left out
    g->part_start[part] = at;
    g->point_count = at;
    situ_geometry_update_box(g);
    *out = g;
    g = NULL;
done:
    situ_geometry_free(g);
    situ_free(shell);
    situ_free(area);
    return status;
}

situ_status situ_sample_arcs_polygon(situ_geometry **out, const situ_arcs *arcs, const uint16_t *groups, uint16_t group, situ_error *err)
{
    situ_status status = SITU_OK;
    piece *pieces = situ_malloc(arcs->count * sizeof *pieces + 1);
    situ_sample_line *rings = NULL;
    size_t count = 0, ring_count = 0, ring_capacity = 0;
    *out = NULL;
    SITU_TRY_ALLOC(pieces);
    for (size_t i = 0; i < arcs->count; i++) {
        const arc *a = &arcs->items[i];
        bool left = groups[a->left] == group, right = groups[a->right] == group;
        if (left != right)
            pieces[count++] = (piece){a, right, false};
    }
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].used)
            continue;
        SITU_TRY(situ_grow(&rings, &ring_capacity, ring_count + 1, sizeof *rings, err));
        rings[ring_count++] = (situ_sample_line){0};
        situ_sample_line *ring = &rings[ring_count - 1];
        int32_t start = piece_from(&pieces[i]);
        for (size_t k = i; k != SIZE_MAX; k = piece_to(&pieces[k]) == start ? SIZE_MAX : next_piece(pieces, count, k)) {
            pieces[k].used = true;
            SITU_TRY(append_piece(ring, &pieces[k], err));
        }
        if (ring->count < 4) {
            situ_sample_line_clear(ring);
            ring_count--;
        }
    }
    if (ring_count)
        SITU_TRY(build_polygon(out, rings, ring_count, err));
done:
    for (size_t i = 0; i < ring_count; i++)
        situ_sample_line_clear(&rings[i]);
    situ_free(rings);
    situ_free(pieces);
    return status;
}

situ_status situ_sample_arcs_border(situ_geometry **out, const situ_arcs *arcs, const uint16_t *groups, uint16_t a, uint16_t b, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *g = NULL;
    size_t parts = 0, points = 0;
    *out = NULL;
    for (int pass = 0; pass < 2; pass++) {
        uint32_t part = 0, at = 0;
        for (size_t i = 0; i < arcs->count; i++) {
            const arc *k = &arcs->items[i];
            uint16_t l = groups[k->left], r = groups[k->right];
            if (!((l == a && r == b) || (l == b && r == a)))
                continue;
            if (pass == 0) {
                parts++, points += k->line.count;
                continue;
            }
            g->part_start[part++] = at;
            for (size_t j = 0; j < k->line.count; j++, at++) {
                g->xy[2 * at] = k->line.items[j].x;
                g->xy[2 * at + 1] = k->line.items[j].y;
            }
            g->part_start[part] = at;
        }
        if (pass == 0 && parts)
            SITU_TRY(situ_geometry_new(&g, SITU_GEOM_LINE, (uint32_t)parts, (uint32_t)points, err));
        if (!parts)
            break;
    }
    if (g)
        situ_geometry_update_box(g);
    *out = g;
done:
    return status;
}
