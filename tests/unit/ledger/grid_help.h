// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_GRID_HELP_H
#define SITU_TESTS_GRID_HELP_H

// Workbooks drawn as text: rows end with '\n', cells with '|'; figures become numbers.

#include "unit/ledger/import_help.h"

static inline char *grid_sheet(const char *grid, const char *const *merges)
{
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "<sheetData>");
    unsigned row = 1;
    for (const char *p = grid; *p; row++) {
        const char *end = p + strcspn(p, "\n");
        situ_str_addf(&s, "<row r='%u'>", row);
        for (unsigned column = 0; p <= end; column++) {
            size_t n = strcspn(p, "|\n");
            if (n > 0) {
                char text[400];
                double value = 0;
                snprintf(text, sizeof text, "%.*s", (int)n, p);
                if (situ_parse_double(text, &value))
                    situ_str_addf(&s, "<c r='%c%u'><v>%s</v></c>", 'A' + (int)column, row, text);
                else
                    situ_str_addf(&s, "<c r='%c%u' t='inlineStr'><is><t>%s</t></is></c>", 'A' + (int)column, row, text);
            }
            p += n + 1;
        }
        p = *end ? end + 1 : end;
        situ_str_add(&s, "</row>");
    }
    situ_str_add(&s, "</sheetData>");
    if (merges && merges[0]) {
        situ_str_add(&s, "<mergeCells>");
        for (size_t i = 0; merges[i]; i++)
            situ_str_addf(&s, "<mergeCell ref='%s'/>", merges[i]);
        situ_str_add(&s, "</mergeCells>");
    }
    return situ_str_take(&s);
}

// A workbook of one sheet; returns its path.
static inline const char *grid_write(const char *name, const char *sheet, const char *grid, const char *const *merges)
{
    char *body = grid_sheet(grid, merges);
    const char *path = help_path(name);
    xlsx_parts x = {.sheets = {body}, .names = {sheet}};
    xlsx_write(path, &x);
    free(body);
    return path;
}

static inline size_t count_rule(const imported *in, const char *rule)
{
    size_t n = 0;
    for (size_t i = 0; i < situ_report_count(in->report); i++)
        n += situ_streq(situ_report_get(in->report, i)->rule, rule);
    return n;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

#endif
