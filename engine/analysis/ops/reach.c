// SPDX-License-Identifier: MIT
// Who is reached from where: straight-line distance made into minutes by a detour factor, a speed and
// a dispatch time (rules/reach.yaml), as bands over the county and as the nearest site of each target.

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/areas.h"
#include "analysis/op.h"
#include "analysis/regions.h"
#include "base/alloc.h"
#include "geo/index.h"

enum { UNIT_MIN, UNIT_KM, BANDS_HIGH = 16 };
static const char *const unit_words[] = {"min", "km", NULL};

typedef struct params {
    situ_numbers bands;
    int unit;
    double speed_kmh, detour, dispatch_min, cell_m; // below 0 = from the rules
    bool areas;
} params;

static const situ_prop props[] = {
    {.name = "bands", .kind = SITU_PROP_NUMBERS, .offset = offsetof(params, bands), .min = 0.01, .max = 100000,
     .help = N_("upper ends of the bands, rising; none = as in rules/reach.yaml")},
    {.name = "unit", .kind = SITU_PROP_ENUM, .offset = offsetof(params, unit), .words = unit_words, .fallback = "min",
     .help = N_("unit of the bands: minutes, or straight kilometres")},
    {.name = "speed_kmh", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, speed_kmh), .min = -1, .max = 1000, .fallback = "-1",
     .help = N_("mean speed; -1 = as in rules/reach.yaml")},
    {.name = "detour", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, detour), .min = -1, .max = 10, .fallback = "-1",
     .help = N_("road length over straight length; -1 = as in rules/reach.yaml")},
    {.name = "dispatch_min", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, dispatch_min), .min = -1, .max = 1440, .fallback = "-1",
     .help = N_("minutes from the call to the departure; -1 = as in rules/reach.yaml")},
    {.name = "cell_m", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, cell_m), .min = 5, .max = 5000, .fallback = "100",
     .help = N_("cell of the grid in metres")},
    {.name = "areas", .kind = SITU_PROP_BOOL, .offset = offsetof(params, areas), .fallback = "yes", .help = N_("make the areas of the bands")},
    {0},
};

static const situ_port inputs[] = {
    {.role = "sites", .kind = SITU_PORT_TABLE, .table = "depot", .columns = (const char *const[]){"id", "name", NULL},
     .help = N_("depots or teams")},
    {.role = "targets", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", NULL}, .optional = true,
     .help = N_("villages or risk points that want to be reached")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .optional = true, .help = N_("regions whose union is the county")},
    {.role = "outline", .kind = SITU_PORT_TABLE, .table = NULL, .optional = true, .help = N_("polygons of the county, else the union of the regions")},
    {0},
};
static const situ_port outputs[] = {
    {.role = "bands", .kind = SITU_PORT_TABLE, .help = N_("areas a band: band, label, from and to in minutes or km, km2")},
    {.role = "nearest", .kind = SITU_PORT_TABLE, .help = N_("targets with their nearest site, distance_m, minutes and band")},
    {0},
};
static const char *const rule_files[] = {"reach", NULL};

extern const situ_op situ_op_reach;

typedef struct reach {
    const situ_op_input *in;
    const params *p;
    situ_report *report;
    const situ_table *sites, *targets;
    double speed_kmh, detour, dispatch_min;
    double end[BANDS_HIGH]; // of the bands, in their unit
    double end_m[BANDS_HIGH]; // the same as straight metres
    size_t bands;
    double *xy; // of the sites with coordinates
    size_t *row; // their rows
    uint32_t count;
} reach;

static double minutes_of(const reach *r, double distance_m)
{
    return r->dispatch_min + distance_m / 1000.0 * r->detour / r->speed_kmh * 60.0;
}

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

// Bands from the parameters, else from the rules; they must rise, and begin after the departure.
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
        r->end_m[i] = r->p->unit == UNIT_KM ? r->end[i] * 1000.0 : (r->end[i] - r->dispatch_min) / 60.0 * r->speed_kmh / r->detour * 1000.0;
        if (!(r->end_m[i] > (i ? r->end_m[i - 1] : 0.0)))
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
    SITU_TRY(read_bands(r, err));
