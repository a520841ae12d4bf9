// SPDX-License-Identifier: MIT
#include "serve/flows.h"

#include <string.h>

#include "base/alloc.h"

static bool listed(char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

situ_status situ_flow_names(char ***out, situ_store *store, const situ_mapspec *spec, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *source = spec->by && spec->source_count > 0 ? spec->sources[0].table : NULL;
    situ_table *table = NULL;
    char **names = NULL;
    size_t n = 0, capacity = 0;
    int column;

    SITU_TRY(situ_grow(&names, &capacity, 1, sizeof *names, err));
    names[0] = NULL;
    if (source && situ_store_has(store, source)) {
        SITU_TRY(situ_store_read_table(&table, store, source, spec->sources[0].where, err));
        column = situ_table_find(table, spec->by);
        for (size_t i = 0; i < table->row_count; i++) {
            const char *name = situ_table_text(table, i, column);
            if (!name || !*name || listed(names, n, name))
                continue;
            SITU_TRY(situ_grow(&names, &capacity, n + 2, sizeof *names, err));
            names[n + 1] = NULL;
            names[n] = situ_strdup(name);
            SITU_TRY_ALLOC(names[n]);
            n++;
        }
    }
    *out = names;
    names = NULL;
done:
    situ_table_free(table);
    situ_names_free(names);
    return status;
}
