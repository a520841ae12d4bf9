// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_STATE_H
#define SITU_SERVE_STATE_H

// What a worker keeps warm: one open store, county maps by name, zooms by (map, zoom). Zooms are dropped,
// the longest unused first, when they take more than the memory allowed. A store that was replaced
// (another inode) is opened anew and everything made from the old one is dropped.

#include "output/metatile.h"
#include "serve/route.h"
#include "serve/site.h"

typedef struct situ_serve_map {
    char *name;              // "risk", "flow:地质灾害@2"
    situ_map *map;
    situ_bundle *mercator;   // NULL until a zoom is asked for; may be map->metric
    unsigned uses;
    uint64_t last_use;
} situ_serve_map;

typedef struct situ_serve_zoom {
    const situ_serve_map *of;
    situ_zoom *zoom;
    size_t bytes;
    uint64_t last_use;
} situ_serve_zoom;

// One map spec, read once.
typedef struct situ_serve_spec {
    char *name;
    situ_mapspec *spec;
} situ_serve_spec;

enum { SITU_SERVE_MAPS = 24, SITU_SERVE_ZOOMS = 48 };
struct situ_serve_state {
    situ_session *session;
    const situ_site *site;   // static files; borrowed
    char *store_path, *edition;
    char *scratch;           // folder for sheets on their way out
    size_t memory_limit;     // bytes of zooms
    situ_store *store;       // NULL until situ_serve_state_refresh
    struct { uint64_t device, inode, size; int64_t changed_s, changed_ns; } seen;
    situ_serve_spec *specs;
    size_t spec_count;
    situ_serve_map *maps[SITU_SERVE_MAPS];
    size_t map_count;
    situ_serve_zoom zooms[SITU_SERVE_ZOOMS];
    size_t zoom_count;
    situ_metatile_cache block; // the tiles asked for next lie there, as a rule
    uint64_t clock;
};

// session, site and the texts must outlive the state; texts are copied.
situ_status situ_serve_state_new(situ_serve_state **out, situ_session *session, const situ_site *site, const char *store_path,
                                 const char *edition, const char *scratch, situ_error *err) SITU_MUST_CHECK;
void situ_serve_state_free(situ_serve_state *state);
// Opens the store, or opens it anew when the file was replaced. Called by whatever reads the store.
situ_status situ_serve_state_refresh(situ_serve_state *state, situ_error *err) SITU_MUST_CHECK;
const situ_mapspec *situ_serve_state_spec(const situ_serve_state *state, const char *name); // NULL = no such map
// The county map of that name, warm. Borrowed until the next call.
situ_status situ_serve_state_map(situ_serve_map **out, situ_serve_state *state, const char *name, situ_error *err) SITU_MUST_CHECK;
// Borrowed until the next call.
situ_status situ_serve_state_zoom(situ_zoom **out, situ_serve_state *state, const char *map, int zoom, situ_error *err) SITU_MUST_CHECK;
// West, south, east, north of what the map shows.
situ_status situ_serve_map_bounds(situ_box *out, const situ_serve_map *map, situ_error *err) SITU_MUST_CHECK;
size_t situ_serve_zoom_bytes(const situ_zoom *zoom); // rough

#endif
