// SPDX-License-Identifier: MIT
#include "bundle/flat.h"

#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"

// Numbers are written as they lie in memory: both ends are one program on one machine.
static const uint32_t NO_TEXT = UINT32_MAX, SAME_TEXT = UINT32_C(1) << 31;

enum { MOST_COLUMNS = 4096, MOST_TABLES = 256, MOST_POINTS = 1 << 28, MOST_ROWS = 1 << 26, BATCH = 4096 };

// --- writing ---

situ_status situ_flat_put_u64(situ_isolate_sink *out, uint64_t value, situ_error *err)
{
    return situ_isolate_put(out, &value, sizeof value, err);
}

static situ_status text_length(const char *text, uint32_t *length, situ_error *err)
{
    size_t n = text ? strlen(text) : 0;
    if (n >= SAME_TEXT)
        return situ_fail(err, SITU_E_LIMIT, NULL, "%s", _("a text is too long"));
    *length = text ? (uint32_t)n : NO_TEXT;
    return SITU_OK;
}

situ_status situ_flat_put_texts(situ_isolate_sink *out, const char *const *texts, size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t lengths[BATCH];
    for (size_t at = 0; at < count; at += BATCH) {
        size_t n = count - at < BATCH ? count - at : BATCH;
        for (size_t i = 0; i < n; i++)
            SITU_TRY(text_length(texts[at + i], &lengths[i], err));
        SITU_TRY(situ_isolate_put(out, lengths, n * sizeof *lengths, err));
        for (size_t i = 0; i < n; i++)
            if (texts[at + i])
                SITU_TRY(situ_isolate_put(out, texts[at + i], (size_t)lengths[i] + 1, err)); // the end too
    }
done:
    return status;
}

situ_status situ_flat_put_text(situ_isolate_sink *out, const char *text, situ_error *err)
{
    return situ_flat_put_texts(out, &text, 1, err);
}

// The texts of a column: a code each, then the bytes of those that are new. A code is a length, NO_TEXT or
// SAME_TEXT with the row that has the same text: names of towns, files and the like stand there once.
static situ_status text_codes(uint32_t *codes, const char *const *texts, size_t count, situ_error *err)
{
    enum { PLACES = 4096, SHORT = 96 };
    situ_status status = SITU_OK;
    uint32_t *seen = situ_malloc(PLACES * sizeof *seen);
    SITU_TRY_ALLOC(seen);
    for (size_t i = 0; i < PLACES; i++)
        seen[i] = NO_TEXT;
    for (size_t i = 0; i < count; i++) {
        SITU_TRY(text_length(texts[i], &codes[i], err));
        if (!texts[i] || codes[i] > SHORT)
            continue;
        uint32_t *place = &seen[situ_hash_quick(texts[i], codes[i]) % PLACES];
        if (*place != NO_TEXT && (texts[*place] == texts[i] || strcmp(texts[*place], texts[i]) == 0))
            codes[i] = SAME_TEXT | *place;
        else
            *place = (uint32_t)i;
    }
done:
    situ_free(seen);
    return status;
}

static situ_status put_column_texts(situ_isolate_sink *out, const char *const *texts, size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t *codes = situ_malloc((count + 1) * sizeof *codes);
    SITU_TRY_ALLOC(codes);
    SITU_TRY(text_codes(codes, texts, count, err));
    SITU_TRY(situ_isolate_put(out, codes, count * sizeof *codes, err));
    for (size_t i = 0; i < count; i++)
        if (!(codes[i] & SAME_TEXT))
            SITU_TRY(situ_isolate_put(out, texts[i], (size_t)codes[i] + 1, err)); // the end too
done:
    situ_free(codes);
    return status;
}

// Only the cells up to the last that is not null.
static situ_status put_column(situ_isolate_sink *out, const situ_column *c, size_t rows, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t filled = c->filled < rows ? c->filled : rows;
    SITU_TRY(situ_flat_put_text(out, c->name, err));
    SITU_TRY(situ_flat_put_u64(out, (uint64_t)c->type, err));
    SITU_TRY(situ_flat_put_u64(out, filled, err));
    if (filled == 0)
        goto done;
    switch (c->type) {
    case SITU_TYPE_TEXT: SITU_TRY(put_column_texts(out, c->v.text, filled, err)); break;
    case SITU_TYPE_INT: SITU_TRY(situ_isolate_put(out, c->v.ints, filled * sizeof *c->v.ints, err)); break;
    case SITU_TYPE_REAL: SITU_TRY(situ_isolate_put(out, c->v.reals, filled * sizeof *c->v.reals, err)); break;
    }
done:
    return status;
}

