// SPDX-License-Identifier: MIT
// Opening a map: spec, sources, analyses, the words of its sheets.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "pipeline/change.h"
#include "pipeline/pipeline.h"
#include "pipeline/region.h"
#include "source/source.h"

enum { MAX_WORDS = 64 };

const char *situ_map_word(const situ_map *map, const char *name)
{
    for (const char **w = map->words; *w; w += 2)
        if (strcmp(w[0], name) == 0)
            return w[1];
    return "";
}

situ_status situ_map_set_word(situ_map *map, const char *name, const char *value, situ_error *err)
{
    size_t i = 0;
    char *copy = situ_arena_strdup(map->arena, value ? value : "");

    if (!copy)
        return situ_fail_nomem(err);
    while (map->words[i] && strcmp(map->words[i], name) != 0)
        i += 2;
    if (i + 3 > MAX_WORDS)
        return situ_fail(err, SITU_E_LIMIT, NULL, _("too many words on a sheet"));
    map->words[i] = name;
    map->words[i + 1] = copy;
    return SITU_OK;
}

// "{county}应急管理组织架构图" with the words filled in.
static char *fill_words(situ_map *map, const char *pattern)
{
    situ_str s;
    char *out;

    situ_str_init(&s);
    for (const char *p = pattern; p && *p;) {
        // A county that has not said its date has a title without the year.
        static const char in_brackets[] = "({year}年)";
        if (!*situ_map_word(map, "year") && strncmp(p, in_brackets, strlen(in_brackets)) == 0) {
            p += strlen(in_brackets);
            continue;
        }
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (end) {
            char name[64];
            snprintf(name, sizeof name, "%.*s", (int)(end - p - 1), p + 1);
            situ_str_add(&s, situ_map_word(map, name));
            p = end + 1;
        } else {
            situ_str_add_n(&s, p, 1);
            p++;
        }
    }
    out = situ_arena_strdup(map->arena, s.data);
    situ_str_free(&s);
    return out;
}

// The same in an SQL expression: {county} becomes a quoted text.
static char *sql_words(situ_map *map, const char *pattern)
{
    situ_str s;
    char *out;

    situ_str_init(&s);
    for (const char *p = pattern; *p;) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (!end) {
            situ_str_add_n(&s, p++, 1);
            continue;
        }
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(end - p - 1), p + 1);
        situ_str_add(&s, "'");
        for (const char *v = situ_map_word(map, name); *v; v++)
            situ_str_add_n(&s, *v == '\'' ? "''" : v, *v == '\'' ? 2 : 1);
        situ_str_add(&s, "'");
        p = end + 1;
    }
    out = situ_arena_strdup(map->arena, s.data);
    situ_str_free(&s);
    return out;
}

// "flow:地质灾害@2" -> map name, event, response level.
static situ_status parse_name(situ_map *map, const char *name, char base[64], situ_error *err)
{
    const char *colon = strchr(name, ':'), *at = colon ? strrchr(colon, '@') : NULL;

    snprintf(base, 64, "%.*s", colon ? (int)(colon - name) : (int)strlen(name), name);
    if (colon) {
        map->event = situ_arena_strndup(map->arena, colon + 1, at ? (size_t)(at - colon - 1) : strlen(colon + 1));
        if (!map->event)
            return situ_fail_nomem(err);
        if (!*map->event)
            return situ_fail(err, SITU_E_USAGE, _("write it as flow:NAME or flow:NAME@1..4"), _("no name behind the colon in \"%s\""), name);
    }
    if (at) {
        long long level;
        if (!situ_parse_int(at + 1, &level) || level < 1 || level > 4)
            return situ_fail(err, SITU_E_USAGE, _("the response level is 1, 2, 3 or 4"), _("no response level \"%s\""), at + 1);
        map->response_level = (int)level;
    }
    return SITU_OK;
}

