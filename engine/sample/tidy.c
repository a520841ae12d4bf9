// SPDX-License-Identifier: MIT
// Makes the village grid fit for polygons: ragged edges smoothed by majority, every village one piece
// over cell edges, no two cells of a label touching by a corner alone (their ring would touch itself).
#include <string.h>

#include "base/alloc.h"
#include "sample/world.h"

typedef struct tidy {
    situ_world *w;
    uint16_t *labels; // villages 1..V, neighbours V+1, V+2
    uint16_t *copy;
    uint8_t *fixed;   // seats
} tidy;

static void majority(tidy *t)
{
    const situ_grid_frame *f = &t->w->frame;
    memcpy(t->copy, t->labels, (size_t)f->columns * (size_t)f->rows * sizeof *t->copy);
    for (int r = 1; r + 1 < f->rows; r++)
        for (int c = 1; c + 1 < f->columns; c++) {
            size_t i = situ_cell(f, c, r);
            uint16_t around[9];
            int n = 0, best = 0;
            for (int y = -1; y <= 1; y++)
                for (int x = -1; x <= 1; x++)
                    around[n++] = t->copy[situ_cell(f, c + x, r + y)];
            if (t->fixed[i])
                continue;
            for (int a = 0; a < 9; a++) {
                int count = 0;
                for (int b = 0; b < 9; b++)
                    count += around[b] == around[a];
                if (count > best && count >= 5)
                    best = count, t->labels[i] = around[a];
            }
        }
}

// Pieces without the seat go to a neighbour over an edge.
static situ_status one_piece(tidy *t, situ_error *err)
{
    const situ_grid_frame *f = &t->w->frame;
    situ_status status = SITU_OK;
    size_t n = (size_t)f->columns * (size_t)f->rows;
    uint8_t *kept = situ_calloc(n, 1);
    int32_t *stack = situ_malloc(n * sizeof *stack);
    SITU_TRY_ALLOC(kept);
    SITU_TRY_ALLOC(stack);
    for (int v = 0; v < t->w->village_count + 2; v++) {
        size_t depth = 0;
        uint16_t label = (uint16_t)(v + 1);
        if (v < t->w->village_count) {
            stack[depth++] = t->w->villages[v].cell;
            t->labels[t->w->villages[v].cell] = label;
            kept[t->w->villages[v].cell] = 1;
        } else { // a neighbour may reach the rim in several places
            for (int i = 0; i < (int)n; i++) {
                int c = i % f->columns, r = i / f->columns;
                bool rim = c == 0 || r == 0 || c == f->columns - 1 || r == f->rows - 1;
                if (rim && t->labels[i] == label)
                    kept[i] = 1, stack[depth++] = i;
            }
        }
        while (depth) {
            int cell = stack[--depth], column = cell % f->columns, row = cell / f->columns;
            for (int k = 0; k < 8; k += 2) {
                int c = column + situ_step_column[k], r = row + situ_step_row[k];
                if (c < 0 || r < 0 || c >= f->columns || r >= f->rows)
                    continue;
                size_t to = situ_cell(f, c, r);
                if (kept[to] || t->labels[to] != label)
                    continue;
                kept[to] = 1;
                stack[depth++] = (int32_t)to;
            }
        }
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < n; i++) {
            if (kept[i])
                continue;
            int column = (int)(i % (size_t)f->columns), row = (int)(i / (size_t)f->columns);
            for (int k = 0; k < 8; k += 2) {
                int c = column + situ_step_column[k], r = row + situ_step_row[k];
                if (c < 0 || r < 0 || c >= f->columns || r >= f->rows || !kept[situ_cell(f, c, r)])
                    continue;
                t->labels[i] = t->labels[situ_cell(f, c, r)];
                kept[i] = 1;
                changed = true;
                break;
            }
        }
    }
done:
    situ_free(kept);
    situ_free(stack);
    return status;
}

// a b / c d with a = d and neither b nor c the same (or the mirror): b joins a. Returns the number.
static size_t part_corners(tidy *t)
{
    const situ_grid_frame *f = &t->w->frame;
    size_t count = 0;
    for (int r = 0; r + 1 < f->rows; r++)
        for (int c = 0; c + 1 < f->columns; c++) {
            size_t a = situ_cell(f, c, r), b = a + 1, low = a + (size_t)f->columns, d = low + 1;
            uint16_t *l = t->labels;
            if (l[a] == l[d] && l[b] != l[a] && l[low] != l[a]) {
                l[t->fixed[b] ? low : b] = l[a];
                count++;
            } else if (l[b] == l[low] && l[a] != l[b] && l[d] != l[b]) {
                l[t->fixed[a] ? d : a] = l[b];
                count++;
            }
        }
    return count;
}

situ_status situ_sample_world_tidy(situ_world *w, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = (size_t)w->frame.columns * (size_t)w->frame.rows;
    tidy t = {w, situ_malloc(n * sizeof(uint16_t)), situ_malloc(n * sizeof(uint16_t)), situ_calloc(n, 1)};
    SITU_TRY_ALLOC(t.labels);
    SITU_TRY_ALLOC(t.copy);
    SITU_TRY_ALLOC(t.fixed);
    for (size_t i = 0; i < n; i++)
        t.labels[i] = w->parish[i] ? w->parish[i] : (uint16_t)(w->village_count + (w->neighbour[i] ? w->neighbour[i] : 2));
    for (int v = 0; v < w->village_count; v++)
        t.fixed[w->villages[v].cell] = 1;
    for (int round = 0; round < 3; round++)
        majority(&t);
    for (int round = 0; round < 30; round++) {
        SITU_TRY(one_piece(&t, err));
        if (!part_corners(&t))
            break;
    }
    for (int v = 0; v < w->village_count; v++)
        w->villages[v].area_km2 = 0;
    for (int k = 0; k < w->town_count; k++)
        w->towns[k].area_km2 = 0;
    double one = w->frame.cell_m * w->frame.cell_m * 1e-6;
    for (size_t i = 0; i < n; i++) {
        int label = t.labels[i];
        bool in = label <= w->village_count;
        w->county[i] = in;
        w->parish[i] = (uint16_t)(in ? label : 0);
        w->neighbour[i] = (uint8_t)(in ? 0 : label - w->village_count);
        w->unit[i] = (uint16_t)(in ? w->villages[label - 1].town + 1 : 0);
        if (!in)
            continue;
        w->villages[label - 1].area_km2 += one;
        w->towns[w->villages[label - 1].town].area_km2 += one;
    }
done:
    situ_free(t.labels);
    situ_free(t.copy);
    situ_free(t.fixed);
    return status;
}
