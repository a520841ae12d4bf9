// SPDX-License-Identifier: MIT
#include "geo/coords.h"

#include <math.h>

situ_box situ_box_empty(void)
{
    return (situ_box){INFINITY, INFINITY, -INFINITY, -INFINITY};
}

// Written so that a NaN side counts as empty.
bool situ_box_is_empty(situ_box b)
{
    return !(b.x0 <= b.x1 && b.y0 <= b.y1);
}

situ_box situ_box_of(double xa, double ya, double xb, double yb)
{
    return (situ_box){fmin(xa, xb), fmin(ya, yb), fmax(xa, xb), fmax(ya, yb)};
}

situ_box situ_box_add(situ_box b, double x, double y)
{
    if (x < b.x0)
        b.x0 = x;
    if (x > b.x1)
        b.x1 = x;
    if (y < b.y0)
        b.y0 = y;
    if (y > b.y1)
        b.y1 = y;
    return b;
}

situ_box situ_box_union(situ_box a, situ_box b)
{
    if (situ_box_is_empty(a))
        return b;
    if (situ_box_is_empty(b))
        return a;
    return (situ_box){fmin(a.x0, b.x0), fmin(a.y0, b.y0), fmax(a.x1, b.x1), fmax(a.y1, b.y1)};
}

situ_box situ_box_grow(situ_box b, double margin)
{
    if (situ_box_is_empty(b))
        return b;
    return (situ_box){b.x0 - margin, b.y0 - margin, b.x1 + margin, b.y1 + margin};
}

bool situ_box_touches(situ_box a, situ_box b)
{
    return !situ_box_is_empty(a) && !situ_box_is_empty(b) && a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 &&
           b.y0 <= a.y1;
}

bool situ_box_contains(situ_box outer, situ_box inner)
{
    return !situ_box_is_empty(outer) && !situ_box_is_empty(inner) && outer.x0 <= inner.x0 &&
           outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1;
}

bool situ_box_has(situ_box b, double x, double y)
{
    return x >= b.x0 && x <= b.x1 && y >= b.y0 && y <= b.y1;
}
