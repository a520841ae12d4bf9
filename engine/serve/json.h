// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_JSON_H
#define SITU_SERVE_JSON_H

#include "base/str.h"

// Appends text as a JSON string; '<', '>' and '&' are escaped too, so that it may stand in a page.
void situ_json_text(situ_str *out, const char *text);
void situ_json_number(situ_str *out, double value); // null when not finite
// Appends `"key":` with a comma in front unless *first; clears *first.
void situ_json_key(situ_str *out, bool *first, const char *key);
void situ_json_comma(situ_str *out, bool *first);

#endif
