// SPDX-License-Identifier: MIT

#include "analysis/accidents.h"

#include <stdio.h>

#include "analysis/regions.h"
#include "base/alloc.h"
#include "base/hash.h"

typedef struct day { int year, month, day; } day; // month, day 0 = not given
typedef struct tally { int64_t n[2], dead[2]; } tally; // [0] this year, [1] last year
typedef struct place { const char *name; size_t region; tally sum; } place;

typedef struct accidents {
    const situ_op_input *in;
    const situ_table *t, *regions;
    situ_report *report;
    situ_regions *set;
    situ_map *names;
    place *places;
    size_t count;
    tally county;
    day today;
    size_t no_dead; // accidents that do not say how many died
} accidents;

static bool read_day(day *out, const char *iso)
{
    *out = (day){0};
    return iso && sscanf(iso, "%4d-%2d-%2d", &out->year, &out->month, &out->day) >= 1 && out->year > 0;
}

// 0 = this year's period, 1 = last year's, -1 = neither. Both end on the same day of the year.
static int period_of(const accidents *a, const day *d)
{
    int back = a->today.year - d->year;
    bool within = d->month < a->today.month || (d->month == a->today.month && d->day <= a->today.day);
    return (back == 0 || back == 1) && within ? back : -1;
}

static situ_status place_of(size_t *out, accidents *a, size_t row, situ_error *err)
{
    situ_placed how;
    const char *town = situ_rows_text(a->t, row, "town");
    *out = a->set ? situ_regions_of(a->set, a->t, row, &how) : SIZE_MAX;
    if (*out != SIZE_MAX || !town)
        return SITU_OK;
    *out = situ_map_get(a->names, town);
    if (*out != SIZE_MAX)
        return SITU_OK;
    a->places[a->count] = (place){.name = town, .region = SIZE_MAX};
    *out = a->count;
    return situ_map_set(a->names, town, a->count++) < 0 ? situ_fail_nomem(err) : SITU_OK;
}

static void add(tally *to, int period, int64_t dead)
{
    to->n[period]++;
    to->dead[period] += dead > 0 ? dead : 0;
}

static situ_status count_one(accidents *a, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    day when;
    const char *text = situ_rows_text(a->t, row, "occurred");
    size_t at;
    if (!read_day(&when, text) || when.month == 0)
        return situ_rows_tell(a->report, a->t, row, SITU_WARN, "ACCIDENT_DATE", "occurred", _("fill in the day it happened"), err,
                              _("%s: the date \"%s\" has no month: the accident is not counted"), situ_rows_name(a->t, row), text ? text : "");
    int period = period_of(a, &when);
    SITU_TRY(place_of(&at, a, row, err));
    if (period < 0)
        goto done;
    int64_t dead = situ_rows_int(a->t, row, "dead");
    a->no_dead += dead == SITU_NULL_INT;
    add(&a->county, period, dead);
    if (at != SIZE_MAX)
        add(&a->places[at].sum, period, dead);
    else
        SITU_TRY(situ_rows_tell(a->report, a->t, row, SITU_WARN, "ACCIDENT_TOWN", "town", _("fill in the township, or correct the coordinates"), err,
                                _("%s (%s) lies in no region and names none: it counts for the county alone"), situ_rows_name(a->t, row), text));
done:
    return status;
}

static situ_status list_places(accidents *a, situ_error *err)
{
    situ_status status = SITU_OK;
    if (a->regions) {
        SITU_TRY(situ_regions_new(&a->set, a->regions, "乡镇", err));
        a->count = situ_regions_count(a->set);
    }
    a->places = situ_calloc(a->count + a->t->row_count + 1, sizeof *a->places);
    SITU_TRY_ALLOC(a->places);
    for (size_t i = 0; i < a->count; i++) {
        a->places[i] = (place){.name = situ_rows_name(a->regions, situ_regions_row(a->set, i)), .region = situ_regions_row(a->set, i)};
        if (situ_map_set(a->names, a->places[i].name, i) < 0)
            SITU_TRY(situ_fail_nomem(err));
    }
done:
    return status;
}

typedef struct columns { size_t id, name, scope, code, n[2], dead[2], both, rising, period; } columns;

