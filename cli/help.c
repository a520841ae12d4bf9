// SPDX-License-Identifier: MIT
// Help made from the tables: nothing about an option is written twice.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "cli/cli.h"

enum { COLUMNS = 100, HELP_COLUMN = 30 };

static size_t width_of(const char *text)
{
    const char *end = text + strlen(text);
    size_t width = 0;
    while (text < end)
        width += situ_utf8_is_wide(situ_utf8_next(&text, end)) ? 2 : 1;
    return width;
}

// The piece of text that stays together: one wide character, or a run up to the next blank or wide one.
static size_t piece_of(const char *text)
{
    const char *p = text, *end = text + strlen(text);
    while (p < end && *p != ' ' && *p != '\n') {
        const char *before = p;
        bool wide = situ_utf8_is_wide(situ_utf8_next(&p, end));
        if (wide)
            return (size_t)((before == text ? p : before) - text);
    }
    return (size_t)(p - text);
}

void situ_cli_print_wrapped(const char *text, size_t indent)
{
    size_t at = indent;
    while (*text) {
        if (*text == '\n') {
            printf("\n%*s", (int)indent, "");
            at = indent;
            text++;
            continue;
        }
        size_t blanks = *text == ' ' && at > indent, bytes;
        text += *text == ' ';
        bytes = piece_of(text);
        char piece[256];
        snprintf(piece, sizeof piece, "%.*s", (int)bytes, text);
        size_t width = width_of(piece);
        if (at + blanks + width > COLUMNS && at > indent) {
            printf("\n%*s", (int)indent, "");
            at = indent;
            blanks = 0;
        }
        printf("%*s%.*s", (int)blanks, "", (int)bytes, text);
        at += blanks + width;
        text += bytes;
    }
    putchar('\n');
}

// "--paper PAPER", "--size township|county", "--mono".
static void option_text(situ_str *out, const situ_prop *p)
{
    const char *letter = strcmp(p->name, "store") == 0 ? "-s, " : strcmp(p->name, "out") == 0 ? "-o, " :
                         strcmp(p->name, "help") == 0 ? "-h, " : strcmp(p->name, "quiet") == 0 ? "-q, " : "";
    situ_str_addf(out, "  %s--%s", letter, p->name);
    switch (p->kind) {
    case SITU_PROP_BOOL:
        break;
    case SITU_PROP_INT:
    case SITU_PROP_NUMBER:
        situ_str_add(out, " N");
        break;
    case SITU_PROP_ENUM:
        for (size_t i = 0; p->words[i]; i++)
            situ_str_addf(out, "%s%s", i ? "|" : " ", p->words[i]);
        break;
    default:
        situ_str_add(out, " ");
        for (const char *c = p->name; *c; c++) {
            char upper = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
            situ_str_add_n(out, &upper, 1);
        }
        break;
    }
}

static void help_text(situ_str *out, const situ_prop *p)
{
    situ_str_add(out, p->help ? _(p->help) : "");
    bool ranged = (p->kind == SITU_PROP_INT || p->kind == SITU_PROP_NUMBER) && (p->min != 0 || p->max != 0);
    bool shown = p->fallback && p->kind != SITU_PROP_BOOL;
    if (ranged) {
        char low[32], high[32];
        situ_format_double(p->min, low);
        situ_format_double(p->max, high);
        situ_str_addf(out, _(" (%s to %s)"), low, high);
    }
    if (shown)
        situ_str_addf(out, _(" [default %s]"), p->fallback);
    if (p->required)
        situ_str_add(out, _(" [required]"));
}

static void print_table(const situ_prop *table)
{
    for (const situ_prop *p = table; p && p->name; p++) {
        situ_str name, help;
        situ_str_init(&name);
        situ_str_init(&help);
        option_text(&name, p);
        help_text(&help, p);
        size_t width = width_of(name.data);
        if (width + 1 > HELP_COLUMN)
            printf("%s\n%*s", name.data, HELP_COLUMN, "");
        else
            printf("%s%*s", name.data, (int)(HELP_COLUMN - width), "");
        situ_cli_print_wrapped(help.data, HELP_COLUMN);
        situ_str_free(&name);
        situ_str_free(&help);
    }
}

void situ_cli_help(const char *program)
{
    (void)program;
    printf("%s\n\n", _("situ: a county's ledgers to its four emergency maps"));
    printf("%s\n\n", _("usage: situ COMMAND [ARGUMENTS] [OPTIONS]"));
    for (size_t i = 0; situ_command_registry[i]; i++) {
        printf("  %-12s", situ_command_registry[i]->name);
        situ_cli_print_wrapped(_(situ_command_registry[i]->summary), 14);
    }
    printf("\n%s\n", _("Options of every command:"));
    print_table(situ_cli_common_options);
    printf("\n%s\n", _("Exit status: 0 done; 3 done, and there is something to read; 1 failed, nothing written; 2 wrong usage."));
    printf("%s\n", _("situ COMMAND --help explains a command."));
}

void situ_cli_help_command(const situ_command *command)
{
    printf(_("usage: situ %s %s"), command->name, command->arguments);
    printf("\n\n");
    situ_cli_print_wrapped(_(command->summary), 0);
    if (command->notes) {
        putchar('\n');
        situ_cli_print_wrapped(_(command->notes), 0);
    }
    if (command->options && command->options->name) {
        printf("\n%s\n", _("Options:"));
        print_table(command->options);
    }
    printf("\n%s\n", _("Options of every command:"));
    print_table(situ_cli_common_options);
}
