// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_FORM_INTERNAL_H
#define SITU_OUTPUT_FORM_INTERNAL_H

// Columns of a form.

#include "base/arena.h"
#include "output/export_internal.h"
#include "output/form.h"
#include "output/workbook.h"

typedef enum situ_form_role { SITU_FORM_ID, SITU_FORM_FIELD, SITU_FORM_LON, SITU_FORM_LAT, SITU_FORM_CRS, SITU_FORM_BOOKED } situ_form_role;
typedef struct situ_form_column {
    situ_form_role role;         // BOOKED: kept by situ, not to be filled in
    const situ_field *field;     // NULL = none
    int column;                  // of the table, -1 = none
    const char *header;
    const char *const *words;    // of the drop-down; NULL = none
    bool required;
} situ_form_column;

typedef struct situ_form {
    const situ_schema *schema; // may be NULL
    situ_form_column *columns; // in arena
    size_t count;
    situ_arena *arena;
} situ_form;

// Columns of a blank ledger (table NULL) or of a table's rows. points: the rows have coordinates.
situ_status situ_form_columns(situ_form *out, const situ_schema *schema, const situ_table *table, bool points, situ_arena *arena,
                              situ_error *err) SITU_MUST_CHECK;
// What is to be filled in, in Chinese.
const char *situ_form_note(const situ_form_column *c);
// A value that a person might type, for the example row; "" = left empty.
const char *situ_form_example(const situ_form_column *c);
// Drop-downs and checks of column `at` for rows row0..row1, and how its cells show what is typed.
situ_status situ_form_rule(situ_workbook *book, const situ_form_column *c, uint16_t at, uint32_t row0, uint32_t row1, const char *const *towns,
                           situ_error *err) SITU_MUST_CHECK;
// The sheet 填写说明.
situ_status situ_form_explain(situ_workbook *book, const situ_form *form, const char *notice, bool blank, situ_error *err) SITU_MUST_CHECK;

#endif
