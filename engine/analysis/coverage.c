// SPDX-License-Identifier: MIT

#include "analysis/coverage.h"

#include <string.h>

#include "analysis/levels.h"
#include "analysis/rows.h"
#include "base/alloc.h"

// --- lists of yes-or-no columns ---

const situ_tick situ_ticks_five_have[] = {
    {"has_org", "有机构"}, {"has_people", "有人员"}, {"has_means", "有条件"}, {"has_ability", "有能力"}, {"has_rules", "有规则"}, {NULL, NULL},
};
const situ_tick situ_ticks_five_done[] = {
    {"post_ok", "应急岗位设置"}, {"duty_ok", "安全职责落实"}, {"search_ok", "风险隐患排查"}, {"dispatch_ok", "应急调度"}, {"supervise_ok", "考核督查"}, {NULL, NULL},
};
const situ_tick situ_ticks_team[] = {
    {"led_ok", "直接领导"}, {"built_ok", "直接建立"}, {"managed_ok", "直接管理"}, {"has_staff", "专职人员"}, {"has_office", "办公场所"}, {"has_store", "营房仓库"},
    {"has_ground", "训练场地"}, {"has_gear", "专业装备"}, {"has_uniform", "统一服装"}, {"has_rules", "管理制度"}, {"has_log", "训练日志"}, {"has_recruit", "招录标准"},
    {"has_insurance", "意外保险"}, {NULL, NULL},
};

situ_ticked situ_ticks_of(const situ_table *t, size_t row, const situ_tick *list, situ_str *missing)
{
    situ_ticked out = {0};
    if (missing)
        situ_str_clear(missing);
    for (; list[out.count].column; out.count++) {
        int value = situ_check_bool(t, row, list[out.count].column);
        out.yes += value == 1;
        out.blank += value < 0;
        if (value != 1 && missing) // blank is not no, but it is not yes either
            situ_str_addf(missing, value < 0 ? _("%s%s (not filled in)") : "%s%s", missing->length ? "、" : "", list[out.count].word);
    }
    return out;
}

situ_status situ_ticks_check(size_t *complete, situ_check_call *call, const situ_table *t, const situ_tick *list, situ_ticks_say *say, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str missing;
    situ_str_init(&missing);
    *complete = 0;
    for (size_t row = 0; row < t->row_count; row++) {
        situ_ticked ticked = situ_ticks_of(t, row, list, &missing);
        if (ticked.blank == ticked.count) { // the row tells of other things
            call->unknown++;
            continue;
        }
        call->objects++;
        *complete += ticked.yes == ticked.count;
        if (ticked.yes == ticked.count)
            continue;
        SITU_TRY_ALLOC(situ_str_ok(&missing) ? missing.data : NULL);
        SITU_TRY(say(call, t, row, ticked, missing.data, err));
    }
done:
    situ_str_free(&missing);
    return status;
}

// --- inspections ---

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

// The higher the risk the shorter the time between two inspections.
static situ_status check_windows(const double window[5], const situ_rules *rules, situ_error *err)
{
    const situ_yaml_node *days = situ_yaml_get(situ_rules_file(rules, "check"), "inspect_days");
    for (int level = 1; level <= 4; level++) {
        const situ_yaml_node *node = situ_yaml_get(days, situ_level_key(level));
        if (!(window[level] > 0))
            return situ_yaml_fail(err, situ_rules_path(rules, "check"), node ? node : days, _("write a number of days above 0"),
                                  _("inspect_days: %s is %g days"), situ_level_key(level), window[level]);
        if (level > 1 && window[level] < window[level - 1])
            return situ_yaml_fail(err, situ_rules_path(rules, "check"), node ? node : days, _("let the days rise from red to blue"),
                                  _("inspect_days must rise from red to blue, but %s has %g days and %s %g"), situ_level_key(level - 1), window[level - 1],
                                  situ_level_key(level), window[level]);
    }
    return SITU_OK;
}

situ_status situ_inspections_new(situ_inspections *out, const situ_rules *rules, const situ_table *points, const situ_table *hazards, long today,
                                 situ_arena *arena, situ_error *err)
{
    static const char *const paths[] = {NULL, "inspect_days.red", "inspect_days.orange", "inspect_days.yellow", "inspect_days.blue"};
    situ_status status = SITU_OK;
    long day;
    *out = (situ_inspections){.points = points, .hazards = hazards, .arena = arena, .today = today, .closed = situ_rules_text(rules, "region", "closed", "销号")};
    for (int level = 1; level <= 4; level++)
        SITU_TRY(situ_rules_number(&out->window[level], rules, "check", paths[level], err));
    SITU_TRY(check_windows(out->window, rules, err));
    for (size_t row = 0; row < points->row_count && !out->any_date; row++)
        out->any_date = newest(points, row, &day);
    out->any_date = out->any_date || hazards;
    if (hazards)
        SITU_TRY(situ_check_index_new(&out->found, hazards, "object", false, arena, err));
done:
    return status;
}

