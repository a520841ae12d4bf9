// SPDX-License-Identifier: MIT
// Travel time against Dijkstra's algorithm with a heap over the whole grid, on random grids with barriers, delays,
// links, limits, both neighbourhoods, slopes: the same bits, whatever the number of threads. The seed of a failing
// case is printed.

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "kernel/cost.h"

typedef struct one_case {
    situ_raster_frame frame;
    situ_cost_input in;
    float *pace, *height;
    situ_cost_source *sources;
    situ_cost_link *links;
    size_t cells;
    bool slopes;
} one_case;

static float random_pace(situ_rng *rng, unsigned kind)
{
    switch (kind) {
    case 0: return 1.0f;                                          // everywhere the same: ties
    case 1: return (float)(1 + situ_rng_below(rng, 3));           // few values: ties
    case 2: return (float)(0.05 + situ_rng_unit(rng) * 3.0);      // rough
    case 3: return situ_rng_below(rng, 9) ? 1.2f : 0.045f;        // fast cells
    case 4: return situ_rng_below(rng, 3) ? 1e-14f : 1.0f;        // moves too short to change a sum
    default: return (float)exp(situ_rng_unit(rng) * 12.0 - 6.0);  // over five powers of ten
    }
}

static one_case make(uint64_t seed)
{
    one_case c = {0};
    situ_rng rng;
    situ_rng_seed(&rng, seed, 11);
    bool large = seed % 16 == 0;
    c.frame = (situ_raster_frame){.x0 = 0, .y0 = 0, .cell_x = 10 + situ_rng_below(&rng, 30)};
    c.frame.cell_y = situ_rng_below(&rng, 2) ? c.frame.cell_x : c.frame.cell_x * 0.7;
    c.frame.columns = 1 + situ_rng_below(&rng, large ? 420 : 40);
    c.frame.rows = 1 + situ_rng_below(&rng, large ? 300 : 40);
    c.cells = (size_t)c.frame.columns * c.frame.rows;
    c.pace = calloc(c.cells, sizeof *c.pace);
    c.height = calloc(c.cells, sizeof *c.height);
    unsigned kind = situ_rng_below(&rng, 6), walking = situ_rng_below(&rng, 3), barriers = situ_rng_below(&rng, 3) * 25;
    for (size_t i = 0; i < c.cells; i++) {
        static const float walls[] = {NAN, 0.0f, INFINITY, -0.0f};
        c.pace[i] = random_pace(&rng, kind) * (walking && situ_rng_below(&rng, walking) == 0 ? -1.0f : 1.0f);
        if (situ_rng_below(&rng, 100) < barriers)
            c.pace[i] = walls[situ_rng_below(&rng, 4)];
        c.height[i] = situ_rng_below(&rng, 50) ? (float)(situ_rng_unit(&rng) * 30.0) : NAN;
    }
    uint32_t n = situ_rng_below(&rng, 3) ? situ_rng_below(&rng, 6) : situ_rng_below(&rng, 200);
    c.sources = calloc((size_t)n + 1, sizeof *c.sources);
    uint32_t delays = situ_rng_below(&rng, 3);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t cell = situ_rng_below(&rng, (uint32_t)c.cells);
        if (fabsf(c.pace[cell]) > 0.0f && fabsf(c.pace[cell]) < INFINITY)
            c.sources[c.in.source_count++] = (situ_cost_source){cell, delays == 0 ? 0.0f : (float)situ_rng_below(&rng, delays == 1 ? 4 : 4000) * 10.0f};
    }
    size_t links = situ_rng_below(&rng, 2) ? situ_rng_below(&rng, 12) : 0;
    c.links = calloc(2 * links + 1, sizeof *c.links);
    for (size_t i = 0; i < links; i++) {
        situ_cost_link l = {situ_rng_below(&rng, (uint32_t)c.cells), situ_rng_below(&rng, (uint32_t)c.cells), (float)situ_rng_below(&rng, 3) * 25.0f};
        c.links[c.in.link_count++] = l;
        if (situ_rng_below(&rng, 2)) // both ways, also in no time
            c.links[c.in.link_count++] = (situ_cost_link){l.to, l.from, l.seconds};
    }
    c.in.pace = c.pace;
    c.in.elevation_m = situ_rng_below(&rng, 2) ? c.height : NULL;
    c.slopes = walking && c.in.elevation_m;
    c.in.neighbours = situ_rng_below(&rng, 2) ? 8 : 16;
    c.in.toward = situ_rng_below(&rng, 2);
    c.in.limit_s = situ_rng_below(&rng, 3) ? (situ_rng_below(&rng, 2) ? 0.0 : INFINITY) : situ_rng_unit(&rng) * 4000.0;
    c.in.sources = c.sources;
    c.in.links = c.links;
    return c;
}

