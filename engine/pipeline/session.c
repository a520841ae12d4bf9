// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/str.h"
#include "pipeline/pipeline.h"
#include "source/source.h"

situ_status situ_session_new(situ_session **out, const situ_session_options *options, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_session *s = situ_calloc(1, sizeof *s);

    SITU_TRY_ALLOC(s);
    s->message = options->message;
    s->user = options->user;
    s->cache = situ_strdup(options->cache);
    SITU_TRY(situ_resources_init(&s->resources, options->styles, options->project_dir, options->exe, err));
    SITU_TRY(situ_job_new(&s->job, options->threads, options->progress, options->user, err));
    SITU_TRY(situ_source_init(err));
    SITU_TRY(situ_rules_load(&s->rules, &s->resources, err));
    SITU_TRY(situ_styles_new(&s->styles, &s->resources, err));
    SITU_TRY(situ_text_new(&s->text, &s->resources, err));
    *out = s;
    s = NULL;
done:
    situ_session_free(s);
    return status;
}

void situ_session_free(situ_session *s)
{
    if (!s)
        return;
    situ_text_free(s->text);
    situ_styles_free(s->styles);
    situ_rules_free(s->rules);
    situ_job_free(s->job);
    situ_resources_free(&s->resources);
    situ_free(s->cache);
    situ_free(s);
}

situ_job *situ_session_job(situ_session *session)
{
    return session->job;
}

void situ_session_tell(situ_session *session, const char *fmt, ...)
{
    char text[1024];
    va_list args;

    if (!session->message)
        return;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    session->message(session->user, text);
}

void situ_text_free_string(char *text)
{
    situ_free(text);
}

void situ_report_counts(const situ_report *report, situ_row_counts *out)
{
    *out = (situ_row_counts){0};
    for (size_t i = 0; i < situ_report_source_count(report); i++) {
        const situ_source_count *s = situ_report_source(report, i);
        out->read += s->read;
        out->used += s->used;
        out->repaired += s->repaired;
        out->rejected += s->rejected;
        out->skipped += s->skipped;
    }
}
