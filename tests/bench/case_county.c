// SPDX-License-Identifier: MIT
// The program as a user runs it, on the sample county: building, A0 sheets, tiles. Each run's output is
// checked before its figure counts.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "bench/bench.h"

enum { RUNS = 3, A0_SHORT_PX = 9933, A0_LONG_PX = 14043, MOST_PDF_BYTES = 15000000 };

static void threads_text(char out[16], const bench_context *context)
{
    snprintf(out, 16, "%u", context->threads);
}

static bool complain(const bench_case *c, const char *what)
{
    fprintf(stderr, "bench: %s: %s\n", c->name, what);
    return false;
}

static situ_status build(bench_run *r, const bench_context *context, situ_error *err)
{
    char threads[16];
    threads_text(threads, context);
    const char *const argv[] = {BENCH_PROGRAM, "build", BENCH_SAMPLE "/project.yaml", "-o", "sample", "--json", "--quiet", "--threads", threads, NULL};
    return bench_program(r, context, argv, err);
}

static char *in_folder(const bench_context *context, const char *name)
{
    return situ_path_join(context->folder, name);
}

// The sample county's store, built when no case did before.
static situ_status need_store(const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_run r;
    char *path = in_folder(context, "sample/county.situ");
    SITU_TRY_ALLOC(path);
    if (!situ_path_exists(path))
        SITU_TRY(build(&r, context, err));
done:
    situ_free(path);
    return status;
}

// At most `size` bytes of a file's start and its whole length; 0 when it cannot be read.
static size_t head_of(const bench_context *context, const char *name, unsigned char *out, size_t size)
{
    size_t length = 0;
    char *path = in_folder(context, name);
    FILE *file = path ? fopen(path, "rb") : NULL;
    memset(out, 0, size);
    if (file && fread(out, 1, size, file) > 0 && fseek(file, 0, SEEK_END) == 0) {
        long end = ftell(file);
        length = end > 0 ? (size_t)end : 0;
    }
    if (file)
        fclose(file);
    situ_free(path);
    return length;
}

static bool is_png(const unsigned char head[24], uint32_t width, uint32_t height)
{
    uint32_t w = (uint32_t)head[16] << 24 | (uint32_t)head[17] << 16 | (uint32_t)head[18] << 8 | head[19];
    uint32_t h = (uint32_t)head[20] << 24 | (uint32_t)head[21] << 16 | (uint32_t)head[22] << 8 | head[23];
    return memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0 && ((w == width && h == height) || (w == height && h == width));
}

static bool check_pdf(const bench_case *c, const bench_context *context)
{
    unsigned char head[24];
    situ_error err = {0};
    bench_run *text = situ_malloc(sizeof *text);
    size_t bytes = head_of(context, "a0.pdf", head, sizeof head);
    bool good = text != NULL;
    if (good && (bytes < 100000 || memcmp(head, "%PDF-", 5) != 0))
        good = complain(c, "a0.pdf is no PDF");
    if (good && bytes > MOST_PDF_BYTES)
        good = complain(c, "a0.pdf is larger than 15 MB");
    static const char *const argv[] = {"pdftotext", "-l", "1", "a0.pdf", "-", NULL};
    if (good && (bench_program(text, context, argv, &err) != SITU_OK || !strstr(text->text, "\xE5\xB2\x9A\xE5\xB7\x9D\xE5\x8E\xBF"))) // 岚川县
        good = complain(c, "a0.pdf does not name the county, or pdftotext is not installed");
    fprintf(stderr, "bench: %s: %.1f MB\n", c->name, (double)bytes / 1e6);
    situ_free(text);
    return good;
}

static situ_status sheet_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    char threads[16];
    bool picture = strstr(c->input, ".png") != NULL, memory = c->radius_m > 0;
    bench_run *r = situ_malloc(sizeof *r);
    SITU_TRY_ALLOC(r);
    SITU_TRY(need_store(context, err));
    threads_text(threads, context);
    const char *const argv[] = {BENCH_PROGRAM, "render", "-s", "sample/county.situ", "risk", "-o", c->input, "--paper", "A0", "--dpi", "300", "--quiet", "--threads", threads, NULL};
    out->checked = true;
    for (int i = 0; i < RUNS; i++) {
        SITU_TRY(bench_program(r, context, argv, err));
        if (i == 0 && picture) {
            unsigned char head[24];
            size_t bytes = head_of(context, c->input, head, sizeof head);
            out->checked = is_png(head, A0_SHORT_PX, A0_LONG_PX) && bytes > 1000000 ? true : complain(c, "the picture is not A0 at 300 dpi");
        } else if (i == 0) {
            out->checked = check_pdf(c, context);
        }
        out->ours_process_s = i == 0 || r->seconds < out->ours_process_s ? r->seconds : out->ours_process_s;
        double mb = (double)r->peak_kib * 1024 / 1e6;
        if (memory)
            out->value = i == 0 || mb > out->value ? mb : out->value;
    }
    if (!memory)
        out->value = out->ours_process_s;
    out->limit = memory ? 200 : picture ? 5 : 3;
