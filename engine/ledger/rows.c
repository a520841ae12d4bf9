// SPDX-License-Identifier: MIT
// The rows of one sheet: skipped, rejected, repaired or used, each told.
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "ledger/internal.h"
#include "ledger/rules.h"

enum { ROW_ARENA_BYTES = 1 << 20 };

// --- telling ---

long situ_run_row_number(const situ_sheet_run *run, uint32_t row)
{
    return run->row_numbers ? (long)run->row_numbers[row] : (long)(run->first_row + row) + 1;
}

static situ_status tell(situ_sheet_run *run, situ_issue *issue, int column, const char *fmt, va_list args, situ_error *err)
{
    char cell[16], message[512];
    vsnprintf(message, sizeof message, fmt, args);
    if (column >= 0) {
        situ_cell_name(run->first_row + run->row, run->first_column + (uint32_t)column, cell);
        issue->cell = run->row_numbers ? run->header.cells[column].shown : cell;
    }
    issue->file = run->im->file;
    issue->sheet = run->name;
    issue->row = situ_run_row_number(run, run->row);
    issue->table = run->columns.schema ? run->columns.schema->name : NULL;
    issue->message = message;
    return situ_report_add(run->im->report, issue, err);
}

situ_status situ_tell(situ_sheet_run *run, situ_severity severity, const char *rule, int column, const char *field,
                      const char *old_value, const char *new_value, const char *cure, situ_error *err, const char *fmt, ...)
{
    situ_issue issue = {.severity = severity, .rule = rule, .field = field, .old_value = old_value, .new_value = new_value, .cure = cure};
    va_list args;
    va_start(args, fmt);
    situ_status status = tell(run, &issue, column, fmt, args, err);
    va_end(args);
    return status;
}

situ_status situ_tell_repair(situ_sheet_run *run, const char *rule, int column, const char *field, const char *old_value,
                             const char *new_value, situ_error *err)
{
    // Repairs that rest on a likely reading rather than on the text alone are worth a look (B5: warn).
    const situ_cleaning_rule *known = situ_cleaning_rule_find(rule);
    bool look = known && known->likely;
    run->repaired = true;
    if (run->lonlat_swapped && strcmp(rule, "SWAPPED_LONLAT") == 0)
        look = false; // told once for the column
    if (look)
        return situ_tell(run, SITU_WARN, rule, column, field, old_value, new_value, _("check the value and correct the cell"), err, "%s",
                         _("read with a likely repair"));
    return situ_tell(run, SITU_INFO, rule, column, field, old_value, new_value, NULL, err, "%s", _("read with a repair"));
}

situ_status situ_tell_reject(situ_sheet_run *run, const char *rule, int column, const char *field, const char *old_value,
                             const char *cure, situ_error *err, const char *fmt, ...)
{
    situ_issue issue = {.severity = SITU_ERROR, .rule = rule, .field = field, .old_value = old_value, .cure = cure};
    va_list args;
    run->rejected = true;
    va_start(args, fmt);
    situ_status status = tell(run, &issue, column, fmt, args, err);
    va_end(args);
    return status;
}

// --- the table ---

situ_status situ_import_table(situ_import *im, const situ_schema *schema, situ_table **out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    *out = situ_bundle_table(im->bundle, schema->name);
    if (*out)
        return SITU_OK;
    SITU_TRY(situ_table_new(&t, schema->name, schema->shape == SITU_SHAPE_NONE ? 0 : SITU_EPSG_CGCS2000, err));
    for (size_t i = 0; i < SITU_FRONT_COUNT; i++)
        SITU_TRY(situ_table_add_column(t, situ_front_columns[i].name, situ_front_columns[i].type, NULL, err));
    for (const situ_field *f = schema->fields; f->name; f++)
        if (situ_field_is_stored(f))
            SITU_TRY(situ_table_add_column(t, f->name, situ_field_type(f->kind), NULL, err));
    SITU_TRY(situ_bundle_add_table(im->bundle, t, err));
    *out = t;
    t = NULL;
done:
    situ_table_free(t);
    return status;
}

