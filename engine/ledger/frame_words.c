// SPDX-License-Identifier: MIT
// Frames that people name in words: in the header of the coordinates or in a note above the table.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/internal.h"

bool situ_run_has_coordinates(const situ_sheet_run *run)
{
    const situ_columns *c = &run->columns;
    int lon = situ_field_of_kind(c, SITU_FIELD_LON), lat = situ_field_of_kind(c, SITU_FIELD_LAT), both = situ_field_of_kind(c, SITU_FIELD_LONLAT);
    if (c->schema->shape == SITU_SHAPE_NONE)
        return false;
    return run->geometry || (lon >= 0 && c->of_field[lon] >= 0) || (lat >= 0 && c->of_field[lat] >= 0) || (both >= 0 && c->of_field[both] >= 0);
}

static situ_crs_choice frame_of_words(const char *text)
{
    static const struct {
        const char *word;
        situ_crs_choice crs;
    } words[] = {{"gcj", SITU_CRS_GCJ02},      {"高德", SITU_CRS_GCJ02},   {"腾讯", SITU_CRS_GCJ02},     {"火星", SITU_CRS_GCJ02},
                 {"bd09", SITU_CRS_BD09},      {"bd-09", SITU_CRS_BD09},   {"百度", SITU_CRS_BD09},      {"cgcs", SITU_CRS_CGCS2000},
                 {"2000坐标", SITU_CRS_CGCS2000}, {"国家2000", SITU_CRS_CGCS2000}, {"2000国家", SITU_CRS_CGCS2000},
                 {"天地图", SITU_CRS_CGCS2000}, {"wgs", SITU_CRS_CGCS2000}};
    situ_crs_choice found = SITU_CRS_AUTO;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(text, words[i].word)) {
            if (found != SITU_CRS_AUTO && found != words[i].crs)
                return SITU_CRS_AUTO; // both are named: an instruction, no statement
            found = words[i].crs;
        }
    return found;
}

// A place and a year near each other, in any order: 西安80, 1980年西安, Xian_1980.
static bool near(const char *text, const char *place, const char *year)
{
    enum { APART = 15 };
    for (const char *p = strstr(text, place); p; p = strstr(p + 1, place))
        for (const char *y = strstr(text, year); y; y = strstr(y + 1, year))
            if (labs((long)(y - p)) <= APART)
                return true;
    return false;
}

const char *situ_old_frame_of(const char *folded)
{
    static const struct {
        const char *place, *year, *label;
    } old[] = {{"西安", "80", "西安80"},     {"xian", "80", "西安80"},       {"xi'an", "80", "西安80"}, {"80坐标", "80", "西安80"},
               {"北京", "54", "北京54"},     {"beijing", "54", "北京54"},    {"54坐标", "54", "北京54"}};
    const char *found = NULL;
    if (frame_of_words(folded) != SITU_CRS_AUTO)
        return NULL;
    for (size_t i = 0; i < sizeof old / sizeof *old; i++)
        if (near(folded, old[i].place, old[i].year)) {
            if (found && strcmp(found, old[i].label) != 0)
                return NULL;
            found = old[i].label;
        }
    return found;
}

situ_status situ_tell_old_frame(situ_sheet_run *run, int column, const char *text, const char *label, situ_error *err)
{
    const char *cure = _("convert the coordinates to CGCS2000 first, or say the system and zone: --crs EPSG:2360 is Xian 1980, EPSG:2412 Beijing 1954, zone 36");
    if (column >= 0)
        return situ_tell(run, SITU_WARN, "CRS_OLD", column, NULL, text, NULL, cure, err,
                         _("%s is read as CGCS2000: the place may be up to 200 m off"), label);
    char message[300];
    snprintf(message, sizeof message, _("%s is read as CGCS2000: the place may be up to 200 m off"), label);
    situ_issue issue = {.severity = SITU_WARN, .rule = "CRS_OLD", .file = run->im->file, .sheet = run->name, .table = run->columns.schema->name,
                        .old_value = text, .message = message, .cure = cure};
    return situ_report_add(run->im->report, &issue, err);
}

static situ_status read_statement(situ_sheet_run *run, const char *folded, const char *from, situ_error *err)
{
    char message[300];
    situ_crs_choice crs = frame_of_words(folded);
    const char *old = situ_old_frame_of(folded);
    if (old) {
        run->old_frame = old;
        run->crs = SITU_CRS_CGCS2000;
        run->crs_why = "header";
        return situ_tell_old_frame(run, -1, from, old, err);
    }
    if (crs == SITU_CRS_AUTO)
        return SITU_OK;
    run->crs = crs;
    run->crs_why = "header";
    int n = (int)strlen(from);
    for (n = n > 100 ? 100 : n; n > 0 && ((unsigned char)from[n] & 0xC0) == 0x80;)
        n--; // whole signs only
    snprintf(message, sizeof message, _("\"%.*s\" says that coordinates are in %s"), n, from,
             situ_datum_label(crs == SITU_CRS_GCJ02 ? SITU_DATUM_GCJ02 : crs == SITU_CRS_BD09 ? SITU_DATUM_BD09 : SITU_DATUM_WGS84));
    situ_issue issue = {.severity = SITU_INFO, .rule = "CRS_FROM_HEADER", .file = run->im->file, .sheet = run->name,
                        .table = run->columns.schema->name, .message = message};
    return situ_report_add(run->im->report, &issue, err);
}

// 经度(WGS-84), or above the table 注:坐标采用国家2000坐标系.
situ_status situ_frame_read_words(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    static const situ_field_kind kinds[] = {SITU_FIELD_LON, SITU_FIELD_LONLAT};
    for (size_t k = 0; k < 2 && run->crs == SITU_CRS_AUTO && run->header.cells; k++) {
        int f = situ_field_of_kind(&run->columns, kinds[k]), column = f < 0 ? -1 : run->columns.of_field[f];
        if (column >= 0)
            SITU_TRY(read_statement(run, run->header.cells[column].flat, run->header.cells[column].shown, err));
    }
    for (uint32_t r = 0; r < run->header.first_row && r < run->sheet->row_count && run->crs == SITU_CRS_AUTO; r++)
        for (uint32_t c = 0; c < run->sheet->column_count && run->crs == SITU_CRS_AUTO; c++) {
            const char *text = run->sheet->cells[(size_t)r * run->sheet->column_count + c].text;
            if (!strstr(text, "坐标") && !strstr(text, "经纬度"))
                continue;
            char *folded = situ_clean_fold(run->im->arena, text);
            SITU_TRY_ALLOC(folded);
            SITU_TRY(read_statement(run, folded, text, err));
        }
done:
    return status;
}
