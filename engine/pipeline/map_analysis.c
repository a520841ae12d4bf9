// SPDX-License-Identifier: MIT
// The analyses of a map: stored results where their key fits, else made in memory from the map's sources.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "pipeline/pipeline.h"
#include "pipeline/region.h"

enum { MAX_PORTS = 16 };

// What identifies an input's content: a source's hash, or the key of the analysis it comes from.
static const char *hash_of_input(const situ_map *map, const char *name)
{
    const situ_mapspec *spec = map->spec;
    for (size_t i = 0; i < spec->source_count; i++)
        if (strcmp(spec->sources[i].name, name) == 0)
            return map->source_hashes[i];
    for (size_t i = 0; i < spec->analysis_count; i++) {
        size_t n = strlen(spec->analyses[i].name);
        if (strncmp(spec->analyses[i].name, name, n) == 0 && name[n] == '.')
            return map->analysis_keys[i] ? map->analysis_keys[i] : "";
    }
    return "";
}

// The name `in:` gives a role; NULL when it gives none. "" leaves an input out.
static const char *input_name(const situ_map_analysis *analysis, const situ_port *port)
{
    for (size_t i = 0; i < analysis->input_count; i++)
        if (strcmp(analysis->roles[i], port->role) == 0)
            return analysis->inputs[i];
    return port->optional ? NULL : port->role;
}

// An optional input that the map does not name is the store's own table, as in `situ analyze`: a map never
// shows another level than the stored result only because its spec is short.
static bool takes_default(const situ_port *port, situ_store *store)
{
    const char *role;
    return port->optional && port->table && !strchr(port->table, '@') && !situ_op_making(port->table, &role) && situ_store_has(store, port->table);
}

static situ_status hash_of_port(const char **out, situ_map *map, situ_store *store, const situ_map_analysis *analysis, const situ_port *port, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *name = input_name(analysis, port);
    char hash[65];

    *out = "";
    if (name)
        *out = *name ? hash_of_input(map, name) : "";
    else if (takes_default(port, store)) {
        SITU_TRY(situ_store_content_hash(hash, store, port->table, err));
        *out = situ_arena_strdup(map->arena, hash);
        SITU_TRY_ALLOC(*out);
    }
done:
    return status;
}

static situ_status add_default(situ_bundle *inputs, const situ_map *map, situ_store *store, const situ_port *port, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    situ_grid *grid = NULL;

    if (port->kind == SITU_PORT_GRID) {
        SITU_TRY(situ_store_read_grid(&grid, store, port->table, err));
        SITU_TRY(situ_op_add_grid(inputs, grid, port->role, map->zone_epsg, err));
    } else {
        SITU_TRY(situ_store_read_table(&table, store, port->table, NULL, err));
        SITU_TRY(situ_op_add_table(inputs, table, port->role, map->zone_epsg, err));
    }
done:
    situ_table_free(table);
    situ_grid_free(grid);
    return status;
}

// The county's rows, whatever region the sheet shows: the source as it stands in the store, or a result uncut.
static situ_status add_whole(situ_bundle *inputs, const situ_map *map, situ_store *store, const situ_port *port, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    const situ_table *made = situ_bundle_table(map->whole, name);

    for (size_t i = 0; !made && !table && i < map->spec->source_count; i++) {
        const situ_map_source *source = &map->spec->sources[i];
        if (strcmp(source->name, name) == 0 && source->table && situ_store_has(store, source->table))
            SITU_TRY(situ_store_read_table(&table, store, source->table, source->where, err));
    }
    if (made || table)
        SITU_TRY(situ_op_add_table(inputs, made ? made : table, port->role, map->zone_epsg, err));
    else if (!port->optional)
        SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("import it first"), _("analysis input \"%s\" is not a source of this map"), name));
done:
    situ_table_free(table);
    return status;
}

static situ_status add_input(situ_bundle *inputs, const situ_map *map, situ_store *store, const situ_map_analysis *analysis, const situ_port *port,
                             const char *hash, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *name = input_name(analysis, port);
    const situ_table *table;
    const situ_grid *grid;

    if (!name)
        return takes_default(port, store) ? add_default(inputs, map, store, port, err) : SITU_OK;
    if (!*name || (port->optional && !*hash)) // left out, or its ledger was never imported
        return SITU_OK;
    if (map->whole && port->kind == SITU_PORT_TABLE)
        return add_whole(inputs, map, store, port, name, err);
    table = port->kind == SITU_PORT_TABLE ? situ_bundle_table(map->metric, name) : NULL;
    grid = port->kind == SITU_PORT_GRID ? situ_bundle_grid(map->metric, name) : NULL;
    if (table)
        SITU_TRY(situ_op_add_table(inputs, table, port->role, map->zone_epsg, err));
    else if (grid)
        SITU_TRY(situ_op_add_grid(inputs, grid, port->role, map->zone_epsg, err));
    else if (!port->optional)
        SITU_TRY(situ_fail(err, SITU_E_SCHEMA, NULL, _("analysis input \"%s\" is not a source of this map"), name));
done:
    return status;
}

