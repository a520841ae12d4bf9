// SPDX-License-Identifier: MIT
// The public edition (design.md 4.1): views without personal and sensitive columns, and an authorizer
// that lets a connection read the base tables only from inside those views.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

static bool starts(const char *text, const char *prefix)
{
    return text && strncmp(text, prefix, strlen(prefix)) == 0;
}

// Provenance of a row shows cells that the view masks.
static bool is_provenance(const char *column)
{
    return situ_streq(column, "src_file") || situ_streq(column, "src_sheet") || situ_streq(column, "src_text") || situ_streq(column, "sources");
}

static bool is_masked(const situ_schema *schema, const char *column)
{
    const situ_field *f = situ_schema_field(schema, column);
    return is_provenance(column) || (f && (f->flags & (SITU_FIELD_PERSONAL | SITU_FIELD_SENSITIVE)));
}

// Eleven digits of a mobile number in a text without blanks and dashes.
#define MOBILE "1[3-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]"

// Phones of posts stay, mobiles among them go. Clean cells are numbers parted by 、; of others with a
// mobile nothing is shown.
static void add_phones(situ_str *s, const char *name)
{
    situ_str_addf(s, "CASE WHEN t.\"%s\" IS NULL OR NOT replace(replace(t.\"%s\",'-',''),' ','') GLOB '*" MOBILE "*' THEN t.\"%s\""
                     " WHEN t.\"%s\" GLOB '*[^-0-9.+、转]*' THEN NULL ELSE", name, name, name, name);
    situ_str_addf(s, " (SELECT group_concat(j.value,'、') FROM json_each('[\"'||replace(t.\"%s\",'、','\",\"')||'\"]') AS j"
                     " WHERE NOT replace(j.value,'-','') GLOB '*" MOBILE "*') END", name);
}

// A mobile in a note or beside a name. Digits before or behind are a code's, not a phone's.
static void add_text(situ_str *s, const situ_field *f)
{
    bool needed = f->flags & SITU_FIELD_REQUIRED; // what makes the row: it stays, without its text
    situ_str_addf(s, "CASE WHEN ' '||replace(replace(t.\"%s\",'-',''),' ','')||' ' GLOB '*[^0-9]" MOBILE "[^0-9]*' THEN %s ELSE t.\"%s\" END",
                  f->name, needed ? "'(隐去)'" : "NULL", f->name);
}

static void add_field(situ_str *s, const situ_schema *schema, const situ_field *f)
{
    if (is_masked(schema, f->name))
        situ_str_add(s, "NULL");
    else if (f->public_as)
        situ_str_addf(s, "(%s)", f->public_as);
    else if (f->kind == SITU_FIELD_PHONE)
        add_phones(s, f->name);
    else if (schema->public_fuzzy_where && strcmp(f->name, "address") == 0)
        situ_str_addf(s, "CASE WHEN (%s) THEN NULL ELSE t.address END", schema->public_fuzzy_where);
    else if (f->kind == SITU_FIELD_TEXT)
        add_text(s, f);
    else
        situ_str_addf(s, "t.\"%s\"", f->name);
}

// The point (or its quality) that stands for the row: its village's, else its town's by code, else
// by name.
static void add_fuzzy(situ_str *s, const situ_schema *schema, const char *column)
{
    situ_str_addf(s, "coalesce((SELECT p.%s FROM public_point AS p WHERE p.key=t.region_code),"
                     "(SELECT p.%s FROM public_point AS p WHERE p.key=substr(t.region_code,1,9))", column, column);
    const situ_field *town = situ_schema_field(schema, "town");
    if (town && situ_field_is_stored(town))
        situ_str_addf(s, ",(SELECT p.%s FROM public_point AS p WHERE p.key=t.town)", column);
    situ_str_addf(s, ",%s)", situ_streq(column, "quality") ? "'none'" : "NULL");
}

