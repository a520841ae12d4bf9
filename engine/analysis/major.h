// SPDX-License-Identifier: MIT
#ifndef SITU_ANALYSIS_MAJOR_H
#define SITU_ANALYSIS_MAJOR_H

// Major hazard installations (GB 18218, F4): R = alpha * sum of beta * q / Q over what a risk point holds;
// alpha by the people who live within 500 m of its boundary. Q, beta, alpha: styles/rules/gb18218.yaml.

#include "analysis/rows.h"

typedef struct situ_major situ_major;
// edition: "2011" or "2018". hazmat, regions (villages with people) may be NULL. points keeps its geometries
// in metres. Rows of hazmat that belong to no point are told (HAZMAT_OBJECT).
situ_status situ_major_new(situ_major **out, const situ_rules *rules, const char *edition, const situ_table *points, const situ_table *hazmat,
                           const situ_table *regions, situ_report *report, situ_error *err) SITU_MUST_CHECK;
void situ_major_free(situ_major *major);

typedef struct situ_major_stock {
    size_t rows;      // of hazmat for this point; 0 = nothing to compute from
    double ratio;     // sum of q / Q
    double sum;       // sum of beta * q / Q
    bool complete;    // no row without q or Q: else both sums are too small
    char names[200];  // "氨、液化石油气"
} situ_major_stock;
// Tells what is missing: HAZMAT_QTY, HAZMAT_LIMIT, HAZMAT_BETA.
situ_status situ_major_stock_of(situ_major_stock *out, situ_major *major, size_t point, situ_error *err) SITU_MUST_CHECK;

typedef struct situ_major_alpha {
    bool known;          // false: no coordinates, or no population to count
    double people;       // within the distance: villages by share of their area, or whole where they are points
    double alpha;
    situ_geometry *ring; // the point's shape buffered; NULL when not known. Owned by the caller.
} situ_major_alpha;
// Tells GB_POP for villages within the distance that have no population.
situ_status situ_major_alpha_of(situ_major_alpha *out, situ_major *major, size_t point, situ_error *err) SITU_MUST_CHECK;
double situ_major_least(const situ_major *major); // below this sum of q / Q there is no major hazard installation

#endif
