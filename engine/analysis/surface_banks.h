// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_SURFACE_BANKS_H
#define SITU_ANALYSIS_SURFACE_BANKS_H

// A road that runs beside a river has cells in common with it, and would let people step from it to the far bank.
// So the ground next to such a cell is shut where every way from the road's place in the cell to it crosses the
// water. The road itself stays open, over bridges too.

#include "analysis/travel_rules.h"
#include "geo/raster.h"

// Waters that bar the way (rules/travel.yaml `water`): by row of the table. Lines and wide areas are shores too;
// of small areas only the cells whose centre they hold are water.
enum { SITU_WATER_WADED, SITU_WATER_SMALL, SITU_WATER_SHORE };
int situ_water_bars(const situ_rules *rules, const situ_table *water, size_t row);

// The lines of the shores, to ask whether a way crosses one.
typedef struct situ_shores situ_shores;
situ_status situ_shores_new(situ_shores **out, const situ_rules *rules, const situ_table *water, situ_error *err) SITU_MUST_CHECK;
void situ_shores_free(situ_shores *shores);
bool situ_shores_in_water(const situ_shores *shores, double x, double y); // within a wide water
bool situ_shores_cross(const situ_shores *shores, double ax, double ay, double bx, double by);

enum { SITU_SURFACE_WATER = 1, SITU_SURFACE_ROAD = 2 }; // flags of cells

typedef struct situ_bank { uint32_t cell; double x, y; } situ_bank; // a place of a road in a cell of water
// banks are sorted; pace of what is shut becomes NaN.
void situ_shut_banks(float *pace, const uint8_t *flags, const situ_raster_frame *frame, situ_bank *banks, size_t count, const situ_shores *shores);

#endif
