// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_COVERAGE_H
#define SITU_ANALYSIS_COVERAGE_H

// What the checks and the op coverage count alike (F13, F16): lists of yes-or-no columns, inspections in their
// window, hazards corrected and in time, points with a plan.

#include "analysis/checking.h"

// --- lists of yes-or-no columns ---
typedef struct situ_tick { const char *column, *word; } situ_tick; // column NULL ends
extern const situ_tick situ_ticks_five_have[]; // 五有 of unit_ready (cov1)
extern const situ_tick situ_ticks_five_done[]; // 五到位 of unit_ready
extern const situ_tick situ_ticks_team[];      // 三直十有 of team (F16)
typedef struct situ_ticked {
    int count, yes, blank; // blank == count: the row tells of other things
} situ_ticked;
// missing (cleared first, may be NULL): the words that are not yes, "、" between; a blank is told as not filled in.
situ_ticked situ_ticks_of(const situ_table *t, size_t row, const situ_tick *list, situ_str *missing);

// Goes through the rows for a check: objects, unknown (nothing filled in), *complete; say tells the rows that lack some.
typedef situ_status situ_ticks_say(situ_check_call *call, const situ_table *t, size_t row, situ_ticked ticked, const char *missing, situ_error *err);
situ_status situ_ticks_check(size_t *complete, situ_check_call *call, const situ_table *t, const situ_tick *list, situ_ticks_say *say, situ_error *err) SITU_MUST_CHECK;

// --- inspections (cov2) ---
// An object is covered when it was inspected within the days of its level and has no hazard past its date. A date of
// the ledger of hazards is an inspection too.
typedef enum situ_inspected {
    SITU_INSPECTED_CLOSED,   // struck off: counts nowhere
    SITU_INSPECTED_NO_LEVEL, // no level, no window
    SITU_INSPECTED_OVERDUE, SITU_INSPECTED_NEVER, SITU_INSPECTED_LATE, // not covered
    SITU_INSPECTED_COVERED,
} situ_inspected;
typedef struct situ_inspections {
    const situ_table *points, *hazards; // hazards may be NULL
    const char *closed;                 // word for struck off
    situ_check_index found;             // hazards by object
    situ_arena *arena;                  // borrowed
    double window[5];                   // days by level
    long today;
    bool any_date;                      // some point or hazard bears a date: else nothing can be judged
} situ_inspections;
situ_status situ_inspections_new(situ_inspections *out, const situ_rules *rules, const situ_table *points, const situ_table *hazards, long today,
                                 situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
void situ_inspections_free(situ_inspections *i);
// overdue: hazards past their date; days since the last inspection.
situ_status situ_inspections_of(situ_inspected *out, size_t *overdue, long *days, const situ_inspections *i, size_t point, situ_error *err) SITU_MUST_CHECK;

// --- hazards ---
bool situ_hazard_is_done(const situ_table *hazards, size_t row);  // struck off, accepted, or with a date of it
bool situ_hazard_is_major(const situ_table *hazards, size_t row);
// 整改率 = closed / all; 按期率 = in_time / due (those whose date has passed).
typedef struct situ_rates { size_t all, closed, due, in_time; } situ_rates;
void situ_rates_add(situ_rates *r, const situ_table *hazards, size_t row, bool dated, long today);

// --- plans ---
typedef struct situ_plans {
    const situ_table *plans; // may be NULL
    situ_check_index object; // plans by the object they are for
    char **names;            // keys of the plans' names
    situ_arena *arena;       // borrowed
} situ_plans;
situ_status situ_plans_new(situ_plans *out, const situ_table *plans, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
void situ_plans_free(situ_plans *p);
// The point names its plan, or a plan names the point.
situ_status situ_plans_has(bool *has, const situ_plans *p, const situ_table *points, size_t row, situ_error *err) SITU_MUST_CHECK;
bool situ_column_filled(const situ_table *t, const char *column); // in any row

#endif
