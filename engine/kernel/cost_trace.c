// SPDX-License-Identifier: MIT
// From least times to allocation and back-links. A move is tight when it explains the time of the cell it leads to;
// a cell belongs to the lowest source that reaches it by tight moves. The tight moves of a cell are kept as bits, so
// that the times can be rounded where they lie and make room for the allocation.

#include <stdlib.h>

#include "base/alloc.h"
#include "kernel/cost_field.h"

static const situ_cost_move steps[16] = SITU_COST_MOVES;
enum { UNKNOWN = UINT32_MAX, LOST = UINT32_MAX - 1 }; // LOST: behind a link
enum { LATER = 252 };                                // a back-link found with the others of its kind
enum { BAND_CELLS = 1 << 16, STACK = 1 << 16 };

// Tight without getting later: a link (way = SITU_COST_LINK), or a move too short for the sum to change.
typedef struct edge { uint32_t to, from; uint8_t way; } edge;

typedef struct trace {
    situ_cost_field *field;
    situ_job *job;
    uint8_t *narrow; // tight moves as bits, 8 neighbours
    uint16_t *broad; // 16 neighbours
    uint8_t *flat;   // a tile: some move in it does not change the time
    float *seconds;
    uint32_t *allocation;
    uint8_t *tight_source; // a source: its cell has its time
    edge *edges;
    size_t edge_count, edge_capacity;
    size_t cells;
} trace;

static inline unsigned moves_at(const trace *t, size_t cell)
{
    return t->broad ? t->broad[cell] : t->narrow[cell];
}

static inline size_t before(const situ_cost_field *f, size_t cell, unsigned move)
{
    situ_cost_move m = steps[move];
    return (size_t)((int64_t)cell - (int64_t)m.rows * f->columns - m.columns);
}

// --- tight moves ---
// Two cells side by side at once.
typedef struct tight { situ_cost_mask moves, flat; } tight;

SITU_COST_INLINE void tight_pair(tight *to, const situ_cost_tile *t, const situ_cost_field *f, uint32_t cell, unsigned move, bool slopes)
{
    const situ_cost_move m = steps[move];
    const bool knight = move >= 8;
    const int32_t half = m.rows / 2 * COST_STRIDE + m.columns / 2; // a knight goes straight first, or aslant first
    const uint32_t from = (uint32_t)((int32_t)cell - m.rows * COST_STRIDE - m.columns);
    situ_cost_ends p = {.from = situ_cost_wide(t->pace + from), .to = situ_cost_wide(t->pace + cell)};
    situ_cost_pair rise = {0, 0}, length = {1, 1}, part = {f->part[move], f->part[move]};
    if (knight) {
        p.one = situ_cost_wide(t->pace + (int32_t)from + half);
        p.two = situ_cost_wide(t->pace + (int32_t)cell - half);
    }
    if (slopes) {
        situ_cost_pair a = situ_cost_wide(t->height + from), b = situ_cost_wide(t->height + cell);
        rise = f->in->toward ? a - b : b - a;
        length = (situ_cost_pair){f->length[move], f->length[move]};
    }
    situ_cost_pair before = situ_cost_pair_at(t->time + from), here = situ_cost_pair_at(t->time + cell);
    situ_cost_mask same = before + situ_cost_moves_take(knight, slopes, p, rise, length, part) == here;
    situ_cost_mask later = before < here, reached = here < INFINITY;
    const situ_cost_mask bit = {(int64_t)1 << move, (int64_t)1 << move};
    to->moves |= same & later & bit;
    to->flat |= same & ~later & reached & bit;
}

