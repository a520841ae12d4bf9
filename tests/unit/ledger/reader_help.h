// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_READER_HELP_H
#define SITU_TESTS_READER_HELP_H

// Reading one file with one reader, looking at its cells, and failing every allocation in turn.

#include "base/alloc.h"
#include "ledger/reader.h"
#include "unit/ledger/import_help.h"

static inline situ_sheets *read_with(const situ_reader *reader, const char *path, const char *encoding, situ_status want, situ_error *err)
{
    situ_sheets *sheets = NULL;
    situ_error none = {0};
    err = err ? err : &none;
    memset(err, 0, sizeof *err);
    situ_status status = reader->read(&sheets, path, encoding, err);
    if (status != want) {
        char text[2048];
        situ_error_format(err, text, sizeof text);
        fail_msg("status %d, want %d: %s", status, want, text);
    }
    if (status != SITU_OK)
        assert_null(sheets);
    return sheets;
}

// "B7" of a sheet.
static inline const situ_cell *cell_of(const situ_sheet *s, const char *name)
{
    uint32_t column = (uint32_t)(name[0] - 'A'), row = (uint32_t)atoi(name + 1) - 1;
    if (row >= s->row_count || column >= s->column_count)
        fail_msg("no cell %s: the sheet has %u rows and %u columns", name, s->row_count, s->column_count);
    return &s->cells[(size_t)row * s->column_count + column];
}

static inline void assert_cell(const situ_sheet *s, const char *name, situ_cell_kind kind, const char *text)
{
    const situ_cell *cell = cell_of(s, name);
    if (cell->kind != kind || strcmp(cell->text, text) != 0)
        fail_msg("%s is kind %d \"%s\", want kind %d \"%s\"", name, (int)cell->kind, cell->text, (int)kind, text);
}

// Reading ends well or with "no memory", whichever allocation fails; what is counted are the failures.
static inline void read_without_memory(const situ_reader *reader, const char *path, size_t at_least)
{
    size_t failed = 0;
    situ_sheets_free(read_with(reader, path, NULL, SITU_OK, NULL)); // libraries are warm now
    for (uint64_t n = 1; n < 5000; n++) {
        situ_sheets *s = NULL;
        situ_error err = {0};
        situ_alloc_fail_at(n, true);
        situ_status status = reader->read(&s, path, NULL, &err);
        situ_alloc_fail_at(0, false);
        assert_true(status == SITU_OK || s == NULL);
        situ_sheets_free(s);
        if (status == SITU_OK)
            break;
        failed++;
    }
    if (failed < at_least || failed > 4990)
        fail_msg("%zu allocations failed", failed);
}

// Any cut and any changed byte of a file: an answer or an error that says something, never a crash.
static inline void read_damaged(const situ_reader *reader, const char *name, const unsigned char *bytes, size_t n, size_t rounds, uint64_t seed)
{
    situ_rng rng;
    situ_rng_seed(&rng, seed, 1);
    print_message("seed %llu\n", (unsigned long long)seed);
    unsigned char *copy = malloc(n + 1);
    size_t read = 0;
    for (size_t round = 0; round < rounds; round++) {
        memcpy(copy, bytes, n);
        size_t m = n;
        if (round % 3 == 0)
            m = situ_rng_below(&rng, (uint32_t)n);
        else
            for (size_t k = 0; k <= round % 7; k++)
                copy[situ_rng_below(&rng, (uint32_t)n)] = (unsigned char)situ_rng_u32(&rng);
        write_bytes(help_path(name), copy, m);
        situ_sheets *s = NULL;
        situ_error err = {0};
        situ_status status = reader->read(&s, help_path(name), NULL, &err);
        if (status == SITU_OK)
            read++;
        else
            assert_true(err.cause[0] != 0 && s == NULL);
        situ_sheets_free(s);
    }
    free(copy);
    print_message("%zu of %zu read\n", read, rounds);
}

#endif
