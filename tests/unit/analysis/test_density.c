// SPDX-License-Identifier: MIT
// The analysis density: weights and radii out of tables, classes, figures of regions, and what is told.

#include "analysis/heat.h"
#include "analysis/heat.h"
#include "unit/analysis/fixture.h"

static const char points[] = "id:t|name:t|level:i|status:t|people:r|reach:r|xy:x\n"
                             "p1|甲|1||10|400|500 500\n"
                             "p2|乙|2||0|800|1500 500\n"
                             "p3|丙|4||5||1500 1500\n";
static const char regions[] = "id:t|name:t|level:t|parent:t|box:b\n"
                              "c|岚川县|县||0 0 4000 2000\n"
                              "t1|东乡|乡镇|岚川县|2000 0 4000 2000\n"
                              "t2|西乡|乡镇|岚川县|0 0 2000 2000\n"
                              "t3|云乡|乡镇|岚川县|\n";

static const situ_grid *grid_of(const fixture *f)
{
    const situ_grid *g = situ_bundle_grid(f->out, "grid");
    assert_non_null(g);
    return g;
}

static double value_at(const situ_grid *g, double x, double y)
{
    uint32_t c = (uint32_t)((x - g->frame.x0) / g->frame.cell_x), r = (uint32_t)((g->frame.y0 - y) / g->frame.cell_y);
    assert_true(c < g->frame.columns && r < g->frame.rows);
    return g->cells[(size_t)r * g->frame.columns + c];
}

static void near_to(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g, expected %.17g", value, expected);
}

static void begin(fixture *f, const char *table, bool with_regions)
{
    fixture_begin(f);
    fixture_table(f, "points", table);
    if (with_regions)
        fixture_table(f, "regions", regions);
}

static void density__sums_points_of_one_radius(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, true);
    fixture_run(&f, "density", FIXTURE_SET("radius_m", "1000", "cell_m", "20"));
    const situ_grid *g = grid_of(&f);
    assert_int_equal(g->epsg, FIXTURE_EPSG);
    // Cell with centre (510, 510): 14.14 m from p1, 990.05 m from p2.
    double p = 1 - 200.0 / 1e6, q = 1 - (100 + 990.0 * 990) / 1e6;
    near_to(value_at(g, 510, 510), p * p + q * q, 1e-6);
    // (1510, 1010): 490.1 m from p3, 510.1 m from p2, beyond p1.
    double a = 1 - (100 + 490.0 * 490) / 1e6, b = 1 - (100 + 510.0 * 510) / 1e6;
    near_to(value_at(g, 1510, 1010), a * a + b * b, 1e-6);
    assert_true(value_at(g, 3500, 500) == 0.0);
    fixture_end(&f);
}

static void density__weights_by_column_and_by_level(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, true);
    fixture_run(&f, "density", FIXTURE_SET("radius_m", "400", "cell_m", "20", "weight_by", "people", "kernel", "uniform"));
    near_to(value_at(grid_of(&f), 510, 510), 10, 1e-5);
    near_to(value_at(grid_of(&f), 1510, 510), 0, 0); // people 0 counts as 0
    near_to(value_at(grid_of(&f), 1510, 1510), 5, 1e-5);
    fixture_end(&f);
    begin(&f, points, true);
    fixture_run(&f, "density", FIXTURE_SET("radius_m", "400", "cell_m", "20", "weight_by", "level", "kernel", "uniform"));
    near_to(value_at(grid_of(&f), 510, 510), 5, 1e-5); // rules/zone.yaml: red 5, orange 1, blue 0.01
    near_to(value_at(grid_of(&f), 1510, 510), 1, 1e-6);
    near_to(value_at(grid_of(&f), 1510, 1510), 0.01, 1e-8);
    fixture_end(&f);
}

static void density__radius_by_column_leaves_out_rows_without(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, true);
    fixture_run(&f, "density", FIXTURE_SET("radius_by", "reach", "cell_m", "20", "kernel", "uniform"));
    near_to(value_at(grid_of(&f), 890, 510), 2, 1e-6);  // p1 reaches 400 m, p2 800 m
    near_to(value_at(grid_of(&f), 690, 510), 1, 1e-6);
    near_to(value_at(grid_of(&f), 910, 510), 1, 1e-6);
    near_to(value_at(grid_of(&f), 1510, 1510), 0, 0);   // p3 has no radius
    assert_int_equal(fixture_issues(&f, "DENSITY_NO_RADIUS"), 1);
    fixture_end(&f);
}

