// SPDX-License-Identifier: MIT
// R-AREA: which share of a region's people (of its area where nobody's place is known) lies in zones of natural
// hazard: 极高 >= 5 % or 极高+高 >= 20 % red, 极高+高 >= 10 % orange, 极高+高+中 >= 20 % yellow, else blue.

#include <math.h>

#include "analysis/checking.h"
#include "analysis/modify_parts.h"
#include "analysis/people.h"
#include "base/alloc.h"

enum { DEPTHS = 3 }; // level 1, 1-2, 1-3

typedef struct hazard_zones {
    const situ_geometry **shape; // valid polygons
    situ_geometry **made;
    uint8_t *level;
    size_t count;
    situ_rtree *tree;
    situ_geos *geos;
} hazard_zones;

static void zones_free(hazard_zones *z)
{
    for (size_t i = 0; z->made && i < z->count; i++)
        situ_geometry_free(z->made[i]);
    situ_free(z->shape);
    situ_free(z->made);
    situ_free(z->level);
    situ_rtree_free(z->tree);
    situ_geos_free(z->geos);
}

static situ_status add_zone(hazard_zones *z, const situ_geometry *g, int level, situ_error *err)
{
    situ_status status = SITU_OK;
    z->shape[z->count] = g;
    z->level[z->count] = (uint8_t)level;
    z->made[z->count++] = NULL;
    if (!situ_geos_is_valid(z->geos, g, NULL, 0)) {
        SITU_TRY(situ_geos_make_valid(z->geos, &z->made[z->count - 1], g, err));
        z->shape[z->count - 1] = z->made[z->count - 1];
    }
done:
    return status;
}

static situ_status read_zones(hazard_zones *z, const situ_modify *m, const situ_table *t, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *types = situ_yaml_get(situ_yaml_get(situ_yaml_get(situ_rules_file(m->rating->in->rules, "region"), "then"), "R-AREA"), "types");
    situ_box *boxes = situ_malloc((t->row_count + 1) * sizeof *boxes);
    SITU_TRY_ALLOC(boxes);
    z->shape = situ_malloc((t->row_count + 1) * sizeof *z->shape);
    SITU_TRY_ALLOC(z->shape);
    z->made = situ_calloc(t->row_count + 1, sizeof *z->made);
    SITU_TRY_ALLOC(z->made);
    z->level = situ_malloc(t->row_count + 1);
    SITU_TRY_ALLOC(z->level);
    for (size_t row = 0; row < t->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(t, row);
        const char *type = situ_rows_text(t, row, "type");
        int level = situ_rows_level(t, row);
        if (type && !situ_check_in_list(types, type))
            continue; // no natural hazard
        if (!type || level == 0 || !g || g->kind != SITU_GEOM_POLYGON)
            SITU_TRY(situ_rows_tell(m->report, t, row, SITU_WARN, "ZONE_AREA_LEFT_OUT", !type ? "type" : level == 0 ? "level" : "geometry",
                                    _("fill in its type and level, and draw its polygon"), err, _("%s has no type, level or polygon: it is left out of the shares"),
                                    situ_rows_name(t, row)));
        else {
            boxes[z->count] = g->box;
            SITU_TRY(add_zone(z, g, level, err));
        }
    }
    SITU_TRY(situ_rtree_new(&z->tree, boxes, (uint32_t)z->count, err));
done:
    situ_free(boxes);
    return status;
}

static situ_status shares_of(double out[DEPTHS], const hazard_zones *z, const situ_geometry *shape, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t *ids = NULL, count = 0;
    const situ_geometry **list = NULL;
    SITU_TRY(situ_rtree_collect(z->tree, shape->box, &ids, &count, err));
    list = situ_malloc((count + 1) * sizeof *list);
    SITU_TRY_ALLOC(list);
    size_t before = SIZE_MAX;
    for (int depth = 0; depth < DEPTHS; depth++) {
        size_t n = 0;
        for (uint32_t i = 0; i < count; i++)
            if (z->level[ids[i]] <= depth + 1)
                list[n++] = z->shape[ids[i]];
        if (n == before) // nothing of this level
            out[depth] = out[depth - 1];
        else
            SITU_TRY(situ_people_share(&out[depth], z->geos, shape, list, n, err));
        before = n;
    }
done:
    situ_free(list);
    situ_free(ids);
    return status;
}

// By people where any of the region have a place.
static situ_status by_people(const situ_modify *m, const hazard_zones *z, const situ_people *people, double *all, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t u = 0; u < people->count; u++) {
        double share[DEPTHS];
        size_t region = situ_regions_above(m->rating->set, people->row[u]);
        if (u % 64 == 0)
            SITU_TRY(situ_job_check(m->job, err));
        if (region == SIZE_MAX || people->pop[u] <= 0)
            continue;
        situ_rated *x = &m->out->items[region];
        SITU_TRY(shares_of(share, z, people->shape[u], err));
        for (int k = 0; k < DEPTHS; k++)
            x->share[k] = (all[region] > 0 ? x->share[k] : 0) + share[k] * people->pop[u];
        all[region] += people->pop[u];
        x->of_people = true;
    }
    for (size_t i = 0; i < m->out->count; i++)
        for (int k = 0; k < DEPTHS && all[i] > 0; k++)
            m->out->items[i].share[k] /= all[i];
