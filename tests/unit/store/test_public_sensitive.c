// SPDX-License-Identifier: MIT
// What the public edition hides row by row (design.md 4.1, domain.md B4): exact places of sensitive
// sites, military sites, dangerous goods, mobiles, quantities that a figure would tell.
#include "unit/store/store_test.h"

enum { KEPT, MOVED, LOST, HIDDEN }; // LOST: the row stays, neither its village nor its town is known

typedef struct site {
    const char *table, *name, *column, *value; // column: a second text column, NULL = none
    const char *region_code, *town;
    int fate;
} site;

static const site sites[] = {
    {"risk_point", "青石镇民爆仓库", "industry", "民爆", "509999101001", "青石镇", MOVED},
    {"risk_point", "炸药库", "industry", "矿山", "509999101", "青石镇", MOVED},
    {"risk_point", "县看守所锅炉房", "industry", "特种设备", "509999101001", NULL, MOVED},
    {"risk_point", "高山强制戒毒所", "industry", "消防", NULL, "青石镇", MOVED},
    {"risk_point", "成品油库", "industry", "危险化学品", "509999999001", "无此镇", LOST},
    {"risk_point", "红星烟花爆竹仓储", "industry", "烟花爆竹", "509999101001", "青石镇", MOVED},
    {"risk_point", "红星烟花门市", "industry", "烟花爆竹", "509999101001", "青石镇", KEPT},
    {"risk_point", "普通加油站", "industry", "危险化学品", "509999101001", "青石镇", KEPT},
    {"risk_point", "将军镇露营区", "industry", "旅游", "509999101001", "青石镇", KEPT},
    {"risk_point", "枪杆岩滑坡", "industry", "地质灾害", "509999101001", "青石镇", KEPT},
    {"risk_point", "某部队弹药库", "industry", "其他", "509999101001", "青石镇", HIDDEN},
    {"risk_point", "河边厂房", "address", "县民爆公司炸药库旁", "509999101001", "青石镇", MOVED},
    {"depot", "县应急物资库", "address", "青石镇1号", "509999101001", "青石镇", KEPT},
    {"depot", "县储油站", NULL, NULL, "509999101001", "青石镇", MOVED},
    {"depot", "县军用物资库", NULL, NULL, "509999101001", "青石镇", HIDDEN},
    {"team", "县综合救援队", "level", "县综合", "509999101001", "青石镇", KEPT},
    {"team", "机动分队", "level", "军警", "509999101001", "青石镇", MOVED},
    {"team", "武警中队", "level", NULL, "509999101001", "青石镇", MOVED},
    {"place", "军营村", "kind", "村委会", "509999101001", "青石镇", KEPT},
    {"place", "军事管理区", "kind", "其他", "509999101001", "青石镇", HIDDEN},
    {"place", "县监狱", "kind", "其他", "509999101001", "青石镇", MOVED},
    {"station", "油库雨量站", "kind", "雨量", "509999101001", "青石镇", MOVED},
    {"accident", "看守所锅炉爆炸", "address", "看守所内", "509999101001", "青石镇", MOVED},
    {"accident", "某部队车辆侧翻", NULL, NULL, "509999101001", "青石镇", HIDDEN},
    {"accident", "某路段车辆侧翻", NULL, NULL, "509999101001", "青石镇", KEPT},
    {"warning", "油库雨量站", NULL, NULL, "509999101001", "青石镇", MOVED},
};
enum { SITES = sizeof sites / sizeof *sites };

static const double village[2] = {109.111, 30.111}, town[2] = {109.5, 30.5};

static void place_of(size_t i, double xy[2])
{
    xy[0] = 109.123456 + 0.01 * (double)i;
    xy[1] = 30.654321 - 0.003 * (double)i;
}

static void put_points(situ_store_writer *w, const char *name)
{
    static const char *const columns[] = {"id", "name", "region_code", "town", "loc_quality", NULL};
    situ_table *t = small_table(name, columns, (const char *const *const[]){NULL});
    static const char *const extra[] = {"industry", "address", "level", "kind"};
    for (size_t k = 0; k < sizeof extra / sizeof *extra; k++)
        if (situ_schema_field(situ_schema_find(name), extra[k]))
            OK(situ_table_add_column(t, extra[k], SITU_TYPE_TEXT, NULL, err));
    t->epsg = SITU_EPSG_CGCS2000;
    for (size_t i = 0; i < SITES; i++) {
        if (strcmp(sites[i].table, name) != 0)
            continue;
        char id[16];
        size_t row;
        double xy[2];
        situ_geometry *g = NULL;
        snprintf(id, sizeof id, "S%02zu", i);
        OK(situ_table_add_row(t, &row, err));
        const char *const values[] = {id, sites[i].name, sites[i].region_code, sites[i].town, "exact"};
        for (size_t c = 0; c < 5; c++)
            if (values[c])
                OK(situ_table_set_text(t, row, c, values[c], err));
        if (sites[i].column && sites[i].value)
            OK(situ_table_set_text(t, row, (size_t)situ_table_find(t, sites[i].column), sites[i].value, err));
        place_of(i, xy);
        OK(situ_geometry_point(&g, xy[0], xy[1], err));
        OK(situ_table_set_geometry(t, row, g, err));
    }
    OK(situ_store_put_table(w, t, err));
    situ_table_free(t);
}