static situ_status write_row(situ_table *t, const columns *c, const accidents *a, const place *p, const char *scope, situ_error *err)
{
    situ_status status = SITU_OK;
    const tally *s = &p->sum;
    bool more = s->n[0] > s->n[1], deadlier = s->dead[0] > s->dead[1];
    char text[80];
    size_t row;
    SITU_TRY(situ_table_add_row(t, &row, err));
    SITU_TRY(situ_table_set_text(t, row, c->name, p->name, err));
    SITU_TRY(situ_table_set_text(t, row, c->scope, scope, err));
    if (p->region != SIZE_MAX) {
        SITU_TRY(situ_rows_copy(t, row, c->id, a->regions, p->region, "id", err));
        SITU_TRY(situ_rows_copy(t, row, c->code, a->regions, p->region, "code", err));
        SITU_TRY(situ_rows_set_shape(t, row, situ_table_geometry(a->regions, p->region), err));
    } else
        SITU_TRY(situ_table_set_text(t, row, c->id, p->name, err));
    for (int k = 0; k < 2; k++) {
        situ_table_set_int(t, row, c->n[k], s->n[k]);
        situ_table_set_int(t, row, c->dead[k], s->dead[k]);
    }
    situ_table_set_int(t, row, c->both, more && deadlier);
    SITU_TRY(situ_table_set_text(t, row, c->rising, situ_rules_text(a->in->rules, "accident", more && deadlier ? "words.both" : more ? "words.count" : deadlier ? "words.dead" : "words.none", ""), err));
    snprintf(text, sizeof text, "%04d-01-01/%04d-%02d-%02d", a->today.year, a->today.year, a->today.month, a->today.day);
    SITU_TRY(situ_table_set_text(t, row, c->period, text, err));
done:
    return status;
}

static situ_status write_all(situ_bundle *out, const accidents *a, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    columns c;
    const situ_rows_column list[] = {
        {"id", SITU_TYPE_TEXT, &c.id}, {"name", SITU_TYPE_TEXT, &c.name}, {"scope", SITU_TYPE_TEXT, &c.scope}, {"region_code", SITU_TYPE_TEXT, &c.code},
        {"n_now", SITU_TYPE_INT, &c.n[0]}, {"n_before", SITU_TYPE_INT, &c.n[1]}, {"dead_now", SITU_TYPE_INT, &c.dead[0]}, {"dead_before", SITU_TYPE_INT, &c.dead[1]},
        {"both_up", SITU_TYPE_INT, &c.both}, {"rising", SITU_TYPE_TEXT, &c.rising}, {"period", SITU_TYPE_TEXT, &c.period}, {0}};
    SITU_TRY(situ_rows_table(&t, "accidents", a->in->epsg, list, err));
    for (size_t i = 0; i < a->count; i++)
        SITU_TRY(write_row(t, &c, a, &a->places[i], "乡镇", err));
    if (a->today.year) {
        const char *county = a->in->county && *a->in->county ? a->in->county : situ_rules_text(a->in->rules, "accident", "county", "");
        const place all = {.name = county, .region = SIZE_MAX, .sum = a->county};
        SITU_TRY(write_row(t, &c, a, &all, "县", err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "accidents", err));
done:
    situ_table_free(t);
    return status;
}

situ_status situ_accidents_table(situ_bundle *out, const situ_op_input *in, const situ_table *table, const situ_table *regions, situ_report *report,
                                 situ_error *err)
{
    situ_status status = SITU_OK;
    accidents a = {.in = in, .t = table, .regions = regions, .report = report, .names = situ_map_new()};
    SITU_TRY_ALLOC(a.names);
    if (table && table->row_count > 0 && (!read_day(&a.today, in->as_of) || a.today.month == 0)) {
        SITU_TRY(situ_rows_tell(report, table, SIZE_MAX, SITU_WARN, "ACCIDENT_NO_DATE", NULL, _("write as_of in the project file"), err, "%s",
                                _("the date of the data is not known, so this year's accidents are not compared with last year's")));
        a.today = (day){0};
    } else if (table && table->row_count > 0) {
        a.today.day = a.today.day ? a.today.day : 31;
        SITU_TRY(list_places(&a, err));
        for (size_t row = 0; row < table->row_count; row++)
            SITU_TRY(count_one(&a, row, err));
        if (a.no_dead)
            SITU_TRY(situ_rows_tell(report, table, SIZE_MAX, SITU_WARN, "ACCIDENT_DEAD", "dead", _("fill in the dead, 0 where there were none"), err,
                                    _("%zu accidents do not say how many died: they are counted with none"), a.no_dead));
    }
    SITU_TRY(write_all(out, &a, err));
done:
    situ_regions_free(a.set);
    situ_map_free(a.names);
    situ_free(a.places);
    return status;
}
