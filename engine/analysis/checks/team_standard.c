// SPDX-License-Identifier: MIT
// F16 三直十有: score = how many of the 13, standard = all of them.

#include "analysis/checking.h"

static const char *const inputs[] = {"team", NULL};
static const struct { const char *column, *word; } items[] = {
    {"led_ok", "直接领导"}, {"built_ok", "直接建立"}, {"managed_ok", "直接管理"}, {"has_staff", "专职人员"}, {"has_office", "办公场所"}, {"has_store", "营房仓库"},
    {"has_ground", "训练场地"}, {"has_gear", "专业装备"}, {"has_uniform", "统一服装"}, {"has_rules", "管理制度"}, {"has_log", "训练日志"}, {"has_recruit", "招录标准"},
    {"has_insurance", "意外保险"},
};
enum { ITEMS = sizeof items / sizeof *items };

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "team");
    size_t standard = 0;
    situ_str missing;
    situ_str_init(&missing);
    for (size_t row = 0; row < t->row_count; row++) {
        int yes = 0, blank = 0;
        situ_str_clear(&missing);
        for (int i = 0; i < ITEMS; i++) {
            int value = situ_check_bool(t, row, items[i].column);
            yes += value == 1;
            blank += value < 0;
            if (value != 1) // blank is not no, but it is not yes either
                situ_str_addf(&missing, value < 0 ? _("%s%s (not filled in)") : "%s%s", missing.length ? "、" : "", items[i].word);
        }
        if (blank == ITEMS) {
            call->unknown++;
            continue;
        }
        call->objects++;
        standard += yes == ITEMS;
        if (yes == ITEMS)
            continue;
        SITU_TRY_ALLOC(situ_str_ok(&missing) ? missing.data : NULL);
        SITU_TRY(situ_check_tell(call, t, row, "led_ok", missing.data, _("settle what is missing and fill it in"), err, _("team %s: %d/%d, missing: %s"), situ_check_name(t, row), yes,
                                 ITEMS, missing.data));
    }
    situ_check_note(call, _("up to standard: %zu of %zu teams; nothing filled in: %zu"), standard, call->objects, call->unknown);
done:
    situ_str_free(&missing);
    return status;
}

const situ_check situ_check_team_standard = {
    .name = "team_standard",
    .label = "队伍三直十有",
    .summary = N_("rescue teams that are not up to the thirteen points of the standard"),
    .basis = "F16:直接领导、建立、管理;十有",
    .rank = 51,
    .inputs = inputs,
    .run = run,
};
