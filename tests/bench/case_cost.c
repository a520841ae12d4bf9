// SPDX-License-Identifier: MIT
// Travel time and allocation against GRASS r.cost and r.cost -k: the same mean, the same depots.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "bench/friction.h"
#include "bundle/table.h"
#include "source/source.h"

enum { RUNS = 3, EPSG = 4546 };
static const double BYTES_HIGH = 16, GRASS_CLOSE = 1e-6, SECONDS_15K = 45, MB_15K = 4500;

static int neighbours_of(const bench_case *c)
{
    return strstr(c->name, "16") ? 16 : 8;
}

static situ_cost_input input_of(const bench_friction *f, int neighbours)
{
    return (situ_cost_input){.pace = f->pace, .neighbours = neighbours, .sources = f->sources, .source_count = f->source_count};
}

static double sum_of(const situ_cost_result *r, const situ_raster_frame *f)
{
    double sum = 0;
    for (size_t i = 0; i < (size_t)f->columns * f->rows; i++)
        sum += (double)r->seconds[i];
    return sum;
}

// --- as a process: two files in, two files out ---
typedef struct plane { const situ_cost_result *result; uint32_t columns; bool who; } plane;

static situ_status fill(void *user, float *out, uint32_t row_begin, uint32_t row_end, situ_job *job, situ_error *err)
{
    const plane *p = user;
    size_t begin = (size_t)row_begin * p->columns, end = (size_t)row_end * p->columns;
    (void)job;
    (void)err;
    for (size_t i = begin; i < end; i++) {
        float v = p->who ? (float)p->result->allocation[i] : p->result->seconds[i];
        out[i - begin] = p->result->seconds[i] < INFINITY ? v : NAN;
    }
    return SITU_OK;
}

static void not_owned(void *user)
{
    (void)user;
}

static situ_status write_plane(const char *path, plane *p, const situ_raster_frame *frame, situ_job *job, situ_error *err)
{
    situ_grid *grid = NULL;
    situ_status status = situ_grid_new_lazy(&grid, "cost", EPSG, *frame, fill, p, not_owned, err);
    if (status == SITU_OK)
        status = situ_source_write_grid(path, grid, SITU_GRID_FAST, job, err);
    situ_grid_free(grid);
    return status;
}

static situ_status cost_process(const bench_case *c, const bench_context *context, const char *in, const char *out, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_friction f = {0};
    situ_cost_result r = {0};
    situ_job *job = NULL;
    char who[4096];
    snprintf(who, sizeof who, "%s.who.tif", out);
    SITU_TRY(situ_job_new(&job, context->threads, NULL, NULL, err));
    SITU_TRY(situ_source_init(err));
    SITU_TRY(bench_friction_read(&f, in, c->input, err));
    const situ_cost_input input = input_of(&f, neighbours_of(c));
    SITU_TRY(situ_kernel_cost(&r, &f.frame, &input, job, err));
    plane seconds = {&r, f.frame.columns, false}, owner = {&r, f.frame.columns, true};
    SITU_TRY(write_plane(out, &seconds, &f.frame, job, err));
    SITU_TRY(write_plane(who, &owner, &f.frame, job, err));
done:
    situ_cost_result_free(&r);
    bench_friction_free(&f);
    situ_job_free(job);
    return status;
}

