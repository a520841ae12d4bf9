// SPDX-License-Identifier: MIT
// What the rows of ledger tables and the meta values were before a revision changed them.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

void situ_history_name(char out[SITU_MIRROR_NAME], const situ_schema *schema)
{
    snprintf(out, SITU_MIRROR_NAME, "history_%s", schema->name);
}

// Geometries are plain blobs here: no layers for GIS programs.
static situ_status create_mirror(const situ_sql *sql, const char *mirror, const situ_schema *schema, situ_error *err)
{
    situ_status status;
    situ_shape_columns shapes = situ_shapes_of_schema(schema);
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "n INTEGER NOT NULL, existed INTEGER NOT NULL");
    situ_tables_declare(&s, schema);
    for (size_t i = 0; i < shapes.count; i++)
        situ_str_addf(&s, ", %s BLOB", shapes.columns[i].name);
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_exec(sql, err, "CREATE TABLE \"%w\"(%s)", mirror, s.data));
    SITU_TRY(situ_sql_exec(sql, err, "CREATE UNIQUE INDEX \"%w_id\" ON \"%w\"(id, n)", mirror, mirror));
done:
    situ_str_free(&s);
    return status;
}

static size_t index_of(const situ_schema *schema)
{
    size_t i = 0;
    while (situ_schema_registry[i] != schema)
        i++;
    return i;
}

situ_status situ_history_touch(situ_track **out, situ_store_writer *w, const situ_schema *schema, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_sql *sql = &w->view.sql;
    situ_track *track = &w->tracks[index_of(schema)];
    char mirror[SITU_MIRROR_NAME];
    int64_t rows = 0;
    *out = track;
    if (track->state != SITU_TRACK_UNTOUCHED)
        return SITU_OK;
    SITU_TRY(situ_sql_int(&rows, sql, 0, err, "SELECT EXISTS(SELECT 1 FROM \"%w\")", schema->name));
    if (!rows) {
        SITU_TRY(situ_sql_exec(sql, err, "INSERT INTO history_table(\"table\", n) VALUES(%Q,%lld)", schema->name, (long long)w->pending));
        track->state = SITU_TRACK_FRESH;
        goto done;
    }
    situ_history_name(mirror, schema);
    if (!situ_sql_has_column(sql, mirror, NULL))
        SITU_TRY(create_mirror(sql, mirror, schema, err));
    SITU_TRY(situ_sql_int(&track->last, sql, 0, err, "SELECT coalesce(max(rowid),0) FROM \"%w\"", mirror));
    track->state = SITU_TRACK_KEPT;
done:
    return status;
}

situ_status situ_history_prepare(sqlite3_stmt **keep, sqlite3_stmt **note, situ_store_writer *w, const situ_schema *schema, situ_error *err)
{
    situ_status status;
    const situ_sql *sql = &w->view.sql;
    char mirror[SITU_MIRROR_NAME];
    situ_str list;
    situ_str_init(&list);
    situ_history_name(mirror, schema);
    situ_tables_list(&list, schema, "");
    if (!situ_str_ok(&list)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_prepare(keep, sql, err, "INSERT OR IGNORE INTO \"%w\"(n, existed, %s) SELECT %lld, 1, %s FROM \"%w\" WHERE id=?1", mirror,
                              list.data, (long long)w->pending, list.data, schema->name));
    SITU_TRY(situ_sql_prepare(note, sql, err, "INSERT OR IGNORE INTO \"%w\"(n, existed, id) VALUES(%lld, 0, ?1)", mirror, (long long)w->pending));
done:
    situ_str_free(&list);
    return status;
}

situ_status situ_history_keep_meta(situ_store_writer *w, const char *key, situ_error *err)
{
    return situ_sql_exec(&w->view.sql, err,
                         "INSERT OR IGNORE INTO history_meta(key, n, existed, value) SELECT %Q, %lld, m.key IS NOT NULL, m.value"
                         " FROM (SELECT 1) LEFT JOIN meta AS m ON m.key=%Q", key, (long long)w->pending, key);
}

// Where a row came from is no change of it: a ledger sent again under another name changes nothing.
static bool is_provenance(const char *column)
{
    static const int front[] = {SITU_FRONT_FILE, SITU_FRONT_SHEET, SITU_FRONT_ROW, SITU_FRONT_TEXT, SITU_FRONT_SOURCES, SITU_FRONT_UPDATED};
    for (size_t i = 0; i < sizeof front / sizeof *front; i++)
        if (strcmp(situ_front_columns[front[i]].name, column) == 0)
            return true;
    return false;
}

static void add_differs(situ_str *s, const char *column)
{
    situ_str_add(s, s->length ? " OR t." : "t.");
    situ_sql_add_name(s, column);
    situ_str_add(s, " IS NOT h.");
    situ_sql_add_name(s, column);
}