// Takes back the row added last.
static void drop_last(situ_table *t)
{
    size_t row = --t->row_count;
    if (t->geometry) {
        situ_geometry_free(t->geometry[row]);
        t->geometry[row] = NULL;
    }
}

// --- one row ---

static void add_json_text(situ_str *s, const char *text)
{
    situ_str_add(s, "\"");
    for (const char *p = text; *p;) {
        size_t plain = 0;
        while (p[plain] && p[plain] != '"' && p[plain] != '\\' && (unsigned char)p[plain] >= 0x20)
            plain++;
        situ_str_add_n(s, p, plain);
        p += plain;
        if (!*p)
            break;
        if (*p == '"' || *p == '\\')
            situ_str_addf(s, "\\%c", *p);
        else if (*p == '\n')
            situ_str_add(s, "\\n");
        else
            situ_str_addf(s, "\\u%04x", (unsigned)(unsigned char)*p);
        p++;
    }
    situ_str_add(s, "\"");
}

static situ_status set_front(situ_sheet_run *run, situ_table *t, size_t row, situ_str *json, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str_clear(json);
    situ_str_add(json, "{");
    bool any = false;
    for (uint32_t c = 0; c < run->sheet->column_count; c++) {
        const situ_cell *cell = situ_run_cell(run, (int)c);
        if (!cell->text[0])
            continue;
        if (any)
            situ_str_add(json, ",");
        any = true;
        situ_str_add(json, run->json_key[c]);
        add_json_text(json, cell->text);
    }
    situ_str_add(json, "}");
    if (!situ_str_ok(json))
        return situ_fail_nomem(err);
    SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_TEXT, json->data, err));
    SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_FILE, run->im->file, err));
    SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_SHEET, run->name ? run->name : "", err));
    situ_table_set_int(t, row, SITU_FRONT_ROW, situ_run_row_number(run, run->row));
    const char *unit = run->im->options->unit;
    if (!unit && run->columns.unit_column >= 0)
        unit = situ_run_cell(run, run->columns.unit_column)->text;
    if (!unit)
        unit = run->reporter;
    if (unit && !situ_clean_is_blank(unit))
        SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_UNIT, unit, err));
    if (run->im->options->data_as_of)
        SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_UPDATED, run->im->options->data_as_of, err));
done:
    return status;
}

// units: check the fields that place.c fills, else all others.
static situ_status check_required(situ_sheet_run *run, size_t row, bool units, situ_error *err)
{
    situ_status status = SITU_OK;
    if (strcmp(run->columns.schema->name, "region") == 0)
        return SITU_OK; // region_rows.c
    for (size_t f = 0; f < run->columns.field_count && !run->rejected; f++) {
        const situ_field *field = &run->columns.schema->fields[f];
        bool unit = field->kind == SITU_FIELD_TOWN || field->kind == SITU_FIELD_VILLAGE;
        if ((field->flags & SITU_FIELD_REQUIRED) && unit == units && situ_table_is_null(run->table, row, run->table_column[f]))
            SITU_TRY(situ_tell_reject(run, "REQUIRED", run->columns.of_field[f], field->name, NULL, _("fill in the cell"), err,
                                      _("%s is empty"), field->label));
    }
done:
    return status;
}

// L, E, C, S, M are heads shared by several methods: a value goes where the row's method needs it.
enum { LEC_L, LEC_E, LEC_C, LS_L, LS_S, MES_M, MES_E, MES_S, METHOD };
static const char *const factor_names[] = {"lec_l", "lec_e", "lec_c", "ls_l", "ls_s", "mes_m", "mes_e", "mes_s", "method"};

