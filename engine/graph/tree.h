// SPDX-License-Identifier: MIT
#ifndef SITU_GRAPH_TREE_H
#define SITU_GRAPH_TREE_H

// Page-first layout of an org chart. The caller measures every unit's box in a few forms (text broken
// wide, narrow, written vertically) at scale 1; the layout chooses forms and arrangements (one row,
// several rows along a trunk, hanging lists, grids of leaves) by search so that the scale, and with it
// the text, becomes as large as the page allows. Everything at scale 1 grows linearly with the scale.
// Sheet order is political: children keep it from left to right, row by row (lists: column by column).
// Positions only: no text is measured here, nothing is drawn. Deterministic.

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "geo/coords.h"

enum { SITU_TREE_FORMS = 6, SITU_TREE_DEPTH = 64 };

typedef struct situ_tree_form {
    double w, h;   // box at scale 1; w <= 0: this form does not exist
    bool vertical; // vertical text: leaves only
} situ_tree_form;

typedef struct situ_tree_node {
    int parent;   // index of the unit above, -1 = top. Must be free of cycles (graph/check.h)
    int group;    // neighbouring leaves of one parent and one group are arranged as one block
    int rel;      // style of the line to the parent, 0 the strongest; a shared line takes the strongest
    bool upright; // never in vertical writing
    situ_tree_form forms[SITU_TREE_FORMS]; // form f means the same for all nodes
} situ_tree_node;

typedef struct situ_tree_page {
    double width, height;        // body, mm
    double gap_x, gap_y, gap_list; // at scale 1: between neighbours, between ranks (holds the line), inside lists
    double indent;               // at scale 1: from a list's trunk to its boxes
    double ref_h;                // at scale 1: height added to a box that refers to another page
    double min_scale, max_scale; // below min the chart continues on further pages
    double radius;               // of corners of lines, mm
    double stretch_x, stretch_y; // boxes may grow by this factor to use spare room (>= 1)
} situ_tree_page;

typedef struct situ_tree_box {
    int node, page, form, depth;
    bool leaf;    // no children in the whole tree
    bool again;   // repeats a unit whose own box stands on another page (then ref_page says which)
    int ref_page; // its children stand there (or, when again, it comes from there); -1 = none
    int next_page; // top of a page: its further children stand there; -1 = none
    situ_box box; // mm, y down
} situ_tree_box;

typedef struct situ_tree_link {
    int page, rel;
    int child;     // node it leads to, -1 = shared by several
    situ_point *points;
    int count;     // corners inside are rounded by page.radius
} situ_tree_link;

typedef struct situ_tree_layout {
    double scale;   // the smallest of all pages
    double *scales; // of each page; none is more than twice the smallest
    int page_count;
    situ_tree_box *boxes; // by page, then by node in reading order of the tree
    int box_count;
    situ_tree_link *links;
    int link_count;
} situ_tree_layout;

// Lays out count nodes. Memory of *out is the arena's. Fails with SITU_E_LIMIT when a single box does
// not fit a page at min_scale or the tree is deeper than SITU_TREE_DEPTH, SITU_E_ARGUMENT for a cycle,
// a parent out of range or a node without a horizontal form.
situ_status situ_tree_layout_make(situ_tree_layout *out, const situ_tree_node *nodes, int count,
                                  const situ_tree_page *page, situ_arena *arena, situ_error *err) SITU_MUST_CHECK;

#endif
