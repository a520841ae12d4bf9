// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <ogr_api.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/utf8.h"
#include "source/dbf.h"
#include "source/guard.h"
#include "source/kml_table.h"
#include "source/osm.h"
#include "source/source.h"
#include "source/vector_open.h"

enum { MAX_FEATURES = 8000000 }; // a view of a hostile database may never end

static bool is_shapefile(const char *path)
{
    const char *ext = situ_path_extension(path);
    return strcasecmp(ext, "shp") == 0 || strcasecmp(ext, "dbf") == 0 || strcasecmp(ext, "shx") == 0;
}

// --- columns ---

static situ_type type_of(OGRFieldType type)
{
    switch (type) {
    case OFTInteger:
    case OFTInteger64: return SITU_TYPE_INT;
    case OFTReal: return SITU_TYPE_REAL;
    default: return SITU_TYPE_TEXT;
    }
}

typedef struct reader {
    situ_table *table;
    OGRLayerH layer;
    GDALDatasetH all; // OSM: the layers come in one stream, those not wanted are passed over
    const situ_osm_table *osm; // OSM: the tags become a ledger table; layer is that of the feature at hand
    bool reversed;    // the line at hand is to be turned round
    int field_count;
    size_t *columns;                  // table column of each field
    OGRCoordinateTransformationH oct; // for a CRS without EPSG number
    situ_transform *transform;
    size_t bad;
    const char *encoding; // of raw bytes, "UTF-8" or "GB18030"; NULL = GDAL has decoded them
    const situ_vector_options *options;
    situ_str text; // the value at hand
} reader;

// A character cut by the field's width: the text up to it, decoded. false when that is not it.
static bool without_half(situ_str *out, const char *text, size_t n, const char *encoding)
{
    for (size_t cut = 1; cut < 4 && cut < n; cut++) {
        char *decoded = NULL;
        size_t bytes = 0;
        bool part = cut > 1 || (unsigned char)text[n - 1] >= 0x80; // a lead byte lies among those cut
        if (part && situ_decode_text(&decoded, &bytes, text, n - cut, encoding, NULL, NULL) == SITU_OK)
            situ_str_add_n(out, decoded, bytes);
        situ_free(decoded);
        if (out->length > 0)
            return true;
    }
    return false;
}

// Strict UTF-8 whatever the driver gave: bytes that are not are decoded, at worst replaced. *cut (may be
// NULL) receives whether half a character was dropped at the end. encoding: NULL = as found.
static situ_status clean_text(situ_str *fixed, const char *text, const char *encoding, bool *cut, situ_error *err)
{
    char *decoded = NULL;
    size_t n = strlen(text), bytes = 0, bad = 0;
    situ_str_clear(fixed);
    bool utf8 = !encoding || strcmp(encoding, "UTF-8") == 0, valid = situ_utf8_valid(text, n, &bad);
    bool ascii = true;
    for (size_t i = 0; i < n && ascii; i++)
        ascii = (unsigned char)text[i] < 0x80;
    if (ascii || (utf8 && valid)) {
        situ_str_add_n(fixed, text, n);
    } else if (utf8 && n - bad < 4 && bad > 0) {
        situ_str_add_n(fixed, text, bad);
        if (cut)
            *cut = true;
    } else if (situ_decode_text(&decoded, &bytes, text, n, encoding, NULL, NULL) == SITU_OK) {
        situ_str_add_n(fixed, decoded, bytes);
    } else if (encoding && without_half(fixed, text, n, encoding)) {
        if (cut)
            *cut = true;
    } else {
        for (const char *p = text, *end = text + n; p < end;) {
            char c[4];
            situ_str_add_n(fixed, c, situ_utf8_put(situ_utf8_next(&p, end), c));
        }
    }
    situ_free(decoded);
    return situ_str_ok(fixed) ? SITU_OK : situ_fail_nomem(err);
}

static situ_status set_clean_text(reader *r, size_t row, size_t column, int64_t fid, const char *text, situ_error *err)
{
    situ_status status = SITU_OK;
    bool cut = false;
    SITU_TRY(clean_text(&r->text, text, r->encoding, &cut, err));
    SITU_TRY(situ_table_set_text(r->table, row, column, r->text.data, err));
    if (cut && r->options->tell)
        status = r->options->tell(r->options->user, SITU_VECTOR_TEXT_CUT, fid, r->table->columns[column].name, r->text.data, err);
done:
    return status;
}

