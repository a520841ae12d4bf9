// SPDX-License-Identifier: MIT
// as-sent/: forty files as towns and departments send them, two years running, each with a fault or two
// of the dirt catalogue (domain.md B5), and a project file that imports them as two revisions.
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "geo/china_datum.h"
#include "sample/as_sent.h"
#include "sample/ledgers.h"

enum { TOWNS = 16, LEAST_ROWS = 13, MOST_ROWS = 14, DEPARTMENT_ROWS = 140 };

// Faults of a file; FROM_* change what is in it.
enum {
    TITLE = 1 << 0, TYPO = 1 << 1, DMS = 1 << 2, SWAPPED = 1 << 3, ZONED = 1 << 4, MERGED = 1 << 5, UNLOCATED = 1 << 6, COLOURS = 1 << 7,
    PHONES = 1 << 8, SUFFIXES = 1 << 9, JOINED = 1 << 10, WIDE_DIGITS = 1 << 11, DATES = 1 << 12, GCJ = 1 << 13, BD = 1 << 14, SAYS_GCJ = 1 << 15,
    NUMBERED = 1 << 16, LACKING = 1 << 17, CORRECTION = 1 << 18, CODE9 = 1 << 19, CODE12 = 1 << 20, NOTHING = 1 << 21, CLOSED = 1 << 22,
    REPEATS = 1 << 23, MINUTES = 1 << 24, FIRMS = 1 << 25, TEAMS_BELOW = 1 << 26, SAME_PLANTS = 1 << 27,
};

typedef struct sent {
    int year, town; // town: slot of `towns`; -1 = a department
    const char *unit, *name; // unit NULL = the town; name: after the year and the unit
    const char *extension, *mode;
    situ_sent_form form;
    unsigned faults;
    const char *what; // for the answers
} sent;

static const sent files[] = {
    {2025, 0, NULL, "风险点台账", "xlsx", "full", SITU_SENT_XLSX, TITLE, "标题、说明、合计、填表人行"},
    {2025, 1, NULL, "风险点", "csv", "full", SITU_SENT_GBK, TYPO | NUMBERED, "GBK 文本,表头“维度”"},
    {2025, 2, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, DMS, "度分秒"},
    {2025, 3, NULL, "风险点汇总", "xlsx", "full", SITU_SENT_XLSX, SWAPPED, "经纬度两列写反"},
    {2025, 4, NULL, "风险点导出", "xls", "full", SITU_SENT_HTML, TITLE, "后缀 .xls 的网页"},
    {2025, 5, NULL, "风险点(平面坐标)", "xlsx", "full", SITU_SENT_XLSX, ZONED, "3 度带带号坐标"},
    {2025, 6, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, MERGED | TITLE, "村名合并单元格"},
    {2025, 7, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, UNLOCATED, "12 行没有坐标"},
    {2025, 8, NULL, "风险点", "txt", "full", SITU_SENT_UTF16, TITLE, "Unicode 文本"},
    {2025, 9, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, DATES | PHONES, "日期、电话写法"},
    {2025, 10, NULL, "四色风险点", "xlsx", "full", SITU_SENT_XLSX, COLOURS, "等级写颜色"},
    {2025, 11, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, SUFFIXES, "单位名带人民政府、村民委员会"},
    {2025, 12, NULL, "风险点", "xls", "full", SITU_SENT_XML2003, TITLE, "后缀 .xls 的 XML"},
    {2025, 13, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, JOINED, "经纬度在一格"},
    {2025, 14, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, WIDE_DIGITS, "全角数字"},
    {2025, 15, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, 0, "规范的一份"},
    {2025, -1, "县规划自然资源局", "地质灾害点", "xlsx", "full", SITU_SENT_XLSX, GCJ, "高德坐标而未注明"},
    {2025, -1, "县交通局", "道路水上风险点", "csv", "full", SITU_SENT_GBK, BD, "百度坐标而未注明"},
    {2026, 0, NULL, "风险点台账", "xlsx", "full", SITU_SENT_XLSX, TITLE | LACKING, "全量重报,少了三行"},
    {2026, 1, NULL, "风险点更正", "xlsx", "patch", SITU_SENT_XLSX, NUMBERED | CORRECTION, "更正:改一个名称、一处坐标"},
    {2026, 2, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, CODE12, "12 位统计用区划代码"},
    {2026, 3, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, CODE9, "9 位区划代码"},
    {2026, 4, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, NOTHING, "零报告"},
    {2026, 6, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, MERGED, "全量重报"},
    {2026, 7, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, MINUTES, "补报坐标,度分写法"},
    {2026, 8, NULL, "风险点导出", "xls", "full", SITU_SENT_HTML, MERGED, "后缀 .xls 的网页,合并单元格"},
    {2026, 9, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, 0, "升级、降级"},
    {2026, 10, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, CLOSED | COLOURS, "销号一处"},
    {2026, 11, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, REPEATS, "两行完全重复"},
    {2026, 12, NULL, "责任人电话", "xlsx", "patch", SITU_SENT_XLSX, PHONES, "补报:只改电话"},
    {2026, 13, NULL, "风险点", "xlsx", "full", SITU_SENT_XLSX, FIRMS, "一企多牌"},
    {2026, 14, NULL, "风险点", "csv", "full", SITU_SENT_GBK, DMS, "GBK 文本,度分秒"},
    {2026, 15, NULL, "风险点和队伍", "xlsx", "full", SITU_SENT_XLSX, TEAMS_BELOW | TITLE, "一张表上下两个台账"},
    {2026, -1, "县规划自然资源局", "地质灾害点", "xlsx", "full", SITU_SENT_XLSX, GCJ | SAYS_GCJ, "表头注明高德坐标"},
    {2026, -1, "县交通局", "道路水上风险点", "xlsx", "full", SITU_SENT_XLSX, 0, "改用 CGCS2000"},
    {2026, -1, "县应急管理局", "重点企业", "xlsx", "full", SITU_SENT_XLSX, SAME_PLANTS, "与乡镇报了同一批企业"},
};