static void put_regions(situ_store_writer *w)
{
    static const char *const columns[] = {"id", "name", "level", "code", NULL};
    static const char *const a[] = {"T1", "青石镇", "乡镇", "509999101"}, *const b[] = {"V1", "高山村", "村", "509999101001"};
    situ_table *t = small_table("region", columns, (const char *const *const[]){a, b, NULL});
    situ_geometry *g = NULL;
    OK(situ_geometry_point(&g, town[0], town[1], err));
    OK(situ_table_set_geometry(t, 0, g, err));
    OK(situ_geometry_point(&g, village[0], village[1], err));
    OK(situ_table_set_geometry(t, 1, g, err));
    OK(situ_store_put_table(w, t, err));
    situ_table_free(t);
}

static void write_sites(const char *path)
{
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, path, err));
    put_regions(w);
    static const char *const tables[] = {"risk_point", "depot", "team", "place", "station", "accident", "warning"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        put_points(w, tables[i]);
    OK(situ_store_commit(w, "操作员", "2026-01-02T03:04:05Z", NULL, err));
}

static const char *cell(const situ_table *t, size_t row, const char *column)
{
    int at = situ_table_find(t, column);
    assert_true(at >= 0);
    return situ_table_text(t, row, at);
}

static size_t row_of(const situ_table *t, size_t i)
{
    char id[16];
    snprintf(id, sizeof id, "S%02zu", i);
    for (size_t r = 0; r < t->row_count; r++)
        if (strcmp(cell(t, r, "id"), id) == 0)
            return r;
    return SIZE_MAX;
}

static void check_moved(const site *s, const situ_table *t, size_t row, const double exact[2])
{
    const situ_geometry *g = situ_table_geometry(t, row);
    bool by_village = s->region_code && strcmp(s->region_code, "509999101001") == 0;
    const double *want = by_village ? village : town;
    if (s->fate == LOST) {
        assert_true(!g || g->part_count == 0);
        assert_string_equal(cell(t, row, "loc_quality"), "none");
    } else {
        assert_non_null(g);
        assert_true(g->xy[0] == want[0] && g->xy[1] == want[1]);
        assert_string_equal(cell(t, row, "loc_quality"), by_village ? "village" : "town");
        assert_true(fabs(g->xy[0] - exact[0]) > 1e-4 || fabs(g->xy[1] - exact[1]) > 1e-4);
    }
    if (situ_table_find(t, "address") >= 0)
        assert_null(cell(t, row, "address"));
}

static void sensitive__places_are_moved_or_hidden(void **state)
{
    const place *p = *state;
    write_sites(p->path);
    for (int edition = 0; edition < 2; edition++) {
        situ_store *store = NULL;
        OK(situ_store_open(&store, p->path, edition ? "public" : "internal", err));
        for (size_t i = 0; i < SITES; i++) {
            situ_table *t = NULL;
            double exact[2];
            place_of(i, exact);
            OK(situ_store_read_table(&t, store, sites[i].table, NULL, err));
            size_t row = row_of(t, i);
            print_message("%s %s\n", sites[i].name, edition ? "public" : "internal");
            assert_int_equal(row == SIZE_MAX, edition && sites[i].fate == HIDDEN);
            if (row != SIZE_MAX && edition && sites[i].fate != KEPT) {
                check_moved(&sites[i], t, row, exact);
            } else if (row != SIZE_MAX) {
                const situ_geometry *g = situ_table_geometry(t, row);
                assert_non_null(g);
                assert_true(g->xy[0] == exact[0] && g->xy[1] == exact[1]);
                assert_string_equal(cell(t, row, "loc_quality"), "exact");
            }
            situ_table_free(t);
        }
        situ_store_close(store);
    }
}

// An edition knows its name, and what it has.
static void sensitive__a_public_store_knows_what_it_has(void **state)
{
    const place *p = *state;
    write_sites(p->path);
    for (int edition = 0; edition < 2; edition++) {
        situ_store *store = NULL;
        OK(situ_store_open(&store, p->path, edition ? "public" : "internal", err));
        assert_string_equal(situ_store_meta(store, "edition"), edition ? "public" : "internal");
        for (size_t i = 0; situ_schema_registry[i]; i++) {
            situ_table *t = NULL;
            const char *name = situ_schema_registry[i]->name;
            OK(situ_store_read_table(&t, store, name, NULL, err));
            if (situ_store_has(store, name) != (t->row_count > 0))
                fail_msg("%s: %zu rows, but has says %d", name, t->row_count, situ_store_has(store, name));
            situ_table_free(t);
        }
        assert_false(situ_store_has(store, "nothing"));
        situ_store_close(store);
    }
}