SITU_COST_INLINE tight tight_moves(const situ_cost_tile *t, const situ_cost_field *f, uint32_t cell, bool knights, bool slopes)
{
    tight to = {{0, 0}, {0, 0}};
    tight_pair(&to, t, f, cell, 0, slopes);
    tight_pair(&to, t, f, cell, 1, slopes);
    tight_pair(&to, t, f, cell, 2, slopes);
    tight_pair(&to, t, f, cell, 3, slopes);
    tight_pair(&to, t, f, cell, 4, slopes);
    tight_pair(&to, t, f, cell, 5, slopes);
    tight_pair(&to, t, f, cell, 6, slopes);
    tight_pair(&to, t, f, cell, 7, slopes);
    if (knights) {
        tight_pair(&to, t, f, cell, 8, slopes);
        tight_pair(&to, t, f, cell, 9, slopes);
        tight_pair(&to, t, f, cell, 10, slopes);
        tight_pair(&to, t, f, cell, 11, slopes);
        tight_pair(&to, t, f, cell, 12, slopes);
        tight_pair(&to, t, f, cell, 13, slopes);
        tight_pair(&to, t, f, cell, 14, slopes);
        tight_pair(&to, t, f, cell, 15, slopes);
    }
    return to;
}

// The moves of a row of cells; true when some are flat. The last pair may look one cell beyond.
SITU_COST_INLINE bool tight_row(uint16_t *out, const situ_cost_tile *t, const situ_cost_field *f, uint32_t cell, uint32_t n, bool knights, bool slopes)
{
    int64_t flat = 0;
    for (uint32_t i = 0; i < n; i += 2) {
        tight two = tight_moves(t, f, cell + i, knights, slopes);
        out[i] = (uint16_t)two.moves[0];
        out[i + 1] = (uint16_t)two.moves[1];
        flat |= two.flat[0] | (i + 1 < n ? two.flat[1] : 0);
    }
    return flat != 0;
}

static bool any_tight_row(uint16_t *out, const situ_cost_tile *t, const situ_cost_field *f, uint32_t cell, uint32_t n)
{
    if (f->knights)
        return f->slopes ? tight_row(out, t, f, cell, n, true, true) : tight_row(out, t, f, cell, n, true, false);
    return f->slopes ? tight_row(out, t, f, cell, n, false, true) : tight_row(out, t, f, cell, n, false, false);
}

static unsigned flat_moves(const situ_cost_tile *t, const situ_cost_field *f, uint32_t cell)
{
    tight two = f->slopes ? tight_moves(t, f, cell, true, true) : tight_moves(t, f, cell, true, false);
    return (unsigned)two.flat[0] & (f->knights ? 0xffff : 0xff);
}

typedef struct trace_task { trace *t; situ_cost_tile *tiles; } trace_task;

static situ_status trace_tile(void *user, size_t index, unsigned number, situ_error *err)
{
    const trace_task *task = user;
    trace *t = task->t;
    const situ_cost_field *f = t->field;
    situ_cost_tile *tile = &task->tiles[number];
    situ_status status = situ_job_check(t->job, err);
    if (status != SITU_OK)
        return status;
    situ_cost_tile_load(tile, f, index);
    situ_cost_span p = situ_cost_tile_span(f, index);
    uint16_t moves[COST_TILE + 1];
    bool any = false;
    for (uint32_t r = 0; r < p.rows; r++) {
        size_t cell = (size_t)(p.row + r) * f->columns + p.column;
        any |= any_tight_row(moves, tile, f, (r + COST_HALO) * COST_STRIDE + COST_HALO, p.columns);
        if (t->broad)
            memcpy(t->broad + cell, moves, p.columns * sizeof *moves);
        for (uint32_t c = 0; c < p.columns && !t->broad; c++)
            t->narrow[cell + c] = (uint8_t)moves[c];
    }
    t->flat[index] = any;
    return SITU_OK;
}

static situ_status add_edge(trace *t, uint32_t to, uint32_t from, uint8_t way, situ_error *err)
{
    situ_status status = situ_grow(&t->edges, &t->edge_capacity, t->edge_count + 1, sizeof *t->edges, err);
    if (status == SITU_OK)
        t->edges[t->edge_count++] = (edge){to, from, way};
    return status;
}