situ_status situ_map_check_name(situ_session *session, const char *name, bool tiles, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map map = {.arena = situ_arena_new()};
    char base[64];

    SITU_TRY_ALLOC(map.arena);
    SITU_TRY(parse_name(&map, name, base, err));
    SITU_TRY(situ_mapspec_read(&map.spec, &session->resources, base, err));
    if (map.spec->by && !map.event && !tiles)
        SITU_TRY(situ_fail(err, SITU_E_USAGE, _("write it as MAP:NAME; see `situ list maps`"), _("map %s needs a name behind a colon"), base));
    if (tiles && (map.spec->diagram || !map.spec->tiles))
        SITU_TRY(situ_fail(err, SITU_E_UNSUPPORTED, NULL, _("map %s is a diagram and has no map tiles"), base));
done:
    situ_mapspec_free(map.spec);
    situ_arena_free(map.arena);
    return status;
}

situ_status situ_store_zone(int *epsg, situ_store *store, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *regions = NULL;
    situ_box box = situ_box_empty();
    long long stored;

    *epsg = 0;
    if (situ_parse_int(situ_store_meta(store, "zone_epsg"), &stored) && stored > 0) {
        *epsg = (int)stored;
        return SITU_OK;
    }
    if (situ_store_has(store, "region")) {
        SITU_TRY(situ_store_read_table(&regions, store, "region", "level<>'邻县'", err));
        for (size_t i = 0; i < regions->row_count; i++) {
            const situ_geometry *g = situ_table_geometry(regions, i);
            if (g)
                box = situ_box_union(box, g->box);
        }
    }
    if (!situ_box_is_empty(box))
        *epsg = situ_crs_metric_epsg((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2);
done:
    situ_table_free(regions);
    return status;
}

// --- sources ---

static situ_status missing_source(const situ_mapspec *spec, const situ_map_source *source, situ_error *err)
{
    if (source->optional)
        return SITU_OK;
    situ_fail(err, SITU_E_NOT_FOUND, _("import a ledger of this table first"), _("map %s needs %s, which the store does not have"), spec->name,
              source->table ? source->table : source->grid);
    return situ_error_at(err, spec->file, NULL, NULL, 0, 0);
}

// An empty table with its schema's columns stands for absent data: the map is drawn, its layer is empty,
// and analyses see a ledger without rows.
static situ_status add_empty(situ_map *map, const char *name, const char *schema_name, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    const situ_schema *schema = schema_name ? situ_schema_find(schema_name) : NULL;

    SITU_TRY(situ_table_new(&table, name, map->zone_epsg, err));
    if (schema) {
        SITU_TRY(situ_table_add_column(table, "id", SITU_TYPE_TEXT, NULL, err));
        SITU_TRY(situ_table_add_column(table, "loc_quality", SITU_TYPE_TEXT, NULL, err));
        for (const situ_field *f = schema->fields; f->name; f++)
            if (situ_field_is_stored(f))
                SITU_TRY(situ_table_add_column(table, f->name, situ_field_type(f->kind), NULL, err));
    }
    SITU_TRY(situ_bundle_add_table(map->metric, table, err));
    table = NULL;
done:
    situ_table_free(table);
    return status;
}

static situ_status add_as(situ_map *map, situ_table *table, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *moved = NULL;
    int to = map->zone_epsg && table->epsg ? map->zone_epsg : 0;

    SITU_TRY(situ_table_copy(&moved, table, to, NULL, 0, err));
    situ_free(moved->name);
    moved->name = situ_strdup(name);
    SITU_TRY_ALLOC(moved->name);
    SITU_TRY(situ_bundle_add_table(map->metric, moved, err));
    moved = NULL;
done:
    situ_table_free(moved);
    return status;
}

// A whole table is known by its content alone, as `situ analyze` knows it; a filtered one also by its
// filter and region. A file's content is not hashed: its results are never stored ones.
static situ_status hash_source(situ_map *map, situ_store *store, size_t index, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_map_source *source = &map->spec->sources[index];
    char hash[65] = "";
    situ_sha256 h;
    const char *stored = source->table ? source->table : source->grid;

    if (stored && situ_store_has(store, stored))
        SITU_TRY(situ_store_content_hash(hash, store, stored, err));
    if (source->revision) {
        char full[65];
        SITU_TRY(situ_map_revision(full, map, store, source, err));
        situ_sha256_init(&h);
        situ_sha256_add_text(&h, source->table);
        situ_sha256_add_text(&h, full);
        situ_sha256_hex(&h, hash);
    }
    const bool narrowed = map->region && !source->grid && !map->spec->whole; // a grid is read whole
    if (source->where || source->ogr || narrowed) {
        situ_sha256_init(&h);
        situ_sha256_add_text(&h, hash);
        situ_sha256_add_text(&h, source->where ? source->where : "");
        situ_sha256_add_text(&h, narrowed ? situ_map_region_name(map) : "");
        situ_sha256_add_text(&h, source->ogr ? source->ogr : "");
        situ_sha256_hex(&h, hash);
    }
    map->source_hashes[index] = situ_arena_strdup(map->arena, hash);
    SITU_TRY_ALLOC(map->source_hashes[index]);
done:
    return status;
}

static situ_status load_source(situ_map *map, situ_store *store, const situ_map_source *source, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    situ_grid *grid = NULL;

    if (source->grid) {
        status = situ_store_read_grid(&grid, store, source->grid, err);
        if (status == SITU_E_NOT_FOUND) {
            status = missing_source(map->spec, source, err);
            goto done;
        }
        SITU_TRY(status);
        // Kept as stored; brought into the county's zone when a layer asks for it (tiles never do).
        situ_free(grid->name);
        grid->name = situ_strdup(source->name);
        SITU_TRY_ALLOC(grid->name);
        SITU_TRY(situ_bundle_add_grid(map->metric, grid, err));
        grid = NULL;
        goto done;
    }
    if (source->ogr) {
        situ_vector_options options = {.layer = source->layer, .where = source->where, .to_epsg = SITU_EPSG_CGCS2000, .assume_epsg = SITU_EPSG_CGCS2000};
        char *dir = situ_path_dir(map->spec->file), *path = dir ? situ_path_join(dir, source->ogr) : NULL;
        status = path ? situ_source_read_vector(&table, path, &options, NULL, err) : situ_fail_nomem(err);
        situ_free(dir);
        situ_free(path);
        SITU_TRY(status);
    } else {
        if (!situ_store_has(store, source->table)) {
            SITU_TRY(missing_source(map->spec, source, err));
            SITU_TRY(add_empty(map, source->name, source->table, err));
            goto done;
        }
        if (source->revision)
            SITU_TRY(situ_map_load_older(&table, map, store, source, err));
        else
            SITU_TRY(situ_store_read_table(&table, store, source->table, map->region ? NULL : source->where, err));
        if (map->region)
            SITU_TRY(situ_map_scope(map, &table, source->where, err));
    }
    SITU_TRY(add_as(map, table, source->name, err));
done:
    situ_table_free(table);
    situ_grid_free(grid);
    return status;
}

// --- what the county map shows, and a --region's part of it ---

static situ_status find_world(situ_map *map, situ_store *store, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *regions = NULL, *metric = NULL;
    situ_box county = situ_box_empty(), inside = situ_box_empty();

    map->world = situ_box_empty();
    if (map->spec->diagram)
        return SITU_OK;
    if (situ_store_has(store, "region")) {
        int level;
        SITU_TRY(situ_store_read_table(&regions, store, "region", NULL, err));
        SITU_TRY(situ_table_copy(&metric, regions, map->zone_epsg, NULL, 0, err));
        level = situ_table_find(metric, "level");
        for (size_t i = 0; i < metric->row_count; i++) {
            const situ_geometry *g = situ_table_geometry(metric, i);
            const char *kind = situ_table_text(metric, i, level);
            if (!g || (kind && strcmp(kind, "邻县") == 0))
                continue;
            if (kind && strcmp(kind, "县") == 0)
                county = situ_box_union(county, g->box);
            inside = situ_box_union(inside, g->box);
        }
    }
    map->world = !situ_box_is_empty(situ_map_region_box(map)) ? situ_map_region_box(map) : !situ_box_is_empty(county) ? county : inside;
    for (size_t i = 0; situ_box_is_empty(map->world) && i < map->metric->table_count; i++)
        for (size_t row = 0; row < map->metric->tables[i]->row_count; row++) {
            const situ_geometry *g = situ_table_geometry(map->metric->tables[i], row);
            if (g)
                map->world = situ_box_union(map->world, g->box);
        }
    if (situ_box_is_empty(map->world)) {
        status = situ_fail(err, SITU_E_NOT_FOUND, _("import regions or points with coordinates first"), _("the store holds nothing that lies on a map"));
        goto done;
    }
    // A single point still needs ground around it.
    if (map->world.x1 - map->world.x0 < 200)
        map->world = situ_box_grow(map->world, 500);
done:
    situ_table_free(regions);
    situ_table_free(metric);
    return status;
}

// A store made by `situ import` alone has no project file: the county is called as its region is.
static situ_status county_word(situ_map *map, situ_store *store, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *county = NULL;

    if (*situ_map_word(map, "county") || !situ_store_has(store, "region"))
        return SITU_OK;
    SITU_TRY(situ_store_read_table(&county, store, "region", "level='县'", err));
    if (county->row_count == 1) {
        const char *name = situ_table_text(county, 0, situ_table_find(county, "name"));
        SITU_TRY(situ_map_set_word(map, "county", name, err));
        SITU_TRY(situ_map_set_word(map, "home", name, err));
    }
done:
    situ_table_free(county);
    return status;
}

static situ_status set_words(situ_map *map, situ_store *store, const char *title, situ_error *err)
{
    situ_status status = SITU_OK;
    static const char *const metas[] = {"county", "code", "as_of", "unit", "source", "map_approval", "secrecy"};
    static const char *const levels[] = {"", "Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级"};
    const char *as_of = situ_store_meta(store, "as_of"), *region = situ_map_word(map, "region");
    char text[128];
    bool public_edition = situ_streq(map->metric->edition, "public");

    for (size_t i = 0; i < sizeof metas / sizeof *metas; i++)
        SITU_TRY(situ_map_set_word(map, metas[i], situ_store_meta(store, metas[i]), err));
    SITU_TRY(situ_map_set_word(map, "home", situ_store_meta(store, "county"), err));
    SITU_TRY(county_word(map, store, err));
    if (*region) {
        snprintf(text, sizeof text, "%s%s", situ_map_word(map, "home"), region);
        SITU_TRY(situ_map_set_word(map, "county", text, err));
    }
    snprintf(text, sizeof text, "%.4s", as_of);
    SITU_TRY(situ_map_set_word(map, "year", text, err));
    SITU_TRY(situ_map_set_word(map, "made", as_of, err));
    SITU_TRY(situ_map_set_word(map, "event", map->event ? map->event : "", err));
    SITU_TRY(situ_map_set_word(map, "level_word", levels[map->response_level], err));
    snprintf(text, sizeof text, "%d", map->response_level);
    SITU_TRY(situ_map_set_word(map, "resp_level", text, err));
    snprintf(text, sizeof text, "%.8s", situ_store_revision(store));
    SITU_TRY(situ_map_set_word(map, "revision", text, err));
    SITU_TRY(situ_map_set_word(map, "edition_label", public_edition ? "公开版" : "内部版", err));
    if (!public_edition && !*situ_map_word(map, "secrecy"))
        SITU_TRY(situ_map_set_word(map, "secrecy", "内部资料 注意保管", err));
    if (!map->spec->diagram) {
        situ_crs_title(text, sizeof text, map->zone_epsg);
        SITU_TRY(situ_map_set_word(map, "crs", text, err));
        if (situ_crs_central_meridian(map->zone_epsg) > 0) // abroad heights have another datum
            SITU_TRY(situ_map_set_word(map, "height_datum", "1985国家高程基准", err));
        SITU_TRY(situ_map_set_word(map, "disclaimer", "图内界线不作为划界依据", err));
    }
    if (map->spec->rule_note)
        SITU_TRY(situ_map_set_word(map, "rule", map->spec->rule_note, err));
    SITU_TRY(situ_map_set_word(map, "title", title ? title : fill_words(map, map->spec->title), err));
    if (map->spec->subtitle)
        SITU_TRY(situ_map_set_word(map, "subtitle", fill_words(map, map->spec->subtitle), err));
done:
    return status;
}

// Finds each layer's type and reads its parameters once.
static situ_status read_layers(situ_map *map, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_mapspec *spec = map->spec;

    map->layer_types = situ_arena_alloc(map->arena, (spec->layer_count + 1) * sizeof *map->layer_types);
    map->layer_params = situ_arena_alloc(map->arena, (spec->layer_count + 1) * sizeof *map->layer_params);
    SITU_TRY_ALLOC(map->layer_types);
    SITU_TRY_ALLOC(map->layer_params);
    for (size_t i = 0; i < spec->layer_count; i++) {
        const situ_map_layer *layer = &spec->layers[i];
        const situ_layer_type *type = NULL;
        for (const situ_layer_type *const *t = situ_layer_type_registry; *t; t++)
            if (strcmp((*t)->name, layer->type) == 0)
                type = *t;
        if (!type)
            return situ_yaml_fail(err, layer->file, layer->node, _("see `situ list layers`"), _("there is no layer type \"%s\""), layer->type);
        map->layer_types[i] = type;
        map->layer_params[i] = situ_arena_alloc(map->arena, type->params_size + 1);
        SITU_TRY_ALLOC(map->layer_params[i]);
        SITU_TRY(situ_props_read(map->layer_params[i], type->props, layer->node, situ_map_layer_keys, layer->file, map->arena, err));
        if (type->prepare) {
            situ_layer_input in = {.name = layer->name, .bundle = map->metric, .styles = map->session->styles, .rules = map->session->rules,
                                   .text = map->session->text, .file = layer->file, .report = map->report, .words = map->words};
            in.table = situ_bundle_table(map->metric, layer->data);
            in.grid = situ_bundle_grid(map->metric, layer->data);
            SITU_TRY(type->prepare(map->layer_params[i], &in, map->arena, err));
        }
    }
done:
    return status;
}

// A store of ledgers alone is drawn in the zone that their rows lie in.
static situ_status zone_of_sources(situ_map *map, situ_store *store, situ_error *err)
{
    enum { ANY_ZONE = 4545 };
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    situ_box box = situ_box_empty();
    for (size_t i = 0; i < map->spec->source_count; i++) {
        const situ_map_source *source = &map->spec->sources[i];
        if (!source->table || source->revision || !situ_store_has(store, source->table))
            continue;
        SITU_TRY(situ_store_read_table(&table, store, source->table, source->where, err));
        for (size_t row = 0; row < table->row_count; row++)
            if (situ_table_geometry(table, row))
                box = situ_box_union(box, situ_table_geometry(table, row)->box);
        situ_table_free(table);
        table = NULL;
    }
    map->zone_epsg = situ_box_is_empty(box) ? ANY_ZONE : situ_crs_metric_epsg((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2);
done:
    situ_table_free(table);
    return status;
}

situ_status situ_map_open(situ_map **out, situ_session *session, situ_store *store, const char *name, const char *region,
                          const char *title, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map *map = NULL;
    situ_arena *arena = situ_arena_new();
    char base[64];

    SITU_TRY_ALLOC(arena);
    map = situ_arena_alloc(arena, sizeof *map);
    SITU_TRY_ALLOC(map);
    map->arena = arena;
    map->session = session;
    map->words = situ_arena_alloc(arena, (MAX_WORDS + 2) * sizeof *map->words);
    map->report = situ_report_new();
    SITU_TRY_ALLOC(map->words);
    SITU_TRY_ALLOC(map->report);
    SITU_TRY(parse_name(map, name, base, err));
    SITU_TRY(situ_mapspec_read(&map->spec, &session->resources, base, err));
    if (map->spec->by && !map->event)
        SITU_TRY(situ_fail(err, SITU_E_USAGE, _("write it as MAP:NAME; see `situ list maps`"), _("map %s needs a name behind a colon"), base));
    if (map->spec->internal && strcmp(situ_store_meta(store, "edition"), "internal") != 0)
        SITU_TRY(situ_fail(err, SITU_E_UNSUPPORTED, _("draw it from the internal edition"), _("map %s is for internal use and is not drawn from the public edition"), base));
    SITU_TRY(situ_store_zone(&map->zone_epsg, store, err));
    if (!map->zone_epsg)
        SITU_TRY(zone_of_sources(map, store, err));
    if (region) {
        SITU_TRY(situ_map_find_region(map, store, region, err));
        SITU_TRY(situ_map_set_word(map, "region", situ_map_region_name(map), err));
    }
    if (map->region && map->spec->whole)
        SITU_TRY(situ_bundle_new(&map->whole, situ_store_meta(store, "edition"), situ_store_revision(store), err));
    SITU_TRY(situ_bundle_new(&map->metric, situ_store_meta(store, "edition"), situ_store_revision(store), err));
    map->source_hashes = situ_arena_alloc(arena, (map->spec->source_count + 1) * sizeof *map->source_hashes);
    map->analysis_keys = situ_arena_alloc(arena, (map->spec->analysis_count + 1) * sizeof *map->analysis_keys);
    SITU_TRY_ALLOC(map->source_hashes);
    SITU_TRY_ALLOC(map->analysis_keys);
    for (size_t i = 0; i < map->spec->source_count; i++) {
        map->source_hashes[i] = "";
        SITU_TRY(load_source(map, store, &map->spec->sources[i], err));
        if (map->spec->analysis_count > 0)
            SITU_TRY(hash_source(map, store, i, err));
    }
    SITU_TRY(find_world(map, store, err));
    SITU_TRY(set_words(map, store, title, err));
    for (size_t i = 0; i < map->spec->analysis_count; i++) {
        SITU_TRY(situ_job_check(session->job, err));
        SITU_TRY(situ_map_run_analysis(map, store, i, err));
    }
    SITU_TRY(situ_map_change_word(map, err));
    if (*situ_map_word(map, "changes") && map->spec->subtitle)
        SITU_TRY(situ_map_set_word(map, "subtitle", fill_words(map, map->spec->subtitle), err));
    SITU_TRY(read_layers(map, err));
    *out = map;
    map = NULL;
    arena = NULL;
done:
    if (map)
        situ_map_close(map);
    else
        situ_arena_free(arena);
    return status;
}

void situ_map_close(situ_map *map)
{
    if (!map)
        return;
    situ_map_region_free(map);
    situ_mapspec_free(map->spec);
    situ_bundle_free(map->metric);
    situ_bundle_free(map->whole);
    situ_report_free(map->report);
    situ_arena_free(map->arena);
}

situ_status situ_map_in_crs(situ_bundle **out, situ_map *map, int epsg, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *bundle = NULL;
    situ_table *table = NULL;

    if (epsg == map->zone_epsg || epsg == 0) {
        *out = map->metric;
        return SITU_OK;
    }
    SITU_TRY(situ_bundle_new(&bundle, map->metric->edition, map->metric->revision, err));
    for (size_t i = 0; i < map->metric->table_count; i++) {
        const situ_table *from = map->metric->tables[i];
        SITU_TRY(situ_table_copy(&table, from, from->epsg ? epsg : 0, NULL, 0, err));
        SITU_TRY(situ_bundle_add_table(bundle, table, err));
        table = NULL;
    }
    *out = bundle; // grids are drawn on paper only
    bundle = NULL;
done:
    situ_table_free(table);
    situ_bundle_free(bundle);
    return status;
}

static bool shown(const situ_map_layer *layer, const situ_frame *frame)
{
    if (layer->media == 1 && frame->media != SITU_PAPER)
        return false;
    if (layer->media == 2 && frame->media != SITU_SCREEN)
        return false;
    if (layer->min_denominator > 0 && frame->denominator < layer->min_denominator)
        return false;
    return layer->max_denominator <= 0 || frame->denominator <= layer->max_denominator;
}

static situ_status grid_in_zone(const situ_grid **out, situ_map *map, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_grid *grid = situ_bundle_grid(map->metric, name), *warped = NULL;

    *out = grid;
    if (!grid || grid->epsg == map->zone_epsg)
        return SITU_OK;
    SITU_TRY(situ_source_warp_grid(&warped, grid, map->zone_epsg, 0, NULL, err));
    situ_free(warped->name);
    warped->name = situ_strdup(name);
    SITU_TRY_ALLOC(warped->name);
    SITU_TRY(situ_bundle_add_grid(map->metric, warped, err)); // in place of the stored one
    *out = warped;
    warped = NULL;
done:
    situ_grid_free(warped);
    return status;
}

static situ_status build_layer(situ_scene *scene, situ_map *map, const situ_bundle *bundle, size_t i, situ_error *err)
{
    const situ_frame *frame = &scene->frame;
    situ_status status = SITU_OK;
    const situ_map_layer *layer = &map->spec->layers[i];
    const situ_layer_type *type = map->layer_types[i];
    situ_table *filtered = NULL;
    size_t *rows = NULL, count = 0;
    const char *where;
    situ_layer_input in = {.name = layer->name, .bundle = bundle, .styles = map->session->styles, .rules = map->session->rules,
                           .text = map->session->text, .group = layer->legend ? layer->group : NULL, .title = layer->title,
                           .file = layer->file, .report = map->report, .mono = frame->mono, .words = map->words};

    if (type->wants_grid) {
        SITU_TRY(grid_in_zone(&in.grid, map, layer->data, err));
        if (!in.grid)
            goto done; // no terrain: no shade
    } else {
        in.table = situ_bundle_table(bundle, layer->data);
        if (!in.table) {
            status = situ_yaml_fail(err, layer->file, layer->node, NULL, _("layer %s: there is no source or result \"%s\""), layer->name, layer->data);
            goto done;
        }
        if (layer->where && in.table->row_count > 0) {
            where = sql_words(map, layer->where);
            SITU_TRY_ALLOC(where);
            SITU_TRY(situ_expr_filter(&rows, &count, in.table, where, err));
            SITU_TRY(situ_table_copy(&filtered, in.table, 0, rows, count, err));
            in.table = filtered;
        }
    }
    SITU_TRY(type->build(scene, &in, map->layer_params[i], err));
done:
    // A fault of the data names its own file and row; only the others are the map spec's.
    if (status != SITU_OK && err && !err->file[0])
        situ_error_at(err, layer->file, NULL, NULL, layer->node->line, layer->node->column);
    situ_table_free(filtered);
    situ_free(rows);
    return status;
}

situ_status situ_map_scene(situ_scene **out, situ_map *map, const situ_bundle *bundle, const situ_frame *frame, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_scene *scene = NULL;

    SITU_TRY(situ_scene_new(&scene, frame, err));
    scene->layer_count = map->spec->layer_count;
    scene->layer_names = situ_arena_alloc(scene->arena, (scene->layer_count + 1) * sizeof *scene->layer_names);
    SITU_TRY_ALLOC(scene->layer_names);
    for (size_t i = 0; i < map->spec->layer_count; i++) {
        scene->layer_names[i] = situ_arena_strdup(scene->arena, map->spec->layers[i].name);
        SITU_TRY_ALLOC(scene->layer_names[i]);
        scene->current_layer = (uint32_t)i;
        SITU_TRY(situ_job_check(map->session->job, err));
        if (shown(&map->spec->layers[i], frame) && (map->spec->layers[i].scope == 0 || (map->spec->layers[i].scope == 2) == (map->region != NULL)))
            SITU_TRY(build_layer(scene, map, bundle, i, err));
    }
    SITU_TRY(situ_scene_seal(scene, err));
    *out = scene;
    scene = NULL;
done:
    situ_scene_free(scene);
    return status;
}
