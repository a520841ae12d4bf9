// SPDX-License-Identifier: MIT
#include "text/text_internal.h"

#include <fontconfig/fontconfig.h>
#include <math.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/utf8.h"

// The box of a line is the CJK em box (0.88 above, 0.12 below the baseline) with 0.1 em of leading on
// either side: it centres Chinese text exactly and does not change with the fallback font.
#define ASCENT_EM 0.98
#define DESCENT_EM 0.22
#define MEASURE_LIMIT 65536
#define SHAPE_LIMIT 512 // with their outlines about 5 MB

typedef struct measured { // in em
    double width, top, bottom, left, right;
} measured;

struct situ_text {
    FcConfig *fonts;
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *faces[2][2]; // family, bold
    PangoAttrList *upright_forms;      // for vertical cells
    cairo_surface_t *scratch_surface;
    cairo_t *scratch; // outlines are made here
    situ_map *measure_index;
    measured *measures;
    size_t measure_capacity;
    situ_map *shape_index;
    situ_text_line *shapes;
    size_t shape_capacity;
};

static bool has_face(FcConfig *fonts, const char *family, int weight)
{
    FcPattern *pattern = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, FC_WEIGHT, FcTypeInteger, weight, (char *)NULL);
    FcObjectSet *want = FcObjectSetBuild(FC_FILE, (char *)NULL);
    FcFontSet *found = pattern && want ? FcFontList(fonts, pattern, want) : NULL;
    bool has = found && found->nfont > 0;
    if (found)
        FcFontSetDestroy(found);
    if (want)
        FcObjectSetDestroy(want);
    if (pattern)
        FcPatternDestroy(pattern);
    return has;
}

static situ_status load_fonts(situ_text *text, const situ_resources *res, situ_error *err)
{
    situ_status status;
    char *path = NULL;
    SITU_TRY(situ_resources_find(&path, res, "fonts.conf", err));
    if (path[0] != '/') { // fontconfig looks for a relative name in folders of its own
        char here[4096], *full = getcwd(here, sizeof here) ? situ_path_join(here, path) : NULL;
        situ_free(path);
        path = full;
        SITU_TRY_ALLOC(path);
    }
    text->fonts = FcConfigCreate();
    SITU_TRY_ALLOC(text->fonts);
    if (!FcConfigParseAndLoad(text->fonts, (const FcChar8 *)path, FcTrue) || !FcConfigBuildFonts(text->fonts)) {
        status = situ_fail(err, SITU_E_FORMAT, _("reinstall situ's styles folder"), "%s", _("the font configuration cannot be read"));
        situ_error_at(err, path, NULL, NULL, 0, 0);
        goto done;
    }
    static const char *const families[] = {"Noto Sans CJK SC", "Noto Serif CJK SC"};
    for (int f = 0; f < 2; f++) {
        for (int bold = 0; bold < 2; bold++) {
            if (!has_face(text->fonts, families[f], bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR)) {
                status = situ_fail(err, SITU_E_NOT_FOUND, _("install the fonts: apt-get install fonts-noto-cjk fonts-babelstone-han"),
                                   _("the font %s (%s) is not installed"), families[f], bold ? "Bold" : "Regular");
                goto done;
            }
            PangoFontDescription *face = pango_font_description_new();
            pango_font_description_set_family(face, families[f]);
            pango_font_description_set_weight(face, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
            pango_font_description_set_absolute_size(face, SITU_TEXT_REFERENCE * PANGO_SCALE);
            text->faces[f][bold] = face;
        }
    }
    status = SITU_OK;
done:
    situ_free(path);
    return status;
}

static situ_status make_context(situ_text *text, situ_error *err)
{
    situ_status status;
    text->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    SITU_TRY_ALLOC(text->map);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(text->map), text->fonts);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(text->map), 72);
    text->context = pango_font_map_create_context(text->map);
    SITU_TRY_ALLOC(text->context);
    pango_cairo_context_set_resolution(text->context, 72);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_subpixel_order(options, CAIRO_SUBPIXEL_ORDER_DEFAULT);
    pango_cairo_context_set_font_options(text->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_language(text->context, pango_language_from_string("zh-cn"));
    pango_context_set_base_dir(text->context, PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(text->context, FALSE);
    text->upright_forms = pango_attr_list_new();
    pango_attr_list_insert(text->upright_forms, pango_attr_font_features_new("vert=1"));
    // Unbounded: cairo drops glyphs that lie outside the surface, from paths too.
    text->scratch_surface = cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, NULL);
    text->scratch = cairo_create(text->scratch_surface);
    if (cairo_status(text->scratch) != CAIRO_STATUS_SUCCESS) {
        status = situ_fail_nomem(err);
        goto done;
    }
    status = SITU_OK;
done:
    return status;
}

