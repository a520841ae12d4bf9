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
    Q_LABEL = 100, // the field's own name: 管控措施 rather than 应急处置措施
    Q_FULL = 98,
    Q_BARE = 95,
    Q_TAIL = 92,
    Q_LAST = 90,
    Q_EXACT = 90, // and above
    Q_SUFFIX = 60,
    Q_PREFIX = 40,
    Q_EDIT = 30,
    Q_VAGUE = 10,
    LOOSE_COLUMNS = 512, // further to the right only words that are known exactly count
};

static const char *const id_words[] = {"编号", "统一编号", "风险点编号", "隐患点编号", "隐患点统一编号", "点位编号", "仓库编号", "队伍编号",
                                       "场所编号", "唯一编号", "永久编号", "id", "设施编号", "储备库编号", "危险区编号", "野外编号", "隐患编号", "重大隐患编号", "预案编号", NULL};
static const char *const ignored_words[] = {"序号", "no.", "no", "备注", "说明", "fid", "objectid", "src_row", "附件", "填报时间", "合计", "小计",
                                            "总计", "填表人", "pid", "填表日期", "审核人", NULL};
static const char *const unit_words[] = {"填报单位", "上报单位", "报送单位", "来源单位", "src_unit", "填报部门", "上报部门", "报送部门", NULL};
static const char *const total_words[] = {"合计", "小计", "总计", "合计数", "总数", "共计", NULL};
static const char *const crs_words[] = {"坐标系", "坐标系统", "坐标类型", "坐标参考", "datum", "crs", NULL};

// Columns of our own exports that an import makes anew.
static const char *const made_words[] = {"region_code", "src_file", "src_sheet", "src_text", "updated", NULL};
static const char *const quality_words[] = {"loc_quality", "定位方式", "位置精度", "定位精度", NULL};

static bool among(const char *const *words, const char *key)
{
    for (size_t i = 0; words && words[i]; i++)
        if (strcmp(words[i], key) == 0)
            return true;
    return false;
}

// Headers of the columns in front in our own exports, but the number and what is read back.
static bool is_made(const char *flat)
{
    if (among(made_words, flat))
        return true;
    for (size_t i = 0; i < SITU_FRONT_COUNT; i++)
        if (i != SITU_FRONT_ID && i != SITU_FRONT_UNIT && (strcmp(flat, situ_front_columns[i].label) == 0 || strcmp(flat, situ_front_columns[i].name) == 0))
            return true;
    return false;
}

bool situ_is_other_grade(const char *flat)
{
    static const char *const words[] = {"诚信", "信用", "标准化", "规模", "资质", "抗震", "耐火", "防护", "响应", "事故", "灾情", "预警",
                                        "储备", "库级", "队伍", "行政", "保护", "职称", "水质", "烟花", "学历", "评定", "星级", NULL};
    for (size_t i = 0; words[i] && !strstr(flat, "风险"); i++)
        if (strstr(flat, words[i]))
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
    if (points >= 3 && (k > a ? k - a : a - k) <= 4 && situ_utf8_distance(key, alias, 1) <= 1)
        return Q_EDIT;
    return 0;
}

// What a header calls before its word for a phone: 监测人 of 监测人电话; "" when nothing or no person.
static bool phone_owner(const char *flat, char *out, size_t size)
{
    static const char *const words[] = {"手机号码", "联系电话", "联系方式", "移动电话", "电话号码", "手机号", "电话", "手机", NULL};
    for (size_t i = 0; words[i]; i++) {
        const char *at = strstr(flat, words[i]);
        if (!at || at == flat || (size_t)(at - flat) >= size)
            continue;
        memcpy(out, flat, (size_t)(at - flat));
        out[at - flat] = 0;
        return situ_ends_with(out, "人") || situ_ends_with(out, "员") || situ_ends_with(out, "长") || situ_ends_with(out, "者") || situ_ends_with(out, "民警") ||
               situ_ends_with(out, "村医");
    }
    return false;
}

static bool in_charge(const situ_schema *schema, const char *owner)
{
    static const char *const names[] = {"resp_person", "keeper", "leader", "manager", "head", "name", NULL};
    char label[64];
    for (size_t i = 0; names[i]; i++) {
        const situ_field *f = situ_schema_field(schema, names[i]);
        // 安全责任人 and 应急联系人 are in charge, 监测人 is not.
        for (size_t a = 0; f && i < 5 && f->aliases && f->aliases[a]; a++)
            if (situ_ends_with(owner, f->aliases[a]))
                return true;
        if (f && (is_word_of(f, label_key(f, label), owner) || (i < 5 && situ_ends_with(owner, label))))
            return true;
    }
    return false;
}

