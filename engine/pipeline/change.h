// SPDX-License-Identifier: MIT
#ifndef SITU_PIPELINE_CHANGE_H
#define SITU_PIPELINE_CHANGE_H

// Maps that draw older revisions (sources with `revision:`).

#include "pipeline/pipeline.h"

// Full id of the revision a source means; the words {revision_before} and {revision_after} are set.
situ_status situ_map_revision(char full[65], situ_map *map, situ_store *store, const situ_map_source *source, situ_error *err) SITU_MUST_CHECK;
// The source's table as it was then, in degrees; its filter is applied unless the map has a region.
situ_status situ_map_load_older(situ_table **out, situ_map *map, situ_store *store, const situ_map_source *source, situ_error *err) SITU_MUST_CHECK;
// Sets the word {changes} from the results of diff; maps without one keep it empty.
situ_status situ_map_change_word(situ_map *map, situ_error *err) SITU_MUST_CHECK;

#endif
