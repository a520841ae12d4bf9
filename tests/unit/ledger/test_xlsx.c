// SPDX-License-Identifier: MIT
// The xlsx reader: what a person sees in each cell, and hostile files.
#include "unit/ledger/import_help.h"

#include "base/alloc.h"
#include "ledger/reader.h"
#include "source/source.h"

extern const situ_reader situ_reader_xlsx;

static situ_sheets *read_parts(const xlsx_parts *x, situ_status want, situ_error *err)
{
    situ_sheets *sheets = NULL;
    const char *path = help_path("t.xlsx");
    xlsx_write(path, x);
    situ_error none = {0};
    err = err ? err : &none;
    situ_status status = situ_reader_xlsx.read(&sheets, path, NULL, err);
    if (status != want) {
        char text[2048];
        situ_error_format(err, text, sizeof text);
        fail_msg("status %d, want %d: %s", status, want, text);
    }
    return sheets;
}

static const situ_cell *at(const situ_sheet *s, const char *name)
{
    uint32_t row = 0, column = 0;
    column = (uint32_t)(name[0] - 'A');
    row = (uint32_t)atoi(name + 1) - 1;
    assert_true(row < s->row_count && column < s->column_count);
    return &s->cells[row * s->column_count + column];
}

static const char styles[] = "<numFmts count='2'><numFmt numFmtId='176' formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;'/>"
                             "<numFmt numFmtId='177' formatCode='0.00&quot;d&quot;'/></numFmts>"
                             "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
                             "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='176'/><xf numFmtId='31'/><xf numFmtId='57'/>"
                             "<xf numFmtId='177'/><xf numFmtId='20'/></cellXfs>";

static void xlsx__every_kind_of_cell(void **state)
{
    (void)state;
    xlsx_parts x = {
        .sheets = {"<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='inlineStr'><is><r><t>内</t></r><r><t>联</t></r></is></c></row>"
                   "<row r='3'><c r='A3'><v>108.69719999999999</v></c><c r='B3' t='b'><v>1</v></c><c r='C3' t='e'><v>#N/A</v></c>"
                   "<c r='D3'><f>A3*2</f><v>217.3944</v></c><c r='E3'><f>A3*2</f></c><c r='F3' t='str'><f>\"a\"</f><v>文</v></c>"
                   "<c r='G3'><v>1.3800138E+10</v></c><c r='H3' t='d'><v>2024-04-03</v></c><c r='I3' t='str'><f>\"\"</f><v></v></c><c r='J3' s='1'/></row>"
                   "<row><c><v>7</v></c></row></sheetData>"},
        .strings = "<si><t>风险点</t></si><si><r><rPr/><t>名</t></r><r><t xml:space='preserve'>称 </t></r><rPh><t>ming</t></rPh></si>",
        .styles = styles,
    };
    situ_sheets *s = read_parts(&x, SITU_OK, NULL);
    assert_int_equal(s->count, 1);
    const situ_sheet *t = &s->items[0];
    assert_int_equal(t->row_count, 4);
    assert_int_equal(t->column_count, 8);
    assert_string_equal(at(t, "A1")->text, "风险点");
    assert_string_equal(at(t, "B1")->text, "名称 ");
    assert_string_equal(at(t, "C1")->text, "内联");
    assert_int_equal(at(t, "A2")->kind, SITU_CELL_EMPTY);
    assert_int_equal(at(t, "A3")->kind, SITU_CELL_NUMBER);
    assert_string_equal(at(t, "A3")->text, "108.6972");
    assert_true(at(t, "A3")->number == 108.6972);
    assert_int_equal(at(t, "B3")->kind, SITU_CELL_BOOLEAN);
    assert_int_equal(at(t, "C3")->kind, SITU_CELL_NO_VALUE);
    assert_string_equal(at(t, "C3")->text, "#N/A");
    assert_true(at(t, "D3")->number == 217.3944);
    assert_int_equal(at(t, "E3")->kind, SITU_CELL_NO_VALUE); // a formula never computed is not 0
    assert_string_equal(at(t, "F3")->text, "文");
    assert_string_equal(at(t, "G3")->text, "13800138000");
    assert_int_equal(at(t, "H3")->kind, SITU_CELL_ISO_DATE);
    assert_string_equal(at(t, "A4")->text, "7"); // addresses may be left out
    situ_sheets_free(s);
}

