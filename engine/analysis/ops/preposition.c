// SPDX-License-Identifier: MIT
// What goes forward, how much, and where (F12b): the county's goods shared among the existing 中心乡镇 by the
// need they serve (灾种特点、风险级别、防范短板), and what that changes for every township (F14).

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/quota.h"
#include "analysis/rows.h"
#include "analysis/siting.h"
#include "analysis/sufficiency.h"
#include "base/alloc.h"

typedef struct params {
    int weight;
    const char *hazard;
    double limit_min, reserve_pct;
    bool floor, cap;
    situ_siting_travel travel;
} params;

static const situ_prop props[] = {
    {.name = "weight", .kind = SITU_PROP_ENUM, .offset = offsetof(params, weight), .words = situ_siting_weights, .fallback = "auto",
     .help = N_("what counts: people, people threatened, or people x risk level x lack of goods; auto = the last where there are risk points")},
    {.name = "hazard", .kind = SITU_PROP_TEXT, .offset = offsetof(params, hazard), .help = N_("only this industry, hazard or group of hazards (rules/needs.yaml)")},
    {.name = "limit_min", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, limit_min), .min = 0, .max = 10000, .fallback = "60",
     .help = N_("county goods and goods put forward help a township within so many minutes")},
    {.name = "reserve_pct", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, reserve_pct), .min = -1, .max = 100, .fallback = "-1",
     .help = N_("share of the county's goods that stays there, in per cent; -1 = as in rules/site.yaml")},
    {.name = "floor", .kind = SITU_PROP_BOOL, .offset = offsetof(params, floor), .fallback = "yes", .help = N_("every center gets what its largest small incident needs")},
    {.name = "cap", .kind = SITU_PROP_BOOL, .offset = offsetof(params, cap), .fallback = "yes", .help = N_("no depot gets more than its volume holds")},
    SITU_SITING_TRAVEL_PROPS(params, travel),
    {0},
};
static const situ_port inputs[] = {
    {.role = "demands", .kind = SITU_PORT_TABLE, .table = "derived_grade_points", .columns = (const char *const[]){"id", "name", NULL},
     .help = N_("who needs help: risk points with threat_pop and level, or villages with pop")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL},
     .help = N_("townships, the centers marked")},
    {.role = "depots", .kind = SITU_PORT_TABLE, .table = "depot", .columns = (const char *const[]){"id", "name", NULL}, .help = N_("existing depots")},
    {.role = "stock", .kind = SITU_PORT_TABLE, .table = "stock", .columns = (const char *const[]){"item", "qty", NULL}, .optional = true, .help = N_("goods in the depots")},
    {.role = "totals", .kind = SITU_PORT_TABLE, .table = NULL, .columns = (const char *const[]){"item", "qty", NULL}, .optional = true,
     .help = N_("goods to put forward (item, qty, unit), in place of those in the county's depots")},
    {.role = "places", .kind = SITU_PORT_TABLE, .table = "place", .optional = true, .help = N_("seats of the townships")},
    SITU_SITING_TRAVEL_PORTS,
    {0},
};
static const situ_port outputs[] = {
    {.role = "list", .kind = SITU_PORT_TABLE, .help = N_("what goes to which center, how much, for which hazards; and what stays")},
    {.role = "centers", .kind = SITU_PORT_TABLE, .help = N_("the centers: how many kinds of goods and pieces go there, whom they serve")},
    {.role = "towns", .kind = SITU_PORT_TABLE, .help = N_("townships: can they help themselves, before and after")},
    {.role = "links", .kind = SITU_PORT_TABLE, .help = N_("demands and the center that serves them, as lines")},
    {0},
};
static const char *const rule_files[] = {"site", "needs", "travel", NULL};

extern const situ_op situ_op_preposition;

typedef struct good {
    const char *item, *unit;
    double total;
    size_t need; // of the needs; SIZE_MAX = not one of them: it serves all hazards
    bool same_unit;
} good;

typedef struct work {
    const situ_op_input *in;
    const params *p;
    situ_report *report;
    const situ_table *regions, *depots, *ledger, *totals;
    situ_regions *towns;
    situ_needs *needs;
    size_t items;
    double *stock, *held; // by depot row and item; by town and item
    situ_siting_demands demands;
    situ_siting_seat *centers, *seats; // seats: of all townships
    size_t center_count, seat_count;
    uint32_t *serves;     // by demand: its center, UINT32_MAX = none
    float *minutes;       // by demand
    situ_travel *travel;
    good *goods;
    size_t good_count;
    double *weight;       // [good * centers]
    int64_t *low;         // [good * centers] floors
    situ_quotas quotas;   // [good * centers]
    int64_t *whole;       // by good: its total in whole ones
    double *room_m3;      // by center, INFINITY = not known
    double *volume_m3;    // by good: of one, 0 = not limited
} work;

static const situ_siting_demand *demand(const work *w, size_t i) { return &w->demands.items[i]; }
static bool serves(const work *w, const good *g, const char *hazard) { return g->need == SIZE_MAX || situ_needs_serves(situ_needs_get(w->needs, g->need), hazard); }

// --- what there is ---

