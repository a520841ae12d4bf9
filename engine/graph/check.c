// SPDX-License-Identifier: MIT
#include "graph/check.h"

#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"

bool situ_graph_is_fatal(situ_graph_fault fault)
{
    return fault == SITU_GRAPH_CYCLE || fault == SITU_GRAPH_NO_START || fault == SITU_GRAPH_DEAD_END ||
           fault == SITU_GRAPH_UNKNOWN_NEXT;
}

static void tell(situ_graph_findings *out, situ_graph_fault fault, int node, int other)
{
    out->items[out->count++] = (situ_graph_finding){fault, node, other};
}

situ_status situ_graph_check_tree(situ_graph_findings *out, const int *parents, int count, situ_arena *arena,
                                  situ_error *err)
{
    situ_status status = SITU_OK;
    int *seen = situ_calloc((size_t)count + 1, sizeof *seen); // 0 new, else number of the walk that came by
    SITU_TRY_ALLOC(seen);
    out->count = 0;
    out->items = situ_arena_alloc(arena, ((size_t)count + 1) * 2 * sizeof *out->items);
    SITU_TRY_ALLOC(out->items);
    for (int i = 0; i < count; i++) {
        int at = i;
        if (parents[i] < -1 || parents[i] >= count)
            tell(out, SITU_GRAPH_UNKNOWN_PARENT, i, -1);
        while (at >= 0 && at < count && seen[at] == 0) {
            seen[at] = i + 1;
            at = parents[at];
        }
        if (at >= 0 && at < count && seen[at] == i + 1) { // the walk met itself
            int first = at;
            for (int k = parents[at]; k != at; k = parents[k])
                if (k < first)
                    first = k;
            tell(out, SITU_GRAPH_CYCLE, first, parents[first]);
        }
    }
done:
    situ_free(seen);
    return status;
}

static void mark_reachable(bool *seen, int *stack, int from, const situ_flow_arrow *arrows, int arrow_count)
{
    int depth = 0;
    seen[from] = true;
    stack[depth++] = from;
    while (depth > 0) {
        int at = stack[--depth];
        for (int a = 0; a < arrow_count; a++)
            if (arrows[a].from == at && arrows[a].to >= 0 && !seen[arrows[a].to]) {
                seen[arrows[a].to] = true;
                stack[depth++] = arrows[a].to;
            }
    }
}

situ_status situ_graph_check_flow(situ_graph_findings *out, const situ_flow_kind *kinds, int count,
                                  const situ_flow_arrow *arrows, int arrow_count, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    int first = -1;
    bool has_end = false;
    bool *seen = situ_calloc((size_t)count + 1, sizeof *seen);
    int *ways = situ_calloc((size_t)count + 1, sizeof *ways);
    int *stack = situ_calloc((size_t)count + 1, sizeof *stack);
    SITU_TRY_ALLOC(seen);
    SITU_TRY_ALLOC(ways);
    SITU_TRY_ALLOC(stack);
    out->count = 0;
    out->items = situ_arena_alloc(arena, ((size_t)count * 4 + (size_t)arrow_count + 4) * sizeof *out->items);
    SITU_TRY_ALLOC(out->items);
    for (int i = 0; i < count; i++) {
        if (kinds[i] == SITU_FLOW_END)
            has_end = true;
        if (kinds[i] != SITU_FLOW_START)
            continue;
        if (first < 0)
            first = i;
        else
            tell(out, SITU_GRAPH_MANY_STARTS, i, first);
        if (!seen[i])
            mark_reachable(seen, stack, i, arrows, arrow_count);
    }
    if (first < 0)
        tell(out, SITU_GRAPH_NO_START, -1, -1);
    if (!has_end)
        tell(out, SITU_GRAPH_NO_END, -1, -1);
    for (int a = 0; a < arrow_count; a++) {
        if (arrows[a].to < 0 || arrows[a].to >= count)
            tell(out, SITU_GRAPH_UNKNOWN_NEXT, arrows[a].from, a);
        ways[arrows[a].from]++; // an arrow to nowhere is told once, not also as a dead end
    }
    for (int i = 0; i < count; i++) {
        if (first >= 0 && !seen[i])
            tell(out, SITU_GRAPH_UNREACHABLE, i, -1);
        if (ways[i] == 0 && kinds[i] != SITU_FLOW_END)
            tell(out, SITU_GRAPH_DEAD_END, i, -1);
        if (ways[i] == 1 && kinds[i] == SITU_FLOW_DECISION)
            tell(out, SITU_GRAPH_ONE_WAY, i, -1);
    }
done:
    situ_free(seen);
    situ_free(ways);
    situ_free(stack);
    return status;
}

