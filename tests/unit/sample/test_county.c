// SPDX-License-Identifier: MIT
// The county: what it must hold, whatever else changes. One county is made for all tests.
#include <math.h>

#include "base/alloc.h"
#include "sample/things.h"
#include "support/check.h"

static situ_world *county;
static situ_things *things;

static situ_world *make(situ_sample_size size, uint64_t seed)
{
    situ_error err = {0};
    situ_world *w = NULL;
    CHECK_OK(situ_sample_world_new(&w, size, seed, &err), err);
    CHECK_OK(situ_sample_world_terrain(w, NULL, &err), err);
    CHECK_OK(situ_sample_world_water(w, &err), err);
    CHECK_OK(situ_sample_world_county(w, &err), err);
    CHECK_OK(situ_sample_world_units(w, &err), err);
    CHECK_OK(situ_sample_world_names(w, &err), err);
    CHECK_OK(situ_sample_world_roads(w, &err), err);
    return w;
}

static int setup(void **state)
{
    (void)state;
    situ_error err = {0};
    county = make(SITU_SAMPLE_COUNTY, 1);
    CHECK_OK(situ_sample_things_new(&things, county, &err), err);
    CHECK_OK(situ_sample_make_risks(things, &err), err);
    CHECK_OK(situ_sample_plant_traps(things, &err), err);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    situ_sample_things_free(things);
    situ_sample_world_free(county);
    return 0;
}

static void streams__stay_on_the_land(void **state)
{
    const situ_grid_frame *f = &county->frame;
    (void)state;
    assert_true(county->stream_count > 50);
    for (size_t k = 0; k < county->stream_count; k++)
        for (size_t i = 0; i < county->streams[k].line.count; i++) {
            situ_point p = county->streams[k].line.items[i];
            assert_true(p.x >= f->x0 && p.x <= f->x0 + f->columns * f->cell_m);
            assert_true(p.y <= f->y0 && p.y >= f->y0 - f->rows * f->cell_m);
        }
}

