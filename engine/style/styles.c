// SPDX-License-Identifier: MIT
// Symbols and palettes by name, read on first use.

#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/yaml.h"
#include "style/style.h"

struct situ_styles {
    const situ_resources *resources;
    situ_arena *arena;
    situ_map *symbol_index, *palette_index;
    const situ_symbol **symbols;
    size_t symbol_capacity;
    const situ_palette **palettes;
    size_t palette_capacity;
};

situ_status situ_styles_new(situ_styles **out, const situ_resources *res, situ_error *err)
{
    situ_status status;
    *out = NULL;
    situ_styles *styles = situ_calloc(1, sizeof *styles);
    SITU_TRY_ALLOC(styles);
    styles->resources = res;
    styles->arena = situ_arena_new();
    styles->symbol_index = situ_map_new();
    styles->palette_index = situ_map_new();
    SITU_TRY_ALLOC(styles->arena);
    SITU_TRY_ALLOC(styles->symbol_index);
    SITU_TRY_ALLOC(styles->palette_index);
    *out = styles;
    styles = NULL;
    status = SITU_OK;
done:
    situ_styles_free(styles);
    return status;
}

void situ_styles_free(situ_styles *styles)
{
    if (!styles)
        return;
    situ_map_free(styles->symbol_index);
    situ_map_free(styles->palette_index);
    situ_arena_free(styles->arena);
    situ_free(styles->symbols);
    situ_free(styles->palettes);
    situ_free(styles);
}

// Path of <folder>/<name>.<extension>. A name that does not exist is answered with the nearest.
static situ_status find_file(char **path, const situ_styles *styles, const char *folder, const char *name, const char *extension,
                             const char *what, situ_error *err)
{
    situ_status status;
    situ_str file;
    char **names = NULL;
    situ_str_init(&file);
    *path = NULL;
    bool plain = *name != 0;
    for (const char *p = name; *p; p++)
        plain = plain && ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || *p == '_' || *p == '-');
    situ_str_addf(&file, "%s/%s.%s", folder, name, extension);
    if (!situ_str_ok(&file)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    status = plain ? situ_resources_find(path, styles->resources, file.data, err) : SITU_E_NOT_FOUND;
    if (status != SITU_E_NOT_FOUND)
        goto done;
    SITU_TRY(situ_resources_list(&names, styles->resources, folder, extension, err));
    const char *near = situ_nearest_word(name, (const char *const *)names, 3);
    char cure[256];
    snprintf(cure, sizeof cure, near ? _("did you mean %s?") : _("see the folder styles/%s"), near ? near : folder);
    status = situ_fail(err, SITU_E_NOT_FOUND, cure, _("there is no %s %s"), what, name);
done:
    situ_names_free(names);
    situ_str_free(&file);
    return status;
}

situ_status situ_styles_symbol(const situ_symbol **out, situ_styles *styles, const char *name, situ_error *err)
{
    situ_status status;
    char *path = NULL;
    *out = NULL;
    size_t at = situ_map_get(styles->symbol_index, name);
    if (at != SIZE_MAX) {
        *out = styles->symbols[at];
        return SITU_OK;
    }
    SITU_TRY(find_file(&path, styles, "symbols", name, "svg", _("symbol"), err));
    situ_symbol *symbol = situ_arena_alloc(styles->arena, sizeof *symbol);
    SITU_TRY_ALLOC(symbol);
    SITU_TRY(situ_symbol_read(symbol, styles->arena, path, name, err));
    at = situ_map_count(styles->symbol_index);
    SITU_TRY(situ_grow(&styles->symbols, &styles->symbol_capacity, at + 1, sizeof *styles->symbols, err));
    styles->symbols[at] = symbol;
    if (situ_map_set(styles->symbol_index, name, at) < 0) {
        status = situ_fail_nomem(err);
        goto done;
    }
    *out = symbol;
    status = SITU_OK;
done:
    situ_free(path);
    return status;
}

