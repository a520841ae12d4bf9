// SPDX-License-Identifier: MIT

#include "analysis/surface.h"

#include <math.h>
#include <string.h>

#include "analysis/network.h"
#include "analysis/rows.h"
#include "analysis/surface_banks.h"
#include "analysis/surface_burn.h"
#include "base/alloc.h"
#include "kernel/kernel.h"

typedef struct making {
    situ_surface *s;
    const situ_travel_options *o;
    const situ_travel_rules *rules;
    situ_report *report;
    situ_job *job;
    size_t link_capacity;
    float pace;       // being burned
    uint8_t *flags;   // by cell: water, road; NULL = no waters
    situ_shores *shores; // of waters that bar the way
    situ_bank *banks; // places of roads in cells of water
    size_t bank_count, bank_capacity;
    situ_status status; // of burning
    situ_error *err;
} making;

static float vehicle_pace(double kmh) { return (float)(3.6 / kmh); }
static float walking_pace(const making *m, double kmh) { return (float)(-3.6 / (kmh * fmin(m->o->speed_factor, 1))); }

uint32_t situ_surface_cell(const situ_raster_frame *f, double x, double y)
{
    double column = floor((x - f->x0) / f->cell_x), row = floor((f->y0 - y) / f->cell_y);
    if (!(column >= 0 && column < f->columns && row >= 0 && row < f->rows))
        return UINT32_MAX;
    return (uint32_t)row * f->columns + (uint32_t)column;
}

uint32_t situ_surface_passable(const situ_surface *s, uint32_t cell, double move_m)
{
    const situ_raster_frame *f = &s->frame;
    if (cell == UINT32_MAX || !isnan(s->pace[cell]))
        return cell;
    int64_t column = cell % f->columns, row = cell / f->columns, reach = (int64_t)(move_m / f->cell_x);
    double best = INFINITY;
    uint32_t found = UINT32_MAX;
    for (int64_t ring = 1; ring <= reach && !((double)ring > best); ring++) // rings outwards: nothing nearer behind `best`
        for (int64_t r = row - ring; r <= row + ring; r++)
            for (int64_t c = column - ring; c <= column + ring; c += r == row - ring || r == row + ring ? 1 : 2 * ring) {
                double d = hypot((double)(r - row), (double)(c - column));
                if (r < 0 || c < 0 || r >= f->rows || c >= f->columns || !(d < best) || d * f->cell_x > move_m)
                    continue;
                uint32_t at = (uint32_t)r * f->columns + (uint32_t)c;
                if (isnan(s->pace[at]))
                    continue;
                best = d;
                found = at;
            }
    return found;
}

// --- frame ---

static situ_status make_frame(making *m, situ_error *err)
{
    situ_box box = m->o->box;
    double cell = m->o->cell_m;
    if (situ_box_is_empty(box) || !(box.x1 > box.x0 && box.y1 > box.y0)) {
        box = situ_box_empty();
        for (size_t row = 0; m->o->roads && row < m->o->roads->row_count; row++)
            if (situ_table_geometry(m->o->roads, row))
                box = situ_box_union(box, situ_table_geometry(m->o->roads, row)->box);
        if (situ_box_is_empty(box))
            return situ_fail(err, SITU_E_ARGUMENT, _("import roads or regions"), "%s", _("there is no ground to travel over"));
        box = situ_box_grow(box, 1000);
    }
    if (!(cell > 0))
        cell = fmax(m->rules->least_cell_m, ceil(sqrt((box.x1 - box.x0) * (box.y1 - box.y0) / m->rules->surface_cells)));
    m->s->frame = situ_raster_frame_cover(box, cell);
    double cells = (double)m->s->frame.columns * m->s->frame.rows;
    if (cells > m->rules->most_cells || !(cells > 0)) {
        double wanted = ceil((box.x1 - box.x0) / cell) * ceil((box.y1 - box.y0) / cell);
        return situ_fail(err, SITU_E_LIMIT, _("take larger cells (cell_m)"),
                         _("a cost surface of %.0f cells of %g m would need %.1f GB, more than the %.0f cells that rules/travel.yaml allows"), wanted, cell,
                         wanted * 20 / 1e9, m->rules->most_cells);
    }
    return SITU_OK;
}

// --- ground ---

