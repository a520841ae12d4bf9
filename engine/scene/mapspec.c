// SPDX-License-Identifier: MIT
#include "scene/mapspec.h"

#include <string.h>

#include "base/alloc.h"
#include "base/str.h"

static const situ_prop source_props[] = {
    {.name = "table", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_source, table), .help = N_("table of the store")},
    {.name = "grid", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_source, grid), .help = N_("grid of the store")},
    {.name = "where", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_source, where), .help = N_("SQL filter")},
    {.name = "revision", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_source, revision), .help = N_("the table as it was at a revision: an id, a number, latest or previous")},
    {.name = "ogr", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_source, ogr), .help = N_("file to read in place of a table")},
    {.name = "layer", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_source, layer), .help = N_("layer of that file")},
    {.name = "optional", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_map_source, optional), .fallback = "yes",
     .help = N_("absent data leaves the layers empty")},
    {.name = NULL},
};

static const char *const media_words[] = {"both", "paper", "screen", NULL};
static const char *const scope_words[] = {"both", "county", "region", NULL};

static const situ_prop layer_props[] = {
    {.name = "name", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_layer, name), .help = N_("name in dumps and legends")},
    {.name = "type", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_layer, type), .required = true, .help = N_("layer type")},
    {.name = "data", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_layer, data), .required = true, .help = N_("source, or analysis.output")},
    {.name = "where", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_layer, where), .help = N_("SQL filter on the data")},
    {.name = "group", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_layer, group), .help = N_("group of the legend")},
    {.name = "title", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_map_layer, title), .help = N_("words of the legend")},
    {.name = "min_denominator", .kind = SITU_PROP_NUMBER, .offset = offsetof(situ_map_layer, min_denominator), .min = 0, .max = 1e9, .fallback = "0", .help = N_("hidden at larger scales than 1:N")},
    {.name = "max_denominator", .kind = SITU_PROP_NUMBER, .offset = offsetof(situ_map_layer, max_denominator), .min = 0, .max = 1e9, .fallback = "0", .help = N_("hidden at smaller scales than 1:N")},
    {.name = "media", .kind = SITU_PROP_ENUM, .offset = offsetof(situ_map_layer, media), .words = media_words, .fallback = "both", .help = N_("only on paper or on screen")},
    {.name = "scope", .kind = SITU_PROP_ENUM, .offset = offsetof(situ_map_layer, scope), .words = scope_words, .fallback = "both", .help = N_("only on maps of the county, or of one township or village")},
    {.name = "legend", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_map_layer, legend), .fallback = "yes", .help = N_("has a place in the legend")},
    {.name = NULL},
};

const char *const situ_map_layer_keys[] = {"name", "type", "data", "where", "group", "title", "min_denominator",
                                           "max_denominator", "media", "scope", "legend", NULL};

static const situ_prop spec_props[] = {
    {.name = "map", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_mapspec, name), .required = true, .help = N_("name of the map")},
    {.name = "label", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_mapspec, label), .help = N_("short name for lists and tabs")},
    {.name = "title", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_mapspec, title), .required = true, .help = N_("title; {county} {year} {event} are filled in")},
    {.name = "subtitle", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_mapspec, subtitle), .help = N_("line below the title")},
    {.name = "page", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_mapspec, page), .required = true, .help = N_("page template")},
    {.name = "rule_note", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_mapspec, rule_note), .help = N_("the rule printed on the sheet")},
    {.name = "ground", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_mapspec, ground), .help = N_("base map of styles/grounds that lies below and above the map's own layers")},
    {.name = "diagram", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_mapspec, diagram), .fallback = "no", .help = N_("a drawing without geography")},
    {.name = "tiles", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_mapspec, tiles), .fallback = "yes", .help = N_("can be cut into map tiles")},
    {.name = "whole", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_mapspec, whole), .fallback = "no",
     .help = N_("analyses of a sheet of one region see the whole county, and their results are cut")},
    {.name = "internal", .kind = SITU_PROP_BOOL, .offset = offsetof(situ_mapspec, internal), .fallback = "no", .help = N_("drawn from the internal edition alone")},
    {.name = "by", .kind = SITU_PROP_TEXT, .offset = offsetof(situ_mapspec, by), .help = N_("column whose values name this map's sheets")},
    {.name = NULL},
};

static bool has_source(const situ_mapspec *spec, const char *name)
{
    for (size_t i = 0; i < spec->source_count; i++)
        if (strcmp(spec->sources[i].name, name) == 0)
            return true;
    return false;
}

