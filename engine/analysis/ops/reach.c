// SPDX-License-Identifier: MIT
// Who is reached from where and how soon: in a straight line (distance made into minutes by a detour factor, a
// speed and a dispatch time, rules/reach.yaml), over a cost surface, or along the road network (rules/travel.yaml).
// As bands over the county, a grid of minutes, the soonest site of each target, rescue tiers, the share of the
// people reached, and which townships can help themselves.

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/areas.h"
#include "analysis/reaching.h"
#include "analysis/siting.h"
#include "base/alloc.h"
#include "geo/index.h"

enum { UNIT_MIN, UNIT_KM, BANDS_HIGH = 16 };
enum { GRID_AUTO, GRID_YES, GRID_NO };
static const char *const unit_words[] = {"min", "km", NULL};
static const char *const grid_words[] = {"auto", "yes", "no", NULL};

typedef struct params {
    situ_numbers bands;
    int unit, mode, grid;
    double speed_kmh, detour, dispatch_min, cell_m; // below 0 = from the rules
    double limit_min, help_min;
    long neighbours;
    const char *condition;
    bool areas, on_foot, toward, rescue, tiers;
} params;

static const situ_prop props[] = {
    {.name = "mode", .kind = SITU_PROP_ENUM, .offset = offsetof(params, mode), .words = situ_siting_modes, .fallback = "auto",
     .help = N_("straight line, cost surface of roads and terrain (one-way roads go both ways there), or road network; auto = network where roads serve the sites, else straight")},
    {.name = "bands", .kind = SITU_PROP_NUMBERS, .offset = offsetof(params, bands), .min = 0.01, .max = 100000,
     .help = N_("upper ends of the bands, rising; none = as in rules/reach.yaml")},
    {.name = "unit", .kind = SITU_PROP_ENUM, .offset = offsetof(params, unit), .words = unit_words, .fallback = "min",
     .help = N_("unit of the bands: minutes, or straight kilometres")},
    {.name = "speed_kmh", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, speed_kmh), .min = -1, .max = 1000, .fallback = "-1",
     .help = N_("mean speed in a straight line; -1 = as in rules/reach.yaml")},
    {.name = "detour", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, detour), .min = -1, .max = 10, .fallback = "-1",
     .help = N_("road length over straight length; -1 = as in rules/reach.yaml")},
    {.name = "dispatch_min", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, dispatch_min), .min = -1, .max = 1440, .fallback = "-1",
     .help = N_("minutes from the call to the departure, of every site; -1 = as in the rules, each team its own")},
    {.name = "cell_m", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, cell_m), .min = 0, .max = 5000, .fallback = "0",
     .help = N_("cell of the grid in metres; 0 = 100, over the surface as rules/travel.yaml says")},
    {.name = "neighbours", .kind = SITU_PROP_INT, .offset = offsetof(params, neighbours), .min = 8, .max = 16, .fallback = "16",
     .help = N_("moves over the surface: to 8 neighbours, or to 16 with knight's moves")},
    {.name = "condition", .kind = SITU_PROP_TEXT, .offset = offsetof(params, condition),
     .help = N_("night, rain, ice: slower by the factor of rules/travel.yaml")},
    {.name = "rescue", .kind = SITU_PROP_BOOL, .offset = offsetof(params, rescue), .fallback = "no", .help = N_("rescue vehicles drive faster, up to the road's limit")},
    {.name = "on_foot", .kind = SITU_PROP_BOOL, .offset = offsetof(params, on_foot), .fallback = "no", .help = N_("people walk, on roads too")},
    {.name = "toward", .kind = SITU_PROP_BOOL, .offset = offsetof(params, toward), .fallback = "no", .help = N_("from the targets to the sites, as to shelters")},
    {.name = "limit_min", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, limit_min), .min = 0, .max = 100000, .fallback = "0",
     .help = N_("later than this is not reachable; 0 = no limit")},
    {.name = "areas", .kind = SITU_PROP_BOOL, .offset = offsetof(params, areas), .fallback = "yes", .help = N_("make the areas of the bands")},
    {.name = "grid", .kind = SITU_PROP_ENUM, .offset = offsetof(params, grid), .words = grid_words, .fallback = "auto",
     .help = N_("make the grid of minutes; auto = except in a straight line")},
    {.name = "tiers", .kind = SITU_PROP_BOOL, .offset = offsetof(params, tiers), .fallback = "yes", .help = N_("reach by rescue tier, when there are teams")},
    {.name = "help_min", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, help_min), .min = -1, .max = 100000, .fallback = "-1",
     .help = N_("help from other depots counts within this time; -1 = as in rules/reach.yaml")},
    {0},
};

