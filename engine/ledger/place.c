// SPDX-License-Identifier: MIT
// Where a row lies: its own coordinates checked against the unit it names, else the village's or the
// town's point, which the row says (loc_quality).
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "geo/china_datum.h"
#include "ledger/internal.h"

enum { OUTSIDE_LIMIT_M = 5000, FAR_M = 100000, ODD_M = 500, SEAT_M = 20, MAX_ANCHORS_TOLD = 50000 };

// "exact", unless a column of our own exports says that the point only stands in for the place.
static const char *quality_of(const situ_sheet_run *run)
{
    static const char *const words[] = {"interp", "village", "town", NULL};
    const char *text = situ_run_cell(run, run->columns.quality_column)->text;
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return words[i];
    return "exact";
}

// --- does the point lie where the row says ---

typedef struct place {
    double lon, lat;
    const situ_reading *reading; // NULL = a geometry of the file
    const situ_frame *frame;
    int truth;      // unit with a polygon, SITU_UNIT_WHOLE or SITU_NO_UNIT
    bool neighbour;
} place;

// The frame under which the point would lie in its unit, when it does not under its own; -1 = none.
static int other_frame(situ_sheet_run *run, const place *p)
{
    static const situ_datum all[] = {SITU_DATUM_WGS84, SITU_DATUM_GCJ02, SITU_DATUM_BD09};
    if (!p->reading || p->reading->kind != SITU_READ_DEGREES)
        return -1;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i] == p->frame->datum)
            continue;
        situ_lonlat q = situ_datum_to_wgs84(all[i], (situ_lonlat){p->reading->x, p->reading->y});
        if (situ_gazetteer_holds(run->im->gazetteer, p->truth, q.lon_deg, q.lat_deg))
            return (int)all[i];
    }
    return -1;
}

static situ_status tell_odd(situ_sheet_run *run, const place *p, double away_m, int fits, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gazetteer *g = run->im->gazetteer;
    bool whole = p->truth == SITU_UNIT_WHOLE;
    const char *unit = whole ? _("the county") : situ_gazetteer_name(g, p->truth);
    int in = whole ? SITU_NO_UNIT : situ_gazetteer_at(g, p->truth, p->lon, p->lat);
    const char *cure = fits >= 0 ? _("check whether this row has another coordinate system; a column 坐标系 says it row by row")
                                 : _("check the coordinates and the unit's name");
    char *where = in == SITU_NO_UNIT ? situ_arena_printf(run->row_arena, _("the point lies %.1f km outside %s"), away_m / 1000, unit)
                                     : situ_arena_printf(run->row_arena, _("the point lies %.1f km outside %s, in %s"), away_m / 1000, unit,
                                                         situ_gazetteer_name(g, in));
    SITU_TRY_ALLOC(where);
    if (fits >= 0) {
        where = situ_arena_printf(run->row_arena, _("%s; read as %s it lies inside"), where, situ_datum_label((situ_datum)fits));
        SITU_TRY_ALLOC(where);
    }
    // Near the unit a frame that fits is chance as a rule, unless the whole file speaks for it.
    situ_severity severity = away_m > ODD_M || (fits >= 0 && run->frame_mixed[fits]) ? SITU_WARN : SITU_INFO;
    SITU_TRY(situ_tell(run, severity, "POINT_ODD", p->reading ? p->reading->column : -1, "lon",
                       p->reading ? situ_reading_shown(p->reading, run->row_arena) : NULL, NULL, cure, err, "%s", where));
done:
    return status;
}

