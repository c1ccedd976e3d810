#include "unit/web/web_world.h"
#include "web/route.h"

#include <map>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

namespace {

// A path with something in each of its places: identifiers of records that exist where the world has one.
std::string filled_path(WebWorld& world, const Route& route, const ProgrammeId& programme) {
    const std::map<std::string, std::string> places{
        {"{programme}", to_string(programme)},
        {"{territory}", to_string(world.region)},
        {"{school}", to_string(world.school)},
        {"{ugel}", to_string(world.ugel)},
        {"{cycle}", "2026"},
        {"{report}", to_string(world.person)},
        {"{table}", "indice-student"},
        {"{account}", to_string(world.person)},
        {"{grant}", to_string(world.person)},
        {"{token}", to_string(world.person)},
        {"{person}", to_string(world.person)},
        {"{request}", to_string(world.person)},
        {"{subject}", to_string(world.person)},
        {"{partner}", to_string(world.person)},
        {"{export}", to_string(world.person)},
        {"{visit}", to_string(world.person)},
        {"{pair}", to_string(world.person)},
        {"{form}", to_string(world.person)},
        {"{file}", to_string(world.person)},
        {"{version}", "1"},
        {"{name}", "roster.csv"},
        {"{link}", to_string(world.person)},
        {"{episode}", "E-1"},
        {"{submission}", to_string(world.person)},
        {"{group}", to_string(world.person)},
        {"{proposal}", to_string(world.person)},
        {"{wave}", "linea-base"},
    };
    std::string path(route.path);
    for (const auto& [place, value] : places) {
        if (const auto at = path.find(place); at != std::string::npos) {
            path.replace(at, place.size(), value);
        }
    }
    CHECK(path.find('{') == std::string::npos);
    return path;
}

HttpResponse ask_route(WebWorld& world, const Route& route, const std::string& path, const std::string& session,
                       const std::string& content = "{}") {
    std::vector<Header> headers;
    if (!session.empty()) {
        headers.push_back({"cookie", session});
    }
    if (route.body != nullptr) {
        headers.push_back({"content-type", "application/json"});
    }
    return ask(world.site->port(), to_string(route.method), path, headers, route.body != nullptr ? content : "");
}

std::string code_of(const HttpResponse& response) { return text_at(json_of(response), "code"); }

}  // namespace

TEST_SUITE_BEGIN("web: table of routes");

TEST_CASE("nobody who has not signed in gets anything of anybody") {
    on_web([](WebWorld& world) {
        for (const auto& route : routes()) {
            if (route.admission == Admission::everybody) {
                continue;
            }
            CAPTURE(route.path);
            const auto path = filled_path(world, route, world.programme);
            for (const std::string session : {"", "minka_session=", "minka_session=00ff", "minka_session=' OR 1=1"}) {
                const auto response = ask_route(world, route, path, session);
                CHECK(response.status == 401);
                // Field clients are told in their own form.
                CHECK((route.admission == Admission::field || code_of(response) == "unauthenticated"));
            }
        }
    });
}

TEST_CASE("a role without a route's permission is refused") {
    on_web([](WebWorld& world) {
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<AccessRole>>([&](auto entry) {
            const auto role = entry.value;
            const auto land = identity::is_of_programme(role) ? std::nullopt : std::optional(world.region);
            const auto session = world.enter("rol." + std::to_string(static_cast<int>(role)), role, land);
            for (const auto& route : routes()) {
                if (route.admission != Admission::granted) {
                    continue;
                }
                CAPTURE(entry.name);
                CAPTURE(route.path);
                if (route.permission && !identity::may(role, *route.permission)) {
                    CHECK(ask_route(world, route, filled_path(world, route, world.programme), session).status == 403);
                }
            }
        });
    });
}

TEST_CASE("another programme's records are not there, whatever the role here") {
    on_web([](WebWorld& world) {
        for (const auto role : {AccessRole::director, AccessRole::administrator}) {
            const auto session = world.enter("rol." + std::to_string(static_cast<int>(role)), role);
            for (const auto& route : routes()) {
                if (route.admission != Admission::granted) {
                    continue;
                }
                CAPTURE(route.path);
                for (const auto programme : {world.other_programme, world.database().new_id<ProgrammeId>()}) {
                    CHECK(ask_route(world, route, filled_path(world, route, programme), session).status == 404);
                }
            }
        }
    });
}

