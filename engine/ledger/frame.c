// SPDX-License-Identifier: MIT
// Which frame coordinates are in, by ground truth: a point must lie in the unit its row names. Shares
// mislead (for 重庆 96 % against 94 %, because most points lie deep inside their county under any frame),
// so frames are compared in pairs by the rows that exactly one of the two puts into its unit: were both
// equally good, each such row would fall to either side like a coin. Sign test, one-sided, p < 0.001 and
// at least 10 such rows.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/str.h"
#include "ledger/internal.h"

// Below FEW_ROWS no test can decide, and the question would be put for every small sheet.
enum { MAX_SAMPLES = 20000, MIN_ROWS = 10, FEW_ROWS = 10, MIN_ZONE_ROWS = 3, MAX_FRAMES = 8, GROUPS = 4 };
static const double DECISIVE_P = 0.001, MIXED_P = 0.13; // 3 to 0

// A row with coordinates and a unit to hold them.
typedef struct sample {
    double x, y; // as situ_reading
    int truth;
    uint32_t row;
    uint8_t group; // 0 undeclared, 1 + datum when the row's frame is declared
    bool plane;
} sample;

typedef struct evidence {
    sample *items;
    size_t count, step, seen; // every step-th row with a unit is kept
    size_t located;           // rows with coordinates and no declared frame
    size_t planes;            // of them without a zone
    size_t zoned;             // rows with the zone in their figures
    int zone;                 // that zone
} evidence;

typedef struct candidate {
    bool plane, utm;
    bool outline; // the other way round: the points are true, the known outlines lie in datum
    situ_datum datum;
    int epsg;
    char label[40];
} candidate;

typedef struct verdict {
    size_t best, rival; // frames; rival: the hardest to tell from the best
    size_t tested, best_in, best_only, rival_only, others_in; // others_in: rows inside under the best of all others
    double p;
    bool decided;
} verdict;

// --- the unit that should hold a row ---

// Level of a region row by its code: 0 county, 1 town, 2 village, -1 unknown.
static int rank_of_code(const char *code)
{
    size_t n = strlen(code);
    if (n < 6 || strspn(code, "0123456789") != n)
        return -1;
    if (n == 6 || strspn(code + 6, "0") == n - 6)
        return 0;
    return n <= 9 || strspn(code + 9, "0") == n - 9 ? 1 : 2;
}

static situ_status truth_of_region(int *out, situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gazetteer *g = run->im->gazetteer;
    const situ_columns *c = &run->columns;
    const char *names[] = {"name", "level", "parent", "code", "town", "village", "county"}, *t[7];
    int column, county = SITU_NO_UNIT, town = SITU_NO_UNIT, village = SITU_NO_UNIT;
    *out = SITU_NO_UNIT;
    for (size_t i = 0; i < 7; i++)
        SITU_TRY(situ_text_of(run, situ_field_named(c, names[i]), &t[i], &column, err));
    const char *name = t[0], *level = t[1], *parent = t[2], *code = t[3], *of_town = t[4], *of_village = t[5], *of_county = t[6];
    int rank = rank_of_code(code);
    // A county is held by nothing known.
    if (strstr(level, "县") || situ_streq(level, "区") || situ_streq(level, "county") || rank == 0)
        goto done;
    if (of_county[0]) {
        county = situ_gazetteer_county(g, of_county);
        if (county == SITU_NO_UNIT)
            goto done;
    }
    if (county == SITU_NO_UNIT && parent[0])
        county = situ_gazetteer_county(g, parent);
    if (county == SITU_NO_UNIT && rank > 0) {
        county = situ_gazetteer_by_code(g, 6, code);
        if (county == SITU_NO_UNIT && situ_gazetteer_knows_codes(g))
            goto done; // of another county
    }
    // Counties of one name lie in several provinces (江北区): the code's first two digits tell them apart.
    const char *county_code = situ_gazetteer_code(g, county);
    if (county != SITU_NO_UNIT && rank >= 0 && strspn(county_code, "0123456789") >= 6 && strncmp(county_code, code, 2) != 0)
        goto done;
    const char *own = name[0] ? name : of_village[0] ? of_village : of_town;
    if (of_town[0] || parent[0])
        (void)situ_gazetteer_match_town(g, county, of_town[0] ? of_town : parent, false, &town);
    if (town == SITU_NO_UNIT && rank != 2)
        (void)situ_gazetteer_match_town(g, county, own, false, &town);
    if (town != SITU_NO_UNIT && rank != 1)
        (void)situ_gazetteer_match_village(g, town, own, false, &village);
    *out = situ_gazetteer_truth(g, county, town, village);
done:
    return status;
}

