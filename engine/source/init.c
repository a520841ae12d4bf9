// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <cpl_conv.h>
#include <cpl_string.h>

#include "base/path.h"
#include "source/guard.h"
#include "source/source.h"

// Everything else GDAL knows is unregistered: drivers that fetch, follow references or run code
// (VRT, WMS, HTTP ...) cannot be reached by a file's content either.
static const char *const ALLOWED[] = {"GPKG", "ESRI Shapefile", "GeoJSON", "CSV", "KML", "LIBKML", "GTiff",
                                      "COG",  "SRTMHGT",        "PDF",     "OSM", "SQLite",
                                      "MEM",  "Memory",         "PostgreSQL", NULL};

static bool is_allowed(const char *name)
{
    for (int i = 0; ALLOWED[i]; i++)
        if (strcmp(ALLOWED[i], name) == 0)
            return true;
    return false;
}

static void CPL_STDCALL swallow(CPLErr kind, CPLErrorNum number, const char *message)
{
    (void)kind;
    (void)number;
    (void)message;
}

// Drivers taken out cannot be destroyed (GDAL 3.6 crashes later); held here they are no leak.
static void init_once(void)
{
    static GDALDriverH parked[512];
    size_t parked_count = 0;
    CPLPushErrorHandler(swallow);
    CPLSetConfigOption("GDAL_DRIVER_PATH", "disable"); // no plug-ins
    CPLSetConfigOption("GDAL_VRT_ENABLE_PYTHON", "NO");
    CPLSetConfigOption("OGR_SQLITE_LOAD_EXTENSIONS", ""); // none, whatever the environment says
    CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_FILENAME", "/none");
    CPLSetConfigOption("GDAL_HTTP_MAX_RETRY", "0");
    CPLSetConfigOption("GDAL_HTTP_PROXY", "127.0.0.1:9"); // SQL functions of a hostile file fetch nothing
    CPLSetConfigOption("GDAL_HTTPS_PROXY", "127.0.0.1:9");
    CPLSetConfigOption("GDAL_HTTP_TIMEOUT", "1");
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO"); // writes no .aux.xml beside a source
    CPLSetConfigOption("GDAL_NUM_THREADS", "1");  // same bytes everywhere
    GDALSetCacheMax64(64 * 1024 * 1024);          // grids pass in bands; the default is a share of the machine
    GDALAllRegister();
    for (int i = GDALGetDriverCount() - 1; i >= 0; i--) {
        GDALDriverH driver = GDALGetDriver(i);
        if (!driver || is_allowed(GDALGetDriverShortName(driver)))
            continue;
        GDALDeregisterDriver(driver);
        if (parked_count < sizeof parked / sizeof *parked)
            parked[parked_count++] = driver;
    }
    CPLPopErrorHandler();
    CPLSetErrorHandler(swallow); // threads that GDAL starts have no handler of ours, and would write to stderr
}

situ_status situ_source_init(situ_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_once);
    if (!GDALGetDriverByName("GPKG") || !GDALGetDriverByName("GTiff"))
        return situ_fail(err, SITU_E_EXTERNAL, _("install the package libgdal of your system"), "%s",
                         _("GDAL has no GPKG or GTiff driver"));
    return SITU_OK;
}

static void CPL_STDCALL collect(CPLErr kind, CPLErrorNum number, const char *message)
{
    (void)number;
    situ_gdal_guard *guard = CPLGetErrorHandlerUserData();
    bool failure = kind == CE_Failure || kind == CE_Fatal;
    if (kind != CE_Warning && !failure)
        return;
    if (guard->first[0] == 0 || (failure && guard->failures == 0)) {
        strncpy(guard->first, message, sizeof guard->first - 1);
        guard->first[sizeof guard->first - 1] = 0;
    }
    guard->failures += failure;
}

void situ_guard_begin(situ_gdal_guard *guard)
{
    *guard = (situ_gdal_guard){0};
    CPLErrorReset();
    CPLPushErrorHandlerEx(collect, guard);
}

void situ_guard_end(void)
{
    CPLPopErrorHandler();
}

situ_status situ_guard_fail(const situ_gdal_guard *guard, situ_status code, const char *cure,
                            const char *what, const char *path, situ_error *err)
{
    if (guard->first[0])
        situ_fail(err, code, cure, "%s: %s", what, guard->first);
    else
        situ_fail(err, code, cure, "%s", what);
    situ_error_at(err, path, NULL, NULL, 0, 0);
    return code;
}

