// SPDX-License-Identifier: MIT
// The result of F14 as a table, in the words of the rules.

#include <math.h>
#include <string.h>

#include "analysis/rows.h"
#include "analysis/sufficiency.h"

static const char *const keys[] = {"self", "aided", "gap", "nobody", "unknown"};

const char *situ_relief_word(const situ_rules *rules, situ_relief relief)
{
    return situ_yaml_text(situ_yaml_get(situ_rules_file(rules, "needs"), "words"), keys[relief], keys[relief]);
}

typedef struct columns {
    size_t id, name, region_code, relief, people_small, people_large, objects, unknown, weight, own, aided, large_ok, item, unit, need, held, missing, lacks, reason;
} columns;

static void put_number(situ_str *out, double value)
{
    char text[32];
    situ_format_double(value, text);
    situ_str_add(out, text);
}

// "缺{item}{missing}{unit}" with its words put in.
static situ_status set_reason(situ_table *t, size_t row, size_t column, const situ_sufficiency_input *in, const situ_sufficiency_town *town, situ_error *err)
{
    const char *key = town->relief != SITU_RELIEF_UNKNOWN ? keys[town->relief] : town->people_small > 0 ? "no_goods" : town->silent ? "silent" : "no_people";
    const char *p = situ_yaml_text(situ_yaml_get(situ_rules_file(in->rules, "needs"), "reasons"), key, "");
    const situ_need *need = town->item == SIZE_MAX ? NULL : situ_needs_get(in->needs, town->item);
    situ_str text;
    situ_str_init(&text);
    while (*p) {
        size_t n = *p == '{' ? strcspn(p, "}") + 1 : 1;
        if (need && situ_starts_with(p, "{item}"))
            situ_str_add(&text, need->item);
        else if (need && situ_starts_with(p, "{unit}"))
            situ_str_add(&text, need->unit);
        else if (need && situ_starts_with(p, "{need}"))
            put_number(&text, town->need);
        else if (need && situ_starts_with(p, "{held}"))
            put_number(&text, town->held);
        else if (need && situ_starts_with(p, "{missing}"))
            put_number(&text, ceil(fmax(0, town->need - town->held) - 1e-9));
        else if (need && situ_starts_with(p, "{percent}"))
            put_number(&text, floor(town->held / town->need * 100.0 + 1e-9));
        else
            situ_str_add_n(&text, p, n = 1);
        p += n;
    }
    situ_status status = !situ_str_ok(&text) ? situ_fail_nomem(err) : *text.data ? situ_table_set_text(t, row, column, text.data, err) : SITU_OK;
    situ_str_free(&text);
    return status;
}

// All that a large incident lacks: 棉被120床、帐篷20顶.
static situ_status set_lacks(situ_table *t, size_t row, size_t column, const situ_sufficiency_input *in, const double *missing, situ_error *err)
{
    situ_str text;
    situ_str_init(&text);
    for (size_t k = 0; k < situ_needs_count(in->needs); k++) {
        if (!(missing[k] > 0))
            continue;
        situ_str_add(&text, *text.data ? "、" : "");
        situ_str_add(&text, situ_needs_get(in->needs, k)->item);
        put_number(&text, ceil(missing[k] - 1e-9));
        situ_str_add(&text, situ_needs_get(in->needs, k)->unit);
    }
    situ_status status = !situ_str_ok(&text) ? situ_fail_nomem(err) : *text.data ? situ_table_set_text(t, row, column, text.data, err) : SITU_OK;
    situ_str_free(&text);
    return status;
}

static void set_share(situ_table *t, size_t row, size_t column, double share)
{
    if (isfinite(share))
        situ_table_set_real(t, row, column, share);
}

