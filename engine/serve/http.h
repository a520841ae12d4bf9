// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_HTTP_H
#define SITU_SERVE_HTTP_H

// The HTTP front: connections, limits, headers. http.c is the only file that knows sockets.

#include "serve/queue.h"

typedef struct situ_http situ_http;
typedef struct situ_http_options {
    const char *listen;       // "127.0.0.1:8080", "[::1]:0", port 0 = any free one
    bool shared_cache;        // answers may lie in caches between here and the reader (public edition)
    situ_serve_state *state;  // for routes answered by the server itself
} situ_http_options;
// Splits "ADDRESS:PORT"; *loopback tells whether only this machine can reach it. SITU_E_USAGE otherwise.
situ_status situ_http_listen_parse(char host[64], unsigned *port, bool *loopback, const char *listen, situ_error *err) SITU_MUST_CHECK;
// Binds the address; nothing is answered yet.
situ_status situ_http_new(situ_http **out, const situ_http_options *options, situ_error *err) SITU_MUST_CHECK;
// "127.0.0.1:43210": the address in use.
const char *situ_http_address(const situ_http *http);
// To be called by the queue for each finished waiter.
void situ_http_done(void *http, void *waiter, situ_answer *answer);
// Starts answering. queue is borrowed.
situ_status situ_http_start(situ_http *http, situ_queue *queue, situ_error *err) SITU_MUST_CHECK;
void situ_http_sweep(situ_http *http); // ends connections that dawdle; call about once a second
// In this order at the end: quiet (no new connections), situ_queue_stop, free.
void situ_http_quiet(situ_http *http);
void situ_http_free(situ_http *http);

#endif
