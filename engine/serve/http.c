// SPDX-License-Identifier: MIT
#include "serve/http.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/str.h"

enum {
    PER_ADDRESS = 32, MOST_CONNECTIONS = 4096,
    HEADER_BYTES = 8192, CONNECTION_BYTES = 24576,
    QUIET_S = 10, // without a whole request header, or without a byte of traffic
};

typedef struct peer { // one connection
    int fd;
    bool busy;             // a whole header is here and its answer under way
    long long since_ms;    // of waiting for a header
    struct peer *previous, *next;
} peer;

typedef struct exchange { // one request
    situ_http *http;
    struct MHD_Connection *connection;
    char *target;
    situ_answer *answer;
    bool whole; // the whole request is here: an answer given sooner would end the connection
    bool asked; // was suspended for a worker
} exchange;

struct situ_http {
    struct MHD_Daemon *daemon;
    situ_queue *queue;
    situ_serve_state *state;
    bool shared_cache;
    int fd;
    char address[80];
    pthread_mutex_t mutex; // peers
    peer *peers;
};

static long long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// --- address ---

typedef union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} address;

static bool fill_address(address *out, socklen_t *bytes, const char *host, unsigned port)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = htons((uint16_t)port);
        *bytes = sizeof out->v4;
        return true;
    }
    if (inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons((uint16_t)port);
        *bytes = sizeof out->v6;
        return true;
    }
    return false;
}

situ_status situ_http_listen_parse(char host[64], unsigned *port, bool *loopback, const char *listen, situ_error *err)
{
    const char *colon = strrchr(listen, ':');
    size_t n = colon ? (size_t)(colon - listen) : 0;
    uint32_t number = 0;
    address a;
    socklen_t bytes;
    bool brackets = n > 2 && listen[0] == '[' && listen[n - 1] == ']';

    if (colon && n > 0 && n < 64 && situ_request_u32(colon + 1, strlen(colon + 1), &number) && number <= 65535) {
        snprintf(host, 64, "%.*s", (int)(brackets ? n - 2 : n), listen + (brackets ? 1 : 0));
        *port = number;
        if (fill_address(&a, &bytes, host, number) && brackets == (a.any.sa_family == AF_INET6)) {
            *loopback = a.any.sa_family == AF_INET ? (ntohl(a.v4.sin_addr.s_addr) >> 24) == 127 : IN6_IS_ADDR_LOOPBACK(&a.v6.sin6_addr);
            return SITU_OK;
        }
    }
    return situ_fail(err, SITU_E_USAGE, _("write it as ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080"), _("\"%s\" is no address to listen on"), listen);
}