// --- GRASS ---
// r.cost counts in cells: 30 m each. Its nearest depot is the row and column of it; ours is written by us as an index.
static situ_status against_grass(bench_result *out, const bench_case *c, const bench_context *context, double mean, situ_error *err)
{
    static const char *const setup[] = {
        "r.in.gdal input=fric.tif output=fric --o --q", "r.in.gdal input=depots.tif output=dep0 --o --q", "g.region raster=fric --q",
        "r.mapcalc expression='depn=if(dep0>0,int(row()*10000+col()),null())' --o --q", NULL,
    };
    static const char *const after[] = {
        "r.univar -g map=rc",
        "r.in.gdal input=situ-cost.tif.who.tif output=own --o --q >&2",
        // Of ours: where GRASS's depot and ours are not one to one.
        "r.mapcalc expression='rni=int(rn)' --o --q >&2", "r.stats -c -n input=rni,own separator=space --q >pairs.txt",
        "awk '{ n += $3; if ($3 > m[$1]) m[$1] = $3 } END { for (k in m) s += m[k]; print \"other=\" n - s \"\\nall=\" n }' pairs.txt", NULL,
    };
    char text[16384];
    const char *timed = neighbours_of(c) == 16 ? "r.cost -k input=fric output=rc nearest=rn start_raster=depn --o --q"
                                               : "r.cost input=fric output=rc nearest=rn start_raster=depn --o --q";
    situ_status status = bench_grass(&out->peer_s, text, sizeof text, context, setup, timed, after, err);
    if (status != SITU_OK || isnan(out->peer_s))
        return status;
    double theirs = bench_grass_number(text, "mean") * c->frame.cell_x, other = bench_grass_number(text, "other"), all = bench_grass_number(text, "all");
    bool same = fabs(mean - theirs) <= GRASS_CLOSE * theirs && other <= 1e-5 * all;
    if (!same)
        fprintf(stderr, "bench: %s: mean %.9g s, GRASS %.9g s; %g of %g cells of another depot\n", c->name, mean, theirs, other, all);
    out->checked = out->checked && same;
    out->peer = neighbours_of(c) == 16 ? "GRASS r.cost -k" : "GRASS r.cost";
    out->value = out->peer_s / out->ours_process_s;
    out->target = 12;
    return SITU_OK;
}

static situ_status cost_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_friction f = {0};
    situ_cost_result r = {0};
    situ_job *job = NULL;
    char *tif = situ_path_join(context->folder, "situ-cost.tif");
    double seconds;
    SITU_TRY_ALLOC(tif);
    SITU_TRY(situ_job_new(&job, context->threads, NULL, NULL, err));
    SITU_TRY(situ_source_init(err));
    SITU_TRY(bench_friction_need(context->folder, c->input, &c->frame, c->count, job, err));
    SITU_TRY(bench_friction_read(&f, context->folder, c->input, err));
    const situ_cost_input input = input_of(&f, neighbours_of(c));
    for (int k = 0; k <= RUNS; k++) {
        situ_cost_result_free(&r);
        double start = bench_now();
        SITU_TRY(situ_kernel_cost(&r, &f.frame, &input, job, err));
        seconds = bench_now() - start;
        out->ours_s = k == 0 || seconds < out->ours_s ? seconds : out->ours_s;
    }
    double sum = sum_of(&r, &f.frame), plain = bench_friction_dijkstra(&f, input.neighbours);
    out->checked = fabs(sum - plain) <= 1e-8 * plain; // seconds are rounded to float32
    if (!out->checked)
        fprintf(stderr, "bench: %s: sum %.12g s, Dijkstra's algorithm %.12g s\n", c->name, sum, plain);
    for (int k = 0; k < RUNS; k++) {
        SITU_TRY(bench_process(&seconds, c, context, context->folder, tif, err));
        out->ours_process_s = k == 0 || seconds < out->ours_process_s ? seconds : out->ours_process_s;
    }
    out->value = out->ours_s;
    if (context->peers && c->input[0] == '\0')
        SITU_TRY(against_grass(out, c, context, sum / ((double)f.frame.columns * f.frame.rows), err));
done:
    situ_cost_result_free(&r);
    bench_friction_free(&f);
    situ_job_free(job);
    situ_free(tif);
    return status;
}

// --- memory, and a province: figures of a fresh process ---
static double peak_bytes(void)
{
    double kib = NAN;
    char line[256];
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = strtod(line + 6, NULL);
    if (file)
        fclose(file);
    return kib * 1024;
}

