// SPDX-License-Identifier: MIT
// Four colours for areas: per township or village by a rule (F7), and by a grid of influence and
// density. Level 0 never wins; a region without graded points is 0 with its reason, never blue.

#include <math.h>
#include <stdio.h>

#include "analysis/areas.h"
#include "analysis/levels.h"
#include "analysis/op.h"
#include "analysis/regions.h"
#include "base/alloc.h"

enum { LEVELS = 5, RULE_MAX = 0 };
static const char *const rule_words[] = {"R-MAX", "R-COUNT", NULL};
static const char *const by_words[] = {"乡镇", "村", NULL}; // values of region.level

typedef struct params {
    int rule, by;
    long a, b, c; // 0 = from the rules
    double cell_m;
    bool grid;
} params;

static const situ_prop props[] = {
    {.name = "rule", .kind = SITU_PROP_ENUM, .offset = offsetof(params, rule), .words = rule_words, .fallback = "R-MAX",
     .help = N_("how a region gets its level from its points")},
    {.name = "by", .kind = SITU_PROP_ENUM, .offset = offsetof(params, by), .words = by_words, .fallback = "乡镇",
     .help = N_("which regions are coloured")},
    {.name = "a", .kind = SITU_PROP_INT, .offset = offsetof(params, a), .min = 0, .max = 100000, .fallback = "0",
     .help = N_("R-COUNT: red from this many red points; 0 = as in rules/region.yaml")},
    {.name = "b", .kind = SITU_PROP_INT, .offset = offsetof(params, b), .min = 0, .max = 100000, .fallback = "0",
     .help = N_("R-COUNT: red from this many orange points; 0 = as in rules/region.yaml")},
    {.name = "c", .kind = SITU_PROP_INT, .offset = offsetof(params, c), .min = 0, .max = 100000, .fallback = "0",
     .help = N_("R-COUNT: orange from this many yellow points; 0 = as in rules/region.yaml")},
    {.name = "cell_m", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, cell_m), .min = 5, .max = 5000, .fallback = "40",
     .help = N_("cell of the zoning grid in metres")},
    {.name = "grid", .kind = SITU_PROP_BOOL, .offset = offsetof(params, grid), .fallback = "yes",
     .help = N_("make the areas of the zoning grid")},
    {0},
};

static const situ_port inputs[] = {
    {.role = "points", .kind = SITU_PORT_TABLE, .table = "derived_grade_points", .columns = (const char *const[]){"id", "name", NULL},
     .help = N_("graded points: level_final, else level, else level_given")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL},
     .help = N_("townships and villages, with or without polygons")},
    {.role = "outline", .kind = SITU_PORT_TABLE, .table = NULL, .optional = true, .help = N_("polygons of the county, else the union of the regions")},
    {.role = "submissions", .kind = SITU_PORT_TABLE, .table = "submission", .columns = (const char *const[]){"town", "status", NULL}, .optional = true,
     .help = N_("which units declared that they have nothing to report")},
    {0},
};
static const situ_port outputs[] = {
    {.role = "regions", .kind = SITU_PORT_TABLE, .help = N_("regions with level, counts, level_reason and status")},
    {.role = "areas", .kind = SITU_PORT_TABLE, .help = N_("areas of the zoning grid, one row a level")},
    {0},
};
static const char *const rule_files[] = {"level", "region", "zone", NULL};

extern const situ_op situ_op_zone;

typedef struct tally {
    size_t n[LEVELS]; // points by level, n[0] not assessed
    size_t unplaced;  // of them without coordinates
} tally;

typedef struct zone {
    const situ_op_input *in;
    const params *p;
    situ_report *report;
    const situ_table *points, *regions;
    situ_regions *set;
    tally *tallies;
    uint8_t *level; // by point row; 255 = closed
    double a, b, c;
} zone;

enum { CLOSED = 255 };

static situ_status tell_unassigned(const zone *z, size_t row, situ_error *err)
{
    situ_str text;
    situ_str_init(&text);
    const char *name = situ_table_text(z->points, row, situ_table_find(z->points, "name"));
    int64_t src_row = situ_table_int(z->points, row, situ_table_find(z->points, "src_row"));
    situ_str_addf(&text, _("%s lies in no region and names none: it counts for no township"), name ? name : "");
    const situ_issue issue = {.severity = SITU_WARN, .rule = "ZONE_UNASSIGNED", .table = z->points->name, .message = text.data,
                              .file = situ_table_text(z->points, row, situ_table_find(z->points, "src_file")),
                              .sheet = situ_table_text(z->points, row, situ_table_find(z->points, "src_sheet")),
                              .row = src_row == SITU_NULL_INT ? 0 : (long)src_row, .cure = _("fill in the township, or correct the coordinates")};
    situ_status status = !situ_str_ok(&text) ? situ_fail_nomem(err) : z->report ? situ_report_add(z->report, &issue, err) : SITU_OK;
    situ_str_free(&text);
    return status;
}

