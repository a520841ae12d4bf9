// SPDX-License-Identifier: MIT
// `situ build`: everything a project file asks for.
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/str.h"
#include "output/format.h"
#include "output/report.h"
#include "pipeline/pipeline.h"

typedef struct import_entry { const char *file, *as, *sheet, *where, *crs, *encoding, *mapping, *from, *mode; } import_entry;
typedef struct sheet_entry { const char *map, *paper, *out, *orientation, *region, *edition, *title; double dpi, scale; bool mono, georeference; } sheet_entry;
typedef struct tiles_entry { const char *map, *zoom, *out, *edition; } tiles_entry;
typedef struct revision_entry { const char *as_of; } revision_entry;
// What becomes one revision of the store.
typedef struct stage { const situ_yaml_node *list; const char *as_of; situ_import_outcome outcome; } stage;
typedef struct project {
    const char *county, *code, *language, *as_of, *unit, *source, *report, *map_approval, *secrecy;
    const char *file;
    char *dir;
    situ_yaml *doc;
    situ_arena *arena;
} project;

#define TEXT(type, member, text) {.name = #member, .kind = SITU_PROP_TEXT, .offset = offsetof(type, member), .help = text}
static const situ_prop project_props[] = {
    {.name = "county", .kind = SITU_PROP_TEXT, .offset = offsetof(project, county), .required = true, .help = N_("name of the county")},
    TEXT(project, code, N_("administrative code")),
    TEXT(project, language, N_("language of the sheets")),
    {.name = "as_of", .kind = SITU_PROP_TEXT, .offset = offsetof(project, as_of), .required = true, .help = N_("date of the data, YYYY-MM-DD")},
    TEXT(project, unit, N_("who makes the maps")),
    TEXT(project, source, N_("source of the base data")),
    TEXT(project, map_approval, N_("map approval number")),
    TEXT(project, secrecy, N_("secrecy mark")),
    TEXT(project, report, N_("report file, default report.xlsx")),
    {.name = NULL},
};
static const situ_prop import_props[] = {
    {.name = "file", .kind = SITU_PROP_TEXT, .offset = offsetof(import_entry, file), .required = true, .help = N_("file, relative to the project")},
    TEXT(import_entry, as, N_("table, or dem for terrain")),
    TEXT(import_entry, sheet, N_("only this sheet")),
    TEXT(import_entry, where, N_("SQL filter")),
    TEXT(import_entry, crs, N_("coordinate system of the file")),
    TEXT(import_entry, encoding, N_("text encoding")),
    TEXT(import_entry, mapping, N_("mapping file")),
    TEXT(import_entry, from, N_("unit whose report it is")),
    TEXT(import_entry, mode, N_("full: all that the unit has; patch: corrections only")),
    {.name = NULL},
};
static const situ_prop sheet_props[] = {
    {.name = "map", .kind = SITU_PROP_TEXT, .offset = offsetof(sheet_entry, map), .required = true, .help = N_("map to draw")},
    {.name = "out", .kind = SITU_PROP_TEXT, .offset = offsetof(sheet_entry, out), .required = true, .help = N_("file below OUT")},
    TEXT(sheet_entry, paper, N_("paper size")),
    TEXT(sheet_entry, orientation, N_("landscape or portrait")),
    TEXT(sheet_entry, region, N_("only this region")),
    TEXT(sheet_entry, edition, N_("internal or public")),
    TEXT(sheet_entry, title, N_("title in place of the map's own")),
    {.name = "dpi", .kind = SITU_PROP_NUMBER, .offset = offsetof(sheet_entry, dpi), .min = 36, .max = 1200, .fallback = "300", .help = N_("dots an inch of pictures")},
    {.name = "scale", .kind = SITU_PROP_NUMBER, .offset = offsetof(sheet_entry, scale), .min = 0, .max = 1e8, .fallback = "0", .help = N_("1:N, 0 = the largest that fits")},
    {.name = "mono", .kind = SITU_PROP_BOOL, .offset = offsetof(sheet_entry, mono), .fallback = "no", .help = N_("black and white")},
    {.name = "georeference", .kind = SITU_PROP_BOOL, .offset = offsetof(sheet_entry, georeference), .fallback = "no", .help = N_("georeferenced PDF")},
    {.name = NULL},
};
static const situ_prop tiles_props[] = {
    {.name = "map", .kind = SITU_PROP_TEXT, .offset = offsetof(tiles_entry, map), .required = true, .help = N_("map to cut")},
    {.name = "zoom", .kind = SITU_PROP_TEXT, .offset = offsetof(tiles_entry, zoom), .fallback = "8-14", .help = N_("zoom range")},
    {.name = "out", .kind = SITU_PROP_TEXT, .offset = offsetof(tiles_entry, out), .required = true, .help = N_("folder below OUT")},
    TEXT(tiles_entry, edition, N_("internal or public")),
    {.name = NULL},
};
static const situ_prop revision_props[] = {
    {.name = "as_of", .kind = SITU_PROP_TEXT, .offset = offsetof(revision_entry, as_of), .required = true, .help = N_("date of the data, YYYY-MM-DD")},
    {.name = NULL},
};
#undef TEXT

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static situ_status project_read(project *p, const char *path, situ_error *err)
{
    static const char *const also[] = {"import", "revisions", "analyses", "sheets", "tiles", NULL};
    situ_status status = SITU_OK;

    memset(p, 0, sizeof *p);
    p->arena = situ_arena_new();
    SITU_TRY_ALLOC(p->arena);
    p->dir = situ_path_dir(path);
    SITU_TRY_ALLOC(p->dir);
    SITU_TRY(situ_yaml_read(&p->doc, path, err));
    p->file = path;
    SITU_TRY(situ_props_read(p, project_props, situ_yaml_root(p->doc), also, path, p->arena, err));
done:
    return status;
}

