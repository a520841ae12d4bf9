// SPDX-License-Identifier: MIT

#include <string.h>

#include "analysis/op.h"

const situ_op *situ_op_find(const char *name)
{
    for (const situ_op *const *op = situ_op_registry; *op; op++)
        if (situ_streq((*op)->name, name))
            return *op;
    return NULL;
}

const situ_table *situ_op_table(const situ_op_input *in, const char *role)
{
    return situ_bundle_table(in->bundle, role);
}

const situ_grid *situ_op_grid(const situ_op_input *in, const char *role)
{
    return situ_bundle_grid(in->bundle, role);
}

static situ_status check_columns(const situ_port *port, const situ_table *table, situ_error *err)
{
    for (const char *const *column = port->columns; column && *column; column++)
        if (situ_table_find(table, *column) < 0)
            return situ_fail(err, SITU_E_SCHEMA, _("name another table in `in:`, or import one that has this column"),
                             _("the input \"%s\" (table %s) has no column \"%s\""), port->role, table->name, *column);
    return SITU_OK;
}

situ_status situ_op_check(const situ_op *op, const situ_op_input *in, situ_error *err)
{
    for (const situ_port *port = op->inputs; port->role; port++) {
        const situ_table *table = port->kind == SITU_PORT_TABLE ? situ_op_table(in, port->role) : NULL;
        const situ_grid *grid = port->kind == SITU_PORT_GRID ? situ_bundle_grid(in->bundle, port->role) : NULL;
        if (!table && !grid) {
            if (port->optional)
                continue;
            return situ_fail(err, SITU_E_ARGUMENT, _("name it in `in:` of the map spec, or import it"),
                             _("the analysis %s needs the input \"%s\" (by default the table %s)"), op->name, port->role, port->table);
        }
        if (table) {
            situ_status status = check_columns(port, table, err);
            if (status != SITU_OK)
                return status;
        }
    }
    for (const char *const *file = op->rule_files; file && *file; file++)
        if (!situ_rules_file(in->rules, *file))
            return situ_fail(err, SITU_E_NOT_FOUND, _("put the file into styles/rules"), _("there is no rules file %s.yaml"), *file);
    return SITU_OK;
}
