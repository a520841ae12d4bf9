// SPDX-License-Identifier: MIT
#ifndef SITU_OUTPUT_FORMAT_H
#define SITU_OUTPUT_FORMAT_H

// Output formats (family): pages of display lists to a file, written beside its name and moved.

#include "base/job.h"
#include "layout/display.h"
#include "paint/paint.h"

typedef struct situ_format_options {
    double dpi;           // raster formats; 0 = 300
    const char *title;    // metadata, may be NULL
    const char *author;   // metadata, may be NULL
    const char *date_iso; // "2026-06-30": the only date in the file; NULL = 2000-01-01
    const situ_resources *resources; // for a text context a thread
    bool georeference;    // PDF
    situ_text *text;      // context of the calling thread, may be NULL: formats that draw on it alone use it
} situ_format_options;

enum { SITU_FORMAT_RASTER = 1, SITU_FORMAT_VECTOR = 2, SITU_FORMAT_PAGED = 4 };
typedef struct situ_format {
    const char *name, *extension, *mime, *summary;
    unsigned caps;
    // pages > 1 needs SITU_FORMAT_PAGED (else SITU_E_UNSUPPORTED). Raster: bands of rows, so that
    // memory does not grow with the sheet. Verifies what it wrote (PDF: page count, header and
    // trailer; PNG: size) before the move.
    situ_status (*write)(const char *path, const situ_display *const *pages, size_t count,
                         const situ_format_options *options, situ_job *job, situ_error *err);
} situ_format;
extern const situ_format *const situ_format_registry[]; // generated
const situ_format *situ_format_find(const char *extension); // NULL when unknown

// 8-bit palette PNG of a tile: colours of `exact` are kept to the bit, the others snapped to a fixed
// palette made from the style, never from the image, so that neighbouring tiles agree. More distinct
// colours than fit: true-colour. pixels: premultiplied ARGB32, stride in bytes. *out is owned by the caller.
situ_status situ_png_encode(unsigned char **out, size_t *bytes, const uint32_t *pixels, uint32_t width,
                            uint32_t height, size_t stride, const situ_rgba *exact, size_t exact_count,
                            situ_error *err) SITU_MUST_CHECK;

#endif
