// SPDX-License-Identifier: MIT
// Tables of the store, made from the schema registry.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

const situ_front_column situ_front_columns[] = {
    {"id", SITU_TYPE_TEXT},        {"region_code", SITU_TYPE_TEXT}, {"loc_quality", SITU_TYPE_TEXT},
    {"src_file", SITU_TYPE_TEXT},  {"src_sheet", SITU_TYPE_TEXT},   {"src_row", SITU_TYPE_INT},
    {"src_text", SITU_TYPE_TEXT},  {"updated", SITU_TYPE_TEXT},     {NULL, SITU_TYPE_TEXT},
};

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

situ_status situ_tables_add_index(const situ_sql *sql, const char *table, situ_error *err)
{
    int64_t ok = 0;
    situ_status status = situ_sql_int(&ok, sql, 0, err, "SELECT CreateSpatialIndex(%Q,'geom')", table);
    if (status == SITU_OK && ok != 1)
        status = situ_sql_fail_spatial(sql, _("the spatial index cannot be made"), err);
    return status;
}

situ_status situ_tables_drop_index(const situ_sql *sql, const char *table, situ_error *err)
{
    situ_status status;
    int64_t ok = 0;
    SITU_TRY(situ_sql_int(&ok, sql, 0, err, "SELECT DisableSpatialIndex(%Q,'geom')", table));
    SITU_TRY(situ_sql_exec(sql, err, "DROP TABLE IF EXISTS \"idx_%w_geom\"", table));
done:
    return status;
}

situ_status situ_tables_add_geometry(const situ_sql *sql, const char *table, const char *type, int epsg, bool indexed,
                                     situ_error *err)
{
    situ_status status;
    int64_t ok = 0;
    SITU_TRY(ensure_srid(sql, epsg, err));
    SITU_TRY(situ_sql_int(&ok, sql, 0, err, "SELECT AddGeometryColumn(%Q,'geom',%d,%Q,'XY')", table, epsg, type));
    if (ok != 1) {
        status = situ_sql_fail_spatial(sql, _("the geometry column cannot be made"), err);
        goto done;
    }
    // These triggers write the time of day at every row: slow, and a store must not hold times.
    SITU_TRY(situ_sql_exec(sql, err,
                           "DROP TRIGGER IF EXISTS \"tmi_%w_geom\"; DROP TRIGGER IF EXISTS \"tmu_%w_geom\";"
                           "DROP TRIGGER IF EXISTS \"tmd_%w_geom\"",
                           table, table, table));
    if (indexed)
        SITU_TRY(situ_tables_add_index(sql, table, err));
done:
    return status;
}

situ_status situ_tables_drop(const situ_sql *sql, const char *table, situ_error *err)
{
    situ_status status;
    int64_t spatial = 0, ok = 0;
    SITU_TRY(situ_sql_int(&spatial, sql, 0, err, "SELECT count(*) FROM geometry_columns WHERE f_table_name=%Q", table));
    if (spatial) {
        SITU_TRY(situ_tables_drop_index(sql, table, err));
        SITU_TRY(situ_sql_int(&ok, sql, 0, err, "SELECT DiscardGeometryColumn(%Q,'geom')", table));
    }
    SITU_TRY(situ_sql_exec(sql, err, "DROP TABLE IF EXISTS \"%w\"", table));
done:
    return status;
}

static const char *geometry_type(situ_table_shape shape)
{
    switch (shape) {
    case SITU_SHAPE_POINT:
        return "POINT";
    case SITU_SHAPE_LINE:
        return "MULTILINESTRING";
    case SITU_SHAPE_POLYGON:
        return "MULTIPOLYGON";
    case SITU_SHAPE_ANY:
        return "GEOMETRY";
    case SITU_SHAPE_NONE:
        break;
    }
    return NULL;
}

static situ_status create(const situ_sql *sql, const situ_schema *schema, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str text;
    situ_str_init(&text);
    situ_str_add(&text, "CREATE TABLE ");
    situ_sql_add_name(&text, schema->name);
    situ_str_add(&text, "(fid INTEGER PRIMARY KEY");
    for (const situ_front_column *c = situ_front_columns; c->name; c++)
        situ_str_addf(&text, ", %s %s%s", c->name, situ_type_sql(c->type), c == situ_front_columns ? " NOT NULL UNIQUE" : "");
    for (const situ_field *f = schema->fields; f->name; f++) {
        if (!situ_field_is_stored(f))
            continue;
        situ_str_add(&text, ", ");
        situ_sql_add_name(&text, f->name);
        situ_str_addf(&text, " %s", situ_type_sql(situ_field_type(f->kind)));
    }
    situ_str_add(&text, ")");
    if (!situ_str_ok(&text)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_exec(sql, err, "%s", text.data));
    const char *type = geometry_type(schema->shape);
    if (type)
        SITU_TRY(situ_tables_add_geometry(sql, schema->name, type, SITU_EPSG_CGCS2000, true, err));
done:
    situ_str_free(&text);
    return status;
}

static situ_status add_missing(const situ_sql *sql, const situ_schema *schema, situ_error *err)
{
    situ_status status = SITU_OK;
    for (const situ_field *f = schema->fields; f->name; f++) {
        if (!situ_field_is_stored(f) ||
            sqlite3_table_column_metadata(sql->db, NULL, schema->name, f->name, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK)
            continue;
        SITU_TRY(situ_sql_exec(sql, err, "ALTER TABLE \"%w\" ADD COLUMN \"%w\" %s", schema->name, f->name,
                               situ_type_sql(situ_field_type(f->kind))));
    }
done:
    return status;
}

situ_status situ_tables_sync(const situ_sql *sql, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        const situ_schema *schema = situ_schema_registry[i];
        if (sqlite3_table_column_metadata(sql->db, NULL, schema->name, NULL, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK)
            SITU_TRY(add_missing(sql, schema, err));
        else
            SITU_TRY(create(sql, schema, err));
    }
done:
    return status;
}
