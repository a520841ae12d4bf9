// SPDX-License-Identifier: MIT
// `situ list`: what the families, styles and the store hold.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "output/export.h"
#include "output/format.h"
#include "output/tileset.h"
#include "pipeline/pipeline.h"

// Rows of the answer: name, what it is, properties in the long form.
typedef struct listing {
    situ_str *out;
    bool detail, json, first;
} listing;

static void json_text(situ_str *out, const char *text)
{
    situ_str_add(out, "\"");
    for (const char *p = text ? text : ""; *p; p++) {
        if (*p == '"' || *p == '\\')
            situ_str_addf(out, "\\%c", *p);
        else if ((unsigned char)*p < 0x20)
            situ_str_addf(out, "\\u%04x", (unsigned)*p);
        else
            situ_str_add_n(out, p, 1);
    }
    situ_str_add(out, "\"");
}

static const char *const kind_words[] = {"number", "integer", "yes/no", "text", "word", "colour", "numbers", "texts", "map", "map"};

static void add_props(listing *l, const situ_prop *props, int indent)
{
    for (; props && props->name; props++) {
        situ_str_addf(l->out, "%*s%-18s %-8s", indent, "", props->name, kind_words[props->kind]);
        if (props->fallback)
            situ_str_addf(l->out, " [%s]", props->fallback);
        if (props->help)
            situ_str_addf(l->out, " %s", _(props->help));
        if (props->words) {
            situ_str_add(l->out, " {");
            for (const char *const *w = props->words; *w; w++)
                situ_str_addf(l->out, "%s%s", w == props->words ? "" : ", ", *w);
            situ_str_add(l->out, "}");
        }
        situ_str_add(l->out, "\n");
        if (props->object)
            add_props(l, props->object, indent + 4);
    }
}

static void add_row(listing *l, const char *name, const char *summary, const situ_prop *props)
{
    if (l->json) {
        situ_str_add(l->out, l->first ? "[" : ",\n ");
        situ_str_add(l->out, "{\"name\": ");
        json_text(l->out, name);
        situ_str_add(l->out, ", \"summary\": ");
        json_text(l->out, summary);
        situ_str_add(l->out, "}");
    } else {
        situ_str_addf(l->out, "%-16s %s\n", name, summary ? summary : "");
        if (l->detail)
            add_props(l, props, 4);
    }
    l->first = false;
}

// What an analysis reads and makes, above its parameters.
static void add_ports(listing *l, const char *head, const situ_port *ports)
{
    for (const situ_port *port = ports; port->role; port++) {
        situ_str_addf(l->out, "    %-4s %-13s %-5s", port == ports ? head : "", port->role, port->kind == SITU_PORT_GRID ? "grid" : "table");
        if (port->table)
            situ_str_addf(l->out, " [%s]", port->table);
        if (port->optional)
            situ_str_addf(l->out, " (%s)", _("optional"));
        if (port->help)
            situ_str_addf(l->out, " %s", _(port->help));
        situ_str_add(l->out, "\n");
    }
}

static void add_op(listing *l, const situ_op *op)
{
    bool detail = l->detail;
    l->detail = false;
    add_row(l, op->name, _(op->summary), NULL);
    l->detail = detail;
    if (l->json || !detail)
        return;
    add_ports(l, "in", op->inputs);
    add_ports(l, "out", op->outputs);
    add_props(l, op->props, 4);
    for (const char *const *file = op->rule_files; file && *file; file++)
        situ_str_addf(l->out, "%s%s.yaml", file == op->rule_files ? "    rules " : " ", *file);
    situ_str_add(l->out, op->rule_files && *op->rule_files ? "\n" : "");
}

