// SPDX-License-Identifier: MIT
// Needs and stock by item (F14). The rules are read once into an arena; stock rows are matched to depots by
// name or number, folded as the checks fold them.

#include "analysis/needs.h"

#include <math.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/rows.h"
#include "base/alloc.h"

static const char file[] = "needs";

typedef struct item {
    situ_need need;
    const situ_yaml_node *units; // word -> how many of need.unit one is; NULL
} item;

struct situ_needs {
    const situ_rules *rules;
    situ_arena *arena;
    item *items;
    size_t count;
    situ_map *names; // item and other names -> index
};

// --- rules ---

typedef struct item_rule {
    double per_person, people_per_item;
    bool consumable;
    const char *unit, *source;
    situ_texts hazards, names;
    const situ_yaml_node *units;
} item_rule;

static const situ_prop item_props[] = {
    {.name = "unit", .kind = SITU_PROP_TEXT, .offset = offsetof(item_rule, unit), .required = true, .help = N_("unit the item is counted in")},
    {.name = "source", .kind = SITU_PROP_TEXT, .offset = offsetof(item_rule, source), .required = true, .help = N_("where the value comes from")},
    {.name = "per_person", .kind = SITU_PROP_NUMBER, .offset = offsetof(item_rule, per_person), .min = 0, .max = 1e6, .fallback = "0",
     .help = N_("how much a person needs, a day when it is consumed")},
    {.name = "people_per_item", .kind = SITU_PROP_NUMBER, .offset = offsetof(item_rule, people_per_item), .min = 0, .max = 1e6, .fallback = "0",
     .help = N_("how many people share one")},
    {.name = "consumable", .kind = SITU_PROP_BOOL, .offset = offsetof(item_rule, consumable), .fallback = "no", .help = N_("it is consumed day by day")},
    {.name = "hazards", .kind = SITU_PROP_TEXTS, .offset = offsetof(item_rule, hazards), .help = N_("hazards or groups of hazards it serves; none = all")},
    {.name = "names", .kind = SITU_PROP_TEXTS, .offset = offsetof(item_rule, names), .help = N_("other names of the item")},
    {.name = "units", .kind = SITU_PROP_NODE, .offset = offsetof(item_rule, units), .help = N_("other units and how many of the item's unit one of them is")},
    {0},
};

// The words of `hazards`, with groups written out.
static situ_status spread_hazards(situ_need *need, const situ_needs *n, const item_rule *rule, situ_error *err)
{
    const situ_yaml_node *groups = situ_yaml_get(situ_rules_file(n->rules, file), "hazard_groups");
    size_t count = 0, at = 0;
    for (size_t i = 0; i < rule->hazards.count; i++) {
        const situ_yaml_node *group = situ_yaml_get(groups, rule->hazards.items[i]);
        count += group && group->kind == SITU_YAML_LIST ? group->count : 1;
    }
    if (count == 0)
        return SITU_OK;
    const char **words = situ_arena_alloc(n->arena, (count + 1) * sizeof *words);
    if (!words)
        return situ_fail_nomem(err);
    for (size_t i = 0; i < rule->hazards.count; i++) {
        const situ_yaml_node *group = situ_yaml_get(groups, rule->hazards.items[i]);
        if (!group || group->kind != SITU_YAML_LIST)
            words[at++] = rule->hazards.items[i];
        else
            for (size_t k = 0; k < group->count; k++)
                words[at++] = group->items[k]->text ? group->items[k]->text : "";
    }
    need->hazards = words;
    return SITU_OK;
}

static situ_status check_units(const situ_yaml_node *units, const char *path, situ_error *err)
{
    double factor;
    if (units && units->kind != SITU_YAML_MAP)
        return situ_yaml_fail(err, path, units, NULL, "%s", _("key: value pairs are expected here"));
    for (size_t i = 0; units && i < units->count; i++)
        if (units->items[i]->kind != SITU_YAML_SCALAR || !situ_parse_double(units->items[i]->text, &factor) || !(factor > 0))
            return situ_yaml_fail(err, path, units->items[i], _("give a number above 0"), _("how many one %s holds is no number above 0"), units->keys[i]);
    return SITU_OK;
}

static situ_status add_name(situ_needs *n, const char *name, size_t index, const char *path, const situ_yaml_node *at, situ_error *err)
{
    size_t old = situ_map_get(n->names, name);
    if (old != SIZE_MAX)
        return situ_yaml_fail(err, path, at, _("name every item once"), _("\"%s\" stands for two items"), name);
    return situ_map_set(n->names, name, index) < 0 ? situ_fail_nomem(err) : SITU_OK;
}

