// SPDX-License-Identifier: MIT
// Andorra against GRASS: travel time from its hospitals over one and the same grid of paces (real roads by class,
// rivers and lakes as barriers) by the kernel and by r.cost and r.cost -k: the same cells reached, the same times.

#include <unistd.h>

#include "analysis/surface.h"
#include "analysis/travel_rules.h"
#include "base/path.h"
#include "bundle/schema.h"
#include "source/source.h"
#include "unit/analysis/fixture.h"
#include "unit/output/tools.h"

#define ANDORRA SITU_SHARED_DATA "/andorra/"
enum { UTM = 32631, CELL_M = 30, SITES = 32, MOVE_M = 500 };
static const situ_box ground = {366000, 4698000, 408000, 4726000};

static situ_table *read_layer(fixture *f, const char *layer, const char *where)
{
    situ_table *t = NULL;
    const situ_vector_options o = {.layer = layer, .where = where, .to_epsg = UTM};
    CHECK_OK(situ_source_read_vector(&t, ANDORRA "andorra.osm.pbf", &o, NULL, &f->err), f->err);
    return t;
}

// The reader gives the ledgers' headers; an import would make these names of them.
static situ_table *read_table(fixture *f, const char *name)
{
    situ_table *t = read_layer(f, name, NULL);
    const situ_schema *schema = situ_schema_find(name);
    for (size_t i = 0; i < t->column_count; i++)
        for (const situ_field *field = schema->fields; field->name; field++)
            if (situ_streq(t->columns[i].name, field->label)) {
                situ_free(t->columns[i].name);
                t->columns[i].name = situ_strdup(field->name);
            }
    return t;
}

// On foot or by vehicle is one to GRASS: paces as they are, tunnels as open roads. What cannot be passed is no data.
static situ_surface *make_surface(fixture *f)
{
    situ_surface *s = NULL;
    situ_travel_rules rules;
    situ_table *roads = read_table(f, "road"), *water = read_table(f, "water");
    for (size_t row = 0; row < roads->row_count; row++)
        CHECK_OK(situ_table_set_text(roads, row, (size_t)situ_table_find(roads, "tunnel"), NULL, &f->err), f->err);
    const situ_travel_options o = {.mode = SITU_TRAVEL_SURFACE, .rules = f->rules, .roads = roads, .water = water, .epsg = UTM, .box = ground,
                                   .cell_m = CELL_M, .speed_factor = 1};
    CHECK_OK(situ_travel_rules_read(&rules, f->rules, &f->err), f->err);
    CHECK_OK(situ_surface_new(&s, &o, &rules, f->report, NULL, &f->err), f->err);
    assert_int_equal(s->link_count, 0);
    for (size_t i = 0; i < (size_t)s->frame.columns * s->frame.rows; i++)
        s->pace[i] = fabsf(s->pace[i]);
    situ_table_free(roads);
    situ_table_free(water);
    return s;
}

static uint32_t find_sites(situ_cost_source *sites, fixture *f, const situ_surface *s)
{
    static const char *const layers[][2] = {{"points", "other_tags LIKE '%\"amenity\"=>\"hospital\"%'"}, {"multipolygons", "amenity = 'hospital'"}};
    uint32_t count = 0;
    for (int k = 0; k < 2; k++) {
        situ_table *t = read_layer(f, layers[k][0], layers[k][1]);
        for (size_t row = 0; row < t->row_count && count < SITES; row++) {
            const situ_geometry *g = situ_table_geometry(t, row);
            uint32_t cell = g ? situ_surface_cell(&s->frame, (g->box.x0 + g->box.x1) / 2, (g->box.y0 + g->box.y1) / 2) : UINT32_MAX;
            cell = situ_surface_passable(s, cell, MOVE_M);
            if (cell != UINT32_MAX)
                sites[count++] = (situ_cost_source){cell, 0};
        }
        situ_table_free(t);
    }
    return count;
}

static void write_cells(const char *name, const situ_raster_frame *frame, float *cells)
{
    situ_error err = {0};
    situ_grid g = {.name = (char *)(uintptr_t)name, .epsg = UTM, .frame = *frame, .cells = cells};
    char file[64];
    snprintf(file, sizeof file, "%s.tif", name);
    CHECK_OK(situ_source_write_grid(scratch(file), &g, false, NULL, &err), err);
}