static void settle_factors(situ_sheet_run *run, size_t row)
{
    situ_table *t = run->table;
    const int *f = run->factors;
    int lec_l = f[LEC_L], lec_e = f[LEC_E], lec_c = f[LEC_C], ls_l = f[LS_L], ls_s = f[LS_S], mes_m = f[MES_M], mes_e = f[MES_E], mes_s = f[MES_S];
    const char *method = situ_table_text(t, row, f[METHOD]);
    bool has_lec = !situ_table_is_null(t, row, lec_e) && !situ_table_is_null(t, row, lec_c);
    bool ls = situ_streq(method, "LS") || (!method && !has_lec && !situ_table_is_null(t, row, ls_s) && situ_table_is_null(t, row, mes_m));
    bool mes = situ_streq(method, "MES") || (!method && !has_lec && !situ_table_is_null(t, row, mes_m));
    if (ls && situ_table_is_null(t, row, ls_l) && !situ_table_is_null(t, row, lec_l)) {
        situ_table_set_real(t, row, (size_t)ls_l, situ_table_real(t, row, lec_l));
        situ_table_set_real(t, row, (size_t)lec_l, NAN);
    }
    if (mes && situ_table_is_null(t, row, mes_e) && !situ_table_is_null(t, row, lec_e)) {
        situ_table_set_real(t, row, (size_t)mes_e, situ_table_real(t, row, lec_e));
        situ_table_set_real(t, row, (size_t)lec_e, NAN);
    }
    if (mes && situ_table_is_null(t, row, mes_s) && !situ_table_is_null(t, row, ls_s)) {
        situ_table_set_real(t, row, (size_t)mes_s, situ_table_real(t, row, ls_s));
        situ_table_set_real(t, row, (size_t)ls_s, NAN);
    }
}

// 沙袋 and 麻袋 are counted as 编织袋: the dictionary's word is stored, the sheet's stays in src_text.
static situ_status settle_item(situ_sheet_run *run, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = run->table;
    int item = situ_table_find(t, "item"), unit = situ_table_find(t, "unit");
    const char *text = situ_table_text(t, row, item);
    char *flat = text ? situ_clean_header_flat(run->row_arena, text) : NULL, *bare = text ? situ_clean_header_bare(run->row_arena, text) : NULL;
    const situ_material *m = flat ? situ_material_find(flat) : NULL;
    if (!m && bare)
        m = situ_material_find(bare);
    if (!m)
        return SITU_OK;
    SITU_TRY(situ_table_set_text(t, row, (size_t)item, m->item, err));
    if (situ_table_is_null(t, row, unit) && !situ_table_is_null(t, row, situ_table_find(t, "qty")))
        SITU_TRY(situ_table_set_text(t, row, (size_t)unit, m->unit, err));
done:
    return status;
}

// Defaults that depend on the row's place: the sheet's order is kept where order is political.
static situ_status settle(situ_sheet_run *run, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *table = run->columns.schema->name;
    if (strcmp(table, "risk_point") == 0)
        settle_factors(run, row);
    if (strcmp(table, "stock") == 0)
        SITU_TRY(settle_item(run, row, err));
    bool ordered = strcmp(table, "org_node") == 0 || strcmp(table, "flow_node") == 0 || strcmp(table, "person") == 0;
    int sort = ordered ? situ_table_find(run->table, "sort") : -1;
    if (sort >= 0 && situ_table_is_null(run->table, row, sort))
        situ_table_set_int(run->table, row, (size_t)sort, (int64_t)row + 1);
    int kind = strcmp(table, "flow_node") == 0 ? situ_table_find(run->table, "kind") : -1;
    if (kind >= 0 && situ_table_is_null(run->table, row, kind))
        SITU_TRY(situ_table_set_text(run->table, row, (size_t)kind, "process", err));
    int level = strcmp(table, "flow_node") == 0 ? situ_table_find(run->table, "resp_level") : -1;
    if (level >= 0 && situ_table_is_null(run->table, row, level))
        situ_table_set_int(run->table, row, (size_t)level, 0);
done:
    return status;
}

typedef struct item_row {
    const situ_material *material;
    const char *unit;
    size_t row; // of the stock table
} item_row;

