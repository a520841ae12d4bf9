// SPDX-License-Identifier: MIT
#include <errno.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "torture/torture.h"
#include "unit/ledger/zip_writer.h"

static const char *const base_headers[] = {"序号", "风险点名称", "乡镇", "村", "行业领域", "风险等级", "威胁人数", "威胁户数", "责任人", "联系电话", "排查日期", "经度", "纬度", "管控措施"};
static const role base_roles[] = {R_SEQ, R_NAME, R_TOWN, R_VILLAGE, R_INDUSTRY, R_LEVEL, R_POP, R_HH, R_PERSON, R_PHONE, R_DATE, R_LON, R_LAT, R_CONTROLS};
enum { BASE_COLUMNS = sizeof base_roles / sizeof *base_roles };

const char *text_of(file *f, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return situ_arena_strdup(f->arena, text);
}

void put_text(cell *c, const char *text)
{
    if (c)
        *c = (cell){text, text[0] ? K_TEXT : K_BLANK};
}

void put_number(file *f, cell *c, double value)
{
    char text[32];
    situ_format_double(value, text);
    if (c)
        *c = (cell){situ_arena_strdup(f->arena, text), K_NUMBER};
}

int column_of(const sheet *s, role r)
{
    for (int c = 0; c < s->columns; c++)
        if (s->roles[c] == r)
            return c;
    return -1;
}

cell *cell_of(file *f, int at, int row, role r)
{
    int c = column_of(&f->sheets[at], r);
    return c < 0 ? NULL : &f->sheets[at].cells[row][c];
}

static void shift_merges(sheet *s, int row, int rows, int column, int columns)
{
    for (int i = 0; i < s->merge_count; i++) {
        merge *m = &s->merges[i];
        m->row0 += m->row0 >= row ? rows : 0;
        m->row1 += m->row1 >= row ? rows : 0;
        m->column0 += m->column0 >= column ? columns : 0;
        m->column1 += m->column1 >= column ? columns : 0;
    }
}

void insert_rows(sheet *s, int at, int count)
{
    if (s->rows + count > MOST_ROWS)
        abort();
    for (int r = s->rows - 1; r >= at; r--) {
        memcpy(s->cells[r + count], s->cells[r], sizeof s->cells[r]);
        s->truth[r + count] = s->truth[r];
        s->row_hidden[r + count] = s->row_hidden[r];
    }
    for (int r = at; r < at + count; r++) {
        memset(s->cells[r], 0, sizeof s->cells[r]);
        s->truth[r] = -1;
        s->row_hidden[r] = false;
    }
    s->rows += count;
    s->header += at <= s->header ? count : 0;
    shift_merges(s, at, count, MOST_COLUMNS, 0);
}

void insert_columns(sheet *s, int at, int count, role r)
{
    if (s->columns + count > MOST_COLUMNS)
        abort();
    for (int row = 0; row < s->rows; row++) {
        memmove(&s->cells[row][at + count], &s->cells[row][at], (size_t)(s->columns - at) * sizeof(cell));
        memset(&s->cells[row][at], 0, (size_t)count * sizeof(cell));
    }
    memmove(&s->roles[at + count], &s->roles[at], (size_t)(s->columns - at) * sizeof(role));
    for (int c = at; c < at + count; c++)
        s->roles[c] = r;
    s->columns += count;
    shift_merges(s, MOST_ROWS, 0, at, count);
}

void delete_column(sheet *s, int at)
{
    if (at < 0)
        return;
    for (int row = 0; row < s->rows; row++)
        memmove(&s->cells[row][at], &s->cells[row][at + 1], (size_t)(s->columns - at - 1) * sizeof(cell));
    memmove(&s->roles[at], &s->roles[at + 1], (size_t)(s->columns - at - 1) * sizeof(role));
    s->columns--;
}

void add_merge(sheet *s, int row0, int column0, int row1, int column1)
{
    if (s->merge_count >= MOST_MERGES)
        abort();
    s->merges[s->merge_count++] = (merge){row0, column0, row1, column1};
}

