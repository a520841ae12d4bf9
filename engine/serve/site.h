// SPDX-License-Identifier: MIT
#ifndef SITU_SERVE_SITE_H
#define SITU_SERVE_SITE_H

// The viewer's static files, read once at start: a request only ever looks a name up in this list.

#include "base/path.h"

typedef struct situ_site_file {
    char *path;        // "/index.html"
    const char *mime;
    char *data;
    size_t bytes;
    char etag[40];
} situ_site_file;
typedef struct situ_site {
    situ_site_file *files;
    size_t count, capacity;
    bool built; // index.html is there
} situ_site;

// Files of share/web of the resources (<share>/web); a missing folder gives an empty site.
situ_status situ_site_load(situ_site **out, const situ_resources *res, situ_error *err) SITU_MUST_CHECK;
void situ_site_free(situ_site *site);
const situ_site_file *situ_site_find(const situ_site *site, const char *path); // "/" = "/index.html"; NULL = absent

#endif
