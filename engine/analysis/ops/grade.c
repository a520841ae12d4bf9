// SPDX-License-Identifier: MIT
// Risk levels of points: LEC (F1), LS (F2), GB 18218 by given R (F4), geological hazards (F5), and what
// to do when the ledger says otherwise (F18). Thresholds are in styles/rules.

#include <math.h>
#include <stdio.h>

#include "analysis/levels.h"
#include "analysis/op.h"
#include "base/alloc.h"

enum { POLICY_CALC, POLICY_GIVEN, POLICY_WORST };
static const char *const policy_words[] = {"calc", "given", "worst", NULL};
static const char *const variant_words[] = {"V1", "V2", "V3", "V4", "V5", NULL};

typedef struct params {
    int policy, ls_variant;
} params;

static const situ_prop props[] = {
    {.name = "policy", .kind = SITU_PROP_ENUM, .offset = offsetof(params, policy), .words = policy_words, .fallback = "worst",
     .help = N_("which level counts when the computed and the given one differ")},
    {.name = "ls_variant", .kind = SITU_PROP_ENUM, .offset = offsetof(params, ls_variant), .words = variant_words, .fallback = "V1",
     .help = N_("threshold table of the LS matrix")},
    {0},
};

static const situ_port inputs[] = {
    {.role = "points", .kind = SITU_PORT_TABLE, .table = "risk_point", .columns = (const char *const[]){"id", "name", NULL},
     .help = N_("risk points with the factors of their method or a given level")},
    {0},
};
static const situ_port outputs[] = {
    {.role = "points", .kind = SITU_PORT_TABLE, .help = N_("the points with level_calc, level_final, score, level_reason, conflict")},
    {0},
};
static const char *const rule_files[] = {"geohazard", "gb18218", "lec", "level", "ls", NULL};

extern const situ_op situ_op_grade;

typedef struct grade {
    const situ_op_input *in;
    const situ_table *t; // input
    situ_report *report;
    const params *p;
    situ_scale lec, ls, gb, geo_pop, geo_loss;
    double ls_low, ls_high, tolerance;
    const situ_yaml_node *table_l, *table_e, *table_c, *geo_industries;
    const char *variant; // "V1"
    int id, name, method, industry, lec_l, lec_e, lec_c, ls_l, ls_s, gb_r, pop, loss, score_given, level_given, src_row, src_file, src_sheet;
} grade;

typedef struct result {
    int level;
    double score; // NaN = none
    char reason[256];
} result;

// Multiplies whole thousandths: 0.1 * 0.5 has no exact double, 100 * 500 has.
static double product(double l, double e, double c) { return (double)(llround(l * 1e3) * llround(e * 1e3)) * c / 1e6; }

static situ_status tell(const grade *g, size_t row, situ_severity severity, const char *rule, const char *field,
                        const char *old_value, const char *new_value, const char *message, const char *cure, situ_error *err)
{
    int64_t src_row = situ_table_int(g->t, row, g->src_row);
    const situ_issue issue = {.severity = severity, .rule = rule, .table = g->t->name, .field = field, .old_value = old_value,
                              .new_value = new_value, .message = message, .cure = cure, .row = src_row == SITU_NULL_INT ? 0 : (long)src_row,
                              .file = situ_table_text(g->t, row, g->src_file), .sheet = situ_table_text(g->t, row, g->src_sheet)};
    if (!message)
        return situ_fail_nomem(err);
    return g->report ? situ_report_add(g->report, &issue, err) : SITU_OK;
}

// NULL when memory ran out on the way.
static const char *text_of(const situ_str *text) { return situ_str_ok(text) ? text->data : NULL; }

static const char *name_of(const grade *g, size_t row)
{
    const char *name = situ_table_text(g->t, row, g->name);
    return name ? name : "";
}

