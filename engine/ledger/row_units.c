// SPDX-License-Identifier: MIT
// The units a row names: in columns of their own, both in one cell ("龙角镇/青狮村"), with the county in
// front, with 3组 behind, or in the address alone. Only full names are taken apart; guesses are told.
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/internal.h"

int situ_field_of_kind(const situ_columns *c, situ_field_kind kind)
{
    for (size_t f = 0; f < c->field_count; f++)
        if (c->schema->fields[f].kind == kind)
            return (int)f;
    return -1;
}

int situ_field_named(const situ_columns *c, const char *name)
{
    for (size_t f = 0; f < c->field_count; f++)
        if (strcmp(c->schema->fields[f].name, name) == 0)
            return (int)f;
    return -1;
}

situ_status situ_text_of(situ_sheet_run *run, int field, const char **text, int *column, situ_error *err)
{
    *text = "";
    *column = -1;
    return field < 0 ? SITU_OK : situ_run_text(run, (size_t)field, text, column, err);
}

// "青龙社区3组" -> its first part that ends as a village does; NULL when there is none.
static const char *village_part(situ_arena *arena, const char *text, const char **rest)
{
    static const char *const ends[] = {"村民委员会", "居民委员会", "村委会", "居委会", "社区", "村", NULL};
    const char *best = NULL;
    for (size_t i = 0; ends[i]; i++) {
        const char *at = strstr(text, ends[i]);
        if (at && at > text && (!best || at + strlen(ends[i]) <= best))
            best = at + strlen(ends[i]);
    }
    if (!best || best - text < 6 || best - text > 48)
        return NULL;
    // 村 of 村民委员会 is found first: the longer ending is the whole one.
    for (size_t i = 0; ends[i]; i++) {
        size_t n = strlen(ends[i]);
        if (best - text > 3 && strncmp(best - 3, ends[i], n) == 0)
            best += n - 3;
    }
    *rest = best;
    return situ_arena_strndup(arena, text, (size_t)(best - text));
}

// What stands behind a village's name and is a group of it, not another name: 3组, 四社, (大坪).
static bool is_group(const char *rest)
{
    static const char *const ends[] = {"组", "社", "队", "号", ")", "）", "小区", "院子", "屋基", NULL};
    for (size_t i = 0; ends[i]; i++)
        if (situ_ends_with(rest, ends[i]))
            return true;
    return rest[0] >= '0' && rest[0] <= '9';
}

// A cell that holds more than one name. True when its beginning is a known town.
static bool take_town_apart(situ_gazetteer *g, situ_units *u, const char *text)
{
    const char *rest = NULL;
    int town = situ_gazetteer_town_prefix(g, u->county, text, &rest);
    if (town == SITU_NO_UNIT || !rest[0])
        return false;
    const char *more = NULL;
    u->town = town;
    u->town_match = SITU_MATCH_NAME;
    int second = situ_gazetteer_town_prefix(g, u->county, rest, &more);
    if (second != SITU_NO_UNIT && second != town && situ_gazetteer_village_prefix(g, town, rest, &more) == SITU_NO_UNIT) {
        u->second_town = second; // 青岩镇、麻柳镇
        return true;
    }
    if (!u->village_text[0]) {
        u->village_text = rest;
        u->village_column = u->town_column;
        u->village_within = true;
    }
    return true;
}