static double land_kmh(const situ_travel_rules *rules, double code)
{
    for (size_t i = 0; i < rules->land_count; i++)
        if (rules->land[i].code >= code && rules->land[i].code <= code)
            return rules->land[i].kmh;
    return NAN;
}

static situ_status lay_ground(making *m, situ_error *err)
{
    const situ_raster_frame *f = &m->s->frame;
    const situ_grid *land = m->o->land;
    size_t unknown = 0;
    float plain = walking_pace(m, m->rules->offroad_kmh);
    for (uint32_t row = 0; row < f->rows; row++) {
        float *pace = m->s->pace + (size_t)row * f->columns;
        if (row % 256 == 0) {
            situ_status status = situ_job_check(m->job, err);
            if (status != SITU_OK)
                return status;
        }
        for (uint32_t c = 0; c < f->columns; c++) {
            pace[c] = plain;
            uint32_t at = land ? situ_surface_cell(&land->frame, situ_raster_x(f, c + 0.5), situ_raster_y(f, row + 0.5)) : UINT32_MAX;
            if (at == UINT32_MAX || isnan(land->cells[at]))
                continue;
            double kmh = land_kmh(m->rules, (double)land->cells[at]);
            unknown += isnan(kmh) ? 1 : 0;
            if (!isnan(kmh))
                pace[c] = kmh > 0 ? walking_pace(m, kmh) : NAN;
        }
    }
    if (unknown)
        return situ_rows_tell(m->report, NULL, SIZE_MAX, SITU_WARN, "TRAVEL_LAND_CLASS", NULL, _("add the class to rules/travel.yaml"), err,
                              _("%zu cells of land cover have a class that rules/travel.yaml does not name: taken as open ground"), unknown);
    return SITU_OK;
}

static situ_status sample_row(void *user, size_t row, unsigned worker, situ_error *err)
{
    (void)worker;
    (void)err;
    making *m = user;
    const situ_raster_frame *f = &m->s->frame;
    float *z = m->s->elevation_m + row * f->columns;
    for (uint32_t c = 0; c < f->columns; c++)
        z[c] = (float)situ_grid_sample(m->o->dem, situ_raster_x(f, c + 0.5), situ_raster_y(f, (double)row + 0.5));
    return SITU_OK;
}

// Where the terrain is not known it goes on level from the nearest known cell of the row, else of the column.
static size_t fill_gaps(float *z, uint32_t columns, uint32_t rows)
{
    size_t gaps = 0;
    for (size_t i = 0; i < (size_t)columns * rows; i++)
        gaps += isnan(z[i]) ? 1 : 0;
    if (gaps == 0 || gaps == (size_t)columns * rows)
        return gaps;
    for (uint32_t row = 0; row < rows; row++) {
        float *line = z + (size_t)row * columns;
        for (uint32_t c = 1; c < columns; c++)
            line[c] = isnan(line[c]) ? line[c - 1] : line[c];
        for (uint32_t c = columns - 1; c-- > 0;)
            line[c] = isnan(line[c]) ? line[c + 1] : line[c];
    }
    for (size_t i = columns; i < (size_t)columns * rows; i++)
        z[i] = isnan(z[i]) ? z[i - columns] : z[i];
    for (size_t i = (size_t)columns * (rows - 1); i-- > 0;)
        z[i] = isnan(z[i]) ? z[i + columns] : z[i];
    return gaps;
}

static situ_status lay_terrain(making *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_raster_frame *f = &m->s->frame;
    size_t cells = (size_t)f->columns * f->rows;
    if (!m->o->dem)
        return SITU_OK;
    m->s->elevation_m = situ_malloc(cells * sizeof *m->s->elevation_m);
    SITU_TRY_ALLOC(m->s->elevation_m);
    SITU_TRY(situ_job_run(m->job, f->rows, sample_row, m, err));
    size_t gaps = fill_gaps(m->s->elevation_m, f->columns, f->rows);
    if (gaps == cells) {
        situ_free(m->s->elevation_m);
        m->s->elevation_m = NULL;
    }
    if (gaps)
        SITU_TRY(situ_rows_tell(m->report, NULL, SIZE_MAX, SITU_WARN, "TRAVEL_TERRAIN_GAP", NULL, _("import terrain that covers the county"), err,
                                _("the terrain is not known for %.1f %% of the ground: taken as level there"), 100.0 * (double)gaps / (double)cells));
done:
    return status;
}