static situ_status read_item(situ_needs *n, const char *name, const situ_yaml_node *node, double days, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *path = situ_rules_path(n->rules, file);
    item_rule rule;
    item *it = &n->items[n->count];
    SITU_TRY(situ_props_read(&rule, item_props, node, NULL, path, n->arena, err));
    SITU_TRY(check_units(rule.units, path, err));
    if (rule.per_person > 0 && rule.people_per_item > 0) {
        status = situ_yaml_fail(err, path, node, _("keep one of them"), _("%s has both per_person and people_per_item"), name);
        goto done;
    }
    it->units = rule.units;
    it->need = (situ_need){.item = name, .unit = rule.unit, .consumable = rule.consumable, .days = rule.consumable ? days : 1.0,
                           .per_person = rule.people_per_item > 0 ? 1.0 / rule.people_per_item : rule.per_person};
    SITU_TRY(spread_hazards(&it->need, n, &rule, err));
    SITU_TRY(add_name(n, name, n->count, path, node, err));
    for (size_t i = 0; i < rule.names.count; i++)
        SITU_TRY(add_name(n, rule.names.items[i], n->count, path, node, err));
    n->count++;
done:
    return status;
}

situ_status situ_needs_new(situ_needs **out, const situ_rules *rules, situ_error *err)
{
    situ_status status = SITU_OK;
    double days = 0;
    situ_needs *n = situ_calloc(1, sizeof *n);
    SITU_TRY_ALLOC(n);
    SITU_TRY(situ_rules_number(&days, rules, file, "days.consumables", err));
    const situ_yaml_node *root = situ_rules_file(rules, file), *list = situ_yaml_get(root, "items");
    if (!(days > 0)) {
        status = situ_yaml_fail(err, situ_rules_path(rules, file), situ_yaml_get(root, "days"), _("give a number above 0"), _("%s is %g"), "days.consumables", days);
        goto done;
    }
    if (!list || list->kind != SITU_YAML_MAP || list->count == 0) {
        status = situ_yaml_fail(err, situ_rules_path(rules, file), list ? list : root, NULL, "%s", _("the list of items is empty"));
        goto done;
    }
    n->rules = rules;
    n->arena = situ_arena_new();
    SITU_TRY_ALLOC(n->arena);
    n->names = situ_map_new();
    SITU_TRY_ALLOC(n->names);
    n->items = situ_calloc(list->count, sizeof *n->items);
    SITU_TRY_ALLOC(n->items);
    for (size_t i = 0; i < list->count; i++)
        SITU_TRY(read_item(n, list->keys[i], list->items[i], days, err));
    *out = n;
    n = NULL;
done:
    situ_needs_free(n);
    return status;
}

void situ_needs_free(situ_needs *n)
{
    if (!n)
        return;
    situ_map_free(n->names);
    situ_arena_free(n->arena);
    situ_free(n->items);
    situ_free(n);
}

// --- needs ---

size_t situ_needs_count(const situ_needs *n) { return n->count; }
const situ_need *situ_needs_get(const situ_needs *n, size_t i) { return &n->items[i].need; }
size_t situ_needs_find(const situ_needs *n, const char *name) { return name ? situ_map_get(n->names, name) : SIZE_MAX; }

double situ_needs_amount(const situ_need *need, double people)
{
    double exact = people * need->per_person * need->days, whole = round(exact);
    if (!(exact > 0))
        return 0;
    return fabs(exact - whole) <= 1e-9 * fmax(1.0, exact) ? whole : ceil(exact);
}

bool situ_needs_serves(const situ_need *need, const char *hazard)
{
    if (!hazard || !need->hazards)
        return true;
    for (const char *const *word = need->hazards; *word; word++)
        if (strcmp(*word, hazard) == 0)
            return true;
    return false;
}

double situ_needs_sufficiency(size_t *which, const situ_needs *n, const double *stock, double people, const char *hazard, bool consumables)
{
    double least = INFINITY;
    size_t decides = SIZE_MAX;
    for (size_t i = 0; i < n->count; i++) {
        const situ_need *need = &n->items[i].need;
        double amount = situ_needs_amount(need, people);
        if (!(amount > 0) || isnan(stock[i]) || (consumables && !need->consumable) || !situ_needs_serves(need, hazard))
            continue;
        double share = stock[i] / amount;
        if (share < least) {
            least = share;
            decides = i;
        }
    }
    if (which)
        *which = decides;
    return least;
}