static void find_village(situ_gazetteer *g, situ_units *u, situ_arena *arena)
{
    const char *text = u->village_text, *rest = NULL;
    u->village_name = text;
    if (situ_gazetteer_has_villages(g)) {
        u->village_match = situ_gazetteer_match_village(g, u->town, text, false, &u->village);
        if (u->village_match != SITU_MATCH_NONE)
            return;
    }
    // 双江街道青龙社区 in the village's column.
    int town = situ_gazetteer_town_prefix(g, u->county, text, &rest);
    if (town != SITU_NO_UNIT && rest[0] && (u->town == SITU_NO_UNIT || town == u->town)) {
        if (u->town == SITU_NO_UNIT && !u->town_text[0]) {
            u->town = town;
            u->town_match = SITU_MATCH_NAME;
        }
        text = rest;
        u->village_name = text;
        u->village_match = situ_gazetteer_match_village(g, u->town, text, false, &u->village);
        if (u->village_match != SITU_MATCH_NONE)
            return;
    }
    u->village = situ_gazetteer_village_prefix(g, u->town, text, &rest);
    if (u->village != SITU_NO_UNIT) {
        u->village_match = SITU_MATCH_NAME;
        u->rest = rest;
        u->second_village = rest[0] ? situ_gazetteer_village_prefix(g, u->town, rest, &rest) : SITU_NO_UNIT;
        return;
    }
    const char *part = village_part(arena, text, &rest);
    if (part && rest[0] && is_group(rest)) {
        u->rest = rest;
        u->village_name = text = part;
    }
    if (situ_gazetteer_has_villages(g))
        u->village_match = situ_gazetteer_match_village(g, u->town, text, true, &u->village);
}

// No column names a unit: full names in the address are better than nothing, and are told.
static void from_address(situ_gazetteer *g, situ_units *u)
{
    const char *text = u->address, *rest = NULL;
    if (strlen(text) < 6)
        return;
    u->town = situ_gazetteer_town_prefix(g, u->county, text, &rest);
    if (u->town != SITU_NO_UNIT && rest[0]) {
        u->village = situ_gazetteer_village_prefix(g, u->town, rest, &rest);
    } else if (u->town == SITU_NO_UNIT) {
        // A village's name alone at the beginning, when there is one of that name.
        u->village = situ_gazetteer_village_prefix(g, SITU_NO_UNIT, text, &rest);
        u->town = situ_gazetteer_town_of(g, u->village);
    }
    u->from_address = u->town != SITU_NO_UNIT;
}

situ_status situ_units_find(situ_units *u, situ_gazetteer *g, const char *county, situ_arena *arena, situ_error *err)
{
    if (situ_clean_is_blank(county))
        county = "";
    u->county = u->town = u->village = u->second_town = u->second_village = SITU_NO_UNIT;
    u->rest = "";
    u->village_name = u->village_text;
    u->neighbour = county[0] && situ_gazetteer_is_neighbour(g, county);
    if (u->neighbour)
        return SITU_OK;
    u->county = situ_gazetteer_county(g, county);
    if (u->town_text[0] && situ_gazetteer_has_towns(g)) {
        u->town_match = situ_gazetteer_match_town(g, u->county, u->town_text, false, &u->town);
        if (u->town_match == SITU_MATCH_NONE && !take_town_apart(g, u, u->town_text))
            u->town_match = situ_gazetteer_match_town(g, u->county, u->town_text, true, &u->town);
        if (u->town_match == SITU_MATCH_MANY && county[0]) {
            u->town = situ_gazetteer_town_under(g, u->town_text, county);
            u->town_match = u->town != SITU_NO_UNIT ? SITU_MATCH_NAME : SITU_MATCH_MANY;
        }
    }
    if (u->village_text[0])
        find_village(g, u, arena);
    // The village alone says in which town it lies; among several towns of one name it says which.
    if (u->village != SITU_NO_UNIT && u->town == SITU_NO_UNIT && (!u->town_text[0] || u->town_match == SITU_MATCH_MANY)) {
        u->town = situ_gazetteer_town_of(g, u->village);
        if (u->town != SITU_NO_UNIT)
            u->town_match = SITU_MATCH_NAME;
    }
    if (!u->town_text[0] && !u->village_text[0] && (situ_gazetteer_has_towns(g) || situ_gazetteer_has_villages(g)))
        from_address(g, u);
    return situ_gazetteer_failed(g) ? situ_fail_nomem(err) : SITU_OK;
}

