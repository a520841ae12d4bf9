// SPDX-License-Identifier: MIT
#include "bench/friction.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "bundle/table.h"
#include "source/source.h"

enum { EPSG = 4546, OCTAVES = 5, ROAD_ROWS = 90, ROAD_COLUMNS = 110 };
static const uint32_t octave_cells[OCTAVES] = {256, 128, 64, 32, 16};

void bench_friction_free(bench_friction *f)
{
    situ_free(f->pace);
    situ_free(f->sources);
    *f = (bench_friction){0};
}

// --- made ---
// A number of -1.7 .. 1.7, of unit deviation, for a node of a lattice.
static double node(uint32_t octave, uint32_t column, uint32_t row)
{
    uint64_t h = ((uint64_t)octave << 56) ^ ((uint64_t)row << 28) ^ column;
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
    return ((double)((h ^ (h >> 31)) >> 11) * 0x1p-53 - 0.5) * 3.4641016151377544;
}

static void make_heights(float *out, uint32_t columns, uint32_t row)
{
    memset(out, 0, columns * sizeof *out);
    for (uint32_t k = 0; k < OCTAVES; k++) {
        uint32_t n = octave_cells[k], r = row / n;
        double y = (double)(row % n) / n;
        for (uint32_t c = 0; c < columns; c += n) {
            double left = node(k, c / n, r) * (1 - y) + node(k, c / n, r + 1) * y;
            double right = node(k, c / n + 1, r) * (1 - y) + node(k, c / n + 1, r + 1) * y;
            uint32_t end = columns - c < n ? columns - c : n;
            for (uint32_t i = 0; i < end; i++)
                out[c + i] += (float)(n * (left + (right - left) * i / n));
        }
    }
}

typedef struct making { bench_friction *f; } making;
enum { BAND_ROWS = 64 };

static situ_status make_band(void *user, size_t index, unsigned worker, situ_error *err)
{
    situ_status status = SITU_OK;
    const making *m = user;
    const situ_raster_frame *f = &m->f->frame;
    uint32_t begin = (uint32_t)index * BAND_ROWS, end = f->rows - begin < BAND_ROWS ? f->rows : begin + BAND_ROWS;
    float *two = situ_malloc(2 * (size_t)f->columns * sizeof *two);
    (void)worker;
    SITU_TRY_ALLOC(two);
    for (uint32_t row = begin; row < end; row++) {
        float *here = two, *next = two + f->columns, *pace = m->f->pace + (size_t)row * f->columns;
        make_heights(here, f->columns, row);
        make_heights(next, f->columns, row + 1);
        for (uint32_t c = 0; c < f->columns; c++) {
            double gx = (double)(here[c + 1 < f->columns ? c + 1 : c] - here[c]) / f->cell_x, gy = (double)(next[c] - here[c]) / f->cell_y;
            double slope = fmin(sqrt(gx * gx + gy * gy) * 0.12, 0.8);
            bool road = row % ROAD_ROWS == 0 || c % ROAD_COLUMNS == 0;
            pace[c] = (float)(road ? 0.12 : 0.6 * exp(3.5 * (slope + 0.05)));
        }
    }
done:
    situ_free(two);
    return status;
}

situ_status bench_friction_make(bench_friction *out, const situ_raster_frame *frame, uint32_t sources, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_rng rng;
    making m = {.f = out};
    *out = (bench_friction){.frame = *frame, .source_count = sources};
    out->pace = situ_malloc((size_t)frame->columns * frame->rows * sizeof *out->pace);
    out->sources = situ_malloc(sources * sizeof *out->sources);
    SITU_TRY_ALLOC(out->pace);
    SITU_TRY_ALLOC(out->sources);
    SITU_TRY(situ_job_run(job, (frame->rows + BAND_ROWS - 1) / BAND_ROWS, make_band, &m, err));
    situ_rng_seed(&rng, 20261122, sources);
    for (uint32_t i = 0; i < sources; i++)
        out->sources[i] = (situ_cost_source){situ_rng_below(&rng, frame->columns * frame->rows), 0};
done:
    if (status != SITU_OK)
        bench_friction_free(out);
    return status;
}

// --- files ---
static char *file_of(const char *folder, const char *prefix, const char *name)
{
    char file[64];
    snprintf(file, sizeof file, "%s%s", prefix, name);
    return situ_path_join(folder, file);
}

situ_status bench_friction_read(bench_friction *out, const char *folder, const char *prefix, situ_error *err)
{
    situ_status status = SITU_OK;
    char *fric = file_of(folder, prefix, "fric.tif"), *depots = file_of(folder, prefix, "depots.tif");
    situ_grid *pace = NULL, *where = NULL;
    *out = (bench_friction){0};
    SITU_TRY_ALLOC(fric);
    SITU_TRY_ALLOC(depots);
    SITU_TRY(situ_source_read_grid(&pace, fric, 0, 0, NULL, err));
    SITU_TRY(situ_source_read_grid(&where, depots, 0, 0, NULL, err));
    out->frame = pace->frame;
    size_t cells = (size_t)pace->frame.columns * pace->frame.rows, capacity = 0, n = 0;
    if ((size_t)where->frame.columns * where->frame.rows != cells) {
        status = situ_fail(err, SITU_E_FORMAT, NULL, "%s and %s are not of one frame", fric, depots);
        goto done;
    }
    for (size_t i = 0; i < cells; i++)
        if (where->cells[i] > 0.0f) {
            SITU_TRY(situ_grow(&out->sources, &capacity, n + 1, sizeof *out->sources, err));
            out->sources[n++] = (situ_cost_source){(uint32_t)i, 0};
        }
    out->source_count = (uint32_t)n;
    out->pace = pace->cells;
    pace->cells = NULL;
done:
    situ_grid_free(pace);
    situ_grid_free(where);
    situ_free(fric);
    situ_free(depots);
    if (status != SITU_OK)
        bench_friction_free(out);
    return status;
}

