// SPDX-License-Identifier: MIT
#include "graph/flow_sheet.h"

#include <string.h>

typedef struct reader {
    situ_flow_sheet *out;
    const situ_table *table;
    const char *event;
    situ_report *report;
    situ_arena *arena;
    situ_error *err;
} reader;

static const char *cell(const situ_table *t, size_t row, const char *column)
{
    const char *text = situ_table_text(t, row, situ_table_find(t, column));
    return text ? text : "";
}

static int row_level(const situ_table *t, size_t row)
{
    int64_t level = situ_table_int(t, row, situ_table_find(t, "resp_level"));
    return level == SITU_NULL_INT ? 0 : (int)level;
}

static long src_row(const situ_table *t, size_t row)
{
    int64_t at = situ_table_int(t, row, situ_table_find(t, "src_row"));
    return at == SITU_NULL_INT ? 0 : (long)at;
}

static situ_status tell(const reader *c, size_t row, situ_severity severity, const char *rule, const char *field, const char *message, const char *cure)
{
    const situ_table *t = c->table;
    situ_issue issue = {.severity = severity, .rule = rule, .table = "flow_node", .field = field, .message = message, .cure = cure,
                        .file = cell(t, row, "src_file"), .sheet = cell(t, row, "src_sheet"), .row = src_row(t, row)};
    return c->report ? situ_report_add(c->report, &issue, c->err) : SITU_OK;
}

static situ_status fail_at(const reader *c, size_t row, const char *cure, const char *cause)
{
    const situ_table *t = c->table;
    situ_status status = situ_fail(c->err, SITU_E_SCHEMA, cure, "%s", cause);
    situ_error_at(c->err, cell(t, row, "src_file"), cell(t, row, "src_sheet"), NULL, src_row(t, row), 0);
    return status;
}

static bool wanted_hazard(const reader *c, size_t row)
{
    return !*c->event || strcmp(cell(c->table, row, "hazard"), c->event) == 0;
}

// The same step for this level beats the one for all levels.
static bool overruled(const reader *c, size_t row)
{
    const situ_table *t = c->table;
    for (size_t k = 0; row_level(t, row) == 0 && c->out->level > 0 && k < t->row_count; k++)
        if (wanted_hazard(c, k) && row_level(t, k) == c->out->level && strcmp(cell(t, k, "no"), cell(t, row, "no")) == 0)
            return true;
    return false;
}

// Without steps for all levels the overview shows the lowest response level the sheet has.
static int choose_level(const reader *c, int level)
{
    int lowest = 0;
    for (size_t row = 0; row < c->table->row_count; row++)
        if (wanted_hazard(c, row)) {
            int of_row = row_level(c->table, row);
            if (of_row == 0)
                return level;
            lowest = of_row > lowest ? of_row : lowest;
        }
    return level ? level : lowest;
}

static int lane_index(reader *c, const char *name)
{
    for (int i = 0; i < c->out->lane_count; i++)
        if (strcmp(c->out->lanes[i], name) == 0)
            return i;
    c->out->lanes[c->out->lane_count] = name;
    return c->out->lane_count++;
}

static situ_status read_nodes(reader *c)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    const situ_table *t = c->table;
    c->out->steps = situ_arena_alloc(c->arena, (t->row_count + 1) * sizeof *c->out->steps);
    c->out->lanes = situ_arena_alloc(c->arena, (t->row_count + 1) * sizeof *c->out->lanes);
    SITU_TRY_ALLOC(c->out->steps);
    SITU_TRY_ALLOC(c->out->lanes);
    for (size_t row = 0; row < t->row_count; row++) {
        situ_flow_step *v = &c->out->steps[c->out->count];
        int level = row_level(t, row);
        const char *lane = cell(t, row, "lane");
        if (!wanted_hazard(c, row) || (level != 0 && level != c->out->level) || overruled(c, row))
            continue;
        *v = (situ_flow_step){.row = row, .no = cell(t, row, "no"), .text = cell(t, row, "text"), .role = cell(t, row, "role")};
        v->limit_min = situ_table_real(t, row, situ_table_find(t, "time_limit_min"));
        if (!situ_flow_kind_parse(cell(t, row, "kind"), &v->kind) && *cell(t, row, "kind"))
            SITU_TRY(tell(c, row, SITU_WARN, "FLOW_KIND", "kind", situ_arena_printf(c->arena, _("step %s: unknown kind \"%s\" is drawn as a plain step"), v->no, cell(t, row, "kind")),
                          _("use start, end, process, decision, document, group or their Chinese words")));
        if (!*lane)
            SITU_TRY(tell(c, row, SITU_WARN, "FLOW_NO_LANE", "lane", situ_arena_printf(c->arena, _("step %s names nobody to do it"), v->no), _("fill in who does it")));
        v->lane = lane_index(c, *lane ? lane : "未明确");
        c->out->count++;
    }
