// SPDX-License-Identifier: MIT
#include "source/dbf.h"

#include <stdio.h>
#include <string.h>

#include <ogr_api.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/utf8.h"
#include "source/guard.h"

// path with its extension replaced; NULL when out of memory.
static char *sibling(const char *path, const char *ext)
{
    size_t stem = strlen(path) - strlen(situ_path_extension(path));
    char *name = situ_malloc(stem + strlen(ext) + 1);
    if (!name)
        return NULL;
    memcpy(name, path, stem);
    memcpy(name + stem, ext, strlen(ext) + 1);
    return name;
}

static situ_status has_sibling(bool *out, const char *path, const char *lower, const char *upper,
                               situ_error *err)
{
    char *a = sibling(path, lower), *b = sibling(path, upper);
    bool ok = a && b;
    *out = ok && (situ_path_exists(a) || situ_path_exists(b));
    situ_free(a);
    situ_free(b);
    return ok ? SITU_OK : situ_fail_nomem(err);
}

typedef struct verdict {
    bool utf8, gb18030, plain; // still possible; plain = ASCII only so far
} verdict;

// A value may end in the middle of a character: fields have a fixed width.
static bool fits_utf8(const char *text, size_t n)
{
    size_t bad;
    return situ_utf8_valid(text, n, &bad) || (n - bad < 4 && bad > 0 && (unsigned char)text[bad] >= 0xC2);
}

static bool fits_gb18030(const char *text, size_t n)
{
    for (size_t cut = 0; cut < 4 && cut < n; cut++) {
        char *decoded = NULL;
        size_t bytes;
        bool ok = situ_decode_text(&decoded, &bytes, text, n - cut, "GB18030", NULL, NULL) == SITU_OK;
        situ_free(decoded);
        if (ok)
            return true;
        if ((unsigned char)text[n - 1 - cut] < 0x30)
            return false; // no part of a character
    }
    return false;
}

static void judge(verdict *v, const char *text)
{
    size_t n = strlen(text);
    bool ascii = true;
    for (size_t i = 0; i < n && ascii; i++)
        ascii = (unsigned char)text[i] < 0x80;
    if (ascii)
        return;
    v->plain = false;
    if (v->utf8)
        v->utf8 = fits_utf8(text, n);
    if (v->gb18030)
        v->gb18030 = fits_gb18030(text, n);
}

static void judge_layer(verdict *v, OGRLayerH layer)
{
    const char *ignore[] = {"OGR_GEOMETRY", NULL};
    OGRFeatureDefnH defn = OGR_L_GetLayerDefn(layer);
    OGRFeatureH f;
    int fields = OGR_FD_GetFieldCount(defn);
    for (int i = 0; i < fields; i++)
        judge(v, OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(defn, i)));
    OGR_L_SetIgnoredFields(layer, ignore);
    OGR_L_ResetReading(layer);
    while ((v->utf8 || v->gb18030) && (f = OGR_L_GetNextFeature(layer)) != NULL) {
        for (int i = 0; i < fields; i++)
            if (OGR_Fld_GetType(OGR_FD_GetFieldDefn(defn, i)) == OFTString &&
                OGR_F_IsFieldSetAndNotNull(f, i))
                judge(v, OGR_F_GetFieldAsString(f, i));
        OGR_F_Destroy(f);
    }
}

// Language driver id of the header; 0 (none) and 0x57 (the writer's own) say nothing.
static bool names_code_page(const char *path)
{
    unsigned char head[32] = {0};
    char *dbf = sibling(path, "dbf");
    FILE *file = dbf ? fopen(dbf, "rb") : NULL;
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    situ_free(dbf);
    return n == sizeof head && head[29] != 0 && head[29] != 0x57;
}

situ_status situ_dbf_encoding(const char **out, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    bool cpg = false;
    verdict v = {true, true, true};
    const char *raw[] = {"ENCODING=", NULL};
    *out = NULL;
    SITU_TRY(has_sibling(&cpg, path, "cpg", "CPG", err));
    if (cpg)
        goto done;
    GDALDatasetH ds = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, raw, NULL);
    if (!ds)
        goto done; // the caller opens it again and tells why it fails
    for (int i = 0; i < GDALDatasetGetLayerCount(ds); i++)
        judge_layer(&v, GDALDatasetGetLayer(ds, i));
    GDALClose(ds);
    if (v.plain)
        goto done;
    if (v.utf8)
        *out = "UTF-8";
    else if (v.gb18030)
        *out = "GB18030";
    else if (!names_code_page(path)) {
        status =
            situ_fail(err, SITU_E_FORMAT, _("tell the encoding (--encoding), for example BIG5 or ISO-8859-1"),
                      "%s", _("the text is neither UTF-8 nor GB18030 and no .cpg file tells its encoding"));
        situ_error_at(err, path, NULL, NULL, 0, 0);
    }
done:
    return status;
}