// Beyond 5 km outside the county a row is rejected; nearer, and beyond 500 m outside its own unit, told;
// so is one beyond 100 m that another frame alone explains, for files of mixed frames are common.
static situ_status check_place(situ_sheet_run *run, const place *p, bool region, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gazetteer *g = run->im->gazetteer;
    if (p->neighbour)
        return SITU_OK;
    double out_m = region ? 0 : situ_gazetteer_outside_m(g, p->lon, p->lat);
    const char *shown = p->reading ? situ_reading_shown(p->reading, run->row_arena) : NULL;
    int column = p->reading ? p->reading->column : -1;
    if (out_m > OUTSIDE_LIMIT_M && p->reading) {
        SITU_TRY(situ_tell_reject(run, "OUTSIDE_COUNTY", column, "lon", shown,
                                  _("correct the coordinates; for a place in another county name it in the column 区县"), err,
                                  _("the point lies %.1f km outside the county"), out_m / 1000));
        goto done;
    }
    double away_m = p->truth == SITU_NO_UNIT || situ_gazetteer_holds(g, p->truth, p->lon, p->lat)
                        ? 0
                        : situ_gazetteer_away_m(g, p->truth, p->lon, p->lat);
    int fits = away_m > SITU_OUTSIDE_TOLERANCE_M ? other_frame(run, p) : -1;
    if (fits >= 0 || (away_m > ODD_M && out_m <= SITU_OUTSIDE_TOLERANCE_M))
        SITU_TRY(tell_odd(run, p, away_m, fits, err));
    else if (out_m > SITU_OUTSIDE_TOLERANCE_M && p->reading)
        SITU_TRY(situ_tell(run, SITU_WARN, "NEAR_COUNTY", column, "lon", shown, NULL, _("check the coordinates"), err,
                           _("the point lies %.1f km outside the county's outline"), out_m / 1000));
    if (situ_gazetteer_failed(g))
        status = situ_fail_nomem(err);
done:
    return status;
}

// Layers of the map itself, which cross the county's border.
static bool is_base(const situ_sheet_run *run)
{
    static const char *const names[] = {"road", "water", "boundary", "place", NULL};
    for (size_t i = 0; names[i]; i++)
        if (strcmp(run->columns.schema->name, names[i]) == 0)
            return true;
    return false;
}

// The zone of plane coordinates; 0 = not known. *assumed: only because the county lies in it.
static int zone_of(const situ_sheet_run *run, const situ_reading *r, bool *assumed)
{
    *assumed = r->epsg <= 0 && run->plane_epsg <= 0;
    return r->epsg > 0 ? r->epsg : run->plane_epsg > 0 ? run->plane_epsg : run->zone_open ? 0 : run->im->options->zone_epsg;
}

static situ_status ask_zone(situ_sheet_run *run, situ_reading *r, const char *cause, situ_error *err)
{
    situ_status status = SITU_OK;
    r->kind = SITU_READ_BAD;
    r->cause = cause;
    r->cure = _("say which zone they are in: --crs EPSG:4545 for 108°E");
    if (run->zone_best > 0) {
        r->cure = situ_arena_printf(run->row_arena, _("the units that the rows name speak for --crs EPSG:%d: say so if that is right"), run->zone_best);
        SITU_TRY_ALLOC(r->cure);
    }
done:
    return status;
}

// Degrees in CGCS2000 of what was read; *name: the frame it came in. BAD when it lies nowhere.
static situ_status to_degrees(situ_sheet_run *run, situ_reading *r, const place *p, double *lon, double *lat, const char **name, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_frame *frame = p->frame;
    bool abroad = p->neighbour || is_base(run) || strcmp(run->columns.schema->name, "region") == 0;
    *name = frame->origin ? frame->origin : frame->old ? strstr(frame->old, "54") ? "EPSG:4214" : "EPSG:4610" : situ_datum_name(frame->datum);
    if (r->kind == SITU_READ_DEGREES) {
        situ_lonlat q = situ_datum_to_wgs84(frame->datum, (situ_lonlat){r->x, r->y});
        *lon = q.lon_deg;
        *lat = q.lat_deg;
        return SITU_OK;
    }
    bool ok = false, assumed = false;
    int epsg = zone_of(run, r, &assumed);
    if (epsg <= 0)
        return ask_zone(run, r, _("plane coordinates without a zone"), err);
    SITU_TRY(situ_place_project(run, epsg, r->x, r->y, lon, lat, &ok, err));
    if (ok && assumed && situ_gazetteer_outside_m(run->im->gazetteer, *lon, *lat) > (abroad ? FAR_M : OUTSIDE_LIMIT_M)) {
        char *cause = situ_arena_printf(run->row_arena, _("plane coordinates without a zone; in the county's own (EPSG:%d) they lie outside the county"), epsg);
        SITU_TRY_ALLOC(cause);
        SITU_TRY(ask_zone(run, r, cause, err));
    } else if (!ok) {
        r->kind = SITU_READ_BAD;
        r->cause = _("these plane coordinates do not lie in China");
        r->cure = _("check the figures and the zone (--crs EPSG:n)");
    } else if (!frame->origin && !frame->old) {
        SITU_TRY_ALLOC(*name = situ_arena_printf(run->row_arena, "EPSG:%d", epsg));
    }
done:
    return status;
}

