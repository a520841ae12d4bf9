// SPDX-License-Identifier: MIT
// Rows as read and rows as stored -> rows to store; and, for a full report, what its unit left out.
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "ledger/merge_internal.h"

enum { SCRATCH_BYTES = 1 << 20 };

static situ_believe believe_of(const situ_merge_options *options, const char *table, const char *field)
{
    const situ_precedence *p = options->rules;
    for (; p && (p->table || p->field || p->source); p++)
        if ((!p->table || strcmp(p->table, table) == 0) && (!p->field || strcmp(p->field, field) == 0))
            return p->believe;
    return SITU_BELIEVE_NEWEST;
}

static int column_named(const situ_merging *m, const char *name)
{
    for (size_t k = SITU_FRONT_COUNT; name && k < m->column_count; k++)
        if (strcmp(m->field[k]->name, name) == 0)
            return (int)k;
    return SITU_MERGE_NONE;
}

static situ_status prepare_columns(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t most = SITU_FRONT_COUNT;
    for (const situ_field *f = m->schema->fields; f->name; f++)
        most++;
    SITU_TRY_ALLOC(m->in_column = situ_arena_alloc(m->arena, most * sizeof *m->in_column));
    SITU_TRY_ALLOC(m->old_column = situ_arena_alloc(m->arena, most * sizeof *m->old_column));
    SITU_TRY_ALLOC(m->out_column = situ_arena_alloc(m->arena, most * sizeof *m->out_column));
    SITU_TRY_ALLOC(m->field = situ_arena_alloc(m->arena, most * sizeof(const situ_field *)));
    SITU_TRY_ALLOC(m->believe = situ_arena_alloc(m->arena, most * sizeof *m->believe));
    m->column_count = SITU_FRONT_COUNT;
    for (const situ_field *f = m->schema->fields; f->name; f++)
        if (situ_field_is_stored(f)) {
            m->believe[m->column_count] = believe_of(m->options, m->schema->name, f->name);
            m->field[m->column_count++] = f;
        }
    m->believe_place = believe_of(m->options, m->schema->name, "coordinates");
    SITU_TRY(situ_table_new(&m->out, m->schema->name, m->in->epsg ? m->in->epsg : m->old ? m->old->epsg : 0, err));
    for (size_t k = 0; k < m->column_count; k++) {
        const char *name = k < SITU_FRONT_COUNT ? situ_front_columns[k].name : m->field[k]->name;
        situ_type type = k < SITU_FRONT_COUNT ? situ_front_columns[k].type : situ_field_type(m->field[k]->kind);
        m->in_column[k] = situ_table_find(m->in, name);
        m->old_column[k] = m->old ? situ_table_find(m->old, name) : SITU_MERGE_NONE;
        m->out_column[k] = (int)k;
        SITU_TRY(situ_table_add_column(m->out, name, type, NULL, err));
    }
    if (m->in_column[SITU_FRONT_ID] != SITU_FRONT_ID)
        SITU_TRY(situ_fail(err, SITU_E_SCHEMA, NULL, _("the rows of table %s have no id"), m->schema->name));
done:
    return status;
}

static void prepare_names(situ_merging *m)
{
    static const char *const kinds[] = {"industry", "kind", "type", NULL};
    m->name = column_named(m, "name");
    m->town = column_named(m, "town");
    m->village = column_named(m, "village");
    m->address = column_named(m, "address");
    m->credit = column_named(m, "credit_code");
    m->code = column_named(m, m->identity->code);
    m->other_names = column_named(m, "other_names");
    m->status = column_named(m, "status");
    m->kind = SITU_MERGE_NONE;
    for (size_t i = 0; kinds[i] && m->kind < 0; i++)
        m->kind = column_named(m, kinds[i]);
    for (size_t i = 0; m->identity->key[i]; i++) {
        int k = column_named(m, m->identity->key[i]);
        if (k >= 0)
            m->key[m->key_count++] = k;
    }
}

