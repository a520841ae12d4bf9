// SPDX-License-Identifier: MIT
// Kernel density of any table of points as a grid, its areas of equal class, and its figures by township. The
// grid's value is the sum over points of weight x K(distance / radius), or that divided by the kernel's volume
// (per km2: the sum over the grid times the cell's area is the sum of the weights).

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/areas.h"
#include "analysis/heat.h"
#include "analysis/regions.h"
#include "base/alloc.h"

enum { RAW, PER_KM2, QUANTILE = 0, EQUAL = 1 };
static const char *const kernel_words[] = {"uniform", "epanechnikov", "quartic", "triweight", "gaussian", NULL}; // as situ_kernel_shape
static const char *const normalise_words[] = {"raw", "per_km2", NULL};
static const char *const break_words[] = {"quantile", "equal", NULL};
static const char *const by_words[] = {"乡镇", "村", NULL}; // values of region.level

typedef struct params {
    int kernel, normalise, breaks, by;
    double radius_m, cell_m;
    const char *radius_by, *weight_by;
    long bands;
} params;

static const situ_prop props[] = {
    {.name = "kernel", .kind = SITU_PROP_ENUM, .offset = offsetof(params, kernel), .words = kernel_words, .fallback = "quartic",
     .help = N_("how a point's weight falls with the distance")},
    {.name = "radius_m", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, radius_m), .min = 0, .max = 1e6, .fallback = "0",
     .help = N_("radius in metres; 0 = as in rules/density.yaml")},
    {.name = "radius_by", .kind = SITU_PROP_TEXT, .offset = offsetof(params, radius_by), .fallback = "",
     .help = N_("column with a radius in metres for every point")},
    {.name = "weight_by", .kind = SITU_PROP_TEXT, .offset = offsetof(params, weight_by), .fallback = "",
     .help = N_("column with the weights; level = by level as in rules/zone.yaml; empty = each point counts 1")},
    {.name = "cell_m", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, cell_m), .min = 0, .max = 100000, .fallback = "0",
     .help = N_("cell of the grid in metres; 0 = chosen by the radius")},
    {.name = "normalise", .kind = SITU_PROP_ENUM, .offset = offsetof(params, normalise), .words = normalise_words, .fallback = "raw",
     .help = N_("raw = weighted number within the radius; per_km2 = weight per square kilometre")},
    {.name = "bands", .kind = SITU_PROP_INT, .offset = offsetof(params, bands), .min = 0, .max = SITU_HEAT_CLASSES_HIGH, .fallback = "5",
     .help = N_("number of classes of the areas; 0 = no areas")},
    {.name = "breaks", .kind = SITU_PROP_ENUM, .offset = offsetof(params, breaks), .words = break_words, .fallback = "quantile",
     .help = N_("classes of equal area (quantile) or of equal steps (equal)")},
    {.name = "by", .kind = SITU_PROP_ENUM, .offset = offsetof(params, by), .words = by_words, .fallback = "乡镇",
     .help = N_("which regions get their figures")},
    {0},
};

static const situ_port inputs[] = {
    {.role = "points", .kind = SITU_PORT_TABLE, .table = "derived_grade_points", .help = N_("any table with places")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL}, .optional = true,
     .help = N_("townships and villages, with or without polygons")},
    {.role = "outline", .kind = SITU_PORT_TABLE, .table = NULL, .optional = true, .help = N_("polygons of the county, else the union of the regions")},
    {0},
};
static const situ_port outputs[] = {
    {.role = "grid", .kind = SITU_PORT_GRID, .help = N_("density of the points")},
    {.role = "bands", .kind = SITU_PORT_TABLE, .help = N_("areas of equal class with their bounds")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .help = N_("mean, highest and summed density of every region")},
    {0},
};
static const char *const rule_files[] = {"density", "region", "zone", NULL};

extern const situ_op situ_op_density;