static situ_status add_flat_moves(trace *t, situ_cost_tile *tile, size_t index, situ_error *err)
{
    const situ_cost_field *f = t->field;
    situ_cost_span p = situ_cost_tile_span(f, index);
    situ_cost_tile_load(tile, f, index);
    for (uint32_t r = 0; r < p.rows; r++)
        for (uint32_t c = 0; c < p.columns; c++) {
            uint32_t cell = (p.row + r) * f->columns + p.column + c;
            for (unsigned flat = flat_moves(tile, f, (r + COST_HALO) * COST_STRIDE + c + COST_HALO); flat; flat &= flat - 1) {
                unsigned m = (unsigned)__builtin_ctz(flat);
                situ_status status = add_edge(t, cell, (uint32_t)before(f, cell, m), (uint8_t)m, err);
                if (status != SITU_OK)
                    return status;
            }
        }
    return SITU_OK;
}

static int by_target(const void *pa, const void *pb)
{
    const edge *a = pa, *b = pb;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    if (a->way != b->way)
        return a->way < b->way ? -1 : 1;
    return a->from < b->from ? -1 : a->from > b->from;
}

static situ_status find_edges(trace *t, situ_cost_tile *tile, size_t tiles, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_cost_field *f = t->field;
    const situ_cost_input *in = f->in;
    for (size_t i = 0; i < tiles; i++)
        if (t->flat[i])
            SITU_TRY(add_flat_moves(t, tile, i, err));
    for (size_t i = 0; i < in->link_count; i++) {
        uint32_t from = in->toward ? in->links[i].to : in->links[i].from, to = in->toward ? in->links[i].from : in->links[i].to;
        if (from != to && f->time[to] < INFINITY && f->time[from] + (double)in->links[i].seconds == f->time[to] &&
            situ_cost_passable(in->pace[from]) && situ_cost_passable(in->pace[to]))
            SITU_TRY(add_edge(t, to, from, SITU_COST_LINK, err));
    }
    if (t->edge_count > 1)
        qsort(t->edges, t->edge_count, sizeof *t->edges, by_target);
    for (uint32_t i = 0; i < in->source_count; i++)
        t->tight_source[i] = (double)in->sources[i].seconds == f->time[in->sources[i].cell];
done:
    return status;
}

// --- allocation ---
static inline uint32_t owner_of(const trace *t, size_t cell)
{
    return __atomic_load_n(&t->allocation[cell], __ATOMIC_RELAXED);
}

// Follows first tight moves to a cell whose source is known, then gives it to all on the way. Threads that meet
// write the same.
static void follow(const trace *t, size_t cell)
{
    const situ_cost_field *f = t->field;
    size_t at = cell;
    uint32_t owner;
    while ((owner = owner_of(t, at)) == UNKNOWN) {
        unsigned moves = moves_at(t, at);
        if (moves == 0) {
            owner = LOST;
            break;
        }
        at = before(f, at, (unsigned)__builtin_ctz(moves));
    }
    while (owner_of(t, cell) == UNKNOWN) {
        __atomic_store_n(&t->allocation[cell], owner, __ATOMIC_RELAXED);
        if (cell == at)
            break;
        cell = before(f, cell, (unsigned)__builtin_ctz(moves_at(t, cell)));
    }
}

static situ_status follow_band(void *user, size_t index, unsigned number, situ_error *err)
{
    const trace *t = user;
    size_t begin = index * BAND_CELLS, end = t->cells - begin < BAND_CELLS ? t->cells : begin + BAND_CELLS;
    (void)number;
    for (size_t cell = begin; cell < end; cell++)
        if (t->seconds[cell] < INFINITY && owner_of(t, cell) == UNKNOWN)
            follow(t, cell);
    return situ_job_check(t->job, err);
}

// Hands a lower source on along tight moves. What does not fit on the stack is found when all is looked at again.
typedef struct stack { uint32_t *cells; size_t count; bool full; } stack;

static void push(stack *s, uint32_t cell)
{
    if (s->count < STACK)
        s->cells[s->count++] = cell;
    else
        s->full = true;
}

