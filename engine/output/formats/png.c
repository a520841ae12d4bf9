// SPDX-License-Identifier: MIT
// PNG of a sheet. Bands of 256 rows are painted and compressed by the pool, each for itself, and joined
// into one zlib stream in order: memory does not grow with the sheet and the bytes do not depend on the
// number of threads.

#include <math.h>
#include <string.h>
#include <zlib.h>

#include "base/alloc.h"
#include "base/path.h"
#include "output/output_internal.h"

#define BAND_ROWS 256
#define SLICE_ROWS 16 // packed and deflated at a time
#define WAVE_BANDS 8 // compressed bands held at a time
#define LEVEL 3

typedef struct band {
    unsigned char *chunk; // whole IDAT chunk
    size_t bytes;
    uLong adler;
    size_t plain_bytes;
} band;

typedef struct sheet {
    const situ_display *page;
    const situ_format_options *options;
    situ_job *job;
    uint32_t width, height, band_count, first; // first band of the wave
    int channels;
    double scale;
    situ_text **texts; // a worker
    cairo_surface_t **surfaces;
    unsigned char **rows;
    unsigned workers;
    band bands[WAVE_BANDS];
} sheet;

static void pack_rows(const sheet *s, cairo_surface_t *surface, uint32_t first, uint32_t rows, unsigned char *out)
{
    const unsigned char *data = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    for (uint32_t y = first; y < first + rows; y++) {
        const uint32_t *in = (const uint32_t *)(const void *)(data + (size_t)y * (size_t)stride);
        *out++ = 0; // filter none: best on flat maps
        for (uint32_t x = 0; x < s->width; x++) {
            uint32_t p = in[x], a = p >> 24, r = (p >> 16) & 255, g = (p >> 8) & 255, b = p & 255;
            if (s->channels == 4) {
                if (a != 0 && a != 255) {
                    r = (r * 255 + a / 2) / a;
                    g = (g * 255 + a / 2) / a;
                    b = (b * 255 + a / 2) / a;
                }
                out[3] = (unsigned char)a;
            }
            out[0] = (unsigned char)r;
            out[1] = (unsigned char)g;
            out[2] = (unsigned char)b;
            out += s->channels;
        }
    }
}

// Deflates one band into an IDAT chunk, a few rows at a time. Raw deflate blocks end on a byte, so that
// bands join.
static situ_status compress_band(const sheet *s, band *out, cairo_surface_t *surface, uint32_t rows, unsigned char *plain, bool first,
                                 bool last, situ_error *err)
{
    situ_status status;
    z_stream z;
    memset(&z, 0, sizeof z);
    size_t row_bytes = (size_t)s->width * (size_t)s->channels + 1, bytes = row_bytes * rows;
    bool open = deflateInit2(&z, LEVEL, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) == Z_OK;
    if (!open) {
        status = situ_fail_nomem(err);
        goto done;
    }
    size_t room = deflateBound(&z, (uLong)bytes) + 64;
    out->chunk = situ_malloc(8 + 2 + room + 4 + 4);
    SITU_TRY_ALLOC(out->chunk);
    unsigned char *data = out->chunk + 8;
    if (first) {
        *data++ = 0x78;
        *data++ = 0x5e;
    }
    z.next_out = data;
    z.avail_out = (uInt)room;
    out->adler = adler32(0, NULL, 0);
    for (uint32_t y = 0; y < rows; y += SLICE_ROWS) {
        uint32_t count = rows - y < SLICE_ROWS ? rows - y : SLICE_ROWS;
        bool end = y + count == rows;
        pack_rows(s, surface, y, count, plain);
        z.next_in = plain;
        z.avail_in = (uInt)(row_bytes * count);
        out->adler = adler32(out->adler, plain, z.avail_in);
        int result = deflate(&z, !end ? Z_NO_FLUSH : last ? Z_FINISH : Z_FULL_FLUSH);
        if (result != (end && last ? Z_STREAM_END : Z_OK) || z.avail_in != 0 || z.avail_out == 0) {
            status = situ_fail(err, SITU_E_EXTERNAL, NULL, "%s", _("compressing the picture failed"));
            goto done;
        }
    }
    out->bytes = (size_t)(z.next_out - (out->chunk + 8));
    out->plain_bytes = bytes;
    unsigned char *fitted = situ_realloc(out->chunk, 8 + out->bytes + 4 + 4); // room for the stream's checksum
    out->chunk = fitted ? fitted : out->chunk;
    status = SITU_OK;
done:
    if (open)
        deflateEnd(&z);
    return status;
}