static situ_status bind_address(situ_http *http, const char *listen_text, situ_error *err)
{
    situ_status status = SITU_OK;
    char host[64], shown[INET6_ADDRSTRLEN] = "";
    unsigned port;
    bool loopback;
    address a;
    socklen_t bytes;
    int one = 1;

    SITU_TRY(situ_http_listen_parse(host, &port, &loopback, listen_text, err));
    (void)fill_address(&a, &bytes, host, port);
    http->fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (http->fd >= 0)
        (void)setsockopt(http->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (http->fd < 0 || bind(http->fd, &a.any, bytes) != 0 || listen(http->fd, 511) != 0 || getsockname(http->fd, &a.any, &bytes) != 0) {
        status = situ_fail_errno(err, NULL, _("cannot listen on %s"), listen_text);
        if (err)
            snprintf(err->cure, sizeof err->cure, "%s", _("another program may use the port: choose one with --listen ADDRESS:PORT"));
        goto done;
    }
    if (a.any.sa_family == AF_INET6) {
        (void)inet_ntop(AF_INET6, &a.v6.sin6_addr, shown, sizeof shown);
        snprintf(http->address, sizeof http->address, "[%s]:%u", shown, (unsigned)ntohs(a.v6.sin6_port));
    } else {
        (void)inet_ntop(AF_INET, &a.v4.sin_addr, shown, sizeof shown);
        snprintf(http->address, sizeof http->address, "%s:%u", shown, (unsigned)ntohs(a.v4.sin_port));
    }
done:
    return status;
}

// --- answers ---

// "inline" with the Chinese name as RFC 5987 says, and a plain one for old programs.
static void disposition(situ_str *out, const char *filename)
{
    const char *dot = strrchr(filename, '.');
    situ_str_addf(out, "inline; filename=\"situ%s\"; filename*=UTF-8''", dot && !strpbrk(dot, "\"\\") ? dot : "");
    for (const char *p = filename; *p; p++) {
        unsigned char c = (unsigned char)*p;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        situ_str_addf(out, plain ? "%c" : "%%%02X", c);
    }
}

// If-None-Match: a list of tags, weak or strong, or "*".
static bool etag_matches(const char *header, const char *etag)
{
    size_t n = strlen(etag);
    if (!header || n == 0)
        return false;
    if (strcmp(header, "*") == 0)
        return true;
    for (const char *p = header; (p = strstr(p, etag)); p += n)
        if (p[n] == '\0' || p[n] == ',' || p[n] == ' ')
            return true;
    return false;
}

static void add_headers(struct MHD_Response *out, const situ_http *http, const situ_response *r, int status)
{
    char text[96];

    (void)MHD_add_response_header(out, "X-Content-Type-Options", "nosniff");
    (void)MHD_add_response_header(out, "Referrer-Policy", "no-referrer");
    (void)MHD_add_response_header(out, "Content-Security-Policy",
                                  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
                                  "frame-ancestors 'self'; base-uri 'none'; form-action 'self'");
    if (r->mime[0])
        (void)MHD_add_response_header(out, MHD_HTTP_HEADER_CONTENT_TYPE, r->mime);
    if (r->etag[0])
        (void)MHD_add_response_header(out, MHD_HTTP_HEADER_ETAG, r->etag);
    if (r->max_age_s > 0)
        snprintf(text, sizeof text, "%s, max-age=%d", http->shared_cache ? "public" : "private", r->max_age_s);
    else
        snprintf(text, sizeof text, "%s", r->max_age_s == 0 ? "no-cache" : "no-store");
    (void)MHD_add_response_header(out, MHD_HTTP_HEADER_CACHE_CONTROL, text);
    if (status == 503)
        (void)MHD_add_response_header(out, MHD_HTTP_HEADER_RETRY_AFTER, "2");
    if (status == 405)
        (void)MHD_add_response_header(out, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    if (r->filename[0] && status == 200) {
        situ_str name;
        situ_str_init(&name);
        disposition(&name, r->filename);
        if (situ_str_ok(&name))
            (void)MHD_add_response_header(out, MHD_HTTP_HEADER_CONTENT_DISPOSITION, name.data);
        situ_str_free(&name);
    }
}

static void release(void *answer)
{
    situ_answer_unref(answer);
}

// Takes the reference. Without an answer (no memory) the connection ends.
static enum MHD_Result respond(struct MHD_Connection *connection, const situ_http *http, situ_answer *answer)
{
    struct MHD_Response *out;
    enum MHD_Result sent;
    int status;

    if (!answer)
        return MHD_NO;
    status = answer->response.status;
    if (status == 200 && etag_matches(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_NONE_MATCH), answer->response.etag))
        status = 304;
    // The callback runs when the last byte is gone, whatever happens to the connection.
    out = MHD_create_response_from_buffer_with_free_callback_cls(status == 304 ? 0 : answer->response.bytes,
                                                                answer->response.body ? (void *)answer->response.body : (void *)answer, release, answer);
    if (!out) {
        situ_answer_unref(answer);
        return MHD_NO;
    }
    add_headers(out, http, &answer->response, status);
    sent = MHD_queue_response(connection, (unsigned)status, out);
    MHD_destroy_response(out);
    return sent;
}

static situ_answer *say(int status, const char *text)
{
    situ_response r;
    memset(&r, 0, sizeof r);
    return situ_response_say(&r, status, NULL, "%s", text) == SITU_OK ? situ_answer_new(&r) : NULL;
}

static situ_answer *refuse(int status)
{
    switch (status) {
    case 404: return say(404, "没有这个页面。");
    case 405: return say(405, "只接受 GET 与 HEAD 请求。");
    case 414: return say(414, "地址过长。");
    case 431: return say(431, "请求头过长。");
    default: return say(400, "地址或参数的写法不正确。");
    }
}

static situ_answer *answer_here(const situ_http *http, const situ_route *route, const situ_request *request)
{
    situ_response r;
    situ_error err;
    situ_route_answer(&r, route, request, http->state, &err);
    return situ_answer_new(&r);
}

// --- libmicrohttpd's callbacks, all on its one thread ---

static peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void set_busy(situ_http *http, struct MHD_Connection *connection, bool busy)
{
    peer *p = peer_of(connection);
    if (!p)
        return;
    pthread_mutex_lock(&http->mutex);
    p->busy = busy;
    p->since_ms = now_ms();
    pthread_mutex_unlock(&http->mutex);
}

static void on_connection(void *http_, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code)
{
    situ_http *http = http_;
    peer *p = *context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        p = info ? situ_calloc(1, sizeof *p) : NULL;
        if (!p)
            return;
        p->fd = info->connect_fd;
        p->since_ms = now_ms();
        pthread_mutex_lock(&http->mutex);
        p->next = http->peers;
        if (p->next)
            p->next->previous = p;
        http->peers = p;
        pthread_mutex_unlock(&http->mutex);
        *context = p;
    } else if (p) {
        pthread_mutex_lock(&http->mutex);
        if (p->next)
            p->next->previous = p->previous;
        *(p->previous ? &p->previous->next : &http->peers) = p->next;
        pthread_mutex_unlock(&http->mutex);
        situ_free(p);
        *context = NULL;
    }
}

static void *on_target(void *http, const char *target, struct MHD_Connection *connection)
{
    exchange *x = situ_calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->http = http;
    x->connection = connection;
    x->target = situ_strdup(target);
    return x;
}

