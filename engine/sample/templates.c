// SPDX-License-Identifier: MIT
// Blank ledgers, one workbook a table, as `situ export --blank` writes them.
#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "output/form.h"
#include "sample/ledgers.h"

situ_status situ_sample_write_templates(const char *dir, situ_error *err)
{
    situ_status status = situ_make_dirs(dir, err);
    for (const situ_schema *const *s = situ_schema_registry; status == SITU_OK && *s; s++) {
        if (!situ_form_has(*s))
            continue;
        situ_str name;
        situ_str_init(&name);
        situ_str_addf(&name, "%s.xlsx", (*s)->label);
        char *path = situ_str_ok(&name) ? situ_path_join(dir, name.data) : NULL;
        status = path ? situ_form_write_template(path, *s, NULL, &(situ_form_options){.date_iso = SITU_SAMPLE_DATE}, err) : situ_fail_nomem(err);
        situ_free(path);
        situ_str_free(&name);
    }
    return status;
}
