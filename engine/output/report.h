// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_REPORT_H
#define SITU_OUTPUT_REPORT_H

// The report of an import as people read it: xlsx (a summary, what each column was taken for, the
// findings, and each sheet's own cells with repairs, doubts and rejects in colour, ready to be corrected
// and imported again), csv or json, by path's extension.
// Sheets whose names begin with 〔 are situ's own, columns whose headers begin with 〔situ〕 too: an import
// of the workbook skips them, but takes 〔situ〕编号 for the rows' permanent numbers.

#include "base/report.h"
#include "ledger/ledger.h"

typedef struct situ_report_file {
    const char *file;                 // base name
    const situ_ledger_result *result; // may be NULL (raster)
} situ_report_file;

typedef struct situ_report_book {
    const situ_report *report;
    const situ_report_file *files; // may be NULL
    size_t file_count;
    const char *title;    // NULL = 数据导入报告
    const char *date_iso; // data as of; may be NULL
} situ_report_book;

situ_status situ_report_write(const situ_report_book *book, const char *path, situ_error *err) SITU_MUST_CHECK;

// The report of `situ check`: xlsx (a summary of all classes, then a sheet a class with findings, each
// with a link to its file, sheet and row), csv or json, by path's extension.
typedef struct situ_check_class {
    const char *name, *label, *basis; // of the situ_check: file name, Chinese label, Chinese basis
    const char *note;    // its figure, or what could not be looked at and why; NULL or "" = nothing to say
    size_t objects;      // how many were looked at
    size_t unknown;      // how many more could not be judged
    size_t first, count; // its findings: report items first .. first+count-1
} situ_check_class;

typedef struct situ_check_book {
    const situ_report *report;
    const situ_check_class *classes; // in the order they are shown
    size_t class_count;
    const char *county;   // may be NULL
    const char *date_iso; // data as of; may be NULL
} situ_check_book;

situ_status situ_check_report_write(const situ_check_book *book, const char *path, situ_error *err) SITU_MUST_CHECK;

#endif
