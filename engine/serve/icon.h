// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_ICON_H
#define SITU_SERVE_ICON_H

#include "base/str.h"
#include "scene/scene.h"

// A legend key as a small SVG document (30 x 20 px): the symbol, a swatch of the area or a piece of line.
void situ_icon_svg(situ_str *out, const situ_legend_entry *entry);
void situ_icon_color(situ_str *out, situ_rgba color); // "#RRGGBB", "none" when transparent

#endif