// --- geometry of a vector file ---

// A line among points belongs into another table; the point of an area stands for it.
static bool fits(situ_table_shape shape, situ_geometry_kind kind)
{
    return shape == SITU_SHAPE_ANY || (shape == SITU_SHAPE_POINT && kind != SITU_GEOM_LINE) || (shape == SITU_SHAPE_LINE && kind == SITU_GEOM_LINE) ||
           (shape == SITU_SHAPE_POLYGON && kind == SITU_GEOM_POLYGON);
}

static const char *kind_word(situ_geometry_kind kind)
{
    return kind == SITU_GEOM_POINT ? _("a point") : kind == SITU_GEOM_LINE ? _("a line") : _("an area");
}

static situ_status reject_kind(situ_sheet_run *run, situ_geometry_kind kind, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_schema *schema = run->columns.schema;
    const char *name = "";
    int column = -1;
    SITU_TRY(situ_text_of(run, situ_field_named(&run->columns, "name"), &name, &column, err));
    situ_geometry_kind wanted = schema->shape == SITU_SHAPE_POINT ? SITU_GEOM_POINT : schema->shape == SITU_SHAPE_LINE ? SITU_GEOM_LINE : SITU_GEOM_POLYGON;
    SITU_TRY(situ_tell_reject(run, "GEOMETRY_KIND", column, "name", name,
                              _("draw it anew as the table needs it, or put such features into a file of their own and import it with --as"), err,
                              _("\"%s\" is %s; in the table %s every row is %s"), name, kind_word(kind), schema->label, kind_word(wanted)));
done:
    return status;
}

// All points as the reading says: turned round, out of the plane, out of a shifted frame.
static situ_status convert_geometry(situ_sheet_run *run, situ_geometry *g, situ_reading *r, situ_datum datum, situ_error *err)
{
    situ_status status = SITU_OK;
    bool ok = true, assumed = false;
    int epsg = r->kind == SITU_READ_PLANE ? zone_of(run, r, &assumed) : 0;
    for (uint32_t i = 0; i < g->point_count && ok; i++) {
        double *xy = &g->xy[2 * (size_t)i], x = xy[r->turned], y = xy[!r->turned];
        situ_lonlat q = {x, y};
        if (epsg > 0)
            SITU_TRY(situ_place_project(run, epsg, x, y, &q.lon_deg, &q.lat_deg, &ok, err));
        else if (datum != SITU_DATUM_WGS84)
            q = situ_datum_to_wgs84(datum, q);
        xy[0] = q.lon_deg;
        xy[1] = q.lat_deg;
    }
    if (!ok) {
        r->kind = SITU_READ_BAD;
        r->cause = _("these plane coordinates do not lie in China");
        r->cure = _("check the figures and the zone (--crs EPSG:n)");
    }
    situ_geometry_update_box(g);
done:
    return status;
}

static situ_status tell_geometry(situ_sheet_run *run, const situ_reading *r, const place *p, situ_error *err)
{
    situ_status status = SITU_OK;
    char *now = situ_arena_printf(run->row_arena, "%.6f, %.6f", p->lon, p->lat);
    SITU_TRY_ALLOC(now);
    SITU_TRY(situ_tell_repair(run, r->rule, -1, "lon", r->shown, now, err));
done:
    return status;
}