// The same point on every reading and in every store with these rows.
static void sensitive__moved_points_are_the_same_every_time(void **state)
{
    const place *p = *state;
    char first[65], second[65], other[128];
    snprintf(other, sizeof other, "%s/again.situ", p->dir);
    write_sites(p->path);
    write_sites(other);
    situ_store *a = NULL, *b = NULL, *inside = NULL;
    OK(situ_store_open(&a, p->path, "public", err));
    OK(situ_store_open(&b, other, "public", err));
    OK(situ_store_open(&inside, other, "internal", err));
    OK(situ_store_content_hash(first, a, "risk_point", err));
    OK(situ_store_content_hash(second, b, "risk_point", err));
    assert_string_equal(first, second);
    // So a result computed from internal rows never has the key of a public one.
    OK(situ_store_content_hash(second, inside, "risk_point", err));
    assert_string_not_equal(first, second);
    situ_store_close(a);
    situ_store_close(b);
    situ_store_close(inside);
}

static void sensitive__goods_are_hidden_by_kind(void **state)
{
    const place *p = *state;
    static const char *const shown[] = {"帐篷", "柴油发电机", "汽油机动泵", "防爆照明灯", "射钉枪", "喷水枪", "救生衣", "信号弹"};
    static const char *const hidden[] = {"乳化炸药", "电雷管", "导爆索", "92号汽油", "0号柴油", "汽油(桶装)", "烟花", "液氯", "硝酸铵", "枪支", "催泪喷射器"};
    enum { SHOWN = sizeof shown / sizeof *shown, ALL = SHOWN + sizeof hidden / sizeof *hidden };
    static const char *const columns[] = {"id", "item", "keeper", "phone", NULL};
    situ_table *t = small_table("stock", columns, (const char *const *const[]){NULL});
    for (size_t i = 0; i < ALL; i++) {
        char id[16];
        size_t row;
        snprintf(id, sizeof id, "K%02zu", i);
        OK(situ_table_add_row(t, &row, err));
        OK(situ_table_set_text(t, row, 0, id, err));
        OK(situ_table_set_text(t, row, 1, i < SHOWN ? shown[i] : hidden[i - SHOWN], err));
        OK(situ_table_set_text(t, row, 2, "保管甲", err));
        OK(situ_table_set_text(t, row, 3, "023-55550000", err));
    }
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_put_table(w, t, err));
    OK(situ_store_commit(w, "操作员", "2026-01-02T03:04:05Z", NULL, err));
    situ_table_free(t);
    situ_store *store = NULL;
    OK(situ_store_open(&store, p->path, "public", err));
    OK(situ_store_read_table(&t, store, "stock", NULL, err));
    for (size_t r = 0; r < t->row_count; r++) {
        print_message("%s\n", cell(t, r, "item"));
        assert_string_equal(cell(t, r, "item"), shown[r < SHOWN ? r : 0]); // in id order
        assert_null(cell(t, r, "phone")); // a keeper's own
    }
    assert_int_equal(t->row_count, SHOWN);
    situ_table_free(t);
    situ_store_close(store);
}

typedef struct wording {
    const char *inside, *outside; // outside NULL = nothing is shown
} wording;

static void check_column(const char *dir, const char *table, const char *column, const wording *w, size_t n)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s_%s.situ", dir, table, column);
    const char *const columns[] = {"id", "name", column, NULL};
    situ_table *t = small_table(table, columns, (const char *const *const[]){NULL});
    for (size_t i = 0; i < n; i++) {
        char id[40];
        size_t row;
        snprintf(id, sizeof id, "W%02zu", i);
        OK(situ_table_add_row(t, &row, err));
        OK(situ_table_set_text(t, row, 0, id, err));
        OK(situ_table_set_text(t, row, 1, "甲", err));
        OK(situ_table_set_text(t, row, 2, w[i].inside, err));
    }
    situ_store_writer *writer = NULL;
    OK(situ_store_begin(&writer, path, err));
    OK(situ_store_put_table(writer, t, err));
    OK(situ_store_commit(writer, "操作员", "2026-01-02T03:04:05Z", NULL, err));
    situ_table_free(t);
    for (int edition = 0; edition < 2; edition++) {
        situ_store *store = NULL;
        OK(situ_store_open(&store, path, edition ? "public" : "internal", err));
        OK(situ_store_read_table(&t, store, table, NULL, err));
        assert_int_equal(t->row_count, n);
        for (size_t i = 0; i < n; i++) {
            const char *got = cell(t, i, column), *want = edition ? w[i].outside : w[i].inside;
            if (!situ_streq(got, want))
                fail_msg("%s.%s \"%s\" reads \"%s\", want \"%s\"", table, column, w[i].inside, got ? got : "null", want ? want : "null");
        }
        situ_table_free(t);
        situ_store_close(store);
    }
}

