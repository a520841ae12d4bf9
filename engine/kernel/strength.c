// SPDX-License-Identifier: MIT
// The strongest of many fading shapes at every cell. Interiors of polygons are filled row by row; lines, edges
// and points become pieces (a piece is a segment), and blocks of cells are halved: the strength of a piece in a
// block is bounded by its distance to the block's middle, so a piece is dropped where another is surely at least
// as strong. Few pieces are left for the cells. Bounds are cautious, the comparison is exact: the result does
// not depend on how the grid was cut.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "geo/index.h"
#include "kernel/fill.h"
#include "kernel/kernel.h"
#include "kernel/sites.h"
#include "kernel/span.h"

enum { LEAF_CELLS = 4, FEW_PIECES = 2, DEPTH_HIGH = 16, BAND_ROWS = SITU_TASK_CELLS };

typedef struct piece {
    double x, y, dx, dy, inverse; // from (x, y) by (dx, dy); 1 / length^2, 0 for a point
    uint32_t feature;
} piece;

typedef struct strength {
    const situ_raster_frame *frame;
    const situ_job *job;
    const situ_influence_input *in;
    piece *pieces; // by feature
    uint32_t count, row_begin, row_end;
    situ_rtree *tree; // over the pieces' reach
    float *out;
    uint32_t *who; // may be NULL
} strength;

static double distance2(const piece *p, double x, double y)
{
    double px = x - p->x, py = y - p->y, t = (px * p->dx + py * p->dy) * p->inverse;
    t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
    double ex = px - t * p->dx, ey = py - t * p->dy;
    return ex * ex + ey * ey;
}

// weight x f(sqrt(d2) / radius)
static double strength_at(const situ_influence_input *in, uint32_t feature, double d2)
{
    double r = in->radius_m[feature], w = in->weight[feature], r2 = r * r;
    if (!(d2 <= r2))
        return 0.0;
    if (d2 == 0.0)
        return w; // also where the radius is 0
    switch (in->decay) {
    case SITU_DECAY_NONE: return w;
    case SITU_DECAY_LINEAR: return w * (1.0 - sqrt(d2) / r);
    case SITU_DECAY_SQUARE: return w * (1.0 - d2 / r2);
    case SITU_DECAY_GAUSSIAN: return w * exp(-4.5 * (d2 / r2));
    }
    return 0.0;
}

static inline void offer(const strength *w, size_t at, float value, uint32_t feature)
{
    if (value > w->out[at]) {
        w->out[at] = value;
        if (w->who)
            w->who[at] = feature;
    } else if (w->who && value > 0.0f && value == w->out[at] && feature < w->who[at]) {
        w->who[at] = feature;
    }
}

// --- interiors ---

typedef struct inside { const strength *work; uint32_t feature; } inside;

static void fill_run(void *user, uint32_t row, uint32_t c0, uint32_t c1)
{
    const inside *i = user;
    const strength *w = i->work;
    size_t at = (size_t)(row - w->row_begin) * w->frame->columns;
    for (uint32_t c = c0; c < c1; c++)
        offer(w, at + c, (float)w->in->weight[i->feature], i->feature);
}

static situ_status inside_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    situ_status status = SITU_OK;
    const strength *w = user;
    const situ_raster_frame *f = w->frame;
    (void)worker;
    uint32_t r0 = w->row_begin + (uint32_t)index * BAND_ROWS, r1 = w->row_end - r0 > BAND_ROWS ? r0 + BAND_ROWS : w->row_end;
    size_t at = (size_t)(r0 - w->row_begin) * f->columns, cells = (size_t)(r1 - r0) * f->columns;
    SITU_TRY(situ_job_check(w->job, err));
    for (size_t i = at; i < at + cells; i++) {
        w->out[i] = 0.0f;
        if (w->who)
            w->who[i] = UINT32_MAX;
    }
    situ_box box = {f->x0, situ_raster_y(f, r1), situ_raster_x(f, f->columns), situ_raster_y(f, r0)};
    for (uint32_t i = 0; i < w->in->count; i++) {
        const situ_geometry *g = w->in->shapes[i];
        inside in = {w, i};
        if (g && g->kind == SITU_GEOM_POLYGON && situ_box_touches(g->box, box))
            SITU_TRY(situ_kernel_fill_runs(g, f, r0, r1, fill_run, &in, err));
    }
done:
    return status;
}

// --- pieces ---

