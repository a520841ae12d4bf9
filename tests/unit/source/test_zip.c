// SPDX-License-Identifier: MIT
#include "base/alloc.h"
#include "source/source.h"
#include "support/folder.h"

// A minimal zip writer: stored members only. crc32 bit by bit.
static uint32_t crc32_of(const unsigned char *p, size_t n)
{
    uint32_t c = 0xFFFFFFFF;
    for (size_t i = 0; i < n; i++) {
        c ^= p[i];
        for (int k = 0; k < 8; k++)
            c = c & 1 ? c >> 1 ^ 0xEDB88320 : c >> 1;
    }
    return ~c;
}

typedef struct archive {
    unsigned char data[70000];
    size_t n;
} archive;

static void le(archive *a, uint32_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        a->data[a->n++] = (unsigned char)(v >> (8 * i));
}
static void raw(archive *a, const void *p, size_t n)
{
    memcpy(a->data + a->n, p, n);
    a->n += n;
}

static void make_zip(archive *a, const char *name, const char *text, size_t n)
{
    uint32_t crc = crc32_of((const unsigned char *)text, n), len = (uint32_t)strlen(name);
    a->n = 0;
    le(a, 0x04034b50, 4);
    le(a, 20, 2), le(a, 0, 2), le(a, 0, 2), le(a, 0, 4), le(a, crc, 4);
    le(a, (uint32_t)n, 4), le(a, (uint32_t)n, 4), le(a, len, 2), le(a, 0, 2);
    raw(a, name, len);
    raw(a, text, n);
    uint32_t directory = (uint32_t)a->n;
    le(a, 0x02014b50, 4);
    le(a, 20, 2), le(a, 20, 2), le(a, 0, 2), le(a, 0, 2), le(a, 0, 4), le(a, crc, 4);
    le(a, (uint32_t)n, 4), le(a, (uint32_t)n, 4), le(a, len, 2), le(a, 0, 2), le(a, 0, 2), le(a, 0, 2),
        le(a, 0, 2);
    le(a, 0, 4), le(a, 0, 4);
    raw(a, name, len);
    uint32_t size = (uint32_t)a->n - directory;
    le(a, 0x06054b50, 4);
    le(a, 0, 4), le(a, 1, 2), le(a, 1, 2), le(a, size, 4), le(a, directory, 4), le(a, 0, 2);
}

static archive zip;

static const char *saved(void **state, const char *name, size_t n)
{
    situ_error err = {0};
    const char *path = in_folder(state, name);
    CHECK_OK(situ_write_file(path, zip.data, n, &err), err);
    return path;
}

static void zip__reads_a_member(void **state)
{
    situ_error err = {0};
    char *out = NULL;
    size_t n = 0;
    make_zip(&zip, "xl/workbook.xml", "<工作簿/>", strlen("<工作簿/>"));
    const char *path = saved(state, "表.xlsx", zip.n);
    CHECK_OK(situ_source_read_zip(&out, &n, path, "xl/workbook.xml", 1 << 20, &err), err);
    assert_int_equal(n, strlen("<工作簿/>"));
    assert_string_equal(out, "<工作簿/>"); // NUL behind it
    situ_free(out);
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_source_read_zip(&out, &n, path, "xl/none.xml", 1 << 20, &err), err);
    assert_string_equal(err.file, path);
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_source_read_zip(&out, &n, path, "../xl/workbook.xml", 1 << 20, &err),
                err);
    assert_null(out);
}

static void zip__holds_the_limit(void **state)
{
    situ_error err = {0};
    char *out = NULL, text[5000];
    size_t n = 0;
    memset(text, 'a', sizeof text);
    make_zip(&zip, "a", text, sizeof text);
    const char *path = saved(state, "a.zip", zip.n);
    CHECK_FAILS(SITU_E_LIMIT, situ_source_read_zip(&out, &n, path, "a", 4999, &err), err);
    assert_null(out);
    CHECK_OK(situ_source_read_zip(&out, &n, path, "a", 5000, &err), err);
    assert_int_equal(n, 5000);
    situ_free(out);
}

