// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_INTERNAL_H
#define SITU_LEDGER_INTERNAL_H

// What the files of the ledger module share while one file is read.

#include "base/hash.h"
#include "base/str.h"
#include "geo/crs.h"
#include "ledger/clean.h"
#include "ledger/sheets.h"
#include "source/source.h"

struct situ_import;
struct situ_sheet_run;

// --- regions.c: the known units, by name ---
typedef struct situ_gazetteer situ_gazetteer;
// NO_UNIT: none. UNIT_WHOLE: all counties (or, without any, all towns) together, for what asks by place.
enum { SITU_NO_UNIT = -1, SITU_UNIT_WHOLE = -2 };
typedef enum situ_match {
    SITU_MATCH_NONE,
    SITU_MATCH_NAME,  // the name, suffixes and old names aside
    SITU_MATCH_GUESS, // without the kind of unit, or one edit away
    SITU_MATCH_MANY,  // several units fit: none is taken
} situ_match;
// regions may be NULL or empty: then nothing is found and nothing is outside. Borrowed.
situ_status situ_gazetteer_new(situ_gazetteer **out, const situ_table *regions, situ_error *err) SITU_MUST_CHECK;
void situ_gazetteer_free(situ_gazetteer *g);
bool situ_gazetteer_failed(const situ_gazetteer *g); // ran out of memory: answers since then may be wrong
bool situ_gazetteer_has_towns(const situ_gazetteer *g);
bool situ_gazetteer_has_villages(const situ_gazetteer *g);
// Row of a town-level unit; *edited when found by a guess only. SITU_NO_UNIT when absent or not single.
int situ_gazetteer_town(situ_gazetteer *g, const char *name, bool *edited);
// Row of a village within town (a row; SITU_NO_UNIT = any town, when the name occurs once).
int situ_gazetteer_village(situ_gazetteer *g, int town, const char *name, bool *edited);
// The same within a county (a row, or SITU_NO_UNIT = any), telling how. loose: guesses count too.
situ_match situ_gazetteer_match_town(situ_gazetteer *g, int county, const char *name, bool loose, int *row);
situ_match situ_gazetteer_match_village(situ_gazetteer *g, int town, const char *name, bool loose, int *row);
int situ_gazetteer_county(situ_gazetteer *g, const char *name); // 云阳县, 云阳, 重庆市云阳县
// The longest known name that text begins with; *rest moves behind it and its separators.
int situ_gazetteer_town_prefix(situ_gazetteer *g, int county, const char *text, const char **rest);
int situ_gazetteer_village_prefix(situ_gazetteer *g, int town, const char *text, const char **rest);
int situ_gazetteer_town_under(situ_gazetteer *g, const char *name, const char *above);
// "龙角镇/新华村、双江街道/新华村", for messages; NULL = no memory.
char *situ_gazetteer_candidates(situ_gazetteer *g, situ_arena *arena, bool town_level, int above, const char *name);
int situ_gazetteer_town_of(situ_gazetteer *g, int village); // SITU_NO_UNIT when unknown
int situ_gazetteer_county_of(situ_gazetteer *g, int town);
const char *situ_gazetteer_name(const situ_gazetteer *g, int row);
const char *situ_gazetteer_code(const situ_gazetteer *g, int row); // region_code, "" when none
bool situ_gazetteer_has_id(const situ_gazetteer *g, const char *id); // of any known row
bool situ_gazetteer_knows_codes(const situ_gazetteer *g); // of counties
int situ_gazetteer_by_code(const situ_gazetteer *g, size_t digits, const char *code); // county by 6, town by 9; when single
// The known row of the same level, parent (town: a county's row or SITU_NO_UNIT; village: its town's
// name) and name; among several of that name the one with this code ("" = none). SITU_NO_UNIT when new.
int situ_gazetteer_same(situ_gazetteer *g, const char *level, int county, const char *parent, const char *name, const char *code);
// The known row of this level and code whose name differs in its kind only (双江镇, 双江街道).
int situ_gazetteer_same_code(situ_gazetteer *g, const char *level, const char *name, const char *code);
const situ_table *situ_gazetteer_table(const situ_gazetteer *g); // may be NULL
// True when name is a county the data knows as a neighbour, or is not the county itself.
bool situ_gazetteer_is_neighbour(situ_gazetteer *g, const char *county);

