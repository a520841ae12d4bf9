// SPDX-License-Identifier: MIT
// F8: points of natural hazards against areas of danger (双控): four lists, people, responsible persons; and lines
// that take the worst level near them, piece by piece (点线面).

#include "analysis/double_control.h"

#include <math.h>
#include <stdio.h>

#include "analysis/checking.h"
#include "analysis/people.h"
#include "analysis/rows.h"
#include "analysis/segments.h"
#include "base/alloc.h"

typedef struct params {
    double distance_m;
    bool lines;
} params;

static const situ_prop props[] = {
    {.name = "distance_m", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, distance_m), .min = 0, .max = 10000, .fallback = "0",
     .help = N_("a line takes the level of points up to this far away; 0 = as in rules/double_control.yaml")},
    {.name = "lines", .kind = SITU_PROP_BOOL, .offset = offsetof(params, lines), .fallback = "yes", .help = N_("cut roads and rivers by the level near them")},
    {0},
};
static const situ_port inputs[] = {
    {.role = "points", .kind = SITU_PORT_TABLE, .table = "derived_grade_points", .columns = (const char *const[]){"id", "name", NULL},
     .help = N_("graded points with their industry")},
    {.role = "zones", .kind = SITU_PORT_TABLE, .table = "hazard_zone", .columns = (const char *const[]){"id", "name", "type", NULL}, .optional = true,
     .help = N_("areas of danger with type, people and responsible person")},
    {.role = "regions", .kind = SITU_PORT_TABLE, .table = "region", .columns = (const char *const[]){"id", "name", "level", NULL}, .optional = true,
     .help = N_("villages with population, for areas that do not say how many people live in them")},
    {.role = "persons", .kind = SITU_PORT_TABLE, .table = "person", .optional = true, .help = N_("persons in charge by object")},
    {.role = "roads", .kind = SITU_PORT_TABLE, .table = "road", .optional = true, .help = N_("roads to cut by the level near them")},
    {.role = "water", .kind = SITU_PORT_TABLE, .table = "water", .optional = true, .help = N_("rivers to cut by the level near them")},
    {0},
};
static const situ_port outputs[] = {
    {.role = "points", .kind = SITU_PORT_TABLE, .help = N_("points of natural hazards: in an area, in none, or why that is not known")},
    {.role = "zones", .kind = SITU_PORT_TABLE, .help = N_("areas of danger: with or without points, people, responsible person")},
    {.role = "lists", .kind = SITU_PORT_TABLE, .help = N_("how many points, areas and people each list has")},
    {.role = "lines", .kind = SITU_PORT_TABLE, .help = N_("pieces of roads and rivers with the worst level near them, 0 where there is none")},
    {.role = "lengths", .kind = SITU_PORT_TABLE, .help = N_("kilometres by class and level")},
    {0},
};
static const char *const rule_files[] = {"level", "region", "check", "double_control", NULL};

extern const situ_op situ_op_double_control;

typedef struct control {
    situ_bundle *out;
    const situ_op_input *in;
    const params *p;
    situ_report *report;
    situ_job *job;
    const situ_table *points, *areas;
    situ_controls c;
} control;

static const char *word(const control *k, const char *key)
{
    char path[64];
    snprintf(path, sizeof path, "words.%s", key);
    return situ_rules_text(k->in->rules, "double_control", path, key);
}

static bool is_closed(const control *k, size_t row)
{
    return situ_streq(situ_rows_text(k->points, row, "status"), situ_rules_text(k->in->rules, "region", "closed", "销号"));
}

// --- points ---

static const char *const point_keys[] = {"", "no_areas", "unplaced", "in", "out"};

