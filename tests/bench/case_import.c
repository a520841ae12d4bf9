// SPDX-License-Identifier: MIT
// A large csv into a store, against ogr2ogr making a SpatiaLite file of it: both keep every column, make points
// and a spatial index; situ cleans the cells, keeps their original texts, checks the new store and syncs it.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/str.h"
#include "bench/bench.h"

enum { TOWNS = 40, PERSONS = 5000 };

static int64_t population(uint32_t i)
{
    return (int64_t)(i * 2654435761u >> 20) % 500;
}

// The same bytes everywhere. Columns of a risk ledger, coordinates within one county.
static situ_status write_csv(const char *path, uint32_t rows, situ_error *err)
{
    static const char *const levels[] = {"重大", "较大", "一般", "低"};
    situ_rng rng;
    FILE *file = fopen(path, "wb");
    if (!file)
        return situ_fail_errno(err, path, "fopen");
    situ_rng_seed(&rng, 20261122, rows);
    fprintf(file, "编号,名称,lon,lat,风险等级,乡镇,联系电话,责任人,威胁人口,备注\n");
    for (uint32_t i = 0; i < rows; i++) {
        double x = 108.5 + situ_rng_unit(&rng), y = 30.5 + situ_rng_unit(&rng);
        fprintf(file, "R%07u,第%u号风险点,%.6f,%.6f,%s,第%u镇,139%08u,责任人%u,%lld,备注文字%u\n", i, i, x, y, levels[i % 4], i % TOWNS, i, i % PERSONS,
                (long long)population(i), i % 97);
    }
    bool good = !ferror(file);
    if (fclose(file) != 0 || !good)
        return situ_fail_errno(err, path, "fclose");
    return SITU_OK;
}

// Rows and the sum of a column as GDAL reads them: not by our own code.
static bool check(bench_run *r, const bench_case *c, const bench_context *context)
{
    static const char *const argv[] = {"ogrinfo", "-q", "-sql", "SELECT count(*) AS n, sum(threat_pop) AS s, count(geom) AS g FROM risk_point", "import.situ", NULL};
    char rows[64], points[64], sum[64];
    int64_t total = 0;
    situ_error err = {0};
    for (uint32_t i = 0; i < c->count; i++)
        total += population(i);
    snprintf(rows, sizeof rows, "n (Integer) = %u\n", c->count);
    snprintf(points, sizeof points, "g (Integer) = %u\n", c->count);
    snprintf(sum, sizeof sum, " = %lld\n", (long long)total);
    if (bench_program(r, context, argv, &err) == SITU_OK && strstr(r->text, rows) && strstr(r->text, points) && strstr(r->text, sum))
        return true;
    fprintf(stderr, "bench: %s: the store lacks rows or their sum is wrong, or ogrinfo is not installed\n%s", c->name, r->text);
    return false;
}

static double megabytes(const bench_context *context, const char *name)
{
    struct stat st;
    char *path = situ_path_join(context->folder, name);
    double mb = path && stat(path, &st) == 0 ? (double)st.st_size / 1e6 : NAN;
    situ_free(path);
    return mb;
}

static situ_status remove_file(const bench_context *context, const char *name, situ_error *err)
{
    char *path = situ_path_join(context->folder, name);
    if (!path)
        return situ_fail_nomem(err);
    unlink(path);
    situ_free(path);
    return SITU_OK;
}

static void run_peer(bench_result *out, bench_run *r, const bench_case *c, const bench_context *context)
{
    const char *const argv[] = {"ogr2ogr", "-f", "SQLite", "-dsco", "SPATIALITE=YES", "-a_srs", "EPSG:4490", "import.sqlite", c->input, "-oo", "X_POSSIBLE_NAMES=lon",
                                "-oo", "Y_POSSIBLE_NAMES=lat", NULL};
    situ_error trouble = {0};
    if (bench_program(r, context, argv, &trouble) != SITU_OK) {
        fprintf(stderr, "bench: %s: ogr2ogr did not run: %s\n", c->name, trouble.cause);
        return;
    }
    out->peer = "ogr2ogr";
    out->peer_s = r->seconds;
    fprintf(stderr, "bench: %s: ogr2ogr %.1f s, %.0f MB memory, file of %.0f MB\n", c->name, r->seconds, (double)r->peak_kib * 1024 / 1e6, megabytes(context, "import.sqlite"));
}

static situ_status import_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    char *csv = situ_path_join(context->folder, c->input);
    bench_run *r = situ_malloc(sizeof *r);
    const char *const read[] = {BENCH_PROGRAM, "import", "--dry-run", "--as", "risk_point", "--json", "--quiet", c->input, NULL};
    const char *const import[] = {BENCH_PROGRAM, "import", "-s", "import.situ", "--as", "risk_point", "--json", "--quiet", c->input, NULL};
    SITU_TRY_ALLOC(csv);
    SITU_TRY_ALLOC(r);
    if (!situ_path_exists(csv))
        SITU_TRY(write_csv(csv, c->count, err));
    SITU_TRY(remove_file(context, "import.situ", err));
    SITU_TRY(remove_file(context, "import.sqlite", err));
    SITU_TRY(bench_program(r, context, read, err));
    double reading = r->seconds;
    SITU_TRY(bench_program(r, context, import, err));
    out->ours_process_s = r->seconds;
    fprintf(stderr, "bench: %s: reading and cleaning %.1f s, the store %.1f s, %.0f MB memory, file of %.0f MB\n", c->name, reading, r->seconds - reading,
            (double)r->peak_kib * 1024 / 1e6, megabytes(context, "import.situ"));
    out->checked = check(r, c, context);
    run_peer(out, r, c, context);
    out->value = out->peer_s / out->ours_process_s;
    out->target = 0.5; // at most twice the peer's time
    SITU_TRY(remove_file(context, "import.situ", err));
    SITU_TRY(remove_file(context, "import.sqlite", err));
done:
    situ_free(csv);
    situ_free(r);
    return status;
}

const bench_case bench_import_smoke = {.name = "import_smoke", .help = "csv of 5,000 rows into a store", .by_name = true, .run = import_run, .count = 5000, .input = "import-smoke.csv"};
const bench_case bench_import_1m = {.name = "import_1m_csv", .help = "csv of 1,000,000 rows into a store", .run = import_run, .count = 1000000, .input = "import-1m.csv"};