// --- waters ---

static void burn_barrier(void *user, uint32_t cell, double x, double y)
{
    (void)x;
    (void)y;
    making *m = user;
    m->flags[cell] = SITU_SURFACE_WATER;
}

static situ_status lay_water(making *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = m->o->water;
    const situ_raster_frame *f = &m->s->frame;
    if (!t)
        return SITU_OK;
    SITU_TRY(situ_shores_new(&m->shores, m->o->rules, t, err));
    m->flags = situ_calloc((size_t)f->columns * f->rows, 1);
    SITU_TRY_ALLOC(m->flags);
    for (size_t row = 0; row < t->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(t, row);
        int bars = situ_water_bars(m->o->rules, t, row);
        if (bars != SITU_WATER_WADED && g->kind == SITU_GEOM_POLYGON)
            SITU_TRY(situ_kernel_rasterize(m->flags, f, g, SITU_SURFACE_WATER, err));
        for (uint32_t p = 0; bars == SITU_WATER_SHORE && p < g->part_count; p++)
            situ_burn_line(f, g->xy + 2 * (size_t)g->part_start[p], g->part_start[p + 1] - g->part_start[p], burn_barrier, m);
    }
    for (size_t i = 0; i < (size_t)f->columns * f->rows; i++)
        if (m->flags[i])
            m->s->pace[i] = NAN;
done:
    return status;
}

// --- roads ---

static void burn_pace(void *user, uint32_t cell, double x, double y)
{
    making *m = user;
    float *pace = &m->s->pace[cell];
    if (m->flags && m->flags[cell] & SITU_SURFACE_WATER && m->status == SITU_OK) {
        m->status = situ_grow(&m->banks, &m->bank_capacity, m->bank_count + 1, sizeof *m->banks, m->err);
        if (m->status == SITU_OK)
            m->banks[m->bank_count++] = (situ_bank){cell, x, y};
    }
    if (m->flags)
        m->flags[cell] |= SITU_SURFACE_ROAD;
    if (isnan(*pace) || fabsf(m->pace) < fabsf(*pace))
        *pace = m->pace;
}

static situ_status add_link(making *m, uint32_t from, uint32_t to, double minutes, situ_error *err)
{
    if (from == UINT32_MAX || to == UINT32_MAX || from == to || !isfinite(minutes))
        return SITU_OK;
    situ_status status = situ_grow(&m->s->links, &m->link_capacity, m->s->link_count + 1, sizeof *m->s->links, err);
    if (status == SITU_OK)
        m->s->links[m->s->link_count++] = (situ_cost_link){from, to, (float)(minutes * 60)};
    return status;
}

// A tunnel is met at its mouths only.
static situ_status add_tunnel(making *m, const double *xy, uint32_t count, const situ_travel_road *road, situ_error *err)
{
    situ_status status = SITU_OK;
    double length = 0;
    uint32_t a = situ_surface_cell(&m->s->frame, xy[0], xy[1]), b = situ_surface_cell(&m->s->frame, xy[2 * (size_t)count - 2], xy[2 * (size_t)count - 1]);
    for (uint32_t i = 0; i + 1 < count; i++)
        length += hypot(xy[2 * (size_t)i + 2] - xy[2 * (size_t)i], xy[2 * (size_t)i + 3] - xy[2 * (size_t)i + 1]);
    if (a != UINT32_MAX)
        burn_pace(m, a, xy[0], xy[1]);
    if (b != UINT32_MAX)
        burn_pace(m, b, xy[2 * (size_t)count - 2], xy[2 * (size_t)count - 1]);
    SITU_TRY(add_link(m, a, b, length / 1000 / (double)road->kmh * 60, err));
    if (!road->oneway)
        SITU_TRY(add_link(m, b, a, length / 1000 / (double)road->kmh * 60, err));
done:
    return status;
}

