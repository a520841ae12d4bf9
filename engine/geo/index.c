// SPDX-License-Identifier: MIT
#include "geo/index.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

// More bins than this would cost more memory than any use of them saves.
static const double MAX_BINS = 1 << 26;

static uint32_t bin_along(double v, double origin, double cell, uint32_t count)
{
    double b = (v - origin) / cell;
    if (!(b > 0))
        return 0;
    return b >= count ? count - 1 : (uint32_t)b;
}

static uint32_t bin_of(const situ_cell_index *index, uint32_t id)
{
    uint32_t c = bin_along(index->xy[2 * (size_t)id], index->box.x0, index->cell, index->columns);
    uint32_t r = bin_along(index->xy[2 * (size_t)id + 1], index->box.y0, index->cell, index->rows);
    return r * index->columns + c;
}

// Neither NaN nor so far away that squares overflow.
static bool is_placed(const double *xy, uint32_t id)
{
    return fabs(xy[2 * (size_t)id]) < 1e150 && fabs(xy[2 * (size_t)id + 1]) < 1e150;
}

// Columns and rows for the box; cell grows until the number of bins is bearable.
static void choose_bins(situ_cell_index *index, double cell)
{
    double w = situ_box_is_empty(index->box) ? 0 : index->box.x1 - index->box.x0;
    double h = situ_box_is_empty(index->box) ? 0 : index->box.y1 - index->box.y0;
    if (!(cell > 0) || !isfinite(cell)) {
        cell = sqrt(4 * w * h / fmax(index->count, 1));
        // Points on one line have no area: share the length out instead.
        if (!(cell > fmax(w, h) * 4 / fmax(index->count, 4)))
            cell = fmax(w, h) * 4 / fmax(index->count, 4);
        if (!(cell > 0))
            cell = 1;
    }
    while ((floor(w / cell) + 1) * (floor(h / cell) + 1) > MAX_BINS)
        cell *= 2;
    index->cell = cell;
    index->columns = (uint32_t)(floor(w / cell) + 1);
    index->rows = (uint32_t)(floor(h / cell) + 1);
}

situ_status situ_cell_index_new(situ_cell_index **out, const double *xy, uint32_t count, double cell,
                                situ_error *err)
{
    situ_status status = SITU_OK;
    situ_cell_index *index = situ_calloc(1, sizeof *index);
    *out = NULL;
    SITU_TRY_ALLOC(index);
    index->xy = xy;
    index->box = situ_box_empty();
    for (uint32_t i = 0; i < count; i++) {
        if (!is_placed(xy, i))
            continue;
        index->box = situ_box_add(index->box, xy[2 * (size_t)i], xy[2 * (size_t)i + 1]);
        index->count++;
    }
    choose_bins(index, cell);
    size_t bins = (size_t)index->columns * index->rows;
    index->start = situ_calloc(bins + 1, sizeof *index->start);
    index->ids = situ_malloc((size_t)index->count * sizeof *index->ids);
    SITU_TRY_ALLOC(index->start);
    SITU_TRY_ALLOC(index->ids);
    // Counting sort; ids enter in ascending order and stay so within a bin. Filling moves each
    // start to its bin's end, so it is counted one bin to the right and needs no second array.
    for (uint32_t i = 0; i < count; i++)
        if (is_placed(xy, i))
            index->start[bin_of(index, i)]++;
    uint32_t sum = 0;
    for (size_t b = 0; b <= bins; b++) {
        uint32_t n = index->start[b];
        index->start[b] = sum;
        sum += n;
    }
    for (uint32_t i = 0; i < count; i++)
        if (is_placed(xy, i))
            index->ids[index->start[bin_of(index, i)]++] = i;
    memmove(index->start + 1, index->start, bins * sizeof *index->start);
    index->start[0] = 0;
    *out = index;
    index = NULL;
done:
    situ_cell_index_free(index);
    return status;
}

void situ_cell_index_free(situ_cell_index *index)
{
    if (!index)
        return;
    situ_free(index->start);
    situ_free(index->ids);
    situ_free(index);
}