static situ_status read_levels(zone *z, situ_error *err)
{
    static const char *const names[] = {"level_final", "level", "level_given", NULL};
    int column = -1, status_column = situ_table_find(z->points, "status");
    const char *closed = situ_rules_text(z->in->rules, "region", "closed", NULL);
    for (const char *const *name = names; *name && column < 0; name++)
        column = situ_table_find(z->points, *name);
    if (column < 0)
        return situ_fail(err, SITU_E_SCHEMA, _("run the analysis grade first and pass its points"),
                         _("the points (table %s) have none of the columns level_final, level, level_given"), z->points->name);
    z->level = situ_malloc(z->points->row_count);
    if (!z->level)
        return situ_fail_nomem(err);
    for (size_t row = 0; row < z->points->row_count; row++) {
        int64_t level = situ_table_int(z->points, row, column);
        bool over = closed && situ_streq(situ_table_text(z->points, row, status_column), closed);
        z->level[row] = over ? CLOSED : level >= 1 && level <= 4 ? (uint8_t)level : 0;
    }
    return SITU_OK;
}

static situ_status count_points(zone *z, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t row = 0; row < z->points->row_count; row++) {
        situ_placed how;
        if (z->level[row] == CLOSED)
            continue;
        size_t i = situ_regions_of(z->set, z->points, row, &how);
        if (i == SIZE_MAX) {
            SITU_TRY(tell_unassigned(z, row, err));
            continue;
        }
        z->tallies[i].n[z->level[row]]++;
        z->tallies[i].unplaced += !situ_table_geometry(z->points, row);
    }
done:
    return status;
}

static int level_of(const zone *z, const tally *t)
{
    if (z->p->rule == RULE_MAX) {
        for (int level = 1; level <= 4; level++)
            if (t->n[level] > 0)
                return level;
        return 0;
    }
    if ((double)t->n[1] >= z->a || (double)t->n[2] >= z->b)
        return 1;
    // Red points below `a` still weigh as much as orange ones.
    if (t->n[1] + t->n[2] >= 1 || (double)t->n[3] >= z->c)
        return 2;
    return t->n[3] > 0 ? 3 : t->n[4] > 0 ? 4 : 0;
}

// Which of the kinds of "no data", or assessed.
static const char *status_key(const zone *z, const tally *t, const char *region)
{
    size_t graded = t->n[1] + t->n[2] + t->n[3] + t->n[4];
    if (graded > 0)
        return "assessed";
    if (t->n[0] > 0)
        return t->unplaced == t->n[0] ? "unplaced" : "ungraded";
    const situ_table *s = situ_op_table(z->in, "submissions");
    const char *zero = situ_rules_text(z->in->rules, "region", "status.zero", "");
    for (size_t row = 0; s && row < s->row_count; row++)
        if (situ_streq(situ_table_text(s, row, situ_table_find(s, "town")), region) &&
            situ_streq(situ_table_text(s, row, situ_table_find(s, "status")), zero))
            return "zero";
    return "missing";
}

static situ_status set_reason(situ_table *out, size_t row, size_t column, const zone *z, const tally *t, situ_error *err)
{
    situ_str text;
    situ_str_init(&text);
    situ_str_addf(&text, "%s", rule_words[z->p->rule]);
    if (z->p->rule != RULE_MAX)
        situ_str_addf(&text, "(a=%g b=%g c=%g)", z->a, z->b, z->c);
    const char *gap = " ";
    for (int level = 1; level < LEVELS; level++)
        if (t->n[level] > 0) {
            situ_str_addf(&text, "%s%s%zu", gap, situ_level_word(z->in->rules, level), t->n[level]);
            gap = "";
        }
    if (t->n[0] > 0)
        situ_str_addf(&text, " %s%zu", situ_level_word(z->in->rules, 0), t->n[0]);
    situ_status status = situ_str_ok(&text) ? situ_table_set_text(out, row, column, text.data, err) : situ_fail_nomem(err);
    situ_str_free(&text);
    return status;
}

// One text column of the input regions, by name, into the same column of the output.
static situ_status copy_text(situ_table *out, size_t to, const situ_table *from, size_t row, const char *name, size_t column, situ_error *err)
{
    const char *text = situ_table_text(from, row, situ_table_find(from, name));
    return text ? situ_table_set_text(out, to, column, text, err) : SITU_OK;
}

