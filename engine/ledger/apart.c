// SPDX-License-Identifier: MIT
// Reading a file in a process of its own: what goes in is inherited, what comes out is checked bytes.
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/path.h"
#include "bundle/flat.h"
#include "ledger/ledger.h"
#include "ledger/sheets.h"

// An honest ledger needs some 30 times its size; a vector file inside a zip more. The floor is what the
// outside libraries take for themselves.
static const size_t MEMORY_FLOOR = (size_t)384 << 20, MEMORY_PER_BYTE = 48, MEMORY_MOST = (size_t)6 << 30, ANSWER_MOST = (size_t)4 << 30;
enum { CPU_FLOOR_S = 20, CPU_BYTES_A_SECOND = 2 << 20, MOST_PARTS = 65536, MOST_KINDS = 15 };

typedef struct errand {
    const char *path;
    const situ_ledger_options *options;
} errand;

// --- the child's side ---

static situ_status put_cells(situ_isolate_sink *out, const situ_sheet *s, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = (size_t)s->row_count * s->column_count;
    for (size_t i = 0; i < n; i++) {
        const situ_cell *c = &s->cells[i];
        const unsigned char head[2] = {(unsigned char)c->kind, c->merged_fill};
        SITU_TRY(situ_isolate_put(out, head, sizeof head, err));
        if (c->kind == SITU_CELL_EMPTY)
            continue;
        SITU_TRY(situ_isolate_put(out, &c->number, sizeof c->number, err));
        SITU_TRY(situ_flat_put_text(out, c->text, err));
    }
done:
    return status;
}

static situ_status put_sheets(situ_isolate_sink *out, const situ_sheets *sheets, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_flat_put_u64(out, sheets != NULL, err));
    if (!sheets)
        goto done;
    SITU_TRY(situ_flat_put_text(out, sheets->encoding, err));
    SITU_TRY(situ_flat_put_u64(out, sheets->count, err));
    for (size_t i = 0; i < sheets->count; i++) {
        const situ_sheet *s = &sheets->items[i];
        SITU_TRY(situ_flat_put_text(out, s->name, err));
        const uint32_t head[] = {s->hidden, s->row_count, s->column_count, s->row_hidden != NULL, (uint32_t)s->merge_count};
        SITU_TRY(situ_isolate_put(out, head, sizeof head, err));
        SITU_TRY(put_cells(out, s, err));
        if (s->row_hidden)
            SITU_TRY(situ_isolate_put(out, s->row_hidden, s->row_count, err));
        if (s->merge_count)
            SITU_TRY(situ_isolate_put(out, s->merges, s->merge_count * sizeof *s->merges, err));
    }
done:
    return status;
}

static situ_status put_part(situ_isolate_sink *out, const situ_ledger_part *p, situ_error *err)
{
    situ_status status = SITU_OK;
    const uint32_t numbers[] = {p->first_row, p->last_row, p->header_first, p->header_last, p->first_column, p->column_count};
    const char *const texts[] = {p->sheet, p->schema ? p->schema->name : NULL, p->crs, p->crs_why};
    SITU_TRY(situ_isolate_put(out, numbers, sizeof numbers, err));
    SITU_TRY(situ_flat_put_texts(out, texts, 4, err));
    SITU_TRY(situ_flat_put_u64(out, p->columns != NULL, err));
    for (uint32_t c = 0; p->columns && c < p->column_count; c++) {
        const char *const column[] = {p->columns[c].header, p->columns[c].field, p->columns[c].how};
        SITU_TRY(situ_flat_put_texts(out, column, 3, err));
    }
done:
    return status;
}

static situ_status read_in_child(void *user, situ_isolate_sink *out, situ_job *job, situ_error *err)
{
    const errand *e = user;
    situ_status status = SITU_OK;
    situ_ledger_result *result = NULL;
    situ_report *report = situ_report_new();
    SITU_TRY_ALLOC(report);
    status = situ_ledger_read(&result, e->path, e->options, report, job, err);
    if (status != SITU_OK)
        goto done;
    situ_alloc_trim(); // the sheets are gone; the answer now takes as much
    SITU_TRY(situ_flat_put_report(out, report, err));
    SITU_TRY(situ_flat_put_u64(out, result->part_count, err));
    for (size_t i = 0; i < result->part_count; i++)
        SITU_TRY(put_part(out, &result->parts[i], err));
    SITU_TRY(put_sheets(out, result->sheets, err));
    SITU_TRY(situ_flat_put_bundle(out, result->bundle, err));
done:
    return status; // nothing is freed: the process ends
}

