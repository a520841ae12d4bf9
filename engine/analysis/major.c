// SPDX-License-Identifier: MIT

#include "analysis/major.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/checking.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include "geo/index.h"

static const char rules_name[] = "gb18218";

typedef struct kind { double beta, limit; size_t class_of; } kind; // NaN = not given; class_of SIZE_MAX = none

struct situ_major {
    const situ_rules *rules;
    const situ_table *points, *hazmat, *regions;
    situ_report *report;
    situ_arena *arena;
    situ_geos *geos;
    double distance_m, least;
    situ_bands bands;
    situ_map *substances, *classes; // folded name -> index
    kind *substance, *class;
    size_t substance_count, class_count, other; // other: class of what is not listed
    size_t *first, *last, *next;                // rows of hazmat by point row
    // Who lives where.
    size_t *home; // region rows
    uint32_t homes;
    situ_rtree *tree;
    bool *told;   // by home: it has no population
    const char *home_level;
    size_t unplaced; // of that level, with people but without a place; 0 once it is told
};

double situ_major_least(const situ_major *m) { return m->least; }

// --- rules ---

static situ_status name_one(situ_map *map, const situ_major *m, const situ_yaml_node *node, const char *name, size_t index, situ_error *err)
{
    char *key = situ_check_key(m->arena, name);
    if (!key)
        return situ_fail_nomem(err);
    size_t before = situ_map_get(map, key);
    if (before != SIZE_MAX && before != index)
        return situ_rules_fail(m->rules, rules_name, node, err, _("name each only once"), _("\"%s\" stands in the table twice"), name);
    return situ_map_set(map, key, index) < 0 ? situ_fail_nomem(err) : SITU_OK;
}

static situ_status name_all(situ_map *map, const situ_major *m, const situ_yaml_node *node, const char *name, size_t index, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *aliases = situ_yaml_get(node, "aliases");
    SITU_TRY(name_one(map, m, node, name, index, err));
    for (size_t i = 0; aliases && aliases->kind == SITU_YAML_LIST && i < aliases->count; i++)
        if (aliases->items[i]->kind == SITU_YAML_SCALAR)
            SITU_TRY(name_one(map, m, aliases->items[i], aliases->items[i]->text, index, err));
done:
    return status;
}

// A figure above 0; NaN when the key is absent.
static situ_status figure(double *out, const situ_major *m, const situ_yaml_node *node, const char *key, bool needed, situ_error *err)
{
    const situ_yaml_node *item = situ_yaml_get(node, key);
    *out = NAN;
    if (!item && !needed)
        return SITU_OK;
    if (!item || item->kind != SITU_YAML_SCALAR || !situ_parse_double(item->text, out) || !(*out > 0))
        return situ_rules_fail(m->rules, rules_name, item ? item : node, err, _("write a number above 0"), _("\"%s\" is no number above 0"), key);
    return SITU_OK;
}

static situ_status read_classes(situ_major *m, const char *edition, situ_error *err)
{
    situ_status status = SITU_OK;
    char path[64];
    snprintf(path, sizeof path, "editions.%s.classes", edition);
    const situ_yaml_node *map = situ_rules_node(m->rules, rules_name, path);
    if (!map || map->kind != SITU_YAML_MAP || map->count == 0)
        return situ_rules_fail(m->rules, rules_name, map ? map : situ_rules_file(m->rules, rules_name), err, _("add the edition with its classes and their beta"),
                               _("the rules file has no classes of the edition %s"), edition);
    m->class = situ_arena_alloc(m->arena, map->count * sizeof *m->class);
    SITU_TRY_ALLOC(m->class);
    m->class_count = map->count;
    for (size_t i = 0; i < map->count; i++) {
        m->class[i].class_of = i;
        SITU_TRY(figure(&m->class[i].beta, m, map->items[i], "beta", true, err));
        SITU_TRY(figure(&m->class[i].limit, m, map->items[i], "limit_t", false, err));
        SITU_TRY(name_all(m->classes, m, map->items[i], map->keys[i], i, err));
        if (strcmp(map->keys[i], "其他") == 0)
            m->other = i;
    }
    if (m->other == SIZE_MAX)
        status = situ_rules_fail(m->rules, rules_name, map, err, _("add it, with its beta"), _("the classes of the edition %s lack \"%s\""), edition, "其他");
done:
    return status;
}

