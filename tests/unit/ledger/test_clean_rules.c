// SPDX-License-Identifier: MIT
// The dirt catalogue, rule by rule: one small ledger each, the finding with its cell, and what is
// stored. And the registry: every rule that the sources name is declared, and every one has a test.
#include "unit/ledger/import_help.h"

#include <dirent.h>
#include <string.h>

#include "base/utf8.h"
#include "bundle/schema.h"
#include "ledger/rules.h"

typedef struct rule_case {
    const char *rule, *text; // a csv
    const char *cell;        // of the finding; NULL = any
    const char *table, *field, *value; // of the first row; value NULL = empty; field NULL = not looked at; "lonlat" = the point
    const char *as_of, *file; // file: NULL = a.csv
} rule_case;

#define RISK "风险点名称,风险等级,行业领域,"
#define PLACE RISK "经度,纬度\n甲,重大,燃气,"
#define POINT(rule, cells, point) {rule, PLACE cells "\n", "D2", "risk_point", "lonlat", point, NULL, NULL}
#define NUMBER(rule, cell, value) {rule, RISK "威胁人数\n甲,重大,燃气," cell "\n", "D2", "risk_point", "threat_pop", value, NULL, NULL}
#define LOSS(rule, cell, value) {rule, RISK "威胁财产(万元)\n甲,重大,燃气," cell "\n", "D2", "risk_point", "threat_loss", value, NULL, NULL}
#define DATE(rule, cell, value) {rule, RISK "排查日期\n甲,重大,燃气," cell "\n", "D2", "risk_point", "found", value, NULL, NULL}
#define PHONE(rule, cell, value) {rule, RISK "联系电话\n甲,重大,燃气," cell "\n", "D2", "risk_point", "phone", value, NULL, NULL}
#define LEVEL(rule, header, cell, value, at) {rule, "风险点名称," header ",行业领域,管控措施\n甲," cell ",燃气,巡查\n", at, "risk_point", "level_given", value, NULL, NULL}
#define STOCK(rule, header, cells, at, field, value) {rule, "物资名称,数量,单位,存放地点," header "\n" cells "\n", at, "stock", field, value, NULL, NULL}
#define CODE(rule, cell, value) {rule, RISK "统一社会信用代码\n甲,重大,燃气," cell "\n", "D2", "risk_point", "credit_code", value, NULL, NULL}

