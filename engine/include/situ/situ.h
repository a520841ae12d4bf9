// SPDX-License-Identifier: MIT
#ifndef SITU_SITU_H
#define SITU_SITU_H

// The journeys of situ: what the program and other callers do with the library. All texts are UTF-8.
// A session belongs to one thread at a time; its job may be cancelled from anywhere.

#include <stdint.h>

#include "situ/job.h"
#include "situ/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct situ_session situ_session;
typedef struct situ_session_options {
    const char *styles;      // --styles / SITU_DATA; NULL = none
    const char *project_dir; // folder of project.yaml; NULL = none
    const char *exe;         // path of the running program, to find share/situ
    const char *cache;       // folder of the label plan cache; NULL = none
    unsigned threads;        // 0 = one a processor
    situ_progress_fn *progress;
    void (*message)(void *user, const char *text); // things worth telling; may be NULL
    void *user;
} situ_session_options;
SITU_API situ_status situ_session_new(situ_session **out, const situ_session_options *options, situ_error *err) SITU_MUST_CHECK;
SITU_API void situ_session_free(situ_session *session);
SITU_API situ_job *situ_session_job(situ_session *session); // to cancel; async-signal-safe

typedef struct situ_row_counts { size_t read, used, repaired, rejected, skipped; } situ_row_counts;

typedef struct situ_import_options {
    const char *store; // may be NULL with dry_run
    const char *const *files;
    size_t file_count;
    const char *as, *sheet, *where, *crs, *encoding, *mapping; // NULL = find out
    const char *from, *mode; // who reports, "full" or "patch"; NULL = unknown, rows are added and updated
    bool dry_run;            // with a store: tells what would change in it
    const char *report;                    // FILE.xlsx|.csv|.json, NULL = none
    const char *save_mapping;              // FILE.yaml for what each column was taken for, NULL = none
    const char *operator_name, *wall_time; // for the audit table
} situ_import_options;
// merged: rows that met a row of another source; missing: rows that a full report left out.
typedef struct situ_import_result {
    situ_row_counts rows;
    size_t problems;
    size_t added, changed, unchanged, merged, missing;
    char revision[65];
} situ_import_result;
SITU_API situ_status situ_import(situ_session *session, const situ_import_options *options, situ_import_result *result, situ_error *err) SITU_MUST_CHECK;

typedef struct situ_render_options {
    const char *store, *map;   // map: org risk materials flow:NAME[@1..4]
    const char *out;           // FILE.pdf|.png|.svg
    const char *paper;         // NULL = A3
    const char *orientation;   // "landscape", "portrait", NULL = what fits better
    double dpi;                // 0 = 300
    double scale;              // 1:N, 0 = the largest nice one
    const char *region, *edition, *title;
    bool mono, georeference;
    const char *tile_range;    // Z/X0-X1/Y0-Y1: that block of tiles as one png
} situ_render_options;
typedef struct situ_render_result { size_t labels_placed, labels_left_out, pages, findings; double denominator; } situ_render_result;
SITU_API situ_status situ_render(situ_session *session, const situ_render_options *options, situ_render_result *result, situ_error *err) SITU_MUST_CHECK;

typedef struct situ_tiles_options {
    const char *store, *map, *out, *edition;
    int min_zoom, max_zoom;
} situ_tiles_options;
typedef struct situ_tiles_result { size_t tiles, bytes, labels_left_out; double seconds; } situ_tiles_result;
SITU_API situ_status situ_tiles(situ_session *session, const situ_tiles_options *options, situ_tiles_result *result, situ_error *err) SITU_MUST_CHECK;

typedef struct situ_analyze_options {
    const char *store, *op, *out, *edition;
    const char *report;        // FILE.xlsx|.csv|.json with the findings, NULL = none
    const char *const *params; // name, value, ... NULL
    const char *operator_name, *wall_time;
} situ_analyze_options;
// outputs: "areas 4, regions 42", rows of each table and cells of each grid.
typedef struct situ_analyze_result { size_t rows, findings; char outputs[256]; } situ_analyze_result;
SITU_API situ_status situ_analyze(situ_session *session, const situ_analyze_options *options, situ_analyze_result *result, situ_error *err) SITU_MUST_CHECK;