typedef struct heat {
    const situ_op_input *in;
    const params *p;
    situ_report *report;
    situ_job *job;
    situ_kernel_shape shape;
    situ_heat_points points;
    situ_geos *geos;
    situ_geometry *outline; // NULL = not known
    situ_raster_frame frame;
    situ_grid *grid;        // until it moves into the bundle
    const float *cells;     // NULL = lazy
    const char *unit;
} heat;

// The frame covers the county, or the points' discs; what reaches none of its cells is told.
static situ_status lay_frame(heat *h, situ_error *err)
{
    const double most = 4e9;
    situ_status status = SITU_OK;
    situ_box box = h->outline ? h->outline->box : situ_box_grow(h->points.box, h->points.radius_high_m), reach;
    double cell = h->p->cell_m;
    size_t beyond = 0;
    if (!(cell > 0.0))
        SITU_TRY(situ_heat_cell(&cell, box, h->points.radius_low_m, h->in->rules, err));
    const double columns = (box.x1 - box.x0) / cell + 2.0, rows = (box.y1 - box.y0) / cell + 2.0;
    if (!(columns * rows <= most) || columns > 1e9 || rows > 1e9) {
        status = situ_fail(err, SITU_E_LIMIT, _("give a larger cell_m"), _("cells of %g m make a grid of %.0f x %.0f, more than %.0f million cells"), cell,
                           columns, rows, most / 1e6);
        goto done;
    }
    h->frame = situ_raster_frame_cover(box, cell);
    reach = situ_raster_frame_box(&h->frame);
    for (uint32_t i = 0; i < h->points.count; i++) {
        const double *xy = h->points.xy + 2 * (size_t)i, r = h->points.radius_m ? h->points.radius_m[i] : h->points.one_radius_m;
        beyond += xy[0] + r < reach.x0 || xy[0] - r > reach.x1 || xy[1] + r < reach.y0 || xy[1] - r > reach.y1;
    }
    if (beyond == h->points.count)
        status = situ_fail(err, SITU_E_NOT_FOUND, _("correct the coordinates or the regions"), _("none of %u points reaches into the county"), h->points.count);
    else if (beyond > 0)
        status = situ_rows_tell(h->report, situ_op_table(h->in, "points"), SIZE_MAX, SITU_WARN, "DENSITY_OUTSIDE", NULL, _("correct the coordinates"), err,
                                _("%zu of %u points lie too far outside to reach into the county"), beyond, h->points.count);
    if (status == SITU_OK && h->points.radius_low_m < cell * 0.70710678118654752)
        status = situ_rows_tell(h->report, situ_op_table(h->in, "points"), SIZE_MAX, SITU_WARN, "DENSITY_COARSE", NULL, _("give a smaller cell_m"), err,
                                _("cells of %g m are too large for a radius of %g m: a point may fall between the centres of cells"), cell,
                                h->points.radius_low_m);
done:
    return status;
}

// --- a grid beyond memory ---

typedef struct maker {
    situ_heat_points points;
    situ_density *density;
} maker;

static void maker_free(void *user)
{
    maker *m = user;
    if (!m)
        return;
    situ_density_free(m->density);
    situ_heat_points_free(&m->points);
    situ_free(m);
}

static situ_status maker_rows(void *user, float *out, uint32_t row_begin, uint32_t row_end, situ_job *job, situ_error *err)
{
    return situ_density_rows(out, ((const maker *)user)->density, row_begin, row_end, job, err);
}

static situ_status make_lazy(heat *h, situ_error *err)
{
    situ_status status = SITU_OK;
    maker *m = situ_calloc(1, sizeof *m);
    SITU_TRY_ALLOC(m);
    m->points = h->points; // they move
    h->points = (situ_heat_points){.count = 0};
    const situ_density_input in = situ_heat_input(&m->points, h->shape);
    SITU_TRY(situ_density_new(&m->density, &h->frame, &in, h->job, err));
    SITU_TRY(situ_grid_new_lazy(&h->grid, "grid", h->in->epsg, h->frame, maker_rows, m, maker_free, err));
    m = NULL;
    SITU_TRY(situ_rows_tell(h->report, NULL, SIZE_MAX, SITU_INFO, "DENSITY_LARGE", NULL, _("give a larger cell_m"), err,
                            _("the grid of %u x %u cells is written by bands: its areas and the figures of regions are left out"), h->frame.columns,
                            h->frame.rows));
done:
    maker_free(m);
    return status;
}

