// SPDX-License-Identifier: MIT
#include "bundle/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"

enum { RECENT = 1024, RECENT_BYTES = 96, RECENT_FROM_ROW = 32 };

situ_status situ_table_new(situ_table **out, const char *name, int epsg, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = situ_calloc(1, sizeof *table);
    *out = NULL;
    SITU_TRY_ALLOC(table);
    table->epsg = epsg;
    table->name = situ_strdup(name ? name : "");
    table->arena = situ_arena_new();
    SITU_TRY_ALLOC(table->name);
    SITU_TRY_ALLOC(table->arena);
    *out = table;
    table = NULL;
done:
    situ_table_free(table);
    return status;
}

void situ_table_free(situ_table *table)
{
    if (!table)
        return;
    for (size_t c = 0; c < table->column_count; c++) {
        situ_free(table->columns[c].name);
        situ_free((void *)table->columns[c].v.text); // the union's members are all one pointer
    }
    situ_free(table->columns);
    situ_free(table->recent);
    for (size_t r = 0; table->geometry && r < table->row_count; r++)
        situ_geometry_free(table->geometry[r]);
    situ_free(table->geometry);
    situ_arena_free(table->arena);
    situ_free(table->name);
    situ_free(table);
}

static void set_null(situ_column *column, size_t row)
{
    switch (column->type) {
    case SITU_TYPE_TEXT: column->v.text[row] = NULL; break;
    case SITU_TYPE_INT: column->v.ints[row] = SITU_NULL_INT; break;
    case SITU_TYPE_REAL: column->v.reals[row] = NAN; break;
    }
}

// Every kind of cell has 8 bytes, so one call resizes any column.
_Static_assert(sizeof(int64_t) == sizeof(double) && sizeof(char *) <= sizeof(double), "cells of one size");

static void *cells_of(const situ_column *column)
{
    switch (column->type) {
    case SITU_TYPE_TEXT: return (void *)column->v.text;
    case SITU_TYPE_INT: return column->v.ints;
    default: return column->v.reals;
    }
}

static bool resize_cells(situ_column *column, size_t capacity)
{
    void *old = cells_of(column), *cells;
    if (column->filled > 0) {
        cells = situ_realloc(old, capacity * sizeof(double));
        if (!cells)
            return false;
    } else { // nothing to copy: pages of a column of nulls are never touched
        cells = situ_malloc(capacity * sizeof(double));
        if (!cells)
            return false;
        situ_free(old);
    }
    switch (column->type) {
    case SITU_TYPE_TEXT: column->v.text = cells; break;
    case SITU_TYPE_INT: column->v.ints = cells; break;
    case SITU_TYPE_REAL: column->v.reals = cells; break;
    }
    return true;
}

situ_status situ_table_add_column(situ_table *table, const char *name, situ_type type, size_t *index,
                                  situ_error *err)
{
    int known = situ_table_find(table, name);
    if (known >= 0) {
        if (table->columns[known].type != type)
            return situ_fail(err, SITU_E_ARGUMENT, NULL, _("column %s of table %s already has another type"),
                             name, table->name);
        if (index)
            *index = (size_t)known;
        return SITU_OK;
    }
    situ_status status = situ_grow(&table->columns, &table->column_capacity, table->column_count + 1,
                                   sizeof *table->columns, err);
    if (status != SITU_OK)
        return status;
    situ_column column = {.name = situ_strdup(name), .type = type};
    if (!column.name || !resize_cells(&column, table->row_capacity ? table->row_capacity : 1)) {
        situ_free(column.name);
        return situ_fail_nomem(err);
    }
    if (index)
        *index = table->column_count;
    table->columns[table->column_count++] = column;
    return SITU_OK;
}

// Columns that grew before a failure keep their larger arrays; row_capacity tells the usable size.
static situ_status grow_rows(situ_table *table, situ_error *err)
{
    size_t capacity = table->row_capacity ? table->row_capacity * 2 : 16;
    if (capacity > SIZE_MAX / sizeof(double))
        return situ_fail_nomem(err);
    for (size_t c = 0; c < table->column_count; c++)
        if (!resize_cells(&table->columns[c], capacity))
            return situ_fail_nomem(err);
    if (table->geometry) {
        situ_geometry **geometry = situ_realloc(table->geometry, capacity * sizeof(situ_geometry *));
        if (!geometry)
            return situ_fail_nomem(err);
        table->geometry = geometry;
    }
    table->row_capacity = capacity;
    return SITU_OK;
}

