// SPDX-License-Identifier: MIT
// Every allocation of the kernels and the analyses fails once: each time the call says so, and
// nothing leaks or breaks (the sanitizer build watches).

#include "kernel/kernel.h"
#include "unit/analysis/roads_fixture.h"

static const char regions[] = "id:t|name:t|level:t|parent:t|pop:i|at:b\nT1|甲镇|乡镇|||0 0 3000 3000\nT2|乙乡|乡镇|||3000 0 6000 3000\nV1|东村|村|甲镇|500|0 0 900 900\nV2|西村|村|甲镇||900 0 1800 900\n";
static const char points[] = "id:t|name:t|industry:t|town:t|method:t|lec_l:r|lec_e:r|lec_c:r|level_given:i|level_final:i|at:xy\n"
                             "a|甲|地质灾害|甲镇|LEC|4|6|15|3|1|1000 1000\nb|乙|地质灾害||LEC|3|6|15|2|2|4000 1500\nc|丙||||||||3|\n";

static const char areas[] = "id:t|name:t|type:t|level:i|at:b\nz|宽区|地质风险区|1|0 0 900 900\ny|窄区|地质风险区|2|500 0 2000 2000\n";

typedef struct outcome {
    situ_status status;
    uint64_t allocations;
    char *dump; // of the result
} outcome;

static outcome run_once(const char *op, const char *const *settings, uint64_t fail_at)
{
    fixture f;
    outcome o;
    situ_str dump;
    fixture_begin(&f);
    f.as_of = "2026-06-30";
    fixture_table(&f, "regions", regions);
    fixture_table(&f, "points", points);
    fixture_table(&f, "sites", "id:t|name:t|at:xy\nd|库|500 500\n");
    fixture_table(&f, "targets", points);
    fixture_table(&f, "people", "id:t|name:t|level:t|pop:i|at:xy\nT1|甲镇|乡镇|90|1500 1500\nv|一村|村|50|500 900\n");
    fixture_table(&f, "teams", "id:t|name:t|level:t|at:xy\na|县队|县综合|2500 500\nb|乙队|乡镇|4000 500\n");
    if (strcmp(op, "reach") == 0) {
        CHECK_OK(situ_bundle_add_table(f.in, roads_table("roads", "县道 - 0 500 6000 500\n村道 - 3000 500 3000 2000\n轮渡 - 3000 2040 3000 2900\n? - 5000 500.5 5000 900"), &f.err), f.err);
        CHECK_OK(situ_bundle_add_table(f.in, waters_table("河流 p 0 1900 6000 1900 6000 2100 0 2100\n河流 l 4500 0 4500 3000"), &f.err), f.err);
    }
    fixture_table(&f, "hazard", "id:t|title:t|object:t|grade:t|supervise:t|state:t\nh|漏|甲|重大|县|整改\ni|堵||重大|县|整改\n");
    fixture_table(&f, "accident", "id:t|name:t|town:t|occurred:t|dead:i\n1|一|甲镇|2026-01-05|1\n2|二|乙乡|2024-01-05|\n");
    fixture_table(&f, "hazard_zone", areas);
    fixture_table(&f, "zones", areas);
    fixture_table(&f, "team", "id:t|name:t|level:t|at:xy\nt|队|乡镇|100 100\nu|无|乡镇|\n");
    fixture_table(&f, "persons", "id:t|name:t|object:t\np|赵六|窄区\n");
    fixture_table(&f, "roads", "id:t|name:t|class:t|at:line\nr|甲线|县道|0 0 4000 1500\n");
    o.status = fixture_try_armed(&f, op, settings, fail_at);
    o.allocations = f.allocations;
    situ_str_init(&dump);
    CHECK_OK(situ_bundle_dump(f.out, &dump, &f.err), f.err);
    o.dump = situ_str_take(&dump);
    assert_non_null(o.dump);
    fixture_end(&f);
    return o;
}

// Fails allocation 1, 2, ... of one run of the op until all had their turn; returns how many failed. The
// geometry library cannot tell a lack of memory from a broken shape, the kernel of travel time tells it as a limit
// with its figure, and a step that has another way may
// succeed: then its result must be the same.
static long fail_each(const char *op, const char *const *settings)
{
    outcome good = run_once(op, settings, 0);
    assert_int_equal(good.status, SITU_OK);
    long failed = 0;
    for (uint64_t nth = 1; nth <= good.allocations; nth++) {
        outcome o = run_once(op, settings, nth);
        if (o.status == SITU_OK ? strcmp(o.dump, good.dump) != 0 : o.status != SITU_E_NOMEM && o.status != SITU_E_GEOMETRY && o.status != SITU_E_LIMIT)
            fail_msg("%s: allocation %lu failed and the op returned \"%s\"", op, (unsigned long)nth, situ_status_text(o.status));
        failed += o.status != SITU_OK;
        situ_free(o.dump);
    }
    situ_free(good.dump);
    return failed;
}

static void faults__every_allocation_of_the_ops_may_fail(void **state)
{
    (void)state;
    assert_true(fail_each("grade", NULL) > 10);
    assert_true(fail_each("zone", FIXTURE_SET("cell_m", "100")) > 50);
    assert_true(fail_each("reach", FIXTURE_SET("cell_m", "100")) > 50);
    assert_true(fail_each("reach", FIXTURE_SET("mode", "network", "cell_m", "200")) > 80);
    assert_true(fail_each("reach", FIXTURE_SET("mode", "surface", "cell_m", "200")) > 80);
    assert_true(fail_each("zone", FIXTURE_SET("grid", "no", "rule", "R-INDEX", "then", "R-FLOOR,R-ACC,R-AREA,R-TIME", "late_raises", "yes")) > 100);
    assert_true(fail_each("matrix", FIXTURE_SET("then", "R-FLOOR")) > 50);
    assert_true(fail_each("double_control", NULL) > 50);
}

static void faults__every_allocation_of_density_may_fail(void **state)
{
    (void)state;
    const situ_raster_frame frame = {.x0 = 0, .y0 = 3000, .cell_x = 20, .cell_y = 20, .columns = 150, .rows = 150};
    const double xy[] = {1000, 1000, 1500, 2000, 10, 10}, radius[] = {50, 400, 900};
    float *out = malloc(sizeof *out * 150 * 150);
    assert_non_null(out);
    const situ_density_input in = {.xy = xy, .radius_m = radius, .count = 3, .shape = SITU_KERNEL_TRIWEIGHT};
    long failed = 0;
    for (uint64_t nth = 1;; nth++, failed++) {
        situ_alloc_fail_at(nth, false);
        situ_status status = situ_kernel_density(out, &frame, 0, 150, &in, NULL, NULL);
        situ_alloc_fail_at(0, false);
        if (status == SITU_OK)
            break;
        assert_int_equal(status, SITU_E_NOMEM);
    }
    assert_true(failed >= 10);
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults__every_allocation_of_the_ops_may_fail),
        cmocka_unit_test(faults__every_allocation_of_density_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
