// SPDX-License-Identifier: MIT
#ifndef SITU_GRAPH_TREE_INTERNAL_H
#define SITU_GRAPH_TREE_INTERNAL_H

// Shared by tree.c (pages), tree_search.c (which arrangement) and tree_place.c (positions and lines).

#include "graph/tree.h"

enum { TREE_CANDS = 32, TREE_RUN_ROWS = 10, TREE_LIST_COLS = 16, TREE_LEVELS = 64, TREE_WIDTHS = 28 };

typedef enum tree_kind { TREE_ROWS, TREE_LIST, TREE_SUB } tree_kind;

// One way to arrange an item, at scale 1.
typedef struct tree_cand {
    double w, h;
    double cx;          // SUB: the top box's centre; ROWS: the gap a trunk may take
    double cost;        // h plus what ugliness is worth
    tree_kind kind;
    int form;           // ROWS, LIST: of the leaves; SUB: of the top box
    int cols, rows;
    double cw, ch;      // ROWS, LIST: cell; SUB: top box
    int *row_end;       // SUB: items [row_end[r-1], row_end[r]) make row r
    int *pick;          // SUB: candidate of each item
    double *left;       // SUB: width of row r left of cx
} tree_cand;

typedef struct tree_sub tree_sub;
typedef struct tree_item { // a subtree or a run of leaves
    tree_sub *sub;
    int *leaves;
    int leaf_count;
    tree_cand *cands; // widths ascending, heights descending
    int n;
} tree_item;
struct tree_sub {
    int node, depth; // node -1: no box (several units at the top)
    tree_item *items;
    int item_count;
};

typedef struct tree_ctx {
    const situ_tree_node *nodes;
    int count;
    const situ_tree_page *page;
    const int *first_child, *next_sibling; // of the whole tree, sheet order
    const int *cut;                        // page where a node's children continue, -1 = here
    const bool *skip;                      // child not shown on this page (its list is split)
    int inner;                             // preferred form of units with children
    double inner_h[SITU_TREE_DEPTH + 2];   // box height by depth
    situ_arena *arena;                     // scratch of this search
} tree_ctx;

int tree_inner_form(const tree_ctx *ctx, int node);
double tree_item_gap(const tree_ctx *ctx);
double tree_first_drop(const tree_ctx *ctx, const tree_cand *c);
double tree_last_drop(const tree_ctx *ctx, const tree_cand *c);
// Builds item (a whole page: node -1 or the page's unit) with its candidates.
situ_status tree_search(tree_item *out, const tree_ctx *ctx, int node, int depth, situ_error *err) SITU_MUST_CHECK;
// Places candidate c of item on page number page, adds boxes and links to out (room is enough).
situ_status tree_place(situ_tree_layout *out, const tree_ctx *ctx, const tree_item *item, const tree_cand *c, double scale,
                       int page, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;

#endif
