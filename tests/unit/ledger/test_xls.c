// SPDX-License-Identifier: MIT
// The xls reader: BIFF8 and older, in compound files and bare.
#include "unit/ledger/reader_help.h"
#include "unit/ledger/xls_writer.h"

extern const situ_reader situ_reader_xls;

static biff book, sheet;
static unsigned char file[2 << 20];

static const char *save(const char *stream, const unsigned char *bytes, size_t n)
{
    size_t m = ole_bytes(file, stream, bytes, n);
    write_bytes(help_path("t.xls"), file, m);
    return help_path("t.xls");
}

// Globals with one sheet, whose records are in `sheet`.
static const char *save_book(bool hidden, bool padded)
{
    size_t offset;
    record(&book, 0x85);
    offset = book.n;
    put32(&book, 0);
    put8(&book, hidden);
    put8(&book, 0);
    put_string(&book, "风险点", 1);
    done(&book);
    put_end(&book);
    zip_put(book.bytes, offset, (uint32_t)book.n, 4);
    put_begin(&book, 0x600, 0x10);
    put_bytes(&book, sheet.bytes, sheet.n);
    put_end(&book);
    if (padded && book.n < 4096) {
        memset(book.bytes + book.n, 0, 4096 - book.n);
        book.n = 4096;
    }
    return save("Workbook", book.bytes, book.n);
}

static void begin_book(void)
{
    book.n = sheet.n = 0;
    put_begin(&book, 0x600, 5);
}

static void add_format(uint32_t id, const char *code)
{
    record(&book, 0x41E);
    put16(&book, id);
    put_string(&book, code, 2);
    done(&book);
}

static void add_style(uint32_t format)
{
    record(&book, 0xE0);
    put16(&book, 0);
    put16(&book, format);
    put32(&book, 0);
    put_double(&book, 0);
    put32(&book, 0);
    done(&book);
}

static void add_number(uint32_t row, uint32_t column, uint32_t xf, double v)
{
    put_place(&sheet, 0x203, row, column, xf);
    put_double(&sheet, v);
    done(&sheet);
}

static void add_label(uint32_t row, uint32_t column, const char *text)
{
    put_place(&sheet, 0x204, row, column, 0);
    put_string(&sheet, text, 2);
    done(&sheet);
}

static void add_shared(uint32_t row, uint32_t column, uint32_t index)
{
    put_place(&sheet, 0xFD, row, column, 0);
    put32(&sheet, index);
    done(&sheet);
}

static void add_formula(uint32_t row, uint32_t column, const unsigned char result[8], uint32_t flags)
{
    put_place(&sheet, 0x06, row, column, 0);
    put_bytes(&sheet, result, 8);
    put16(&sheet, flags);
    put32(&sheet, 0);
    put16(&sheet, 0);
    done(&sheet);
}

