// SPDX-License-Identifier: MIT
// The share of the people reached in time: by place, and by tier.

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/reaching.h"
#include "base/alloc.h"

// People and places of one unit. Where no population is known at all, only places are counted.
typedef struct tally {
    double people, reached, unplaced_people, unreachable_people;
    size_t places, places_reached, unplaced, without_pop, unreachable;
} tally;

static void add(tally *t, const situ_reach_places *p, uint32_t i, float minutes, double within)
{
    bool placed = !isnan(p->xy[2 * (size_t)i]), known = !isnan(p->pop[i]);
    double pop = known ? p->pop[i] : 0;
    t->without_pop += !known && p->counted ? 1 : 0;
    if (!placed) {
        t->unplaced++;
        t->unplaced_people += pop;
        return;
    }
    t->places++;
    t->people += pop;
    if (!isfinite(minutes)) {
        t->unreachable++;
        t->unreachable_people += pop;
    } else if ((double)minutes <= within) {
        t->places_reached++;
        t->reached += pop;
    }
}

static double share(double part, double whole) { return whole > 0 ? part / whole : NAN; }

// --- coverage ---

typedef struct columns {
    size_t id, name, code, level, within, people, reached, part, unreachable_people, unplaced_people, places, places_reached, places_part, unreachable, unplaced,
        without_pop;
} columns;

static situ_status write_row(situ_table *out, const columns *c, const char *unit, const char *level, const char *code, const char *name, double within, size_t band,
                             const tally *t, const situ_geometry *shape, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t row;
    situ_str id;
    situ_str_init(&id);
    situ_str_addf(&id, "%s-%zu", unit, band + 1);
    SITU_TRY(!situ_str_ok(&id) ? situ_fail_nomem(err) : SITU_OK);
    SITU_TRY(situ_table_add_row(out, &row, err));
    SITU_TRY(situ_table_set_text(out, row, c->id, id.data, err));
    SITU_TRY(situ_table_set_text(out, row, c->name, name, err));
    SITU_TRY(situ_table_set_text(out, row, c->level, level, err));
    if (code)
        SITU_TRY(situ_table_set_text(out, row, c->code, code, err));
    situ_table_set_real(out, row, c->within, within);
    situ_table_set_real(out, row, c->people, t->people);
    situ_table_set_real(out, row, c->reached, t->reached);
    situ_table_set_real(out, row, c->part, share(t->reached, t->people));
    situ_table_set_real(out, row, c->unreachable_people, t->unreachable_people);
    situ_table_set_real(out, row, c->unplaced_people, t->unplaced_people);
    situ_table_set_int(out, row, c->places, (int64_t)t->places);
    situ_table_set_int(out, row, c->places_reached, (int64_t)t->places_reached);
    situ_table_set_real(out, row, c->places_part, share((double)t->places_reached, (double)t->places));
    situ_table_set_int(out, row, c->unreachable, (int64_t)t->unreachable);
    situ_table_set_int(out, row, c->unplaced, (int64_t)t->unplaced);
    situ_table_set_int(out, row, c->without_pop, (int64_t)t->without_pop);
    SITU_TRY(situ_rows_set_shape(out, row, shape, err));
done:
    situ_str_free(&id);
    return status;
}

// The county's own row, when the regions hold just one.
static size_t county_row(const situ_table *regions)
{
    size_t found = SIZE_MAX;
    for (size_t row = 0; regions && row < regions->row_count; row++)
        if (situ_streq(situ_rows_text(regions, row, "level"), "县")) {
            if (found != SIZE_MAX)
                return SIZE_MAX;
            found = row;
        }
    return found;
}

static situ_status write_units(situ_table *out, const columns *c, const situ_reaching *r, const situ_reach_places *people, const float *minutes, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *regions = people->regions;
    const situ_regions *towns = people->towns;
    size_t units = (towns ? situ_regions_count(towns) : 0) + 1, county = county_row(regions); // the county first
    tally *sums = NULL;
    for (size_t band = 0; band < r->bands; band++) {
        situ_free(sums);
        sums = situ_calloc(units, sizeof *sums);
        SITU_TRY_ALLOC(sums);
        for (uint32_t i = 0; i < people->count; i++) {
            add(&sums[0], people, i, minutes[i], r->end_min[band]);
            if (people->town[i] != UINT32_MAX)
                add(&sums[people->town[i] + 1], people, i, minutes[i], r->end_min[band]);
        }
        for (size_t unit = 0; unit < units; unit++) {
            size_t row = unit ? situ_regions_row(towns, unit - 1) : county;
            const char *id = row == SIZE_MAX ? NULL : situ_rows_text(regions, row, "id");
            const char *name = row == SIZE_MAX ? (r->in->county && *r->in->county ? r->in->county : situ_reach_word(r->in->rules, "county")) : situ_rows_name(regions, row);
            SITU_TRY(write_row(out, c, id ? id : name, unit ? "乡镇" : "县", row == SIZE_MAX ? NULL : situ_rows_text(regions, row, "region_code"), name,
                               r->end_min[band], band, &sums[unit], row == SIZE_MAX ? NULL : situ_table_geometry(regions, row), err));
        }
    }
done:
    situ_free(sums);
    return status;
}

