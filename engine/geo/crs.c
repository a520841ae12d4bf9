// SPDX-License-Identifier: MIT
#include "geo/crs.h"

#include <math.h>
#include <stdio.h>

#include <proj.h>

#include "base/alloc.h"

struct situ_transform {
    PJ_CONTEXT *context;
    PJ *pj; // NULL = same CRS on both sides
    int from_epsg, to_epsg;
};

int situ_crs_zone_epsg(double lon_deg)
{
    if (!(lon_deg >= 73.5 && lon_deg < 136.5))
        return 0;
    return 4509 + (int)floor((lon_deg + 1.5) / 3);
}

int situ_crs_metric_epsg(double lon_deg, double lat_deg)
{
    int zone = situ_crs_zone_epsg(lon_deg);
    if (zone || !isfinite(lon_deg))
        return zone;
    return (lat_deg < 0 ? 32701 : 32601) + (int)fmin(fmax(floor((lon_deg + 180) / 6), 0), 59);
}

void situ_crs_title(char *out, size_t bytes, int epsg)
{
    if (situ_crs_central_meridian(epsg) > 0)
        snprintf(out, bytes, "CGCS2000 / 3度带 中央经线%g°", situ_crs_central_meridian(epsg));
    else if ((epsg > 32600 && epsg <= 32660) || (epsg > 32700 && epsg <= 32760))
        snprintf(out, bytes, "WGS 84 / UTM %d%c", epsg % 100, epsg < 32700 ? 'N' : 'S');
    else
        snprintf(out, bytes, "EPSG:%d", epsg);
}

double situ_crs_central_meridian(int epsg)
{
    if (epsg >= 4513 && epsg <= 4533)
        return 3.0 * (epsg - 4488);
    if (epsg >= 4534 && epsg <= 4554)
        return 3.0 * (epsg - 4509);
    return 0;
}

static void quiet(void *user, int level, const char *message)
{
    (void)user;
    (void)level;
    (void)message;
}

