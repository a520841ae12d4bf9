// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_CHECK_H
#define SITU_ANALYSIS_CHECK_H

// Checks (family engine/analysis/checks): what is inconsistent, missing or late across the ledgers. Bundle
// in, findings out; no I/O. One file a finding class.

#include "base/job.h"
#include "base/report.h"
#include "bundle/table.h"
#include "style/rules.h"

typedef struct situ_check_call {
    const situ_bundle *bundle; // ledger tables by name, in metres of the zone; results as "op.output"
    const situ_rules *rules;
    const char *as_of;         // ISO; "" = unknown: nothing is late then, and that is told
    situ_report *report;
    situ_job *job;
    size_t objects;            // receives how many objects were looked at
} situ_check_call;

typedef struct situ_check {
    const char *name;    // file name
    const char *label;   // Chinese, at most 15 signs: the report's sheet
    const char *summary; // English msgid
    const char *basis;   // Chinese: which document or formula asks for it
    const char *const *inputs;   // tables it needs, NULL-terminated; without the first there is nothing to check
    const char *const *analyses; // ops whose results it reads, NULL-terminated; may be NULL
    situ_status (*run)(situ_check_call *call, situ_error *err);
} situ_check;
extern const situ_check *const situ_check_registry[]; // generated, sorted by name

#endif
