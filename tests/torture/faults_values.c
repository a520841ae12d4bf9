// SPDX-License-Identifier: MIT
// The dirt catalogue as faults: how values are written, and what must come out again.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/china_datum.h"
#include "geo/crs.h"
#include "torture/fault_help.h"

// --- coordinates ---

static void set_both(file *f, sheet *s, int row, const char *lon, const char *lat)
{
    put_text(at(s, row, R_LON), text_of(f, "%s", lon));
    put_text(at(s, row, R_LAT), text_of(f, "%s", lat));
}

static void dms(double v, int *d, int *m, double *seconds)
{
    double total = round(v * 360000) / 100; // hundredths of a second
    *d = (int)(total / 3600);
    *m = (int)((total - *d * 3600.0) / 60);
    *seconds = total - *d * 3600.0 - *m * 60.0;
}

static void write_dms(file *f, const char *lon_form, const char *lat_form)
{
    EACH_ROW(f) {
        int d, m;
        double sec;
        char lon[64], lat[64];
        dms(w->lon, &d, &m, &sec);
        snprintf(lon, sizeof lon, lon_form, d, m, sec); // NOLINT: forms are literals below
        dms(w->lat, &d, &m, &sec);
        snprintf(lat, sizeof lat, lat_form, d, m, sec);
        set_both(f, s, r, lon, lat);
        w->tolerance_deg = 4e-6;
    }
}
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void dms_signs(file *f) { write_dms(f, "%d°%02d′%05.2f″", "%d°%02d′%05.2f″"); }
static void dms_ascii(file *f) { write_dms(f, "%d°%d'%.2f\"", "%d°%d'%.2f\""); }
static void dms_words(file *f) { write_dms(f, "%d度%d分%.2f秒", "%d度%d分%.2f秒"); }
static void dms_letters(file *f) { write_dms(f, "E%d°%d'%.2f\"", "N%d°%d'%.2f\""); }
static void dms_east(file *f) { write_dms(f, "东经%d°%d′%.2f″", "北纬%d°%d′%.2f″"); }
static void dms_wide(file *f) { write_dms(f, "%d° %d′ %.2f″ E", "%d° %d′ %.2f″ N"); }

static void write_whole_seconds(file *f, const char *form)
{
    EACH_ROW(f) {
        int d, m;
        double sec;
        char lon[64], lat[64];
        dms(w->lon, &d, &m, &sec);
        snprintf(lon, sizeof lon, form, d, m, (int)sec);
        dms(w->lat, &d, &m, &sec);
        snprintf(lat, sizeof lat, form, d, m, (int)sec);
        set_both(f, s, r, lon, lat);
        w->tolerance_deg = 1.0 / 3600 + 1e-6;
    }
}
static void dms_dots(file *f) { write_whole_seconds(f, "%d.%02d.%02d"); }
static void dms_dashes(file *f) { write_whole_seconds(f, "%d-%02d-%02d"); }

static void minutes_decimal(file *f)
{
    EACH_ROW(f) {
        char lon[64], lat[64];
        snprintf(lon, sizeof lon, "%d°%.4f′", (int)w->lon, (w->lon - (int)w->lon) * 60);
        snprintf(lat, sizeof lat, "%d°%.4f′", (int)w->lat, (w->lat - (int)w->lat) * 60);
        set_both(f, s, r, lon, lat);
    }
}

static const char *full_width(file *f, const char *text)
{
    char out[256];
    size_t n = 0;
    for (; *text && n + 4 < sizeof out; text++) {
        if (*text > ' ' && *text < 127) {
            unsigned wide = 0xFF00u + (unsigned)*text - 0x20;
            out[n++] = (char)(0xE0 | wide >> 12);
            out[n++] = (char)(0x80 | (wide >> 6 & 0x3F));
            out[n++] = (char)(0x80 | (wide & 0x3F));
        } else {
            out[n++] = *text;
        }
    }
    out[n] = 0;
    return text_of(f, "%s", out);
}