static const situ_port inputs[] = {
    {.role = "sites", .kind = SITU_PORT_TABLE, .table = "depot", .columns = (const char *const[]){"id", "name", NULL},
     .help = N_("depots or teams")},
    {.role = "targets", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", NULL}, .optional = true,
     .help = N_("villages, risk points or persons that want to be reached")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .optional = true, .help = N_("regions whose union is the county")},
    {.role = "outline", .kind = SITU_PORT_TABLE, .table = NULL, .optional = true, .help = N_("polygons of the county, else the union of the regions")},
    {.role = "people", .kind = SITU_PORT_TABLE, .table = "region", .optional = true, .help = N_("villages with their population, else the targets")},
    {.role = "teams", .kind = SITU_PORT_TABLE, .table = "team", .optional = true, .help = N_("teams with their level, for the rescue tiers")},
    {.role = "roads", .kind = SITU_PORT_TABLE, .table = "road", .optional = true, .help = N_("roads and ferries")},
    {.role = "water", .kind = SITU_PORT_TABLE, .table = "water", .optional = true, .help = N_("waters that bar the way over the surface")},
    {.role = "objects", .kind = SITU_PORT_TABLE, .table = "risk_point", .optional = true, .help = N_("what persons are in charge of: where they are")},
    {.role = "depots", .kind = SITU_PORT_TABLE, .table = "depot", .optional = true, .help = N_("depots, for who can help himself")},
    {.role = "stock", .kind = SITU_PORT_TABLE, .table = "stock", .optional = true, .help = N_("what lies in the depots")},
    {.role = "submissions", .kind = SITU_PORT_TABLE, .table = "submission", .columns = (const char *const[]){"town", "status", NULL}, .optional = true,
     .help = N_("who has reported: a township without objects threatens nobody only when it says so")},
    {.role = "risk_points", .kind = SITU_PORT_TABLE, .table = "risk_point", .optional = true, .help = N_("objects that threaten people")},
    {.role = "dem", .kind = SITU_PORT_GRID, .table = "dem", .optional = true, .help = N_("terrain: slopes are walked more slowly")},
    {.role = "land", .kind = SITU_PORT_GRID, .table = "land", .optional = true, .help = N_("land cover by class of rules/travel.yaml")},
    {0},
};
static const situ_port outputs[] = {
    {.role = "bands", .kind = SITU_PORT_TABLE, .help = N_("areas a band: band, label, from and to in minutes or km, km2")},
    {.role = "nearest", .kind = SITU_PORT_TABLE, .help = N_("targets with their soonest site, distance_m, minutes, band and whether they are reachable")},
    {.role = "coverage", .kind = SITU_PORT_TABLE, .help = N_("share of the people reached within each band, for the county and each township")},
    {.role = "tiers", .kind = SITU_PORT_TABLE, .help = N_("targets with minutes and team of each rescue tier")},
    {.role = "tier_coverage", .kind = SITU_PORT_TABLE, .help = N_("share of the people each rescue tier reaches, alone and with those below")},
    {.role = "towns", .kind = SITU_PORT_TABLE, .help = N_("townships that help themselves, are reached by help in time, or go short")},
    {.role = "minutes", .kind = SITU_PORT_GRID, .help = N_("minutes to every cell of the county; not reachable: 99999 (rules/reach.yaml unreachable_min), to be left out of a stretch of colours")},
    {0},
};
static const char *const rule_files[] = {"reach", "travel", "needs", "region", NULL};

extern const situ_op situ_op_reach;

typedef struct reach {
    const situ_op_input *in;
    const params *p;
    situ_report *report;
    situ_job *job;
    const situ_table *sites, *targets;
    situ_table *placed;  // persons, with the places found for them
    double speed_kmh, detour, dispatch_min, cell_m; // dispatch_min: given, else of the rules
    double start_min;    // first departure of the sites
    bool own_delays;     // sites depart after their own times
    bool by_distance;    // straight, and all depart alike: distances decide, exactly
    double end[BANDS_HIGH];   // of the bands, in their unit
    double end_m[BANDS_HIGH]; // straight: the same as metres
    double end_min[BANDS_HIGH];
    size_t bands;
    situ_reach_sites from;
    double *xy; // of the sites with coordinates
    situ_geos *geos;
    situ_geometry *outline;
    situ_travel *travel;
    situ_travel_mode mode;
    bool straight;
} reach;

static double minutes_of(const reach *r, double distance_m)
{
    return r->start_min + distance_m / 1000.0 * r->detour / r->speed_kmh * 60.0;
}

// --- parameters ---

static situ_status rule_value(double *out, const reach *r, double given, const char *name, bool positive, situ_error *err)
{
    *out = given;
    if (given < 0) {
        situ_status status = situ_rules_number(out, r->in->rules, "reach", name, err);
        if (status != SITU_OK)
            return status;
    }
    if (*out > 0 || (!positive && *out == 0))
        return SITU_OK;
    return situ_fail(err, SITU_E_ARGUMENT, _("give a number above 0"), _("%s is %g"), name, *out);
}

