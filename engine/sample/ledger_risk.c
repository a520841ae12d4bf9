// SPDX-License-Identifier: MIT
// The risk ledgers: the main workbook, traffic as GBK csv with the heading 维度, geological points with
// degrees, minutes and seconds, flash floods picked on a GCJ-02 web map.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "geo/china_datum.h"
#include "sample/ledgers.h"

static const char *const level_words[] = {NULL, "重大", "较大", "一般", "低"};
static const char *const method_words[] = {"LEC", "LS", "GB18218", "直接", NULL};

// By ledger, then town in the county's order, then as made.
static int compare_rows(const situ_world *w, const situ_risk *a, const situ_risk *b)
{
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if ((a->trap != NULL) != (b->trap != NULL)) // planted rows stand together at the end
        return a->trap ? 1 : -1;
    const char *ca = a->town >= 0 ? w->towns[a->town].code : NULL, *cb = b->town >= 0 ? w->towns[b->town].code : NULL;
    if (a->trap || (!ca && !cb))
        return 0;
    if (!ca || !cb)
        return ca ? -1 : 1;
    return strcmp(ca, cb);
}

static situ_status sort_risks(situ_things *t, situ_error *err)
{
    // Merge sort, stable.
    size_t n = t->risk_count;
    situ_risk *from = t->risks, *to = situ_malloc((n ? n : 1) * sizeof *to), *buffer = to;
    if (!to)
        return situ_fail_nomem(err);
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t lo = 0; lo < n; lo += 2 * width) {
            size_t mid = lo + width < n ? lo + width : n, hi = lo + 2 * width < n ? lo + 2 * width : n, a = lo, b = mid;
            for (size_t k = lo; k < hi; k++)
                to[k] = b >= hi || (a < mid && compare_rows(t->w, &from[a], &from[b]) <= 0) ? from[a++] : from[b++];
        }
        situ_risk *swap = from;
        from = to;
        to = swap;
    }
    if (from != t->risks)
        memcpy(t->risks, from, n * sizeof *from);
    situ_free(buffer);
    return SITU_OK;
}

static void number_rows(situ_things *t)
{
    static const char *const prefix[] = {"FX", "JT", "DZ", "SH"}; // permanent numbers
    int count[4] = {0};
    for (size_t k = 0; k < t->risk_count; k++) {
        situ_risk *r = &t->risks[k];
        ++count[r->file];
        if (!r->id)
            r->id = situ_sample_text(t, "%s-%04d", prefix[r->file], count[r->file]);
    }
}

static void put_dms(situ_page *p, const char *header, double v, const char *mark)
{
    double minutes = (v - floor(v)) * 60, seconds = (minutes - floor(minutes)) * 60;
    seconds = floor(seconds * 100) / 100; // cut, so that 60.00 cannot appear
    situ_sample_put(p, header, situ_sample_text(p->things, "%s%d°%02d′%05.2f″", mark, (int)v, (int)minutes, seconds));
}

static void put_place(situ_page *p, const situ_risk *r, const char *lat_header)
{
    const situ_world *w = p->things->w;
    const char *town = r->town_text ? r->town_text : r->town >= 0 ? w->towns[r->town].name : w->zone_unit.name;
    situ_sample_put(p, "编号", r->id);
    situ_sample_put(p, "乡镇(街道)", town);
    if (r->village >= 0)
        situ_sample_put(p, "村(社区)", w->villages[r->village].name);
    if (r->lon_text) {
        situ_sample_put(p, "经度", r->lon_text);
        situ_sample_put(p, lat_header, r->lat_text);
    } else if (r->located) {
        situ_sample_put(p, "经度", situ_sample_text(p->things, "%.6f", r->at.lon_deg));
        situ_sample_put(p, lat_header, situ_sample_text(p->things, "%.6f", r->at.lat_deg));
    }
}

static void put_rating(situ_page *p, const situ_risk *r)
{
    if (r->l > 0 && r->method == SITU_METHOD_LEC) {
        situ_sample_put_number(p, "L", r->l);
        situ_sample_put_number(p, "E", r->e);
        situ_sample_put_number(p, "C", r->c);
    } else if (r->l > 0 && r->method == SITU_METHOD_LS) {
        situ_sample_put_number(p, "LS(L)", r->l);
        situ_sample_put_number(p, "S", r->s);
    }
    if (r->score > 0)
        situ_sample_put_number(p, "风险值", r->score);
    const char *level = r->level_text ? r->level_text : level_words[r->level_given];
    situ_sample_put(p, "风险等级", level);
    if (method_words[r->method] && (r->l > 0 || r->score > 0 || r->r > 0 || (level && r->method == SITU_METHOD_GIVEN)))
        situ_sample_put(p, "评估方法", method_words[r->method]);
}

static situ_status answer_row(situ_page *p, const char *file, const char *sheet, const situ_risk *r, situ_error *err)
{
    return r->trap ? situ_sample_answer(p->things, file, sheet, situ_sample_page_line(p, p->rows - 1), r->name, r->trap, r->expected, err) : SITU_OK;
}

