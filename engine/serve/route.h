// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_ROUTE_H
#define SITU_SERVE_ROUTE_H

// Routes (family serve/routes): request -> response. Both are flat values that can cross a pipe to a
// forked, single-threaded render worker. http.c is the only file that knows sockets.

#include "pipeline/pipeline.h"

enum { SITU_REQUEST_MAX_QUERY = 16 };
typedef struct situ_request {
    char path[512];  // decoded, starts with '/'
    char name[64];   // first path parameter ([a-z0-9_-]{1,64} or a table's word), "" = none
    char rest[256];  // what follows the route's prefix and name
    struct { char key[32], value[128]; } query[SITU_REQUEST_MAX_QUERY];
    int query_count;
    char if_none_match[80];
} situ_request;
const char *situ_request_query(const situ_request *request, const char *key, const char *fallback);

typedef struct situ_response {
    int status;            // HTTP status
    const char *mime;      // static
    char *body;            // owned; NULL = empty
    size_t bytes;
    char etag[80];         // "" = none
    char filename[160];    // Content-Disposition: inline; filename*=UTF-8'' ..., "" = none
    int max_age_s;         // Cache-Control
} situ_response;

// State of one worker: the session and what it keeps warm (open store, maps, zooms by map and zoom).
typedef struct situ_serve_state situ_serve_state;

typedef struct situ_route {
    const char *name;     // = file name
    const char *prefix;   // "/tiles/", "/maps/", "/healthz", "/"
    const char *summary;  // English msgid
    bool in_parent;       // answered without a worker (static bytes)
    // Malformed requests set status 400, unknown things 404; SITU_OK unless the worker itself failed.
    situ_status (*answer)(situ_response *response, const situ_request *request, situ_serve_state *state, situ_error *err);
} situ_route;
extern const situ_route *const situ_route_registry[]; // generated

#endif
