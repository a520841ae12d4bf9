// SPDX-License-Identifier: MIT
// Waters: a reservoir behind a dam, tributaries by flow accumulation with the great river's backwater
// in their mouths, slopes. The river mask is kept at half cells so that banks are smooth.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/world.h"

// Flooded cells upstream of a dam: those below the level, walked against the flow.
static double flood_valley(const situ_flow *f, const uint32_t *start, const int32_t *donors, int dam, float level, int32_t *stack, size_t limit, size_t *count)
{
    size_t n = 0, at = 0;
    stack[n++] = dam;
    while (at < n) {
        int32_t cell = stack[at++];
        for (uint32_t d = start[cell]; d < start[cell + 1]; d++)
            if (f->fill[donors[d]] < level && n < limit)
                stack[n++] = donors[d];
    }
    *count = n;
    return (double)n * f->cell_m * f->cell_m * 1e-6;
}

static situ_status donors_of(const situ_flow *f, uint32_t **start_out, int32_t **donors_out, situ_error *err)
{
    size_t n = (size_t)f->columns * (size_t)f->rows;
    uint32_t *start = situ_calloc(n + 2, sizeof *start);
    int32_t *donors = situ_malloc(n * sizeof *donors);
    if (!start || !donors) {
        situ_free(start);
        situ_free(donors);
        return situ_fail_nomem(err);
    }
    for (size_t i = 0; i < n; i++)
        if (f->receiver[i] >= 0)
            start[f->receiver[i] + 2]++;
    for (size_t i = 0; i < n; i++)
        start[i + 2] += start[i + 1];
    for (size_t i = 0; i < n; i++)
        if (f->receiver[i] >= 0)
            donors[start[f->receiver[i] + 1]++] = (int32_t)i;
    *start_out = start;
    *donors_out = donors;
    return SITU_OK;
}

// The dam site that gives a lake of about 5 km2 in the county's north, best of all valley cells.
static situ_status build_reservoir(situ_world *w, situ_error *err)
{
    situ_flow *f = &w->flow;
    situ_status status = SITU_OK;
    size_t n = (size_t)f->columns * (size_t)f->rows, limit = 2000, count = 0;
    uint32_t *start = NULL;
    int32_t *donors = NULL, *stack = situ_malloc(limit * sizeof *stack);
    SITU_TRY_ALLOC(stack);
    SITU_TRY(donors_of(f, &start, &donors, err));
    double middle_x = w->frame.x0 + 50.0 * w->frame.columns, middle_y = w->frame.y0 - 50.0 * w->frame.rows;
    double span = w->size == SITU_SAMPLE_TOWNSHIP ? 9000 : 25000, best = 1e30;
    int dam = -1;
    for (size_t i = 0; i < n; i += 1) {
        if (f->area_km2[i] < 40 || f->area_km2[i] > 160 || w->height[i] < 230 || w->height[i] > 800)
            continue;
        double x = situ_cell_x(&w->frame, (int)i), y = situ_cell_y(&w->frame, (int)i);
        if (fabs(x - middle_x) > span || y < middle_y || y > middle_y + span * 1.2)
            continue;
        double area = flood_valley(f, start, donors, (int)i, f->fill[i] + 48, stack, limit, &count);
        if (fabs(area - 4.8) < best)
            best = fabs(area - 4.8), dam = (int)i;
    }
    w->reservoir_cell = dam;
    if (dam >= 0) {
        w->reservoir_level = f->fill[dam] + 48;
        flood_valley(f, start, donors, dam, w->reservoir_level, stack, limit, &count);
        for (size_t k = 1; k < count; k++) {
            w->water[stack[k]] = SITU_RESERVOIR;
            w->height[stack[k]] = w->reservoir_level;
        }
    }
done:
    situ_free(start);
    situ_free(donors);
    situ_free(stack);
    return status;
}

static int class_of(double area_km2)
{
    return area_km2 > 300 ? 1 : area_km2 > 90 ? 2 : area_km2 > 28 ? 3 : 4;
}

