// SPDX-License-Identifier: MIT

#include "analysis/zoning.h"

#include <math.h>
#include <stdio.h>

#include "analysis/areas.h"
#include "base/alloc.h"

enum { LEVELS = SITU_RATING_LEVELS, BAND_ROWS = 512, CELL_M = 40, CELL_LOW_M = 5 };
const char *const situ_zoning_decay_words[] = {"none", "linear", "square", "gaussian", NULL};

typedef struct zoning {
    situ_bundle *out;
    const situ_rating *rating;
    const situ_zoning_options *options;
    situ_job *job;
    // Every graded row with a place.
    double *xy, *radius, *weight;
    uint8_t *level;
    const situ_geometry **shape;
    uint32_t count;
    bool shaped; // some are lines or polygons
    situ_box box;
} zoning;

static void zoning_free(zoning *z)
{
    situ_free(z->xy);
    situ_free(z->radius);
    situ_free(z->weight);
    situ_free(z->level);
    situ_free(z->shape);
}

// --- what has influence ---

static situ_status level_numbers(double out[LEVELS], const situ_rules *rules, const char *prefix, situ_error *err)
{
    char path[64];
    for (int level = 1; level < LEVELS; level++) {
        snprintf(path, sizeof path, "%s%s", prefix, situ_level_key(level));
        situ_status status = situ_rules_number(&out[level], rules, "zone", path, err);
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

// Radii by industry and level; where the rules name none for an industry or a level, those of the level.
static situ_status read_radii(double *out, const zoning *z, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_rating *r = z->rating;
    const situ_rules *rules = r->in->rules;
    const situ_yaml_node *own = situ_yaml_get(situ_rules_file(rules, "zone"), "industry_radius_m");
    double general[LEVELS] = {0};
    SITU_TRY(level_numbers(general, rules, "radius_m.", err));
    for (size_t i = 0; i < r->industry_count; i++) {
        const situ_yaml_node *node = situ_yaml_get(own, r->industry[i]);
        for (int level = 1; level < LEVELS; level++) {
            const situ_yaml_node *cell = situ_yaml_get(node, situ_level_key(level));
            double *radius = &out[i * LEVELS + (size_t)level];
            *radius = general[level];
            if (cell && (cell->kind != SITU_YAML_SCALAR || !situ_parse_double(cell->text, radius)))
                return situ_yaml_fail(err, situ_rules_path(rules, "zone"), cell, _("write a number of metres"), _("the radius of %s is not a number"), r->industry[i]);
            if (!(*radius >= 0 && *radius <= 1e6))
                return situ_yaml_fail(err, situ_rules_path(rules, "zone"), cell ? cell : situ_rules_file(rules, "zone"), _("write metres from 0 to a million"),
                                      _("the radius of %s is %g m"), r->industry[i], *radius);
        }
    }
done:
    return status;
}

static void add_row(zoning *z, size_t row, const double *radii, const double weight[LEVELS])
{
    const situ_rating *r = z->rating;
    const situ_geometry *g = situ_table_geometry(r->points, row);
    uint8_t level = r->level[row];
    situ_point p;
    if (level < 1 || level > 4 || !situ_feature_point(g, &p))
        return;
    double radius = radii[r->industry_of[row] * LEVELS + level];
    z->xy[2 * (size_t)z->count] = p.x;
    z->xy[2 * (size_t)z->count + 1] = p.y;
    z->radius[z->count] = radius;
    z->weight[z->count] = weight[level];
    z->level[z->count] = level;
    z->shape[z->count++] = g;
    z->shaped = z->shaped || g->point_count > 1;
    z->box = situ_box_union(z->box, situ_box_grow(g->box, radius));
}

static situ_status locate(zoning *z, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_rating *r = z->rating;
    double weight[LEVELS] = {0}, *radii = situ_malloc((r->industry_count + 1) * LEVELS * sizeof *radii);
    size_t n = r->points->row_count;
    SITU_TRY_ALLOC(radii);
    z->box = situ_box_empty();
    SITU_TRY(read_radii(radii, z, err));
    SITU_TRY(level_numbers(weight, r->in->rules, "density.weight_", err));
    z->xy = situ_malloc(2 * n * sizeof *z->xy);
    SITU_TRY_ALLOC(z->xy);
    z->radius = situ_malloc(n * sizeof *z->radius);
    SITU_TRY_ALLOC(z->radius);
    z->weight = situ_malloc(n * sizeof *z->weight);
    SITU_TRY_ALLOC(z->weight);
    z->level = situ_malloc(n);
    SITU_TRY_ALLOC(z->level);
    z->shape = situ_malloc(n * sizeof *z->shape);
    SITU_TRY_ALLOC(z->shape);
    for (size_t row = 0; row < n; row++)
        add_row(z, row, radii, weight);
done:
    situ_free(radii);
    return status;
}

// --- cells ---

// Cells where a feature of one level is as strong as the threshold take that level. all: points too.
static situ_status fill_level(uint8_t *cells, const situ_raster_frame *f, const zoning *z, uint8_t level, bool all, double threshold,
                              float *strength, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_geometry **shapes = situ_malloc((z->count + 1) * sizeof *shapes);
    double *radius = situ_malloc((z->count + 1) * sizeof *radius), *weight = situ_malloc((z->count + 1) * sizeof *weight);
    situ_influence_input in = {.shapes = shapes, .radius_m = radius, .weight = weight, .decay = (situ_decay)z->options->decay};
    SITU_TRY_ALLOC(shapes);
    SITU_TRY_ALLOC(radius);
    SITU_TRY_ALLOC(weight);
    for (uint32_t i = 0; i < z->count; i++)
        if (z->level[i] == level && (all || z->shape[i]->point_count > 1)) {
            shapes[in.count] = z->shape[i];
            radius[in.count] = z->radius[i];
            weight[in.count++] = 1;
        }
    for (uint32_t row = 0; in.count > 0 && row < f->rows; row += BAND_ROWS) {
        uint32_t end = f->rows - row < BAND_ROWS ? f->rows : row + BAND_ROWS;
        SITU_TRY(situ_kernel_strength(strength, NULL, f, row, end, &in, z->job, err));
        uint8_t *band = cells + (size_t)row * f->columns;
        for (size_t i = 0; i < (size_t)(end - row) * f->columns; i++)
            if ((double)strength[i] >= threshold)
                band[i] = (uint8_t)situ_level_worse(band[i], level);
    }
done:
    situ_free(shapes);
    situ_free(radius);
    situ_free(weight);
    return status;
}

// Highest level wins. Points alone that do not fade are discs, which need no distances.
static situ_status fill_influence(uint8_t *cells, const situ_raster_frame *f, const zoning *z, float *buffer, situ_error *err)
{
    situ_status status = SITU_OK;
    bool fades = z->options->decay != SITU_DECAY_NONE;
    double threshold = 0.5, *radius = NULL;
    uint8_t *level_of = NULL;
    if (fades) {
        SITU_TRY(situ_rules_number(&threshold, z->rating->in->rules, "zone", "decay.threshold", err));
        if (!(threshold > 0 && threshold <= 1)) {
            situ_fail(err, SITU_E_FORMAT, _("write a number above 0, at most 1"), _("the threshold of decay is %g"), threshold);
            status = situ_error_at(err, situ_rules_path(z->rating->in->rules, "zone"), NULL, NULL, 0, 0);
            goto done;
        }
        for (size_t i = 0; i < (size_t)f->columns * f->rows; i++)
            cells[i] = 0;
    } else {
        radius = situ_malloc((z->count + 1) * sizeof *radius);
        SITU_TRY_ALLOC(radius);
        level_of = situ_malloc((size_t)z->count + 1);
        SITU_TRY_ALLOC(level_of);
        for (uint32_t i = 0; i < z->count; i++) {
            bool is_disc = z->shape[i]->point_count == 1 && z->radius[i] > 0;
            radius[i] = is_disc ? z->radius[i] : 1;
            level_of[i] = is_disc ? z->level[i] : 0;
        }
        SITU_TRY(situ_kernel_influence(cells, f, 0, f->rows, z->xy, level_of, radius, z->count, z->job, err));
    }
    for (uint8_t level = 1; level < LEVELS && (fades || z->shaped); level++)
        SITU_TRY(fill_level(cells, f, z, level, fades, threshold, buffer, err));
done:
    situ_free(radius);
    situ_free(level_of);
    return status;
}

// Influence, raised inside where the density of points has reached a threshold.
static situ_status fill_cells(uint8_t *cells, const situ_raster_frame *f, const zoning *z, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_rules *rules = z->rating->in->rules;
    situ_scale scale;
    double radius, gap;
    float *buffer = situ_malloc((size_t)BAND_ROWS * f->columns * sizeof *buffer);
    SITU_TRY_ALLOC(buffer);
    SITU_TRY(situ_scale_read(&scale, rules, "zone", "density", err));
    SITU_TRY(situ_rules_number(&radius, rules, "zone", "density.radius_m", err));
    SITU_TRY(fill_influence(cells, f, z, buffer, err));
    const situ_density_input in = {.xy = z->xy, .weight = z->weight, .count = z->count, .one_radius_m = radius, .shape = SITU_KERNEL_QUARTIC};
    for (uint32_t row = 0; row < f->rows; row += BAND_ROWS) {
        uint32_t end = f->rows - row < BAND_ROWS ? f->rows : row + BAND_ROWS;
        SITU_TRY(situ_kernel_density(buffer, f, row, end, &in, z->job, err));
        uint8_t *band = cells + (size_t)row * f->columns;
        for (size_t i = 0; i < (size_t)(end - row) * f->columns; i++) {
            // A part in a million: float32 must not keep a sum of exactly 5 below 5.
            int level = situ_scale_level(&scale, (double)buffer[i] * (1.0 + 1e-6));
            if (level < 4 && band[i] != 0) // beyond every point's influence nothing is raised
                band[i] = (uint8_t)situ_level_worse(band[i], level);
        }
    }
    SITU_TRY(situ_rules_number(&gap, rules, "zone", "shape.gap_m", err));
    SITU_TRY(situ_kernel_close(cells, f, gap / 2.0, err));
done:
    situ_free(buffer);
    return status;
}

// --- results ---

static situ_status write_areas(const zoning *z, const situ_zone_polygon *areas, size_t count, double county_m2, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    const situ_rules *rules = z->rating->in->rules;
    size_t id, name, level, area, share, rule, row;
    const situ_rows_column columns[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"level", SITU_TYPE_INT, &level},
                                        {"area_km2", SITU_TYPE_REAL, &area}, {"share", SITU_TYPE_REAL, &share}, {"rule", SITU_TYPE_TEXT, &rule}, {0}};
    SITU_TRY(situ_rows_table(&out, "areas", z->rating->in->epsg, columns, err));
    for (size_t i = 0; i < count; i++) {
        SITU_TRY(situ_table_add_row(out, &row, err));
        SITU_TRY(situ_table_set_text(out, row, id, situ_level_key(areas[i].value), err));
        SITU_TRY(situ_table_set_text(out, row, name, situ_level_word(rules, areas[i].value), err));
        situ_table_set_int(out, row, level, areas[i].value);
        situ_table_set_real(out, row, area, areas[i].area_m2 / 1e6);
        situ_table_set_real(out, row, share, county_m2 > 0 ? areas[i].area_m2 / county_m2 : NAN);
        SITU_TRY(situ_table_set_text(out, row, rule, situ_rules_text(rules, "zone", "id", ""), err));
        SITU_TRY(situ_rows_set_shape(out, row, areas[i].geometry, err));
    }
    SITU_TRY(situ_rows_finish(z->out, &out, "areas", err));
done:
    situ_table_free(out);
    return status;
}

static situ_status write_levels(const zoning *z, const uint8_t *cells, const situ_raster_frame *f, const situ_geometry *outline, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_grid *grid = NULL;
    size_t n = (size_t)f->columns * f->rows;
    uint8_t *inside = situ_calloc(n + 1, 1);
    SITU_TRY_ALLOC(inside);
    SITU_TRY(situ_grid_new(&grid, "levels", z->rating->in->epsg, *f, err));
    if (outline)
        SITU_TRY(situ_kernel_rasterize(inside, f, outline, 1, err));
    for (size_t i = 0; i < n; i++)
        if (inside[i] || !outline)
            grid->cells[i] = (float)cells[i];
    SITU_TRY(situ_bundle_add_grid(z->out, grid, err));
    grid = NULL;
done:
    situ_free(inside);
    situ_grid_free(grid);
    return status;
}

static double cells_of(situ_box box, double cell_m)
{
    return ((box.x1 - box.x0) / cell_m + 2.0) * ((box.y1 - box.y0) / cell_m + 2.0);
}

// The frame with a margin: what closing and smoothing do at its edge lies outside the county. A cell asked for is taken
// as it is; else the usual one, and where that makes too many cells the smallest round one with half of the most.
static situ_status lay_frame(situ_raster_frame *f, const zoning *z, situ_box box, double gap_m, situ_report *report, situ_error *err)
{
    static const double steps[] = {50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000};
    situ_status status = SITU_OK;
    double cell = z->options->cell_m;
    if (cell > 0 && cell < CELL_LOW_M) {
        status = situ_fail(err, SITU_E_USAGE, _("give a larger cell_m"), _("cells of %g m are too small for the zoning grid: 5 m is the least"), cell);
        goto done;
    }
    if (!(cell > 0)) {
        cell = CELL_M;
        if (cells_of(situ_box_grow(box, gap_m / 2.0 + 2 * cell), cell) > SITU_AREAS_CELLS)
            for (size_t i = 0; i < sizeof steps / sizeof *steps && (i == 0 || cells_of(situ_box_grow(box, gap_m / 2.0 + 2 * cell), cell) > SITU_AREAS_CELLS / 2); i++)
                cell = steps[i];
    }
    SITU_TRY(situ_areas_frame(f, situ_box_grow(box, gap_m / 2.0 + 2 * cell), cell, err));
    if (!(z->options->cell_m > 0) && cell > CELL_M)
        SITU_TRY(situ_rows_tell(report, NULL, SIZE_MAX, SITU_INFO, "ZONE_COARSE", NULL, _("give cell_m, or zone a smaller area"), err,
                                _("the area is too wide for cells of %d m: the zoning grid has cells of %g m"), CELL_M, cell));
done:
    return status;
}

situ_status situ_zoning_make(situ_bundle *out, const situ_rating *rating, const situ_zoning_options *options, situ_report *report, situ_job *job,
                             situ_error *err)
{
    situ_status status = SITU_OK;
    zoning z = {.out = out, .rating = rating, .options = options, .job = job};
    const situ_rules *rules = rating->in->rules;
    situ_geos *geos = NULL;
    situ_geometry *outline = NULL;
    situ_zone_polygon *areas = NULL;
    size_t count = 0;
    uint8_t *cells = NULL;
    double min_km2, smooth, gap, county_m2 = 0;
    SITU_TRY(situ_rules_number(&min_km2, rules, "zone", "shape.min_km2", err));
    SITU_TRY(situ_rules_number(&smooth, rules, "zone", "shape.smooth", err));
    SITU_TRY(situ_rules_number(&gap, rules, "zone", "shape.gap_m", err));
    SITU_TRY(locate(&z, err));
    SITU_TRY(situ_geos_new(&geos, err));
    SITU_TRY(situ_county_outline(&outline, geos, rating->regions, situ_op_table(rating->in, "outline"), err));
    if (outline)
        county_m2 = situ_geometry_area(outline);
    if (z.count > 0) {
        situ_raster_frame f;
        SITU_TRY(lay_frame(&f, &z, outline ? outline->box : z.box, gap, report, err));
        cells = situ_malloc((size_t)f.columns * f.rows);
        SITU_TRY_ALLOC(cells);
        SITU_TRY(fill_cells(cells, &f, &z, err));
        SITU_TRY(write_levels(&z, cells, &f, outline, err));
        SITU_TRY(situ_areas_make(&areas, &count, cells, &f, min_km2, (int)smooth, geos, outline, err));
    }
    SITU_TRY(write_areas(&z, areas, count, county_m2, err));
done:
    situ_zone_polygons_free(areas, count);
    situ_free(cells);
    situ_geometry_free(outline);
    situ_geos_free(geos);
    zoning_free(&z);
    return status;
}
