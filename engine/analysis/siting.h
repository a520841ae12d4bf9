// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_SITING_H
#define SITU_ANALYSIS_SITING_H

// What site, preposition and allocate share: how help travels, where a township keeps its goods, whose need
// counts how much (F11).

#include "analysis/needs.h"
#include "analysis/op.h"
#include "analysis/regions.h"
#include "analysis/sufficiency.h"
#include "analysis/travel.h"

enum { SITU_SITING_TOLD_MOST = 20 }; // findings of one kind told one by one, the rest in one
// "and 12 more like these", when there are more than that of them.
situ_status situ_siting_tell_rest(situ_report *report, const situ_table *t, const char *rule, size_t all, situ_error *err) SITU_MUST_CHECK;

// --- travel ---
typedef struct situ_siting_travel {
    int mode;              // 0 = along roads where there are any, else straight; else situ_travel_mode + 1
    const char *condition; // of rules/travel.yaml
    double cell_m;
} situ_siting_travel;
extern const char *const situ_siting_modes[];
#define SITU_SITING_TRAVEL_PROPS(type, member) \
    {.name = "mode", .kind = SITU_PROP_ENUM, .offset = offsetof(type, member.mode), .words = situ_siting_modes, .fallback = "auto", \
     .help = N_("how to travel: straight, over a cost surface, along the road network; auto = along roads where there are any")}, \
    {.name = "condition", .kind = SITU_PROP_TEXT, .offset = offsetof(type, member.condition), \
     .help = N_("night, rain, ice ... as in rules/travel.yaml")}, \
    {.name = "cell_m", .kind = SITU_PROP_NUMBER, .offset = offsetof(type, member.cell_m), .min = 0, .max = 5000, .fallback = "0", \
     .help = N_("cell of the cost surface in metres; 0 = by the size of the county")}
#define SITU_SITING_TRAVEL_PORTS \
    {.role = "roads", .kind = SITU_PORT_TABLE, .table = "road", .optional = true, .help = N_("roads and ferries")}, \
    {.role = "water", .kind = SITU_PORT_TABLE, .table = "water", .optional = true, .help = N_("rivers and lakes")}, \
    {.role = "dem", .kind = SITU_PORT_GRID, .table = "dem", .optional = true, .help = N_("heights in metres")}
// Travel over the ground around the points. *mode (may be NULL) receives the word of the mode taken.
situ_status situ_siting_travel_new(situ_travel **out, const char **mode, const situ_op_input *in, const situ_siting_travel *p, bool on_foot,
                                   bool toward, const double *xy, size_t points, situ_report *report, situ_job *job, situ_error *err) SITU_MUST_CHECK;

// --- townships ---
typedef struct situ_siting_seat {
    size_t row;   // of the region table
    size_t town;  // index of the regions
    bool placed;
    double x, y;  // the township's own depot, else its seat, else the middle of its area
    size_t depot; // row, SIZE_MAX = none
} situ_siting_seat;
// A seat for every township, in the order of their ids (then rows). centers: marked 中心乡镇 only. Those that
// lie nowhere are told and left out. depots, places may be NULL.
situ_status situ_siting_seats(situ_siting_seat **out, size_t *count, const situ_op_input *in, const situ_regions *towns, const situ_table *regions,
                              const situ_table *depots, const situ_table *places, bool centers, situ_report *report, situ_error *err) SITU_MUST_CHECK;
// Township of every depot row (SIZE_MAX = none). Caller frees.
situ_status situ_siting_homes(size_t **out, const situ_regions *towns, const situ_table *depots, situ_error *err) SITU_MUST_CHECK;
// Goods that lie in each township, [town * items]: of itself, its villages, and put forward there; NaN = the
// depots there list none. stock is by depot row (situ_needs_stock). Caller frees.
situ_status situ_siting_goods(double **out, const situ_op_input *in, const situ_needs *needs, const situ_regions *towns, const situ_table *regions,
                              const situ_table *depots, const situ_table *ledger, const double *stock, situ_error *err) SITU_MUST_CHECK;

// --- who needs help ---
enum { SITU_SITING_AUTO, SITU_SITING_POP, SITU_SITING_THREAT, SITU_SITING_F11 };
extern const char *const situ_siting_weights[]; // "auto", "pop", "threat", "f11"
typedef struct situ_siting_demand {
    size_t row, town;   // town: index of the regions, SIZE_MAX = none
    double x, y;
    double people;
    int level;          // 0 = not assessed
    const char *hazard; // industry; NULL = none said
    double lack;        // g of F11, of what the township has, one incident at a time: 1 = nothing, 0 = enough, or not known
    double weight;
} situ_siting_demand;
typedef struct situ_siting_demands {
    situ_siting_demand *items;
    size_t count, left_out; // told; closed objects are neither
    int weight_by;          // auto resolved
} situ_siting_demands;
typedef struct situ_siting_source {
    const situ_op_input *in;
    const situ_table *table;  // risk points, or regions (villages, else townships)
    int weight_by;
    const char *hazard;       // an industry, or a group of rules/needs.yaml; NULL = all
    const situ_regions *towns;// may be NULL
    const situ_needs *needs;
    const double *goods;      // situ_siting_goods; NULL = not known
} situ_siting_source;
situ_status situ_siting_demands_of(situ_siting_demands *out, const situ_siting_source *source, situ_report *report, situ_error *err) SITU_MUST_CHECK;
void situ_siting_demands_free(situ_siting_demands *demands);

// --- before and after ---
enum { SITU_SITING_WORSE = -1, SITU_SITING_SAME, SITU_SITING_BETTER };
// Better or worse off: by the state (自救 > 增援可达 > 缺口), then whether a large incident is met, then how much of what is
// needed is there, by whole per cents. Townships of no such state: the same.
int situ_siting_change(const situ_sufficiency_town *before, const situ_sufficiency_town *after);
// What a township lacks most after: ": 50 of 100 L of 饮用水 are out of reach ..."; nothing when it lacks nothing.
void situ_siting_add_lack(situ_str *text, const situ_needs *needs, const situ_sufficiency *before, const situ_sufficiency *after, size_t town);

// A straight line between two places.
situ_status situ_siting_line(situ_table *t, size_t row, double x0, double y0, double x1, double y1, situ_error *err) SITU_MUST_CHECK;
// A list of rules/site.yaml; SITU_E_NOT_FOUND when it is not there.
situ_status situ_siting_list(const situ_yaml_node **out, const situ_op_input *in, const char *key, situ_error *err) SITU_MUST_CHECK;
// A word of rules/site.yaml.
const char *situ_siting_word(const situ_op_input *in, const char *path);

#endif