static situ_status read_substances(situ_major *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *list = situ_rules_node(m->rules, rules_name, "substances.items");
    if (!list)
        return SITU_OK;
    if (list->kind != SITU_YAML_LIST)
        return situ_rules_fail(m->rules, rules_name, list, err, _("write a list of {name, limit_t, class}"), _("\"%s\" is no list"), "substances.items");
    m->substance = situ_arena_alloc(m->arena, (list->count + 1) * sizeof *m->substance);
    SITU_TRY_ALLOC(m->substance);
    for (size_t i = 0; i < list->count; i++) {
        const situ_yaml_node *item = list->items[i];
        const char *name = situ_yaml_text(item, "name", ""), *class = situ_yaml_text(item, "class", NULL);
        if (!*name)
            SITU_TRY(situ_rules_fail(m->rules, rules_name, item, err, _("give it its name"), "%s", _("a substance has no name")));
        SITU_TRY(figure(&m->substance[i].limit, m, item, "limit_t", false, err));
        SITU_TRY(figure(&m->substance[i].beta, m, item, "beta", false, err));
        char *key = situ_check_key(m->arena, class);
        SITU_TRY_ALLOC(key);
        m->substance[i].class_of = *key ? situ_map_get(m->classes, key) : SIZE_MAX;
        if (*key && m->substance[i].class_of == SIZE_MAX)
            SITU_TRY(situ_rules_fail(m->rules, rules_name, item, err, _("use a class of the edition"), _("%s: the class \"%s\" is not in the table"), name, class));
        SITU_TRY(name_all(m->substances, m, item, name, i, err));
        m->substance_count++;
    }
done:
    return status;
}

static situ_status read_rules(situ_major *m, const char *edition, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_rules_number(&m->distance_m, m->rules, rules_name, "alpha.distance_m", err));
    SITU_TRY(situ_rules_number(&m->least, m->rules, rules_name, "constitutes.least", err));
    SITU_TRY(situ_bands_read(&m->bands, m->rules, rules_name, "alpha.bands", "alpha", err));
    SITU_TRY(read_classes(m, edition, err));
    SITU_TRY(read_substances(m, err));
done:
    return status;
}

// --- which rows belong to which point ---

static bool same_town(const situ_major *m, size_t hazmat_row, size_t point)
{
    const char *a = situ_rows_text(m->hazmat, hazmat_row, "town"), *b = situ_rows_text(m->points, point, "town");
    return !a || !b || strcmp(a, b) == 0;
}

// The one point of this key; *several counts them.
static size_t one_of(const situ_major *m, const situ_check_index *index, const char *key, size_t row, size_t *several)
{
    size_t found = SIZE_MAX;
    for (size_t e = situ_check_index_find(index, key); e != SIZE_MAX; e = index->next[e]) {
        size_t point = index->row[e];
        if (!same_town(m, row, point) || point == found)
            continue;
        ++*several;
        found = found == SIZE_MAX ? point : found;
    }
    return *several == 1 ? found : SIZE_MAX;
}

static situ_status assign(situ_major *m, const situ_check_index *indexes, size_t count, size_t row, situ_error *err)
{
    const char *object = situ_rows_text(m->hazmat, row, "object");
    char *key = situ_check_key(m->arena, object);
    size_t point = SIZE_MAX, several = 0;
    if (!key)
        return situ_fail_nomem(err);
    for (size_t i = 0; i < count && several == 0; i++)
        point = one_of(m, &indexes[i], key, row, &several);
    m->next[row] = SIZE_MAX;
    if (point == SIZE_MAX)
        return situ_rows_tell(m->report, m->hazmat, row, SITU_WARN, "HAZMAT_OBJECT", "object", _("write the name or number of the risk point as its ledger has it"), err,
                              several ? _("%s: several risk points are called \"%s\"; its quantity counts for none") : _("%s: no risk point is called \"%s\"; its quantity counts for none"),
                              situ_rows_text(m->hazmat, row, "substance") ? situ_rows_text(m->hazmat, row, "substance") : "", object ? object : "");
    if (m->first[point] == SIZE_MAX)
        m->first[point] = row;
    else
        m->next[m->last[point]] = row;
    m->last[point] = row;
    return SITU_OK;
}

