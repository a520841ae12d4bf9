// SPDX-License-Identifier: MIT
// A large workbook into a store: a risk ledger of 20 columns as a county fills it, with dates, numbers,
// phones half as text and half as numbers, and texts that are mostly different.

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"
#include "bench/bench.h"
#include "output/workbook.h"

enum { TOWNS = 40, VILLAGES = 12, RUNS = 3, NAME = 96, TEXT = 256, CHECKED_ROWS = 5 };

static const char *const first_signs[] = {"双", "龙", "云", "凤", "南", "黄", "高", "红", "清", "石"};
static const char *const second_signs[] = {"江", "角", "阳", "鸣"};
static const char *const village_signs[] = {"新华", "团结", "前进", "光明", "桃园", "水井", "大梁", "梨树", "三坪", "青山", "石垭", "泉水"};
static const char *const industries[] = {"地质灾害", "山洪", "道路交通", "危险化学品", "消防", "矿山", "建设施工", "特种设备"};
static const char *const objects[] = {"滑坡", "山洪沟", "急弯路段", "加油站", "商场", "采石场", "在建工地", "电梯"};
static const char *const departments[] = {"规划自然资源局", "水利局", "公安局", "应急管理局", "消防救援大队", "应急管理局", "住房和城乡建设委员会", "市场监督管理局"};
static const char *const levels[] = {"重大", "较大", "一般", "低"};
static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
static const char *const given[] = {"建国", "志强", "秀英", "伟", "芳", "明华", "德祥", "春梅", "永胜", "小平", "玉兰"};
static const char *const states[] = {"管理", "控制", "预警", "评估"};
static const char *const headers[] = {"编号", "风险点名称", "乡镇", "村", "地址", "行业领域", "经度", "纬度", "风险等级", "威胁户数", "威胁人数", "威胁财产(万元)",
                                      "主管部门", "责任人", "联系电话", "管控措施", "应急预案", "最近检查日期", "状态", "监测人"};

// What row i (from 0) says. The same everywhere.
typedef struct row {
    char id[16], name[NAME], town[32], village[32], address[TEXT], person[NAME], monitor[NAME], phone[16], controls[TEXT], plan[TEXT], inspected[16];
    const char *industry, *level, *department, *state;
    double lon, lat, loss;
    uint32_t households, people;
} row;

static uint32_t mix(uint32_t i, uint32_t salt)
{
    uint32_t v = (i + 1) * 2654435761u + salt * 40503u;
    v ^= v >> 15;
    v *= 2246822519u;
    return v ^ v >> 13;
}

static void person(char out[NAME], uint32_t i, uint32_t salt)
{
    uint32_t v = mix(i, salt);
    snprintf(out, NAME, "%s%s", surnames[v % 10], given[v / 10 % 11]);
}

static void make_row(row *r, uint32_t i)
{
    uint32_t town = mix(i, 1) % TOWNS, village = mix(i, 2) % VILLAGES, kind = mix(i, 3) % 8, group = mix(i, 4) % 9 + 1;
    snprintf(r->id, sizeof r->id, "F%07u", i + 1);
    snprintf(r->town, sizeof r->town, "%s%s镇", first_signs[town % 10], second_signs[town / 10]);
    snprintf(r->village, sizeof r->village, "%s村", village_signs[village]);
    snprintf(r->name, NAME, "%s%u号%s", village_signs[village], i + 1, objects[kind]);
    snprintf(r->address, TEXT, "%s%s%u组%u号", r->town, r->village, group, mix(i, 5) % 400 + 1);
    person(r->person, i, 6);
    person(r->monitor, i, 7);
    snprintf(r->phone, sizeof r->phone, "139%08u", mix(i, 8) % 100000000);
    snprintf(r->controls, TEXT, "设置警示标志%u处,每%u天巡查1次,汛期加密到每天1次,发现裂缝加宽立即转移", mix(i, 9) % 20 + 1, mix(i, 10) % 15 + 1);
    snprintf(r->plan, TEXT, "%s%s应急预案", r->town, industries[kind]);
    snprintf(r->inspected, sizeof r->inspected, "2026-%02u-%02u", mix(i, 11) % 9 + 1, mix(i, 12) % 28 + 1);
    r->industry = industries[kind];
    r->level = levels[mix(i, 13) % 4];
    r->department = departments[kind];
    r->state = states[mix(i, 14) % 4];
    r->lon = 108.5 + (mix(i, 15) % 1000000) / 1e6;
    r->lat = 30.5 + (mix(i, 16) % 1000000) / 1e6;
    r->households = mix(i, 17) % 120;
    r->people = mix(i, 18) % 500;
    r->loss = (mix(i, 19) % 20000) / 10.0;
}