static const rule_case cases[] = {
    // coordinates
    POINT("DMS", "108°42′11″,30°55′50″", "108.703056 30.930556"),
    POINT("DMS", "108.42.11,30.55.50", "108.703056 30.930556"),
    POINT("DMS", "东经108度42分11秒,北纬30度55分50秒", "108.703056 30.930556"),
    POINT("DM", "108°42.186′,30°55.8367′", "108.703100 30.930612"),
    POINT("COORD_LETTER", "E108.6972,N30.9306", "108.697200 30.930600"),
    POINT("COORD_LETTER", "108.6972度,30.9306度", "108.697200 30.930600"),
    POINT("COORD_SPACE", "108. 6972,30.9306", "108.697200 30.930600"),
    POINT("POINT_MARK", "108。6972,30。9306", "108.697200 30.930600"),
    POINT("FULL_WIDTH", "１０８．６９７２,３０．９３０６", "108.697200 30.930600"),
    POINT("COMMA_DECIMAL", "\"108,6972\",\"30,9306\"", "108.697200 30.930600"),
    POINT("SWAPPED_LONLAT", "30.9306,108.6972", "108.697200 30.930600"),
    POINT("SCALED", "1086972,309306", "108.697200 30.930600"),
    {"SPLIT_COORDINATES", PLACE "\"108.6972,30.9306\",\n", "D2", "risk_point", "lonlat", "108.697200 30.930600", NULL, NULL},
    {"DDMM", RISK "经度(ddmm.mmmm),纬度(ddmm.mmmm)\n甲,重大,燃气,10842.186,3055.8367\n", "D2", "risk_point", "lonlat", "108.703100 30.930612", NULL, NULL},
    POINT("PROJECTED_ZONE", "3423488.4,36566634.5", "*"),
    POINT("DMS_RANGE", "108°61′11″,30°55′50″", NULL),
    POINT("COORD_DOUBLE_DOT", "108..6972,30.9306", NULL),
    POINT("COORD_CONFUSED", "1O8.6972,30.9306", NULL),
    POINT("COORDINATES", "详见附图,30.9306", NULL),
    POINT("COORDINATES", "3055.8367,30.9306", NULL),
    // numbers
    NUMBER("NUMBER_WAN", "1.2万", "12000"),
    NUMBER("NUMBER_ABOUT", "约500人", "500"),
    NUMBER("NUMBER_ABOUT", "100余人", "100"),
    NUMBER("NUMBER_RANGE", "20-30人", "20"),
    NUMBER("NUMBER_UNIT", "35人", "35"),
    NUMBER("NUMBER_CHINESE", "三百五十人", "350"),
    NUMBER("NUMBER_PART", "3户12人", "12"),
    NUMBER("NUMBER_SPACE", "12 500", "12500"),
    NUMBER("NUMBER_ROUNDED", "12.6", "13"),
    NUMBER("FULL_WIDTH", "１２", "12"),
    NUMBER("POINT_MARK", "12。0", "12"),
    NUMBER("NUMBER_VAGUE", "若干", NULL),
    NUMBER("NUMBER_SEVERAL", "3户12间", NULL),
    NUMBER("NUMBER", "详见附件", NULL),
    NUMBER("NO_VALUE", "#DIV/0!", NULL),
    NUMBER("NO_VALUE", "######", NULL),
    NUMBER("NEGATIVE", "-3", NULL),
    NUMBER("UNIT", "3吨", "3"),
    NUMBER("UNIT_UNKNOWN", "7坨", "7"),
    LOSS("NUMBER_WAN", "500万", "500"),
    LOSS("NUMBER_UNIT", "5000元", "0.5"),
    LOSS("NUMBER_WAN", "1.2亿元", "12000"),
    {"UNIT_CONVERTED", "避难场所名称,容纳人数,有效避难面积(亩),避难时长\n甲,300,3,短期\n", "C1", "shelter", "area_eff", "2000", NULL, NULL},
    {"UNIT_CONVERTED", "风险点名称,风险等级,行业领域,威胁人数(万人)\n甲,重大,燃气,1.2\n", "D1", "risk_point", "threat_pop", "12000", NULL, NULL},
    {"UNIT_CONVERTED", "储备库名称,地址,救灾帐篷,铅丝(吨),救生衣\n县库,某路1号,20,2,30\n", "D2", "depot", "name", "县库", NULL, NULL},
    STOCK("UNIT_CONVERTED", "规格型号", "铅丝,2,吨,县库,8号", "B2", "qty", "2000"),
    STOCK("UNIT_FACTOR", "规格型号", "矿泉水,20,箱,县库,550ml", "B2", "unit", "箱"),
    // phones
    PHONE("PHONE_FORM", "张三13800138000", "13800138000"),
    PHONE("PHONE_FORM", "138 0013 8000", "13800138000"),
    PHONE("PHONE_FORM", "+8613800138000", "13800138000"),
    PHONE("PHONE_FORM", "13800138000.0", "13800138000"),
    PHONE("PHONE_LENGTH", "1380013800", "1380013800"),
    PHONE("PHONE_LENGTH", "23800138000", "23800138000"),
    PHONE("PHONE_SCIENTIFIC", "1.38E+10", NULL),
    PHONE("PHONE_MASKED", "138****8000", NULL),
    PHONE("PHONE", "待补充", NULL),
    // dates
    DATE("DATE_FORM", "2024.4.3", "2024-04-03"),
    DATE("DATE_FORM", "2024/4/3 上午 9:00", "2024-04-03"),
    DATE("DATE_COMPACT", "20240403", "2024-04-03"),
    DATE("DATE_MONTH", "2024年4月", "2024-04-01"),
    DATE("DATE_YEAR", "2024年", "2024-01-01"),
    DATE("DATE_SERIAL", "45385", "2024-04-03"),
    DATE("DATE_SHORT_YEAR", "24/4/3", "2024-04-03"),
    DATE("DATE_CHINESE", "二〇二四年四月三日", "2024-04-03"),
    DATE("DATE_RANGE", "2024.1-2024.6", "2024-06-30"),
    DATE("DATE_DAY_FIRST", "25/4/2024", "2024-04-25"),
    DATE("DATE_AMBIGUOUS", "3/4/2024", NULL),
    DATE("DATE_IMPOSSIBLE", "2024.04.31", NULL),
    DATE("DATE", "去年", NULL),
    {"DATE_FUTURE", RISK "排查日期\n甲,重大,燃气,2027-01-05\n", "D2", "risk_point", "found", "2027-01-05", "2026-06-30", NULL},
    STOCK("DATE_NONE", "有效期", "帐篷,20,顶,县库,长期", "E2", "expire", NULL),
    STOCK("DATE_NONE", "有效期", "帐篷,20,顶,县库,无", "E2", "expire", NULL),
    STOCK("DATE_LIFE", "生产日期,保质期", "帐篷,20,顶,县库,2023-05-01,3年", "F2", "expire", "2026-05-01"),
    STOCK("DATE_LIFE", "生产日期,保质期(月)", "帐篷,20,顶,县库,2023-05-01,36", "F2", "expire", "2026-05-01"),
    STOCK("DATE", "生产日期,保质期", "帐篷,20,顶,县库,,3年", "F2", "expire", NULL),
    // names and codes
    CODE("CREDIT_CODE_FORM", "9144030071526726xg", "9144030071526726XG"),
    CODE("CREDIT_CODE_FORM", "911100008O21OO433B", "91110000802100433B"),
    CODE("CREDIT_CODE", "9144030071526726XH", "9144030071526726XH"),
    CODE("CREDIT_CODE", "911100008021004", "911100008021004"),
    CODE("DIGITS_LOST", "5.00235E+17", NULL),
    // levels
    LEVEL("LEVEL_EVENT", "风险等级", "特别重大", NULL, "B2"),
    LEVEL("LEVEL_INVERTED", "危房等级", "D级", "1", "B1"),
    LEVEL("LEVEL_INVERTED", "森林火险气象等级", "四级", "2", "B1"),
    LEVEL("LEVEL_INVERTED", "大坝安全类别", "三类坝", "1", "B1"),
    LEVEL("LEVEL_NONE", "火险等级", "一级", NULL, "B2"),
    LEVEL("LEVEL_UNKNOWN", "风险等级", "紫色", NULL, "B2"),
    {"LEVEL_SCALE", "风险点名称,风险等级,行业领域\n甲,极高,燃气\n乙,高,燃气\n丙,中,燃气\n丁,低,燃气\n", "B1", "risk_point", "level_given", "1", NULL, NULL},
    {"LEVEL_ASK", "风险点名称,风险等级,行业领域\n甲,高,燃气\n乙,中,燃气\n丙,低,燃气\n", "B2", "risk_point", "level_given", NULL, NULL, NULL},
    // booleans, enumerations
    {"BOOLEAN", "区划代码,名称,层级,中心乡镇\n500235100,双江镇,乡镇,大概\n", "D2", "region", "is_center", NULL, NULL, NULL},
    {"WORD_INSIDE", "风险点名称,风险等级,行业领域\n甲,重大,城镇燃气企业\n", "C2", "risk_point", "industry", "燃气", NULL, NULL},
    {"WORD_FIRST", "风险点名称,风险等级,行业领域\n甲,重大,消防、燃气\n", "C2", "risk_point", "industry", "消防", NULL, NULL},
    {"WORD_UNKNOWN", "风险点名称,风险等级,行业领域\n甲,重大,宇航\n", "C2", "risk_point", "industry", "其他", NULL, NULL},
    {"CHECKBOX", "区划代码,名称,层级,中心乡镇\n500235100,双江镇,乡镇,☑是 □否\n", "D2", "region", "is_center", "1", NULL, NULL},
    {"CHECKBOX", "避难场所名称,容纳人数,室内外,避难时长\n甲,300,室内（ ）室外（√）,短期\n", "C2", "shelter", "kind", "室外", NULL, NULL},
    {"DITTO", "风险点名称,风险等级,行业领域\n甲,重大,燃气\n乙,〃,消防\n", "B3", "risk_point", "level_given", "1", NULL, NULL},
    {"DITTO", "风险点名称,风险等级,行业领域,联系电话\n甲,重大,燃气,13800138000\n乙,低,消防,同上\n", "D3", "risk_point", "phone", "13800138000", NULL, NULL},
    {"NAME_FORM", RISK "责任人\n甲,重大,燃气,张　三\n", "D2", "risk_point", "resp_person", "张三", NULL, NULL},
    {"NAME_FORM", RISK "责任人\n\"云阳\n加油站\",重大,燃气,张三\n", "A2", "risk_point", "name", "云阳加油站", NULL, NULL},
    // several cells together
    {"SCORE_MISMATCH", "风险点名称,评估方法,L,S,风险值,行业领域\n甲,LS,3,5,12,燃气\n", "E2", "risk_point", "score_given", "12", NULL, NULL},
    {"SCORE_MISMATCH", "风险点名称,评估方法,L,E,C,D,行业领域\n甲,LEC,3,6,15,320,燃气\n", "F2", "risk_point", "score_given", "320", NULL, NULL},
    {"FACTOR_VALUE", "风险点名称,评估方法,L,E,C,D,行业领域\n甲,LEC,4,6,15,360,燃气\n", "C2", "risk_point", "lec_l", "4", NULL, NULL},
    // frames and regions
    {"SWAPPED_XY", RISK "X坐标,Y坐标\n甲,重大,燃气,3423488.4,566634.5\n", NULL, "risk_point", "lonlat", "*", NULL, "xy"},
    {"CRS_UNKNOWN", RISK "经度,纬度,坐标系\n甲,重大,燃气,108.7,30.9,地方系\n", "F2", "risk_point", "lonlat", "108.700000 30.900000", NULL, NULL},
    {"NAME_MISSING", "区划代码,名称,层级\n500235100,,乡镇\n500235101,龙角镇,乡镇\n", NULL, "region", "name", "龙角镇", NULL, NULL},
    {"REGION_LEVEL", "区划代码,名称,人口\nX01,某处,5\n500235101,龙角镇,7\n", NULL, "region", "name", "龙角镇", NULL, NULL},
    {"AREA_TO_POINT",
     "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"风险点名称\":\"甲\",\"风险等级\":\"重大\",\"行业领域\":\"燃气\"},"
     "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[108.6,30.8],[108.8,30.8],[108.8,31.0],[108.6,31.0],[108.6,30.8]]]}}]}\n\n",
     NULL, "risk_point", "lonlat", "108.700000 30.900000", NULL, "a.geojson"},
    // rows
    {"REQUIRED", "风险点名称,风险等级,行业领域,威胁人数\n,重大,燃气,5\n乙,重大,燃气,6\n", "A2", "risk_point", "name", "乙", NULL, NULL},
};
enum { CASE_COUNT = sizeof cases / sizeof *cases };

