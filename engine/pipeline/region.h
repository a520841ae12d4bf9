// SPDX-License-Identifier: MIT
#ifndef SITU_PIPELINE_REGION_H
#define SITU_PIPELINE_REGION_H

// Maps of one township or village: what belongs to it stays, what lies around becomes neighbourhood.

#include "pipeline/pipeline.h"

// Finds the region by id, code or name. A name that two regions share is an error that lists their ids.
situ_status situ_map_find_region(situ_map *map, situ_store *store, const char *wanted, situ_error *err) SITU_MUST_CHECK;
void situ_map_region_free(situ_map *map);
const char *situ_map_region_name(const situ_map *map);
situ_box situ_map_region_box(const situ_map *map); // metres; empty without a region or its polygon
// Keeps of a store table (EPSG:4490, all rows) what the region's map shows, then applies where:
// rows of the region itself by name, rows without a name by place; in table region the outline becomes
// the region's and the other townships neighbours.
situ_status situ_map_scope(situ_map *map, situ_table **table, const char *where, situ_error *err) SITU_MUST_CHECK;
// What the region's sheet shows of a result for the whole county (metres), as a new table of the same name: rows that
// name the region, or lie in it; areas and lines cut at its outline; figures for the county alone are left out.
situ_status situ_map_cut(situ_table **out, situ_map *map, const situ_table *table, situ_error *err) SITU_MUST_CHECK;

#endif
