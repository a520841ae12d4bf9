// SPDX-License-Identifier: MIT

#include <string.h>

#include "base/alloc.h"
#include "kernel/density_plan.h"

enum { BAND_ROWS = 128 };

typedef struct density_work {
    const situ_density_plan *plan;
    const situ_job *job;
    situ_density_scratch *scratch; // by worker
    float *out32;
    double *out64; // either of the two
    uint32_t row_begin, row_end;
} density_work;

static void put_zero(const density_work *w, size_t to, uint32_t columns)
{
    if (w->out64)
        memset(w->out64 + to, 0, (size_t)columns * sizeof *w->out64);
    else
        memset(w->out32 + to, 0, (size_t)columns * sizeof *w->out32);
}

static void put_row(const density_work *w, size_t to, const double *from, uint32_t columns)
{
    if (w->out64)
        memcpy(w->out64 + to, from, (size_t)columns * sizeof *from);
    else
        for (uint32_t c = 0; c < columns; c++)
            w->out32[to + c] = (float)from[c];
}

// Task: one band of rows of one strip.
static situ_status density_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    situ_status status = SITU_OK;
    const density_work *w = user;
    const situ_density_plan *plan = w->plan;
    situ_density_scratch *scratch = &w->scratch[worker];
    uint32_t strip = (uint32_t)(index % plan->strip_count), band = (uint32_t)(index / plan->strip_count);
    uint32_t r0 = w->row_begin + band * BAND_ROWS;
    uint32_t r1 = w->row_end - r0 > BAND_ROWS ? r0 + BAND_ROWS : w->row_end;
    uint32_t c0 = strip * plan->strip_width;
    uint32_t columns = plan->frame->columns - c0 < plan->strip_width ? plan->frame->columns - c0 : plan->strip_width;
    bool used = situ_density_strip_used(plan, strip);
    SITU_TRY(situ_job_check(w->job, err));
    if (used && !scratch->acc) {
        scratch->acc = situ_malloc((size_t)BAND_ROWS * plan->strip_width * sizeof *scratch->acc);
        SITU_TRY_ALLOC(scratch->acc);
    }
    if (used)
        memset(scratch->acc, 0, (size_t)(r1 - r0) * plan->strip_width * sizeof *scratch->acc);
    for (size_t k = 0; used && k < plan->class_count; k++)
        SITU_TRY(situ_density_sweep(scratch->acc, scratch, plan, &plan->classes[k], strip, r0, r1, err));
    for (uint32_t r = r0; r < r1; r++) {
        size_t to = (size_t)(r - w->row_begin) * plan->frame->columns + c0;
        if (used)
            put_row(w, to, scratch->acc + (size_t)(r - r0) * plan->strip_width, columns);
        else
            put_zero(w, to, columns);
    }
done:
    return status;
}

static situ_status density(float *out32, double *out64, const situ_raster_frame *frame, uint32_t row_begin,
                           uint32_t row_end, const situ_density_input *in, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_density_plan plan = {0};
    unsigned workers = situ_job_threads(job);
    situ_density_scratch *scratch = NULL;
    SITU_TRY(situ_kernel_check_frame(frame, row_begin, row_end, err));
    SITU_TRY(situ_kernel_check_points(in->xy, in->radius_m, in->count, err));
    if (!in->radius_m)
        SITU_TRY(situ_kernel_check_radius(in->one_radius_m, err));
    for (uint32_t i = 0; in->weight && i < in->count; i++)
        if (!(in->weight[i] >= 0.0 && in->weight[i] <= 1e30)) {
            status = situ_fail(err, SITU_E_ARGUMENT, _("give weights of 0 or more"),
                               _("point %u has the unusable weight %g"), i, in->weight[i]);
            goto done;
        }
    if (row_begin == row_end || frame->columns == 0)
        goto done;
    SITU_TRY(situ_density_plan_make(&plan, frame, in, err));
    scratch = situ_calloc(workers, sizeof *scratch);
    SITU_TRY_ALLOC(scratch);
    density_work work = {.plan = &plan, .job = job, .scratch = scratch, .out32 = out32, .out64 = out64, .row_begin = row_begin, .row_end = row_end};
    size_t bands = ((size_t)(row_end - row_begin) + BAND_ROWS - 1) / BAND_ROWS;
    SITU_TRY(situ_job_run(job, bands * plan.strip_count, density_task, &work, err));
done:
    for (unsigned k = 0; scratch && k < workers; k++) {
        situ_free(scratch[k].acc);
        situ_free(scratch[k].block);
    }
    situ_free(scratch);
    situ_density_plan_free(&plan);
    return status;
}

situ_status situ_kernel_density(float *out, const situ_raster_frame *frame, uint32_t row_begin,
                                uint32_t row_end, const situ_density_input *in, situ_job *job, situ_error *err)
{
    return density(out, NULL, frame, row_begin, row_end, in, job, err);
}

situ_status situ_kernel_density_double(double *out, const situ_raster_frame *frame, uint32_t row_begin,
                                       uint32_t row_end, const situ_density_input *in, situ_job *job, situ_error *err)
{
    return density(NULL, out, frame, row_begin, row_end, in, job, err);
}
