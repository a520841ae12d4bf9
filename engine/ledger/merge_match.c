// SPDX-License-Identifier: MIT
// Which stored object each row is: what is certain first (merge_find.c); then what is left, as moved or
// renamed where only one reading is possible; then new objects.
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "ledger/merge_internal.h"

enum { CHAIN_MOST = SITU_MERGE_CHAIN_MOST };
static const double spot_deg = 0.0002; // more than 10 m in China

// Gives the row to the object, which from then on is found by the row's credit code too.
static situ_status claim(situ_merging *m, size_t i, size_t object, situ_merge_how how, situ_error *err)
{
    const char *credit = situ_merge_credit(m, situ_merge_in(m, i));
    situ_merge_object *o = &m->objects[object];
    m->object[i] = (int64_t)object;
    m->how[i] = (uint8_t)how;
    m->next[i] = -1;
    if (o->last >= 0)
        m->next[o->last] = (int64_t)i;
    else
        o->first = (int64_t)i;
    o->last = (int64_t)i;
    if (credit && o->old >= 0 && !situ_streq(credit, situ_merge_credit(m, situ_merge_of(m, object))))
        return situ_merge_index_add(&m->firms, situ_merge_text_hash(credit), object, err);
    return SITU_OK;
}

// --- what is left: moved and renamed ---

static bool is_left(const situ_merging *m, size_t i)
{
    return m->object[i] < 0;
}

static bool is_free(const situ_merging *m, size_t object)
{
    return m->objects[object].old >= 0 && m->objects[object].first < 0;
}

// Rows whose name says little, and roads without one: an edited row keeps the number made when the same
// source first gave it.
static situ_status find_edited(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    for (size_t i = 0; i < m->in->row_count; i++) {
        situ_merge_row r = situ_merge_in(m, i);
        const char *id = situ_merge_text(r, SITU_FRONT_ID);
        size_t at = 0, o;
        while (is_left(m, i) && id && situ_merge_index_next(&m->numbers, situ_merge_text_hash(id), &at, &o)) {
            situ_merge_row other = situ_merge_of(m, o);
            double d;
            if (is_free(m, o) && situ_streq(id, situ_merge_text(other, SITU_FRONT_ID)) && situ_merge_same_source(m, r, other) &&
                (m->key_count == 0 || (situ_merge_same_key(m, r, other) && situ_merge_relation(r, other, &d) != SITU_MERGE_FAR)))
                SITU_TRY(claim(m, i, o, SITU_FOUND_NAME, err));
        }
    }
done:
    return status;
}

// The same name in the same town, but elsewhere: one object when nothing else can be meant.
static situ_status find_moved(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merge_index left = {0};
    uint64_t key;
    bool has;
    for (size_t i = 0; i < m->in->row_count; i++) {
        if (!is_left(m, i))
            continue;
        SITU_TRY(situ_merge_key(m, situ_merge_in(m, i), &key, &has, err));
        if (has)
            SITU_TRY(situ_merge_index_add(&left, key, i, err));
    }
    for (size_t i = 0; i < m->in->row_count; i++) {
        size_t at = 0, o, others = 0, candidates = 0, one = 0, row;
        int steps = 0;
        if (!is_left(m, i))
            continue;
        situ_merge_row r = situ_merge_in(m, i);
        SITU_TRY(situ_merge_key(m, r, &key, &has, err));
        while (has && others < 2 && situ_merge_index_next(&left, key, &at, &row))
            others++;
        at = 0;
        while (others == 1 && steps++ < CHAIN_MOST && situ_merge_index_next(&m->keys, key, &at, &o)) {
            if (!is_free(m, o) || !situ_merge_same_key(m, r, situ_merge_of(m, o)))
                continue;
            candidates++;
            one = o;
        }
        if (candidates != 1)
            continue;
        size_t equal, differ;
        situ_merge_agreement(m, r, situ_merge_of(m, one), true, &equal, &differ);
        if (situ_merge_same_source(m, r, situ_merge_of(m, one)) || (equal >= 2 && differ == 0))
            SITU_TRY(claim(m, i, one, SITU_FOUND_MOVED, err));
    }
done:
    situ_merge_index_free(&left);
    return status;
}

static bool may_be_renamed(situ_merging *m, size_t i, size_t o)
{
    situ_merge_row r = situ_merge_in(m, i), other = situ_merge_of(m, o);
    const char *x = situ_merge_text(r, m->town), *y = situ_merge_text(other, m->town);
    const char *kind = situ_merge_text(r, m->kind), *other_kind = situ_merge_text(other, m->kind);
    return situ_merge_same_source(m, r, other) && (!x || !y || situ_merge_same_unit(m, x, y)) &&
           (!kind || !other_kind || strcmp(kind, other_kind) == 0);
}