static void project_free(project *p)
{
    situ_yaml_free(p->doc);
    situ_arena_free(p->arena);
    situ_free(p->dir);
}

// The list of key, NULL when absent; anything but a list is an error.
static situ_status list_of(const situ_yaml_node **out, const project *p, const char *key, situ_error *err)
{
    *out = situ_yaml_get(situ_yaml_root(p->doc), key);
    if (*out && (*out)->kind != SITU_YAML_LIST)
        return situ_yaml_fail(err, p->file, *out, NULL, _("%s must be a list"), key);
    return SITU_OK;
}

static situ_status note(situ_build_result *r, size_t *capacity, const char *path, const char *what, double seconds, size_t left_out, situ_error *err)
{
    situ_status status = situ_grow(&r->outputs, capacity, r->output_count + 1, sizeof *r->outputs, err);
    situ_build_output *o;
    struct stat st;

    if (status != SITU_OK)
        return status;
    o = &r->outputs[r->output_count++];
    memset(o, 0, sizeof *o);
    snprintf(o->path, sizeof o->path, "%s", path);
    snprintf(o->what, sizeof o->what, "%s", what);
    o->seconds = seconds;
    o->left_out = left_out;
    o->bytes = stat(path, &st) == 0 && S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
    return SITU_OK;
}

static situ_status import_all(situ_session *session, const project *p, situ_store_writer *writer, stage *at, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *list = at->list;
    situ_import_outcome *outcome = &at->outcome;
    situ_import_file *files = NULL;
    char **paths = NULL;
    size_t n = 0;
    bool workbook = strcasecmp(situ_path_extension(p->report ? p->report : "report.xlsx"), "xlsx") == 0;

    n = list ? list->count : 0;
    SITU_TRY_ALLOC(files = situ_calloc(n + 1, sizeof *files));
    SITU_TRY_ALLOC(paths = situ_calloc(2 * n + 1, sizeof *paths));
    for (size_t i = 0; i < n; i++) {
        import_entry e = {0};
        SITU_TRY(situ_props_read(&e, import_props, list->items[i], NULL, p->file, p->arena, err));
        SITU_TRY_ALLOC(paths[2 * i] = situ_path_join(p->dir, e.file));
        if (e.mapping)
            SITU_TRY_ALLOC(paths[2 * i + 1] = situ_path_join(p->dir, e.mapping));
        files[i] = (situ_import_file){paths[2 * i], e.as, e.sheet, e.where, e.crs, e.encoding, paths[2 * i + 1], e.from, SITU_MERGE_PLAIN};
        SITU_TRY(situ_import_mode(&files[i].mode, e.mode, e.from, err));
    }
    SITU_TRY(situ_import_files(session, &(situ_import_job){.writer = writer, .files = files, .count = n, .as_of = at->as_of, .keep_results = true, .keep_cells = workbook},
                               outcome, report, err));
    // The names are the outcome's too.
    for (size_t i = 0; i < outcome->count; i++)
        SITU_TRY_ALLOC(outcome->files[i].file = situ_arena_strdup(p->arena, outcome->files[i].file));
done:
    for (size_t i = 0; paths && i < 2 * n; i++)
        situ_free(paths[i]);
    situ_free(paths);
    situ_free(files);
    return status;
}

