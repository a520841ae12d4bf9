// SPDX-License-Identifier: MIT
#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"

enum { DEEPEST = 64, MOST_BYTES = 4 << 20 };

struct situ_yaml {
    situ_arena *arena;
    const situ_yaml_node *root;
    const char *file;
};

// A value that waits for the end of its list or map.
typedef struct pending {
    const char *key; // map only; NULL while the value is to come
    long key_line, key_column;
    const situ_yaml_node *value;
} pending;

typedef struct open_node {
    situ_yaml_node *node;
    size_t base;   // its first pending entry
    bool want_key; // map: a key comes next
} open_node;

typedef struct builder {
    situ_yaml *doc;
    yaml_parser_t parser;
    open_node stack[DEEPEST];
    size_t depth;
    pending *waiting;
    size_t count, capacity;
} builder;

// libyaml's texts that people meet, listed for translation.
static const char *const libyaml_problems[] = {
    N_("mapping values are not allowed in this context"),
    N_("did not find expected key"),
    N_("could not find expected ':'"),
    N_("did not find expected '-' indicator"),
    N_("did not find expected ',' or ']'"),
    N_("did not find expected ',' or '}'"),
    N_("did not find expected node content"),
    N_("did not find expected <document start>"),
    N_("block sequence entries are not allowed in this context"),
    N_("found character that cannot start any token"),
    N_("found unexpected end of stream"),
    N_("found unknown escape character"),
    N_("found a tab character where an indentation space is expected"),
    N_("found a tab character that violates indentation"),
};

static long line_of(yaml_mark_t mark)
{
    return (long)mark.line + 1;
}

static long column_of(yaml_mark_t mark)
{
    return (long)mark.column + 1;
}

static situ_status fail_at(situ_error *err, const builder *b, yaml_mark_t mark, situ_status code,
                           const char *cure, const char *cause)
{
    situ_fail(err, code, cure, "%s", cause);
    situ_error_at(err, b->doc->file, NULL, NULL, line_of(mark), column_of(mark));
    return code;
}

static situ_status fail_parser(situ_error *err, const builder *b)
{
    const yaml_parser_t *p = &b->parser;
    if (p->error == YAML_MEMORY_ERROR)
        return situ_fail_nomem(err);
    const char *cause = p->problem ? p->problem : "malformed YAML";
    for (size_t i = 0; i < sizeof libyaml_problems / sizeof *libyaml_problems; i++)
        if (strcmp(cause, libyaml_problems[i]) == 0)
            cause = situ_tr(libyaml_problems[i]);
    return fail_at(err, b, p->problem_mark, SITU_E_FORMAT,
                   _("check indentation, colons and quotes there and in the line above"), cause);
}

static situ_status refuse_extras(situ_error *err, const builder *b, const yaml_event_t *event,
                                 const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor)
        return fail_at(err, b, event->start_mark, SITU_E_UNSUPPORTED, _("write the value out"),
                       _("anchors (&name) are not allowed"));
    if (tag)
        return fail_at(err, b, event->start_mark, SITU_E_UNSUPPORTED, _("remove the tag"),
                       _("tags (!name) are not allowed"));
    return SITU_OK;
}

// Hands a finished value to the list or map it stands in, or makes it the root.
static situ_status place(builder *b, const situ_yaml_node *node, situ_error *err)
{
    if (!b->depth) {
        b->doc->root = node;
        return SITU_OK;
    }
    open_node *top = &b->stack[b->depth - 1];
    if (top->node->kind == SITU_YAML_MAP) {
        b->waiting[b->count - 1].value = node;
        top->want_key = true;
        return SITU_OK;
    }
    situ_status status = situ_grow(&b->waiting, &b->capacity, b->count + 1, sizeof *b->waiting, err);
    if (status == SITU_OK)
        b->waiting[b->count++] = (pending){.value = node};
    return status;
}

static situ_yaml_node *new_node(builder *b, situ_yaml_kind kind, yaml_mark_t mark)
{
    situ_yaml_node *node = situ_arena_alloc(b->doc->arena, sizeof *node);
    if (node)
        *node = (situ_yaml_node){.kind = kind, .text = "", .line = line_of(mark), .column = column_of(mark)};
    return node;
}

