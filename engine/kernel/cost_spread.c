// SPDX-License-Identifier: MIT
// Least times, tile by tile. A visit takes the cells of a tile that have a better time than their neighbours know
// of, in order of time (a bucket queue), up to a horizon; what it finds for the halo waits in the neighbour. Tiles
// of one colour (2 x 2 colours) have no halo in common, so they run side by side. When no tile has anything below
// the horizon left, the horizon moves on.

#include <stdatomic.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "kernel/cost_field.h"

#define INLINE SITU_COST_INLINE
enum { BUCKETS = 1024, CHUNK_CELLS = 30, CHUNKS = 4096, COLOURS = 4 };
static const double WINDOW_TILES = 0.25; // how far the horizon moves on, in tiles at the mean pace

typedef struct chunk { uint16_t below, count, cell[CHUNK_CELLS]; } chunk;

typedef struct worker {
    situ_cost_tile tile;
    uint8_t core[COST_BITS]; // bits of the cells that are not halo
    uint16_t top[BUCKETS];   // of each bucket: its uppermost chunk, 0 = none
    uint16_t unused;         // list of chunks
    chunk chunks[CHUNKS];    // chunk 0 is always full: it stands for none
} worker;

typedef struct spread {
    situ_cost_field *field;
    situ_job *job;
    worker *workers;
    _Atomic uint64_t *key; // a tile: bits of the least time that waits in it
    uint8_t *waiting;      // a tile: bits of the cells whose neighbours do not know their time yet
    uint32_t *list;        // tiles of one colour to visit
    double horizon, step;  // step: seconds of a bucket
} spread;

static uint64_t bits_of(double x)
{
    uint64_t b;
    memcpy(&b, &x, sizeof b);
    return b;
}

static double time_of(uint64_t b)
{
    double x;
    memcpy(&x, &b, sizeof x);
    return x;
}

static double key_of(const spread *s, size_t tile)
{
    return time_of(atomic_load_explicit(&s->key[tile], memory_order_relaxed));
}

// Times are never negative: their bits are in their order.
static void lower_key(spread *s, size_t tile, double time)
{
    uint64_t mine = bits_of(time), old = atomic_load_explicit(&s->key[tile], memory_order_relaxed);
    while (mine < old && !atomic_compare_exchange_weak_explicit(&s->key[tile], &old, mine, memory_order_relaxed, memory_order_relaxed))
        ;
}

static void start_worker(worker *w)
{
    memset(w->core, 0, sizeof w->core);
    for (uint32_t r = 0; r < COST_TILE; r++)
        for (uint32_t c = 0; c < COST_TILE; c++) {
            uint32_t i = (r + COST_HALO) * COST_STRIDE + c + COST_HALO;
            w->core[i >> 3] = (uint8_t)(w->core[i >> 3] | 1u << (i & 7));
        }
    memset(w->top, 0, sizeof w->top);
    for (uint32_t i = 0; i < CHUNKS; i++)
        w->chunks[i] = (chunk){.below = (uint16_t)(i + 1 < CHUNKS ? i + 1 : 0)};
    w->chunks[0].count = CHUNK_CELLS;
    w->unused = 1;
    memset(w->tile.time, 0, sizeof w->tile.time); // what no frame covers is read too
    memset(w->tile.height, 0, sizeof w->tile.height);
}

// Without a chunk left the cell just goes on waiting: the tile is visited again.
static inline void push(worker *w, uint32_t bucket, uint32_t cell)
{
    chunk *t = &w->chunks[w->top[bucket]];
    if (t->count == CHUNK_CELLS) {
        uint16_t fresh = w->unused;
        if (fresh == 0)
            return;
        t = &w->chunks[fresh];
        w->unused = t->below;
        t->below = w->top[bucket];
        t->count = 0;
        w->top[bucket] = fresh;
    }
    t->cell[t->count++] = (uint16_t)cell;
}

typedef struct visit {
    worker *w;
    uint8_t *waiting;
    double base, per_step, horizon;
} visit;

