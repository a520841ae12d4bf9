// SPDX-License-Identifier: MIT
// Running an analysis: its inputs in the county's zone, its key, the run itself.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "pipeline/pipeline.h"
#include "source/source.h"

situ_status situ_op_key(char out[65], const situ_op_call *call, const char *const *input_hashes, size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sha256 h;
    char *canonical = NULL, version[24];

    SITU_TRY(situ_props_canonical(&canonical, call->params, call->op->props, err));
    snprintf(version, sizeof version, "%d", call->op->version);
    situ_sha256_init(&h);
    situ_sha256_add_text(&h, call->op->name);
    situ_sha256_add_text(&h, version);
    situ_sha256_add_text(&h, canonical);
    situ_sha256_add_text(&h, call->edition);
    if (call->op->dated)
        situ_sha256_add_text(&h, call->as_of ? call->as_of : "");
    for (const char *const *rule = call->op->rule_files; rule && *rule; rule++)
        situ_sha256_add_text(&h, situ_rules_hash(call->session->rules, *rule));
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

situ_status situ_op_add_table(situ_bundle *inputs, const situ_table *table, const char *role, int zone, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *copy = NULL;

    SITU_TRY(situ_table_copy(&copy, table, table->epsg ? zone : 0, NULL, 0, err));
    situ_free(copy->name);
    copy->name = situ_strdup(role);
    SITU_TRY_ALLOC(copy->name);
    SITU_TRY(situ_bundle_add_table(inputs, copy, err));
    copy = NULL;
done:
    situ_table_free(copy);
    return status;
}

situ_status situ_op_add_grid(situ_bundle *inputs, const situ_grid *grid, const char *role, int zone, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_grid *metric = NULL;

    SITU_TRY(situ_source_warp_grid(&metric, grid, zone, 0, NULL, err));
    situ_free(metric->name);
    metric->name = situ_strdup(role);
    SITU_TRY_ALLOC(metric->name);
    SITU_TRY(situ_bundle_add_grid(inputs, metric, err));
    metric = NULL;
done:
    situ_grid_free(metric);
    return status;
}

situ_status situ_run_op(situ_bundle **out, const situ_op_call *call, situ_bundle *inputs, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *result = NULL;
    situ_op_input in = {.bundle = inputs, .epsg = call->epsg, .rules = call->session->rules, .as_of = call->as_of, .county = call->county};

    SITU_TRY(situ_bundle_new(&result, inputs->edition, inputs->revision, err));
    SITU_TRY(call->op->run(result, &in, call->params, report, call->session->job, err));
    *out = result;
    result = NULL;
done:
    situ_bundle_free(result);
    return status;
}

bool situ_op_is_input(const situ_op *op, const char *name)
{
    for (const situ_port *port = op->inputs; port->role; port++)
        if (strcmp(port->role, name) == 0)
            return true;
    return false;
}

// The parameters of a call: defaults, then pairs that do not name an input.
situ_status situ_op_params(void **out, const situ_op *op, const char *const *pairs, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    void *params = situ_arena_alloc(arena, op->params_size + 1);

    SITU_TRY_ALLOC(params);
    SITU_TRY(situ_props_default(params, op->props, arena, err));
    for (const char *const *p = pairs; p && p[0]; p += 2)
        if (situ_props_find(op->props, p[0]) || !situ_op_is_input(op, p[0]))
            SITU_TRY(situ_props_set(params, op->props, p[0], p[1], arena, err));
    *out = params;
done:
    return status;
}
