// SPDX-License-Identifier: MIT
#ifndef SITU_SAMPLE_WRITE_H
#define SITU_SAMPLE_WRITE_H

// Inside the county generator: from the world to files.

#include "bundle/table.h"
#include "sample/world.h"

situ_status situ_sample_set(situ_table *table, size_t row, const char *column, const char *value, situ_error *err) SITU_MUST_CHECK; // NULL value: the column only
situ_status situ_sample_set_int(situ_table *table, size_t row, const char *column, int64_t value, situ_error *err) SITU_MUST_CHECK;
// Takes g (metres of the zone; NULL = none) as lon, lat rounded to 1e-7 degrees (a centimetre): smaller
// files, and shared edges stay equal.
situ_status situ_sample_set_shape(situ_table *table, size_t row, situ_geometry *g, const situ_transform *to_lonlat, situ_error *err) SITU_MUST_CHECK;
const char *situ_sample_zone_word(int zone); // 片区

// base/ below out_dir.
situ_status situ_sample_write_base(situ_world *world, const char *out_dir, situ_error *err) SITU_MUST_CHECK;

#endif
