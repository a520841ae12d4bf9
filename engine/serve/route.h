// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_ROUTE_H
#define SITU_SERVE_ROUTE_H

// Routes (family serve/routes): request -> response. Both are flat values that can cross a pipe to a
// forked, single-threaded render worker. http.c is the only file that knows sockets.

#include "pipeline/pipeline.h"

enum { SITU_REQUEST_MAX_QUERY = 16 };
typedef struct situ_request {
    char path[512];  // decoded, starts with '/'
    char name[65];   // [a-z0-9_-]{1,64} behind the route's prefix, "" = none
    char rest[256];  // what follows the name: ".json", "/10/1/2.png"
    struct { char key[32], value[128]; } query[SITU_REQUEST_MAX_QUERY];
    int query_count;
} situ_request;
// Reads a raw request target ("/tiles/risk/10/1/2.png?x=1"): percent decoding, strict UTF-8, no
// repeated or malformed parameters, no "." or ".." segments. Returns 0, or the HTTP status 400, 404, 414.
// Fills path and query; name and rest are cut by situ_route_find.
int situ_request_parse(situ_request *out, const char *target);
const char *situ_request_query(const situ_request *request, const char *key, const char *fallback);
// Decimal digits only, no sign, no needless leading zero, at most 4294967295.
bool situ_request_u32(const char *text, size_t bytes, uint32_t *out);
// "west,south,east,north" in degrees, finite, inside the world, west <= east, south <= north.
bool situ_request_bbox(const char *text, situ_box *out);

typedef struct situ_response {
    int status;            // HTTP status
    char mime[64];
    char *body;            // owned; NULL = empty
    size_t bytes;
    char etag[80];         // with quotes, "" = none
    char filename[160];    // UTF-8; Content-Disposition: inline, "" = none
    int max_age_s;         // Cache-Control; 0 = ask again each time, < 0 = do not keep
} situ_response;
void situ_response_free(situ_response *response); // what it owns
// Sets a finished body; ownership of body moves (also on failure).
void situ_response_body(situ_response *response, const char *mime, char *body, size_t bytes, int max_age_s);
// A short page of plain Chinese text for people. status is an HTTP status.
situ_status situ_response_say(situ_response *response, int status, situ_error *err, const char *fmt, ...) SITU_PRINTF(4, 5);
// Turns a failed call into a page when the request is to blame (unknown region, malformed paper ...):
// SITU_OK then. Other failures are passed on.
situ_status situ_response_failed(situ_response *response, situ_status status, situ_error *err);

// State of one worker: the session and what it keeps warm (open store, maps, zooms by map and zoom).
typedef struct situ_serve_state situ_serve_state;

typedef struct situ_route {
    const char *name;     // = file name
    const char *prefix;   // "/tiles/" (ends in '/': everything below), "/healthz" (that path alone), "/" (the rest)
    const char *summary;  // English msgid
    const char *const *params; // query parameters it knows, NULL-terminated; NULL = none. Others: 400
    bool in_parent;       // answered without a worker (static bytes)
    bool slow;            // may take seconds: never takes the last free worker
    bool named;           // a name [a-z0-9_-]{1,64} must follow the prefix, else 400
    // Malformed requests set status 400, unknown things 404; SITU_OK unless the worker itself failed.
    situ_status (*answer)(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err);
} situ_route;
extern const situ_route *const situ_route_registry[]; // generated

// The route of request->path; cuts request->name and request->rest. NULL with *status 400 or 404.
const situ_route *situ_route_find(situ_request *request, int *status);
// Answers always: failures become status 500 with a plain page, and err tells the log why (cleared else).
void situ_route_answer(situ_response *response, const situ_route *route, const situ_request *request,
                       situ_serve_state *state, situ_error *err);

#endif
