// SPDX-License-Identifier: MIT
// Who a row is: its permanent number, else a hash of what names it; and rows that seem to be one object.
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "ledger/internal.h"

enum { DUPLICATE_M = 50 };

static bool names_the_row(const situ_field *f)
{
    static const char *const names[] = {"name", "town", "village", "item", "depot", "spec", "hazard", "resp_level", "no", "parent", "org",
                                        "role", "object", "code", "made", "expire", "type", "kind", "level", "unit", NULL};
    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], f->name) == 0)
            return true;
    return false;
}

// Stable over order, sheet and the values that change from month to month.
situ_status situ_hash_id(situ_import *im, const situ_schema *schema, const situ_table *t, size_t row, situ_arena *arena, const char **id,
                           situ_error *err)
{
    situ_sha256 h;
    char hex[65], buffer[32];
    situ_sha256_init(&h);
    situ_sha256_add_text(&h, schema->name);
    for (const situ_field *f = schema->fields; f->name; f++)
        if (situ_field_is_stored(f) && names_the_row(f)) {
            situ_sha256_add_text(&h, f->name);
            situ_sha256_add_text(&h, situ_table_show(t, row, situ_table_find(t, f->name), buffer));
        }
    situ_sha256_hex(&h, hex);
    char *base = situ_arena_printf(arena, "%s\t%.16s", schema->name, hex);
    if (!base)
        return situ_fail_nomem(err);
    size_t before = situ_map_get(im->keys, base), times = before == SIZE_MAX ? 1 : before + 1;
    if (situ_map_set(im->keys, base, times) < 0)
        return situ_fail_nomem(err);
    *id = times == 1 ? situ_arena_printf(arena, "h%.16s", hex) : situ_arena_printf(arena, "h%.16s-%zu", hex, times);
    return *id ? SITU_OK : situ_fail_nomem(err);
}

// 编号 of digits alone is a running number, unless the header says whose number it is.
static bool is_permanent(const situ_sheet_run *run, const char *text)
{
    const char *header = run->header.cells[run->columns.id_column].flat;
    bool mapped = run->im->mapping != NULL, plain = strcmp(header, "编号") == 0 || strcmp(header, "id") == 0;
    size_t digits = strspn(text, "0123456789");
    return mapped || !plain || text[digits] != 0 || digits >= 6;
}

situ_status situ_give_id(situ_sheet_run *run, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *table = run->columns.schema->name, *id = NULL, *given = "";
    int name = situ_table_find(run->table, "name");
    if (run->columns.id_column >= 0) {
        given = situ_run_cell(run, run->columns.id_column)->text;
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
    char *key = situ_arena_printf(run->row_arena, "%s\t%s", run->columns.schema->name, id ? id : "");
    if (!key || situ_map_set(run->im->ids, key, row) < 0)
        return situ_fail_nomem(err);
    return tell_near_duplicate(run, row, err);
}
