// SPDX-License-Identifier: MIT
// The land: the great river's course, fold ranges striking ENE that rise against it, worn down by
// stream power (implicit scheme of Braun and Willett 2013) on grids of 400, 200 and 100 m.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "sample/world.h"

#define RIVER_LEVEL 130.0
#define PI 3.141592653589793

int situ_sample_cell_at(const situ_grid_frame *f, double x, double y)
{
    int c = (int)floor((x - f->x0) / f->cell_m), r = (int)floor((f->y0 - y) / f->cell_m);
    return c < 0 || r < 0 || c >= f->columns || r >= f->rows ? -1 : r * f->columns + c;
}

situ_status situ_sample_world_new(situ_world **out, situ_sample_size size, uint64_t seed, situ_error *err)
{
    situ_world *w = situ_calloc(1, sizeof *w);
    if (!w)
        return situ_fail_nomem(err);
    w->arena = situ_arena_new();
    if (!w->arena) {
        situ_free(w);
        return situ_fail_nomem(err);
    }
    w->size = size;
    w->seed = seed;
    bool small = size == SITU_SAMPLE_TOWNSHIP;
    // Centred near 109.42 E 30.9 N in zone 4545, a whole number of 400 m cells.
    w->frame = (situ_grid_frame){.columns = small ? 480 : 1280, .rows = small ? 480 : 1360, .cell_m = 100};
    w->frame.x0 = 636000 - 50.0 * w->frame.columns;
    w->frame.y0 = 3420000 + 50.0 * w->frame.rows;
    w->fine = (situ_grid_frame){w->frame.columns * 2, w->frame.rows * 2, 50, w->frame.x0, w->frame.y0};
    *out = w;
    return SITU_OK;
}

void situ_sample_world_free(situ_world *world)
{
    if (!world)
        return;
    for (size_t i = 0; i < world->stream_count; i++)
        situ_sample_line_clear(&world->streams[i].line);
    for (size_t i = 0; i < world->road_count; i++)
        situ_sample_line_clear(&world->roads[i].line);
    situ_free(world->roads);
    situ_arena_free(world->arena);
    situ_free(world);
}

// Meanders: the direction swings about a guide line that runs a little north of east.
static situ_status river_course(situ_world *w, situ_error *err)
{
    double width = w->frame.columns * w->frame.cell_m, height = w->frame.rows * w->frame.cell_m;
    double x = w->frame.x0 - 4000, y_start = w->frame.y0 - height * 0.63, y = y_start;
    double tilt = 0.10, phase = 0.8, step = 50;
    size_t capacity = (size_t)(width / step * 4);
    w->course = situ_arena_alloc(w->arena, capacity * sizeof *w->course);
    if (!w->course)
        return situ_fail_nomem(err);
    double x_first = x, s = 0;
    while (x < w->frame.x0 + width + 4000 && (size_t)w->course_count < capacity) {
        double wave = 19000 * (1 + 0.75 * situ_sample_noise_line(w->seed + 11, s / 26000));
        double swing = 0.85 + 0.7 * situ_sample_noise_line(w->seed + 12, s / 17000);
        phase += 2 * PI * step / wave;
        double guide = y_start + (x - x_first) * tilt + 9000 * situ_sample_noise_line(w->seed + 13, x / 52000);
        double angle = tilt + swing * sin(phase) + 0.30 * situ_sample_noise_line(w->seed + 14, s / 3500) - (y - guide) * 5e-5;
        // Gorges are narrow, basins wide.
        double half = 200 + 250 * situ_sample_step(-0.5, 0.6, situ_sample_noise_line(w->seed + 15, s / 7500) + 0.25 * situ_sample_noise_line(w->seed + 16, s / 1500));
        w->course[w->course_count++] = (situ_course_point){x, y, half};
        x += step * cos(angle);
        y += step * sin(angle);
        s += step;
    }
    return SITU_OK;
}

