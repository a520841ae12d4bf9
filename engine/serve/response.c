// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "serve/route.h"

void situ_response_free(situ_response *response)
{
    situ_free(response->body);
    response->body = NULL;
    response->bytes = 0;
}

void situ_response_body(situ_response *response, const char *mime, char *body, size_t bytes, int max_age_s)
{
    situ_sha256 hash;
    char hex[65];

    situ_response_free(response);
    response->status = 200;
    snprintf(response->mime, sizeof response->mime, "%s", mime);
    response->body = body;
    response->bytes = bytes;
    response->max_age_s = max_age_s;
    situ_sha256_init(&hash);
    situ_sha256_add(&hash, body, bytes);
    situ_sha256_hex(&hash, hex);
    snprintf(response->etag, sizeof response->etag, "\"%.32s\"", hex);
}

situ_status situ_response_say(situ_response *response, int status, situ_error *err, const char *fmt, ...)
{
    char text[1024];
    size_t n;
    char *body;
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text - 1, fmt, args);
    va_end(args);
    n = strlen(text);
    text[n++] = '\n';
    body = situ_strndup(text, n);
    if (!body)
        return situ_fail_nomem(err);
    situ_response_body(response, "text/plain; charset=utf-8", body, n, -1);
    response->status = status;
    response->etag[0] = '\0';
    response->filename[0] = '\0';
    return SITU_OK;
}

situ_status situ_response_failed(situ_response *response, situ_status status, situ_error *err)
{
    situ_error said = err ? *err : (situ_error){0};
    int http = status == SITU_E_NOT_FOUND ? 404 : status == SITU_E_USAGE || status == SITU_E_ARGUMENT ? 400 : 0;

    if (status == SITU_OK || http == 0)
        return status;
    situ_error_clear(err);
    // Without the place: files of the server are not the visitor's business.
    return situ_response_say(response, http, err, "%s%s%s", said.cause, said.cure[0] ? "\n" : "", said.cure);
}