static void hand_on(trace *t, stack *s)
{
    const situ_cost_field *f = t->field;
    unsigned moves = f->knights ? 16 : 8;
    while (s->count > 0) {
        uint32_t cell = s->cells[--s->count], owner = t->allocation[cell], row = cell / f->columns, column = cell % f->columns;
        for (unsigned m = 0; m < moves; m++) {
            int64_t r = (int64_t)row + steps[m].rows, c = (int64_t)column + steps[m].columns;
            if (r < 0 || c < 0 || r >= f->rows || c >= f->columns)
                continue;
            size_t to = (size_t)r * f->columns + (size_t)c;
            if (!(moves_at(t, to) >> m & 1) || t->allocation[to] <= owner)
                continue;
            t->allocation[to] = owner;
            push(s, (uint32_t)to);
        }
    }
}

static void lower_cell(trace *t, stack *s, size_t cell)
{
    uint32_t owner = t->allocation[cell];
    for (unsigned moves = moves_at(t, cell); moves; moves &= moves - 1) {
        uint32_t other = t->allocation[before(t->field, cell, (unsigned)__builtin_ctz(moves))];
        owner = other < owner ? other : owner;
    }
    if (owner == t->allocation[cell])
        return;
    t->allocation[cell] = owner;
    push(s, (uint32_t)cell);
    hand_on(t, s);
}

// Looks for cells with a tight move from a lower source. At first only where there was a choice: the others have the
// source of their one move, or get it handed on. True: look again, at all.
static bool lower_owners(trace *t, stack *s, bool all)
{
    const situ_cost_input *in = t->field->in;
    bool any = false;
    s->full = false;
    for (size_t i = 0; i < t->edge_count; i++) {
        const edge *e = &t->edges[i];
        if (t->allocation[e->from] < t->allocation[e->to]) {
            t->allocation[e->to] = t->allocation[e->from];
            push(s, e->to);
            hand_on(t, s);
            any = true;
        }
    }
    for (uint32_t i = 0; i < in->source_count; i++)
        if (t->tight_source[i])
            lower_cell(t, s, in->sources[i].cell);
    for (size_t cell = 0; cell < t->cells; cell++) {
        unsigned moves = moves_at(t, cell);
        if ((moves & (moves - 1)) != 0 || all)
            lower_cell(t, s, cell);
    }
    return s->full || any;
}

static situ_status allocate(trace *t, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_cost_input *in = t->field->in;
    stack s = {0};
    for (size_t i = 0; i < t->cells; i++)
        t->allocation[i] = UNKNOWN;
    uint32_t known = 0;
    for (uint32_t i = in->source_count; i-- > 0;)
        if (t->tight_source[i]) {
            t->allocation[in->sources[i].cell] = i;
            known++;
        }
    SITU_TRY(situ_job_run(t->job, (t->cells + BAND_CELLS - 1) / BAND_CELLS, follow_band, t, err));
    if (known <= 1 && t->edge_count == 0)
        goto done;
    s.cells = situ_malloc(STACK * sizeof *s.cells);
    SITU_TRY_ALLOC(s.cells);
    for (bool all = false; lower_owners(t, &s, all); all = true)
        SITU_TRY(situ_job_check(t->job, err));
done:
    situ_free(s.cells);
    return status;
}

// --- back-links ---
static situ_status link_band(void *user, size_t index, unsigned number, situ_error *err)
{
    const trace *t = user;
    size_t begin = index * BAND_CELLS, end = t->cells - begin < BAND_CELLS ? t->cells : begin + BAND_CELLS;
    (void)number;
    for (size_t cell = begin; cell < end; cell++) {
        unsigned moves = moves_at(t, cell), way = t->allocation[cell] == UNKNOWN ? SITU_COST_NONE : LATER;
        for (; moves; moves &= moves - 1) {
            unsigned m = (unsigned)__builtin_ctz(moves);
            if (t->allocation[before(t->field, cell, m)] == t->allocation[cell]) {
                way = m;
                break;
            }
        }
        if (t->broad)
            t->broad[cell] = (uint16_t)way;
        else
            t->narrow[cell] = (uint8_t)way;
    }
    return situ_job_check(t->job, err);
}

