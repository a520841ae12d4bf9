// SPDX-License-Identifier: MIT
// Numeric scale, a true scale bar in 2-4 parts, and on office sheets a line to check the print with.
#include <math.h>
#include <stdio.h>

#include "layout/part.h"

typedef struct params { bool check_line, on_map; } params;
static const situ_prop props[] = {
    {.name = "check_line", .kind = SITU_PROP_BOOL, .offset = offsetof(params, check_line), .fallback = "yes", .help = N_("a 50 mm line on A3 and A4")},
    {.name = "on_map", .kind = SITU_PROP_BOOL, .offset = offsetof(params, on_map), .fallback = "no", .help = N_("in a white panel in the map's lower left corner")},
    {.name = NULL},
};

static bool wants_check_line(const situ_part_input *in, const params *p)
{
    return p->check_line && in->page_width * in->page_height < 1.02 * 297 * 420;
}

static situ_status measure(double *height, const situ_part_input *in, const void *params_, double width, situ_error *err)
{
    (void)width;
    (void)err;
    *height = 13.5 * in->k + (wants_check_line(in, params_) ? 9 * in->k : 0);
    return SITU_OK;
}

// 300000 -> "1:300 000"
static void grouped(char *out, size_t size, double n)
{
    char digits[32];
    int count = snprintf(digits, sizeof digits, "%.0f", n), used = 0;
    used += snprintf(out, size, "1:");
    for (int i = 0; i < count && (size_t)used + 4 < size; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            out[used++] = ' ';
        out[used++] = digits[i];
    }
    out[used] = 0;
}

// Longest bar that fits, in two to four parts of whole (or half) units.
static double nice_length(double metres, int *parts)
{
    static const struct { double length; int parts; } bars[] = {{8, 4}, {6, 3}, {4, 4}, {3, 3}, {2, 2}, {1, 2}};
    double power = pow(10, floor(log10(metres) + 1e-9));
    size_t i = 0;
    while (i + 1 < sizeof bars / sizeof *bars && bars[i].length * power > metres * (1 + 1e-9))
        i++;
    *parts = bars[i].parts;
    return bars[i].length * power;
}

static situ_box panel_of(const situ_part_input *in, const params *p, situ_box map)
{
    double high = 0;
    (void)!measure(&high, in, p, 0, NULL);
    return situ_part_corner(in, map, fmax(64 * in->k, 58), high + 1.5 * in->k);
}

static situ_box reserve(const situ_part_input *in, const void *params_, situ_box box)
{
    const params *p = params_;
    return p->on_map ? panel_of(in, p, box) : situ_box_empty();
}

static situ_status draw(situ_display *d, const situ_part_input *in, const void *params_, situ_box box, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    double k = in->k, n = in->scene->frame.denominator, room = fmin(box.x1 - box.x0, 70 * k) - 10 * k;
    double metres, mm, x = box.x0 + 2 * k, y;
    int parts;
    char text[48];
    situ_writer w = {d, in->text, "scale", {SITU_SANS, true, 0}, 3.0 * k, SITU_INK};

    if (n <= 0)
        goto done;
    if (p->on_map) {
        situ_brush white = {.color = SITU_WHITE};
        situ_pen line = {.color = SITU_INK, .width = 0.15 * k};
        situ_box panel = panel_of(in, p, box);
        SITU_TRY(situ_draw_rect(d, "scale", panel, &white, &line, err));
        box = (situ_box){panel.x0 + 2 * k, panel.y0 + 1.6 * k, panel.x1, panel.y1};
        x = box.x0 + 2 * k;
        room = 64 * k - 16 * k;
    }
    grouped(text, sizeof text, n);
    y = box.y0 + 3.4 * k;
    SITU_TRY(situ_write(&w, x, y, SITU_LEFT, text, err));
    metres = nice_length(room / 1000 * n, &parts);
    mm = metres * 1000 / n;
    y += 6.6 * k;
    w.font.bold = false;
    w.size = 2.2 * k;
    for (int i = 0; i < parts; i++) {
        situ_brush brush = {.color = i % 2 ? SITU_WHITE : SITU_INK};
        situ_pen pen = {.color = SITU_INK, .width = 0.15 * k};
        situ_box cell = {x + mm * i / parts, y - 1.5 * k, x + mm * (i + 1) / parts, y};
        SITU_TRY(situ_draw_rect(d, "scale", cell, &brush, &pen, err));
    }
    for (int i = 0; i <= parts; i++) {
        double km = metres * i / parts / 1000;
        snprintf(text, sizeof text, "%g%s", km, i == parts ? " km" : "");
        SITU_TRY(situ_write(&w, x + mm * i / parts, y - 2.1 * k, i == 0 ? SITU_LEFT : SITU_CENTER, text, err));
    }
    if (wants_check_line(in, p)) {
        // 50 mm whatever the furniture's factor: it is laid a ruler against.
        y += 6.2 * k;
        SITU_TRY(situ_draw_line(d, "scale", x, y, x + 50, y, 0.25, SITU_INK, err));
        SITU_TRY(situ_draw_line(d, "scale", x, y - 1.2, x, y + 1.2, 0.25, SITU_INK, err));
        SITU_TRY(situ_draw_line(d, "scale", x + 50, y - 1.2, x + 50, y + 1.2, 0.25, SITU_INK, err));
        w.size = fmax(2.0 * k, 1.8);
        w.color = SITU_GREY;
        SITU_TRY(situ_write(&w, x, y + 3.6 * k, SITU_LEFT, "打印后量此线应为50毫米,否则数字比例尺无效", err));
    }
done:
    return status;
}

const situ_part_type situ_part_scale = {
    .name = "scale", .summary = N_("scale bar, numeric scale and print check line"), .params_size = sizeof(params), .props = props, .measure = measure, .draw = draw, .reserve = reserve};
