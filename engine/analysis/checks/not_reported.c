// SPDX-License-Identifier: MIT
// 未报 and 零报告 kept apart: units that have not reported, rows missing from their unit's last full
// report, and zero reports beside rows that say otherwise.

#include <string.h>

#include "analysis/checking.h"
#include "bundle/schema.h"

static const char *const inputs[] = {NULL};

typedef struct units {
    situ_check_call *call;
    const situ_table *submissions, *regions;
    situ_check_index by_town, points;
    situ_arena *arena;
    size_t missing, zero, rows;
} units;

static situ_status rows_of(units *u, const situ_table *t, situ_error *err)
{
    situ_status status = SITU_OK;
    int column = situ_table_find(t, "report_state");
    const situ_schema *schema = situ_schema_find(t->name);
    for (size_t row = 0; row < t->row_count; row++) {
        const char *state = situ_table_text(t, row, column);
        if (!state || !*state)
            continue;
        u->call->objects++;
        u->rows++;
        SITU_TRY(situ_check_tell(u->call, t, row, "report_state", state, _("confirm that it is struck off, or have it reported again"), err,
                                 _("%s %s: missing from its unit's last full report"), schema ? schema->label : t->name, situ_check_name(t, row)));
    }
done:
    return status;
}

static const char *cell(const situ_table *t, size_t row, const char *column)
{
    const char *text = situ_table_text(t, row, situ_table_find(t, column));
    return text ? text : "";
}

// Of the reports of a town on a ledger the newest counts: by period, by date, by the order of the list.
static bool is_newer(const situ_table *t, size_t row, size_t than)
{
    static const char *const columns[] = {"period", "reported", "updated"};
    for (size_t i = 0; i < 3; i++) {
        int order = strcmp(cell(t, row, columns[i]), cell(t, than, columns[i]));
        if (order != 0)
            return order > 0;
    }
    return row > than;
}

static situ_status newest_of(situ_map **out, const situ_table *t, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map *newest = situ_map_new();
    SITU_TRY_ALLOC(newest);
    for (size_t row = 0; row < t->row_count; row++) {
        char *key = situ_arena_printf(arena, "%s\t%s", cell(t, row, "town"), cell(t, row, "ledger"));
        SITU_TRY_ALLOC(key);
        size_t before = situ_map_get(newest, key);
        if ((before == SIZE_MAX || is_newer(t, row, before)) && situ_map_set(newest, key, row) < 0)
            SITU_TRY(situ_fail_nomem(err));
    }
    *out = newest;
    newest = NULL;
done:
    situ_map_free(newest);
    return status;
}

// A risk point of the town that its unit has not left out of its last report.
static bool has_points(const units *u, const char *key)
{
    const situ_table *t = u->points.table;
    for (size_t e = situ_check_index_find(&u->points, key); e != SIZE_MAX; e = u->points.next[e])
        if (!*cell(t, u->points.row[e], "report_state") && !situ_check_is_closed(u->call, t, u->points.row[e]))
            return true;
    return false;
}

static situ_status look(units *u, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = u->submissions;
    const char *state = cell(t, row, "status"), *town = cell(t, row, "town"), *ledger = cell(t, row, "ledger");
    u->call->objects++;
    if (strcmp(state, "未报") == 0 || strcmp(state, "退回") == 0) {
        u->missing++;
        SITU_TRY(situ_check_tell(u->call, t, row, "status", state, _("have it reported; until then nothing is known of it"), err, "%s %s: %s", town, ledger, state));
    } else if (strcmp(state, "零报告") == 0) {
        u->zero++;
        // A zero report of risk points beside risk points of the same town.
        char *key = situ_check_key(u->arena, town);
        SITU_TRY_ALLOC(key);
        if ((!*ledger || strstr(ledger, "风险")) && has_points(u, key))
            SITU_TRY(situ_check_tell(u->call, t, row, "status", state, _("ask the unit which of the two holds"), err, _("%s reports none, but risk points of it are listed"), town));
    }
done:
    return status;
}

static situ_status submissions_of(units *u, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *points = situ_check_table(u->call, "risk_point");
    situ_map *newest = NULL;
    if (points)
        SITU_TRY(situ_check_index_new(&u->points, points, "town", false, u->arena, err));
    SITU_TRY(newest_of(&newest, u->submissions, u->arena, err));
    for (size_t i = 0; i < situ_map_count(newest); i++)
        SITU_TRY(look(u, situ_map_value(newest, i), err));
done:
    situ_map_free(newest);
    return status;
}

// Towns that the ledger of submissions does not even name.
static situ_status unnamed_towns(units *u, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = u->regions;
    SITU_TRY(situ_check_index_new(&u->by_town, u->submissions, "town", false, u->arena, err));
    for (size_t row = 0; row < t->row_count; row++) {
        if (!situ_streq(situ_table_text(t, row, situ_table_find(t, "level")), "乡镇"))
            continue;
        char *key = situ_check_key(u->arena, situ_check_name(t, row));
        SITU_TRY_ALLOC(key);
        if (situ_check_index_find(&u->by_town, key) != SIZE_MAX)
            continue;
        u->call->objects++;
        u->missing++;
        SITU_TRY(situ_check_tell(u->call, t, row, "name", NULL, _("add a row for it: 已报, 零报告 or 未报"), err, _("%s is not in the list of reports"), situ_check_name(t, row)));
    }
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    units u = {.call = call, .submissions = situ_check_table(call, "submission"), .regions = situ_check_table(call, "region"), .arena = situ_arena_new()};
    SITU_TRY_ALLOC(u.arena);
    for (size_t i = 0; i < call->bundle->table_count; i++)
        if (situ_schema_find(call->bundle->tables[i]->name))
            SITU_TRY(rows_of(&u, call->bundle->tables[i], err));
    if (u.submissions)
        SITU_TRY(submissions_of(&u, err));
    if (u.submissions && u.regions)
        SITU_TRY(unnamed_towns(&u, err));
    situ_check_note(call, _("not reported: %zu units; zero reports: %zu; rows missing from a full report: %zu%s"), u.missing, u.zero, u.rows,
                    u.submissions ? "" : _("; there is no list of reports"));
done:
    situ_check_index_free(&u.by_town);
    situ_check_index_free(&u.points);
    situ_arena_free(u.arena);
    return status;
}

const situ_check situ_check_not_reported = {
    .name = "not_reported",
    .label = "未报与本次未报",
    .summary = N_("units that have not reported, rows missing from a full report"),
    .basis = "未报、零报告、本次未报分开",
    .rank = 70,
    .inputs = inputs,
    .run = run,
};