static void on_completed(void *http, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code)
{
    exchange *x = *context;
    (void)code;
    set_busy(http, connection, false);
    if (!x)
        return;
    situ_answer_unref(x->answer);
    situ_free(x->target);
    situ_free(x);
    *context = NULL;
}

static bool is_read_only(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

// NULL with the exchange suspended, or an answer to give at once.
static situ_answer *begin(situ_http *http, struct MHD_Connection *connection, exchange *x, const char *method)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const situ_route *route;
    situ_request request;
    situ_answer *answer;
    int fault;

    if (!is_read_only(method))
        return refuse(405);
    if (info && info->header_size > HEADER_BYTES)
        return refuse(431);
    fault = situ_request_parse(&request, x->target);
    if (fault != 0)
        return refuse(fault);
    route = situ_route_find(&request, &fault);
    if (!route)
        return refuse(fault);
    if (route->in_parent)
        return answer_here(http, route, &request);
    answer = situ_queue_find(http->queue, &request);
    if (answer)
        return answer;
    // First suspended, then submitted: the answer may come before submit returns.
    x->asked = true;
    MHD_suspend_connection(connection);
    if (!situ_queue_submit(http->queue, route, &request, x))
        situ_http_done(http, x, situ_answer_busy());
    return NULL;
}

static enum MHD_Result on_request(void *http_, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                  const char *upload, size_t *upload_bytes, void **context)
{
    situ_http *http = http_;
    exchange *x = *context;
    situ_answer *answer;

    (void)url;
    (void)version;
    (void)upload;
    (void)upload_bytes;
    if (!x || !x->target)
        return MHD_NO;
    if (x->asked) {
        answer = x->answer;
        x->answer = NULL;
        return respond(connection, http, answer);
    }
    if (!x->whole) {
        set_busy(http, connection, true);
        x->whole = true;
        if (is_read_only(method))
            return MHD_YES;
    }
    answer = begin(http, connection, x, method);
    return answer ? respond(connection, http, answer) : x->asked ? MHD_YES : MHD_NO;
}

void situ_http_done(void *http, void *waiter, situ_answer *answer)
{
    exchange *x = waiter;
    (void)http;
    x->answer = answer;
    MHD_resume_connection(x->connection);
}

// --- life ---

situ_status situ_http_new(situ_http **out, const situ_http_options *options, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_http *http = situ_calloc(1, sizeof *http);

    SITU_TRY_ALLOC(http);
    http->fd = -1;
    http->state = options->state;
    http->shared_cache = options->shared_cache;
    pthread_mutex_init(&http->mutex, NULL);
    SITU_TRY(bind_address(http, options->listen, err));
    *out = http;
    http = NULL;
done:
    situ_http_free(http);
    return status;
}

const char *situ_http_address(const situ_http *http)
{
    return http->address;
}

// As many connections as descriptors allow, up to the limit.
static unsigned connection_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 512;
    if (limit.rlim_cur < MOST_CONNECTIONS + 256 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max < MOST_CONNECTIONS + 256 ? limit.rlim_max : MOST_CONNECTIONS + 256;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur >= MOST_CONNECTIONS + 256 ? MOST_CONNECTIONS : limit.rlim_cur > 320 ? (unsigned)limit.rlim_cur - 256 : 64;
}

situ_status situ_http_start(situ_http *http, situ_queue *queue, situ_error *err)
{
    http->queue = queue;
    http->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL, on_request, http,
                                    MHD_OPTION_LISTEN_SOCKET, http->fd, MHD_OPTION_CONNECTION_LIMIT, connection_limit(),
                                    MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)PER_ADDRESS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)QUIET_S,
                                    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                                    MHD_OPTION_URI_LOG_CALLBACK, on_target, http, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http,
                                    MHD_OPTION_NOTIFY_CONNECTION, on_connection, http, MHD_OPTION_END);
    if (!http->daemon)
        return situ_fail(err, SITU_E_EXTERNAL, NULL, "%s", _("the HTTP server cannot be started"));
    http->fd = -1; // the daemon's now
    return SITU_OK;
}

void situ_http_sweep(situ_http *http)
{
    long long now = now_ms();
    pthread_mutex_lock(&http->mutex);
    for (const peer *p = http->peers; p; p = p->next)
        if (!p->busy && now - p->since_ms > QUIET_S * 1000LL)
            (void)shutdown(p->fd, SHUT_RDWR);
    pthread_mutex_unlock(&http->mutex);
}

void situ_http_quiet(situ_http *http)
{
    if (http->daemon && http->fd < 0)
        http->fd = MHD_quiesce_daemon(http->daemon);
}

void situ_http_free(situ_http *http)
{
    if (!http)
        return;
    if (http->daemon)
        MHD_stop_daemon(http->daemon);
    if (http->fd >= 0)
        close(http->fd);
    pthread_mutex_destroy(&http->mutex);
    situ_free(http);
}
