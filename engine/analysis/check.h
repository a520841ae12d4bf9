// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_CHECK_H
#define SITU_ANALYSIS_CHECK_H

// Checks (family engine/analysis/checks): what is inconsistent, missing or late across the ledgers. Bundle
// in, findings out; no I/O. One file a finding class.

#include "base/job.h"
#include "base/report.h"
#include "bundle/table.h"
#include "style/rules.h"

typedef struct situ_check situ_check;
typedef struct situ_check_call {
    const situ_check *check;   // the one that runs: its name is the rule of its findings
    const situ_bundle *bundle; // ledger tables by name, in metres of the zone; results as "op.output"
    const situ_rules *rules;
    const char *as_of;         // ISO; "" = unknown: nothing is late then, and that is told
    situ_report *report;
    situ_job *job;
    // Filled by run.
    size_t objects;            // how many objects were looked at
    size_t unknown;            // and how many more could not be judged, because the ledger does not say
    char note[320];            // the figure of the check, or why nothing could be judged; "" = none
} situ_check_call;

struct situ_check {
    const char *name;    // file name
    const char *label;   // Chinese, at most 15 signs: the report's sheet
    const char *summary; // English msgid
    const char *basis;   // Chinese: which document or formula asks for it
    int rank;            // place in lists: risk 20, hazards 30, persons 40, resources 50, organisation 60, data 70
    const char *const *inputs;   // tables it needs, NULL-terminated; without the first there is nothing to check; empty = always
    // Ops whose results it reads, NULL-terminated; may be NULL. "reach targets=risk_point areas=no": with
    // parameters and inputs as `situ analyze` has them. A result that cannot be made is absent.
    const char *const *analyses;
    situ_status (*run)(situ_check_call *call, situ_error *err);
};
extern const situ_check *const situ_check_registry[]; // generated, sorted by name

#endif