void situ_cell_index_query(const situ_cell_index *index, situ_box box, situ_visit_fn *visit, void *user)
{
    if (!situ_box_touches(index->box, box))
        return;
    uint32_t c0 = bin_along(box.x0, index->box.x0, index->cell, index->columns);
    uint32_t c1 = bin_along(box.x1, index->box.x0, index->cell, index->columns);
    uint32_t r0 = bin_along(box.y0, index->box.y0, index->cell, index->rows);
    uint32_t r1 = bin_along(box.y1, index->box.y0, index->cell, index->rows);
    for (uint32_t r = r0; r <= r1; r++) {
        uint32_t from = index->start[r * index->columns + c0], to = index->start[r * index->columns + c1 + 1];
        for (uint32_t k = from; k < to; k++) {
            uint32_t id = index->ids[k];
            if (situ_box_has(box, index->xy[2 * (size_t)id], index->xy[2 * (size_t)id + 1]) &&
                !visit(user, id))
                return;
        }
    }
}

// The k best so far, sorted by (squared distance, id). k is small in practice: insertion is enough.
typedef struct best_list {
    uint32_t *ids;
    double *d2;
    uint32_t count, limit;
} best_list;

static void consider(best_list *best, uint32_t id, double d2)
{
    uint32_t i = best->count;
    if (i == best->limit) {
        if (d2 > best->d2[i - 1] || (d2 == best->d2[i - 1] && id > best->ids[i - 1]))
            return;
        i--;
    } else {
        best->count++;
    }
    for (; i > 0 && (d2 < best->d2[i - 1] || (d2 == best->d2[i - 1] && id < best->ids[i - 1])); i--) {
        best->d2[i] = best->d2[i - 1];
        best->ids[i] = best->ids[i - 1];
    }
    best->d2[i] = d2;
    best->ids[i] = id;
}

static void scan_bin(const situ_cell_index *index, uint32_t c, uint32_t r, double x, double y,
                     best_list *best)
{
    uint32_t bin = r * index->columns + c;
    for (uint32_t k = index->start[bin]; k < index->start[bin + 1]; k++) {
        uint32_t id = index->ids[k];
        double dx = index->xy[2 * (size_t)id] - x, dy = index->xy[2 * (size_t)id + 1] - y;
        consider(best, id, dx * dx + dy * dy);
    }
}

uint32_t situ_cell_index_nearest(const situ_cell_index *index, double x, double y, uint32_t k, uint32_t *ids,
                                 double *distances)
{
    if (k == 0 || index->count == 0 || !isfinite(x) || !isfinite(y))
        return 0;
    best_list best = {ids, distances, 0, k};
    const int64_t cc = bin_along(x, index->box.x0, index->cell, index->columns);
    const int64_t cr = bin_along(y, index->box.y0, index->cell, index->rows);
    const int64_t columns = index->columns, rows = index->rows;
    for (int64_t ring = 0;; ring++) {
        int64_t c0 = cc - ring, c1 = cc + ring, r0 = cr - ring, r1 = cr + ring;
        for (int64_t r = r0 < 0 ? 0 : r0; r <= r1 && r < rows; r++) {
            bool whole = r == r0 || r == r1;
            for (int64_t c = whole ? (c0 < 0 ? 0 : c0) : c0; c <= c1 && c < columns;
                 c += whole || ring == 0 ? 1 : 2 * ring)
                if (c >= 0)
                    scan_bin(index, (uint32_t)c, (uint32_t)r, x, y, &best);
        }
        // Distance to the nearest bin not yet seen; sides outside the index hold nothing.
        double gap = INFINITY;
        if (c0 > 0)
            gap = fmin(gap, x - (index->box.x0 + (double)c0 * index->cell));
        if (c1 < columns - 1)
            gap = fmin(gap, index->box.x0 + (double)(c1 + 1) * index->cell - x);
        if (r0 > 0)
            gap = fmin(gap, y - (index->box.y0 + (double)r0 * index->cell));
        if (r1 < rows - 1)
            gap = fmin(gap, index->box.y0 + (double)(r1 + 1) * index->cell - y);
        if (gap == INFINITY)
            break;
        gap -= 1e-9 * index->cell; // a point may lie a rounding error beside its bin
        if (best.count == k && gap > 0 && gap * gap > distances[k - 1])
            break;
    }
    for (uint32_t i = 0; i < best.count; i++)
        distances[i] = sqrt(distances[i]);
    return best.count;
}
