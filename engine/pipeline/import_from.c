// SPDX-License-Identifier: MIT
// Whether the unit of --from is one the county has, and whether the rows are its own.
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "pipeline/importing.h"

enum { NEAREST_SIGNS = 2, ROWS_SHOWN = 5 };

// The names of the townships, NULL-terminated, and as they compare.
typedef struct townships {
    const char **names, **keys;
    size_t count;
} townships;

static situ_status read_townships(townships *t, situ_import_state *run, const situ_table *regions, situ_error *err)
{
    situ_status status = SITU_OK;
    int name = situ_table_find(regions, "name"), level = situ_table_find(regions, "level");
    SITU_TRY_ALLOC(t->names = situ_arena_alloc(run->arena, (regions->row_count + 1) * sizeof *t->names));
    SITU_TRY_ALLOC(t->keys = situ_arena_alloc(run->arena, (regions->row_count + 1) * sizeof *t->keys));
    for (size_t r = 0; r < regions->row_count; r++) {
        const char *text = situ_table_text(regions, r, name);
        if (!text || !situ_streq(situ_table_text(regions, r, level), "乡镇"))
            continue;
        t->names[t->count] = text;
        SITU_TRY_ALLOC(t->keys[t->count] = situ_clean_unit_name(run->arena, text));
        t->count++;
    }
    t->names[t->count] = NULL;
    t->keys[t->count] = NULL;
done:
    return status;
}

static bool is_township(const townships *t, const char *key)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->keys[i], key) == 0)
            return true;
    return false;
}

// Offices, bureaus and firms may be called what they like.
static bool seems_township(const char *key)
{
    static const char *const signs[] = {"镇", "乡", "街道", "苏木", "林场", "农场", "茶场", "牧场", "渔场", "街道办", NULL};
    for (size_t i = 0; signs[i]; i++)
        if (situ_ends_with(key, signs[i]))
            return true;
    return false;
}

static situ_status tell(situ_import_one *f, const char *rule, const char *table, const char *old_value, const char *new_value, const char *message,
                        const char *cure, situ_error *err)
{
    situ_status status = SITU_OK;
    if (!f->told)
        SITU_TRY_ALLOC(f->told = situ_report_new());
    SITU_TRY(situ_report_add(f->told, &(situ_issue){.severity = SITU_WARN, .rule = rule, .file = f->name, .table = table, .old_value = old_value,
                                                    .new_value = new_value, .message = message, .cure = cure}, err));
done:
    return status;
}

static situ_status tell_unknown(situ_import_state *run, situ_import_one *f, const townships *t, const char *key, situ_error *err)
{
    char message[256], cure[256];
    const char *near = situ_nearest_word(key, t->keys, NEAREST_SIGNS);
    for (size_t i = 0; near && i < t->count; i++)
        if (t->keys[i] == near || strcmp(t->keys[i], near) == 0) {
            near = t->names[i];
            break;
        }
    snprintf(message, sizeof message, _("no township is called %.100s; the report counts for a unit of that name, and not for a township of the list"), f->from);
    if (near)
        snprintf(cure, sizeof cure, _("write --from %.100s if that is meant, roll back and import again"), near);
    else
        snprintf(cure, sizeof cure, "%s", _("write the unit as it stands in the list of regions, roll back and import again"));
    (void)run;
    return tell(f, "FROM_UNKNOWN", NULL, f->from, near, message, cure, err);
}

static situ_status tell_others(situ_import_state *run, situ_import_one *f, const townships *t, const situ_table *rows, const char *key, situ_error *err)
{
    situ_status status = SITU_OK;
    int town = situ_table_find(rows, "town");
    size_t others = 0;
    const char *last = NULL, *first = NULL;
    bool other = false;
    situ_str list;
    situ_str_init(&list);
    for (size_t r = 0; town >= 0 && r < rows->row_count; r++) {
        const char *text = situ_table_text(rows, r, town);
        if (!text || !*text)
            continue;
        if (!last || strcmp(last, text) != 0) { // rows of a town follow each other
            char *its = situ_clean_unit_name(run->arena, text);
            SITU_TRY_ALLOC(its);
            other = strcmp(its, key) != 0 && is_township(t, its);
            last = text;
        }
        if (!other)
            continue;
        first = first ? first : text;
        if (others++ < ROWS_SHOWN)
            situ_str_addf(&list, "%s%lld(%s)", list.length ? "、" : "", (long long)situ_table_int(rows, r, SITU_FRONT_ROW), text);
    }
    if (!others)
        goto done;
    char message[512];
    if (!situ_str_ok(&list))
        SITU_TRY(situ_fail_nomem(err));
    snprintf(message, sizeof message, _("%zu of %zu rows lie in another township than %.60s, whose report it is said to be: rows %.300s%s"), others,
             rows->row_count, f->from, list.data, others > ROWS_SHOWN ? "…" : "");
    SITU_TRY(tell(f, "FROM_OTHER_TOWN", rows->name, first, f->from, message,
                  _("check --from; if it names the wrong unit, roll back and import again"), err));
done:
    situ_str_free(&list);
    return status;
}

situ_status situ_import_check_from(situ_import_state *run, situ_import_one *f, situ_error *err)
{
    situ_status status = SITU_OK;
    townships t = {0};
    const situ_table *regions;
    if (!f->from || !f->result)
        return SITU_OK;
    SITU_TRY(situ_import_known(&regions, run, "region", err));
    if (!regions)
        goto done;
    SITU_TRY(read_townships(&t, run, regions, err));
    char *key = situ_clean_unit_name(run->arena, f->from);
    SITU_TRY_ALLOC(key);
    if (!t.count)
        goto done;
    if (!is_township(&t, key)) {
        if (seems_township(key))
            SITU_TRY(tell_unknown(run, f, &t, key, err));
        goto done;
    }
    for (size_t i = 0; i < f->result->bundle->table_count; i++)
        if (strcmp(f->result->bundle->tables[i]->name, "region") != 0)
            SITU_TRY(tell_others(run, f, &t, f->result->bundle->tables[i], key, err));
done:
    return status;
}
