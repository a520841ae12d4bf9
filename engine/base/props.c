// SPDX-License-Identifier: MIT
#include "base/props.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"

enum { DEEPEST = 16 }; // tables in tables

// Everything a value needs while it is read. node is where messages point to, NULL for text from
// the command line or a fallback; only then lists are split at commas.
typedef struct reader {
    const char *file;
    const situ_yaml_node *node;
    const char *path; // name as the user wrote it, for messages
    situ_arena *arena;
    situ_error *err;
} reader;

static void *member(void *out, const situ_prop *p)
{
    return (char *)out + p->offset;
}

// Fails at the reader's place: schema error in a file, usage error on the command line.
static situ_status fail(const reader *r, const char *cure, const char *cause)
{
    if (r->node)
        return situ_yaml_fail(r->err, r->file, r->node, cure, "%s: %s", r->path, cause);
    situ_status code = r->file ? SITU_E_SCHEMA : SITU_E_USAGE;
    situ_fail(r->err, code, cure, "%s: %s", r->path, cause);
    situ_error_at(r->err, r->file, NULL, NULL, 0, 0);
    return code;
}

// As fail, with the offending text put behind the cause.
static situ_status fail_text(const reader *r, const char *cure, const char *cause, const char *text)
{
    char full[sizeof r->err->cause];
    situ_str s;
    situ_str_init(&s);
    situ_str_addf(&s, cause, text);
    size_t n = s.length < sizeof full - 1 ? s.length : sizeof full - 1;
    memcpy(full, s.data, n);
    full[n] = '\0';
    situ_str_free(&s);
    return fail(r, cure, full);
}

static bool in_range(const situ_prop *p, double value)
{
    return (p->min == 0 && p->max == 0) || (value >= p->min && value <= p->max);
}

static situ_status fail_range(const reader *r, const situ_prop *p, const char *text)
{
    char low[32], high[32];
    situ_format_double(p->min, low);
    situ_format_double(p->max, high);
    situ_str cure;
    situ_str_init(&cure);
    situ_str_addf(&cure, _("give a value from %s to %s"), low, high);
    situ_status status = fail_text(r, cure.data, _("%s is out of range"), text);
    situ_str_free(&cure);
    return status;
}

static situ_status read_double(const reader *r, const situ_prop *p, const char *text, double *out)
{
    double value = 0;
    if (!situ_parse_double(text, &value))
        return fail_text(r, _("write it like 12 or 0.5, without unit"), _("\"%s\" is not a number"), text);
    if (!in_range(p, value))
        return fail_range(r, p, text);
    *out = value;
    return SITU_OK;
}

static situ_status read_long(const reader *r, const situ_prop *p, const char *text, long *out)
{
    long long value = 0;
    if (!situ_parse_int(text, &value))
        return fail_text(r, _("write it like 12, without unit"), _("\"%s\" is not a whole number"), text);
    if (!in_range(p, (double)value))
        return fail_range(r, p, text);
    *out = (long)value;
    return SITU_OK;
}

static situ_status read_bool(const reader *r, const char *text, bool *out)
{
    static const char *const yes[] = {"yes", "true", "on"}, *const no[] = {"no", "false", "off"};
    for (size_t i = 0; i < 3; i++)
        if (strcasecmp(text, yes[i]) == 0 || strcasecmp(text, no[i]) == 0) {
            *out = strcasecmp(text, yes[i]) == 0;
            return SITU_OK;
        }
    return fail_text(r, _("write yes or no"), _("\"%s\" is neither yes nor no"), text);
}

static situ_status read_word(const reader *r, const situ_prop *p, const char *text, int *out)
{
    for (int i = 0; p->words[i]; i++)
        if (strcmp(p->words[i], text) == 0) {
            *out = i;
            return SITU_OK;
        }
    situ_str cure;
    situ_str_init(&cure);
    const char *near = situ_nearest_word(text, p->words, 2);
    if (near)
        situ_str_addf(&cure, _("did you mean \"%s\"?"), near);
    else
        situ_str_add(&cure, _("one of: "));
    for (size_t i = 0; !near && p->words[i]; i++) {
        situ_str_add(&cure, i ? _(", ") : "");
        situ_str_add(&cure, p->words[i]);
    }
    situ_status status = fail_text(r, cure.data, _("unknown value \"%s\""), text);
    situ_str_free(&cure);
    return status;
}