void file_begin(file *f, situ_arena *arena, const truth_row *truth, uint64_t seed)
{
    static const char *const levels[] = {"", "重大风险", "较大风险", "一般风险", "低风险"};
    memset(f, 0, sizeof *f);
    f->arena = arena;
    f->random = seed;
    f->truth = truth;
    f->extension = "xlsx";
    f->encoding = "UTF-8";
    f->mark = "";
    f->delimiter = ',';
    f->sheet_count = 1;
    sheet *s = &f->sheets[0];
    s->name = "Sheet1";
    s->rows = TRUTH_ROWS + 1;
    s->columns = BASE_COLUMNS;
    memcpy(s->roles, base_roles, sizeof base_roles);
    s->truth[0] = -1;
    for (int c = 0; c < BASE_COLUMNS; c++)
        put_text(&s->cells[0][c], base_headers[c]);
    for (int i = 0; i < TRUTH_ROWS; i++) {
        const truth_row *t = &truth[i];
        int row = i + 1;
        s->truth[row] = i;
        put_number(f, cell_of(f, 0, row, R_SEQ), i + 1);
        put_text(cell_of(f, 0, row, R_NAME), t->name);
        put_text(cell_of(f, 0, row, R_TOWN), town_names[t->town]);
        put_text(cell_of(f, 0, row, R_VILLAGE), village_names[t->village]);
        put_text(cell_of(f, 0, row, R_INDUSTRY), t->industry);
        put_text(cell_of(f, 0, row, R_LEVEL), levels[t->level]);
        put_number(f, cell_of(f, 0, row, R_POP), t->pop);
        put_number(f, cell_of(f, 0, row, R_HH), t->hh);
        put_text(cell_of(f, 0, row, R_PERSON), t->person);
        put_text(cell_of(f, 0, row, R_PHONE), t->phone);
        put_text(cell_of(f, 0, row, R_DATE), t->date);
        put_number(f, cell_of(f, 0, row, R_LON), t->lon);
        put_number(f, cell_of(f, 0, row, R_LAT), t->lat);
        put_text(cell_of(f, 0, row, R_CONTROLS), t->controls);
        f->want[i] = (expected){.name = t->name, .town = town_names[t->town], .village = village_names[t->village], .industry = t->industry, .person = t->person,
                                .phone = t->phone, .date = t->date, .level = t->level, .pop = t->pop, .lon = t->lon, .lat = t->lat, .tolerance_deg = 2e-6, .quality = "exact"};
    }
    f->want_count = TRUTH_ROWS;
}

// --- writers ---

static void add_xml(situ_str *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '<')
            situ_str_add(out, "&lt;");
        else if (*p == '&')
            situ_str_add(out, "&amp;");
        else if (*p == '\'' || *p == '"')
            situ_str_addf(out, "&#%d;", *p);
        else if (*p == '\n')
            situ_str_add(out, "&#10;");
        else
            situ_str_add_n(out, p, 1);
    }
}

static void address(int row, int column, char out[16])
{
    if (column < 26)
        snprintf(out, 16, "%c%d", 'A' + column, row + 1);
    else
        snprintf(out, 16, "%c%c%d", 'A' + column / 26 - 1, 'A' + column % 26, row + 1);
}

static void add_xlsx_cell(const file *f, situ_str *out, const cell *c, int row, int column, situ_str *strings, int *string_count)
{
    char at[16];
    address(row, column, at);
    switch (c->kind) {
    case K_BLANK:
        break;
    case K_TEXT:
        if (f->inline_strings) {
            situ_str_addf(out, "<c r='%s' t='inlineStr'><is><t xml:space='preserve'>", at);
            add_xml(out, c->text);
            situ_str_add(out, "</t></is></c>");
        } else {
            situ_str_addf(out, "<c r='%s' t='s'><v>%d</v></c>", at, (*string_count)++);
            situ_str_add(strings, "<si><t xml:space='preserve'>");
            add_xml(strings, c->text);
            situ_str_add(strings, "</t></si>");
        }
        break;
    case K_NUMBER:
        situ_str_addf(out, "<c r='%s'><v>%s</v></c>", at, c->text);
        break;
    case K_DATE:
        situ_str_addf(out, "<c r='%s' s='1'><v>%s</v></c>", at, c->text);
        break;
    case K_FORMULA:
        situ_str_addf(out, "<c r='%s'><f>%s+0</f><v>%s</v></c>", at, c->text, c->text);
        break;
    case K_FORMULA_UNKNOWN:
        situ_str_addf(out, "<c r='%s'><f>SUM(A1:A2)</f></c>", at);
        break;
    case K_PICTURE:
        situ_str_addf(out, "<c r='%s' t='str'><f>_xlfn.DISPIMG(\"ID_0A1B2C\",1)</f><v>=DISPIMG(\"ID_0A1B2C\",1)</v></c>", at);
        break;
    }
}

