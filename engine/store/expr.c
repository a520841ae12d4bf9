// SPDX-License-Identifier: MIT
// SQL expressions on a table in memory. The table is shown to SQLite as a virtual table, so no row
// is copied; the authorizer lets through one SELECT on it and functions of a fixed list.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

enum { MOST_SQL_BYTES = 20000, MOST_DEPTH = 100, MOST_TEXT_BYTES = 1000000, OPS_A_CALL = 100000, OPS_A_ROW = 10000 };

// Same arguments, same answer, on every machine. Sorted.
static const char *const functions[] = {
    "abs", "ceil", "ceiling", "char", "coalesce", "exp", "floor", "format", "glob", "hex", "ifnull", "iif", "instr",
    "length", "like", "ln", "log", "log10", "lower", "ltrim", "max", "min", "mod", "nullif", "pow", "power", "printf",
    "quote", "replace", "round", "rtrim", "sign", "sqrt", "substr", "substring", "trim", "trunc", "typeof", "unicode", "upper",
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool situ_expr_function_allowed(const char *name)
{
    char lower[24];
    size_t n = name ? strlen(name) : 0;
    if (!n || n >= sizeof lower)
        return false;
    for (size_t i = 0; i <= n; i++)
        lower[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
    const char *key = lower;
    return bsearch(&key, functions, FUNCTIONS, sizeof *functions, by_name) != NULL;
}

// --- the virtual table ---
typedef struct rows_table {
    sqlite3_vtab base;
    const situ_table *table;
} rows_table;

typedef struct rows_cursor {
    sqlite3_vtab_cursor base;
    const situ_table *table;
    size_t row;
} rows_cursor;

static int rows_connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **message)
{
    (void)argc, (void)argv, (void)message;
    const situ_table *table = aux;
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "CREATE TABLE x(");
    for (size_t i = 0; i < table->column_count; i++) {
        situ_str_add(&s, i ? ", " : "");
        situ_sql_add_name(&s, table->columns[i].name);
        situ_str_addf(&s, " %s", situ_type_sql(table->columns[i].type));
    }
    situ_str_add(&s, table->column_count ? ")" : "\"\")");
    int code = situ_str_ok(&s) ? sqlite3_declare_vtab(db, s.data) : SQLITE_NOMEM;
    situ_str_free(&s);
    if (code != SQLITE_OK)
        return code;
    rows_table *made = situ_calloc(1, sizeof *made);
    if (!made)
        return SQLITE_NOMEM;
    made->table = table;
    *out = &made->base;
    return SQLITE_OK;
}

static int rows_best_index(sqlite3_vtab *vtab, sqlite3_index_info *info)
{
    info->estimatedRows = (sqlite3_int64)((rows_table *)vtab)->table->row_count + 1;
    info->estimatedCost = (double)info->estimatedRows;
    return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *vtab)
{
    situ_free(vtab);
    return SQLITE_OK;
}

static int rows_open(sqlite3_vtab *vtab, sqlite3_vtab_cursor **out)
{
    rows_cursor *cursor = situ_calloc(1, sizeof *cursor);
    if (!cursor)
        return SQLITE_NOMEM;
    cursor->table = ((rows_table *)vtab)->table;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *cursor)
{
    situ_free(cursor);
    return SQLITE_OK;
}

static int rows_filter(sqlite3_vtab_cursor *cursor, int number, const char *text, int argc, sqlite3_value **argv)
{
    (void)number, (void)text, (void)argc, (void)argv;
    ((rows_cursor *)cursor)->row = 0;
    return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *cursor)
{
    ((rows_cursor *)cursor)->row++;
    return SQLITE_OK;
}

static int rows_eof(sqlite3_vtab_cursor *cursor)
{
    const rows_cursor *c = (const rows_cursor *)cursor;
    return c->row >= c->table->row_count;
}

static int rows_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int index)
{
    const rows_cursor *c = (const rows_cursor *)cursor;
    if (index < 0 || (size_t)index >= c->table->column_count || situ_table_is_null(c->table, c->row, index))
        sqlite3_result_null(context);
    else if (c->table->columns[index].type == SITU_TYPE_INT)
        sqlite3_result_int64(context, situ_table_int(c->table, c->row, index));
    else if (c->table->columns[index].type == SITU_TYPE_REAL)
        sqlite3_result_double(context, situ_table_real(c->table, c->row, index));
    else
        sqlite3_result_text(context, situ_table_text(c->table, c->row, index), -1, SQLITE_STATIC);
    return SQLITE_OK;
}

static int rows_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((const rows_cursor *)cursor)->row;
    return SQLITE_OK;
}

