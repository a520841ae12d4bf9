// SPDX-License-Identifier: MIT
// Where a row lies: town and village by name, coordinates in all their forms (domain.md B5), the check
// against the county's outline, and the fallback to the village's or town's point.
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "geo/china_datum.h"
#include "ledger/internal.h"

// Longitudes and latitudes of China are disjoint, which makes swaps certain (B5).
static bool lon_ok(double v)
{
    return v >= 73 && v <= 135.1;
}

static bool lat_ok(double v)
{
    return v >= 3 && v <= 54;
}

enum { OUTSIDE_LIMIT_M = 5000, OUTSIDE_TOLERANCE_M = 100 }; // outlines are generalised

typedef struct located {
    enum { LOC_MISSING, LOC_OK, LOC_BAD } state;
    double lon, lat;
    const char *rule;  // repair made
    const char *cause, *cure; // LOC_BAD; translated
    int column;        // for messages
    const char *shown; // what was read
} located;

static int field_index(const situ_columns *c, situ_field_kind kind)
{
    for (size_t f = 0; f < c->field_count; f++)
        if (c->schema->fields[f].kind == kind)
            return (int)f;
    return -1;
}

static int field_named(const situ_columns *c, const char *name)
{
    for (size_t f = 0; f < c->field_count; f++)
        if (strcmp(c->schema->fields[f].name, name) == 0)
            return (int)f;
    return -1;
}

static situ_status text_of(situ_sheet_run *run, int field, const char **text, int *column, situ_error *err)
{
    *text = "";
    *column = -1;
    return field < 0 ? SITU_OK : situ_run_text(run, (size_t)field, text, column, err);
}

// --- town and village ---

static situ_status set_name(situ_sheet_run *run, int field, size_t row, const char *text, int column, const char *known, bool edited,
                            situ_error *err)
{
    situ_status status = SITU_OK;
    const char *name = known && known[0] ? known : text;
    if (field < 0 || run->table_column[field] < 0 || !name[0])
        return SITU_OK;
    SITU_TRY(situ_table_set_text(run->table, row, (size_t)run->table_column[field], name, err));
    if (text[0] && strcmp(name, text) != 0)
        SITU_TRY(situ_tell_repair(run, edited ? "UNIT_NAME_GUESSED" : "UNIT_NAME", column, run->columns.schema->fields[field].name, text,
                                  name, err));
done:
    return status;
}

// Finds the units of the row; *unit is the most exact one known. *neighbour: the row says it lies in
// another county, whose units nobody expects to know.
static situ_status place_units(situ_sheet_run *run, size_t row, int *town, int *village, bool *neighbour, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gazetteer *g = run->im->gazetteer;
    int town_field = field_index(&run->columns, SITU_FIELD_TOWN), village_field = field_index(&run->columns, SITU_FIELD_VILLAGE);
    int county_field = field_named(&run->columns, "county"), town_column, village_column, county_column;
    const char *town_text, *village_text, *county;
    bool town_edited = false, village_edited = false;
    *town = *village = SITU_NO_UNIT;
    SITU_TRY(text_of(run, town_field, &town_text, &town_column, err));
    SITU_TRY(text_of(run, village_field, &village_text, &village_column, err));
    SITU_TRY(text_of(run, county_field, &county, &county_column, err));
    if (situ_clean_is_blank(town_text))
        town_text = "";
    if (situ_clean_is_blank(village_text))
        village_text = "";
    *neighbour = county[0] && situ_gazetteer_is_neighbour(g, county);
    if (!*neighbour && town_text[0] && situ_gazetteer_has_towns(g)) {
        *town = situ_gazetteer_town(g, town_text, &town_edited);
        if (*town == SITU_NO_UNIT)
            SITU_TRY(situ_tell(run, SITU_WARN, "TOWN_UNKNOWN", town_column, "town", town_text, NULL,
                               _("correct the name, or import the list of townships first"), err,
                               _("no township is called \"%s\""), town_text));
    }
    if (!*neighbour && village_text[0] && situ_gazetteer_has_villages(g)) {
        *village = situ_gazetteer_village(g, *town, village_text, &village_edited);
        if (*village == SITU_NO_UNIT && town_text[0])
            SITU_TRY(situ_tell(run, SITU_WARN, "VILLAGE_UNKNOWN", village_column, "village", village_text, NULL,
                               _("correct the name, or import the list of villages first"), err, _("%s has no village \"%s\""),
                               town_text, village_text));
        else if (*village == SITU_NO_UNIT)
            SITU_TRY(situ_tell(run, SITU_WARN, "VILLAGE_UNKNOWN", village_column, "village", village_text, NULL,
                               _("name the township too"), err, _("no single village is called \"%s\""), village_text));
        if (*village != SITU_NO_UNIT && *town == SITU_NO_UNIT && !town_text[0])
            *town = situ_gazetteer_town_of(g, *village);
    }
    SITU_TRY(set_name(run, town_field, row, town_text, town_column, situ_gazetteer_name(g, *town), town_edited, err));
    SITU_TRY(set_name(run, village_field, row, village_text, village_column, situ_gazetteer_name(g, *village), village_edited, err));
    const char *code = situ_gazetteer_code(g, *village != SITU_NO_UNIT ? *village : *town);
    if (code[0])
        SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_REGION_CODE, code, err));
