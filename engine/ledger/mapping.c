// SPDX-License-Identifier: MIT
// --mapping: which column is which field, said once and reused. Unknown keys fail with line and column.
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/yaml.h"
#include "ledger/internal.h"

static const char *const top_keys[] = {"table", "sheet", "header_row", "where", "encoding", "crs", "columns", NULL};
static const char *const entry_keys[] = {"column", "value", "values", "unit", NULL};

bool situ_crs_choice_parse(const char *text, situ_crs_choice *choice, int *epsg)
{
    static const struct {
        const char *word;
        situ_crs_choice choice;
    } words[] = {{"auto", SITU_CRS_AUTO},   {"cgcs2000", SITU_CRS_CGCS2000}, {"wgs84", SITU_CRS_WGS84},
                 {"wgs-84", SITU_CRS_WGS84}, {"gcj02", SITU_CRS_GCJ02},       {"gcj-02", SITU_CRS_GCJ02},
                 {"bd09", SITU_CRS_BD09},   {"bd-09", SITU_CRS_BD09}};
    *epsg = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(text, words[i].word) == 0) {
            *choice = words[i].choice;
            return true;
        }
    long long code = 0;
    if (strncasecmp(text, "epsg:", 5) != 0 || !situ_parse_int(text + 5, &code) || code < 1024 || code > 100000)
        return false;
    *choice = SITU_CRS_EPSG;
    *epsg = (int)code;
    return true;
}

static situ_status known_field(const situ_mapping *m, const char *file, const situ_yaml_node *columns, size_t i, situ_error *err)
{
    const char *names[96];
    size_t n = 0;
    names[n++] = "id";
    for (const situ_field *f = m->schema->fields; f->name && n + 1 < sizeof names / sizeof *names; f++)
        names[n++] = f->name;
    names[n] = NULL;
    for (size_t k = 0; names[k]; k++)
        if (strcmp(names[k], columns->keys[i]) == 0)
            return SITU_OK;
    situ_yaml_node at = *columns;
    at.line = columns->key_lines[i];
    at.column = columns->key_columns[i];
    const char *near = situ_nearest_word(columns->keys[i], names, 3);
    situ_str cure;
    situ_str_init(&cure);
    if (near)
        situ_str_addf(&cure, _("did you mean \"%s\"?"), near);
    situ_status status = situ_yaml_fail(err, file, &at, near ? cure.data : NULL, _("table %s has no field \"%s\""),
                                        m->schema->name, columns->keys[i]);
    situ_str_free(&cure);
    return status;
}

static situ_status read_entry(situ_mapping_entry *e, const situ_mapping *m, const char *file, const situ_yaml_node *columns,
                              size_t i, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_yaml_node *node = columns->items[i];
    SITU_TRY(known_field(m, file, columns, i, err));
    e->field = columns->keys[i];
    if (node->kind == SITU_YAML_SCALAR) {
        e->column = node->text;
        goto done;
    }
    if (node->kind != SITU_YAML_MAP) {
        status = situ_yaml_fail(err, file, node, _("write  name: HEADER  or  name: {value: TEXT}"), "%s",
                                _("a field needs a column name or a map"));
        goto done;
    }
    SITU_TRY(situ_yaml_known(node, file, entry_keys, err));
    e->column = situ_yaml_text(node, "column", NULL);
    e->constant = situ_yaml_text(node, "value", NULL);
    e->unit = situ_yaml_text(node, "unit", NULL);
    e->values = situ_yaml_get(node, "values");
    if (e->values && e->values->kind != SITU_YAML_MAP) {
        status = situ_yaml_fail(err, file, e->values, _("write  values: {高: 重大, 低: 低}"), "%s", _("values must be a map of texts"));
    } else if (!e->column == !e->constant) {
        status = situ_yaml_fail(err, file, node, _("write  {column: HEADER}  or  {value: TEXT}"),
                                _("field \"%s\" needs either a column or a value"), e->field);
    }
done:
    return status;
}

