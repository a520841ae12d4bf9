// SPDX-License-Identifier: MIT
// Text tables: delimiters, quotes, encodings, and what is no text.
#include "unit/ledger/import_help.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include "ledger/reader.h"

extern const situ_reader situ_reader_csv;

static situ_sheets *read_bytes(const void *bytes, size_t n, const char *encoding, situ_status want, situ_error *err)
{
    situ_sheets *s = NULL;
    situ_error none = {0};
    const char *path = help_path("t.csv");
    write_bytes(path, bytes, n);
    situ_status status = situ_reader_csv.read(&s, path, encoding, err ? err : &none);
    assert_int_equal(status, want);
    return s;
}

static situ_sheets *read_text(const char *text)
{
    return read_bytes(text, strlen(text), NULL, SITU_OK, NULL);
}

static const char *at(const situ_sheets *s, uint32_t row, uint32_t column)
{
    const situ_sheet *t = &s->items[0];
    assert_true(row < t->row_count && column < t->column_count);
    return t->cells[row * t->column_count + column].text;
}

static void csv__delimiters(void **state)
{
    (void)state;
    static const char *const texts[] = {"a,b,c\n1,2,3\n", "a;b;c\n1;2;3\n", "a\tb\tc\r\n1\t2\t3\r\n", "a,b,c\r1,2,3", "a;b;c\n1;2;\"3\"\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        situ_sheets *s = read_text(texts[i]);
        assert_int_equal(s->items[0].row_count, 2);
        assert_int_equal(s->items[0].column_count, 3);
        assert_string_equal(at(s, 0, 2), "c");
        assert_string_equal(at(s, 1, 0), "1");
        assert_string_equal(at(s, 1, 2), "3");
        situ_sheets_free(s);
    }
}

static void csv__quotes_and_ragged_rows(void **state)
{
    (void)state;
    situ_sheets *s = read_text("名称,说明\n\"甲,乙\",\"他说\"\"好\"\"\n第二行\"\n丙\n,,,四\n\n 前后 ,x");
    assert_int_equal(s->items[0].row_count, 6);
    assert_int_equal(s->items[0].column_count, 4);
    assert_string_equal(at(s, 1, 0), "甲,乙");
    assert_string_equal(at(s, 1, 1), "他说\"好\"\n第二行");
    assert_string_equal(at(s, 2, 0), "丙");
    assert_string_equal(at(s, 2, 1), "");
    assert_string_equal(at(s, 3, 3), "四");
    assert_string_equal(at(s, 5, 0), "前后");
    situ_sheets_free(s);
}

static void csv__encodings(void **state)
{
    (void)state;
    static const char utf8_bom[] = "\xEF\xBB\xBF名称,镇\n甲,双江\n";
    static const char gbk[] = "\xC3\xFB\xB3\xC6,\xD5\xF2\n\xBC\xD7,\xCB\xAB\xBD\xAD\n";
    static const unsigned char utf16[] = {0xFF, 0xFE, 0x0D, 0x54, 0xF0, 0x79, '\t', 0, 0x47, 0x95, '\n', 0, 0x32, 0x75, '\t', 0, 0xCC, 0x53, 0x5F, 0x6C};
    situ_sheets *s[3] = {read_bytes(utf8_bom, sizeof utf8_bom - 1, NULL, SITU_OK, NULL), read_bytes(gbk, sizeof gbk - 1, NULL, SITU_OK, NULL),
                         read_bytes(utf16, sizeof utf16, NULL, SITU_OK, NULL)};
    for (int i = 0; i < 3; i++) {
        assert_string_equal(at(s[i], 0, 0), "名称");
        assert_string_equal(at(s[i], 0, 1), "镇");
        assert_string_equal(at(s[i], 1, 0), "甲");
        assert_string_equal(at(s[i], 1, 1), "双江");
        assert_non_null(s[i]->encoding);
        situ_sheets_free(s[i]);
    }
    // GB18030 in four bytes: the rare 㙟 of a township's name.
    static const char rare[] = "\xC3\xFB\xB3\xC6,x\n\x82\x30\x9A\x30,\xD5\xF2\n";
    situ_sheets *r = read_bytes(rare, sizeof rare - 1, "GB18030", SITU_OK, NULL);
    assert_string_equal(at(r, 0, 0), "名称");
    assert_int_equal(strlen(at(r, 1, 0)), 3);
    situ_sheets_free(r);
}

static void csv__refuses(void **state)
{
    (void)state;
    situ_error err = {0};
    assert_null(read_bytes("a,b\n\"open,1\n2,3\n", 16, NULL, SITU_E_FORMAT, &err));
    assert_int_equal(err.row, 2);
    assert_int_equal(err.column, 1);
    assert_non_null(strstr(err.file, "t.csv"));
    memset(&err, 0, sizeof err);
    assert_null(read_bytes("a,b\0c\n", 6, NULL, SITU_E_FORMAT, &err));
    assert_true(err.cause[0] != 0);
    memset(&err, 0, sizeof err);
    // Neither UTF-8 nor GB18030.
    assert_null(read_bytes("\xC3\xFB,\xFF\xFF\n", 6, NULL, SITU_E_FORMAT, &err));
    assert_true(err.cause[0] != 0);
}

