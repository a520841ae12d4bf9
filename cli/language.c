// SPDX-License-Identifier: MIT
// The language of messages. Words on maps do not depend on it.
#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "base/str.h"
#include "cli/cli.h"

// --lang of the command line, NULL when absent; a wrong value is reported later, by the option table.
static const char *asked_language(int argc, char **argv)
{
    for (int i = 1; i < argc && !situ_streq(argv[i], "--"); i++) {
        if (situ_starts_with(argv[i], "--lang="))
            return argv[i] + strlen("--lang=");
        if (situ_streq(argv[i], "--lang") && i + 1 < argc)
            return argv[i + 1];
    }
    return NULL;
}

static const char *environment_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "C";
}

// An environment that names no language (C, POSIX, C.UTF-8) gets Chinese: that is who situ is made for.
static bool wants_chinese(const char *name)
{
    return situ_starts_with(name, "zh") || situ_streq(name, "C") || situ_starts_with(name, "C.") ||
           situ_streq(name, "POSIX");
}

static void bind_catalogue(const char *program)
{
    // <exe>/../share/situ/po is where both the build tree and an installed tree keep it.
    char *dir = situ_path_dir(program);
    char *po = situ_path_join(dir ? dir : ".", "../share/situ/po");
    if (po) {
        bindtextdomain("situ", po);
        bind_textdomain_codeset("situ", "UTF-8");
    }
    situ_free(po);
    situ_free(dir);
}

void situ_cli_set_language(int argc, char **argv, const char *program)
{
    const char *asked = asked_language(argc, argv);
    bool chinese = wants_chinese(asked ? asked : environment_language());

    // gettext looks at LANGUAGE only outside the C locale, and C.UTF-8 counts as outside. A bare
    // machine has no zh_CN locale, so C.UTF-8 stands in wherever the environment's locale fails.
    if (!setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0 ||
        strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0 || strcmp(setlocale(LC_MESSAGES, NULL), "POSIX") == 0)
        setlocale(LC_ALL, "C.UTF-8");
    setlocale(LC_NUMERIC, "C");
    setlocale(LC_COLLATE, "C");
    setenv("LANGUAGE", chinese ? "zh_CN" : "en", 1);
    bind_catalogue(program);
}