static situ_status make_held(heat *h, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_density_input in = situ_heat_input(&h->points, h->shape);
    const size_t cells = (size_t)h->frame.columns * h->frame.rows;
    bool any = false;
    SITU_TRY(situ_grid_new(&h->grid, "grid", h->in->epsg, h->frame, err));
    SITU_TRY(situ_kernel_density(h->grid->cells, &h->frame, 0, h->frame.rows, &in, h->job, err));
    h->cells = h->grid->cells;
    for (size_t i = 0; i < cells && !any; i++)
        any = h->cells[i] > 0.0f;
    if (!any)
        status = situ_fail(err, SITU_E_NOT_FOUND, _("give a larger radius_m or a smaller cell_m"), _("no point reaches the centre of a cell: the grid would be empty"));
done:
    return status;
}

// --- areas of equal class ---

// Decimals of all labels: two digits of the smallest break, and no two breaks alike; none that all breaks do without.
static int decimals_of(const double *breaks, size_t count)
{
    const int most = 9;
    int decimals = 0;
    for (bool fine = false; !fine && decimals < most; decimals += !fine) {
        const double power = pow(10.0, decimals);
        fine = true;
        for (size_t k = 1; k <= count && fine; k++) {
            const double shown = round(breaks[k] * power) / power;
            fine = fabs(shown - breaks[k]) <= 0.05 * breaks[k] && (k == 1 || shown > round(breaks[k - 1] * power) / power);
        }
    }
    return decimals;
}

// "{from}" and "{to}" of the rules' label become numbers.
static situ_status set_label(situ_table *t, size_t row, size_t column, const heat *h, double from, double to, int decimals, situ_error *err)
{
    situ_str text;
    situ_str_init(&text);
    for (const char *p = situ_rules_text(h->in->rules, "density", "words.band", "{from}-{to}"); *p;) {
        const bool low = situ_starts_with(p, "{from}"), high = situ_starts_with(p, "{to}");
        if (low || high) {
            situ_str_addf(&text, "%.*f", decimals, low ? from : to);
            p += strlen(low ? "{from}" : "{to}");
        } else
            situ_str_addf(&text, "%c", *p++);
    }
    situ_status status = situ_str_ok(&text) ? situ_table_set_text(t, row, column, text.data, err) : situ_fail_nomem(err);
    situ_str_free(&text);
    return status;
}

static situ_status write_bands(situ_bundle *out, const heat *h, const double *breaks, size_t count, situ_zone_polygon *areas, size_t area_count, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    size_t id, name, label, number, from, to, unit, area, share;
    const int decimals = decimals_of(breaks, count);
    const situ_rows_column columns[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"label", SITU_TYPE_TEXT, &label}, {"band", SITU_TYPE_INT, &number},
                                        {"from_value", SITU_TYPE_REAL, &from}, {"to_value", SITU_TYPE_REAL, &to}, {"unit", SITU_TYPE_TEXT, &unit},
                                        {"area_km2", SITU_TYPE_REAL, &area}, {"share", SITU_TYPE_REAL, &share}, {NULL, SITU_TYPE_TEXT, NULL}};
    const double all_m2 = h->outline ? situ_geometry_area(h->outline) : (double)h->frame.columns * h->frame.rows * h->frame.cell_x * h->frame.cell_y;
    SITU_TRY(situ_rows_table(&t, "bands", h->in->epsg, columns, err));
    for (size_t k = 1; k <= count; k++) {
        const situ_zone_polygon *zone = NULL;
        char key[32];
        size_t row;
        for (size_t i = 0; i < area_count; i++)
            zone = areas[i].value == k ? &areas[i] : zone;
        SITU_TRY(situ_table_add_row(t, &row, err));
        snprintf(key, sizeof key, "%zu", k);
        SITU_TRY(situ_table_set_text(t, row, id, key, err));
        SITU_TRY(set_label(t, row, name, h, breaks[k - 1], breaks[k], decimals, err));
        SITU_TRY(situ_rows_copy(t, row, label, t, row, "name", err));
        situ_table_set_int(t, row, number, (int64_t)k);
        situ_table_set_real(t, row, from, breaks[k - 1]);
        situ_table_set_real(t, row, to, breaks[k]);
        SITU_TRY(situ_table_set_text(t, row, unit, h->unit, err));
        situ_table_set_real(t, row, area, zone ? zone->area_m2 / 1e6 : 0.0);
        situ_table_set_real(t, row, share, zone && all_m2 > 0 ? zone->area_m2 / all_m2 : 0.0);
        SITU_TRY(situ_rows_set_shape(t, row, zone ? zone->geometry : NULL, err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "bands", err));
done:
    situ_table_free(t);
    return status;
}