static void xlsx__dates_by_style(void **state)
{
    (void)state;
    xlsx_parts x = {.sheets = {"<sheetData><row r='1'><c r='A1' s='1'><v>45385</v></c><c r='B1' s='2'><v>45385.5</v></c><c r='C1' s='3'><v>45385</v></c>"
                               "<c r='D1' s='4'><v>45385</v></c><c r='E1' s='5'><v>45385</v></c><c r='F1' s='6'><v>0.5</v></c><c r='G1' s='99'><v>45385</v></c></row></sheetData>"},
                    .styles = styles};
    situ_sheets *s = read_parts(&x, SITU_OK, NULL);
    for (char c = 'A'; c <= 'D'; c++) {
        char name[3] = {c, '1', 0};
        assert_int_equal(at(&s->items[0], name)->kind, SITU_CELL_ISO_DATE);
        assert_string_equal(at(&s->items[0], name)->text, "2024-04-03");
    }
    assert_int_equal(at(&s->items[0], "E1")->kind, SITU_CELL_NUMBER);
    assert_string_equal(at(&s->items[0], "F1")->text, "12:00:00");
    assert_int_equal(at(&s->items[0], "G1")->kind, SITU_CELL_NUMBER);
    situ_sheets_free(s);
    x.workbook = "<workbookPr date1904='1'/>";
    x.sheets[0] = "<sheetData><row r='1'><c r='A1' s='1'><v>43923</v></c></row></sheetData>";
    s = read_parts(&x, SITU_OK, NULL);
    assert_string_equal(at(&s->items[0], "A1")->text, "2024-04-03");
    situ_sheets_free(s);
}

static void xlsx__merged_cells_are_filled(void **state)
{
    (void)state;
    xlsx_parts x = {.sheets = {"<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>标题</t></is></c><c r='B1'/><c r='C1'/></row>"
                               "<row r='2'><c r='A2' t='inlineStr'><is><t>双江</t></is></c><c r='B2'><v>1</v></c><c r='C2'><v>2</v></c></row>"
                               "<row r='3' hidden='1'><c r='B3'><v>3</v></c></row></sheetData>"
                               "<mergeCells><mergeCell ref='A1:C1'/><mergeCell ref='A2:A3'/><mergeCell ref='E5:XFD1048576'/></mergeCells>"},
                    .names = {"台账"}};
    situ_sheets *s = read_parts(&x, SITU_OK, NULL);
    const situ_sheet *t = &s->items[0];
    assert_string_equal(t->name, "台账");
    assert_int_equal(t->row_count, 3); // a merge without a value makes no cells
    assert_int_equal(t->merge_count, 3);
    assert_string_equal(at(t, "C1")->text, "标题");
    assert_true(at(t, "C1")->merged_fill);
    assert_false(at(t, "A1")->merged_fill);
    assert_string_equal(at(t, "A3")->text, "双江");
    assert_true(at(t, "A3")->merged_fill);
    assert_non_null(t->row_hidden);
    assert_true(t->row_hidden[2]);
    assert_false(t->row_hidden[1]);
    situ_sheets_free(s);
}

static void xlsx__hidden_sheets_are_marked(void **state)
{
    (void)state;
    xlsx_parts x = {.sheets = {"<sheetData/>", "<sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>"},
                    .names = {"表1", "表2"},
                    .states = {NULL, "veryHidden"}};
    situ_sheets *s = read_parts(&x, SITU_OK, NULL);
    assert_int_equal(s->count, 2);
    assert_false(s->items[0].hidden);
    assert_int_equal(s->items[0].row_count, 0);
    assert_true(s->items[1].hidden);
    situ_sheets_free(s);
}