situ_status situ_truth_of_row(int *out, situ_sheet_run *run, const situ_units *u, situ_error *err)
{
    if (!u)
        return truth_of_region(out, run, err);
    *out = u->neighbour ? SITU_NO_UNIT : situ_gazetteer_truth(run->im->gazetteer, u->county, u->town, u->village);
    return SITU_OK;
}

// --- gathering ---

static bool coordinates_of(situ_sheet_run *run, situ_reading *r, situ_status *status, situ_error *err)
{
    const situ_geometry *g = run->geometry ? run->geometry[run->row] : NULL;
    if (g) { // degrees of areas and lines tell nothing that their middle could show
        situ_read_geometry(r, run);
        return r->kind == SITU_READ_PLANE || (r->kind == SITU_READ_DEGREES && g->kind == SITU_GEOM_POINT);
    }
    *status = situ_read_coordinates(r, run, err);
    return *status == SITU_OK && (r->kind == SITU_READ_DEGREES || r->kind == SITU_READ_PLANE);
}

static void keep(evidence *e, const sample *s)
{
    if (e->seen++ % e->step != 0)
        return;
    if (e->count == MAX_SAMPLES) { // full: every second stays, and from now on every second comes
        for (size_t i = 0; i < e->count / 2; i++)
            e->items[i] = e->items[2 * i];
        e->count /= 2;
        e->step *= 2;
        if ((e->seen - 1) % e->step != 0)
            return;
    }
    e->items[e->count++] = *s;
}

static situ_status gather_row(situ_sheet_run *run, evidence *e, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_reading r;
    situ_frame frame;
    situ_units units;
    sample s = {.row = run->row, .truth = SITU_NO_UNIT};
    bool region = strcmp(run->columns.schema->name, "region") == 0;
    if (!coordinates_of(run, &r, &status, err))
        goto done;
    SITU_TRY(situ_row_frame(&frame, run, false, err));
    if (frame.origin)
        goto done; // our own export: nothing to find out
    bool zoned = r.kind == SITU_READ_PLANE && r.epsg > 0;
    e->located += !zoned && (!frame.declared || r.kind == SITU_READ_PLANE);
    e->planes += r.kind == SITU_READ_PLANE && !zoned;
    if (zoned) {
        e->zoned++;
        e->zone = r.epsg;
        goto done; // nothing to find out
    }
    if (!region)
        SITU_TRY(situ_units_of_row(&units, run, err));
    SITU_TRY(situ_truth_of_row(&s.truth, run, region ? NULL : &units, err));
    if (s.truth == SITU_NO_UNIT)
        goto done;
    s.x = r.x;
    s.y = r.y;
    s.plane = r.kind == SITU_READ_PLANE;
    s.group = frame.declared && !s.plane ? (uint8_t)(1 + frame.datum) : 0; // a datum says no zone
    keep(e, &s);
done:
    return status;
}

