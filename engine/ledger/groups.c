// SPDX-License-Identifier: MIT
// Several persons in one row: 监测人姓名1, 电话1 ... 监测人姓名6, 电话6, in all the ways they are headed.
// They become one field, so that nobody's phone is taken for somebody else's.
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ledger/internal.h"

enum { MOST_PERSONS = 30, KEY_BYTES = 120, MAX_COLUMNS = 512 };

// One column that may belong to a group.
typedef struct member {
    uint32_t column;
    int index;      // 0 = without number
    bool phone, single;
    char stem[KEY_BYTES]; // the header without its number: 监测人姓名
    char base[KEY_BYTES]; // without the words for name and phone: 监测人
} member;

static const char *const phone_words[] = {"手机号码", "联系电话", "联系方式", "移动电话", "电话号码", "手机号", "电话", "手机", "号码", "tel", NULL};
static const char *const name_words[] = {"姓名", "名字", NULL};

static size_t numeral(const char *p, int *value)
{
    static const char *const signs[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
    if (*p >= '0' && *p <= '9') {
        size_t n = strspn(p, "0123456789");
        *value = n == 1 ? *p - '0' : n == 2 ? (p[0] - '0') * 10 + p[1] - '0' : 0;
        return n;
    }
    for (int i = 0; i < 10; i++)
        if (strncmp(p, signs[i], 3) == 0) {
            *value = i + 1;
            return 3;
        }
    return 0;
}

static bool ends_before(const char *key, const char *at, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        size_t n = strlen(words[i]);
        if ((size_t)(at - key) >= n && memcmp(at - n, words[i], n) == 0)
            return true;
    }
    return false;
}

