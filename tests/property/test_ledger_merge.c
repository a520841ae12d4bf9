// SPDX-License-Identifier: MIT
// Whatever a ledger's rows become, with their numbers they stay the same objects; in whatever order a
// ledger comes again, without numbers it makes no new ones. SITU_SEED repeats a run.
#include "base/alloc.h"
#include "unit/ledger/merge_help.h"

enum { OBJECTS = 60, ROUNDS = 25, SEEDS = 8 };

typedef struct thing {
    char id[64], name[64], town[16], level[8], phone[16];
    double lon, lat; // 0 = none
    int people;
} thing;

static const char *const towns[] = {"甲镇", "乙镇", "丙乡", "丁街道"};
static const char *const levels[] = {"重大", "较大", "一般", "低"};
static const char *const kinds[] = {"加油站", "采石场", "滑坡", "仓库", "渡口"};

static uint64_t seed_of(void)
{
    const char *text = getenv("SITU_SEED");
    return text ? strtoull(text, NULL, 10) : 20260630;
}

static void place(thing *t, situ_rng *rng)
{
    t->lon = 108 + situ_rng_unit(rng);
    t->lat = 30 + situ_rng_unit(rng);
    if (situ_rng_below(rng, 6) == 0)
        t->lon = t->lat = 0;
}

static void name(thing *t, situ_rng *rng, size_t i, bool own)
{
    // A third of the names occurs several times.
    if (!own && situ_rng_below(rng, 3) == 0)
        snprintf(t->name, sizeof t->name, "%s", kinds[situ_rng_below(rng, 5)]);
    else
        snprintf(t->name, sizeof t->name, "%s%s%zu", own ? "新" : "老", kinds[situ_rng_below(rng, 5)], i);
}

static void fill(thing *t, situ_rng *rng, size_t i)
{
    memset(t, 0, sizeof *t);
    name(t, rng, i, false);
    snprintf(t->town, sizeof t->town, "%s", towns[situ_rng_below(rng, 4)]);
    snprintf(t->level, sizeof t->level, "%s", levels[situ_rng_below(rng, 4)]);
    snprintf(t->phone, sizeof t->phone, "138%08u", (unsigned)i);
    t->people = (int)situ_rng_below(rng, 900);
    place(t, rng);
}

static void shuffle(size_t *order, size_t n, situ_rng *rng)
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; i > 1; i--) {
        size_t k = situ_rng_below(rng, (uint32_t)i), was = order[i - 1];
        order[i - 1] = order[k];
        order[k] = was;
    }
}

static char *text_of(const thing *things, const size_t *order, size_t n, bool numbers)
{
    situ_str s;
    situ_str_init(&s);
    situ_str_add(&s, "编号,风险点名称,乡镇,风险等级,联系电话,威胁人数,经度,纬度\n");
    for (size_t i = 0; i < n; i++) {
        const thing *t = &things[order[i]];
        char at[48] = ",";
        if (t->lon > 0)
            snprintf(at, sizeof at, "%.6f,%.6f", t->lon, t->lat);
        situ_str_addf(&s, "%s,%s,%s,%s,%s,%d,%s\n", numbers ? t->id : "", t->name, t->town, t->level, t->phone, t->people, at);
    }
    return situ_str_take(&s);
}

// The numbers the first import gave, by the phone, which is each one's own.
static void learn_numbers(thing *things, size_t n, const book *b)
{
    for (size_t i = 0; i < n; i++) {
        size_t found = 0;
        for (size_t r = 0; r < b->rows->row_count; r++)
            if (situ_streq(text_at(b->rows, r, "phone"), things[i].phone)) {
                snprintf(things[i].id, sizeof things[i].id, "%s", text_at(b->rows, r, "id"));
                found++;
            }
        assert_int_equal(found, 1);
    }
}

static void edit(thing *t, situ_rng *rng, size_t i)
{
    switch (situ_rng_below(rng, 6)) {
    case 0: name(t, rng, i, true); break;
    case 1: place(t, rng); break;
    case 2: snprintf(t->town, sizeof t->town, "%s", towns[situ_rng_below(rng, 4)]); break;
    case 3: snprintf(t->level, sizeof t->level, "%s", levels[situ_rng_below(rng, 4)]); break;
    case 4: t->people = (int)situ_rng_below(rng, 900); break;
    default: name(t, rng, i, false); break; // perhaps one that another has
    }
}

