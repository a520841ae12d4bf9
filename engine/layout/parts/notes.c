// SPDX-License-Identifier: MIT
// The bottom line: who made the sheet from what, and by which rule; the revision at the right.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "layout/part.h"

typedef struct params { double size_mm; } params;
static const situ_prop props[] = {
    {.name = "size", .kind = SITU_PROP_NUMBER, .offset = offsetof(params, size_mm), .min = 1, .max = 10, .fallback = "2.2", .help = N_("em height, mm on A3")},
    {.name = NULL},
};

static void add(situ_str *s, const char *label, const char *value)
{
    if (!value || !*value)
        return;
    if (s->length)
        situ_str_add(s, "　");
    situ_str_add(s, label);
    situ_str_add(s, value);
}

// Writes the words of s; too wide for the box they shrink, but never below 2 mm on A3.
static situ_status write_line(const situ_writer *look, situ_box box, double y, const char *text, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_writer w = *look;
    double width;
    SITU_TRY(situ_write_width(&w, text, &width, err));
    if (width > box.x1 - box.x0)
        w.size *= (box.x1 - box.x0) / width;
    SITU_TRY(situ_write(&w, box.x0, y, SITU_LEFT, text, err));
done:
    return status;
}

static situ_status draw(situ_display *d, const situ_part_input *in, const void *params_, situ_box box, situ_error *err)
{
    situ_status status = SITU_OK;
    const params *p = params_;
    double k = in->k, width;
    situ_writer w = {d, in->text, "notes", {SITU_SANS, false, 0}, p->size_mm * k, SITU_GREY};
    situ_str line;
    char page[64] = "";
    double y = box.y1 - 4.2 * k;

    situ_str_init(&line);
    if (in->page_count > 1)
        snprintf(page, sizeof page, "第%u页 共%u页　", (unsigned)in->page + 1, (unsigned)in->page_count);
    situ_str_add(&line, page);
    situ_str_add(&line, situ_part_word(in, "edition_label", ""));
    add(&line, "版本 ", situ_part_word(in, "revision", NULL));
    SITU_TRY(situ_write_width(&w, line.data, &width, err));
    SITU_TRY(situ_write(&w, box.x1, y, SITU_RIGHT, line.data, err));
    situ_str_clear(&line);
    add(&line, "制图单位:", situ_part_word(in, "unit", NULL));
    add(&line, "数据截至:", situ_part_word(in, "as_of", NULL));
    add(&line, "制图日期:", situ_part_word(in, "made", NULL));
    add(&line, "", situ_part_word(in, "crs", NULL));
    add(&line, "", situ_part_word(in, "height_datum", NULL));
    SITU_TRY(write_line(&w, (situ_box){box.x0, box.y0, box.x1 - width - 4 * k, box.y1}, y, line.data, err));
    situ_str_clear(&line);
    add(&line, "评定规则:", situ_part_word(in, "rule", NULL));
    add(&line, "", situ_part_word(in, "left_out", NULL));
    add(&line, "底图来源:", situ_part_word(in, "source", NULL));
    add(&line, "", situ_part_word(in, "disclaimer", NULL));
    add(&line, "审图号:", situ_part_word(in, "map_approval", NULL));
    SITU_TRY(write_line(&w, box, y + 3.3 * k, line.data, err));
done:
    situ_str_free(&line);
    return status;
}

const situ_part_type situ_part_notes = {
    .name = "notes", .summary = N_("bottom line: unit, dates, frame, rule, source"), .params_size = sizeof(params), .props = props, .draw = draw};
