// SPDX-License-Identifier: MIT

#include "analysis/travel.h"

#include <math.h>
#include <string.h>

#include "analysis/rows.h"
#include "analysis/surface.h"
#include "analysis/travel_parts.h"
#include "base/alloc.h"

const char *const situ_travel_words[] = {"straight", "surface", "network", NULL};

static const situ_travel_way *way_of(const situ_travel *t)
{
    return t->o.mode == SITU_TRAVEL_STRAIGHT ? &situ_travel_by_line : t->o.mode == SITU_TRAVEL_NETWORK ? &situ_travel_by_network : &situ_travel_by_surface;
}

static situ_status make_network(situ_travel *t, situ_report *report, situ_job *job, situ_error *err)
{
    if (!t->o.roads)
        return situ_fail(err, SITU_E_NOT_FOUND, _("import roads, or take another mode"), "%s", _("travel along the network needs a road table"));
    const situ_network_options o = {.rules = t->o.rules, .cut = t->o.cut, .on_foot = t->o.on_foot, .speed_factor = t->o.speed_factor, .dem = t->o.dem,
                                    .water = t->o.water};
    situ_status status = situ_network_new(&t->network, t->o.roads, &o, report, job, err);
    if (status == SITU_OK && t->network->edge_count == 0)
        status = situ_rows_tell(report, t->o.roads, SIZE_MAX, SITU_WARN, "TRAVEL_NO_ROADS", NULL, _("import roads as lines"), err, "%s",
                                _("there is no road to travel along: nothing can be reached"));
    return status;
}

situ_status situ_travel_new(situ_travel **out, const situ_travel_options *options, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_travel *t = situ_calloc(1, sizeof *t);
    *out = NULL;
    SITU_TRY_ALLOC(t);
    t->told = situ_calloc(1, sizeof *t->told);
    SITU_TRY_ALLOC(t->told);
    t->last = situ_calloc(1, sizeof *t->last);
    SITU_TRY_ALLOC(t->last);
    t->o = *options;
    t->o.speed_factor = options->speed_factor > 0 ? options->speed_factor : 1;
    t->walk_factor = fmin(t->o.speed_factor, 1);
    t->report = report;
    if (!isfinite(options->speed_factor) || options->speed_factor < 0)
        SITU_TRY(situ_fail(err, SITU_E_ARGUMENT, _("give a number above 0"), _("%s is %g"), "speed_factor", options->speed_factor));
    SITU_TRY(situ_travel_rules_read(&t->rules, options->rules, err));
    if (options->mode == SITU_TRAVEL_NETWORK)
        SITU_TRY(make_network(t, report, job, err));
    else if (options->mode == SITU_TRAVEL_SURFACE)
        SITU_TRY(situ_surface_new(&t->surface, &t->o, &t->rules, report, job, err));
    *out = t;
    t = NULL;
done:
    situ_travel_free(t);
    return status;
}

void situ_travel_free(situ_travel *t)
{
    if (!t)
        return;
    if (t->told)
        situ_free(t->told->items);
    situ_free(t->told);
    if (t->last) {
        situ_cost_result_free(&t->last->result);
        situ_free(t->last->sites);
    }
    situ_free(t->last);
    situ_network_free(t->network);
    situ_surface_free(t->surface);
    situ_free(t);
}

double situ_travel_cell_m(const situ_travel *t) { return t->surface ? t->surface->frame.cell_x : 0; }

situ_status situ_travel_tell(const situ_travel *t, double x, double y, const char *rule, const char *text, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_travel_told *told = t->told;
    for (size_t i = 0; i < told->count; i++)
        if (memcmp(&told->items[i].x, &x, sizeof x) == 0 && memcmp(&told->items[i].y, &y, sizeof y) == 0 && situ_streq(told->items[i].rule, rule))
            return SITU_OK;
    SITU_TRY(situ_grow(&told->items, &told->capacity, told->count + 1, sizeof *told->items, err));
    told->items[told->count].x = x;
    told->items[told->count].y = y;
    told->items[told->count++].rule = rule;
    SITU_TRY(situ_rows_tell(t->report, NULL, SIZE_MAX, SITU_WARN, rule, NULL, _("correct the coordinates, or the roads and waters there"), err,
                            _("the place %.0f, %.0f %s"), x, y, text));
done:
    return status;
}

static situ_status check_sites(const situ_travel_site *sites, uint32_t count, situ_error *err)
{
    for (uint32_t i = 0; i < count; i++)
        if (!isfinite(sites[i].x) || !isfinite(sites[i].y) || !isfinite(sites[i].delay_min) || sites[i].delay_min < 0)
            return situ_fail(err, SITU_E_ARGUMENT, NULL, _("site %u has no coordinates, or a delay below 0"), i + 1);
    return SITU_OK;
}

situ_status situ_travel_matrix(float *minutes, const situ_travel *t, const situ_travel_site *sites, uint32_t site_count, const double *targets_xy,
                               uint32_t target_count, situ_job *job, situ_error *err)
{
    situ_status status = check_sites(sites, site_count, err);
    return status != SITU_OK ? status : way_of(t)->matrix(minutes, t, (situ_travel_sites){sites, site_count}, targets_xy, target_count, job, err);
}

situ_status situ_travel_matrix_within(float *minutes, const situ_travel *t, double limit_min, const situ_travel_site *sites, uint32_t site_count,
                                      const double *targets_xy, uint32_t target_count, situ_job *job, situ_error *err)
{
    situ_travel limited = *t; // a view: what it holds stays t's
    if (limit_min > 0 && !(t->o.limit_min > 0 && t->o.limit_min < limit_min))
        limited.o.limit_min = limit_min;
    return situ_travel_matrix(minutes, &limited, sites, site_count, targets_xy, target_count, job, err);
}

situ_status situ_travel_nearest(float *minutes, uint32_t *site, const situ_travel *t, const situ_travel_site *sites, uint32_t site_count,
                                const double *targets_xy, uint32_t target_count, situ_job *job, situ_error *err)
{
    situ_status status = check_sites(sites, site_count, err);
    return status != SITU_OK ? status : way_of(t)->nearest(minutes, site, t, (situ_travel_sites){sites, site_count}, targets_xy, target_count, job, err);
}

situ_status situ_travel_field(float *minutes, uint32_t *site, const situ_raster_frame *frame, const situ_travel *t, const situ_travel_site *sites,
                              uint32_t site_count, situ_job *job, situ_error *err)
{
    situ_status status = check_sites(sites, site_count, err);
    return status != SITU_OK ? status : way_of(t)->field(minutes, site, frame, t, (situ_travel_sites){sites, site_count}, job, err);
}