static const sqlite3_module rows_module = {
    .iVersion = 1, .xCreate = rows_connect, .xConnect = rows_connect, .xBestIndex = rows_best_index,
    .xDisconnect = rows_disconnect, .xDestroy = rows_disconnect, .xOpen = rows_open, .xClose = rows_close,
    .xFilter = rows_filter, .xNext = rows_next, .xEof = rows_eof, .xColumn = rows_column, .xRowid = rows_rowid,
};

// --- one expression at work ---
typedef struct expression {
    sqlite3 *db;
    const situ_table *table;
    const char *text;
    unsigned selects; // of the statement being compiled
    bool looks_elsewhere;
    char refused[64]; // function
    uint64_t calls, most_calls;
} expression;

static int authorize(void *user, int action, const char *a, const char *b, const char *database, const char *context)
{
    (void)database, (void)context;
    expression *e = user;
    switch (action) {
    case SQLITE_SELECT:
        if (e->selects++ == 0)
            return SQLITE_OK;
        break;
    case SQLITE_READ:
        if (a && strcmp(a, "t") == 0)
            return SQLITE_OK;
        break;
    case SQLITE_FUNCTION:
        if (situ_expr_function_allowed(b))
            return SQLITE_OK;
        snprintf(e->refused, sizeof e->refused, "%s", b ? b : "");
        return SQLITE_DENY;
    default:
        break;
    }
    e->looks_elsewhere = true;
    return SQLITE_DENY;
}

static int watch(void *user)
{
    expression *e = user;
    return ++e->calls > e->most_calls;
}

