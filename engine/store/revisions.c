// SPDX-License-Identifier: MIT
// Revisions: making one, listing and finding them.
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

// id = SHA-256 of parent, the sources in order of hash with their mappings and rules, meta values (rule files
// leave their hashes there), and what changed. No time, no operator, no machine.
static situ_status revision_id(char out[65], situ_store_writer *w, situ_error *err)
{
    situ_status status = SITU_OK;
    sqlite3_stmt *stmt = NULL;
    situ_sha256 h;
    situ_sha256_init(&h);
    situ_sha256_add_text(&h, w->view.revision);
    situ_sha256_add_text(&h, "sources");
    SITU_TRY(situ_sources_hash(&h, &w->view.sql, err));
    situ_sha256_add_text(&h, "meta");
    SITU_TRY(situ_sql_prepare(&stmt, &w->view.sql, err, "SELECT key, coalesce(value,'') FROM meta ORDER BY 1"));
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(&w->view.sql, stmt, &row, err));
        if (!row)
            break;
        for (int k = 0; k < 2; k++) {
            const char *text = (const char *)sqlite3_column_text(stmt, k);
            SITU_TRY_ALLOC(text);
            situ_sha256_add_text(&h, text);
        }
    }
    char content[17];
    snprintf(content, sizeof content, "%016llx", (unsigned long long)w->content);
    situ_sha256_add_text(&h, content);
    situ_sha256_hex(&h, out);
done:
    sqlite3_finalize(stmt);
    return status;
}

situ_status situ_revision_make(situ_store_writer *w, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    char id[65];
    SITU_TRY(revision_id(id, w, err));
    SITU_TRY(situ_sql_prepare(&stmt, &w->view.sql, err,
        "INSERT INTO revision(n, id, parent, files, rows, action, target, added, changed, removed) SELECT ?,?,nullif(?,''),?,?,?,nullif(?,''),"
        " coalesce(sum(added),0), coalesce(sum(changed),0), coalesce(sum(removed),0) FROM revision_table WHERE revision=''"));
    sqlite3_bind_int64(stmt, 1, w->pending);
    situ_sql_bind_text(stmt, 2, id);
    situ_sql_bind_text(stmt, 3, w->view.revision);
    sqlite3_bind_int64(stmt, 4, (sqlite3_int64)w->files);
    sqlite3_bind_int64(stmt, 5, (sqlite3_int64)w->rows);
    situ_sql_bind_text(stmt, 6, *w->rollback_to ? "rollback" : "import");
    situ_sql_bind_text(stmt, 7, w->rollback_to);
    SITU_TRY(situ_sql_run(&w->view.sql, stmt, err));
    SITU_TRY(situ_sql_exec(&w->view.sql, err,
        "UPDATE source SET revision=%Q WHERE revision=''; UPDATE source_sheet SET revision=%Q WHERE revision='';"
        "UPDATE issue SET revision=%Q WHERE revision=''; UPDATE source_rule SET revision=%Q WHERE revision='';"
        "UPDATE revision_table SET revision=%Q WHERE revision=''", id, id, id, id, id));
    memcpy(w->view.revision, id, sizeof id);
done:
    sqlite3_finalize(stmt);
    return status;
}

situ_status situ_revision_audit(situ_store_writer *w, const char *action, const char *operator_name, const char *wall_time_iso, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    SITU_TRY(situ_sql_prepare(&stmt, &w->view.sql, err, "INSERT INTO audit(n, revision, action, wall_time, operator)"
                                                        " VALUES((SELECT coalesce(max(n),0)+1 FROM audit),?,?,?,?)"));
    situ_sql_bind_text(stmt, 1, w->view.revision);
    situ_sql_bind_text(stmt, 2, action);
    situ_sql_bind_text(stmt, 3, wall_time_iso);
    situ_sql_bind_text(stmt, 4, operator_name);
    SITU_TRY(situ_sql_run(&w->view.sql, stmt, err));
done:
    sqlite3_finalize(stmt);
    return status;
}

static situ_status select_revisions(sqlite3_stmt **out, situ_store *store, situ_error *err)
{
    // The public edition knows no operators and no files.
    if (store->is_public)
        return situ_sql_prepare(out, &store->sql, err, "SELECT n, id, parent, NULL, NULL, NULL, files, NULL, NULL, NULL, NULL FROM public_revision ORDER BY n");
    bool old = !situ_sql_has_column(&store->sql, "revision", "action"); // a store of version 2
    return situ_sql_prepare(out, &store->sql, err,
        "SELECT r.n, r.id, r.parent, %s, a.wall_time, a.operator, r.files, %s, coalesce(%s,(SELECT group_concat(s.file,', ') FROM"
        " (SELECT file FROM source WHERE revision=r.id ORDER BY n) AS s)) FROM revision AS r LEFT JOIN audit AS a"
        " ON a.n=(SELECT min(n) FROM audit WHERE revision=r.id) ORDER BY r.n",
        old ? "'import'" : "r.action", old ? "NULL, NULL, NULL" : "r.added, r.changed, r.removed", old ? "NULL" : "r.target");
}