// SQL that tells whether rows t and h differ: in anything, or in what counts as a change.
static void add_difference(situ_str *s, const situ_schema *schema, bool anything)
{
    situ_shape_columns shapes = situ_shapes_of_schema(schema);
    for (const situ_front_column *c = situ_front_columns + 1; c->name; c++)
        if (anything || !is_provenance(c->name))
            add_differs(s, c->name);
    for (const situ_field *f = schema->fields; f->name; f++)
        if (situ_field_is_stored(f))
            add_differs(s, f->name);
    for (size_t i = 0; i < shapes.count; i++)
        add_differs(s, shapes.columns[i].name);
}

static situ_status settle_fresh(bool *any, situ_store_writer *w, const situ_schema *schema, situ_track *track, situ_error *err)
{
    situ_status status;
    SITU_TRY(situ_sql_int(&track->added, &w->view.sql, 0, err, "SELECT count(*) FROM \"%w\"", schema->name));
    *any = track->added > 0;
    if (!*any)
        SITU_TRY(situ_sql_exec(&w->view.sql, err, "DELETE FROM history_table WHERE \"table\"=%Q AND n=%lld", schema->name, (long long)w->pending));
done:
    return status;
}

static situ_status count_kept(bool *any, const situ_sql *sql, const char *mirror, const situ_schema *schema, const char *differs, situ_track *track,
                              situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    bool row;
    SITU_TRY(situ_sql_prepare(&stmt, sql, err,
        "SELECT count(*), coalesce(sum(h.existed=0),0), coalesce(sum(h.existed=1 AND t.id IS NULL),0),"
        " coalesce(sum(h.existed=1 AND t.id IS NOT NULL AND (%s)),0) FROM \"%w\" AS h LEFT JOIN \"%w\" AS t ON t.id=h.id WHERE h.rowid>%lld",
        differs, mirror, schema->name, (long long)track->last));
    SITU_TRY(situ_sql_step(sql, stmt, &row, err));
    *any = sqlite3_column_int64(stmt, 0) > 0;
    track->added = sqlite3_column_int64(stmt, 1);
    track->removed = sqlite3_column_int64(stmt, 2);
    track->changed = sqlite3_column_int64(stmt, 3);
done:
    sqlite3_finalize(stmt);
    return status;
}

// What was changed back within the transaction, or taken away that it had added, leaves no line.
static situ_status settle_kept(bool *any, situ_store_writer *w, const situ_schema *schema, situ_track *track, situ_error *err)
{
    situ_status status;
    const situ_sql *sql = &w->view.sql;
    char mirror[SITU_MIRROR_NAME];
    situ_str all, counted;
    situ_str_init(&all);
    situ_str_init(&counted);
    situ_history_name(mirror, schema);
    add_difference(&all, schema, true);
    add_difference(&counted, schema, false);
    if (!situ_str_ok(&all) || !situ_str_ok(&counted)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_sql_exec(sql, err,
        "DELETE FROM \"%w\" AS h WHERE h.rowid>%lld AND CASE WHEN h.existed THEN EXISTS(SELECT 1 FROM \"%w\" AS t WHERE t.id=h.id AND NOT (%s))"
        " ELSE NOT EXISTS(SELECT 1 FROM \"%w\" AS t WHERE t.id=h.id) END",
        mirror, (long long)track->last, schema->name, all.data, schema->name));
    SITU_TRY(count_kept(any, sql, mirror, schema, counted.data, track, err));
done:
    situ_str_free(&all);
    situ_str_free(&counted);
    return status;
}

static situ_status settle_table(bool *any, situ_store_writer *w, size_t i, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_schema *schema = situ_schema_registry[i];
    situ_track *track = &w->tracks[i];
    *any = false;
    if (track->state == SITU_TRACK_UNTOUCHED)
        return SITU_OK;
    SITU_TRY((track->state == SITU_TRACK_FRESH ? settle_fresh : settle_kept)(any, w, schema, track, err));
    if (track->added || track->changed || track->removed)
        SITU_TRY(situ_sql_exec(&w->view.sql, err, "INSERT INTO revision_table(revision, \"table\", added, changed, removed) VALUES('',%Q,%lld,%lld,%lld)",
                               schema->name, (long long)track->added, (long long)track->changed, (long long)track->removed));
done:
    return status;
}

situ_status situ_history_settle(bool *any, situ_store_writer *w, situ_error *err)
{
    situ_status status;
    int64_t meta = 0;
    *any = false;
    for (size_t i = 0; situ_schema_registry[i]; i++) {
        bool here = false;
        SITU_TRY(settle_table(&here, w, i, err));
        *any |= here;
    }
    SITU_TRY(situ_sql_exec(&w->view.sql, err,
        "DELETE FROM history_meta AS h WHERE n=%lld AND EXISTS(SELECT 1 FROM meta AS m WHERE m.key=h.key AND h.existed=1 AND m.value IS h.value)",
        (long long)w->pending));
    SITU_TRY(situ_sql_int(&meta, &w->view.sql, 0, err, "SELECT count(*) FROM history_meta WHERE n=%lld", (long long)w->pending));
    *any |= meta > 0;
done:
    return status;
}