static void add_geometry(situ_str *s, const situ_schema *schema, const char *point_column, const char *own_column)
{
    if (schema->public_fuzzy) {
        add_fuzzy(s, schema, point_column);
    } else if (schema->public_fuzzy_where) {
        situ_str_addf(s, "CASE WHEN (%s) THEN ", schema->public_fuzzy_where);
        add_fuzzy(s, schema, point_column);
        situ_str_addf(s, " ELSE t.\"%s\" END", own_column);
    } else {
        situ_str_addf(s, "t.\"%s\"", own_column);
    }
}

// A row that moves to a point leaves its line or area behind.
static void add_shapes(situ_str *s, const situ_schema *schema, const situ_shape_columns *shapes)
{
    bool has_points = shapes->count && shapes->columns[shapes->count - 1].kind == SITU_GEOM_POINT;
    for (size_t i = 0; i < shapes->count; i++) {
        const char *name = shapes->columns[i].name;
        situ_str_add(s, ", ");
        if (!has_points || i + 1 == shapes->count)
            add_geometry(s, schema, "geom", name);
        else if (schema->public_fuzzy)
            situ_str_add(s, "NULL");
        else if (schema->public_fuzzy_where)
            situ_str_addf(s, "CASE WHEN (%s) THEN NULL ELSE t.\"%s\" END", schema->public_fuzzy_where, name);
        else
            situ_str_addf(s, "t.\"%s\"", name);
        situ_str_addf(s, " AS %s", name);
    }
}

// Those of the kinds that the stored table has a column for.
static situ_shape_columns shapes_present(const situ_schema *schema, const situ_sql *old)
{
    situ_shape_columns all = situ_shapes_of_schema(schema), out = {.count = 0};
    for (size_t i = 0; i < all.count; i++)
        if (!old || situ_sql_has_column(old, schema->name, all.columns[i].name))
            out.columns[out.count++] = all.columns[i];
    return out;
}

static bool is_present(const situ_schema *schema, const situ_sql *old, const char *column)
{
    return !old || situ_sql_has_column(old, schema->name, column);
}

situ_status situ_public_view_sql(char **out, const situ_schema *schema, const situ_sql *old, situ_error *err)
{
    situ_shape_columns shapes = shapes_present(schema, old);
    situ_str s;
    situ_str_init(&s);
    situ_str_addf(&s, "CREATE %sVIEW \"public_%s\" AS SELECT t.fid AS fid", old ? "TEMP " : "", schema->name);
    for (const situ_front_column *c = situ_front_columns; c->name; c++) {
        situ_str_add(&s, ", ");
        if (schema->shape != SITU_SHAPE_NONE && situ_streq(c->name, "loc_quality"))
            add_geometry(&s, schema, "quality", "loc_quality");
        else if (is_provenance(c->name) || !is_present(schema, old, c->name))
            situ_str_add(&s, "NULL");
        else
            situ_str_addf(&s, "t.%s", c->name);
        situ_str_addf(&s, " AS %s", c->name);
    }
    for (const situ_field *f = schema->fields; f->name; f++) {
        if (!situ_field_is_stored(f))
            continue;
        situ_str_add(&s, ", ");
        if (is_present(schema, old, f->name))
            add_field(&s, schema, f);
        else
            situ_str_add(&s, "NULL");
        situ_str_add(&s, " AS ");
        situ_sql_add_name(&s, f->name);
    }
    add_shapes(&s, schema, &shapes);
    situ_str_add(&s, " FROM ");
    situ_sql_add_name(&s, schema->name);
    situ_str_add(&s, " AS t");
    if (schema->public_where)
        situ_str_addf(&s, " WHERE (%s)", schema->public_where);
    *out = situ_str_take(&s);
    return *out ? SITU_OK : situ_fail_nomem(err);
}

