// SPDX-License-Identifier: MIT
// Over the cost surface: the kernel's accumulated time, read where the targets lie.

#include <math.h>
#include <string.h>

#include "analysis/surface.h"
#include "analysis/travel_parts.h"
#include "base/alloc.h"

// Sites as the kernel's sources; which: site of each.
typedef struct sources { situ_cost_source *items; uint32_t *which; uint32_t count; } sources;

static void sources_free(sources *s)
{
    situ_free(s->items);
    situ_free(s->which);
}

static situ_status place_sources(sources *out, const situ_travel *t, situ_travel_sites sites, situ_error *err)
{
    situ_status status = SITU_OK;
    *out = (sources){0};
    out->items = situ_malloc(((size_t)sites.count + 1) * sizeof *out->items);
    SITU_TRY_ALLOC(out->items);
    out->which = situ_malloc(((size_t)sites.count + 1) * sizeof *out->which);
    SITU_TRY_ALLOC(out->which);
    for (uint32_t i = 0; i < sites.count; i++) {
        const situ_travel_site *s = &sites.items[i];
        uint32_t cell = situ_surface_cell(&t->surface->frame, s->x, s->y), at = situ_surface_passable(t->surface, cell, t->rules.move_m);
        if (cell == UINT32_MAX)
            SITU_TRY(situ_travel_tell(t, s->x, s->y, "TRAVEL_SITE_OUTSIDE", _("lies outside the ground that is looked at: nothing is reached from it"), err));
        else if (at == UINT32_MAX)
            SITU_TRY(situ_travel_tell(t, s->x, s->y, "TRAVEL_SITE_BLOCKED", _("lies in water or on a barrier, with no passable ground near: nothing is reached from it"), err));
        else if (at != cell)
            SITU_TRY(situ_travel_tell(t, s->x, s->y, "TRAVEL_SITE_MOVED", _("lies in water or on a barrier: moved to the nearest passable ground"), err));
        if (at == UINT32_MAX)
            continue;
        out->items[out->count] = (situ_cost_source){at, (float)(s->delay_min * 60)};
        out->which[out->count++] = i;
    }
done:
    return status;
}

// *out empty when there is no source.
static situ_status spread(situ_cost_result *out, const situ_travel *t, const situ_cost_source *items, uint32_t count, bool times_only, situ_job *job,
                          situ_error *err)
{
    const situ_surface *s = t->surface;
    const situ_cost_input in = {.pace = s->pace, .elevation_m = s->elevation_m, .neighbours = t->o.neighbours == 16 ? 16 : 8, .toward = t->o.toward,
                                .times_only = times_only, .limit_s = t->o.limit_min > 0 ? t->o.limit_min * 60 : 0, .sources = items, .source_count = count,
                                .links = s->links, .link_count = s->link_count};
    *out = (situ_cost_result){0};
    return count ? situ_kernel_cost(out, &s->frame, &in, job, err) : SITU_OK;
}

// From all sites, unless they are those of the last time. The result is the travel's own.
static situ_status spread_all(const situ_cost_result **out, const situ_travel *t, situ_travel_sites sites, const sources *from, situ_job *job, situ_error *err)
{
    situ_travel_last *last = t->last;
    size_t bytes = (size_t)sites.count * sizeof *sites.items;
    *out = &last->result;
    if (last->result.seconds && last->count == sites.count && memcmp(last->sites, sites.items, bytes) == 0)
        return SITU_OK;
    situ_cost_result_free(&last->result);
    last->result = (situ_cost_result){0};
    situ_travel_site *copy = situ_realloc(last->sites, bytes + 1);
    if (!copy)
        return situ_fail_nomem(err);
    last->sites = copy;
    last->count = sites.count;
    if (bytes)
        memcpy(copy, sites.items, bytes);
    return spread(&last->result, t, from->items, from->count, false, job, err);
}

// Cells of targets, and the walk to them where they lie in water.
typedef struct goal { uint32_t cell; float more_min; } goal;

static situ_status place_goals(goal **out, const situ_travel *t, const double *xy, uint32_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_raster_frame *f = &t->surface->frame;
    goal *list = situ_malloc(((size_t)count + 1) * sizeof *list);
    SITU_TRY_ALLOC(list);
    for (uint32_t i = 0; i < count; i++) {
        double x = xy[2 * (size_t)i], y = xy[2 * (size_t)i + 1];
        uint32_t cell = situ_surface_cell(f, x, y), at = situ_surface_passable(t->surface, cell, t->rules.move_m);
        list[i] = (goal){at, 0};
        if (cell == UINT32_MAX && !isnan(x + y))
            SITU_TRY(situ_travel_tell(t, x, y, "TRAVEL_TARGET_OUTSIDE", _("lies outside the ground that is looked at: it is not reached"), err));
        else if (cell != UINT32_MAX && at == UINT32_MAX)
            SITU_TRY(situ_travel_tell(t, x, y, "TRAVEL_TARGET_BLOCKED", _("lies in water or on a barrier, with no passable ground near: it is not reached"), err));
        else if (at != cell) {
            double d = hypot(situ_raster_x(f, at % f->columns + 0.5) - x, situ_raster_y(f, at / f->columns + 0.5) - y);
            list[i].more_min = (float)(d / 1000 / (t->rules.offroad_kmh * t->walk_factor) * 60);
        }
    }
    *out = list;
    list = NULL;
done:
    situ_free(list);
    return status;
}