static void density__every_kernel_per_km2_keeps_the_number_of_points(void **state)
{
    (void)state;
    static const char *const kernels[] = {"uniform", "epanechnikov", "quartic", "triweight", "gaussian"};
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
        fixture f;
        begin(&f, points, false);
        fixture_run(&f, "density", FIXTURE_SET("radius_m", "900", "cell_m", "10", "kernel", kernels[k], "normalise", "per_km2"));
        const situ_grid *g = grid_of(&f);
        double sum = 0;
        for (size_t i = 0; i < (size_t)g->frame.columns * g->frame.rows; i++)
            sum += g->cells[i];
        near_to(sum * 100 / 1e6, 3.0, 0.005); // the discs lie wholly within the frame
        fixture_end(&f);
    }
}

static void density__a_chosen_cell_follows_the_radius(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, true);
    fixture_run(&f, "density", NULL); // 1500 m / 50
    near_to(grid_of(&f)->frame.cell_x, 50, 0); // 30 rounds up to 1, 2, 5
    fixture_end(&f);
    begin(&f, points, true);
    fixture_run(&f, "density", FIXTURE_SET("radius_m", "1000"));
    near_to(grid_of(&f)->frame.cell_x, 20, 0);
    fixture_end(&f);
}

static void density__regions_get_mean_highest_and_sum(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, true);
    fixture_run(&f, "density", FIXTURE_SET("radius_m", "400", "cell_m", "20", "normalise", "per_km2", "kernel", "quartic"));
    const situ_table *t = situ_bundle_table(f.out, "regions");
    assert_non_null(t);
    assert_int_equal(t->row_count, 3);
    near_to(fixture_real(t, "t2", "density_sum"), 3.0, 0.01); // all three points, and wholly inside
    near_to(fixture_real(t, "t2", "density_mean"), 3.0 / 4.0, 0.003);
    near_to(fixture_real(t, "t2", "area_km2"), 4.0, 1e-6);
    near_to(fixture_real(t, "t2", "density_max"), 3e6 / (3.14159265358979 * 400 * 400), 0.05);
    near_to(fixture_real(t, "t1", "density_sum"), 0.0, 0.0);
    assert_true(isnan(fixture_real(t, "t3", "density_mean")));
    assert_int_equal(fixture_issues(&f, "DENSITY_NO_POLYGON"), 1);
    fixture_end(&f);
    begin(&f, points, true);
    fixture_run(&f, "density", FIXTURE_SET("by", "村"));
    assert_int_equal(fixture_issues(&f, "DENSITY_NO_REGION"), 1);
    assert_int_equal(situ_bundle_table(f.out, "regions")->row_count, 0);
    fixture_end(&f);
}

static void density__bands_cover_what_is_above_zero(void **state)
{
    (void)state;
    static const char *const how[] = {"quantile", "equal"};
    for (size_t k = 0; k < 2; k++) {
        fixture f;
        begin(&f, points, true);
        fixture_run(&f, "density", FIXTURE_SET("radius_m", "800", "cell_m", "10", "bands", "4", "breaks", how[k]));
        const situ_table *t = situ_bundle_table(f.out, "bands");
        const situ_grid *g = grid_of(&f);
        double area = 0, above = 0, most = 0;
        assert_non_null(t);
        assert_int_equal(t->row_count, 4);
        for (uint32_t r = 0; r < g->frame.rows; r++)
            for (uint32_t c = 0; c < g->frame.columns; c++) {
                double x = situ_raster_x(&g->frame, c + 0.5), y = situ_raster_y(&g->frame, r + 0.5), v = g->cells[(size_t)r * g->frame.columns + c];
                if (x > 0 && x < 4000 && y > 0 && y < 2000) {
                    above += v > 0 ? 1e-4 : 0;
                    most = v > most ? v : most;
                }
            }
        for (size_t row = 0; row < 4; row++) {
            double km2 = situ_table_real(t, row, situ_table_find(t, "area_km2")), to = situ_table_real(t, row, situ_table_find(t, "to_value"));
            double from = situ_table_real(t, row, situ_table_find(t, "from_value"));
            area += km2;
            assert_true(to > from);
            assert_non_null(situ_table_geometry(t, row));
            if (k == 0)
                near_to(km2, above / 4, above * 0.03);
            else
                near_to(to - from, most / 4, most * 0.01);
        }
        near_to(area, above, above * 0.01);
        assert_true(situ_table_real(t, 3, situ_table_find(t, "to_value")) >= most);
        assert_true(situ_table_real(t, 0, situ_table_find(t, "from_value")) == 0.0);
        fixture_end(&f);
    }
}

