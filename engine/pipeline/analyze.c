// SPDX-License-Identifier: MIT
// Analyses on the store's own tables, and their keys.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "output/export.h"
#include "output/report.h"
#include "pipeline/pipeline.h"
#include "source/source.h"

static const double FAR_DEG = 4.0; // from its meridian: so far a zone measures well

// A result that another analysis reads is the one of today's rows and of this edition: the stored one
// when its key matches, else made now.
static situ_status add_made(situ_bundle *inputs, situ_session *session, situ_store *store, const situ_op *maker, const char *made_role,
                            const char *role, int zone, situ_report *report, char key[65], situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *made = NULL;
    const situ_table *table;

    SITU_TRY(situ_analyze_store(&made, session, store, maker->name, NULL, false, report, key, err));
    table = situ_bundle_table(made, made_role);
    if (!table)
        SITU_TRY(situ_fail(err, SITU_E_SCHEMA, NULL, _("analysis %s makes no table %s"), maker->name, made_role));
    SITU_TRY(situ_op_add_table(inputs, table, role, zone, err));
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
    SITU_TRY(situ_op_add_table(inputs, table, port->role, zone, err));
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
    situ_grid *grid = NULL;

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
            status = add_made(inputs, session, store, maker, made_role, port->role, zone, report, hashes[i], err);
            if (status == SITU_E_NOT_FOUND && port->optional) { // what it is made of was never imported
                situ_error_clear(err);
                status = SITU_OK;
                continue;
            }
            SITU_TRY(status);
            hash_of[i] = hashes[i];
            continue;
        }
        if (!name || !situ_store_has(store, name)) {
            if (!port->optional)
                SITU_TRY(situ_fail(err, SITU_E_NOT_FOUND, _("import it first"), _("analysis %s needs table %s, which the store does not have"), op->name, name ? name : port->role));
            continue;
        }
        SITU_TRY(situ_store_content_hash(hashes[i], store, name, err));
        hash_of[i] = hashes[i];
        if (port->kind == SITU_PORT_GRID) {
            SITU_TRY(situ_store_read_grid(&grid, store, name, err));
            SITU_TRY(situ_op_add_grid(inputs, grid, port->role, zone, err));
            situ_grid_free(grid);
            grid = NULL;
            continue;
        }
        SITU_TRY(situ_store_read_table(&table, store, name, NULL, err));
        SITU_TRY(situ_op_add_table(inputs, table, port->role, zone, err));
        situ_table_free(table);
        table = NULL;
    }
    *out = inputs;
    inputs = NULL;
done:
    situ_table_free(table);
    situ_grid_free(grid);
    situ_bundle_free(inputs);
    return status;
}

