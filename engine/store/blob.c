// SPDX-License-Identifier: MIT
// SpatiaLite's geometry blobs: 00, byte order, srid, box, 7C, type, body, FE. Read and written here:
// without a detour over WKB it is fast, and SpatiaLite's own reader crashes on damaged blobs. What
// another program may have put into the store is read too: heights and measures (dropped), compressed
// lines, tiny points.
#include <string.h>

#include "base/alloc.h"
#include "store/internal.h"

enum { START = 0x00, LITTLE = 0x01, MBR_END = 0x7C, ENTITY = 0x69, END = 0xFE, HEADER = 43, TINY = 0x80, COMPRESSED = 1000000 };
enum { POINT = 1, LINE = 2, POLYGON = 3, MULTIPOINT = 4, MULTILINE = 5, MULTIPOLYGON = 6 };

static void put(situ_bytes *b, const void *data, size_t n)
{
    memcpy(b->data + b->length, data, n);
    b->length += n;
}

static void put_byte(situ_bytes *b, unsigned char value)
{
    b->data[b->length++] = value;
}

static void put_u32(situ_bytes *b, uint32_t value)
{
    unsigned char raw[4] = {(unsigned char)value, (unsigned char)(value >> 8), (unsigned char)(value >> 16),
                            (unsigned char)(value >> 24)};
    put(b, raw, 4);
}

static void put_points(situ_bytes *b, const situ_geometry *g, uint32_t part)
{
    // Doubles are stored little endian; hosts of other order are not supported (checked below).
    uint32_t from = g->part_start[part], to = g->part_start[part + 1];
    put(b, g->xy + 2 * (size_t)from, (size_t)(to - from) * 16);
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "geometry blobs are copied as they are");

static uint32_t shells(const situ_geometry *g)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->part_count; i++)
        n += !g->is_hole[i] || i == 0;
    return n;
}

static void put_polygons(situ_bytes *b, const situ_geometry *g)
{
    put_u32(b, shells(g));
    for (uint32_t i = 0; i < g->part_count;) {
        uint32_t end = i + 1;
        while (end < g->part_count && g->is_hole[end])
            end++;
        put_byte(b, ENTITY);
        put_u32(b, POLYGON);
        put_u32(b, end - i);
        for (; i < end; i++) {
            put_u32(b, g->part_start[i + 1] - g->part_start[i]);
            put_points(b, g, i);
        }
    }
}

situ_status situ_blob_encode(situ_bytes *out, const situ_geometry *g, int srid, bool single, situ_error *err)
{
    size_t most = HEADER + 16 + (size_t)g->part_count * 16 + (size_t)g->point_count * (g->kind == SITU_GEOM_POINT ? 21 : 16);
    situ_status status = situ_grow(&out->data, &out->capacity, most, 1, err);
    if (status != SITU_OK)
        return status;
    out->length = 0;
    put_byte(out, START);
    put_byte(out, LITTLE);
    put_u32(out, (uint32_t)srid);
    double box[4] = {g->box.x0, g->box.y0, g->box.x1, g->box.y1};
    put(out, box, sizeof box);
    put_byte(out, MBR_END);
    if (g->kind == SITU_GEOM_POINT && single && g->point_count == 1) {
        put_u32(out, POINT);
        put(out, g->xy, 16);
    } else if (g->kind == SITU_GEOM_POINT) {
        put_u32(out, MULTIPOINT);
        put_u32(out, g->point_count);
        for (uint32_t i = 0; i < g->point_count; i++) {
            put_byte(out, ENTITY);
            put_u32(out, POINT);
            put(out, g->xy + 2 * (size_t)i, 16);
        }
    } else if (g->kind == SITU_GEOM_LINE) {
        put_u32(out, MULTILINE);
        put_u32(out, g->part_count);
        for (uint32_t i = 0; i < g->part_count; i++) {
            put_byte(out, ENTITY);
            put_u32(out, LINE);
            put_u32(out, g->part_start[i + 1] - g->part_start[i]);
            put_points(out, g, i);
        }
    } else {
        put_u32(out, MULTIPOLYGON);
        put_polygons(out, g);
    }
    put_byte(out, END);
    return SITU_OK;
}

// A cursor over a blob's body. Every read checks the end; `bad` is sticky.
typedef struct cursor {
    const unsigned char *p, *end;
    bool bad;
} cursor;