// Views that are not made from a schema. Grids of derived results belong to one edition.
static const struct {
    const char *name, *sql;
} fixed_views[] = {
    {"public_grid", "CREATE VIEW \"public_grid\" AS SELECT name, epsg, x0, y0, cell_x, cell_y, columns, rows, tile, sha256"
                    " FROM grid WHERE substr(name,1,8)<>'derived_'"},
    {"public_grid_tile", "CREATE VIEW \"public_grid_tile\" AS SELECT grid, ty, tx, data FROM grid_tile"
                         " WHERE substr(grid,1,8)<>'derived_'"},
    {"public_derived", "CREATE VIEW \"public_derived\" AS SELECT op, edition, key FROM derived WHERE edition='public'"},
    {"public_derived_item", "CREATE VIEW \"public_derived_item\" AS SELECT op, edition, n, kind, name, stored, epsg"
                            " FROM derived_item WHERE edition='public'"},
    {"public_revision", "CREATE VIEW \"public_revision\" AS SELECT n, id, parent, files, rows FROM revision"},
};
enum { FIXED_VIEWS = sizeof fixed_views / sizeof *fixed_views };

// *same: whether the store's view `name` has exactly this text.
static situ_status compare(bool *same, const situ_sql *sql, const char *name, const char *text, situ_error *err)
{
    int64_t found = 0;
    situ_status status = situ_sql_int(&found, sql, 0, err,
                                      "SELECT 1 FROM sqlite_master WHERE type='view' AND name=%Q AND sql=%Q", name, text);
    *same = found == 1;
    return status;
}

static situ_status renew(const situ_sql *sql, const char *name, const char *text, situ_error *err)
{
    situ_status status;
    bool same;
    SITU_TRY(compare(&same, sql, name, text, err));
    if (same)
        goto done;
    SITU_TRY(situ_sql_exec(sql, err, "DROP VIEW IF EXISTS \"%w\"", name));
    SITU_TRY(situ_sql_exec(sql, err, "%s", text));
done:
    return status;
}

typedef situ_status view_fn(const situ_sql *sql, const char *name, const char *text, situ_error *err);

static situ_status for_each_view(const situ_sql *sql, view_fn *use, situ_error *err)
{
    situ_status status = SITU_OK;
    char *text = NULL, *name = NULL;
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        situ_free(text);
        text = NULL;
        sqlite3_free(name);
        name = sqlite3_mprintf("public_%s", situ_schema_registry[i]->name);
        SITU_TRY_ALLOC(name);
        SITU_TRY(situ_public_view_sql(&text, situ_schema_registry[i], NULL, err));
        SITU_TRY(use(sql, name, text, err));
    }
    for (size_t i = 0; i < FIXED_VIEWS; i++)
        SITU_TRY(use(sql, fixed_views[i].name, fixed_views[i].sql, err));
done:
    situ_free(text);
    sqlite3_free(name);
    return status;
}

situ_status situ_public_sync(const situ_sql *sql, situ_error *err)
{
    return for_each_view(sql, renew, err);
}

static situ_status demand(const situ_sql *sql, const char *name, const char *text, situ_error *err)
{
    bool same;
    situ_status status = compare(&same, sql, name, text, err);
    if (status == SITU_OK && !same) {
        status = situ_fail(err, SITU_E_SCHEMA, _("import a ledger or run an analysis with this program: it makes the views anew"),
                           _("the store's view %s is not the one of this program, so the public edition cannot be trusted"), name);
        situ_error_at(err, sql->path, NULL, NULL, 0, 0);
    }
    return status;
}

// Views of this connection, which hide those that an older program left in the store. Views that were
// not made from a schema have not changed since version 1.
static situ_status shadow(const situ_sql *sql, situ_error *err)
{
    situ_status status;
    char *text = NULL;
    SITU_TRY(situ_sql_exec(sql, err, "PRAGMA query_only=OFF"));
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        const situ_schema *schema = situ_schema_registry[i];
        if (!situ_sql_has_column(sql, schema->name, NULL))
            continue;
        situ_free(text);
        text = NULL;
        SITU_TRY(situ_public_view_sql(&text, schema, sql, err));
        SITU_TRY(situ_sql_exec(sql, err, "%s", text));
    }
    for (size_t i = 0; i < FIXED_VIEWS; i++)
        SITU_TRY(demand(sql, fixed_views[i].name, fixed_views[i].sql, err));
