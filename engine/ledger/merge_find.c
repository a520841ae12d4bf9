// SPDX-License-Identifier: MIT
// Which object a row may be: by number, the source's own code, credit code and place, name and town.
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "ledger/merge_internal.h"

enum { CHAIN_MOST = SITU_MERGE_CHAIN_MOST };
enum { CREDIT_CODE_SIGNS = 18, ADDRESS_BYTES = 12 };
static const double cell_deg = 0.002; // more than 100 m in China

situ_merge_nearness situ_merge_relation(situ_merge_row a, situ_merge_row b, double *distance_m)
{
    double pa[2], pb[2];
    *distance_m = INFINITY;
    if (!situ_merge_point(a, pa) || !situ_merge_point(b, pb))
        return SITU_MERGE_UNKNOWN;
    *distance_m = situ_merge_distance_m(pa, pb);
    return *distance_m <= SITU_MERGE_NEAR_M ? SITU_MERGE_NEAR : SITU_MERGE_FAR;
}

// --- keys ---

situ_status situ_merge_key(situ_merging *m, situ_merge_row r, uint64_t *key, bool *has, situ_error *err)
{
    uint64_t h = situ_hash64(m->schema->name, strlen(m->schema->name), 0);
    *has = false;
    if (m->key_count == 0) { // a road is where it runs
        const situ_geometry *g = situ_table_geometry(r.table, r.row);
        *has = g && g->point_count;
        *key = *has ? situ_hash64(g->xy, (size_t)g->point_count * 2 * sizeof *g->xy, h) : h;
        return SITU_OK;
    }
    for (int i = 0; i < m->key_count; i++) {
        int k = m->key[i];
        char buffer[32];
        if (k == m->town) {
            size_t town = situ_merge_town(m, situ_merge_text(r, k));
            if (town == SIZE_MAX)
                return situ_fail_nomem(err);
            h = situ_hash64(&town, sizeof town, h);
            *has = *has || (town && m->key_count == 1);
            continue;
        }
        if (situ_merge_is_null(r, k)) {
            h = situ_hash64("", 1, h);
            continue;
        }
        *has = *has || !m->identity->object || k == m->name;
        h = situ_merge_name_hash(situ_merge_show(r, k, buffer), h);
    }
    *key = h;
    return SITU_OK;
}

bool situ_merge_same_key(situ_merging *m, situ_merge_row a, situ_merge_row b)
{
    if (m->key_count == 0)
        return situ_merge_same_place(a, b);
    for (int i = 0; i < m->key_count; i++) {
        int k = m->key[i];
        char ba[32], bb[32];
        bool na = situ_merge_is_null(a, k), nb = situ_merge_is_null(b, k);
        if (na != nb)
            return false;
        if (na)
            continue;
        if (k == m->town ? situ_merge_town(m, situ_merge_text(a, k)) != situ_merge_town(m, situ_merge_text(b, k))
                         : !situ_merge_same_name(situ_merge_show(a, k, ba), situ_merge_show(b, k, bb)))
            return false;
    }
    return true;
}

uint64_t situ_merge_cell(uint64_t seed, double x, double y, double size, int dx, int dy)
{
    int64_t cell[2] = {(int64_t)floor(x / size) + dx, (int64_t)floor(y / size) + dy};
    return situ_hash64(cell, sizeof cell, seed);
}

const char *situ_merge_credit(const situ_merging *m, situ_merge_row r)
{
    const char *code = situ_merge_text(r, m->credit);
    return code && strlen(code) == CREDIT_CODE_SIGNS ? code : NULL;
}

uint64_t situ_merge_text_hash(const char *text)
{
    return situ_hash64(text, strlen(text), 7);
}

static situ_status add_aliases(situ_merging *m, situ_merge_row r, size_t object, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *json = situ_merge_text(r, SITU_FRONT_SOURCES);
    situ_merge_sources sources;
    if (!json || !strstr(json, "\"id\""))
        return SITU_OK;
    SITU_TRY(situ_merge_sources_read(&sources, json, m->arena, err));
    for (size_t i = 0; i < sources.count; i++)
        if (sources.items[i].id)
            SITU_TRY(situ_merge_index_add(&m->numbers, situ_merge_text_hash(sources.items[i].id), object, err));
done:
    return status;
}

