// SPDX-License-Identifier: MIT
// What kind of file it is, by content before name, and what to do with those that are not read.
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/path.h"
#include "ledger/internal.h"
#include "ledger/ole.h"
#include "source/source.h"

enum { HEAD = 8192 };

typedef struct head {
    unsigned char bytes[HEAD];
    size_t n;
    char text[HEAD + 1]; // without byte order mark, zeros and leading blanks, ASCII in small letters
} head;

// --- files that people send and that need another form first ---

typedef enum kind {
    K_UNKNOWN, K_SHEET, K_LOCKED, K_DOCUMENT, K_PICTURE, K_ARCHIVE, K_OVITAL, K_BINARY_SHEET, K_NUMBERS, K_MIME, K_DRAWING, K_DATABASE, K_GIS,
    K_TRACK, K_SIDECAR, K_VIRTUAL, K_XML,
} kind;

static const struct {
    const char *cause, *cure;
} advice[] = {
    [K_UNKNOWN] = {N_("unknown kind of file"), N_("save it as .xlsx")},
    [K_SHEET] = {N_("this spreadsheet format is not read"), N_("open it in WPS or Excel and save it as .xlsx")},
    [K_LOCKED] = {N_("the workbook is locked with a password"), N_("open it, remove the password, save it as .xlsx")},
    [K_DOCUMENT] = {N_("a document, not a table"), N_("copy its table into a spreadsheet and save it as .xlsx")},
    [K_PICTURE] = {N_("a picture, not a table"), N_("type the table into a spreadsheet; for heights give --as dem")},
    [K_ARCHIVE] = {N_("an archive"), N_("unpack it and import the files inside")},
    [K_OVITAL] = {N_("this map program's own format is not read"), N_("export it as .kml")},
    [K_BINARY_SHEET] = {N_("a binary workbook (.xlsb) is not read"), N_("open it in Excel and save it as .xlsx")},
    [K_NUMBERS] = {N_("a workbook of Apple Numbers is not read"), N_("open it in Numbers and export it as .xlsx")},
    [K_MIME] = {N_("a web archive (.mht) is not read"), N_("open it in WPS or Excel and save it as .xlsx")},
    [K_DRAWING] = {N_("a CAD drawing is not read"), N_("export its layers as .shp in CGCS2000, or as .kml")},
    [K_DATABASE] = {N_("an Access database is not read"), N_("export its table as .xlsx or .csv")},
    [K_GIS] = {N_("this map format is not read"), N_("export it as .gpkg, .shp or .geojson")},
    [K_TRACK] = {N_("a GPS track is not read"), N_("export it as .kml")},
    [K_SIDECAR] = {N_("this file only belongs to a shapefile"), N_("import the .shp of the same name beside it")},
    [K_VIRTUAL] = {N_("the file only refers to other files"), N_("import those files themselves")},
    [K_XML] = {N_("an XML file that is no table"), N_("save the table as .xlsx with a spreadsheet program")},
};

