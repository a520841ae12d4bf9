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

// --- sheets ---

// Nothing usable in the whole file is an error, one that says what was seen.
static situ_status judge(const situ_import *im, situ_outcome *o, const char *path, const char *empty, situ_error *err)
{
    if (o->filled > 0 || (im->options->empty_ok && o->tables > 0))
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
    situ_outcome o = {0};
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
        if (!only && (situ_starts_with(sheet->name, "〔") || strcmp(sheet->name, "填写说明") == 0)) {
            SITU_TRY(situ_skip_sheet(&run, SITU_INFO, "OWN_SHEET", _("a sheet of a report or template, not of data"), NULL, err));
            continue;
        }
        if (sheet->hidden && !only) {
            SITU_TRY(situ_skip_sheet(&run, situ_is_instruction(run.name) ? SITU_INFO : SITU_WARN, "HIDDEN_SHEET",
                                _("the sheet is hidden and is not read"), _("unhide it, or name it with --sheet"), err));
            continue;
        }
        SITU_TRY(situ_recognise_sheet(&run, 0, &o, err));
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
    SITU_TRY(judge(im, &o, path, _("the file holds no rows"), err));
done:
    if (status != SITU_OK)
        situ_error_at(err, path, NULL, NULL, 0, 0);
    situ_str_free(&o.seen);
    if (status == SITU_OK && im->options->keep_cells) {
        im->sheets = sheets;
        sheets = NULL;
    }
    situ_sheets_free(sheets);
    return status;
}

// --- vector files ---

// A layer's attributes as a sheet: row 0 holds the names, so that the same aliases and rules apply.
static situ_status sheet_of(situ_sheets *sheets, const situ_table *t, const char *layer, situ_sheet **out, int64_t **numbers, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_sheet_builder b = {.max_rows = SITU_TEXT_MAX_ROWS};
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

static situ_status import_layer(situ_import *im, const char *path, const char *layer, bool many, situ_outcome *o, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_table *table = NULL;
    situ_sheets *sheets = NULL;
    situ_sheet *sheet = NULL;
    situ_geometry **geometry = NULL;
    int64_t *numbers = NULL;
    size_t bad = 0;
    const situ_ledger_options *options = im->options;
    bool assumed = false;
    situ_vector_options vector = {.layer = layer, .to_epsg = SITU_EPSG_CGCS2000, .assume_epsg = SITU_EPSG_CGCS2000, .assumed = &assumed};
    situ_fault_user fault = {im, layer};
    vector.tell = situ_vector_fault_tell;
    vector.user = &fault;
    vector.where = options->where ? options->where : im->mapping ? im->mapping->where : NULL;
    vector.encoding = options->encoding && strcmp(options->encoding, "auto") != 0 ? options->encoding : im->mapping ? im->mapping->encoding : NULL;
    if (options->crs == SITU_CRS_EPSG)
        vector.assume_epsg = options->epsg;
    else if (options->crs == SITU_CRS_AUTO && im->mapping && im->mapping->crs == SITU_CRS_EPSG)
        vector.assume_epsg = im->mapping->epsg;
    SITU_TRY(situ_source_read_vector(&table, path, &vector, &bad, err));
    char kind = kind_of(table);
    if (bad > 0)
        SITU_TRY(situ_tell_sheet(im, SITU_WARN, "GEOMETRY", layer, NULL, _("some geometries are broken; their rows are kept without one"),
                            _("repair the geometries in a GIS"), err));
    SITU_TRY(situ_sheets_new(&sheets, err));
    SITU_TRY(sheet_of(sheets, table, layer ? layer : "", &sheet, &numbers, err));
    geometry = situ_calloc(table->row_count + 1, sizeof(situ_geometry *));
    SITU_TRY_ALLOC(geometry);
    for (size_t r = 0; table->geometry && r < table->row_count; r++) {
        geometry[r + 1] = table->geometry[r];
        table->geometry[r] = NULL;
    }
    situ_sheet_run run = {.im = im, .sheet = sheet, .name = many ? layer : NULL, .geometry = kind ? geometry : NULL, .row_numbers = numbers, .geometry_declared = !assumed};
    SITU_TRY(situ_recognise_sheet(&run, kind, o, err));
done:
    for (size_t r = 0; geometry && table && r <= table->row_count; r++)
        situ_geometry_free(geometry[r]);
    situ_free(geometry);
    situ_sheets_free(sheets);
    situ_table_free(table);
    return status;
}

static situ_status import_vector(situ_import *im, const char *path, const char *layer, situ_error *err)
{
    situ_status status = SITU_OK;
    char **layers = NULL;
    situ_outcome o = {0};
    const char *only = im->options->sheet ? im->options->sheet : im->mapping ? im->mapping->sheet : NULL;
    situ_str_init(&o.seen);
    if (!only)
        only = layer;
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
    SITU_TRY(judge(im, &o, situ_source_is_database(path) ? im->file : path, _("the file holds no features"), err));
done:
    if (status != SITU_OK)
        situ_error_at(err, situ_source_is_database(path) ? im->file : path, NULL, NULL, 0, 0);
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
    char shown[300]; // without the password
    situ_source_shown_name(shown, sizeof shown, path);
    situ_import im = {.options = options ? options : &none, .report = report, .job = job, .file = situ_source_is_database(path) ? shown : situ_path_base(path)};
    situ_opening opening = {0};
    *out = NULL;
    SITU_TRY(check_options(im.options, err));
    if (im.options->mapping)
        SITU_TRY(situ_mapping_read(&mapping, im.options->mapping, err));
    SITU_TRY(situ_ledger_open(&opening, path, im.options->as_table, err));
    im.mapping = mapping;
    SITU_TRY_ALLOC(im.arena = situ_arena_new());
    SITU_TRY_ALLOC(im.ids = situ_map_new());
    SITU_TRY_ALLOC(im.keys = situ_map_new());
    SITU_TRY(situ_gazetteer_new(&im.gazetteer, im.options->regions, err));
    SITU_TRY(situ_bundle_new(&im.bundle, "internal", "", err));
    if (opening.reader)
        SITU_TRY(import_sheets(&im, opening.reader, path, err));
    else
        SITU_TRY(import_vector(&im, path, opening.layer, err));
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