done:
    return status;
}

// --- coordinates ---

static situ_status get_transform(situ_import *im, int epsg, const situ_transform **out, situ_error *err)
{
    size_t slots = sizeof im->transforms / sizeof *im->transforms, slot = slots - 1;
    for (size_t i = 0; i < slots; i++)
        if (im->transforms[i] && im->transform_epsg[i] == epsg) {
            *out = im->transforms[i];
            return SITU_OK;
        }
    for (size_t i = slots; i-- > 0;)
        if (!im->transforms[i])
            slot = i;
    situ_transform *made = NULL;
    situ_status status = situ_transform_new(&made, epsg, SITU_EPSG_CGCS2000, err);
    if (status != SITU_OK)
        return status;
    situ_transform_free(im->transforms[slot]);
    im->transforms[slot] = made;
    im->transform_epsg[slot] = epsg;
    *out = made;
    return SITU_OK;
}

static situ_status project(situ_sheet_run *run, int epsg, double x, double y, located *at, situ_error *err)
{
    const situ_transform *t = NULL;
    situ_status status = get_transform(run->im, epsg, &t, err);
    if (status != SITU_OK)
        return status;
    double xy[2] = {x, y};
    situ_error ignored = {0};
    if (situ_transform_apply(t, xy, 1, &ignored) != SITU_OK || !isfinite(xy[0]) || !lon_ok(xy[0]) || !lat_ok(xy[1])) {
        at->state = LOC_BAD;
        at->cause = _("these plane coordinates do not lie in China");
        at->cure = _("check the figures and the zone (--crs EPSG:n)");
        return SITU_OK;
    }
    at->state = LOC_OK;
    at->lon = xy[0];
    at->lat = xy[1];
    return SITU_OK;
}

static bool is_north(double v)
{
    return v >= 2.0e6 && v <= 6.0e6;
}

static bool is_east_with_zone(double v)
{
    return v >= 25e6 && v < 46e6;
}

static bool is_east(double v)
{
    return v >= 1e5 && v < 1e6;
}

// The only power of ten that brings a whole number into the range. 0 = none or several.
static double scale_of(double v, double low, double high)
{
    double found = 0;
    if (v != floor(v))
        return 0;
    for (double k = 10; k <= 1e12; k *= 10)
        if (v / k >= low && v / k <= high) {
            if (found > 0)
                return 0;
            found = k;
        }
    return found;
}