static void density__labels_print_the_breaks(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, true);
    fixture_run(&f, "density", FIXTURE_SET("radius_m", "800", "cell_m", "20", "bands", "2", "breaks", "equal", "weight_by", "people"));
    const situ_table *t = situ_bundle_table(f.out, "bands");
    char expected[80];
    int decimals = -1;
    for (size_t row = 0; row < t->row_count; row++) {
        const double from = situ_table_real(t, row, situ_table_find(t, "from_value")), to = situ_table_real(t, row, situ_table_find(t, "to_value"));
        const char *label = situ_table_text(t, row, situ_table_find(t, "label")), *point = strchr(label, '.');
        const int here = point ? (int)strspn(point + 1, "0123456789") : 0;
        assert_true(decimals == -1 || decimals == here); // all alike
        decimals = here;
        snprintf(expected, sizeof expected, "%.*f–%.*f", here, from, here, to);
        assert_string_equal(label, expected);
        assert_string_equal(situ_table_text(t, row, situ_table_find(t, "name")), expected);
        assert_true(strlen(expected) < 20);
        assert_true(situ_table_text(t, row, situ_table_find(t, "unit"))[0]);
    }
    fixture_end(&f);
}

static void density__points_known_by_their_township_only_are_left_out_and_told(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|loc_quality:t|xy:x\np1|甲|exact|500 500\np2|乙|town|900 900\np3|丙|town|900 900\np4|丁|village|500 500\np5|戊||500 500\n", true);
    fixture_run(&f, "density", FIXTURE_SET("radius_m", "400", "cell_m", "20", "kernel", "uniform"));
    const situ_grid *grid = situ_bundle_grid(f.out, "grid");
    float most = 0;
    for (size_t i = 0; i < (size_t)grid->frame.columns * grid->frame.rows; i++)
        most = grid->cells[i] > most ? grid->cells[i] : most;
    assert_true(most == 3.0f); // the village's counts, the township's do not
    assert_int_equal(fixture_issues(&f, "DENSITY_ROUGH"), 1);
    assert_int_equal(fixture_issues(&f, "DENSITY_VILLAGE"), 1);
    assert_int_equal(fixture_issues(&f, "DENSITY_UNPLACED"), 0);
    CHECK_HOLDS(situ_report_get(f.report, 0)->message, "2");
    fixture_end(&f);
    // Nothing else: an error with the number, no empty grid.
    begin(&f, "id:t|name:t|loc_quality:t|xy:x\np2|乙|town|900 900\n", true);
    assert_int_equal(fixture_try(&f, "density", FIXTURE_SET("radius_m", "400")), SITU_E_NOT_FOUND);
    CHECK_HOLDS(f.err.cause, "1 known by their township");
    fixture_end(&f);
}

static void density__rows_that_do_not_count_are_told(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|level:i|status:t|people:r|xy:x\n"
              "p1|甲|1||4|500 500\n"
              "p2|乙|2||2|\n"
              "p3|丙|0||3|900 900\n"
              "p4|丁|3|销号|3|900 900\n"
              "p5|戊|3|||1900 900\n"
              "p6|己|3||-2|1900 900\n"
              "p7|庚|3||1|9000000 900\n", true);
    fixture_run(&f, "density", FIXTURE_SET("radius_m", "400", "weight_by", "people"));
    assert_int_equal(fixture_issues(&f, "DENSITY_UNPLACED"), 1);
    assert_int_equal(fixture_issues(&f, "DENSITY_CLOSED"), 1);
    assert_int_equal(fixture_issues(&f, "DENSITY_NO_WEIGHT"), 2);
    assert_int_equal(fixture_issues(&f, "DENSITY_OUTSIDE"), 1);
    fixture_end(&f);
    begin(&f, "id:t|name:t|level:i|xy:x\np1|甲|1|500 500\np3|丙|0|900 900\n", true);
    fixture_run(&f, "density", FIXTURE_SET("weight_by", "level"));
    assert_int_equal(fixture_issues(&f, "DENSITY_UNGRADED"), 1);
    fixture_end(&f);
}

