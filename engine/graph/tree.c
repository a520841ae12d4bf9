// SPDX-License-Identifier: MIT
// Pages of an org chart: one when the text stays large enough, else subtrees move to continuation pages.
#include "graph/tree.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "graph/tree_internal.h"

enum { MAX_PAGES = 200, MAX_TRIALS = 24, WORTH_A_PAGE = 8 }; // units a page should keep
static const double PAGE_RATIO = 2; // text of one chart does not differ more from page to page

typedef struct sheet { // one page to be
    int node, from, to;  // unit on top (-1 none) and range of its children
    int parent_page, next_page;
    double scale;
    tree_item item;
    const tree_cand *chosen;
    situ_arena *arena;
    int inner;
    double inner_h[SITU_TREE_DEPTH + 2];
} sheet;

typedef struct work {
    const situ_tree_node *nodes;
    int count;
    const situ_tree_page *page;
    int *first_child, *next_sibling, *last_child, *size, *depth, *cut;
    bool *skip;
    sheet *sheets;
    int sheet_count;
} work;

static situ_status link_children(work *w, situ_error *err)
{
    int n = w->count;
    for (int i = 0; i <= n; i++)
        w->first_child[i] = w->next_sibling[i] = w->last_child[i] = -1;
    for (int i = 0; i < n; i++) {
        int parent = w->nodes[i].parent < 0 ? n : w->nodes[i].parent, up = i, steps = 0;
        if (w->nodes[i].parent < -1 || w->nodes[i].parent >= n)
            return situ_fail(err, SITU_E_ARGUMENT, NULL, "tree: parent of node %d out of range", i);
        if (w->last_child[parent] < 0)
            w->first_child[parent] = i;
        else
            w->next_sibling[w->last_child[parent]] = i;
        w->last_child[parent] = i;
        w->cut[i] = -1;
        for (; up >= 0 && steps <= n; steps++) {
            w->size[up]++;
            up = w->nodes[up].parent;
        }
        if (steps > n)
            return situ_fail(err, SITU_E_ARGUMENT, NULL, "tree: node %d is above itself", i);
        if (steps > SITU_TREE_DEPTH)
            return situ_fail(err, SITU_E_LIMIT, NULL, "tree: deeper than %d ranks", (int)SITU_TREE_DEPTH);
        w->depth[i] = steps - 1;
    }
    return SITU_OK;
}

static bool shown_under(const work *w, int node, int top)
{
    for (int up = node; up >= 0; up = w->nodes[up].parent) {
        if (up == top)
            return true;
        if (up != node && w->cut[up] >= 0)
            return false;
        if (w->skip[up])
            return false;
    }
    return top < 0;
}

static void set_skip(work *w, const sheet *s)
{
    int ordinal = 0;
    for (int c = w->first_child[s->node < 0 ? w->count : s->node]; c >= 0; c = w->next_sibling[c], ordinal++)
        w->skip[c] = ordinal < s->from || ordinal >= s->to;
}

static void clear_skip(work *w)
{
    for (int i = 0; i < w->count; i++)
        w->skip[i] = false;
}