// Appends; a name that is there already stays as it is.
static situ_status read_sources(situ_mapspec *spec, const situ_yaml_node *node, const char *file, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map_source *sources;

    if (!node)
        return SITU_OK;
    if (node->kind != SITU_YAML_MAP)
        return situ_yaml_fail(err, file, node, NULL, _("sources must be a map of names"));
    sources = situ_arena_alloc(spec->arena, (spec->source_count + node->count + 1) * sizeof *sources);
    SITU_TRY_ALLOC(sources);
    if (spec->source_count)
        memcpy(sources, spec->sources, spec->source_count * sizeof *sources);
    spec->sources = sources;
    for (size_t i = 0; i < node->count; i++) {
        if (has_source(spec, node->keys[i]))
            continue;
        situ_map_source *source = &spec->sources[spec->source_count++];
        SITU_TRY(situ_props_read(source, source_props, node->items[i], NULL, file, spec->arena, err));
        source->name = node->keys[i];
        if ((source->table != NULL) + (source->grid != NULL) + (source->ogr != NULL) != 1)
            return situ_yaml_fail(err, file, node->items[i], NULL,
                                  _("source %s needs exactly one of table, grid and ogr"), source->name);
        if (source->revision && !source->table)
            return situ_yaml_fail(err, file, node->items[i], NULL, _("source %s: only a table has revisions"), source->name);
    }
done:
    return status;
}

static situ_status read_analyses(situ_mapspec *spec, const situ_yaml_node *node, situ_error *err)
{
    static const char *const known[] = {"op", "in", "params", NULL};
    situ_status status = SITU_OK;

    if (!node)
        return SITU_OK;
    if (node->kind != SITU_YAML_MAP)
        return situ_yaml_fail(err, spec->file, node, NULL, _("analyses must be a map of names"));
    spec->analyses = situ_arena_alloc(spec->arena, (node->count + 1) * sizeof *spec->analyses);
    SITU_TRY_ALLOC(spec->analyses);
    for (size_t i = 0; i < node->count; i++) {
        situ_map_analysis *analysis = &spec->analyses[spec->analysis_count++];
        const situ_yaml_node *item = node->items[i], *in;
        SITU_TRY(situ_yaml_known(item, spec->file, known, err));
        analysis->name = node->keys[i];
        analysis->op = situ_yaml_text(item, "op", node->keys[i]);
        analysis->params = situ_yaml_get(item, "params");
        analysis->node = item;
        in = situ_yaml_get(item, "in");
        if (in && in->kind != SITU_YAML_MAP)
            return situ_yaml_fail(err, spec->file, in, NULL, _("`in` must map roles to sources"));
        if (in) {
            analysis->roles = situ_arena_alloc(spec->arena, in->count * sizeof(char *));
            analysis->inputs = situ_arena_alloc(spec->arena, in->count * sizeof(char *));
            SITU_TRY_ALLOC(analysis->roles);
            SITU_TRY_ALLOC(analysis->inputs);
            for (size_t k = 0; k < in->count; k++) {
                analysis->roles[k] = in->keys[k];
                analysis->inputs[k] = in->items[k]->text ? in->items[k]->text : "";
            }
            analysis->input_count = in->count;
        }
    }
done:
    return status;
}

// Keys of a layer that belong to its type are checked by the type's own table.
static situ_status read_layers(situ_mapspec *spec, const situ_yaml_node *node, const char *file, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map_layer *layers;

    if (!node || node->kind != SITU_YAML_LIST)
        return situ_yaml_fail(err, file, node, NULL, _("layers must be a list"));
    layers = situ_arena_alloc(spec->arena, (spec->layer_count + node->count + 1) * sizeof *layers);
    SITU_TRY_ALLOC(layers);
    if (spec->layer_count)
        memcpy(layers, spec->layers, spec->layer_count * sizeof *layers);
    spec->layers = layers;
    for (size_t i = 0; i < node->count; i++) {
        situ_map_layer *layer = &spec->layers[spec->layer_count++];
        const situ_yaml_node *item = node->items[i];
        if (item->kind != SITU_YAML_MAP)
            return situ_yaml_fail(err, file, item, NULL, _("a layer must be a map"));
        SITU_TRY(situ_props_read(layer, layer_props, item, (const char *const *)item->keys, file, spec->arena, err));
        layer->node = item;
        layer->file = file;
        if (!layer->name)
            layer->name = situ_arena_printf(spec->arena, "%s%zu", layer->type, i + 1);
        SITU_TRY_ALLOC(layer->name);
    }
done:
    return status;
}

