// SPDX-License-Identifier: MIT
// `situ check`: the ledgers of a store against each other, one class of findings after the other.
#include <stdio.h>
#include <string.h>

#include "analysis/checking.h"
#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "output/report.h"
#include "pipeline/pipeline.h"

typedef struct checking {
    situ_session *session;
    situ_bundle *bundle; // ledgers in metres, results as "op.output"
    int zone_epsg;
    const char *as_of, *county; // of the analyses the checks need
    char *made;          // the analyses whose results are in the bundle, newline behind each
    situ_arena *arena;
} checking;

// Base data that no check looks at: large, and not a ledger.
static bool is_ground(const char *table)
{
    static const char *const names[] = {"road", "water", "boundary", "place", NULL};
    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], table) == 0)
            return true;
    return false;
}

// The county's zone; a store of ledgers alone is measured in the zone its points lie in.
static situ_status find_zone(int *epsg, situ_store *store, const situ_bundle *raw, situ_error *err)
{
    situ_box box = situ_box_empty();
    situ_status status = situ_store_zone(epsg, store, err);
    if (status != SITU_OK || *epsg)
        return status;
    for (size_t i = 0; i < raw->table_count; i++)
        for (size_t row = 0; row < raw->tables[i]->row_count; row++) {
            const situ_geometry *g = situ_table_geometry(raw->tables[i], row);
            if (g)
                box = situ_box_union(box, g->box);
        }
    if (!situ_box_is_empty(box))
        *epsg = situ_crs_metric_epsg((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2);
    return SITU_OK;
}

static situ_status load(checking *c, situ_store *store, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *raw = NULL;
    situ_table *table = NULL;
    SITU_TRY(situ_bundle_new(&raw, situ_store_meta(store, "edition"), situ_store_revision(store), err));
    SITU_TRY(situ_bundle_new(&c->bundle, situ_store_meta(store, "edition"), situ_store_revision(store), err));
    for (const situ_schema *const *s = situ_schema_registry; *s; s++) {
        if (is_ground((*s)->name) || !situ_store_has(store, (*s)->name))
            continue;
        SITU_TRY(situ_job_check(c->session->job, err));
        SITU_TRY(situ_store_read_table(&table, store, (*s)->name, NULL, err));
        SITU_TRY(situ_bundle_add_table(raw, table, err));
        table = NULL;
    }
    SITU_TRY(find_zone(&c->zone_epsg, store, raw, err));
    for (size_t i = 0; i < raw->table_count; i++)
        SITU_TRY(situ_op_add_table(c->bundle, raw->tables[i], raw->tables[i]->name, c->zone_epsg, err));
done:
    situ_table_free(table);
    situ_bundle_free(raw);
    return status;
}

// --- analyses ---

// "derived_grade_points" is "grade.points" here.
static const char *bundle_name(situ_arena *arena, const char *table)
{
    static const char prefix[] = "derived_";
    if (!table || strncmp(table, prefix, strlen(prefix)) != 0)
        return table;
    const char *name = table + strlen(prefix), *behind = strchr(name, '_');
    return behind ? situ_arena_printf(arena, "%.*s.%s", (int)(behind - name), name, behind + 1) : table;
}

// "reach targets=risk_point areas=no": *op and name, value, ... NULL.
static situ_status parse_call(const situ_op **op, const char **pairs, size_t high, situ_arena *arena, const char *text, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = 0;
    char *copy = situ_arena_strdup(arena, text), *rest = NULL;
    SITU_TRY_ALLOC(copy);
    char *word = strtok_r(copy, " ", &rest);
    *op = word ? situ_op_find(word) : NULL;
    if (!*op)
        SITU_TRY(situ_fail(err, SITU_E_USAGE, _("see `situ list ops`"), _("there is no analysis \"%s\""), text));
    while ((word = strtok_r(NULL, " ", &rest)) != NULL && n + 3 <= high) {
        char *equals = strchr(word, '=');
        if (!equals)
            SITU_TRY(situ_fail(err, SITU_E_ARGUMENT, NULL, _("\"%s\" is no NAME=VALUE"), word));
        *equals = '\0';
        pairs[n++] = word;
        pairs[n++] = equals + 1;
    }
    pairs[n] = NULL;
done:
    return status;
}

enum { PAIRS_HIGH = 16 };

static const char *value_of(const char *const *pairs, const char *name, const char *fallback)
{
    for (; *pairs; pairs += 2)
        if (strcmp(pairs[0], name) == 0)
            return pairs[1];
    return fallback;
}

// *inputs NULL when a needed table is not there.
static situ_status gather(situ_bundle **inputs, checking *c, const situ_op *op, const char *const *pairs, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *in = NULL;
    SITU_TRY(situ_bundle_new(&in, c->bundle->edition, c->bundle->revision, err));
    for (const situ_port *port = op->inputs; port->role; port++) {
        const char *name = bundle_name(c->arena, value_of(pairs, port->role, port->table));
        const situ_table *table = name && port->kind == SITU_PORT_TABLE ? situ_bundle_table(c->bundle, name) : NULL;
        if (table)
            SITU_TRY(situ_op_add_table(in, table, port->role, c->zone_epsg, err));
        else if (!port->optional)
            goto done;
    }
    *inputs = in;
    in = NULL;
done:
    situ_bundle_free(in);
    return status;
}

// What the checks need of an op, made in memory from the tables of the checks; its own findings are of
// no interest here. A result that cannot be made (no table, no coordinates) stays away.
static situ_status analyse(checking *c, const char *text, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_op *op = NULL;
    const char *pairs[PAIRS_HIGH];
    situ_bundle *inputs = NULL, *result = NULL;
    situ_report *aside = situ_report_new();
    char name[128];
    SITU_TRY_ALLOC(aside);
    SITU_TRY(parse_call(&op, pairs, PAIRS_HIGH, c->arena, text, err));
    void *params = NULL;
    SITU_TRY(situ_op_params(&params, op, pairs, c->arena, err));
    SITU_TRY(gather(&inputs, c, op, pairs, err));
    if (!inputs)
        goto done;
    const situ_op_call call = {.session = c->session, .op = op, .params = params, .epsg = c->zone_epsg, .as_of = c->as_of, .county = c->county};
    status = situ_run_op(&result, &call, inputs, aside, err);
    if (status == SITU_E_NOT_FOUND || status == SITU_E_CRS) {
        situ_error_clear(err);
        status = SITU_OK;
        goto done;
    }
    SITU_TRY(status);
    for (size_t i = 0; i < result->table_count; i++) {
        snprintf(name, sizeof name, "%s.%s", op->name, result->tables[i]->name);
        SITU_TRY(situ_op_add_table(c->bundle, result->tables[i], name, c->zone_epsg, err));
    }
done:
    situ_bundle_free(inputs);
    situ_bundle_free(result);
    situ_report_free(aside);
    return status;
}

// Each analysis is made once; of two with one name the later stands.
static situ_status analyses_of(checking *c, const situ_check *check, situ_error *err)
{
    situ_status status = SITU_OK;
    for (const char *const *text = check->analyses; text && *text; text++) {
        char *line = situ_arena_printf(c->arena, "\n%s\n", *text), *all;
        SITU_TRY_ALLOC(line);
        if (c->made && strstr(c->made, line))
            continue;
        SITU_TRY(analyse(c, *text, err));
        all = situ_arena_printf(c->arena, "%s%s", c->made ? c->made : "", line);
        SITU_TRY_ALLOC(all);
        c->made = all;
    }
done:
    return status;
}

// --- the classes ---

static void cut(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
    size_t bad = strlen(out);
    if (!situ_utf8_valid(out, bad, &bad))
        out[bad] = '\0';
}

static situ_status run_one(situ_check_count *count, checking *c, const situ_check *check, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t before = situ_report_count(report);
    situ_check_call call = {.check = check, .bundle = c->bundle, .rules = c->session->rules, .as_of = c->as_of, .report = report, .job = c->session->job};
    const situ_table *first = check->inputs[0] ? situ_bundle_table(c->bundle, check->inputs[0]) : NULL;

    cut(count->name, sizeof count->name, check->name);
    cut(count->label, sizeof count->label, check->label);
    if (check->inputs[0] && (!first || first->row_count == 0)) {
        const situ_schema *schema = situ_schema_find(check->inputs[0]);
        snprintf(count->note, sizeof count->note, _("not checked: there is no ledger %s"), schema ? schema->label : check->inputs[0]);
        return SITU_OK;
    }
    SITU_TRY(analyses_of(c, check, err));
    SITU_TRY(check->run(&call, err));
    count->checked = true;
    count->objects = call.objects;
    count->unknown = call.unknown;
    count->findings = situ_report_count(report) - before;
    cut(count->note, sizeof count->note, call.note);
done:
    return status;
}

static bool wanted(const char *const *only, const char *name)
{
    for (size_t i = 0; only && only[i]; i++)
        if (strcmp(only[i], name) == 0)
            return true;
    return only == NULL;
}

enum { CHECKS_HIGH = 256 };

// By rank, then by name.
static size_t sorted(const situ_check **out, size_t high, const char *const *only)
{
    size_t n = 0;
    for (const situ_check *const *k = situ_check_registry; *k && n < high; k++) {
        size_t at = n;
        if (!wanted(only, (*k)->name))
            continue;
        for (; at > 0 && out[at - 1]->rank > (*k)->rank; at--)
            out[at] = out[at - 1];
        out[at] = *k;
        n++;
    }
    return n;
}

static situ_status known_names(const char *const *only, situ_error *err)
{
    const char *names[CHECKS_HIGH];
    size_t n = 0;
    for (const situ_check *const *k = situ_check_registry; *k && n < CHECKS_HIGH - 1; k++)
        names[n++] = (*k)->name;
    names[n] = NULL;
    for (size_t i = 0; only && only[i]; i++) {
        bool found = false;
        for (size_t k = 0; k < n; k++)
            found = found || strcmp(names[k], only[i]) == 0;
        if (!found) {
            const char *near = situ_nearest_word(only[i], names, 3);
            return situ_fail(err, SITU_E_USAGE, near ? near : _("situ check -s STORE --json names them all"), _("there is no check \"%s\""), only[i]);
        }
    }
    return SITU_OK;
}

static situ_status write_report(const situ_check_result *r, const situ_report *report, const situ_check_options *options, situ_store *store, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *county = situ_store_meta(store, "county"), *as_of = options->as_of ? options->as_of : situ_store_meta(store, "as_of");
    situ_check_class *classes = situ_arena_alloc(arena, (r->class_count + 1) * sizeof *classes);
    size_t first = 0;
    SITU_TRY_ALLOC(classes);
    for (size_t i = 0; i < r->class_count; i++) {
        const situ_check_count *count = &r->classes[i];
        classes[i] = (situ_check_class){.name = count->name, .label = count->label, .objects = count->objects, .unknown = count->unknown, .first = first, .count = count->findings,
                                        .note = count->note[0] ? count->note : NULL};
        for (const situ_check *const *k = situ_check_registry; *k; k++)
            if (strcmp((*k)->name, count->name) == 0)
                classes[i].basis = (*k)->basis;
        first += count->findings;
    }
    const situ_check_book book = {.report = report, .classes = classes, .class_count = r->class_count, .county = *county ? county : NULL, .date_iso = *as_of ? as_of : NULL};
    SITU_TRY(situ_check_report_write(&book, options->report, err));
done:
    return status;
}

situ_status situ_check_store(situ_session *session, const situ_check_options *options, situ_check_result *result, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    situ_report *report = situ_report_new();
    checking c = {.session = session, .arena = situ_arena_new()};
    situ_check_result r = {0};
    const situ_check *checks[CHECKS_HIGH];
    size_t total = 0;
    long day;

    SITU_TRY_ALLOC(report);
    SITU_TRY_ALLOC(c.arena);
    SITU_TRY(known_names(options->only, err));
    if (options->as_of && !situ_check_day(options->as_of, &day))
        SITU_TRY(situ_fail(err, SITU_E_USAGE, _("write it as YYYY-MM-DD"), _("\"%s\" is no date"), options->as_of));
    SITU_TRY(situ_store_open(&store, options->store, "internal", err));
    c.as_of = options->as_of ? options->as_of : situ_store_meta(store, "as_of");
    c.county = situ_store_meta(store, "county");
    SITU_TRY(load(&c, store, err));
    total = sorted(checks, CHECKS_HIGH, options->only);
    r.classes = situ_calloc(total + 1, sizeof *r.classes);
    SITU_TRY_ALLOC(r.classes);
    for (size_t k = 0; k < total; k++) {
        situ_job_progress(session->job, _("checking the ledgers"), (double)r.class_count / (double)total);
        SITU_TRY(situ_job_check(session->job, err));
        SITU_TRY(run_one(&r.classes[r.class_count], &c, checks[k], report, err));
        r.findings += r.classes[r.class_count++].findings;
    }
    if (options->report)
        SITU_TRY(write_report(&r, report, options, store, c.arena, err));
    *result = r;
    r = (situ_check_result){0};
done:
    situ_check_result_free(&r);
    situ_store_close(store);
    situ_bundle_free(c.bundle);
    situ_report_free(report);
    situ_arena_free(c.arena);
    return status;
}

void situ_check_result_free(situ_check_result *result)
{
    if (!result)
        return;
    situ_free(result->classes);
    *result = (situ_check_result){0};
}
