// SPDX-License-Identifier: MIT
// Rows of the region table: who they are (level, kind, parent) and which known unit they are. A code is
// evidence, never identity: two public lists give one code to two towns (domain.md B5, C1).
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/clean.h"
#include "ledger/internal.h"

typedef struct region {
    const char *name, *level, *parent, *code;
    const char *name_key, *parent_key; // folded: who the unit is does not hang on capitals
    const char *shown;                 // name with its own letters, before what is known changes it
    const char *county; // named in a column of its own, "" = not
    const char *scope;  // the county by the code: many cities have a 鼓楼区
    int county_row;     // of the gazetteer, or SITU_NO_UNIT
    const char *raw; // name as in the sheet
    int name_column;
} region;

static int column_of(const situ_sheet_run *run, const char *name)
{
    return situ_table_find(run->table, name);
}

static situ_status input_text(situ_sheet_run *run, const char *field, const char **text, int *column, situ_error *err)
{
    *text = "";
    for (size_t f = 0; f < run->columns.field_count; f++)
        if (strcmp(run->columns.schema->fields[f].name, field) == 0)
            return situ_run_text(run, f, text, column, err);
    return SITU_OK;
}

static bool ends(const char *text, const char *suffix)
{
    return situ_ends_with(text, suffix);
}

static bool is_village_name(const char *n)
{
    return ends(n, "村") || ends(n, "社区") || ends(n, "居委会") || ends(n, "居民委员会") || ends(n, "村民委员会") || ends(n, "村委会");
}

static bool is_plain_town_name(const char *n)
{
    return ends(n, "镇") || ends(n, "乡") || ends(n, "街道") || ends(n, "街道办事处") || ends(n, "人民政府");
}

// 管委会, 场, 库: units of a town's level that often lack codes (C4 17); a code knows better.
static bool is_town_name(const char *n)
{
    static const char *const others[] = {"管委会", "管理委员会", "林场", "农场", "茶场", "牧场", "渔场", "水库", "水库管理处", "管理处", "管理局", "园区", "工业园",
                                         "产业园", "开发区", "示范区", "度假区", "风景区", "景区", "保护区", "新区", "集聚区", "监狱", "苏木", NULL};
    for (size_t i = 0; others[i]; i++)
        if (ends(n, others[i]))
            return true;
    return is_plain_town_name(n);
}

static bool all_digits(const char *text)
{
    for (const char *p = text; *p; p++)
        if (*p < '0' || *p > '9')
            return false;
    return text[0] != 0;
}

static const char *level_of(const region *r)
{
    size_t n = strlen(r->code);
    if (is_village_name(r->raw))
        return "村";
    if (is_plain_town_name(r->raw))
        return "乡镇";
    if (all_digits(r->code)) {
        if (n == 6 || (n >= 9 && strspn(r->code + 6, "0") == n - 6))
            return "县";
        if (n == 9 || (n == 12 && strcmp(r->code + 9, "000") == 0))
            return "乡镇";
        if (n == 12)
            return "村";
    }
    if (is_town_name(r->raw))
        return "乡镇";
    if (ends(r->raw, "县") || ends(r->raw, "区") || ends(r->raw, "市"))
        return "县";
    return NULL;
}

static const char *kind_of(const char *raw, const char *level)
{
    static const struct {
        const char *suffix, *kind;
    } kinds[] = {{"街道", "街道"},   {"街道办事处", "街道"}, {"镇", "镇"},         {"镇人民政府", "镇"},   {"乡", "乡"},
                 {"乡人民政府", "乡"}, {"管委会", "管委会"},   {"管理委员会", "管委会"}, {"开发区", "管委会"}, {"园区", "管委会"},
                 {"新区", "管委会"},   {"示范区", "管委会"},     {"度假区", "管委会"},   {"景区", "管委会"},       {"工业园", "管委会"},
                 {"产业园", "管委会"}, {"集聚区", "管委会"},     {"保护区", "管委会"},   {"场", "场"},           {"水库管理处", "库"},
                 {"水库", "库"},     {"管理处", "库"},       {"村", "村"},         {"村委会", "村"},       {"村民委员会", "村"},
                 {"社区", "社区"},   {"居委会", "社区"},     {"居民委员会", "社区"}};
    if (strcmp(level, "县") == 0 || strcmp(level, "邻县") == 0)
        return "县";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (ends(raw, kinds[i].suffix))
            return kinds[i].kind;
    return NULL;
}

