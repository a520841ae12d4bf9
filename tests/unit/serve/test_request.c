// SPDX-License-Identifier: MIT
// Reading request targets: what is accepted, what is refused, and that nothing malformed gets through.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "serve/route.h"

static void request__takes_paths_and_parameters(void **state)
{
    situ_request r;
    (void)state;
    assert_int_equal(situ_request_parse(&r, "/tiles/risk/10/813/422.png"), 0);
    assert_string_equal(r.path, "/tiles/risk/10/813/422.png");
    assert_int_equal(r.query_count, 0);
    assert_int_equal(situ_request_parse(&r, "/maps/flow.pdf?name=%E5%9C%B0%E8%B4%A8%E7%81%BE%E5%AE%B3&level=2"), 0);
    assert_string_equal(r.path, "/maps/flow.pdf");
    assert_int_equal(r.query_count, 2);
    assert_string_equal(situ_request_query(&r, "name", ""), "地质灾害");
    assert_string_equal(situ_request_query(&r, "level", ""), "2");
    assert_string_equal(situ_request_query(&r, "paper", "A3"), "A3");
    assert_int_equal(situ_request_parse(&r, "/maps/risk.pdf?region=a+b%2Bc&paper="), 0);
    assert_string_equal(situ_request_query(&r, "region", ""), "a b+c");
    assert_string_equal(situ_request_query(&r, "paper", "A3"), "");
    assert_int_equal(situ_request_parse(&r, "/"), 0);
    assert_int_equal(situ_request_parse(&r, "/?"), 0);
}

static void request__refuses_malformed_targets(void **state)
{
    static const char *const bad[] = {
        "", "tiles", "*", "http://host/", "//", "//etc/passwd", "/a//b", "/./a", "/a/./b", "/../etc/passwd", "/a/..", "/a/../b",
        "/%2e%2e/etc", "/%2E%2E/x", "/a%2fb", "/a%5cb", "/a\\b", "/%252e%252e/x", "/%00", "/a%00.png", "/%", "/%2", "/%zz", "/%g1",
        "/\x01", "/a%0d%0aX: y", "/%c0%ae%c0%ae/", "/%ed%a0%80", "/%ff", "/\xff", "/#x", "/x?#y", "/x?a", "/x?=1", "/x?a=1&a=2",
        "/x?a=1&&b=2", "/x?a=%", "/x?a=%zz", "/x?a=%00", "/x?A=1", "/x?a-b=1", "/x?%61%00=1", "/x?&", "/x?a=1&", "/x?a=%ff",
        "/x?a[]=1", "/x?a=%0a",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        situ_request r;
        int status = situ_request_parse(&r, bad[i]);
        if (status != 400)
            fail_msg("\"%s\" gives %d", bad[i], status);
        assert_string_equal(r.path, ""); // nothing of it is left to use
        assert_int_equal(r.query_count, 0);
    }
}

static void request__limits_lengths(void **state)
{
    char target[2000];
    situ_request r;
    (void)state;
    memset(target, 'a', sizeof target);
    target[0] = '/';
    target[1000] = '\0';
    assert_int_equal(situ_request_parse(&r, target), 414);
    target[511] = '\0';
    assert_int_equal(situ_request_parse(&r, target), 0);
    snprintf(target, sizeof target, "/x?%033d=1", 0);
    assert_int_equal(situ_request_parse(&r, target), 400);
    snprintf(target, sizeof target, "/x?a=%0200d", 0);
    assert_int_equal(situ_request_parse(&r, target), 400);
    // One parameter more than there is room for.
    size_t n = (size_t)snprintf(target, sizeof target, "/x?");
    for (int i = 0; i <= SITU_REQUEST_MAX_QUERY; i++)
        n += (size_t)snprintf(target + n, sizeof target - n, "%sk%c=1", i ? "&" : "", 'a' + i);
    assert_int_equal(situ_request_parse(&r, target), 400);
}

