// SPDX-License-Identifier: MIT
// How help travels, and where the townships keep their goods.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/checking.h"
#include "analysis/rows.h"
#include "analysis/siting.h"
#include "analysis/sufficiency.h"
#include "base/alloc.h"

const char *const situ_siting_modes[] = {"auto", "straight", "surface", "network", NULL};

const char *situ_siting_word(const situ_op_input *in, const char *path) { return situ_rules_text(in->rules, "site", path, path); }

situ_status situ_siting_list(const situ_yaml_node **out, const situ_op_input *in, const char *key, situ_error *err)
{
    *out = situ_yaml_get(situ_rules_file(in->rules, "site"), key);
    if (*out && (*out)->kind == SITU_YAML_LIST)
        return SITU_OK;
    return situ_fail(err, SITU_E_NOT_FOUND, _("write it as a list, such as [a, b]"), _("rules/site.yaml has no list \"%s\""), key);
}

situ_status situ_siting_line(situ_table *t, size_t row, double x0, double y0, double x1, double y1, situ_error *err)
{
    situ_geometry *g = NULL;
    situ_status status = situ_geometry_new(&g, SITU_GEOM_LINE, 1, 2, err);
    if (status != SITU_OK)
        return status;
    const double xy[] = {x0, y0, x1, y1};
    memcpy(g->xy, xy, sizeof xy);
    g->part_start[1] = 2;
    situ_geometry_update_box(g);
    return situ_table_set_geometry(t, row, g, err);
}

// --- travel ---

situ_status situ_siting_travel_new(situ_travel **out, const char **mode, const situ_op_input *in, const situ_siting_travel *p, bool on_foot,
                                   bool toward, const double *xy, size_t points, situ_report *report, situ_job *job, situ_error *err)
{
    const double around_m = 3000; // roads may swing out that far
    situ_status status = SITU_OK;
    const situ_table *roads = situ_op_table(in, "roads");
    bool has_roads = roads && roads->row_count > 0;
    situ_travel_options o = {.mode = p->mode > 0 ? (situ_travel_mode)(p->mode - 1) : has_roads ? SITU_TRAVEL_NETWORK : SITU_TRAVEL_STRAIGHT,
                             .rules = in->rules, .roads = roads, .water = situ_op_table(in, "water"), .dem = situ_op_grid(in, "dem"),
                             .epsg = in->epsg, .cell_m = p->cell_m, .neighbours = 8, .on_foot = on_foot, .toward = toward, .box = situ_box_empty()};
    for (size_t i = 0; i < points; i++)
        o.box = situ_box_add(o.box, xy[2 * i], xy[2 * i + 1]);
    if (points > 0)
        o.box = situ_box_grow(o.box, around_m);
    SITU_TRY(situ_travel_condition(&o.speed_factor, in->rules, p->condition, err));
    if (p->mode == 0 && !has_roads)
        SITU_TRY(situ_rows_tell(report, NULL, SIZE_MAX, SITU_INFO, "SITE_STRAIGHT", NULL, _("import roads"), err, "%s",
                                _("there are no roads: times are worked out from straight distances")));
    SITU_TRY(situ_travel_new(out, &o, report, job, err));
    if (mode)
        *mode = situ_siting_word(in, o.mode == SITU_TRAVEL_STRAIGHT ? "modes.straight" : o.mode == SITU_TRAVEL_SURFACE ? "modes.surface" : "modes.network");
done:
    return status;
}

// --- townships ---

situ_status situ_siting_homes(size_t **out, const situ_regions *towns, const situ_table *depots, situ_error *err)
{
    size_t n = depots ? depots->row_count : 0;
    *out = situ_malloc((n + 1) * sizeof **out);
    if (!*out)
        return situ_fail_nomem(err);
    for (size_t d = 0; d < n; d++) {
        situ_placed how;
        (*out)[d] = situ_regions_of(towns, depots, d, &how);
    }
    return SITU_OK;
}

// The depot a township would use: its own of the greatest volume, one put forward there before others.
static bool better_depot(const situ_table *depots, size_t a, size_t b, bool a_forward, bool b_forward)
{
    if (b == SIZE_MAX || a_forward != b_forward)
        return b == SIZE_MAX || a_forward;
    double va = situ_rows_real(depots, a, "volume_m3"), vb = situ_rows_real(depots, b, "volume_m3");
    return (va >= 0 ? va : 0) > (vb >= 0 ? vb : 0);
}

typedef struct best_depot { size_t row; bool forward; } best_depot;

static situ_status best_depots(best_depot *best, const situ_op_input *in, const situ_regions *towns, const situ_table *regions, const situ_table *depots, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t *home = NULL;
    const situ_yaml_node *grades;
    SITU_TRY(situ_siting_list(&grades, in, "town_grades", err));
    SITU_TRY(situ_siting_homes(&home, towns, depots, err));
    for (size_t d = 0; depots && d < depots->row_count; d++) {
        situ_point p;
        situ_depot_role role = situ_depot_role_of(in->rules, depots, d, regions, in->county);
        const char *grade = situ_rows_text(depots, d, "grade");
        if (home[d] == SIZE_MAX || (role != SITU_DEPOT_LOCAL && role != SITU_DEPOT_FORWARD) || (grade && !situ_check_in_list(grades, grade)) ||
            !situ_feature_point(situ_table_geometry(depots, d), &p))
            continue;
        best_depot *b = &best[home[d]];
        if (better_depot(depots, d, b->row, role == SITU_DEPOT_FORWARD, b->forward))
            *b = (best_depot){d, role == SITU_DEPOT_FORWARD};
    }
done:
    situ_free(home);
    return status;
}