static situ_status prepare_worker(sheet *s, unsigned worker, situ_error *err)
{
    situ_status status;
    if (!s->texts[worker])
        SITU_TRY(situ_text_new(&s->texts[worker], s->options->resources, err));
    if (!s->surfaces[worker]) {
        s->surfaces[worker] = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)s->width, BAND_ROWS);
        if (cairo_surface_status(s->surfaces[worker]) != CAIRO_STATUS_SUCCESS) {
            status = situ_fail_nomem(err);
            goto done;
        }
    }
    if (!s->rows[worker])
        s->rows[worker] = situ_malloc(((size_t)s->width * (size_t)s->channels + 1) * SLICE_ROWS);
    SITU_TRY_ALLOC(s->rows[worker]);
    status = SITU_OK;
done:
    return status;
}

static situ_status paint_band(void *user, size_t index, unsigned worker, situ_error *err)
{
    sheet *s = user;
    situ_status status;
    uint32_t number = s->first + (uint32_t)index, top = number * BAND_ROWS;
    uint32_t rows = s->height - top < BAND_ROWS ? s->height - top : BAND_ROWS;
    cairo_t *cr = NULL;
    SITU_TRY(situ_job_check(s->job, err));
    SITU_TRY(prepare_worker(s, worker, err));
    cairo_surface_t *surface = s->surfaces[worker];
    cr = cairo_create(surface);
    cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
    cairo_paint(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    cairo_translate(cr, 0, -(double)top);
    cairo_scale(cr, s->scale, s->scale);
    situ_box window = {0, top / s->scale, s->width / s->scale, (top + rows) / s->scale};
    SITU_TRY(situ_paint_display(cr, s->page, window, s->texts[worker], err));
    cairo_surface_flush(surface);
    SITU_TRY(compress_band(s, &s->bands[index], surface, rows, s->rows[worker], number == 0, number + 1 == s->band_count, err));
    status = SITU_OK;
done:
    if (cr)
        cairo_destroy(cr);
    return status;
}

static bool put(FILE *file, const void *data, size_t bytes, size_t *total)
{
    *total += bytes;
    return fwrite(data, 1, bytes, file) == bytes;
}

static bool put_head(FILE *file, const sheet *s, size_t *total)
{
    unsigned char head[33], phys[21];
    situ_png_head(head, s->width, s->height, 8, s->channels == 4 ? SITU_PNG_RGBA : SITU_PNG_RGB);
    double per_unit_mm = s->page->unit_pt > 0 ? s->page->unit_pt * 25.4 / 72 : 25.4 / 96; // mm a page unit
    uint32_t per_metre = (uint32_t)lround(1000 * s->scale / per_unit_mm);
    situ_png_chunk_begin(phys, "pHYs", 9);
    situ_png_put_u32(phys + 8, per_metre);
    situ_png_put_u32(phys + 12, per_metre);
    phys[16] = 1;
    situ_png_chunk_end(phys, 9);
    return put(file, head, sizeof head, total) && put(file, phys, sizeof phys, total);
}

static void drop_wave(sheet *s)
{
    for (int i = 0; i < WAVE_BANDS; i++)
        situ_free(s->bands[i].chunk);
    memset(s->bands, 0, sizeof s->bands);
}

static situ_status write_bands(sheet *s, FILE *file, const char *path, size_t *total, situ_error *err)
{
    situ_status status;
    uLong adler = adler32(0, NULL, 0);
    for (s->first = 0; s->first < s->band_count; s->first += WAVE_BANDS) {
        uint32_t count = s->band_count - s->first < WAVE_BANDS ? s->band_count - s->first : WAVE_BANDS;
        SITU_TRY(situ_job_run(s->job, count, paint_band, s, err));
        for (uint32_t i = 0; i < count; i++) {
            band *b = &s->bands[i];
            adler = adler32_combine(adler, b->adler, (z_off_t)b->plain_bytes);
            if (s->first + i + 1 == s->band_count) {
                situ_png_put_u32(b->chunk + 8 + b->bytes, (uint32_t)adler);
                b->bytes += 4;
            }
            situ_png_chunk_begin(b->chunk, "IDAT", (uint32_t)b->bytes);
            situ_png_chunk_end(b->chunk, (uint32_t)b->bytes);
            if (!put(file, b->chunk, b->bytes + 12, total)) {
                status = situ_fail_errno(err, path, "%s", _("the picture cannot be written"));
                goto done;
            }
        }
        drop_wave(s);
        situ_job_progress(s->job, _("drawing the picture"), (double)(s->first + count) / s->band_count);
    }
    static const unsigned char tail[12] = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};
    if (!put(file, tail, sizeof tail, total) || fflush(file) != 0) {
        status = situ_fail_errno(err, path, "%s", _("the picture cannot be written"));
        goto done;
    }
    status = SITU_OK;
done:
    return status;
}