// Bands from the parameters, else from the rules; they must rise, and in a straight line begin after the departure,
// unless that is the sites' own: then nobody may be reached within the first ones.
static situ_status read_bands(reach *r, situ_error *err)
{
    const situ_yaml_node *list = situ_yaml_get(situ_rules_file(r->in->rules, "reach"), r->p->unit == UNIT_MIN ? "bands_min" : "bands_km");
    size_t n = r->p->bands.count ? r->p->bands.count : list ? list->count : 0;
    if (n == 0 || n > BANDS_HIGH)
        return situ_fail(err, SITU_E_ARGUMENT, _("give `bands`, such as 15, 30, 60"), _("%zu bands, where 1 to %d are possible"), n, BANDS_HIGH);
    for (size_t i = 0; i < n; i++) {
        if (r->p->bands.count)
            r->end[i] = r->p->bands.items[i];
        else if (!situ_parse_double(list->items[i]->text, &r->end[i]))
            return situ_yaml_fail(err, situ_rules_path(r->in->rules, "reach"), list->items[i], NULL, _("a band is no number: %s"), list->items[i]->text);
        r->end_m[i] = r->p->unit == UNIT_KM ? r->end[i] * 1000.0 : (r->end[i] - r->start_min) / 60.0 * r->speed_kmh / r->detour * 1000.0;
        r->end_min[i] = r->p->unit == UNIT_KM ? minutes_of(r, r->end_m[i]) : r->end[i];
        double before = i == 0 ? (r->own_delays ? -INFINITY : 0.0) : r->straight ? r->end_m[i - 1] : r->end_min[i - 1];
        if (!((r->straight ? r->end_m[i] : r->end_min[i]) > before))
            return situ_fail(err, SITU_E_ARGUMENT, _("give bands that rise and end after the dispatch time"),
                             _("band %zu ends at %g, which is not after what comes before it"), i + 1, r->end[i]);
    }
    r->bands = n;
    return SITU_OK;
}

static situ_status read_rules(reach *r, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(rule_value(&r->speed_kmh, r, r->p->speed_kmh, "speed_kmh", true, err));
    SITU_TRY(rule_value(&r->detour, r, r->p->detour, "detour", true, err));
    SITU_TRY(rule_value(&r->dispatch_min, r, r->p->dispatch_min, "dispatch_min", false, err));
    if (r->p->unit == UNIT_KM && !r->straight)
        SITU_TRY(situ_fail(err, SITU_E_ARGUMENT, _("take minutes, or mode straight"), "%s", _("bands in kilometres are bands of straight distance")));
    if (r->p->neighbours != 8 && r->p->neighbours != 16)
        SITU_TRY(situ_fail(err, SITU_E_ARGUMENT, _("give 8 or 16"), _("%s is %g"), "neighbours", (double)r->p->neighbours));
    if (r->p->cell_m > 0 && r->p->cell_m < 5)
        SITU_TRY(situ_fail(err, SITU_E_ARGUMENT, _("give 5 or more, or 0"), _("%s is %g"), "cell_m", r->p->cell_m));
done:
    return status;
}

// Teams leave after their own times (rules/travel.yaml); depots too, but for a straight line, where the rules of
// reach say when. Kilometres know no departure: there it is the same for all.
static situ_reaching reaching(const reach *r, bool teams)
{
    bool given = r->p->dispatch_min >= 0 || (r->straight && (!teams || r->p->unit == UNIT_KM));
    return (situ_reaching){.in = r->in, .travel = r->travel, .end_min = r->end_min, .bands = r->bands, .dispatch_min = given ? r->dispatch_min : NAN,
                           .report = r->report, .job = r->job};
}

// --- sites, ground, ways ---

static situ_status locate_sites(reach *r, situ_error *err)
{
    situ_status status = SITU_OK;
    bool teams = situ_table_find(r->sites, "level") >= 0 || situ_table_find(r->sites, "nature") >= 0;
    const situ_reaching how = reaching(r, teams);
    SITU_TRY(situ_reach_sites_of(&r->from, &how, r->sites, NULL, true, err));
    r->xy = situ_malloc((2 * (size_t)r->from.count + 1) * sizeof *r->xy);
    SITU_TRY_ALLOC(r->xy);
    for (uint32_t i = 0; i < r->from.count; i++) {
        r->xy[2 * (size_t)i] = r->from.items[i].x;
        r->xy[2 * (size_t)i + 1] = r->from.items[i].y;
    }
    if (r->from.count == 0)
        SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("fill in coordinates of depots or teams"),
                           _("none of the %zu sites (table %s) has coordinates"), r->sites->row_count, r->sites->name));
    double last = r->start_min = r->from.items[0].delay_min;
    for (uint32_t i = 1; i < r->from.count; i++) {
        r->start_min = fmin(r->start_min, r->from.items[i].delay_min);
        last = fmax(last, r->from.items[i].delay_min);
    }
    r->own_delays = isnan(how.dispatch_min);
    r->by_distance = r->straight && !(last > r->start_min);