// The key of the levels above the lowest, when there are several; "" else.
static const char *upper_key(const situ_header_cell *h, char *out, size_t size)
{
    size_t n = strlen(h->flat), m = strlen(h->last_flat);
    out[0] = 0;
    if (m < n && n - m < size && strcmp(h->flat + n - m, h->last_flat) == 0) {
        memcpy(out, h->flat, n - m);
        out[n - m] = 0;
    }
    return out;
}

// One sign away from a word of the field: a slip of the hand, to be told.
static bool is_typo(const situ_header_cell *h, const situ_field *f)
{
    char label[64];
    const char *key = h->bare[0] ? h->bare : h->flat;
    if (strstr(key, "及") || strstr(key, "和") || strstr(key, "与"))
        return false; // 责任人及电话 is meant so
    label_key(f, label);
    if (situ_utf8_count(label) >= 3 && situ_utf8_distance(key, label, 1) <= 1)
        return true;
    for (size_t i = 0; f->aliases && f->aliases[i]; i++)
        if (situ_utf8_count(f->aliases[i]) >= 3 && !ascii_only(f->aliases[i]) && situ_utf8_distance(key, f->aliases[i], 1) <= 1)
            return true;
    return false;
}

// 经度、纬度 or X,Y坐标 over one column.
static bool names_both(const char *flat)
{
    bool chinese = (strstr(flat, "经") || strstr(flat, "东")) && (strstr(flat, "纬") || strstr(flat, "维度") || strstr(flat, "北"));
    return chinese || strstr(flat, "x,y") || strstr(flat, "x、y") || strstr(flat, "xy坐标") || strstr(flat, "lon,lat") || strstr(flat, "lat,lon");
}

// 危房等级, 火险等级: scales of other trades that lead to a risk level.
static bool is_trade(const char *flat)
{
    const situ_level_votes none = {0};
    return situ_level_scale_is_trade(situ_level_scale_in(flat, &none));
}

// 危险区等级, 队伍人数: a property of the object, never its name.
static bool names_property(const char *key)
{
    static const char *const ends[] = {"等级", "级别", "类型", "类别", "种类", "人数", "户数", "人口", "数量", "个数", "总数", "面积", "电话", "手机", "号码",
                                       "时间", "日期", "编号", "代码", "编码", "序号", "经度", "纬度", "坐标", "状态", "情况", "原因", "措施", "责任人", "联系人",
                                       "负责人", "位置", "地址", NULL};
    for (size_t i = 0; ends[i]; i++)
        if (situ_ends_with(key, ends[i]))
            return true;
    return false;
}

static int quality(const situ_header_cell *h, const situ_schema *schema, const situ_field *f, bool loose)
{
    char label[64], upper[96];
    label_key(f, label);
    if (f->kind == SITU_FIELD_LEVEL && situ_is_other_grade(h->flat))
        return 0;
    // A phone under 监测人 is not the phone of whoever is in charge.
    if (f->kind == SITU_FIELD_PHONE && phone_owner(h->flat, upper, sizeof upper) && !is_word_of(f, label, h->flat) && !in_charge(schema, upper))
        return 0;
    if (among(total_words, h->last_flat) && upper_key(h, upper, sizeof upper)[0])
        return is_word_of(f, label, upper) ? Q_LAST : 0;
    if ((f->kind == SITU_FIELD_LON || f->kind == SITU_FIELD_LAT || f->kind == SITU_FIELD_LONLAT) && names_both(h->last_flat))
        return f->kind == SITU_FIELD_LONLAT ? Q_FULL : 0;
    if (strcmp(label, h->flat) == 0)
        return Q_LABEL;
    if (is_word_of(f, label, h->flat))
        return Q_FULL;
    if (is_word_of(f, label, h->bare))
        return Q_BARE;
    if (h->tail && is_word_of(f, label, h->tail))
        return Q_TAIL;
    if (is_word_of(f, label, h->last_flat) || is_word_of(f, label, h->last_bare))
        return Q_LAST;
    if (!loose || (strcmp(f->name, "name") == 0 && names_property(h->last_bare)))
        return 0;
    if (f->kind == SITU_FIELD_LEVEL && !strstr(h->flat, "风险") && !strstr(h->flat, "险情") && !strstr(h->flat, "四色") && !is_trade(h->flat))
        return 0; // 等级 at the end of a header may grade anything
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
    if (among(id_words, flat) || among(ignored_words, flat) || among(crs_words, flat) || among(unit_words, flat) || is_made(flat))
        return true;
    if ((!only || situ_schema_field(only, "level_given") || situ_schema_field(only, "level")) &&
        (situ_ends_with(bare, "风险等级") || situ_ends_with(bare, "风险级别")) && strlen(bare) <= 36)
        return true; // 固有风险等级, 剩余风险等级
    for (size_t s = 0; situ_schema_registry[s]; s++) {
        if (only && situ_schema_registry[s] != only)
            continue;
        for (const situ_field *f = situ_schema_registry[s]->fields; f->name; f++)
            if (readable(f) && (is_word_of(f, label_key(f, label), flat) || is_word_of(f, label, bare)))
                return true;
    }
    return situ_material_find(bare) != NULL;
}