done:
    return status;
}

// A row that cannot take part because it has no coordinates.
static situ_status tell_unplaced(const reach *r, const situ_table *t, size_t row, situ_error *err)
{
    situ_str text;
    situ_str_init(&text);
    const char *name = situ_table_text(t, row, situ_table_find(t, "name"));
    int64_t src_row = situ_table_int(t, row, situ_table_find(t, "src_row"));
    situ_str_addf(&text, _("%s has no coordinates: left out of the reach"), name ? name : "");
    const situ_issue issue = {.severity = SITU_WARN, .rule = "REACH_UNPLACED", .table = t->name, .message = text.data,
                              .file = situ_table_text(t, row, situ_table_find(t, "src_file")),
                              .sheet = situ_table_text(t, row, situ_table_find(t, "src_sheet")),
                              .row = src_row == SITU_NULL_INT ? 0 : (long)src_row, .cure = _("fill in the coordinates")};
    situ_status status = !situ_str_ok(&text) ? situ_fail_nomem(err) : r->report ? situ_report_add(r->report, &issue, err) : SITU_OK;
    situ_str_free(&text);
    return status;
}

static situ_status locate_sites(reach *r, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = r->sites->row_count;
    r->xy = situ_malloc(2 * n * sizeof *r->xy);
    SITU_TRY_ALLOC(r->xy);
    r->row = situ_malloc(n * sizeof *r->row);
    SITU_TRY_ALLOC(r->row);
    for (size_t row = 0; row < n; row++) {
        situ_point p;
        if (!situ_feature_point(situ_table_geometry(r->sites, row), &p)) {
            SITU_TRY(tell_unplaced(r, r->sites, row, err));
            continue;
        }
        r->xy[2 * (size_t)r->count] = p.x;
        r->xy[2 * (size_t)r->count + 1] = p.y;
        r->row[r->count++] = row;
    }
    if (r->count == 0)
        status = situ_fail(err, SITU_E_NOT_FOUND, _("fill in coordinates of depots or teams"),
                           _("none of the %zu sites (table %s) has coordinates"), n, r->sites->name);
done:
    return status;
}