static situ_status make_bands(situ_bundle *out, const heat *h, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t cells = (size_t)h->frame.columns * h->frame.rows;
    double breaks[SITU_HEAT_CLASSES_HIGH + 1], min_cells, smooth;
    size_t count = 0, area_count = 0;
    uint8_t *mask = NULL, *class = NULL;
    situ_zone_polygon *areas = NULL;
    SITU_TRY(situ_rules_number(&min_cells, h->in->rules, "density", "shape.min_cells", err));
    SITU_TRY(situ_rules_number(&smooth, h->in->rules, "density", "shape.smooth", err));
    if (h->outline) {
        mask = situ_calloc(cells, 1);
        SITU_TRY_ALLOC(mask);
        SITU_TRY(situ_kernel_rasterize(mask, &h->frame, h->outline, 1, err));
    }
    SITU_TRY(situ_heat_breaks(breaks, &count, (size_t)h->p->bands, h->p->breaks == EQUAL, h->cells, mask, cells, err));
    class = situ_malloc(cells);
    SITU_TRY_ALLOC(class);
    for (size_t i = 0; i < cells; i++)
        class[i] = situ_heat_class(h->cells[i], breaks, count);
    SITU_TRY(situ_areas_make(&areas, &area_count, class, &h->frame, min_cells * h->frame.cell_x * h->frame.cell_y / 1e6, (int)smooth, h->geos, h->outline, err));
    SITU_TRY(write_bands(out, h, breaks, count, areas, area_count, err));
done:
    situ_zone_polygons_free(areas, area_count);
    situ_free(mask);
    situ_free(class);
    return status;
}

// --- figures by region ---