static void coordinates_full_width(file *f)
{
    EACH_ROW(f) {
        put_text(at(s, r, R_LON), full_width(f, text_of(f, "%.6f", w->lon)));
        put_text(at(s, r, R_LAT), full_width(f, text_of(f, "%.6f", w->lat)));
    }
}

static void swap_some(file *f)
{
    EACH_ROW(f)
        if (i % 5 == 0 && at(s, r, R_LON)) {
            cell kept = *at(s, r, R_LON);
            *at(s, r, R_LON) = *at(s, r, R_LAT);
            *at(s, r, R_LAT) = kept;
        }
}

static void swap_all(file *f)
{
    EACH_ROW(f)
        if (at(s, r, R_LON)) {
            cell kept = *at(s, r, R_LON);
            *at(s, r, R_LON) = *at(s, r, R_LAT);
            *at(s, r, R_LAT) = kept;
        }
}

static void project(file *f, int epsg, double add_x, bool north_first)
{
    situ_error err;
    situ_transform *t = NULL;
    if (situ_transform_new(&t, SITU_EPSG_CGCS2000, epsg, &err) != SITU_OK)
        abort();
    EACH_ROW(f) {
        double xy[2] = {w->lon, w->lat};
        if (situ_transform_apply(t, xy, 1, &err) != SITU_OK)
            abort();
        put_number(f, at(s, r, north_first ? R_LAT : R_LON), round((xy[0] + add_x) * 1000) / 1000);
        put_number(f, at(s, r, north_first ? R_LON : R_LAT), round(xy[1] * 1000) / 1000);
    }
    situ_transform_free(t);
}
static void projected_zone(file *f) { project(f, 4524, 0, false); } // 3-degree zone 36 with prefix
static void projected_north_first(file *f)
{
    project(f, 4524, 0, true);
    rename_column(f, R_LON, "X坐标");
    rename_column(f, R_LAT, "Y坐标");
}
static void projected_no_zone(file *f) { project(f, 4545, 0, false); } // the county's zone is known

static void join(file *f, const char *form, bool lat_first, const char *header)
{
    EACH_ROW(f)
        put_text(at(s, r, R_LON), text_of(f, form, lat_first ? w->lat : w->lon, lat_first ? w->lon : w->lat));
    rename_column(f, R_LON, header);
    for (int k = 0; k < f->sheet_count; k++)
        delete_column(&f->sheets[k], column_of(&f->sheets[k], R_LAT));
}
static void joint(file *f) { join(f, "%.6f,%.6f", false, "坐标"); }
static void joint_labelled(file *f) { join(f, "经度:%.6f 纬度:%.6f", false, "经纬度"); }
static void joint_reversed(file *f) { join(f, "(%.6f，%.6f)", true, "位置坐标"); }
static void joint_mark(file *f) { join(f, "%.6f、%.6f", false, "GPS坐标"); }

static void scaled(file *f)
{
    EACH_ROW(f) {
        put_number(f, at(s, r, R_LON), round(w->lon * 1e6));
        put_number(f, at(s, r, R_LAT), round(w->lat * 1e6));
    }
}

static void comma_decimal(file *f)
{
    EACH_ROW(f) {
        set_both(f, s, r, text_of(f, "%d,%06d", (int)w->lon, (int)round((w->lon - (int)w->lon) * 1e6)), text_of(f, "%d,%06d", (int)w->lat, (int)round((w->lat - (int)w->lat) * 1e6)));
    }
}

static void at_village(file *f, int truth, expected *w)
{
    double lon = 0, lat = 0;
    village_point_of(f->truth[truth].village, &lon, &lat);
    w->lon = lon;
    w->lat = lat;
    w->quality = "village";
    w->tolerance_deg = 1e-6;
}

