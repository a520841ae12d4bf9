// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "bundle/table.h"

situ_status situ_bundle_new(situ_bundle **out, const char *edition, const char *revision, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *bundle = situ_calloc(1, sizeof *bundle);
    *out = NULL;
    SITU_TRY_ALLOC(bundle);
    bundle->edition = situ_strdup(edition ? edition : "internal");
    bundle->revision = situ_strdup(revision ? revision : "");
    SITU_TRY_ALLOC(bundle->edition);
    SITU_TRY_ALLOC(bundle->revision);
    *out = bundle;
    bundle = NULL;
done:
    situ_bundle_free(bundle);
    return status;
}

void situ_bundle_free(situ_bundle *bundle)
{
    if (!bundle)
        return;
    for (size_t i = 0; i < bundle->table_count; i++)
        situ_table_free(bundle->tables[i]);
    for (size_t i = 0; i < bundle->grid_count; i++)
        situ_grid_free(bundle->grids[i]);
    situ_free(bundle->tables);
    situ_free(bundle->grids);
    situ_free(bundle->edition);
    situ_free(bundle->revision);
    situ_free(bundle);
}

situ_status situ_bundle_add_table(situ_bundle *bundle, situ_table *table, situ_error *err)
{
    for (size_t i = 0; i < bundle->table_count; i++) {
        if (strcmp(bundle->tables[i]->name, table->name) != 0)
            continue;
        if (bundle->tables[i] != table)
            situ_table_free(bundle->tables[i]);
        bundle->tables[i] = table;
        return SITU_OK;
    }
    situ_status status = situ_grow(&bundle->tables, &bundle->table_capacity, bundle->table_count + 1,
                                   sizeof *bundle->tables, err);
    if (status == SITU_OK)
        bundle->tables[bundle->table_count++] = table;
    return status;
}

situ_status situ_bundle_add_grid(situ_bundle *bundle, situ_grid *grid, situ_error *err)
{
    for (size_t i = 0; i < bundle->grid_count; i++) {
        if (strcmp(bundle->grids[i]->name, grid->name) != 0)
            continue;
        if (bundle->grids[i] != grid)
            situ_grid_free(bundle->grids[i]);
        bundle->grids[i] = grid;
        return SITU_OK;
    }
    situ_status status =
        situ_grow(&bundle->grids, &bundle->grid_capacity, bundle->grid_count + 1, sizeof *bundle->grids, err);
    if (status == SITU_OK)
        bundle->grids[bundle->grid_count++] = grid;
    return status;
}

situ_table *situ_bundle_table(const situ_bundle *bundle, const char *name)
{
    for (size_t i = 0; i < bundle->table_count; i++)
        if (strcmp(bundle->tables[i]->name, name) == 0)
            return bundle->tables[i];
    return NULL;
}

situ_grid *situ_bundle_grid(const situ_bundle *bundle, const char *name)
{
    for (size_t i = 0; i < bundle->grid_count; i++)
        if (strcmp(bundle->grids[i]->name, name) == 0)
            return bundle->grids[i];
    return NULL;
}

// --- dump ---

static void add_number(situ_str *out, double v)
{
    char text[32];
    situ_format_double(v, text);
    situ_str_add(out, text);
}

// Quoted, one line: a cell cannot be mistaken for another.
static void add_quoted(situ_str *out, const char *text)
{
    situ_str_add(out, "\"");
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            situ_str_addf(out, "\\%c", *p);
        else if (*p == '\n')
            situ_str_add(out, "\\n");
        else if ((unsigned char)*p < 0x20 || *p == 0x7F)
            situ_str_addf(out, "\\x%02X", (unsigned)(unsigned char)*p);
        else
            situ_str_add_n(out, p, 1);
    }
    situ_str_add(out, "\"");
}

static void dump_geometry(situ_str *out, const situ_geometry *g)
{
    static const char *const kind[] = {"point", "line", "polygon"};
    if (!g) {
        situ_str_add(out, " -");
        return;
    }
    situ_str_addf(out, " %s", kind[g->kind]);
    for (uint32_t p = 0; p < g->part_count; p++) {
        situ_str_add(out, g->is_hole && g->is_hole[p] ? " hole(" : " (");
        for (uint32_t i = g->part_start[p]; i < g->part_start[p + 1]; i++) {
            if (i > g->part_start[p])
                situ_str_add(out, ",");
            add_number(out, g->xy[2 * (size_t)i]);
            situ_str_add(out, " ");
            add_number(out, g->xy[2 * (size_t)i + 1]);
        }
        situ_str_add(out, ")");
    }
}

