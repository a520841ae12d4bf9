// SPDX-License-Identifier: MIT
#ifndef SITU_TESTS_ZIP_WRITER_H
#define SITU_TESTS_ZIP_WRITER_H

// A zip of stored members, and workbooks from sheet XML: small enough to be read beside the tests.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct zip_member {
    const char *name;
    const void *data;
    size_t bytes;      // of data
    size_t told_bytes; // uncompressed size told; 0 = bytes
    int method;        // 0 stored, 8 deflate
    uint32_t crc;      // of deflated members
} zip_member;

static inline uint32_t zip_crc(const unsigned char *p, size_t n)
{
    uint32_t c = 0xFFFFFFFFu;
    for (size_t i = 0; i < n; i++) {
        c ^= p[i];
        for (int k = 0; k < 8; k++)
            c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
    }
    return ~c;
}

static inline size_t zip_put(unsigned char *out, size_t at, uint32_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        out[at++] = (unsigned char)(v >> (8 * i));
    return at;
}

static inline size_t zip_head(unsigned char *out, size_t at, const zip_member *m, uint32_t crc, int central, uint32_t offset)
{
    at = zip_put(out, at, central ? 0x02014b50u : 0x04034b50u, 4);
    if (central)
        at = zip_put(out, at, 20, 2);
    at = zip_put(out, at, 20, 2);
    at = zip_put(out, at, 0, 2);
    at = zip_put(out, at, (uint32_t)m->method, 2);
    at = zip_put(out, at, 0, 2);
    at = zip_put(out, at, 0x21, 2); // 1980-01-01
    at = zip_put(out, at, crc, 4);
    at = zip_put(out, at, (uint32_t)m->bytes, 4);
    at = zip_put(out, at, (uint32_t)(m->told_bytes ? m->told_bytes : m->bytes), 4);
    at = zip_put(out, at, (uint32_t)strlen(m->name), 2);
    at = zip_put(out, at, 0, 2);
    if (central) {
        at = zip_put(out, at, 0, 2);
        at = zip_put(out, at, 0, 4);
        at = zip_put(out, at, 0, 4);
        at = zip_put(out, at, offset, 4);
    }
    memcpy(out + at, m->name, strlen(m->name));
    return at + strlen(m->name);
}

// The archive's bytes, freed by the caller.
static inline unsigned char *zip_bytes(const zip_member *members, size_t n, size_t *bytes)
{
    size_t room = 64;
    for (size_t i = 0; i < n; i++)
        room += members[i].bytes + 2 * strlen(members[i].name) + 128;
    unsigned char *out = malloc(room);
    uint32_t *offset = malloc((n + 1) * sizeof *offset), *crc = malloc((n + 1) * sizeof *crc);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        offset[i] = (uint32_t)at;
        crc[i] = members[i].method == 0 ? zip_crc(members[i].data, members[i].bytes) : members[i].crc;
        at = zip_head(out, at, &members[i], crc[i], 0, 0);
        memcpy(out + at, members[i].data, members[i].bytes);
        at += members[i].bytes;
    }
    size_t start = at;
    for (size_t i = 0; i < n; i++)
        at = zip_head(out, at, &members[i], crc[i], 1, offset[i]);
    size_t length = at - start;
    at = zip_put(out, at, 0x06054b50u, 4);
    at = zip_put(out, at, 0, 4);
    at = zip_put(out, at, (uint32_t)n, 2);
    at = zip_put(out, at, (uint32_t)n, 2);
    at = zip_put(out, at, (uint32_t)length, 4);
    at = zip_put(out, at, (uint32_t)start, 4);
    at = zip_put(out, at, 0, 2);
    free(offset);
    free(crc);
    *bytes = at;
    return out;
}

static inline void write_bytes(const char *path, const void *data, size_t n)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(data, 1, n, f) != n || fclose(f) != 0)
        abort();
}

#define XLSX_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define XLSX_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

// A workbook of up to 3 sheets. sheets[i]: what lies inside <worksheet>. strings: inside <sst>, styles:
// inside <styleSheet>; workbook: attributes and elements before <sheets>. Any may be NULL.
typedef struct xlsx_parts {
    const char *sheets[3], *names[3], *states[3];
    const char *strings, *styles, *workbook, *prolog;
} xlsx_parts;