// Makes an object findable.
situ_status situ_merge_index_row(situ_merging *m, situ_merge_row r, size_t object, situ_error *err)
{
    situ_status status = SITU_OK;
    uint64_t key = 0;
    bool has = false;
    double at[2];
    const char *id = situ_merge_text(r, SITU_FRONT_ID), *credit = situ_merge_credit(m, r), *code = situ_merge_text(r, m->code);
    if (id)
        SITU_TRY(situ_merge_index_add(&m->numbers, situ_merge_text_hash(id), object, err));
    SITU_TRY(add_aliases(m, r, object, err));
    if (credit)
        SITU_TRY(situ_merge_index_add(&m->firms, situ_merge_text_hash(credit), object, err));
    if (code)
        SITU_TRY(situ_merge_index_add(&m->codes, situ_merge_text_hash(code), object, err));
    SITU_TRY(situ_merge_key(m, r, &key, &has, err));
    if (has)
        SITU_TRY(situ_merge_index_add(&m->keys, key, object, err));
    if (m->townless && m->identity->object && situ_merge_text(r, m->name) && situ_merge_point(r, at))
        SITU_TRY(situ_merge_index_add(&m->cells, situ_merge_cell(situ_merge_name_hash(situ_merge_text(r, m->name), 3), at[0], at[1], cell_deg, 0, 0),
                                      object, err));
    char core[SITU_MERGE_CORE_BYTES];
    if (situ_merge_point(r, at) && situ_merge_firm_core(m, r, core))
        SITU_TRY(situ_merge_index_add(&m->cores, situ_merge_cell(situ_merge_text_hash(core), at[0], at[1], cell_deg, 0, 0), object, err));
done:
    return status;
}

// --- candidates ---

// A number read from the row, not made from its name when it was read.
bool situ_merge_is_given(situ_merge_row r, const char *id)
{
    const char *text = situ_merge_text(r, SITU_FRONT_TEXT);
    return !situ_identity_is_made(id) || (text && strstr(text, id));
}

// The same number in two units' own numbering does not make one object.
static bool collides(situ_merging *m, situ_merge_row a, situ_merge_row b, const char *id)
{
    double d;
    size_t equal, differ;
    if (situ_identity_is_made(id) || m->name < 0 || situ_merge_same_source(m, a, b) ||
        situ_merge_same_name(situ_merge_text(a, m->name), situ_merge_text(b, m->name)) || situ_merge_relation(a, b, &d) == SITU_MERGE_NEAR)
        return false;
    situ_merge_agreement(m, a, b, true, &equal, &differ);
    if (equal >= 2)
        return false;
    if (situ_merge_text(a, SITU_FRONT_UNIT) && situ_merge_text(b, SITU_FRONT_UNIT))
        return true;
    const char *x = situ_merge_text(a, m->town), *y = situ_merge_text(b, m->town);
    return x && y && !situ_merge_same_unit(m, x, y);
}

// Rows of one file are two objects when the file numbers them as two, and unless they say nothing
// different of each other or lie at one place.
static bool file_took_it(const situ_merging *m, size_t in_row, size_t object, bool by_place)
{
    size_t equal, differ;
    int64_t last = m->objects[object].last;
    if (last < 0 || !situ_merge_same_file(situ_merge_in(m, in_row), situ_merge_in(m, (size_t)last)))
        return false;
    situ_merge_row a = situ_merge_in(m, in_row), b = situ_merge_in(m, (size_t)last);
    const char *x = situ_merge_text(a, SITU_FRONT_ID), *y = situ_merge_text(b, SITU_FRONT_ID);
    if (x && y && strcmp(x, y) != 0 && situ_merge_is_given(a, x) && situ_merge_is_given(b, y))
        return true;
    if (by_place)
        return false;
    situ_merge_agreement(m, situ_merge_in(m, in_row), situ_merge_in(m, (size_t)last), false, &equal, &differ);
    return differ > 0;
}

static bool villages_differ(const situ_merging *m, situ_merge_row a, situ_merge_row b)
{
    const char *x = situ_merge_text(a, m->village), *y = situ_merge_text(b, m->village);
    return x && y && !situ_merge_same_name(x, y);
}

