// SPDX-License-Identifier: MIT
// Andorra: the way from its hospitals over real roads, rivers and slopes. The surface is held against a plain
// Dijkstra; the grids are left in the build folder, to be looked at and held against other programs.

#include <unistd.h>

#include "analysis/network.h"
#include "analysis/surface.h"
#include "analysis/travel_rules.h"
#include "bundle/schema.h"
#include "source/source.h"
#include "unit/analysis/fixture.h"

#define ANDORRA SITU_SHARED_DATA "/andorra/"
enum { UTM = 32631, CELL_M = 30 };
static const situ_box ground = {366000, 4698000, 408000, 4726000};

typedef struct world {
    fixture f;
    situ_table *roads, *water, *places;
    situ_grid *dem;
    situ_travel_site sites[32];
    uint32_t site_count;
} world;

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
        for (const situ_field *field = schema ? schema->fields : NULL; field && field->name; field++)
            if (situ_streq(t->columns[i].name, field->label)) {
                situ_free(t->columns[i].name);
                t->columns[i].name = situ_strdup(field->name);
            }
    return t;
}

static void add_sites(world *w, const char *layer, const char *where)
{
    situ_table *t = read_layer(&w->f, layer, where);
    for (size_t row = 0; row < t->row_count; row++) {
        const situ_geometry *g = situ_table_geometry(t, row);
        assert_true(w->site_count < 32);
        if (g)
            w->sites[w->site_count++] = (situ_travel_site){(g->box.x0 + g->box.x1) / 2, (g->box.y0 + g->box.y1) / 2, 5};
    }
    situ_table_free(t);
}

static void begin(world *w)
{
    memset(w, 0, sizeof *w);
    if (access(ANDORRA "andorra.osm.pbf", R_OK) != 0 || access(ANDORRA "N42E001.hgt", R_OK) != 0) {
        print_message("the real data is not here: skipped\n");
        skip();
    }
    fixture_begin(&w->f);
    CHECK_OK(situ_source_init(&w->f.err), w->f.err);
    w->roads = read_table(&w->f, "road");
    w->water = read_table(&w->f, "water");
    w->places = read_table(&w->f, "place");
    CHECK_OK(situ_source_read_grid(&w->dem, ANDORRA "N42E001.hgt", UTM, CELL_M, &ground, &w->f.err), w->f.err);
    add_sites(w, "points", "other_tags LIKE '%\"amenity\"=>\"hospital\"%' OR other_tags LIKE '%\"amenity\"=>\"fire_station\"%'");
    add_sites(w, "multipolygons", "amenity IN ('hospital', 'fire_station')");
    assert_true(w->site_count >= 6);
}

static void end(world *w)
{
    situ_table_free(w->roads);
    situ_table_free(w->water);
    situ_table_free(w->places);
    situ_grid_free(w->dem);
    fixture_end(&w->f);
}

static void keep(const char *name, const situ_raster_frame *f, const float *cells)
{
    situ_grid g = {.name = (char *)(uintptr_t)name, .epsg = UTM, .frame = *f, .cells = (float *)(uintptr_t)cells};
    char path[400];
    situ_error err = {0};
    snprintf(path, sizeof path, "%s/%s.tif", SITU_BINARY_DIR, name);
    CHECK_OK(situ_source_write_grid(path, &g, false, NULL, &err), err);
}

static void real__roads_of_andorra_hang_together(void **state)
{
    (void)state;
    world w;
    begin(&w);
    situ_network *n = NULL;
    uint32_t *component, count;
    uint8_t *is_bridge;
    double *isolated, *length, total = 0, most = 0;
    const situ_network_options o = {.rules = w.f.rules, .dem = w.dem};
    CHECK_OK(situ_network_new(&n, w.roads, &o, w.f.report, NULL, &w.f.err), w.f.err);
    CHECK_OK(situ_network_components(&component, &count, n, true, &w.f.err), w.f.err);
    CHECK_OK(situ_network_bridges(&is_bridge, &isolated, n, NULL, true, &w.f.err), w.f.err);
    length = calloc(count, sizeof *length);
    for (uint32_t i = 0; i < n->edge_count; i++) {
        length[component[n->edges[i].from]] += (double)n->edges[i].length_m;
        total += (double)n->edges[i].length_m;
    }
    for (uint32_t k = 0; k < count; k++)
        most = fmax(most, length[k]);
    size_t bridges = 0;
    for (uint32_t i = 0; i < n->edge_count; i++)
        bridges += is_bridge[i];
    print_message("andorra: %zu roads, %u nodes, %u edges, %.0f km, %u components, the largest %.1f %%, %zu bridges\n", w.roads->row_count, n->node_count,
                  n->edge_count, total / 1000, count, 100 * most / total, bridges);
    assert_int_equal(fixture_issues(&w.f, "TRAVEL_ROAD_CLASS"), 0);
    assert_true(n->edge_count > 1500 && n->edge_count < 20000);
    assert_true(most / total > 0.5);
    assert_true(bridges > 100 && bridges < n->edge_count);
    free(length);
    situ_free(component);
    situ_free(is_bridge);
    situ_free(isolated);
    situ_network_free(n);
    end(&w);
}