static void drop(one_case *c)
{
    free(c->pace);
    free(c->height);
    free(c->sources);
    free(c->links);
}

// --- the oracle ---
static bool passable(float p)
{
    return fabsf(p) > 0.0f && fabsf(p) < INFINITY;
}

static double pace_of(const one_case *c, size_t cell, double slope)
{
    double p = (double)c->pace[cell];
    return p < 0 && c->in.elevation_m ? -p * exp(3.5 * (fabs(slope + 0.05) - 0.05)) : fabs(p);
}

// Time of one move, NaN when there is none.
static double move_time(const one_case *c, size_t from, int m, size_t *to)
{
    int64_t columns = c->frame.columns, x = (int64_t)from % columns, y = (int64_t)from / columns;
    int dx = situ_cost_moves[m].columns, dy = situ_cost_moves[m].rows;
    if (x + dx < 0 || x + dx >= columns || y + dy < 0 || y + dy >= c->frame.rows)
        return NAN;
    *to = (size_t)((y + dy) * columns + x + dx);
    size_t between[2] = {(size_t)((y + dy / 2) * columns + x + dx / 2), (size_t)((y + dy - dy / 2) * columns + x + dx - dx / 2)};
    double wide = dx * c->frame.cell_x, high = dy * c->frame.cell_y, length = sqrt(wide * wide + high * high);
    double rise = c->in.elevation_m ? (double)c->height[*to] - (double)c->height[from] : 0.0, slope = (c->in.toward ? -rise : rise) / length;
    if (isnan(slope))
        slope = 0.0;
    if (!passable(c->pace[from]) || !passable(c->pace[*to]) || (m >= 8 && (!passable(c->pace[between[0]]) || !passable(c->pace[between[1]]))))
        return NAN;
    double ends = pace_of(c, from, slope) + pace_of(c, *to, slope);
    return m < 8 ? ends * (length / 2) : (ends + (pace_of(c, between[0], slope) + pace_of(c, between[1], slope))) * (length / 4);
}

typedef struct heap { double *key; size_t *cell; size_t count; } heap;

static void heap_put(heap *h, double key, size_t cell)
{
    size_t i = h->count++;
    for (; i > 0 && h->key[(i - 1) / 2] > key; i = (i - 1) / 2) {
        h->key[i] = h->key[(i - 1) / 2];
        h->cell[i] = h->cell[(i - 1) / 2];
    }
    h->key[i] = key;
    h->cell[i] = cell;
}

static size_t heap_take(heap *h, double *key)
{
    size_t top = h->cell[0], i = 0;
    *key = h->key[0];
    double last = h->key[--h->count];
    size_t cell = h->cell[h->count];
    for (size_t child; (child = 2 * i + 1) < h->count; i = child) {
        if (child + 1 < h->count && h->key[child + 1] < h->key[child])
            child++;
        if (h->key[child] >= last)
            break;
        h->key[i] = h->key[child];
        h->cell[i] = h->cell[child];
    }
    h->key[i] = last;
    h->cell[i] = cell;
    return top;
}