typedef struct entry_params {
    const char *key, *label, *symbol, *mark;
    situ_rgba fill, hatch_color, outline;
    int hatch;
    double hatch_gap, hatch_width, size, outline_width;
} entry_params;

static const char *const HATCH_WORDS[] = {"none", "cross", "45", "dots", "rings", NULL}; // order of situ_hatch

static const situ_prop ENTRY_PROPS[] = {
    {.name = "key", .kind = SITU_PROP_TEXT, .offset = offsetof(entry_params, key), .help = N_("value of the column")},
    {.name = "label", .kind = SITU_PROP_TEXT, .offset = offsetof(entry_params, label), .help = N_("legend text"), .required = true},
    {.name = "fill", .kind = SITU_PROP_COLOR, .offset = offsetof(entry_params, fill), .fallback = "none", .help = N_("fill colour")},
    {.name = "hatch", .kind = SITU_PROP_ENUM, .offset = offsetof(entry_params, hatch), .fallback = "none", .words = HATCH_WORDS, .help = N_("hatch over the fill")},
    {.name = "hatch_color", .kind = SITU_PROP_COLOR, .offset = offsetof(entry_params, hatch_color), .fallback = "#7A7A7A", .help = N_("colour of the hatch")},
    {.name = "hatch_gap", .kind = SITU_PROP_NUMBER, .offset = offsetof(entry_params, hatch_gap), .min = 0.2, .max = 50, .fallback = "2", .help = N_("distance of hatch lines")},
    {.name = "hatch_width", .kind = SITU_PROP_NUMBER, .offset = offsetof(entry_params, hatch_width), .min = 0.01, .max = 10, .fallback = "0.15", .help = N_("width of hatch lines")},
    {.name = "symbol", .kind = SITU_PROP_TEXT, .offset = offsetof(entry_params, symbol), .help = N_("symbol of markers")},
    {.name = "mark", .kind = SITU_PROP_TEXT, .offset = offsetof(entry_params, mark), .help = N_("character on the symbol")},
    {.name = "size", .kind = SITU_PROP_NUMBER, .offset = offsetof(entry_params, size), .min = 0, .max = 200, .fallback = "0", .help = N_("size of the marker")},
    {.name = "outline", .kind = SITU_PROP_COLOR, .offset = offsetof(entry_params, outline), .fallback = "none", .help = N_("outline colour")},
    {.name = "outline_width", .kind = SITU_PROP_NUMBER, .offset = offsetof(entry_params, outline_width), .min = 0, .max = 10, .fallback = "0.2", .help = N_("outline width")},
    {0},
};

typedef struct palette_params {
    const char *palette, *label, *source, *mono;
    const situ_yaml_node *entries, *other;
} palette_params;

static const situ_prop PALETTE_PROPS[] = {
    {.name = "palette", .kind = SITU_PROP_TEXT, .offset = offsetof(palette_params, palette), .help = N_("name of the palette"), .required = true},
    {.name = "label", .kind = SITU_PROP_TEXT, .offset = offsetof(palette_params, label), .help = N_("legend heading"), .required = true},
    {.name = "mono", .kind = SITU_PROP_TEXT, .offset = offsetof(palette_params, mono), .help = N_("palette that takes its place in black and white")},
    {.name = "source", .kind = SITU_PROP_TEXT, .offset = offsetof(palette_params, source), .help = N_("where the colours come from")},
    {.name = "entries", .kind = SITU_PROP_NODE, .offset = offsetof(palette_params, entries), .help = N_("entries in legend order"), .required = true},
    {.name = "other", .kind = SITU_PROP_NODE, .offset = offsetof(palette_params, other), .help = N_("entry of all other values")},
    {0},
};

