// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/cli.h"

enum { BAR_CELLS = 24 };
static const double redraw_s = 0.1;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void situ_cli_progress_init(situ_cli_progress *p, bool quiet)
{
    memset(p, 0, sizeof *p);
    p->quiet = quiet;
    p->terminal = isatty(STDERR_FILENO) == 1;
    p->begin_s = now_s();
}

static void clear(situ_cli_progress *p)
{
    if (p->drawn)
        fputs("\r\033[K", stderr);
    p->drawn = false;
}

// " 0:42 left", nothing while there is nothing to reckon from.
static void add_eta(situ_str *line, const situ_cli_progress *p, double now)
{
    double done = p->last - p->first, elapsed = now - p->begin_s;
    if (done < 0.02 || elapsed < 1 || p->last >= 1)
        return;
    unsigned long left = (unsigned long)(elapsed * (1 - p->last) / done + 0.5);
    situ_str_addf(line, _("  %lu:%02lu left"), left / 60, left % 60);
}

static void draw(situ_cli_progress *p, double now)
{
    situ_str line;
    situ_str_init(&line);
    if (p->last >= 0) {
        int full = (int)(p->last * BAR_CELLS + 0.5);
        situ_str_add(&line, "[");
        for (int i = 0; i < BAR_CELLS; i++)
            situ_str_add(&line, i < full ? "=" : " ");
        situ_str_addf(&line, "] %3.0f%%", p->last * 100);
        add_eta(&line, p, now);
        situ_str_add(&line, "  ");
    }
    situ_str_add(&line, p->step);
    fprintf(stderr, "\r%s\033[K", line.data);
    fflush(stderr);
    p->drawn = true;
    p->drawn_s = now;
    situ_str_free(&line);
}

void situ_cli_progress_show(void *user, const char *step, double fraction)
{
    situ_cli_progress *p = user;
    double now = now_s();
    if (p->quiet)
        return;
    fraction = fraction > 1 ? 1 : fraction;
    bool same = strncmp(p->step, step ? step : "", sizeof p->step - 1) == 0;
    if (fraction < p->last || (fraction >= 0 && p->last < 0)) { // a new phase
        p->begin_s = now;
        p->first = fraction;
    }
    p->last = fraction;
    snprintf(p->step, sizeof p->step, "%s", step ? step : "");
    if (!p->terminal) {
        if (!same && p->step[0])
            fprintf(stderr, "%s\n", p->step);
    } else if (!same || now - p->drawn_s >= redraw_s) {
        draw(p, now);
    }
}

void situ_cli_progress_message(void *user, const char *text)
{
    situ_cli_progress *p = user;
    if (p->quiet)
        return;
    clear(p);
    fprintf(stderr, "situ: %s\n", text);
}

void situ_cli_progress_end(situ_cli_progress *p)
{
    clear(p);
    fflush(stderr);
}
