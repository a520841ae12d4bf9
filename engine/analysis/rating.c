// SPDX-License-Identifier: MIT

#include "analysis/rating.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"

const char *const situ_rating_words[] = {"R-MAX", "R-COUNT", "R-INDEX", NULL};
const char *const situ_rating_by_words[] = {"乡镇", "村", "网格", "县", NULL};

// More kinds than this are no industries any more: the rest counts as the other ones.
enum { MOST_INDUSTRIES = 200 };

// --- the rules ---

static situ_status bad_weight(const situ_rating *r, const situ_yaml_node *node, const char *name, situ_error *err)
{
    return situ_yaml_fail(err, situ_rules_path(r->in->rules, "region"), node, _("write a number above 0"),
                          _("the weight of the industry \"%s\" is not above 0"), name);
}

static situ_status read_rules(situ_rating *r, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_rules *rules = r->in->rules;
    const struct { double *value; long given; const char *path; } list[] = {{&r->a, r->options.a, "rules.R-COUNT.a"},
                                                                            {&r->b, r->options.b, "rules.R-COUNT.b"},
                                                                            {&r->c, r->options.c, "rules.R-COUNT.c"}};
    for (size_t k = 0; k < sizeof list / sizeof *list; k++) {
        *list[k].value = (double)list[k].given;
        if (list[k].given == 0)
            SITU_TRY(situ_rules_number(list[k].value, rules, "region", list[k].path, err));
    }
    if (r->options.rule != SITU_RATING_INDEX)
        goto done;
    SITU_TRY(situ_scale_read(&r->index, rules, "region", "rules.R-INDEX.index", err));
    for (int level = 1; level < SITU_RATING_LEVELS; level++) {
        char path[64];
        snprintf(path, sizeof path, "rules.R-INDEX.score.%s", situ_level_key(level));
        SITU_TRY(situ_rules_number(&r->score[level], rules, "region", path, err));
    }
done:
    return status;
}

static const situ_yaml_node *weights(const situ_rating *r)
{
    return situ_yaml_get(situ_yaml_get(situ_yaml_get(situ_rules_file(r->in->rules, "region"), "rules"), "R-INDEX"), "weights");
}

static situ_status add_industry(situ_rating *r, situ_map *seen, size_t *capacity, const char *name, double weight, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t both = *capacity;
    SITU_TRY(situ_grow(&r->industry, &both, r->industry_count + 1, sizeof *r->industry, err));
    SITU_TRY(situ_grow(&r->weight, capacity, r->industry_count + 1, sizeof *r->weight, err));
    if (situ_map_set(seen, name, r->industry_count) < 0)
        return situ_fail_nomem(err);
    r->industry[r->industry_count] = name;
    r->weight[r->industry_count++] = weight;
done:
    return status;
}

// Known ones in the rules' order, the others as they come. Those without a point leave again later.
static situ_status list_industries(situ_rating *r, situ_map *seen, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t capacity = 0;
    const situ_yaml_node *known = weights(r);
    double other = 1;
    if (r->options.rule == SITU_RATING_INDEX) {
        SITU_TRY(situ_rules_number(&other, r->in->rules, "region", "rules.R-INDEX.other", err));
        if (!(other > 0))
            SITU_TRY(bad_weight(r, situ_rules_file(r->in->rules, "region"), "other", err));
    }
    for (size_t i = 0; known && known->kind == SITU_YAML_MAP && i < known->count; i++) {
        double weight = 1;
        if (r->options.rule == SITU_RATING_INDEX && (!situ_parse_double(known->items[i]->text ? known->items[i]->text : "", &weight) || !(weight > 0) || weight > 1e9))
            SITU_TRY(bad_weight(r, known->items[i], known->keys[i], err));
        SITU_TRY(add_industry(r, seen, &capacity, known->keys[i], weight, err));
    }
    const char *rest = situ_rules_text(r->in->rules, "region", "industry.rest", "其他"), *none = situ_rules_text(r->in->rules, "region", "industry.none", "未填行业");
    for (size_t row = 0; row < r->points->row_count; row++) {
        const char *name = situ_rows_text(r->points, row, "industry");
        if (r->level[row] == SITU_RATING_CLOSED)
            continue;
        if (!name)
            name = none;
        else if (situ_map_get(seen, name) == SIZE_MAX && r->industry_count >= MOST_INDUSTRIES)
            name = rest;
        if (situ_map_get(seen, name) == SIZE_MAX)
            SITU_TRY(add_industry(r, seen, &capacity, name, other, err));
        r->industry_of[row] = situ_map_get(seen, name);
    }
done:
    return status;
}

