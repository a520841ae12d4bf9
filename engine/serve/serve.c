// SPDX-License-Identifier: MIT
// situ_serve: workers first (forked while there is one thread), then the queue, then the HTTP front.
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/str.h"
#include "serve/http.h"
#include "serve/state.h"

enum { WATCH_MS = 100, SWEEP_EVERY = 10 };
#define CACHE_BYTES ((size_t)64 << 20)

typedef struct server {
    situ_session *session;
    const situ_serve_options *options;
    const char *edition;
    char *scratch; // folder of all workers
    situ_site *site;
} server;

static void tell_error(situ_session *session, const situ_error *err)
{
    char text[2048];
    situ_error_format(err, text, sizeof text);
    situ_session_tell(session, "%s", text);
}

// --- in a worker ---

// A session of its own on what the parent had read: one thread, its own fonts (Pango's threads do not
// survive a fork).
static situ_status worker_session(situ_session **out, const situ_session *parent, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_session *s = situ_calloc(1, sizeof *s);

    SITU_TRY_ALLOC(s);
    s->resources = parent->resources; // read-only, and alive as long as the process
    s->rules = parent->rules;
    s->styles = parent->styles;
    s->cache = parent->cache;
    s->message = parent->message;
    s->user = parent->user;
    SITU_TRY(situ_job_new(&s->job, 1, NULL, NULL, err));
    SITU_TRY(situ_text_new(&s->text, &s->resources, err));
    *out = s;
    s = NULL;
done:
    situ_free(s);
    return status;
}

static situ_status open_worker(void **out, void *server_, unsigned index, situ_error *err_)
{
    const server *sv = server_;
    situ_status status = SITU_OK;
    situ_error own = {0}, *err = err_ ? err_ : &own;
    situ_session *session = NULL;
    situ_serve_state *state = NULL;
    char folder[24], *scratch = NULL;

    snprintf(folder, sizeof folder, "%u", index);
    scratch = situ_path_join(sv->scratch, folder);
    SITU_TRY_ALLOC(scratch);
    SITU_TRY(worker_session(&session, sv->session, err));
    SITU_TRY(situ_serve_state_new(&state, session, sv->site, sv->options->store, sv->edition, scratch, err));
    *out = state;
done:
    if (status != SITU_OK)
        tell_error(sv->session, err); // the worker ends now: nothing to free
    situ_free(scratch);
    return status;
}

static void answer_in_worker(situ_response *response, const situ_request *request_, void *state_)
{
    situ_serve_state *state = state_;
    situ_request request = *request_;
    situ_error err = {0};
    int status;
    const situ_route *route = situ_route_find(&request, &status);

    if (!route) { // the server asks only for what it found
        memset(response, 0, sizeof *response);
        response->status = 500;
        return;
    }
    situ_route_answer(response, route, &request, state, &err);
    if (err.code != SITU_OK)
        tell_error(state->session, &err);
}

// --- in the server ---

static void on_failure(void *server_, const situ_error *err)
{
    const server *sv = server_;
    tell_error(sv->session, err);
}

static situ_status check_options(const situ_serve_options *options, const char *edition, const char *listen, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    char host[64];
    unsigned port;
    bool loopback;

    if (options->tokens)
        return situ_fail(err, SITU_E_UNSUPPORTED, _("leave --tokens away"), "%s", _("access by token is not there yet"));
    if (strcmp(edition, "public") != 0 && strcmp(edition, "internal") != 0)
        return situ_fail(err, SITU_E_USAGE, _("use internal or public"), _("unknown edition \"%s\""), edition);
    SITU_TRY(situ_http_listen_parse(host, &port, &loopback, listen, err));
    if (!loopback && strcmp(edition, "public") != 0)
        return situ_fail(err, SITU_E_USAGE, _("serve the public edition, or listen on 127.0.0.1"), "%s",
                         _("the internal edition may not be served beyond this machine"));
    SITU_TRY(situ_store_open(&store, options->store, edition, err)); // tells a wrong file now, not to visitors
done:
    situ_store_close(store);
    return status;
}

