// SPDX-License-Identifier: MIT
// mosaic compare BLOCK.png FOLDER Z X0 Y0   the tiles FOLDER/Z/X/Y.png side by side are BLOCK, pixel by pixel;
//                                           a tile that is not there must be of one colour, the block's first
// mosaic colours FILE.png RRGGBB...         prints how many pixels have exactly each colour
// mosaic pixels FILE.png <POINTS           reads "X Y WORD" lines, prints the colour at each: "RRGGBB WORD"
// mosaic size FILE.png                      prints width, height and pixels a metre
// mosaic peak COMMAND...                    runs it, prints seconds and the most KiB it held at once
// Exit status: 0 the same / read, 1 not the same, 2 cannot be read.
#define _GNU_SOURCE // wait4 and clock_gettime with -std=c17
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TILE = 256 };

typedef struct picture {
    png_image head;
    unsigned char *pixels; // RGBA
} picture;

static int load(picture *p, const char *path)
{
    memset(p, 0, sizeof *p);
    p->head.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_file(&p->head, path))
        return 0;
    p->head.format = PNG_FORMAT_RGBA;
    p->pixels = malloc(PNG_IMAGE_SIZE(p->head));
    return p->pixels && png_image_finish_read(&p->head, NULL, p->pixels, 0, NULL);
}

static void drop(picture *p)
{
    png_image_free(&p->head);
    free(p->pixels);
}

// Pixels of the block's cell that differ from the tile (or from one colour when there is no tile).
static long compare_tile(const picture *block, const char *path, unsigned column, unsigned row)
{
    picture tile;
    long differing = 0;
    int there = load(&tile, path);

    if (there && (tile.head.width != TILE || tile.head.height != TILE)) {
        fprintf(stderr, "mosaic: %s is %u x %u\n", path, tile.head.width, tile.head.height);
        drop(&tile);
        return TILE * TILE;
    }
    for (unsigned y = 0; y < TILE; y++)
        for (unsigned x = 0; x < TILE; x++) {
            size_t at = ((size_t)(row * TILE + y) * block->head.width + column * TILE + x) * 4;
            const unsigned char *want = there ? tile.pixels + (y * TILE + x) * 4 : block->pixels;
            differing += memcmp(block->pixels + at, want, 4) != 0;
        }
    drop(&tile);
    return differing;
}

static int compare(char **argv)
{
    picture block;
    long differing = 0, there = 0, absent = 0;
    unsigned x0 = (unsigned)strtoul(argv[5], NULL, 10), y0 = (unsigned)strtoul(argv[6], NULL, 10);

    if (!load(&block, argv[2])) {
        fprintf(stderr, "mosaic: %s cannot be read\n", argv[2]);
        return 2;
    }
    for (unsigned row = 0; row < block.head.height / TILE; row++)
        for (unsigned column = 0; column < block.head.width / TILE; column++) {
            char path[4096];
            snprintf(path, sizeof path, "%s/%s/%u/%u.png", argv[3], argv[4], x0 + column, y0 + row);
            FILE *file = fopen(path, "rb");
            there += file != NULL;
            absent += file == NULL;
            if (file)
                fclose(file);
            long here = compare_tile(&block, path, column, row);
            if (here)
                fprintf(stderr, "mosaic: %s: %ld pixels differ\n", path, here);
            differing += here;
        }
    printf("tiles %ld absent %ld differing %ld\n", there, absent, differing);
    drop(&block);
    return differing ? 1 : 0;
}

static int colours(int argc, char **argv)
{
    picture p;

    if (!load(&p, argv[2])) {
        fprintf(stderr, "mosaic: %s cannot be read\n", argv[2]);
        return 2;
    }
    for (int i = 3; i < argc; i++) {
        unsigned long wanted = strtoul(argv[i], NULL, 16);
        unsigned char rgba[4] = {(unsigned char)(wanted >> 16), (unsigned char)(wanted >> 8), (unsigned char)wanted, 255};
        long count = 0;
        for (size_t k = 0; k < (size_t)p.head.width * p.head.height; k++)
            count += memcmp(p.pixels + 4 * k, rgba, 4) == 0;
        printf("%s %ld\n", argv[i], count);
    }
    drop(&p);
    return 0;
}

static int pixels(const char *path)
{
    picture p;
    double x, y;
    char word[256];

    if (!load(&p, path)) {
        fprintf(stderr, "mosaic: %s cannot be read\n", path);
        return 2;
    }
    while (scanf("%lf %lf %255s", &x, &y, word) == 3) {
        if (!(x >= 0 && y >= 0 && x < p.head.width && y < p.head.height)) {
            fprintf(stderr, "mosaic: %g, %g lies outside\n", x, y);
            drop(&p);
            return 2;
        }
        const unsigned char *at = p.pixels + ((size_t)y * p.head.width + (size_t)x) * 4;
        printf("%02X%02X%02X %s\n", at[0], at[1], at[2], word);
    }
    drop(&p);
    return 0;
}

static int size(const char *path)
{
    FILE *file = fopen(path, "rb");
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    png_uint_32 x = 0, y = 0;
    int unit = PNG_RESOLUTION_UNKNOWN;

    if (!file || !info || setjmp(png_jmpbuf(png))) {
        fprintf(stderr, "mosaic: %s cannot be read\n", path);
        return 2;
    }
    png_init_io(png, file);
    png_read_info(png, info);
    png_get_pHYs(png, info, &x, &y, &unit);
    printf("%u %u %u %u\n", (unsigned)png_get_image_width(png, info), (unsigned)png_get_image_height(png, info), (unsigned)x, (unsigned)y);
    png_destroy_read_struct(&png, &info, NULL);
    fclose(file);
    return 0;
}

static int peak(char **argv)
{
    struct timespec begin, end;
    struct rusage usage;
    int status = 0;

    clock_gettime(CLOCK_MONOTONIC, &begin);
    pid_t child = fork();
    if (child == 0) {
        execv(argv[0], argv);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child)
        return 2;
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.2f %ld\n", (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9, usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

int main(int argc, char **argv)
{
    if (argc >= 3 && strcmp(argv[1], "peak") == 0)
        return peak(argv + 2);
    if (argc == 7 && strcmp(argv[1], "compare") == 0)
        return compare(argv);
    if (argc >= 4 && strcmp(argv[1], "colours") == 0)
        return colours(argc, argv);
    if (argc == 3 && strcmp(argv[1], "pixels") == 0)
        return pixels(argv[2]);
    if (argc == 3 && strcmp(argv[1], "size") == 0)
        return size(argv[2]);
    fprintf(stderr, "usage: mosaic compare BLOCK FOLDER Z X0 Y0 | colours FILE RRGGBB... | pixels FILE | size FILE | peak COMMAND\n");
    return 2;
}
