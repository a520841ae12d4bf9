// SPDX-License-Identifier: MIT
#ifndef SITU_LEDGER_XML_H
#define SITU_LEDGER_XML_H

// One pass over a foreign XML part: no document type, no entity, bounded depth and texts. What the
// readers of xlsx, ods and XML spreadsheets share.

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"

typedef struct situ_xml situ_xml;
struct situ_xml {
    // Names come without their prefix, atts as name, value, ..., NULL with prefixes kept.
    void (*start)(situ_xml *xml, const char *name, const char **atts);
    void (*end)(situ_xml *xml, const char *name);
    bool utf8; // the bytes are UTF-8 whatever their declaration says
    situ_str text;  // what was seen while want_text; cleared by the user
    bool want_text;
    int skip;       // > 0: text is ignored (phonetic guides)
    situ_error *err;
    // internal
    void *parser;
    situ_status status;
    int depth;
    const char *part;
};

// Sets the callbacks first; begin, feed as often as there is something, end always.
situ_status situ_xml_begin(situ_xml *xml, const char *part, situ_error *err) SITU_MUST_CHECK;
situ_status situ_xml_feed(situ_xml *xml, const char *bytes, size_t n, bool last, situ_error *err) SITU_MUST_CHECK;
void situ_xml_end(situ_xml *xml); // may be called twice
// A member of a zip in one pass. *budget: bytes that may still be inflated, lowered. optional: absent is
// not an error.
situ_status situ_xml_member(situ_xml *xml, const char *zip, const char *member, bool optional, size_t *budget, situ_error *err)
    SITU_MUST_CHECK;
// From a callback: ends the pass with status, unless SITU_OK.
void situ_xml_stop(situ_xml *xml, situ_status status);

// Value of an attribute by its name without prefix, NULL when absent.
const char *situ_xml_attribute(const char **atts, const char *name);
bool situ_xml_true(const char *value); // "1", "true"

// What an archive may be inflated to in all: a ratio to its size, with a floor and a ceiling.
size_t situ_xml_budget(const char *path);

#endif
