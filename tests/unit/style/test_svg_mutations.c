// SPDX-License-Identifier: MIT
// Damaged symbols: an error with its place or a symbol inside finite bounds, never a crash.
#include "unit/output/tools.h"

#include <math.h>

#include "base/hash.h"
#include "style/style.h"

#define ROUNDS 6000

static const char *const PIECES[] = {"<g>", "</g>", "d=\"", "A1 1 0 0", "-", "1e9", ".5", "z", "M", "viewBox", "\xE7", "&#0;", "&lt;", "param(fill)", "<path ", "/>", "'", "1e-400", "99999999999999999999"};

static void mutate(situ_rng *rng, char *text, size_t *bytes, size_t room)
{
    for (uint32_t k = 1 + situ_rng_below(rng, 3); k > 0 && *bytes > 1; k--) {
        size_t at = situ_rng_below(rng, (uint32_t)*bytes);
        switch (situ_rng_below(rng, 4)) {
        case 0:
            text[at] = (char)situ_rng_below(rng, 256);
            break;
        case 1:
            memmove(text + at, text + at + 1, *bytes - at - 1);
            (*bytes)--;
            break;
        case 2: {
            const char *piece = PIECES[situ_rng_below(rng, sizeof PIECES / sizeof *PIECES)];
            size_t n = strlen(piece);
            if (*bytes + n < room) {
                memmove(text + at + n, text + at, *bytes - at);
                memcpy(text + at, piece, n);
                *bytes += n;
            }
            break;
        }
        default:
            *bytes = at + 1;
        }
    }
}

static void svg__damaged_files_never_crash(void **state)
{
    (void)state;
    static const char *const names[] = {"fire", "depot", "shelter", "station", "seat_county", "triangle"};
    const uint64_t seed = 20261122;
    size_t good = 0, refused = 0;
    situ_rng rng;
    situ_rng_seed(&rng, seed, 1);
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < ROUNDS; i++) {
        char path[512], text[4096], *original;
        size_t bytes;
        situ_symbol s;
        situ_error e = {0};
        situ_arena *arena = situ_arena_new();
        snprintf(path, sizeof path, SITU_SOURCE_DIR "/styles/symbols/%s.svg", names[i % 6]);
        OK(situ_read_file(&original, &bytes, path, sizeof text / 2, err));
        memcpy(text, original, bytes);
        situ_free(original);
        mutate(&rng, text, &bytes, sizeof text);
        remove(scratch("m.svg")); // truncating in place makes some file systems flush each time
        FILE *file = fopen(scratch("m.svg"), "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(text, 1, bytes, file), bytes);
        fclose(file);
        if (situ_symbol_read(&s, arena, scratch("m.svg"), "m", &e) == SITU_OK) {
            good++;
            assert_true(s.part_count > 0);
            for (uint32_t p = 0; p < s.part_count; p++)
                for (uint32_t k = 0; k < 2 * s.parts[p].path.point_count; k++)
                    assert_true(isfinite(s.parts[p].path.xy[k]));
        } else {
            refused++;
            assert_true(e.cause[0] && strstr(e.file, "m.svg"));
        }
        situ_arena_free(arena);
    }
    print_message("%zu read, %zu refused\n", good, refused);
    assert_true(good > ROUNDS / 50 && refused > ROUNDS / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(svg__damaged_files_never_crash)};
    return cmocka_run_group_tests(tests, NULL, drop_scratch);
}
