// SPDX-License-Identifier: MIT
#ifndef SITU_CLI_COMMAND_H
#define SITU_CLI_COMMAND_H

// The family of commands: cli/commands/<name>.c defines `const situ_command situ_command_<name>`
// and nothing else that is visible. Help, defaults, ranges and reading all come from the option table.

#include "situ/situ.h"

#include "base/props.h"

enum { SITU_EXIT_DONE = 0, SITU_EXIT_FAILED = 1, SITU_EXIT_USAGE = 2, SITU_EXIT_TO_READ = 3 };

// Options every command knows.
typedef struct situ_cli_common {
    long threads;
    int lang; // read by the program before anything else
    const char *styles, *cache;
    bool quiet, json, help, version;
} situ_cli_common;

// One call of a command as it was typed; everything lives in arena or is borrowed from main().
typedef struct situ_cli_call {
    const situ_cli_common *common;
    const void *params;          // the command's own struct, filled from its option table
    const char *const *args;     // arguments that are no options
    size_t arg_count;
    const char *const *extra;    // name, value, ... NULL: options outside the table (open_options)
    const char *program;         // path of the running program
    const char *operator_name, *wall_time;
    situ_arena *arena;
} situ_cli_call;

typedef struct situ_command {
    const char *name;
    const char *arguments;       // as shown behind the options, "" = none
    const char *summary;         // msgid, one line
    const char *notes;           // msgid, more help; NULL = none
    const situ_prop *options;    // may be NULL
    size_t params_size;
    size_t min_args, max_args;   // max_args 0 with min_args 0 = no arguments
    bool open_options;           // unknown --NAME VALUE pairs go to call->extra
    // *exit_code is SITU_EXIT_DONE when called. Results go to stdout.
    situ_status (*run)(situ_session *session, const situ_cli_call *call, int *exit_code, situ_error *err);
    // Folder of the project whose styles count, from the arguments; NULL = none.
    const char *(*project_dir)(const situ_cli_call *call);
} situ_command;

// Prints one object for --json; keys in call order. Texts are escaped.
typedef struct situ_cli_json { bool first; } situ_cli_json;
void situ_cli_json_open(situ_cli_json *json);
void situ_cli_json_text(situ_cli_json *json, const char *key, const char *value); // NULL = null
void situ_cli_json_count(situ_cli_json *json, const char *key, size_t value);
void situ_cli_json_number(situ_cli_json *json, const char *key, double value);
void situ_cli_json_close(situ_cli_json *json);
// Rows of an import as members, and as one translated line.
void situ_cli_json_rows(situ_cli_json *json, const situ_row_counts *rows);
void situ_cli_print_rows(const situ_row_counts *rows, size_t problems);
// A JSON text with its quotes, for lists.
void situ_cli_json_string(const char *value);

#endif