static void xlsx__refuses_impossible_addresses(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "<sheetData><row r='1000000000'><c r='A1000000000'><v>1</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='A1000000000'><v>1</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='XFE1'><v>1</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='ZZZZZZ1'><v>1</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='XFD1'><v>1</v></c></row><row r='1048576'><c r='A1048576'><v>1</v></c></row></sheetData>", // sparse: 17 billion cells
        "<sheetData><row r='0'><c><v>1</v></c></row></sheetData>",
        "<sheetData><row r='1'><c r='1A'><v>1</v></c></row></sheetData>",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        xlsx_parts x = {.sheets = {bad[i]}, .names = {"表"}};
        situ_error err = {0};
        assert_null(read_parts(&x, SITU_E_LIMIT, &err));
        assert_string_equal(err.sheet, "表");
        assert_true(err.cure[0] != 0);
    }
    // The last cell of a sheet is a cell.
    xlsx_parts x = {.sheets = {"<sheetData><row r='1'><c r='XFD1'><v>1</v></c></row></sheetData>"}};
    situ_sheets *s = read_parts(&x, SITU_OK, NULL);
    assert_int_equal(s->items[0].column_count, 16384);
    situ_sheets_free(s);
    x.sheets[0] = "<sheetData><row r='1048576'><c r='A1048576'><v>1</v></c></row></sheetData>";
    s = read_parts(&x, SITU_OK, NULL);
    assert_int_equal(s->items[0].row_count, 1048576);
    situ_sheets_free(s);
}

static void xlsx__refuses_doctype_and_entities(void **state)
{
    (void)state;
    situ_error err = {0};
    xlsx_parts x = {.sheets = {"<sheetData><row><c t='inlineStr'><is><t>&b;</t></is></c></row></sheetData>"},
                    .prolog = "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"};
    assert_null(read_parts(&x, SITU_E_FORMAT, &err));
    assert_non_null(strstr(err.cause, "document type"));
    x.prolog = "<!DOCTYPE w SYSTEM 'file:///etc/passwd'>";
    assert_null(read_parts(&x, SITU_E_FORMAT, &err));
    x.prolog = NULL; // an entity nobody declared
    assert_null(read_parts(&x, SITU_E_FORMAT, &err));
    assert_non_null(strstr(err.cause, "sheet1.xml"));
}

static void xlsx__bad_string_number(void **state)
{
    (void)state;
    situ_error err = {0};
    xlsx_parts x = {.sheets = {"<sheetData><row r='2'><c r='B2' t='s'><v>5</v></c></row></sheetData>"}, .strings = "<si><t>a</t></si>"};
    assert_null(read_parts(&x, SITU_E_FORMAT, &err));
    assert_non_null(strstr(err.cause, "B2"));
    x.sheets[0] = "<sheetData><row r='2'><c r='B2' t='s'><v>-1</v></c></row></sheetData>";
    assert_null(read_parts(&x, SITU_E_FORMAT, &err));
}

static void xlsx__truncated_anywhere(void **state)
{
    (void)state;
    xlsx_parts x = {.sheets = {"<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c></row></sheetData>"}, .strings = "<si><t>a</t></si>", .styles = styles};
    size_t n = 0, refused = 0, tried = 0;
    unsigned char *bytes = xlsx_bytes(&x, &n);
    for (size_t cut = 0; cut < n; cut += 29) {
        situ_sheets *s = NULL;
        situ_error err = {0};
        write_bytes(help_path("cut.xlsx"), bytes, cut);
        situ_status status = situ_reader_xlsx.read(&s, help_path("cut.xlsx"), NULL, &err);
        tried++;
        refused += status != SITU_OK && err.cause[0];
        situ_sheets_free(s);
    }
    assert_int_equal(refused, tried);
    // Damage in the middle: an answer or an error, never a crash.
    for (size_t at_byte = 0; at_byte < n; at_byte += 13) {
        situ_sheets *s = NULL;
        situ_error err = {0};
        unsigned char kept = bytes[at_byte];
        bytes[at_byte] ^= 0x5A;
        write_bytes(help_path("cut.xlsx"), bytes, n);
        bytes[at_byte] = kept;
        situ_status status = situ_reader_xlsx.read(&s, help_path("cut.xlsx"), NULL, &err);
        assert_true(status == SITU_OK ? s != NULL : err.cause[0] != 0);
        situ_sheets_free(s);
    }
    free(bytes);
}