static situ_status set_meta(situ_store_writer *w, const project *p, const char *as_of, situ_error *err)
{
    const char *const pairs[][2] = {{"county", p->county}, {"code", p->code}, {"language", p->language}, {"as_of", as_of},
                                    {"unit", p->unit}, {"source", p->source}, {"map_approval", p->map_approval}, {"secrecy", p->secrecy}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        situ_status status = pairs[i][1] ? situ_store_set_meta(w, pairs[i][0], pairs[i][1], err) : SITU_OK;
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

// A list is written as the command line takes it: 15,30,60.
static situ_status param_text(const char **out, const project *p, const situ_yaml_node *node, situ_error *err)
{
    situ_status status = SITU_OK;
    *out = node->kind == SITU_YAML_SCALAR ? node->text : "";
    for (size_t i = 0; node->kind == SITU_YAML_LIST && i < node->count; i++) {
        *out = situ_arena_printf(p->arena, "%s%s%s", *out, i ? "," : "", node->items[i]->text ? node->items[i]->text : "");
        SITU_TRY_ALLOC(*out);
    }
done:
    return status;
}

static situ_status analyze_all(situ_session *session, const project *p, situ_store_writer *writer, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *list;
    situ_bundle *found = NULL;
    char key[65];

    SITU_TRY(list_of(&list, p, "analyses", err));
    for (size_t i = 0; list && i < list->count; i++) {
        const situ_yaml_node *item = list->items[i], *params = situ_yaml_get(item, "params");
        const char *op = item->kind == SITU_YAML_SCALAR ? item->text : situ_yaml_text(item, "op", "");
        const char **pairs = situ_arena_alloc(p->arena, ((params ? params->count : 0) * 2 + 1) * sizeof *pairs);
        SITU_TRY_ALLOC(pairs);
        for (size_t k = 0; params && k < params->count; k++) {
            pairs[2 * k] = params->keys[k];
            SITU_TRY(param_text(&pairs[2 * k + 1], p, params->items[k], err));
        }
        SITU_TRY(situ_job_check(session->job, err));
        situ_job_progress(session->job, op, (double)i / (double)list->count);
        status = situ_analyze_store(&found, session, situ_store_writer_view(writer), op, pairs, false, report, key, err);
        if (status != SITU_OK) {
            if (err && !err->file[0])
                situ_error_at(err, p->file, NULL, NULL, item->line, item->column);
            goto done;
        }
        SITU_TRY(situ_store_put_derived(writer, op, key, found, err));
        situ_bundle_free(found);
        found = NULL;
    }
done:
    situ_bundle_free(found);
    return status;
}

static situ_status set_zone(situ_store_writer *w, situ_error *err)
{
    int zone = 0;
    char text[24];
    situ_status status = situ_store_zone(&zone, situ_store_writer_view(w), err);
    snprintf(text, sizeof text, "%d", zone);
    return status == SITU_OK && zone ? situ_store_set_meta(w, "zone_epsg", text, err) : status;
}

// One revision: its files, and with the last one the analyses.
static situ_status build_revision(situ_session *session, const project *p, const char *path, const char *operator_name, const char *wall_time, stage *at,
                                  bool last, situ_report *report, situ_build_result *r, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store_writer *writer = NULL, *committing;
    double begin = now_s();

    SITU_TRY(situ_store_begin(&writer, path, err));
    SITU_TRY(set_meta(writer, p, at->as_of, err));
    SITU_TRY(import_all(session, p, writer, at, report, err));
    SITU_TRY(set_zone(writer, err));
    r->import_seconds += now_s() - begin;
    begin = now_s();
    if (last)
        SITU_TRY(analyze_all(session, p, writer, report, err));
    r->analyze_seconds += now_s() - begin;
    committing = writer;
    writer = NULL;
    status = situ_store_commit(committing, operator_name, wall_time, NULL, err);
done:
    situ_store_abort(writer);
    return status;
}

// The store is made new under another name and moved over the old one when it is whole.
static situ_status build_store(situ_session *session, const project *p, const char *path, const char *operator_name, const char *wall_time,
                               stage *stages, size_t count, situ_report *report, situ_build_result *r, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_atomic *file = NULL;

    SITU_TRY(situ_atomic_begin(&file, path, err));
    for (size_t i = 0; i < count; i++)
        SITU_TRY(build_revision(session, p, situ_atomic_path(file), operator_name, wall_time, &stages[i], i + 1 == count, report, r, err));
    status = situ_atomic_commit(file, err);
    file = NULL;
done:
    // The user knows the store by its own name, not by that of the copy being made.
    if (status != SITU_OK && err && file && strcmp(err->file, situ_atomic_path(file)) == 0)
        snprintf(err->file, sizeof err->file, "%s", path);
    situ_atomic_abort(file);
    return status;
}

static situ_status draw_sheets(situ_session *session, const project *p, const char *store, const char *out_dir, situ_report *report, situ_build_result *r, size_t *capacity, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *list;
    char *path = NULL;

    SITU_TRY(list_of(&list, p, "sheets", err));
    for (size_t i = 0; list && i < list->count; i++) {
        sheet_entry e;
        situ_render_options o = {0};
        situ_render_result rendered;
        double begin = now_s();
        char what[128];
        memset(&e, 0, sizeof e);
        SITU_TRY(situ_job_check(session->job, err));
        SITU_TRY(situ_props_read(&e, sheet_props, list->items[i], NULL, p->file, p->arena, err));
        situ_free(path);
        path = situ_path_join(out_dir, e.out);
        SITU_TRY_ALLOC(path);
        o = (situ_render_options){.store = store, .map = e.map, .out = path, .paper = e.paper, .orientation = e.orientation, .dpi = e.dpi, .scale = e.scale,
                                  .region = e.region, .edition = e.edition, .title = e.title, .mono = e.mono, .georeference = e.georeference};
        situ_job_progress(session->job, e.out, (double)i / (double)list->count);
        status = situ_render_told(session, &o, &rendered, report, err);
        if (status != SITU_OK) {
            if (err && !err->file[0])
                situ_error_at(err, p->file, NULL, NULL, list->items[i]->line, list->items[i]->column);
            goto done;
        }
        snprintf(what, sizeof what, "%s %s", e.map, e.paper ? e.paper : "A3");
        SITU_TRY(note(r, capacity, path, what, now_s() - begin, rendered.labels_left_out, err));
    }
done:
    situ_free(path);
    return status;
}

static situ_status zoom_range(situ_tiles_options *o, const project *p, const situ_yaml_node *node, const char *zoom, situ_error *err)
{
    int used = 0;
    if (sscanf(zoom, "%d-%d%n", &o->min_zoom, &o->max_zoom, &used) != 2 || zoom[used])
        return situ_yaml_fail(err, p->file, node, _("write it as 8-14"), _("malformed zoom range \"%s\""), zoom);
    return SITU_OK;
}

static situ_status cut_tiles(situ_session *session, const project *p, const char *store, const char *out_dir, situ_build_result *r, size_t *capacity, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *list;
    char *path = NULL;

    SITU_TRY(list_of(&list, p, "tiles", err));
    for (size_t i = 0; list && i < list->count; i++) {
        tiles_entry e;
        situ_tiles_options o = {0};
        situ_tiles_result cut;
        char what[128];
        memset(&e, 0, sizeof e);
        SITU_TRY(situ_props_read(&e, tiles_props, list->items[i], NULL, p->file, p->arena, err));
        SITU_TRY(zoom_range(&o, p, list->items[i], e.zoom, err));
        situ_free(path);
        path = situ_path_join(out_dir, e.out);
        SITU_TRY_ALLOC(path);
        o.store = store;
        o.map = e.map;
        o.out = path;
        o.edition = e.edition;
        SITU_TRY(situ_tiles(session, &o, &cut, err));
        snprintf(what, sizeof what, _("%s z%s: %zu tiles, %.0f a second"), e.map, e.zoom, cut.tiles, (double)cut.tiles / (cut.seconds > 0 ? cut.seconds : 1));
        SITU_TRY(note(r, capacity, path, what, cut.seconds, cut.labels_left_out, err));
        r->outputs[r->output_count - 1].bytes = cut.bytes;
    }
done:
    situ_free(path);
    return status;
}

// --- every entry of the project is checked before anything is made: a typo in the last sheet costs no store ---

static situ_status check_edition(const char *edition, situ_error *err)
{
    if (!edition || strcmp(edition, "internal") == 0 || strcmp(edition, "public") == 0)
        return SITU_OK;
    return situ_fail(err, SITU_E_USAGE, _("use internal or public"), _("unknown edition \"%s\""), edition);
}

static situ_status check_sheet(situ_session *session, const sheet_entry *e, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_paper paper;

    SITU_TRY(situ_map_check_name(session, e->map, false, err));
    SITU_TRY(situ_paper_parse(&paper, e->paper ? e->paper : "A3", err));
    SITU_TRY(check_edition(e->edition, err));
    if (!situ_format_find(situ_path_extension(e->out)))
        SITU_TRY(situ_fail(err, SITU_E_USAGE, _("use a name that ends in .pdf, .png or .svg"), _("unknown output format of \"%s\""), e->out));
    if (e->orientation && strcmp(e->orientation, "landscape") != 0 && strcmp(e->orientation, "portrait") != 0)
        SITU_TRY(situ_fail(err, SITU_E_USAGE, _("use landscape or portrait"), _("unknown orientation \"%s\""), e->orientation));
done:
    return status;
}

static situ_status check_analysis(const project *p, const situ_yaml_node *item, situ_error *err)
{
    static const char *const known[] = {"op", "params", NULL};
    situ_status status = SITU_OK;
    const char *name = item->kind == SITU_YAML_SCALAR ? item->text : situ_yaml_text(item, "op", "");
    const situ_op *op = situ_op_find(name);
    void *params;

    if (item->kind == SITU_YAML_MAP)
        SITU_TRY(situ_yaml_known(item, p->file, known, err));
    if (!op)
        SITU_TRY(situ_yaml_fail(err, p->file, item, _("see `situ list ops`"), _("there is no analysis \"%s\""), name));
    params = situ_arena_alloc(p->arena, op->params_size + 1);
    SITU_TRY_ALLOC(params);
    if (situ_yaml_get(item, "params"))
        SITU_TRY(situ_props_read(params, op->props, situ_yaml_get(item, "params"), NULL, p->file, p->arena, err));
done:
    return status;
}

static situ_status check_entry(situ_session *session, const project *p, const char *key, const situ_yaml_node *node, situ_error *err)
{
    situ_status status = SITU_OK;

    if (strcmp(key, "import") == 0) {
        import_entry e = {0};
        situ_merge_mode mode;
        SITU_TRY(situ_props_read(&e, import_props, node, NULL, p->file, p->arena, err));
        SITU_TRY(situ_import_mode(&mode, e.mode, e.from, err));
    } else if (strcmp(key, "sheets") == 0) {
        sheet_entry e = {0};
        SITU_TRY(situ_props_read(&e, sheet_props, node, NULL, p->file, p->arena, err));
        SITU_TRY(check_sheet(session, &e, err));
    } else if (strcmp(key, "tiles") == 0) {
        tiles_entry e = {0};
        situ_tiles_options o = {0};
        SITU_TRY(situ_props_read(&e, tiles_props, node, NULL, p->file, p->arena, err));
        SITU_TRY(zoom_range(&o, p, node, e.zoom, err));
        o.out = e.out;
        SITU_TRY(situ_tiles_check(&o, err));
        SITU_TRY(situ_map_check_name(session, e.map, true, err));
        SITU_TRY(check_edition(e.edition, err));
    } else {
        SITU_TRY(check_analysis(p, node, err));
    }
done:
    if (status != SITU_OK && err && !err->file[0])
        situ_error_at(err, p->file, NULL, NULL, node->line, node->column);
    return status;
}

// The base data of `import`, then each of `revisions`; one in all when there are none of these.
static situ_status plan_stages(stage **out, size_t *count, const project *p, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *base, *list;
    SITU_TRY(list_of(&base, p, "import", err));
    SITU_TRY(list_of(&list, p, "revisions", err));
    stage *s = situ_calloc((list ? list->count : 0) + 1, sizeof *s);
    SITU_TRY_ALLOC(s);
    *out = s;
    s[0] = (stage){.list = base, .as_of = p->as_of};
    *count = 1;
    for (size_t i = 0; list && i < list->count; i++) {
        static const char *const also[] = {"import", NULL};
        revision_entry e = {0};
        const situ_yaml_node *imports = situ_yaml_get(list->items[i], "import");
        SITU_TRY(situ_props_read(&e, revision_props, list->items[i], also, p->file, p->arena, err));
        if (!imports || imports->kind != SITU_YAML_LIST) {
            status = situ_yaml_fail(err, p->file, imports ? imports : list->items[i], NULL, _("%s must be a list"), "import");
            goto done;
        }
        s[*count] = (stage){.list = imports, .as_of = e.as_of};
        if (i == 0)
            s[0].as_of = e.as_of;
        ++*count;
    }
done:
    return status;
}

static void stages_free(stage *stages, size_t count)
{
    for (size_t i = 0; i < count; i++)
        situ_import_outcome_free(&stages[i].outcome);
    situ_free(stages);
}

// All files of all revisions, for the report.
static situ_status report_files(situ_report_file **out, size_t *n, const stage *stages, size_t count, situ_error *err)
{
    size_t files = 0;
    for (size_t i = 0; i < count; i++)
        files += stages[i].outcome.count;
    *n = 0;
    *out = situ_calloc(files + 1, sizeof **out);
    if (!*out)
        return situ_fail_nomem(err);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < stages[i].outcome.count; k++)
            (*out)[(*n)++] = stages[i].outcome.files[k];
    return SITU_OK;
}

static situ_status check_project(situ_session *session, const project *p, const stage *stages, size_t stage_count, situ_error *err)
{
    static const char *const keys[] = {"analyses", "sheets", "tiles"};
    situ_status status = SITU_OK;
    const situ_yaml_node *list;

    for (size_t s = 0; s < stage_count; s++)
        for (size_t i = 0; stages[s].list && i < stages[s].list->count; i++)
            SITU_TRY(check_entry(session, p, "import", stages[s].list->items[i], err));
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        SITU_TRY(list_of(&list, p, keys[k], err));
        for (size_t i = 0; list && i < list->count; i++)
            SITU_TRY(check_entry(session, p, keys[k], list->items[i], err));
    }
done:
    return status;
}

