// SPDX-License-Identifier: MIT
// Points of the cases: read, made, written.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "bench/bench.h"

void bench_points_free(bench_points *p)
{
    situ_free(p->xy);
    situ_free(p->weight);
    memset(p, 0, sizeof *p);
}

static situ_status reserve(bench_points *p, uint32_t count, situ_error *err)
{
    p->xy = situ_malloc(2 * (size_t)count * sizeof *p->xy);
    p->weight = situ_malloc((size_t)count * sizeof *p->weight);
    return p->xy && p->weight ? SITU_OK : situ_fail_nomem(err);
}

// A decimal number: exact for up to 15 digits, for whole number and power of ten are exact then; strtod for the rest.
static double number(const char *at, char **end)
{
    static const double power[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const char *p = at;
    uint64_t whole = 0;
    unsigned digits = 0, behind = 0;
    const bool minus = *p == '-';
    p += minus;
    for (; *p >= '0' && *p <= '9'; p++, digits++)
        whole = whole * 10 + (uint64_t)(*p - '0');
    if (*p == '.')
        for (p++; *p >= '0' && *p <= '9'; p++, digits++, behind++)
            whole = whole * 10 + (uint64_t)(*p - '0');
    if (digits == 0 || digits > 15 || (*p != ',' && *p != '\n' && *p != '\r' && *p))
        return strtod(at, end);
    *end = (char *)(uintptr_t)p;
    return (minus ? -1.0 : 1.0) * ((double)whole / power[behind]);
}

situ_status bench_points_read(bench_points *out, const char *path, situ_error *err)
{
    enum { LIMIT = 1 << 30 };
    situ_status status = SITU_OK;
    char *text = NULL;
    size_t bytes;
    uint32_t lines = 0;
    memset(out, 0, sizeof *out);
    SITU_TRY(situ_read_file(&text, &bytes, path, LIMIT, err));
    for (const char *c = text; (c = memchr(c, '\n', bytes - (size_t)(c - text))) != NULL; c++)
        lines++;
    SITU_TRY(reserve(out, lines + 1, err));
    char *at = strchr(text, '\n'); // behind the header
    while (at && at[1]) {
        char *end;
        double v[3];
        at++;
        for (int k = 0; k < 3; k++) {
            v[k] = number(at, &end);
            if (end == at || (*end != ',' && *end != '\n' && *end != '\r' && *end)) {
                status = situ_fail(err, SITU_E_FORMAT, NULL, "row %u of %s is not x,y,w", out->count + 2, path);
                goto done;
            }
            at = *end == ',' ? end + 1 : end;
        }
        out->xy[2 * (size_t)out->count] = v[0];
        out->xy[2 * (size_t)out->count + 1] = v[1];
        out->weight[out->count++] = v[2];
        at = *at == '\n' ? at : strchr(at, '\n');
    }
done:
    situ_free(text);
    if (status != SITU_OK)
        bench_points_free(out);
    return status;
}

situ_status bench_points_make(bench_points *out, uint32_t count, const situ_raster_frame *f, situ_error *err)
{
    enum { CENTRES_HIGH = 600 };
    const double spread_m = 2500.0;
    static const double share[] = {0.03, 0.15, 0.50, 1.0}, weight[] = {8, 4, 2, 1};
    double centre[2 * CENTRES_HIGH], w = f->cell_x * f->columns, h = f->cell_y * f->rows;
    uint32_t centres = count > 1000000 ? CENTRES_HIGH : 60;
    situ_rng rng;
    memset(out, 0, sizeof *out);
    situ_status status = reserve(out, count, err);
    if (status != SITU_OK)
        return status;
    situ_rng_seed(&rng, 20241122, count);
    for (uint32_t i = 0; i < centres; i++) {
        centre[2 * i] = f->x0 + w * situ_rng_unit(&rng);
        centre[2 * i + 1] = f->y0 - h * situ_rng_unit(&rng);
    }
    for (uint32_t i = 0; i < count; i++) {
        const double *c = centre + 2 * situ_rng_below(&rng, centres);
        double x = c[0] + spread_m * situ_rng_normal(&rng), y = c[1] + spread_m * situ_rng_normal(&rng), u = situ_rng_unit(&rng);
        out->xy[2 * (size_t)i] = round(fmin(fmax(x, f->x0), f->x0 + w - 1) * 100.0) / 100.0;
        out->xy[2 * (size_t)i + 1] = round(fmin(fmax(y, f->y0 - h), f->y0 - 1) * 100.0) / 100.0;
        int k = 0;
        while (u >= share[k] && k < 3)
            k++;
        out->weight[i] = weight[k];
    }
    out->count = count;
    return SITU_OK;
}

situ_status bench_points_write(const bench_points *p, const char *path, situ_error *err)
{
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "x,y,w\n");
    for (uint32_t i = 0; i < p->count; i++)
        situ_str_addf(&s, "%.2f,%.2f,%g\n", p->xy[2 * (size_t)i], p->xy[2 * (size_t)i + 1], p->weight[i]);
    situ_status status = situ_str_ok(&s) ? situ_write_file(path, s.data, s.length, err) : situ_fail_nomem(err);
    situ_str_free(&s);
    return status;
}

situ_status bench_input(char **path, bench_points *points, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    *path = situ_path_join(context->folder, c->input);
    SITU_TRY_ALLOC(*path);
    if (!situ_path_exists(*path)) {
        SITU_TRY(bench_points_make(points, c->count, &c->frame, err));
        SITU_TRY(bench_points_write(points, *path, err));
        bench_points_free(points);
    }
    SITU_TRY(bench_points_read(points, *path, err)); // what the process reads, to the last digit
done:
    return status;
}