// How strong a piece is at most and at least in a block whose middle is (x, y) and whose corners are h away; as
// the floats the cells are compared by, so that ties are ties here too.
static void bounds(float *most, float *least, const strength *w, const piece *p, double x, double y, double h)
{
    double d = sqrt(distance2(p, x, y));
    double reach = h + 1e-6 + 1e-12 * d; // far above the rounding of coordinates of this size
    double near = d > reach ? d - reach : 0.0, far = d + reach;
    double high = strength_at(w->in, p->feature, near * near), low = strength_at(w->in, p->feature, far * far);
    bool even = w->in->decay == SITU_DECAY_NONE; // then both are the weight or nothing
    *most = (float)(even ? high : high * (1.0 + 1e-9));
    *least = (float)(even ? low : low * (1.0 - 1e-9));
}

// Keeps, in order, those of from[0..n) that may be the strongest at some cell centre of b; bound: room for n.
static uint32_t keep_strong(uint32_t *to, float *bound, const uint32_t *from, uint32_t n, const strength *w, situ_block b)
{
    const situ_raster_frame *f = w->frame;
    const double x0 = situ_raster_x(f, b.c0 + 0.5), x1 = situ_raster_x(f, b.c1 - 0.5);
    const double y0 = situ_raster_y(f, b.r0 + 0.5), y1 = situ_raster_y(f, b.r1 - 0.5);
    const double h = sqrt((x1 - x0) * (x1 - x0) + (y0 - y1) * (y0 - y1)) / 2.0;
    float best = 0.0f, least;
    uint32_t winner = UINT32_MAX, feature = 0, kept = 0;
    for (uint32_t k = 0; k < n; k++) {
        const piece *p = &w->pieces[from[k]];
        bounds(&bound[k], &least, w, p, (x0 + x1) / 2.0, (y0 + y1) / 2.0, h);
        if (least > best) { // pieces go by feature: the first of equals is the one that wins ties
            best = least;
            winner = k;
            feature = p->feature;
        }
    }
    for (uint32_t k = 0; k < n; k++) {
        bool tie = w->who && best > 0.0f && bound[k] == best && w->pieces[from[k]].feature < feature;
        if (bound[k] > best || k == winner || tie)
            to[kept++] = from[k];
    }
    return kept;
}

static void compare_cells(const strength *w, situ_block b, const uint32_t *ids, uint32_t n)
{
    const situ_raster_frame *f = w->frame;
    for (uint32_t k = 0; k < n; k++) {
        const piece p = w->pieces[ids[k]];
        for (uint32_t row = b.r0; row < b.r1; row++) {
            double y = situ_raster_y(f, row + 0.5);
            size_t at = (size_t)(row - w->row_begin) * f->columns;
            for (uint32_t c = b.c0; c < b.c1; c++)
                offer(w, at + c, (float)strength_at(w->in, p.feature, distance2(&p, situ_raster_x(f, c + 0.5), y)), p.feature);
        }
    }
}

// stack and bound: room behind the parent's list for the lists of the levels below.
static void divide(const strength *w, situ_block b, const uint32_t *from, uint32_t n, uint32_t *stack, float *bound)
{
    uint32_t columns = b.c1 - b.c0, rows = b.r1 - b.r0;
    n = keep_strong(stack, bound, from, n, w, b);
    if (n <= FEW_PIECES || (columns <= LEAF_CELLS && rows <= LEAF_CELLS)) {
        compare_cells(w, b, stack, n);
        return;
    }
    situ_block one, two;
    situ_block_halve(b, &one, &two);
    divide(w, one, stack, n, stack + n, bound);
    divide(w, two, stack, n, stack + n, bound);
}

static situ_status piece_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    situ_status status = SITU_OK;
    const strength *w = user;
    const situ_raster_frame *f = w->frame;
    (void)worker;
    uint32_t *ids = NULL, n = 0;
    float *bound = NULL;
    situ_block b = situ_block_of_task(f, w->row_begin, w->row_end, index);
    SITU_TRY(situ_job_check(w->job, err));
    situ_box box = {situ_raster_x(f, b.c0), situ_raster_y(f, b.r1), situ_raster_x(f, b.c1), situ_raster_y(f, b.r0)};
    SITU_TRY(situ_rtree_collect(w->tree, box, &ids, &n, err));
    if (n == 0)
        goto done;
    bound = situ_malloc((size_t)n * sizeof *bound);
    SITU_TRY_ALLOC(bound);
    n = keep_strong(ids, bound, ids, n, w, b);
    // As many again a level at most: a list never grows on the way down.
    uint32_t *stack = situ_realloc(ids, ((size_t)n * (DEPTH_HIGH + 2) + 1) * sizeof *ids);
    SITU_TRY_ALLOC(stack);
    ids = stack;
    if (n > 0)
        divide(w, b, ids, n, ids + n, bound);
