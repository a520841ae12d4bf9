// SPDX-License-Identifier: MIT
// Kernel density against QGIS's heat map: quartic kernel, raw values, weights, 30 m cells.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "bench/bench.h"
#include "source/source.h"

enum { RUNS = 3, SAMPLES = 300, EPSG = 4546 };
#define COUNTY {.x0 = 420000, .y0 = 3470000, .cell_x = 30, .cell_y = 30, .columns = 3000, .rows = 2333}

static situ_density_input input_of(const bench_points *p, const bench_case *c)
{
    return (situ_density_input){.xy = p->xy, .weight = p->weight, .count = p->count, .one_radius_m = c->radius_m, .shape = SITU_KERNEL_QUARTIC};
}

// The definition at one cell.
static double at_cell(const bench_points *p, const bench_case *c, size_t cell)
{
    double x = situ_raster_x(&c->frame, (double)(cell % c->frame.columns) + 0.5), y = situ_raster_y(&c->frame, (double)(cell / c->frame.columns) + 0.5);
    double r2 = c->radius_m * c->radius_m, sum = 0;
    for (uint32_t i = 0; i < p->count; i++) {
        double dx = x - p->xy[2 * (size_t)i], dy = y - p->xy[2 * (size_t)i + 1], v = 1.0 - (dx * dx + dy * dy) / r2;
        sum += v > 0 ? p->weight[i] * v * v : 0;
    }
    return sum;
}

// Random cells, the highest one, and as many beside points: within 1e-9 of the maximum and float rounding.
static bool check(const float *grid, const bench_points *p, const bench_case *c)
{
    size_t cells = (size_t)c->frame.columns * c->frame.rows, high = 0;
    situ_rng rng;
    situ_rng_seed(&rng, 1, 2);
    for (size_t i = 0; i < cells; i++)
        high = grid[i] > grid[high] ? i : high;
    double most = at_cell(p, c, high);
    for (int k = 0; k < SAMPLES; k++) {
        size_t cell = (size_t)(situ_rng_unit(&rng) * (double)cells);
        if (k == 0)
            cell = high;
        else if (k % 2 && p->count > 0) {
            const double *xy = p->xy + 2 * (size_t)situ_rng_below(&rng, p->count);
            double column = fmin(fmax((xy[0] - c->frame.x0) / c->frame.cell_x, 0), c->frame.columns - 1);
            double row = fmin(fmax((c->frame.y0 - xy[1]) / c->frame.cell_y, 0), c->frame.rows - 1);
            cell = (size_t)row * c->frame.columns + (size_t)column;
        }
        double want = at_cell(p, c, cell), error = fabs((double)grid[cell] - want);
        if (!(error <= 1e-9 * most + 6e-8 * want) || (want == 0 && grid[cell] != 0.0f)) {
            fprintf(stderr, "bench: %s: cell %zu is %.9g, expected %.9g\n", c->name, cell, (double)grid[cell], want);
            return false;
        }
    }
    return true;
}

static situ_status density_process(const bench_case *c, const bench_context *context, const char *in, const char *out, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_points points = {0};
    situ_grid *grid = NULL;
    situ_job *job = NULL;
    SITU_TRY(bench_points_read(&points, in, err));
    SITU_TRY(situ_job_new(&job, context->threads, NULL, NULL, err));
    SITU_TRY(situ_grid_new(&grid, "heat", EPSG, c->frame, err));
    const situ_density_input input = input_of(&points, c);
    SITU_TRY(situ_kernel_density(grid->cells, &c->frame, 0, c->frame.rows, &input, job, err));
    SITU_TRY(situ_source_init(err));
    SITU_TRY(situ_source_write_grid(out, grid, SITU_GRID_FAST, job, err));
done:
    bench_points_free(&points);
    situ_grid_free(grid);
    situ_job_free(job);
    return status;
}

// A script of the peers, copied into the folder when it is not there yet.
static situ_status need_script(const bench_context *context, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    char *from = situ_path_join(SITU_PEER_SCRIPTS, name), *to = situ_path_join(context->folder, name), *text = NULL;
    size_t bytes;
    SITU_TRY_ALLOC(from);
    SITU_TRY_ALLOC(to);
    if (!situ_path_exists(to)) {
        SITU_TRY(situ_read_file(&text, &bytes, from, 1 << 20, err));
        SITU_TRY(situ_write_file(to, text, bytes, err));
    }
done:
    situ_free(from);
    situ_free(to);
    situ_free(text);
    return status;
}

