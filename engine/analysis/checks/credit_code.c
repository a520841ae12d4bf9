// SPDX-License-Identifier: MIT
// Credit codes that cannot be right: 18 signs of which the last checks the others (GB 32100-2015).

#include <string.h>

#include "analysis/checking.h"

static const char *const inputs[] = {"risk_point", NULL};
static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY"; // no I, O, S, V, Z
enum { LENGTH = 18, MODULUS = 31 };

// The check sign of the first 17: sum of value x 3^i, to 31. 0 when a sign does not belong.
static char check_sign(const char *code)
{
    int sum = 0, weight = 1;
    for (int i = 0; i < LENGTH - 1; i++) {
        const char *at = strchr(signs, code[i]);
        if (!at || !code[i])
            return '\0';
        sum = (sum + (int)(at - signs) * weight) % MODULUS;
        weight = weight * 3 % MODULUS;
    }
    return signs[(MODULUS - sum) % MODULUS];
}

static situ_status run(situ_check_call *call, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_check_table(call, "risk_point");
    situ_arena *arena = situ_arena_new();
    SITU_TRY_ALLOC(arena);
    for (size_t row = 0; row < t->row_count; row++) {
        const char *code = situ_check_text(t, row, "credit_code");
        if (!code) {
            call->unknown++;
            continue;
        }
        char *key = situ_check_key(arena, code);
        SITU_TRY_ALLOC(key);
        for (char *c = key; *c; c++)
            *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
        call->objects++;
        if (strlen(key) != LENGTH)
            SITU_TRY(situ_check_tell(call, t, row, "credit_code", code, _("copy the 18 signs of the business licence"), err, _("%s: the credit code %s has %zu signs, not 18"),
                                     situ_check_name(t, row), code, strlen(key)));
        else if (check_sign(key) != key[LENGTH - 1])
            SITU_TRY(situ_check_tell(call, t, row, "credit_code", code, _("copy the 18 signs of the business licence"), err, _("%s: a sign of the credit code %s is wrong (its check sign does not fit)"),
                                     situ_check_name(t, row), code));
    }
done:
    situ_arena_free(arena);
    return status;
}

const situ_check situ_check_credit_code = {
    .name = "credit_code",
    .label = "信用代码有误",
    .summary = N_("credit codes with a wrong length or check sign"),
    .basis = "GB 32100-2015:18位,末位为校验码",
    .rank = 74,
    .inputs = inputs,
    .run = run,
};
