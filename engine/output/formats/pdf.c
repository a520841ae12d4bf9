// SPDX-License-Identifier: MIT
// PDF through cairo: vectors and real text with embedded subsets. The same input gives the same bytes.

#include <cairo-pdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "output/output_internal.h"
#include "source/source.h"

// Points per page unit; screen pages are 96 px to the inch.
static double points(const situ_display *page) { return page->unit_pt > 0 ? page->unit_pt : 0.75; }

// Whole points: GDAL's georeferencing reckons with whole page heights, and 0.1 mm of paper is nothing.
static double page_points(double length) { return fmax(1, round(length)); }

static void set_metadata(cairo_surface_t *surface, const situ_format_options *options)
{
    // Cairo 1.16 stamps the clock unless told otherwise.
    char date[32];
    snprintf(date, sizeof date, "%.10sT00:00:00Z", options->date_iso && strlen(options->date_iso) >= 10 ? options->date_iso : "2000-01-01");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "situ");
    if (options->title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, options->title);
    if (options->author)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, options->author);
}

static situ_status cairo_failed(cairo_status_t code, const char *path, situ_error *err)
{
    if (code == CAIRO_STATUS_NO_MEMORY)
        return situ_fail_nomem(err);
    situ_status status = situ_fail(err, code == CAIRO_STATUS_WRITE_ERROR ? SITU_E_IO : SITU_E_EXTERNAL, _("is the disk full, the folder writable?"),
                                   _("the PDF cannot be written: %s"), cairo_status_to_string(code));
    situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

static situ_status draw_pages(cairo_surface_t *surface, const situ_display *const *pages, size_t count, situ_text *text,
                              situ_job *job, const char *path, situ_error *err)
{
    situ_status status;
    cairo_t *cr = NULL;
    for (size_t i = 0; i < count; i++) {
        const situ_display *page = pages[i];
        double unit = points(page);
        SITU_TRY(situ_job_check(job, err));
        cairo_pdf_surface_set_size(surface, page_points(page->width * unit), page_points(page->height * unit));
        cr = cairo_create(surface);
        cairo_scale(cr, unit, unit);
        // A little beyond the page, which whole points may have made larger.
        SITU_TRY(situ_paint_display(cr, page, (situ_box){-1 / unit, -1 / unit, page->width + 1 / unit, page->height + 1 / unit}, text, err));
        cairo_show_page(cr);
        if (cairo_status(cr) != CAIRO_STATUS_SUCCESS) {
            status = cairo_failed(cairo_status(cr), path, err);
            goto done;
        }
        cairo_destroy(cr);
        cr = NULL;
        situ_job_progress(job, _("drawing the PDF"), (double)(i + 1) / (double)count);
    }
    status = SITU_OK;
done:
    if (cr)
        cairo_destroy(cr);
    return status;
}

// Header, trailer and the page count as the page tree tells it.
static situ_status verify(const char *path, const char *name, size_t pages, situ_error *err)
{
    situ_status status;
    char *data = NULL;
    size_t bytes = 0;
    SITU_TRY(situ_read_file(&data, &bytes, path, (size_t)1 << 31, err));
    const char *tree = data && bytes > 16 ? memmem(data, bytes, "/Type /Pages", 12) : NULL;
    const char *counted = tree ? memmem(tree, bytes - (size_t)(tree - data), "/Count ", 7) : NULL;
    size_t tail = bytes < 64 ? bytes : 64;
    bool good = bytes > 16 && memcmp(data, "%PDF-1.", 7) == 0 && memmem(data + bytes - tail, tail, "%%EOF", 5) && counted &&
                strtoul(counted + 7, NULL, 10) == pages;
    if (!good) {
        status = situ_fail(err, SITU_E_IO, _("is the disk full?"), "%s", _("the PDF was not written completely"));
        situ_error_at(err, name, NULL, NULL, 0, 0);
        goto done;
    }
    status = SITU_OK;
done:
    situ_free(data);
    return status;
}

// Points (y down) -> the map's CRS.
static situ_status georeference(const char *path, const situ_display *page, situ_error *err)
{
    double unit = points(page);
    situ_box p = page->map_page, w = page->map_world;
    if (page->epsg == 0 || situ_box_is_empty(p) || situ_box_is_empty(w) || p.x1 <= p.x0 || p.y1 <= p.y0)
        return situ_fail(err, SITU_E_ARGUMENT, _("leave out --georeference"), "%s", _("this sheet has no map frame to georeference"));
    double sx = (w.x1 - w.x0) / ((p.x1 - p.x0) * unit), sy = (w.y1 - w.y0) / ((p.y1 - p.y0) * unit);
    double affine[6] = {w.x0 - p.x0 * unit * sx, sx, 0, w.y1 + p.y0 * unit * sy, 0, -sy};
    return situ_source_georeference_pdf(path, page->epsg, affine, (situ_box){p.x0 * unit, p.y0 * unit, p.x1 * unit, p.y1 * unit}, err);
}

static situ_status write_pdf(const char *path, const situ_display *const *pages, size_t count,
                             const situ_format_options *options, situ_job *job, situ_error *err)
{
    situ_status status;
    situ_atomic *atomic = NULL;
    situ_text *text = NULL;
    cairo_surface_t *surface = NULL;
    extern const situ_format situ_format_pdf;
    SITU_TRY(situ_output_check_pages(&situ_format_pdf, pages, count, err));
    if (!options->text)
        SITU_TRY(situ_text_new(&text, options->resources, err));
    SITU_TRY(situ_atomic_begin(&atomic, path, err));
    surface = cairo_pdf_surface_create(situ_atomic_path(atomic), page_points(pages[0]->width * points(pages[0])),
                                       page_points(pages[0]->height * points(pages[0])));
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        status = cairo_failed(cairo_surface_status(surface), path, err);
        goto done;
    }
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    set_metadata(surface, options);
    SITU_TRY(draw_pages(surface, pages, count, options->text ? options->text : text, job, path, err));
    cairo_surface_finish(surface);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        status = cairo_failed(cairo_surface_status(surface), path, err);
        goto done;
    }
    SITU_TRY(verify(situ_atomic_path(atomic), path, count, err));
    if (options->georeference && count == 1)
        SITU_TRY(georeference(situ_atomic_path(atomic), pages[0], err));
    situ_atomic *ready = atomic;
    atomic = NULL;
    SITU_TRY(situ_atomic_commit(ready, err));
    status = SITU_OK;
done:
    if (surface)
        cairo_surface_destroy(surface);
    situ_atomic_abort(atomic);
    situ_text_free(text);
    return status;
}

const situ_format situ_format_pdf = {
    .name = "pdf",
    .extension = "pdf",
    .mime = "application/pdf",
    .summary = N_("vector sheet with real, embedded text"),
    .caps = SITU_FORMAT_VECTOR | SITU_FORMAT_PAGED,
    .write = write_pdf,
};