static situ_status open_expression(expression *e, const situ_table *table, const char *text, situ_error *err)
{
    static const struct {
        int id, value;
    } limits[] = {{SQLITE_LIMIT_SQL_LENGTH, MOST_SQL_BYTES}, {SQLITE_LIMIT_EXPR_DEPTH, MOST_DEPTH}, {SQLITE_LIMIT_LENGTH, MOST_TEXT_BYTES},
                  {SQLITE_LIMIT_COMPOUND_SELECT, 1}, {SQLITE_LIMIT_ATTACHED, 0}, {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000}};
    *e = (expression){.table = table, .text = text, .most_calls = 100 + (uint64_t)table->row_count * OPS_A_ROW / OPS_A_CALL};
    int code = sqlite3_open_v2(":memory:", &e->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_module(e->db, "situ_rows", &rows_module, (void *)(uintptr_t)table);
    if (code == SQLITE_OK)
        code = sqlite3_exec(e->db, "CREATE VIRTUAL TABLE temp.t USING situ_rows", NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        situ_sql sql = {e->db, ""};
        return situ_sql_fail(&sql, code, NULL, err);
    }
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        sqlite3_limit(e->db, limits[i].id, limits[i].value);
    sqlite3_db_config(e->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(e->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_set_authorizer(e->db, authorize, e);
    sqlite3_progress_handler(e->db, OPS_A_CALL, watch, e);
    return SITU_OK;
}

static void close_expression(expression *e)
{
    sqlite3_close(e->db);
}

static situ_status no_column(const expression *e, const char *name, situ_error *err)
{
    situ_status status;
    situ_str cure;
    const char **names = situ_calloc(e->table->column_count + 1, sizeof *names);
    if (!names)
        return situ_fail_nomem(err);
    situ_str_init(&cure);
    for (size_t i = 0; i < e->table->column_count; i++)
        names[i] = e->table->columns[i].name;
    const char *near = situ_nearest_word(name, names, 3);
    if (near) {
        situ_str_addf(&cure, _("did you mean %s?"), near);
        situ_str_add(&cure, " ");
    }
    situ_str_add(&cure, _("the columns are:"));
    for (size_t i = 0; i < e->table->column_count; i++)
        situ_str_addf(&cure, " %s", names[i]);
    situ_str_addf(&cure, " (%s)", _("texts stand in single quotes"));
    status = situ_fail(err, SITU_E_ARGUMENT, cure.data, _("expression \"%s\": there is no column %s"), e->text, name);
    situ_str_free(&cure);
    situ_free(names);
    return status;
}

static situ_status bad_function(const expression *e, const char *name, situ_error *err)
{
    situ_str cure;
    situ_str_init(&cure);
    situ_str_add(&cure, _("the functions are:"));
    for (size_t i = 0; i < FUNCTIONS; i++)
        situ_str_addf(&cure, " %s", functions[i]);
    situ_status status = situ_fail(err, SITU_E_ARGUMENT, cure.data, _("expression \"%s\": the function %s cannot be used"), e->text, name);
    situ_str_free(&cure);
    return status;
}

static situ_status elsewhere(const expression *e, situ_error *err)
{
    return situ_fail(err, SITU_E_ARGUMENT, _("use only the columns of the row"), _("expression \"%s\" looks at more than its row"), e->text);
}

// SQLite's complaint about the text in the user's language, where it is a usual one.
static void word_complaint(char *out, size_t size, const char *message)
{
    const char *mark = strstr(message, "\": syntax error");
    if (situ_starts_with(message, "near \"") && mark)
        snprintf(out, size, _("it cannot be read near \"%.*s\""), (int)(mark - message - 6), message + 6);
    else if (situ_starts_with(message, "incomplete input"))
        snprintf(out, size, "%s", _("it is incomplete"));
    else if (situ_starts_with(message, "unrecognized token"))
        snprintf(out, size, "%s", _("a text lacks its closing quote, or there is a sign that means nothing"));
    else if (situ_starts_with(message, "misuse of"))
        snprintf(out, size, "%s", _("a function over all rows cannot be used, only the values of one row"));
    else
        snprintf(out, size, "%s", message);
}

static situ_status explain(const expression *e, int code, situ_error *err)
{
    const char *message = sqlite3_errmsg(e->db);
    if ((code & 0xFF) == SQLITE_NOMEM)
        return situ_fail_nomem(err);
    if ((code & 0xFF) == SQLITE_INTERRUPT)
        return situ_fail(err, SITU_E_LIMIT, _("make it simpler"), _("expression \"%s\" takes too long"), e->text);
    if (e->refused[0])
        return bad_function(e, e->refused, err);
    if (situ_starts_with(message, "no such column: "))
        return no_column(e, message + strlen("no such column: "), err);
    if (situ_starts_with(message, "no such function: "))
        return bad_function(e, message + strlen("no such function: "), err);
    if (e->looks_elsewhere || situ_starts_with(message, "no such table"))
        return elsewhere(e, err);
    char complaint[256];
    word_complaint(complaint, sizeof complaint, message);
    return situ_fail(err, SITU_E_ARGUMENT, _("write an expression such as level <= 2 AND name <> 'x'"), _("expression \"%s\": %s"), e->text,
                     complaint);
}

static situ_status compile(expression *e, sqlite3_stmt **out, const char *before, const char *after, situ_error *err)
{
    e->selects = 0;
    *out = NULL;
    char *sql = sqlite3_mprintf("%s\n%s\n%s", before, e->text, after);
    if (!sql)
        return situ_fail_nomem(err);
    int code = sqlite3_prepare_v2(e->db, sql, -1, out, NULL);
    sqlite3_free(sql);
    if (code != SQLITE_OK)
        return explain(e, code, err);
    if (sqlite3_bind_parameter_count(*out)) {
        sqlite3_finalize(*out);
        *out = NULL;
        return situ_fail(err, SITU_E_ARGUMENT, NULL, _("expression \"%s\": parameters cannot be used"), e->text);
    }
    return SITU_OK;
}

// The text must be one expression, however it is embedded. What closes a parenthesis too many, or
// hides one in a comment, fits into one of the two forms only. Aggregates fail because they stand in
// a WHERE.
static situ_status validate(expression *e, situ_error *err)
{
    static const char *const forms[][2] = {{"SELECT 1 FROM temp.t WHERE (", ")"}, {"SELECT 1 FROM temp.t WHERE CAST(", "AS TEXT)"}};
    if (strlen(e->text) > MOST_SQL_BYTES - 100)
        return situ_fail(err, SITU_E_LIMIT, _("make it shorter"), "%s", _("an expression is too long"));
    for (size_t i = 0; i < 2; i++) {
        sqlite3_stmt *stmt = NULL;
        situ_status status = compile(e, &stmt, forms[i][0], forms[i][1], err);
        sqlite3_finalize(stmt);
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

situ_status situ_expr_check(const situ_table *columns, const char *expr, situ_error *err)
{
    situ_status status;
    expression e;
    SITU_TRY(open_expression(&e, columns, expr, err));
    SITU_TRY(validate(&e, err));
done:
    close_expression(&e);
    return status;
}

static situ_status step(expression *e, sqlite3_stmt *stmt, bool *row, situ_error *err)
{
    int code = sqlite3_step(stmt);
    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? SITU_OK : explain(e, code, err);
}

situ_status situ_expr_filter(size_t **rows, size_t *count, const situ_table *table, const char *expr, situ_error *err)
{
    situ_status status;
    expression e;
    sqlite3_stmt *stmt = NULL;
    size_t *found = NULL, n = 0, capacity = 0;
    *rows = NULL;
    *count = 0;
    SITU_TRY(open_expression(&e, table, expr, err));
    SITU_TRY(validate(&e, err));
    SITU_TRY(compile(&e, &stmt, "SELECT rowid FROM temp.t WHERE (", ")", err));
    SITU_TRY(situ_grow(&found, &capacity, 1, sizeof *found, err)); // never NULL on success
    for (;;) {
        bool row;
        SITU_TRY(step(&e, stmt, &row, err));
        if (!row)
            break;
        SITU_TRY(situ_grow(&found, &capacity, n + 1, sizeof *found, err));
        found[n++] = (size_t)sqlite3_column_int64(stmt, 0);
    }
    *rows = found;
    *count = n;
    found = NULL;
done:
    sqlite3_finalize(stmt);
    close_expression(&e);
    situ_free(found);
    return status;
}

static situ_status new_values(situ_table **out, situ_type type, size_t rows, situ_error *err)
{
    situ_status status;
    SITU_TRY(situ_table_new(out, "value", 0, err));
    SITU_TRY(situ_table_add_column(*out, "value", type, NULL, err));
    for (size_t i = 0; i < rows; i++)
        SITU_TRY(situ_table_add_row(*out, NULL, err));
done:
    if (status != SITU_OK) {
        situ_table_free(*out);
        *out = NULL;
    }
    return status;
}

static situ_status copy_column(situ_table **out, const situ_table *table, int column, situ_error *err)
{
    situ_status status;
    bool numbers = true;
    situ_table *made = NULL;
    if (table->columns[column].type == SITU_TYPE_TEXT)
        for (size_t i = 0; i < table->row_count && numbers; i++)
            numbers = situ_table_is_null(table, i, column);
    SITU_TRY(new_values(&made, numbers ? SITU_TYPE_REAL : SITU_TYPE_TEXT, table->row_count, err));
    for (size_t i = 0; i < table->row_count; i++) {
        if (situ_table_is_null(table, i, column))
            continue;
        if (numbers)
            situ_table_set_real(made, i, 0, situ_table_real(table, i, column));
        else
            SITU_TRY(situ_table_set_text(made, i, 0, situ_table_text(table, i, column), err));
    }
    *out = made;
    made = NULL;
done:
    situ_table_free(made);
    return status;
}

static situ_status set_text_value(situ_table *made, size_t row, sqlite3_stmt *stmt, situ_error *err)
{
    char buffer[32];
    const char *text = buffer;
    switch (sqlite3_column_type(stmt, 0)) {
    case SQLITE_NULL:
        return SITU_OK;
    case SQLITE_FLOAT:
        situ_format_double(sqlite3_column_double(stmt, 0), buffer);
        break;
    default:
        text = (const char *)sqlite3_column_text(stmt, 0);
        if (!text)
            return situ_fail_nomem(err);
    }
    return situ_table_set_text(made, row, 0, text, err);
}

// One pass over the statement. as_text false: *texts tells whether a text came up (then give up).
static situ_status collect(expression *e, sqlite3_stmt *stmt, situ_table *made, bool as_text, bool *texts, situ_error *err)
{
    situ_status status = SITU_OK;
    *texts = false;
    for (size_t i = 0;; i++) {
        bool row;
        SITU_TRY(step(e, stmt, &row, err));
        if (!row)
            break;
        int type = sqlite3_column_type(stmt, 0);
        if (as_text) {
            SITU_TRY(set_text_value(made, i, stmt, err));
        } else if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
            *texts = true;
            break;
        } else if (type != SQLITE_NULL) {
            situ_table_set_real(made, i, 0, sqlite3_column_double(stmt, 0));
        }
    }
done:
    sqlite3_reset(stmt);
    return status;
}

situ_status situ_expr_values(situ_table **out, const situ_table *table, const char *expr, situ_error *err)
{
    situ_status status;
    expression e = {0};
    sqlite3_stmt *stmt = NULL;
    situ_table *made = NULL;
    bool texts = false;
    *out = NULL;
    int column = situ_table_find(table, expr);
    if (column >= 0)
        return copy_column(out, table, column, err);
    SITU_TRY(open_expression(&e, table, expr, err));
    SITU_TRY(validate(&e, err));
    SITU_TRY(compile(&e, &stmt, "SELECT (", ") FROM temp.t", err));
    SITU_TRY(new_values(&made, SITU_TYPE_REAL, table->row_count, err));
    SITU_TRY(collect(&e, stmt, made, false, &texts, err));
    if (texts) {
        situ_table_free(made);
        made = NULL;
        e.calls = 0;
        SITU_TRY(new_values(&made, SITU_TYPE_TEXT, table->row_count, err));
        SITU_TRY(collect(&e, stmt, made, true, &texts, err));
    }
    *out = made;
    made = NULL;
done:
    sqlite3_finalize(stmt);
    close_expression(&e);
    situ_table_free(made);
    return status;
}
