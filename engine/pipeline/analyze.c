// SPDX-License-Identifier: MIT
// Analyses on the store's own tables, and their keys.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "output/export.h"
#include "pipeline/pipeline.h"
#include "source/source.h"

situ_status situ_op_key(char out[65], situ_session *session, const situ_op *op, const void *params, const char *const *input_hashes, size_t n,
                        const char *edition, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sha256 h;
    char *canonical = NULL, version[24];

    SITU_TRY(situ_props_canonical(&canonical, params, op->props, err));
    snprintf(version, sizeof version, "%d", op->version);
    situ_sha256_init(&h);
    situ_sha256_add_text(&h, op->name);
    situ_sha256_add_text(&h, version);
    situ_sha256_add_text(&h, canonical);
    situ_sha256_add_text(&h, edition);
    for (const char *const *rule = op->rule_files; rule && *rule; rule++)
        situ_sha256_add_text(&h, situ_rules_hash(session->rules, *rule));
    for (size_t i = 0; i < n; i++)
        situ_sha256_add_text(&h, input_hashes[i]);
    situ_sha256_hex(&h, out);
done:
    situ_free(canonical);
    return status;
}

// "derived_grade_points" -> op grade, role points; NULL when the table is not a result.
const situ_op *situ_op_making(const char *table, const char **role)
{
    static const char prefix[] = "derived_";

    if (!table || strncmp(table, prefix, strlen(prefix)) != 0)
        return NULL;
    for (const situ_op *const *op = situ_op_registry; *op; op++) {
        size_t n = strlen((*op)->name);
        const char *behind = table + strlen(prefix) + n;
        if (strncmp(table + strlen(prefix), (*op)->name, n) == 0 && *behind == '_') {
            *role = behind + 1;
            return *op;
        }
    }
    return NULL;
}

static situ_status add_input(situ_bundle *inputs, const situ_table *table, const char *role, int zone, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *metric = NULL;

    SITU_TRY(situ_table_copy(&metric, table, zone, NULL, 0, err));
    situ_free(metric->name);
    metric->name = situ_strdup(role);
    SITU_TRY_ALLOC(metric->name);
    SITU_TRY(situ_bundle_add_table(inputs, metric, err));
    metric = NULL;
done:
    situ_table_free(metric);
    return status;
}

// A result that another analysis reads is the one of today's rows and of this edition: the stored one
// when its key matches, else made now.
static situ_status add_made(situ_bundle *inputs, situ_session *session, situ_store *store, const situ_op *maker, const char *made_role,
                            const char *role, int zone, situ_report *report, char key[65], situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *made = NULL;
    const situ_table *table;

    SITU_TRY(situ_analyze_store(&made, session, store, maker->name, NULL, report, key, err));
    table = situ_bundle_table(made, made_role);
    if (!table)
        SITU_TRY(situ_fail(err, SITU_E_SCHEMA, NULL, _("analysis %s makes no table %s"), maker->name, made_role));
    SITU_TRY(add_input(inputs, table, role, zone, err));
done:
    situ_bundle_free(made);
    return status;
}

// A parameter named like an input gives the table to read in its place: --sites team, --targets risk_point.
static const char *table_of(const situ_port *port, const char *const *params)
{
    for (const char *const *p = params; p && p[0]; p += 2)
        if (strcmp(p[0], port->role) == 0)
            return p[1];
    return port->table;
}

static bool is_input(const situ_op *op, const char *name)
{
    for (const situ_port *port = op->inputs; port->role; port++)
        if (strcmp(port->role, name) == 0)
            return true;
    return false;
}

// "risk_point@3": the table as it was at a revision. Nothing is added when an optional one has no such
// revision.
static situ_status add_older(situ_bundle *inputs, situ_session *session, situ_store *store, const situ_port *port, const char *name, int zone,
                             situ_report *report, char hash[65], situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    situ_sha256 h;
    char full[65], base[128];
    const char *at = strrchr(name, '@');

    snprintf(base, sizeof base, "%.*s", (int)(at - name), name);
    status = situ_store_find_revision(full, store, at + 1, err);
    if (status == SITU_OK)
        status = situ_table_at(&table, session, store, base, full, zone, report, err);
    if (status == SITU_E_NOT_FOUND && port->optional) {
        situ_error_clear(err);
        return SITU_OK;
    }
    SITU_TRY(status);
    SITU_TRY(add_input(inputs, table, port->role, zone, err));
    situ_sha256_init(&h);
    situ_sha256_add_text(&h, base);
    situ_sha256_add_text(&h, full);
    situ_sha256_hex(&h, hash);
done:
    situ_table_free(table);
    return status;
}

static situ_status load_inputs(situ_bundle **out, situ_session *session, situ_store *store, const situ_op *op, const char *const *params, int zone,
                               situ_report *report, char (*hashes)[65], const char **hash_of, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *inputs = NULL;
    situ_table *table = NULL;

    SITU_TRY(situ_bundle_new(&inputs, situ_store_meta(store, "edition"), situ_store_revision(store), err));
    for (size_t i = 0; op->inputs[i].role; i++) {
        const situ_port *port = &op->inputs[i];
        const char *made_role = NULL, *name = table_of(port, params);
        const situ_op *maker = port->kind == SITU_PORT_TABLE ? situ_op_making(name, &made_role) : NULL;
        hash_of[i] = "";
        if (port->kind == SITU_PORT_TABLE && name && strchr(name, '@')) {
            hashes[i][0] = '\0';
            SITU_TRY(add_older(inputs, session, store, port, name, zone, report, hashes[i], err));
            hash_of[i] = hashes[i];
            continue;
        }
        if (maker) {
            SITU_TRY(add_made(inputs, session, store, maker, made_role, port->role, zone, report, hashes[i], err));
            hash_of[i] = hashes[i];
            continue;
        }
        if (port->kind != SITU_PORT_TABLE || !name || !situ_store_has(store, name)) {
            if (!port->optional)
                SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("import it first"), _("analysis %s needs table %s, which the store does not have"), op->name, name ? name : port->role));
            continue;
        }
        SITU_TRY(situ_store_content_hash(hashes[i], store, name, err));
        hash_of[i] = hashes[i];
        SITU_TRY(situ_store_read_table(&table, store, name, NULL, err));
        SITU_TRY(add_input(inputs, table, port->role, zone, err));
        situ_table_free(table);
        table = NULL;
    }
    *out = inputs;
    inputs = NULL;
