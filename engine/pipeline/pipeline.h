// SPDX-License-Identifier: MIT
#ifndef SITU_PIPELINE_PIPELINE_H
#define SITU_PIPELINE_PIPELINE_H

// Inside of the journeys: what render, tiles, serve and build share. No algorithm lives here.

#include "situ/situ.h"

#include "analysis/op.h"
#include "base/job.h"
#include "base/log.h"
#include "layout/page.h"
#include "ledger/ledger.h"
#include "ledger/merge.h"
#include "output/report.h"
#include "scene/layer.h"
#include "scene/mapspec.h"
#include "store/store.h"

struct situ_session {
    situ_resources resources;
    situ_job *job;
    situ_rules *rules;
    situ_styles *styles;
    situ_text *text; // of the session's thread
    void (*message)(void *user, const char *text);
    void *user;
    char *cache;
};
void situ_session_tell(situ_session *session, const char *fmt, ...) SITU_PRINTF(2, 3);

// A map ready to be framed: its spec and its data in metres of the county's zone, analyses done.
typedef struct situ_map {
    situ_session *session;
    situ_mapspec *spec;
    situ_bundle *metric;   // sources by name, results as "analysis.output", EPSG zone
    int zone_epsg;
    situ_box world;        // what the county map shows, metres; empty for diagrams
    situ_report *report;
    situ_arena *arena;
    const char **words;    // name, value, ... NULL
    char *event;           // flow:NAME
    struct situ_map_region *region; // NULL = the whole county
    situ_bundle *whole;    // results of a map that is `whole`, before they were cut to the region; NULL
    int response_level;    // 0 = overview
    const char **source_hashes; // by source: content, filter and region; parts of the keys of results
    const char **analysis_keys; // by analysis
    void **layer_params;   // read and prepared, by layer
    const situ_layer_type **layer_types;
} situ_map;

// name: "risk", "flow:地质灾害@2". region NULL = county. title NULL = the spec's.
situ_status situ_map_open(situ_map **out, situ_session *session, situ_store *store, const char *name, const char *region,
                          const char *title, situ_error *err) SITU_MUST_CHECK;
void situ_map_close(situ_map *map);
// Is there a map of this name (and has it tiles)? Asked before anything is made.
situ_status situ_map_check_name(situ_session *session, const char *name, bool tiles, situ_error *err) SITU_MUST_CHECK;
const char *situ_map_word(const situ_map *map, const char *name);
situ_status situ_map_set_word(situ_map *map, const char *name, const char *value, situ_error *err) SITU_MUST_CHECK;
// Scene of the map in a frame: layers built from data in the frame's CRS (bundle: situ_map_in_crs).
situ_status situ_map_scene(situ_scene **out, situ_map *map, const situ_bundle *bundle, const situ_frame *frame, situ_error *err) SITU_MUST_CHECK;
// The map's data in another CRS; *out is map->metric itself (do not free) when it is the zone.
situ_status situ_map_in_crs(situ_bundle **out, situ_map *map, int epsg, situ_error *err) SITU_MUST_CHECK;

// Runs the spec's analysis of that index, or takes its stored result; results go into metric (map_analysis.c).
situ_status situ_map_run_analysis(situ_map *map, situ_store *store, size_t index, situ_error *err) SITU_MUST_CHECK;

// A composed sheet: page, scene, labels and display lists.
typedef struct situ_map_sheet {
    situ_page *page;
    situ_scene *scene;
    situ_label_plan *plan;
    situ_display **pages;
    size_t page_count;
} situ_map_sheet;
situ_status situ_map_sheet_new(situ_map_sheet **out, situ_map *map, const situ_render_options *options, situ_error *err) SITU_MUST_CHECK;
void situ_map_sheet_free(situ_map_sheet *sheet);
// Writes by out's extension.
situ_status situ_map_sheet_write(const situ_map_sheet *sheet, situ_map *map, const char *out, double dpi, bool georeference, situ_error *err) SITU_MUST_CHECK;

// situ_render with the sheet's findings appended to report (each once, however many sheets find it).
situ_status situ_render_told(situ_session *session, const situ_render_options *options, situ_render_result *result,
                             situ_report *report, situ_error *err) SITU_MUST_CHECK;

// One zoom of a map as one display list in pixels; origin is its first tile.
typedef struct situ_zoom {
    int zoom;
    uint32_t x0, y0, x1, y1; // tiles, inclusive
    situ_scene *scene;
    situ_label_plan *plan;
    situ_display *display;
} situ_zoom;
situ_status situ_zoom_new(situ_zoom **out, situ_map *map, const situ_bundle *mercator, int zoom, situ_error *err) SITU_MUST_CHECK;
void situ_zoom_free(situ_zoom *zoom);
// Zoom range and output of situ_tiles: SITU_E_USAGE when they cannot be.
situ_status situ_tiles_check(const situ_tiles_options *options, situ_error *err) SITU_MUST_CHECK;

