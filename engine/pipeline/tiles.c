// SPDX-License-Identifier: MIT
// Tiles: per zoom one scene, one label plan and one display list for the whole county; 8 x 8 blocks of
// tiles are painted by the pool and cut.
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "geo/raster.h"
#include "output/metatile.h"
#include "output/tileset.h"
#include "pipeline/pipeline.h"

situ_status situ_zoom_new(situ_zoom **out, situ_map *map, const situ_bundle *mercator, int zoom, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_zoom *z = situ_calloc(1, sizeof *z);
    situ_transform *t = NULL;
    situ_box box, lonlat;
    situ_frame frame = {.media = SITU_SCREEN, .epsg = SITU_EPSG_WEB_MERCATOR, .content = 1};
    double resolution = situ_matrix_resolution(SITU_MATRIX_WEB, zoom);

    SITU_TRY_ALLOC(z);
    z->zoom = zoom;
    SITU_TRY(situ_transform_new(&t, map->zone_epsg, SITU_EPSG_WEB_MERCATOR, err));
    SITU_TRY(situ_transform_box(t, situ_box_grow(map->world, 3000), &box, err)); // a rim of neighbours
    situ_tile_range(SITU_MATRIX_WEB, zoom, box, &z->x0, &z->y0, &z->x1, &z->y1);
    frame.world = situ_box_union(situ_tile_box(SITU_MATRIX_WEB, zoom, z->x0, z->y0), situ_tile_box(SITU_MATRIX_WEB, zoom, z->x1, z->y1));
    frame.scale = 1 / resolution;
    frame.width = (z->x1 - z->x0 + 1) * 256.0;
    frame.height = (z->y1 - z->y0 + 1) * 256.0;
    situ_transform_free(t);
    t = NULL;
    SITU_TRY(situ_transform_new(&t, SITU_EPSG_WEB_MERCATOR, SITU_EPSG_WGS84, err));
    SITU_TRY(situ_transform_box(t, box, &lonlat, err));
    // Ground metres a pixel at the county's latitude, at 96 dots an inch.
    frame.denominator = resolution * cos((lonlat.y0 + lonlat.y1) / 2 * M_PI / 180) / (0.0254 / 96);
    SITU_TRY(situ_map_scene(&z->scene, map, mercator, &frame, err));
    SITU_TRY(situ_label_plan_new(&z->plan, z->scene, map->session->text, NULL, 0, err));
    SITU_TRY(situ_display_new(&z->display, frame.width, frame.height, 0, err));
    z->display->paper = (situ_rgba){0xF3, 0xF1, 0xEC, 255};
    SITU_TRY(situ_display_scene(z->display, z->scene, 0, z->plan, 0, 0, map->session->text, NULL, NULL, err));
    SITU_TRY(situ_display_seal(z->display, err));
    *out = z;
    z = NULL;
done:
    situ_transform_free(t);
    situ_zoom_free(z);
    return status;
}

void situ_zoom_free(situ_zoom *zoom)
{
    if (!zoom)
        return;
    situ_display_free(zoom->display);
    situ_label_plan_free(zoom->plan);
    situ_scene_free(zoom->scene);
    situ_free(zoom);
}

typedef struct tile_job {
    const situ_zoom *zoom;
    const situ_tileset_type *type;
    situ_tile_sink *sink;
    situ_text **texts; // a worker
    size_t *tiles, *bytes;
    uint32_t blocks_across;
} tile_job;