static void no_coordinates(file *f)
{
    static const char *const words[] = {"", "无", "/", "暂无", "-"};
    EACH_ROW(f) {
        if (i % 4 == 3) {
            put_number(f, at(s, r, R_LON), 0);
            put_number(f, at(s, r, R_LAT), 0);
        } else {
            set_both(f, s, r, words[i % 5], words[i % 5]);
        }
        at_village(f, s->truth[r], w);
    }
}

static void garbage_coordinates(file *f)
{
    EACH_ROW(f)
        if (i % 6 == 0) {
            set_both(f, s, r, "见附图", "见附图");
            at_village(f, s->truth[r], w);
        }
}

static void picture_coordinates(file *f)
{
    EACH_ROW(f)
        if (i % 6 == 1 && at(s, r, R_LON)) {
            at(s, r, R_LON)->kind = at(s, r, R_LAT)->kind = K_PICTURE;
            at_village(f, s->truth[r], w);
        }
}

static void shift(file *f, situ_datum datum)
{
    EACH_ROW(f) {
        situ_lonlat p = situ_datum_from_wgs84(datum, (situ_lonlat){w->lon, w->lat});
        put_number(f, at(s, r, R_LON), round(p.lon_deg * 1e6) / 1e6);
        put_number(f, at(s, r, R_LAT), round(p.lat_deg * 1e6) / 1e6);
        w->tolerance_deg = 2e-5;
    }
}

static void gcj_by_header(file *f)
{
    shift(f, SITU_DATUM_GCJ02);
    rename_column(f, R_LON, "经度(高德)");
    rename_column(f, R_LAT, "纬度(高德)");
}

static void bd_by_column(file *f)
{
    shift(f, SITU_DATUM_BD09);
    for (int k = 0; k < f->sheet_count; k++) {
        sheet *s = &f->sheets[k];
        insert_columns(s, s->columns, 1, R_CRS);
        put_text(&s->cells[s->header][s->columns - 1], "坐标系");
        for (int r = 0; r < s->rows; r++)
            if (s->truth[r] >= 0)
                put_text(&s->cells[r][s->columns - 1], "百度坐标");
    }
}

static void spaced_coordinates(file *f)
{
    EACH_ROW(f)
        set_both(f, s, r, text_of(f, " \u00A0%.6f ", w->lon), text_of(f, "\u3000%.6f\t", w->lat));
}

static void hemisphere_behind(file *f)
{
    EACH_ROW(f)
        set_both(f, s, r, text_of(f, "%.6f°E", w->lon), text_of(f, "%.6f°N", w->lat));
}

static void outside_county(file *f)
{
    EACH_ROW(f)
        if (i == 3) {
            put_number(f, at(s, r, R_LON), w->lon + 5);
            w->rejected = true;
        }
}

// --- numbers ---

static void pop_text(file *f, const char *form)
{
    EACH_ROW(f)
        put_text(at(s, r, R_POP), text_of(f, form, (long long)w->pop));
}
static void number_unit(file *f) { pop_text(f, "%lld人"); }
static void number_about(file *f) { pop_text(f, "约%lld人"); }
static void number_over(file *f) { pop_text(f, "%lld余人"); }
static void number_text(file *f) { pop_text(f, "%lld"); }
static void number_space(file *f) { pop_text(f, " %lld 人 "); }

static void number_wan(file *f)
{
    EACH_ROW(f)
        put_text(at(s, r, R_POP), text_of(f, "%.4f万", (double)w->pop / 10000));
}

static void number_range(file *f)
{
    EACH_ROW(f)
        put_text(at(s, r, R_POP), text_of(f, "%lld-%lld人", (long long)w->pop, (long long)w->pop + 10));
}

static void number_vague(file *f)
{
    EACH_ROW(f)
        if (i % 4 == 0) {
            put_text(at(s, r, R_POP), "若干");
            w->pop = -1;
        }
}

static void number_full_width(file *f)
{
    EACH_ROW(f)
        put_text(at(s, r, R_POP), full_width(f, text_of(f, "%lld", (long long)w->pop)));
}