static bool write_xlsx(const file *f, const char *path)
{
    situ_str sheets[MOST_SHEETS], strings, book, relations, types;
    zip_member members[MOST_SHEETS + 6];
    char names[MOST_SHEETS][40];
    int count = 0, string_count = 0;
    size_t bytes = 0;
    situ_str_init(&strings);
    situ_str_init(&book);
    situ_str_init(&relations);
    situ_str_init(&types);
    situ_str_add(&strings, "<?xml version='1.0' encoding='UTF-8'?><sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>");
    situ_str_add(&book, "<?xml version='1.0' encoding='UTF-8'?><workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
                        "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets>");
    situ_str_add(&relations, "<?xml version='1.0' encoding='UTF-8'?><Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>");
    situ_str_add(&types, "<?xml version='1.0' encoding='UTF-8'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
                         "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Default Extension='xml' ContentType='application/xml'/>"
                         "<Override PartName='/xl/workbook.xml' ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/></Types>");
    for (int i = 0; i < f->sheet_count; i++) {
        const sheet *s = &f->sheets[i];
        situ_str *out = &sheets[i];
        situ_str_init(out);
        situ_str_add(out, "<?xml version='1.0' encoding='UTF-8'?><worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>");
        for (int r = 0; r < s->rows; r++) {
            situ_str_addf(out, "<row r='%d'%s>", r + 1, s->row_hidden[r] ? " hidden='1'" : "");
            for (int c = 0; c < s->columns; c++)
                add_xlsx_cell(f, out, &s->cells[r][c], r, c, &strings, &string_count);
            situ_str_add(out, "</row>");
        }
        situ_str_add(out, "</sheetData>");
        if (s->merge_count)
            situ_str_addf(out, "<mergeCells count='%d'>", s->merge_count);
        for (int m = 0; m < s->merge_count; m++) {
            char a[16], b[16];
            address(s->merges[m].row0, s->merges[m].column0, a);
            address(s->merges[m].row1, s->merges[m].column1, b);
            situ_str_addf(out, "<mergeCell ref='%s:%s'/>", a, b);
        }
        situ_str_add(out, s->merge_count ? "</mergeCells></worksheet>" : "</worksheet>");
        snprintf(names[i], sizeof names[i], "xl/worksheets/sheet%d.xml", i + 1);
        members[count++] = (zip_member){.name = names[i], .data = out->data, .bytes = out->length};
        situ_str_addf(&book, "<sheet name='%s' sheetId='%d'%s r:id='rId%d'/>", s->name, i + 1, s->hidden ? " state='hidden'" : "", i + 1);
        situ_str_addf(&relations, "<Relationship Id='rId%d' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' Target='worksheets/sheet%d.xml'/>", i + 1, i + 1);
    }
    situ_str_add(&strings, "</sst>");
    situ_str_add(&book, "</sheets></workbook>");
    situ_str_add(&relations, "<Relationship Id='rId98' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings' Target='sharedStrings.xml'/>"
                             "<Relationship Id='rId99' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles' Target='styles.xml'/></Relationships>");
    static const char styles[] = "<?xml version='1.0' encoding='UTF-8'?><styleSheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
                                 "<cellXfs count='2'><xf numFmtId='0'/><xf numFmtId='31' applyNumberFormat='1'/></cellXfs></styleSheet>";
    static const char root[] = "<?xml version='1.0' encoding='UTF-8'?><Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='rId1' "
                               "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>";
    members[count++] = (zip_member){.name = "[Content_Types].xml", .data = types.data, .bytes = types.length};
    members[count++] = (zip_member){.name = "_rels/.rels", .data = root, .bytes = sizeof root - 1};
    members[count++] = (zip_member){.name = "xl/workbook.xml", .data = book.data, .bytes = book.length};
    members[count++] = (zip_member){.name = "xl/_rels/workbook.xml.rels", .data = relations.data, .bytes = relations.length};
    members[count++] = (zip_member){.name = "xl/styles.xml", .data = styles, .bytes = sizeof styles - 1};
    members[count++] = (zip_member){.name = "xl/sharedStrings.xml", .data = strings.data, .bytes = strings.length};
    unsigned char *zip = zip_bytes(members, (size_t)count, &bytes);
    FILE *out = fopen(path, "wb");
    bool ok = out && fwrite(zip, 1, bytes, out) == bytes;
    ok = out && fclose(out) == 0 && ok;
    free(zip);
    for (int i = 0; i < f->sheet_count; i++)
        situ_str_free(&sheets[i]);
    situ_str_free(&strings);
    situ_str_free(&book);
    situ_str_free(&relations);
    situ_str_free(&types);
    return ok;
}

