#include "unit/web/web_world.h"

using namespace minka;
using namespace minka::test;
using registry::AccessRole;

namespace {

// The cookies an answer sets, as the next request sends them.
std::string cookies_of(const web::HttpResponse& response) {
    std::string cookies;
    for (const auto& header : response.headers) {
        if (header.name == "set-cookie") {
            cookies += (cookies.empty() ? "" : "; ") + header.value.substr(0, header.value.find(';'));
        }
    }
    return cookies;
}

}  // namespace

TEST_SUITE_BEGIN("web: sessions");

TEST_CASE("the first start makes an administrator, who opens an account for somebody who then signs in") {
    on_web([](WebWorld& world) {
        const auto first = web::open_first_account(world.database(), world.vault).value();
        REQUIRE(first.has_value());
        CHECK_FALSE(web::open_first_account(world.database(), world.vault).value().has_value());
        const auto login = [&](const std::string& name, const std::string& password) {
            return world.post("/api/v1/login", "", R"({"login":")" + name + R"(","password":")" + password + R"("})");
        };
        const auto entered = login("admin", first->one_time_password);
        REQUIRE(entered.status == 200);
        auto session = cookies_of(entered);
        CHECK(entered.headers.size() > 2);
        CHECK(*json_of(entered).find("must_change_password")->if_bool());
        const auto accounts = world.in_programme("/accounts");
        CHECK(world.get(accounts, session).status == 403);
        CHECK(world
                  .post("/api/v1/me/password", session,
                        R"({"current":")" + first->one_time_password + R"(","fresh":"río montaña selva"})")
                  .status == 204);
        REQUIRE(world.get(accounts, session).status == 200);
        const auto opened =
            world.post(accounts, session,
                       R"({"login":"rosa","name":"Rosa Quispe Prueba","grant":{"role":"specialist","territory_id":")" +
                           to_string(world.ugel) + R"("}})");
        REQUIRE_MESSAGE(opened.status == 201, opened.body);
        const auto rosa = login("rosa", text_at(json_of(opened), "one_time_password"));
        REQUIRE(rosa.status == 200);
        const auto me = json_of(rosa);
        const auto& grant = me.find("grants")->if_array()->front();
        CHECK(text_at(grant, "role") == "specialist");
        CHECK(text_at(*grant.find("programme"), "code") == "apostemos");
        CHECK(text_at(*grant.find("territory"), "name") == "UGEL Quebrada");
        CHECK(world.get("/api/v1/me", cookies_of(rosa)).status == 200);
        CHECK(world.post("/api/v1/logout", cookies_of(rosa), "").status == 204);
        CHECK(world.get("/api/v1/me", cookies_of(rosa)).status == 401);
    });
}

TEST_CASE("an account that could not be given its role is not opened") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("admin", AccessRole::administrator);
        const auto before = world.ledger_entries();
        const auto refused = world.post(world.in_programme("/accounts"), session,
                                        R"({"login":"rosa","name":"Rosa","grant":{"role":"coordinator"}})");
        CHECK(refused.status == 400);
        CHECK(text_at(json_of(refused), "field") == "territory_id");
        CHECK(world.ledger_entries() == before);
    });
}

TEST_CASE("guesses are slowed down, and the answer says for how long") {
    on_web([](WebWorld& world) {
        world.enter("rosa", AccessRole::specialist, world.ugel);
        web::HttpResponse last;
        for (int i = 0; i < 6; ++i) {
            last = world.post("/api/v1/login", "", R"({"login":"rosa","password":"no es esta"})");
        }
        CHECK(last.status == 429);
        CHECK(*last.find("retry-after") == "15");
        CHECK(text_at(json_of(last), "code") == "too_many_attempts");
    });
}

TEST_CASE("a cookie is out of reach of scripts and of other sites; a token needs no cookie") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("rosa", AccessRole::specialist, world.ugel);
        const auto entered = world.post("/api/v1/login", "", R"({"login":"rosa","password":"río montaña selva"})");
        for (const auto& header : entered.headers) {
            if (header.name == "set-cookie") {
                CHECK(header.value.find("HttpOnly") != std::string::npos);
                CHECK(header.value.find("SameSite=Strict") != std::string::npos);
            }
        }
        const auto made = world.post("/api/v1/me/tokens", session, R"({"label":"hoja de cálculo","days":30})");
        REQUIRE(made.status == 201);
        const auto secret = text_at(json_of(made), "secret");
        const auto with_token = [&](const std::string& token) {
            return ask(world.site->port(), "GET", "/api/v1/me", {{"authorization", "Bearer " + token}}).status;
        };
        CHECK(with_token(secret) == 200);
        CHECK(with_token(secret + "0") == 401);
        const auto listed = world.get("/api/v1/me/tokens", session);
        CHECK(listed.body.find("hoja de cálculo") != std::string::npos);
        CHECK(listed.body.find(secret) == std::string::npos);
        CHECK(ask(world.site->port(), "DELETE", "/api/v1/me/tokens/" + text_at(json_of(made), "id"),
                  {{"cookie", session}})
                  .status == 204);
        CHECK(with_token(secret) == 401);
    });
}

TEST_SUITE_END();