static void expect_failure(const char *table, situ_status code, const char *word, const char *const *settings)
{
    fixture f;
    begin(&f, table, true);
    assert_int_equal(fixture_try(&f, "density", settings), code);
    if (!strstr(f.err.cause, word))
        fail_msg("\"%s\" does not say \"%s\"", f.err.cause, word);
    assert_true(f.err.cure[0] != '\0');
    assert_null(situ_bundle_grid(f.out, "grid"));
    fixture_end(&f);
}

static void density__nothing_to_add_up_is_an_error_not_a_grid_of_zeros(void **state)
{
    (void)state;
    expect_failure("id:t|name:t|xy:x\n", SITU_E_NOT_FOUND, "no rows", NULL);
    expect_failure("id:t|name:t|xy:x\np1|甲|\np2|乙|\n", SITU_E_NOT_FOUND, "2 without coordinates", NULL);
    expect_failure("id:t|name:t|n:r|xy:x\np1|甲|0|500 500\n", SITU_E_NOT_FOUND, "weight above 0", FIXTURE_SET("weight_by", "n"));
    expect_failure("id:t|name:t|n:r|xy:x\np1|甲||500 500\n", SITU_E_NOT_FOUND, "1 without a weight", FIXTURE_SET("weight_by", "n"));
    expect_failure("id:t|name:t|n:r|xy:x\np1|甲|0|500 500\n", SITU_E_NOT_FOUND, "1 without a radius", FIXTURE_SET("radius_by", "n"));
    expect_failure("id:t|name:t|xy:x\np1|甲|900000 500\n", SITU_E_NOT_FOUND, "reaches into the county", NULL);
    expect_failure("id:t|name:t|xy:x\np1|甲|1000 1000\n", SITU_E_NOT_FOUND, "centre of a cell", FIXTURE_SET("radius_m", "10", "cell_m", "100"));
    expect_failure(points, SITU_E_SCHEMA, "no column height", FIXTURE_SET("weight_by", "height"));
    expect_failure(points, SITU_E_SCHEMA, "no column height", FIXTURE_SET("radius_by", "height"));
    expect_failure(points, SITU_E_LIMIT, "million cells", FIXTURE_SET("cell_m", "0.01"));
}

static void density__a_coarse_grid_is_told(void **state)
{
    (void)state;
    fixture f;
    begin(&f, "id:t|name:t|xy:x\np1|甲|530 530\n", true);
    fixture_run(&f, "density", FIXTURE_SET("radius_m", "60", "cell_m", "100"));
    assert_int_equal(fixture_issues(&f, "DENSITY_COARSE"), 1);
    fixture_end(&f);
}

static void density__a_grid_beyond_memory_is_made_by_bands(void **state)
{
    (void)state;
    fixture f;
    begin(&f, points, true);
    fixture_run(&f, "density", FIXTURE_SET("radius_m", "400", "cell_m", "0.3"));
    const situ_grid *g = situ_bundle_grid(f.out, "grid");
    assert_non_null(g);
    assert_null(g->cells);
    assert_true((uint64_t)g->frame.columns * g->frame.rows > SITU_GRID_HELD_CELLS);
    assert_int_equal(fixture_issues(&f, "DENSITY_LARGE"), 1);
    assert_null(situ_bundle_table(f.out, "bands"));
    // The row through p1: 400 m to both sides of it, 1 at the middle.
    float *row = situ_malloc(g->frame.columns * sizeof *row);
    const uint32_t r = (uint32_t)((g->frame.y0 - 500) / g->frame.cell_y), c = (uint32_t)((500 - g->frame.x0) / g->frame.cell_x);
    assert_non_null(row);
    CHECK_OK(situ_grid_rows(row, g, r, r + 1, NULL, &f.err), f.err);
    near_to(row[c], 1.0, 1e-5);
    near_to(row[c + 1000], (1 - 300.0 * 300 / 160000) * (1 - 300.0 * 300 / 160000), 1e-3);
    assert_true(row[c + 1340] == 0.0f && row[c + 1330] > 0.0f);
    situ_free(row);
    fixture_end(&f);
}