// kind + 1 (0 = none), parts, points, then starts, holes, coordinates.
static situ_status put_geometry(situ_isolate_sink *out, const situ_geometry *g, situ_error *err)
{
    situ_status status = SITU_OK;
    const uint32_t head[3] = {g ? (uint32_t)g->kind + 1 : 0, g ? g->part_count : 0, g ? g->point_count : 0};
    SITU_TRY(situ_isolate_put(out, head, sizeof head, err));
    if (!g)
        goto done;
    SITU_TRY(situ_isolate_put(out, g->part_start, (size_t)g->part_count * sizeof *g->part_start, err));
    if (g->kind == SITU_GEOM_POLYGON)
        SITU_TRY(situ_isolate_put(out, g->is_hole, g->part_count, err));
    SITU_TRY(situ_isolate_put(out, g->xy, (size_t)g->point_count * 2 * sizeof *g->xy, err));
done:
    return status;
}

situ_status situ_flat_put_table(situ_isolate_sink *out, const situ_table *t, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_flat_put_text(out, t->name, err));
    SITU_TRY(situ_flat_put_u64(out, (uint64_t)t->epsg, err));
    SITU_TRY(situ_flat_put_u64(out, t->row_count, err));
    SITU_TRY(situ_flat_put_u64(out, t->column_count, err));
    SITU_TRY(situ_flat_put_u64(out, t->geometry != NULL, err));
    for (size_t r = 0; r < t->row_count; r++) // a byte a row: nobody can claim rows without sending something
        SITU_TRY(situ_isolate_put(out, "", 1, err));
    for (size_t c = 0; c < t->column_count; c++)
        SITU_TRY(put_column(out, &t->columns[c], t->row_count, err));
    for (size_t r = 0; t->geometry && r < t->row_count; r++)
        SITU_TRY(put_geometry(out, t->geometry[r], err));
done:
    return status;
}

situ_status situ_flat_put_bundle(situ_isolate_sink *out, const situ_bundle *bundle, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_flat_put_text(out, bundle->edition, err));
    SITU_TRY(situ_flat_put_text(out, bundle->revision, err));
    SITU_TRY(situ_flat_put_u64(out, bundle->table_count, err));
    for (size_t i = 0; i < bundle->table_count; i++)
        SITU_TRY(situ_flat_put_table(out, bundle->tables[i], err));
done:
    return status;
}

situ_status situ_flat_put_report(situ_isolate_sink *out, const situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t issues = situ_report_count(report), sources = situ_report_source_count(report);
    SITU_TRY(situ_flat_put_u64(out, issues, err));
    for (size_t i = 0; i < issues; i++) {
        const situ_issue *p = situ_report_get(report, i);
        const char *const texts[] = {p->rule, p->file, p->sheet, p->cell, p->table, p->field, p->old_value, p->new_value, p->message, p->cure};
        SITU_TRY(situ_flat_put_u64(out, (uint64_t)p->severity, err));
        SITU_TRY(situ_flat_put_u64(out, (uint64_t)(p->row > 0 ? p->row : 0), err));
        SITU_TRY(situ_flat_put_texts(out, texts, sizeof texts / sizeof *texts, err));
    }
    SITU_TRY(situ_flat_put_u64(out, sources, err));
    for (size_t i = 0; i < sources; i++) {
        const situ_source_count *c = situ_report_source(report, i);
        const char *const texts[] = {c->file, c->sheet, c->table};
        const uint64_t counts[] = {c->read, c->used, c->repaired, c->rejected, c->skipped};
        SITU_TRY(situ_flat_put_texts(out, texts, 3, err));
        SITU_TRY(situ_isolate_put(out, counts, sizeof counts, err));
    }
done:
    return status;
}

// --- reading ---

static situ_status broken(situ_error *err)
{
    return situ_fail(err, SITU_E_FORMAT, NULL, "%s", _("the answer of the reading process is damaged"));
}

situ_flat situ_flat_of(situ_isolate_answer *answer)
{
    situ_flat in = {.answer = answer};
    in.data = situ_isolate_data(answer, &in.bytes);
    return in;
}

situ_status situ_flat_get_raw(situ_flat *in, size_t bytes, const char **data, situ_error *err)
{
    if (bytes > in->bytes - in->at)
        return broken(err);
    *data = in->data + in->at;
    in->at += bytes;
    return SITU_OK;
}

static situ_status get_copy(situ_flat *in, void *out, size_t bytes, situ_error *err)
{
    const char *data = NULL;
    situ_status status = situ_flat_get_raw(in, bytes, &data, err);
    if (status == SITU_OK && bytes)
        memcpy(out, data, bytes);
    return status;
}

situ_status situ_flat_get_u64(situ_flat *in, uint64_t most, uint64_t *value, situ_error *err)
{
    situ_status status = get_copy(in, value, sizeof *value, err);
    return status == SITU_OK && *value > most ? broken(err) : status;
}