// Two islands where the channel is wide enough for two arms.
static void place_islands(situ_world *w)
{
    double span = w->frame.columns * w->frame.cell_m, middle = w->frame.x0 + span / 2;
    bool small = w->size == SITU_SAMPLE_TOWNSHIP;
    const double wanted[2] = {middle + (small ? 5000 : 17000), middle - (small ? 6000 : 19000)};
    for (int k = 0; k < 2; k++) {
        int best = 60;
        for (int i = 60; i + 60 < w->course_count; i++)
            if (fabs(w->course[i].x - wanted[k]) < fabs(w->course[best].x - wanted[k]))
                best = i;
        // The straightest place near by.
        int at = best;
        double least = 9;
        for (int i = best - 60 > 60 ? best - 60 : 60; i < best + 60 && i + 60 < w->course_count; i++) {
            double a = atan2(w->course[i].y - w->course[i - 40].y, w->course[i].x - w->course[i - 40].x);
            double b = atan2(w->course[i + 40].y - w->course[i].y, w->course[i + 40].x - w->course[i].x);
            if (fabs(a - b) < least)
                least = fabs(a - b), at = i;
        }
        double length = k == 0 ? 1350 : 480, breadth = k == 0 ? 430 : 130;
        situ_course_point c = w->course[at];
        w->islands[k] = (situ_island){c.x, c.y, atan2(w->course[at + 20].y - w->course[at - 20].y, w->course[at + 20].x - w->course[at - 20].x), length, breadth, k == 0};
        for (int i = 0; i < w->course_count; i++) {
            double d = hypot(w->course[i].x - c.x, w->course[i].y - c.y) / (length * 1.5);
            if (d >= 1)
                continue;
            double half = (breadth + (k == 0 ? 420 : 330)) * (1 - d * d) + w->course[i].half_m * d * d;
            if (half > w->course[i].half_m)
                w->course[i].half_m = half;
        }
    }
}

// Relative to an island: < 1 inside.
static double island_reach(const situ_island *island, uint64_t seed, double x, double y)
{
    double dx = x - island->x, dy = y - island->y, c = cos(island->angle_rad), s = sin(island->angle_rad);
    double u = (dx * c + dy * s) / island->half_length_m, v = (-dx * s + dy * c) / island->half_width_m;
    double wobble = 1 + 0.16 * situ_sample_noise_sum(seed + 31, x / 600, y / 600, 2);
    return hypot(u, v) * wobble;
}

// River cells of a grid (outlets of the flow) and distance to the middle line.
static void paint_river(const situ_world *w, const situ_grid_frame *f, uint8_t *mask, float *distance, double reach_m)
{
    size_t n = (size_t)f->columns * (size_t)f->rows;
    if (distance)
        for (size_t i = 0; i < n; i++)
            distance[i] = (float)reach_m;
    memset(mask, 0, n);
    int stride = (int)(f->cell_m / 50);
    stride = stride < 1 ? 1 : stride;
    for (int k = 0; k < w->course_count; k += stride) {
        const situ_course_point *p = &w->course[k];
        double reach = distance ? reach_m : p->half_m + f->cell_m;
        int c0 = (int)floor((p->x - reach - f->x0) / f->cell_m), c1 = (int)floor((p->x + reach - f->x0) / f->cell_m);
        int r0 = (int)floor((f->y0 - p->y - reach) / f->cell_m), r1 = (int)floor((f->y0 - p->y + reach) / f->cell_m);
        for (int r = r0 < 0 ? 0 : r0; r <= r1 && r < f->rows; r++)
            for (int c = c0 < 0 ? 0 : c0; c <= c1 && c < f->columns; c++) {
                double d = hypot(f->x0 + (c + 0.5) * f->cell_m - p->x, f->y0 - (r + 0.5) * f->cell_m - p->y);
                size_t i = situ_cell(f, c, r);
                if (distance && d < (double)distance[i])
                    distance[i] = (float)d;
                double bank = p->half_m * (1 + 0.13 * situ_sample_noise_sum(w->seed + 32, p->x / 900 + (c - r) * f->cell_m / 1500, p->y / 900, 2));
                if (d <= bank)
                    mask[i] = SITU_RIVER;
            }
    }
    for (int k = 0; k < 2; k++) {
        const situ_island *is = &w->islands[k];
        double reach = is->half_length_m * 1.3;
        int c0 = (int)floor((is->x - reach - f->x0) / f->cell_m), c1 = (int)floor((is->x + reach - f->x0) / f->cell_m);
        int r0 = (int)floor((f->y0 - is->y - reach) / f->cell_m), r1 = (int)floor((f->y0 - is->y + reach) / f->cell_m);
        for (int r = r0 < 0 ? 0 : r0; r <= r1 && r < f->rows; r++)
            for (int c = c0 < 0 ? 0 : c0; c <= c1 && c < f->columns; c++)
                if (island_reach(is, w->seed, f->x0 + (c + 0.5) * f->cell_m, f->y0 - (r + 0.5) * f->cell_m) < 1)
                    mask[situ_cell(f, c, r)] = SITU_LAND;
    }
}

