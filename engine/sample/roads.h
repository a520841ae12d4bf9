// SPDX-License-Identifier: MIT
#ifndef SITU_SAMPLE_ROADS_H
#define SITU_SAMPLE_ROADS_H

// Inside the county generator: the road network as edges between cells.

#include "sample/world.h"

typedef struct situ_route {
    int road_class;
    const char *name; // NULL = none
} situ_route;

typedef struct situ_network {
    situ_world *world;
    uint16_t *edges;  // 4 a cell (steps 0..3): route number, 0 = no road
    uint8_t *forced;  // cells that must be nodes; 2 = an end of the planted bridge
    situ_route routes[700];
    int route_count;
    int ferry_from, ferry_to; // cells, -1 = none
} situ_network;

// Fills world->roads: lines between nodes; final: smoothed, thinned, bridges straight.
situ_status situ_sample_network_lines(situ_network *net, bool final, situ_error *err) SITU_MUST_CHECK;
// people > 0: picks the road whose cut leaves about so many people without way to the county seat and
// forces a bridge there. people == 0: finds that bridge in the final lines and who lives behind it.
situ_status situ_sample_network_cut(situ_network *net, int people, situ_error *err) SITU_MUST_CHECK;

#endif
