// SPDX-License-Identifier: MIT
// A table as a workbook in the form of the ledger templates, so that it can be corrected and imported again.
#include "output/export_internal.h"
#include "output/form.h"

static situ_status write_xlsx(const char *path, const situ_table *table, const situ_schema *schema, const char *date_iso, situ_error *err)
{
    size_t drawn = situ_export_drawn(table);
    situ_form_options options = {.date_iso = date_iso, .notice = drawn ? "本表只带点的坐标；线和面的图形不在表里，要图形请导出 .gpkg。" : NULL};
    return situ_form_write_table(path, table, schema, &options, err);
}

const situ_export situ_export_xlsx = {
    .name = "xlsx",
    .extension = "xlsx",
    .summary = N_("workbook with the headers of the ledger templates"),
    .write = write_xlsx,
};