static situ_status read_top(situ_mapping *m, const situ_yaml_node *root, const char *file, situ_error *err)
{
    situ_status status = SITU_OK;
    if (root->kind != SITU_YAML_MAP)
        return situ_yaml_fail(err, file, root, NULL, "%s", _("a mapping file holds a map"));
    SITU_TRY(situ_yaml_known(root, file, top_keys, err));
    const situ_yaml_node *table = situ_yaml_get(root, "table"), *crs = situ_yaml_get(root, "crs");
    const situ_yaml_node *header_row = situ_yaml_get(root, "header_row");
    m->schema = table ? situ_schema_find(table->text) : NULL;
    for (size_t i = 0; table && table->text && !m->schema && situ_schema_registry[i]; i++)
        if (strcmp(situ_schema_registry[i]->label, table->text) == 0)
            m->schema = situ_schema_registry[i];
    if (!m->schema) {
        const char *names[64];
        size_t n = 0;
        for (; situ_schema_registry[n] && n + 1 < sizeof names / sizeof *names; n++)
            names[n] = situ_schema_registry[n]->name;
        names[n] = NULL;
        const char *near = table && table->kind == SITU_YAML_SCALAR ? situ_nearest_word(table->text, names, 3) : NULL;
        status = situ_yaml_fail(err, file, table ? table : root, _("`situ list tables` shows the tables"),
                                near ? _("unknown table (did you mean \"%s\"?)") : "%s",
                                near ? near : table ? _("unknown table") : _("the mapping names no table"));
        goto done;
    }
    m->sheet = situ_yaml_text(root, "sheet", NULL);
    m->where = situ_yaml_text(root, "where", NULL);
    m->encoding = situ_yaml_text(root, "encoding", NULL);
    if (crs && (crs->kind != SITU_YAML_SCALAR || !situ_crs_choice_parse(crs->text, &m->crs, &m->epsg))) {
        status = situ_yaml_fail(err, file, crs, _("one of auto, cgcs2000, wgs84, gcj02, bd09, EPSG:n"), "%s",
                                _("unknown coordinate system"));
        goto done;
    }
    if (header_row) {
        long long row = 0;
        if (header_row->kind != SITU_YAML_SCALAR || !situ_parse_int(header_row->text, &row) || row < 1 || row > SITU_SHEET_MAX_ROWS) {
            status = situ_yaml_fail(err, file, header_row, NULL, "%s", _("header_row is the number of a row"));
            goto done;
        }
        m->header_row = (long)row;
    }
done:
    return status;
}

situ_status situ_mapping_read(situ_mapping **out, const char *path, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_mapping *m = situ_calloc(1, sizeof *m);
    *out = NULL;
    SITU_TRY_ALLOC(m);
    SITU_TRY(situ_yaml_read(&m->doc, path, err));
    const situ_yaml_node *root = situ_yaml_root(m->doc);
    const char *file = situ_yaml_file(m->doc);
    SITU_TRY(read_top(m, root, file, err));
    const situ_yaml_node *columns = situ_yaml_get(root, "columns");
    if (!columns || columns->kind != SITU_YAML_MAP || columns->count == 0) {
        status = situ_yaml_fail(err, file, columns ? columns : root, _("add  columns: {name: HEADER}"), "%s",
                                _("the mapping names no columns"));
        goto done;
    }
    m->entries = situ_calloc(columns->count, sizeof *m->entries);
    SITU_TRY_ALLOC(m->entries);
    for (size_t i = 0; i < columns->count; i++) {
        SITU_TRY(read_entry(&m->entries[i], m, file, columns, i, err));
        m->count++;
    }
    *out = m;
    m = NULL;
done:
    situ_mapping_free(m);
    return status;
}

void situ_mapping_free(situ_mapping *m)
{
    if (!m)
        return;
    situ_yaml_free(m->doc);
    situ_free(m->entries);
    situ_free(m);
}
