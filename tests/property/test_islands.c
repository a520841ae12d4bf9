// SPDX-License-Identifier: MIT
// Islands and bridges of random road graphs against brute force: every road is taken out in turn and the
// people on both sides are counted again. The seed of a failing case is printed.

#include "base/hash.h"
#include "unit/analysis/fixture.h"

enum { SIDE = 6, NODES = SIDE * SIDE, ROADS_HIGH = 3 * NODES, VILLAGES_HIGH = 20 };

typedef struct road { int from, to; bool ferry, broken; } road;
typedef struct county {
    road roads[ROADS_HIGH];
    int road_count;
    int node[VILLAGES_HIGH], people[VILLAGES_HIGH], village_count;
} county;

static bool on_road(const county *c, int node)
{
    for (int i = 0; i < c->road_count; i++)
        if (!c->roads[i].ferry && (c->roads[i].from == node || c->roads[i].to == node))
            return true;
    return false;
}

static void add_road(county *c, situ_rng *rng, int from, int to)
{
    c->roads[c->road_count++] = (road){from, to, situ_rng_below(rng, 12) == 0, situ_rng_below(rng, 12) == 0};
}

static void make(county *c, uint64_t seed)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 21);
    memset(c, 0, sizeof *c);
    uint32_t share = 40 + situ_rng_below(&rng, 50);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            int at = y * SIDE + x;
            if (x + 1 < SIDE && situ_rng_below(&rng, 100) < share)
                add_road(c, &rng, at, at + 1);
            if (y + 1 < SIDE && situ_rng_below(&rng, 100) < share)
                add_road(c, &rng, at, at + SIDE);
        }
    for (int i = c->road_count; i-- > 0 && c->road_count < ROADS_HIGH;) // some beside each other
        if (situ_rng_below(&rng, 20) == 0)
            add_road(c, &rng, c->roads[i].from, c->roads[i].to);
    c->village_count = 1 + (int)situ_rng_below(&rng, VILLAGES_HIGH);
    for (int v = 0; v < c->village_count; v++) {
        c->node[v] = (int)situ_rng_below(&rng, NODES);
        for (int k = 0; k < NODES && !on_road(c, c->node[v]); k++) // on the next node that has a road
            c->node[v] = (c->node[v] + 1) % NODES;
        c->people[v] = (int)situ_rng_below(&rng, 500);
    }
}

// The roads in another order each time; a second one between two nodes is bent.
static void put(fixture *f, const county *c, uint64_t seed)
{
    static char text[ROADS_HIGH * 120];
    int order[ROADS_HIGH];
    situ_rng rng;
    situ_rng_seed(&rng, seed, 22);
    for (int i = 0; i < c->road_count; i++)
        order[i] = i;
    for (int i = c->road_count; i-- > 1;) {
        int k = (int)situ_rng_below(&rng, (uint32_t)i + 1), keep = order[i];
        order[i] = order[k];
        order[k] = keep;
    }
    size_t n = (size_t)snprintf(text, sizeof text, "id:t|name:t|class:t|status:t|at:line\n");
    for (int i = 0; i < c->road_count; i++) {
        const road *r = &c->roads[order[i]];
        int x0 = r->from % SIDE * 1000, y0 = r->from / SIDE * 1000, x1 = r->to % SIDE * 1000, y1 = r->to / SIDE * 1000;
        bool second = false;
        for (int k = 0; k < order[i]; k++)
            second = second || (c->roads[k].from == r->from && c->roads[k].to == r->to);
        n += (size_t)snprintf(text + n, sizeof text - n, "r%d|路%d|%s|%s|%d %d ", order[i], order[i], r->ferry ? "轮渡" : "乡道", r->broken ? "断" : "", x0, y0);
        if (second)
            n += (size_t)snprintf(text + n, sizeof text - n, "%d %d ", (x0 + x1) / 2 + 130, (y0 + y1) / 2 + 130);
        n += (size_t)snprintf(text + n, sizeof text - n, "%d %d\n", x1, y1);
    }
    fixture_table(f, "roads", text);
    n = (size_t)snprintf(text, sizeof text, "id:t|name:t|level:t|pop:i|at:xy\n");
    for (int v = 0; v < c->village_count; v++)
        n += (size_t)snprintf(text + n, sizeof text - n, "v%d|村%d|村|%d|%d %d\n", v, v, c->people[v], c->node[v] % SIDE * 1000 + 10, c->node[v] / SIDE * 1000 + 5);
    fixture_table(f, "regions", text);
}