// A store of points alone is measured in the zone they lie in, abroad in that of UTM.
static situ_status zone_of_points(int *zone, situ_store *store, const situ_op *op, const char *const *params, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    situ_box box = situ_box_empty();

    for (const situ_port *port = op->inputs; port->role; port++) {
        const char *name = table_of(port, params);
        if (port->kind != SITU_PORT_TABLE || !name || strchr(name, '@') || !situ_store_has(store, name))
            continue;
        SITU_TRY(situ_store_read_table(&table, store, name, NULL, err));
        for (size_t row = 0; row < table->row_count && table->epsg == SITU_EPSG_CGCS2000; row++) { // results lie in metres
            const situ_geometry *g = situ_table_geometry(table, row);
            if (g)
                box = situ_box_union(box, g->box);
        }
        situ_table_free(table);
        table = NULL;
    }
    if (situ_box_is_empty(box))
        SITU_TRY(situ_fail(err, SITU_E_CRS, _("import the regions of the county first"), _("the county's zone is not known")));
    *zone = situ_crs_metric_epsg((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2);
    double meridian = situ_crs_central_meridian(*zone) > 0 ? situ_crs_central_meridian(*zone) : *zone % 100 * 6 - 183; // UTM
    if (fmax(fabs(box.x0 - meridian), fabs(box.x1 - meridian)) > FAR_DEG) {
        char text[256];
        snprintf(text, sizeof text, _("the points reach from %.1f to %.1f degrees east; lengths and areas are measured in the zone of %g degrees and stretched far from it"),
                 box.x0, box.x1, meridian);
        const situ_issue issue = {.severity = SITU_WARN, .rule = "FAR_FROM_ZONE", .message = text};
        SITU_TRY(situ_report_add(report, &issue, err));
    }
done:
    situ_table_free(table);
    return status;
}

enum { MAX_PORTS = 16 };

situ_status situ_analyze_store(situ_bundle **out, situ_session *session, situ_store *store, const char *op_name, const char *const *pairs,
                               bool anew, situ_report *report, char key[65], situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_op *op = situ_op_find(op_name);
    situ_arena *arena = situ_arena_new();
    situ_bundle *inputs = NULL, *result = NULL;
    void *params = NULL;
    char hashes[MAX_PORTS][65];
    const char *hash_of[MAX_PORTS];
    size_t ports = 0;
    int zone = 0;

    SITU_TRY_ALLOC(arena);
    if (!op)
        SITU_TRY(situ_fail(err, SITU_E_USAGE, _("see `situ list ops`"), _("there is no analysis \"%s\""), op_name));
    SITU_TRY(situ_op_params(&params, op, pairs, arena, err));
    SITU_TRY(situ_store_zone(&zone, store, err));
    if (!zone)
        SITU_TRY(zone_of_points(&zone, store, op, pairs, report, err));
    while (op->inputs[ports].role)
        if (++ports > MAX_PORTS)
            SITU_TRY(situ_fail(err, SITU_E_LIMIT, NULL, _("analysis %s has too many inputs"), op->name));
    SITU_TRY(load_inputs(&inputs, session, store, op, pairs, zone, report, hashes, hash_of, err));
    const situ_op_call call = {.session = session, .op = op, .params = params, .epsg = zone, .edition = situ_store_meta(store, "edition"),
                               .as_of = situ_store_meta(store, "as_of"), .county = situ_store_meta(store, "county")};
    SITU_TRY(situ_op_key(key, &call, hash_of, ports, err));
    status = anew ? SITU_E_NOT_FOUND : situ_store_read_derived(&result, store, op->name, key, err);
    if (status == SITU_E_NOT_FOUND) {
        if (!anew)
            situ_error_clear(err);
        status = situ_run_op(&result, &call, inputs, report, err);
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

// FILE for the first of several, FILE-name.ext for the others. Owned by the caller.
static char *numbered(const char *out, const char *name, bool first)
{
    situ_str s;
    size_t stem = strlen(out) - strlen(situ_path_extension(out)) - 1;
    char *path = NULL;

    situ_str_init(&s);
    if (first)
        situ_str_add(&s, out);
    else
        situ_str_addf(&s, "%.*s-%s.%s", (int)stem, out, name, situ_path_extension(out));
    if (situ_str_ok(&s))
        path = situ_strdup(s.data);
    situ_str_free(&s);
    return path;
}

// Every grid as a GeoTIFF of its own: with overviews, or in bands of rows when it is too large to be held.
static situ_status write_grids(const situ_bundle *result, const situ_op *op, const char *out, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    char *path = NULL;

    if (result->grid_count == 0)
        SITU_TRY(situ_fail(err, SITU_E_USAGE, _("use a name that ends in .gpkg, .csv, .xlsx or .geojson"), _("the analysis %s makes tables and no grid"), op->name));
    for (size_t i = 0; i < result->grid_count; i++) {
        const situ_grid *grid = result->grids[i];
        path = numbered(out, grid->name, i == 0);
        SITU_TRY_ALLOC(path);
        situ_job_progress(job, _("writing the grid"), (double)i / (double)result->grid_count);
        SITU_TRY(situ_source_write_grid(path, grid, grid->cells ? SITU_GRID_COG : SITU_GRID_FAST, job, err));
        situ_free(path);
        path = NULL;
    }
done:
    situ_free(path);
    return status;
}

static bool is_raster(const char *path)
{
    const char *extension = situ_path_extension(path);
    return strcmp(extension, "tif") == 0 || strcmp(extension, "tiff") == 0;
}

// Asked before anything is computed.
static situ_status check_out(const char *out, const situ_op *op, situ_error *err)
{
    bool grids = false;

    if (!out)
        return SITU_OK;
    for (const situ_port *port = op->outputs; port->role; port++)
        grids = grids || port->kind == SITU_PORT_GRID;
    if (is_raster(out) && !grids)
        return situ_fail(err, SITU_E_USAGE, _("use a name that ends in .gpkg, .csv, .xlsx or .geojson"), _("the analysis %s makes tables and no grid"), op->name);
    if (!is_raster(out) && !situ_export_find(situ_path_extension(out)))
        return situ_fail(err, SITU_E_USAGE, _("use a name that ends in .tif, .gpkg, .csv, .xlsx or .geojson"), _("unknown output format of \"%s\""), out);
    return SITU_OK;
}

// A result that is a grid too large to be held goes into a GeoTIFF or nowhere.
static situ_status check_large(const situ_bundle *found, const char *out, situ_error *err)
{
    for (size_t i = 0; i < found->grid_count; i++)
        if (!found->grids[i]->cells && (!out || !is_raster(out)))
            return situ_fail(err, SITU_E_LIMIT, _("give -o FILE.tif, or larger cells with --cell_m"), _("the grid has %u x %u cells, more than a store holds"),
                             found->grids[i]->frame.columns, found->grids[i]->frame.rows);
    return SITU_OK;
}

static situ_status write_result(const situ_bundle *result, const situ_op *op, const char *out, const char *date_iso, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *lonlat = NULL;
    char *path = NULL;
    const situ_export *export = situ_export_find(situ_path_extension(out));

    if (is_raster(out))
        return write_grids(result, op, out, job, err);
    if (strcmp(export->name, "gpkg") == 0)
        return situ_source_write_vector(out, "GPKG", (const situ_table *const *)result->tables, result->table_count, err);
    for (size_t i = 0; i < result->table_count; i++) {
        path = numbered(out, result->tables[i]->name, i == 0);
        SITU_TRY_ALLOC(path);
        SITU_TRY(situ_table_copy(&lonlat, result->tables[i], result->tables[i]->epsg ? SITU_EPSG_CGCS2000 : 0, NULL, 0, err));
        SITU_TRY(export->write(path, lonlat, NULL, date_iso, err));
        situ_table_free(lonlat);
        lonlat = NULL;
        situ_free(path);
        path = NULL;
    }
done:
    situ_free(path);
    situ_table_free(lonlat);
    return status;
}

// "areas 4, regions 42": what was made, in a line.
static void list_outputs(situ_analyze_result *r, const situ_bundle *found)
{
    size_t at = 0;

    r->outputs[0] = '\0';
    for (size_t i = 0; i < found->table_count && at < sizeof r->outputs; i++) {
        r->rows += found->tables[i]->row_count;
        at += (size_t)snprintf(r->outputs + at, sizeof r->outputs - at, "%s%s %zu", at ? ", " : "", found->tables[i]->name, found->tables[i]->row_count);
    }
    for (size_t i = 0; i < found->grid_count && at < sizeof r->outputs; i++) {
        const situ_raster_frame *f = &found->grids[i]->frame;
        at += (size_t)snprintf(r->outputs + at, sizeof r->outputs - at, "%s%s %ux%u", at ? ", " : "", found->grids[i]->name, f->columns, f->rows);
    }
}

// The first findings as messages, and how to see the rest.
static void tell_findings(situ_session *session, const situ_report *report, const char *file)
{
    enum { SHOWN = 20 };
    size_t told = 0, all = situ_report_problems(report);

    for (size_t i = 0; i < situ_report_count(report) && told < SHOWN; i++) {
        const situ_issue *issue = situ_report_get(report, i);
        if (issue->severity == SITU_INFO)
            continue;
        situ_session_tell(session, "%s%s%s", issue->message ? issue->message : issue->rule, issue->cure ? _(": ") : "", issue->cure ? issue->cure : "");
        told++;
    }
    if (all > told && !file)
        situ_session_tell(session, _("and %zu more; --report FILE.xlsx lists them all"), all - told);
}

// A result with a grid too large to be held is not kept: it would have to be made again anyhow.
static bool can_be_kept(const situ_bundle *found)
{
    for (size_t i = 0; i < found->grid_count; i++)
        if (!found->grids[i]->cells || (uint64_t)found->grids[i]->frame.columns * found->grids[i]->frame.rows > SITU_GRID_HELD_CELLS)
            return false;
    return true;
}

static situ_status keep(situ_session *session, const situ_analyze_options *options, const char *key, const situ_bundle *found, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store_writer *writer = NULL, *committing;

    if (!can_be_kept(found)) {
        situ_session_tell(session, _("the grid is too large for the store and lies in the file alone"));
        return SITU_OK;
    }
    SITU_TRY(situ_store_begin(&writer, options->store, err));
    SITU_TRY(situ_store_put_derived(writer, options->op, key, found, err));
    committing = writer;
    writer = NULL;
    SITU_TRY(situ_store_commit(committing, options->operator_name, options->wall_time, NULL, err));
done:
    situ_store_abort(writer);
    return status;
}

situ_status situ_analyze(situ_session *session, const situ_analyze_options *options, situ_analyze_result *result, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    situ_bundle *found = NULL;
    situ_report *report = situ_report_new();
    situ_analyze_result r = {0};
    const situ_op *op = situ_op_find(options->op);
    char key[65];
    bool internal = !options->edition || strcmp(options->edition, "internal") == 0;

    SITU_TRY_ALLOC(report);
    if (op)
        SITU_TRY(check_out(options->out, op, err));
    SITU_TRY(situ_store_open(&store, options->store, options->edition ? options->edition : "internal", err));
    SITU_TRY(situ_analyze_store(&found, session, store, options->op, options->params, true, report, key, err));
    SITU_TRY(check_large(found, options->out, err));
    list_outputs(&r, found);
    r.findings = situ_report_problems(report);
    tell_findings(session, report, options->report);
    const char *as_of = situ_store_meta(store, "as_of");
    if (options->report) {
        const situ_report_book book = {.report = report, .title = "分析结果报告", .date_iso = *as_of ? as_of : NULL};
        SITU_TRY(situ_report_write(&book, options->report, err));
    }
    if (options->out)
        SITU_TRY(write_result(found, op, options->out, as_of, session->job, err));
    situ_store_close(store);
    store = NULL;
    if (internal)
        SITU_TRY(keep(session, options, key, found, err));
    if (result)
        *result = r;
done:
    situ_store_close(store);
    situ_bundle_free(found);
    situ_report_free(report);
    return status;
}