// The file on disk must be as long as what was written and end with IEND.
static situ_status verify(const char *path, const char *name, size_t total, situ_error *err)
{
    unsigned char tail[8] = {0};
    FILE *file = fopen(path, "rb");
    bool good = file && fseek(file, -8, SEEK_END) == 0 && fread(tail, 1, 8, file) == 8 && ftell(file) == (long)total &&
                memcmp(tail, "IEND\xae\x42\x60\x82", 8) == 0;
    if (file)
        fclose(file);
    if (good)
        return SITU_OK;
    situ_status status = situ_fail(err, SITU_E_IO, _("is the disk full?"), "%s", _("the picture was not written completely"));
    situ_error_at(err, name, NULL, NULL, 0, 0);
    return status;
}

static void close_workers(sheet *s)
{
    for (unsigned i = 0; i < s->workers; i++) {
        if (s->texts)
            situ_text_free(s->texts[i]);
        if (s->surfaces && s->surfaces[i])
            cairo_surface_destroy(s->surfaces[i]);
        if (s->rows)
            situ_free(s->rows[i]);
    }
    situ_free(s->texts);
    situ_free(s->surfaces);
    situ_free(s->rows);
}

static situ_status write_png(const char *path, const situ_display *const *pages, size_t count,
                             const situ_format_options *options, situ_job *job, situ_error *err)
{
    situ_status status;
    situ_atomic *atomic = NULL;
    FILE *file = NULL;
    size_t total = 0;
    extern const situ_format situ_format_png;
    sheet s = {.options = options, .job = job, .workers = situ_job_threads(job)};
    SITU_TRY(situ_output_check_pages(&situ_format_png, pages, count, err));
    s.page = pages[0];
    s.channels = s.page->paper.a == 255 ? 3 : 4;
    SITU_TRY(situ_output_pixels(s.page, options->dpi, &s.width, &s.height, err));
    s.scale = situ_output_scale(s.page, options->dpi);
    s.band_count = (s.height + BAND_ROWS - 1) / BAND_ROWS;
    s.texts = situ_calloc(s.workers, sizeof *s.texts);
    s.surfaces = situ_calloc(s.workers, sizeof *s.surfaces);
    s.rows = situ_calloc(s.workers, sizeof *s.rows);
    SITU_TRY_ALLOC(s.texts);
    SITU_TRY_ALLOC(s.surfaces);
    SITU_TRY_ALLOC(s.rows);
    SITU_TRY(situ_atomic_begin(&atomic, path, err));
    file = fopen(situ_atomic_path(atomic), "wb");
    if (!file || !put_head(file, &s, &total)) {
        status = situ_fail_errno(err, path, "%s", _("the picture cannot be written"));
        goto done;
    }
    SITU_TRY(write_bands(&s, file, path, &total, err));
    int closed = fclose(file);
    file = NULL;
    if (closed != 0) {
        status = situ_fail_errno(err, path, "%s", _("the picture cannot be written"));
        goto done;
    }
    SITU_TRY(verify(situ_atomic_path(atomic), path, total, err));
    situ_atomic *ready = atomic;
    atomic = NULL;
    SITU_TRY(situ_atomic_commit(ready, err));
    status = SITU_OK;
done:
    if (file)
        fclose(file);
    situ_atomic_abort(atomic);
    drop_wave(&s);
    close_workers(&s);
    return status;
}

const situ_format situ_format_png = {
    .name = "png",
    .extension = "png",
    .mime = "image/png",
    .summary = N_("picture, drawn in bands so that memory does not grow with the sheet"),
    .caps = SITU_FORMAT_RASTER,
    .write = write_png,
};