static situ_status write_points(const control *k, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    const situ_table *from = k->points;
    size_t id, name, town, village, industry, level, list, zone, zone_name, distance, row;
    const situ_rows_column columns[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"town", SITU_TYPE_TEXT, &town},
                                        {"village", SITU_TYPE_TEXT, &village}, {"industry", SITU_TYPE_TEXT, &industry}, {"level", SITU_TYPE_INT, &level},
                                        {"list", SITU_TYPE_TEXT, &list}, {"zone", SITU_TYPE_TEXT, &zone}, {"zone_name", SITU_TYPE_TEXT, &zone_name},
                                        {"distance_m", SITU_TYPE_REAL, &distance}, {0}};
    SITU_TRY(situ_rows_table(&out, "points", k->in->epsg, columns, err));
    for (size_t r = 0; r < from->row_count; r++) {
        if (k->c.point[r] == SITU_CONTROL_NOT_ASKED)
            continue;
        SITU_TRY(situ_table_add_row(out, &row, err));
        SITU_TRY(situ_rows_copy(out, row, id, from, r, "id", err));
        SITU_TRY(situ_rows_copy(out, row, name, from, r, "name", err));
        SITU_TRY(situ_rows_copy(out, row, town, from, r, "town", err));
        SITU_TRY(situ_rows_copy(out, row, village, from, r, "village", err));
        SITU_TRY(situ_rows_copy(out, row, industry, from, r, "industry", err));
        situ_table_set_int(out, row, level, situ_rows_level(from, r));
        SITU_TRY(situ_table_set_text(out, row, list, word(k, point_keys[k->c.point[r]]), err));
        situ_table_set_real(out, row, distance, k->c.distance_m[r]);
        if (k->c.zone[r] != SIZE_MAX) {
            SITU_TRY(situ_rows_copy(out, row, zone, k->areas, k->c.zone[r], "id", err));
            SITU_TRY(situ_rows_copy(out, row, zone_name, k->areas, k->c.zone[r], "name", err));
        }
        SITU_TRY(situ_rows_set_shape(out, row, situ_table_geometry(from, r), err));
    }
    SITU_TRY(situ_rows_finish(k->out, &out, "points", err));
done:
    situ_table_free(out);
    return status;
}

// --- areas ---

static const char *const area_keys[] = {"not_asked", "no_shape", "no_shape", "with", "without"};
enum { L_IN, L_OUT, L_WITH, L_WITHOUT, L_NO_PERSON, LISTS };
static const char *const list_keys[LISTS] = {"in", "out", "with", "without", "no_person"};
typedef struct lists { size_t count[LISTS]; double people[LISTS]; size_t unknown[LISTS]; } lists;

static void add_to(lists *l, int list, double people)
{
    l->count[list]++;
    if (people >= 0)
        l->people[list] += people;
    else
        l->unknown[list]++;
}

// In the ledger of areas, else whoever names it as an object.
static const char *person_of(const control *k, const situ_check_index *persons, const char *key, size_t row)
{
    const char *name = situ_check_text(k->areas, row, "resp_person");
    size_t entry = name ? SIZE_MAX : situ_check_index_find(persons, key);
    return name ? name : entry == SIZE_MAX ? NULL : situ_check_text(persons->table, persons->row[entry], "name");
}

typedef struct area_columns { size_t id, name, type, town, village, level, list, points, worst, people, from, person, has, phone; } area_columns;