static situ_status read_goods(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t lost;
    SITU_TRY(situ_needs_new(&w->needs, w->in->rules, err));
    w->items = situ_needs_count(w->needs);
    SITU_TRY(situ_needs_stock(&w->stock, &lost, w->needs, w->depots, w->ledger, w->in->as_of, w->report, err));
    SITU_TRY(situ_siting_goods(&w->held, w->in, w->needs, w->towns, w->regions, w->depots, w->ledger, w->stock, err));
    if (!w->ledger)
        SITU_TRY(situ_rows_tell(w->report, NULL, SIZE_MAX, SITU_WARN, "SITE_NO_STOCK", NULL, _("import depots and their goods"), err, "%s",
                                _("there is no ledger of goods: who lacks them is not known and does not count")));
done:
    return status;
}

static bool is_county(const work *w, size_t depot) { return situ_depot_role_of(w->in->rules, w->depots, depot, w->regions, w->in->county) == SITU_DEPOT_COUNTY; }

// Totals as they are given: rows of one item in one unit are added up.
static situ_status read_totals(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t row = 0; row < w->totals->row_count; row++) {
        const char *item = situ_rows_text(w->totals, row, "item"), *unit = situ_rows_text(w->totals, row, "unit");
        double qty = situ_rows_real(w->totals, row, "qty");
        if (!item || !(qty >= 0 && qty < 1e15)) {
            SITU_TRY(situ_rows_tell(w->report, w->totals, row, SITU_WARN, "NEEDS_QUANTITY", "qty", _("count it and fill in the number"), err,
                                    _("%s has no usable quantity: left out"), situ_rows_name(w->totals, row)));
            continue;
        }
        size_t k = 0, need = situ_needs_find(w->needs, item);
        const char *usual = need == SIZE_MAX ? NULL : situ_needs_get(w->needs, need)->unit;
        unit = unit ? unit : usual ? usual : "";
        while (k < w->good_count && !(situ_streq(w->goods[k].item, item) && situ_streq(w->goods[k].unit, unit)))
            k++;
        if (k == w->good_count) {
            w->goods[w->good_count++] = (good){.item = item, .unit = unit, .need = need, .same_unit = situ_streq(unit, usual)};
            if (need == SIZE_MAX)
                SITU_TRY(situ_rows_tell(w->report, w->totals, row, SITU_INFO, "PREPOSITION_ITEM", "item", _("list it in rules/needs.yaml with its hazards"), err,
                                        _("%s is not in rules/needs.yaml: shared for all hazards"), item));
            else if (!situ_streq(unit, usual))
                SITU_TRY(situ_rows_tell(w->report, w->totals, row, SITU_WARN, "PREPOSITION_UNIT", "unit", _("give the amount in the usual unit"), err,
                                        _("%s is given in %s, not in %s: shared, but not weighed against needs and volumes"), item, unit, usual));
        }
        w->goods[k].total += qty;
    }
done:
    return status;
}

// What lies in the county's depots, less the reserve.
static situ_status read_county_goods(work *w, situ_error *err)
{
    double reserve = w->p->reserve_pct;
    size_t depots = 0;
    if (reserve < 0) {
        situ_status status = situ_rules_number(&reserve, w->in->rules, "site", "preposition.reserve_pct", err);
        if (status != SITU_OK)
            return status;
    }
    if (!(reserve >= 0 && reserve <= 100))
        return situ_fail(err, SITU_E_ARGUMENT, _("give a number from 0 to 100"), _("%s is %g"), "reserve_pct", reserve);
    for (size_t d = 0; d < w->depots->row_count; d++)
        depots += is_county(w, d);
    if (depots == 0)
        return situ_fail(err, SITU_E_NOT_FOUND, _("fill in the grade 县 of the county's depots, or name a table of goods as \"totals\""), "%s",
                         _("there is no depot of the county to put goods forward from"));
    for (size_t k = 0; k < w->items; k++) {
        const situ_need *need = situ_needs_get(w->needs, k);
        good g = {.item = need->item, .unit = need->unit, .need = k, .same_unit = true};
        for (size_t d = 0; d < w->depots->row_count; d++)
            if (is_county(w, d) && w->stock[d * w->items + k] > 0)
                g.total += w->stock[d * w->items + k];
        g.total *= 1.0 - reserve / 100.0;
        if (g.total > 0)
            w->goods[w->good_count++] = g;
    }
    return SITU_OK;
}

static situ_status read_centers(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *places = situ_op_table(w->in, "places");
    SITU_TRY(situ_siting_seats(&w->seats, &w->seat_count, w->in, w->towns, w->regions, w->depots, places, false, w->report, err));
    SITU_TRY(situ_siting_seats(&w->centers, &w->center_count, w->in, w->towns, w->regions, w->depots, places, true, NULL, err));
    if (w->center_count == 0)
        status = situ_fail(err, SITU_E_NOT_FOUND, _("fill in the column 中心乡镇 (is_center) of the region table with 是 for each of them"), "%s",
                           _("no township with coordinates is marked as a center"));
    for (size_t j = 0; status == SITU_OK && j < w->center_count; j++)
        if (w->centers[j].depot == SIZE_MAX)
            SITU_TRY(situ_rows_tell(w->report, w->regions, w->centers[j].row, SITU_WARN, "PREPOSITION_NO_DEPOT", NULL, _("name the depot that is to take the goods"), err,
                                    _("%s is a center and has no depot of its own: its volume is not known"), situ_rows_name(w->regions, w->centers[j].row)));
done:
    return status;
}

