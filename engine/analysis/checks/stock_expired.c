// SPDX-License-Identifier: MIT
// Goods past their date, about to be, or scrapped but still counted as usable.

#include <stdio.h>

#include "analysis/checking.h"

static const char *const inputs[] = {"stock", NULL};

// "县中心库 救生衣"; a depot that is not known is left out.
static const char *title_of(const situ_table *t, size_t row, char out[256])
{
    const char *depot = situ_check_text(t, row, "depot");
    snprintf(out, 256, "%.120s%s%.120s", depot ? depot : "", depot ? " " : "", situ_check_name(t, row));
    return out;
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "stock");
    const char *usable = situ_rules_text(call->rules, "check", "stock.usable", "可用"), *scrapped = situ_rules_text(call->rules, "check", "stock.scrapped", "报废");
    char title[256];
    double soon;
    long today = 0, expire;
    bool dated = situ_check_today(call, &today);
    size_t late = 0, near = 0, waste = 0;
    SITU_TRY(situ_check_rule(&soon, call, "stock.soon_days", err));
    for (size_t row = 0; row < t->row_count; row++) {
        const char *end = situ_table_text(t, row, situ_table_find(t, "expire")), *state = situ_table_text(t, row, situ_table_find(t, "state"));
        double qty = situ_table_real(t, row, situ_table_find(t, "qty"));
        bool has_date = situ_check_day(end, &expire), is_waste = situ_streq(state, scrapped);
        if (!has_date && !state) {
            call->unknown++;
            continue;
        }
        call->objects++;
        if (is_waste && qty > 0) {
            waste++;
            SITU_TRY(situ_check_tell(call, t, row, "state", state, _("book it out, or correct its state"), err, _("%s is scrapped, but still counted in stock"), title_of(t, row, title)));
        }
        if (!has_date || !dated || is_waste || qty == 0)
            continue;
        if (expire < today) {
            late++;
            SITU_TRY(situ_check_tell(call, t, row, "expire", end, _("replace it and book the old goods out"), err,
                                     situ_streq(state, usable) ? _("%s expired on %s, but its state says usable") : _("%s expired on %s"), title_of(t, row, title), end));
        } else if ((double)(expire - today) <= soon) {
            near++;
            SITU_TRY(situ_check_tell(call, t, row, "expire", end, _("order its replacement"), err, _("%s expires on %s, in %ld days"), title_of(t, row, title), end, expire - today));
        }
    }
    if (dated)
        situ_check_note(call, _("expired: %zu; within %g days: %zu; scrapped in stock: %zu; no date and no state: %zu"), late, soon, near, waste, call->unknown);
done:
    return status;
}

const situ_check situ_check_stock_expired = {
    .name = "stock_expired",
    .label = "物资过期报废",
    .summary = N_("goods that have expired, will soon, or are scrapped and still counted"),
    .basis = "有效期早于数据截止日;90天内到期提醒;报废的不计可用",
    .rank = 52,
    .inputs = inputs,
    .run = run,
};
