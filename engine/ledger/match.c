// SPDX-License-Identifier: MIT
// Which column is which field, which table a sheet is.
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/yaml.h"
#include "ledger/internal.h"

enum {
    Q_FULL = 100,
    Q_BARE = 95,
    Q_LAST = 90,
    Q_EXACT = 90, // and above
    Q_SUFFIX = 60,
    Q_PREFIX = 40,
    Q_EDIT = 30,
    Q_VAGUE = 10,
};

static const char *const id_words[] = {"编号", "统一编号", "风险点编号", "隐患点编号", "隐患点统一编号", "点位编号", "仓库编号", "队伍编号",
                                       "场所编号", "唯一编号", "永久编号", "id", "设施编号", "储备库编号", "危险区编号", "野外编号", NULL};
static const char *const ignored_words[] = {"序号", "no.", "no", "备注", "说明", "fid", "objectid", "src_row", "附件", "填报单位", "填报时间",
                                            "填表人", "pid", "填表日期", "审核人", NULL};
static const char *const crs_words[] = {"坐标系", "坐标系统", "坐标类型", "坐标参考", "datum", "crs", NULL};

// Columns of our own exports that an import makes anew.
static const char *const made_words[] = {"region_code", "src_file", "src_sheet", "src_text", "updated", NULL};
static const char *const quality_words[] = {"loc_quality", "位置精度", "定位精度", NULL};

static bool among(const char *const *words, const char *key)
{
    for (size_t i = 0; words && words[i]; i++)
        if (strcmp(words[i], key) == 0)
            return true;
    return false;
}

// The column name, the label (folded by the caller) or an alias.
static bool is_word_of(const situ_field *f, const char *label, const char *key)
{
    return key[0] && (strcmp(f->name, key) == 0 || strcmp(label, key) == 0 || among(f->aliases, key));
}

// The label as a key: labels of the schemas hold at most brackets and capitals.
static const char *label_key(const situ_field *f, char out[64])
{
    size_t n = 0;
    const char *end = f->label + strlen(f->label);
    for (const char *p = f->label; p < end && n + 5 < 64;) {
        uint32_t c = situ_clean_fold_char(situ_utf8_next(&p, end));
        if (c != 0 && c != ' ' && c != '(' && c != ')')
            n += situ_utf8_put(c, out + n);
    }
    out[n] = 0;
    return out;
}

static bool readable(const situ_field *f)
{
    return !(f->flags & SITU_FIELD_DERIVED);
}