static situ_status read_entry(situ_palette_entry *out, const situ_yaml_node *node, bool other, const char *file, situ_arena *arena, situ_error *err)
{
    situ_status status;
    entry_params p;
    if (node->kind != SITU_YAML_MAP)
        return situ_yaml_fail(err, file, node, NULL, "%s", _("an entry of a palette is a map such as {key: \"1\", label: ..., fill: \"#FF0000\"}"));
    SITU_TRY(situ_props_read(&p, ENTRY_PROPS, node, NULL, file, arena, err));
    if (!p.key && !other)
        return situ_yaml_fail(err, file, node, _("write key: \"\" for missing values"), "%s", _("the entry has no key"));
    *out = (situ_palette_entry){
        .key = p.key ? p.key : "",
        .label = p.label,
        .brush = {.color = p.fill, .hatch = (situ_hatch)p.hatch, .hatch_color = p.hatch_color, .hatch_gap = p.hatch_gap, .hatch_width = p.hatch_width},
        .symbol = p.symbol,
        .mark = p.mark,
        .size = p.size,
        .outline = p.outline,
        .outline_width = p.outline_width,
    };
done:
    return status;
}

static situ_status read_palette(situ_palette *out, const char *path, const char *name, situ_arena *arena, situ_error *err)
{
    situ_status status;
    situ_yaml *doc = NULL;
    palette_params p;
    SITU_TRY(situ_yaml_read(&doc, path, err));
    const situ_yaml_node *root = situ_yaml_root(doc);
    SITU_TRY(situ_props_read(&p, PALETTE_PROPS, root, NULL, path, arena, err));
    if (strcmp(p.palette, name) != 0) {
        status = situ_yaml_fail(err, path, root, NULL, _("the file is called %s, the palette %s"), name, p.palette);
        goto done;
    }
    if (p.entries->kind != SITU_YAML_LIST || p.entries->count == 0) {
        status = situ_yaml_fail(err, path, p.entries, NULL, "%s", _("entries must be a list"));
        goto done;
    }
    *out = (situ_palette){.name = situ_arena_strdup(arena, name), .label = p.label, .mono = p.mono, .count = (uint32_t)p.entries->count};
    out->entries = situ_arena_alloc(arena, p.entries->count * sizeof *out->entries);
    SITU_TRY_ALLOC(out->name);
    SITU_TRY_ALLOC(out->entries);
    for (uint32_t i = 0; i < out->count; i++) {
        SITU_TRY(read_entry(&out->entries[i], p.entries->items[i], false, path, arena, err));
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(out->entries[k].key, out->entries[i].key) == 0) {
                status = situ_yaml_fail(err, path, p.entries->items[i], NULL, _("the key \"%s\" occurs twice"), out->entries[i].key);
                goto done;
            }
    }
    if (p.other)
        SITU_TRY(read_entry(&out->other, p.other, true, path, arena, err));
    status = SITU_OK;
done:
    situ_yaml_free(doc);
    return status;
}

situ_status situ_styles_palette(const situ_palette **out, situ_styles *styles, const char *name, situ_error *err)
{
    situ_status status;
    char *path = NULL;
    *out = NULL;
    size_t at = situ_map_get(styles->palette_index, name);
    if (at != SIZE_MAX) {
        *out = styles->palettes[at];
        return SITU_OK;
    }
    SITU_TRY(find_file(&path, styles, "palettes", name, "yaml", _("palette"), err));
    situ_palette *palette = situ_arena_alloc(styles->arena, sizeof *palette);
    SITU_TRY_ALLOC(palette);
    SITU_TRY(read_palette(palette, path, name, styles->arena, err));
    at = situ_map_count(styles->palette_index);
    SITU_TRY(situ_grow(&styles->palettes, &styles->palette_capacity, at + 1, sizeof *styles->palettes, err));
    styles->palettes[at] = palette;
    if (situ_map_set(styles->palette_index, name, at) < 0) {
        status = situ_fail_nomem(err);
        goto done;
    }
    *out = palette;
    status = SITU_OK;
done:
    situ_free(path);
    return status;
}

const situ_palette_entry *situ_palette_find(const situ_palette *palette, const char *value)
{
    const char *key = value ? value : "";
    for (uint32_t i = 0; i < palette->count; i++)
        if (strcmp(palette->entries[i].key, key) == 0)
            return &palette->entries[i];
    return palette->other.key ? &palette->other : NULL;
}
