// SPDX-License-Identifier: MIT
// Unified social credit codes (GB 32100-2015) and cells whose digits a spreadsheet has rounded.
#include <string.h>

#include "base/utf8.h"
#include "ledger/clean.h"

static const char signs[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

bool situ_credit_code_valid(const char *code)
{
    int sum = 0, weight = 1;
    if (strlen(code) != 18)
        return false;
    for (int i = 0; i < 18; i++) {
        const char *at = strchr(signs, code[i]);
        if (!at)
            return false;
        int value = (int)(at - signs);
        if (i == 17)
            return value == (31 - sum % 31) % 31;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    return false;
}

bool situ_clean_credit_code(const char *text, char code[19], bool *repaired)
{
    size_t n = 0;
    bool changed = false;
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        uint32_t raw = situ_utf8_next(&p, end), c = situ_clean_fold_char(raw);
        if (c == 0 || c == ' ' || c == '-') {
            changed = true;
            continue;
        }
        if (c >= 0x80 || n == 18)
            return false;
        if (c >= 'a' && c <= 'z')
            c -= 'a' - 'A';
        changed = changed || c != raw;
        code[n++] = (char)c;
    }
    code[n] = 0;
    *repaired = changed;
    if (situ_credit_code_valid(code))
        return true;
    // The standard has neither O nor I nor Z nor S: they stand for 0, 1, 2 and 5 when the check digit agrees.
    for (size_t i = 0; i < n; i++)
        code[i] = code[i] == 'O' ? '0' : code[i] == 'I' ? '1' : code[i] == 'Z' ? '2' : code[i] == 'S' ? '5' : code[i];
    *repaired = true;
    return situ_credit_code_valid(code);
}

bool situ_text_is_rounded(const char *text)
{
    const char *p = text;
    int exponent = 0;
    if (*p < '1' || *p > '9' || (p[1] != '.' && p[1] != 'E' && p[1] != 'e'))
        return false;
    for (p += p[1] == '.' ? 2 : 1; *p >= '0' && *p <= '9'; p++)
        continue;
    if ((*p != 'E' && *p != 'e') || p[1] != '+')
        return false;
    for (p += 2; *p >= '0' && *p <= '9' && exponent < 1000; p++)
        exponent = exponent * 10 + (*p - '0');
    return *p == 0 && exponent >= 9;
}