situ_status situ_units_of_row(situ_units *u, situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_columns *c = &run->columns;
    const char *county;
    int county_column;
    *u = (situ_units){0};
    SITU_TRY(situ_text_of(run, situ_field_of_kind(c, SITU_FIELD_TOWN), &u->town_text, &u->town_column, err));
    SITU_TRY(situ_text_of(run, situ_field_of_kind(c, SITU_FIELD_VILLAGE), &u->village_text, &u->village_column, err));
    SITU_TRY(situ_text_of(run, situ_field_named(c, "county"), &county, &county_column, err));
    SITU_TRY(situ_text_of(run, situ_field_named(c, "address"), &u->address, &u->address_column, err));
    if (situ_clean_is_blank(u->town_text))
        u->town_text = "";
    if (situ_clean_is_blank(u->village_text))
        u->village_text = "";
    SITU_TRY(situ_units_find(u, run->im->gazetteer, county, run->row_arena, err));
done:
    return status;
}

// --- what is told and stored ---

static situ_status set_name(situ_sheet_run *run, int field, size_t row, const char *text, int column, const char *name, bool guessed,
                            situ_error *err)
{
    situ_status status = SITU_OK;
    if (field < 0 || run->table_column[field] < 0 || !name[0])
        return SITU_OK;
    SITU_TRY(situ_table_set_text(run->table, row, (size_t)run->table_column[field], name, err));
    if (text[0] && strcmp(name, text) != 0)
        SITU_TRY(situ_tell_repair(run, guessed ? "UNIT_NAME_GUESSED" : "UNIT_NAME", column, run->columns.schema->fields[field].name, text,
                                  name, err));
done:
    return status;
}

static situ_status tell_many(situ_sheet_run *run, const char *field, int column, const char *text, int above, situ_error *err)
{
    situ_status status = SITU_OK;
    bool town_level = strcmp(field, "town") == 0;
    char *names = situ_gazetteer_candidates(run->im->gazetteer, run->row_arena, town_level, above, text);
    SITU_TRY_ALLOC(names);
    SITU_TRY(situ_tell(run, SITU_WARN, "UNIT_AMBIGUOUS", column, field, text, NULL,
                       town_level ? _("name the county too, or use the full name") : _("name the township too"), err,
                       _("several units are called \"%s\": %s"), text, names));
done:
    return status;
}

static situ_status tell_unknown_village(situ_sheet_run *run, const situ_units *u, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gazetteer *g = run->im->gazetteer;
    const char *town = u->town != SITU_NO_UNIT ? situ_gazetteer_name(g, u->town) : u->town_text;
    int elsewhere = SITU_NO_UNIT;
    if (u->town != SITU_NO_UNIT && situ_gazetteer_match_village(g, SITU_NO_UNIT, u->village_name, false, &elsewhere) == SITU_MATCH_NAME) {
        SITU_TRY(situ_tell(run, SITU_WARN, "VILLAGE_UNKNOWN", u->village_column, "village", u->village_text, NULL,
                           _("correct the township or the village"), err, _("%s has no village \"%s\"; %s has one"), town, u->village_name,
                           situ_gazetteer_name(g, situ_gazetteer_town_of(g, elsewhere))));
    } else if (u->town != SITU_NO_UNIT || town[0]) {
        SITU_TRY(situ_tell(run, SITU_WARN, "VILLAGE_UNKNOWN", u->village_column, "village", u->village_text, NULL,
                           _("correct the name, or import the list of villages first"), err, _("%s has no village \"%s\""), town,
                           u->village_name));
    } else {
        SITU_TRY(situ_tell(run, SITU_WARN, "VILLAGE_UNKNOWN", u->village_column, "village", u->village_text, NULL, _("name the township too"),
                           err, _("no single village is called \"%s\""), u->village_name));
    }
done:
    return status;
}

