// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_MERGE_H
#define SITU_LEDGER_MERGE_H

// Rows as read + rows as stored -> rows to store: one object is one row, whoever reports it, and keeps
// its number for ever (domain.md B5 duplicates, A2 14).

#include "base/report.h"
#include "bundle/schema.h"
#include "bundle/table.h"

typedef enum situ_merge_mode {
    SITU_MERGE_PLAIN, // rows not in the file stay as they are
    SITU_MERGE_FULL,  // the file is all that `unit` has: its other rows become 本次未报
    SITU_MERGE_PATCH, // a correction: only the cells it fills change
} situ_merge_mode;

// Who is believed for a field when two units differ, from styles/rules/precedence.yaml.
typedef enum situ_believe {
    SITU_BELIEVE_NEWEST,
    SITU_BELIEVE_TOWN,
    SITU_BELIEVE_DEPARTMENT,
    SITU_BELIEVE_WORST,  // the worse level, the larger number
    SITU_BELIEVE_KEEPER, // the unit that keeps the goods: the row's town, or named by its depot
    SITU_BELIEVE_STORED, // what is known stays
    SITU_BELIEVE_JOIN,   // texts: both, joined by 、
} situ_believe;
typedef struct situ_precedence {
    const char *table, *field; // NULL = any; the place is the field "coordinates"
    situ_believe believe;
    const char *source; // why
} situ_precedence;

// What the reading said of single rows (the rules CLEAR_ASKED and ROW_HELD of its report).
typedef struct situ_merge_wish {
    const char *file, *sheet; // CLEAR_ASKED: the cell whose stored value shall go
    long row;
    const char *field;
    const char *id, *name;    // ROW_HELD: the number and the name of a row that cannot be used; may be NULL
} situ_merge_wish;

typedef struct situ_merge_options {
    situ_merge_mode mode;
    const char *unit;             // --from; NULL = each row's own src_unit
    const situ_precedence *rules; // first that fits wins; NULL-terminated by table == field == NULL && source == NULL
    const situ_table *regions;    // to tell a town from a department; may be NULL
    const situ_merge_wish *clears, *held;
    size_t clear_count, held_count;
} situ_merge_options;

typedef struct situ_merge_counts {
    size_t added, changed, unchanged, merged, missing; // merged: rows that met a row of another source
} situ_merge_counts;

// *out: the rows to put, complete, each once: new ones, changed ones, those now 本次未报. *out is NULL when
// that is incoming itself, row by row (a first import without repeats costs no copy). Its texts are partly
// borrowed: incoming and stored must outlive it. incoming's `id` column receives the permanent number of
// every row; incoming has the columns that the ledger reader makes, in its order. stored: the table as it
// is, NULL = empty. Merges, conflicts and missing rows go to report. Costs a few hash look-ups a row.
// With SITU_MERGE_FULL incoming may be empty (零报告) and must hold all files of the unit's report.
//
// Rules named: MERGED RENAMED DUPLICATE_NAME (INFO); MERGE_CONFLICT RENAMED MOVED ONE_FIRM DUPLICATE_ID
// NOT_REPORTED FULL_SHRINKS CLEAR_REFUSED DUPLICATE_NEAR DUPLICATE_STOCK (WARN); CLEARED (INFO).
situ_status situ_ledger_merge(situ_table **out, situ_merge_counts *counts, situ_table *incoming, const situ_table *stored,
                              const situ_merge_options *options, situ_report *report, situ_error *err) SITU_MUST_CHECK;

#endif