// Numbers as read -> longitude and latitude, whatever they are.
static situ_status interpret(situ_sheet_run *run, double a, double b, located *at, situ_error *err)
{
    at->state = LOC_OK;
    at->lon = a;
    at->lat = b;
    if (run->crs == SITU_CRS_EPSG && run->epsg != SITU_EPSG_CGCS2000 && run->epsg != SITU_EPSG_WGS84) {
        bool swapped = is_north(a) && !is_north(b) && !situ_crs_is_geographic(run->epsg);
        if (swapped)
            at->rule = "SWAPPED_XY";
        return project(run, run->epsg, swapped ? b : a, swapped ? a : b, at, err);
    }
    if (lon_ok(a) && lat_ok(b))
        return SITU_OK;
    if (lat_ok(a) && lon_ok(b)) {
        at->lon = b;
        at->lat = a;
        at->rule = "SWAPPED_LONLAT";
        return SITU_OK;
    }
    // A declared geographic frame also holds places abroad.
    bool declared = run->crs == SITU_CRS_CGCS2000 || run->crs == SITU_CRS_WGS84 || run->crs == SITU_CRS_EPSG;
    if (declared && fabs(a) <= 180 && fabs(b) <= 90)
        return SITU_OK;
    double east = is_north(a) ? b : a, north = is_north(a) ? a : b;
    if (is_north(north) && is_east_with_zone(east)) {
        at->rule = "PROJECTED_ZONE";
        return project(run, 4488 + (int)floor(east / 1e6), east, north, at, err); // domain.md B4
    }
    if (is_north(north) && is_east(east)) {
        if (run->im->options->zone_epsg > 0) {
            at->rule = "PROJECTED";
            return project(run, run->im->options->zone_epsg, east, north, at, err);
        }
        at->state = LOC_BAD;
        at->cause = _("plane coordinates without a zone");
        at->cure = _("say which zone they are in: --crs EPSG:4545 for 108°E");
        return SITU_OK;
    }
    double k = scale_of(a, 73, 135.1);
    if (k > 0) {
        double kb = lat_ok(b) ? 1 : lat_ok(b / k) && b == floor(b) ? k : scale_of(b, 3, 54);
        if (kb > 0) {
            at->lon = a / k;
            at->lat = b / kb;
            at->rule = "SCALED";
            return SITU_OK;
        }
    } else if (lon_ok(a) && scale_of(b, 3, 54) > 0) {
        at->lat = b / scale_of(b, 3, 54);
        at->rule = "SCALED";
        return SITU_OK;
    }
    at->state = LOC_BAD;
    at->cause = _("these coordinates do not lie in China");
    at->cure = _("type degrees such as 108.6972 and 30.9306");
    return SITU_OK;
}

static bool read_one(const situ_cell *cell, const char *text, double *v, const char **rule)
{
    *rule = NULL;
    if (cell->kind == SITU_CELL_NUMBER && text == cell->text) {
        *v = cell->number;
        return true;
    }
    return situ_clean_coordinate(text, v, rule);
}

static bool zero(const char *text)
{
    double v = 1;
    return situ_parse_double(text, &v) && v == 0;
}