// Which center serves whom: the soonest.
static situ_status serve(work *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t m = w->demands.count, n = w->center_count;
    double *xy = situ_malloc(2 * (m + w->seat_count + w->depots->row_count) * sizeof *xy + 16), delay = 0;
    situ_travel_site *sites = situ_malloc((n + 1) * sizeof *sites);
    size_t points = m, unreached = 0;
    SITU_TRY_ALLOC(xy);
    SITU_TRY_ALLOC(sites);
    SITU_TRY_ALLOC(w->serves = situ_malloc((m + 1) * sizeof *w->serves));
    SITU_TRY_ALLOC(w->minutes = situ_malloc((m + 1) * sizeof *w->minutes));
    SITU_TRY(situ_rules_number(&delay, w->in->rules, "travel", "dispatch.depot", err));
    for (size_t i = 0; i < m; i++) {
        xy[2 * i] = demand(w, i)->x;
        xy[2 * i + 1] = demand(w, i)->y;
    }
    for (size_t k = 0; k < w->seat_count; k++, points++) {
        xy[2 * points] = w->seats[k].x;
        xy[2 * points + 1] = w->seats[k].y;
    }
    for (size_t d = 0; d < w->depots->row_count; d++) {
        situ_point at;
        if (!is_county(w, d) || !situ_feature_point(situ_table_geometry(w->depots, d), &at))
            continue;
        xy[2 * points] = at.x;
        xy[2 * points++ + 1] = at.y;
    }
    for (size_t j = 0; j < n; j++)
        sites[j] = (situ_travel_site){w->centers[j].x, w->centers[j].y, delay};
    SITU_TRY(situ_siting_travel_new(&w->travel, NULL, w->in, &w->p->travel, false, false, xy, points, w->report, job, err));
    SITU_TRY(situ_travel_nearest(w->minutes, w->serves, w->travel, sites, (uint32_t)n, xy, (uint32_t)m, job, err));
    for (size_t i = 0; i < m; i++)
        unreached += w->serves[i] == UINT32_MAX;
    if (unreached > 0)
        SITU_TRY(situ_rows_tell(w->report, situ_op_table(w->in, "demands"), SIZE_MAX, SITU_WARN, "SITE_UNREACHABLE", NULL, _("look at the roads around them"), err,
                                _("%zu of %zu demands are reached from no center: nothing is put forward for them"), unreached, m));
done:
    situ_free(xy);
    situ_free(sites);
    return status;
}

// --- shares ---

// Need of the largest single object a center serves, less what lies in its township.
static int64_t floor_of(const work *w, const good *g, size_t center)
{
    double people = 0;
    if (!w->p->floor || g->need == SIZE_MAX || !g->same_unit)
        return 0;
    for (size_t i = 0; i < w->demands.count; i++)
        if (w->serves[i] == center && demand(w, i)->weight > 0 && serves(w, g, demand(w, i)->hazard))
            people = fmax(people, demand(w, i)->people);
    double there = w->held[w->centers[center].town * w->items + g->need];
    return (int64_t)fmax(0, ceil(situ_needs_amount(situ_needs_get(w->needs, g->need), people) - (there > 0 ? there : 0)));
}

static double volume_of(const work *w, const char *item)
{
    double v = 0;
    const char *text = situ_yaml_text(situ_yaml_get(situ_yaml_get(situ_rules_file(w->in->rules, "site"), "preposition"), "volumes_m3"), item, NULL);
    return text && situ_parse_double(text, &v) && v > 0 ? v : 0;
}

// Room left in the centers' depots.
static situ_status measure_room(work *w, situ_error *err)
{
    double fill = 1;
    situ_status status = situ_rules_number(&fill, w->in->rules, "site", "preposition.fill", err);
    w->room_m3 = situ_malloc((w->center_count + 1) * sizeof *w->room_m3);
    if (status != SITU_OK || !w->room_m3)
        return status != SITU_OK ? status : situ_fail_nomem(err);
    for (size_t j = 0; j < w->center_count; j++) {
        size_t d = w->centers[j].depot;
        double volume = d == SIZE_MAX ? (double)NAN : situ_rows_real(w->depots, d, "volume_m3");
        w->room_m3[j] = w->p->cap && volume > 0 ? volume * fill : INFINITY;
        for (size_t k = 0; d != SIZE_MAX && k < w->items; k++)
            if (w->stock[d * w->items + k] > 0)
                w->room_m3[j] = fmax(0, w->room_m3[j] - w->stock[d * w->items + k] * volume_of(w, situ_needs_get(w->needs, k)->item));
    }
    return SITU_OK;
}

static situ_status weigh_good(work *w, size_t k, situ_error *err)
{
    situ_status status = SITU_OK;
    const good *g = &w->goods[k];
    const size_t n = w->center_count;
    double *weight = w->weight + k * n, sum = 0, floors = 0;
    int64_t *low = w->low + k * n;
    w->whole[k] = (int64_t)floor(g->total);
    w->volume_m3[k] = g->same_unit ? volume_of(w, g->item) : 0;
    for (size_t i = 0; i < w->demands.count; i++)
        if (w->serves[i] != UINT32_MAX && serves(w, g, demand(w, i)->hazard))
            weight[w->serves[i]] += demand(w, i)->weight;
    for (size_t j = 0; j < n; j++) {
        sum += weight[j];
        low[j] = weight[j] > 0 ? floor_of(w, g, j) : 0;
        floors += (double)low[j];
    }
    if (sum <= 0)
        SITU_TRY(situ_rows_tell(w->report, NULL, SIZE_MAX, SITU_INFO, "PREPOSITION_NO_USE", NULL, NULL, err,
                                _("%s serves no demand of any center: all of it stays"), g->item));
    if (floors > (double)w->whole[k])
        SITU_TRY(situ_rows_tell(w->report, NULL, SIZE_MAX, SITU_WARN, "PREPOSITION_SHORT", NULL, _("buy more of it"), err,
                                _("%s: %lld %s are there, and small incidents at the centers need %lld"), g->item, (long long)w->whole[k], g->unit, (long long)floors));
done:
    return status;
}

