// SPDX-License-Identifier: MIT
#ifndef SITU_GRAPH_ORG_SHEET_H
#define SITU_GRAPH_ORG_SHEET_H

// The organisation as the table org_node (sheet 组织机构) holds it, checked and linked.

#include "base/report.h"
#include "bundle/table.h"

typedef struct situ_org_unit {
    size_t row; // of the table
    int64_t sort;
    const char *name, *type, *rel, *head, *post, *deputy, *phone; // "" = none
    int parent; // index, -1 = top
    int group;  // equal for units of the same type and relation
    int style;  // of the line to the parent: 0 领导, 牵头 and the like, 1 指导, 2 配合
    int depth;
    bool vacant, leaf;
} situ_org_unit;

typedef struct situ_org_sheet { situ_org_unit *units; int count; } situ_org_sheet;

// Units in the order of `sort` when every row has one, else of the sheet. A unit whose upper unit is not
// in the sheet hangs under the first top unit and is told; so are vacancies, missing phones and nameless
// rows. Fails with file, sheet, row, cause and cure when the chart runs in a circle; SITU_E_NOT_FOUND when
// there are no units. Texts belong to the table, the rest to arena. report may be NULL.
situ_status situ_org_sheet_read(situ_org_sheet *out, const situ_table *table, situ_report *report, situ_arena *arena,
                                situ_error *err) SITU_MUST_CHECK;

#endif
