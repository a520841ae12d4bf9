// SPDX-License-Identifier: MIT
// Rows that lie on the map only by their township, or not at all.

#include <stdio.h>

#include "analysis/checking.h"
#include "bundle/schema.h"

static const char *const inputs[] = {NULL};
static const char *const tables[] = {"risk_point", "hazard", "depot", "team", "shelter", "station", NULL};

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *wanted = situ_check_list(call, "unlocated", "qualities");
    size_t village = 0, town = 0, none = 0;
    for (size_t i = 0; tables[i]; i++) {
        const situ_table *t = situ_check_table(call, tables[i]);
        // A ledger of hazards is often kept without any coordinates: its objects have them.
        bool any = false;
        for (size_t row = 0; t && row < t->row_count && !any; row++)
            any = situ_table_geometry(t, row) != NULL;
        for (size_t row = 0; t && (any || i != 1) && row < t->row_count; row++) {
            const char *quality = situ_table_text(t, row, situ_table_find(t, "loc_quality"));
            if (!situ_table_geometry(t, row))
                quality = "none";
            call->objects++;
            village += situ_streq(quality, "village");
            town += situ_streq(quality, "town");
            none += situ_streq(quality, "none");
            if (!situ_check_in_list(wanted, quality))
                continue;
            SITU_TRY(situ_check_tell(call, t, row, "lonlat", NULL, _("fill in the coordinates, or the village"), err,
                                     situ_streq(quality, "town") ? _("%s: only the township is known") : _("%s: nobody says where it is; it is not on the map"), situ_check_name(t, row)));
        }
    }
    situ_check_note(call, _("placed by village: %zu, by township: %zu, not at all: %zu"), village, town, none);
done:
    return status;
}

const situ_check situ_check_unlocated = {
    .name = "unlocated",
    .label = "无坐标或只知乡镇",
    .summary = N_("rows without coordinates or village"),
    .basis = "一本账:每个对象落得到图上",
    .rank = 71,
    .inputs = inputs,
    .run = run,
};