static bool write_encoded(const file *f, const situ_str *text, const char *path)
{
    char *in = text->data;
    size_t left = text->length, room = text->length * 4 + 16, marks = strlen(f->mark);
    char *bytes = malloc(room), *to = bytes;
    iconv_t how = iconv_open(f->encoding, "UTF-8");
    bool ok = bytes && how != (iconv_t)-1 && iconv(how, &in, &left, &to, &room) != (size_t)-1;
    if (how != (iconv_t)-1)
        iconv_close(how);
    FILE *out = ok ? fopen(path, "wb") : NULL;
    ok = out && fwrite(f->mark, 1, marks, out) == marks && fwrite(bytes, 1, (size_t)(to - bytes), out) == (size_t)(to - bytes);
    ok = out && fclose(out) == 0 && ok;
    free(bytes);
    return ok;
}

// A date as the text a person sees.
static const char *shown(const cell *c, char buffer[80])
{
    if (c->kind != K_DATE)
        return c->kind == K_PICTURE || c->kind == K_FORMULA_UNKNOWN || !c->text ? "" : c->text;
    // days since 1970-01-01 by the civil calendar
    long z = atol(c->text) - 25569 + 719468, era = z / 146097, doe = z - era * 146097;
    long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    long month = mp < 10 ? mp + 3 : mp - 9;
    snprintf(buffer, 80, "%ld/%ld/%ld", yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1);
    return buffer;
}