typedef struct sender {
    situ_things *t;
    int towns[TOWNS];
    size_t *rows[TOWNS]; // indexes of risks
    size_t count[TOWNS];
    const char *dir;
    situ_str yaml[2];
    int added, up, down, closed; // between the years
} sender;

// --- who has what ---

static bool ordinary(const situ_risk *r, situ_risk_file file)
{
    return r->file == file && !r->trap && r->located && !r->lon_text && !r->town_text && r->village >= 0 && r->level_given > 0;
}

static situ_status choose_towns(sender *s, situ_error *err)
{
    const situ_things *t = s->t;
    int n = 0;
    for (int town = 0; town < t->w->town_count && n < TOWNS; town++) {
        size_t *rows = situ_arena_alloc(t->w->arena, MOST_ROWS * sizeof *rows), count = 0;
        if (!rows)
            return situ_fail_nomem(err);
        for (size_t k = 0; k < t->risk_count && count < MOST_ROWS; k++)
            if (t->risks[k].town == town && ordinary(&t->risks[k], SITU_FILE_MAIN))
                rows[count++] = k;
        if (count < LEAST_ROWS)
            continue;
        s->towns[n] = town;
        s->rows[n] = rows;
        s->count[n++] = count;
    }
    for (; n < TOWNS; n++)
        s->towns[n] = -1; // a small world has fewer
    return SITU_OK;
}

// A year earlier some points were worse and some better.
static int level_in(const situ_risk *r, size_t k, int year)
{
    if (year == 2026)
        return r->level_given;
    if (k % 7 == 3)
        return r->level_given > 1 ? r->level_given - 1 : r->level_given;
    return k % 9 == 4 && r->level_given < 4 ? r->level_given + 1 : r->level_given;
}

// --- one row ---

static const char *wide_digits(situ_things *t, const char *text)
{
    const char *out = "";
    for (; *text; text++)
        out = *text >= '0' && *text <= '9' ? situ_sample_text(t, "%s\xEF\xBC%c", out, 0x90 + (*text - '0')) : situ_sample_text(t, "%s%c", out, *text);
    return out;
}

static const char *degrees(situ_things *t, double v, unsigned faults)
{
    double minutes = (v - floor(v)) * 60, seconds = floor((minutes - floor(minutes)) * 6000) / 100;
    if (faults & DMS)
        return situ_sample_text(t, "%d°%02d′%05.2f″", (int)v, (int)minutes, seconds);
    if (faults & MINUTES)
        return situ_sample_text(t, "%d°%07.4f′", (int)v, minutes);
    const char *text = situ_sample_text(t, "%.6f", v);
    return faults & WIDE_DIGITS ? wide_digits(t, text) : text;
}