done:
    return status;
}

// The county, else what the last band reaches in a straight line.
static situ_box ground(const reach *r)
{
    situ_box box = situ_box_empty();
    for (uint32_t i = 0; i < r->from.count; i++)
        box = situ_box_add(box, r->xy[2 * (size_t)i], r->xy[2 * (size_t)i + 1]);
    return r->outline ? r->outline->box : situ_box_grow(box, fmax(r->end_m[r->bands - 1], 1000));
}

static situ_box add_places(situ_box box, const situ_table *t)
{
    for (size_t row = 0; t && row < t->row_count; row++) {
        situ_point p;
        if (situ_feature_point(situ_table_geometry(t, row), &p))
            box = situ_box_add(box, p.x, p.y);
    }
    return box;
}

static situ_status make_travel(reach *r, situ_error *err)
{
    situ_status status = SITU_OK;
    double margin, condition, rescue = 1;
    SITU_TRY(situ_rules_number(&margin, r->in->rules, "reach", "margin_m", err));
    SITU_TRY(situ_travel_condition(&condition, r->in->rules, r->p->condition, err));
    if (r->p->rescue)
        SITU_TRY(situ_rules_number(&rescue, r->in->rules, "travel", "rescue.factor", err));
    situ_box box = add_places(add_places(add_places(ground(r), r->sites), r->targets), situ_op_table(r->in, "teams"));
    const situ_travel_options o = {.mode = r->mode, .rules = r->in->rules, .roads = situ_op_table(r->in, "roads"),
                                   .water = situ_op_table(r->in, "water"), .dem = situ_op_grid(r->in, "dem"), .land = situ_op_grid(r->in, "land"),
                                   .epsg = r->in->epsg, .box = situ_box_grow(box, margin), .cell_m = r->p->cell_m, .neighbours = (int)r->p->neighbours,
                                   .on_foot = r->p->on_foot, .toward = r->p->toward, .speed_factor = condition * rescue, .limit_min = r->p->limit_min,
                                   .straight_kmh = r->p->on_foot ? 0 : r->speed_kmh, .straight_detour = r->detour};
    SITU_TRY(situ_travel_new(&r->travel, &o, r->report, r->job, err));
    r->cell_m = r->p->cell_m > 0 ? r->p->cell_m : situ_travel_cell_m(r->travel) > 0 ? situ_travel_cell_m(r->travel) : 100;
done:
    return status;
}

// --- bands ---

// 1-based band of a distance or time; bands + 1 beyond the last, bands + 2 not reachable.
static int band_of(const reach *r, double distance_m, double minutes)
{
    size_t k = 0;
    if (!isfinite(minutes))
        return (int)r->bands + 2;
    while (k < r->bands && (r->by_distance ? distance_m > r->end_m[k] : minutes > r->end_min[k]))
        k++;
    return (int)k + 1;
}

// "{from}" and "{to}" in the label of the rules become numbers.
static situ_status set_label(situ_table *t, size_t row, size_t column, const reach *r, size_t band, situ_error *err)
{
    static const char *const names[2][3] = {{"labels.within", "labels.between", "labels.beyond"},
                                            {"labels.within_km", "labels.between_km", "labels.beyond_km"}};
    int which = band == 1 ? 0 : band <= r->bands ? 1 : 2;
    char from[32] = "", to[32] = "";
    situ_str text;
    if (band > r->bands + 1)
        return situ_table_set_text(t, row, column, situ_reach_word(r->in->rules, "unreachable"), err);
    situ_str_init(&text);
    if (band > 1)
        situ_format_double(r->end[band - 2], from);
    if (band <= r->bands)
        situ_format_double(r->end[band - 1], to);
    for (const char *p = situ_rules_text(r->in->rules, "reach", names[r->p->unit == UNIT_KM][which], "{from}-{to}"); *p;) {
        if (situ_starts_with(p, "{from}")) {
            situ_str_add(&text, from);
            p += strlen("{from}");
        } else if (situ_starts_with(p, "{to}")) {
            situ_str_add(&text, to);
            p += strlen("{to}");
        } else
            situ_str_add_n(&text, p++, 1);
    }
    situ_status status = situ_str_ok(&text) ? situ_table_set_text(t, row, column, text.data, err) : situ_fail_nomem(err);
    situ_str_free(&text);
    return status;
}

