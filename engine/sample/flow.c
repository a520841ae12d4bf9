// SPDX-License-Identifier: MIT
// Depression filling by priority flood (Barnes et al. 2014, epsilon variant), steepest receivers,
// upstream area. Ties are broken by order of insertion, so the result is one.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/world.h"

const int situ_step_column[8] = {1, 1, 0, -1, -1, -1, 0, 1};
const int situ_step_row[8] = {0, 1, 1, 1, 0, -1, -1, -1};
const double situ_step_length[8] = {1, 1.4142135623730951, 1, 1.4142135623730951, 1, 1.4142135623730951, 1, 1.4142135623730951};

typedef struct heap_entry {
    float key;
    uint32_t serial;
    int32_t cell;
} heap_entry;
typedef struct heap {
    heap_entry *items;
    size_t count;
} heap;

static bool before(heap_entry a, heap_entry b)
{
    return a.key < b.key || (a.key == b.key && a.serial < b.serial);
}

static void heap_push(heap *h, heap_entry e)
{
    size_t i = h->count++;
    while (i && before(e, h->items[(i - 1) / 2])) {
        h->items[i] = h->items[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    h->items[i] = e;
}

static heap_entry heap_pop(heap *h)
{
    heap_entry top = h->items[0], last = h->items[--h->count];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= h->count)
            break;
        if (child + 1 < h->count && before(h->items[child + 1], h->items[child]))
            child++;
        if (!before(h->items[child], last))
            break;
        h->items[i] = h->items[child];
        i = child;
    }
    h->items[i] = last;
    return top;
}

situ_status situ_sample_flow_init(situ_flow *flow, situ_arena *arena, int columns, int rows, double cell_m, situ_error *err)
{
    size_t n = (size_t)columns * (size_t)rows;
    *flow = (situ_flow){.columns = columns, .rows = rows, .cell_m = cell_m};
    flow->height = situ_arena_alloc(arena, n * sizeof(float));
    flow->fill = situ_arena_alloc(arena, n * sizeof(float));
    flow->receiver = situ_arena_alloc(arena, n * sizeof(int32_t));
    flow->order = situ_arena_alloc(arena, n * sizeof(int32_t));
    flow->area_km2 = situ_arena_alloc(arena, n * sizeof(float));
    if (!flow->height || !flow->fill || !flow->receiver || !flow->order || !flow->area_km2)
        return situ_fail_nomem(err);
    return SITU_OK;
}

static situ_status fill_depressions(situ_flow *flow, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = (size_t)flow->columns * (size_t)flow->rows;
    uint8_t *closed = situ_calloc(n, 1);
    int32_t *pit = situ_malloc(n * sizeof *pit);
    heap h = {situ_malloc(n * sizeof *h.items), 0};
    size_t pit_first = 0, pit_end = 0;
    uint32_t serial = 0;
    SITU_TRY_ALLOC(closed);
    SITU_TRY_ALLOC(pit);
    SITU_TRY_ALLOC(h.items);
    for (size_t i = 0; i < n; i++) {
        if (!flow->outlet[i])
            continue;
        closed[i] = 1;
        flow->fill[i] = flow->height[i];
        heap_push(&h, (heap_entry){flow->height[i], serial++, (int32_t)i});
    }
    while (h.count || pit_first < pit_end) {
        int32_t cell = pit_first < pit_end ? pit[pit_first++] : heap_pop(&h).cell;
        int column = cell % flow->columns, row = cell / flow->columns;
        for (int k = 0; k < 8; k++) {
            int c = column + situ_step_column[k], r = row + situ_step_row[k];
            if (c < 0 || r < 0 || c >= flow->columns || r >= flow->rows)
                continue;
            size_t next = (size_t)r * (size_t)flow->columns + (size_t)c;
            if (closed[next])
                continue;
            closed[next] = 1;
            float least = flow->fill[cell] + 0.004f;
            if (flow->height[next] <= least) {
                flow->fill[next] = least;
                pit[pit_end++] = (int32_t)next;
            } else {
                flow->fill[next] = flow->height[next];
                heap_push(&h, (heap_entry){flow->height[next], serial++, (int32_t)next});
            }
        }
    }
done:
    situ_free(closed);
    situ_free(pit);
    situ_free(h.items);
    return status;
}

static void find_receivers(situ_flow *flow)
{
    for (int row = 0; row < flow->rows; row++)
        for (int column = 0; column < flow->columns; column++) {
            size_t i = (size_t)row * (size_t)flow->columns + (size_t)column;
            flow->receiver[i] = -1;
            if (flow->outlet[i])
                continue;
            double steepest = 0;
            for (int k = 0; k < 8; k++) {
                int c = column + situ_step_column[k], r = row + situ_step_row[k];
                if (c < 0 || r < 0 || c >= flow->columns || r >= flow->rows)
                    continue;
                size_t next = (size_t)r * (size_t)flow->columns + (size_t)c;
                double drop = ((double)flow->fill[i] - (double)flow->fill[next]) / situ_step_length[k];
                if (drop > steepest) {
                    steepest = drop;
                    flow->receiver[i] = (int32_t)next;
                }
            }
        }
}

// Outlets first: counts of donors, then a stack walk upstream.
static situ_status order_cells(situ_flow *flow, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = (size_t)flow->columns * (size_t)flow->rows, done_count = 0;
    uint32_t *start = situ_calloc(n + 1, sizeof *start);
    int32_t *donors = situ_malloc(n * sizeof *donors);
    SITU_TRY_ALLOC(start);
    SITU_TRY_ALLOC(donors);
    for (size_t i = 0; i < n; i++)
        if (flow->receiver[i] >= 0)
            start[flow->receiver[i] + 1]++;
    for (size_t i = 0; i < n; i++)
        start[i + 1] += start[i];
    uint32_t *next = situ_malloc(n * sizeof *next);
    SITU_TRY_ALLOC(next);
    memcpy(next, start, n * sizeof *next);
    for (size_t i = 0; i < n; i++)
        if (flow->receiver[i] >= 0)
            donors[next[flow->receiver[i]]++] = (int32_t)i;
    situ_free(next);
    for (size_t i = 0; i < n; i++)
        if (flow->receiver[i] < 0)
            flow->order[done_count++] = (int32_t)i;
    for (size_t at = 0; at < done_count; at++)
        for (uint32_t d = start[flow->order[at]]; d < start[flow->order[at] + 1]; d++)
            flow->order[done_count++] = donors[d];
done:
    situ_free(start);
    situ_free(donors);
    return status;
}

situ_status situ_sample_flow_route(situ_flow *flow, situ_error *err)
{
    size_t n = (size_t)flow->columns * (size_t)flow->rows;
    situ_status status = fill_depressions(flow, err);
    if (status == SITU_OK) {
        find_receivers(flow);
        status = order_cells(flow, err);
    }
    if (status != SITU_OK)
        return status;
    float one = (float)(flow->cell_m * flow->cell_m * 1e-6);
    for (size_t i = 0; i < n; i++)
        flow->area_km2[i] = one;
    for (size_t i = n; i-- > 0;) {
        int32_t cell = flow->order[i], to = flow->receiver[cell];
        if (to >= 0 && !flow->outlet[to])
            flow->area_km2[to] += flow->area_km2[cell];
    }
    return SITU_OK;
}
