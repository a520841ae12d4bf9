// SPDX-License-Identifier: MIT
#ifndef SITU_SCENE_MAPSPEC_H
#define SITU_SCENE_MAPSPEC_H

// A map spec: styles/maps/<name>.yaml as a value. Which sources, which analyses, which layers, on which
// page. A map kind is one YAML file and no C. A ground holds sources and layers; from below: the ground's `under`,
// the map's `areas`, the ground's `over`, the map's `layers`. A source of the map's own takes the place of the
// ground's of that name.

#include "base/arena.h"
#include "base/path.h"
#include "base/props.h"
#include "base/yaml.h"

typedef struct situ_map_source {
    const char *name;
    const char *table, *grid, *where; // store table or grid
    const char *revision;             // the table as it was then (id, number, latest, previous); NULL = as it is
    const char *ogr, *layer;          // or a file, relative to the spec's project
    bool optional;                    // absent data leaves the layer empty instead of failing
} situ_map_source;

typedef struct situ_map_analysis {
    const char *name, *op;
    const char **roles, **inputs; // parallel: role of the op, name of a source or "analysis.output"
    size_t input_count;
    const situ_yaml_node *params; // NULL = defaults
    const situ_yaml_node *node;
} situ_map_analysis;

typedef struct situ_map_layer {
    const char *name, *type, *data, *where;
    const char *group, *title;             // legend
    double min_denominator, max_denominator; // shown when min <= N <= max of 1:N; 0 = no limit
    int media;                             // 0 both, 1 paper, 2 screen
    int scope;                             // 0 both, 1 maps of the county, 2 maps of one township or village
    bool legend;
    const situ_yaml_node *node;            // the layer's map; type-specific keys are read by its table
    const char *file;                      // where it stands: the spec or its ground
} situ_map_layer;

typedef struct situ_mapspec {
    const char *name, *title, *subtitle, *page, *label, *rule_note;
    const char *ground;       // styles/grounds/<name>.yaml: what maps share below and above their own layers; NULL
    bool diagram, tiles;      // tiles: may be cut into map tiles
    bool whole;               // on a sheet of one region the analyses see the whole county, and their results are cut
    bool internal;            // never drawn from the public edition: what it needs is not there, or not for all
    const char *by;           // column whose values name the sheets of this map (flow: hazard), NULL = one
    situ_map_source *sources;
    size_t source_count;
    situ_map_analysis *analyses;
    size_t analysis_count;
    situ_map_layer *layers;
    size_t layer_count;
    const situ_yaml_node *parts; // overrides of the page's parts, by part name; may be NULL
    const char *file;
    situ_yaml *doc, *ground_doc;
    situ_arena *arena;
} situ_mapspec;

extern const char *const situ_map_layer_keys[]; // keys every layer may have, NULL-terminated
// Errors name file, line, column and a suggestion.
situ_status situ_mapspec_read(situ_mapspec **out, const situ_resources *res, const char *name, situ_error *err) SITU_MUST_CHECK;
void situ_mapspec_free(situ_mapspec *spec);

#endif