static situ_status write_town(situ_table *t, const columns *c, const situ_sufficiency *s, const situ_sufficiency_input *in, size_t index, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_sufficiency_town *town = &s->towns[index];
    size_t row, from = situ_regions_row(in->towns, index);
    SITU_TRY(situ_table_add_row(t, &row, err));
    SITU_TRY(situ_rows_copy(t, row, c->id, in->regions, from, "id", err));
    SITU_TRY(situ_rows_copy(t, row, c->name, in->regions, from, "name", err));
    SITU_TRY(situ_rows_copy(t, row, c->region_code, in->regions, from, situ_table_find(in->regions, "region_code") >= 0 ? "region_code" : "code", err));
    SITU_TRY(situ_rows_set_shape(t, row, situ_table_geometry(in->regions, from), err));
    SITU_TRY(situ_table_set_text(t, row, c->relief, situ_relief_word(in->rules, town->relief), err));
    // Nobody counted is not nobody there.
    if (town->people_small > 0 || (town->unknown == 0 && !town->silent)) {
        situ_table_set_int(t, row, c->people_small, (int64_t)llround(town->people_small));
        situ_table_set_int(t, row, c->people_large, (int64_t)llround(town->people_large));
    }
    situ_table_set_int(t, row, c->objects, (int64_t)town->objects);
    situ_table_set_int(t, row, c->unknown, (int64_t)town->unknown);
    situ_table_set_real(t, row, c->weight, town->weight);
    set_share(t, row, c->own, town->own);
    set_share(t, row, c->aided, town->aided);
    if (town->item != SIZE_MAX) {
        const situ_need *need = situ_needs_get(in->needs, town->item);
        situ_table_set_int(t, row, c->large_ok, town->large_ok);
        SITU_TRY(situ_table_set_text(t, row, c->item, need->item, err));
        SITU_TRY(situ_table_set_text(t, row, c->unit, need->unit, err));
        situ_table_set_real(t, row, c->need, town->need);
        situ_table_set_real(t, row, c->held, town->held);
        situ_table_set_real(t, row, c->missing, fmax(0, town->need - town->held));
    }
    SITU_TRY(set_lacks(t, row, c->lacks, in, s->missing + index * situ_needs_count(in->needs), err));
    SITU_TRY(set_reason(t, row, c->reason, in, town, err));
done:
    return status;
}

situ_status situ_sufficiency_table(situ_table **out, const char *name, int epsg, const situ_sufficiency *sufficiency,
                                   const situ_sufficiency_input *input, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *t = NULL;
    columns c;
    const situ_rows_column list[] = {
        {"id", SITU_TYPE_TEXT, &c.id}, {"name", SITU_TYPE_TEXT, &c.name}, {"region_code", SITU_TYPE_TEXT, &c.region_code}, {"relief", SITU_TYPE_TEXT, &c.relief},
        {"people_small", SITU_TYPE_INT, &c.people_small}, {"people_large", SITU_TYPE_INT, &c.people_large}, {"objects", SITU_TYPE_INT, &c.objects},
        {"unknown", SITU_TYPE_INT, &c.unknown}, {"weight", SITU_TYPE_REAL, &c.weight}, {"own", SITU_TYPE_REAL, &c.own}, {"aided", SITU_TYPE_REAL, &c.aided},
        {"large_ok", SITU_TYPE_INT, &c.large_ok}, {"item", SITU_TYPE_TEXT, &c.item}, {"unit", SITU_TYPE_TEXT, &c.unit}, {"need", SITU_TYPE_REAL, &c.need},
        {"held", SITU_TYPE_REAL, &c.held}, {"missing", SITU_TYPE_REAL, &c.missing}, {"lacks", SITU_TYPE_TEXT, &c.lacks}, {"reason", SITU_TYPE_TEXT, &c.reason}, {0}};
    SITU_TRY(situ_rows_table(&t, name, epsg, list, err));
    for (size_t i = 0; i < situ_regions_count(input->towns); i++)
        SITU_TRY(write_town(t, &c, sufficiency, input, i, err));
    *out = t;
    t = NULL;
done:
    situ_table_free(t);
    return status;
}
