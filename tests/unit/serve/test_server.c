// SPDX-License-Identifier: MIT
// The whole server over HTTP: a process of its own on a free port, asked through plain sockets.
#include "serve_test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

typedef struct server {
    fixture *fixture;
    pid_t pid;
    unsigned port;
} server;

typedef struct reply {
    int status;
    char head[4096];
    char *body;
    size_t bytes;
} reply;

// --- the server's process ---

static situ_job *running_job; // for the signal handler

static void on_term(int number)
{
    (void)number;
    situ_job_cancel(running_job);
}

// Messages go to the parent, which reads the port from the first.
static void on_message(void *pipe_, const char *text)
{
    const int *fd = pipe_;
    (void)!write(*fd, text, strlen(text));
    (void)!write(*fd, "\n", 1);
}

static void run_server(const char *store, int out)
{
    situ_error err = {0};
    situ_session *session = new_session(2, on_message, &out);
    situ_serve_options options = {.store = store, .listen = "127.0.0.1:0"};
    struct sigaction action = {.sa_handler = on_term};
    situ_status status;
    running_job = situ_session_job(session);
    sigaction(SIGTERM, &action, NULL);
    status = situ_serve(session, &options, &err);
    situ_session_free(session);
    _exit(status == SITU_E_CANCELLED ? 0 : 1);
}

static int start(void **state)
{
    server *s = calloc(1, sizeof *s);
    char text[1024] = "";
    int ends[2];
    void *f;
    const char *at;
    size_t have = 0;
    if (set_up(&f) != 0 || pipe(ends) != 0)
        return -1;
    s->fixture = f;
    s->pid = fork();
    if (s->pid == 0) {
        close(ends[0]);
        run_server(s->fixture->store, ends[1]);
    }
    close(ends[1]);
    while (!strchr(text, '\n')) {
        struct pollfd p = {.fd = ends[0], .events = POLLIN};
        ssize_t n = poll(&p, 1, 30000) > 0 ? read(ends[0], text + have, sizeof text - 1 - have) : 0;
        if (n <= 0)
            return -1;
        have += (size_t)n;
        text[have] = '\0';
    }
    at = strstr(text, "127.0.0.1:");
    if (!at || sscanf(at, "127.0.0.1:%u", &s->port) != 1)
        return -1;
    *state = s; // the read end stays open: messages go on
    return 0;
}

static int finish(void **state)
{
    server *s = *state;
    void *f = s->fixture;
    if (s->pid > 0) {
        kill(s->pid, SIGKILL);
        waitpid(s->pid, NULL, 0);
    }
    free(s);
    return tear_down(&f);
}

// --- the client ---