static situ_status make_scratch(char **out, situ_error *err)
{
    const char *base = getenv("TMPDIR");
    situ_str s;

    situ_str_init(&s);
    situ_str_addf(&s, "%s/situ-serve-XXXXXX", base && *base == '/' ? base : "/tmp");
    *out = situ_str_take(&s);
    if (!*out)
        return situ_fail_nomem(err);
    if (mkdtemp(*out))
        return SITU_OK;
    situ_fail_errno(err, *out, "%s", _("the folder for sheets on their way out cannot be made"));
    situ_free(*out);
    *out = NULL;
    return SITU_E_IO;
}

// Pango looks for fonts on a thread of its own: one measured word, and it is at rest before we fork.
static situ_status settle_fonts(situ_session *session, situ_error *err)
{
    situ_extents ignored;
    return situ_text_measure(session->text, (situ_font){.family = SITU_SANS}, 10, "四图", &ignored, err);
}

static situ_status watch(situ_session *session, situ_http *http, situ_workers *workers, situ_error *err)
{
    for (unsigned round = 0; !situ_job_cancelled(session->job); round++) {
        (void)poll(NULL, 0, WATCH_MS);
        if (!situ_workers_alive(workers))
            return situ_fail(err, SITU_E_EXTERNAL, _("start the server again"), "%s", _("the render processes have ended"));
        if (round % SWEEP_EVERY == 0)
            situ_http_sweep(http);
    }
    return situ_job_check(session->job, err);
}

situ_status situ_serve(situ_session *session, const situ_serve_options *options, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *listen = options->listen ? options->listen : "127.0.0.1:8080";
    server sv = {.session = session, .options = options, .edition = options->edition ? options->edition : "public"};
    const situ_worker_job job = {.open = open_worker, .answer = answer_in_worker, .user = &sv};
    situ_serve_state *state = NULL;
    situ_workers *workers = NULL;
    situ_queue *queue = NULL;
    situ_http *http = NULL;

    SITU_TRY(check_options(options, sv.edition, listen, err));
    SITU_TRY(situ_site_load(&sv.site, &session->resources, err));
    SITU_TRY(make_scratch(&sv.scratch, err));
    SITU_TRY(situ_serve_state_new(&state, session, sv.site, options->store, sv.edition, sv.scratch, err));
    SITU_TRY(settle_fonts(session, err));
    SITU_TRY(situ_workers_new(&workers, situ_job_threads(session->job), &job, err));
    SITU_TRY(situ_http_new(&http, &(situ_http_options){.listen = listen, .shared_cache = strcmp(sv.edition, "public") == 0, .state = state}, err));
    SITU_TRY(situ_queue_new(&queue, &(situ_queue_options){.workers = workers, .cache_bytes = CACHE_BYTES, .store_path = options->store,
                                                          .done = situ_http_done, .tell = on_failure, .user = &sv}, err));
    SITU_TRY(situ_http_start(http, queue, err));
    situ_session_tell(session, _("serving %s (%s edition) at http://%s/ with %u render processes; Ctrl-C ends it"), options->store, sv.edition,
                      situ_http_address(http), situ_workers_count(workers));
    if (!sv.site->built)
        situ_session_tell(session, "%s", _("the viewer is not built (npm was missing): / shows a plain page with the sheets"));
    status = watch(session, http, workers, err);
done:
    if (http)
        situ_http_quiet(http);
    if (queue)
        situ_queue_stop(queue);
    situ_http_free(http);
    situ_queue_free(queue);
    situ_workers_free(workers);
    situ_serve_state_free(state);
    situ_site_free(sv.site);
    if (sv.scratch)
        (void)situ_remove_tree(sv.scratch, NULL);
    situ_free(sv.scratch);
    return status;
}
