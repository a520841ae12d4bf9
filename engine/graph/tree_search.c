// SPDX-License-Identifier: MIT
// The search: every subtree gets a small set of arrangements from narrow and high to wide and low, none
// beaten in both. All sizes are at scale 1, so the page's scale follows from the last set alone.
#include "graph/tree_internal.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

// Leaves in vertical writing are the custom of such charts: level writing must win this much.
static const double UPRIGHT_COST = 1.12;

int tree_inner_form(const tree_ctx *ctx, int node)
{
    const situ_tree_form *forms = ctx->nodes[node].forms;
    if (forms[ctx->inner].w > 0 && !forms[ctx->inner].vertical)
        return ctx->inner;
    for (int f = 0; f < SITU_TREE_FORMS; f++)
        if (forms[f].w > 0 && !forms[f].vertical)
            return f;
    return 0;
}

double tree_item_gap(const tree_ctx *ctx)
{
    return 2.2 * ctx->page->gap_x;
}

double tree_first_drop(const tree_ctx *ctx, const tree_cand *c)
{
    if (c->kind == TREE_SUB)
        return c->cx;
    return c->kind == TREE_ROWS ? c->cw / 2 : ctx->page->indent / 2;
}

double tree_last_drop(const tree_ctx *ctx, const tree_cand *c)
{
    if (c->kind == TREE_SUB)
        return c->cx;
    return c->kind == TREE_ROWS ? c->w - c->cw / 2 : c->w - c->cw - ctx->page->indent / 2;
}

static int by_width(const void *a, const void *b)
{
    const tree_cand *p = a, *q = b;
    if (p->w != q->w)
        return p->w < q->w ? -1 : 1;
    if (p->cost != q->cost)
        return p->cost < q->cost ? -1 : 1;
    return p->form != q->form ? p->form - q->form : (int)p->kind - (int)q->kind;
}

// Keeps what is not beaten, at most TREE_CANDS, ends always.
static int prune(tree_cand *cands, int n)
{
    int kept = 0;
    double best = DBL_MAX;
    qsort(cands, (size_t)n, sizeof *cands, by_width);
    for (int i = 0; i < n; i++)
        if (cands[i].cost < best - 1e-9) {
            best = cands[i].cost;
            cands[kept++] = cands[i];
        }
    if (kept <= TREE_CANDS)
        return kept;
    for (int i = 0; i < TREE_CANDS; i++)
        cands[i] = cands[(i * (kept - 1)) / (TREE_CANDS - 1)];
    return TREE_CANDS;
}

static bool leaf_here(const tree_ctx *ctx, int node)
{
    return ctx->first_child[node] < 0 || ctx->cut[node] >= 0;
}

// The largest box of form f over the run, false when a leaf lacks it.
static bool run_cell(const tree_ctx *ctx, const tree_item *item, int f, double *cw, double *ch, bool *vertical)
{
    *cw = *ch = 0;
    for (int i = 0; i < item->leaf_count; i++) {
        const situ_tree_node *node = &ctx->nodes[item->leaves[i]];
        double ref = ctx->cut[item->leaves[i]] >= 0 ? ctx->page->ref_h : 0;
        *vertical = node->forms[f].vertical;
        if (node->forms[f].w <= 0 || (*vertical && (node->upright || ref > 0)))
            return false;
        *cw = fmax(*cw, node->forms[f].w);
        *ch = fmax(*ch, node->forms[f].h + ref);
    }
    return true;
}

static situ_status run_cands(tree_item *item, const tree_ctx *ctx, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_tree_page *p = ctx->page;
    int k = item->leaf_count;
    item->cands = situ_arena_alloc(ctx->arena, SITU_TREE_FORMS * (TREE_RUN_ROWS + TREE_LIST_COLS) * sizeof *item->cands);
    SITU_TRY_ALLOC(item->cands);
    for (int f = 0; f < SITU_TREE_FORMS; f++) {
        double cw, ch;
        bool vertical = false;
        if (!run_cell(ctx, item, f, &cw, &ch, &vertical))
            continue;
        for (int r = 1; r <= TREE_RUN_ROWS && r <= k; r++) {
            int cols = (k + r - 1) / r, holes = cols * r - k;
            if ((k + cols - 1) / cols != r || (r > 1 && cols < 2))
                continue;
            tree_cand c = {.kind = TREE_ROWS, .form = f, .cols = cols, .rows = r, .cw = cw, .ch = ch};
            c.w = cols * cw + (cols - 1) * p->gap_x;
            c.h = r * ch + (r - 1) * p->gap_y;
            c.cx = cols > 1 ? (cols / 2) * (cw + p->gap_x) - p->gap_x / 2 : cw / 2;
            c.cost = c.h * ((vertical ? 1 : UPRIGHT_COST) + 0.10 * holes / (double)(cols * r));
            item->cands[item->n++] = c;
        }
        for (int cols = 1; !vertical && k > 1 && cols <= TREE_LIST_COLS && cols * 2 <= k; cols++) {
            int rows = (k + cols - 1) / cols, holes = cols * rows - k;
            if ((k + rows - 1) / rows != cols)
                continue;
            tree_cand c = {.kind = TREE_LIST, .form = f, .cols = cols, .rows = rows, .cw = cw, .ch = ch};
            c.w = cols * (p->indent + cw) + (cols - 1) * p->gap_x;
            c.h = rows * ch + (rows - 1) * p->gap_list;
            c.cx = -1;
            c.cost = c.h * (1.02 * UPRIGHT_COST + 0.10 * holes / (double)(cols * rows));
            item->cands[item->n++] = c;
        }
    }
    item->n = prune(item->cands, item->n);
    if (item->n == 0)
        status = situ_fail(err, SITU_E_ARGUMENT, NULL, "tree: a unit has no horizontal form");
done:
    return status;
}