static situ_status assign_all(situ_major *m, situ_error *err)
{
    static const char *const columns[] = {"id", "name", "other_names"};
    situ_status status = SITU_OK;
    situ_check_index indexes[3] = {{0}};
    size_t n = m->points->row_count;
    m->first = situ_arena_alloc(m->arena, (n + 1) * sizeof *m->first);
    SITU_TRY_ALLOC(m->first);
    m->last = situ_arena_alloc(m->arena, (n + 1) * sizeof *m->last);
    SITU_TRY_ALLOC(m->last);
    for (size_t i = 0; i < n; i++)
        m->first[i] = SIZE_MAX;
    if (!m->hazmat || m->hazmat->row_count == 0)
        goto done;
    m->next = situ_arena_alloc(m->arena, (m->hazmat->row_count + 1) * sizeof *m->next);
    SITU_TRY_ALLOC(m->next);
    for (int i = 0; i < 3; i++)
        SITU_TRY(situ_check_index_new(&indexes[i], m->points, columns[i], i == 2, m->arena, err));
    for (size_t row = 0; row < m->hazmat->row_count; row++)
        SITU_TRY(assign(m, indexes, 3, row, err));
done:
    for (int i = 0; i < 3; i++)
        situ_check_index_free(&indexes[i]);
    return status;
}

// --- who lives where ---

// The places of the finest level that has any people: villages, else townships.
static situ_status find_homes(situ_major *m, situ_error *err)
{
    static const char *const levels[] = {"村", "乡镇"};
    situ_status status = SITU_OK;
    situ_box *boxes = NULL;
    const situ_table *t = m->regions;
    size_t n = t ? t->row_count : 0;
    bool people = false;
    m->home = situ_arena_alloc(m->arena, (n + 1) * sizeof *m->home);
    SITU_TRY_ALLOC(m->home);
    boxes = situ_malloc((n + 1) * sizeof *boxes);
    SITU_TRY_ALLOC(boxes);
    for (int k = 0; k < 2 && !people; k++) {
        m->homes = 0;
        m->unplaced = 0;
        m->home_level = levels[k];
        for (size_t row = 0; row < n; row++) {
            const situ_geometry *g = situ_table_geometry(t, row);
            bool counted = situ_rows_int(t, row, "pop") >= 0;
            if (!situ_streq(situ_rows_text(t, row, "level"), levels[k]))
                continue;
            if (!g || g->kind == SITU_GEOM_LINE || g->point_count == 0) {
                m->unplaced += counted;
                continue;
            }
            people = people || counted;
            boxes[m->homes] = g->box;
            m->home[m->homes++] = row;
        }
    }
    m->homes = people ? m->homes : 0;
    m->told = situ_arena_alloc(m->arena, m->homes + 1);
    SITU_TRY_ALLOC(m->told);
    if (m->homes > 0)
        SITU_TRY(situ_rtree_new(&m->tree, boxes, m->homes, err));
done:
    situ_free(boxes);
    return status;
}

situ_status situ_major_new(situ_major **out, const situ_rules *rules, const char *edition, const situ_table *points, const situ_table *hazmat,
                           const situ_table *regions, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_major *m = situ_calloc(1, sizeof *m);
    SITU_TRY_ALLOC(m);
    *m = (situ_major){.rules = rules, .points = points, .hazmat = hazmat, .regions = regions, .report = report, .other = SIZE_MAX};
    m->arena = situ_arena_new();
    SITU_TRY_ALLOC(m->arena);
    m->substances = situ_map_new();
    SITU_TRY_ALLOC(m->substances);
    m->classes = situ_map_new();
    SITU_TRY_ALLOC(m->classes);
    SITU_TRY(read_rules(m, edition, err));
    SITU_TRY(assign_all(m, err));
    SITU_TRY(find_homes(m, err));
    *out = m;
    m = NULL;
done:
    situ_major_free(m);
    return status;
}

void situ_major_free(situ_major *m)
{
    if (!m)
        return;
    situ_map_free(m->substances);
    situ_map_free(m->classes);
    situ_rtree_free(m->tree);
    situ_geos_free(m->geos);
    situ_arena_free(m->arena);
    situ_free(m);
}

// --- sums ---

