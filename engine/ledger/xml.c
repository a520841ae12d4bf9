// SPDX-License-Identifier: MIT
#include "ledger/xml.h"

#include <expat.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "source/source.h"

enum {
    MAX_DEPTH = 64,
    MAX_TEXT = 1 << 20,
    MAX_INFLATED = 512 * 1024 * 1024,
    MIN_INFLATED = 64 * 1024 * 1024, // what even a tiny file may grow to
    MAX_RATIO = 80, // numbers with their addresses shrink to a fortieth at best
};

static const char *local(const char *name)
{
    const char *last = name;
    for (const char *p = name; *p; p++) // names are short: a call costs more
        if (*p == ':')
            last = p + 1;
    return last;
}

const char *situ_xml_attribute(const char **atts, const char *name)
{
    for (; *atts; atts += 2)
        if (strcmp(local(*atts), name) == 0)
            return atts[1];
    return NULL;
}

bool situ_xml_true(const char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

void situ_xml_stop(situ_xml *xml, situ_status status)
{
    if (status == SITU_OK)
        return;
    if (xml->status == SITU_OK)
        xml->status = status;
    if (xml->parser)
        XML_StopParser(xml->parser, XML_FALSE);
}

static void on_start(void *user, const char *name, const char **atts)
{
    situ_xml *xml = user;
    if (++xml->depth > MAX_DEPTH) {
        situ_xml_stop(xml, situ_fail(xml->err, SITU_E_LIMIT, _("save the workbook again with a spreadsheet program"),
                                     _("the part %s is nested deeper than %d levels"), xml->part, MAX_DEPTH));
        return;
    }
    xml->start(xml, local(name), atts);
}

static void on_end(void *user, const char *name)
{
    situ_xml *xml = user;
    xml->depth--;
    xml->end(xml, local(name));
}

static void on_doctype(void *user, const char *name, const char *system, const char *public, int subset)
{
    (void)name, (void)system, (void)public, (void)subset;
    situ_xml *xml = user;
    situ_xml_stop(xml, situ_fail(xml->err, SITU_E_FORMAT, _("save the workbook again with a spreadsheet program"), "%s",
                                 _("the workbook holds a document type declaration, which no spreadsheet program writes")));
}

static void on_text(void *user, const char *bytes, int n)
{
    situ_xml *xml = user;
    if (!xml->want_text || xml->skip > 0)
        return;
    if (xml->text.length + (size_t)n > MAX_TEXT) {
        situ_xml_stop(xml, situ_fail(xml->err, SITU_E_LIMIT, _("shorten the text"), "%s", _("a cell holds more than 1 MB of text")));
        return;
    }
    situ_str_add_n(&xml->text, bytes, (size_t)n);
}

situ_status situ_xml_begin(situ_xml *xml, const char *part, situ_error *err)
{
    static const XML_Memory_Handling_Suite memory = {situ_malloc, situ_realloc, situ_free};
    xml->parser = XML_ParserCreate_MM(xml->utf8 ? "UTF-8" : NULL, &memory, NULL);
    if (!xml->parser)
        return situ_fail_nomem(err);
    situ_str_init(&xml->text);
    xml->want_text = false;
    xml->skip = xml->depth = 0;
    xml->status = SITU_OK;
    xml->part = part;
    xml->err = err;
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype); // no DTD, no entities: nothing to expand
    return SITU_OK;
}

situ_status situ_xml_feed(situ_xml *xml, const char *bytes, size_t n, bool last, situ_error *err)
{
    const size_t step = 1 << 20; // expat takes an int
    for (size_t done = 0; xml->status == SITU_OK;) {
        size_t piece = n - done < step ? n - done : step;
        bool final = last && done + piece == n;
        enum XML_Status ok = XML_Parse(xml->parser, bytes + done, (int)piece, final);
        done += piece;
        if (ok != XML_STATUS_OK && xml->status == SITU_OK) {
            enum XML_Error code = XML_GetErrorCode(xml->parser);
            if (code == XML_ERROR_NO_MEMORY)
                xml->status = situ_fail_nomem(err);
            else
                xml->status = situ_fail(err, SITU_E_FORMAT, _("open the workbook with a spreadsheet program and save it again"),
                                        _("the part %s is damaged: %s at line %lu"), xml->part, XML_ErrorString(code),
                                        (unsigned long)XML_GetCurrentLineNumber(xml->parser));
        }
        if (done == n)
            break;
    }
    if (xml->status == SITU_OK && !situ_str_ok(&xml->text))
        xml->status = situ_fail_nomem(err);
    return xml->status;
}

void situ_xml_end(situ_xml *xml)
{
    if (!xml->parser)
        return;
    XML_ParserFree(xml->parser);
    xml->parser = NULL;
    situ_str_free(&xml->text);
}

static situ_status feed_piece(void *user, const char *bytes, size_t n, situ_error *err)
{
    return situ_xml_feed(user, bytes, n, false, err);
}

situ_status situ_xml_member(situ_xml *xml, const char *zip, const char *member, bool optional, size_t *budget, situ_error *err)
{
    size_t bytes = 0;
    situ_status status = situ_xml_begin(xml, member, err);
    if (status != SITU_OK)
        return status;
    status = situ_source_stream_zip(zip, member, *budget, feed_piece, xml, &bytes, err);
    if (status == SITU_E_NOT_FOUND && optional && xml->status == SITU_OK) {
        situ_error_clear(err);
        status = SITU_OK;
    } else if (status == SITU_OK) {
        *budget -= bytes < *budget ? bytes : *budget;
        status = situ_xml_feed(xml, "", 0, true, err);
    }
    situ_xml_end(xml);
    return status;
}

size_t situ_xml_budget(const char *path)
{
    struct stat info;
    uint64_t limit = MIN_INFLATED;
    if (stat(path, &info) == 0 && info.st_size > 0 && (uint64_t)info.st_size * MAX_RATIO > limit)
        limit = (uint64_t)info.st_size * MAX_RATIO;
    return limit < MAX_INFLATED ? (size_t)limit : MAX_INFLATED;
}
