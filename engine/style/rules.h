// SPDX-License-Identifier: MIT
#ifndef SITU_STYLE_RULES_H
#define SITU_STYLE_RULES_H

// Thresholds, speeds and rules are data: styles/rules/<name>.yaml, each value with its `source`.
// A rule set is the parsed files; ops read values by path.

#include "base/error.h"
#include "base/path.h"
#include "base/yaml.h"

typedef struct situ_rules situ_rules;
// Reads every file of rules/ found through res (the first dir that has a name wins).
situ_status situ_rules_load(situ_rules **out, const situ_resources *res, situ_error *err) SITU_MUST_CHECK;
void situ_rules_free(situ_rules *rules);
const situ_yaml_node *situ_rules_file(const situ_rules *rules, const char *name); // root map, NULL = absent
const char *situ_rules_path(const situ_rules *rules, const char *name);           // for messages
// The node at "a.b.c" of a file; NULL when absent.
const situ_yaml_node *situ_rules_node(const situ_rules *rules, const char *name, const char *path);
// The node at "a.b.c" of a file; NULL when absent.
const situ_yaml_node *situ_rules_node(const situ_rules *rules, const char *name, const char *path);
// Number at "lec.red" style path in file name; SITU_E_NOT_FOUND / SITU_E_FORMAT with line and column.
situ_status situ_rules_number(double *out, const situ_rules *rules, const char *name, const char *path,
                              situ_error *err) SITU_MUST_CHECK;
const char *situ_rules_text(const situ_rules *rules, const char *name, const char *path, const char *fallback);
const char *situ_rules_hash(const situ_rules *rules, const char *name); // SHA-256 of the file, "" = absent

#endif
