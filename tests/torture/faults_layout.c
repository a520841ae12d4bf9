// SPDX-License-Identifier: MIT
// The dirt catalogue as faults: headers, layout and kinds of files.
#include <stdlib.h>
#include <string.h>

#include "torture/fault_help.h"

// --- headers ---

static void header_typo(file *f) { rename_column(f, R_LAT, "维度"); }
static void header_newline(file *f)
{
    rename_column(f, R_PHONE, "联系\n电话");
    rename_column(f, R_NAME, "风险点\n名称");
}
static void header_spaces(file *f)
{
    rename_column(f, R_NAME, " 风 险 点 名 称 ");
    rename_column(f, R_TOWN, "乡　镇");
    rename_column(f, R_LEVEL, "风险等级　");
}
static void header_synonyms(file *f)
{
    rename_column(f, R_NAME, "点位名称");
    rename_column(f, R_TOWN, "所属镇街");
    rename_column(f, R_VILLAGE, "所在村(社区)");
    rename_column(f, R_INDUSTRY, "行业类别");
    rename_column(f, R_LEVEL, "安全风险等级");
    rename_column(f, R_POP, "受威胁人数");
    rename_column(f, R_PERSON, "负责人");
    rename_column(f, R_PHONE, "手机号码");
    rename_column(f, R_LON, "东经");
    rename_column(f, R_LAT, "北纬");
}
static void header_units(file *f)
{
    rename_column(f, R_POP, "威胁人数(人)");
    rename_column(f, R_LON, "经度(°)");
    rename_column(f, R_LAT, "纬度（°）");
    rename_column(f, R_TOWN, "乡镇（街道）");
    rename_column(f, R_VILLAGE, "村(社区)");
}
static void header_one_edit(file *f)
{
    rename_column(f, R_PHONE, "联系电活");
    rename_column(f, R_LEVEL, "风脸等级");
}
static void header_swap_phone_date(file *f)
{
    rename_column(f, R_PHONE, "排查日期");
    rename_column(f, R_DATE, "联系电话");
}
static void header_swap_lonlat(file *f)
{
    rename_column(f, R_LON, "纬度");
    rename_column(f, R_LAT, "经度");
}
static void header_numbered(file *f)
{
    rename_column(f, R_NAME, "1.风险点名称");
    rename_column(f, R_LEVEL, "*风险等级(必填)");
}

static void add_column(file *f, const char *header, const char *text)
{
    for (int k = 0; k < f->sheet_count; k++) {
        sheet *s = &f->sheets[k];
        insert_columns(s, s->columns, 1, R_NONE);
        put_text(&s->cells[s->header][s->columns - 1], header);
        for (int r = 0; r < s->rows; r++)
            if (s->truth[r] >= 0)
                put_text(&s->cells[r][s->columns - 1], text);
    }
}
static void header_duplicate(file *f)
{
    add_column(f, "备注", "一");
    add_column(f, "备注", "二");
    add_column(f, "", "三");
}
static void header_unknown(file *f)
{
    add_column(f, "数据来源说明列", "自行调查");
    add_column(f, "甲乙丙", "7");
}
static void columns_shuffled(file *f)
{
    for (int k = 0; k < f->sheet_count; k++) {
        sheet *s = &f->sheets[k];
        uint64_t random = f->random;
        for (int c = s->columns - 1; c > 0; c--) {
            int o = (int)(random_next(&random) % (uint64_t)(c + 1));
            for (int r = 0; r < s->rows; r++) {
                cell kept = s->cells[r][c];
                s->cells[r][c] = s->cells[r][o];
                s->cells[r][o] = kept;
            }
            role kept = s->roles[c];
            s->roles[c] = s->roles[o];
            s->roles[o] = kept;
        }
    }
}
static void monitors(file *f)
{
    static const char *const people[] = {"赵一", "钱二", "孙三"};
    for (int n = 0; n < 3; n++) {
        add_column(f, text_of(f, "监测人姓名%d", n + 1), people[n]);
        add_column(f, text_of(f, "监测人电话%d", n + 1), text_of(f, "1391111000%d", n + 1));
    }
    EACH_ROW(f)
        w->monitors = "赵一13911110001钱二13911110002孙三13911110003";
}