TEST_CASE("what comes malformed is refused with the field at fault, and nothing is written") {
    on_web([](WebWorld& world) {
        const std::map<identity::Permission, std::pair<AccessRole, std::optional<registry::TerritoryId>>> who{
            {identity::Permission::teams_write, {AccessRole::specialist, world.ugel}},
            {identity::Permission::report_read, {AccessRole::director, {}}},
            {identity::Permission::register_read, {AccessRole::coordinator, world.country}},
            {identity::Permission::accounts_manage, {AccessRole::administrator, {}}},
            {identity::Permission::privacy_manage, {AccessRole::data_protection, {}}},
            {identity::Permission::need_to_know, {AccessRole::director, {}}},
            {identity::Permission::people_write, {AccessRole::coordinator, world.country}},
            {identity::Permission::visits_write, {AccessRole::coordinator, world.region}},
            {identity::Permission::submissions_read, {AccessRole::coordinator, world.region}},
            {identity::Permission::cycle_write, {AccessRole::coordinator, world.region}},
        };
        for (const auto& route : routes()) {
            CAPTURE(route.path);
            if (route.body == nullptr || !route.permission) {
                continue;
            }
            const auto& [role, land] = who.at(*route.permission);
            const auto session = world.enter("ruta." + std::to_string(&route - routes().data()), role, land);
            const auto path = filled_path(world, route, world.programme);
            const auto before = world.ledger_entries();
            for (const std::string content : {"", "{", "[]", "null", "{\"zz\":1}", "{\"on\":\"2026-02-31\"}", "\xff"}) {
                CAPTURE(content);
                const auto response = ask_route(world, route, path, session, content);
                CHECK(response.status == 400);
                CHECK(*response.find("content-type") == "application/problem+json");
            }
            const auto plain = ask(world.site->port(), to_string(route.method), path,
                                   {{"cookie", session}, {"content-type", "text/plain"}}, "{}");
            CHECK(plain.status == 400);
            const auto large = ask_route(world, route, path, session, std::string(route.body_limit + 1, ' '));
            CHECK(large.status == 413);
            const auto foreign = ask(
                world.site->port(), to_string(route.method), path,
                {{"cookie", session}, {"content-type", "application/json"}, {"sec-fetch-site", "cross-site"}}, "{}");
            CHECK(foreign.status == 403);
            CHECK(world.ledger_entries() == before);
        }
    });
}

TEST_CASE("content for an address that takes none of it is told why") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("dir", AccessRole::director);
        const std::vector<web::Header> headers{{"cookie", session}, {"content-type", "application/json"}};
        CHECK(ask(world.site->port(), "PUT", "/api/v1/me/password", headers, "{}").status == 405);
        CHECK(ask(world.site->port(), "POST", "/api/v1/nowhere", headers, "{}").status == 404);
    });
}

TEST_CASE("a list refuses what it does not take, and every answer keeps browsers from guessing") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("dir", AccessRole::director);
        for (const auto& route : routes()) {
            if (route.method != Method::get || route.admission != Admission::granted ||
                !identity::may(AccessRole::director, route.permission.value_or(identity::Permission::report_read))) {
                continue;
            }
            CAPTURE(route.path);
            const auto path = filled_path(world, route, world.programme);
            const auto odd = world.get(path + "?odd=1", session);
            CHECK(odd.status == 400);
            CHECK(text_at(json_of(odd), "field") == "odd");
            for (const auto& parameter : route.query) {
                if (parameter.kind == QueryParameter::Kind::text) {
                    continue;
                }
                CAPTURE(parameter.name);
                const auto wrong = world.get(path + "?" + std::string(parameter.name) + "=%27%3B--", session);
                CHECK(wrong.status == 400);
                CHECK(text_at(json_of(wrong), "field") == parameter.name);
            }
            const auto good = world.get(path, session);
            CHECK(good.status < 500);
            CHECK(*good.find("cache-control") == "no-store");
            CHECK(*good.find("x-content-type-options") == "nosniff");
            const auto* policy = good.find("content-security-policy");
            REQUIRE(policy != nullptr);
            CHECK(policy->find("unsafe-inline") == std::string::npos);
            CHECK(policy->find("'unsafe-eval'") == std::string::npos);
            CHECK(policy->find("script-src 'self' 'wasm-unsafe-eval';") != std::string::npos);
        }
    });
}

TEST_CASE("what did not change is not sent again") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("dir", AccessRole::director);
        const auto path = world.in_programme("/schools");
        const auto first = world.get(path, session);
        REQUIRE(first.status == 200);
        const auto again =
            ask(world.site->port(), "GET", path, {{"cookie", session}, {"if-none-match", *first.find("etag")}});
        CHECK(again.status == 304);
        CHECK(again.body.empty());
        const auto packed = ask(world.site->port(), "GET", "/api/v1/openapi.json", {{"accept-encoding", "gzip, br"}});
        CHECK(*packed.find("content-encoding") == "br");
    });
}

TEST_SUITE_END();