// --- analyses (ops.c): what maps, checks and `situ analyze` run ---
typedef struct situ_op_call {
    situ_session *session;
    const situ_op *op;
    const void *params;
    int epsg; // the county's zone
    const char *edition, *as_of, *county;
} situ_op_call;
// Defaults, then the pairs (name, value, ... NULL; NULL = none) that do not name an input. Lives in arena.
situ_status situ_op_params(void **out, const situ_op *op, const char *const *pairs, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
bool situ_op_is_input(const situ_op *op, const char *name);
// A copy of a table, or a warped grid, as the input of a role in the zone's metres.
situ_status situ_op_add_table(situ_bundle *inputs, const situ_table *table, const char *role, int zone, situ_error *err) SITU_MUST_CHECK;
situ_status situ_op_add_grid(situ_bundle *inputs, const situ_grid *grid, const char *role, int zone, situ_error *err) SITU_MUST_CHECK;
// inputs are named by role.
situ_status situ_run_op(situ_bundle **out, const situ_op_call *call, situ_bundle *inputs, situ_report *report, situ_error *err) SITU_MUST_CHECK;
// Key of a derived result: op, version, parameters, rule files, input hashes, edition, and as_of for ops that are dated.
situ_status situ_op_key(char out[65], const situ_op_call *call, const char *const *input_hashes, size_t n, situ_error *err) SITU_MUST_CHECK;
// Result of an op on the store's own tables and its key. pairs: parameters, and tables for inputs (name, value,
// ... NULL). anew: a stored result is not taken, so that report receives every finding.
situ_status situ_analyze_store(situ_bundle **out, situ_session *session, situ_store *store, const char *op_name, const char *const *pairs,
                               bool anew, situ_report *report, char key[65], situ_error *err) SITU_MUST_CHECK;
// The county's zone from the meta table or the regions' extent.
situ_status situ_store_zone(int *epsg, situ_store *store, situ_error *err) SITU_MUST_CHECK;
// --- revisions (revision.c) ---
// A ledger table, or derived_<op>_<role> made in memory from the ledgers, as it was at a revision (full
// id). SITU_E_NOT_FOUND when the store had no such table then. Internal edition only.
situ_status situ_table_at(situ_table **out, situ_session *session, situ_store *store, const char *name, const char *revision, int zone,
                          situ_report *report, situ_error *err) SITU_MUST_CHECK;
// The op that makes "derived_grade_points", and the role of that table; NULL when name is not a result.
const situ_op *situ_op_making(const char *name, const char **role);

// --- import (import_run.c): files into a writer, merged with what is stored ---
typedef struct situ_import_file {
    const char *path, *as, *sheet, *where, *crs, *encoding, *mapping;
    const char *from; // --from; NULL = unknown
    situ_merge_mode mode;
} situ_import_file;
typedef struct situ_import_job {
    situ_store_writer *writer; // NULL = a dry run
    situ_store *store;         // what a dry run is held against; NULL = nothing
    const situ_import_file *files;
    size_t count;
    const char *as_of;
    bool keep_results; // for the report or the mapping; else they go as soon as they are merged
    bool keep_cells;   // of files that are not too long
} situ_import_job;
// What the files gave, for the report; as many as files.
typedef struct situ_import_outcome {
    situ_report_file *files;
    situ_ledger_result **results;
    size_t count;
    situ_merge_counts merged;
} situ_import_outcome;
// Region files are read first, whatever their order; files read before the regions were known are read
// again. All tables of all files are merged and, with a writer, put. Findings and counts go to report.
situ_status situ_import_files(situ_session *session, const situ_import_job *job, situ_import_outcome *outcome, situ_report *report, situ_error *err) SITU_MUST_CHECK;
void situ_import_outcome_free(situ_import_outcome *outcome);
// "plain", "full", "patch" (NULL = plain); full and patch need a unit. SITU_E_USAGE otherwise.
situ_status situ_import_mode(situ_merge_mode *mode, const char *text, const char *from, situ_error *err) SITU_MUST_CHECK;
// styles/rules/precedence.yaml as the merge takes it; texts live in arena. *out NULL when there is no such file.
situ_status situ_import_precedence(const situ_precedence **out, const situ_rules *rules, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
void situ_report_counts(const situ_report *report, situ_row_counts *out);

#endif