static situ_status write_area(const control *k, situ_table *out, const area_columns *c, const situ_people *people, const situ_check_index *persons,
                              situ_arena *arena, size_t r, lists *l, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *from = k->areas;
    bool own;
    double inside;
    size_t row;
    const char *key = situ_check_key(arena, situ_rows_text(from, r, "name"));
    SITU_TRY_ALLOC(key);
    const char *person = person_of(k, persons, key, r);
    SITU_TRY(situ_people_of_zone(&inside, &own, people, from, r, err));
    SITU_TRY(situ_table_add_row(out, &row, err));
    SITU_TRY(situ_rows_copy(out, row, c->id, from, r, "id", err));
    SITU_TRY(situ_rows_copy(out, row, c->name, from, r, "name", err));
    SITU_TRY(situ_rows_copy(out, row, c->type, from, r, "type", err));
    SITU_TRY(situ_rows_copy(out, row, c->town, from, r, "town", err));
    SITU_TRY(situ_rows_copy(out, row, c->village, from, r, "village", err));
    SITU_TRY(situ_rows_copy(out, row, c->phone, from, r, "phone", err));
    situ_table_set_int(out, row, c->level, situ_rows_level(from, r));
    SITU_TRY(situ_table_set_text(out, row, c->list, word(k, area_keys[k->c.area[r]]), err));
    situ_table_set_int(out, row, c->points, k->c.count[r]);
    situ_table_set_int(out, row, c->worst, k->c.worst[r]);
    if (inside >= 0) {
        situ_table_set_int(out, row, c->people, (int64_t)llround(inside));
        SITU_TRY(situ_table_set_text(out, row, c->from, word(k, own ? "from_ledger" : "from_villages"), err));
    }
    if (person)
        SITU_TRY(situ_table_set_text(out, row, c->person, person, err));
    SITU_TRY(situ_table_set_text(out, row, c->has, word(k, person ? "person" : "no_one"), err));
    SITU_TRY(situ_rows_set_shape(out, row, situ_table_geometry(from, r), err));
    if (k->c.area[r] == SITU_CONTROL_IN || k->c.area[r] == SITU_CONTROL_OUT)
        add_to(l, k->c.area[r] == SITU_CONTROL_IN ? L_WITH : L_WITHOUT, inside);
    if (!person)
        add_to(l, L_NO_PERSON, inside);
done:
    return status;
}

static situ_status write_areas(const control *k, lists *l, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    situ_geos *geos = NULL;
    situ_people *people = NULL;
    situ_check_index persons = {0};
    situ_arena *arena = situ_arena_new();
    area_columns c;
    const situ_table *named = situ_op_table(k->in, "persons");
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &c.id}, {"name", SITU_TYPE_TEXT, &c.name}, {"type", SITU_TYPE_TEXT, &c.type}, {"town", SITU_TYPE_TEXT, &c.town},
        {"village", SITU_TYPE_TEXT, &c.village}, {"level", SITU_TYPE_INT, &c.level}, {"list", SITU_TYPE_TEXT, &c.list}, {"points", SITU_TYPE_INT, &c.points},
        {"worst", SITU_TYPE_INT, &c.worst}, {"people", SITU_TYPE_INT, &c.people}, {"people_from", SITU_TYPE_TEXT, &c.from},
        {"resp_person", SITU_TYPE_TEXT, &c.person}, {"responsible", SITU_TYPE_TEXT, &c.has}, {"phone", SITU_TYPE_TEXT, &c.phone}, {0}};
    SITU_TRY_ALLOC(arena);
    SITU_TRY(situ_rows_table(&out, "zones", k->in->epsg, columns, err));
    SITU_TRY(situ_geos_new(&geos, err));
    SITU_TRY(situ_people_new(&people, situ_op_table(k->in, "regions"), geos, NULL, NULL, err));
    if (named)
        SITU_TRY(situ_check_index_new(&persons, named, "object", true, arena, err));
    for (size_t r = 0; k->areas && r < k->areas->row_count; r++) {
        if (r % 256 == 0)
            SITU_TRY(situ_job_check(k->job, err));
        SITU_TRY(write_area(k, out, &c, people, &persons, arena, r, l, err));
    }
    SITU_TRY(situ_rows_finish(k->out, &out, "zones", err));
done:
    situ_check_index_free(&persons);
    situ_people_free(people);
    situ_geos_free(geos);
    situ_arena_free(arena);
    situ_table_free(out);
    return status;
}