static situ_status gather(situ_sheet_run *run, evidence *e, situ_error *err)
{
    enum { ARENA_BYTES = 1 << 20 };
    situ_status status = SITU_OK;
    const char *town = run->town, *village = run->village;
    uint32_t first = run->header.data_row ? run->header.data_row : run->header.cells ? run->header.last_row + 1 : 0;
    situ_arena *before = run->row_arena;
    run->row_arena = NULL;
    SITU_TRY_ALLOC(e->items = situ_malloc(MAX_SAMPLES * sizeof *e->items));
    e->step = 1;
    for (run->row = first; run->row < run->sheet->row_count; run->row++) {
        const char *shown = "", *skip;
        if (run->row % 4096 == 0)
            SITU_TRY(situ_job_check(run->im->job, err));
        if (!run->row_arena || situ_arena_bytes(run->row_arena) > ARENA_BYTES) {
            situ_arena_free(run->row_arena);
            SITU_TRY_ALLOC(run->row_arena = situ_arena_new());
        }
        skip = situ_row_skip(run, &shown);
        if (skip && strcmp(skip, "SECTION_ROW") == 0) {
            situ_named_unit unit = {0};
            SITU_TRY(situ_unit_of_section(&unit, run->im, shown, err));
            if (unit.town || !unit.village) {
                run->town = unit.town ? unit.town : run->title_town;
                run->village = NULL;
            }
            run->village = unit.village ? unit.village : run->village;
        }
        if (!skip)
            SITU_TRY(gather_row(run, e, err));
    }
done:
    situ_arena_free(run->row_arena);
    run->row_arena = before;
    run->row = 0;
    run->town = town;
    run->village = village;
    return status;
}

// --- frames to weigh ---

static candidate datum_frame(situ_datum datum)
{
    candidate f = {.datum = datum};
    snprintf(f.label, sizeof f.label, "%s", situ_datum_label(datum));
    return f;
}

static bool add_plane(candidate *frames, size_t *n, int epsg, const char *kind, double meridian)
{
    for (size_t i = 0; i < *n; i++)
        if (frames[i].epsg == epsg)
            return true;
    if (*n == MAX_FRAMES)
        return false;
    candidate *f = &frames[(*n)++];
    *f = (candidate){.plane = true, .utm = strcmp(kind, "UTM") == 0, .epsg = epsg};
    if (meridian > 0)
        snprintf(f->label, sizeof f->label, "EPSG:%d (%s %g°E)", epsg, kind, meridian);
    else
        snprintf(f->label, sizeof f->label, "EPSG:%d", epsg);
    return true;
}

// The county's own zone first, then each central meridian under which some row lands near the known
// units: 3-degree zones (which hold those of 6 degrees), and UTM, which GPS handsets write.
static size_t plane_frames(const situ_sheet_run *run, const evidence *e, candidate frames[MAX_FRAMES])
{
    size_t n = 0;
    int own = run->im->options->zone_epsg;
    situ_box box = situ_box_grow(situ_gazetteer_box(run->im->gazetteer), 0.5);
    if (own > 0)
        add_plane(frames, &n, own, "CGCS2000", situ_crs_central_meridian(own));
    for (int zone = 25; zone <= 45; zone++)
        for (size_t i = 0; i < e->count; i += e->count / 64 + 1) {
            const sample *s = &e->items[i];
            double lat = s->y / 110900, lon = zone * 3 + (s->x - 500000) / (111320 * cos(lat * 3.14159265358979323846 / 180));
            if (!s->plane || !situ_box_has(box, lon, lat))
                continue;
            if (!add_plane(frames, &n, 4509 + zone, "CGCS2000", zone * 3.0))
                return n;
            if (zone % 2 == 1 && !add_plane(frames, &n, 32631 + (zone - 1) / 2, "UTM", zone * 3.0))
                return n;
            break;
        }
    return n;
}

static situ_status explains(situ_sheet_run *run, const sample *s, const candidate *f, bool *in, situ_error *err)
{
    situ_status status = SITU_OK;
    double lon = s->x, lat = s->y;
    bool ok = true;
    if (f->plane) {
        SITU_TRY(situ_place_project(run, f->epsg, s->x, s->y, &lon, &lat, &ok, err));
    } else if (f->datum != SITU_DATUM_WGS84) {
        situ_lonlat p = f->outline ? situ_datum_from_wgs84(f->datum, (situ_lonlat){s->x, s->y})
                                   : situ_datum_to_wgs84(f->datum, (situ_lonlat){s->x, s->y});
        lon = p.lon_deg;
        lat = p.lat_deg;
    }
    *in = ok && situ_gazetteer_holds(run->im->gazetteer, s->truth, lon, lat);
done:
    return status;
}

