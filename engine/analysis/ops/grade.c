// SPDX-License-Identifier: MIT
// Risk levels of points: LEC (F1), LS (F2), MES (F3), GB 18218 (F4), geological hazards (F5), and what to do
// when the ledger says otherwise (F18); levels of measured rain (F6). Thresholds are in styles/rules.

#include <math.h>
#include <stdio.h>

#include "analysis/levels.h"
#include "analysis/major.h"
#include "analysis/rain.h"
#include "analysis/rows.h"
#include "base/alloc.h"
#include "bundle/schema.h"

enum { POLICY_CALC, POLICY_GIVEN, POLICY_WORST };
static const char *const policy_words[] = {"calc", "given", "worst", NULL};
static const char *const variant_words[] = {"V1", "V2", "V3", "V4", "V5", NULL};
static const char *const edition_words[] = {"2011", "2018", NULL};

typedef struct params {
    int policy, ls_variant, gb18218_edition;
    const char *rain_table;
} params;

static const situ_prop props[] = {
    {.name = "policy", .kind = SITU_PROP_ENUM, .offset = offsetof(params, policy), .words = policy_words, .fallback = "worst",
     .help = N_("which level counts when the computed and the given one differ")},
    {.name = "ls_variant", .kind = SITU_PROP_ENUM, .offset = offsetof(params, ls_variant), .words = variant_words, .fallback = "V1",
     .help = N_("threshold table of the LS matrix")},
    {.name = "gb18218_edition", .kind = SITU_PROP_ENUM, .offset = offsetof(params, gb18218_edition), .words = edition_words, .fallback = "2018",
     .help = N_("edition of GB 18218 whose beta and Q count where the ledger leaves them out")},
    {.name = "rain_table", .kind = SITU_PROP_TEXT, .offset = offsetof(params, rain_table), .fallback = "",
     .help = N_("table of rules/rain.yaml; empty = the county's own, else the default")},
    {0},
};

static const situ_port inputs[] = {
    {.role = "points", .kind = SITU_PORT_TABLE, .table = "risk_point", .columns = (const char *const[]){"id", "name", NULL},
     .help = N_("risk points with the factors of their method or a given level")},
    {.role = "hazmat", .kind = SITU_PORT_TABLE, .table = "hazmat", .columns = (const char *const[]){"object", "substance", "q_t", NULL}, .optional = true,
     .help = N_("dangerous chemicals held, one row a substance: from them R is computed")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL}, .optional = true,
     .help = N_("villages and townships with their population: who lives within 500 m of an installation")},
    {.role = "warnings", .kind = SITU_PORT_TABLE, .table = "warning", .optional = true, .help = N_("measured rain by station or township")},
    {0},
};
static const situ_port outputs[] = {
    {.role = "points", .kind = SITU_PORT_TABLE, .help = N_("the points with level_calc, level_final, score, level_reason, conflict")},
    {.role = "conflicts", .kind = SITU_PORT_TABLE, .help = N_("points whose computed level is not the given one")},
    {.role = "major", .kind = SITU_PORT_TABLE, .help = N_("installations with their sums, alpha, R and the area within 500 m")},
    {.role = "rain", .kind = SITU_PORT_TABLE, .help = N_("measured rain with its level, one row a reading")},
    {.role = "rain_towns", .kind = SITU_PORT_TABLE, .help = N_("worst level of rain of every township on its newest day")},
    {0},
};
static const char *const rule_files[] = {"geohazard", "gb18218", "lec", "level", "ls", "mes", "rain", NULL};

extern const situ_op situ_op_grade;

enum { SUB_SCORES = 5 };
typedef struct factors { const situ_yaml_node *a, *b, *c; double tolerance; } factors; // L E C, or M E S
typedef struct grade {
    const situ_op_input *in;
    const situ_table *t; // input
    situ_report *report;
    const params *p;
    situ_scale lec, ls, mes, gb, geo_pop, geo_loss;
    double ls_low, ls_high;
    factors of_lec, of_mes;
    const situ_yaml_node *geo_industries;
    const char *variant, *edition; // "V1", "2018"
    situ_major *major;
    int method, industry, lec_l, lec_e, lec_c, ls_l, ls_s, ls_sub[SUB_SCORES], mes_m, mes_e, mes_s, gb_r, gb_sum, pop, loss, score_given, level_given;
} grade;

typedef struct result {
    int level;
    double score; // NaN = none
    char reason[256];
} result;

