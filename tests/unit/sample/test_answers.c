// SPDX-License-Identifier: MIT
// data-samples/ANSWERS.csv against what the import and the rating make of data-samples: every planted
// trap has the fate or value it promises.
#include <math.h>

#include "analysis/op.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include "ledger/ledger.h"
#include "source/source.h"
#include "support/check.h"

#define SAMPLES SITU_SOURCE_DIR "/data-samples/"

typedef struct imported {
    const char *file;
    situ_crs_choice crs;
    situ_bundle *bundle, *graded;
    situ_report *report;
} imported;

static imported files[] = {
    {.file = "ledgers/风险点台账.xlsx"}, {.file = "ledgers/道路水上交通风险点.csv"}, {.file = "ledgers/地质灾害隐患点.xlsx"},
    {.file = "ledgers/山洪危险点_高德坐标.xlsx", .crs = SITU_CRS_GCJ02}, {.file = "ledgers/应急物资储备库.xlsx"}, {.file = "ledgers/村级储备点.xlsx"},
    {.file = "ledgers/邻县储备库.xlsx"}, {.file = "ledgers/应急物资明细.csv"}, {.file = "ledgers/救援队伍.xlsx"}, {.file = "ledgers/避难场所.xlsx"},
    {.file = "ledgers/监测预警点.xlsx"}, {.file = "ledgers/责任人名单.xlsx"}, {.file = "ledgers/组织机构.xlsx"}, {.file = "ledgers/处置流程.xlsx"},
    {.file = "ledgers/生产安全事故台账.xlsx"}, {.file = "ledgers/填报情况.xlsx"}, {.file = "base/hazard_zones.gpkg"},
};
enum { FILE_COUNT = sizeof files / sizeof *files };

static situ_bundle *base;
static const situ_table *regions;
static char *answers;

static const situ_table *only_table(const imported *f, const char *name) { return f->bundle ? situ_bundle_table(f->bundle, name) : NULL; }

static void grade(imported *f)
{
    situ_error err = {0};
    situ_resources res = {0};
    situ_rules *rules = NULL;
    situ_bundle *in = NULL;
    situ_table *points = NULL;
    const situ_op *op = situ_op_find("grade");
    void *params = situ_calloc(1, op->params_size + 64);
    situ_arena *arena = situ_arena_new();
    CHECK_OK(situ_resources_init(&res, SITU_SOURCE_DIR "/styles", NULL, NULL, &err), err);
    CHECK_OK(situ_rules_load(&rules, &res, &err), err);
    CHECK_OK(situ_bundle_new(&in, "internal", "", &err), err);
    CHECK_OK(situ_bundle_new(&f->graded, "internal", "", &err), err);
    CHECK_OK(situ_table_copy(&points, only_table(f, "risk_point"), 4545, NULL, 0, &err), err);
    situ_free(points->name);
    points->name = situ_strdup("points");
    CHECK_OK(situ_bundle_add_table(in, points, &err), err);
    CHECK_OK(situ_props_default(params, op->props, arena, &err), err);
    const situ_op_input input = {.bundle = in, .epsg = 4545, .rules = rules};
    CHECK_OK(op->run(f->graded, &input, params, NULL, NULL, &err), err);
    situ_bundle_free(in);
    situ_rules_free(rules);
    situ_resources_free(&res);
    situ_arena_free(arena);
    situ_free(params);
}

static int setup(void **state)
{
    (void)state;
    situ_error err = {0};
    size_t bytes;
    situ_report *report = situ_report_new();
    CHECK_OK(situ_source_init(&err), err);
    const situ_ledger_options first = {.as_table = "region", .data_as_of = "2026-06-30"};
    situ_ledger_result *read = NULL;
    CHECK_OK(situ_ledger_read(&read, SAMPLES "base/regions.gpkg", &first, report, NULL, &err), err);
    base = situ_ledger_result_take(read);
    regions = situ_bundle_table(base, "region");
    assert_non_null(regions);
    for (size_t k = 0; k < FILE_COUNT; k++) {
        imported *f = &files[k];
        const situ_ledger_options options = {.as_table = strstr(f->file, "zones") ? "hazard_zone" : NULL, .crs = f->crs, .regions = regions, .zone_epsg = 4545, .data_as_of = "2026-06-30"};
        char path[2048];
        snprintf(path, sizeof path, SAMPLES "%s", f->file);
        f->report = situ_report_new();
        CHECK_OK(situ_ledger_read(&read, path, &options, f->report, NULL, &err), err);
        f->bundle = situ_ledger_result_take(read);
        if (only_table(f, "risk_point"))
            grade(f);
    }
    CHECK_OK(situ_read_file(&answers, &bytes, SAMPLES "ANSWERS.csv", 1 << 20, &err), err);
    situ_report_free(report);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (size_t k = 0; k < FILE_COUNT; k++) {
        situ_bundle_free(files[k].bundle);
        situ_bundle_free(files[k].graded);
        situ_report_free(files[k].report);
    }
    situ_bundle_free(base);
    situ_free(answers);
    return 0;
}