static situ_status lay_ferries(making *m, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_network *n = NULL;
    const situ_network_options o = {.rules = m->o->rules, .cut = m->o->cut, .on_foot = m->o->on_foot, .speed_factor = m->o->speed_factor};
    SITU_TRY(situ_network_new(&n, m->o->roads, &o, NULL, m->job, err));
    m->pace = walking_pace(m, m->rules->offroad_kmh);
    for (uint32_t i = 0; i < n->edge_count; i++) {
        const situ_network_edge *e = &n->edges[i];
        const double *a = n->node_xy + 2 * (size_t)e->from, *b = n->node_xy + 2 * (size_t)e->to;
        if (!e->ferry)
            continue;
        uint32_t from = situ_surface_cell(&m->s->frame, a[0], a[1]), to = situ_surface_cell(&m->s->frame, b[0], b[1]);
        // A landing stage may lie in the water, and where two ferries meet there is nothing but water.
        for (int side = 0; side < 2; side++)
            if ((side ? to : from) != UINT32_MAX && isnan(m->s->pace[side ? to : from]))
                m->s->pace[side ? to : from] = m->pace;
        SITU_TRY(add_link(m, from, to, (double)e->minutes, err));
        SITU_TRY(add_link(m, to, from, (double)e->minutes_back, err));
    }
done:
    situ_network_free(n);
    return status;
}

static situ_status lay_roads(making *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = m->o->roads;
    situ_travel_road *list = NULL;
    bool ferries = false;
    const situ_travel_road_options o = {.rules = m->rules, .cut = m->o->cut, .on_foot = m->o->on_foot, .speed_factor = m->o->speed_factor};
    if (!t)
        return SITU_OK;
    SITU_TRY(situ_travel_roads(&list, t, &o, m->report, err));
    for (size_t row = 0; row < t->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(t, row);
        const situ_travel_class *c = &m->rules->classes[list[row].class_index];
        ferries |= c->ferry;
        if (!g || g->kind != SITU_GEOM_LINE || !list[row].passable || c->ferry)
            continue;
        m->pace = c->walked || m->o->on_foot ? (float)(-3.6 / (double)list[row].kmh) : vehicle_pace((double)list[row].kmh);
        for (uint32_t p = 0; p < g->part_count; p++) {
            const double *xy = g->xy + 2 * (size_t)g->part_start[p];
            uint32_t count = g->part_start[p + 1] - g->part_start[p];
            if (count >= 2 && list[row].tunnel)
                SITU_TRY(add_tunnel(m, xy, count, &list[row], err));
            else
                situ_burn_line(&m->s->frame, xy, count, burn_pace, m);
        }
    }
    SITU_TRY(m->status);
    if (m->flags)
        situ_shut_banks(m->s->pace, m->flags, &m->s->frame, m->banks, m->bank_count, m->shores);
    if (ferries)
        SITU_TRY(lay_ferries(m, err));
done:
    situ_free(list);
    return status;
}

situ_status situ_surface_new(situ_surface **out, const situ_travel_options *options, const situ_travel_rules *rules, situ_report *report, situ_job *job,
                             situ_error *err)
{
    situ_status status = SITU_OK;
    making m = {.o = options, .rules = rules, .report = report, .job = job, .status = SITU_OK, .err = err};
    m.s = situ_calloc(1, sizeof *m.s);
    SITU_TRY_ALLOC(m.s);
    SITU_TRY(make_frame(&m, err));
    SITU_TRY(situ_rows_tell(report, NULL, SIZE_MAX, SITU_INFO, "TRAVEL_CELLS", NULL, NULL, err, _("the cost surface has %u x %u cells of %g m"),
                            m.s->frame.columns, m.s->frame.rows, m.s->frame.cell_x));
    m.s->pace = situ_malloc((size_t)m.s->frame.columns * m.s->frame.rows * sizeof *m.s->pace);
    SITU_TRY_ALLOC(m.s->pace);
    SITU_TRY(lay_ground(&m, err));
    SITU_TRY(lay_terrain(&m, err));
    SITU_TRY(lay_water(&m, err));
    SITU_TRY(lay_roads(&m, err));
    *out = m.s;
    m.s = NULL;
done:
    situ_surface_free(m.s);
    situ_free(m.flags);
    situ_shores_free(m.shores);
    situ_free(m.banks);
    return status;
}

void situ_surface_free(situ_surface *surface)
{
    if (!surface)
        return;
    situ_free(surface->pace);
    situ_free(surface->elevation_m);
    situ_free(surface->links);
    situ_free(surface);
}