done:
    return status;
}

static int find_no(const reader *c, const char *no)
{
    for (int i = 0; i < c->out->count; i++)
        if (strcmp(c->out->steps[i].no, no) == 0)
            return i;
    return -1;
}

// A step of another response level of the same flow: the arrow belongs to that level's sheet.
static bool known_elsewhere(const reader *c, const char *no)
{
    for (size_t row = 0; row < c->table->row_count; row++)
        if (wanted_hazard(c, row) && strcmp(cell(c->table, row, "no"), no) == 0)
            return true;
    return false;
}

static situ_status read_arrows(reader *c)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    const situ_table *t = c->table;
    size_t room = 1;
    for (int i = 0; i < c->out->count; i++)
        room += strlen(cell(t, c->out->steps[i].row, "next")) + 1;
    c->out->arrows = situ_arena_alloc(c->arena, room * sizeof *c->out->arrows);
    SITU_TRY_ALLOC(c->out->arrows);
    for (int i = 0; i < c->out->count; i++) {
        situ_flow_next *next;
        int n;
        SITU_TRY(situ_flow_next_parse(&next, &n, cell(t, c->out->steps[i].row, "next"), c->arena, err));
        for (int k = 0; k < n; k++) {
            int to = find_no(c, next[k].no);
            if (to < 0 && known_elsewhere(c, next[k].no))
                continue;
            if (to < 0) {
                status = fail_at(c, c->out->steps[i].row, _("write numbers of steps of this flow in the column of what comes next"),
                                 situ_arena_printf(c->arena, _("step %s leads to %s, but there is no step %s"), c->out->steps[i].no, next[k].no, next[k].no));
                goto done;
            }
            c->out->arrows[c->out->arrow_count++] = (situ_flow_arrow){i, to, next[k].label};
        }
    }
done:
    return status;
}

static situ_status check_nodes(reader *c)
{
    situ_status status = SITU_OK;
    situ_error *err = c->err;
    situ_graph_findings found;
    situ_flow_kind *kinds = situ_arena_alloc(c->arena, ((size_t)c->out->count + 1) * sizeof *kinds);
    SITU_TRY_ALLOC(kinds);
    for (int i = 0; i < c->out->count; i++)
        kinds[i] = c->out->steps[i].kind;
    SITU_TRY(situ_graph_check_flow(&found, kinds, c->out->count, c->out->arrows, c->out->arrow_count, c->arena, err));
    for (int i = 0; i < found.count; i++) {
        const situ_flow_step *v = found.items[i].node >= 0 ? &c->out->steps[found.items[i].node] : &c->out->steps[0];
        switch (found.items[i].fault) {
        case SITU_GRAPH_NO_START:
            status = fail_at(c, v->row, _("give the first step the kind start (开始)"), situ_arena_printf(c->arena, _("the flow %s has no start"), cell(c->table, v->row, "hazard")));
            goto done;
        case SITU_GRAPH_DEAD_END:
            status = fail_at(c, v->row, _("fill in what comes next, or give the step the kind end (结束)"), situ_arena_printf(c->arena, _("step %s is a dead end: nothing comes after it"), v->no));
            goto done;
        case SITU_GRAPH_UNREACHABLE:
            SITU_TRY(tell(c, v->row, SITU_WARN, "FLOW_UNREACHABLE", "no", situ_arena_printf(c->arena, _("nothing leads to step %s"), v->no), _("name it as the next of another step, or remove it")));
            break;
        case SITU_GRAPH_ONE_WAY:
            SITU_TRY(tell(c, v->row, SITU_WARN, "FLOW_ONE_WAY", "next", situ_arena_printf(c->arena, _("decision %s has only one way out"), v->no), _("write both, such as 11(是),10(否)")));
            break;
        default:
            break;
        }
    }
done:
    return status;
}

situ_status situ_flow_sheet_read(situ_flow_sheet *out, const situ_table *table, const char *event, int level,
                                 situ_report *report, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    reader c = {out, table, event, report, arena, err};
    memset(out, 0, sizeof *out);
    out->level = choose_level(&c, level);
    SITU_TRY(read_nodes(&c));
    if (out->count == 0) {
        status = situ_fail(err, SITU_E_NOT_FOUND, _("import the sheet 处置流程, and name the flow as its column 灾种 does"), _("there is no flow \"%s\""), event);
        goto done;
    }
    SITU_TRY(read_arrows(&c));
    SITU_TRY(check_nodes(&c));
done:
    return status;
}
