// SPDX-License-Identifier: MIT
#include "serve/wire.h"

#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "base/utf8.h"

static void put_number(situ_str *s, uint64_t value, size_t bytes)
{
    char b[8];
    for (size_t i = 0; i < bytes; i++)
        b[i] = (char)(value >> (8 * i) & 0xff);
    situ_str_add_n(s, b, bytes);
}

static void put_text(situ_str *s, const char *text)
{
    size_t n = strlen(text);
    put_number(s, n, 2);
    situ_str_add_n(s, text, n);
}

static void put_head(situ_str *s, uint64_t bytes)
{
    situ_str_add_n(s, "situ", 4);
    put_number(s, bytes, 8);
}

typedef struct reader {
    const unsigned char *p, *end;
    bool failed;
} reader;

static uint64_t get_number(reader *r, size_t bytes)
{
    uint64_t value = 0;
    if ((size_t)(r->end - r->p) < bytes) {
        r->failed = true;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)r->p[i] << (8 * i);
    r->p += bytes;
    return value;
}

// Text of at most size - 1 bytes, strict UTF-8 without NUL.
static void get_text(reader *r, char *out, size_t size)
{
    size_t n = (size_t)get_number(r, 2);
    *out = '\0';
    if (r->failed || n >= size || (size_t)(r->end - r->p) < n || memchr(r->p, 0, n) || !situ_utf8_valid((const char *)r->p, n, NULL)) {
        r->failed = true;
        return;
    }
    memcpy(out, r->p, n);
    out[n] = '\0';
    r->p += n;
}

static situ_status broken(situ_error *err)
{
    return situ_fail(err, SITU_E_FORMAT, NULL, "%s", _("a message between server and render worker is broken"));
}

situ_status situ_wire_length(size_t *out, const unsigned char head[SITU_WIRE_HEAD], size_t most, situ_error *err)
{
    reader r = {head + 4, head + SITU_WIRE_HEAD, false};
    uint64_t n;

    if (memcmp(head, "situ", 4) != 0)
        return broken(err);
    n = get_number(&r, 8);
    if (n > most)
        return situ_fail(err, SITU_E_LIMIT, NULL, _("a message between server and render worker is too long (%llu bytes)"), (unsigned long long)n);
    *out = (size_t)n;
    return SITU_OK;
}

// A reader behind the head of a frame that holds exactly what its head says.
static situ_status open_frame(reader *out, const void *frame, size_t bytes, size_t most, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n;

    if (bytes < SITU_WIRE_HEAD)
        return broken(err);
    SITU_TRY(situ_wire_length(&n, frame, most, err));
    if (n != bytes - SITU_WIRE_HEAD)
        return broken(err);
    out->p = (const unsigned char *)frame + SITU_WIRE_HEAD;
    out->end = out->p + n;
    out->failed = false;
done:
    return status;
}

situ_status situ_wire_put_request(situ_str *out, const situ_request *request, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;

    situ_str_init(&s);
    put_text(&s, request->path);
    put_text(&s, request->name);
    put_text(&s, request->rest);
    put_number(&s, (uint64_t)request->query_count, 1);
    for (int i = 0; i < request->query_count; i++) {
        put_text(&s, request->query[i].key);
        put_text(&s, request->query[i].value);
    }
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    if (s.length + SITU_WIRE_HEAD > SITU_WIRE_REQUEST_MAX) {
        status = situ_fail(err, SITU_E_LIMIT, NULL, "%s", _("the request is too long"));
        goto done;
    }
    put_head(out, s.length);
    situ_str_add_n(out, s.data, s.length);
    status = situ_str_ok(out) ? SITU_OK : situ_fail_nomem(err);
done:
    situ_str_free(&s);
    return status;
}

situ_status situ_wire_get_request(situ_request *out, const void *frame, size_t bytes, situ_error *err)
{
    situ_status status = SITU_OK;
    reader r = {0};
    uint64_t count;

    memset(out, 0, sizeof *out);
    SITU_TRY(open_frame(&r, frame, bytes, SITU_WIRE_REQUEST_MAX, err));
    get_text(&r, out->path, sizeof out->path);
    get_text(&r, out->name, sizeof out->name);
    get_text(&r, out->rest, sizeof out->rest);
    count = get_number(&r, 1);
    if (count > SITU_REQUEST_MAX_QUERY)
        r.failed = true;
    for (uint64_t i = 0; !r.failed && i < count; i++) {
        get_text(&r, out->query[i].key, sizeof out->query[i].key);
        get_text(&r, out->query[i].value, sizeof out->query[i].value);
    }
    out->query_count = (int)count;
    if (r.failed || r.p != r.end)
        status = broken(err);
done:
    if (status != SITU_OK)
        memset(out, 0, sizeof *out);
    return status;
}

situ_status situ_wire_put_response(situ_str *out, const situ_response *response, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_str s;

    situ_str_init(&s);
    put_number(&s, (uint64_t)response->status, 2);
    put_text(&s, response->mime);
    put_text(&s, response->etag);
    put_text(&s, response->filename);
    put_number(&s, (uint64_t)(uint32_t)response->max_age_s, 4);
    if (!situ_str_ok(&s)) {
        status = situ_fail_nomem(err);
        goto done;
    }
    if (s.length + response->bytes > SITU_WIRE_RESPONSE_MAX) {
        status = situ_fail(err, SITU_E_LIMIT, _("ask for a smaller sheet"), _("the answer is too large (%zu bytes)"), response->bytes);
        goto done;
    }
    put_head(out, s.length + response->bytes);
    situ_str_add_n(out, s.data, s.length);
    status = situ_str_ok(out) ? SITU_OK : situ_fail_nomem(err);
done:
    situ_str_free(&s);
    return status;
}

situ_status situ_wire_get_response(situ_response *out, const void *frame, size_t bytes, situ_error *err)
{
    situ_status status = SITU_OK;
    reader r = {0};

    memset(out, 0, sizeof *out);
    SITU_TRY(open_frame(&r, frame, bytes, SITU_WIRE_RESPONSE_MAX, err));
    out->status = (int)get_number(&r, 2);
    get_text(&r, out->mime, sizeof out->mime);
    get_text(&r, out->etag, sizeof out->etag);
    get_text(&r, out->filename, sizeof out->filename);
    out->max_age_s = (int)(int32_t)(uint32_t)get_number(&r, 4);
    if (r.failed || out->status < 100 || out->status > 599) {
        status = broken(err);
        goto done;
    }
    out->bytes = (size_t)(r.end - r.p);
    if (out->bytes > 0) {
        out->body = situ_malloc(out->bytes);
        SITU_TRY_ALLOC(out->body);
        memcpy(out->body, r.p, out->bytes);
    }
done:
    if (status != SITU_OK)
        memset(out, 0, sizeof *out);
    return status;
}
