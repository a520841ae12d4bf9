// SPDX-License-Identifier: MIT
// Morphological closing of levels with a disc: what lies in a gap narrower than the disc joins. Whole
// columns of distances, then spans of rows: two runs over the cells whatever the disc's size.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "kernel/kernel.h"
#include "kernel/span.h"

typedef struct closer {
    const situ_raster_frame *frame;
    int32_t reach;   // rows of the disc above its middle
    int32_t *half;   // half[k]: columns of the disc k rows from its middle
    int32_t *above;  // rows to the nearest set cell of the column
    int32_t *change; // one row
} closer;

// Rows to the nearest set cell of the same column, at most reach + 1.
static void to_nearest_row(closer *w, const uint8_t *set)
{
    size_t columns = w->frame->columns, rows = w->frame->rows;
    int32_t far = w->reach + 1;
    for (size_t i = 0; i < columns * rows; i++) {
        int32_t d = i < columns ? far : w->above[i - columns] + 1;
        w->above[i] = set[i] ? 0 : d < far ? d : far;
    }
    for (size_t i = columns * rows; i-- > 0;) {
        int32_t d = i + columns < columns * rows ? w->above[i + columns] + 1 : far;
        w->above[i] = d < w->above[i] ? d : w->above[i];
    }
}

// set becomes 1 where the disc round the cell holds a set cell.
static void dilate(closer *w, uint8_t *set)
{
    int64_t columns = w->frame->columns;
    to_nearest_row(w, set);
    for (size_t r = 0; r < w->frame->rows; r++) {
        const int32_t *d = w->above + r * (size_t)columns;
        memset(w->change, 0, ((size_t)columns + 1) * sizeof *w->change);
        for (int64_t c = 0; c < columns; c++) {
            if (d[c] > w->reach)
                continue;
            int64_t a = c - w->half[d[c]], b = c + w->half[d[c]] + 1;
            w->change[a < 0 ? 0 : a]++;
            w->change[b > columns ? columns : b]--;
        }
        int32_t held = 0;
        for (int64_t c = 0; c < columns; c++) {
            held += w->change[c];
            set[r * (size_t)columns + (size_t)c] = held > 0;
        }
    }
}

situ_status situ_kernel_close(uint8_t *cells, const situ_raster_frame *frame, double distance_m, situ_error *err)
{
    enum { LEVELS = 4 };
    situ_status status = SITU_OK;
    closer w = {.frame = frame};
    uint8_t *set = NULL, *out = NULL;
    SITU_TRY(situ_kernel_check_frame(frame, 0, frame->rows, err));
    if (!(distance_m >= 0.0)) {
        status = situ_fail(err, SITU_E_ARGUMENT, _("give a distance of 0 metres or more"), _("the distance %g m is not usable"), distance_m);
        goto done;
    }
    size_t n = (size_t)frame->columns * frame->rows;
    double rows = floor(distance_m / frame->cell_y);
    if (!(rows >= 1.0) || n == 0)
        goto done;
    w.reach = rows > frame->rows ? (int32_t)frame->rows : (int32_t)rows;
    w.half = situ_malloc(((size_t)w.reach + 1) * sizeof *w.half);
    SITU_TRY_ALLOC(w.half);
    for (int32_t k = 0; k <= w.reach; k++) {
        double dy = k * frame->cell_y, half = floor(sqrt(fmax(distance_m * distance_m - dy * dy, 0.0)) / frame->cell_x);
        w.half[k] = half > frame->columns ? (int32_t)frame->columns : (int32_t)half;
    }
    w.above = situ_malloc(n * sizeof *w.above);
    SITU_TRY_ALLOC(w.above);
    w.change = situ_malloc(((size_t)frame->columns + 1) * sizeof *w.change);
    SITU_TRY_ALLOC(w.change);
    set = situ_malloc(n);
    SITU_TRY_ALLOC(set);
    out = situ_calloc(n, 1);
    SITU_TRY_ALLOC(out);
    for (uint8_t level = 1; level <= LEVELS; level++) {
        for (size_t i = 0; i < n; i++)
            set[i] = cells[i] >= 1 && cells[i] <= level;
        dilate(&w, set);
        for (size_t i = 0; i < n; i++)
            set[i] = !set[i];
        dilate(&w, set); // eats back what the first one added
        for (size_t i = 0; i < n; i++)
            if (!set[i] && out[i] == 0)
                out[i] = level;
    }
    memcpy(cells, out, n);
done:
    situ_free(w.half);
    situ_free(w.above);
    situ_free(w.change);
    situ_free(set);
    situ_free(out);
    return status;
}