// All that a row says but its name, its number and its place; 0 = too little.
static uint64_t all_but_name(const situ_merging *m, situ_merge_row r)
{
    uint64_t h = 11;
    size_t filled = 0;
    for (size_t k = SITU_FRONT_COUNT; k < m->column_count; k++) {
        char buffer[32];
        if ((int)k == m->name || strcmp(m->field[k]->name, "sort") == 0 || situ_merge_is_null(r, (int)k))
            continue;
        h = situ_hash64(&k, sizeof k, h);
        h = situ_merge_name_hash(situ_merge_show(r, (int)k, buffer), h);
        filled += (int)k != m->town && (int)k != m->village;
    }
    return filled >= 3 ? h : 0;
}

static bool spot_of(situ_merge_row r, double at[2])
{
    return situ_merge_point(r, at) && situ_merge_rank(situ_merge_text(r, SITU_FRONT_LOC_QUALITY)) == 4;
}

// Free stored rows (objects) or rows left (incoming) on the spot; *one is the last of them.
static size_t on_spot(situ_merging *m, const situ_merge_index *index, bool incoming, const double at[2], size_t *one)
{
    size_t n = 0, entry, item;
    for (int dx = -1; dx <= 1; dx++)
        for (int dy = -1; dy <= 1; dy++) {
            entry = 0;
            while (n < 2 && situ_merge_index_next(index, situ_merge_cell(5, at[0], at[1], spot_deg, dx, dy), &entry, &item)) {
                double p[2];
                situ_merge_row r = incoming ? situ_merge_in(m, item) : situ_merge_of(m, item);
                if ((incoming ? !is_left(m, item) : !is_free(m, item)) || !spot_of(r, p) || situ_merge_distance_m(at, p) > SITU_MERGE_SPOT_M)
                    continue;
                n++;
                *one = item;
            }
        }
    return n;
}

static size_t count_alike(situ_merging *m, const situ_merge_index *index, bool incoming, uint64_t hash, size_t *one)
{
    size_t n = 0, entry = 0, item;
    while (n < 2 && situ_merge_index_next(index, hash, &entry, &item))
        if (incoming ? is_left(m, item) : is_free(m, item)) {
            n++;
            *one = item;
        }
    return n;
}

// Another name on the same spot, or with all else the same: renamed, when that is so for one pair only.
static situ_status find_renamed(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merge_index spots = {0}, left_spots = {0}, alike = {0}, left_alike = {0};
    double at[2];
    for (size_t o = 0; o < m->object_count; o++) {
        if (!is_free(m, o))
            continue;
        situ_merge_row r = situ_merge_of(m, o);
        uint64_t h = all_but_name(m, r);
        if (h)
            SITU_TRY(situ_merge_index_add(&alike, h, o, err));
        if (spot_of(r, at))
            SITU_TRY(situ_merge_index_add(&spots, situ_merge_cell(5, at[0], at[1], spot_deg, 0, 0), o, err));
    }
    for (size_t i = 0; i < m->in->row_count; i++) {
        if (!is_left(m, i))
            continue;
        situ_merge_row r = situ_merge_in(m, i);
        uint64_t h = all_but_name(m, r);
        if (h)
            SITU_TRY(situ_merge_index_add(&left_alike, h, i, err));
        if (spot_of(r, at))
            SITU_TRY(situ_merge_index_add(&left_spots, situ_merge_cell(5, at[0], at[1], spot_deg, 0, 0), i, err));
    }
    for (size_t i = 0; i < m->in->row_count; i++) {
        size_t o = 0, other = 0;
        if (!is_left(m, i))
            continue;
        situ_merge_row r = situ_merge_in(m, i);
        uint64_t h = all_but_name(m, r);
        bool one = spot_of(r, at) && on_spot(m, &spots, false, at, &o) == 1 && on_spot(m, &left_spots, true, at, &other) == 1;
        double d;
        if (!one)
            one = h && count_alike(m, &alike, false, h, &o) == 1 && count_alike(m, &left_alike, true, h, &other) == 1 &&
                  situ_merge_relation(r, situ_merge_of(m, o), &d) != SITU_MERGE_FAR;
        if (one && may_be_renamed(m, i, o))
            SITU_TRY(claim(m, i, o, SITU_FOUND_RENAMED, err));
    }
done:
    situ_merge_index_free(&spots);
    situ_merge_index_free(&left_spots);
    situ_merge_index_free(&alike);
    situ_merge_index_free(&left_alike);
    return status;
}

