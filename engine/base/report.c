// SPDX-License-Identifier: MIT
#include "base/report.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"

struct situ_report {
    situ_map *texts;   // texts that repeat, once: the same file and rule stand in thousands of findings
    situ_arena *own;   // texts that seldom repeat: addresses and values
    situ_issue *issues;
    size_t count, capacity;
    situ_source_count *sources;
    size_t source_count, source_capacity;
    size_t last; // the source counted last: rows come in runs
    size_t problems;
};

situ_report *situ_report_new(void)
{
    situ_report *report = situ_calloc(1, sizeof *report);
    if (!report)
        return NULL;
    report->texts = situ_map_new();
    report->own = situ_arena_new();
    if (!report->texts || !report->own) {
        situ_report_free(report);
        return NULL;
    }
    return report;
}

void situ_report_free(situ_report *report)
{
    if (!report)
        return;
    situ_map_free(report->texts);
    situ_arena_free(report->own);
    situ_free(report->issues);
    situ_free(report->sources);
    situ_free(report);
}

static situ_status keep(situ_report *report, const char **text, situ_error *err)
{
    if (!*text)
        return SITU_OK;
    size_t index = situ_map_get(report->texts, *text);
    if (index == SIZE_MAX) {
        index = situ_map_count(report->texts);
        if (situ_map_set(report->texts, *text, index) < 0)
            return situ_fail_nomem(err);
    }
    *text = situ_map_key(report->texts, index);
    return SITU_OK;
}

situ_status situ_report_add(situ_report *report, const situ_issue *issue, situ_error *err)
{
    situ_status status;
    situ_issue copy = *issue;
    const char **texts[] = {&copy.rule, &copy.file, &copy.sheet, &copy.table, &copy.field, &copy.message, &copy.cure};
    const char **own[] = {&copy.cell, &copy.old_value, &copy.new_value};
    SITU_TRY(situ_grow(&report->issues, &report->capacity, report->count + 1, sizeof *report->issues, err));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        SITU_TRY(keep(report, texts[i], err));
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (*own[i])
            SITU_TRY_ALLOC(*own[i] = situ_arena_strdup(report->own, *own[i]));
    report->issues[report->count++] = copy;
    if (copy.severity != SITU_INFO)
        report->problems++;
done:
    return status;
}

static bool same_source(const situ_source_count *s, const char *file, const char *sheet, const char *table)
{
    return situ_streq(s->file, file) && situ_streq(s->sheet, sheet) && situ_streq(s->table, table);
}

static situ_status find_source(situ_report *report, const char *file, const char *sheet,
                               const char *table, situ_source_count **out, situ_error *err)
{
    situ_status status;
    size_t at = report->last;
    if (at >= report->source_count || !same_source(&report->sources[at], file, sheet, table))
        for (at = 0; at < report->source_count; at++)
            if (same_source(&report->sources[at], file, sheet, table))
                break;
    if (at == report->source_count) {
        SITU_TRY(situ_grow(&report->sources, &report->source_capacity, at + 1,
                           sizeof *report->sources, err));
        situ_source_count fresh = {.file = file, .sheet = sheet, .table = table};
        SITU_TRY(keep(report, &fresh.file, err));
        SITU_TRY(keep(report, &fresh.sheet, err));
        SITU_TRY(keep(report, &fresh.table, err));
        report->sources[report->source_count++] = fresh;
    }
    report->last = at;
    *out = &report->sources[at];
    status = SITU_OK;
done:
    return status;
}

situ_status situ_report_fate(situ_report *report, const char *file, const char *sheet,
                             const char *table, situ_fate fate, situ_error *err)
{
    situ_source_count *source = NULL;
    situ_status status = find_source(report, file, sheet, table, &source, err);
    if (status != SITU_OK)
        return status;
    source->read++;
    switch (fate) {
    case SITU_FATE_USED:
        source->used++;
        break;
    case SITU_FATE_REPAIRED:
        source->repaired++;
        break;
    case SITU_FATE_REJECTED:
        source->rejected++;
        break;
    case SITU_FATE_SKIPPED:
        source->skipped++;
        break;
    }
    return SITU_OK;
}

situ_status situ_report_add_count(situ_report *report, const situ_source_count *count, situ_error *err)
{
    const situ_source_count from = *count; // may lie in the report's own array, which grows
    situ_source_count *to = NULL;
    situ_status status = find_source(report, from.file, from.sheet, from.table, &to, err);
    if (status != SITU_OK)
        return status;
    to->read += from.read;
    to->used += from.used;
    to->repaired += from.repaired;
    to->rejected += from.rejected;
    to->skipped += from.skipped;
    return SITU_OK;
}

situ_status situ_report_merge(situ_report *report, const situ_report *other, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t issues = other->count, sources = other->source_count; // fixed first: other may be report
    for (size_t i = 0; i < issues; i++)
        SITU_TRY(situ_report_add(report, &other->issues[i], err));
    for (size_t i = 0; i < sources; i++)
        SITU_TRY(situ_report_add_count(report, &other->sources[i], err));
done:
    return status;
}

size_t situ_report_count(const situ_report *report)
{
    return report ? report->count : 0;
}

const situ_issue *situ_report_get(const situ_report *report, size_t index)
{
    return report && index < report->count ? &report->issues[index] : NULL;
}

size_t situ_report_source_count(const situ_report *report)
{
    return report ? report->source_count : 0;
}

const situ_source_count *situ_report_source(const situ_report *report, size_t index)
{
    return report && index < report->source_count ? &report->sources[index] : NULL;
}

size_t situ_report_problems(const situ_report *report)
{
    return report ? report->problems : 0;
}