static situ_status write_bands(situ_bundle *bundle, const reach *r, const situ_zone_polygon *areas, size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    size_t id, band, label, from, to, area, row;
    const situ_rows_column list[] = {{"id", SITU_TYPE_TEXT, &id}, {"band", SITU_TYPE_INT, &band}, {"label", SITU_TYPE_TEXT, &label},
                                     {"from_value", SITU_TYPE_REAL, &from}, {"to_value", SITU_TYPE_REAL, &to}, // null = beyond the last band
                                     {"area_km2", SITU_TYPE_REAL, &area}, {0}};
    SITU_TRY(situ_rows_table(&out, "bands", r->in->epsg, list, err));
    for (size_t i = 0; i < count; i++) {
        char name[32];
        size_t k = areas[i].value;
        SITU_TRY(situ_table_add_row(out, &row, err));
        snprintf(name, sizeof name, "band-%zu", k);
        SITU_TRY(situ_table_set_text(out, row, id, name, err));
        situ_table_set_int(out, row, band, (int64_t)k);
        SITU_TRY(set_label(out, row, label, r, k, err));
        situ_table_set_real(out, row, from, k == 1 ? 0.0 : k <= r->bands + 1 ? r->end[k - 2] : NAN);
        situ_table_set_real(out, row, to, k <= r->bands ? r->end[k - 1] : NAN);
        situ_table_set_real(out, row, area, areas[i].area_m2 / 1e6);
        SITU_TRY(situ_rows_set_shape(out, row, areas[i].geometry, err));
    }
    SITU_TRY(situ_rows_finish(bundle, &out, "bands", err));
done:
    situ_table_free(out);
    return status;
}

// Bands of the cells, and minutes when wanted (minutes NULL: not).
static situ_status fill_straight(uint8_t *cells, float *minutes, const situ_raster_frame *f, const reach *r, situ_error *err)
{
    enum { BAND_ROWS = 512 };
    situ_status status = SITU_OK;
    float *distance = situ_malloc((size_t)BAND_ROWS * f->columns * sizeof *distance);
    SITU_TRY_ALLOC(distance);
    for (uint32_t row = 0; row < f->rows; row += BAND_ROWS) {
        uint32_t end = f->rows - row < BAND_ROWS ? f->rows : row + BAND_ROWS;
        SITU_TRY(situ_kernel_nearest(distance, NULL, f, row, end, r->xy, r->from.count, r->job, err));
        for (size_t i = 0; i < (size_t)(end - row) * f->columns; i++) {
            size_t cell = (size_t)row * f->columns + i;
            double m = minutes_of(r, (double)distance[i]);
            m = r->p->limit_min > 0 && m > r->p->limit_min ? INFINITY : m;
            cells[cell] = (uint8_t)band_of(r, (double)distance[i], m);
            if (minutes)
                minutes[cell] = (float)m;
        }
    }
done:
    situ_free(distance);
    return status;
}

// Cells outside the county have no data; not reachable ones have the number of the rules.
static situ_status write_grid(situ_bundle *bundle, const situ_raster_frame *f, const float *minutes, const reach *r, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_grid *grid = NULL;
    uint8_t *inside = NULL;
    double unreachable;
    SITU_TRY(situ_rules_number(&unreachable, r->in->rules, "reach", "unreachable_min", err));
    SITU_TRY(situ_grid_new(&grid, "minutes", r->in->epsg, *f, err));
    if (r->outline) {
        inside = situ_calloc((size_t)f->columns * f->rows, 1);
        SITU_TRY_ALLOC(inside);
        SITU_TRY(situ_kernel_rasterize(inside, f, r->outline, 1, err));
    }
    for (size_t i = 0; i < (size_t)f->columns * f->rows; i++)
        grid->cells[i] = inside && !inside[i] ? NAN : isfinite(minutes[i]) ? minutes[i] : (float)unreachable;
    SITU_TRY(situ_bundle_add_grid(bundle, grid, err));
    grid = NULL;
done:
    situ_free(inside);
    situ_grid_free(grid);
    return status;
}

static situ_status make_bands(situ_bundle *bundle, const reach *r, bool grid, situ_error *err)
{
    enum { SMOOTH = 2 };
    situ_status status = SITU_OK;
    situ_zone_polygon *areas = NULL;
    size_t count = 0;
    uint8_t *cells = NULL;
    float *minutes = NULL;
    double min_km2 = 0;
    situ_raster_frame f;
    SITU_TRY(situ_areas_frame(&f, situ_box_grow(ground(r), 2 * r->cell_m), r->cell_m, err));
    size_t total = (size_t)f.columns * f.rows;
    cells = situ_malloc(total);
    SITU_TRY_ALLOC(cells);
    if (grid || !r->by_distance) {
        minutes = situ_malloc(total * sizeof *minutes);
        SITU_TRY_ALLOC(minutes);
    }
    if (r->by_distance)
        SITU_TRY(fill_straight(cells, minutes, &f, r, err));
    else {
        SITU_TRY(situ_travel_field(minutes, NULL, &f, r->travel, r->from.items, r->from.count, r->job, err));
        for (size_t i = 0; i < total; i++)
            cells[i] = (uint8_t)band_of(r, 0, (double)minutes[i]);
        if (!r->straight)
            SITU_TRY(situ_rules_number(&min_km2, r->in->rules, "reach", "min_km2", err));
    }
    if (grid)
        SITU_TRY(write_grid(bundle, &f, minutes, r, err));
    // Without a county "beyond the last band" has no end: left out.
    for (size_t i = 0; !r->outline && i < total; i++)
        cells[i] = cells[i] > r->bands ? 0 : cells[i];
    if (r->p->areas) {
        SITU_TRY(situ_areas_make(&areas, &count, cells, &f, min_km2, SMOOTH, r->geos, r->outline, err));
        SITU_TRY(write_bands(bundle, r, areas, count, err));
    }
done:
    situ_zone_polygons_free(areas, count);
    situ_free(cells);
    situ_free(minutes);
    return status;
}