typedef struct word_set {
    situ_map *map;
    situ_arena *scratch;
    bool failed;
} word_set;

static void add_word(void *user, const char *word, size_t bytes)
{
    word_set *set = user;
    char *text = situ_arena_strndup(set->scratch, word, bytes), *flat = text ? situ_clean_header_flat(set->scratch, text) : NULL;
    if (!flat || situ_map_set(set->map, flat, 1) < 0)
        set->failed = true;
}

static void add_list(word_set *set, const char *const *words)
{
    for (size_t i = 0; words && words[i]; i++)
        add_word(set, words[i], strlen(words[i]));
}

situ_status situ_known_words(situ_map **out, const situ_mapping *mapping, situ_arena *scratch, situ_error *err)
{
    word_set set = {.map = situ_map_new(), .scratch = scratch};
    *out = set.map;
    if (!set.map)
        return situ_fail_nomem(err);
    add_list(&set, id_words);
    add_list(&set, ignored_words);
    add_list(&set, crs_words);
    add_list(&set, unit_words);
    for (size_t i = 0; i < SITU_FRONT_COUNT; i++)
        add_word(&set, situ_front_columns[i].label, strlen(situ_front_columns[i].label));
    for (size_t s = 0; situ_schema_registry[s]; s++)
        for (const situ_field *f = situ_schema_registry[s]->fields; f->name; f++) {
            if (!readable(f))
                continue;
            add_word(&set, f->name, strlen(f->name));
            add_word(&set, f->label, strlen(f->label));
            add_list(&set, f->aliases);
        }
    for (size_t i = 0; mapping && i < mapping->count; i++)
        if (mapping->entries[i].column)
            add_word(&set, mapping->entries[i].column, strlen(mapping->entries[i].column));
    situ_material_words(add_word, &set);
    return set.failed ? situ_fail_nomem(err) : SITU_OK;
}

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