static situ_status write_regions(situ_bundle *bundle, const zone *z, situ_error *err)
{
    static const char *const texts[] = {"id", "name", "code", "parent", "kind", "zone", "region_code"};
    static const char *const counts[] = {"n0", "n1", "n2", "n3", "n4"};
    enum { TEXTS = sizeof texts / sizeof *texts };
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    size_t text[TEXTS], region_level, pop, sort, level, n[LEVELS], points, unplaced, reason, state, rule;
    const situ_table *from = z->regions;
    SITU_TRY(situ_table_new(&out, "regions", from->epsg, err));
    for (size_t k = 0; k < TEXTS; k++)
        SITU_TRY(situ_table_add_column(out, texts[k], SITU_TYPE_TEXT, &text[k], err));
    SITU_TRY(situ_table_add_column(out, "region_level", SITU_TYPE_TEXT, &region_level, err));
    SITU_TRY(situ_table_add_column(out, "pop", SITU_TYPE_INT, &pop, err));
    SITU_TRY(situ_table_add_column(out, "sort", SITU_TYPE_INT, &sort, err));
    SITU_TRY(situ_table_add_column(out, "level", SITU_TYPE_INT, &level, err));
    for (int k = 0; k < LEVELS; k++)
        SITU_TRY(situ_table_add_column(out, counts[k], SITU_TYPE_INT, &n[k], err));
    SITU_TRY(situ_table_add_column(out, "points", SITU_TYPE_INT, &points, err));
    SITU_TRY(situ_table_add_column(out, "unplaced", SITU_TYPE_INT, &unplaced, err));
    SITU_TRY(situ_table_add_column(out, "level_reason", SITU_TYPE_TEXT, &reason, err));
    SITU_TRY(situ_table_add_column(out, "status", SITU_TYPE_TEXT, &state, err));
    SITU_TRY(situ_table_add_column(out, "rule", SITU_TYPE_TEXT, &rule, err));
    for (size_t i = 0; i < situ_regions_count(z->set); i++) {
        const tally *t = &z->tallies[i];
        size_t row, source = situ_regions_row(z->set, i), all = 0;
        char path[64];
        SITU_TRY(situ_table_add_row(out, &row, err));
        for (size_t k = 0; k < TEXTS; k++)
            SITU_TRY(copy_text(out, row, from, source, texts[k], text[k], err));
        SITU_TRY(situ_table_set_text(out, row, region_level, by_words[z->p->by], err));
        situ_table_set_int(out, row, pop, situ_table_int(from, source, situ_table_find(from, "pop")));
        situ_table_set_int(out, row, sort, situ_table_int(from, source, situ_table_find(from, "sort")));
        situ_table_set_int(out, row, level, level_of(z, t));
        for (int k = 0; k < LEVELS; k++) {
            situ_table_set_int(out, row, n[k], (int64_t)t->n[k]);
            all += t->n[k];
        }
        situ_table_set_int(out, row, points, (int64_t)all);
        situ_table_set_int(out, row, unplaced, (int64_t)t->unplaced);
        SITU_TRY(set_reason(out, row, reason, z, t, err));
        const char *key = status_key(z, t, situ_table_text(from, source, situ_table_find(from, "name")));
        snprintf(path, sizeof path, "status.%s", key);
        SITU_TRY(situ_table_set_text(out, row, state, situ_rules_text(z->in->rules, "region", path, key), err));
        SITU_TRY(situ_table_set_text(out, row, rule, rule_words[z->p->rule], err));
        const situ_geometry *g = situ_table_geometry(from, source);
        situ_geometry *copy = NULL;
        if (g && g->kind == SITU_GEOM_POLYGON)
            SITU_TRY(situ_geometry_copy(&copy, g, err));
        SITU_TRY(situ_table_set_geometry(out, row, copy, err));
    }
    SITU_TRY(situ_bundle_add_table(bundle, out, err));
    out = NULL;
done:
    situ_table_free(out);
    return status;
}

// --- the grid ---

typedef struct located {
    double *xy, *radius, *weight;
    uint8_t *level;
    uint32_t count;
    situ_box box;
} located;

static void located_free(located *l)
{
    situ_free(l->xy);
    situ_free(l->radius);
    situ_free(l->weight);
    situ_free(l->level);
}

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