static inline void improve(const visit *v, uint32_t cell, double time)
{
    v->w->tile.time[cell] = time;
    v->waiting[cell >> 3] = (uint8_t)(v->waiting[cell >> 3] | 1u << (cell & 7));
    if (time < v->horizon) {
        double bucket = (time - v->base) * v->per_step;
        push(v->w, bucket < BUCKETS ? (uint32_t)bucket : BUCKETS - 1, cell);
    }
}

// --- telling the neighbours of a cell ---
enum { S = COST_STRIDE };
// Two moves at once. side: their targets lie side by side in memory. one, two: the cells a knight passes between.
typedef struct lanes { int16_t to[2], one[2], two[2]; uint8_t move[2]; bool side; } lanes;
static const lanes pairs[8] = {
    {{-S - 1, -S}, {0, 0}, {0, 0}, {7, 0}, true},
    {{S - 1, S}, {0, 0}, {0, 0}, {5, 4}, true},
    {{-S + 1, S + 1}, {0, 0}, {0, 0}, {1, 3}, false},
    {{-1, 1}, {0, 0}, {0, 0}, {6, 2}, false},
    {{-2 * S - 1, -2 * S + 1}, {-S, -S}, {-S - 1, -S + 1}, {15, 8}, false},
    {{2 * S - 1, 2 * S + 1}, {S, S}, {S - 1, S + 1}, {12, 11}, false},
    {{-S - 2, -S + 2}, {-1, 1}, {-S - 1, -S + 1}, {14, 9}, false},
    {{S - 2, S + 2}, {-1, 1}, {S - 1, S + 1}, {13, 10}, false},
};

INLINE situ_cost_pair wide(const float *a, const int16_t at[2], bool side)
{
    return side ? situ_cost_wide(a + at[0]) : (situ_cost_pair){(double)a[at[0]], (double)a[at[1]]};
}

// Times by way of the cell; the lanes that are better than what is known.
INLINE unsigned try_pair(double *found, const situ_cost_tile *t, const situ_cost_field *f, uint32_t cell, unsigned pair, bool slopes)
{
    const lanes l = pairs[pair];
    const float *pace = t->pace + cell, *height = t->height + cell;
    const double *time = t->time + cell;
    const bool knight = pair >= 4;
    situ_cost_ends p = {.from = {(double)pace[0], (double)pace[0]}, .to = wide(pace, l.to, l.side)};
    situ_cost_pair rise = {0, 0}, length = {1, 1};
    if (knight) {
        p.one = wide(pace, l.one, false);
        p.two = wide(pace, l.two, false);
    }
    if (slopes) {
        situ_cost_pair here = {(double)height[0], (double)height[0]}, there = wide(height, l.to, l.side);
        rise = f->in->toward ? here - there : there - here;
        length = (situ_cost_pair){f->length[l.move[0]], f->length[l.move[1]]};
    }
    situ_cost_pair part = {f->part[l.move[0]], f->part[l.move[1]]}, start = {time[0], time[0]};
    situ_cost_pair sum = start + situ_cost_moves_take(knight, slopes, p, rise, length, part);
    situ_cost_pair known = l.side ? situ_cost_pair_at(time + l.to[0]) : (situ_cost_pair){time[l.to[0]], time[l.to[1]]};
    memcpy(found + 2 * pair, &sum, sizeof sum);
    return situ_cost_lanes(sum < known) << (2 * pair);
}

INLINE void tell(const visit *v, const situ_cost_field *f, uint32_t cell, bool knights, bool slopes)
{
    const situ_cost_tile *t = &v->w->tile;
    double found[16];
    unsigned better = try_pair(found, t, f, cell, 0, slopes) | try_pair(found, t, f, cell, 1, slopes) |
                      try_pair(found, t, f, cell, 2, slopes) | try_pair(found, t, f, cell, 3, slopes);
    if (knights)
        better |= try_pair(found, t, f, cell, 4, slopes) | try_pair(found, t, f, cell, 5, slopes) |
                  try_pair(found, t, f, cell, 6, slopes) | try_pair(found, t, f, cell, 7, slopes);
    for (; better; better &= better - 1) {
        unsigned k = (unsigned)__builtin_ctz(better);
        improve(v, (uint32_t)((int32_t)cell + pairs[k / 2].to[k & 1]), found[k]);
    }
}