// --- targets ---

typedef struct columns { size_t id, name, region_code, town, site_id, site_name, distance, minutes, band, label, reachable, placed; } columns;

typedef struct found { double minutes, distance; uint32_t site; } found; // site UINT32_MAX = none

// Every place that nobody reaches is told: the first ones by name, then how many there are (row SIZE_MAX).
static situ_status tell_unreachable(const reach *r, size_t row, size_t count, situ_error *err)
{
    enum { TOLD_EACH = 20 };
    if (row == SIZE_MAX)
        return count <= TOLD_EACH ? SITU_OK
            : situ_rows_tell(r->report, r->targets, row, SITU_WARN, "REACH_NOT_REACHABLE", NULL, NULL, err,
                             _("%zu places cannot be reached from any site; the first %d are listed"), count, TOLD_EACH);
    return count > TOLD_EACH ? SITU_OK
        : situ_rows_tell(r->report, r->targets, row, SITU_WARN, "REACH_NOT_REACHABLE", NULL, _("check roads, bridges and ferries there"), err,
                         _("%s cannot be reached from any site"), situ_rows_name(r->targets, row));
}

static situ_status write_target(situ_table *out, const columns *c, const reach *r, const found *f, size_t source, size_t *unreachable, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t row;
    situ_point p;
    SITU_TRY(situ_table_add_row(out, &row, err));
    SITU_TRY(situ_rows_copy(out, row, c->id, r->targets, source, "id", err));
    SITU_TRY(situ_rows_copy(out, row, c->name, r->targets, source, "name", err));
    SITU_TRY(situ_rows_copy(out, row, c->region_code, r->targets, source, "region_code", err));
    SITU_TRY(situ_rows_copy(out, row, c->town, r->targets, source, "town", err));
    bool placed = situ_feature_point(situ_table_geometry(r->targets, source), &p);
    SITU_TRY(situ_rows_set_point(out, row, placed ? &p : NULL, err));
    const char *how = r->placed ? situ_rows_text(r->targets, source, "placed") : NULL;
    if (how)
        SITU_TRY(situ_table_set_text(out, row, c->placed, situ_reach_word(r->in->rules, how), err));
    if (!placed) {
        SITU_TRY(situ_table_set_text(out, row, c->reachable, situ_reach_word(r->in->rules, "unplaced"), err));
        SITU_TRY(situ_rows_tell(r->report, r->targets, source, SITU_WARN, "REACH_UNPLACED", NULL, _("fill in the coordinates"), err,
                                _("%s has no coordinates: left out of the reach"), situ_rows_name(r->targets, source)));
        goto done;
    }
    int band = band_of(r, f->distance, f->minutes);
    situ_table_set_int(out, row, c->band, band);
    SITU_TRY(set_label(out, row, c->label, r, (size_t)band, err));
    SITU_TRY(situ_table_set_text(out, row, c->reachable, situ_reach_word(r->in->rules, f->site == UINT32_MAX ? "unreachable" : "reachable"), err));
    if (f->site == UINT32_MAX) {
        status = tell_unreachable(r, source, ++*unreachable, err);
        goto done;
    }
    SITU_TRY(situ_rows_copy(out, row, c->site_id, r->sites, r->from.row[f->site], "id", err));
    SITU_TRY(situ_rows_copy(out, row, c->site_name, r->sites, r->from.row[f->site], "name", err));
    situ_table_set_real(out, row, c->distance, f->distance);
    situ_table_set_real(out, row, c->minutes, f->minutes);
done:
    return status;
}

// Straight: by distance in double, as the formula has it.
static void find_straight(found *out, const reach *r, const situ_cell_index *index, double x, double y)
{
    if (situ_cell_index_nearest(index, x, y, 1, &out->site, &out->distance) == 0)
        return;
    out->minutes = minutes_of(r, out->distance);
    if (r->p->limit_min > 0 && out->minutes > r->p->limit_min)
        *out = (found){INFINITY, INFINITY, UINT32_MAX};
}

