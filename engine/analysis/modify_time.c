// SPDX-License-Identifier: MIT
// R-TIME: red and orange points that the nearest team reaches later than T_max (救援盲区).

#include <math.h>

#include "analysis/checking.h"
#include "analysis/modify_parts.h"
#include "base/alloc.h"

typedef struct ways {
    situ_rows_points teams;
    situ_travel_site *sites;
    double *xy;        // of the targets
    size_t *row;       // point row of each
    float *minutes;
    uint32_t *site;
    uint32_t count;
} ways;

static void ways_free(ways *w)
{
    situ_rows_points_free(&w->teams);
    situ_free(w->sites);
    situ_free(w->xy);
    situ_free(w->row);
    situ_free(w->minutes);
    situ_free(w->site);
}

static situ_status list_targets(ways *w, const situ_modify *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_rating *r = m->rating;
    size_t n = r->points->row_count, rough = 0, near = 0;
    w->xy = situ_malloc((2 * n + 1) * sizeof *w->xy);
    SITU_TRY_ALLOC(w->xy);
    w->row = situ_malloc((n + 1) * sizeof *w->row);
    SITU_TRY_ALLOC(w->row);
    for (size_t row = 0; row < n; row++) {
        situ_point p;
        if (r->level[row] != 1 && r->level[row] != 2)
            continue;
        if (!situ_feature_point(situ_table_geometry(r->points, row), &p)) {
            if (r->region[row] != SIZE_MAX)
                m->out->items[r->region[row]].unplaced++;
            SITU_TRY(situ_rows_tell(m->report, r->points, row, SITU_WARN, "ZONE_TIME_UNPLACED", NULL, _("fill in the coordinates"), err,
                                    _("%s has no coordinates: whether help comes in time is not known"), situ_rows_name(r->points, row)));
            continue;
        }
        const char *quality = situ_rows_text(r->points, row, "loc_quality");
        if (situ_streq(quality, "town")) { // its place is the town's seat: minutes from there say nothing
            rough++;
            if (r->region[row] != SIZE_MAX)
                m->out->items[r->region[row]].unplaced++;
            continue;
        }
        near += situ_streq(quality, "village");
        w->xy[2 * (size_t)w->count] = p.x;
        w->xy[2 * (size_t)w->count + 1] = p.y;
        w->row[w->count++] = row;
    }
    if (rough > 0)
        SITU_TRY(situ_rows_tell(m->report, r->points, SIZE_MAX, SITU_WARN, "ZONE_TIME_ROUGH", NULL, _("fill in the coordinates, or the village"), err,
                                _("%zu red and orange points are known by their township only: whether help comes to them in time is not known"), rough));
    if (near > 0)
        SITU_TRY(situ_rows_tell(m->report, r->points, SIZE_MAX, SITU_INFO, "ZONE_TIME_VILLAGE", NULL, _("fill in the coordinates"), err,
                                _("%zu red and orange points are known by their village: the way to them is that to the village"), near));
done:
    return status;
}

static situ_status travel(ways *w, const situ_modify *m, const situ_table *teams, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_op_input *in = m->rating->in;
    situ_travel *t = NULL;
    situ_travel_options options = {.mode = (situ_travel_mode)m->options->travel, .rules = in->rules, .roads = situ_op_table(in, "roads"),
                                   .water = situ_op_table(in, "water"), .dem = situ_op_grid(in, "dem"), .land = situ_op_grid(in, "land"),
                                   .epsg = in->epsg, .box = situ_box_empty(), .neighbours = 8};
    w->sites = situ_malloc((w->teams.count + 1) * sizeof *w->sites);
    SITU_TRY_ALLOC(w->sites);
    w->minutes = situ_malloc((w->count + 1) * sizeof *w->minutes);
    SITU_TRY_ALLOC(w->minutes);
    w->site = situ_malloc((w->count + 1) * sizeof *w->site);
    SITU_TRY_ALLOC(w->site);
    for (uint32_t i = 0; i < w->teams.count; i++) {
        w->sites[i] = (situ_travel_site){w->teams.xy[2 * (size_t)i], w->teams.xy[2 * (size_t)i + 1], situ_travel_delay(in->rules, teams, w->teams.row[i])};
        options.box = situ_box_add(options.box, w->sites[i].x, w->sites[i].y);
    }
    for (uint32_t i = 0; i < w->count; i++)
        options.box = situ_box_add(options.box, w->xy[2 * (size_t)i], w->xy[2 * (size_t)i + 1]);
    options.box = situ_box_grow(options.box, 1000);
    SITU_TRY(situ_travel_new(&t, &options, m->report, m->job, err));
    SITU_TRY(situ_travel_nearest(w->minutes, w->site, t, w->sites, w->teams.count, w->xy, w->count, m->job, err));
done:
    situ_travel_free(t);
    return status;
}

static situ_status keep(situ_modify *m, const ways *w, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_rating *r = m->rating;
    size_t n = r->points->row_count;
    m->out->minutes = situ_malloc((n + 1) * sizeof *m->out->minutes);
    SITU_TRY_ALLOC(m->out->minutes);
    m->out->team_row = situ_malloc((n + 1) * sizeof *m->out->team_row);
    SITU_TRY_ALLOC(m->out->team_row);
    for (size_t row = 0; row < n; row++) {
        m->out->minutes[row] = NAN;
        m->out->team_row[row] = UINT32_MAX;
    }
    for (uint32_t i = 0; i < w->count; i++) {
        size_t row = w->row[i];
        m->out->minutes[row] = w->minutes[i];
        if (w->site[i] != UINT32_MAX)
            m->out->team_row[row] = (uint32_t)w->teams.row[w->site[i]];
        if (r->region[row] != SIZE_MAX && (double)w->minutes[i] > m->out->max_min)
            m->out->items[r->region[row]].late++;
    }
done:
    return status;
}

situ_status situ_modify_read_times(situ_modify *m, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *teams = situ_op_table(m->rating->in, "team");
    ways w = {0};
    m->out->max_min = m->options->max_min;
    if (!(m->out->max_min > 0))
        SITU_TRY(situ_rules_number(&m->out->max_min, m->rating->in->rules, "region", "then.R-TIME.max_min", err));
    if (teams)
        SITU_TRY(situ_rows_points_of(&w.teams, teams, m->report, "ZONE_TEAM_UNPLACED", err));
    if (w.teams.count == 0) {
        m->blocked[SITU_MODIFY_TIME] = situ_modify_word(m, "no_teams");
        SITU_TRY(situ_rows_tell(m->report, teams, SIZE_MAX, SITU_WARN, "ZONE_TIME_UNKNOWN", NULL, _("import the rescue teams with their coordinates"), err,
                                _("there is no team with coordinates: the rule R-TIME is not applied")));
        goto done;
    }
    SITU_TRY(list_targets(&w, m, err));
    if (w.count > 0)
        SITU_TRY(travel(&w, m, teams, err));
    SITU_TRY(keep(m, &w, err));
done:
    ways_free(&w);
    return status;
}