static const char *value_of(const situ_table *t, const char *field, char buffer[64])
{
    if (strcmp(field, "lonlat") == 0) {
        const situ_geometry *g = situ_table_geometry(t, 0);
        if (!g)
            return NULL;
        snprintf(buffer, 64, "%.6f %.6f", g->xy[0], g->xy[1]);
        return buffer;
    }
    int c = situ_table_find(t, field);
    if (c < 0)
        fail_msg("no field %s", field);
    return situ_table_is_null(t, 0, c) ? NULL : situ_table_show(t, 0, c, buffer);
}

static void rule__found_and_applied(void **state)
{
    const rule_case *k = *state;
    bool plane = k->file && strcmp(k->file, "xy") == 0; // in a declared zone
    situ_ledger_options options = {.data_as_of = k->as_of, .crs = plane ? SITU_CRS_EPSG : SITU_CRS_AUTO, .epsg = plane ? 4545 : 0};
    imported in = import_file(help_write(k->file && !plane ? k->file : "a.csv", k->text), &options);
    const situ_table *t = import_table(&in, k->table);
    const situ_cleaning_rule *rule = situ_cleaning_rule_find(k->rule);
    assert_non_null(rule);
    const situ_issue *issue = want_issue(&in, k->rule, k->cell);
    assert_true(issue->message && issue->message[0]);
    // Certain repairs and choices are told, doubts ask to be read, rejects name the error.
    bool quiet = (rule->kind == SITU_RULE_REPAIR && !rule->likely) || rule->kind == SITU_RULE_TOLD;
    assert_int_equal(issue->severity, rule->kind == SITU_RULE_REJECT ? SITU_ERROR : quiet ? SITU_INFO : SITU_WARN);
    if (issue->severity != SITU_INFO)
        assert_true(issue->cure && issue->cure[0]);
    size_t times = 0;
    for (size_t i = 0; i < situ_report_count(in.report); i++)
        times += strcmp(situ_report_get(in.report, i)->rule, k->rule) == 0;
    const char *second = strchr(strchr(k->text, '\n') + 1, '\n');
    if (second[1] == 0 && times != 1)
        fail_msg("%s was told %zu times", k->rule, times);
    if (k->field) {
        char buffer[64];
        const char *got = value_of(t, k->field, buffer);
        if (k->value && strcmp(k->value, "*") == 0)
            assert_non_null(got);
        else if (k->value ? !got || strcmp(got, k->value) != 0 : got != NULL)
            fail_msg("%s: stored %s, want %s", k->text, got ? got : "nothing", k->value ? k->value : "nothing");
        // The text as it was typed stays in the store.
        if (issue->old_value && !strchr(issue->old_value, '\n') && rule->kind != SITU_RULE_REJECT && t->row_count > 0 && issue->row == 2 && strcmp(k->rule, "UNIT_CONVERTED") != 0 && strchr(issue->old_value, ',') == NULL)
            assert_non_null(strstr(situ_table_text(t, 0, SITU_FRONT_TEXT), issue->old_value));
    }
    fate_count(&in, 'r');
    import_free(&in);
}