// The amount in one item column; *any false when there is none.
static situ_status read_item(situ_sheet_run *run, uint32_t c, double *v, const char **unit, const char **rule, bool *any, situ_error *err)
{
    const situ_material *m = run->columns.item[c];
    const situ_cell *cell = situ_run_cell(run, (int)c);
    const char *word = NULL;
    bool about = false;
    *any = false;
    *rule = NULL;
    if (situ_clean_is_blank(cell->text))
        return SITU_OK;
    if (cell->merged_fill)
        return situ_tell(run, SITU_INFO, "MERGED_NUMBER", (int)c, "qty", cell->text, NULL, NULL, err, "%s",
                         _("one number for several merged rows is counted in the first"));
    if (cell->kind == SITU_CELL_NUMBER)
        *v = cell->number;
    else if (!situ_clean_number(cell->text, v, &word, &about, rule))
        return situ_tell(run, SITU_WARN, "NUMBER", (int)c, "qty", cell->text, NULL, _("type a number"), err,
                         _("\"%s\" is no number; the item is left out"), cell->text);
    const char *shown = run->header.cells[c].unit, *rest = "", *header_unit = situ_clean_unit(shown, NULL, NULL);
    double times = situ_unit_multiplier(shown, &rest);
    bool counted = word && situ_clean_unit(word, NULL, NULL), twice = times > 1 && situ_text_multiplies(cell->text);
    if (times > 1 && !counted) { // 编织袋(万条), (万): 1.2万 below counts once
        header_unit = situ_clean_unit(rest, NULL, NULL);
        *v *= twice ? 1 : times;
        *rule = *rule ? *rule : "UNIT_CONVERTED";
    }
    *rule = twice ? "UNIT_TWICE" : *rule;
    *unit = counted ? word : header_unit ? header_unit : m->unit;
    if (strcmp(*unit, m->unit) != 0 && situ_clean_convert(*v, *unit, m->unit, v)) { // 铅丝(吨) is counted in kg
        *unit = m->unit;
        *rule = *rule ? *rule : "UNIT_CONVERTED";
    }
    *any = *v > 0; // else none in store
    return SITU_OK;
}

static situ_status add_stock(situ_sheet_run *run, situ_table *t, size_t row, item_row *at, double v, situ_str *json, situ_error *err)
{
    static const char *const shared[][2] = {{"depot", "name"}, {"town", "town"}, {"village", "village"}, {"keeper", "keeper"}, {"phone", "phone"}};
    situ_status status = SITU_OK;
    const char *id = NULL;
    situ_table *depot = run->table;
    size_t to = 0;
    SITU_TRY(situ_table_add_row(t, &to, err));
    at->row = to;
    SITU_TRY(situ_table_set_text(t, to, (size_t)situ_table_find(t, "item"), at->material->item, err));
    SITU_TRY(situ_table_set_text(t, to, (size_t)situ_table_find(t, "unit"), at->unit, err));
    situ_table_set_real(t, to, (size_t)situ_table_find(t, "qty"), v);
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        int a = situ_table_find(t, shared[i][0]), b = situ_table_find(depot, shared[i][1]);
        const char *text = situ_table_text(depot, row, b);
        if (a >= 0 && text)
            SITU_TRY(situ_table_set_text(t, to, (size_t)a, text, err));
    }
    SITU_TRY(situ_table_set_text(t, to, SITU_FRONT_REGION_CODE, situ_table_text(depot, row, SITU_FRONT_REGION_CODE), err));
    SITU_TRY(set_front(run, t, to, json, err));
    SITU_TRY(situ_hash_id(run->im, situ_schema_find("stock"), t, to, run->row_arena, &id, err));
    SITU_TRY(situ_table_set_text(t, to, SITU_FRONT_ID, id, err));
done:
    return status;
}