// Best arrangement of one page over the forms of inner units; keeps it in s.
static situ_status fit(work *w, sheet *s, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_tree_page *p = w->page;
    double best = -1;
    situ_arena *arena = NULL;
    int base = s->node < 0 ? 0 : w->depth[s->node];
    set_skip(w, s);
    for (int inner = 0; inner < SITU_TREE_FORMS; inner++) {
        tree_item item;
        tree_ctx ctx = {.nodes = w->nodes, .count = w->count, .page = p, .first_child = w->first_child,
                        .next_sibling = w->next_sibling, .cut = w->cut, .skip = w->skip, .inner = inner};
        bool used = false, kept = false;
        arena = situ_arena_new();
        SITU_TRY_ALLOC(arena);
        ctx.arena = arena;
        for (int i = 0; i < w->count; i++) {
            const situ_tree_form *form;
            int d = w->depth[i] - base;
            if (w->first_child[i] < 0 || !shown_under(w, i, s->node) || (w->cut[i] >= 0 && i != s->node))
                continue;
            form = &w->nodes[i].forms[tree_inner_form(&ctx, i)];
            used |= w->nodes[i].forms[inner].w > 0 && !w->nodes[i].forms[inner].vertical;
            ctx.inner_h[d] = fmax(ctx.inner_h[d], form->h);
        }
        if (!used && inner > 0) {
            situ_arena_free(arena);
            arena = NULL;
            continue;
        }
        SITU_TRY(tree_search(&item, &ctx, s->node, 0, err));
        for (int c = 0; c < item.n; c++) {
            double score = fmin(p->width / item.cands[c].w, p->height / item.cands[c].cost);
            double scale = fmin(p->width / item.cands[c].w, p->height / item.cands[c].h);
            if (score > best + 1e-9) {
                best = score;
                s->scale = scale;
                s->chosen = &item.cands[c];
                s->item = item;
                s->inner = inner;
                memcpy(s->inner_h, ctx.inner_h, sizeof s->inner_h);
                kept = true;
            }
        }
        if (kept) {
            situ_arena_free(s->arena);
            s->arena = arena;
        } else {
            situ_arena_free(arena);
        }
        arena = NULL;
    }
done:
    situ_arena_free(arena);
    clear_skip(w);
    return status;
}

static int shown_size(work *w, const sheet *s)
{
    int n = 0;
    set_skip(w, s);
    for (int i = 0; i < w->count; i++)
        n += shown_under(w, i, s->node) && i != s->node;
    clear_skip(w);
    return n;
}

// Where the children of a page fall into two about equal halves.
static int halfway(const work *w, const sheet *s)
{
    int ordinal = 0, sum = 0, total = 0, best = s->from + 1, top = s->node < 0 ? w->count : s->node;
    for (int c = w->first_child[top]; c >= 0; c = w->next_sibling[c], ordinal++)
        total += ordinal >= s->from && ordinal < s->to ? (w->cut[c] >= 0 ? 1 : w->size[c]) : 0;
    ordinal = 0;
    for (int c = w->first_child[top]; c >= 0; c = w->next_sibling[c], ordinal++) {
        if (ordinal < s->from || ordinal >= s->to)
            continue;
        sum += w->cut[c] >= 0 ? 1 : w->size[c];
        if (2 * sum <= total && ordinal + 1 < s->to)
            best = ordinal + 1;
    }
    return best;
}

// Subtrees worth a page of their own, the largest first.
static int list_trials(work *w, const sheet *s, int trial[MAX_TRIALS])
{
    int trials = 0;
    set_skip(w, s);
    for (int i = 0; i < w->count; i++) {
        int at;
        if (i == s->node || w->first_child[i] < 0 || w->cut[i] >= 0 || w->size[i] < 3 || !shown_under(w, i, s->node))
            continue;
        for (at = trials < MAX_TRIALS ? trials++ : MAX_TRIALS; at > 0 && w->size[i] > w->size[trial[at - 1]]; at--)
            if (at < MAX_TRIALS)
                trial[at] = trial[at - 1];
        if (at < MAX_TRIALS)
            trial[at] = i;
    }
    clear_skip(w);
    return trials;
}

// Which subtree moves to a page of its own: the smallest whose absence makes the text large enough, else
// the one that helps most, not nearly all of the page (*moved = -1: none helps). *enough: the first case.
static situ_status move_subtree(work *w, sheet *s, int *moved, bool *enough, situ_error *err)
{
    situ_status status = SITU_OK;
    int trial[MAX_TRIALS], trials = list_trials(w, s, trial), shown = shown_size(w, s);
    double best = -1;
    *moved = -1;
    *enough = false;
    for (int t = 0; t < trials; t++) {
        sheet probe = {.node = s->node, .from = s->from, .to = s->to};
        double worth;
        w->cut[trial[t]] = MAX_PAGES; // anywhere
        status = fit(w, &probe, err);
        w->cut[trial[t]] = -1;
        situ_arena_free(probe.arena);
        if (status != SITU_OK)
            goto done;
        worth = probe.scale * (shown - w->size[trial[t]] < WORTH_A_PAGE ? 0.1 : 1);
        if (probe.scale >= w->page->min_scale && worth == probe.scale && w->size[trial[t]] * 6 >= shown) { // the last is the smallest
            *enough = true;
            *moved = trial[t];
        } else if (!*enough && probe.scale > s->scale * 1.0001 && worth > best * 1.02) {
            best = worth;
            *moved = trial[t];
        }
    }
done:
    return status;
}