static situ_status read_color(const reader *r, const char *text, situ_rgba *out)
{
    if (situ_parse_color(text, out))
        return SITU_OK;
    return fail_text(r, _("write it like \"#E02020\" (in quotes) or none"), _("\"%s\" is not a colour"), text);
}

static situ_status read_text(const reader *r, const char *text, const char **out)
{
    *out = situ_arena_strdup(r->arena, text);
    return *out ? SITU_OK : situ_fail_nomem(r->err);
}

// Copies the part of a comma-separated text at *from and moves behind it; blanks around it go.
static char *next_part(situ_arena *arena, const char **from)
{
    const char *start = *from + strspn(*from, " ");
    const char *end = start + strcspn(start, ",");
    *from = *end ? end + 1 : NULL;
    while (end > start && end[-1] == ' ')
        end--;
    return situ_arena_strndup(arena, start, (size_t)(end - start));
}

static size_t count_parts(const char *text)
{
    size_t n = 1;
    if (!text[strspn(text, " ")])
        return 0;
    for (; *text; text++)
        n += *text == ',';
    return n;
}

// The texts of a list: the node's items, the one scalar, or (no node) the parts between commas.
static situ_status list_texts(const reader *r, const char *text, const char *const **out, size_t *count)
{
    const situ_yaml_node *list = r->node && r->node->kind == SITU_YAML_LIST ? r->node : NULL;
    size_t n = list ? list->count : r->node ? 1 : count_parts(text);
    const char **items = situ_arena_alloc(r->arena, n * sizeof *items);
    if (!items)
        return situ_fail_nomem(r->err);
    for (size_t i = 0; i < n; i++) {
        reader at = *r;
        if (list) {
            at.node = list->items[i];
            if (at.node->kind != SITU_YAML_SCALAR)
                return fail(&at, NULL, _("a list of plain values is expected"));
        }
        items[i] = list      ? situ_arena_strdup(r->arena, at.node->text)
                   : r->node ? situ_arena_strdup(r->arena, text)
                             : next_part(r->arena, &text);
        if (!items[i])
            return situ_fail_nomem(r->err);
    }
    *out = items;
    *count = n;
    return SITU_OK;
}

static situ_status read_numbers(const reader *r, const situ_prop *p, const char *text, situ_numbers *out)
{
    const char *const *texts = NULL;
    size_t count = 0;
    situ_status status = list_texts(r, text, &texts, &count);
    if (status != SITU_OK)
        return status;
    double *items = situ_arena_alloc(r->arena, count * sizeof *items);
    if (!items)
        return situ_fail_nomem(r->err);
    for (size_t i = 0; i < count && status == SITU_OK; i++) {
        reader at = *r;
        if (r->node && r->node->kind == SITU_YAML_LIST)
            at.node = r->node->items[i];
        status = read_double(&at, p, texts[i], &items[i]);
    }
    if (status == SITU_OK)
        *out = (situ_numbers){items, count};
    return status;
}

static situ_status read_list(const reader *r, const situ_prop *p, const char *text, void *to)
{
    if (p->kind == SITU_PROP_NUMBERS)
        return read_numbers(r, p, text, to);
    situ_texts texts = {0};
    situ_status status = list_texts(r, text, &texts.items, &texts.count);
    if (status == SITU_OK)
        memcpy(to, &texts, sizeof texts);
    return status;
}

