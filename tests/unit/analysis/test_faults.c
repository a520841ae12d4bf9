// SPDX-License-Identifier: MIT
// Every allocation of the kernels and the analyses fails once: each time the call says so, and
// nothing leaks or breaks (the sanitizer build watches).

#include "unit/analysis/fixture.h"
#include "kernel/kernel.h"

static const char regions[] = "id:t|name:t|level:t|parent:t|at:b\nT1|甲镇|乡镇||0 0 3000 3000\nT2|乙乡|乡镇||3000 0 6000 3000\nV1|东村|村|甲镇|0 0 900 900\n";
static const char points[] = "id:t|name:t|town:t|method:t|lec_l:r|lec_e:r|lec_c:r|level_given:i|level_final:i|at:xy\n"
                             "a|甲|甲镇|LEC|4|6|15|3|1|1000 1000\nb|乙||LEC|3|6|15|2|2|4000 1500\nc|丙|||||||3|\n";

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
    fixture_table(&f, "regions", regions);
    fixture_table(&f, "points", points);
    fixture_table(&f, "sites", "id:t|name:t|at:xy\nd|库|500 500\n");
    fixture_table(&f, "targets", points);
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
// geometry library cannot tell a lack of memory from a broken shape, and a step that has another way may
// succeed: then its result must be the same.
static long fail_each(const char *op, const char *const *settings)
{
    outcome good = run_once(op, settings, 0);
    assert_int_equal(good.status, SITU_OK);
    long failed = 0;
    for (uint64_t nth = 1; nth <= good.allocations; nth++) {
        outcome o = run_once(op, settings, nth);
        if (o.status == SITU_OK ? strcmp(o.dump, good.dump) != 0 : o.status != SITU_E_NOMEM && o.status != SITU_E_GEOMETRY)
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