void situ_inspections_free(situ_inspections *i)
{
    situ_check_index_free(&i->found);
}

bool situ_hazard_is_done(const situ_table *t, size_t row)
{
    const char *state = situ_rows_text(t, row, "state");
    return situ_streq(state, "销号") || situ_streq(state, "验收") || situ_check_text(t, row, "closed");
}

bool situ_hazard_is_major(const situ_table *t, size_t row)
{
    return situ_streq(situ_rows_text(t, row, "grade"), "重大");
}

static bool is_overdue(const situ_inspections *i, size_t row)
{
    long due;
    return !situ_hazard_is_done(i->hazards, row) && situ_check_day_of(i->hazards, row, "due", &due) && due < i->today;
}

situ_status situ_inspections_of(situ_inspected *out, size_t *overdue, long *days, const situ_inspections *i, size_t point, situ_error *err)
{
    int level = situ_rows_level(i->points, point);
    long last = 0, one;
    bool has = newest(i->points, point, &last);
    *overdue = 0;
    *days = 0;
    *out = SITU_INSPECTED_CLOSED;
    if (situ_streq(situ_rows_text(i->points, point, "status"), i->closed))
        return SITU_OK;
    *out = SITU_INSPECTED_NO_LEVEL;
    if (level == 0)
        return SITU_OK;
    if (i->hazards) {
        const char *name = situ_check_key(i->arena, situ_check_name(i->points, point)), *id = situ_check_key(i->arena, situ_rows_text(i->points, point, "id"));
        const char *keys[2] = {name, id};
        if (!name || !id)
            return situ_fail_nomem(err);
        for (int k = 0; k < 1 + (strcmp(name, id) != 0); k++)
            for (size_t e = situ_check_index_find(&i->found, keys[k]); e != SIZE_MAX; e = i->found.next[e]) {
                *overdue += is_overdue(i, i->found.row[e]);
                if (newest(i->hazards, i->found.row[e], &one) && (!has || one > last)) {
                    last = one;
                    has = true;
                }
            }
    }
    *days = i->today - last;
    *out = *overdue ? SITU_INSPECTED_OVERDUE : !has ? SITU_INSPECTED_NEVER : (double)*days > i->window[level] ? SITU_INSPECTED_LATE : SITU_INSPECTED_COVERED;
    return SITU_OK;
}

// --- hazards ---

void situ_rates_add(situ_rates *r, const situ_table *t, size_t row, bool dated, long today)
{
    bool done = situ_hazard_is_done(t, row);
    long due, closed;
    r->all++;
    r->closed += done;
    if (!dated || !situ_check_day_of(t, row, "due", &due) || due >= today)
        return;
    r->due++;
    r->in_time += done && (!situ_check_day_of(t, row, "closed", &closed) || closed <= due);
}

// --- plans ---

situ_status situ_plans_new(situ_plans *out, const situ_table *plans, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    *out = (situ_plans){.plans = plans, .arena = arena};
    if (!plans)
        return SITU_OK;
    out->names = situ_arena_alloc(arena, (plans->row_count + 1) * sizeof *out->names);
    SITU_TRY_ALLOC(out->names);
    for (size_t row = 0; row < plans->row_count; row++) {
        out->names[row] = situ_check_key(arena, situ_rows_text(plans, row, "name"));
        SITU_TRY_ALLOC(out->names[row]);
    }
    SITU_TRY(situ_check_index_new(&out->object, plans, "object", true, arena, err));
done:
    return status;
}

void situ_plans_free(situ_plans *p)
{
    situ_check_index_free(&p->object);
}

// "青龙采石场现场处置方案" is the plan of 青龙采石场.
static bool named(const situ_plans *p, const char *point)
{
    for (size_t row = 0; p->plans && strlen(point) >= 6 && row < p->plans->row_count; row++)
        if (strstr(p->names[row], point))
            return true;
    return false;
}

situ_status situ_plans_has(bool *has, const situ_plans *p, const situ_table *points, size_t row, situ_error *err)
{
    *has = situ_check_text(points, row, "plan_doc") != NULL;
    if (*has || !p->plans)
        return SITU_OK;
    char *name = situ_check_key(p->arena, situ_check_name(points, row)), *id = situ_check_key(p->arena, situ_rows_text(points, row, "id"));
    if (!name || !id)
        return situ_fail_nomem(err);
    *has = situ_check_index_find(&p->object, name) != SIZE_MAX || situ_check_index_find(&p->object, id) != SIZE_MAX || named(p, name);
    return SITU_OK;
}

bool situ_column_filled(const situ_table *t, const char *column)
{
    for (size_t row = 0; row < t->row_count; row++)
        if (situ_check_text(t, row, column))
            return true;
    return false;
}
