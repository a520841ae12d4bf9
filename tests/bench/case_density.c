// SPDX-License-Identifier: MIT
// Kernel density against QGIS's heat map and GRASS's v.kernel: quartic kernel, raw values, weights, 30 m cells.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "bench/bench.h"
#include "source/source.h"

enum { RUNS_LOW = 3, RUNS_HIGH = 50, PROCESS_RUNS = 5, SAMPLES = 300, EPSG = 4546, BAND_ROWS = 512 };
#define COUNTY {.x0 = 420000, .y0 = 3470000, .cell_x = 30, .cell_y = 30, .columns = 3000, .rows = 2333}
#define PROVINCE {.x0 = 420000, .y0 = 3470000, .cell_x = 30, .cell_y = 30, .columns = 15000, .rows = 15000}

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

typedef struct sampled {
    size_t cell[SAMPLES], high; // random cells and as many beside points; the highest cell
    float got[SAMPLES], most;
} sampled;

static void choose(sampled *s, const bench_points *p, const bench_case *c)
{
    situ_rng rng;
    situ_rng_seed(&rng, 1, 2);
    *s = (sampled){.most = -1};
    for (int k = 0; k < SAMPLES; k++) {
        s->cell[k] = (size_t)(situ_rng_unit(&rng) * (double)c->frame.columns * (double)c->frame.rows);
        if (k % 2 && p->count > 0) {
            const double *xy = p->xy + 2 * (size_t)situ_rng_below(&rng, p->count);
            double column = fmin(fmax((xy[0] - c->frame.x0) / c->frame.cell_x, 0), c->frame.columns - 1);
            double row = fmin(fmax((c->frame.y0 - xy[1]) / c->frame.cell_y, 0), c->frame.rows - 1);
            s->cell[k] = (size_t)row * c->frame.columns + (size_t)column;
        }
    }
}

static void see_band(sampled *s, const float *band, const bench_case *c, uint32_t row_begin, uint32_t row_end)
{
    const size_t from = (size_t)row_begin * c->frame.columns, to = (size_t)row_end * c->frame.columns;
    for (size_t i = from; i < to; i++)
        if (band[i - from] > s->most) {
            s->most = band[i - from];
            s->high = i;
        }
    for (int k = 0; k < SAMPLES; k++)
        if (s->cell[k] >= from && s->cell[k] < to)
            s->got[k] = band[s->cell[k] - from];
}

// Within 1e-9 of the maximum and float rounding, and exactly 0 where nothing reaches.
static bool check(const sampled *s, const bench_points *p, const bench_case *c)
{
    const double most = at_cell(p, c, s->high);
    for (int k = -1; k < SAMPLES; k++) {
        size_t cell = k < 0 ? s->high : s->cell[k];
        double got = k < 0 ? s->most : s->got[k], want = at_cell(p, c, cell);
        if (!(fabs(got - want) <= 1e-9 * most + 6e-8 * want) || (want == 0 && got != 0)) {
            fprintf(stderr, "bench: %s: cell %zu is %.9g, expected %.9g\n", c->name, cell, got, want);
            return false;
        }
    }
    return true;
}

static situ_status density_rows(void *user, float *out, uint32_t row_begin, uint32_t row_end, situ_job *job, situ_error *err)
{
    return situ_density_rows(out, user, row_begin, row_end, job, err);
}

static void density_release(void *user) { situ_density_free(user); }

