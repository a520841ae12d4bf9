// SPDX-License-Identifier: MIT
// Results on stdout: as JSON, and the lines several commands share.
#include <stdio.h>

#include "base/str.h"
#include "cli/command.h"

void situ_cli_json_string(const char *value)
{
    putchar('"');
    for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
        if (*c == '"' || *c == '\\')
            printf("\\%c", *c);
        else if (*c < 0x20)
            printf("\\u%04x", *c);
        else
            putchar(*c);
    }
    putchar('"');
}

static void key_of(situ_cli_json *json, const char *key)
{
    printf("%s", json->first ? "" : ", ");
    json->first = false;
    situ_cli_json_string(key);
    printf(": ");
}

void situ_cli_json_open(situ_cli_json *json)
{
    putchar('{');
    json->first = true;
}

void situ_cli_json_text(situ_cli_json *json, const char *key, const char *value)
{
    key_of(json, key);
    if (value)
        situ_cli_json_string(value);
    else
        printf("null");
}

void situ_cli_json_count(situ_cli_json *json, const char *key, size_t value)
{
    key_of(json, key);
    printf("%zu", value);
}

void situ_cli_json_number(situ_cli_json *json, const char *key, double value)
{
    char text[32];
    key_of(json, key);
    situ_format_double(value, text);
    printf("%s", text);
}

void situ_cli_json_close(situ_cli_json *json)
{
    (void)json;
    printf("}\n");
}

void situ_cli_json_rows(situ_cli_json *json, const situ_row_counts *rows)
{
    situ_cli_json_count(json, "rows_read", rows->read);
    situ_cli_json_count(json, "rows_used", rows->used);
    situ_cli_json_count(json, "rows_repaired", rows->repaired);
    situ_cli_json_count(json, "rows_rejected", rows->rejected);
    situ_cli_json_count(json, "rows_skipped", rows->skipped);
}

void situ_cli_print_rows(const situ_row_counts *rows, size_t problems)
{
    printf(_("%zu rows read: %zu taken over (%zu of them repaired), %zu rejected, %zu skipped; %zu findings to read"), rows->read,
           rows->used + rows->repaired, rows->repaired, rows->rejected, rows->skipped, problems);
    putchar('\n');
}