static situ_status list_maps(listing *l, situ_session *session, const char *store_path, situ_error *err)
{
    situ_status status = SITU_OK;
    char **names = NULL;
    situ_mapspec *spec = NULL;
    situ_store *store = NULL;
    situ_table *events = NULL;

    SITU_TRY(situ_resources_list(&names, &session->resources, "maps", "yaml", err));
    if (store_path)
        SITU_TRY(situ_store_open(&store, store_path, "internal", err));
    for (char **n = names; *n; n++) {
        situ_mapspec_free(spec);
        spec = NULL;
        SITU_TRY(situ_mapspec_read(&spec, &session->resources, *n, err));
        if (!spec->by || !store || spec->source_count == 0 || !situ_store_has(store, spec->sources[0].table)) {
            char name[96];
            snprintf(name, sizeof name, spec->by ? "%s:NAME[@1..4]" : "%s", spec->name);
            add_row(l, name, spec->label, NULL);
            continue;
        }
        // One line a value of the `by` column, in the ledger's order.
        situ_table_free(events);
        events = NULL;
        SITU_TRY(situ_store_read_table(&events, store, spec->sources[0].table, NULL, err));
        int column = situ_table_find(events, spec->by);
        for (size_t i = 0; i < events->row_count; i++) {
            const char *value = situ_table_text(events, i, column);
            bool seen = !value;
            for (size_t k = 0; k < i && !seen; k++)
                seen = situ_streq(value, situ_table_text(events, k, column));
            if (!seen) {
                char name[160];
                snprintf(name, sizeof name, "%s:%s", spec->name, value);
                add_row(l, name, spec->label, NULL);
            }
        }
    }
done:
    situ_table_free(events);
    situ_store_close(store);
    situ_mapspec_free(spec);
    situ_names_free(names);
    return status;
}

static situ_status list_files(listing *l, situ_session *session, const char *folder, situ_error *err)
{
    situ_status status = SITU_OK;
    char **names = NULL;

    SITU_TRY(situ_resources_list(&names, &session->resources, folder, "yaml", err));
    for (char **n = names; *n; n++) {
        const char *label = "";
        if (strcmp(folder, "rules") == 0) {
            label = situ_rules_text(session->rules, *n, "label", "");
        } else {
            const situ_palette *palette;
            SITU_TRY(situ_styles_palette(&palette, session->styles, *n, err));
            label = palette->label ? palette->label : "";
        }
        add_row(l, *n, label, NULL);
    }
done:
    situ_names_free(names);
    return status;
}

// What one revision did to one table, or how often a rule fired in one of its files, as lines or JSON.
static void add_details(listing *l, const situ_table *details, const char *revision, bool rules)
{
    static const char *const columns[2][4] = {{"table", "added", "changed", "removed"}, {"rule", "severity", "count", "source"}};
    int at[4], owner = situ_table_find(details, "revision");
    bool first = true;
    char number[4][32];
    for (int c = 0; c < 4; c++)
        at[c] = situ_table_find(details, columns[rules][c]);
    for (size_t row = 0; row < details->row_count; row++) {
        if (!situ_streq(situ_table_text(details, row, owner), revision))
            continue;
        const char *cell[4];
        for (int c = 0; c < 4; c++)
            cell[c] = situ_table_show(details, row, at[c], number[c]);
        if (l->json) {
            situ_str_add(l->out, first ? "{" : ", {");
            for (int c = 0; c < 4; c++) {
                situ_str_addf(l->out, "%s\"%s\": ", c ? ", " : "", columns[rules][c]);
                if (details->columns[at[c]].type == SITU_TYPE_INT)
                    situ_str_add(l->out, cell[c]);
                else
                    json_text(l->out, cell[c]);
            }
            situ_str_add(l->out, "}");
        } else if (rules) {
            situ_str_addf(l->out, "    %-18s %s x%s\n", cell[0], cell[1], cell[2]);
        } else {
            situ_str_addf(l->out, "    %-18s ", cell[0]);
            situ_str_addf(l->out, _("%s added, %s changed, %s removed"), cell[1], cell[2], cell[3]);
            situ_str_add(l->out, "\n");
        }
        first = false;
    }
}

static const char *action_of(const char *action)
{
    return situ_streq(action, "rollback") ? _("rollback to") : _("import");
}

