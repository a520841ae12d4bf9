// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_REPORT_H
#define SITU_BASE_REPORT_H

// Problems found in data, and the fate of every row. The report is a value: it grows while the
// work goes on and is written or shown at the end.

#include <stddef.h>

#include "base/error.h"

typedef enum situ_severity { SITU_INFO, SITU_WARN, SITU_ERROR } situ_severity;
typedef enum situ_fate { SITU_FATE_USED, SITU_FATE_REPAIRED, SITU_FATE_REJECTED, SITU_FATE_SKIPPED } situ_fate;

// One finding. Strings may be NULL; the report copies them.
typedef struct situ_issue {
    situ_severity severity;
    const char *rule;  // id such as "SWAPPED_LONLAT"
    const char *file, *sheet, *cell;
    long row;          // 1-based row in the file, 0 = whole file or table
    const char *table, *field;
    const char *old_value, *new_value;
    const char *message, *cure; // in the user's language
} situ_issue;

// What became of the rows of one sheet.
typedef struct situ_source_count {
    const char *file, *sheet, *table;
    size_t read, used, repaired, rejected, skipped; // read = sum of the other four
} situ_source_count;

typedef struct situ_report situ_report;
situ_report *situ_report_new(void);
void situ_report_free(situ_report *report);
situ_status situ_report_add(situ_report *report, const situ_issue *issue, situ_error *err)
    SITU_MUST_CHECK;
// Counts one row of (file, sheet, table). Repaired means used after a repair.
situ_status situ_report_fate(situ_report *report, const char *file, const char *sheet,
                             const char *table, situ_fate fate, situ_error *err) SITU_MUST_CHECK;
// Adds the rows of a count to those of its file, sheet and table.
situ_status situ_report_add_count(situ_report *report, const situ_source_count *count, situ_error *err) SITU_MUST_CHECK;
// Appends all of other to report.
situ_status situ_report_merge(situ_report *report, const situ_report *other, situ_error *err)
    SITU_MUST_CHECK;
size_t situ_report_count(const situ_report *report);
const situ_issue *situ_report_get(const situ_report *report, size_t index);
size_t situ_report_source_count(const situ_report *report);
const situ_source_count *situ_report_source(const situ_report *report, size_t index);
// Findings of severity WARN and ERROR: what a person should read.
size_t situ_report_problems(const situ_report *report);

#endif