static void zip__damage_is_told(void **state)
{
    situ_error err = {0};
    char *out = NULL;
    size_t n = 0, ok = 0;
    make_zip(&zip, "xl/a.xml", "0123456789", 10);
    const size_t whole = zip.n;
    for (size_t cut = 0; cut < whole; cut++) { // truncated anywhere
        const char *path = saved(state, "cut.xlsx", cut);
        situ_status s = situ_source_read_zip(&out, &n, path, "xl/a.xml", 1000, &err);
        assert_true(s == SITU_E_FORMAT || s == SITU_E_NOT_FOUND || s == SITU_OK);
        ok += s == SITU_OK;
        if (s == SITU_OK)
            assert_string_equal(out, "0123456789");
        if (s == SITU_OK)
            assert_true(cut + 22 > whole); // only the closing record is cut
        situ_free(out);
    }
    assert_true(ok < 22);
    CHECK_FAILS(SITU_E_FORMAT,
                situ_source_read_zip(&out, &n, saved(state, "e.xlsx", 0), "xl/a.xml", 1000, &err), err);
    CHECK_OK(situ_write_file(in_folder(state, "t.xlsx"), "name,lon\n", 9, &err), err);
    CHECK_FAILS(SITU_E_FORMAT,
                situ_source_read_zip(&out, &n, in_folder(state, "t.xlsx"), "xl/a.xml", 1000, &err), err);
    CHECK_FAILS(SITU_E_NOT_FOUND, situ_source_read_zip(&out, &n, "/nowhere/a.xlsx", "a", 1000, &err), err);
    CHECK_FAILS(SITU_E_ARGUMENT,
                situ_source_read_zip(&out, &n, "/vsicurl/http://127.0.0.1/a.xlsx", "a", 1000, &err), err);
}

static situ_status count_pieces(void *user, const char *bytes, size_t n, situ_error *err)
{
    size_t *seen = user;
    for (size_t i = 0; i < n; i++)
        if (bytes[i] != 'a')
            return situ_fail(err, SITU_E_FORMAT, NULL, "other byte");
    seen[0]++;
    seen[1] += n;
    return SITU_OK;
}

static situ_status refuse_piece(void *user, const char *bytes, size_t n, situ_error *err)
{
    (void)user, (void)bytes, (void)n;
    return situ_fail(err, SITU_E_SCHEMA, NULL, "refused");
}

static void zip__gives_pieces_and_names(void **state)
{
    situ_error err = {0};
    static char text[60000];
    size_t seen[2] = {0}, bytes = 0;
    char **names = NULL;
    memset(text, 'a', sizeof text);
    make_zip(&zip, "xl/a.xml", text, sizeof text);
    const char *path = saved(state, "a.xlsx", zip.n);
    CHECK_OK(situ_source_stream_zip(path, "xl/a.xml", 1 << 20, count_pieces, seen, &bytes, &err), err);
    assert_int_equal(seen[1], sizeof text);
    assert_int_equal(bytes, sizeof text);
    CHECK_FAILS(SITU_E_SCHEMA, situ_source_stream_zip(path, "xl/a.xml", 1 << 20, refuse_piece, NULL, &bytes, &err), err);
    CHECK_FAILS(SITU_E_LIMIT, situ_source_stream_zip(path, "xl/a.xml", 1000, count_pieces, seen, &bytes, &err), err);
    CHECK_OK(situ_source_zip_names(&names, path, &err), err);
    size_t n = 0;
    for (; names[n]; n++)
        assert_true(strcmp(names[n], "xl/a.xml") == 0 || strcmp(names[n], "xl/") == 0);
    assert_true(n >= 1);
    situ_names_free(names);
    CHECK_FAILS(SITU_E_FORMAT, situ_source_zip_names(&names, saved(state, "cut.xlsx", 40), &err), err);
    // The end record tells more members than any workbook has.
    zip.data[zip.n - 22 + 10] = 0xFF;
    zip.data[zip.n - 22 + 11] = 0xFF;
    CHECK_FAILS(SITU_E_LIMIT, situ_source_zip_names(&names, saved(state, "many.xlsx", zip.n), &err), err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(zip__reads_a_member, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(zip__holds_the_limit, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(zip__damage_is_told, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(zip__gives_pieces_and_names, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