// QGIS over the same points; *seconds is what it needs for the algorithm, start-up left out. Not
// installed, or any trouble: NaN, and a line that says so.
static void run_qgis(double *seconds, const bench_case *c, const bench_context *context)
{
    char gpkg[64], text[4096] = "", *at;
    double all;
    situ_error err = {0};
    snprintf(gpkg, sizeof gpkg, "%.*s.gpkg", (int)strcspn(c->input, "."), c->input);
    const char *const convert[] = {"ogr2ogr", "-q", "-f", "GPKG", gpkg, c->input, "-oo", "X_POSSIBLE_NAMES=x", "-oo", "Y_POSSIBLE_NAMES=y",
                                   "-oo", "AUTODETECT_TYPE=YES", "-a_srs", "EPSG:4546", "-nln", "pts", NULL};
    const char *const heat[] = {"env", "QT_QPA_PLATFORM=offscreen", "/usr/bin/python3", "qgis_heatmap.py", gpkg, NULL};
    char *path = situ_path_join(context->folder, gpkg);
    bool ready = path && situ_path_exists(path);
    situ_free(path);
    *seconds = NAN;
    if (need_script(context, "qgis_heatmap.py", &err) != SITU_OK ||
        (!ready && bench_command(&all, NULL, 0, context->folder, convert, &err) != SITU_OK) ||
        bench_command(&all, text, sizeof text, context->folder, heat, &err) != SITU_OK) {
        fprintf(stderr, "bench: %s: QGIS did not run: %s\n", c->name, err.cause);
        return;
    }
    at = strrchr(text, ' '); // "risk200k.gpkg 0 61.2"
    *seconds = at ? strtod(at, NULL) : NAN;
}

static situ_status density_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_points points = {0};
    char *in = NULL, *tif = NULL;
    situ_job *job = NULL;
    size_t cells = (size_t)c->frame.columns * c->frame.rows;
    float *grid = situ_calloc(cells, sizeof *grid);
    SITU_TRY_ALLOC(grid);
    SITU_TRY(bench_input(&in, &points, c, context, err));
    SITU_TRY(situ_job_new(&job, context->threads, NULL, NULL, err));
    const situ_density_input input = input_of(&points, c);
    SITU_TRY(situ_kernel_density(grid, &c->frame, 0, c->frame.rows, &input, job, err));
    out->checked = check(grid, &points, c);
    for (int k = 0; k < RUNS; k++) {
        double start = bench_now();
        SITU_TRY(situ_kernel_density(grid, &c->frame, 0, c->frame.rows, &input, job, err));
        double seconds = bench_now() - start;
        out->ours_s = k == 0 || seconds < out->ours_s ? seconds : out->ours_s;
    }
    tif = situ_path_join(context->folder, "situ-heat.tif");
    SITU_TRY_ALLOC(tif);
    SITU_TRY(bench_process(&out->ours_process_s, c, context, in, tif, err));
    out->value = out->ours_s;
done:
    bench_points_free(&points);
    situ_job_free(job);
    situ_free(grid);
    situ_free(in);
    situ_free(tif);
    return status;
}

// With the peer: the target is on kernel_ratio.
static situ_status against_qgis(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(density_run(out, c, context, err));
    out->limit = c->count == 200000 ? 0.5 : NAN;
    if (!context->peers)
        goto done;
    run_qgis(&out->peer_s, c, context);
    if (!isnan(out->peer_s)) {
        out->peer = "QGIS heat map";
        out->value = out->peer_s / out->ours_s;
        out->target = c->count == 200000 ? 50 : NAN;
        out->limit = NAN;
    }
done:
    return status;
}

static situ_status within_two_seconds(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = density_run(out, c, context, err);
    out->limit = 2.0;
    return status;
}

const bench_case bench_density_smoke = {.name = "density_smoke", .help = "density, 2,000 points, small grid", .by_name = true, .run = density_run,
    .process = density_process, .count = 2000, .radius_m = 1500, .input = "smoke.csv",
    .frame = {.x0 = 420000, .y0 = 3470000, .cell_x = 100, .cell_y = 100, .columns = 300, .rows = 233}};
const bench_case bench_density_20k = {.name = "density_20k", .help = "density, 20,000 points, r 1500 m, 3000 x 2333 cells", .run = against_qgis,
    .process = density_process, .count = 20000, .radius_m = 1500, .input = "risk20k.csv", .frame = COUNTY};
const bench_case bench_density_200k = {.name = "density_200k", .help = "density, 200,000 points, r 1500 m, 3000 x 2333 cells", .run = against_qgis,
    .process = density_process, .count = 200000, .radius_m = 1500, .input = "risk200k.csv", .frame = COUNTY};
const bench_case bench_density_200k_5km = {.name = "density_200k_5km", .help = "density, 200,000 points, r 5000 m", .run = density_run,
    .process = density_process, .count = 200000, .radius_m = 5000, .input = "risk200k.csv", .frame = COUNTY};
const bench_case bench_density_2m = {.name = "density_2m", .help = "density, 2,000,000 points, r 1500 m", .by_name = true, .run = within_two_seconds,
    .process = density_process, .count = 2000000, .radius_m = 1500, .input = "risk2m.csv", .frame = COUNTY};