// --- outlines.c: the known units, by place ---
bool situ_gazetteer_has_polygons(const situ_gazetteer *g); // of any unit
bool situ_gazetteer_is_area(const situ_gazetteer *g, int row);
// Metres from the county's outline, 0 inside; negative when no outline is known.
double situ_gazetteer_outside_m(situ_gazetteer *g, double lon, double lat);
// The same of one unit or SITU_UNIT_WHOLE.
double situ_gazetteer_away_m(situ_gazetteer *g, int row, double lon, double lat);
bool situ_gazetteer_holds(situ_gazetteer *g, int row, double lon, double lat);
// The most exact of these units that has a polygon; without any name SITU_UNIT_WHOLE; SITU_NO_UNIT
// when nothing is known of where the row should lie.
int situ_gazetteer_truth(situ_gazetteer *g, int county, int town, int village);
// Another unit of the same level as `like` that holds the point.
int situ_gazetteer_at(situ_gazetteer *g, int like, double lon, double lat);
situ_box situ_gazetteer_box(const situ_gazetteer *g); // of all polygons; empty when none
// Representative point of a unit; false when it has no geometry. seat: only a point that was given.
bool situ_gazetteer_point(situ_gazetteer *g, int row, double *lon, double *lat);
bool situ_gazetteer_seat(const situ_gazetteer *g, int row, double *lon, double *lat);

// --- mapping.c: --mapping ---
typedef struct situ_mapping_entry {
    const char *field;    // a field of the table, or "id"
    const char *column;   // header, NULL when constant
    const char *constant; // NULL when from a column
    const char *unit;     // unit of the column's numbers, NULL = as usual
    const struct situ_yaml_node *values; // replacements, NULL = none
} situ_mapping_entry;
typedef struct situ_mapping {
    struct situ_yaml *doc; // owns all texts
    const situ_schema *schema;
    const char *sheet, *where, *encoding;
    situ_crs_choice crs;
    int epsg;
    long header_row; // 1-based, 0 = find it
    situ_mapping_entry *entries;
    size_t count;
} situ_mapping;
situ_status situ_mapping_read(situ_mapping **out, const char *path, situ_error *err) SITU_MUST_CHECK;
void situ_mapping_free(situ_mapping *m);

// --- material.c: words of domain.md C1c ---
typedef struct situ_material {
    const char *item, *unit;
} situ_material;
// Calls visit with every canonical name and alias.
void situ_material_words(void (*visit)(void *user, const char *word, size_t bytes), void *user);
// The material a folded word or header means, NULL when none.
const situ_material *situ_material_find(const char *folded);

// --- header.c, match.c: header rows, columns, tables ---
typedef struct situ_header_cell {
    const char *shown;            // as in the sheet, levels joined by "/"
    const char *key;              // the same, but no two alike and none empty: for src_text
    const char *flat, *bare;      // keys of the whole (clean.h)
    const char *last_flat, *last_bare; // keys of the lowest level
    const char *tail;                  // key of the two lowest of three levels or more; "" else
    const char *unit;             // what brackets of the lowest level hold
} situ_header_cell;
typedef struct situ_header {
    uint32_t first_row, last_row; // 0-based
    uint32_t data_row; // first row below; 0 when there is no header row
    uint32_t column_count;
    situ_header_cell *cells;
    struct situ_groups *groups; // numbered persons (groups.c), NULL = none
} situ_header;