// *taken false when the geometry says nothing, so that the unit's place may stand in.
static situ_status take_geometry(situ_sheet_run *run, size_t row, place *p, bool region, bool *taken, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_reading r;
    const char *name = "", *quality = quality_of(run);
    situ_read_geometry(&r, run);
    situ_geometry *g = run->geometry[run->row];
    run->geometry[run->row] = NULL;
    *taken = r.kind != SITU_READ_NOTHING;
    if (!*taken)
        goto done;
    if (!fits(run->columns.schema->shape, g->kind)) {
        SITU_TRY(reject_kind(run, g->kind, err));
        goto done;
    }
    r.shown = situ_arena_printf(run->row_arena, "%.10g, %.10g", r.turned ? r.y : r.x, r.turned ? r.x : r.y);
    SITU_TRY_ALLOC(r.shown);
    if (r.kind != SITU_READ_BAD)
        SITU_TRY(to_degrees(run, &r, p, &p->lon, &p->lat, &name, err));
    if (r.kind != SITU_READ_BAD)
        SITU_TRY(convert_geometry(run, g, &r, p->frame->datum, err));
    if (r.kind == SITU_READ_BAD) {
        SITU_TRY(situ_tell_reject(run, r.refused, -1, "lon", r.shown, r.cure, err, "%s", r.cause));
        goto done;
    }
    if (r.rule)
        SITU_TRY(tell_geometry(run, &r, p, err));
    if (run->columns.schema->shape == SITU_SHAPE_POINT && g->kind == SITU_GEOM_POLYGON) {
        situ_point pole = situ_polygon_pole(g, 0.0002, NULL);
        situ_geometry_free(g);
        g = NULL;
        SITU_TRY(situ_geometry_point(&g, pole.x, pole.y, err));
        SITU_TRY(situ_tell_repair(run, "AREA_TO_POINT", -1, NULL, NULL, NULL, err));
    }
    if (g->kind == SITU_GEOM_POINT && g->point_count > 0 && !is_base(run)) {
        p->lon = g->xy[0];
        p->lat = g->xy[1];
        p->reading = &r;
        SITU_TRY(check_place(run, p, region, err));
    }
    situ_geometry *given = g;
    g = NULL;
    SITU_TRY(situ_table_set_geometry(run->table, row, given, err)); // takes it, whatever comes
    if (p->frame->old && strcmp(quality, "exact") == 0)
        quality = "interp";
    SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_LOC_QUALITY, quality, err));
    if (p->frame->origin || p->frame->old || strcmp(quality, "exact") == 0)
        SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_CRS_IN, name, err));
done:
    p->reading = NULL;
    situ_geometry_free(g);
    return status;
}

// --- the row ---

static situ_status set_point(situ_sheet_run *run, size_t row, double lon, double lat, const char *quality, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *g = NULL;
    SITU_TRY(situ_geometry_point(&g, lon, lat, err));
    SITU_TRY(situ_table_set_geometry(run->table, row, g, err)); // takes g, whatever comes
    SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_LOC_QUALITY, quality, err));
done:
    return status;
}

// What is told of a row that lies where its unit does, or nowhere: each row, but not a million of them.
enum { AT_VILLAGE, AT_TOWN, NOWHERE };
static const char *const anchor_rules[] = {"PLACE_VILLAGE", "PLACE_TOWN", "NO_PLACE"};

static situ_status tell_nowhere(situ_sheet_run *run, const situ_units *u, situ_error *err)
{
    // Our own exports say in a column that a row has no place: nothing new.
    bool said = !situ_clean_is_blank(situ_run_cell(run, run->columns.quality_column)->text);
    int field = situ_field_of_kind(&run->columns, SITU_FIELD_TOWN);
    situ_severity severity = said || !situ_gazetteer_has_towns(run->im->gazetteer) ? SITU_INFO : SITU_WARN;
    if (u->town_text[0] || u->village_text[0] || u->neighbour)
        return situ_tell(run, severity, "NO_PLACE", -1, "lon", NULL, "none", _("type the coordinates, or import the list of units with their places first"),
                         err, "%s", _("no usable coordinates, and where the unit lies is not known: the row is on no map"));
    if (field >= 0 && run->columns.of_field[field] >= 0 && run->town_above)
        return situ_tell(run, severity, "NO_PLACE", run->columns.of_field[field], "town", NULL, "none",
                         _("fill in the township in every row, or type the coordinates"), err, _("the township is empty; the row above names %s"),
                         run->town_above);
    return situ_tell(run, severity, "NO_PLACE", -1, "lon", NULL, "none", _("type the coordinates, or at least the township and the village"), err, "%s",
                     _("no usable coordinates and no unit: the row is on no map"));
}