bool situ_flow_kind_parse(const char *word, situ_flow_kind *out)
{
    static const struct { const char *word; situ_flow_kind kind; } words[] = {
        {"start", SITU_FLOW_START}, {"开始", SITU_FLOW_START}, {"起点", SITU_FLOW_START},
        {"end", SITU_FLOW_END}, {"结束", SITU_FLOW_END}, {"终点", SITU_FLOW_END}, {"终止", SITU_FLOW_END},
        {"process", SITU_FLOW_PROCESS}, {"处置", SITU_FLOW_PROCESS}, {"处理", SITU_FLOW_PROCESS},
        {"步骤", SITU_FLOW_PROCESS}, {"过程", SITU_FLOW_PROCESS}, {"parallel", SITU_FLOW_PROCESS},
        {"并行", SITU_FLOW_PROCESS}, {"同步", SITU_FLOW_PROCESS}, {"decision", SITU_FLOW_DECISION},
        {"判断", SITU_FLOW_DECISION}, {"决策", SITU_FLOW_DECISION}, {"判定", SITU_FLOW_DECISION},
        {"document", SITU_FLOW_DOCUMENT}, {"文书", SITU_FLOW_DOCUMENT}, {"文档", SITU_FLOW_DOCUMENT},
        {"报告", SITU_FLOW_DOCUMENT}, {"报送", SITU_FLOW_DOCUMENT}, {"group", SITU_FLOW_GROUP},
        {"分组", SITU_FLOW_GROUP}, {"组", SITU_FLOW_GROUP}, {"工作组", SITU_FLOW_GROUP},
    };
    *out = SITU_FLOW_PROCESS;
    for (size_t i = 0; word && i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i].word) == 0) {
            *out = words[i].kind;
            return true;
        }
    return false;
}

static bool is_open(uint32_t c) { return c == '(' || c == 0xFF08 || c == '[' || c == 0x3010; }
static bool is_close(uint32_t c) { return c == ')' || c == 0xFF09 || c == ']' || c == 0x3011; }
static bool is_space(uint32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x3000 || c == 0xA0; }
static bool is_comma(uint32_t c)
{
    return c == ',' || c == ';' || c == '/' || c == '\n' || c == 0xFF0C || c == 0x3001 || c == 0xFF1B;
}
// A label may hold commas; between a number and its label ':' or '→' may stand instead of brackets.
static bool is_dash_only(const char *no)
{
    return strcmp(no, "-") == 0 || strcmp(no, "\xE2\x80\x94") == 0 || strcmp(no, "\xE2\x80\x93") == 0 ||
           strcmp(no, "\xE6\x97\xA0") == 0 || strcmp(no, "\xE7\xBB\x93\xE6\x9D\x9F") == 0; // — – 无 结束
}

situ_status situ_flow_next_parse(situ_flow_next **out, int *count, const char *text, situ_arena *arena, situ_error *err)
{
    situ_status status = SITU_OK;
    const char *p = text ? text : "", *end = p + strlen(p);
    size_t room = strlen(p) + 1;
    situ_flow_next *items = situ_arena_alloc(arena, room * sizeof *items);
    char *no = situ_arena_alloc(arena, 2 * room), *label = no ? no + room : NULL;
    *count = 0;
    *out = items;
    SITU_TRY_ALLOC(items);
    SITU_TRY_ALLOC(no);
    while (p < end) {
        size_t n = 0, m = 0;
        int depth = 0;
        bool stop = false;
        while (p < end && !stop) {
            const char *from = p;
            uint32_t c = situ_utf8_next(&p, end);
            if (is_open(c) && depth++ == 0)
                continue;
            if (is_close(c) && depth > 0 && --depth == 0)
                continue;
            stop = depth == 0 && is_comma(c);
            if (stop || is_space(c))
                continue;
            if (depth > 0) {
                memcpy(label + m, from, (size_t)(p - from));
                m += (size_t)(p - from);
            } else {
                memcpy(no + n, from, (size_t)(p - from));
                n += (size_t)(p - from);
            }
        }
        no[n] = label[m] = '\0';
        if (n == 0 || is_dash_only(no))
            continue;
        items[*count].no = situ_arena_strdup(arena, no);
        items[*count].label = m ? situ_arena_strdup(arena, label) : NULL;
        SITU_TRY_ALLOC(items[*count].no);
        (*count)++;
    }
done:
    return status;
}