// "饮用水 16/9791 L、棉被 ..."
static void add_short(situ_str *text, const work *w, size_t k, size_t cell, size_t count)
{
    enum { SHOWN = 5 };
    if (count < SHOWN)
        situ_str_addf(text, "%s%s %lld/%lld %s", count ? "、" : "", w->goods[k].item, (long long)w->quotas.share[cell], (long long)w->low[cell], w->goods[k].unit);
    else if (count == SHOWN)
        situ_str_add(text, " …");
}

static situ_status tell_center(const work *w, const situ_quota_claims *c, size_t j, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_siting_seat *seat = &w->centers[j];
    const char *name = situ_rows_name(w->regions, seat->row);
    size_t count = 0;
    bool no_room = false;
    situ_str text;
    situ_str_init(&text);
    for (size_t k = 0; k < w->good_count; k++) {
        const size_t cell = k * w->center_count + j;
        if (w->quotas.share[cell] >= w->low[cell])
            continue;
        no_room = no_room || (w->volume_m3[k] > 0 && w->quotas.most[cell] < w->low[cell]);
        add_short(&text, w, k, cell, count++);
    }
    SITU_TRY(situ_str_ok(&text) ? SITU_OK : situ_fail_nomem(err));
    if (count > 0)
        SITU_TRY(situ_rows_tell(w->report, w->regions, seat->row, SITU_WARN, "PREPOSITION_FLOOR", NULL,
                                no_room ? _("enlarge the depot, or name another one") : _("buy more of it"), err,
                                _("%s gets less than its largest small incident needs, %zu items (gets/needs): %s"), name, count, text.data));
    const double due = situ_quotas_volume(c, w->quotas.due, (uint32_t)j), sent = situ_quotas_volume(c, w->quotas.share, (uint32_t)j),
                 needed = situ_quotas_volume(c, w->low, (uint32_t)j);
    if (due > sent + 1e-6 || (no_room && needed > sent))
        SITU_TRY(situ_rows_tell(w->report, w->depots, seat->depot, SITU_WARN, "PREPOSITION_CAP", "volume_m3", _("enlarge the depots, or correct their volumes"), err,
                                _("%s has room for %.0f m3, and goods of %.0f m3 are due there: all items are cut alike, the rest stays"), name, w->room_m3[j],
                                fmax(due, needed)));
done:
    situ_str_free(&text);
    return status;
}

static situ_status share_all(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t cells = w->good_count * w->center_count;
    SITU_TRY_ALLOC(w->weight = situ_calloc(cells + 1, sizeof *w->weight));
    SITU_TRY_ALLOC(w->low = situ_calloc(cells + 1, sizeof *w->low));
    SITU_TRY_ALLOC(w->volume_m3 = situ_calloc(w->good_count + 1, sizeof *w->volume_m3));
    SITU_TRY_ALLOC(w->whole = situ_calloc(w->good_count + 1, sizeof *w->whole));
    SITU_TRY(measure_room(w, err));
    for (size_t k = 0; k < w->good_count; k++)
        SITU_TRY(weigh_good(w, k, err));
    const situ_quota_claims claims = {.items = (uint32_t)w->good_count, .places = (uint32_t)w->center_count, .total = w->whole, .weight = w->weight,
                                      .low = w->low, .volume_m3 = w->volume_m3, .room_m3 = w->room_m3};
    SITU_TRY(situ_quotas_make(&w->quotas, &claims, err));
    for (size_t j = 0; j < w->center_count; j++)
        SITU_TRY(tell_center(w, &claims, j, err));
done:
    return status;
}

// --- the list ---

// The hazards for which a center gets an item, those of the greatest weight first: "地质灾害、山洪".
static situ_status add_hazards(situ_str *text, const work *w, const good *g, size_t center, situ_error *err)
{
    enum { KINDS = 64, SHOWN = 3 };
    const char *name[KINDS];
    double sum[KINDS];
    size_t count = 0;
    for (size_t i = 0; i < w->demands.count; i++) {
        const char *hazard = demand(w, i)->hazard;
        if (w->serves[i] != center || !(demand(w, i)->weight > 0) || !serves(w, g, hazard))
            continue;
        size_t k = 0;
        hazard = hazard ? hazard : situ_siting_word(w->in, "preposition_words.all");
        while (k < count && strcmp(name[k], hazard) != 0)
            k++;
        if (k == count && count == KINDS)
            continue;
        if (k == count) {
            name[count] = hazard;
            sum[count++] = 0;
        }
        sum[k] += demand(w, i)->weight;
    }
    for (size_t shown = 0; shown < SHOWN; shown++) {
        size_t best = SIZE_MAX;
        for (size_t k = 0; k < count; k++)
            if (sum[k] > 0 && (best == SIZE_MAX || sum[k] > sum[best]))
                best = k;
        if (best == SIZE_MAX)
            break;
        situ_str_addf(text, "%s%s", shown ? "、" : "", name[best]);
        sum[best] = 0;
    }
    return situ_str_ok(text) ? SITU_OK : situ_fail_nomem(err);
}

