// SPDX-License-Identifier: MIT
// Danger areas: flood land along the river by town, landslide and flash-flood areas about their points,
// keep-out circles about gas and chemical plants, forest-fire areas.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "sample/ledgers.h"
#include "sample/write.h"
#include "source/source.h"

typedef struct zone_row {
    const char *name, *type, *level, *town, *village;
    int pop;
    double t_return; // 0 = none
} zone_row;

static situ_status add_zone(situ_things *t, situ_table *table, const zone_row *z, situ_geometry *g, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t row, at;
    SITU_TRY(situ_table_add_row(table, &row, err));
    SITU_TRY(situ_sample_set(table, row, "name", z->name, err));
    SITU_TRY(situ_sample_set(table, row, "type", z->type, err));
    SITU_TRY(situ_sample_set(table, row, "level", z->level, err));
    SITU_TRY(situ_sample_set(table, row, "town", z->town, err));
    SITU_TRY(situ_sample_set(table, row, "village", z->village, err));
    SITU_TRY(situ_sample_set_int(table, row, "pop", z->pop, err));
    SITU_TRY(situ_sample_set_int(table, row, "hh", (z->pop + 2) / 3, err));
    SITU_TRY(situ_table_add_column(table, "t_return", SITU_TYPE_REAL, &at, err));
    if (z->t_return > 0)
        situ_table_set_real(table, row, at, z->t_return);
    SITU_TRY(situ_sample_set(table, row, "resp_person", situ_sample_person(t), err));
    SITU_TRY(situ_sample_set(table, row, "phone", situ_sample_mobile(t), err));
    SITU_TRY(situ_sample_set_shape(table, row, g, t->to_lonlat, err));
    g = NULL;
done:
    return status;
}

// Keeps parts whose shell is at least least_m2.
static void drop_small(situ_geometry *g, double least_m2)
{
    uint32_t part = 0, at = 0;
    bool keep = false;
    for (uint32_t p = 0; p < g->part_count; p++) {
        uint32_t a = g->part_start[p], b = g->part_start[p + 1];
        double area = 0;
        for (uint32_t i = a + 1; i < b; i++)
            area += (g->xy[2 * i - 2] - g->xy[2 * a]) * (g->xy[2 * i + 1] - g->xy[2 * a + 1]) - (g->xy[2 * i] - g->xy[2 * a]) * (g->xy[2 * i - 1] - g->xy[2 * a + 1]);
        if (!g->is_hole[p])
            keep = fabs(area) / 2 >= least_m2;
        if (!keep || (g->is_hole[p] && fabs(area) / 2 < least_m2))
            continue;
        memmove(g->xy + 2 * at, g->xy + 2 * a, 2 * (size_t)(b - a) * sizeof *g->xy);
        g->is_hole[part] = g->is_hole[p];
        g->part_start[part++] = at;
        at += b - a;
    }
    g->part_count = part;
    g->part_start[part] = at;
    g->point_count = at;
    situ_geometry_update_box(g);
}

static situ_status flood_land(situ_things *t, situ_table *table, situ_error *err)
{
    static const struct { const char *label, *level; double height, years; } bands[2] = {{"20年一遇淹没区", "高", 138, 20}, {"50年一遇淹没区", "中", 145, 50}};
    const situ_world *w = t->w;
    const situ_grid_frame *f = &w->frame;
    situ_status status = SITU_OK;
    size_t n = (size_t)f->columns * (size_t)f->rows;
    uint16_t *labels = situ_calloc(n, sizeof *labels), *groups = situ_calloc(2 * (size_t)w->town_count + 1, sizeof *groups);
    double *people = situ_calloc(2 * (size_t)w->town_count + 1, sizeof *people);
    situ_arcs *arcs = NULL;
    situ_geometry *g = NULL;
    SITU_TRY_ALLOC(labels);
    SITU_TRY_ALLOC(groups);
    SITU_TRY_ALLOC(people);
    for (size_t i = 0; i < n; i++) {
        if (!w->unit[i] || w->water[i] != SITU_LAND || (double)w->river_m[i] > 2600 || (double)w->height[i] > bands[1].height)
            continue;
        int band = (double)w->height[i] > bands[0].height;
        labels[i] = (uint16_t)(band * w->town_count + w->unit[i]);
        const situ_village *v = &w->villages[w->parish[i] - 1];
        people[labels[i]] += 1.6 * v->pop / (v->area_km2 * 100);
    }
    for (int k = 0; k <= 2 * w->town_count; k++)
        groups[k] = (uint16_t)k;
    SITU_TRY(situ_sample_arcs_new(&arcs, labels, f, 5, 18, err));
    for (int band = 0; band < 2; band++)
        for (int k = 0; k < w->town_count; k++) {
            uint16_t label = (uint16_t)(band * w->town_count + k + 1);
            SITU_TRY(situ_sample_arcs_polygon(&g, arcs, groups, label, err));
            if (!g)
                continue;
            drop_small(g, 30000);
            if (!g->part_count) {
                situ_geometry_free(g);
                g = NULL;
                continue;
            }
            zone_row z = {.name = situ_sample_text(t, "%s沿江%s", situ_sample_stem(t->w, w->towns[k].name), bands[band].label), .type = "淹没区", .level = bands[band].level,
                          .town = w->towns[k].name, .pop = (int)people[label], .t_return = bands[band].years};
            situ_geometry *taken = g;
            g = NULL;
            SITU_TRY(add_zone(t, table, &z, taken, err));
        }
done:
    situ_geometry_free(g);
    situ_sample_arcs_free(arcs);
    situ_free(labels);
    situ_free(groups);
    situ_free(people);
    return status;
}

