// SPDX-License-Identifier: MIT
// bench [--json] [--threads N] [--peers DIR] [CASE...]: one JSON object a line (always; --json leaves out
// the line for people). Exit 0: every answer checked; 1: an answer is wrong or a run failed; 2: usage.

#include "bench/bench.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/path.h"
#include "base/str.h"

const bench_case *const bench_cases[] = {
    &bench_density_smoke, &bench_density_20k, &bench_density_20k_grass, &bench_density_200k, &bench_density_200k_5km, &bench_density_2m, &bench_density_15k,
    &bench_nearest_smoke, &bench_nearest_500, &bench_nearest_500_grass, &bench_build_sample, &bench_a0_pdf, &bench_a0_png, &bench_a0_png_mb, &bench_tiles,
    &bench_import_smoke, &bench_import_1m, &bench_import_xlsx_smoke, &bench_import_xlsx, &bench_import_xlsx_mb,
    &bench_cost_smoke, &bench_cost_8, &bench_cost_16, &bench_cost_mb, &bench_cost_mb_16, &bench_cost_15k, &bench_site, &bench_site_hard, NULL,
};

double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void drain(int fd, char *text, size_t size)
{
    char buffer[4096];
    size_t used = 0;
    for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;)
        for (ssize_t i = 0; i < n && text && used + 1 < size; i++)
            text[used++] = buffer[i];
    if (text)
        text[used] = '\0';
}

situ_status bench_command(double *seconds, char *text, size_t size, const char *folder, const char *const *argv, situ_error *err)
{
    int ends[2], status = -1;
    double start = bench_now();
    if (pipe(ends) != 0)
        return situ_fail_errno(err, NULL, "pipe");
    pid_t child = fork();
    if (child < 0)
        return situ_fail_errno(err, NULL, "fork");
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        if ((folder && chdir(folder) != 0) || dup2(ends[1], 1) < 0 || (null >= 0 && !getenv("BENCH_VERBOSE") && dup2(null, 2) < 0))
            _exit(126);
        close(ends[0]);
        close(ends[1]);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    close(ends[1]);
    drain(ends[0], text, size);
    close(ends[0]);
    waitpid(child, &status, 0);
    *seconds = bench_now() - start;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return situ_fail(err, SITU_E_EXTERNAL, "set BENCH_VERBOSE=1 to see its messages", "%s failed (status %d)", argv[0], status);
    return SITU_OK;
}

situ_status bench_program(bench_run *r, const bench_context *context, const char *const *argv, situ_error *err)
{
    int ends[2], status = 0;
    size_t used = 0;
    struct rusage usage;
    double start = bench_now();
    char *const *arguments = (char *const *)(uintptr_t)argv;
    if (pipe(ends) != 0)
        return situ_fail_errno(err, NULL, "pipe");
    pid_t child = fork();
    if (child < 0)
        return situ_fail_errno(err, NULL, "fork");
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        if (chdir(context->folder) != 0 || dup2(ends[1], 1) < 0 || (null >= 0 && !getenv("BENCH_VERBOSE") && dup2(null, 2) < 0))
            _exit(126);
        close(ends[0]);
        close(ends[1]);
        execvp(arguments[0], arguments);
        _exit(127);
    }
    close(ends[1]);
    for (ssize_t n = 1; n > 0;) {
        char buffer[4096];
        n = read(ends[0], buffer, sizeof buffer);
        for (ssize_t i = 0; i < n; i++)
            if (used + 1 < sizeof r->text)
                r->text[used++] = buffer[i];
    }
    r->text[used] = '\0';
    close(ends[0]);
    if (wait4(child, &status, 0, &usage) != child)
        return situ_fail_errno(err, NULL, "wait4");
    r->seconds = bench_now() - start;
    r->peak_kib = usage.ru_maxrss;
    r->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    if (r->code != 0 && r->code != 3) // 3: done, and there is something to read
        return situ_fail(err, SITU_E_EXTERNAL, "set BENCH_VERBOSE=1 to see its messages", "%s %s failed (status %d)", argv[0], argv[1], r->code);
    return SITU_OK;
}

double bench_number_of(const char *json, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\": ", name);
    const char *at = strstr(json, key);
    return at ? strtod(at + strlen(key), NULL) : NAN;
}

situ_status bench_process(double *seconds, const bench_case *c, const bench_context *context, const char *in, const char *out, situ_error *err)
{
    char threads[16];
    snprintf(threads, sizeof threads, "%u", context->threads);
    const char *const argv[] = {context->self, "--threads", threads, "--process", c->name, in, out, NULL};
    return bench_command(seconds, NULL, 0, NULL, argv, err);
}