static situ_status write_main(situ_things *t, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "风险点台账.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县安全风险点台账(演示数据)", "说明:本表为演示数据,单位、人员、电话均系虚构。填表单位:岚川县应急管理局    数据截至:2026年6月30日",
                                  "序号|编号|风险点名称|乡镇(街道)|村(社区)|详细地址|行业领域|可能导致的事故|评估方法|L|E|C|LS(L)|S|重大危险源R值|风险值|风险等级|管控措施|主管部门|责任人|联系电话|状态|经度|纬度|排查日期", err));
    for (size_t k = 0; k < t->risk_count; k++) {
        const situ_risk *r = &t->risks[k];
        if (r->file != SITU_FILE_MAIN)
            continue;
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put_number(&p, "序号", (double)p.rows);
        put_place(&p, r, "纬度");
        situ_sample_put(&p, "风险点名称", r->name);
        if (r->village >= 0)
            situ_sample_put(&p, "详细地址", situ_sample_text(t, "%s%d组", t->w->villages[r->village].name, 1 + (int)(p.rows % 8)));
        situ_sample_put(&p, "行业领域", r->industry->word);
        situ_sample_put(&p, "可能导致的事故", r->subtype);
        if (r->r > 0)
            situ_sample_put_number(&p, "重大危险源R值", r->r);
        put_rating(&p, r);
        situ_sample_put(&p, "管控措施", r->industry->controls);
        situ_sample_put(&p, "主管部门", r->industry->dept);
        situ_sample_put(&p, "责任人", r->person);
        situ_sample_put(&p, "联系电话", r->phone);
        situ_sample_put(&p, "状态", r->status);
        situ_sample_put(&p, "排查日期", r->found);
        SITU_TRY(answer_row(&p, "ledgers/风险点台账.xlsx", "风险点", r, err));
    }
    p.total = situ_sample_text(t, "%zu 处", p.rows);
    p.tail = "填表人:演示员    审核人:演示审核    填报单位:岚川县应急管理局";
    SITU_TRY(situ_sample_answer(t, "ledgers/风险点台账.xlsx", "风险点", situ_sample_page_line(&p, p.rows), "合计", "合计行与填表人行", "fate=skipped", err));
    SITU_TRY(situ_sample_page_xlsx(&p, path, "风险点", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

static situ_status write_traffic(situ_things *t, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "道路水上交通风险点.csv");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县道路和水上交通风险点台账(演示数据)", NULL, "编号|点位名称|行业领域|属地|村(社区)|评估方法|LS(L)|S|风险值|风险等级|管控措施|监管部门|责任人|联系电话|经度|维度", err));
    p.headers[3] = "乡镇(街道)";
    for (size_t k = 0; k < t->risk_count; k++) {
        const situ_risk *r = &t->risks[k];
        if (r->file != SITU_FILE_TRAFFIC)
            continue;
        SITU_TRY(situ_sample_page_row(&p, err));
        put_place(&p, r, "维度");
        situ_sample_put(&p, "点位名称", r->name);
        situ_sample_put(&p, "行业领域", r->industry->word);
        put_rating(&p, r);
        situ_sample_put(&p, "管控措施", r->industry->controls);
        situ_sample_put(&p, "监管部门", r->industry->dept);
        situ_sample_put(&p, "责任人", r->person);
        situ_sample_put(&p, "联系电话", r->phone);
        SITU_TRY(answer_row(&p, "ledgers/道路水上交通风险点.csv", "", r, err));
    }
    SITU_TRY(situ_sample_answer(t, "ledgers/道路水上交通风险点.csv", "", 0, "编码", "GBK 编码,没有 BOM", "encoding=GB18030", err));
    SITU_TRY(situ_sample_answer(t, "ledgers/道路水上交通风险点.csv", "", situ_sample_page_line(&p, 0) - 1, "维度", "表头把“纬度”写成“维度”", "column=lat", err));
    SITU_TRY(situ_sample_page_csv(&p, path, true, err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

static const char *geo_kind(const char *name)
{
    static const char *const kinds[] = {"危岩", "崩塌", "不稳定斜坡", "泥石流"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (strstr(name, kinds[k]))
            return kinds[k];
    return "滑坡";
}

static situ_status write_geo(situ_things *t, const char *dir, situ_error *err)
{
    static const char *const scale_words[] = {NULL, "特大型", "大型", "中型", "小型"};
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(dir, "地质灾害隐患点.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县地质灾害隐患点一览表(演示数据)", "说明:演示数据;坐标为度分秒。险情等级按受威胁人数和潜在经济损失就高确定。",
                                  "序号|隐患点编号|隐患点名称|灾害类型|乡镇(街道)|村(社区)|地理位置|经度|纬度|险情等级|威胁财产(万元)|威胁户数(户)|威胁人数(人)|防灾责任人姓名|防灾责任人电话|防控措施|主管部门", err));
    for (size_t k = 0; k < t->risk_count; k++) {
        const situ_risk *r = &t->risks[k];
        if (r->file != SITU_FILE_GEO)
            continue;
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put_number(&p, "序号", (double)p.rows);
        put_place(&p, r, "纬度");
        situ_sample_put(&p, "隐患点编号", r->id);
        situ_sample_put(&p, "隐患点名称", r->name);
        situ_sample_put(&p, "灾害类型", geo_kind(r->name));
        if (r->located && !r->lon_text) {
            put_dms(&p, "经度", r->at.lon_deg, k % 3 ? "" : "E");
            put_dms(&p, "纬度", r->at.lat_deg, k % 3 ? "" : "N");
        }
        if (r->village >= 0)
            situ_sample_put(&p, "地理位置", situ_sample_text(t, "%s%d组", t->w->villages[r->village].name, 1 + (int)(p.rows % 8)));
        situ_sample_put(&p, "险情等级", scale_words[r->level_given]);
        if (r->loss >= 0)
            situ_sample_put_number(&p, "威胁财产(万元)", r->loss);
        if (r->pop > 0) {
            situ_sample_put_number(&p, "威胁户数(户)", r->hh);
            situ_sample_put_number(&p, "威胁人数(人)", r->pop);
        }
        situ_sample_put(&p, "防灾责任人姓名", r->person);
        situ_sample_put(&p, "防灾责任人电话", r->phone);
        situ_sample_put(&p, "防控措施", r->industry->controls);
        situ_sample_put(&p, "主管部门", r->industry->dept);
        SITU_TRY(answer_row(&p, "ledgers/地质灾害隐患点.xlsx", "隐患点", r, err));
    }
    SITU_TRY(situ_sample_answer(t, "ledgers/地质灾害隐患点.xlsx", "隐患点", 0, "坐标", "整列坐标为度分秒", "rows_located=all", err));
    SITU_TRY(situ_sample_page_xlsx(&p, path, "隐患点", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

static situ_status write_flood(situ_things *t, const char *dir, situ_error *err)
{
    static const char *const words[] = {NULL, "极高", "高", "中", "低"};
    situ_status status = SITU_OK;
    situ_page p = {0};
    bool first = true;
    char *path = situ_path_join(dir, "山洪危险点_高德坐标.xlsx");
    SITU_TRY_ALLOC(path);
    SITU_TRY(situ_sample_page_new(&p, t, "岚川县山洪灾害危险点台账(演示数据)", "说明:演示数据;经纬度在高德地图上拾取(GCJ-02),导入时须声明坐标系。",
                                  "编号|点位名称|灾害类型|乡镇(街道)|村(社区)|受威胁人数|户数(户)|风险等级|防范措施|行业监管部门|负责人|手机号码|经度|纬度", err));
    for (size_t k = 0; k < t->risk_count; k++) {
        situ_risk r = t->risks[k];
        if (r.file != SITU_FILE_FLOOD)
            continue;
        situ_lonlat true_place = r.at;
        situ_lonlat shifted = situ_datum_from_wgs84(SITU_DATUM_GCJ02, r.at);
        r.at = (situ_lonlat){round(shifted.lon_deg * 1e6) / 1e6, round(shifted.lat_deg * 1e6) / 1e6};
        SITU_TRY(situ_sample_page_row(&p, err));
        put_place(&p, &r, "纬度");
        situ_sample_put(&p, "点位名称", r.name);
        situ_sample_put(&p, "灾害类型", "山洪");
        if (r.pop > 0) {
            situ_sample_put(&p, "受威胁人数", p.rows % 29 == 3 ? situ_sample_text(t, "约%d人", r.pop) : situ_sample_text(t, "%d", r.pop));
            situ_sample_put_number(&p, "户数(户)", r.hh);
            if (p.rows % 29 == 3)
                SITU_TRY(situ_sample_answer(t, "ledgers/山洪危险点_高德坐标.xlsx", "山洪", situ_sample_page_line(&p, p.rows - 1), r.name, "数量带“约”和单位", situ_sample_text(t, "threat_pop=%d;issue=NUMBER_ABOUT", r.pop), err));
        }
        situ_sample_put(&p, "风险等级", words[r.level_given]);
        situ_sample_put(&p, "防范措施", r.industry->controls);
        situ_sample_put(&p, "行业监管部门", r.industry->dept);
        situ_sample_put(&p, "负责人", r.person);
        situ_sample_put(&p, "手机号码", r.phone);
        if (first && r.located) {
            first = false;
            SITU_TRY(situ_sample_answer(t, "ledgers/山洪危险点_高德坐标.xlsx", "山洪", situ_sample_page_line(&p, p.rows - 1), r.name, "GCJ-02 坐标,声明后换算到 CGCS2000",
                                        situ_sample_text(t, "lon=%.6f;lat=%.6f;tolerance_m=1", true_place.lon_deg, true_place.lat_deg), err));
        }
    }
    SITU_TRY(situ_sample_page_xlsx(&p, path, "山洪", err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}

situ_status situ_sample_write_risks(situ_things *t, const char *dir, situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(sort_risks(t, err));
    number_rows(t);
    SITU_TRY(write_main(t, dir, err));
    SITU_TRY(write_traffic(t, dir, err));
    SITU_TRY(write_geo(t, dir, err));
    SITU_TRY(write_flood(t, dir, err));
done:
    return status;
}
