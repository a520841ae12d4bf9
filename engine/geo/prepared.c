// SPDX-License-Identifier: MIT
// Point questions to one large polygon. Edges go into the tree in runs of a few, in ring order, which keeps
// the boxes small without sorting.
#include <math.h>

#include "base/alloc.h"
#include "geo/index.h"
#include "geo/prepared.h"

enum { EDGES_A_RUN = 8 };

struct situ_prepared {
    const situ_geometry *polygon;
    situ_rtree *tree;
    uint32_t *first, *count; // edges of a run: from point first[i], count[i] of them
    uint32_t run_count;
};

situ_status situ_prepared_new(situ_prepared **out, const situ_geometry *polygon, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_prepared *p = situ_calloc(1, sizeof *p);
    situ_box *boxes = NULL;
    *out = NULL;
    SITU_TRY_ALLOC(p);
    p->polygon = polygon;
    uint32_t most = polygon->point_count / EDGES_A_RUN + polygon->part_count + 1;
    SITU_TRY_ALLOC(p->first = situ_calloc(most, sizeof *p->first));
    SITU_TRY_ALLOC(p->count = situ_calloc(most, sizeof *p->count));
    SITU_TRY_ALLOC(boxes = situ_calloc(most, sizeof *boxes));
    for (uint32_t part = 0; part < polygon->part_count; part++) {
        uint32_t end = polygon->part_start[part + 1];
        for (uint32_t i = polygon->part_start[part]; i + 1 < end; i += EDGES_A_RUN) {
            uint32_t n = end - 1 - i < EDGES_A_RUN ? end - 1 - i : EDGES_A_RUN, r = p->run_count++;
            p->first[r] = i;
            p->count[r] = n;
            boxes[r] = situ_box_empty();
            for (uint32_t k = i; k <= i + n; k++)
                boxes[r] = situ_box_add(boxes[r], polygon->xy[2 * (size_t)k], polygon->xy[2 * (size_t)k + 1]);
        }
    }
    SITU_TRY(situ_rtree_new(&p->tree, boxes, p->run_count, err));
    *out = p;
    p = NULL;
done:
    situ_free(boxes);
    situ_prepared_free(p);
    return status;
}

void situ_prepared_free(situ_prepared *p)
{
    if (!p)
        return;
    situ_rtree_free(p->tree);
    situ_free(p->first);
    situ_free(p->count);
    situ_free(p);
}

typedef struct question {
    const situ_prepared *p;
    double x, y;
    bool inside;
    double best2;
} question;

static bool count_crossings(void *user, uint32_t run)
{
    question *q = user;
    const double *xy = q->p->polygon->xy;
    for (uint32_t k = q->p->first[run], end = k + q->p->count[run]; k < end; k++) {
        double ax = xy[2 * (size_t)k], ay = xy[2 * (size_t)k + 1], bx = xy[2 * (size_t)k + 2], by = xy[2 * (size_t)k + 3];
        if ((ay > q->y) != (by > q->y) && q->x < ax + (q->y - ay) / (by - ay) * (bx - ax))
            q->inside = !q->inside;
    }
    return true;
}

bool situ_prepared_contains(const situ_prepared *p, double x, double y)
{
    question q = {.p = p, .x = x, .y = y};
    if (!situ_box_has(p->polygon->box, x, y))
        return false;
    situ_rtree_query(p->tree, (situ_box){x, y, p->polygon->box.x1, y}, count_crossings, &q);
    return q.inside;
}

static bool nearest_edge(void *user, uint32_t run)
{
    question *q = user;
    const double *xy = q->p->polygon->xy;
    for (uint32_t k = q->p->first[run], end = k + q->p->count[run]; k < end; k++) {
        double ax = xy[2 * (size_t)k], ay = xy[2 * (size_t)k + 1];
        double dx = xy[2 * (size_t)k + 2] - ax, dy = xy[2 * (size_t)k + 3] - ay, length2 = dx * dx + dy * dy;
        double t = length2 > 0 ? ((q->x - ax) * dx + (q->y - ay) * dy) / length2 : 0;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        double ex = q->x - ax - t * dx, ey = q->y - ay - t * dy, d2 = ex * ex + ey * ey;
        q->best2 = d2 < q->best2 ? d2 : q->best2;
    }
    return true;
}

double situ_prepared_distance(const situ_prepared *p, double x, double y)
{
    question q = {.p = p, .x = x, .y = y, .best2 = INFINITY};
    situ_box b = p->polygon->box;
    if (p->run_count == 0 || situ_box_is_empty(b) || !isfinite(x) || !isfinite(y))
        return INFINITY;
    if (situ_prepared_contains(p, x, y))
        return 0;
    // A square that just reaches the polygon's box, doubled until an edge within its reach is found.
    double away = fmax(fmax(b.x0 - x, x - b.x1), fmax(b.y0 - y, y - b.y1)), size = fmax(b.x1 - b.x0, b.y1 - b.y0);
    for (double reach = fmax(away, 0) + size / 64 + 1e-12;; reach *= 2) {
        situ_rtree_query(p->tree, (situ_box){x - reach, y - reach, x + reach, y + reach}, nearest_edge, &q);
        if (q.best2 <= reach * reach || situ_box_contains((situ_box){x - reach, y - reach, x + reach, y + reach}, b))
            return sqrt(q.best2);
    }
}