// --- stock ---

typedef struct tally {
    const situ_needs *needs;
    const situ_table *depots, *stock;
    situ_report *report;
    situ_arena *arena;
    situ_check_index names, ids;
    situ_map *told; // depots that are not known, each once
    long today;
    bool dated;
    size_t lost, expired, unusable;
} tally;

// How many of the item's unit one of `unit` is; 0 = not known.
static double unit_factor(const situ_needs *n, const item *it, const char *unit)
{
    double factor = 0;
    const situ_yaml_node *pieces = situ_yaml_get(situ_rules_file(n->rules, file), "pieces");
    if (!unit || !*unit || strcmp(unit, it->need.unit) == 0)
        return 1;
    const char *written = situ_yaml_text(it->units, unit, NULL);
    if (written)
        return situ_parse_double(written, &factor) ? factor : 0;
    return situ_check_in_list(pieces, unit) && situ_check_in_list(pieces, it->need.unit) ? 1 : 0;
}

static bool same(const situ_table *a, size_t row, const situ_table *b, size_t other, const char *column)
{
    const char *x = situ_rows_text(a, row, column), *y = situ_rows_text(b, other, column);
    return x && y && strcmp(x, y) == 0;
}

// Of several depots of one name the one in the row's own village, else town, else the first.
static size_t best_of(const tally *t, const situ_check_index *index, size_t entry, size_t row)
{
    size_t best = SIZE_MAX;
    int most = -1;
    for (; entry != SIZE_MAX; entry = index->next[entry]) {
        size_t depot = index->row[entry];
        int score = 2 * same(t->stock, row, t->depots, depot, "town") + same(t->stock, row, t->depots, depot, "village");
        if (score > most) {
            most = score;
            best = depot;
        }
    }
    return best;
}

static situ_status depot_of(size_t *depot, tally *t, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *written = situ_check_text(t->stock, row, "depot");
    char *key = situ_check_key(t->arena, written ? written : "");
    SITU_TRY_ALLOC(key);
    *depot = best_of(t, &t->names, situ_check_index_find(&t->names, key), row);
    if (*depot == SIZE_MAX)
        *depot = best_of(t, &t->ids, situ_check_index_find(&t->ids, key), row);
    if (*depot != SIZE_MAX)
        goto done;
    t->lost++;
    if (!written)
        SITU_TRY(situ_rows_tell(t->report, t->stock, row, SITU_WARN, "NEEDS_NO_DEPOT", "depot", _("fill in where it is kept"), err,
                                _("%s: nobody says where it is kept"), situ_rows_name(t->stock, row)));
    else if (situ_map_get(t->told, key) == SIZE_MAX) {
        if (situ_map_set(t->told, key, row) < 0)
            SITU_TRY(situ_fail_nomem(err));
        SITU_TRY(situ_rows_tell(t->report, t->stock, row, SITU_WARN, "NEEDS_UNKNOWN_DEPOT", "depot",
                                _("list the depot, or write its name as it stands in the ledger of depots"), err,
                                _("goods are kept in %s, which stands in no ledger of depots"), written));
    }
done:
    return status;
}

// false: past its date, scrapped or in repair.
static bool is_usable(tally *t, size_t row)
{
    const situ_yaml_node *words = situ_yaml_get(situ_yaml_get(situ_rules_file(t->needs->rules, file), "stock"), "unusable");
    long expire;
    if (situ_check_in_list(words, situ_rows_text(t->stock, row, "state"))) {
        t->unusable++;
        return false;
    }
    if (t->dated && situ_check_day_of(t->stock, row, "expire", &expire) && expire < t->today) {
        t->expired++;
        return false;
    }
    return true;
}

