// SPDX-License-Identifier: MIT
// Who a row is: its permanent number, else a hash of what names it; and rows that seem to be one object.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "ledger/clean.h"
#include "ledger/merge_internal.h"

enum { DUPLICATE_M = 50 };

// Tables without an entry name their rows by `name` alone. Roads and rivers have no key: they are where they run.
static const situ_identity identities[] = {
    {.table = "accident", .key = {"name", "type", "unit", "town", "occurred"}},
    {.table = "boundary"},
    {.table = "depot", .key = {"name", "town"}, .object = true},
    {.table = "flow_node", .key = {"hazard", "resp_level", "no"}},
    {.table = "hazard", .key = {"title", "object", "town", "found"}},
    {.table = "hazmat", .key = {"object", "town", "substance", "storage"}},
    {.table = "hazard_zone", .key = {"name", "town", "type"}, .object = true},
    {.table = "org_node", .key = {"name", "parent"}},
    {.table = "person", .key = {"name", "org", "role", "object", "town"}},
    {.table = "place", .key = {"name", "town", "kind"}, .object = true},
    {.table = "plan_doc", .key = {"name", "kind", "town", "unit"}},
    {.table = "region", .key = {"level", "parent", "name"}},
    {.table = "risk_point", .key = {"name", "town"}, .object = true},
    {.table = "road"},
    {.table = "shelter", .key = {"name", "town"}, .object = true},
    {.table = "station", .key = {"name", "town", "kind"}, .code = "code", .object = true},
    {.table = "stock", .key = {"depot", "town", "item", "spec", "unit", "made", "expire"}},
    {.table = "submission", .key = {"town", "ledger", "period"}},
    {.table = "team", .key = {"name", "town"}, .object = true},
    {.table = "unit_ready", .key = {"town"}},
    {.table = "warning", .key = {"name", "town", "village", "hazard", "issued"}},
    {.table = "water"},
};

const situ_identity *situ_identity_of(const char *table)
{
    static const situ_identity by_name = {.key = {"name", "town"}};
    for (size_t i = 0; i < sizeof identities / sizeof *identities; i++)
        if (strcmp(identities[i].table, table) == 0)
            return &identities[i];
    return &by_name;
}

bool situ_identity_is_made(const char *id)
{
    size_t hex = id[0] == 'h' ? strspn(id + 1, "0123456789abcdef") : 0;
    const char *rest = id + 1 + hex;
    return hex == 16 && (!*rest || (*rest == '-' && rest[1] && rest[1 + strspn(rest + 1, "0123456789")] == 0));
}

static bool names_the_row(const situ_schema *schema, const situ_field *f)
{
    static const char *const names[] = {"name", "town", "village", "item", "depot", "spec", "hazard", "resp_level", "no", "parent", "org",
                                        "role", "object", "code", "made", "expire", "type", "kind", "level", "unit", "title", NULL};
    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], f->name) == 0)
            return true;
    // The same fault found again in another month is another hazard; so are accidents and rain on other days.
    static const struct { const char *table, *field; } also[] = {{"hazard", "found"}, {"accident", "occurred"}, {"warning", "issued"}, {"hazmat", "substance"}, {"hazmat", "storage"}};
    for (size_t i = 0; i < sizeof also / sizeof *also; i++)
        if (strcmp(schema->name, also[i].table) == 0 && strcmp(f->name, also[i].field) == 0)
            return true;
    return false;
}

static const struct situ_naming *naming_of(situ_import *im, const situ_schema *schema, const situ_table *t)
{
    struct situ_naming *n = im->naming[0].table == t ? &im->naming[0] : &im->naming[1];
    if (n->table == t)
        return n;
    n = im->naming[0].table ? &im->naming[1] : &im->naming[0];
    *n = (struct situ_naming){.table = t};
    for (const situ_field *f = schema->fields; f->name; f++)
        if (situ_field_is_stored(f) && names_the_row(schema, f) && n->count < sizeof n->column / sizeof *n->column)
            n->column[n->count++] = situ_table_find(t, f->name);
    return n;
}

// What `keys` holds of a hash: the first row of it, and how many there are.
enum { TIMES_BITS = 24 };
#define TIMES_MASK (((size_t)1 << TIMES_BITS) - 1)

