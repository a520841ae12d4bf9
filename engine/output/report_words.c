// SPDX-License-Identifier: MIT
// Words of reports: Chinese like the ledgers they speak about.
#include <string.h>

#include "base/utf8.h"
#include "output/report_internal.h"

situ_report_totals situ_report_sum(const situ_report *report)
{
    situ_report_totals t = {0};
    for (size_t i = 0; i < situ_report_source_count(report); i++) {
        const situ_source_count *c = situ_report_source(report, i);
        t.read += c->read;
        t.used += c->used;
        t.repaired += c->repaired;
        t.rejected += c->rejected;
        t.skipped += c->skipped;
    }
    for (size_t i = 0; i < situ_report_count(report); i++)
        t.by_severity[situ_report_get(report, i)->severity]++;
    return t;
}

const char *situ_severity_word(situ_severity s)
{
    return s == SITU_ERROR ? "错误" : s == SITU_WARN ? "警告" : "提示";
}

situ_cell_style situ_severity_style(situ_severity s)
{
    return s == SITU_ERROR ? SITU_CELL_ERROR : s == SITU_WARN ? SITU_CELL_WARN : SITU_CELL_PLAIN;
}

const char *situ_rule_label(const char *rule)
{
    const situ_cleaning_rule *r = rule ? situ_cleaning_rule_find(rule) : NULL;
    return r && r->label ? r->label : rule ? rule : "";
}

const char *situ_table_label(const char *table)
{
    const situ_schema *s = situ_schema_find(table);
    return s ? s->label : table ? table : "";
}

const char *situ_field_label(const char *table, const char *field)
{
    const situ_schema *schema = situ_schema_find(table);
    const situ_field *f = situ_schema_field(schema, field);
    if (f && f->label)
        return f->label;
    for (size_t i = 0; field && i < SITU_FRONT_COUNT; i++)
        if (strcmp(situ_front_columns[i].name, field) == 0)
            return situ_front_columns[i].label;
    for (size_t s = 0; field && !schema && situ_schema_registry[s]; s++) {
        f = situ_schema_field(situ_schema_registry[s], field);
        if (f && (f->kind == SITU_FIELD_LON || f->kind == SITU_FIELD_LAT || f->kind == SITU_FIELD_TOWN || f->kind == SITU_FIELD_VILLAGE))
            return f->label;
    }
    return field ? field : "";
}

bool situ_issue_is_repair(const situ_issue *issue)
{
    const situ_cleaning_rule *r = issue->rule ? situ_cleaning_rule_find(issue->rule) : NULL;
    return r ? r->kind == SITU_RULE_REPAIR : issue->severity == SITU_INFO && issue->new_value != NULL;
}

const char *situ_crs_label(const char *crs)
{
    static const char *const words[][2] = {{"cgcs2000", "CGCS2000（国家大地坐标系）"}, {"wgs84", "WGS-84（GPS）"}, {"gcj02", "GCJ-02（高德、腾讯）"},
                                           {"bd09", "BD-09（百度）"}};
    for (size_t i = 0; crs && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i][0], crs) == 0)
            return words[i][1];
    return crs ? crs : "";
}

char *situ_report_chinese(situ_arena *arena, const char *text)
{
    static const char half[] = ",;:()?!";
    static const char *const full[] = {"，", "；", "：", "（", "）", "？", "！"};
    situ_str s;
    situ_str_init(&s);
    bool wide = false; // the sign before
    for (const char *p = text ? text : "", *end = p + strlen(p); p < end;) {
        const char *start = p;
        uint32_t c = situ_utf8_next(&p, end);
        const char *after = p;
        bool next_wide = p < end && situ_utf8_is_wide(situ_utf8_next(&after, end));
        const char *found = c < 0x80 && c != 0 ? strchr(half, (int)c) : NULL;
        bool turn = found && (wide || (next_wide && *found == '('));
        if (turn)
            situ_str_add(&s, full[found - half]);
        else
            situ_str_add_n(&s, start, (size_t)(p - start));
        wide = turn || situ_utf8_is_wide(c) || (c >= 0x2010 && c <= 0x303F);
    }
    char *out = situ_str_ok(&s) ? situ_arena_strdup(arena, s.data) : NULL;
    situ_str_free(&s);
    return out;
}

void situ_report_add_json(situ_str *out, const char *name, const char *text, bool *first)
{
    if (!text)
        return;
    situ_str_addf(out, "%s\"%s\":\"", *first ? "" : ",", name);
    *first = false;
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\')
            situ_str_addf(out, "\\%c", c);
        else if (c < 0x20)
            situ_str_addf(out, "\\u%04x", c);
        else
            situ_str_add_n(out, p, 1);
    }
    situ_str_add(out, "\"");
}

void situ_report_add_csv(situ_str *out, const char *text, bool last)
{
    if (text && strpbrk(text, "\",\r\n")) {
        situ_str_add(out, "\"");
        for (const char *p = text; *p; p++)
            situ_str_add_n(out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
        situ_str_add(out, "\"");
    } else {
        situ_str_add(out, text ? text : "");
    }
    situ_str_add(out, last ? "\r\n" : ",");
}