situ_status situ_text_new(situ_text **out, const situ_resources *res, situ_error *err)
{
    situ_status status;
    situ_text *text = situ_calloc(1, sizeof *text);
    *out = NULL;
    SITU_TRY_ALLOC(text);
    SITU_TRY(load_fonts(text, res, err));
    SITU_TRY(make_context(text, err));
    text->measure_index = situ_map_new();
    text->shape_index = situ_map_new();
    SITU_TRY_ALLOC(text->measure_index);
    SITU_TRY_ALLOC(text->shape_index);
    *out = text;
    text = NULL;
    status = SITU_OK;
done:
    situ_text_free(text);
    return status;
}

static void drop_shapes(situ_text *text)
{
    size_t count = text->shape_index ? situ_map_count(text->shape_index) : 0;
    for (size_t i = 0; i < count; i++) {
        g_object_unref(text->shapes[i].layout);
        if (text->shapes[i].outline)
            cairo_path_destroy(text->shapes[i].outline);
    }
    situ_map_free(text->shape_index);
    text->shape_index = NULL;
}

void situ_text_free(situ_text *text)
{
    if (!text)
        return;
    drop_shapes(text);
    situ_free(text->shapes);
    situ_map_free(text->measure_index);
    situ_free(text->measures);
    if (text->scratch)
        cairo_destroy(text->scratch);
    if (text->scratch_surface)
        cairo_surface_destroy(text->scratch_surface);
    if (text->upright_forms)
        pango_attr_list_unref(text->upright_forms);
    for (int f = 0; f < 2; f++)
        for (int bold = 0; bold < 2; bold++)
            if (text->faces[f][bold])
                pango_font_description_free(text->faces[f][bold]);
    if (text->context)
        g_object_unref(text->context);
    if (text->map) {
        // Fonts and layouts hold each other through the map; shutdown cuts the knot.
        pango_fc_font_map_shutdown(PANGO_FC_FONT_MAP(text->map));
        g_object_unref(text->map);
    }
    if (text->fonts)
        FcConfigDestroy(text->fonts);
    situ_free(text);
}

situ_status situ_text_clean(const char *utf8, char **out, situ_error *err)
{
    size_t n = strlen(utf8), bad = 0;
    *out = NULL;
    if (!situ_utf8_valid(utf8, n, &bad))
        return situ_fail(err, SITU_E_FORMAT, NULL, _("text is not UTF-8 at byte %zu"), bad);
    char *copy = situ_strndup(utf8, n);
    if (!copy)
        return situ_fail_nomem(err);
    for (char *p = copy; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x20 || c == 0x7f)
            *p = ' ';
        else if (c == 0xE2 && (unsigned char)p[1] == 0x80 && ((unsigned char)p[2] == 0xA8 || (unsigned char)p[2] == 0xA9))
            memcpy(p, "   ", 3); // line and paragraph separator
    }
    *out = copy;
    return SITU_OK;
}

static char *cache_key(situ_font font, bool vertical, const char *utf8)
{
    size_t n = strlen(utf8);
    char *key = situ_malloc(n + 2);
    if (!key)
        return NULL;
    key[0] = (char)('a' + (font.family == SITU_SERIF ? 1 : 0) + (font.bold ? 2 : 0) + (vertical ? 4 : 0));
    memcpy(key + 1, utf8, n + 1);
    return key;
}

situ_status situ_text_shape(situ_text *text, situ_font font, const char *utf8, bool vertical,
                            const situ_text_line **out, situ_error *err)
{
    situ_status status;
    char *clean = NULL;
    PangoLayout *layout = NULL;
    char *key = cache_key(font, vertical, utf8);
    *out = NULL;
    SITU_TRY_ALLOC(key);
    size_t at = text->shape_index ? situ_map_get(text->shape_index, key) : SIZE_MAX;
    if (at != SIZE_MAX) {
        *out = &text->shapes[at];
        status = SITU_OK;
        goto done;
    }
    if (text->shape_index && situ_map_count(text->shape_index) >= SHAPE_LIMIT)
        drop_shapes(text);
    if (!text->shape_index)
        text->shape_index = situ_map_new();
    SITU_TRY_ALLOC(text->shape_index);
    at = situ_map_count(text->shape_index);
    SITU_TRY(situ_grow(&text->shapes, &text->shape_capacity, at + 1, sizeof *text->shapes, err));
    SITU_TRY(situ_text_clean(utf8, &clean, err));
    layout = pango_layout_new(text->context);
    SITU_TRY_ALLOC(layout);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_font_description(layout, text->faces[font.family == SITU_SERIF][font.bold]);
    if (vertical)
        pango_layout_set_attributes(layout, text->upright_forms);
    pango_layout_set_text(layout, clean, -1);
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
    SITU_TRY_ALLOC(line);
    if (situ_map_set(text->shape_index, key, at) < 0) {
        status = situ_fail_nomem(err);
        goto done;
    }
    text->shapes[at] = (situ_text_line){.layout = layout, .line = line};
    layout = NULL;
    *out = &text->shapes[at];
    status = SITU_OK;
done:
    if (layout)
        g_object_unref(layout);
    situ_free(clean);
    situ_free(key);
    return status;
}