// The table value within tolerance of *value replaces it; a value that is not in the table is told and used as it is.
static situ_status snap(double *value, const grade *g, size_t row, const situ_yaml_node *table, const char *field, situ_error *err)
{
    double item;
    for (size_t k = 0; table && k < table->count; k++)
        if (situ_parse_double(table->items[k]->text, &item) && fabs(item - *value) <= g->tolerance) {
            *value = item;
            return SITU_OK;
        }
    situ_str text;
    char number[32];
    situ_str_init(&text);
    situ_format_double(*value, number);
    situ_str_addf(&text, _("%s: %s = %s is not a value of the table"), name_of(g, row), field, number);
    situ_status status = tell(g, row, SITU_WARN, "LEC_FACTOR", field, number, NULL, text_of(&text), _("use a value of the LEC table"), err);
    situ_str_free(&text);
    return status;
}

static bool has(const grade *g, size_t row, int column) { return !isnan(situ_table_real(g->t, row, column)); }

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

static situ_status grade_lec(result *r, const grade *g, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *label = situ_rules_text(g->in->rules, "lec", "id", "LEC");
    double l = situ_table_real(g->t, row, g->lec_l), e = situ_table_real(g->t, row, g->lec_e), c = situ_table_real(g->t, row, g->lec_c);
    if (isnan(l) || isnan(e) || isnan(c)) {
        r->score = situ_table_real(g->t, row, g->score_given); // D without its factors
        if (!isnan(r->score) && r->score > 0) {
            r->level = situ_scale_level(&g->lec, r->score);
            reason(r, "s", label, 0, 0, 0);
        }
        goto done;
    }
    SITU_TRY(snap(&l, g, row, g->table_l, "lec_l", err));
    SITU_TRY(snap(&e, g, row, g->table_e, "lec_e", err));
    SITU_TRY(snap(&c, g, row, g->table_c, "lec_c", err));
    if (l <= 0 || e <= 0 || c <= 0)
        goto done;
    r->score = product(l, e, c);
    r->level = situ_scale_level(&g->lec, r->score);
    reason(r, "axbxc=s", label, l, e, c);
done:
    return status;
}

static situ_status grade_ls(result *r, const grade *g, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    char label[64];
    double l = situ_table_real(g->t, row, g->ls_l), s = situ_table_real(g->t, row, g->ls_s);
    snprintf(label, sizeof label, "%s %s", situ_rules_text(g->in->rules, "ls", "id", "LS"), g->variant);
    if (isnan(l) || isnan(s)) {
        r->score = situ_table_real(g->t, row, g->score_given);
        if (!isnan(r->score) && r->score > 0) {
            r->level = situ_scale_level(&g->ls, r->score);
            reason(r, "s", label, 0, 0, 0);
        }
        goto done;
    }
    bool whole = fabs(l - round(l)) <= g->tolerance && fabs(s - round(s)) <= g->tolerance;
    if (!whole || l < g->ls_low || l > g->ls_high || s < g->ls_low || s > g->ls_high) {
        situ_str text;
        char a[32], b[32];
        situ_str_init(&text);
        situ_format_double(l, a);
        situ_format_double(s, b);
        situ_str_addf(&text, _("%s: L = %s, S = %s; both must be whole numbers from %g to %g, so no level is computed"), name_of(g, row),
                      a, b, g->ls_low, g->ls_high);
        status = tell(g, row, SITU_WARN, "LS_FACTOR", "ls_l", a, NULL, text_of(&text), _("correct L and S in the ledger"), err);
        situ_str_free(&text);
        goto done;
    }
    r->score = round(l) * round(s);
    r->level = situ_scale_level(&g->ls, r->score);
    reason(r, "axb=s", label, l, s, 0);
done:
    return status;
}

static void grade_gb(result *r, const grade *g, size_t row)
{
    double value = situ_table_real(g->t, row, has(g, row, g->gb_r) ? g->gb_r : g->score_given);
    if (isnan(value) || value < 0)
        return;
    r->score = value;
    r->level = situ_scale_level(&g->gb, value);
    reason(r, "s", situ_rules_text(g->in->rules, "gb18218", "id", "GB18218"), 0, 0, 0);
}