static void density__same_grid_for_any_threads(void **state)
{
    (void)state;
    fixture one, two;
    const situ_op *op = situ_op_find("density");
    begin(&one, points, true);
    fixture_run(&one, "density", FIXTURE_SET("radius_m", "900"));
    begin(&two, points, true);
    void *params = situ_arena_alloc(two.arena, op->params_size);
    situ_job *job = NULL;
    CHECK_OK(situ_job_new(&job, 3, NULL, NULL, &two.err), two.err);
    CHECK_OK(situ_props_default(params, op->props, two.arena, &two.err), two.err);
    CHECK_OK(situ_props_set(params, op->props, "radius_m", "900", two.arena, &two.err), two.err);
    const situ_op_input in = {.bundle = two.in, .epsg = FIXTURE_EPSG, .rules = two.rules};
    CHECK_OK(op->run(two.out, &in, params, two.report, job, &two.err), two.err);
    situ_job_free(job);
    const situ_grid *a = grid_of(&one), *b = grid_of(&two);
    assert_memory_equal(&a->frame, &b->frame, sizeof a->frame);
    assert_memory_equal(a->cells, b->cells, (size_t)a->frame.columns * a->frame.rows * sizeof(float));
    fixture_end(&one);
    fixture_end(&two);
}

static void density__survives_every_failed_allocation(void **state)
{
    (void)state;
    for (uint64_t n = 1;; n++) {
        fixture f;
        begin(&f, points, true);
        situ_status status = fixture_try_armed(&f, "density", FIXTURE_SET("radius_m", "900", "cell_m", "100"), n);
        if (status != SITU_OK && status != SITU_E_GEOMETRY) // GEOS cannot tell a lack of memory from a broken shape
            assert_int_equal(status, SITU_E_NOMEM);
        const uint64_t made = f.allocations;
        fixture_end(&f);
        if (status == SITU_OK && made < n)
            break;
        assert_true(n < 5000);
    }
}

static void breaks__are_exact_quantiles_in_three_digits(void **state)
{
    (void)state;
    float cells[1000];
    uint8_t mask[1000];
    double breaks[SITU_HEAT_CLASSES_HIGH + 1];
    size_t count;
    situ_error err = {0};
    for (int i = 0; i < 1000; i++) {
        cells[(i * 389) % 1000] = i < 200 ? 0.0f : (float)(i - 199); // 200 zeros and 1 .. 800, mixed
        mask[i] = 1;
    }
    CHECK_OK(situ_heat_breaks(breaks, &count, 4, false, cells, mask, 1000, &err), err);
    assert_int_equal(count, 4);
    const double expected[] = {0, 201, 401, 601, 800};
    for (size_t k = 0; k <= 4; k++)
        near_to(breaks[k], expected[k], 0);
    CHECK_OK(situ_heat_breaks(breaks, &count, 4, true, cells, NULL, 1000, &err), err);
    near_to(breaks[1], 200, 0);
    assert_int_equal(situ_heat_class(200.0, breaks, count), 1);
    assert_int_equal(situ_heat_class(200.5, breaks, count), 2);
    assert_int_equal(situ_heat_class(0.0, breaks, count), 0);
    assert_int_equal(situ_heat_class(800.0, breaks, count), 4);
    memset(mask, 0, sizeof mask);
    CHECK_OK(situ_heat_breaks(breaks, &count, 4, false, cells, mask, 1000, &err), err);
    assert_int_equal(count, 0); // nothing within the mask
    for (int i = 0; i < 1000; i++)
        cells[i] = 0.123456f;
    CHECK_OK(situ_heat_breaks(breaks, &count, 5, false, cells, NULL, 1000, &err), err);
    assert_int_equal(count, 2); // what falls together is one class: up to 0.123, and the rest
    near_to(breaks[1], 0.123, 0);
    near_to(breaks[2], 0.124, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(density__sums_points_of_one_radius),
        cmocka_unit_test(density__weights_by_column_and_by_level),
        cmocka_unit_test(density__radius_by_column_leaves_out_rows_without),
        cmocka_unit_test(density__every_kernel_per_km2_keeps_the_number_of_points),
        cmocka_unit_test(density__a_chosen_cell_follows_the_radius),
        cmocka_unit_test(density__regions_get_mean_highest_and_sum),
        cmocka_unit_test(density__bands_cover_what_is_above_zero),
        cmocka_unit_test(density__labels_print_the_breaks),
        cmocka_unit_test(density__points_known_by_their_township_only_are_left_out_and_told),
        cmocka_unit_test(density__rows_that_do_not_count_are_told),
        cmocka_unit_test(density__nothing_to_add_up_is_an_error_not_a_grid_of_zeros),
        cmocka_unit_test(density__a_coarse_grid_is_told),
        cmocka_unit_test(density__a_grid_beyond_memory_is_made_by_bands),
        cmocka_unit_test(density__same_grid_for_any_threads),
        cmocka_unit_test(density__survives_every_failed_allocation),
        cmocka_unit_test(breaks__are_exact_quantiles_in_three_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
