// SPDX-License-Identifier: MIT
// F13, second coverage: cov2 = objects inspected in their window and without a hazard past its date /
// objects. A date of the ledger of hazards is an inspection too.

#include "analysis/checking.h"

static const char *const inputs[] = {"risk_point", "hazard", NULL};
static const char *const analyses[] = {"grade", NULL};

typedef struct cover {
    situ_check_call *call;
    const situ_table *points, *hazards;
    situ_check_index found; // hazards by object
    situ_arena *arena;
    double window[5]; // days by level
    long today;
    size_t covered;
    bool any_date;
} cover;

static bool newest(const situ_table *t, size_t row, long *day)
{
    static const char *const columns[] = {"inspected", "found", NULL};
    long one;
    bool has = false;
    for (size_t i = 0; columns[i]; i++)
        if (situ_check_day_of(t, row, columns[i], &one) && (!has || one > *day)) {
            *day = one;
            has = true;
        }
    return has;
}

static bool is_overdue(const cover *c, size_t row)
{
    const situ_table *t = c->hazards;
    const char *state = situ_table_text(t, row, situ_table_find(t, "state"));
    long due;
    return !situ_streq(state, "销号") && !situ_streq(state, "验收") && !situ_check_text(t, row, "closed") && situ_check_day_of(t, row, "due", &due) && due < c->today;
}

static situ_status look(cover *c, size_t row, situ_error *err)
{
    int level = situ_check_level(c->points, row);
    const char *name = situ_check_name(c->points, row), *word = situ_level_word(c->call->rules, level);
    long last = 0, one;
    bool has = newest(c->points, row, &last);
    size_t overdue = 0;
    if (situ_check_is_closed(c->call, c->points, row))
        return SITU_OK;
    if (level == 0) {
        c->call->unknown++; // no level, no window
        return SITU_OK;
    }
    c->call->objects++;
    if (c->hazards) {
        const char *keys[2] = {situ_check_key(c->arena, name), situ_check_key(c->arena, situ_table_text(c->points, row, situ_table_find(c->points, "id")))};
        for (int k = 0; k < 2; k++)
            for (size_t e = situ_check_index_find(&c->found, keys[k]); e != SIZE_MAX; e = c->found.next[e]) {
                overdue += is_overdue(c, c->found.row[e]);
                if (newest(c->hazards, c->found.row[e], &one) && (!has || one > last)) {
                    last = one;
                    has = true;
                }
            }
    }
    if (overdue)
        return situ_check_tell(c->call, c->points, row, "inspected", NULL, _("have the hazard corrected"), err, _("%s (%s): %zu hazards past their date"), name, word, overdue);
    if (!has)
        return situ_check_tell(c->call, c->points, row, "inspected", NULL, _("fill in the date of the last inspection"), err, _("%s (%s): no inspection is on record"), name, word);
    if ((double)(c->today - last) > c->window[level])
        return situ_check_tell(c->call, c->points, row, "inspected", NULL, _("inspect it, and fill in the date"), err, _("%s (%s): last inspected %ld days ago, at most %g"), name, word,
                               c->today - last, c->window[level]);
    c->covered++;
    return SITU_OK;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    static const char *const paths[] = {NULL, "inspect_days.red", "inspect_days.orange", "inspect_days.yellow", "inspect_days.blue"};
    situ_status status = SITU_OK;
    cover c = {.call = call, .points = situ_check_points(call), .hazards = situ_check_table(call, "hazard"), .arena = situ_arena_new()};
    long day;
    SITU_TRY_ALLOC(c.arena);
    if (!situ_check_today(call, &c.today))
        goto done;
    for (int level = 1; level <= 4; level++)
        SITU_TRY(situ_check_rule(&c.window[level], call, paths[level], err));
    for (size_t row = 0; row < c.points->row_count && !c.any_date; row++)
        c.any_date = newest(c.points, row, &day);
    if (!c.any_date && !c.hazards) {
        call->unknown = c.points->row_count;
        situ_check_note(call, "%s", _("no point has a date of inspection, and there is no ledger of hazards"));
        goto done;
    }
    if (c.hazards)
        SITU_TRY(situ_check_index_new(&c.found, c.hazards, "object", false, c.arena, err));
    for (size_t row = 0; row < c.points->row_count; row++)
        SITU_TRY(look(&c, row, err));
    if (call->objects)
        situ_check_note(call, _("covered: %zu of %zu (%.1f %%); without level: %zu"), c.covered, call->objects, 100.0 * (double)c.covered / (double)call->objects, call->unknown);
done:
    situ_check_index_free(&c.found);
    situ_arena_free(c.arena);
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