static situ_status write_lists(const control *k, lists *l, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    size_t id, name, count, people, unknown, row;
    const situ_rows_column columns[] = {{"id", SITU_TYPE_TEXT, &id}, {"name", SITU_TYPE_TEXT, &name}, {"count", SITU_TYPE_INT, &count},
                                        {"people", SITU_TYPE_INT, &people}, {"people_unknown", SITU_TYPE_INT, &unknown}, {0}};
    for (size_t r = 0; r < k->points->row_count; r++) {
        l->count[L_IN] += k->c.point[r] == SITU_CONTROL_IN;
        l->count[L_OUT] += k->c.point[r] == SITU_CONTROL_OUT;
    }
    SITU_TRY(situ_rows_table(&out, "lists", 0, columns, err));
    for (int i = 0; i < LISTS; i++) {
        SITU_TRY(situ_table_add_row(out, &row, err));
        SITU_TRY(situ_table_set_text(out, row, id, list_keys[i], err));
        SITU_TRY(situ_table_set_text(out, row, name, word(k, list_keys[i]), err));
        situ_table_set_int(out, row, count, (int64_t)l->count[i]);
        if (i >= L_WITH) {
            situ_table_set_int(out, row, people, (int64_t)llround(l->people[i]));
            situ_table_set_int(out, row, unknown, (int64_t)l->unknown[i]);
        }
    }
    SITU_TRY(situ_rows_finish(k->out, &out, "lists", err));
done:
    situ_table_free(out);
    return status;
}

// --- lines ---

typedef struct lines {
    situ_table *out;
    situ_segments *segments;
    const situ_geometry **shapes;
    uint8_t *levels;
    size_t id, line, name, kind, class, level, length, part, from, to, n[5], worst, state;
    situ_map *classes;   // "kind|class" -> row of km
    double (*km)[5];
    size_t capacity;
} lines;

// Points that are open and have an exact place; the others are counted.
static situ_status list_shapes(lines *l, const control *k, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = k->points->row_count, left = 0;
    double distance = k->p->distance_m;
    l->shapes = situ_calloc(n + 1, sizeof *l->shapes);
    SITU_TRY_ALLOC(l->shapes);
    l->levels = situ_calloc(n + 1, 1);
    SITU_TRY_ALLOC(l->levels);
    for (size_t r = 0; r < n; r++) {
        if (is_closed(k, r))
            continue;
        l->levels[r] = (uint8_t)situ_rows_level(k->points, r);
        if (situ_check_exact(k->points, r))
            l->shapes[r] = situ_table_geometry(k->points, r);
        else
            left++;
    }
    if (left > 0)
        SITU_TRY(situ_rows_tell(k->report, k->points, SIZE_MAX, SITU_WARN, "CONTROL_UNPLACED", NULL, _("fill in the coordinates"), err,
                                _("%zu points have no exact place: no line takes their level"), left));
    if (!(distance > 0))
        SITU_TRY(situ_rules_number(&distance, k->in->rules, "double_control", "line.distance_m", err));
    SITU_TRY(situ_segments_new(&l->segments, l->shapes, l->levels, (uint32_t)n, distance, err));
done:
    return status;
}

static situ_status add_length(lines *l, const char *kind, const char *class, int level, double m, situ_error *err)
{
    char key[256];
    snprintf(key, sizeof key, "%.100s|%.100s", kind, class ? class : "");
    size_t at = situ_map_get(l->classes, key);
    if (at == SIZE_MAX) {
        at = situ_map_count(l->classes);
        situ_status status = situ_grow(&l->km, &l->capacity, at + 1, sizeof *l->km, err);
        if (status != SITU_OK)
            return status;
        for (int i = 0; i < 5; i++)
            l->km[at][i] = 0;
        if (situ_map_set(l->classes, key, at) < 0)
            return situ_fail_nomem(err);
    }
    l->km[at][level] += m / 1000.0;
    return SITU_OK;
}

