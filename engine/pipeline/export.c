// SPDX-License-Identifier: MIT
// Tables of the store as files, and blank ledgers to be filled in.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "output/export.h"
#include "output/form.h"
#include "pipeline/importing.h"

// Lines and areas do not fit into a sheet: that is told, with what to do.
static void tell_drawn(situ_session *session, const situ_table *table, const char *out)
{
    size_t drawn = 0;
    for (size_t i = 0; table->geometry && i < table->row_count; i++)
        drawn += table->geometry[i] && table->geometry[i]->kind != SITU_GEOM_POINT;
    if (drawn > 0)
        situ_session_tell(session, _("%zu rows of %s are lines or areas: their shapes are not in %s, only in a .gpkg or .geojson"), drawn, table->name,
                          situ_path_base(out));
}

// --- the order of the rows ---

typedef struct sorted_row {
    size_t row, town;
    const char *file, *id;
    int64_t at;
} sorted_row;

static int compare_texts(const char *a, const char *b)
{
    return !a || !b ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

static int compare_rows(const void *x, const void *y)
{
    const sorted_row *a = x, *b = y;
    if (a->town != b->town)
        return a->town < b->town ? -1 : 1;
    int order = compare_texts(a->file, b->file);
    if (order == 0 && a->at != b->at)
        order = a->at < b->at ? -1 : 1;
    order = order ? order : compare_texts(a->id, b->id);
    return order ? order : a->row < b->row ? -1 : a->row > b->row;
}

// The county's townships in their own order: name -> place in it. NULL = none known.
static situ_status read_town_order(situ_map **out, situ_store *store, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *region = NULL;
    situ_map *map = NULL;
    *out = NULL;
    if (!situ_store_has(store, "region"))
        return SITU_OK;
    SITU_TRY(situ_store_read_table(&region, store, "region", "level='乡镇'", err));
    SITU_TRY_ALLOC(map = situ_map_new());
    int name = situ_table_find(region, "name"), sort = situ_table_find(region, "sort");
    for (size_t r = 0; r < region->row_count; r++) {
        const char *text = situ_table_text(region, r, name);
        int64_t at = situ_table_int(region, r, sort);
        if (text && situ_map_set(map, text, at >= 0 && at < INT32_MAX ? (size_t)at : (size_t)INT32_MAX + r) < 0)
            SITU_TRY(situ_fail_nomem(err));
    }
    *out = map;
    map = NULL;
done:
    situ_map_free(map);
    situ_table_free(region);
    return status;
}

// By township in the county's order, then as the rows stood in their files: a clerk finds them again.
static situ_status put_in_order(situ_table **table, situ_store *store, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = *table;
    situ_table *sorted = NULL;
    situ_map *towns = NULL;
    size_t n = t->row_count, *keep = NULL;
    sorted_row *rows = NULL;
    int town = situ_table_find(t, "town"), file = situ_table_find(t, "src_file"), at = situ_table_find(t, "src_row"), id = situ_table_find(t, "id");
    if (n < 2 || file < 0 || situ_table_find(t, "no") >= 0) // steps have an order of their own
        return SITU_OK;
    if (town >= 0)
        SITU_TRY(read_town_order(&towns, store, err));
    SITU_TRY_ALLOC(rows = situ_calloc(n, sizeof *rows));
    SITU_TRY_ALLOC(keep = situ_calloc(n, sizeof *keep));
    for (size_t r = 0; r < n; r++) {
        const char *name = situ_table_text(t, r, town);
        rows[r] = (sorted_row){r, towns && name ? situ_map_get(towns, name) : SIZE_MAX, situ_table_text(t, r, file), situ_table_text(t, r, id),
                               situ_table_int(t, r, at)};
    }
    qsort(rows, n, sizeof *rows, compare_rows);
    for (size_t r = 0; r < n; r++)
        keep[r] = rows[r].row;
    SITU_TRY(situ_table_copy(&sorted, t, 0, keep, n, err));
    situ_table_free(*table);
    *table = sorted;
    sorted = NULL;
done:
    situ_table_free(sorted);
    situ_map_free(towns);
    situ_free(rows);
    situ_free(keep);
    return status;
}

situ_status situ_export_table(situ_session *session, const char *path, const char *table_name, const char *out, const char *edition, size_t *rows, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    situ_table *table = NULL;
    const situ_export *export = situ_export_find(situ_path_extension(out));
    table_name = situ_import_table_name(table_name);

    if (!export)
        return situ_fail(err, SITU_E_USAGE, _("use a name that ends in .gpkg, .csv, .xlsx or .geojson"), _("unknown output format of \"%s\""), out);
    SITU_TRY(situ_store_open(&store, path, edition ? edition : "internal", err));
    SITU_TRY(situ_store_read_table(&table, store, table_name, NULL, err));
    SITU_TRY(put_in_order(&table, store, err));
    SITU_TRY(export->write(out, table, situ_schema_find(table_name), situ_store_meta(store, "as_of"), err));
    if (strcasecmp(export->name, "xlsx") == 0 || strcasecmp(export->name, "csv") == 0)
        tell_drawn(session, table, out);
    if (rows)
        *rows = table->row_count;
done:
    situ_table_free(table);
    situ_store_close(store);
    return status;
}

// Names of the townships in the county's own order.
static situ_status read_towns(const char ***out, situ_arena *arena, situ_store *store, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *region = NULL;
    size_t n = 0;
    *out = NULL;
    if (!situ_store_has(store, "region"))
        return SITU_OK;
    SITU_TRY(situ_store_read_table(&region, store, "region", "level='乡镇'", err));
    const char **towns = situ_arena_alloc(arena, (region->row_count + 1) * sizeof *towns);
    SITU_TRY_ALLOC(towns);
    int name = situ_table_find(region, "name");
    for (size_t i = 0; i < region->row_count; i++) {
        const char *text = situ_table_text(region, i, name);
        if (text && text[0])
            SITU_TRY_ALLOC(towns[n++] = situ_arena_strdup(arena, text));
    }
    *out = n > 0 ? towns : NULL;
done:
    situ_table_free(region);
    return status;
}

static situ_status one_blank(const char *path, const char *table, const situ_form_options *options, situ_error *err)
{
    const situ_schema *schema = situ_schema_find(situ_import_table_name(table));
    if (!schema)
        return situ_fail(err, SITU_E_NOT_FOUND, _("situ list tables names them"), _("there is no table \"%s\""), table);
    if (!situ_form_has(schema))
        return situ_fail(err, SITU_E_UNSUPPORTED, _("draw it in QGIS and import the .gpkg"), _("table %s is drawn on a map, not typed into a sheet"), table);
    if (strcasecmp(situ_path_extension(path), "xlsx") != 0)
        return situ_fail(err, SITU_E_USAGE, _("use a name that ends in .xlsx"), _("a blank ledger cannot be written as \"%s\""), path);
    return situ_form_write_template(path, schema, NULL, options, err);
}

situ_status situ_export_blank(situ_session *session, const char *path, const char *table, const char *out, size_t *count, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    char *file = NULL;
    size_t n = 0;
    const char **towns = NULL;
    situ_form_options options = {0};
    situ_arena *arena = situ_arena_new();
    (void)session;
    SITU_TRY_ALLOC(arena);
    if (path) {
        SITU_TRY(situ_store_open(&store, path, "internal", err));
        SITU_TRY(read_towns(&towns, arena, store, err));
        options.date_iso = situ_store_meta(store, "as_of");
        options.towns = towns;
    }
    if (table) {
        SITU_TRY(one_blank(out, table, &options, err));
        n = 1;
    }
    for (const situ_schema *const *s = situ_schema_registry; !table && *s; s++) {
        if (!situ_form_has(*s))
            continue;
        situ_free(file);
        char *name = situ_arena_printf(arena, "%s.xlsx", (*s)->label);
        SITU_TRY_ALLOC(name && (file = situ_path_join(out, name)) ? file : NULL);
        SITU_TRY(situ_form_write_template(file, *s, NULL, &options, err));
        n++;
    }
    if (count)
        *count = n;
done:
    situ_free(file);
    situ_arena_free(arena);
    situ_store_close(store);
    return status;
}
