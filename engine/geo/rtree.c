// SPDX-License-Identifier: MIT
// Packed R-tree: boxes sorted along a Hilbert curve, then grouped by 16 from the bottom up. Leaves
// are visited in Hilbert order, ids ascend within a leaf, so a query's order depends on the boxes only.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "geo/index.h"

enum { FAN = 16, MAX_LEVELS = 10 };

struct situ_rtree {
    uint32_t count;                       // entries of level 0
    uint32_t levels;                      // 0 = empty
    uint32_t level_start[MAX_LEVELS + 1]; // into boxes; level 0 holds the entries, the last the root
    situ_box *boxes;
    uint32_t *ids; // of level 0
};

uint32_t situ_hilbert(uint32_t x, uint32_t y)
{
    uint32_t d = 0;
    for (uint32_t s = 1U << 15; s > 0; s >>= 1) {
        uint32_t rx = (x & s) != 0, ry = (y & s) != 0;
        d += s * s * ((3 * rx) ^ ry);
        if (!ry) { // turn the quadrant
            if (rx) {
                x = 65535 - x;
                y = 65535 - y;
            }
            uint32_t t = x;
            x = y;
            y = t;
        }
    }
    return d;
}

static uint32_t grid_of(double v, double lo, double hi)
{
    double f = hi > lo ? (v - lo) / (hi - lo) * 65535 : 0;
    return f > 0 ? (f < 65535 ? (uint32_t)f : 65535) : 0;
}

// Stable radix sort of (key << 32 | id) by key.
static void sort_keys(uint64_t *a, uint64_t *spare, uint32_t n)
{
    for (int shift = 32; shift < 64; shift += 8) {
        uint32_t count[257] = {0};
        for (uint32_t i = 0; i < n; i++)
            count[((a[i] >> shift) & 255) + 1]++;
        for (int b = 0; b < 256; b++)
            count[b + 1] += count[b];
        for (uint32_t i = 0; i < n; i++)
            spare[count[(a[i] >> shift) & 255]++] = a[i];
        uint64_t *t = a;
        a = spare;
        spare = t;
    } // four passes: the result is back in a
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void plan_levels(situ_rtree *tree)
{
    uint32_t n = tree->count, total = 0;
    tree->levels = 0;
    while (n > 0) {
        tree->level_start[tree->levels++] = total;
        total += n;
        if (n == 1)
            break;
        n = (n + FAN - 1) / FAN;
    }
    tree->level_start[tree->levels] = total;
}

static void fill_upper_levels(situ_rtree *tree)
{
    for (uint32_t level = 1; level < tree->levels; level++) {
        uint32_t below = tree->level_start[level - 1], end = tree->level_start[level];
        for (uint32_t i = end; i < tree->level_start[level + 1]; i++) {
            situ_box box = situ_box_empty();
            for (uint32_t k = 0; k < FAN && below < end; k++)
                box = situ_box_union(box, tree->boxes[below++]);
            tree->boxes[i] = box;
        }
    }
}

situ_status situ_rtree_new(situ_rtree **out, const situ_box *boxes, uint32_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    uint64_t *keys = NULL;
    situ_rtree *tree = situ_calloc(1, sizeof *tree);
    *out = NULL;
    SITU_TRY_ALLOC(tree);
    situ_box all = situ_box_empty();
    for (uint32_t i = 0; i < count; i++) {
        if (situ_box_is_empty(boxes[i]))
            continue;
        all = situ_box_union(all, boxes[i]);
        tree->count++;
    }
    plan_levels(tree);
    keys = situ_malloc((size_t)tree->count * 2 * sizeof *keys);
    tree->boxes = situ_malloc((size_t)tree->level_start[tree->levels] * sizeof *tree->boxes);
    tree->ids = situ_malloc((size_t)tree->count * sizeof *tree->ids);
    SITU_TRY_ALLOC(keys);
    SITU_TRY_ALLOC(tree->boxes);
    SITU_TRY_ALLOC(tree->ids);
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (situ_box_is_empty(boxes[i]))
            continue;
        uint32_t x = grid_of(boxes[i].x0 / 2 + boxes[i].x1 / 2, all.x0, all.x1);
        uint32_t y = grid_of(boxes[i].y0 / 2 + boxes[i].y1 / 2, all.y0, all.y1);
        keys[n++] = (uint64_t)situ_hilbert(x, y) << 32 | i;
    }
    sort_keys(keys, keys + n, n);
    for (uint32_t i = 0; i < n; i++)
        tree->ids[i] = (uint32_t)keys[i];
    for (uint32_t i = 0; i < n; i += FAN)
        qsort(tree->ids + i, n - i < FAN ? n - i : FAN, sizeof *tree->ids, by_id);
    for (uint32_t i = 0; i < n; i++)
        tree->boxes[i] = boxes[tree->ids[i]];
    fill_upper_levels(tree);
    *out = tree;
    tree = NULL;
done:
    situ_free(keys);
    situ_rtree_free(tree);
    return status;
}

void situ_rtree_free(situ_rtree *tree)
{
    if (!tree)
        return;
    situ_free(tree->boxes);
    situ_free(tree->ids);
    situ_free(tree);
}

// Depth is at most MAX_LEVELS. Returns false when the visitor asked to stop.
static bool descend(const situ_rtree *tree, uint32_t level, uint32_t node, const situ_box *box,
                    situ_visit_fn *visit, void *user)
{
    if (!situ_box_touches(tree->boxes[tree->level_start[level] + node], *box))
        return true;
    if (level == 0)
        return visit(user, tree->ids[node]);
    uint32_t first = node * FAN, count = tree->level_start[level] - tree->level_start[level - 1];
    uint32_t end = count - first < FAN ? count : first + FAN;
    for (uint32_t i = first; i < end; i++)
        if (!descend(tree, level - 1, i, box, visit, user))
            return false;
    return true;
}

void situ_rtree_query(const situ_rtree *tree, situ_box box, situ_visit_fn *visit, void *user)
{
    if (tree->levels > 0)
        descend(tree, tree->levels - 1, 0, &box, visit, user);
}

typedef struct id_list {
    uint32_t *ids;
    size_t count, capacity;
    situ_status status;
    situ_error *err;
} id_list;

static bool collect_one(void *user, uint32_t id)
{
    id_list *list = user;
    list->status = situ_grow(&list->ids, &list->capacity, list->count + 1, sizeof *list->ids, list->err);
    if (list->status != SITU_OK)
        return false;
    list->ids[list->count++] = id;
    return true;
}

situ_status situ_rtree_collect(const situ_rtree *tree, situ_box box, uint32_t **ids, uint32_t *count,
                               situ_error *err)
{
    id_list list = {NULL, 0, 0, SITU_OK, err};
    *ids = NULL;
    *count = 0;
    situ_rtree_query(tree, box, collect_one, &list);
    if (list.status != SITU_OK) {
        situ_free(list.ids);
        return list.status;
    }
    if (list.count > 1)
        qsort(list.ids, list.count, sizeof *list.ids, by_id);
    *ids = list.ids;
    *count = (uint32_t)list.count;
    return SITU_OK;
}
