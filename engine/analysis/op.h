// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_OP_H
#define SITU_ANALYSIS_OP_H

// An analysis: bundle in, bundle out, no I/O. One file each in analysis/ops/ (a family).

#include "base/job.h"
#include "base/log.h"
#include "base/props.h"
#include "base/report.h"
#include "bundle/table.h"
#include "style/rules.h"

typedef enum situ_port_kind { SITU_PORT_TABLE, SITU_PORT_GRID } situ_port_kind;
typedef struct situ_port {
    const char *role;    // name of the input in `in:` of a map spec; NULL ends the list
    situ_port_kind kind;
    const char *table;   // default table or grid of the store
    const char *const *columns; // needed columns, NULL-terminated; may be NULL
    bool optional;
    const char *help;    // English msgid
} situ_port;

// What an op sees: inputs by role, already in `epsg` (metres).
typedef struct situ_op_input {
    const situ_bundle *bundle; // tables and grids named by ROLE
    int epsg;
    const situ_rules *rules;
    situ_log log;
    const char *as_of;  // day of the data, ISO; NULL or "" = not known. Only ops that are `dated` may read it
    const char *county; // the county's own name, to tell neighbours' depots and teams from its own; may be NULL
} situ_op_input;

typedef struct situ_op {
    const char *name;    // = file name
    int version;         // part of the key of stored results
    const char *summary; // English msgid
    const situ_port *inputs;
    const situ_port *outputs; // role = name of the table or grid in the result, stored as derived_<op>_<role>
    size_t params_size;
    const situ_prop *props;
    const char *const *rule_files; // rules/<name>.yaml it reads, NULL-terminated: part of the key
    bool dated;          // the result depends on as_of: part of the key
    // out: an empty bundle to fill with the tables of outputs. report may receive findings.
    situ_status (*run)(situ_bundle *out, const situ_op_input *in, const void *params,
                       situ_report *report, situ_job *job, situ_error *err);
} situ_op;

extern const situ_op *const situ_op_registry[]; // sorted by name, NULL-terminated (generated)
const situ_op *situ_op_find(const char *name);
// Table or grid of a role, NULL when an optional one was not given.
const situ_table *situ_op_table(const situ_op_input *in, const char *role);
const situ_grid *situ_op_grid(const situ_op_input *in, const char *role);
// Every op begins with it: needed inputs, their columns and the rules files are there, or a message
// that says which is not.
situ_status situ_op_check(const situ_op *op, const situ_op_input *in, situ_error *err) SITU_MUST_CHECK;

#endif
