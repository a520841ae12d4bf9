// SPDX-License-Identifier: MIT
#include "graph/org_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "graph/check.h"

typedef struct reader {
    situ_org_unit *units;
    int count;
    const situ_table *table;
    situ_report *report;
    situ_arena *arena;
    situ_error *err;
} reader;

static const char *cell(const situ_table *t, size_t row, const char *column)
{
    const char *text = situ_table_text(t, row, situ_table_find(t, column));
    return text ? text : "";
}

static situ_status tell(const reader *c, size_t row, situ_severity severity, const char *rule, const char *field,
                        const char *message, const char *cure)
{
    const situ_table *t = c->table;
    int64_t at = situ_table_int(t, row, situ_table_find(t, "src_row"));
    situ_issue issue = {.severity = severity, .rule = rule, .table = "org_node", .field = field, .message = message, .cure = cure,
                        .file = cell(t, row, "src_file"), .sheet = cell(t, row, "src_sheet"), .row = at == SITU_NULL_INT ? 0 : (long)at};
    return c->report ? situ_report_add(c->report, &issue, c->err) : SITU_OK;
}

static bool one_of(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

static bool is_vacant(const char *head)
{
    static const char *const words[] = {"空缺", "缺", "待定", "暂缺", "缺位", "空", "（空缺）", "(空缺)", NULL};
    return one_of(head, words);
}

// Types whose head is the point of the chart: an empty cell there is a vacancy.
static bool needs_head(const char *type)
{
    static const char *const words[] = {"应急委", "安委会", "减灾委", "专项指挥部", "专委会", "办公室", "工作组", "专家组", NULL};
    return one_of(type, words);
}

static int by_sort(const void *a, const void *b)
{
    const situ_org_unit *p = a, *q = b;
    if (p->sort != q->sort)
        return p->sort < q->sort ? -1 : 1;
    return p->row < q->row ? -1 : p->row > q->row;
}

static situ_status read_units(reader *c)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    const situ_table *t = c->table;
    bool sorted = true;
    c->units = situ_arena_alloc(c->arena, (t->row_count + 1) * sizeof *c->units);
    SITU_TRY_ALLOC(c->units);
    for (size_t row = 0; row < t->row_count; row++) {
        situ_org_unit *u = &c->units[c->count];
        *u = (situ_org_unit){.row = row, .name = cell(t, row, "name"), .type = cell(t, row, "type"), .rel = cell(t, row, "rel"),
                    .head = cell(t, row, "head"), .post = cell(t, row, "head_post"), .deputy = cell(t, row, "deputy"),
                    .phone = cell(t, row, "phone"), .sort = situ_table_int(t, row, situ_table_find(t, "sort")), .leaf = true};
        if (!*u->name) {
            SITU_TRY(tell(c, row, SITU_ERROR, "ORG_NO_NAME", "name", _("a unit without a name is not drawn"), _("fill in the unit's name")));
            continue;
        }
        sorted &= u->sort != SITU_NULL_INT;
        u->vacant = is_vacant(u->head) || (!*u->head && needs_head(u->type));
        if (u->vacant)
            SITU_TRY(tell(c, row, SITU_WARN, "ORG_VACANT", "head", situ_arena_printf(c->arena, _("the head of %s is vacant"), u->name), _("name the head, or leave 空缺 until there is one")));
        if (!*u->phone)
            SITU_TRY(tell(c, row, SITU_INFO, "ORG_NO_PHONE", "phone", situ_arena_printf(c->arena, _("%s has no duty phone"), u->name), _("fill in the duty phone")));
        c->count++;
    }
    if (sorted)
        qsort(c->units, (size_t)c->count, sizeof *c->units, by_sort);
done:
    return status;
}

static int find_unit(const reader *c, const char *name)
{
    for (int i = 0; i < c->count; i++)
        if (strcmp(c->units[i].name, name) == 0)
            return i;
    return -1;
}

// Strength of the line: shared pieces of line take the strongest.
static int rel_style(const char *rel)
{
    return strcmp(rel, "配合") == 0 ? 2 : strcmp(rel, "指导") == 0 ? 1 : 0;
}

static situ_status link_units(reader *c)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    const situ_table *t = c->table;
    situ_graph_findings found;
    int *parents = situ_arena_alloc(c->arena, ((size_t)c->count + 1) * sizeof *parents), top = -1;
    SITU_TRY_ALLOC(parents);
    for (int i = 0; i < c->count; i++) {
        const char *parent = cell(t, c->units[i].row, "parent");
        parents[i] = *parent ? find_unit(c, parent) : -1;
        if (top < 0 && !*parent)
            top = i;
    }
    for (int i = 0; i < c->count; i++) { // an unknown unit above: hangs under the head unit, and is told
        const char *parent = cell(t, c->units[i].row, "parent");
        if (!*parent || parents[i] >= 0)
            continue;
        SITU_TRY(tell(c, c->units[i].row, SITU_WARN, "ORG_UNKNOWN_PARENT", "parent", situ_arena_printf(c->arena, _("%s is placed under the head unit: there is no unit \"%s\" above it"), c->units[i].name, parent),
                      _("write the unit above exactly as its own row names it")));
        parents[i] = top;
    }
    SITU_TRY(situ_graph_check_tree(&found, parents, c->count, c->arena, err));
    for (int i = 0; i < found.count; i++)
        if (found.items[i].fault == SITU_GRAPH_CYCLE) {
            const situ_org_unit *u = &c->units[found.items[i].node];
            int64_t at = situ_table_int(t, u->row, situ_table_find(t, "src_row"));
            status = situ_fail(err, SITU_E_SCHEMA, _("correct the column of the unit above so that every chain ends at the head unit"),
                               _("the organisation chart runs in a circle: %s stands above itself (its unit above is %s)"), u->name, cell(t, u->row, "parent"));
            situ_error_at(err, cell(t, u->row, "src_file"), cell(t, u->row, "src_sheet"), NULL, at == SITU_NULL_INT ? 0 : (long)at, 0);
            goto done;
        }
    for (int i = 0; i < c->count; i++) {
        situ_org_unit *u = &c->units[i];
        u->parent = parents[i];
        u->style = rel_style(u->rel);
        u->group = i;
        for (int k = i - 1; k >= 0; k--)
            if (strcmp(c->units[k].type, u->type) == 0 && strcmp(c->units[k].rel, u->rel) == 0)
                u->group = c->units[k].group;
        for (int up = parents[i]; up >= 0; up = parents[up])
            u->depth++;
        if (parents[i] >= 0)
            c->units[parents[i]].leaf = false;
    }
done:
    return status;
}

situ_status situ_org_sheet_read(situ_org_sheet *out, const situ_table *table, situ_report *report, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    reader c = {.table = table, .report = report, .arena = arena, .err = err};
    memset(out, 0, sizeof *out);
    SITU_TRY(read_units(&c));
    if (c.count == 0) {
        status = situ_fail(err, SITU_E_NOT_FOUND, _("import the sheet 组织机构 first"), "%s", _("there are no units for the organisation chart"));
        goto done;
    }
    SITU_TRY(link_units(&c));
    *out = (situ_org_sheet){c.units, c.count};
done:
    return status;
}
