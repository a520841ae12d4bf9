// SPDX-License-Identifier: MIT
// Reads a command line by option tables.
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "cli/cli.h"

static const char *const languages[] = {"zh", "en", NULL};

#define OPTION(member, option_kind, ...) \
    {.kind = option_kind, .offset = offsetof(situ_cli_common, member), .name = #member, __VA_ARGS__}
const situ_prop situ_cli_common_options[] = {
    OPTION(threads, SITU_PROP_INT, .max = 256, .fallback = "0", .help = N_("threads to use, 0 = one for each processor")),
    OPTION(lang, SITU_PROP_ENUM, .words = languages, .help = N_("language of messages, else that of the environment")),
    OPTION(styles, SITU_PROP_TEXT, .help = N_("folder of styles in place of the built-in one, else SITU_DATA")),
    OPTION(cache, SITU_PROP_TEXT, .help = N_("folder for results that can be made again (nothing is kept there yet)")),
    OPTION(quiet, SITU_PROP_BOOL, .help = N_("no progress and no remarks, errors only")),
    OPTION(json, SITU_PROP_BOOL, .help = N_("results as JSON")),
    OPTION(help, SITU_PROP_BOOL, .help = N_("show this help")),
    OPTION(version, SITU_PROP_BOOL, .help = N_("show the version")),
    {.name = NULL},
};

static const struct { char letter; const char *name; } letters[] = {
    {'s', "store"}, {'o', "out"}, {'h', "help"}, {'q', "quiet"},
};

enum { LONGEST_NAME = 64, MOST_NAMES = 64 };

typedef struct reading {
    situ_cli_call *call;
    situ_cli_common *common;
    const situ_command *command;
    void *params;
    const char **args, **extra;
    size_t extra_count;
    int argc, at;
    char **argv;
} reading;

static situ_status unknown_option(const reading *r, const char *name, situ_error *err)
{
    const char *names[MOST_NAMES];
    char cure[160];
    situ_str text;
    size_t n = 0;

    for (const situ_prop *p = r->command ? r->command->options : NULL; p && p->name && n < MOST_NAMES / 2; p++)
        names[n++] = p->name;
    for (const situ_prop *p = situ_cli_common_options; p->name; p++)
        names[n++] = p->name;
    names[n] = NULL;
    const char *near = situ_nearest_word(name, names, 2);
    situ_str_init(&text);
    if (near)
        situ_str_addf(&text, _("did you mean --%s?"), near);
    else if (r->command)
        situ_str_addf(&text, _("situ %s --help lists the options"), r->command->name);
    else
        situ_str_add(&text, _("situ --help lists the commands"));
    strncpy(cure, text.data, sizeof cure - 1);
    cure[sizeof cure - 1] = '\0';
    situ_str_free(&text);
    return situ_fail(err, SITU_E_USAGE, cure, _("unknown option --%s"), name);
}

// The value behind an option: the part after '=' or the next argument.
static situ_status take_value(reading *r, const char *name, const char *inlined, const char **out, situ_error *err)
{
    *out = inlined;
    if (inlined)
        return SITU_OK;
    if (r->at + 1 >= r->argc)
        return situ_fail(err, SITU_E_USAGE, NULL, _("--%s needs a value"), name);
    *out = r->argv[++r->at];
    return SITU_OK;
}

static situ_status add_extra(reading *r, const char *name, const char *inlined, situ_error *err)
{
    const char *value;
    situ_status status = take_value(r, name, inlined, &value, err);
    if (status != SITU_OK)
        return status;
    // Said twice it is a list: --cut A --cut B is --cut A,B.
    for (size_t i = 0; i < r->extra_count; i += 2)
        if (strcmp(r->extra[i], name) == 0) {
            r->extra[i + 1] = situ_arena_printf(r->call->arena, "%s,%s", r->extra[i + 1], value);
            return r->extra[i + 1] ? SITU_OK : situ_fail_nomem(err);
        }
    const char *copy = situ_arena_strdup(r->call->arena, name);
    if (!copy)
        return situ_fail_nomem(err);
    r->extra[r->extra_count++] = copy;
    r->extra[r->extra_count++] = value;
    return SITU_OK;
}

static situ_status set_option(reading *r, const char *name, const char *inlined, situ_error *err)
{
    const situ_prop *table = r->command ? r->command->options : NULL;
    const situ_prop *p = table ? situ_props_find(table, name) : NULL;
    void *out = r->params;
    const char *value;

    if (!p) {
        table = situ_cli_common_options;
        p = situ_props_find(table, name);
        out = r->common;
    }
    if (!p)
        return r->command && r->command->open_options ? add_extra(r, name, inlined, err) : unknown_option(r, name, err);
    if (p->kind == SITU_PROP_BOOL && !inlined)
        inlined = "yes";
    situ_status status = take_value(r, name, inlined, &value, err);
    if (status != SITU_OK)
        return status;
    status = situ_props_set(out, table, name, value, r->call->arena, err);
    if (status != SITU_OK && err) { // the user wrote it with dashes
        char cause[sizeof err->cause];
        memcpy(cause, err->cause, sizeof cause);
        situ_fail(err, SITU_E_USAGE, err->cure, "--%s", cause);
        status = SITU_E_USAGE;
    }
    return status;
}

static situ_status read_long(reading *r, const char *text, situ_error *err)
{
    const char *equals = strchr(text, '=');
    size_t length = equals ? (size_t)(equals - text) : strlen(text);
    char name[LONGEST_NAME];

    if (length >= sizeof name)
        return situ_fail(err, SITU_E_USAGE, NULL, _("unknown option --%s"), text);
    memcpy(name, text, length);
    name[length] = '\0';
    return set_option(r, name, equals ? equals + 1 : NULL, err);
}

static situ_status read_letter(reading *r, const char *text, situ_error *err)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].letter == text[0])
            return set_option(r, letters[i].name, text[1] ? text + 1 : NULL, err);
    return situ_fail(err, SITU_E_USAGE, _("situ --help lists the commands, situ COMMAND --help their options"),
                     _("unknown option -%s"), text);
}

