// SPDX-License-Identifier: MIT
// A sheet: page template + map in its frame -> display lists -> file.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/str.h"
#include "geo/raster.h"
#include "output/format.h"
#include "output/metatile.h"
#include "pipeline/pipeline.h"

// Largest nice scale at which the world, with a little air, fits the page's map box.
static double fit_denominator(const situ_page *page, situ_box world)
{
    double w = (page->map.x1 - page->map.x0) / 1000, h = (page->map.y1 - page->map.y0) / 1000;
    return situ_nice_denominator(1.015 * fmax((world.x1 - world.x0) / w, (world.y1 - world.y0) / h));
}

// Of the two orientations the one that shows the county larger; at the same scale the one whose map
// frame the county fills better.
static double waste(const situ_page *page, situ_box world)
{
    double n = fit_denominator(page, world) / 1000;
    return (page->map.x1 - page->map.x0) * (page->map.y1 - page->map.y0) * n * n;
}

static situ_status choose_page(situ_page **out, situ_map *map, const situ_paper *paper, const char *orientation, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_page *wide = NULL, *high = NULL;
    const situ_resources *res = &map->session->resources;

    if (orientation && strcmp(orientation, "landscape") != 0 && strcmp(orientation, "portrait") != 0)
        return situ_fail(err, SITU_E_USAGE, _("use landscape or portrait"), _("unknown orientation \"%s\""), orientation);
    if (orientation)
        return situ_page_new(out, res, map->spec, paper, strcmp(orientation, "landscape") == 0, err);
    SITU_TRY(situ_page_new(&wide, res, map->spec, paper, true, err));
    if (map->spec->diagram) {
        *out = wide;
        wide = NULL;
        goto done;
    }
    SITU_TRY(situ_page_new(&high, res, map->spec, paper, false, err));
    double nw = fit_denominator(wide, map->world), nh = fit_denominator(high, map->world);
    bool landscape = nw < nh || (nw <= nh && waste(wide, map->world) <= waste(high, map->world));
    *out = landscape ? wide : high;
    if (landscape)
        wide = NULL;
    else
        high = NULL;
done:
    situ_page_free(wide);
    situ_page_free(high);
    return status;
}

situ_status situ_map_sheet_new(situ_map_sheet **out, situ_map *map, const situ_render_options *options, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_map_sheet *sheet = situ_calloc(1, sizeof *sheet);
    situ_paper paper;
    situ_frame frame;
    char left_out[96];
    situ_part_input in = {.bundle = map->metric, .styles = map->session->styles, .text = map->session->text, .words = map->words, .report = map->report};
    situ_box *reserved = NULL;
    double denominator;

    SITU_TRY_ALLOC(sheet);
    SITU_TRY(situ_paper_parse(&paper, options->paper ? options->paper : "A3", err));
    SITU_TRY(choose_page(&sheet->page, map, &paper, options->orientation, err));
    denominator = map->spec->diagram ? 0 : options->scale > 0 ? options->scale : fit_denominator(sheet->page, map->world);
    frame = situ_page_frame(sheet->page, map->world, map->zone_epsg, denominator, options->mono);
    SITU_TRY(situ_map_scene(&sheet->scene, map, map->metric, &frame, err));
    situ_job_progress(map->session->job, _("placing labels"), -1);
    in.scene = sheet->scene;
    reserved = situ_calloc(sheet->page->over_count + 1, sizeof *reserved);
    SITU_TRY_ALLOC(reserved);
    SITU_TRY(situ_label_plan_new(&sheet->plan, sheet->scene, map->session->text, reserved, situ_page_reserved(sheet->page, &in, reserved), err));
    if (sheet->plan->unplaced_count > 0) {
        snprintf(left_out, sizeof left_out, "另有%zu个名称因图面密集未注", sheet->plan->unplaced_count);
        SITU_TRY(situ_map_set_word(map, "left_out", left_out, err));
    }
    in.plan = sheet->plan;
    in.words = map->words;
    sheet->pages = situ_calloc(sheet->scene->page_count, sizeof *sheet->pages);
    SITU_TRY_ALLOC(sheet->pages);
    for (uint16_t i = 0; i < sheet->scene->page_count; i++) {
        SITU_TRY(situ_page_compose(&sheet->pages[i], sheet->page, &in, i, err));
        sheet->page_count++;
    }
    *out = sheet;
    sheet = NULL;
done:
    situ_free(reserved);
    situ_map_sheet_free(sheet);
    return status;
}

void situ_map_sheet_free(situ_map_sheet *sheet)
{
    if (!sheet)
        return;
    for (size_t i = 0; i < sheet->page_count; i++)
        situ_display_free(sheet->pages[i]);
    situ_free(sheet->pages);
    situ_label_plan_free(sheet->plan);
    situ_scene_free(sheet->scene);
    situ_page_free(sheet->page);
    situ_free(sheet);
}