// One line a stream from its mouth to its source, the larger branch first.
static situ_status trace_stream(situ_world *w, int mouth, int head, const int32_t *main_donor, situ_point *place, situ_error *err)
{
    situ_stream *s = &w->streams[w->stream_count];
    situ_status status = SITU_OK;
    if (mouth >= 0) {
        if (w->water[mouth] == SITU_RIVER) { // reach into the river so that bank and stream meet
            double x = situ_cell_x(&w->frame, mouth), y = situ_cell_y(&w->frame, mouth), least = 1e30;
            situ_point to = {x, y};
            for (int k = 0; k < w->course_count; k++) {
                double d = hypot(w->course[k].x - x, w->course[k].y - y);
                if (d < least)
                    least = d, to = (situ_point){w->course[k].x, w->course[k].y};
            }
            double share = fmin(1, 160 / fmax(least, 1));
            SITU_TRY(situ_sample_line_push(&s->line, x + share * (to.x - x), y + share * (to.y - y), err));
            SITU_TRY(situ_sample_line_push(&s->line, x, y, err));
        } else {
            SITU_TRY(situ_sample_line_push(&s->line, place[mouth].x, place[mouth].y, err));
        }
    }
    size_t first = s->line.count;
    for (int c = head; c >= 0; c = main_donor[c])
        SITU_TRY(situ_sample_line_push(&s->line, situ_cell_x(&w->frame, c), situ_cell_y(&w->frame, c), err));
    situ_sample_line_smooth(&s->line, 5, false);
    size_t k = first;
    for (int c = head; c >= 0 && k < s->line.count; c = main_donor[c], k++)
        place[c] = s->line.items[k];
    s->area_km2 = (double)w->flow.area_km2[head];
    s->order_class = class_of(s->area_km2);
    w->stream_count++;
done:
    return status;
}

static situ_status trace_streams(situ_world *w, double least_km2, situ_error *err)
{
    situ_flow *f = &w->flow;
    situ_status status = SITU_OK;
    size_t n = (size_t)f->columns * (size_t)f->rows, capacity = 0;
    int32_t *main_donor = situ_malloc(n * sizeof *main_donor);
    situ_point *place = situ_malloc(n * sizeof *place);
    SITU_TRY_ALLOC(main_donor);
    SITU_TRY_ALLOC(place);
    memset(main_donor, 0xFF, n * sizeof *main_donor);
    for (size_t i = 0; i < n; i++) // a mouth that no traced stream passes, such as an outlet, keeps its cell's centre
        place[i] = (situ_point){situ_cell_x(&w->frame, (int)i), situ_cell_y(&w->frame, (int)i)};
    for (size_t i = 0; i < n; i++) {
        int32_t to = f->receiver[i];
        if (to < 0 || (double)f->area_km2[i] < least_km2 || f->outlet[to])
            continue;
        if (main_donor[to] < 0 || f->area_km2[main_donor[to]] < f->area_km2[i])
            main_donor[to] = (int32_t)i;
    }
    for (size_t i = 0; i < n; i++)
        if (f->receiver[i] >= 0 && (double)f->area_km2[i] >= least_km2 && main_donor[f->receiver[i]] != (int32_t)i)
            capacity++;
    w->streams = situ_arena_alloc(w->arena, capacity * sizeof *w->streams);
    SITU_TRY_ALLOC(w->streams);
    for (size_t k = 0; k < n; k++) { // order: outlets first, so that a parent is placed before its branches
        int32_t i = f->order[k], to = f->receiver[i];
        if (to < 0 || (double)f->area_km2[i] < least_km2 || main_donor[to] == i)
            continue;
        SITU_TRY(trace_stream(w, to, i, main_donor, place, err));
    }
    for (size_t k = 0; k < w->stream_count; k++)
        situ_sample_line_reverse(&w->streams[k].line);
done:
    situ_free(main_donor);
    situ_free(place);
    return status;
}

static void paint_disc(situ_world *w, double x, double y, double radius)
{
    const situ_grid_frame *f = &w->fine;
    int c0 = (int)((x - radius - f->x0) / f->cell_m), c1 = (int)((x + radius - f->x0) / f->cell_m);
    int r0 = (int)((f->y0 - y - radius) / f->cell_m), r1 = (int)((f->y0 - y + radius) / f->cell_m);
    for (int r = r0 < 0 ? 0 : r0; r <= r1 && r < f->rows; r++)
        for (int c = c0 < 0 ? 0 : c0; c <= c1 && c < f->columns; c++)
            if (hypot(f->x0 + (c + 0.5) * f->cell_m - x, f->y0 - (r + 0.5) * f->cell_m - y) <= radius)
                w->fine_water[situ_cell(f, c, r)] = SITU_RIVER;
}

