// SPDX-License-Identifier: MIT
// R-AREA: which share of a region's people (of its area where nobody's place is known) lies in zones of natural
// hazard: 极高 >= 5 % or 极高+高 >= 20 % red, 极高+高 >= 10 % orange, 极高+高+中 >= 20 % yellow, else blue. Zones count
// with the people that their ledger gives, else with those of the villages in them.

#include <math.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/modify_parts.h"
#include "analysis/people.h"
#include "base/alloc.h"

enum { DEPTHS = 3 }; // level 1, 1-2, 1-3

typedef struct hazard_zones {
    const situ_table *table;
    size_t *row;                 // of the table
    const situ_geometry **shape; // valid polygons; NULL = none, but people and a place by name
    situ_geometry **made;
    uint8_t *level;
    double *pop;                 // as the ledger gives it; NaN = it does not
    size_t count, given;         // given: with pop
    uint32_t *order;             // those with pop, worst level first
    situ_rtree *tree;
    situ_geos *geos;
} hazard_zones;

static void zones_free(hazard_zones *z)
{
    for (size_t i = 0; z->made && i < z->count; i++)
        situ_geometry_free(z->made[i]);
    situ_free(z->row);
    situ_free(z->shape);
    situ_free(z->made);
    situ_free(z->level);
    situ_free(z->pop);
    situ_free(z->order);
    situ_rtree_free(z->tree);
    situ_geos_free(z->geos);
}

static situ_status add_zone(hazard_zones *z, size_t row, int level, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_geometry *g = situ_table_geometry(z->table, row);
    size_t at = z->count++;
    z->row[at] = row;
    z->level[at] = (uint8_t)level;
    z->pop[at] = situ_people_given(z->table, row);
    z->given += isnan(z->pop[at]) ? 0 : 1;
    z->shape[at] = g && g->kind == SITU_GEOM_POLYGON ? g : NULL;
    z->made[at] = NULL;
    if (z->shape[at] && !situ_geos_is_valid(z->geos, g, NULL, 0)) {
        SITU_TRY(situ_geos_make_valid(z->geos, &z->made[at], g, err));
        z->shape[at] = z->made[at];
    }
done:
    return status;
}

// Worst level first; within a level as the ledger has them.
static void sort_given(hazard_zones *z)
{
    size_t n = 0;
    for (int level = 1; level < SITU_RATING_LEVELS; level++)
        for (size_t i = 0; i < z->count; i++)
            if (z->level[i] == level && !isnan(z->pop[i]))
                z->order[n++] = (uint32_t)i;
}