static bool write_csv(const file *f, const char *path)
{
    situ_str out;
    char buffer[80];
    situ_str_init(&out);
    const sheet *s = &f->sheets[0];
    for (int r = 0; r < s->rows; r++) {
        for (int c = 0; c < s->columns; c++) {
            const char *text = shown(&s->cells[r][c], buffer), quoted[] = {'"', '\n', '\r', f->delimiter, 0};
            if (c)
                situ_str_add_n(&out, &f->delimiter, 1);
            if (!strpbrk(text, quoted)) {
                situ_str_add(&out, text);
                continue;
            }
            situ_str_add(&out, "\"");
            for (const char *p = text; *p; p++)
                situ_str_add_n(&out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
            situ_str_add(&out, "\"");
        }
        situ_str_add(&out, "\r\n");
    }
    bool ok = write_encoded(f, &out, path);
    situ_str_free(&out);
    return ok;
}

static const merge *merge_at(const sheet *s, int row, int column)
{
    for (int i = 0; i < s->merge_count; i++) {
        const merge *m = &s->merges[i];
        if (row >= m->row0 && row <= m->row1 && column >= m->column0 && column <= m->column1)
            return m;
    }
    return NULL;
}

static bool write_html(const file *f, const char *path)
{
    situ_str out;
    char buffer[80];
    situ_str_init(&out);
    bool gbk = strcmp(f->encoding, "UTF-8") != 0;
    situ_str_addf(&out, "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><meta http-equiv=Content-Type content=\"text/html; charset=%s\">"
                        "<style>td{mso-number-format:\"\\@\";}</style></head><body>\n", gbk ? "gb2312" : "utf-8");
    for (int i = 0; i < f->sheet_count; i++) {
        const sheet *s = &f->sheets[i];
        situ_str_add(&out, "<table border=1 cellspacing=0>\n");
        for (int r = 0; r < s->rows; r++) {
            situ_str_add(&out, "<tr>");
            for (int c = 0; c < s->columns; c++) {
                const merge *m = merge_at(s, r, c);
                if (m && (m->row0 != r || m->column0 != c))
                    continue;
                situ_str_add(&out, "<td");
                if (m && m->row1 > m->row0)
                    situ_str_addf(&out, " rowspan=%d", m->row1 - m->row0 + 1);
                if (m && m->column1 > m->column0)
                    situ_str_addf(&out, " colspan=\"%d\"", m->column1 - m->column0 + 1);
                situ_str_add(&out, " nowrap>");
                const char *text = shown(&s->cells[r][c], buffer);
                if (!text[0])
                    situ_str_add(&out, "&nbsp;");
                for (const char *p = text; *p; p++) {
                    if (*p == '<')
                        situ_str_add(&out, "&lt;");
                    else if (*p == '&')
                        situ_str_add(&out, "&amp;");
                    else if (*p == '\n')
                        situ_str_add(&out, "<br>");
                    else
                        situ_str_add_n(&out, p, 1);
                }
                situ_str_add(&out, r % 2 ? "</td>" : ""); // browsers close cells themselves
            }
            situ_str_add(&out, r % 3 ? "</tr>\n" : "\n");
        }
        situ_str_add(&out, "</table>\n");
    }
    situ_str_add(&out, "</body></html>\n");
    bool ok = write_encoded(f, &out, path);
    situ_str_free(&out);
    return ok;
}

static bool write_xml2003(const file *f, const char *path)
{
    situ_str out;
    situ_str_init(&out);
    situ_str_add(&out, "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "
                       "xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\n");
    for (int i = 0; i < f->sheet_count; i++) {
        const sheet *s = &f->sheets[i];
        situ_str_addf(&out, "<Worksheet ss:Name=\"%s\"%s><Table>\n", s->name, "");
        for (int r = 0; r < s->rows; r++) {
            situ_str_addf(&out, "<Row%s>", s->row_hidden[r] ? " ss:Hidden=\"1\"" : "");
            bool gap = false;
            for (int c = 0; c < s->columns; c++) {
                const merge *m = merge_at(s, r, c);
                const cell *k = &s->cells[r][c];
                if ((m && (m->row0 != r || m->column0 != c)) || (k->kind == K_BLANK && !m)) {
                    gap = true;
                    continue;
                }
                situ_str_add(&out, "<Cell");
                if (gap)
                    situ_str_addf(&out, " ss:Index=\"%d\"", c + 1);
                gap = false;
                if (m && m->column1 > m->column0)
                    situ_str_addf(&out, " ss:MergeAcross=\"%d\"", m->column1 - m->column0);
                if (m && m->row1 > m->row0)
                    situ_str_addf(&out, " ss:MergeDown=\"%d\"", m->row1 - m->row0);
                situ_str_add(&out, ">");
                char buffer[80];
                bool number = k->kind == K_NUMBER || k->kind == K_FORMULA;
                situ_str_addf(&out, "<Data ss:Type=\"%s\">", number ? "Number" : "String");
                add_xml(&out, shown(k, buffer));
                situ_str_add(&out, "</Data></Cell>");
            }
            situ_str_add(&out, "</Row>\n");
        }
        situ_str_add(&out, "</Table></Worksheet>\n");
    }
    situ_str_add(&out, "</Workbook>\n");
    bool ok = write_encoded(f, &out, path);
    situ_str_free(&out);
    return ok;
}

bool file_write(const file *f, const char *path)
{
    switch (f->format) {
    case F_XLSX: return write_xlsx(f, path);
    case F_CSV: return write_csv(f, path);
    case F_HTML: return write_html(f, path);
    case F_XML2003: return write_xml2003(f, path);
    }
    return false;
}

static void add_field(situ_str *out, const char *text)
{
    situ_str_add(out, ",\"");
    for (const char *p = text ? text : ""; *p; p++)
        situ_str_add_n(out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    situ_str_add(out, "\"");
}

bool expected_write(const file *f, const char *path)
{
    situ_str out;
    situ_str_init(&out);
    situ_str_add(&out, "\xEF\xBB\xBF工作表,行,去向,名称,乡镇,村,行业,等级,人数,责任人,电话,日期,监测人,经度,纬度,定位\r\n");
    for (int i = 0; i < f->sheet_count; i++)
        for (int r = 0; r < f->sheets[i].rows; r++) {
            if (f->sheets[i].truth[r] < 0)
                continue;
            const expected *w = &f->want[f->sheets[i].truth[r]];
            situ_str_addf(&out, "%s,%d,%s", f->sheets[i].name, r + 1, w->rejected ? "退回" : w->twice ? "重复" : "入库");
            add_field(&out, w->name);
            add_field(&out, w->town);
            add_field(&out, w->village);
            add_field(&out, w->industry);
            situ_str_addf(&out, ",%d,%lld", w->level, (long long)w->pop);
            add_field(&out, w->person);
            add_field(&out, w->phone);
            add_field(&out, w->date);
            add_field(&out, w->monitors);
            situ_str_addf(&out, ",%.6f,%.6f", w->lon, w->lat);
            add_field(&out, w->quality);
            situ_str_add(&out, "\r\n");
        }
    FILE *to = fopen(path, "wb");
    bool ok = to && fwrite(out.data, 1, out.length, to) == out.length;
    ok = to && fclose(to) == 0 && ok;
    situ_str_free(&out);
    return ok;
}
