// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_MERGE_INTERNAL_H
#define SITU_LEDGER_MERGE_INTERNAL_H

// What the files of situ_ledger_merge share: rows read and rows stored are compared as objects.

#include "base/hash.h"
#include "ledger/internal.h"
#include "ledger/merge.h"

enum { SITU_MERGE_NONE = -1, SITU_MERGE_NEAR_M = 50, SITU_MERGE_SPOT_M = 5 };

// What names a row of a table when it carries no number.
typedef struct situ_identity {
    const char *table;
    const char *key[8];  // fields that name it, "town" compared as a unit; NULL-terminated
    const char *code;    // the source's own code; NULL = none
    bool object;         // a thing at a place: name and town, within 50 m where coordinates are known
} situ_identity;
const situ_identity *situ_identity_of(const char *table); // identity.c; never NULL
// True for the numbers situ gives itself (identity.c): h, 16 hex digits, perhaps -2.
bool situ_identity_is_made(const char *id);

// Hash -> entries, in order of insertion.
typedef struct situ_merge_entry {
    uint64_t hash;
    uint32_t object, next; // next entry + 1 of the slot
} situ_merge_entry;
typedef struct situ_merge_index {
    uint32_t *head, *tail; // entry + 1
    size_t slots; // power of two
    situ_merge_entry *items;
    size_t count, capacity;
} situ_merge_index;
situ_status situ_merge_index_add(situ_merge_index *index, uint64_t hash, size_t object, situ_error *err) SITU_MUST_CHECK;
// The next object of this hash behind *at (0 to begin with); false at the end.
bool situ_merge_index_next(const situ_merge_index *index, uint64_t hash, size_t *at, size_t *object);
void situ_merge_index_free(situ_merge_index *index);

// How a row found its object.
typedef enum situ_merge_how {
    SITU_FOUND_NOT, SITU_FOUND_NUMBER, SITU_FOUND_CODE, SITU_FOUND_FIRM, SITU_FOUND_NAME, SITU_FOUND_MOVED, SITU_FOUND_RENAMED,
    SITU_FOUND_CORE, // a firm's name but for the place before it and the legal form behind it
} situ_merge_how;

typedef struct situ_merge_object {
    int64_t old;         // row of stored, -1 = new
    int64_t first, last; // its rows of incoming, chained by next
} situ_merge_object;

// A row of either table, by the columns of the schema.
typedef struct situ_merge_row {
    const situ_table *table;
    size_t row;
    const int *column; // per column of the merge
} situ_merge_row;

typedef struct situ_merging {
    situ_table *in;
    const situ_table *old; // NULL = empty
    const situ_merge_options *options;
    const situ_schema *schema;
    const situ_identity *identity;
    situ_report *report;
    situ_merge_counts counts;
    situ_arena *arena;
    // Columns: the front ones, then the stored fields.
    size_t column_count;
    int *in_column, *old_column, *out_column;
    const situ_field **field;  // NULL for front columns
    situ_believe *believe;
    situ_believe believe_place; // coordinates
    int key[8], key_count;
    int name, town, village, address, credit, code, other_names, status, kind;
    // Objects: the stored rows first, then the new ones.
    situ_merge_object *objects;
    size_t object_count, object_capacity;
    int64_t *next;     // per row of incoming
    int64_t *object;   // per row of incoming
    uint8_t *how;      // per row of incoming: situ_merge_how
    uint64_t *old_key; // per stored row: hash of what names it
    situ_merge_index numbers, keys, firms, codes, cells, cores;
    const char **places; // units known, but villages; for the names of firms
    size_t place_count;
    bool townless;     // some row has no town: names are looked up by place too
    situ_map *towns;   // text -> canonical number
    size_t town_count;
    situ_map *unit_kinds; // town names known, cleaned
    situ_map *clears;     // row, and row and field, of the cells that shall be cleared; NULL = none
    situ_map *held;       // numbers and names of rows that cannot be used; NULL = none
    situ_map *taken;   // numbers of this call's new objects
    situ_table *out;
    situ_arena *scratch;
} situ_merging;

// --- merge_find.c ---
enum { SITU_MERGE_CHAIN_MOST = 40 }; // rows of one name in one town that are compared
typedef enum situ_merge_nearness { SITU_MERGE_NEAR, SITU_MERGE_FAR, SITU_MERGE_UNKNOWN } situ_merge_nearness; // within 50 m
typedef struct situ_merge_found {
    int64_t object; // -1 = none
    situ_merge_how how;
    int64_t twin;   // an object of the same name that is another, -1 = none
    int64_t like;   // another firm of nearly this name on the spot, -1 = none
} situ_merge_found;
situ_merge_nearness situ_merge_relation(situ_merge_row a, situ_merge_row b, double *distance_m);
// Hash of what names a row; *has false when nothing does.
situ_status situ_merge_key(situ_merging *m, situ_merge_row r, uint64_t *key, bool *has, situ_error *err) SITU_MUST_CHECK;
bool situ_merge_same_key(situ_merging *m, situ_merge_row a, situ_merge_row b);
uint64_t situ_merge_cell(uint64_t seed, double x, double y, double size, int dx, int dy);
const char *situ_merge_credit(const situ_merging *m, situ_merge_row r); // NULL when it is none
uint64_t situ_merge_text_hash(const char *text);
situ_status situ_merge_index_row(situ_merging *m, situ_merge_row r, size_t object, situ_error *err) SITU_MUST_CHECK; // makes an object findable
bool situ_merge_is_given(situ_merge_row r, const char *id); // read from the row, not made from its name
bool situ_merge_find_number(situ_merging *m, size_t i, situ_merge_found *f);
situ_status situ_merge_find(situ_merging *m, size_t i, situ_merge_found *f, situ_error *err) SITU_MUST_CHECK;

