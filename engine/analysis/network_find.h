// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_NETWORK_FIND_H
#define SITU_ANALYSIS_NETWORK_FIND_H

// Making and freeing what situ_network_snap_to looks in.

#include "analysis/network.h"
#include "analysis/travel_rules.h"

situ_status situ_network_find_new(struct situ_network_find **out, const situ_network *network, const situ_travel_rules *rules, situ_error *err) SITU_MUST_CHECK;
void situ_network_find_free(struct situ_network_find *find);

#endif