situ_status situ_reach_coverage(situ_bundle *bundle, const situ_reaching *r, const situ_reach_places *people, const float *minutes, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    columns c;
    const situ_rows_column list[] = {
        {"id", SITU_TYPE_TEXT, &c.id}, {"name", SITU_TYPE_TEXT, &c.name}, {"region_code", SITU_TYPE_TEXT, &c.code}, {"level", SITU_TYPE_TEXT, &c.level},
        {"within_min", SITU_TYPE_REAL, &c.within}, {"people", SITU_TYPE_REAL, &c.people}, {"people_reached", SITU_TYPE_REAL, &c.reached},
        {"share", SITU_TYPE_REAL, &c.part}, {"people_unreachable", SITU_TYPE_REAL, &c.unreachable_people}, {"people_unplaced", SITU_TYPE_REAL, &c.unplaced_people},
        {"places", SITU_TYPE_INT, &c.places}, {"places_reached", SITU_TYPE_INT, &c.places_reached}, {"places_share", SITU_TYPE_REAL, &c.places_part},
        {"places_unreachable", SITU_TYPE_INT, &c.unreachable}, {"places_unplaced", SITU_TYPE_INT, &c.unplaced}, {"places_without_pop", SITU_TYPE_INT, &c.without_pop},
        {0}};
    SITU_TRY(situ_rows_table(&out, "coverage", r->in->epsg, list, err));
    SITU_TRY(write_units(out, &c, r, people, minutes, err));
    SITU_TRY(situ_rows_finish(bundle, &out, "coverage", err));
    if (people->counted && (people->unplaced || people->without_pop))
        SITU_TRY(situ_rows_tell(r->report, people->table, SIZE_MAX, SITU_WARN, "REACH_PEOPLE_LEFT_OUT", NULL, _("fill in coordinates and population"), err,
                                _("the share of the people reached leaves out %u places without coordinates and %u without population"), people->unplaced,
                                people->without_pop));
done:
    situ_table_free(out);
    return status;
}

// --- tiers ---

enum { MOST_TIERS = 8 };
typedef struct tiers {
    const char *word[MOST_TIERS]; // highest first
    size_t count;
    situ_reach_sites sites[MOST_TIERS];
    float *people[MOST_TIERS];    // minutes to the people
    float *minutes;               // to the targets that have a place, tier by tier
    uint32_t *site;
    situ_rows_points at;          // those targets
} tiers;

static situ_status read_tiers(tiers *t, const situ_reaching *r, const situ_table *teams, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *list = situ_yaml_get(situ_rules_file(r->in->rules, "reach"), "tiers");
    uint8_t *keep = situ_calloc(teams->row_count + 1, 1);
    size_t others = teams->row_count, unplaced = 0;
    SITU_TRY_ALLOC(keep);
    if (!list || list->kind != SITU_YAML_LIST || list->count == 0 || list->count > MOST_TIERS)
        SITU_TRY(situ_yaml_fail(err, situ_rules_path(r->in->rules, "reach"), list ? list : situ_rules_file(r->in->rules, "reach"), NULL,
                                _("`tiers` is a list of 1 to %d words of the column level of teams"), MOST_TIERS));
    for (size_t k = 0; k < list->count; k++) {
        t->word[t->count] = list->items[k]->text;
        for (size_t row = 0; row < teams->row_count; row++) {
            keep[row] = situ_streq(situ_rows_text(teams, row, "level"), t->word[k]);
            others -= keep[row];
        }
        SITU_TRY(situ_reach_sites_of(&t->sites[t->count++], r, teams, keep, false, err));
        unplaced += t->sites[k].unplaced;
    }
    if (others || unplaced)
        SITU_TRY(situ_rows_tell(r->report, teams, SIZE_MAX, SITU_INFO, "REACH_TEAMS_LEFT_OUT", NULL, NULL, err,
                                _("the tiers leave out %zu teams of other levels and %zu teams without coordinates"), others, unplaced));
done:
    situ_free(keep);
    return status;
}

typedef struct target_columns { size_t id, name, code, town, minutes[MOST_TIERS], site[MOST_TIERS], soonest, tier, tiers, reachable; } target_columns;