// What is found out about an installation on the way.
typedef struct installation {
    bool is, by_r; // by_r: the point's level comes from R
    situ_major_stock stock;
    situ_major_alpha alpha;
    double r;  // NaN = not computed
    int level; // by R
    const char *state;
} installation;

// Multiplies whole thousandths: 0.1 * 0.5 has no exact double, 100 * 500 has.
static double product(double a, double b, double c) { return (double)(llround(a * 1e3) * llround(b * 1e3)) * c / 1e6; }

static double real_of(const grade *g, size_t row, int column) { return situ_table_real(g->t, row, column); }
static bool has(const grade *g, size_t row, int column) { return !isnan(real_of(g, row, column)); }

// The first of two columns that is filled in.
static double either(const grade *g, size_t row, int first, int second)
{
    return real_of(g, row, has(g, row, first) ? first : second);
}

// The header a ledger has for a column; the column itself when no schema tells.
static const char *label_of(const char *field)
{
    const situ_schema *schema = situ_schema_find("risk_point");
    const situ_field *f = schema ? situ_schema_field(schema, field) : NULL;
    return f && f->label ? f->label : field;
}

// The table value within tolerance of *value replaces it; a value that is not in the table is told and used as it is.
static situ_status snap(double *value, const grade *g, size_t row, const situ_yaml_node *table, double tolerance, const char *rule, const char *field, situ_error *err)
{
    char number[32];
    if (situ_factors_snap(value, table, tolerance))
        return SITU_OK;
    situ_format_double(*value, number);
    return situ_rows_tell(g->report, g->t, row, SITU_WARN, rule, field, rule[0] == 'L' ? _("use a value of the LEC table") : _("use a value of the MES table"), err,
                          _("%s: %s = %s is not a value of the table"), situ_rows_name(g->t, row), label_of(field), number);
}

// format: a b c = the factors, s = the score, x and = as signs.
static void reason(result *r, const char *format, const char *label, double a, double b, double c)
{
    char number[32];
    size_t at = (size_t)snprintf(r->reason, sizeof r->reason, "%.100s ", label);
    for (; *format; format++) {
        const char *part = *format == 'x' ? "×" : *format == '=' ? "=" : number;
        if (part == number)
            situ_format_double(*format == 'a' ? a : *format == 'b' ? b : *format == 'c' ? c : r->score, number);
        at += (size_t)snprintf(r->reason + at, sizeof r->reason - at, "%s", part);
    }
}

// A score that the ledger gives without its factors.
static void by_score(result *r, const grade *g, size_t row, const situ_scale *scale, const char *label)
{
    r->score = real_of(g, row, g->score_given);
    if (!isnan(r->score) && r->score > 0) {
        r->level = situ_scale_level(scale, r->score);
        reason(r, "s", label, 0, 0, 0);
    }
}

// LEC and MES: the product of three factors of a table.
static situ_status by_product(result *r, const grade *g, size_t row, const double value[3], const factors *f, const situ_scale *scale, const char *label,
                              const char *rule, const char *const fields[3], situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *const tables[3] = {f->a, f->b, f->c};
    double v[3] = {value[0], value[1], value[2]};
    if (isnan(v[0]) || isnan(v[1]) || isnan(v[2])) {
        by_score(r, g, row, scale, label);
        goto done;
    }
    for (int k = 0; k < 3; k++)
        SITU_TRY(snap(&v[k], g, row, tables[k], f->tolerance, rule, fields[k], err));
    if (v[0] <= 0 || v[1] <= 0 || v[2] <= 0)
        goto done;
    r->score = product(v[0], v[1], v[2]);
    r->level = situ_scale_level(scale, r->score);
    reason(r, "axbxc=s", label, v[0], v[1], v[2]);
done:
    return status;
}

static situ_status grade_lec(result *r, const grade *g, size_t row, situ_error *err)
{
    static const char *const fields[] = {"lec_l", "lec_e", "lec_c"};
    const double v[3] = {real_of(g, row, g->lec_l), real_of(g, row, g->lec_e), real_of(g, row, g->lec_c)};
    return by_product(r, g, row, v, &g->of_lec, &g->lec, situ_rules_text(g->in->rules, "lec", "id", "LEC"), "LEC_FACTOR", fields, err);
}

