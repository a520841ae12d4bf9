// SPDX-License-Identifier: MIT
// Patches of equal cells: labelling, and dissolving the small ones.

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "kernel/zones.h"

static uint32_t find_root(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

// The lower index becomes the root: a patch is known by its first cell.
static void join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = find_root(parent, a);
    b = find_root(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

situ_status situ_patches_label(uint32_t *label, uint32_t *patch_count, const uint8_t *cells, uint32_t columns,
                               uint32_t rows, situ_error *err)
{
    (void)err;
    size_t n = (size_t)columns * rows;
    for (size_t i = 0; i < n; i++) {
        label[i] = (uint32_t)i;
        if (i % columns > 0 && cells[i - 1] == cells[i])
            join(label, (uint32_t)(i - 1), (uint32_t)i);
        if (i >= columns && cells[i - columns] == cells[i])
            join(label, (uint32_t)(i - columns), (uint32_t)i);
    }
    // A root comes before its members, so roots can be renumbered in the same run: members read
    // the final number of a cell before them. Roots are marked by their own index until then.
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (label[i] != i)
            label[i] = find_root(label, (uint32_t)i);
    for (size_t i = 0; i < n; i++)
        label[i] = label[i] == i ? count++ : label[label[i]];
    *patch_count = count;
    return SITU_OK;
}

typedef struct patch {
    uint32_t cells, id;
    uint8_t value;
    bool outside; // of value 0 and on the rim
} patch;

typedef struct edge { uint32_t a, b, length; } edge; // a small patch and a neighbour

static int by_size(const void *pa, const void *pb)
{
    const patch *a = pa, *b = pb;
    if (a->cells != b->cells)
        return a->cells < b->cells ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static int by_pair(const void *pa, const void *pb)
{
    const edge *a = pa, *b = pb;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

static void measure(patch *patches, const uint8_t *cells, const uint32_t *label, uint32_t columns, uint32_t rows)
{
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t c = 0; c < columns; c++) {
            size_t i = (size_t)r * columns + c;
            patch *p = &patches[label[i]];
            p->id = label[i];
            p->value = cells[i];
            p->cells++;
            p->outside |= cells[i] == 0 && (r == 0 || c == 0 || r + 1 == rows || c + 1 == columns);
        }
}

// One entry a cell edge between a small patch and another, seen from the small one.
static situ_status small_edges(edge **out, size_t *out_count, const patch *patches, const uint32_t *label,
                               uint32_t columns, uint32_t rows, uint32_t min_cells, situ_error *err)
{
    edge *edges = NULL;
    size_t count = 0, capacity = 0, n = (size_t)columns * rows;
    for (size_t i = 0; i < n; i++)
        for (int way = 0; way < 2; way++) {
            if (way == 0 ? i % columns == 0 : i < columns)
                continue;
            uint32_t a = label[i], b = label[way == 0 ? i - 1 : i - columns];
            if (a == b)
                continue;
            for (int side = 0; side < 2; side++) {
                uint32_t from = side == 0 ? a : b, to = side == 0 ? b : a;
                if (patches[from].cells >= min_cells || patches[from].outside)
                    continue;
                situ_status status = situ_grow(&edges, &capacity, count + 1, sizeof *edges, err);
                if (status != SITU_OK) {
                    situ_free(edges);
                    return status;
                }
                edges[count++] = (edge){from, to, 1};
            }
        }
    if (count > 1)
        qsort(edges, count, sizeof *edges, by_pair);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && edges[kept - 1].a == edges[i].a && edges[kept - 1].b == edges[i].b)
            edges[kept - 1].length++;
        else
            edges[kept++] = edges[i];
    }
    *out = edges;
    *out_count = kept;
    return SITU_OK;
}

// The neighbour of patch id with the longest shared edge; UINT32_MAX when it has none.
static uint32_t best_neighbour(const edge *edges, size_t count, uint32_t id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (edges[mid].a < id)
            low = mid + 1;
        else
            high = mid;
    }
    uint32_t best = UINT32_MAX, length = 0;
    for (; low < count && edges[low].a == id; low++)
        if (edges[low].length > length) {
            length = edges[low].length;
            best = edges[low].b;
        }
    return best;
}

// One pass; *changed counts the patches that took another value.
static situ_status merge_pass(size_t *changed, uint8_t *cells, uint32_t *label, uint32_t columns, uint32_t rows,
                              uint32_t min_cells, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t count;
    patch *patches = NULL, *order = NULL;
    edge *edges = NULL;
    uint8_t *value = NULL; // by patch: its value after this pass
    size_t edge_count = 0, n = (size_t)columns * rows;
    *changed = 0;
    SITU_TRY(situ_patches_label(label, &count, cells, columns, rows, err));
    patches = situ_calloc(count, sizeof *patches);
    SITU_TRY_ALLOC(patches);
    measure(patches, cells, label, columns, rows);
    SITU_TRY(small_edges(&edges, &edge_count, patches, label, columns, rows, min_cells, err));
    if (edge_count == 0)
        goto done;
    order = situ_malloc((size_t)count * sizeof *order);
    SITU_TRY_ALLOC(order);
    value = situ_malloc(count);
    SITU_TRY_ALLOC(value);
    uint32_t small = 0;
    for (uint32_t i = 0; i < count; i++) {
        value[i] = patches[i].value;
        if (patches[i].cells < min_cells && !patches[i].outside)
            order[small++] = patches[i];
    }
    qsort(order, small, sizeof *order, by_size);
    for (uint32_t k = 0; k < small; k++) {
        uint32_t to = best_neighbour(edges, edge_count, order[k].id);
        // A neighbour that has just changed has other edges now: wait for the next pass.
        if (to == UINT32_MAX || value[to] != patches[to].value)
            continue;
        value[order[k].id] = value[to];
        ++*changed;
    }
    for (size_t i = 0; i < n; i++)
        cells[i] = value[label[i]];
done:
    situ_free(patches);
    situ_free(order);
    situ_free(edges);
    situ_free(value);
    return status;
}

situ_status situ_patches_merge(uint8_t *cells, uint32_t columns, uint32_t rows, uint32_t min_cells, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t changed = 1;
    uint32_t *label = situ_malloc((size_t)columns * rows * sizeof *label);
    SITU_TRY_ALLOC(label);
    // Each pass dissolves at least the smallest patch that has a neighbour, so this ends.
    while (min_cells > 1 && changed > 0)
        SITU_TRY(merge_pass(&changed, cells, label, columns, rows, min_cells, err));
done:
    situ_free(label);
    return status;
}