bool situ_crs_is_geographic(int epsg)
{
    switch (epsg) {
    case SITU_EPSG_CGCS2000:
    case SITU_EPSG_WGS84:
    case 4214: // Beijing 1954
    case 4610: // Xian 1980
        return true;
    case SITU_EPSG_WEB_MERCATOR: return false;
    default: break;
    }
    if (epsg <= 0 || situ_crs_central_meridian(epsg) > 0)
        return false;
    PJ_CONTEXT *context = proj_context_create(); // a rare one: ask PROJ
    if (!context)
        return false;
    char name[24];
    proj_context_set_enable_network(context, 0);
    proj_log_func(context, NULL, quiet);
    snprintf(name, sizeof name, "EPSG:%d", epsg);
    PJ *pj = proj_create(context, name);
    PJ_TYPE type = pj ? proj_get_type(pj) : PJ_TYPE_UNKNOWN;
    if (pj)
        proj_destroy(pj);
    proj_context_destroy(context);
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

situ_status situ_transform_new(situ_transform **out, int from_epsg, int to_epsg, situ_error *err)
{
    situ_status status = SITU_OK;
    PJ *raw = NULL;
    situ_transform *t = situ_calloc(1, sizeof *t);
    *out = NULL;
    SITU_TRY_ALLOC(t);
    t->from_epsg = from_epsg;
    t->to_epsg = to_epsg;
    if (from_epsg <= 0 || to_epsg <= 0) {
        status = situ_fail(err, SITU_E_CRS, NULL, _("unknown coordinate system EPSG:%d"),
                           from_epsg <= 0 ? from_epsg : to_epsg);
        goto done;
    }
    if (from_epsg != to_epsg) {
        t->context = proj_context_create();
        SITU_TRY_ALLOC(t->context);
        proj_context_set_enable_network(t->context, 0); // never fetches grids
        proj_log_func(t->context, NULL, quiet);
        char from[24], to[24];
        snprintf(from, sizeof from, "EPSG:%d", from_epsg);
        snprintf(to, sizeof to, "EPSG:%d", to_epsg);
        raw = proj_create_crs_to_crs(t->context, from, to, NULL);
        t->pj = raw ? proj_normalize_for_visualization(t->context, raw) : NULL;
        if (!t->pj) {
            const char *why = proj_context_errno_string(t->context, proj_context_errno(t->context));
            status = situ_fail(err, SITU_E_CRS,
                               _("check the EPSG numbers and that PROJ's database proj.db is installed"),
                               _("no transformation from %s to %s: %s"), from, to, why ? why : "?");
            goto done;
        }
    }
    *out = t;
    t = NULL;
done:
    if (raw)
        proj_destroy(raw);
    situ_transform_free(t);
    return status;
}

void situ_transform_free(situ_transform *t)
{
    if (!t)
        return;
    if (t->pj)
        proj_destroy(t->pj);
    if (t->context)
        proj_context_destroy(t->context);
    situ_free(t);
}

situ_status situ_transform_apply(const situ_transform *t, double *xy, size_t n, situ_error *err)
{
    size_t bad = 0;
    if (n == 0)
        return SITU_OK;
    if (t->pj) {
        const size_t step = 2 * sizeof *xy;
        proj_errno_reset(t->pj);
        proj_trans_generic(t->pj, PJ_FWD, xy, step, n, xy + 1, step, n, NULL, 0, 0, NULL, 0, 0);
        proj_errno_reset(t->pj);
    }
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(xy[2 * i]) || !isfinite(xy[2 * i + 1])) {
            xy[2 * i] = xy[2 * i + 1] = NAN;
            bad++;
        }
    }
    if (bad == 0)
        return SITU_OK;
    return situ_fail(err, SITU_E_CRS, _("check that the file's coordinate system is the one told"),
                     _("%zu of %zu points cannot be transformed from EPSG:%d to EPSG:%d"), bad, n,
                     t->from_epsg, t->to_epsg);
}

enum { EDGE_STEPS = 32 };

situ_status situ_transform_box(const situ_transform *t, situ_box in, situ_box *out, situ_error *err)
{
    *out = situ_box_empty();
    if (situ_box_is_empty(in))
        return situ_fail(err, SITU_E_ARGUMENT, NULL, "%s", _("an empty box cannot be transformed"));
    if (!t->pj) {
        *out = in;
        return SITU_OK;
    }
    double xy[2 * 4 * EDGE_STEPS];
    const double corner[5][2] = {
        {in.x0, in.y0}, {in.x1, in.y0}, {in.x1, in.y1}, {in.x0, in.y1}, {in.x0, in.y0}};
    size_t n = 0;
    for (int side = 0; side < 4; side++)
        for (int i = 0; i < EDGE_STEPS; i++, n++) {
            double f = (double)i / EDGE_STEPS;
            xy[2 * n] = corner[side][0] + (corner[side + 1][0] - corner[side][0]) * f;
            xy[2 * n + 1] = corner[side][1] + (corner[side + 1][1] - corner[side][1]) * f;
        }
    situ_status status = situ_transform_apply(t, xy, n, err);
    if (status != SITU_OK)
        return status;
    situ_box box = situ_box_empty();
    double bow = 0; // how far a curved edge may bulge between two samples
    for (size_t i = 0; i < n; i++) {
        const double *a = xy + 2 * i, *b = xy + 2 * ((i + 1) % n), *c = xy + 2 * ((i + 2) % n);
        box = situ_box_add(box, a[0], a[1]);
        if ((i + 1) % EDGE_STEPS != 0)
            bow = fmax(bow, hypot(b[0] - (a[0] + c[0]) / 2, b[1] - (a[1] + c[1]) / 2));
    }
    *out = situ_box_grow(box, bow);
    return SITU_OK;
}