// A sheet headed M, E, S fills E of LEC and S of LS: with M beside them they are those of MES.
static situ_status grade_mes(result *r, const grade *g, size_t row, situ_error *err)
{
    static const char *const fields[] = {"mes_m", "mes_e", "mes_s"};
    const double v[3] = {real_of(g, row, g->mes_m), either(g, row, g->mes_e, g->lec_e), either(g, row, g->mes_s, g->ls_s)};
    return by_product(r, g, row, v, &g->of_mes, &g->mes, situ_rules_text(g->in->rules, "mes", "id", "MES"), "MES_FACTOR", fields, err);
}

static bool in_matrix(const grade *g, double value)
{
    return fabs(value - round(value)) <= g->of_lec.tolerance && value >= g->ls_low && value <= g->ls_high;
}

// S = max(S1 .. Sn), with what the ledger gives as S; NaN when there is none. *sound: all of them fit the matrix.
static situ_status severity(double *s, bool *sound, const grade *g, size_t row, situ_error *err)
{
    double stated = real_of(g, row, g->ls_s), most = NAN;
    *sound = isnan(stated) || in_matrix(g, stated);
    for (int k = 0; k < SUB_SCORES; k++) {
        double sub = real_of(g, row, g->ls_sub[k]);
        if (isnan(sub))
            continue;
        *sound = *sound && in_matrix(g, sub);
        most = isnan(most) || sub > most ? sub : most;
    }
    *s = isnan(most) || stated > most ? stated : most;
    if (isnan(most) || isnan(stated) || most == stated)
        return SITU_OK;
    return situ_rows_tell(g->report, g->t, row, SITU_WARN, "LS_SEVERITY", "ls_s", _("correct S, or the scores it is made of"), err,
                          _("%s: S = %g, but the largest of its scores is %g; the larger counts"), situ_rows_name(g->t, row), stated, most);
}

static situ_status grade_ls(result *r, const grade *g, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    char label[64], a[32], b[32];
    double l = either(g, row, g->ls_l, g->lec_l), s;
    bool sound;
    SITU_TRY(severity(&s, &sound, g, row, err));
    snprintf(label, sizeof label, "%s %s", situ_rules_text(g->in->rules, "ls", "id", "LS"), g->variant);
    if (isnan(l) || isnan(s)) {
        by_score(r, g, row, &g->ls, label);
        goto done;
    }
    if (!sound || !in_matrix(g, l)) {
        situ_format_double(l, a);
        situ_format_double(s, b);
        status = situ_rows_tell(g->report, g->t, row, SITU_WARN, "LS_FACTOR", "ls_l", _("correct L and S in the ledger"), err,
                                _("%s: L = %s, S = %s; both must be whole numbers from %g to %g, so no level is computed"), situ_rows_name(g->t, row), a, b, g->ls_low, g->ls_high);
        goto done;
    }
    r->score = round(l) * round(s);
    r->level = situ_scale_level(&g->ls, r->score);
    reason(r, "axb=s", label, l, s, 0);
done:
    return status;
}

// --- GB 18218 ---

static void label_gb(const grade *g, char out[64])
{
    snprintf(out, 64, "%.40s-%s", situ_rules_text(g->in->rules, "gb18218", "id", "GB18218"), g->edition);
}

// R as the ledger gives it.
static void by_given_r(result *r, const grade *g, size_t row)
{
    char label[64];
    double value = either(g, row, g->gb_r, g->score_given);
    if (isnan(value) || value < 0)
        return;
    label_gb(g, label);
    r->score = value;
    r->level = situ_scale_level(&g->gb, value);
    reason(r, "s", label, 0, 0, 0);
}

// Below the threshold it is no major hazard installation: no level, and the reason why.
static void not_major(result *r, installation *i, const grade *g, double ratio, bool complete)
{
    char label[64], number[32];
    label_gb(g, label);
    situ_format_double(ratio, number);
    i->state = complete ? situ_rules_text(g->in->rules, "gb18218", "constitutes.word", "") : situ_rules_text(g->in->rules, "gb18218", "constitutes.incomplete", "");
    snprintf(r->reason, sizeof r->reason, "%s %.80s Σq/Q=%s", label, i->state, number);
}

static situ_status tell_given_r(const grade *g, size_t row, double r, situ_error *err)
{
    double given = real_of(g, row, g->gb_r);
    if (isnan(given) || fabs(given - r) <= 0.01 * fmax(given, r))
        return SITU_OK;
    return situ_rows_tell(g->report, g->t, row, SITU_WARN, "GB_R", "gb_r", _("check the quantities, or R in the ledger"), err,
                          _("%s: the ledger gives R = %g, its quantities give %g; the computed one counts"), situ_rows_name(g->t, row), given, r);
}

