// SPDX-License-Identifier: MIT
// Cheapest ways over the land from many sources at once: Dijkstra with a ring of buckets over whole
// costs (unit: 5 m of flat land), so the order of settling, and with it every tie, is fixed.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/world.h"

enum { RING = 1 << 17 };

typedef struct queue_entry {
    int32_t cell, next;
    uint32_t cost;
} queue_entry;
typedef struct queue {
    int32_t *ring;
    queue_entry *items;
    size_t count, capacity;
    int32_t unused; // chain of entries to use again
    size_t waiting;
} queue;

static situ_status queue_push(queue *q, int32_t cell, uint32_t cost, situ_error *err)
{
    int32_t at = q->unused;
    if (at >= 0) {
        q->unused = q->items[at].next;
    } else {
        if (q->count == q->capacity) {
            situ_status status = situ_grow(&q->items, &q->capacity, q->count + 1, sizeof *q->items, err);
            if (status != SITU_OK)
                return status;
        }
        at = (int32_t)q->count++;
    }
    q->items[at] = (queue_entry){cell, q->ring[cost & (RING - 1)], cost};
    q->ring[cost & (RING - 1)] = at;
    q->waiting++;
    return SITU_OK;
}

situ_status situ_sample_spread_new(situ_spread *out, const situ_world *world, situ_error *err)
{
    size_t n = (size_t)world->frame.columns * (size_t)world->frame.rows;
    *out = (situ_spread){situ_malloc(n * sizeof *out->cost), situ_malloc(n * sizeof *out->label), situ_malloc(n)};
    if (out->cost && out->label && out->from)
        return SITU_OK;
    situ_sample_spread_clear(out);
    return situ_fail_nomem(err);
}

void situ_sample_spread_clear(situ_spread *spread)
{
    situ_free(spread->cost);
    situ_free(spread->label);
    situ_free(spread->from);
    *spread = (situ_spread){0};
}

static uint32_t step_cost(const situ_world *w, const situ_spread_rules *rules, size_t from, size_t to, int step)
{
    double length = situ_step_length[step] * w->frame.cell_m;
    double slope = ((double)w->height[to] - (double)w->height[from]) / length;
    double factor = 1 + rules->climb * slope * slope;
    if (rules->turn_noise > 0) {
        uint32_t h = (uint32_t)to * 2654435761u;
        factor *= 1 + rules->turn_noise * ((double)(h >> 16) / 65536 - 0.5);
    }
    if (factor > rules->limit)
        factor = rules->limit;
    if (w->water[to] != SITU_LAND)
        factor = rules->water;
    else if (rules->road_share > 0 && w->road_class && w->road_class[to] && w->road_class[to] <= rules->road_limit && w->road_class[from] && w->road_class[from] <= rules->road_limit)
        factor = rules->road_share;
    uint32_t cost = (uint32_t)(length * factor / 5);
    return cost < 1 ? 1 : cost >= RING ? RING - 1 : cost;
}

situ_status situ_sample_spread_run(situ_spread *out, const situ_world *w, const situ_spread_rules *rules,
                                   const int *cells, const uint32_t *start, const uint16_t *labels,
                                   size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_grid_frame *f = &w->frame;
    size_t n = (size_t)f->columns * (size_t)f->rows;
    queue q = {.ring = situ_malloc(RING * sizeof *q.ring), .unused = -1};
    SITU_TRY_ALLOC(q.ring);
    memset(q.ring, 0xFF, RING * sizeof *q.ring);
    memset(out->cost, 0xFF, n * sizeof *out->cost);
    memset(out->label, 0, n * sizeof *out->label);
    memset(out->from, -1, n);
    for (size_t k = 0; k < count; k++) {
        uint32_t cost = start ? start[k] : 0;
        if (cells[k] < 0 || cost >= out->cost[cells[k]])
            continue;
        out->cost[cells[k]] = cost;
        out->label[cells[k]] = labels ? labels[k] : (uint16_t)(k + 1);
        SITU_TRY(queue_push(&q, cells[k], cost, err));
    }
    for (uint32_t level = 0; q.waiting; level++) {
        int32_t *slot = &q.ring[level & (RING - 1)];
        while (*slot >= 0) {
            int32_t at = *slot;
            queue_entry e = q.items[at];
            *slot = e.next;
            q.items[at].next = q.unused;
            q.unused = at;
            q.waiting--;
            if (e.cost != out->cost[e.cell])
                continue;
            if (e.cell == rules->stop_cell)
                goto done;
            int column = e.cell % f->columns, row = e.cell / f->columns;
            for (int k = 0; k < 8; k++) {
                int c = column + situ_step_column[k], r = row + situ_step_row[k];
                if (c < 0 || r < 0 || c >= f->columns || r >= f->rows)
                    continue;
                size_t to = situ_cell(f, c, r);
                if ((rules->mask && !rules->mask[to]) || (rules->domain && rules->domain[to] != rules->domain[e.cell]))
                    continue;
                uint32_t cost = e.cost + step_cost(w, rules, (size_t)e.cell, to, k);
                if (cost >= out->cost[to])
                    continue;
                out->cost[to] = cost;
                out->label[to] = out->label[e.cell];
                out->from[to] = (int8_t)((k + 4) & 7);
                SITU_TRY(queue_push(&q, (int32_t)to, cost, err));
            }
        }
    }
done:
    situ_free(q.ring);
    situ_free(q.items);
    return status;
}