// Item columns of a wide depot sheet become stock rows; columns of one item and unit are added up.
static situ_status unpivot(situ_sheet_run *run, size_t row, situ_str *json, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = 0;
    if (run->columns.item_count == 0)
        return SITU_OK;
    if (!run->stock)
        SITU_TRY(situ_import_table(run->im, situ_schema_find("stock"), &run->stock, err));
    situ_table *t = run->stock;
    int qty = situ_table_find(t, "qty");
    item_row *rows = situ_arena_alloc(run->row_arena, run->columns.item_count * sizeof *rows);
    SITU_TRY_ALLOC(rows);
    for (uint32_t c = 0; c < run->sheet->column_count; c++) {
        const char *rule = NULL, *unit = NULL;
        double v = 0;
        bool any = false;
        size_t i = 0;
        if (run->columns.field[c] != SITU_COLUMN_ITEM || !run->columns.item[c])
            continue;
        SITU_TRY(read_item(run, c, &v, &unit, &rule, &any, err));
        if (!any)
            continue;
        while (i < n && !(rows[i].material == run->columns.item[c] && strcmp(rows[i].unit, unit) == 0))
            i++;
        if (i < n) {
            situ_table_set_real(t, rows[i].row, (size_t)qty, situ_table_real(t, rows[i].row, qty) + v);
        } else {
            rows[n] = (item_row){.material = run->columns.item[c], .unit = unit};
            SITU_TRY(add_stock(run, t, row, &rows[n++], v, json, err));
        }
        if (rule) {
            char now[32];
            situ_format_double(v, now);
            SITU_TRY(situ_tell_repair(run, rule, (int)c, "qty", situ_run_cell(run, (int)c)->text, now, err));
        }
    }
done:
    return status;
}

// The role that the header of a group names, in the words of the table; else the header is the post.
static situ_status set_role(situ_sheet_run *run, size_t row, situ_error *err)
{
    const situ_field *f = situ_schema_field(run->columns.schema, "role");
    int role = situ_table_find(run->table, "role"), post = situ_table_find(run->table, "post");
    const char *best = NULL;
    size_t longest = 0;
    for (size_t g = 0; f && f->words && f->words[g]; g++)
        for (const char *p = f->words[g]; *p;) {
            char word[64];
            size_t n = strcspn(p, "=");
            if (n > longest && n > 1 && n < sizeof word) {
                memcpy(word, p, n);
                word[n] = 0;
                if (strstr(run->person_role, word)) {
                    longest = n;
                    best = f->words[g];
                }
            }
            p += n + (p[n] == '=');
        }
    char *canonical = best ? situ_arena_strndup(run->row_arena, best, strcspn(best, "=")) : NULL;
    if (best && !canonical)
        return situ_fail_nomem(err);
    situ_status status = SITU_OK;
    if (canonical && role >= 0 && situ_table_is_null(run->table, row, role))
        SITU_TRY(situ_table_set_text(run->table, row, (size_t)role, canonical, err));
    if (post >= 0 && situ_table_is_null(run->table, row, post))
        SITU_TRY(situ_table_set_text(run->table, row, (size_t)post, run->person_role, err));
done:
    return status;
}

// A full report names the object of a row it cannot use: it is not missing.
static situ_status tell_held(situ_sheet_run *run, size_t row, situ_error *err)
{
    int name = situ_table_find(run->table, "name"), id = run->columns.id_column;
    const char *number = id >= 0 ? situ_run_cell(run, id)->text : "", *text = situ_table_text(run->table, row, name);
    if (situ_clean_is_blank(number) && !text)
        return SITU_OK;
    return situ_tell(run, SITU_INFO, "ROW_HELD", -1, "name", number, text, NULL, err,
                     _("the row that cannot be used stands for %s%s%s, which is not taken for missing"), text ? text : "", text && number[0] ? " " : "",
                     number);
}

