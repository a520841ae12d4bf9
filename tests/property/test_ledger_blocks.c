// SPDX-License-Identifier: MIT
// Ledgers as people lay them out: columns in any order under any of their headers, titles, notes, blank
// lines, sections, totals, several tables below each other. Every row is accounted for and right.
#include "unit/ledger/grid_help.h"

enum { ROUNDS = 400, MAX_ROWS = 12, MAX_COLUMNS = 12 };

typedef struct column {
    const char *field;
    const char *headers[6];
    const char *(*value)(situ_rng *rng, char out[64], size_t row);
} column;

static const char *pick(situ_rng *rng, const char *const *words)
{
    uint32_t n = 0;
    while (words[n])
        n++;
    return words[situ_rng_below(rng, n)];
}

static const char *v_town(situ_rng *rng, char out[64], size_t row)
{
    (void)out;
    (void)row;
    return pick(rng, (const char *const[]){"双江街道", "龙角镇", "清水乡", "盘龙街道", NULL});
}
static const char *v_level(situ_rng *rng, char out[64], size_t row)
{
    (void)out;
    (void)row;
    return pick(rng, (const char *const[]){"重大", "较大", "一般", "低", NULL});
}
static const char *v_industry(situ_rng *rng, char out[64], size_t row)
{
    (void)out;
    (void)row;
    return pick(rng, (const char *const[]){"燃气", "旅游", "烟花爆竹", "特种设备", NULL});
}
static const char *v_count(situ_rng *rng, char out[64], size_t row)
{
    (void)row;
    snprintf(out, 64, "%u", 1 + situ_rng_below(rng, 900));
    return out;
}
static const char *v_phone(situ_rng *rng, char out[64], size_t row)
{
    (void)row;
    snprintf(out, 64, "13%09u", situ_rng_below(rng, 1000000000));
    return out;
}
static const char *v_date(situ_rng *rng, char out[64], size_t row)
{
    (void)row;
    snprintf(out, 64, "20%02u-%02u-%02u", 10 + situ_rng_below(rng, 15), 1 + situ_rng_below(rng, 12), 1 + situ_rng_below(rng, 28));
    return out;
}
static const char *v_words(situ_rng *rng, char out[64], size_t row)
{
    (void)row;
    snprintf(out, 64, "%s%u条", pick(rng, (const char *const[]){"巡查", "警示", "封闭", "培训", NULL}), situ_rng_below(rng, 9));
    return out;
}
static const char *v_person(situ_rng *rng, char out[64], size_t row)
{
    (void)out;
    (void)row;
    return pick(rng, (const char *const[]){"张三", "李四", "王小明", "赵六", NULL});
}

static const column risk_columns[] = {
    {"town", {"乡镇", "镇街", "所属乡镇", "乡镇（街道）", NULL}, v_town},
    {"level_given", {"风险等级", "风险级别", " 风险 等级", "风险等级*", NULL}, v_level},
    {"industry", {"行业领域", "行业", "所属行业", "行业类别", NULL}, v_industry},
    {"threat_pop", {"受威胁人数", "威胁人数（人）", "受威胁人口", NULL}, v_count},
    {"phone", {"联系电话", "手机号码", "责任人电话", NULL}, v_phone},
    {"found", {"排查日期", "发现时间", "填报日期", NULL}, v_date},
    {"controls", {"管控措施", "防范措施", NULL}, v_words},
    {"resp_person", {"责任人", "负责人", "责任人姓名", NULL}, v_person},
};
static const column shelter_columns[] = {
    {"town", {"乡镇", "镇街", NULL}, v_town},
    {"cap_given", {"容纳人数", "可容纳人数（人）", "可安置人数", NULL}, v_count},
    {"area_eff", {"有效避难面积", "占地面积(㎡)", NULL}, v_count},
    {"phone", {"联系电话", "管理员电话", NULL}, v_phone},
    {"manager", {"管理人", "管理员", NULL}, v_person},
};
static const column unknown_columns[] = {
    {NULL, {"车牌号", NULL}, v_phone}, {NULL, {"车型", NULL}, v_words}, {NULL, {"油耗", NULL}, v_count}, {NULL, {"年检到期", NULL}, v_date}, {NULL, {"停放处", NULL}, v_words},
};

