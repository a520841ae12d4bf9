// SPDX-License-Identifier: MIT
#ifndef SITU_SAMPLE_SAMPLE_H
#define SITU_SAMPLE_SAMPLE_H

// The county generator: an invented mountain county on the Yangtze (岚川县, code 509999) with
// terrain, waters, units, roads, ledgers, blank templates, a project file and the key of its traps.

#include <stdint.h>

#include "base/job.h"

typedef enum situ_sample_size {
    SITU_SAMPLE_TOWNSHIP, // a corner of the county: 5 towns, about 50 villages
    SITU_SAMPLE_COUNTY,   // 42 towns and 3 units like towns, about 480 villages, 1,200 risk points
    SITU_SAMPLE_PROVINCE, // the county's land with ten times the risk points: for load tests
} situ_sample_size;

// "township", "county", "province"; false for other words.
bool situ_sample_size_parse(const char *word, situ_sample_size *out);

// Writes base/, ledgers/, templates/, project.yaml and ANSWERS.csv below out_dir (made when missing).
// Same size and seed: same bytes, whatever the number of threads. Files are replaced one by one.
situ_status situ_sample_generate(const char *out_dir, situ_sample_size size, uint64_t seed,
                                 situ_job *job, situ_error *err) SITU_MUST_CHECK;

#endif