static situ_status add_row(double *stock, tally *t, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_needs *n = t->needs;
    size_t depot = SIZE_MAX, which = situ_needs_find(n, situ_rows_text(t->stock, row, "item"));
    double qty = situ_rows_real(t->stock, row, "qty");
    if (which == SIZE_MAX)
        goto done; // nothing this analysis counts
    const item *it = &n->items[which];
    const char *unit = situ_rows_text(t->stock, row, "unit");
    double factor = unit_factor(n, it, unit);
    if (!(qty >= 0)) {
        SITU_TRY(situ_rows_tell(t->report, t->stock, row, SITU_WARN, "NEEDS_QUANTITY", "qty", _("count it and fill in the number"), err,
                                _("%s has no usable quantity: left out"), situ_rows_name(t->stock, row)));
        goto done;
    }
    if (!(factor > 0)) {
        SITU_TRY(situ_rows_tell(t->report, t->stock, row, SITU_WARN, "NEEDS_UNIT", "unit", _("give the amount in the usual unit, or say how much one package holds"), err,
                                _("how many %s of %s one %s holds is not known: left out"), it->need.unit, it->need.item, unit));
        goto done;
    }
    SITU_TRY(depot_of(&depot, t, row, err));
    // The item is in the ledgers, even where nothing of it can be used.
    for (size_t d = 0; d < t->depots->row_count; d++) {
        double *cell = &stock[d * n->count + which];
        if (!isnan(*cell))
            break;
        *cell = 0;
    }
    if (depot != SIZE_MAX && is_usable(t, row))
        stock[depot * n->count + which] += qty * factor;
done:
    return status;
}

static situ_status tell_left_out(const tally *t, const double *stock, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_needs *n = t->needs;
    if (t->expired)
        SITU_TRY(situ_rows_tell(t->report, t->stock, SIZE_MAX, SITU_INFO, "NEEDS_EXPIRED", "expire", NULL, err, _("%zu rows of goods past their date: left out"), t->expired));
    if (t->unusable)
        SITU_TRY(situ_rows_tell(t->report, t->stock, SIZE_MAX, SITU_INFO, "NEEDS_UNUSABLE", "state", NULL, err, _("%zu rows of goods scrapped or in repair: left out"), t->unusable));
    if (t->lost)
        SITU_TRY(situ_rows_tell(t->report, t->stock, SIZE_MAX, SITU_WARN, "NEEDS_LOST", "depot", _("list the depot, or write its name as it stands in the ledger of depots"), err,
                                _("%zu rows of goods lie in no known depot: left out"), t->lost));
    for (size_t i = 0; i < n->count && t->depots->row_count > 0; i++)
        if (n->items[i].need.per_person > 0 && isnan(stock[i]))
            SITU_TRY(situ_rows_tell(t->report, t->stock, SIZE_MAX, SITU_WARN, "NEEDS_UNREPORTED", "item", _("report the item, also where there is none of it"), err,
                                    _("no ledger lists %s: it is not judged"), n->items[i].need.item));
done:
    return status;
}

static situ_status tally_begin(tally *t, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY_ALLOC(t->arena = situ_arena_new());
    SITU_TRY_ALLOC(t->told = situ_map_new());
    SITU_TRY(situ_check_index_new(&t->names, t->depots, "name", false, t->arena, err));
    SITU_TRY(situ_check_index_new(&t->ids, t->depots, "id", false, t->arena, err));
done:
    return status;
}

static void tally_end(tally *t)
{
    situ_check_index_free(&t->names);
    situ_check_index_free(&t->ids);
    situ_map_free(t->told);
    situ_arena_free(t->arena);
}

situ_status situ_needs_listed(uint8_t **out, const situ_table *depots, const situ_table *stock, situ_error *err)
{
    situ_status status = SITU_OK;
    tally t = {.depots = depots, .stock = stock};
    size_t depot;
    uint8_t *listed = situ_calloc(depots->row_count + 1, 1);
    SITU_TRY_ALLOC(listed);
    SITU_TRY(tally_begin(&t, err));
    for (size_t row = 0; row < stock->row_count; row++) {
        SITU_TRY(depot_of(&depot, &t, row, err));
        if (depot != SIZE_MAX)
            listed[depot] = 1;
    }
    *out = listed;
    listed = NULL;
done:
    tally_end(&t);
    situ_free(listed);
    return status;
}

situ_status situ_needs_stock(double **out, size_t *lost, const situ_needs *needs, const situ_table *depots, const situ_table *stock,
                             const char *as_of, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    tally t = {.needs = needs, .depots = depots, .stock = stock, .report = report};
    size_t cells = depots->row_count * needs->count;
    double *values = situ_malloc((cells + 1) * sizeof *values);
    SITU_TRY_ALLOC(values);
    for (size_t i = 0; i < cells; i++)
        values[i] = (double)NAN;
    t.dated = as_of && situ_check_day(as_of, &t.today);
    SITU_TRY(tally_begin(&t, err));
    for (size_t row = 0; stock && row < stock->row_count; row++)
        SITU_TRY(add_row(values, &t, row, err));
    if (stock)
        SITU_TRY(tell_left_out(&t, values, err));
    *lost = t.lost;
    *out = values;
    values = NULL;
done:
    tally_end(&t);
    situ_free(values);
    return status;
}
