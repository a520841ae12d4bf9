// SPDX-License-Identifier: MIT
// One file in, tables and report out: which reader, which sheets, which tables.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "ledger/internal.h"
#include "source/source.h"

static const char *const vector_extensions[] = {"gpkg", "shp", "geojson", "json", "kml", "sqlite", "osm", "pbf", NULL};

static bool among(const char *const *words, const char *word)
{
    for (size_t i = 0; words[i]; i++)
        if (strcasecmp(words[i], word) == 0)
            return true;
    return false;
}

// --- which reader ---

// Formats people send that need another one first.
static situ_status advise(const char *path, const unsigned char *head, size_t n, situ_error *err)
{
    static const char *const pictures[] = {"png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "heic", NULL};
    static const char *const documents[] = {"doc", "docx", "pdf", "wps", "ofd", "ppt", "pptx", NULL};
    static const char *const archives[] = {"zip", "rar", "7z", "gz", NULL};
    static const char *const sheets[] = {"xls", "et", "xlsb", "ods", "numbers", "dbf", NULL};
    const char *extension = situ_path_extension(path), *cure = _("save it as .xlsx");
    const char *cause = _("unknown kind of file");
    bool ole = n >= 8 && memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
    if (ole && (strcasecmp(extension, "xlsx") == 0 || strcasecmp(extension, "xlsm") == 0)) {
        cause = _("the workbook is locked with a password, or an old .xls under another name");
        cure = _("open it, remove the password, save it as .xlsx");
    } else if (among(sheets, extension)) {
        cause = n > 0 && head[0] == '<' ? _("a web page under the name of a workbook") : _("this spreadsheet format is not read");
        cure = _("open it in WPS or Excel and save it as .xlsx");
    } else if (among(documents, extension)) {
        cause = _("a document, not a table");
        cure = _("copy its table into a spreadsheet and save it as .xlsx");
    } else if (among(pictures, extension)) {
        cause = _("a picture, not a table");
        cure = _("type the table into a spreadsheet; for heights give --as dem");
    } else if (among(archives, extension)) {
        cause = _("an archive");
        cure = _("unpack it and import the files inside");
    } else if (strcasecmp(extension, "ovobj") == 0 || strcasecmp(extension, "ovkml") == 0) {
        cause = _("this map program's own format is not read");
        cure = _("export it as .kml");
    }
    situ_fail(err, SITU_E_UNSUPPORTED, cure, "%s", cause);
    return situ_error_at(err, path, NULL, NULL, 0, 0);
}

static size_t read_head(const char *path, unsigned char head[16])
{
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(head, 1, 16, f) : 0;
    if (f)
        fclose(f);
    return n;
}

// Content before name: a .csv that is a workbook inside is read as one.
static const situ_reader *choose_reader(const char *path, const unsigned char *head, size_t n)
{
    static const char *const zipped[] = {"zip", "ods", "docx", "pptx", "kmz", "xlsb", "numbers", NULL};
    const char *extension = situ_path_extension(path);
    for (size_t i = 0; situ_reader_registry[i]; i++)
        if (situ_reader_registry[i]->matches(head, n) && !among(zipped, extension))
            return situ_reader_registry[i];
    bool binary = n >= 4 && (memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0 || memcmp(head, "%PDF", 4) == 0 || memcmp(head, "Rar!", 4) == 0);
    for (size_t i = 0; situ_reader_registry[i] && !binary; i++)
        if (among(situ_reader_registry[i]->extensions, extension))
            return situ_reader_registry[i];
    return NULL;
}

// --- sheets ---

static situ_status tell_sheet(situ_import *im, situ_severity severity, const char *rule, const char *sheet, const char *message,
                              const char *cure, situ_error *err)
{
    situ_issue issue = {.severity = severity, .rule = rule, .file = im->file, .sheet = sheet, .message = message, .cure = cure};
    return situ_report_add(im->report, &issue, err);
}

static void add_headers(situ_str *s, const situ_header *h)
{
    size_t shown = 0;
    for (uint32_t c = 0; c < h->column_count && shown < 24; c++)
        if (h->cells[c].shown[0])
            situ_str_addf(s, "%s%.60s", shown++ ? "、" : "", h->cells[c].shown);
}

// What stands above the header, the sheet's and the file's name: hints for the table.
static char *hint_of(const situ_sheet_run *run, situ_arena *arena)
{
    situ_str s;
    situ_str_init(&s);
    situ_str_addf(&s, "%s %s", run->im->file, run->name ? run->name : "");
    for (uint32_t r = 0; r < run->header.first_row; r++)
        situ_str_addf(&s, " %.200s", run->sheet->cells[(size_t)r * run->sheet->column_count].text);
    char *hint = situ_str_ok(&s) ? situ_arena_strdup(arena, s.data) : NULL;
    situ_str_free(&s);
    return hint;
}

// A header such as lon_gcj02 or 经度(高德) says in which frame the figures are.
static situ_status crs_of_header(situ_sheet_run *run, situ_error *err)
{
    run->crs = run->im->options->crs;
    run->epsg = run->im->options->epsg;
    if (run->crs == SITU_CRS_AUTO && run->im->mapping) {
        run->crs = run->im->mapping->crs;
        run->epsg = run->im->mapping->epsg;
    }
    for (size_t f = 0; f < run->columns.field_count && run->crs == SITU_CRS_AUTO; f++) {
        situ_field_kind kind = run->columns.schema->fields[f].kind;
        int column = run->columns.of_field[f];
        if (column < 0 || (kind != SITU_FIELD_LON && kind != SITU_FIELD_LONLAT))
            continue;
        const char *flat = run->header.cells[column].flat;
        if (strstr(flat, "gcj02") || strstr(flat, "高德") || strstr(flat, "火星"))
            run->crs = SITU_CRS_GCJ02;
        else if (strstr(flat, "bd09") || strstr(flat, "百度"))
            run->crs = SITU_CRS_BD09;
        else
            continue;
        return tell_sheet(run->im, SITU_INFO, "CRS_FROM_HEADER", run->name,
                          run->crs == SITU_CRS_GCJ02 ? _("the header says that coordinates are GCJ-02") : _("the header says that coordinates are BD-09"),
                          NULL, err);
    }
    return SITU_OK;
}

static situ_status tell_columns(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str unused;
    situ_str_init(&unused);
    size_t n = 0;
    for (uint32_t c = 0; c < run->header.column_count; c++)
        if (run->columns.field[c] == SITU_COLUMN_UNUSED && run->header.cells[c].shown[0])
            situ_str_addf(&unused, "%s%.60s", n++ ? "、" : "", run->header.cells[c].shown);
    situ_str message;
    situ_str_init(&message);
    if (n > 0 && !run->im->mapping) {
        situ_str_addf(&message, _("columns kept as text only: %s"), unused.data);
        SITU_TRY(tell_sheet(run->im, SITU_INFO, "COLUMN_UNUSED", run->name, message.data, NULL, err));
    }
    size_t hidden = 0;
    for (uint32_t r = 0; run->sheet->row_hidden && r < run->sheet->row_count; r++)
        hidden += run->sheet->row_hidden[r];
    if (hidden > 0) {
        situ_str_clear(&message);
        situ_str_addf(&message, _("%zu hidden rows are read too"), hidden);
        SITU_TRY(tell_sheet(run->im, SITU_INFO, "HIDDEN_ROWS", run->name, message.data, _("delete them if they do not count"), err));
    }
done:
    situ_str_free(&unused);
    situ_str_free(&message);
    return status;
}

// Maps the columns. *known false: not a table we know; seen (may be NULL) receives its headers.
static situ_status map_columns(situ_sheet_run *run, char kind, bool *known, situ_str *seen, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_import *im = run->im;
    const situ_schema *only = im->options->as_table ? situ_schema_find(im->options->as_table) : NULL;
    *known = false;
    SITU_TRY(situ_header_find(&run->header, known, run->sheet, run->row_numbers != NULL, only, im->mapping, im->arena, err));
    if (!*known)
        goto done;
    if (im->mapping) {
        SITU_TRY(situ_columns_from_mapping(&run->columns, &run->header, im->mapping, im->arena, err));
    } else if (only) {
        SITU_TRY(situ_columns_match(&run->columns, &run->header, only, im->arena, err));
        for (size_t f = 0; f < run->columns.field_count && only; f++)
            if ((only->fields[f].flags & SITU_FIELD_REQUIRED) && run->columns.of_field[f] < 0 && strcmp(only->name, "region") != 0) {
                situ_str_addf(seen, _("no column for %s among: "), only->fields[f].label);
                *known = false;
            }
    } else {
        char *hint = hint_of(run, im->arena);
        SITU_TRY_ALLOC(hint);
        SITU_TRY(situ_table_recognise(&run->columns, known, &run->header, hint, kind, im->arena, err));
    }
    if (!*known)
        add_headers(seen, &run->header);
done:
    return status;
}

static situ_status skip_sheet(situ_sheet_run *run, situ_severity severity, const char *rule, const char *message, const char *cure,
                              situ_error *err)
{
    situ_status status = tell_sheet(run->im, severity, rule, run->name, message, cure, err);
    for (uint32_t r = 0; r < run->sheet->row_count && status == SITU_OK; r++)
        status = situ_report_fate(run->im->report, run->im->file, run->name, "", SITU_FATE_SKIPPED, err);
    return status;
}

typedef struct outcome {
    size_t tables, filled; // sheets recognised; of them with rows below the header
    situ_str seen;         // what was seen of the first sheet not recognised
    char seen_sheet[128];  // its name, "" for text files
} outcome;

// Sheets of instructions and drop-down lists are no data and nothing to worry about.
static bool is_instruction(const char *name)
{
    static const char *const words[] = {"说明", "选项", "封面", "目录", "须知", "字典", "示例", "代码表", NULL};
    for (size_t i = 0; name && words[i]; i++)
        if (strstr(name, words[i]))
            return true;
    return false;
}

static situ_status run_one(situ_sheet_run *run, char kind, outcome *o, situ_error *err)
{
    situ_status status = SITU_OK;
    bool known = false;
    situ_str seen, message;
    situ_str_init(&seen);
    situ_str_init(&message);
    if (run->sheet->row_count == 0)
        goto done;
    SITU_TRY(map_columns(run, kind, &known, &seen, err));
    if (!known) {
        if (seen.length > 0)
            situ_str_addf(&message, _("the table is not recognised by its headers: %s"), seen.data);
        else
            situ_str_add(&message, _("no header row is found in the sheet"));
        bool instruction = is_instruction(run->name);
        if (o->seen.length == 0 && !instruction) {
            situ_str_add(&o->seen, message.data);
            snprintf(o->seen_sheet, sizeof o->seen_sheet, "%s", run->name ? run->name : "");
        }
        SITU_TRY(skip_sheet(run, instruction ? SITU_INFO : SITU_WARN, "SHEET_UNKNOWN", message.data,
                            _("give --as TABLE or --mapping FILE, or use a template's headers"), err));
        goto done;
    }
    o->tables++;
    o->filled += run->header.last_row + 1 < run->sheet->row_count;
    SITU_TRY(crs_of_header(run, err));
    SITU_TRY(tell_columns(run, err));
    SITU_TRY(situ_run_sheet(run, err));
done:
    situ_str_free(&seen);
    situ_str_free(&message);
    return status;
}

// Nothing usable in the whole file is an error, one that says what was seen.
static situ_status judge(outcome *o, const char *path, const char *empty, situ_error *err)
{
    if (o->filled > 0)
        return SITU_OK;
    if (o->tables == 0 && o->seen.length > 0) {
        situ_fail(err, SITU_E_SCHEMA, _("give --as TABLE or --mapping FILE, or use a template's headers"), "%s", o->seen.data);
        return situ_error_at(err, path, *o->seen_sheet ? o->seen_sheet : NULL, NULL, 0, 0);
    }
    situ_fail(err, SITU_E_FORMAT, _("fill in at least one row below the header"), "%s", empty);
    return situ_error_at(err, path, NULL, NULL, 0, 0);
}

static situ_status import_sheets(situ_import *im, const situ_reader *reader, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheets *sheets = NULL;
    outcome o = {0};
    const char *only = im->options->sheet ? im->options->sheet : im->mapping ? im->mapping->sheet : NULL;
    const char *encoding = im->options->encoding ? im->options->encoding : im->mapping ? im->mapping->encoding : NULL;
    bool seen_sheet = false;
    situ_str_init(&o.seen);
    if (im->options->where || (im->mapping && im->mapping->where)) {
        status = situ_fail(err, SITU_E_USAGE, _("delete the rows in the sheet, or convert the file to .gpkg"), "%s",
                           _("--where works with vector files only"));
        goto done;
    }
    SITU_TRY(reader->read(&sheets, path, encoding, err));
    for (size_t i = 0; i < sheets->count; i++) {
        situ_sheet *sheet = &sheets->items[i];
        situ_sheet_run run = {.im = im, .sheet = sheet, .name = sheet->name[0] ? sheet->name : NULL};
        if (only && strcmp(only, sheet->name) != 0)
            continue;
        seen_sheet = true;
        if (sheet->hidden && !only) {
            SITU_TRY(skip_sheet(&run, is_instruction(run.name) ? SITU_INFO : SITU_WARN, "HIDDEN_SHEET",
                                _("the sheet is hidden and is not read"), _("unhide it, or name it with --sheet"), err));
            continue;
        }
        SITU_TRY(run_one(&run, 0, &o, err));
    }
    if (only && !seen_sheet) {
        situ_str names;
        situ_str_init(&names);
        for (size_t i = 0; i < sheets->count; i++)
            situ_str_addf(&names, "%s%s", i ? "、" : "", sheets->items[i].name);
        status = situ_fail(err, SITU_E_NOT_FOUND, names.data, _("there is no sheet \"%s\"; the sheets are named"), only);
        situ_str_free(&names);
        goto done;
    }
    SITU_TRY(judge(&o, path, _("the file holds no rows"), err));
done:
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    situ_str_free(&o.seen);
    situ_sheets_free(sheets);
    return status;
}

// --- vector files ---

// A layer's attributes as a sheet: row 0 holds the names, so that the same aliases and rules apply.
static situ_status sheet_of(situ_sheets *sheets, const situ_table *t, const char *layer, situ_sheet **out, int64_t **numbers, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheet_builder b = {0};
    int fid = situ_table_find(t, "src_row");
    SITU_TRY(situ_sheets_add(sheets, layer, false, out, err));
    *numbers = situ_arena_alloc(sheets->arena, (t->row_count + 1) * sizeof **numbers);
    SITU_TRY_ALLOC(*numbers);
    for (size_t r = 0; r <= t->row_count; r++) {
        uint32_t column = 0;
        situ_cell *cell = NULL;
        (*numbers)[r] = r == 0 ? 0 : situ_table_int(t, r - 1, fid);
        for (size_t c = 0; c < t->column_count; c++) {
            if ((int)c == fid)
                continue;
            SITU_TRY(situ_sheet_builder_cell(&b, (uint32_t)r, column++, &cell, err));
            if (r == 0) {
                *cell = (situ_cell){.kind = SITU_CELL_STRING, .text = t->columns[c].name};
                continue;
            }
            char buffer[32];
            const char *shown = situ_table_show(t, r - 1, (int)c, buffer);
            if (!shown[0])
                continue;
            bool text = t->columns[c].type == SITU_TYPE_TEXT;
            cell->kind = text ? SITU_CELL_STRING : SITU_CELL_NUMBER;
            cell->number = text ? 0 : situ_table_real(t, r - 1, (int)c);
            cell->text = text ? shown : situ_arena_strdup(sheets->arena, shown);
            SITU_TRY_ALLOC(cell->text);
        }
        if (column == 0) // a layer of geometries alone still has rows
            SITU_TRY(situ_sheet_builder_cell(&b, (uint32_t)r, 0, &cell, err));
    }
    SITU_TRY(situ_sheet_builder_finish(&b, *out, err));
done:
    situ_sheet_builder_free(&b);
    return status;
}

static char kind_of(const situ_table *t)
{
    static const char kinds[] = {[SITU_GEOM_POINT] = 'P', [SITU_GEOM_LINE] = 'L', [SITU_GEOM_POLYGON] = 'A'};
    for (size_t r = 0; r < t->row_count; r++) {
        const situ_geometry *g = situ_table_geometry(t, r);
        if (g)
            return kinds[g->kind];
    }
    return 0;
}

static situ_status import_layer(situ_import *im, const char *path, const char *layer, bool many, outcome *o, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    situ_sheets *sheets = NULL;
    situ_sheet *sheet = NULL;
    situ_geometry **geometry = NULL;
    int64_t *numbers = NULL;
    size_t bad = 0;
    const situ_ledger_options *options = im->options;
    situ_vector_options vector = {.layer = layer, .to_epsg = SITU_EPSG_CGCS2000, .assume_epsg = SITU_EPSG_CGCS2000};
    vector.where = options->where ? options->where : im->mapping ? im->mapping->where : NULL;
    vector.encoding = options->encoding && strcmp(options->encoding, "auto") != 0 ? options->encoding : im->mapping ? im->mapping->encoding : NULL;
    if (options->crs == SITU_CRS_EPSG)
        vector.assume_epsg = options->epsg;
    else if (options->crs == SITU_CRS_AUTO && im->mapping && im->mapping->crs == SITU_CRS_EPSG)
        vector.assume_epsg = im->mapping->epsg;
    SITU_TRY(situ_source_read_vector(&table, path, &vector, &bad, err));
    char kind = kind_of(table);
    if (bad > 0)
        SITU_TRY(tell_sheet(im, SITU_WARN, "GEOMETRY", layer, _("some geometries are broken; their rows are kept without one"),
                            _("repair the geometries in a GIS"), err));
    SITU_TRY(situ_sheets_new(&sheets, err));
    SITU_TRY(sheet_of(sheets, table, layer ? layer : "", &sheet, &numbers, err));
    geometry = situ_calloc(table->row_count + 1, sizeof(situ_geometry *));
    SITU_TRY_ALLOC(geometry);
    for (size_t r = 0; table->geometry && r < table->row_count; r++) {
        geometry[r + 1] = table->geometry[r];
        table->geometry[r] = NULL;
    }
    situ_sheet_run run = {.im = im, .sheet = sheet, .name = many ? layer : NULL, .geometry = kind ? geometry : NULL, .row_numbers = numbers};
    SITU_TRY(run_one(&run, kind, o, err));
done:
    for (size_t r = 0; geometry && table && r <= table->row_count; r++)
        situ_geometry_free(geometry[r]);
    situ_free(geometry);
    situ_sheets_free(sheets);
    situ_table_free(table);
    return status;
}

static situ_status import_vector(situ_import *im, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    char **layers = NULL;
    outcome o = {0};
    const char *only = im->options->sheet ? im->options->sheet : im->mapping ? im->mapping->sheet : NULL;
    situ_str_init(&o.seen);
    if (only) {
        SITU_TRY(import_layer(im, path, only, true, &o, err));
    } else {
        SITU_TRY(situ_source_layers(&layers, path, err));
        size_t n = 0;
        while (layers[n])
            n++;
        for (size_t i = 0; i < n; i++)
            SITU_TRY(import_layer(im, path, layers[i], n > 1, &o, err));
    }
    SITU_TRY(judge(&o, path, _("the file holds no features"), err));
done:
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    situ_str_free(&o.seen);
    situ_names_free(layers);
    return status;
}

// --- the file ---

static situ_status check_options(const situ_ledger_options *options, situ_error *err)
{
    if (!options->as_table || situ_schema_find(options->as_table))
        return SITU_OK;
    const char *names[64];
    size_t n = 0;
    for (; situ_schema_registry[n] && n + 1 < sizeof names / sizeof *names; n++)
        names[n] = situ_schema_registry[n]->name;
    names[n] = NULL;
    situ_str cure;
    situ_str_init(&cure);
    for (size_t i = 0; i < n; i++)
        situ_str_addf(&cure, "%s%s", i ? ", " : "", names[i]);
    situ_status status = situ_fail(err, SITU_E_USAGE, cure.data, _("there is no table \"%s\""), options->as_table);
    situ_str_free(&cure);
    return status;
}

void situ_ledger_result_free(situ_ledger_result *result)
{
    if (!result)
        return;
    situ_bundle_free(result->bundle);
    situ_sheets_free(result->sheets);
    situ_arena_free(result->arena);
    situ_free(result);
}

situ_bundle *situ_ledger_result_take(situ_ledger_result *result)
{
    situ_bundle *bundle = result ? result->bundle : NULL;
    if (result)
        result->bundle = NULL;
    situ_ledger_result_free(result);
    return bundle;
}

situ_status situ_ledger_read(situ_ledger_result **out, const char *path, const situ_ledger_options *options, situ_report *report, situ_job *job,
                             situ_error *err)
{
    static const situ_ledger_options none = {0};
    situ_status status = SITU_OK;
    situ_mapping *mapping = NULL;
    situ_ledger_result *result = NULL;
    situ_import im = {.options = options ? options : &none, .report = report, .job = job, .file = situ_path_base(path)};
    unsigned char head[16] = {0};
    *out = NULL;
    SITU_TRY(check_options(im.options, err));
    if (!situ_path_exists(path)) {
        situ_fail(err, SITU_E_NOT_FOUND, _("check the path"), "%s", _("there is no such file"));
        status = situ_error_at(err, path, NULL, NULL, 0, 0);
        goto done;
    }
    if (im.options->mapping)
        SITU_TRY(situ_mapping_read(&mapping, im.options->mapping, err));
    im.mapping = mapping;
    SITU_TRY_ALLOC(im.arena = situ_arena_new());
    SITU_TRY_ALLOC(im.ids = situ_map_new());
    SITU_TRY_ALLOC(im.keys = situ_map_new());
    SITU_TRY(situ_gazetteer_new(&im.gazetteer, im.options->regions, err));
    SITU_TRY(situ_bundle_new(&im.bundle, "internal", "", err));
    size_t n = read_head(path, head);
    const situ_reader *reader = choose_reader(path, head, n);
    if (n == 0) {
        situ_fail(err, SITU_E_FORMAT, _("copy or save the file again"), "%s", _("the file is empty"));
        status = situ_error_at(err, path, NULL, NULL, 0, 0);
    } else if (among(vector_extensions, situ_path_extension(path))) {
        status = import_vector(&im, path, err);
    } else if (reader) {
        status = import_sheets(&im, reader, path, err);
    } else {
        status = advise(path, head, n, err);
    }
    if (status != SITU_OK)
        goto done;
    SITU_TRY_ALLOC(result = situ_calloc(1, sizeof *result));
    *result = (situ_ledger_result){.bundle = im.bundle, .parts = im.parts, .part_count = im.part_count, .sheets = im.sheets, .arena = im.arena};
    im.bundle = NULL;
    im.sheets = NULL;
    im.arena = NULL;
    *out = result;
done:
    for (size_t i = 0; i < sizeof im.transforms / sizeof *im.transforms; i++)
        situ_transform_free(im.transforms[i]);
    situ_bundle_free(im.bundle);
    situ_gazetteer_free(im.gazetteer);
    situ_map_free(im.keys);
    situ_map_free(im.ids);
    situ_sheets_free(im.sheets);
    situ_arena_free(im.arena);
    situ_mapping_free(mapping);
    return status;
}