static situ_status take_zones(hazard_zones *z, const situ_modify *m, const situ_yaml_node *types, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = z->table;
    for (size_t row = 0; row < t->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(t, row);
        const char *type = situ_rows_text(t, row, "type");
        const int level = situ_rows_level(t, row);
        const bool drawn = g && g->kind == SITU_GEOM_POLYGON;
        situ_placed how;
        if (type && !situ_check_in_list(types, type))
            continue; // no natural hazard
        // Without a polygon its people still count where its township is known.
        const bool named = !drawn && !isnan(situ_people_given(t, row)) && situ_regions_of(m->rating->set, t, row, &how) != SIZE_MAX;
        if (!type || level == 0 || (!drawn && !named))
            SITU_TRY(situ_rows_tell(m->report, t, row, SITU_WARN, "ZONE_AREA_LEFT_OUT", !type ? "type" : level == 0 ? "level" : "geometry",
                                    _("fill in its type and level, and draw its polygon"), err, _("%s has no type, level or polygon: it is left out of the shares"),
                                    situ_rows_name(t, row)));
        else
            SITU_TRY(add_zone(z, row, level, err));
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
    z->table = t;
    z->row = situ_malloc((t->row_count + 1) * sizeof *z->row);
    SITU_TRY_ALLOC(z->row);
    z->shape = situ_malloc((t->row_count + 1) * sizeof *z->shape);
    SITU_TRY_ALLOC(z->shape);
    z->made = situ_calloc(t->row_count + 1, sizeof *z->made);
    SITU_TRY_ALLOC(z->made);
    z->level = situ_malloc(t->row_count + 1);
    SITU_TRY_ALLOC(z->level);
    z->pop = situ_malloc((t->row_count + 1) * sizeof *z->pop);
    SITU_TRY_ALLOC(z->pop);
    z->order = situ_malloc((t->row_count + 1) * sizeof *z->order);
    SITU_TRY_ALLOC(z->order);
    SITU_TRY(take_zones(z, m, types, err));
    sort_given(z);
    for (size_t i = 0; i < z->count; i++)
        boxes[i] = z->shape[i] ? z->shape[i]->box : situ_box_empty();
    SITU_TRY(situ_rtree_new(&z->tree, boxes, (uint32_t)z->count, err));
done:
    situ_free(boxes);
    return status;
}

// --- zones with people of their own ---

typedef struct own_people {
    double (*pop)[DEPTHS];        // by region: in zones of level 1, 1-2, 1-3
    bool *any;                    // by region: some such zone lies in it
    double *kept;                 // by zone: its people less those counted in worse ones on the same ground
    const situ_geometry **region; // valid polygons of the regions; NULL = none
    situ_geometry **made;
    situ_rtree *tree;
} own_people;

static void own_free(own_people *o, size_t regions)
{
    for (size_t i = 0; o->made && i < regions; i++)
        situ_geometry_free(o->made[i]);
    situ_free(o->pop);
    situ_free(o->any);
    situ_free(o->kept);
    situ_free(o->region);
    situ_free(o->made);
    situ_rtree_free(o->tree);
}

static situ_status own_begin(own_people *o, const situ_modify *m, const hazard_zones *z, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = m->out->count;
    situ_box *boxes = situ_malloc((n + 1) * sizeof *boxes);
    SITU_TRY_ALLOC(boxes);
    o->pop = situ_calloc(n + 1, sizeof *o->pop);
    SITU_TRY_ALLOC(o->pop);
    o->any = situ_calloc(n + 1, sizeof *o->any);
    SITU_TRY_ALLOC(o->any);
    o->kept = situ_calloc(z->count + 1, sizeof *o->kept);
    SITU_TRY_ALLOC(o->kept);
    o->region = situ_calloc(n + 1, sizeof *o->region);
    SITU_TRY_ALLOC(o->region);
    o->made = situ_calloc(n + 1, sizeof *o->made);
    SITU_TRY_ALLOC(o->made);
    for (size_t i = 0; i < n; i++) {
        const situ_geometry *g = situ_table_geometry(m->rating->regions, situ_regions_row(m->rating->set, i));
        boxes[i] = situ_box_empty();
        if (!g || g->kind != SITU_GEOM_POLYGON)
            continue;
        o->region[i] = g;
        if (!situ_geos_is_valid(z->geos, g, NULL, 0)) {
            SITU_TRY(situ_geos_make_valid(z->geos, &o->made[i], g, err));
            o->region[i] = o->made[i];
        }
        boxes[i] = o->region[i]->box;
    }
    SITU_TRY(situ_rtree_new(&o->tree, boxes, (uint32_t)n, err));
done:
    situ_free(boxes);
    return status;
}

// Two zones on the same ground tell of the same people: what the worse ones have counted there is not counted again, so
// that a zone of 900 around one of 300 makes 900, not 1200. Within a zone people are taken as spread evenly.
static situ_status keep_people(own_people *o, const hazard_zones *z, uint32_t zone, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t *ids = NULL, count = 0;
    double twice = 0;
    if (z->shape[zone])
        SITU_TRY(situ_rtree_collect(z->tree, z->shape[zone]->box, &ids, &count, err));
    for (uint32_t i = 0; i < count; i++) {
        double share;
        if (ids[i] == zone || !(o->kept[ids[i]] > 0)) // not yet counted
            continue;
        SITU_TRY(situ_people_share(&share, z->geos, z->shape[ids[i]], &z->shape[zone], 1, err));
        twice += share * o->kept[ids[i]];
    }
    o->kept[zone] = fmax(z->pop[zone] - twice, 0);
done:
    situ_free(ids);
    return status;
}

static void give(own_people *o, size_t region, int level, double people)
{
    o->any[region] = true;
    for (int k = level - 1; k < DEPTHS; k++)
        o->pop[region][k] += people;
}

// By the area of the zone in each region; to the region it names when that has no polygon or none is touched.
static situ_status share_out(own_people *o, const situ_modify *m, const hazard_zones *z, uint32_t zone, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t *ids = NULL, count = 0;
    double *share = NULL, sum = 0;
    situ_placed how;
    const size_t named = situ_regions_of(m->rating->set, z->table, z->row[zone], &how);
    const bool unseen = named != SIZE_MAX && !o->region[named] && how != SITU_PLACED_GEOMETRY;
    if (z->shape[zone] && !unseen)
        SITU_TRY(situ_rtree_collect(o->tree, z->shape[zone]->box, &ids, &count, err));
    share = situ_calloc((size_t)count + 1, sizeof *share);
    SITU_TRY_ALLOC(share);
    for (uint32_t i = 0; i < count; i++) {
        SITU_TRY(situ_people_share(&share[i], z->geos, z->shape[zone], &o->region[ids[i]], 1, err));
        sum += share[i];
    }
    // The ledger's people are the county's: ground beyond its border takes none of them.
    for (uint32_t i = 0; i < count && sum > 0; i++)
        if (share[i] > 0)
            give(o, ids[i], z->level[zone], o->kept[zone] * share[i] / sum);
    if (!(sum > 0) && named != SIZE_MAX)
        give(o, named, z->level[zone], o->kept[zone]);
done:
    situ_free(share);
    situ_free(ids);
    return status;
}

static situ_status count_own(own_people *o, const situ_modify *m, const hazard_zones *z, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(own_begin(o, m, z, err));
    for (size_t i = 0; i < z->given; i++) {
        if (i % 64 == 0)
            SITU_TRY(situ_job_check(m->job, err));
        SITU_TRY(keep_people(o, z, z->order[i], err));
        SITU_TRY(share_out(o, m, z, z->order[i], err));
    }
done:
    return status;
}

// --- zones without ---

typedef enum zone_choice { ALL_ZONES, GIVEN_ZONES } zone_choice;

static situ_status shares_in(double out[DEPTHS], const hazard_zones *z, zone_choice which, const situ_geometry *shape, situ_error *err)
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
            if (z->level[ids[i]] <= depth + 1 && (which == ALL_ZONES || !isnan(z->pop[ids[i]])))
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

// Share of a shape in the zones; own: without the ground of those that have people of their own.
static situ_status shares_of(double out[DEPTHS], const hazard_zones *z, bool own, const situ_geometry *shape, situ_error *err)
{
    situ_status status = SITU_OK;
    double given[DEPTHS] = {0};
    if (own && z->given == z->count) {
        memset(out, 0, DEPTHS * sizeof *out);
        return SITU_OK;
    }
    SITU_TRY(shares_in(out, z, ALL_ZONES, shape, err));
    if (own && z->given > 0)
        SITU_TRY(shares_in(given, z, GIVEN_ZONES, shape, err));
    for (int k = 0; k < DEPTHS; k++)
        out[k] = fmax(out[k] - given[k], 0);
done:
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
        SITU_TRY(shares_of(share, z, true, people->shape[u], err));
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

static situ_status by_area(double out[DEPTHS], const situ_modify *m, const hazard_zones *z, bool own, size_t region, situ_error *err)
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
    SITU_TRY(shares_of(out, z, own, g, err));
done:
    situ_geometry_free(valid);
    return status;
}

// The people of the zones' own, of those of the region (all: of its villages with a place), and the rest by villages or area.
static situ_status add_own(const situ_modify *m, const hazard_zones *z, const own_people *o, const double *all, size_t region, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_rated *x = &m->out->items[region];
    const situ_table *t = m->rating->regions;
    const size_t row = situ_regions_row(m->rating->set, region);
    const double stated = situ_rows_real(t, row, "pop"), pop = stated > 0 ? stated : all[region];
    const bool own = z->given > 0 && (o->any[region] || z->given == z->count) && pop > 0;
    if (!x->of_people) {
        SITU_TRY(by_area(x->share, m, z, own, region, err));
        if (o->any[region] && !own)
            SITU_TRY(situ_rows_tell(m->report, t, row, SITU_WARN, "ZONE_PEOPLE_UNKNOWN", "pop", _("fill in the population"), err,
                                    _("%s has no population: the share of its area counts"), situ_rows_name(t, row)));
    }
    if (!own)
        goto done;
    x->of_people = true;
    for (int k = 0; k < DEPTHS; k++)
        x->share[k] = fmin((isnan(x->share[k]) ? 0 : x->share[k]) + o->pop[region][k] / pop, 1.0);
    if (o->pop[region][DEPTHS - 1] > pop * (1 + 1e-9))
        SITU_TRY(situ_rows_tell(m->report, t, row, SITU_WARN, "ZONE_PEOPLE_MANY", "pop", _("correct the people of the zones, or the population"), err,
                                _("%s has %.0f people, but its zones of danger %.0f: all of them are counted as in danger"), situ_rows_name(t, row), pop,
                                o->pop[region][DEPTHS - 1]));
done:
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
    own_people own = {0};
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
    else {
        SITU_TRY(by_people(m, &z, people, all, err));
        SITU_TRY(count_own(&own, m, &z, err));
    }
    for (size_t i = 0; z.count > 0 && i < m->out->count; i++) {
        situ_rated *x = &m->out->items[i];
        SITU_TRY(add_own(m, &z, &own, all, i, err));
        x->area_level = level_of_shares(m, x->share);
        if (x->base == 0 && (x->area_level == 1 || x->area_level == 2))
            SITU_TRY(situ_rows_tell(m->report, m->rating->regions, situ_regions_row(m->rating->set, i), SITU_WARN, "ZONE_AREA_NOT_ASSESSED", NULL,
                                    _("list the risk points of this region"), err, _("%s has no graded point, but %.1f %% of it lies in zones of high danger"),
                                    situ_rows_name(m->rating->regions, situ_regions_row(m->rating->set, i)), 100.0 * x->share[1]));
    }
done:
    situ_free(all);
    situ_people_free(people);
    own_free(&own, m->out->count);
    zones_free(&z);
    return status;
}