// --- deciding ---

// Chance of at least k heads among n throws.
static double coin_tail(size_t k, size_t n)
{
    double log_term = -(double)n * 0.69314718055994530942, sum = 0;
    for (size_t i = 0; i <= n; i++) {
        if (i >= k)
            sum += exp(log_term);
        log_term += log((double)(n - i)) - log((double)(i + 1));
    }
    return n == 0 ? 1 : sum;
}

static situ_status weigh(situ_sheet_run *run, const evidence *e, uint8_t group, bool plane, const candidate *frames, size_t n, verdict *v,
                         situ_error *err)
{
    situ_status status = SITU_OK;
    size_t in[MAX_FRAMES] = {0}, only[MAX_FRAMES][MAX_FRAMES] = {{0}};
    *v = (verdict){.p = 1};
    for (size_t i = 0; i < e->count; i++) {
        const sample *s = &e->items[i];
        bool hit[MAX_FRAMES] = {false};
        if (s->group != group || s->plane != plane)
            continue;
        v->tested++;
        for (size_t f = 0; f < n; f++)
            SITU_TRY(explains(run, s, &frames[f], &hit[f], err));
        for (size_t f = 0; f < n; f++) {
            in[f] += hit[f];
            for (size_t k = 0; k < n; k++)
                only[f][k] += hit[f] && !hit[k];
        }
    }
    for (size_t f = 1; f < n; f++)
        if (in[f] > in[v->best])
            v->best = f;
    v->rival = v->best;
    v->best_in = in[v->best];
    v->decided = v->best_in * 2 >= v->tested && v->best_in >= MIN_ROWS;
    v->p = n > 1 ? -1 : 1;
    for (size_t f = 0; f < n; f++) {
        if (f == v->best)
            continue;
        v->others_in = in[f] > v->others_in ? in[f] : v->others_in;
        size_t a = only[v->best][f], b = only[f][v->best];
        double p = coin_tail(a, a + b);
        v->decided = v->decided && a + b >= MIN_ROWS && p < DECISIVE_P;
        if (p > v->p) {
            v->p = p;
            v->rival = f;
            v->best_only = a;
            v->rival_only = b;
        }
    }
    if (situ_gazetteer_failed(run->im->gazetteer))
        status = situ_fail_nomem(err);
done:
    return status;
}

// --- telling ---

static situ_status tell(situ_sheet_run *run, situ_severity severity, const char *rule, const char *new_value, const char *message,
                        const char *cure, situ_error *err)
{
    situ_issue issue = {.severity = severity, .rule = rule, .file = run->im->file, .sheet = run->name, .table = run->columns.schema->name,
                        .new_value = new_value, .message = message, .cure = cure};
    return situ_report_add(run->im->report, &issue, err);
}

static const char *ask(void)
{
    return _("say which it is: --crs cgcs2000, gcj02, bd09 or EPSG:n, or a column 坐标系");
}

static situ_status tell_verdict(situ_sheet_run *run, const candidate *frames, const verdict *v, situ_severity severity, const char *rule,
                                const char *cure, situ_error *err)
{
    char message[400];
    const candidate *best = &frames[v->best], *rival = &frames[v->rival];
    if (v->best_in * 2 < v->tested)
        snprintf(message, sizeof message, _("the coordinate system stays open: under the best (%s) only %zu of %zu rows lie in the unit they name"),
                 best->label, v->best_in, v->tested);
    else if (v->best != v->rival)
        snprintf(message, sizeof message,
                 v->decided ? _("coordinates are in %s: of %zu rows that name a known unit, %zu fit only one of %s and %s, %zu to %zu")
                            : _("the coordinate system stays open (best: %s): of %zu rows that name a known unit, %zu fit only one of %s and %s, %zu to %zu"),
                 best->label, v->tested, v->best_only + v->rival_only, best->label, rival->label, v->best_only, v->rival_only);
    else
        snprintf(message, sizeof message,
                 v->decided ? _("coordinates are in %s: %zu of %zu rows lie in the unit they name, and no other frame comes near")
                            : _("the coordinate system stays open (best: %s): %zu of %zu rows lie in the unit they name"),
                 best->label, v->best_in, v->tested);
    return tell(run, severity, rule, best->plane ? best->label : situ_datum_name(best->datum), message, cure, err);
}

