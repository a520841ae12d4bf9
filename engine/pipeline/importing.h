// SPDX-License-Identifier: MIT
#ifndef SITU_PIPELINE_IMPORTING_H
#define SITU_PIPELINE_IMPORTING_H

// What the files of an import share: import_run.c reads, import_merge.c merges and puts.

#include "pipeline/pipeline.h"

typedef struct situ_import_one {
    const situ_import_file *file;
    const char *name;           // for people: the base name, or a database's without its password
    situ_ledger_result *result; // NULL for a raster
    situ_report *own;           // its findings; new when it is read again
    situ_report *told;          // those of the merge; NULL = none yet
    char sha256[65];
    const char *what;           // its tables
    const char *mapping;        // what each column of each table was taken for; NULL = nothing
    const char *from;           // the unit as the regions write it
    size_t regions_known;       // how many times regions had come when it was read
    bool raster;
} situ_import_one;

typedef struct situ_import_state {
    situ_session *session;
    const situ_import_job *job;
    situ_store *view;      // what is stored; NULL = nothing
    situ_import_one *files;
    size_t *order;         // in which they are read
    situ_bundle *known;    // tables as they are now, as far as they were needed
    const situ_precedence *rules;
    size_t region_turns;
    bool regions_changed;
    size_t region_file;    // the last that changed them
    situ_merge_counts counts;
    situ_arena *arena;
} situ_import_state;

// The name of the table whose name or Chinese label this is; the text itself when there is none.
const char *situ_import_table_name(const char *text);
// The table as it is now, after what was merged so far; NULL = none. Borrowed.
situ_status situ_import_known(const situ_table **out, situ_import_state *run, const char *name, situ_error *err) SITU_MUST_CHECK;
// Merges rows of the files named, which are of one unit and mode, with what is known, and puts them.
situ_status situ_import_merge_table(situ_import_state *run, situ_table *incoming, const size_t *files, size_t n, situ_error *err) SITU_MUST_CHECK;
// Rows stored before the regions were known find their place.
situ_status situ_import_place_stored(situ_import_state *run, situ_error *err) SITU_MUST_CHECK;
// Tells a unit of --from that is none, and rows that are another township's.
situ_status situ_import_check_from(situ_import_state *run, situ_import_one *f, situ_error *err) SITU_MUST_CHECK;
// All tables but the regions, file by file, and who has reported them.
situ_status situ_import_merge_all(situ_import_state *run, situ_error *err) SITU_MUST_CHECK;

#endif