// "http://", "PDF:1:file" and the like: letters before the first colon, no folder in front.
static bool has_scheme(const char *path)
{
    size_t n = strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-.");
    return n > 0 && path[n] == ':';
}

bool situ_source_is_database(const char *path)
{
    return path && strncmp(path, "PG:", 3) == 0;
}

void situ_source_shown_name(char *out, size_t size, const char *path)
{
    if (!situ_source_is_database(path)) {
        snprintf(out, size, "%s", path);
        return;
    }
    size_t used = 0;
    out[0] = 0;
    for (const char *p = path; *p && used + 16 < size;) {
        bool secret = strncasecmp(p, "password", 8) == 0 || strncasecmp(p, "passfile", 8) == 0 || strncasecmp(p, "sslkey", 6) == 0;
        if (!secret) {
            out[used++] = *p++;
            continue;
        }
        used += (size_t)snprintf(out + used, size - used, "password=***");
        p += strcspn(p, "=");
        p += *p == '=';
        p += strspn(p, " ");
        char quote = *p == '\'' || *p == '"' ? *p++ : 0;
        while (*p && (quote ? *p != quote : *p != ' '))
            p += *p == '\\' && p[1] ? 2 : 1;
        p += quote && *p == quote;
    }
    out[used < size ? used : size - 1] = 0;
}

situ_status situ_source_check_name(const char *path, situ_error *err)
{
    struct stat info;
    if (situ_source_is_database(path))
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "%s", _("a database cannot be read here"));
    if (!path || !*path)
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "%s", _("no file name given"));
    if (strncmp(path, "/vsi", 4) == 0 || strchr(path, '<') || has_scheme(path)) {
        situ_fail(err, SITU_E_ARGUMENT, _("give the name of a plain file (./NAME when it holds a colon)"),
                  "%s", _("names with a scheme, a /vsi prefix or \"<\" are refused"));
        goto place;
    }
    if (stat(path, &info) != 0) {
        situ_fail(err, SITU_E_NOT_FOUND, _("check the name"), "%s", _("there is no such file"));
        goto place;
    }
    if (!S_ISREG(info.st_mode)) {
        situ_fail(err, SITU_E_ARGUMENT, _("name the file itself"), "%s", _("this is not a file"));
        goto place;
    }
    return SITU_OK;
place:
    situ_error_at(err, path, NULL, NULL, 0, 0);
    return err ? err->code : SITU_E_ARGUMENT;
}

static int code_of(OGRSpatialReferenceH srs, const char *node)
{
    const char *authority = OSRGetAuthorityName(srs, node), *code = OSRGetAuthorityCode(srs, node);
    long long epsg;
    bool known = authority && code && strcmp(authority, "EPSG") == 0 && situ_parse_int(code, &epsg);
    return known && epsg > 0 && epsg < 100000000 ? (int)epsg : 0;
}

int situ_source_epsg(OGRSpatialReferenceH srs)
{
    if (!srs)
        return 0;
    bool compound = OSRIsCompound(srs) != 0;
    int epsg = compound ? code_of(srs, OSRIsProjected(srs) ? "PROJCS" : "GEOGCS") : code_of(srs, NULL);
    if (epsg > 0)
        return epsg;
    const char *authority = OSRGetAuthorityName(srs, NULL), *code = OSRGetAuthorityCode(srs, NULL);
    if (authority && code && strcmp(authority, "OGC") == 0 && strcmp(code, "CRS84") == 0)
        return 4326;
    int count = 0, *confidence = NULL;
    OGRSpatialReferenceH *matches = OSRFindMatches(srs, NULL, &count, &confidence);
    for (int i = 0; i < count && epsg == 0; i++)
        if (confidence[i] >= 70)
            epsg = code_of(matches[i], NULL); // best match first
    OSRFreeSRSArray(matches);
    CPLFree(confidence);
    return epsg;
}

situ_status situ_source_srs(OGRSpatialReferenceH *out, int epsg, situ_error *err)
{
    *out = OSRNewSpatialReference(NULL);
    if (!*out)
        return situ_fail_nomem(err);
    if (OSRImportFromEPSG(*out, epsg) != OGRERR_NONE) {
        OSRDestroySpatialReference(*out);
        *out = NULL;
        return situ_fail(err, SITU_E_CRS, NULL, _("unknown coordinate system EPSG:%d"), epsg);
    }
    OSRSetAxisMappingStrategy(*out, OAMS_TRADITIONAL_GIS_ORDER);
    return SITU_OK;
}
