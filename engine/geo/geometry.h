// SPDX-License-Identifier: MIT
#ifndef SITU_GEO_GEOMETRY_H
#define SITU_GEO_GEOMETRY_H

// Simple features, flat: one coordinate array cut into parts. A part is a point, a line or a ring.

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "geo/coords.h"
#include "geo/crs.h"

typedef enum situ_geometry_kind { SITU_GEOM_POINT, SITU_GEOM_LINE, SITU_GEOM_POLYGON } situ_geometry_kind;

typedef struct situ_geometry {
    situ_geometry_kind kind; // always "multi": any number of parts
    uint32_t part_count;
    uint32_t *part_start; // part_count + 1 offsets into points; part i is [start[i], start[i+1])
    uint8_t *is_hole;     // POLYGON: per part; a hole belongs to the last shell before it. NULL otherwise
    double *xy;           // interleaved; rings are closed (first point repeated)
    uint32_t point_count; // = part_start[part_count]
    situ_box box;
} situ_geometry;

// All constructors give one block owned by the caller, freed with situ_geometry_free.
situ_status situ_geometry_new(situ_geometry **out, situ_geometry_kind kind, uint32_t parts,
                              uint32_t points, situ_error *err) SITU_MUST_CHECK; // zeroed arrays
situ_status situ_geometry_point(situ_geometry **out, double x, double y, situ_error *err) SITU_MUST_CHECK;
situ_status situ_geometry_copy(situ_geometry **out, const situ_geometry *g, situ_error *err) SITU_MUST_CHECK;
void situ_geometry_free(situ_geometry *g);
void situ_geometry_update_box(situ_geometry *g);
// Transforms a copy.
situ_status situ_geometry_transform(situ_geometry **out, const situ_geometry *g,
                                    const situ_transform *t, situ_error *err) SITU_MUST_CHECK;
// ISO/OGC WKB (2D; Z and M are dropped), either byte order in, little endian out (multi types).
// Collections, curves and NaN coordinates are refused. Depth-safe.
situ_status situ_geometry_from_wkb(situ_geometry **out, const unsigned char *wkb, size_t bytes,
                                   situ_error *err) SITU_MUST_CHECK;
situ_status situ_geometry_to_wkb(unsigned char **out, size_t *bytes, const situ_geometry *g,
                                 situ_error *err) SITU_MUST_CHECK;
double situ_geometry_area(const situ_geometry *g);   // planar, holes subtracted, >= 0
double situ_geometry_length(const situ_geometry *g); // planar
bool situ_geometry_contains_point(const situ_geometry *polygon, double x, double y); // even-odd; edges undefined
double situ_geometry_distance_to_point(const situ_geometry *g, double x, double y); // 0 inside polygons
// Shell orientation: shells counter-clockwise, holes clockwise (y up).
void situ_geometry_orient(situ_geometry *g);
// Length-weighted middle of the longest part of a line; angle of its direction in radians.
situ_point situ_geometry_line_middle(const situ_geometry *line, double *angle_rad);

// --- through GEOS (geo/geos_ops.c). A context per thread. ---
typedef struct situ_geos situ_geos;
situ_status situ_geos_new(situ_geos **out, situ_error *err) SITU_MUST_CHECK;
void situ_geos_free(situ_geos *geos);
situ_status situ_geos_buffer(situ_geos *geos, situ_geometry **out, const situ_geometry *g,
                             double distance, situ_error *err) SITU_MUST_CHECK;
typedef enum situ_overlay { SITU_INTERSECTION, SITU_UNION, SITU_DIFFERENCE } situ_overlay;
// Result keeps the parts of the highest dimension; *out = NULL when empty.
situ_status situ_geos_overlay(situ_geos *geos, situ_geometry **out, situ_overlay op,
                              const situ_geometry *a, const situ_geometry *b, situ_error *err) SITU_MUST_CHECK;
// Union of n polygons (or lines, merged).
situ_status situ_geos_union_all(situ_geos *geos, situ_geometry **out,
                                const situ_geometry *const *items, size_t n, situ_error *err) SITU_MUST_CHECK;
bool situ_geos_is_valid(situ_geos *geos, const situ_geometry *g, char *reason, size_t reason_size);
situ_status situ_geos_make_valid(situ_geos *geos, situ_geometry **out, const situ_geometry *g,
                                 situ_error *err) SITU_MUST_CHECK;
bool situ_geos_intersects(situ_geos *geos, const situ_geometry *a, const situ_geometry *b);
// Joins line parts that meet end to end into the longest possible lines.
situ_status situ_geos_line_merge(situ_geos *geos, situ_geometry **out, const situ_geometry *g,
                                 situ_error *err) SITU_MUST_CHECK;
// Distinct boundary lines of adjoining polygons: for each edge shared by polygons i and j (or with
// j = SIZE_MAX, an outer edge) one merged line. Coordinates must match exactly along shared edges.
typedef struct situ_border { situ_geometry *line; size_t left, right; } situ_border;
situ_status situ_shared_borders(situ_border **out, size_t *count, const situ_geometry *const *polygons,
                                size_t n, situ_error *err) SITU_MUST_CHECK;
void situ_borders_free(situ_border *borders, size_t count);

// --- clipping and thinning (geo/clip.c, geo/simplify.c) ---
// Part of g inside box; polygons stay closed along the box's edge. *out = NULL when nothing is left.
situ_status situ_geometry_clip(situ_geometry **out, const situ_geometry *g, situ_box box,
                               situ_error *err) SITU_MUST_CHECK;
// Drops vertices that move the line by less than tolerance (Douglas-Peucker a part; rings keep at
// least 4 points or vanish when smaller than tolerance in both directions). The result of a shared
// edge does not depend on which polygon it belongs to when both rings hold the same end points.
situ_status situ_geometry_simplify(situ_geometry **out, const situ_geometry *g, double tolerance,
                                   situ_error *err) SITU_MUST_CHECK;
// Thins n adjoining polygons together (geo/coverage.c): every border between two of them is thinned
// once, so that neighbours still fit without gap or overlap. (*out)[i] belongs to polygons[i], NULL
// where that is NULL or no polygon. A polygon's largest part never vanishes; its small holes and
// islands may. Freed with situ_coverage_free.
situ_status situ_coverage_simplify(situ_geometry ***out, const situ_geometry *const *polygons, size_t n,
                                   double tolerance, situ_error *err) SITU_MUST_CHECK;
void situ_coverage_free(situ_geometry **polygons, size_t n);
// Pole of inaccessibility of a polygon to `precision`, with the distance to the edge.
situ_point situ_polygon_pole(const situ_geometry *polygon, double precision, double *radius);

#endif