static situ_status density_process(const bench_case *c, const bench_context *context, const char *in, const char *out, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_points points = {0};
    situ_density *density = NULL;
    situ_grid *grid = NULL;
    situ_job *job = NULL;
    SITU_TRY(bench_points_read(&points, in, err));
    SITU_TRY(situ_job_new(&job, context->threads, NULL, NULL, err));
    const situ_density_input input = input_of(&points, c);
    SITU_TRY(situ_density_new(&density, &c->frame, &input, job, err));
    SITU_TRY(situ_grid_new_lazy(&grid, "heat", EPSG, c->frame, density_rows, density, density_release, err));
    density = NULL;
    // As QGIS writes its own, not packed; but a province is 900 MB.
    SITU_TRY(situ_source_write_grid(out, grid, c->frame.columns > 10000 ? SITU_GRID_FAST : SITU_GRID_PLAIN, job, err));
done:
    situ_grid_free(grid);
    situ_density_free(density);
    bench_points_free(&points);
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

// In memory, whole or band by band (each band is looked at and forgotten); the best of the runs within a second,
// at least three: others may use the machine too.
static situ_status density_time(double *seconds, bool *checked, const bench_case *c, const bench_points *points, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const uint32_t band = c->frame.rows > 4 * BAND_ROWS && c->frame.columns > 8192 ? BAND_ROWS : c->frame.rows;
    const situ_density_input input = input_of(points, c);
    situ_density *density = NULL;
    sampled s;
    float *grid = situ_calloc((size_t)band * c->frame.columns, sizeof *grid);
    SITU_TRY_ALLOC(grid);
    choose(&s, points, c);
    const double begin = bench_now();
    for (int k = 0; k <= RUNS_LOW || (k <= RUNS_HIGH && bench_now() - begin < 1.0); k++) {
        double start = bench_now();
        SITU_TRY(situ_density_new(&density, &c->frame, &input, job, err));
        for (uint32_t row = 0; row < c->frame.rows; row += band) {
            uint32_t end = c->frame.rows - row < band ? c->frame.rows : row + band;
            SITU_TRY(situ_density_rows(grid, density, row, end, job, err));
            if (k == 0)
                see_band(&s, grid, c, row, end);
        }
        situ_density_free(density);
        density = NULL;
        double took = bench_now() - start;
        if (k == 0)
            *checked = *checked && check(&s, points, c);
        else
            *seconds = isnan(*seconds) || took < *seconds ? took : *seconds;
    }
done:
    situ_density_free(density);
    situ_free(grid);
    return status;
}

static situ_status density_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_points points = {0};
    char *in = NULL, *tif = NULL, name[64];
    situ_job *job = NULL;
    SITU_TRY(bench_input(&in, &points, c, context, err));
    SITU_TRY(situ_job_new(&job, context->threads, NULL, NULL, err));
    out->checked = true;
    SITU_TRY(density_time(&out->ours_s, &out->checked, c, &points, job, err));
    bench_points_free(&points);
    snprintf(name, sizeof name, "situ-%s.tif", c->name);
    tif = situ_path_join(context->folder, name);
    SITU_TRY_ALLOC(tif);
    for (int k = 0; k < (c->frame.columns > 10000 ? 1 : PROCESS_RUNS); k++) {
        double seconds;
        SITU_TRY(bench_process(&seconds, c, context, in, tif, err));
        out->ours_process_s = k == 0 || seconds < out->ours_process_s ? seconds : out->ours_process_s;
    }
    (void)remove(tif);
    out->value = out->ours_s;
done:
    bench_points_free(&points);
    situ_job_free(job);
    situ_free(in);
    situ_free(tif);
    return status;
}

// With the peer: the target is on kernel_ratio, ratio_target on the whole process.
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
        out->target = c->count == 200000 ? 100 : NAN;
        out->ratio_target = c->count == 200000 ? 25 : NAN;
        out->limit = NAN;
    }
done:
    return status;
}

// The sum of v.kernel's grid, which knows no weights and divides by the kernel's volume, against ours.
static situ_status same_sum(bool *same, const char *text, const bench_case *c, const bench_context *context, situ_error *err)
{
    const double pi = 3.14159265358979323846;
    situ_status status = SITU_OK;
    bench_points points = {0};
    char *in = NULL;
    double sum = 0, theirs = bench_grass_number(text, "sum");
    const size_t cells = (size_t)c->frame.columns * c->frame.rows;
    float *grid = situ_calloc(cells, sizeof *grid);
    SITU_TRY_ALLOC(grid);
    SITU_TRY(bench_input(&in, &points, c, context, err));
    situ_density_input input = input_of(&points, c);
    input.weight = NULL;
    SITU_TRY(situ_kernel_density(grid, &c->frame, 0, c->frame.rows, &input, NULL, err));
    for (size_t i = 0; i < cells; i++)
        sum += grid[i];
    sum *= 3.0 / (pi * c->radius_m * c->radius_m);
    *same = fabs(sum - theirs) <= 1e-5 * sum;
    if (!*same)
        fprintf(stderr, "bench: %s: the sum over the grid is %.9g, v.kernel's %.9g\n", c->name, sum, theirs);
done:
    bench_points_free(&points);
    situ_free(grid);
    situ_free(in);
    return status;
}