static situ_status prepare_units(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *regions = m->options->regions;
    int name = regions ? situ_table_find(regions, "name") : -1, level = regions ? situ_table_find(regions, "level") : -1;
    SITU_TRY_ALLOC(m->unit_kinds = situ_map_new());
    for (size_t r = 0; regions && r < regions->row_count; r++) {
        const char *text = situ_table_text(regions, r, name);
        if (!text || !situ_streq(situ_table_text(regions, r, level), "乡镇"))
            continue;
        char *key = situ_clean_unit_name(m->arena, text);
        SITU_TRY_ALLOC(key);
        if (situ_map_set(m->unit_kinds, key, 1) < 0)
            SITU_TRY(situ_fail_nomem(err));
    }
done:
    return status;
}

static situ_status prepare(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = m->in->row_count + 1;
    SITU_TRY_ALLOC(m->arena = situ_arena_new());
    SITU_TRY_ALLOC(m->scratch = situ_arena_new());
    SITU_TRY_ALLOC(m->towns = situ_map_new());
    SITU_TRY_ALLOC(m->taken = situ_map_new());
    SITU_TRY_ALLOC(m->next = situ_calloc(n, sizeof *m->next));
    SITU_TRY_ALLOC(m->object = situ_calloc(n, sizeof *m->object));
    SITU_TRY_ALLOC(m->how = situ_calloc(n, sizeof *m->how));
    SITU_TRY(prepare_columns(m, err));
    prepare_names(m);
    SITU_TRY(prepare_units(m, err));
    SITU_TRY(situ_merge_firm_places(m, err));
    SITU_TRY(situ_merge_wishes(m, err));
done:
    return status;
}

static void finish(situ_merging *m)
{
    situ_merge_index *indexes[] = {&m->numbers, &m->keys, &m->firms, &m->codes, &m->cells, &m->cores};
    for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++)
        situ_merge_index_free(indexes[i]);
    situ_map_free(m->towns);
    situ_map_free(m->taken);
    situ_map_free(m->unit_kinds);
    situ_map_free(m->clears);
    situ_map_free(m->held);
    situ_free(m->objects);
    situ_free(m->next);
    situ_free(m->object);
    situ_free(m->how);
    situ_table_free(m->out);
    situ_arena_free(m->scratch);
    situ_arena_free(m->arena);
}

static situ_status renew_scratch(situ_merging *m, situ_error *err)
{
    if (situ_arena_bytes(m->scratch) <= SCRATCH_BYTES)
        return SITU_OK;
    situ_arena_free(m->scratch);
    m->scratch = situ_arena_new();
    return m->scratch ? SITU_OK : situ_fail_nomem(err);
}

// --- the full report ---

// What a unit has to do with a stored row.
typedef enum part_of { NOT_ITS, ITS_ALONE, ITS_AND_OTHERS } part_of;

static situ_status part_of_unit(situ_merging *m, situ_merge_row r, const char *unit, part_of *part, const char **other, bool *held, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *leading = situ_merge_text(r, SITU_FRONT_UNIT);
    situ_merge_sources sources;
    bool its = leading ? situ_merge_same_unit(m, leading, unit) : situ_merge_same_unit(m, situ_merge_text(r, m->town), unit);
    *part = its ? ITS_ALONE : NOT_ITS;
    *other = leading;
    SITU_TRY(situ_merge_sources_read(&sources, situ_merge_text(r, SITU_FRONT_SOURCES), m->scratch, err));
    *held = situ_merge_is_held(m, r, &sources);
    for (size_t i = 0; i < sources.count; i++) {
        bool mine = sources.items[i].unit && situ_merge_same_unit(m, sources.items[i].unit, unit);
        if (its && !mine && sources.items[i].unit) {
            *part = ITS_AND_OTHERS;
            *other = sources.items[i].unit;
        } else if (!its && mine) {
            *part = ITS_AND_OTHERS;
        }
    }
done:
    return status;
}