// A 9-digit town may be written with 12 digits, a county with 9 or 12.
static const char *short_code(situ_arena *arena, const char *code, const char *level)
{
    size_t n = strlen(code), keep = strcmp(level, "乡镇") == 0 ? 9 : strcmp(level, "县") == 0 || strcmp(level, "邻县") == 0 ? 6 : n;
    if (!all_digits(code) || n <= keep || n > 15)
        return code;
    for (size_t i = keep; i < n; i++)
        if (code[i] != '0')
            return code;
    return situ_arena_strndup(arena, code, keep);
}

// The letters of a name's key as the sheet has them: A镇, not a镇. Keys differ from their text by folding and by what is
// cut off, so that the letters of the key follow one another in the text.
static char *with_letters(situ_arena *arena, const char *key, const char *text)
{
    char *letters = situ_arena_alloc(arena, strlen(text) + 1), *out = situ_arena_strndup(arena, key, strlen(key));
    const char *end = text + strlen(text);
    size_t count = 0, wanted = 0, first = 0;
    if (!letters || !out)
        return NULL;
    for (const char *p = text; p < end;) {
        const uint32_t raw = situ_utf8_next(&p, end), c = situ_clean_fold_char(raw);
        if (c >= 'a' && c <= 'z') // capitals are those that folding changes otherwise than their small letters
            letters[count++] = (char)((raw >= 'A' && raw <= 'Z') || (raw >= 0xFF21 && raw <= 0xFF3A) ? c - 'a' + 'A' : c);
    }
    for (const char *p = key; *p; p++)
        wanted += *p >= 'a' && *p <= 'z';
    for (bool fits = false; wanted > 0 && !fits && first + wanted <= count; first += !fits) {
        size_t at = first;
        fits = true;
        for (const char *p = key; *p && fits; p++)
            if (*p >= 'a' && *p <= 'z')
                fits = (letters[at++] | 0x20) == *p;
        at = first;
        for (char *p = out; *p && fits; p++)
            if (*p >= 'a' && *p <= 'z')
                *p = letters[at++];
    }
    return out;
}

// The name of a unit above as its own row has it, where that came before or is known; else as this row writes it.
static situ_status parent_shown(situ_sheet_run *run, region *r, const char *text, situ_error *err)
{
    situ_status status = SITU_OK;
    r->parent = with_letters(run->row_arena, r->parent_key, text);
    SITU_TRY_ALLOC(r->parent);
    if (strpbrk(r->parent_key, "abcdefghijklmnopqrstuvwxyz") == NULL)
        goto done;
    char *seen = situ_arena_printf(run->row_arena, "shown\t%s", r->parent_key);
    SITU_TRY_ALLOC(seen);
    const size_t row = situ_map_get(run->im->keys, seen);
    const char *name = row < run->table->row_count ? situ_table_text(run->table, row, column_of(run, "name")) : NULL;
    if (!name) {
        const int town = situ_gazetteer_same(run->im->gazetteer, "乡镇", SITU_NO_UNIT, "", r->parent_key, "");
        name = strcmp(r->level, "村") == 0 && town >= 0 ? situ_gazetteer_name(run->im->gazetteer, town) : NULL;
    }
    char *key = name ? situ_clean_unit_name(run->row_arena, name) : NULL;
    if (name)
        SITU_TRY_ALLOC(key);
    if (key && strcmp(key, r->parent_key) == 0)
        r->parent = name;
done:
    return status;
}

static situ_status note_shown(situ_sheet_run *run, size_t row, const region *r, situ_error *err)
{
    if (strpbrk(r->name_key, "abcdefghijklmnopqrstuvwxyz") == NULL || strcmp(r->level, "村") == 0)
        return SITU_OK;
    char *seen = situ_arena_printf(run->row_arena, "shown\t%s", r->name_key);
    if (!seen || (situ_map_get(run->im->keys, seen) == SIZE_MAX && situ_map_set(run->im->keys, seen, row) < 0))
        return situ_fail_nomem(err);
    return SITU_OK;
}