typedef struct layout {
    const char *table; // NULL = unknown
    const char *name_header, *prefix;
    const column *columns;
    size_t column_count;
} layout;
static const layout layouts[] = {
    {"risk_point", "风险点名称", "风险点", risk_columns, sizeof risk_columns / sizeof *risk_columns},
    {"shelter", "避难场所名称", "避难所", shelter_columns, sizeof shelter_columns / sizeof *shelter_columns},
    {NULL, "车主", "车主", unknown_columns, sizeof unknown_columns / sizeof *unknown_columns},
};

typedef struct expected {
    char cells[3][MAX_ROWS * 4][MAX_COLUMNS][64];
    long line[3][MAX_ROWS * 4];
    size_t rows[3], lines;
} expected;

// A text alone in its line, in the first column.
static void line_of(situ_str *csv, expected *e, const char *text, size_t width)
{
    situ_str_add(csv, text);
    for (size_t c = 1; c < width; c++)
        situ_str_add(csv, ",");
    situ_str_add(csv, "\n");
    e->lines++;
}

static void table_of(situ_str *csv, expected *e, situ_rng *rng, size_t which, size_t width, bool first)
{
    const layout *l = &layouts[which];
    size_t order[MAX_COLUMNS], n = l->column_count;
    char text[96];
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; i > 1; i--) {
        size_t j = situ_rng_below(rng, (uint32_t)i), swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
    bool titled = !first || situ_rng_below(rng, 2), serial = situ_rng_below(rng, 2);
    if (titled) {
        snprintf(text, sizeof text, "附件%u 某县%s台账", situ_rng_below(rng, 9), l->prefix);
        line_of(csv, e, text, width);
    }
    if (titled && situ_rng_below(rng, 3) == 0)
        line_of(csv, e, "填报单位：某县应急管理局", width);
    char header[800] = "";
    size_t at = 0, count = n + 1 + serial, place = situ_rng_below(rng, (uint32_t)n + 1);
    for (size_t c = 0, k = 0; c < n + 1; c++) {
        const char *word = c == place ? l->name_header : NULL;
        if (!word) {
            word = pick(rng, l->columns[order[k++]].headers);
        }
        at += (size_t)snprintf(header + at, sizeof header - at, "%s%s", c || serial ? "," : "", word);
    }
    for (size_t c = count; c < width; c++)
        at += (size_t)snprintf(header + at, sizeof header - at, ",");
    situ_str_addf(csv, "%s%s\n", serial ? "序号" : "", header);
    e->lines++;
    size_t rows = 3 + situ_rng_below(rng, MAX_ROWS - 3);
    for (size_t r = 0; r < rows; r++) {
        size_t row = e->rows[which]++;
        e->line[which][row] = (long)++e->lines;
        if (serial)
            situ_str_addf(csv, "%zu,", r + 1);
        for (size_t c = 0, k = 0; c < n + 1; c++) {
            char value[64];
            if (c == place) {
                snprintf(e->cells[which][row][MAX_COLUMNS - 1], 64, "第%zu号%s", e->lines, l->prefix);
                situ_str_addf(csv, "%s%s", c ? "," : "", e->cells[which][row][MAX_COLUMNS - 1]);
                continue;
            }
            size_t of = order[k++];
            snprintf(e->cells[which][row][of], 64, "%s", l->columns[of].value(rng, value, row));
            situ_str_addf(csv, "%s%s", c ? "," : "", e->cells[which][row][of]);
        }
        for (size_t c = count; c < width; c++)
            situ_str_add(csv, ",");
        situ_str_add(csv, "\n");
        if (r + 1 == rows)
            break;
        switch (situ_rng_below(rng, 12)) {
        case 0:
            line_of(csv, e, "", width);
            break;
        case 1:
            situ_str_addf(csv, "%s%s\n", serial ? "序号" : "", header); // the next page
            e->lines++;
            break;
        case 2:
            line_of(csv, e, "第1页 共3页", width);
            break;
        default:
            break;
        }
    }
    static const char *const tails[] = {"合计", "填表人：张三", "注：数据截至上月底", "小 计", "审核人：李四 单位负责人：王五", NULL};
    for (size_t i = situ_rng_below(rng, 3); i > 0; i--)
        line_of(csv, e, pick(rng, tails), width);
    // A table that nobody knows can be told from the one above by a gap alone.
    line_of(csv, e, "", width);
}