static situ_status read_scalar(const reader *r, const situ_prop *p, const char *text, void *to)
{
    switch (p->kind) {
    case SITU_PROP_NUMBER:
        return read_double(r, p, text, to);
    case SITU_PROP_INT:
        return read_long(r, p, text, to);
    case SITU_PROP_BOOL:
        return read_bool(r, text, to);
    case SITU_PROP_TEXT:
        return read_text(r, text, to);
    case SITU_PROP_ENUM:
        return read_word(r, p, text, to);
    case SITU_PROP_COLOR:
        return read_color(r, text, to);
    case SITU_PROP_NUMBERS:
    case SITU_PROP_TEXTS:
        return read_list(r, p, text, to);
    case SITU_PROP_OBJECT:
        if (p->shorthand)
            return read_scalar(r, situ_props_find(p->object, p->shorthand), text,
                               member(to, situ_props_find(p->object, p->shorthand)));
        return fail(r, NULL, _("key: value pairs are expected here"));
    case SITU_PROP_NODE:
        break;
    }
    return fail(r, NULL, _("can only be set in a file"));
}

static size_t size_of(situ_prop_kind kind)
{
    switch (kind) {
    case SITU_PROP_NUMBER:
        return sizeof(double);
    case SITU_PROP_INT:
        return sizeof(long);
    case SITU_PROP_BOOL:
        return sizeof(bool);
    case SITU_PROP_TEXT:
        return sizeof(const char *);
    case SITU_PROP_ENUM:
        return sizeof(int);
    case SITU_PROP_COLOR:
        return sizeof(situ_rgba);
    case SITU_PROP_NUMBERS:
        return sizeof(situ_numbers);
    case SITU_PROP_TEXTS:
        return sizeof(situ_texts);
    case SITU_PROP_NODE:
        return sizeof(const situ_yaml_node *);
    case SITU_PROP_OBJECT:
        break;
    }
    return 0;
}

static situ_status set_defaults(void *out, const situ_prop *table, situ_arena *arena, int depth, situ_error *err)
{
    situ_status status = SITU_OK;
    for (const situ_prop *p = table; p && p->name; p++) {
        if (p->kind == SITU_PROP_OBJECT) {
            if (depth == DEEPEST)
                return situ_fail(err, SITU_E_LIMIT, NULL, "%s: nested too deep", p->name);
            SITU_TRY(set_defaults(member(out, p), p->object, arena, depth + 1, err));
        } else {
            memset(member(out, p), 0, size_of(p->kind));
        }
        if (p->fallback) { // the range holds for people: 0 may stand for "unset" outside of it
            situ_prop free_range = *p;
            free_range.min = free_range.max = 0;
            reader r = {.path = p->name, .arena = arena, .err = err};
            SITU_TRY(read_scalar(&r, &free_range, p->fallback, member(out, p)));
        }
    }
done:
    return status;
}

situ_status situ_props_default(void *out, const situ_prop *table, situ_arena *arena, situ_error *err)
{
    return set_defaults(out, table, arena, 0, err);
}

static bool same_name(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char x = a[i] == '-' ? '_' : a[i], y = b[i] == '-' ? '_' : b[i];
        if (x != y || !x)
            return false;
    }
    return true;
}

static const situ_prop *find(const situ_prop *table, const char *name, size_t n)
{
    for (const situ_prop *p = table; p && p->name; p++)
        if (strlen(p->name) == n && same_name(p->name, name, n))
            return p;
    return NULL;
}

const situ_prop *situ_props_find(const situ_prop *table, const char *name)
{
    return name ? find(table, name, strlen(name)) : NULL;
}

// All names somebody reads here, NULL-terminated; NULL when out of memory.
static const char **known_names(const situ_prop *table, const char *const *also)
{
    size_t n = 0;
    for (const situ_prop *p = table; p->name; p++)
        n++;
    for (size_t i = 0; also && also[i]; i++)
        n++;
    const char **names = situ_calloc(n + 1, sizeof *names);
    if (!names)
        return NULL;
    n = 0;
    for (const situ_prop *p = table; p->name; p++)
        names[n++] = p->name;
    for (size_t i = 0; also && also[i]; i++)
        names[n++] = also[i];
    return names;
}

static situ_status check_keys(const situ_prop *table, const situ_yaml_node *map, const char *const *also,
                              const char *file, situ_error *err)
{
    const char **names = known_names(table, also);
    if (!names)
        return situ_fail_nomem(err);
    situ_status status = situ_yaml_known(map, file, names, err);
    situ_free(names);
    return status;
}

static situ_status read_map(void *out, const situ_prop *table, const situ_yaml_node *map,
                            const char *const *also, const reader *above);

