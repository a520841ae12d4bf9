// SPDX-License-Identifier: MIT
#include "sample/sample.h"

#include <string.h>

#include "base/alloc.h"
#include "base/path.h"
#include "sample/ledgers.h"
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

static situ_status write_ledgers(situ_things *t, const char *out_dir, situ_error *err)
{
    situ_status status = SITU_OK;
    char *ledgers = situ_path_join(out_dir, "ledgers"), *base = situ_path_join(out_dir, "base"), *templates = situ_path_join(out_dir, "templates"), *as_sent = situ_path_join(out_dir, "as-sent");
    SITU_TRY_ALLOC(ledgers);
    SITU_TRY_ALLOC(base);
    SITU_TRY_ALLOC(templates);
    SITU_TRY_ALLOC(as_sent);
    SITU_TRY(situ_make_dirs(ledgers, err));
    SITU_TRY(situ_sample_make_risks(t, err));
    SITU_TRY(situ_sample_plant_traps(t, err));
    SITU_TRY(situ_sample_write_risks(t, ledgers, err));
    SITU_TRY(situ_sample_write_depots(t, ledgers, err));
    SITU_TRY(situ_sample_write_teams(t, ledgers, err));
    SITU_TRY(situ_sample_write_orgs(t, ledgers, err));
    SITU_TRY(situ_sample_write_flows(t, ledgers, err));
    SITU_TRY(situ_sample_write_zones(t, base, err));
    SITU_TRY(situ_sample_write_templates(templates, err));
    SITU_TRY(situ_sample_write_as_sent(t, as_sent, err));
    SITU_TRY(situ_sample_write_control(t, ledgers, err));
    SITU_TRY(situ_sample_write_project(t, out_dir, err));
done:
    situ_free(ledgers);
    situ_free(base);
    situ_free(templates);
    situ_free(as_sent);
    return status;
}

situ_status situ_sample_generate(const char *out_dir, situ_sample_size size, uint64_t seed, situ_job *job, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_world *w = NULL;
    situ_things *things = NULL;
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
    SITU_TRY(situ_job_check(job, err));
    situ_job_progress(job, _("ledgers"), 0.85);
    SITU_TRY(situ_sample_things_new(&things, w, err));
    SITU_TRY(write_ledgers(things, out_dir, err));
    situ_job_progress(job, _("ledgers"), 1);
done:
    situ_sample_things_free(things);
    situ_sample_world_free(w);
    return status;
}