static situ_status against_grass(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    char import[256], region[256], kernel[256], text[2048];
    bool same = false;
    SITU_TRY(density_run(out, c, context, err));
    if (!context->peers)
        goto done;
    snprintf(import, sizeof import, "v.in.ascii -t input=%s output=pts separator=comma skip=1 x=1 y=2 columns='x double precision, y double precision, w double precision' --quiet", c->input);
    snprintf(region, sizeof region, "g.region n=%.17g w=%.17g s=%.17g e=%.17g res=%.17g", c->frame.y0, c->frame.x0,
             c->frame.y0 - c->frame.rows * c->frame.cell_y, c->frame.x0 + c->frame.columns * c->frame.cell_x, c->frame.cell_x);
    snprintf(kernel, sizeof kernel, "v.kernel input=pts output=heat radius=%.17g kernel=quartic --quiet", c->radius_m);
    SITU_TRY(bench_grass(&out->peer_s, text, sizeof text, context, (const char *const[]){import, region, NULL}, kernel,
                         (const char *const[]){"r.univar -g heat", NULL}, err));
    if (!isnan(out->peer_s)) {
        SITU_TRY(same_sum(&same, text, c, context, err));
        out->checked = out->checked && same;
        out->peer = "GRASS v.kernel";
        out->value = out->peer_s / out->ours_s;
        out->target = 300;
        out->ratio_target = 20;
    }
done:
    return status;
}

static situ_status within_seconds(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = density_run(out, c, context, err);
    out->limit = c->frame.columns > 10000 ? 6.0 : 2.0;
    return status;
}

// The value is the time in times of the same points with a radius of 1.5 km, measured by turns.
static situ_status against_short_radius(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    enum { TURNS = 3 };
    situ_status status = SITU_OK;
    bench_case near = *c;
    bench_points points = {0};
    situ_job *job = NULL;
    char *in = NULL;
    double seconds = NAN;
    near.radius_m = 1500;
    SITU_TRY(density_run(out, c, context, err));
    SITU_TRY(bench_input(&in, &points, c, context, err));
    SITU_TRY(situ_job_new(&job, context->threads, NULL, NULL, err));
    for (int k = 0; k < TURNS; k++) {
        SITU_TRY(density_time(&seconds, &out->checked, &near, &points, job, err));
        SITU_TRY(density_time(&out->ours_s, &out->checked, c, &points, job, err));
    }
    out->value = out->ours_s / seconds;
    out->limit = 3.5;
done:
    bench_points_free(&points);
    situ_job_free(job);
    situ_free(in);
    return status;
}

const bench_case bench_density_smoke = {.name = "density_smoke", .help = "density, 2,000 points, small grid", .by_name = true, .run = density_run,
    .process = density_process, .count = 2000, .radius_m = 1500, .input = "smoke.csv",
    .frame = {.x0 = 420000, .y0 = 3470000, .cell_x = 100, .cell_y = 100, .columns = 300, .rows = 233}};
const bench_case bench_density_20k = {.name = "density_20k", .help = "density, 20,000 points, r 1500 m, 3000 x 2333 cells", .run = against_qgis,
    .process = density_process, .count = 20000, .radius_m = 1500, .input = "risk20k.csv", .frame = COUNTY};
const bench_case bench_density_20k_grass = {.name = "density_20k_grass", .help = "the same against v.kernel", .run = against_grass,
    .process = density_process, .count = 20000, .radius_m = 1500, .input = "risk20k.csv", .frame = COUNTY};
const bench_case bench_density_200k = {.name = "density_200k", .help = "density, 200,000 points, r 1500 m, 3000 x 2333 cells", .run = against_qgis,
    .process = density_process, .count = 200000, .radius_m = 1500, .input = "risk200k.csv", .frame = COUNTY};
const bench_case bench_density_200k_5km = {.name = "density_200k_5km", .help = "density, 200,000 points, r 5000 m, in times of r 1500 m", .run = against_short_radius,
    .process = density_process, .count = 200000, .radius_m = 5000, .input = "risk200k.csv", .frame = COUNTY};
const bench_case bench_density_2m = {.name = "density_2m", .help = "density, 2,000,000 points, r 1500 m", .by_name = true, .run = within_seconds,
    .process = density_process, .count = 2000000, .radius_m = 1500, .input = "risk2m.csv", .frame = COUNTY};
const bench_case bench_density_15k = {.name = "density_15k", .help = "density, 2,000,000 points, r 1500 m, 15,000 x 15,000 cells by bands", .by_name = true,
    .run = within_seconds, .process = density_process, .count = 2000000, .radius_m = 1500, .input = "risk2m-15k.csv", .frame = PROVINCE};
