// SPDX-License-Identifier: MIT
// What only several cells of a row tell together: scores against their factors, how long goods keep,
// units of goods, check digits.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "ledger/internal.h"

// Tables of the factors (domain.md B1.2-B1.4), ended by 0.
static const double lec_l[] = {10, 6, 3, 1, 0.5, 0.2, 0.1, 0}, lec_e[] = {10, 6, 3, 2, 1, 0.5, 0}, lec_c[] = {100, 40, 15, 7, 3, 1, 0},
                    ls_15[] = {1, 2, 3, 4, 5, 0}, mes_m[] = {5, 3, 1, 0}, mes_s[] = {10, 8, 4, 2, 1, 0};

typedef struct factor {
    const char *field;
    const double *table;
} factor;
typedef struct method {
    const char *name;
    factor factors[3];
} method;
static const method methods[] = {
    {"LEC", {{"lec_l", lec_l}, {"lec_e", lec_e}, {"lec_c", lec_c}}},
    {"LS", {{"ls_l", ls_15}, {"ls_s", ls_15}, {NULL, NULL}}},
    {"MES", {{"mes_m", mes_m}, {"mes_e", lec_e}, {"mes_s", mes_s}}},
};
enum { METHOD_COUNT = sizeof methods / sizeof *methods };

// Columns of the table and of the sheet, found once a sheet.
struct situ_row_checks {
    int method, score, score_source;
    int factor[METHOD_COUNT][3], factor_source[METHOD_COUNT][3];
    int made, expire, expire_field;
    int item, qty, unit, qty_source;
    int credit, credit_source;
    bool any;
};

static int source_of(const situ_sheet_run *run, const char *field, int *index)
{
    const situ_columns *c = &run->columns;
    for (size_t f = 0; f < c->field_count; f++)
        if (strcmp(c->schema->fields[f].name, field) == 0) {
            if (index)
                *index = (int)f;
            return c->of_field[f];
        }
    return -1;
}

// The table's column, or -1 when no column of the sheet feeds the field.
static int used(const situ_sheet_run *run, const char *field, int *source)
{
    int from = source_of(run, field, NULL);
    if (source)
        *source = from;
    return situ_table_find(run->table, field);
}

static struct situ_row_checks *prepare(situ_sheet_run *run)
{
    struct situ_row_checks *k = situ_arena_alloc(run->im->arena, sizeof *k);
    if (!k)
        return NULL;
    const char *table = run->columns.schema->name;
    bool risk = strcmp(table, "risk_point") == 0, stock = strcmp(table, "stock") == 0;
    memset(k, 0, sizeof *k);
    k->method = k->score = k->made = k->expire = k->item = k->credit = -1;
    k->expire_field = -1;
    if (risk) {
        k->method = situ_table_find(run->table, "method");
        k->score = used(run, "score_given", &k->score_source);
        for (size_t m = 0; m < METHOD_COUNT; m++)
            for (size_t i = 0; i < 3; i++)
                k->factor[m][i] = methods[m].factors[i].field ? used(run, methods[m].factors[i].field, &k->factor_source[m][i]) : -1;
        k->credit = used(run, "credit_code", &k->credit_source);
    }
    if (stock) {
        k->made = situ_table_find(run->table, "made");
        if (source_of(run, "expire", &k->expire_field) >= 0)
            k->expire = situ_table_find(run->table, "expire");
        k->item = situ_table_find(run->table, "item");
        k->qty = used(run, "qty", &k->qty_source);
        k->unit = situ_table_find(run->table, "unit");
    }
    k->any = risk || stock;
    return k;
}

static bool in_table(const double *table, double v)
{
    for (; *table > 0; table++)
        if (fabs(*table - v) <= 1e-9)
            return true;
    return false;
}

static const method *method_of(const situ_sheet_run *run, const struct situ_row_checks *k, size_t row)
{
    const char *name = situ_table_text(run->table, row, k->method);
    for (size_t m = 0; m < METHOD_COUNT; m++) {
        if (name && strcmp(name, methods[m].name) == 0)
            return &methods[m];
        bool all = !name;
        for (size_t i = 0; i < 3 && all; i++)
            all = !methods[m].factors[i].field || !situ_table_is_null(run->table, row, k->factor[m][i]);
        if (all)
            return &methods[m];
    }
    return NULL;
}