// What is left is reached by edges: each from a cell whose own way is known, so that no ways go round.
static situ_status link_edges(trace *t, uint8_t *back, situ_cost_jump **jumps, size_t *jump_count, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t n = 0;
    *jumps = situ_malloc(t->edge_count * sizeof **jumps);
    SITU_TRY_ALLOC(*jumps);
    for (bool any = true; any;) {
        any = false;
        for (size_t i = 0; i < t->edge_count; i++) {
            const edge *e = &t->edges[i];
            if (back[e->to] != LATER || back[e->from] == LATER || t->allocation[e->from] != t->allocation[e->to])
                continue;
            back[e->to] = e->way;
            if (e->way == SITU_COST_LINK)
                (*jumps)[n++] = (situ_cost_jump){e->to, e->from};
            any = true;
        }
    }
    *jump_count = n;
done:
    return status;
}

static int by_cell(const void *pa, const void *pb)
{
    const situ_cost_jump *a = pa, *b = pb;
    return a->to < b->to ? -1 : a->to > b->to;
}

static situ_status link_back(trace *t, uint8_t *back, situ_cost_jump **jumps, size_t *jump_count, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_cost_input *in = t->field->in;
    SITU_TRY(situ_job_run(t->job, (t->cells + BAND_CELLS - 1) / BAND_CELLS, link_band, t, err));
    for (size_t i = 0; i < t->cells && t->broad; i++)
        back[i] = (uint8_t)t->broad[i];
    for (uint32_t i = 0; i < in->source_count; i++)
        if (t->tight_source[i] && t->allocation[in->sources[i].cell] == i)
            back[in->sources[i].cell] = SITU_COST_SOURCE;
    SITU_TRY(link_edges(t, back, jumps, jump_count, err));
    if (*jump_count > 1)
        qsort(*jumps, *jump_count, sizeof **jumps, by_cell);
done:
    return status;
}

float *situ_cost_round(situ_cost_field *f)
{
    size_t cells = (size_t)f->columns * f->rows;
    for (size_t i = 0; i < cells; i++) {
        double x;
        memcpy(&x, (const char *)f->time + i * sizeof x, sizeof x);
        float rounded = (float)x;
        memcpy((char *)f->time + i * sizeof rounded, &rounded, sizeof rounded);
    }
    return (float *)(void *)f->time;
}

situ_status situ_cost_trace(situ_cost_result *out, situ_cost_jump **jumps, size_t *jump_count, situ_cost_field *f, void *moves,
                            situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t tiles = (size_t)f->tile_columns * f->tile_rows;
    trace t = {.field = f, .job = job, .cells = (size_t)f->columns * f->rows};
    trace_task task = {.t = &t};
    task.tiles = situ_malloc(situ_job_threads(job) * sizeof *task.tiles);
    t.flat = situ_malloc(tiles);
    t.tight_source = situ_malloc(f->in->source_count);
    SITU_TRY_ALLOC(task.tiles && t.flat && t.tight_source ? t.flat : NULL);
    if (f->knights)
        t.broad = moves;
    else
        t.narrow = moves;
    memset(task.tiles, 0, situ_job_threads(job) * sizeof *task.tiles);
    SITU_TRY(situ_job_run(job, tiles, trace_tile, &task, err));
    SITU_TRY(find_edges(&t, task.tiles, tiles, err));
    situ_free(task.tiles);
    task.tiles = NULL;
    // The allocation gets what lies behind the rounded seconds.
    out->seconds = t.seconds = situ_cost_round(f);
    out->allocation = t.allocation = (uint32_t *)(void *)(t.seconds + t.cells);
    out->back_link = moves;
    SITU_TRY(allocate(&t, err));
    SITU_TRY(link_back(&t, out->back_link, jumps, jump_count, err));
done:
    situ_free(task.tiles);
    situ_free(t.flat);
    situ_free(t.tight_source);
    situ_free(t.edges);
    return status;
}
