// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_BENCH_FRICTION_H
#define SITU_TESTS_BENCH_FRICTION_H

// Input of the travel time cases: walking on fractal slopes with a lattice of roads, and depots.

#include "bench/bench.h"
#include "kernel/cost.h"

typedef struct bench_friction {
    situ_raster_frame frame;
    float *pace; // s/m
    situ_cost_source *sources;
    uint32_t source_count;
} bench_friction;
void bench_friction_free(bench_friction *friction);
// Made from a fixed seed: slopes of noise in octaves of 256 .. 16 cells, a road of 30 km/h every 90 rows and 110 columns.
situ_status bench_friction_make(bench_friction *out, const situ_raster_frame *frame, uint32_t sources, situ_job *job, situ_error *err) SITU_MUST_CHECK;
// <prefix>fric.tif and <prefix>depots.tif (above 0 = a depot) of the folder.
situ_status bench_friction_read(bench_friction *out, const char *folder, const char *prefix, situ_error *err) SITU_MUST_CHECK;
// The same, written when they are not there yet.
situ_status bench_friction_need(const char *folder, const char *prefix, const situ_raster_frame *frame, uint32_t sources, situ_job *job,
                                situ_error *err) SITU_MUST_CHECK;
// Sum of all times by Dijkstra's algorithm with a heap; NaN without memory.
double bench_friction_dijkstra(const bench_friction *friction, int neighbours);

#endif