void situ_sample_paint_river(const situ_world *w, const situ_grid_frame *frame, uint8_t *mask)
{
    paint_river(w, frame, mask, NULL, 0);
}

// Uplift in 0..1.5 and erodibility at a place.
static void ground(const situ_world *w, double x, double y, double river_m, double *uplift, double *soft)
{
    uint64_t seed = w->seed;
    double strike = 0.36; // radians north of east
    double u = x * cos(strike) + y * sin(strike), v = -x * sin(strike) + y * cos(strike);
    v += 3200 * situ_sample_noise_sum(seed + 41, x / 34000, y / 34000, 2);
    double crest = 0.5 + 0.5 * cos(2 * PI * v / 13500);
    crest = crest * crest * (0.65 + 0.5 * situ_sample_noise(seed + 42, u / 30000, floor(v / 13500 + 0.5) * 3.7));
    double away = situ_sample_step(-4000, 40000, river_m);
    double north = situ_sample_step(-10000, 60000, y - (w->frame.y0 - w->frame.rows * w->frame.cell_m * 0.6));
    double basin = situ_sample_step(0.05, 0.55, situ_sample_noise_sum(seed + 43, x / 24000, y / 24000, 2));
    *uplift = 0.24 + 0.85 * away * (0.6 + 0.4 * north) + 0.55 * crest * (0.45 + 0.55 * situ_sample_step(0, 12000, river_m)) - 0.2 * basin;
    if (*uplift < 0.06)
        *uplift = 0.06;
    *soft = 1 + 0.5 * situ_sample_noise_sum(seed + 44, x / 6000, y / 6000, 3) - 0.3 * crest + 0.4 * basin;
    if (*soft < 0.35)
        *soft = 0.35;
}

typedef struct level {
    situ_grid_frame frame;
    situ_flow flow;
    uint8_t *outlet;
    float *uplift, *soft;
} level;

static void coarse_distance(const situ_world *w, const situ_grid_frame *f, float *out)
{
    for (int r = 0; r < f->rows; r++)
        for (int c = 0; c < f->columns; c++) {
            double x = f->x0 + (c + 0.5) * f->cell_m, y = f->y0 - (r + 0.5) * f->cell_m, least = 1e30;
            for (int k = 0; k < w->course_count; k += 16) {
                double dx = x - w->course[k].x, dy = y - w->course[k].y, d = dx * dx + dy * dy;
                if (d < least)
                    least = d;
            }
            out[situ_cell(f, c, r)] = (float)sqrt(least);
        }
}

static float bilinear(const float *grid, const situ_grid_frame *f, double x, double y)
{
    double fc = (x - f->x0) / f->cell_m - 0.5, fr = (f->y0 - y) / f->cell_m - 0.5;
    fc = fc < 0 ? 0 : fc > f->columns - 1.001 ? f->columns - 1.001 : fc;
    fr = fr < 0 ? 0 : fr > f->rows - 1.001 ? f->rows - 1.001 : fr;
    int c = (int)fc, r = (int)fr;
    double tc = fc - c, tr = fr - r;
    const float *p = grid + situ_cell(f, c, r);
    double top = (double)p[0] + tc * ((double)p[1] - (double)p[0]);
    double bottom = (double)p[f->columns] + tc * ((double)p[f->columns + 1] - (double)p[f->columns]);
    return (float)(top + tr * (bottom - top));
}

// North and south edges drain away at 500 m or so; east and west are walls but for the river.
static void set_outlets(const situ_world *w, level *l)
{
    paint_river(w, &l->frame, l->outlet, NULL, 0);
    int rows = l->frame.rows;
    for (int c = 0; c < l->frame.columns; c++)
        for (int side = 0; side < 2; side++) {
            size_t i = situ_cell(&l->frame, c, side ? rows - 1 : 0);
            if (l->outlet[i])
                continue;
            l->outlet[i] = 2;
            double x = l->frame.x0 + (c + 0.5) * l->frame.cell_m;
            l->flow.height[i] = (float)(420 + 130 * situ_sample_noise_line(w->seed + 51 + (uint64_t)side, x / 9000));
        }
    for (size_t i = 0; i < (size_t)l->frame.columns * (size_t)rows; i++)
        if (l->outlet[i] == 1)
            l->flow.height[i] = (float)RIVER_LEVEL;
    l->flow.outlet = l->outlet;
}