// Stable over order, sheet and the values that change from month to month.
situ_status situ_hash_id(situ_import *im, const situ_schema *schema, const situ_table *t, size_t row, situ_arena *arena, const char **id,
                           situ_error *err)
{
    const struct situ_naming *naming = naming_of(im, schema, t);
    situ_sha256 h;
    char hex[65], buffer[32], base[96];
    situ_sha256_init(&h);
    situ_sha256_add_text(&h, schema->name);
    for (size_t i = 0; i < naming->count; i++) {
        situ_sha256_add_text(&h, t->columns[naming->column[i]].name);
        situ_sha256_add_text(&h, situ_table_show(t, row, naming->column[i], buffer));
    }
    situ_sha256_hex(&h, hex);
    snprintf(base, sizeof base, "%s\t%.16s", schema->name, hex);
    size_t before = situ_map_get(im->keys, base), times = before == SIZE_MAX ? 1 : (before & TIMES_MASK) + 1;
    size_t first = before == SIZE_MAX ? row : before >> TIMES_BITS;
    if (times > TIMES_MASK)
        return situ_fail(err, SITU_E_LIMIT, _("split the file"), "%s", _("the table has too many rows"));
    if (situ_map_set(im->keys, base, first << TIMES_BITS | times) < 0)
        return situ_fail_nomem(err);
    *id = times == 1 ? situ_arena_printf(arena, "h%.16s", hex) : situ_arena_printf(arena, "h%.16s-%zu", hex, times);
    return *id ? SITU_OK : situ_fail_nomem(err);
}

// 编号 of digits alone is a running number, unless the header says whose number it is.
static bool is_permanent(const situ_sheet_run *run, const char *text)
{
    const char *header = run->header.cells[run->columns.id_column].flat;
    bool mapped = run->im->mapping != NULL || run->columns.own_export, plain = strcmp(header, "编号") == 0 || strcmp(header, "id") == 0;
    size_t digits = strspn(text, "0123456789");
    return mapped || !plain || text[digits] != 0 || digits >= 6;
}

// Whether two rows say the same in every field, the running order apart.
static bool says_the_same(const situ_table *t, size_t a, size_t b)
{
    for (size_t c = SITU_FRONT_COUNT; c < t->column_count; c++) {
        char x[32], y[32];
        if (strcmp(t->columns[c].name, "sort") != 0 && strcmp(situ_table_show(t, a, (int)c, x), situ_table_show(t, b, (int)c, y)) != 0)
            return false;
    }
    const situ_geometry *g = situ_table_geometry(t, a), *h = situ_table_geometry(t, b);
    if (!g || !h)
        return !g && !h;
    return g->kind == h->kind && g->point_count == h->point_count && memcmp(g->xy, h->xy, 2 * sizeof *g->xy * g->point_count) == 0;
}

// A row whose names were met before may be the same row typed or pasted twice.
static situ_status tell_repeat(situ_sheet_run *run, size_t row, const char *id, situ_error *err)
{
    enum { LOOK_BACK = 64 };
    situ_status status = SITU_OK;
    const char *dash = strchr(id, '-');
    long long times = 1;
    if (!dash || !situ_parse_int(dash + 1, &times) || !situ_identity_of(run->table->name)->key[0])
        return SITU_OK;
    for (long long k = times - 1, steps = 0; k >= 1 && steps < LOOK_BACK && !run->repeated; k--, steps++) {
        char key[128];
        if (k == 1) // as situ_hash_id writes it, without the h
            snprintf(key, sizeof key, "%s\t%.*s", run->table->name, (int)(dash - id) - 1, id + 1);
        else
            snprintf(key, sizeof key, "%s\t%.*s-%lld", run->table->name, (int)(dash - id), id, k);
        size_t before = situ_map_get(k == 1 ? run->im->keys : run->im->ids, key);
        before = k == 1 && before != SIZE_MAX ? before >> TIMES_BITS : before;
        if (before == SIZE_MAX || !says_the_same(run->table, before, row))
            continue;
        run->repeated = true;
        SITU_TRY(situ_tell(run, SITU_WARN, "DUPLICATE", -1, NULL, NULL, NULL, _("delete it, or tell the two apart"), err,
                           _("the row says the same as row %lld and is left out"), (long long)situ_table_int(run->table, before, SITU_FRONT_ROW)));
    }
done:
    return status;
}

