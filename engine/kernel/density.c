// SPDX-License-Identifier: MIT

#include <string.h>

#include "base/alloc.h"
#include "kernel/density_plan.h"

enum { BAND_HIGH = 256, BAND_LOW = 64, TASKS_A_THREAD = 8 };

struct situ_density {
    situ_density_plan plan;
};

typedef struct density_work {
    const situ_density_plan *plan;
    const situ_job *job;
    situ_density_scratch *scratch; // by worker
    situ_density_target to;
    situ_density_simd simd;
    uint32_t row_begin, row_end, band_rows;
} density_work;

void situ_density_put(const situ_density_target *to, uint32_t row, uint32_t column, const double *from, uint32_t columns, uint32_t all_columns)
{
    const size_t at = (size_t)(row - to->row_begin) * all_columns + column;
    if (to->out64) {
        if (from)
            memcpy(to->out64 + at, from, (size_t)columns * sizeof *from);
        else
            memset(to->out64 + at, 0, (size_t)columns * sizeof *from);
        return;
    }
    if (!from) {
        memset(to->out32 + at, 0, (size_t)columns * sizeof *to->out32);
        return;
    }
    typedef double pair_at __attribute__((vector_size(16), aligned(8), may_alias));
    typedef float two_at __attribute__((vector_size(8), aligned(4), may_alias));
    uint32_t c = 0;
    for (; c + 2 <= columns; c += 2)
        *(two_at *)(to->out32 + at + c) = __builtin_convertvector(*(const pair_at *)(from + c), two_at);
    for (; c < columns; c++)
        to->out32[at + c] = (float)from[c];
}

// Task: one band of rows of one strip.
static situ_status density_task(void *user, size_t index, unsigned worker, situ_error *err)
{
    const density_work *w = user;
    const situ_density_plan *plan = w->plan;
    uint32_t strip = (uint32_t)(index % plan->strip_count), band = (uint32_t)(index / plan->strip_count);
    uint32_t r0 = w->row_begin + band * w->band_rows;
    uint32_t r1 = w->row_end - r0 > w->band_rows ? r0 + w->band_rows : w->row_end;
    situ_status status = situ_job_check(w->job, err);
    if (status != SITU_OK)
        return status;
    situ_density_strip_fn *run = plan->in.shape == SITU_KERNEL_GAUSSIAN ? situ_density_gauss : situ_density_sweep;
    return run(&w->to, &w->scratch[worker], plan, strip, r0, r1, w->simd, err);
}

situ_status situ_density_run(float *out32, double *out64, const situ_density_plan *plan, uint32_t row_begin, uint32_t row_end,
                             situ_density_simd simd, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    unsigned workers = situ_job_threads(job);
    density_work work = {.plan = plan, .job = job, .to = {out32, out64, row_begin}, .simd = simd, .row_begin = row_begin, .row_end = row_end, .band_rows = BAND_HIGH};
    if (row_begin >= row_end || plan->frame.columns == 0)
        return SITU_OK;
    work.scratch = situ_calloc(workers, sizeof *work.scratch);
    SITU_TRY_ALLOC(work.scratch);
    // Any band gives the same bits: as small as the threads need it to share the work evenly.
    while (work.band_rows > BAND_LOW && (size_t)(row_end - row_begin) / work.band_rows * plan->strip_count < (size_t)workers * TASKS_A_THREAD)
        work.band_rows /= 2;
    size_t bands = ((size_t)(row_end - row_begin) + work.band_rows - 1) / work.band_rows;
    SITU_TRY(situ_job_run(job, bands * plan->strip_count, density_task, &work, err));
done:
    for (unsigned k = 0; work.scratch && k < workers; k++)
        situ_free(work.scratch[k].memory);
    situ_free(work.scratch);
    return status;
}

static situ_status check(const situ_raster_frame *frame, uint32_t row_begin, uint32_t row_end, const situ_density_input *in, situ_error *err)
{
    situ_status status = SITU_OK;
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
done:
    return status;
}

situ_status situ_density_new(situ_density **out, const situ_raster_frame *frame, const situ_density_input *in, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_density *d = NULL;
    *out = NULL;
    SITU_TRY(check(frame, 0, 0, in, err));
    d = situ_calloc(1, sizeof *d);
    SITU_TRY_ALLOC(d);
    SITU_TRY(situ_density_plan_make(&d->plan, frame, 0, frame->rows, in, job, err));
    *out = d;
    d = NULL;
done:
    situ_density_free(d);
    return status;
}

void situ_density_free(situ_density *d)
{
    if (!d)
        return;
    situ_density_plan_free(&d->plan);
    situ_free(d);
}

situ_status situ_density_rows(float *out, const situ_density *d, uint32_t row_begin, uint32_t row_end, situ_job *job, situ_error *err)
{
    situ_status status = situ_kernel_check_frame(&d->plan.frame, row_begin, row_end, err);
    return status == SITU_OK ? situ_density_run(out, NULL, &d->plan, row_begin, row_end, situ_density_simd_best(), job, err) : status;
}

static situ_status density(float *out32, double *out64, const situ_raster_frame *frame, uint32_t row_begin,
                           uint32_t row_end, const situ_density_input *in, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_density_plan plan = {0};
    SITU_TRY(check(frame, row_begin, row_end, in, err));
    SITU_TRY(situ_density_plan_make(&plan, frame, row_begin, row_end, in, job, err));
    SITU_TRY(situ_density_run(out32, out64, &plan, row_begin, row_end, situ_density_simd_best(), job, err));
done:
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