static situ_status level_init(level *l, const situ_world *w, situ_arena *arena, int factor, const level *parent, const float *river, const situ_grid_frame *river_frame, situ_error *err)
{
    l->frame = (situ_grid_frame){w->frame.columns / factor, w->frame.rows / factor, w->frame.cell_m * factor, w->frame.x0, w->frame.y0};
    size_t n = (size_t)l->frame.columns * (size_t)l->frame.rows;
    situ_status status = situ_sample_flow_init(&l->flow, arena, l->frame.columns, l->frame.rows, l->frame.cell_m, err);
    if (status != SITU_OK)
        return status;
    l->outlet = situ_arena_alloc(arena, n);
    l->uplift = situ_arena_alloc(arena, n * sizeof(float));
    l->soft = situ_arena_alloc(arena, n * sizeof(float));
    if (!l->outlet || !l->uplift || !l->soft)
        return situ_fail_nomem(err);
    for (int r = 0; r < l->frame.rows; r++)
        for (int c = 0; c < l->frame.columns; c++) {
            double x = l->frame.x0 + (c + 0.5) * l->frame.cell_m, y = l->frame.y0 - (r + 0.5) * l->frame.cell_m, up, soft;
            if (factor == 1) { // as smooth as the fold ranges are, the finest grid needs no own samples
                l->uplift[situ_cell(&l->frame, c, r)] = bilinear(parent->uplift, &parent->frame, x, y);
                l->soft[situ_cell(&l->frame, c, r)] = bilinear(parent->soft, &parent->frame, x, y);
                continue;
            }
            ground(w, x, y, (double)bilinear(river, river_frame, x, y), &up, &soft);
            l->uplift[situ_cell(&l->frame, c, r)] = (float)up;
            // Fine differences of the rock keep valleys from running straight along the grid.
            soft *= 1 + 0.75 * situ_sample_noise(w->seed + 45 + (uint64_t)factor, x / (2.3 * l->frame.cell_m), y / (2.3 * l->frame.cell_m));
            l->soft[situ_cell(&l->frame, c, r)] = (float)soft;
        }
    return SITU_OK;
}

// One step of uplift and implicit stream-power wear (n = 1, m = 0.5), outlets first.
static situ_status wear(level *l, double years, situ_error *err)
{
    situ_flow *f = &l->flow;
    situ_status status = situ_sample_flow_route(f, err);
    if (status != SITU_OK)
        return status;
    size_t n = (size_t)f->columns * (size_t)f->rows;
    const double erodibility = 1.5e-5, rate = 1e-3;
    for (size_t k = 0; k < n; k++) {
        int32_t i = f->order[k], to = f->receiver[i];
        if (to < 0)
            continue;
        bool diagonal = i % f->columns != to % f->columns && i / f->columns != to / f->columns;
        double length = f->cell_m * (diagonal ? 1.4142135623730951 : 1);
        double wearing = erodibility * (double)l->soft[i] * years * sqrt((double)f->area_km2[i] * 1e6) / length;
        double h = ((double)f->fill[i] + rate * (double)l->uplift[i] * years + wearing * (double)f->height[to]) / (1 + wearing);
        f->height[i] = (float)h;
    }
    return SITU_OK;
}

// Slopes creep: a step of diffusion that leaves outlets alone.
static situ_status creep(level *l, double share, situ_error *err)
{
    size_t n = (size_t)l->frame.columns * (size_t)l->frame.rows;
    float *old = situ_malloc(n * sizeof *old);
    if (!old)
        return situ_fail_nomem(err);
    memcpy(old, l->flow.height, n * sizeof *old);
    for (int r = 1; r + 1 < l->frame.rows; r++)
        for (int c = 1; c + 1 < l->frame.columns; c++) {
            size_t i = situ_cell(&l->frame, c, r), up = i - (size_t)l->frame.columns, down = i + (size_t)l->frame.columns;
            if (l->outlet[i])
                continue;
            double mean = 0.25 * ((double)old[i - 1] + (double)old[i + 1] + (double)old[up] + (double)old[down]);
            l->flow.height[i] = (float)((double)old[i] + share * (mean - (double)old[i]));
        }
    situ_free(old);
    return SITU_OK;
}

