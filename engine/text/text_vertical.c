// SPDX-License-Identifier: MIT
// Vertical writing as cells from top to bottom.

#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "text/text_internal.h"

#define EM_ASCENT 0.88    // CJK em box above the baseline
#define NARROW_CELL 0.86  // height of a cell with a letter or digit
#define NARROW_BASE 0.80  // its baseline: capitals and digits are 0.73 em high
#define BLANK_CELL 0.5

static bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

// A run of exactly two digits (月日, 12号) shares a cell; longer numbers stand one below the other.
static bool digit_pair(const char *p, const char *end, bool digit_before)
{
    return !digit_before && end - p >= 2 && is_digit((unsigned char)p[0]) && is_digit((unsigned char)p[1]) &&
           (end - p == 2 || !is_digit((unsigned char)p[2]));
}

static situ_status place_cell(situ_text *text, situ_font font, situ_text_cell *cell, bool wide, double *y,
                              double *width, situ_error *err)
{
    situ_extents extents;
    situ_status status = situ_text_measure(text, font, 1.0, cell->utf8, &extents, err);
    if (status != SITU_OK)
        return status;
    cell->squeeze = extents.width > 1.0 ? 1.0 / extents.width : 1.0;
    cell->dx = -extents.width * cell->squeeze / 2;
    cell->dy = *y + (wide ? EM_ASCENT : NARROW_BASE);
    *y += wide ? 1.0 : NARROW_CELL;
    if (extents.width * cell->squeeze > *width)
        *width = extents.width * cell->squeeze;
    return SITU_OK;
}

situ_status situ_text_cells(situ_text *text, situ_font font, const char *utf8, situ_text_cell **cells,
                            size_t *count, double *width, double *height, situ_error *err)
{
    situ_status status;
    char *clean = NULL;
    situ_text_cell *list = NULL;
    size_t used = 0, capacity = 0;
    double y = 0, w = 0;
    bool digit_before = false;
    SITU_TRY(situ_text_clean(utf8, &clean, err));
    const char *p = clean, *end = clean + strlen(clean);
    while (p < end) {
        if (*p == ' ') {
            y += BLANK_CELL;
            digit_before = false;
            p++;
            continue;
        }
        SITU_TRY(situ_grow(&list, &capacity, used + 1, sizeof *list, err));
        situ_text_cell *cell = &list[used];
        *cell = (situ_text_cell){.squeeze = 1};
        bool pair = digit_pair(p, end, digit_before), wide = false;
        const char *start = p;
        uint32_t c = situ_utf8_next(&p, end);
        digit_before = is_digit(c);
        if (pair)
            p++;
        else
            wide = situ_utf8_is_wide(c) || (c >= 0x2010 && c <= 0x2E7F) || c >= 0x2E80;
        memcpy(cell->utf8, start, (size_t)(p - start));
        SITU_TRY(place_cell(text, font, cell, wide, &y, &w, err));
        used++;
    }
    *cells = list;
    *count = used;
    *width = w > 1.0 || used == 0 ? w : 1.0;
    *height = y;
    list = NULL;
    status = SITU_OK;
done:
    situ_free(list);
    situ_free(clean);
    return status;
}

situ_status situ_text_measure_vertical(situ_text *text, situ_font font, double size, const char *utf8,
                                       double *width, double *height, situ_error *err)
{
    situ_text_cell *cells = NULL;
    size_t count;
    *width = *height = 0;
    situ_status status = situ_text_cells(text, font, utf8, &cells, &count, width, height, err);
    situ_free(cells);
    *width *= size;
    *height *= size;
    return status;
}