// 1-based band of a distance; bands + 1 beyond the last.
static int band_of(const reach *r, double distance_m)
{
    size_t k = 0;
    while (k < r->bands && distance_m > r->end_m[k])
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

// --- areas ---

static situ_status fill_cells(uint8_t *cells, const situ_raster_frame *f, const reach *r, situ_job *job, situ_error *err)
{
    enum { BAND_ROWS = 512 };
    situ_status status = SITU_OK;
    float *distance = situ_malloc((size_t)BAND_ROWS * f->columns * sizeof *distance);
    SITU_TRY_ALLOC(distance);
    for (uint32_t row = 0; row < f->rows; row += BAND_ROWS) {
        uint32_t end = f->rows - row < BAND_ROWS ? f->rows : row + BAND_ROWS;
        SITU_TRY(situ_kernel_nearest(distance, NULL, f, row, end, r->xy, r->count, job, err));
        for (size_t i = 0; i < (size_t)(end - row) * f->columns; i++)
            cells[(size_t)row * f->columns + i] = (uint8_t)band_of(r, distance[i]);
    }
done:
    situ_free(distance);
    return status;
}

static situ_status write_bands(situ_bundle *bundle, const reach *r, const situ_zone_polygon *areas, size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    size_t id, band, label, from, to, area, row;
    SITU_TRY(situ_table_new(&out, "bands", r->in->epsg, err));
    SITU_TRY(situ_table_add_column(out, "id", SITU_TYPE_TEXT, &id, err));
    SITU_TRY(situ_table_add_column(out, "band", SITU_TYPE_INT, &band, err));
    SITU_TRY(situ_table_add_column(out, "label", SITU_TYPE_TEXT, &label, err));
    SITU_TRY(situ_table_add_column(out, "from_value", SITU_TYPE_REAL, &from, err));
    SITU_TRY(situ_table_add_column(out, "to_value", SITU_TYPE_REAL, &to, err)); // null = beyond the last band
    SITU_TRY(situ_table_add_column(out, "area_km2", SITU_TYPE_REAL, &area, err));
    for (size_t i = 0; i < count; i++) {
        char name[32];
        situ_geometry *copy = NULL;
        size_t k = areas[i].value;
        SITU_TRY(situ_table_add_row(out, &row, err));
        snprintf(name, sizeof name, "band-%zu", k);
        SITU_TRY(situ_table_set_text(out, row, id, name, err));
        situ_table_set_int(out, row, band, (int64_t)k);
        SITU_TRY(set_label(out, row, label, r, k, err));
        situ_table_set_real(out, row, from, k > 1 ? r->end[k - 2] : 0.0);
        situ_table_set_real(out, row, to, k <= r->bands ? r->end[k - 1] : NAN);
        situ_table_set_real(out, row, area, areas[i].area_m2 / 1e6);
        SITU_TRY(situ_geometry_copy(&copy, areas[i].geometry, err));
        SITU_TRY(situ_table_set_geometry(out, row, copy, err));
    }
    SITU_TRY(situ_bundle_add_table(bundle, out, err));
    out = NULL;
done:
    situ_table_free(out);
    return status;
}

static situ_status make_bands(situ_bundle *bundle, const reach *r, situ_job *job, situ_error *err)
{
    enum { SMOOTH = 2 };
    situ_status status = SITU_OK;
    situ_geos *geos = NULL;
    situ_geometry *outline = NULL;
    situ_zone_polygon *areas = NULL;
    size_t count = 0;
    uint8_t *cells = NULL;
    situ_raster_frame f;
    situ_box box = situ_box_empty();
    SITU_TRY(situ_geos_new(&geos, err));
    SITU_TRY(situ_county_outline(&outline, geos, situ_op_table(r->in, "regions"), situ_op_table(r->in, "outline"), err));
    for (uint32_t i = 0; i < r->count; i++)
        box = situ_box_add(box, r->xy[2 * (size_t)i], r->xy[2 * (size_t)i + 1]);
    box = outline ? outline->box : situ_box_grow(box, r->end_m[r->bands - 1]);
    SITU_TRY(situ_areas_frame(&f, situ_box_grow(box, 2 * r->p->cell_m), r->p->cell_m, err));
    cells = situ_malloc((size_t)f.columns * f.rows);
    SITU_TRY_ALLOC(cells);
    SITU_TRY(fill_cells(cells, &f, r, job, err));
    // Without a county "beyond the last band" has no end: left out.
    for (size_t i = 0; !outline && i < (size_t)f.columns * f.rows; i++)
        cells[i] = cells[i] > r->bands ? 0 : cells[i];
    SITU_TRY(situ_areas_make(&areas, &count, cells, &f, 0, SMOOTH, geos, outline, err));
    SITU_TRY(write_bands(bundle, r, areas, count, err));
done:
    situ_zone_polygons_free(areas, count);
    situ_free(cells);
    situ_geometry_free(outline);
    situ_geos_free(geos);
    return status;
}

// --- targets ---

typedef struct columns { size_t id, name, region_code, town, site_id, site_name, distance, minutes, band, label; } columns;

static situ_status copy_text(situ_table *out, size_t to, size_t column, const situ_table *from, size_t row, const char *name, situ_error *err)
{
    const char *text = situ_table_text(from, row, situ_table_find(from, name));
    return text ? situ_table_set_text(out, to, column, text, err) : SITU_OK;
}

static situ_status write_target(situ_table *out, const columns *c, const reach *r, const situ_cell_index *index, size_t source, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t row;
    situ_point p;
    uint32_t who;
    double distance;
    SITU_TRY(situ_table_add_row(out, &row, err));
    SITU_TRY(copy_text(out, row, c->id, r->targets, source, "id", err));
    SITU_TRY(copy_text(out, row, c->name, r->targets, source, "name", err));
    SITU_TRY(copy_text(out, row, c->region_code, r->targets, source, "region_code", err));
    SITU_TRY(copy_text(out, row, c->town, r->targets, source, "town", err));
    if (!situ_feature_point(situ_table_geometry(r->targets, source), &p)) {
        SITU_TRY(situ_table_set_geometry(out, row, NULL, err));
        SITU_TRY(tell_unplaced(r, r->targets, source, err));
        goto done;
    }
    situ_geometry *point = NULL;
    SITU_TRY(situ_geometry_point(&point, p.x, p.y, err));
    SITU_TRY(situ_table_set_geometry(out, row, point, err));
    if (situ_cell_index_nearest(index, p.x, p.y, 1, &who, &distance) == 0)
        goto done;
    SITU_TRY(copy_text(out, row, c->site_id, r->sites, r->row[who], "id", err));
    SITU_TRY(copy_text(out, row, c->site_name, r->sites, r->row[who], "name", err));
    int band = band_of(r, distance);
    situ_table_set_real(out, row, c->distance, distance);
    situ_table_set_real(out, row, c->minutes, minutes_of(r, distance));
    situ_table_set_int(out, row, c->band, band);
    SITU_TRY(set_label(out, row, c->label, r, (size_t)band, err));
done:
    return status;
}

static situ_status write_nearest(situ_bundle *bundle, const reach *r, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    situ_cell_index *index = NULL;
    columns c;
    const struct { const char *name; situ_type type; size_t *column; } list[] = {
        {"id", SITU_TYPE_TEXT, &c.id}, {"name", SITU_TYPE_TEXT, &c.name}, {"region_code", SITU_TYPE_TEXT, &c.region_code},
        {"town", SITU_TYPE_TEXT, &c.town}, {"site_id", SITU_TYPE_TEXT, &c.site_id}, {"site_name", SITU_TYPE_TEXT, &c.site_name},
        {"distance_m", SITU_TYPE_REAL, &c.distance}, {"minutes", SITU_TYPE_REAL, &c.minutes}, {"band", SITU_TYPE_INT, &c.band},
        {"label", SITU_TYPE_TEXT, &c.label}};
    SITU_TRY(situ_table_new(&out, "nearest", r->in->epsg, err));
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)
        SITU_TRY(situ_table_add_column(out, list[k].name, list[k].type, list[k].column, err));
    SITU_TRY(situ_cell_index_new(&index, r->xy, r->count, 0, err));
    for (size_t row = 0; row < r->targets->row_count; row++) {
        if (row % 1024 == 0)
            SITU_TRY(situ_job_check(job, err));
        SITU_TRY(write_target(out, &c, r, index, row, err));
    }
    SITU_TRY(situ_bundle_add_table(bundle, out, err));
    out = NULL;
done:
    situ_cell_index_free(index);
    situ_table_free(out);
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *p, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    reach r = {.in = in, .p = p, .report = report};
    SITU_TRY(situ_op_check(&situ_op_reach, in, err));
    r.sites = situ_op_table(in, "sites");
    r.targets = situ_op_table(in, "targets");
    SITU_TRY(read_rules(&r, err));
    SITU_TRY(locate_sites(&r, err));
    if (r.p->areas)
        SITU_TRY(make_bands(out, &r, job, err));
    if (r.targets)
        SITU_TRY(write_nearest(out, &r, job, err));
done:
    situ_free(r.xy);
    situ_free(r.row);
    return status;
}

const situ_op situ_op_reach = {
    .name = "reach",
    .version = 1,
    .summary = N_("areas and places by how soon depots or teams reach them, in a straight line"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .run = run,
};