// A bucket is emptied in rounds: what falls into it meanwhile waits for the next, so that moves much shorter than
// a bucket do no more harm than in the method of Bellman and Ford.
INLINE void empty_buckets(const visit *v, const situ_cost_field *f, bool knights, bool slopes)
{
    worker *w = v->w;
    for (uint32_t b = 0; b < BUCKETS; b++)
        while (w->top[b]) {
            uint16_t at = w->top[b];
            w->top[b] = 0;
            while (at) {
                chunk *t = &w->chunks[at];
                for (unsigned i = 0; i < t->count; i++) {
                    uint32_t cell = t->cell[i], bit = 1u << (cell & 7);
                    if (!(v->waiting[cell >> 3] & w->core[cell >> 3] & bit))
                        continue;
                    v->waiting[cell >> 3] = (uint8_t)(v->waiting[cell >> 3] & ~bit);
                    tell(v, f, cell, knights, slopes);
                }
                uint16_t below = t->below;
                t->below = w->unused;
                w->unused = at;
                at = below;
            }
        }
}

// Calls fn for every cell of the tile that waits.
INLINE void each_waiting(const visit *v, void (*fn)(const visit *v, uint32_t cell, double *least), double *least)
{
    for (uint32_t at = 0; at < COST_BITS; at += 4) {
        uint32_t mine, core;
        memcpy(&mine, v->waiting + at, 4);
        memcpy(&core, v->w->core + at, 4);
        for (mine &= core; mine; mine &= mine - 1)
            fn(v, at * 8 + (uint32_t)__builtin_ctz(mine), least);
    }
}

static void put_waiting(const visit *v, uint32_t cell, double *least)
{
    (void)least;
    improve(v, cell, v->w->tile.time[cell]);
}

static void find_least(const visit *v, uint32_t cell, double *least)
{
    double t = v->w->tile.time[cell];
    *least = t < *least ? t : *least;
}

// A time found for a cell of another tile.
static void send(spread *s, const worker *w, uint32_t column, uint32_t row, uint32_t local)
{
    const situ_cost_field *f = s->field;
    double time = w->tile.time[local], *there = &f->time[(size_t)row * f->columns + column];
    if (!(time < *there))
        return;
    *there = time;
    size_t tile = (size_t)(row / COST_TILE) * f->tile_columns + column / COST_TILE;
    uint32_t cell = (row % COST_TILE + COST_HALO) * COST_STRIDE + column % COST_TILE + COST_HALO;
    uint8_t *byte = &s->waiting[tile * COST_BITS + (cell >> 3)];
    *byte = (uint8_t)(*byte | 1u << (cell & 7));
    lower_key(s, tile, time);
}

static void send_halo(spread *s, const worker *w, situ_cost_span p)
{
    const situ_cost_field *f = s->field;
    uint32_t reach = f->knights ? 2 : 1;
    uint32_t c0 = p.column >= reach ? p.column - reach : 0, c1 = p.column + p.columns + reach;
    uint32_t r0 = p.row >= reach ? p.row - reach : 0, r1 = p.row + p.rows + reach;
    c1 = c1 < f->columns ? c1 : f->columns;
    r1 = r1 < f->rows ? r1 : f->rows;
    for (uint32_t r = r0; r < r1; r++) {
        bool inside = r >= p.row && r < p.row + p.rows;
        uint32_t line = (r + COST_HALO - p.row) * COST_STRIDE;
        for (uint32_t c = c0; c < c1; c++) {
            if (inside && c == p.column)
                c += p.columns;
            if (c < c1)
                send(s, w, c, r, line + c + COST_HALO - p.column);
        }
    }
}

