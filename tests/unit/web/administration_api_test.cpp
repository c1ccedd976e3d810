#include "identity/totp.h"
#include "unit/web/web_world.h"

#include <filesystem>

using namespace minka;
using namespace minka::test;
using namespace minka::web;
using registry::AccessRole;

namespace {

const std::string password = "río montaña selva";

std::size_t items_of(const HttpResponse& response) {
    const auto list = json_of(response);
    return list.find("items")->if_array()->size();
}

}  // namespace

TEST_SUITE_BEGIN("web: administration");

TEST_CASE("the second factor goes on over HTTP, and signing in asks for it") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("rosa", AccessRole::evaluator);
        const auto offer =
            json_of(ask(world.site->port(), "POST", "/api/v1/me/second-factor/offer", {{"cookie", session}}));
        const auto secret = text_at(offer, "secret");
        CHECK(text_at(offer, "address") == "otpauth://totp/Minka:rosa?secret=" + secret + "&issuer=Minka");
        const auto code = identity::totp_code(*identity::read_totp_secret(secret),
                                              world.scratch.clock.now().microseconds / 30'000'000);
        const auto on =
            world.post("/api/v1/me/second-factor", session,
                       R"({"secret":")" + secret + R"(","code":")" + code + R"(","current":")" + password + R"("})");
        REQUIRE_MESSAGE(on.status == 201, on.body);
        const auto codes = json_of(on);
        const auto login = [&](const std::string& with) {
            return ask(world.site->port(), "POST", "/api/v1/login", {{"content-type", "application/json"}},
                       R"({"login":"rosa","password":")" + password + R"(","code":")" + with + R"("})");
        };
        CHECK(login("").status == 401);
        CHECK(text_at(json_of(login("")), "field") == "code");
        CHECK(login(*codes.find("codes")->if_array()->front().if_text()).status == 200);
        CHECK(*json_of(world.get("/api/v1/me/second-factor", session)).find("paper_codes_left")->if_int() == 9);
        const auto off = world.post("/api/v1/me/second-factor/stop", session, R"({"current":")" + password + R"("})");
        CHECK(off.status == 204);
        CHECK(login("").status == 200);
    });
}

TEST_CASE("one sees what is stored on oneself, with one's own name opened") {
    on_web([](WebWorld& world) {
        const auto session = world.enter("rosa", AccessRole::evaluator);
        const auto data = world.get("/api/v1/me/data", session);
        REQUIRE_MESSAGE(data.status == 200, data.body);
        CHECK(data.body.find("Persona Prueba") != std::string::npos);
        CHECK(data.body.find("access_grant") != std::string::npos);
        CHECK(data.body.find("Inés") == std::string::npos);
        CHECK(data.body.find("argon2") == std::string::npos);
    });
}

TEST_CASE("the ledger is searched by who, what, when and record, page by page") {
    on_web([](WebWorld& world) {
        const auto director = world.enter("directora", AccessRole::director);
        const auto path = world.in_programme("/ledger");
        const auto all = items_of(world.get(path + "?limit=500", director));
        REQUIRE(all > 3);
        std::size_t seen = 0;
        std::string after;
        do {
            const auto page =
                json_of(world.get(path + "?limit=3" + (after.empty() ? "" : "&after=" + after), director));
            seen += page.find("items")->if_array()->size();
            after = text_at(page, "next");
        } while (!after.empty());
        CHECK(seen == all);
        CHECK(items_of(world.get(path + "?kind=school", director)) == 2);
        CHECK(items_of(world.get(path + "?record=" + to_string(world.school), director)) == 1);
        CHECK(items_of(world.get(path + "?act=grant%20access", director)) == 0);  // the tests write under another name
        CHECK(items_of(world.get(path + "?until=2001-01-01", director)) == 0);
        CHECK(items_of(world.get(path + "?from=" + world.today().text() + "&limit=500", director)) == all);
        CHECK(world.get(path + "?after=xyz", director).status == 400);
    });
}

TEST_CASE("a team sees who read its data, and other teams do not") {
    on_web([](WebWorld& world) {
        const auto specialist = world.enter("especialista", AccessRole::specialist, world.ugel);
        const auto other = world.enter("otra", AccessRole::specialist, world.other_ugel);
        const auto director = world.enter("directora", AccessRole::director);
        const auto reads = world.in_programme("/territories/" + to_string(world.ugel) + "/reads");
        CHECK(items_of(world.get(reads, specialist)) == 0);
        REQUIRE(world.get(world.in_programme("/ugels/" + to_string(world.ugel)), director).status == 200);
        REQUIRE(world.get(world.in_programme("/ugels/" + to_string(world.ugel)), director).status == 200);
        const auto seen = json_of(world.get(reads, specialist));
        REQUIRE(seen.find("items")->if_array()->size() == 1);  // a day is told once
        const auto& line = seen.find("items")->if_array()->front();
        CHECK(text_at(line, "role") == "director");
        CHECK(text_at(line, "who") == "Persona Prueba");
        CHECK(world.get(reads, other).status == 403);
    });
}

TEST_CASE("an administrator makes a backup into the server's folder, and it is checked and listed") {
    on_web([](WebWorld& world) {
        const auto administrator = world.enter("admin", AccessRole::administrator);
        const auto path = world.in_programme("/backups");
        CHECK(world.get(path, administrator).status == 409);  // no folder was given
        const auto folder = world.scratch.folder.path() / "copias";
        world.backups = folder;
        world.site->stop();
        world.open_site();
        CHECK(items_of(world.get(path, administrator)) == 0);
        const auto made = ask(world.site->port(), "POST", path, {{"cookie", administrator}});
        REQUIRE_MESSAGE(made.status == 201, made.body);
        CHECK(json_of(made).find("findings")->if_array()->empty());
        CHECK_FALSE(text_at(json_of(made), "recovery_sheet").empty());
        CHECK(items_of(world.get(path, administrator)) == 1);
        CHECK(std::filesystem::exists(folder));
    });
}

TEST_SUITE_END();