static situ_status write_row(situ_workbook *book, uint32_t at, uint32_t i, situ_error *err)
{
    situ_status status = SITU_OK;
    row r;
    make_row(&r, i);
    const char *const texts[] = {r.id, r.name, r.town, r.village, r.address, r.industry, NULL, NULL, r.level, NULL, NULL, NULL, r.department, r.person, NULL, r.controls, r.plan, NULL, r.state, r.monitor};
    const double numbers[] = {[6] = r.lon, [7] = r.lat, [9] = r.households, [10] = r.people, [11] = r.loss};
    for (uint16_t c = 0; c < sizeof texts / sizeof *texts; c++)
        if (texts[c])
            SITU_TRY(situ_workbook_text(book, at, c, texts[c], SITU_CELL_PLAIN, err));
        else if (c < sizeof numbers / sizeof *numbers)
            SITU_TRY(situ_workbook_number(book, at, c, numbers[c], SITU_CELL_PLAIN, err));
    double phone = 0;
    for (const char *p = r.phone; *p; p++)
        phone = phone * 10 + (*p - '0');
    if (i % 2)
        SITU_TRY(situ_workbook_code(book, at, 14, r.phone, SITU_CELL_PLAIN, err));
    else
        SITU_TRY(situ_workbook_number(book, at, 14, phone, SITU_CELL_PLAIN, err));
    SITU_TRY(situ_workbook_date(book, at, 17, r.inspected, err));
done:
    return status;
}

// As a process of its own: what it takes must not count as ours.
static situ_status write_workbook(const bench_case *c, const bench_context *context, const char *in, const char *out, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_workbook *book = NULL;
    (void)context, (void)in;
    SITU_TRY(situ_workbook_new(&book, out, "2026-11-22", err));
    SITU_TRY(situ_workbook_sheet(book, "风险点", err));
    for (uint16_t h = 0; h < sizeof headers / sizeof *headers; h++)
        SITU_TRY(situ_workbook_text(book, 0, h, headers[h], SITU_CELL_HEADER, err));
    for (uint32_t i = 0; i < c->count; i++)
        SITU_TRY(write_row(book, i + 1, i, err));
    situ_workbook *closing = book;
    book = NULL;
    SITU_TRY(situ_workbook_close(closing, err));
done:
    situ_workbook_abort(book);
    return status;
}

static bool complain(const bench_case *c, const char *what, const char *text)
{
    fprintf(stderr, "bench: %s: %s, or ogrinfo is not installed\n%s", c->name, what, text);
    return false;
}