// --- one answer ---
typedef struct answer {
    char cells[7][1200]; // id file sheet row object what expected
    long row;
    const imported *file;
} answer;

static const char *read_cell(const char *p, char *out, size_t size)
{
    size_t n = 0;
    bool quoted = *p == '"';
    for (p += quoted; *p; p++) {
        if (quoted && *p == '"') {
            if (p[1] != '"') {
                p++;
                break;
            }
            p++;
        } else if (!quoted && (*p == ',' || *p == '\r' || *p == '\n')) {
            break;
        }
        assert_true(n + 1 < size);
        out[n++] = *p;
    }
    out[n] = 0;
    return *p == ',' ? p + 1 : p;
}

static bool next_answer(const char **p, answer *a)
{
    while (**p == '\r' || **p == '\n')
        ++*p;
    if (!**p)
        return false;
    for (int c = 0; c < 7; c++)
        *p = read_cell(*p, a->cells[c], sizeof a->cells[c]);
    a->row = strtol(a->cells[3], NULL, 10);
    a->file = NULL;
    for (size_t k = 0; k < FILE_COUNT; k++)
        if (strcmp(files[k].file, a->cells[1]) == 0)
            a->file = &files[k];
    return true;
}

static long find_row(const situ_table *t, const answer *a)
{
    int src = situ_table_find(t, "src_row"), sheet = situ_table_find(t, "src_sheet");
    for (size_t r = 0; r < t->row_count; r++) {
        const char *of = situ_table_text(t, r, sheet);
        if (situ_table_int(t, r, src) == a->row && (!a->cells[2][0] || !of || strcmp(of, a->cells[2]) == 0))
            return (long)r;
    }
    return -1;
}

// The main table of the file, rated where it holds risk points.
static const situ_table *main_table(const answer *a)
{
    static const char *const names[] = {"risk_point", "stock", "depot", "team", "shelter", "org_node", "flow_node"};
    const situ_table *t = NULL;
    for (size_t k = 0; k < sizeof names / sizeof *names && !t; k++)
        t = only_table(a->file, names[k]);
    return t;
}

static const situ_table *rated(const answer *a) { return a->file->graded ? situ_bundle_table(a->file->graded, "points") : NULL; }

static bool has_issue(const answer *a, const char *rule, situ_severity least)
{
    for (size_t k = 0; k < situ_report_count(a->file->report); k++) {
        const situ_issue *i = situ_report_get(a->file->report, k);
        if (i->row == a->row && i->severity >= least && (!rule || strcmp(i->rule, rule) == 0))
            return true;
    }
    return false;
}

static bool all_of_town(const char *town, const char *column, const char *text, int64_t number, size_t *count)
{
    *count = 0;
    for (size_t k = 0; k < FILE_COUNT; k++) {
        const situ_table *t = files[k].graded ? situ_bundle_table(files[k].graded, "points") : NULL;
        for (size_t r = 0; t && r < t->row_count; r++) {
            const char *name = situ_table_text(t, r, situ_table_find(t, "town"));
            if (!name || strcmp(name, town) != 0)
                continue;
            ++*count;
            int at = situ_table_find(t, column);
            if (text ? !situ_table_text(t, r, at) || strcmp(situ_table_text(t, r, at), text) != 0 : situ_table_int(t, r, at) != number)
                return false;
        }
    }
    return true;
}

static bool check_fate(const answer *a, const char *value)
{
    long at = find_row(main_table(a), a);
    if (strcmp(value, "used") == 0)
        return at >= 0;
    if (strcmp(value, "repaired") == 0)
        return at >= 0 && has_issue(a, NULL, SITU_INFO);
    if (strcmp(value, "rejected") == 0)
        return at < 0 && has_issue(a, NULL, SITU_ERROR);
    return strcmp(value, "skipped") == 0 && at < 0;
}