// A clean ledger has no findings of these rules at all.
static void rules__clean_rows_are_left_alone(void **state)
{
    (void)state;
    imported in = import_file(help_write("a.csv", "风险点名称,风险等级,行业领域,评估方法,L,E,C,风险值,威胁人数,威胁财产(万元),联系电话,排查日期,统一社会信用代码,经度,纬度\n"
                                                  "甲,重大,燃气,LEC,3,6,15,270,120,35.5,13800138000,2024-04-03,91500235MA5UFLW1XC,108.6972,30.9306\n"
                                                  "乙,低,消防,LEC,0.5,6,15,45,0,0,023-55128091、119,2024-12-31,,108.70,30.93\n"),
                              &(situ_ledger_options){.data_as_of = "2026-06-30", .crs = SITU_CRS_CGCS2000});
    const situ_table *t = import_table(&in, "risk_point");
    assert_int_equal(t->row_count, 2);
    for (size_t i = 0; i < situ_report_count(in.report); i++) {
        const situ_issue *issue = situ_report_get(in.report, i);
        fail_msg("told %s at %s: %s", issue->rule, issue->cell ? issue->cell : "", issue->message);
    }
    assert_int_equal(fate_count(&in, 'u'), 2);
    import_free(&in);
}

// What happened is graded by other words of the same look: such columns are no risk level.
static void rules__event_scales_are_never_risk_levels(void **state)
{
    (void)state;
    static const char *const headers[] = {"事故等级", "灾情等级", "事件级别", "企业诚信等级", "安全标准化等级", "烟花爆竹等级"};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        char text[256];
        snprintf(text, sizeof text, "风险点名称,%s,行业领域,管控措施\n甲,一般,燃气,巡查\n乙,重大,燃气,巡查\n", headers[i]);
        imported in = import_file(help_write("a.csv", text), NULL);
        const situ_table *t = import_table(&in, "risk_point");
        assert_int_equal(t->row_count, 2);
        for (size_t r = 0; r < 2; r++)
            if (situ_table_int(t, r, situ_table_find(t, "level_given")) > 0)
                fail_msg("%s was taken for a risk level: %lld", headers[i], (long long)situ_table_int(t, r, situ_table_find(t, "level_given")));
        import_free(&in);
    }
}

