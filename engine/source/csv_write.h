// SPDX-License-Identifier: MIT
#ifndef SITU_SOURCE_CSV_WRITE_H
#define SITU_SOURCE_CSV_WRITE_H

#include "bundle/table.h"

// Own writer: GDAL's quotes 64-bit numbers and rounds doubles. UTF-8 with BOM (Excel needs it),
// RFC 4180 quoting, numbers in shortest form, points as X,Y in front, other shapes as WKT.
situ_status situ_csv_write(const char *path, const situ_table *table, situ_error *err) SITU_MUST_CHECK;

#endif