// A column of the row, text or number; an empty value means null.
static bool check_column(const answer *a, const char *key, const char *value)
{
    const situ_table *t = rated(a) && situ_table_find(rated(a), key) >= 0 ? rated(a) : main_table(a);
    int column = situ_table_find(t, key);
    long row = find_row(t, a);
    double number, wanted;
    char buffer[32];
    if (column < 0 || row < 0)
        return false;
    if (!*value)
        return situ_table_is_null(t, (size_t)row, column);
    const char *shown = situ_table_show(t, (size_t)row, column, buffer);
    if (situ_parse_double(value, &wanted) && situ_parse_double(shown, &number))
        return fabs(number - wanted) < 1e-9;
    return strcmp(shown, value) == 0;
}

static bool check_place(const answer *a, const char *key, const char *value)
{
    const situ_table *t = main_table(a);
    long row = find_row(t, a);
    const situ_geometry *g = row < 0 ? NULL : situ_table_geometry(t, (size_t)row);
    return g && fabs(g->xy[strcmp(key, "lat") == 0] - strtod(value, NULL)) < 1e-5; // a metre
}

static long region_named(const char *name, long after)
{
    for (size_t r = (size_t)(after + 1); r < regions->row_count; r++)
        if (strcmp(situ_table_text(regions, r, situ_table_find(regions, "name")), name) == 0)
            return (long)r;
    return -1;
}

static long people_of(const char *list)
{
    long sum = 0;
    while (*list) {
        char name[200];
        const char *end = strstr(list, "、");
        size_t n = end ? (size_t)(end - list) : strlen(list);
        snprintf(name, sizeof name, "%.*s", (int)n, list);
        long r = region_named(name, -1);
        assert_true(r >= 0);
        sum += situ_table_int(regions, (size_t)r, situ_table_find(regions, "pop"));
        list += n + (end ? strlen("、") : 0);
    }
    return sum;
}

static double stock_sum(const imported *f, const char *item)
{
    const situ_table *t = only_table(f, "stock");
    double sum = 0;
    for (size_t r = 0; t && r < t->row_count; r++)
        if (strcmp(situ_table_text(t, r, situ_table_find(t, "item")), item) == 0)
            sum += situ_table_real(t, r, situ_table_find(t, "qty"));
    return sum;
}

static bool in_flood_zone(const answer *a)
{
    const situ_table *shelters = main_table(a), *zones = only_table(&files[FILE_COUNT - 1], "hazard_zone");
    long row = find_row(shelters, a);
    const situ_geometry *at = row < 0 ? NULL : situ_table_geometry(shelters, (size_t)row);
    for (size_t z = 0; at && z < zones->row_count; z++)
        if (strcmp(situ_table_text(zones, z, situ_table_find(zones, "type")), "淹没区") == 0 && situ_geometry_contains_point(situ_table_geometry(zones, z), at->xy[0], at->xy[1]))
            return true;
    return false;
}

static long org_children(const answer *a, bool with_head)
{
    const situ_table *t = main_table(a);
    long n = 0;
    for (size_t r = 0; r < t->row_count; r++) {
        const char *parent = situ_table_text(t, r, situ_table_find(t, "parent")), *head = situ_table_text(t, r, situ_table_find(t, "head"));
        n += parent && strcmp(parent, a->cells[4]) == 0 && (!with_head || (head && *head && strcmp(head, "空缺") != 0));
    }
    return n;
}

// Steps of one hazard and level: exactly one start, every step reached from it.
static bool flow_is_whole(const answer *a, int level)
{
    const situ_table *t = main_table(a);
    long rows[64], seen[64] = {0};
    int n = 0, starts = 0;
    for (size_t r = 0; r < t->row_count; r++)
        if (strcmp(situ_table_text(t, r, situ_table_find(t, "hazard")), a->cells[4]) == 0 && situ_table_int(t, r, situ_table_find(t, "resp_level")) == level)
            rows[n++] = (long)r;
    for (int i = 0; i < n; i++)
        if (strcmp(situ_table_text(t, (size_t)rows[i], situ_table_find(t, "kind")), "start") == 0)
            seen[i] = 1, starts++;
    for (int round = 0; round < n; round++)
        for (int i = 0; i < n; i++) {
            const char *next = situ_table_text(t, (size_t)rows[i], situ_table_find(t, "next"));
            for (const char *p = seen[i] && next ? next : ""; *p;) {
                long no = strtol(p, NULL, 10);
                for (int k = 0; k < n; k++)
                    if (strtol(situ_table_text(t, (size_t)rows[k], situ_table_find(t, "no")), NULL, 10) == no)
                        seen[k] = 1;
                p += strcspn(p, ",");
                p += *p == ',';
            }
        }
    for (int i = 0; i < n; i++)
        if (!seen[i])
            return false;
    return n >= 10 && starts == 1;
}

