// SPDX-License-Identifier: MIT
// What single rows ask for: a stored value to be cleared (删除 in a cell), or not to count as missing
// although they cannot be used.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "ledger/merge_internal.h"

enum { KEY_BYTES = 512 };

static void row_key(char key[KEY_BYTES], const char *file, const char *sheet, long long row, const char *field)
{
    snprintf(key, KEY_BYTES, "%.200s\n%.150s\n%lld\n%.60s", file ? file : "", sheet ? sheet : "", row, field ? field : "");
}

static void key_of(char key[KEY_BYTES], situ_merge_row r, const char *field)
{
    row_key(key, situ_merge_text(r, SITU_FRONT_FILE), situ_merge_text(r, SITU_FRONT_SHEET),
            (long long)situ_table_int(r.table, r.row, r.column[SITU_FRONT_ROW]), field);
}

static situ_status put_text(situ_merging *m, const char *kind, const char *text, situ_error *err)
{
    situ_status status = SITU_OK;
    if (!text || !*text)
        return SITU_OK;
    char *folded = situ_clean_fold(m->arena, text), *key = folded ? situ_arena_printf(m->arena, "%s%s", kind, folded) : NULL;
    SITU_TRY_ALLOC(key);
    if (situ_map_set(m->held, key, 1) < 0)
        SITU_TRY(situ_fail_nomem(err));
done:
    return status;
}

situ_status situ_merge_wishes(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    char key[KEY_BYTES];
    if (m->options->clear_count)
        SITU_TRY_ALLOC(m->clears = situ_map_new());
    if (m->options->held_count)
        SITU_TRY_ALLOC(m->held = situ_map_new());
    for (size_t i = 0; i < m->options->clear_count; i++) {
        const situ_merge_wish *w = &m->options->clears[i];
        for (int k = 0; k < 2; k++) {
            row_key(key, w->file, w->sheet, w->row, k ? w->field : NULL);
            if (situ_map_set(m->clears, key, i) < 0)
                SITU_TRY(situ_fail_nomem(err));
        }
    }
    for (size_t i = 0; i < m->options->held_count; i++) {
        SITU_TRY(put_text(m, "id ", m->options->held[i].id, err));
        SITU_TRY(put_text(m, "name ", m->options->held[i].name, err));
    }
done:
    return status;
}

bool situ_merge_row_clears(const situ_merging *m, situ_merge_row r)
{
    char key[KEY_BYTES];
    if (!m->clears)
        return false;
    key_of(key, r, NULL);
    return situ_map_get(m->clears, key) != SIZE_MAX;
}

situ_status situ_merge_clear(situ_merging *m, size_t in, size_t out_row, bool named, situ_error *err)
{
    situ_status status = SITU_OK;
    char key[KEY_BYTES], buffer[32];
    situ_merge_row r = situ_merge_in(m, in), now = {m->out, out_row, m->out_column};
    const char *name = situ_merge_text(now, m->name);
    if (!situ_merge_row_clears(m, r))
        return SITU_OK;
    for (size_t c = SITU_FRONT_COUNT; c < m->column_count; c++) {
        const situ_field *f = m->field[c];
        key_of(key, r, f->name);
        if (situ_map_get(m->clears, key) == SIZE_MAX || situ_merge_is_null(now, (int)c))
            continue;
        const char *shown = situ_merge_show(now, (int)c, buffer), *old = situ_arena_strdup(m->scratch, shown);
        SITU_TRY_ALLOC(old);
        if (!named || f->kind == SITU_FIELD_LEVEL) {
            SITU_TRY(situ_merge_tell(m, SITU_WARN, "CLEAR_REFUSED", in, f->name, old, NULL,
                                     named ? _("type the level that holds now") : _("give the row its number, or import with --mode patch"), err,
                                     named ? _("%s of %s is not cleared by a word") : _("%s of %s stays: the row has no number"), f->label ? f->label : f->name,
                                     name ? name : ""));
            continue;
        }
        switch (m->out->columns[c].type) {
        case SITU_TYPE_TEXT: situ_table_set_borrowed(m->out, out_row, c, NULL); break;
        case SITU_TYPE_INT: situ_table_set_int(m->out, out_row, c, SITU_NULL_INT); break;
        case SITU_TYPE_REAL: situ_table_set_real(m->out, out_row, c, NAN); break;
        }
        SITU_TRY(situ_merge_tell(m, SITU_INFO, "CLEARED", in, f->name, old, NULL, NULL, err, _("%s of %s is cleared; it was %s"),
                                 f->label ? f->label : f->name, name ? name : "", old));
    }
done:
    return status;
}

bool situ_merge_is_held(const situ_merging *m, situ_merge_row r, const situ_merge_sources *sources)
{
    char key[KEY_BYTES];
    if (!m->held)
        return false;
    const char *texts[] = {situ_merge_text(r, SITU_FRONT_ID), situ_merge_text(r, m->name)}, *const kinds[] = {"id ", "name "};
    for (int k = 0; k < 2; k++) {
        char *folded = texts[k] ? situ_clean_fold(m->scratch, texts[k]) : NULL;
        snprintf(key, sizeof key, "%s%.480s", kinds[k], folded ? folded : "");
        if (folded && situ_map_get(m->held, key) != SIZE_MAX)
            return true;
    }
    for (size_t i = 0; i < sources->count; i++) {
        char *folded = sources->items[i].id ? situ_clean_fold(m->scratch, sources->items[i].id) : NULL;
        snprintf(key, sizeof key, "id %.480s", folded ? folded : "");
        if (folded && situ_map_get(m->held, key) != SIZE_MAX)
            return true;
    }
    return false;
}
