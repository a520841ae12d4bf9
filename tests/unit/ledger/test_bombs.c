// SPDX-License-Identifier: MIT
// Hostile files are refused in 2 s and 512 MB: each is imported in a child whose time and memory are measured.
#include "unit/ledger/reader_help.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#ifdef __SANITIZE_ADDRESS__
enum { LIMIT_MB = 2048, LIMIT_MS = 12000 }; // checked code is several times slower and larger
#else
enum { LIMIT_MB = 512, LIMIT_MS = 2000 };
#endif

// Import in a child. *status: what it gave.
static void measure(const char *path, situ_status *status, char *cause, size_t cause_size, long *ms, long *mb)
{
    int ends[2];
    struct rusage used;
    struct timespec from, to;
    int state = 0;
    assert_int_equal(pipe(ends), 0);
    clock_gettime(CLOCK_MONOTONIC, &from);
    pid_t child = fork();
    if (child == 0) {
        imported in = import_file(path, NULL);
        char out[256] = {0};
        out[0] = (char)in.status;
        snprintf(out + 1, sizeof out - 1, "%.200s", in.err.cause);
        ssize_t written = write(ends[1], out, sizeof out);
        _exit(written == (ssize_t)sizeof out ? 0 : 1);
    }
    close(ends[1]);
    char got[256] = {0};
    size_t n = 0;
    for (ssize_t k; (k = read(ends[0], got + n, sizeof got - n)) > 0;)
        n += (size_t)k;
    close(ends[0]);
    assert_int_equal(wait4(child, &state, 0, &used), child);
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (!WIFEXITED(state) || WEXITSTATUS(state) != 0)
        fail_msg("%s: the child ended badly", path);
    *status = (situ_status)got[0];
    snprintf(cause, cause_size, "%s", got + 1);
    long wall = (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
    long cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
    *ms = cpu < wall ? cpu : wall; // a busy machine is no fault of the file
    *mb = used.ru_maxrss / 1024;
}

static void refuse(const char *name, const char *path)
{
    situ_status status;
    char cause[256];
    long ms = 0, mb = 0;
    measure(path, &status, cause, sizeof cause, &ms, &mb);
    print_message("%-28s %5ld ms %4ld MB  %s\n", name, ms, mb, cause);
    assert_true(status != SITU_OK && cause[0] != 0);
    if (ms > LIMIT_MS || mb > LIMIT_MB)
        fail_msg("%s took %ld ms and %ld MB", name, ms, mb);
}

// As refuse, but an answer is fine too: what counts is the cost.
static void survive(const char *name, const char *path)
{
    situ_status status;
    char cause[256];
    long ms = 0, mb = 0;
    measure(path, &status, cause, sizeof cause, &ms, &mb);
    print_message("%-28s %5ld ms %4ld MB  %s\n", name, ms, mb, status == SITU_OK ? "read" : cause);
    if (ms > LIMIT_MS || mb > LIMIT_MB)
        fail_msg("%s took %ld ms and %ld MB", name, ms, mb);
}

// --- deflate by hand: a head of stored bytes, then `text` repeated by copies ---

typedef struct bits {
    unsigned char *out;
    size_t bit;
} bits;

static void add_bits(bits *b, uint32_t v, int n) // lowest bit first
{
    for (int i = 0; i < n; i++, b->bit++)
        if (v >> i & 1)
            b->out[b->bit / 8] |= (unsigned char)(1u << (b->bit % 8));
}

static void add_code(bits *b, uint32_t code, int n) // Huffman codes: highest bit first
{
    for (int i = n - 1; i >= 0; i--)
        add_bits(b, code >> i & 1, 1);
}

static void add_literal(bits *b, unsigned char c)
{
    if (c < 144)
        add_code(b, 0x30u + c, 8);
    else
        add_code(b, 0x190u + c - 144, 9);
}

static uint32_t crc_of(uint32_t crc, const char *text, size_t n)
{
    static uint32_t table[256];
    if (table[1] == 0)
        for (uint32_t i = 0; i < 256; i++) {
            table[i] = i;
            for (int k = 0; k < 8; k++)
                table[i] = table[i] & 1 ? 0xEDB88320u ^ (table[i] >> 1) : table[i] >> 1;
        }
    for (size_t i = 0; i < n; i++)
        crc = table[(crc ^ (unsigned char)text[i]) & 255] ^ (crc >> 8);
    return crc;
}

// head + unit repeated until about `total` bytes + tail. unit is at most 258 bytes and divides nothing:
// copies of 258 bytes go on from the distance of one unit.
static unsigned char *squeeze(const char *head, const char *unit, const char *tail, size_t total, size_t *bytes, size_t *told, uint32_t *crc)
{
    size_t u = strlen(unit), copies = (total - u) / 258, room = strlen(head) * 2 + u * 2 + strlen(tail) * 2 + copies * 3 + 64;
    // The copies end on a whole unit, so that what follows is well formed.
    while ((copies * 258) % u != 0)
        copies++;
    bits b = {calloc(room + copies, 1), 0};
    add_bits(&b, 1, 1);
    add_bits(&b, 1, 2);
    for (const char *p = head; *p; p++)
        add_literal(&b, (unsigned char)*p);
    for (const char *p = unit; *p; p++)
        add_literal(&b, (unsigned char)*p);
    static const struct {
        uint32_t base;
        int extra;
    } distances[] = {{1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 1}, {7, 1}, {9, 2}, {13, 2}, {17, 3}, {25, 3}, {33, 4}, {49, 4}, {65, 5}, {97, 5}, {129, 6}, {193, 6}, {257, 7}};
    size_t d = 0;
    while (distances[d + 1].base <= u)
        d++;
    for (size_t i = 0; i < copies; i++) {
        add_code(&b, 0xC5, 8); // length 258
        add_code(&b, (uint32_t)d, 5);
        add_bits(&b, (uint32_t)(u - distances[d].base), distances[d].extra);
    }
    for (const char *p = tail; *p; p++)
        add_literal(&b, (unsigned char)*p);
    add_code(&b, 0, 7);
    *bytes = b.bit / 8 + 1;
    *told = strlen(head) + u + copies * 258 + strlen(tail);
    *crc = crc_of(0xFFFFFFFFu, head, strlen(head));
    for (size_t i = 0; i < 1 + copies * 258 / u; i++)
        *crc = crc_of(*crc, unit, u);
    *crc = ~crc_of(*crc, tail, strlen(tail));
    return b.out;
}

#define ROOT "<Relationships><Relationship Id='r1' Type='" XLSX_REL "/officeDocument' Target='xl/workbook.xml'/></Relationships>"
#define WORKBOOK "<workbook xmlns:r='r'><sheets><sheet name='s' sheetId='1' r:id='r1'/></sheets></workbook>"
#define RELATIONS "<Relationships><Relationship Id='r1' Type='" XLSX_REL "/worksheet' Target='worksheets/sheet1.xml'/>" \
                  "<Relationship Id='r2' Type='" XLSX_REL "/sharedStrings' Target='sharedStrings.xml'/><Relationship Id='r3' Type='" XLSX_REL "/styles' Target='styles.xml'/></Relationships>"
#define SHEET "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"

// A workbook one of whose parts is squeezed.
static const char *workbook_with(const char *part, const char *head, const char *unit, const char *tail, size_t total)
{
    size_t n = 0, bytes = 0, told = 0;
    uint32_t crc = 0;
    unsigned char *data = squeeze(head, unit, tail, total, &bytes, &told, &crc);
    const char *plain[][2] = {{"_rels/.rels", ROOT}, {"xl/workbook.xml", WORKBOOK}, {"xl/_rels/workbook.xml.rels", RELATIONS}, {"xl/worksheets/sheet1.xml", SHEET}};
    zip_member m[8];
    size_t count = 0;
    for (size_t i = 0; i < 4; i++)
        if (strcmp(plain[i][0], part) != 0)
            m[count++] = (zip_member){.name = plain[i][0], .data = plain[i][1], .bytes = strlen(plain[i][1])};
    m[count++] = (zip_member){.name = part, .data = data, .bytes = bytes, .told_bytes = told, .method = 8, .crc = crc};
    unsigned char *zip = zip_bytes(m, count, &n);
    write_bytes(help_path("bomb.xlsx"), zip, n);
    free(zip);
    free(data);
    return help_path("bomb.xlsx");
}

static void bombs__workbooks(void **state)
{
    (void)state;
    refuse("293 KB to gigabytes", workbook_with("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "<row></row>", "</sheetData></worksheet>", (size_t)1500 << 20));
    refuse("a hundred times its size", workbook_with("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "<row></row>", "</sheetData></worksheet>", (size_t)200 << 20));
    survive("the most that is inflated", workbook_with("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "<row r='7'></row>", "</sheetData></worksheet>", (size_t)60 << 20));
    refuse("shared strings", workbook_with("xl/sharedStrings.xml", "<sst>", "<si><t>a</t></si>", "</sst>", (size_t)300 << 20));
    refuse("one endless text", workbook_with("xl/sharedStrings.xml", "<sst><si><t>", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "</t></si></sst>", (size_t)60 << 20));
    refuse("deep elements", workbook_with("xl/worksheets/sheet1.xml", "<worksheet>", "<a>", "", (size_t)40 << 20));
    survive("many cells", workbook_with("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>", "</row><row><c><v>1</v></c><c><v>2</v></c>", "</row></sheetData></worksheet>", (size_t)60 << 20));
    survive("one cell again and again", workbook_with("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>", "<c r='A1'><v>1</v></c>", "</row></sheetData></worksheet>", (size_t)60 << 20));
    survive("many styles", workbook_with("xl/styles.xml", "<styleSheet><cellXfs>", "<xf numFmtId='14'/>", "</cellXfs></styleSheet>", (size_t)60 << 20));
    survive("many merges", workbook_with("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells>", "<mergeCell ref='A1:XFD1048576'/>", "</mergeCells></worksheet>", (size_t)30 << 20));
    survive("many relations", workbook_with("xl/_rels/workbook.xml.rels", "<Relationships>", "<Relationship Id='r9' Type='/worksheet' Target='a'/>", "</Relationships>", (size_t)30 << 20));
    survive("many sheets", workbook_with("xl/workbook.xml", "<workbook xmlns:r='r'><sheets>", "<sheet name='s' r:id='r1'/>", "</sheets></workbook>", (size_t)30 << 20));
    xlsx_parts far = {.sheets = {"<sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>"}};
    xlsx_write(help_path("far.xlsx"), &far);
    refuse("two corners of a sheet", help_path("far.xlsx"));
    xlsx_parts beyond = {.sheets = {"<sheetData><row r='1000000000'><c r='A1000000000'><v>1</v></c></row></sheetData>"}};
    xlsx_write(help_path("far.xlsx"), &beyond);
    refuse("row 10^9", help_path("far.xlsx"));
    xlsx_parts column = {.sheets = {"<sheetData><row r='1'><c r='ZZZZZZZ1'><v>1</v></c></row></sheetData>"}};
    xlsx_write(help_path("far.xlsx"), &column);
    refuse("column ZZZZZZZ", help_path("far.xlsx"));
}

static void bombs__archives_in_archives(void **state)
{
    (void)state;
    size_t n = 0, m = 0;
    zip_member inner = {.name = "a.xlsx", .data = "x", .bytes = 1};
    unsigned char *zip = zip_bytes(&inner, 1, &n);
    for (int depth = 0; depth < 20; depth++) {
        zip_member outer = {.name = "a.xlsx", .data = zip, .bytes = n};
        unsigned char *next = zip_bytes(&outer, 1, &m);
        free(zip);
        zip = next;
        n = m;
    }
    write_bytes(help_path("nested.xlsx"), zip, n);
    refuse("20 nested archives", help_path("nested.xlsx"));
    write_bytes(help_path("nested.zip"), zip, n);
    refuse("the same as .zip", help_path("nested.zip"));
    free(zip);
    // Very many members.
    size_t count = 60000;
    zip_member *many = calloc(count, sizeof *many);
    char (*names)[16] = calloc(count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "xl/%zu.xml", i);
        many[i] = (zip_member){.name = names[i], .data = "", .bytes = 0};
    }
    zip = zip_bytes(many, count, &n);
    write_bytes(help_path("many.xlsx"), zip, n);
    refuse("60,000 members", help_path("many.xlsx"));
    free(zip);
    free(many);
    free(names);
}

static void bombs__packed_maps(void **state)
{
    (void)state;
    size_t n = 0, bytes = 0, told = 0;
    uint32_t crc = 0;
    unsigned char *data = squeeze("<kml xmlns='http://www.opengis.net/kml/2.2'><Document>", "<Placemark><name>a</name></Placemark>", "</Document></kml>", (size_t)300 << 20, &bytes, &told, &crc);
    zip_member m = {.name = "doc.kml", .data = data, .bytes = bytes, .told_bytes = told, .method = 8, .crc = crc};
    unsigned char *zip = zip_bytes(&m, 1, &n);
    write_bytes(help_path("bomb.kmz"), zip, n);
    refuse("a packed map of 300 MB", help_path("bomb.kmz"));
    m.told_bytes = 1000; // and a directory that lies
    free(zip);
    zip = zip_bytes(&m, 1, &n);
    write_bytes(help_path("bomb.kmz"), zip, n);
    refuse("the same, telling 1000 bytes", help_path("bomb.kmz"));
    free(zip);
    free(data);
}

static void bombs__open_documents(void **state)
{
    (void)state;
    static const char kind[] = "application/vnd.oasis.opendocument.spreadsheet";
    static const char *const rows[][2] = {
        {"10^9 equal rows", "<table:table-row table:number-rows-repeated='1000000000'><table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell></table:table-row>"},
        {"10^9 equal cells", "<table:table-row><table:table-cell office:value-type='float' office:value='7' table:number-columns-repeated='1000000000'/></table:table-row>"},
        {"10^6 x 10^4 cells", "<table:table-row table:number-rows-repeated='1000000'><table:table-cell office:value-type='string' table:number-columns-repeated='10000'><text:p>x</text:p></table:table-cell></table:table-row>"},
    };
    for (size_t i = 0; i < 3; i++) {
        char content[1000];
        int n = snprintf(content, sizeof content, "<o:a xmlns:o='o' xmlns:office='o' xmlns:table='t' xmlns:text='x'><table:table table:name='a'>%s</table:table></o:a>", rows[i][1]);
        zip_member m[3] = {{.name = "mimetype", .data = kind, .bytes = sizeof kind - 1}, {.name = "content.xml", .data = content, .bytes = (size_t)n},
                           {.name = "META-INF/manifest.xml", .data = "<a/>", .bytes = 4}};
        size_t bytes = 0;
        unsigned char *zip = zip_bytes(m, 3, &bytes);
        write_bytes(help_path("bomb.ods"), zip, bytes);
        free(zip);
        refuse(rows[i][0], help_path("bomb.ods"));
    }
}

static void bombs__pages_and_texts(void **state)
{
    (void)state;
    refuse("colspan 10^9", help_write("a.xls", "<table><tr><td colspan=1000000000 rowspan=1000000000>a</table>"));
    size_t n = (size_t)20 << 20;
    char *text = malloc(n + 100);
    for (size_t i = 0; i < n; i++)
        text[i] = "<td colspan=1000>"[i % 17];
    memcpy(text, "<table><tr>      ", 17);
    text[n] = 0;
    refuse("a million wide cells", help_write("a.xls", text));
    for (size_t i = 0; i < n; i++)
        text[i] = "<tr><td colspan=1000 rowspan=60000>"[i % 35];
    memcpy(text, "<table>                            ", 35);
    survive("half a million wide rows", help_write("a.xls", text));
    for (size_t i = 0; i < n; i++)
        text[i] = i < n / 2 ? "<b>"[i % 3] : "</i>"[i % 4];
    memcpy(text, "<table><tr><td> ", 15);
    refuse("unbalanced elements", help_write("a.xls", text));
    memset(text, '<', n);
    memcpy(text, "<table><tr><td>", 15);
    survive("only angle brackets", help_write("a.xls", text));
    memset(text, '&', n);
    memcpy(text, "<table><tr><td>", 15);
    survive("only ampersands", help_write("a.xls", text));
    memset(text, ',', n);
    text[n - 1] = 'x';
    refuse("20 million columns", help_write("a.csv", text));
    memset(text, '\n', n);
    text[n - 1] = 'x';
    survive("20 million lines", help_write("a.csv", text));
    memset(text, '"', n);
    text[n - 1] = 'x';
    survive("only quotation marks", help_write("a.csv", text));
    for (size_t i = 0; i < n; i++)
        text[i] = "a\n"[i % 2];
    survive("ten million short lines", help_write("a.csv", text));
    memset(text, '[', n);
    refuse("deep JSON", help_write("a.geojson", text));
    free(text);
    char lol[4000];
    size_t w = (size_t)snprintf(lol, sizeof lol, "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a0 'lol'>");
    for (int i = 1; i < 12; i++)
        w += (size_t)snprintf(lol + w, sizeof lol - w, "<!ENTITY a%d '&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;'>", i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    snprintf(lol + w, sizeof lol - w, "]><kml xmlns='http://www.opengis.net/kml/2.2'><Document><Placemark><name>&a11;</name><Point><coordinates>108,30</coordinates></Point></Placemark></Document></kml>");
    survive("a billion laughs in .kml", help_write("a.kml", lol));
    snprintf(lol + w, sizeof lol - w, "]><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>&a11;</Workbook>");
    refuse("the same in .xls", help_write("a.xls", lol));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bombs__workbooks),
        cmocka_unit_test(bombs__archives_in_archives),
        cmocka_unit_test(bombs__packed_maps),
        cmocka_unit_test(bombs__open_documents),
        cmocka_unit_test(bombs__pages_and_texts),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
