// SPDX-License-Identifier: MIT
// 小灾自救、大灾增援 (F14): which township helps itself, which is reached by help in time, which goes short.

#include <math.h>

#include "analysis/needs.h"
#include "analysis/reaching.h"
#include "analysis/sufficiency.h"
#include "base/alloc.h"

// Minutes of every depot to every township, as situ_sufficiency_input wants them: unplaced ones reach nobody, and
// those that help their own township only need no way.
static situ_status depot_minutes(float **out, const situ_reaching *r, const situ_table *depots, const situ_table *regions, const situ_regions *towns,
                                 double limit_min, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = situ_regions_count(towns), count = 0;
    situ_reach_sites sites = {0};
    double *xy = situ_malloc((2 * n + 1) * sizeof *xy);
    size_t *which = situ_malloc((n + 1) * sizeof *which);
    uint8_t *shared = situ_calloc(depots->row_count + 1, 1);
    float *found = NULL, *minutes = situ_malloc((n * depots->row_count + 1) * sizeof *minutes);
    SITU_TRY_ALLOC(xy);
    SITU_TRY_ALLOC(which);
    SITU_TRY_ALLOC(minutes);
    SITU_TRY_ALLOC(shared);
    for (size_t row = 0; row < depots->row_count; row++) {
        situ_depot_role role = situ_depot_role_of(r->in->rules, depots, row, regions, r->in->county);
        shared[row] = role == SITU_DEPOT_COUNTY || role == SITU_DEPOT_FORWARD;
    }
    for (size_t i = 0; i < n; i++) {
        situ_point p;
        if (!situ_feature_point(situ_table_geometry(regions, situ_regions_row(towns, i)), &p))
            continue;
        xy[2 * count] = p.x;
        xy[2 * count + 1] = p.y;
        which[count++] = i;
    }
    for (size_t i = 0; i < n * depots->row_count; i++)
        minutes[i] = INFINITY;
    SITU_TRY(situ_reach_sites_of(&sites, r, depots, shared, false, err));
    found = situ_malloc((sites.count * count + 1) * sizeof *found);
    SITU_TRY_ALLOC(found);
    SITU_TRY(situ_travel_matrix_within(found, r->travel, limit_min, sites.items, sites.count, xy, (uint32_t)count, r->job, err));
    for (uint32_t s = 0; s < sites.count; s++)
        for (size_t k = 0; k < count; k++)
            minutes[sites.row[s] * n + which[k]] = found[s * count + k];
    *out = minutes;
    minutes = NULL;
done:
    situ_reach_sites_free(&sites);
    situ_free(xy);
    situ_free(which);
    situ_free(shared);
    situ_free(found);
    situ_free(minutes);
    return status;
}

situ_status situ_reach_towns(situ_bundle *out, const situ_reaching *r, const situ_table *regions, double limit_min, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_regions *towns = NULL;
    const situ_table *depots = situ_op_table(r->in, "depots"), *stock = situ_op_table(r->in, "stock"), *points = situ_op_table(r->in, "risk_points");
    situ_needs *needs = NULL;
    situ_sufficiency made = {0};
    situ_table *table = NULL;
    double *held = NULL;
    float *minutes = NULL;
    size_t lost = 0;
    SITU_TRY(situ_regions_new(&towns, regions, "乡镇", err));
    SITU_TRY(situ_needs_new(&needs, r->in->rules, err));
    SITU_TRY(situ_needs_stock(&held, &lost, needs, depots, stock, r->in->as_of, r->report, err));
    SITU_TRY(depot_minutes(&minutes, r, depots, regions, towns, limit_min, err));
    const situ_sufficiency_input input = {.rules = r->in->rules, .needs = needs, .regions = regions, .towns = towns, .depots = depots, .ledger = stock, .stock = held,
                                          .points = points, .minutes = minutes, .limit_min = limit_min, .county = r->in->county,
                                          .ask_zero = true, .submissions = situ_op_table(r->in, "submissions")};
    SITU_TRY(situ_sufficiency_make(&made, &input, r->report, err));
    SITU_TRY(situ_sufficiency_table(&table, "towns", r->in->epsg, &made, &input, err));
    SITU_TRY(situ_rows_finish(out, &table, "towns", err));
done:
    situ_table_free(table);
    situ_regions_free(towns);
    situ_sufficiency_free(&made);
    situ_needs_free(needs);
    situ_free(held);
    situ_free(minutes);
    return status;
}