static void rules__wide_stock_is_counted_in_usual_units(void **state)
{
    (void)state;
    imported in = import_file(help_write("a.csv", "储备库名称,地址,救灾帐篷,铅丝(吨),救生衣\n县库,某路1号,20,2,约30件\n"), NULL);
    const situ_table *t = import_table(&in, "stock");
    static const struct {
        const char *item, *unit;
        double qty;
    } want[] = {{"帐篷", "顶", 20}, {"铅丝", "kg", 2000}, {"救生衣", "件", 30}};
    assert_int_equal(t->row_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(text_at(t, i, "item"), want[i].item);
        assert_string_equal(text_at(t, i, "unit"), want[i].unit);
        assert_true(real_at(t, i, "qty") == want[i].qty);
    }
    import_free(&in);
}

static void rules__src_text_keeps_every_cell(void **state)
{
    (void)state;
    imported in = import_file(help_write("a.csv", "风险点名称,风险等级,备注,备注,,行业领域\n甲,重大,一,二,三,燃气\n"), NULL);
    const char *text = situ_table_text(import_table(&in, "risk_point"), 0, SITU_FRONT_TEXT);
    static const char *const kept[] = {"\"风险点名称\":\"甲\"", "\"备注\":\"一\"", "\"备注#2\":\"二\"", ":\"三\"", "\"行业领域\":\"燃气\""};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (!strstr(text, kept[i]))
            fail_msg("%s is not in %s", kept[i], text);
    import_free(&in);
}

