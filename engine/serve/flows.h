// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_FLOWS_H
#define SITU_SERVE_FLOWS_H

#include "scene/mapspec.h"
#include "store/store.h"

// Names of the sheets of a map that has several (spec->by), in the order of the ledger; an empty list
// for other maps and when the store has none. NULL-terminated, freed with situ_names_free.
situ_status situ_flow_names(char ***out, situ_store *store, const situ_mapspec *spec, situ_error *err) SITU_MUST_CHECK;

#endif
