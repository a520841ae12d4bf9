// SPDX-License-Identifier: MIT
#ifndef SITU_BASE_YAML_H
#define SITU_BASE_YAML_H

// A YAML file as a tree. The only user of libyaml. Refused with line and column: anchors, aliases,
// tags, duplicate keys, more than one document, depth > 64, files > 4 MB. Scalars are text; types
// are the reader's business (base/props.h).

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef enum situ_yaml_kind { SITU_YAML_SCALAR, SITU_YAML_LIST, SITU_YAML_MAP } situ_yaml_kind;
typedef struct situ_yaml_node situ_yaml_node;
struct situ_yaml_node {
    situ_yaml_kind kind;
    const char *text;             // SCALAR ("" for null)
    bool quoted;                  // SCALAR written in quotes
    size_t count;                 // LIST, MAP
    const char **keys;            // MAP; NULL behind the last
    const long *key_lines, *key_columns; // MAP: where each key stands, 1-based
    const situ_yaml_node **items; // LIST, MAP
    long line, column;            // 1-based
};
typedef struct situ_yaml situ_yaml;

situ_status situ_yaml_read(situ_yaml **out, const char *path, situ_error *err) SITU_MUST_CHECK;
// name stands for the file in messages.
situ_status situ_yaml_parse(situ_yaml **out, const char *text, size_t bytes, const char *name,
                            situ_error *err) SITU_MUST_CHECK;
void situ_yaml_free(situ_yaml *doc);
const situ_yaml_node *situ_yaml_root(const situ_yaml *doc);
const char *situ_yaml_file(const situ_yaml *doc);
// The value of key in a map, NULL when absent (or node is NULL or no map).
const situ_yaml_node *situ_yaml_get(const situ_yaml_node *node, const char *key);
// Scalar text of key, fallback when absent.
const char *situ_yaml_text(const situ_yaml_node *node, const char *key, const char *fallback);
// SITU_E_SCHEMA at node's line and column in file.
situ_status situ_yaml_fail(situ_error *err, const char *file, const situ_yaml_node *node,
                           const char *cure, const char *fmt, ...) SITU_PRINTF(5, 6);
// Fails on the first key of map that is not in known (NULL-terminated), with a suggestion.
situ_status situ_yaml_known(const situ_yaml_node *map, const char *file, const char *const *known,
                            situ_error *err) SITU_MUST_CHECK;

#endif