static const char *reason_of(const work *w, size_t k, size_t j)
{
    size_t cell = k * w->center_count + j;
    return situ_siting_word(w->in, w->quotas.share[cell] < w->quotas.due[cell] || (w->volume_m3[k] > 0 && w->quotas.most[cell] < w->low[cell]) ? "preposition_words.cap"
                                   : w->low[cell] > 0 && w->quotas.share[cell] <= w->low[cell] ? "preposition_words.floor" : "preposition_words.share");
}

typedef struct list_columns { size_t id, town_id, town, depot, item, unit, qty, total, share, weight, floor, hazards, reason; } list_columns;

static situ_status write_share(situ_table *t, const list_columns *c, const work *w, size_t k, size_t j, situ_error *err)
{
    situ_status status = SITU_OK;
    const good *g = &w->goods[k];
    const situ_siting_seat *seat = &w->centers[j];
    const size_t cell = k * w->center_count + j;
    size_t row;
    situ_str text;
    situ_str_init(&text);
    SITU_TRY(situ_table_add_row(t, &row, err));
    situ_str_addf(&text, "%s-%s-%s", situ_rows_text(w->regions, seat->row, "id") ? situ_rows_text(w->regions, seat->row, "id") : "", g->item, g->unit);
    SITU_TRY(situ_str_ok(&text) ? situ_table_set_text(t, row, c->id, text.data, err) : situ_fail_nomem(err));
    SITU_TRY(situ_rows_copy(t, row, c->town_id, w->regions, seat->row, "id", err));
    SITU_TRY(situ_rows_copy(t, row, c->town, w->regions, seat->row, "name", err));
    if (seat->depot != SIZE_MAX)
        SITU_TRY(situ_rows_copy(t, row, c->depot, w->depots, seat->depot, "name", err));
    SITU_TRY(situ_table_set_text(t, row, c->item, g->item, err));
    SITU_TRY(situ_table_set_text(t, row, c->unit, g->unit, err));
    situ_table_set_real(t, row, c->qty, (double)w->quotas.share[cell]);
    situ_table_set_real(t, row, c->total, g->total);
    situ_table_set_real(t, row, c->share, g->total > 0 ? 100.0 * (double)w->quotas.share[cell] / g->total : (double)NAN);
    situ_table_set_real(t, row, c->weight, w->weight[cell]);
    situ_table_set_real(t, row, c->floor, (double)w->low[cell]);
    situ_str_clear(&text);
    SITU_TRY(add_hazards(&text, w, g, j, err));
    SITU_TRY(situ_table_set_text(t, row, c->hazards, text.data, err));
    SITU_TRY(situ_table_set_text(t, row, c->reason, reason_of(w, k, j), err));
    SITU_TRY(situ_rows_set_point(t, row, &(situ_point){seat->x, seat->y}, err));
done:
    situ_str_free(&text);
    return status;
}

// What stays, so that every item adds up.
static situ_status write_kept(situ_table *t, const list_columns *c, const work *w, size_t k, situ_error *err)
{
    situ_status status = SITU_OK;
    const good *g = &w->goods[k];
    size_t row;
    situ_str text;
    double sent = 0;
    situ_str_init(&text);
    for (size_t j = 0; j < w->center_count; j++)
        sent += (double)w->quotas.share[k * w->center_count + j];
    if (!(g->total - sent > 0))
        goto done;
    SITU_TRY(situ_table_add_row(t, &row, err));
    situ_str_addf(&text, "kept-%s-%s", g->item, g->unit);
    SITU_TRY(situ_str_ok(&text) ? situ_table_set_text(t, row, c->id, text.data, err) : situ_fail_nomem(err));
    SITU_TRY(situ_table_set_text(t, row, c->town, situ_siting_word(w->in, "preposition_words.kept"), err));
    SITU_TRY(situ_table_set_text(t, row, c->item, g->item, err));
    SITU_TRY(situ_table_set_text(t, row, c->unit, g->unit, err));
    situ_table_set_real(t, row, c->qty, g->total - sent);
    situ_table_set_real(t, row, c->total, g->total);
    situ_table_set_real(t, row, c->share, 100.0 * (g->total - sent) / g->total);
    SITU_TRY(situ_table_set_text(t, row, c->reason, situ_siting_word(w->in, "preposition_words.kept"), err));
    SITU_TRY(situ_table_set_geometry(t, row, NULL, err));
done:
    situ_str_free(&text);
    return status;
}

static situ_status write_list(situ_bundle *out, const work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    list_columns c;
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &c.id}, {"town_id", SITU_TYPE_TEXT, &c.town_id}, {"town", SITU_TYPE_TEXT, &c.town}, {"depot", SITU_TYPE_TEXT, &c.depot},
        {"item", SITU_TYPE_TEXT, &c.item}, {"unit", SITU_TYPE_TEXT, &c.unit}, {"qty", SITU_TYPE_REAL, &c.qty}, {"total", SITU_TYPE_REAL, &c.total},
        {"share_pct", SITU_TYPE_REAL, &c.share}, {"weight", SITU_TYPE_REAL, &c.weight}, {"floor", SITU_TYPE_REAL, &c.floor},
        {"hazards", SITU_TYPE_TEXT, &c.hazards}, {"reason", SITU_TYPE_TEXT, &c.reason}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_rows_table(&t, "list", w->in->epsg, columns, err));
    for (size_t j = 0; j < w->center_count; j++)
        for (size_t k = 0; k < w->good_count; k++)
            if (w->quotas.share[k * w->center_count + j] > 0)
                SITU_TRY(write_share(t, &c, w, k, j, err));
    for (size_t k = 0; k < w->good_count; k++)
        SITU_TRY(write_kept(t, &c, w, k, err));
    SITU_TRY(situ_rows_finish(out, &t, "list", err));
