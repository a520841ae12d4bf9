// SPDX-License-Identifier: MIT
// Levels of regions by R-MAX, R-COUNT and R-INDEX against the rules written out plainly, on random points; and the
// matrix against zone. Failing seeds are printed.
#include "base/hash.h"
#include "unit/analysis/fixture.h"

enum { CASES = 60, TOWNS = 5, POINTS = 120, KINDS = 6 };
static const char *const kinds[KINDS] = {"危险化学品", "地质灾害", "道路交通", "消防", "旅游", ""};
static const double weights[KINDS] = {0.3, 0.4, 0.2, 0.1, 0.1, 0.1}; // rules/region.yaml
static const double scores[5] = {0, 100, 60, 30, 10};

typedef struct world { int town[POINTS], kind[POINTS], level[POINTS]; size_t count; } world;

static void make(world *w, situ_rng *rng, char *text, size_t size)
{
    // Few and good points in some cases, so that every level comes up.
    uint32_t best = situ_rng_below(rng, 5);
    w->count = situ_rng_below(rng, POINTS);
    size_t at = (size_t)snprintf(text, size, "id:t|name:t|town:t|industry:t|status:t|level_final:i\n");
    for (size_t i = 0; i < w->count; i++) {
        w->town[i] = (int)situ_rng_below(rng, TOWNS);
        w->kind[i] = (int)situ_rng_below(rng, KINDS);
        w->level[i] = situ_rng_below(rng, 4) == 0 ? 0 : (int)(best + situ_rng_below(rng, 5 - best));
        bool closed = situ_rng_below(rng, 9) == 0;
        at += (size_t)snprintf(text + at, size - at, "p%zu|点|镇%d|%s|%s|%d\n", i, w->town[i], kinds[w->kind[i]], closed ? "销号" : "", w->level[i]);
        if (closed)
            w->town[i] = -1;
    }
    assert_true(at + 1 < size);
}

static int wanted(const world *w, int town, int rule, double *v)
{
    int n[5] = {0}, worst[KINDS] = {0};
    double sum = 0, all = 0;
    for (size_t i = 0; i < w->count; i++)
        if (w->town[i] == town) {
            int level = w->level[i];
            n[level]++;
            if (level && (!worst[w->kind[i]] || level < worst[w->kind[i]]))
                worst[w->kind[i]] = level;
        }
    *v = NAN;
    if (n[1] + n[2] + n[3] + n[4] == 0)
        return 0;
    if (rule == 0)
        return n[1] ? 1 : n[2] ? 2 : n[3] ? 3 : 4;
    if (rule == 1)
        return n[1] >= 1 || n[2] >= 5 ? 1 : n[2] >= 1 || n[3] >= 10 ? 2 : n[3] >= 1 ? 3 : 4;
    for (int k = 0; k < KINDS; k++)
        if (worst[k]) {
            sum += weights[k] * scores[worst[k]];
            all += weights[k];
        }
    *v = sum / all;
    return *v >= 80 - 1e-7 ? 1 : *v >= 55 - 1e-7 ? 2 : *v >= 30 - 1e-7 ? 3 : 4;
}

static void zone__levels_agree_with_the_rules_written_out(void **state)
{
    (void)state;
    static const char *const rules[] = {"R-MAX", "R-COUNT", "R-INDEX"};
    static char text[POINTS * 80];
    char regions[400] = "id:t|name:t|level:t\n";
    int seen[5] = {0};
    for (int i = 0; i < TOWNS; i++)
        snprintf(regions + strlen(regions), sizeof regions - strlen(regions), "T%d|镇%d|乡镇\n", i, i);
    for (uint64_t seed = 1; seed <= CASES; seed++) {
        situ_rng rng;
        world w;
        situ_rng_seed(&rng, seed, 21);
        make(&w, &rng, text, sizeof text);
        for (int rule = 0; rule < 3; rule++) {
            fixture f;
            fixture_begin(&f);
            fixture_table(&f, "regions", regions);
            fixture_table(&f, "points", text);
            fixture_run(&f, "zone", FIXTURE_SET("rule", rules[rule], "grid", "no"));
            fixture_run(&f, "matrix", FIXTURE_SET("rule", rules[rule]));
            for (int town = 0; town < TOWNS; town++) {
                char id[8], cell[16];
                double v;
                int level = wanted(&w, town, rule, &v);
                snprintf(id, sizeof id, "T%d", town);
                snprintf(cell, sizeof cell, "T%d|*", town);
                const situ_table *zones = situ_bundle_table(f.out, "regions");
                if (fixture_int(zones, id, "level") != level || fixture_int(situ_bundle_table(f.out, "cells"), cell, "level") != level)
                    fail_msg("seed %llu, %s, town %d: level %ld, wanted %d", (unsigned long long)seed, rules[rule], town, fixture_int(zones, id, "level"), level);
                if (rule == 2 && level)
                    CHECK_NEAR(fixture_real(zones, id, "v_index"), v, 1e-6);
                seen[level]++;
            }
            fixture_end(&f);
        }
    }
    for (int level = 0; level < 5; level++)
        assert_true(seen[level] > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(zone__levels_agree_with_the_rules_written_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