static void compare(const imported *in, const expected *e, size_t which, const char *csv)
{
    const layout *l = &layouts[which];
    const situ_table *t = in->bundle ? situ_bundle_table(in->bundle, l->table) : NULL;
    if ((t ? t->row_count : 0) != e->rows[which])
    {
        print_error("%s\n", csv);
        fail_msg("%s: %zu rows, want %zu", l->table, t ? t->row_count : 0, e->rows[which]);
    }
    for (size_t r = 0; r < e->rows[which]; r++) {
        if (int_at(t, r, "src_row") != e->line[which][r] || !situ_streq(text_at(t, r, "name"), e->cells[which][r][MAX_COLUMNS - 1]))
        {
            print_error("%s\n", csv);
            fail_msg("%s row %zu: \"%s\" of line %lld, want \"%s\" of line %ld", l->table, r, text_at(t, r, "name"), int_at(t, r, "src_row"),
                     e->cells[which][r][MAX_COLUMNS - 1], e->line[which][r]);
        }
        for (size_t c = 0; c < l->column_count; c++) {
            const char *field = l->columns[c].field, *want = e->cells[which][r][c];
            char buffer[32];
            const char *got = situ_table_show(t, r, situ_table_find(t, field), buffer);
            if (strcmp(field, "level_given") == 0)
                want = strcmp(want, "重大") == 0 ? "1" : strcmp(want, "较大") == 0 ? "2" : strcmp(want, "一般") == 0 ? "3" : "4";
            if (strcmp(got, want) != 0)
            {
                print_error("%s\n", csv);
                fail_msg("%s row %zu: %s is \"%s\", want \"%s\"", l->table, r, field, got, want);
            }
        }
    }
}

static void ledger_blocks__every_row_is_found_and_right(void **state)
{
    (void)state;
    const uint64_t seed = 20260822;
    print_message("seed %llu\n", (unsigned long long)seed);
    situ_str csv;
    situ_str_init(&csv);
    expected *e = malloc(sizeof *e);
    assert_non_null(e);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, round);
        situ_str_clear(&csv);
        memset(e, 0, sizeof *e);
        size_t blocks = 1 + situ_rng_below(&rng, 4), unknown = 0, last = 9;
        for (size_t b = 0; b < blocks; b++) {
            size_t which = situ_rng_below(&rng, 3);
            if (b == 0 && which == 2)
                which = 0;
            if (which == 2 && last == 2)
                which = 1; // two unknown tables in a row are told as one
            unknown += which == 2;
            table_of(&csv, e, &rng, which, MAX_COLUMNS, b == 0);
            last = which;
        }
        line_of(&csv, e, "注：完", MAX_COLUMNS);
        csv.length -= 1; // the last line ends with the file
        csv.data[csv.length] = 0;
        imported in = import_file(help_write("p.csv", csv.data), NULL);
        if (in.status != SITU_OK)
            fail_msg("round %llu: %s\n%s", (unsigned long long)round, in.err.cause, csv.data);
        compare(&in, e, 0, csv.data);
        compare(&in, e, 1, csv.data);
        size_t told = 0;
        for (size_t i = 0; i < situ_report_count(in.report); i++)
            told += situ_streq(situ_report_get(in.report, i)->rule, "SHEET_UNKNOWN");
        if (told != unknown)
            {
            print_error("%s\n", csv.data);
            fail_msg("round %llu: %zu unknown tables told, want %zu", (unsigned long long)round, told, unknown);
        }
        if (fate_count(&in, 'r') != e->lines || fate_count(&in, 'x') != 0)
            {
            print_error("%s\n", csv.data);
            fail_msg("round %llu: %zu of %zu lines accounted for, %zu rejected", (unsigned long long)round, fate_count(&in, 'r'), e->lines, fate_count(&in, 'x'));
        }
        import_free(&in);
    }
    free(e);
    situ_str_free(&csv);
}