// By target row.
static situ_status find_all(found *out, const reach *r, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_rows_points at = {0};
    situ_cell_index *index = NULL;
    float *minutes = NULL;
    uint32_t *site = NULL;
    SITU_TRY(situ_rows_points_of(&at, r->targets, NULL, "REACH_UNPLACED", err)); // told row by row as they are written
    if (r->by_distance)
        SITU_TRY(situ_cell_index_new(&index, r->xy, r->from.count, 0, err));
    else {
        minutes = situ_malloc(((size_t)at.count + 1) * sizeof *minutes);
        SITU_TRY_ALLOC(minutes);
        site = situ_malloc(((size_t)at.count + 1) * sizeof *site);
        SITU_TRY_ALLOC(site);
        SITU_TRY(situ_travel_nearest(minutes, site, r->travel, r->from.items, r->from.count, at.xy, at.count, r->job, err));
    }
    for (uint32_t i = 0; i < at.count; i++) {
        found *f = &out[at.row[i]];
        const double *p = at.xy + 2 * (size_t)i;
        if (i % 1024 == 0)
            SITU_TRY(situ_job_check(r->job, err));
        *f = (found){INFINITY, INFINITY, UINT32_MAX};
        if (r->by_distance)
            find_straight(f, r, index, p[0], p[1]);
        else if (site[i] != UINT32_MAX)
            *f = (found){(double)minutes[i], hypot(r->xy[2 * (size_t)site[i]] - p[0], r->xy[2 * (size_t)site[i] + 1] - p[1]), site[i]};
    }
done:
    situ_rows_points_free(&at);
    situ_cell_index_free(index);
    situ_free(minutes);
    situ_free(site);
    return status;
}

static situ_status write_nearest(situ_bundle *bundle, const reach *r, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    columns c;
    size_t unreachable = 0;
    found *list = situ_calloc(r->targets->row_count + 1, sizeof *list);
    const situ_rows_column names[] = {{"id", SITU_TYPE_TEXT, &c.id}, {"name", SITU_TYPE_TEXT, &c.name}, {"region_code", SITU_TYPE_TEXT, &c.region_code},
                                      {"town", SITU_TYPE_TEXT, &c.town}, {"site_id", SITU_TYPE_TEXT, &c.site_id}, {"site_name", SITU_TYPE_TEXT, &c.site_name},
                                      {"distance_m", SITU_TYPE_REAL, &c.distance}, {"minutes", SITU_TYPE_REAL, &c.minutes}, {"band", SITU_TYPE_INT, &c.band},
                                      {"label", SITU_TYPE_TEXT, &c.label}, {"reachable", SITU_TYPE_TEXT, &c.reachable}, {"placed", SITU_TYPE_TEXT, &c.placed}, {0}};
    SITU_TRY_ALLOC(list);
    SITU_TRY(situ_rows_table(&out, "nearest", r->in->epsg, names, err));
    SITU_TRY(find_all(list, r, err));
    for (size_t row = 0; row < r->targets->row_count; row++)
        SITU_TRY(write_target(out, &c, r, &list[row], row, &unreachable, err));
    SITU_TRY(tell_unreachable(r, SIZE_MAX, unreachable, err));
    SITU_TRY(situ_rows_finish(bundle, &out, "nearest", err));
done:
    situ_free(list);
    situ_table_free(out);
    return status;
}

// --- tiers, people, townships ---

static bool has_tiers(const situ_table *t) { return t && situ_table_find(t, "level") >= 0; }

static situ_status make_shares(situ_bundle *out, const reach *r, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_reach_places people = {0};
    float *minutes = NULL;
    const situ_table *people_table = situ_op_table(r->in, "people"), *regions = situ_op_table(r->in, "regions");
    const situ_table *teams = has_tiers(r->sites) && !situ_op_table(r->in, "teams") ? r->sites : situ_op_table(r->in, "teams");
    const situ_reaching common = reaching(r, false), own = reaching(r, true);
    double help_min;
    if (!people_table)
        people_table = r->targets;
    if (people_table) {
        SITU_TRY(situ_reach_places_of(&people, people_table, regions, r->report, err));
        SITU_TRY(situ_reach_people(&minutes, &common, &people, &r->from, err));
        SITU_TRY(situ_reach_coverage(out, &common, &people, minutes, err));
        if (r->p->tiers && has_tiers(teams))
            SITU_TRY(situ_reach_tiers(out, &own, teams, r->targets, &people, err));
    }
    if (regions && situ_op_table(r->in, "depots") && situ_op_table(r->in, "stock") && situ_op_table(r->in, "risk_points")) {
        SITU_TRY(rule_value(&help_min, r, r->p->help_min, "help_min", true, err));
        SITU_TRY(situ_reach_towns(out, &common, regions, help_min, err));
    }
done:
    situ_free(minutes);
    situ_reach_places_free(&people);
    return status;
}