// Reads name, level and parent from what the sheet gives: 名称 + 层级, or 乡镇 + 村, or 乡镇 alone.
static situ_status identify(situ_sheet_run *run, size_t row, region *r, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *town = "", *village = "";
    int town_column = -1, village_column = -1, county_column = -1;
    SITU_TRY(input_text(run, "county", &r->county, &county_column, err));
    SITU_TRY(input_text(run, "town", &town, &town_column, err));
    SITU_TRY(input_text(run, "village", &village, &village_column, err));
    r->raw = situ_table_text(run->table, row, column_of(run, "name"));
    r->level = situ_table_text(run->table, row, column_of(run, "level"));
    r->parent = situ_table_text(run->table, row, column_of(run, "parent"));
    r->code = situ_table_text(run->table, row, column_of(run, "code"));
    r->code = r->code ? r->code : "";
    r->name_column = -1;
    if (!r->raw && village[0]) {
        r->raw = village;
        r->name_column = village_column;
        r->level = "村";
        r->parent = r->parent ? r->parent : town;
    } else if (!r->raw && town[0]) {
        r->raw = town;
        r->name_column = town_column;
        r->level = r->level ? r->level : "乡镇";
    }
    if (!r->raw || !r->raw[0]) {
        status = situ_tell_reject(run, "NAME_MISSING", -1, "name", NULL, _("type the unit's name"), err, "%s", _("the unit has no name"));
        goto done;
    }
    char *name_key = situ_clean_unit_name(run->row_arena, r->raw), *town_key = situ_clean_unit_name(run->row_arena, town);
    SITU_TRY_ALLOC(name_key && town_key ? name_key : NULL);
    bool has_town = town[0] && strcmp(name_key, town_key) != 0;
    if (!r->level && has_town)
        r->level = "村";
    if (!r->level)
        r->level = level_of(r);
    if (!r->level) {
        status = situ_tell_reject(run, "REGION_LEVEL", -1, "level", r->raw, _("add a column 层级 with 县, 乡镇 or 村"), err,
                                  _("it cannot be told whether \"%s\" is a county, a township or a village"), r->raw);
        goto done;
    }
    if (strcmp(r->level, "村") == 0 && (!r->parent || !r->parent[0]) && has_town)
        r->parent = town;
    if (strcmp(r->level, "乡镇") == 0 && (!r->parent || !r->parent[0]))
        r->parent = r->county;
    r->parent_key = r->parent ? situ_clean_unit_name(run->row_arena, r->parent) : "";
    SITU_TRY_ALLOC(r->parent_key);
    SITU_TRY(parent_shown(run, r, r->parent ? r->parent : "", err));
    // 双江街道办事处 is 双江街道; a name whose kind would vanish with its ending stays (城关居委会), and so does
    // an official name that others only shorten (管理委员会).
    bool county = strcmp(r->level, "县") == 0 || strcmp(r->level, "邻县") == 0;
    const bool plain = !county && !ends(r->raw, "管理委员会") && (is_village_name(name_key) || is_town_name(name_key));
    r->name_key = plain ? name_key : r->raw;
    r->shown = r->name = plain ? with_letters(run->row_arena, name_key, r->raw) : r->raw;
    SITU_TRY_ALLOC(r->name);
    r->code = short_code(run->row_arena, r->code, r->level);
    SITU_TRY_ALLOC(r->code);
    if (county)
        goto done;
    situ_gazetteer *g = run->im->gazetteer;
    r->county_row = situ_gazetteer_county(g, r->county);
    if (r->county_row == SITU_NO_UNIT && strcmp(r->level, "乡镇") == 0)
        r->county_row = situ_gazetteer_county(g, r->parent);
    if (r->county_row == SITU_NO_UNIT && !r->county[0])
        r->county_row = situ_gazetteer_by_code(g, 6, r->code);
    if (all_digits(r->code) && strlen(r->code) >= 9)
        SITU_TRY_ALLOC(r->scope = situ_arena_strndup(run->row_arena, r->code, 6));
done:
    return status;
}