static situ_status write_piece(lines *l, const control *k, const situ_table *from, size_t r, const char *kind, const char *class, size_t number,
                               const situ_segment *s, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *g = NULL;
    size_t row;
    char id[300];
    const char *line = situ_rows_text(from, r, "id");
    SITU_TRY(situ_table_add_row(l->out, &row, err));
    if (line)
        snprintf(id, sizeof id, "%.250s#%zu", line, number);
    else
        snprintf(id, sizeof id, "%.50s-%zu#%zu", kind, r + 1, number);
    SITU_TRY(situ_table_set_text(l->out, row, l->id, id, err));
    SITU_TRY(situ_rows_copy(l->out, row, l->line, from, r, "id", err));
    SITU_TRY(situ_rows_copy(l->out, row, l->name, from, r, "name", err));
    SITU_TRY(situ_table_set_text(l->out, row, l->kind, kind, err));
    if (class)
        SITU_TRY(situ_table_set_text(l->out, row, l->class, class, err));
    situ_table_set_int(l->out, row, l->level, s->level);
    situ_table_set_real(l->out, row, l->length, s->to_m - s->from_m);
    situ_table_set_int(l->out, row, l->part, (int64_t)s->part + 1);
    situ_table_set_real(l->out, row, l->from, s->from_m);
    situ_table_set_real(l->out, row, l->to, s->to_m);
    for (int i = 0; i < 5; i++)
        situ_table_set_int(l->out, row, l->n[i], s->n[i]);
    if (s->worst != SIZE_MAX)
        SITU_TRY(situ_table_set_text(l->out, row, l->worst, situ_rows_name(k->points, s->worst), err));
    SITU_TRY(situ_table_set_text(l->out, row, l->state, word(k, s->level ? "assessed" : s->n[0] ? "ungraded" : "none"), err));
    SITU_TRY(situ_segment_geometry(&g, situ_table_geometry(from, r), s, err));
    SITU_TRY(situ_table_set_geometry(l->out, row, g, err));
    SITU_TRY(add_length(l, kind, class, s->level, s->to_m - s->from_m, err));
done:
    return status;
}

static situ_status cut_lines(lines *l, const control *k, const char *role, const char *kind, const char *class_column, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = situ_op_table(k->in, role);
    situ_segment *pieces = NULL;
    size_t count, left = 0;
    for (size_t r = 0; t && r < t->row_count; r++) {
        const situ_geometry *g = situ_table_geometry(t, r);
        if (r % 1024 == 0)
            SITU_TRY(situ_job_check(k->job, err));
        if (!g || g->kind != SITU_GEOM_LINE) {
            left++;
            continue;
        }
        SITU_TRY(situ_segments_cut(&pieces, &count, l->segments, g, err));
        for (size_t i = 0; i < count; i++)
            SITU_TRY(write_piece(l, k, t, r, kind, situ_rows_text(t, r, class_column), i + 1, &pieces[i], err));
        situ_free(pieces);
        pieces = NULL;
    }
    if (left > 0)
        SITU_TRY(situ_rows_tell(k->report, t, SIZE_MAX, SITU_INFO, "CONTROL_NO_LINE", NULL, NULL, err, _("%zu rows of %s are no lines: they are not cut"), left, t->name));
done:
    situ_free(pieces);
    return status;
}

static situ_status write_lengths(const lines *l, const control *k, situ_error *err)
{
    static const char *const names[] = {"km0", "km1", "km2", "km3", "km4"};
    situ_status status = SITU_OK;
    situ_table *out = NULL;
    size_t kind, class, km[5], all, row;
    const situ_rows_column columns[] = {{"kind", SITU_TYPE_TEXT, &kind}, {"class", SITU_TYPE_TEXT, &class}, {names[0], SITU_TYPE_REAL, &km[0]},
                                        {names[1], SITU_TYPE_REAL, &km[1]}, {names[2], SITU_TYPE_REAL, &km[2]}, {names[3], SITU_TYPE_REAL, &km[3]},
                                        {names[4], SITU_TYPE_REAL, &km[4]}, {"km", SITU_TYPE_REAL, &all}, {0}};
    SITU_TRY(situ_rows_table(&out, "lengths", 0, columns, err));
    for (size_t i = 0; i < situ_map_count(l->classes); i++) {
        const char *key = situ_map_key(l->classes, i), *bar = key;
        char first[128];
        double sum = 0;
        while (*bar != '|')
            bar++;
        snprintf(first, sizeof first, "%.*s", (int)(bar - key), key);
        SITU_TRY(situ_table_add_row(out, &row, err));
        SITU_TRY(situ_table_set_text(out, row, kind, first, err));
        if (bar[1])
            SITU_TRY(situ_table_set_text(out, row, class, bar + 1, err));
        for (int level = 0; level < 5; level++) {
            situ_table_set_real(out, row, km[level], l->km[i][level]);
            sum += l->km[i][level];
        }
        situ_table_set_real(out, row, all, sum);
    }
    SITU_TRY(situ_rows_finish(k->out, &out, "lengths", err));
done:
    situ_table_free(out);
    return status;
}