situ_status situ_store_revisions(situ_table **out, situ_store *store, situ_error *err)
{
    static const struct {
        const char *name;
        situ_type type;
    } columns[] = {{"n", SITU_TYPE_INT}, {"id", SITU_TYPE_TEXT}, {"parent", SITU_TYPE_TEXT}, {"action", SITU_TYPE_TEXT}, {"created", SITU_TYPE_TEXT},
                   {"operator", SITU_TYPE_TEXT}, {"files", SITU_TYPE_INT}, {"added", SITU_TYPE_INT}, {"changed", SITU_TYPE_INT},
                   {"removed", SITU_TYPE_INT}, {"what", SITU_TYPE_TEXT}};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    situ_status status;
    situ_table *table = NULL;
    sqlite3_stmt *stmt = NULL;
    *out = NULL;
    SITU_TRY(situ_table_new(&table, "revision", 0, err));
    for (size_t i = 0; i < COLUMNS; i++)
        SITU_TRY(situ_table_add_column(table, columns[i].name, columns[i].type, NULL, err));
    SITU_TRY(select_revisions(&stmt, store, err));
    for (;;) {
        bool row;
        size_t at;
        SITU_TRY(situ_sql_step(&store->sql, stmt, &row, err));
        if (!row)
            break;
        SITU_TRY(situ_table_add_row(table, &at, err));
        for (size_t c = 0; c < COLUMNS; c++)
            SITU_TRY(situ_relation_read_cell(table, at, c, stmt, err));
    }
    *out = table;
    table = NULL;
done:
    sqlite3_finalize(stmt);
    situ_table_free(table);
    return status;
}

// The newest ones, as a cure: "3 a1b2c3d4e5f6, 2 ...".
static situ_status no_revision(const situ_table *all, const char *path, const char *name, bool many, situ_error *err)
{
    enum { SHOWN = 8 };
    situ_str list;
    char cure[480];
    situ_str_init(&list);
    for (size_t i = 0; i < all->row_count && i < SHOWN; i++) {
        size_t row = all->row_count - 1 - i;
        situ_str_addf(&list, "%s%lld %.12s", i ? ", " : "", (long long)situ_table_int(all, row, 0), situ_table_text(all, row, 1));
    }
    snprintf(cure, sizeof cure, all->row_count > SHOWN ? _("the newest are: %s; situ list revisions names all") : _("there are: %s"), list.data);
    situ_str_free(&list);
    situ_fail(err, SITU_E_NOT_FOUND, all->row_count ? cure : NULL, many ? _("several revisions start with %s") : _("the store has no revision %s"), name);
    situ_error_at(err, path, NULL, NULL, 0, 0);
    return SITU_E_NOT_FOUND;
}

// Row of the revision `name`, SIZE_MAX = none. *many: more than one fits.
static size_t find_row(const situ_table *all, const char *name, bool *many)
{
    size_t rows = all->row_count, found = SIZE_MAX, length = strlen(name);
    *many = false;
    if (strcmp(name, "latest") == 0)
        return rows ? rows - 1 : SIZE_MAX;
    if (strcmp(name, "previous") == 0)
        return rows > 1 ? rows - 2 : SIZE_MAX;
    if (length && length < 10 && strspn(name, "0123456789") == length) {
        for (size_t i = 0; i < rows; i++)
            if (situ_table_int(all, i, 0) == strtol(name, NULL, 10))
                return i;
    }
    for (size_t i = 0; i < rows && length >= 4; i++) {
        if (strncmp(situ_table_text(all, i, 1), name, length) != 0)
            continue;
        *many |= found != SIZE_MAX;
        found = i;
    }
    return *many ? SIZE_MAX : found;
}

situ_status situ_store_find_revision(char out[65], situ_store *store, const char *name, situ_error *err)
{
    situ_status status;
    situ_table *all = NULL;
    bool many = false;
    SITU_TRY(situ_store_revisions(&all, store, err));
    size_t row = find_row(all, name ? name : "", &many);
    if (row == SIZE_MAX) {
        status = no_revision(all, store->path, name ? name : "", many, err);
        goto done;
    }
    snprintf(out, 65, "%s", situ_table_text(all, row, 1));
done:
    situ_table_free(all);
    return status;
}