// --- layout ---

static void title_rows(file *f)
{
    sheet *s = &f->sheets[0];
    insert_rows(s, 0, 3);
    put_text(&s->cells[0][0], "附件3");
    put_text(&s->cells[1][0], "云阳县2024年安全风险点台账");
    put_text(&s->cells[2][0], "填报单位:云阳县应急管理局　　单位:人、户");
    add_merge(s, 1, 0, 1, s->columns - 1);
}
static void notes_below(file *f)
{
    sheet *s = &f->sheets[0];
    int at_row = s->rows;
    insert_rows(s, at_row, 3);
    put_text(&s->cells[at_row][0], "填表人:张三");
    put_text(&s->cells[at_row][4], "审核人:李四");
    put_text(&s->cells[at_row + 1][0], "注:1.本表每月25日前报送。");
    put_text(&s->cells[at_row + 2][0], "说明:风险等级按四色填写。");
}
static void total_rows(file *f)
{
    sheet *s = &f->sheets[0];
    int half = s->header + 1 + (s->rows - s->header - 1) / 2;
    insert_rows(s, half, 1);
    put_text(&s->cells[half][1], "小计");
    put_text(at(s, half, R_POP), "3456");
    insert_rows(s, s->rows, 1);
    put_text(&s->cells[s->rows - 1][0], "合　计");
    put_text(at(s, s->rows - 1, R_POP), "6912");
}
static void blank_rows(file *f)
{
    sheet *s = &f->sheets[0];
    for (int r = s->rows - 2; r > s->header; r -= 5)
        insert_rows(s, r, 1);
}
static void blank_columns(file *f)
{
    sheet *s = &f->sheets[0];
    insert_columns(s, 0, 1, R_NONE);
    insert_rows(s, 0, 2);
}
static void merged_town(file *f)
{
    sheet *s = &f->sheets[0];
    int c = column_of(s, R_TOWN);
    for (int r = s->header + 1; c >= 0 && r < s->rows;) {
        int end = r;
        while (end + 1 < s->rows && s->truth[end + 1] >= 0 && s->cells[end + 1][c].text && s->cells[r][c].text && strcmp(s->cells[end + 1][c].text, s->cells[r][c].text) == 0)
            end++;
        if (end > r && s->truth[r] >= 0) {
            for (int k = r + 1; k <= end; k++)
                put_text(&s->cells[k][c], "");
            add_merge(s, r, c, end, c);
        }
        r = end + 1;
    }
}
static void section_rows(file *f)
{
    sheet *s = &f->sheets[0];
    static const char *const numbers[] = {"一", "二", "三", "四", "五", "六"};
    delete_column(s, column_of(s, R_TOWN));
    for (int town = TOWNS - 1; town >= 0; town--) {
        int first = -1;
        for (int r = 0; r < s->rows && first < 0; r++)
            if (s->truth[r] >= 0 && f->truth[s->truth[r]].town == town)
                first = r;
        if (first < 0)
            continue;
        insert_rows(s, first, 1);
        put_text(&s->cells[first][0], text_of(f, "%s、%s", numbers[town], town_names[town]));
        add_merge(s, first, 0, first, s->columns - 1);
    }
}
static void repeated_header(file *f)
{
    sheet *s = &f->sheets[0];
    int half = s->header + 1 + (s->rows - s->header - 1) / 2;
    insert_rows(s, half, 1);
    memcpy(s->cells[half], s->cells[s->header], sizeof s->cells[half]);
}
static void hidden_rows(file *f)
{
    sheet *s = &f->sheets[0];
    for (int r = s->header + 1; r < s->rows; r += 4)
        s->row_hidden[r] = true;
}