static situ_status locate(located *l, const zone *z, situ_error *err)
{
    situ_status status = SITU_OK;
    double radius[LEVELS], weight[LEVELS];
    size_t n = z->points->row_count;
    l->box = situ_box_empty();
    SITU_TRY(level_numbers(radius, z->in->rules, "radius_m.", err));
    SITU_TRY(level_numbers(weight, z->in->rules, "density.weight_", err));
    l->xy = situ_malloc(2 * n * sizeof *l->xy);
    SITU_TRY_ALLOC(l->xy);
    l->radius = situ_malloc(n * sizeof *l->radius);
    SITU_TRY_ALLOC(l->radius);
    l->weight = situ_malloc(n * sizeof *l->weight);
    SITU_TRY_ALLOC(l->weight);
    l->level = situ_malloc(n);
    SITU_TRY_ALLOC(l->level);
    for (size_t row = 0; row < n; row++) {
        situ_point p;
        uint8_t level = z->level[row];
        if (level < 1 || level > 4 || !situ_feature_point(situ_table_geometry(z->points, row), &p))
            continue;
        l->xy[2 * (size_t)l->count] = p.x;
        l->xy[2 * (size_t)l->count + 1] = p.y;
        l->radius[l->count] = radius[level];
        l->weight[l->count] = weight[level];
        l->level[l->count++] = level;
        l->box = situ_box_union(l->box, situ_box_grow((situ_box){p.x, p.y, p.x, p.y}, radius[level]));
    }
done:
    return status;
}

// Influence, raised inside where the density of points has reached a threshold.
static situ_status fill_cells(uint8_t *cells, const situ_raster_frame *f, const located *l, const situ_rules *rules,
                              situ_job *job, situ_error *err)
{
    enum { BAND_ROWS = 512 };
    situ_status status = SITU_OK;
    situ_scale scale;
    double radius, gap;
    float *density = NULL;
    SITU_TRY(situ_scale_read(&scale, rules, "zone", "density", err));
    SITU_TRY(situ_rules_number(&radius, rules, "zone", "density.radius_m", err));
    SITU_TRY(situ_kernel_influence(cells, f, 0, f->rows, l->xy, l->level, l->radius, l->count, job, err));
    density = situ_malloc((size_t)BAND_ROWS * f->columns * sizeof *density);
    SITU_TRY_ALLOC(density);
    const situ_density_input in = {.xy = l->xy, .weight = l->weight, .count = l->count, .one_radius_m = radius, .shape = SITU_KERNEL_QUARTIC};
    for (uint32_t row = 0; row < f->rows; row += BAND_ROWS) {
        uint32_t end = f->rows - row < BAND_ROWS ? f->rows : row + BAND_ROWS;
        SITU_TRY(situ_kernel_density(density, f, row, end, &in, job, err));
        uint8_t *band = cells + (size_t)row * f->columns;
        for (size_t i = 0; i < (size_t)(end - row) * f->columns; i++) {
            // A part in a million: float32 must not keep a sum of exactly 5 below 5.
            int level = situ_scale_level(&scale, (double)density[i] * (1.0 + 1e-6));
            if (level < 4 && band[i] != 0) // beyond every point's influence nothing is raised
                band[i] = (uint8_t)situ_level_worse(band[i], level);
        }
    }
    SITU_TRY(situ_rules_number(&gap, rules, "zone", "shape.gap_m", err));
    SITU_TRY(situ_kernel_close(cells, f, gap / 2.0, err));
done:
    situ_free(density);
    return status;
}

static situ_status write_areas(situ_bundle *bundle, const zone *z, const situ_zone_polygon *areas, size_t count, double county_m2, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    size_t id, name, level, area, share, rule, row;
    SITU_TRY(situ_table_new(&out, "areas", z->in->epsg, err));
    SITU_TRY(situ_table_add_column(out, "id", SITU_TYPE_TEXT, &id, err));
    SITU_TRY(situ_table_add_column(out, "name", SITU_TYPE_TEXT, &name, err));
    SITU_TRY(situ_table_add_column(out, "level", SITU_TYPE_INT, &level, err));
    SITU_TRY(situ_table_add_column(out, "area_km2", SITU_TYPE_REAL, &area, err));
    SITU_TRY(situ_table_add_column(out, "share", SITU_TYPE_REAL, &share, err));
    SITU_TRY(situ_table_add_column(out, "rule", SITU_TYPE_TEXT, &rule, err));
    for (size_t i = 0; i < count; i++) {
        situ_geometry *copy = NULL;
        SITU_TRY(situ_table_add_row(out, &row, err));
        SITU_TRY(situ_table_set_text(out, row, id, situ_level_key(areas[i].value), err));
        SITU_TRY(situ_table_set_text(out, row, name, situ_level_word(z->in->rules, areas[i].value), err));
        situ_table_set_int(out, row, level, areas[i].value);
        situ_table_set_real(out, row, area, areas[i].area_m2 / 1e6);
        situ_table_set_real(out, row, share, county_m2 > 0 ? areas[i].area_m2 / county_m2 : NAN);
        SITU_TRY(situ_table_set_text(out, row, rule, situ_rules_text(z->in->rules, "zone", "id", ""), err));
        SITU_TRY(situ_geometry_copy(&copy, areas[i].geometry, err));
        SITU_TRY(situ_table_set_geometry(out, row, copy, err));
    }
    SITU_TRY(situ_bundle_add_table(bundle, out, err));
    out = NULL;
done:
    situ_table_free(out);
    return status;
}