// Working set of one subtree: for every height level the narrowest candidate of every item.
typedef struct levels {
    int n, level_count;
    double level[TREE_LEVELS]; // costs, ascending
    int *pick;                 // [level][item], -1 = none so low
    double *sum;               // [level][item + 1], prefix sums of widths
    double widest, total;
} levels;

static int by_value(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return p < q ? -1 : p > q;
}

static situ_status make_levels(levels *out, const tree_sub *sub, const tree_ctx *ctx, situ_error *err)
{
    situ_status status = SITU_OK;
    int n = sub->item_count, m = 0;
    double *all = situ_malloc(((size_t)n * TREE_CANDS + 1) * sizeof *all);
    SITU_TRY_ALLOC(all);
    for (int i = 0; i < n; i++)
        for (int c = 0; c < sub->items[i].n; c++)
            all[m++] = sub->items[i].cands[c].cost;
    qsort(all, (size_t)m, sizeof *all, by_value);
    out->n = n;
    out->level_count = m < TREE_LEVELS ? m : TREE_LEVELS;
    for (int l = 0; l < out->level_count; l++)
        out->level[l] = m <= TREE_LEVELS ? all[l] : all[(l * (m - 1)) / (TREE_LEVELS - 1)];
    out->pick = situ_arena_alloc(ctx->arena, (size_t)out->level_count * (size_t)n * sizeof(int));
    out->sum = situ_arena_alloc(ctx->arena, (size_t)out->level_count * (size_t)(n + 1) * sizeof(double));
    SITU_TRY_ALLOC(out->pick);
    SITU_TRY_ALLOC(out->sum);
    for (int l = 0; l < out->level_count; l++) {
        double *sum = out->sum + l * (n + 1);
        for (int i = 0; i < n; i++) {
            const tree_item *item = &sub->items[i];
            int c = 0;
            while (c < item->n && item->cands[c].cost > out->level[l] + 1e-9)
                c++;
            out->pick[l * n + i] = c < item->n ? c : -1;
            sum[i + 1] = sum[i] + (c < item->n ? item->cands[c].w : 1e12);
        }
    }
    for (int i = 0; i < n; i++) {
        out->widest = fmax(out->widest, sub->items[i].cands[0].w);
        out->total += sub->items[i].cands[sub->items[i].n - 1].w + tree_item_gap(ctx);
    }
done:
    situ_free(all);
    return status;
}