static void put_teams(sheet *s, int row, int column)
{
    static const char *const lines[][5] = {{"队伍名称", "队伍性质", "总人数", "队长", "联系电话"},
                                           {"县综合救援队", "专业", "45", "周八", "13700001111"},
                                           {"龙角镇应急队", "社会", "20", "吴九", "13700002222"},
                                           {"故陵镇应急队", "社会", "18", "郑十", "13700003333"}};
    for (int r = 0; r < 4; r++) {
        for (int c = 0; c < 5; c++)
            put_text(&s->cells[row + r][column + c], lines[r][c]);
        s->truth[row + r] = s->truth[row + r] >= 0 ? s->truth[row + r] : -1;
    }
}
static void stacked_tables(file *f)
{
    sheet *s = &f->sheets[0];
    int row = s->rows;
    insert_rows(s, row, 7);
    put_text(&s->cells[row + 1][0], "二、应急救援队伍");
    put_teams(s, row + 2, 0);
    f->more_table = "team";
    f->more_rows = 3;
}
static void side_by_side(file *f)
{
    sheet *s = &f->sheets[0];
    int column = s->columns + 2;
    insert_columns(s, s->columns, 7, R_NONE);
    put_teams(s, s->header, column);
    f->more_table = "team";
    f->more_rows = 3;
}

static void split_sheets(file *f)
{
    sheet *a = &f->sheets[0], *b = &f->sheets[1];
    memcpy(b, a, sizeof *b);
    b->name = "续表";
    int keep = a->header + 1 + (a->rows - a->header - 1) / 2, out = b->header + 1;
    for (int r = keep; r < b->rows; r++, out++) {
        memcpy(b->cells[out], b->cells[r], sizeof b->cells[out]);
        b->truth[out] = b->truth[r];
        b->row_hidden[out] = b->row_hidden[r];
    }
    b->rows = out;
    a->rows = keep;
    f->sheet_count = 2;
}
static void instruction_sheet(file *f)
{
    f->sheets[1] = f->sheets[0];
    sheet *s = &f->sheets[0];
    memset(s, 0, sizeof *s);
    s->name = "填写说明";
    s->rows = 3;
    s->columns = 1;
    s->truth[0] = s->truth[1] = s->truth[2] = -1;
    put_text(&s->cells[0][0], "填写说明");
    put_text(&s->cells[1][0], "1.每行一个风险点;");
    put_text(&s->cells[2][0], "2.经纬度用CGCS2000坐标。");
    f->sheet_count = 2;
}
static void hidden_sheet(file *f)
{
    f->sheets[1] = f->sheets[0];
    f->sheets[1].name = "旧数据";
    f->sheets[1].hidden = true;
    for (int r = 0; r < f->sheets[1].rows; r++)
        f->sheets[1].truth[r] = -1;
    f->sheet_count = 2;
}

static void two_row_header(file *f)
{
    sheet *s = &f->sheets[0];
    int h = s->header;
    insert_rows(s, h, 1); // the groups; h + 1 is the old header
    int lon = column_of(s, R_LON), lat = column_of(s, R_LAT), pop = column_of(s, R_POP), hh = column_of(s, R_HH);
    for (int c = 0; c < s->columns; c++) {
        bool grouped = c == lon || c == lat || c == pop || c == hh;
        if (grouped)
            continue;
        s->cells[h][c] = s->cells[h + 1][c];
        memset(&s->cells[h + 1][c], 0, sizeof(cell));
        add_merge(s, h, c, h + 1, c);
    }
    put_text(&s->cells[h][pop], "威胁情况");
    put_text(&s->cells[h + 1][pop], "人数");
    put_text(&s->cells[h + 1][hh], "户数");
    add_merge(s, h, pop, h, hh);
    put_text(&s->cells[h][lon], "地理坐标");
    add_merge(s, h, lon, h, lat);
    s->header = h + 1;
}
static void three_row_header(file *f)
{
    two_row_header(f);
    sheet *s = &f->sheets[0];
    int h = s->header - 1;
    insert_rows(s, h, 1);
    put_text(&s->cells[h][0], "基本情况");
    add_merge(s, h, 0, h, 4);
    put_text(&s->cells[h][5], "风险情况");
    add_merge(s, h, 5, h, s->columns - 1);
}
static void exact_repeats(file *f)
{
    sheet *s = &f->sheets[0];
    int from = s->header + 2, row = s->rows;
    insert_rows(s, row, 2);
    for (int k = 0; k < 2; k++) {
        memcpy(s->cells[row + k], s->cells[from + k], sizeof s->cells[row]);
        int seq = column_of(s, R_SEQ);
        if (seq >= 0)
            put_number(f, &s->cells[row + k][seq], TRUTH_ROWS + 1 + k);
        f->want[f->want_count] = f->want[s->truth[from + k]];
        f->want[f->want_count].twice = true;
        s->truth[row + k] = f->want_count++;
    }
}