static bool link_of(const one_case *c, size_t i, size_t *from, size_t *to)
{
    const situ_cost_link *l = &c->links[i];
    *from = c->in.toward ? l->to : l->from;
    *to = c->in.toward ? l->from : l->to;
    return passable(c->pace[*from]) && passable(c->pace[*to]);
}

static void dijkstra(const one_case *c, double *time)
{
    size_t room = c->cells * 17 + c->in.source_count + c->in.link_count + 1;
    heap h = {calloc(room, sizeof(double)), calloc(room, sizeof(size_t)), 0};
    double limit = c->in.limit_s > 0 ? c->in.limit_s : INFINITY, key;
    for (size_t i = 0; i < c->cells; i++)
        time[i] = INFINITY;
    for (uint32_t i = 0; i < c->in.source_count; i++) {
        double s = (double)c->sources[i].seconds;
        if (s <= limit && s < time[c->sources[i].cell]) {
            time[c->sources[i].cell] = s;
            heap_put(&h, s, c->sources[i].cell);
        }
    }
    while (h.count > 0) {
        size_t cell = heap_take(&h, &key), to;
        if (key > time[cell])
            continue;
        for (int m = 0; m < c->in.neighbours; m++) {
            double t = key + move_time(c, cell, m, &to);
            if (t <= limit && t < time[to]) {
                time[to] = t;
                heap_put(&h, t, to);
            }
        }
        for (size_t i = 0, from; i < c->in.link_count; i++)
            if (link_of(c, i, &from, &to) && from == cell && key + (double)c->links[i].seconds < time[to] && key + (double)c->links[i].seconds <= limit) {
                time[to] = key + (double)c->links[i].seconds;
                heap_put(&h, time[to], to);
            }
    }
    free(h.key);
    free(h.cell);
}

// The lowest source that explains a cell's time by moves that explain each other's: handed on until nothing changes.
static void owners(const one_case *c, const double *time, uint32_t *owner)
{
    for (size_t i = 0; i < c->cells; i++)
        owner[i] = UINT32_MAX;
    for (uint32_t i = c->in.source_count; i-- > 0;)
        if (time[c->sources[i].cell] == (double)c->sources[i].seconds)
            owner[c->sources[i].cell] = i;
    for (bool any = true; any;) {
        any = false;
        size_t to, from;
        for (size_t i = 0; i < 2 * c->cells; i++) { // forth and back
            size_t cell = i < c->cells ? i : 2 * c->cells - 1 - i;
            for (int m = 0; m < c->in.neighbours && time[cell] < INFINITY; m++) {
                double t = time[cell] + move_time(c, cell, m, &to);
                if (!isnan(t) && t == time[to] && owner[cell] < owner[to]) {
                    owner[to] = owner[cell];
                    any = true;
                }
            }
        }
        for (size_t i = 0; i < c->in.link_count; i++)
            if (link_of(c, i, &from, &to) && time[to] < INFINITY && time[from] + (double)c->links[i].seconds == time[to] && owner[from] < owner[to]) {
                owner[to] = owner[from];
                any = true;
            }
    }
}

// --- properties ---
// Every cell's way is explained by its back-link, and ends in its source.
static bool ways_hold(const one_case *c, const situ_cost_result *r, const double *time)
{
    double close = c->slopes ? 1e-12 : 0.0; // the oracle's exp is not ours
    for (size_t cell = 0; cell < c->cells; cell++) {
        unsigned way = r->back_link[cell];
        bool reached = r->seconds[cell] < INFINITY;
        if (reached != (way != SITU_COST_NONE) || reached != (r->allocation[cell] != UINT32_MAX))
            return false;
        if (!reached || way == SITU_COST_LINK)
            continue;
        if (way == SITU_COST_SOURCE) {
            const situ_cost_source *s = &c->sources[r->allocation[cell]];
            if (s->cell != cell || s->seconds != r->seconds[cell])
                return false;
            continue;
        }
        size_t from = (size_t)((int64_t)cell - (int64_t)situ_cost_moves[way].rows * c->frame.columns - situ_cost_moves[way].columns), to = 0;
        double t = way < 16 ? time[from] + move_time(c, from, (int)way, &to) : NAN;
        if (to != cell || !(fabs(t - time[cell]) <= close * t) || r->allocation[from] != r->allocation[cell])
            return false;
    }
    return true;
}