static situ_status split_pages(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    for (int k = 0; k < w->sheet_count; k++) {
        sheet *s = &w->sheets[k];
        SITU_TRY(fit(w, s, err));
        while (s->scale < w->page->min_scale) {
            int moved = -1;
            bool enough = false;
            sheet *next = &w->sheets[w->sheet_count];
            SITU_TRY(move_subtree(w, s, &moved, &enough, err));
            if (moved >= 0 && !enough && s->to - s->from >= 2 && w->size[moved] * 4 < shown_size(w, s))
                moved = -1; // many small subtrees: halve the page instead of one page for each
            if (w->sheet_count >= MAX_PAGES || (moved < 0 && s->to - s->from < 2)) {
                status = situ_fail(err, SITU_E_LIMIT, _("take larger paper"), _("the organisation chart does not fit the page"));
                goto done;
            }
            memset(next, 0, sizeof *next);
            next->parent_page = k;
            next->next_page = -1;
            if (moved >= 0) {
                next->node = moved;
                for (int c = w->first_child[moved]; c >= 0; c = w->next_sibling[c])
                    next->to++;
                w->cut[moved] = w->sheet_count;
            } else {
                next->node = s->node;
                next->to = s->to;
                next->next_page = s->next_page;
                if (s->next_page >= 0)
                    w->sheets[s->next_page].parent_page = w->sheet_count;
                s->next_page = w->sheet_count;
                s->to = next->from = halfway(w, s);
                set_skip(w, next); // what was moved from the second half comes from there now
                for (int i = 0; i < w->count; i++)
                    if (w->cut[i] >= 0 && w->sheets[w->cut[i]].parent_page == k && i != s->node && shown_under(w, i, s->node))
                        w->sheets[w->cut[i]].parent_page = w->sheet_count;
                clear_skip(w);
            }
            w->sheet_count++;
            SITU_TRY(fit(w, s, err));
        }
    }
done:
    return status;
}

// Reading order: a page, the subtrees moved from it, then its continuation.
static void visit_sheet(const work *w, int k, int *order, int *n)
{
    order[(*n)++] = k;
    for (int i = 0; i < w->count; i++)
        if (w->cut[i] >= 0 && w->sheets[w->cut[i]].parent_page == k && w->sheets[w->cut[i]].node == i)
            visit_sheet(w, w->cut[i], order, n);
    if (w->sheets[k].next_page >= 0)
        visit_sheet(w, w->sheets[k].next_page, order, n);
}

static situ_status number_pages(work *w, situ_error *err)
{
    situ_status status = SITU_OK;
    int order[MAX_PAGES + 1], number[MAX_PAGES + 1], n = 0;
    sheet *sorted = situ_calloc(MAX_PAGES + 1, sizeof *sorted);
    SITU_TRY_ALLOC(sorted);
    visit_sheet(w, 0, order, &n);
    for (int i = 0; i < n; i++)
        number[order[i]] = i;
    for (int i = 0; i < n; i++) {
        sorted[i] = w->sheets[order[i]];
        sorted[i].parent_page = number[sorted[i].parent_page];
        sorted[i].next_page = sorted[i].next_page >= 0 ? number[sorted[i].next_page] : -1;
    }
    for (int i = 0; i < w->count; i++)
        w->cut[i] = w->cut[i] >= 0 ? number[w->cut[i]] : -1;
    memcpy(w->sheets, sorted, (size_t)n * sizeof *sorted);
done:
    situ_free(sorted);
    return status;
}

