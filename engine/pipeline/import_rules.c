// SPDX-License-Identifier: MIT
// styles/rules/precedence.yaml: who is believed when two units differ.
#include <string.h>

#include "pipeline/pipeline.h"

typedef struct entry {
    const char *table, *field, *source;
    situ_texts fields;
    int believe;
} entry;

// In the order of situ_believe.
static const char *const believe_words[] = {"newest", "town", "department", "worst", "keeper", "stored", "join", NULL};

static const situ_prop props[] = {
    {.name = "table", .kind = SITU_PROP_TEXT, .offset = offsetof(entry, table), .help = N_("table, none = all")},
    {.name = "field", .kind = SITU_PROP_TEXT, .offset = offsetof(entry, field), .help = N_("field, none = all")},
    {.name = "fields", .kind = SITU_PROP_TEXTS, .offset = offsetof(entry, fields), .help = N_("several fields")},
    {.name = "believe", .kind = SITU_PROP_ENUM, .offset = offsetof(entry, believe), .words = believe_words, .required = true, .help = N_("who is believed")},
    {.name = "source", .kind = SITU_PROP_TEXT, .offset = offsetof(entry, source), .required = true, .help = N_("why")},
    {.name = NULL},
};

static bool field_exists(const char *table, const char *field)
{
    if (!field || strcmp(field, "coordinates") == 0)
        return true;
    for (size_t i = 0; situ_schema_registry[i]; i++)
        if ((!table || strcmp(table, situ_schema_registry[i]->name) == 0) && situ_schema_field(situ_schema_registry[i], field))
            return true;
    return false;
}

static situ_status add(situ_precedence *to, const entry *e, const char *field, const char *file, const situ_yaml_node *node, situ_error *err)
{
    if (e->table && !situ_schema_find(e->table))
        return situ_yaml_fail(err, file, node, _("see `situ list tables`"), _("there is no table \"%s\""), e->table);
    if (!field_exists(e->table, field))
        return situ_yaml_fail(err, file, node, _("see `situ list tables --long`"), _("no table has a field \"%s\""), field);
    *to = (situ_precedence){e->table, field, (situ_believe)e->believe, e->source};
    return SITU_OK;
}

situ_status situ_import_precedence(const situ_precedence **out, const situ_rules *rules, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *root = rules ? situ_rules_file(rules, "precedence") : NULL, *list = situ_yaml_get(root, "rules");
    const char *file = rules ? situ_rules_path(rules, "precedence") : NULL;
    size_t most = 1, n = 0;
    *out = NULL;
    if (!list)
        return SITU_OK;
    if (list->kind != SITU_YAML_LIST)
        return situ_yaml_fail(err, file, list, NULL, _("%s must be a list"), "rules");
    for (size_t i = 0; i < list->count; i++) {
        const situ_yaml_node *fields = situ_yaml_get(list->items[i], "fields");
        most += 1 + (fields ? fields->count : 0);
    }
    situ_precedence *items = situ_arena_alloc(arena, most * sizeof *items);
    SITU_TRY_ALLOC(items);
    for (size_t i = 0; i < list->count; i++) {
        entry e = {0};
        SITU_TRY(situ_props_read(&e, props, list->items[i], NULL, file, arena, err));
        if (e.field || !e.fields.count)
            SITU_TRY(add(&items[n++], &e, e.field, file, list->items[i], err));
        for (size_t k = 0; k < e.fields.count; k++)
            SITU_TRY(add(&items[n++], &e, e.fields.items[k], file, list->items[i], err));
    }
    *out = items;
done:
    return status;
}
