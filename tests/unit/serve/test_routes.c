// SPDX-License-Identifier: MIT
// Routes against a worker's state, without HTTP: answers, refusals, and what stays warm.
#include "serve_test.h"

#include "base/alloc.h"
#include "base/str.h"
#include "serve/state.h"

typedef struct serving {
    fixture *fixture;
    situ_site *site;
    situ_serve_state *state;
} serving;

static int open_state(void **state)
{
    serving *s = calloc(1, sizeof *s);
    situ_error err = {0};
    char scratch[128];
    void *f;
    if (set_up(&f) != 0)
        return -1;
    s->fixture = f;
    snprintf(scratch, sizeof scratch, "%s/scratch", s->fixture->dir);
    must(situ_site_load(&s->site, &s->fixture->session->resources, &err), &err);
    must(situ_serve_state_new(&s->state, s->fixture->session, s->site, s->fixture->store, "public", scratch, &err), &err);
    *state = s;
    return 0;
}

static int close_state(void **state)
{
    serving *s = *state;
    void *f = s->fixture;
    situ_serve_state_free(s->state);
    situ_site_free(s->site);
    free(s);
    return tear_down(&f);
}

static situ_response get(const serving *s, const char *target)
{
    situ_request request;
    situ_response response;
    situ_error err = {0};
    int status = situ_request_parse(&request, target);
    const situ_route *route;
    if (status != 0)
        fail_msg("%s is malformed", target);
    route = situ_route_find(&request, &status);
    if (!route)
        fail_msg("%s has no route", target);
    situ_route_answer(&response, route, &request, s->state, &err);
    must(err.code, &err);
    return response;
}

static void expect_status(const serving *s, const char *target, int status)
{
    situ_response r = get(s, target);
    if (r.status != status)
        fail_msg("%s gives %d, not %d: %.*s", target, r.status, status, (int)(r.bytes < 200 ? r.bytes : 200), r.body);
    situ_response_free(&r);
}

// Body as text; to be freed.
static char *body_of(const serving *s, const char *target)
{
    situ_response r = get(s, target);
    char *text = situ_strndup(r.body, r.bytes);
    assert_int_equal(r.status, 200);
    situ_response_free(&r);
    return text;
}

static void expect_text(const serving *s, const char *target, const char *const *texts)
{
    char *body = body_of(s, target);
    for (; *texts; texts++)
        if (!strstr(body, *texts))
            fail_msg("%s lacks %s: %.300s", target, *texts, body);
    situ_free(body);
}

// A tile inside the county at zoom 10, from the map's own bounds.
static void inner_tile(const serving *s, const char *map, int zoom, char *out, size_t size)
{
    situ_zoom *z;
    situ_error err = {0};
    must(situ_serve_state_zoom(&z, s->state, map, zoom, &err), &err);
    snprintf(out, size, "/tiles/%s/%d/%u/%u.png", map, zoom, (z->x0 + z->x1) / 2, (z->y0 + z->y1) / 2);
}

static void tiles__answer_png_and_the_same_bytes_again(void **state)
{
    const serving *s = *state;
    char target[80];
    situ_response a, b;
    inner_tile(s, "risk", 11, target, sizeof target);
    a = get(s, target);
    b = get(s, target);
    assert_int_equal(a.status, 200);
    assert_string_equal(a.mime, "image/png");
    assert_true(a.bytes > 100 && memcmp(a.body, "\x89PNG\r\n\x1a\n", 8) == 0);
    assert_int_equal(a.bytes, b.bytes);
    assert_memory_equal(a.body, b.body, a.bytes);
    assert_string_equal(a.etag, b.etag);
    assert_int_equal(a.max_age_s, 300);
    situ_response_free(&a);
    situ_response_free(&b);
}

