// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_RULES_H
#define SITU_LEDGER_RULES_H

// Every rule that the import may name in a finding, declared once: the dirt catalogue (domain.md B5).

#include <stdbool.h>

#include "base/report.h"

typedef enum situ_rule_kind {
    SITU_RULE_REPAIR,   // read otherwise than written, with certainty or likely
    SITU_RULE_DOUBT,    // kept, to be looked at; or a value left empty
    SITU_RULE_REJECT,   // the row cannot be used
    SITU_RULE_TOLD,     // rows that are no data, choices made for the file
} situ_rule_kind;

typedef struct situ_cleaning_rule {
    const char *id;      // "SWAPPED_LONLAT"
    situ_rule_kind kind;
    const char *label;   // Chinese, for reports: "经纬度写反"
    const char *example; // Chinese: "经度 30.93、纬度 108.70"
    const char *does;    // Chinese: what is done
    bool likely;         // a repair that rests on a likely reading: to be looked at
} situ_cleaning_rule;

extern const situ_cleaning_rule situ_cleaning_rules[]; // sorted by id, ends with id == NULL
const situ_cleaning_rule *situ_cleaning_rule_find(const char *id); // NULL when absent

#endif