static void number_thousands(file *f)
{
    EACH_ROW(f) {
        w->pop += 3000;
        put_text(at(s, r, R_POP), text_of(f, "%lld,%03lld", (long long)w->pop / 1000, (long long)w->pop % 1000));
    }
}

static void number_chinese(file *f)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    EACH_ROW(f) {
        char out[64] = "";
        int v = (int)w->pop, h = v / 100, t = v / 10 % 10, u = v % 10;
        if (h)
            snprintf(out, sizeof out, "%s百", digits[h]);
        if (t)
            snprintf(out + strlen(out), sizeof out - strlen(out), "%s十", t == 1 && !h ? "" : digits[t]);
        if (u)
            snprintf(out + strlen(out), sizeof out - strlen(out), "%s%s", h && !t ? "零" : "", digits[u]);
        put_text(at(s, r, R_POP), text_of(f, "%s", out));
    }
}

static void number_formula(file *f)
{
    EACH_ROW(f)
        if (at(s, r, R_POP))
            *at(s, r, R_POP) = (cell){text_of(f, "%lld", (long long)w->pop), K_FORMULA};
}

static void number_formula_unknown(file *f)
{
    EACH_ROW(f)
        if (i % 5 == 2 && at(s, r, R_POP)) {
            *at(s, r, R_POP) = (cell){"", K_FORMULA_UNKNOWN};
            w->pop = -1;
        }
}

// --- phones ---

static void phone_text(file *f, const char *form)
{
    EACH_ROW(f)
        put_text(at(s, r, R_PHONE), text_of(f, form, TRUE_ROW->phone));
}
static void phone_country(file *f) { phone_text(f, "+86 %s"); }
static void phone_point(file *f) { phone_text(f, "%s.0"); }
static void phone_name(file *f) { phone_text(f, "张三 %s"); }
static void phone_spaces(file *f)
{
    EACH_ROW(f)
        put_text(at(s, r, R_PHONE), text_of(f, "%.3s %.4s %s", TRUE_ROW->phone, TRUE_ROW->phone + 3, TRUE_ROW->phone + 7));
}
static void phone_dashes(file *f)
{
    EACH_ROW(f)
        put_text(at(s, r, R_PHONE), text_of(f, "%.3s-%.4s-%s", TRUE_ROW->phone, TRUE_ROW->phone + 3, TRUE_ROW->phone + 7));
}
static void phone_two(file *f)
{
    EACH_ROW(f) {
        put_text(at(s, r, R_PHONE), text_of(f, "%s/13900002222", TRUE_ROW->phone));
        w->phone = text_of(f, "%s13900002222", TRUE_ROW->phone);
    }
}
static void phone_landline(file *f)
{
    EACH_ROW(f) {
        put_text(at(s, r, R_PHONE), text_of(f, "023-55128%03d", 100 + i));
        w->phone = text_of(f, "02355128%03d", 100 + i);
    }
}
static void phone_number(file *f)
{
    EACH_ROW(f)
        put_number(f, at(s, r, R_PHONE), strtod(TRUE_ROW->phone, NULL));
}
static void phone_full_width(file *f)
{
    EACH_ROW(f)
        put_text(at(s, r, R_PHONE), full_width(f, TRUE_ROW->phone));
}
static void phone_spoilt(file *f)
{
    EACH_ROW(f)
        if (i % 4 == 1) {
            put_text(at(s, r, R_PHONE), "1.38E+10");
            w->phone = NULL;
        }
}

// --- dates ---

static void parts_of(const char *iso, int *y, int *m, int *d)
{
    if (sscanf(iso, "%d-%d-%d", y, m, d) != 3)
        abort();
}

static long serial_of(const char *iso)
{
    int y, m, d;
    parts_of(iso, &y, &m, &d);
    long yy = y - (m <= 2), era = yy / 400, yoe = yy - era * 400, doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1, doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468 + 25569;
}