static void tiles__refuse_and_miss(void **state)
{
    static const struct { const char *target; int status; } cases[] = {
        {"/tiles/risk/10/1/1.jpg", 400},  {"/tiles/risk/10/1.png", 400},     {"/tiles/risk/10/1/1/1.png", 400}, {"/tiles/risk/a/1/1.png", 400},
        {"/tiles/risk/10/-1/1.png", 400}, {"/tiles/risk/10/01/1.png", 400},  {"/tiles/risk/10/1024/1.png", 400}, {"/tiles/risk/10/1/1024.png", 400},
        {"/tiles/risk/23/1/1.png", 400},  {"/tiles/risk/99/1/1.png", 400},   {"/tiles/risk/1/1/1.png/", 400},  {"/tiles/risk", 400},
        {"/tiles/risk.xml", 400},         {"/tiles/risk/4294967296/1/1.png", 400}, {"/tiles/risk/21/1/1.png", 404}, {"/tiles/risk/10/1/1.png", 404},
        {"/tiles/none/10/1/1.png", 404},  {"/tiles/org/10/1/1.png", 404},    {"/tiles/org.json", 404},         {"/tiles/none.json", 404},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_status(*state, cases[i].target, cases[i].status);
}

static void tiles__tilejson_names_what_there_is(void **state)
{
    const serving *s = *state;
    char *body;
    double b[4];
    const char *bounds;
    static const char *const texts[] = {"\"tilejson\":\"3.0.0\"", "\"tiles\":[\"/tiles/risk/{z}/{x}/{y}.png\"]", "\"minzoom\":8", "\"maxzoom\":16",
                                        "\"name\":\"岚山县安全风险分布图(2026年)\"", "岚山县应急管理局(演示)", NULL};
    expect_text(s, "/tiles/risk.json", texts);
    body = body_of(s, "/tiles/risk.json");
    bounds = strstr(body, "\"bounds\":[");
    assert_non_null(bounds);
    assert_int_equal(sscanf(bounds, "\"bounds\":[%lf,%lf,%lf,%lf]", &b[0], &b[1], &b[2], &b[3]), 4);
    // The golden county's own corner points (regions.geojson) lie between these.
    assert_true(b[0] > 108.8 && b[0] < b[2] && b[2] < 109.3 && b[1] > 30.3 && b[1] < b[3] && b[3] < 30.8);
    situ_free(body);
}

static void maps__sheet_in_each_format(void **state)
{
    const serving *s = *state;
    static const struct { const char *target, *mime, *start; } cases[] = {
        {"/maps/risk.pdf?paper=A4", "application/pdf", "%PDF-"}, {"/maps/materials.png?paper=A4", "image/png", "\x89PNG"},
        {"/maps/org.svg", "image/svg+xml", "<?xml"}, {"/maps/flow.pdf?name=%E5%9C%B0%E8%B4%A8%E7%81%BE%E5%AE%B3", "application/pdf", "%PDF-"},
        {"/maps/flow.pdf", "application/pdf", "%PDF-"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        situ_response r = get(s, cases[i].target);
        if (r.status != 200)
            fail_msg("%s: %d %.*s", cases[i].target, r.status, (int)r.bytes, r.body);
        assert_string_equal(r.mime, cases[i].mime);
        assert_true(r.bytes > 1000);
        assert_memory_equal(r.body, cases[i].start, strlen(cases[i].start));
        assert_true(strstr(r.filename, "岚山县") == r.filename);
        situ_response_free(&r);
    }
    // Nothing stays behind of the files the sheets were made in.
    assert_false(situ_path_exists(s->state->scratch));
}

static void maps__refuse_and_miss(void **state)
{
    static const struct { const char *target; int status; } cases[] = {
        {"/maps/risk.gif", 400},           {"/maps/risk", 400},                {"/maps/risk.pdf/x", 400},       {"/maps/risk.pdf?paper=A5", 400},
        {"/maps/risk.pdf?paper=1000x700mm", 400}, {"/maps/risk.pdf?level=2", 400}, {"/maps/risk.pdf?name=x", 400}, {"/maps/flow.pdf?level=5", 400},
        {"/maps/flow.pdf?level=0", 400},   {"/maps/flow.pdf?level=22", 400},   {"/maps/org.pdf?region=x", 400}, {"/maps/risk.pdf?region=", 400},
        {"/maps/risk.pdf?edition=secret", 400}, {"/maps/risk.pdf?edition=internal", 403}, {"/maps/none.pdf", 404}, {"/maps/risk.pdf?region=%E6%97%A0", 404},
        {"/maps/flow.pdf?name=none", 404}, {"/maps/flow.pdf?name=a@b:c", 404},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_status(*state, cases[i].target, cases[i].status);
}

static void catalog__lists_maps_flows_and_townships(void **state)
{
    static const char *const texts[] = {"\"county\":\"岚山县\"", "\"edition\":\"public\"", "\"name\":\"risk\"", "\"name\":\"org\"", "\"sheets\":[\"地质灾害\"]",
                                        "\"features\":[\"risk_point\"]", "{\"name\":\"双江街道\",\"code\":\"509999100\",\"kind\":\"街道\"}", "㙟垭乡", NULL};
    expect_text(*state, "/maps.json", texts);
}

static void features__by_box_region_and_map(void **state)
{
    const serving *s = *state;
    static const char *const in_box[] = {"\"type\":\"FeatureCollection\"", "\"label\":\"风险点\"", "\"name\":\"双江危险1号点\"", "[108.934234,30.435624]",
                                         "{\"name\":\"name\",\"label\":\"风险点名称\",\"kind\":\"text\"}", "\"level_final\":", "\"loc_quality\":\"exact\"", "\"numberMatched\":1,\"numberReturned\":1", NULL};
    static const char *const region[] = {"\"numberReturned\":1}", "\"name\":\"双江街道\"", "\"geometry\":null", NULL};
    char *body;
    expect_text(s, "/features/risk_point?bbox=108.9342,30.4356,108.9343,30.4357&map=risk", in_box);
    // The township around a point: the county around it is a region too, and of another level.
    body = body_of(s, "/features/region?bbox=108.934234,30.435624,108.934234,30.435624&geometry=no");
    assert_non_null(strstr(body, region[1]));
    assert_non_null(strstr(body, region[2]));
    assert_null(strstr(body, "桂溪镇\",\"level"));
    situ_free(body);
    body = body_of(s, "/features/risk_point?region=%E6%A1%82%E6%BA%AA%E9%95%87");
    assert_non_null(strstr(body, "\"town\":\"桂溪镇\""));
    assert_null(strstr(body, "\"town\":\"双江街道\""));
    situ_free(body);
    // Provenance of a row is nobody's business.
    body = body_of(s, "/features/risk_point");
    assert_null(strstr(body, "src_"));
    assert_null(strstr(body, "risk.csv"));
    situ_free(body);
}

static void features__refuse_and_miss(void **state)
{
    static const struct { const char *target; int status; } cases[] = {
        {"/features/risk_point?bbox=1,2,3", 400}, {"/features/risk_point?bbox=nan,0,1,1", 400}, {"/features/risk_point.json", 400}, {"/features/risk_point?geometry=1", 400},
        {"/features/person", 404}, {"/features/sqlite_master", 404}, {"/features/org_node", 404}, {"/features/hazard_zone", 404},
        {"/features/risk_point?region=none", 404}, {"/features/risk_point?map=none", 404}, {"/features/risk_point?region=x%27%20OR%201=1--", 404},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_status(*state, cases[i].target, cases[i].status);
}

static void legend__has_levels_counts_and_icons(void **state)
{
    static const char *const texts[] = {"重大风险(Ⅰ级)", "\"color\":\"#FF0000\"", "\"kind\":\"marker\"", "\"kind\":\"area\"", "\"kind\":\"line\"", "\\u003csvg xmlns", "\"unit\":\"处\"", NULL};
    expect_text(*state, "/legend/risk.json", texts);
    expect_status(*state, "/legend/none.json", 404);
    expect_status(*state, "/legend/flow.json", 404);
    expect_status(*state, "/legend/risk.png", 400);
}

static void viewer__answers_only_its_own_files(void **state)
{
    const serving *s = *state;
    situ_response r = get(s, "/");
    assert_int_equal(r.status, 200);
    assert_string_equal(r.mime, "text/html; charset=utf-8");
    assert_true(situ_starts_with(r.body, "<!DOCTYPE html>"));
    situ_response_free(&r);
    expect_status(s, "/county.situ", 404);
    expect_status(s, "/index.htm", 404);
    expect_status(s, "/etc/passwd", 404);
}

static void viewer__plain_page_without_a_bundle(void **state)
{
    serving *s = *state;
    situ_site empty = {0};
    situ_response r;
    char *text;
    s->state->site = &empty;
    r = get(s, "/");
    s->state->site = s->site;
    text = situ_strndup(r.body, r.bytes);
    assert_int_equal(r.status, 200);
    assert_non_null(strstr(text, "href=\"/maps/risk.pdf?paper=A3\""));
    assert_non_null(strstr(text, "situ_web"));
    situ_free(text);
    situ_response_free(&r);
}

static void state__zooms_stay_warm_within_the_limit(void **state)
{
    serving *s = *state;
    situ_serve_state *st = s->state;
    situ_error err = {0};
    situ_zoom *a, *b;
    size_t limit = st->memory_limit;
    must(situ_serve_state_zoom(&a, st, "risk", 9, &err), &err);
    must(situ_serve_state_zoom(&b, st, "risk", 9, &err), &err);
    assert_ptr_equal(a, b);
    assert_true(situ_serve_zoom_bytes(a) > 10000);
    st->memory_limit = 1;
    must(situ_serve_state_zoom(&b, st, "risk", 8, &err), &err);
    assert_int_equal(st->zoom_count, 1); // only the newest stays
    assert_ptr_equal(st->zooms[0].zoom, b);
    st->memory_limit = limit;
    must(situ_serve_state_zoom(&a, st, "risk", 9, &err), &err);
    must(situ_serve_state_zoom(&a, st, "materials", 9, &err), &err);
    assert_int_equal(st->zoom_count, 3);
}

static void state__notices_a_replaced_store(void **state)
{
    serving *s = *state;
    situ_serve_state *st = s->state;
    situ_error err = {0};
    uint64_t inode;
    must(situ_serve_state_refresh(st, &err), &err);
    inode = st->seen.inode;
    make_store(s->fixture); // builds a new file over the old one
    must(situ_serve_state_refresh(st, &err), &err);
    assert_true(st->seen.inode != inode);
    assert_int_equal(st->map_count, 0);
    assert_int_equal(st->zoom_count, 0);
    expect_status(s, "/readyz", 200);
}

static void state__a_missing_store_is_not_ready(void **state)
{
    serving *s = *state;
    char away[160];
    snprintf(away, sizeof away, "%s.away", s->fixture->store);
    assert_int_equal(rename(s->fixture->store, away), 0);
    expect_status(s, "/readyz", 503);
    assert_int_equal(rename(away, s->fixture->store), 0);
    expect_status(s, "/readyz", 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiles__answer_png_and_the_same_bytes_again),
        cmocka_unit_test(tiles__refuse_and_miss),
        cmocka_unit_test(tiles__tilejson_names_what_there_is),
        cmocka_unit_test(maps__sheet_in_each_format),
        cmocka_unit_test(maps__refuse_and_miss),
        cmocka_unit_test(catalog__lists_maps_flows_and_townships),
        cmocka_unit_test(features__by_box_region_and_map),
        cmocka_unit_test(features__refuse_and_miss),
        cmocka_unit_test(legend__has_levels_counts_and_icons),
        cmocka_unit_test(viewer__answers_only_its_own_files),
        cmocka_unit_test(viewer__plain_page_without_a_bundle),
        cmocka_unit_test(state__zooms_stay_warm_within_the_limit),
        cmocka_unit_test(state__notices_a_replaced_store),
        cmocka_unit_test(state__a_missing_store_is_not_ready),
    };
    return cmocka_run_group_tests(tests, open_state, close_state);
}
