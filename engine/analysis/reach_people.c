// SPDX-License-Identifier: MIT
// Sites, people and persons as places to reach.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/reaching.h"
#include "base/alloc.h"

const char *situ_reach_word(const situ_rules *rules, const char *key)
{
    char path[64];
    snprintf(path, sizeof path, "words.%s", key);
    return situ_rules_text(rules, "reach", path, key);
}

situ_status situ_reach_sites_of(situ_reach_sites *out, const situ_reaching *r, const situ_table *t, const uint8_t *keep, bool tell, situ_error *err)
{
    situ_status status = SITU_OK;
    *out = (situ_reach_sites){0};
    out->items = situ_malloc((t->row_count + 1) * sizeof *out->items);
    SITU_TRY_ALLOC(out->items);
    out->row = situ_malloc((t->row_count + 1) * sizeof *out->row);
    SITU_TRY_ALLOC(out->row);
    for (size_t row = 0; row < t->row_count; row++) {
        situ_point p;
        if (keep && !keep[row])
            continue;
        if (!situ_feature_point(situ_table_geometry(t, row), &p)) {
            out->unplaced++;
            if (tell)
                SITU_TRY(situ_rows_tell(r->report, t, row, SITU_WARN, "REACH_UNPLACED", NULL, _("fill in the coordinates"), err,
                                        _("%s has no coordinates: left out of the reach"), situ_rows_name(t, row)));
            continue;
        }
        double delay = isnan(r->dispatch_min) ? situ_travel_delay(r->in->rules, t, row) : r->dispatch_min;
        out->items[out->count] = (situ_travel_site){p.x, p.y, delay};
        out->row[out->count++] = row;
    }
done:
    return status;
}

void situ_reach_sites_free(situ_reach_sites *sites)
{
    situ_free(sites->items);
    situ_free(sites->row);
    *sites = (situ_reach_sites){0};
}

// --- people ---

// Townships that list villages stand for nobody: their villages do. By town index.
static situ_status towns_with_villages(uint8_t **out, const situ_table *t, const situ_regions *towns, situ_error *err)
{
    uint8_t *has = situ_calloc(situ_regions_count(towns) + 1, 1);
    if (!has)
        return situ_fail_nomem(err);
    for (size_t row = 0; row < t->row_count; row++) {
        size_t town = situ_streq(situ_rows_text(t, row, "level"), "村") ? situ_regions_above(towns, row) : SIZE_MAX;
        if (town != SIZE_MAX)
            has[town] = 1;
    }
    *out = has;
    return SITU_OK;
}

static situ_status add_people(situ_reach_places *out, size_t row, size_t town, int c_pop, situ_report *report, situ_error *err)
{
    situ_point p = {NAN, NAN};
    uint32_t k = out->count++;
    double pop = situ_table_real(out->table, row, c_pop);
    if (!situ_feature_point(situ_table_geometry(out->table, row), &p))
        out->unplaced++;
    out->row[k] = row;
    out->xy[2 * (size_t)k] = p.x;
    out->xy[2 * (size_t)k + 1] = p.y;
    out->pop[k] = pop >= 0 ? pop : NAN;
    out->town[k] = town == SIZE_MAX ? UINT32_MAX : (uint32_t)town;
    if (!out->counted || pop >= 0)
        return SITU_OK;
    out->without_pop++;
    return situ_rows_tell(report, out->table, row, SITU_WARN, "REACH_NO_POPULATION", out->table->columns[c_pop].name, _("fill in the population"), err,
                          _("%s has no population: left out of the share of the people reached"), situ_rows_name(out->table, row));
}

situ_status situ_reach_places_of(situ_reach_places *out, const situ_table *t, const situ_table *regions, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    uint8_t *has_villages = NULL;
    situ_placed how;
    int c_pop = situ_table_find(t, "pop") >= 0 ? situ_table_find(t, "pop") : situ_table_find(t, "threat_pop");
    bool are_regions = situ_table_find(t, "level") >= 0 && situ_table_find(t, "name") >= 0 && situ_table_find(t, "pop") >= 0;
    *out = (situ_reach_places){.table = t, .counted = c_pop >= 0, .regions = are_regions ? t : regions};
    out->row = situ_malloc((t->row_count + 1) * sizeof *out->row);
    SITU_TRY_ALLOC(out->row);
    out->xy = situ_malloc((2 * t->row_count + 1) * sizeof *out->xy);
    SITU_TRY_ALLOC(out->xy);
    out->pop = situ_malloc((t->row_count + 1) * sizeof *out->pop);
    SITU_TRY_ALLOC(out->pop);
    out->town = situ_malloc((t->row_count + 1) * sizeof *out->town);
    SITU_TRY_ALLOC(out->town);
    if (out->regions && situ_table_find(out->regions, "level") >= 0 && situ_table_find(out->regions, "name") >= 0)
        SITU_TRY(situ_regions_new(&out->towns, out->regions, "乡镇", err));
    if (are_regions)
        SITU_TRY(towns_with_villages(&has_villages, t, out->towns, err));
    for (size_t row = 0; row < t->row_count; row++) {
        const char *level = situ_rows_text(t, row, "level");
        size_t town = are_regions ? situ_regions_above(out->towns, row) : out->towns ? situ_regions_of(out->towns, t, row, &how) : SIZE_MAX;
        if (!are_regions || situ_streq(level, "村") || (situ_streq(level, "乡镇") && town != SIZE_MAX && !has_villages[town]))
            SITU_TRY(add_people(out, row, town, c_pop, report, err));
    }
done:
    situ_free(has_villages);
    return status;
}