static const struct {
    const char *extension;
    kind kind;
} by_name[] = {
    {"xlsb", K_BINARY_SHEET}, {"numbers", K_NUMBERS}, {"xls", K_SHEET}, {"et", K_SHEET}, {"ods", K_SHEET}, {"fods", K_SHEET}, {"uos", K_SHEET},
    {"png", K_PICTURE}, {"jpg", K_PICTURE}, {"jpeg", K_PICTURE}, {"bmp", K_PICTURE}, {"gif", K_PICTURE}, {"tif", K_PICTURE}, {"tiff", K_PICTURE},
    {"heic", K_PICTURE}, {"webp", K_PICTURE}, {"svg", K_PICTURE},
    {"doc", K_DOCUMENT}, {"docx", K_DOCUMENT}, {"pdf", K_DOCUMENT}, {"wps", K_DOCUMENT}, {"ofd", K_DOCUMENT}, {"ppt", K_DOCUMENT},
    {"pptx", K_DOCUMENT}, {"odt", K_DOCUMENT}, {"rtf", K_DOCUMENT}, {"ceb", K_DOCUMENT}, {"caj", K_DOCUMENT}, {"dps", K_DOCUMENT},
    {"zip", K_ARCHIVE}, {"rar", K_ARCHIVE}, {"7z", K_ARCHIVE}, {"gz", K_ARCHIVE}, {"tar", K_ARCHIVE}, {"bz2", K_ARCHIVE}, {"xz", K_ARCHIVE},
    {"ovobj", K_OVITAL}, {"ovkml", K_OVITAL}, {"ovkmz", K_OVITAL}, {"ovjsn", K_OVITAL}, {"ovital", K_OVITAL},
    {"mht", K_MIME}, {"mhtml", K_MIME}, {"dwg", K_DRAWING}, {"dxf", K_DRAWING}, {"mdb", K_DATABASE}, {"accdb", K_DATABASE},
    {"tab", K_GIS}, {"mif", K_GIS}, {"mid", K_GIS}, {"gdb", K_GIS}, {"gml", K_GIS}, {"wp", K_GIS}, {"wl", K_GIS}, {"wt", K_GIS}, {"gpx", K_TRACK},
    {"kmz", K_ARCHIVE}, {"shx", K_SIDECAR}, {"prj", K_SIDECAR}, {"cpg", K_SIDECAR}, {"sbn", K_SIDECAR}, {"sbx", K_SIDECAR}, {"vrt", K_VIRTUAL},
};

static kind kind_by_name(const char *path)
{
    const char *extension = situ_path_extension(path);
    for (size_t i = 0; i < sizeof by_name / sizeof *by_name; i++)
        if (strcasecmp(by_name[i].extension, extension) == 0)
            return by_name[i].kind;
    return K_UNKNOWN;
}

static situ_status advise(const char *path, kind k, situ_error *err)
{
    if (k == K_UNKNOWN)
        k = kind_by_name(path);
    situ_fail(err, SITU_E_UNSUPPORTED, _(advice[k].cure), "%s", _(advice[k].cause));
    return situ_error_at(err, path, NULL, NULL, 0, 0);
}

// --- the first bytes ---