static void rules__are_sorted_and_complete(void **state)
{
    (void)state;
    for (const situ_cleaning_rule *r = situ_cleaning_rules; r->id; r++) {
        if (r > situ_cleaning_rules && strcmp(r[-1].id, r->id) >= 0)
            fail_msg("%s stands behind %s", r->id, r[-1].id);
        if (!r->label[0] || !r->example[0] || !r->does[0] || situ_utf8_count(r->label) > 16)
            fail_msg("%s: a label of at most 16 signs, an example and what is done are needed", r->id);
        assert_ptr_equal(situ_cleaning_rule_find(r->id), r);
        assert_true(!r->likely || r->kind == SITU_RULE_REPAIR);
    }
    assert_null(situ_cleaning_rule_find("NO_SUCH_RULE"));
    assert_null(situ_cleaning_rule_find(""));
    assert_null(situ_cleaning_rule_find(NULL));
}

// --- the sources ---

static char *file_text(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    size_t n = fread(text, 1, (1 << 20) - 1, f);
    text[n] = 0;
    fclose(f);
    return text;
}

// Calls visit for the text of every .c file of a folder whose name begins with prefix.
static size_t each_source(const char *folder, const char *prefix, void (*visit)(void *user, const char *name, const char *text), void *user)
{
    char path[1200];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/%s", SITU_SOURCE_DIR, folder);
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        size_t length = strlen(e->d_name);
        if (length < 3 || strcmp(e->d_name + length - 2, ".c") != 0 || strncmp(e->d_name, prefix, strlen(prefix)) != 0 || strcmp(e->d_name, "rules.c") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s/%s", SITU_SOURCE_DIR, folder, e->d_name);
        char *text = file_text(path);
        if (text)
            visit(user, e->d_name, text);
        n += text != NULL;
        free(text);
    }
    if (dir)
        closedir(dir);
    return n;
}

