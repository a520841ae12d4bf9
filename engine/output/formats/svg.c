// SPDX-License-Identifier: MIT
// SVG through cairo: the sheet's picture as vectors, text as outlines, so that it looks the same
// where the fonts are absent.

#include <cairo-svg.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "output/output_internal.h"

static situ_status cairo_failed(cairo_status_t code, const char *path, situ_error *err)
{
    if (code == CAIRO_STATUS_NO_MEMORY)
        return situ_fail_nomem(err);
    situ_status status = situ_fail(err, code == CAIRO_STATUS_WRITE_ERROR ? SITU_E_IO : SITU_E_EXTERNAL, _("is the disk full, the folder writable?"),
                                   _("the SVG cannot be written: %s"), cairo_status_to_string(code));
    situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

static situ_status verify(const char *path, const char *name, situ_error *err)
{
    situ_status status;
    char *data = NULL;
    size_t bytes = 0;
    SITU_TRY(situ_read_file(&data, &bytes, path, (size_t)1 << 31, err));
    size_t tail = bytes < 16 ? bytes : 16;
    if (bytes < 16 || !memmem(data + bytes - tail, tail, "</svg>", 6)) {
        status = situ_fail(err, SITU_E_IO, _("is the disk full?"), "%s", _("the SVG was not written completely"));
        situ_error_at(err, name, NULL, NULL, 0, 0);
        goto done;
    }
    status = SITU_OK;
done:
    situ_free(data);
    return status;
}

static situ_status write_svg(const char *path, const situ_display *const *pages, size_t count,
                             const situ_format_options *options, situ_job *job, situ_error *err)
{
    situ_status status;
    situ_atomic *atomic = NULL;
    situ_text *text = NULL;
    cairo_surface_t *surface = NULL;
    cairo_t *cr = NULL;
    extern const situ_format situ_format_svg;
    SITU_TRY(situ_output_check_pages(&situ_format_svg, pages, count, err));
    SITU_TRY(situ_job_check(job, err));
    SITU_TRY(situ_text_new(&text, options->resources, err));
    SITU_TRY(situ_atomic_begin(&atomic, path, err));
    const situ_display *page = pages[0];
    double unit = page->unit_pt > 0 ? page->unit_pt : 0.75;
    surface = cairo_svg_surface_create(situ_atomic_path(atomic), page->width * unit, page->height * unit);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        status = cairo_failed(cairo_surface_status(surface), path, err);
        goto done;
    }
    cr = cairo_create(surface);
    cairo_scale(cr, unit, unit);
    SITU_TRY(situ_paint_display(cr, page, (situ_box){0, 0, page->width, page->height}, text, err));
    cairo_show_page(cr);
    cairo_surface_finish(surface);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
        status = cairo_failed(cairo_surface_status(surface), path, err);
        goto done;
    }
    SITU_TRY(verify(situ_atomic_path(atomic), path, err));
    situ_atomic *ready = atomic;
    atomic = NULL;
    SITU_TRY(situ_atomic_commit(ready, err));
    status = SITU_OK;
done:
    if (cr)
        cairo_destroy(cr);
    if (surface)
        cairo_surface_destroy(surface);
    situ_atomic_abort(atomic);
    situ_text_free(text);
    return status;
}

const situ_format situ_format_svg = {
    .name = "svg",
    .extension = "svg",
    .mime = "image/svg+xml",
    .summary = N_("vector sheet for browsers and drawing programs, text as outlines"),
    .caps = SITU_FORMAT_VECTOR,
    .write = write_svg,
};