// Rows, a sum and the cells of some rows as GDAL reads them: not by our own code.
static bool check(bench_run *r, const bench_case *c, const bench_context *context)
{
    static const char *const argv[] = {"ogrinfo", "-q", "-sql", "SELECT count(*) AS n, sum(threat_pop) AS s, count(geom) AS g FROM risk_point", "book.situ", NULL};
    char rows[64], points[64], sum[64];
    uint64_t total = 0;
    situ_error err = {0};
    row want;
    for (uint32_t i = 0; i < c->count; i++) {
        make_row(&want, i);
        total += want.people;
    }
    snprintf(rows, sizeof rows, "n (Integer) = %u\n", c->count);
    snprintf(points, sizeof points, "g (Integer) = %u\n", c->count);
    snprintf(sum, sizeof sum, " = %llu\n", (unsigned long long)total);
    if (bench_program(r, context, argv, &err) != SITU_OK || !strstr(r->text, rows) || !strstr(r->text, points) || !strstr(r->text, sum))
        return complain(c, "the store lacks rows or their sum is wrong", r->text);
    for (uint32_t k = 0; k < CHECKED_ROWS; k++) {
        char sql[512], parts[6][TEXT + 16];
        const char *const one[] = {"ogrinfo", "-q", "-sql", sql, "book.situ", NULL};
        uint32_t i = (uint32_t)((uint64_t)(c->count - 1) * k / (CHECKED_ROWS - 1));
        make_row(&want, i);
        snprintf(sql, sizeof sql, "SELECT name, phone, inspected, controls, geom FROM risk_point WHERE src_row = %u AND town = '%s' AND level_given = %td", i + 2, want.town,
                 want.level == levels[3] ? (ptrdiff_t)4 : want.level == levels[2] ? 3 : want.level == levels[1] ? 2 : 1);
        snprintf(parts[0], sizeof parts[0], " = %s\n", want.name);
        snprintf(parts[1], sizeof parts[1], " = %s\n", want.phone);
        snprintf(parts[2], sizeof parts[2], " = %s\n", want.inspected);
        snprintf(parts[3], sizeof parts[3], " = %s\n", want.controls);
        snprintf(parts[4], sizeof parts[4], "POINT (%.15g %.15g)", want.lon, want.lat);
        bool good = bench_program(r, context, one, &err) == SITU_OK;
        for (int p = 0; p < 5; p++)
            good = good && strstr(r->text, parts[p]);
        if (!good)
            return complain(c, "a row is not as it was written", r->text);
    }
    return true;
}

static situ_status workbook_run(bench_result *out, const bench_case *c, const bench_context *context, situ_error *err)
{
    situ_status status = SITU_OK;
    char *path = situ_path_join(context->folder, c->input), *store = situ_path_join(context->folder, "book.situ");
    bench_run *r = situ_malloc(sizeof *r);
    const char *const import[] = {BENCH_PROGRAM, "import", "-s", "book.situ", "--as", "risk_point", "--json", "--quiet", c->input, NULL};
    bool memory = c->radius_m > 0;
    double making = 0, most_mb = 0;
    SITU_TRY_ALLOC(path);
    SITU_TRY_ALLOC(store);
    SITU_TRY_ALLOC(r);
    if (!situ_path_exists(path))
        SITU_TRY(bench_process(&making, c, context, "", path, err));
    for (int i = 0; i < RUNS; i++) {
        unlink(store);
        SITU_TRY(bench_program(r, context, import, err));
        double mb = (double)r->peak_kib * 1024 / 1e6; // the larger of the importing and the reading process
        out->ours_process_s = i == 0 || r->seconds < out->ours_process_s ? r->seconds : out->ours_process_s;
        most_mb = mb > most_mb ? mb : most_mb;
        if (i == 0)
            out->checked = check(r, c, context);
    }
    unlink(store);
    out->value = memory ? most_mb : out->ours_process_s;
    out->limit = memory ? 250 : 4;
    fprintf(stderr, "bench: %s: %.2f s, %.0f MB memory\n", c->name, out->ours_process_s, most_mb);
done:
    situ_free(path);
    situ_free(store);
    situ_free(r);
    return status;
}

const bench_case bench_import_xlsx_smoke = {.name = "import_xlsx_smoke", .help = "xlsx of 2,000 rows into a store", .by_name = true, .run = workbook_run, .process = write_workbook, .count = 2000, .input = "import-smoke.xlsx"};
const bench_case bench_import_xlsx = {.name = "import_100k_xlsx", .help = "xlsx of 100,000 rows and 20 columns into a store", .run = workbook_run, .process = write_workbook, .count = 100000, .input = "import-100k.xlsx"};
const bench_case bench_import_xlsx_mb = {.name = "import_100k_xlsx_mb", .help = "most memory of that, in MB", .run = workbook_run, .process = write_workbook, .count = 100000, .input = "import-100k.xlsx", .radius_m = 1};
