// SPDX-License-Identifier: MIT
#include "serve/state.h"

#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/str.h"

enum {
    MAP_USES = 64, // a map gathers findings and words with each drawing: made anew after so many
};

// A map of what changed needs two revisions and the internal edition: `situ render` draws it, no page links it.
static bool compares_revisions(const situ_mapspec *spec)
{
    for (size_t i = 0; i < spec->source_count; i++)
        if (spec->sources[i].revision)
            return true;
    return false;
}

// What the portal shows: not the internal maps to the public, and no sheets whose analyses take seconds a request;
// `situ render` draws those.
static bool is_shown(const situ_serve_state *state, const situ_mapspec *spec)
{
    if (compares_revisions(spec) || (spec->whole && !spec->tiles))
        return false;
    return !spec->internal || strcmp(state->edition, "internal") == 0;
}

static situ_status read_specs(situ_serve_state *state, situ_error *err)
{
    situ_status status = SITU_OK;
    char **names = NULL;
    size_t n = 0;

    SITU_TRY(situ_resources_list(&names, &state->session->resources, "maps", "yaml", err));
    while (names[n])
        n++;
    state->specs = situ_calloc(n + 1, sizeof *state->specs);
    SITU_TRY_ALLOC(state->specs);
    for (size_t i = 0; i < n; i++) {
        situ_serve_spec *s = &state->specs[state->spec_count];
        SITU_TRY(situ_mapspec_read(&s->spec, &state->session->resources, names[i], err));
        if (!is_shown(state, s->spec)) {
            situ_mapspec_free(s->spec);
            s->spec = NULL;
            continue;
        }
        state->spec_count++;
        s->name = situ_strdup(names[i]);
        SITU_TRY_ALLOC(s->name);
    }
done:
    situ_names_free(names);
    return status;
}

situ_status situ_serve_state_new(situ_serve_state **out, situ_session *session, const situ_site *site, const char *store_path,
                                 const char *edition, const char *scratch, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_serve_state *s = situ_calloc(1, sizeof *s);

    SITU_TRY_ALLOC(s);
    s->session = session;
    s->site = site;
    s->memory_limit = (size_t)512 << 20;
    s->store_path = situ_strdup(store_path);
    s->edition = situ_strdup(edition);
    s->scratch = situ_strdup(scratch);
    SITU_TRY_ALLOC(s->store_path);
    SITU_TRY_ALLOC(s->edition);
    SITU_TRY_ALLOC(s->scratch);
    SITU_TRY(read_specs(s, err));
    *out = s;
    s = NULL;
done:
    situ_serve_state_free(s);
    return status;
}

static void drop_zoom(situ_serve_state *state, size_t i)
{
    situ_metatile_cache_clear(&state->block);
    situ_zoom_free(state->zooms[i].zoom);
    state->zooms[i] = state->zooms[--state->zoom_count];
}

static void drop_map(situ_serve_state *state, size_t i)
{
    situ_serve_map *m = state->maps[i];

    for (size_t z = state->zoom_count; z-- > 0;)
        if (state->zooms[z].of == m)
            drop_zoom(state, z);
    if (m->mercator && m->mercator != m->map->metric)
        situ_bundle_free(m->mercator);
    situ_map_close(m->map);
    situ_free(m->name);
    situ_free(m);
    state->maps[i] = state->maps[--state->map_count];
}

static void drop_all(situ_serve_state *state)
{
    while (state->map_count > 0)
        drop_map(state, state->map_count - 1);
    situ_store_close(state->store);
    state->store = NULL;
}

void situ_serve_state_free(situ_serve_state *state)
{
    if (!state)
        return;
    drop_all(state);
    for (size_t i = 0; i < state->spec_count; i++) {
        situ_mapspec_free(state->specs[i].spec);
        situ_free(state->specs[i].name);
    }
    situ_free(state->specs);
    situ_free(state->store_path);
    situ_free(state->edition);
    situ_free(state->scratch);
    situ_free(state);
}

situ_status situ_serve_state_refresh(situ_serve_state *state, situ_error *err)
{
    situ_status status = SITU_OK;
    struct stat st;

    if (stat(state->store_path, &st) != 0)
        // Between the old and the new file there is no gap (rename), so the store was taken away.
        return situ_fail_errno(err, state->store_path, "%s", _("the store cannot be read"));
    if (state->store && state->seen.device == (uint64_t)st.st_dev && state->seen.inode == (uint64_t)st.st_ino &&
        state->seen.size == (uint64_t)st.st_size && state->seen.changed_s == (int64_t)st.st_mtim.tv_sec &&
        state->seen.changed_ns == (int64_t)st.st_mtim.tv_nsec)
        return SITU_OK;
    drop_all(state);
    SITU_TRY(situ_store_open(&state->store, state->store_path, state->edition, err));
    state->seen.device = (uint64_t)st.st_dev;
    state->seen.inode = (uint64_t)st.st_ino;
    state->seen.size = (uint64_t)st.st_size;
    state->seen.changed_s = (int64_t)st.st_mtim.tv_sec;
    state->seen.changed_ns = (int64_t)st.st_mtim.tv_nsec;
done:
    return status;
}