static bool begins_with(const char *p, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (strncmp(p, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

// Finds the number of a header that speaks of persons: behind 人, 员, 姓名, 电话 ..., at the end or before
// 姓名, 电话. 65岁以上人口, 2号工具 and 三级电话 hold none.
static bool split_number(const char *key, char stem[KEY_BYTES], int *index)
{
    static const char *const before[] = {"人", "员", "姓名", "名字", "电话", "手机", "号码", "方式", "第", "长", "者", NULL};
    static const char *const person[] = {"监测", "责任", "负责", "联系", "姓名", "第", "人", "员", NULL};
    for (const char *p = key; *p;) {
        int value = 0;
        size_t n = numeral(p, &value);
        if (n == 0) {
            do
                p++;
            while (((unsigned char)*p & 0xC0) == 0x80);
            continue;
        }
        const char *rest = p + n;
        bool behind = p > key && ends_before(key, p, before);
        bool tail = *rest == 0 || begins_with(rest, phone_words) || begins_with(rest, name_words) || strcmp(rest, "职务") == 0 ||
                    (p > key && ends_before(key, p, (const char *const[]){"第", NULL}) && begins_with(rest, person));
        if (value >= 1 && value <= MOST_PERSONS && behind && tail && strlen(key) - n < KEY_BYTES) {
            size_t head = (size_t)(p - key);
            if (ends_before(key, p, (const char *const[]){"第", NULL}))
                head -= 3;
            memcpy(stem, key, head);
            memcpy(stem + head, rest, strlen(rest) + 1);
            *index = value;
            return true;
        }
        p = rest;
    }
    return false;
}

static bool cut_word(char *text, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        char *at = strstr(text, words[i]);
        if (at) {
            memmove(at, at + strlen(words[i]), strlen(at + strlen(words[i])) + 1);
            return true;
        }
    }
    return false;
}

static bool speaks_of_persons(const char *text)
{
    static const char *const no[] = {"人数", "人口", "人次", "人员数", "人均", "职务", "职位", "身份证", "单位", NULL};
    for (size_t i = 0; no[i]; i++)
        if (strstr(text, no[i]))
            return false;
    return situ_ends_with(text, "人") || situ_ends_with(text, "员") || situ_ends_with(text, "长") || situ_ends_with(text, "者") || text[0] == 0;
}

static bool read_member(member *m, const situ_header_cell *h, uint32_t column, bool numbered)
{
    *m = (member){.column = column};
    if (!h->flat[0] || strlen(h->flat) >= KEY_BYTES)
        return false;
    if (numbered) {
        if (!split_number(h->flat, m->stem, &m->index))
            return false;
    } else {
        memcpy(m->stem, h->flat, strlen(h->flat) + 1);
    }
    memcpy(m->base, m->stem, strlen(m->stem) + 1);
    m->phone = cut_word(m->base, phone_words);
    (void)cut_word(m->base, name_words);
    return speaks_of_persons(m->base);
}

// Of whom there is more than one: numbers 1, 2 ... or the same header again. A phone stays with its name.
static size_t keep_repeated(member *m, size_t n)
{
    bool keep[MAX_COLUMNS];
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        keep[i] = false;
        for (size_t j = 0; j < n && !keep[i]; j++) {
            bool same = j != i && strcmp(m[i].base, m[j].base) == 0 && (m[i].index > 0 || strcmp(m[i].stem, m[j].stem) == 0);
            keep[i] = same && m[i].phone == m[j].phone && (m[i].index == 0 || m[j].index != m[i].index);
        }
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n && m[i].phone && m[i].index > 0 && !keep[i]; j++)
            keep[i] = keep[j] && !m[j].phone && strcmp(m[i].base, m[j].base) == 0;
    for (size_t i = 0; i < n; i++)
        if (keep[i]) {
            member one = m[i];
            m[kept++] = one;
        }
    return kept;
}

static int by_column(const void *a, const void *b)
{
    const member *x = a, *y = b;
    return x->column < y->column ? -1 : x->column > y->column;
}

static int by_slot(const void *a, const void *b)
{
    const situ_group_slot *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static int group_named(situ_groups *g, const char *base, situ_arena *arena)
{
    for (size_t i = 0; i < g->group_count; i++)
        if (strcmp(g->label[i], base) == 0)
            return (int)i;
    g->label[g->group_count] = situ_arena_strdup(arena, base);
    return g->label[g->group_count] ? (int)g->group_count++ : -1;
}

// Where a phone belongs: the same base and number, else the nearest name to its left that has no phone.
static situ_group_slot *slot_of_phone(situ_groups *g, const member *m)
{
    situ_group_slot *near = NULL;
    for (size_t i = 0; i < g->count; i++) {
        situ_group_slot *s = &g->slots[i];
        bool base = m->base[0] == 0 || strcmp(g->label[s->group], m->base) == 0;
        if (!base || s->phone >= 0 || s->name < 0 || (m->index > 0 && s->index != m->index))
            continue;
        if (m->base[0])
            return s;
        if (s->name < (int)m->column && (!near || s->name > near->name))
            near = s;
    }
    return near;
}

static situ_status add_slot(situ_groups *g, const member *m, int index, situ_arena *arena, situ_error *err)
{
    int group = group_named(g, m->base, arena);
    if (group < 0)
        return situ_fail_nomem(err);
    g->slots[g->count++] = (situ_group_slot){.group = group, .index = index, .name = m->phone ? -1 : (int)m->column, .phone = m->phone ? (int)m->column : -1, .single = m->single};
    return SITU_OK;
}

// 监测人, 电话, 监测人, 电话: the same header again and again, each with the phone at its right.
static size_t unnumbered(member *m, const situ_header *h)
{
    size_t n = 0, names = 0;
    for (uint32_t c = 0; c < h->column_count && c < MAX_COLUMNS; c++)
        if (read_member(&m[n], &h->cells[c], c, false) && (m[n].phone || m[n].base[0]))
            n++;
    for (size_t i = 0; i < n; i++)
        m[i].index = 0;
    n = keep_repeated(m, n);
    for (size_t i = 0; i < n; i++)
        names += !m[i].phone;
    if (names == 0)
        return 0; // two phones without names are a column twice
    // Only phones that stand right of a repeated name belong here.
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool belongs = !m[i].phone;
        for (size_t j = 0; j < n && !belongs; j++)
            belongs = !m[j].phone && m[j].column + 1 == m[i].column;
        if (belongs) {
            member keep = m[i];
            m[kept++] = keep;
        }
    }
    return kept;
}

static bool is_member(const member *m, size_t n, uint32_t column)
{
    for (size_t i = 0; i < n; i++)
        if (m[i].column == column)
            return true;
    return false;
}

// One person with a phone that is said to be theirs: 监测人, 监测人电话.
static size_t add_singles(member *m, size_t n, const situ_header *h)
{
    size_t before = n;
    for (uint32_t c = 0; c < h->column_count && c < MAX_COLUMNS && n + 2 <= MAX_COLUMNS; c++) {
        member phone, name;
        if (!read_member(&phone, &h->cells[c], c, false) || !phone.phone || !phone.base[0] || is_member(m, n, c))
            continue;
        for (uint32_t b = 0; b < h->column_count && b < MAX_COLUMNS; b++) {
            if (!read_member(&name, &h->cells[b], b, false) || name.phone || strcmp(name.base, phone.base) != 0 || is_member(m, n, b))
                continue;
            name.single = phone.single = true;
            m[n++] = name;
            m[n++] = phone;
            break;
        }
    }
    for (size_t i = before; i < n; i++) // no base of a group again
        for (size_t j = 0; j < before; j++)
            if (strcmp(m[i].base, m[j].base) == 0)
                return before;
    return n;
}

situ_status situ_groups_find(situ_header *header, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    member *m = situ_calloc((size_t)MAX_COLUMNS + 1, sizeof *m);
    size_t n = 0;
    header->groups = NULL;
    SITU_TRY_ALLOC(m);
    for (uint32_t c = 0; c < header->column_count && c < MAX_COLUMNS; c++)
        n += read_member(&m[n], &header->cells[c], c, true);
    n = keep_repeated(m, n);
    if (n == 0)
        n = unnumbered(m, header);
    n = add_singles(m, n, header);
    if (n == 0)
        goto done;
    qsort(m, n, sizeof *m, by_column);
    situ_groups *g = situ_arena_alloc(arena, sizeof *g);
    SITU_TRY_ALLOC(g);
    SITU_TRY_ALLOC(g->slots = situ_arena_alloc(arena, n * sizeof *g->slots));
    SITU_TRY_ALLOC(g->label = situ_arena_alloc(arena, n * sizeof *g->label));
    for (size_t i = 0; i < n; i++) // names first: phones look for them
        if (!m[i].phone)
            SITU_TRY(add_slot(g, &m[i], m[i].index ? m[i].index : (int)g->count + 1, arena, err));
    for (size_t i = 0; i < n; i++) {
        if (!m[i].phone)
            continue;
        situ_group_slot *s = slot_of_phone(g, &m[i]);
        if (s)
            s->phone = (int)m[i].column;
        else
            SITU_TRY(add_slot(g, &m[i], m[i].index ? m[i].index : (int)g->count + 1, arena, err));
    }
    qsort(g->slots, g->count, sizeof *g->slots, by_slot);
    header->groups = g;
done:
    situ_free(m);
    return status;
}

// --- into a table ---

static int field_index(const situ_schema *schema, const char *name)
{
    for (int f = 0; schema->fields[f].name; f++)
        if (strcmp(schema->fields[f].name, name) == 0)
            return f;
    return -1;
}

static bool is_word_of(const situ_field *f, const char *key)
{
    if (strcmp(f->label, key) == 0)
        return true;
    for (size_t i = 0; f->aliases && f->aliases[i]; i++)
        if (strcmp(f->aliases[i], key) == 0)
            return true;
    return false;
}

// The field for the person in charge that a group is named after (责任人1 ...); -1 = none.
static int person_field(const situ_schema *schema, const char *base)
{
    static const char *const names[] = {"resp_person", "keeper", "leader", "manager", "head", NULL};
    for (size_t i = 0; names[i]; i++) {
        int f = field_index(schema, names[i]);
        if (f >= 0 && base[0] && is_word_of(&schema->fields[f], base))
            return f;
    }
    return -1;
}

void situ_groups_take(situ_columns *columns, const situ_header *header)
{
    const situ_groups *g = header->groups;
    // Lists of persons are one row a person: their 姓名, 电话 are no groups.
    if (!g || strcmp(columns->schema->name, "person") == 0)
        return;
    bool gathers = field_index(columns->schema, "monitors") >= 0;
    for (size_t i = 0; i < g->count; i++) {
        const situ_group_slot *s = &g->slots[i];
        if (!gathers && person_field(columns->schema, g->label[s->group]) < 0 && s->name >= 0)
            continue; // nowhere to put them: kept as text
        int monitors = field_index(columns->schema, "monitors");
        if (s->single && (monitors < 0 || !is_word_of(&columns->schema->fields[monitors], g->label[s->group])))
            continue; // the phone of whoever is in charge
        int at[2] = {s->name, s->phone};
        for (size_t k = 0; k < 2; k++)
            if (at[k] >= 0 && columns->field[at[k]] == SITU_COLUMN_UNUSED) {
                columns->field[at[k]] = SITU_COLUMN_GROUP;
                columns->how[at[k]] = "group";
            }
    }
}

static bool one_of(const char *const *words, const char *key)
{
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], key) == 0)
            return true;
    return false;
}

