// SPDX-License-Identifier: MIT
#include "pipeline/change.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"

// Which revision a source means. The map's name may say it: change:3..5 puts 3 in the place of
// `previous` and 5 in that of `latest`.
situ_status situ_map_revision(char full[65], situ_map *map, situ_store *store, const situ_map_source *source, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *name = source->revision, *dots = map->event ? strstr(map->event, "..") : NULL;
    situ_table *all = NULL;
    char before[80], word[80] = "";
    bool earlier = strcmp(source->revision, "previous") == 0;

    if (map->event && !dots)
        return situ_fail(err, SITU_E_USAGE, _("write it as MAP:REV1..REV2, such as change:1..latest"), _("\"%s\" names no two revisions"), map->event);
    if (dots && (earlier || strcmp(source->revision, "latest") == 0)) {
        snprintf(before, sizeof before, "%.*s", (int)(dots - map->event), map->event);
        name = earlier ? before : dots + 2;
    }
    status = situ_store_find_revision(full, store, name, err);
    if (status == SITU_E_NOT_FOUND && strcmp(name, "previous") == 0)
        status = situ_fail(err, SITU_E_NOT_FOUND, _("import a newer ledger first; situ list revisions names the revisions"), _("map %s compares two revisions, and the store has but one"), map->spec->name);
    SITU_TRY(status);
    SITU_TRY(situ_store_revisions(&all, store, err));
    for (size_t row = 0; row < all->row_count; row++)
        if (situ_streq(situ_table_text(all, row, situ_table_find(all, "id")), full))
            snprintf(word, sizeof word, "%lld (%.8s)", (long long)situ_table_int(all, row, situ_table_find(all, "n")), full);
    SITU_TRY(situ_map_set_word(map, earlier ? "revision_before" : "revision_after", word, err));
done:
    situ_table_free(all);
    return status;
}

situ_status situ_map_load_older(situ_table **out, situ_map *map, situ_store *store, const situ_map_source *source, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL, *kept = NULL;
    size_t *rows = NULL, count = 0;
    char full[65];

    SITU_TRY(situ_map_revision(full, map, store, source, err));
    SITU_TRY(situ_store_read_table_at(&table, store, source->table, full, err));
    if (source->where && !map->region && table->row_count > 0) {
        SITU_TRY(situ_expr_filter(&rows, &count, table, source->where, err));
        SITU_TRY(situ_table_copy(&kept, table, 0, rows, count, err));
        situ_table_free(table);
        table = kept;
    }
    *out = table;
    table = NULL;
done:
    situ_table_free(table);
    situ_free(rows);
    return status;
}

// "新增 5、升级 2 ..." or that nothing changed, as the word {changes} of a map of changes.
situ_status situ_map_change_word(situ_map *map, situ_error *err)
{
    static const char *const kinds[] = {"新增", "销号", "减少", "升级", "降级", "移位", "改名", "变更"};
    situ_status status = SITU_OK;
    situ_str s;

    situ_str_init(&s);
    for (size_t i = 0; i < map->spec->analysis_count; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s.changes", map->spec->analyses[i].name);
        const situ_table *t = strcmp(map->spec->analyses[i].op, "diff") == 0 ? situ_bundle_table(map->metric, name) : NULL;
        for (size_t k = 0; t && k < sizeof kinds / sizeof *kinds; k++) {
            size_t n = 0;
            for (size_t row = 0; row < t->row_count; row++)
                n += situ_streq(situ_table_text(t, row, situ_table_find(t, "change")), kinds[k]);
            if (n)
                situ_str_addf(&s, "%s%s %zu", s.length ? "、" : "", kinds[k], n);
        }
        if (t && s.length == 0)
            situ_str_add(&s, "两版之间没有变化");
    }
    if (s.length) {
        SITU_TRY_ALLOC(situ_str_ok(&s) ? s.data : NULL);
        SITU_TRY(situ_map_set_word(map, "changes", s.data, err));
    }
done:
    situ_str_free(&s);
    return status;
}