// 青岩镇、麻柳镇: one is taken, both are named.
static situ_status tell_several(situ_sheet_run *run, const char *field, int column, const char *text, int first, int second, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *a = situ_gazetteer_name(run->im->gazetteer, first), *b = situ_gazetteer_name(run->im->gazetteer, second);
    if (second == SITU_NO_UNIT || second == first)
        return SITU_OK;
    run->repaired = true;
    SITU_TRY(situ_tell(run, SITU_WARN, "UNIT_SEVERAL", column, field, text, a, _("give each unit a row of its own, or name the one that is meant"), err,
                       _("the cell names several units, %s and %s: the first is taken"), a, b));
done:
    return status;
}

// 3组 stays readable where the table has an address and the row none.
static situ_status keep_group(situ_sheet_run *run, const situ_units *u, size_t row, situ_error *err)
{
    int address = situ_table_find(run->table, "address");
    if (!u->rest[0] || address < 0 || !situ_table_is_null(run->table, row, address))
        return SITU_OK;
    return situ_table_set_text(run->table, row, (size_t)address, u->village_within ? u->town_text : u->village_text, err);
}

situ_status situ_units_store(situ_sheet_run *run, const situ_units *u, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gazetteer *g = run->im->gazetteer;
    int town_field = situ_field_of_kind(&run->columns, SITU_FIELD_TOWN), village_field = situ_field_of_kind(&run->columns, SITU_FIELD_VILLAGE);
    const char *town = situ_gazetteer_name(g, u->town), *village = situ_gazetteer_name(g, u->village);
    if (!u->neighbour && u->town_text[0] && situ_gazetteer_has_towns(g) && u->town == SITU_NO_UNIT) {
        if (u->town_match == SITU_MATCH_MANY)
            SITU_TRY(tell_many(run, "town", u->town_column, u->town_text, u->county, err));
        else
            SITU_TRY(situ_tell(run, SITU_WARN, "TOWN_UNKNOWN", u->town_column, "town", u->town_text, NULL,
                               _("correct the name, or import the list of townships first"), err, _("no township is called \"%s\""),
                               u->town_text));
    }
    if (!u->neighbour && u->village_text[0] && situ_gazetteer_has_villages(g) && u->village == SITU_NO_UNIT) {
        if (u->village_match == SITU_MATCH_MANY)
            SITU_TRY(tell_many(run, "village", u->village_column, u->village_name, u->town, err));
        else
            SITU_TRY(tell_unknown_village(run, u, err));
    }
    if (u->from_address) {
        char *both = situ_arena_printf(run->row_arena, "%s%s", town, village);
        SITU_TRY_ALLOC(both);
        run->repaired = true;
        SITU_TRY(situ_tell(run, SITU_WARN, "UNIT_FROM_ADDRESS", u->address_column, "address", u->address, both,
                           _("add columns 乡镇 and 村"), err, "%s", _("no column names the unit; it is taken from the address")));
    }
    SITU_TRY(tell_several(run, "town", u->town_column, u->town_text, u->town, u->second_town, err));
    SITU_TRY(tell_several(run, "village", u->village_column, u->village_text, u->village, u->second_village, err));
    SITU_TRY(set_name(run, town_field, row, u->from_address || u->second_town != SITU_NO_UNIT ? "" : u->town_text, u->town_column, town[0] ? town : u->town_text,
                      u->town_match == SITU_MATCH_GUESS, err));
    // What a cell of both names held is told once, at the town.
    SITU_TRY(set_name(run, village_field, row, u->village_within || u->from_address ? "" : u->village_text, u->village_column,
                      village[0] ? village : u->village_name, u->village_match == SITU_MATCH_GUESS, err));
    if (u->village_within && u->village_match == SITU_MATCH_GUESS)
        SITU_TRY(situ_tell_repair(run, "UNIT_NAME_GUESSED", u->village_column, "village", u->village_text, village, err));
    SITU_TRY(keep_group(run, u, row, err));
    const char *code = situ_gazetteer_code(g, u->village != SITU_NO_UNIT ? u->village : u->town);
    if (code[0])
        SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_REGION_CODE, code, err));
done:
    return status;
}