static bool is_utf8(const char *path)
{
    situ_error err = {0};
    char *text = NULL;
    size_t bytes;
    CHECK_OK(situ_read_file(&text, &bytes, path, 1 << 22, &err), err);
    bool good = situ_utf8_valid(text, bytes, NULL);
    situ_free(text);
    return good;
}

static bool check_file(const answer *a, const char *key, const char *value)
{
    size_t count = 0;
    char path[2048];
    if (strcmp(key, "encoding") == 0) {
        snprintf(path, sizeof path, SAMPLES "%s", a->cells[1]);
        return !is_utf8(path) && main_table(a)->row_count > 0;
    }
    if (strcmp(key, "column") == 0 || strcmp(key, "rows_located") == 0) {
        for (size_t r = 0; r < main_table(a)->row_count; r++)
            count += situ_table_geometry(main_table(a), r) != NULL;
        return count == main_table(a)->row_count;
    }
    if (strcmp(key, "depots") == 0)
        return (long)only_table(a->file, "depot")->row_count == strtol(value, NULL, 10);
    if (strcmp(key, "used") == 0 || strcmp(key, "rejected") == 0) {
        const situ_source_count *s = situ_report_source(a->file->report, 0);
        return (long)(*key == 'u' ? s->used + s->repaired : s->rejected) == strtol(value, NULL, 10);
    }
    if (strcmp(key, "children") == 0)
        return org_children(a, false) == strtol(value, NULL, 10);
    if (strcmp(key, "heads") == 0 && org_children(a, true) == strtol(value, NULL, 10))
        return true;
    if (strcmp(key, "heads") == 0) { // of the unit itself, joined by 、
        const char *head = situ_table_text(main_table(a), (size_t)find_row(main_table(a), a), situ_table_find(main_table(a), "head"));
        long n = 1;
        for (const char *p = head; (p = strstr(p, "、")); p++)
            n++;
        return n == strtol(value, NULL, 10);
    }
    if (strcmp(key, "vacant") == 0) {
        const char *head = situ_table_text(main_table(a), (size_t)find_row(main_table(a), a), situ_table_find(main_table(a), "head"));
        return !head || !*head || strcmp(head, "空缺") == 0;
    }
    if (strcmp(key, "levels") == 0) {
        for (int level = 0; level <= 4; level++)
            if (!flow_is_whole(a, level))
                return false;
        return true;
    }
    return false;
}

static bool check_land(const answer *a, const char *key, const char *value)
{
    long r = region_named(a->cells[4], -1);
    size_t count = 0;
    if (strcmp(key, "isolated_pop") == 0) {
        const char *list = strstr(a->cells[6], "villages=");
        return list && people_of(list + strlen("villages=")) == strtol(value, NULL, 10);
    }
    if (strcmp(key, "island_pop") == 0)
        return people_of("江心洲村") == strtol(value, NULL, 10);
    if (strcmp(key, "pdftotext") == 0) // the drawing is checked elsewhere; here the name came through
        return r >= 0;
    if (strcmp(key, "characters") == 0) {
        long n = 0;
        for (const char *p = a->cells[4]; *p; p++)
            n += ((unsigned char)*p & 0xC0) != 0x80;
        return r >= 0 && n == strtol(value, NULL, 10);
    }
    if (r < 0)
        return false;
    if (strcmp(key, "parents") == 0) {
        const char *first = situ_table_text(regions, (size_t)r, situ_table_find(regions, "parent"));
        long second = region_named(a->cells[4], r);
        return second >= 0 && strstr(value, first) && strstr(value, situ_table_text(regions, (size_t)second, situ_table_find(regions, "parent"))) &&
               strcmp(first, situ_table_text(regions, (size_t)second, situ_table_find(regions, "parent"))) != 0;
    }
    if (strcmp(key, "geometry") == 0)
        return situ_table_geometry(regions, (size_t)r) == NULL;
    if (strcmp(key, "points>0") == 0)
        return all_of_town(a->cells[4], "town", a->cells[4], 0, &count) && count > 0;
    if (strcmp(key, "level") == 0)
        return strcmp(situ_table_text(regions, (size_t)r, situ_table_find(regions, "level")), value) == 0;
    if (strcmp(key, "code") == 0) {
        const char *code = situ_table_text(regions, (size_t)r, situ_table_find(regions, "code"));
        return !code || code[0] == 'X' || !*code;
    }
    if (strcmp(key, "epsg") == 0) {
        situ_box b = situ_table_geometry(regions, (size_t)r)->box;
        return b.x0 < 109.5 && b.x1 > 109.5 && situ_crs_zone_epsg((b.x0 + b.x1) / 2) == (int)strtol(value, NULL, 10);
    }
    return false;
}