// Damaged XML inside an intact archive reaches the parser: an answer or an error, never a crash.
static void xlsx__damaged_parts(void **state)
{
    (void)state;
    static const char sheet[] = "<sheetData><row r='1' hidden='1'><c r='A1' t='s' s='1'><v>0</v></c><c r='B1'><f>1</f><v>45385</v></c></row>"
                                "<row><c t='inlineStr'><is><r><t>x</t></r><rPh><t>y</t></rPh></is></c></row></sheetData><mergeCells><mergeCell ref='A1:B2'/></mergeCells>";
    static const char strings[] = "<si><t>a</t></si><si><r><t>b</t></r></si>";
    static const char bytes[] = "<>/'=AZ09:&;x \xE5\x01";
    situ_rng rng;
    situ_rng_seed(&rng, 20260703, 1);
    print_message("seed 20260703\n");
    size_t good = 0;
    for (int round = 0; round < 600; round++) {
        char a[sizeof sheet], b[sizeof strings], c[sizeof styles];
        memcpy(a, sheet, sizeof a);
        memcpy(b, strings, sizeof b);
        memcpy(c, styles, sizeof c);
        for (uint32_t n = 1 + situ_rng_below(&rng, 3); n > 0; n--) {
            char byte = bytes[situ_rng_below(&rng, sizeof bytes - 1)];
            switch (situ_rng_below(&rng, 3)) {
            case 0:
                a[situ_rng_below(&rng, sizeof a - 1)] = byte;
                break;
            case 1:
                b[situ_rng_below(&rng, sizeof b - 1)] = byte;
                break;
            default:
                c[situ_rng_below(&rng, sizeof c - 1)] = byte;
            }
        }
        xlsx_parts x = {.sheets = {a}, .strings = b, .styles = c};
        situ_sheets *s = NULL;
        situ_error err = {0};
        xlsx_write(help_path("d.xlsx"), &x);
        situ_status status = situ_reader_xlsx.read(&s, help_path("d.xlsx"), NULL, &err);
        assert_true(status == SITU_OK ? s != NULL : err.cause[0] != 0);
        good += status == SITU_OK;
        situ_sheets_free(s);
    }
    print_message("%zu of 600 read\n", good);
    assert_true(good > 5 && good < 600); // some damage is harmless; the rest was refused
}

// Deflate with fixed codes: one blank, then runs of 258 blanks, 13 bits each.
static unsigned char *bomb(size_t blanks, size_t *bytes)
{
    size_t runs = blanks / 258, bit = 0;
    unsigned char *out = calloc(1, runs * 13 / 8 + 64);
    // block header: final, fixed; literal ' ' (0x30 + 0x20, 8 bits, most significant first)
    const unsigned head[] = {1, 1, 0};
    for (size_t i = 0; i < 3; i++, bit++)
        out[bit / 8] |= (unsigned char)(head[i] << (bit % 8));
    for (int i = 7; i >= 0; i--, bit++)
        out[bit / 8] |= (unsigned char)(((0x50u >> i) & 1) << (bit % 8));
    for (size_t r = 0; r < runs; r++) {
        for (int i = 7; i >= 0; i--, bit++)
            out[bit / 8] |= (unsigned char)(((0xC5u >> i) & 1) << (bit % 8)); // length 258
        bit += 5; // distance 1
    }
    bit += 7; // end of block
    *bytes = bit / 8 + 1;
    return out;
}

