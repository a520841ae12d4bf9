// SPDX-License-Identifier: MIT
// Messages between the server and its workers: round trips, and that broken ones are refused.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/str.h"
#include "serve/wire.h"

static void request_frame(situ_str *out, situ_request *r, const char *target)
{
    int status;
    assert_int_equal(situ_request_parse(r, target), 0);
    assert_non_null(situ_route_find(r, &status));
    situ_str_init(out);
    assert_int_equal(situ_wire_put_request(out, r, NULL), SITU_OK);
}

// A response frame with its body behind it.
static void response_frame(situ_str *out, const situ_response *r)
{
    situ_str_init(out);
    assert_int_equal(situ_wire_put_response(out, r, NULL), SITU_OK);
    situ_str_add_n(out, r->body, r->bytes);
    assert_true(situ_str_ok(out));
}

static void wire__request_round_trip(void **state)
{
    situ_request in, out;
    situ_str frame;
    (void)state;
    request_frame(&frame, &in, "/maps/flow.pdf?name=%E5%9C%B0%E8%B4%A8%E7%81%BE%E5%AE%B3&level=2&paper=A0");
    assert_int_equal(situ_wire_get_request(&out, frame.data, frame.length, NULL), SITU_OK);
    assert_string_equal(out.path, in.path);
    assert_string_equal(out.name, "flow");
    assert_string_equal(out.rest, ".pdf");
    assert_int_equal(out.query_count, 3);
    assert_string_equal(situ_request_query(&out, "name", ""), "地质灾害");
    assert_string_equal(situ_request_query(&out, "paper", ""), "A0");
    situ_str_free(&frame);
}

static void wire__equal_requests_are_equal_bytes(void **state)
{
    situ_request a, b;
    situ_str x, y;
    (void)state;
    request_frame(&x, &a, "/tiles/risk/10/1/2.png");
    request_frame(&y, &b, "/tiles/risk/10/1/2.png?");
    assert_int_equal(x.length, y.length);
    assert_memory_equal(x.data, y.data, x.length);
    situ_str_free(&y);
    request_frame(&y, &b, "/tiles/risk/10/1/3.png");
    assert_memory_not_equal(x.data, y.data, x.length);
    situ_str_free(&x);
    situ_str_free(&y);
}

static void wire__largest_request_fits_one_atomic_write(void **state)
{
    situ_request r;
    situ_str frame;
    (void)state;
    memset(&r, 0, sizeof r);
    memset(r.path, 'p', sizeof r.path - 1);
    memset(r.name, 'n', sizeof r.name - 1);
    memset(r.rest, 'r', sizeof r.rest - 1);
    for (int i = 0; i < SITU_REQUEST_MAX_QUERY; i++) {
        memset(r.query[i].key, 'k', sizeof r.query[i].key - 1);
        memset(r.query[i].value, 'v', sizeof r.query[i].value - 1);
    }
    r.query_count = SITU_REQUEST_MAX_QUERY;
    situ_str_init(&frame);
    assert_int_equal(situ_wire_put_request(&frame, &r, NULL), SITU_OK);
    assert_true(frame.length <= SITU_WIRE_REQUEST_MAX);
    situ_str_free(&frame);
}

static void wire__response_round_trip(void **state)
{
    char body[] = "\x89PNG\0binary\xff";
    situ_response in = {.status = 200, .mime = "image/png", .body = body, .bytes = sizeof body, .etag = "\"abc\"", .filename = "岚川县图.pdf", .max_age_s = -1}, out;
    situ_str frame;
    (void)state;
    response_frame(&frame, &in);
    assert_int_equal(situ_wire_get_response(&out, frame.data, frame.length, NULL), SITU_OK);
    assert_int_equal(out.status, 200);
    assert_string_equal(out.mime, "image/png");
    assert_string_equal(out.etag, "\"abc\"");
    assert_string_equal(out.filename, "岚川县图.pdf");
    assert_int_equal(out.max_age_s, -1);
    assert_int_equal(out.bytes, sizeof body);
    assert_memory_equal(out.body, body, sizeof body);
    situ_response_free(&out);
    situ_str_free(&frame);
}

static void wire__every_truncation_is_refused(void **state)
{
    char body[] = "0123456789";
    situ_response r = {.status = 404, .mime = "text/plain", .body = body, .bytes = 10}, back;
    situ_request request;
    situ_str frame;
    (void)state;
    request_frame(&frame, &request, "/features/risk_point?bbox=1,2,3,4&map=risk");
    for (size_t n = 0; n < frame.length; n++)
        assert_int_not_equal(situ_wire_get_request(&request, frame.data, n, NULL), SITU_OK);
    situ_str_add(&frame, "x"); // one byte too many is no better
    assert_int_not_equal(situ_wire_get_request(&request, frame.data, frame.length, NULL), SITU_OK);
    situ_str_free(&frame);
    response_frame(&frame, &r);
    for (size_t n = 0; n < frame.length; n++)
        assert_int_not_equal(situ_wire_get_response(&back, frame.data, n, NULL), SITU_OK);
    situ_str_free(&frame);
}

static void wire__flipped_bytes_never_overrun(void **state)
{
    situ_request r, back;
    situ_str frame;
    situ_rng rng;
    size_t refused = 0;
    (void)state;
    situ_rng_seed(&rng, 7, 7);
    request_frame(&frame, &r, "/features/risk_point?bbox=1,2,3,4&map=risk");
    for (int i = 0; i < 2000; i++) {
        size_t at = situ_rng_below(&rng, (uint32_t)frame.length);
        char old = frame.data[at];
        frame.data[at] = (char)situ_rng_below(&rng, 256);
        if (situ_wire_get_request(&back, frame.data, frame.length, NULL) != SITU_OK)
            refused++;
        else
            assert_true(memchr(back.path, 0, sizeof back.path) && back.query_count <= SITU_REQUEST_MAX_QUERY);
        frame.data[at] = old;
    }
    assert_true(refused > 200); // lengths and the head are a fifth of the frame
    situ_str_free(&frame);
}

static void wire__refuses_what_is_too_long(void **state)
{
    const unsigned char huge[SITU_WIRE_HEAD] = {'s', 'i', 't', 'u', 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    const unsigned char alien[SITU_WIRE_HEAD] = "HTTP/1.1 20";
    situ_response r = {.status = 200, .bytes = SITU_WIRE_RESPONSE_MAX};
    situ_str frame;
    size_t n;
    (void)state;
    assert_int_equal(situ_wire_length(&n, huge, SITU_WIRE_RESPONSE_MAX, NULL), SITU_E_LIMIT);
    assert_int_equal(situ_wire_length(&n, alien, SITU_WIRE_RESPONSE_MAX, NULL), SITU_E_FORMAT);
    situ_str_init(&frame);
    assert_int_equal(situ_wire_put_response(&frame, &r, NULL), SITU_E_LIMIT);
    situ_str_free(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wire__request_round_trip),
        cmocka_unit_test(wire__equal_requests_are_equal_bytes),
        cmocka_unit_test(wire__largest_request_fits_one_atomic_write),
        cmocka_unit_test(wire__response_round_trip),
        cmocka_unit_test(wire__every_truncation_is_refused),
        cmocka_unit_test(wire__flipped_bytes_never_overrun),
        cmocka_unit_test(wire__refuses_what_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
