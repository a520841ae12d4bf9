// SPDX-License-Identifier: MIT
// Well-known binary (OGC 06-103r4, ISO 13249-3; the EWKB flags are read too). Foreign bytes: every
// read is checked and a count is believed only when that many elements can still follow.

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "geo/geometry.h"

typedef struct reader {
    const unsigned char *p, *end;
    situ_geometry *g; // NULL in the counting pass
    uint64_t parts, points;
    bool any_kind;
    situ_geometry_kind kind;
    situ_error *err;
} reader;

typedef struct header {
    bool swap;
    uint32_t type; // 1..6
    unsigned dims; // 2..4
} header;

static situ_status broken(reader *r, const char *what)
{
    return situ_fail(r->err, SITU_E_GEOMETRY, NULL, _("malformed geometry: %s"), what);
}

static size_t left(const reader *r)
{
    return (size_t)(r->end - r->p);
}

static bool host_is_little(void)
{
    const uint16_t one = 1;
    unsigned char byte;
    memcpy(&byte, &one, 1);
    return byte == 1;
}

static uint32_t take_u32(reader *r, bool swap)
{
    uint32_t v;
    memcpy(&v, r->p, sizeof v);
    r->p += sizeof v;
    return swap ? __builtin_bswap32(v) : v;
}

