// SPDX-License-Identifier: MIT
#ifndef SITU_SAMPLE_WORLD_H
#define SITU_SAMPLE_WORLD_H

// Inside the county generator: the land as grids in metres of one 3-degree zone, and what stands on
// it. Everything lives in the world's arena. One thread, one order of draws: same seed, same world.

#include "base/arena.h"
#include "base/hash.h"
#include "geo/geometry.h"
#include "sample/sample.h"

enum { SITU_WORLD_EPSG = 4545 }; // central meridian 108; the county reaches over 109.5 E

// Grid values of situ_world.water.
enum { SITU_LAND = 0, SITU_RIVER = 1, SITU_RESERVOIR = 2 };

// A line of points that grows in the arena-free heap; freed with situ_sample_line_clear.
typedef struct situ_sample_line {
    situ_point *items;
    size_t count, capacity;
} situ_sample_line;

typedef struct situ_grid_frame {
    int columns, rows;
    double cell_m;
    double x0, y0; // outer corner of the north-west cell
} situ_grid_frame;

// Flow over a height grid: depressions filled, one receiver a cell (-1 = outlet), upstream area.
typedef struct situ_flow {
    int columns, rows;
    double cell_m;
    const uint8_t *outlet; // 1 = water leaves here
    float *height;         // in and out
    float *fill;           // without depressions
    int32_t *receiver;
    int32_t *order; // outlets first
    float *area_km2;
} situ_flow;

// A stretch of the great river's middle line.
typedef struct situ_course_point {
    double x, y, half_m;
} situ_course_point;

typedef struct situ_island {
    double x, y, angle_rad, half_length_m, half_width_m;
    bool inhabited;
} situ_island;

typedef struct situ_stream {
    situ_sample_line line; // downstream end last
    double area_km2;
    int order_class; // 1 = largest .. 4
    const char *name; // NULL = none
} situ_stream;

typedef enum situ_unit_kind { SITU_UNIT_STREET, SITU_UNIT_TOWN, SITU_UNIT_TOWNSHIP, SITU_UNIT_ZONE, SITU_UNIT_FARM, SITU_UNIT_RESERVOIR } situ_unit_kind;

typedef struct situ_town {
    const char *name, *code; // code NULL: a unit like a town without one
    situ_unit_kind kind;
    int cell;                // the seat
    double x, y;
    double area_km2;
    int pop, hh;
    bool is_center;
    int first_village, village_count; // villages are sorted by town
    int zone; // 片区 0..5
} situ_town;

typedef struct situ_village {
    const char *name, *code;
    bool is_community;
    int town, cell;
    double x, y, area_km2;
    int pop, hh, pop_0_14, pop_65, pop_disabled;
    bool on_island;
} situ_village;

// Roads are edges between neighbouring cells; classes 1 = 高速 .. 6 = 村道, 7 = 轮渡.
enum { SITU_ROAD_EXPRESS = 1, SITU_ROAD_NATION, SITU_ROAD_PROVINCE, SITU_ROAD_COUNTY, SITU_ROAD_TOWN, SITU_ROAD_VILLAGE, SITU_ROAD_FERRY };
typedef struct situ_road {
    situ_sample_line line;
    int road_class;
    int from_node, to_node; // cells
    bool bridge;
    const char *name;
} situ_road;

typedef struct situ_world {
    situ_sample_size size;
    uint64_t seed;
    situ_arena *arena;
    situ_grid_frame frame;
    float *height;     // metres, final
    uint8_t *water;    // SITU_LAND ..
    float *river_m;    // distance to the river's middle line (capped at 6,000)
    float *slope;      // rise over run, 0..
    situ_flow flow;    // over the final land
    situ_course_point *course;
    int course_count;
    situ_island islands[2];
    int reservoir_cell; // the dam
    float reservoir_level;
    situ_grid_frame fine; // river mask, half cells
    uint8_t *fine_water;
    situ_stream *streams;
    size_t stream_count;
    double outline_x, outline_y, outline_a, outline_b; // middle and half axes of the wanted outline
    uint8_t *county;    // 1 = inside
    uint16_t *unit;     // town index + 1 inside the county; 0 outside
    uint16_t *parish;   // village index + 1 inside the county; 0 outside
    uint8_t *neighbour; // 1, 2 outside
    situ_town *towns;
    int town_count;     // those with land; the zone without land comes last and is not counted
    situ_town zone_unit; // 管委会 without polygon
    situ_village *villages;
    int village_count;
    int seat_town; // index of the county seat's street
    int island_village, tiny_town, narrow_town, farm_town, lake_town; // -1 = none
    uint8_t *road_class; // highest class on the cell, 0 = none
    situ_road *roads;
    size_t road_count, road_capacity;
    int cut_road;  // the bridge whose cut isolates people
    int cut_people;
    uint8_t *cut_village; // villages behind it
} situ_world;

static inline size_t situ_cell(const situ_grid_frame *f, int column, int row)
{
    return (size_t)row * (size_t)f->columns + (size_t)column;
}
static inline double situ_cell_x(const situ_grid_frame *f, int cell)
{
    return f->x0 + ((double)(cell % f->columns) + 0.5) * f->cell_m;
}
static inline double situ_cell_y(const situ_grid_frame *f, int cell)
{
    return f->y0 - ((double)(cell / f->columns) + 0.5) * f->cell_m;
}
// Cell that holds (x, y), -1 outside.
double situ_sample_relative_radius(const situ_world *world, double x, double y); // 1 on the county's wanted outline
int situ_sample_cell_at(const situ_grid_frame *f, double x, double y);
extern const int situ_step_column[8], situ_step_row[8];
extern const double situ_step_length[8];