// Parts of the graph without one road (-1 = none): part[node].
static void parts_without(int part[NODES], const county *c, int without)
{
    for (int i = 0; i < NODES; i++)
        part[i] = i;
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < c->road_count; i++) {
            const road *r = &c->roads[i];
            if (i == without || r->ferry || r->broken || part[r->from] == part[r->to])
                continue;
            int low = part[r->from] < part[r->to] ? part[r->from] : part[r->to];
            part[r->from] = part[r->to] = low;
            changed = true;
        }
    }
}

static int people_in(const county *c, const int part[NODES], int which)
{
    int sum = 0;
    for (int v = 0; v < c->village_count; v++)
        sum += on_road(c, c->node[v]) && part[c->node[v]] == which ? c->people[v] : 0;
    return sum;
}

// Each village's island holds just the people of its part.
static void check_islands(const fixture *f, const county *c, int without, uint64_t seed)
{
    int part[NODES], total = 0;
    const situ_table *villages = situ_bundle_table(f->out, "villages"), *islands = situ_bundle_table(f->out, "islands");
    parts_without(part, c, without);
    for (int v = 0; v < c->village_count; v++) {
        char id[16];
        snprintf(id, sizeof id, "v%d", v);
        const char *island = fixture_text(villages, id, "island");
        if (!on_road(c, c->node[v])) {
            if (*island)
                fail_msg("seed %lu: %s has no road and lies on %s", (unsigned long)seed, id, island);
            continue;
        }
        long people = fixture_int(islands, island, "population");
        if (people != people_in(c, part, part[c->node[v]]))
            fail_msg("seed %lu without %d: %s of %s has %ld people, not %d", (unsigned long)seed, without, island, id, people, people_in(c, part, part[c->node[v]]));
    }
    for (size_t row = 0; row < islands->row_count; row++)
        total += (int)situ_table_int(islands, row, situ_table_find(islands, "population"));
    for (int v = 0; v < c->village_count; v++)
        total -= on_road(c, c->node[v]) ? c->people[v] : 0;
    if (total != 0)
        fail_msg("seed %lu: %d people too many on the islands", (unsigned long)seed, total);
}

// "r1、r12" names the roads 1 and 12.
static bool names_road(const char *ids, int number)
{
    char id[16];
    size_t n = (size_t)snprintf(id, sizeof id, "r%d", number);
    for (const char *p = ids; p && (p = strstr(p, id)); p += n)
        if (p[n] < '0' || p[n] > '9')
            return true;
    return false;
}