static void revision_json(listing *l, const situ_table *all, size_t row, const situ_table *tables, const situ_table *rules)
{
    char number[32];
    const char *id = situ_table_text(all, row, situ_table_find(all, "id"));
    situ_str_add(l->out, l->first ? "[" : ",\n ");
    situ_str_add(l->out, "{\"name\": ");
    json_text(l->out, id);
    for (size_t c = 0; c < all->column_count; c++) {
        int i = (int)c;
        situ_str_addf(l->out, ", \"%s\": ", all->columns[c].name);
        if (situ_table_is_null(all, row, i))
            situ_str_add(l->out, "null");
        else if (all->columns[c].type == SITU_TYPE_INT)
            situ_str_add(l->out, situ_table_show(all, row, i, number));
        else
            json_text(l->out, situ_table_text(all, row, i));
    }
    if (tables) {
        situ_str_add(l->out, ", \"tables\": [");
        add_details(l, tables, id, false);
        situ_str_add(l->out, "], \"rules\": [");
        add_details(l, rules, id, true);
        situ_str_add(l->out, "]");
    }
    situ_str_add(l->out, "}");
    l->first = false;
}

static void revision_text(listing *l, const situ_table *all, size_t row, const situ_table *tables, const situ_table *rules)
{
    static const char *const counts[] = {"added", "changed", "removed"};
    char number[3][32];
    const char *id = situ_table_text(all, row, situ_table_find(all, "id")), *action = situ_table_text(all, row, situ_table_find(all, "action"));
    const char *created = situ_table_text(all, row, situ_table_find(all, "created")), *what = situ_table_text(all, row, situ_table_find(all, "what"));
    situ_str_addf(l->out, "%4lld  %.12s  ", (long long)situ_table_int(all, row, situ_table_find(all, "n")), id);
    if (!situ_table_is_null(all, row, situ_table_find(all, "added"))) {
        const char *cell[3];
        for (int i = 0; i < 3; i++)
            cell[i] = situ_table_show(all, row, situ_table_find(all, counts[i]), number[i]);
        situ_str_addf(l->out, _("%s added, %s changed, %s removed"), cell[0], cell[1], cell[2]);
        situ_str_add(l->out, "  ");
    }
    bool rollback = situ_streq(action, "rollback");
    situ_str_addf(l->out, "%s %.*s\n", action_of(action), rollback ? 12 : 4096, what ? what : "");
    if (!tables)
        return;
    const char *who = situ_table_text(all, row, situ_table_find(all, "operator")), *parent = situ_table_text(all, row, situ_table_find(all, "parent"));
    situ_str_addf(l->out, "    %s\n", id);
    if (parent)
        situ_str_addf(l->out, "    %s %s\n", _("after"), parent);
    if ((who && *who) || created)
        situ_str_addf(l->out, "    %s %s\n", created ? created : "", who ? who : "");
    add_details(l, tables, id, false);
    add_details(l, rules, id, true);
}

static situ_status list_revisions(listing *l, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    situ_table *revisions = NULL, *tables = NULL, *rules = NULL;

    if (!path)
        return situ_fail(err, SITU_E_USAGE, _("give the store with -s"), _("listing revisions needs a store"));
    SITU_TRY(situ_store_open(&store, path, "internal", err));
    SITU_TRY(situ_store_revisions(&revisions, store, err));
    if (l->detail && situ_store_has_history(store)) {
        SITU_TRY(situ_store_read_table(&tables, store, "revision_table", NULL, err));
        SITU_TRY(situ_store_read_table(&rules, store, "source_rule", NULL, err));
    }
    for (size_t i = 0; i < revisions->row_count; i++)
        (l->json ? revision_json : revision_text)(l, revisions, i, tables, rules);
done:
    situ_table_free(revisions);
    situ_table_free(tables);
    situ_table_free(rules);
    situ_store_close(store);
    return status;
}

