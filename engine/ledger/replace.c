// SPDX-License-Identifier: MIT
// Rows that were stored before the units they name were known: named, coded and placed now, and held
// against the outlines that have come.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "ledger/internal.h"

enum { SEAT_M = 20, MAX_LISTED = 8 };

typedef struct replacing {
    const situ_table *rows;
    situ_table *out;    // of the changed rows alone, in the order of rows
    situ_gazetteer *g;
    situ_report *report;
    situ_arena *arena;
    int town, village, county, address, quality, code, file, sheet, row; // columns, -1 = absent
    situ_map *unknown;  // town names that no unit has -> rows
    situ_map *seats;    // unit -> rows at its seat
    size_t placed, named;
} replacing;

static situ_status tell_row(replacing *r, size_t row, situ_severity severity, const char *rule, const char *field, const char *before,
                            const char *now, const char *message, const char *cure, situ_error *err)
{
    situ_issue issue = {.severity = severity, .rule = rule, .table = r->rows->name, .field = field, .old_value = before, .new_value = now,
                        .file = situ_table_text(r->rows, row, r->file), .sheet = situ_table_text(r->rows, row, r->sheet),
                        .message = message, .cure = cure};
    int64_t number = situ_table_int(r->rows, row, r->row);
    issue.row = number == SITU_NULL_INT ? 0 : (long)number;
    return situ_report_add(r->report, &issue, err);
}

static const char *text_or_empty(const situ_table *t, size_t row, int column)
{
    const char *text = situ_table_text(t, row, column);
    return text && !situ_clean_is_blank(text) ? text : "";
}

static double metres_between(const situ_geometry *g, double lon, double lat)
{
    return hypot((g->xy[0] - lon) * 111320 * cos(lat * 3.14159265358979323846 / 180), (g->xy[1] - lat) * 110574);
}

// A later copy of the row, made when the first thing changes.
typedef struct later {
    size_t row;
    const char *town, *village, *code, *quality; // NULL = as it is
    bool moves;
    double lon, lat;
    int seat; // unit whose own point the row has, or SITU_NO_UNIT
    const char *seat_quality;
} later;

static void find_place(replacing *r, const situ_units *u, later *l)
{
    const char *now = situ_table_text(r->rows, l->row, r->quality);
    bool none = !now || strcmp(now, "none") == 0, at_town = situ_streq(now, "town");
    if (!r->rows->geometry || r->quality < 0)
        return;
    if ((none || at_town) && situ_gazetteer_point(r->g, u->village, &l->lon, &l->lat)) {
        l->quality = "village";
        l->moves = true;
    } else if (none && !situ_table_geometry(r->rows, l->row) && situ_gazetteer_point(r->g, u->town, &l->lon, &l->lat)) {
        l->quality = "town";
        l->moves = true;
    }
}

static situ_status tell_names(replacing *r, size_t row, const char *field, const char *text, const char *name, bool guessed, situ_error *err)
{
    if (!text[0] || !name[0] || strcmp(text, name) == 0)
        return SITU_OK;
    return guessed ? tell_row(r, row, SITU_WARN, "UNIT_NAME_GUESSED", field, text, name, _("read with a likely repair"),
                              _("check the value and correct the cell"), err)
                   : tell_row(r, row, SITU_INFO, "UNIT_NAME", field, text, name, _("read with a repair"), NULL, err);
}

