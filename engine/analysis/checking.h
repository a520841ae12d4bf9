// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_CHECKING_H
#define SITU_ANALYSIS_CHECKING_H

// What the checks share: reading cells as people fill them, days, names, telling a finding.

#include "analysis/check.h"
#include "analysis/levels.h"
#include "base/arena.h"
#include "base/hash.h"

// --- tables ---
// NULL when absent or without rows.
const situ_table *situ_check_table(const situ_check_call *call, const char *name);
// Risk points with level_final (result of grade), else as they are.
const situ_table *situ_check_points(const situ_check_call *call);
int situ_check_level(const situ_table *points, size_t row); // final, else given; 0 = not assessed
bool situ_check_is_closed(const situ_check_call *call, const situ_table *t, size_t row); // status 销号

// --- cells ---
// NULL when null, blank, or a word for nothing (无, /, -, 暂无, 空缺, 待定, 否 ...).
const char *situ_check_text(const situ_table *t, size_t row, const char *column);
const char *situ_check_name(const situ_table *t, size_t row); // name, else title, item or id; never NULL
bool situ_check_exact(const situ_table *t, size_t row); // has a geometry that is not just a village's or town's
// 1 yes, 0 no, -1 not filled in.
int situ_check_bool(const situ_table *t, size_t row, const char *column);
// Days since 1970-01-01 of an ISO date (YYYY-MM and YYYY: their last day).
bool situ_check_day(const char *iso, long *day);
bool situ_check_day_of(const situ_table *t, size_t row, const char *column, long *day);
// The day of the data. false when it is not known: the note says so.
bool situ_check_today(situ_check_call *call, long *day);

// --- names ---
// Folded for comparing: half width, small letters, no spaces, brackets or dashes. NULL = no memory.
char *situ_check_key(situ_arena *arena, const char *text);
// Next part of "甲、乙;丙" as a key; NULL at the end. Moves *at.
char *situ_check_part(situ_arena *arena, const char **at, bool *no_memory);
// Rows by a key of their column, in the order of the table. split: a cell holds several names.
typedef struct situ_check_index {
    const situ_table *table;
    situ_map *first;          // key -> entry
    size_t *row, *next;       // of an entry; next SIZE_MAX = the last of its key
    size_t count, capacity;
} situ_check_index;
situ_status situ_check_index_new(situ_check_index *out, const situ_table *t, const char *column, bool split, situ_arena *arena,
                                 situ_error *err) SITU_MUST_CHECK;
void situ_check_index_free(situ_check_index *index);
size_t situ_check_index_find(const situ_check_index *index, const char *key); // an entry, SIZE_MAX = none

// --- rules (styles/rules/check.yaml) ---
situ_status situ_check_rule(double *out, const situ_check_call *call, const char *path, situ_error *err) SITU_MUST_CHECK;
const situ_yaml_node *situ_check_list(const situ_check_call *call, const char *section, const char *key); // NULL = absent
bool situ_check_in_list(const situ_yaml_node *list, const char *word); // NULL list: false
bool situ_check_wants_level(const situ_check_call *call, const char *section, int level); // its `levels`

// --- telling ---
// A finding about one row of t (SIZE_MAX: of the table as a whole); field, value, cure may be NULL.
situ_status situ_check_tell(situ_check_call *call, const situ_table *t, size_t row, const char *field, const char *value, const char *cure,
                            situ_error *err, const char *fmt, ...) SITU_PRINTF(8, 9) SITU_MUST_CHECK;
void situ_check_note(situ_check_call *call, const char *fmt, ...) SITU_PRINTF(2, 3);

#endif