// Text before a bracket or a comma: 液氨(99.6%), 易燃气体,类别1.
static char *head_key(situ_arena *arena, const char *text)
{
    static const char *const stops[] = {"(", "（", ",", "，", ";", "；", " ", NULL};
    size_t n = strlen(text);
    for (size_t i = 0; stops[i]; i++) {
        const char *at = strstr(text, stops[i]);
        if (at && at > text && (size_t)(at - text) < n)
            n = (size_t)(at - text);
    }
    char *head = situ_arena_strndup(arena, text, n);
    return head ? situ_check_key(arena, head) : NULL;
}

// *index SIZE_MAX when the text names nothing of the map.
static situ_status look_up(size_t *index, const situ_major *m, const situ_map *map, const char *text, situ_error *err)
{
    *index = SIZE_MAX;
    if (!text)
        return SITU_OK;
    char *whole = situ_check_key(m->arena, text), *head = head_key(m->arena, text);
    if (!whole || !head)
        return situ_fail_nomem(err);
    *index = *whole ? situ_map_get(map, whole) : SIZE_MAX;
    if (*index == SIZE_MAX && *head)
        *index = situ_map_get(map, head);
    return SITU_OK;
}

static situ_status limit_and_beta(double *limit, double *beta, situ_major *m, size_t row, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t substance, class;
    SITU_TRY(look_up(&substance, m, m->substances, situ_rows_text(m->hazmat, row, "substance"), err));
    SITU_TRY(look_up(&class, m, m->classes, situ_rows_text(m->hazmat, row, "hazard_class"), err));
    if (class == SIZE_MAX && substance != SIZE_MAX)
        class = m->substance[substance].class_of;
    *limit = situ_rows_real(m->hazmat, row, "limit_t");
    *beta = situ_rows_real(m->hazmat, row, "beta");
    if (!(*limit > 0))
        *limit = substance != SIZE_MAX ? m->substance[substance].limit : NAN;
    if (!(*limit > 0) && class != SIZE_MAX)
        *limit = m->class[class].limit;
    if (!(*beta > 0))
        *beta = substance != SIZE_MAX ? m->substance[substance].beta : NAN;
    if (!(*beta > 0) && class != SIZE_MAX)
        *beta = m->class[class].beta;
    if (!(*limit > 0))
        SITU_TRY(situ_rows_tell(m->report, m->hazmat, row, SITU_WARN, "HAZMAT_LIMIT", "limit_t", _("fill in its threshold Q, or add the substance to rules/gb18218.yaml"), err,
                                _("%s: the threshold Q of %s is not known"), situ_rows_text(m->hazmat, row, "object"), name));
    if (!(*beta > 0)) {
        *beta = m->class[m->other].beta;
        SITU_TRY(situ_rows_tell(m->report, m->hazmat, row, SITU_WARN, "HAZMAT_BETA", "beta", _("fill in its class or its beta"), err,
                                _("%s: neither beta nor class of %s is known; beta %g is taken"), situ_rows_text(m->hazmat, row, "object"), name, *beta));
    }
done:
    return status;
}

static void add_name(char *names, size_t size, const char *name)
{
    size_t at = strlen(names);
    snprintf(names + at, size - at, "%s%s", at ? "、" : "", name);
    size_t bad = strlen(names);
    if (!situ_utf8_valid(names, bad, &bad))
        names[bad] = '\0';
}

situ_status situ_major_stock_of(situ_major_stock *out, situ_major *m, size_t point, situ_error *err)
{
    situ_status status = SITU_OK;
    *out = (situ_major_stock){.complete = true};
    for (size_t row = m->first[point]; row != SIZE_MAX; row = m->next[row]) {
        double q = situ_rows_real(m->hazmat, row, "q_t"), limit, beta;
        const char *name = situ_rows_text(m->hazmat, row, "substance");
        name = name ? name : "?";
        out->rows++;
        add_name(out->names, sizeof out->names, name);
        SITU_TRY(limit_and_beta(&limit, &beta, m, row, name, err));
        if (!(q >= 0))
            SITU_TRY(situ_rows_tell(m->report, m->hazmat, row, SITU_WARN, "HAZMAT_QTY", "q_t", _("fill in the largest quantity in tonnes"), err,
                                    _("%s: the quantity of %s is missing or negative"), situ_rows_text(m->hazmat, row, "object"), name));
        if (!(q >= 0) || !(limit > 0)) {
            out->complete = false;
            continue;
        }
        out->ratio += q / limit;
        out->sum += beta * q / limit;
    }
done:
    return status;
}

