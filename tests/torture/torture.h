// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_TORTURE_H
#define SITU_TESTS_TORTURE_H

// Ledgers as people send them: a truth of some rows, faults that spoil how it is written, writers of all
// the file formats, and what must come out of each file again.

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "bundle/table.h"

// --- the truth (truth.c) ---
enum { TRUTH_ROWS = 24, TOWNS = 6, VILLAGES = 24 };

typedef struct truth_row {
    const char *name, *industry, *person, *phone, *date, *controls;
    int town, village, level;
    int pop, hh;
    double lon, lat;
} truth_row;
extern const char *const town_names[TOWNS], *const town_old_names[TOWNS], *const village_names[VILLAGES];
void make_truth(truth_row rows[TRUTH_ROWS], situ_arena *arena, uint64_t seed);
// County, towns (areas) and villages (points) as a region table.
situ_table *make_regions(void);
uint64_t random_next(uint64_t *state);
void village_point_of(int village, double *lon, double *lat);

// What must come out of a row. NULL or -1: nothing.
typedef struct expected {
    bool rejected, twice; // twice: an exact repeat, which is no further row
    const char *name, *town, *village, *industry, *person, *phone, *date, *monitors;
    int level;
    int64_t pop;
    double lon, lat, tolerance_deg;
    const char *quality; // loc_quality
} expected;

// --- a file being written (sheet.c) ---
typedef enum role { R_NONE, R_SEQ, R_NAME, R_TOWN, R_VILLAGE, R_INDUSTRY, R_LEVEL, R_POP, R_HH, R_PERSON, R_PHONE, R_DATE, R_LON, R_LAT, R_CONTROLS, R_CRS } role;
typedef enum cell_kind { K_BLANK, K_TEXT, K_NUMBER, K_DATE, K_FORMULA, K_FORMULA_UNKNOWN, K_PICTURE } cell_kind;
typedef struct cell {
    const char *text; // K_DATE: a serial number
    cell_kind kind;
} cell;
typedef struct merge { int row0, column0, row1, column1; } merge;
enum { MOST_ROWS = 120, MOST_COLUMNS = 40, MOST_MERGES = 40, MOST_SHEETS = 4 };
typedef struct sheet {
    const char *name;
    bool hidden;
    int rows, columns, header; // header: its last row
    cell cells[MOST_ROWS][MOST_COLUMNS];
    int truth[MOST_ROWS]; // index of the expectation, -1 = no row of the truth
    bool row_hidden[MOST_ROWS];
    role roles[MOST_COLUMNS];
    merge merges[MOST_MERGES];
    int merge_count;
} sheet;
typedef struct file {
    situ_arena *arena;
    uint64_t random;
    const truth_row *truth;
    expected want[MOST_ROWS * MOST_SHEETS];
    int want_count;
    sheet sheets[MOST_SHEETS];
    int sheet_count;
    const char *extension; // of the name
    enum { F_XLSX, F_CSV, F_HTML, F_XML2003 } format;
    const char *encoding;  // iconv's name; UTF-8 for all but text and HTML
    const char *mark;      // bytes in front
    char delimiter;
    bool inline_strings;
    const char *more_table; // a further table that must come out with more_rows rows
    int more_rows;
} file;

void file_begin(file *f, situ_arena *arena, const truth_row *truth, uint64_t seed);
int column_of(const sheet *s, role r); // -1 when gone
cell *cell_of(file *f, int sheet, int row, role r); // NULL when the column is gone
void put_text(cell *c, const char *text);
void put_number(file *f, cell *c, double value);
void insert_rows(sheet *s, int at, int count);
void insert_columns(sheet *s, int at, int count, role r);
void delete_column(sheet *s, int at);
void add_merge(sheet *s, int row0, int column0, int row1, int column1);
const char *text_of(file *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
// Writes the file, and beside it NAME.expected.csv. false: could not be written.
bool file_write(const file *f, const char *path);
bool expected_write(const file *f, const char *path);

// --- the faults ---
enum { A_COORD = 1, A_NUMBER = 2, A_PHONE = 4, A_DATE = 8, A_UNIT = 16, A_LEVEL = 32, A_TEXT = 64, A_HEADER = 128, A_LAYOUT = 256, A_FILE = 512 };
enum { NEEDS_MERGES = 1, NEEDS_XLSX = 2, NO_MERGES = 4, NOT_XLSX = 8, NEEDS_ONE_TABLE = 16, OWN_TABLES = 32, NEEDS_UNITS = 64, NO_UNITS = 128 };
typedef struct fault {
    const char *name;
    int stage; // 1 values, 2 headers, 3 layout, 4 file
    unsigned aspect, flags;
    void (*apply)(file *f);
} fault;
extern const fault value_faults[], layout_faults[]; // end with name == NULL

#endif
