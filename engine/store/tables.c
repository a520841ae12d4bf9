// SPDX-License-Identifier: MIT
// Tables of the store, made from the schema registry.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

const char *situ_type_sql(situ_type type)
{
    return type == SITU_TYPE_INT ? "INTEGER" : type == SITU_TYPE_REAL ? "REAL" : "TEXT";
}

static situ_status ensure_srid(const situ_sql *sql, int epsg, situ_error *err)
{
    situ_status status;
    int64_t known = 0;
    SITU_TRY(situ_sql_int(&known, sql, 0, err, "SELECT count(*) FROM spatial_ref_sys WHERE srid=%d", epsg));
    if (!known)
        SITU_TRY(situ_sql_int(&known, sql, 0, err, "SELECT InsertEpsgSrid(%d)", epsg));
    if (!known)
        status = situ_fail(err, SITU_E_CRS, NULL, _("SpatiaLite does not know EPSG:%d"), epsg);
done:
    return status;
}

static const situ_shape_column polygons = {"geom", "MULTIPOLYGON", SITU_GEOM_POLYGON};
static const situ_shape_column lines = {"geom_line", "MULTILINESTRING", SITU_GEOM_LINE};
static const situ_shape_column points = {"geom_point", "POINT", SITU_GEOM_POINT};

// Typed columns, because a column of any geometry opens in QGIS without type and extent.
static void add_shape(situ_shape_columns *out, const situ_shape_column *shape)
{
    out->columns[out->count] = *shape;
    if (!out->count)
        out->columns[0].name = "geom";
    out->count++;
}

static bool has_coordinate_fields(const situ_schema *schema)
{
    for (const situ_field *f = schema->fields; f->name; f++)
        if (f->kind == SITU_FIELD_LON || f->kind == SITU_FIELD_LONLAT)
            return true;
    return false;
}

situ_shape_columns situ_shapes_of_schema(const situ_schema *schema)
{
    situ_shape_columns out = {.count = 0};
    bool any = schema->shape == SITU_SHAPE_ANY;
    if (any || schema->shape == SITU_SHAPE_POLYGON)
        add_shape(&out, &polygons);
    // What ledgers give as coordinates is a place or its area, never a line.
    if ((any && !has_coordinate_fields(schema)) || schema->shape == SITU_SHAPE_LINE)
        add_shape(&out, &lines);
    if (any || schema->shape == SITU_SHAPE_POINT)
        add_shape(&out, &points);
    return out;
}

situ_shape_columns situ_shapes_of_kinds(bool polygon, bool line, bool point, bool multipoint)
{
    situ_shape_columns out = {.count = 0};
    if (polygon || (!line && !point)) // a table without geometries needs some type too
        add_shape(&out, &polygons);
    if (line)
        add_shape(&out, &lines);
    if (point)
        add_shape(&out, &points);
    if (multipoint)
        out.columns[out.count - 1].type = "MULTIPOINT";
    return out;
}

size_t situ_shapes_find(const situ_shape_columns *shapes, const situ_geometry *g)
{
    for (size_t i = 0; i < shapes->count; i++)
        if (shapes->columns[i].kind == g->kind)
            return g->point_count != 1 && strcmp(shapes->columns[i].type, "POINT") == 0 ? SIZE_MAX : i;
    return SIZE_MAX;
}

static const char *const shape_names[SITU_SHAPE_COLUMNS] = {"geom", "geom_line", "geom_point"};

bool situ_shapes_is_name(const char *column)
{
    for (size_t i = 0; i < SITU_SHAPE_COLUMNS; i++)
        if (situ_streq(column, shape_names[i]))
            return true;
    return false;
}

bool situ_shapes_add_sql(situ_str *out, sqlite3_stmt *stmt)
{
    const char *found[SITU_SHAPE_COLUMNS];
    size_t count = 0;
    for (size_t k = 0; k < SITU_SHAPE_COLUMNS; k++)
        for (int i = 0; i < sqlite3_column_count(stmt); i++)
            if (situ_streq(sqlite3_column_name(stmt, i), shape_names[k])) {
                found[count++] = shape_names[k];
                break;
            }
    situ_str_add(out, count > 1 ? "coalesce(" : "");
    for (size_t k = 0; k < count; k++)
        situ_str_addf(out, "%s\"%s\"", k ? "," : "", found[k]);
    situ_str_add(out, count > 1 ? ")" : "");
    return count > 0;
}