static situ_status by_sum(result *r, installation *i, const grade *g, size_t row, double sum, situ_error *err)
{
    situ_status status = SITU_OK;
    char label[64], a[32], b[32], c[32];
    const char *quality = situ_rows_text(g->t, row, "loc_quality");
    SITU_TRY(situ_major_alpha_of(&i->alpha, g->major, row, err));
    if (!i->alpha.known) {
        SITU_TRY(situ_rows_tell(g->report, g->t, row, SITU_WARN, "GB_ALPHA", NULL, _("fill in its coordinates, and the population of the villages"), err,
                                _("%s: who lives within 500 m is not known (no coordinates, or no villages with people), so R is not computed"), situ_rows_name(g->t, row)));
        by_given_r(r, g, row);
        goto done;
    }
    if (situ_streq(quality, "village") || situ_streq(quality, "town"))
        SITU_TRY(situ_rows_tell(g->report, g->t, row, SITU_WARN, "GB_PLACE", NULL, _("fill in its coordinates"), err,
                                _("%s: its place is known only by its village or town; the people within 500 m are counted there"), situ_rows_name(g->t, row)));
    i->r = round(i->alpha.alpha * sum * 1e9) / 1e9; // 1.2 * 9.5 is 11.4
    label_gb(g, label);
    situ_format_double(i->alpha.alpha, a);
    situ_format_double(round(sum * 1e6) / 1e6, b);
    situ_format_double(round(i->r * 1e6) / 1e6, c);
    r->score = i->r;
    r->level = situ_scale_level(&g->gb, i->r);
    snprintf(r->reason, sizeof r->reason, "%s α%s×%s=%s%s%.60s", label, a, b, c, i->stock.complete ? "" : " ",
             i->stock.complete ? "" : situ_rules_text(g->in->rules, "gb18218", "constitutes.incomplete", ""));
    SITU_TRY(tell_given_r(g, row, i->r, err));
done:
    return status;
}

// From the quantities, else from the sum the ledger gives, else R itself.
static situ_status grade_gb(result *r, installation *i, const grade *g, size_t row, situ_error *err)
{
    double least = situ_major_least(g->major), sum = real_of(g, row, g->gb_sum);
    if (i->stock.rows > 0) {
        i->is = true;
        if (i->stock.ratio >= least)
            return by_sum(r, i, g, row, i->stock.sum, err);
        if (i->stock.complete)
            not_major(r, i, g, i->stock.ratio, true);
        else
            by_given_r(r, g, row);
        if (r->level == 0)
            not_major(r, i, g, i->stock.ratio, i->stock.complete);
        return SITU_OK;
    }
    if (sum >= 0) {
        i->is = true;
        i->stock.sum = sum;
        i->stock.ratio = NAN;
        if (sum >= least) // beta is at least 1: a smaller sum means a smaller ratio
            return by_sum(r, i, g, row, sum, err);
        not_major(r, i, g, sum, true);
        return SITU_OK;
    }
    by_given_r(r, g, row);
    return SITU_OK;
}

// A point graded by another method that is a major hazard installation by what it holds: listed and told.
static situ_status look_at_stock(const grade *g, installation *i, size_t row, const char *method, situ_error *err)
{
    situ_status status = SITU_OK;
    result aside = {.score = NAN};
    if (i->stock.rows == 0)
        return SITU_OK;
    SITU_TRY(grade_gb(&aside, i, g, row, err));
    i->level = aside.level;
    if (aside.level)
        status = situ_rows_tell(g->report, g->t, row, SITU_WARN, "GB_METHOD", "method", _("grade it as a major hazard installation, or correct the quantities"), err,
                                _("%s is graded by %s, but its quantities make it a major hazard installation (%s)"), situ_rows_name(g->t, row), method,
                                situ_level_word(g->in->rules, aside.level));
done:
    return status;
}

// --- F5 ---

