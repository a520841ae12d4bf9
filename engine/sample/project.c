// SPDX-License-Identifier: MIT
// project.yaml, and ANSWERS.csv: every planted trap with its place and what shall become of it.
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "sample/ledgers.h"

static const char imports[] =
    "import:\n"
    "  - {file: base/regions.gpkg, as: region}\n"
    "  - {file: base/dem.tif, as: dem}\n"
    "  - {file: base/water.gpkg, as: water}\n"
    "  - {file: base/roads.gpkg, as: road}\n"
    "  - {file: base/places.gpkg, as: place}\n"
    "  - {file: base/boundary.gpkg, as: boundary}\n"
    "  - {file: base/hazard_zones.gpkg, as: hazard_zone}\n"
    "  - {file: ledgers/风险点台账.xlsx, as: risk_point}\n"
    "  - {file: ledgers/道路水上交通风险点.csv, as: risk_point}\n"
    "  - {file: ledgers/地质灾害隐患点.xlsx, as: risk_point}\n"
    "  - {file: ledgers/山洪危险点_高德坐标.xlsx, as: risk_point, crs: gcj02}\n"
    "  - {file: ledgers/应急物资储备库.xlsx, as: depot}\n"
    "  - {file: ledgers/村级储备点.xlsx, as: depot}\n"
    "  - {file: ledgers/邻县储备库.xlsx, as: depot}\n"
    "  - {file: ledgers/应急物资明细.csv, as: stock}\n"
    "  - {file: ledgers/饮水食品和安置物资.xlsx, as: stock}\n"
    "  - {file: ledgers/救援队伍.xlsx, as: team}\n"
    "  - {file: ledgers/避难场所.xlsx, as: shelter}\n"
    "  - {file: ledgers/监测预警点.xlsx, as: station}\n"
    "  - {file: ledgers/责任人名单.xlsx, as: person}\n"
    "  - {file: ledgers/组织机构.xlsx, as: org_node}\n"
    "  - {file: ledgers/处置流程.xlsx, as: flow_node}\n"
    "  - {file: ledgers/填报情况.xlsx, as: submission}\n"
    "  - {file: ledgers/隐患台账.xlsx, as: hazard}\n"
    "  - {file: ledgers/基层五有五到位.xlsx, as: unit_ready}\n"
    "  - {file: ledgers/应急预案清单.xlsx, as: plan_doc}\n"
    "  - {file: ledgers/生产安全事故台账.xlsx, as: accident}\n"
    "  - {file: ledgers/预警雨情.csv, as: warning}\n"
    "  - {file: ledgers/重大危险源存量.xlsx, as: hazmat}\n";

static const char sheets[] =
    "analyses: [grade, zone, reach]\n"
    "sheets:\n"
    "  - {map: org, paper: A0, out: org-a0.pdf}\n"
    "  - {map: org, paper: A3, dpi: 150, out: org-a3.png}\n"
    "  - {map: risk, paper: A0, out: risk-a0.pdf}\n"
    "  - {map: risk, paper: A3, dpi: 150, out: risk-a3.png}\n"
    "  - {map: materials, paper: A0, out: materials-a0.pdf}\n"
    "  - {map: materials, paper: A3, dpi: 150, out: materials-a3.png}\n"
    "  - {map: \"flow:地质灾害\", paper: A0, out: flow-geo-a0.pdf}\n"
    "  - {map: \"flow:地质灾害\", paper: A3, dpi: 150, out: flow-geo-a3.png}\n"
    "  - {map: \"flow:地质灾害@2\", paper: A3, out: flow-geo-2-a3.pdf}\n"
    "  - {map: \"flow:山洪\", paper: A3, out: flow-flood-a3.pdf}\n"
    "  - {map: \"flow:森林火灾\", paper: A3, out: flow-fire-a3.pdf}\n"
    "  - {map: \"flow:危化品\", paper: A3, out: flow-chemical-a3.pdf}\n"
    "tiles:\n"
    "  - {map: risk, zoom: 8-12, out: tiles/risk}\n"
    "report: report.xlsx\n";

static situ_status write_yaml(const char *out_dir, situ_error *err)
{
    situ_str s;
    situ_status status = SITU_OK;
    char *path = situ_path_join(out_dir, "project.yaml");
    situ_str_init(&s);
    SITU_TRY_ALLOC(path);
    situ_str_add(&s, "# 岚川县(虚构)应急“四图”示例工程。全部为演示数据。\n"
                     "county: 岚川县\ncode: \"509999\"\nlanguage: zh\nas_of: 2026-06-30\nunit: 岚川县应急管理局(演示)\nsource: 演示底图(程序生成)\n");
    situ_str_add(&s, imports);
    situ_str_add(&s, sheets);
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_write_file(path, s.data, s.length, err));
done:
    situ_str_free(&s);
    situ_free(path);
    return status;
}