static situ_status visit_tile(void *user, size_t index, unsigned number, situ_error *err)
{
    spread *s = user;
    const situ_cost_field *f = s->field;
    size_t tile = s->list[index];
    worker *w = &s->workers[number];
    situ_status status = situ_job_check(s->job, err);
    if (status != SITU_OK)
        return status;
    visit v = {.w = w, .waiting = s->waiting + tile * COST_BITS, .base = key_of(s, tile), .per_step = 1.0 / s->step, .horizon = s->horizon};
    situ_cost_span p = situ_cost_tile_span(f, tile);
    situ_cost_tile_load(&w->tile, f, tile);
    double least = INFINITY;
    each_waiting(&v, put_waiting, &least);
    if (f->knights && f->slopes)
        empty_buckets(&v, f, true, true);
    else if (f->knights)
        empty_buckets(&v, f, true, false);
    else if (f->slopes)
        empty_buckets(&v, f, false, true);
    else
        empty_buckets(&v, f, false, false);
    for (uint32_t r = 0; r < p.rows; r++)
        memcpy(f->time + (size_t)(p.row + r) * f->columns + p.column, w->tile.time + (r + COST_HALO) * COST_STRIDE + COST_HALO, p.columns * sizeof *f->time);
    send_halo(s, w, p);
    each_waiting(&v, find_least, &least);
    atomic_store_explicit(&s->key[tile], bits_of(least), memory_order_relaxed);
    return SITU_OK;
}

static void wait_at(spread *s, uint32_t at, double time)
{
    const situ_cost_field *f = s->field;
    uint32_t column = at % f->columns, row = at / f->columns;
    size_t tile = (size_t)(row / COST_TILE) * f->tile_columns + column / COST_TILE;
    uint32_t cell = (row % COST_TILE + COST_HALO) * COST_STRIDE + column % COST_TILE + COST_HALO;
    uint8_t *byte = &s->waiting[tile * COST_BITS + (cell >> 3)];
    *byte = (uint8_t)(*byte | 1u << (cell & 7));
    lower_key(s, tile, time);
}

// Other threads are at rest.
static bool use_links(spread *s)
{
    const situ_cost_field *f = s->field;
    const situ_cost_input *in = f->in;
    bool any = false;
    for (size_t i = 0; i < in->link_count; i++) {
        uint32_t from = in->toward ? in->links[i].to : in->links[i].from, to = in->toward ? in->links[i].from : in->links[i].to;
        double time = f->time[from] + (double)in->links[i].seconds;
        if (!(time < f->time[to]) || !situ_cost_passable(in->pace[from]) || !situ_cost_passable(in->pace[to]))
            continue;
        f->time[to] = time;
        wait_at(s, to, time);
        any = true;
    }
    return any;
}

static situ_status run_colour(spread *s, unsigned colour, bool *any, situ_error *err)
{
    const situ_cost_field *f = s->field;
    size_t n = 0;
    for (uint32_t r = colour / 2; r < f->tile_rows; r += 2)
        for (uint32_t c = colour % 2; c < f->tile_columns; c += 2) {
            size_t tile = (size_t)r * f->tile_columns + c;
            if (key_of(s, tile) < s->horizon)
                s->list[n++] = (uint32_t)tile;
        }
    *any = *any || n > 0;
    return n > 0 ? situ_job_run(s->job, n, visit_tile, s, err) : SITU_OK;
}

// Moves the horizon on until nothing waits.
static situ_status run_all(spread *s, double window, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t tiles = (size_t)s->field->tile_columns * s->field->tile_rows;
    for (;;) {
        double least = INFINITY;
        for (size_t i = 0; i < tiles; i++)
            least = fmin(least, key_of(s, i));
        if (!(least < INFINITY))
            return SITU_OK;
        s->horizon = fmax(least + window, nextafter(least, INFINITY));
        for (bool any = true; any;) {
            any = false;
            for (unsigned colour = 0; colour < COLOURS; colour++)
                SITU_TRY(run_colour(s, colour, &any, err));
            any = use_links(s) || any;
        }
    }
done:
    return status;
}

// How many cells have which pace, by half octaves: the upper bits of a positive float.
enum { BAND_CELLS = 1 << 18, PACE_SHIFT = 22, PACES = 1 << (31 - PACE_SHIFT) };
typedef struct measure { const situ_cost_field *field; double unreached; size_t cells; uint64_t (*counts)[PACES]; } measure; // counts: a worker