static inline unsigned char *xlsx_bytes(const xlsx_parts *x, size_t *bytes)
{
    static const char root[] = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
                               "<Relationship Id='rId1' Type='" XLSX_REL "/officeDocument' Target='xl/workbook.xml'/></Relationships>";
    char workbook[2000], relations[2000], names[3][40], *sheets[3] = {NULL}, *strings = NULL, *styles = NULL;
    zip_member m[8];
    size_t n = 0;
    int w = snprintf(workbook, sizeof workbook, "<workbook xmlns='" XLSX_MAIN "' xmlns:r='" XLSX_REL "'>%s<sheets>", x->workbook ? x->workbook : "");
    int r = snprintf(relations, sizeof relations, "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>");
    m[n++] = (zip_member){.name = "_rels/.rels", .data = root, .bytes = sizeof root - 1};
    for (int i = 0; i < 3 && x->sheets[i]; i++) {
        w += snprintf(workbook + w, sizeof workbook - (size_t)w, "<sheet name='%s' sheetId='%d' r:id='rId%d'%s%s%s/>",
                      x->names[i] ? x->names[i] : "Sheet1", i + 1, i + 1, x->states[i] ? " state='" : "", x->states[i] ? x->states[i] : "",
                      x->states[i] ? "'" : "");
        r += snprintf(relations + r, sizeof relations - (size_t)r,
                      "<Relationship Id='rId%d' Type='" XLSX_REL "/worksheet' Target='worksheets/sheet%d.xml'/>", i + 1, i + 1);
        size_t room = strlen(x->sheets[i]) + 400;
        sheets[i] = malloc(room);
        snprintf(sheets[i], room, "<?xml version='1.0' encoding='UTF-8'?>%s<worksheet xmlns='" XLSX_MAIN "'>%s</worksheet>", x->prolog ? x->prolog : "",
                 x->sheets[i]);
        snprintf(names[i], sizeof names[i], "xl/worksheets/sheet%d.xml", i + 1);
        m[n++] = (zip_member){.name = names[i], .data = sheets[i], .bytes = strlen(sheets[i])};
    }
    snprintf(workbook + w, sizeof workbook - (size_t)w, "</sheets></workbook>");
    snprintf(relations + r, sizeof relations - (size_t)r,
             "<Relationship Id='rId8' Type='" XLSX_REL "/sharedStrings' Target='sharedStrings.xml'/>"
             "<Relationship Id='rId9' Type='" XLSX_REL "/styles' Target='/xl/styles.xml'/></Relationships>");
    m[n++] = (zip_member){.name = "xl/workbook.xml", .data = workbook, .bytes = strlen(workbook)};
    m[n++] = (zip_member){.name = "xl/_rels/workbook.xml.rels", .data = relations, .bytes = strlen(relations)};
    if (x->strings) {
        size_t room = strlen(x->strings) + 200;
        strings = malloc(room);
        snprintf(strings, room, "<sst xmlns='" XLSX_MAIN "'>%s</sst>", x->strings);
        m[n++] = (zip_member){.name = "xl/sharedStrings.xml", .data = strings, .bytes = strlen(strings)};
    }
    if (x->styles) {
        size_t room = strlen(x->styles) + 200;
        styles = malloc(room);
        snprintf(styles, room, "<styleSheet xmlns='" XLSX_MAIN "'>%s</styleSheet>", x->styles);
        m[n++] = (zip_member){.name = "xl/styles.xml", .data = styles, .bytes = strlen(styles)};
    }
    unsigned char *out = zip_bytes(m, n, bytes);
    for (int i = 0; i < 3; i++)
        free(sheets[i]);
    free(strings);
    free(styles);
    return out;
}

static inline void xlsx_write(const char *path, const xlsx_parts *x)
{
    size_t n = 0;
    unsigned char *bytes = xlsx_bytes(x, &n);
    write_bytes(path, bytes, n);
    free(bytes);
}

#endif
