// SPDX-License-Identifier: MIT
// Exact distance and allocation against gdal_proximity (distance to cell centres, no allocation).

#include <math.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "bench/bench.h"
#include "source/source.h"

enum { RUNS = 3, SAMPLES = 2000, EPSG = 4546 };

static bool check(const float *distance, const uint32_t *who, const bench_points *p, const bench_case *c)
{
    situ_rng rng;
    situ_rng_seed(&rng, 3, 4);
    for (int k = 0; k < SAMPLES; k++) {
        uint32_t column = situ_rng_below(&rng, c->frame.columns), row = situ_rng_below(&rng, c->frame.rows), id = 0;
        double x = situ_raster_x(&c->frame, column + 0.5), y = situ_raster_y(&c->frame, row + 0.5), best = INFINITY;
        for (uint32_t i = 0; i < p->count; i++) {
            double dx = x - p->xy[2 * (size_t)i], dy = y - p->xy[2 * (size_t)i + 1], d = dx * dx + dy * dy;
            if (d < best) {
                best = d;
                id = i;
            }
        }
        size_t cell = (size_t)row * c->frame.columns + column;
        if (distance[cell] != (float)sqrt(best) || who[cell] != id) {
            fprintf(stderr, "bench: %s: cell %zu is %g m from %u, expected %g m from %u\n", c->name, cell, (double)distance[cell], who[cell], sqrt(best), id);
            return false;
        }
    }
    return true;
}

static situ_status nearest_process(const bench_case *c, const bench_context *context, const char *in, const char *out, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_points points = {0};
    situ_grid *grid = NULL;
    situ_job *job = NULL;
    uint32_t *who = situ_malloc((size_t)c->frame.columns * c->frame.rows * sizeof *who);
    SITU_TRY_ALLOC(who);
    SITU_TRY(bench_points_read(&points, in, err));
    SITU_TRY(situ_job_new(&job, context->threads, NULL, NULL, err));
    SITU_TRY(situ_grid_new(&grid, "distance", EPSG, c->frame, err));
    SITU_TRY(situ_kernel_nearest(grid->cells, who, &c->frame, 0, c->frame.rows, points.xy, points.count, job, err));
    SITU_TRY(situ_source_init(err));
    SITU_TRY(situ_source_write_grid(out, grid, SITU_GRID_FAST, job, err));
done:
    bench_points_free(&points);
    situ_grid_free(grid);
    situ_job_free(job);
    situ_free(who);
    return status;
}

static situ_status nearest_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_points points = {0};
    char *in = NULL, *tif = NULL, *depots = NULL;
    situ_job *job = NULL;
    size_t cells = (size_t)c->frame.columns * c->frame.rows;
    float *distance = situ_calloc(cells, sizeof *distance);
    uint32_t *who = situ_calloc(cells, sizeof *who);
    SITU_TRY_ALLOC(distance);
    SITU_TRY_ALLOC(who);
    SITU_TRY(bench_input(&in, &points, c, context, err));
    SITU_TRY(situ_job_new(&job, context->threads, NULL, NULL, err));
    SITU_TRY(situ_kernel_nearest(distance, who, &c->frame, 0, c->frame.rows, points.xy, points.count, job, err));
    out->checked = check(distance, who, &points, c);
    for (int k = 0; k < RUNS; k++) {
        double start = bench_now();
        SITU_TRY(situ_kernel_nearest(distance, who, &c->frame, 0, c->frame.rows, points.xy, points.count, job, err));
        double seconds = bench_now() - start;
        out->ours_s = k == 0 || seconds < out->ours_s ? seconds : out->ours_s;
    }
    tif = situ_path_join(context->folder, "situ-nearest.tif");
    SITU_TRY_ALLOC(tif);
    SITU_TRY(bench_process(&out->ours_process_s, c, context, in, tif, err));
    out->value = out->ours_s;
    depots = situ_path_join(context->folder, "depots.tif");
    SITU_TRY_ALLOC(depots);
    if (context->peers && situ_path_exists(depots)) {
        static const char *const proximity[] = {"gdal_proximity.py", "-q", "-values", "1", "-distunits", "GEO", "-ot", "Float32", "depots.tif", "prox.tif", NULL};
        situ_error trouble = {0};
        if (bench_command(&out->peer_s, NULL, 0, context->folder, proximity, &trouble) == SITU_OK) {
            out->peer = "gdal_proximity";
            out->value = out->peer_s / out->ours_s;
            out->target = 8;
        } else {
            fprintf(stderr, "bench: %s: gdal_proximity did not run: %s\n", c->name, trouble.cause);
            out->peer_s = NAN;
        }
    }
done:
    bench_points_free(&points);
    situ_job_free(job);
    situ_free(distance);
    situ_free(who);
    situ_free(in);
    situ_free(tif);
    situ_free(depots);
    return status;
}

const bench_case bench_nearest_smoke = {.name = "nearest_smoke", .help = "nearest site, small grid", .by_name = true, .run = nearest_run,
    .process = nearest_process, .count = 60, .input = "smoke-sites.csv",
    .frame = {.x0 = 420000, .y0 = 3470000, .cell_x = 100, .cell_y = 100, .columns = 300, .rows = 233}};
const bench_case bench_nearest_500 = {.name = "nearest_500", .help = "distance and allocation, 500 depots, 7 M cells", .run = nearest_run,
    .process = nearest_process, .count = 500, .input = "depot500.csv",
    .frame = {.x0 = 420000, .y0 = 3470000, .cell_x = 30, .cell_y = 30, .columns = 3000, .rows = 2333}};