static void put_coordinates(situ_page *p, const sent *f, const situ_risk *r, size_t k)
{
    situ_things *t = p->things;
    situ_lonlat at = r->at;
    if (f->faults & UNLOCATED && k < 12)
        return;
    if (f->faults & GCJ)
        at = situ_datum_from_wgs84(SITU_DATUM_GCJ02, at);
    if (f->faults & BD)
        at = situ_datum_from_wgs84(SITU_DATUM_BD09, at);
    if (f->faults & CORRECTION && k == 2)
        at.lon_deg += 0.002; // the place was wrong
    const char *lon = degrees(t, at.lon_deg, f->faults), *lat = degrees(t, at.lat_deg, f->faults);
    if (f->faults & ZONED) { // 3-degree zone 36
        lon = situ_sample_text(t, "%.2f", 36e6 + r->x);
        lat = situ_sample_text(t, "%.2f", r->y);
    }
    if (f->faults & JOINED) {
        situ_sample_put(p, "坐标", situ_sample_text(t, "%s,%s", lon, lat));
        return;
    }
    const char *mark = f->faults & SAYS_GCJ ? "(高德)" : "";
    situ_sample_put(p, situ_sample_text(t, "经度%s", mark), f->faults & SWAPPED ? lat : lon);
    situ_sample_put(p, f->faults & TYPO ? "维度" : situ_sample_text(t, "纬度%s", mark), f->faults & SWAPPED ? lon : lat);
}

static const char *phone_as_typed(situ_things *t, const char *phone, size_t k)
{
    switch (k % 4) {
    case 0: return situ_sample_text(t, "%.3s-%.4s-%s", phone, phone + 3, phone + 7);
    case 1: return situ_sample_text(t, "+86 %s", phone);
    case 2: return situ_sample_text(t, "%s/023-5512%04zu", phone, 1000 + k);
    default: return situ_sample_text(t, "%s.0", phone);
    }
}

static void put_row(situ_page *p, const sent *f, const situ_risk *r, size_t k)
{
    static const char *const words[] = {NULL, "重大", "较大", "一般", "低"}, *const colours[] = {NULL, "红", "橙", "黄", "蓝"};
    situ_things *t = p->things;
    const situ_world *w = t->w;
    const situ_town *town = &w->towns[r->town];
    const situ_village *village = &w->villages[r->village];
    int level = level_in(r, k, f->mode[0] == 'p' ? 2025 : f->year); // a correction copies what else it holds
    bool suffix = f->faults & SUFFIXES;
    situ_sample_put_number(p, "序号", (double)p->rows);
    if (f->faults & NUMBERED)
        situ_sample_put(p, "编号", situ_sample_text(t, "GX-%03zu", k + 1));
    situ_sample_put(p, "风险点名称", f->faults & CORRECTION && k == 1 ? situ_sample_text(t, "%s(更名)", r->name) : r->name);
    situ_sample_put(p, "乡镇", suffix ? situ_sample_text(t, "%s%s", town->name, town->kind == SITU_UNIT_STREET ? "办事处" : "人民政府") : town->name);
    situ_sample_put(p, "村(社区)", suffix ? situ_sample_text(t, "%s%s", village->name, village->is_community ? "居委会" : "村民委员会") : village->name);
    if (f->faults & CODE9 && town->code)
        situ_sample_put(p, "区划代码", town->code);
    if (f->faults & CODE12)
        situ_sample_put(p, "区划代码", village->code);
    situ_sample_put(p, "行业领域", r->industry->word);
    situ_sample_put(p, "风险等级", f->faults & COLOURS ? colours[level] : words[level]);
    situ_sample_put_number(p, "威胁人数", (double)(12 + (k * 37) % 160));
    situ_sample_put(p, "责任人", r->person);
    situ_sample_put(p, "联系电话", f->faults & PHONES && r->phone ? phone_as_typed(t, r->phone, k) : r->phone);
    int day = 11 + (int)(k % 17), month = 1 + (int)(k % 5);
    situ_sample_put(p, "排查日期", situ_sample_text(t, f->faults & DATES ? (k % 2 ? "%d年%d月%d日" : "%d.%d.%d") : "%d-%02d-%02d", f->year, month, day));
    situ_sample_put(p, "状态", f->faults & CLOSED && k == 5 ? "销号" : NULL);
    put_coordinates(p, f, r, k);
    situ_sample_put(p, "管控措施", r->industry->controls);
}