// The submission sheet says so of the town.
static bool town_submitted(const char *town, const char *status)
{
    const situ_table *t = only_table(&files[FILE_COUNT - 2], "submission");
    for (size_t r = 0; t && r < t->row_count; r++)
        if (strcmp(situ_table_text(t, r, situ_table_find(t, "town")), town) == 0)
            return strcmp(situ_table_text(t, r, situ_table_find(t, "status")), status) == 0;
    return false;
}

// Accidents and dead of the township from January to June of a year.
static void half_year(const situ_table *t, const char *town, const char *year, int64_t *accidents, int64_t *dead)
{
    *accidents = *dead = 0;
    for (size_t r = 0; t && r < t->row_count; r++) {
        const char *name = situ_table_text(t, r, situ_table_find(t, "town")), *day = situ_table_text(t, r, situ_table_find(t, "occurred"));
        if (!name || !day || strcmp(name, town) != 0 || strncmp(day, year, 4) != 0 || strtol(day + 5, NULL, 10) > 6)
            continue;
        ++*accidents;
        *dead += situ_table_int(t, r, situ_table_find(t, "dead"));
    }
}

static bool check_accidents(const answer *a, const char *key, const char *value)
{
    const situ_table *t = only_table(a->file, "accident");
    int64_t n[2], dead[2], wanted = strtol(value, NULL, 10);
    half_year(t, a->cells[4], "2025", &n[0], &dead[0]);
    half_year(t, a->cells[4], "2026", &n[1], &dead[1]);
    if (strcmp(key, "rising") == 0)
        return wanted == (n[1] > n[0] && dead[1] > dead[0]);
    return wanted == (key[0] == 'n' ? n : dead)[strstr(key, "_now") != NULL];
}

static bool holds(const answer *a, const char *key, const char *value)
{
    static const char *const land[] = {"isolated_pop", "island_pop", "pdftotext", "characters", "parents", "geometry", "points>0", "level", "code", "epsg"};
    static const char *const file[] = {"encoding", "column", "rows_located", "depots", "used", "rejected", "children", "heads", "vacant", "levels"};
    static const char *const told[] = {"villages", "starts", "unreachable", "tolerance_m", "cap(洪水)"}; // with their neighbours
    size_t count = 0;
    for (size_t k = 0; k < sizeof told / sizeof *told; k++)
        if (strcmp(key, told[k]) == 0)
            return true;
    if (strcmp(key, "town_state") == 0) {
        bool none = strcmp(value, "未评估") != 0;
        if (none && !town_submitted(a->cells[4], value))
            return false;
        bool unrated = all_of_town(a->cells[4], "level_final", NULL, 0, &count);
        return none ? count == 0 : unrated && count > 0;
    }
    if (strcmp(key, "loc_quality") == 0 && a->row == 0)
        return all_of_town(a->cells[4], key, value, 0, &count) && count > 0;
    if (strcmp(a->cells[1], "base/regions.gpkg") == 0 || strcmp(a->cells[1], "base/roads.gpkg") == 0)
        for (size_t k = 0; k < sizeof land / sizeof *land; k++)
            if (strcmp(key, land[k]) == 0)
                return check_land(a, key, value);
    if (strcmp(key, "level") == 0 && a->row == 0)
        return all_of_town(a->cells[4], "level_final", NULL, strtol(value, NULL, 10), &count);
    if (!a->file)
        return false;
    if (strcmp(a->cells[1], "ledgers/生产安全事故台账.xlsx") == 0)
        return check_accidents(a, key, value);
    for (size_t k = 0; k < sizeof file / sizeof *file; k++)
        if (strcmp(key, file[k]) == 0)
            return check_file(a, key, value);
    if (strncmp(key, "sum(", 4) == 0) {
        char item[64];
        snprintf(item, sizeof item, "%.*s", (int)strcspn(key + 4, ")"), key + 4);
        return fabs(stock_sum(a->file, item) - strtod(value, NULL)) < 0.5;
    }
    if (strcmp(key, "in_zone") == 0)
        return in_flood_zone(a);
    if (strcmp(key, "issue") == 0)
        return has_issue(a, value, SITU_INFO);
    if (strcmp(key, "fate") == 0)
        return check_fate(a, value);
    if (strcmp(key, "lon") == 0 || strcmp(key, "lat") == 0)
        return check_place(a, key, value);
    return check_column(a, key, value);
}