static void date_text(file *f, const char *form)
{
    EACH_ROW(f) {
        int y, m, d;
        parts_of(w->date, &y, &m, &d);
        put_text(at(s, r, R_DATE), text_of(f, form, y, m, d));
    }
}
static void date_dots(file *f) { date_text(f, "%d.%d.%d"); }
static void date_words(file *f) { date_text(f, "%d年%d月%d日"); }
static void date_slashes(file *f) { date_text(f, "%d/%d/%d"); }
static void date_compact(file *f) { date_text(f, "%d%02d%02d"); }
static void date_time(file *f) { date_text(f, "%d-%02d-%02d 09:30:00"); }
static void date_spaces(file *f) { date_text(f, "%d 年 %d 月 %d 日"); }
static void date_short(file *f)
{
    EACH_ROW(f) {
        int y, m, d;
        parts_of(w->date, &y, &m, &d);
        put_text(at(s, r, R_DATE), text_of(f, "%d/%d/%d", y % 100, m, d));
    }
}
static void date_month(file *f)
{
    EACH_ROW(f) {
        int y, m, d;
        parts_of(w->date, &y, &m, &d);
        put_text(at(s, r, R_DATE), text_of(f, "%d年%d月", y, m));
        w->date = text_of(f, "%d-%02d-01", y, m);
    }
}
static void date_serial(file *f)
{
    EACH_ROW(f)
        put_number(f, at(s, r, R_DATE), (double)serial_of(w->date));
}
static void date_cell(file *f)
{
    EACH_ROW(f)
        if (at(s, r, R_DATE))
            *at(s, r, R_DATE) = (cell){text_of(f, "%ld", serial_of(w->date)), K_DATE};
}

// --- units ---

static void unit_suffix(file *f)
{
    EACH_ROW(f) {
        const char *town = town_names[TRUE_ROW->town], *village = village_names[TRUE_ROW->village];
        put_text(at(s, r, R_TOWN), text_of(f, "%s%s", town, strstr(town, "街道") ? "办事处" : "人民政府"));
        put_text(at(s, r, R_VILLAGE), text_of(f, "%s%s", village, strstr(village, "社区") ? "居委会" : "村民委员会"));
    }
}
static void unit_county(file *f)
{
    EACH_ROW(f)
        put_text(at(s, r, R_TOWN), text_of(f, "云阳县%s", town_names[TRUE_ROW->town]));
}
static void unit_one_edit(file *f)
{
    static const char *const wrong[TOWNS] = {"双汀街道", "龙脚镇", "固陵镇", "清水土佳族乡", "桑评镇", "泥西镇"};
    EACH_ROW(f)
        put_text(at(s, r, R_TOWN), wrong[TRUE_ROW->town]);
}
static void unit_old_name(file *f)
{
    EACH_ROW(f)
        put_text(at(s, r, R_TOWN), town_old_names[TRUE_ROW->town]);
}
static void unit_spaces(file *f)
{
    EACH_ROW(f)
        put_text(at(s, r, R_TOWN), text_of(f, " %.3s %s\u3000", town_names[TRUE_ROW->town], town_names[TRUE_ROW->town] + 3));
}
static void unit_stem(file *f)
{
    EACH_ROW(f) {
        const char *town = town_names[TRUE_ROW->town];
        size_t cut = strstr(town, "街道") ? 6 : 3;
        put_text(at(s, r, R_TOWN), text_of(f, "%.*s", (int)(strlen(town) - cut), town));
    }
}
static void unit_joined(file *f)
{
    EACH_ROW(f)
        put_text(at(s, r, R_TOWN), text_of(f, "%s%s", town_names[TRUE_ROW->town], village_names[TRUE_ROW->village]));
    for (int k = 0; k < f->sheet_count; k++)
        delete_column(&f->sheets[k], column_of(&f->sheets[k], R_VILLAGE));
    rename_column(f, R_TOWN, "所在村镇");
}

