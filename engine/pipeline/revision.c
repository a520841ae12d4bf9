// SPDX-License-Identifier: MIT
// The store at an older revision, and going back to one.
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "pipeline/pipeline.h"

static situ_status add_port(situ_bundle *inputs, situ_session *session, situ_store *store, const situ_op *op, const situ_port *port, const char *revision,
                            int zone, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;

    if (port->kind != SITU_PORT_TABLE || !port->table || strchr(port->table, '@'))
        return port->optional ? SITU_OK : situ_fail(err, SITU_E_UNSUPPORTED, NULL, _("analysis %s cannot be made of an older revision"), op->name);
    status = situ_table_at(&table, session, store, port->table, revision, zone, report, err);
    if (status == SITU_E_NOT_FOUND && port->optional) {
        situ_error_clear(err);
        return SITU_OK;
    }
    SITU_TRY(status);
    SITU_TRY(situ_op_add_table(inputs, table, port->role, zone, err));
done:
    situ_table_free(table);
    return status;
}

situ_status situ_table_at(situ_table **out, situ_session *session, situ_store *store, const char *name, const char *revision, int zone,
                          situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *role = NULL;
    const situ_op *op = situ_op_making(name, &role);
    situ_bundle *inputs = NULL, *result = NULL;
    situ_arena *arena = situ_arena_new();

    SITU_TRY_ALLOC(arena);
    if (!op) {
        status = situ_store_read_table_at(out, store, name, revision, err);
        goto done;
    }
    void *params = NULL;
    SITU_TRY(situ_op_params(&params, op, NULL, arena, err));
    SITU_TRY(situ_bundle_new(&inputs, situ_store_meta(store, "edition"), revision, err));
    for (const situ_port *port = op->inputs; port->role; port++)
        SITU_TRY(add_port(inputs, session, store, op, port, revision, zone, report, err));
    const situ_op_call call = {.session = session, .op = op, .params = params, .epsg = zone, .as_of = situ_store_meta(store, "as_of"),
                               .county = situ_store_meta(store, "county")};
    SITU_TRY(situ_run_op(&result, &call, inputs, report, err));
    const situ_table *made = situ_bundle_table(result, role);
    if (!made)
        SITU_TRY(situ_fail(err, SITU_E_SCHEMA, NULL, _("analysis %s makes no table %s"), op->name, role));
    SITU_TRY(situ_table_copy(out, made, 0, NULL, 0, err));
done:
    situ_bundle_free(inputs);
    situ_bundle_free(result);
    situ_arena_free(arena);
    return status;
}

situ_status situ_rollback(situ_session *session, const char *path, const char *to, const char *operator_name, const char *wall_time,
                          char revision[65], situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    situ_store_writer *writer = NULL, *committing;
    char full[65];

    (void)session;
    // Opened for reading first: a store that is not there is not made by going back.
    SITU_TRY(situ_store_open(&store, path, "internal", err));
    SITU_TRY(situ_store_find_revision(full, store, to, err));
    if (strcmp(full, situ_store_revision(store)) == 0) {
        situ_fail(err, SITU_E_USAGE, _("name an older one; situ list revisions names them all"), _("revision %.12s is the newest one"), full);
        status = situ_error_at(err, path, NULL, NULL, 0, 0);
        goto done;
    }
    situ_store_close(store);
    store = NULL;
    SITU_TRY(situ_store_begin(&writer, path, err));
    SITU_TRY(situ_store_rollback(writer, full, err));
    committing = writer;
    writer = NULL;
    SITU_TRY(situ_store_commit(committing, operator_name, wall_time, revision, err));
done:
    situ_store_abort(writer);
    situ_store_close(store);
    return status;
}