static bool ascii_only(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

// How well one alias fits what is left of a header: its end (所属乡镇名称), its start, one typo.
static int loose_quality(const char *key, const char *alias)
{
    size_t k = strlen(key), a = strlen(alias), points = situ_utf8_count(alias);
    if (points < 2 || ascii_only(alias) || a > k + 6)
        return 0;
    if (k > a && strcmp(key + k - a, alias) == 0)
        return Q_SUFFIX + (points < 20 ? (int)points : 20);
    if (k > a && points >= 3 && strncmp(key, alias, a) == 0)
        return Q_PREFIX + (points < 15 ? (int)points : 15);
    if (points >= 3 && situ_utf8_distance(key, alias, 1) <= 1)
        return Q_EDIT;
    return 0;
}

static int quality(const situ_header_cell *h, const situ_field *f)
{
    char label[64];
    label_key(f, label);
    if (is_word_of(f, label, h->flat))
        return Q_FULL;
    if (is_word_of(f, label, h->bare))
        return Q_BARE;
    if (is_word_of(f, label, h->last_flat) || is_word_of(f, label, h->last_bare))
        return Q_LAST;
    const char *key = h->bare[0] ? h->bare : h->flat;
    int best = loose_quality(key, label);
    for (size_t i = 0; f->aliases && f->aliases[i]; i++) {
        int q = loose_quality(key, f->aliases[i]);
        best = q > best ? q : best;
    }
    return best;
}

bool situ_word_known(const char *flat, const char *bare, const situ_schema *only)
{
    char label[64];
    if (among(id_words, flat) || among(ignored_words, flat) || among(crs_words, flat))
        return true;
    for (size_t s = 0; situ_schema_registry[s]; s++) {
        if (only && situ_schema_registry[s] != only)
            continue;
        for (const situ_field *f = situ_schema_registry[s]->fields; f->name; f++)
            if (readable(f) && (is_word_of(f, label_key(f, label), flat) || is_word_of(f, label, bare)))
                return true;
    }
    return situ_material_find(bare) != NULL;
}

static const double MIN_SCORE = 0.8;

typedef struct pair {
    int quality;
    uint32_t column, field;
} pair;

static int better(const void *a, const void *b)
{
    const pair *x = a, *y = b;
    if (x->quality != y->quality)
        return x->quality > y->quality ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return x->field < y->field ? -1 : x->field > y->field;
}

static situ_status columns_new(situ_columns *out, const situ_header *header, const situ_schema *schema, situ_arena *arena, situ_error *err)
{
    size_t fields = 0;
    while (schema->fields[fields].name)
        fields++;
    memset(out, 0, sizeof *out);
    out->schema = schema;
    out->field_count = fields;
    out->id_column = out->crs_column = out->quality_column = -1;
    out->field = situ_arena_alloc(arena, (header->column_count + 1) * sizeof *out->field);
    out->item = situ_arena_alloc(arena, (header->column_count + 1) * sizeof *out->item);
    out->of_field = situ_arena_alloc(arena, (fields + 1) * sizeof *out->of_field);
    if (!out->field || !out->item || !out->of_field)
        return situ_fail_nomem(err);
    for (uint32_t c = 0; c < header->column_count; c++)
        out->field[c] = SITU_COLUMN_UNUSED;
    for (size_t f = 0; f < fields; f++)
        out->of_field[f] = -1;
    return SITU_OK;
}

// How many tables know a header word: common words (名称, 电话) tell little.
static size_t tables_knowing(const situ_header_cell *h)
{
    size_t n = 0;
    char label[64];
    for (size_t s = 0; situ_schema_registry[s]; s++)
        for (const situ_field *f = situ_schema_registry[s]->fields; f->name; f++) {
            label_key(f, label);
            if (readable(f) && (is_word_of(f, label, h->flat) || is_word_of(f, label, h->bare) || is_word_of(f, label, h->last_bare))) {
                n++;
                break;
            }
        }
    return n ? n : 1;
}

// Special columns first: the id, serial numbers and remarks, the frame of the coordinates.
static void take_special(situ_columns *out, const situ_header *header)
{
    for (uint32_t c = 0; c < header->column_count; c++) {
        const situ_header_cell *h = &header->cells[c];
        char label[64];
        bool own = false; // 编号 of flow nodes, 序号 of the org chart: words of the table itself
        for (const situ_field *f = out->schema->fields; f->name; f++)
            own = own || (readable(f) && (is_word_of(f, label_key(f, label), h->flat) || is_word_of(f, label, h->bare)));
        if (own)
            continue;
        if (out->id_column < 0 && (among(id_words, h->flat) || among(id_words, h->bare))) {
            out->field[c] = SITU_COLUMN_ID;
            out->id_column = (int)c;
        } else if (out->crs_column < 0 && among(crs_words, h->flat)) {
            out->field[c] = SITU_COLUMN_CRS;
            out->crs_column = (int)c;
        } else if (out->quality_column < 0 && among(quality_words, h->flat)) {
            out->field[c] = SITU_COLUMN_IGNORED;
            out->quality_column = (int)c;
        } else if (among(made_words, h->flat) || among(ignored_words, h->flat) || among(ignored_words, h->bare)) {
            out->field[c] = SITU_COLUMN_IGNORED;
        }
    }
}

static bool has_field(const situ_columns *c, const char *name)
{
    for (size_t f = 0; f < c->field_count; f++)
        if (strcmp(c->schema->fields[f].name, name) == 0)
            return c->of_field[f] >= 0;
    return false;
}

// Material columns of a wide stock sheet.
static void take_items(situ_columns *out, const situ_header *header)
{
    size_t n = 0;
    for (uint32_t c = 0; c < header->column_count; c++) {
        const situ_header_cell *h = &header->cells[c];
        const situ_material *m = situ_material_find(h->last_bare);
        if (!m)
            m = situ_material_find(h->last_flat);
        if (out->field[c] == SITU_COLUMN_UNUSED && m) {
            out->item[c] = m;
            n++;
        }
    }
    if (n < 2)
        return;
    for (uint32_t c = 0; c < header->column_count; c++)
        if (out->item[c])
            out->field[c] = SITU_COLUMN_ITEM;
    out->item_count = n;
}

situ_status situ_columns_match(situ_columns *out, const situ_header *header, const situ_schema *schema, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    pair *pairs = NULL;
    size_t n = 0, capacity = 0;
    SITU_TRY(columns_new(out, header, schema, arena, err));
    take_special(out, header);
    for (uint32_t c = 0; c < header->column_count; c++) {
        if (out->field[c] != SITU_COLUMN_UNUSED || !header->cells[c].flat[0])
            continue;
        for (uint32_t f = 0; f < out->field_count; f++) {
            int q = readable(&schema->fields[f]) ? quality(&header->cells[c], &schema->fields[f]) : 0;
            if (q == 0)
                continue;
            SITU_TRY(situ_grow(&pairs, &capacity, n + 1, sizeof *pairs, err));
            pairs[n++] = (pair){q, c, f};
        }
    }
    double score = 0;
    bool signature = false;
    // Words too vague to be aliases, used when nothing better names the field: 类型 of a geological list
    // holds 滑坡, 崩塌 ..., which are 地质灾害.
    for (size_t f = 0; f < out->field_count && strcmp(schema->name, "risk_point") == 0; f++)
        for (uint32_t c = 0; c < header->column_count && strcmp(schema->fields[f].name, "industry") == 0; c++)
            if (strcmp(header->cells[c].flat, "类型") == 0) {
                SITU_TRY(situ_grow(&pairs, &capacity, n + 1, sizeof *pairs, err));
                pairs[n++] = (pair){Q_VAGUE, c, (uint32_t)f};
            }
    if (n > 0)
        qsort(pairs, n, sizeof *pairs, better);
    for (size_t i = 0; i < n; i++) {
        pair p = pairs[i];
        if (out->field[p.column] != SITU_COLUMN_UNUSED || out->of_field[p.field] >= 0)
            continue;
        // A material column is no field by its ending alone.
        if (p.quality < Q_EXACT && strcmp(schema->name, "depot") == 0 && situ_material_find(header->cells[p.column].last_bare))
            continue;
        out->field[p.column] = (int)p.field;
        out->of_field[p.field] = (int)p.column;
        double weight = p.quality >= Q_EXACT ? 1.0 / (double)tables_knowing(&header->cells[p.column]) : p.quality >= Q_SUFFIX ? 0.15 : 0.05;
        score += weight;
        if (p.quality >= Q_SUFFIX && among(schema->signature, schema->fields[p.field].name)) {
            signature = true;
            score += p.quality >= Q_EXACT ? weight : 0;
        }
    }
    if (strcmp(schema->name, "depot") == 0) {
        take_items(out, header);
        if (out->item_count > 0) {
            score += 0.5 * (double)(out->item_count < 8 ? out->item_count : 8);
            signature = true;
        }
    }
    for (size_t f = 0; f < out->field_count; f++)
        if ((schema->fields[f].flags & SITU_FIELD_REQUIRED) && out->of_field[f] < 0 &&
            !(strcmp(schema->name, "region") == 0 && (has_field(out, "town") || has_field(out, "village"))))
            score = 0;
    out->score = signature ? score : 0;
done:
    situ_free(pairs);
    return status;
}

situ_status situ_columns_from_mapping(situ_columns *out, const situ_header *header, const situ_mapping *mapping, situ_arena *arena,
                                      situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(columns_new(out, header, mapping->schema, arena, err));
    for (size_t i = 0; i < mapping->count; i++) {
        const situ_mapping_entry *e = &mapping->entries[i];
        if (!e->column)
            continue;
        char *key = situ_clean_header_flat(arena, e->column);
        SITU_TRY_ALLOC(key);
        int column = -1;
        for (uint32_t c = 0; c < header->column_count && column < 0; c++)
            if (strcmp(header->cells[c].flat, key) == 0 || strcmp(header->cells[c].last_flat, key) == 0)
                column = (int)c;
        if (column < 0) {
            situ_str seen;
            situ_str_init(&seen);
            for (uint32_t c = 0; c < header->column_count && c < 30; c++)
                situ_str_addf(&seen, "%s%s", c ? "、" : "", header->cells[c].shown);
            status = situ_fail(err, SITU_E_SCHEMA, _("correct the column name in the mapping"),
                               _("the mapping names column \"%s\", but the header holds: %s"), e->column, seen.data);
            situ_str_free(&seen);
            goto done;
        }
        if (strcmp(e->field, "id") == 0) {
            out->id_column = column;
            out->field[column] = SITU_COLUMN_ID;
            continue;
        }
        for (size_t f = 0; f < out->field_count; f++)
            if (strcmp(mapping->schema->fields[f].name, e->field) == 0) {
                out->of_field[f] = column; // one column may feed two fields
                out->field[column] = (int)f;
            }
    }
    out->score = 1;
done:
    return status;
}

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
                 {"region", "region"},      {"region", "town"}};
    double bonus = 0;
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
        if (!kind && drawn && bonus <= 0)
            continue; // lines and areas seldom come as a sheet
        c.score += bonus;
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