// What one class of `situ check` found. checked: its ledger is there.
typedef struct situ_check_count { char name[40], label[64], note[320]; size_t objects, unknown, findings; bool checked; } situ_check_count;
typedef struct situ_check_result { size_t findings, class_count; situ_check_count *classes; } situ_check_result; // freed by situ_check_result_free
typedef struct situ_check_options {
    const char *store;
    const char *report;      // FILE.xlsx|.csv|.json, NULL = none
    const char *const *only; // names of checks, NULL-terminated; NULL = all
    const char *as_of;       // YYYY-MM-DD; NULL = the store's
} situ_check_options;
SITU_API situ_status situ_check_store(situ_session *session, const situ_check_options *options, situ_check_result *result, situ_error *err) SITU_MUST_CHECK;
SITU_API void situ_check_result_free(situ_check_result *result);

// What changed between two revisions (start of an id, number, latest, previous), of every ledger.
typedef struct situ_diff_options {
    const char *store, *before, *after;
    const char *out; // FILE.xlsx|.csv|.gpkg|.geojson with one row a change, NULL = none
} situ_diff_options;
typedef struct situ_diff_result { char before[65], after[65]; size_t changes, tables_changed; } situ_diff_result;
// *text: the counts a table and the list of changed risk points as text, or JSON; freed by situ_text_free_string.
SITU_API situ_status situ_diff(situ_session *session, const situ_diff_options *options, bool json, char **text, situ_diff_result *result, situ_error *err) SITU_MUST_CHECK;
// Makes the ledgers what they were at a revision, as a new revision whose id is revision (65 bytes, may be NULL).
SITU_API situ_status situ_rollback(situ_session *session, const char *store, const char *to, const char *operator_name, const char *wall_time,
                                   char revision[65], situ_error *err) SITU_MUST_CHECK;

SITU_API situ_status situ_export_table(situ_session *session, const char *store, const char *table, const char *out,
                                       const char *edition, size_t *rows, situ_error *err) SITU_MUST_CHECK;
// Blank ledgers to be filled in: the one of table as out (.xlsx), or with table NULL every one into the
// folder out. store (may be NULL) gives the townships for the drop-downs. *count: workbooks written.
SITU_API situ_status situ_export_blank(situ_session *session, const char *store, const char *table, const char *out, size_t *count,
                                       situ_error *err) SITU_MUST_CHECK;

// One line of what a build made.
typedef struct situ_build_output { char path[512]; char what[128]; double seconds; size_t bytes; size_t left_out; } situ_build_output;
typedef struct situ_build_result {
    situ_row_counts rows;
    size_t problems, output_count;
    situ_build_output *outputs; // freed by situ_build_result_free
    char store[512], report[512];
    double seconds, import_seconds, analyze_seconds;
    long peak_kib;
} situ_build_result;
SITU_API situ_status situ_build(situ_session *session, const char *project, const char *out_dir, const char *operator_name,
                                const char *wall_time, situ_build_result *result, situ_error *err) SITU_MUST_CHECK;
SITU_API void situ_build_result_free(situ_build_result *result);

// kind: maps layers ops formats parts rules tables palettes revisions submissions (the last two need store). *out: text, or JSON; freed by situ_text_free.
SITU_API situ_status situ_list(situ_session *session, const char *kind, const char *store, bool detail, bool json, char **out, situ_error *err) SITU_MUST_CHECK;
// stage: report (file), bundle, scene, labels, display.
SITU_API situ_status situ_dump(situ_session *session, const char *stage, const situ_render_options *options, const char *file, char **out, situ_error *err) SITU_MUST_CHECK;
SITU_API void situ_text_free_string(char *text);

SITU_API situ_status situ_sample(situ_session *session, const char *out_dir, const char *size, uint64_t seed, situ_error *err) SITU_MUST_CHECK;

typedef struct situ_serve_options { const char *store, *listen, *edition, *tokens; } situ_serve_options;
// Runs until the job is cancelled.
SITU_API situ_status situ_serve(situ_session *session, const situ_serve_options *options, situ_error *err) SITU_MUST_CHECK;

#ifdef __cplusplus
}
#endif
#endif