// --- new objects ---

static int column_named(const situ_merging *m, const char *name)
{
    for (size_t k = SITU_FRONT_COUNT; k < m->column_count; k++)
        if (strcmp(m->field[k]->name, name) == 0)
            return (int)k;
    return SITU_MERGE_NONE;
}

// A number nobody else has: the row's own, else made from it.
static situ_status number_of(situ_merging *m, size_t i, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_merge_row r = situ_merge_in(m, i);
    const char *id = situ_merge_text(r, SITU_FRONT_ID), *base = id;
    size_t at = 0, o = 0;
    bool taken = !id;
    while (id && !taken && situ_merge_index_next(&m->numbers, situ_merge_text_hash(id), &at, &o))
        taken = true;
    if (!taken)
        return SITU_OK;
    bool given = id && situ_merge_is_given(r, id);
    if (given) {
        const char *owner = situ_merge_text(situ_merge_of(m, o), m->name);
        SITU_TRY(situ_merge_tell(m, SITU_WARN, "DUPLICATE_ID", i, "id", id, NULL, _("give every row its own number"), err,
                                 _("number %s already belongs to %s; another is used"), id, owner ? owner : "?"));
    }
    if (!id || given) {
        uint64_t key;
        bool has;
        SITU_TRY(situ_merge_key(m, r, &key, &has, err));
        const char *source = situ_merge_text(r, SITU_FRONT_UNIT) ? situ_merge_text(r, SITU_FRONT_UNIT) : situ_merge_text(r, SITU_FRONT_FILE);
        key = situ_hash64(id ? id : "", id ? strlen(id) : 0, source ? situ_hash64(source, strlen(source), key) : key);
        SITU_TRY_ALLOC(base = situ_arena_printf(m->arena, "h%016llx", (unsigned long long)key));
    } else {
        const char *dash = strchr(id, '-');
        SITU_TRY_ALLOC(base = situ_arena_strndup(m->arena, id, dash ? (size_t)(dash - id) : strlen(id)));
    }
    // Numbers are tried in turn; what was tried last for this base is remembered.
    size_t n = situ_map_get(m->taken, base);
    for (n = n == SIZE_MAX ? 1 : n + 1;; n++) {
        const char *next = n == 1 ? base : situ_arena_printf(m->arena, "%s-%zu", base, n);
        SITU_TRY_ALLOC(next);
        at = 0;
        if (situ_merge_index_next(&m->numbers, situ_merge_text_hash(next), &at, &o))
            continue;
        if (situ_map_set(m->taken, base, n) < 0)
            SITU_TRY(situ_fail_nomem(err));
        SITU_TRY(situ_table_set_text(m->in, i, SITU_FRONT_ID, next, err));
        break;
    }
done:
    return status;
}

// The same goods at the same depot, of one make and date: one lot typed twice, or two.
static situ_status tell_stock(situ_merging *m, size_t i, size_t twin, situ_error *err)
{
    char a[32], b[32];
    situ_merge_row r = situ_merge_in(m, i), other = situ_merge_of(m, twin);
    int item = column_named(m, "item"), depot = column_named(m, "depot"), qty = column_named(m, "qty"), state = column_named(m, "state");
    const char *x = situ_merge_text(r, state), *y = situ_merge_text(other, state);
    if (x && y && strcmp(x, y) != 0)
        return SITU_OK;
    const char *what = situ_merge_text(r, item), *where = situ_merge_text(r, depot);
    const char *mine = situ_merge_show(r, qty, a), *its = situ_merge_show(other, qty, b);
    return situ_merge_tell(m, SITU_WARN, "DUPLICATE_STOCK", i, "qty", its, mine, _("add the two up into one row, or give each lot its 规格 or 生产日期"), err,
                           _("%s in %s stands in row %lld too (%s there, %s here); both are kept"), what ? what : "", where ? where : "",
                           (long long)situ_table_int(other.table, other.row, other.column[SITU_FRONT_ROW]), its, mine);
}

// A firm of nearly this name on the spot, which another trade or credit code speaks against.
static situ_status tell_like(situ_merging *m, size_t i, size_t like, situ_error *err)
{
    situ_merge_row r = situ_merge_in(m, i), other = situ_merge_of(m, like);
    const char *name = situ_merge_text(r, m->name), *its = situ_merge_text(other, m->name);
    return situ_merge_tell(m, SITU_WARN, "DUPLICATE_NEAR", i, "name", its, name, _("if they are one, give both rows the same number"), err,
                           _("%s and %s stand within %d m of each other; they are kept as two"), name ? name : "", its ? its : "", SITU_MERGE_NEAR_M);
}