// The ground's file; *root NULL when the map has none.
static situ_status read_ground(const situ_yaml_node **root, const char **file, situ_mapspec *spec, const situ_resources *res, situ_error *err)
{
    static const char *const known[] = {"ground", "sources", "under", "over", NULL};
    situ_status status = SITU_OK;
    char *relative, *path = NULL;

    *root = NULL;
    if (!spec->ground)
        return SITU_OK;
    relative = situ_arena_printf(spec->arena, "grounds/%s.yaml", spec->ground);
    SITU_TRY_ALLOC(relative);
    if (situ_resources_find(&path, res, relative, NULL) != SITU_OK) {
        situ_fail(err, SITU_E_NOT_FOUND, _("put the file into styles/grounds"), _("there is no ground \"%s\""), spec->ground);
        status = situ_error_at(err, spec->file, NULL, NULL, 0, 0);
        goto done;
    }
    *file = situ_arena_strdup(spec->arena, path);
    SITU_TRY_ALLOC(*file);
    SITU_TRY(situ_yaml_read(&spec->ground_doc, path, err));
    SITU_TRY(situ_yaml_known(situ_yaml_root(spec->ground_doc), *file, known, err));
    *root = situ_yaml_root(spec->ground_doc);
done:
    situ_free(path);
    return status;
}

situ_status situ_mapspec_read(situ_mapspec **out, const situ_resources *res, const char *name, situ_error *err)
{
    static const char *const also[] = {"sources", "analyses", "areas", "layers", "parts", NULL};
    situ_status status = SITU_OK;
    situ_mapspec *spec = NULL;
    situ_arena *arena = situ_arena_new();
    char *relative = NULL, *path = NULL;
    const situ_yaml_node *root, *ground;
    const char *ground_file = NULL;

    SITU_TRY_ALLOC(arena);
    spec = situ_arena_alloc(arena, sizeof *spec);
    SITU_TRY_ALLOC(spec);
    spec->arena = arena;
    relative = situ_arena_printf(arena, "maps/%s.yaml", name);
    SITU_TRY_ALLOC(relative);
    status = situ_resources_find(&path, res, relative, NULL);
    if (status != SITU_OK) {
        char **names = NULL;
        situ_str list;
        situ_str_init(&list);
        if (situ_resources_list(&names, res, "maps", "yaml", NULL) == SITU_OK)
            for (char **n = names; *n; n++)
                situ_str_addf(&list, "%s%s", n == names ? "" : ", ", *n);
        status = situ_fail(err, SITU_E_NOT_FOUND, list.length ? list.data : NULL, _("there is no map \"%s\""), name);
        situ_names_free(names);
        situ_str_free(&list);
        goto done;
    }
    spec->file = situ_arena_strdup(arena, path);
    SITU_TRY_ALLOC(spec->file);
    SITU_TRY(situ_yaml_read(&spec->doc, path, err));
    root = situ_yaml_root(spec->doc);
    SITU_TRY(situ_props_read(spec, spec_props, root, also, spec->file, arena, err));
    if (!spec->label)
        spec->label = spec->name;
    SITU_TRY(read_ground(&ground, &ground_file, spec, res, err));
    SITU_TRY(read_sources(spec, situ_yaml_get(root, "sources"), spec->file, err));
    if (ground)
        SITU_TRY(read_sources(spec, situ_yaml_get(ground, "sources"), ground_file, err));
    SITU_TRY(read_analyses(spec, situ_yaml_get(root, "analyses"), err));
    if (ground && situ_yaml_get(ground, "under"))
        SITU_TRY(read_layers(spec, situ_yaml_get(ground, "under"), ground_file, err));
    if (situ_yaml_get(root, "areas"))
        SITU_TRY(read_layers(spec, situ_yaml_get(root, "areas"), spec->file, err));
    if (ground && situ_yaml_get(ground, "over"))
        SITU_TRY(read_layers(spec, situ_yaml_get(ground, "over"), ground_file, err));
    SITU_TRY(read_layers(spec, situ_yaml_get(root, "layers"), spec->file, err));
    spec->parts = situ_yaml_get(root, "parts");
    *out = spec;
    spec = NULL;
    arena = NULL;
done:
    if (spec && status != SITU_OK) {
        situ_yaml_free(spec->doc);
        situ_yaml_free(spec->ground_doc);
    }
    situ_arena_free(arena);
    situ_free(path);
    return status;
}

void situ_mapspec_free(situ_mapspec *spec)
{
    if (!spec)
        return;
    situ_yaml_free(spec->doc);
    situ_yaml_free(spec->ground_doc);
    situ_arena_free(spec->arena);
}
