// SPDX-License-Identifier: MIT

#include <math.h>
#include <string.h>

#include "analysis/rows.h"
#include "analysis/travel.h"
#include "analysis/travel_rules.h"
#include "base/alloc.h"
#include "bundle/schema.h"

static const char file[] = "travel";

double situ_travel_walk_kmh(double flat_kmh, double slope)
{
    return flat_kmh * exp(-3.5 * fabs(slope + 0.05)) / exp(-0.175);
}

bool situ_travel_word_in(const situ_yaml_node *list, const char *word)
{
    for (size_t i = 0; word && list && list->kind == SITU_YAML_LIST && i < list->count; i++)
        if (list->items[i]->kind == SITU_YAML_SCALAR && strcmp(list->items[i]->text, word) == 0)
            return true;
    return false;
}

static situ_status number_at(double *out, const situ_rules *rules, const char *path, double least, double most, situ_error *err)
{
    situ_status status = situ_rules_number(out, rules, file, path, err);
    if (status != SITU_OK || (*out >= least && *out <= most))
        return status;
    status = situ_fail(err, SITU_E_ARGUMENT, NULL, _("%s is %g, where %g to %g are possible"), path, *out, least, most);
    situ_error_at(err, situ_rules_path(rules, file), NULL, NULL, 0, 0);
    return status;
}

// Optional number of a map; given: one that is no number or out of bounds fails with its line.
static situ_status number_in(double *out, double fallback, const situ_rules *rules, const situ_yaml_node *map, const char *key, double least,
                             double most, situ_error *err)
{
    const situ_yaml_node *node = situ_yaml_get(map, key);
    *out = fallback;
    if (!node)
        return SITU_OK;
    if (node->kind != SITU_YAML_SCALAR || !situ_parse_double(node->text, out) || !(*out >= least && *out <= most))
        return situ_yaml_fail(err, situ_rules_path(rules, file), node, _("write a plain number such as 320 or 0.5"),
                              _("%s: a number from %g to %g is needed"), key, least, most);
    return SITU_OK;
}

static situ_status bool_in(bool *out, bool fallback, const situ_rules *rules, const situ_yaml_node *map, const char *key, situ_error *err)
{
    const situ_yaml_node *node = situ_yaml_get(map, key);
    *out = fallback;
    if (!node)
        return SITU_OK;
    *out = situ_streq(node->text, "yes") || situ_streq(node->text, "true");
    if (*out || situ_streq(node->text, "no") || situ_streq(node->text, "false"))
        return SITU_OK;
    return situ_yaml_fail(err, situ_rules_path(rules, file), node, NULL, _("%s: write yes or no"), key);
}

static situ_status plausible(double *low, double *high, const situ_rules *rules, const situ_yaml_node *list, situ_error *err)
{
    if (list && list->kind == SITU_YAML_LIST && list->count == 2 && situ_parse_double(list->items[0]->text, low) &&
        situ_parse_double(list->items[1]->text, high) && *low > 0 && *high >= *low)
        return SITU_OK;
    return situ_yaml_fail(err, situ_rules_path(rules, file), list ? list : situ_rules_file(rules, file), NULL, "%s",
                          _("plausible speeds are a list of two numbers, such as [5, 130]"));
}

static situ_status read_class(situ_travel_class *c, const char *name, const situ_yaml_node *node, const situ_rules *rules, situ_error *err)
{
    static const char *const known[] = {"kmh", "limit_kmh", "walked", "ferry", "enter", "foot", "wait_min", "plausible", "source", NULL};
    situ_status status = SITU_OK;
    c->name = name;
    SITU_TRY(situ_yaml_known(node, situ_rules_path(rules, file), known, err));
    if (!situ_yaml_get(node, "kmh"))
        SITU_TRY(situ_yaml_fail(err, situ_rules_path(rules, file), node, _("add the value, with its source"), _("road class %s has no kmh"), name));
    SITU_TRY(number_in(&c->kmh, 0, rules, node, "kmh", 0.1, 300, err));
    SITU_TRY(number_in(&c->limit_kmh, c->kmh, rules, node, "limit_kmh", 0.1, 300, err));
    SITU_TRY(number_in(&c->wait_min, 0, rules, node, "wait_min", 0, 1440, err));
    SITU_TRY(bool_in(&c->walked, false, rules, node, "walked", err));
    SITU_TRY(bool_in(&c->ferry, false, rules, node, "ferry", err));
    SITU_TRY(bool_in(&c->enter, true, rules, node, "enter", err));
    SITU_TRY(bool_in(&c->foot, true, rules, node, "foot", err));
    const situ_yaml_node *own = situ_yaml_get(node, "plausible");
    SITU_TRY(plausible(&c->low_kmh, &c->high_kmh, rules, own ? own : situ_yaml_get(situ_yaml_get(situ_rules_file(rules, file), "plausible"), "kmh"), err));
done:
    return status;
}

