// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_CHECK_AREAS_H
#define SITU_ANALYSIS_CHECK_AREAS_H

// Areas of danger found by place.

#include "base/yaml.h"
#include "bundle/table.h"
#include "geo/index.h"

typedef struct situ_check_areas {
    const situ_table *table; // borrowed
    situ_rtree *tree;
    int type;                // column
} situ_check_areas;
situ_status situ_check_areas_new(situ_check_areas *out, const situ_table *table, situ_error *err) SITU_MUST_CHECK;
void situ_check_areas_free(situ_check_areas *areas);
// First row, from `from` on, of an area at most tolerance away from p; types: of these types only (NULL =
// of any). *row = SIZE_MAX when there is none.
situ_status situ_check_areas_find(size_t *row, const situ_check_areas *areas, const situ_yaml_node *types, situ_point p, double tolerance,
                                  size_t from, situ_error *err) SITU_MUST_CHECK;

#endif