// UTM lies a mile beside the zone of the same meridian, which most points bear: it counts only where it
// explains more. And zones lie hundreds of kilometres apart: rows that fit one alone are no chance, few as they are.
static situ_status weigh_zones(situ_sheet_run *run, const evidence *e, const candidate **frames, size_t *n, candidate zones[MAX_FRAMES], verdict *v,
                               situ_error *err)
{
    situ_status status = SITU_OK;
    verdict w = {0};
    size_t m = 0;
    for (size_t f = 0; f < *n; f++)
        if (!(*frames)[f].utm)
            zones[m++] = (*frames)[f];
    if (m == 0)
        return SITU_OK;
    SITU_TRY(weigh(run, e, 0, true, zones, m, &w, err));
    if (w.best_in < v->best_in)
        goto done;
    w.decided = w.decided || (w.best_in >= MIN_ZONE_ROWS && w.best_in * 10 >= w.tested * 9 && w.others_in == 0);
    *v = w;
    *frames = zones;
    *n = m;
done:
    return status;
}

// Rows whose frame nobody declared. frames[0] is what is taken without evidence.
static situ_status settle(situ_sheet_run *run, const evidence *e, bool plane, size_t located, const candidate *frames, size_t n, situ_error *err)
{
    situ_status status = SITU_OK;
    verdict v = {0};
    candidate zones[MAX_FRAMES];
    char message[300];
    SITU_TRY(weigh(run, e, 0, plane, frames, n, &v, err));
    if (plane && !v.decided && v.tested > 0)
        SITU_TRY(weigh_zones(run, e, &frames, &n, zones, &v, err));
    if (v.decided) {
        run->crs_why = "inferred";
        if (plane) {
            run->plane_epsg = frames[v.best].epsg;
        } else if (v.best != 0) {
            run->crs = frames[v.best].datum == SITU_DATUM_GCJ02 ? SITU_CRS_GCJ02 : SITU_CRS_BD09;
            run->crs_inferred = true;
        }
        SITU_TRY(tell_verdict(run, frames, &v, SITU_INFO, "CRS_INFERRED", NULL, err));
        goto done;
    }
    run->crs_why = "assumed";
    if (v.tested == 0) {
        bool quiet = located < MIN_ROWS || !situ_gazetteer_has_polygons(run->im->gazetteer);
        snprintf(message, sizeof message, _("coordinates are read as %s: none of %zu rows names a unit whose outline is known, so nothing tests that"),
                 n > 0 ? frames[0].label : "?", located);
        SITU_TRY(tell(run, quiet ? SITU_INFO : SITU_WARN, "CRS_ASSUMED", NULL, message, ask(), err));
        goto done;
    }
    if (plane && (v.best != 0 || run->im->options->zone_epsg <= 0)) {
        run->zone_open = true;
        run->zone_best = v.best_in * 2 >= v.tested ? frames[v.best].epsg : 0;
    }
    // A few rows cannot decide: forty townships with a dozen rows each are not to raise forty alarms. But
    // as soon as one row more speaks for another frame than for the usual one, it is asked.
    bool quiet = v.tested < FEW_ROWS && v.best == 0;
    SITU_TRY(tell_verdict(run, frames, &v, quiet ? SITU_INFO : SITU_WARN, "CRS_ASSUMED", ask(), err));
done:
    return status;
}