static float read_goal(const situ_travel *t, const situ_cost_result *r, goal g)
{
    if (g.cell == UINT32_MAX || !r->seconds || !isfinite(r->seconds[g.cell]))
        return INFINITY;
    float minutes = r->seconds[g.cell] / 60 + g.more_min;
    return t->o.limit_min > 0 && !((double)minutes <= t->o.limit_min) ? INFINITY : minutes;
}

// One source after the other, or several at once: a wave from one place keeps one thread busy.
typedef struct rows_task {
    const situ_travel *travel;
    const sources *from;
    const goal *goals;
    float *minutes;
    uint32_t count;
    situ_job *job; // within a wave
} rows_task;

static situ_status matrix_row(void *user, size_t source, unsigned worker, situ_error *err)
{
    rows_task *t = user;
    situ_cost_result r = {0};
    (void)worker;
    situ_status status = spread(&r, t->travel, &t->from->items[source], 1, true, t->job, err);
    for (uint32_t k = 0; status == SITU_OK && k < t->count; k++)
        t->minutes[(size_t)t->from->which[source] * t->count + k] = read_goal(t->travel, &r, t->goals[k]);
    situ_cost_result_free(&r);
    return status;
}

static situ_status matrix(float *minutes, const situ_travel *t, situ_travel_sites sites, const double *targets, uint32_t count, situ_job *job,
                          situ_error *err)
{
    enum { TOGETHER_CELLS = 16000000 }; // larger surfaces: their memory once only
    situ_status status = SITU_OK;
    sources from = {0};
    goal *goals = NULL;
    SITU_TRY(place_sources(&from, t, sites, err));
    SITU_TRY(place_goals(&goals, t, targets, count, err));
    for (size_t i = 0; i < (size_t)sites.count * count; i++)
        minutes[i] = INFINITY;
    rows_task task = {.travel = t, .from = &from, .goals = goals, .minutes = minutes, .count = count};
    if ((size_t)t->surface->frame.columns * t->surface->frame.rows <= TOGETHER_CELLS) {
        SITU_TRY(situ_job_run(job, from.count, matrix_row, &task, err));
        goto done;
    }
    task.job = job;
    for (uint32_t s = 0; s < from.count; s++)
        SITU_TRY(matrix_row(&task, s, 0, err));
done:
    situ_free(goals);
    sources_free(&from);
    return status;
}

static situ_status nearest(float *minutes, uint32_t *site, const situ_travel *t, situ_travel_sites sites, const double *targets, uint32_t count,
                           situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    sources from = {0};
    goal *goals = NULL;
    const situ_cost_result *r = NULL;
    SITU_TRY(place_sources(&from, t, sites, err));
    SITU_TRY(place_goals(&goals, t, targets, count, err));
    SITU_TRY(spread_all(&r, t, sites, &from, job, err));
    for (uint32_t k = 0; k < count; k++) {
        minutes[k] = read_goal(t, r, goals[k]);
        if (site)
            site[k] = isfinite(minutes[k]) ? from.which[r->allocation[goals[k].cell]] : UINT32_MAX;
    }
done:
    situ_free(goals);
    sources_free(&from);
    return status;
}

static situ_status field(float *minutes, uint32_t *site, const situ_raster_frame *frame, const situ_travel *t, situ_travel_sites sites, situ_job *job,
                         situ_error *err)
{
    situ_status status = SITU_OK;
    sources from = {0};
    const situ_cost_result *r = NULL;
    SITU_TRY(place_sources(&from, t, sites, err));
    SITU_TRY(spread_all(&r, t, sites, &from, job, err));
    for (uint32_t row = 0; row < frame->rows; row++)
        for (uint32_t c = 0; c < frame->columns; c++) {
            size_t i = (size_t)row * frame->columns + c;
            uint32_t cell = situ_surface_cell(&t->surface->frame, situ_raster_x(frame, c + 0.5), situ_raster_y(frame, row + 0.5));
            minutes[i] = read_goal(t, r, (goal){cell, 0});
            if (site)
                site[i] = isfinite(minutes[i]) ? from.which[r->allocation[cell]] : UINT32_MAX;
        }
done:
    sources_free(&from);
    return status;
}

const situ_travel_way situ_travel_by_surface = {matrix, nearest, field};