static const char *headers_of(situ_things *t, const sent *f)
{
    const char *mark = f->faults & SAYS_GCJ ? "(高德)" : "";
    const char *place = f->faults & JOINED ? "坐标" : f->faults & TYPO ? "经度|维度" : situ_sample_text(t, "经度%s|纬度%s", mark, mark);
    return situ_sample_text(t, "序号%s|风险点名称|乡镇|村(社区)%s|行业领域|风险等级|威胁人数|责任人|联系电话|排查日期%s|%s|管控措施%s", f->faults & NUMBERED ? "|编号" : "",
                            f->faults & (CODE9 | CODE12) ? "|区划代码" : "", f->faults & CLOSED ? "|状态" : "", place, f->faults & (FIRMS | SAME_PLANTS) ? "|统一社会信用代码" : "");
}

// A credit code with its check sign (GB 32100): one enterprise, whatever its shop signs say.
static const char *credit_code(situ_things *t, size_t firm)
{
    static const char digits[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    char code[19];
    snprintf(code, sizeof code, "915099990%08zu", 10000 + firm);
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += (int)(strchr(digits, code[i]) - digits) * weights[i];
    code[17] = digits[(31 - sum % 31) % 31];
    code[18] = 0;
    return situ_sample_text(t, "%s", code);
}

// --- the rows of a file ---

static situ_status add_risk(situ_page *p, const sent *f, const situ_risk *r, size_t k, situ_error *err)
{
    situ_status status = situ_sample_page_row(p, err);
    if (status == SITU_OK)
        put_row(p, f, r, k);
    return status;
}

// What a row of the second year changes against the first.
static void note_change(sender *s, const sent *f, const situ_risk *r, size_t k, bool first_time)
{
    if (f->year != 2026 || f->mode[0] != 'f')
        return;
    int before = level_in(r, k, 2025), after = r->level_given;
    s->added += first_time;
    s->up += !first_time && after < before;
    s->down += !first_time && after > before;
    s->closed += f->faults & CLOSED && k == 5;
}

static situ_status town_rows(sender *s, const sent *f, situ_page *p, size_t *rows, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_things *t = s->t;
    size_t n = s->count[f->town];
    for (size_t k = 0; k < n; k++) {
        const situ_risk *r = &t->risks[s->rows[f->town][k]];
        bool newest = k + 1 == n && f->year == 2025, lacking = f->faults & LACKING && k >= 1 && k <= 3;
        bool other = f->faults & CORRECTION && k != 1 && k != 2;
        if (newest || lacking || other || (f->faults & NOTHING) || (f->faults & PHONES && f->mode[0] == 'p' && k >= 4))
            continue;
        SITU_TRY(add_risk(p, f, r, k, err));
        ++*rows;
        note_change(s, f, r, k, k + 1 == n);
        if (f->faults & FIRMS && k < 2)
            situ_sample_put(p, "统一社会信用代码", credit_code(s->t, k));
        if ((f->faults & REPEATS && k < 2) || (f->faults & FIRMS && k < 2)) {
            SITU_TRY(add_risk(p, f, r, k, err)); // once more: the same row, or the same firm under another sign
            if (f->faults & FIRMS) {
                situ_sample_put(p, "风险点名称", situ_sample_text(s->t, "%s(分店)", r->name));
                situ_sample_put(p, "统一社会信用代码", credit_code(s->t, k));
            }
        }
    }
done:
    return status;
}

static situ_status department_rows(sender *s, const sent *f, situ_page *p, size_t *rows, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_things *t = s->t;
    if (f->faults & SAME_PLANTS) { // the first five of town 0, one graded otherwise
        for (size_t k = 4; k < 9 && k < s->count[0]; k++) {
            situ_risk r = t->risks[s->rows[0][k]];
            if (k == 6) {
                s->up += r.level_given > 1; // the worse of two counts
                r.level_given = r.level_given > 1 ? r.level_given - 1 : 2;
            }
            SITU_TRY(add_risk(p, f, &r, k, err));
            situ_sample_put(p, "统一社会信用代码", credit_code(s->t, 100 + k));
            ++*rows;
        }
        goto done;
    }
    situ_risk_file file = strcmp(f->unit, "县交通局") == 0 ? SITU_FILE_TRAFFIC : SITU_FILE_GEO;
    for (size_t k = 0, n = 0; k < t->risk_count && n < DEPARTMENT_ROWS; k++) {
        if (!ordinary(&t->risks[k], file) || t->risks[k].town < 0)
            continue;
        note_change(s, f, &t->risks[k], n, false);
        SITU_TRY(add_risk(p, f, &t->risks[k], n++, err));
        ++*rows;
    }
done:
    return status;
}

static situ_status fill_teams(situ_page *p, const char *town, situ_error *err)
{
    situ_status status = SITU_OK;
    for (int k = 0; k < 3; k++) {
        static const char *const kinds[] = {"应急救援队", "民兵应急排", "森林防火队"};
        SITU_TRY(situ_sample_page_row(p, err));
        situ_sample_put(p, "队伍名称", situ_sample_text(p->things, "%s%s", situ_sample_stem(p->things->w, town), kinds[k]));
        situ_sample_put(p, "乡镇", town);
        situ_sample_put(p, "总人数", situ_sample_text(p->things, "%d人", 20 + 5 * k));
        situ_sample_put(p, "队长", situ_sample_person(p->things));
        situ_sample_put(p, "联系电话", situ_sample_mobile(p->things));
    }
done:
    return status;
}

static const char *expected_of(sender *s, const sent *f, size_t rows)
{
    situ_things *t = s->t;
    const char *more = f->faults & LACKING ? ";not_reported=3" : f->faults & UNLOCATED ? ";village=12" : f->faults & GCJ ? ";crs=gcj02" : f->faults & BD ? ";crs=bd09"
                     : f->faults & TEAMS_BELOW ? ";team=3" : f->faults & NOTHING ? ";submission=零报告" : f->faults & SAME_PLANTS ? ";merged=5;conflicts=1" : "";
    return situ_sample_text(t, "rows=%zu%s", rows, more);
}

static situ_status send(sender *s, const sent *f, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_things *t = s->t;
    situ_page page = {0}, teams = {0};
    char *path = NULL;
    size_t rows = 0;
    if (f->town >= 0 && s->towns[f->town] < 0)
        return SITU_OK;
    const char *unit = f->town >= 0 ? t->w->towns[s->towns[f->town]].name : f->unit;
    const char *relative = situ_sample_text(t, "%d/%s%s.%s", f->year, unit, f->name, f->extension);
    const char *title = f->faults & TITLE ? situ_sample_text(t, "%s%d年安全风险点台账(演示数据)", unit, f->year) : NULL;
    const char *note = f->faults & TITLE ? "说明:本表为演示数据;风险等级按红、橙、黄、蓝四级填写。" : NULL;
    SITU_TRY_ALLOC(relative);
    SITU_TRY_ALLOC(path = situ_path_join(s->dir, relative));
    SITU_TRY(situ_sample_page_new(&page, t, title, note, headers_of(t, f), err));
    SITU_TRY(f->town >= 0 ? town_rows(s, f, &page, &rows, err) : department_rows(s, f, &page, &rows, err));
    if (f->faults & NOTHING) {
        SITU_TRY(situ_sample_page_row(&page, err));
        situ_sample_put(&page, "风险点名称", "零报告");
    }
    if (f->faults & TITLE && f->form == SITU_SENT_XLSX && !(f->faults & TEAMS_BELOW)) {
        page.total = situ_sample_text(t, "%zu 处", page.rows);
        page.tail = situ_sample_text(t, "填表人:演示员    审核人:演示审核    填报单位:%s", unit);
    }
    if (f->faults & TEAMS_BELOW) {
        SITU_TRY(situ_sample_page_new(&teams, t, "二、应急救援队伍", NULL, "队伍名称|乡镇|总人数|队长|联系电话", err));
        SITU_TRY(fill_teams(&teams, unit, err));
    }
    SITU_TRY(situ_sample_send(&page, teams.columns ? &teams : NULL, path, f->form, "Sheet1", f->faults & MERGED ? "村(社区)" : NULL, err));
    situ_str_addf(&s->yaml[f->year == 2026], "      - {file: \"%s\", from: %s, mode: %s}\n", relative, unit, f->mode);
    SITU_TRY(situ_sample_answer(t, situ_sample_text(t, "as-sent/%s", relative), "", 0, unit, f->what, expected_of(s, f, rows), err));
done:
    situ_sample_page_clear(&page);
    situ_sample_page_clear(&teams);
    situ_free(path);
    return status;
}

// --- other ledgers of the second year, and the register ---

static situ_status send_page(sender *s, situ_page *page, const char *relative, const char *table, const char *unit, const char *what, const char *expected,
                             situ_sent_form form, situ_error *err)
{
    situ_status status = SITU_OK;
    char *path = situ_path_join(s->dir, relative);
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_send(page, NULL, path, form, table, NULL, err));
    situ_str_addf(&s->yaml[1], "      - {file: \"%s\"", relative);
    if (unit)
        situ_str_addf(&s->yaml[1], ", from: %s, mode: full", unit);
    situ_str_add(&s->yaml[1], "}\n");
    SITU_TRY(situ_sample_answer(s->t, situ_sample_text(s->t, "as-sent/%s", relative), "", 0, unit ? unit : "县应急管理局", what, expected, err));
done:
    situ_sample_page_clear(page);
    situ_free(path);
    return status;
}

