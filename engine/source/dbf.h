// SPDX-License-Identifier: MIT
#ifndef SITU_SOURCE_DBF_H
#define SITU_SOURCE_DBF_H

#include "base/error.h"

// Encoding of the text beside a shapefile, as GDAL's ENCODING option; NULL = leave it to GDAL (a
// .cpg lies beside it, there is no text, or the header names a code page that must be believed).
// Rule: strict UTF-8, else GB18030. SITU_E_FORMAT when neither fits. Call inside a guard.
situ_status situ_dbf_encoding(const char **out, const char *path, situ_error *err) SITU_MUST_CHECK;

#endif
