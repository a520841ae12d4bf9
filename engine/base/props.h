// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_PROPS_H
#define SITU_BASE_PROPS_H

// Property tables: one table per parameter struct gives reading from YAML and from the command
// line, defaults, range checks, help text and schema. No parameter is declared twice.

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/yaml.h"

typedef enum situ_prop_kind {
    SITU_PROP_NUMBER, // double
    SITU_PROP_INT,    // long
    SITU_PROP_BOOL,   // bool; yes/no/true/false/on/off
    SITU_PROP_TEXT,   // const char * (NULL when the fallback is NULL)
    SITU_PROP_ENUM,   // int, index into words
    SITU_PROP_COLOR,  // situ_rgba, "#RRGGBB" or "#RRGGBBAA"
    SITU_PROP_NUMBERS,// situ_numbers, a list (or one number)
    SITU_PROP_TEXTS,  // situ_texts, a list (or one text)
    SITU_PROP_OBJECT, // embedded struct read by the table `object`
    SITU_PROP_NODE,   // const situ_yaml_node *, kept as it is (read later by its owner)
} situ_prop_kind;

typedef struct situ_rgba {
    unsigned char r, g, b, a; // straight alpha; a == 0 with r=g=b=0 means "none"
} situ_rgba;
typedef struct situ_numbers {
    const double *items;
    size_t count;
} situ_numbers;
typedef struct situ_texts {
    const char *const *items;
    size_t count;
} situ_texts;

typedef struct situ_prop situ_prop;
struct situ_prop {
    const char *name; // NULL ends the table
    situ_prop_kind kind;
    size_t offset;
    double min, max;           // NUMBER, INT, NUMBERS; min == max == 0 means any finite value
    const char *fallback;      // as YAML scalar; NULL = zero/NULL/empty (or required, see below)
    const char *help;          // English msgid
    const char *const *words;  // ENUM: NULL-terminated
    const situ_prop *object;   // OBJECT: its table
    const char *shorthand;     // OBJECT: a scalar or list in place of the map sets this member
    bool required;
};

// Sets every member to its fallback (objects too).
situ_status situ_props_default(void *out, const situ_prop *table, situ_arena *arena, situ_error *err)
    SITU_MUST_CHECK;
// Defaults, then every key of map. Unknown keys fail with a suggestion, unless listed in `also`
// (NULL-terminated, may be NULL: keys read by somebody else). map NULL = defaults only, required
// members checked. Text lives in arena. Errors name file, line and column.
situ_status situ_props_read(void *out, const situ_prop *table, const situ_yaml_node *map,
                            const char *const *also, const char *file, situ_arena *arena,
                            situ_error *err) SITU_MUST_CHECK;
// Sets one member from text (command line). Lists are comma-separated. Unknown name: SITU_E_USAGE
// with a suggestion.
situ_status situ_props_set(void *out, const situ_prop *table, const char *name, const char *text,
                           situ_arena *arena, situ_error *err) SITU_MUST_CHECK;
const situ_prop *situ_props_find(const situ_prop *table, const char *name); // NULL when absent
// Parses "#RGB", "#RRGGBB", "#RRGGBBAA" or "none".
bool situ_parse_color(const char *text, situ_rgba *out);
// Canonical text of all members (sorted by table order), for keys of derived results.
situ_status situ_props_canonical(char **out, const void *params, const situ_prop *table,
                                 situ_error *err) SITU_MUST_CHECK;

#endif