// --- levels ---

static void levels(file *f, const char *const words[5])
{
    EACH_ROW(f)
        put_text(at(s, r, R_LEVEL), words[w->level]);
}
static void level_roman(file *f) { levels(f, (const char *const[]){"", "Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级"}); }
static void level_letters(file *f) { levels(f, (const char *const[]){"", "I", "II", "III", "IV"}); }
static void level_colours(file *f) { levels(f, (const char *const[]){"", "红色", "橙色", "黄色", "蓝色"}); }
static void level_colour(file *f) { levels(f, (const char *const[]){"", "红", "橙", "黄", "蓝"}); }
static void level_words(file *f) { levels(f, (const char *const[]){"", "重大", "较大", "一般", "低"}); }
static void level_numbers(file *f) { levels(f, (const char *const[]){"", "一级", "二级", "三级", "四级"}); }
static void level_high(file *f) { levels(f, (const char *const[]){"", "极高", "高", "中", "低"}); }
static void level_digits(file *f) { levels(f, (const char *const[]){"", "1级", "2级", "3级", "4级"}); }
static void level_both(file *f) { levels(f, (const char *const[]){"", "重大风险(红)", "较大风险(橙)", "一般风险(黄)", "低风险(蓝)"}); }

// --- texts ---

static void names(file *f, const char *form)
{
    EACH_ROW(f) {
        w->name = text_of(f, form, TRUE_ROW->name);
        put_text(at(s, r, R_NAME), w->name);
    }
}
static void text_newline(file *f) { names(f, "%s\n(北侧)"); }
static void text_rare(file *f) { names(f, "㙟%s𡐓"); }
static void text_quotes(file *f) { names(f, "%s\"甲\",乙;丙|丁"); }
static void text_hidden(file *f) { names(f, "\u3000%s\u200B \uFEFF"); }
static void text_markup(file *f) { names(f, "%s<A&B>'x'"); }
static void name_missing(file *f)
{
    EACH_ROW(f)
        if (i == 5) {
            put_text(at(s, r, R_NAME), "");
            w->rejected = true;
        }
}