// Scales the relief to 130 .. about 1,900 m, lays terraces along the river, adds fine texture.
static situ_status finish(situ_world *w, level *l, situ_error *err)
{
    size_t n = (size_t)w->frame.columns * (size_t)w->frame.rows;
    double top = RIVER_LEVEL + 1;
    for (size_t i = 0; i < n; i++)
        top = fmax(top, (double)l->flow.height[i]);
    w->height = situ_arena_alloc(w->arena, n * sizeof(float));
    w->river_m = situ_arena_alloc(w->arena, n * sizeof(float));
    w->slope = situ_arena_alloc(w->arena, n * sizeof(float));
    w->water = situ_arena_alloc(w->arena, n);
    if (!w->height || !w->river_m || !w->slope || !w->water)
        return situ_fail_nomem(err);
    paint_river(w, &w->frame, w->water, w->river_m, 6000);
    for (int r = 0; r < w->frame.rows; r++)
        for (int c = 0; c < w->frame.columns; c++) {
            size_t i = situ_cell(&w->frame, c, r);
            double x = w->frame.x0 + (c + 0.5) * 100, y = w->frame.y0 - (r + 0.5) * 100;
            double h = ((double)l->flow.height[i] - RIVER_LEVEL) / (top - RIVER_LEVEL);
            // Bends the curve of heights: worn land is too low against its few highest crests.
            h = RIVER_LEVEL + 1770 * (h > 0 ? pow(h, 0.8) : 0);
            h += 7 * situ_sample_noise_sum(w->seed + 61, x / 900, y / 900, 2) * situ_sample_step(150, 400, h);
            // Terraces: a gentle apron of changing width before the slope sets in.
            double d = (double)w->river_m[i] - 230;
            double apron = 1500 * situ_sample_step(-0.15, 0.6, situ_sample_noise_sum(w->seed + 62, x / 7000, y / 7000, 2));
            double most = RIVER_LEVEL + 4 + 0.035 * fmin(fmax(d, 0), apron) + 0.42 * fmax(d - apron, 0);
            if (d < 4500 && h > most)
                h = most + 0.12 * (h - most);
            if (h < RIVER_LEVEL + 3)
                h = RIVER_LEVEL + 3;
            for (int k = 0; k < 2; k++) {
                double reach = island_reach(&w->islands[k], w->seed, x, y);
                if (reach < 1)
                    h = RIVER_LEVEL + 4 + (w->islands[k].inhabited ? 34 : 12) * (1 - reach);
            }
            w->height[i] = (float)(w->water[i] ? RIVER_LEVEL : h);
        }
    return SITU_OK;
}

situ_status situ_sample_world_terrain(situ_world *w, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(arena);
    SITU_TRY(river_course(w, err));
    place_islands(w);
    level levels[3] = {0};
    const int factors[3] = {4, 2, 1}, steps[3] = {50, 8, 2};
    situ_grid_frame coarse = {w->frame.columns / 4, w->frame.rows / 4, w->frame.cell_m * 4, w->frame.x0, w->frame.y0};
    float *river = situ_arena_alloc(arena, (size_t)coarse.columns * (size_t)coarse.rows * sizeof *river);
    SITU_TRY_ALLOC(river);
    coarse_distance(w, &coarse, river);
    for (int k = 0; k < 3; k++) {
        level *l = &levels[k];
        SITU_TRY(level_init(l, w, arena, factors[k], k ? &levels[k - 1] : NULL, river, &coarse, err));
        for (int r = 0; r < l->frame.rows; r++)
            for (int c = 0; c < l->frame.columns; c++) {
                double x = l->frame.x0 + (c + 0.5) * l->frame.cell_m, y = l->frame.y0 - (r + 0.5) * l->frame.cell_m;
                double rough = situ_sample_noise_sum(w->seed + 71 + (uint64_t)k, x / (l->frame.cell_m * 5), y / (l->frame.cell_m * 5), 2);
                size_t i = situ_cell(&l->frame, c, r);
                l->flow.height[i] = k == 0 ? (float)(RIVER_LEVEL + 130 + 110 * rough)
                                           : bilinear(levels[k - 1].flow.height, &levels[k - 1].frame, x, y) + (float)(l->frame.cell_m * 0.04 * rough);
            }
        set_outlets(w, l);
        for (int s = 0; s < steps[k]; s++) {
            SITU_TRY(situ_job_check(job, err));
            SITU_TRY(wear(l, k == 0 ? 6e4 : 3e4, err));
        }
        if (k > 0)
            SITU_TRY(creep(l, k == 1 ? 0.25 : 0.35, err));
        situ_job_progress(job, _("terrain"), (k + 1) / 3.0);
    }
    SITU_TRY(finish(w, &levels[2], err));
done:
    situ_arena_free(arena);
    return status;
}