static bool path_holds(const one_case *c, const situ_cost_result *r, uint32_t cell)
{
    uint32_t *path = NULL;
    size_t n = 0;
    bool good = situ_cost_path(&path, &n, r, &c->frame, &c->in, cell, NULL) == SITU_OK;
    if (r->seconds[cell] < INFINITY) {
        good = good && n > 0 && path[n - 1] == cell && path[0] == c->sources[r->allocation[cell]].cell;
        for (size_t i = 0; good && i < n; i++)
            good = r->allocation[path[i]] == r->allocation[cell] && (i == 0 || r->seconds[path[i - 1]] <= r->seconds[path[i]]);
    } else
        good = good && n == 0;
    free(path);
    return good;
}

static bool same_times(const one_case *c, const situ_cost_result *r, const double *time, const uint32_t *owner)
{
    for (size_t i = 0; i < c->cells; i++) {
        if (c->slopes) {
            // At the limit the last bit decides.
            bool edge = fabs(time[i] - c->in.limit_s) < 1e-9 * c->in.limit_s;
            if (!edge && !(isinf(time[i]) ? isinf(r->seconds[i]) : fabs((double)r->seconds[i] - time[i]) <= 1.2e-7 * time[i]))
                return false;
        } else if (r->seconds[i] != (float)time[i] || r->allocation[i] != owner[i])
            return false;
    }
    return true;
}

static void cost__equals_dijkstra_bit_by_bit(void **state)
{
    (void)state;
    size_t reached = 0, linked = 0, shared = 0;
    situ_job *job = NULL;
    assert_int_equal(situ_job_new(&job, 4, NULL, NULL, NULL), SITU_OK);
    for (uint64_t seed = 1; seed <= 400; seed++) {
        one_case c = make(seed);
        double *time = calloc(c.cells, sizeof *time);
        uint32_t *owner = calloc(c.cells, sizeof *owner);
        situ_cost_result one, four;
        situ_error err = {0};
        dijkstra(&c, time);
        owners(&c, time, owner);
        if (situ_kernel_cost(&one, &c.frame, &c.in, NULL, &err) != SITU_OK || situ_kernel_cost(&four, &c.frame, &c.in, job, &err) != SITU_OK)
            fail_msg("seed %llu: %s", (unsigned long long)seed, err.cause);
        bool good = same_times(&c, &one, time, owner) && ways_hold(&c, &one, time);
        for (uint32_t i = 0; good && i < c.cells; i += 7)
            good = path_holds(&c, &one, i);
        if (!good)
            fail_msg("seed %llu: %u x %u cells, %d neighbours%s%s", (unsigned long long)seed, c.frame.columns, c.frame.rows, c.in.neighbours,
                     c.slopes ? ", slopes" : "", c.in.toward ? ", toward" : "");
        if (memcmp(one.seconds, four.seconds, c.cells * sizeof *one.seconds) != 0 || memcmp(one.allocation, four.allocation, c.cells * sizeof *one.allocation) != 0 ||
            memcmp(one.back_link, four.back_link, c.cells) != 0)
            fail_msg("seed %llu: other bits with four threads", (unsigned long long)seed);
        for (size_t i = 0; i < c.cells; i++) {
            reached += one.seconds[i] < INFINITY;
            linked += one.back_link[i] == SITU_COST_LINK;
            shared += one.allocation[i] != UINT32_MAX && one.allocation[i] > 0;
        }
        situ_cost_result_free(&one);
        situ_cost_result_free(&four);
        free(time);
        free(owner);
        drop(&c);
    }
    situ_job_free(job);
    assert_true(reached > 200000 && linked > 100 && shared > 100000); // the cases are not empty
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cost__equals_dijkstra_bit_by_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