done:
    situ_free(ids);
    situ_free(bound);
    return status;
}

// --- building ---

static void add_piece(strength *w, situ_box *boxes, situ_box band, uint32_t feature, const double *a, const double *b)
{
    double r = w->in->radius_m[feature] * (1.0 + 1e-9) + 1e-6;
    situ_box box = situ_box_grow(situ_box_of(a[0], a[1], b[0], b[1]), r);
    if (!situ_box_touches(box, band))
        return;
    double dx = b[0] - a[0], dy = b[1] - a[1], length2 = dx * dx + dy * dy;
    boxes[w->count] = box;
    w->pieces[w->count++] = (piece){a[0], a[1], dx, dy, length2 > 0.0 ? 1.0 / length2 : 0.0, feature};
}

static situ_status make_pieces(strength *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_influence_input *in = w->in;
    const situ_raster_frame *f = w->frame;
    const situ_box band = {f->x0, situ_raster_y(f, w->row_end), situ_raster_x(f, f->columns), situ_raster_y(f, w->row_begin)};
    size_t most = 0;
    situ_box *boxes = NULL;
    for (uint32_t i = 0; i < in->count; i++)
        most += in->shapes[i] ? in->shapes[i]->point_count : 0;
    if (most > UINT32_MAX) {
        status = situ_fail(err, SITU_E_LIMIT, _("thin the shapes"), "%s", _("the shapes have too many corners"));
        goto done;
    }
    w->pieces = situ_malloc(most * sizeof *w->pieces);
    SITU_TRY_ALLOC(w->pieces);
    boxes = situ_malloc(most * sizeof *boxes);
    SITU_TRY_ALLOC(boxes);
    for (uint32_t i = 0; i < in->count; i++) {
        const situ_geometry *g = in->shapes[i];
        for (uint32_t p = 0; g && p < g->part_count; p++) {
            uint32_t first = g->part_start[p], end = g->part_start[p + 1];
            bool dots = g->kind == SITU_GEOM_POINT || end - first == 1;
            for (uint32_t k = first + (dots ? 0 : 1); k < end; k++)
                add_piece(w, boxes, band, i, g->xy + 2 * (size_t)(dots ? k : k - 1), g->xy + 2 * (size_t)k);
        }
    }
    SITU_TRY(situ_rtree_new(&w->tree, boxes, w->count, err));
done:
    situ_free(boxes);
    return status;
}

static situ_status check_input(const situ_influence_input *in, situ_error *err)
{
    const double most = 1e9, heaviest = 1e30;
    situ_status status = SITU_OK;
    for (uint32_t i = 0; i < in->count; i++) {
        if (!in->shapes[i])
            continue;
        SITU_TRY(situ_kernel_check_shape(in->shapes[i], i, err));
        if (!(in->radius_m[i] >= 0.0 && in->radius_m[i] <= most))
            return situ_fail(err, SITU_E_ARGUMENT, _("give a radius of 0 metres or more"), _("shape %u has the unusable radius %g m"), i, in->radius_m[i]);
        if (!(in->weight[i] > 0.0 && in->weight[i] <= heaviest))
            return situ_fail(err, SITU_E_ARGUMENT, _("give a weight above 0"), _("shape %u has the unusable weight %g"), i, in->weight[i]);
    }
done:
    return status;
}

situ_status situ_kernel_strength(float *out, uint32_t *who, const situ_raster_frame *frame, uint32_t row_begin, uint32_t row_end,
                                 const situ_influence_input *in, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    strength w = {.frame = frame, .job = job, .in = in, .row_begin = row_begin, .row_end = row_end, .out = out, .who = who};
    SITU_TRY(situ_kernel_check_frame(frame, row_begin, row_end, err));
    SITU_TRY(check_input(in, err));
    SITU_TRY(make_pieces(&w, err));
    size_t bands = ((size_t)(row_end - row_begin) + BAND_ROWS - 1) / BAND_ROWS;
    SITU_TRY(situ_job_run(job, bands, inside_task, &w, err));
    if (w.count > 0)
        SITU_TRY(situ_job_run(job, situ_block_tasks(frame, row_begin, row_end), piece_task, &w, err));
done:
    situ_free(w.pieces);
    situ_rtree_free(w.tree);
    return status;
}