situ_status situ_table_add_row(situ_table *table, size_t *index, situ_error *err)
{
    if (table->row_count == table->row_capacity) {
        situ_status status = grow_rows(table, err);
        if (status != SITU_OK)
            return status;
    }
    size_t row = table->row_count++;
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].filled > row) // of a row taken back
            table->columns[c].filled = row;
    if (table->geometry)
        table->geometry[row] = NULL;
    if (index)
        *index = row;
    return SITU_OK;
}

int situ_table_find(const situ_table *table, const char *column)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].name[0] == column[0] && strcmp(table->columns[c].name, column) == 0)
            return (int)c;
    return -1;
}

// Where the cell of a row lies; false when the cell is to be null and is so without being touched.
static bool reach(situ_column *c, size_t row, bool null)
{
    if (row < c->filled)
        return true;
    if (null)
        return false;
    while (c->filled < row)
        set_null(c, c->filled++);
    c->filled = row + 1;
    return true;
}

void situ_table_set_borrowed(situ_table *table, size_t row, size_t column, const char *text)
{
    situ_column *c = &table->columns[column];
    if (reach(c, row, !text))
        c->v.text[row] = text;
}

// The table's copy of a text: short ones that were set a moment ago are kept once.
static situ_status keep_text(situ_table *table, size_t row, const char *text, const char **kept, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t bytes = strlen(text);
    if (bytes > RECENT_BYTES || row < RECENT_FROM_ROW) { // few rows repeat little
        SITU_TRY_ALLOC(*kept = situ_arena_strndup(table->arena, text, bytes));
        return SITU_OK;
    }
    if (!table->recent)
        SITU_TRY_ALLOC(table->recent = situ_calloc(RECENT, sizeof *table->recent));
    const char **recent = &table->recent[situ_hash_quick(text, bytes) % RECENT];
    if (!*recent || strcmp(*recent, text) != 0)
        SITU_TRY_ALLOC(*recent = situ_arena_strndup(table->arena, text, bytes));
    *kept = *recent;
done:
    return status;
}

situ_status situ_table_set_text(situ_table *table, size_t row, size_t column, const char *text,
                                situ_error *err)
{
    situ_status status = SITU_OK;
    const char *kept = NULL;
    if (text)
        SITU_TRY(keep_text(table, row, text, &kept, err));
    situ_table_set_borrowed(table, row, column, kept);
done:
    return status;
}

static void put_int(situ_column *c, size_t row, int64_t value)
{
    if (reach(c, row, value == SITU_NULL_INT))
        c->v.ints[row] = value;
}

static void put_real(situ_column *c, size_t row, double value)
{
    if (reach(c, row, isnan(value)))
        c->v.reals[row] = value;
}

void situ_table_set_int(situ_table *table, size_t row, size_t column, int64_t value)
{
    situ_column *c = &table->columns[column];
    if (c->type == SITU_TYPE_INT)
        put_int(c, row, value);
    else if (c->type == SITU_TYPE_REAL)
        put_real(c, row, value == SITU_NULL_INT ? NAN : (double)value);
}

void situ_table_set_real(situ_table *table, size_t row, size_t column, double value)
{
    situ_column *c = &table->columns[column];
    if (c->type == SITU_TYPE_REAL)
        put_real(c, row, value);
    else if (c->type == SITU_TYPE_INT)
        put_int(c, row, fabs(value) < 9.2e18 ? (int64_t)llround(value) : SITU_NULL_INT);
}

situ_status situ_table_set_geometry(situ_table *table, size_t row, situ_geometry *geometry, situ_error *err)
{
    if (!table->geometry) {
        table->geometry = situ_calloc(table->row_capacity ? table->row_capacity : 1, sizeof(situ_geometry *));
        if (!table->geometry) {
            situ_geometry_free(geometry); // ownership moved either way
            return situ_fail_nomem(err);
        }
    }
    if (table->geometry[row] != geometry)
        situ_geometry_free(table->geometry[row]);
    table->geometry[row] = geometry;
    return SITU_OK;
}

// NULL also where the cell is null without being there.
static const situ_column *column_at(const situ_table *table, size_t row, int column)
{
    if (column < 0 || (size_t)column >= table->column_count || row >= table->row_count || row >= table->columns[column].filled)
        return NULL;
    return &table->columns[column];
}