situ_status situ_text_outline(situ_text *text, const situ_text_line *line, const cairo_path_t **out, situ_error *err)
{
    situ_text_line *entry = &text->shapes[line - text->shapes];
    *out = NULL;
    if (!entry->outline) {
        cairo_new_path(text->scratch);
        cairo_move_to(text->scratch, 0, 0);
        pango_cairo_layout_line_path(text->scratch, entry->line);
        cairo_path_t *path = cairo_copy_path(text->scratch);
        cairo_new_path(text->scratch);
        if (path->status != CAIRO_STATUS_SUCCESS) {
            cairo_path_destroy(path);
            return situ_fail(err, SITU_E_EXTERNAL, NULL, "%s", _("the outline of a text cannot be made"));
        }
        entry->outline = path;
        entry->x0 = entry->y0 = HUGE_VAL;
        entry->x1 = entry->y1 = -HUGE_VAL;
        for (int i = 0; i < path->num_data; i += path->data[i].header.length) {
            for (int k = 1; k < path->data[i].header.length; k++) {
                entry->x0 = fmin(entry->x0, path->data[i + k].point.x);
                entry->y0 = fmin(entry->y0, path->data[i + k].point.y);
                entry->x1 = fmax(entry->x1, path->data[i + k].point.x);
                entry->y1 = fmax(entry->y1, path->data[i + k].point.y);
            }
        }
    }
    *out = entry->outline;
    return SITU_OK;
}

static situ_status measure_em(situ_text *text, situ_font font, const char *utf8, measured *out, situ_error *err)
{
    situ_status status;
    char *key = cache_key(font, false, utf8);
    SITU_TRY_ALLOC(key);
    size_t at = situ_map_get(text->measure_index, key);
    if (at != SIZE_MAX) {
        *out = text->measures[at];
        status = SITU_OK;
        goto done;
    }
    if (situ_map_count(text->measure_index) >= MEASURE_LIMIT) {
        situ_map *empty = situ_map_new();
        SITU_TRY_ALLOC(empty);
        situ_map_free(text->measure_index);
        text->measure_index = empty;
    }
    const situ_text_line *line;
    SITU_TRY(situ_text_shape(text, font, utf8, false, &line, err));
    PangoRectangle ink, logical;
    pango_layout_line_get_extents(line->line, &ink, &logical);
    const double em = SITU_TEXT_REFERENCE * PANGO_SCALE;
    measured m = {.width = logical.width / em, .top = ink.y / em, .bottom = (ink.y + ink.height) / em,
                  .left = ink.x / em, .right = (ink.x + ink.width) / em};
    at = situ_map_count(text->measure_index);
    SITU_TRY(situ_grow(&text->measures, &text->measure_capacity, at + 1, sizeof *text->measures, err));
    if (situ_map_set(text->measure_index, key, at) < 0) {
        status = situ_fail_nomem(err);
        goto done;
    }
    text->measures[at] = m;
    *out = m;
    status = SITU_OK;
done:
    situ_free(key);
    return status;
}

situ_status situ_text_measure(situ_text *text, situ_font font, double size, const char *utf8,
                              situ_extents *out, situ_error *err)
{
    measured m = {0};
    *out = (situ_extents){0};
    situ_status status = measure_em(text, font, utf8, &m, err);
    if (status != SITU_OK)
        return status;
    // Shear moves the ink sideways by its height above the baseline (y is negative there).
    double lean = tan(font.shear_deg * G_PI / 180.0);
    double at_top = -m.top * lean, at_bottom = -m.bottom * lean;
    *out = (situ_extents){
        .width = m.width * size,
        .ascent = ASCENT_EM * size,
        .descent = DESCENT_EM * size,
        .ink_top = m.top * size,
        .ink_bottom = m.bottom * size,
        .ink_left = (m.left + fmin(at_top, at_bottom)) * size,
        .ink_right = (m.right + fmax(at_top, at_bottom)) * size,
    };
    return SITU_OK;
}

situ_status situ_text_missing(situ_text *text, const char *utf8, situ_str *missing, situ_error *err)
{
    const situ_text_line *line;
    situ_font plain = {SITU_SANS, false, 0};
    situ_status status = situ_text_shape(text, plain, utf8, false, &line, err);
    if (status != SITU_OK)
        return status;
    if (pango_layout_get_unknown_glyphs_count(line->layout) == 0)
        return SITU_OK;
    for (GSList *run = line->line->runs; run; run = run->next) {
        const PangoGlyphString *glyphs = ((const PangoLayoutRun *)run->data)->glyphs;
        for (int i = 0; i < glyphs->num_glyphs; i++) {
            PangoGlyph glyph = glyphs->glyphs[i].glyph;
            if (glyph == PANGO_GLYPH_EMPTY || !(glyph & PANGO_GLYPH_UNKNOWN_FLAG))
                continue;
            char character[5] = {0};
            situ_utf8_put(glyph & ~PANGO_GLYPH_UNKNOWN_FLAG, character);
            if (!strstr(missing->data, character))
                situ_str_add(missing, character);
        }
    }
    return situ_str_ok(missing) ? SITU_OK : situ_fail_nomem(err);
}