situ_status situ_columns_new(situ_columns *out, const situ_header *header, const situ_schema *schema, situ_arena *arena, situ_error *err)
{
    size_t fields = 0;
    while (schema->fields[fields].name)
        fields++;
    memset(out, 0, sizeof *out);
    out->schema = schema;
    out->field_count = fields;
    out->id_column = out->crs_column = out->quality_column = out->unit_column = out->joint_person = out->joined_field = -1;
    out->field = situ_arena_alloc(arena, (header->column_count + 1) * sizeof *out->field);
    out->item = situ_arena_alloc(arena, (header->column_count + 1) * sizeof *out->item);
    out->of_field = situ_arena_alloc(arena, (fields + 1) * sizeof *out->of_field);
    out->how = situ_arena_alloc(arena, (header->column_count + 1) * sizeof *out->how);
    out->guessed = situ_arena_alloc(arena, header->column_count + 1);
    out->rival = situ_arena_alloc(arena, (header->column_count + 1) * sizeof *out->rival);
    if (!out->guessed || !out->rival || !out->how || !out->field || !out->item || !out->of_field)
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
static void take_special(situ_columns *out, const situ_header *header, bool ids)
{
    size_t made = 0;
    for (uint32_t c = 0; c < header->column_count; c++) {
        // What our reports add to copies of sheets; the number among it is the row's own.
        const situ_header_cell *h = &header->cells[c];
        if (!situ_starts_with(h->shown, "〔situ〕") || out->field[c] != SITU_COLUMN_UNUSED)
            continue;
        bool number = out->id_column < 0 && strcmp(h->flat, "situ编号") == 0;
        out->field[c] = number ? SITU_COLUMN_ID : SITU_COLUMN_IGNORED;
        out->id_column = number ? (int)c : out->id_column;
    }
    for (uint32_t c = 0; c < header->column_count; c++) {
        const situ_header_cell *h = &header->cells[c];
        char label[64];
        if (out->field[c] != SITU_COLUMN_UNUSED)
            continue;
        bool own = false; // 编号 of flow nodes, 序号 of the org chart: words of the table itself
        for (const situ_field *f = out->schema->fields; f->name; f++)
            own = own || (readable(f) && (is_word_of(f, label_key(f, label), h->flat) || is_word_of(f, label, h->bare)));
        if (own)
            continue;
        if (ids && out->id_column < 0 && (among(id_words, h->flat) || among(id_words, h->bare))) {
            out->field[c] = SITU_COLUMN_ID;
            out->id_column = (int)c;
        } else if (out->crs_column < 0 && among(crs_words, h->flat)) {
            out->field[c] = SITU_COLUMN_CRS;
            out->crs_column = (int)c;
        } else if (out->quality_column < 0 && among(quality_words, h->flat)) {
            out->field[c] = SITU_COLUMN_IGNORED;
            out->quality_column = (int)c;
        } else if (out->unit_column < 0 && among(unit_words, h->flat)) {
            out->field[c] = SITU_COLUMN_IGNORED;
            out->unit_column = (int)c;
        } else if (is_made(h->flat)) {
            out->field[c] = SITU_COLUMN_IGNORED;
            made++;
        } else if (among(ignored_words, h->flat) || among(ignored_words, h->bare)) {
            out->field[c] = SITU_COLUMN_IGNORED;
        }
    }
    out->own_export = made >= 3;
}

static int field_named(const situ_columns *c, const char *name)
{
    for (size_t f = 0; f < c->field_count; f++)
        if (strcmp(c->schema->fields[f].name, name) == 0)
            return (int)f;
    return -1;
}

static bool has_field(const situ_columns *c, const char *name)
{
    int f = field_named(c, name);
    return f >= 0 && c->of_field[f] >= 0;
}

// 救灾帐篷, 救灾帐篷/数量, 救灾帐篷数量(顶)
static const situ_material *material_of(const situ_header_cell *h)
{
    static const char *const amounts[] = {"数量", "库存", "库存数量", "储备数量", "实有", "现有数量", "结存", "储备量", "库存量", "数", NULL};
    char upper[96];
    const situ_material *m = situ_material_find(h->last_bare);
    if (!m)
        m = situ_material_find(h->last_flat);
    if (!m && among(amounts, h->last_bare))
        m = situ_material_find(upper_key(h, upper, sizeof upper));
    for (size_t i = 0; !m && amounts[i]; i++) {
        size_t n = strlen(h->last_bare), k = strlen(amounts[i]);
        if (n <= k || n - k >= sizeof upper || strcmp(h->last_bare + n - k, amounts[i]) != 0)
            continue;
        memcpy(upper, h->last_bare, n - k);
        upper[n - k] = 0;
        m = situ_material_find(upper);
    }
    return m;
}

// Material columns of a wide stock sheet.
static void take_items(situ_columns *out, const situ_header *header)
{
    size_t n = 0;
    for (uint32_t c = 0; c < header->column_count; c++) {
        const situ_material *m = material_of(&header->cells[c]);
        if (out->field[c] == SITU_COLUMN_UNUSED && m) {
            out->item[c] = m;
            n++;
        }
    }
    if (n < 2)
        return;
    for (uint32_t c = 0; c < header->column_count; c++)
        if (out->item[c]) {
            out->field[c] = SITU_COLUMN_ITEM;
            out->how[c] = "item";
        }
    out->item_count = n;
}

// The column of degrees (0), minutes (1) or seconds (2) of a field: 经度/度, 经度(分).
static int degree_column(const situ_columns *out, const situ_header *header, const situ_field *f, size_t part)
{
    static const char *const ends[][3] = {{"度", "°", "d"}, {"分", "′", "'"}, {"秒", "″", "\""}};
    char label[64], stem[96];
    for (uint32_t c = 0; c < header->column_count; c++) {
        const char *flat = header->cells[c].flat;
        size_t n = strlen(flat);
        for (size_t i = 0; i < 3; i++) {
            size_t k = strlen(ends[part][i]);
            if (out->field[c] != SITU_COLUMN_UNUSED || n <= k || n - k >= sizeof stem || strcmp(flat + n - k, ends[part][i]) != 0)
                continue;
            memcpy(stem, flat, n - k);
            stem[n - k] = 0;
            if (is_word_of(f, label_key(f, label), stem))
                return (int)c;
        }
    }
    return -1;
}

// Degrees, minutes and seconds in columns of their own.
static void take_degrees(situ_columns *out, const situ_header *header)
{
    for (size_t f = 0; f < out->field_count; f++) {
        const situ_field *field = &out->schema->fields[f];
        size_t axis = field->kind == SITU_FIELD_LAT;
        if (field->kind != SITU_FIELD_LON && field->kind != SITU_FIELD_LAT)
            continue;
        int at[3];
        for (size_t part = 0; part < 3; part++)
            at[part] = degree_column(out, header, field, part);
        if (at[0] < 0 || at[1] < 0)
            continue;
        out->of_field[f] = at[0];
        for (size_t part = 0; part < 3; part++) {
            out->degrees[axis][part] = at[part] + 1;
            if (at[part] >= 0) {
                out->field[at[part]] = (int)f;
                out->how[at[part]] = "alias";
            }
        }
    }
}

// A list that scores by LS and by LEC keeps the score whose factors it has in full.
static void choose_score(situ_columns *out, const situ_header *header)
{
    int score = field_named(out, "score_given");
    int at = score >= 0 ? out->of_field[score] : -1;
    if (at < 0 || strstr(header->cells[at].flat, "lec") || !has_field(out, "lec_l") || !has_field(out, "lec_e") || !has_field(out, "lec_c"))
        return;
    for (uint32_t c = 0; c < header->column_count; c++) {
        char label[64];
        const situ_field *f = &out->schema->fields[score];
        const situ_header_cell *h = &header->cells[c];
        if (out->field[c] != SITU_COLUMN_UNUSED || !strstr(h->flat, "lec") || (!is_word_of(f, label_key(f, label), h->flat) && !is_word_of(f, label, h->bare)))
            continue;
        out->field[c] = score;
        out->how[c] = "alias";
        out->of_field[score] = (int)c;
        out->field[at] = SITU_COLUMN_UNUSED;
        out->how[at] = NULL;
        return;
    }
}

// Lists of places at risk may call them by where they are alone: 位置, 所在镇, 受威胁人数.
static bool name_by_address(situ_columns *out, const situ_header *header, bool signature)
{
    static const char *const tables[] = {"risk_point", "hazard_zone", "shelter", NULL};
    static const char *const places[] = {"位置", "地点", "具体位置", "所在位置", "详细位置", "地理位置", "地址", "详细地址", "所在地点", NULL};
    int name = field_named(out, "name"), address = field_named(out, "address");
    if (!signature || !among(tables, out->schema->name) || name < 0 || out->of_field[name] >= 0)
        return false;
    for (uint32_t c = 0; address < 0 && c < header->column_count; c++) // a table that keeps no address
        if (out->field[c] == SITU_COLUMN_UNUSED && (among(places, header->cells[c].flat) || among(places, header->cells[c].bare))) {
            out->field[c] = name;
            out->of_field[name] = (int)c;
            out->how[c] = "close";
            out->name_by_address = true;
            return true;
        }
    if (address < 0 || out->of_field[address] < 0)
        return false;
    out->of_field[name] = out->of_field[address];
    out->name_by_address = true;
    return true;
}

// One of several columns of measures: under 管控措施, or 工程技术措施, 管理措施 ... side by side.
static bool is_measure(const situ_header_cell *h)
{
    static const char *const groups[] = {"管控措施", "风险管控措施", "防控措施", "防范措施", "控制措施", "现有管控措施", "风险控制措施", "措施", NULL};
    static const char *const alone[] = {"工程技术措施", "技术措施", "工程措施", "管理措施", "培训教育措施", "教育培训措施", "个体防护措施", "个人防护措施", "应急处置措施",
                                        "应急措施", "防护措施", NULL};
    char upper[96];
    return among(groups, upper_key(h, upper, sizeof upper)) || among(alone, h->bare) || among(alone, h->last_bare);
}

static situ_status join_measures(situ_columns *out, const situ_header *header, situ_arena *arena, situ_error *err)
{
    int field = field_named(out, "controls");
    size_t n = 0;
    if (field < 0 || !has_field(out, "controls") || !is_measure(&header->cells[out->of_field[field]]))
        return SITU_OK;
    int *at = situ_arena_alloc(arena, ((size_t)header->column_count + 1) * sizeof *at);
    if (!at)
        return situ_fail_nomem(err);
    for (uint32_t c = 0; c < header->column_count; c++)
        if ((out->field[c] == SITU_COLUMN_UNUSED || out->field[c] == field) && is_measure(&header->cells[c]))
            at[n++] = (int)c;
    if (n < 2)
        return SITU_OK;
    out->joined = at;
    out->joined_count = n;
    out->joined_field = field;
    for (size_t i = 0; i < n; i++) {
        out->field[at[i]] = field;
        out->how[at[i]] = "alias";
    }
    out->of_field[field] = at[0];
    return SITU_OK;
}

// How near the field's own name a header's word stands among those that mean the field exactly.
static size_t word_rank(const situ_field *f, const situ_header_cell *h)
{
    const char *const keys[] = {h->flat, h->bare, h->tail ? h->tail : "", h->last_flat, h->last_bare};
    char label[64];
    label_key(f, label);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        if (!keys[k][0])
            continue;
        if (strcmp(keys[k], label) == 0 || strcmp(keys[k], f->name) == 0)
            return 0;
        for (size_t i = 0; f->aliases && f->aliases[i]; i++)
            if (strcmp(f->aliases[i], keys[k]) == 0)
                return i + 1;
    }
    return SIZE_MAX;
}