bool situ_sql_has_column(const situ_sql *sql, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(sql->db, NULL, table, column, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

situ_status situ_tables_drop_clocks(const situ_sql *sql, const char *table, const char *column, situ_error *err)
{
    // They run at every row: slow, and a store must not hold times.
    return situ_sql_exec(sql, err,
                         "DROP TRIGGER IF EXISTS \"tmi_%w_%w\"; DROP TRIGGER IF EXISTS \"tmu_%w_%w\";"
                         "DROP TRIGGER IF EXISTS \"tmd_%w_%w\"",
                         table, column, table, column, table, column);
}

static situ_status add_index(const situ_sql *sql, const char *table, const char *column, situ_error *err)
{
    int64_t ok = 0;
    situ_status status = situ_sql_int(&ok, sql, 0, err, "SELECT CreateSpatialIndex(%Q,%Q)", table, column);
    if (status == SITU_OK && ok != 1)
        status = situ_sql_fail_spatial(sql, _("the spatial index cannot be made"), err);
    return status == SITU_OK ? situ_tables_drop_clocks(sql, table, column, err) : status;
}

situ_status situ_tables_add_indexes(const situ_sql *sql, const char *table, const situ_shape_columns *shapes, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < shapes->count; i++)
        SITU_TRY(add_index(sql, table, shapes->columns[i].name, err));
done:
    return status;
}

situ_status situ_tables_drop_index(const situ_sql *sql, const char *table, const char *column, situ_error *err)
{
    situ_status status;
    int64_t indexed = 0, ok = 0;
    // SpatiaLite complains on stderr where there is no index.
    SITU_TRY(situ_sql_int(&indexed, sql, 0, err,
                          "SELECT count(*) FROM geometry_columns WHERE f_table_name=lower(%Q) AND f_geometry_column=lower(%Q) AND spatial_index_enabled=1",
                          table, column));
    if (indexed)
        SITU_TRY(situ_sql_int(&ok, sql, 0, err, "SELECT DisableSpatialIndex(%Q,%Q)", table, column));
    SITU_TRY(situ_sql_exec(sql, err, "DROP TABLE IF EXISTS \"idx_%w_%w\"", table, column));
    SITU_TRY(situ_tables_drop_clocks(sql, table, column, err));
done:
    return status;
}

situ_status situ_tables_drop_indexes(const situ_sql *sql, const char *table, const situ_shape_columns *shapes, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < shapes->count; i++) {
        const char *column = shapes->columns[i].name;
        SITU_TRY(situ_tables_drop_index(sql, table, column, err));
        SITU_TRY(situ_sql_exec(sql, err, "DROP TRIGGER IF EXISTS \"ggi_%w_%w\"; DROP TRIGGER IF EXISTS \"ggu_%w_%w\"", table, column, table,
                               column));
    }
done:
    return status;
}

situ_status situ_tables_add_geometry(const situ_sql *sql, const char *table, const situ_shape_column *shape, int epsg, bool indexed,
                                     situ_error *err)
{
    situ_status status;
    int64_t ok = 0;
    SITU_TRY(ensure_srid(sql, epsg, err));
    SITU_TRY(situ_sql_int(&ok, sql, 0, err, "SELECT AddGeometryColumn(%Q,%Q,%d,%Q,'XY')", table, shape->name, epsg, shape->type));
    if (ok != 1) {
        status = situ_sql_fail_spatial(sql, _("the geometry column cannot be made"), err);
        goto done;
    }
    SITU_TRY(situ_tables_drop_clocks(sql, table, shape->name, err));
    if (indexed)
        SITU_TRY(add_index(sql, table, shape->name, err));
done:
    return status;
}

situ_status situ_tables_drop(const situ_sql *sql, const char *table, situ_error *err)
{
    situ_status status;
    int64_t spatial = 0, ok = 0;
    for (size_t i = 0; i < SITU_SHAPE_COLUMNS; i++) {
        SITU_TRY(situ_sql_int(&spatial, sql, 0, err, "SELECT count(*) FROM geometry_columns WHERE f_table_name=%Q AND f_geometry_column=%Q",
                              table, shape_names[i]));
        if (!spatial)
            continue;
        SITU_TRY(situ_tables_drop_index(sql, table, shape_names[i], err));
        SITU_TRY(situ_sql_int(&ok, sql, 0, err, "SELECT DiscardGeometryColumn(%Q,%Q)", table, shape_names[i]));
        // What SpatiaLite notes about the column stays behind and would refer to nothing when no such table comes again.
        SITU_TRY(situ_sql_exec(sql, err,
                               "DELETE FROM geometry_columns_statistics WHERE f_table_name=lower(%Q) AND f_geometry_column=%Q;"
                               "DELETE FROM geometry_columns_field_infos WHERE f_table_name=lower(%Q) AND f_geometry_column=%Q;"
                               "DELETE FROM geometry_columns_time WHERE f_table_name=lower(%Q) AND f_geometry_column=%Q;"
                               "DELETE FROM geometry_columns_auth WHERE f_table_name=lower(%Q) AND f_geometry_column=%Q",
                               table, shape_names[i], table, shape_names[i], table, shape_names[i], table, shape_names[i]));
    }
    SITU_TRY(situ_sql_exec(sql, err, "DROP TABLE IF EXISTS \"%w\"", table));
done:
    return status;
}

