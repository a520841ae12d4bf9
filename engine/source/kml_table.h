// SPDX-License-Identifier: MIT
#ifndef SITU_SOURCE_KML_TABLE_H
#define SITU_SOURCE_KML_TABLE_H

#include "bundle/table.h"

// KML has one field for all attributes: the description, into which programs write a table of two columns
// (name, value). Where most rows have one, its values become columns of their own.
situ_status situ_kml_expand(situ_table *table, situ_error *err) SITU_MUST_CHECK;

#endif
