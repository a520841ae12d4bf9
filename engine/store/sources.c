// SPDX-License-Identifier: MIT
// What was imported: files, their sheets and counts, the rules that fired and the findings. All of it is free
// of language and place: stores of equal inputs are equal.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

// Whether an entry of a report is about `file`; a report of one file may leave the name out.
static bool about(const char *entry, const char *file)
{
    return !entry || !*entry || strcmp(situ_path_base(entry), situ_path_base(file)) == 0;
}

static situ_status put_sheet(const situ_sql *sql, sqlite3_stmt *stmt, size_t source, size_t n, const situ_source_count *c, situ_error *err)
{
    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)source);
    sqlite3_bind_int64(stmt, 2, (sqlite3_int64)n);
    situ_sql_bind_text(stmt, 3, c->sheet);
    situ_sql_bind_text(stmt, 4, c->table);
    const size_t counts[5] = {c->read, c->used, c->repaired, c->rejected, c->skipped};
    for (int i = 0; i < 5; i++)
        sqlite3_bind_int64(stmt, 5 + i, (sqlite3_int64)counts[i]);
    return situ_sql_run(sql, stmt, err);
}

// Where, what and by which rule; the words for people depend on their language and stay in the report.
static situ_status put_issue(situ_store_writer *w, sqlite3_stmt *stmt, const situ_issue *issue, situ_error *err)
{
    static const char *const severities[] = {"info", "warn", "error"};
    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)++w->issues);
    sqlite3_bind_int64(stmt, 2, (sqlite3_int64)w->files);
    const char *const texts[] = {severities[issue->severity], issue->rule, issue->file ? situ_path_base(issue->file) : NULL, issue->sheet,
                                 issue->cell, issue->table, issue->field, issue->old_value, issue->new_value};
    for (int i = 0; i < 9; i++)
        situ_sql_bind_text(stmt, 3 + i, texts[i]);
    if (issue->row)
        sqlite3_bind_int64(stmt, 12, issue->row);
    else
        sqlite3_bind_null(stmt, 12);
    return situ_sql_run(&w->view.sql, stmt, err);
}

static situ_status put_source(situ_store_writer *w, const situ_store_source *source, const situ_source_count *sum, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    SITU_TRY(situ_sql_prepare(&stmt, &w->view.sql, err, "INSERT INTO source(revision, n, file, sha256, what, rows_read, used, repaired,"
                                                        " rejected, skipped, mapping, unit, mode) VALUES('',?,?,?,?,?,?,?,?,?,?,?,?)"));
    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)++w->files);
    // The name only: where a file lay differs between machines, its hash does not.
    situ_sql_bind_text(stmt, 2, situ_path_base(source->file));
    situ_sql_bind_text(stmt, 3, source->sha256);
    situ_sql_bind_text(stmt, 4, source->what);
    const size_t counts[5] = {sum->read, sum->used, sum->repaired, sum->rejected, sum->skipped};
    for (int i = 0; i < 5; i++)
        sqlite3_bind_int64(stmt, 5 + i, (sqlite3_int64)counts[i]);
    situ_sql_bind_text(stmt, 10, source->mapping);
    situ_sql_bind_text(stmt, 11, source->unit);
    situ_sql_bind_text(stmt, 12, source->mode);
    SITU_TRY(situ_sql_run(&w->view.sql, stmt, err));
done:
    sqlite3_finalize(stmt);
    return status;
}

situ_status situ_store_note_source(situ_store_writer *w, const situ_store_source *source, situ_error *err)
{
    situ_status status;
    const situ_report *report = source->report;
    const char *file = source->file;
    sqlite3_stmt *sheet = NULL, *issue = NULL;
    situ_source_count sum = {0};
    const situ_sql *sql = &w->view.sql;
    size_t sheets = report ? situ_report_source_count(report) : 0, issues = report ? situ_report_count(report) : 0;
    for (size_t i = 0; i < sheets; i++) {
        const situ_source_count *c = situ_report_source(report, i);
        if (!about(c->file, file))
            continue;
        sum.read += c->read;
        sum.used += c->used;
        sum.repaired += c->repaired;
        sum.rejected += c->rejected;
        sum.skipped += c->skipped;
    }
    SITU_TRY(put_source(w, source, &sum, err));
    SITU_TRY(situ_sql_prepare(&sheet, sql, err, "INSERT INTO source_sheet(revision, source, n, sheet, \"table\", rows_read, used, repaired,"
                                                " rejected, skipped) VALUES('',?,?,?,?,?,?,?,?,?)"));
    for (size_t i = 0, n = 0; i < sheets; i++) {
        const situ_source_count *c = situ_report_source(report, i);
        if (about(c->file, file))
            SITU_TRY(put_sheet(sql, sheet, w->files, ++n, c, err));
    }
    SITU_TRY(situ_sql_prepare(&issue, sql, err, "INSERT INTO issue(revision, n, source, severity, rule, file, sheet, cell, \"table\", field,"
                                                " old_value, new_value, row) VALUES('',?,?,?,?,?,?,?,?,?,?,?,?)"));
    for (size_t i = 0; i < issues; i++)
        if (about(situ_report_get(report, i)->file, file))
            SITU_TRY(put_issue(w, issue, situ_report_get(report, i), err));
    SITU_TRY(situ_sql_exec(sql, err, "INSERT INTO source_rule(revision, source, rule, severity, count) SELECT '', source, coalesce(rule,''), severity, count(*)"
                                     " FROM issue WHERE revision='' AND source=%lld GROUP BY 3, 4 ORDER BY 3, 4", (long long)w->files));
done:
    sqlite3_finalize(sheet);
    sqlite3_finalize(issue);
    return status;
}

situ_status situ_sources_hash(situ_sha256 *h, const situ_sql *sql, situ_error *err)
{
    situ_status status;
    sqlite3_stmt *stmt = NULL;
    // In order of hash: in which order files were named does not matter.
    SITU_TRY(situ_sql_prepare(&stmt, sql, err,
        "SELECT coalesce(s.sha256,''), coalesce(s.what,''), coalesce(s.mapping,''), coalesce(s.unit,''), coalesce(s.mode,''),"
        " coalesce((SELECT group_concat(r.rule||' '||r.severity||' '||r.count) FROM (SELECT * FROM source_rule WHERE revision='' AND source=s.n"
        " ORDER BY rule, severity) AS r),'') FROM source AS s WHERE s.revision='' ORDER BY 1, 2, 3, 4, 5, 6"));
    for (;;) {
        bool row;
        SITU_TRY(situ_sql_step(sql, stmt, &row, err));
        if (!row)
            break;
        for (int k = 0; k < 6; k++) {
            const char *text = (const char *)sqlite3_column_text(stmt, k);
            SITU_TRY_ALLOC(text);
            situ_sha256_add_text(h, text);
        }
    }
done:
    sqlite3_finalize(stmt);
    return status;
}