// Literals of capitals: with an underscore they are rules; without, on lines that speak of rules.
static void check_source(void *user, const char *name, const char *text)
{
    size_t *found = user;
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        char copy[1024];
        snprintf(copy, sizeof copy, "%.*s", (int)length, line);
        bool speaks = strstr(copy, "tell") || strstr(copy, "rule") || strstr(copy, "why") || strstr(copy, "repair");
        for (const char *p = strchr(copy, '"'); p; p = strchr(p, '"')) {
            size_t n = strspn(p + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
            bool rule = p[1] >= 'A' && p[1] <= 'Z' && n > 1 && p[n + 1] == '"' && (memchr(p + 1, '_', n) || speaks);
            if (rule) {
                char id[64];
                snprintf(id, sizeof id, "%.*s", (int)n, p + 1);
                if (!situ_cleaning_rule_find(id))
                    fail_msg("%s: rule %s is not declared in engine/ledger/rules.c", name, id);
                *found += 1;
            }
            p++;
            const char *end = strchr(p, '"');
            p = end ? end + 1 : p + strlen(p);
        }
        line += length + (line[length] == '\n');
    }
}

static void rules__every_rule_in_the_sources_is_declared(void **state)
{
    (void)state;
    size_t found = 0, files = each_source("engine/ledger", "", check_source, &found);
    if (files == 0)
        skip();
    files += each_source("engine/ledger/readers", "", check_source, &found) + each_source("engine/pipeline", "import", check_source, &found);
    assert_true(files > 20 && found > 100);
}

typedef struct uses {
    const char *literal;
    bool found;
} uses;
static void look_for(void *user, const char *name, const char *text)
{
    uses *u = user;
    (void)name;
    u->found = u->found || strstr(text, u->literal) != NULL;
}

static void rules__every_declared_rule_is_used(void **state)
{
    (void)state;
    static const char *const sources[] = {"engine/ledger", "engine/ledger/readers", "engine/pipeline"}, *const tests[] = {"tests/unit/ledger", "tests/unit/pipeline", "tests/torture"};
    size_t missing = 0;
    for (const situ_cleaning_rule *r = situ_cleaning_rules; r->id; r++) {
        char literal[64];
        snprintf(literal, sizeof literal, "\"%s\"", r->id);
        uses source = {.literal = literal}, test = {.literal = literal};
        for (size_t i = 0; i < 3; i++)
            if (each_source(sources[i], "", look_for, &source) == 0 && i == 0)
                skip();
        for (size_t i = 0; i < 3; i++)
            each_source(tests[i], "", look_for, &test);
        if (!source.found || !test.found)
            print_message("%s: %s\n", r->id, source.found ? "no test names it" : "no source names it");
        missing += !source.found;
    }
    assert_int_equal(missing, 0);
}

int main(void)
{
    static struct CMUnitTest tests[CASE_COUNT + 7];
    static char names[CASE_COUNT][64];
    size_t n = 0;
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(rules__are_sorted_and_complete);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(rules__every_rule_in_the_sources_is_declared);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(rules__every_declared_rule_is_used);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(rules__clean_rows_are_left_alone);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(rules__event_scales_are_never_risk_levels);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(rules__wide_stock_is_counted_in_usual_units);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(rules__src_text_keeps_every_cell);
    for (size_t i = 0; i < CASE_COUNT; i++) {
        snprintf(names[i], sizeof names[i], "rule__%s", cases[i].rule);
        tests[n++] = (struct CMUnitTest){.name = names[i], .test_func = rule__found_and_applied, .initial_state = (void *)(uintptr_t)&cases[i]};
    }
    return _cmocka_run_group_tests("rules", tests, n, help_setup, help_teardown);
}