static situ_status run_row(situ_sheet_run *run, situ_str *json, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t row = 0;
    run->repaired = run->rejected = run->repeated = false;
    SITU_TRY(situ_table_add_row(run->table, &row, err));
    for (size_t f = 0; f < run->columns.field_count; f++)
        if (run->table_column[f] >= 0 && run->columns.of_field[f] != SITU_FIELD_ASKED)
            SITU_TRY(situ_convert_field(run, f, row, err));
    SITU_TRY(situ_groups_fill(run, row, err));
    SITU_TRY(situ_fill_joint_person(run, row, err));
    if (run->person_role)
        SITU_TRY(set_role(run, row, err));
    SITU_TRY(check_required(run, row, false, err));
    if (!run->rejected)
        SITU_TRY(situ_place_row(run, row, err));
    if (!run->rejected)
        SITU_TRY(check_required(run, row, true, err));
    if (!run->rejected) {
        SITU_TRY(set_front(run, run->table, row, json, err));
        SITU_TRY(settle(run, row, err));
        SITU_TRY(situ_check_row(run, row, err));
        if (strcmp(run->columns.schema->name, "region") == 0)
            SITU_TRY(situ_region_row(run, row, err));
        else
            SITU_TRY(situ_give_id(run, row, err));
    }
    if (run->rejected && run->im->options->empty_ok)
        SITU_TRY(tell_held(run, row, err));
    if (run->rejected || run->repeated) {
        drop_last(run->table);
        goto done;
    }
    SITU_TRY(situ_remember_row(run, row, err));
    SITU_TRY(unpivot(run, row, json, err));
    run->im->rows_out++;
done:
    return status;
}

static bool is_person_there(situ_sheet_run *run, const situ_person_set *p)
{
    return !situ_clean_is_blank(situ_run_cell(run, p->name)->text) || (p->phone >= 0 && !situ_clean_is_blank(situ_run_cell(run, p->phone)->text));
}

// A board that names several persons beside one object: a row for each, their group's header is the role.
static situ_status run_persons(situ_sheet_run *run, situ_str *json, situ_error *err)
{
    static const char *const names[] = {"name", "mobile", "post"};
    situ_status status = SITU_OK;
    situ_columns *c = &run->columns;
    size_t n = 0, used = 0, repaired = 0;
    if (c->person_count == 0)
        return run_row(run, json, err);
    for (size_t i = 0; i < c->person_count; i++)
        n += is_person_there(run, &c->persons[i]);
    for (size_t i = 0; i < c->person_count; i++) {
        const situ_person_set *p = &c->persons[i];
        if (n > 0 ? !is_person_there(run, p) : i > 0)
            continue;
        const int at[] = {p->name, p->phone, p->post};
        for (size_t f = 0; f < c->field_count; f++)
            for (size_t k = 0; k < 3; k++)
                if (strcmp(c->schema->fields[f].name, names[k]) == 0)
                    c->of_field[f] = at[k];
        run->person_role = p->role;
        SITU_TRY(run_row(run, json, err));
        used += !run->rejected && !run->repeated;
        repaired += run->repaired;
    }
    if (used > 0) { // the sheet's row counts once, as used when anybody of it is
        run->rejected = run->repeated = false;
        run->repaired = repaired > 0;
    }
done:
    run->person_role = NULL;
    return status;
}

// --- the sheet ---

// Keys are the same in every row.
static situ_status prepare_keys(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str key;
    situ_str_init(&key);
    run->json_key = situ_arena_alloc(run->im->arena, (run->sheet->column_count + 1) * sizeof *run->json_key);
    SITU_TRY_ALLOC(run->json_key);
    for (uint32_t c = 0; c < run->sheet->column_count; c++) {
        situ_str_clear(&key);
        add_json_text(&key, run->header.cells[c].key);
        situ_str_add(&key, ":");
        SITU_TRY_ALLOC(run->json_key[c] = situ_str_ok(&key) ? situ_arena_strdup(run->im->arena, key.data) : NULL);
    }
done:
    situ_str_free(&key);
    return status;
}