// Rows with a declared frame: nothing changes, but figures that say otherwise are told.
static situ_status contradict(situ_sheet_run *run, const evidence *e, situ_error *err)
{
    static const situ_datum others[3][3] = {{SITU_DATUM_WGS84, SITU_DATUM_GCJ02, SITU_DATUM_BD09},
                                            {SITU_DATUM_GCJ02, SITU_DATUM_WGS84, SITU_DATUM_BD09},
                                            {SITU_DATUM_BD09, SITU_DATUM_WGS84, SITU_DATUM_GCJ02}};
    situ_status status = SITU_OK;
    for (uint8_t group = 1; group < GROUPS; group++) {
        candidate frames[3];
        verdict v = {0};
        for (size_t i = 0; i < 3; i++)
            frames[i] = datum_frame(others[group - 1][i]);
        SITU_TRY(weigh(run, e, group, false, frames, 3, &v, err));
        if (!v.decided || v.best == 0)
            continue;
        char message[400];
        // Against the declared frame itself, which need not be the closest rival.
        size_t declared_only = 0, best_only = 0;
        for (size_t i = 0; i < e->count; i++) {
            bool a = false, b = false;
            if (e->items[i].group != group || e->items[i].plane)
                continue;
            SITU_TRY(explains(run, &e->items[i], &frames[v.best], &a, err));
            SITU_TRY(explains(run, &e->items[i], &frames[0], &b, err));
            best_only += a && !b;
            declared_only += b && !a;
        }
        snprintf(message, sizeof message,
                 _("read as %s, but the points say %s: of %zu rows that name a known unit, %zu fit only one of the two, %zu to %zu"),
                 frames[0].label, frames[v.best].label, v.tested, best_only + declared_only, best_only, declared_only);
        SITU_TRY(tell(run, SITU_WARN, "CRS_CONTRADICTED", situ_datum_name(frames[v.best].datum), message,
                      _("check which is right, and import the file again with --crs; nothing was changed"), err));
    }
done:
    return status;
}

// --- rows stored before the outlines came ---

typedef struct stored {
    const situ_table *rows;
    situ_gazetteer *g;
    situ_arena *arena;
    int town, village, county, quality, crs;
} stored;

// The row's point as it stood in its file, and the unit that should hold it.
static situ_status gather_stored(const stored *in, size_t row, evidence *e, situ_error *err)
{
    situ_status status = SITU_OK;
    const situ_table *t = in->rows;
    const situ_geometry *g = situ_table_geometry(t, row);
    const char *town = situ_table_text(t, row, in->town), *village = situ_table_text(t, row, in->village);
    const char *county = situ_table_text(t, row, in->county), *crs = situ_table_text(t, row, in->crs);
    if (!g || g->kind != SITU_GEOM_POINT || g->point_count == 0 || !situ_streq(situ_table_text(t, row, in->quality), "exact") || !crs)
        return SITU_OK;
    situ_datum datum = strcmp(crs, "gcj02") == 0 ? SITU_DATUM_GCJ02 : strcmp(crs, "bd09") == 0 ? SITU_DATUM_BD09 : SITU_DATUM_WGS84;
    if (datum == SITU_DATUM_WGS84 && strcmp(crs, "cgcs2000") != 0)
        return SITU_OK; // from plane coordinates
    situ_units u = {.town_text = town ? town : "", .village_text = village ? village : "", .address = ""};
    SITU_TRY(situ_units_find(&u, in->g, county ? county : "", in->arena, err));
    int truth = u.neighbour ? SITU_NO_UNIT : situ_gazetteer_truth(in->g, u.county, u.town, u.village);
    if (truth == SITU_NO_UNIT)
        goto done;
    situ_lonlat p = situ_datum_from_wgs84(datum, (situ_lonlat){g->xy[0], g->xy[1]});
    keep(e, &(sample){.x = p.lon_deg, .y = p.lat_deg, .truth = truth, .group = (uint8_t)(1 + datum)});
done:
    return status;
}