static void xlsx__refuses_bombs(void **state)
{
    (void)state;
    size_t n = 0, m = 0, blanks = (size_t)258 * 2500000; // 645 MB
    unsigned char *data = bomb(blanks, &n);
    for (int lie = 0; lie < 2; lie++) {
        zip_member member = {.name = "xl/workbook.xml", .data = data, .bytes = n, .told_bytes = lie ? 1000 : blanks + 1, .method = 8};
        unsigned char *zip = zip_bytes(&member, 1, &m);
        write_bytes(help_path("bomb.xlsx"), zip, m);
        free(zip);
        situ_sheets *s = NULL;
        situ_error err = {0};
        situ_status status = situ_reader_xlsx.read(&s, help_path("bomb.xlsx"), NULL, &err);
        assert_null(s);
        assert_true(lie ? status != SITU_OK : status == SITU_E_LIMIT);
        assert_true(err.cause[0] != 0);
    }
    free(data);
}

static void xlsx__hostile_merges_cost_little(void **state)
{
    (void)state;
    size_t room = 400000, w = 0;
    char *xml = malloc(room);
    w += (size_t)snprintf(xml, room, "<sheetData><row r='1'><c r='A1'><v>1</v></c><c r='Z1'><v>1</v></c></row><row r='2000'><c r='A2000'><v>1</v></c></row></sheetData><mergeCells>");
    for (int i = 0; i < 8000; i++)
        w += (size_t)snprintf(xml + w, room - w, "<mergeCell ref='A1:Z2000'/>");
    snprintf(xml + w, room - w, "</mergeCells>");
    xlsx_parts x = {.sheets = {xml}};
    situ_error err = {0};
    assert_null(read_parts(&x, SITU_E_LIMIT, &err));
    free(xml);
}