static situ_status target_table(situ_table **out, target_columns *c, const tiers *t, int epsg, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_rows_column list[] = {{"id", SITU_TYPE_TEXT, &c->id}, {"name", SITU_TYPE_TEXT, &c->name}, {"region_code", SITU_TYPE_TEXT, &c->code},
                                     {"town", SITU_TYPE_TEXT, &c->town}, {"minutes", SITU_TYPE_REAL, &c->soonest}, {"tier", SITU_TYPE_TEXT, &c->tier},
                                     {"reachable", SITU_TYPE_TEXT, &c->reachable}, {"reached_by", SITU_TYPE_TEXT, &c->tiers}, {0}};
    SITU_TRY(situ_rows_table(out, "tiers", epsg, list, err));
    for (size_t k = 0; k < t->count; k++) {
        char name[40];
        snprintf(name, sizeof name, "minutes_%zu", k + 1);
        SITU_TRY(situ_table_add_column(*out, name, SITU_TYPE_REAL, &c->minutes[k], err));
        snprintf(name, sizeof name, "site_%zu", k + 1);
        SITU_TRY(situ_table_add_column(*out, name, SITU_TYPE_TEXT, &c->site[k], err));
    }
done:
    return status;
}

// A row of the table tiers. found: minutes and sites of the target by tier, NULL = it has no coordinates.
static situ_status write_target(situ_table *out, const target_columns *c, const situ_reaching *r, const tiers *t, const situ_table *teams, const situ_table *targets,
                                size_t source, const situ_point *at, const float *minutes, const uint32_t *site, uint32_t stride, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t row, best = SIZE_MAX;
    situ_str by;
    situ_str_init(&by);
    SITU_TRY(situ_table_add_row(out, &row, err));
    SITU_TRY(situ_rows_copy(out, row, c->id, targets, source, "id", err));
    SITU_TRY(situ_table_set_text(out, row, c->name, situ_rows_name(targets, source), err));
    SITU_TRY(situ_rows_copy(out, row, c->code, targets, source, "region_code", err));
    SITU_TRY(situ_rows_copy(out, row, c->town, targets, source, "town", err));
    SITU_TRY(situ_rows_set_point(out, row, at, err));
    for (size_t k = 0; at && k < t->count; k++) {
        float m = minutes[k * stride];
        if (!isfinite(m))
            continue;
        situ_table_set_real(out, row, c->minutes[k], (double)m);
        SITU_TRY(situ_table_set_text(out, row, c->site[k], situ_rows_name(teams, t->sites[k].row[site[k * stride]]), err));
        best = best == SIZE_MAX || m < minutes[best * stride] ? k : best;
        if ((double)m <= r->end_min[r->bands - 1])
            situ_str_addf(&by, "%s%s", by.length ? "、" : "", t->word[k]);
    }
    SITU_TRY(!situ_str_ok(&by) ? situ_fail_nomem(err) : SITU_OK);
    SITU_TRY(situ_table_set_text(out, row, c->reachable, situ_reach_word(r->in->rules, !at ? "unplaced" : best == SIZE_MAX ? "unreachable" : "reachable"), err));
    if (best != SIZE_MAX) {
        situ_table_set_real(out, row, c->soonest, (double)minutes[best * stride]);
        SITU_TRY(situ_table_set_text(out, row, c->tier, t->word[best], err));
    }
    SITU_TRY(situ_table_set_text(out, row, c->tiers, by.length ? by.data : situ_reach_word(r->in->rules, "nobody"), err));
done:
    situ_str_free(&by);
    return status;
}

// Tier by tier, targets and people in one go: the surface is spread once for both.
static situ_status find_ways(tiers *t, const situ_reaching *r, const situ_table *targets, const situ_reach_places *people, situ_error *err)
{
    situ_status status = SITU_OK;
    if (targets)
        SITU_TRY(situ_rows_points_of(&t->at, targets, NULL, "REACH_UNPLACED", err)); // told with the bands
    t->minutes = situ_malloc((t->count * t->at.count + 1) * sizeof *t->minutes);
    SITU_TRY_ALLOC(t->minutes);
    t->site = situ_malloc((t->count * t->at.count + 1) * sizeof *t->site);
    SITU_TRY_ALLOC(t->site);
    for (size_t k = 0; k < t->count; k++) {
        size_t first = k * t->at.count;
        SITU_TRY(situ_travel_nearest(t->minutes + first, t->site + first, r->travel, t->sites[k].items, t->sites[k].count, t->at.xy, t->at.count, r->job, err));
        SITU_TRY(situ_reach_people(&t->people[k], r, people, &t->sites[k], err));
    }
done:
    return status;
}