bool situ_merge_find_number(situ_merging *m, size_t i, situ_merge_found *f)
{
    situ_merge_row r = situ_merge_in(m, i);
    const char *id = situ_merge_text(r, SITU_FRONT_ID);
    size_t at = 0, o;
    if (!id)
        return false;
    bool given = situ_merge_is_given(r, id);
    while (situ_merge_index_next(&m->numbers, situ_merge_text_hash(id), &at, &o)) {
        situ_merge_row other = situ_merge_of(m, o);
        if (given && !collides(m, r, other, id)) {
            *f = (situ_merge_found){(int64_t)o, SITU_FOUND_NUMBER, -1, -1};
            return true;
        }
        // A made number says only what was once named so: the rest must not speak against it.
        double d;
        situ_merge_nearness rel = situ_merge_relation(r, other, &d);
        size_t equal, differ;
        if (given || !situ_streq(id, situ_merge_text(other, SITU_FRONT_ID)))
            continue;
        if (m->key_count == 0) // made from what many have in common, in order: only an edit of the same file
            continue;
        if (!situ_merge_same_key(m, r, other) || rel == SITU_MERGE_FAR || (rel == SITU_MERGE_NEAR && d > SITU_MERGE_SPOT_M) || file_took_it(m, i, o, rel == SITU_MERGE_NEAR))
            continue;
        situ_merge_agreement(m, r, other, false, &equal, &differ);
        if (rel == SITU_MERGE_NEAR || differ == 0) {
            *f = (situ_merge_found){(int64_t)o, SITU_FOUND_NAME, -1, -1};
            return true;
        }
    }
    return false;
}

static bool find_by_code(situ_merging *m, size_t i, situ_merge_found *f)
{
    situ_merge_row r = situ_merge_in(m, i);
    const char *code = situ_merge_text(r, m->code);
    size_t at = 0, o;
    while (code && situ_merge_index_next(&m->codes, situ_merge_text_hash(code), &at, &o))
        if (situ_streq(code, situ_merge_text(situ_merge_of(m, o), m->code)) && !file_took_it(m, i, o, false)) {
            *f = (situ_merge_found){(int64_t)o, SITU_FOUND_CODE, -1, -1};
            return true;
        }
    return false;
}

// One credit code is one firm; it may have several sites.
static bool find_by_firm(situ_merging *m, size_t i, situ_merge_found *f)
{
    situ_merge_row r = situ_merge_in(m, i);
    const char *credit = situ_merge_credit(m, r), *address = situ_merge_text(r, m->address);
    size_t at = 0, o;
    while (credit && situ_merge_index_next(&m->firms, situ_merge_text_hash(credit), &at, &o)) {
        situ_merge_row other = situ_merge_of(m, o);
        if (!situ_streq(credit, situ_merge_credit(m, other)) && m->objects[o].last >= 0)
            other = situ_merge_in(m, (size_t)m->objects[o].last);
        double d;
        situ_merge_nearness rel = situ_merge_relation(r, other, &d);
        if (!situ_streq(credit, situ_merge_credit(m, other)) || rel == SITU_MERGE_FAR)
            continue;
        bool named = situ_merge_same_name(situ_merge_text(r, m->name), situ_merge_text(other, m->name));
        bool addressed = address && strlen(address) >= ADDRESS_BYTES && situ_merge_same_name(address, situ_merge_text(other, m->address));
        if (rel == SITU_MERGE_NEAR || addressed || (named && !villages_differ(m, r, other) && !file_took_it(m, i, o, false))) {
            *f = (situ_merge_found){(int64_t)o, named ? SITU_FOUND_NAME : SITU_FOUND_FIRM, -1, -1};
            return true;
        }
    }
    return false;
}

// The better of two readings: the nearer place, else the one that agrees in more fields, else the one
// whose made number is the same, else the earlier.
typedef struct best {
    int64_t object;
    double distance_m; // INFINITY = place unknown
    long score;
} best;

static void consider(situ_merging *m, best *b, size_t i, size_t o, double d)
{
    size_t equal, differ;
    situ_merge_row r = situ_merge_in(m, i), other = situ_merge_of(m, o);
    situ_merge_agreement(m, r, other, false, &equal, &differ);
    long score = 4 * ((long)equal - (long)differ);
    score += situ_streq(situ_merge_text(r, SITU_FRONT_ID), situ_merge_text(other, SITU_FRONT_ID)) ? 1 : 0;
    bool better = b->object < 0 || d < b->distance_m || (!(d > b->distance_m) && score > b->score);
    if (better)
        *b = (best){(int64_t)o, d, score};
}

