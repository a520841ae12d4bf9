// SPDX-License-Identifier: MIT
// F13, second coverage: cov2 = objects inspected in their window and without a hazard past its date /
// objects. A date of the ledger of hazards is an inspection too.

#include "analysis/coverage.h"

static const char *const inputs[] = {"risk_point", "hazard", NULL};
static const char *const analyses[] = {"grade", NULL};

static situ_status look(size_t *covered, situ_check_call *call, const situ_inspections *i, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = i->points;
    int level = situ_check_level(t, row);
    const char *name = situ_check_name(t, row), *word = situ_level_word(call->rules, level);
    situ_inspected state;
    size_t overdue;
    long days;
    SITU_TRY(situ_inspections_of(&state, &overdue, &days, i, row, err));
    call->unknown += state == SITU_INSPECTED_NO_LEVEL;
    call->objects += state > SITU_INSPECTED_NO_LEVEL;
    *covered += state == SITU_INSPECTED_COVERED;
    if (state == SITU_INSPECTED_OVERDUE)
        status = situ_check_tell(call, t, row, "inspected", NULL, _("have the hazard corrected"), err, _("%s (%s): %zu hazards past their date"), name, word, overdue);
    else if (state == SITU_INSPECTED_NEVER)
        status = situ_check_tell(call, t, row, "inspected", NULL, _("fill in the date of the last inspection"), err, _("%s (%s): no inspection is on record"), name, word);
    else if (state == SITU_INSPECTED_LATE)
        status = situ_check_tell(call, t, row, "inspected", NULL, _("inspect it, and fill in the date"), err, _("%s (%s): last inspected %ld days ago, at most %g"), name, word,
                                 days, i->window[level]);
done:
    return status;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *points = situ_check_points(call);
    situ_inspections i = {0};
    situ_arena *arena = situ_arena_new();
    size_t covered = 0;
    long today;
    SITU_TRY_ALLOC(arena);
    if (!situ_check_today(call, &today))
        goto done;
    SITU_TRY(situ_inspections_new(&i, call->rules, points, situ_check_table(call, "hazard"), today, arena, err));
    if (!i.any_date) {
        call->unknown = points->row_count;
        situ_check_note(call, "%s", _("no point has a date of inspection, and there is no ledger of hazards"));
        goto done;
    }
    for (size_t row = 0; row < points->row_count; row++)
        SITU_TRY(look(&covered, call, &i, row, err));
    if (call->objects)
        situ_check_note(call, _("covered: %zu of %zu (%.1f %%); without level: %zu"), covered, call->objects, 100.0 * (double)covered / (double)call->objects, call->unknown);
done:
    situ_inspections_free(&i);
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_coverage_inspection = {
    .name = "coverage_inspection",
    .label = "排查治理全覆盖",
    .summary = N_("points not inspected in their window, or with hazards past their date"),
    .basis = "F13 cov2:红30天、橙90天、黄180天、蓝365天内检查且无逾期隐患",
    .rank = 32,
    .inputs = inputs,
    .analyses = analyses,
    .run = run,
};