void situ_reach_places_free(situ_reach_places *people)
{
    situ_free(people->row);
    situ_free(people->xy);
    situ_free(people->pop);
    situ_free(people->town);
    situ_regions_free(people->towns);
    *people = (situ_reach_places){0};
}

situ_status situ_reach_people(float **minutes, const situ_reaching *r, const situ_reach_places *people, const situ_reach_sites *sites, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t n = 0, *who = situ_malloc(((size_t)people->count + 1) * sizeof *who);
    double *xy = situ_malloc((2 * (size_t)people->count + 1) * sizeof *xy);
    float *found = situ_malloc(((size_t)people->count + 1) * sizeof *found), *out = situ_malloc(((size_t)people->count + 1) * sizeof *out);
    SITU_TRY_ALLOC(who);
    SITU_TRY_ALLOC(xy);
    SITU_TRY_ALLOC(found);
    SITU_TRY_ALLOC(out);
    for (uint32_t i = 0; i < people->count; i++) {
        out[i] = INFINITY;
        if (isnan(people->xy[2 * (size_t)i]))
            continue;
        memcpy(xy + 2 * (size_t)n, people->xy + 2 * (size_t)i, 2 * sizeof *xy);
        who[n++] = i;
    }
    SITU_TRY(situ_travel_nearest(found, NULL, r->travel, sites->items, sites->count, xy, n, r->job, err));
    for (uint32_t i = 0; i < n; i++)
        out[who[i]] = found[i];
    *minutes = out;
    out = NULL;
done:
    situ_free(who);
    situ_free(xy);
    situ_free(found);
    situ_free(out);
    return status;
}

// --- persons ---

typedef struct named { const char *name; size_t row; } named;

static int by_name(const void *pa, const void *pb)
{
    const named *a = pa, *b = pb;
    int order = strcmp(a->name, b->name);
    return order ? order : a->row < b->row ? -1 : a->row > b->row;
}

// Objects that have a place, by name; the first of a name stands for it.
static situ_status list_objects(named **out, size_t *count, const situ_table *objects, situ_error *err)
{
    size_t n = 0;
    named *list = situ_malloc(((objects ? objects->row_count : 0) + 1) * sizeof *list);
    if (!list)
        return situ_fail_nomem(err);
    for (size_t row = 0; objects && row < objects->row_count; row++) {
        const char *name = situ_rows_text(objects, row, "name");
        if (name && situ_table_geometry(objects, row))
            list[n++] = (named){name, row};
    }
    qsort(list, n, sizeof *list, by_name);
    *out = list;
    *count = n;
    return SITU_OK;
}

static size_t find_object(const named *list, size_t count, const char *name)
{
    size_t low = 0, high = count;
    while (name && low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(list[mid].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return name && low < count && strcmp(list[low].name, name) == 0 ? list[low].row : SIZE_MAX;
}

situ_status situ_reach_place_persons(situ_table **out, const situ_table *persons, const situ_table *objects, const situ_table *regions, situ_error *err)
{
    static const char *const levels[] = {"村", "乡镇"};
    situ_status status = SITU_OK;
    situ_table *copy = NULL;
    situ_regions *areas[2] = {NULL, NULL};
    named *list = NULL;
    size_t count = 0, placed;
    situ_placed unused;
    SITU_TRY(situ_table_copy(&copy, persons, 0, NULL, 0, err));
    copy->epsg = regions ? regions->epsg : objects ? objects->epsg : copy->epsg;
    SITU_TRY(situ_table_add_column(copy, "placed", SITU_TYPE_TEXT, &placed, err));
    SITU_TRY(list_objects(&list, &count, objects, err));
    for (int i = 0; regions && i < 2; i++)
        SITU_TRY(situ_regions_new(&areas[i], regions, levels[i], err));
    for (size_t row = 0; row < copy->row_count; row++) {
        situ_point p;
        const char *how = "object";
        size_t found = find_object(list, count, situ_rows_text(persons, row, "object"));
        bool known = !situ_table_geometry(copy, row) && found != SIZE_MAX && situ_feature_point(situ_table_geometry(objects, found), &p);
        for (int i = 0; i < 2 && !known && !situ_table_geometry(copy, row); i++) {
            size_t area = areas[i] ? situ_regions_of(areas[i], persons, row, &unused) : SIZE_MAX;
            how = i ? "town" : "village";
            known = area != SIZE_MAX && situ_feature_point(situ_table_geometry(regions, situ_regions_row(areas[i], area)), &p);
        }
        if (!known)
            continue;
        SITU_TRY(situ_rows_set_point(copy, row, &p, err));
        SITU_TRY(situ_table_set_text(copy, row, placed, how, err));
    }
    *out = copy;
    copy = NULL;
done:
    situ_regions_free(areas[0]);
    situ_regions_free(areas[1]);
    situ_table_free(copy);
    situ_free(list);
    return status;
}