static situ_status read_classes(situ_travel_rules *out, const situ_rules *rules, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *root = situ_rules_file(rules, file), *roads = situ_yaml_get(root, "roads");
    if (!roads || roads->kind != SITU_YAML_MAP)
        return situ_yaml_fail(err, situ_rules_path(rules, file), root, _("add the value, with its source"), _("the rules file has no value \"%s\""), "roads");
    for (size_t i = 0; i < roads->count; i++) {
        if (situ_streq(roads->keys[i], "source"))
            continue;
        if (out->class_count == SITU_TRAVEL_CLASSES || roads->items[i]->kind != SITU_YAML_MAP)
            return situ_yaml_fail(err, situ_rules_path(rules, file), roads->items[i], NULL, _("road class %s: a map with kmh is needed, and at most %d classes"),
                                  roads->keys[i], SITU_TRAVEL_CLASSES);
        SITU_TRY(read_class(&out->classes[out->class_count++], roads->keys[i], roads->items[i], rules, err));
    }
    out->unknown = situ_travel_class_find(out, situ_rules_text(rules, file, "unknown_class.value", ""));
    if (out->unknown == SIZE_MAX)
        status = situ_yaml_fail(err, situ_rules_path(rules, file), root, NULL, _("unknown_class.value names no class of `roads`"));
done:
    return status;
}