const situ_mapspec *situ_serve_state_spec(const situ_serve_state *state, const char *name)
{
    for (size_t i = 0; i < state->spec_count; i++)
        if (strcmp(state->specs[i].name, name) == 0)
            return state->specs[i].spec;
    return NULL;
}

// Makes room for one more map: the longest unused goes.
static void make_room_for_map(situ_serve_state *state)
{
    size_t oldest = 0;
    if (state->map_count < SITU_SERVE_MAPS)
        return;
    for (size_t i = 1; i < state->map_count; i++)
        if (state->maps[i]->last_use < state->maps[oldest]->last_use)
            oldest = i;
    drop_map(state, oldest);
}

situ_status situ_serve_state_map(situ_serve_map **out, situ_serve_state *state, const char *name, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_serve_map *m = NULL;

    SITU_TRY(situ_serve_state_refresh(state, err));
    for (size_t i = 0; i < state->map_count; i++)
        if (strcmp(state->maps[i]->name, name) == 0) {
            if (state->maps[i]->uses < MAP_USES) {
                *out = state->maps[i];
                (*out)->last_use = ++state->clock;
                return SITU_OK;
            }
            drop_map(state, i);
            break;
        }
    make_room_for_map(state);
    m = situ_calloc(1, sizeof *m);
    SITU_TRY_ALLOC(m);
    m->name = situ_strdup(name);
    SITU_TRY_ALLOC(m->name);
    SITU_TRY(situ_map_open(&m->map, state->session, state->store, name, NULL, NULL, err));
    m->last_use = ++state->clock;
    state->maps[state->map_count++] = m;
    *out = m;
    m = NULL;
done:
    if (m)
        situ_free(m->name);
    situ_free(m);
    return status;
}

size_t situ_serve_zoom_bytes(const situ_zoom *zoom)
{
    size_t bytes = sizeof *zoom;
    if (zoom->display)
        bytes += situ_arena_bytes(zoom->display->arena) + zoom->display->capacity * (sizeof *zoom->display->ops + 40);
    if (zoom->scene)
        bytes += situ_arena_bytes(zoom->scene->arena) + zoom->scene->item_capacity * (sizeof *zoom->scene->items + 40) +
                 zoom->scene->label_capacity * sizeof *zoom->scene->labels;
    return bytes;
}

// Drops the longest unused zooms until `more` bytes fit; one zoom always may stay.
static void make_room(situ_serve_state *state, size_t more)
{
    for (;;) {
        size_t sum = more, oldest = 0;
        for (size_t i = 0; i < state->zoom_count; i++) {
            sum += state->zooms[i].bytes;
            if (state->zooms[i].last_use < state->zooms[oldest].last_use)
                oldest = i;
        }
        if (state->zoom_count == 0 || (sum <= state->memory_limit && state->zoom_count < SITU_SERVE_ZOOMS))
            return;
        drop_zoom(state, oldest);
    }
}

situ_status situ_serve_state_zoom(situ_zoom **out, situ_serve_state *state, const char *map, int zoom, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_serve_map *m;
    situ_zoom *made = NULL;
    size_t bytes;

    SITU_TRY(situ_serve_state_refresh(state, err));
    for (size_t i = 0; i < state->zoom_count; i++)
        if (state->zooms[i].zoom->zoom == zoom && strcmp(state->zooms[i].of->name, map) == 0) {
            state->zooms[i].last_use = ++state->clock;
            *out = state->zooms[i].zoom;
            return SITU_OK;
        }
    SITU_TRY(situ_serve_state_map(&m, state, map, err));
    if (!m->mercator)
        SITU_TRY(situ_map_in_crs(&m->mercator, m->map, SITU_EPSG_WEB_MERCATOR, err));
    m->uses++;
    SITU_TRY(situ_zoom_new(&made, m->map, m->mercator, zoom, err));
    bytes = situ_serve_zoom_bytes(made);
    make_room(state, bytes);
    state->zooms[state->zoom_count++] = (situ_serve_zoom){.of = m, .zoom = made, .bytes = bytes, .last_use = ++state->clock};
    *out = made;
done:
    return status;
}

situ_status situ_serve_map_bounds(situ_box *out, const situ_serve_map *map, situ_error *err)
{
    situ_status status = SITU_OK;
    situ_transform *t = NULL;

    SITU_TRY(situ_transform_new(&t, map->map->zone_epsg, SITU_EPSG_CGCS2000, err));
    SITU_TRY(situ_transform_box(t, map->map->world, out, err));
done:
    situ_transform_free(t);
    return status;
}
