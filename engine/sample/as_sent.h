// SPDX-License-Identifier: MIT
#ifndef SITU_SAMPLE_AS_SENT_H
#define SITU_SAMPLE_AS_SENT_H

// Inside the county generator: workbooks as towns and departments send them, two years running.

#include "sample/sheet.h"

// How a file is written down.
typedef enum situ_sent_form {
    SITU_SENT_XLSX,
    SITU_SENT_GBK,     // csv in GB18030
    SITU_SENT_UTF16,   // tab-separated, as "Unicode text" is saved
    SITU_SENT_HTML,    // a web page called .xls
    SITU_SENT_XML2003, // an XML spreadsheet called .xls
} situ_sent_form;

// Writes the page. merge_header: equal cells below each other in that column are merged (xlsx and HTML);
// NULL = none. second: a further table on the same sheet, below; NULL = none.
situ_status situ_sample_send(const situ_page *page, const situ_page *second, const char *path, situ_sent_form form, const char *sheet,
                             const char *merge_header, situ_error *err) SITU_MUST_CHECK;

#endif
