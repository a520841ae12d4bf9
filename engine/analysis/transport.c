// SPDX-License-Identifier: MIT
// The graph has only the receivers as nodes, and one more for "left", of boundless capacity and a cost above
// all others: giving from one receiver to another means that somebody who sends there sends elsewhere.

#include "analysis/transport.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"

// Minutes and tie-break in one number: a cycle's ties never outweigh a thousandth of a minute.
typedef __int128 price;
static const price impossible = (price)1 << 120;
static const double cost_most = 1e9; // minutes
enum { NOBODY = 0xffffffff };

typedef struct sender_list { // who sends to a receiver, ascending
    uint32_t *from, count;
    size_t capacity;
} sender_list;

typedef struct transport {
    uint32_t n, m;         // senders, receivers with "left"
    const int64_t *cost;   // [from * (m - 1) + to] in thousandths, -1 = impossible
    price scale, left_cost;
    int64_t *flow;         // [from * m + to]
    int64_t *room;         // by receiver
    sender_list *sender;   // by receiver
    price *shift;          // [j * m + k]: least extra price of a unit that goes to k instead of j
    uint32_t *who;         // whose unit that is
    price *potential, *distance;
    uint32_t *before;      // receiver before this one on the path; NOBODY = straight from the new sender
    uint8_t *settled;
} transport;

static price price_of(const transport *t, uint32_t from, uint32_t to)
{
    const price tie = (price)(t->n - from) * to;
    if (to + 1 == t->m)
        return t->left_cost * t->scale + tie;
    int64_t c = t->cost[(size_t)from * (t->m - 1) + to];
    return c < 0 ? impossible : (price)c * t->scale + tie;
}

static void consider(transport *t, uint32_t j, uint32_t from)
{
    const price here = price_of(t, from, j);
    for (uint32_t k = 0; k < t->m; k++) {
        price there = price_of(t, from, k);
        if (there == impossible || k == j)
            continue;
        price *shift = &t->shift[(size_t)j * t->m + k];
        if (there - here < *shift) {
            *shift = there - here;
            t->who[(size_t)j * t->m + k] = from;
        }
    }
}

static void reset_row(transport *t, uint32_t j)
{
    for (uint32_t k = 0; k < t->m; k++)
        t->shift[(size_t)j * t->m + k] = impossible;
    for (uint32_t x = 0; x < t->sender[j].count; x++)
        consider(t, j, t->sender[j].from[x]);
}

static situ_status add_sender(transport *t, uint32_t j, uint32_t from, situ_error *err)
{
    sender_list *s = &t->sender[j];
    situ_status status = situ_grow(&s->from, &s->capacity, (size_t)s->count + 1, sizeof *s->from, err);
    if (status != SITU_OK)
        return status;
    uint32_t k = s->count++;
    for (; k > 0 && s->from[k - 1] > from; k--)
        s->from[k] = s->from[k - 1];
    s->from[k] = from;
    return SITU_OK;
}

static void remove_sender(transport *t, uint32_t j, uint32_t from)
{
    sender_list *s = &t->sender[j];
    uint32_t k = 0;
    while (s->from[k] != from)
        k++;
    s->count--;
    memmove(s->from + k, s->from + k + 1, (s->count - k) * sizeof *s->from);
}

// Changes a flow and the senders' list; the row of j is reset by the caller when a sender went.
static situ_status change(transport *t, uint32_t from, uint32_t j, int64_t by, bool *gone, situ_error *err)
{
    int64_t *flow = &t->flow[(size_t)from * t->m + j], old = *flow;
    *flow += by;
    *gone = *flow == 0;
    if (*flow == 0)
        remove_sender(t, j, from);
    else if (old == 0) {
        situ_status status = add_sender(t, j, from, err);
        if (status != SITU_OK)
            return status;
        consider(t, j, from);
    }
    return SITU_OK;
}

// The nearest receiver with room for a unit of `from` (Dijkstra on reduced prices).
static uint32_t shortest_path(transport *t, uint32_t from)
{
    const uint32_t m = t->m;
    for (uint32_t j = 0; j < m; j++) {
        price p = price_of(t, from, j);
        t->distance[j] = p == impossible ? impossible : p - t->potential[j];
        t->before[j] = NOBODY;
        t->settled[j] = 0;
    }
    for (;;) {
        uint32_t at = NOBODY;
        for (uint32_t j = 0; j < m; j++)
            if (!t->settled[j] && t->distance[j] != impossible && (at == NOBODY || t->distance[j] < t->distance[at]))
                at = j;
        t->settled[at] = 1; // "left" can always be had
        if (t->room[at] > 0)
            return at;
        const price *shift = t->shift + (size_t)at * m;
        const price so_far = t->distance[at] + t->potential[at];
        for (uint32_t k = 0; k < m; k++) {
            if (t->settled[k] || shift[k] == impossible)
                continue;
            price d = so_far + shift[k] - t->potential[k];
            if (d < t->distance[k]) {
                t->distance[k] = d;
                t->before[k] = at;
            }
        }
    }
}

