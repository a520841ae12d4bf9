// SPDX-License-Identifier: MIT
// 五到位 of units: posts, duties, search, dispatch, supervision (domain.md A1-8). Not 整改五到位.

#include "analysis/checking.h"

static const char *const inputs[] = {"unit_ready", NULL};
static const struct { const char *column, *word; } items[] = {
    {"post_ok", "应急岗位设置"}, {"duty_ok", "安全职责落实"}, {"search_ok", "风险隐患排查"}, {"dispatch_ok", "应急调度"}, {"supervise_ok", "考核督查"},
};
enum { ITEMS = sizeof items / sizeof *items };

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "unit_ready");
    size_t complete = 0;
    situ_str missing;
    situ_str_init(&missing);
    for (size_t row = 0; row < t->row_count; row++) {
        int yes = 0, blank = 0;
        situ_str_clear(&missing);
        for (int i = 0; i < ITEMS; i++) {
            int value = situ_check_bool(t, row, items[i].column);
            yes += value == 1;
            blank += value < 0;
            if (value != 1)
                situ_str_addf(&missing, value < 0 ? _("%s%s (not filled in)") : "%s%s", missing.length ? "、" : "", items[i].word);
        }
        if (blank == ITEMS) { // the row tells of other things
            call->unknown++;
            continue;
        }
        call->objects++;
        complete += yes == ITEMS;
        if (yes == ITEMS)
            continue;
        SITU_TRY_ALLOC(situ_str_ok(&missing) ? missing.data : NULL);
        SITU_TRY(situ_check_tell(call, t, row, "post_ok", missing.data, _("settle what is missing and fill it in"), err, _("%s: %d of the five are in place, missing: %s"),
                                 situ_check_name(t, row), yes, missing.data));
    }
    situ_check_note(call, _("all five in place: %zu of %zu units"), complete, call->objects);
done:
    situ_str_free(&missing);
    return status;
}

const situ_check situ_check_unit_five = {
    .name = "unit_five",
    .label = "单位责任五到位",
    .summary = N_("units whose posts, duties, search, dispatch or supervision are not in place"),
    .basis = "应急岗位设置、安全职责落实、风险隐患排查、应急调度、考核督查“五到位”",
    .rank = 34,
    .inputs = inputs,
    .run = run,
};