// Backwater: the lowest kilometres of the larger tributaries are arms of the river, tapering.
static void paint_backwater(situ_world *w)
{
    for (size_t k = 0; k < w->stream_count; k++) {
        const situ_sample_line *line = &w->streams[k].line;
        double area = w->streams[k].area_km2;
        if (area < 60 || line->count < 20)
            continue;
        situ_point end = line->items[line->count - 1];
        int cell = situ_sample_cell_at(&w->frame, end.x, end.y);
        if (cell < 0 || w->water[cell] != SITU_RIVER)
            continue;
        double length = fmin(6500, 900 + 9 * area), wide = fmin(190, 70 + 0.35 * area), at = 0;
        for (size_t i = line->count - 1; i > 0 && at < length; i--) {
            situ_point a = line->items[i], b = line->items[i - 1];
            double d = hypot(b.x - a.x, b.y - a.y);
            for (double t = 0; t < d; t += 20) {
                double x = a.x + (b.x - a.x) * t / d, y = a.y + (b.y - a.y) * t / d;
                double taper = 1 - (at + t) / length;
                paint_disc(w, x, y, wide * taper * (1 + 0.3 * situ_sample_noise(w->seed + 81, x / 500, y / 500)) + 28 * (taper > 0.08));
            }
            at += d;
        }
    }
}

// The half-cell mask takes the river from terrain.c's banks; the cell mask follows it.
static void settle_masks(situ_world *w)
{
    const situ_grid_frame *f = &w->frame;
    for (int r = 0; r < f->rows; r++)
        for (int c = 0; c < f->columns; c++) {
            size_t i = situ_cell(f, c, r), a = situ_cell(&w->fine, 2 * c, 2 * r), b = a + (size_t)w->fine.columns;
            int wet = (w->fine_water[a] == SITU_RIVER) + (w->fine_water[a + 1] == SITU_RIVER) + (w->fine_water[b] == SITU_RIVER) + (w->fine_water[b + 1] == SITU_RIVER);
            if (w->water[i] != SITU_RESERVOIR)
                w->water[i] = wet >= 2 ? SITU_RIVER : SITU_LAND;
            if (w->water[i] == SITU_RIVER)
                w->height[i] = 130;
        }
    for (int r = 0; r < f->rows; r++)
        for (int c = 0; c < f->columns; c++) {
            int c0 = c ? c - 1 : c, c1 = c + 1 < f->columns ? c + 1 : c, r0 = r ? r - 1 : r, r1 = r + 1 < f->rows ? r + 1 : r;
            double gx = ((double)w->height[situ_cell(f, c1, r)] - (double)w->height[situ_cell(f, c0, r)]) / ((c1 - c0) * f->cell_m);
            double gy = ((double)w->height[situ_cell(f, c, r1)] - (double)w->height[situ_cell(f, c, r0)]) / ((r1 - r0) * f->cell_m);
            w->slope[situ_cell(f, c, r)] = (float)hypot(gx, gy);
        }
}

situ_status situ_sample_world_water(situ_world *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_grid_frame *f = &w->frame;
    size_t n = (size_t)f->columns * (size_t)f->rows;
    SITU_TRY(situ_sample_flow_init(&w->flow, w->arena, f->columns, f->rows, f->cell_m, err));
    uint8_t *outlet = situ_arena_alloc(w->arena, n);
    SITU_TRY_ALLOC(outlet);
    w->fine_water = situ_arena_alloc(w->arena, 4 * n);
    SITU_TRY_ALLOC(w->fine_water);
    situ_sample_paint_river(w, &w->fine, w->fine_water);
    for (size_t i = 0; i < n; i++) {
        int row = (int)(i / (size_t)f->columns);
        outlet[i] = w->water[i] == SITU_RIVER || row == 0 || row == f->rows - 1;
    }
    memcpy(w->flow.height, w->height, n * sizeof(float));
    w->flow.outlet = outlet;
    SITU_TRY(situ_sample_flow_route(&w->flow, err));
    SITU_TRY(build_reservoir(w, err));
    SITU_TRY(trace_streams(w, 7, err));
    paint_backwater(w);
    settle_masks(w);
done:
    return status;
}
