// SPDX-License-Identifier: MIT
// GET /maps.json: what the page's menus offer: maps, flows, townships, papers.
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "serve/flows.h"
#include "serve/json.h"
#include "serve/state.h"

static void add_member(situ_str *s, bool *first, const char *key, const char *text)
{
    situ_json_key(s, first, key);
    situ_json_text(s, text ? text : "");
}

// Tables whose points a click on the map can show.
static void add_clickable(situ_str *s, bool *first, const situ_mapspec *spec)
{
    bool none = true;
    situ_json_key(s, first, "features");
    situ_str_add(s, "[");
    for (size_t i = 0; i < spec->source_count; i++) {
        const situ_schema *schema = spec->sources[i].table ? situ_schema_find(spec->sources[i].table) : NULL;
        if (!schema || schema->shape != SITU_SHAPE_POINT || strcmp(schema->name, "place") == 0)
            continue;
        situ_json_comma(s, &none);
        situ_json_text(s, schema->name);
    }
    situ_str_add(s, "]");
}

static situ_status add_maps(situ_str *s, situ_serve_state *state, situ_error *err)
{
    situ_status status = SITU_OK;
    char **names = NULL;
    bool none = true;

    for (size_t i = 0; i < state->spec_count; i++) {
        const situ_mapspec *spec = state->specs[i].spec;
        bool first = true, no_name = true;
        situ_names_free(names);
        names = NULL;
        SITU_TRY(situ_flow_names(&names, state->store, spec, err));
        situ_json_comma(s, &none);
        situ_str_add(s, "{");
        add_member(s, &first, "name", spec->name);
        add_member(s, &first, "label", spec->label ? spec->label : spec->name);
        situ_json_key(s, &first, "diagram");
        situ_str_add(s, spec->diagram ? "true" : "false");
        situ_json_key(s, &first, "tiles");
        situ_str_add(s, spec->tiles && !spec->diagram ? "true" : "false");
        situ_json_key(s, &first, "by");
        if (spec->by)
            situ_json_text(s, spec->by);
        else
            situ_str_add(s, "null");
        situ_json_key(s, &first, "sheets");
        situ_str_add(s, "[");
        for (size_t k = 0; names[k]; k++) {
            situ_json_comma(s, &no_name);
            situ_json_text(s, names[k]);
        }
        situ_str_add(s, "]");
        add_clickable(s, &first, spec);
        situ_str_add(s, "}");
    }
done:
    situ_names_free(names);
    return status;
}

static situ_status add_regions(situ_str *s, situ_store *store, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    bool none = true;

    if (!situ_store_has(store, "region"))
        return SITU_OK;
    SITU_TRY(situ_store_read_table(&table, store, "region", "level='乡镇'", err));
    for (size_t i = 0; i < table->row_count; i++) {
        bool first = true;
        situ_json_comma(s, &none);
        situ_str_add(s, "{");
        add_member(s, &first, "name", situ_table_text(table, i, situ_table_find(table, "name")));
        add_member(s, &first, "code", situ_table_text(table, i, situ_table_find(table, "code")));
        add_member(s, &first, "kind", situ_table_text(table, i, situ_table_find(table, "kind")));
        situ_str_add(s, "}");
    }
done:
    situ_table_free(table);
    return status;
}

static situ_status answer(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err)
{
    static const char *const metas[] = {"county", "code", "as_of", "unit", "source", "map_approval"};
    situ_status status = SITU_OK;
    situ_str s;
    bool first = true;
    size_t bytes;
    char *body;

    (void)request;
    situ_str_init(&s);
    SITU_TRY(situ_serve_state_refresh(state, err));
    situ_str_add(&s, "{");
    for (size_t i = 0; i < sizeof metas / sizeof *metas; i++)
        add_member(&s, &first, metas[i], situ_store_meta(state->store, metas[i]));
    add_member(&s, &first, "edition", state->edition);
    add_member(&s, &first, "revision", situ_store_revision(state->store));
    situ_json_key(&s, &first, "maps");
    situ_str_add(&s, "[");
    SITU_TRY(add_maps(&s, state, err));
    situ_str_add(&s, "]");
    situ_json_key(&s, &first, "regions");
    situ_str_add(&s, "[");
    SITU_TRY(add_regions(&s, state->store, err));
    situ_str_add(&s, "],\"papers\":[\"A4\",\"A3\",\"A2\",\"A1\",\"A0\"]}\n");
    bytes = s.length;
    body = situ_str_take(&s);
    SITU_TRY_ALLOC(body);
    situ_response_body(response, "application/json; charset=utf-8", body, bytes, 0);
done:
    situ_str_free(&s);
    return status;
}

const situ_route situ_route_catalog = {
    .name = "catalog",
    .prefix = "/maps.json",
    .summary = N_("maps, flows and townships of the store"),
    .answer = answer,
};
