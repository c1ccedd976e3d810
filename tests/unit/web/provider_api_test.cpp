#include "identity/provider_link.h"
#include "identity/provider_visit.h"
#include "unit/web/web_world.h"

#include <memory>

using namespace minka;
using namespace minka::test;
using registry::AccessRole;

namespace {

// A site that knows a provider at an address where nobody answers. The whole way with one that answers is a journey.
void with_silent_provider(WebWorld& world) {
    world.site->stop();
    web::WebSiteOptions options;
    options.server.port = 0;
    options.server.workers = 4;
    options.hashing = world.quick;
    options.provider = web::ProviderSettings{"http://127.0.0.1:1",
                                             "minka",
                                             "s3cr3t",
                                             "http://127.0.0.1:8080" + std::string(web::provider_return_path),
                                             "Cuenta del ministerio",
                                             "Ministry account",
                                             {},
                                             60};
    auto opened = web::WebSite::open(world.database(), world.vault, world.book, options);
    REQUIRE(opened.has_value());
    world.site = *std::move(opened);
}

std::string account_of(WebWorld& world, const std::string& login) {
    const auto found = world.database()
                           .read(identity::installation,
                                 [&](storage::Reader& reader) { return identity::account_by_login(reader, login); })
                           .value();
    return to_string(found->record.id);
}

}  // namespace

TEST_SUITE_BEGIN("web: identity provider");

TEST_CASE("without a provider nothing of it is offered") {
    on_web([](WebWorld& world) {
        CHECK(world.get("/api/v1/sign-in/ways", "").body == "{}");
        CHECK(world.post("/api/v1/sign-in/provider", "", "{}").status == 404);
        CHECK(world.get(std::string(web::provider_return_path) + "?code=1", "").status == 404);
    });
}

TEST_CASE("a provider that does not answer is told of in words, and its secret in none") {
    on_web([](WebWorld& world) {
        with_silent_provider(world);
        const auto ways = world.get("/api/v1/sign-in/ways", "");
        CHECK(text_at(*json_of(ways).find("provider"), "name") == "Cuenta del ministerio");
        CHECK(world.get("/api/v1/sign-in/ways", "minka_link_code=<script>").body == ways.body);
        const auto begun = world.post("/api/v1/sign-in/provider", "", R"({"to":"/apostemos"})");
        CHECK(begun.status >= 500);
        CHECK(text_at(json_of(begun), "code") == "io_failed");
        CHECK(begun.body.find("s3cr3t") == std::string::npos);
        CHECK(world.post("/api/v1/sign-in/provider", "", R"({"to":"//example.org"})").status == 400);
        const auto foreign = ask(world.site->port(), "POST", "/api/v1/sign-in/provider",
                                 {{"content-type", "application/json"}, {"sec-fetch-site", "cross-site"}}, "{}");
        CHECK(foreign.status == 403);
    });
}

TEST_CASE("who comes back without the cookie, or with words of another sign-in, is led to the door") {
    on_web([](WebWorld& world) {
        with_silent_provider(world);
        const auto begun = identity::begin_provider_visit(world.vault, world.scratch.clock.now(), "/apostemos").value();
        const auto back = [&](const std::string& query, const std::string& cookies) {
            return world.get(std::string(web::provider_return_path) + "?" + query, cookies);
        };
        const auto kept = "minka_provider=" + begun.cookie;
        for (const auto& [query, cookies] :
             std::vector<std::pair<std::string, std::string>>{{"code=1&state=" + begun.visit.state, ""},
                                                              {"code=1&state=" + begun.visit.state, kept + "0"},
                                                              {"code=1&state=00", kept},
                                                              {"error=access_denied&state=" + begun.visit.state, kept},
                                                              {"%zz", kept}}) {
            const auto answer = back(query, cookies);
            CHECK(answer.status == 303);
            CHECK(*answer.find("location") == "/login?provider=refused");
            for (const auto& header : answer.headers) {
                CHECK(header.value.find("minka_session=") == std::string::npos);
            }
        }
        // With the right words the code goes to the provider, which is silent; what it adds is passed over.
        const auto asked = back("code=1&session_state=x&state=" + begun.visit.state, kept);
        CHECK(*asked.find("location") == "/login?provider=unreachable");
    });
}

TEST_CASE("an administrator links an account by the code its person read out, and ends the link") {
    on_web([](WebWorld& world) {
        with_silent_provider(world);
        const auto session = world.enter("admin", AccessRole::administrator);
        world.enter("rosa", AccessRole::specialist, world.ugel);
        const auto links = world.in_programme("/accounts/" + account_of(world, "rosa") + "/links");
        identity::PasswordHasher hasher(world.quick, 1, 1);
        identity::SignInLimits limits(world.scratch.clock);
        const identity::SignInDesk desk{world.database(), world.vault, hasher, limits};
        const auto code = identity::make_link_code(desk, {"http://127.0.0.1:1", "40811223"}).value();
        CHECK(world.post(links, session, "{}").status == 400);
        CHECK(world.post(links, session, R"({"code":"AAAA-BBBB-CCCC-DDDD"})").status == 404);
        const auto made = world.post(links, session, R"({"code":")" + code + R"("})");
        REQUIRE_MESSAGE(made.status == 201, made.body);
        CHECK(world.post(links, session, R"({"subject":"40811223"})").status == 409);
        CHECK(json_of(world.get(links, session)).find("items")->if_array()->size() == 1);
        CHECK(identity::sign_in_by_provider(desk, {"http://127.0.0.1:1", "40811223"}).value().has_value());
        const auto one = links + "/" + text_at(json_of(made), "id");
        CHECK(ask(world.site->port(), "DELETE", one, {{"cookie", session}}).status == 204);
        CHECK(json_of(world.get(links, session)).find("items")->if_array()->empty());
        CHECK_FALSE(identity::sign_in_by_provider(desk, {"http://127.0.0.1:1", "40811223"}).value().has_value());
        CHECK(world.get(world.in_programme("/accounts/" + to_string(world.person) + "/links"), session).status == 404);
    });
}

TEST_SUITE_END();