static situ_status known_roles(const situ_map *map, const situ_map_analysis *analysis, const situ_op *op, situ_error *err)
{
    for (size_t i = 0; i < analysis->input_count; i++)
        if (!situ_op_is_input(op, analysis->roles[i]))
            return situ_yaml_fail(err, map->spec->file, analysis->node, NULL, _("analysis %s has no input \"%s\""), op->name, analysis->roles[i]);
    return SITU_OK;
}

static situ_status run_in_memory(situ_bundle **out, situ_map *map, situ_store *store, const situ_map_analysis *analysis, const situ_op_call *call,
                                 const char *const *hashes, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *inputs = NULL;

    SITU_TRY(situ_bundle_new(&inputs, map->metric->edition, map->metric->revision, err));
    for (size_t i = 0; call->op->inputs[i].role; i++)
        SITU_TRY(add_input(inputs, map, store, analysis, &call->op->inputs[i], hashes[i], err));
    situ_session_tell(map->session, _("no stored result of %s fits this map: it is computed for it"), call->op->name);
    status = situ_run_op(out, call, inputs, map->report, err);
    if (status == SITU_E_NOT_FOUND) {
        // Nothing to work on (no depot has coordinates, say): the map is drawn without the result, and says so.
        situ_issue issue = {.severity = SITU_WARN, .rule = "ANALYSIS_EMPTY", .table = call->op->name, .message = err ? err->cause : call->op->name, .cure = err ? err->cure : NULL};
        status = situ_report_add(map->report, &issue, NULL);
        situ_error_clear(err);
    }
done:
    situ_bundle_free(inputs);
    return status;
}

// A result that is not there is an empty table: its layers stay empty.
static situ_status add_result(situ_map *map, const situ_bundle *result, const situ_map_analysis *analysis, const situ_port *port, situ_error *err)
{
    situ_status status = SITU_OK;
    char *name = situ_arena_printf(map->arena, "%s.%s", analysis->name, port->role);
    const situ_table *table = result ? situ_bundle_table(result, port->role) : NULL;
    const situ_grid *grid = result ? situ_bundle_grid(result, port->role) : NULL;
    situ_table *empty = NULL;

    SITU_TRY_ALLOC(name);
    if (port->kind == SITU_PORT_GRID) {
        if (grid && grid->cells)
            SITU_TRY(situ_op_add_grid(map->metric, grid, name, map->zone_epsg, err));
        goto done;
    }
    if (table && map->whole) {
        SITU_TRY(situ_op_add_table(map->whole, table, name, map->zone_epsg, err));
        SITU_TRY(situ_map_cut(&empty, map, situ_bundle_table(map->whole, name), err));
        SITU_TRY(situ_bundle_add_table(map->metric, empty, err));
        empty = NULL;
        goto done;
    }
    if (table) {
        SITU_TRY(situ_op_add_table(map->metric, table, name, map->zone_epsg, err));
        goto done;
    }
    SITU_TRY(situ_table_new(&empty, name, map->zone_epsg, err));
    SITU_TRY(situ_bundle_add_table(map->metric, empty, err));
    empty = NULL;
done:
    situ_table_free(empty);
    return status;
}

situ_status situ_map_run_analysis(situ_map *map, situ_store *store, size_t index, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_map_analysis *analysis = &map->spec->analyses[index];
    const situ_op *op = situ_op_find(analysis->op);
    situ_bundle *result = NULL;
    const char *hashes[MAX_PORTS];
    char key[65];
    size_t ports = 0;
    void *params;

    if (!op)
        return situ_yaml_fail(err, map->spec->file, analysis->node, _("see `situ list ops`"), _("there is no analysis \"%s\""), analysis->op);
    params = situ_arena_alloc(map->arena, op->params_size + 1);
    SITU_TRY_ALLOC(params);
    SITU_TRY(situ_props_read(params, op->props, analysis->params, NULL, map->spec->file, map->arena, err));
    SITU_TRY(known_roles(map, analysis, op, err));
    for (; op->inputs[ports].role; ports++) {
        if (ports == MAX_PORTS)
            SITU_TRY(situ_fail(err, SITU_E_LIMIT, NULL, _("analysis %s has too many inputs"), op->name));
        SITU_TRY(hash_of_port(&hashes[ports], map, store, analysis, &op->inputs[ports], err));
    }
    const situ_op_call call = {.session = map->session, .op = op, .params = params, .epsg = map->zone_epsg, .edition = map->metric->edition,
                               .as_of = situ_store_meta(store, "as_of"), .county = situ_store_meta(store, "county")};
    SITU_TRY(situ_op_key(key, &call, hashes, ports, err));
    map->analysis_keys[index] = situ_arena_strdup(map->arena, key);
    SITU_TRY_ALLOC(map->analysis_keys[index]);
    // A stale result is never drawn.
    status = situ_store_read_derived(&result, store, op->name, key, err);
    if (status == SITU_E_NOT_FOUND) {
        situ_error_clear(err);
        status = run_in_memory(&result, map, store, analysis, &call, hashes, err);
    }
    SITU_TRY(status);
    for (const situ_port *port = op->outputs; port->role; port++)
        SITU_TRY(add_result(map, result, analysis, port, err));
done:
    if (status != SITU_OK)
        situ_error_at(err, map->spec->file, NULL, NULL, 0, 0);
    situ_bundle_free(result);
    return status;
}
