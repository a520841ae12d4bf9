// SPDX-License-Identifier: MIT
#include "layout/part.h"

#include <string.h>

const char *situ_part_word(const situ_part_input *in, const char *name, const char *fallback)
{
    for (const char *const *w = in->words; w && w[0]; w += 2)
        if (strcmp(w[0], name) == 0)
            return w[1] && *w[1] ? w[1] : fallback;
    return fallback;
}