void situ_tables_declare(situ_str *out, const situ_schema *schema)
{
    for (const situ_front_column *c = situ_front_columns; c->name; c++)
        situ_str_addf(out, ", %s %s%s", c->name, situ_type_sql(c->type), c == situ_front_columns ? " NOT NULL" : "");
    for (const situ_field *f = schema->fields; f->name; f++) {
        if (!situ_field_is_stored(f))
            continue;
        situ_str_add(out, ", ");
        situ_sql_add_name(out, f->name);
        situ_str_addf(out, " %s", situ_type_sql(situ_field_type(f->kind)));
    }
}

void situ_tables_list(situ_str *out, const situ_schema *schema, const char *prefix)
{
    situ_shape_columns shapes = situ_shapes_of_schema(schema);
    for (const situ_front_column *c = situ_front_columns; c->name; c++)
        situ_str_addf(out, "%s%s%s", c == situ_front_columns ? "" : ", ", prefix, c->name);
    for (const situ_field *f = schema->fields; f->name; f++) {
        if (!situ_field_is_stored(f))
            continue;
        situ_str_addf(out, ", %s", prefix);
        situ_sql_add_name(out, f->name);
    }
    for (size_t i = 0; i < shapes.count; i++)
        situ_str_addf(out, ", %s%s", prefix, shapes.columns[i].name);
}

situ_status situ_tables_index_ids(const situ_sql *sql, const char *table, situ_error *err)
{
    // Named, not part of the table: it can be left out while many rows are put.
    return situ_sql_exec(sql, err, "CREATE UNIQUE INDEX \"%w_id\" ON \"%w\"(id)", table, table);
}

static situ_status create(const situ_sql *sql, const situ_schema *schema, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str text;
    situ_str_init(&text);
    situ_str_add(&text, "CREATE TABLE ");
    situ_sql_add_name(&text, schema->name);
    situ_str_add(&text, "(fid INTEGER PRIMARY KEY");
    situ_tables_declare(&text, schema);
    situ_str_add(&text, ")");
    if (!situ_str_ok(&text)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_exec(sql, err, "%s", text.data));
    SITU_TRY(situ_tables_index_ids(sql, schema->name, err));
    situ_shape_columns shapes = situ_shapes_of_schema(schema);
    for (size_t i = 0; i < shapes.count; i++)
        SITU_TRY(situ_tables_add_geometry(sql, schema->name, &shapes.columns[i], SITU_EPSG_CGCS2000, true, err));
done:
    situ_str_free(&text);
    return status;
}

static situ_status add_column(const situ_sql *sql, const char *table, const char *column, const char *type, situ_error *err)
{
    if (situ_sql_has_column(sql, table, column))
        return SITU_OK;
    return situ_sql_exec(sql, err, "ALTER TABLE \"%w\" ADD COLUMN \"%w\" %s", table, column, type);
}

static situ_status add_columns(const situ_sql *sql, const char *table, const situ_schema *schema, situ_error *err)
{
    situ_status status = SITU_OK;
    for (const situ_front_column *c = situ_front_columns; c->name; c++)
        SITU_TRY(add_column(sql, table, c->name, situ_type_sql(c->type), err));
    for (const situ_field *f = schema->fields; f->name; f++)
        if (situ_field_is_stored(f))
            SITU_TRY(add_column(sql, table, f->name, situ_type_sql(situ_field_type(f->kind)), err));
done:
    return status;
}

// The history's mirror of a table, when there is one.
static situ_status add_missing_history(const situ_sql *sql, const situ_schema *schema, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_shape_columns shapes = situ_shapes_of_schema(schema);
    char mirror[SITU_MIRROR_NAME];
    situ_history_name(mirror, schema);
    if (!situ_sql_has_column(sql, mirror, NULL))
        return SITU_OK;
    SITU_TRY(add_columns(sql, mirror, schema, err));
    for (size_t i = 0; i < shapes.count; i++)
        SITU_TRY(add_column(sql, mirror, shapes.columns[i].name, "BLOB", err));
done:
    return status;
}

static situ_status add_missing(const situ_sql *sql, const situ_schema *schema, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(add_columns(sql, schema->name, schema, err));
    SITU_TRY(add_missing_history(sql, schema, err));
    situ_shape_columns shapes = situ_shapes_of_schema(schema);
    for (size_t i = 0; i < shapes.count; i++)
        if (!situ_sql_has_column(sql, schema->name, shapes.columns[i].name))
            SITU_TRY(situ_tables_add_geometry(sql, schema->name, &shapes.columns[i], SITU_EPSG_CGCS2000, true, err));
done:
    return status;
}

situ_status situ_tables_sync(const situ_sql *sql, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        const situ_schema *schema = situ_schema_registry[i];
        if (situ_sql_has_column(sql, schema->name, NULL))
            SITU_TRY(add_missing(sql, schema, err));
        else
            SITU_TRY(create(sql, schema, err));
    }
done:
    return status;
}