done:
    situ_table_free(table);
    situ_bundle_free(inputs);
    return status;
}

enum { MAX_PORTS = 16 };

situ_status situ_analyze_store(situ_bundle **out, situ_session *session, situ_store *store, const char *op_name, const char *const *params_,
                               situ_report *report, char key[65], situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_op *op = situ_op_find(op_name);
    situ_arena *arena = situ_arena_new();
    situ_bundle *inputs = NULL, *result = NULL;
    void *params;
    char hashes[MAX_PORTS][65];
    const char *hash_of[MAX_PORTS];
    size_t ports = 0;
    int zone = 0;

    SITU_TRY_ALLOC(arena);
    if (!op)
        SITU_TRY(situ_fail(err, SITU_E_USAGE, _("see `situ list ops`"), _("there is no analysis \"%s\""), op_name));
    params = situ_arena_alloc(arena, op->params_size + 1);
    SITU_TRY_ALLOC(params);
    SITU_TRY(situ_props_default(params, op->props, arena, err));
    for (const char *const *p = params_; p && p[0]; p += 2)
        if (situ_props_find(op->props, p[0]) || !is_input(op, p[0]))
            SITU_TRY(situ_props_set(params, op->props, p[0], p[1], arena, err));
    SITU_TRY(situ_store_zone(&zone, store, err));
    if (!zone)
        SITU_TRY(situ_fail(err, SITU_E_CRS, _("import the regions of the county first"), _("the county's zone is not known")));
    SITU_TRY(load_inputs(&inputs, session, store, op, params_, zone, report, hashes, hash_of, err));
    while (op->inputs[ports].role)
        ports++;
    SITU_TRY(situ_op_key(key, session, op, params, hash_of, ports, situ_store_meta(store, "edition"), err));
    status = situ_store_read_derived(&result, store, op->name, key, err);
    if (status == SITU_E_NOT_FOUND) {
        situ_error_clear(err);
        status = situ_run_op(&result, session, op, inputs, zone, params, report, err);
    }
    SITU_TRY(status);
    *out = result;
    result = NULL;
done:
    situ_bundle_free(inputs);
    situ_bundle_free(result);
    situ_arena_free(arena);
    return status;
}

static situ_status write_result(const situ_bundle *result, const char *out, const char *date_iso, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *lonlat = NULL;
    const situ_export *export = situ_export_find(situ_path_extension(out));

    if (!export)
        return situ_fail(err, SITU_E_USAGE, _("use a name that ends in .gpkg, .csv, .xlsx or .geojson"), _("unknown output format of \"%s\""), out);
    if (strcmp(export->name, "gpkg") == 0)
        return situ_source_write_vector(out, "GPKG", (const situ_table *const *)result->tables, result->table_count, err);
    for (size_t i = 0; i < result->table_count; i++) {
        char name[1024];
        size_t stem = strlen(out) - strlen(situ_path_extension(out)) - 1;
        if (i == 0)
            snprintf(name, sizeof name, "%s", out);
        else
            snprintf(name, sizeof name, "%.*s-%s.%s", (int)stem, out, result->tables[i]->name, situ_path_extension(out));
        SITU_TRY(situ_table_copy(&lonlat, result->tables[i], result->tables[i]->epsg ? SITU_EPSG_CGCS2000 : 0, NULL, 0, err));
        SITU_TRY(export->write(name, lonlat, NULL, date_iso, err));
        situ_table_free(lonlat);
        lonlat = NULL;
    }
done:
    situ_table_free(lonlat);
    return status;
}

situ_status situ_analyze(situ_session *session, const situ_analyze_options *options, situ_analyze_result *result, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    situ_store_writer *writer = NULL;
    situ_bundle *found = NULL;
    situ_report *report = situ_report_new();
    situ_analyze_result r = {0};
    char key[65];
    bool internal = !options->edition || strcmp(options->edition, "internal") == 0;

    SITU_TRY_ALLOC(report);
    SITU_TRY(situ_store_open(&store, options->store, options->edition ? options->edition : "internal", err));
    SITU_TRY(situ_analyze_store(&found, session, store, options->op, options->params, report, key, err));
    for (size_t i = 0; i < found->table_count; i++)
        r.rows += found->tables[i]->row_count;
    r.findings = situ_report_problems(report);
    if (options->out)
        SITU_TRY(write_result(found, options->out, situ_store_meta(store, "as_of"), err));
    situ_store_close(store);
    store = NULL;
    if (internal) {
        situ_store_writer *committing;
        SITU_TRY(situ_store_begin(&writer, options->store, err));
        SITU_TRY(situ_store_put_derived(writer, options->op, key, found, err));
        committing = writer;
        writer = NULL;
        SITU_TRY(situ_store_commit(committing, options->operator_name, options->wall_time, NULL, err));
    }
    if (result)
        *result = r;
done:
    situ_store_abort(writer);
    situ_store_close(store);
    situ_bundle_free(found);
    situ_report_free(report);
    return status;
}