static bool is_null(const char *text)
{
    return strcmp(text, "~") == 0 || strcmp(text, "null") == 0;
}

static situ_status add_scalar(builder *b, const yaml_event_t *event, situ_error *err)
{
    situ_status status;
    const char *text = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    SITU_TRY(refuse_extras(err, b, event, event->data.scalar.anchor, event->data.scalar.tag));
    if (strlen(text) != length) {
        status = fail_at(err, b, event->start_mark, SITU_E_FORMAT, _("remove the \\0"),
                         _("a text holds a NUL character"));
        goto done;
    }
    const char *copy = situ_arena_strndup(b->doc->arena, text, length);
    SITU_TRY_ALLOC(copy);
    bool quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    open_node *top = b->depth ? &b->stack[b->depth - 1] : NULL;
    if (top && top->node->kind == SITU_YAML_MAP && top->want_key) {
        SITU_TRY(situ_grow(&b->waiting, &b->capacity, b->count + 1, sizeof *b->waiting, err));
        b->waiting[b->count++] =
            (pending){.key = copy, .key_line = line_of(event->start_mark), .key_column = column_of(event->start_mark)};
        top->want_key = false;
    } else {
        situ_yaml_node *node = new_node(b, SITU_YAML_SCALAR, event->start_mark);
        SITU_TRY_ALLOC(node);
        node->quoted = quoted;
        node->text = !quoted && is_null(copy) ? "" : copy;
        status = place(b, node, err);
    }
done:
    return status;
}

static situ_status open_list_or_map(builder *b, const yaml_event_t *event, situ_error *err)
{
    situ_status status;
    bool map = event->type == YAML_MAPPING_START_EVENT;
    SITU_TRY(refuse_extras(err, b, event,
                           map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
                           map ? event->data.mapping_start.tag : event->data.sequence_start.tag));
    if (b->depth == DEEPEST) {
        status = fail_at(err, b, event->start_mark, SITU_E_LIMIT, _("make the structure flatter"),
                         _("lists and maps are nested deeper than 64"));
        goto done;
    }
    if (b->depth && b->stack[b->depth - 1].node->kind == SITU_YAML_MAP && b->stack[b->depth - 1].want_key) {
        status = fail_at(err, b, event->start_mark, SITU_E_FORMAT, _("use a text as key"),
                         _("a list or map cannot be a key"));
        goto done;
    }
    situ_yaml_node *node = new_node(b, map ? SITU_YAML_MAP : SITU_YAML_LIST, event->start_mark);
    SITU_TRY_ALLOC(node);
    b->stack[b->depth++] = (open_node){node, b->count, map};
done:
    return status;
}

typedef struct sort_key {
    const char *key;
    size_t index;
} sort_key;