static situ_status make_regions(situ_bundle *out, const heat *h, const situ_table *from, situ_error *err)
{
    static const char *const texts[] = {"id", "name", "code", "parent", "region_code"};
    enum { TEXTS = sizeof texts / sizeof *texts };
    situ_status status = SITU_OK;
    situ_regions *set = NULL;
    situ_table *t = NULL;
    size_t text[TEXTS], level, mean, max, sum, area, unit;
    const situ_rows_column columns[] = {{"id", SITU_TYPE_TEXT, &text[0]}, {"name", SITU_TYPE_TEXT, &text[1]}, {"code", SITU_TYPE_TEXT, &text[2]},
                                        {"parent", SITU_TYPE_TEXT, &text[3]}, {"region_code", SITU_TYPE_TEXT, &text[4]},
                                        {"region_level", SITU_TYPE_TEXT, &level}, {"density_mean", SITU_TYPE_REAL, &mean},
                                        {"density_max", SITU_TYPE_REAL, &max}, {"density_sum", SITU_TYPE_REAL, &sum},
                                        {"area_km2", SITU_TYPE_REAL, &area}, {"unit", SITU_TYPE_TEXT, &unit}, {NULL, SITU_TYPE_TEXT, NULL}};
    SITU_TRY(situ_regions_new(&set, from, by_words[h->p->by], err));
    if (situ_regions_count(set) == 0)
        SITU_TRY(situ_rows_tell(h->report, from, SIZE_MAX, SITU_WARN, "DENSITY_NO_REGION", NULL, _("import the regions of this level, or choose the other with `by`"),
                                err, _("the regions (table %s) have no row of level %s"), from->name, by_words[h->p->by]));
    SITU_TRY(situ_rows_table(&t, "regions", from->epsg, columns, err));
    for (size_t i = 0; i < situ_regions_count(set); i++) {
        const size_t source = situ_regions_row(set, i);
        const situ_geometry *g = situ_table_geometry(from, source);
        situ_zonal z = {.area_m2 = NAN, .mean = NAN, .max = NAN, .sum = NAN};
        size_t row;
        SITU_TRY(situ_table_add_row(t, &row, err));
        for (size_t k = 0; k < TEXTS; k++)
            SITU_TRY(situ_rows_copy(t, row, text[k], from, source, texts[k], err));
        SITU_TRY(situ_table_set_text(t, row, level, by_words[h->p->by], err));
        SITU_TRY(situ_table_set_text(t, row, unit, h->unit, err));
        if (g && g->kind == SITU_GEOM_POLYGON)
            SITU_TRY(situ_kernel_zonal(&z, h->cells, &h->frame, g, err));
        else
            SITU_TRY(situ_rows_tell(h->report, from, source, SITU_WARN, "DENSITY_NO_POLYGON", NULL, _("import its boundary"), err,
                                    _("%s has no polygon and so no density of its own"), situ_rows_name(from, source)));
        situ_table_set_real(t, row, mean, z.mean);
        situ_table_set_real(t, row, max, z.max);
        // A sum that does not depend on the cell: of value times km2; per_km2 it is the weight within the region.
        situ_table_set_real(t, row, sum, z.sum * h->frame.cell_x * h->frame.cell_y / 1e6);
        situ_table_set_real(t, row, area, z.area_m2 / 1e6);
        SITU_TRY(situ_rows_set_shape(t, row, g && g->kind == SITU_GEOM_POLYGON ? g : NULL, err));
    }
    SITU_TRY(situ_rows_finish(out, &t, "regions", err));
done:
    situ_table_free(t);
    situ_regions_free(set);
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *p, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    heat h = {.in = in, .p = p, .report = report, .job = job};
    SITU_TRY(situ_op_check(&situ_op_density, in, err));
    const situ_table *regions = situ_op_table(in, "regions");
    const situ_heat_choice choice = {.weight_by = h.p->weight_by, .radius_by = h.p->radius_by, .radius_m = h.p->radius_m,
                                     .shape = (situ_kernel_shape)h.p->kernel, .per_km2 = h.p->normalise == PER_KM2};
    h.shape = choice.shape;
    h.unit = situ_rules_text(in->rules, "density", h.p->normalise == PER_KM2 ? "words.per_km2" : "words.raw", "");
    SITU_TRY(situ_heat_points_read(&h.points, situ_op_table(in, "points"), &choice, in->rules, report, err));
    SITU_TRY(situ_geos_new(&h.geos, err));
    SITU_TRY(situ_county_outline(&h.outline, h.geos, regions, situ_op_table(in, "outline"), err));
    SITU_TRY(lay_frame(&h, err));
    if ((uint64_t)h.frame.columns * h.frame.rows > SITU_GRID_HELD_CELLS) {
        SITU_TRY(make_lazy(&h, err));
    } else {
        SITU_TRY(make_held(&h, err));
        if (h.p->bands > 0)
            SITU_TRY(make_bands(out, &h, err));
        if (regions)
            SITU_TRY(make_regions(out, &h, regions, err));
    }
    SITU_TRY(situ_bundle_add_grid(out, h.grid, err));
    h.grid = NULL;
done:
    situ_grid_free(h.grid);
    situ_geometry_free(h.outline);
    situ_geos_free(h.geos);
    situ_heat_points_free(&h.points);
    return status;
}

const situ_op situ_op_density = {
    .name = "density",
    .version = 2,
    .summary = N_("kernel density of points as a grid, as areas of equal class and by township"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .run = run,
};
