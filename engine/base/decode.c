// SPDX-License-Identifier: MIT
// situ_decode_text of base/utf8.h: file bytes to UTF-8.
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"

typedef enum { UTF8, UTF16, UTF16LE, UTF16BE, GB18030, OTHER } family;

// What people write, what it is, and the name given back. GBK and GB2312 are parts of GB18030.
static const struct encoding {
    const char *name;
    family family;
    const char *used;
} encodings[] = {
    {"utf-8", UTF8, "UTF-8"},         {"utf8", UTF8, "UTF-8"},
    {"utf-8-sig", UTF8, "UTF-8"},     {"utf-16", UTF16, "UTF-16"},
    {"utf16", UTF16, "UTF-16"},       {"utf-16le", UTF16LE, "UTF-16LE"},
    {"utf-16be", UTF16BE, "UTF-16BE"}, {"gb18030", GB18030, "GB18030"},
    {"gbk", GB18030, "GB18030"},      {"gb2312", GB18030, "GB18030"},
    {"cp936", GB18030, "GB18030"},    {"big5", OTHER, "BIG5"},
    {"big5-hkscs", OTHER, "BIG5-HKSCS"}, {"cp950", OTHER, "CP950"},
    {"iso-8859-1", OTHER, "ISO-8859-1"}, {"latin1", OTHER, "ISO-8859-1"},
    {"cp1252", OTHER, "CP1252"},      {"windows-1252", OTHER, "CP1252"},
};

// Names the line of a fault as well. bytes NULL (UTF-16) does without.
static situ_status name_line(situ_error *err, const char *bytes, size_t offset)
{
    long line = 1;
    for (size_t i = 0; bytes && i < offset; i++)
        line += bytes[i] == '\n';
    situ_error_at(err, NULL, NULL, NULL, bytes ? line : 0, 0);
    return SITU_E_FORMAT;
}

static situ_status fail_byte(situ_error *err, const char *bytes, size_t offset, const char *encoding)
{
    situ_fail(err, SITU_E_FORMAT,
                     _("save the file as UTF-8 or name its encoding with --encoding"),
                     _("byte offset %zu: not valid %s text"), offset, encoding);
    return name_line(err, bytes, offset);
}

