// SPDX-License-Identifier: MIT
// `situ dump`: every stage as text, so that each can be tested, compared and replayed alone.
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "pipeline/pipeline.h"

static situ_status dump_report(situ_session *session, const char *file, situ_str *out, situ_error *err)
{
    static const char *const severities[] = {"info", "warn", "error"};
    situ_status status = SITU_OK;
    situ_report *report = situ_report_new();
    situ_import_file import = {.path = file};
    situ_import_outcome outcome = {0};

    SITU_TRY_ALLOC(report);
    SITU_TRY(situ_import_files(session, &(situ_import_job){.files = &import, .count = 1, .as_of = ""}, &outcome, report, err));
    for (size_t i = 0; i < situ_report_source_count(report); i++) {
        const situ_source_count *s = situ_report_source(report, i);
        situ_str_addf(out, "rows %s/%s %s read=%zu used=%zu repaired=%zu rejected=%zu skipped=%zu\n", situ_path_base(s->file ? s->file : ""), s->sheet ? s->sheet : "",
                      s->table ? s->table : "", s->read, s->used, s->repaired, s->rejected, s->skipped);
    }
    for (size_t i = 0; i < situ_report_count(report); i++) {
        const situ_issue *issue = situ_report_get(report, i);
        situ_str_addf(out, "%s %s row=%ld cell=%s field=%s \"%s\" -> \"%s\" %s\n", severities[issue->severity], issue->rule ? issue->rule : "", issue->row,
                      issue->cell ? issue->cell : "", issue->field ? issue->field : "", issue->old_value ? issue->old_value : "",
                      issue->new_value ? issue->new_value : "", issue->message ? issue->message : "");
    }
done:
    situ_import_outcome_free(&outcome);
    situ_report_free(report);
    return status;
}

situ_status situ_dump(situ_session *session, const char *stage, const situ_render_options *options, const char *file, char **out, situ_error *err)
{
    static const char *const stages[] = {"report", "bundle", "scene", "labels", "display", NULL};
    situ_status status = SITU_OK;
    situ_str text;
    situ_store *store = NULL;
    situ_map *map = NULL;
    situ_map_sheet *sheet = NULL;
    bool known = false;

    situ_str_init(&text);
    for (const char *const *s = stages; *s; s++)
        known = known || strcmp(*s, stage) == 0;
    if (!known)
        SITU_TRY(situ_fail(err, SITU_E_USAGE, "report bundle scene labels display", _("there is no stage \"%s\""), stage));
    if (strcmp(stage, "report") == 0) {
        SITU_TRY(dump_report(session, file, &text, err));
    } else {
        SITU_TRY(situ_store_open(&store, options->store, options->edition ? options->edition : "internal", err));
        SITU_TRY(situ_map_open(&map, session, store, options->map, options->region, options->title, err));
        if (strcmp(stage, "bundle") == 0) {
            SITU_TRY(situ_bundle_dump(map->metric, &text, err));
        } else {
            SITU_TRY(situ_map_sheet_new(&sheet, map, options, err));
            if (strcmp(stage, "scene") == 0)
                SITU_TRY(situ_scene_dump(sheet->scene, &text, err));
            else if (strcmp(stage, "labels") == 0)
                SITU_TRY(situ_label_plan_dump(sheet->plan, sheet->scene, &text, err));
            else
                for (size_t i = 0; i < sheet->page_count; i++)
                    SITU_TRY(situ_display_dump(sheet->pages[i], &text, err));
        }
    }
    if (!situ_str_ok(&text))
        SITU_TRY_ALLOC(NULL);
    *out = situ_str_take(&text);
done:
    situ_str_free(&text);
    situ_map_sheet_free(sheet);
    situ_map_close(map);
    situ_store_close(store);
    return status;
}