static situ_status send_others(sender *s, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_things *t = s->t;
    situ_world *w = t->w;
    situ_page p = {0};
    if (s->towns[TOWNS - 1] < 0)
        return SITU_OK;
    const char *stock_town = w->towns[s->towns[2]].name, *team_town = w->towns[s->towns[6]].name, *shelter_town = w->towns[s->towns[7]].name;
    SITU_TRY(situ_sample_page_new(&p, t, "乡镇救灾物资储备一览表(演示数据)", NULL, "储备库名称|乡镇|地址|保管人|联系电话|生活类/救灾帐篷(顶)|生活类/棉被(床)|生活类/折叠床(张)|防汛类/救生衣(件)|防汛类/编织袋(条)|照明/发电机(台)", err));
    for (int k = 0; k < 3; k++) {
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put(&p, "储备库名称", situ_sample_text(t, "%s%d号储备点", situ_sample_stem(w, stock_town), k + 1));
        situ_sample_put(&p, "乡镇", stock_town);
        situ_sample_put(&p, "地址", "镇政府院内");
        situ_sample_put(&p, "保管人", situ_sample_person(t));
        situ_sample_put(&p, "联系电话", situ_sample_mobile(t));
        situ_sample_put(&p, "救灾帐篷(顶)", situ_sample_text(t, "%d顶", 10 + k));
        situ_sample_put(&p, "棉被(床)", situ_sample_text(t, "约%d", 100 + 10 * k));
        situ_sample_put(&p, "折叠床(张)", situ_sample_text(t, "%d", 40 + k));
        situ_sample_put(&p, "救生衣(件)", situ_sample_text(t, "%d", 60 + k));
        situ_sample_put(&p, "编织袋(条)", situ_sample_text(t, "0.%d万", 3 + k));
        situ_sample_put(&p, "发电机(台)", situ_sample_text(t, "%d", 2 + k));
    }
    SITU_TRY(send_page(s, &p, situ_sample_text(t, "2026/%s救灾物资.xlsx", stock_town), "物资", stock_town, "横表:一种物资一列", "rows=3;stock=18", SITU_SENT_XLSX, err));
    SITU_TRY(situ_sample_page_new(&p, t, NULL, NULL, "队伍名称|乡镇|总人数|队长|联系电话", err));
    SITU_TRY(fill_teams(&p, team_town, err));
    SITU_TRY(send_page(s, &p, situ_sample_text(t, "2026/%s应急队伍.csv", team_town), "队伍", team_town, "GBK 文本,人数带单位", "rows=3", SITU_SENT_GBK, err));
    SITU_TRY(situ_sample_page_new(&p, t, NULL, NULL, "场所名称|乡镇|地址|室内室外|可容纳人数|面积(亩)|经度|纬度", err));
    for (int k = 0; k < 4; k++) {
        const situ_village *v = &w->villages[w->towns[s->towns[7]].first_village + k % w->towns[s->towns[7]].village_count];
        situ_lonlat at = situ_sample_lonlat(t, v->x, v->y);
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put(&p, "场所名称", situ_sample_text(t, "%s避灾点%d", v->name, k + 1));
        situ_sample_put(&p, "乡镇", shelter_town);
        situ_sample_put(&p, "地址", v->name);
        situ_sample_put(&p, "室内室外", k % 2 ? "室外" : "室内");
        situ_sample_put(&p, "可容纳人数", situ_sample_text(t, "%d余人", 120 + 30 * k));
        situ_sample_put(&p, "面积(亩)", situ_sample_text(t, "%.1f", 1.5 + k));
        situ_sample_put(&p, "经度", situ_sample_text(t, "%.6f", at.lon_deg));
        situ_sample_put(&p, "纬度", situ_sample_text(t, "%.6f", at.lat_deg));
    }
    SITU_TRY(send_page(s, &p, situ_sample_text(t, "2026/%s避难场所.xlsx", shelter_town), "避难场所", shelter_town, "面积以亩计", "rows=4", SITU_SENT_XLSX, err));
    SITU_TRY(situ_sample_page_new(&p, t, NULL, NULL, "单位|台账名称|填报期|填报状态|填报日期", err));
    for (int k = 4; k < 6; k++) {
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put(&p, "单位", w->towns[s->towns[k]].name);
        situ_sample_put(&p, "台账名称", "风险点");
        situ_sample_put(&p, "填报期", "2026-06");
        situ_sample_put(&p, "填报状态", k == 4 ? "零报告" : "未报");
        situ_sample_put(&p, "填报日期", k == 4 ? "2026-06-25" : NULL);
    }
    SITU_TRY(send_page(s, &p, "2026/填报情况登记.xlsx", "登记", NULL, "一个零报告,一个未报", "rows=2", SITU_SENT_XLSX, err));
done:
    situ_sample_page_clear(&p);
    return status;
}