static double number_of(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    if (!at)
        fail_msg("GRASS does not tell %s: %s", name, text);
    return strtod(at + strlen(name), NULL);
}

static void real__times_over_andorra_equal_r_cost(void **state)
{
    (void)state;
    if (access(ANDORRA "andorra.osm.pbf", R_OK) != 0) {
        print_message("the real data is not here: skipped\n");
        skip();
    }
    need("grass");
    fixture f;
    fixture_begin(&f);
    CHECK_OK(situ_source_init(&f.err), f.err);
    situ_surface *s = make_surface(&f);
    size_t cells = (size_t)s->frame.columns * s->frame.rows;
    situ_cost_source sites[SITES];
    uint32_t site_count = find_sites(sites, &f, s);
    assert_true(site_count >= 6);
    float *at = malloc(cells * sizeof *at);
    for (size_t i = 0; i < cells; i++)
        at[i] = NAN;
    for (uint32_t i = 0; i < site_count; i++)
        at[sites[i].cell] = 1;
    write_cells("pace", &s->frame, s->pace);
    write_cells("sites", &s->frame, at);
    for (int neighbours = 8; neighbours <= 16; neighbours += 8) {
        situ_cost_result r;
        const situ_cost_input in = {.pace = s->pace, .neighbours = neighbours, .sources = sites, .source_count = site_count};
        CHECK_OK(situ_kernel_cost(&r, &s->frame, &in, NULL, &f.err), f.err);
        size_t reached = 0;
        double sum = 0, most = 0;
        for (size_t i = 0; i < cells; i++) {
            bool found = r.seconds[i] < INFINITY;
            reached += found ? 1 : 0;
            sum += found ? (double)r.seconds[i] : 0;
            most = found ? fmax(most, (double)r.seconds[i]) : most;
            at[i] = found ? r.seconds[i] : NAN;
        }
        write_cells("ours", &s->frame, at);
        situ_cost_result_free(&r);
        // r.cost counts in cells of CELL_M metres.
        situ_str script;
        situ_str_init(&script);
        situ_str_addf(&script,
                      "set -e\nr.in.gdal input=pace.tif output=pace --o --q\nr.in.gdal input=sites.tif output=sites --o --q\n"
                      "r.in.gdal input=ours.tif output=ours --o --q\ng.region raster=pace --q\nr.cost %sinput=pace output=rc start_raster=sites --o --q\n"
                      "r.mapcalc expression='theirs=double(rc)*%d' --o --q\nr.mapcalc expression='off=if(isnull(theirs)!=isnull(ours),1,0)' --o --q\n"
                      "r.mapcalc expression='apart=if(theirs>0,abs(theirs-ours)/theirs,abs(ours))' --o --q\n"
                      "r.univar -g map=theirs | sed s/^/their_/\nr.univar -g map=off | sed s/^/off_/\nr.univar -g map=apart | sed s/^/apart_/\n",
                      neighbours == 16 ? "-k " : "", CELL_M);
        CHECK_OK(situ_write_file(scratch("run.sh"), script.data, script.length, &f.err), f.err);
        situ_str_free(&script);
        int code;
        char *text = run(&code, "cd '%s' && grass --tmp-location EPSG:%d --exec bash run.sh 2>grass.txt", tools_dir, UTM);
        if (code != 0)
            fail_msg("GRASS ended with %d; see %s/grass.txt", code, tools_dir);
        double theirs = number_of(text, "their_n="), mean = number_of(text, "their_mean="), off = number_of(text, "off_sum="), apart = number_of(text, "apart_max=");
        print_message("andorra, %2d neighbours: %zu of %zu cells reached (GRASS %.0f), mean %.6f s (GRASS %.6f), latest %.1f s, other cells %.0f, worst difference %.2g\n",
                      neighbours, reached, cells, theirs, sum / (double)reached, mean, most, off, apart);
        assert_true(reached > cells / 2);
        CHECK_NEAR(theirs, (double)reached, 0);
        CHECK_NEAR(off, 0, 0);
        CHECK_NEAR(sum / (double)reached, mean, 1e-6 * mean);
        assert_true(apart < 1e-5);
        free(text);
    }
    free(at);
    situ_surface_free(s);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(real__times_over_andorra_equal_r_cost)};
    return cmocka_run_group_tests(tests, NULL, drop_scratch);
}