situ_status situ_build(situ_session *session, const char *project_path, const char *out_dir, const char *operator_name,
                       const char *wall_time, situ_build_result *result, situ_error *err)
{
    situ_status status = SITU_OK;
    project p;
    situ_report *report = situ_report_new();
    situ_build_result r;
    stage *stages = NULL;
    situ_report_file *files = NULL;
    size_t capacity = 0, stage_count = 0, file_count = 0;
    double begin = now_s();
    struct rusage usage;
    bool existed = situ_path_exists(out_dir);

    memset(&p, 0, sizeof p);
    memset(&r, 0, sizeof r);
    SITU_TRY_ALLOC(report);
    SITU_TRY(project_read(&p, project_path, err));
    SITU_TRY(plan_stages(&stages, &stage_count, &p, err));
    SITU_TRY(check_project(session, &p, stages, stage_count, err));
    SITU_TRY(situ_make_dirs(out_dir, err));
    snprintf(r.store, sizeof r.store, "%s/county.situ", out_dir);
    snprintf(r.report, sizeof r.report, "%s/%s", out_dir, p.report ? p.report : "report.xlsx");
    SITU_TRY(build_store(session, &p, r.store, operator_name, wall_time, stages, stage_count, report, &r, err));
    situ_report_counts(report, &r.rows);
    SITU_TRY(draw_sheets(session, &p, r.store, out_dir, report, &r, &capacity, err));
    SITU_TRY(cut_tiles(session, &p, r.store, out_dir, &r, &capacity, err));
    r.problems = situ_report_problems(report);
    SITU_TRY(report_files(&files, &file_count, stages, stage_count, err));
    SITU_TRY(situ_report_write(&(situ_report_book){.report = report, .files = files, .file_count = file_count, .date_iso = p.as_of}, r.report, err));
    r.seconds = now_s() - begin;
    r.peak_kib = getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : 0;
    *result = r;
    memset(&r, 0, sizeof r);
done:
    if (status != SITU_OK && !existed)
        (void)rmdir(out_dir); // when nothing came into it
    situ_free(files);
    stages_free(stages, stage_count);
    situ_free(r.outputs);
    situ_report_free(report);
    project_free(&p);
    return status;
}

void situ_build_result_free(situ_build_result *result)
{
    situ_free(result->outputs);
    result->outputs = NULL;
}