// Lowest level at which items [i, j) fit width; level_count when none.
static int row_level(const levels *lv, int i, int j, double width, double gap)
{
    int low = 0, high = lv->level_count;
    while (low < high) {
        int mid = (low + high) / 2;
        const double *sum = lv->sum + mid * (lv->n + 1);
        if (sum[j] - sum[i] + (j - i - 1) * gap <= width + 1e-9)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

// A trunk to a lower row must find a gap in this one.
static bool row_passable(const tree_sub *sub, const levels *lv, int i, int j, int level)
{
    const tree_cand *c = &sub->items[i].cands[lv->pick[level * lv->n + i]];
    return j - i > 1 || (c->kind == TREE_ROWS && c->cols > 1);
}

// Gap nearest to the middle of the row, from its left end.
static double row_gap(const tree_sub *sub, const tree_ctx *ctx, const int *pick, int i, int j, double width)
{
    double x = 0, best = width / 2, miss = DBL_MAX, gap = tree_item_gap(ctx);
    for (int k = i; k < j; k++) {
        const tree_cand *c = &sub->items[k].cands[pick[k]];
        if (k > i && fabs(x - gap / 2 - width / 2) < miss - 1e-9) {
            best = x - gap / 2;
            miss = fabs(best - width / 2);
        }
        for (int q = 1; c->kind == TREE_ROWS && q < c->cols; q++) {
            double at = x + q * (c->cw + ctx->page->gap_x) - ctx->page->gap_x / 2;
            if (fabs(at - width / 2) < miss - 1e-9) {
                best = at;
                miss = fabs(at - width / 2);
            }
        }
        x += c->w + gap;
    }
    return best;
}

// A trunk into a block of several rows runs straight when the unit above stands over one of its gaps.
static double over_gap(const tree_sub *sub, const tree_ctx *ctx, const int *pick, int i, int j, double at)
{
    double x = 0, best = at, miss = DBL_MAX;
    for (int k = i; k < j; k++) {
        const tree_cand *c = &sub->items[k].cands[pick[k]];
        double pitch = c->cw + ctx->page->gap_x;
        for (int q = 1; c->kind == TREE_ROWS && c->rows > 1 && q < c->cols; q++) {
            double gap = x + q * pitch - ctx->page->gap_x / 2;
            if (fabs(gap - at) < miss - 1e-9 && fabs(gap - at) <= 0.75 * pitch) {
                miss = fabs(gap - at);
                best = gap;
            }
        }
        x += c->w + tree_item_gap(ctx);
    }
    return best;
}

// Fills widths and heights of a chosen partition.
static situ_status finish_cand(tree_cand *c, const tree_sub *sub, const tree_ctx *ctx, const levels *lv, const int *ends,
                               const int *row_levels, int rows, situ_error *err)
{
    situ_status status = SITU_OK;
    double gap = tree_item_gap(ctx), left = c->cw / 2, right = c->cw / 2, cost = 0;
    c->row_end = situ_arena_alloc(ctx->arena, (size_t)rows * sizeof(int));
    c->left = situ_arena_alloc(ctx->arena, (size_t)rows * sizeof(double));
    c->pick = situ_arena_alloc(ctx->arena, (size_t)sub->item_count * sizeof(int));
    SITU_TRY_ALLOC(c->row_end);
    SITU_TRY_ALLOC(c->left);
    SITU_TRY_ALLOC(c->pick);
    c->rows = rows;
    c->h = c->ch;
    for (int r = 0; r < rows; r++) {
        int i = r ? ends[r - 1] : 0, j = ends[r];
        double width = -gap, height = 0, at, first = 0, last = 0;
        for (int k = i; k < j; k++) {
            const tree_cand *e;
            c->pick[k] = lv->pick[row_levels[r] * lv->n + k];
            e = &sub->items[k].cands[c->pick[k]];
            if (k == i)
                first = tree_first_drop(ctx, e);
            last = width + gap + tree_last_drop(ctx, e);
            width += gap + e->w;
            height = fmax(height, e->h);
            cost += e->cost - e->h;
        }
        at = (first + last) / 2;
        if (sub->depth <= 1 && j - i > 1) // the heads of the sheet stand in its middle
            at = fmax(first, fmin(width / 2, last));
        if (r + 1 < rows)
            at = row_gap(sub, ctx, c->pick, i, j, width);
        else
            at = over_gap(sub, ctx, c->pick, i, j, at);
        c->row_end[r] = j;
        c->left[r] = at;
        left = fmax(left, at);
        right = fmax(right, width - at);
        c->h += (c->ch > 0 || r > 0 ? ctx->page->gap_y : 0) + height;
    }
    c->cx = left;
    c->w = left + right;
    c->cost = c->h + 0.3 * cost + 0.04 * c->h * (rows - 1); // fewer rows read better
done:
    return status;
}

// Least total height of the items in rows of at most width; false when impossible.
static bool partition(const tree_sub *sub, const tree_ctx *ctx, const levels *lv, double width, double *best, int *from,
                      int *from_level, int *ends, int *row_levels, int *rows)
{
    int n = lv->n, count = 0, at = n;
    double gap = tree_item_gap(ctx);
    best[0] = 0;
    for (int j = 1; j <= n; j++) {
        best[j] = DBL_MAX;
        for (int i = j - 1; i >= 0; i--) {
            int level;
            if (best[i] == DBL_MAX)
                continue;
            level = row_level(lv, i, j, width, gap);
            if (level >= lv->level_count || (j < n && !row_passable(sub, lv, i, j, level)))
                continue;
            if (best[i] + lv->level[level] + ctx->page->gap_y * 1.2 < best[j] - 1e-9) {
                best[j] = best[i] + lv->level[level] + ctx->page->gap_y * 1.2;
                from[j] = i;
                from_level[j] = level;
            }
        }
    }
    if (best[n] == DBL_MAX)
        return false;
    for (int j = n; j > 0; j = from[j])
        count++;
    *rows = count;
    while (at > 0) {
        count--;
        ends[count] = at;
        row_levels[count] = from_level[at];
        at = from[at];
    }
    return true;
}

static situ_status sub_cands(tree_item *item, const tree_ctx *ctx, situ_error *err)
{
    situ_status status = SITU_OK;
    tree_sub *sub = item->sub;
    int n = sub->item_count, rows = 0;
    levels lv = {0};
    double *best = situ_malloc((size_t)(n + 1) * sizeof *best);
    int *work = situ_calloc((size_t)(n + 1) * 4, sizeof *work);
    double low, high;
    SITU_TRY_ALLOC(best);
    SITU_TRY_ALLOC(work);
    item->cands = situ_arena_alloc(ctx->arena, TREE_WIDTHS * sizeof *item->cands);
    SITU_TRY_ALLOC(item->cands);
    SITU_TRY(make_levels(&lv, sub, ctx, err));
    low = lv.widest;
    high = fmax(lv.total, low * 1.001);
    for (int t = 0; t < TREE_WIDTHS; t++) {
        double width = low * pow(high / low, t / (double)(TREE_WIDTHS - 1));
        tree_cand c = {.kind = TREE_SUB};
        if (sub->node >= 0) {
            c.form = tree_inner_form(ctx, sub->node);
            c.cw = ctx->nodes[sub->node].forms[c.form].w;
            c.ch = ctx->inner_h[sub->depth];
        }
        if (!partition(sub, ctx, &lv, width + 1e-6, best, work, work + (n + 1), work + 2 * (n + 1), work + 3 * (n + 1), &rows))
            continue;
        SITU_TRY(finish_cand(&c, sub, ctx, &lv, work + 2 * (n + 1), work + 3 * (n + 1), rows, err));
        item->cands[item->n++] = c;
    }
    item->n = prune(item->cands, item->n);
    if (item->n == 0)
        status = situ_fail(err, SITU_E_LIMIT, NULL, "tree: no arrangement of %d items", n);
done:
    situ_free(best);
    situ_free(work);
    return status;
}

situ_status tree_search(tree_item *out, const tree_ctx *ctx, int node, int depth, situ_error *err)
{
    situ_status status = SITU_OK;
    tree_sub *sub = situ_arena_alloc(ctx->arena, sizeof *sub);
    int children = 0;
    SITU_TRY_ALLOC(sub);
    memset(out, 0, sizeof *out);
    if (depth > SITU_TREE_DEPTH) {
        status = situ_fail(err, SITU_E_LIMIT, NULL, "tree: deeper than %d ranks", (int)SITU_TREE_DEPTH);
        goto done;
    }
    out->sub = sub;
    sub->node = node;
    sub->depth = depth;
    for (int c = ctx->first_child[node < 0 ? ctx->count : node]; c >= 0; c = ctx->next_sibling[c])
        children += !ctx->skip[c];
    sub->items = situ_arena_alloc(ctx->arena, ((size_t)children + 1) * sizeof *sub->items);
    SITU_TRY_ALLOC(sub->items);
    for (int c = ctx->first_child[node < 0 ? ctx->count : node]; c >= 0;) {
        int next = ctx->next_sibling[c];
        tree_item *item = &sub->items[sub->item_count];
        if (ctx->skip[c]) {
            c = next;
            continue;
        }
        if (!leaf_here(ctx, c)) {
            SITU_TRY(tree_search(item, ctx, c, depth + 1, err));
        } else {
            memset(item, 0, sizeof *item);
            item->leaves = situ_arena_alloc(ctx->arena, (size_t)children * sizeof(int));
            SITU_TRY_ALLOC(item->leaves);
            item->leaves[item->leaf_count++] = c;
            while (next >= 0 && !ctx->skip[next] && leaf_here(ctx, next) && ctx->nodes[next].group == ctx->nodes[c].group &&
                   (ctx->cut[next] >= 0) == (ctx->cut[c] >= 0)) {
                item->leaves[item->leaf_count++] = next;
                next = ctx->next_sibling[next];
            }
            SITU_TRY(run_cands(item, ctx, err));
        }
        sub->item_count++;
        c = next;
    }
    if (sub->item_count == 0) { // a single unit: a run of itself
        memset(out, 0, sizeof *out);
        out->leaves = situ_arena_alloc(ctx->arena, sizeof(int));
        SITU_TRY_ALLOC(out->leaves);
        out->leaves[0] = node;
        out->leaf_count = 1;
        SITU_TRY(run_cands(out, ctx, err));
        goto done;
    }
    SITU_TRY(sub_cands(out, ctx, err));
done:
    return status;
}