const char *situ_table_text(const situ_table *table, size_t row, int column)
{
    const situ_column *c = column_at(table, row, column);
    return c && c->type == SITU_TYPE_TEXT ? c->v.text[row] : NULL;
}

int64_t situ_table_int(const situ_table *table, size_t row, int column)
{
    const situ_column *c = column_at(table, row, column);
    if (!c || c->type == SITU_TYPE_TEXT)
        return SITU_NULL_INT;
    if (c->type == SITU_TYPE_INT)
        return c->v.ints[row];
    double v = c->v.reals[row];
    return fabs(v) < 9.2e18 ? (int64_t)llround(v) : SITU_NULL_INT; // NaN fails the comparison
}

double situ_table_real(const situ_table *table, size_t row, int column)
{
    const situ_column *c = column_at(table, row, column);
    if (!c || c->type == SITU_TYPE_TEXT)
        return NAN;
    if (c->type == SITU_TYPE_REAL)
        return c->v.reals[row];
    return c->v.ints[row] == SITU_NULL_INT ? NAN : (double)c->v.ints[row];
}

bool situ_table_is_null(const situ_table *table, size_t row, int column)
{
    const situ_column *c = column_at(table, row, column);
    if (!c)
        return true;
    switch (c->type) {
    case SITU_TYPE_TEXT: return c->v.text[row] == NULL;
    case SITU_TYPE_INT: return c->v.ints[row] == SITU_NULL_INT;
    default: return isnan(c->v.reals[row]);
    }
}

const char *situ_table_show(const situ_table *table, size_t row, int column, char buffer[32])
{
    const situ_column *c = column_at(table, row, column);
    buffer[0] = 0;
    if (situ_table_is_null(table, row, column))
        return buffer;
    switch (c->type) {
    case SITU_TYPE_TEXT: return c->v.text[row];
    case SITU_TYPE_INT: snprintf(buffer, 32, "%lld", (long long)c->v.ints[row]); break;
    case SITU_TYPE_REAL: situ_format_double(c->v.reals[row], buffer); break;
    }
    return buffer;
}

const situ_geometry *situ_table_geometry(const situ_table *table, size_t row)
{
    return table->geometry && row < table->row_count ? table->geometry[row] : NULL;
}

static situ_status copy_cells(situ_table *to, size_t row, const situ_table *from, size_t source,
                              situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t c = 0; c < from->column_count; c++) {
        const situ_column *column = &from->columns[c];
        if (source >= column->filled)
            continue; // null, as the row was made
        switch (column->type) {
        case SITU_TYPE_TEXT: SITU_TRY(situ_table_set_text(to, row, c, column->v.text[source], err)); break;
        case SITU_TYPE_INT: put_int(&to->columns[c], row, column->v.ints[source]); break;
        case SITU_TYPE_REAL: put_real(&to->columns[c], row, column->v.reals[source]); break;
        }
    }
done:
    return status;
}

situ_status situ_table_copy(situ_table **out, const situ_table *table, int epsg, const size_t *keep,
                            size_t keep_count, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *copy = NULL;
    situ_transform *transform = NULL;
    *out = NULL;
    bool moves = epsg != 0 && table->epsg != 0 && epsg != table->epsg;
    SITU_TRY(situ_table_new(&copy, table->name, moves ? epsg : table->epsg, err));
    if (moves)
        SITU_TRY(situ_transform_new(&transform, table->epsg, epsg, err));
    for (size_t c = 0; c < table->column_count; c++)
        SITU_TRY(situ_table_add_column(copy, table->columns[c].name, table->columns[c].type, NULL, err));
    size_t count = keep ? keep_count : table->row_count;
    for (size_t i = 0; i < count; i++) {
        size_t source = keep ? keep[i] : i, row;
        SITU_TRY(situ_table_add_row(copy, &row, err));
        SITU_TRY(copy_cells(copy, row, table, source, err));
        if (!table->geometry)
            continue;
        const situ_geometry *g = table->geometry[source];
        situ_geometry *made = NULL;
        if (g && transform)
            SITU_TRY(situ_geometry_transform(&made, g, transform, err));
        else if (g)
            SITU_TRY(situ_geometry_copy(&made, g, err));
        SITU_TRY(situ_table_set_geometry(copy, row, made, err));
    }
    *out = copy;
    copy = NULL;
done:
    situ_transform_free(transform);
    situ_table_free(copy);
    return status;
}
