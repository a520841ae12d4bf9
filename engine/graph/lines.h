// SPDX-License-Identifier: MIT
#ifndef SITU_GRAPH_LINES_H
#define SITU_GRAPH_LINES_H

// Breaks the text of a box where it makes sense: after signs, before brackets, not inside given words,
// in lines of about equal width. Only positions: the caller measures every character.

#include <stddef.h>

enum { SITU_LINES_CHARS = 200, SITU_LINES_MOST = 8 };

// utf8 has n characters (code points) of width advance[i]. ends[k] receives the byte offset behind line k.
// No line is wider than limit; at most `most` lines. Punctuation never begins a line, opening brackets
// never end one, Latin words and numbers stay whole. keep (keep_count words) are broken only when it
// cannot be helped. Returns the number of lines, 0 when the text does not fit (or is too long).
int situ_lines_break(int ends[SITU_LINES_MOST], const char *utf8, const double *advance, int n, double limit, int most,
                     const char *const *keep, size_t keep_count);

#endif