// Sends as much as the path takes; *supply falls by it.
static situ_status push(transport *t, uint32_t from, uint32_t end, int64_t *supply, situ_error *err)
{
    situ_status status = SITU_OK;
    const uint32_t m = t->m;
    int64_t most = *supply < t->room[end] ? *supply : t->room[end];
    for (uint32_t k = end; t->before[k] != NOBODY; k = t->before[k]) {
        uint32_t j = t->before[k], who = t->who[(size_t)j * m + k];
        int64_t flow = t->flow[(size_t)who * m + j];
        most = flow < most ? flow : most;
    }
    for (uint32_t j = 0; j < m; j++)
        if (t->settled[j] && t->distance[j] < t->distance[end])
            t->potential[j] += t->distance[j] - t->distance[end];
    bool gone;
    uint32_t k = end;
    for (; t->before[k] != NOBODY; k = t->before[k]) {
        uint32_t j = t->before[k], who = t->who[(size_t)j * m + k];
        SITU_TRY(change(t, who, k, most, &gone, err));
        SITU_TRY(change(t, who, j, -most, &gone, err));
        if (gone)
            reset_row(t, j);
    }
    SITU_TRY(change(t, from, k, most, &gone, err));
    t->room[end] -= end + 1 == m ? 0 : most;
    *supply -= most;
done:
    return status;
}

// --- ---

static situ_status check(const int64_t *supply, uint32_t from_count, const int64_t *capacity, uint32_t to_count, const float *cost, situ_error *err)
{
    for (uint32_t i = 0; i < from_count; i++)
        if (supply[i] < 0)
            return situ_fail(err, SITU_E_ARGUMENT, _("give amounts of 0 or more"), _("sender %u has %lld"), i, (long long)supply[i]);
    for (uint32_t j = 0; j < to_count; j++)
        if (capacity[j] < 0)
            return situ_fail(err, SITU_E_ARGUMENT, _("give amounts of 0 or more"), _("receiver %u takes %lld"), j, (long long)capacity[j]);
    for (size_t k = 0; k < (size_t)from_count * to_count; k++)
        if (!(cost[k] >= 0 && ((double)cost[k] <= cost_most || isinf(cost[k]))))
            return situ_fail(err, SITU_E_ARGUMENT, _("give minutes of 0 or more, infinity where there is no way"),
                             _("minutes from %zu to %zu: %g"), k / to_count, k % to_count, (double)cost[k]);
    return SITU_OK;
}

static situ_status allocate(transport *t, situ_error *err)
{
    situ_status status = SITU_OK;
    const size_t n = t->n, m = t->m;
    struct { void *to; size_t count, size; } const parts[] = {
        {&t->flow, n * m, sizeof *t->flow}, {&t->room, m, sizeof *t->room}, {&t->sender, m, sizeof *t->sender},
        {&t->shift, m * m, sizeof *t->shift}, {&t->who, m * m, sizeof *t->who}, {&t->potential, m, sizeof *t->potential},
        {&t->distance, m, sizeof *t->distance}, {&t->before, m, sizeof *t->before}, {&t->settled, m, sizeof *t->settled},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        void *block = situ_calloc(parts[i].count, parts[i].size);
        SITU_TRY_ALLOC(block);
        memcpy(parts[i].to, &block, sizeof block);
    }
done:
    return status;
}

static void release(transport *t)
{
    for (uint32_t j = 0; t->sender && j < t->m; j++)
        situ_free(t->sender[j].from);
    void *const parts[] = {t->flow, t->room, t->sender, t->shift, t->who, t->potential, t->distance, t->before, t->settled};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        situ_free(parts[i]);
}

situ_status situ_transport(int64_t *amount, int64_t *left, const int64_t *supply, uint32_t from_count, const int64_t *capacity,
                           uint32_t to_count, const float *cost, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    transport t = {.n = from_count, .m = to_count + 1};
    int64_t *whole = NULL, most = 0;
    SITU_TRY(check(supply, from_count, capacity, to_count, cost, err));
    whole = situ_malloc((size_t)from_count * to_count * sizeof *whole);
    SITU_TRY_ALLOC(whole);
    for (size_t k = 0; k < (size_t)from_count * to_count; k++) {
        whole[k] = isinf(cost[k]) ? -1 : llround((double)cost[k] * 1000.0);
        most = whole[k] > most ? whole[k] : most;
    }
    // A path or cycle visits every receiver once at most, so this outweighs any way around ...
    const price hops = 2 * ((price)t.m + 1);
    t.cost = whole;
    t.left_cost = ((price)most + 1) * hops;
    t.scale = hops * (price)(t.n + 1) * t.m + 1; // ... and this all ties together
    SITU_TRY(allocate(&t, err));
    for (uint32_t j = 0; j < t.m; j++) {
        t.room[j] = j < to_count ? capacity[j] : INT64_MAX;
        reset_row(&t, j);
    }
    for (uint32_t i = 0; i < from_count; i++) {
        SITU_TRY(situ_job_check(job, err));
        for (int64_t rest = supply[i]; rest > 0;)
            SITU_TRY(push(&t, i, shortest_path(&t, i), &rest, err));
        situ_job_progress(job, _("assigning"), (double)(i + 1) / from_count);
    }
    for (uint32_t i = 0; i < from_count; i++) {
        memcpy(amount + (size_t)i * to_count, t.flow + (size_t)i * t.m, to_count * sizeof *amount);
        left[i] = t.flow[(size_t)i * t.m + to_count];
    }
done:
    release(&t);
    situ_free(whole);
    return status;
}