// --- merge_firms.c ---
enum { SITU_MERGE_CORE_BYTES = 256 };
situ_status situ_merge_firm_places(situ_merging *m, situ_error *err) SITU_MUST_CHECK;
// What names a firm, without its place and its legal form; false when the row is not named as a firm.
bool situ_merge_firm_core(const situ_merging *m, situ_merge_row r, char core[SITU_MERGE_CORE_BYTES]);

// --- merge_wishes.c ---
situ_status situ_merge_wishes(situ_merging *m, situ_error *err) SITU_MUST_CHECK;
bool situ_merge_row_clears(const situ_merging *m, situ_merge_row r);
// Clears in the row of m->out what the row of incoming asks for, and tells.
situ_status situ_merge_clear(situ_merging *m, size_t in, size_t out_row, bool named, situ_error *err) SITU_MUST_CHECK;

// --- merge_match.c ---
situ_status situ_merge_match(situ_merging *m, situ_error *err) SITU_MUST_CHECK;

// --- merge_compare.c ---
situ_merge_row situ_merge_in(const situ_merging *m, size_t row);
situ_merge_row situ_merge_old(const situ_merging *m, size_t row);
situ_merge_row situ_merge_of(const situ_merging *m, size_t object); // stored, or first incoming
const char *situ_merge_text(situ_merge_row r, int column); // NULL when null, empty or no text
bool situ_merge_is_null(situ_merge_row r, int column);     // empty text counts
const char *situ_merge_show(situ_merge_row r, int column, char buffer[32]);
bool situ_merge_equal(situ_merge_row a, situ_merge_row b, int column); // both may be null
bool situ_merge_same_name(const char *a, const char *b); // folded, spaces gone; NULL equals nothing
uint64_t situ_merge_name_hash(const char *name, uint64_t seed);
size_t situ_merge_town(situ_merging *m, const char *text); // 0 = none; SIZE_MAX = no memory
bool situ_merge_point(situ_merge_row r, double lonlat[2]); // exact or interpolated only
bool situ_merge_same_place(situ_merge_row a, situ_merge_row b); // the same coordinates, or none on both sides
double situ_merge_distance_m(const double a[2], const double b[2]);
int situ_merge_rank(const char *loc_quality); // exact 4 .. none 0
bool situ_merge_same_unit(situ_merging *m, const char *a, const char *b);
// Both from one reporting unit, or, units unknown, from one file.
bool situ_merge_same_source(situ_merging *m, situ_merge_row a, situ_merge_row b);
bool situ_merge_same_file(situ_merge_row a, situ_merge_row b);
bool situ_merge_same_ledger(const char *file_a, const char *file_b); // but for dates and 更正 in their names
// Fields filled in both rows: how many are equal, how many differ. describing: those alone that tell an
// object from another of its name.
void situ_merge_agreement(const situ_merging *m, situ_merge_row a, situ_merge_row b, bool describing, size_t *equal, size_t *differ);
int situ_merge_unit_kind(situ_merging *m, const char *unit); // 1 town, 2 department, 0 unknown

// --- merge_sources.c: the column `sources` ---
typedef struct situ_merge_source {
    const char *unit, *file, *sheet; // NULL = unknown
    int64_t row;
    const char *id;      // number it gave the row; NULL = the row's own, or none
    const char **gave;   // fields whose value is this source's, "coordinates" for the place
    size_t gave_count, gave_capacity;
} situ_merge_source;
typedef struct situ_merge_sources {
    situ_merge_source *items;
    size_t count, capacity;
} situ_merge_sources;
// Texts in arena. A text that is not ours gives an empty list.
situ_status situ_merge_sources_read(situ_merge_sources *out, const char *json, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
situ_status situ_merge_sources_write(const char **out, const situ_merge_sources *sources, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
situ_status situ_merge_source_add(situ_merge_sources *sources, situ_merge_source **added, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
bool situ_merge_source_gave(const situ_merge_source *s, const char *field);
situ_status situ_merge_source_give(situ_merge_source *s, const char *field, bool given, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;

// --- merge_wishes.c ---
// Whether a rejected row of the report stands for this stored row.
bool situ_merge_is_held(const situ_merging *m, situ_merge_row r, const situ_merge_sources *sources);

// --- merge_fields.c ---
// Puts the rows of one object together; adds to m->out what is to be stored, counts and tells.
situ_status situ_merge_object_rows(situ_merging *m, size_t object, situ_error *err) SITU_MUST_CHECK;
// A finding at a row of incoming.
situ_status situ_merge_tell(situ_merging *m, situ_severity severity, const char *rule, size_t in_row, const char *field, const char *old_value,
                            const char *new_value, const char *cure, situ_error *err, const char *fmt, ...) SITU_PRINTF(10, 11) SITU_MUST_CHECK;
// Appends a row of nulls to m->out and copies a row into it (texts are borrowed, the place is copied).
situ_status situ_merge_copy_out(situ_merging *m, situ_merge_row from, size_t *row, situ_error *err) SITU_MUST_CHECK;
const char *situ_merge_source_name(situ_arena *arena, const char *unit, const char *file, int64_t row); // for people

#endif