// F5: the worse of people and loss; both unknown gives no level.
static void grade_geo(result *r, const grade *g, size_t row)
{
    double pop = situ_table_real(g->t, row, g->pop), loss = situ_table_real(g->t, row, g->loss);
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

// By the method the ledger names, else by the factors it gives.
static situ_status compute(result *r, const grade *g, size_t row, situ_error *err)
{
    const char *method = situ_table_text(g->t, row, g->method);
    if (situ_streq(method, "LEC") || (!method && has(g, row, g->lec_l) && has(g, row, g->lec_e) && has(g, row, g->lec_c)))
        return grade_lec(r, g, row, err);
    if (situ_streq(method, "LS") || (!method && has(g, row, g->ls_l) && has(g, row, g->ls_s)))
        return grade_ls(r, g, row, err);
    if (situ_streq(method, "GB18218") || (!method && has(g, row, g->gb_r)))
        grade_gb(r, g, row);
    else if (situ_streq(method, "MES")) {
        situ_str text;
        situ_str_init(&text);
        situ_str_addf(&text, _("%s: the method %s is not computed, the given level counts"), name_of(g, row), method);
        situ_status status = tell(g, row, SITU_INFO, "METHOD_NOT_COMPUTED", "method", method, NULL, text_of(&text), NULL, err);
        situ_str_free(&text);
        return status;
    } else if (is_geohazard(g, row))
        grade_geo(r, g, row);
    return SITU_OK;
}

static int choose(int policy, int calc, int given)
{
    switch (policy) {
    case POLICY_CALC: return calc ? calc : given;
    case POLICY_GIVEN: return given ? given : calc;
    default: return situ_level_worse(calc, given);
    }
}

static situ_status tell_conflict(const grade *g, size_t row, int calc, int given, int final, situ_error *err)
{
    situ_str text;
    situ_str_init(&text);
    situ_str_addf(&text, _("%s: the factors give %s, the ledger says %s; %s counts"), name_of(g, row), situ_level_word(g->in->rules, calc),
                  situ_level_word(g->in->rules, given), situ_level_word(g->in->rules, final));
    situ_status status = tell(g, row, SITU_WARN, "LEVEL_CONFLICT", "level_given", situ_level_word(g->in->rules, given),
                              situ_level_word(g->in->rules, final), text_of(&text), _("check the factors and the level in the ledger"), err);
    situ_str_free(&text);
    return status;
}

typedef struct columns { size_t calc, final, score, reason, conflict; } columns;

static situ_status grade_row(situ_table *out, const columns *c, const grade *g, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    result r = {.score = NAN};
    situ_str why;
    situ_str_init(&why);
    int64_t stated = situ_table_int(g->t, row, g->level_given);
    int given = stated >= 1 && stated <= 4 ? (int)stated : 0;
    SITU_TRY(compute(&r, g, row, err));
    int final = choose(g->p->policy, r.level, given);
    bool conflict = r.level && given && r.level != given;
    if (r.level)
        situ_str_addf(&why, "%s %s", r.reason, situ_level_word(g->in->rules, r.level));
    if (given)
        situ_str_addf(&why, "%s%s %s", r.level ? "; " : "", situ_rules_text(g->in->rules, "level", "words.given", "given"),
                      situ_level_word(g->in->rules, given));
    if (conflict) {
        char path[48];
        snprintf(path, sizeof path, "policies.%s.label", policy_words[g->p->policy]);
        situ_str_addf(&why, "; %s %s", situ_rules_text(g->in->rules, "level", path, policy_words[g->p->policy]), situ_level_word(g->in->rules, final));
        SITU_TRY(tell_conflict(g, row, r.level, given, final, err));
    }
    if (!final)
        situ_str_add(&why, situ_level_word(g->in->rules, 0));
    situ_table_set_int(out, row, c->calc, r.level);
    situ_table_set_int(out, row, c->final, final);
    situ_table_set_real(out, row, c->score, r.score);
    situ_table_set_int(out, row, c->conflict, conflict);
    SITU_TRY_ALLOC(text_of(&why));
    SITU_TRY(situ_table_set_text(out, row, c->reason, why.data, err));
done:
    situ_str_free(&why);
    return status;
}

static situ_status read_rules(grade *g, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_rules *rules = g->in->rules;
    char path[32];
    g->variant = variant_words[g->p->ls_variant];
    snprintf(path, sizeof path, "variants.%s", g->variant);
    SITU_TRY(situ_scale_read(&g->lec, rules, "lec", "levels", err));
    SITU_TRY(situ_scale_read(&g->ls, rules, "ls", path, err));
    SITU_TRY(situ_scale_read(&g->gb, rules, "gb18218", "levels", err));
    SITU_TRY(situ_scale_read(&g->geo_pop, rules, "geohazard", "pop", err));
    SITU_TRY(situ_scale_read(&g->geo_loss, rules, "geohazard", "loss_10k_yuan", err));
    SITU_TRY(situ_rules_number(&g->ls_low, rules, "ls", "factors.low", err));
    SITU_TRY(situ_rules_number(&g->ls_high, rules, "ls", "factors.high", err));
    SITU_TRY(situ_rules_number(&g->tolerance, rules, "lec", "factors.tolerance", err));
    const situ_yaml_node *factors = situ_yaml_get(situ_rules_file(rules, "lec"), "factors");
    g->table_l = situ_yaml_get(factors, "l");
    g->table_e = situ_yaml_get(factors, "e");
    g->table_c = situ_yaml_get(factors, "c");
    g->geo_industries = situ_yaml_get(situ_rules_file(rules, "geohazard"), "industries");
done:
    return status;
}

static void find_columns(grade *g)
{
    const struct { int *index; const char *name; } list[] = {
        {&g->id, "id"}, {&g->name, "name"}, {&g->method, "method"}, {&g->industry, "industry"}, {&g->lec_l, "lec_l"}, {&g->lec_e, "lec_e"},
        {&g->lec_c, "lec_c"}, {&g->ls_l, "ls_l"}, {&g->ls_s, "ls_s"}, {&g->gb_r, "gb_r"}, {&g->pop, "threat_pop"}, {&g->loss, "threat_loss"},
        {&g->score_given, "score_given"}, {&g->level_given, "level_given"}, {&g->src_row, "src_row"}, {&g->src_file, "src_file"}, {&g->src_sheet, "src_sheet"},
    };
    for (size_t k = 0; k < sizeof list / sizeof *list; k++)
        *list[k].index = situ_table_find(g->t, list[k].name);
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *p, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    columns c;
    SITU_TRY(situ_op_check(&situ_op_grade, in, err));
    grade g = {.in = in, .t = situ_op_table(in, "points"), .report = report, .p = p};
    find_columns(&g);
    SITU_TRY(read_rules(&g, err));
    SITU_TRY(situ_table_copy(&table, g.t, 0, NULL, 0, err));
    SITU_TRY(situ_table_add_column(table, "level_calc", SITU_TYPE_INT, &c.calc, err));
    SITU_TRY(situ_table_add_column(table, "level_final", SITU_TYPE_INT, &c.final, err));
    SITU_TRY(situ_table_add_column(table, "score", SITU_TYPE_REAL, &c.score, err));
    SITU_TRY(situ_table_add_column(table, "level_reason", SITU_TYPE_TEXT, &c.reason, err));
    SITU_TRY(situ_table_add_column(table, "conflict", SITU_TYPE_INT, &c.conflict, err));
    for (size_t row = 0; row < g.t->row_count; row++) {
        if (row % 4096 == 0)
            SITU_TRY(situ_job_check(job, err));
        SITU_TRY(grade_row(table, &c, &g, row, err));
    }
    situ_free(table->name);
    table->name = situ_strdup("points");
    SITU_TRY_ALLOC(table->name);
    SITU_TRY(situ_bundle_add_table(out, table, err));
    table = NULL;
done:
    situ_table_free(table);
    return status;
}

const situ_op situ_op_grade = {
    .name = "grade",
    .version = 1,
    .summary = N_("risk level of every point from its factors, against the given level"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .run = run,
};
