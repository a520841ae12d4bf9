// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_BENCH_BENCH_H
#define SITU_TESTS_BENCH_BENCH_H

// Figures. A case checks its answer, then times it; a peer runs in the same minute on the same input.

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/job.h"
#include "kernel/kernel.h"

typedef struct bench_context {
    const char *self;   // path of this program, for runs as a process of their own
    const char *peers;  // --peers DIR: input files and outputs of the peers lie there; NULL = no peers
    const char *folder; // for files: peers, or a temporary one
    unsigned threads;   // 0 = one per processor
} bench_context;

// A number that is not known stays NaN and is written as null.
typedef struct bench_result {
    double ours_s;         // in memory
    double ours_process_s; // our process: reads the file, writes the file
    const char *peer;      // NULL = none
    double peer_s;
    double target, limit;  // value must be at least / at most this
    double ratio_target;   // and peer_s / ours_process_s at least this
    double value;
    bool checked;          // the answer was compared with another way to get it, before timing
} bench_result;

typedef struct bench_case {
    const char *name, *help;
    bool by_name; // runs only when named
    situ_status (*run)(bench_result *out, const struct bench_case *self, const bench_context *context, situ_error *err);
    // As a process of its own: reads in, writes out. May be NULL.
    situ_status (*process)(const struct bench_case *self, const bench_context *context, const char *in, const char *out, situ_error *err);
    uint32_t count;       // size of the case, as it likes
    double radius_m;
    situ_raster_frame frame;
    const char *input;    // file in the folder
} bench_case;

extern const bench_case *const bench_cases[]; // NULL-terminated (bench.c)
extern const bench_case bench_density_smoke, bench_density_20k, bench_density_20k_grass, bench_density_200k, bench_density_200k_5km, bench_density_2m,
    bench_density_15k, bench_nearest_smoke, bench_nearest_500, bench_nearest_500_grass,
    bench_build_sample, bench_a0_pdf, bench_a0_png, bench_a0_png_mb, bench_tiles, bench_import_smoke, bench_import_1m,
    bench_import_xlsx_smoke, bench_import_xlsx, bench_import_xlsx_mb,
    bench_cost_smoke, bench_cost_8, bench_cost_16, bench_cost_mb, bench_cost_mb_16, bench_cost_15k,
    bench_site, bench_site_hard;

double bench_now(void); // seconds of a steady clock
typedef struct bench_run {
    double seconds;
    long peak_kib;
    int code;
    char text[16384]; // standard output
} bench_run;
// Runs argv in the bench's folder with its time, memory and output. Status 3 (done, and there is something
// to read) is good too.
situ_status bench_program(bench_run *r, const bench_context *context, const char *const *argv, situ_error *err) SITU_MUST_CHECK;
double bench_number_of(const char *json, const char *name); // behind "name": in a JSON text; NaN when there is none
// The same case as a process of its own, timed from start to end.
situ_status bench_process(double *seconds, const bench_case *c, const bench_context *context, const char *in,
                          const char *out, situ_error *err) SITU_MUST_CHECK;
// Runs argv in folder; its standard output goes to text (at most size - 1 bytes; NULL = dropped).
// SITU_E_EXTERNAL when it cannot start or does not exit with 0.
situ_status bench_command(double *seconds, char *text, size_t size, const char *folder, const char *const *argv,
                          situ_error *err) SITU_MUST_CHECK;

// --- GRASS as a peer (grass.c) ---
// Runs the commands (bash lines, NULL-terminated; NULL = none) of setup, then timed, then after, in the bench's
// folder and a location of their own in EPSG:4546; *seconds is the time of `timed` alone, text what `after` prints.
// Without GRASS: a message, *seconds NaN, text empty, SITU_OK.
situ_status bench_grass(double *seconds, char *text, size_t size, const bench_context *context, const char *const *setup,
                        const char *timed, const char *const *after, situ_error *err) SITU_MUST_CHECK;
double bench_grass_number(const char *text, const char *name); // of a line name=value (r.univar -g); NaN when there is none

// --- input (points.c) ---
typedef struct bench_points { double *xy, *weight; uint32_t count; } bench_points;
void bench_points_free(bench_points *points);
// x,y,w rows under a header line.
situ_status bench_points_read(bench_points *out, const char *path, situ_error *err) SITU_MUST_CHECK;
// Clusters like the peers' generator makes, from a fixed seed.
situ_status bench_points_make(bench_points *out, uint32_t count, const situ_raster_frame *frame, situ_error *err) SITU_MUST_CHECK;
situ_status bench_points_write(const bench_points *points, const char *path, situ_error *err) SITU_MUST_CHECK;
// Path of the case's input in the folder: the peers' own file when it is there, else made and written.
situ_status bench_input(char **path, bench_points *points, const bench_case *c, const bench_context *context,
                        situ_error *err) SITU_MUST_CHECK;

#endif