enum { SITU_COLUMN_UNUSED = -1, SITU_COLUMN_ID = -2, SITU_COLUMN_IGNORED = -3, SITU_COLUMN_ITEM = -4, SITU_COLUMN_CRS = -5,
       SITU_COLUMN_GROUP = -6 };
enum { SITU_FIELD_ASKED = -2 }; // of_field: the column is there, but what it means must be asked: left empty
typedef struct situ_columns {
    const situ_schema *schema;
    int *field;      // per column: index into schema->fields or SITU_COLUMN_*
    int *of_field;   // per field: column, -1 = none, SITU_FIELD_ASKED
    const situ_material **item; // per column, for SITU_COLUMN_ITEM
    const char **how; // per column: situ_ledger_column.how, NULL = not used
    bool *guessed;    // per column: the header is known by one edit only
    size_t field_count, item_count;
    int id_column, crs_column, quality_column; // -1 = none
    int unit_column;  // who reports the row; -1 = none
    bool by_values;   // the sheet has no header row
    bool name_by_address; // no column names the objects: their address does
    int degrees[2][3]; // columns + 1 of degrees, minutes, seconds of longitude and latitude; 0 = none
    int *joined;      // columns whose texts make up joined_field, in order
    size_t joined_count;
    int joined_field; // -1 = none
    int level_beside; // column + 1 of colours beside the column of levels; 0 = none
    int *rival;       // per column: field + 1 it would feed as well as the column taken; 0 = none
    struct situ_person_set *persons; // several persons in one row of a list of persons (groups.c)
    size_t person_count;
    int joint_person; // field whose names stand in the phones' column (张三13800138000); -1 = none
    bool own_export;  // headed as situ's own exports: coordinates are in CGCS2000
    double score;
} situ_columns;

