// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_FORM_H
#define SITU_OUTPUT_FORM_H

// Ledger tables as forms that people fill in: blank templates, and exports that may be corrected and
// imported again. Both have the same headers, drop-downs, checks and notes.

#include "bundle/schema.h"
#include "bundle/table.h"

typedef struct situ_form_options {
    const char *date_iso;
    const char *const *towns; // for the drop-down of townships, NULL-terminated; may be NULL
    const char *notice;       // a line for the notes, such as what the file does not hold; may be NULL
} situ_form_options;

// Tables that are typed into sheets; the others are drawn in a GIS.
bool situ_form_has(const situ_schema *schema);

// A blank template: title, how to fill, headers, one example row (its first cell begins with 示例: an
// import skips it), empty rows, and a sheet 填写说明. rows (may be NULL): a table whose rows are filled in.
situ_status situ_form_write_template(const char *path, const situ_schema *schema, const situ_table *rows, const situ_form_options *options,
                                     situ_error *err) SITU_MUST_CHECK;
// A table's rows under one header row. schema NULL (derived tables): columns keep their names.
situ_status situ_form_write_table(const char *path, const situ_table *table, const situ_schema *schema, const situ_form_options *options,
                                  situ_error *err) SITU_MUST_CHECK;

#endif
