// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_OLE_H
#define SITU_LEDGER_OLE_H

// Compound files (.xls, .et, .doc, locked .xlsx): named streams in one file.

#include <stdbool.h>

#include "base/error.h"

typedef struct situ_ole situ_ole;
bool situ_ole_matches(const unsigned char *head, size_t n);
// Reads the whole file (at most 160 MB) and its directory.
situ_status situ_ole_open(situ_ole **out, const char *path, situ_error *err) SITU_MUST_CHECK;
void situ_ole_free(situ_ole *ole); // accepts NULL
// Names know no case and are looked for in every folder.
bool situ_ole_has(const situ_ole *ole, const char *name);
// Bytes of a stream, owned by the caller.
situ_status situ_ole_stream(char **out, size_t *bytes, const situ_ole *ole, const char *name, situ_error *err) SITU_MUST_CHECK;

#endif
