// SPDX-License-Identifier: MIT
// Reading a request target strictly: what is not plainly well formed is refused, never repaired.
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "serve/route.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Decodes [from, end) into out. An encoded separator, control characters and bytes that are not UTF-8
// are malformed. plus: '+' is a blank (query). Returns 0, 400 or 414.
static int decode(char *out, size_t size, const char *from, const char *end, bool plus)
{
    size_t n = 0;
    for (const char *p = from; p < end; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '%') {
            int high = end - p > 2 ? hex(p[1]) : -1, low = high >= 0 ? hex(p[2]) : -1;
            if (low < 0)
                return 400;
            c = (unsigned char)(high * 16 + low);
            p += 2;
            if (!plus && (c == '/' || c == '.' || c == '%'))
                return 400; // the only reason to write these in hex is to hide them
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (c < 0x20 || c == 0x7f || (!plus && c == '\\'))
            return 400;
        if (n + 1 >= size)
            return 414;
        out[n++] = (char)c;
    }
    out[n] = '\0';
    return situ_utf8_valid(out, n, NULL) ? 0 : 400;
}

// "//", "/./" and "/../" name no resource.
static bool has_odd_segment(const char *path)
{
    for (const char *p = path; p; p = strchr(p + 1, '/')) {
        const char *segment = p + 1, *end = strchr(segment, '/');
        size_t n = end ? (size_t)(end - segment) : strlen(segment);
        if ((n == 0 && end) || (n == 1 && *segment == '.') || (n == 2 && segment[0] == '.' && segment[1] == '.'))
            return true;
    }
    return false;
}

static int parse_pair(situ_request *out, const char *from, const char *end)
{
    const char *equals = memchr(from, '=', (size_t)(end - from));
    int fault, i = out->query_count;

    if (!equals || equals == from)
        return 400;
    if (i >= SITU_REQUEST_MAX_QUERY)
        return 400;
    fault = decode(out->query[i].key, sizeof out->query[i].key, from, equals, true);
    if (fault == 0)
        fault = decode(out->query[i].value, sizeof out->query[i].value, equals + 1, end, true);
    if (fault != 0)
        return 400;
    for (const char *p = out->query[i].key; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || *p == '_'))
            return 400;
    for (int k = 0; k < i; k++)
        if (strcmp(out->query[k].key, out->query[i].key) == 0)
            return 400;
    out->query_count++;
    return 0;
}

int situ_request_parse(situ_request *out, const char *target)
{
    const char *mark = strchr(target, '?'), *end = target + strlen(target);
    int fault;

    memset(out, 0, sizeof *out);
    if (*target != '/' || strchr(target, '#'))
        return 400;
    fault = decode(out->path, sizeof out->path, target, mark ? mark : end, false);
    if (fault == 0 && has_odd_segment(out->path))
        fault = 400;
    for (const char *p = mark; fault == 0 && p; ) {
        const char *from = p + 1, *next = strchr(from, '&');
        if (from == end && p == mark)
            break; // "/path?"
        fault = parse_pair(out, from, next ? next : end);
        p = next;
    }
    if (fault != 0)
        memset(out, 0, sizeof *out);
    return fault;
}

const char *situ_request_query(const situ_request *request, const char *key, const char *fallback)
{
    for (int i = 0; i < request->query_count; i++)
        if (strcmp(request->query[i].key, key) == 0)
            return request->query[i].value;
    return fallback;
}

bool situ_request_u32(const char *text, size_t bytes, uint32_t *out)
{
    uint64_t value = 0;
    if (bytes == 0 || bytes > 10 || (bytes > 1 && *text == '0'))
        return false;
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text[i] - '0');
    }
    if (value > UINT32_MAX)
        return false;
    *out = (uint32_t)value;
    return true;
}

bool situ_request_bbox(const char *text, situ_box *out)
{
    double v[4];
    const char *p = text;

    for (int i = 0; i < 4; i++) {
        char number[40];
        const char *comma = strchr(p, ',');
        size_t n = comma ? (size_t)(comma - p) : strlen(p);
        if ((i < 3) != (comma != NULL) || n == 0 || n >= sizeof number)
            return false;
        memcpy(number, p, n);
        number[n] = '\0';
        if (!situ_parse_double(number, &v[i]) || !isfinite(v[i]))
            return false;
        p += n + 1;
    }
    *out = (situ_box){v[0], v[1], v[2], v[3]};
    return v[0] >= -180 && v[2] <= 180 && v[1] >= -90 && v[3] <= 90 && v[0] <= v[2] && v[1] <= v[3];
}