done:
    return status;
}

static situ_status by_area(const situ_modify *m, const hazard_zones *z, size_t region, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *valid = NULL;
    const situ_geometry *g = situ_table_geometry(m->rating->regions, situ_regions_row(m->rating->set, region));
    if (!g || g->kind != SITU_GEOM_POLYGON)
        return SITU_OK;
    if (!situ_geos_is_valid(z->geos, g, NULL, 0)) {
        SITU_TRY(situ_geos_make_valid(z->geos, &valid, g, err));
        g = valid;
    }
    SITU_TRY(shares_of(m->out->items[region].share, z, g, err));
done:
    situ_geometry_free(valid);
    return status;
}

// A share that equals a threshold has reached it; cut areas are exact to a part in a thousand million only.
static bool reaches(double share, double limit) { return share * (1.0 + 1e-9) >= limit; }

static int level_of_shares(const situ_modify *m, const double share[DEPTHS])
{
    const double *limit = m->area_limit;
    if (isnan(share[0]))
        return 0;
    if (reaches(share[0], limit[0]) || reaches(share[1], limit[1]))
        return 1;
    return reaches(share[1], limit[2]) ? 2 : reaches(share[2], limit[3]) ? 3 : 4;
}

static situ_status read_limits(situ_modify *m, situ_error *err)
{
    static const char *const paths[] = {"then.R-AREA.red_1", "then.R-AREA.red_12", "then.R-AREA.orange_12", "then.R-AREA.yellow_123"};
    situ_status status = SITU_OK;
    const situ_rules *rules = m->rating->in->rules;
    for (int k = 0; k < 4; k++)
        SITU_TRY(situ_rules_number(&m->area_limit[k], rules, "region", paths[k], err));
    const double *limit = m->area_limit;
    if (!(limit[0] > 0 && limit[1] > limit[2] && limit[2] > 0 && limit[3] > 0)) {
        situ_fail(err, SITU_E_FORMAT, _("write shares above 0, red_12 above orange_12"), _("the thresholds \"%s\" leave a gap or overlap: %g, %g, %g"),
                  "then.R-AREA", limit[1], limit[2], limit[3]);
        status = situ_error_at(err, situ_rules_path(rules, "region"), NULL, NULL, 0, 0);
    }
done:
    return status;
}

situ_status situ_modify_read_areas(situ_modify *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_op_table(m->rating->in, "hazard_zone");
    hazard_zones z = {0};
    situ_people *people = NULL;
    double *all = NULL;
    SITU_TRY(read_limits(m, err));
    if (!t || t->row_count == 0) {
        m->blocked[SITU_MODIFY_AREA] = situ_modify_word(m, "no_zones");
        return situ_rows_tell(m->report, t, SIZE_MAX, SITU_WARN, "ZONE_AREA_UNKNOWN", NULL, _("import the areas of danger"), err,
                              _("there is no ledger of areas of danger: the rule R-AREA is not applied"));
    }
    SITU_TRY(situ_geos_new(&z.geos, err));
    SITU_TRY(read_zones(&z, m, t, err));
    all = situ_calloc(m->out->count + 1, sizeof *all);
    SITU_TRY_ALLOC(all);
    SITU_TRY(situ_people_new(&people, m->rating->regions, z.geos, m->report, "ZONE_PEOPLE_UNKNOWN", err));
    if (z.count == 0)
        m->blocked[SITU_MODIFY_AREA] = situ_modify_word(m, "no_zones");
    else
        SITU_TRY(by_people(m, &z, people, all, err));
    for (size_t i = 0; z.count > 0 && i < m->out->count; i++) {
        situ_rated *x = &m->out->items[i];
        if (!x->of_people)
            SITU_TRY(by_area(m, &z, i, err));
        x->area_level = level_of_shares(m, x->share);
        if (x->base == 0 && (x->area_level == 1 || x->area_level == 2))
            SITU_TRY(situ_rows_tell(m->report, m->rating->regions, situ_regions_row(m->rating->set, i), SITU_WARN, "ZONE_AREA_NOT_ASSESSED", NULL,
                                    _("list the risk points of this region"), err, _("%s has no graded point, but %.1f %% of it lies in zones of high danger"),
                                    situ_rows_name(m->rating->regions, situ_regions_row(m->rating->set, i)), 100.0 * x->share[1]));
    }
done:
    situ_free(all);
    situ_people_free(people);
    zones_free(&z);
    return status;
}