// Bad code point of decoded text: control characters are the mark of a binary file, U+FFFD of text
// that an earlier conversion has already damaged, private use of a wrong guess.
static bool is_refused(uint32_t c, bool guessed)
{
    if (c < 0x20 || (c >= 0x7F && c < 0xA0))
        return c != '\t' && c != '\n' && c != '\r';
    bool private_use = (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
    return c == 0xFFFD || (c & 0xFFFE) == 0xFFFE || (guessed && private_use);
}

// Offset in UTF-8 text of the first refused code point, n when there is none.
static size_t find_refused(const char *text, size_t n, bool guessed, uint32_t *c)
{
    const char *p = text, *end = text + n;
    while (p < end) {
        const char *at = p;
        *c = situ_utf8_next(&p, end);
        if (is_refused(*c, guessed))
            return (size_t)(at - text);
    }
    return n;
}

static situ_status fail_refused(situ_error *err, const char *bytes, size_t offset, uint32_t c)
{
    if (c == 0xFFFD)
        situ_fail(err, SITU_E_FORMAT, _("export the file again from its source"),
                  _("byte offset %zu: U+FFFD, the text was damaged by an earlier conversion"), offset);
    else
        situ_fail(err, SITU_E_FORMAT,
                  _("check that this is a text file and name its encoding with --encoding"),
                  _("byte offset %zu: the character U+%04X does not belong into a text"), offset,
                  (unsigned)c);
    return name_line(err, bytes, offset);
}

static situ_status decode_utf8(situ_str *out, const char *bytes, size_t n, situ_error *err)
{
    size_t bad = 0;
    uint32_t c = 0;
    if (!situ_utf8_valid(bytes, n, &bad))
        return fail_byte(err, bytes, bad, "UTF-8");
    bad = find_refused(bytes, n, false, &c);
    if (bad < n)
        return fail_refused(err, bytes, bad, c);
    situ_str_add_n(out, bytes, n);
    return situ_str_ok(out) ? SITU_OK : situ_fail_nomem(err);
}

static uint32_t unit16(const char *p, bool big)
{
    uint32_t a = (unsigned char)p[0], b = (unsigned char)p[1];
    return big ? a << 8 | b : b << 8 | a;
}

static situ_status decode_utf16(situ_str *out, const char *bytes, size_t n, size_t skipped, bool big,
                                situ_error *err)
{
    const char *name = big ? "UTF-16BE" : "UTF-16LE";
    for (size_t i = 0; i < n; i += 2) {
        size_t start = i;
        if (n - i < 2)
            return fail_byte(err, NULL, skipped + i, name);
        uint32_t c = unit16(bytes + i, big);
        if (c >= 0xD800 && c <= 0xDFFF) {
            uint32_t low = n - i >= 4 ? unit16(bytes + i + 2, big) : 0;
            if (c > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
                return fail_byte(err, NULL, skipped + start, name);
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        if (is_refused(c, false))
            return fail_refused(err, NULL, skipped + start, c);
        char put[4];
        situ_str_add_n(out, put, situ_utf8_put(c, put));
    }
    return situ_str_ok(out) ? SITU_OK : situ_fail_nomem(err);
}

// Runs iconv until the input ends, an error comes, or limit bytes are out. Returns input bytes used.
static size_t run_iconv(iconv_t cd, situ_str *out, const char *bytes, size_t n, size_t limit)
{
    char part[4096];
    char *in = (char *)(size_t)bytes; // iconv's prototype lacks the const it keeps
    size_t left = n;
    iconv(cd, NULL, NULL, NULL, NULL);
    while (left && limit) {
        char *to = part;
        size_t room = limit < sizeof part ? limit : sizeof part;
        size_t before = room;
        size_t result = iconv(cd, &in, &left, &to, &room);
        int number = errno;
        if (out)
            situ_str_add_n(out, part, before - room);
        limit -= before - room;
        if ((result == (size_t)-1 && number != E2BIG) || before == room)
            break;
    }
    return n - left;
}

static situ_status decode_iconv(situ_str *out, const char *bytes, size_t n, const char *name,
                                bool guessed, situ_error *err)
{
    situ_status status = SITU_OK;
    iconv_t cd = iconv_open("UTF-8", name);
    if (cd == (iconv_t)-1)
        return situ_fail(err, SITU_E_UNSUPPORTED, _("save the file as UTF-8"),
                         _("the encoding %s is not known on this machine"), name);
    size_t used = run_iconv(cd, out, bytes, n, SIZE_MAX);
    uint32_t c = 0;
    size_t bad = find_refused(out->data, out->length, guessed, &c);
    if (!situ_str_ok(out))
        status = situ_fail_nomem(err);
    else if (bad < out->length) // convert again as far as the bad character to learn its place
        status = fail_refused(err, bytes, bad ? run_iconv(cd, NULL, bytes, n, bad) : 0, c);
    else if (used < n)
        status = fail_byte(err, bytes, used, name);
    iconv_close(cd);
    return status;
}

static const struct encoding *find_encoding(const char *name)
{
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        if (strcasecmp(name, encodings[i].name) == 0)
            return &encodings[i];
    return NULL;
}

// The encoding by its byte order mark, else strict UTF-8, else GB18030.
static family guess(const char *bytes, size_t n)
{
    if (n >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
        return UTF16LE;
    if (n >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
        return UTF16BE;
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        return UTF8;
    return situ_utf8_valid(bytes, n, NULL) ? UTF8 : GB18030;
}

situ_status situ_decode_text(char **out, size_t *out_bytes, const char *bytes, size_t n,
                             const char *encoding, const char **used, situ_error *err)
{
    situ_status status;
    situ_str text;
    situ_str_init(&text);
    *out = NULL;
    bool guessed = !encoding || !*encoding || strcasecmp(encoding, "auto") == 0;
    const struct encoding *known = guessed ? NULL : find_encoding(encoding);
    family kind = guessed ? guess(bytes, n) : known ? known->family : OTHER;
    if (kind == UTF16)
        kind = guess(bytes, n) == UTF16BE ? UTF16BE : UTF16LE;
    const char *name = "other";
    if (kind == OTHER) {
        name = known ? known->used : name;
        SITU_TRY(decode_iconv(&text, bytes, n, known ? known->used : encoding, false, err));
    } else if (kind == UTF16LE || kind == UTF16BE) {
        bool big = kind == UTF16BE;
        size_t mark = n >= 2 && unit16(bytes, big) == 0xFEFF ? 2 : 0;
        name = big ? "UTF-16BE" : "UTF-16LE";
        SITU_TRY(decode_utf16(&text, bytes + mark, n - mark, mark, big, err));
    } else if (kind == UTF8) {
        name = "UTF-8";
        SITU_TRY(decode_utf8(&text, bytes, n, err));
    } else {
        name = "GB18030";
        SITU_TRY(decode_iconv(&text, bytes, n, name, guessed, err));
    }
    if (used)
        *used = name;
    size_t length = text.length;
    char *data = situ_str_take(&text);
    SITU_TRY_ALLOC(data);
    if (length >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) { // the mark is no text
        length -= 3;
        memmove(data, data + 3, length + 1);
    }
    *out = data;
    if (out_bytes)
        *out_bytes = length;
done:
    situ_str_free(&text);
    return status;
}

situ_status situ_encode_text(char **out, size_t *out_bytes, const char *utf8, size_t n, const char *encoding, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t in_left = n, size = n * 4 + 16, out_left = size;
    char *bytes = situ_malloc(size), *in = NULL, *copy = situ_strndup(utf8, n), *at = bytes;
    iconv_t convert = iconv_open(encoding, "UTF-8");

    SITU_TRY_ALLOC(bytes);
    SITU_TRY_ALLOC(copy);
    in = copy;
    if (convert == (iconv_t)-1 || iconv(convert, &in, &in_left, &at, &out_left) == (size_t)-1) {
        status = situ_fail(err, SITU_E_FORMAT, NULL, _("the text cannot be encoded as %s"), encoding);
        goto done;
    }
    *out = bytes;
    *out_bytes = size - out_left;
    bytes = NULL;
done:
    if (convert != (iconv_t)-1)
        iconv_close(convert);
    situ_free(bytes);
    situ_free(copy);
    return status;
}