static void xls__every_kind_of_cell(void **state)
{
    (void)state;
    for (int small = 0; small < 2; small++) {
        begin_book();
        add_format(176, "yyyy\"年\"m\"月\"d\"日\"");
        const uint32_t formats[] = {0, 14, 176, 31, 57, 20};
        for (size_t i = 0; i < 6; i++)
            add_style(formats[i]);
        record(&book, 0xFC);
        put32(&book, 2);
        put32(&book, 2);
        put_string(&book, "名称", 2);
        put16(&book, 3); // 3 characters of one byte, two runs of fonts, phonetic guide
        put8(&book, 0x0C);
        put16(&book, 2);
        put32(&book, 5);
        put_bytes(&book, "abc", 3);
        put_bytes(&book, "12345678", 8);
        put_bytes(&book, "ABCDE", 5);
        done(&book);
        add_shared(0, 0, 0);
        add_shared(0, 1, 1);
        add_label(0, 2, "说明");
        add_number(1, 0, 0, 108.69719999999999);
        for (uint32_t i = 0; i < 4; i++)
            add_number(1, 1 + i, 1 + i, 45385);
        add_number(1, 5, 5, 0.5);
        put_place(&sheet, 0x27E, 2, 0, 0); // RK: integer, hundredths
        put32(&sheet, (uint32_t)12345 << 2 | 3);
        done(&sheet);
        record(&sheet, 0xBD); // MULRK: 7 and 1.0
        put16(&sheet, 2);
        put16(&sheet, 1);
        put16(&sheet, 0);
        put32(&sheet, 7 << 2 | 2);
        put16(&sheet, 0);
        put32(&sheet, 0x3FF00000);
        put16(&sheet, 2);
        done(&sheet);
        put_place(&sheet, 0x205, 2, 3, 0);
        put16(&sheet, 1);
        done(&sheet);
        put_place(&sheet, 0x205, 2, 4, 0);
        put16(&sheet, 0x12A);
        done(&sheet);
        add_number(2, 5, 0, 13800138000.0);
        situ_sheets *s = read_with(&situ_reader_xls, save_book(false, !small), NULL, SITU_OK, NULL);
        assert_int_equal(s->count, 1);
        const situ_sheet *t = &s->items[0];
        assert_string_equal(t->name, "风险点");
        assert_false(t->hidden);
        assert_cell(t, "A1", SITU_CELL_STRING, "名称");
        assert_cell(t, "B1", SITU_CELL_STRING, "abc");
        assert_cell(t, "C1", SITU_CELL_STRING, "说明");
        assert_cell(t, "A2", SITU_CELL_NUMBER, "108.6972");
        for (char c = 'B'; c <= 'E'; c++) {
            char name[] = {c, '2', 0};
            assert_cell(t, name, SITU_CELL_ISO_DATE, "2024-04-03");
        }
        assert_cell(t, "F2", SITU_CELL_STRING, "12:00:00");
        assert_cell(t, "A3", SITU_CELL_NUMBER, "123.45");
        assert_cell(t, "B3", SITU_CELL_NUMBER, "7");
        assert_cell(t, "C3", SITU_CELL_NUMBER, "1");
        assert_cell(t, "D3", SITU_CELL_BOOLEAN, "1");
        assert_cell(t, "E3", SITU_CELL_NO_VALUE, "#N/A");
        assert_cell(t, "F3", SITU_CELL_NUMBER, "13800138000");
        situ_sheets_free(s);
    }
}

