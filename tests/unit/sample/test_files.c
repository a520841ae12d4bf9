// SPDX-License-Identifier: MIT
// The files of the generator: the same bytes for a seed, small enough, complete.
#include <dirent.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "sample/sample.h"
#include "support/folder.h"

static void hash_folder(const char *dir, const char *prefix, situ_map *out, size_t *bytes)
{
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        char path[1500], name[1200], sum[65];
        struct stat st;
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        snprintf(name, sizeof name, "%s%s", prefix, e->d_name);
        assert_int_equal(stat(path, &st), 0);
        if (S_ISDIR(st.st_mode)) {
            size_t n = strlen(name);
            snprintf(name + n, sizeof name - n, "/");
            hash_folder(path, name, out, bytes);
            continue;
        }
        *bytes += (size_t)st.st_size;
        CHECK_OK(situ_sha256_file(sum, path, NULL), ((situ_error){0}));
        assert_int_equal(situ_map_set(out, name, (size_t)strtoull(sum + 48, NULL, 16)), 0);
    }
    closedir(d);
}

static situ_map *generate(void **state, const char *name, uint64_t seed, situ_job *job, size_t *bytes)
{
    situ_error err = {0};
    const char *dir = in_folder(state, name);
    CHECK_OK(situ_sample_generate(dir, SITU_SAMPLE_TOWNSHIP, seed, job, &err), err);
    situ_map *map = situ_map_new();
    assert_non_null(map);
    *bytes = 0;
    hash_folder(dir, "", map, bytes);
    return map;
}

static void files__same_seed_same_bytes_for_any_threads(void **state)
{
    situ_error err = {0};
    situ_job *job = NULL;
    size_t bytes[3];
    CHECK_OK(situ_job_new(&job, 3, NULL, NULL, &err), err);
    situ_map *a = generate(state, "a", 9, NULL, &bytes[0]), *b = generate(state, "b", 9, job, &bytes[1]), *c = generate(state, "c", 10, NULL, &bytes[2]);
    assert_int_equal(situ_map_count(a), situ_map_count(b));
    assert_true(situ_map_count(a) >= 34);
    size_t differ = 0;
    for (size_t k = 0; k < situ_map_count(a); k++) {
        const char *name = situ_map_key(a, k);
        if (situ_map_get(b, name) != situ_map_value(a, k))
            print_error("%s differs\n", name);
        assert_true(situ_map_get(b, name) == situ_map_value(a, k));
        differ += situ_map_get(c, name) != situ_map_value(a, k);
    }
    assert_true(differ > 12); // templates and some texts do not depend on the seed
    assert_int_equal(bytes[0], bytes[1]);
    assert_true(bytes[0] < 4u << 20);
    situ_map_free(a);
    situ_map_free(b);
    situ_map_free(c);
    situ_job_free(job);
}

static void files__committed_county_is_complete_and_small(void **state)
{
    (void)state;
    static const char *const wanted[] = {"project.yaml", "ANSWERS.csv", "base/dem.tif", "base/regions.gpkg", "base/roads.gpkg", "base/water.gpkg", "base/places.gpkg", "base/boundary.gpkg",
                                         "base/hazard_zones.gpkg", "ledgers/风险点台账.xlsx", "ledgers/组织机构.xlsx", "ledgers/处置流程.xlsx", "ledgers/应急物资明细.csv", "templates/风险点.xlsx", "templates/组织机构.xlsx"};
    size_t bytes = 0;
    situ_map *map = situ_map_new();
    hash_folder(SITU_SOURCE_DIR "/data-samples", "", map, &bytes);
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
        assert_true(situ_map_get(map, wanted[k]) != SIZE_MAX);
    assert_true(bytes <= 8u << 20);
    situ_map_free(map);
}

static void files__unwritable_folder_is_told(void **state)
{
    situ_error err = {0};
    CHECK_OK(situ_write_file(in_folder(state, "taken"), "x", 1, &err), err);
    situ_status status = situ_sample_generate(in_folder(state, "taken"), SITU_SAMPLE_TOWNSHIP, 1, NULL, &err);
    assert_int_not_equal(status, SITU_OK);
    assert_true(err.cause[0] != 0);
    CHECK_HOLDS(err.file, "taken");
}

static void size__words_are_known(void **state)
{
    (void)state;
    situ_sample_size size = SITU_SAMPLE_COUNTY;
    assert_true(situ_sample_size_parse("township", &size));
    assert_int_equal(size, SITU_SAMPLE_TOWNSHIP);
    assert_true(situ_sample_size_parse("province", &size));
    assert_int_equal(size, SITU_SAMPLE_PROVINCE);
    assert_false(situ_sample_size_parse("village", &size));
    assert_int_equal(size, SITU_SAMPLE_PROVINCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files__same_seed_same_bytes_for_any_threads, folder_setup, folder_teardown),
        cmocka_unit_test(files__committed_county_is_complete_and_small),
        cmocka_unit_test_setup_teardown(files__unwritable_folder_is_told, folder_setup, folder_teardown),
        cmocka_unit_test(size__words_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