// Only industries that have a point keep their place.
static situ_status drop_unused(situ_rating *r, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t kept = 0, *to = situ_malloc((r->industry_count + 1) * sizeof *to);
    SITU_TRY_ALLOC(to);
    for (size_t i = 0; i < r->industry_count; i++)
        to[i] = SIZE_MAX;
    for (size_t row = 0; row < r->points->row_count; row++)
        if (r->industry_of[row] != SIZE_MAX)
            to[r->industry_of[row]] = 0;
    for (size_t i = 0; i < r->industry_count; i++)
        if (to[i] == 0) {
            r->industry[kept] = r->industry[i];
            r->weight[kept] = r->weight[i];
            to[i] = kept++;
        }
    for (size_t row = 0; row < r->points->row_count; row++)
        if (r->industry_of[row] != SIZE_MAX)
            r->industry_of[row] = to[r->industry_of[row]];
    r->industry_count = kept;
done:
    situ_free(to);
    return status;
}

// --- counting ---

static situ_status read_levels(situ_rating *r, situ_error *err)
{
    const situ_table *t = r->points;
    const char *closed = situ_rules_text(r->in->rules, "region", "closed", NULL);
    int status_column = situ_table_find(t, "status");
    if (situ_table_find(t, "level_final") < 0 && situ_table_find(t, "level") < 0 && situ_table_find(t, "level_given") < 0)
        return situ_fail(err, SITU_E_SCHEMA, _("run the analysis grade first and pass its points"),
                         _("the points (table %s) have none of the columns level_final, level, level_given"), t->name);
    for (size_t row = 0; row < t->row_count; row++) {
        bool over = closed && situ_streq(situ_table_text(t, row, status_column), closed);
        r->level[row] = over ? SITU_RATING_CLOSED : (uint8_t)situ_rows_level(t, row);
        r->region[row] = SIZE_MAX;
        r->industry_of[row] = SIZE_MAX;
    }
    return SITU_OK;
}

static void count(situ_tally *tally, uint8_t level, bool placed)
{
    tally->n[level]++;
    tally->unplaced += !placed;
}

static situ_status count_points(situ_rating *r, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    r->tallies = situ_calloc(r->region_count * r->industry_count + 1, sizeof *r->tallies);
    SITU_TRY_ALLOC(r->tallies);
    r->all = situ_calloc(r->industry_count + 1, sizeof *r->all);
    SITU_TRY_ALLOC(r->all);
    for (size_t row = 0; row < r->points->row_count; row++) {
        situ_placed how;
        bool placed = situ_table_geometry(r->points, row);
        if (r->level[row] == SITU_RATING_CLOSED)
            continue;
        count(&r->all[r->industry_of[row]], r->level[row], placed);
        r->region[row] = situ_regions_of(r->set, r->points, row, &how);
        if (r->region[row] != SIZE_MAX)
            count(&r->tallies[r->region[row] * r->industry_count + r->industry_of[row]], r->level[row], placed);
        else
            SITU_TRY(situ_rows_tell(report, r->points, row, SITU_WARN, "ZONE_UNASSIGNED", NULL, _("fill in the township, or correct the coordinates"), err,
                                    _("%s lies in no region and names none: it counts for no township"), situ_rows_name(r->points, row)));
    }
done:
    return status;
}

situ_status situ_rating_new(situ_rating **out, const situ_op_input *in, const situ_rating_options *options, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map *seen = NULL;
    situ_rating *r = situ_calloc(1, sizeof *r);
    SITU_TRY_ALLOC(r);
    r->in = in;
    r->options = *options;
    r->points = situ_op_table(in, "points");
    r->regions = situ_op_table(in, "regions");
    size_t n = r->points->row_count;
    r->level = situ_malloc(n);
    SITU_TRY_ALLOC(r->level);
    r->region = situ_malloc(n * sizeof *r->region);
    SITU_TRY_ALLOC(r->region);
    r->industry_of = situ_malloc(n * sizeof *r->industry_of);
    SITU_TRY_ALLOC(r->industry_of);
    SITU_TRY(read_rules(r, err));
    SITU_TRY(read_levels(r, err));
    SITU_TRY(situ_regions_new(&r->set, r->regions, situ_rating_by_words[options->by], err));
    r->region_count = situ_regions_count(r->set);
    if (r->region_count == 0) {
        status = situ_fail(err, SITU_E_NOT_FOUND, _("import the regions of this level, or choose the other with `by`"),
                           _("the regions (table %s) have no row of level %s"), r->regions->name, situ_rating_by_words[options->by]);
        goto done;
    }
    seen = situ_map_new();
    SITU_TRY_ALLOC(seen);
    SITU_TRY(list_industries(r, seen, err));
    SITU_TRY(drop_unused(r, err));
    SITU_TRY(count_points(r, report, err));
    *out = r;
    r = NULL;
done:
    situ_map_free(seen);
    situ_rating_free(r);
    return status;
}

void situ_rating_free(situ_rating *r)
{
    if (!r)
        return;
    situ_regions_free(r->set);
    situ_free(r->industry);
    situ_free(r->weight);
    situ_free(r->tallies);
    situ_free(r->all);
    situ_free(r->level);
    situ_free(r->region);
    situ_free(r->industry_of);
    situ_free(r);
}

const situ_tally *situ_rating_region(const situ_rating *r, size_t region) { return r->tallies + region * r->industry_count; }