static void wide_stock(file *f)
{
    sheet *s = &f->sheets[0];
    static const char *const heads[] = {"储备库名称", "乡镇", "地址", "救灾帐篷(顶)", "棉被(床)", "救生衣(件)", "冲锋舟", "发电机(台)", "经度", "纬度"};
    memset(s, 0, sizeof *s);
    s->name = "储备库";
    s->columns = 10;
    s->rows = 1 + TOWNS;
    for (int c = 0; c < 10; c++)
        put_text(&s->cells[0][c], heads[c]);
    for (int r = 0; r <= TOWNS; r++) {
        s->truth[r] = -1;
        if (r == 0)
            continue;
        put_text(&s->cells[r][0], text_of(f, "%s储备库", town_names[r - 1]));
        put_text(&s->cells[r][1], town_names[r - 1]);
        put_text(&s->cells[r][2], "镇政府旁");
        for (int c = 3; c < 8; c++)
            put_text(&s->cells[r][c], c % 2 ? text_of(f, "%d", 10 * r + c) : text_of(f, "约%d", 10 * r + c));
        double lon, lat;
        village_point_of((r - 1) * 4, &lon, &lat);
        put_number(f, &s->cells[r][8], lon);
        put_number(f, &s->cells[r][9], lat);
    }
    f->more_table = "stock";
    f->more_rows = TOWNS * 5;
}

// --- files ---

static void csv(file *f, const char *extension, const char *encoding, const char *mark, char delimiter)
{
    f->format = F_CSV;
    f->extension = extension;
    f->encoding = encoding;
    f->mark = mark;
    f->delimiter = delimiter;
}
static void csv_gbk(file *f) { csv(f, "csv", "GB18030", "", ','); }
static void csv_utf8(file *f) { csv(f, "csv", "UTF-8", "", ','); }
static void csv_bom(file *f) { csv(f, "csv", "UTF-8", "\xEF\xBB\xBF", ','); }
static void csv_utf16(file *f) { csv(f, "txt", "UTF-16LE", "\xFF\xFE", '\t'); }
static void csv_utf16be(file *f) { csv(f, "csv", "UTF-16BE", "\xFE\xFF", ','); }
static void tsv_gbk(file *f) { csv(f, "txt", "GB18030", "", '\t'); }
static void csv_semicolon(file *f) { csv(f, "csv", "UTF-8", "", ';'); }
static void csv_bar(file *f) { csv(f, "txt", "UTF-8", "", '|'); }
static void csv_as_xlsx(file *f) { csv(f, "xlsx", "GB18030", "", ','); }
static void html_gbk(file *f)
{
    f->format = F_HTML;
    f->extension = "xls";
    f->encoding = "GB18030";
}
static void html_utf8(file *f)
{
    f->format = F_HTML;
    f->extension = "xls";
}
static void html_as_xlsx(file *f)
{
    f->format = F_HTML;
    f->extension = "xlsx";
}
static void xml2003(file *f)
{
    f->format = F_XML2003;
    f->extension = "xls";
}
static void xlsx_as_xls(file *f) { f->extension = "xls"; }
static void xlsx_as_csv(file *f) { f->extension = "csv"; }
static void xlsx_inline(file *f) { f->inline_strings = true; }