static size_t seat_place(const situ_map *names, const char *name) { return name ? situ_map_get(names, name) : SIZE_MAX; }

static situ_status name_seats(situ_map *names, const situ_op_input *in, const situ_table *places, situ_error *err)
{
    const situ_yaml_node *kinds;
    situ_status status = situ_siting_list(&kinds, in, "seat_kinds", err);
    if (status != SITU_OK)
        return status;
    for (size_t row = 0; places && row < places->row_count; row++) {
        situ_point p;
        const char *name = situ_rows_text(places, row, "name"), *town = situ_rows_text(places, row, "town"), *kind = situ_rows_text(places, row, "kind");
        if (!kind || !situ_check_in_list(kinds, kind) || !situ_feature_point(situ_table_geometry(places, row), &p))
            continue;
        const char *keys[] = {name, town};
        for (int k = 0; k < 2; k++)
            if (keys[k] && situ_map_get(names, keys[k]) == SIZE_MAX && situ_map_set(names, keys[k], row) < 0)
                return situ_fail_nomem(err);
    }
    return SITU_OK;
}

typedef struct ordered { const char *id; size_t town; } ordered;
static int by_id(const void *a, const void *b)
{
    const ordered *x = a, *y = b;
    int c = strcmp(x->id, y->id);
    return c ? c : x->town < y->town ? -1 : x->town > y->town;
}

static void place_seat(situ_siting_seat *s, const situ_table *regions, const situ_table *depots, const situ_table *places, size_t place)
{
    situ_point p;
    if (s->depot != SIZE_MAX)
        s->placed = situ_feature_point(situ_table_geometry(depots, s->depot), &p);
    else if (place != SIZE_MAX)
        s->placed = situ_feature_point(situ_table_geometry(places, place), &p);
    else
        s->placed = situ_feature_point(situ_table_geometry(regions, s->row), &p);
    if (s->placed) {
        s->x = p.x;
        s->y = p.y;
    }
}

situ_status situ_siting_seats(situ_siting_seat **out, size_t *count, const situ_op_input *in, const situ_regions *towns, const situ_table *regions,
                              const situ_table *depots, const situ_table *places, bool centers, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = situ_regions_count(towns);
    best_depot *best = NULL;
    ordered *order = NULL;
    situ_map *names = situ_map_new();
    *out = situ_calloc(n + 1, sizeof **out);
    *count = 0;
    SITU_TRY_ALLOC(*out);
    SITU_TRY_ALLOC(names);
    SITU_TRY_ALLOC(best = situ_malloc((n + 1) * sizeof *best));
    SITU_TRY_ALLOC(order = situ_malloc((n + 1) * sizeof *order));
    for (size_t i = 0; i < n; i++) {
        const char *id = situ_rows_text(regions, situ_regions_row(towns, i), "id");
        order[i] = (ordered){id ? id : "", i};
        best[i] = (best_depot){SIZE_MAX, false};
    }
    qsort(order, n, sizeof *order, by_id);
    SITU_TRY(best_depots(best, in, towns, regions, depots, err));
    SITU_TRY(name_seats(names, in, places, err));
    for (size_t i = 0; i < n; i++) {
        situ_siting_seat s = {.town = order[i].town, .row = situ_regions_row(towns, order[i].town), .depot = best[order[i].town].row};
        if (centers && situ_check_bool(regions, s.row, "is_center") != 1)
            continue;
        place_seat(&s, regions, depots, places, seat_place(names, situ_rows_text(regions, s.row, "name")));
        if (s.placed)
            (*out)[(*count)++] = s;
        else
            SITU_TRY(situ_rows_tell(report, regions, s.row, SITU_WARN, "SITE_TOWN_UNPLACED", NULL, _("import its area, its seat or its depot"), err,
                                    _("%s has neither a depot nor a seat nor an area with coordinates: left out"), situ_rows_name(regions, s.row)));
    }
done:
    situ_map_free(names);
    situ_free(best);
    situ_free(order);
    if (status != SITU_OK) {
        situ_free(*out);
        *out = NULL;
    }
    return status;
}

situ_status situ_siting_goods(double **out, const situ_op_input *in, const situ_needs *needs, const situ_regions *towns, const situ_table *regions,
                              const situ_table *depots, const situ_table *ledger, const double *stock, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = situ_regions_count(towns), items = situ_needs_count(needs);
    uint8_t *listed = NULL, *state = NULL; // of a township: 0 = no depot, 1 = none that lists goods, 2 = known
    size_t *home = NULL;
    *out = situ_calloc(n * items + 1, sizeof **out);
    SITU_TRY_ALLOC(*out);
    SITU_TRY_ALLOC(state = situ_calloc(n + 1, 1));
    SITU_TRY(situ_siting_homes(&home, towns, depots, err));
    SITU_TRY(situ_needs_listed(&listed, depots, ledger, err));
    for (size_t d = 0; d < depots->row_count; d++) {
        situ_depot_role role = situ_depot_role_of(in->rules, depots, d, regions, in->county);
        if (home[d] == SIZE_MAX || (role != SITU_DEPOT_LOCAL && role != SITU_DEPOT_FORWARD))
            continue;
        uint8_t now = listed[d] ? 2 : 1;
        state[home[d]] = now > state[home[d]] ? now : state[home[d]];
        for (size_t k = 0; k < items; k++)
            (*out)[home[d] * items + k] += stock[d * items + k];
    }
    for (size_t t = 0; t < n; t++)
        for (size_t k = 0; k < items; k++)
            if (state[t] == 1)
                (*out)[t * items + k] = (double)NAN;
done:
    situ_free(listed);
    situ_free(state);
    situ_free(home);
    if (status != SITU_OK) {
        situ_free(*out);
        *out = NULL;
    }
    return status;
}