// Words and figures anywhere, merged in any way: nothing breaks, and each line has its fate. Columns lie
// close together, so that no line belongs to two tables beside each other.
static void ledger_blocks__any_grid_at_all(void **state)
{
    (void)state;
    static const char *const words[] = {"风险点名称", "乡镇", "风险等级", "行业领域", "联系电话", "监测人1", "电话1", "监测人2", "电话2", "姓名", "电话", "顶", "(万元)", "救灾帐篷",
                                        "棉被", "储备库名称", "队伍名称", "层级", "总人数", "经度", "纬度", "坐标", "合计", "小计", "一、双江街道", "二、其他", "注：x", "第1页", "重大",
                                        "低", "燃气", "双江街道", "108.7", "30.9", "13800138000", "2024-01-02", "5", "1", "2", "3", "甲厂", "风险点台账", "说明", "〔situ〕编号", "数量",
                                        "等级", "一级", "基本情况", "填报单位：某镇", "张三13800138000", "责任人", "存放地点", "物资名称", "单位"};
    const uint64_t seed = 20260823;
    print_message("seed %llu\n", (unsigned long long)seed);
    situ_str grid;
    situ_str_init(&grid);
    size_t read = 0;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        situ_rng rng;
        situ_rng_seed(&rng, seed, round);
        size_t columns = 2 + situ_rng_below(&rng, 9), rows = 2 + situ_rng_below(&rng, 24), merged = situ_rng_below(&rng, 6);
        char areas[6][16];
        const char *merges[7] = {0};
        situ_str_clear(&grid);
        for (size_t r = 0; r < rows; r++) {
            bool header = situ_rng_below(&rng, 4) == 0, blank = situ_rng_below(&rng, 8) == 0;
            for (size_t c = 0; c < columns; c++) {
                bool filled = !blank && (c == 0 || situ_rng_below(&rng, 5) > 0);
                size_t word = situ_rng_below(&rng, header ? 23 : (uint32_t)(sizeof words / sizeof *words));
                situ_str_addf(&grid, "%s%s", c ? "|" : "", filled || r + 1 == rows ? words[word] : "");
            }
            situ_str_add(&grid, "\n");
        }
        for (size_t i = 0; i < merged; i++) {
            uint32_t c0 = situ_rng_below(&rng, (uint32_t)columns), r0 = situ_rng_below(&rng, (uint32_t)rows);
            uint32_t c1 = c0 + situ_rng_below(&rng, (uint32_t)columns - c0), r1 = r0 + situ_rng_below(&rng, (uint32_t)rows - r0 > 4 ? 4 : (uint32_t)rows - r0);
            snprintf(areas[i], sizeof areas[i], "%c%u:%c%u", 'A' + (int)c0, r0 + 1, 'A' + (int)c1, r1 + 1);
            merges[i] = areas[i];
        }
        situ_ledger_options options = {.as_table = situ_rng_below(&rng, 3) == 0 ? "risk_point" : NULL};
        imported in = import_file(grid_write("g.xlsx", "表", grid.data, merges), &options);
        if (in.status == SITU_OK) {
            size_t told = fate_count(&in, 'r');
            read++;
            if (told < rows - 1 || told > rows * 2) { // a merged last line may vanish
                print_error("%s\n", grid.data);
                fail_msg("round %llu: %zu of %zu lines accounted for", (unsigned long long)round, told, rows);
            }
        } else {
            assert_true(in.err.cause[0] != 0);
        }
        import_free(&in);
    }
    print_message("%zu of %d were tables\n", read, ROUNDS);
    assert_true(read > ROUNDS / 10);
    situ_str_free(&grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ledger_blocks__every_row_is_found_and_right), cmocka_unit_test(ledger_blocks__any_grid_at_all)};
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
