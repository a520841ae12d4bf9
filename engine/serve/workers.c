// SPDX-License-Identifier: MIT
#include "serve/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/str.h"
#include "serve/wire.h"

enum { EVENT_BYTES = 5, ORDER_BYTES = 2, GRACE_MS = 5000 };

typedef struct channel {
    int request[2], answer[2], event[2];
    // The server's side:
    bool ready, ordered; // takes requests; a new process is on its way
    _Atomic(pid_t) pid;
} channel;

struct situ_workers {
    channel *channels;
    unsigned count;
    int order[2];
    int stop[2]; // a byte in here wakes everybody; nobody reads it
    pid_t zygote;
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static situ_status make_pipe(int ends[2], situ_error *err)
{
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0)
        return SITU_OK;
    ends[0] = ends[1] = -1;
    return situ_fail_errno(err, NULL, "%s", _("no pipe to the render workers"));
}

static long long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// --- both sides: whole messages over non-blocking pipes ---

static bool wait_for(int fd, short what)
{
    struct pollfd p = {.fd = fd, .events = what};
    for (;;) {
        int n = poll(&p, 1, -1);
        if (n > 0)
            return (p.revents & what) != 0;
        if (n < 0 && errno != EINTR)
            return false;
    }
}

static bool write_all(int fd, const void *data, size_t bytes)
{
    const char *p = data;
    while (bytes > 0) {
        ssize_t n = write(fd, p, bytes);
        if (n > 0) {
            p += n;
            bytes -= (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            if (!wait_for(fd, POLLOUT))
                return false;
        } else if (n < 0 && errno != EINTR) {
            return false;
        }
    }
    return true;
}

static bool read_all(int fd, void *data, size_t bytes)
{
    char *p = data;
    while (bytes > 0) {
        ssize_t n = read(fd, p, bytes);
        if (n > 0) {
            p += n;
            bytes -= (size_t)n;
        } else if (n == 0) {
            return false;
        } else if (errno == EAGAIN) {
            if (!wait_for(fd, POLLIN))
                return false;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static void drain(int fd)
{
    char sink[4096];
    ssize_t n;
    do
        n = read(fd, sink, sizeof sink);
    while (n > 0 || (n < 0 && errno == EINTR));
}

// --- a worker ---

static bool answer_one(const channel *c, const situ_worker_job *job, void *state)
{
    unsigned char frame[SITU_WIRE_REQUEST_MAX];
    situ_request request;
    situ_response response;
    situ_str head;
    size_t bytes;
    bool sent;

    if (!read_all(c->request[0], frame, SITU_WIRE_HEAD) || situ_wire_length(&bytes, frame, sizeof frame - SITU_WIRE_HEAD, NULL) != SITU_OK ||
        !read_all(c->request[0], frame + SITU_WIRE_HEAD, bytes) || situ_wire_get_request(&request, frame, SITU_WIRE_HEAD + bytes, NULL) != SITU_OK)
        return false;
    job->answer(&response, &request, state);
    situ_str_init(&head);
    if (situ_wire_put_response(&head, &response, NULL) != SITU_OK) {
        situ_str_clear(&head);
        situ_response_free(&response);
        memset(&response, 0, sizeof response);
        response.status = 500;
        if (situ_wire_put_response(&head, &response, NULL) != SITU_OK)
            return false;
    }
    sent = write_all(c->answer[1], head.data, head.length) && write_all(c->answer[1], response.body, response.bytes);
    situ_str_free(&head);
    situ_response_free(&response);
    return sent;
}

static _Noreturn void work(situ_workers *w, unsigned index, const situ_worker_job *job, pid_t parent)
{
    const channel *mine = &w->channels[index];
    void *state = NULL;
    sigset_t none;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    close_fd(&w->order[0]);
    for (unsigned i = 0; i < w->count; i++) {
        close_fd(&w->channels[i].event[1]);
        if (i != index) {
            close_fd(&w->channels[i].request[0]);
            close_fd(&w->channels[i].answer[1]);
        }
    }
    if (job->open(&state, job->user, index, NULL) != SITU_OK)
        _exit(1);
    while (answer_one(mine, job, state))
        ;
    _exit(0);
}

// --- the zygote ---

static void tell(const channel *c, char what, pid_t pid)
{
    unsigned char event[EVENT_BYTES] = {(unsigned char)what};
    for (int i = 0; i < 4; i++)
        event[1 + i] = (unsigned char)((uint32_t)pid >> (8 * i));
    (void)write_all(c->event[1], event, sizeof event);
}

static void spawn(situ_workers *w, unsigned index, const situ_worker_job *job, pid_t *pids)
{
    pid_t self = getpid(), pid;

    drain(w->channels[index].request[0]); // what the dead one had not read
    pid = fork();
    if (pid == 0)
        work(w, index, job, self);
    pids[index] = pid > 0 ? pid : 0;
    tell(&w->channels[index], pid > 0 ? 'S' : 'D', pids[index]);
}

static void reap(situ_workers *w, pid_t *pids)
{
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
        for (unsigned i = 0; i < w->count; i++)
            if (pids[i] == pid) {
                pids[i] = 0;
                tell(&w->channels[i], 'D', pid);
            }
}

static void on_child(int number)
{
    (void)number; // only to wake ppoll
}

static void zygote_signals(sigset_t *waiting)
{
    struct sigaction action = {.sa_handler = SIG_IGN};
    sigset_t child;

    sigaction(SIGINT, &action, NULL); // Ctrl-C goes to the whole group: the server ends us in order
    sigaction(SIGHUP, &action, NULL);
    sigaction(SIGPIPE, &action, NULL);
    action.sa_handler = SIG_DFL;
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = on_child;
    sigaction(SIGCHLD, &action, NULL);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_SETMASK, &child, NULL);
    sigemptyset(waiting);
}

static _Noreturn void be_zygote(situ_workers *w, const situ_worker_job *job, pid_t parent)
{
    pid_t pids[SITU_WORKERS_MAX] = {0};
    sigset_t waiting;
    bool serving = true;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    zygote_signals(&waiting);
    close_fd(&w->order[1]);
    close_fd(&w->stop[0]);
    close_fd(&w->stop[1]);
    for (unsigned i = 0; i < w->count; i++) {
        close_fd(&w->channels[i].request[1]);
        close_fd(&w->channels[i].answer[0]);
        close_fd(&w->channels[i].event[0]);
    }
    for (unsigned i = 0; i < w->count; i++)
        spawn(w, i, job, pids);
    while (serving) {
        struct pollfd p = {.fd = w->order[0], .events = POLLIN};
        unsigned char order[ORDER_BYTES];
        ssize_t n = 0;
        int ready = ppoll(&p, 1, NULL, &waiting);
        reap(w, pids);
        if (ready <= 0)
            continue;
        while ((n = read(w->order[0], order, sizeof order)) == (ssize_t)sizeof order) {
            if (order[1] >= w->count)
                continue;
            if (order[0] == 'F' && pids[order[1]] == 0)
                spawn(w, order[1], job, pids);
            else if (order[0] == 'K' && pids[order[1]] > 0)
                kill(pids[order[1]], SIGKILL);
        }
        serving = n != 0; // end of file: the server is done
    }
    for (unsigned i = 0; i < w->count; i++)
        if (pids[i] > 0)
            kill(pids[i], SIGKILL);
    while (waitpid(-1, NULL, 0) > 0)
        ;
    _exit(0);
}

// --- the server's side ---

situ_status situ_workers_new(situ_workers **out, unsigned count, const situ_worker_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_workers *w = situ_calloc(1, sizeof *w);
    pid_t self = getpid();

    if (count < 1)
        count = 1;
    if (count > SITU_WORKERS_MAX)
        count = SITU_WORKERS_MAX;
    SITU_TRY_ALLOC(w);
    w->order[0] = w->order[1] = w->stop[0] = w->stop[1] = -1;
    w->channels = situ_calloc(count, sizeof *w->channels);
    SITU_TRY_ALLOC(w->channels);
    for (unsigned i = 0; i < count; i++)
        memset(w->channels[i].request, -1, sizeof w->channels[i].request + sizeof w->channels[i].answer + sizeof w->channels[i].event);
    w->count = count;
    SITU_TRY(make_pipe(w->order, err));
    SITU_TRY(make_pipe(w->stop, err));
    for (unsigned i = 0; i < count; i++) {
        SITU_TRY(make_pipe(w->channels[i].request, err));
        SITU_TRY(make_pipe(w->channels[i].answer, err));
        SITU_TRY(make_pipe(w->channels[i].event, err));
    }
    w->zygote = fork();
    if (w->zygote == 0)
        be_zygote(w, job, self);
    if (w->zygote < 0) {
        status = situ_fail_errno(err, NULL, "%s", _("the render workers cannot be started"));
        goto done;
    }
    close_fd(&w->order[0]);
    for (unsigned i = 0; i < count; i++) {
        close_fd(&w->channels[i].request[0]);
        close_fd(&w->channels[i].answer[1]);
        close_fd(&w->channels[i].event[1]);
        w->channels[i].ordered = true;
    }
    *out = w;
    w = NULL;
done:
    situ_workers_free(w);
    return status;
}

unsigned situ_workers_count(const situ_workers *workers)
{
    return workers->count;
}

bool situ_workers_alive(situ_workers *workers)
{
    pid_t pid;
    do
        pid = waitpid(workers->zygote, NULL, WNOHANG);
    while (pid < 0 && errno == EINTR);
    if (pid != 0)
        workers->zygote = 0;
    return pid == 0;
}

pid_t situ_workers_pid(const situ_workers *workers, unsigned index)
{
    return atomic_load(&workers->channels[index].pid);
}

void situ_workers_stop(situ_workers *workers)
{
    (void)write_all(workers->stop[1], "x", 1);
}

void situ_workers_free(situ_workers *workers)
{
    if (!workers)
        return;
    close_fd(&workers->order[1]); // the zygote ends its workers and itself
    if (workers->zygote > 0)
        while (waitpid(workers->zygote, NULL, 0) < 0 && errno == EINTR)
            ;
    close_fd(&workers->order[0]);
    close_fd(&workers->stop[0]);
    close_fd(&workers->stop[1]);
    for (unsigned i = 0; workers->channels && i < workers->count; i++)
        for (int end = 0; end < 2; end++) {
            close_fd(&workers->channels[i].request[end]);
            close_fd(&workers->channels[i].answer[end]);
            close_fd(&workers->channels[i].event[end]);
        }
    situ_free(workers->channels);
    situ_free(workers);
}

static situ_status gone(situ_error *err)
{
    return situ_fail(err, SITU_E_EXTERNAL, _("start the server again"), "%s", _("the render processes have ended"));
}

static void send_order(const situ_workers *w, char what, unsigned index)
{
    const unsigned char bytes[ORDER_BYTES] = {(unsigned char)what, (unsigned char)index};
    (void)write_all(w->order[1], bytes, sizeof bytes);
}

// Reads events that are there. False when the zygote is gone.
static bool take_events(situ_workers *w, unsigned index)
{
    channel *c = &w->channels[index];
    unsigned char event[EVENT_BYTES];
    ssize_t n;

    while ((n = read(c->event[0], event, sizeof event)) == (ssize_t)sizeof event) {
        uint32_t pid = 0;
        for (int i = 0; i < 4; i++)
            pid |= (uint32_t)event[1 + i] << (8 * i);
        c->ready = event[0] == 'S';
        c->ordered = false;
        atomic_store(&c->pid, c->ready ? (pid_t)pid : 0);
    }
    return n != 0 && (n > 0 || errno == EAGAIN || errno == EINTR);
}

// An answer on its way in.
typedef struct incoming {
    unsigned char head[SITU_WIRE_HEAD];
    size_t have;       // of head and body together
    unsigned char *frame; // once the head is there
    size_t bytes;      // of the frame, head included; 0 = not known yet
} incoming;

// Takes what is in the pipe. SITU_OK whether or not the answer is complete now.
static situ_status take_answer(incoming *in, int fd, situ_error *err)
{
    situ_status status = SITU_OK;
    for (;;) {
        ssize_t n;
        if (in->bytes > 0 && in->have == in->bytes)
            return SITU_OK;
        n = in->bytes == 0 ? read(fd, in->head + in->have, SITU_WIRE_HEAD - in->have) : read(fd, in->frame + in->have, in->bytes - in->have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 && errno == EAGAIN ? SITU_OK : gone(err);
        in->have += (size_t)n;
        if (in->bytes == 0 && in->have == SITU_WIRE_HEAD) {
            size_t follow;
            SITU_TRY(situ_wire_length(&follow, in->head, SITU_WIRE_RESPONSE_MAX, err));
            in->frame = situ_malloc(SITU_WIRE_HEAD + follow);
            SITU_TRY_ALLOC(in->frame);
            memcpy(in->frame, in->head, SITU_WIRE_HEAD);
            in->bytes = SITU_WIRE_HEAD + follow;
        }
    }
done:
    return status;
}

// Waits for a byte from the worker or the zygote. *stopped when the server is being stopped.
static int wait_any(const situ_workers *w, const channel *c, long long until, bool *stopped)
{
    struct pollfd p[3] = {{.fd = w->stop[0], .events = POLLIN}, {.fd = c->event[0], .events = POLLIN}, {.fd = c->answer[0], .events = POLLIN}};
    long long left = until - now_ms();
    int n = left > 0 ? poll(p, 3, left > 60000 ? 60000 : (int)left) : 0;
    *stopped = n > 0 && p[0].revents != 0;
    return n < 0 && errno == EINTR ? 1 : n;
}

// Orders a new process for a dead worker; its half answer is thrown away first.
static void replace(situ_workers *w, unsigned index)
{
    channel *c = &w->channels[index];
    if (c->ordered)
        return;
    drain(c->answer[0]);
    c->ordered = true;
    send_order(w, 'F', index);
}

void situ_workers_tend(situ_workers *workers, unsigned index)
{
    if (take_events(workers, index) && !workers->channels[index].ready)
        replace(workers, index);
}

static situ_status become_ready(situ_workers *w, unsigned index, long long until, situ_error *err)
{
    channel *c = &w->channels[index];
    bool stopped = false;

    for (;;) {
        if (!take_events(w, index))
            return gone(err);
        if (c->ready)
            return SITU_OK;
        replace(w, index);
        if (wait_any(w, c, until, &stopped) == 0)
            return situ_fail(err, SITU_E_EXTERNAL, NULL, "%s", _("a render worker does not start"));
        if (stopped)
            return situ_fail(err, SITU_E_CANCELLED, NULL, "%s", _("cancelled"));
    }
}

situ_status situ_workers_ask(situ_response *response, situ_workers *workers, unsigned index, const situ_request *request,
                             unsigned timeout_ms, situ_error *err)
{
    situ_status status = SITU_OK;
    channel *c = &workers->channels[index];
    long long until = now_ms() + timeout_ms;
    incoming in = {.have = 0};
    situ_str frame;
    bool stopped = false, killed = false;
    pid_t pid;

    memset(response, 0, sizeof *response);
    situ_str_init(&frame);
    SITU_TRY(situ_wire_put_request(&frame, request, err));
    SITU_TRY(become_ready(workers, index, until, err));
    pid = atomic_load(&c->pid);
    if (!write_all(c->request[1], frame.data, frame.length)) {
        status = gone(err);
        goto done;
    }
    for (;;) {
        SITU_TRY(take_answer(&in, c->answer[0], err));
        if (in.bytes > 0 && in.have == in.bytes)
            break;
        if (!take_events(workers, index)) {
            status = gone(err);
            goto done;
        }
        if (!c->ready) {
            SITU_TRY(take_answer(&in, c->answer[0], err)); // all it wrote lies in the pipe
            if (in.bytes > 0 && in.have == in.bytes)
                break;
            replace(workers, index);
            status = killed ? situ_fail(err, SITU_E_EXTERNAL, NULL, _("render worker %d took longer than %u s and was ended"), (int)pid, timeout_ms / 1000)
                            : situ_fail(err, SITU_E_EXTERNAL, NULL, _("render worker %d died"), (int)pid);
            goto done;
        }
        if (wait_any(workers, c, until, &stopped) == 0) {
            if (killed) {
                status = gone(err);
                goto done;
            }
            killed = true;
            until = now_ms() + GRACE_MS;
            send_order(workers, 'K', index);
        }
        if (stopped) {
            status = situ_fail(err, SITU_E_CANCELLED, NULL, "%s", _("cancelled"));
            goto done;
        }
    }
    status = situ_wire_get_response(response, in.frame, in.bytes, err);
done:
    situ_str_free(&frame);
    situ_free(in.frame);
    return status;
}