static situ_status write_targets(situ_bundle *bundle, const situ_reaching *r, const tiers *t, const situ_table *teams, const situ_table *targets, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    target_columns c;
    SITU_TRY(target_table(&out, &c, t, r->in->epsg, err));
    for (size_t row = 0, next = 0; row < targets->row_count; row++) {
        bool placed = next < t->at.count && t->at.row[next] == row;
        const situ_point p = placed ? (situ_point){t->at.xy[2 * next], t->at.xy[2 * next + 1]} : (situ_point){0, 0};
        SITU_TRY(write_target(out, &c, r, t, teams, targets, row, placed ? &p : NULL, t->minutes + next, t->site + next, t->at.count, err));
        next += placed;
    }
    SITU_TRY(situ_rows_finish(bundle, &out, "tiers", err));
done:
    situ_table_free(out);
    return status;
}

static situ_status write_tier_coverage(situ_bundle *bundle, const situ_reaching *r, const tiers *t, const situ_reach_places *people, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    float *nested = situ_malloc(((size_t)people->count + 1) * sizeof *nested);
    size_t id, tier, sites, within, whole, reached, part, nested_reached, nested_part, places, places_reached, nested_places, row;
    const situ_rows_column list[] = {{"id", SITU_TYPE_TEXT, &id}, {"tier", SITU_TYPE_TEXT, &tier}, {"teams", SITU_TYPE_INT, &sites}, {"within_min", SITU_TYPE_REAL, &within},
                                     {"people", SITU_TYPE_REAL, &whole}, {"people_reached", SITU_TYPE_REAL, &reached}, {"share", SITU_TYPE_REAL, &part},
                                     {"nested_reached", SITU_TYPE_REAL, &nested_reached}, {"nested_share", SITU_TYPE_REAL, &nested_part},
                                     {"places", SITU_TYPE_INT, &places}, {"places_reached", SITU_TYPE_INT, &places_reached},
                                     {"nested_places", SITU_TYPE_INT, &nested_places}, {0}};
    SITU_TRY_ALLOC(nested);
    SITU_TRY(situ_rows_table(&out, "tier_coverage", 0, list, err));
    for (uint32_t i = 0; i < people->count; i++)
        nested[i] = INFINITY;
    for (size_t k = t->count; k-- > 0;) { // from the village upwards: a tier adds to those below
        const float *minutes = t->people[k];
        for (uint32_t i = 0; i < people->count; i++)
            nested[i] = fminf(nested[i], minutes[i]);
        for (size_t band = 0; band < r->bands; band++) {
            char name[48];
            tally alone = {0}, all = {0};
            for (uint32_t i = 0; i < people->count; i++) {
                add(&alone, people, i, minutes[i], r->end_min[band]);
                add(&all, people, i, nested[i], r->end_min[band]);
            }
            snprintf(name, sizeof name, "tier-%zu-%zu", k + 1, band + 1);
            SITU_TRY(situ_table_add_row(out, &row, err));
            SITU_TRY(situ_table_set_text(out, row, id, name, err));
            SITU_TRY(situ_table_set_text(out, row, tier, t->word[k], err));
            situ_table_set_int(out, row, sites, (int64_t)t->sites[k].count);
            situ_table_set_real(out, row, within, r->end_min[band]);
            situ_table_set_real(out, row, whole, alone.people);
            situ_table_set_real(out, row, reached, alone.reached);
            situ_table_set_real(out, row, part, share(alone.reached, alone.people));
            situ_table_set_real(out, row, nested_reached, all.reached);
            situ_table_set_real(out, row, nested_part, share(all.reached, all.people));
            situ_table_set_int(out, row, places, (int64_t)alone.places);
            situ_table_set_int(out, row, places_reached, (int64_t)alone.places_reached);
            situ_table_set_int(out, row, nested_places, (int64_t)all.places_reached);
        }
    }
    SITU_TRY(situ_rows_finish(bundle, &out, "tier_coverage", err));
done:
    situ_free(nested);
    situ_table_free(out);
    return status;
}

situ_status situ_reach_tiers(situ_bundle *out, const situ_reaching *r, const situ_table *teams, const situ_table *targets, const situ_reach_places *people, situ_error *err)
{
    situ_status status = SITU_OK;
    tiers t = {.count = 0};
    SITU_TRY(read_tiers(&t, r, teams, err));
    SITU_TRY(find_ways(&t, r, targets, people, err));
    if (targets)
        SITU_TRY(write_targets(out, r, &t, teams, targets, err));
    SITU_TRY(write_tier_coverage(out, r, &t, people, err));
done:
    for (size_t k = 0; k < MOST_TIERS; k++) {
        situ_reach_sites_free(&t.sites[k]);
        situ_free(t.people[k]);
    }
    situ_rows_points_free(&t.at);
    situ_free(t.minutes);
    situ_free(t.site);
    return status;
}