static situ_status prepare(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = run->columns.field_count;
    situ_arena *arena = run->im->arena;
    SITU_TRY(situ_import_table(run->im, run->columns.schema, &run->table, err));
    run->table_column = situ_arena_alloc(arena, (n + 1) * sizeof *run->table_column);
    run->level_risk = situ_arena_alloc(arena, (n + 1) * sizeof *run->level_risk);
    run->level_scale = situ_arena_alloc(arena, (n + 1) * sizeof *run->level_scale);
    run->words = situ_arena_alloc(arena, (n + 1) * sizeof *run->words);
    SITU_TRY_ALLOC(run->ring = situ_arena_alloc(arena, n + 1));
    SITU_TRY_ALLOC(run->table_column && run->level_risk && run->level_scale && run->words ? run->words : NULL);
    SITU_TRY(prepare_keys(run, err));
    for (size_t i = 0; i < sizeof factor_names / sizeof *factor_names; i++)
        run->factors[i] = situ_table_find(run->table, factor_names[i]);
    for (size_t f = 0; f < n; f++) {
        const situ_field *field = &run->columns.schema->fields[f];
        run->table_column[f] = situ_field_is_stored(field) ? situ_table_find(run->table, field->name) : -1;
        SITU_TRY(situ_convert_prepare(run, f, err));
    }
done:
    return status;
}

// The unit a section names holds for the rows below it that name none.
static situ_status enter_section(situ_sheet_run *run, const char *text, situ_error *err)
{
    situ_named_unit unit = {0};
    situ_status status = situ_unit_of_section(&unit, run->im, text, err);
    if (status != SITU_OK)
        return status;
    if (unit.town || !unit.village) {
        run->town = unit.town ? unit.town : run->title_town;
        run->village = NULL;
    }
    if (unit.village)
        run->village = unit.village;
    if (!unit.town && !unit.village)
        return SITU_OK;
    return situ_tell(run, SITU_INFO, "UNIT_FROM_SECTION", -1, unit.town ? "town" : "village", text, unit.town ? unit.town : unit.village, NULL, err, "%s",
                     _("rows below this one that name no unit belong to it"));
}

static situ_status count(situ_sheet_run *run, situ_fate fate, situ_error *err)
{
    return situ_report_fate(run->im->report, run->im->file, run->name, run->columns.schema->name, fate, err);
}

situ_status situ_run_sheet(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str json;
    situ_str_init(&json);
    SITU_TRY(prepare(run, err));
    for (run->row = 0; run->row < run->sheet->row_count; run->row++) {
        const char *shown = "";
        if (run->row % 2048 == 0)
            SITU_TRY(situ_job_check(run->im->job, err));
        if (!run->row_arena || situ_arena_bytes(run->row_arena) > ROW_ARENA_BYTES) {
            situ_arena_free(run->row_arena);
            run->row_arena = NULL;
            SITU_TRY_ALLOC(run->row_arena = situ_arena_new());
        }
        if (run->row < run->header.data_row) {
            if (!run->row_numbers)
                SITU_TRY(count(run, SITU_FATE_SKIPPED, err)); // titles and the header itself
            continue;
        }
        const char *skip = situ_row_skip(run, &shown);
        if (skip) {
            if (strcmp(skip, "EMPTY_ROW") != 0)
                SITU_TRY(situ_tell(run, SITU_INFO, skip, -1, NULL, shown, NULL, NULL, err, "%s", _("this row is no data")));
            if (strcmp(skip, "SECTION_ROW") == 0)
                SITU_TRY(enter_section(run, shown, err));
            SITU_TRY(count(run, SITU_FATE_SKIPPED, err));
            continue;
        }
        SITU_TRY(run_persons(run, &json, err));
        SITU_TRY(count(run, run->rejected ? SITU_FATE_REJECTED : run->repeated ? SITU_FATE_SKIPPED : run->repaired ? SITU_FATE_REPAIRED : SITU_FATE_USED, err));
    }
    SITU_TRY(situ_place_end(run, err));
done:
    for (size_t f = 0; run->words && f < run->columns.field_count; f++)
        situ_map_free(run->words[f]);
    run->words = NULL;
    situ_arena_free(run->row_arena);
    run->row_arena = NULL;
    situ_str_free(&json);
    return status;
}