static situ_status write_project(sender *s, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str out;
    char *path = situ_path_join(s->dir, "project.yaml");
    situ_str_init(&out);
    SITU_TRY_ALLOC(path);
    situ_str_add(&out, "# 各单位报来的原件,两年两次。全部为演示数据,人员、电话均系虚构。\n"
                       "county: 岚川县\ncode: \"509999\"\nlanguage: zh\nas_of: 2026-06-30\nunit: 岚川县应急管理局(演示)\nsource: 演示底图(程序生成)\n"
                       "import:\n  - {file: ../base/regions.gpkg, as: region}\n"
                       "revisions:\n  - as_of: 2025-06-30\n    import:\n");
    situ_str_add(&out, s->yaml[0].data);
    situ_str_add(&out, "  - as_of: 2026-06-30\n    import:\n");
    situ_str_add(&out, s->yaml[1].data);
    situ_str_add(&out, "analyses: [grade, zone]\nsheets:\n  - {map: change, paper: A3, dpi: 150, out: change-a3.png}\nreport: report.xlsx\n");
    if (!situ_str_ok(&out) || !situ_str_ok(&s->yaml[0]) || !situ_str_ok(&s->yaml[1])) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_write_file(path, out.data, out.length, err));
done:
    situ_str_free(&out);
    situ_free(path);
    return status;
}

situ_status situ_sample_write_as_sent(situ_things *t, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    sender s = {.t = t, .dir = dir};
    situ_str_init(&s.yaml[0]);
    situ_str_init(&s.yaml[1]);
    for (int year = 2025; year <= 2026; year++) {
        char *folder = situ_path_join(dir, year == 2025 ? "2025" : "2026");
        SITU_TRY_ALLOC(folder);
        status = situ_make_dirs(folder, err);
        situ_free(folder);
        if (status != SITU_OK)
            goto done;
    }
    SITU_TRY(choose_towns(&s, err));
    for (size_t k = 0; k < sizeof files / sizeof *files; k++)
        SITU_TRY(send(&s, &files[k], err));
    SITU_TRY(send_others(&s, err));
    SITU_TRY(situ_sample_answer(t, "as-sent/project.yaml", "", 0, "两年对比", "新增、台账等级升、降和销号各几处",
                                situ_sample_text(t, "added=%d;given_up=%d;given_down=%d;closed=%d", s.added, s.up, s.down, s.closed), err));
    SITU_TRY(write_project(&s, err));
done:
    situ_str_free(&s.yaml[0]);
    situ_str_free(&s.yaml[1]);
    return status;
}