// --- the caller's side ---

static situ_status damaged(situ_error *err)
{
    return situ_fail(err, SITU_E_FORMAT, NULL, "%s", _("the answer of the reading process is damaged"));
}

static situ_status get_numbers(situ_flat *in, uint32_t *numbers, size_t count, situ_error *err)
{
    const char *data = NULL;
    situ_status status = situ_flat_get_raw(in, count * sizeof *numbers, &data, err);
    if (status == SITU_OK)
        memcpy(numbers, data, count * sizeof *numbers);
    return status;
}

static situ_status get_part(situ_flat *in, situ_ledger_part *p, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    uint32_t n[6];
    const char *t[4] = {NULL};
    uint64_t has_columns = 0;
    SITU_TRY(get_numbers(in, n, 6, err));
    SITU_TRY(situ_flat_get_texts(in, t, 4, err));
    SITU_TRY(situ_flat_get_u64(in, 1, &has_columns, err));
    *p = (situ_ledger_part){.sheet = t[0] ? t[0] : "", .schema = situ_schema_find(t[1]), .first_row = n[0], .last_row = n[1], .header_first = n[2],
                            .header_last = n[3], .first_column = n[4], .column_count = n[5], .crs = t[2] ? t[2] : "", .crs_why = t[3] ? t[3] : ""};
    if (!has_columns)
        goto done;
    if (p->column_count > SITU_SHEET_MAX_COLUMNS) {
        status = damaged(err);
        goto done;
    }
    SITU_TRY_ALLOC(p->columns = situ_arena_alloc(arena, (p->column_count + 1) * sizeof *p->columns));
    for (uint32_t c = 0; c < p->column_count; c++) {
        const char *column[3] = {NULL};
        SITU_TRY(situ_flat_get_texts(in, column, 3, err));
        p->columns[c] = (situ_ledger_column){column[0] ? column[0] : "", column[1], column[2]};
    }
done:
    return status;
}

static situ_status get_cells(situ_flat *in, situ_sheet *s, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = (size_t)s->row_count * s->column_count;
    for (size_t i = 0; i < n; i++) {
        const char *head = NULL, *number = NULL;
        situ_cell *c = &s->cells[i];
        SITU_TRY(situ_flat_get_raw(in, 2, &head, err));
        *c = (situ_cell){.kind = (situ_cell_kind)(unsigned char)head[0], .merged_fill = head[1] != 0, .text = ""};
        if (head[0] < 0 || head[0] > MOST_KINDS) {
            status = damaged(err);
            goto done;
        }
        if (c->kind == SITU_CELL_EMPTY)
            continue;
        SITU_TRY(situ_flat_get_raw(in, sizeof c->number, &number, err));
        memcpy(&c->number, number, sizeof c->number);
        SITU_TRY(situ_flat_get_text(in, &c->text, err));
        if (!c->text)
            c->text = "";
    }
done:
    return status;
}

