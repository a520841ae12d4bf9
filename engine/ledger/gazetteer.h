// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_GAZETTEER_H
#define SITU_LEDGER_GAZETTEER_H

// Inside of the gazetteer, for its two files: regions.c (by name) and outlines.c (by place).

#include "geo/prepared.h"
#include "ledger/internal.h"

typedef struct situ_unit {
    int row;          // in the table
    int up;           // index of the unit above (village: town, town: county), -1 = unknown
    int next_key, next_root, next_sibling; // chains of equal names and of one parent, -1 = end
    int first_child;
    const char *key;  // folded name
    const char *root; // key without 街道, 镇, 乡 / 村, 社区
} situ_unit;

typedef struct situ_unit_list {
    situ_unit *items;
    size_t count, capacity;
    situ_map *by_key, *by_root; // -> first of the chain
} situ_unit_list;

// A polygon in metres around its own middle: within a county the error of this plane is far below what
// it is asked for.
typedef struct situ_outline {
    situ_geometry *metres;
    situ_prepared *ready;
    double lon0, lat0, mx, my;
    situ_lonlat pole;
    bool has_pole;
} situ_outline;

struct situ_gazetteer {
    const situ_table *table;
    situ_arena *arena;
    situ_unit_list towns, villages, counties, neighbours;
    situ_map *cache;  // "kind\tup\tname" -> answer
    situ_map *ids;    // of all rows -> row
    situ_map *codes;  // "level\tcode" -> row; SIZE_MAX - 1 when several
    situ_outline *outlines; // per row, made when first asked for
    int *index_of;     // per row: its place in the list of its level
    int *whole;        // rows whose polygons make up the county
    size_t whole_count;
    bool any_polygon, failed;
    uint32_t last_signs[256]; // signs that names end with, sorted
    size_t last_sign_count;
    int name_column, code_column, level_column;
};

bool situ_gazetteer_is_area(const situ_gazetteer *g, int row); // has a polygon
int situ_level_rank(const char *level);                        // 0 county, 1 town level, 2 village
// Finds which rows make up the county; needs the lists by name. The gazetteer frees the outlines.
situ_status situ_outlines_begin(situ_gazetteer *g, situ_error *err) SITU_MUST_CHECK;
void situ_outlines_free(situ_gazetteer *g);

#endif