static situ_status find_by_key(situ_merging *m, size_t i, situ_merge_found *f, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merge_row r = situ_merge_in(m, i);
    uint64_t key;
    bool has, object = m->identity->object;
    best b = {-1, INFINITY, 0};
    size_t at = 0, o;
    int steps = 0;
    f->twin = -1;
    SITU_TRY(situ_merge_key(m, r, &key, &has, err));
    while (has && steps++ < CHAIN_MOST && situ_merge_index_next(&m->keys, key, &at, &o)) {
        situ_merge_row other = situ_merge_of(m, o);
        double d = INFINITY;
        if (!situ_merge_same_key(m, r, other))
            continue;
        situ_merge_nearness rel = object ? situ_merge_relation(r, other, &d) : SITU_MERGE_UNKNOWN;
        if (rel == SITU_MERGE_FAR || (rel == SITU_MERGE_UNKNOWN && villages_differ(m, r, other)) || file_took_it(m, i, o, rel == SITU_MERGE_NEAR)) {
            f->twin = f->twin < 0 ? (int64_t)o : f->twin;
            continue;
        }
        consider(m, &b, i, o, d);
    }
    double p[2];
    if (b.object < 0 && m->townless && object && situ_merge_point(r, p) && situ_merge_text(r, m->name)) {
        uint64_t seed = situ_merge_name_hash(situ_merge_text(r, m->name), 3);
        size_t mine = situ_merge_town(m, situ_merge_text(r, m->town));
        for (int dx = -1; dx <= 1; dx++)
            for (int dy = -1; dy <= 1; dy++) {
                at = 0;
                steps = 0;
                while (steps++ < CHAIN_MOST && situ_merge_index_next(&m->cells, situ_merge_cell(seed, p[0], p[1], cell_deg, dx, dy), &at, &o)) {
                    situ_merge_row other = situ_merge_of(m, o);
                    double d;
                    size_t town = situ_merge_town(m, situ_merge_text(other, m->town));
                    if ((!mine || !town) && situ_merge_relation(r, other, &d) == SITU_MERGE_NEAR && !file_took_it(m, i, o, true) &&
                        situ_merge_same_name(situ_merge_text(r, m->name), situ_merge_text(other, m->name)))
                        consider(m, &b, i, o, d);
                }
            }
    }
    f->object = b.object;
    f->how = b.object >= 0 ? SITU_FOUND_NAME : SITU_FOUND_NOT;
done:
    return status;
}

// The same firm's name but for place and legal form, on the spot and in the same trade. Another trade or
// another credit code leaves it open.
static void find_by_core(situ_merging *m, size_t i, situ_merge_found *f)
{
    char core[SITU_MERGE_CORE_BYTES], other_core[SITU_MERGE_CORE_BYTES];
    double p[2], nearest = INFINITY;
    situ_merge_row r = situ_merge_in(m, i);
    if (!situ_merge_point(r, p) || !situ_merge_firm_core(m, r, core))
        return;
    for (int dx = -1; dx <= 1; dx++)
        for (int dy = -1; dy <= 1; dy++) {
            size_t at = 0, o;
            int steps = 0;
            while (steps++ < CHAIN_MOST && situ_merge_index_next(&m->cores, situ_merge_cell(situ_merge_text_hash(core), p[0], p[1], cell_deg, dx, dy), &at, &o)) {
                situ_merge_row other = situ_merge_of(m, o);
                double d;
                if (situ_merge_relation(r, other, &d) != SITU_MERGE_NEAR || !situ_merge_firm_core(m, other, other_core) || strcmp(core, other_core) != 0)
                    continue;
                const char *kind = situ_merge_text(r, m->kind), *other_kind = situ_merge_text(other, m->kind);
                const char *credit = situ_merge_credit(m, r), *other_credit = situ_merge_credit(m, other);
                const char *town = situ_merge_text(r, m->town), *other_town = situ_merge_text(other, m->town);
                bool sure = (!kind || !other_kind || strcmp(kind, other_kind) == 0) && (!credit || !other_credit || strcmp(credit, other_credit) == 0) &&
                            (!town || !other_town || situ_merge_same_unit(m, town, other_town)) && !file_took_it(m, i, o, true);
                if (!sure) {
                    f->like = f->like < 0 ? (int64_t)o : f->like;
                } else if (d < nearest) {
                    nearest = d;
                    f->object = (int64_t)o;
                    f->how = SITU_FOUND_CORE;
                }
            }
        }
}

situ_status situ_merge_find(situ_merging *m, size_t i, situ_merge_found *f, situ_error *err)
{
    *f = (situ_merge_found){-1, SITU_FOUND_NOT, -1, -1};
    if (situ_merge_find_number(m, i, f) || find_by_code(m, i, f) || find_by_firm(m, i, f))
        return SITU_OK;
    situ_status status = find_by_key(m, i, f, err);
    if (status == SITU_OK && f->object < 0)
        find_by_core(m, i, f);
    return status;
}