static situ_status tell_anchor(situ_sheet_run *run, int which, const situ_units *u, situ_error *err)
{
    if (!situ_run_has_coordinates(run) || ++run->anchored[which] > MAX_ANCHORS_TOLD)
        return SITU_OK;
    if (which == NOWHERE)
        return tell_nowhere(run, u, err);
    return situ_tell(run, SITU_INFO, anchor_rules[which], -1, "lon", NULL, situ_gazetteer_name(run->im->gazetteer, which == AT_VILLAGE ? u->village : u->town),
                     _("type the row's own coordinates"), err, "%s",
                     which == AT_VILLAGE ? _("no usable coordinates: the village's place stands in") : _("no usable coordinates: the township's place stands in"));
}

situ_status situ_place_end(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < sizeof run->anchored / sizeof *run->anchored; i++) {
        char message[200];
        if (run->anchored[i] <= MAX_ANCHORS_TOLD)
            continue;
        snprintf(message, sizeof message, _("%zu rows in all have no usable coordinates of this kind; the first %d are told one by one"), run->anchored[i],
                 MAX_ANCHORS_TOLD);
        situ_issue issue = {.severity = i == NOWHERE ? SITU_WARN : SITU_INFO, .rule = anchor_rules[i], .file = run->im->file, .sheet = run->name,
                            .table = run->columns.schema->name, .message = message, .cure = _("type the row's own coordinates")};
        SITU_TRY(situ_report_add(run->im->report, &issue, err));
    }
done:
    return status;
}

// No usable coordinates: the village's or the town's point stands in, and the row says so.
static situ_status fall_back(situ_sheet_run *run, size_t row, const situ_units *u, situ_error *err)
{
    situ_status status = SITU_OK;
    double lon = 0, lat = 0;
    int which = situ_gazetteer_point(run->im->gazetteer, u->village, &lon, &lat) ? AT_VILLAGE
                : situ_gazetteer_point(run->im->gazetteer, u->town, &lon, &lat)  ? AT_TOWN
                                                                                 : NOWHERE;
    if (which == NOWHERE)
        SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_LOC_QUALITY, "none", err));
    else
        SITU_TRY(set_point(run, row, lon, lat, which == AT_VILLAGE ? "village" : "town", err));
    SITU_TRY(tell_anchor(run, which, u, err));
done:
    return status;
}

static double metres_between(double lon, double lat, double lon2, double lat2)
{
    return hypot((lon - lon2) * 111320 * cos(lat * 3.14159265358979323846 / 180), (lat - lat2) * 110574);
}

// Several rows at the town's (or village's) own point: somebody gave them the seat for want of better (B5).
// The first such row is noted; the second takes it along.
static situ_status check_repeated(situ_sheet_run *run, size_t row, const situ_units *u, double lon, double lat, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gazetteer *g = run->im->gazetteer;
    situ_table *t = run->table;
    double x = 0, y = 0;
    bool village = situ_gazetteer_seat(g, u->village, &x, &y) && metres_between(lon, lat, x, y) <= SEAT_M;
    bool town = !village && situ_gazetteer_seat(g, u->town, &x, &y) && metres_between(lon, lat, x, y) <= SEAT_M;
    int unit = village ? u->village : u->town;
    if (!village && !town)
        return SITU_OK;
    char *key = situ_arena_printf(run->row_arena, "seat\t%s\t%d", t->name, unit);
    SITU_TRY_ALLOC(key);
    size_t first = situ_map_get(run->im->keys, key);
    const situ_geometry *o = first != SIZE_MAX && first < row ? situ_table_geometry(t, first) : NULL;
    // A row rejected later gave its place in the table to another.
    if (!o || o->kind != SITU_GEOM_POINT || metres_between(o->xy[0], o->xy[1], x, y) > SEAT_M) {
        if (situ_map_set(run->im->keys, key, row) < 0)
            status = situ_fail_nomem(err);
        goto done;
    }
    const char *quality = village ? "village" : "town";
    if (situ_streq(situ_table_text(t, first, SITU_FRONT_LOC_QUALITY), "exact"))
        SITU_TRY(situ_table_set_text(t, first, SITU_FRONT_LOC_QUALITY, quality, err));
    SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_LOC_QUALITY, quality, err));
    SITU_TRY(situ_tell(run, SITU_WARN, "PLACE_REPEATED", -1, "lon", NULL, quality, _("give the row its own coordinates"), err,
                       _("this row and row %lld have the coordinates of %s itself; they count as its place only"),
                       (long long)situ_table_int(t, first, SITU_FRONT_ROW), situ_gazetteer_name(g, unit)));