static void sensitive__mobiles_go_and_duty_phones_stay(void **state)
{
    const place *p = *state;
    static const wording phones[] = {
        {"023-55550000", "023-55550000"}, {"19900001234", NULL}, {"199-0000-1234", NULL},
        {"023-55550000、19900001234", "023-55550000"}, {"199-0000-1234、023-55550000、119", "023-55550000、119"},
        {"12350", "12350"}, {"8619900001234", NULL}, {"a\"b 19900001234", NULL}, {"a\"b", "a\"b"}, {"023-55550000转801", "023-55550000转801"},
    };
    static const wording notes[] = {
        {"加强巡查", "加强巡查"}, {"联系张三19900001234", NULL}, {"张三 199 0000 1234", NULL}, {"总投资 19900001234567 元", "总投资 19900001234567 元"},
        {"值班 023-55550000", "值班 023-55550000"},
    };
    check_column(p->dir, "team", "phone", phones, sizeof phones / sizeof *phones);
    check_column(p->dir, "risk_point", "controls", notes, sizeof notes / sizeof *notes);
    // A code with a mobile's digits inside is none.
    static const wording codes[] = {{"130102001001", "130102001001"}, {"91139876543210XYZ7", "91139876543210XYZ7"}};
    check_column(p->dir, "risk_point", "credit_code", codes, 2);
}

static void sensitive__figures_become_classes(void **state)
{
    const place *p = *state;
    static const double inside[] = {0.5, 9.99, 10, 49.9, 50, 99.9, 100, 1234.5}, outside[] = {1, 1, 10, 10, 50, 50, 100, 100};
    static const char *const columns[] = {"id", "name", "method", NULL};
    situ_table *t = small_table("risk_point", columns, (const char *const *const[]){NULL});
    static const char *const figures[] = {"gb_r", "gb_sum", "score_given", "reservoir_capacity"};
    for (size_t k = 0; k < 4; k++)
        OK(situ_table_add_column(t, figures[k], SITU_TYPE_REAL, NULL, err));
    for (size_t i = 0; i < 9; i++) { // the last one is a score of another method
        char id[16];
        size_t row;
        snprintf(id, sizeof id, "G%02zu", i);
        OK(situ_table_add_row(t, &row, err));
        OK(situ_table_set_text(t, row, 0, id, err));
        OK(situ_table_set_text(t, row, 1, "储罐区", err));
        OK(situ_table_set_text(t, row, 2, i < 8 ? "GB18218" : "LEC", err));
        for (size_t k = 0; k < 4; k++)
            situ_table_set_real(t, row, 3 + k, i < 8 ? inside[i] : 162);
    }
    situ_store_writer *w = NULL;
    OK(situ_store_begin(&w, p->path, err));
    OK(situ_store_put_table(w, t, err));
    OK(situ_store_commit(w, "操作员", "2026-01-02T03:04:05Z", NULL, err));
    situ_table_free(t);
    situ_store *store = NULL;
    OK(situ_store_open(&store, p->path, "public", err));
    OK(situ_store_read_table(&t, store, "risk_point", NULL, err));
    assert_int_equal(t->row_count, 9);
    for (size_t i = 0; i < 9; i++) {
        assert_true(situ_table_real(t, i, situ_table_find(t, "gb_r")) == (i < 8 ? outside[i] : 100));
        assert_true(situ_table_real(t, i, situ_table_find(t, "score_given")) == (i < 8 ? outside[i] : 162));
        assert_true(situ_table_is_null(t, i, situ_table_find(t, "gb_sum")));
        assert_true(situ_table_is_null(t, i, situ_table_find(t, "reservoir_capacity")));
    }
    situ_table_free(t);
    situ_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sensitive__places_are_moved_or_hidden, open_place, close_place),
        cmocka_unit_test_setup_teardown(sensitive__a_public_store_knows_what_it_has, open_place, close_place),
        cmocka_unit_test_setup_teardown(sensitive__moved_points_are_the_same_every_time, open_place, close_place),
        cmocka_unit_test_setup_teardown(sensitive__goods_are_hidden_by_kind, open_place, close_place),
        cmocka_unit_test_setup_teardown(sensitive__mobiles_go_and_duty_phones_stay, open_place, close_place),
        cmocka_unit_test_setup_teardown(sensitive__figures_become_classes, open_place, close_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