static void units__have_the_wanted_kinds(void **state)
{
    (void)state;
    int kinds[6] = {0}, centers = 0;
    for (int k = 0; k < county->town_count; k++) {
        kinds[county->towns[k].kind]++;
        centers += county->towns[k].is_center;
        assert_true((county->towns[k].code != NULL) == (county->towns[k].kind <= SITU_UNIT_TOWNSHIP));
    }
    assert_int_equal(kinds[SITU_UNIT_STREET], 4);
    assert_int_equal(kinds[SITU_UNIT_TOWN], 31);
    assert_int_equal(kinds[SITU_UNIT_TOWNSHIP], 7);
    assert_int_equal(kinds[SITU_UNIT_FARM], 1);
    assert_int_equal(kinds[SITU_UNIT_RESERVOIR], 1);
    assert_int_equal(county->zone_unit.kind, SITU_UNIT_ZONE);
    assert_int_equal(centers, 8);
    assert_in_range(county->village_count, 460, 500);
    static const char *const names[] = {"㙟垭乡", "𡐓口镇", "蔈草镇", "石盘镇", "桂溪镇", "岚峰国有林场", "碧云水库管理处"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        assert_true(situ_sample_town_named(county, names[k]) >= 0);
    assert_true(situ_sample_village_named(county, "桂溪易地搬迁安置点社区") >= 0);
}

static void units__codes_and_names_are_unique(void **state)
{
    (void)state;
    situ_map *seen = situ_map_new();
    int same = 0, parents[2] = {-1, -1};
    for (int v = 0; v < county->village_count; v++) {
        const situ_village *village = &county->villages[v];
        if (village->code)
            assert_int_equal(situ_map_set(seen, village->code, 1), 0);
        if (strcmp(village->name, "新民村") == 0) {
            assert_in_range(same, 0, 1);
            parents[same++] = village->town;
            continue;
        }
        assert_int_equal(situ_map_set(seen, village->name, 1), 0);
    }
    assert_int_equal(same, 2);
    assert_int_not_equal(parents[0], parents[1]);
    situ_map_free(seen);
}

static void units__villages_nest_and_people_add_up(void **state)
{
    (void)state;
    const situ_grid_frame *f = &county->frame;
    double area = 0;
    int people = 0;
    for (int i = 0; i < f->columns * f->rows; i++) {
        assert_int_equal(county->county[i] != 0, county->parish[i] != 0);
        if (!county->parish[i]) {
            assert_in_range(county->neighbour[i], 1, 2);
            continue;
        }
        assert_int_equal(county->unit[i], county->villages[county->parish[i] - 1].town + 1);
        area += 0.01;
    }
    double towns = 0, villages = 0;
    for (int k = 0; k < county->town_count; k++) {
        const situ_town *t = &county->towns[k];
        int sum = 0;
        for (int v = t->first_village; v < t->first_village + t->village_count; v++) {
            assert_int_equal(county->villages[v].town, k);
            assert_int_equal(county->parish[county->villages[v].cell], v + 1);
            sum += county->villages[v].pop;
        }
        assert_int_equal(sum, t->pop);
        people += sum;
        towns += t->area_km2;
    }
    for (int v = 0; v < county->village_count; v++)
        villages += county->villages[v].area_km2;
    CHECK_NEAR(towns, area, 1e-6);
    CHECK_NEAR(villages, area, 1e-6);
    assert_in_range(people, 880000, 910000);
    assert_true(county->towns[county->tiny_town].area_km2 < 8);
}

static void units__county_spans_the_zone_edge(void **state)
{
    (void)state;
    const situ_grid_frame *f = &county->frame;
    double x0 = 1e9, x1 = 0, y0 = 1e9, y1 = 0, x = 0, n = 0;
    for (int i = 0; i < f->columns * f->rows; i++)
        if (county->county[i]) {
            x0 = fmin(x0, situ_cell_x(f, i)), x1 = fmax(x1, situ_cell_x(f, i));
            y0 = fmin(y0, situ_cell_y(f, i)), y1 = fmax(y1, situ_cell_y(f, i));
            x += situ_cell_x(f, i), n++;
        }
    CHECK_NEAR(x1 - x0, 80000, 5000);
    CHECK_NEAR(y1 - y0, 95000, 5000);
    assert_true(situ_sample_lonlat(things, x0, y0).lon_deg < 109.5);
    assert_true(situ_sample_lonlat(things, x1, y0).lon_deg > 109.5);
    assert_int_equal(situ_crs_zone_epsg(situ_sample_lonlat(things, x / n, (y0 + y1) / 2).lon_deg), SITU_WORLD_EPSG);
}

static void land__river_and_islands(void **state)
{
    (void)state;
    float top = 0;
    size_t river = 0;
    const situ_grid_frame *f = &county->frame;
    for (int i = 0; i < f->columns * f->rows; i++) {
        top = fmaxf(top, county->height[i]);
        assert_true(county->height[i] >= 130);
        river += county->water[i] == SITU_RIVER;
    }
    assert_true(top > 1700 && top < 2050);
    assert_true(river > 3000);
    for (int k = 0; k < county->course_count; k++)
        assert_true(county->course[k].half_m >= 190);
    for (int k = 0; k < 2; k++) {
        int cell = situ_sample_cell_at(f, county->islands[k].x, county->islands[k].y);
        assert_int_equal(county->water[cell], SITU_LAND);
    }
    assert_true(county->island_village >= 0);
    assert_true(county->villages[county->island_village].on_island);
    assert_true(county->reservoir_cell >= 0);
}

static void roads__one_bridge_isolates_about_3000_people(void **state)
{
    (void)state;
    assert_true(county->cut_road >= 0);
    assert_true(county->roads[county->cut_road].bridge);
    assert_in_range(county->cut_people, 2400, 3600);
    int ferries = 0, bridges = 0;
    for (size_t k = 0; k < county->road_count; k++) {
        ferries += county->roads[k].road_class == SITU_ROAD_FERRY;
        bridges += county->roads[k].bridge;
        assert_true(county->roads[k].line.count >= 2);
    }
    assert_int_equal(ferries, 1);
    assert_true(bridges >= 4);
}

// Without the ferry only the island is cut off; without the planted bridge its villages too.
static void roads__join_all_seats(void **state)
{
    (void)state;
    const situ_grid_frame *f = &county->frame;
    size_t n = (size_t)f->columns * (size_t)f->rows;
    for (int cut = 0; cut < 2; cut++) {
        int *group = situ_malloc(n * sizeof *group);
        assert_non_null(group);
        for (size_t i = 0; i < n; i++)
            group[i] = (int)i;
        for (bool changed = true; changed;) { // labels fall until nothing moves: an oracle, not fast
            changed = false;
            for (size_t k = 0; k < county->road_count; k++) {
                const situ_road *r = &county->roads[k];
                if (r->road_class == SITU_ROAD_FERRY || (cut && (int)k == county->cut_road))
                    continue;
                int least = group[r->from_node] < group[r->to_node] ? group[r->from_node] : group[r->to_node];
                changed = changed || group[r->from_node] != least || group[r->to_node] != least;
                group[r->from_node] = group[r->to_node] = least;
            }
        }
        int home = group[county->towns[county->seat_town].cell], away = 0;
        for (int v = 0; v < county->village_count; v++) {
            bool joined = group[county->villages[v].cell] == home;
            if (county->villages[v].on_island)
                assert_false(joined);
            else if (!cut)
                assert_true(joined);
            else
                assert_int_equal(!joined, county->cut_village[v]);
            away += cut && !joined && !county->villages[v].on_island ? county->villages[v].pop : 0;
        }
        if (cut)
            assert_int_equal(away, county->cut_people);
        situ_free(group);
    }
}

static void risks__numbers_levels_and_clusters(void **state)
{
    (void)state;
    int levels[5] = {0}, near_seat = 0, along_road = 0, industries = 0;
    const situ_town *seat = &county->towns[county->seat_town];
    assert_in_range(things->risk_count, 1150, 1330);
    for (const situ_industry *i = situ_sample_industries; i->word; i++) {
        bool seen = false;
        for (size_t k = 0; k < things->risk_count && !seen; k++)
            seen = things->risks[k].industry == i;
        industries += seen;
    }
    for (size_t k = 0; k < things->risk_count; k++) {
        const situ_risk *r = &things->risks[k];
        int worst = r->level_calc && (!r->level_given || r->level_calc < r->level_given) ? r->level_calc : r->level_given;
        levels[worst]++;
        near_seat += worst >= 1 && worst <= 2 && hypot(r->x - seat->x, r->y - seat->y) < 3000;
        along_road += worst >= 1 && worst <= 2 && strncmp(r->name, "G909", 4) == 0;
        assert_true(r->town != things->silent_town && r->town != things->zero_town);
    }
    assert_true(industries >= 14);
    for (int k = 0; k <= 4; k++)
        assert_true(levels[k] >= 30);
    assert_true(near_seat + along_road >= 60);
    assert_true(along_road >= 10);
}

// Each factor of a rated point gives the level it was drawn for.
static void risks__factors_give_the_level(void **state)
{
    (void)state;
    size_t checked = 0;
    for (size_t k = 0; k < things->risk_count; k++) {
        const situ_risk *r = &things->risks[k];
        if (r->trap || r->level_calc == 0)
            continue;
        int level = 0;
        if (r->method == SITU_METHOD_LEC) {
            double d = r->l * r->e * r->c;
            level = d >= 320 ? 1 : d >= 160 ? 2 : d >= 70 ? 3 : 4;
        } else if (r->method == SITU_METHOD_LS) {
            double v = r->l * r->s;
            level = v >= 20 ? 1 : v >= 15 ? 2 : v >= 9 ? 3 : 4;
        } else if (r->method == SITU_METHOD_GEO) {
            int by_pop = r->pop >= 1000 ? 1 : r->pop >= 500 ? 2 : r->pop >= 100 ? 3 : 4;
            int by_loss = r->loss >= 10000 ? 1 : r->loss >= 5000 ? 2 : r->loss >= 500 ? 3 : 4;
            level = by_pop < by_loss ? by_pop : by_loss;
        } else {
            continue;
        }
        assert_int_equal(level, r->level_calc);
        checked++;
    }
    assert_true(checked > 800);
}

static void seed__gives_the_same_land_and_another_seed_another(void **state)
{
    (void)state;
    situ_world *a = make(SITU_SAMPLE_TOWNSHIP, 3), *b = make(SITU_SAMPLE_TOWNSHIP, 3), *c = make(SITU_SAMPLE_TOWNSHIP, 4);
    size_t n = (size_t)a->frame.columns * (size_t)a->frame.rows;
    assert_memory_equal(a->height, b->height, n * sizeof(float));
    assert_memory_equal(a->parish, b->parish, n * sizeof(uint16_t));
    assert_int_equal(a->road_count, b->road_count);
    for (size_t k = 0; k < a->road_count; k++) {
        assert_int_equal(a->roads[k].line.count, b->roads[k].line.count);
        assert_memory_equal(a->roads[k].line.items, b->roads[k].line.items, a->roads[k].line.count * sizeof(situ_point));
    }
    assert_int_equal(a->town_count, 5);
    assert_memory_not_equal(a->height, c->height, n * sizeof(float));
    situ_sample_world_free(a);
    situ_sample_world_free(b);
    situ_sample_world_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams__stay_on_the_land),
        cmocka_unit_test(units__have_the_wanted_kinds),
        cmocka_unit_test(units__codes_and_names_are_unique),
        cmocka_unit_test(units__villages_nest_and_people_add_up),
        cmocka_unit_test(units__county_spans_the_zone_edge),
        cmocka_unit_test(land__river_and_islands),
        cmocka_unit_test(roads__one_bridge_isolates_about_3000_people),
        cmocka_unit_test(roads__join_all_seats),
        cmocka_unit_test(risks__numbers_levels_and_clusters),
        cmocka_unit_test(risks__factors_give_the_level),
        cmocka_unit_test(seed__gives_the_same_land_and_another_seed_another),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