static int by_key(const void *a, const void *b)
{
    const sort_key *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

// Finds the first key that stood in the map before. Sorted, so that a hostile file costs n log n.
static situ_status check_duplicates(const builder *b, const pending *entries, size_t count, situ_error *err)
{
    situ_status status = SITU_OK;
    sort_key *keys = situ_calloc(count, sizeof *keys);
    SITU_TRY_ALLOC(keys);
    for (size_t i = 0; i < count; i++)
        keys[i] = (sort_key){entries[i].key, i};
    qsort(keys, count, sizeof *keys, by_key);
    size_t found = count, first = count;
    for (size_t i = 1; i < count; i++)
        if (strcmp(keys[i - 1].key, keys[i].key) == 0 && keys[i].index < found) {
            found = keys[i].index;
            first = keys[i - 1].index;
        }
    if (found < count) {
        const pending *p = &entries[found];
        status = situ_fail(err, SITU_E_FORMAT, _("keep one of the two"),
                           _("the key \"%s\" stands twice, first in line %ld"), p->key, entries[first].key_line);
        situ_error_at(err, b->doc->file, NULL, NULL, p->key_line, p->key_column);
    }
done:
    situ_free(keys);
    return status;
}

static situ_status close_list_or_map(builder *b, situ_error *err)
{
    situ_status status;
    open_node top = b->stack[--b->depth];
    situ_yaml_node *node = top.node;
    const pending *entries = b->waiting + top.base;
    size_t count = b->count - top.base;
    bool map = node->kind == SITU_YAML_MAP;
    if (map && count > 1)
        SITU_TRY(check_duplicates(b, entries, count, err));
    const situ_yaml_node **items = situ_arena_alloc(b->doc->arena, count * sizeof *items);
    SITU_TRY_ALLOC(items);
    for (size_t i = 0; i < count; i++)
        items[i] = entries[i].value;
    node->items = items;
    node->count = count;
    if (map) {
        const char **keys = situ_arena_alloc(b->doc->arena, (count + 1) * sizeof *keys); // ends with NULL
        long *places = situ_arena_alloc(b->doc->arena, 2 * count * sizeof *places);
        SITU_TRY_ALLOC(keys);
        SITU_TRY_ALLOC(places);
        for (size_t i = 0; i < count; i++) {
            keys[i] = entries[i].key;
            places[i] = entries[i].key_line;
            places[count + i] = entries[i].key_column;
        }
        node->keys = keys;
        node->key_lines = places;
        node->key_columns = places + count;
    }
    b->count = top.base;
    status = place(b, node, err);
done:
    return status;
}

static situ_status take_event(builder *b, const yaml_event_t *event, situ_error *err)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return fail_at(err, b, event->start_mark, SITU_E_UNSUPPORTED, _("write the value out"),
                       _("aliases (*name) are not allowed"));
    case YAML_DOCUMENT_START_EVENT:
        if (b->doc->root)
            return fail_at(err, b, event->start_mark, SITU_E_UNSUPPORTED, _("use one file per document"),
                           _("the file holds more than one document"));
        return SITU_OK;
    case YAML_SCALAR_EVENT:
        return add_scalar(b, event, err);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return open_list_or_map(b, event, err);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_list_or_map(b, err);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return SITU_OK;
}

static situ_status build(builder *b, situ_error *err)
{
    for (;;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&b->parser, &event))
            return fail_parser(err, b);
        bool end = event.type == YAML_STREAM_END_EVENT;
        situ_status status = take_event(b, &event, err);
        yaml_event_delete(&event);
        if (status != SITU_OK || end)
            return status;
    }
}

static situ_status parse_text(situ_yaml *doc, const char *text, size_t bytes, situ_error *err)
{
    situ_status status;
    builder *b = situ_calloc(1, sizeof *b);
    if (!b)
        return situ_fail_nomem(err);
    b->doc = doc;
    bool ready = yaml_parser_initialize(&b->parser) != 0;
    SITU_TRY_ALLOC(ready ? b : NULL);
    yaml_parser_set_encoding(&b->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b->parser, (const unsigned char *)text, bytes);
    SITU_TRY(build(b, err));
    if (!doc->root) {
        status = situ_fail(err, SITU_E_FORMAT, NULL, "%s", _("the file is empty"));
        situ_error_at(err, doc->file, NULL, NULL, 0, 0);
    }
done:
    if (ready)
        yaml_parser_delete(&b->parser);
    situ_free(b->waiting);
    situ_free(b);
    return status;
}

situ_status situ_yaml_parse(situ_yaml **out, const char *text, size_t bytes, const char *name, situ_error *err)
{
    situ_status status;
    char *decoded = NULL;
    size_t length = 0;
    *out = NULL;
    situ_yaml *doc = situ_calloc(1, sizeof *doc);
    SITU_TRY_ALLOC(doc);
    doc->arena = situ_arena_new();
    SITU_TRY_ALLOC(doc->arena);
    doc->file = situ_arena_strdup(doc->arena, name ? name : "");
    SITU_TRY_ALLOC(doc->file);
    if (bytes > MOST_BYTES) {
        status = situ_fail(err, SITU_E_LIMIT, _("split the file or check that it is the right one"),
                           _("the file is larger than %zu bytes"), (size_t)MOST_BYTES);
        situ_error_at(err, doc->file, NULL, NULL, 0, 0);
        goto done;
    }
    // A file saved by an old Chinese editor is GBK.
    status = situ_decode_text(&decoded, &length, text, bytes, NULL, NULL, err);
    if (status != SITU_OK) {
        situ_error_at(err, doc->file, NULL, NULL, 0, 0);
        goto done;
    }
    SITU_TRY(parse_text(doc, decoded, length, err));
    *out = doc;
    doc = NULL;
done:
    situ_free(decoded);
    situ_yaml_free(doc);
    return status;
}