static size_t filled(book *b, thing *things, situ_rng *rng)
{
    size_t order[OBJECTS];
    for (size_t i = 0; i < OBJECTS; i++)
        fill(&things[i], rng, i);
    // Two of one name in one town are told apart by their places; where one has none, nobody could.
    for (size_t i = 0; i < OBJECTS; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(things[i].name, things[k].name) == 0 && strcmp(things[i].town, things[k].town) == 0 && (things[i].lon <= 0 || things[k].lon <= 0))
                snprintf(things[i].name, sizeof things[i].name, "某处%zu", i);
    shuffle(order, OBJECTS, rng);
    char *text = text_of(things, order, OBJECTS, false);
    merge_as(b, "台账.csv", text, NULL, SITU_MERGE_PLAIN, "risk_point");
    situ_free(text);
    return rows_of(b);
}

static void merge_property__edits_with_numbers_keep_the_objects(void **state)
{
    (void)state;
    uint64_t seed = seed_of();
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t s = 0; s < SEEDS; s++) {
        thing things[OBJECTS];
        book b = {0};
        situ_rng rng;
        situ_rng_seed(&rng, seed, s);
        assert_int_equal(filled(&b, things, &rng), OBJECTS);
        learn_numbers(things, OBJECTS, &b);
        for (int round = 0; round < ROUNDS; round++) {
            size_t order[OBJECTS], n = 1 + situ_rng_below(&rng, OBJECTS);
            for (uint32_t k = situ_rng_below(&rng, 30); k > 0; k--) {
                size_t i = situ_rng_below(&rng, OBJECTS);
                edit(&things[i], &rng, i);
            }
            shuffle(order, OBJECTS, &rng);
            char *text = text_of(things, order, n, true), file[32];
            snprintf(file, sizeof file, "更正%u.csv", situ_rng_below(&rng, 3));
            merge_as(&b, file, text, NULL, SITU_MERGE_PLAIN, "risk_point");
            situ_free(text);
            if (rows_of(&b) != OBJECTS || b.counts.added)
                fail_msg("seed %llu/%llu round %d: %zu objects, %zu added", (unsigned long long)seed, (unsigned long long)s, round, rows_of(&b), b.counts.added);
            for (size_t k = 0; k < n; k++) { // and every row is what its file says
                const thing *t = &things[order[k]];
                for (size_t r = 0; r < b.rows->row_count; r++)
                    if (situ_streq(text_at(b.rows, r, "id"), t->id)) {
                        assert_at(b.rows, r, "name", t->name);
                        assert_int_equal(int_at(b.rows, r, "threat_pop"), t->people);
                    }
            }
        }
        book_free(&b);
    }
}

static void merge_property__any_order_without_numbers_makes_no_objects(void **state)
{
    (void)state;
    uint64_t seed = seed_of();
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t s = 0; s < SEEDS; s++) {
        thing things[OBJECTS];
        book b = {0};
        situ_rng rng;
        situ_rng_seed(&rng, seed, 100 + s);
        assert_int_equal(filled(&b, things, &rng), OBJECTS);
        for (int round = 0; round < ROUNDS; round++) {
            size_t order[OBJECTS], n = 1 + situ_rng_below(&rng, OBJECTS);
            for (uint32_t k = situ_rng_below(&rng, 20); k > 0; k--) { // what changes from month to month
                thing *t = &things[situ_rng_below(&rng, OBJECTS)];
                t->people = (int)situ_rng_below(&rng, 900);
                snprintf(t->level, sizeof t->level, "%s", levels[situ_rng_below(&rng, 4)]);
            }
            shuffle(order, OBJECTS, &rng);
            char *text = text_of(things, order, n, false);
            merge_as(&b, "台账.csv", text, NULL, SITU_MERGE_PLAIN, "risk_point");
            situ_free(text);
            if (rows_of(&b) != OBJECTS || b.counts.added)
                fail_msg("seed %llu/%llu round %d: %zu objects, %zu added", (unsigned long long)seed, (unsigned long long)s, round, rows_of(&b), b.counts.added);
        }
        book_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merge_property__edits_with_numbers_keep_the_objects),
        cmocka_unit_test(merge_property__any_order_without_numbers_makes_no_objects),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
