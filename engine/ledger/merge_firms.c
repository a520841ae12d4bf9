// SPDX-License-Identifier: MIT
// One firm under two ways of writing its name: 岚川县宏达化工有限公司 is 宏达化工有限责任公司 when both
// stand on one spot. What remains of a name without the place before it and the legal form behind it.
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "ledger/merge_internal.h"

enum { CORE_LEAST_SIGNS = 2, PREFIX_MOST_SIGNS = 5, PREFIXES_MOST = 4 };

// Longest first where one ends with another.
static const char *const forms[] = {"股份有限责任公司", "集团有限责任公司", "股份有限公司", "集团有限公司", "有限责任公司", "集团股份公司", "有限公司",
                                    "股份公司", "集团公司", "总公司", "公司", NULL};
static const char *const provinces[] = {"北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽",
                                        "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "四川", "贵州", "云南",
                                        "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆", "内蒙古", "中国", NULL};
static const char *const unit_signs[] = {"自治区", "自治州", "自治县", "街道", "省", "市", "县", "区", "镇", "乡", NULL};

// Bytes of the unit's sign the text begins with; 0 = none.
static size_t sign_at(const char *p)
{
    for (size_t i = 0; unit_signs[i]; i++)
        if (situ_starts_with(p, unit_signs[i]))
            return strlen(unit_signs[i]);
    return 0;
}

// Bytes of a known unit's name, with or without its last sign, that the text begins with.
static size_t known_at(const situ_merging *m, const char *text)
{
    size_t best = 0;
    for (size_t i = 0; i < m->place_count; i++) {
        size_t full = strlen(m->places[i]), bare = full;
        for (size_t k = 0; unit_signs[k] && bare == full; k++)
            if (situ_ends_with(m->places[i], unit_signs[k]))
                bare = full - strlen(unit_signs[k]);
        size_t length = strncmp(text, m->places[i], full) == 0 ? full : bare >= 2 * strlen("县") && strncmp(text, m->places[i], bare) == 0 ? bare : 0;
        best = length > best ? length : best;
    }
    return best;
}

static size_t prefix_at(const situ_merging *m, const char *text)
{
    size_t known = known_at(m, text), at = 0;
    if (known)
        return known;
    for (size_t i = 0; provinces[i]; i++)
        if (situ_starts_with(text, provinces[i])) {
            at = strlen(provinces[i]);
            return at + sign_at(text + at);
        }
    const char *p = text, *end = text + strlen(text);
    for (int signs = 0; p < end && signs < PREFIX_MOST_SIGNS; signs++) {
        size_t length = signs >= 2 ? sign_at(p) : 0;
        // Only what surely ends a unit: 城区建材 and 新市场 name no place.
        if (length && (situ_starts_with(p, "省") || situ_starts_with(p, "县") || situ_starts_with(p, "自治") || situ_starts_with(p, "街道")))
            return (size_t)(p - text) + length;
        situ_utf8_next(&p, end);
    }
    return 0;
}

bool situ_merge_firm_core(const situ_merging *m, situ_merge_row r, char core[SITU_MERGE_CORE_BYTES])
{
    const char *name = situ_merge_text(r, m->name);
    size_t n = 0, length = 0;
    char folded[SITU_MERGE_CORE_BYTES];
    if (!name || !m->identity->object || strlen(name) + 8 >= SITU_MERGE_CORE_BYTES)
        return false;
    for (const char *p = name, *end = name + strlen(name); p < end;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (n + 5 >= sizeof folded)
            return false;
        if (c && c != ' ')
            n += situ_utf8_put(c, folded + n);
    }
    folded[n] = 0;
    for (size_t i = 0; forms[i] && !length; i++)
        if (situ_ends_with(folded, forms[i]))
            length = strlen(forms[i]);
    if (!length)
        return false;
    folded[n -= length] = 0;
    const char *rest = folded;
    for (int i = 0; i < PREFIXES_MOST; i++) {
        size_t prefix = prefix_at(m, rest);
        if (!prefix || situ_utf8_count(rest + prefix) < CORE_LEAST_SIGNS)
            break;
        rest += prefix;
    }
    if (situ_utf8_count(rest) < CORE_LEAST_SIGNS)
        return false;
    memcpy(core, rest, strlen(rest) + 1);
    return true;
}

situ_status situ_merge_firm_places(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *regions = m->options->regions;
    int name = regions ? situ_table_find(regions, "name") : -1, level = regions ? situ_table_find(regions, "level") : -1;
    size_t capacity = 0;
    for (size_t r = 0; regions && r < regions->row_count; r++) {
        const char *text = situ_table_text(regions, r, name), *what = situ_table_text(regions, r, level);
        if (text && what && strcmp(what, "村") != 0)
            capacity++;
    }
    if (!capacity)
        return SITU_OK;
    SITU_TRY_ALLOC(m->places = situ_arena_alloc(m->arena, capacity * sizeof *m->places));
    for (size_t r = 0; r < regions->row_count; r++) {
        const char *text = situ_table_text(regions, r, name), *what = situ_table_text(regions, r, level);
        if (text && what && strcmp(what, "村") != 0)
            m->places[m->place_count++] = text;
    }
done:
    return status;
}