static uint32_t take_u32(cursor *c)
{
    if (c->bad || c->end - c->p < 4) {
        c->bad = true;
        return 0;
    }
    const unsigned char *p = c->p;
    c->p += 4;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

// Where the parts go in the second pass; without g the first pass only counts.
typedef struct sink {
    situ_geometry *g;
    uint32_t parts, points;
    unsigned dims;     // doubles a point
    bool has_m;        // of which the last is a measure: never compressed
    bool compressed;   // inner points as float32 differences
} sink;

// Bytes of a part of n points.
static uint64_t part_bytes(const sink *s, uint64_t n)
{
    uint64_t full = s->dims * 8u;
    if (!s->compressed || n < 2)
        return n * full;
    uint64_t small = (s->dims - s->has_m) * 4u + (s->has_m ? 8u : 0u);
    return 2 * full + (n - 2) * small;
}

static void copy_points(const sink *s, const unsigned char *p, double *xy, uint32_t n, bool compressed)
{
    if (s->dims == 2 && !compressed) {
        memcpy(xy, p, (size_t)n * 16);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (!compressed || i == 0 || i == n - 1) {
            memcpy(xy + 2 * (size_t)i, p, 16);
            p += s->dims * 8u;
            continue;
        }
        float step[2];
        memcpy(step, p, sizeof step);
        xy[2 * (size_t)i] = xy[2 * (size_t)i - 2] + (double)step[0];
        xy[2 * (size_t)i + 1] = xy[2 * (size_t)i - 1] + (double)step[1];
        p += (s->dims - s->has_m) * 4u + (s->has_m ? 8u : 0u);
    }
}

static void take_part(cursor *c, sink *s, uint32_t points, bool hole)
{
    uint64_t bytes = part_bytes(s, points);
    if (c->bad || bytes > (uint64_t)(c->end - c->p) || s->points + (uint64_t)points > UINT32_MAX / 2) {
        c->bad = true;
        return;
    }
    if (s->g) {
        copy_points(s, c->p, s->g->xy + 2 * (size_t)s->points, points, s->compressed && points > 1);
        s->g->part_start[s->parts + 1] = s->points + points;
        if (s->g->is_hole)
            s->g->is_hole[s->parts] = hole;
    }
    c->p += bytes;
    s->points += points;
    s->parts++;
}

static void take_simple(cursor *c, sink *s, uint32_t type)
{
    if (type == POINT) {
        take_part(c, s, 1, false);
    } else if (type == LINE) {
        take_part(c, s, take_u32(c), false);
    } else if (type == POLYGON) {
        uint32_t rings = take_u32(c);
        for (uint32_t i = 0; i < rings && !c->bad; i++)
            take_part(c, s, take_u32(c), i > 0);
    } else {
        c->bad = true;
    }
}

// Splits a type code into base type, dimensions and compression; false for others.
static bool read_type(sink *s, uint32_t *type, uint32_t code)
{
    s->compressed = code >= COMPRESSED;
    if (s->compressed)
        code -= COMPRESSED;
    static const unsigned dims[4] = {2, 3, 3, 4};
    if (code >= 4000)
        return false;
    s->dims = dims[code / 1000];
    s->has_m = code / 1000 >= 2;
    *type = code % 1000;
    return *type >= POINT && *type <= MULTIPOLYGON;
}

static void take_all(cursor *c, sink *s, uint32_t type)
{
    if (type < MULTIPOINT) {
        take_simple(c, s, type);
        return;
    }
    uint32_t items = take_u32(c);
    for (uint32_t i = 0; i < items && !c->bad; i++) {
        uint32_t item = 0;
        if (c->p >= c->end || *c->p++ != ENTITY || !read_type(s, &item, take_u32(c)) || item != type - 3)
            c->bad = true;
        else
            take_simple(c, s, item);
    }
}

static situ_status damaged(situ_error *err)
{
    return situ_fail(err, SITU_E_GEOMETRY, _("import the table anew"), "%s", _("a geometry in the store is damaged"));
}

// 80, byte order, srid, type 1..4, x, y ..., FE.
static situ_status decode_tiny(situ_geometry **out, const unsigned char *b, size_t bytes, situ_error *err)
{
    static const size_t lengths[5] = {0, 24, 32, 32, 40};
    double xy[2];
    if (bytes < 24 || b[1] != LITTLE || b[6] < 1 || b[6] > 4 || bytes != lengths[b[6]] || b[bytes - 1] != END)
        return damaged(err);
    memcpy(xy, b + 7, sizeof xy);
    return situ_geometry_point(out, xy[0], xy[1], err);
}

bool situ_blob_box(situ_box *out, const void *blob, size_t bytes)
{
    const unsigned char *b = blob;
    double corner[4];
    if (b && bytes > HEADER && b[0] == START && b[1] == LITTLE && b[38] == MBR_END)
        memcpy(corner, b + 6, sizeof corner);
    else if (b && bytes == 24 && b[0] == TINY && b[1] == LITTLE)
        memcpy(corner, b + 7, 16), memcpy(corner + 2, b + 7, 16);
    else
        return false;
    *out = (situ_box){corner[0], corner[1], corner[2], corner[3]};
    return out->x0 <= out->x1 && out->y0 <= out->y1; // false for what is no number
}

situ_status situ_blob_decode(situ_geometry **out, const void *blob, size_t bytes, situ_error *err)
{
    *out = NULL;
    const unsigned char *b = blob;
    if (!b || !bytes)
        return SITU_OK;
    if (b[0] == TINY)
        return decode_tiny(out, b, bytes, err);
    if (bytes <= HEADER || b[0] != START || b[1] != LITTLE || b[38] != MBR_END || b[bytes - 1] != END)
        return damaged(err);
    cursor c = {b + 39, b + bytes - 1, false};
    sink count = {0};
    uint32_t type = 0;
    if (!read_type(&count, &type, take_u32(&c)))
        return damaged(err);
    sink fill = count;
    take_all(&c, &count, type);
    if (c.bad || c.p != c.end)
        return damaged(err);
    if (!count.parts)
        return SITU_OK;
    uint32_t simple = type > POLYGON ? type - 3 : type;
    situ_geometry_kind kind = simple == POINT ? SITU_GEOM_POINT : simple == LINE ? SITU_GEOM_LINE : SITU_GEOM_POLYGON;
    situ_status status = situ_geometry_new(&fill.g, kind, count.parts, count.points, err);
    if (status != SITU_OK)
        return status;
    c = (cursor){b + HEADER, b + bytes - 1, false};
    take_all(&c, &fill, type);
    situ_geometry_update_box(fill.g);
    *out = fill.g;
    return SITU_OK;
}