// Parts beside the sheet: a floating picture over B2, one over rows 10 to 40, a shape that is none.
static void xlsx__pictures(void **state)
{
    (void)state;
    static const char root[] = "<Relationships><Relationship Id='r1' Type='" XLSX_REL "/officeDocument' Target='/xl/workbook.xml'/></Relationships>";
    static const char workbook[] = "<workbook xmlns:r='r'><sheets><sheet name='表' sheetId='1' r:id='r1'/></sheets></workbook>";
    static const char relations[] = "<Relationships><Relationship Id='r1' Type='" XLSX_REL "/worksheet' Target='/xl/worksheets/sheet1.xml'/></Relationships>";
    static const char sheet[] = "<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>名称</t></is></c><c r='B1' t='inlineStr'><is><t>经度</t></is></c></row>"
                                "<row r='2'><c r='A2' t='inlineStr'><is><t>甲</t></is></c></row>"
                                "<row r='3'><c r='A3' t='inlineStr'><is><t>乙</t></is></c><c r='B3' t='str'><f>_xlfn.DISPIMG(&quot;ID_1&quot;,1)</f><v>=DISPIMG(&quot;ID_1&quot;,1)</v></c>"
                                "<c r='C3' t='e' vm='1'><v>#VALUE!</v></c><c r='D3' t='e'><v>#VALUE!</v></c></row><row r='5'><c r='D5'><v>1</v></c></row></sheetData></worksheet>";
    static const char sheet_relations[] = "<Relationships><Relationship Id='r1' Type='" XLSX_REL "/drawing' Target='..\\drawings\\drawing1.xml'/></Relationships>";
    static const char drawing[] =
        "<xdr:wsDr xmlns:xdr='x' xmlns:a='a'>"
        "<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>9</xdr:rowOff></xdr:from>"
        "<xdr:to><xdr:col>2</xdr:col><xdr:colOff>900</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>900</xdr:rowOff></xdr:to><xdr:pic><a:blip/></xdr:pic></xdr:twoCellAnchor>"
        "<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:row>3</xdr:row></xdr:from><xdr:to><xdr:col>2</xdr:col><xdr:row>40</xdr:row></xdr:to><xdr:pic/></xdr:twoCellAnchor>"
        "<xdr:oneCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:row>1</xdr:row></xdr:from><xdr:sp/></xdr:oneCellAnchor>"
        "<xdr:oneCellAnchor><xdr:from><xdr:col>3</xdr:col><xdr:row>1</xdr:row></xdr:from><xdr:pic/></xdr:oneCellAnchor></xdr:wsDr>";
    // Some programs write their names with backslashes, or in other capitals than the relations.
    const zip_member m[] = {
        {.name = "_rels/.rels", .data = root, .bytes = sizeof root - 1},
        {.name = "XL/Workbook.xml", .data = workbook, .bytes = sizeof workbook - 1},
        {.name = "xl\\_rels\\workbook.xml.rels", .data = relations, .bytes = sizeof relations - 1},
        {.name = "xl/worksheets/sheet1.xml", .data = sheet, .bytes = sizeof sheet - 1},
        {.name = "xl/worksheets/_rels/sheet1.xml.rels", .data = sheet_relations, .bytes = sizeof sheet_relations - 1},
        {.name = "xl/drawings/drawing1.xml", .data = drawing, .bytes = sizeof drawing - 1},
    };
    size_t n = 0;
    unsigned char *bytes = zip_bytes(m, sizeof m / sizeof *m, &n);
    write_bytes(help_path("pictures.xlsx"), bytes, n);
    free(bytes);
    situ_sheets *s = NULL;
    situ_error err = {0};
    situ_status status = situ_reader_xlsx.read(&s, help_path("pictures.xlsx"), NULL, &err);
    if (status != SITU_OK)
        fail_msg("%s", err.cause);
    const situ_sheet *t = &s->items[0];
    assert_int_equal(t->row_count, 5);
    assert_int_equal(at(t, "B2")->kind, SITU_CELL_PICTURE);
    assert_string_equal(at(t, "B2")->text, SITU_PICTURE_TEXT);
    assert_int_equal(at(t, "C2")->kind, SITU_CELL_EMPTY); // only touched; and the shape is no picture
    assert_int_equal(at(t, "D2")->kind, SITU_CELL_PICTURE);
    assert_int_equal(at(t, "B3")->kind, SITU_CELL_PICTURE); // WPS
    assert_int_equal(at(t, "C3")->kind, SITU_CELL_PICTURE); // Excel 365
    assert_int_equal(at(t, "D3")->kind, SITU_CELL_NO_VALUE);
    assert_int_equal(at(t, "B4")->kind, SITU_CELL_EMPTY); // a plan or stamp over many rows
    assert_int_equal(at(t, "B5")->kind, SITU_CELL_EMPTY);
    situ_sheets_free(s);
}

