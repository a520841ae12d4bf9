// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_SHELTERS_H
#define SITU_ANALYSIS_SHELTERS_H

// Shelters: how many people they take, and which lie inside an area of danger (F10).

#include "analysis/check_areas.h"
#include "style/rules.h"

typedef struct situ_shelter_capacity {
    double given, by_area; // NaN = not known
    double people;         // the lesser of the known; NaN = neither
    const char *duration;  // its own, else the rules'
    bool assumed;          // the rules'
} situ_shelter_capacity;
// Rules: shelter.yaml. SITU_E_SCHEMA when the duration's area is not there.
situ_status situ_shelter_capacity_of(situ_shelter_capacity *out, const situ_rules *rules, const situ_table *shelters, size_t row,
                                     situ_error *err) SITU_MUST_CHECK;

// Is a shelter meant for what an area of this type is in danger of (rules/check.yaml `shelter`)? Nothing said: for all.
bool situ_shelter_meant_for(const situ_rules *rules, const situ_table *shelters, size_t row, const char *type);
// The next area, from row `from` on, that the shelter lies in and whose type counts (check.yaml `shelter.skip` does
// not); types: of these types only, NULL = of any. *area = SIZE_MAX: none.
situ_status situ_shelter_inside(size_t *area, const situ_rules *rules, const situ_check_areas *areas, const situ_yaml_node *types,
                                const situ_table *shelters, size_t row, size_t from, situ_error *err) SITU_MUST_CHECK;

#endif
