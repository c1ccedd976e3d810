#include "web/http_message.h"

#include "web/content_coding.h"
#include "web/endpoint.h"
#include "web/route.h"

#include <doctest/doctest.h>

using namespace minka;
using namespace minka::web;

TEST_SUITE_BEGIN("web: messages");

TEST_CASE("a part of an address is decoded, or refused when it cannot be") {
    CHECK(decode_percent("T%C3%A1mesis", false) == "Támesis");
    CHECK(decode_percent("a+b%2Bc", true) == "a b+c");
    CHECK(decode_percent("a+b", false) == "a+b");
    CHECK(decode_percent("%41", false) == "A");
    for (const auto* const bad : {"%", "%4", "%zz", "%00", "%ff", "%C3", "ok%4"}) {
        CAPTURE(bad);
        CHECK_FALSE(decode_percent(bad, false).has_value());
    }
}

TEST_CASE("a query is read in its order, with empty values and repeated names") {
    using Parts = std::vector<std::pair<std::string, std::string>>;
    CHECK(read_query("a=1&b=&c&a=2") == Parts{{"a", "1"}, {"b", ""}, {"c", ""}, {"a", "2"}});
    CHECK(read_query("") == Parts{});
    CHECK(read_query("&&a=1&") == Parts{{"a", "1"}});
    CHECK_FALSE(read_query("a=%G1").has_value());
}

TEST_CASE("a cookie is found among others, and not one whose name ends alike") {
    HttpRequest request;
    request.headers = {{"cookie", "xminka_session=bad; minka_session=good; other=1"}};
    CHECK(cookie(request, "minka_session") == "good");
    CHECK(cookie(request, "other") == "1");
    CHECK_FALSE(cookie(request, "session").has_value());
}

TEST_CASE("a page of another site cannot write with this site's cookies") {
    struct Case {
        std::vector<Header> headers;
        bool passes;
    };
    for (const auto& c : std::vector<Case>{
             {{{"host", "minka.test"}, {"sec-fetch-site", "same-origin"}}, true},
             {{{"host", "minka.test"}, {"sec-fetch-site", "none"}}, true},
             {{{"host", "minka.test"}, {"sec-fetch-site", "cross-site"}}, false},
             {{{"host", "minka.test"}, {"sec-fetch-site", "same-site"}}, false},
             {{{"host", "minka.test"}, {"origin", "https://minka.test"}}, true},
             {{{"host", "minka.test"}, {"origin", "https://minka.test.evil.test"}}, false},
             {{{"host", "minka.test"}, {"origin", "null"}}, false},
             {{{"host", "minka.test"}, {"origin", "https://minka.test"}, {"sec-fetch-site", "cross-site"}}, false},
             {{{"host", "minka.test"}}, true},
         }) {
        HttpRequest request;
        request.headers = c.headers;
        CAPTURE(c.headers.back().value);
        CHECK(check_origin(request).has_value() == c.passes);
    }
}

TEST_CASE("a path matches its route alone, with its parts") {
    std::vector<Route> table(3);
    table[0].path = "/a/{x}";
    table[1].path = "/a/{x}/b/{y}";
    table[2].path = "/a/{x}";
    table[2].method = Method::post;
    const auto match = match_route(table, Method::get, "/a/1/b/2");
    REQUIRE(match.route == &table[1]);
    CHECK(match.parts[0].second == "1");
    CHECK(match.parts[1].first == "y");
    CHECK(match_route(table, Method::head, "/a/1").route == &table[0]);
    CHECK(match_route(table, Method::post, "/a/1").route == &table[2]);
    CHECK(match_route(table, Method::put, "/a/1").route == nullptr);
    CHECK(match_route(table, Method::put, "/a/1").is_known_path);
    for (const auto* const path : {"/a", "/a/", "/a/1/", "/a/1/b", "/a/1/b/", "/a/1/c/2", "/", ""}) {
        CAPTURE(path);
        CHECK(match_route(table, Method::get, path).route == nullptr);
    }
}

TEST_CASE("a coding is taken when it is listed and not refused") {
    CHECK(accepts_coding("gzip, deflate, br", "br"));
    CHECK(accepts_coding("gzip;q=0.5", "gzip"));
    CHECK_FALSE(accepts_coding("gzip;q=0, br", "gzip"));
    CHECK_FALSE(accepts_coding("", "br"));
    CHECK_FALSE(accepts_coding("brr", "br"));
}

TEST_SUITE_END();