static situ_status make_areas(situ_bundle *bundle, const zone *z, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    located l = {0};
    situ_geos *geos = NULL;
    situ_geometry *outline = NULL;
    situ_zone_polygon *areas = NULL;
    size_t count = 0;
    uint8_t *cells = NULL;
    double min_km2, smooth, gap, county_m2 = 0;
    SITU_TRY(situ_rules_number(&min_km2, z->in->rules, "zone", "shape.min_km2", err));
    SITU_TRY(situ_rules_number(&smooth, z->in->rules, "zone", "shape.smooth", err));
    SITU_TRY(situ_rules_number(&gap, z->in->rules, "zone", "shape.gap_m", err));
    SITU_TRY(locate(&l, z, err));
    SITU_TRY(situ_geos_new(&geos, err));
    SITU_TRY(situ_county_outline(&outline, geos, z->regions, situ_op_table(z->in, "outline"), err));
    if (outline)
        county_m2 = situ_geometry_area(outline);
    if (l.count > 0) {
        situ_raster_frame f;
        // A margin: what closing and smoothing do at the frame lies outside the county.
        SITU_TRY(situ_areas_frame(&f, situ_box_grow(outline ? outline->box : l.box, gap / 2.0 + 2 * z->p->cell_m), z->p->cell_m, err));
        cells = situ_malloc((size_t)f.columns * f.rows);
        SITU_TRY_ALLOC(cells);
        SITU_TRY(fill_cells(cells, &f, &l, z->in->rules, job, err));
        SITU_TRY(situ_areas_make(&areas, &count, cells, &f, min_km2, (int)smooth, geos, outline, err));
    }
    SITU_TRY(write_areas(bundle, z, areas, count, county_m2, err));
done:
    situ_zone_polygons_free(areas, count);
    situ_free(cells);
    situ_geometry_free(outline);
    situ_geos_free(geos);
    located_free(&l);
    return status;
}

static situ_status read_counts(zone *z, situ_error *err)
{
    situ_status status = SITU_OK;
    const struct { double *value; long given; const char *path; } list[] = {
        {&z->a, z->p->a, "rules.R-COUNT.a"}, {&z->b, z->p->b, "rules.R-COUNT.b"}, {&z->c, z->p->c, "rules.R-COUNT.c"}};
    for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
        *list[k].value = (double)list[k].given;
        if (list[k].given == 0)
            SITU_TRY(situ_rules_number(list[k].value, z->in->rules, "region", list[k].path, err));
    }
done:
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *p, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    zone z = {.in = in, .p = p, .report = report};
    SITU_TRY(situ_op_check(&situ_op_zone, in, err));
    z.points = situ_op_table(in, "points");
    z.regions = situ_op_table(in, "regions");
    SITU_TRY(read_counts(&z, err));
    SITU_TRY(read_levels(&z, err));
    SITU_TRY(situ_regions_new(&z.set, z.regions, by_words[z.p->by], err));
    if (situ_regions_count(z.set) == 0) {
        status = situ_fail(err, SITU_E_NOT_FOUND, _("import the regions of this level, or choose the other with `by`"),
                           _("the regions (table %s) have no row of level %s"), z.regions->name, by_words[z.p->by]);
        goto done;
    }
    z.tallies = situ_calloc(situ_regions_count(z.set), sizeof *z.tallies);
    SITU_TRY_ALLOC(z.tallies);
    SITU_TRY(count_points(&z, err));
    SITU_TRY(write_regions(out, &z, err));
    if (z.p->grid)
        SITU_TRY(make_areas(out, &z, job, err));
done:
    situ_regions_free(z.set);
    situ_free(z.tallies);
    situ_free(z.level);
    return status;
}

const situ_op situ_op_zone = {
    .name = "zone",
    .version = 1,
    .summary = N_("four-colour level of townships and villages, and of the areas around points"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .run = run,
};