static situ_status hashed_id(situ_sheet_run *run, const region *r, const char **id, situ_error *err)
{
    situ_sha256 h;
    char hex[65];
    situ_sha256_init(&h);
    situ_sha256_add_text(&h, r->level);
    situ_sha256_add_text(&h, r->parent_key);
    situ_sha256_add_text(&h, r->name == r->shown ? r->name_key : r->name);
    situ_sha256_hex(&h, hex);
    *id = situ_arena_printf(run->row_arena, "X%.10s", hex); // local code prefix X (B5)
    return *id ? SITU_OK : situ_fail_nomem(err);
}

// Nulls of the row are filled from the same unit known before, so that a second list adds to the first.
static situ_status inherit(situ_sheet_run *run, size_t row, int known, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *from = situ_gazetteer_table(run->im->gazetteer);
    situ_geometry *copy = NULL;
    for (size_t c = SITU_FRONT_COUNT; c < run->table->column_count; c++) {
        int other = situ_table_find(from, run->table->columns[c].name);
        if (other < 0 || from->columns[other].type != run->table->columns[c].type || !situ_table_is_null(run->table, row, (int)c) ||
            situ_table_is_null(from, (size_t)known, other))
            continue;
        switch (run->table->columns[c].type) {
        case SITU_TYPE_TEXT:
            SITU_TRY(situ_table_set_text(run->table, row, c, situ_table_text(from, (size_t)known, other), err));
            break;
        case SITU_TYPE_INT:
            situ_table_set_int(run->table, row, c, situ_table_int(from, (size_t)known, other));
            break;
        case SITU_TYPE_REAL:
            situ_table_set_real(run->table, row, c, situ_table_real(from, (size_t)known, other));
            break;
        }
    }
    const situ_geometry *geometry = situ_table_geometry(from, (size_t)known), *own = situ_table_geometry(run->table, row);
    // An outline is worth more than a seat; nothing given keeps what there was.
    if (geometry && (!own || (own->kind == SITU_GEOM_POINT && geometry->kind == SITU_GEOM_POLYGON))) {
        SITU_TRY(situ_geometry_copy(&copy, geometry, err));
        SITU_TRY(situ_table_set_geometry(run->table, row, copy, err)); // takes copy, whatever comes
        const char *quality = situ_table_text(from, (size_t)known, situ_table_find(from, "loc_quality"));
        SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_LOC_QUALITY, quality ? quality : "exact", err));
    }
done:
    return status;
}

// Counts of other people (moved, threatened) are no residents: far from the figure known, it stays.
static situ_status check_people(situ_sheet_run *run, size_t row, const region *r, int known, situ_error *err)
{
    static const char *const fields[] = {"pop", "hh"};
    situ_status status = SITU_OK;
    const situ_table *from = situ_gazetteer_table(run->im->gazetteer);
    bool asked = situ_streq(run->im->options->as_table, "region") || run->im->mapping || run->columns.own_export;
    for (size_t i = 0; i < 2 && known >= 0 && !asked; i++) {
        int at = column_of(run, fields[i]), other = situ_table_find(from, fields[i]);
        if (at < 0 || other < 0 || situ_table_is_null(run->table, row, at) || situ_table_is_null(from, (size_t)known, other))
            continue;
        int64_t given = situ_table_int(run->table, row, at), before = situ_table_int(from, (size_t)known, other);
        if (before <= 0 || (given <= before * 2 && given * 2 >= before))
            continue;
        char old[32], new[32];
        snprintf(old, sizeof old, "%lld", (long long)given);
        snprintf(new, sizeof new, "%lld", (long long)before);
        SITU_TRY(situ_tell(run, SITU_WARN, "POP_DIFFERS", -1, fields[i], old, new, _("import the list with --as region if the new figure is right"), err,
                           _("%s: %s, but %s is known; the known figure stays"), r->name, old, new));
        situ_table_set_int(run->table, row, (size_t)at, before);
    }
done:
    return status;
}