static situ_status alone_process(const bench_case *c, const bench_context *context, const char *in, const char *out, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_friction f = {0};
    situ_cost_result r = {0};
    situ_job *job = NULL;
    double before = peak_bytes();
    (void)in;
    (void)out;
    SITU_TRY(situ_job_new(&job, context->threads, NULL, NULL, err));
    SITU_TRY(bench_friction_make(&f, &c->frame, c->count, job, err));
    const situ_cost_input input = input_of(&f, neighbours_of(c));
    double start = bench_now();
    SITU_TRY(situ_kernel_cost(&r, &f.frame, &input, job, err));
    double seconds = bench_now() - start, peak = peak_bytes(), cells = (double)f.frame.columns * f.frame.rows;
    size_t reached = 0;
    for (size_t i = 0; i < (size_t)cells; i++)
        reached += r.seconds[i] < INFINITY && r.allocation[i] < f.source_count;
    printf("{\"seconds\": %.6f, \"peak_mb\": %.3f, \"bytes\": %.6f, \"reached\": %.9f}\n", seconds, peak * 1e-6, (peak - before) / cells, (double)reached / cells);
done:
    situ_cost_result_free(&r);
    bench_friction_free(&f);
    situ_job_free(job);
    return status;
}

static situ_status alone_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    char threads[16];
    bench_run run;
    snprintf(threads, sizeof threads, "%u", context->threads);
    const char *const argv[] = {context->self, "--threads", threads, "--process", c->name, "-", "-", NULL};
    SITU_TRY(bench_program(&run, context, argv, err));
    double peak = bench_number_of(run.text, "peak_mb");
    bool bytes = strcmp(c->name, "cost_15k") != 0;
    out->ours_s = bench_number_of(run.text, "seconds");
    out->ours_process_s = run.seconds;
    out->value = bytes ? bench_number_of(run.text, "bytes") : out->ours_s;
    out->limit = bytes ? BYTES_HIGH : SECONDS_15K;
    out->checked = bench_number_of(run.text, "reached") == 1.0 && (bytes || peak <= MB_15K);
    fprintf(stderr, "bench: %s: %.2f s, peak %.0f MB, %.2f bytes a cell\n", c->name, out->ours_s, peak, bench_number_of(run.text, "bytes"));
done:
    return status;
}

#define COUNTY {.x0 = 420000, .y0 = 3470000, .cell_x = 30, .cell_y = 30, .columns = 3000, .rows = 2333}
const bench_case bench_cost_smoke = {.name = "cost_smoke", .help = "travel time, 12 depots, small grid", .by_name = true, .run = cost_run,
    .process = cost_process, .count = 12, .input = "smoke-", .frame = {.x0 = 420000, .y0 = 3470000, .cell_x = 100, .cell_y = 100, .columns = 300, .rows = 233}};
const bench_case bench_cost_8 = {.name = "cost_8", .help = "travel time and allocation, 8 neighbours, 7 M cells", .run = cost_run,
    .process = cost_process, .count = 500, .input = "", .frame = COUNTY};
const bench_case bench_cost_16 = {.name = "cost_16", .help = "the same with knight's moves", .run = cost_run,
    .process = cost_process, .count = 500, .input = "", .frame = COUNTY};
const bench_case bench_cost_mb = {.name = "cost_mb", .help = "bytes a cell, 7 M cells", .run = alone_run, .process = alone_process, .count = 500, .frame = COUNTY};
const bench_case bench_cost_mb_16 = {.name = "cost_mb_16", .help = "the same with knight's moves", .run = alone_run, .process = alone_process, .count = 500, .frame = COUNTY};
const bench_case bench_cost_15k = {.name = "cost_15k", .help = "travel time, 15,000 x 15,000 cells", .by_name = true, .run = alone_run,
    .process = alone_process, .count = 2000, .frame = {.x0 = 0, .y0 = 5000000, .cell_x = 30, .cell_y = 30, .columns = 15000, .rows = 15000}};
