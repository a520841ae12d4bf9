// SPDX-License-Identifier: MIT
// Coordinates of the row at hand in all their forms (domain.md B5), and the frame they are in.
#include <math.h>
#include <string.h>

#include "base/str.h"
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

situ_status situ_place_project(situ_sheet_run *run, int epsg, double east, double north, double *lon, double *lat, bool *ok, situ_error *err)
{
    const situ_transform *t = NULL;
    situ_status status = get_transform(run->im, epsg, &t, err);
    if (status != SITU_OK)
        return status;
    double xy[2] = {east, north};
    situ_error ignored = {0};
    *ok = situ_transform_apply(t, xy, 1, &ignored) == SITU_OK && isfinite(xy[0]) && lon_ok(xy[0]) && lat_ok(xy[1]);
    *lon = xy[0];
    *lat = xy[1];
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

static bool is_east_with_wide_zone(double v) // of 6 degrees
{
    return v >= 13e6 && v < 24e6;
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
    return found >= 1000 ? found : 0; // 10977: 109.77 would be a kilometre wide
}

// Numbers as read -> degrees or plane coordinates, whatever they are.
static void interpret(const situ_sheet_run *run, double a, double b, situ_reading *r)
{
    r->kind = SITU_READ_DEGREES;
    r->x = a;
    r->y = b;
    if (run->crs == SITU_CRS_EPSG && run->epsg != SITU_EPSG_CGCS2000 && run->epsg != SITU_EPSG_WGS84) {
        bool swapped = is_north(a) && !is_north(b) && !situ_crs_is_geographic(run->epsg);
        if (swapped)
            r->rule = "SWAPPED_XY";
        r->kind = SITU_READ_PLANE;
        r->x = swapped ? b : a;
        r->y = swapped ? a : b;
        r->epsg = run->epsg;
        return;
    }
    if (lon_ok(a) && lat_ok(b))
        return;
    if (lat_ok(a) && lon_ok(b)) {
        r->x = b;
        r->y = a;
        r->rule = "SWAPPED_LONLAT";
        return;
    }
    // A declared geographic frame also holds places abroad.
    bool declared = run->crs == SITU_CRS_CGCS2000 || run->crs == SITU_CRS_WGS84 || run->crs == SITU_CRS_EPSG;
    if (declared && fabs(a) <= 180 && fabs(b) <= 90)
        return;
    double east = is_north(a) ? b : a, north = is_north(a) ? a : b;
    if (is_north(north) && (is_east_with_zone(east) || is_east_with_wide_zone(east) || is_east(east))) {
        int zone = (int)floor(east / 1e6);
        r->kind = SITU_READ_PLANE;
        r->x = east;
        r->y = north;
        // domain.md B4: 25..45 are zones of 3 degrees, 13..23 of 6.
        r->epsg = is_east_with_zone(east) ? 4488 + zone : zone > 0 ? 4478 + zone : 0;
        r->rule = zone > 0 ? "PROJECTED_ZONE" : "PROJECTED";
        return;
    }
    double k = scale_of(a, 73, 135.1);
    if (k > 0) {
        double kb = lat_ok(b) ? 1 : lat_ok(b / k) && b == floor(b) ? k : scale_of(b, 3, 54);
        if (kb > 0) {
            r->x = a / k;
            r->y = b / kb;
            r->coarse = fmin(k, kb > 1 ? kb : k) < 1e4;
            r->rule = "SCALED";
            return;
        }
    } else if (lon_ok(a) && scale_of(b, 3, 54) > 0) {
        r->y = b / scale_of(b, 3, 54);
        r->coarse = scale_of(b, 3, 54) < 1e4;
        r->rule = "SCALED";
        return;
    }
    r->kind = SITU_READ_BAD;
    r->cause = _("these coordinates do not lie in China");
    r->cure = _("type degrees such as 108.6972 and 30.9306");
}

// How a mapping says that the numbers of a column are written: "ddmm.mmmm". NULL = as usual.
static const char *form_of(const situ_sheet_run *run, int field)
{
    const situ_mapping *m = run->im->mapping;
    for (size_t i = 0; m && field >= 0 && i < m->count; i++)
        if (strcmp(m->entries[i].field, run->columns.schema->fields[field].name) == 0)
            return m->entries[i].unit;
    int column = field >= 0 ? run->columns.of_field[field] : -1;
    return column >= 0 && run->header.cells ? run->header.cells[column].unit : NULL; // 经度(ddmm.mmmm)
}

static bool read_one(const situ_cell *cell, const char *text, const char *form, double *v, const char **rule)
{
    *rule = NULL;
    if (cell->kind == SITU_CELL_NUMBER && text == cell->text && (!form || !form[0])) {
        *v = cell->number;
        return true;
    }
    return situ_clean_coordinate_in(text, form, v, rule);
}

static bool zero(const char *text)
{
    double v = 1;
    return situ_parse_double(text, &v) && v == 0;
}

// A picture, or a formula that was never computed, where a number should be.
static bool no_number_in(const situ_sheet_run *run, int column, situ_reading *r)
{
    const situ_cell *cell = situ_run_cell(run, column);
    bool picture = cell->kind == SITU_CELL_PICTURE;
    if (column < 0 || (!picture && cell->kind != SITU_CELL_NO_VALUE))
        return false;
    *r = (situ_reading){.kind = SITU_READ_BAD, .column = column, .shown = cell->text, .refused = picture ? "CELL_PICTURE" : "NO_VALUE"};
    r->cause = picture ? _("the cell holds a picture") : cell->text[0] ? _("the cell shows an error") : _("the formula has no stored value");
    r->cure = picture ? _("delete the picture and type the number") : _("open the workbook, let it compute, save it; or replace the formula by its value");
    return true;
}

situ_status situ_read_coordinates(situ_reading *r, situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_columns *c = &run->columns;
    int lon = situ_field_of_kind(c, SITU_FIELD_LON), lat = situ_field_of_kind(c, SITU_FIELD_LAT);
    const char *lon_text, *lat_text, *both, *refused = NULL, *rule_a = NULL, *rule_b = NULL;
    int lon_column, lat_column, both_column;
    double a = 0, b = 0;
    *r = (situ_reading){.kind = SITU_READ_NOTHING};
    SITU_TRY(situ_text_of(run, lon, &lon_text, &lon_column, err));
    SITU_TRY(situ_text_of(run, lat, &lat_text, &lat_column, err));
    SITU_TRY(situ_text_of(run, situ_field_of_kind(c, SITU_FIELD_LONLAT), &both, &both_column, err));
    const int columns[] = {lon_column, lat_column, both_column};
    for (size_t i = 0; i < 3; i++)
        if (no_number_in(run, columns[i], r))
            goto done;
    bool no_lon = situ_clean_is_blank(lon_text), no_lat = situ_clean_is_blank(lat_text), no_both = situ_clean_is_blank(both);
    r->column = !no_lon ? lon_column : !no_lat ? lat_column : both_column;
    r->shown = !no_lon ? lon_text : !no_lat ? lat_text : both;
    if (!no_lon && !no_lat) {
        if (zero(lon_text) && zero(lat_text))
            goto done; // 0,0 stands for nothing
        r->lon_text = lon_text;
        r->lat_text = lat_text;
        if (!read_one(situ_run_cell(run, lon_column), lon_text, form_of(run, lon), &a, &rule_a)) {
            // Both in one cell, filled into both by a merge, or repeated.
            if (situ_clean_lonlat(lon_text, &a, &b, &rule_b)) {
                rule_a = NULL;
                goto have;
            }
            r->kind = SITU_READ_BAD;
            r->column = lon_column;
            refused = rule_a;
        } else if (!read_one(situ_run_cell(run, lat_column), lat_text, form_of(run, lat), &b, &rule_b)) {
            r->kind = SITU_READ_BAD;
            r->column = lat_column;
            refused = rule_b;
        }
    } else if (!no_both || !no_lon || !no_lat) {
        r->shown = !no_both ? both : !no_lon ? lon_text : lat_text;
        r->column = !no_both ? both_column : !no_lon ? lon_column : lat_column;
        if (!situ_clean_lonlat(r->shown, &a, &b, &rule_b)) {
            r->kind = SITU_READ_BAD;
            refused = rule_b;
        } else if (!no_both && situ_streq(rule_b, "SPLIT_COORDINATES")) {
            rule_b = NULL; // a column of 坐标 is meant to hold both
        }
        if (r->kind == SITU_READ_BAD && no_both) {
            r->refused = "COORDINATES";
            r->cause = no_lon ? _("the longitude is missing") : _("the latitude is missing");
            r->cure = _("type both, in degrees");
            goto done;
        }
    } else {
        goto done;
    }
    if (r->kind == SITU_READ_BAD) {
        r->refused = situ_clean_coordinate_fault(refused, &r->cause, &r->cure);
        goto done;
    }
have:
    interpret(run, a, b, r);
    r->refused = "COORDINATES";
    if (!r->rule)
        r->rule = rule_a ? rule_a : rule_b;
done:
    return status;
}

static bool box_in(const situ_box *b, bool (*x)(double), bool (*y)(double))
{
    return x(b->x0) && x(b->x1) && y(b->y0) && y(b->y1);
}

static bool is_plane_east(double v)
{
    return is_east_with_zone(v) || is_east_with_wide_zone(v) || is_east(v);
}

void situ_read_geometry(situ_reading *r, const situ_sheet_run *run)
{
    const situ_geometry *g = run->geometry[run->row];
    situ_box b = g->box;
    *r = (situ_reading){.kind = SITU_READ_DEGREES, .column = -1, .shown = "", .refused = "GEOMETRY_RANGE"};
    r->x = g->kind == SITU_GEOM_POINT && g->point_count > 0 ? g->xy[0] : (b.x0 + b.x1) / 2;
    r->y = g->kind == SITU_GEOM_POINT && g->point_count > 0 ? g->xy[1] : (b.y0 + b.y1) / 2;
    if (g->kind == SITU_GEOM_POINT && b.x0 == 0 && b.y0 == 0 && b.x1 == 0 && b.y1 == 0) {
        r->kind = SITU_READ_NOTHING; // 0,0 stands for nothing
    } else if (box_in(&b, lon_ok, lat_ok)) {
        return;
    } else if (box_in(&b, lat_ok, lon_ok)) {
        r->rule = "SWAPPED_LONLAT";
        r->turned = true;
    } else if (b.x0 >= -180 && b.x1 <= 180 && b.y0 >= -90 && b.y1 <= 90) {
        return; // abroad
    } else if ((box_in(&b, is_plane_east, is_north) && floor(b.x0 / 1e6) == floor(b.x1 / 1e6)) ||
               (box_in(&b, is_north, is_plane_east) && floor(b.y0 / 1e6) == floor(b.y1 / 1e6))) {
        r->turned = is_north(b.x0);
        int zone = (int)floor((r->turned ? b.y0 : b.x0) / 1e6);
        r->kind = SITU_READ_PLANE;
        r->rule = r->turned ? "SWAPPED_XY" : zone > 0 ? "PROJECTED_ZONE" : "PROJECTED";
        r->epsg = run->crs == SITU_CRS_EPSG && !situ_crs_is_geographic(run->epsg) ? run->epsg : zone > 24 ? 4488 + zone : zone > 0 ? 4478 + zone : 0;
    } else if (run->crs == SITU_CRS_EPSG && !situ_crs_is_geographic(run->epsg)) {
        r->kind = SITU_READ_PLANE; // as the user says, in a file that says otherwise
        r->rule = "PROJECTED";
        r->epsg = run->epsg;
    } else {
        bool web = b.x0 >= 8.1e6 && b.x1 < 15.1e6 && b.y0 > 3.3e5 && b.y1 < 7.2e6;
        r->kind = SITU_READ_BAD;
        r->cause = _("the coordinates are neither degrees nor plane coordinates of China");
        r->cure = web ? _("they look like Web Mercator: say --crs EPSG:3857 if that is right")
                      : _("say what they are: --crs EPSG:n, or convert the file to CGCS2000 degrees");
    }
    if (r->turned) {
        double x = r->x;
        r->x = r->y;
        r->y = x;
    }
}

// What was read, for messages: made only when one is told.
const char *situ_reading_shown(const situ_reading *r, situ_arena *arena)
{
    const char *text = r->lon_text && r->lat_text ? situ_arena_printf(arena, "%s, %s", r->lon_text, r->lat_text) : r->shown;
    return text ? text : "";
}

// --- the frame of the row ---

const char *situ_datum_name(situ_datum datum)
{
    return datum == SITU_DATUM_GCJ02 ? "gcj02" : datum == SITU_DATUM_BD09 ? "bd09" : "cgcs2000";
}

const char *situ_datum_label(situ_datum datum)
{
    return datum == SITU_DATUM_GCJ02 ? "GCJ-02" : datum == SITU_DATUM_BD09 ? "BD-09" : "CGCS2000/WGS-84";
}

situ_status situ_row_frame(situ_frame *out, situ_sheet_run *run, bool tell, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_crs_choice crs = run->crs;
    int epsg = 0;
    *out = (situ_frame){.declared = run->crs != SITU_CRS_AUTO && !run->crs_inferred};
    if (run->origin_column > 0) {
        // Our own export: its coordinates were taken to CGCS2000 already, whatever they came in (F19).
        const char *origin = situ_run_cell(run, (int)run->origin_column - 1)->text;
        if (!situ_clean_is_blank(origin)) {
            out->declared = true;
            out->origin = origin;
            goto done;
        }
    }
    if (run->columns.crs_column >= 0) {
        const char *text = situ_run_cell(run, run->columns.crs_column)->text;
        char *key = situ_clean_fold(run->row_arena, text);
        SITU_TRY_ALLOC(key);
        bool known = true;
        out->old = situ_old_frame_of(key);
        if (out->old && tell)
            SITU_TRY(situ_tell_old_frame(run, run->columns.crs_column, text, out->old, err));
        if (out->old)
            crs = SITU_CRS_CGCS2000;
        else if (strstr(key, "gcj") || strstr(key, "高德") || strstr(key, "腾讯") || strstr(key, "火星"))
            crs = SITU_CRS_GCJ02;
        else if (strstr(key, "bd") || strstr(key, "百度"))
            crs = SITU_CRS_BD09;
        else if (strstr(key, "2000") || strstr(key, "84") || strstr(key, "国家") || strstr(key, "天地图"))
            crs = SITU_CRS_CGCS2000;
        else if (!key[0] || !situ_crs_choice_parse(key, &crs, &epsg))
            known = false;
        if (!known && key[0] && tell)
            SITU_TRY(situ_tell(run, SITU_WARN, "CRS_UNKNOWN", run->columns.crs_column, NULL, text, NULL,
                               _("type CGCS2000, WGS84, GCJ02 or BD09"), err, _("unknown coordinate system \"%s\""), text));
        out->declared = out->declared || known;
        if (!known && !key[0])
            out->old = run->old_frame;
    } else {
        out->old = run->old_frame;
    }
    out->datum = crs == SITU_CRS_GCJ02 ? SITU_DATUM_GCJ02 : crs == SITU_CRS_BD09 ? SITU_DATUM_BD09 : SITU_DATUM_WGS84;
done:
    return status;
}
