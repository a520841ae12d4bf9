// SPDX-License-Identifier: MIT
#ifndef SITU_SAMPLE_THINGS_H
#define SITU_SAMPLE_THINGS_H

// Inside the county generator: what stands in the ledgers, and the key of the planted traps.

#include "geo/crs.h"
#include "sample/world.h"

typedef enum situ_method { SITU_METHOD_LEC, SITU_METHOD_LS, SITU_METHOD_GB, SITU_METHOD_GIVEN, SITU_METHOD_GEO } situ_method;

// Which ledger a risk point is written to.
typedef enum situ_risk_file { SITU_FILE_MAIN, SITU_FILE_TRAFFIC, SITU_FILE_GEO, SITU_FILE_FLOOD } situ_risk_file;

typedef struct situ_industry {
    const char *word, *dept, *accident, *controls;
    int count, place;
    int red, orange, yellow, blue; // shares in percent, the rest has no level
    situ_method method;
    situ_risk_file file;
    const char *names; // name endings, separated by spaces
} situ_industry;

typedef struct situ_risk {
    const char *id, *name, *subtype;
    const situ_industry *industry;
    int town, village; // town -1: the zone without land
    double x, y;
    situ_lonlat at;
    bool located;
    situ_method method;
    double l, e, c, s, r; // of the method; 0 = blank
    double score;         // 0 = blank
    int pop, hh;
    double loss;          // 万元; -1 = blank
    int level_calc, level_given;
    const char *level_text; // as written; NULL = by level_given
    const char *lon_text, *lat_text; // as written; NULL = by at
    const char *town_text;           // as written; NULL = the town's name
    const char *person, *phone, *status, *found;
    situ_risk_file file;
    const char *trap, *expected; // what is planted in this row; NULL = nothing
} situ_risk;

typedef struct situ_answer {
    const char *file, *sheet, *object, *what, *expected;
    int row; // 1-based in the file, 0 = the whole file
} situ_answer;

typedef struct situ_things {
    situ_world *w;
    situ_transform *to_lonlat;
    situ_rng rng;
    situ_risk *risks;
    size_t risk_count, risk_capacity;
    situ_answer *answers;
    size_t answer_count, answer_capacity;
    int silent_town, zero_town, ungraded_town, unlocated_town; // 未报 零报告 未评估 无坐标; -1 = none
    uint8_t *worst; // per town: the worst level its points may have; so that town colours differ
    int person_serial, phone_serial;
    situ_map *names;
} situ_things;

enum { SITU_PLACE_SLOPE, SITU_PLACE_STREAM, SITU_PLACE_BANK, SITU_PLACE_ROAD, SITU_PLACE_TOWN, SITU_PLACE_VILLAGE, SITU_PLACE_PARK, SITU_PLACE_SCENIC, SITU_PLACE_FOREST, SITU_PLACE_MINE };

extern const situ_industry situ_sample_industries[]; // ends with word == NULL

situ_status situ_sample_things_new(situ_things **out, situ_world *world, situ_error *err) SITU_MUST_CHECK;
void situ_sample_things_free(situ_things *things);
situ_status situ_sample_make_risks(situ_things *things, situ_error *err) SITU_MUST_CHECK;
situ_status situ_sample_plant_traps(situ_things *things, situ_error *err) SITU_MUST_CHECK;

// Texts live in the world's arena; NULL = out of memory.
const char *situ_sample_text(situ_things *things, const char *fmt, ...) SITU_PRINTF(2, 3);
const char *situ_sample_person(situ_things *things); // a plainly invented name
const char *situ_sample_mobile(situ_things *things); // 199-0000-xxxx
const char *situ_sample_stem(situ_world *world, const char *unit_name); // 桂溪 of 桂溪镇
situ_lonlat situ_sample_lonlat(const situ_things *things, double x, double y); // rounded to 1e-6
// One word of a list separated by spaces.
const char *situ_sample_pick(situ_things *things, const char *words);
// Appends; row as situ_answer.row.
situ_status situ_sample_answer(situ_things *things, const char *file, const char *sheet, int row, const char *object, const char *what, const char *expected, situ_error *err) SITU_MUST_CHECK;
int situ_sample_town_named(const situ_world *world, const char *name);      // -1 when absent
int situ_sample_village_named(const situ_world *world, const char *name);   // the first, -1 when absent

#endif
