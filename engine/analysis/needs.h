// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_NEEDS_H
#define SITU_ANALYSIS_NEEDS_H

// What people need in an emergency (F14) and what lies in the depots, item by item. Rates, days and the
// hazards an item serves come from rules/needs.yaml; item names are the canonical ones of the material words.

#include "analysis/op.h"

typedef struct situ_need {
    const char *item, *unit;
    double per_person;   // a person (a day, when consumable)
    double days;         // 1 for durables
    bool consumable;
    const char *const *hazards; // industries or hazard words it serves, NULL-terminated; NULL = all
} situ_need;
typedef struct situ_needs situ_needs;
situ_status situ_needs_new(situ_needs **out, const situ_rules *rules, situ_error *err) SITU_MUST_CHECK;
void situ_needs_free(situ_needs *needs);
size_t situ_needs_count(const situ_needs *needs);
const situ_need *situ_needs_get(const situ_needs *needs, size_t item);
size_t situ_needs_find(const situ_needs *needs, const char *item); // SIZE_MAX = not one of them
// ceil(people x per_person x days), safe against 0.1-like rounding (F14: 420 people: 420 quilts, 70 tents, 3780 L).
double situ_needs_amount(const situ_need *need, double people);
bool situ_needs_serves(const situ_need *need, const char *hazard); // hazard NULL: every hazard

// Usable stock by depot row and item, stock[depot * situ_needs_count + item], in the items' units: scrapped and
// expired (before as_of) left out, rows that name no known depot told and counted in *lost. Caller frees.
// An item that no row of the ledger lists is not known, which is not none: NaN for every depot. Sums of it
// stay NaN, and no need is judged by it. stock may be NULL: nothing is known.
situ_status situ_needs_stock(double **out, size_t *lost, const situ_needs *needs, const situ_table *depots, const situ_table *stock,
                             const char *as_of, situ_report *report, situ_error *err) SITU_MUST_CHECK;
// 1 for each depot that some row of stock names, whatever it lists. Caller frees.
situ_status situ_needs_listed(uint8_t **out, const situ_table *depots, const situ_table *stock, situ_error *err) SITU_MUST_CHECK;
// min over the items of stock / need, and which item decides (*item may be NULL); items with need 0 and stock
// NaN are left out. stock: one row of situ_needs_count items.
// No item: INFINITY, SIZE_MAX. consumables: only those.
double situ_needs_sufficiency(size_t *item, const situ_needs *needs, const double *stock, double people, const char *hazard, bool consumables);

#endif