situ_status bench_friction_need(const char *folder, const char *prefix, const situ_raster_frame *frame, uint32_t sources, situ_job *job,
                                situ_error *err)
{
    situ_status status = SITU_OK;
    char *fric = file_of(folder, prefix, "fric.tif"), *depots = file_of(folder, prefix, "depots.tif");
    bench_friction made = {0};
    situ_grid *grid = NULL;
    SITU_TRY_ALLOC(fric);
    SITU_TRY_ALLOC(depots);
    if (situ_path_exists(fric) && situ_path_exists(depots))
        goto done;
    size_t cells = (size_t)frame->columns * frame->rows;
    SITU_TRY(situ_source_init(err));
    SITU_TRY(bench_friction_make(&made, frame, sources, job, err));
    SITU_TRY(situ_grid_new(&grid, "fric", EPSG, *frame, err));
    memcpy(grid->cells, made.pace, cells * sizeof *made.pace);
    SITU_TRY(situ_source_write_grid(fric, grid, SITU_GRID_FAST, job, err));
    memset(grid->cells, 0, cells * sizeof *grid->cells);
    for (uint32_t i = 0; i < made.source_count; i++)
        grid->cells[made.sources[i].cell] = 1.0f;
    SITU_TRY(situ_source_write_grid(depots, grid, SITU_GRID_FAST, job, err));
done:
    situ_grid_free(grid);
    bench_friction_free(&made);
    situ_free(fric);
    situ_free(depots);
    return status;
}

// --- another way to the answer ---
typedef struct heap { double *key; uint32_t *cell; size_t count; } heap;

static void put(heap *h, double key, uint32_t cell)
{
    size_t i = h->count++;
    for (; i > 0 && h->key[(i - 1) / 2] > key; i = (i - 1) / 2) {
        h->key[i] = h->key[(i - 1) / 2];
        h->cell[i] = h->cell[(i - 1) / 2];
    }
    h->key[i] = key;
    h->cell[i] = cell;
}

static uint32_t take(heap *h, double *key)
{
    uint32_t top = h->cell[0], cell = h->cell[--h->count];
    double last = h->key[h->count];
    size_t i = 0;
    *key = h->key[0];
    for (size_t child; (child = 2 * i + 1) < h->count; i = child) {
        child += child + 1 < h->count && h->key[child + 1] < h->key[child];
        if (h->key[child] >= last)
            break;
        h->key[i] = h->key[child];
        h->cell[i] = h->cell[child];
    }
    h->key[i] = last;
    h->cell[i] = cell;
    return top;
}

static double move_time(const bench_friction *f, uint32_t from, int m, uint32_t *to)
{
    int64_t columns = f->frame.columns, x = (int64_t)from % columns, y = (int64_t)from / columns;
    int dx = situ_cost_moves[m].columns, dy = situ_cost_moves[m].rows;
    if (x + dx < 0 || x + dx >= columns || y + dy < 0 || y + dy >= f->frame.rows)
        return NAN;
    *to = (uint32_t)((y + dy) * columns + x + dx);
    double length = hypot(dx * f->frame.cell_x, dy * f->frame.cell_y), ends = (double)f->pace[from] + (double)f->pace[*to];
    if (m < 8)
        return ends * (length / 2);
    double one = (double)f->pace[(y + dy / 2) * columns + x + dx / 2], two = (double)f->pace[(y + dy - dy / 2) * columns + x + dx - dx / 2];
    return (ends + (one + two)) * (length / 4);
}

double bench_friction_dijkstra(const bench_friction *f, int neighbours)
{
    size_t cells = (size_t)f->frame.columns * f->frame.rows, room = cells * (size_t)neighbours + f->source_count + 1;
    heap h = {situ_malloc(room * sizeof *h.key), situ_malloc(room * sizeof *h.cell), 0};
    double *time = situ_malloc(cells * sizeof *time), key, sum = 0;
    if (!h.key || !h.cell || !time)
        sum = NAN;
    for (size_t i = 0; i < cells && sum == 0; i++)
        time[i] = INFINITY;
    for (uint32_t i = 0; i < f->source_count && sum == 0; i++)
        put(&h, time[f->sources[i].cell] = (double)f->sources[i].seconds, f->sources[i].cell);
    while (h.count > 0) {
        uint32_t cell = take(&h, &key), to = 0;
        for (int m = 0; m < neighbours && key <= time[cell]; m++) {
            double t = key + move_time(f, cell, m, &to);
            if (t < time[to]) {
                time[to] = t;
                put(&h, t, to);
            }
        }
    }
    for (size_t i = 0; i < cells && !isnan(sum); i++)
        sum += time[i];
    situ_free(h.key);
    situ_free(h.cell);
    situ_free(time);
    return sum;
}