situ_tally situ_rating_sum(const situ_tally *tallies, size_t count)
{
    situ_tally sum = {0};
    for (size_t i = 0; i < count; i++) {
        for (int level = 0; level < SITU_RATING_LEVELS; level++)
            sum.n[level] += tallies[i].n[level];
        sum.unplaced += tallies[i].unplaced;
    }
    return sum;
}

// --- the base rules ---

static int worst(const situ_tally *t)
{
    for (int level = 1; level < SITU_RATING_LEVELS; level++)
        if (t->n[level] > 0)
            return level;
    return 0;
}

// Red points below `a` still weigh as much as orange ones.
static int by_count(const situ_rating *r, const situ_tally *t)
{
    if ((double)t->n[1] >= r->a || (double)t->n[2] >= r->b)
        return t->n[1] + t->n[2] > 0 ? 1 : worst(t);
    if (t->n[1] + t->n[2] >= 1 || ((double)t->n[3] >= r->c && t->n[3] > 0))
        return 2;
    return worst(t);
}

// V = sum of weight x score of the worst level over the industries that have a graded point, weights
// renormalised over those.
static double index_of(const situ_rating *r, const situ_tally *tallies, size_t first, size_t count, double *weights_sum)
{
    double sum = 0, all = 0;
    for (size_t i = 0; i < count; i++) {
        int level = worst(&tallies[i]);
        if (level == 0)
            continue;
        sum += r->weight[first + i] * r->score[level];
        all += r->weight[first + i];
    }
    *weights_sum = all;
    // To a millionth: sums of decimal weights must not keep a 30 below 30.
    return all > 0 ? round(sum / all * 1e6) / 1e6 : NAN;
}

int situ_rating_level(const situ_rating *r, const situ_tally *tallies, size_t first, size_t count, double *v)
{
    situ_tally sum = situ_rating_sum(tallies, count);
    double weights_sum, index = NAN;
    int level = worst(&sum);
    if (r->options.rule == SITU_RATING_COUNT)
        level = by_count(r, &sum);
    if (r->options.rule == SITU_RATING_INDEX) {
        index = index_of(r, tallies, first, count, &weights_sum);
        level = weights_sum > 0 ? situ_scale_level(&r->index, index) : 0;
    }
    if (v)
        *v = index;
    return level;
}

static void add_index(situ_str *out, const situ_rating *r, const situ_tally *tallies, size_t first, size_t count)
{
    double all, v = index_of(r, tallies, first, count, &all);
    if (!(all > 0))
        return;
    situ_str_addf(out, "(V=%.1f", v);
    for (size_t i = 0; i < count; i++) {
        int level = worst(&tallies[i]);
        if (level != 0)
            situ_str_addf(out, " %s%s%.2g", r->industry[first + i], situ_level_word(r->in->rules, level), r->weight[first + i] / all);
    }
    situ_str_add(out, ")");
}

situ_status situ_rating_reason(situ_str *out, const situ_rating *r, const situ_tally *tallies, size_t first, size_t count, situ_error *err)
{
    const situ_tally sum = situ_rating_sum(tallies, count);
    const char *gap = " ";
    situ_str_add(out, situ_rating_words[r->options.rule]);
    if (r->options.rule == SITU_RATING_COUNT)
        situ_str_addf(out, "(a=%g b=%g c=%g)", r->a, r->b, r->c);
    if (r->options.rule == SITU_RATING_INDEX)
        add_index(out, r, tallies, first, count);
    for (int level = 1; level < SITU_RATING_LEVELS; level++)
        if (sum.n[level] > 0) {
            situ_str_addf(out, "%s%s%u", gap, situ_level_word(r->in->rules, level), (unsigned)sum.n[level]);
            gap = "";
        }
    if (sum.n[0] > 0)
        situ_str_addf(out, " %s%u", situ_level_word(r->in->rules, 0), (unsigned)sum.n[0]);
    return situ_str_ok(out) ? SITU_OK : situ_fail_nomem(err);
}

const char *situ_rating_status(const situ_rating *r, const situ_tally *sum, const char *region)
{
    if (sum->n[1] + sum->n[2] + sum->n[3] + sum->n[4] > 0)
        return "assessed";
    if (sum->n[0] > 0)
        return sum->unplaced == sum->n[0] ? "unplaced" : "ungraded";
    const situ_table *s = situ_op_table(r->in, "submissions");
    const char *zero = situ_rules_text(r->in->rules, "region", "status.zero", "");
    for (size_t row = 0; region && s && row < s->row_count; row++)
        if (situ_streq(situ_table_text(s, row, situ_table_find(s, "town")), region) &&
            situ_streq(situ_table_text(s, row, situ_table_find(s, "status")), zero))
            return "zero";
    return "missing";
}

const char *situ_rating_status_word(const situ_rating *r, const char *key)
{
    char path[64];
    snprintf(path, sizeof path, "status.%s", key);
    return situ_rules_text(r->in->rules, "region", path, key);
}