done:
    situ_free(r);
    return status;
}

// Tiles that lie there and are tiles.
static size_t count_tiles(const bench_context *context, int first, int last, situ_error *err)
{
    size_t count = 0;
    bench_run *r = situ_malloc(sizeof *r);
    char *text = NULL, *path = in_folder(context, "tiles.txt");
    size_t bytes = 0;
    static const char *const argv[] = {"sh", "-c", "find tiles -name '*.png' >tiles.txt", NULL};
    if (r && path && bench_program(r, context, argv, err) == SITU_OK && situ_read_file(&text, &bytes, path, 1 << 28, err) == SITU_OK) {
        for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
            unsigned char head[24];
            int zoom;
            *end = '\0';
            count += sscanf(line, "tiles/%d/", &zoom) == 1 && zoom >= first && zoom <= last && head_of(context, line, head, sizeof head) > 60 && is_png(head, 256, 256);
        }
    }
    situ_free(text);
    situ_free(path);
    situ_free(r);
    return count;
}

static situ_status tiles_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    enum { FIRST = 8, LAST = 14 };
    situ_status status = SITU_OK;
    char threads[16];
    bench_run *r = situ_malloc(sizeof *r);
    char *folder = in_folder(context, "tiles");
    SITU_TRY_ALLOC(r);
    SITU_TRY_ALLOC(folder);
    SITU_TRY(need_store(context, err));
    threads_text(threads, context);
    const char *const argv[] = {BENCH_PROGRAM, "tiles", "-s", "sample/county.situ", "risk", "-o", "tiles", "--zoom", "8-14", "--json", "--quiet", "--threads", threads, NULL};
    for (int i = 0; i < RUNS; i++) {
        if (situ_path_exists(folder))
            SITU_TRY(situ_remove_tree(folder, err));
        SITU_TRY(bench_program(r, context, argv, err));
        double tiles = bench_number_of(r->text, "tiles"), rate = tiles / r->seconds;
        if (i == 0) {
            size_t there = count_tiles(context, FIRST, LAST, err);
            out->checked = tiles > 1000 && (double)there == tiles ? true : complain(c, "other tiles lie there than were counted");
        }
        out->ours_process_s = i == 0 || r->seconds < out->ours_process_s ? r->seconds : out->ours_process_s;
        out->value = i == 0 || rate > out->value ? rate : out->value;
    }
    out->target = 200;
done:
    situ_free(folder);
    situ_free(r);
    return status;
}

static situ_status build_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    bench_run *r = situ_malloc(sizeof *r);
    char *folder = in_folder(context, "sample"), *store = in_folder(context, "sample/county.situ");
    SITU_TRY_ALLOC(r);
    SITU_TRY_ALLOC(folder);
    SITU_TRY_ALLOC(store);
    if (situ_path_exists(folder))
        SITU_TRY(situ_remove_tree(folder, err));
    SITU_TRY(build(r, context, err));
    double rows = bench_number_of(r->text, "rows_read"), ends = bench_number_of(r->text, "rows_used") + bench_number_of(r->text, "rows_repaired") +
                  bench_number_of(r->text, "rows_rejected") + bench_number_of(r->text, "rows_skipped");
    bool all = rows > 1000 && rows - ends == 0 && strstr(r->text, "risk-a0.pdf") && situ_path_exists(store);
    out->checked = all ? true : complain(c, "the rows do not add up, or the store or a sheet is missing");
    out->ours_process_s = out->value = r->seconds;
    out->limit = 20;
done:
    situ_free(store);
    situ_free(folder);
    situ_free(r);
    return status;
}

const bench_case bench_build_sample = {.name = "build_sample", .help = "situ build on the sample county", .run = build_run};
const bench_case bench_a0_pdf = {.name = "a0_pdf", .help = "risk map at A0 as PDF", .run = sheet_run, .input = "a0.pdf"};
const bench_case bench_a0_png = {.name = "a0_png", .help = "risk map at A0, 300 dpi as PNG", .run = sheet_run, .input = "a0.png"};
const bench_case bench_a0_png_mb = {.name = "a0_png_mb", .help = "most memory of that, in MB", .run = sheet_run, .input = "a0.png", .radius_m = 1};
const bench_case bench_tiles = {.name = "tiles_z8_14", .help = "tiles of the risk map a second", .run = tiles_run};
