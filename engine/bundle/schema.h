// SPDX-License-Identifier: MIT
#ifndef SITU_BUNDLE_SCHEMA_H
#define SITU_BUNDLE_SCHEMA_H

// The ledger tables of domain.md C1, each declared once in bundle/tables/<name>.c (a family): the
// store makes its columns from here, the ledger reader its aliases, the templates their headers.

#include <stdbool.h>
#include <stddef.h>

#include "bundle/table.h"

typedef enum situ_field_kind {
    SITU_FIELD_TEXT,
    SITU_FIELD_INT,
    SITU_FIELD_REAL,
    SITU_FIELD_BOOL,  // stored as 0/1
    SITU_FIELD_DATE,  // stored as ISO text
    SITU_FIELD_ENUM,  // stored as the canonical word (words[0] of its group)
    SITU_FIELD_LEVEL, // risk level 0..4, stored as integer (domain.md C1b)
    SITU_FIELD_PHONE, // stored as text, several joined by "、"
    SITU_FIELD_LON, SITU_FIELD_LAT, SITU_FIELD_LONLAT, // feed the geometry; not stored as columns
    SITU_FIELD_TOWN, SITU_FIELD_VILLAGE,               // names looked up in region; stored as text
} situ_field_kind;

enum {
    SITU_FIELD_REQUIRED = 1,  // a row without it is rejected
    SITU_FIELD_PERSONAL = 2,  // mobiles and the like: masked in the public edition
    SITU_FIELD_SENSITIVE = 4, // absent from the public edition (stock of dangerous goods, 库容 ...)
    SITU_FIELD_DERIVED = 8,   // filled by situ, never read from a ledger
    SITU_FIELD_INPUT = 16,    // read from a ledger to fill other fields; not stored
};

// A NULL-terminated list of words inside a field's initialiser.
#define SITU_WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

typedef struct situ_field {
    const char *name;           // column; NULL ends the table
    situ_field_kind kind;
    const char *label;          // Chinese header of templates and reports
    // Headers that mean this field, folded as situ_clean_fold does (half width, lower case, no spaces
    // or brackets), NULL-terminated; may be NULL. The label and the column name count too.
    const char *const *aliases;
    const char *const *words;   // ENUM: "canonical=alias=alias" groups, NULL-terminated
    const char *unit;           // fixed unit such as "人", "万元", "m2"; NULL = none
    unsigned flags;
    // SQL on the row that stands for the value in the public edition (a class instead of a figure);
    // NULL = the value itself, or nothing when the flags mask it.
    const char *public_as;
} situ_field;

typedef enum situ_table_shape { SITU_SHAPE_NONE, SITU_SHAPE_POINT, SITU_SHAPE_LINE, SITU_SHAPE_POLYGON, SITU_SHAPE_ANY } situ_table_shape;

typedef struct situ_schema {
    const char *name;   // "risk_point"
    const char *label;  // "风险点"
    const char *summary;// English msgid
    situ_table_shape shape;
    const situ_field *fields;
    const char *const *signature; // fields whose headers tell this table from others, NULL-terminated
    const char *public_where;     // SQL: rows the public edition may show; NULL = all
    bool public_fuzzy;            // public edition moves the geometry to the village's point
    // SQL: rows that alone are so moved (and lose their address); NULL = none but by public_fuzzy.
    const char *public_fuzzy_where;
} situ_schema;

// Every stored table has these columns in front, added by the store and filled by the import; the
// fields follow. Indexes SITU_FRONT_* hold for tables that the ledger reader makes.
typedef struct situ_front_column {
    const char *name;
    situ_type type;
    const char *label; // Chinese header in exports
} situ_front_column;
enum {
    SITU_FRONT_ID,           // the permanent number (编号)
    SITU_FRONT_REGION_CODE,
    SITU_FRONT_LOC_QUALITY,  // exact interp village town none
    SITU_FRONT_CRS_IN,       // frame the coordinates came in: cgcs2000 gcj02 bd09 EPSG:n; null = no coordinates
    SITU_FRONT_FILE,
    SITU_FRONT_SHEET,
    SITU_FRONT_ROW,
    SITU_FRONT_TEXT,         // original cells as JSON
    SITU_FRONT_UNIT,         // who reports the row (--from or a column 填报单位); null = unknown
    SITU_FRONT_SOURCES,      // JSON array of the other sources of a merged row; null = one source
    SITU_FRONT_REPORT_STATE, // null, or 本次未报: missing from its unit's last full report
    SITU_FRONT_UPDATED,      // ISO date
    SITU_FRONT_COUNT
};
extern const situ_front_column situ_front_columns[]; // in that order, NULL-terminated
extern const situ_schema *const situ_schema_registry[]; // sorted by name, NULL-terminated (generated)
const situ_schema *situ_schema_find(const char *table); // NULL when absent
const situ_field *situ_schema_field(const situ_schema *schema, const char *name);
situ_type situ_field_type(situ_field_kind kind); // column type of a stored field
bool situ_field_is_stored(const situ_field *field);

#endif
