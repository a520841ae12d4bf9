// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_REPORT_H
#define SITU_OUTPUT_REPORT_H

// The report of an import as people read it: xlsx (a summary, what each column was taken for, the
// findings, and each sheet's own cells with repairs, doubts and rejects in colour, ready to be corrected
// and imported again), csv or json, by path's extension.

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

#endif