// --- alpha ---

static situ_status valid_polygon(situ_geometry **made, const situ_geometry **use, situ_major *m, const situ_geometry *g, situ_error *err)
{
    situ_status status = SITU_OK;
    *made = NULL;
    *use = g;
    if (g->kind == SITU_GEOM_POLYGON && !situ_geos_is_valid(m->geos, g, NULL, 0)) {
        SITU_TRY(situ_geos_make_valid(m->geos, made, g, err));
        *use = *made;
    }
done:
    return status;
}

// Share of a home within the ring, 0..1.
static situ_status share_of(double *out, situ_major *m, const situ_geometry *home, const situ_geometry *ring, const situ_geometry *site, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *made = NULL, *inside = NULL;
    const situ_geometry *use;
    *out = 0;
    if (home->kind == SITU_GEOM_POINT) {
        *out = situ_geometry_distance_to_point(site, home->xy[0], home->xy[1]) <= m->distance_m;
        goto done;
    }
    SITU_TRY(valid_polygon(&made, &use, m, home, err));
    double area = situ_geometry_area(use);
    if (!(area > 0) || !situ_geos_intersects(m->geos, use, ring))
        goto done;
    SITU_TRY(situ_geos_overlay(m->geos, &inside, SITU_INTERSECTION, use, ring, err));
    *out = inside && inside->kind == SITU_GEOM_POLYGON ? situ_geometry_area(inside) / area : 0;
    *out = *out > 1 ? 1 : *out;
done:
    situ_geometry_free(made);
    situ_geometry_free(inside);
    return status;
}

static situ_status add_home(situ_major_alpha *a, situ_major *m, uint32_t home, const situ_geometry *site, size_t point, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t row = m->home[home];
    int64_t people = situ_rows_int(m->regions, row, "pop");
    double share;
    SITU_TRY(share_of(&share, m, situ_table_geometry(m->regions, row), a->ring, site, err));
    if (!(share > 0))
        goto done;
    if (people >= 0) {
        a->people += (double)people * share;
    } else if (!m->told[home]) {
        m->told[home] = true;
        SITU_TRY(situ_rows_tell(m->report, m->regions, row, SITU_WARN, "GB_POP", "pop", _("fill in how many people live there"), err,
                                _("%s lies within %g m of %s and has no population: its people are not counted"), situ_rows_name(m->regions, row), m->distance_m,
                                situ_rows_name(m->points, point)));
    }
done:
    return status;
}

situ_status situ_major_alpha_of(situ_major_alpha *out, situ_major *m, size_t point, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *made = NULL;
    const situ_geometry *site = situ_table_geometry(m->points, point);
    uint32_t *ids = NULL, count = 0;
    *out = (situ_major_alpha){.alpha = NAN, .people = 0};
    if (!site || site->point_count == 0)
        goto done;
    if (!m->geos)
        SITU_TRY(situ_geos_new(&m->geos, err));
    SITU_TRY(valid_polygon(&made, &site, m, site, err));
    SITU_TRY(situ_geos_buffer(m->geos, &out->ring, site, m->distance_m, err));
    if (!m->tree || !out->ring)
        goto done;
    if (m->unplaced > 0)
        SITU_TRY(situ_rows_tell(m->report, m->regions, SIZE_MAX, SITU_WARN, "GB_UNPLACED", NULL, _("give them coordinates or a boundary"), err,
                                _("%zu places of level %s have people but no place on the map: they are counted around no installation"), m->unplaced, m->home_level));
    m->unplaced = 0;
    SITU_TRY(situ_rtree_collect(m->tree, out->ring->box, &ids, &count, err));
    for (uint32_t i = 0; i < count; i++)
        SITU_TRY(add_home(out, m, ids[i], site, point, err));
    out->alpha = situ_bands_value(&m->bands, out->people);
    out->known = true;
done:
    situ_free(ids);
    situ_geometry_free(made);
    if (status != SITU_OK) {
        situ_geometry_free(out->ring);
        out->ring = NULL;
    }
    return status;
}
