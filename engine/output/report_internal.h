// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_REPORT_INTERNAL_H
#define SITU_OUTPUT_REPORT_INTERNAL_H

// What the files of the import report share: findings by place, words, the workbook being written.

#include "base/arena.h"
#include "base/str.h"
#include "ledger/rules.h"
#include "output/report.h"
#include "output/workbook.h"

enum {
    SITU_REPORT_MAX_FINDINGS = 50000, // listed in a workbook; more are counted
    SITU_REPORT_MAX_COMMENTS = 3000,  // on one sheet: spreadsheets grow slow with more
};

// One finding with its place as numbers.
typedef struct situ_placed {
    uint32_t group;  // index into groups
    uint32_t column; // 0-based, UINT32_MAX = the row as a whole
    long row;        // 1-based, 0 = the sheet as a whole
    size_t index;    // in the report
} situ_placed;

// A sheet (or a file without sheets) that findings speak of, in the order of the files.
typedef struct situ_report_group {
    const char *file, *sheet; // "" = none
    const situ_report_file *of; // NULL = not among the files
    const situ_sheet *cells;    // NULL = no cells kept
    size_t first, count;        // placed findings
    char name[128];             // of its copy in the workbook, "" = not copied
} situ_report_group;

typedef struct situ_report_index {
    const situ_report_book *book;
    situ_arena *arena;
    situ_placed *placed; // by group, row, column, then as told
    size_t placed_count;
    situ_report_group *groups;
    size_t group_count;
    size_t cells; // in all copies: how large the workbook grows
} situ_report_index;
situ_status situ_report_index_new(situ_report_index *out, const situ_report_book *book, situ_error *err) SITU_MUST_CHECK;
void situ_report_index_free(situ_report_index *index);

// --- words (report_words.c) ---
typedef struct situ_report_totals {
    size_t read, used, repaired, rejected, skipped, by_severity[3];
} situ_report_totals;
situ_report_totals situ_report_sum(const situ_report *report);
const char *situ_severity_word(situ_severity severity);
situ_cell_style situ_severity_style(situ_severity severity);
const char *situ_rule_label(const char *rule);             // Chinese, the id itself when unknown, "" for NULL
const char *situ_table_label(const char *table);           // Chinese, the name itself when unknown
const char *situ_field_label(const char *table, const char *field);
bool situ_issue_is_repair(const situ_issue *issue); // a value read otherwise than written
const char *situ_crs_label(const char *crs);        // of situ_ledger_part.crs
// Chinese with half-width commas, colons and brackets, as it is printed: full width. In arena.
char *situ_report_chinese(situ_arena *arena, const char *text);
void situ_report_add_json(situ_str *out, const char *name, const char *text, bool *first); // left out when NULL
void situ_report_add_csv(situ_str *out, const char *text, bool last); // a cell, quoted where it must be

// --- parts of the workbook ---
situ_status situ_report_summary(situ_workbook *book, const situ_report_index *index, situ_error *err) SITU_MUST_CHECK;  // report_summary.c
situ_status situ_report_mapping(situ_workbook *book, const situ_report_index *index, situ_error *err) SITU_MUST_CHECK;  // report_findings.c
situ_status situ_report_findings(situ_workbook *book, const situ_report_index *index, situ_error *err) SITU_MUST_CHECK; // report_findings.c
situ_status situ_report_copies(situ_workbook *book, const situ_report_index *index, situ_error *err) SITU_MUST_CHECK;   // report_copy.c

#endif