static situ_status paint_block(void *user, size_t index, unsigned worker, situ_error *err)
{
    const tile_job *job = user;
    const situ_zoom *z = job->zoom;
    situ_metatile tiles = {.zoom = z->zoom, .x0 = z->x0, .y0 = z->y0};
    uint32_t bx = (z->x0 / SITU_METATILE + (uint32_t)(index % job->blocks_across)) * SITU_METATILE;
    uint32_t by = (z->y0 / SITU_METATILE + (uint32_t)(index / job->blocks_across)) * SITU_METATILE;

    // What the county needs of the block.
    tiles.tx = bx > z->x0 ? bx : z->x0;
    tiles.ty = by > z->y0 ? by : z->y0;
    tiles.columns = (bx + SITU_METATILE - 1 < z->x1 ? bx + SITU_METATILE - 1 : z->x1) - tiles.tx + 1;
    tiles.rows = (by + SITU_METATILE - 1 < z->y1 ? by + SITU_METATILE - 1 : z->y1) - tiles.ty + 1;
    return situ_metatile_put(&tiles, z->display, job->texts[worker], job->type, job->sink, &job->tiles[worker], &job->bytes[worker], err);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const situ_tileset_type *find_tileset(const char *out)
{
    const char *extension = situ_path_extension(out);
    for (const situ_tileset_type *const *t = situ_tileset_registry; *t; t++)
        if (strcmp((*t)->extension, extension) == 0)
            return *t;
    return NULL;
}

static situ_status bounds_of(const situ_map *map, situ_box *out, situ_error *err)
{
    situ_transform *t = NULL;
    situ_status status = situ_transform_new(&t, map->zone_epsg, SITU_EPSG_WGS84, err);
    if (status == SITU_OK)
        status = situ_transform_box(t, map->world, out, err);
    situ_transform_free(t);
    return status;
}

static situ_status run_zooms(situ_session *session, situ_map *map, const situ_tiles_options *options, const situ_tileset_type *type,
                             situ_tile_sink *sink, situ_tiles_result *result, situ_error *err)
{
    situ_status status = SITU_OK;
    unsigned workers = situ_job_threads(session->job);
    situ_bundle *mercator = NULL;
    situ_zoom *zoom = NULL;
    tile_job job = {.type = type, .sink = sink};

    job.texts = situ_calloc(workers, sizeof *job.texts);
    job.tiles = situ_calloc(workers, sizeof *job.tiles);
    job.bytes = situ_calloc(workers, sizeof *job.bytes);
    SITU_TRY_ALLOC(job.texts);
    SITU_TRY_ALLOC(job.tiles);
    SITU_TRY_ALLOC(job.bytes);
    for (unsigned i = 0; i < workers; i++)
        SITU_TRY(situ_text_new(&job.texts[i], &session->resources, err));
    SITU_TRY(situ_map_in_crs(&mercator, map, SITU_EPSG_WEB_MERCATOR, err));
    for (int z = options->min_zoom; z <= options->max_zoom; z++) {
        char step[64];
        uint32_t across, down;
        snprintf(step, sizeof step, _("tiles of zoom %d"), z);
        situ_job_progress(session->job, step, (z - options->min_zoom) / (double)(options->max_zoom - options->min_zoom + 1));
        situ_zoom_free(zoom);
        zoom = NULL;
        SITU_TRY(situ_zoom_new(&zoom, map, mercator, z, err));
        job.zoom = zoom;
        across = zoom->x1 / SITU_METATILE - zoom->x0 / SITU_METATILE + 1;
        down = zoom->y1 / SITU_METATILE - zoom->y0 / SITU_METATILE + 1;
        job.blocks_across = across;
        SITU_TRY(situ_job_run(session->job, (size_t)across * down, paint_block, &job, err));
        result->labels_left_out += zoom->plan->unplaced_count;
    }
done:
    for (unsigned i = 0; i < workers; i++) {
        if (job.tiles && job.bytes) {
            result->tiles += job.tiles[i];
            result->bytes += job.bytes[i];
        }
        if (job.texts)
            situ_text_free(job.texts[i]);
    }
    situ_free(job.texts);
    situ_free(job.tiles);
    situ_free(job.bytes);
    situ_zoom_free(zoom);
    if (mercator && mercator != map->metric)
        situ_bundle_free(mercator);
    return status;
}

situ_status situ_tiles_check(const situ_tiles_options *options, situ_error *err)
{
    if (!find_tileset(options->out))
        return situ_fail(err, SITU_E_USAGE, _("give the name of a folder"), _("no tile set can be written to \"%s\""), options->out);
    if (options->min_zoom < 0 || options->max_zoom > 20 || options->min_zoom > options->max_zoom)
        return situ_fail(err, SITU_E_USAGE, _("write it as 8-14, within 0 and 20"), _("impossible zoom range %d-%d"), options->min_zoom, options->max_zoom);
    return SITU_OK;
}

situ_status situ_tiles(situ_session *session, const situ_tiles_options *options, situ_tiles_result *result, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_store *store = NULL;
    situ_map *map = NULL;
    situ_tile_sink *sink = NULL;
    const situ_tileset_type *type = find_tileset(options->out);
    situ_tile_info info = {.min_zoom = options->min_zoom, .max_zoom = options->max_zoom, .set = SITU_MATRIX_WEB};
    situ_tiles_result r = {0};
    double begin = now_s();

    SITU_TRY(situ_tiles_check(options, err));
    SITU_TRY(situ_store_open(&store, options->store, options->edition ? options->edition : "internal", err));
    SITU_TRY(situ_map_open(&map, session, store, options->map, NULL, NULL, err));
    if (map->spec->diagram || !map->spec->tiles)
        SITU_TRY(situ_fail(err, SITU_E_UNSUPPORTED, NULL, _("map %s is a diagram and has no map tiles"), map->spec->name));
    SITU_TRY(bounds_of(map, &info.bounds_deg, err));
    info.map = map->spec->name;
    info.title = situ_map_word(map, "title");
    info.attribution = situ_map_word(map, "unit");
    SITU_TRY(type->open(&sink, options->out, &info, err));
    SITU_TRY(run_zooms(session, map, options, type, sink, &r, err));
    status = type->close(sink, err);
    sink = NULL;
    r.seconds = now_s() - begin;
    if (result)
        *result = r;
done:
    if (sink) {
        situ_error ignored;
        (void)!type->close(sink, &ignored);
    }
    situ_map_close(map);
    situ_store_close(store);
    return status;
}