static situ_status tell_twin(situ_merging *m, size_t i, size_t twin, situ_error *err)
{
    if (strcmp(m->schema->name, "stock") == 0)
        return tell_stock(m, i, twin, err);
    situ_merge_row r = situ_merge_in(m, i), other = situ_merge_of(m, twin);
    const char *name = situ_merge_text(r, m->name);
    double d;
    long long row = (long long)situ_table_int(other.table, other.row, other.column[SITU_FRONT_ROW]);
    if (!name || !m->identity->object || !situ_merge_text(r, m->town) || strcmp(m->schema->name, "place") == 0)
        return SITU_OK; // over a whole country a name says little
    if (situ_merge_relation(r, other, &d) == SITU_MERGE_FAR)
        return situ_merge_tell(m, SITU_INFO, "DUPLICATE_NAME", i, "name", name, NULL, _("if they are one, give both rows the same number"), err,
                               _("%s stands %.0f m away in row %lld too; they are kept as two"), name, d, row);
    return situ_merge_tell(m, SITU_INFO, "DUPLICATE_NAME", i, "name", name, NULL, _("if they are one, give both rows the same number"), err,
                           _("%s stands in row %lld too with other contents; they are kept as two"), name, row);
}

static situ_status add_new(situ_merging *m, size_t i, int64_t twin, int64_t like, situ_error *err)
{
    situ_status status = SITU_OK;
    if (twin >= 0)
        SITU_TRY(tell_twin(m, i, (size_t)twin, err));
    if (like >= 0)
        SITU_TRY(tell_like(m, i, (size_t)like, err));
    SITU_TRY(number_of(m, i, err));
    SITU_TRY(situ_grow(&m->objects, &m->object_capacity, m->object_count + 1, sizeof *m->objects, err));
    size_t object = m->object_count++;
    m->objects[object] = (situ_merge_object){-1, -1, -1};
    SITU_TRY(claim(m, i, object, SITU_FOUND_NOT, err));
    SITU_TRY(situ_merge_index_row(m, situ_merge_in(m, i), object, err));
done:
    return status;
}

// --- all rows ---

static situ_status add_stored(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = m->old ? m->old->row_count : 0;
    SITU_TRY(situ_grow(&m->objects, &m->object_capacity, n + 1, sizeof *m->objects, err));
    for (size_t r = 0; r < n; r++) {
        m->objects[m->object_count++] = (situ_merge_object){(int64_t)r, -1, -1};
        SITU_TRY(situ_merge_index_row(m, situ_merge_old(m, r), r, err));
    }
done:
    return status;
}

static bool some_townless(const situ_merging *m)
{
    bool some = false;
    for (size_t i = 0; i < m->in->row_count && !some; i++)
        some = !situ_merge_text(situ_merge_in(m, i), m->town);
    for (size_t i = 0; m->old && i < m->old->row_count && !some; i++)
        some = !situ_merge_text(situ_merge_old(m, i), m->town);
    return some;
}

situ_status situ_merge_match(situ_merging *m, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t left = 0;
    situ_merge_found f;
    m->townless = m->identity->object && m->town >= 0 && some_townless(m);
    SITU_TRY(add_stored(m, err));
    for (size_t i = 0; i < m->in->row_count; i++)
        m->object[i] = m->next[i] = -1;
    // Rows with a number come first: nobody else may take their object.
    for (int pass = 0; pass < 2 && m->object_count; pass++)
        for (size_t i = 0; i < m->in->row_count; i++) {
            f = (situ_merge_found){-1, SITU_FOUND_NOT, -1, -1};
            if (m->object[i] >= 0)
                continue;
            if (pass)
                SITU_TRY(situ_merge_find(m, i, &f, err));
            else if (situ_merge_find_number(m, i, &f) && f.how != SITU_FOUND_NUMBER)
                f.object = -1;
            if (f.object >= 0)
                SITU_TRY(claim(m, i, (size_t)f.object, f.how, err));
            else
                left += (size_t)pass;
        }
    if (left && m->old)
        SITU_TRY(find_edited(m, err));
    if (left && m->identity->object && m->old) {
        SITU_TRY(find_moved(m, err));
        SITU_TRY(find_renamed(m, err));
    }
    for (size_t i = 0; i < m->in->row_count; i++) {
        if (m->object[i] >= 0)
            continue;
        SITU_TRY(situ_merge_find(m, i, &f, err));
        if (f.object >= 0)
            SITU_TRY(claim(m, i, (size_t)f.object, f.how, err));
        else
            SITU_TRY(add_new(m, i, f.twin, f.like, err));
    }
done:
    return status;
}