static situ_status get_sheet(situ_flat *in, situ_sheets *sheets, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheet *s = NULL;
    const char *name = NULL, *data = NULL;
    uint32_t head[5];
    SITU_TRY(situ_flat_get_text(in, &name, err));
    SITU_TRY(get_numbers(in, head, 5, err));
    SITU_TRY(situ_sheets_add(sheets, name ? name : "", head[0] != 0, &s, err));
    if ((uint64_t)head[1] * head[2] > SITU_SHEET_MAX_CELLS || (uint64_t)head[1] * head[2] * 2 > in->bytes - in->at) {
        status = damaged(err);
        goto done;
    }
    SITU_TRY_ALLOC(s->cells = situ_calloc((size_t)head[1] * head[2] + 1, sizeof *s->cells));
    s->row_count = head[1];
    s->column_count = head[2];
    SITU_TRY(get_cells(in, s, err));
    if (head[3]) {
        SITU_TRY(situ_flat_get_raw(in, s->row_count, &data, err));
        SITU_TRY_ALLOC(s->row_hidden = situ_calloc((size_t)s->row_count + 1, sizeof *s->row_hidden));
        for (uint32_t r = 0; r < s->row_count; r++)
            s->row_hidden[r] = data[r] != 0;
    }
    if (head[4]) {
        SITU_TRY(situ_flat_get_raw(in, (size_t)head[4] * sizeof *s->merges, &data, err));
        SITU_TRY_ALLOC(s->merges = situ_malloc((size_t)head[4] * sizeof *s->merges));
        memcpy(s->merges, data, (size_t)head[4] * sizeof *s->merges);
        s->merge_count = head[4];
    }
done:
    return status;
}

static void release(void *answer)
{
    situ_isolate_unref(answer);
}

static situ_status get_sheets(situ_flat *in, situ_sheets **out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheets *sheets = NULL;
    uint64_t there = 0, count = 0;
    *out = NULL;
    SITU_TRY(situ_flat_get_u64(in, 1, &there, err));
    if (!there)
        goto done;
    SITU_TRY(situ_sheets_new(&sheets, err));
    if (!situ_arena_adopt(sheets->arena, release, situ_isolate_ref(in->answer))) { // the cells' texts lie there
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_flat_get_text(in, &sheets->encoding, err));
    SITU_TRY(situ_flat_get_u64(in, MOST_PARTS, &count, err));
    for (uint64_t i = 0; i < count; i++)
        SITU_TRY(get_sheet(in, sheets, err));
    *out = sheets;
    sheets = NULL;
done:
    situ_sheets_free(sheets);
    return status;
}

static situ_status get_result(situ_flat *in, situ_ledger_result **out, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    uint64_t parts = 0;
    situ_ledger_result *r = situ_calloc(1, sizeof *r);
    SITU_TRY_ALLOC(r);
    SITU_TRY_ALLOC(r->arena = situ_arena_new());
    if (!situ_arena_adopt(r->arena, release, situ_isolate_ref(in->answer))) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_flat_get_report(in, report, err));
    SITU_TRY(situ_flat_get_u64(in, MOST_PARTS, &parts, err));
    SITU_TRY_ALLOC(r->parts = situ_arena_alloc(r->arena, (size_t)(parts + 1) * sizeof *r->parts));
    for (; r->part_count < parts; r->part_count++)
        SITU_TRY(get_part(in, &r->parts[r->part_count], r->arena, err));
    SITU_TRY(get_sheets(in, &r->sheets, err));
    SITU_TRY(situ_flat_get_bundle(in, &r->bundle, err));
    *out = r;
    r = NULL;
done:
    situ_ledger_result_free(r);
    return status;
}

static situ_isolate_limits limits_for(const char *path)
{
    struct stat st;
    bool file = stat(path, &st) == 0; // a database is none
    size_t bytes = !file ? MEMORY_MOST / MEMORY_PER_BYTE : st.st_size > 0 ? (size_t)st.st_size : 0;
    size_t memory = bytes > MEMORY_MOST / MEMORY_PER_BYTE ? MEMORY_MOST : MEMORY_FLOOR + bytes * MEMORY_PER_BYTE;
    return (situ_isolate_limits){.memory_bytes = memory, .cpu_s = CPU_FLOOR_S + (unsigned)(bytes / CPU_BYTES_A_SECOND), .answer_bytes = ANSWER_MOST};
}

situ_status situ_ledger_read_apart(situ_ledger_result **out, const char *path, const situ_ledger_options *options, situ_report *report,
                                   situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_isolate_answer *answer = NULL;
    errand e = {path, options};
    *out = NULL;
    const situ_isolate_limits limits = limits_for(path);
    SITU_TRY(situ_isolate_run(&answer, read_in_child, &e, &limits, job, err));
    situ_flat in = situ_flat_of(answer);
    SITU_TRY(get_result(&in, out, report, err));
done:
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    situ_isolate_unref(answer);
    return status;
}
