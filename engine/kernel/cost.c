// SPDX-License-Identifier: MIT
#include "kernel/cost.h"

#include <unistd.h>

#include "base/alloc.h"
#include "kernel/cost_field.h"
#include "kernel/kernel.h"

const situ_cost_move situ_cost_moves[16] = SITU_COST_MOVES;

static const double CELLS_HIGH = 2147483648.0;

static situ_status check_sources(const situ_raster_frame *frame, const situ_cost_input *in, situ_error *err)
{
    size_t cells = (size_t)frame->columns * frame->rows;
    for (uint32_t i = 0; i < in->source_count; i++) {
        const situ_cost_source *s = &in->sources[i];
        if (s->cell >= cells)
            return situ_fail(err, SITU_E_ARGUMENT, _("give only places inside the frame"), _("source %u lies outside the frame"), i);
        if (!situ_cost_passable(in->pace[s->cell]))
            return situ_fail(err, SITU_E_ARGUMENT, _("move it to the nearest cell that can be passed"),
                             _("source %u lies on a cell that cannot be passed"), i);
        if (!(s->seconds >= 0.0f && s->seconds < INFINITY))
            return situ_fail(err, SITU_E_ARGUMENT, _("give zero or more seconds"), _("the start time of source %u is no time"), i);
    }
    for (size_t i = 0; i < in->link_count; i++) {
        const situ_cost_link *l = &in->links[i];
        if (l->from >= cells || l->to >= cells)
            return situ_fail(err, SITU_E_ARGUMENT, _("give only places inside the frame"), _("link %zu lies outside the frame"), i);
        if (!(l->seconds >= 0.0f && l->seconds < INFINITY))
            return situ_fail(err, SITU_E_ARGUMENT, _("give zero or more seconds"), _("the time of link %zu is no time"), i);
    }
    return SITU_OK;
}

static situ_status check(const situ_raster_frame *frame, const situ_cost_input *in, situ_error *err)
{
    double cells = (double)frame->columns * (double)frame->rows;
    if (!(cells > 0) || !(frame->cell_x > 0) || !(frame->cell_y > 0) || !(frame->cell_x < INFINITY) || !(frame->cell_y < INFINITY))
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "%s", _("the frame of the travel times has no cells"));
    if (in->neighbours != 8 && in->neighbours != 16)
        return situ_fail(err, SITU_E_ARGUMENT, _("give 8 or 16"), _("%d neighbours of a cell"), in->neighbours);
    if (isnan(in->limit_s) || in->limit_s < 0)
        return situ_fail(err, SITU_E_ARGUMENT, _("give zero or more seconds"), "%s", _("the time limit is no time"));
    if (cells > CELLS_HIGH)
        return situ_fail(err, SITU_E_LIMIT, _("take larger cells or a smaller area"), _("travel times over %.0f cells: at most %.0f"), cells, CELLS_HIGH);
    return check_sources(frame, in, err);
}

// Planes: 8 bytes a cell for the times, then the tight moves, 1 or 2 bytes.
static situ_status reserve(situ_cost_block **out, size_t cells, bool knights, situ_error *err)
{
    size_t bytes = sizeof **out + cells * (knights ? 10 : 9);
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    bool short_of = pages > 0 && page > 0 && (double)bytes > (double)pages * (double)page;
    *out = short_of ? NULL : situ_malloc(bytes);
    if (!*out)
        return situ_fail(err, SITU_E_LIMIT, _("take larger cells or a smaller area"), _("travel times over %zu cells need %.1f GB of memory"), cells,
                         (double)bytes * 1e-9);
    **out = (situ_cost_block){0};
    return SITU_OK;
}

