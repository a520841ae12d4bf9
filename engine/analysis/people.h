// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_PEOPLE_H
#define SITU_ANALYSIS_PEOPLE_H

// How many people live in a shape: each village's people by the share of its area, those of a village known as a
// point wholly where it lies (domain.md F4). A township counts where none of its villages can.

#include "analysis/regions.h"
#include "base/report.h"
#include "geo/index.h"

typedef struct situ_people {
    const situ_table *table;    // borrowed
    size_t *row;                // of the table: villages and townships that have people and a place
    double *pop;
    const situ_geometry **shape;// POINT or valid POLYGON
    situ_geometry **made;       // those that had to be made valid; owned
    size_t count;
    size_t left_out;            // villages without population or place
    situ_rtree *tree;
    situ_geos *geos;            // borrowed
} situ_people;
// regions (metres) may be NULL: nobody is known. Villages left out are told with `rule` (report or rule NULL: not told).
situ_status situ_people_new(situ_people **out, const situ_table *regions, situ_geos *geos, situ_report *report, const char *rule,
                            situ_error *err) SITU_MUST_CHECK;
void situ_people_free(situ_people *people);
// Share 0..1 of a shape (POINT: 0 or 1) that lies in the union of n valid polygons.
situ_status situ_people_share(double *out, situ_geos *geos, const situ_geometry *shape, const situ_geometry *const *polygons, size_t n,
                              situ_error *err) SITU_MUST_CHECK;
// People in a polygon; NaN when nobody's place is known.
situ_status situ_people_inside(double *out, const situ_people *people, const situ_geometry *polygon, situ_error *err) SITU_MUST_CHECK;
// The people that the ledger gives for an area of danger (column pop); NaN when it gives none.
double situ_people_given(const situ_table *zones, size_t row);
// People of an area of danger: the ledger's own figure (*own), else those who live in its polygon; NaN = not known.
situ_status situ_people_of_zone(double *out, bool *own, const situ_people *people, const situ_table *zones, size_t row, situ_error *err) SITU_MUST_CHECK;

#endif