#define FAULT(n, stage, aspect, flags) {#n, stage, aspect, flags, n}
const fault layout_faults[] = {
    FAULT(header_typo, 2, A_HEADER, 0), FAULT(header_newline, 2, A_HEADER, 0), FAULT(header_spaces, 2, A_HEADER, 0),
    FAULT(header_synonyms, 2, A_HEADER, 0), FAULT(header_units, 2, A_HEADER, 0), FAULT(header_one_edit, 2, A_HEADER, 0),
    FAULT(header_swap_phone_date, 2, A_HEADER, 0), FAULT(header_swap_lonlat, 2, A_HEADER, 0), FAULT(header_numbered, 2, A_HEADER, 0),
    FAULT(header_duplicate, 2, A_HEADER, 0), FAULT(header_unknown, 2, A_HEADER, 0), FAULT(columns_shuffled, 2, A_HEADER | A_LAYOUT, 0),
    FAULT(monitors, 2, A_HEADER, 0), FAULT(title_rows, 3, A_LAYOUT, 0), FAULT(notes_below, 3, A_LAYOUT, 0), FAULT(total_rows, 3, A_LAYOUT, 0),
    FAULT(blank_rows, 3, A_LAYOUT, 0), FAULT(blank_columns, 3, A_LAYOUT, 0), FAULT(merged_town, 3, A_LAYOUT | A_UNIT, NEEDS_MERGES),
    FAULT(section_rows, 3, A_LAYOUT | A_UNIT, NEEDS_MERGES), FAULT(repeated_header, 3, A_LAYOUT, 0), FAULT(hidden_rows, 3, A_LAYOUT, NEEDS_XLSX),
    FAULT(stacked_tables, 3, A_LAYOUT, 0), FAULT(side_by_side, 3, A_LAYOUT, 0), FAULT(split_sheets, 3, A_LAYOUT, NEEDS_XLSX),
    FAULT(instruction_sheet, 3, A_LAYOUT, NEEDS_XLSX), FAULT(hidden_sheet, 3, A_LAYOUT, NEEDS_XLSX),
    FAULT(two_row_header, 3, A_LAYOUT | A_HEADER, NEEDS_MERGES), FAULT(three_row_header, 3, A_LAYOUT | A_HEADER, NEEDS_MERGES),
    FAULT(exact_repeats, 3, A_LAYOUT, 0), FAULT(wide_stock, 3, ~0u, OWN_TABLES), FAULT(csv_gbk, 4, A_FILE, NO_MERGES | NOT_XLSX),
    FAULT(csv_utf8, 4, A_FILE, NO_MERGES | NOT_XLSX), FAULT(csv_bom, 4, A_FILE, NO_MERGES | NOT_XLSX),
    FAULT(csv_utf16, 4, A_FILE, NO_MERGES | NOT_XLSX), FAULT(csv_utf16be, 4, A_FILE, NO_MERGES | NOT_XLSX),
    FAULT(tsv_gbk, 4, A_FILE, NO_MERGES | NOT_XLSX), FAULT(csv_semicolon, 4, A_FILE, NO_MERGES | NOT_XLSX),
    FAULT(csv_bar, 4, A_FILE, NO_MERGES | NOT_XLSX), FAULT(csv_as_xlsx, 4, A_FILE, NO_MERGES | NOT_XLSX), FAULT(html_gbk, 4, A_FILE, NOT_XLSX),
    FAULT(html_utf8, 4, A_FILE, NOT_XLSX), FAULT(html_as_xlsx, 4, A_FILE, NOT_XLSX), FAULT(xml2003, 4, A_FILE, NOT_XLSX),
    FAULT(xlsx_as_xls, 4, A_FILE, 0), FAULT(xlsx_as_csv, 4, A_FILE, 0), FAULT(xlsx_inline, 4, A_FILE, 0),
    {NULL, 0, 0, 0, NULL},
};