static situ_status measure_band(void *user, size_t index, unsigned number, situ_error *err)
{
    const measure *m = user;
    const float *pace = m->field->in->pace;
    size_t begin = index * BAND_CELLS, end = m->cells - begin < BAND_CELLS ? m->cells : begin + BAND_CELLS;
    uint64_t *count = m->counts[number];
    (void)err;
    for (size_t i = begin; i < end; i++) {
        uint32_t bits;
        memcpy(&bits, &pace[i], sizeof bits);
        bits &= INT32_MAX;
        count[bits >> PACE_SHIFT]++;
        m->field->time[i] = m->unreached;
    }
    return SITU_OK;
}

// The pace that a share of the passable cells is at most as slow as; 0 when no cell is passable.
static double pace_below(const measure *m, unsigned workers, double share)
{
    const uint32_t infinite = (uint32_t)0x7f800000 >> PACE_SHIFT;
    uint64_t sum[PACES] = {0}, all = 0, so_far = 0;
    for (uint32_t k = 0; k < infinite; k++) {
        for (unsigned w = 0; w < workers; w++)
            sum[k] += m->counts[w][k];
        all += k > 0 ? sum[k] : 0; // 0 among them: the least paces may be forgotten here
    }
    for (uint32_t k = 1; k < infinite; k++) {
        so_far += sum[k];
        if (so_far > 0 && (double)so_far >= share * (double)all) {
            uint32_t bits = k << PACE_SHIFT;
            float pace;
            memcpy(&pace, &bits, sizeof pace);
            return (double)pace;
        }
    }
    return 0;
}

static void start_sources(spread *s)
{
    const situ_cost_input *in = s->field->in;
    for (uint32_t i = 0; i < in->source_count; i++) {
        double time = (double)in->sources[i].seconds, *cell = &s->field->time[in->sources[i].cell];
        if (!(time < *cell))
            continue;
        *cell = time;
        wait_at(s, in->sources[i].cell, time);
    }
}

situ_status situ_cost_spread(situ_cost_field *f, double limit_s, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t cells = (size_t)f->columns * f->rows, tiles = (size_t)f->tile_columns * f->tile_rows, bands = (cells + BAND_CELLS - 1) / BAND_CELLS;
    unsigned workers = situ_job_threads(job);
    // Later than the limit is not earlier than what is not reached.
    measure m = {.field = f, .cells = cells, .unreached = limit_s < INFINITY ? nextafter(limit_s, INFINITY) : INFINITY};
    spread s = {.field = f, .job = job};
    m.counts = situ_calloc(workers, sizeof *m.counts);
    s.workers = situ_malloc(workers * sizeof *s.workers);
    s.key = situ_malloc(tiles * sizeof *s.key);
    s.waiting = situ_calloc(tiles, COST_BITS);
    s.list = situ_malloc(tiles * sizeof *s.list);
    SITU_TRY_ALLOC(m.counts && s.workers && s.key && s.waiting && s.list ? s.list : NULL);
    SITU_TRY(situ_job_run(job, bands, measure_band, &m, err));
    for (unsigned i = 0; i < workers; i++)
        start_worker(&s.workers[i]);
    for (size_t i = 0; i < tiles; i++)
        atomic_init(&s.key[i], bits_of(INFINITY));
    start_sources(&s);
    // Neither decides what comes out: a bucket no wider than the least moves takes nearly every cell once, and a
    // tile is crossed in a few visits.
    double window = 1.25 * pace_below(&m, workers, 0.5) * fmax(f->length[0], f->length[2]) * COST_TILE * WINDOW_TILES;
    s.step = fmax(pace_below(&m, workers, 0.001) * fmin(f->length[0], f->length[2]), window / (BUCKETS - 1));
    SITU_TRY(run_all(&s, window, err));
    for (size_t i = 0; i < cells && limit_s < INFINITY; i++)
        f->time[i] = f->time[i] <= limit_s ? f->time[i] : INFINITY;
done:
    situ_free(m.counts);
    situ_free(s.workers);
    situ_free(s.key);
    situ_free(s.waiting);
    situ_free(s.list);
    return status;
}