situ_status situ_frame_recheck(const situ_table *rows, situ_gazetteer *g, situ_report *report, situ_error *err)
{
    situ_status status = SITU_OK;
    stored in = {rows, g, situ_arena_new(), situ_table_find(rows, "town"), situ_table_find(rows, "village"), situ_table_find(rows, "county"),
                 situ_table_find(rows, "loc_quality"), situ_table_find(rows, "crs_in")};
    situ_map *files = situ_map_new();
    evidence e = {0};
    size_t *of = NULL, *order = NULL, *start = NULL, n = rows->row_count;
    int file = situ_table_find(rows, "src_file"), sheet = situ_table_find(rows, "src_sheet");
    SITU_TRY_ALLOC(in.arena);
    SITU_TRY_ALLOC(files);
    const situ_schema *schema = situ_schema_find(rows->name);
    if (!rows->geometry || !schema || !situ_gazetteer_has_polygons(g) || n == 0)
        goto done;
    SITU_TRY_ALLOC(e.items = situ_malloc(MAX_SAMPLES * sizeof *e.items));
    SITU_TRY_ALLOC(of = situ_calloc(n, sizeof *of));
    SITU_TRY_ALLOC(order = situ_calloc(n, sizeof *order));
    for (size_t r = 0; r < n; r++) { // rows by file and sheet
        char key[400];
        const char *f = situ_table_text(rows, r, file), *s = situ_table_text(rows, r, sheet);
        snprintf(key, sizeof key, "%s\t%s", f ? f : "", s ? s : "");
        size_t known = situ_map_get(files, key);
        of[r] = known != SIZE_MAX ? known : situ_map_count(files);
        if (known == SIZE_MAX && situ_map_set(files, key, of[r]) < 0)
            SITU_TRY(situ_fail_nomem(err));
    }
    size_t groups = situ_map_count(files), at = 0;
    SITU_TRY_ALLOC(start = situ_calloc(groups + 1, sizeof *start));
    for (size_t r = 0; r < n; r++)
        start[of[r] + 1]++;
    for (size_t i = 0; i < groups; i++)
        start[i + 1] += start[i];
    for (size_t r = 0; r < n; r++)
        order[start[of[r]]++] = r; // start[i] becomes the end of group i
    for (size_t i = 0; i < groups; i++) {
        size_t first = order[at];
        const char *f = situ_table_text(rows, first, file);
        situ_import im = {.gazetteer = g, .report = report, .file = f ? f : ""};
        situ_sheet_run run = {.im = &im, .name = situ_table_text(rows, first, sheet), .columns = {.schema = schema}};
        e.count = e.seen = 0;
        e.step = 1;
        for (; at < start[i]; at++)
            SITU_TRY(gather_stored(&in, order[at], &e, err));
        SITU_TRY(contradict(&run, &e, err));
    }
done:
    situ_free(e.items);
    situ_free(of);
    situ_free(order);
    situ_free(start);
    situ_map_free(files);
    situ_arena_free(in.arena);
    return status;
}

// --- the part ---

// Outlines from a web map, imported as if they were true, make true points look shifted the other way.
static situ_status suspect_outlines(situ_sheet_run *run, const evidence *e, situ_error *err)
{
    situ_status status = SITU_OK;
    candidate frames[2] = {datum_frame(SITU_DATUM_WGS84), datum_frame(SITU_DATUM_GCJ02)};
    char message[300];
    frames[1].outline = true;
    for (uint8_t group = 0; group <= 1; group++) {
        verdict v = {0};
        if (group == 0 && run->crs != SITU_CRS_AUTO)
            continue; // found to be shifted itself
        SITU_TRY(weigh(run, e, group, false, frames, 2, &v, err));
        if (!v.decided || v.best != 1)
            continue;
        snprintf(message, sizeof message,
                 _("the known outlines seem to be in GCJ-02: of %zu rows that name a known unit, %zu fit only shifted or only unshifted outlines, %zu to %zu"),
                 v.tested, v.best_only + v.rival_only, v.best_only, v.rival_only);
        SITU_TRY(tell(run, SITU_WARN, "CRS_CONTRADICTED", NULL, message, _("import the outlines again with --crs gcj02"), err));
        break;
    }
done:
    return status;
}