static void xlsx__escapes_hidden_columns_and_strict_names(void **state)
{
    (void)state;
    xlsx_parts x = {.sheets = {"<cols><col min='2' max='3' hidden='1'/><col min='5' max='16384' hidden='1'/></cols><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c>"
                               "<c r='B1' t='inlineStr'><is><t>a_x005F_b_x4E00_</t></is></c><c r='C1' t='d'><v>2024-04-03T00:00:00.000</v></c><c r='D1' t='str'><f>x</f><v>甲_x000D_</v></c></row></sheetData>"},
                    .strings = "<si><t>第一行_x000D_&#10;第二行</t></si>",
                    .styles = styles};
    situ_sheets *s = read_parts(&x, SITU_OK, NULL);
    const situ_sheet *t = &s->items[0];
    assert_string_equal(at(t, "A1")->text, "第一行\n第二行");
    assert_string_equal(at(t, "B1")->text, "a_b_x4E00_");
    assert_string_equal(at(t, "C1")->text, "2024-04-03");
    assert_int_equal(at(t, "C1")->kind, SITU_CELL_ISO_DATE);
    assert_string_equal(at(t, "D1")->text, "甲");
    assert_true(t->column_hidden[1] && t->column_hidden[2] && !t->column_hidden[0] && !t->column_hidden[4]);
    situ_sheets_free(s);
    // Strict OOXML: other namespaces, other relation types.
    static const char root[] = "<Relationships><Relationship Id='r1' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>";
    static const char workbook[] = "<x:workbook xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main' xmlns:rel='http://purl.oclc.org/ooxml/officeDocument/relationships'><x:workbookPr date1904='true'/>"
                                   "<x:sheets><x:sheet name='表' sheetId='1' rel:id='r1'/></x:sheets></x:workbook>";
    static const char relations[] = "<Relationships><Relationship Id='r1' Type='http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet' Target='worksheets/sheet1.xml'/></Relationships>";
    static const char sheet[] = "<x:worksheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'><x:sheetData><x:row r='1'><x:c r='A1'><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>";
    const zip_member m[] = {{.name = "_rels/.rels", .data = root, .bytes = sizeof root - 1}, {.name = "xl/workbook.xml", .data = workbook, .bytes = sizeof workbook - 1},
                            {.name = "xl/_rels/workbook.xml.rels", .data = relations, .bytes = sizeof relations - 1},
                            {.name = "xl/worksheets/sheet1.xml", .data = sheet, .bytes = sizeof sheet - 1}};
    size_t n = 0;
    unsigned char *bytes = zip_bytes(m, 4, &n);
    write_bytes(help_path("strict.xlsx"), bytes, n);
    free(bytes);
    situ_error err = {0};
    assert_int_equal(situ_reader_xlsx.read(&s, help_path("strict.xlsx"), NULL, &err), SITU_OK);
    assert_string_equal(at(&s->items[0], "A1")->text, "7");
    situ_sheets_free(s);
}

static void xlsx__out_of_memory_anywhere(void **state)
{
    (void)state;
    xlsx_parts x = {.sheets = {"<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>45385</v></c></row></sheetData><mergeCells><mergeCell ref='A1:A2'/></mergeCells>"},
                    .strings = "<si><t>a</t></si>",
                    .styles = styles};
    situ_sheets_free(read_parts(&x, SITU_OK, NULL)); // libraries are warm now
    size_t failed = 0;
    for (uint64_t n = 1; n < 3000; n++) {
        situ_sheets *s = NULL;
        situ_error err = {0};
        situ_alloc_fail_at(n, true);
        situ_status status = situ_reader_xlsx.read(&s, help_path("t.xlsx"), NULL, &err);
        situ_alloc_fail_at(0, false);
        situ_sheets_free(s);
        if (status == SITU_OK)
            break;
        failed++;
    }
    assert_true(failed > 20 && failed < 2999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xlsx__every_kind_of_cell),         cmocka_unit_test(xlsx__dates_by_style),
        cmocka_unit_test(xlsx__merged_cells_are_filled),    cmocka_unit_test(xlsx__hidden_sheets_are_marked),
        cmocka_unit_test(xlsx__refuses_impossible_addresses), cmocka_unit_test(xlsx__refuses_doctype_and_entities),
        cmocka_unit_test(xlsx__bad_string_number),          cmocka_unit_test(xlsx__truncated_anywhere),
        cmocka_unit_test(xlsx__damaged_parts),              cmocka_unit_test(xlsx__refuses_bombs),              cmocka_unit_test(xlsx__hostile_merges_cost_little),
        cmocka_unit_test(xlsx__out_of_memory_anywhere),
        cmocka_unit_test(xlsx__pictures),
        cmocka_unit_test(xlsx__escapes_hidden_columns_and_strict_names),
    };
    return cmocka_run_group_tests(tests, help_setup, help_teardown);
}
