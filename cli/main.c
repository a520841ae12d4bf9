// SPDX-License-Identifier: MIT
// The program: language, options, session, one command by table lookup, exit code.
#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "cli/cli.h"

// For the signal handler, which can be given nothing.
static situ_job *volatile running_job;
static volatile sig_atomic_t signals;

static void on_signal(int number)
{
    signals = signals + 1;
    // The first asks for an orderly end; a second one means now.
    if (signals > 1 || !running_job)
        _exit(128 + number);
    situ_job_cancel(running_job);
}

static void set_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
    // A reader that goes away (| head) must not kill a run that is writing files, and a file that grows
    // over a limit is an error to report.
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
    sigaction(SIGXFSZ, &action, NULL);
}

static const char *program_path(situ_arena *arena, const char *typed)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    const char *copy = n > 0 ? situ_arena_strndup(arena, path, (size_t)n) : NULL;
    return copy ? copy : typed;
}

static const char *operator_name(void)
{
    const char *name = getenv("USER");
    if (name && *name)
        return name;
    const struct passwd *entry = getpwuid(getuid());
    return entry && entry->pw_name ? entry->pw_name : "-";
}

// The only clock that gets into a store, and only into its audit table.
static const char *wall_time(situ_arena *arena)
{
    char text[32] = "";
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    long long seconds;
    time_t now = fixed && situ_parse_int(fixed, &seconds) ? (time_t)seconds : time(NULL);
    struct tm parts;
    if (gmtime_r(&now, &parts))
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return situ_arena_strdup(arena, text);
}

static const char *cache_folder(situ_arena *arena, const char *given)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (given)
        return given;
    if (base && *base == '/')
        return situ_arena_printf(arena, "%s/situ", base);
    return home && *home == '/' ? situ_arena_printf(arena, "%s/.cache/situ", home) : NULL;
}

static const situ_command *find_command(const char *name, situ_error *err)
{
    const char *names[64];
    size_t n = 0;
    for (size_t i = 0; situ_command_registry[i]; i++) {
        if (strcmp(situ_command_registry[i]->name, name) == 0)
            return situ_command_registry[i];
        if (n + 1 < sizeof names / sizeof *names)
            names[n++] = situ_command_registry[i]->name;
    }
    names[n] = NULL;
    const char *near = situ_nearest_word(name, names, 2);
    situ_str cure;
    situ_str_init(&cure);
    if (near)
        situ_str_addf(&cure, _("did you mean \"%s\"?"), near);
    else
        situ_str_add(&cure, _("situ --help lists the commands"));
    situ_fail(err, SITU_E_USAGE, cure.data, _("unknown command \"%s\""), name);
    situ_str_free(&cure);
    return NULL;
}

static void print_error(const situ_error *err)
{
    char text[2048];
    situ_error_format(err, text, sizeof text);
    fprintf(stderr, "situ: %s\n", text);
}

static situ_status run_command(const situ_command *command, situ_cli_call *call, int *exit_code, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_session *session = NULL;
    situ_cli_progress progress;
    const situ_cli_common *common = call->common;
    situ_session_options options = {
        .styles = common->styles ? common->styles : getenv("SITU_DATA"),
        .project_dir = command->project_dir ? command->project_dir(call) : NULL,
        .exe = call->program,
        .cache = cache_folder(call->arena, common->cache),
        .threads = (unsigned)common->threads,
        .progress = situ_cli_progress_show,
        .message = situ_cli_progress_message,
        .user = &progress,
    };

    situ_cli_progress_init(&progress, common->quiet);
    set_signals();
    SITU_TRY(situ_session_new(&session, &options, err));
    running_job = situ_session_job(session);
    status = command->run(session, call, exit_code, err);
done:
    running_job = NULL;
    situ_cli_progress_end(&progress);
    situ_session_free(session);
    return status;
}

// stdout may be a full disk. A pipe whose reader has seen enough is no failure.
static int close_stdout(int exit_code)
{
    bool failed = ferror(stdout) != 0;
    if ((fflush(stdout) != 0 || failed) && errno != EPIPE) {
        fprintf(stderr, "situ: %s%s%s\n", _("the results could not be printed"), _(": "), situ_tr(strerror(errno)));
        return exit_code == SITU_EXIT_USAGE ? exit_code : SITU_EXIT_FAILED;
    }
    return exit_code;
}

static int print_version(void)
{
    printf("situ %s\n", SITU_VERSION);
    return SITU_EXIT_DONE;
}

static situ_status dispatch(situ_cli_call *call, int argc, char **argv, int *exit_code, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_cli_common common;
    const situ_command *command = NULL;
    int first = 1;

    if (argc > 1 && argv[1][0] != '-') {
        command = find_command(argv[1], err);
        if (!command)
            return SITU_E_USAGE;
        first = 2;
    }
    SITU_TRY(situ_cli_read(call, &common, command, argc - first, argv + first, err));
    if (common.version) {
        *exit_code = print_version();
    } else if (common.help && command) {
        situ_cli_help_command(command);
    } else if (common.help) {
        situ_cli_help(call->program);
    } else if (!command) {
        status = situ_fail(err, SITU_E_USAGE, _("situ --help lists the commands"), "%s",
                           argc > 1 ? _("the command must come first") : _("no command was given"));
    } else {
        call->operator_name = operator_name();
        call->wall_time = wall_time(call->arena);
        status = run_command(command, call, exit_code, err);
    }
done:
    return status;
}

int main(int argc, char **argv)
{
    int exit_code = SITU_EXIT_DONE;
    situ_error err = {0};
    situ_cli_call call = {.arena = situ_arena_new()};

    if (!call.arena) {
        fputs("situ: out of memory\n", stderr);
        return SITU_EXIT_FAILED;
    }
    call.program = program_path(call.arena, argc > 0 ? argv[0] : "situ");
    situ_cli_set_language(argc, argv, call.program);
    situ_status status = dispatch(&call, argc, argv, &exit_code, &err);
    if (status != SITU_OK) {
        err.code = status;
        print_error(&err);
        exit_code = status == SITU_E_USAGE ? SITU_EXIT_USAGE : SITU_EXIT_FAILED;
    }
    exit_code = close_stdout(exit_code);
    situ_arena_free(call.arena);
    return exit_code;
}