static int connect_to(const server *s)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)s->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval limit = {.tv_sec = 60};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(fd, (const struct sockaddr *)&a, sizeof a) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void send_text(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

// Everything until the server closes.
static reply receive(int fd)
{
    reply r = {0};
    size_t have = 0, capacity = 1 << 16;
    char *data = malloc(capacity), *split;
    for (;;) {
        ssize_t n;
        if (have + 4096 > capacity)
            data = realloc(data, capacity *= 2);
        assert_non_null(data);
        n = recv(fd, data + have, 4096, 0);
        if (n <= 0)
            break;
        have += (size_t)n;
    }
    close(fd);
    data[have] = '\0';
    split = strstr(data, "\r\n\r\n");
    if (split) {
        size_t head = (size_t)(split - data);
        snprintf(r.head, sizeof r.head, "%.*s\r\n", (int)(head < 4000 ? head : 4000), data);
        r.bytes = have - head - 4;
        r.body = malloc(r.bytes + 1);
        memcpy(r.body, split + 4, r.bytes + 1);
        (void)sscanf(data, "HTTP/1.1 %d", &r.status);
    }
    free(data);
    return r;
}

static reply ask(const server *s, const char *method, const char *target, const char *headers)
{
    char text[1024];
    int fd = connect_to(s);
    assert_true(fd >= 0);
    snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n%s\r\n", method, target, headers);
    send_text(fd, text);
    return receive(fd);
}

static int status_of(const server *s, const char *method, const char *target)
{
    reply r = ask(s, method, target, "");
    free(r.body);
    return r.status;
}

// A header's value in r.head, "" when absent.
static const char *header(const reply *r, const char *name, char out[256])
{
    char line[64];
    const char *at;
    snprintf(line, sizeof line, "\r\n%s: ", name);
    at = strcasestr(r->head, line);
    out[0] = '\0';
    if (at)
        (void)sscanf(at + strlen(line), "%255[^\r]", out);
    return out;
}

// A tile in the middle of the golden county.
static const char TILE[] = "/tiles/risk/11/1644/841.png";

static uint32_t big_endian(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void server__health_and_readiness(void **state)
{
    reply r = ask(*state, "GET", "/healthz", "");
    assert_int_equal(r.status, 200);
    assert_string_equal(r.body, "ok\n");
    free(r.body);
    assert_int_equal(status_of(*state, "GET", "/readyz"), 200);
}

static void server__tile_is_a_png_and_the_same_twice(void **state)
{
    reply a = ask(*state, "GET", TILE, ""), b = ask(*state, "GET", TILE, "");
    char value[256];
    assert_int_equal(a.status, 200);
    assert_string_equal(header(&a, "Content-Type", value), "image/png");
    assert_true(a.bytes > 100 && memcmp(a.body, "\x89PNG", 4) == 0);
    assert_int_equal(big_endian(a.body + 16), 256);
    assert_int_equal(big_endian(a.body + 20), 256);
    assert_int_equal(a.bytes, b.bytes);
    assert_memory_equal(a.body, b.body, a.bytes);
    free(a.body);
    free(b.body);
}

static void server__etag_gives_304(void **state)
{
    reply r = ask(*state, "GET", TILE, "");
    char tag[256], value[256], headers[400];
    header(&r, "ETag", tag);
    assert_true(tag[0] == '"');
    free(r.body);
    snprintf(headers, sizeof headers, "If-None-Match: \"x\", W/%s\r\n", tag);
    r = ask(*state, "GET", TILE, headers);
    assert_int_equal(r.status, 304);
    assert_int_equal(r.bytes, 0);
    assert_string_equal(header(&r, "ETag", value), tag);
    free(r.body);
    r = ask(*state, "GET", TILE, "If-None-Match: \"other\"\r\n");
    assert_int_equal(r.status, 200);
    free(r.body);
}

static void server__head_has_no_body(void **state)
{
    reply r = ask(*state, "HEAD", TILE, "");
    char value[256];
    assert_int_equal(r.status, 200);
    assert_int_equal(r.bytes, 0);
    assert_true(strtol(header(&r, "Content-Length", value), NULL, 10) > 100);
    free(r.body);
}

static void server__security_headers_and_no_reflection(void **state)
{
    static const char *const targets[] = {"/", "/nothing", "/tiles/risk.json", "/%"};
    char value[256];
    for (size_t i = 0; i < 4; i++) {
        reply r = ask(*state, "GET", targets[i], "X-Forwarded-Host: evil.example\r\n");
        assert_true(strncmp(header(&r, "Content-Security-Policy", value), "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'", 74) == 0);
        assert_string_equal(header(&r, "X-Content-Type-Options", value), "nosniff");
        assert_null(strstr(r.head, "evil"));
        assert_null(strstr(r.body, "evil"));
        free(r.body);
    }
}

static void server__malformed_absent_and_forbidden(void **state)
{
    static const struct { const char *method, *target; int status; } cases[] = {
        {"GET", "/../etc/passwd", 400}, {"GET", "/%2e%2e/etc/passwd", 400}, {"GET", "/tiles/risk/10/x/1.png", 400}, {"GET", "/tiles/risk/9/512/1.png", 400},
        {"GET", "/maps/risk.pdf?paper=A3&paper=A4", 400}, {"GET", "/features/risk_point?bbox=1,2", 400}, {"GET", "/tiles/risk/10/1/1.png", 404},
        {"GET", "/maps/none.pdf", 404}, {"GET", "/nothing", 404}, {"POST", "/", 405}, {"PUT", TILE, 405}, {"DELETE", "/maps.json", 405}, {"OPTIONS", "/", 405},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status = status_of(*state, cases[i].method, cases[i].target);
        if (status != cases[i].status)
            fail_msg("%s %s gives %d, not %d", cases[i].method, cases[i].target, status, cases[i].status);
    }
}

static void server__long_headers_are_refused(void **state)
{
    char *headers = malloc(12000);
    int fd = connect_to(*state);
    reply r;
    memset(headers, 'a', 12000);
    memcpy(headers, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: ", 52);
    memcpy(headers + 11000, "\r\n\r\n", 5);
    send_text(fd, headers);
    r = receive(fd);
    assert_int_equal(r.status, 431);
    free(r.body);
    free(headers);
}

static void server__one_connection_serves_many(void **state)
{
    int fd = connect_to(*state);
    char data[8192];
    size_t have = 0;
    int found = 0;
    // The third asks for the end, so that everything can be read.
    send_text(fd, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    for (ssize_t n; have + 1 < sizeof data && (n = recv(fd, data + have, sizeof data - 1 - have, 0)) > 0;)
        have += (size_t)n;
    close(fd);
    data[have] = '\0';
    for (const char *p = data; (p = strstr(p, "HTTP/1.1 200")); p++)
        found++;
    assert_int_equal(found, 3);
}

static void server__an_address_has_32_connections(void **state)
{
    int fds[48], open = 0, refused = 0;
    for (int i = 0; i < 48; i++)
        fds[i] = connect_to(*state);
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    for (int i = 0; i < 48; i++) {
        char byte;
        ssize_t n = fds[i] >= 0 ? recv(fds[i], &byte, 1, MSG_DONTWAIT) : 0;
        if (n < 0 && errno == EAGAIN)
            open++; // waits for our request
        else
            refused++;
    }
    for (int i = 0; i < 48; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    // Connections of the tests before may still be closing.
    assert_in_range(open, 28, 32);
    assert_int_equal(refused, 48 - open);
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    assert_int_equal(status_of(*state, "GET", "/healthz"), 200);
}

// Who sends his header a line at a time is cut off after ten seconds.
static void server__a_dawdling_header_is_cut(void **state)
{
    struct timespec begin, now;
    int fd = connect_to(*state);
    double seconds;
    char byte;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    send_text(fd, "GET /healthz HTTP/1.1\r\nHost: x\r\n");
    do {
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
        clock_gettime(CLOCK_MONOTONIC, &now);
        seconds = (double)(now.tv_sec - begin.tv_sec) + (double)(now.tv_nsec - begin.tv_nsec) / 1e9;
    } while (seconds < 20 && send(fd, "X-A: b\r\n", 8, MSG_NOSIGNAL) > 0 && recv(fd, &byte, 1, MSG_DONTWAIT) != 0);
    close(fd);
    assert_true(seconds > 9 && seconds < 16);
}

static void server__pdf_of_a_township(void **state)
{
    const server *s = *state;
    reply r = ask(s, "GET", "/maps/risk.pdf?paper=A4&region=%E5%8F%8C%E6%B1%9F%E8%A1%97%E9%81%93", "");
    char value[256], path[128], command[300], text[8192];
    FILE *file;
    size_t n = 0, kept = 0;
    assert_int_equal(r.status, 200);
    assert_memory_equal(r.body, "%PDF-", 5);
    assert_string_equal(header(&r, "Content-Type", value), "application/pdf");
    header(&r, "Content-Disposition", value);
    assert_true(strstr(value, "inline; filename=\"situ.pdf\"; filename*=UTF-8''%E5%B2%9A%E5%B1%B1%E5%8E%BF") == value);
    snprintf(path, sizeof path, "%s/town.pdf", s->fixture->dir);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(r.body, 1, r.bytes, file), r.bytes);
    fclose(file);
    free(r.body);
    if (system("command -v pdftotext >/dev/null") != 0)
        return;
    snprintf(command, sizeof command, "pdftotext -raw '%s' -", path);
    file = popen(command, "r");
    assert_non_null(file);
    n = fread(text, 1, sizeof text - 1, file);
    pclose(file);
    for (size_t i = 0; i < n; i++)
        if (!strchr(" \n\r\f", text[i]))
            text[kept++] = text[i];
    text[kept] = '\0';
    assert_non_null(strstr(text, "双江街道安全风险分布图"));
    assert_non_null(strstr(text, "公开版"));
    assert_null(strstr(text, "内部资料"));
}

// First child of a process, 0 = none.
static pid_t child_of(pid_t pid)
{
    char path[64];
    int child = 0;
    FILE *file;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    file = fopen(path, "r");
    if (!file)
        return 0;
    if (fscanf(file, "%d", &child) != 1)
        child = 0;
    fclose(file);
    return (pid_t)child;
}

static void server__a_killed_worker_is_replaced(void **state)
{
    const server *s = *state;
    pid_t zygote = child_of(s->pid), worker = zygote ? child_of(zygote) : 0;
    int good = 0;
    if (!worker)
        skip(); // no /proc/.../children here
    for (int round = 0; round < 3; round++) {
        worker = child_of(zygote);
        assert_true(worker > 0);
        assert_int_equal(kill(worker, SIGKILL), 0);
        good = 0;
        for (int i = 0; i < 20 && good < 4; i++) {
            char target[64]; // each another: nothing comes from the cache
            snprintf(target, sizeof target, "/features/risk_point?bbox=0,0,%d,%d", round + 1, i + 1);
            int status = status_of(s, "GET", target);
            assert_true(status == 200 || status == 503);
            good = status == 200 ? good + 1 : 0;
        }
        assert_int_equal(good, 4);
    }
    assert_int_equal(status_of(s, "GET", "/maps/org.pdf"), 200);
}

// Runs last: the server ends on SIGTERM, takes its processes along and leaves no files.
static void server__stops_cleanly(void **state)
{
    server *s = *state;
    pid_t zygote = child_of(s->pid), worker = zygote ? child_of(zygote) : 0;
    int fd = connect_to(s), status = -1, waited;
    assert_true(fd >= 0);
    // One under way is answered or cut, but does not hold the server up.
    send_text(fd, "GET /maps/materials.pdf?paper=A0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    assert_int_equal(kill(s->pid, SIGTERM), 0);
    for (waited = 0; waited < 100 && waitpid(s->pid, &status, WNOHANG) == 0; waited++)
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    close(fd);
    assert_true(waited < 100);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    s->pid = 0;
    if (zygote)
        assert_true(kill(zygote, 0) != 0 && errno == ESRCH);
    if (worker)
        assert_true(kill(worker, 0) != 0 && errno == ESRCH);
}

static void serve__refuses_what_it_cannot_do(void **state)
{
    const server *s = *state;
    situ_error err = {0};
    static const char *const addresses[] = {"8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "somewhere:80", "::1:80", ":80"};
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        situ_serve_options o = {.store = s->fixture->store, .listen = addresses[i]};
        assert_int_equal(situ_serve(s->fixture->session, &o, &err), SITU_E_USAGE);
    }
    situ_serve_options internal = {.store = s->fixture->store, .listen = "0.0.0.0:0", .edition = "internal"};
    assert_int_equal(situ_serve(s->fixture->session, &internal, &err), SITU_E_USAGE);
    situ_serve_options tokens = {.store = s->fixture->store, .tokens = "tokens.txt"};
    assert_int_equal(situ_serve(s->fixture->session, &tokens, &err), SITU_E_UNSUPPORTED);
    situ_serve_options missing = {.store = "/nonexistent/county.situ", .listen = "127.0.0.1:0"};
    assert_int_not_equal(situ_serve(s->fixture->session, &missing, &err), SITU_OK);
    char taken[32];
    snprintf(taken, sizeof taken, "127.0.0.1:%u", s->port);
    situ_serve_options busy = {.store = s->fixture->store, .listen = taken};
    assert_int_not_equal(situ_serve(s->fixture->session, &busy, &err), SITU_OK);
    assert_non_null(strstr(err.cause, taken));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server__health_and_readiness),
        cmocka_unit_test(server__tile_is_a_png_and_the_same_twice),
        cmocka_unit_test(server__etag_gives_304),
        cmocka_unit_test(server__head_has_no_body),
        cmocka_unit_test(server__security_headers_and_no_reflection),
        cmocka_unit_test(server__malformed_absent_and_forbidden),
        cmocka_unit_test(server__long_headers_are_refused),
        cmocka_unit_test(server__one_connection_serves_many),
        cmocka_unit_test(server__an_address_has_32_connections),
        cmocka_unit_test(server__a_dawdling_header_is_cut),
        cmocka_unit_test(server__pdf_of_a_township),
        cmocka_unit_test(server__a_killed_worker_is_replaced),
        cmocka_unit_test(serve__refuses_what_it_cannot_do),
        cmocka_unit_test(server__stops_cleanly),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