static void request__reads_numbers_strictly(void **state)
{
    static const struct { const char *text; bool good; uint32_t value; } cases[] = {
        {"0", true, 0}, {"7", true, 7}, {"4294967295", true, 4294967295u}, {"4294967296", false, 0}, {"", false, 0},
        {"00", false, 0}, {"07", false, 0}, {"-1", false, 0}, {"+1", false, 0}, {" 1", false, 0}, {"1.0", false, 0},
        {"1e3", false, 0}, {"0x10", false, 0}, {"99999999999", false, 0}, {"1a", false, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t value = 0;
        bool good = situ_request_u32(cases[i].text, strlen(cases[i].text), &value);
        if (good != cases[i].good || (good && value != cases[i].value))
            fail_msg("\"%s\" gives %d %u", cases[i].text, good, value);
    }
}

static void request__reads_boxes_strictly(void **state)
{
    static const char *const bad[] = {"", "1,2,3", "1,2,3,4,5", "1,2,3,", ",1,2,3", "a,b,c,d", "nan,0,1,1", "inf,0,1,1", "1,1,0,2", "1,2,2,1",
                                      "-181,0,0,1", "0,-91,1,0", "0,0,181,1", "0,0,1,91", "1 2 3 4", "1,2,3,4 "};
    situ_box b;
    (void)state;
    assert_true(situ_request_bbox("108.9,30.4,109,30.5", &b));
    assert_true(b.x0 == 108.9 && b.y0 == 30.4 && b.x1 == 109 && b.y1 == 30.5);
    assert_true(situ_request_bbox("0,0,0,0", &b));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (situ_request_bbox(bad[i], &b))
            fail_msg("\"%s\" is taken for a box", bad[i]);
}

// Whatever 200 mutations of good targets give: an accepted path is clean, a refused one leaves nothing.
static void request__mutations_never_get_through_unclean(void **state)
{
    static const char *const seeds[] = {"/tiles/risk/10/813/422.png", "/maps/flow.pdf?name=%E5%9C%B0&level=2", "/features/risk_point?bbox=1,2,3,4&map=risk",
                                        "/legend/risk.json", "/healthz"};
    static const char *const pieces[] = {"..", "/", "%2e", "%2f", "%252f", "%00", "\\", "%", "?", "&", "=", "#", "%c0%af", "\x80", "%0a", "//", "a", "'", "\"", ";", "../../etc/passwd"};
    situ_rng rng;
    size_t accepted = 0;
    (void)state;
    situ_rng_seed(&rng, 20260630, 1);
    for (int i = 0; i < 200; i++) {
        char target[400];
        const char *seed = seeds[situ_rng_below(&rng, 5)], *piece = pieces[situ_rng_below(&rng, sizeof pieces / sizeof *pieces)];
        size_t at = situ_rng_below(&rng, (uint32_t)strlen(seed) + 1), skip = situ_rng_below(&rng, 3);
        situ_request r;
        const situ_route *route;
        int status;
        if (at + skip > strlen(seed))
            skip = 0;
        snprintf(target, sizeof target, "%.*s%s%s", (int)at, seed, piece, seed + at + skip);
        status = situ_request_parse(&r, target);
        if (status != 0) {
            assert_true(status == 400 || status == 414);
            assert_string_equal(r.path, "");
            continue;
        }
        accepted++;
        assert_true(r.path[0] == '/' && situ_utf8_valid(r.path, strlen(r.path), NULL));
        assert_null(strstr(r.path, "//"));
        assert_null(strstr(r.path, "/../"));
        assert_null(strchr(r.path, '\\'));
        assert_null(strchr(r.path, '%'));
        route = situ_route_find(&r, &status);
        if (route && route->named)
            assert_int_equal(strspn(r.name, "abcdefghijklmnopqrstuvwxyz0123456789_-"), strlen(r.name));
        else if (!route)
            assert_true(status == 400 || status == 404);
    }
    print_message("seed 20260630: %zu of 200 accepted\n", accepted);
    assert_true(accepted > 0 && accepted < 150);
}

static void router__finds_routes_and_cuts_names(void **state)
{
    static const struct { const char *target, *route, *name, *rest; } cases[] = {
        {"/tiles/risk/10/1/2.png", "tiles", "risk", "/10/1/2.png"}, {"/tiles/risk.json", "tiles", "risk", ".json"},
        {"/maps/risk.pdf", "maps", "risk", ".pdf"}, {"/maps.json", "catalog", "", ""}, {"/features/risk_point", "features", "risk_point", ""},
        {"/legend/risk.json", "legend", "risk", ".json"}, {"/healthz", "healthz", "", ""}, {"/readyz", "readyz", "", ""},
        {"/", "viewer", "", ""}, {"/app.js", "viewer", "", ""}, {"/healthz/x", "viewer", "", ""}, {"/nothing", "viewer", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        situ_request r;
        int status;
        const situ_route *route;
        assert_int_equal(situ_request_parse(&r, cases[i].target), 0);
        route = situ_route_find(&r, &status);
        assert_non_null(route);
        assert_string_equal(route->name, cases[i].route);
        assert_string_equal(r.name, cases[i].name);
        assert_string_equal(r.rest, cases[i].rest);
    }
}

static void router__refuses_odd_names_and_parameters(void **state)
{
    static const char *const bad[] = {"/tiles/", "/tiles/Risk/1/1/1.png", "/tiles/ri sk/1/1/1.png", "/maps/", "/maps/.pdf", "/maps/%E5%9B%BE.pdf",
                                      "/tiles/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.json", "/tiles/risk;x/1/1/1.png",
                                      "/tiles/risk.json?x=1", "/maps/risk.pdf?papers=A3", "/healthz?a=b", "/maps/a'b.pdf"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        situ_request r;
        int status = situ_request_parse(&r, bad[i]);
        if (status == 0 && situ_route_find(&r, &status))
            fail_msg("%s finds a route", bad[i]);
        assert_int_equal(status, 400);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request__takes_paths_and_parameters),
        cmocka_unit_test(request__refuses_malformed_targets),
        cmocka_unit_test(request__limits_lengths),
        cmocka_unit_test(request__reads_numbers_strictly),
        cmocka_unit_test(request__reads_boxes_strictly),
        cmocka_unit_test(request__mutations_never_get_through_unclean),
        cmocka_unit_test(router__finds_routes_and_cuts_names),
        cmocka_unit_test(router__refuses_odd_names_and_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