static situ_status add_unique_column(situ_table *table, const char *name, situ_type type, size_t *index,
                                     situ_error *err)
{
    char unique[160];
    size_t bad, n = strlen(name) < 120 ? strlen(name) : 120;
    if (!situ_utf8_valid(name, n, &bad))
        n = bad;
    snprintf(unique, sizeof unique, "%.*s", (int)n, name);
    if (n == 0)
        snprintf(unique, sizeof unique, "column");
    size_t base = strlen(unique);
    for (int k = 2; situ_table_find(table, unique) >= 0; k++)
        snprintf(unique + base, sizeof unique - base, "_%d", k);
    return situ_table_add_column(table, unique, type, index, err);
}

static situ_status add_columns(reader *r, situ_error *err)
{
    situ_status status = SITU_OK;
    OGRFeatureDefnH defn = OGR_L_GetLayerDefn(r->layer);
    SITU_TRY(situ_table_add_column(r->table, "src_row", SITU_TYPE_INT, NULL, err));
    if (r->osm)
        return situ_osm_add_columns(r->osm, r->table, err);
    r->field_count = OGR_FD_GetFieldCount(defn);
    r->columns = situ_calloc((size_t)r->field_count + 1, sizeof *r->columns);
    SITU_TRY_ALLOC(r->columns);
    for (int i = 0; i < r->field_count; i++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(defn, i);
        SITU_TRY(clean_text(&r->text, OGR_Fld_GetNameRef(field), r->encoding, NULL, err));
        SITU_TRY(add_unique_column(r->table, r->text.data, type_of(OGR_Fld_GetType(field)),
                                   &r->columns[i], err));
    }
done:
    return status;
}

static void iso_time(OGRFeatureH f, int i, OGRFieldType type, char text[40])
{
    int y, mo, d, h, mi, zone;
    float s;
    text[0] = 0;
    if (!OGR_F_GetFieldAsDateTimeEx(f, i, &y, &mo, &d, &h, &mi, &s, &zone))
        return;
    int sec = (int)s;
    if (type == OFTDate)
        snprintf(text, 40, "%04d-%02d-%02d", y, mo, d);
    else if (type == OFTTime)
        snprintf(text, 40, "%02d:%02d:%02d", h, mi, sec);
    else
        snprintf(text, 40, "%04d-%02d-%02dT%02d:%02d:%02d", y, mo, d, h, mi, sec);
}

static situ_status read_fields(reader *r, OGRFeatureH f, size_t row, situ_error *err)
{
    situ_status status = SITU_OK;
    OGRFeatureDefnH defn = OGR_F_GetDefnRef(f);
    situ_table_set_int(r->table, row, 0, OGR_F_GetFID(f));
    if (r->osm)
        return situ_osm_read(r->osm, r->table, row, OGR_L_GetName(r->layer), f, &r->reversed, err);
    for (int i = 0; i < r->field_count; i++) {
        char text[40];
        if (!OGR_F_IsFieldSetAndNotNull(f, i))
            continue;
        OGRFieldType type = OGR_Fld_GetType(OGR_FD_GetFieldDefn(defn, i));
        switch (type) {
        case OFTInteger:
        case OFTInteger64:
            situ_table_set_int(r->table, row, r->columns[i], OGR_F_GetFieldAsInteger64(f, i));
            break;
        case OFTReal: situ_table_set_real(r->table, row, r->columns[i], OGR_F_GetFieldAsDouble(f, i)); break;
        case OFTDate:
        case OFTTime:
        case OFTDateTime:
            iso_time(f, i, type, text);
            if (text[0])
                SITU_TRY(situ_table_set_text(r->table, row, r->columns[i], text, err));
            break;
        default:
            SITU_TRY(set_clean_text(r, row, r->columns[i], OGR_F_GetFID(f), OGR_F_GetFieldAsString(f, i), err));
            break;
        }
    }
done:
    return status;
}