// Persons have no coordinates of their own.
static situ_status place_targets(reach *r, situ_error *err)
{
    if (!r->targets || situ_table_find(r->targets, "object") < 0)
        return SITU_OK;
    situ_status status = situ_reach_place_persons(&r->placed, r->targets, situ_op_table(r->in, "objects"), situ_op_table(r->in, "regions"), err);
    if (status == SITU_OK)
        r->targets = r->placed;
    return status;
}

// Roads that pass most sites by are the main roads alone: times along them would call whole townships out of reach.
static situ_status roads_serve(bool *serve, const reach *r, const situ_table *roads, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_rtree *tree = NULL;
    situ_box *boxes = situ_malloc((roads->row_count + 1) * sizeof *boxes);
    uint32_t *near = NULL, count;
    double snap_m;
    size_t placed = 0, served = 0;

    SITU_TRY_ALLOC(boxes);
    SITU_TRY(situ_rules_number(&snap_m, r->in->rules, "travel", "snap.m", err));
    for (size_t i = 0; i < roads->row_count; i++)
        boxes[i] = situ_table_geometry(roads, i) ? situ_table_geometry(roads, i)->box : situ_box_empty();
    SITU_TRY(situ_rtree_new(&tree, boxes, (uint32_t)roads->row_count, err));
    for (size_t row = 0; row < r->sites->row_count; row++) {
        situ_point p;
        bool beside = false;
        if (!situ_feature_point(situ_table_geometry(r->sites, row), &p))
            continue;
        SITU_TRY(situ_rtree_collect(tree, (situ_box){p.x - snap_m, p.y - snap_m, p.x + snap_m, p.y + snap_m}, &near, &count, err));
        for (uint32_t k = 0; k < count && !beside; k++)
            beside = situ_geometry_distance_to_point(situ_table_geometry(roads, near[k]), p.x, p.y) <= snap_m;
        situ_free(near);
        near = NULL;
        placed++;
        served += beside;
    }
    *serve = 2 * served >= placed;
    if (!*serve)
        SITU_TRY(situ_rows_tell(r->report, roads, SIZE_MAX, SITU_WARN, "REACH_FEW_ROADS", NULL, _("import the roads down to the villages, or give --mode network"), err,
                                _("only %zu of %zu sites lie within %g m of a road: times are those of a straight line"), served, placed, snap_m));
done:
    situ_rtree_free(tree);
    situ_free(boxes);
    situ_free(near);
    return status;
}

// Kilometres are straight ones.
static situ_status choose_mode(reach *r, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *roads = situ_op_table(r->in, "roads");
    bool by_road = r->p->mode == 0 && roads && roads->row_count > 0 && r->p->unit == UNIT_MIN;

    if (by_road)
        SITU_TRY(roads_serve(&by_road, r, roads, err));
    r->mode = r->p->mode > 0 ? (situ_travel_mode)(r->p->mode - 1) : by_road ? SITU_TRAVEL_NETWORK : SITU_TRAVEL_STRAIGHT;
    r->straight = r->mode == SITU_TRAVEL_STRAIGHT;
done:
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *p, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    reach r = {.in = in, .p = p, .report = report, .job = job};
    SITU_TRY(situ_op_check(&situ_op_reach, in, err));
    r.sites = situ_op_table(in, "sites");
    r.targets = situ_op_table(in, "targets");
    SITU_TRY(choose_mode(&r, err));
    SITU_TRY(read_rules(&r, err));
    SITU_TRY(place_targets(&r, err));
    SITU_TRY(locate_sites(&r, err));
    SITU_TRY(read_bands(&r, err));
    SITU_TRY(situ_geos_new(&r.geos, err));
    SITU_TRY(situ_county_outline(&r.outline, r.geos, situ_op_table(in, "regions"), situ_op_table(in, "outline"), err));
    SITU_TRY(make_travel(&r, err));
    bool grid = r.p->grid == GRID_YES || (r.p->grid == GRID_AUTO && !r.straight);
    if (r.p->areas || grid)
        SITU_TRY(make_bands(out, &r, grid, err));
    if (r.targets)
        SITU_TRY(write_nearest(out, &r, err));
    SITU_TRY(make_shares(out, &r, err));
done:
    situ_travel_free(r.travel);
    situ_geometry_free(r.outline);
    situ_geos_free(r.geos);
    situ_reach_sites_free(&r.from);
    situ_free(r.xy);
    situ_table_free(r.placed);
    return status;
}

const situ_op situ_op_reach = {
    .name = "reach",
    .version = 4,
    .summary = N_("areas and places by how soon depots or teams reach them: straight, over a cost surface, or by road"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .dated = true,
    .run = run,
};