done:
    if (status == SITU_OK)
        status = situ_sql_exec(sql, err, "PRAGMA query_only=ON");
    situ_free(text);
    return status;
}

situ_status situ_public_check(const situ_sql *sql, situ_error *err)
{
    int64_t version = 0;
    situ_status status = situ_sql_int(&version, sql, 0, err, "PRAGMA user_version");
    if (status != SITU_OK)
        return status;
    return version < situ_store_version() ? shadow(sql, err) : for_each_view(sql, demand, err);
}

situ_status situ_public_points(const situ_sql *sql, situ_error *err)
{
    situ_status status;
    SITU_TRY(situ_sql_exec(sql, err, "DELETE FROM public_point"));
    // Found by code, by id and, for towns, by name; of two the first in the county's order wins.
    if (situ_schema_find("region"))
        SITU_TRY(situ_sql_exec(sql, err,
            "INSERT OR IGNORE INTO public_point(key, quality, geom)"
            " WITH p AS MATERIALIZED (SELECT id, code, name, level, coalesce(PointOnSurface(geom), Centroid(geom), geom_point) AS g,"
            "  row_number() OVER (ORDER BY sort IS NULL, sort, id) AS n FROM region WHERE level IN ('村','乡镇'))"
            " SELECT key, CASE level WHEN '村' THEN 'village' ELSE 'town' END, g FROM"
            "  (SELECT 1 AS k, n, code AS key, level, g FROM p UNION ALL SELECT 2, n, id, level, g FROM p"
            "   UNION ALL SELECT 3, n, name, level, g FROM p WHERE level='乡镇')"
            " WHERE g IS NOT NULL AND key<>'' ORDER BY k, n"));
done:
    return status;
}

// A base table may be read only inside our views, and there only columns that a view shows or filters
// by. SQLite gives the name of a common table expression as context too, so the name alone would not do:
// expressions of users are compiled without any subquery first (expr.c), and masked columns stay
// closed whatever the context says.
static int authorize_read(const char *table, const char *column, const char *context)
{
    if (starts(table, "public_") || (strcmp(table, "json_each") == 0 && starts(context, "public_")))
        return SQLITE_OK;
    if (!starts(context, "public_") || strcmp(context + strlen("public_"), table) != 0)
        return SQLITE_DENY; // each view reads its own table
    const situ_schema *schema = situ_schema_find(table);
    if (!schema) {
        for (size_t i = 0; i < FIXED_VIEWS; i++)
            if (strcmp(fixed_views[i].name, context) == 0)
                return SQLITE_OK;
        return SQLITE_DENY;
    }
    bool filtered_by = column && ((schema->public_where && strstr(schema->public_where, column)) ||
                                  (schema->public_fuzzy_where && strstr(schema->public_fuzzy_where, column)));
    if (filtered_by)
        return SQLITE_OK;
    if (schema->public_fuzzy && (situ_shapes_is_name(column) || situ_streq(column, "loc_quality")))
        return SQLITE_DENY;
    return is_masked(schema, column) ? SQLITE_DENY : SQLITE_OK;
}

// What the views themselves call; users' expressions go by the list of expr.c alone.
static bool is_view_function(const char *name)
{
    return situ_streq(name, "group_concat");
}

static int authorize(void *user, int action, const char *a, const char *b, const char *database, const char *context)
{
    (void)user;
    // Beside the store's own relations stand the views laid over those of an older store (shadow).
    if (database && strcmp(database, "main") != 0 && action == SQLITE_READ && !(strcmp(database, "temp") == 0 && starts(a, "public_")))
        return SQLITE_DENY;
    switch (action) {
    case SQLITE_SELECT:
        return SQLITE_OK;
    case SQLITE_READ:
        return authorize_read(a, b, context);
    case SQLITE_FUNCTION:
        return situ_expr_function_allowed(b) || is_view_function(b) ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

void situ_public_authorize(sqlite3 *db)
{
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_set_authorizer(db, authorize, NULL);
}