static void dump_table(situ_str *out, const situ_table *t)
{
    static const char *const type[] = {"text", "int", "real"};
    situ_str_addf(out, "table %s epsg %d rows %zu\n  columns", t->name, t->epsg, t->row_count);
    for (size_t c = 0; c < t->column_count; c++)
        situ_str_addf(out, " %s:%s", t->columns[c].name, type[t->columns[c].type]);
    situ_str_add(out, t->geometry ? " geometry\n" : "\n");
    for (size_t r = 0; r < t->row_count; r++) {
        situ_str_addf(out, "  %zu", r);
        for (size_t c = 0; c < t->column_count; c++) {
            char buffer[32];
            situ_str_add(out, " ");
            if (situ_table_is_null(t, r, (int)c))
                situ_str_add(out, "-");
            else if (t->columns[c].type == SITU_TYPE_TEXT)
                add_quoted(out, t->columns[c].v.text[r]);
            else
                situ_str_add(out, situ_table_show(t, r, (int)c, buffer));
        }
        if (t->geometry)
            dump_geometry(out, t->geometry[r]);
        situ_str_add(out, "\n");
    }
}

// A grid's cells are too many to list: their hash stands for them. NaN has one bit pattern here.
static void dump_grid(situ_str *out, const situ_grid *g)
{
    size_t cells = (size_t)g->frame.columns * g->frame.rows, empty = 0;
    double least = INFINITY, most = -INFINITY;
    uint64_t hash = 0;
    for (size_t i = 0; i < cells && g->cells; i++) { // a lazy grid is told by its frame alone
        float v = isnan(g->cells[i]) ? NAN : g->cells[i] + 0.0F;
        hash = situ_hash64(&v, sizeof v, hash);
        if (isnan(v))
            empty++;
        else {
            least = fmin(least, (double)v);
            most = fmax(most, (double)v);
        }
    }
    situ_str_addf(out, "grid %s epsg %d columns %u rows %u origin ", g->name, g->epsg,
                  (unsigned)g->frame.columns, (unsigned)g->frame.rows);
    add_number(out, g->frame.x0);
    situ_str_add(out, " ");
    add_number(out, g->frame.y0);
    situ_str_add(out, " cell ");
    add_number(out, g->frame.cell_x);
    situ_str_add(out, " ");
    add_number(out, g->frame.cell_y);
    situ_str_addf(out, " empty %zu", empty);
    if (empty < cells) {
        situ_str_add(out, " min ");
        add_number(out, least);
        situ_str_add(out, " max ");
        add_number(out, most);
    }
    situ_str_addf(out, " hash %016llx\n", (unsigned long long)hash);
}

static int by_table_name(const void *a, const void *b)
{
    const situ_table *x = *(situ_table *const *)a, *y = *(situ_table *const *)b;
    return strcmp(x->name, y->name);
}
static int by_grid_name(const void *a, const void *b)
{
    const situ_grid *x = *(situ_grid *const *)a, *y = *(situ_grid *const *)b;
    return strcmp(x->name, y->name);
}

situ_status situ_bundle_dump(const situ_bundle *bundle, situ_str *out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_grid **grids = NULL;
    situ_table **tables = situ_malloc((bundle->table_count + 1) * sizeof(situ_table *));
    SITU_TRY_ALLOC(tables);
    grids = situ_malloc((bundle->grid_count + 1) * sizeof(situ_grid *));
    SITU_TRY_ALLOC(grids);
    for (size_t i = 0; i < bundle->table_count; i++)
        tables[i] = bundle->tables[i];
    for (size_t i = 0; i < bundle->grid_count; i++)
        grids[i] = bundle->grids[i];
    qsort(tables, bundle->table_count, sizeof(situ_table *), by_table_name);
    qsort(grids, bundle->grid_count, sizeof(situ_grid *), by_grid_name);
    situ_str_addf(out, "bundle edition %s revision %s\n", bundle->edition,
                  bundle->revision[0] ? bundle->revision : "-");
    for (size_t i = 0; i < bundle->table_count; i++)
        dump_table(out, tables[i]);
    for (size_t i = 0; i < bundle->grid_count; i++)
        dump_grid(out, grids[i]);
    if (!situ_str_ok(out))
        status = situ_fail_nomem(err);
done:
    situ_free((void *)tables);
    situ_free((void *)grids);
    return status;
}