situ_status situ_persons_take(situ_columns *columns, const situ_header *header, situ_arena *arena, situ_error *err)
{
    static const char *const posts[] = {"职务", "职位", NULL};
    size_t n = 0, phones = 0;
    int name = field_index(columns->schema, "name"), mobile = field_index(columns->schema, "mobile"), post = field_index(columns->schema, "post");
    if (strcmp(columns->schema->name, "person") != 0)
        return SITU_OK;
    situ_person_set *sets = situ_arena_alloc(arena, ((size_t)header->column_count + 1) * sizeof *sets);
    if (!sets)
        return situ_fail_nomem(err);
    for (uint32_t c = 0; c < header->column_count; c++) {
        const situ_header_cell *h = &header->cells[c];
        const char *slash = strrchr(h->shown, '/');
        bool is_name = one_of(name_words, h->last_flat), is_phone = one_of(phone_words, h->last_flat), is_post = one_of(posts, h->last_flat);
        if (!slash || !(is_name || is_phone || is_post) || columns->field[c] != SITU_COLUMN_UNUSED)
            continue;
        char *role = situ_arena_strndup(arena, h->shown, (size_t)(slash - h->shown));
        if (!role)
            return situ_fail_nomem(err);
        situ_person_set *at = n > 0 && strcmp(sets[n - 1].role, role) == 0 ? &sets[n - 1] : NULL;
        if (!at || (is_name && at->name >= 0) || (is_phone && at->phone >= 0) || (is_post && at->post >= 0)) {
            at = &sets[n++];
            *at = (situ_person_set){.role = role, .name = -1, .phone = -1, .post = -1};
        }
        *(is_name ? &at->name : is_phone ? &at->phone : &at->post) = (int)c;
    }
    size_t named = 0;
    for (size_t i = 0; i < n; i++) // only whom a name tells
        if (sets[i].name >= 0) {
            situ_person_set one = sets[i];
            phones += one.phone >= 0;
            sets[named++] = one;
        }
    if (named < 2 || phones < 2)
        return SITU_OK;
    columns->persons = sets;
    columns->person_count = named;
    for (size_t i = 0; i < named; i++) {
        const int at[3] = {sets[i].name, sets[i].phone, sets[i].post}, field[3] = {name, mobile, post};
        for (size_t k = 0; k < 3; k++)
            if (at[k] >= 0 && field[k] >= 0) {
                columns->field[at[k]] = field[k];
                columns->how[at[k]] = "group";
                if (columns->of_field[field[k]] < 0)
                    columns->of_field[field[k]] = at[k];
            }
    }
    return SITU_OK;
}

