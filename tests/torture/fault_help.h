// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_FAULT_HELP_H
#define SITU_TESTS_FAULT_HELP_H

// What the files of faults share.

#include "torture/torture.h"

// Runs for every row of the truth that a sheet shows: `s` its sheet, `r` its row, `t` what is true, `w` what
// must come out, `i` its number.
#define EACH_ROW(f)                                                                                                    \
    for (int at_ = 0, r = 0, i = 0; at_ < (f)->sheet_count; at_++, r = 0)                                              \
        for (sheet *s = &(f)->sheets[at_]; r < s->rows; r++)                                                           \
            for (expected *w = s->truth[r] >= 0 ? &(f)->want[s->truth[r]] : NULL; w; w = NULL, i++)
#define TRUE_ROW (&f->truth[s->truth[r]])

static inline cell *at(sheet *s, int row, role r)
{
    int c = column_of(s, r);
    return c < 0 ? NULL : &s->cells[row][c];
}

static inline void rename_column(file *f, role r, const char *header)
{
    sheet *s = &f->sheets[0];
    int c = column_of(s, r);
    if (c >= 0)
        put_text(&s->cells[s->header][c], header);
}

#endif