static situ_status check_factors(situ_sheet_run *run, const struct situ_row_checks *k, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const method *m = method_of(run, k, row);
    size_t index = m ? (size_t)(m - methods) : 0;
    double product = 1, given = situ_table_real(run->table, row, k->score);
    char shown[32], text[160];
    if (!m)
        return SITU_OK;
    for (size_t i = 0; i < 3 && m->factors[i].field; i++) {
        double v = situ_table_real(run->table, row, k->factor[index][i]);
        product *= v;
        if (isnan(v) || in_table(m->factors[i].table, v))
            continue;
        size_t n = 0;
        for (const double *t = m->factors[i].table; *t > 0; t++) {
            situ_format_double(*t, shown);
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n ? ", " : "", shown);
        }
        situ_format_double(v, shown);
        SITU_TRY(situ_tell(run, SITU_WARN, "FACTOR_VALUE", k->factor_source[index][i], m->factors[i].field, shown, NULL, text, err,
                           _("%s is no value of the %s table"), shown, m->name));
    }
    if (isnan(product) || isnan(given) || fabs(product - given) <= 1e-6 * fmax(1, fabs(product)))
        return SITU_OK;
    char other[32];
    situ_format_double(given, shown);
    situ_format_double(product, other);
    status = situ_tell(run, SITU_WARN, "SCORE_MISMATCH", k->score_source, "score_given", shown, NULL, _("correct the score or the factors"), err,
                       _("the score is %s, but its factors (%s) make %s"), shown, m->name, other);
done:
    return status;
}

// 保质期 3年 beside the date of manufacture.
static situ_status check_life(situ_sheet_run *run, const struct situ_row_checks *k, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *text = "", *made = situ_table_text(run->table, row, k->made);
    int column = -1, months = 0, days = 0;
    char iso[11];
    if (!situ_table_is_null(run->table, row, k->expire))
        return SITU_OK;
    SITU_TRY(situ_run_text(run, (size_t)k->expire_field, &text, &column, err));
    if (!text[0] || !situ_convert_life(run, column, text, &months, &days))
        goto done;
    if (!made || !situ_date_add(made, months, days, iso)) {
        status = situ_tell(run, SITU_WARN, "DATE", column, "expire", text, NULL, _("fill in the date of manufacture, or type the date of expiry"), err,
                           _("\"%s\" tells how long it keeps, but not since when; the value stays empty"), text);
        goto done;
    }
    SITU_TRY(situ_table_set_text(run->table, row, (size_t)k->expire, iso, err));
    SITU_TRY(situ_tell_repair(run, "DATE_LIFE", column, "expire", text, iso, err));
done:
    return status;
}

// 数量(万条) and the unit 万条 hold for plain numbers; 2万条 has said so itself and is counted once.
static situ_status settle_multiplier(situ_sheet_run *run, const struct situ_row_checks *k, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *item = situ_table_text(run->table, row, k->item), *unit = situ_table_text(run->table, row, k->unit);
    const char *text = situ_run_cell(run, k->qty_source)->text, *word = unit ? unit : "", *own = NULL, *rule = NULL;
    double qty = situ_table_real(run->table, row, k->qty), v = 0;
    double times = situ_unit_multiplier(word, &word), head = 1;
    char old_text[96], new_text[96], shown[32];
    bool about = false;
    if (run->header.cells && k->qty_source >= 0)
        head = situ_unit_multiplier(run->header.cells[k->qty_source].unit, NULL);
    if (isnan(qty) || (times <= 1 && head <= 1))
        return SITU_OK;
    bool counted = situ_clean_number(text, &v, &own, &about, &rule) && own && situ_clean_unit(own, NULL, NULL);
    bool twice = counted || situ_text_multiplies(text);
    const situ_material *m = situ_material_find(item ? item : "");
    word = counted ? own : word[0] ? word : m ? m->unit : "";
    situ_format_double(qty, shown);
    snprintf(old_text, sizeof old_text, "%.40s %.40s", twice ? text : shown, unit ? unit : "");
    qty *= twice ? 1 : times > 1 ? times : head;
    situ_format_double(qty, shown);
    snprintf(new_text, sizeof new_text, "%s %.40s", shown, word);
    situ_table_set_real(run->table, row, (size_t)k->qty, qty);
    SITU_TRY(situ_table_set_text(run->table, row, (size_t)k->unit, word[0] ? word : NULL, err));
    SITU_TRY(situ_tell_repair(run, twice ? "UNIT_TWICE" : "UNIT_CONVERTED", k->qty_source, "qty", old_text, new_text, err));
done:
    return status;
}