static bool is_null(const situ_yaml_node *node)
{
    return node->kind == SITU_YAML_SCALAR && !node->quoted && !*node->text;
}

static situ_status read_node(const reader *r, const situ_prop *p, void *to)
{
    const situ_yaml_node *node = r->node;
    if (p->kind == SITU_PROP_NODE) {
        memcpy(to, &node, sizeof node);
        return SITU_OK;
    }
    if (p->kind == SITU_PROP_OBJECT && node->kind == SITU_YAML_MAP)
        return read_map(to, p->object, node, NULL, r);
    if (p->kind == SITU_PROP_OBJECT && p->shorthand) {
        const situ_prop *inner = situ_props_find(p->object, p->shorthand);
        return read_node(r, inner, member(to, inner));
    }
    bool list_kind = p->kind == SITU_PROP_NUMBERS || p->kind == SITU_PROP_TEXTS;
    if (node->kind == SITU_YAML_SCALAR || (list_kind && node->kind == SITU_YAML_LIST))
        return read_scalar(r, p, node->text, to);
    return fail(r, NULL, p->kind == SITU_PROP_OBJECT ? _("key: value pairs are expected here")
                         : list_kind                 ? _("a list is expected here")
                                                     : _("one plain value is expected here"));
}

static situ_status read_map(void *out, const situ_prop *table, const situ_yaml_node *map,
                            const char *const *also, const reader *above)
{
    situ_status status = SITU_OK;
    if (map)
        SITU_TRY(check_keys(table, map, also, above->file, above->err));
    for (const situ_prop *p = table; p->name; p++) {
        reader r = *above;
        r.path = p->name;
        r.node = situ_yaml_get(map, p->name);
        if (r.node && !is_null(r.node)) { // "key:" without value keeps the default
            SITU_TRY(read_node(&r, p, member(out, p)));
        } else if (p->required) {
            r.node = r.node ? r.node : map;
            status = fail(&r, _("add the key"), _("is missing"));
            goto done;
        }
    }
done:
    return status;
}

situ_status situ_props_read(void *out, const situ_prop *table, const situ_yaml_node *map,
                            const char *const *also, const char *file, situ_arena *arena, situ_error *err)
{
    situ_status status = situ_props_default(out, table, arena, err);
    if (status != SITU_OK)
        return status;
    reader r = {.file = file ? file : "", .path = "", .arena = arena, .err = err};
    return read_map(out, table, map, also, &r);
}

static situ_status fail_unknown(const situ_prop *table, const char *name, situ_error *err)
{
    const char **names = known_names(table, NULL);
    if (!names)
        return situ_fail_nomem(err);
    situ_str cure;
    situ_str_init(&cure);
    const char *near = situ_nearest_word(name, names, situ_utf8_count(name) > 4 ? 2 : 1);
    if (near)
        situ_str_addf(&cure, _("did you mean \"%s\"?"), near);
    else
        situ_str_add(&cure, _("one of: "));
    for (size_t i = 0; !near && names[i]; i++) {
        situ_str_add(&cure, i ? _(", ") : "");
        situ_str_add(&cure, names[i]);
    }
    situ_status status = situ_fail(err, SITU_E_USAGE, cure.data, _("unknown parameter \"%s\""), name);
    situ_str_free(&cure);
    situ_free(names);
    return status;
}

situ_status situ_props_set(void *out, const situ_prop *table, const char *name, const char *text,
                           situ_arena *arena, situ_error *err)
{
    const char *rest = name;
    for (;;) { // "fill.color": a member of a member
        size_t n = strcspn(rest, ".");
        const situ_prop *p = find(table, rest, n);
        if (!p)
            return fail_unknown(table, rest, err);
        if (!rest[n]) {
            reader r = {.path = name, .arena = arena, .err = err};
            return read_scalar(&r, p, text, member(out, p));
        }
        if (p->kind != SITU_PROP_OBJECT)
            return situ_fail(err, SITU_E_USAGE, NULL, _("\"%s\" has no members"), p->name);
        out = member(out, p);
        table = p->object;
        rest += n + 1;
    }
}
