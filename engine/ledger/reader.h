// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_READER_H
#define SITU_LEDGER_READER_H

// Readers (family): a file's sheets as raw cells with addresses, before any meaning is given to them.

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

typedef enum situ_cell_kind { SITU_CELL_EMPTY, SITU_CELL_STRING, SITU_CELL_NUMBER, SITU_CELL_ISO_DATE, SITU_CELL_BOOLEAN, SITU_CELL_NO_VALUE, SITU_CELL_PICTURE } situ_cell_kind; // NO_VALUE: a formula without a cached value, or #N/A; PICTURE: a picture in or over an empty cell, text SITU_PICTURE_TEXT
#define SITU_PICTURE_TEXT "[图片]"
typedef struct situ_cell { // 24 bytes: a ledger may hold millions
    const char *text; // what a person sees (numbers in shortest form, dates ISO); "" when empty
    double number;    // NUMBER, BOOLEAN
    situ_cell_kind kind;
    bool merged_fill; // value copied from the merged region's first cell
} situ_cell;
typedef struct situ_merge { uint32_t row0, column0, row1, column1; } situ_merge; // 0-based, inclusive
typedef struct situ_sheet {
    const char *name; // "" for csv
    bool hidden;
    uint32_t row_count, column_count;
    situ_cell *cells;       // row-major; row i is row i+1 of the file
    bool *row_hidden;       // may be NULL
    bool *column_hidden;    // may be NULL
    situ_merge *merges;
    size_t merge_count;
} situ_sheet;
typedef struct situ_sheets {
    situ_sheet *items;
    size_t count;
    situ_arena *arena;
    char *text;           // what cells of a text file point into, owned; NULL otherwise
    const char *encoding; // of text files, static; NULL otherwise
} situ_sheets;
void situ_sheets_free(situ_sheets *sheets);

typedef struct situ_reader {
    const char *name, *summary;
    const char *const *extensions; // lower case, NULL-terminated
    // True when the first bytes are this format's, whatever the file is called.
    bool (*matches)(const unsigned char *head, size_t n);
    situ_status (*read)(situ_sheets **out, const char *path, const char *encoding, situ_error *err);
} situ_reader;
extern const situ_reader *const situ_reader_registry[]; // generated

#endif