static void read_head(head *h, const char *path)
{
    FILE *f = fopen(path, "rb");
    h->n = f ? fread(h->bytes, 1, HEAD, f) : 0;
    if (f)
        fclose(f);
    size_t at = h->n >= 3 && memcmp(h->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0, w = 0;
    if (h->n >= 2 && (memcmp(h->bytes, "\xFF\xFE", 2) == 0 || memcmp(h->bytes, "\xFE\xFF", 2) == 0))
        at = 2;
    for (; at < h->n; at++) {
        unsigned char c = h->bytes[at];
        if (c == 0 || (w == 0 && (c == ' ' || c == '\t' || c == '\r' || c == '\n')))
            continue;
        h->text[w++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    h->text[w] = 0;
}

static bool begins(const head *h, const char *bytes, size_t n)
{
    return h->n >= n && memcmp(h->bytes, bytes, n) == 0;
}

static bool holds(const head *h, const char *const *words)
{
    for (; *words; words++)
        if (strstr(h->text, *words))
            return true;
    return false;
}

static const situ_reader *reader_named(const char *name)
{
    for (size_t i = 0; situ_reader_registry[i]; i++)
        if (strcmp(situ_reader_registry[i]->name, name) == 0)
            return situ_reader_registry[i];
    return NULL;
}

static bool among(const char *const *words, const char *word)
{
    for (size_t i = 0; words[i]; i++)
        if (strcasecmp(words[i], word) == 0)
            return true;
    return false;
}

// --- containers ---

typedef struct finding {
    const situ_reader *reader;
    bool vector;
    kind kind; // to be advised about, unless one of the above
} finding;

// Which of the formats that are zip archives.
static situ_status look_into_zip(finding *out, const char *path, const head *h, situ_error *err)
{
    static const char *const workbook[] = {"xlsx", "xlsm", "xltx", "xltm", "xls", "et", NULL};
    char **names = NULL;
    bool office = among(workbook, situ_path_extension(path)), calc = false, manifest = false, map = false;
    bool kmz = strcasecmp(situ_path_extension(path), "kmz") == 0;
    situ_status status = situ_source_zip_names(&names, path, err);
    if (status != SITU_OK) {
        out->kind = kind_by_name(path);
        out->reader = office ? reader_named("xlsx") : NULL; // tells it again
        if (!office && out->kind == K_UNKNOWN)
            return status;
        situ_error_clear(err);
        return SITU_OK;
    }
    out->kind = K_ARCHIVE;
    for (size_t i = 0; names[i]; i++) {
        const char *name = names[i];
        if (strcasecmp(name, "xl/workbook.bin") == 0)
            out->kind = K_BINARY_SHEET;
        else if (strncasecmp(name, "word/", 5) == 0 || strncasecmp(name, "ppt/", 4) == 0 || strcasecmp(name, "OFD.xml") == 0)
            out->kind = K_DOCUMENT;
        else if (situ_ends_with(name, ".iwa"))
            out->kind = K_NUMBERS;
        office = office || strcasecmp(name, "[Content_Types].xml") == 0 || strcasecmp(name, "xl/workbook.xml") == 0;
        calc = calc || strcmp(name, "content.xml") == 0;
        manifest = manifest || strcmp(name, "META-INF/manifest.xml") == 0;
        map = map || strcasecmp(name, "doc.kml") == 0 || (kmz && situ_ends_with(name, ".kml"));
    }
    situ_names_free(names);
    const situ_reader *ods = reader_named("ods");
    if (out->kind != K_ARCHIVE)
        return SITU_OK;
    if (calc && manifest) {
        if (ods && (ods->matches(h->bytes, h->n) || strcasecmp(situ_path_extension(path), "ods") == 0))
            out->reader = ods;
        else
            out->kind = K_DOCUMENT;
    } else if (map) {
        out->vector = true;
    } else if (office) {
        out->reader = reader_named("xlsx");
    }
    return SITU_OK;
}

static situ_status look_into_ole(finding *out, const char *path, situ_error *err)
{
    static const char *const zipped[] = {"xlsx", "xlsm", NULL};
    situ_ole *ole = NULL;
    situ_status status = situ_ole_open(&ole, path, err);
    if (status == SITU_E_FORMAT && among(zipped, situ_path_extension(path))) {
        situ_fail(err, SITU_E_UNSUPPORTED, _(advice[K_LOCKED].cure), "%s",
                  _("the workbook is locked with a password, or an old .xls under another name"));
        return situ_error_at(err, path, NULL, NULL, 0, 0);
    }
    if (status != SITU_OK)
        return status;
    if (situ_ole_has(ole, "EncryptedPackage"))
        out->kind = K_LOCKED;
    else if (situ_ole_has(ole, "Workbook") || situ_ole_has(ole, "Book"))
        out->reader = reader_named("xls");
    else if (situ_ole_has(ole, "WordDocument") || situ_ole_has(ole, "PowerPoint Document"))
        out->kind = K_DOCUMENT;
    situ_ole_free(ole);
    return SITU_OK;
}

// --- text ---

static void look_at_markup(finding *out, const head *h)
{
    static const char *const sheet2003[] = {"urn:schemas-microsoft-com:office:spreadsheet", "progid=\"excel.sheet\"", "progid='excel.sheet'", NULL};
    static const char *const page[] = {"<html", "<table", "<!doctype html", "<head", "<body", "<meta", "<style", "<tr", "<div", NULL};
    static const char *const maps[] = {"<kml", "<osm", NULL};
    static const char *const virtuals[] = {"<ogrvrt", "<vrtdataset", "<gdal_wms", "<wms_", "<ogrwfs", "<wcs_", NULL};
    static const char *const others[] = {"<gml", "<wfs:", "gml:", NULL}, *const tracks[] = {"<gpx", NULL}, *const pictures[] = {"<svg", NULL};
    if (holds(h, virtuals))
        out->kind = K_VIRTUAL;
    else if (holds(h, maps))
        out->vector = true;
    else if (strstr(h->text, "office:document"))
        out->kind = K_SHEET;
    else if (holds(h, tracks))
        out->kind = K_TRACK;
    else if (holds(h, sheet2003) && !strstr(h->text, "<html"))
        out->reader = reader_named("xml2003");
    else if (holds(h, page))
        out->reader = reader_named("html");
    else if (holds(h, others))
        out->kind = K_GIS;
    else if (holds(h, pictures))
        out->kind = K_PICTURE;
    else
        out->kind = K_XML;
}

static bool is_markup(const head *h)
{
    char c = h->text[1];
    return h->text[0] == '<' && (c == '?' || c == '!' || (c >= 'a' && c <= 'z'));
}

static void look_at_text(finding *out, const head *h, const char *extension)
{
    static const char *const tables[] = {"csv", "tsv", "txt", "xls", "et", "dat", "tab", NULL}, *const zipped[] = {"xlsx", "xlsm", "ods", NULL};
    static const char *const vectors[] = {"geojson", "json", "kml", "osm", NULL};
    static const char *const features[] = {"featurecollection", "\"features\"", "\"geometry\"", NULL};
    static const char *const page[] = {"<table", "<html", NULL};
    if (is_markup(h))
        look_at_markup(out, h);
    else if (strncmp(h->text, "mime-version:", 13) == 0 || strstr(h->text, "content-type: multipart/related"))
        out->kind = K_MIME;
    else if (h->text[0] == '{' && holds(h, features))
        out->vector = true;
    else if (among(vectors, extension))
        out->vector = true; // GDAL says what is wrong with it
    else if (holds(h, page) && strcasecmp(extension, "csv") != 0)
        out->reader = reader_named("html");
    else if (among(tables, extension) || (among(zipped, extension) && strpbrk(h->text, ",\t")))
        out->reader = reader_named("csv");
    else if (among(zipped, extension))
        out->reader = reader_named(strcasecmp(extension, "ods") == 0 ? "ods" : "xlsx"); // tells that it is none
}

// Formats known by their first bytes. False: perhaps a text.
static bool look_at_magic(finding *out, const head *h)
{
    static const struct {
        const char *bytes;
        size_t n;
        kind kind;
    } magic[] = {
        {"%PDF", 4, K_DOCUMENT}, {"{\\rtf", 5, K_DOCUMENT}, {"Rar!", 4, K_ARCHIVE}, {"7z\xBC\xAF", 4, K_ARCHIVE}, {"\x1F\x8B", 2, K_ARCHIVE},
        {"BZh", 3, K_ARCHIVE}, {"\xFD" "7zXZ", 5, K_ARCHIVE}, {"\x89PNG", 4, K_PICTURE}, {"\xFF\xD8\xFF", 3, K_PICTURE}, {"GIF8", 4, K_PICTURE},
        {"II*\0", 4, K_PICTURE}, {"MM\0*", 4, K_PICTURE}, {"RIFF", 4, K_PICTURE}, {"AC10", 4, K_DRAWING}, {"\0\1\0\0Standard ", 13, K_DATABASE},
    };
    for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
        if (begins(h, magic[i].bytes, magic[i].n)) {
            out->kind = magic[i].kind;
            return true;
        }
    out->vector = begins(h, "SQLite format 3", 15) || begins(h, "\0\0\x27\x0A", 4) || (h->n > 15 && memcmp(h->bytes + 6, "OSMHeader", 9) == 0);
    return out->vector;
}

// Field descriptors behind a header of 32 bytes, ended by a carriage return: nothing else looks so.
static bool is_dbase(const head *h)
{
    unsigned char v = h->n >= 65 ? h->bytes[0] : 0;
    size_t length = h->n >= 65 ? (size_t)h->bytes[8] | (size_t)h->bytes[9] << 8 : 0;
    return (v == 0x03 || v == 0x83 || v == 0x30 || v == 0x31 || v == 0xF5 || v == 0x8B) && length >= 65 && (length >= h->n || h->bytes[length - 1] == 0x0D || v >= 0x30);
}

// OSM extracts hold many layers of tags; these three are ledger tables (source/source.h).
static const char *osm_layer(const char *as_table)
{
    static const char *const tables[] = {"road", "water", "place", NULL};
    for (size_t i = 0; as_table && tables[i]; i++)
        if (strcmp(tables[i], as_table) == 0)
            return tables[i];
    return NULL;
}

static situ_status look(finding *out, const char *path, const head *h, situ_error *err)
{
    static const char *const vectors[] = {"gpkg", "shp", "sqlite", "pbf", "dbf", NULL};
    const char *extension = situ_path_extension(path);
    const situ_reader *xls = reader_named("xls");
    if (begins(h, "PK\3\4", 4) || begins(h, "PK\5\6", 4))
        return look_into_zip(out, path, h, err);
    if (situ_ole_matches(h->bytes, h->n))
        return look_into_ole(out, path, err);
    if (look_at_magic(out, h))
        return SITU_OK;
    if (xls && xls->matches(h->bytes, h->n))
        out->reader = xls;
    else if (is_dbase(h) && strcasecmp(extension, "dbf") == 0)
        out->vector = true;
    else
        look_at_text(out, h, extension);
    if (!out->reader && !out->vector && out->kind == K_UNKNOWN)
        out->vector = among(vectors, extension); // damaged: GDAL says what is wrong with it
    return SITU_OK;
}

situ_status situ_ledger_open(situ_opening *out, const char *path, const char *as_table, situ_error *err)
{
    situ_status status = SITU_OK;
    struct stat info;
    finding f = {0};
    head *h = NULL;
    *out = (situ_opening){0};
    if (situ_source_is_database(path)) // reached by name only
        return SITU_OK;
    if (stat(path, &info) != 0) {
        situ_fail(err, SITU_E_NOT_FOUND, _("check the path"), "%s", _("there is no such file"));
        return situ_error_at(err, path, NULL, NULL, 0, 0);
    }
    if (!S_ISREG(info.st_mode)) {
        if (strcasecmp(situ_path_extension(path), "gdb") == 0)
            return advise(path, K_GIS, err);
        situ_fail(err, SITU_E_ARGUMENT, _("name the file itself"), "%s", _("this is not a file"));
        return situ_error_at(err, path, NULL, NULL, 0, 0);
    }
    h = situ_calloc(1, sizeof *h);
    SITU_TRY_ALLOC(h);
    read_head(h, path);
    if (h->n == 0) {
        situ_fail(err, SITU_E_FORMAT, _("copy or save the file again"), "%s", _("the file is empty"));
        status = situ_error_at(err, path, NULL, NULL, 0, 0);
        goto done;
    }
    SITU_TRY(look(&f, path, h, err));
    out->reader = f.reader;
    if (!f.reader && !f.vector)
        status = advise(path, f.kind, err);
    else if (f.vector && (strstr(h->text, "osmheader") || strstr(h->text, "<osm")))
        out->layer = osm_layer(as_table);
done:
    situ_free(h);
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    return status;
}

situ_status situ_vector_fault_tell(void *user, situ_vector_fault fault, int64_t row, const char *field, const char *text, situ_error *err)
{
    const situ_fault_user *u = user;
    situ_issue issue = {.severity = SITU_WARN, .file = u->im->file, .sheet = u->layer, .row = (long)(row > 0 ? row : 0), .field = field};
    switch (fault) {
    case SITU_VECTOR_TEXT_CUT:
        issue.rule = "TEXT_CUT";
        issue.new_value = text;
        issue.message = _("the field's width cut the text within a character; the half is dropped");
        issue.cure = _("widen the field and export again, or send the table as .xlsx");
        break;
    case SITU_VECTOR_WRONG_CPG:
        issue.rule = "ENCODING";
        issue.new_value = text;
        issue.message = _("the .cpg beside the shapefile names another encoding than the text is in; read as the text says");
        issue.cure = _("delete or correct the .cpg");
        break;
    case SITU_VECTOR_NO_SHX:
        issue.severity = SITU_INFO;
        issue.rule = "SHX_MISSING";
        issue.message = _("the .shx beside the .shp is missing and was made anew in memory");
        issue.cure = _("send all files of the same name together");
        break;
    }
    return situ_report_add(u->im->report, &issue, err);
}