// The worse of people and loss; both unknown gives no level.
static void grade_geo(result *r, const grade *g, size_t row)
{
    double pop = real_of(g, row, g->pop), loss = real_of(g, row, g->loss);
    int by_pop = isnan(pop) ? 0 : situ_scale_level(&g->geo_pop, pop), by_loss = isnan(loss) ? 0 : situ_scale_level(&g->geo_loss, loss);
    char a[32] = "-", b[32] = "-";
    r->level = situ_level_worse(by_pop, by_loss);
    if (r->level == 0)
        return;
    if (by_pop)
        situ_format_double(pop, a);
    if (by_loss)
        situ_format_double(loss, b);
    const char *label = situ_rules_text(g->in->rules, "geohazard", "id", "F5");
    const char *people = situ_rules_text(g->in->rules, "geohazard", "pop.unit", ""), *money = situ_rules_text(g->in->rules, "geohazard", "loss_10k_yuan.unit", "");
    snprintf(r->reason, sizeof r->reason, "%s %s%s/%s%s", label, a, people, b, money);
}

static bool is_geohazard(const grade *g, size_t row)
{
    const char *industry = situ_table_text(g->t, row, g->industry);
    for (size_t k = 0; industry && g->geo_industries && k < g->geo_industries->count; k++)
        if (situ_streq(industry, g->geo_industries->items[k]->text))
            return true;
    return false;
}

// --- one row ---

static bool has_severity(const grade *g, size_t row)
{
    bool any = has(g, row, g->ls_s);
    for (int k = 0; k < SUB_SCORES; k++)
        any = any || has(g, row, g->ls_sub[k]);
    return any;
}

static bool has_mes(const grade *g, size_t row)
{
    return has(g, row, g->mes_m) && !isnan(either(g, row, g->mes_e, g->lec_e)) && !isnan(either(g, row, g->mes_s, g->ls_s));
}

// By the method the ledger names, else by the factors it gives.
static situ_status compute(result *r, installation *i, const grade *g, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *method = situ_table_text(g->t, row, g->method);
    bool free_choice = !method || !*method, l = has(g, row, g->lec_l), e = has(g, row, g->lec_e), c = has(g, row, g->lec_c);
    SITU_TRY(situ_major_stock_of(&i->stock, g->major, row, err));
    if (situ_streq(method, "LEC") || (free_choice && l && e && c)) {
        SITU_TRY(grade_lec(r, g, row, err));
        status = look_at_stock(g, i, row, "LEC", err);
    } else if (situ_streq(method, "MES") || (free_choice && has_mes(g, row))) {
        SITU_TRY(grade_mes(r, g, row, err));
        status = look_at_stock(g, i, row, "MES", err);
    } else if (situ_streq(method, "LS") || (free_choice && has_severity(g, row) && (has(g, row, g->ls_l) || (l && !e && !c)))) {
        SITU_TRY(grade_ls(r, g, row, err));
        status = look_at_stock(g, i, row, "LS", err);
    } else if (situ_streq(method, "GB18218") || (free_choice && (has(g, row, g->gb_r) || has(g, row, g->gb_sum) || i->stock.rows > 0))) {
        SITU_TRY(grade_gb(r, i, g, row, err));
        i->level = r->level;
        i->by_r = i->is;
    } else {
        if (is_geohazard(g, row))
            grade_geo(r, g, row);
        status = look_at_stock(g, i, row, method ? method : "-", err);
    }
done:
    return status;
}

static int choose(int policy, int calc, int given)
{
    switch (policy) {
    case POLICY_CALC: return calc ? calc : given;
    case POLICY_GIVEN: return given ? given : calc;
    default: return situ_level_worse(calc, given);
    }
}

// --- result tables ---

typedef struct columns { size_t calc, final, score, reason, conflict; } columns;
typedef struct conflict_columns { size_t id, name, town, code, industry, method, calc, given, final, policy, reason, file, sheet, row; } conflict_columns;
typedef struct major_columns { size_t id, name, town, code, edition, substances, ratio, sum, people, alpha, r, r_given, level, state; } major_columns;
typedef struct results {
    situ_table *points, *conflicts, *major;
    columns c;
    conflict_columns k;
    major_columns m;
} results;

static const char *policy_label(const grade *g)
{
    char path[48];
    snprintf(path, sizeof path, "policies.%s.label", policy_words[g->p->policy]);
    return situ_rules_text(g->in->rules, "level", path, policy_words[g->p->policy]);
}