// --- a plain Dijkstra over the cells, in double ---

typedef struct entry { double s; uint32_t cell; } entry;

static void push(entry *heap, size_t *n, entry e)
{
    size_t i = (*n)++;
    for (; i > 0 && e.s < heap[(i - 1) / 2].s; i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = e;
}

static entry pop(entry *heap, size_t *n)
{
    entry top = heap[0], last = heap[--*n];
    size_t i = 0, child;
    while ((child = 2 * i + 1) < *n) {
        child += child + 1 < *n && heap[child + 1].s < heap[child].s;
        if (!(heap[child].s < last.s))
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = last;
    return top;
}

static double pace_of(const situ_surface *s, uint32_t from, uint32_t to, uint32_t cell, double run)
{
    double pace = (double)s->pace[cell];
    if (pace > 0 || !s->elevation_m)
        return fabs(pace);
    return -pace * exp(3.5 * fabs(((double)s->elevation_m[to] - (double)s->elevation_m[from]) / run + 0.05)) / exp(0.175);
}

static double *plain(const situ_surface *s, const situ_travel_site *sites, uint32_t count)
{
    const situ_raster_frame *f = &s->frame;
    size_t cells = (size_t)f->columns * f->rows, n = 0;
    double *best = malloc(cells * sizeof *best);
    entry *heap = malloc((cells * 9 + count) * sizeof *heap);
    for (size_t i = 0; i < cells; i++)
        best[i] = INFINITY;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t cell = situ_surface_passable(s, situ_surface_cell(f, sites[i].x, sites[i].y), 500);
        best[cell] = fmin(best[cell], sites[i].delay_min * 60);
        push(heap, &n, (entry){best[cell], cell});
    }
    while (n) {
        entry top = pop(heap, &n);
        if (top.s > best[top.cell])
            continue;
        for (int k = 0; k < 9; k++) {
            int64_t c = (int64_t)(top.cell % f->columns) + k % 3 - 1, r = (int64_t)(top.cell / f->columns) + k / 3 - 1;
            if (k == 4 || c < 0 || r < 0 || c >= f->columns || r >= f->rows)
                continue;
            uint32_t to = (uint32_t)(r * f->columns + c);
            double run = hypot(k % 3 - 1, k / 3 - 1) * f->cell_x;
            if (isnan(s->pace[to]))
                continue;
            double t = top.s + (pace_of(s, top.cell, to, top.cell, run) + pace_of(s, top.cell, to, to, run)) / 2 * run;
            if (t < best[to]) {
                best[to] = t;
                push(heap, &n, (entry){t, to});
            }
        }
        for (size_t k = 0; k < s->link_count; k++)
            if (s->links[k].from == top.cell && top.s + (double)s->links[k].seconds < best[s->links[k].to]) {
                best[s->links[k].to] = top.s + (double)s->links[k].seconds;
                push(heap, &n, (entry){best[s->links[k].to], s->links[k].to});
            }
    }
    free(heap);
    return best;
}

static void compare(world *w, const situ_grid *dem, const char *name)
{
    situ_travel *t = NULL;
    situ_surface *s = NULL;
    situ_travel_rules rules;
    const situ_travel_options o = {.mode = SITU_TRAVEL_SURFACE, .rules = w->f.rules, .roads = w->roads, .water = w->water, .dem = dem, .epsg = UTM, .box = ground,
                                   .cell_m = CELL_M, .neighbours = 8, .speed_factor = 1};
    CHECK_OK(situ_travel_rules_read(&rules, w->f.rules, &w->f.err), w->f.err);
    CHECK_OK(situ_surface_new(&s, &o, &rules, w->f.report, NULL, &w->f.err), w->f.err);
    CHECK_OK(situ_travel_new(&t, &o, w->f.report, NULL, &w->f.err), w->f.err);
    size_t cells = (size_t)s->frame.columns * s->frame.rows, reached = 0, barred = 0;
    float *minutes = malloc(cells * sizeof *minutes);
    CHECK_OK(situ_travel_field(minutes, NULL, &s->frame, t, w->sites, w->site_count, NULL, &w->f.err), w->f.err);
    double *best = plain(s, w->sites, w->site_count), worst = 0, sum = 0;
    for (size_t i = 0; i < cells; i++) {
        assert_int_equal(isinf(best[i]), isinf(minutes[i]));
        barred += isnan(s->pace[i]) ? 1 : 0;
        if (isinf(best[i]))
            continue;
        reached++;
        sum += (double)minutes[i];
        worst = fmax(worst, fabs((double)minutes[i] * 60 - best[i]) / best[i]);
    }
    print_message("andorra %s: %u x %u cells, %zu barred, %zu reached, mean %.4f min, worst difference %.2g\n", name, s->frame.columns, s->frame.rows, barred, reached,
                  sum / (double)reached, worst);
    assert_true(reached > cells / 2);
    assert_true(worst < 2e-5);
    keep(name, &s->frame, minutes);
    char pace[64];
    snprintf(pace, sizeof pace, "%s-pace", name);
    keep(pace, &s->frame, s->pace);
    free(best);
    free(minutes);
    situ_travel_free(t);
    situ_surface_free(s);
}

static void real__the_surface_equals_a_plain_dijkstra(void **state)
{
    (void)state;
    world w;
    begin(&w);
    compare(&w, w.dem, "andorra-slopes");
    // Once more as other programs can repeat it: without slopes, and tunnels as open roads instead of links.
    for (size_t row = 0; row < w.roads->row_count; row++)
        CHECK_OK(situ_table_set_text(w.roads, row, (size_t)situ_table_find(w.roads, "tunnel"), NULL, &w.f.err), w.f.err);
    compare(&w, NULL, "andorra-flat");
    end(&w);
}

static void real__places_of_andorra_are_reached_by_road(void **state)
{
    (void)state;
    world w;
    begin(&w);
    double xy[2 * 1000];
    uint32_t count = 0;
    for (size_t row = 0; row < w.places->row_count && count < 1000; row++) {
        situ_point p;
        if (!situ_table_geometry(w.places, row))
            continue;
        p = (situ_point){situ_table_geometry(w.places, row)->box.x0, situ_table_geometry(w.places, row)->box.y0};
        if (!situ_box_has(ground, p.x, p.y))
            continue;
        xy[2 * count] = p.x;
        xy[2 * count + 1] = p.y;
        count++;
    }
    float minutes[3][1000];
    for (int mode = 0; mode < 3; mode++) {
        situ_travel *t = NULL;
        const situ_travel_options o = {.mode = (situ_travel_mode)mode, .rules = w.f.rules, .roads = w.roads, .water = w.water, .dem = w.dem, .epsg = UTM,
                                       .box = ground, .cell_m = CELL_M, .neighbours = 16};
        CHECK_OK(situ_travel_new(&t, &o, w.f.report, NULL, &w.f.err), w.f.err);
        CHECK_OK(situ_travel_nearest(minutes[mode], NULL, t, w.sites, w.site_count, xy, count, NULL, &w.f.err), w.f.err);
        if (mode == SITU_TRAVEL_NETWORK) {
            const situ_raster_frame f = situ_raster_frame_cover(ground, 100);
            float *cells = malloc((size_t)f.columns * f.rows * sizeof *cells);
            CHECK_OK(situ_travel_field(cells, NULL, &f, t, w.sites, w.site_count, NULL, &w.f.err), w.f.err);
            keep("andorra-network", &f, cells);
            free(cells);
        }
        situ_travel_free(t);
    }
    double difference = 0;
    size_t both = 0, reached = 0;
    for (uint32_t i = 0; i < count; i++) {
        reached += isfinite(minutes[SITU_TRAVEL_NETWORK][i]) ? 1 : 0;
        if (minutes[SITU_TRAVEL_NETWORK][i] < 30) { // where people live; the peaks are a matter of every slope
            difference += fabs((double)minutes[SITU_TRAVEL_NETWORK][i] - (double)minutes[SITU_TRAVEL_SURFACE][i]);
            both++;
        }
        if (getenv("SITU_SHOW"))
            print_message("%3u %8.1f %8.1f %8.1f  %s\n", i, (double)minutes[0][i], (double)minutes[1][i], (double)minutes[2][i], situ_table_text(w.places, i, situ_table_find(w.places, "name")));
    }
    print_message("andorra: %u places, %zu reached by road, mean difference of surface and network %.1f min over %zu\n", count, reached, difference / (double)both, both);
    assert_true(reached > count * 9 / 10);
    assert_true(both > 50 && difference / (double)both < 5);
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real__roads_of_andorra_hang_together),
        cmocka_unit_test(real__the_surface_equals_a_plain_dijkstra),
        cmocka_unit_test(real__places_of_andorra_are_reached_by_road),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