static situ_status place_all(situ_tree_layout *out, work *w, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    size_t boxes = (size_t)w->count + (size_t)w->sheet_count * 2;
    out->scale = w->page->max_scale;
    for (int k = 0; k < w->sheet_count; k++)
        out->scale = fmin(out->scale, w->sheets[k].scale);
    out->page_count = w->sheet_count;
    out->scales = situ_arena_alloc(arena, (size_t)w->sheet_count * sizeof *out->scales);
    SITU_TRY_ALLOC(out->scales);
    out->boxes = situ_arena_alloc(arena, boxes * sizeof *out->boxes);
    out->links = situ_arena_alloc(arena, (boxes * 8 + 16) * sizeof *out->links);
    SITU_TRY_ALLOC(out->boxes);
    SITU_TRY_ALLOC(out->links);
    for (int k = 0; k < w->sheet_count; k++) {
        sheet *s = &w->sheets[k];
        int first = out->box_count;
        tree_ctx ctx = {.nodes = w->nodes, .count = w->count, .page = w->page, .first_child = w->first_child,
                        .next_sibling = w->next_sibling, .cut = w->cut, .skip = w->skip, .inner = s->inner,
                        .arena = s->arena};
        memcpy(ctx.inner_h, s->inner_h, sizeof ctx.inner_h);
        set_skip(w, s);
        out->scales[k] = fmin(fmin(s->scale, w->page->max_scale), out->scale * PAGE_RATIO);
        SITU_TRY(tree_place(out, &ctx, &s->item, s->chosen, out->scales[k], k, arena, err));
        clear_skip(w);
        for (int b = first; b < out->box_count; b++)
            if (out->boxes[b].node == s->node) {
                out->boxes[b].again = k > 0;
                out->boxes[b].next_page = s->next_page;
                out->boxes[b].ref_page = k > 0 ? s->parent_page : -1;
            }
    }
done:
    return status;
}

situ_status situ_tree_layout_make(situ_tree_layout *out, const situ_tree_node *nodes, int count,
                                  const situ_tree_page *page, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    work w = {.nodes = nodes, .count = count, .page = page};
    size_t n = (size_t)(count > 0 ? count : 0) + 1;
    int *ints = situ_calloc(n * 6, sizeof *ints);
    w.skip = situ_calloc(n, sizeof *w.skip);
    w.sheets = situ_calloc(MAX_PAGES + 1, sizeof *w.sheets);
    memset(out, 0, sizeof *out);
    SITU_TRY_ALLOC(ints);
    SITU_TRY_ALLOC(w.skip);
    SITU_TRY_ALLOC(w.sheets);
    if (count <= 0) {
        status = situ_fail(err, SITU_E_ARGUMENT, NULL, "tree: no units");
        goto done;
    }
    w.first_child = ints;
    w.next_sibling = ints + n;
    w.last_child = ints + 2 * n;
    w.size = ints + 3 * n;
    w.depth = ints + 4 * n;
    w.cut = ints + 5 * n;
    SITU_TRY(link_children(&w, err));
    w.sheet_count = 1;
    w.sheets[0].next_page = -1;
    w.sheets[0].node = w.next_sibling[w.first_child[count]] < 0 ? w.first_child[count] : -1;
    for (int c = w.first_child[w.sheets[0].node < 0 ? count : w.sheets[0].node]; c >= 0; c = w.next_sibling[c])
        w.sheets[0].to++;
    SITU_TRY(split_pages(&w, err));
    SITU_TRY(number_pages(&w, err));
    SITU_TRY(place_all(out, &w, arena, err));
done:
    for (int k = 0; w.sheets && k < w.sheet_count; k++)
        situ_arena_free(w.sheets[k].arena);
    situ_free(w.sheets);
    situ_free(w.skip);
    situ_free(ints);
    return status;
}
