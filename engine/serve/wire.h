// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_WIRE_H
#define SITU_SERVE_WIRE_H

// Requests and responses as bytes, for the pipes between the server and its render workers. Little
// endian, every text with its length; reading checks every length against what is there.

#include "serve/route.h"

enum {
    SITU_WIRE_REQUEST_MAX = 4096,  // one atomic write to a pipe
    SITU_WIRE_HEAD = 12,           // "situ" + u64 bytes of what follows
};
#define SITU_WIRE_RESPONSE_MAX ((size_t)256 << 20)

// The whole frame, head included. SITU_E_LIMIT when it is longer than SITU_WIRE_REQUEST_MAX.
situ_status situ_wire_put_request(situ_str *out, const situ_request *request, situ_error *err) SITU_MUST_CHECK;
situ_status situ_wire_get_request(situ_request *out, const void *frame, size_t bytes, situ_error *err) SITU_MUST_CHECK;
// Everything but the body, head included; *out is followed by response->bytes bytes of body.
situ_status situ_wire_put_response(situ_str *out, const situ_response *response, situ_error *err) SITU_MUST_CHECK;
// frame holds head, fields and body.
situ_status situ_wire_get_response(situ_response *out, const void *frame, size_t bytes, situ_error *err) SITU_MUST_CHECK;
// Bytes that follow a head; SITU_E_FORMAT when it is none, SITU_E_LIMIT above most.
situ_status situ_wire_length(size_t *out, const unsigned char head[SITU_WIRE_HEAD], size_t most, situ_error *err) SITU_MUST_CHECK;

#endif
