// SPDX-License-Identifier: MIT
// Ledgers whose newest date is too old at the date of the data, by table and by reporting unit.

#include <stdio.h>

#include "analysis/checking.h"
#include "bundle/schema.h"

static const char *const inputs[] = {NULL};
// Dates that tell when a row was last looked after; `updated` is in every table.
static const char *const columns[] = {"updated", "counted", "inspected", "found", "closed", "reported", "checked", "drilled", NULL};

typedef struct newest { long day; const char *iso; size_t row; } newest;

static void look(newest *n, const situ_table *t, size_t row)
{
    long day;
    for (size_t i = 0; columns[i]; i++) {
        const char *iso = situ_table_text(t, row, situ_table_find(t, columns[i]));
        if (situ_check_day(iso, &day) && (!n->iso || day > n->day))
            *n = (newest){day, iso, row};
    }
}

static situ_status tell(situ_check_call *call, const situ_table *t, const char *unit, const newest *n, long today, double days, situ_error *err)
{
    const situ_schema *schema = situ_schema_find(t->name);
    const char *label = schema ? schema->label : t->name;
    // Dates behind that of the data are faults of the clock, not of the ledger.
    if ((double)(today - n->day) <= days)
        return SITU_OK;
    if (unit)
        return situ_check_tell(call, t, n->row, "updated", n->iso, _("have the ledger brought up to date and import it again"), err,
                               _("ledger %s of %s: the newest date is %s, %ld days ago (at most %g)"), label, unit, n->iso, today - n->day, days);
    return situ_check_tell(call, t, n->row, "updated", n->iso, _("have the ledger brought up to date and import it again"), err,
                           _("ledger %s: the newest date is %s, %ld days ago (at most %g)"), label, n->iso, today - n->day, days);
}

static situ_status by_unit(situ_check_call *call, const situ_table *t, long today, double days, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map *units = situ_map_new();
    newest *all = situ_arena_alloc(arena, (t->row_count + 1) * sizeof *all);
    int column = situ_table_find(t, "src_unit");
    SITU_TRY_ALLOC(units);
    SITU_TRY_ALLOC(all);
    for (size_t row = 0; row < t->row_count; row++) {
        const char *unit = situ_table_text(t, row, column);
        size_t at = situ_map_get(units, unit ? unit : "");
        if (at == SIZE_MAX) {
            at = situ_map_count(units);
            if (situ_map_set(units, unit ? unit : "", at) < 0)
                SITU_TRY(situ_fail_nomem(err));
        }
        look(&all[at], t, row);
    }
    for (size_t i = 0; i < situ_map_count(units); i++) {
        const char *unit = situ_map_key(units, i);
        if (!all[i].iso) {
            call->unknown++;
            continue;
        }
        call->objects++;
        SITU_TRY(tell(call, t, *unit ? unit : NULL, &all[i], today, days, err));
    }
done:
    situ_map_free(units);
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *tables = situ_yaml_get(situ_rules_file(call->rules, "check"), "stale_days");
    situ_arena *arena = situ_arena_new();
    long today;
    SITU_TRY_ALLOC(arena);
    if (!situ_check_today(call, &today))
        goto done;
    for (size_t i = 0; tables && i < tables->count; i++) {
        const situ_table *t = situ_check_table(call, tables->keys[i]);
        double days;
        if (!t || !situ_parse_double(tables->items[i]->text, &days))
            continue;
        SITU_TRY(by_unit(call, t, today, days, arena, err));
    }
done:
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_ledger_stale = {
    .name = "ledger_stale",
    .label = "台账久未更新",
    .summary = N_("ledgers that were not brought up to date for long"),
    .basis = "隐患每月,物资每季,责任人每半年,其余每年(check.yaml)",
    .rank = 75,
    .inputs = inputs,
    .run = run,
};