static void islands__equal_brute_force(void **state)
{
    (void)state;
    size_t bridges = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        county c;
        fixture f;
        make(&c, seed);
        if (c.road_count == 0)
            continue;
        fixture_begin(&f);
        put(&f, &c, seed);
        fixture_run(&f, "islands", NULL);
        check_islands(&f, &c, -1, seed);
        const situ_table *t = situ_bundle_table(f.out, "bridges");
        size_t wanted = 0;
        for (int i = 0; i < c.road_count; i++) {
            int part[NODES];
            const road *r = &c.roads[i];
            parts_without(part, &c, i);
            if (r->ferry || r->broken || part[r->from] == part[r->to])
                continue;
            int a = people_in(&c, part, part[r->from]), b = people_in(&c, part, part[r->to]), least = a < b ? a : b, found = 0;
            wanted += least > 0;
            for (size_t row = 0; row < t->row_count; row++)
                if (names_road(situ_table_text(t, row, situ_table_find(t, "road_id")), i)) {
                    int side = a < b ? part[r->from] : part[r->to], villages = 0;
                    found = (int)situ_table_int(t, row, situ_table_find(t, "isolated"));
                    for (int v = 0; v < c.village_count; v++)
                        villages += part[c.node[v]] == side;
                    if (a != b && situ_table_int(t, row, situ_table_find(t, "villages")) != villages)
                        fail_msg("seed %lu: road %d cuts off %d villages, not %ld", (unsigned long)seed, i, villages, (long)situ_table_int(t, row, situ_table_find(t, "villages")));
                }
            if (found != least)
                fail_msg("seed %lu: the loss of road %d isolates %d, not %d", (unsigned long)seed, i, least, found);
        }
        size_t named = 0;
        for (size_t row = 0; row < t->row_count; row++)
            for (int i = 0; i < c.road_count; i++)
                named += names_road(situ_table_text(t, row, situ_table_find(t, "road_id")), i);
        if (wanted != named) // each in one stretch, and no other road
            fail_msg("seed %lu: %zu roads cut people off, %zu are named", (unsigned long)seed, wanted, named);
        for (size_t row = 1; row < t->row_count; row++)
            assert_true(situ_table_int(t, row - 1, situ_table_find(t, "isolated")) >= situ_table_int(t, row, situ_table_find(t, "isolated")));
        bridges += wanted;
        fixture_end(&f);
    }
    assert_true(bridges > 500);
}

static void islands__a_cut_road_makes_the_parts_brute_force_makes(void **state)
{
    (void)state;
    for (uint64_t seed = 200; seed <= 260; seed++) {
        county c;
        make(&c, seed);
        for (int i = 0; i < c.road_count; i += 7) {
            fixture f;
            char id[16];
            snprintf(id, sizeof id, "r%d", i);
            fixture_begin(&f);
            put(&f, &c, seed);
            fixture_run(&f, "islands", FIXTURE_SET("cut", id, "bridges", "no"));
            check_islands(&f, &c, i, seed);
            fixture_end(&f);
        }
    }
}

// The result is the same bit by bit in whatever order the roads come.
static void islands__the_order_of_roads_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 300; seed <= 330; seed++) {
        county c;
        char *dumps[3];
        make(&c, seed);
        if (c.road_count == 0)
            continue;
        for (uint64_t k = 0; k < 3; k++) {
            fixture f;
            situ_str out;
            situ_str_init(&out);
            fixture_begin(&f);
            put(&f, &c, seed * 10 + k);
            fixture_run(&f, "islands", NULL);
            CHECK_OK(situ_bundle_dump(f.out, &out, &f.err), f.err);
            dumps[k] = situ_str_take(&out);
            fixture_end(&f);
        }
        if (strcmp(dumps[0], dumps[1]) != 0 || strcmp(dumps[0], dumps[2]) != 0)
            fail_msg("seed %lu: the order of the roads changes the result", (unsigned long)seed);
        for (int k = 0; k < 3; k++)
            situ_free(dumps[k]);
    }
}