// Goods are counted in the dictionary's unit where that is certain.
static situ_status check_unit(situ_sheet_run *run, const struct situ_row_checks *k, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *item = situ_table_text(run->table, row, k->item), *unit = situ_table_text(run->table, row, k->unit);
    double qty = situ_table_real(run->table, row, k->qty), now = 0;
    if (!item || !unit || isnan(qty))
        return SITU_OK;
    const situ_material *m = situ_material_find(item);
    const char *known = m && strcmp(unit, m->unit) != 0 ? situ_clean_unit(unit, NULL, NULL) : NULL;
    if (!m || !known || strcmp(known, m->unit) == 0)
        return SITU_OK;
    if (situ_clean_convert(qty, known, m->unit, &now)) {
        char old_text[96], new_text[96], shown[32];
        situ_format_double(qty, shown);
        snprintf(old_text, sizeof old_text, "%s %.40s", shown, unit);
        situ_format_double(now, shown);
        snprintf(new_text, sizeof new_text, "%s %.40s", shown, m->unit);
        situ_table_set_real(run->table, row, (size_t)k->qty, now);
        SITU_TRY(situ_table_set_text(run->table, row, (size_t)k->unit, m->unit, err));
        SITU_TRY(situ_tell_repair(run, "UNIT_CONVERTED", k->qty_source, "qty", old_text, new_text, err));
    } else if (situ_clean_is_package(known) && !situ_clean_is_package(m->unit)) {
        status = situ_tell(run, SITU_WARN, "UNIT_FACTOR", k->qty_source, "unit", unit, NULL, _("give the amount in the usual unit, or say how much one package holds"), err,
                           _("how many %s of %s one %s holds is not said; counted in %s"), m->unit, m->item, unit, unit);
    }
done:
    return status;
}

static situ_status check_credit_code(situ_sheet_run *run, const struct situ_row_checks *k, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *text = situ_table_text(run->table, row, k->credit);
    char code[19];
    bool repaired = false;
    if (!text || situ_credit_code_valid(text) || situ_clean_is_blank(text))
        return SITU_OK;
    if (!situ_clean_credit_code(text, code, &repaired))
        return situ_tell(run, SITU_WARN, "CREDIT_CODE", k->credit_source, "credit_code", text, NULL, _("copy the 18 signs from the licence"), err,
                         _("the check digit of \"%s\" does not fit; the code is kept as written"), text);
    SITU_TRY(situ_table_set_text(run->table, row, (size_t)k->credit, code, err));
    SITU_TRY(situ_tell_repair(run, "CREDIT_CODE_FORM", k->credit_source, "credit_code", text, code, err));
done:
    return status;
}

situ_status situ_check_row(situ_sheet_run *run, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    if (!run->checks)
        SITU_TRY_ALLOC(run->checks = prepare(run));
    const struct situ_row_checks *k = run->checks;
    if (!k->any)
        goto done;
    if (k->score >= 0)
        SITU_TRY(check_factors(run, k, row, err));
    if (k->credit >= 0)
        SITU_TRY(check_credit_code(run, k, row, err));
    if (k->expire >= 0)
        SITU_TRY(check_life(run, k, row, err));
    if (k->qty >= 0 && k->unit >= 0)
        SITU_TRY(settle_multiplier(run, k, row, err));
    if (k->item >= 0 && k->qty >= 0)
        SITU_TRY(check_unit(run, k, row, err));
done:
    return status;
}