situ_status situ_history_floor(int64_t *out, const situ_sql *sql, situ_error *err)
{
    *out = 0;
    if (!situ_sql_has_column(sql, "history_table", NULL)) // a store of version 2: its newest revision alone
        return situ_sql_int(out, sql, 0, err, "SELECT max(n) FROM revision");
    return situ_sql_int(out, sql, 0, err, "SELECT n FROM history_table WHERE \"table\"=''");
}

situ_status situ_history_number(int64_t *out, situ_store *store, const char *revision, situ_error *err)
{
    situ_status status;
    int64_t floor = 0;
    revision = revision ? revision : "";
    SITU_TRY(situ_sql_int(out, &store->sql, 0, err, "SELECT n FROM revision WHERE id=%Q", revision));
    if (!*out) {
        status = situ_fail(err, SITU_E_NOT_FOUND, _("situ list revisions names them"), _("the store has no revision %.12s"), revision);
        situ_error_at(err, store->path, NULL, NULL, 0, 0);
        goto done;
    }
    SITU_TRY(situ_history_floor(&floor, &store->sql, err));
    if (*out < floor) {
        char cure[160];
        snprintf(cure, sizeof cure, _("the oldest one that can be read is number %lld"), (long long)floor);
        status = situ_fail(err, SITU_E_UNSUPPORTED, cure, _("the tables of revision %.12s were not kept: an older situ made it"), revision);
        situ_error_at(err, store->path, NULL, NULL, 0, 0);
    }
done:
    return status;
}

bool situ_store_has_history(const situ_store *store)
{
    return !store->is_public && situ_sql_has_column(&store->sql, "history_table", NULL);
}

// Rows that have not changed since, and of the others what they were just before the first change. emptied:
// the first later revision before which the table was empty, 0 = none.
static situ_status select_at(sqlite3_stmt **out, const situ_store *store, const situ_relation *rel, const situ_schema *schema, int64_t n, int64_t emptied,
                             situ_error *err)
{
    situ_status status;
    char mirror[SITU_MIRROR_NAME];
    long long after = (long long)n, before = (long long)emptied;
    situ_str list;
    situ_str_init(&list);
    for (size_t i = 0; i < rel->columns->column_count; i++) {
        situ_str_add(&list, i ? ", " : "");
        if (rel->present[i])
            situ_sql_add_name(&list, rel->columns->columns[i].name);
        else
            situ_str_add(&list, "NULL");
    }
    if (rel->epsg)
        situ_str_addf(&list, ", %s", rel->geometry);
    if (!situ_str_ok(&list)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    situ_history_name(mirror, schema);
    if (!situ_sql_has_column(&store->sql, mirror, NULL))
        SITU_TRY(situ_sql_prepare(out, &store->sql, err, "SELECT %s FROM \"%w\" WHERE %lld=0 ORDER BY 1", list.data, schema->name, before));
    else
        SITU_TRY(situ_sql_prepare(out, &store->sql, err,
            "SELECT %s FROM \"%w\" WHERE %lld=0 AND id NOT IN (SELECT id FROM \"%w\" WHERE n>%lld) UNION ALL SELECT %s FROM \"%w\" AS h"
            " WHERE h.n>%lld AND (%lld=0 OR h.n<%lld) AND h.existed=1 AND h.n=(SELECT min(f.n) FROM \"%w\" AS f WHERE f.id=h.id AND f.n>%lld) ORDER BY 1",
            list.data, schema->name, before, mirror, after, list.data, mirror, after, before, before, mirror, after));
done:
    situ_str_free(&list);
    return status;
}

situ_status situ_store_read_table_at(situ_table **out, situ_store *store, const char *name, const char *revision, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    situ_relation rel;
    int64_t n = 0, emptied = 0;
    const situ_schema *schema = situ_schema_find(name);
    *out = NULL;
    memset(&rel, 0, sizeof rel);
    if (store->is_public || !schema) {
        status = situ_fail(err, store->is_public ? SITU_E_UNSUPPORTED : SITU_E_NOT_FOUND,
                           store->is_public ? _("open the store with the internal edition") : _("situ list tables names them"),
                           store->is_public ? _("the public edition has no older revisions of table %s") : _("no history is kept of %s"), name);
        goto done;
    }
    SITU_TRY(situ_history_number(&n, store, revision, err));
    SITU_TRY(situ_relation_open(&rel, store, name, err));
    if (situ_sql_has_column(&store->sql, "history_table", NULL))
        SITU_TRY(situ_sql_int(&emptied, &store->sql, 0, err, "SELECT min(n) FROM history_table WHERE \"table\"=%Q AND n>%lld", name, (long long)n));
    SITU_TRY(select_at(&stmt, store, &rel, schema, n, emptied, err));
    SITU_TRY(situ_relation_read_rows(out, store, &rel, stmt, err));
done:
    sqlite3_finalize(stmt);
    situ_relation_close(&rel);
    return status;
}
