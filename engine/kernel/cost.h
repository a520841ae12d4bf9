// SPDX-License-Identifier: MIT
#ifndef SITU_KERNEL_COST_H
#define SITU_KERNEL_COST_H

// Accumulated travel time over a surface: the least sum from any source to every cell, moving between
// neighbours (8, or 16 with knight's moves). A move costs the mean pace of its two cells times its length,
// a knight's move the mean of its two cells and the two it passes between, as GRASS r.cost and r.cost -k do.
// A diagonal move passes between two barriers that touch at a corner, as there: walls are drawn without such gaps.

#include <math.h>

#include "base/error.h"
#include "base/job.h"
#include "geo/raster.h"

typedef struct situ_cost_link { uint32_t from, to; float seconds; } situ_cost_link; // cells; one direction (a ferry with its waiting)
typedef struct situ_cost_source { uint32_t cell; float seconds; } situ_cost_source; // what has passed already at the start

typedef struct situ_cost_input {
    // Seconds per metre. > 0: the same in every direction (vehicles). < 0: on foot, |pace| on the flat, changed
    // by the slope of the move (Tobler 1993 in AccessMod's form: the speed is multiplied by
    // exp(-3.5 |s + 0.05|) / exp(-0.175), s = rise / run along the move). NaN, 0, infinite: not passable.
    const float *pace;
    const float *elevation_m;     // NULL = flat; a move that begins or ends where it is NaN is flat
    int neighbours;               // 8, 16. A knight's move needs both cells it passes between to be passable
    bool toward;                  // times of moving TO the sources instead of from them: slopes and links turn round
    bool times_only;              // allocation and back_link stay NULL: less than half the work
    double limit_s;               // cells later than this stay unreached; 0 or INFINITY = none
    const situ_cost_source *sources;
    uint32_t source_count;
    const situ_cost_link *links;  // one with an end that is not passable is not used
    size_t link_count;
} situ_cost_input;

enum { SITU_COST_SOURCE = 254, SITU_COST_NONE = 255, SITU_COST_LINK = 253 }; // values of back_link beside directions

// One block of memory: at most 16 bytes a cell while it is made, pace included, elevation not.
typedef struct situ_cost_result {
    float *seconds;       // INFINITY = not reached
    uint32_t *allocation; // index of the source; UINT32_MAX = not reached
    // Direction of the move that led to the cell, 0..15: index into situ_cost_moves, the step from the
    // cell before; LINK, SOURCE, NONE.
    uint8_t *back_link;
    void *memory;         // what holds them
} situ_cost_result;
typedef struct situ_cost_move { int8_t columns, rows; } situ_cost_move; // rows grow to the south
extern const situ_cost_move situ_cost_moves[16];
// Sums are made in double and rounded once. Ties between paths of equal time go to the lower source index. The same
// bits for any number of threads. No sources: nothing is reached.
// SITU_E_ARGUMENT: a source outside the frame or on a cell that is not passable (tell it before), a link outside the
// frame, a time that is negative or no number.
// SITU_E_LIMIT with the figure when the frame has more than 2^31 cells or memory is short.
situ_status situ_kernel_cost(situ_cost_result *out, const situ_raster_frame *frame, const situ_cost_input *in, situ_job *job,
                             situ_error *err) SITU_MUST_CHECK;
void situ_cost_result_free(situ_cost_result *result);
// Cells of the path from the source to a cell, the source first. *cells owned by the caller; 0 = not reached (or times only).
situ_status situ_cost_path(uint32_t **cells, size_t *count, const situ_cost_result *result, const situ_raster_frame *frame,
                           const situ_cost_input *in, uint32_t cell, situ_error *err) SITU_MUST_CHECK;

#endif