#define FAULT(n, stage, aspect, flags) {#n, stage, aspect, flags, n}
const fault value_faults[] = {
    FAULT(dms_signs, 1, A_COORD, 0), FAULT(dms_ascii, 1, A_COORD, 0), FAULT(dms_words, 1, A_COORD, 0), FAULT(dms_letters, 1, A_COORD, 0),
    FAULT(dms_east, 1, A_COORD, 0), FAULT(dms_wide, 1, A_COORD, 0), FAULT(dms_dots, 1, A_COORD, 0), FAULT(dms_dashes, 1, A_COORD, 0),
    FAULT(minutes_decimal, 1, A_COORD, 0), FAULT(coordinates_full_width, 1, A_COORD, 0), FAULT(swap_some, 1, A_COORD, 0),
    FAULT(swap_all, 1, A_COORD, 0), FAULT(projected_zone, 1, A_COORD, 0), FAULT(projected_north_first, 1, A_COORD | A_HEADER, 0),
    FAULT(projected_no_zone, 1, A_COORD, 0), FAULT(joint, 1, A_COORD | A_HEADER | A_LAYOUT, 0),
    FAULT(joint_labelled, 1, A_COORD | A_HEADER | A_LAYOUT, 0), FAULT(joint_reversed, 1, A_COORD | A_HEADER | A_LAYOUT, 0),
    FAULT(joint_mark, 1, A_COORD | A_HEADER | A_LAYOUT, 0), FAULT(scaled, 1, A_COORD, 0), FAULT(comma_decimal, 1, A_COORD, 0),
    FAULT(no_coordinates, 1, A_COORD, NEEDS_UNITS), FAULT(garbage_coordinates, 1, A_COORD, NEEDS_UNITS),
    FAULT(picture_coordinates, 1, A_COORD, NEEDS_XLSX | NEEDS_UNITS), FAULT(gcj_by_header, 1, A_COORD | A_HEADER, 0),
    FAULT(bd_by_column, 1, A_COORD | A_HEADER | A_LAYOUT, 0), FAULT(spaced_coordinates, 1, A_COORD, 0), FAULT(hemisphere_behind, 1, A_COORD, 0),
    FAULT(outside_county, 1, A_COORD, 0), FAULT(number_unit, 1, A_NUMBER, 0), FAULT(number_about, 1, A_NUMBER, 0), FAULT(number_over, 1, A_NUMBER, 0),
    FAULT(number_text, 1, A_NUMBER, 0), FAULT(number_space, 1, A_NUMBER, 0), FAULT(number_wan, 1, A_NUMBER, 0), FAULT(number_range, 1, A_NUMBER, 0),
    FAULT(number_vague, 1, A_NUMBER, 0), FAULT(number_full_width, 1, A_NUMBER, 0), FAULT(number_thousands, 1, A_NUMBER, 0),
    FAULT(number_chinese, 1, A_NUMBER, 0), FAULT(number_formula, 1, A_NUMBER, NEEDS_XLSX), FAULT(number_formula_unknown, 1, A_NUMBER, NEEDS_XLSX),
    FAULT(phone_country, 1, A_PHONE, 0), FAULT(phone_point, 1, A_PHONE, 0), FAULT(phone_name, 1, A_PHONE, 0), FAULT(phone_spaces, 1, A_PHONE, 0),
    FAULT(phone_dashes, 1, A_PHONE, 0), FAULT(phone_two, 1, A_PHONE, 0), FAULT(phone_landline, 1, A_PHONE, 0), FAULT(phone_number, 1, A_PHONE, 0),
    FAULT(phone_full_width, 1, A_PHONE, 0), FAULT(phone_spoilt, 1, A_PHONE, 0), FAULT(date_dots, 1, A_DATE, 0), FAULT(date_words, 1, A_DATE, 0),
    FAULT(date_slashes, 1, A_DATE, 0), FAULT(date_compact, 1, A_DATE, 0), FAULT(date_time, 1, A_DATE, 0), FAULT(date_spaces, 1, A_DATE, 0),
    FAULT(date_short, 1, A_DATE, 0), FAULT(date_month, 1, A_DATE, 0), FAULT(date_serial, 1, A_DATE, 0), FAULT(date_cell, 1, A_DATE, 0),
    FAULT(unit_suffix, 1, A_UNIT, 0), FAULT(unit_county, 1, A_UNIT, 0), FAULT(unit_one_edit, 1, A_UNIT, 0), FAULT(unit_old_name, 1, A_UNIT, 0),
    FAULT(unit_spaces, 1, A_UNIT, 0), FAULT(unit_stem, 1, A_UNIT, 0), FAULT(unit_joined, 1, A_UNIT | A_HEADER | A_LAYOUT, 0),
    FAULT(level_roman, 1, A_LEVEL, 0), FAULT(level_letters, 1, A_LEVEL, 0), FAULT(level_colours, 1, A_LEVEL, 0), FAULT(level_colour, 1, A_LEVEL, 0),
    FAULT(level_words, 1, A_LEVEL, 0), FAULT(level_numbers, 1, A_LEVEL, 0), FAULT(level_high, 1, A_LEVEL, 0), FAULT(level_digits, 1, A_LEVEL, 0),
    FAULT(level_both, 1, A_LEVEL, 0), FAULT(text_newline, 1, A_TEXT, 0), FAULT(text_rare, 1, A_TEXT, 0), FAULT(text_quotes, 1, A_TEXT, 0),
    FAULT(text_hidden, 1, A_TEXT, 0), FAULT(text_markup, 1, A_TEXT, 0), FAULT(name_missing, 1, A_TEXT, 0),
    {NULL, 0, 0, 0, NULL},
};