// An irregular oval about a point, long_m by wide_m half axes, turned by angle.
static situ_status blob(situ_things *t, situ_geometry **out, double x, double y, double long_m, double wide_m, double angle, double rough, situ_error *err)
{
    enum { CORNERS = 36 };
    situ_status status = situ_geometry_new(out, SITU_GEOM_POLYGON, 1, CORNERS + 1, err);
    if (status != SITU_OK)
        return status;
    situ_geometry *g = *out;
    g->part_start[1] = CORNERS + 1;
    for (uint32_t k = 0; k <= CORNERS; k++) {
        double a = 6.283185307179586 * (k % CORNERS) / CORNERS;
        double r = 1 + rough * situ_sample_noise_sum(t->w->seed + 401, x / 100 + 1.2 * cos(a), y / 100 + 1.2 * sin(a), 2);
        double u = long_m * r * cos(a), v = wide_m * r * sin(a);
        g->xy[2 * k] = x + u * cos(angle) - v * sin(angle);
        g->xy[2 * k + 1] = y + u * sin(angle) + v * cos(angle);
    }
    situ_geometry_update_box(g);
    return SITU_OK;
}

// Direction in which water leaves a place.
static double downhill(const situ_world *w, double x, double y)
{
    int cell = situ_sample_cell_at(&w->frame, x, y), at = cell;
    for (int k = 0; k < 6 && w->flow.receiver[at] >= 0; k++)
        at = w->flow.receiver[at];
    return atan2(situ_cell_y(&w->frame, at) - situ_cell_y(&w->frame, cell), situ_cell_x(&w->frame, at) - situ_cell_x(&w->frame, cell));
}

static situ_status about_points(situ_things *t, situ_table *table, situ_error *err)
{
    static const char *const words[] = {NULL, "极高", "高", "中", "低"};
    situ_status status = SITU_OK;
    int fires = 0, circles = 0;
    for (size_t k = 0; k < t->risk_count; k++) {
        const situ_risk *r = &t->risks[k];
        const char *industry = r->industry->word;
        int level = r->level_given ? r->level_given : r->level_calc;
        if (r->trap || !r->located || level == 0 || level > 2 || r->town < 0)
            continue;
        zone_row z = {.level = words[level], .town = t->w->towns[r->town].name, .village = r->village >= 0 ? t->w->villages[r->village].name : NULL, .pop = r->pop};
        situ_geometry *g = NULL;
        double angle = downhill(t->w, r->x, r->y);
        if (strcmp(industry, "地质灾害") == 0) {
            double size = 130 + 0.12 * fmin(r->pop, 1500);
            z.type = "地质风险区", z.name = situ_sample_text(t, "%s风险区", r->name);
            SITU_TRY(blob(t, &g, r->x, r->y, size * 1.4, size, angle, 0.5, err));
        } else if (strcmp(industry, "山洪") == 0) {
            z.type = "山洪危险区", z.name = situ_sample_text(t, "%s范围", r->name), z.t_return = level == 1 ? 5 : 20;
            SITU_TRY(blob(t, &g, r->x, r->y, 420, 120, angle, 0.45, err));
        } else if (strcmp(industry, "森林火灾") == 0 && fires < 8) {
            fires++;
            z.type = "火险区", z.name = situ_sample_text(t, "%s火险区", r->name);
            SITU_TRY(blob(t, &g, r->x, r->y, 1900, 1300, 0.36, 0.5, err));
        } else if ((strcmp(industry, "燃气") == 0 || strcmp(industry, "危险化学品") == 0) && circles < 24 && (strstr(r->name, "站") || strstr(r->name, "库"))) {
            circles++;
            double radius = level == 1 ? 300 : 150;
            z.type = "安全隔离区", z.name = situ_sample_text(t, "%s隔离区", r->name), z.pop = (int)(radius * radius * 3.14 / 1e6 * 900);
            SITU_TRY(blob(t, &g, r->x, r->y, radius, radius, 0, 0, err));
        }
        if (g)
            SITU_TRY(add_zone(t, table, &z, g, err));
    }
done:
    return status;
}

situ_status situ_sample_write_zones(situ_things *t, const char *base_dir, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    char *path = situ_path_join(base_dir, "hazard_zones.gpkg");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_table_new(&table, "hazard_zone", SITU_EPSG_CGCS2000, err));
    SITU_TRY(flood_land(t, table, err));
    SITU_TRY(about_points(t, table, err));
    const situ_table *one = table;
    SITU_TRY(situ_source_write_vector(path, "GPKG", &one, 1, err));
done:
    situ_table_free(table);
    situ_free(path);
    return status;
}