done:
    situ_table_free(t);
    return status;
}

static situ_status write_centers(situ_bundle *out, const work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t row, id, name, depot, kinds, qty, demands, people;
    const situ_rows_column columns[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"depot", SITU_TYPE_TEXT, &depot}, {"kinds", SITU_TYPE_INT, &kinds},
                                        {"qty", SITU_TYPE_INT, &qty}, {"demands", SITU_TYPE_INT, &demands}, {"people", SITU_TYPE_REAL, &people}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_rows_table(&t, "centers", w->in->epsg, columns, err));
    for (size_t j = 0; j < w->center_count; j++) {
        const situ_siting_seat *seat = &w->centers[j];
        int64_t items = 0, pieces = 0, served = 0;
        double persons = 0;
        for (size_t k = 0; k < w->good_count; k++) {
            items += w->quotas.share[k * w->center_count + j] > 0;
            pieces += w->quotas.share[k * w->center_count + j];
        }
        for (size_t i = 0; i < w->demands.count; i++)
            if (w->serves[i] == j) {
                served++;
                persons += demand(w, i)->people;
            }
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(situ_rows_copy(t, row, id, w->regions, seat->row, "id", err));
        SITU_TRY(situ_rows_copy(t, row, name, w->regions, seat->row, "name", err));
        if (seat->depot != SIZE_MAX)
            SITU_TRY(situ_rows_copy(t, row, depot, w->depots, seat->depot, "name", err));
        situ_table_set_int(t, row, kinds, items);
        situ_table_set_int(t, row, qty, pieces);
        situ_table_set_int(t, row, demands, served);
        situ_table_set_real(t, row, people, persons);
        SITU_TRY(situ_rows_set_point(t, row, &(situ_point){seat->x, seat->y}, err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "centers", err));
done:
    situ_table_free(t);
    return status;
}

static situ_status write_links(situ_bundle *out, const work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    const situ_table *from = situ_op_table(w->in, "demands");
    size_t id, name, town_id, town, industry, weight, minutes;
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"town_id", SITU_TYPE_TEXT, &town_id}, {"town", SITU_TYPE_TEXT, &town},
        {"industry", SITU_TYPE_TEXT, &industry}, {"weight", SITU_TYPE_REAL, &weight}, {"minutes", SITU_TYPE_REAL, &minutes}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_rows_table(&t, "links", w->in->epsg, columns, err));
    for (size_t i = 0; i < w->demands.count; i++) {
        const situ_siting_demand *d = demand(w, i);
        size_t row;
        if (w->serves[i] == UINT32_MAX)
            continue;
        const situ_siting_seat *seat = &w->centers[w->serves[i]];
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(situ_rows_copy(t, row, id, from, d->row, "id", err));
        SITU_TRY(situ_rows_copy(t, row, name, from, d->row, "name", err));
        SITU_TRY(situ_rows_copy(t, row, town_id, w->regions, seat->row, "id", err));
        SITU_TRY(situ_rows_copy(t, row, town, w->regions, seat->row, "name", err));
        SITU_TRY(situ_rows_copy(t, row, industry, from, d->row, "industry", err));
        situ_table_set_real(t, row, weight, d->weight);
        situ_table_set_real(t, row, minutes, (double)w->minutes[i]);
        SITU_TRY(situ_siting_line(t, row, d->x, d->y, seat->x, seat->y, err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "links", err));
done:
    situ_table_free(t);
    return status;
}

// --- before and after ---

// Minutes from some places to all township seats, [place row * towns]; INFINITY for the others.
static situ_status times_to_towns(float *to, const work *w, const situ_travel_site *sites, const size_t *rows, size_t n, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t towns = situ_regions_count(w->towns);
    float *minutes = situ_malloc((n * w->seat_count + 1) * sizeof *minutes);
    double *xy = situ_malloc((2 * w->seat_count + 1) * sizeof *xy);
    SITU_TRY_ALLOC(minutes);
    SITU_TRY_ALLOC(xy);
    for (size_t k = 0; k < w->seat_count; k++) {
        xy[2 * k] = w->seats[k].x;
        xy[2 * k + 1] = w->seats[k].y;
    }
    SITU_TRY(situ_travel_matrix_within(minutes, w->travel, w->p->limit_min, sites, (uint32_t)n, xy, (uint32_t)w->seat_count, job, err));
    for (size_t s = 0; s < n; s++)
        for (size_t k = 0; k < w->seat_count; k++)
            to[rows[s] * towns + w->seats[k].town] = minutes[s * w->seat_count + k];
done:
    situ_free(minutes);
    situ_free(xy);
    return status;
}

// What is put forward leaves the county's depots, the fullest first.
static void take_from_county(double *stock, const work *w)
{
    for (size_t k = 0; k < w->good_count && !w->totals; k++) {
        double sent = 0;
        for (size_t j = 0; j < w->center_count; j++)
            sent += (double)w->quotas.share[k * w->center_count + j];
        while (sent > 0) {
            size_t best = SIZE_MAX;
            for (size_t d = 0; d < w->depots->row_count; d++) {
                double q = stock[d * w->items + w->goods[k].need];
                if (is_county(w, d) && q > 0 && (best == SIZE_MAX || q > stock[best * w->items + w->goods[k].need]))
                    best = d;
            }
            if (best == SIZE_MAX)
                break;
            double *q = &stock[best * w->items + w->goods[k].need], part = fmin(sent, *q);
            *q -= part;
            sent -= part;
        }
    }
}

