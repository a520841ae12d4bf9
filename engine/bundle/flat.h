// SPDX-License-Identifier: MIT
#ifndef SITU_BUNDLE_FLAT_H
#define SITU_BUNDLE_FLAT_H

// Values as bytes, for the way out of a process that reads foreign data (base/isolate.h). The reader
// trusts nothing: every length, index and end of text is checked against what is there.

#include "base/isolate.h"
#include "base/report.h"
#include "bundle/table.h"

// --- writing ---
situ_status situ_flat_put_u64(situ_isolate_sink *out, uint64_t value, situ_error *err) SITU_MUST_CHECK;
situ_status situ_flat_put_text(situ_isolate_sink *out, const char *text, situ_error *err) SITU_MUST_CHECK; // NULL stays NULL
// Texts that lie together: lengths first, then the bytes, so that a million cost little.
situ_status situ_flat_put_texts(situ_isolate_sink *out, const char *const *texts, size_t count, situ_error *err) SITU_MUST_CHECK;
situ_status situ_flat_put_table(situ_isolate_sink *out, const situ_table *table, situ_error *err) SITU_MUST_CHECK;
situ_status situ_flat_put_bundle(situ_isolate_sink *out, const situ_bundle *bundle, situ_error *err) SITU_MUST_CHECK; // tables only
situ_status situ_flat_put_report(situ_isolate_sink *out, const situ_report *report, situ_error *err) SITU_MUST_CHECK;

// --- reading ---
typedef struct situ_flat {
    const char *data;
    size_t bytes, at;
    situ_isolate_answer *answer; // what holds data; tables read keep it and point into it
} situ_flat;
situ_flat situ_flat_of(situ_isolate_answer *answer); // borrows answer
// All: SITU_E_FORMAT when the bytes are not what they should be.
situ_status situ_flat_get_u64(situ_flat *in, uint64_t most, uint64_t *value, situ_error *err) SITU_MUST_CHECK; // fails above most
situ_status situ_flat_get_text(situ_flat *in, const char **text, situ_error *err) SITU_MUST_CHECK; // borrowed from data
situ_status situ_flat_get_texts(situ_flat *in, const char **texts, size_t count, situ_error *err) SITU_MUST_CHECK;
// bytes of raw numbers, at any address: copy them.
situ_status situ_flat_get_raw(situ_flat *in, size_t bytes, const char **data, situ_error *err) SITU_MUST_CHECK;
situ_status situ_flat_get_table(situ_flat *in, situ_table **out, situ_error *err) SITU_MUST_CHECK;
situ_status situ_flat_get_bundle(situ_flat *in, situ_bundle **out, situ_error *err) SITU_MUST_CHECK;
situ_status situ_flat_get_report(situ_flat *in, situ_report *into, situ_error *err) SITU_MUST_CHECK; // appends

#endif