situ_status situ_map_sheet_write(const situ_map_sheet *sheet, situ_map *map, const char *out, double dpi, bool georeference, situ_error *err)
{
    const situ_format *format = situ_format_find(situ_path_extension(out));
    situ_format_options options = {.dpi = dpi, .title = situ_map_word(map, "title"), .author = situ_map_word(map, "unit"),
                                   .date_iso = situ_map_word(map, "as_of"), .resources = &map->session->resources, .text = map->session->text, .georeference = georeference};
    if (!format)
        return situ_fail(err, SITU_E_USAGE, _("use a name that ends in .pdf, .png or .svg"), _("unknown output format of \"%s\""), out);
    if (!*options.date_iso)
        options.date_iso = NULL;
    situ_job_progress(map->session->job, _("drawing"), -1);
    // A format of one page gets the first; the others go into files of their own beside it.
    if (sheet->page_count <= 1 || (format->caps & SITU_FORMAT_PAGED))
        return format->write(out, (const situ_display *const *)sheet->pages, sheet->page_count, &options, map->session->job, err);
    for (size_t i = 0; i < sheet->page_count; i++) {
        char name[1024];
        size_t stem = strlen(out) - strlen(situ_path_extension(out)) - 1;
        situ_status status;
        if (i == 0)
            snprintf(name, sizeof name, "%s", out);
        else
            snprintf(name, sizeof name, "%.*s-%zu.%s", (int)stem, out, i + 1, situ_path_extension(out));
        status = format->write(name, (const situ_display *const *)&sheet->pages[i], 1, &options, map->session->job, err);
        if (status != SITU_OK)
            return status;
    }
    return SITU_OK;
}

static situ_status render_tile_block(situ_session *session, situ_map *map, const situ_render_options *options, situ_render_result *result, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_bundle *mercator = NULL;
    situ_zoom *zoom = NULL;
    unsigned z, x0, x1, y0, y1;
    int used = 0;

    if (sscanf(options->tile_range, "%u/%u-%u/%u-%u%n", &z, &x0, &x1, &y0, &y1, &used) != 5 || options->tile_range[used] || z > 22 || x1 < x0 ||
        y1 < y0 || x1 - x0 >= 64 || y1 - y0 >= 64)
        return situ_fail(err, SITU_E_USAGE, _("write it as Z/X0-X1/Y0-Y1, at most 64 tiles a side"), _("malformed tile range \"%s\""), options->tile_range);
    SITU_TRY(situ_map_in_crs(&mercator, map, SITU_EPSG_WEB_MERCATOR, err));
    SITU_TRY(situ_zoom_new(&zoom, map, mercator, (int)z, err));
    situ_metatile tiles = {.zoom = (int)z, .x0 = zoom->x0, .y0 = zoom->y0, .tx = x0, .ty = y0, .columns = x1 - x0 + 1, .rows = y1 - y0 + 1};
    SITU_TRY(situ_metatile_write(options->out, &tiles, zoom->display, session->text, err));
    result->labels_placed = zoom->plan->placed_count;
    result->labels_left_out = zoom->plan->unplaced_count;
    result->pages = 1;
done:
    situ_zoom_free(zoom);
    if (mercator && mercator != map->metric)
        situ_bundle_free(mercator);
    return status;
}

static bool same_finding(const situ_issue *a, const situ_issue *b)
{
    return situ_streq(a->rule, b->rule) && situ_streq(a->file, b->file) && situ_streq(a->cell, b->cell) && a->row == b->row &&
           situ_streq(a->table, b->table) && situ_streq(a->old_value, b->old_value) && situ_streq(a->message, b->message);
}

// The same org sheet is drawn at A0 and A3: its vacancy is one finding, not two.
static situ_status tell(situ_report *report, const situ_report *own, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; report && i < situ_report_count(own); i++) {
        const situ_issue *issue = situ_report_get(own, i);
        bool known = false;
        for (size_t k = 0; k < situ_report_count(report) && !known; k++)
            known = same_finding(issue, situ_report_get(report, k));
        if (!known)
            SITU_TRY(situ_report_add(report, issue, err));
    }
done:
    return status;
}

situ_status situ_render(situ_session *session, const situ_render_options *options, situ_render_result *result, situ_error *err)
{
    return situ_render_told(session, options, result, NULL, err);
}

situ_status situ_render_told(situ_session *session, const situ_render_options *options, situ_render_result *result,
                             situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    situ_map *map = NULL;
    situ_map_sheet *sheet = NULL;
    situ_render_result r = {0};

    if (!options->tile_range && !situ_format_find(situ_path_extension(options->out)))
        return situ_fail(err, SITU_E_USAGE, _("use a name that ends in .pdf, .png or .svg"), _("unknown output format of \"%s\""), options->out);
    SITU_TRY(situ_store_open(&store, options->store, options->edition ? options->edition : "internal", err));
    SITU_TRY(situ_map_open(&map, session, store, options->map, options->region, options->title, err));
    if (options->tile_range) {
        SITU_TRY(render_tile_block(session, map, options, &r, err));
    } else {
        SITU_TRY(situ_map_sheet_new(&sheet, map, options, err));
        SITU_TRY(situ_map_sheet_write(sheet, map, options->out, options->dpi, options->georeference, err));
        r.labels_placed = sheet->plan->placed_count;
        r.labels_left_out = sheet->plan->unplaced_count;
        r.pages = sheet->page_count;
        r.denominator = sheet->scene->frame.denominator;
    }
    r.findings = situ_report_problems(map->report);
    SITU_TRY(tell(report, map->report, err));
    if (result)
        *result = r;
done:
    situ_map_sheet_free(sheet);
    situ_map_close(map);
    situ_store_close(store);
    return status;
}