// Rows outside their unit that another frame puts inside: from a file of mixed frames, or by chance at a
// rough outline? Chance pushes either way, so the same shift in the opposite direction is the measure.
static situ_status find_mixed(situ_sheet_run *run, const evidence *e, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_gazetteer *g = run->im->gazetteer;
    size_t with[3] = {0}, against[3] = {0};
    situ_datum open_datum = run->crs == SITU_CRS_GCJ02 ? SITU_DATUM_GCJ02 : run->crs == SITU_CRS_BD09 ? SITU_DATUM_BD09 : SITU_DATUM_WGS84;
    for (size_t i = 0; i < e->count; i++) {
        const sample *s = &e->items[i];
        situ_datum own = s->group ? (situ_datum)(s->group - 1) : open_datum;
        situ_lonlat raw = {s->x, s->y}, here = situ_datum_to_wgs84(own, raw);
        if (s->plane || situ_gazetteer_holds(g, s->truth, here.lon_deg, here.lat_deg) ||
            situ_gazetteer_away_m(g, s->truth, here.lon_deg, here.lat_deg) <= SITU_OUTSIDE_TOLERANCE_M)
            continue;
        for (int d = 0; d < 3; d++) {
            if ((situ_datum)d == own)
                continue;
            situ_lonlat p = situ_datum_to_wgs84((situ_datum)d, raw);
            with[d] += situ_gazetteer_holds(g, s->truth, p.lon_deg, p.lat_deg);
            against[d] += situ_gazetteer_holds(g, s->truth, 2 * here.lon_deg - p.lon_deg, 2 * here.lat_deg - p.lat_deg);
        }
    }
    for (int d = 0; d < 3; d++)
        run->frame_mixed[d] = coin_tail(with[d], with[d] + against[d]) < MIXED_P;
    if (situ_gazetteer_failed(g))
        status = situ_fail_nomem(err);
    return status;
}

static void find_origin_column(situ_sheet_run *run)
{
    for (uint32_t c = 0; run->columns.own_export && run->header.cells && c < run->header.column_count; c++)
        if (strcmp(run->header.cells[c].flat, "原坐标系") == 0 || strcmp(run->header.cells[c].flat, "crs_in") == 0)
            run->origin_column = c + 1;
}

situ_status situ_frame_infer(situ_sheet_run *run, situ_error *err)
{
    situ_status status = SITU_OK;
    evidence e = {0};
    candidate frames[MAX_FRAMES];
    find_origin_column(run);
    if (!situ_run_has_coordinates(run))
        goto done;
    if (run->crs == SITU_CRS_AUTO)
        SITU_TRY(situ_frame_read_words(run, err));
    if (run->geometry && run->geometry_declared && run->crs == SITU_CRS_AUTO) {
        run->crs = SITU_CRS_CGCS2000;
        run->crs_why = "declared";
    }
    bool open = run->crs == SITU_CRS_AUTO;
    if (!situ_gazetteer_has_polygons(run->im->gazetteer)) {
        if (open && run->columns.crs_column < 0) {
            run->crs_why = "assumed";
            SITU_TRY(tell(run, SITU_INFO, "CRS_ASSUMED", NULL,
                          _("coordinates are read as CGCS2000/WGS-84: no unit's outline is known yet, so nothing tests that"), ask(), err));
        }
        goto done;
    }
    if (run->crs == SITU_CRS_EPSG)
        goto done;
    SITU_TRY(gather(run, &e, err));
    size_t degrees = e.located > e.planes ? e.located - e.planes : 0;
    if (e.planes > 0) {
        size_t n = plane_frames(run, &e, frames);
        if (n > 0)
            SITU_TRY(settle(run, &e, true, e.planes, frames, n, err));
    }
    if (e.zoned > 0 && e.located == 0) {
        run->plane_epsg = e.zone;
        run->crs_why = run->crs_why ? run->crs_why : "declared"; // by the figures themselves
    }
    if (open && degrees > 0) {
        for (int d = 0; d < 3; d++)
            frames[d] = datum_frame((situ_datum)d);
        SITU_TRY(settle(run, &e, false, degrees, frames, 3, err));
    }
    SITU_TRY(contradict(run, &e, err));
    SITU_TRY(suspect_outlines(run, &e, err));
    SITU_TRY(find_mixed(run, &e, err));
done:
    situ_free(e.items);
    return status;
}
