// SPDX-License-Identifier: MIT
#include "sample/sample.h"

#include <string.h>

#include "sample/write.h"

bool situ_sample_size_parse(const char *word, situ_sample_size *out)
{
    static const char *const words[] = {"township", "county", "province"};
    for (int k = 0; word && k < 3; k++)
        if (strcmp(word, words[k]) == 0) {
            *out = (situ_sample_size)k;
            return true;
        }
    return false;
}

situ_status situ_sample_generate(const char *out_dir, situ_sample_size size, uint64_t seed, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_world *w = NULL;
    SITU_TRY(situ_sample_world_new(&w, size, seed, err));
    SITU_TRY(situ_sample_world_terrain(w, job, err));
    situ_job_progress(job, _("waters"), 0.4);
    SITU_TRY(situ_sample_world_water(w, err));
    SITU_TRY(situ_job_check(job, err));
    situ_job_progress(job, _("towns and villages"), 0.5);
    SITU_TRY(situ_sample_world_county(w, err));
    SITU_TRY(situ_sample_world_units(w, err));
    SITU_TRY(situ_sample_world_names(w, err));
    SITU_TRY(situ_job_check(job, err));
    situ_job_progress(job, _("roads"), 0.6);
    SITU_TRY(situ_sample_world_roads(w, err));
    SITU_TRY(situ_job_check(job, err));
    situ_job_progress(job, _("base maps"), 0.7);
    SITU_TRY(situ_sample_write_base(w, out_dir, err));
done:
    situ_sample_world_free(w);
    return status;
}
