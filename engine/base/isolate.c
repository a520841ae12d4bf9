// SPDX-License-Identifier: MIT
#include "base/isolate.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"

enum { SINK_BYTES = 1 << 18, STEP_BYTES = 200, POLL_MS = 100 };

struct situ_isolate_sink {
    int fd;
    size_t used, total, most;
    char buffer[SINK_BYTES];
};

struct situ_isolate_answer {
    atomic_uint refs;
    void *data;
    size_t bytes;
    int fd;
};

// What the child sends over its pipes: pieces below PIPE_BUF, so each arrives whole.
typedef struct step_message {
    double fraction;
    char step[STEP_BYTES];
} step_message;
typedef struct end_message {
    situ_status status;
    situ_error error;
} end_message;
_Static_assert(sizeof(end_message) <= 4096 && sizeof(step_message) <= 4096, "one write must arrive whole");

typedef struct child {
    pid_t pid;
    int answer, steps[2], end[2];
} child;

// --- the answer ---

const char *situ_isolate_data(const situ_isolate_answer *answer, size_t *bytes)
{
    *bytes = answer->bytes;
    return answer->data ? answer->data : "";
}

situ_isolate_answer *situ_isolate_ref(situ_isolate_answer *answer)
{
    if (answer)
        atomic_fetch_add(&answer->refs, 1);
    return answer;
}

void situ_isolate_unref(situ_isolate_answer *answer)
{
    if (!answer || atomic_fetch_sub(&answer->refs, 1) != 1)
        return;
    if (answer->data)
        munmap(answer->data, answer->bytes);
    if (answer->fd >= 0)
        close(answer->fd);
    situ_free(answer);
}

void situ_isolate_forget(situ_isolate_answer *answer, size_t from, size_t to)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    from = (from + page - 1) / page * page;
    to = to / page * page;
    if (answer && answer->fd >= 0 && from < to) // a failure costs memory only
        (void)!fallocate(answer->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)from, (off_t)(to - from));
}

static situ_status map_answer(situ_isolate_answer **out, int fd, situ_error *err)
{
    struct stat st;
    situ_isolate_answer *answer = situ_calloc(1, sizeof *answer);
    *out = NULL;
    if (!answer)
        return situ_fail_nomem(err);
    atomic_init(&answer->refs, 1);
    if (fstat(fd, &st) != 0) {
        situ_free(answer);
        return situ_fail_errno(err, NULL, "%s", _("the answer of the reading process is lost"));
    }
    answer->bytes = (size_t)st.st_size;
    answer->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (answer->bytes > 0) {
        void *data = mmap(NULL, answer->bytes, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED) {
            if (answer->fd >= 0)
                close(answer->fd);
            situ_free(answer);
            return situ_fail_nomem(err);
        }
        answer->data = data;
    }
    *out = answer;
    return SITU_OK;
}

// --- the child ---

static situ_status write_all(int fd, const char *data, size_t bytes, situ_error *err)
{
    while (bytes > 0) {
        ssize_t n = write(fd, data, bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return situ_fail_errno(err, NULL, "%s", _("the answer of the reading process is lost"));
        data += n;
        bytes -= (size_t)n;
    }
    return SITU_OK;
}

static situ_status flush(situ_isolate_sink *sink, situ_error *err)
{
    size_t used = sink->used;
    sink->used = 0;
    return write_all(sink->fd, sink->buffer, used, err);
}

situ_status situ_isolate_put(situ_isolate_sink *sink, const void *data, size_t bytes, situ_error *err)
{
    situ_status status = SITU_OK;
    if (sink->most && bytes > sink->most - sink->total)
        return situ_fail(err, SITU_E_LIMIT, _("split the file"), "%s", _("the file holds more than can be read at once"));
    sink->total += bytes;
    if (bytes > SINK_BYTES - sink->used)
        SITU_TRY(flush(sink, err));
    if (bytes > SINK_BYTES)
        return write_all(sink->fd, data, bytes, err);
    if (bytes)
        memcpy(sink->buffer + sink->used, data, bytes);
    sink->used += bytes;
done:
    return status;
}

static void send_step(void *user, const char *step, double fraction)
{
    const child *c = user;
    step_message m = {.fraction = fraction};
    snprintf(m.step, sizeof m.step, "%s", step ? step : "");
    ssize_t n = write(c->steps[1], &m, sizeof m); // non-blocking: a full pipe loses a step, no more
    (void)n;
}

static void lower(int what, rlim_t value)
{
    struct rlimit limit;
    if (getrlimit((__rlimit_resource_t)what, &limit) != 0)
        return;
    if (limit.rlim_max == RLIM_INFINITY || value < limit.rlim_max)
        limit.rlim_max = value;
    limit.rlim_cur = limit.rlim_max;
    setrlimit((__rlimit_resource_t)what, &limit);
}

// Address space in use, from /proc; 0 = unknown.
static size_t space_bytes(void)
{
    unsigned long long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f)
        return 0;
    int n = fscanf(f, "%llu", &pages);
    fclose(f);
    return n == 1 ? (size_t)pages * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

static void confine(const situ_isolate_limits *limits)
{
    size_t space = space_bytes();
    if (limits->memory_bytes && space)
        lower(RLIMIT_AS, space + limits->memory_bytes);
    if (limits->cpu_s)
        lower(RLIMIT_CPU, limits->cpu_s);
    if (limits->answer_bytes)
        lower(RLIMIT_FSIZE, limits->answer_bytes);
    lower(RLIMIT_CORE, 0);
    lower(RLIMIT_NOFILE, 256);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

_Noreturn static void run_child(child *c, situ_isolate_fn *work, void *user, const situ_isolate_limits *limits, pid_t parent)
{
    end_message end;
    situ_job *job = NULL;
    memset(&end, 0, sizeof end);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1); // the parent died before
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGXFSZ, SIG_IGN); // a write then fails with EFBIG
    close(c->steps[0]);
    close(c->end[0]);
    confine(limits);
    situ_isolate_sink *sink = situ_calloc(1, sizeof *sink);
    end.status = sink ? situ_job_new(&job, 1, send_step, c, &end.error) : situ_fail_nomem(&end.error);
    if (end.status == SITU_OK) {
        sink->fd = c->answer;
        sink->most = limits->answer_bytes;
        end.status = work(user, sink, job, &end.error);
        if (end.status == SITU_OK)
            end.status = flush(sink, &end.error);
    }
    ssize_t n = write(c->end[1], &end, sizeof end);
    _exit(n == (ssize_t)sizeof end ? 0 : 1); // no destructors, no leak check: everything belongs to the parent too
}