static void csv__any_bytes_never_crash(void **state)
{
    (void)state;
    situ_rng rng;
    situ_rng_seed(&rng, 20260630, 1);
    static const char alphabet[] = "\",;\t\n\r 1a\xC3\xFB\xE5";
    for (int round = 0; round < 2000; round++) {
        char bytes[64];
        size_t n = situ_rng_below(&rng, sizeof bytes);
        for (size_t i = 0; i < n; i++)
            bytes[i] = alphabet[situ_rng_below(&rng, sizeof alphabet - 1)];
        situ_sheets *s = NULL;
        situ_error err = {0};
        write_bytes(help_path("r.csv"), bytes, n);
        situ_status status = situ_reader_csv.read(&s, help_path("r.csv"), NULL, &err);
        assert_true(status == SITU_OK ? s != NULL : err.cause[0] != 0);
        situ_sheets_free(s);
    }
}

#define WIDE "\xEF\xBC\x8C" // full-width comma

static void csv__delimiters_beside_texts_that_hold_them(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "风险点台账\n名称\t说明\t镇\n甲\t一,二,三;四\t双江\n乙\t五,六\t青龙\n", // a title, commas in the texts
        "名称|说明|镇\n甲|a,b,c|双江\n乙|d,e|青龙\n",
        "名称,说明,镇\n甲,一" WIDE "二" WIDE "三,双江\n乙,三" WIDE "四,青龙\n", // punctuation
        "sep=;\n名称;说明;镇\n甲;a,b,c,d;青龙\n",
        "名称;说明;镇\n甲;\"a;b;c;d;e\";双江\n乙;;青龙\n",
        "名称" WIDE "经度" WIDE "镇\n甲" WIDE "108.7" WIDE "双江\n乙" WIDE "108.8" WIDE "青龙\n", // here they shape the rows
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        situ_sheets *s = read_text(texts[i]);
        assert_int_equal(s->items[0].column_count, 3);
        assert_string_equal(at(s, s->items[0].row_count - 1, 2), "青龙");
        situ_sheets_free(s);
    }
    situ_sheets *s = read_text("名称,说明\n甲,一" WIDE "二" WIDE "三\n乙,四\n");
    assert_int_equal(s->items[0].column_count, 2);
    assert_string_equal(at(s, 1, 1), "一" WIDE "二" WIDE "三");
    situ_sheets_free(s);
}

static void csv__guards_of_long_numbers(void **state)
{
    (void)state;
    situ_sheets *s = read_text("电话,代码,说明\n=\"013800138000\",'500235199001011234,'引号\n\"=\"\"0012\"\"\",\"\t91500235MA5U\t\",=DISPIMG(\"ID_1\";1)\n");
    assert_string_equal(at(s, 1, 0), "013800138000");
    assert_string_equal(at(s, 1, 1), "500235199001011234");
    assert_string_equal(at(s, 1, 2), "'引号");
    assert_string_equal(at(s, 2, 0), "0012");
    assert_string_equal(at(s, 2, 1), "91500235MA5U");
    assert_int_equal(s->items[0].cells[2 * 3 + 2].kind, SITU_CELL_PICTURE);
    situ_sheets_free(s);
}

static void csv__utf16_without_its_mark(void **state)
{
    (void)state;
    static const char text[] = "名称\t经度\r\n甲\t108.7\r\n乙\t108.8\r\n";
    static const char *const names[] = {"UTF-16LE", "UTF-16BE"};
    for (int i = 0; i < 2; i++) {
        char *wide = NULL;
        size_t n = 0;
        situ_error err = {0};
        assert_int_equal(situ_encode_text(&wide, &n, text, sizeof text - 1, names[i], &err), SITU_OK);
        situ_sheets *s = read_bytes(wide, n, NULL, SITU_OK, NULL);
        assert_string_equal(s->encoding, names[i]);
        assert_string_equal(at(s, 2, 1), "108.8");
        situ_sheets_free(s);
        situ_free(wide);
    }
}

static void csv__long_lines_and_wide_rows(void **state)
{
    (void)state;
    size_t n = 3000000;
    char *text = malloc(n + 20);
    memcpy(text, "a,b\n1,", 6);
    memset(text + 6, 'x', n);
    memcpy(text + 6 + n, ",z\n", 4);
    situ_sheets *s = read_bytes(text, n + 9, NULL, SITU_OK, NULL);
    assert_int_equal(strlen(at(s, 1, 1)), n);
    assert_string_equal(at(s, 1, 2), "z");
    situ_sheets_free(s);
    for (size_t i = 0; i < n; i++)
        text[i] = ',';
    text[n] = 'x';
    situ_error err = {0};
    assert_null(read_bytes(text, n + 1, NULL, SITU_E_LIMIT, &err));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv__delimiters), cmocka_unit_test(csv__quotes_and_ragged_rows), cmocka_unit_test(csv__encodings),
        cmocka_unit_test(csv__refuses),    cmocka_unit_test(csv__any_bytes_never_crash),
        cmocka_unit_test(csv__delimiters_beside_texts_that_hold_them), cmocka_unit_test(csv__guards_of_long_numbers),
        cmocka_unit_test(csv__utf16_without_its_mark), cmocka_unit_test(csv__long_lines_and_wide_rows),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