situ_status situ_yaml_read(situ_yaml **out, const char *path, situ_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    *out = NULL;
    situ_status status = situ_read_file(&text, &bytes, path, MOST_BYTES, err);
    if (status == SITU_OK)
        status = situ_yaml_parse(out, text, bytes, path, err);
    situ_free(text);
    return status;
}

void situ_yaml_free(situ_yaml *doc)
{
    if (!doc)
        return;
    situ_arena_free(doc->arena);
    situ_free(doc);
}

const situ_yaml_node *situ_yaml_root(const situ_yaml *doc)
{
    return doc ? doc->root : NULL;
}

const char *situ_yaml_file(const situ_yaml *doc)
{
    return doc ? doc->file : "";
}

const situ_yaml_node *situ_yaml_get(const situ_yaml_node *node, const char *key)
{
    if (!node || node->kind != SITU_YAML_MAP)
        return NULL;
    for (size_t i = 0; i < node->count; i++)
        if (strcmp(node->keys[i], key) == 0)
            return node->items[i];
    return NULL;
}

const char *situ_yaml_text(const situ_yaml_node *node, const char *key, const char *fallback)
{
    const situ_yaml_node *value = situ_yaml_get(node, key);
    return value && value->kind == SITU_YAML_SCALAR ? value->text : fallback;
}

situ_status situ_yaml_fail(situ_error *err, const char *file, const situ_yaml_node *node,
                           const char *cure, const char *fmt, ...)
{
    if (!err)
        return SITU_E_SCHEMA;
    char cause[sizeof err->cause];
    va_list args;
    va_start(args, fmt);
    if (vsnprintf(cause, sizeof cause, fmt, args) < 0)
        cause[0] = '\0';
    va_end(args);
    situ_fail(err, SITU_E_SCHEMA, cure, "%s", cause);
    return situ_error_at(err, file, NULL, NULL, node ? node->line : 0, node ? node->column : 0);
}

// "did you mean ...?", else the list of what is known. NULL when out of memory.
static char *advice(const char *word, const char *const *known)
{
    situ_str s;
    situ_str_init(&s);
    const char *near = situ_nearest_word(word, known, situ_utf8_count(word) > 4 ? 2 : 1);
    if (near) {
        situ_str_addf(&s, _("did you mean \"%s\"?"), near);
        return situ_str_take(&s);
    }
    situ_str_add(&s, _("known keys: "));
    for (size_t i = 0; known[i]; i++) {
        situ_str_add(&s, i ? _(", ") : "");
        situ_str_add(&s, known[i]);
    }
    return situ_str_take(&s);
}

situ_status situ_yaml_known(const situ_yaml_node *map, const char *file, const char *const *known,
                            situ_error *err)
{
    if (!map)
        return SITU_OK;
    if (map->kind != SITU_YAML_MAP)
        return situ_yaml_fail(err, file, map, NULL, "%s", _("key: value pairs are expected here"));
    for (size_t i = 0; i < map->count; i++) {
        size_t j = 0;
        while (known[j] && strcmp(map->keys[i], known[j]) != 0)
            j++;
        if (known[j])
            continue;
        char *cure = advice(map->keys[i], known);
        situ_fail(err, SITU_E_SCHEMA, cure, _("unknown key \"%s\""), map->keys[i]);
        situ_error_at(err, file, NULL, NULL, map->key_lines ? map->key_lines[i] : map->line,
                      map->key_columns ? map->key_columns[i] : map->column);
        situ_free(cure);
        return SITU_E_SCHEMA;
    }
    return SITU_OK;
}