static situ_status write_conflict(results *o, const grade *g, size_t row, int calc, int given, int final, const char *why, situ_error *err)
{
    situ_status status = SITU_OK;
    const conflict_columns *k = &o->k;
    size_t to;
    const struct { size_t column; const char *from; } copied[] = {{k->id, "id"}, {k->name, "name"}, {k->town, "town"}, {k->code, "region_code"}, {k->industry, "industry"},
                                                                  {k->method, "method"}, {k->file, "src_file"}, {k->sheet, "src_sheet"}};
    SITU_TRY(situ_table_add_row(o->conflicts, &to, err));
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++)
        SITU_TRY(situ_rows_copy(o->conflicts, to, copied[i].column, g->t, row, copied[i].from, err));
    situ_table_set_int(o->conflicts, to, k->calc, calc);
    situ_table_set_int(o->conflicts, to, k->given, given);
    situ_table_set_int(o->conflicts, to, k->final, final);
    situ_table_set_int(o->conflicts, to, k->row, situ_rows_int(g->t, row, "src_row"));
    SITU_TRY(situ_table_set_text(o->conflicts, to, k->policy, policy_label(g), err));
    SITU_TRY(situ_table_set_text(o->conflicts, to, k->reason, why, err));
    SITU_TRY(situ_rows_set_shape(o->conflicts, to, situ_table_geometry(g->t, row), err));
    SITU_TRY(situ_rows_tell(g->report, g->t, row, SITU_WARN, "LEVEL_CONFLICT", "level_given", _("check the factors and the level in the ledger"), err,
                            _("%s: the factors give %s, the ledger says %s; %s counts"), situ_rows_name(g->t, row), situ_level_word(g->in->rules, calc),
                            situ_level_word(g->in->rules, given), situ_level_word(g->in->rules, final)));
done:
    return status;
}

static situ_status write_installation(results *o, const grade *g, size_t row, installation *i, situ_error *err)
{
    situ_status status = SITU_OK;
    const major_columns *m = &o->m;
    size_t to;
    situ_geometry *ring = i->alpha.ring;
    const struct { size_t column; const char *from; } copied[] = {{m->id, "id"}, {m->name, "name"}, {m->town, "town"}, {m->code, "region_code"}};
    SITU_TRY(situ_table_add_row(o->major, &to, err));
    for (size_t k = 0; k < sizeof copied / sizeof *copied; k++)
        SITU_TRY(situ_rows_copy(o->major, to, copied[k].column, g->t, row, copied[k].from, err));
    SITU_TRY(situ_table_set_text(o->major, to, m->edition, g->edition, err));
    if (i->stock.names[0])
        SITU_TRY(situ_table_set_text(o->major, to, m->substances, i->stock.names, err));
    situ_table_set_real(o->major, to, m->ratio, i->stock.ratio);
    situ_table_set_real(o->major, to, m->sum, i->stock.sum);
    situ_table_set_real(o->major, to, m->people, i->alpha.known ? i->alpha.people : NAN);
    situ_table_set_real(o->major, to, m->alpha, i->alpha.known ? i->alpha.alpha : NAN);
    situ_table_set_real(o->major, to, m->r, i->r);
    situ_table_set_real(o->major, to, m->r_given, real_of(g, row, g->gb_r));
    situ_table_set_int(o->major, to, m->level, i->level);
    if (i->state)
        SITU_TRY(situ_table_set_text(o->major, to, m->state, i->state, err));
    if (!ring)
        SITU_TRY(situ_rows_set_shape(o->major, to, situ_table_geometry(g->t, row), err));
    i->alpha.ring = NULL;
    if (ring)
        SITU_TRY(situ_table_set_geometry(o->major, to, ring, err));
done:
    return status;
}