static situ_status look_at(replacing *r, size_t row, later *l, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_units u = {.town_text = text_or_empty(r->rows, row, r->town), .village_text = text_or_empty(r->rows, row, r->village), .address = ""};
    *l = (later){.row = row, .seat = SITU_NO_UNIT};
    if (!u.town_text[0] && !u.village_text[0])
        u.address = text_or_empty(r->rows, row, r->address);
    SITU_TRY(situ_units_find(&u, r->g, text_or_empty(r->rows, row, r->county), r->arena, err));
    if (u.neighbour)
        goto done;
    if (u.town_text[0] && u.town == SITU_NO_UNIT && situ_gazetteer_has_towns(r->g)) {
        size_t before = situ_map_get(r->unknown, u.town_text);
        if (situ_map_set(r->unknown, u.town_text, before == SIZE_MAX ? 1 : before + 1) < 0)
            status = situ_fail_nomem(err);
        SITU_TRY(status);
    }
    find_place(r, &u, l);
    const char *town = situ_gazetteer_name(r->g, u.town), *village = situ_gazetteer_name(r->g, u.village);
    const char *code = situ_gazetteer_code(r->g, u.village != SITU_NO_UNIT ? u.village : u.town);
    if (town[0] && strcmp(town, u.town_text) != 0 && r->town >= 0)
        l->town = town;
    if (u.village_name[0] || village[0]) {
        const char *name = village[0] ? village : u.village_name;
        if (strcmp(name, u.village_text) != 0 || u.village_within)
            l->village = r->village >= 0 ? name : NULL;
        if (u.village_within && situ_streq(situ_table_text(r->rows, row, r->village), name))
            l->village = NULL;
    }
    if (code[0] && r->code >= 0 && !situ_streq(situ_table_text(r->rows, row, r->code), code))
        l->code = code;
    if (u.from_address && (l->town || l->moves)) {
        char *both = situ_arena_printf(r->arena, "%s%s", town, village);
        SITU_TRY_ALLOC(both);
        SITU_TRY(tell_row(r, row, SITU_WARN, "UNIT_FROM_ADDRESS", "address", u.address, both,
                          _("no column names the unit; it is taken from the address"), _("add columns 乡镇 and 村"), err));
    } else {
        if (l->town)
            SITU_TRY(tell_names(r, row, "town", u.town_text, town, u.town_match == SITU_MATCH_GUESS, err));
        if (l->village && !u.village_within)
            SITU_TRY(tell_names(r, row, "village", u.village_text, l->village, u.village_match == SITU_MATCH_GUESS, err));
    }
    const situ_geometry *g = situ_table_geometry(r->rows, row);
    double lon = 0, lat = 0;
    bool at_village = situ_gazetteer_seat(r->g, u.village, &lon, &lat), seat = at_village || situ_gazetteer_seat(r->g, u.town, &lon, &lat);
    if (seat && g && g->kind == SITU_GEOM_POINT && situ_streq(situ_table_text(r->rows, row, r->quality), "exact") &&
        metres_between(g, lon, lat) <= SEAT_M) {
        l->seat = at_village ? u.village : u.town;
        l->seat_quality = at_village ? "village" : "town";
        char key[32];
        snprintf(key, sizeof key, "%d", l->seat);
        size_t before = situ_map_get(r->seats, key);
        if (situ_map_set(r->seats, key, before == SIZE_MAX ? 1 : before + 1) < 0)
            status = situ_fail_nomem(err);
    }
done:
    return status;
}

// Several rows at the seat itself have its place only (B5).
static situ_status settle_seat(replacing *r, later *l, situ_error *err)
{
    situ_status status = SITU_OK;
    char key[32];
    snprintf(key, sizeof key, "%d", l->seat);
    size_t n = l->seat == SITU_NO_UNIT ? 0 : situ_map_get(r->seats, key);
    if (n < 2)
        return SITU_OK;
    l->quality = l->seat_quality;
    char *message = situ_arena_printf(r->arena, _("%zu rows have the coordinates of %s itself; they count as its place only"), n,
                                      situ_gazetteer_name(r->g, l->seat));
    SITU_TRY_ALLOC(message);
    SITU_TRY(tell_row(r, l->row, SITU_WARN, "PLACE_REPEATED", "lon", NULL, l->quality, message, _("give the row its own coordinates"), err));
done:
    return status;
}

static situ_status apply(replacing *r, const later *l, size_t to, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *point = NULL;
    if (l->town)
        SITU_TRY(situ_table_set_text(r->out, to, (size_t)r->town, l->town, err));
    if (l->village)
        SITU_TRY(situ_table_set_text(r->out, to, (size_t)r->village, l->village, err));
    if (l->code)
        SITU_TRY(situ_table_set_text(r->out, to, (size_t)r->code, l->code, err));
    if (l->quality)
        SITU_TRY(situ_table_set_text(r->out, to, (size_t)r->quality, l->quality, err));
    if (l->moves) {
        SITU_TRY(situ_geometry_point(&point, l->lon, l->lat, err));
        SITU_TRY(situ_table_set_geometry(r->out, to, point, err)); // takes point, whatever comes
        r->placed++;
    }
    r->named += l->town || l->village || l->code;
done:
    return status;
}