// --- geometry ---

// Points, lines or polygons of one kind where that loses nothing; takes g over.
static OGRGeometryH plain(OGRGeometryH g)
{
    if (OGR_GT_IsNonLinear(OGR_G_GetGeometryType(g))) {
        OGRGeometryH linear = OGR_G_GetLinearGeometry(g, 0, NULL);
        OGR_G_DestroyGeometry(g);
        g = linear;
    }
    if (!g)
        return NULL;
    switch (wkbFlatten(OGR_G_GetGeometryType(g))) {
    case wkbGeometryCollection:
        switch (OGR_G_GetDimension(g)) {
        case 0: return OGR_G_ForceToMultiPoint(g);
        case 1: return OGR_G_ForceToMultiLineString(g);
        default: return OGR_G_ForceToMultiPolygon(g);
        }
    case wkbTIN:
    case wkbPolyhedralSurface:
    case wkbTriangle: return OGR_G_ForceToMultiPolygon(g);
    default: return g;
    }
}

static situ_status wkb_of(unsigned char **out, size_t *bytes, OGRGeometryH g, situ_error *err)
{
    int size = OGR_G_WkbSize(g);
    unsigned char *wkb = situ_malloc((size_t)size + 1);
    if (!wkb)
        return situ_fail_nomem(err);
    OGR_G_ExportToIsoWkb(g, wkbNDR, wkb);
    *out = wkb;
    *bytes = (size_t)size;
    return SITU_OK;
}

static void turn_round(situ_geometry *g)
{
    for (uint32_t part = 0; g->kind == SITU_GEOM_LINE && part < g->part_count; part++)
        for (uint32_t a = g->part_start[part], b = g->part_start[part + 1]; a + 1 < b; a++) {
            b--;
            for (int k = 0; k < 2; k++) {
                double v = g->xy[2 * (size_t)a + (size_t)k];
                g->xy[2 * (size_t)a + (size_t)k] = g->xy[2 * (size_t)b + (size_t)k];
                g->xy[2 * (size_t)b + (size_t)k] = v;
            }
        }
}

// A broken geometry is counted and left out; only want of memory is an error.
static situ_status read_geometry(reader *r, OGRFeatureH f, size_t row, bool damaged, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *g = NULL, *moved = NULL;
    unsigned char *wkb = NULL;
    size_t bytes = 0;
    OGRGeometryH raw = OGR_F_StealGeometry(f);
    raw = raw ? plain(raw) : NULL;
    if (!raw || OGR_G_IsEmpty(raw)) { // no place, which is not the same as a broken one
        r->bad += damaged;
        goto done;
    }
    OGR_G_FlattenTo2D(raw);
    if (r->oct && OGR_G_Transform(raw, r->oct) != OGRERR_NONE) {
        r->bad++;
        goto done;
    }
    SITU_TRY(wkb_of(&wkb, &bytes, raw, err));
    status = situ_geometry_from_wkb(&g, wkb, bytes, NULL);
    if (status == SITU_OK && r->reversed)
        turn_round(g);
    if (status == SITU_OK && r->transform) {
        status = situ_geometry_transform(&moved, g, r->transform, NULL);
        situ_geometry_free(g);
        g = moved;
    }
    if (status == SITU_E_NOMEM) {
        status = situ_fail_nomem(err);
        goto done;
    }
    if (status != SITU_OK) {
        r->bad++;
        status = SITU_OK;
        g = NULL;
        goto done;
    }
    status = situ_table_set_geometry(r->table, row, g, err);
done:
    if (raw)
        OGR_G_DestroyGeometry(raw);
    situ_free(wkb);
    return status;
}

