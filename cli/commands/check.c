// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/command.h"

typedef struct options {
    const char *store, *report, *as_of;
    situ_texts only;
} options;

static const situ_prop table[] = {
    {.name = "store", .kind = SITU_PROP_TEXT, .offset = offsetof(options, store), .required = true, .help = N_("store to work on")},
    {.name = "report", .kind = SITU_PROP_TEXT, .offset = offsetof(options, report), .help = N_("write the findings to FILE.xlsx, .csv or .json")},
    {.name = "only", .kind = SITU_PROP_TEXTS, .offset = offsetof(options, only), .help = N_("only these checks, comma between, such as hazard_five,unit_five")},
    {.name = "as-of", .kind = SITU_PROP_TEXT, .offset = offsetof(options, as_of), .help = N_("date of the data, YYYY-MM-DD, in place of the store's: what is late is counted from it")},
    {.name = NULL},
};

static int width_of(const char *text)
{
    int width = 0;
    for (const char *p = text, *end = text + strlen(text); p < end;)
        width += situ_utf8_is_wide(situ_utf8_next(&p, end)) ? 2 : 1;
    return width;
}

static void print_class(const situ_check_count *c, int widest)
{
    printf("%s%*s", c->label, widest - width_of(c->label) + 2, "");
    if (!c->checked) {
        printf("%s\n", c->note);
        return;
    }
    printf(_("%6zu objects %6zu findings"), c->objects, c->findings);
    if (c->unknown) {
        fputs("  ", stdout);
        printf(_("%zu could not be judged"), c->unknown);
    }
    printf("%s%s\n", c->note[0] ? "  " : "", c->note);
}

static void print_json(const situ_check_result *r, const char *report)
{
    situ_cli_json json;
    situ_cli_json_open(&json);
    situ_cli_json_text(&json, "report", report);
    situ_cli_json_count(&json, "findings", r->findings);
    printf(", \"classes\": [");
    for (size_t i = 0; i < r->class_count; i++) {
        const situ_check_count *c = &r->classes[i];
        situ_cli_json one;
        printf("%s\n", i ? "," : "");
        situ_cli_json_open(&one);
        situ_cli_json_text(&one, "name", c->name);
        situ_cli_json_text(&one, "label", c->label);
        situ_cli_json_text(&one, "state", c->checked ? "checked" : "no ledger");
        situ_cli_json_count(&one, "objects", c->objects);
        situ_cli_json_count(&one, "unknown", c->unknown);
        situ_cli_json_count(&one, "findings", c->findings);
        situ_cli_json_text(&one, "note", c->note[0] ? c->note : NULL);
        putchar('}');
    }
    printf("\n]}\n");
}

static situ_status run(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err)
{
    const options *o = call->params;
    situ_check_result result = {0};
    const char **only = NULL;
    int widest = 0;
    if (o->only.count) {
        only = situ_arena_alloc(call->arena, (o->only.count + 1) * sizeof *only);
        if (!only)
            return situ_fail_nomem(err);
        memcpy(only, o->only.items, o->only.count * sizeof *only);
    }
    situ_status status = situ_check_store(session, &(situ_check_options){.store = o->store, .report = o->report, .only = only, .as_of = o->as_of}, &result, err);
    if (status != SITU_OK)
        return status;
    for (size_t i = 0; i < result.class_count; i++)
        widest = width_of(result.classes[i].label) > widest ? width_of(result.classes[i].label) : widest;
    if (call->common->json)
        print_json(&result, o->report);
    else {
        size_t checked = 0;
        for (size_t i = 0; i < result.class_count; i++) {
            print_class(&result.classes[i], widest);
            checked += result.classes[i].checked;
        }
        if (o->report) {
            printf(_("report: %s"), o->report);
            putchar('\n');
        }
        printf(_("%zu of %zu checks made; %zu findings to read"), checked, result.class_count, result.findings);
        putchar('\n');
    }
    if (result.findings)
        *exit_code = SITU_EXIT_TO_READ;
    situ_check_result_free(&result);
    return SITU_OK;
}

const situ_command situ_command_check = {
    .name = "check",
    .arguments = "-s STORE [--report FILE]",
    .summary = N_("check the ledgers against each other: who is missing, what is late, what contradicts"),
    .notes = N_("One line a class: how many objects were looked at and how many findings there are (exit status 3). "
                "A class whose ledger is not there is named as not checked; thresholds are in styles/rules/check.yaml."),
    .options = table,
    .params_size = sizeof(options),
    .run = run,
};