static situ_status grade_row(results *o, const grade *g, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    result r = {.score = NAN};
    installation i = {.r = NAN};
    situ_str why;
    situ_str_init(&why);
    int64_t stated = situ_table_int(g->t, row, g->level_given);
    int given = stated >= 1 && stated <= 4 ? (int)stated : 0;
    SITU_TRY(compute(&r, &i, g, row, err));
    int final = choose(g->p->policy, r.level, given);
    bool conflict = r.level && given && r.level != given;
    if (r.level)
        situ_str_addf(&why, "%s %s", r.reason, situ_level_word(g->in->rules, r.level));
    else if (i.by_r)
        situ_str_add(&why, r.reason);
    if (given)
        situ_str_addf(&why, "%s%s %s", why.length ? "; " : "", situ_rules_text(g->in->rules, "level", "words.given", "given"), situ_level_word(g->in->rules, given));
    if (conflict)
        situ_str_addf(&why, "; %s %s", policy_label(g), situ_level_word(g->in->rules, final));
    if (!final)
        situ_str_addf(&why, "%s%s", why.length ? "; " : "", situ_level_word(g->in->rules, 0));
    SITU_TRY_ALLOC(situ_str_ok(&why) ? why.data : NULL);
    situ_table_set_int(o->points, row, o->c.calc, r.level);
    situ_table_set_int(o->points, row, o->c.final, final);
    situ_table_set_real(o->points, row, o->c.score, r.score);
    situ_table_set_int(o->points, row, o->c.conflict, conflict);
    SITU_TRY(situ_table_set_text(o->points, row, o->c.reason, why.data, err));
    if (conflict)
        SITU_TRY(write_conflict(o, g, row, r.level, given, final, why.data, err));
    if (i.is)
        SITU_TRY(write_installation(o, g, row, &i, err));
done:
    situ_geometry_free(i.alpha.ring);
    situ_str_free(&why);
    return status;
}

static situ_status make_tables(results *o, const grade *g, situ_error *err)
{
    situ_status status = SITU_OK;
    conflict_columns *k = &o->k;
    major_columns *m = &o->m;
    const situ_rows_column conflicts[] = {
        {"id", SITU_TYPE_TEXT, &k->id}, {"name", SITU_TYPE_TEXT, &k->name}, {"town", SITU_TYPE_TEXT, &k->town}, {"region_code", SITU_TYPE_TEXT, &k->code},
        {"industry", SITU_TYPE_TEXT, &k->industry}, {"method", SITU_TYPE_TEXT, &k->method}, {"level_calc", SITU_TYPE_INT, &k->calc}, {"level_given", SITU_TYPE_INT, &k->given},
        {"level_final", SITU_TYPE_INT, &k->final}, {"policy", SITU_TYPE_TEXT, &k->policy}, {"level_reason", SITU_TYPE_TEXT, &k->reason}, {"src_file", SITU_TYPE_TEXT, &k->file},
        {"src_sheet", SITU_TYPE_TEXT, &k->sheet}, {"src_row", SITU_TYPE_INT, &k->row}, {0}};
    const situ_rows_column major[] = {
        {"id", SITU_TYPE_TEXT, &m->id}, {"name", SITU_TYPE_TEXT, &m->name}, {"town", SITU_TYPE_TEXT, &m->town}, {"region_code", SITU_TYPE_TEXT, &m->code},
        {"edition", SITU_TYPE_TEXT, &m->edition}, {"substances", SITU_TYPE_TEXT, &m->substances}, {"ratio", SITU_TYPE_REAL, &m->ratio}, {"gb_sum", SITU_TYPE_REAL, &m->sum},
        {"pop_500m", SITU_TYPE_REAL, &m->people}, {"alpha", SITU_TYPE_REAL, &m->alpha}, {"r", SITU_TYPE_REAL, &m->r}, {"r_given", SITU_TYPE_REAL, &m->r_given},
        {"level", SITU_TYPE_INT, &m->level}, {"state", SITU_TYPE_TEXT, &m->state}, {0}};
    SITU_TRY(situ_table_copy(&o->points, g->t, 0, NULL, 0, err));
    SITU_TRY(situ_table_add_column(o->points, "level_calc", SITU_TYPE_INT, &o->c.calc, err));
    SITU_TRY(situ_table_add_column(o->points, "level_final", SITU_TYPE_INT, &o->c.final, err));
    SITU_TRY(situ_table_add_column(o->points, "score", SITU_TYPE_REAL, &o->c.score, err));
    SITU_TRY(situ_table_add_column(o->points, "level_reason", SITU_TYPE_TEXT, &o->c.reason, err));
    SITU_TRY(situ_table_add_column(o->points, "conflict", SITU_TYPE_INT, &o->c.conflict, err));
    SITU_TRY(situ_rows_table(&o->conflicts, "conflicts", g->t->epsg, conflicts, err));
    SITU_TRY(situ_rows_table(&o->major, "major", g->t->epsg, major, err));
done:
    return status;
}

// --- rules ---

static situ_status read_factors(factors *out, const situ_rules *rules, const char *file, const char *const paths[3], situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_factors_read(&out->a, rules, file, paths[0], err));
    SITU_TRY(situ_factors_read(&out->b, rules, file, paths[1], err));
    SITU_TRY(situ_factors_read(&out->c, rules, file, paths[2], err));
    SITU_TRY(situ_rules_number(&out->tolerance, rules, file, "factors.tolerance", err));