static void xls__formulas(void **state)
{
    (void)state;
    begin_book();
    unsigned char number[8] = {0}, text[8] = {0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, yes[8] = {1, 0, 1, 0, 0, 0, 0xFF, 0xFF},
                  error[8] = {2, 0, 7, 0, 0, 0, 0xFF, 0xFF}, empty[8] = {3, 0, 0, 0, 0, 0, 0xFF, 0xFF}, zero[8] = {0};
    double v = 42.5;
    memcpy(number, &v, 8);
    add_formula(0, 0, number, 0);
    add_formula(0, 1, text, 0);
    record(&sheet, 0x207);
    put_string(&sheet, "合计", 2);
    done(&sheet);
    add_formula(0, 2, yes, 0);
    add_formula(0, 3, error, 0);
    add_formula(0, 4, empty, 0);
    add_formula(0, 5, zero, 3); // to be computed when loaded, never was
    add_formula(0, 6, zero, 0);
    situ_sheets *s = read_with(&situ_reader_xls, save_book(false, true), NULL, SITU_OK, NULL);
    const situ_sheet *t = &s->items[0];
    assert_cell(t, "A1", SITU_CELL_NUMBER, "42.5");
    assert_cell(t, "B1", SITU_CELL_STRING, "合计");
    assert_cell(t, "C1", SITU_CELL_BOOLEAN, "1");
    assert_cell(t, "D1", SITU_CELL_NO_VALUE, "#DIV/0!");
    assert_cell(t, "E1", SITU_CELL_EMPTY, "");
    assert_cell(t, "F1", SITU_CELL_NO_VALUE, "");
    assert_cell(t, "G1", SITU_CELL_NUMBER, "0");
    situ_sheets_free(s);
}

static void xls__merges_and_hidden_parts(void **state)
{
    (void)state;
    begin_book();
    add_label(0, 0, "组");
    add_label(1, 3, "x");
    record(&sheet, 0x208);
    put16(&sheet, 1);
    put32(&sheet, 0);
    put16(&sheet, 0);
    put32(&sheet, 0);
    put32(&sheet, 0x20);
    done(&sheet);
    record(&sheet, 0x7D);
    put16(&sheet, 2);
    put16(&sheet, 2);
    put32(&sheet, 0);
    put16(&sheet, 1);
    put16(&sheet, 0);
    done(&sheet);
    record(&sheet, 0xE5);
    put16(&sheet, 1);
    put16(&sheet, 0);
    put16(&sheet, 0);
    put16(&sheet, 0);
    put16(&sheet, 1);
    done(&sheet);
    situ_sheets *s = read_with(&situ_reader_xls, save_book(true, true), NULL, SITU_OK, NULL);
    const situ_sheet *t = &s->items[0];
    assert_true(t->hidden);
    assert_int_equal(t->merge_count, 1);
    assert_cell(t, "B1", SITU_CELL_STRING, "组");
    assert_true(cell_of(t, "B1")->merged_fill);
    assert_true(t->row_hidden[1] && !t->row_hidden[0]);
    assert_true(t->column_hidden[2] && !t->column_hidden[1]);
    situ_sheets_free(s);
}

// A table of texts longer than one record; the cut lies within a wide text, whose rest is narrow.
static void xls__strings_go_on_in_the_next_record(void **state)
{
    (void)state;
    begin_book();
    record(&book, 0xFC);
    put32(&book, 2);
    put32(&book, 2);
    put16(&book, 5);
    put8(&book, 1);
    put_wide(&book, "双江街");
    done(&book);
    record(&book, 0x3C);
    put8(&book, 0);
    put_bytes(&book, "AB", 2);
    put_string(&book, "第二", 2);
    done(&book);
    add_shared(0, 0, 0);
    add_shared(0, 1, 1);
    situ_sheets *s = read_with(&situ_reader_xls, save_book(false, true), NULL, SITU_OK, NULL);
    assert_cell(&s->items[0], "A1", SITU_CELL_STRING, "双江街AB");
    assert_cell(&s->items[0], "B1", SITU_CELL_STRING, "第二");
    situ_sheets_free(s);
}

static void xls__floating_pictures(void **state)
{
    (void)state;
    begin_book();
    add_label(0, 0, "名称");
    add_label(0, 1, "经度");
    add_label(1, 0, "甲");
    for (int kind = 0; kind < 2; kind++) { // a picture frame over B2, a rectangle over C2
        record(&sheet, 0xEC);
        put16(&sheet, 15);
        put16(&sheet, 0xF004);
        put32(&sheet, 42);
        put16(&sheet, (kind == 0 ? 75u : 1u) << 4 | 2);
        put16(&sheet, 0xF00A);
        put32(&sheet, 8);
        put_double(&sheet, 0);
        put16(&sheet, 0);
        put16(&sheet, 0xF010);
        put32(&sheet, 18);
        const uint32_t anchor[] = {0, 1 + (uint32_t)kind, 10, 1, 10, 2 + (uint32_t)kind, 20, 2, 5};
        for (size_t i = 0; i < 9; i++)
            put16(&sheet, anchor[i]);
        done(&sheet);
    }
    add_label(1, 3, "x");
    situ_sheets *s = read_with(&situ_reader_xls, save_book(false, true), NULL, SITU_OK, NULL);
    assert_cell(&s->items[0], "B2", SITU_CELL_PICTURE, SITU_PICTURE_TEXT);
    assert_cell(&s->items[0], "C2", SITU_CELL_EMPTY, "");
    situ_sheets_free(s);
}

// Excel 5/95: texts in the code page, here GBK; and the same records without a compound file around.
static void xls__older_versions(void **state)
{
    (void)state;
    static const char name[] = "\xC3\xFB\xB3\xC6";
    book.n = 0;
    put_begin(&book, 0x500, 5);
    record(&book, 0x42);
    put16(&book, 936);
    done(&book);
    record(&book, 0x85);
    size_t offset = book.n;
    put32(&book, 0);
    put16(&book, 0);
    put8(&book, 4);
    put_bytes(&book, name, 4);
    done(&book);
    put_end(&book);
    zip_put(book.bytes, offset, (uint32_t)book.n, 4);
    size_t start = book.n;
    put_begin(&book, 0x500, 0x10);
    put_place(&book, 0x204, 0, 0, 0);
    put16(&book, 4);
    put_bytes(&book, name, 4);
    done(&book);
    put_place(&book, 0x203, 0, 1, 0);
    put_double(&book, 30.9);
    done(&book);
    put_end(&book);
    situ_sheets *s = read_with(&situ_reader_xls, save("Book", book.bytes, book.n), NULL, SITU_OK, NULL);
    assert_string_equal(s->items[0].name, "名称");
    assert_cell(&s->items[0], "A1", SITU_CELL_STRING, "名称");
    assert_cell(&s->items[0], "B1", SITU_CELL_NUMBER, "30.9");
    situ_sheets_free(s);
    write_bytes(help_path("bare.xls"), book.bytes + start, book.n - start);
    assert_true(situ_reader_xls.matches(book.bytes + start, 16));
    s = read_with(&situ_reader_xls, help_path("bare.xls"), NULL, SITU_OK, NULL);
    assert_cell(&s->items[0], "A1", SITU_CELL_STRING, "名称");
    situ_sheets_free(s);
    // BIFF2, as very old report programs write it.
    static const unsigned char old[] = {9, 0, 4, 0, 2, 0, 0x10, 0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0xC3, 0xFB, 0xB3, 0xC6,
                                        2, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 7, 0, 10, 0, 0, 0};
    write_bytes(help_path("bare.xls"), old, sizeof old);
    s = read_with(&situ_reader_xls, help_path("bare.xls"), NULL, SITU_OK, NULL);
    assert_cell(&s->items[0], "A1", SITU_CELL_STRING, "名称");
    assert_cell(&s->items[0], "B1", SITU_CELL_NUMBER, "7");
    situ_sheets_free(s);
}

static void xls__locked_and_foreign_files_say_so(void **state)
{
    (void)state;
    situ_error err;
    begin_book();
    record(&book, 0x2F);
    put16(&book, 0);
    done(&book);
    read_with(&situ_reader_xls, save_book(false, true), NULL, SITU_E_UNSUPPORTED, &err);
    assert_non_null(strstr(err.cause, "password"));
    unsigned char zeros[5000] = {0};
    read_with(&situ_reader_xls, save("EncryptedPackage", zeros, sizeof zeros), NULL, SITU_E_UNSUPPORTED, &err);
    assert_non_null(strstr(err.cure, "password"));
    read_with(&situ_reader_xls, save("WordDocument", zeros, sizeof zeros), NULL, SITU_E_FORMAT, &err);
    begin_book();
    add_shared(0, 0, 7);
    read_with(&situ_reader_xls, save_book(false, true), NULL, SITU_E_FORMAT, &err);
    assert_string_equal(err.sheet, "风险点");
}

static void make_ordinary(void)
{
    begin_book();
    add_style(0);
    add_style(14);
    record(&book, 0xFC);
    put32(&book, 1);
    put32(&book, 1);
    put_string(&book, "名称", 2);
    done(&book);
    for (uint32_t r = 0; r < 30; r++) {
        add_shared(r, 0, 0);
        add_number(r, 1, 1, 45385 + r);
        add_label(r, 2, "双江街道");
    }
    record(&sheet, 0xE5);
    put16(&sheet, 1);
    put16(&sheet, 1);
    put16(&sheet, 2);
    put16(&sheet, 0);
    put16(&sheet, 1);
    done(&sheet);
    save_book(false, true);
}

static void xls__damaged_anywhere(void **state)
{
    (void)state;
    make_ordinary();
    size_t n = ole_bytes(file, "Workbook", book.bytes, book.n);
    unsigned char *copy = malloc(n);
    memcpy(copy, file, n);
    read_damaged(&situ_reader_xls, "bad.xls", copy, n, 1500, 20261101);
    free(copy);
}

static void xls__out_of_memory_anywhere(void **state)
{
    (void)state;
    make_ordinary();
    read_without_memory(&situ_reader_xls, help_path("t.xls"), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xls__every_kind_of_cell),
        cmocka_unit_test(xls__formulas),
        cmocka_unit_test(xls__merges_and_hidden_parts),
        cmocka_unit_test(xls__strings_go_on_in_the_next_record),
        cmocka_unit_test(xls__floating_pictures),
        cmocka_unit_test(xls__older_versions),
        cmocka_unit_test(xls__locked_and_foreign_files_say_so),
        cmocka_unit_test(xls__damaged_anywhere),
        cmocka_unit_test(xls__out_of_memory_anywhere),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