// True when some table (or `only`) knows a header by its keys.
bool situ_word_known(const char *flat, const char *bare, const situ_schema *only);
// The header of a sheet: first row with enough known words, joined with the rows it spans. *found
// false when there is none. layer: row 0 holds the names. only: NULL or the table to look for.
situ_status situ_header_find(situ_header *out, bool *found, const situ_sheet *sheet, bool layer, const situ_schema *only,
                             const situ_mapping *mapping, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
// The rows that a header in `row` spans, by merged cells and rows of units.
void situ_header_span(const situ_sheet *sheet, uint32_t row, uint32_t *first, uint32_t *last);
// The header of a sheet that has none: empty words, data from the first row (or, when that row names the
// columns in words nobody knows, from the second).
situ_status situ_header_none(situ_header *out, const situ_sheet *sheet, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
// True for 企业诚信等级, 标准化等级, 规模等级 ...: never a risk level.
bool situ_is_other_grade(const char *flat);
// No column assigned yet.
situ_status situ_columns_new(situ_columns *out, const situ_header *header, const situ_schema *schema, situ_arena *arena, situ_error *err)
    SITU_MUST_CHECK;
// All header words that some table, the materials or the mapping know, as flat keys.
situ_status situ_known_words(situ_map **out, const situ_mapping *mapping, situ_arena *scratch, situ_error *err) SITU_MUST_CHECK;
// Assigns columns for one table. A score of 0 means: not this table.
situ_status situ_columns_match(situ_columns *out, const situ_header *header, const situ_schema *schema, situ_arena *arena,
                               situ_error *err) SITU_MUST_CHECK;
situ_status situ_columns_from_mapping(situ_columns *out, const situ_header *header, const situ_mapping *mapping,
                                      situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
// The table a header belongs to; *found false when none or several fit. hint: sheet name, title, file
// name. kind: 0, or 'P', 'L', 'A' for the geometries of a vector layer.
situ_status situ_table_recognise(situ_columns *out, bool *found, const situ_header *header, const char *hint, char kind,
                                 situ_arena *arena, situ_error *err) SITU_MUST_CHECK;

// --- foreign.c: statistics and forms that are no ledgers ---
// True when the header (or hint) says that the sheet lists administrative units.
bool situ_is_unit_list(const situ_columns *columns, const situ_header *header, const char *hint);
// True when a recognised table is refused after all: the sheet is none of ours.
bool situ_is_foreign(const situ_columns *columns, const situ_header *header, const char *hint);
// The word that makes the sheet a statistic or a form of another trade; NULL = none.
const char *situ_statistic_word(const situ_header *header, const char *hint);
size_t situ_statistic_columns(const situ_header *header);
const char *situ_foreign_word(const situ_header *header, const char *hint);

// --- groups.c: 监测人姓名1, 电话1 ... ---
typedef struct situ_group_slot {
    int group, index;     // which persons, which of them (from 1)
    int name, phone;      // columns, -1 = none
    bool single;          // the only one, with a phone said to be theirs
} situ_group_slot;
typedef struct situ_groups {
    situ_group_slot *slots; // by group, then index
    size_t count;
    const char **label;     // per group: 监测人
    size_t group_count;
} situ_groups;
situ_status situ_groups_find(situ_header *header, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
// Takes the columns of the header's groups before single columns are matched.
void situ_groups_take(situ_columns *columns, const situ_header *header);
// One of the persons of a row: 网格责任人/姓名, 网格责任人/电话. Columns, -1 = none.
typedef struct situ_person_set {
    const char *role;
    int name, phone, post;
} situ_person_set;
// Finds two sets or more of 姓名, 电话 under headers of their own; a table of persons takes them.
situ_status situ_persons_take(situ_columns *columns, const situ_header *header, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
// The field that a column of a group feeds.
const char *situ_groups_field(const situ_columns *columns, const situ_header *header, uint32_t column);
// Writes the persons of the row at hand into one field.
situ_status situ_groups_fill(struct situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK;

// --- vote.c: what a column's values say ---
typedef struct situ_votes {
    uint32_t n; // values that are not blank
    uint32_t date, serial, year;    // dates; numbers that may be Excel's days or years
    uint32_t named;                 // phones behind a name in the same cell
    uint32_t phone, mobile, brief;  // phones; mobiles among them; numbers short enough for an extension
    uint32_t number;                // any number, with a unit or vague
    uint32_t lon, lat, fine, both;  // in China's ranges, with three decimals or more, two in one cell
    uint32_t level, size, high_low, letter; // 重大 .. 低 and colours; 大型 .. among them; 高 中 低; 一级, A, 1
    uint32_t code, town, village, person, text; // credit codes, names of units, of people, other words
} situ_votes;
// Looks at up to 400 values of a column, spread over the rows from `row` on.
void situ_votes_of(situ_votes *out, const situ_sheet *sheet, uint32_t row, uint32_t column, situ_arena *scratch);
// --- columns.c ---
bool situ_level_is_inherent(const char *flat); // 固有风险等级: before it was held down
bool situ_level_is_current(const char *flat);  // 剩余风险等级
// Holds the columns' values against their headers: re-reads, drops and takes columns, and tells.
situ_status situ_vote_columns(struct situ_sheet_run *run, situ_error *err) SITU_MUST_CHECK;
// Columns of a sheet without a header row, by values alone. *found false when no name is seen.
situ_status situ_columns_from_values(struct situ_sheet_run *run, const situ_schema *schema, bool *found, situ_error *err) SITU_MUST_CHECK;

// Degrees, minutes and seconds of three columns as one text, 管控措施 of several columns too; `text` where
// they are not apart.
const char *situ_joined_degrees(struct situ_sheet_run *run, size_t field, const char *text);
// Names out of a column of names and phones, into their field.
situ_status situ_fill_joint_person(struct situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK;

// --- blocks.c: the tables of one sheet ---
typedef struct situ_block {
    situ_sheet sheet; // its rows and columns alone
    uint32_t first_row, first_column; // of the sheet it lies on
} situ_block;
// All rows of the sheet, cut where another table begins. Cells stay in the sheet or are copied to arena.
situ_status situ_blocks_find(situ_block **out, size_t *count, const situ_sheet *sheet, const situ_schema *only,
                             const situ_mapping *mapping, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;

// --- units.c: 一、双江街道 above its rows, a township in the title ---
// The town (and village) a section row or a title names, as rows or texts; NULL = none.
typedef struct situ_named_unit {
    const char *town, *village;
} situ_named_unit;
situ_status situ_unit_of_section(situ_named_unit *out, struct situ_import *im, const char *text, situ_error *err) SITU_MUST_CHECK;
situ_status situ_unit_of_title(situ_named_unit *out, struct situ_import *im, const char *text, situ_error *err) SITU_MUST_CHECK;

// --- open.c: what kind of file it is ---
typedef struct situ_opening {
    const situ_reader *reader; // NULL = a vector file
    const char *layer;         // its only layer to be read (static); NULL = all
} situ_opening;
// Tells what was mended while a vector layer was read (source/source.h).
typedef struct situ_fault_user {
    struct situ_import *im;
    const char *layer;
} situ_fault_user;
situ_status situ_vector_fault_tell(void *user, situ_vector_fault fault, int64_t row, const char *field, const char *text, situ_error *err);
// By content before name. Fails with an advice for files that are no ledgers or cannot be read.
situ_status situ_ledger_open(situ_opening *out, const char *path, const char *as_table, situ_error *err) SITU_MUST_CHECK;

// --- the run over one file ---
typedef struct situ_import {
    const situ_ledger_options *options;
    const situ_mapping *mapping; // may be NULL
    situ_report *report;
    situ_job *job;
    situ_gazetteer *gazetteer;
    const char *file; // base name
    situ_bundle *bundle;
    situ_arena *arena; // for the whole file
    situ_map *ids;     // "table\tid" -> row of the bundle's table
    situ_map *keys;    // "table\tkey" -> what identity.c, place.c and region_rows.c keep of it
    // The columns that name a row, of the tables being filled (identity.c).
    struct situ_naming {
        const situ_table *table;
        int column[40];
        size_t count;
    } naming[2];
    struct situ_transform *transforms[4];
    int transform_epsg[4];
    size_t rows_out;
    situ_ledger_part *parts; // in arena
    size_t part_count;
    situ_sheets *sheets; // kept for the result, NULL = none
} situ_import;

// One sheet (or layer) being turned into rows.
typedef struct situ_sheet_run {
    situ_import *im;
    const situ_sheet *sheet;
    const char *name; // for messages; NULL when the file has one table only
    situ_header header;
    situ_columns columns;
    situ_geometry **geometry; // per sheet row, from a vector file; NULL for sheets. Items are taken.
    const int64_t *row_numbers; // per sheet row, for messages of vector files; NULL = the row's own
    uint32_t first_row, first_column; // where `sheet`, a block, begins on the sheet people see
    bool one_of_several;              // blocks of that sheet
    situ_crs_choice crs;
    int epsg;
    const char *crs_why; // declared header column inferred assumed; NULL = not known yet
    bool crs_inferred;       // crs was found by frame.c, nobody declared it
    bool geometry_declared;  // the vector file tells its coordinate system
    bool frame_mixed[3];     // per situ_datum: rows outside their unit speak for this frame, not for chance
    int plane_epsg;          // zone of eastings without prefix, found by frame.c; 0 = the county's
    bool zone_open;          // eastings without prefix do not lie in the county's zone as far as can be told: not placed
    int zone_best;           // the zone that the points then speak for, 0 = none
    const char *old_frame;   // 西安80 or 北京54, named above the table; NULL = no
    const char *town_above;  // of the nearest row above that names one; NULL = none
    size_t anchored[3];      // rows told to lie at their village, at their town, nowhere (place.c)
    uint32_t origin_column;  // 1-based column 原坐标系 of our own exports, 0 = none
    bool lonlat_swapped; // told for the column: rows are counted, not warned of one by one
    const char *person_role; // the header over the person at hand, when a row names several; else NULL
    const char *reporter;       // 填报单位：… above the header; NULL = none
    const char *title_town;     // named by the title, the sheet or the file; NULL = none
    const char *town, *village; // of the section or title above, for rows that name none; NULL = none
    situ_table *table;
    situ_table *stock; // of a wide depot sheet; NULL otherwise
    int *table_column; // per field: column of table, -1 = not stored
    int factors[9];    // columns of a risk point's factors, as rows.c needs them
    bool *level_risk;  // per field
    situ_level_scale *level_scale;
    char *ring;       // per field: what ○ is under it, 0 = not asked yet, 1 = no, 2 = nobody knows
    situ_map **words; // per field: folded word -> index of its group, for ENUM
    const char **json_key; // per column: its key as src_text has it, quoted and with the colon
    struct situ_row_checks *checks; // row_checks.c
    situ_arena *row_arena;
    // the row at hand
    uint32_t row;
    bool repaired, rejected;
    bool repeated; // says word for word what a row above says: skipped
} situ_sheet_run;

// A finding about the row at hand. column -1 = the whole row; old and new values may be NULL.
situ_status situ_tell(situ_sheet_run *run, situ_severity severity, const char *rule, int column, const char *field,
                      const char *old_value, const char *new_value, const char *cure, situ_error *err, const char *fmt, ...)
    SITU_PRINTF(10, 11) SITU_MUST_CHECK;
// As SITU_INFO, and marks the row as repaired.
situ_status situ_tell_repair(situ_sheet_run *run, const char *rule, int column, const char *field, const char *old_value,
                             const char *new_value, situ_error *err) SITU_MUST_CHECK;
// As SITU_ERROR, and marks the row as rejected.
situ_status situ_tell_reject(situ_sheet_run *run, const char *rule, int column, const char *field, const char *old_value,
                             const char *cure, situ_error *err, const char *fmt, ...) SITU_PRINTF(8, 9) SITU_MUST_CHECK;
long situ_run_row_number(const situ_sheet_run *run, uint32_t row);
const situ_cell *situ_run_cell(const situ_sheet_run *run, int column); // of the row at hand, never NULL
// The text of a cell after the mapping's replacements and constants, trimmed, in the row's arena.
// column receives where it came from (-1 = constant or none).
situ_status situ_run_text(situ_sheet_run *run, size_t field, const char **text, int *column, situ_error *err) SITU_MUST_CHECK;

// --- convert.c ---
bool situ_header_names_pair(const char *flat); // 威胁户数/人数: one column for both
situ_status situ_convert_field(situ_sheet_run *run, size_t field, size_t out_row, situ_error *err) SITU_MUST_CHECK;
// How long goods keep: "3年", or a number under a header 保质期(月).
bool situ_convert_life(const situ_sheet_run *run, int column, const char *text, int *months, int *days);
// --- convert_words.c ---
// Decides how the column of a field is to be read, over its header and values, and tells it.
situ_status situ_convert_prepare(situ_sheet_run *run, size_t field, situ_error *err) SITU_MUST_CHECK;
situ_status situ_convert_level(situ_sheet_run *run, size_t field, const char *text, int column, size_t out_row, situ_error *err) SITU_MUST_CHECK;
situ_status situ_convert_enum(situ_sheet_run *run, size_t field, const char *text, int column, size_t out_row, situ_error *err) SITU_MUST_CHECK;
// --- row_checks.c: what several cells of a converted row tell together ---
situ_status situ_check_row(situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK;
// --- row_units.c: the units the row at hand names ---
typedef struct situ_units {
    int county, town, village;     // rows of the gazetteer, or SITU_NO_UNIT
    bool neighbour;                // the row says that it lies in another county
    situ_match town_match, village_match;
    const char *town_text, *village_text; // as read, of a section or title, or ""
    int town_column, village_column;      // -1 = not from a cell of the row
    const char *village_name; // the village's name alone, where the text holds more
    const char *rest;         // what stands behind it: "3组"
    bool village_within;      // the village stands in the town's cell
    bool from_address;        // both are taken from the address
    const char *address;
    int address_column;
    int second_town, second_village; // of cells that name several: not taken; SITU_NO_UNIT = none
} situ_units;
// From town_text, village_text, address (never NULL, borrowed) and a county's name; texts live in arena.
situ_status situ_units_find(situ_units *u, situ_gazetteer *g, const char *county, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
// Finds them, tells nothing. Texts live in the row's arena.
situ_status situ_units_of_row(situ_units *out, situ_sheet_run *run, situ_error *err) SITU_MUST_CHECK;
// Writes names and region code into the row and tells what was repaired, unknown or ambiguous.
situ_status situ_units_store(situ_sheet_run *run, const situ_units *u, size_t out_row, situ_error *err) SITU_MUST_CHECK;
int situ_field_of_kind(const situ_columns *c, situ_field_kind kind); // -1 when absent
int situ_field_named(const situ_columns *c, const char *name);
// As situ_run_text; field -1 gives "" and column -1.
situ_status situ_text_of(situ_sheet_run *run, int field, const char **text, int *column, situ_error *err) SITU_MUST_CHECK;

// --- coordinates.c: what the coordinate cells of the row at hand say ---
typedef enum situ_reading_kind { SITU_READ_NOTHING, SITU_READ_DEGREES, SITU_READ_PLANE, SITU_READ_BAD } situ_reading_kind;
typedef struct situ_reading {
    situ_reading_kind kind;
    double x, y;      // DEGREES: lon, lat as written, swaps undone; PLANE: east, north
    int epsg;         // PLANE: the zone, 0 = not said
    bool turned;      // of a geometry: all its points have x and y the other way round
    const char *rule; // repair made, NULL = none
    bool coarse;      // a point was put in so that only three decimals are left: some 100 m
    const char *refused, *cause, *cure; // BAD: rule and translated texts
    int column;       // for messages
    const char *shown, *lon_text, *lat_text; // see situ_reading_shown
} situ_reading;
// Tells nothing.
situ_status situ_read_coordinates(situ_reading *out, situ_sheet_run *run, situ_error *err) SITU_MUST_CHECK;
// The same of the row's geometry: x, y of its first point, or of the middle of what is larger.
void situ_read_geometry(situ_reading *out, const situ_sheet_run *run);
const char *situ_reading_shown(const situ_reading *r, situ_arena *arena);
typedef struct situ_frame {
    situ_datum datum;
    bool declared;      // by option, mapping, header or the row's own cell
    const char *old;    // 西安80 or 北京54: read as CGCS2000, up to 200 m off; NULL = no
    const char *origin; // our own exports: the frame the point once came in; its coordinates are CGCS2000. NULL = no
} situ_frame;
situ_status situ_row_frame(situ_frame *out, situ_sheet_run *run, bool tell, situ_error *err) SITU_MUST_CHECK;
const char *situ_datum_name(situ_datum datum);  // gcj02, as stored
const char *situ_datum_label(situ_datum datum); // GCJ-02, as people write it
// Plane to degrees; *ok false when that is not in China.
situ_status situ_place_project(situ_sheet_run *run, int epsg, double east, double north, double *lon, double *lat, bool *ok,
                               situ_error *err) SITU_MUST_CHECK;
// --- frame.c: which frame the coordinates of a part are in ---
enum { SITU_OUTSIDE_TOLERANCE_M = 100 }; // outlines are generalised
// The unit whose polygon should hold the row at hand (situ_gazetteer_truth). u: NULL for the region table.
situ_status situ_truth_of_row(int *out, situ_sheet_run *run, const situ_units *u, situ_error *err) SITU_MUST_CHECK;
// After the columns are mapped and crs_of_header ran, before rows are placed: weighs the frames by the
// rows that only one of them puts into the unit they name, sets run->crs, plane_epsg and crs_why, and tells.
situ_status situ_frame_infer(situ_sheet_run *run, situ_error *err) SITU_MUST_CHECK;
// Stored rows, file by file, against outlines that came later: tells files that were read in a wrong frame.
situ_status situ_frame_recheck(const situ_table *rows, situ_gazetteer *g, situ_report *report, situ_error *err) SITU_MUST_CHECK;
// --- frame_words.c: frames named in words ---
// The label of an old frame that folded text names, NULL = none or another beside it.
const char *situ_old_frame_of(const char *folded);
situ_status situ_tell_old_frame(situ_sheet_run *run, int column, const char *text, const char *label, situ_error *err) SITU_MUST_CHECK;
// Header words and notes above the table: sets run->crs, crs_why and old_frame, and tells.
situ_status situ_frame_read_words(situ_sheet_run *run, situ_error *err) SITU_MUST_CHECK;
bool situ_run_has_coordinates(const situ_sheet_run *run); // columns of coordinates, or geometries
// --- place.c: town, village, coordinates of the row at hand ---
situ_status situ_place_row(situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK;
situ_status situ_place_end(situ_sheet_run *run, situ_error *err) SITU_MUST_CHECK; // tells what was not told row by row
// --- region_rows.c: what is special to the region table ---
situ_status situ_region_row(situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK;
// --- identity.c ---
// A stable id of a row: a hash of what names it, with a counter for exact repeats. Lives in arena.
situ_status situ_hash_id(situ_import *im, const situ_schema *schema, const situ_table *t, size_t row, situ_arena *arena, const char **id,
                         situ_error *err) SITU_MUST_CHECK;
situ_status situ_give_id(situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK; // may reject the row
// Notes the row's id and tells a likely duplicate nearby.
situ_status situ_remember_row(situ_sheet_run *run, size_t out_row, situ_error *err) SITU_MUST_CHECK;
// --- recognise.c: one block or layer, from header to rows ---
typedef struct situ_outcome {
    size_t tables, filled; // tables recognised; of them with rows below the header
    situ_str seen;         // what was seen of the first block not recognised
    char seen_sheet[128];  // its sheet, "" for text files
} situ_outcome;
situ_status situ_recognise_sheet(situ_sheet_run *run, char kind, situ_outcome *o, situ_error *err) SITU_MUST_CHECK;
situ_status situ_tell_sheet(situ_import *im, situ_severity severity, const char *rule, const char *sheet, const char *cell,
                            const char *message, const char *cure, situ_error *err) SITU_MUST_CHECK;
// Tells a whole sheet or block and counts its rows as skipped.
situ_status situ_skip_sheet(situ_sheet_run *run, situ_severity severity, const char *rule, const char *message, const char *cure,
                            situ_error *err) SITU_MUST_CHECK;
bool situ_is_instruction(const char *sheet_name); // 说明, 选项 ...: no data, nothing to worry about
// Takes a table found: its part for the result.
situ_status situ_add_part(situ_sheet_run *run, situ_error *err) SITU_MUST_CHECK;

// --- skip.c ---
// Why the row at hand is no data row, NULL = it is one; *shown receives its first text.
const char *situ_row_skip(const situ_sheet_run *run, const char **shown);
// --- rows.c ---
situ_status situ_run_sheet(situ_sheet_run *run, situ_error *err) SITU_MUST_CHECK;
situ_status situ_import_table(situ_import *im, const situ_schema *schema, situ_table **out, situ_error *err) SITU_MUST_CHECK;

#endif