static void start_field(situ_cost_field *f, const situ_raster_frame *frame, const situ_cost_input *in, situ_cost_block *block)
{
    *f = (situ_cost_field){.in = in, .columns = frame->columns, .rows = frame->rows, .knights = in->neighbours == 16};
    f->tile_columns = (frame->columns + COST_TILE - 1) / COST_TILE;
    f->tile_rows = (frame->rows + COST_TILE - 1) / COST_TILE;
    f->time = (double *)(void *)(block + 1);
    for (int m = 0; m < 16; m++) {
        double x = situ_cost_moves[m].columns * frame->cell_x, y = situ_cost_moves[m].rows * frame->cell_y;
        f->length[m] = sqrt(x * x + y * y);
        f->part[m] = f->length[m] / (m < 8 ? 2 : 4);
    }
    size_t cells = (size_t)frame->columns * frame->rows;
    for (size_t i = 0; i < cells && in->elevation_m && !f->slopes; i++)
        f->slopes = in->pace[i] < 0.0f;
}

situ_status situ_kernel_cost(situ_cost_result *out, const situ_raster_frame *frame, const situ_cost_input *in, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_cost_block *block = NULL;
    situ_cost_field field;
    *out = (situ_cost_result){0};
    SITU_TRY(check(frame, in, err));
    size_t cells = (size_t)frame->columns * frame->rows;
    SITU_TRY(reserve(&block, cells, in->neighbours == 16, err));
    start_field(&field, frame, in, block);
    SITU_TRY(situ_cost_spread(&field, in->limit_s > 0 ? in->limit_s : INFINITY, job, err));
    if (in->times_only)
        out->seconds = situ_cost_round(&field);
    else
        SITU_TRY(situ_cost_trace(out, &block->jumps, &block->jump_count, &field, field.time + cells, job, err));
    out->memory = block;
    block = NULL;
done:
    if (block)
        situ_free(block->jumps);
    situ_free(block);
    if (status != SITU_OK)
        *out = (situ_cost_result){0};
    return status;
}

void situ_cost_result_free(situ_cost_result *result)
{
    situ_cost_block *block = result->memory;
    if (block)
        situ_free(block->jumps);
    situ_free(block);
    *result = (situ_cost_result){0};
}

// --- path ---
static bool jump_to(const situ_cost_result *result, uint32_t *cell)
{
    const situ_cost_block *block = result->memory;
    size_t low = 0, high = block ? block->jump_count : 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (block->jumps[mid].to == *cell) {
            *cell = block->jumps[mid].from;
            return true;
        }
        if (block->jumps[mid].to < *cell)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

situ_status situ_cost_path(uint32_t **cells, size_t *count, const situ_cost_result *result, const situ_raster_frame *frame,
                           const situ_cost_input *in, uint32_t cell, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t all = (size_t)frame->columns * frame->rows, n = 0, capacity = 0;
    uint32_t *path = NULL;
    (void)in;
    *cells = NULL;
    *count = 0;
    if (cell >= all)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, _("cell %u lies outside the frame"), cell);
    if (!result->back_link || result->back_link[cell] == SITU_COST_NONE)
        return SITU_OK;
    for (;;) {
        SITU_TRY(situ_grow(&path, &capacity, n + 1, sizeof *path, err));
        path[n++] = cell;
        unsigned way = result->back_link[cell];
        if (way == SITU_COST_SOURCE)
            break;
        if (n > all || (way == SITU_COST_LINK ? !jump_to(result, &cell) : way >= 16)) {
            status = situ_fail(err, SITU_E_ARGUMENT, NULL, _("the back-links of cell %u lead nowhere"), cell);
            goto done;
        }
        if (way < 16)
            cell = (uint32_t)((int64_t)cell - (int64_t)situ_cost_moves[way].rows * frame->columns - situ_cost_moves[way].columns);
    }
    for (size_t i = 0; i < n / 2; i++) {
        uint32_t other = path[n - 1 - i];
        path[n - 1 - i] = path[i];
        path[i] = other;
    }
    *cells = path;
    *count = n;
    path = NULL;
done:
    situ_free(path);
    return status;
}