static situ_status read_land(situ_travel_rules *out, const situ_rules *rules, situ_error *err)
{
    const situ_yaml_node *land = situ_yaml_get(situ_rules_file(rules, file), "land");
    for (size_t i = 0; land && land->kind == SITU_YAML_MAP && i < land->count; i++) {
        double code;
        if (situ_streq(land->keys[i], "source"))
            continue;
        if (out->land_count == SITU_TRAVEL_LANDS || !situ_parse_double(land->keys[i], &code))
            return situ_yaml_fail(err, situ_rules_path(rules, file), land->items[i], NULL, _("a class of land cover is a number: %s"), land->keys[i]);
        out->land[out->land_count].code = code;
        situ_status status = number_in(&out->land[out->land_count++].kmh, 0, rules, land, land->keys[i], 0, 100, err);
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

situ_status situ_travel_rules_read(situ_travel_rules *out, const situ_rules *rules, situ_error *err)
{
    situ_status status = SITU_OK;
    double unused;
    *out = (situ_travel_rules){0};
    SITU_TRY(number_at(&unused, rules, "walk.kmh", 0.1, 20, err)); // an absent file is told here
    const struct { const char *path; double *to, least, most; } numbers[] = {
        {"walk.kmh", &out->walk_kmh, 0.1, 20}, {"offroad.kmh", &out->offroad_kmh, 0.1, 20}, {"offroad.detour", &out->offroad_detour, 1, 10},
        {"offroad.limit_m", &out->offroad_limit_m, 0, 1e6}, {"snap.m", &out->snap_m, 0, 1e5}, {"snap.on_road_m", &out->on_road_m, 0, 1e5},
        {"snap.wet_m", &out->wet_m, 0, 1e5}, {"snap.fragment_m", &out->fragment_m, 0, 1e6}, {"noding.tolerance_m", &out->node_tolerance_m, 0, 100}, {"noding.ferry_m", &out->ferry_join_m, 0, 5000},
        {"straight.kmh", &out->straight_kmh, 0.1, 300}, {"straight.detour", &out->straight_detour, 1, 10},
        {"surface.cells", &out->surface_cells, 1, 1e9}, {"surface.least_cell_m", &out->least_cell_m, 1, 1e5},
        {"surface.most_cells", &out->most_cells, 1, 2147483647}, {"surface.move_m", &out->move_m, 0, 1e5}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        SITU_TRY(number_at(numbers[i].to, rules, numbers[i].path, numbers[i].least, numbers[i].most, err));
    out->impassable = situ_yaml_get(situ_yaml_get(situ_rules_file(rules, file), "impassable"), "values");
    SITU_TRY(read_classes(out, rules, err));
    SITU_TRY(read_land(out, rules, err));
done:
    return status;
}

// The canonical word of an alias such as "motorway", by length; 0 = it is none.
static size_t canonical(const char **out, const char *table, const char *column, const char *word)
{
    const situ_schema *schema = situ_schema_find(table);
    const situ_field *field = schema ? situ_schema_field(schema, column) : NULL;
    size_t n = strlen(word);
    for (const char *const *group = field ? field->words : NULL; group && *group; group++)
        for (const char *p = *group; *p; p += strcspn(p, "="), p += *p == '=')
            if (strcspn(p, "=") == n && strncmp(p, word, n) == 0) {
                *out = *group;
                return strcspn(*group, "=");
            }
    return 0;
}

size_t situ_travel_class_find(const situ_travel_rules *rules, const char *word)
{
    const char *meant = NULL;
    if (!word)
        return SIZE_MAX;
    for (size_t i = 0; i < rules->class_count; i++)
        if (strcmp(rules->classes[i].name, word) == 0)
            return i;
    size_t n = canonical(&meant, "road", "class", word);
    for (size_t i = 0; n && i < rules->class_count; i++)
        if (strlen(rules->classes[i].name) == n && strncmp(rules->classes[i].name, meant, n) == 0)
            return i;
    return SIZE_MAX;
}

bool situ_travel_alias_in(const situ_yaml_node *list, const char *table, const char *column, const char *word)
{
    const char *meant = NULL;
    if (!word || situ_travel_word_in(list, word))
        return word != NULL;
    size_t n = canonical(&meant, table, column, word);
    for (size_t i = 0; n && list && list->kind == SITU_YAML_LIST && i < list->count; i++)
        if (strlen(list->items[i]->text) == n && strncmp(list->items[i]->text, meant, n) == 0)
            return true;
    return false;
}

// --- road rows ---

// A fault that many roads may have: the first ones are told one by one, then how many there are.
typedef struct fault { const char *rule, *field; size_t count; } fault;
enum { TOLD_EACH = 20 };

static situ_status tell_class(fault *f, situ_report *report, const situ_table *t, size_t row, const char *word, const char *taken, situ_error *err)
{
    return f->count++ >= TOLD_EACH ? SITU_OK
        : situ_rows_tell(report, t, row, SITU_WARN, f->rule, f->field, _("give the road's class"), err,
                         _("%s: the road class \"%s\" is not known, taken as %s"), situ_rows_name(t, row), word ? word : "", taken);
}

static situ_status tell_speed(fault *f, situ_report *report, const situ_table *t, size_t row, double own, double taken, situ_error *err)
{
    return f->count++ >= TOLD_EACH ? SITU_OK
        : situ_rows_tell(report, t, row, SITU_WARN, f->rule, f->field, _("correct the speed"), err,
                         _("%s: a speed of %g km/h is not plausible, taken as %g"), situ_rows_name(t, row), own, taken);
}

static situ_status tell_rest(const fault *f, situ_report *report, const situ_table *t, situ_error *err)
{
    return f->count <= TOLD_EACH ? SITU_OK
        : situ_rows_tell(report, t, SIZE_MAX, SITU_WARN, f->rule, f->field, NULL, err, _("%zu roads have this fault; the first %d are listed"),
                         f->count, TOLD_EACH);
}

// A yes/no cell, also of tables that were not cleaned by an import.
static bool is_yes(const situ_table *t, size_t row, int column)
{
    const char *text = situ_table_text(t, row, column);
    return situ_table_int(t, row, column) == 1 || situ_streq(text, "是") || situ_streq(text, "yes") || situ_streq(text, "1");
}

static double speed_of(const situ_travel_class *c, const situ_travel_road_options *o, double own)
{
    double factor = o->speed_factor > 0 ? o->speed_factor : 1;
    bool walked = c->walked || (o->on_foot && !c->ferry);
    double v = o->on_foot && !c->ferry && !c->walked ? o->rules->walk_kmh : !isnan(own) ? own : c->kmh;
    if (factor <= 1)
        return v * factor;
    return walked ? v : fmin(v * factor, fmax(v, isnan(own) ? c->limit_kmh : own));
}

situ_status situ_travel_roads(situ_travel_road **out, const situ_table *roads, const situ_travel_road_options *o, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    fault classes = {.rule = "TRAVEL_ROAD_CLASS", .field = "class"}, speeds = {.rule = "TRAVEL_ROAD_SPEED", .field = "speed_kmh"};
    int c_class = situ_table_find(roads, "class"), c_speed = situ_table_find(roads, "speed_kmh"), c_status = situ_table_find(roads, "status");
    int c_oneway = situ_table_find(roads, "oneway"), c_bridge = situ_table_find(roads, "bridge"), c_tunnel = situ_table_find(roads, "tunnel");
    situ_travel_road *list = situ_calloc(roads->row_count + 1, sizeof *list);
    SITU_TRY_ALLOC(list);
    for (size_t row = 0; row < roads->row_count; row++) {
        const char *word = situ_table_text(roads, row, c_class);
        size_t k = situ_travel_class_find(o->rules, word);
        if (k == SIZE_MAX) {
            k = o->rules->unknown;
            SITU_TRY(tell_class(&classes, report, roads, row, word, o->rules->classes[k].name, err));
        }
        const situ_travel_class *c = &o->rules->classes[k];
        double own = situ_table_real(roads, row, c_speed);
        if (!isnan(own) && !(own >= c->low_kmh && own <= c->high_kmh)) {
            SITU_TRY(tell_speed(&speeds, report, roads, row, own, c->kmh, err));
            own = NAN;
        }
        list[row] = (situ_travel_road){.class_index = (uint8_t)k,
            .passable = !(o->cut && o->cut[row]) && !situ_travel_alias_in(o->rules->impassable, "road", "status", situ_table_text(roads, row, c_status)) && (c->foot || !o->on_foot),
            .oneway = !o->on_foot && is_yes(roads, row, c_oneway), .bridge = is_yes(roads, row, c_bridge),
            .tunnel = is_yes(roads, row, c_tunnel), .kmh = (float)speed_of(c, o, own)};
    }
    SITU_TRY(tell_rest(&classes, report, roads, err));
    SITU_TRY(tell_rest(&speeds, report, roads, err));
    *out = list;
    list = NULL;
done:
    situ_free(list);
    return status;
}

// --- what analyses ask for by themselves ---

static bool holds_any(const situ_yaml_node *list, const char *text)
{
    for (size_t i = 0; text && list && list->kind == SITU_YAML_LIST && i < list->count; i++)
        if (strstr(text, list->items[i]->text))
            return true;
    return false;
}

double situ_travel_delay(const situ_rules *rules, const situ_table *sites, size_t row)
{
    const situ_yaml_node *dispatch = situ_yaml_get(situ_rules_file(rules, file), "dispatch"), *full = situ_yaml_get(dispatch, "full_time");
    double own = situ_rows_real(sites, row, "dispatch_min"), limit = 1440, minutes = 0;
    (void)situ_parse_double(situ_yaml_text(dispatch, "limit", ""), &limit);
    if (own >= 0 && own <= limit)
        return own;
    const char *nature = situ_rows_text(sites, row, "nature"), *level = situ_rows_text(sites, row, "level"), *text = NULL;
    bool depot = situ_table_find(sites, "level") < 0 && situ_table_find(sites, "nature") < 0; // not a team
    if (depot)
        text = situ_yaml_text(dispatch, "depot", NULL);
    else if (holds_any(situ_yaml_get(full, "words"), nature) && !holds_any(situ_yaml_get(full, "but"), nature))
        text = situ_yaml_text(full, "minutes", NULL);
    else if (level)
        text = situ_yaml_text(situ_yaml_get(dispatch, "level"), level, NULL);
    if (!text)
        text = situ_yaml_text(dispatch, "other", "0");
    return situ_parse_double(text, &minutes) && minutes >= 0 ? minutes : 0;
}

situ_status situ_travel_condition(double *factor, const situ_rules *rules, const char *name, situ_error *err)
{
    const situ_yaml_node *list = situ_yaml_get(situ_rules_file(rules, file), "conditions");
    *factor = 1;
    if (!name || !*name)
        return SITU_OK;
    if (!situ_streq(name, "source") && situ_yaml_get(list, name))
        return number_in(factor, 1, rules, list, name, 0.01, 2, err);
    situ_str names;
    situ_str_init(&names);
    for (size_t i = 0; list && list->kind == SITU_YAML_MAP && i < list->count; i++)
        if (!situ_streq(list->keys[i], "source"))
            situ_str_addf(&names, "%s%s", names.length ? ", " : "", list->keys[i]);
    situ_status status = !situ_str_ok(&names) ? situ_fail_nomem(err)
                                              : situ_fail(err, SITU_E_ARGUMENT, names.data, _("there is no condition \"%s\" in rules/travel.yaml"), name);
    situ_str_free(&names);
    return status;
}