// --- noise.c ---
double situ_sample_noise(uint64_t seed, double x, double y);              // about -1..1, wavelength 1
double situ_sample_noise_sum(uint64_t seed, double x, double y, int octaves);
double situ_sample_noise_line(uint64_t seed, double s);                   // one dimension
double situ_sample_step(double low, double high, double value);    // 0..1

// --- line.c ---
situ_status situ_sample_line_push(situ_sample_line *path, double x, double y, situ_error *err) SITU_MUST_CHECK;
void situ_sample_line_clear(situ_sample_line *path);
void situ_sample_line_reverse(situ_sample_line *path);
double situ_sample_line_length(const situ_sample_line *path);
// Ends stay; closed: a ring whose last point repeats the first.
void situ_sample_line_smooth(situ_sample_line *path, int rounds, bool closed);
situ_status situ_sample_line_thin(situ_sample_line *path, double tolerance_m, situ_error *err) SITU_MUST_CHECK;

// --- flow.c ---
situ_status situ_sample_flow_init(situ_flow *flow, situ_arena *arena, int columns, int rows, double cell_m,
                           situ_error *err) SITU_MUST_CHECK;
situ_status situ_sample_flow_route(situ_flow *flow, situ_error *err) SITU_MUST_CHECK;

// --- spread.c: cheapest way from many sources ---
typedef struct situ_spread_rules {
    double climb;       // cost factor: 1 + climb * slope^2
    double water;       // factor on water cells
    double limit;       // largest factor
    double turn_noise;  // 0..1: how much the cost wavers
    double road_share;  // factor on cells that carry a road of class <= road_limit; 0 = no matter
    int road_limit;
    const uint16_t *domain; // cells of another value than the source's are not entered; NULL = all
    const uint8_t *mask;    // cells with 0 are not entered; NULL = all
    int stop_cell;          // -1 = none: spreading ends when this cell is settled
} situ_spread_rules;
typedef struct situ_spread {
    uint32_t *cost;  // in 5 m of flat land; UINT32_MAX = never reached
    uint16_t *label; // source index + 1
    int8_t *from;    // step towards the source (0..7), -1 at a source
} situ_spread;
situ_status situ_sample_spread_new(situ_spread *out, const situ_world *world, situ_error *err) SITU_MUST_CHECK;
void situ_sample_spread_clear(situ_spread *spread);
// start: cost at the source (delay), NULL = 0. labels NULL = source index + 1.
situ_status situ_sample_spread_run(situ_spread *out, const situ_world *world, const situ_spread_rules *rules,
                            const int *cells, const uint32_t *start, const uint16_t *labels,
                            size_t count, situ_error *err) SITU_MUST_CHECK;

// --- arcs.c: labels -> polygons that share every edge ---
typedef struct situ_arcs situ_arcs;
situ_status situ_sample_arcs_new(situ_arcs **out, const uint16_t *labels, const situ_grid_frame *frame,
                          int smooth, double tolerance_m, situ_error *err) SITU_MUST_CHECK;
void situ_sample_arcs_free(situ_arcs *arcs);
// Polygon of all cells whose label maps to group (groups[label], count values). NULL when none.
situ_status situ_sample_arcs_polygon(situ_geometry **out, const situ_arcs *arcs, const uint16_t *groups,
                              uint16_t group, situ_error *err) SITU_MUST_CHECK;
// Lines between cells of two groups.
situ_status situ_sample_arcs_border(situ_geometry **out, const situ_arcs *arcs, const uint16_t *groups,
                             uint16_t a, uint16_t b, situ_error *err) SITU_MUST_CHECK;

// --- stages, in this order ---
situ_status situ_sample_world_new(situ_world **out, situ_sample_size size, uint64_t seed, situ_error *err) SITU_MUST_CHECK;
void situ_sample_world_free(situ_world *world);
situ_status situ_sample_world_terrain(situ_world *world, situ_job *job, situ_error *err) SITU_MUST_CHECK;
void situ_sample_paint_river(const situ_world *world, const situ_grid_frame *frame, uint8_t *mask); // SITU_RIVER or 0
situ_status situ_sample_world_water(situ_world *world, situ_error *err) SITU_MUST_CHECK;
situ_status situ_sample_world_county(situ_world *world, situ_error *err) SITU_MUST_CHECK;
situ_status situ_sample_world_units(situ_world *world, situ_error *err) SITU_MUST_CHECK;
// Part of the stage before: cleans the village grid and derives all others from it (tidy.c).
situ_status situ_sample_world_tidy(situ_world *world, situ_error *err) SITU_MUST_CHECK;
// Names, codes and people of the units laid out before (names.c).
situ_status situ_sample_world_names(situ_world *world, situ_error *err) SITU_MUST_CHECK;
situ_status situ_sample_world_roads(situ_world *world, situ_error *err) SITU_MUST_CHECK;

#endif
