// SPDX-License-Identifier: MIT

#include "style/rules.h"

#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"

typedef struct rule_file {
    char *name, *path;
    situ_yaml *doc;
    char hash[65];
} rule_file;

struct situ_rules {
    rule_file *files;
    size_t count;
};

static situ_status read_file(rule_file *file, const char *name, const situ_resources *res, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str sub;
    situ_str_init(&sub);
    situ_str_addf(&sub, "rules/%s.yaml", name);
    file->name = situ_strdup(name);
    SITU_TRY_ALLOC(file->name);
    if (!situ_str_ok(&sub)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    SITU_TRY(situ_resources_find(&file->path, res, sub.data, err));
    SITU_TRY(situ_yaml_read(&file->doc, file->path, err));
    if (situ_yaml_root(file->doc)->kind != SITU_YAML_MAP) {
        status = situ_yaml_fail(err, file->path, situ_yaml_root(file->doc), _("write it as `key: value` lines"),
                                "%s", _("a rules file is a map"));
        goto done;
    }
    SITU_TRY(situ_sha256_file(file->hash, file->path, err));
done:
    situ_str_free(&sub);
    return status;
}

situ_status situ_rules_load(situ_rules **out, const situ_resources *res, situ_error *err)
{
    situ_status status = SITU_OK;
    char **names = NULL;
    situ_rules *rules = situ_calloc(1, sizeof *rules);
    size_t n = 0;
    SITU_TRY_ALLOC(rules);
    SITU_TRY(situ_resources_list(&names, res, "rules", "yaml", err));
    while (names[n])
        n++;
    rules->files = situ_calloc(n, sizeof *rules->files);
    SITU_TRY_ALLOC(rules->files);
    for (size_t i = 0; i < n; i++) {
        rules->count = i + 1;
        SITU_TRY(read_file(&rules->files[i], names[i], res, err));
    }
    *out = rules;
    rules = NULL;
done:
    situ_names_free(names);
    situ_rules_free(rules);
    return status;
}

void situ_rules_free(situ_rules *rules)
{
    if (!rules)
        return;
    for (size_t i = 0; i < rules->count; i++) {
        situ_free(rules->files[i].name);
        situ_free(rules->files[i].path);
        situ_yaml_free(rules->files[i].doc);
    }
    situ_free(rules->files);
    situ_free(rules);
}

static const rule_file *find(const situ_rules *rules, const char *name)
{
    for (size_t i = 0; rules && i < rules->count; i++)
        if (situ_streq(rules->files[i].name, name))
            return &rules->files[i];
    return NULL;
}

const situ_yaml_node *situ_rules_file(const situ_rules *rules, const char *name)
{
    const rule_file *file = find(rules, name);
    return file ? situ_yaml_root(file->doc) : NULL;
}

const char *situ_rules_path(const situ_rules *rules, const char *name)
{
    const rule_file *file = find(rules, name);
    return file ? file->path : "";
}

const char *situ_rules_hash(const situ_rules *rules, const char *name)
{
    const rule_file *file = find(rules, name);
    return file ? file->hash : "";
}

// The node at "a.b.c"; deepest (may be NULL) receives the last node that exists.
static const situ_yaml_node *walk(const situ_yaml_node *node, const char *path, const situ_yaml_node **deepest)
{
    char key[128];
    while (node) {
        if (deepest)
            *deepest = node;
        if (!*path)
            return node;
        size_t n = strcspn(path, ".");
        if (n >= sizeof key)
            return NULL;
        memcpy(key, path, n);
        key[n] = '\0';
        node = situ_yaml_get(node, key);
        path += n + (path[n] == '.');
    }
    return NULL;
}

const situ_yaml_node *situ_rules_node(const situ_rules *rules, const char *name, const char *path)
{
    return walk(situ_rules_file(rules, name), path, NULL);
}

situ_status situ_rules_number(double *out, const situ_rules *rules, const char *name, const char *path, situ_error *err)
{
    const rule_file *file = find(rules, name);
    const situ_yaml_node *deepest = NULL;
    if (!file)
        return situ_fail(err, SITU_E_NOT_FOUND, _("put the file into styles/rules"), _("there is no rules file %s.yaml"), name);
    const situ_yaml_node *node = walk(situ_yaml_root(file->doc), path, &deepest);
    if (!node) {
        situ_fail(err, SITU_E_NOT_FOUND, _("add the value, with its source"), _("the rules file has no value \"%s\""), path);
        return situ_error_at(err, file->path, NULL, NULL, deepest ? deepest->line : 0, deepest ? deepest->column : 0);
    }
    if (node->kind == SITU_YAML_SCALAR && situ_parse_double(node->text, out))
        return SITU_OK;
    situ_fail(err, SITU_E_FORMAT, _("write a plain number such as 320 or 0.5"), _("\"%s\" is no number: %s"), path,
              node->kind == SITU_YAML_SCALAR ? node->text : _("a list or a map"));
    return situ_error_at(err, file->path, NULL, NULL, node->line, node->column);
}

const char *situ_rules_text(const situ_rules *rules, const char *name, const char *path, const char *fallback)
{
    const situ_yaml_node *node = situ_rules_node(rules, name, path);
    return node && node->kind == SITU_YAML_SCALAR ? node->text : fallback;
}