static situ_status tell_worse(const work *w, const situ_sufficiency *before, const situ_sufficiency *after, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t worse = 0;
    situ_str text;
    situ_str_init(&text);
    for (size_t i = 0; i < situ_regions_count(w->towns); i++) {
        const situ_sufficiency_town *b = &before->towns[i], *a = &after->towns[i];
        const size_t region = situ_regions_row(w->towns, i);
        if (situ_siting_change(b, a) != SITU_SITING_WORSE || ++worse > SITU_SITING_TOLD_MOST)
            continue;
        situ_str_clear(&text);
        situ_siting_add_lack(&text, w->needs, before, after, i);
        SITU_TRY(situ_str_ok(&text) ? SITU_OK : situ_fail_nomem(err));
        SITU_TRY(situ_rows_tell(w->report, w->regions, region, SITU_WARN, "PREPOSITION_WORSE", NULL, _("keep more of it in the county's depots (reserve_pct)"), err,
                                _("%s would be worse off, %s before, %s after%s"), situ_rows_name(w->regions, region), situ_relief_word(w->in->rules, b->relief),
                                situ_relief_word(w->in->rules, a->relief), text.data ? text.data : ""));
    }
    SITU_TRY(situ_siting_tell_rest(w->report, w->regions, "PREPOSITION_WORSE", worse, err));
done:
    situ_str_free(&text);
    return status;
}

static situ_status write_towns(situ_bundle *out, const work *w, const situ_sufficiency *before, const situ_sufficiency *after, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    static const char *const change_words[] = {"preposition_words.worse", "preposition_words.same", "preposition_words.better"};
    size_t id, name, code, role, small, large, was, was_own, was_aided, is, is_own, is_aided, change, item, unit, need, held;
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"region_code", SITU_TYPE_TEXT, &code}, {"role", SITU_TYPE_TEXT, &role},
        {"people_small", SITU_TYPE_REAL, &small}, {"people_large", SITU_TYPE_REAL, &large}, {"before", SITU_TYPE_TEXT, &was},
        {"before_own", SITU_TYPE_REAL, &was_own}, {"before_aided", SITU_TYPE_REAL, &was_aided}, {"after", SITU_TYPE_TEXT, &is},
        {"after_own", SITU_TYPE_REAL, &is_own}, {"after_aided", SITU_TYPE_REAL, &is_aided}, {"change", SITU_TYPE_TEXT, &change}, {"item", SITU_TYPE_TEXT, &item},
        {"unit", SITU_TYPE_TEXT, &unit}, {"need", SITU_TYPE_REAL, &need}, {"held", SITU_TYPE_REAL, &held}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_rows_table(&t, "towns", w->in->epsg, columns, err));
    for (size_t i = 0; i < situ_regions_count(w->towns); i++) {
        const situ_sufficiency_town *b = &before->towns[i], *a = &after->towns[i];
        const size_t region = situ_regions_row(w->towns, i);
        const double shares[] = {b->own, b->aided, a->own, a->aided};
        const size_t share_columns[] = {was_own, was_aided, is_own, is_aided};
        size_t row;
        SITU_TRY(situ_table_add_row(t, &row, err));
        SITU_TRY(situ_rows_copy(t, row, id, w->regions, region, "id", err));
        SITU_TRY(situ_rows_copy(t, row, name, w->regions, region, "name", err));
        SITU_TRY(situ_rows_copy(t, row, code, w->regions, region, "code", err));
        if (situ_check_bool(w->regions, region, "is_center") == 1)
            SITU_TRY(situ_table_set_text(t, row, role, situ_siting_word(w->in, "preposition_words.center"), err));
        situ_table_set_real(t, row, small, a->people_small);
        situ_table_set_real(t, row, large, a->people_large);
        SITU_TRY(situ_table_set_text(t, row, was, situ_relief_word(w->in->rules, b->relief), err));
        SITU_TRY(situ_table_set_text(t, row, is, situ_relief_word(w->in->rules, a->relief), err));
        SITU_TRY(situ_table_set_text(t, row, change, situ_siting_word(w->in, change_words[situ_siting_change(b, a) + 1]), err));
        for (size_t k = 0; k < 4; k++)
            if (isfinite(shares[k]))
                situ_table_set_real(t, row, share_columns[k], shares[k]);
        if (a->item != SIZE_MAX) {
            SITU_TRY(situ_table_set_text(t, row, item, situ_needs_get(w->needs, a->item)->item, err));
            SITU_TRY(situ_table_set_text(t, row, unit, situ_needs_get(w->needs, a->item)->unit, err));
            situ_table_set_real(t, row, need, a->need);
            situ_table_set_real(t, row, held, a->held);
        }
        SITU_TRY(situ_rows_set_shape(t, row, situ_table_geometry(w->regions, region), err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "towns", err));
done:
    situ_table_free(t);
    return status;
}