static void answers__every_trap_has_its_fate(void **state)
{
    (void)state;
    const char *p = answers + 3; // behind the BOM
    answer a;
    size_t count = 0, checks = 0, wrong = 0;
    assert_true(next_answer(&p, &a));
    assert_string_equal(a.cells[0], "id");
    while (next_answer(&p, &a)) {
        count++;
        if (strncmp(a.cells[1], "as-sent/", 8) == 0)
            continue; // these need a store with two revisions: tests/cli/65-build-as_sent.sh
        for (char *token = a.cells[6]; token && *token;) {
            char *end = strchr(token, ';'), *value;
            char copy[1200];
            snprintf(copy, sizeof copy, "%.*s", end ? (int)(end - token) : (int)strlen(token), token);
            value = strchr(copy, '=');
            if (value)
                *value++ = 0;
            checks++;
            if (!holds(&a, copy, value ? value : "")) {
                wrong++;
                print_error("%s %s row %ld %s (%s): %s=%s does not hold\n", a.cells[0], a.cells[1], a.row, a.cells[4], a.cells[5], copy, value ? value : "");
            }
            token = end ? end + 1 : NULL;
        }
    }
    print_message("%zu answers, %zu checks\n", count, checks);
    assert_true(count >= 85);
    assert_int_equal(wrong, 0);
}

// Every row of every ledger is accounted for, and only planted rows are lost.
static void answers__rows_add_up(void **state)
{
    (void)state;
    size_t rejected = 0;
    for (size_t k = 0; k < FILE_COUNT; k++)
        for (size_t s = 0; s < situ_report_source_count(files[k].report); s++) {
            const situ_source_count *c = situ_report_source(files[k].report, s);
            assert_int_equal(c->read, c->used + c->repaired + c->rejected + c->skipped);
            assert_true(c->used + c->repaired > 0);
            rejected += c->rejected;
        }
    assert_int_equal(rejected, 2);
}

// 演示数据 stands in the title of every ledger, and no mobile but 199-0000-xxxx anywhere.
static void answers__everything_is_marked_as_invented(void **state)
{
    (void)state;
    static const char *const columns[] = {"phone", "mobile"};
    for (size_t k = 0; k + 1 < FILE_COUNT; k++)
        for (size_t t = 0; t < files[k].bundle->table_count; t++)
            for (size_t c = 0; c < 2; c++) {
                const situ_table *table = files[k].bundle->tables[t];
                int column = situ_table_find(table, columns[c]);
                for (size_t r = 0; column >= 0 && r < table->row_count; r++) {
                    const char *phone = situ_table_text(table, r, column);
                    if (phone && strlen(phone) >= 11 && phone[0] == '1')
                        assert_true(strncmp(phone, "1990000", 7) == 0 || strncmp(phone, "199-0000", 8) == 0);
                }
            }
}

// Every blank template is known for its table by its headers alone, and told to be empty.
static void templates__are_recognised(void **state)
{
    (void)state;
    size_t count = 0;
    for (const situ_schema *const *s = situ_schema_registry; *s; s++) {
        char path[2048];
        situ_error err = {0};
        snprintf(path, sizeof path, SAMPLES "templates/%s.xlsx", (*s)->label);
        if (access(path, R_OK) != 0)
            continue;
        situ_report *report = situ_report_new();
        situ_ledger_result *result = NULL;
        const situ_ledger_options options = {.data_as_of = "2026-06-30"};
        CHECK_FAILS(SITU_E_FORMAT, situ_ledger_read(&result, path, &options, report, NULL, &err), err);
        const situ_source_count *first = situ_report_source(report, 0);
        assert_non_null(first->table);
        assert_string_equal(first->table, (*s)->name);
        assert_int_equal(first->used, 0);
        situ_report_free(report);
        count++;
    }
    assert_true(count >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers__every_trap_has_its_fate),
        cmocka_unit_test(answers__rows_add_up),
        cmocka_unit_test(answers__everything_is_marked_as_invented),
        cmocka_unit_test(templates__are_recognised),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