static const bench_case *find(const char *name)
{
    for (const bench_case *const *c = bench_cases; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

static void add_number(situ_str *s, const char *name, double value)
{
    if (isnan(value))
        situ_str_addf(s, ", \"%s\": null", name);
    else
        situ_str_addf(s, ", \"%s\": %.6g", name, value);
}

static void print_result(const bench_case *c, const bench_result *r, bool json)
{
    situ_str s;
    situ_str_init(&s);
    situ_str_addf(&s, "{\"name\": \"%s\"", c->name);
    add_number(&s, "ours_s", r->ours_s);
    add_number(&s, "ours_process_s", r->ours_process_s);
    if (r->peer)
        situ_str_addf(&s, ", \"peer\": \"%s\"", r->peer);
    else
        situ_str_add(&s, ", \"peer\": null");
    add_number(&s, "peer_s", r->peer_s);
    add_number(&s, "ratio", r->peer_s / r->ours_process_s);
    add_number(&s, "kernel_ratio", r->peer_s / r->ours_s);
    add_number(&s, "target", r->target);
    if (!isnan(r->ratio_target))
        add_number(&s, "ratio_target", r->ratio_target);
    add_number(&s, "limit", r->limit);
    add_number(&s, "value", r->value);
    situ_str_addf(&s, ", \"checked\": %s}", r->checked ? "true" : "false");
    printf("%s\n", s.data);
    if (!json) {
        bool low = r->value < r->target || r->peer_s / r->ours_process_s < r->ratio_target, high = r->value > r->limit;
        fprintf(stderr, "%-18s %8.3f s  %s%s\n", c->name, isnan(r->ours_s) ? r->ours_process_s : r->ours_s, c->help, low ? "  BELOW TARGET" : high ? "  ABOVE LIMIT" : "");
    }
    fflush(stdout);
    situ_str_free(&s);
}

static int usage(void)
{
    fprintf(stderr, "usage: bench [--json] [--threads N] [--peers DIR] [CASE...]\ncases:\n");
    for (const bench_case *const *c = bench_cases; *c; c++)
        fprintf(stderr, "  %-18s %s%s\n", (*c)->name, (*c)->help, (*c)->by_name ? " (only when named)" : "");
    return 2;
}

static int report_error(const char *name, const situ_error *err)
{
    char text[2048];
    situ_error_format(err, text, sizeof text);
    fprintf(stderr, "bench: %s: %s\n", name, text);
    return 1;
}

static int run_case(const bench_case *c, const bench_context *context, bool json)
{
    situ_error err = {0};
    bench_result r = {.ours_s = NAN, .ours_process_s = NAN, .peer_s = NAN, .target = NAN, .ratio_target = NAN, .limit = NAN, .value = NAN};
    if (c->run(&r, c, context, &err) != SITU_OK)
        return report_error(c->name, &err);
    print_result(c, &r, json);
    return r.checked ? 0 : 1;
}

int main(int argc, char **argv)
{
    bench_context context = {0};
    bool json = false;
    const bench_case *named[64];
    size_t count = 0;
    int worst = 0;
    char folder[] = "/tmp/situ-bench-XXXXXX", self[4096];
    situ_error err = {0};
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1); // this program again, whatever the folder
    self[n > 0 ? n : 0] = '\0';
    context.self = n > 0 ? self : argv[0];
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            context.threads = (unsigned)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--peers") == 0 && i + 1 < argc)
            context.peers = argv[++i];
        else if (strcmp(argv[i], "--process") == 0 && i + 3 < argc && find(argv[i + 1]) && find(argv[i + 1])->process)
            return find(argv[i + 1])->process(find(argv[i + 1]), &context, argv[i + 2], argv[i + 3], &err) == SITU_OK ? 0 : report_error(argv[i + 1], &err);
        else if (find(argv[i]) && count < sizeof named / sizeof *named)
            named[count++] = find(argv[i]);
        else
            return usage();
    }
    char *peers = context.peers ? realpath(context.peers, NULL) : NULL; // peers run in that folder
    if (context.peers && !peers) {
        fprintf(stderr, "bench: there is no folder %s\n", context.peers);
        return 2;
    }
    context.peers = peers;
    context.folder = peers ? peers : mkdtemp(folder);
    if (!context.folder) {
        fprintf(stderr, "bench: no temporary folder\n");
        return 1;
    }
    for (const bench_case *const *c = bench_cases; count == 0 && *c; c++)
        if (!(*c)->by_name)
            worst |= run_case(*c, &context, json);
    for (size_t i = 0; i < count; i++)
        worst |= run_case(named[i], &context, json);
    if (!peers)
        (void)situ_remove_tree(folder, NULL);
    free(peers);
    return worst;
}