static situ_status check_required(const reading *r, situ_error *err)
{
    for (const situ_prop *p = r->command->options; p && p->name; p++)
        if (p->required && p->kind == SITU_PROP_TEXT && !*(const char *const *)((const char *)r->params + p->offset))
            return situ_fail(err, SITU_E_USAGE, _(p->help), _("--%s is missing"), p->name);
    return SITU_OK;
}

static situ_status check_arguments(const reading *r, situ_error *err)
{
    const situ_command *c = r->command;
    situ_str usage;
    situ_status status = SITU_OK;

    situ_str_init(&usage);
    situ_str_addf(&usage, _("usage: situ %s %s"), c->name, c->arguments);
    if (r->call->arg_count < c->min_args)
        status = situ_fail(err, SITU_E_USAGE, usage.data, "%s", _("an argument is missing"));
    else if (r->call->arg_count > c->max_args)
        status = situ_fail(err, SITU_E_USAGE, usage.data, _("too many arguments: %s"), r->call->args[c->max_args]);
    situ_str_free(&usage);
    return status;
}

situ_status situ_cli_read(situ_cli_call *call, situ_cli_common *common, const situ_command *command,
                          int argc, char **argv, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t slots = (size_t)argc * 2 + 1;
    reading r = {.call = call, .common = common, .command = command, .argc = argc, .argv = argv};
    bool plain = false; // behind "--"

    memset(common, 0, sizeof *common);
    SITU_TRY(situ_props_default(common, situ_cli_common_options, call->arena, err));
    r.args = situ_arena_alloc(call->arena, slots * sizeof *r.args);
    r.extra = situ_arena_alloc(call->arena, slots * sizeof *r.extra);
    r.params = situ_arena_alloc(call->arena, command && command->params_size ? command->params_size : 1);
    SITU_TRY_ALLOC(r.args && r.extra && r.params);
    // Required options are checked at the end: --help must work without them.
    for (const situ_prop *p = command ? command->options : NULL; p && p->name; p++)
        if (p->fallback)
            SITU_TRY(situ_props_set(r.params, command->options, p->name, p->fallback, call->arena, err));
    for (; r.at < argc; r.at++) {
        const char *word = argv[r.at];
        if (!plain && strcmp(word, "--") == 0)
            plain = true;
        else if (!plain && word[0] == '-' && word[1] == '-')
            SITU_TRY(read_long(&r, word + 2, err));
        else if (!plain && word[0] == '-' && word[1])
            SITU_TRY(read_letter(&r, word + 1, err));
        else
            r.args[call->arg_count++] = word;
    }
    call->common = common;
    call->params = r.params;
    call->args = r.args;
    call->extra = r.extra;
    if (command && !common->help && !common->version) {
        SITU_TRY(check_required(&r, err));
        SITU_TRY(check_arguments(&r, err));
    }
done:
    return status;
}
