// SPDX-License-Identifier: MIT
// imgdiff EXPECTED ACTUAL LEVEL SHARE DIFF: fails when more than SHARE of the pixels differ by more than
// LEVEL in a channel, or the sizes differ. DIFF receives a picture with the differences in red.
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct picture {
    png_image head;
    unsigned char *pixels;
} picture;

static int load(picture *p, const char *path)
{
    memset(p, 0, sizeof *p);
    p->head.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_file(&p->head, path)) {
        fprintf(stderr, "imgdiff: %s: %s\n", path, p->head.message);
        return 0;
    }
    p->head.format = PNG_FORMAT_RGB;
    p->pixels = malloc(PNG_IMAGE_SIZE(p->head));
    return p->pixels && png_image_finish_read(&p->head, NULL, p->pixels, 0, NULL);
}

int main(int argc, char **argv)
{
    picture a, b;
    size_t count, differing = 0;
    int level, worst = 0;
    double share;

    if (argc != 6 || !load(&a, argv[1]) || !load(&b, argv[2]))
        return 2;
    level = atoi(argv[3]);
    share = atof(argv[4]);
    if (a.head.width != b.head.width || a.head.height != b.head.height) {
        fprintf(stderr, "imgdiff: %u x %u against %u x %u\n", a.head.width, a.head.height, b.head.width, b.head.height);
        return 1;
    }
    count = (size_t)a.head.width * a.head.height;
    for (size_t i = 0; i < count; i++) {
        int difference = 0;
        for (int c = 0; c < 3; c++) {
            int d = abs((int)a.pixels[3 * i + (size_t)c] - (int)b.pixels[3 * i + (size_t)c]);
            difference = d > difference ? d : difference;
        }
        worst = difference > worst ? difference : worst;
        if (difference > level) {
            differing++;
            b.pixels[3 * i] = 255;
            b.pixels[3 * i + 1] = b.pixels[3 * i + 2] = 0;
        } else {
            for (int c = 0; c < 3; c++)
                b.pixels[3 * i + (size_t)c] = (unsigned char)(192 + b.pixels[3 * i + (size_t)c] / 4);
        }
    }
    if ((double)differing > share * (double)count) {
        fprintf(stderr, "imgdiff: %zu of %zu pixels differ by more than %d (worst %d)\n", differing, count, level, worst);
        png_image_write_to_file(&b.head, argv[5], 0, b.pixels, 0, NULL);
        return 1;
    }
    return 0;
}
