// SPDX-License-Identifier: MIT
// Which of all tables a header belongs to.
#include <string.h>

#include "ledger/internal.h"

static const double MIN_SCORE = 0.8;

static double hint_bonus(const situ_schema *schema, const char *hint)
{
    static const struct {
        const char *table, *word;
    } words[] = {{"risk_point", "风险点"},  {"risk_point", "风险"},   {"risk_point", "隐患点"},  {"hazard_zone", "危险区"},
                 {"hazard_zone", "风险区"}, {"depot", "储备库"},      {"depot", "仓库"},         {"stock", "物资"},
                 {"team", "队伍"},          {"shelter", "避难"},      {"shelter", "避灾"},       {"shelter", "安置点"},
                 {"station", "监测站"},     {"station", "叫应"},      {"station", "监测预警"},   {"person", "责任人"},
                 {"person", "名单"},        {"org_node", "组织机构"}, {"org_node", "组织体系"},  {"flow_node", "处置流程"},
                 {"flow_node", "流程"},     {"region", "行政区划"},   {"region", "乡镇"},        {"region", "村"},
                 {"road", "道路"},          {"road", "road"},         {"water", "水系"},         {"water", "water"},
                 {"boundary", "界线"},      {"boundary", "boundary"}, {"place", "地名"},         {"place", "驻地"},
                 {"region", "region"},      {"region", "town"},       {"accident", "事故台账"},     {"accident", "事故统计"},
                 {"accident", "事故明细"},  {"accident", "事故情况"}, {"warning", "雨情"},        {"warning", "预警信息"},
                 {"hazmat", "存量"},        {"hazmat", "化学品"}};
    double bonus = strstr(hint, schema->name) ? 1.0 : 0; // an export is called after its table
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].table, schema->name) == 0 && strstr(hint, words[i].word) && bonus < 1.0)
            bonus += 1.0;
    return bonus;
}

static bool shape_fits(const situ_schema *schema, char kind)
{
    switch (schema->shape) {
    case SITU_SHAPE_NONE:
        return false;
    case SITU_SHAPE_POINT:
        return kind == 'P' || (kind == 'A' && strcmp(schema->name, "risk_point") == 0);
    case SITU_SHAPE_LINE:
        return kind == 'L';
    case SITU_SHAPE_POLYGON:
        return kind == 'A';
    case SITU_SHAPE_ANY:
        return kind != 'L' || strcmp(schema->name, "region") != 0;
    }
    return true;
}

situ_status situ_table_recognise(situ_columns *out, bool *found, const situ_header *header, const char *hint, char kind,
                                 situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    double best = 0, second = 0;
    *found = false;
    for (size_t s = 0; situ_schema_registry[s]; s++) {
        situ_columns c;
        if (kind && !shape_fits(situ_schema_registry[s], kind))
            continue;
        SITU_TRY(situ_columns_match(&c, header, situ_schema_registry[s], arena, err));
        if (c.score <= 0)
            continue;
        double bonus = hint_bonus(c.schema, hint);
        bool drawn = c.schema->shape == SITU_SHAPE_LINE || c.schema->shape == SITU_SHAPE_POLYGON;
        if (!kind && drawn && bonus <= 0 && !c.own_export)
            continue; // lines and areas seldom come as a sheet
        c.score += bonus;
        if (!kind && situ_is_foreign(&c, header, hint))
            continue;
        if (c.score > best) {
            second = best;
            best = c.score;
            *out = c;
        } else if (c.score > second) {
            second = c.score;
        }
    }
    *found = best >= MIN_SCORE && best - second > 0.1;
done:
    return status;
}