static situ_status judge_towns(situ_bundle *out, const work *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t towns = situ_regions_count(w->towns), depots = w->depots->row_count;
    float *minutes = situ_malloc((depots * towns + 1) * sizeof *minutes), *between = situ_malloc((towns * towns + 1) * sizeof *between);
    double *extra = situ_calloc(towns * w->items + 1, sizeof *extra), *stock = situ_malloc((depots * w->items + 1) * sizeof *stock), delay = 0;
    situ_travel_site *sites = situ_malloc((depots + w->center_count + 1) * sizeof *sites);
    size_t *rows = situ_malloc((depots + w->center_count + 1) * sizeof *rows), n = 0;
    situ_sufficiency before = {0}, after = {0};
    SITU_TRY_ALLOC(minutes);
    SITU_TRY_ALLOC(between);
    SITU_TRY_ALLOC(extra);
    SITU_TRY_ALLOC(stock);
    SITU_TRY_ALLOC(sites);
    SITU_TRY_ALLOC(rows);
    for (size_t i = 0; i < depots * towns; i++)
        minutes[i] = INFINITY;
    for (size_t i = 0; i < towns * towns; i++)
        between[i] = INFINITY;
    for (size_t d = 0; d < depots; d++) { // the others serve their own township only
        situ_point at;
        situ_depot_role role = situ_depot_role_of(w->in->rules, w->depots, d, w->regions, w->in->county);
        if ((role != SITU_DEPOT_COUNTY && role != SITU_DEPOT_FORWARD) || !situ_feature_point(situ_table_geometry(w->depots, d), &at))
            continue;
        sites[n] = (situ_travel_site){at.x, at.y, situ_travel_delay(w->in->rules, w->depots, d)};
        rows[n++] = d;
    }
    SITU_TRY(times_to_towns(minutes, w, sites, rows, n, job, err));
    SITU_TRY(situ_rules_number(&delay, w->in->rules, "travel", "dispatch.depot", err));
    for (size_t j = 0; j < w->center_count; j++) {
        sites[j] = (situ_travel_site){w->centers[j].x, w->centers[j].y, delay};
        rows[j] = w->centers[j].town;
    }
    SITU_TRY(times_to_towns(between, w, sites, rows, w->center_count, job, err));
    memcpy(stock, w->stock, depots * w->items * sizeof *stock);
    take_from_county(stock, w);
    for (size_t k = 0; k < w->good_count; k++)
        for (size_t j = 0; j < w->center_count && w->goods[k].need != SIZE_MAX && w->goods[k].same_unit; j++)
            extra[w->centers[j].town * w->items + w->goods[k].need] += (double)w->quotas.share[k * w->center_count + j];
    situ_sufficiency_input input = {.rules = w->in->rules, .needs = w->needs, .regions = w->regions, .towns = w->towns, .depots = w->depots, .ledger = w->ledger,
                                    .stock = w->stock, .points = situ_op_table(w->in, "demands"), .minutes = minutes, .limit_min = w->p->limit_min,
                                    .county = w->in->county};
    SITU_TRY(situ_sufficiency_make(&before, &input, w->report, err));
    input.stock = stock;
    input.extra = extra;
    input.between = between;
    SITU_TRY(situ_sufficiency_make(&after, &input, NULL, err)); // has been told
    SITU_TRY(write_towns(out, w, &before, &after, err));
    SITU_TRY(tell_worse(w, &before, &after, err));
done:
    situ_sufficiency_free(&before);
    situ_sufficiency_free(&after);
    situ_free(minutes);
    situ_free(between);
    situ_free(extra);
    situ_free(stock);
    situ_free(sites);
    situ_free(rows);
    return status;
}

static void release(work *w)
{
    situ_regions_free(w->towns);
    situ_needs_free(w->needs);
    situ_siting_demands_free(&w->demands);
    situ_travel_free(w->travel);
    situ_quotas_free(&w->quotas);
    void *const parts[] = {w->stock, w->held, w->centers, w->seats, w->serves, w->minutes, w->goods, w->weight, w->low, w->whole, w->room_m3, w->volume_m3};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        situ_free(parts[i]);
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *params_in, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    work w = {.in = in, .p = params_in, .report = report, .regions = situ_op_table(in, "regions"), .depots = situ_op_table(in, "depots"),
              .ledger = situ_op_table(in, "stock"), .totals = situ_op_table(in, "totals")};
    SITU_TRY(situ_op_check(&situ_op_preposition, in, err));
    SITU_TRY(situ_regions_new(&w.towns, w.regions, "乡镇", err));
    SITU_TRY(read_centers(&w, err));
    SITU_TRY(read_goods(&w, err));
    SITU_TRY_ALLOC(w.goods = situ_malloc((w.items + (w.totals ? w.totals->row_count : 0) + 1) * sizeof *w.goods));
    SITU_TRY(w.totals ? read_totals(&w, err) : read_county_goods(&w, err));
    const situ_siting_source source = {.in = in, .table = situ_op_table(in, "demands"), .weight_by = w.p->weight, .hazard = w.p->hazard,
                                       .towns = w.towns, .needs = w.needs, .goods = w.held};
    SITU_TRY(situ_siting_demands_of(&w.demands, &source, report, err));
    if (w.good_count == 0)
        SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("import the goods of the county's depots, or name a table of goods as \"totals\""), "%s",
                           _("there are no goods to put forward")));
    SITU_TRY(serve(&w, job, err));
    SITU_TRY(share_all(&w, err));
    SITU_TRY(write_centers(out, &w, err));
    SITU_TRY(write_list(out, &w, err));
    SITU_TRY(write_links(out, &w, err));
    SITU_TRY(judge_towns(out, &w, job, err));
done:
    release(&w);
    return status;
}

const situ_op situ_op_preposition = {
    .name = "preposition",
    .version = 2,
    .summary = N_("what goes forward to the existing centers, how much of each item, and who can help himself before and after"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .dated = true,
    .run = run,
};
