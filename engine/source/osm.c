// SPDX-License-Identifier: MIT
#include "source/osm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum { TAG = 400 };

typedef struct column {
    const char *header;
    situ_type type;
} column;

struct situ_osm_table {
    const char *name;
    column columns[8]; // behind src_row; ends with NULL
    const char *(*kind)(const char *layer, OGRFeatureH f); // value of the second column, NULL = not of this table
};

// --- tags ---

// A tag from its own field or from other_tags ("key"=>"value","key2"=>"value2"). "" when absent.
static void tag(char out[TAG], OGRFeatureH f, const char *key)
{
    out[0] = 0;
    int i = OGR_F_GetFieldIndex(f, key);
    if (i >= 0 && OGR_F_IsFieldSetAndNotNull(f, i)) {
        snprintf(out, TAG, "%s", OGR_F_GetFieldAsString(f, i));
        return;
    }
    i = OGR_F_GetFieldIndex(f, "other_tags");
    if (i < 0 || !OGR_F_IsFieldSetAndNotNull(f, i))
        return;
    char wanted[80];
    snprintf(wanted, sizeof wanted, "\"%s\"=>\"", key);
    const char *tags = OGR_F_GetFieldAsString(f, i), *p = strstr(tags, wanted);
    while (p && p > tags && p[-1] != ',') // within a value
        p = strstr(p + 1, wanted);
    if (!p)
        return;
    size_t n = 0;
    for (p += strlen(wanted); *p && *p != '"' && n + 1 < TAG; p++) {
        if (*p == '\\' && p[1])
            p++;
        out[n++] = *p;
    }
    out[n] = 0;
}

static bool tagged(OGRFeatureH f, const char *key, const char *value)
{
    char text[TAG];
    tag(text, f, key);
    return strcmp(text, value) == 0;
}

// The word of words that a tag has, NULL when none.
static const char *word_of(OGRFeatureH f, const char *key, const char *const *words)
{
    char text[TAG];
    tag(text, f, key);
    for (; text[0] && *words; words++)
        if (strcmp(text, *words) == 0)
            return *words;
    return NULL;
}

static bool has_name(OGRFeatureH f)
{
    char text[TAG];
    tag(text, f, "name");
    if (!text[0])
        tag(text, f, "name:zh");
    return text[0] != 0;
}

// --- which features belong to a table, and as what ---

static const char *road_kind(const char *layer, OGRFeatureH f)
{
    // Ways in use; not those proposed, being built, or inside buildings.
    static const char *const highways[] = {
        "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary",
        "tertiary_link", "unclassified", "residential", "living_street", "service", "road", "track", "path", "footway", "steps",
        "pedestrian", "bridleway", "cycleway", NULL};
    static const char *const routes[] = {"ferry", NULL};
    if (strcmp(layer, "lines") != 0)
        return NULL;
    const char *kind = word_of(f, "highway", highways);
    return kind ? kind : word_of(f, "route", routes);
}

static const char *water_kind(const char *layer, OGRFeatureH f)
{
    static const char *const ways[] = {"river", "stream", "canal", "ditch", "drain", NULL};
    static const char *const waters[] = {"river", "reservoir", "lake", "pond", "canal", "stream", NULL};
    if (strcmp(layer, "lines") == 0)
        return word_of(f, "waterway", ways);
    if (strcmp(layer, "multipolygons") != 0)
        return NULL;
    if (tagged(f, "natural", "water")) {
        const char *kind = word_of(f, "water", waters);
        return kind ? kind : "water";
    }
    if (tagged(f, "landuse", "reservoir"))
        return "reservoir";
    return tagged(f, "waterway", "riverbank") ? "riverbank" : NULL;
}

static const char *place_kind(const char *layer, OGRFeatureH f)
{
    static const char *const places[] = {"city", "county", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood", "locality",
                                         "isolated_dwelling", "farm", "island", "islet", NULL};
    static const char *const islands[] = {"island", "islet", NULL}, *const peaks[] = {"peak", "volcano", NULL};
    if (!has_name(f))
        return NULL; // nothing to write on a map
    if (strcmp(layer, "multipolygons") == 0)
        return word_of(f, "place", islands);
    if (strcmp(layer, "points") != 0)
        return NULL;
    const char *kind = word_of(f, "place", places);
    return kind ? kind : word_of(f, "natural", peaks);
}

