// SPDX-License-Identifier: MIT
#include "serve/json.h"

#include <math.h>

void situ_json_text(situ_str *out, const char *text)
{
    situ_str_add_n(out, "\"", 1);
    for (const char *p = text ? text : ""; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\')
            situ_str_addf(out, "\\%c", c);
        else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x7f)
            situ_str_addf(out, "\\u%04x", c);
        else
            situ_str_add_n(out, p, 1);
    }
    situ_str_add_n(out, "\"", 1);
}

void situ_json_number(situ_str *out, double value)
{
    char text[32];
    if (!isfinite(value)) {
        situ_str_add(out, "null");
        return;
    }
    situ_format_double(value, text);
    situ_str_add(out, text);
}

void situ_json_comma(situ_str *out, bool *first)
{
    if (!*first)
        situ_str_add_n(out, ",", 1);
    *first = false;
}

void situ_json_key(situ_str *out, bool *first, const char *key)
{
    situ_json_comma(out, first);
    situ_json_text(out, key);
    situ_str_add_n(out, ":", 1);
}