static situ_status choose_id(situ_sheet_run *run, region *r, int known, const char **id, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *table = situ_gazetteer_table(run->im->gazetteer);
    const char *code = r->code;
    if (known >= 0) {
        *id = situ_table_text(table, (size_t)known, situ_table_find(table, "id"));
        if (*id) {
            const char *before = situ_table_text(table, (size_t)known, situ_table_find(table, "code"));
            before = before && before[0] ? before : *id;
            if (code[0] && strcmp(code, before) != 0 && *before != 'X') {
                SITU_TRY(situ_tell(run, SITU_WARN, "CODE_CONFLICT", -1, "code", code, before, _("the name counts; check which code is right"), err,
                                   _("%s is known with code %s"), r->name, before));
                r->code = before; // evidence of one list is not overruled by the next
            }
            goto done;
        }
    }
    SITU_TRY(hashed_id(run, r, id, err));
    if (!code[0])
        goto done;
    char *key = situ_arena_printf(run->row_arena, "region\t%s", code);
    SITU_TRY_ALLOC(key);
    if (situ_map_get(run->im->ids, key) != SIZE_MAX || situ_gazetteer_has_id(run->im->gazetteer, code))
        SITU_TRY(situ_tell(run, SITU_WARN, "CODE_CONFLICT", -1, "code", code, *id, _("the name counts; check which code is right"), err,
                           _("code %s belongs to another unit too"), code));
    else
        *id = code;
done:
    return status;
}

static bool among_names(situ_arena *arena, const char *names, const char *name)
{
    const char *key = situ_clean_unit_name(arena, name);
    const char *text = names && key ? situ_clean_fold(arena, names) : NULL, *at = text && key[0] ? strstr(text, key) : NULL;
    return at != NULL;
}

// Notes a further name of a unit in its old_names.
static situ_status add_old_name(situ_sheet_run *run, size_t row, const char *before, const char *name, situ_error *err)
{
    int column = column_of(run, "old_names");
    if (among_names(run->row_arena, before, name))
        return before ? situ_table_set_text(run->table, row, (size_t)column, before, err) : SITU_OK;
    char *both = situ_arena_printf(run->row_arena, "%s%s%s", before ? before : "", before && before[0] ? "、" : "", name);
    return both ? situ_table_set_text(run->table, row, (size_t)column, both, err) : situ_fail_nomem(err);
}

// The unit known before: by name within the parent, by one of the old names given, then by code when the
// names share all but their kind (双江镇 that became 双江街道). Settles which name stays.
static situ_status find_known(situ_sheet_run *run, size_t row, region *r, int *known, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gazetteer *g = run->im->gazetteer;
    const situ_table *table = situ_gazetteer_table(g);
    const char *old = situ_table_text(run->table, row, column_of(run, "old_names"));
    *known = situ_gazetteer_same(g, r->level, r->county_row, r->parent, r->name, r->code);
    if (*known >= 0) {
        const char *name = situ_gazetteer_name(g, *known), *before = situ_table_text(table, (size_t)*known, situ_table_find(table, "old_names"));
        // The fuller of two names stays: 青龙街道, not 青龙; and a name given up before does not come back.
        if (strlen(name) > strlen(r->name) || (before && strcmp(name, r->name) != 0 && among_names(run->row_arena, before, r->name)))
            r->name = name;
        goto done;
    }
    if (old && old[0]) {
        char *copy = situ_clean_fold(run->row_arena, old), *rest = copy;
        SITU_TRY_ALLOC(copy);
        for (char *one; *known < 0 && (one = strtok_r(rest, ",;/ ", &rest));)
            for (char *comma; *known < 0 && one; one = comma) {
                comma = strstr(one, "、");
                if (comma) {
                    *comma = 0;
                    comma += strlen("、");
                }
                *known = situ_gazetteer_same(g, r->level, r->county_row, r->parent, one, r->code);
            }
        goto done; // the new name counts, the old ones are listed
    }
    *known = situ_gazetteer_same_code(g, r->level, r->name, r->code);
    if (*known >= 0) {
        const char *name = situ_gazetteer_name(g, *known), *before = situ_table_text(table, (size_t)*known, situ_table_find(table, "old_names"));
        SITU_TRY(situ_tell(run, SITU_WARN, "UNIT_NAME_GUESSED", r->name_column, "name", r->raw, name,
                           _("list the old name in the column 曾用名"), err, _("same code and nearly the same name: taken as %s"), name));
        SITU_TRY(add_old_name(run, row, before, r->name, err));
        r->name = name;
    }
done:
    if (status == SITU_OK && situ_gazetteer_failed(g))
        status = situ_fail_nomem(err);
    return status;
}

