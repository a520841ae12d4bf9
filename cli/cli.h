// SPDX-License-Identifier: MIT
#ifndef SITU_CLI_CLI_H
#define SITU_CLI_CLI_H

// What main.c uses: reading of options, help, language, progress. None of it knows a single command.

#include "cli/command.h"

extern const situ_command *const situ_command_registry[];
extern const situ_prop situ_cli_common_options[];

// Reads argv[0..argc-1] (without program and command) by the table of command, which may be NULL
// (only the common options). Fills common, *params (in arena), args and extra of call.
situ_status situ_cli_read(situ_cli_call *call, situ_cli_common *common, const situ_command *command,
                          int argc, char **argv, situ_error *err) SITU_MUST_CHECK;

void situ_cli_help(const char *program);                 // all commands
void situ_cli_help_command(const situ_command *command); // one
// One wrapped, indented paragraph on stdout; CJK counts as two columns.
void situ_cli_print_wrapped(const char *text, size_t indent);

// Chooses the language from --lang in argv, else the environment, and finds the catalogue beside
// the program. Must come before any message.
void situ_cli_set_language(int argc, char **argv, const char *program);

// Progress on stderr: a bar on a terminal, a line a step elsewhere.
typedef struct situ_cli_progress {
    bool quiet, terminal, drawn;
    char step[128];
    double first, last;        // fractions of this phase
    double begin_s, drawn_s;   // monotonic
} situ_cli_progress;
void situ_cli_progress_init(situ_cli_progress *progress, bool quiet);
void situ_cli_progress_show(void *user, const char *step, double fraction); // a situ_progress_fn
void situ_cli_progress_message(void *user, const char *text);
void situ_cli_progress_end(situ_cli_progress *progress); // clears the bar

#endif
