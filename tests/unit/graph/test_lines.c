// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/utf8.h"
#include "graph/lines.h"

// Joins the lines by '/', every character one wide.
static const char *broken(const char *text, double limit, int most, const char *const *keep, size_t keep_count)
{
    static char out[512];
    double advance[SITU_LINES_CHARS];
    int ends[SITU_LINES_MOST], n = (int)situ_utf8_count(text), begin = 0;
    for (int i = 0; i < n; i++)
        advance[i] = 1;
    int lines = situ_lines_break(ends, text, advance, n, limit, most, keep, keep_count);
    out[0] = '\0';
    for (int k = 0; k < lines; k++) {
        strncat(out, text + begin, (size_t)(ends[k] - begin));
        strcat(out, k + 1 < lines ? "/" : "");
        begin = ends[k];
    }
    return out;
}

static void lines__break_after_signs_and_keep_words(void **state)
{
    (void)state;
    static const char *const keep[] = {"批准", "启动", "响应", "双组长", "应急委"};
    assert_string_equal(broken("鸣锣叫应，断道警戒，清点人数", 6, 4, NULL, 0), "鸣锣叫应，/断道警戒，/清点人数");
    assert_string_equal(broken("县应急委双组长批准启动Ⅰ级响应", 8, 3, keep, 5), "县应急委双组长/批准启动Ⅰ级响应");
    assert_string_equal(broken("险情是否可控", 10, 2, NULL, 0), "险情是否可控");
    assert_string_equal(broken("调度中心（县应急管理局）", 9, 2, NULL, 0), "调度中心/（县应急管理局）");
}

static void lines__never_start_with_a_sign_nor_cut_numbers(void **state)
{
    (void)state;
    assert_string_equal(broken("四个字，再来", 3, 3, NULL, 0), "四个/字，/再来");
    assert_string_equal(broken("水位超过175.5米", 6, 2, NULL, 0), "水位超过/175.5米");
    assert_string_equal(broken("会商定级Ⅰ–Ⅳ", 4, 2, NULL, 0), "会商定级/Ⅰ–Ⅳ");
}

static void lines__what_does_not_fit_is_refused(void **state)
{
    (void)state;
    assert_string_equal(broken("一二三四五六七八九十", 3, 2, NULL, 0), "");
    assert_string_equal(broken("2023000000", 4, 3, NULL, 0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines__break_after_signs_and_keep_words),
        cmocka_unit_test(lines__never_start_with_a_sign_nor_cut_numbers),
        cmocka_unit_test(lines__what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
