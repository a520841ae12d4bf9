// SPDX-License-Identifier: MIT
// Texts of base/props.h: colours, and parameters as canonical text.
#include <string.h>

#include "base/props.h"
#include "base/str.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool situ_parse_color(const char *text, situ_rgba *out)
{
    if (!text)
        return false;
    if (strcmp(text, "none") == 0) {
        *out = (situ_rgba){0, 0, 0, 0};
        return true;
    }
    size_t n = strlen(text);
    if (text[0] != '#' || (n != 4 && n != 7 && n != 9))
        return false;
    unsigned char v[4] = {0, 0, 0, 255};
    size_t digits = n == 4 ? 1 : 2;
    for (size_t i = 0; i < (n - 1) / digits; i++) {
        int high = hex_digit(text[1 + i * digits]);
        int low = hex_digit(text[i * digits + digits]);
        if (high < 0 || low < 0)
            return false;
        v[i] = (unsigned char)(high * 16 + low);
    }
    *out = (situ_rgba){v[0], v[1], v[2], v[3]};
    return true;
}

// A text in quotes, so that no text can pass for the structure around it.
static void add_quoted(situ_str *s, const char *text)
{
    if (!text) {
        situ_str_add(s, "null");
        return;
    }
    situ_str_add(s, "\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            situ_str_add_n(s, "\\", 1);
        if (*text == '\n')
            situ_str_add(s, "\\n");
        else
            situ_str_add_n(s, text, 1);
    }
    situ_str_add(s, "\"");
}

static void add_number(situ_str *s, double value)
{
    char text[32];
    situ_format_double(value + 0.0, text); // -0 is 0
    situ_str_add(s, text);
}

static void add_node(situ_str *s, const situ_yaml_node *node)
{
    if (!node || node->kind == SITU_YAML_SCALAR) {
        add_quoted(s, node ? node->text : NULL);
        return;
    }
    bool map = node->kind == SITU_YAML_MAP;
    situ_str_add(s, map ? "{" : "[");
    for (size_t i = 0; i < node->count; i++) {
        situ_str_add(s, i ? "," : "");
        if (map) {
            add_quoted(s, node->keys[i]);
            situ_str_add(s, ":");
        }
        add_node(s, node->items[i]);
    }
    situ_str_add(s, map ? "}" : "]");
}

static void add_table(situ_str *s, const void *params, const situ_prop *table);

static void add_list(situ_str *s, const situ_prop *p, const void *at)
{
    const situ_numbers *numbers = at;
    const situ_texts *texts = at;
    bool numeric = p->kind == SITU_PROP_NUMBERS;
    size_t count = numeric ? numbers->count : texts->count;
    situ_str_add(s, "[");
    for (size_t i = 0; i < count; i++) {
        situ_str_add(s, i ? "," : "");
        if (numeric)
            add_number(s, numbers->items[i]);
        else
            add_quoted(s, texts->items[i]);
    }
    situ_str_add(s, "]");
}

static void add_word(situ_str *s, const situ_prop *p, int index)
{
    for (int i = 0; p->words[i]; i++)
        if (i == index) {
            situ_str_add(s, p->words[i]);
            return;
        }
    situ_str_addf(s, "?%d", index);
}

static void add_value(situ_str *s, const situ_prop *p, const void *at)
{
    const situ_rgba *c = at;
    switch (p->kind) {
    case SITU_PROP_NUMBER:
        add_number(s, *(const double *)at);
        break;
    case SITU_PROP_INT:
        situ_str_addf(s, "%ld", *(const long *)at);
        break;
    case SITU_PROP_BOOL:
        situ_str_add(s, *(const bool *)at ? "yes" : "no");
        break;
    case SITU_PROP_TEXT:
        add_quoted(s, *(const char *const *)at);
        break;
    case SITU_PROP_ENUM:
        add_word(s, p, *(const int *)at);
        break;
    case SITU_PROP_COLOR:
        situ_str_addf(s, "#%02X%02X%02X%02X", c->r, c->g, c->b, c->a);
        break;
    case SITU_PROP_NUMBERS:
    case SITU_PROP_TEXTS:
        add_list(s, p, at);
        break;
    case SITU_PROP_OBJECT:
        situ_str_add(s, "{");
        add_table(s, at, p->object);
        situ_str_add(s, "}");
        break;
    case SITU_PROP_NODE:
        add_node(s, *(const situ_yaml_node *const *)at);
        break;
    }
}

static void add_table(situ_str *s, const void *params, const situ_prop *table)
{
    for (const situ_prop *p = table; p && p->name; p++) {
        situ_str_add(s, p == table ? "" : ";");
        situ_str_add(s, p->name);
        situ_str_add(s, "=");
        add_value(s, p, (const char *)params + p->offset);
    }
}

situ_status situ_props_canonical(char **out, const void *params, const situ_prop *table, situ_error *err)
{
    situ_str s;
    situ_str_init(&s);
    add_table(&s, params, table);
    *out = situ_str_take(&s);
    return *out ? SITU_OK : situ_fail_nomem(err);
}