// Who has reported what: one line a submission, newest period last.
static situ_status list_submissions(listing *l, const char *path, situ_error *err)
{
    static const char *const columns[] = {"town", "ledger", "period", "status", "mode", "reported", "filler", "checker"};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    situ_table *t = NULL;

    if (!path)
        return situ_fail(err, SITU_E_USAGE, _("give the store with -s"), _("listing submissions needs a store"));
    SITU_TRY(situ_store_open(&store, path, "internal", err));
    if (situ_store_has(store, "submission"))
        SITU_TRY(situ_store_read_table(&t, store, "submission", NULL, err));
    for (size_t row = 0; t && row < t->row_count; row++) {
        char buffer[32];
        if (l->json)
            situ_str_add(l->out, l->first ? "[{" : ",\n {");
        for (size_t c = 0; c < COLUMNS; c++) {
            const char *text = situ_table_show(t, row, situ_table_find(t, columns[c]), buffer);
            if (l->json) {
                situ_str_addf(l->out, "%s\"%s\": ", c ? ", " : "", columns[c]);
                json_text(l->out, text);
            } else if (c < 4 || (l->detail && *text)) {
                situ_str_addf(l->out, "%s%s", c ? "  " : "", *text ? text : "-");
            }
        }
        situ_str_add(l->out, l->json ? "}" : "\n");
        l->first = false;
    }
done:
    situ_table_free(t);
    situ_store_close(store);
    return status;
}

situ_status situ_list(situ_session *session, const char *kind, const char *store, bool detail, bool json, char **out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str text;
    listing l = {&text, detail, json, true};

    situ_str_init(&text);
    if (strcmp(kind, "maps") == 0)
        SITU_TRY(list_maps(&l, session, store, err));
    else if (strcmp(kind, "layers") == 0)
        for (const situ_layer_type *const *t = situ_layer_type_registry; *t; t++)
            add_row(&l, (*t)->name, _((*t)->summary), (*t)->props);
    else if (strcmp(kind, "ops") == 0)
        for (const situ_op *const *t = situ_op_registry; *t; t++)
            add_op(&l, *t);
    else if (strcmp(kind, "parts") == 0)
        for (const situ_part_type *const *t = situ_part_type_registry; *t; t++)
            add_row(&l, (*t)->name, _((*t)->summary), (*t)->props);
    else if (strcmp(kind, "formats") == 0) {
        for (const situ_format *const *t = situ_format_registry; *t; t++)
            add_row(&l, (*t)->name, _((*t)->summary), NULL);
        for (const situ_tileset_type *const *t = situ_tileset_registry; *t; t++)
            add_row(&l, (*t)->name, _((*t)->summary), NULL);
        for (const situ_export *const *t = situ_export_registry; *t; t++)
            add_row(&l, (*t)->name, _((*t)->summary), NULL);
    } else if (strcmp(kind, "tables") == 0) {
        for (const situ_schema *const *t = situ_schema_registry; *t; t++) {
            add_row(&l, (*t)->name, (*t)->label, NULL);
            for (const situ_field *f = (*t)->fields; detail && !json && f->name; f++)
                situ_str_addf(&text, "    %-18s %s%s%s%s\n", f->name, f->label ? f->label : "", f->unit ? " (" : "", f->unit ? f->unit : "", f->unit ? ")" : "");
        }
    } else if (strcmp(kind, "rules") == 0 || strcmp(kind, "palettes") == 0)
        SITU_TRY(list_files(&l, session, kind, err));
    else if (strcmp(kind, "revisions") == 0)
        SITU_TRY(list_revisions(&l, store, err));
    else if (strcmp(kind, "submissions") == 0)
        SITU_TRY(list_submissions(&l, store, err));
    else
        SITU_TRY(situ_fail(err, SITU_E_USAGE, "maps layers ops formats parts rules tables palettes revisions submissions", _("cannot list \"%s\""), kind));
    if (json)
        situ_str_add(&text, l.first ? "[]\n" : "]\n");
    if (!situ_str_ok(&text))
        SITU_TRY_ALLOC(NULL);
    *out = situ_str_take(&text);
done:
    situ_str_free(&text);
    return status;
}