// --- the parent ---

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static situ_status open_child(child *c, situ_error *err)
{
    c->answer = memfd_create("situ-answer", MFD_CLOEXEC);
    if (c->answer < 0 || pipe2(c->steps, O_CLOEXEC | O_NONBLOCK) != 0 || pipe2(c->end, O_CLOEXEC) != 0)
        return situ_fail_errno(err, NULL, "%s", _("no process can be started to read the file"));
    return SITU_OK;
}

static void close_child(child *c)
{
    close_fd(&c->answer);
    for (int i = 0; i < 2; i++) {
        close_fd(&c->steps[i]);
        close_fd(&c->end[i]);
    }
}

static void pass_steps(const child *c, situ_job *job)
{
    step_message m;
    while (read(c->steps[0], &m, sizeof m) == (ssize_t)sizeof m) {
        m.step[STEP_BYTES - 1] = '\0';
        situ_job_progress(job, m.step, m.fraction);
    }
}

static int wait_for(pid_t pid)
{
    int how = 0;
    while (waitpid(pid, &how, 0) < 0)
        if (errno != EINTR)
            return -1;
    return how;
}

// Waits for the child's last word. false: it died without one.
static bool listen_to(const child *c, situ_job *job, end_message *end, bool *cancelled)
{
    for (;;) {
        struct pollfd p[2] = {{.fd = c->end[0], .events = POLLIN}, {.fd = c->steps[0], .events = POLLIN}};
        int n = poll(p, 2, POLL_MS);
        if (n < 0 && errno != EINTR)
            return false;
        pass_steps(c, job);
        if (situ_job_cancelled(job)) {
            *cancelled = true;
            kill(c->pid, SIGKILL);
            return false;
        }
        if (n > 0 && p[0].revents)
            return read(c->end[0], end, sizeof *end) == (ssize_t)sizeof *end;
        if (n > 0 && (p[1].revents & POLLHUP) && !(p[1].revents & POLLIN) && !p[0].revents)
            poll(p, 1, POLL_MS); // the child is ending
    }
}

static situ_status death(int how, situ_error *err)
{
    int sig = how >= 0 && WIFSIGNALED(how) ? WTERMSIG(how) : 0;
    if (sig == SIGXCPU || sig == SIGKILL)
        return situ_fail(err, SITU_E_LIMIT, _("open it in a spreadsheet or GIS program, save it again, or split it"), "%s",
                         _("reading the file takes more time or memory than a file may take"));
    return situ_fail(err, SITU_E_FORMAT, _("open it in a spreadsheet or GIS program and save it again"),
                     _("the file is damaged: reading it ended with signal %d"), sig);
}

situ_status situ_isolate_run(situ_isolate_answer **out, situ_isolate_fn *work, void *user, const situ_isolate_limits *limits,
                             situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    child c = {.pid = -1, .answer = -1, .steps = {-1, -1}, .end = {-1, -1}};
    end_message end;
    bool cancelled = false;
    pid_t parent = getpid();
    memset(&end, 0, sizeof end);
    *out = NULL;
    SITU_TRY(situ_job_check(job, err));
    SITU_TRY(open_child(&c, err));
    fflush(NULL); // else the child could write what stands in the buffers a second time
    c.pid = fork();
    if (c.pid < 0) {
        status = situ_fail_errno(err, NULL, "%s", _("no process can be started to read the file"));
        goto done;
    }
    if (c.pid == 0)
        run_child(&c, work, user, limits, parent);
    close_fd(&c.steps[1]);
    close_fd(&c.end[1]);
    bool heard = listen_to(&c, job, &end, &cancelled);
    int how = wait_for(c.pid);
    if (cancelled) {
        status = situ_job_check(job, err);
    } else if (!heard) {
        status = death(how, err);
    } else if (end.status == SITU_E_NOMEM) {
        status = situ_fail(err, SITU_E_LIMIT, _("open it in a spreadsheet or GIS program, save it again, or split it"), "%s",
                           _("reading the file takes more time or memory than a file may take"));
    } else if (end.status != SITU_OK) {
        end.error.file[sizeof end.error.file - 1] = end.error.sheet[sizeof end.error.sheet - 1] = '\0';
        end.error.cell[sizeof end.error.cell - 1] = '\0';
        end.error.cause[sizeof end.error.cause - 1] = end.error.cure[sizeof end.error.cure - 1] = '\0';
        status = end.status > SITU_OK && end.status <= SITU_E_EXTERNAL ? end.status : SITU_E_FORMAT;
        if (err) {
            *err = end.error;
            err->code = status;
        }
    } else {
        status = map_answer(out, c.answer, err);
    }
done:
    close_child(&c);
    return status;
}
