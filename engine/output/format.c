// SPDX-License-Identifier: MIT
#include <math.h>
#include <strings.h>

#include "base/str.h"
#include "output/export.h"
#include "output/output_internal.h"
#include "output/tileset.h"

#define MAX_SIDE_PX 120000.0

const situ_format *situ_format_find(const char *extension)
{
    for (size_t i = 0; extension && situ_format_registry[i]; i++)
        if (strcasecmp(situ_format_registry[i]->extension, extension) == 0)
            return situ_format_registry[i];
    return NULL;
}

const situ_export *situ_export_find(const char *extension)
{
    for (size_t i = 0; extension && situ_export_registry[i]; i++)
        if (strcasecmp(situ_export_registry[i]->extension, extension) == 0)
            return situ_export_registry[i];
    return NULL;
}

const situ_tileset_type *situ_tileset_find(const char *extension)
{
    for (size_t i = 0; situ_tileset_registry[i]; i++)
        if (strcasecmp(situ_tileset_registry[i]->extension, extension ? extension : "") == 0)
            return situ_tileset_registry[i];
    return NULL;
}

double situ_output_scale(const situ_display *page, double dpi)
{
    if (page->unit_pt > 0)
        return page->unit_pt * (dpi > 0 ? dpi : 300) / 72;
    return dpi > 0 ? dpi / 96 : 1;
}

situ_status situ_output_pixels(const situ_display *page, double dpi, uint32_t *width, uint32_t *height, situ_error *err)
{
    double scale = situ_output_scale(page, dpi);
    double w = round(page->width * scale), h = round(page->height * scale);
    // Cairo's surfaces end at 32767 pixels across; bands lift the limit for the height only.
    if (!(w >= 1 && h >= 1 && w <= 32767 && h <= MAX_SIDE_PX))
        return situ_fail(err, SITU_E_LIMIT, _("lower --dpi or take a smaller paper"), _("a picture of %.0f x %.0f pixels cannot be drawn"), w, h);
    *width = (uint32_t)w;
    *height = (uint32_t)h;
    return SITU_OK;
}

situ_status situ_output_check_pages(const situ_format *format, const situ_display *const *pages, size_t count, situ_error *err)
{
    if (count == 0)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "%s", _("there is no page to write"));
    if (count > 1 && !(format->caps & SITU_FORMAT_PAGED))
        return situ_fail(err, SITU_E_UNSUPPORTED, _("write a PDF"), _("a %s file holds one page, the map has %zu"), format->name, count);
    for (size_t i = 0; i < count; i++)
        if (!pages[i])
            return situ_fail(err, SITU_E_ARGUMENT, NULL, _("page %zu is missing"), i + 1);
    return SITU_OK;
}
