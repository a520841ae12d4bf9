// SPDX-License-Identifier: MIT
#include "source/dbf.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <ogr_api.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/utf8.h"
#include "source/guard.h"

char *situ_shp_sibling(const char *path, const char *ext)
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
    char *a = situ_shp_sibling(path, lower), *b = situ_shp_sibling(path, upper);
    bool ok = a && b;
    *out = ok && (situ_path_exists(a) || situ_path_exists(b));
    situ_free(a);
    situ_free(b);
    return ok ? SITU_OK : situ_fail_nomem(err);
}

typedef struct verdict {
    bool utf8, gb18030, plain; // still possible; plain = ASCII only so far
    bool chinese; // some sign of GB18030 stands elsewhere than between two Latin letters
} verdict;

// A value may end in the middle of a character: fields have a fixed width.
static bool fits_utf8(const char *text, size_t n)
{
    size_t bad;
    return situ_utf8_valid(text, n, &bad) || (n - bad < 4 && bad > 0 && (unsigned char)text[bad] >= 0xC2);
}

static bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Charl\xF8tte in another code page is GB18030 too, by its bytes: a sign behind a Latin letter that takes the
// next letter along. Chinese text has others.
static bool looks_chinese(const char *text, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        if ((unsigned char)text[i] < 0x80)
            continue;
        if (!(i > 0 && is_latin(text[i - 1]) && is_latin(text[i + 1])))
            return true;
        i++;
    }
    return false;
}

static bool fits_gb18030(const char *text, size_t n, bool *chinese)
{
    for (size_t cut = 0; cut < 4 && cut < n; cut++) {
        char *decoded = NULL;
        size_t bytes;
        bool ok = situ_decode_text(&decoded, &bytes, text, n - cut, "GB18030", NULL, NULL) == SITU_OK;
        *chinese = *chinese || (ok && looks_chinese(text, n - cut));
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
        v->gb18030 = fits_gb18030(text, n, &v->chinese);
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
    OGR_L_SetIgnoredFields(layer, NULL);
    OGR_L_ResetReading(layer);
}

// Language driver id of the header; 0 (none) and 0x57 (the writer's own) say nothing.
static bool names_code_page(const char *path)
{
    unsigned char head[32] = {0};
    char *dbf = situ_shp_sibling(path, "dbf");
    FILE *file = dbf ? fopen(dbf, "rb") : NULL;
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    situ_free(dbf);
    return n == sizeof head && head[29] != 0 && head[29] != 0x57;
}

const char *situ_dbf_known(const char *name)
{
    static const char *const utf8[] = {"UTF-8", "UTF8", "65001", NULL};
    static const char *const chinese[] = {"GBK", "GB2312", "GB18030", "936", "CP936", "ANSI 936", "OEM 936", "EUC-CN", "EUCCN", "54936", NULL};
    for (size_t i = 0; utf8[i]; i++)
        if (strcasecmp(name, utf8[i]) == 0)
            return "UTF-8";
    for (size_t i = 0; chinese[i]; i++)
        if (strcasecmp(name, chinese[i]) == 0)
            return "GB18030";
    return NULL;
}

// What the .cpg says, "" when there is none.
static situ_status read_cpg(char out[40], const char *path, situ_error *err)
{
    char *a = situ_shp_sibling(path, "cpg"), *b = situ_shp_sibling(path, "CPG");
    situ_status status = a && b ? SITU_OK : situ_fail_nomem(err);
    FILE *file = a ? fopen(a, "rb") : NULL;
    if (!file && b)
        file = fopen(b, "rb");
    size_t n = file ? fread(out, 1, 39, file) : 0;
    if (file)
        fclose(file);
    while (n > 0 && (unsigned char)out[n - 1] <= ' ')
        n--;
    out[n] = 0;
    if (strncmp(out, "\xEF\xBB\xBF", 3) == 0)
        memmove(out, out + 3, n - 2);
    situ_free(a);
    situ_free(b);
    return status;
}

situ_status situ_shp_lacks_index(bool *out, const char *path, situ_error *err)
{
    *out = false;
    if (strcasecmp(situ_path_extension(path), "shp") != 0)
        return SITU_OK;
    situ_status status = has_sibling(out, path, "shx", "SHX", err);
    *out = !*out;
    return status;
}

situ_status situ_dbf_encoding(const char **out, bool *wrong, GDALDatasetH ds, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    verdict v = {.utf8 = true, .gb18030 = true, .plain = true};
    char cpg[40] = "";
    const char *said = NULL;
    *out = NULL;
    *wrong = false;
    SITU_TRY(read_cpg(cpg, path, err));
    said = situ_dbf_known(cpg);
    if (cpg[0] && !said)
        goto done;
    for (int i = 0; i < GDALDatasetGetLayerCount(ds); i++)
        judge_layer(&v, GDALDatasetGetLayer(ds, i));
    if (v.plain)
        goto done;
    if (v.utf8)
        *out = "UTF-8";
    else if (v.gb18030 && v.chinese)
        *out = "GB18030";
    else if (!said && !names_code_page(path)) {
        status =
            situ_fail(err, SITU_E_FORMAT, _("tell the encoding (--encoding), for example BIG5 or ISO-8859-1"),
                      "%s", _("the text is neither UTF-8 nor GB18030 and no .cpg file tells its encoding"));
        situ_error_at(err, path, NULL, NULL, 0, 0);
    }
    *wrong = said && *out && strcmp(said, *out) != 0;
done:
    return status;
}