const char *situ_groups_field(const situ_columns *columns, const situ_header *header, uint32_t column)
{
    if (field_index(columns->schema, "monitors") >= 0)
        return "monitors";
    for (size_t i = 0; header->groups && i < header->groups->count; i++) {
        const situ_group_slot *s = &header->groups->slots[i];
        int f = s->name == (int)column ? person_field(columns->schema, header->groups->label[s->group]) : -1;
        if (f >= 0)
            return columns->schema->fields[f].name;
    }
    return "phone";
}

// 张三 13800138000
static situ_status add_person(situ_sheet_run *run, const situ_group_slot *s, situ_str *all, situ_str *names, situ_str *phones, situ_error *err)
{
    const situ_cell *name = situ_run_cell(run, s->name), *phone = situ_run_cell(run, s->phone);
    const char *rule = NULL, *number = NULL;
    if (situ_clean_is_blank(name->text) && situ_clean_is_blank(phone->text))
        return SITU_OK;
    if (!situ_clean_is_blank(phone->text)) {
        number = situ_clean_phones(run->row_arena, phone->text, &rule);
        if (!number && !rule)
            return situ_fail_nomem(err);
        if (!number) {
            situ_status status = situ_tell(run, SITU_WARN, rule, s->phone, "monitors", phone->text, NULL, _("format the column as text and type the number again"),
                                           err, _("\"%s\" holds no phone number; the value stays empty"), phone->text);
            if (status != SITU_OK)
                return status;
        }
    }
    bool named = !situ_clean_is_blank(name->text);
    if (named || number)
        situ_str_addf(all, "%s%s%s%s", all->length ? "、" : "", named ? name->text : "", named && number ? " " : "", number ? number : "");
    if (named)
        situ_str_addf(names, "%s%s", names->length ? "、" : "", name->text);
    if (number)
        situ_str_addf(phones, "%s%s", phones->length ? "、" : "", number);
    return SITU_OK;
}