// Settles the table's CRS and how geometries get there.
static situ_status plan_crs(reader *r, const situ_vector_options *options, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(r->layer), target = NULL, from = NULL;
    int epsg = situ_source_epsg(srs);
    if (OGR_L_GetGeomType(r->layer) == wkbNone)
        return SITU_OK;
    if (epsg == 0 && srs && options->to_epsg) { // a CRS of its own that only its definition describes
        SITU_TRY(situ_source_srs(&target, options->to_epsg, err));
        from = OSRClone(srs);
        OSRSetAxisMappingStrategy(from, OAMS_TRADITIONAL_GIS_ORDER);
        r->oct = OCTNewCoordinateTransformation(from, target);
        r->table->epsg = options->to_epsg;
        if (r->oct)
            goto done;
    }
    if (epsg == 0) {
        epsg = options->assume_epsg;
        if (options->assumed)
            *options->assumed = true;
    }
    if (epsg == 0) {
        status = situ_fail(err, SITU_E_CRS, _("tell it (--crs), for example --crs 4490"), "%s",
                           srs ? _("the file's coordinate system has no EPSG number")
                               : _("the file tells no coordinate system"));
        situ_error_at(err, path, NULL, NULL, 0, 0);
        goto done;
    }
    r->table->epsg = options->to_epsg ? options->to_epsg : epsg;
    if (r->table->epsg != epsg)
        status = situ_transform_new(&r->transform, epsg, r->table->epsg, err);
done:
    if (target)
        OSRDestroySpatialReference(target);
    if (from)
        OSRDestroySpatialReference(from);
    return status;
}

static OGRFeatureH next_feature(reader *r)
{
    if (!r->all)
        return OGR_L_GetNextFeature(r->layer);
    for (;;) {
        OGRLayerH layer = NULL;
        OGRFeatureH f = GDALDatasetGetNextFeature(r->all, &layer, NULL, NULL, NULL);
        if (!f || (!r->osm && layer == r->layer))
            return f;
        if (r->osm && situ_osm_wants(r->osm, OGR_L_GetName(layer), f)) {
            r->layer = layer;
            return f;
        }
        OGR_F_Destroy(f);
    }
}

static situ_status bad_condition(const char *path, const situ_gdal_guard *guard, situ_error *err)
{
    return situ_guard_fail(guard, SITU_E_ARGUMENT, _("check the columns and quotes of --where"),
                           _("the condition cannot be used"), path, err);
}

static situ_status read_features(reader *r, const char *path, bool filtered, const situ_gdal_guard *guard,
                                 situ_error *err)
{
    situ_status status = SITU_OK;
    OGRFeatureH f = NULL;
    bool placed = OGR_L_GetGeomType(r->layer) != wkbNone;
    int failures = guard->failures;
    if (r->all)
        GDALDatasetResetReading(r->all);
    else
        OGR_L_ResetReading(r->layer);
    while ((f = next_feature(r)) != NULL) {
        size_t row;
        if (r->table->row_count >= MAX_FEATURES) {
            status = situ_fail(err, SITU_E_LIMIT, _("split the file, or choose rows with --where"), _("the layer holds more than %d features"), MAX_FEATURES);
            situ_error_at(err, path, NULL, NULL, 0, 0);
            goto done;
        }
        SITU_TRY(situ_table_add_row(r->table, &row, err));
        SITU_TRY(read_fields(r, f, row, err));
        if (placed)
            SITU_TRY(read_geometry(r, f, row, guard->failures > failures, err));
        OGR_F_Destroy(f);
        failures = guard->failures; // a failure of one feature is told by its geometry
    }
    // The layer ended by a failure, not by its last row: rows would be lost in silence.
    if (guard->failures > failures && filtered && r->table->row_count == 0)
        status = bad_condition(path, guard, err); // SQLite's formats look at it only now
    else if (guard->failures > failures)
        status = situ_guard_fail(guard, SITU_E_FORMAT, _("copy or export the file again"),
                                 _("the file is damaged: reading stopped before its end"), path, err);
done:
    if (f)
        OGR_F_Destroy(f);
    return status;
}

// A condition on an OSM table: layers that lack its fields hold nothing that meets it.
static situ_status filter_osm(GDALDatasetH ds, const char *where, const char *path, const situ_gdal_guard *guard, situ_error *err)
{
    bool any = false;
    for (int i = 0; i < GDALDatasetGetLayerCount(ds); i++) {
        OGRLayerH layer = GDALDatasetGetLayer(ds, i);
        if (OGR_L_SetAttributeFilter(layer, where) == OGRERR_NONE)
            any = true;
        else
            OGR_L_SetAttributeFilter(layer, "osm_id IS NULL");
    }
    return any ? SITU_OK : bad_condition(path, guard, err);
}

