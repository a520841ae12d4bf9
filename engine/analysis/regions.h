// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_REGIONS_H
#define SITU_ANALYSIS_REGIONS_H

// The regions of one level (县, 乡镇, 村, 网格) of a region table, and which of them a row belongs to.

#include "bundle/table.h"

typedef struct situ_regions situ_regions;
// level: value of the column `level`; table is borrowed and has the columns name and level.
situ_status situ_regions_new(situ_regions **out, const situ_table *table, const char *level, situ_error *err) SITU_MUST_CHECK;
void situ_regions_free(situ_regions *regions);
size_t situ_regions_count(const situ_regions *regions);
size_t situ_regions_row(const situ_regions *regions, size_t index); // row of the table
// The region that a row of the region table itself is or belongs to; SIZE_MAX = none.
size_t situ_regions_above(const situ_regions *regions, size_t table_row);

typedef enum situ_placed { SITU_PLACED_NOT, SITU_PLACED_CODE, SITU_PLACED_NAME, SITU_PLACED_GEOMETRY } situ_placed;
// Region of a row of another table: by its region_code, else by its town and village names (a
// village counts only within its town), else by where it lies (a region without a polygon has those of
// the villages in it). SIZE_MAX with SITU_PLACED_NOT when nothing fits.
size_t situ_regions_of(const situ_regions *regions, const situ_table *table, size_t row, situ_placed *how);

// A point that stands for a geometry: the point itself, a line's middle, a polygon's pole.
bool situ_feature_point(const situ_geometry *g, situ_point *out);

// The county: the polygons of outline when it has any, else of the regions of level 县, else the
// union of 乡镇, else of 村. *out = NULL when there is no polygon at all. regions, outline may be NULL.
situ_status situ_county_outline(situ_geometry **out, situ_geos *geos, const situ_table *regions,
                                const situ_table *outline, situ_error *err) SITU_MUST_CHECK;

#endif