static situ_status mark_missing(situ_merging *m, situ_merge_row r, const char *unit, situ_error *err)
{
    situ_status status = SITU_OK;
    char buffer[32];
    const char *name = situ_merge_text(r, m->name >= 0 ? m->name : m->key_count ? m->key[m->key_count > 1] : SITU_FRONT_ID);
    const char *id = situ_merge_show(r, SITU_FRONT_ID, buffer);
    m->counts.missing++;
    SITU_TRY(situ_merge_tell(m, SITU_WARN, "NOT_REPORTED", SIZE_MAX, "report_state", name ? name : id, "本次未报",
                             _("add it to the next report, or confirm that it is closed (销号)"), err,
                             _("%s (number %s) is missing from the full report of %s; it is kept and marked"), name ? name : "", id, unit));
    if (situ_merge_text(r, SITU_FRONT_REPORT_STATE))
        goto done;
    size_t row;
    SITU_TRY(situ_merge_copy_out(m, r, &row, err));
    SITU_TRY(situ_table_set_text(m->out, row, SITU_FRONT_REPORT_STATE, "本次未报", err));
done:
    return status;
}

static situ_status find_missing(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *unit = m->options->unit;
    size_t slice = 0;
    for (size_t o = 0; m->old && o < m->old->row_count; o++) {
        part_of part;
        const char *other = NULL;
        situ_merge_row r = situ_merge_old(m, o);
        SITU_TRY(renew_scratch(m, err));
        bool held = false;
        SITU_TRY(part_of_unit(m, r, unit, &part, &other, &held, err));
        if (part == NOT_ITS || situ_streq(situ_merge_text(r, m->status), "销号"))
            continue;
        slice++;
        if (m->objects[o].first >= 0 || held) // held: its row is in the report, but cannot be used
            continue;
        const char *name = situ_merge_text(r, m->name);
        if (part == ITS_ALONE)
            SITU_TRY(mark_missing(m, r, unit, err));
        else
            SITU_TRY(situ_merge_tell(m, SITU_WARN, "NOT_REPORTED", SIZE_MAX, "report_state", name, NULL,
                                     _("settle between the two whether it still exists"), err,
                                     _("%s is missing from the full report of %s, but %s reports it too; it stays"), name ? name : "", unit,
                                     other ? other : _("another source")));
    }
    if (m->counts.missing * 2 > slice) {
        char missing[32], all[32];
        snprintf(missing, sizeof missing, "%zu", m->counts.missing);
        snprintf(all, sizeof all, "%zu", slice);
        SITU_TRY(situ_merge_tell(m, SITU_WARN, "FULL_SHRINKS", SIZE_MAX, "report_state", all, missing,
                                 _("if the file is only a part, roll back and import it with --mode patch"), err,
                                 _("the full report of %s leaves out %zu of the %zu rows known of it"), unit, m->counts.missing, slice));
    }
done:
    return status;
}

// --- all ---

static situ_status put_together(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t o = 0; o < m->object_count; o++) {
        SITU_TRY(renew_scratch(m, err));
        SITU_TRY(situ_merge_object_rows(m, o, err));
    }
    for (size_t i = 0; i < m->in->row_count; i++) // last: the numbers the rows came with are remembered above
        SITU_TRY(situ_table_set_text(m->in, i, SITU_FRONT_ID, situ_merge_text(situ_merge_of(m, (size_t)m->object[i]), SITU_FRONT_ID), err));
done:
    return status;
}

situ_status situ_ledger_merge(situ_table **out, situ_merge_counts *counts, situ_table *incoming, const situ_table *stored,
                              const situ_merge_options *options, situ_report *report, situ_error *err)
{
    static const situ_merge_options none = {0};
    situ_status status = SITU_OK;
    situ_merging m = {.in = incoming, .old = stored && stored->row_count ? stored : NULL, .options = options ? options : &none, .report = report};
    *out = NULL;
    m.schema = situ_schema_find(incoming->name);
    if (!m.schema)
        SITU_TRY(situ_fail(err, SITU_E_ARGUMENT, NULL, _("there is no table \"%s\""), incoming->name));
    m.identity = situ_identity_of(incoming->name);
    SITU_TRY(prepare(&m, err));
    SITU_TRY(situ_merge_match(&m, err));
    if (!m.old && m.object_count == incoming->row_count && incoming->row_count) {
        m.counts.added = incoming->row_count; // as they are
    } else {
        SITU_TRY(put_together(&m, err));
        if (m.options->mode == SITU_MERGE_FULL && m.options->unit)
            SITU_TRY(find_missing(&m, err));
        *out = m.out;
        m.out = NULL;
    }
    if (counts)
        *counts = m.counts;
done:
    finish(&m);
    return status;
}