done:
    return status;
}

static situ_status place_point(situ_sheet_run *run, size_t row, const situ_units *u, place *p, situ_reading *r, bool region, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *name = "";
    SITU_TRY(to_degrees(run, r, p, &p->lon, &p->lat, &name, err));
    if (r->kind == SITU_READ_BAD)
        goto done;
    p->reading = r;
    if (r->rule) {
        char *now = situ_arena_printf(run->row_arena, "%.6f, %.6f", p->lon, p->lat);
        SITU_TRY_ALLOC(now);
        SITU_TRY(situ_tell_repair(run, r->rule, r->column, "lon", situ_reading_shown(r, run->row_arena), now, err));
    }
    SITU_TRY(check_place(run, p, region, err));
    const char *quality = quality_of(run);
    bool exact = strcmp(quality, "exact") == 0;
    SITU_TRY(set_point(run, row, p->lon, p->lat, exact && (p->frame->old || r->coarse) ? "interp" : quality, err));
    if (p->frame->origin || exact) // a village's point came in no frame
        SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_CRS_IN, name, err));
    if (!region && !run->rejected)
        SITU_TRY(check_repeated(run, row, u, p->lon, p->lat, err));
done:
    return status;
}

situ_status situ_place_row(situ_sheet_run *run, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_schema *schema = run->columns.schema;
    bool region = strcmp(schema->name, "region") == 0;
    situ_units u = {.county = SITU_NO_UNIT, .town = SITU_NO_UNIT, .village = SITU_NO_UNIT, .town_text = "", .village_text = ""};
    situ_frame frame = {0};
    situ_reading r = {0};
    place p = {.frame = &frame, .truth = SITU_NO_UNIT};
    if (!region) {
        SITU_TRY(situ_units_of_row(&u, run, err));
        SITU_TRY(situ_units_store(run, &u, row, err));
        p.neighbour = u.neighbour;
        if (u.town_column >= 0 && u.town_text[0])
            run->town_above = situ_run_cell(run, u.town_column)->text;
    }
    if (schema->shape == SITU_SHAPE_NONE)
        goto done;
    if (situ_gazetteer_has_polygons(run->im->gazetteer))
        SITU_TRY(situ_truth_of_row(&p.truth, run, region ? NULL : &u, err));
    SITU_TRY(situ_row_frame(&frame, run, true, err));
    if (run->geometry && run->geometry[run->row]) {
        bool taken = false;
        SITU_TRY(take_geometry(run, row, &p, region, &taken, err));
        if (taken)
            goto done;
    }
    if (schema->shape != SITU_SHAPE_POINT && schema->shape != SITU_SHAPE_ANY) {
        SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_LOC_QUALITY, "none", err));
        if (run->geometry)
            SITU_TRY(tell_anchor(run, NOWHERE, &u, err));
        goto done;
    }
    SITU_TRY(situ_read_coordinates(&r, run, err));
    if (r.kind == SITU_READ_DEGREES || r.kind == SITU_READ_PLANE)
        SITU_TRY(place_point(run, row, &u, &p, &r, region, err));
    if (r.kind == SITU_READ_DEGREES || r.kind == SITU_READ_PLANE)
        goto done;
    if (r.kind == SITU_READ_BAD)
        SITU_TRY(situ_tell(run, SITU_WARN, r.refused, r.column, "lon", situ_reading_shown(&r, run->row_arena), NULL, r.cure, err, "%s", r.cause));
    if (region)
        SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_LOC_QUALITY, "none", err));
    else
        SITU_TRY(fall_back(run, row, &u, err));
done:
    return status;
}