static double take_double(reader *r, bool swap)
{
    uint64_t bits;
    memcpy(&bits, r->p, sizeof bits);
    r->p += sizeof bits;
    if (swap)
        bits = __builtin_bswap64(bits);
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

static situ_status read_header(reader *r, header *h)
{
    if (left(r) < 5)
        return broken(r, _("it ends too early"));
    unsigned char order = *r->p++;
    if (order > 1)
        return broken(r, _("unknown byte order"));
    h->swap = (order == 1) != host_is_little();
    uint32_t code = take_u32(r, h->swap);
    bool z = (code & UINT32_C(0x80000000)) != 0, m = (code & UINT32_C(0x40000000)) != 0;
    if (code & UINT32_C(0x20000000)) { // EWKB: an SRID follows
        if (left(r) < 4)
            return broken(r, _("it ends too early"));
        r->p += 4;
    }
    code &= UINT32_C(0x1FFFFFFF);
    if (code >= 4000)
        return broken(r, _("unknown type"));
    z = z || code / 1000 == 1 || code / 1000 == 3;
    m = m || code / 1000 >= 2;
    h->type = code % 1000;
    h->dims = 2U + (z ? 1U : 0U) + (m ? 1U : 0U);
    if (h->type < 1 || h->type > 6)
        return situ_fail(r->err, SITU_E_UNSUPPORTED, _("save the layer as plain points, lines or polygons"),
                         _("geometry collections and curves are not supported (type %u)"), (unsigned)h->type);
    return SITU_OK;
}

// A count of elements that take at least `least` bytes each.
static situ_status read_count(reader *r, bool swap, size_t least, uint32_t *count)
{
    if (left(r) < 4)
        return broken(r, _("it ends too early"));
    *count = take_u32(r, swap);
    if (*count > left(r) / least)
        return broken(r, _("a count is larger than the data"));
    return SITU_OK;
}

static situ_status read_points(reader *r, const header *h, uint32_t n)
{
    size_t bytes = (size_t)n * h->dims * sizeof(double); // n is bounded by the data's length
    if (left(r) < bytes)
        return broken(r, _("it ends too early"));
    for (uint32_t i = 0; i < n; i++) {
        double x = take_double(r, h->swap), y = take_double(r, h->swap);
        r->p += (h->dims - 2) * sizeof(double);
        if (!isfinite(x) || !isfinite(y))
            return broken(r, _("a coordinate is not a number"));
        if (r->g) {
            r->g->xy[2 * r->points] = x;
            r->g->xy[2 * r->points + 1] = y;
        }
        r->points++;
    }
    return SITU_OK;
}

static void begin_part(reader *r, bool hole)
{
    if (r->g) {
        r->g->part_start[r->parts] = (uint32_t)r->points;
        if (r->g->is_hole)
            r->g->is_hole[r->parts] = hole;
    }
    r->parts++;
}

static situ_status read_line(reader *r, const header *h)
{
    uint32_t n;
    situ_status status = read_count(r, h->swap, h->dims * sizeof(double), &n);
    if (status != SITU_OK || n == 0)
        return status;
    begin_part(r, false);
    return read_points(r, h, n);
}

static situ_status read_polygon(reader *r, const header *h)
{
    situ_status status = SITU_OK;
    uint32_t rings;
    bool have_shell = false;
    SITU_TRY(read_count(r, h->swap, 4, &rings));
    for (uint32_t i = 0; i < rings; i++) {
        uint32_t n;
        SITU_TRY(read_count(r, h->swap, h->dims * sizeof(double), &n));
        if (n == 0)
            continue;
        // Without its shell a hole means nothing.
        if (i > 0 && !have_shell) {
            status = broken(r, _("a hole without an outer ring"));
            goto done;
        }
        const unsigned char *first = r->p;
        begin_part(r, have_shell);
        have_shell = true;
        SITU_TRY(read_points(r, h, n));
        const unsigned char *last = r->p - h->dims * sizeof(double);
        if (memcmp(first, last, 2 * sizeof(double)) != 0) { // close an open ring
            const unsigned char *after = r->p;
            r->p = first;
            SITU_TRY(read_points(r, h, 1));
            r->p = after;
        }
    }
done:
    return status;
}

static situ_status read_single(reader *r, const header *h)
{
    switch (h->type) {
    case 1: begin_part(r, false); return read_points(r, h, 1);
    case 2: return read_line(r, h);
    default: return read_polygon(r, h);
    }
}

static situ_status read_all(reader *r)
{
    situ_status status = SITU_OK;
    header h, item;
    uint32_t n;
    r->parts = r->points = 0;
    SITU_TRY(read_header(r, &h));
    uint32_t base = h.type > 3 ? h.type - 3 : h.type;
    r->kind = base == 1 ? SITU_GEOM_POINT : base == 2 ? SITU_GEOM_LINE : SITU_GEOM_POLYGON;
    if (h.type <= 3) {
        SITU_TRY(read_single(r, &h));
    } else {
        SITU_TRY(read_count(r, h.swap, 9, &n));
        for (uint32_t i = 0; i < n; i++) {
            SITU_TRY(read_header(r, &item));
            if (item.type != base) { // a multi type holds its own kind only, so there is no depth
                status = broken(r, _("mixed kinds"));
                goto done;
            }
            SITU_TRY(read_single(r, &item));
        }
    }
    if (r->p != r->end)
        status = broken(r, _("bytes are left over"));
    else if (r->parts >= UINT32_MAX || r->points >= UINT32_MAX)
        status = situ_fail(r->err, SITU_E_LIMIT, NULL, "%s", _("the geometry has too many points"));
done:
    return status;
}

situ_status situ_geometry_from_wkb(situ_geometry **out, const unsigned char *wkb, size_t bytes,
                                   situ_error *err)
{
    situ_status status = SITU_OK;
    situ_geometry *g = NULL;
    reader r = {.p = wkb, .end = wkb + bytes, .err = err};
    *out = NULL;
    SITU_TRY(read_all(&r));
    SITU_TRY(situ_geometry_new(&g, r.kind, (uint32_t)r.parts, (uint32_t)r.points, err));
    r.g = g;
    r.p = wkb;
    SITU_TRY(read_all(&r));
    situ_geometry_update_box(g);
    *out = g;
    g = NULL;
done:
    situ_geometry_free(g);
    return status;
}

// --- writing ---

static unsigned char *put_u32(unsigned char *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        *p++ = (unsigned char)(v >> (8 * i));
    return p;
}

static unsigned char *put_header(unsigned char *p, uint32_t type)
{
    *p++ = 1;
    return put_u32(p, type);
}

static unsigned char *put_points(unsigned char *p, const situ_geometry *g, uint32_t part)
{
    for (size_t i = 2 * (size_t)g->part_start[part]; i < 2 * (size_t)g->part_start[part + 1]; i++) {
        uint64_t bits;
        memcpy(&bits, &g->xy[i], sizeof bits);
        for (int k = 0; k < 8; k++)
            *p++ = (unsigned char)(bits >> (8 * k));
    }
    return p;
}

// First part behind the polygon that begins at part p.
static uint32_t polygon_end(const situ_geometry *g, uint32_t p)
{
    uint32_t end = p + 1;
    while (end < g->part_count && g->is_hole[end])
        end++;
    return end;
}

situ_status situ_geometry_to_wkb(unsigned char **out, size_t *bytes, const situ_geometry *g, situ_error *err)
{
    uint32_t items = 0;
    size_t size = 9 + (size_t)g->point_count * 16;
    *out = NULL;
    *bytes = 0;
    if (g->kind == SITU_GEOM_POINT)
        items = g->point_count; // a part may hold several points
    else if (g->kind == SITU_GEOM_LINE)
        items = g->part_count;
    else
        for (uint32_t p = 0; p < g->part_count; p = polygon_end(g, p))
            items++;
    size += (size_t)items * (g->kind == SITU_GEOM_POINT ? 5 : 9);
    if (g->kind == SITU_GEOM_POLYGON)
        size += (size_t)g->part_count * 4;

    unsigned char *block = situ_malloc(size);
    if (!block)
        return situ_fail_nomem(err);
    unsigned char *p = put_header(block, (uint32_t)g->kind + 4);
    p = put_u32(p, items);
    if (g->kind == SITU_GEOM_POINT) {
        situ_geometry one = *g;
        uint32_t range[2];
        one.part_start = range;
        for (uint32_t i = 0; i < items; i++) {
            range[0] = i;
            range[1] = i + 1;
            p = put_points(put_header(p, 1), &one, 0);
        }
    }
    for (uint32_t i = 0; i < g->part_count && g->kind == SITU_GEOM_LINE; i++) {
        p = put_u32(put_header(p, 2), g->part_start[i + 1] - g->part_start[i]);
        p = put_points(p, g, i);
    }
    for (uint32_t i = 0; i < g->part_count && g->kind == SITU_GEOM_POLYGON;) {
        uint32_t end = polygon_end(g, i);
        p = put_u32(put_header(p, 3), end - i);
        for (; i < end; i++) {
            p = put_u32(p, g->part_start[i + 1] - g->part_start[i]);
            p = put_points(p, g, i);
        }
    }
    *out = block;
    *bytes = (size_t)(p - block);
    return SITU_OK;
}
