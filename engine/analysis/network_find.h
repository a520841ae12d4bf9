// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_NETWORK_FIND_H
#define SITU_ANALYSIS_NETWORK_FIND_H

// Making and freeing what situ_network_snap_to looks in.

#include "analysis/network.h"
#include "analysis/travel_rules.h"

situ_status situ_network_find_new(struct situ_network_find **out, const situ_network *network, const situ_travel_rules *rules,
                                  const situ_network_options *options, situ_error *err) SITU_MUST_CHECK;
// Nobody has to cross water on the straight way from a to b.
bool situ_network_is_dry(const situ_network *network, double ax, double ay, double bx, double by);
bool situ_network_in_water(const situ_network *network, double x, double y);
void situ_network_find_free(struct situ_network_find *find);

#endif