situ_status situ_flat_get_texts(situ_flat *in, const char **texts, size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t lengths[BATCH];
    for (size_t at = 0; at < count; at += BATCH) {
        size_t n = count - at < BATCH ? count - at : BATCH;
        SITU_TRY(get_copy(in, lengths, n * sizeof *lengths, err));
        for (size_t i = 0; i < n; i++) {
            texts[at + i] = NULL;
            if (lengths[i] == NO_TEXT)
                continue;
            SITU_TRY(situ_flat_get_raw(in, (size_t)lengths[i] + 1, &texts[at + i], err));
            if (texts[at + i][lengths[i]] != '\0')
                return broken(err);
        }
    }
done:
    return status;
}

situ_status situ_flat_get_text(situ_flat *in, const char **text, situ_error *err)
{
    return situ_flat_get_texts(in, text, 1, err);
}

static situ_status get_geometry(situ_flat *in, situ_geometry **out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *g = NULL;
    uint32_t head[3];
    SITU_TRY(get_copy(in, head, sizeof head, err));
    if (head[0] == 0)
        goto done;
    if (head[0] > SITU_GEOM_POLYGON + 1 || head[1] > MOST_POINTS || head[2] > MOST_POINTS || (head[1] == 0 && head[2] > 0) ||
        (uint64_t)head[1] * sizeof(uint32_t) + (uint64_t)head[2] * 2 * sizeof(double) > in->bytes - in->at) {
        status = broken(err);
        goto done;
    }
    SITU_TRY(situ_geometry_new(&g, (situ_geometry_kind)(head[0] - 1), head[1], head[2], err));
    SITU_TRY(get_copy(in, g->part_start, (size_t)head[1] * sizeof *g->part_start, err));
    g->part_start[head[1]] = head[2];
    for (uint32_t i = 0; i < head[1]; i++)
        if (g->part_start[i] > g->part_start[i + 1] || (i == 0 && g->part_start[0] != 0)) {
            status = broken(err);
            goto done;
        }
    if (g->kind == SITU_GEOM_POLYGON)
        SITU_TRY(get_copy(in, g->is_hole, head[1], err));
    SITU_TRY(get_copy(in, g->xy, (size_t)head[2] * 2 * sizeof *g->xy, err));
    situ_geometry_update_box(g);
    *out = g;
    g = NULL;
done:
    situ_geometry_free(g);
    return status;
}

static situ_status get_column_texts(situ_flat *in, const char **texts, size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *codes = NULL;
    size_t from = in->at;
    SITU_TRY(situ_flat_get_raw(in, count * sizeof(uint32_t), &codes, err));
    for (size_t i = 0; i < count; i++) {
        uint32_t code;
        memcpy(&code, codes + i * sizeof code, sizeof code);
        texts[i] = NULL;
        if (code == NO_TEXT)
            continue;
        if (code & SAME_TEXT) {
            code &= ~SAME_TEXT;
            if (code >= i || !texts[code])
                return broken(err);
            texts[i] = texts[code];
            continue;
        }
        SITU_TRY(situ_flat_get_raw(in, (size_t)code + 1, &texts[i], err));
        if (texts[i][code] != '\0')
            return broken(err);
    }
    situ_isolate_forget(in->answer, from, from + count * sizeof(uint32_t));
done:
    return status;
}

static situ_status get_numbers(situ_flat *in, void *out, size_t bytes, situ_error *err)
{
    size_t from = in->at;
    situ_status status = get_copy(in, out, bytes, err);
    situ_isolate_forget(in->answer, from, in->at);
    return status;
}

static situ_status get_column(situ_flat *in, situ_table *t, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *name = NULL;
    uint64_t type = 0, filled = 0;
    size_t at = 0;
    SITU_TRY(situ_flat_get_text(in, &name, err));
    SITU_TRY(situ_flat_get_u64(in, SITU_TYPE_REAL, &type, err));
    SITU_TRY(situ_flat_get_u64(in, t->row_count, &filled, err));
    if (!name || situ_table_find(t, name) >= 0) {
        status = broken(err);
        goto done;
    }
    SITU_TRY(situ_table_add_column(t, name, (situ_type)type, &at, err));
    situ_column *c = &t->columns[at];
    switch (c->type) {
    case SITU_TYPE_TEXT: SITU_TRY(get_column_texts(in, c->v.text, (size_t)filled, err)); break;
    case SITU_TYPE_INT: SITU_TRY(get_numbers(in, c->v.ints, (size_t)filled * sizeof *c->v.ints, err)); break;
    case SITU_TYPE_REAL: SITU_TRY(get_numbers(in, c->v.reals, (size_t)filled * sizeof *c->v.reals, err)); break;
    }
    c->filled = (size_t)filled;
done:
    return status;
}