static situ_status read_coordinates(situ_sheet_run *run, located *at, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_columns *c = &run->columns;
    const char *lon_text, *lat_text, *both;
    int lon_column, lat_column, both_column;
    double a = 0, b = 0;
    const char *rule_a = NULL, *rule_b = NULL;
    SITU_TRY(text_of(run, field_index(c, SITU_FIELD_LON), &lon_text, &lon_column, err));
    SITU_TRY(text_of(run, field_index(c, SITU_FIELD_LAT), &lat_text, &lat_column, err));
    SITU_TRY(text_of(run, field_index(c, SITU_FIELD_LONLAT), &both, &both_column, err));
    bool no_lon = situ_clean_is_blank(lon_text), no_lat = situ_clean_is_blank(lat_text), no_both = situ_clean_is_blank(both);
    at->state = LOC_MISSING;
    at->column = !no_lon ? lon_column : !no_lat ? lat_column : both_column;
    at->shown = !no_lon ? lon_text : !no_lat ? lat_text : both;
    if (!no_lon && !no_lat) {
        if (zero(lon_text) && zero(lat_text))
            goto done; // 0,0 stands for nothing
        at->shown = situ_arena_printf(run->row_arena, "%s, %s", lon_text, lat_text);
        SITU_TRY_ALLOC(at->shown);
        if (!read_one(situ_run_cell(run, lon_column), lon_text, &a, &rule_a)) {
            // Both in one cell, filled into both by a merge, or repeated.
            if (situ_clean_lonlat(lon_text, &a, &b, &rule_b))
                goto have;
            at->state = LOC_BAD;
            at->column = lon_column;
        } else if (!read_one(situ_run_cell(run, lat_column), lat_text, &b, &rule_b)) {
            at->state = LOC_BAD;
            at->column = lat_column;
        }
    } else if (!no_both || !no_lon || !no_lat) {
        const char *text = !no_both ? both : !no_lon ? lon_text : lat_text;
        at->shown = text;
        at->column = !no_both ? both_column : !no_lon ? lon_column : lat_column;
        if (!situ_clean_lonlat(text, &a, &b, &rule_b))
            at->state = LOC_BAD;
        else if (!no_both && strcmp(rule_b, "SPLIT_COORDINATES") == 0)
            rule_b = NULL; // a column of 坐标 is meant to hold both
        if (at->state == LOC_BAD && no_both) {
            at->cause = no_lon ? _("the longitude is missing") : _("the latitude is missing");
            at->cure = _("type both, in degrees");
            goto done;
        }
    } else {
        goto done;
    }
    if (at->state == LOC_BAD) {
        at->cause = rule_a && strcmp(rule_a, "DMS_RANGE") == 0 ? _("minutes and seconds must be below 60") : _("this is no coordinate");
        at->cure = _("type degrees such as 108.6972, or 108°42′11″");
        goto done;
    }
have:
    SITU_TRY(interpret(run, a, b, at, err));
    if (!at->rule)
        at->rule = rule_a ? rule_a : rule_b;
done:
    return status;
}

// A column 坐标系 may say for each row what the option says for the file.
static situ_status row_datum(situ_sheet_run *run, situ_datum *datum, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_crs_choice crs = run->crs;
    int epsg = 0;
    if (run->columns.crs_column >= 0) {
        const char *text = situ_run_cell(run, run->columns.crs_column)->text;
        char *key = situ_clean_fold(run->row_arena, text);
        SITU_TRY_ALLOC(key);
        if (strstr(key, "gcj") || strstr(key, "高德") || strstr(key, "腾讯") || strstr(key, "火星"))
            crs = SITU_CRS_GCJ02;
        else if (strstr(key, "bd") || strstr(key, "百度"))
            crs = SITU_CRS_BD09;
        else if (strstr(key, "2000") || strstr(key, "84") || strstr(key, "国家"))
            crs = SITU_CRS_CGCS2000;
        else if (key[0] && !situ_crs_choice_parse(key, &crs, &epsg))
            SITU_TRY(situ_tell(run, SITU_WARN, "CRS_UNKNOWN", run->columns.crs_column, NULL, text, NULL,
                               _("type CGCS2000, WGS84, GCJ02 or BD09"), err, _("unknown coordinate system \"%s\""), text));
    }
    *datum = crs == SITU_CRS_GCJ02 ? SITU_DATUM_GCJ02 : crs == SITU_CRS_BD09 ? SITU_DATUM_BD09 : SITU_DATUM_WGS84;
done:
    return status;
}

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

// --- geometry of a vector file ---

static situ_status take_geometry(situ_sheet_run *run, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *g = NULL, *taken = NULL;
    situ_datum datum;
    SITU_TRY(row_datum(run, &datum, err));
    g = run->geometry[run->row];
    run->geometry[run->row] = NULL;
    if (datum != SITU_DATUM_WGS84) {
        for (uint32_t i = 0; i < g->point_count; i++) {
            situ_lonlat p = situ_datum_to_wgs84(datum, (situ_lonlat){g->xy[2 * i], g->xy[2 * i + 1]});
            g->xy[2 * i] = p.lon_deg;
            g->xy[2 * i + 1] = p.lat_deg;
        }
        situ_geometry_update_box(g);
    }
    if (run->columns.schema->shape == SITU_SHAPE_POINT && g->kind == SITU_GEOM_POLYGON) {
        situ_point p = situ_polygon_pole(g, 0.0002, NULL);
        situ_geometry *point = NULL;
        status = situ_geometry_point(&point, p.x, p.y, err);
        situ_geometry_free(g);
        g = point;
        if (status != SITU_OK)
            goto done;
        SITU_TRY(situ_tell_repair(run, "AREA_TO_POINT", -1, NULL, NULL, NULL, err));
    }
    taken = g;
    g = NULL;
    SITU_TRY(situ_table_set_geometry(run->table, row, taken, err));
    SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_LOC_QUALITY, quality_of(run), err));