// The same unit twice in one file: by level, county, parent and name; codes of two counties tell two units.
static situ_status check_twice(situ_sheet_run *run, const region *r, situ_error *err)
{
    situ_status status = SITU_OK;
    char *plain = situ_arena_printf(run->row_arena, "region\t%s\t%s\t%s\t%s\t", r->level, r->county, r->parent_key, r->name_key);
    SITU_TRY_ALLOC(plain);
    char *coded = situ_arena_printf(run->row_arena, "%s%s", plain, r->scope), *open = situ_arena_printf(run->row_arena, "%s-", plain);
    SITU_TRY_ALLOC(coded && open ? coded : NULL);
    // plain: any row of the name; open: one without a code; coded: one with this county's code.
    size_t row = (size_t)situ_run_row_number(run, run->row);
    size_t before = situ_map_get(run->im->keys, r->scope[0] ? coded : plain);
    if (before == SIZE_MAX && r->scope[0])
        before = situ_map_get(run->im->keys, open);
    if (before != SIZE_MAX) {
        status = situ_tell_reject(run, "DUPLICATE", -1, "name", r->raw, _("keep one of the two rows"), err,
                                  _("%s already stands in row %ld"), r->name, (long)before);
        goto done;
    }
    if (situ_map_set(run->im->keys, plain, row) < 0 || situ_map_set(run->im->keys, r->scope[0] ? coded : open, row) < 0)
        status = situ_fail_nomem(err);
done:
    return status;
}

situ_status situ_region_row(situ_sheet_run *run, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = run->table;
    region r = {.county = "", .scope = "", .county_row = SITU_NO_UNIT};
    SITU_TRY(identify(run, row, &r, err));
    if (run->rejected)
        goto done;
    SITU_TRY(check_twice(run, &r, err));
    if (run->rejected)
        goto done;
    int known = SITU_NO_UNIT;
    SITU_TRY(find_known(run, row, &r, &known, err));
    const char *id = NULL, *kind = kind_of(r.raw, r.level);
    SITU_TRY(choose_id(run, &r, known, &id, err));
    SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_ID, id, err));
    SITU_TRY(situ_table_set_text(t, row, SITU_FRONT_REGION_CODE, id, err));
    SITU_TRY(situ_table_set_text(t, row, (size_t)column_of(run, "level"), r.level, err));
    SITU_TRY(situ_table_set_text(t, row, (size_t)column_of(run, "code"), r.code[0] ? r.code : NULL, err));
    SITU_TRY(situ_table_set_text(t, row, (size_t)column_of(run, "parent"), r.parent[0] ? r.parent : NULL, err));
    if (kind && situ_table_is_null(t, row, column_of(run, "kind")))
        SITU_TRY(situ_table_set_text(t, row, (size_t)column_of(run, "kind"), kind, err));
    bool renamed = strcmp(r.name, r.raw) != 0;
    if (renamed)
        SITU_TRY(situ_tell_repair(run, "UNIT_NAME", r.name_column, "name", r.raw, r.name, err));
    SITU_TRY(situ_table_set_text(t, row, (size_t)column_of(run, "name"), r.name, err));
    SITU_TRY(note_shown(run, row, &r, err));
    SITU_TRY(check_people(run, row, &r, known, err));
    if (known >= 0)
        SITU_TRY(inherit(run, row, known, err));
    if (!situ_table_geometry(t, row) && strcmp(r.level, "乡镇") == 0)
        SITU_TRY(situ_tell(run, SITU_INFO, "NO_COORDINATES", -1, "name", r.raw, NULL, _("add its seat's coordinates, or import its outline"), err,
                           _("%s has neither a seat nor an outline, so maps can only count it"), r.name));
    // The county's own order is the sheet's order.
    int sort = column_of(run, "sort");
    if (situ_table_is_null(t, row, sort))
        situ_table_set_int(t, row, (size_t)sort, (int64_t)row + 1);
done:
    return status;
}