// Of two columns that name a figure equally well the one with the closer word counts, not the first:
// 有效避难面积 before 占地面积.
static void take_closer(situ_columns *out, const situ_header *header, const pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        pair p = pairs[i];
        const situ_field *f = &out->schema->fields[p.field];
        int at = out->of_field[p.field];
        bool figure = f->kind == SITU_FIELD_INT || f->kind == SITU_FIELD_REAL;
        if (!figure || p.quality < Q_EXACT || at < 0 || at == (int)p.column || out->field[p.column] != SITU_COLUMN_UNUSED || out->rival[p.column] != (int)p.field + 1 ||
            word_rank(f, &header->cells[p.column]) >= word_rank(f, &header->cells[at]))
            continue;
        bool same = false;
        for (size_t k = 0; k < n && !same; k++)
            same = pairs[k].field == p.field && pairs[k].column == (uint32_t)at && pairs[k].quality <= p.quality;
        if (!same)
            continue;
        out->field[p.column] = (int)p.field;
        out->how[p.column] = out->how[at];
        out->rival[p.column] = 0;
        out->of_field[p.field] = (int)p.column;
        out->field[at] = SITU_COLUMN_UNUSED;
        out->how[at] = NULL;
        out->rival[at] = (int)p.field + 1;
    }
}