// What lies in the land itself.
static situ_status land_answers(situ_things *t, situ_error *err)
{
    const situ_world *w = t->w;
    situ_status status = SITU_OK;
    if (w->cut_road >= 0) {
        const char *list = "";
        for (int v = 0; v < w->village_count; v++)
            if (w->cut_village[v])
                list = *list ? situ_sample_text(t, "%s、%s", list, w->villages[v].name) : w->villages[v].name;
        SITU_TRY(situ_sample_answer(t, "base/roads.gpkg", "road", 0, w->roads[w->cut_road].name, "一断就成孤岛的桥", situ_sample_text(t, "isolated_pop=%d;villages=%s", w->cut_people, list), err));
    }
    if (w->island_village >= 0)
        SITU_TRY(situ_sample_answer(t, "base/roads.gpkg", "road", 0, "江心洲渡口", "有人岛只有轮渡;去掉轮渡边即成孤岛", situ_sample_text(t, "island_pop=%d", w->villages[w->island_village].pop), err));
    int same[2] = {-1, -1}, found = 0;
    for (int v = 0; v < w->village_count && found < 2; v++)
        if (strcmp(w->villages[v].name, "新民村") == 0)
            same[found++] = v;
    if (found == 2)
        SITU_TRY(situ_sample_answer(t, "base/regions.gpkg", "region", 0, "新民村", "两个镇各有一个同名村", situ_sample_text(t, "parents=%s、%s", w->towns[w->villages[same[0]].town].name, w->towns[w->villages[same[1]].town].name), err));
    SITU_TRY(situ_sample_answer(t, "base/regions.gpkg", "region", 0, w->zone_unit.name, "有风险点而没有面的乡镇级单位,无代码", "geometry=null;points>0", err));
    if (w->farm_town >= 0)
        SITU_TRY(situ_sample_answer(t, "base/regions.gpkg", "region", 0, w->towns[w->farm_town].name, "场:乡镇级,无代码", "level=乡镇;code=X", err));
    if (w->lake_town >= 0)
        SITU_TRY(situ_sample_answer(t, "base/regions.gpkg", "region", 0, w->towns[w->lake_town].name, "库:乡镇级,无代码", "level=乡镇;code=X", err));
    static const char *const rare[] = {"㙟垭乡", "𡐓口镇", "蔈草镇"};
    for (int k = 0; k < 3; k++)
        if (situ_sample_town_named(w, rare[k]) >= 0)
            SITU_TRY(situ_sample_answer(t, "base/regions.gpkg", "region", 0, rare[k], "生僻字", "pdftotext=found", err));
    if (situ_sample_village_named(w, "桂溪易地搬迁安置点社区") >= 0)
        SITU_TRY(situ_sample_answer(t, "base/regions.gpkg", "region", 0, "桂溪易地搬迁安置点社区", "十一个字的名称", "characters=11", err));
    SITU_TRY(situ_sample_answer(t, "base/regions.gpkg", "region", 0, "岚川县", "跨 109.5°E(3 度带边),按中心取一个带", "epsg=4545", err));
done:
    return status;
}

situ_status situ_sample_write_project(situ_things *t, const char *out_dir, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_page p = {0};
    char *path = situ_path_join(out_dir, "ANSWERS.csv");
    SITU_TRY_ALLOC(path);
    SITU_TRY(write_yaml(out_dir, err));
    SITU_TRY(land_answers(t, err));
    SITU_TRY(situ_sample_page_new(&p, t, NULL, NULL, "id|file|sheet|row|object|what|expected", err));
    for (size_t k = 0; k < t->answer_count; k++) {
        const situ_answer *a = &t->answers[k];
        SITU_TRY(situ_sample_page_row(&p, err));
        situ_sample_put(&p, "id", situ_sample_text(t, "T%03zu", k + 1));
        situ_sample_put(&p, "file", a->file);
        situ_sample_put(&p, "sheet", a->sheet);
        if (a->row > 0)
            situ_sample_put_number(&p, "row", a->row);
        situ_sample_put(&p, "object", a->object);
        situ_sample_put(&p, "what", a->what);
        situ_sample_put(&p, "expected", a->expected);
    }
    SITU_TRY(situ_sample_page_csv(&p, path, false, err));
done:
    situ_sample_page_clear(&p);
    situ_free(path);
    return status;
}