situ_status situ_give_id(situ_sheet_run *run, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *table = run->columns.schema->name, *id = NULL, *given = "";
    int name = situ_table_find(run->table, "name");
    if (run->columns.id_column >= 0) {
        const situ_cell *cell = situ_run_cell(run, run->columns.id_column);
        bool lost = (cell->kind == SITU_CELL_NUMBER && fabs(cell->number) >= 1e15) || situ_text_is_rounded(cell->text);
        if (lost)
            SITU_TRY(situ_tell(run, SITU_WARN, "DIGITS_LOST", run->columns.id_column, "id", cell->text, NULL,
                               _("format the column as text and type the number again"), err, "%s",
                               _("a number of more than 15 digits was rounded by the spreadsheet; the value stays empty")));
        given = lost || cell->kind == SITU_CELL_PICTURE || cell->kind == SITU_CELL_NO_VALUE ? "" : cell->text;
        if (situ_clean_is_blank(given) || !is_permanent(run, given))
            given = "";
    }
    if (given[0]) {
        char *key = situ_arena_printf(run->row_arena, "%s\t%s", table, given);
        SITU_TRY_ALLOC(key);
        size_t first = situ_map_get(run->im->ids, key);
        if (first == SIZE_MAX) {
            id = given;
        } else if (name >= 0 && situ_streq(situ_table_text(run->table, first, name), situ_table_text(run->table, row, name))) {
            status = situ_tell_reject(run, "DUPLICATE", run->columns.id_column, "id", given, _("keep one of the two rows"), err,
                                      _("%s already stands in row %lld with the same name"), given,
                                      (long long)situ_table_int(run->table, first, SITU_FRONT_ROW));
            goto done;
        } else {
            SITU_TRY(situ_tell(run, SITU_WARN, "DUPLICATE_ID", run->columns.id_column, "id", given, NULL, _("give every row its own number"),
                               err, _("number %s already belongs to row %lld; another is used"), given,
                               (long long)situ_table_int(run->table, first, SITU_FRONT_ROW)));
        }
    }
    if (!id)
        SITU_TRY(situ_hash_id(run->im, run->columns.schema, run->table, row, run->row_arena, &id, err));
    if (id != given)
        SITU_TRY(tell_repeat(run, row, id, err));
    SITU_TRY(situ_table_set_text(run->table, row, SITU_FRONT_ID, id, err));
done:
    return status;
}

// The same name in the same town within 50 m is likely one object listed twice (B5): told, both kept.
static situ_status tell_near_duplicate(situ_sheet_run *run, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = run->table;
    const situ_geometry *g = situ_table_geometry(t, row);
    const char *name = situ_table_text(t, row, situ_table_find(t, "name")), *town = situ_table_text(t, row, situ_table_find(t, "town"));
    const char *quality = situ_table_text(t, row, SITU_FRONT_LOC_QUALITY);
    if (!name || !g || g->kind != SITU_GEOM_POINT || !situ_streq(quality, "exact"))
        return SITU_OK;
    char *key = situ_arena_printf(run->row_arena, "near\t%s\t%s\t%s", t->name, name, town ? town : "");
    SITU_TRY_ALLOC(key);
    size_t before = situ_map_get(run->im->keys, key);
    if (before == SIZE_MAX) {
        if (situ_map_set(run->im->keys, key, row) < 0)
            status = situ_fail_nomem(err);
        goto done;
    }
    const situ_geometry *o = situ_table_geometry(t, before);
    if (!o || o->point_count == 0)
        goto done;
    double dx = (g->xy[0] - o->xy[0]) * 111320 * cos(g->xy[1] * 3.14159265358979323846 / 180), dy = (g->xy[1] - o->xy[1]) * 110574;
    if (hypot(dx, dy) <= DUPLICATE_M)
        SITU_TRY(situ_tell(run, SITU_WARN, "DUPLICATE_NEAR", -1, "name", name, NULL, _("delete one if they are the same"), err,
                           _("%s stands within %d m in row %lld too"), name, DUPLICATE_M,
                           (long long)situ_table_int(t, before, SITU_FRONT_ROW)));
done:
    return status;
}

situ_status situ_remember_row(situ_sheet_run *run, size_t row, situ_error *err)
{
    const char *id = situ_table_text(run->table, row, SITU_FRONT_ID);
    bool once = id && situ_identity_is_made(id) && !strchr(id, '-'); // `keys` knows it
    char *key = once ? NULL : situ_arena_printf(run->row_arena, "%s\t%s", run->columns.schema->name, id ? id : "");
    if (!once && (!key || situ_map_set(run->im->ids, key, row) < 0))
        return situ_fail_nomem(err);
    return tell_near_duplicate(run, row, err);
}