static void release(void *answer)
{
    situ_isolate_unref(answer);
}

situ_status situ_flat_get_table(situ_flat *in, situ_table **out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    const char *name = NULL, *weights = NULL;
    uint64_t epsg = 0, rows = 0, columns = 0, has_geometry = 0;
    *out = NULL;
    SITU_TRY(situ_flat_get_text(in, &name, err));
    SITU_TRY(situ_flat_get_u64(in, INT32_MAX, &epsg, err));
    SITU_TRY(situ_flat_get_u64(in, MOST_ROWS, &rows, err));
    SITU_TRY(situ_flat_get_u64(in, MOST_COLUMNS, &columns, err));
    SITU_TRY(situ_flat_get_u64(in, 1, &has_geometry, err));
    SITU_TRY(situ_flat_get_raw(in, (size_t)rows, &weights, err));
    if (!name || (has_geometry && rows * 12 > in->bytes - in->at)) { // a geometry has 12 bytes at least
        status = broken(err);
        goto done;
    }
    SITU_TRY(situ_table_new(&t, name, (int)epsg, err));
    if (!situ_arena_adopt(t->arena, release, situ_isolate_ref(in->answer))) {
        status = situ_fail_nomem(err);
        goto done;
    }
    t->row_capacity = rows ? (size_t)rows : 1; // columns added now have this length
    t->row_count = (size_t)rows;
    for (uint64_t c = 0; c < columns; c++)
        SITU_TRY(get_column(in, t, err));
    if (has_geometry) {
        t->geometry = situ_calloc(t->row_capacity, sizeof *t->geometry);
        SITU_TRY_ALLOC(t->geometry);
        size_t from = in->at;
        for (size_t r = 0; r < t->row_count; r++)
            SITU_TRY(get_geometry(in, &t->geometry[r], err));
        situ_isolate_forget(in->answer, from, in->at);
    }
    *out = t;
    t = NULL;
done:
    situ_table_free(t);
    return status;
}

situ_status situ_flat_get_bundle(situ_flat *in, situ_bundle **out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *bundle = NULL;
    situ_table *t = NULL;
    const char *edition = NULL, *revision = NULL;
    uint64_t tables = 0;
    *out = NULL;
    SITU_TRY(situ_flat_get_text(in, &edition, err));
    SITU_TRY(situ_flat_get_text(in, &revision, err));
    SITU_TRY(situ_flat_get_u64(in, MOST_TABLES, &tables, err));
    SITU_TRY(situ_bundle_new(&bundle, edition ? edition : "", revision ? revision : "", err));
    for (uint64_t i = 0; i < tables; i++) {
        SITU_TRY(situ_flat_get_table(in, &t, err));
        SITU_TRY(situ_bundle_add_table(bundle, t, err));
        t = NULL;
    }
    *out = bundle;
    bundle = NULL;
done:
    situ_table_free(t);
    situ_bundle_free(bundle);
    return status;
}

situ_status situ_flat_get_report(situ_flat *in, situ_report *into, situ_error *err)
{
    situ_status status = SITU_OK;
    uint64_t count = 0;
    size_t from = in->at;
    SITU_TRY(situ_flat_get_u64(in, in->bytes, &count, err));
    for (uint64_t i = 0; i < count; i++) {
        uint64_t severity = 0, row = 0;
        const char *t[10] = {NULL};
        SITU_TRY(situ_flat_get_u64(in, SITU_ERROR, &severity, err));
        SITU_TRY(situ_flat_get_u64(in, INT64_MAX, &row, err));
        SITU_TRY(situ_flat_get_texts(in, t, sizeof t / sizeof *t, err));
        const situ_issue issue = {.severity = (situ_severity)severity, .row = (long)row, .rule = t[0], .file = t[1], .sheet = t[2], .cell = t[3],
                                  .table = t[4], .field = t[5], .old_value = t[6], .new_value = t[7], .message = t[8], .cure = t[9]};
        SITU_TRY(situ_report_add(into, &issue, err));
    }
    SITU_TRY(situ_flat_get_u64(in, in->bytes, &count, err));
    for (uint64_t i = 0; i < count; i++) {
        const char *t[3] = {NULL};
        uint64_t n[5];
        SITU_TRY(situ_flat_get_texts(in, t, 3, err));
        SITU_TRY(get_copy(in, n, sizeof n, err));
        const situ_source_count c = {t[0], t[1], t[2], (size_t)n[0], (size_t)n[1], (size_t)n[2], (size_t)n[3], (size_t)n[4]};
        SITU_TRY(situ_report_add_count(into, &c, err));
    }
    situ_isolate_forget(in->answer, from, in->at); // a report keeps its own texts
done:
    return status;
}