static situ_status write_lines(const control *k, situ_error *err)
{
    situ_status status = SITU_OK;
    lines l = {0};
    const situ_rows_column columns[] = {
        {"id", SITU_TYPE_TEXT, &l.id}, {"line", SITU_TYPE_TEXT, &l.line}, {"name", SITU_TYPE_TEXT, &l.name}, {"kind", SITU_TYPE_TEXT, &l.kind},
        {"class", SITU_TYPE_TEXT, &l.class}, {"level", SITU_TYPE_INT, &l.level}, {"length_m", SITU_TYPE_REAL, &l.length},
        {"part", SITU_TYPE_INT, &l.part}, {"from_m", SITU_TYPE_REAL, &l.from},
        {"to_m", SITU_TYPE_REAL, &l.to}, {"n0", SITU_TYPE_INT, &l.n[0]}, {"n1", SITU_TYPE_INT, &l.n[1]}, {"n2", SITU_TYPE_INT, &l.n[2]},
        {"n3", SITU_TYPE_INT, &l.n[3]}, {"n4", SITU_TYPE_INT, &l.n[4]}, {"worst", SITU_TYPE_TEXT, &l.worst}, {"status", SITU_TYPE_TEXT, &l.state}, {0}};
    SITU_TRY(situ_rows_table(&l.out, "lines", k->in->epsg, columns, err));
    l.classes = situ_map_new();
    SITU_TRY_ALLOC(l.classes);
    if (situ_op_table(k->in, "roads") || situ_op_table(k->in, "water")) {
        SITU_TRY(list_shapes(&l, k, err));
        SITU_TRY(cut_lines(&l, k, "roads", word(k, "road"), "class", err));
        SITU_TRY(cut_lines(&l, k, "water", word(k, "water"), "kind", err));
    }
    SITU_TRY(write_lengths(&l, k, err));
    SITU_TRY(situ_rows_finish(k->out, &l.out, "lines", err));
done:
    situ_segments_free(l.segments);
    situ_free(l.shapes);
    situ_free(l.levels);
    situ_map_free(l.classes);
    situ_free(l.km);
    situ_table_free(l.out);
    return status;
}

static situ_status run(situ_bundle *out, const situ_op_input *in, const void *p, situ_report *report, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    control k = {.out = out, .in = in, .p = p, .report = report, .job = job};
    lists l = {0};
    SITU_TRY(situ_op_check(&situ_op_double_control, in, err));
    k.points = situ_op_table(in, "points");
    k.areas = situ_op_table(in, "zones");
    if (!k.areas)
        SITU_TRY(situ_rows_tell(report, NULL, SIZE_MAX, SITU_WARN, "CONTROL_NO_ZONES", NULL, _("import the areas of danger"), err, "%s",
                                _("there is no ledger of areas of danger")));
    SITU_TRY(situ_controls_new(&k.c, k.points, k.areas, in->rules, job, err));
    SITU_TRY(write_points(&k, err));
    SITU_TRY(write_areas(&k, &l, err));
    SITU_TRY(write_lists(&k, &l, err));
    if (k.p->lines)
        SITU_TRY(write_lines(&k, err));
done:
    situ_controls_free(&k.c);
    return status;
}

const situ_op situ_op_double_control = {
    .name = "double_control",
    .version = 1,
    .summary = N_("points of natural hazards against areas of danger, and roads and rivers by the level near them"),
    .inputs = inputs,
    .outputs = outputs,
    .params_size = sizeof(params),
    .props = props,
    .rule_files = rule_files,
    .run = run,
};