static situ_status tell_summary(replacing *r, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;
    situ_str_init(&s);
    situ_issue issue = {.severity = SITU_INFO, .rule = "PLACED_LATER", .table = r->rows->name};
    if (r->placed > 0 || r->named > 0) {
        situ_str_addf(&s, _("the units now known place %zu rows that had no place of their own, and name or code %zu rows"), r->placed, r->named);
        issue.message = s.data;
        SITU_TRY(situ_report_add(r->report, &issue, err));
    }
    size_t n = situ_map_count(r->unknown), rows = 0;
    if (n == 0)
        goto done;
    situ_str_clear(&s);
    for (size_t i = 0; i < n; i++) {
        rows += situ_map_value(r->unknown, i);
        if (i < MAX_LISTED)
            situ_str_addf(&s, "%s%s", i ? "、" : "", situ_map_key(r->unknown, i));
    }
    char *names = situ_arena_printf(r->arena, "%s%s", s.data, n > MAX_LISTED ? "…" : "");
    SITU_TRY_ALLOC(names);
    situ_str_clear(&s);
    situ_str_addf(&s, _("%zu rows stored before name a township that the list does not have: %s"), rows, names);
    issue = (situ_issue){.severity = SITU_WARN, .rule = "TOWN_UNKNOWN", .table = r->rows->name, .field = "town", .message = s.data,
                         .cure = _("correct the name, or import the list of townships first")};
    SITU_TRY(situ_report_add(r->report, &issue, err));
done:
    situ_str_free(&s);
    return status;
}

situ_status situ_ledger_replace_rows(situ_table **changed, const situ_table *rows, const situ_table *regions, situ_report *report,
                                     situ_error *err)
{
    situ_status status = SITU_OK;
    replacing r = {.rows = rows, .report = report};
    later *all = NULL;
    size_t *keep = NULL, n = 0;
    *changed = NULL;
    const char *const names[] = {"town", "village", "county", "address", "loc_quality", "region_code", "src_file", "src_sheet", "src_row"};
    int *const columns[] = {&r.town, &r.village, &r.county, &r.address, &r.quality, &r.code, &r.file, &r.sheet, &r.row};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        *columns[i] = situ_table_find(rows, names[i]);
    if (rows->row_count == 0 || !regions || strcmp(rows->name, "region") == 0 || (r.town < 0 && r.village < 0))
        goto done;
    SITU_TRY_ALLOC(r.arena = situ_arena_new());
    SITU_TRY_ALLOC(r.unknown = situ_map_new());
    SITU_TRY_ALLOC(r.seats = situ_map_new());
    SITU_TRY(situ_gazetteer_new(&r.g, regions, err));
    SITU_TRY_ALLOC(all = situ_arena_alloc(r.arena, rows->row_count * sizeof *all));
    SITU_TRY_ALLOC(keep = situ_arena_alloc(r.arena, rows->row_count * sizeof *keep));
    for (size_t row = 0; row < rows->row_count; row++)
        SITU_TRY(look_at(&r, row, &all[row], err));
    for (size_t row = 0; row < rows->row_count; row++) {
        SITU_TRY(settle_seat(&r, &all[row], err));
        if (all[row].town || all[row].village || all[row].code || all[row].quality)
            keep[n++] = row;
    }
    if (n > 0) {
        SITU_TRY(situ_table_copy(&r.out, rows, 0, keep, n, err));
        for (size_t i = 0; i < n; i++)
            SITU_TRY(apply(&r, &all[keep[i]], i, err));
    }
    SITU_TRY(tell_summary(&r, err));
    SITU_TRY(situ_frame_recheck(rows, r.g, report, err));
    if (situ_gazetteer_failed(r.g))
        SITU_TRY(situ_fail_nomem(err));
    *changed = r.out;
    r.out = NULL;
done:
    situ_table_free(r.out);
    situ_gazetteer_free(r.g);
    situ_map_free(r.unknown);
    situ_map_free(r.seats);
    situ_arena_free(r.arena);
    return status;
}