situ_status situ_columns_match(situ_columns *out, const situ_header *header, const situ_schema *schema, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    pair *pairs = NULL;
    size_t n = 0, capacity = 0;
    SITU_TRY(situ_columns_new(out, header, schema, arena, err));
    take_special(out, header, true);
    situ_groups_take(out, header);
    take_degrees(out, header);
    SITU_TRY(situ_persons_take(out, header, arena, err));
    for (uint32_t c = 0; c < header->column_count; c++) {
        if (out->field[c] != SITU_COLUMN_UNUSED || !header->cells[c].flat[0])
            continue;
        for (uint32_t f = 0; f < out->field_count; f++) {
            int q = readable(&schema->fields[f]) ? quality(&header->cells[c], schema, &schema->fields[f], c < LOOSE_COLUMNS) : 0;
            if (q == 0)
                continue;
            q += schema->fields[f].kind == SITU_FIELD_LEVEL && situ_level_is_current(header->cells[c].flat); // before 固有风险等级
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
        if (out->field[p.column] == SITU_COLUMN_UNUSED && out->of_field[p.field] >= 0 && p.quality >= Q_EXACT && out->rival[p.column] == 0)
            out->rival[p.column] = (int)p.field + 1;
        if (out->field[p.column] != SITU_COLUMN_UNUSED || out->of_field[p.field] >= 0)
            continue;
        // A material column is no field by its ending alone.
        if (p.quality < Q_EXACT && strcmp(schema->name, "depot") == 0 && material_of(&header->cells[p.column]))
            continue;
        out->how[p.column] = p.quality >= Q_EXACT ? "alias" : "close";
        out->guessed[p.column] = p.quality < Q_EXACT && is_typo(&header->cells[p.column], &schema->fields[p.field]);
        out->field[p.column] = (int)p.field;
        out->of_field[p.field] = (int)p.column;
        double weight = p.quality >= Q_EXACT ? 1.0 / (double)tables_knowing(&header->cells[p.column]) : p.quality >= Q_SUFFIX ? 0.15 : 0.05;
        score += weight;
        if (p.quality >= Q_SUFFIX && among(schema->signature, schema->fields[p.field].name)) {
            signature = true;
            score += p.quality >= Q_EXACT ? weight : 0;
        }
    }
    take_closer(out, header, pairs, n);
    if (strcmp(schema->name, "risk_point") == 0)
        choose_score(out, header);
    SITU_TRY(join_measures(out, header, arena, err));
    score += out->person_count > 1 ? 1.0 + 0.5 * (double)out->person_count : 0;
    signature = signature || out->person_count > 1;
    score -= name_by_address(out, header, signature) ? 0.5 : 0;
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

// Without the marks between levels, as header cells' keys are.
static char *mapped_key(situ_arena *arena, const char *column)
{
    char *key = situ_clean_header_flat(arena, column);
    if (key)
        for (char *p = key, *w = key;; p++)
            if (*p != '/' && (*w++ = *p) == 0)
                break;
    return key;
}

static int mapped_column(const situ_header *header, const char *column, const char *key)
{
    for (uint32_t c = 0; c < header->column_count; c++)
        if (strcmp(header->cells[c].key, column) == 0)
            return (int)c;
    for (uint32_t c = 0; c < header->column_count; c++)
        if (strcmp(header->cells[c].flat, key) == 0)
            return (int)c;
    for (uint32_t c = 0; c < header->column_count; c++)
        if (strcmp(header->cells[c].last_flat, key) == 0)
            return (int)c;
    return -1;
}

situ_status situ_columns_from_mapping(situ_columns *out, const situ_header *header, const situ_mapping *mapping, situ_arena *arena,
                                      situ_error *err)
{
    situ_status status = SITU_OK;
    SITU_TRY(situ_columns_new(out, header, mapping->schema, arena, err));
    take_degrees(out, header);
    for (size_t i = 0; i < mapping->count; i++) {
        const situ_mapping_entry *e = &mapping->entries[i];
        if (!e->column)
            continue;
        char *key = mapped_key(arena, e->column);
        SITU_TRY_ALLOC(key);
        int column = mapped_column(header, e->column, key);
        if (column < 0) {
            situ_str seen;
            situ_str_init(&seen);
            for (uint32_t c = 0; c < header->column_count && c < 30; c++)
                if (header->cells[c].shown[0])
                    situ_str_addf(&seen, "%s%s", seen.length ? "、" : "", header->cells[c].shown);
            status = situ_fail(err, SITU_E_SCHEMA, _("correct the column name in the mapping"),
                               _("the mapping names column \"%s\", but the header holds: %s"), e->column, seen.data);
            situ_str_free(&seen);
            goto done;
        }
        out->how[column] = "mapping";
        if (strcmp(e->field, "id") == 0) {
            out->id_column = column;
            out->field[column] = SITU_COLUMN_ID;
            continue;
        }
        for (size_t f = 0; f < out->field_count; f++)
            if (strcmp(mapping->schema->fields[f].name, e->field) == 0) {
                out->of_field[f] = column; // one column may feed two fields: it is shown by the first
                if (out->field[column] == SITU_COLUMN_UNUSED)
                    out->field[column] = (int)f;
            }
    }
    for (size_t f = 0; f < out->field_count; f++) { // a longitude from elsewhere has no minutes apart
        situ_field_kind kind = mapping->schema->fields[f].kind;
        int *at = out->degrees[kind == SITU_FIELD_LAT];
        if ((kind == SITU_FIELD_LON || kind == SITU_FIELD_LAT) && at[0] > 0 && out->of_field[f] != at[0] - 1)
            at[0] = 0;
    }
    // What no mapping names is read as always: frames, who reports, persons by number, goods by column.
    take_special(out, header, false);
    situ_groups_take(out, header);
    if (strcmp(mapping->schema->name, "depot") == 0)
        take_items(out, header);
    out->score = 1;
done:
    return status;
}