done:
    return status;
}

static situ_status read_rules(grade *g, situ_error *err)
{
    static const char *const lec[] = {"factors.l", "factors.e", "factors.c"}, *const mes[] = {"factors.m", "factors.e", "factors.s"};
    situ_status status = SITU_OK;
    const situ_rules *rules = g->in->rules;
    char path[32];
    g->variant = variant_words[g->p->ls_variant];
    g->edition = edition_words[g->p->gb18218_edition];
    snprintf(path, sizeof path, "variants.%s", g->variant);
    SITU_TRY(situ_scale_read(&g->lec, rules, "lec", "levels", err));
    SITU_TRY(situ_scale_read(&g->ls, rules, "ls", path, err));
    SITU_TRY(situ_scale_read(&g->mes, rules, "mes", "levels", err));
    SITU_TRY(situ_scale_read(&g->gb, rules, "gb18218", "levels", err));
    SITU_TRY(situ_scale_read(&g->geo_pop, rules, "geohazard", "pop", err));
    SITU_TRY(situ_scale_read(&g->geo_loss, rules, "geohazard", "loss_10k_yuan", err));
    SITU_TRY(situ_rules_number(&g->ls_low, rules, "ls", "factors.low", err));
    SITU_TRY(situ_rules_number(&g->ls_high, rules, "ls", "factors.high", err));
    SITU_TRY(read_factors(&g->of_lec, rules, "lec", lec, err));
    SITU_TRY(read_factors(&g->of_mes, rules, "mes", mes, err));
    g->geo_industries = situ_yaml_get(situ_rules_file(rules, "geohazard"), "industries");
done:
    return status;
}

static void find_columns(grade *g)
{
    const struct { int *index; const char *name; } list[] = {
        {&g->method, "method"}, {&g->industry, "industry"}, {&g->lec_l, "lec_l"}, {&g->lec_e, "lec_e"}, {&g->lec_c, "lec_c"}, {&g->ls_l, "ls_l"}, {&g->ls_s, "ls_s"},
        {&g->ls_sub[0], "ls_s1"}, {&g->ls_sub[1], "ls_s2"}, {&g->ls_sub[2], "ls_s3"}, {&g->ls_sub[3], "ls_s4"}, {&g->ls_sub[4], "ls_s5"}, {&g->mes_m, "mes_m"},
        {&g->mes_e, "mes_e"}, {&g->mes_s, "mes_s"}, {&g->gb_r, "gb_r"}, {&g->gb_sum, "gb_sum"}, {&g->pop, "threat_pop"}, {&g->loss, "threat_loss"},
        {&g->score_given, "score_given"}, {&g->level_given, "level_given"},
    };
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)
        *list[k].index = situ_table_find(g->t, list[k].name);
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *p, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    results o = {0};
    grade g = {.in = in, .report = report, .p = p};
    SITU_TRY(situ_op_check(&situ_op_grade, in, err));
    g.t = situ_op_table(in, "points");
    find_columns(&g);
    SITU_TRY(read_rules(&g, err));
    SITU_TRY(situ_major_new(&g.major, in->rules, g.edition, g.t, situ_op_table(in, "hazmat"), situ_op_table(in, "regions"), report, err));
    SITU_TRY(make_tables(&o, &g, err));
    for (size_t row = 0; row < g.t->row_count; row++) {
        if (row % 4096 == 0)
            SITU_TRY(situ_job_check(job, err));
        SITU_TRY(grade_row(&o, &g, row, err));
    }
    SITU_TRY(situ_rows_finish(out, &o.points, "points", err));
    SITU_TRY(situ_rows_finish(out, &o.conflicts, "conflicts", err));
    SITU_TRY(situ_rows_finish(out, &o.major, "major", err));
    SITU_TRY(situ_rain_tables(out, in, g.p->rain_table, situ_op_table(in, "warnings"), situ_op_table(in, "regions"), report, err));
done:
    situ_major_free(g.major);
    situ_table_free(o.points);
    situ_table_free(o.conflicts);
    situ_table_free(o.major);
    return status;
}

const situ_op situ_op_grade = {
    .name = "grade",
    .version = 2,
    .summary = N_("risk level of every point from its factors, against the given level"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .run = run,
};