done:
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

// No usable coordinates: the village's or the town's point stands in, and the row says so.
static situ_status fall_back(situ_sheet_run *run, size_t row, int town, int village, situ_error *err)
{
    double lon = 0, lat = 0;
    if (situ_gazetteer_point(run->im->gazetteer, village, &lon, &lat))
        return set_point(run, row, lon, lat, "village", err);
    if (situ_gazetteer_point(run->im->gazetteer, town, &lon, &lat))
        return set_point(run, row, lon, lat, "town", err);
    return situ_table_set_text(run->table, row, SITU_FRONT_LOC_QUALITY, "none", err);
}

static situ_status check_outside(situ_sheet_run *run, const located *at, bool neighbour, situ_error *err)
{
    double out_m = situ_gazetteer_outside_m(run->im->gazetteer, at->lon, at->lat);
    if (out_m <= OUTSIDE_TOLERANCE_M || neighbour)
        return SITU_OK;
    if (out_m > OUTSIDE_LIMIT_M)
        return situ_tell_reject(run, "OUTSIDE_COUNTY", at->column, "lon", at->shown,
                                _("correct the coordinates; for a place in another county name it in the column 区县"), err,
                                _("the point lies %.1f km outside the county"), out_m / 1000);
    return situ_tell(run, SITU_WARN, "NEAR_COUNTY", at->column, "lon", at->shown, NULL, _("check the coordinates"), err,
                     _("the point lies %.1f km outside the county's outline"), out_m / 1000);
}

situ_status situ_place_row(situ_sheet_run *run, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_schema *schema = run->columns.schema;
    int town = SITU_NO_UNIT, village = SITU_NO_UNIT;
    bool neighbour = false, region = strcmp(schema->name, "region") == 0;
    located at = {0};
    if (!region)
        SITU_TRY(place_units(run, row, &town, &village, &neighbour, err));
    if (schema->shape == SITU_SHAPE_NONE)
        goto done;
    if (run->geometry && run->geometry[run->row]) {
        SITU_TRY(take_geometry(run, row, err));
        goto done;
    }
    if (schema->shape != SITU_SHAPE_POINT && schema->shape != SITU_SHAPE_ANY) {
        SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_LOC_QUALITY, "none", err));
        goto done;
    }
    SITU_TRY(read_coordinates(run, &at, err));
    if (at.state == LOC_OK) {
        situ_datum datum;
        SITU_TRY(row_datum(run, &datum, err));
        bool planar = at.rule && strncmp(at.rule, "PROJECTED", 9) == 0;
        if (datum != SITU_DATUM_WGS84 && !planar) {
            situ_lonlat p = situ_datum_to_wgs84(datum, (situ_lonlat){at.lon, at.lat});
            at.lon = p.lon_deg;
            at.lat = p.lat_deg;
        }
        if (at.rule) {
            char *now = situ_arena_printf(run->row_arena, "%.6f, %.6f", at.lon, at.lat);
            SITU_TRY_ALLOC(now);
            SITU_TRY(situ_tell_repair(run, at.rule, at.column, "lon", at.shown, now, err));
        }
        if (!region)
            SITU_TRY(check_outside(run, &at, neighbour, err));
        SITU_TRY(set_point(run, row, at.lon, at.lat, quality_of(run), err));
        goto done;
    }
    if (at.state == LOC_BAD)
        SITU_TRY(situ_tell(run, SITU_WARN, "COORDINATES", at.column, "lon", at.shown, NULL, at.cure, err, "%s", at.cause));
    if (region)
        SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_LOC_QUALITY, "none", err));
    else
        SITU_TRY(fall_back(run, row, town, village, err));
done:
    return status;
}