static const situ_osm_table tables[] = {
    {"road",
     {{"道路名称", SITU_TYPE_TEXT}, {"道路等级", SITU_TYPE_TEXT}, {"路线编号", SITU_TYPE_TEXT}, {"桥梁", SITU_TYPE_TEXT}, {"隧道", SITU_TYPE_TEXT},
      {"车速", SITU_TYPE_REAL}, {"单行", SITU_TYPE_TEXT}},
     road_kind},
    {"water", {{"水系名称", SITU_TYPE_TEXT}, {"水系类型", SITU_TYPE_TEXT}}, water_kind},
    {"place", {{"名称", SITU_TYPE_TEXT}, {"地名类别", SITU_TYPE_TEXT}, {"高程", SITU_TYPE_REAL}}, place_kind},
};
const char *const situ_osm_tables[] = {"road", "water", "place", NULL};

const situ_osm_table *situ_osm_find(const char *layer)
{
    for (size_t i = 0; layer && i < sizeof tables / sizeof *tables; i++)
        if (strcmp(tables[i].name, layer) == 0)
            return &tables[i];
    return NULL;
}

situ_status situ_osm_add_columns(const situ_osm_table *osm, situ_table *table, situ_error *err)
{
    situ_status status = SITU_OK;
    for (const column *c = osm->columns; c->header && status == SITU_OK; c++)
        status = situ_table_add_column(table, c->header, c->type, NULL, err);
    return status;
}

bool situ_osm_wants(const situ_osm_table *osm, const char *layer, OGRFeatureH f)
{
    return osm->kind(layer, f) != NULL;
}

// --- values ---

// "50", "30 mph", "CN:urban"; negative when there is no figure.
static double speed_of(const char *text)
{
    char *end = NULL;
    long v = strtol(text, &end, 10);
    if (end == text || v <= 0 || v > 400)
        return -1;
    while (*end == ' ')
        end++;
    if (strcmp(end, "mph") == 0)
        return (double)(long)((double)v * 1.609344 + 0.5);
    return *end == 0 || *end == ';' || strcmp(end, "km/h") == 0 || strcmp(end, "kmh") == 0 ? (double)v : -1;
}

// Any value but "no" means yes: viaduct, building_passage, culvert.
static situ_status set_yes(situ_table *t, size_t row, size_t c, OGRFeatureH f, const char *key, situ_error *err)
{
    char text[TAG];
    tag(text, f, key);
    if (!text[0])
        return SITU_OK;
    return situ_table_set_text(t, row, c, strcmp(text, "no") == 0 ? "否" : "是", err);
}

static situ_status set_oneway(situ_table *t, size_t row, size_t c, OGRFeatureH f, bool *reversed, situ_error *err)
{
    char text[TAG], junction[TAG], highway[TAG];
    tag(text, f, "oneway");
    tag(junction, f, "junction");
    tag(highway, f, "highway");
    *reversed = strcmp(text, "-1") == 0 || strcmp(text, "reverse") == 0;
    bool yes = *reversed || strcmp(text, "yes") == 0 || strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
    bool implied = strcmp(junction, "roundabout") == 0 || strncmp(highway, "motorway", 8) == 0;
    if (!text[0] && !implied)
        return SITU_OK;
    return situ_table_set_text(t, row, c, yes || (!text[0] && implied) ? "是" : "否", err);
}

static situ_status read_road(situ_table *t, size_t row, OGRFeatureH f, bool *reversed, situ_error *err)
{
    situ_status status = SITU_OK;
    char text[TAG];
    tag(text, f, "ref");
    if (text[0])
        SITU_TRY(situ_table_set_text(t, row, 3, text, err));
    SITU_TRY(set_yes(t, row, 4, f, "bridge", err));
    SITU_TRY(set_yes(t, row, 5, f, "tunnel", err));
    tag(text, f, "maxspeed");
    double speed = speed_of(text);
    if (speed > 0)
        situ_table_set_real(t, row, 6, speed);
    SITU_TRY(set_oneway(t, row, 7, f, reversed, err));
done:
    return status;
}

situ_status situ_osm_read(const situ_osm_table *osm, situ_table *table, size_t row, const char *layer, OGRFeatureH f, bool *reversed,
                          situ_error *err)
{
    situ_status status = SITU_OK;
    char text[TAG];
    const char *kind = osm->kind(layer, f);
    *reversed = false;
    tag(text, f, "name:zh");
    if (!text[0])
        tag(text, f, "name");
    if (text[0])
        SITU_TRY(situ_table_set_text(table, row, 1, text, err));
    SITU_TRY(situ_table_set_text(table, row, 2, kind ? kind : "", err));
    if (strcmp(osm->name, "road") == 0) {
        SITU_TRY(read_road(table, row, f, reversed, err));
    } else if (strcmp(osm->name, "place") == 0) {
        double metres = 0;
        tag(text, f, "ele");
        if (situ_parse_double(text, &metres))
            situ_table_set_real(table, row, 3, metres);
    }
done:
    return status;
}