static situ_status put(situ_sheet_run *run, size_t row, int field, const situ_str *text, bool append, situ_error *err)
{
    if (!situ_str_ok(text))
        return situ_fail_nomem(err);
    int column = field >= 0 ? run->table_column[field] : -1;
    if (column < 0 || text->length == 0)
        return SITU_OK;
    const char *old = situ_table_text(run->table, row, column);
    if (!old || !old[0])
        return situ_table_set_text(run->table, row, (size_t)column, text->data, err);
    if (!append)
        return SITU_OK;
    char *both = situ_arena_printf(run->row_arena, "%s、%s", old, text->data);
    return both ? situ_table_set_text(run->table, row, (size_t)column, both, err) : situ_fail_nomem(err);
}

situ_status situ_groups_fill(situ_sheet_run *run, size_t out_row, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_groups *g = run->header.groups;
    const situ_schema *schema = run->columns.schema;
    situ_str all, names, phones;
    if (!g)
        return SITU_OK;
    situ_str_init(&all);
    situ_str_init(&names);
    situ_str_init(&phones);
    int monitors = field_index(schema, "monitors"), phone = field_index(schema, "phone");
    for (size_t i = 0; i < g->count;) {
        int group = g->slots[i].group, person = person_field(schema, g->label[group]);
        bool taken = false;
        situ_str_clear(&all);
        situ_str_clear(&names);
        situ_str_clear(&phones);
        for (; i < g->count && g->slots[i].group == group; i++) {
            int any = g->slots[i].name >= 0 ? g->slots[i].name : g->slots[i].phone;
            if (run->columns.field[any] != SITU_COLUMN_GROUP)
                continue;
            taken = true;
            SITU_TRY(add_person(run, &g->slots[i], &all, &names, &phones, err));
        }
        if (!taken)
            continue;
        if (names.length == 0) { // 电话1, 电话2 without names: the numbers of the row
            SITU_TRY(put(run, out_row, g->label[group][0] ? monitors : phone, &phones, true, err));
            continue;
        }
        SITU_TRY(put(run, out_row, monitors, &all, true, err));
        SITU_TRY(put(run, out_row, person, &names, false, err));
        if (monitors < 0)
            SITU_TRY(put(run, out_row, phone, &phones, false, err));
    }
done:
    situ_str_free(&all);
    situ_str_free(&names);
    situ_str_free(&phones);
    return status;
}

// Runs of Chinese signs in a text, without the words for phones: 张三138…、李四 (手机)139… -> 张三、李四
static char *names_in(situ_arena *arena, const char *text)
{
    static const char *const words[] = {"电话", "手机", "座机", "办公", "值班", "联系电话", "联系方式", "固话", "转", "号码", "手机号", NULL};
    const char *end = text + strlen(text);
    char *out = situ_arena_alloc(arena, strlen(text) * 2 + 4), *w = out;
    if (!out)
        return NULL;
    for (const char *p = text; p < end;) {
        const char *start = p, *stop = p;
        while (p < end) {
            uint32_t c = situ_utf8_next(&p, end);
            if (!(c >= 0x3400 && c <= 0x9FFF) && c != 0xB7 && c < 0x20000)
                break;
            stop = p;
        }
        bool word = stop == start;
        for (size_t i = 0; words[i] && !word; i++)
            word = strlen(words[i]) == (size_t)(stop - start) && memcmp(words[i], start, (size_t)(stop - start)) == 0;
        if (word)
            continue;
        if (w > out) {
            memcpy(w, "、", 3);
            w += 3;
        }
        memcpy(w, start, (size_t)(stop - start));
        w += stop - start;
    }
    *w = 0;
    return out;
}

situ_status situ_fill_joint_person(situ_sheet_run *run, size_t out_row, situ_error *err)
{
    const situ_columns *columns = &run->columns;
    int person = columns->joint_person, phone = field_index(columns->schema, "phone");
    if (person < 0 || phone < 0 || columns->of_field[phone] < 0)
        return SITU_OK;
    char *names = names_in(run->row_arena, situ_run_cell(run, columns->of_field[phone])->text);
    if (!names)
        return situ_fail_nomem(err);
    if (!names[0])
        return SITU_OK;
    return situ_table_set_text(run->table, out_row, (size_t)run->table_column[person], names, err);
}