static situ_status read_layer(reader *r, GDALDatasetH ds, const situ_vector_options *options,
                              const char *path, const situ_gdal_guard *guard, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *where = options->where && options->where[0] ? options->where : NULL;
    bool osm = strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(ds)), "OSM") == 0;
    r->osm = osm ? situ_osm_find(options->layer) : NULL;
    SITU_TRY(situ_vector_layer(&r->layer, ds, r->osm ? "lines" : options->layer, path, err));
    SITU_TRY(situ_table_new(&r->table, r->osm ? options->layer : OGR_L_GetName(r->layer), 0, err));
    r->all = osm ? ds : NULL;
    if (where && r->osm) {
        SITU_TRY(filter_osm(ds, where, path, guard, err));
    } else if (where && OGR_L_SetAttributeFilter(r->layer, where) != OGRERR_NONE) {
        status = bad_condition(path, guard, err);
        goto done;
    }
    SITU_TRY(plan_crs(r, options, path, err));
    SITU_TRY(add_columns(r, err));
    SITU_TRY(read_features(r, path, where != NULL, guard, err));
    if (strstr(GDALGetDriverShortName(GDALGetDatasetDriver(ds)), "KML"))
        SITU_TRY(situ_kml_expand(r->table, err));
done:
    return status;
}

// Text is decoded here where it can be, so that half characters are told; a condition is compared by
// GDAL, which must decode for it.
static situ_status open_shapefile(reader *r, GDALDatasetH *ds, const char *path, const char **encoding, bool *wrong, bool *mended,
                                  const situ_gdal_guard *guard, situ_error *err)
{
    situ_status status = SITU_OK;
    bool where = r->options->where && r->options->where[0];
    *encoding = r->options->encoding;
    if (!*encoding || situ_dbf_known(*encoding)) {
        SITU_TRY(situ_vector_open(ds, path, "", mended, guard, err));
        if (!*encoding)
            SITU_TRY(situ_dbf_encoding(encoding, wrong, *ds, path, err));
        r->encoding = *encoding && !where ? situ_dbf_known(*encoding) : NULL;
        if (r->encoding)
            goto done;
        situ_vector_close(*ds);
        *ds = NULL;
    }
    status = situ_vector_open(ds, path, *encoding, mended, guard, err);
done:
    return status;
}

situ_status situ_source_read_vector(situ_table **out, const char *path, const situ_vector_options *options,
                                    size_t *bad, situ_error *err)
{
    static const situ_vector_options none = {0};
    situ_status status = SITU_OK;
    situ_gdal_guard guard;
    GDALDatasetH ds = NULL;
    reader r = {0};
    const char *encoding = NULL;
    bool wrong = false, mended = false;
    *out = NULL;
    if (bad)
        *bad = 0;
    if (!options)
        options = &none;
    status = situ_source_init(err);
    if (status == SITU_OK && !situ_source_is_database(path))
        status = situ_source_check_name(path, err);
    if (status != SITU_OK)
        return status;
    situ_str_init(&r.text);
    r.options = options;
    situ_guard_begin(&guard);
    if (is_shapefile(path))
        SITU_TRY(open_shapefile(&r, &ds, path, &encoding, &wrong, &mended, &guard, err));
    else
        SITU_TRY(situ_vector_open(&ds, path, NULL, NULL, &guard, err));
    if (wrong && options->tell)
        SITU_TRY(options->tell(options->user, SITU_VECTOR_WRONG_CPG, -1, NULL, encoding, err));
    if (mended && options->tell)
        SITU_TRY(options->tell(options->user, SITU_VECTOR_NO_SHX, -1, NULL, NULL, err));
    SITU_TRY(read_layer(&r, ds, options, path, &guard, err));
    *out = r.table;
    r.table = NULL;
    if (bad)
        *bad = r.bad;
done:
    if (r.oct)
        OCTDestroyCoordinateTransformation(r.oct);
    situ_transform_free(r.transform);
    situ_table_free(r.table);
    situ_free(r.columns);
    situ_str_free(&r.text);
    situ_vector_close(ds);
    situ_guard_end();
    return status;
}