// What the op says of a bridge is what it finds when that road is cut: with county depots and hospitals anywhere.
static void bridges__say_what_a_cut_makes(void **state)
{
    (void)state;
    size_t seen = 0, parted = 0, greater = 0;
    for (uint64_t seed = 400; seed <= 560; seed++) {
        county c;
        make(&c, seed);
        if (c.road_count == 0)
            continue;
        situ_rng rng;
        situ_rng_seed(&rng, seed, 23);
        char centres[2][400] = {"id:t|name:t|grade:t|at:xy\n", "id:t|name:t|kind:t|at:xy\n"};
        for (int side = 0; side < 2; side++)
            for (int k = (int)situ_rng_below(&rng, 3); k-- > 0;) {
                int node = (int)situ_rng_below(&rng, NODES);
                size_t n = strlen(centres[side]);
                snprintf(centres[side] + n, sizeof centres[side] - n, side ? "p%d|镇卫生院%d|其他|%d %d\n" : "d%d|库%d|县|%d %d\n", k, k, node % SIDE * 1000 + 20, node / SIDE * 1000 - 5);
            }
        fixture f;
        fixture_begin(&f);
        put(&f, &c, seed);
        fixture_table(&f, "depots", centres[0]);
        fixture_table(&f, "places", centres[1]);
        fixture_run(&f, "islands", NULL);
        const situ_table *t = situ_bundle_table(f.out, "bridges");
        for (size_t row = 0; row < t->row_count; row++)
            for (int i = 0; i < c.road_count; i++) {
                if (!names_road(situ_table_text(t, row, situ_table_find(t, "road_id")), i))
                    continue;
                fixture cut;
                char id[16], name[64];
                snprintf(id, sizeof id, "r%d", i);
                fixture_begin(&cut);
                put(&cut, &c, seed);
                fixture_table(&cut, "depots", centres[0]);
                fixture_table(&cut, "places", centres[1]);
                fixture_run(&cut, "islands", FIXTURE_SET("cut", id, "bridges", "no"));
                const situ_table *villages = situ_bundle_table(cut.out, "villages"), *islands = situ_bundle_table(cut.out, "islands");
                const char *names = situ_table_text(t, row, situ_table_find(t, "village_names"));
                size_t end = 0; // the first village's name
                while (names[end] && strncmp(names + end, "、", strlen("、")) != 0 && strncmp(names + end, "等", strlen("等")) != 0)
                    end++;
                snprintf(name, sizeof name, "%.*s", (int)end, names);
                const char *island = NULL;
                for (size_t v = 0; v < villages->row_count; v++)
                    if (strcmp(situ_table_text(villages, v, situ_table_find(villages, "name")), name) == 0)
                        island = situ_table_text(villages, v, situ_table_find(villages, "island"));
                if (!island)
                    fail_msg("seed %lu: %s is no village", (unsigned long)seed, name);
                const char *kind = fixture_text(islands, island, "kind"), *told = situ_table_text(t, row, situ_table_find(t, "state"));
                long people = situ_table_int(t, row, situ_table_find(t, "isolated"));
                if (fixture_int(islands, island, "population") != people || (strcmp(told, "孤岛") == 0) != (strcmp(kind, "孤岛") == 0))
                    fail_msg("seed %lu, road %d: %s %ld, but the cut makes %s %ld", (unsigned long)seed, i, told, people, kind, (long)fixture_int(islands, island, "population"));
                greater += strcmp(told, "孤岛") == 0 && people > 2000;
                parted += strcmp(told, "分隔") == 0;
                seen++;
                fixture_end(&cut);
            }
        for (size_t row = 1; row < t->row_count; row++) { // islands first, then by people
            const char *before = situ_table_text(t, row - 1, situ_table_find(t, "state")), *here = situ_table_text(t, row, situ_table_find(t, "state"));
            long more = (long)situ_table_int(t, row - 1, situ_table_find(t, "isolated")), people = (long)situ_table_int(t, row, situ_table_find(t, "isolated"));
            assert_true(strcmp(before, here) == 0 ? more >= people : strcmp(here, "分隔") == 0);
        }
        fixture_end(&f);
    }
    if (!(seen > 500 && parted > 20 && greater > 10))
        fail_msg("%zu bridges, %zu of them part only, %zu cut off many", seen, parted, greater);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(islands__equal_brute_force),
        cmocka_unit_test(islands__a_cut_road_makes_the_parts_brute_force_makes),
        cmocka_unit_test(bridges__say_what_a_cut_makes),
        cmocka_unit_test(islands__the_order_of_roads_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
